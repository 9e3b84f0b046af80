//! How a question is worded, without what changes nothing.
//!
//! Vectors do not tell this: "convert a string to a number" and the other way round have one vector,
//! and those of "should I" and "shouldn't I" are nearly the same.

use crate::analysis::Analyzer;

/// English words that leave a question what it is. Not `from`, `to` and `by`, which say who does
/// what.
const SMALL: [&str; 27] = [
    "a", "an", "the", "my", "your", "our", "their", "this", "these", "i", "you", "we", "one",
    "anyone", "someone", "in", "on", "of", "for", "with", "at", "please", "there", "exactly",
    "actually", "also", "just",
];

/// Words behind `how` that all ask for the way.
const WAYS: [&str; 8] = ["do", "does", "can", "could", "to", "should", "would", "may"];

/// A question as it is compared with others: two that are equal ask the same.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Wording {
    /// The terms of the words that say something, in their order.
    pub(super) content: Vec<String>,
    /// The other words that count: what is asked of them, and whether it is denied.
    rest: Vec<String>,
}

impl Wording {
    pub(super) fn new(question: &str, analyzer: &Analyzer) -> Wording {
        let (mut content, mut rest) = (Vec::new(), Vec::new());
        let tokens = analyzer.tokens(question);
        for (at, token) in tokens.iter().enumerate() {
            // The name of an option is not its plural.
            let before = question[..token.span.start].chars().next_back();
            let is_name = before.is_some_and(|one| !one.is_whitespace() && !"(¿".contains(one));
            let word = token.word.as_str();
            let is_way = at == 1 && tokens[0].word == "how" && WAYS.contains(&word);
            if !token.stop {
                content.push(if is_name { token.word.clone() } else { token.term.clone() });
            } else if !is_way && !SMALL.contains(&word) {
                rest.push(token.word.clone());
            }
        }
        Wording { content, rest }
    }

    /// Whether there is anything in it to compare.
    pub(super) fn says_something(&self) -> bool {
        !self.content.is_empty()
    }

    /// The words of each in which two differ, if that is one and all else is equal.
    pub(super) fn apart<'a>(&'a self, other: &'a Wording) -> Option<(&'a str, &'a str)> {
        if self.rest != other.rest || self.content.len() != other.content.len() {
            return None;
        }
        let mut pairs = self.content.iter().zip(&other.content).filter(|(a, b)| a != b);
        let (one, another) = pairs.next()?;
        pairs.next().is_none().then_some((one, another))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::Language;

    fn same(one: &str, other: &str) -> bool {
        let analyzer = Analyzer::new(Language::English);
        Wording::new(one, &analyzer) == Wording::new(other, &analyzer)
    }

    #[test]
    fn small_words_change_nothing_others_do() {
        assert!(same("How do I reset the router?", "how can I reset my routers"));
        assert!(same("How to pay an invoice", "How should we pay invoices?"));
        assert!(!same(
            "How do I convert a string to a number?",
            "How do I convert a number to a string?"
        ));
        assert!(!same("Why should I use it?", "Why shouldn't I use it?"));
        assert!(!same("What is an engineer?", "What does an engineer do?"));
        assert!(!same("What is the 'encoding' option?", "What is the 'encodings' option?"));
        assert!(!same("Does it run on Windows 10?", "Does it run on Windows 11?"));
        assert!(!same("Can I learn C?", "Can I learn C++?"));
    }

    #[test]
    fn two_differ_by_one_word() {
        let analyzer = Analyzer::new(Language::English);
        let apart = |one, other| {
            let [one, other] = [one, other].map(|text| Wording::new(text, &analyzer));
            one.apart(&other).map(|(a, b)| (a.to_owned(), b.to_owned()))
        };
        let delete = ("delet".to_owned(), "remov".to_owned());
        assert_eq!(apart("How do I delete a file?", "How do I remove files?"), Some(delete));
        assert_eq!(apart("How do I delete a file?", "How do I delete files?"), None);
        assert_eq!(apart("How do I delete a file?", "Why do I remove a file?"), None);
    }
}
