//! What does a line mean after what was said before?
//!
//! A line that stands alone is asked as it was typed, whatever came before. One that leaves
//! something open (`and a junior?`, `how long does it take?`, `why?`) is read by rule as questions
//! that do stand alone, and what the documents answer best is taken: one of those, or the line
//! itself.

mod choices;
mod courtesy;
mod line;
mod parts;
mod readings;
mod words;

pub use self::line::Ordinal;
use self::{
    line::{Line, Shape},
    readings::{Goal, Reading, readings},
    words::Words,
};
use crate::{
    analysis::{Analyzer, Language, Token},
    answer::{Answer, Found, Status},
    engine::{AskOptions, Engine},
    error::Result,
    passage::Passage,
    vectors::{Embedder, Table, Vector},
};

/// How many questions back a line may mean.
const REACH: usize = 2;

/// By how much a reading must be better than the line alone where that could stand alone too, in
/// log-odds.
const CLEARLY: f64 = 0.5;

/// How much worse it may be where a word of the line stands for something that only the reading
/// says.
const HOLE: f64 = 1.5;

/// A passage with a word that is so near one of the line, by the cosine of their vectors, may be about that:
/// kids and children (.82).
const NEAR: f32 = 0.5;

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
    /// As the user knows it: as it was typed or, where that was told, understood.
    known: String,
    /// The title of the first passage.
    title: String,
    /// Whether it was answered, surely or perhaps.
    found: bool,
    /// Whether it was a passage that was picked, and the title is all that was asked.
    picked: bool,
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
    reading: String,
    answer: Answer,
    goal: Goal,
}

impl Conversation {
    /// One in which nothing was said yet.
    pub fn new() -> Conversation {
        Conversation::default()
    }

