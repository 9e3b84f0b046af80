//! A file as it was read: its blocks in order, and what was left out of them.
//!
//! Every character that a person may be shown stays verbatim in [`Block::text`]; what is matched
//! and counted is [`Block::plain`], the same without markup.

use std::{collections::BTreeMap, fmt, ops::Range, sync::Arc};

use serde::{Deserialize, Serialize};

/// Stands in the head of every page that ibid makes about documents, so that it is not read as one
/// of them.
pub const OWN_REPORT: &str = "<meta name=\"generator\" content=\"ibid: a report, no document\">";

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

/// Where something stands in a file that has no lines. Numbers are from 1, both ends included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Place {
    /// Pages, as they follow each other in the file.
    Page(u32, u32),
    /// Paragraphs, as they follow each other: headings, items and rows count as one each.
    Paragraph(u32, u32),
    /// A cell or a range of cells: `Sheet1!B7`, `'My sheet'!A2:C9`.
    Cell(String),
}

impl Place {
    /// The numbers by which a person names a place: those of its pages or paragraphs, else of its
    /// `lines`.
    pub fn numbers(place: Option<&Place>, lines: Lines) -> Lines {
        match place {
            Some(Place::Page(first, last) | Place::Paragraph(first, last)) => {
                Lines::new(*first, *last)
            }
            Some(Place::Cell(_)) | None => lines,
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::Page(first, last) if first == last => write!(out, "page {first}"),
            Place::Page(first, last) => write!(out, "pages {first}-{last}"),
            Place::Paragraph(first, last) if first == last => write!(out, "paragraph {first}"),
            Place::Paragraph(first, last) => write!(out, "paragraphs {first}-{last}"),
            Place::Cell(cells) => write!(out, "{cells}"),
        }
    }
}

/// What the numbers of a document's [`Lines`] stand for.
///
/// In a format without lines they number the lines of the text as it was taken out of the file
/// (of a table, its rows, one sheet after the other): they order its parts and tell what overlaps,
/// as lines do, and this says where those are in the file.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Places {
    /// Lines of the file.
    #[default]
    Lines,
    /// Lines of its text: the first one of each page, ascending.
    Pages(Vec<u32>),
    /// Lines of its text: the first one of each paragraph, ascending.
    Paragraphs(Vec<u32>),
    /// Rows of its sheets: ascending.
    Sheets(Vec<Sheet>),
}

/// The rows of a table among those of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// What it is called.
    pub name: String,
    /// How many rows come before its first one: row `n` of the sheet has the number `before + n`.
    pub before: u32,
    /// The columns that passages of it are from, first and last, from 0.
    pub columns: (u32, u32),
}

impl Places {
    /// The numbers by which a person names `lines`.
    pub fn numbers(&self, lines: Lines) -> Lines {
        Place::numbers(self.of(lines).as_ref(), lines)
    }

    /// Where `lines` are; `None` where they are lines of the file.
    pub fn of(&self, lines: Lines) -> Option<Place> {
        let number = |starts: &[u32], line: u32| {
            let before = starts.partition_point(|start| *start <= line);
            u32::try_from(before.max(1)).unwrap_or(u32::MAX)
        };
        match self {
            Places::Lines => None,
            Places::Pages(starts) => {
                Some(Place::Page(number(starts, lines.first), number(starts, lines.last)))
            }
            Places::Paragraphs(starts) => {
                Some(Place::Paragraph(number(starts, lines.first), number(starts, lines.last)))
            }
            Places::Sheets(sheets) => {
                let at = sheets.partition_point(|sheet| sheet.before < lines.first);
                let sheet = sheets.get(at.checked_sub(1)?)?;
                Some(Place::Cell(sheet.cells(lines)))
            }
        }
    }
}

impl Sheet {
    /// Its cells in the rows numbered `lines`, as spreadsheets write them.
    fn cells(&self, lines: Lines) -> String {
        let is_plain = |name: &str| {
            name.chars().all(|one| one.is_alphanumeric() || one == '_')
                && !name.starts_with(|one: char| one.is_ascii_digit())
        };
        let name = if is_plain(&self.name) {
            self.name.clone()
        } else {
            format!("'{}'", self.name.replace('\'', "''"))
        };
        let cell = |column: u32, line: u32| {
            format!("{}{}", column_letters(column), line.saturating_sub(self.before))
        };
        let (first, last) = (cell(self.columns.0, lines.first), cell(self.columns.1, lines.last));
        if first == last { format!("{name}!{first}") } else { format!("{name}!{first}:{last}") }
    }
}

