//! Answers that are none, that nobody reads, and that break off.

use super::{
    Finding, Rule, Spot,
    entries::{Entries, normal},
    quoted,
};
use crate::{document::words, passage::Passage};

/// Words of an answer that is read to its end, about three pages: of 2,637 entries that this was
/// tried on, two are longer.
const HUGE_WORDS: usize = 800;

/// Fewer words are no sentence, and may end in anything.
const SENTENCE_WORDS: usize = 4;

/// Dots at the end of a shorter answer are its style: "Hmm …".
const DOTTED_WORDS: usize = 20;

/// What stands in for an answer to come, as words in lower case.
const STAND_INS: [&str; 14] = [
    "tbd",
    "tba",
    "todo",
    "to do",
    "fixme",
    "n a",
    "coming soon",
    "to be done",
    "to be written",
    "to be announced",
    "to be determined",
    "to be defined",
    "answer here",
    "your answer here",
];

/// What leads from the beginning of a text to the rest of it, in lower case.
const MORE: [&str; 12] = [
    "read more",
    "continue reading",
    "show more",
    "read on",
    "weiterlesen",
    "mehr anzeigen",
    "lire la suite",
    "leer más",
    "seguir leyendo",
    "leggi tutto",
    "lees verder",
    "ler mais",
];

/// Words that no sentence ends in: articles, and what joins two parts. Of the languages whose
/// lists are short enough to be sure of.
const JOINING: [&str; 34] = [
    "the", "a", "an", "and", "or", "because", "than", "whose", "our", "your", "their", "der",
    "das", "dem", "den", "ein", "eine", "einen", "und", "oder", "weil", "le", "les", "une", "et",
    "ou", "des", "du", "el", "los", "las", "y", "il", "ed",
];

/// A sentence that joins two parts and lacks the second is one of several words of its language.
const JOINED_WORDS: usize = 6;

pub(super) fn findings(entries: &Entries) -> Vec<Finding> {
    entries.entries().filter_map(|(_, entry)| finding(entry)).collect()
}

fn finding(entry: &Passage) -> Option<Finding> {
    let find = |rule, what: String, fix| {
        Some(Finding::new(rule, Spot::of(entry), &entry.title, what, fix))
    };
    let title = quoted(&entry.title);
    if is_stand_in(entry.plain()) {
        let what = format!("The answer to {title} says nothing yet.");
        return find(
            Rule::EmptyAnswer,
            what,
            "Write it, or delete the question until it is known.",
        );
    }
    if let Some(why) = breaks_off(entry) {
        let what = format!("The answer to {title} {why}.");
        return find(Rule::CutOffAnswer, what, "Write it to its end.");
    }
    let count = words(entry.plain());
    if HUGE_WORDS < count {
        let what = format!("The answer to {title} has {count} words.");
        let fix =
            "Part it into several questions, or put the short answer first in an entry of its own.";
        return find(Rule::HugeAnswer, what, fix);
    }
    None
}

fn is_stand_in(answer: &str) -> bool {
    let answer = normal(answer);
    answer.is_empty() || STAND_INS.contains(&answer.as_str()) || answer.starts_with("lorem ipsum")
}

/// How an answer breaks off, if it does.
fn breaks_off(entry: &Passage) -> Option<String> {
    let last = last_paragraph(&entry.text)?;
    let plain = entry.plain().trim_end();
    let (said, more) = without_more(plain);
    if let Some(more) = more {
        return Some(format!("ends in “{more}”"));
    }
    let open = said.trim_end_matches([']', ')']);
    if ["…", "..."].iter().any(|dots| open.ends_with(dots) && dangles(open, dots)) {
        return Some("ends in dots".to_owned());
    }
    if words(last) < SENTENCE_WORDS {
        return None;
    }
    let word = said.rsplit(|one: char| one.is_whitespace()).next().unwrap_or_default();
    if word.ends_with(',') {
        return Some("ends in a comma".to_owned());
    }
    if JOINED_WORDS <= words(last) && JOINING.contains(&word) {
        return Some(format!("ends amid a sentence, with “{word}”"));
    }
    open_bracket(last).map(|mark| format!("ends within an open “{mark}”"))
}

