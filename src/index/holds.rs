//! What the text of a passage has that some questions ask for: figures, money, dates, lists.

use std::sync::OnceLock;

use super::forward::Holds;
use crate::analysis::sentence::marker_len;

/// Signs and words of money, lower-case.
const MONEY: &[&str] = &[
    "usd", "eur", "gbp", "inr", "dollar", "dollars", "euro", "euros", "pound", "pounds", "cents",
    "rupees", "rs", "chf", "yen",
];

/// Units of time, lower-case.
const UNITS: &[&str] = &[
    "second",
    "seconds",
    "minute",
    "minutes",
    "min",
    "hour",
    "hours",
    "hrs",
    "day",
    "days",
    "week",
    "weeks",
    "month",
    "months",
    "year",
    "years",
    "decade",
    "decades",
    "century",
    "centuries",
    "segundos",
    "minutos",
    "horas",
    "día",
    "días",
    "semanas",
    "meses",
    "año",
    "años",
    "tage",
    "wochen",
    "monate",
    "jahre",
    "stunden",
    "minuten",
    "jours",
    "semaines",
    "mois",
    "ans",
    "heures",
];

/// Names of months and days, lower-case.
const DATES: &[&str] = &[
    "january",
    "february",
    "march",
    "april",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
];

/// The words of all three kinds by their first byte, each with its kind: few have the one that a word of
/// a text begins with.
fn by_first() -> &'static [Vec<(&'static str, Holds)>] {
    static WORDS: OnceLock<Vec<Vec<(&str, Holds)>>> = OnceLock::new();
    WORDS.get_or_init(|| {
        let mut words = vec![Vec::new(); 256];
        let kinds = [(MONEY, Holds::MONEY), (UNITS, Holds::DURATION), (DATES, Holds::DATE)];
        for (word, kind) in
            kinds.iter().flat_map(|(all, kind)| all.iter().map(|word| (*word, *kind)))
        {
            words[usize::from(word.as_bytes()[0])].push((word, kind));
        }
        words
    })
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
    let among = &by_first()[usize::from(first)];
    among.iter().find(|(other, _)| other.eq_ignore_ascii_case(word)).map(|(_, kind)| *kind)
}

/// What `text` has.
pub fn holds(text: &str) -> Holds {
    let mut found = Holds::default();
    if text.contains(['$', '€', '£', '¥', '₹']) {
        found = found.and(Holds::MONEY);
    }
    let mut number_before = false;
    let mut look = |word: &str| {
        let number = word.bytes().next().is_some_and(|byte| byte.is_ascii_digit());
        if number {
            found = found.and(Holds::NUMBER);
            let year = word.len() == 4 && (word.starts_with("1") || word.starts_with("20"));
            if year && word.bytes().all(|byte| byte.is_ascii_digit()) {
                found = found.and(Holds::DATE);
            }
        } else if word.len() <= 12
            && let Some(kind) = kind(word)
            // "several years" is as much an answer as "3 years".
            && (number_before || kind != Holds::MONEY)
        {
            found = found.and(kind);
        }
        number_before = number;
    };
    if text.is_ascii() {
        // The same, byte by byte.
        let mut start = 0;
        for (at, byte) in text.bytes().chain([b' ']).enumerate() {
            if !byte.is_ascii_alphanumeric() {
                if start < at {
                    look(&text[start..at]);
                }
                start = at + 1;
            }
        }
    } else {
        let words = text.split(|one: char| !one.is_alphanumeric());
        words.filter(|word| !word.is_empty()).for_each(look);
    }
    let items = text.lines().filter(|line| 0 < marker_len(line.trim_start())).take(3).count();
    if items == 3 {
        found = found.and(Holds::LIST);
    }
    found
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
            ("It takes 3-4 years", Holds::DURATION.and(Holds::NUMBER)),
            ("several months", Holds::DURATION),
            ("in 1984", Holds::DATE.and(Holds::NUMBER)),
            ("on Monday", Holds::DATE),
            ("- a\n- b\n- c", Holds::LIST),
            ("- a\n- b", Holds::default()),
        ] {
            assert_eq!(holds(text), what, "{text}");
        }
    }
}
