//! What the pages of a site have in common: a slogan, a notice, links to the other pages.
//!
//! Nothing in one page tells it from text; that it stands on half of them does. But so does an option
//! that all commands have, or a warranty that is the same for all that a shop sells. What tells these
//! is how they stand: in what a page marks as its text, among what only this page has, as sentences
//! under a heading of their own. What may be either is kept on the first page that has it.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::{Format, SourceFile, question::is_question, read, source::told};
use crate::{
    document::{Block, BlockKind, Document, LeftOut, Lines, Standing, words},
    fnv,
};

/// The fewest pages of a folder that make a site.
const MIN_PAGES: usize = 4;

/// How many pages of a folder are looked at, at even distances.
const MAX_PAGES: usize = 40;

/// A longer text is content, wherever it stands.
const MAX_WORDS: usize = 60;

/// The fewest words of a sentence that is more than "Read on."
const SENTENCE_WORDS: usize = 4;

const REASON: &str = "repeated on the pages of the site";

/// What stands on the pages of each site of a corpus again and again.
#[derive(Debug, Default)]
pub struct Site {
    /// By the folder at the top: the texts, as hashes, with the first page that has each.
    repeated: HashMap<String, Repeated>,
}

type Repeated = HashMap<u64, String>;

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
            let mut counts: HashMap<u64, (usize, &str)> = HashMap::new();
            let mut looked = 0;
            for page in pages.into_iter().step_by(step) {
                let mut texts = HashSet::new();
                let mut note = |document: Document| {
                    texts.extend(texts_of(&document).into_iter().flatten());
                };
                // What cannot be read is told when it is read for good.
                looked += usize::from(read(page, &mut note, &mut |_| {}).is_ok());
                for text in texts {
                    counts.entry(text).or_insert((0, &page.name)).0 += 1;
                }
            }
            let least = looked.div_ceil(2).max(MIN_PAGES - 1);
            let repeated = counts.into_iter().filter(|(_, (count, _))| least <= *count);
            let repeated: Repeated =
                repeated.map(|(text, (_, first))| (text, first.to_owned())).collect();
            if !repeated.is_empty() {
                site.repeated.insert(name.to_owned(), repeated);
            }
        }
        site
    }

    /// Tells what is left out from what would be, were the pages others. The index keeps it.
    pub fn digest(&self) -> u64 {
        let sorted: BTreeMap<&String, BTreeMap<&u64, &String>> =
            self.repeated.iter().map(|(folder, texts)| (folder, texts.iter().collect())).collect();
        let mut told: Vec<u8> = Vec::new();
        for (folder, texts) in sorted {
            told.extend(folder.bytes().chain([0]));
            told.extend((texts.len() as u64).to_le_bytes());
            for (text, first) in texts {
                told.extend(text.to_le_bytes());
                told.extend(first.bytes().chain([0]));
            }
        }
        fnv::hash(told)
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
        document.standing.clear();
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
                document
                    .left_out
                    .push(LeftOut { lines: block.lines, reason: told(REASON, block.plain()) });
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
        _ => Some(fnv::hash(block.plain().trim().bytes())),
    };
    document.blocks.iter().map(&mut text).collect()
}

/// What becomes of a text that the pages of a site repeat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Stays,
    /// It stays on the first page that has it, and nowhere else.
    StaysOnce,
    Goes,
}

/// How a repeated block stands among the others of its page.
#[derive(Debug, Clone, Copy)]
struct Among {
    standing: Standing,
    /// Whether a heading stands above it, and nothing but repeated sentences in between.
    headed: bool,
    /// Whether it is an item or a row of what the paragraph before announces.
    announced: bool,
    /// Whether its list or table, or else its section on both sides, has text of the page's own.
    amid: bool,
}

