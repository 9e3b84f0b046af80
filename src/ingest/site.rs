//! What the pages of a site have in common: a slogan, a notice, links to the other pages.
//!
//! Nothing in one page tells it from text; that it stands on half of them does. So does a warranty
//! that is the same for all that a shop sells: sentences under a heading of their own are text.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    hash::{DefaultHasher, Hash, Hasher},
};

use super::{Format, SourceFile, read};
use crate::document::{Block, BlockKind, Document, LeftOut, Lines, words};

/// The fewest pages of a folder that make a site.
const MIN_PAGES: usize = 4;

/// How many pages of a folder are looked at, at even distances.
const MAX_PAGES: usize = 40;

/// A longer text is content, wherever it stands.
const MAX_WORDS: usize = 60;

/// The fewest words of a sentence that is more than "Read on."
const SENTENCE_WORDS: usize = 4;

const REASON: &str = "repeated on the pages of the site";

/// How much of a text is told where its lines do not tell which it is, in characters.
const TOLD_CHARS: usize = 60;

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
                    texts.extend(texts_of(&document).into_iter().flatten());
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
        let gone = repeated_in(document, repeated);
        if gone.is_empty() {
            return;
        }
        let mut removed = Vec::with_capacity(gone.len());
        let mut kept = Vec::with_capacity(document.blocks.len());
        for (at, block) in std::mem::take(&mut document.blocks).into_iter().enumerate() {
            match gone.contains(&at) {
                true => removed.push(block),
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
        let is_free = |line: &u32| !taken.contains(line);
        let mut free = BTreeSet::new();
        for block in &removed {
            let before = free.len();
            free.extend((block.lines.first..=block.lines.last).filter(is_free));
            if free.len() == before && !free.contains(&block.lines.first) {
                // Other text stands on its lines.
                document.left_out.push(LeftOut { lines: block.lines, reason: told(block) });
            }
        }
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

/// The text of each block as a hash, but for headings and what answers a question.
fn texts_of(document: &Document) -> Vec<Option<u64>> {
    let mut answers = false;
    let mut text = |block: &Block| match &block.kind {
        BlockKind::Heading { entry, .. } => {
            answers = *entry;
            None
        }
        BlockKind::Record(_) => None,
        _ if answers => None,
        _ => {
            let mut hasher = DefaultHasher::new();
            block.plain().trim().hash(&mut hasher);
            Some(hasher.finish())
        }
    };
    document.blocks.iter().map(&mut text).collect()
}

/// The blocks of `document` that are no content, of those with a text in `repeated`.
fn repeated_in(document: &Document, repeated: &HashSet<u64>) -> HashSet<usize> {
    let is_row = |block: &Block| matches!(block.kind, BlockKind::Row { .. });
    let texts = texts_of(document);
    let repeats = |at: usize| texts[at].is_some_and(|text| repeated.contains(&text));
    let mut gone = HashSet::new();
    let mut headings: HashSet<(Lines, &str)> = HashSet::new();
    // Whether a heading stands above, and nothing but repeated sentences in between.
    let mut headed = false;
    // Whether what comes is what the paragraph before announces.
    let mut announced = false;
    let mut at = 0;
    for run in document.blocks.chunk_by(|one, next| is_row(one) && is_row(next)) {
        // A table with a row of the page's own is its own.
        let all = (at..at + run.len()).all(repeats);
        for (at, block) in (at..).zip(run) {
            let is_listed = matches!(block.kind, BlockKind::Item { .. } | BlockKind::Row { .. });
            let goes_on = announced && is_listed;
            announced = goes_on;
            if let BlockKind::Heading { level, .. } = block.kind {
                // The title of the page stands over a slogan; one that is given again, over what
                // comes behind a list of terms.
                let is_title = level == 1 && headings.is_empty();
                headed = headings.insert((block.lines, block.plain())) && !is_title;
            } else if !all {
                headed = false;
            } else if headed && (goes_on || is_prose(block.plain())) {
                announced |= block.plain().trim_end().ends_with([':', '：']);
            } else if may_go(block) {
                headed = false;
                gone.insert(at);
            }
        }
        at += run.len();
    }
    gone
}

/// Whether `block` is short, and no row of a table that names its columns.
fn may_go(block: &Block) -> bool {
    match &block.kind {
        BlockKind::Row { header } if !header.is_empty() => false,
        BlockKind::Paragraph | BlockKind::Item { .. } | BlockKind::Row { .. } => {
            words(block.plain()) <= MAX_WORDS
        }
        _ => false,
    }
}

/// Whether `text` is a sentence, or announces a list.
fn is_prose(text: &str) -> bool {
    let text = text.trim().trim_end_matches(['"', '”', '’', '»', ')']);
    let ends = text.ends_with(['.', '!', '?', ':', '…', '。', '！', '？', '：', '।']);
    ends && !text.starts_with('©') && SENTENCE_WORDS <= words(text)
}

/// Why `block` is left out, with the start of its text.
fn told(block: &Block) -> String {
    let text = block.plain().split_whitespace().collect::<Vec<_>>().join(" ");
    let start: String = text.chars().take(TOLD_CHARS).collect();
    let rest = if start.len() < text.len() { "…" } else { "" };
    format!("{REASON}: {start}{rest}")
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

    /// What is left of the first of `pages`, which are a site, and what is left out of it.
    fn first_of(pages: &[String]) -> (Vec<String>, Vec<(u32, String)>) {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("site")).unwrap();
        for (number, page) in pages.iter().enumerate() {
            fs::write(folder.path().join(format!("site/{number}.html")), page).unwrap();
        }
        let listing = super::super::list(&[folder.path().to_path_buf()]).unwrap();
        let site = Site::of(&listing.files);
        let mut documents = Vec::new();
        read(&listing.files[0], &mut |one| documents.push(one), &mut |_| {}).unwrap();
        site.leave_out(&mut documents[0]);
        let left_out = documents[0].left_out.iter();
        let left_out = left_out.filter(|one| one.reason.starts_with(REASON));
        (
            documents[0].blocks.iter().map(|one| one.plain().trim().to_owned()).collect(),
            left_out.map(|one| (one.lines.first, one.reason.clone())).collect(),
        )
    }

    #[test]
    fn sentences_under_a_heading_that_all_pages_have_are_kept() {
        let page = |number: usize| {
            format!(
                "<h1>Lamp {number}</h1>\n<p>Light for your home since 1950.</p>\n\
                 <p>It weighs {number} kg.</p>\n<h2>Returns</h2>\n\
                 <p>You may send it back within 30 days.</p>\n<p>Keep the box that it came in.</p>\n\
                 <h2>Cleaning</h2>\n<p>You need two things:</p>\n<ul><li>soap<li>a cloth</ul>\n\
                 <h2>Data</h2>\n<table><tr><td>Height<td>{number} cm<tr><td>Power<td>60 watts</table>\n\
                 <h2>Links</h2>\n<ul><li>All lamps<li>Imprint</ul>\n<p>Ask us about our lamps.</p>\n"
            )
        };
        let (found, left_out) = first_of(&(0..4).map(page).collect::<Vec<_>>());
        assert_eq!(
            found,
            [
                "Lamp 0",
                "It weighs 0 kg.",
                "Returns",
                "You may send it back within 30 days.",
                "Keep the box that it came in.",
                "Cleaning",
                "You need two things:",
                "soap",
                "a cloth",
                "Data",
                "Height | 0 cm",
                "Power | 60 watts",
                "Links"
            ]
        );
        let lines: Vec<u32> = left_out.iter().map(|one| one.0).collect();
        assert_eq!(lines, [2, 13]);
    }

    #[test]
    fn what_is_left_out_of_a_line_with_text_is_told() {
        let page = |number: usize| {
            format!("<p>Call us now!</p><h1>Lamp {number}</h1><p>It weighs {number} kg.</p>")
        };
        let (found, left_out) = first_of(&(0..4).map(page).collect::<Vec<_>>());
        assert_eq!(found, ["Lamp 0", "It weighs 0 kg."]);
        assert_eq!(left_out, [(1, format!("{REASON}: Call us now!"))]);
    }
}
