//! What kind of answer a question asks for, told from its first words.

use std::borrow::Cow;

use super::sought::words;

/// What kind of answer is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum QuestionKind {
    /// What is X, what does X mean, X?
    Definition,
    /// How do I, steps to.
    HowTo,
    /// How much, what does it cost.
    HowMuch,
    /// How long, how many years.
    HowLong,
    /// How many.
    HowMany,
    /// When, since when, what year.
    When,
    /// Where.
    Where,
    /// Who, whose.
    Who,
    /// Why.
    Why,
    /// Is, do, can: yes or no.
    YesNo,
    /// What is the difference, X vs Y.
    Comparison,
    /// Which, what are, list.
    List,
    /// Nothing of these.
    Other,
}

/// Openings and what they ask for, in English, the longest that fits counting; see [`opening`].
const OPENINGS: &[(&str, QuestionKind)] = &[
    ("what is the difference", QuestionKind::Comparison),
    ("what s the difference", QuestionKind::Comparison),
    ("whats the difference", QuestionKind::Comparison),
    ("difference between", QuestionKind::Comparison),
    ("how does it differ", QuestionKind::Comparison),
    ("compare", QuestionKind::Comparison),
    ("what is", QuestionKind::Definition),
    ("what s", QuestionKind::Definition),
    ("whats", QuestionKind::Definition),
    ("what does", QuestionKind::Definition),
    ("define", QuestionKind::Definition),
    ("definition of", QuestionKind::Definition),
    ("meaning of", QuestionKind::Definition),
    ("explain", QuestionKind::Definition),
    ("how do", QuestionKind::HowTo),
    ("how can", QuestionKind::HowTo),
    ("how to", QuestionKind::HowTo),
    ("how should", QuestionKind::HowTo),
    ("how would", QuestionKind::HowTo),
    ("how could", QuestionKind::HowTo),
    ("how does one", QuestionKind::HowTo),
    ("steps to", QuestionKind::HowTo),
    ("what should i do", QuestionKind::HowTo),
    ("what do i do", QuestionKind::HowTo),
    ("how much", QuestionKind::HowMuch),
    ("what is the price", QuestionKind::HowMuch),
    ("what does it cost", QuestionKind::HowMuch),
    ("how long", QuestionKind::HowLong),
    ("how many years", QuestionKind::HowLong),
    ("how many months", QuestionKind::HowLong),
    ("how many weeks", QuestionKind::HowLong),
    ("how many days", QuestionKind::HowLong),
    ("how many hours", QuestionKind::HowLong),
    ("how much time", QuestionKind::HowLong),
    ("how many", QuestionKind::HowMany),
    ("when", QuestionKind::When),
    ("since when", QuestionKind::When),
    ("what year", QuestionKind::When),
    ("in what year", QuestionKind::When),
    ("in which year", QuestionKind::When),
    ("what date", QuestionKind::When),
    ("what day", QuestionKind::When),
    ("what time", QuestionKind::When),
    ("where", QuestionKind::Where),
    ("in which country", QuestionKind::Where),
    ("in what country", QuestionKind::Where),
    ("who", QuestionKind::Who),
    ("whose", QuestionKind::Who),
    ("whom", QuestionKind::Who),
    ("why", QuestionKind::Why),
    ("how come", QuestionKind::Why),
    ("what is the reason", QuestionKind::Why),
    ("what are", QuestionKind::List),
    ("which", QuestionKind::List),
    ("list", QuestionKind::List),
    ("name", QuestionKind::List),
    ("is", QuestionKind::YesNo),
    ("are", QuestionKind::YesNo),
    ("am", QuestionKind::YesNo),
    ("was", QuestionKind::YesNo),
    ("were", QuestionKind::YesNo),
    ("do", QuestionKind::YesNo),
    ("does", QuestionKind::YesNo),
    ("did", QuestionKind::YesNo),
    ("can", QuestionKind::YesNo),
    ("could", QuestionKind::YesNo),
    ("should", QuestionKind::YesNo),
    ("will", QuestionKind::YesNo),
    ("would", QuestionKind::YesNo),
    ("must", QuestionKind::YesNo),
    ("may", QuestionKind::YesNo),
    ("has", QuestionKind::YesNo),
    ("have", QuestionKind::YesNo),
];

impl QuestionKind {
    /// What `question` asks for.
    pub fn of(question: &str) -> QuestionKind {
        let words: Vec<Cow<'_, str>> = words(question).take(64).collect();
        let joined = words.join(" ");
        if words.iter().any(|word| word == "vs" || word == "versus")
            || joined.contains("difference between")
            || joined.contains("differ from")
        {
            return QuestionKind::Comparison;
        }
        opening(&joined).unwrap_or(QuestionKind::Other)
    }
}

/// What the longest opening that `words` (lower-case, joined by one blank) starts with asks for.
fn opening(words: &str) -> Option<QuestionKind> {
    OPENINGS
        .iter()
        .filter(|(opening, _)| {
            words.strip_prefix(opening).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
        })
        .max_by_key(|(opening, _)| opening.len())
        .map(|(_, kind)| *kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_opening_tells() {
        for (question, kind) in [
            ("What is deep learning?", QuestionKind::Definition),
            ("what's the difference between a cat and a dog", QuestionKind::Comparison),
            ("tabs vs spaces", QuestionKind::Comparison),
            ("how many years does it take", QuestionKind::HowLong),
            ("how many legs has a spider", QuestionKind::HowMany),
            ("How do I reset it?", QuestionKind::HowTo),
            ("is it free", QuestionKind::YesNo),
            ("issue with login", QuestionKind::Other),
            ("", QuestionKind::Other),
            ("?!", QuestionKind::Other),
        ] {
            assert_eq!(QuestionKind::of(question), kind, "{question}");
        }
    }
}
