//! What a reply says to a line, beside how sure it is of the question that was asked.

use super::{
    line::{self, Line},
    readings::{Goal, Reading},
    words::Words,
};
use crate::{
    analysis::{Analyzer, Language, Token},
    answer::{Answer, Found, Status, confidence},
    calibration::odds,
    query::says_little_in,
    vectors::{Embedder, Table, Vector},
};

/// A passage with a word that is so near one of the line, by the cosine of their vectors, may be about that:
/// kids and children (.82).
const NEAR: f32 = 0.5;

/// By how much no answer is worse than the least one, in log-odds.
const NONE: f64 = 0.5;

/// Whether `text` is, but for case and signs, a question that the first passage is known to answer.
pub(super) fn is_entry(text: &str, answer: &Answer) -> bool {
    let words = |text: &str| Line::new(text).words.into_iter().map(|one| one.lower).collect();
    let asked: Vec<String> = words(text);
    let first = answer.answers.first().or(answer.nearest.first());
    first.is_some_and(|found| found.passage.questions.iter().any(|one| words(one) == asked))
}

/// Whether the first passage is asked for with a word of `text` that says something: a reply to
/// "who are you" is sure by chance, one to "returns, please" is not.
pub(super) fn asks_by_name(text: &str, answer: &Answer) -> bool {
    let Some(found) = answer.answers.first() else { return false };
    let analyzer = Analyzer::new(Language::English);
    let named: Vec<String> = std::iter::once(&found.passage.title)
        .chain(&found.passage.questions)
        .flat_map(|one| analyzer.tokens(one))
        .map(|token| token.term)
        .collect();
    let says = |token: &Token| !token.stop && !says_little_in(Language::English, &token.word);
    analyzer.tokens(text).iter().any(|token| says(token) && named.contains(&token.term))
}

/// Whether the title of the first passage says nothing beside what `text` does, but for words that say little: "Is there
/// somewhere for bicycles?" to "and bicycles?", not "Who mends bicycles?".
pub(super) fn asks_just_that(text: &str, answer: &Answer, language: Language) -> bool {
    let Some(found) = answer.answers.first() else { return false };
    let analyzer = Analyzer::new(language);
    let terms = |text: &str| -> Vec<String> {
        let tokens = analyzer.tokens(text).into_iter();
        let says = |token: &Token| !token.stop && !says_little_in(language, &token.word);
        tokens.filter(says).map(|token| token.term).collect()
    };
    let (said, title) = (terms(text), terms(&found.passage.title));
    !title.is_empty() && title.iter().all(|term| said.contains(term))
}

/// Whether the titles write a word of `text` that says something as an abbreviation ("a SUP board"): it is
/// asked for then, whatever else it is said for.
pub(super) fn abbreviates(text: &str, answer: &Answer, words: &Words) -> bool {
    let said = Line::new(text);
    let of_passages = |found: &Found| {
        let passage = &found.passage;
        let titles = std::iter::once(&passage.title).chain(&passage.questions);
        titles.cloned().collect::<Vec<String>>()
    };
    answer.answers.iter().chain(&answer.nearest).flat_map(of_passages).any(|title| {
        // In a title that is in capitals throughout no word is one.
        let told = title.chars().any(char::is_lowercase);
        let line = Line::new(&title);
        told && line.words.iter().enumerate().any(|(at, word)| {
            let typed = line.typed(at..at + 1);
            1 < typed.chars().count()
                && typed.chars().all(char::is_uppercase)
                && words.is_content(&word.lower)
                && said.words.iter().any(|one| one.lower == word.lower)
        })
    })
}

/// Whether the title of the first passage asks nothing and says no more than `line` and the question `before`
/// do: it is about just that.
pub(super) fn is_named(answer: &Answer, line: &Line<'_>, before: &str, words: &Words) -> bool {
    let Some(found) = answer.answers.first() else { return false };
    let asks = |word: &line::Word| words.has("ask", &word.lower) || words.has("help", &word.lower);
    if Line::new(&found.passage.title).words.iter().any(asks) {
        return false;
    }
    let analyzer = Analyzer::new(words.language);
    let terms = |text: &str| -> Vec<String> {
        let tokens = analyzer.tokens(text).into_iter();
        tokens.filter(|token| words.is_content(&token.word)).map(|token| token.term).collect()
    };
    let (said, before, title) = (terms(line.text), terms(before), terms(&found.passage.title));
    title.iter().any(|term| said.contains(term))
        && title.iter().all(|term| said.contains(term) || before.contains(term))
}

