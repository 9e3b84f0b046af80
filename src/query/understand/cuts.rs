//! Words that were typed in two and are one in the corpus, or the other way about: "pre requisites", "selfdriving",
//! "E 31", "8m2".

use super::{Item, Reader};
use crate::query::{
    is_number,
    numbers::{Glued, is_unit},
    spelling::is_ordinary,
};

/// At most so many letters beside a number are written to it.
const LONGEST_BESIDE_NUMBER: usize = 4;

impl Reader<'_> {
    /// Makes one word of two neighbours, where the corpus writes them so: first of numbers and what belongs to them.
    pub(super) fn join(&mut self, items: Vec<Item>) -> Vec<Item> {
        let items = self.joined(items, Reader::joint_with_number);
        self.joined(items, Reader::joint)
    }

    /// `items` with one in the place of two neighbours that have a `joint`.
    fn joined(
        &mut self,
        items: Vec<Item>,
        joint: impl Fn(&Self, &Item, &Item) -> Option<Item>,
    ) -> Vec<Item> {
        let mut joined: Vec<Item> = Vec::with_capacity(items.len());
        for item in items {
            match joined.last().and_then(|before| joint(self, before, &item)) {
                Some(one) => {
                    // It may be of two words that were joined before.
                    self.take_back(&one.span);
                    self.corrected(one.span.clone(), one.word());
                    joined.pop();
                    joined.push(one);
                }
                None => joined.push(item),
            }
        }
        joined
    }

    /// Whether nothing but a blank or a hyphen stands between `before` and `item`.
    fn stand_beside(&self, before: &Item, item: &Item) -> bool {
        let between = self.asked.get(before.span.end..item.span.start).unwrap_or_default();
        !between.is_empty() && between.chars().all(|one| matches!(one, ' ' | '-'))
    }

    /// One word of two of which one is unknown.
    fn joint(&self, before: &Item, item: &Item) -> Option<Item> {
        let letters = |item: &Item| item.word().chars().all(char::is_alphabetic);
        if !self.stand_beside(before, item) || !letters(before) || !letters(item) {
            return None;
        }
        if !self.is_unknown(before) && !self.is_unknown(item) {
            return None;
        }
        // "the rings" is two words, whatever somebody once typed.
        if before.is_stop() || item.is_stop() {
            return None;
        }
        let word = format!("{}{}", before.word(), item.word());
        let one = self.item(&word, &(before.span.start..item.span.end));
        // "wi-fi" is "wifi", but "at a" is anything.
        let least = if self.is_unknown(before) && self.is_unknown(item) { 4 } else { 5 };
        (least <= word.chars().count() && self.knows(&one)).then_some(one)
    }

    /// One word of a number and few letters beside it, where the corpus writes them so and never apart: "E 31", "6 pm".
    fn joint_with_number(&self, before: &Item, item: &Item) -> Option<Item> {
        let [first, second] = [before, item].map(|one| is_number(one.word()));
        if first == second || !self.stand_beside(before, item) {
            return None;
        }
        let letters = if first { item } else { before };
        let few = letters.word().len() <= LONGEST_BESIDE_NUMBER
            && letters.word().chars().all(char::is_alphabetic);
        // "a 4" is no paper.
        if !few || letters.is_stop() && !is_unit(letters.word()) {
            return None;
        }
        let word = format!("{}{}", before.word(), item.word());
        let one = self.item(&word, &(before.span.start..item.span.end));
        (self.knows(&one) && !self.are_beside(before, item)).then_some(one)
    }

    /// Whether the corpus has `first` right before `second`.
    fn are_beside(&self, first: &Item, second: &Item) -> bool {
        let mut pairs = first.tokens.iter().zip(&second.tokens);
        pairs.any(|(a, b)| self.vocabulary.adjacent(&a.term, &b.term))
    }

    /// The parts of a number and what is written to it, where the corpus does not write them so.
    pub(super) fn apart(&mut self, item: &Item) -> Option<Vec<Item>> {
        let (first, second) = match Glued::of(item.word())? {
            Glued::Alone(number) => {
                let one = self.item(number, &item.span);
                return self.knows(&one).then(|| vec![one]);
            }
            Glued::Parts(first, second) => (first, second),
        };
        let [one, other] = [first, second].map(|part| self.item(part, &item.span));
        if self.are_beside(&one, &other) {
            self.corrected(item.span.clone(), &format!("{first} {second}"));
        } else if !is_unit(second) {
            return None;
        }
        Some(vec![one, other])
    }

    /// The two words of the corpus that were typed as one, the more letters of each the better.
    pub(super) fn parts(&self, word: &str) -> Option<(String, String)> {
        let length = word.chars().count();
        if !(4..=24).contains(&length) || !word.chars().all(char::is_alphabetic) {
            return None;
        }
        // What is a word by itself, or short, is cut only between two that say something: "wi-fi".
        let says = is_ordinary(word) || length == 4;
        let least = if is_ordinary(word) { 3 } else { 2 };
        let mut cuts: Vec<(usize, usize)> = (least..=length - least)
            .filter_map(|letters| {
                let (at, _) = word.char_indices().nth(letters)?;
                Some((letters.min(length - letters), at))
            })
            .collect();
        cuts.sort_by_key(|(shorter, at)| (std::cmp::Reverse(*shorter), *at));
        cuts.into_iter().find_map(|(_, at)| {
            let (first, second) = word.split_at(at);
            let [one, other] = [first, second].map(|part| self.item(part, &(0..0)));
            let stops = usize::from(one.is_stop()) + usize::from(other.is_stop());
            if 1 < stops || (says && 0 < stops) || !self.knows(&one) || !self.knows(&other) {
                return None;
            }
            self.are_beside(&one, &other).then(|| (first.to_owned(), second.to_owned()))
        })
    }
}
