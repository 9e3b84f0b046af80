//! What a line may mean after the question before it, as questions that stand alone.
//!
//! By rule, and more readings than one: which is meant is told by what the documents answer.

use std::ops::Range;

use super::{
    line::{Line, Shape, Stands, before_trail},
    parts::{Parts, parts},
    words::Words,
};

/// A question that a line may mean.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Reading {
    /// The question.
    pub(super) text: String,
    /// How much less likely than the first one it is by its form alone, in log-odds; at least 0.
    pub(super) against: f64,
    /// What became of the part of the question before that stands behind the line's preposition.
    pub(super) goal: Goal,
    /// The bytes of the text that are the line's, in the place of others.
    pub(super) focus: Option<Range<usize>>,
    /// What it asks about, where that is told from the rest: a reply should have something of it.
    pub(super) about: String,
    /// The words in whose place those stand.
    pub(super) instead: String,
}

impl Reading {
    pub(super) fn new(text: String, against: f64) -> Reading {
        let (about, instead) = (String::new(), String::new());
        Reading { text, against, goal: Goal::None, focus: None, about, instead }
    }

    pub(super) fn about(self, about: &str) -> Reading {
        Reading { about: about.to_owned(), ..self }
    }
}

/// The question that a line may go on from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Before<'a> {
    /// Its words, with nothing before it that only leads.
    pub(super) question: &'a str,
    /// The bytes of it that the line before brought, in the place of others.
    pub(super) focus: Option<&'a Range<usize>>,
    /// The title of the passage that answered it.
    pub(super) title: &'a str,
}

/// What a reading makes of the words behind a preposition that the question before and the line have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Goal {
    /// They have none, or it does not matter.
    None,
    /// The question has none, and the line's stand behind it.
    Added,
    /// Those of the line stand in the place of the others.
    Replaced,
    /// Both stand in it.
    Kept,
}

/// At most so many readings are asked.
const MOST: usize = 8;

/// What each reading has against it beside the one before.
pub(super) const STEP: f64 = 0.1;

/// What words that are only put behind the question have against them.
pub(super) const LOOSE: f64 = 0.5;

/// What a line with all that was spoken of behind it has against it.
pub(super) const BAG: f64 = 1.0;

/// The readings of `line`, which leaves `shape` open, after the question `before`; the likelier first, none
/// twice.
pub(super) fn readings(
    line: &Line<'_>,
    shape: &Shape,
    before: Before<'_>,
    words: &Words,
) -> Vec<Reading> {
    let asked = Line::new(before.question.trim_end_matches(['?', '.', '!', ' ']));
    let past = Past {
        parts: parts(&asked, words),
        line: &asked,
        focus: before.focus,
        title: before.title,
        words,
    };
    let mut readings = match shape {
        Shape::Fragment(range) => past.replaced(line, range.clone()),
        Shape::Pronoun { from, at } => past.filled(line, *from, at),
        Shape::Asks { ask, of } => past.asked_otherwise(line, ask.clone(), of.clone()),
        Shape::Unnamed { from } => past.named(line, *from),
        Shape::Examples => past.examples(),
        _ => Vec::new(),
    };
    let mut texts: Vec<String> = Vec::new();
    readings.retain_mut(|one| {
        let whole = without_open_brackets(&one.text);
        if whole != one.text {
            (one.text, one.focus) = (whole, None);
        }
        // The question before was answered already.
        let asks_again = Line::new(&one.text).lower() == asked.lower();
        let new = !one.text.is_empty() && !asks_again && !texts.contains(&one.text);
        if new {
            texts.push(one.text.clone());
        }
        new
    });
    readings.sort_by(|a, b| a.against.total_cmp(&b.against));
    readings.truncate(MOST);
    readings
}

/// `text` without its brackets, where one is left open by what was taken of it.
fn without_open_brackets(text: &str) -> String {
    let count = |bracket: char| text.matches(bracket).count();
    if count('(') == count(')') { text.to_owned() } else { text.replace(['(', ')'], "") }
}

