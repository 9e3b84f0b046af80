//! What a question asks for by name, of what leaves a mark in a text: a price, a phone number.
//!
//! A question is given its kind by phrases, in whatever language (after X. Li and D. Roth, "Learning Question
//! Classifiers", COLING 2002, of whose classes these are a few). Whether a text has such a thing is
//! told by [`lacked`](crate::answer::given::lacked).

use std::str::SplitAsciiWhitespace;

/// The phrases; its head says how they stand there.
const TEXT: &str = include_str!("sought.txt");

/// So many words of a question are looked at.
const MOST_WORDS: usize = 64;

/// The most words that `..` in a phrase stands for, and `...`.
const MOST_BETWEEN: [usize; 2] = [3, 8];

/// A kind of thing that a question asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sought {
    /// A telephone number.
    Phone,
    /// An address of electronic mail.
    Email,
    /// What is typed in at a door or a till.
    Code,
    /// A share of a hundred.
    Percentage,
    /// A price, or that there is none.
    Price,
    /// How long.
    Duration,
    /// A time of the day.
    TimeOfDay,
    /// A colour.
    Colour,
    /// How much or how many of anything.
    Amount,
}

impl Sought {
    /// All, in the order of the list.
    pub const ALL: [Sought; 9] = [
        Sought::Phone,
        Sought::Email,
        Sought::Code,
        Sought::Percentage,
        Sought::Price,
        Sought::Duration,
        Sought::TimeOfDay,
        Sought::Colour,
        Sought::Amount,
    ];

    /// What it is, for people: `price`.
    pub fn name(self) -> &'static str {
        match self {
            Sought::Phone => "phone number",
            Sought::Email => "e-mail address",
            Sought::Code => "code",
            Sought::Percentage => "percentage",
            Sought::Price => "price",
            Sought::Duration => "duration",
            Sought::TimeOfDay => "time of day",
            Sought::Colour => "colour",
            Sought::Amount => "amount",
        }
    }

    /// What `question` asks for; `None` where it is nothing of these.
    ///
    /// # Cost
    ///
    /// One way through the list, of which nothing is kept: some 20 µs, and none at the start.
    pub fn of(question: &str) -> Option<Sought> {
        let words: Vec<String> = words(question).take(MOST_WORDS).collect();
        let marks = words.iter().fold(0, |marks, word| marks | mark(word));
        let mut names = Sought::ALL.into_iter();
        let mut here = None;
        for line in TEXT.lines() {
            if line.starts_with('[') {
                here = names.next();
            } else if let Some(phrases) = line.strip_prefix('?')
                && phrases.split(',').any(|phrase| is_in(phrase, &words, marks))
            {
                return here;
            }
        }
        None
    }

    /// Whether `word` (lower-case) only asks for this, so that a text with it hardly has the word though
    /// it says what is asked for: "£120 a year" says what it costs.
    pub(super) fn is_asked_by(self, word: &str) -> bool {
        let lines = section(TEXT, self).filter_map(|line| line.strip_prefix('~'));
        lines.flat_map(str::split_ascii_whitespace).any(|one| one == word)
    }
}

/// The lines of `text` below the name of `sought`, in brackets.
pub(crate) fn section(text: &'static str, sought: Sought) -> impl Iterator<Item = &'static str> {
    let is_name = |line: &str, name: &str| {
        line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) == Some(name)
    };
    let from = text.lines().skip_while(move |line| !is_name(line, sought.name())).skip(1);
    from.take_while(|line| !line.starts_with('['))
}

/// The words of `text`, in small letters.
pub(crate) fn words(text: &str) -> impl Iterator<Item = String> {
    let words = text.split(|one: char| !one.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase)
}

/// A bit for a word, by its ends and its length: most that differ have another.
fn mark(word: &str) -> u64 {
    let ends = word.as_bytes().first().zip(word.as_bytes().last());
    ends.map_or(0, |(first, last)| {
        1 << ((usize::from(first ^ (last << 1)) ^ (word.len() << 3)) & 63)
    })
}

