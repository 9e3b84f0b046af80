//! The small signs of a question and an answer in running text: marks, markers and numbers.

use super::asking::begins_as_question;

/// Words that stand before a question: `Q:`, `Question 3.`.
pub(super) const QUESTION_WORDS: [&str; 12] = [
    "q",
    "question",
    "frage",
    "pregunta",
    "domanda",
    "pergunta",
    "vraag",
    "fråga",
    "вопрос",
    "问",
    "問",
    "질문",
];

/// Words that stand before an answer: `A:`, `Answer.`.
pub(super) const ANSWER_WORDS: [&str; 15] = [
    "a",
    "ans",
    "answer",
    "antwort",
    "r",
    "réponse",
    "reponse",
    "respuesta",
    "risposta",
    "resposta",
    "antwoord",
    "svar",
    "ответ",
    "答",
    "답변",
];

/// The longest remark in brackets that may follow a question mark.
const MAX_REMARK_CHARS: usize = 200;

/// Whether `title` ends as a question does, in any script; a closing remark in brackets, quotes
/// and exclamation marks after the question mark do not count.
pub(crate) fn is_question(title: &str) -> bool {
    let closing = |c: char| {
        c.is_whitespace() || matches!(c, '!' | '"' | '\'' | '*' | '_' | '”' | '’' | '»' | '“' | '‘')
    };
    let mut rest = title.trim_end_matches(closing);
    if let Some(inside) = rest.strip_suffix(')') {
        if ends_in_mark(inside) {
            return true;
        }
        // A remark is short; looking further back for each of many would take the square of time.
        let mut back = inside.char_indices().rev().take(MAX_REMARK_CHARS);
        let open = back.find(|(_, c)| *c == '(').map(|(at, _)| at);
        rest = open.map_or(rest, |open| &inside[..open]).trim_end_matches(closing);
    }
    ends_in_mark(rest) && rest.chars().any(char::is_alphabetic)
}

fn ends_in_mark(text: &str) -> bool {
    text.ends_with(['?', '？', '؟', '\u{37e}', '⁇', '⁈', '‽'])
}

/// What follows the marker of a question (`Q:`, `Q12.`, `Question 3:`), where `text` has one. Behind a number alone
/// or a dash it has to ask: "Q4 results", "Question 7 of the test" and "Q3 – revenue" have none.
pub(crate) fn after_question_marker(text: &str) -> Option<&str> {
    let marker = marker(text, &QUESTION_WORDS)?;
    let asks = || is_question(text) || begins_as_question(marker.rest);
    let is_sure = match marker.sign {
        Sign::Colon | Sign::Stop => true,
        Sign::Dash => !marker.numbered || asks(),
        Sign::None => asks() && !marker.rest.starts_with(char::is_lowercase),
    };
    is_sure.then_some(marker.rest)
}

/// What follows the marker of an answer (`A:`, `Answer.`), where `text` has one that nothing else looks like.
pub(crate) fn after_answer_marker(text: &str) -> Option<&str> {
    let marker = marker(text, &ANSWER_WORDS)?;
    let is_word = 2 < marker.letters && !marker.numbered && marker.sign != Sign::None;
    // "A4: 10 cents a page" is about a size of paper.
    let is_plain = marker.sign == Sign::Colon && !(marker.numbered && marker.letters == 1);
    (is_plain || is_word).then_some(marker.rest)
}

/// The same, and what follows one that is also how other texts begin: "A. Miller", "A1 to C2", "A – the first". Ask
/// only below a question that is marked itself, or among answers that mostly are.
pub(crate) fn after_likely_answer_marker(text: &str) -> Option<&str> {
    marker(text, &ANSWER_WORDS).map(|marker| marker.rest)
}

/// A word such as `Q` before a question or an answer, as it stands there.
struct Marker<'t> {
    /// How many bytes the word has.
    letters: usize,
    numbered: bool,
    sign: Sign,
    /// What follows it.
    rest: &'t str,
}

/// What closes a marker.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sign {
    Colon,
    /// A full stop or a bracket.
    Stop,
    Dash,
    /// Nothing but its number.
    None,
}

fn marker<'t>(text: &'t str, words: &[&str]) -> Option<Marker<'t>> {
    let text = text.trim_start();
    // Asked of every paragraph and line, nearly all of which begin with another letter, or byte.
    let first = text.chars().next()?.to_lowercase().next()?;
    let byte = first.encode_utf8(&mut [0; 4]).as_bytes().first().copied();
    if !words.iter().any(|word| word.as_bytes().first().copied() == byte) {
        return None;
    }
    let letters = text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len());
    // No marker is longer; a long word need not be lowered to know.
    if letters == 0 || 24 < letters || !words.contains(&text[..letters].to_lowercase().as_str()) {
        return None;
    }
    let spaced = text[letters..].trim_start_matches([' ', '\u{a0}']);
    let rest = spaced.trim_start_matches(|c: char| c.is_ascii_digit());
    let numbered = rest.len() < spaced.len();
    let found = |sign, after: &'t str| {
        let rest = after.trim_start();
        Marker { letters, numbered, sign, rest }
    };
    let apart = rest.trim_start_matches([' ', '\u{a0}']);
    if let Some(after) = apart.strip_prefix([':', '：']) {
        return Some(found(Sign::Colon, after));
    }
    // A blank before `.` or `)` would be no marker, but one before a dash is.
    let (sign, after) = match (rest.strip_prefix(['.', ')']), apart.strip_prefix(['-', '–', '—']))
    {
        (Some(after), _) => (Sign::Stop, after),
        (None, Some(after)) => (Sign::Dash, after),
        (None, None) if numbered => (Sign::None, rest),
        (None, None) => return None,
    };
    (after.is_empty() || after.starts_with(char::is_whitespace)).then(|| found(sign, after))
}

