//! What happened while the documents were read: records that make no sense, files that cannot be
//! read, headings with nothing under them.

use std::collections::HashSet;

use super::{Finding, Rule, Spot, quoted};
use crate::{
    chunk::Bare,
    document::Place,
    engine::{Corpus, Event, Skipped},
    error::Result,
    ingest,
};

/// Sees what happens while an index is made.
#[derive(Debug, Default)]
pub struct Reading {
    skipped: Vec<Skipped>,
    notes: Vec<(String, String)>,
    bare: Vec<(String, Bare, Option<Place>)>,
    /// The files that were read.
    files: HashSet<String>,
}

impl Reading {
    /// Keeps what `event` tells.
    pub fn see(&mut self, event: &Event) {
        match event {
            Event::Read(report) => {
                self.files.insert(report.path.clone());
                let path = || report.path.clone();
                self.notes.extend(report.notes.iter().map(|note| (path(), note.clone())));
                self.bare.extend(
                    report.bare.iter().map(|one| {
                        (path(), one.clone(), report.places.of(one.lines))
                    }),
                );
            }
            Event::Skipped(skipped) => self.skipped.push(skipped.clone()),
            Event::Listed { .. } | Event::Writing => {}
        }
    }

    /// How many files gave something.
    pub fn files(&self) -> usize {
        self.files.len()
    }

    /// Whether something could not be used.
    pub fn has_skipped(&self) -> bool {
        !self.skipped.is_empty()
    }

    pub(super) fn findings(&self, corpus: &Corpus) -> Result<Vec<Finding>> {
        // What a folder holds beside documents is nothing to complain of.
        let passed_over: HashSet<(String, String)> = match corpus {
            Corpus::BuiltIn => HashSet::new(),
            Corpus::Paths(paths) => ingest::list(paths)?.skipped.into_iter().collect(),
        };
        let skipped = self
            .skipped
            .iter()
            .filter(|one| !passed_over.contains(&(one.path.clone(), one.reason.clone())))
            .map(skipped);
        let notes = self.notes.iter().map(|(path, note)| noted(path, note));
        let bare = self.bare.iter().map(|(path, one, place)| empty(path, one, place));
        Ok(skipped.chain(notes).chain(bare).collect())
    }
}

fn skipped(skipped: &Skipped) -> Finding {
    let Skipped { path, line, reason } = skipped;
    match line {
        Some(line) => Finding::new(
            Rule::MalformedRecord,
            Spot::line(path, *line),
            reason,
            format!("The record here is skipped: {reason}."),
            "Mend or delete it.",
        ),
        None => Finding::new(
            Rule::UnreadableFile,
            Spot { path: path.clone(), lines: None, place: None },
            reason,
            format!("The file is skipped: {reason}."),
            "Mend the file, or name it in .ibidignore.",
        ),
    }
}

/// Notes of a line begin with it: `line 7: the id x is taken`.
fn noted(path: &str, note: &str) -> Finding {
    let line = note.strip_prefix("line ").and_then(|rest| rest.split_once(": "));
    let line = line.and_then(|(number, said)| Some((number.parse().ok()?, said)));
    let (at, said) = match line {
        Some((number, said)) => (Spot::line(path, number), said),
        None => (Spot { path: path.to_owned(), lines: None, place: None }, note),
    };
    let fix = if said.starts_with("the id ") {
        "Give each record an id of its own."
    } else if said.ends_with("(guessed)") {
        "Save the file as UTF-8."
    } else {
        "See `ibid index --report` for what was taken."
    };
    Finding::new(Rule::ReadingNote, at, said, format!("While reading: {said}."), fix)
}

fn empty(path: &str, bare: &Bare, place: &Option<Place>) -> Finding {
    let at = Spot { path: path.to_owned(), lines: Some(bare.lines), place: place.clone() };
    let title = quoted(&bare.title);
    if bare.asks {
        let what = format!("The question {title} has no answer.");
        Finding::new(Rule::EmptyAnswer, at, &bare.title, what, "Answer it, or delete it.")
    } else {
        let what = format!("Nothing stands under the heading {title}.");
        let fix = "Write what belongs there, or delete the heading.";
        Finding::new(Rule::EmptyHeading, at, &bare.title, what, fix)
    }
}
