//! Whether a text has a telephone number or an address of mail.
//!
//! A number with a 0 or a + before it, or of three, three and four digits, is told by its shape. Others are telephone
//! numbers where the text says so: "912 345 678" may be anything.

use std::ops::RangeInclusive;

/// What stands between the digits of a telephone number.
const BETWEEN: [char; 7] = [' ', '-', '/', '.', '(', ')', '\u{a0}'];

/// So many digits a telephone number has at least, and at most (ITU-T E.164).
const DIALLED: RangeInclusive<usize> = 7..=15;

/// One without anything between its digits has at least so many; shorter ones are those of orders and accounts.
const LEAST_IN_ONE: usize = 9;

/// In more groups of digits none is written.
const MOST_GROUPS: usize = 8;

/// Behind so many other groups a number may begin: "3. 01632 960 118".
const MOST_BEFORE: usize = 3;

/// Words of a text that has one.
const WORDS: [&str; 20] = [
    "tel", "phone", "phones", "call", "calls", "calling", "ring", "dial", "fax", "mobile",
    "hotline", "handy", "fon", "rufen", "llame", "llamar", "appeler", "chiamare", "chiamate",
    "bellen",
];

/// What such words begin with.
const BEGINNINGS: [&str; 8] =
    ["telef", "teléf", "telep", "télép", "anruf", "rufnummer", "whatsapp", "móvil"];

/// Digits side by side, and the sign right before them.
type Group<'a> = (char, &'a str);

/// Whether `text` has a telephone number: 7 to 15 digits. Dates, times, years and amounts are none.
///
/// # Cost
///
/// One way through the text; a second one where it has such a number by nothing but its length.
pub(super) fn has_telephone_number(text: &str) -> bool {
    let is_of_one = |one: char| one.is_ascii_digit() || one == '+' || BETWEEN.contains(&one);
    let mut before = ' ';
    let mut is_said = None;
    let mut rest = text;
    while let Some(start) = rest.find(|one: char| one.is_ascii_digit() || one == '+' || one == '(')
    {
        before = rest[..start].chars().next_back().unwrap_or(before);
        let stretch = &rest[start..];
        let end = stretch.find(|one: char| !is_of_one(one)).unwrap_or(stretch.len());
        let in_word =
            before.is_alphanumeric() && stretch.starts_with(|one: char| one.is_ascii_digit());
        let said = || *is_said.get_or_insert_with(|| is_said_in(text));
        if !in_word && is_dialled(&groups(&stretch[..end]), said) {
            return true;
        }
        before = stretch[..end].chars().next_back().unwrap_or(before);
        rest = &stretch[end..];
    }
    false
}

/// The groups of digits in `stretch`, and one more where there are too many.
fn groups(stretch: &str) -> Vec<Group<'_>> {
    let is_digit = |one: char| one.is_ascii_digit();
    let mut before = ' ';
    let mut found = Vec::new();
    for group in stretch.split_inclusive(|one: char| !is_digit(one)) {
        let digits = group.trim_end_matches(|one: char| !is_digit(one));
        if !digits.is_empty() {
            found.push((before, digits));
            if MOST_GROUPS + MOST_BEFORE < found.len() {
                break;
            }
        }
        before = group.chars().next_back().filter(|one| !is_digit(*one)).unwrap_or(' ');
    }
    found
}

