//! Whether a text has what a question asks for by name: a price, a phone number, a colour.
//!
//! "How much is the hire of the hall" finds the entry about the hire of the hall, sure as can be; whether that
//! says a price is another matter. A text is looked through for anything of the kind, in whatever
//! language.

use std::sync::OnceLock;

use crate::{
    index::{Holds, holds},
    passage::{Kind, Passage},
    query::sought::{Sought, section, words},
};

/// The words that give each; its head says more.
const TEXT: &str = include_str!("given.txt");

/// A number of so many digits is taken for one that is dialled or typed in.
const DIALLED: usize = 3;

/// Whether `passage` has nothing of what is `sought`. One whose own question asks for the same is the
/// documents' answer to that, whatever it says: "Ask the secretary for rates." Of a row of a table the
/// unit often stands over it, so that a bare figure may be anything.
///
/// # Cost
///
/// One way through the text.
pub fn lacks(passage: &Passage, sought: Sought) -> bool {
    let over = passage.headings.iter().chain([&passage.title]);
    let asks = |question: &String| Sought::of(question) == Some(sought);
    let may_be_figure = passage.kind == Kind::Item && holds(passage.plain()).has(Holds::NUMBER);
    !passage.questions.iter().any(asks)
        && !may_be_figure
        && !is_in(sought, passage.plain())
        && !over.into_iter().any(|title| is_in(sought, title))
}

/// Whether `text` has anything of this kind.
fn is_in(sought: Sought, text: &str) -> bool {
    let has_shape = match sought {
        Sought::Phone => has_number(text, DIALLED),
        Sought::Email => text.contains('@'),
        Sought::Code => text.contains('`') || has_number(text, DIALLED) || has_capitals(text),
        Sought::Percentage => text.contains('%'),
        Sought::Price => text.contains('%') || has_cents(text) || holds(text).has(Holds::MONEY),
        Sought::Duration => {
            let held = holds(text);
            held.has(Holds::DURATION) || held.has(Holds::DATE) || has_clock(text)
        }
        Sought::TimeOfDay => has_clock(text) || has_hour(text),
        Sought::Colour => false,
        Sought::Amount => {
            let held = holds(text);
            held.has(Holds::NUMBER) || held.has(Holds::MONEY) || held.has(Holds::DURATION)
        }
    };
    has_shape || {
        let given = &given()[sought as usize];
        words(text).any(|word| given.binary_search(&word.as_str()).is_ok())
    }
}

/// The words of the list for each kind, in the order of their bytes.
fn given() -> &'static [Vec<&'static str>] {
    static GIVEN: OnceLock<Vec<Vec<&str>>> = OnceLock::new();
    let read = |sought: &Sought| {
        let mut words: Vec<&str> = section(TEXT, *sought).flat_map(str::split_whitespace).collect();
        words.sort_unstable();
        words
    };
    GIVEN.get_or_init(|| Sought::ALL.iter().map(read).collect())
}

/// Whether `text` has a number of `least` digits, with nothing between them but what parts the digits of
/// one that is dialled.
fn has_number(text: &str, least: usize) -> bool {
    let mut digits = 0;
    text.chars().any(|one| {
        match one {
            _ if one.is_ascii_digit() => digits += 1,
            ' ' | '-' | '/' | '(' | ')' | '\u{a0}' => {}
            _ => digits = 0,
        }
        least <= digits
    })
}

/// Whether `text` has a word of four capitals and digits or more: WELCOME10.
fn has_capitals(text: &str) -> bool {
    let is_one = |word: &str| {
        4 <= word.len() && word.chars().all(|one| one.is_ascii_uppercase() || one.is_ascii_digit())
    };
    text.split(|one: char| !one.is_alphanumeric()).any(is_one)
}

/// Whether `text` has an amount with two places behind a comma, and no more: 4,50. A point is as
/// often that of a time or a version.
fn has_cents(text: &str) -> bool {
    let mut numbers = text.split(|one: char| !one.is_ascii_digit() && one != ',');
    numbers.any(|number| {
        let parts = number.trim_end_matches(',').rsplit_once(',');
        parts.is_some_and(|(whole, cents)| !whole.is_empty() && cents.len() == 2)
    })
}

/// Words before which a bare number is an hour of the day.
const BEFORE_AN_HOUR: [&str; 22] = [
    "at", "from", "until", "till", "before", "after", "by", "to", "between", "um", "ab", "bis",
    "von", "las", "la", "à", "dès", "alle", "dalle", "om", "vanaf", "às",
];

