//! Links that lead nowhere, and blocks of code that nothing closes.
//!
//! Nothing is fetched and nothing is opened but the files of the corpus: of another file below the
//! root it is only asked whether it is there, and what leads out of the root is left alone.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    path::{Path, PathBuf},
};

use super::{Finding, Rule, Spot, Stop, quoted};
use crate::{
    engine::Corpus,
    error::Result,
    ingest::{
        self,
        links::{Link, Links},
    },
};

/// A name at least so like another (Jaro-Winkler) is perhaps meant.
const LIKE: f64 = 0.85;

/// What a page of these is written in: a link to the one is answered by the others.
const SOURCES: [&str; 5] = ["md", "markdown", "rst", "rst.txt", "adoc"];

pub(super) fn findings(corpus: &Corpus, stop: Stop<'_>) -> Result<Vec<Finding>> {
    let mut files: BTreeMap<String, Option<Links>> = BTreeMap::new();
    let root = match corpus {
        Corpus::BuiltIn => {
            let read = |(name, text): &(&str, &str)| {
                (format!("builtin:{name}"), ingest::links::parse(name, text))
            };
            files.extend(ingest::BUILTIN.iter().map(read));
            None
        }
        Corpus::Paths(paths) => {
            let listing = ingest::list(paths)?;
            for file in &listing.files {
                stop.heed()?;
                files.insert(file.name.clone(), ingest::links::read(file));
            }
            Some(listing.root)
        }
    };
    let mut named: HashMap<&str, BTreeSet<&str>> = HashMap::new();
    for path in files.keys() {
        named.entry(path.rsplit('/').next().unwrap_or(path)).or_default().insert(path);
    }
    let site = Site { files: &files, named, root };
    let mut findings = Vec::new();
    for (path, links) in &files {
        stop.heed()?;
        let Some(links) = links else { continue };
        findings.extend(links.links.iter().filter_map(|link| site.judge(path, links, link)));
        findings.extend(links.unclosed.iter().map(|line| unclosed(path, *line)));
    }
    Ok(findings)
}

fn unclosed(path: &str, line: u32) -> Finding {
    let what = "The block of code that begins here is never closed, so that all below it is code.";
    let fix = "Write the closing fence.";
    Finding::new(Rule::UnclosedCode, Spot::line(path, line), "unclosed", what.to_owned(), fix)
}

/// Whether `path` is below `root`. A symbolic link is not followed: it may lead out, and is there.
fn is_there(root: &Path, path: &str) -> bool {
    let mut place = root.to_owned();
    for step in path.split('/') {
        place.push(step);
        match place.symlink_metadata() {
            Err(_) => return false,
            Ok(found) if found.is_symlink() => return true,
            Ok(_) => {}
        }
    }
    true
}

/// The files that can be linked.
struct Site<'f> {
    files: &'f BTreeMap<String, Option<Links>>,
    /// The files of each name, without their folders.
    named: HashMap<&'f str, BTreeSet<&'f str>>,
    root: Option<PathBuf>,
}

