//! What a target can hold, and what of an entry is lost on the way to it.
//!
//! A target never sees an entry as it is, but what [`fit`] leaves of it by the [`Holds`] that the
//! target states. What is taken away or changed there is a [`Loss`], so that nothing can be lost
//! without being named.

use std::borrow::Cow;

use serde_json::Value;

use super::{entry::Entry, page::Page, prompt::Prompts};
use crate::document::Metadata;

/// Something of an entry that a target does not hold, or not as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loss {
    /// Where the entry stands: `faq.md:12`.
    pub at: String,
    /// Its id.
    pub id: String,
    /// What of it: `answer`, `phrasing`, `tag`, the name of a field of its own.
    pub field: String,
    /// What is not held, where it is taken away and not changed.
    pub value: Option<String>,
    /// Why, as a phrase.
    pub why: Cow<'static, str>,
}

/// What becomes of a value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Held<T = String> {
    /// It is held.
    AsIs,
    /// This is written instead.
    Written(T, &'static str),
    /// It is written, but whoever reads it gets something else.
    Shown(&'static str),
    /// It is not written.
    No(&'static str),
}

/// What becomes of a text.
pub(super) type Rule = fn(&str) -> Held;

/// Which phrasings of a question a target takes for one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phrasings {
    /// It holds one question an entry.
    None,
    /// Those that are the same but for case.
    Folded,
    /// Those that are the same.
    Exact,
}

/// What a target can hold. Of several rules each gets what the one before it left.
#[derive(Debug, Clone, Copy)]
pub(super) struct Holds {
    /// Whether it holds titled texts and not only entries.
    pub(super) texts: bool,
    pub(super) id: &'static [Rule],
    /// Of the question, each phrasing and the title.
    pub(super) question: &'static [Rule],
    pub(super) phrasings: Phrasings,
    pub(super) answer: &'static [fn(&Entry, &Page) -> Held],
    /// How many titles over an entry.
    pub(super) headings: usize,
    /// Of each title over it.
    pub(super) heading: &'static [Rule],
    /// Whether the category stands by itself and not only among the headings.
    pub(super) category: &'static [Rule],
    /// Of each tag.
    pub(super) tag: &'static [Rule],
    pub(super) url: &'static [Rule],
    /// What it offers to ask next: see [`super::prompt::fit`].
    pub(super) prompts: Prompts,
    pub(super) field: fn(&Entry, &Page, &str, &Value) -> Held<Value>,
}

/// Why a target without a place for something does not hold it.
pub(super) const NO_PLACE: &str = "the format has no place for it";

/// The rule of what has no place.
pub(super) const NOWHERE: &[Rule] = &[|_| Held::No(NO_PLACE)];

/// The rule of what is held whatever it is.
pub(super) const ANY: &[Rule] = &[];

impl Holds {
    /// A target that holds a question and its answer and nothing else.
    pub(super) const PAIR: Holds = Holds {
        texts: false,
        id: NOWHERE,
        question: ANY,
        phrasings: Phrasings::None,
        answer: &[],
        headings: 0,
        heading: ANY,
        category: NOWHERE,
        tag: NOWHERE,
        url: NOWHERE,
        prompts: Prompts::None,
        field: |_, _, _, _| Held::No(NO_PLACE),
    };
}

/// What of `entry` a target can hold; `None` where that is nothing. All else goes to `losses`.
pub(super) fn fit(
    entry: &Entry,
    holds: &Holds,
    page: &Page,
    losses: &mut Vec<Loss>,
) -> Option<Entry> {
    let mut fitting = Fitting { entry, losses };
    if entry.is_text() && !holds.texts {
        fitting.lose("text", Some(entry.name()), "the format holds questions and answers only");
        return None;
    }
    let mut held = Entry { at: entry.at.clone(), key: entry.key.clone(), ..entry.clone() };
    held.questions = fitting.questions(holds)?;
    held.title = match entry.title.is_empty() {
        true => String::new(),
        false => fitting.text("title", &entry.title, holds.question).unwrap_or_default(),
    };
    held.text = fitting.answer(holds, page)?;
    held.id = fitting.optional("id", entry.id.as_deref(), holds.id);
    held.headings = fitting.headings(holds);
    held.category = fitting.optional("category", entry.category.as_deref(), holds.category);
    let tags = entry.tags.iter().filter_map(|tag| fitting.text("tag", tag, holds.tag));
    held.tags = tags.collect();
    held.url = fitting.optional("url", entry.url.as_deref(), holds.url);
    held.fields = fitting.fields(holds, page);
    Some(held)
}

struct Fitting<'a> {
    entry: &'a Entry,
    losses: &'a mut Vec<Loss>,
}

