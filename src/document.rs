//! A file as it was read: its blocks in order, and what was left out of them.
//!
//! Every character that a person may be shown stays verbatim in [`Block::text`]; what is matched
//! and counted is [`Block::plain`], the same without markup.

use std::collections::BTreeMap;

/// A range of 1-based lines of a file, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Lines {
    /// The first line, from 1.
    pub first: u32,
    /// The last line, at least `first`.
    pub last: u32,
}

impl Lines {
    /// The lines `first` to `last`; a single line where `last` is smaller.
    pub fn new(first: u32, last: u32) -> Lines {
        Lines { first, last: last.max(first) }
    }

    /// The smallest range that holds both.
    pub fn join(self, other: Lines) -> Lines {
        Lines { first: self.first.min(other.first), last: self.last.max(other.last) }
    }
}

/// What a source says of a passage beside its text: tags, category, url, in the order of the keys.
pub type Metadata = BTreeMap<String, serde_json::Value>;

/// One file, or one batch of the records of a large one, read into blocks.
///
/// A file of records comes as several documents with one `path`, in order, so that a million
/// records never stand in memory at once.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Document {
    /// Where it lies below the corpus root, with `/`; `builtin:NAME` for a built-in document.
    pub path: String,
    /// The title from the front matter, if there is one.
    pub title: Option<String>,
    /// What holds for all its passages: tags and the like from the front matter.
    pub metadata: Metadata,
    /// The content, in the order of the file.
    pub blocks: Vec<Block>,
    /// The lines that are in no block, in the order of the file.
    pub left_out: Vec<LeftOut>,
}

/// A run of lines that is one thing to a reader.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Where it stands. For a record, the line of the record.
    pub lines: Lines,
    /// The exact characters of its source lines, line breaks and list markers kept, without the
    /// last line break. For a heading, the source line or lines of the heading. For a record, the
    /// text of the answer. In a format that is no text (HTML), what a person reads of it; a line
    /// break at the end then stands for the space below a paragraph.
    pub text: String,
    /// The same as a person reads it: without markup, links as their text, hard-wrapped lines
    /// joined by blanks. For a heading, its title: no number, no marker, no blank before `?`, no
    /// closing colon. Empty where it would be the same as `text`.
    pub plain: String,
}

impl Block {
    /// The text without markup: what is matched, counted and named.
    pub fn plain(&self) -> &str {
        if self.plain.is_empty() { &self.text } else { &self.plain }
    }
}

/// What a block is.
#[derive(Debug, Clone, PartialEq)]
pub enum BlockKind {
    /// A title over what follows, up to the next heading of its level or above.
    Heading {
        /// 1 is the outermost. Levels need not be contiguous.
        level: u8,
        /// Whether it is the question of an entry: what follows, up to the next heading, is its
        /// answer and comes as one `qa` passage. A heading may end in `?` and be none: then it is
        /// a section whose title is matched as a question.
        entry: bool,
    },
    /// Running text.
    Paragraph,
    /// One item of a list, without the items nested in it.
    Item {
        /// How deep the list is nested, from 0.
        depth: u8,
    },
    /// One row of a table under its header.
    Row {
        /// The header's cells, plain; empty where the table has none.
        header: Vec<String>,
    },
    /// A block of code, whole.
    Code,
    /// An entry or a titled text of a structured file: one passage, returned whole.
    Record(Record),
}

/// What a structured file says of one entry or text.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Record {
    /// Its own id, where it has one.
    pub id: Option<String>,
    /// The question and its other phrasings, the first being the title; empty for a titled text.
    pub questions: Vec<String>,
    /// The title of a text without questions; empty where there is none.
    pub title: String,
    /// The headings over it, outermost first.
    pub headings: Vec<String>,
    /// Tags, url and whatever else it says.
    pub metadata: Metadata,
}

/// How many words `text` has, roughly: runs of letters and digits, and in scripts that are written
/// without blanks two characters a word. One pass, so that it can count what is very large.
pub fn words(text: &str) -> usize {
    let (mut words, mut unspaced, mut inside) = (0, 0, false);
    for one in text.chars() {
        // Han, kana and hangul; Thai to Myanmar, Khmer.
        let is_unspaced = matches!(one, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}' | '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}');
        let is_word = !is_unspaced && (one.is_alphanumeric() || (inside && "'’-._".contains(one)));
        unspaced += usize::from(is_unspaced);
        words += usize::from(is_word && !inside);
        inside = is_word;
    }
    words + unspaced.div_ceil(2)
}

/// Lines that are in no passage, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// The lines.
    pub lines: Lines,
    /// Why, as a short phrase for a person: `repeated caption`, `table of contents`.
    pub reason: String,
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn words_are_counted_in_any_script() {
        assert_eq!(words(""), 0);
        assert_eq!(words("  - It's 3.5 m, state-of-the-art\n"), 4);
        assert_eq!(words("Größe\u{a0}Ж"), 2);
        assert_eq!(words("機械学習"), 2);
    }
}
