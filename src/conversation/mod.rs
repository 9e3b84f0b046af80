//! What does a line mean after what was said before?
//!
//! A line that stands alone is asked as it was typed, whatever came before. One that leaves
//! something open (`and a junior?`, `how long does it take?`, `why?`) is read by rule as questions
//! that do stand alone, and what the documents answer best is taken: one of those, or the line
//! itself.

mod choices;
mod contrasts;
mod courtesy;
mod line;
mod parts;
mod readings;
mod replies;
mod words;

use std::ops::Range;

pub use self::line::Ordinal;
use self::{
    line::{Line, Shape},
    readings::{Before, Goal, Reading, readings},
    replies::{
        abbreviates, asks_by_name, asks_just_that, doubted, first, is_entry, is_named, weighed,
        worth,
    },
    words::Words,
};
use crate::{
    answer::{Answer, Found, Status},
    calibration::odds,
    engine::{AskOptions, Engine},
    error::Result,
    passage::Passage,
};

/// How many questions back a line may mean.
const REACH: usize = 2;

/// By how much a reading must be better than the line alone where that could stand alone too, in
/// log-odds.
const CLEARLY: f64 = 0.5;

/// How much worse it may be where a word of the line stands for something that only the reading
/// says.
const HOLE: f64 = 1.5;

/// A line of more content words than this behind "and" is not taken for a noun.
const LONGEST_NOUN: usize = 2;

/// The state of one conversation.
#[derive(Debug, Clone, Default)]
pub struct Conversation {
    /// The last questions, the last one last; at most [`REACH`].
    turns: Vec<Turn>,
    /// Whether the last reply left the choice to the user.
    choosing: Choosing,
}

/// What a word may choose from.
#[derive(Debug, Clone, Default)]
enum Choosing {
    /// Nothing: the last reply was sure.
    #[default]
    Nothing,
    /// The passages that are listed.
    Listed,
    /// Those with these ids, between which the user was asked to choose; else all that are listed.
    Asked(Vec<String>),
}

/// A question that was asked.
#[derive(Debug, Clone)]
struct Turn {
    /// In its full words, for what goes on from it.
    question: String,
    /// The bytes of that which went into the place of others.
    focus: Option<Range<usize>>,
    /// As the user knows it: as it was typed or, where that was told, understood.
    known: String,
    /// The title of the first passage.
    title: String,
    /// Whether it was answered, surely or perhaps.
    found: bool,
    /// Whether it was a passage that was picked, and the title is all that was asked.
    picked: bool,
    /// Whether it goes on from the one before.
    follows: bool,
}

impl Turn {
    /// Whether it went on from the one before in vain.
    fn is_vain(&self) -> bool {
        self.follows && !self.found
    }
}

/// What a line was taken for.
#[derive(Debug, Clone, PartialEq)]
pub enum Taken {
    /// A question, with its reply. Where it was read as another one, that is
    /// [`Answer::interpreted`], and the first note says so.
    Asked(Box<Answer>),
    /// One of the passages that are listed is wanted.
    Pick(Ordinal),
    /// The next passage is wanted, or the rest of this one's section.
    More,
    /// None of the passages that are listed is wanted.
    NoneOfThese,
    /// It was only polite: what to say back, with `{documents}` for what the documents are called.
    Courtesy(&'static str),
}

/// A reading that was asked.
struct Tried {
    /// How good it is, in log-odds.
    worth: f64,
    reading: Reading,
    answer: Answer,
    /// The question that it goes on from, and whether that was answered.
    before: String,
    goes_on: bool,
}

impl Conversation {
    /// One in which nothing was said yet.
    pub fn new() -> Conversation {
        Conversation::default()
    }

