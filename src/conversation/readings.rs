//! What a line may mean after the question before it, as questions that stand alone.
//!
//! By rule, and more readings than one: which is meant is told by what the documents answer.

use std::ops::Range;

use super::{
    line::{Line, Shape, Stands, Word},
    parts::{Parts, parts, runs},
    words::Words,
};
use crate::vectors::{Embedder, Table};

/// A question that a line may mean.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Reading {
    /// The question.
    pub(super) text: String,
    /// How much less likely than the first one it is by its form alone, in log-odds; at least 0.
    pub(super) against: f64,
    /// What became of the part of the question before that stands behind the line's preposition.
    pub(super) goal: Goal,
}

impl Reading {
    fn new(text: String, against: f64) -> Reading {
        Reading { text, against, goal: Goal::None }
    }
}

/// What a reading makes of the words behind a preposition that the question before and the line have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Goal {
    /// They have none, or it does not matter.
    None,
    /// Those of the line stand in the place of the others.
    Replaced,
    /// Both stand in it.
    Kept,
}

/// At most so many readings are asked.
const MOST: usize = 8;

/// What each reading has against it beside the one before.
const STEP: f64 = 0.1;

/// What words that are only put behind the question have against them.
const LOOSE: f64 = 0.5;

/// What a line with all that was spoken of behind it has against it.
const BAG: f64 = 1.0;

/// What replacing a part of a noun with its words has against it, as an unlikeness.
const PART: f64 = 0.05;

/// What the unlikeness of two words has against the one replacing the other, at most.
const UNLIKE: f64 = 1.5;

/// What is at least this like another may be said in its place.
const ALIKE: f32 = 0.3;

/// What is so like another is of its kind: Monday and Friday (.53).
const MUCH_ALIKE: f32 = 0.5;

