//! What a question asks for by name, of what leaves a mark in a text: a price, a phone number.
//!
//! A question is given its kind by phrases, in whatever language (after X. Li and D. Roth, "Learning Question
//! Classifiers", COLING 2002, of whose classes these are a few). Whether a text has such a thing is
//! told by [`lacked`](crate::answer::given::lacked).

use std::{borrow::Cow, str::SplitAsciiWhitespace};

use super::written::words;

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
    /// An address on the web.
    Website,
    /// What is typed in at a door or a till.
    Code,
    /// A share of a hundred.
    Percentage,
    /// A price, or that there is none.
    Price,
    /// How much something is: a price, or another amount.
    Sum,
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
    pub const ALL: [Sought; 11] = [
        Sought::Phone,
        Sought::Email,
        Sought::Website,
        Sought::Code,
        Sought::Percentage,
        Sought::Price,
        Sought::Sum,
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
            Sought::Website => "web address",
            Sought::Code => "code",
            Sought::Percentage => "percentage",
            Sought::Price => "price",
            Sought::Sum => "price or amount",
            Sought::Duration => "duration",
            Sought::TimeOfDay => "time of day",
            Sought::Colour => "colour",
            Sought::Amount => "amount",
        }
    }

    /// Whether one reaches somebody by it.
    pub fn is_contact(self) -> bool {
        matches!(self, Sought::Phone | Sought::Email)
    }

    /// What `question` asks for; `None` where it is nothing of these.
    ///
    /// # Cost
    ///
    /// A look at a bit for each phrase of the list, and at those that may begin with a word of the question:
    /// some 5 µs, and none at the start.
    pub fn of(question: &str) -> Option<Sought> {
        let words: Vec<Cow<'_, str>> = words(question).take(MOST_WORDS).collect();
        let marks = words.iter().fold(0, |marks, word| marks | mark(word.as_bytes()));
        let mut phrases = PHRASES.iter().filter(|phrase| phrase.marks & marks != 0);
        phrases.find(|phrase| is_in(phrase.text(), &words)).map(|phrase| phrase.sought)
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

/// A phrase of the list: where it stands is known when the program is compiled.
#[derive(Clone, Copy)]
struct Phrase {
    sought: Sought,
    /// Where it stands in the list, in bytes.
    start: usize,
    end: usize,
    /// The [`mark`]s of the words that it begins with; all for one that stands at the beginning of the
    /// question.
    marks: u64,
}

impl Phrase {
    fn text(&self) -> &'static str {
        TEXT[self.start..self.end].trim_ascii()
    }
}

/// The phrases, in the order of the list.
static PHRASES: [Phrase; count()] = {
    let none = Phrase { sought: Sought::Phone, start: 0, end: 0, marks: 0 };
    let mut phrases = [none; count()];
    let (mut at, mut scan) = (0, Scan::START);
    while let Some((phrase, next)) = scan.next() {
        phrases[at] = phrase;
        at += 1;
        scan = next;
    }
    phrases
};

/// The number of phrases.
const fn count() -> usize {
    let (mut count, mut scan) = (0, Scan::START);
    while let Some((_, next)) = scan.next() {
        count += 1;
        scan = next;
    }
    count
}

/// How far the list was looked through.
#[derive(Clone, Copy)]
struct Scan {
    /// Up to which byte.
    at: usize,
    /// How many names of what is sought were passed.
    names: usize,
    /// Whether this is a line of phrases.
    within: bool,
}

impl Scan {
    const START: Scan = Scan { at: 0, names: 0, within: false };

    /// The next phrase, and how far the list was looked through then.
    const fn next(mut self) -> Option<(Phrase, Scan)> {
        let list = TEXT.as_bytes();
        while self.at < list.len() {
            let start = self.at;
            if !self.within {
                // At the beginning of a line.
                self.within = list[start] == b'?';
                self.names += (list[start] == b'[') as usize;
                self.at = if self.within { start + 1 } else { next_of(list, start, b'\n') + 1 };
                continue;
            }
            let line = next_of(list, start, b'\n');
            let comma = next_of(list, start, b',');
            let end = if comma < line { comma } else { line };
            self.within = comma < line;
            self.at = end + 1;
            let sought = Sought::ALL[self.names - 1];
            let marks = beginnings(list, start, end);
            return Some((Phrase { sought, start, end, marks }, self));
        }
        None
    }
}

/// Where `byte` stands in `list` next, from `at` on; its end where it does not.
const fn next_of(list: &[u8], mut at: usize, byte: u8) -> usize {
    while at < list.len() && list[at] != byte {
        at += 1;
    }
    at
}

/// The marks of the words that the phrase from `at` to before `end` of `list` begins with.
const fn beginnings(list: &[u8], mut at: usize, end: usize) -> u64 {
    while at < end && list[at] == b' ' {
        at += 1;
    }
    let mut marks = 0;
    let mut start = at;
    while start < end && !matches!(list[start], b' ' | b'\r') {
        at = start;
        while at < end && !matches!(list[at], b' ' | b'\r' | b'/') {
            at += 1;
        }
        let (_, rest) = list.split_at(start);
        let (word, _) = rest.split_at(at - start);
        marks |= if word.len() == 1 && word[0] == b'^' { u64::MAX } else { mark(word) };
        start = if at < end && list[at] == b'/' { at + 1 } else { at };
    }
    marks
}

/// A bit for a word, by its ends and its length: most that differ have another.
const fn mark(word: &[u8]) -> u64 {
    match word {
        [] => 0,
        [first, ..] => {
            let last = word[word.len() - 1];
            1 << (((*first ^ (last << 1)) as usize ^ (word.len() << 3)) & 63)
        }
    }
}

/// Whether `words` have what `phrase` says side by side.
fn is_in(phrase: &str, words: &[Cow<'_, str>]) -> bool {
    let (first, rest) = phrase.split_once(' ').unwrap_or((phrase, ""));
    let parts = rest.split_ascii_whitespace();
    match first {
        "^" => begins(parts, words),
        either => either.split('/').any(|one| {
            let places = words.iter().enumerate().filter(|(_, word)| *word == one);
            places.into_iter().any(|(at, _)| begins(parts.clone(), &words[at + 1..]))
        }),
    }
}

/// Whether `words` begin with what `parts` say.
fn begins(mut parts: SplitAsciiWhitespace<'_>, words: &[Cow<'_, str>]) -> bool {
    match parts.next() {
        None => true,
        Some("$") => words.is_empty(),
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
            ("sandbox url", Some(Sought::Website)),
            ("what is your website", Some(Sought::Website)),
            ("what does the website cost", Some(Sought::Price)),
            ("how do I block a website", None),
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
            ("how much is the pottery course", Some(Sought::Sum)),
            ("how much is the yearly fee", Some(Sought::Price)),
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
                    parts.filter(|part| !matches!(*part, "^" | ".." | "..." | "$")).collect();
                for word in parts.iter().flat_map(|part| part.split('/')) {
                    assert_eq!(words(word).collect::<Vec<_>>(), [word], "{phrase}");
                }
                // Each is found by itself, whichever word it begins with, as this or as what stands before
                // it in the list.
                let rest = parts[1..].iter().filter_map(|part| part.split('/').next());
                let rest: Vec<&str> = rest.collect();
                for first in parts[0].split('/') {
                    let question = format!("{first} {}", rest.join(" "));
                    let found = Sought::of(&question).unwrap();
                    assert!(found as usize <= sought as usize, "{question}: {found:?}");
                }
            }
        }
    }
}
