//! The questions of a corpus in the order of their letters: what somebody who is typing one may
//! want to ask.

/// Questions, each once, sorted by their letters without regard to capitals.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Questions {
    /// For each its letters in lower case, and itself on one line.
    entries: Vec<(Box<str>, Box<str>)>,
}

impl Questions {
    /// Takes `texts`; of those that differ in capitals and blanks alone the first stays.
    ///
    /// # Cost
    ///
    /// A sort: about 0.4 s and 20 MB for 100,000 questions.
    pub fn new(texts: impl IntoIterator<Item = String>) -> Questions {
        let mut entries: Vec<(Box<str>, Box<str>)> = texts
            .into_iter()
            .map(|text| {
                let shown = on_one_line(&text);
                (shown.to_lowercase().into_boxed_str(), shown.into_boxed_str())
            })
            .filter(|(letters, _)| !letters.is_empty())
            .collect();
        // Stable, so that the first of two that are alike stays.
        entries.sort_by(|a, b| a.0.cmp(&b.0));
        entries.dedup_by(|later, first| later.0 == first.0);
        Questions { entries }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Those that begin with `typed` and go on, in order.
    ///
    /// # Cost
    ///
    /// Two dozen comparisons to find the first of a million; nothing for the others until they are
    /// asked for.
    pub fn beginning(&self, typed: &str) -> impl Iterator<Item = &str> {
        let typed = letters(typed);
        let first = self.entries.partition_point(|(letters, _)| **letters < *typed);
        self.entries[first..]
            .iter()
            .take_while({
                let typed = typed.clone();
                move |(letters, _)| letters.starts_with(&*typed)
            })
            .filter(move |(letters, _)| typed.len() < letters.len())
            .map(|(_, shown)| &**shown)
    }

    /// What the first question that begins with `typed` goes on with.
    pub fn rest(&self, typed: &str) -> Option<&str> {
        self.beginning(typed).next().and_then(|question| after(question, typed))
    }

    /// At most `limit` of those in which each word of `typed` begins a word, in order.
    ///
    /// # Cost
    ///
    /// One pass over all of them: about 30 ms for 100,000.
    pub fn holding(&self, typed: &str, limit: usize) -> Vec<&str> {
        let typed = letters(typed);
        let words: Vec<&str> = typed.split_whitespace().collect();
        if words.is_empty() {
            return Vec::new();
        }
        let begins = |letters: &str, word: &str| {
            letters.match_indices(word).any(|(at, _)| {
                letters[..at].chars().next_back().is_none_or(|one| !one.is_alphanumeric())
            })
        };
        self.entries
            .iter()
            .filter(|(letters, _)| words.iter().all(|word| begins(letters, word)))
            .map(|(_, shown)| &**shown)
            .take(limit)
            .collect()
    }
}

/// What stands in `question` behind `typed`, which it begins with but for capitals and blanks.
pub fn after<'a>(question: &'a str, typed: &str) -> Option<&'a str> {
    let typed = letters(typed);
    let mut read = 0;
    for (at, one) in question.char_indices() {
        if read == typed.len() {
            return Some(&question[at..]);
        }
        for lower in one.to_lowercase() {
            if !typed.get(read..)?.starts_with(lower) {
                return None;
            }
            read += lower.len_utf8();
        }
    }
    None
}

fn on_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// As it is compared; a blank at the end says that a word is whole.
fn letters(typed: &str) -> String {
    let mut letters = on_one_line(typed).to_lowercase();
    if !letters.is_empty() && typed.ends_with(char::is_whitespace) {
        letters.push(' ');
    }
    letters
}

#[cfg(test)]
mod tests {
    use super::*;

    fn questions() -> Questions {
        Questions::new(
            [
                "How do I  reset\nthe router?",
                "How do I erase the phone?",
                "how do i erase THE phone?",
                "Übung: was ist das?",
                "İstanbul nerede?",
                " ",
            ]
            .map(str::to_owned),
        )
    }

    #[test]
    fn what_is_typed_is_gone_on_with() {
        let questions = questions();
        assert_eq!(questions.len(), 4);
        assert_eq!(questions.rest("how do i e"), Some("rase the phone?"));
        assert_eq!(questions.rest("HOW  do I R"), Some("eset the router?"));
        assert_eq!(questions.rest("how do "), Some("I erase the phone?"));
        assert_eq!(questions.rest("how do"), Some(" I erase the phone?"));
        assert_eq!(questions.rest("ü"), Some("bung: was ist das?"));
        // One letter that is two in lower case.
        assert_eq!(questions.rest("İ"), Some("stanbul nerede?"));
        assert_eq!(questions.rest("how do i erase the phone?"), None);
        assert_eq!(questions.rest("what"), None);
    }

    #[test]
    fn those_that_begin_so_are_in_order() {
        let all: Vec<String> = questions().beginning("how").map(str::to_owned).collect();
        assert_eq!(all, ["How do I erase the phone?", "How do I reset the router?"]);
    }

    #[test]
    fn words_are_found_wherever_they_begin() {
        let questions = questions();
        assert_eq!(questions.holding("phone era", 9), ["How do I erase the phone?"]);
        assert_eq!(questions.holding("how", 1), ["How do I erase the phone?"]);
        assert!(questions.holding("hone", 9).is_empty());
        assert!(questions.holding("  ", 9).is_empty());
    }
}
