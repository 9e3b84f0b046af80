//! Words that mean something else, or nothing, by what stands beside them.

use super::is_number;

/// Before "may" it is the month.
const BEFORE_A_MONTH: [&str; 16] = [
    "in", "of", "since", "until", "till", "by", "from", "to", "early", "late", "mid", "last",
    "next", "every", "before", "after",
];

/// Before a day of it: "until 4 May".
const BEFORE_A_DAY: [&str; 11] =
    ["on", "by", "from", "to", "until", "till", "since", "before", "after", "the", "and"];

/// Behind it, too.
const BEHIND_A_MONTH: [&str; 2] = ["day", "bank"];

/// Words that only say that a number is one which the documents give their parts: "clause 5.2".
const REFERENCES: [&str; 24] = [
    "clause",
    "section",
    "subsection",
    "paragraph",
    "article",
    "chapter",
    "point",
    "rule",
    "item",
    "number",
    "part",
    "annex",
    "abschnitt",
    "absatz",
    "artikel",
    "kapitel",
    "punkt",
    "ziffer",
    "artículo",
    "articulo",
    "apartado",
    "sección",
    "seccion",
    "capítulo",
];

/// Whether the English "may" at `at` of `words`, small, is the month and no verb: "in May", "on 4 May", "May 4th",
/// "May Day"; but "children under 12 may".
pub(super) fn is_month(words: &[&str], at: usize) -> bool {
    let before = |by: usize| at.checked_sub(by).and_then(|at| words.get(at)).copied();
    let behind = |by: usize| words.get(at + by).copied();
    // A day is not told from any other number but by what stands around it.
    let is_after_day =
        before(1).is_some_and(is_day) && before(2).is_none_or(|word| BEFORE_A_DAY.contains(&word));
    let is_before_day = behind(1).is_some_and(is_day) && behind(2).is_none_or(is_day);
    before(1).is_some_and(|word| BEFORE_A_MONTH.contains(&word))
        || behind(1).is_some_and(|word| BEHIND_A_MONTH.contains(&word))
        || is_after_day
        || is_before_day
}

/// Whether `word`, small, before `behind` only says what the number there is one of.
pub(super) fn is_reference(word: &str, behind: Option<&str>) -> bool {
    behind.is_some_and(is_number) && REFERENCES.contains(&word)
}

/// Whether `word` is a number, "4", or an ordinal, "4th".
fn is_day(word: &str) -> bool {
    let endings = ["st", "nd", "rd", "th"];
    let day = endings.iter().find_map(|ending| word.strip_suffix(ending)).unwrap_or(word);
    day.starts_with(|one: char| one.is_ascii_digit()) && is_number(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn may_is_a_month_beside_a_day_or_behind_in() {
        for months in [
            "closed in may",
            "open on 4 may",
            "1st may to june",
            "is it on may 4th",
            "may day",
            "until may 2027",
        ] {
            assert!(is_may(months), "{months}");
        }
        for verbs in [
            "may i come",
            "what the staff may do",
            "children under 12 may join",
            "may 2 guests come",
        ] {
            assert!(!is_may(verbs), "{verbs}");
        }
    }

    fn is_may(words: &str) -> bool {
        let words: Vec<&str> = words.split(' ').collect();
        let at = words.iter().position(|word| *word == "may").unwrap();
        is_month(&words, at)
    }

    #[test]
    fn a_part_is_asked_for_by_its_number() {
        assert!(is_reference("clause", Some("5.2")));
        assert!(!is_reference("clause", Some("about")));
        assert!(!is_reference("fines", Some("5.2")));
    }
}