    /// Takes the next line. `listed` are the passages that its numbers and words choose from.
    ///
    /// A line that stands alone gives the reply that [`Engine::ask`] gives, byte for byte.
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
        if is_entry(text, &alone) {
            return Ok(self.asked(text, alone));
        }
        let sure = alone.status == Status::Answered;
        if let Some(reply) = courtesy::reply(text, &engine.languages())
            && !(sure && asks_by_name(text, &alone))
        {
            return Ok(Taken::Courtesy(reply));
        }
        if self.turns.is_empty() {
            return Ok(self.asked(text, alone));
        }
        let line = Line::new(text);
        let words = Words::of(&line.lower(), &engine.languages());
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
            Shape::Alone => return Ok(self.asked(text, alone)),
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
        let says = line.content(0..line.words.len(), words);
        let best = self.best_reading(&line, &shape, words, engine, options)?;
        Ok(match best {
            Some(best) if wins(&best, &alone, &shape, says) => self.understood(text, best),
            Some(best) if first(&best.answer) == first(&alone) => {
                // What comes next may go on from the question in its full words.
                self.remember(best.reading, text, &alone);
                Taken::Asked(Box::new(alone))
            }
            _ => self.asked(text, alone),
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
        words: &Words,
        engine: &Engine,
        options: &AskOptions,
    ) -> Result<Option<Tried>> {
        let mut best: Option<Tried> = None;
        for turn in self.turns.iter().rev() {
            for reading in readings(line, shape, &turn.question, &turn.title, words) {
                let answer = engine.ask(&reading.text, options)?;
                // "to Italy to Portugal" is answered for Italy, "book a room with a dog" for the room.
                let least = match (reading.goal, answer.status) {
                    (Goal::Kept, _) => 1.0,
                    (_, Status::Answered) if is_led(line, shape, words) => NEAR,
                    _ => 0.0,
                };
                if 0.0 < least && nearness(&answer, line, words) < least {
                    continue;
                }
                let worth = odds(answer.confidence) - reading.against;
                if best.as_ref().is_none_or(|other| other.worth < worth) {
                    let Reading { text, goal, .. } = reading;
                    best = Some(Tried { worth, reading: text, answer, goal });
                }
            }
            // What was not found is nothing to go on from, where it leads nowhere either.
            let found = best.as_ref().is_some_and(|best| best.answer.status != Status::NoAnswer);
            let missed = !found && !turn.found && matches!(shape, Shape::Pronoun { .. });
            if !missed && !turn.picked {
                break;
            }
        }
        Ok(best)
    }

    fn asked(&mut self, text: &str, answer: Answer) -> Taken {
        self.remember(text.to_owned(), text, &answer);
        Taken::Asked(Box::new(answer))
    }

    fn understood(&mut self, text: &str, best: Tried) -> Taken {
        let Tried { reading, answer, .. } = best;
        self.remember(reading.clone(), &reading, &answer);
        let mut notes = vec![format!("You mean: {reading}")];
        notes.extend(answer.notes);
        let interpreted = answer.interpreted.or(Some(reading));
        let question = text.to_owned();
        Taken::Asked(Box::new(Answer { question, interpreted, notes, ..answer }))
    }

    fn remember(&mut self, question: String, known: &str, answer: &Answer) {
        let first = answer.answers.first().or(answer.nearest.first());
        let title = first.map_or(String::new(), |found| found.passage.title.clone());
        let found = answer.status != Status::NoAnswer;
        self.push(Turn { question, known: known.to_owned(), title, found, picked: false });
        self.choosing = match (answer.status, answer.clarify.as_slice()) {
            (Status::Answered, _) => Choosing::Nothing,
            (_, []) => Choosing::Listed,
            (_, choices) => Choosing::Asked(choices.iter().map(|one| one.id.clone()).collect()),
        };
    }

    fn push(&mut self, turn: Turn) {
        // One passage after the other is looked at for the same question.
        if turn.picked && self.turns.last().is_some_and(|last| last.picked) {
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
            self.push(Turn { question, known, title, found: true, picked: true });
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

/// Whether `line`, a part of a question, begins with a preposition: it never stands alone.
fn is_led(line: &Line<'_>, shape: &Shape, words: &Words) -> bool {
    let Shape::Fragment(range) = shape else { return false };
    line.words.get(range.start).is_some_and(|word| words.has("before noun", &word.lower))
}

/// Whether a reading is taken and not the line alone, which has `says` content words.
fn wins(best: &Tried, alone: &Answer, shape: &Shape, says: usize) -> bool {
    let refused = best.answer.status == Status::NoAnswer;
    let by = best.worth - odds(alone.confidence);
    match shape {
        // Nothing is asked by the line itself.
        Shape::Examples => true,
        Shape::Asks { of, .. } if says == 0 || !of.is_empty() => true,
        // The documents do not say it either way: the full question shows what was looked for.
        _ if refused => alone.status == Status::NoAnswer,
        // Of one word no reply is sure by itself: "and a junior?", "are they paid?"; least of all where it
        // stands behind a preposition in the place of another and that is answered: "and on the boat?".
        Shape::Fragment(range) if 0 < range.start && says < 2 => {
            let is_sure = best.answer.status == Status::Answered;
            let least = if is_sure && best.goal == Goal::Replaced { -2.0 * HOLE } else { 0.0 };
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

/// Whether `text` is, but for case and signs, a question that the first passage is known to answer.
fn is_entry(text: &str, answer: &Answer) -> bool {
    let words = |text: &str| Line::new(text).words.into_iter().map(|one| one.lower).collect();
    let asked: Vec<String> = words(text);
    let first = answer.answers.first().or(answer.nearest.first());
    first.is_some_and(|found| found.passage.questions.iter().any(|one| words(one) == asked))
}

/// Whether the first passage is asked for with a word of `text` that says something: a reply to
/// "who are you" is sure by chance, one to "returns, please" is not.
fn asks_by_name(text: &str, answer: &Answer) -> bool {
    let Some(found) = answer.answers.first() else { return false };
    let analyzer = Analyzer::new(Language::English);
    let named: Vec<String> = std::iter::once(&found.passage.title)
        .chain(&found.passage.questions)
        .flat_map(|one| analyzer.tokens(one))
        .map(|token| token.term)
        .collect();
    analyzer.tokens(text).iter().any(|token| !token.stop && named.contains(&token.term))
}

/// How near the first passage comes to a word of `line` that says something: 1 where it has one, else the
/// largest cosine of two words, at most 1.
fn nearness(answer: &Answer, line: &Line<'_>, words: &Words) -> f32 {
    let Some(found) = answer.answers.first().or(answer.nearest.first()) else { return 0.0 };
    let analyzer = Analyzer::new(Language::English);
    let says = |word: &&line::Word| words.is_content(&word.lower);
    let said: Vec<(String, Vector)> = line
        .words
        .iter()
        .filter(says)
        .map(|word| (analyzer.analyze(&word.lower).0, vector(&word.lower)))
        .collect();
    let passage = &found.passage;
    let texts = passage.headings.iter().chain(&passage.questions).chain([&passage.title]);
    let texts = texts.map(String::as_str).chain([passage.plain()]);
    let tokens = texts.flat_map(|text| analyzer.tokens(text)).filter(|token| !token.stop);
    let near = |token: Token| {
        let own = vector(&token.word);
        let of = |(term, vector): &(String, Vector)| {
            if *term == token.term { 1.0 } else { own.cosine(vector) }
        };
        said.iter().map(of).fold(0.0, f32::max)
    };
    tokens.map(near).fold(0.0, f32::max)
}

fn vector(word: &str) -> Vector {
    Embedder::new(Table::built_in()).embed([word])
}

/// Whether a question is about one of several by its number.
fn counts(question: &str, words: &Words) -> bool {
    let counts = |word: &&str| words.has("ordinals", word) || words.has("last", word);
    Line::new(question).lower().iter().any(counts)
}

fn first(answer: &Answer) -> Option<&str> {
    answer.answers.first().or(answer.nearest.first()).map(|found| found.passage.id.as_str())
}

fn odds(confidence: f64) -> f64 {
    let confidence = confidence.clamp(1e-6, 1.0 - 1e-6);
    (confidence / (1.0 - confidence)).ln()
}

#[cfg(test)]
mod tests;
