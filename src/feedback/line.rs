//! One line of the file: what was said of which passage, for which question, and when.

use std::{fmt, str::FromStr};

use time::Date;

/// What was said of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// The passage that was shown answers the question.
    Good,
    /// Another passage than the one that was shown answers it.
    Means,
    /// The passage does not answer it.
    Bad,
}

impl Verdict {
    const ALL: [Verdict; 3] = [Verdict::Good, Verdict::Means, Verdict::Bad];

    /// The word in the file.
    pub fn name(self) -> &'static str {
        match self {
            Verdict::Good => "good",
            Verdict::Means => "means",
            Verdict::Bad => "bad",
        }
    }

    /// Whether the passage is said to answer the question.
    pub fn answers(self) -> bool {
        self != Verdict::Bad
    }
}

/// One thing that was said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The question, on one line, with single blanks.
    pub question: String,
    /// The passage's id.
    pub id: String,
    /// What was said.
    pub verdict: Verdict,
    /// When, in UTC, as `2026-11-23`.
    pub date: String,
}

impl Line {
    /// What is said of the passage `id` for `question` today.
    pub fn new(question: &str, id: &str, verdict: Verdict, today: Date) -> Line {
        let words: Vec<&str> =
            question.split(|one: char| one.is_whitespace() || one.is_control()).collect();
        let question = words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>();
        Line { question: question.join(" "), id: id.to_owned(), verdict, date: today.to_string() }
    }
}

/// As it stands in the file, without a line break.
impl fmt::Display for Line {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (question, id) = (escaped(&self.question), escaped(&self.id));
        write!(out, "{question}\t{id}\t{}\t{}", self.verdict.name(), self.date)
    }
}

/// The error is why the line cannot be used, as a phrase.
impl FromStr for Line {
    type Err = String;

    fn from_str(line: &str) -> Result<Line, String> {
        let fields: Vec<&str> = line.split('\t').collect();
        let [question, id, verdict, date] = fields.as_slice() else {
            return Err(format!(
                "want a question, a passage, a verdict and a date with tabs between, got {} \
                 field{}",
                fields.len(),
                if fields.len() == 1 { "" } else { "s" }
            ));
        };
        let named = Verdict::ALL.into_iter().find(|one| one.name() == verdict.trim());
        let Some(verdict) = named else {
            return Err(format!("the verdict is good, means or bad, not `{verdict}`"));
        };
        let (question, id) = (plain(question.trim()), plain(id.trim()));
        if question.is_empty() || id.is_empty() {
            let what = if question.is_empty() { "question" } else { "passage" };
            return Err(format!("the {what} is empty"));
        }
        // By hand one may write another date, or none: nothing is decided by it.
        Ok(Line { question, id, verdict, date: date.trim().to_owned() })
    }
}

/// Without what would end a field or a line, or make it a comment.
fn escaped(field: &str) -> String {
    let mut out = String::with_capacity(field.len());
    for (at, one) in field.char_indices() {
        match one {
            '\\' => out.push_str(r"\\"),
            '\t' => out.push_str(r"\t"),
            '\n' => out.push_str(r"\n"),
            '\r' => out.push_str(r"\r"),
            '#' if at == 0 => out.push_str(r"\#"),
            _ => out.push(one),
        }
    }
    out
}

/// What was escaped; a backslash that escapes nothing is one.
fn plain(field: &str) -> String {
    let mut out = String::with_capacity(field.len());
    let mut rest = field.chars().peekable();
    while let Some(one) = rest.next() {
        let escape = match (one, rest.peek()) {
            ('\\', Some('\\')) => Some('\\'),
            ('\\', Some('t')) => Some('\t'),
            ('\\', Some('n')) => Some('\n'),
            ('\\', Some('r')) => Some('\r'),
            ('\\', Some('#')) => Some('#'),
            _ => None,
        };
        if escape.is_some() {
            rest.next();
        }
        out.push(escape.unwrap_or(one));
    }
    out
}

#[cfg(test)]
mod tests {
    use time::Month;

    use super::*;

    fn today() -> Date {
        Date::from_calendar_date(2026, Month::November, 23).unwrap()
    }

    #[test]
    fn a_line_is_read_as_it_was_written() {
        for (question, id) in [
            ("how do I zap it", "docs/a.md#zap"),
            ("# is it\ta\n\u{1b}tab? ", "7"),
            (r"C:\temp or \t", "weird\tid\nwith \\ and # in it"),
            ("Zurücksetzen — wie?", "#leads"),
        ] {
            let line = Line::new(question, id, Verdict::Means, today());
            assert!(!line.to_string().contains('\n') && !line.to_string().starts_with('#'));
            assert_eq!(line.to_string().parse(), Ok(line), "{question:?}");
        }
    }

    #[test]
    fn a_line_is_plain() {
        let line = Line::new("  how  do I\n zap it ", "a.md#zap", Verdict::Good, today());
        assert_eq!(line.to_string(), "how do I zap it\ta.md#zap\tgood\t2026-11-23");
    }

    #[test]
    fn what_is_wrong_with_a_line_is_told() {
        let error = |line: &str| line.parse::<Line>().unwrap_err();
        assert!(error("<<<<<<< HEAD").ends_with("got 1 field"));
        assert_eq!(error("q\tid\tgut\t2026"), "the verdict is good, means or bad, not `gut`");
        assert_eq!(error(" \tid\tgood\t2026"), "the question is empty");
        assert_eq!(error("q\t\tgood\t2026"), "the passage is empty");
        assert!("q\tid\tbad\t".parse::<Line>().is_ok());
    }
}