    /// Takes the next line. `listed` are the passages that its numbers and words choose from.
    ///
    /// A line that stands alone gives the reply that [`Engine::ask`] gives, byte for byte. Where that is a refusal, a
    /// politeness before the question is left out.
    ///
    /// # Errors
    ///
    /// Where the index cannot be read; a line is never one.
    ///
    /// # Cost
    ///
    /// That of asking it; where it goes on from the question before, of asking up to nine.
    pub fn take(
        &mut self,
        text: &str,
        listed: &[Found],
        engine: &Engine,
        options: &AskOptions,
    ) -> Result<Taken> {
        let alone = engine.ask(text, options)?;
        let line = Line::new(text);
        let words = Words::of(&line.lower(), &engine.languages());
        if is_entry(text, &alone) {
            return Ok(self.asked(&line, words, alone));
        }
        let sure = alone.status == Status::Answered;
        if let Some(reply) = courtesy::reply(text, &engine.languages())
            && !(sure && asks_by_name(text, &alone) || abbreviates(text, &alone, words))
        {
            return Ok(Taken::Courtesy(reply));
        }
        if alone.status == Status::NoAnswer
            && let Some(rest) = courtesy::behind(text, &engine.languages())
        {
            return self.take(rest, listed, engine, options);
        }
        if self.turns.is_empty() {
            return Ok(self.asked(&line, words, alone));
        }
        let mut shape = line::shape(&line, words);
        // "in healthcare" and "and in colour" say more of the question; they name no passage.
        let names = match &shape {
            Shape::Alone => true,
            Shape::Fragment(range) if 0 < range.start => false,
            _ => !line.begins("before noun", words),
        };
        if names && let Some(number) = self.chosen(&line, words, listed, &alone) {
            return Ok(Taken::Pick(Ordinal::Number(number)));
        }
        match shape {
            Shape::Alone => return Ok(self.asked(&line, words, alone)),
            Shape::More => return Ok(Taken::More),
            Shape::None => return Ok(Taken::NoneOfThese),
            Shape::Ordinal(_)
                if self.asked_last().is_some_and(|it| counts(&it.question, words)) =>
            {
                // "and the last?" after "what is the first step?"
                shape = Shape::Fragment(line.without_lead(words));
            }
            Shape::Ordinal(ordinal) if !listed.is_empty() => return Ok(Taken::Pick(ordinal)),
            _ => {}
        }
        let best = self.best_reading(&line, &shape, &alone, words, engine, options)?;
        Ok(match best {
            // "and the pool?" after "the sauna": nothing else is asked than what was typed.
            Some(best) if says_the_same(&best.reading.text, &line, words) => {
                self.asked(&line, words, alone)
            }
            Some(best) if wins(&best, &alone, &shape, &line, words) => self.understood(text, best),
            Some(best) if first(&best.answer) == first(&alone) => {
                // What comes next may go on from the question in its full words.
                self.remember(best.reading, text, &alone, true);
                Taken::Asked(Box::new(alone))
            }
            _ => {
                let vain = matches!(shape, Shape::Fragment(_)) && alone.status == Status::NoAnswer;
                let alone = if self.is_by_chance(&alone, &shape, &line, words) {
                    doubted(alone)
                } else {
                    alone
                };
                self.asked_on(&line, words, alone, vain)
            }
        })
    }

    /// Whether `alone` is sure of a noun behind "and" for which the question before has no place: it may be
    /// meant, and may be about anything.
    fn is_by_chance(&self, alone: &Answer, shape: &Shape, line: &Line<'_>, words: &Words) -> bool {
        let is_noun = line.joins(shape, words) && line.says(words) <= LONGEST_NOUN;
        let before = self.turns.iter().rfind(|turn| !turn.is_vain());
        is_noun
            && alone.status == Status::Answered
            && !alone.taught
            && before.is_some_and(|it| {
                let said = Line::new(&it.question);
                let is_new = |word: &line::Word| {
                    words.is_content(&word.lower) && !said.lower().contains(&word.lower.as_str())
                };
                it.found
                    && line.words.iter().any(is_new)
                    && !is_named(alone, line, &it.question, words)
            })
    }

    /// The number of the passage that the words of `line` choose.
    fn chosen(
        &self,
        line: &Line<'_>,
        words: &Words,
        listed: &[Found],
        alone: &Answer,
    ) -> Option<usize> {
        let number = |id: &str| listed.iter().position(|one| one.passage.id == id).map(|at| at + 1);
        if let Choosing::Asked(ids) = &self.choosing {
            // Who is asked to choose does so, whatever else the word could be about.
            let offered: Vec<&Found> =
                listed.iter().filter(|one| ids.contains(&one.passage.id)).collect();
            if let Some(one) = choices::singled_out(line, words, &offered) {
                return number(&offered[one - 1].passage.id);
            }
        }
        if matches!(self.choosing, Choosing::Nothing) {
            return None;
        }
        let all: Vec<&Found> = listed.iter().collect();
        let one = choices::singled_out(line, words, &all)?;
        // A sure reply goes before a choice that nobody asked for.
        let same = first(alone) == Some(all[one - 1].passage.id.as_str());
        (alone.status != Status::Answered || same).then_some(one)
    }