/// The readings of `line`, which leaves `shape` open, after the question `before` that was answered
/// by a passage with the title `title`; the likelier first, none twice.
pub(super) fn readings(
    line: &Line<'_>,
    shape: &Shape,
    before: &str,
    title: &str,
    words: &Words,
) -> Vec<Reading> {
    let asked = Line::new(before.trim_end_matches(['?', '.', '!', ' ']));
    let past = Past { parts: parts(&asked, words), line: &asked, title, words };
    let mut readings = match shape {
        Shape::Fragment(range) => past.replaced(line, range.clone()),
        Shape::Pronoun { from, at } => past.filled(line, *from, at),
        Shape::Asks { ask, of } => past.asked_otherwise(line, ask.clone(), of.clone()),
        Shape::Unnamed { from } => past.named(line, *from),
        Shape::Examples => past.examples(),
        _ => Vec::new(),
    };
    let mut texts: Vec<String> = Vec::new();
    readings.retain(|one| {
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

/// The question before.
struct Past<'a> {
    line: &'a Line<'a>,
    parts: Parts,
    title: &'a str,
    words: &'a Words,
}

impl Past<'_> {
    fn typed(&self, words: Range<usize>) -> &str {
        self.line.typed(words)
    }

    /// What was spoken of, the likelier first; then what the passage is called.
    fn topics(&self) -> Vec<String> {
        let mut topics: Vec<String> =
            self.parts.topics.iter().map(|topic| self.typed(topic.clone()).to_owned()).collect();
        if topics.is_empty() && !self.title.is_empty() {
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

    /// The question with the words `range` of `line` in the place of others.
    fn replaced(&self, line: &Line<'_>, range: Range<usize>) -> Vec<Reading> {
        let words = self.words;
        let mut readings = Vec::new();
        let lower = |at: usize| line.words[at].lower.as_str();
        let new = line.typed(range.clone());
        let leads =
            |at: usize| words.has("before noun", lower(at)) || self.is_goal(line, at..range.end);
        let led_by_preposition = leads(range.start);
        // "the one on pattern recognition": what stands behind "one" tells it apart.
        let stands =
            |at: &usize| words.has("single", lower(*at)) || words.has("several", lower(*at));
        let stand_in = range.clone().find(stands);
        let mut object = range.clone();
        if let Some(at) = stand_in {
            object = if at + 1 < range.end { at + 1..range.end } else { range.start..at };
        }
        let preposition = leads(object.start).then(|| lower(object.start).to_owned());
        let replaces = preposition.as_ref().and_then(|one| self.after_preposition(one));
        if let Some(old) = replaces.clone().filter(|_| object.start + 1 < object.end) {
            let text = self.with(old, line.typed(object.start + 1..object.end));
            readings.push(Reading { text, against: 0.0, goal: Goal::Replaced });
        }
        if preposition.is_some() {
            // Two of a kind stand side by side only where the second is no other for the first.
            let (against, goal) =
                if replaces.is_some() { (BAG, Goal::Kept) } else { (STEP, Goal::None) };
            let text = format!("{} {}", self.line.text, line.typed(object.clone()));
            readings.push(Reading { text, against, goal });
        }
        if preposition.is_some() && replaces.is_none() && object.start + 1 < object.end {
            // "and on Friday?" after "the Monday class": another of that kind, without its preposition.
            let core = core(line, object.start + 1..object.end, words);
            if let Some(old) = self.likest(line, core.clone()) {
                readings.push(Reading::new(self.with(old, line.typed(core)), STEP));
            }
        }
        // "train it": another thing to do with the same.
        if let Some(reading) = self.other_deed(line, range.clone()) {
            readings.push(reading);
        }
        if !led_by_preposition {
            let core = core(line, object.clone(), words);
            let keeps_noun = stand_in.is_some();
            for (old, unlike) in self.contrasts(line, core.clone(), keeps_noun) {
                let text = self.with_article(old, line, object.clone(), core.clone());
                readings.push(Reading::new(text, UNLIKE * unlike));
            }
            let text = format!("{} {new}", self.line.text);
            readings.push(Reading::new(text, UNLIKE));
        }
        readings
    }

    /// Whether `part` of `line` begins with a word that stands before verbs and before nouns, and goes on with
    /// what is like the noun that the question has behind that word: "to Austria" after "a parcel to Italy",
    /// and not "to cancel" after "subscribe to the magazine".
    fn is_goal(&self, line: &Line<'_>, part: Range<usize>) -> bool {
        let words = self.words;
        let to = line.words[part.start].lower.as_str();
        let Some(old) = self.after_preposition(to).filter(|_| words.has("to", to)) else {
            return false;
        };
        // Of "to apply for a grant" the noun stands behind a verb.
        let is_noun = |word: &Word| words.is_content(&word.lower) && !words.is_verb(&word.lower);
        let follows = |word: &&Word| !words.has("article", &word.lower);
        if !self.line.words[old.clone()].iter().find(follows).is_some_and(is_noun) {
            return false;
        }
        let new = &line.words[part.start + 1..part.end];
        !new.first().is_some_and(|first| words.is_verb(&first.lower))
            && ALIKE <= likeness(&self.line.words[old], new)
    }

    /// The word of the question that is likest `core` of `line`, if any is like it; of equals the first.
    fn likest(&self, line: &Line<'_>, core: Range<usize>) -> Option<Range<usize>> {
        let says = |at: &usize| self.words.is_content(&self.line.words[*at].lower);
        let like = |at: usize| likeness(&self.line.words[at..at + 1], &line.words[core.clone()]);
        let all = (0..self.line.words.len()).filter(says).map(|at| (at, like(at)));
        let best = all.fold((0, 0.0), |best, one| if best.1 < one.1 { one } else { best });
        (MUCH_ALIKE <= best.1).then_some(best.0..best.0 + 1)
    }

    /// What stands behind the last `preposition` of the question.
    fn after_preposition(&self, preposition: &str) -> Option<Range<usize>> {
        let words = &self.line.words;
        let at =
            (self.parts.body.start..words.len()).rfind(|at| words[*at].lower == preposition)?;
        let first = runs(self.line, at + 1..words.len(), self.words).first()?.clone();
        Some(at + 1..first.end)
    }

    /// `how do I train my model` for `train it` after `how do I evaluate my model`.
    fn other_deed(&self, line: &Line<'_>, range: Range<usize>) -> Option<Reading> {
        let words = self.words;
        let stands = |at: &usize| {
            let word = &line.words[*at].lower;
            words.has("thing", word) || words.has("things", word)
        };
        let at = range.clone().find(stands)?;
        let topic = self.topics().pop()?;
        let typed = |part: Range<usize>| line.typed(part).to_owned();
        let deed = [typed(range.start..at), topic, typed(at + 1..range.end)];
        let opening = self.typed(0..self.parts.body.start);
        let text = joined(&[&[opening.to_owned()], &deed[..]].concat());
        Some(Reading::new(text, 0.0))
    }

    /// Parts of the question that `core` of `line` may stand for, and how unlike it they are, 0 to 1.
    fn contrasts(
        &self,
        line: &Line<'_>,
        core: Range<usize>,
        keeps_noun: bool,
    ) -> Vec<(Range<usize>, f64)> {
        let whole = self.parts.ask.end.min(1)..self.line.words.len();
        let mut spans: Vec<(Range<usize>, f64)> = Vec::new();
        let shares = |run: &Range<usize>| {
            let new = &line.words[core.clone()];
            self.line.words[run.clone()]
                .iter()
                .any(|old| new.iter().any(|new| new.lower == old.lower))
        };
        for run in runs(self.line, whole, self.words) {
            // "step 5" for "step 1"; "a junior" for "a senior" of "a senior engineer"; of "technical
            // ones" the noun stays.
            if !keeps_noun || run.len() == 1 {
                spans.push((run.clone(), 0.0));
            }
            if !shares(&run) {
                let against = if keeps_noun { 0.0 } else { PART };
                spans.extend((run.start + 1..run.end).map(|end| (run.start..end, against)));
            }
        }
        let mut embedder = Embedder::new(Table::built_in());
        let mut vector = |line: &Line<'_>, range: Range<usize>| {
            embedder.embed(line.words[range].iter().map(|word| word.lower.as_str()))
        };
        let new = vector(line, core.clone());
        let mut contrasts: Vec<(Range<usize>, f64)> = spans
            .into_iter()
            .map(|(old, against)| {
                let like = f64::from(vector(self.line, old.clone()).cosine(&new)).clamp(0.0, 1.0);
                (old, 1.0 - like + against)
            })
            .collect();
        contrasts.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.start.cmp(&b.0.start)));
        contrasts.truncate(4);
        // By how much more unlike they are than the likest.
        let least = contrasts.first().map_or(0.0, |one| one.1);
        contrasts.iter_mut().for_each(|one| one.1 -= least);
        contrasts
    }

    /// The question with `new` for the words `old`.
    fn with(&self, old: Range<usize>, new: &str) -> String {
        let (Some(first), Some(last)) =
            (self.line.words.get(old.start), self.line.words.get(old.end - 1))
        else {
            return String::new();
        };
        let (before, after) =
            (&self.line.text[..first.span.start], &self.line.text[last.span.end..]);
        // "a bachelor's degree", and "a master's" for "a bachelor's".
        format!("{before}{new}{after}")
    }

    /// The same with the article that fits: that of the line where both have one, else none or the
    /// question's.
    fn with_article(
        &self,
        old: Range<usize>,
        line: &Line<'_>,
        object: Range<usize>,
        core: Range<usize>,
    ) -> String {
        let article = old
            .start
            .checked_sub(1)
            .filter(|at| self.words.has("article", &self.line.words[*at].lower));
        let has_article = self.words.has("article", &line.words[object.start].lower);
        match (article, has_article) {
            (Some(at), true) => self.with(at..old.end, line.typed(object.start..core.end)),
            _ => self.with(old, line.typed(core)),
        }
    }

    /// The line with what was spoken of in the place of the words that stand for it.
    fn filled(&self, line: &Line<'_>, from: usize, at: &[(usize, Stands)]) -> Vec<Reading> {
        let words = self.words;
        let end = line.words.len();
        let rest = line.typed(from..end);
        let Some((first, stands)) = at.first().copied() else { return Vec::new() };
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
                readings.push(Reading::new(joined(&[rest.into(), to, deed.into()]), LOOSE));
            }
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
                _ => joined(&[before.into(), topic.clone(), after.into()]),
            };
            readings.push(Reading::new(text, against));
        }
        if 1 < topics.len() {
            let all = topics[..topics.len().min(3)].join(", ");
            readings.push(Reading::new(format!("{rest} ({all})"), BAG));
        }
        readings
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
        if !names {
            let rest = self.typed(self.parts.rest.clone()).to_owned();
            let text = joined(&[asks.clone(), rest, of.clone()]);
            readings.push(Reading::new(text, STEP));
        }
        for (place, topic) in self.topics().into_iter().enumerate() {
            let text = joined(&[asks.clone(), topic, of.clone()]);
            readings.push(Reading::new(text, LOOSE + STEP * place as f64));
        }
        readings
    }

    /// The line with what was spoken of.
    fn named(&self, line: &Line<'_>, from: usize) -> Vec<Reading> {
        let rest = line.typed(from..line.words.len()).to_owned();
        let mut readings = Vec::new();
        if let Some(deed) = self.deed() {
            let text = joined(&[rest.clone(), self.words.say("say to"), deed.to_owned()]);
            readings.push(Reading::new(text, 0.0));
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

/// The cosine of these words as two texts, -1 to 1.
fn likeness(some: &[Word], others: &[Word]) -> f32 {
    let mut embedder = Embedder::new(Table::built_in());
    let mut vector = |words: &[Word]| embedder.embed(words.iter().map(|one| one.lower.as_str()));
    vector(some).cosine(&vector(others))
}

/// What a part of a line is about, without the article before it.
fn core(line: &Line<'_>, range: Range<usize>, words: &Words) -> Range<usize> {
    let says = |at: &usize| words.is_content(&line.words[*at].lower);
    match (range.clone().find(says), range.clone().rfind(says)) {
        (Some(first), Some(last)) => first..last + 1,
        _ => range,
    }
}

/// The parts that are not empty, a blank between.
fn joined(parts: &[String]) -> String {
    let parts: Vec<&str> = parts.iter().map(|part| part.trim()).filter(|p| !p.is_empty()).collect();
    parts.join(" ")
}
