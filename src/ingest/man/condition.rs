//! The conditions and numbers of roff, as far as pages have them.

use super::escapes::plain;

/// How deep brackets may stand in each other.
const MAX_DEPTH: usize = 16;

/// Whether the condition holds that `text` starts with, and what stands behind it. Strings and
/// numbers are in `text` already; `is_set` says of a name whether it is a string or a macro.
pub(super) fn holds<'l>(text: &'l str, is_set: &dyn Fn(&str) -> bool) -> (bool, &'l str) {
    let mut rest = text.trim_start();
    let mut wanted = true;
    while let Some(after) = rest.strip_prefix('!') {
        wanted = !wanted;
        rest = after.trim_start();
    }
    let Some(first) = rest.chars().next() else { return (false, rest) };
    let behind = &rest[first.len_utf8()..];
    let name = |text: &'l str| {
        let text = text.trim_start();
        text.split_at(text.find(char::is_whitespace).unwrap_or(text.len()))
    };
    let (holds, rest) = match first {
        'n' | 'o' => (true, behind),
        't' | 'e' | 'v' => (false, behind),
        'd' => {
            let (name, rest) = name(behind);
            (is_set(name), rest)
        }
        'r' => (false, name(behind).1),
        'c' | 'm' | 'F' | 'S' => (true, name(behind).1),
        '0'..='9' | '(' | '-' | '+' | '.' | '\\' => {
            let mut sum = Sum { rest };
            (0 < sum.value(0), sum.rest)
        }
        delimiter => match compared(behind, delimiter) {
            Some((same, rest)) => (same, rest),
            None => (false, ""),
        },
    };
    (holds == wanted, rest)
}

/// Whether the two texts between three `delimiter`s are the same, and what stands behind.
fn compared(text: &str, delimiter: char) -> Option<(bool, &str)> {
    let (left, rest) = text.split_once(delimiter)?;
    let (right, rest) = rest.split_once(delimiter)?;
    Some((left == right, rest))
}

/// The number that `text` starts with; 0 where it starts with none.
pub(super) fn number(text: &str) -> i64 {
    Sum { rest: text.trim_start() }.value(0)
}

/// An expression, from left to right, as roff reckons.
struct Sum<'l> {
    rest: &'l str,
}

impl Sum<'_> {
    fn value(&mut self, depth: usize) -> i64 {
        let mut value = self.operand(depth);
        loop {
            let Some(sign) = self.sign() else { return value };
            let other = self.operand(depth);
            value = match sign {
                "+" => value.saturating_add(other),
                "-" => value.saturating_sub(other),
                "*" => value.saturating_mul(other),
                "/" => value.checked_div(other).unwrap_or(0),
                "%" => value.checked_rem(other).unwrap_or(0),
                "&" => i64::from(0 < value && 0 < other),
                ":" => i64::from(0 < value || 0 < other),
                "<=" => i64::from(value <= other),
                ">=" => i64::from(other <= value),
                "<" => i64::from(value < other),
                ">" => i64::from(other < value),
                "<>" => i64::from(value != other),
                _ => i64::from(value == other),
            };
        }
    }

    fn sign(&mut self) -> Option<&'static str> {
        const SIGNS: [&str; 13] =
            ["<=", ">=", "<>", "==", "+", "-", "*", "/", "%", "&", ":", "<", ">"];
        let found = SIGNS.into_iter().chain(["="]).find(|sign| self.rest.starts_with(sign))?;
        self.rest = &self.rest[found.len()..];
        Some(found)
    }

    fn operand(&mut self, depth: usize) -> i64 {
        if let Some(after) = self.rest.strip_prefix('-') {
            self.rest = after;
            return self.unsigned(depth).saturating_neg();
        }
        self.rest = self.rest.strip_prefix('+').unwrap_or(self.rest);
        self.unsigned(depth)
    }

    fn unsigned(&mut self, depth: usize) -> i64 {
        if let Some(inner) = self.rest.strip_prefix('(').filter(|_| depth < MAX_DEPTH) {
            self.rest = inner.trim_start();
            let value = self.value(depth + 1);
            // Within brackets blanks may stand around signs.
            self.rest = self.rest.trim_start();
            self.rest = self.rest.strip_prefix(')').unwrap_or(self.rest);
            return value;
        }
        if let Some(width) = self.rest.strip_prefix("\\w") {
            let mut chars = width.chars();
            let Some(delimiter) = chars.next() else { return 0 };
            let (inner, rest) = chars.as_str().split_once(delimiter).unwrap_or(("", ""));
            self.rest = rest;
            return i64::try_from(plain(inner).chars().count()).unwrap_or(0);
        }
        let end = self.rest.find(|one: char| !one.is_ascii_digit() && one != '.');
        let (digits, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        self.rest = rest.strip_prefix(|one: char| "icfPmnpsuvMz".contains(one)).unwrap_or(rest);
        digits.split('.').next().and_then(|whole| whole.parse().ok()).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_end_where_they_do() {
        for (text, expected) in [
            ("n .RS", (true, " .RS")),
            ("!n\\{", (false, "\\{")),
            ("(0:(1==0)) x", (false, " x")),
            ("2-1 x", (true, " x")),
            ("1=4u x", (false, " x")),
            ("!\\w|“| \\{", (false, " \\{")),
            ("'utf8'html' x", (false, " x")),
            ("dURL x", (true, " x")),
            ("'", (false, "")),
            ("", (false, "")),
        ] {
            assert_eq!(holds(text, &|name| name == "URL"), expected, "{text}");
        }
        let deep = "(".repeat(100_000);
        assert!(!holds(&deep, &|_| false).0);
        assert_eq!(number("12.5m"), 12);
    }
}
