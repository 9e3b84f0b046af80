//! Records of structured files: one passage each, whole.

use super::{Cutter, Section, names::slug};
use crate::{
    document::{Block, BlockKind},
    passage::{Kind, Passage},
};

/// What a record without an id, a question and a title is called.
const UNNAMED: &str = "record";

impl Cutter<'_> {
    /// Adds the record `block`: an entry where it has questions, else a titled text. What it says
    /// of itself goes before what its document says.
    pub(super) fn record(&mut self, section: &Section<'_>, block: &Block) {
        let BlockKind::Record(record) = &block.kind else { return };
        let title = record.questions.first().unwrap_or(&record.title);
        let id = record.id.clone().unwrap_or_else(|| {
            let name = if title.is_empty() { UNNAMED.to_owned() } else { slug(title) };
            format!("{}#{name}", self.document.path)
        });
        let mut headings = section.path();
        headings.extend(record.headings.iter().cloned());
        headings.dedup();
        let mut metadata = self.document.metadata.clone();
        metadata.extend(record.metadata.clone());
        let unique = self.names.unique(id.clone());
        if record.id.is_some() && unique != id {
            self.repeated.push((self.passages.len(), id));
        }
        self.passages.push(Passage {
            id: unique,
            kind: if record.questions.is_empty() { Kind::Section } else { Kind::Qa },
            title: title.clone(),
            headings,
            questions: record.questions.clone(),
            text: block.text.clone(),
            plain: block.plain.clone(),
            path: self.document.path.clone(),
            line: block.lines.first,
            end_line: block.lines.last,
            place: self.document.places.of(block.lines),
            runs: Vec::new(),
            columns: Vec::new(),
            metadata,
        });
    }
}