/// Whether the digits of `groups`, or those from one of the first on, are dialled. `is_said`: whether the text speaks of
/// such numbers.
fn is_dialled(groups: &[Group<'_>], mut is_said: impl FnMut() -> bool) -> bool {
    (0..groups.len().min(MOST_BEFORE + 1)).any(|from| {
        let own = &groups[from..];
        let (sign, first) = own[0];
        let lengths: Vec<usize> = own.iter().map(|(_, digits)| digits.len()).collect();
        let may_begin = from == 0 || matches!(sign, ' ' | '\u{a0}' | '+' | '(');
        if !may_begin
            || MOST_GROUPS < own.len()
            || !DIALLED.contains(&lengths.iter().sum())
            || is_other(own, &lengths)
        {
            return false;
        }
        let is_long = 1 < own.len() || LEAST_IN_ONE <= first.len();
        let begins = first.starts_with('0') && 1 < first.len() && is_long;
        let in_threes = matches!(lengths[..], [3, 3, 4]);
        // "1 200 000"
        let is_amount = lengths[0] < 3 && lengths[1..].iter().all(|length| *length == 3);
        sign == '+'
            || begins
            || in_threes
            || from == 0 && 1 < first.len() && !is_amount && is_said()
    })
}

/// Whether `own`, groups of these `lengths`, are a date, years or times.
fn is_other(own: &[Group<'_>], lengths: &[usize]) -> bool {
    let is_year =
        |digits: &str| digits.len() == 4 && (digits.starts_with("19") || digits.starts_with("20"));
    // Of those with full stops between the digits only "01.99.00.12.34" is none.
    let is_dotted = own[1..].iter().any(|(sign, _)| *sign == '.');
    let in_pairs = lengths == [2; 5] && own[1..].iter().all(|(sign, _)| *sign == '.');
    matches!(lengths, [1 | 2, 1 | 2, 4, ..]) || is_year(own[0].1) || is_dotted && !in_pairs
}

/// Whether `text` has a word for a telephone.
fn is_said_in(text: &str) -> bool {
    text.split(|one: char| !one.is_alphabetic()).filter(|word| 2 < word.len()).any(|word| {
        let word = word.to_lowercase();
        WORDS.contains(&&*word) || BEGINNINGS.iter().any(|begin| word.starts_with(begin))
    })
}

/// Whether `text` has an address of mail: letters or digits on both sides of an `@`, and a full stop in what is behind.
pub(super) fn has_mail_address(text: &str) -> bool {
    let is_one = |word: &str| {
        let mut parts = word.split('@');
        let mut before = parts.next().unwrap_or_default();
        parts.any(|behind| {
            let name = std::mem::replace(&mut before, behind);
            name.ends_with(char::is_alphanumeric)
                && behind.starts_with(char::is_alphanumeric)
                && behind.trim_end_matches('.').contains('.')
        })
    };
    text.contains('@') && text.split_whitespace().any(is_one)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn telephone_numbers_are_told_from_others() {
        for one in [
            "Ring 01632 960 118 by nine.",
            "3. 01632 960 118",
            "+39 0175 555 0123",
            "(0175) 555-0123",
            "0800 555 0142, day and night",
            "01632960118",
            "Call (555) 010-0199 or 555-010-0199",
            "Our phone number is 555-0199.",
            "El teléfono es 912 345 678",
            "Tél. 01.99.00.12.34",
            "Tel.: 22 33 44 55",
            "030/1234567",
        ] {
            assert!(has_telephone_number(one), "{one}");
        }
        for none in [
            "",
            "Open 09.00-17.00",
            "Open 09.00 - 17.00, call first",
            "(1931-2004)",
            "phones since 2023-2024",
            "05.08.2026 10.30",
            "05.08.2026 - 07.08.2026",
            "2026-08-05 10.30",
            "05 06 2027",
            "by 01/02/2027",
            "ISBN 0-306-40615-2",
            "Order 00123456",
            "912 345 678",
            "The phone costs 1 200 000.",
            "part AB0123456789",
            "1 2 3 4 5 6 7 8 9 10 11 12",
        ] {
            assert!(!has_telephone_number(none), "{none}");
        }
    }

    #[test]
    fn long_rows_of_digits_and_signs_took_the_square_of_time() {
        let started = std::time::Instant::now();
        for text in ["1.", "1 ", "0 1", "(0)", "+", "a@", "@", "a1 "] {
            let text = text.repeat(200_000);
            assert!(!has_telephone_number(&text) && !has_mail_address(&text));
        }
        // One of them took a minute.
        assert!(started.elapsed().as_secs() < 10, "{:?}", started.elapsed());
    }

    #[test]
    fn addresses_of_mail_have_a_name_and_a_place() {
        for one in ["Write to desk@pool.example.", "a@b@c.example"] {
            assert!(has_mail_address(one), "{one}");
        }
        for none in ["@home", "me@ and a@b", "a@.example", "no"] {
            assert!(!has_mail_address(none), "{none}");
        }
    }
}