/// A column, from 0, as spreadsheets name it: `A` to `Z`, `AA`, `AB` and so on.
fn column_letters(column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = u64::from(column) + 1;
    while 0 < rest {
        let digit = u8::try_from((rest - 1) % 26).unwrap_or(0);
        letters.push(char::from(b'A' + digit));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
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
    /// What the numbers of its lines stand for.
    pub places: Places,
    /// What holds for all its passages: tags and the like from the front matter.
    pub metadata: Metadata,
    /// The content, in the order of the file.
    pub blocks: Vec<Block>,
    /// How each of the blocks stands on its page; empty in a format that does not tell.
    pub standing: Vec<Standing>,
    /// The lines that are in no block, in the order of the file.
    pub left_out: Vec<LeftOut>,
    /// Words that stand for one another when somebody asks, whatever document answers. Their lines
    /// are left out.
    pub synonyms: Vec<Alike>,
}

/// Words of which each stands for the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alike {
    /// Where they stand.
    pub lines: Lines,
    /// As they are written; two at least.
    pub words: Vec<String>,
}

impl Alike {
    /// The group of `words` at `lines`; `None` where fewer than two are left without blanks.
    pub fn of<'w>(lines: Lines, words: impl Iterator<Item = &'w str>) -> Option<Alike> {
        let words: Vec<String> =
            words.map(str::trim).filter(|word| !word.is_empty()).map(str::to_owned).collect();
        (1 < words.len()).then_some(Alike { lines, words })
    }
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
    /// joined by blanks. For a heading, its title: no number, no marker, no closing
    /// colon. Empty where it would be the same as `text`.
    pub plain: String,
}

impl Block {
    /// The text without markup: what is matched, counted and named.
    pub fn plain(&self) -> &str {
        if self.plain.is_empty() { &self.text } else { &self.plain }
    }
}

/// How a block stands on its page: what tells text from what is around it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Standing {
    /// The page does not tell.
    #[default]
    Unknown,
    /// It is nothing but links.
    Links,
    /// In what the page marks as its text.
    Text,
    /// Beside what the page marks as its text.
    Beside,
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
        /// The header's cells, plain; empty where the table has none. Its rows share it.
        header: Arc<[String]>,
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
    let (mut words, mut unspaced) = (0, 0);
    // 1 within a word, else 0.
    let mut inside = 0;
    let mut at = 0;
    // Nearly all that is counted is ASCII, for which there is a table and no branch.
    while at < text.len() {
        let rest = &text.as_bytes()[at..];
        // `is_ascii` looks at many bytes at once, and most texts are nothing else.
        let length = match rest.is_ascii() {
            true => rest.len(),
            false => rest.iter().take_while(|one| one.is_ascii()).count(),
        };
        for byte in &rest[..length] {
            let class = ASCII[usize::from(byte & 0x7f)];
            let is_word = class & 1 | inside & class >> 1;
            words += usize::from(is_word & !inside);
            inside = is_word;
        }
        at += length;
        let Some(one) = text.get(at..).and_then(|rest| rest.chars().next()) else { break };
        // Han, kana and hangul; Thai to Myanmar, Khmer.
        let is_unspaced = matches!(one, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}' | '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}');
        let is_word = !is_unspaced && (one.is_alphanumeric() || (inside == 1 && one == '’'));
        unspaced += usize::from(is_unspaced);
        words += usize::from(is_word && inside == 0);
        inside = u8::from(is_word);
        at += one.len_utf8();
    }
    words + unspaced.div_ceil(2)
}

/// What each character of ASCII is in a word: 1 for a letter or a digit, 2 for what joins such.
const ASCII: [u8; 128] = {
    let mut table = [0; 128];
    let mut at = 0;
    while at < table.len() {
        let byte = at as u8;
        if byte.is_ascii_alphanumeric() {
            table[at] = 1;
        } else if matches!(byte, b'\'' | b'-' | b'.' | b'_') {
            table[at] = 2;
        }
        at += 1;
    }
    table
};

/// Lines that are in no passage, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// The lines.
    pub lines: Lines,
    /// Why, as a short phrase for a person: `repeated caption`, `table of contents`.
    pub reason: String,
}