/// The last paragraph of running text, if the text ends in one: not code, a table or a picture.
fn last_paragraph(text: &str) -> Option<&str> {
    let text = text.trim_end();
    let last = text.rsplit("\n\n").next().unwrap_or(text);
    let line = last.lines().next_back().unwrap_or_default();
    let first = last.lines().next().unwrap_or_default();
    let is_code = |line: &str| {
        line.starts_with("    ")
            || line.starts_with('\t')
            || line.trim_start().starts_with(['`', '~'])
    };
    let is_other =
        line.trim_start().starts_with(['|', '<', '!', '$']) || line.ends_with(['`', '>', '|']);
    (!is_code(line) && !is_code(first) && !is_other).then_some(last)
}

/// `text` without a closing "Read more", and that where it was there, as a sentence of its own.
fn without_more(text: &str) -> (&str, Option<&'static str>) {
    let bare = text.trim_end_matches(|one: char| !one.is_alphanumeric());
    for more in MORE {
        let Some(at) = bare.len().checked_sub(more.len()) else { continue };
        if bare.get(at..).is_some_and(|end| end.to_lowercase() == more) {
            let before = bare[..at].trim_end_matches([' ', '\t', '[', '(', '*', '_']);
            if before.is_empty() || before.ends_with(['.', '!', '?', '…', '\n', '。']) {
                return (before, Some(more));
            }
        }
    }
    (text, None)
}

/// Whether the dots at the end of `text` stand for what is missing: after a word that ends in
/// nothing else, and not as three of many (a leader, a prompt).
fn dangles(text: &str, dots: &str) -> bool {
    let before = text[..text.len() - dots.len()].trim_end_matches(['[', '(', ' ']);
    before.ends_with(|one: char| one.is_alphanumeric() || one == ',') && DOTTED_WORDS <= words(text)
}

/// The bracket of `text` that nothing closes, if it is the last one: `:(` is a face.
fn open_bracket(text: &str) -> Option<char> {
    let at = text.rfind(['(', '[', '{'])?;
    let mark = text[at..].chars().next()?;
    let closing = match mark {
        '(' => ')',
        '[' => ']',
        _ => '}',
    };
    let before = text[..at].chars().next_back();
    let begins = text[at + 1..].starts_with(char::is_alphanumeric);
    let apart = before.is_none_or(char::is_whitespace);
    // Marks in code are nobody's brackets.
    let in_code = text[..at].matches('`').count() % 2 == 1;
    (begins && apart && !in_code && !text[at..].contains(closing) && !text[at..].contains('`'))
        .then_some(mark)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{chunk::chunk, ingest::text::parse};

    #[track_caller]
    fn check(answer: &str, wanted: Option<&str>) {
        let document = parse("a.txt", &format!("Q: How do I pay?\nA: {answer}\n"));
        let passage = chunk(&document).passages.remove(0);
        let found = finding(&passage).map(|one| format!("{}: {}", one.rule.name(), one.what));
        let wanted = wanted.map(|it| it.replace('^', "The answer to “How do I pay?”"));
        assert_eq!(found, wanted, "{answer}");
    }

    #[test]
    fn what_breaks_off_is_told_from_what_ends() {
        check("By card or by bank transfer.", None);
        check("Let me think …", None);
        let long = "You can pay by card or by bank transfer at any time of the day. ".repeat(2);
        check(&format!("{long} By tran…"), Some("cut-off-answer: ^ ends in dots."));
        check(&format!("{long} You can [...]"), Some("cut-off-answer: ^ ends in dots."));
        check("And so on ...", None);
        check("By card. Read more »", Some("cut-off-answer: ^ ends in “read more”."));
        check("There is a page on which you can read more", None);
        check("You can pay by card,", Some("cut-off-answer: ^ ends in a comma."));
        check("Card, cash,\nor", None);
        check(
            "At any time you can pay by card or",
            Some("cut-off-answer: ^ ends amid a sentence, with “or”."),
        );
        check(
            "You can pay by card (also abroad",
            Some("cut-off-answer: ^ ends within an open “(”."),
        );
        check("Not by cheque, I am sorry :(", None);
        check("You can pay by card (also abroad)", None);
        check("Card, cash, PayPal", None);
    }

    #[test]
    fn what_stands_in_for_an_answer_is_none() {
        check("TBD", Some("empty-answer: ^ says nothing yet."));
        check("*To do!*", Some("empty-answer: ^ says nothing yet."));
        check("Cash", None);
        check("To do so, open the settings.", None);
    }

    #[test]
    fn a_huge_answer_is_counted() {
        check(&"word ".repeat(HUGE_WORDS), None);
        let huge = "word ".repeat(HUGE_WORDS + 1);
        check(&huge, Some("huge-answer: ^ has 801 words."));
    }
}
