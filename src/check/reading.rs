//! What happened while the documents were read: records that make no sense, files that cannot be
//! read, headings with nothing under them.

use std::collections::HashSet;

use super::{Finding, Rule, Severity, Spot, quoted};
use crate::{
    chunk::Bare,
    document::Place,
    engine::{Corpus, Event, FileReport, Skipped},
    error::Result,
    ingest,
};

/// Sees what happens while an index is made.
#[derive(Debug, Default)]
pub struct Reading {
    skipped: Vec<Skipped>,
    /// What was noted of a file, and what of a passage that had to be renamed.
    notes: Vec<(Spot, String)>,
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
                self.notes.extend(notes(report));
                self.bare.extend(
                    report
                        .bare
                        .iter()
                        .map(|one| (report.path.clone(), one.clone(), report.places.of(one.lines))),
                );
            }
            Event::Skipped(skipped) => self.skipped.push(skipped.clone()),
            Event::Waiting | Event::Listed { .. } | Event::Writing => {}
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
        let notes = self.notes.iter().map(|(at, note)| noted(at, note));
        let bare = self.bare.iter().filter_map(|(path, one, place)| empty(path, one, place));
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

/// What is noted of a file. Not an id that another file has too: nobody who writes one looks for it
/// there.
fn notes(report: &FileReport) -> Vec<(Spot, String)> {
    let whole = || Spot { path: report.path.clone(), lines: None, place: None };
    let of_file = report.notes.iter().filter(|note| !note.contains(": the id "));
    let spot = |note: &str| match line_of(note) {
        Some(line) => Spot::line(&report.path, line),
        None => whole(),
    };
    let mut notes: Vec<(Spot, String)> = of_file.map(|note| (spot(note), note.clone())).collect();
    let mut before: HashSet<&str> = HashSet::new();
    for passage in &report.passages {
        let numbered = passage.id.rsplit_once('~');
        let is_number = |text: &str| text.bytes().all(|one| one.is_ascii_digit());
        // What is made of a title may come again; what the author calls it may not.
        let is_made = passage.id.starts_with(&format!("{}#", report.path));
        if let Some((own, number)) = numbered
            && is_number(number)
            && before.contains(own)
            && !is_made
        {
            let place = report.places.of(passage.lines);
            let spot = Spot { lines: Some(passage.lines), place, ..whole() };
            let renamed = &passage.id;
            notes.push((
                spot,
                format!("the id {own} is there before; this one is called {renamed}"),
            ));
        }
        before.insert(&passage.id);
    }
    notes
}

/// The line that `note` is about, where it is about one.
fn line_of(note: &str) -> Option<u32> {
    note.strip_prefix("line ")?.split(' ').next()?.parse().ok()
}

fn noted(at: &Spot, said: &str) -> Finding {
    // Its answer may be cut short.
    let is_ragged = said.contains(" more cells ") || said.contains(" cells for ");
    let fix = if is_ragged {
        "Put a text that holds a separator in quotes."
    } else if said.starts_with("the id ") {
        "Give each record an id of its own."
    } else if said.ends_with("(guessed)") {
        "Save the file as UTF-8."
    } else {
        "See `ibid index --report` for what was taken."
    };
    let what = format!("While reading: {said}.");
    let finding = Finding::new(Rule::ReadingNote, at.clone(), said, what, fix);
    if is_ragged { finding.of_severity(Severity::Warning) } else { finding }
}

fn empty(path: &str, bare: &Bare, place: &Option<Place>) -> Option<Finding> {
    let at = Spot { path: path.to_owned(), lines: Some(bare.lines), place: place.clone() };
    let title = quoted(&bare.title);
    if bare.asks {
        let what = format!("The question {title} has no answer.");
        return Some(Finding::new(
            Rule::EmptyAnswer,
            at,
            &bare.title,
            what,
            "Answer it, or delete it.",
        ));
    }
    // On a page a heading may stand over buttons and forms; in a PDF what is one is a guess.
    let is_written = !path.to_lowercase().ends_with("html")
        && !path.to_lowercase().ends_with("htm")
        && !matches!(place, Some(Place::Page(..)));
    let what = format!("Nothing stands under the heading {title}.");
    let fix = "Write what belongs there, or delete the heading.";
    is_written.then(|| Finding::new(Rule::EmptyHeading, at, &bare.title, what, fix))
}
