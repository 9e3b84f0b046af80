//! What the text of a passage has that some questions ask for: figures, money, dates, lists.

use std::sync::OnceLock;

use super::{
    forward::Holds,
    telephone::{has_mail_address, has_telephone_number},
};
use crate::analysis::sentence::marker_len;

/// The words; its head says how they stand there.
const TEXT: &str = include_str!("holds.txt");

/// The headings of the list.
const KINDS: [(&str, Holds); 4] = [
    ("money", Holds::MONEY),
    ("duration", Holds::DURATION),
    ("date", Holds::DATE),
    ("clock", Holds::CLOCK),
];

/// What an hour of figures may end in, and be followed by.
const HOUR: [&str; 4] = ["am", "pm", "h", "uhr"];

/// No word of the list has more bytes.
const LONGEST: usize = 12;

/// The words of all kinds, each with its kind, those with the same first byte side by side.
struct Listed {
    words: Vec<(&'static str, Holds)>,
    /// Where those with each first byte begin; one more for the end.
    starts: [u16; 257],
}

/// The words of the list, in its order.
fn listed() -> impl Iterator<Item = (&'static str, Holds)> {
    let mut kind = None;
    TEXT.lines().filter(|line| !line.starts_with('#')).flat_map(move |line| {
        let name = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
        if let Some(name) = name {
            kind = KINDS.iter().find(|(other, _)| *other == name).map(|(_, kind)| *kind);
        }
        let words = if name.is_some() { "" } else { line };
        let kind = kind;
        words.split_ascii_whitespace().filter_map(move |word| Some((word, kind?)))
    })
}

impl Listed {
    /// Those of the list: most words of a text have no first byte of these, or few share it. A question looks at it, so
    /// that it is counted out and not sorted.
    fn get() -> &'static Listed {
        static WORDS: OnceLock<Listed> = OnceLock::new();
        WORDS.get_or_init(|| {
            let first = |word: &str| usize::from(word.as_bytes()[0]);
            let mut starts = [0; 257];
            listed().for_each(|(word, _)| starts[first(word) + 1] += 1);
            for at in 1..starts.len() {
                starts[at] += starts[at - 1];
            }
            let mut words = vec![("", Holds::default()); usize::from(starts[256])];
            let mut next = starts;
            for one in listed() {
                let at = &mut next[first(one.0)];
                words[usize::from(*at)] = one;
                *at += 1;
            }
            Listed { words, starts }
        })
    }

    /// Those that begin with `first`.
    fn with(&self, first: u8) -> &[(&'static str, Holds)] {
        let at = usize::from(first);
        &self.words[usize::from(self.starts[at])..usize::from(self.starts[at + 1])]
    }
}

/// The kind of `word` in any case.
fn kind(word: &str) -> Option<Holds> {
    let lower;
    let word = match word.is_ascii() {
        true => word,
        false => {
            lower = word.to_lowercase();
            &lower
        }
    };
    let first = word.bytes().next()?.to_ascii_lowercase();
    let mut among = Listed::get().with(first).iter();
    among.find(|(other, _)| other.eq_ignore_ascii_case(word)).map(|(_, kind)| *kind)
}

/// What `text` has.
pub fn holds(text: &str) -> Holds {
    let mut seen = Seen::default();
    if text.contains(['$', '€', '£', '¥', '₹']) {
        seen.found = Holds::MONEY;
    }
    if text.is_ascii() {
        // The same, byte by byte.
        let mut start = 0;
        for (at, byte) in text.bytes().chain([b' ']).enumerate() {
            if !byte.is_ascii_alphanumeric() {
                if start < at {
                    seen.look(&text[start..at], &text[at..]);
                }
                start = at + 1;
            }
        }
    } else {
        let words = text.split(|one: char| !one.is_alphanumeric());
        let mut end = 0;
        for word in words {
            end += word.len();
            let behind = &text[end..];
            if !word.is_empty() {
                seen.look(word, behind);
            }
            end += behind.chars().next().map_or(0, char::len_utf8);
        }
    }
    if seen.found.has(Holds::NUMBER) && has_telephone_number(text) {
        seen.found = seen.found.and(Holds::PHONE);
    }
    if has_mail_address(text) {
        seen.found = seen.found.and(Holds::EMAIL);
    }
    let items = text.lines().filter(|line| 0 < marker_len(line.trim_start())).take(3).count();
    if items == 3 { seen.found.and(Holds::LIST) } else { seen.found }
}

/// What was seen of a text, up to a word of it.
#[derive(Default)]
struct Seen {
    found: Holds,
    /// Whether the last word was a number, and whether it may be an hour.
    after_number: bool,
    after_hour: bool,
    /// Whether it was one of the days of a month: "the 1st".
    after_ordinal: bool,
    /// Whether it was one of money: "CHF" before 68.
    after_money: bool,
}

impl Seen {
    /// Looks at the next word, and what stands `behind` it.
    fn look(&mut self, word: &str, behind: &str) {
        let mut found = Holds::default();
        let is_number = word.bytes().next().is_some_and(|byte| byte.is_ascii_digit());
        let (mut is_ordinal, mut is_money, mut is_hour) = (false, false, false);
        if is_number {
            found = if self.after_money { Holds::NUMBER.and(Holds::MONEY) } else { Holds::NUMBER };
            let unit = word.trim_start_matches(|one: char| one.is_ascii_digit());
            let number = &word[..word.len() - unit.len()];
            is_hour = unit.is_empty() && number.len() <= 2;
            if unit.is_empty() {
                if number.len() == 4 && (number.starts_with('1') || number.starts_with("20")) {
                    found = found.and(Holds::DATE);
                }
                if number.len() <= 2 && is_minutes(behind) {
                    found = found.and(Holds::CLOCK);
                }
            } else if number.len() <= 2 {
                // 9h30
                let unit = unit.trim_end_matches(|one: char| one.is_ascii_digit());
                let is = |other: &&str| other.eq_ignore_ascii_case(unit);
                if HOUR.iter().any(&is) {
                    found = found.and(Holds::CLOCK);
                }
                is_ordinal = ["st", "nd", "rd", "th"].iter().any(is);
            }
        } else {
            if word.len() <= LONGEST
                && let Some(kind) = kind(word)
            {
                is_money = kind == Holds::MONEY;
                // "several years" is as much an answer as "3 years".
                found = if is_money && !self.after_number { found } else { kind };
            }
            let is = |other: &str| other.eq_ignore_ascii_case(word);
            if self.after_ordinal && is("of") {
                found = found.and(Holds::DATE);
            } else if self.after_hour && word.len() <= 3 {
                let is_half = is("a") || is("p");
                // "Platz 5 am Markt"
                let is_place = is("am") && behind.trim_start().starts_with(char::is_uppercase);
                if HOUR.iter().any(|other| is(other)) && !is_place
                    || is_half && behind.get(..2).is_some_and(|m| m.eq_ignore_ascii_case(".m"))
                {
                    found = found.and(Holds::CLOCK);
                }
            }
        }
        self.found = self.found.and(found);
        self.after_number = is_number;
        self.after_hour = is_hour;
        self.after_ordinal = is_ordinal;
        self.after_money = is_money;
    }
}

/// Whether `text` has a cell, or what blanks part from others, that is a figure and nothing else, be its name before it:
/// "Adult | 7.80", "Children    3", "Price: 5". No time of day is one, and no date.
pub fn has_bare_figure(text: &str) -> bool {
    let is_bare = |cell: &str| {
        let value = cell.rsplit_once(": ").map_or(cell, |(_, value)| value).trim();
        value.contains(|one: char| one.is_ascii_digit())
            && value.chars().all(|one| one.is_ascii_digit() || " .,'–-/".contains(one))
            && value.matches(['.', '/', '-']).count() < 2
    };
    text.split(['\n', '|', '\t']).flat_map(|cell| cell.split("  ")).any(is_bare)
}

/// Whether one of `titles` says that what stands under it are prices, whose figures need no currency then.
pub fn says_prices<'a>(titles: impl IntoIterator<Item = &'a str>) -> bool {
    let section = TEXT.split_once("[prices]").map_or("", |(_, section)| section);
    let is_said = |title: &str| {
        let title = title.to_lowercase();
        let mut said = title.split(|one: char| !one.is_alphanumeric());
        said.any(|said| section.split_ascii_whitespace().any(|word| said == word))
    };
    titles.into_iter().any(is_said)
}

