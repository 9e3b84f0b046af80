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

/// Endings of numbers in an order.
const ORDINALS: [&str; 4] = ["st", "nd", "rd", "th"];

/// A word (lower-case) that is a number and what is written to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Glued<'w> {
    /// A number in an order, or a time of the day with its minutes: "3rd", "14h30". Its number.
    Alone(&'w str),
    /// A number and its unit: "6pm".
    Measure(&'w str, &'w str),
    /// Letters and a number, or the other way about, that may be the name of something: "tv104".
    Name(&'w str, &'w str),
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
            return (letters(first) && is_number(second)).then_some(Glued::Name(first, second));
        }
        let minutes = second.strip_prefix('h').unwrap_or_default();
        if ORDINALS.contains(&second) || minutes.len() == 2 && minutes.chars().all(is_digit) {
            Some(Glued::Alone(first))
        } else if is_unit(second) {
            Some(Glued::Measure(first, second))
        } else {
            letters(second).then_some(Glued::Name(first, second))
        }
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

/// Whether the `number`, which the documents do not have, between `before` and `behind` (lower-case, and whether they are stop
/// words), only tells of who asks: how old, how many, how much. A number behind a word is what that is called, "error 651",
/// and so it is before one that it does not count. A year is what is asked about.
pub(super) fn tells_of_the_asker(
    number: &str,
    before: Option<(&str, bool)>,
    behind: Option<(&str, bool)>,
) -> bool {
    let is_plural = |word: &str| {
        word.ends_with('s') && !["ss", "us", "is"].iter().any(|ending| word.ends_with(ending))
    };
    let counts =
        |word: &str| is_unit(word) || COUNTED.contains(&word) || 3 < word.len() && is_plural(word);
    let is_year = number.len() == 4 && number.starts_with(['1', '2']);
    match (before, behind) {
        _ if is_year => false,
        (None, None) | (Some((_, false)), _) => false,
        (None, Some((word, _))) => counts(word),
        (Some(_), None) => true,
        (Some(_), Some((word, stop))) => stop || counts(word),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_and_what_is_written_to_it() {
        for (word, expected) in [
            ("6pm", Some(Glued::Measure("6", "pm"))),
            ("8m2", Some(Glued::Measure("8", "m2"))),
            ("3rd", Some(Glued::Alone("3"))),
            ("14h30", Some(Glued::Alone("14"))),
            ("3h", Some(Glued::Measure("3", "h"))),
            ("5g", Some(Glued::Name("5", "g"))),
            ("tv104", Some(Glued::Name("tv", "104"))),
            ("104tv", Some(Glued::Name("104", "tv"))),
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
        let of = |word: &'static str, stop| Some((word, stop));
        assert!(tells_of_the_asker("9", of("my", true), of("year", false)));
        assert!(tells_of_the_asker("9", of("is", true), None));
        assert!(tells_of_the_asker("9", of("for", true), of("children", false)));
        assert!(tells_of_the_asker("9", None, of("guests", false)));
        assert!(!tells_of_the_asker("9", of("error", false), None));
        assert!(!tells_of_the_asker("9", of("the", true), of("bus", false)));
        assert!(!tells_of_the_asker("9", of("a", true), of("error", false)));
        assert!(!tells_of_the_asker("9", None, None));
        assert!(!tells_of_the_asker("1765", of("in", true), None));
        assert!(tells_of_the_asker("500", of("for", true), None));
    }
}
