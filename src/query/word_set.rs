//! Some of the words of a question.

/// Words of a question, by their index in [`Query::words`](super::Query::words). A question has at
/// most [`MAX_WORDS`](super::MAX_WORDS), so that a set of them is one number.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct WordSet(u64);

impl WordSet {
    /// The set of nothing.
    pub const EMPTY: WordSet = WordSet(0);

    /// Adds the word with index `word`; one that is beyond [`MAX_WORDS`](super::MAX_WORDS) is left
    /// out.
    pub fn insert(&mut self, word: usize) {
        if word < super::MAX_WORDS {
            self.0 |= 1 << word;
        }
    }

    /// Whether the word with index `word` is in it.
    pub fn has(self, word: usize) -> bool {
        word < super::MAX_WORDS && self.0 & 1 << word != 0
    }

    /// Whether all of `other` is in it.
    pub fn has_all(self, other: WordSet) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether nothing is in it.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// What is in either.
    #[must_use]
    pub fn or(self, other: WordSet) -> WordSet {
        WordSet(self.0 | other.0)
    }

    /// What is in both.
    #[must_use]
    pub fn and(self, other: WordSet) -> WordSet {
        WordSet(self.0 & other.0)
    }

    /// The word after each.
    #[must_use]
    pub fn following(self) -> WordSet {
        WordSet(self.0 << 1)
    }

    /// The indexes, in their order.
    pub fn iter(self) -> impl Iterator<Item = usize> {
        let mut left = self.0;
        std::iter::from_fn(move || {
            let word = left.trailing_zeros() as usize;
            // Takes the lowest bit away.
            left &= left.wrapping_sub(1);
            (word < 64).then_some(word)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::MAX_WORDS;
    use super::*;

    #[test]
    fn words_come_in_their_order_and_none_is_beyond_the_last() {
        let mut set = WordSet::EMPTY;
        for word in [7, 0, MAX_WORDS - 1, 7, MAX_WORDS, 64, 1000] {
            set.insert(word);
        }
        assert_eq!(set.iter().collect::<Vec<_>>(), [0, 7, MAX_WORDS - 1]);
        assert!(set.has(7) && !set.has(8) && !set.has(MAX_WORDS) && !set.has(1000));
        assert_eq!(set.following().iter().take(2).collect::<Vec<_>>(), [1, 8]);
        assert_eq!(WordSet::EMPTY.iter().count(), 0);
        assert!(WordSet::EMPTY.is_empty() && set.has_all(WordSet::EMPTY));
        assert!(!WordSet::EMPTY.has_all(set));
    }
}