/// Words behind one.
const BEHIND_AN_HOUR: [&str; 7] = ["am", "pm", "a", "p", "o", "h", "uhr"];

/// The hours in words.
const HOURS: [&str; 12] = [
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve",
];

/// Whether `word` may be an hour of the day.
fn is_hour(word: &str) -> bool {
    HOURS.contains(&word)
        || (matches!(word.len(), 1 | 2) && word.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Whether two words that follow each other in `text` are such that `is_pair` says so.
fn has_pair(text: &str, is_pair: impl Fn(&str, &str) -> bool) -> bool {
    let mut before = String::new();
    words(text).any(|word| {
        let found = is_pair(&before, &word);
        before = word;
        found
    })
}

/// Whether `text` has a number after a word that stands before hours: at nine, from 9.
fn has_hour(text: &str) -> bool {
    has_pair(text, |before, word| BEFORE_AN_HOUR.contains(&before) && is_hour(word))
}

/// Whether `text` has what can only be a time of day: 9:30, 9.30, 9 am, 9h30.
fn has_clock(text: &str) -> bool {
    let is_digit = |at: usize| text.as_bytes().get(at).is_some_and(u8::is_ascii_digit);
    let parted = text.bytes().enumerate().any(|(at, byte)| {
        matches!(byte, b':' | b'.')
            && is_digit(at.wrapping_sub(1))
            && is_digit(at + 1)
            && is_digit(at + 2)
            && !is_digit(at + 3)
    });
    let is_joined = |word: &str| {
        let rest = word.trim_start_matches(|one: char| one.is_ascii_digit());
        let unit = rest.trim_end_matches(|one: char| one.is_ascii_digit());
        rest.len() < word.len() && matches!(unit, "am" | "pm" | "h")
    };
    parted
        || has_pair(text, |before, word| {
            is_joined(word) || (BEHIND_AN_HOUR.contains(&word) && is_hour(before))
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Metadata;

    #[test]
    fn a_thing_is_seen_by_its_shape_or_its_words() {
        for (sought, with, without) in [
            (Sought::Phone, "Call 0621 44 01.", "Phone her within 24 hours."),
            (Sought::Email, "Write to me@example.org.", "Write to the team."),
            (Sought::Code, "Type WELCOME10.", "It is changed every week."),
            (Sought::Percentage, "A third of it.", "They take up to 5 days."),
            (Sought::Price, "It is free.", "For up to 70 people, until 11.30 pm."),
            (Sought::Price, "Adulto | 8,50", "Bus 14 takes 12 minutes."),
            (Sought::Price, "£120 a year", "Ask the secretary for rates."),
            (Sought::Duration, "It runs for three months.", "A file has up to 5,000 rows."),
            (Sought::Duration, "Valid until the end of term", "There is a waiting list."),
            (Sought::TimeOfDay, "We open at nine.", "On Saturday of week 12."),
            (Sought::TimeOfDay, "Um 9 Uhr", "Am Samstag"),
            (Sought::Colour, "The router is grey.", "Crews wear club colours."),
            (Sought::Amount, "At most two guests.", "With the add-on it can run there."),
        ] {
            assert!(is_in(sought, with), "{sought:?}: {with}");
            assert!(!is_in(sought, without), "{sought:?}: {without}");
        }
    }

    #[test]
    fn a_passage_that_is_asked_the_same_is_its_answer() {
        let passage = |question: &str| Passage {
            title: question.to_owned(),
            questions: vec![question.to_owned()],
            text: "Ask the secretary for rates.".to_owned(),
            kind: Kind::Qa,
            id: String::new(),
            headings: Vec::new(),
            plain: String::new(),
            path: String::new(),
            line: 1,
            end_line: 1,
            place: None,
            metadata: Metadata::default(),
        };
        let row = |text: &str| Passage {
            kind: Kind::Item,
            text: text.to_owned(),
            questions: Vec::new(),
            ..passage("Adult")
        };
        assert!(!lacks(&row("Adult | 12"), Sought::Price), "the unit stands over the column");
        assert!(lacks(&row("Adult | ask"), Sought::Price));
        assert!(!lacks(&passage("How much does the hall cost?"), Sought::Price));
        assert!(lacks(&passage("May I hire the hall?"), Sought::Price));
        assert!(!lacks(&passage("May I hire the hall for £50?"), Sought::Price));
    }

    #[test]
    fn every_word_of_the_list_can_be_met() {
        for word in given().iter().flatten() {
            assert_eq!(words(word).collect::<Vec<_>>(), [*word]);
        }
    }
}