/// Whether `words`, which have these `marks`, have what `phrase` says side by side.
fn is_in(phrase: &str, words: &[String], marks: u64) -> bool {
    let phrase = phrase.trim_ascii_start();
    let (first, rest) = phrase.split_once(' ').unwrap_or((phrase, ""));
    let parts = rest.split_ascii_whitespace();
    match first {
        "^" => begins(parts, words),
        either => either.split('/').filter(|one| marks & mark(one) != 0).any(|one| {
            let places = words.iter().enumerate().filter(|(_, word)| *word == one);
            places.into_iter().any(|(at, _)| begins(parts.clone(), &words[at + 1..]))
        }),
    }
}

/// Whether `words` begin with what `parts` say.
fn begins(mut parts: SplitAsciiWhitespace<'_>, words: &[String]) -> bool {
    match parts.next() {
        None => true,
        Some(dots @ (".." | "...")) => {
            let most = MOST_BETWEEN[usize::from(dots == "...")].min(words.len());
            (0..=most).any(|skipped| begins(parts.clone(), &words[skipped..]))
        }
        Some(either) => words.split_first().is_some_and(|(word, rest)| {
            either.split('/').any(|one| one == word) && begins(parts, rest)
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_for_is_told_from_its_phrases() {
        for (question, sought) in [
            ("what's the phone number of the courier?", Some(Sought::Phone)),
            ("Telefonnummer vom Bürgermeister", Some(Sought::Phone)),
            ("is there an email address for complaints", Some(Sought::Email)),
            ("what's the alarm code", Some(Sought::Code)),
            ("what percentage do they take", Some(Sought::Percentage)),
            ("how much does it cost to hire the hall", Some(Sought::Price)),
            ("how much does a rack in the old boathouse cost", Some(Sought::Price)),
            ("What is the yearly rent of a locker?", Some(Sought::Price)),
            ("¿Cuánto cuesta la parcela?", Some(Sought::Price)),
            ("was kostet die Geburtsurkunde", Some(Sought::Price)),
            ("quanto costa un biglietto", Some(Sought::Price)),
            ("How long does delivery take?", Some(Sought::Duration)),
            ("wie lange dauert das", Some(Sought::Duration)),
            ("what time does the session start", Some(Sought::TimeOfDay)),
            ("a qué hora cierran", Some(Sought::TimeOfDay)),
            ("what are the club colours", Some(Sought::Colour)),
            ("How many members are there?", Some(Sought::Amount)),
            ("what happens at the price review", None),
            ("I have some code, how do I show it in colour", None),
            ("what is the time rate of change of electric charge", None),
            ("how do I change my phone number", Some(Sought::Phone)),
            ("who founded the club", None),
            ("", None),
        ] {
            assert_eq!(Sought::of(question), sought, "{question}");
        }
    }

    /// Whatever stands in the list is found: it is of the form that the words of a question have.
    #[test]
    fn every_phrase_of_the_list_can_be_met() {
        assert!(TEXT.lines().all(|line| line.is_empty() || "#[?~".contains(&line[..1])));
        for sought in Sought::ALL {
            let phrases = section(TEXT, sought).filter_map(|line| line.strip_prefix('?'));
            let phrases: Vec<&str> = phrases.flat_map(|line| line.split(',')).collect();
            assert!(!phrases.is_empty(), "{sought:?} is not in the list");
            for phrase in phrases {
                let parts = phrase.split_ascii_whitespace();
                let parts: Vec<&str> =
                    parts.filter(|part| !matches!(*part, "^" | ".." | "...")).collect();
                for word in parts.iter().flat_map(|part| part.split('/')) {
                    assert_eq!(words(word).collect::<Vec<_>>(), [word], "{phrase}");
                }
                // Each is found by itself, as this or as what stands before it in the list.
                let first: Vec<&str> =
                    parts.iter().filter_map(|part| part.split('/').next()).collect();
                let found = Sought::of(&first.join(" ")).unwrap();
                assert!(found as usize <= sought as usize, "{phrase}: {found:?}");
            }
        }
    }
}
