//! The numbers of a question: what is written to them without a blank ("6pm", "8m2", "tv104"), and those that only
//! tell of the person who asks ("my 9 year old").

use super::is_number;

/// What a number measures, as it is written to it. Small. None that names something with the number: "5g", "4k".
const UNITS: [&str; 33] = [
    "am", "pm", "h", "hr", "hrs", "min", "mins", "yr", "yrs", "yo", "kg", "mg", "lb", "lbs", "oz",
    "km", "m", "cm", "mm", "mi", "ft", "m2", "m3", "qm", "km2", "l", "ml", "cl", "gb", "mb", "tb",
    "kwh", "eur",
];

/// Those of them that say no more than the number: a text with 18:00 has no "pm".
const OF_TIME: [&str; 8] = ["am", "pm", "h", "hr", "hrs", "yr", "yrs", "yo"];

/// What is counted and tells of who asks, beside plurals: "year old".
const COUNTED: [&str; 12] = [
    "year", "month", "week", "day", "euro", "pound", "people", "children", "men", "women", "jahre",
    "ans",
];

/// Before what somebody or something is.
const BEFORE_AN_AGE: [&str; 9] = ["is", "are", "am", "im", "i'm", "turned", "de", "bin", "ist"];

/// Endings of numbers in an order.
const ORDINALS: [&str; 4] = ["st", "nd", "rd", "th"];

/// A word (lower-case) that is a number and what is written to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Glued<'w> {
    /// A number in an order, or a time of the day with its minutes: "3rd", "14h30". Its number.
    Alone(&'w str),
    /// A number and its unit, "6pm", or letters and a number that may be the name of something, "tv104".
    Parts(&'w str, &'w str),
}

impl<'w> Glued<'w> {
    /// What `word` is made of; `None` where it is no number with letters before or behind it.
    pub(super) fn of(word: &'w str) -> Option<Glued<'w>> {
        let is_digit = |one: char| one.is_ascii_digit();
        let begins_with_digit = word.starts_with(is_digit);
        let end = word.find(|one: char| is_digit(one) != begins_with_digit)?;
        let (first, second) = word.split_at(end);
        let letters = |part: &str| part.chars().all(char::is_alphabetic);
        if !begins_with_digit {
            return (letters(first) && is_number(second)).then_some(Glued::Parts(first, second));
        }
        let minutes = second.strip_prefix('h').unwrap_or_default();
        if ORDINALS.contains(&second) || minutes.len() == 2 && minutes.chars().all(is_digit) {
            Some(Glued::Alone(first))
        } else {
            (is_unit(second) || letters(second)).then_some(Glued::Parts(first, second))
        }
    }
}

/// The number of a version as it is written in full, or short: "2.0.0" for "2.0", "2.4" for "2.4.0"; `None` where `word`
/// (lower-case) is none.
pub(super) fn other_version(word: &str) -> Option<String> {
    let parts = word.split('.').count();
    let is_version = word.split('.').all(|part| {
        !part.is_empty() && part.len() <= 4 && part.bytes().all(|one| one.is_ascii_digit())
    });
    match (is_version, parts) {
        (true, 2) => Some(format!("{word}.0")),
        (true, 3) => word.strip_suffix(".0").map(str::to_owned),
        _ => None,
    }
}

/// Whether `word` (lower-case) is what a number counts or measures, as it is written to it.
pub(super) fn is_unit(word: &str) -> bool {
    UNITS.contains(&word)
}

/// Whether `word` (lower-case) behind a number says no more than that.
pub(super) fn is_time_unit(word: &str) -> bool {
    OF_TIME.contains(&word)
}

/// Whether the `number`, which the documents do not have, between `before` and `behind` (lower-case) only tells of who asks:
/// it counts what is behind it, "my 9 year old", or is what somebody or something is, "I'm 67". Any other is the name of
/// something, "error 651", "cancel the 8812", and a year is what is asked about.
pub(super) fn tells_of_the_asker(number: &str, before: Option<&str>, behind: Option<&str>) -> bool {
    let is_plural = |word: &str| {
        word.ends_with('s') && !["ss", "us", "is"].iter().any(|ending| word.ends_with(ending))
    };
    let counts =
        |word: &str| is_unit(word) || COUNTED.contains(&word) || 3 < word.len() && is_plural(word);
    let is_year = number.len() == 4 && number.starts_with(['1', '2']);
    !is_year
        && (behind.is_some_and(counts) || before.is_some_and(|word| BEFORE_AN_AGE.contains(&word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_and_what_is_written_to_it() {
        for (word, expected) in [
            ("6pm", Some(Glued::Parts("6", "pm"))),
            ("8m2", Some(Glued::Parts("8", "m2"))),
            ("3rd", Some(Glued::Alone("3"))),
            ("14h30", Some(Glued::Alone("14"))),
            ("3h", Some(Glued::Parts("3", "h"))),
            ("5g", Some(Glued::Parts("5", "g"))),
            ("tv104", Some(Glued::Parts("tv", "104"))),
            ("104tv", Some(Glued::Parts("104", "tv"))),
            ("104", None),
            ("tv", None),
            ("h1n1", None),
            ("1h2x", None),
            ("", None),
        ] {
            assert_eq!(Glued::of(word), expected, "{word}");
        }
    }

    #[test]
    fn a_number_tells_of_the_asker_where_it_is_no_name() {
        for (before, number, behind, tells) in [
            (Some("my"), "9", Some("year"), true),
            (Some("i'm"), "67", None, true),
            (Some("de"), "850", None, true),
            (Some("for"), "12", Some("children"), true),
            (None, "12", Some("guests"), true),
            (Some("error"), "651", None, false),
            (Some("the"), "8812", None, false),
            (Some("the"), "14", Some("bus"), false),
            (Some("a"), "651", Some("error"), false),
            (Some("in"), "1765", None, false),
            (None, "9", None, false),
        ] {
            assert_eq!(tells_of_the_asker(number, before, behind), tells, "{before:?} {number}");
        }
    }
}
