//! What is wrong with the documents themselves? A linter for FAQs.
//!
//! Each file here is a family of rules: it takes what was read and gives [`Finding`]s. All rules
//! would rather miss something than cry wolf: a person who is told ten things of which five are
//! nothing turns the check off. The thresholds were measured on real files (MEASURED.md,
//! "What the check finds").

mod accepted;
mod alike;
mod answers;
mod entries;
mod figures;
mod links;
mod phrasings;
mod questions;
mod reading;
mod rule;
mod wording;

use std::{
    collections::BTreeSet,
    sync::atomic::{AtomicBool, Ordering},
};

pub use self::{
    accepted::Accepted,
    reading::Reading,
    rule::{Rule, Severity},
};

use self::entries::Entries;
use crate::{
    document::{Lines, Place},
    engine::{AskOptions, Corpus, Engine},
    error::{Error, Result},
    passage::Passage,
};

/// Where something stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    /// The file below the corpus root, or `builtin:NAME`.
    pub path: String,
    /// Its lines; where `place` is there, numbers that only order what is in the file. `None`
    /// where it is about the file as a whole.
    pub lines: Option<Lines>,
    /// Where it stands, if the format has no lines.
    pub place: Option<Place>,
}

impl Spot {
    fn of(passage: &Passage) -> Spot {
        Spot {
            path: passage.path.clone(),
            lines: Some(Lines::new(passage.line, passage.end_line)),
            place: passage.place.clone(),
        }
    }

    fn line(path: &str, line: u32) -> Spot {
        Spot { path: path.to_owned(), lines: Some(Lines::new(line, line)), place: None }
    }
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What was looked for.
    pub rule: Rule,
    /// How bad it is.
    pub severity: Severity,
    /// Where it is.
    pub at: Spot,
    /// What it is about, as the file says it: a question, a heading, a link. With rule and path it
    /// names the finding, also when lines have moved.
    pub subject: String,
    /// What is wrong: one sentence, without a place.
    pub what: String,
    /// What to do: one sentence.
    pub fix: String,
    /// What else it is about: where, and what stands there.
    pub related: Vec<(Spot, String)>,
}

impl Finding {
    fn new(rule: Rule, at: Spot, subject: &str, what: String, fix: &str) -> Finding {
        Finding {
            rule,
            severity: rule.severity(),
            at,
            subject: subject.split_whitespace().collect::<Vec<_>>().join(" "),
            what,
            fix: fix.to_owned(),
            related: Vec::new(),
        }
    }

    fn with(mut self, spot: Spot, what: &str) -> Finding {
        self.related.push((spot, shortened(what)));
        self
    }

    fn of_severity(mut self, severity: Severity) -> Finding {
        self.severity = severity;
        self
    }
}

/// Which rules to check: those of `only`, or all where it is empty, but for those of `skip`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// The only ones, where there are any.
    pub only: BTreeSet<Rule>,
    /// Those left out.
    pub skip: BTreeSet<Rule>,
}

impl Wanted {
    fn any(&self, rules: &[Rule]) -> bool {
        rules.iter().any(|rule| self.has(*rule))
    }

    /// Whether `rule` is wanted.
    pub fn has(&self, rule: Rule) -> bool {
        (self.only.is_empty() || self.only.contains(&rule)) && !self.skip.contains(&rule)
    }
}

/// Checks `corpus`: what `reading` saw while its index was made, and what `engine` answers from
/// that; `None` where there was nothing to index. Questions are asked as `options` say, but without
/// what was taught. In the order of path, line and rule. Ends soon once `stop` is set.
///
/// # Errors
///
/// Where the corpus or the index cannot be read any more; [`Error::Interrupted`] where it was
/// stopped.
///
/// # Cost
///
/// One question for each phrasing of each entry, spread over all cores; the rest grows with the
/// text. For 10,000 entries below half a minute, and 64 MB.
pub fn check(
    corpus: &Corpus,
    engine: Option<&Engine>,
    reading: &Reading,
    wanted: &Wanted,
    options: &AskOptions,
    stop: &AtomicBool,
) -> Result<Vec<Finding>> {
    use Rule::*;
    let stop = Stop(stop);
    let mut findings = reading.findings(corpus)?;
    if wanted.any(&[DeadLink, DeadAnchor, UnclosedCode]) {
        findings.extend(links::findings(corpus, stop)?);
    }
    if let Some(engine) = engine {
        let entries = Entries::read(engine, stop)?;
        findings.extend(answers::findings(&entries));
        if wanted.any(&[EntryNotFound, MisleadingPhrasing]) {
            findings.extend(phrasings::findings(engine, &entries, options, stop)?);
        }
        if wanted.any(&[ConflictingAnswers, DuplicateQuestion, NearDuplicateQuestion]) {
            findings.extend(questions::findings(engine, &entries, stop)?);
        }
        if wanted.any(&[ConflictingFigures]) {
            findings.extend(figures::findings(&entries, stop)?);
        }
    }
    findings.retain(|one| wanted.has(one.rule));
    findings.sort_by(|a, b| {
        let key = |one: &Finding| one.at.lines.map_or((0, 0), |it| (it.first, it.last));
        a.at.path
            .cmp(&b.at.path)
            .then(key(a).cmp(&key(b)))
            .then(a.rule.cmp(&b.rule))
            .then(a.subject.cmp(&b.subject))
            .then(a.what.cmp(&b.what))
    });
    findings.dedup();
    Ok(findings)
}

/// Tells whether somebody wants the check to end.
#[derive(Debug, Clone, Copy)]
struct Stop<'s>(&'s AtomicBool);

impl Stop<'_> {
    /// An error once it is to end.
    fn heed(self) -> Result<()> {
        if self.0.load(Ordering::Relaxed) { Err(Error::Interrupted) } else { Ok(()) }
    }
}

/// The most characters of a quotation.
const QUOTED: usize = 90;

/// `text` on one line, not longer than is read at a glance.
fn shortened(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(QUOTED) {
        None => line,
        Some(_) => {
            let cut: String = line.chars().take(QUOTED - 1).collect();
            format!("{}…", cut.trim_end())
        }
    }
}

/// `text` as a quotation.
fn quoted(text: &str) -> String {
    format!("“{}”", shortened(text))
}
