//! What makes a line a title, and a title a question.

/// Whether `title` asks something: a sentence of it ends in a question mark or, as people forget
/// that, starts like a question in English.
pub(super) fn is_question(title: &str) -> bool {
    ends_in_question(title)
        || title.contains("? ")
        || title.contains("?)")
        || title.split(". ").any(starts_like_question)
}

/// Whether the last sentence of `text` asks.
pub(super) fn ends_in_question(text: &str) -> bool {
    text.trim_end_matches(|one: char| "!\"'”’»)]*_ ".contains(one)).ends_with(['?', '？', '؟'])
}

/// English only: other languages mark most questions by the sign alone.
fn starts_like_question(sentence: &str) -> bool {
    const ASKING: [&str; 6] = ["how", "what", "why", "where", "when", "which"];
    const VERBS: [&str; 14] = [
        "do", "does", "did", "can", "could", "is", "are", "was", "should", "would", "will", "has",
        "have", "must",
    ];
    let mut words = sentence.split_whitespace().map(str::to_lowercase);
    let (first, second) = (words.next(), words.next());
    first.is_some_and(|first| ASKING.contains(&first.as_str()))
        && second.is_some_and(|second| VERBS.contains(&second.as_str()))
        && words.next().is_some()
}

/// `text` as a title: runs of white space as one blank, also before `?`, where French has one; no
/// colon at the end.
pub(super) fn title(text: &str) -> String {
    let mut title = super::lines::joined([text]);
    title.truncate(title.trim_end_matches([':', '：', ' ']).len());
    title
}

/// Whether every letter is a capital, and there are enough of them to mean it.
pub(super) fn is_capitals(text: &str) -> bool {
    let mut capitals = 0;
    for one in text.chars().filter(|one| one.is_alphabetic()) {
        if !one.is_uppercase() {
            return false;
        }
        capitals += 1;
    }
    4 <= capitals
}

/// Whether the words start with capitals as English titles do: all but the short ones.
pub(super) fn is_title_case(text: &str) -> bool {
    let mut words = text.split(|one: char| one.is_whitespace() || "-/(".contains(one));
    words.all(|word| word.chars().count() <= 4 || word.starts_with(|one: char| !one.is_lowercase()))
}

/// Whether `text` could be a title by its look: short, starts like one, ends like no sentence.
pub(super) fn looks_like_title(text: &str) -> bool {
    let first = text.chars().next().unwrap_or(' ');
    let last = text.chars().next_back().unwrap_or(' ');
    let cased = first.is_uppercase() || first.is_ascii_digit();
    let most_chars = if cased { 80 } else { 30 };
    let starts = cased || (first.is_alphabetic() && !first.is_lowercase());
    let most_words = if is_title_case(text) { 9 } else { 6 };
    starts
        && (last.is_alphanumeric() || ")\"'”’»".contains(last))
        // Cheap limits first: a line may be very long.
        && text.len() <= 4 * most_chars
        && text.chars().count() <= most_chars
        && text.split_whitespace().count() <= most_words
        && !text.contains(". ")
        && !text.contains("://")
}

/// Whether a line announces questions and their answers.
pub(super) fn announces_questions(text: &str) -> bool {
    const NAMES: [&str; 10] = [
        "frequently asked questions",
        "questions and answers",
        "common questions",
        "q&a",
        "häufig gestellte fragen",
        "häufige fragen",
        "preguntas frecuentes",
        "foire aux questions",
        "perguntas frequentes",
        "domande frequenti",
    ];
    if 200 < text.len() {
        return false;
    }
    let lower = text.to_lowercase();
    let is_faq = |word: &str| matches!(word, "faq" | "faqs");
    NAMES.iter().any(|name| lower.contains(name))
        || lower.split(|one: char| !one.is_alphanumeric()).any(is_faq)
}
