//! What may stand before the words of a line: numbers, bullets, `Q:` and `Answer:`.

use crate::ingest::question::{ANSWER_WORDS, QUESTION_WORDS};

/// A number before a title or a list item: `3.`, `3)`, `(3)`, `3.1.` or `3.1`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Number<'a> {
    /// Its parts: 3 and 1.
    pub(super) parts: Vec<u32>,
    /// Whether it ends in a full stop rather than in a bracket or nothing.
    pub(super) stop: bool,
    /// The words after it; never empty.
    pub(super) rest: &'a str,
}

/// The number at the start of `text`, if it has one of at most three digits a part.
pub(super) fn number(text: &str) -> Option<Number<'_>> {
    let inner = text.strip_prefix('(').unwrap_or(text);
    let mut parts = Vec::new();
    let mut rest = inner;
    loop {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        if digits == 0 || 3 < digits {
            break;
        }
        parts.push(rest[..digits].parse().ok()?);
        rest = &rest[digits..];
        match rest.strip_prefix('.') {
            Some(tail) if tail.starts_with(|one: char| one.is_ascii_digit()) => rest = tail,
            _ => break,
        }
    }
    let tail = rest.strip_prefix(['.', ')']).unwrap_or(rest);
    let closed = tail.len() < rest.len();
    let words = tail.trim_start();
    let stands_apart = words.len() < tail.len() && !words.is_empty();
    let is_number = !parts.is_empty() && parts.len() <= 6 && (closed || 1 < parts.len());
    (is_number && stands_apart).then(|| Number { parts, stop: rest.starts_with('.'), rest: words })
}

/// The number of at most three digits that `text` starts with, and the words apart from it: `2   Fees`.
pub(super) fn bare_number(text: &str) -> Option<(u32, &str)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, tail) = text.split_at(digits);
    let stands_apart = digits <= 3 && tail.starts_with(char::is_whitespace);
    stands_apart.then(|| Some((number.parse().ok()?, tail.trim_start())))?
}

/// What a list item starts with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ingest) enum Bullet {
    /// A character that is hardly ever anything else, such as `•`.
    Sure(char),
    /// A character that may also be a dash or a footnote: `-`, `*`, `+`.
    Perhaps(char),
    /// `1.`, `1)` or `(1)`.
    Number(u32),
    /// `a)`, `(a)`; of `(ii)` the first.
    Letter(char),
    /// An option or a command: `-k, --keep   do not replace files`.
    Term,
}

/// The marker of a list item at the start of `text`, and the words after it.
pub(in crate::ingest) fn bullet(text: &str) -> Option<(Bullet, &str)> {
    let first = text.chars().next()?;
    let tail = &text[first.len_utf8()..];
    let after_blank =
        |tail: &'_ str| tail.starts_with(char::is_whitespace) && !tail.trim().is_empty();
    match first {
        '•' | '◦' | '▪' | '▫' | '‣' | '●' | '○' | '■' | '□' | '·' | '➢' | '✓' | '✔'
            if !tail.trim().is_empty() =>
        {
            Some((Bullet::Sure(first), tail.trim_start()))
        }
        '-' | '*' | '+' | '–' | '—' if after_blank(tail) => {
            Some((Bullet::Perhaps(first), tail.trim_start()))
        }
        '(' if tail.starts_with(|one: char| one.is_ascii_lowercase()) => {
            let (name, tail) = tail.split_once(')').filter(|(name, _)| name.len() <= 5)?;
            let is_roman = name.chars().all(|one| "ivxl".contains(one));
            // "(c) 2024" is no item.
            let is_sign =
                name == "c" && tail.trim_start().starts_with(|one: char| one.is_numeric());
            let first = name.chars().next()?;
            ((name.len() == 1 || is_roman) && !is_sign && after_blank(tail))
                .then(|| (Bullet::Letter(first), tail.trim_start()))
        }
        'a'..='z' => {
            let tail = tail.strip_prefix(')')?;
            after_blank(tail).then(|| (Bullet::Letter(first), tail.trim_start()))
        }
        _ => {
            let number = number(text).filter(|number| number.parts.len() == 1)?;
            Some((Bullet::Number(number.parts[0]), number.rest))
        }
    }
}

/// What clauses are called before their number, in the languages most documents are in.
const CLAUSES: [&str; 10] = [
    "§",
    "art",
    "article",
    "artikel",
    "artículo",
    "articolo",
    "artigo",
    "clause",
    "klausel",
    "ziffer",
];

/// A clause that is called something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Named<'a> {
    pub(super) name: &'a str,
    pub(super) number: u32,
    /// What follows; empty where nothing does.
    pub(super) rest: &'a str,
}

