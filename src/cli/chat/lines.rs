//! Where a line that is typed ends: a question may go over several lines.
//!
//! Three double quotes at the start open one, three more or an empty line end it. On a terminal so
//! does a single double quote at the start that is not closed: an apostrophe or an inch mark
//! further on never holds anybody up.

const QUOTES: &str = "\"\"\"";

/// Whether somebody who typed `input` on a terminal wants to go on with it on the next line.
pub(super) fn unfinished(input: &str) -> bool {
    let text = input.trim_start();
    let open = match text.strip_prefix(QUOTES) {
        Some(rest) => !rest.contains(QUOTES),
        // A quote and nothing else was a slip.
        None => {
            text.starts_with('"') && text.matches('"').count() == 1 && !text[1..].trim().is_empty()
        }
    };
    open && !ends_blank(input)
}

/// Whether the last of several lines is blank: who presses Enter there has had enough.
fn ends_blank(input: &str) -> bool {
    input.rsplit_once('\n').is_some_and(|(_, last)| last.trim().is_empty())
}

/// The question between three quotes, where `line` is one: never a command, never a number.
pub(super) fn quoted(line: &str) -> Option<&str> {
    let rest = line.trim().strip_prefix(QUOTES)?;
    Some(rest.split(QUOTES).next().unwrap_or(rest).trim())
}

/// Puts piped lines together where three quotes are open.
#[derive(Debug, Default)]
pub(super) struct Gatherer {
    open: String,
}

impl Gatherer {
    /// Takes the next line; gives back what is whole.
    pub(super) fn take(&mut self, line: &str) -> Option<String> {
        let opens = |text: &str| {
            text.trim_start().strip_prefix(QUOTES).is_some_and(|rest| !rest.contains(QUOTES))
        };
        if self.open.is_empty() {
            if !opens(line) {
                return Some(line.to_owned());
            }
            self.open = line.to_owned();
            return None;
        }
        self.open.push('\n');
        self.open.push_str(line);
        // What stood open before has none: only the new line may close it.
        line.contains(QUOTES).then(|| std::mem::take(&mut self.open))
    }

    /// What is left where the lines ended too soon.
    pub(super) fn rest(self) -> Option<String> {
        (!self.open.is_empty()).then_some(self.open)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_quotes_at_the_start_wait_for_more() {
        for open in ["\"\"\"", "\"\"\"one\ntwo", " \"\"\" a \" b", "\"what is", "\"a\nb"] {
            assert!(unfinished(open), "{open:?}");
        }
        for whole in [
            "",
            "don't",
            "a 5\" disk",
            "the \"open",
            "'what",
            "\"exact\" words",
            "\"\"\"one\ntwo\"\"\"",
            "\"\"\"one\n",
            "\"one\n  ",
            "\"\"",
            "\"",
        ] {
            assert!(!unfinished(whole), "{whole:?}");
        }
    }

    #[test]
    fn a_quoted_question_is_what_stands_between() {
        assert_eq!(quoted("\"\"\"\n/more\n\"\"\""), Some("/more"));
        assert_eq!(quoted("\"\"\"one\n"), Some("one"));
        assert_eq!(quoted("\"one\""), None);
    }

    #[test]
    fn piped_lines_are_put_together() {
        let mut lines = Gatherer::default();
        assert_eq!(lines.take("one"), Some("one".to_owned()));
        assert_eq!(lines.take("\"\"\"a"), None);
        assert_eq!(lines.take("b"), None);
        assert_eq!(lines.take("c\"\"\""), Some("\"\"\"a\nb\nc\"\"\"".to_owned()));
        assert_eq!(lines.take("\"open"), Some("\"open".to_owned()));
        assert_eq!(lines.take("\"\"\"d"), None);
        assert_eq!(lines.rest(), Some("\"\"\"d".to_owned()));
    }
}
