//! What does a line mean after what was said before?
//!
//! A line that stands alone is asked as it was typed, whatever came before. One that leaves
//! something open (`and a junior?`, `how long does it take?`, `why?`) is read by rule as questions
//! that do stand alone, and what the documents answer best is taken: one of those, or the line
//! itself.

mod line;
mod parts;
mod readings;
mod words;

use self::{
    line::{Line, Shape, shape},
    readings::{Reading, readings},
    words::Words,
};
pub use self::line::Ordinal;
use crate::{
    answer::{Answer, Status},
    engine::{AskOptions, Engine},
    error::Result,
};

/// How many questions back a line may mean.
const REACH: usize = 2;

/// What a reading after the question before the last has against it, in log-odds.
const OLDER: f64 = 0.7;

/// The state of one conversation.
#[derive(Debug, Clone, Default)]
pub struct Conversation {
    /// The last questions, each as it was understood; the last one last.
    turns: Vec<Turn>,
}

#[derive(Debug, Clone)]
struct Turn {
    question: String,
    title: String,
}

/// What a line was taken for.
#[derive(Debug, Clone, PartialEq)]
pub enum Taken {
    /// A question, with its reply.
    Asked(Box<Answer>),
    /// A number of the list.
    Pick(Ordinal),
    /// It wants to read on.
    More,
}

impl Conversation {
    /// One in which nothing was said yet.
    pub fn new() -> Conversation {
        Conversation::default()
    }

    /// Takes the next line.
    ///
    /// # Errors
    ///
    /// Where the index cannot be read; a line is never one.
    pub fn take(&mut self, text: &str, engine: &Engine, options: &AskOptions) -> Result<Taken> {
        let line = Line::new(text);
        let (words, shape) = Words::all()
            .iter()
            .map(|words| (words, shape(&line, words)))
            .find(|(_, shape)| *shape != Shape::Alone)
            .map_or((None, Shape::Alone), |(words, shape)| (Some(words), shape));
        let alone = engine.ask(text, options)?;
        let Some(words) = words.filter(|_| !self.turns.is_empty()) else {
            return Ok(self.asked(text, alone));
        };
        match shape {
            Shape::More => return Ok(Taken::More),
            Shape::Ordinal(ordinal) => return Ok(Taken::Pick(ordinal)),
            _ => {}
        }
        let mut best: Option<(f64, Reading, Answer)> = None;
        for (back, turn) in self.turns.iter().rev().take(REACH).enumerate() {
            for mut reading in readings(&line, &shape, &turn.question, &turn.title, words) {
                reading.against += OLDER * back as f64;
                let answer = engine.ask(&reading.text, options)?;
                let worth = odds(answer.confidence) - reading.against;
                if std::env::var_os("IBID_TRACE").is_some() {
                    #[allow(clippy::print_stderr)]
                    {
                        let first = answer.answers.first().or(answer.nearest.first());
                        eprintln!("    {:.2} {:.2} {:?} {:?}", worth, answer.confidence, reading.text, first.map(|f| &f.passage.id));
                    }
                }
                if best.as_ref().is_none_or(|(other, _, _)| *other < worth) {
                    best = Some((worth, reading, answer));
                }
            }
        }
        match best {
            Some((worth, reading, answer)) if wins(worth, &answer, &alone, &shape) => {
                let text = text.to_owned();
                Ok(self.understood(text, reading.text, answer))
            }
            _ => Ok(self.asked(text, alone)),
        }
    }

    fn asked(&mut self, text: &str, answer: Answer) -> Taken {
        self.remember(text.to_owned(), &answer);
        Taken::Asked(Box::new(answer))
    }

    fn understood(&mut self, text: String, reading: String, answer: Answer) -> Taken {
        self.remember(reading.clone(), &answer);
        let mut notes = vec![format!("You mean: {reading}")];
        notes.extend(answer.notes);
        let interpreted = answer.interpreted.or(Some(reading));
        Taken::Asked(Box::new(Answer { question: text, interpreted, notes, ..answer }))
    }

    fn remember(&mut self, question: String, answer: &Answer) {
        let first = answer.answers.first().or(answer.nearest.first());
        let title = first.map_or(String::new(), |found| found.passage.title.clone());
        self.turns.push(Turn { question, title });
        if REACH < self.turns.len() {
            self.turns.remove(0);
        }
    }

    /// Forgets what was said.
    pub fn forget(&mut self) {
        self.turns.clear();
    }
}

/// Whether a reading that is `worth` so much is taken and not the line alone.
fn wins(worth: f64, reading: &Answer, alone: &Answer, shape: &Shape) -> bool {
    let _ = (reading, shape, Status::Answered);
    odds(alone.confidence) < worth
}

fn odds(confidence: f64) -> f64 {
    let confidence = confidence.clamp(1e-6, 1.0 - 1e-6);
    (confidence / (1.0 - confidence)).ln()
}