    /// The reading that is answered best, the first of equals.
    fn best_reading(
        &self,
        line: &Line<'_>,
        shape: &Shape,
        alone: &Answer,
        words: &Words,
        engine: &Engine,
        options: &AskOptions,
    ) -> Result<Option<Tried>> {
        let mut best: Option<Tried> = None;
        let is_fragment = matches!(shape, Shape::Fragment(_));
        for (at, turn) in self.turns.iter().enumerate().rev() {
            // What was asked in vain is not carried on where the question before it was answered.
            let base = at.checked_sub(1).map(|at| &self.turns[at]);
            if is_fragment && turn.is_vain() && base.is_some_and(|base| base.found) {
                continue;
            }
            let before =
                Before { question: &turn.question, focus: turn.focus.as_ref(), title: &turn.title };
            for reading in readings(line, shape, before, words) {
                let answer = engine.ask(&reading.text, options)?;
                let Some(answer) = weighed(answer, &reading, &turn.question, alone, words) else {
                    continue;
                };
                let worth = worth(&answer) - reading.against;
                if best.as_ref().is_none_or(|other| other.worth < worth) {
                    let (before, goes_on) = (turn.question.clone(), turn.found);
                    best = Some(Tried { worth, reading, answer, before, goes_on });
                }
            }
            // What was not found is nothing to go on from, where it leads nowhere either.
            let found = best.as_ref().is_some_and(|best| best.answer.status != Status::NoAnswer);
            let open = matches!(shape, Shape::Pronoun { .. } | Shape::Asks { .. });
            if (found || turn.found || !open) && !turn.picked {
                break;
            }
        }
        Ok(best)
    }

    fn asked(&mut self, line: &Line<'_>, words: &Words, answer: Answer) -> Taken {
        self.asked_on(line, words, answer, false)
    }

    fn asked_on(&mut self, line: &Line<'_>, words: &Words, answer: Answer, follows: bool) -> Taken {
        // What only leads is no part of what the next line may go on from.
        let reading = Reading::new(line.unled(words).text.to_owned(), 0.0);
        self.remember(reading, line.text, &answer, follows);
        Taken::Asked(Box::new(answer))
    }

    fn understood(&mut self, text: &str, best: Tried) -> Taken {
        let Tried { reading, answer, .. } = best;
        let meant = reading.text.clone();
        self.remember(reading, &meant, &answer, true);
        let mut notes = vec![format!("You mean: {meant}")];
        notes.extend(answer.notes);
        let interpreted = answer.interpreted.or(Some(meant));
        let question = text.to_owned();
        Taken::Asked(Box::new(Answer { question, interpreted, notes, ..answer }))
    }

    fn remember(&mut self, reading: Reading, known: &str, answer: &Answer, follows: bool) {
        let Reading { text: question, focus, instead, .. } = reading;
        let first = answer.answers.first().or(answer.nearest.first());
        let title = first.map_or(String::new(), |found| found.passage.title.clone());
        let found = answer.status != Status::NoAnswer;
        let known = known.to_owned();
        // The next line may go on where this one did in vain.
        if let Some(Range { start, .. }) = focus.clone().filter(|_| follows && !found)
            && let Some(base) = self.turns.iter_mut().rfind(|turn| !turn.is_vain())
        {
            let replaced = start..start + instead.len();
            if base.question.get(replaced.clone()) == Some(&instead) {
                base.focus = Some(replaced);
            }
        }
        self.push(Turn { question, focus, known, title, found, picked: false, follows });
        self.choosing = match (answer.status, answer.clarify.as_slice()) {
            (Status::Answered, _) => Choosing::Nothing,
            (_, []) => Choosing::Listed,
            (_, choices) => Choosing::Asked(choices.iter().map(|one| one.id.clone()).collect()),
        };
    }

    fn push(&mut self, turn: Turn) {
        // One passage after the other is looked at for the same question, and one part after the other asked
        // for in vain.
        let is_such = |last: &Turn| turn.picked && last.picked || turn.is_vain() && last.is_vain();
        if self.turns.last().is_some_and(is_such) {
            self.turns.pop();
        }
        self.turns.push(turn);
        if REACH < self.turns.len() {
            self.turns.remove(0);
        }
    }

