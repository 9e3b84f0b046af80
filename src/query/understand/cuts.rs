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
    /// Makes one word of two neighbours of which one is unknown, where the corpus writes them so.
    pub(super) fn join(&mut self, items: Vec<Item>) -> Vec<Item> {
        let mut joined: Vec<Item> = Vec::with_capacity(items.len());
        for item in items {
            match joined.last().and_then(|before| self.joint(before, &item)) {
                Some(one) => {
                    self.corrected(one.span.clone(), one.word());
                    joined.pop();
                    joined.push(one);
                }
                None => joined.push(item),
            }
        }
        joined
    }

    fn joint(&self, before: &Item, item: &Item) -> Option<Item> {
        let between = self.asked.get(before.span.end..item.span.start)?;
        let apart = !between.is_empty() && between.chars().all(|one| matches!(one, ' ' | '-'));
        let letters = |item: &Item| item.word().chars().all(char::is_alphabetic);
        if apart && is_number(before.word()) != is_number(item.word()) {
            return self.joint_with_number(before, item);
        }
        if !apart || !letters(before) || !letters(item) {
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
        let letters = if is_number(before.word()) { item } else { before };
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
            Glued::Alone(number) => return Some(vec![self.item(number, &item.span)]),
            Glued::Measure(first, second) | Glued::Name(first, second) => (first, second),
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