impl Site<'_> {
    fn judge(&self, path: &str, links: &Links, link: &Link) -> Option<Finding> {
        let target = &link.target;
        let (file, anchor) =
            target.split_once('#').map_or((&**target, None), |(a, b)| (a, Some(b)));
        if !is_relative(target) || (links.is_copy && !file.is_empty()) {
            return None;
        }
        let file = file.split('?').next().unwrap_or_default();
        let linked = if file.is_empty() {
            path.to_owned()
        } else {
            let place = place(path, &decoded(file))?;
            match self.find(&place) {
                Some(found) => found,
                None => return self.dead(path, link, file),
            }
        };
        let anchor = decoded(anchor?);
        self.dead_anchor(path, link, &linked, &anchor)
    }

    /// The file that a link to `place` opens; `None` where there is none.
    fn find(&self, place: &str) -> Option<String> {
        // As programs that make pages of sources resolve it: a page for its source, a name without
        // extension, a folder for its first page.
        let stem = place.strip_suffix(".html").or_else(|| place.strip_suffix(".htm"));
        let stem = stem.unwrap_or(place).trim_end_matches('/');
        let join =
            |name: &str| if stem.is_empty() { name.to_owned() } else { format!("{stem}/{name}") };
        let mut names = vec![place.trim_end_matches('/').to_owned()];
        names.extend(SOURCES.iter().map(|extension| format!("{stem}.{extension}")));
        names.push(format!("{stem}.html"));
        let pages = ["index.md", "README.md", "index.html", "index.rst", "_index.md"];
        names.extend(pages.map(join));
        if stem == "index" || stem.ends_with("/index") {
            let folder = stem.strip_suffix("index").unwrap_or_default();
            names.push(format!("{folder}README.md"));
        }
        // A folder is there as such, but what is linked in it is its page.
        let read = names.iter().find(|name| self.files.contains_key(*name));
        let on_disk = |name: &&String| self.root.as_ref().is_some_and(|root| is_there(root, name));
        read.or_else(|| names.iter().find(on_disk)).cloned()
    }

    fn dead(&self, path: &str, link: &Link, file: &str) -> Option<Finding> {
        // Of the built-in documents nothing lies around them.
        self.root.as_ref()?;
        let name = file.trim_end_matches('/').rsplit('/').next().unwrap_or(file);
        let fix = match self.named.get(name).and_then(|all| all.first()) {
            Some(other) => format!("Link to {}, or delete the link.", shown(other)),
            None => "Correct or delete the link.".to_owned(),
        };
        let what = format!("The link to {} leads to no file.", quoted(&link.target));
        Some(Finding::new(Rule::DeadLink, Spot::line(path, link.line), &link.target, what, &fix))
    }

    fn dead_anchor(&self, path: &str, link: &Link, linked: &str, anchor: &str) -> Option<Finding> {
        let anchors = self.files.get(linked)?.as_ref()?.anchors.as_ref()?;
        let lower = anchor.to_lowercase();
        let is_browsers = anchor.is_empty() || lower == "top" || anchor.starts_with(":~:");
        if is_browsers || anchors.contains(anchor) || anchors.contains(&lower) {
            return None;
        }
        // As GitHub prints them in the page that it makes.
        if anchor.strip_prefix("user-content-").is_some_and(|name| anchors.contains(name)) {
            return None;
        }
        let like = |name: &&String| strsim::jaro_winkler(&lower, name);
        let near = anchors.iter().max_by(|a, b| like(a).total_cmp(&like(b)).then(b.cmp(a)));
        let fix = match near.filter(|near| LIKE <= like(near)) {
            Some(near) => format!("Correct it; the nearest is {}.", quoted(&format!("#{near}"))),
            None => "Correct it, or link to the file as a whole.".to_owned(),
        };
        let (what, target) = (quoted(&format!("#{anchor}")), shown(linked));
        let what = format!("The link to {what} leads to no heading of {target}.");
        Some(Finding::new(Rule::DeadAnchor, Spot::line(path, link.line), &link.target, what, &fix))
    }
}

fn shown(path: &str) -> String {
    super::shortened(path)
}

/// Whether a link starts from its file: not from another server, a site's root or a template.
fn is_relative(target: &str) -> bool {
    let scheme = target.split(['/', '#', '?']).next().is_some_and(|start| start.contains(':'));
    let template = ["{{", "{%", "<%", "${", "\\"].iter().any(|mark| target.contains(mark));
    !target.is_empty() && !target.starts_with('/') && !scheme && !template
}

/// Where a link `target` of the file `path` leads, below the root; `None` where it leads out.
fn place(path: &str, target: &str) -> Option<String> {
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut steps: Vec<&str> = folder.split('/').filter(|step| !step.is_empty()).collect();
    for step in target.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                steps.pop()?;
            }
            step => steps.push(step),
        }
    }
    Some(steps.join("/"))
}

/// A link with its percent signs resolved; as it is where they stand for no text.
fn decoded(link: &str) -> String {
    let bytes = link.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let code = link.get(at + 1..at + 3).filter(|_| bytes[at] == b'%');
        match code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            Some(byte) => {
                out.push(byte);
                at += 3;
            }
            None => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8(out).unwrap_or_else(|_| link.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_stays_below_the_root() {
        assert_eq!(place("a/b.md", "c.md").as_deref(), Some("a/c.md"));
        assert_eq!(place("a/b.md", "../c/./d.md").as_deref(), Some("c/d.md"));
        assert_eq!(place("a/b.md", "../../c.md"), None);
        assert_eq!(place("b.md", "x/../../c.md"), None);
    }

    #[test]
    fn only_what_starts_from_the_file_is_relative() {
        for yes in ["a.md", "../a", "#x", "a/b:c.md", "?q"] {
            assert!(is_relative(yes), "{yes}");
        }
        for no in ["", "/a", "//host/a", "https://x", "mailto:a@b", "{{ url }}/a", "C:\\a"] {
            assert!(!is_relative(no), "{no}");
        }
    }

    #[test]
    fn percent_signs_are_resolved() {
        assert_eq!(decoded("a%20b%C3%A9.md"), "a bé.md");
        assert_eq!(decoded("100%.md%zz%"), "100%.md%zz%");
        assert_eq!(decoded("%ff"), "%ff");
    }
}