/// The question before.
pub(super) struct Past<'a> {
    pub(super) line: &'a Line<'a>,
    pub(super) parts: Parts,
    pub(super) focus: Option<&'a Range<usize>>,
    pub(super) title: &'a str,
    pub(super) words: &'a Words,
}

impl Past<'_> {
    pub(super) fn typed(&self, words: Range<usize>) -> &str {
        self.line.typed(words)
    }

    /// What was spoken of, the likelier first; then what the passage is called.
    pub(super) fn topics(&self) -> Vec<String> {
        let whole = |topic: &Range<usize>| self.line.typed_whole(topic.clone()).to_owned();
        let mut topics: Vec<String> = self.parts.topics.iter().map(whole).collect();
        if topics.is_empty() && !self.title.is_empty() && !self.parts.of_speaker {
            let title = Line::new(self.title);
            let parts = parts(&title, self.words);
            topics.extend(parts.topics.iter().map(|topic| title.typed(topic.clone()).to_owned()));
        }
        topics
    }

    /// What somebody does: `deploy a model`.
    fn deed(&self) -> Option<&str> {
        let deed = self.typed(self.parts.body.clone());
        (self.parts.does && !deed.is_empty()).then_some(deed)
    }

    /// The line with what was spoken of in the place of the words that stand for it.
    fn filled(&self, line: &Line<'_>, from: usize, at: &[(usize, Stands)]) -> Vec<Reading> {
        let words = self.words;
        let Some((first, stands)) = at.first().copied() else { return Vec::new() };
        let end = before_trail(&line.lower(), from, words).max(first + 1);
        let rest = line.typed(from..end);
        let mut readings = Vec::new();
        let before = line.typed(from..first);
        let after = line.typed(first + 1..end);
        let word_before = first.checked_sub(1).map_or("", |at| line.words[at].lower.as_str());
        // "was kostet das" after "kann man die Halle mieten": the hall. Where the verb is last, a deed
        // makes no sentence behind the line, and is for what has no noun.
        let by_deed = words.phrases("verb last").is_empty() || self.parts.topics.is_empty();
        if let Some(deed) = self.deed()
            && by_deed
            && matches!(stands, Stands::Thing)
        {
            let takes = line.words[from..].iter().any(|word| words.has("takes", &word.lower));
            let to = words.say("say to");
            if takes && first + 1 < end {
                // "how long does that take": the word for "it" stays the line's own.
                let it = words.say("say it");
                readings.push(Reading::new(
                    joined(&[before.into(), it, after.into(), to, deed.into()]),
                    0.0,
                ));
            } else if words.has("do", word_before)
                || first + 1 == end && words.has("speaker", word_before)
            {
                readings
                    .push(Reading::new(joined(&[before.into(), deed.into(), after.into()]), 0.0));
            } else {
                readings.push(Reading::new(self.with_deed(rest, deed), LOOSE));
            }
        }
        // "There" is where the speakers are, if no place was named: what the passage is called hardly is one.
        if matches!(stands, Stands::Place) && self.parts.topics.is_empty() {
            return readings;
        }
        let plural = matches!(stands, Stands::Things | Stands::Several);
        let ending = words.say("plural");
        let topics = self.topics();
        for (place, topic) in topics.iter().enumerate() {
            let mut against = STEP * place as f64;
            if plural && !topic.ends_with(ending.as_str()) {
                against += STEP;
            }
            let text = match stands {
                Stands::Owner => joined(&[before.into(), format!("{topic}'s"), after.into()]),
                Stands::Place => {
                    joined(&[before.into(), words.say("say with"), topic.clone(), after.into()])
                }
                Stands::Points => format!("{rest} ({topic})"),
                Stands::Several => {
                    joined(&[before.into(), self.without_article(topic), after.into()])
                }
                // "c'est combien"
                _ if words.is("how much", &[after.to_lowercase().trim()]) => {
                    joined(&[words.say("say take much"), topic.clone()])
                }
                _ => joined(&[before.into(), topic.clone(), after.into()]),
            };
            readings.push(Reading::new(text, against).about(topic));
        }
        if 1 < topics.len() {
            let all = topics[..topics.len().min(3)].join(", ");
            readings.push(Reading::new(format!("{rest} ({all})"), BAG));
        }
        readings
    }

    /// `rest` and what somebody does: "how old do I have to be to rent a boat", "what if I don't rent a boat".
    fn with_deed(&self, rest: &str, deed: &str) -> String {
        let line = Line::new(rest);
        let helps = line.words.last().is_some_and(|last| self.words.has("help", &last.lower));
        let to = if helps { String::new() } else { self.words.say("say to") };
        joined(&[rest.to_owned(), to, deed.to_owned()])
    }

    fn without_article(&self, topic: &str) -> String {
        let line = Line::new(topic);
        let article = line.words.first().is_some_and(|one| self.words.has("article", &one.lower));
        line.typed(usize::from(article)..line.words.len()).to_owned()
    }

    /// The question with other words that ask.
    fn asked_otherwise(
        &self,
        line: &Line<'_>,
        ask: Range<usize>,
        of: Range<usize>,
    ) -> Vec<Reading> {
        let words = self.words;
        let mut asks = line.typed(ask).to_owned();
        let of = line.typed(of).to_owned();
        let mut readings = Vec::new();
        let lower = asks.to_lowercase();
        let asking: Vec<&str> = lower.split_whitespace().collect();
        // "was kostet", "cuánto cuesta": with a verb of its own, it is asked of things.
        let has_verb = asking.iter().skip(1).any(|word| words.has("full", word));
        if words.is("why", &asking) {
            asks = words.say("say why");
        }
        if let Some(deed) = self.deed() {
            for (list, say) in [("how long", "say take long"), ("how much", "say take much")] {
                if words.is(list, &asking) {
                    let text = joined(&[words.say(say), deed.to_owned(), of.clone()]);
                    readings.push(Reading::new(text, 0.0));
                }
            }
        }
        // "what is deep learning" says nothing of it that could have a reason.
        let names = !self.parts.ask.is_empty()
            && self.parts.topics.first() == Some(&self.parts.body)
            && self.line.words[self.parts.rest.start..self.parts.body.start]
                .iter()
                .all(|word| words.has("be", &word.lower));
        // "wo kostet der Ausweis" asks nothing.
        let first = self.line.words.get(self.parts.rest.start).map_or("", |word| &word.lower);
        let tells = !words.has("full", first) || words.is("why", &asking);
        if !names && !has_verb && tells {
            let rest = self.typed(self.parts.rest.clone()).to_owned();
            let text = joined(&[asks.clone(), rest, of.clone()]);
            readings.push(Reading::new(text, STEP));
        }
        for (place, topic) in self.topics().into_iter().enumerate() {
            let text = joined(&[asks.clone(), topic.clone(), of.clone()]);
            readings.push(Reading::new(text, LOOSE + STEP * place as f64).about(&topic));
        }
        readings
    }

    /// The line with what was spoken of.
    fn named(&self, line: &Line<'_>, from: usize) -> Vec<Reading> {
        let rest = line.typed(from..line.words.len()).to_owned();
        let mut readings = Vec::new();
        if let Some(deed) = self.deed() {
            readings.push(Reading::new(self.with_deed(&rest, deed), 0.0));
        }
        for (place, topic) in self.topics().into_iter().enumerate() {
            let text = format!("{rest} ({topic})");
            readings.push(Reading::new(text, STEP * (place + 1) as f64));
        }
        readings
    }

    fn examples(&self) -> Vec<Reading> {
        let say = self.words.say("say examples");
        self.topics()
            .into_iter()
            .enumerate()
            .map(|(place, topic)| Reading::new(joined(&[say.clone(), topic]), STEP * place as f64))
            .collect()
    }
}

/// The parts that are not empty, a blank between.
pub(super) fn joined(parts: &[String]) -> String {
    let parts: Vec<&str> = parts.iter().map(|part| part.trim()).filter(|p| !p.is_empty()).collect();
    parts.join(" ")
}
