//! What can be returned as an answer.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::document::{Lines, Metadata, Place};

/// What a passage is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// An entry: a question, its other phrasings and its answer.
    Qa,
    /// A heading and what stands under it, or a part of that.
    Section,
    /// One list item or table row with the headings over it.
    Item,
}

impl Kind {
    /// The name in replies: `qa`, `section` or `item`.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Qa => "qa",
            Kind::Section => "section",
            Kind::Item => "item",
        }
    }
}

/// A piece of a document that can answer a question.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Passage {
    /// Unique in the index and stable between rebuilds of an unchanged file: the record's own id,
    /// else `path#slug`; a repeated one gets `~2`, `~3`.
    pub id: String,
    /// What it is.
    pub kind: Kind,
    /// The question of an entry, the heading of a section, the label of an item; empty where there
    /// is none.
    pub title: String,
    /// The titles over it, outermost first, without its own.
    pub headings: Vec<String>,
    /// Every question that it is known to answer, the title first if that is one. An entry has at
    /// least one; a section has its heading where that asks a question.
    pub questions: Vec<String>,
    /// The exact characters of the source lines, line breaks and list markers kept.
    pub text: String,
    /// The text without markup, for matching; empty where it is the same.
    pub plain: String,
    /// Where its file lies below the corpus root, with `/`; `builtin:NAME` for a built-in one.
    pub path: String,
    /// The first line, from 1; the title's where that stands directly above. Where `place` is
    /// there, a number that only orders the passages of the file and tells which overlap.
    pub line: u32,
    /// The last line, at least `line`.
    pub end_line: u32,
    /// Which lines of the file those of the text are: from the first number on, from 0, they are those from the second
    /// number on, one after the other, but none behind the next such line. Ascending by both; empty where all follow
    /// `line`, or the format has no lines.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub runs: Vec<(u32, u32)>,
    /// Where it stands, if its format has no lines.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// Of a row of a table, what stands over the cells of its table (it may have fewer or more); empty where the text names them, and for
    /// anything else.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<String>,
    /// Tags, category, url and the like.
    pub metadata: Metadata,
}

impl Passage {
    /// The text without markup.
    pub fn plain(&self) -> &str {
        if self.plain.is_empty() { &self.text } else { &self.plain }
    }

    /// The file on the disk that it is from: its own, or the archive that this is in.
    pub fn file(&self) -> &str {
        let ends = |archive: &&str| archive.to_lowercase().ends_with(".zip");
        self.path.split_once("!/").map(|(archive, _)| archive).filter(ends).unwrap_or(&self.path)
    }

    /// Where it stands, for a person: `path` with the line, the pages, the cells behind it.
    /// `path` is its own, or as it is called elsewhere.
    pub fn cited(&self, path: &str) -> String {
        match &self.place {
            None => format!("{path}:{}", self.line),
            Some(place) => format!("{path}, {place}"),
        }
    }

    /// The lines of the file that the bytes `range` of the text stand on; all of its own where its format has no lines.
    pub fn lines_of(&self, range: &Range<usize>) -> Lines {
        if self.place.is_some() {
            return Lines::new(self.line, self.end_line);
        }
        let line_at = |byte: usize| {
            let before = &self.text.as_bytes()[..byte.min(self.text.len())];
            let line = before.iter().filter(|byte| **byte == b'\n').count() as u32;
            let behind = self.runs.partition_point(|(first, _)| *first <= line);
            let run = behind.checked_sub(1).map(|at| self.runs[at]);
            let (first, start) = run.unwrap_or((0, self.line));
            let next = self.runs.get(behind).map(|(_, next)| next.saturating_sub(1).max(start));
            let most = next.unwrap_or(self.end_line);
            start.saturating_add(line.saturating_sub(first)).min(most)
        };
        let first = line_at(range.start);
        Lines::new(first, line_at(range.end.saturating_sub(1)).max(first))
    }

    /// The numbers by which a person names it: of its lines, pages or paragraphs; of its rows,
    /// where it stands in a table, one sheet after the other.
    pub fn numbers(&self) -> Lines {
        Place::numbers(self.place.as_ref(), Lines::new(self.line, self.end_line))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passage(text: &str, (line, end_line): (u32, u32), runs: &[(u32, u32)]) -> Passage {
        Passage {
            id: String::new(),
            kind: Kind::Section,
            title: String::new(),
            headings: Vec::new(),
            questions: Vec::new(),
            text: text.to_owned(),
            plain: String::new(),
            path: String::new(),
            line,
            end_line,
            place: None,
            runs: runs.to_vec(),
            columns: Vec::new(),
            metadata: Metadata::new(),
        }
    }

    #[test]
    fn lines_are_those_of_the_file() {
        let of = |passage: &Passage, part: &str| {
            let start = passage.text.find(part).unwrap();
            let lines = passage.lines_of(&(start..start + part.len()));
            (lines.first, lines.last)
        };
        // Under a title on line 7, with three blank lines in the middle.
        let text = passage("one\ntwo\n\nthree\nfour", (7, 15), &[(0, 9), (3, 14)]);
        for (part, lines) in
            [("one", (9, 9)), ("two", (10, 10)), ("two\n\nthree", (10, 14)), ("four", (15, 15))]
        {
            assert_eq!(of(&text, part), lines, "{part}");
        }
        assert_eq!(of(&passage("one\ntwo", (3, 4), &[]), "two"), (4, 4));
        // All of it stands on one line, of JSON.
        assert_eq!(of(&passage("one\ntwo", (3, 3), &[]), "two"), (3, 3));
        // A text that was extracted has more lines than the first of its blocks.
        assert_eq!(of(&passage("one\ntwo\n\nthree", (3, 5), &[(0, 3), (3, 4)]), "two"), (3, 3));
        assert_eq!(passage("", (3, 3), &[]).lines_of(&(0..0)), Lines::new(3, 3));
    }
}