/// The blocks of `document` that are no content, of those with a text in `repeated`.
fn repeated_in(document: &Document, repeated: &Repeated) -> HashSet<usize> {
    let blocks = &document.blocks;
    let texts = texts_of(document);
    let first = |at: usize| texts[at].and_then(|text| repeated.get(&text));
    let amid = amid(blocks, |at| first(at).is_none());
    let mut gone = HashSet::new();
    let mut headings: HashSet<(Lines, &str)> = HashSet::new();
    let (mut headed, mut announced) = (false, false);
    for (at, block) in blocks.iter().enumerate() {
        announced &= is_listed(block);
        if let BlockKind::Heading { level, .. } = block.kind {
            // The title of the page stands over a slogan; one that is given again, over what
            // comes behind a list of terms.
            let is_title = level == 1 && headings.is_empty();
            headed = headings.insert((block.lines, block.plain())) && !is_title;
            continue;
        }
        let Some(first) = first(at) else {
            headed = false;
            continue;
        };
        let standing = document.standing.get(at).copied().unwrap_or_default();
        let among = Among { standing, headed, announced, amid: amid[at] };
        headed &= announced || is_prose(block.plain());
        announced |= headed && block.plain().trim_end().ends_with([':', '：']);
        let is_kept = match fate(block, among) {
            Fate::Stays => true,
            Fate::StaysOnce => *first == document.path,
            Fate::Goes => false,
        };
        if !is_kept {
            gone.insert(at);
        }
    }
    gone
}

/// What becomes of `block`, which is repeated.
fn fate(block: &Block, among: Among) -> Fate {
    if !may_go(block) {
        return Fate::Stays;
    }
    let Among { standing, headed, announced, amid } = among;
    let text = block.plain();
    let (is_prose, is_listed) = (is_prose(text), is_listed(block));
    let is_said = headed && (announced || is_prose);
    match standing {
        Standing::Beside if is_said => Fate::StaysOnce,
        Standing::Beside if !(amid && is_listed) => Fate::Goes,
        _ if is_said => Fate::Stays,
        Standing::Links if !is_prose => Fate::Goes,
        // "Was this of help?" asks for no more than a click.
        Standing::Text if is_listed || (is_prose && !is_question(text)) => Fate::Stays,
        Standing::Text => Fate::StaysOnce,
        _ if amid && (is_listed || is_prose) => Fate::Stays,
        _ if is_prose => Fate::StaysOnce,
        _ => Fate::Goes,
    }
}

/// For each of `blocks` whether what is the page's own (`is_own`) stands in its list or table, or
/// before and after it under one heading.
fn amid(blocks: &[Block], is_own: impl Fn(usize) -> bool) -> Vec<bool> {
    let mut amid = vec![false; blocks.len()];
    let is_heading = |block: &Block| matches!(block.kind, BlockKind::Heading { .. });
    let mut start = 0;
    for section in blocks.chunk_by(|_, next| !is_heading(next)) {
        let own = |at: &usize| is_own(*at) && !is_heading(&blocks[*at]);
        let all = start..start + section.len();
        let (first, last) = (all.clone().find(own), all.clone().rev().find(own));
        if let (Some(first), Some(last)) = (first, last) {
            amid[first..=last].fill(true);
        }
        let mut at = start;
        for list in section.chunk_by(|one, next| is_listed(one) && kind(one) == kind(next)) {
            let end = at + list.len();
            if is_listed(&list[0]) {
                let has_own = (at..end).any(&is_own);
                amid[at..end].fill(has_own);
            }
            at = end;
        }
        start = all.end;
    }
    amid
}

fn kind(block: &Block) -> std::mem::Discriminant<BlockKind> {
    std::mem::discriminant(&block.kind)
}