    /// Remembers that the user read `passage`: what comes next may be about that.
    pub fn read(&mut self, passage: &Passage) {
        let title = passage.title.clone();
        if !title.is_empty() {
            let (question, known) = (title.clone(), title.clone());
            let focus = None;
            self.push(Turn {
                question,
                focus,
                known,
                title,
                found: true,
                picked: true,
                follows: false,
            });
        }
    }

    /// The last question as the user knows it: as it was typed or, where that was told, understood.
    pub fn question(&self) -> Option<&str> {
        self.asked_last().map(|turn| turn.known.as_str())
    }

    fn asked_last(&self) -> Option<&Turn> {
        self.turns.iter().rev().find(|turn| !turn.picked)
    }

    /// Takes the next line as one that may choose: more was offered.
    pub fn offers(&mut self) {
        self.choosing = Choosing::Listed;
    }

    /// Forgets what was said.
    pub fn forget(&mut self) {
        *self = Conversation::default();
    }
}

/// Whether `reading` says no more than `line` does.
fn says_the_same(reading: &str, line: &Line<'_>, words: &Words) -> bool {
    let bare = |line: &Line<'_>| -> Vec<String> {
        let said = line.words.iter().filter(|word| !words.has("article", &word.lower));
        said.map(|word| word.lower.clone()).collect()
    };
    bare(&Line::new(reading)) == bare(&line.unled(words))
}

/// Whether a reading is taken and not the line alone.
fn wins(best: &Tried, alone: &Answer, shape: &Shape, line: &Line<'_>, words: &Words) -> bool {
    let says = line.says(words);
    let refused = best.answer.status == Status::NoAnswer;
    let by = best.worth - odds(alone.confidence);
    match shape {
        // Nothing is asked by the line itself.
        Shape::Examples => true,
        Shape::Asks { of, .. } if says == 0 || !of.is_empty() => true,
        Shape::Pronoun { .. } if says == 0 => true,
        Shape::Pronoun { .. } if refused && says < 2 && best.goes_on => true,
        // What stands behind "and" is asked of what was spoken of, and a reply to that noun alone is sure by
        // chance ("and the cardiologist?"), but for one that is about nothing else.
        Shape::Fragment(range) if line.joins(shape, words) && says <= LONGEST_NOUN => {
            let replaced = best.reading.goal == Goal::Replaced;
            let is_sure = best.answer.status == Status::Answered;
            let nowhere = refused && !best.goes_on && alone.status != Status::NoAnswer;
            // "And for children?" names nothing, though a row be called so.
            let leads_on = words.has("before noun", &line.words[range.start].lower);
            let is_named = || is_named(alone, line, &best.before, words);
            // "And bicycles?" behind "where can I park" finds "Is there room for bicycles?" by itself.
            let is_asked = || refused && asks_just_that(line.text, alone, words.language);
            !is_asked() && (replaced || is_sure || leads_on && !refused || !nowhere && !is_named())
        }
        // The documents do not say it either way: the full question shows what was looked for.
        _ if refused => alone.status == Status::NoAnswer,
        // Of one word no reply is sure by itself: "ok, parking", least of all where it goes into the place of
        // another.
        Shape::Fragment(range) if 0 < range.start && says < 2 => {
            let is_sure = best.answer.status == Status::Answered;
            let least =
                if is_sure && best.reading.goal == Goal::Replaced { -2.0 * HOLE } else { 0.0 };
            least < by
        }
        // Nothing but the pronoun and a word: "is it paid?" is answered anywhere.
        Shape::Pronoun { .. } if says < 2 => -2.0 * HOLE < by,
        Shape::Pronoun { .. } | Shape::Asks { .. } | Shape::Unnamed { .. }
            if alone.status != Status::Answered =>
        {
            -HOLE < by
        }
        _ => CLEARLY < by,
    }
}

/// Whether a question is about one of several by its number.
fn counts(question: &str, words: &Words) -> bool {
    let counts = |word: &&str| words.has("ordinals", word) || words.has("last", word);
    Line::new(question).lower().iter().any(counts)
}

#[cfg(test)]
mod tests;
