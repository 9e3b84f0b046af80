//! Writes entries in the formats of other programs, and says what those cannot hold.
//!
//! Passages become [`Entry`]s (`entry`, `gather`), whatever file they are from. A target states what it
//! can hold (`holds`): from that follow what it is given and, at once, the losses. What it wrote is
//! read back (`check`), so that nothing is lost in silence.
//!
//! A target is a file with `HOLDS` and `write`, and a line in `Target::format`.

mod entry;
mod prompt;
mod holds;
mod page;
mod rules;
mod object;
mod markup;
mod check;
mod gather;
mod jsonl;
mod json_ld;
mod table;
mod tsv;
mod cqa;
mod qnabot;
mod kendra;
mod qna;
mod anki;
mod markdown;
mod html;

pub use self::{
    entry::Entry,
    gather::{Gathered, gather},
    holds::Loss,
    prompt::{Prompt, To},
};

use std::collections::HashMap;

use self::{
    holds::{Holds, fit},
    page::{Page, headless_first},
};

/// What entries can be written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Target {
    /// Bot Framework `.qna`.
    Qna,
    /// QnA Maker TSV.
    Tsv,
    /// Azure custom question answering, JSON.
    Cqa,
    /// QnABot on AWS, JSON.
    QnaBot,
    /// Amazon Kendra FAQ, JSON.
    Kendra,
    /// Amazon Kendra FAQ, CSV with a header.
    KendraCsv,
    /// schema.org `FAQPage`.
    JsonLd,
    /// A page for people.
    Html,
    /// A Markdown file.
    Markdown,
    /// JSON Lines, as ibid reads them.
    JsonLines,
    /// A table.
    Csv,
    /// Anki's import text.
    Anki,
}

/// How a target is written.
struct Format {
    holds: Holds,
    write: fn(&[Entry], &Page) -> String,
    /// As which file ibid reads it, if it does.
    file: Option<&'static str>,
}

impl Target {
    /// All of them.
    pub const ALL: [Target; 12] = [
        Target::Qna,
        Target::Tsv,
        Target::Cqa,
        Target::QnaBot,
        Target::Kendra,
        Target::KendraCsv,
        Target::JsonLd,
        Target::Html,
        Target::Markdown,
        Target::JsonLines,
        Target::Csv,
        Target::Anki,
    ];

    fn format(self) -> Format {
        let format = |holds, write, file| Format { holds, write, file };
        match self {
            Target::Qna => format(qna::HOLDS, qna::write, Some("export.qna")),
            Target::Tsv => format(tsv::HOLDS, tsv::write, Some("export.tsv")),
            Target::Cqa => format(cqa::HOLDS, cqa::write, Some("export.json")),
            Target::QnaBot => format(qnabot::HOLDS, qnabot::write, Some("export.json")),
            Target::Kendra => format(kendra::HOLDS, kendra::write, Some("export.json")),
            Target::KendraCsv => format(table::KENDRA, table::write_kendra, Some("export.csv")),
            Target::JsonLd => format(json_ld::HOLDS, json_ld::write, Some("export.jsonld")),
            Target::Html => format(html::HOLDS, html::write, Some("export.html")),
            Target::Markdown => format(markdown::HOLDS, markdown::write, Some("export.md")),
            Target::JsonLines => format(jsonl::HOLDS, jsonl::write, Some("export.jsonl")),
            Target::Csv => format(table::CSV, table::write, Some("export.csv")),
            Target::Anki => format(anki::HOLDS, anki::write, None),
        }
    }

    /// The name of a file as which ibid reads what this target writes; `None` for a format that it
    /// does not read.
    pub fn file(self) -> Option<&'static str> {
        self.format().file
    }

    /// Whether it holds titled texts, and not only questions and answers.
    pub fn holds_texts(self) -> bool {
        self.format().holds.texts
    }
}

/// What was written.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Exported {
    /// The content of the file. Empty where there is nothing that the target holds.
    pub text: String,
    /// How many questions with their answers are in it.
    pub entries: usize,
    /// How many titled texts.
    pub texts: usize,
    /// What the target does not hold, in the order of the entries; last what only reading the file
    /// showed.
    pub losses: Vec<Loss>,
}

/// Writes `entries` as `target`. A page is called `title`, or what all of them stand under.
///
/// Total: what cannot be written is among the losses.
///
/// # Cost
///
/// Memory for the entries twice and for the file; time grows with their text, which is read once
/// again at the end, and in Markdown and HTML once for each entry.
pub fn export(entries: &[Entry], target: Target, title: Option<&str>) -> Exported {
    let Format { holds, write, file } = target.format();
    let page = Page::of(entries, title);
    let mut losses = Vec::new();
    let mut held: Vec<Entry> =
        entries.iter().filter_map(|entry| fit(entry, &holds, &page, &mut losses)).collect();
    if held.is_empty() {
        return Exported { losses, ..Exported::default() };
    }
    prompt::fit(&mut held, holds.prompts, &mut losses);
    // In the others each entry has its titles beside it.
    if matches!(target, Target::Markdown | Target::Html) {
        headless_first(&mut held, &mut losses);
    }
    in_order(&mut losses, entries);
    let text = write(&held, &page);
    if let Some(file) = file {
        check::read_back(file, &text, &held, &page, &mut losses);
    }
    let texts = held.iter().filter(|one| one.is_text()).count();
    Exported { text, entries: held.len() - texts, texts, losses }
}

/// Puts `losses` in the order of `entries`.
fn in_order(losses: &mut [Loss], entries: &[Entry]) {
    let places: HashMap<&str, usize> =
        entries.iter().enumerate().map(|(at, one)| (one.key.as_str(), at)).collect();
    losses.sort_by_key(|one| places.get(one.id.as_str()).copied());
}