/// Whether `behind` an hour in figures stand its minutes: 9:30.
fn is_minutes(behind: &str) -> bool {
    let mut bytes = behind.bytes();
    let mut is_digit = || bytes.next().is_some_and(|byte| byte.is_ascii_digit());
    behind.starts_with(':') && {
        is_digit();
        is_digit() && is_digit() && !is_digit()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_money_times_and_lists_are_seen() {
        for (text, what) in [
            ("It costs $5.", Holds::MONEY.and(Holds::NUMBER)),
            ("It costs 5 euros", Holds::MONEY.and(Holds::NUMBER)),
            ("pounds of flesh", Holds::default()),
            ("RS-232", Holds::NUMBER),
            ("iron ore", Holds::default()),
            ("CHF 68, GBP: 5", Holds::MONEY.and(Holds::NUMBER)),
            ("It takes 3-4 years", Holds::DURATION.and(Holds::NUMBER)),
            ("several months", Holds::DURATION),
            ("in 1984", Holds::DATE.and(Holds::NUMBER)),
            ("on Monday", Holds::DATE),
            ("le 3 août", Holds::DATE.and(Holds::NUMBER)),
            ("bis Ende März", Holds::DATE),
            ("the 1st of the month", Holds::DATE.and(Holds::DURATION).and(Holds::NUMBER)),
            ("the 1st floor", Holds::NUMBER),
            ("from 9:30", Holds::CLOCK.and(Holds::NUMBER)),
            ("a scale of 1:500", Holds::NUMBER),
            ("9 a.m. to 5PM", Holds::CLOCK.and(Holds::NUMBER)),
            ("9h30, é", Holds::CLOCK.and(Holds::NUMBER)),
            ("Platz 5 am Markt, 2020 am Ende", Holds::NUMBER.and(Holds::DATE)),
            ("ab 18 Uhr", Holds::CLOCK.and(Holds::NUMBER)),
            ("at noon", Holds::CLOCK),
            ("drei Wochen für zwölf Franken", Holds::DURATION),
            ("12 Franken", Holds::MONEY.and(Holds::NUMBER)),
            ("- a\n- b\n- c", Holds::LIST),
            ("- a\n- b", Holds::default()),
            ("Ring 01632 960 118 by nine.", Holds::PHONE.and(Holds::NUMBER)),
            ("Write to desk@pool.example.", Holds::EMAIL),
        ] {
            assert_eq!(holds(text), what, "{text}");
        }
    }
}
