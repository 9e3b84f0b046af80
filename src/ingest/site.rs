//! What the pages of a site have in common: a slogan, a notice, links to the other pages.
//!
//! Nothing in one page tells it from text; that it stands on half of them does.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    hash::{DefaultHasher, Hash, Hasher},
};

use super::{Format, SourceFile, read};
use crate::document::{BlockKind, Document, LeftOut, Lines, words};

/// The fewest pages of a folder that make a site.
const MIN_PAGES: usize = 4;

/// How many pages of a folder are looked at, at even distances.
const MAX_PAGES: usize = 40;

/// A longer text is content, wherever it stands.
const MAX_WORDS: usize = 60;

const REASON: &str = "repeated on the pages of the site";

/// What stands on the pages of each site of a corpus again and again.
#[derive(Debug, Default)]
pub struct Site {
    /// By the folder at the top: the texts, as hashes.
    repeated: HashMap<String, HashSet<u64>>,
}

impl Site {
    /// Looks at the pages among `files`: what stands on at least half of those in one folder at
    /// the top, or below it, is repeated.
    ///
    /// # Cost
    ///
    /// Reads up to 40 pages of each such folder.
    pub fn of(files: &[SourceFile]) -> Site {
        let mut folders: BTreeMap<&str, Vec<&SourceFile>> = BTreeMap::new();
        for file in files.iter().filter(|file| is_page(&file.name)) {
            folders.entry(folder(&file.name)).or_default().push(file);
        }
        let mut site = Site::default();
        for (name, pages) in folders.into_iter().filter(|(_, pages)| MIN_PAGES <= pages.len()) {
            let step = pages.len().div_ceil(MAX_PAGES);
            let mut counts: HashMap<u64, usize> = HashMap::new();
            let mut looked = 0;
            for page in pages.into_iter().step_by(step) {
                let mut texts = HashSet::new();
                let mut note = |document: Document| {
                    texts.extend(candidates(&document).map(|(_, text)| text));
                };
                // What cannot be read is told when it is read for good.
                looked += usize::from(read(page, &mut note, &mut |_| {}).is_ok());
                for text in texts {
                    *counts.entry(text).or_default() += 1;
                }
            }
            let least = looked.div_ceil(2).max(MIN_PAGES - 1);
            let repeated = counts.into_iter().filter(|(_, count)| least <= *count);
            let repeated: HashSet<u64> = repeated.map(|(text, _)| text).collect();
            if !repeated.is_empty() {
                site.repeated.insert(name.to_owned(), repeated);
            }
        }
        site
    }

    /// Tells what is left out from what would be, were the pages others.
    pub fn digest(&self) -> u64 {
        let sorted: BTreeMap<&String, BTreeSet<&u64>> =
            self.repeated.iter().map(|(folder, texts)| (folder, texts.iter().collect())).collect();
        let mut hasher = DefaultHasher::new();
        sorted.hash(&mut hasher);
        hasher.finish()
    }

    /// Leaves out of `document` what its site repeats.
    pub fn leave_out(&self, document: &mut Document) {
        if !is_page(&document.path) {
            return;
        }
        let Some(repeated) = self.repeated.get(folder(&document.path)) else { return };
        let gone: HashSet<usize> = candidates(document)
            .filter(|(_, text)| repeated.contains(text))
            .map(|it| it.0)
            .collect();
        if gone.is_empty() {
            return;
        }
        let mut lines: Vec<Lines> = Vec::new();
        let mut kept = Vec::with_capacity(document.blocks.len());
        for (at, block) in std::mem::take(&mut document.blocks).into_iter().enumerate() {
            match gone.contains(&at) {
                true => lines.push(block.lines),
                false => kept.push(block),
            }
        }
        document.blocks = kept;
        let taken: HashSet<u32> = document
            .blocks
            .iter()
            .map(|block| block.lines)
            .chain(document.left_out.iter().map(|one| one.lines))
            .flat_map(|lines| lines.first..=lines.last)
            .collect();
        let free: std::collections::BTreeSet<u32> = lines
            .into_iter()
            .flat_map(|lines| lines.first..=lines.last)
            .filter(|line| !taken.contains(line))
            .collect();
        for line in free {
            let lines = Lines::new(line, line);
            match document.left_out.last_mut() {
                Some(last) if last.reason == REASON && last.lines.last + 1 == line => {
                    last.lines.last = line;
                }
                _ => document.left_out.push(LeftOut { lines, reason: REASON.to_owned() }),
            }
        }
        document.left_out.sort_by_key(|one| one.lines);
    }
}

fn is_page(name: &str) -> bool {
    Format::of(name) == Some(Format::Html)
}

/// The folder at the top that the file `name` is in; empty where it is in none.
fn folder(name: &str) -> &str {
    name.split_once('/').map_or("", |(folder, _)| folder)
}

/// The blocks that may be no content, with their texts as hashes: short ones that answer no
/// question.
fn candidates(document: &Document) -> impl Iterator<Item = (usize, u64)> {
    let mut answers = false;
    document.blocks.iter().enumerate().filter_map(move |(at, block)| {
        match &block.kind {
            BlockKind::Heading { entry, .. } => answers = *entry,
            BlockKind::Paragraph | BlockKind::Item { .. } | BlockKind::Row { .. }
                if !answers && words(block.plain()) <= MAX_WORDS =>
            {
                let mut hasher = DefaultHasher::new();
                block.plain().trim().hash(&mut hasher);
                return Some((at, hasher.finish()));
            }
            _ => {}
        }
        None
    })
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn what_stands_on_most_pages_is_left_out() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("site")).unwrap();
        for number in 0..6 {
            let page = format!(
                "<p>Call us now!</p>\n<h2>Is it {number}?</h2>\n<p>Yes.</p>\n<h2>Hints</h2>\n\
                 <p>Mind {number}.</p>\n<p>Read\nmore.</p>\n"
            );
            fs::write(folder.path().join(format!("site/{number}.html")), page).unwrap();
        }
        let listing = super::super::list(&[folder.path().to_path_buf()]).unwrap();
        let site = Site::of(&listing.files);
        let mut documents = Vec::new();
        read(&listing.files[3], &mut |one| documents.push(one), &mut |_| {}).unwrap();
        site.leave_out(&mut documents[0]);
        let found: Vec<&str> = documents[0].blocks.iter().map(|one| one.plain().trim()).collect();
        assert_eq!(found, ["Is it 3?", "Yes.", "Hints", "Mind 3."]);
        let left_out: Vec<(Lines, &str)> =
            documents[0].left_out.iter().map(|one| (one.lines, one.reason.as_str())).collect();
        assert_eq!(left_out, [(Lines::new(1, 1), REASON), (Lines::new(6, 7), REASON)]);
        // Three pages are no site.
        assert!(Site::of(&listing.files[..3]).repeated.is_empty());
    }
}