/// What parts the cells of `row`: bars, if any stands outside of a quoted cell; else the comma, semicolon or tab that is the
/// first outside of one; `None` where there is none of these.
pub fn separator(row: &str) -> Option<char> {
    let row = row.trim();
    let (mut is_quoted, mut begins, mut first) = (false, true, None);
    for one in row.chars() {
        // A quote within a cell that is not quoted is an inch.
        is_quoted ^= one == '"' && (is_quoted || begins);
        let parts = !is_quoted && matches!(one, '|' | ',' | ';' | '\t');
        if parts && one == '|' {
            return Some('|');
        }
        first = first.or(Some(one).filter(|_| parts));
        begins = parts || begins && one.is_whitespace();
    }
    first
}

/// Where the cells of `row` stand between its bars, without the blanks around them; a bar behind a backslash is one in
/// a cell. All of a row that other signs part is one.
pub fn cells(row: &str) -> Vec<Range<usize>> {
    let outer = row.trim();
    let from = row.len() - row.trim_start().len();
    if separator(row) != Some('|') {
        let whole = from..from + outer.len();
        return vec![whole];
    }
    let opened = usize::from(outer.starts_with('|'));
    let closed = usize::from(outer.len() > 1 && outer.ends_with('|') && !outer.ends_with("\\|"));
    let inside = from + opened..from + outer.len() - closed;
    let text = &row[inside.clone()];
    let bars = text.match_indices('|').map(|(at, _)| at).filter(|at| !text[..*at].ends_with('\\'));
    let mut found = Vec::new();
    let mut start = 0;
    for end in bars.chain([text.len()]) {
        let cell = &text[start..end];
        let blank = cell.len() - cell.trim_start().len();
        let first = inside.start + start + blank;
        found.push(first..first + cell.trim().len());
        start = end + 1;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{Lines, Place, Places, Sheet, cells, column_letters, separator, words};

    #[test]
    fn what_parts_cells_is_no_sign_in_a_quoted_one() {
        for (row, sign) in [
            ("| a, b | c |", Some('|')),
            ("Fees, yearly | 3", Some('|')),
            ("6\" pipe | 3", Some('|')),
            ("a,\"b | c\",d", Some(',')),
            ("Walrus,big; has tusks", Some(',')),
            ("\"A; b\";3", Some(';')),
            ("a\tb", Some('\t')),
            ("alone", None),
        ] {
            assert_eq!(separator(row), sign, "{row}");
        }
        assert_eq!(cells(" a,\"b | c\" ").len(), 1);
        assert_eq!(cells("| a | b \\| c |").len(), 2);
    }

    #[test]
    fn lines_of_a_text_are_places_of_its_file() {
        let at = |places: &Places, first, last| {
            places.of(Lines::new(first, last)).map_or(String::new(), |place| place.to_string())
        };
        assert_eq!(at(&Places::Lines, 3, 4), "");
        let pages = Places::Pages(vec![1, 10, 10, 20]);
        assert_eq!(at(&pages, 9, 9), "page 1");
        assert_eq!(at(&pages, 10, 25), "pages 3-4");
        assert_eq!(at(&Places::Paragraphs(vec![1, 4]), 4, 5), "paragraph 2");
        let sheet = |name: &str, before, columns| Sheet { name: name.into(), before, columns };
        let sheets = Places::Sheets(vec![sheet("One", 0, (1, 1)), sheet("It's two", 40, (0, 27))]);
        assert_eq!(at(&sheets, 7, 7), "One!B7");
        assert_eq!(at(&sheets, 42, 43), "'It''s two'!A2:AB3");
        assert_eq!(Places::Sheets(Vec::new()).of(Lines::new(1, 1)), None::<Place>);
        assert_eq!([25, 26, 701, 702].map(column_letters), ["Z", "AA", "ZZ", "AAA"]);
    }

    #[test]
    fn words_are_counted_in_any_script() {
        assert_eq!(words(""), 0);
        assert_eq!(words("  - It's 3.5 m, state-of-the-art\n"), 4);
        assert_eq!(words("Größe\u{a0}Ж"), 2);
        assert_eq!(words("機械学習"), 2);
        assert_eq!(words("it’s a-b -c d- e.f_g 機a’b"), 7);
    }
}
