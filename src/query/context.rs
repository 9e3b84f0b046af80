//! Words that mean something else, or nothing, by what stands beside them.

use super::is_number;

/// Before "may" it is the month.
const BEFORE_A_MONTH: [&str; 16] = [
    "in", "of", "since", "until", "till", "by", "from", "to", "early", "late", "mid", "last",
    "next", "every", "before", "after",
];

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

/// Whether the English "may" between two words, small, of a question is the month and no verb: "in May",
/// "4 May", "May 4th", "May Day".
pub(super) fn is_month(before: Option<&str>, behind: Option<&str>) -> bool {
    before.is_some_and(|word| BEFORE_A_MONTH.contains(&word) || is_day(word))
        || behind.is_some_and(|word| BEHIND_A_MONTH.contains(&word) || is_day(word))
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
        for (before, behind) in [
            (Some("in"), None),
            (Some("4"), None),
            (Some("1st"), Some("to")),
            (Some("on"), Some("4th")),
            (None, Some("day")),
            (Some("until"), Some("2027")),
        ] {
            assert!(is_month(before, behind), "{before:?} {behind:?}");
        }
        for (before, behind) in
            [(None, Some("i")), (Some("staff"), Some("leave")), (Some("this"), Some("be"))]
        {
            assert!(!is_month(before, behind), "{before:?} {behind:?}");
        }
    }

    #[test]
    fn a_part_is_asked_for_by_its_number() {
        assert!(is_reference("clause", Some("5.2")));
        assert!(!is_reference("clause", Some("about")));
        assert!(!is_reference("fines", Some("5.2")));
    }
}