impl Fitting<'_> {
    fn lose(&mut self, field: &str, value: Option<&str>, why: &'static str) {
        self.losses.push(Loss {
            at: self.entry.at.clone(),
            id: self.entry.key.clone(),
            field: field.to_owned(),
            value: value.map(str::to_owned),
            why: why.into(),
        });
    }

    /// What is left of `text` by `rules`.
    fn text(&mut self, field: &str, text: &str, rules: &[Rule]) -> Option<String> {
        let mut left = text.to_owned();
        for rule in rules {
            match rule(&left) {
                Held::AsIs => {}
                Held::Written(other, why) if !other.trim().is_empty() => {
                    self.lose(field, None, why);
                    // What stood before a blank may have gone.
                    left = other.trim().to_owned();
                }
                Held::Shown(why) => self.lose(field, None, why),
                Held::Written(_, why) | Held::No(why) => {
                    self.lose(field, Some(text), why);
                    return None;
                }
            }
        }
        Some(left)
    }

    fn optional(&mut self, field: &str, text: Option<&str>, rules: &[Rule]) -> Option<String> {
        text.and_then(|text| self.text(field, text, rules))
    }

    /// The question and its phrasings; `None` where no question is left of an entry.
    fn questions(&mut self, holds: &Holds) -> Option<Vec<String>> {
        let mut left: Vec<String> = Vec::new();
        let mut seen = std::collections::HashSet::new();
        for (at, question) in self.entry.questions.iter().enumerate() {
            let field = if at == 0 { "question" } else { "phrasing" };
            if 0 < at && holds.phrasings == Phrasings::None {
                self.lose(field, Some(question), "the format holds one question an entry");
                continue;
            }
            let Some(text) = self.text(field, question, holds.question) else {
                if at == 0 {
                    self.lose("entry", Some(question), "its question cannot be written");
                    return None;
                }
                continue;
            };
            let folded = match holds.phrasings {
                Phrasings::Exact => text.clone(),
                _ => text.to_lowercase(),
            };
            if seen.insert(folded) {
                left.push(text);
            } else {
                self.lose(field, Some(question), "another phrasing is the same but for case");
            }
        }
        Some(left)
    }

    fn answer(&mut self, holds: &Holds, page: &Page) -> Option<String> {
        let field = if self.entry.is_text() { "text" } else { "answer" };
        let mut left = self.entry.clone();
        for rule in holds.answer {
            match rule(&left, page) {
                Held::AsIs => {}
                Held::Written(other, why) if !other.trim().is_empty() => {
                    self.lose(field, None, why);
                    left.text = other;
                }
                Held::Shown(why) => self.lose(field, None, why),
                Held::Written(_, why) | Held::No(why) => {
                    self.lose(field, Some(&left.text), why);
                    return None;
                }
            }
        }
        Some(left.text)
    }

    /// The titles over it. Where there is a place for all, the category stays where it is.
    fn headings(&mut self, holds: &Holds) -> Vec<String> {
        let is_category = |title: &String| self.entry.category.as_ref() == Some(title);
        let all = self.entry.headings.clone();
        let mut left = Vec::new();
        for title in all {
            if is_category(&title) && holds.headings == 0 {
                // It is lost, or held, as the category.
                continue;
            }
            if holds.headings <= left.len() {
                let why = if holds.headings == 0 { NO_PLACE } else { "headings are not so deep" };
                self.lose("heading", Some(&title), why);
                continue;
            }
            left.extend(self.text("heading", &title, holds.heading));
        }
        left
    }

    fn fields(&mut self, holds: &Holds, page: &Page) -> Metadata {
        let mut left = Metadata::new();
        for (name, value) in &self.entry.fields {
            let kept = match (holds.field)(self.entry, page, name, value) {
                Held::AsIs => value.clone(),
                Held::Written(other, why) => {
                    self.lose(name, None, why);
                    other
                }
                Held::Shown(why) => {
                    self.lose(name, None, why);
                    value.clone()
                }
                Held::No(why) => {
                    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                    self.lose(name, Some(&text), why);
                    continue;
                }
            };
            left.insert(name.clone(), kept);
        }
        left
    }
}