/// Whether `block` is one of a list or a table.
fn is_listed(block: &Block) -> bool {
    matches!(block.kind, BlockKind::Item { .. } | BlockKind::Row { .. })
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
        one_of(pages, 0)
    }

    /// The same of the page `at`.
    fn one_of(pages: &[String], at: usize) -> (Vec<String>, Vec<(u32, String)>) {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("site")).unwrap();
        for (number, page) in pages.iter().enumerate() {
            fs::write(folder.path().join(format!("site/{number}.html")), page).unwrap();
        }
        let listing = super::super::list(&[folder.path().to_path_buf()]).unwrap();
        let site = Site::of(&listing.files);
        let mut documents = Vec::new();
        read(&listing.files[at], &mut |one| documents.push(one), &mut |_| {}).unwrap();
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
        let pages: Vec<String> = (0..4).map(page).collect();
        let (found, left_out) = one_of(&pages, 1);
        assert_eq!(
            found,
            [
                "Lamp 1",
                "It weighs 1 kg.",
                "Returns",
                "You may send it back within 30 days.",
                "Keep the box that it came in.",
                "Cleaning",
                "You need two things:",
                "soap",
                "a cloth",
                "Data",
                "Height | 1 cm",
                "Power | 60 watts",
                "Links"
            ]
        );
        let lines: Vec<u32> = left_out.iter().map(|one| one.0).collect();
        assert_eq!(lines, [2, 13]);
        // Sentences that may be either are on the first page that has them.
        let (found, left_out) = one_of(&pages, 0);
        assert_eq!(found[1], "Light for your home since 1950.");
        assert_eq!(found.last().unwrap(), "Ask us about our lamps.");
        let lines: Vec<u32> = left_out.iter().map(|one| one.0).collect();
        assert_eq!(lines, [13]);
    }

    #[test]
    fn what_pages_share_of_their_own_text_is_kept() {
        let options = |number: usize| {
            format!(
                "<dl>\n<dt>--only{number}<dd>Does step {number} alone.\n<dt>--locked\n\
                 <dd>Takes what the file says.\n<dt>-q<dd>Quiet</dl>\n"
            )
        };
        let body = |number: usize| {
            format!(
                "<h1>go {number}</h1>\n<p>Does step {number}.</p>\n<p>It may be called twice.</p>\n\
                 <p>See step {number} of the plan.</p>\n<h2>Options</h2>\n{}",
                options(number)
            )
        };
        let own = |number: usize| {
            [
                format!("go {number}"),
                format!("Does step {number}."),
                "It may be called twice.".to_owned(),
                format!("See step {number} of the plan."),
                "Options".to_owned(),
                format!("--only{number}:\nDoes step {number} alone."),
                "--locked:\nTakes what the file says.".to_owned(),
                "-q:\nQuiet".to_owned(),
            ]
        };
        // Where nothing is marked, what stands among the page's own tells.
        let plain: Vec<String> = (0..5).map(body).collect();
        assert_eq!(one_of(&plain, 3).0, own(3));
        // Where the page marks its text, what all have in it, too; and not what is beside it.
        let marked: Vec<String> = (0..5)
            .map(|number| {
                format!(
                    "<h2>Keys</h2>\n<p>Press x to see all keys.</p>\n<p>Most wanted</p>\n<main>\n{}\
                     <p>All steps end with 0 or 1.</p>\n<ul><li><a href=/>All steps</a></ul>\n\
                     <p>Was this of any help to you?</p>\n</main>\n<p>We send news by mail.</p>\n",
                    body(number)
                )
            })
            .collect();
        let text = "All steps end with 0 or 1.".to_owned();
        let (found, _) = one_of(&marked, 3);
        assert_eq!(
            found,
            [&["Keys".to_owned()][..], &own(3), std::slice::from_ref(&text)].concat()
        );
        let (found, left_out) = first_of(&marked);
        let asked = "Was this of any help to you?".to_owned();
        let keys = ["Keys".to_owned(), "Press x to see all keys.".to_owned()];
        assert_eq!(found, [&keys[..], &own(0), &[text, asked]].concat());
        assert_eq!(left_out.len(), 3);
    }

    #[test]
    fn which_page_keeps_a_text_is_part_of_what_the_pages_have_in_common() {
        let folder = tempfile::tempdir().unwrap();
        for number in 0..6 {
            let page =
                format!("<h1>Lamp {number}</h1>\n<p>Light for all of us.</p>\n<p>{number}</p>");
            fs::write(folder.path().join(format!("{number}.html")), page).unwrap();
        }
        let digest = |from: usize| {
            let listing = super::super::list(&[folder.path().to_path_buf()]).unwrap();
            Site::of(&listing.files[from..]).digest()
        };
        let before = digest(0);
        assert_eq!(digest(0), before);
        assert_ne!(digest(1), before);
        // Another version must not take an index for one of other pages.
        assert_eq!(before, 3_769_383_225_482_729_383);
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