/// `text` without the number before it: `3.`, `1.2)`, `7:`, and, before a question, `1.2`.
///
/// A version or a date (`14.1.1 (2024)`, `2024 results`) is no such number.
pub(crate) fn without_number(text: &str) -> &str {
    let text = text.trim_start();
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let number = &text[..end];
    let dotted = number.trim_end_matches('.');
    if number.is_empty() || dotted.split('.').any(|part| part.is_empty() || 3 < part.len()) {
        return text;
    }
    let after = text[end..].strip_prefix([')', ':']).unwrap_or(&text[end..]);
    let marked = dotted.len() < number.len() || after.len() < text.len() - end;
    let rest = after.trim_start();
    let is_number = after.starts_with(char::is_whitespace)
        && rest.chars().any(char::is_alphabetic)
        && (marked || (dotted.contains('.') && is_question(rest)));
    if is_number { rest } else { text }
}

/// `text` as a title is named: without number, marker and a closing colon, and with single blanks;
/// also before a question mark, where French has one.
pub(crate) fn title(text: &str) -> String {
    let mut rest = without_number(text);
    if let Some(after) = after_question_marker(rest).filter(|after| !after.is_empty()) {
        rest = without_number(after);
    }
    let mut title = String::with_capacity(rest.len());
    for word in rest.split_whitespace() {
        if !title.is_empty() {
            title.push(' ');
        }
        title.push_str(word);
    }
    let named = without_links(&title);
    let named = named.strip_suffix([':', '：']).unwrap_or(named).trim_end();
    if named.is_empty() { title } else { named.to_owned() }
}

/// Languages of programs that end as a link to a title does.
const SHARP: [&str; 4] = ["C", "F", "J", "Q"];

/// `title` without the marks of links to itself at its end. "C#" keeps its own.
fn without_links(title: &str) -> &str {
    let mut rest = title;
    while let Some(before) = rest.strip_suffix(['¶', '#', '§', ' ']) {
        let last = before.rsplit(' ').next().unwrap_or_default();
        if rest.ends_with('#') && SHARP.contains(&last) {
            break;
        }
        rest = before;
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_ends_in_a_question_mark_whatever_stands_behind_it() {
        for yes in
            ["Why?", "Wozu das？", "What is \"a box\"?", "Why not?!", "May I? (short)", "(Why?)"]
        {
            assert!(is_question(yes), "{yes}");
        }
        for no in ["Usage", "?", "??", "Why? Because.", "", "(see below)"] {
            assert!(!is_question(no), "{no}");
        }
    }

    #[test]
    fn markers_are_told_from_words() {
        let question = |text| after_question_marker(text);
        assert_eq!(question("Q: Why?"), Some("Why?"));
        assert_eq!(question("q12. Why?"), Some("Why?"));
        assert_eq!(question("Question 3: Why?"), Some("Why?"));
        assert_eq!(question("Q – Why?"), Some("Why?"));
        assert_eq!(question("问：为什么？"), Some("为什么？"));
        assert_eq!(question("Q1 Why?"), Some("Why?"));
        assert_eq!(question("Q4 results are published when?"), None);
        assert_eq!(question("Question 7 of the test is wrong, what now?"), None);
        assert_eq!(question("Q3 – revenue by region"), None);
        assert_eq!(question("Q4 2024"), None);
        assert_eq!(question("Q1 – How do I pay"), Some("How do I pay"));
        assert_eq!(question("Q3 – how long is a session?"), Some("how long is a session?"));
        assert_eq!(question("Quick: why?"), None);
        assert_eq!(question("Q&A: why?"), None);
        assert_eq!(question("Question time?"), None);
        assert_eq!(after_answer_marker("A: So."), Some("So."));
        assert_eq!(after_answer_marker("Answer:So."), Some("So."));
        assert_eq!(after_answer_marker("Réponse : oui"), Some("oui"));
        for text in [
            "A box is heavy.",
            "A. Miller wrote it.",
            "A1 to C1.",
            "A1.",
            "A – the first.",
            "A4: 10 cents a page.",
            "Answer 3 is right.",
        ] {
            assert_eq!(after_answer_marker(text), None, "{text}");
        }
        assert_eq!(after_likely_answer_marker("A1. So."), Some("So."));
        assert_eq!(after_likely_answer_marker("A. So."), Some("So."));
        assert_eq!(after_answer_marker("Antwort – ja"), Some("ja"));
    }

    #[test]
    fn a_title_loses_what_is_not_its_name() {
        for (text, expected) in [
            ("1. Install it", "Install it"),
            ("Q12: Why is it so?", "Why is it so?"),
            ("Comment  annuler ?", "Comment annuler ?"),
            ("3) Q: Why?", "Why?"),
            ("1.2 Why is that?", "Why is that?"),
            ("Usage:", "Usage"),
            ("Usage ¶", "Usage"),
            ("14.1.1 (2024-09-08)", "14.1.1 (2024-09-08)"),
            ("0.9.0 Big changes", "0.9.0 Big changes"),
            ("2024 in short", "2024 in short"),
            ("Usage#", "Usage"),
            ("Sharps #", "Sharps"),
            ("C#", "C#"),
            ("Notes on F#", "Notes on F#"),
            ("#", "#"),
        ] {
            assert_eq!(title(text), expected, "{text}");
        }
    }
}