/// The reply to `reading`, which goes on from the question `before`, as sure as it may be; `None` where it says
/// nothing to what the line brought. `alone` is the reply to the line by itself.
pub(super) fn weighed(
    answer: Answer,
    reading: &Reading,
    before: &str,
    alone: &Answer,
    words: &Words,
) -> Option<Answer> {
    let Reading { about, instead, goal, .. } = reading;
    if about.is_empty() || answer.taught {
        return Some(answer);
    }
    let near = |text: &str, beside: &str| nearness(&answer, text, beside, words);
    let exact = near(about, before);
    // "to Italy to Portugal" is answered for Italy.
    if *goal == Goal::Kept && exact < 1.0 {
        return None;
    }
    if answer.status == Status::NoAnswer {
        return Some(answer);
    }
    let says_when = words.says_when(about);
    let is_like = if says_when {
        // What is open daily need not say Sunday, but what says Monday is.
        1.0 <= exact || !instead.is_empty() && near(instead, "") < 1.0 || {
            let title = answer.answers.first().map_or("", |found| &found.passage.title);
            instead.is_empty()
                && !Line::new(title).words.iter().any(|one| words.is_time(&one.lower))
        }
    } else {
        NEAR <= exact
    };
    // What stays of the question before, where a part of it is replaced.
    let rest = before.split_once(instead.as_str()).filter(|_| !instead.is_empty());
    let rest = rest.map(|(left, right)| format!("{left} {right}"));
    if is_like {
        // "and the pass?" after "can I freeze it": found by that word alone.
        let is_what =
            |word: &line::Word| words.is_content(&word.lower) && !words.is_time(&word.lower);
        let by_chance = first(&answer) == first(alone)
            && rest.is_some_and(|rest| {
                Line::new(&rest).words.iter().any(is_what) && near(&rest, "") < NEAR
            });
        return Some(if by_chance { doubted(answer) } else { answer });
    }
    // "book a room with a dog" is answered for the room.
    if *goal == Goal::Added {
        return says_when.then(|| doubted(answer));
    }
    // "and a junior?": what is told of seniors may be told of them too.
    let may_be = !says_when && rest.is_some_and(|rest| NEAR <= near(about, &rest));
    Some(if may_be { doubted(answer) } else { refused(answer) })
}

/// `answer`, whose first passage has nothing like what was asked about, as none, with its passages as the
/// nearest.
fn refused(answer: Answer) -> Answer {
    let confidence = answer.confidence.min(confidence::REFUSE);
    let nearest = [answer.answers, answer.nearest].concat();
    let (answers, clarify) = (Vec::new(), Vec::new());
    Answer { status: Status::NoAnswer, confidence, answers, nearest, clarify, ..answer }
}

/// `answer`, whose first passage has only something like that, as a perhaps at most.
pub(super) fn doubted(answer: Answer) -> Answer {
    let sure = answer.status == Status::Answered;
    let status = if sure { Status::Unsure } else { answer.status };
    Answer { status, confidence: answer.confidence.min(confidence::LIMIT), ..answer }
}

/// How near the first passage comes to a word of `about` that says something: 1 where it has one, else the
/// largest cosine of two words, at most 1. Words of the question `before` are others than that: Leeds is near
/// York, and is not asked about by whoever goes on to York.
fn nearness(answer: &Answer, about: &str, before: &str, words: &Words) -> f32 {
    let Some(found) = answer.answers.first().or(answer.nearest.first()) else { return 0.0 };
    let about = Line::new(about);
    let analyzer = Analyzer::new(words.language);
    let says = |word: &&line::Word| words.is_content(&word.lower);
    let said: Vec<(String, Vector)> = about
        .words
        .iter()
        .filter(says)
        .map(|word| (analyzer.analyze(&word.lower).0, vector(&word.lower)))
        .collect();
    let others: Vec<String> = analyzer.tokens(before).into_iter().map(|token| token.term).collect();
    let passage = &found.passage;
    let texts = passage.headings.iter().chain(&passage.questions).chain([&passage.title]);
    let texts = texts.map(String::as_str).chain([passage.plain()]);
    let tokens = texts.flat_map(|text| analyzer.tokens(text)).filter(|token| !token.stop);
    let near = |token: Token| {
        if said.iter().any(|(term, _)| *term == token.term) {
            return 1.0;
        }
        if others.contains(&token.term) {
            return 0.0;
        }
        let own = vector(&token.word);
        said.iter().map(|(_, vector)| own.cosine(vector)).fold(0.0, f32::max)
    };
    tokens.map(near).fold(0.0, f32::max)
}

fn vector(word: &str) -> Vector {
    Embedder::new(Table::built_in()).embed([word])
}

pub(super) fn first(answer: &Answer) -> Option<&str> {
    answer.answers.first().or(answer.nearest.first()).map(|found| found.passage.id.as_str())
}

/// How good `answer` is, in log-odds. Of those that are none, which is the least so tells nothing.
pub(super) fn worth(answer: &Answer) -> f64 {
    match answer.status {
        Status::NoAnswer => odds(confidence::REFUSE) - NONE,
        _ => odds(answer.confidence),
    }
}
