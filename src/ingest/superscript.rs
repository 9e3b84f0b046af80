//! Raised text as characters: an exponent must not run together with what stands before it.

use std::borrow::Cow;

/// What `text` is read as where it stands raised: figures as the characters made for that, so that
/// a raised 6 behind 10 gives 10⁶ and not 106, or behind `^` where there are none for all of it.
/// What has no figure (1st, Na+) loses nothing on the line.
pub(super) fn raised(text: &str) -> Cow<'_, str> {
    if !text.contains(|one: char| one.is_ascii_digit()) {
        return Cow::Borrowed(text);
    }
    if let Some(raised) = text.chars().map(character).collect::<Option<String>>() {
        return Cow::Owned(raised);
    }
    let bare = text.trim();
    if bare.contains(char::is_whitespace) {
        // Small print, and no exponent.
        return Cow::Borrowed(text);
    }
    let is_plain = bare.chars().all(|one| one.is_alphanumeric() || matches!(one, '.' | ','));
    let marked = if is_plain { format!("^{bare}") } else { format!("^({bare})") };
    Cow::Owned(text.replacen(bare, &marked, 1))
}

/// Whether `text` is a number of characters made for figures that stand raised.
pub(super) fn is_number(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|one| "⁰¹²³⁴⁵⁶⁷⁸⁹".contains(one))
}

/// The character that shows `one` raised; a blank is one anywhere.
fn character(one: char) -> Option<char> {
    Some(match one {
        '0' => '⁰',
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        '4' => '⁴',
        '5' => '⁵',
        '6' => '⁶',
        '7' => '⁷',
        '8' => '⁸',
        '9' => '⁹',
        '+' => '⁺',
        '-' | '−' | '–' => '⁻',
        '=' => '⁼',
        '(' => '⁽',
        ')' => '⁾',
        'n' => 'ⁿ',
        'i' => 'ⁱ',
        _ if one.is_whitespace() => one,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn raised_figures_stay_apart_from_what_stands_before() {
        for (text, expected) in [
            ("6", "⁶"),
            ("−12", "⁻¹²"),
            ("2n + 1 ", "²ⁿ ⁺ ¹ "),
            ("10.5", "^10.5"),
            (" 2x", " ^2x"),
            ("3/4", "^(3/4)"),
            ("st", "st"),
            ("+", "+"),
            ("of 3 pages", "of 3 pages"),
            ("", ""),
        ] {
            assert_eq!(raised(text), expected, "{text}");
        }
    }
}