/// The name and number at the start of `text`: `§ 3`, `Art. 5a`, `Article 12.`.
pub(super) fn named(text: &str) -> Option<Named<'_>> {
    let end = match text.strip_prefix('§') {
        Some(_) => '§'.len_utf8(),
        None => text.find(|one: char| !one.is_alphabetic())?,
    };
    let (name, tail) = text.split_at(end);
    // No name is longer; this spares lower-casing a long line without blanks.
    if 24 < end || !CLAUSES.contains(&name.to_lowercase().as_str()) {
        return None;
    }
    let tail = tail.strip_prefix('.').unwrap_or(tail).trim_start();
    let digits = tail.bytes().take_while(u8::is_ascii_digit).count();
    if digits == 0 || 4 < digits {
        return None;
    }
    let after = &tail[digits..];
    let after = after.strip_prefix(|one: char| one.is_ascii_lowercase()).unwrap_or(after);
    let rest = after.trim_start_matches(['.', ':', ')', '-', '–', '—', ' ', '\u{a0}', '\t']);
    let stands_apart = rest.len() < after.len() || rest.is_empty();
    let number = tail[..digits].parse().ok()?;
    stands_apart.then_some(Named { name, number, rest })
}

/// The question after `Q:`, `Q1.`, `Question 3:` and the like.
pub(super) fn asked(text: &str) -> Option<&str> {
    labelled(text, &QUESTION_WORDS)
}

/// The answer after `A:`, `Answer:` and the like; it may be empty.
pub(super) fn answered(text: &str) -> Option<&str> {
    labelled(text, &ANSWER_WORDS)
}

/// Where a question ends that has its answer on the line `text`, too, and where that begins, in
/// bytes: `Why? A: So.`. Only behind a question mark, since much else may stand before a colon.
pub(super) fn answered_behind(text: &str) -> Option<(usize, usize)> {
    let mut marks = text.match_indices(['?', '？', '؟']).map(|(at, mark)| at + mark.len());
    marks.find_map(|mark| {
        let tail = text[mark..].trim_start_matches(['!', '"', '\'', '”', '’', '»', ')']);
        let end = text.len() - tail.len();
        let rest = tail.trim_start();
        let answer = answered(rest).filter(|answer| !answer.is_empty())?;
        // "Which one? A. Smith's." has none.
        let marked = rest[..rest.len() - answer.len()].contains([':', '：']);
        (rest.len() < tail.len() && marked).then(|| (end, text.len() - answer.len()))
    })
}

/// What follows one of `labels`, a number or none, and `:`, or `.` after a single letter.
fn labelled<'a>(text: &'a str, labels: &[&str]) -> Option<&'a str> {
    let word = text.find(|one: char| !one.is_alphabetic())?;
    // No label is longer; this spares lower-casing a long line without blanks.
    if 24 < word || !labels.contains(&text[..word].to_lowercase().as_str()) {
        return None;
    }
    let tail = &text[word..];
    let after = tail.trim_start().trim_start_matches(|one: char| one.is_ascii_digit());
    let numbered = after.len() < tail.trim_start().len();
    let rest = match after.strip_prefix([':', '：']) {
        Some(rest) => rest,
        // "A. Smith" is a name; "A1." and "Q." are not. A number may also end in a bracket.
        None if numbered => after.strip_prefix(['.', ')'])?,
        None if &text[..word] == "Q" => after.strip_prefix('.')?,
        None => return None,
    };
    (rest.is_empty() || rest.starts_with(char::is_whitespace) || rest.len() < after.len())
        .then(|| rest.trim_start())
}

/// Words that come before the number of a chapter, in the languages most documents are in.
const KEYWORDS: [&str; 16] = [
    "chapter",
    "section",
    "part",
    "appendix",
    "unit",
    "lesson",
    "module",
    "kapitel",
    "abschnitt",
    "teil",
    "capítulo",
    "sección",
    "parte",
    "chapitre",
    "partie",
    "capitolo",
];

/// The title of `Chapter 2. Title`, `SECTION 4 - TITLE` or `Part IV: Title`; the whole line where
/// nothing follows the number.
pub(super) fn chapter(text: &str) -> Option<&str> {
    let (word, tail) = text.split_once(char::is_whitespace)?;
    if 24 < word.len() || !KEYWORDS.contains(&word.to_lowercase().as_str()) {
        return None;
    }
    let tail = tail.trim_start();
    let number = tail.find(|one: char| !one.is_alphanumeric()).unwrap_or(tail.len());
    let is_roman = |text: &str| text.chars().all(|one| "IVXLCDM".contains(one));
    let is_digits = |text: &str| text.bytes().all(|one| one.is_ascii_digit());
    let is_letter = number == 1 && tail.starts_with(|one: char| one.is_ascii_uppercase());
    if number == 0 || !(is_digits(&tail[..number]) || is_roman(&tail[..number]) || is_letter) {
        return None;
    }
    let rest = tail[number..].trim_start();
    let title = rest.trim_start_matches(['.', ':', '-', '–', '—', ')', ' ', '\u{a0}']);
    // "Section 4 says that …" is a sentence.
    let separated = title.len() < rest.len() || rest.is_empty();
    separated.then_some(if title.is_empty() { text } else { title })
}
