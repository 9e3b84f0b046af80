//! The fast way to cut whole documents: each word is analysed once, and is a number from then on.

use std::{collections::HashMap, hash::BuildHasher};

use hashbrown::{DefaultHashBuilder, HashTable};

use super::{Analyzer, Language, term_hash, words};

/// How many words are remembered before all are forgotten, so that a text of nothing but new words
/// does not fill the memory: about 10 MB.
const MAX_REMEMBERED: usize = 200_000;

/// Numbers words as they come, and remembers their terms: stemming is the dearest step, and words
/// come again.
#[derive(Default)]
pub struct Interned {
    analyzers: HashMap<Language, Analyzer>,
    hasher: DefaultHashBuilder,
    /// The number of each word, which is its place in `words`.
    numbers: HashTable<u32>,
    words: Vec<Word>,
    /// The words and their terms, one after the other.
    text: String,
    /// How many words were [told](Interned::fresh) of.
    told: usize,
}

/// A word of one language.
#[derive(Debug, Clone, Copy)]
struct Word {
    language: Language,
    is_stop: bool,
    /// Where it starts in the text, where its term does, and the bytes of each.
    word: (u32, u16),
    term: (u32, u16),
}

/// A word that has a number now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fresh {
    /// Lower-case and composed, not stemmed.
    pub word: Box<str>,
    /// The [hash](term_hash) of its term.
    pub term: u32,
    /// Whether it is a stop word.
    pub is_stop: bool,
}

impl std::fmt::Debug for Interned {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Interned").field("words", &self.words.len()).finish_non_exhaustive()
    }
}

impl Interned {
    /// Calls `each` with the number of every word of `text`, from 0, its term, and whether it is a
    /// stop word.
    pub fn visit(&mut self, language: Language, text: &str, each: &mut dyn FnMut(u32, &str, bool)) {
        words(text, language.elides(), &mut |_, word| {
            let number = self.number(language, word);
            let found = self.words[number as usize];
            each(number, cut(&self.text, found.term), found.is_stop);
        });
    }

    /// The words that got a number since the last call, in the order of their numbers. The first of
    /// them has the number that is given with them; where that is 0, all numbers before are void.
    pub fn fresh(&mut self) -> (u32, Vec<Fresh>) {
        let from = self.told;
        let fresh = |word: &Word| Fresh {
            word: cut(&self.text, word.word).into(),
            term: term_hash(cut(&self.text, word.term)),
            is_stop: word.is_stop,
        };
        let words = self.words[from..].iter().map(fresh).collect();
        self.told = self.words.len();
        (from as u32, words)
    }

    /// Forgets all words if there are too many. Not between a text and what is made of its numbers.
    pub fn make_room(&mut self) {
        if MAX_REMEMBERED < self.words.len() {
            let analyzers = std::mem::take(&mut self.analyzers);
            *self = Interned { analyzers, ..Interned::default() };
        }
    }

    fn number(&mut self, language: Language, word: &str) -> u32 {
        let hash = self.hasher.hash_one(word);
        let found = self.numbers.find(hash, |number| {
            let known = self.words[*number as usize];
            known.language == language && cut(&self.text, known.word) == word
        });
        match found {
            Some(number) => *number,
            None => self.remember(language, word, hash),
        }
    }

    fn remember(&mut self, language: Language, word: &str, hash: u64) -> u32 {
        let analyzer = self.analyzers.entry(language).or_insert_with(|| Analyzer::new(language));
        let (term, is_stop) = analyzer.analyze(word);
        let mut keep = |piece: &str| {
            let at = self.text.len() as u32;
            self.text.push_str(piece);
            (at, piece.len() as u16)
        };
        let word = keep(word);
        let term = keep(&term);
        self.words.push(Word { language, is_stop, word, term });
        let number = self.words.len() as u32 - 1;
        let Interned { hasher, numbers, words, text, .. } = self;
        let rehash = |number: &u32| hasher.hash_one(cut(text, words[*number as usize].word));
        numbers.insert_unique(hash, number, rehash);
        number
    }
}

fn cut(text: &str, (at, bytes): (u32, u16)) -> &str {
    &text[at as usize..at as usize + usize::from(bytes)]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(interned: &mut Interned, language: Language, text: &str) -> Vec<u32> {
        let mut numbers = Vec::new();
        interned.visit(language, text, &mut |number, _, _| numbers.push(number));
        numbers
    }

    #[test]
    fn words_have_numbers_and_are_told_once() {
        let mut interned = Interned::default();
        let english = Language::English;
        assert_eq!(numbers(&mut interned, english, "The boats, the boat"), [0, 1, 0, 2]);
        let (first, fresh) = interned.fresh();
        let told: Vec<_> = fresh.iter().map(|one| (&*one.word, one.term, one.is_stop)).collect();
        let boat = term_hash("boat");
        let wanted =
            [("the", term_hash("the"), true), ("boats", boat, false), ("boat", boat, false)];
        assert_eq!((first, told), (0, wanted.to_vec()));
        assert_eq!(numbers(&mut interned, english, "the ship"), [0, 3]);
        let (first, fresh) = interned.fresh();
        assert_eq!((first, fresh.len(), &*fresh[0].word), (3, 1, "ship"));
        assert_eq!(numbers(&mut interned, Language::German, "Boot the"), [4, 5]);
        assert!(!interned.fresh().1[1].is_stop, "no stop word of that language");
    }

    #[test]
    fn where_there_are_too_many_all_are_forgotten() {
        let mut interned = Interned::default();
        for word in 0..=MAX_REMEMBERED {
            numbers(&mut interned, Language::English, &format!("w{word}"));
        }
        interned.fresh();
        assert_eq!(numbers(&mut interned, Language::English, "w0 w7"), [0, 7]);
        interned.make_room();
        assert_eq!(numbers(&mut interned, Language::English, "w7"), [0]);
        assert_eq!(interned.fresh().0, 0);
    }
}
