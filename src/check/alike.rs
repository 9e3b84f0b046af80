//! Pairs of sets that have most in common, without comparing each with each.
//!
//! Two sets with a Jaccard index of at least `t` share one of the first `n - ⌈t·n⌉ + 1` of their
//! members, taken in one order: the rarest first, so that few others have it (prefix filter: R.
//! Bayardo and others, "Scaling Up All Pairs Similarity Search", WWW 2007).

use std::collections::{HashMap, HashSet};

/// A member that more sets have than this tells nothing of a pair: such pairs are missed, and a
/// thousand entries made from one pattern are not compared with each other.
const MAX_SHARED: usize = 200;

/// Gives words numbers.
#[derive(Debug, Default)]
pub(super) struct Members {
    numbers: HashMap<String, u32>,
    /// In how many sets each is.
    counts: Vec<u32>,
}

impl Members {
    /// The set of `words`, in the order of their numbers.
    pub(super) fn set<'w>(&mut self, words: impl IntoIterator<Item = &'w str>) -> Vec<u32> {
        let mut set: Vec<u32> = Vec::new();
        for word in words {
            let next = u32::try_from(self.counts.len()).unwrap_or(u32::MAX);
            let number = *self.numbers.entry(word.to_owned()).or_insert(next);
            if number == next {
                self.counts.push(0);
            }
            set.push(number);
        }
        set.sort_unstable();
        set.dedup();
        for number in &set {
            self.counts[*number as usize] += 1;
        }
        set
    }

    /// Those of `words` that have a number, as it is.
    pub(super) fn known<'w>(&self, words: impl IntoIterator<Item = &'w str>) -> HashSet<u32> {
        words.into_iter().filter_map(|word| self.numbers.get(word).copied()).collect()
    }

    /// The pairs of `sets`, which [`set`](Members::set) made, with a Jaccard index of at least `least` (above 0, at most 1), the
    /// smaller number first, in order. Empty sets are like nothing.
    pub(super) fn pairs(&self, sets: &[Vec<u32>], least: f64) -> Vec<(usize, usize)> {
        let mut having: HashMap<u32, Vec<usize>> = HashMap::new();
        let ordered: Vec<Vec<u32>> = sets
            .iter()
            .map(|set| {
                let mut set = set.clone();
                set.sort_unstable_by_key(|one| (self.counts[*one as usize], *one));
                set
            })
            .collect();
        let mut pairs = Vec::new();
        for (at, set) in ordered.iter().enumerate() {
            let needed = (least * set.len() as f64 - 1e-9).ceil() as usize;
            let prefix = &set[..(set.len() + 1).saturating_sub(needed).min(set.len())];
            let mut others: Vec<usize> =
                prefix.iter().filter_map(|one| having.get(one)).flatten().copied().collect();
            others.sort_unstable();
            others.dedup();
            let fits = |other: &usize| least <= jaccard(&sets[*other], &sets[at]) + 1e-9;
            pairs.extend(others.into_iter().filter(fits).map(|other| (other, at)));
            for one in prefix {
                let list = having.entry(*one).or_default();
                if list.len() < MAX_SHARED {
                    list.push(at);
                }
            }
        }
        pairs.sort_unstable();
        pairs
    }
}

/// How many members two sets of [`Members`] share.
pub(super) fn shared(a: &[u32], b: &[u32]) -> usize {
    a.iter().filter(|one| b.binary_search(one).is_ok()).count()
}

/// What two sets of [`Members`] share, of what either has: 0 to 1.
pub(super) fn jaccard(a: &[u32], b: &[u32]) -> f64 {
    let shared = shared(a, b);
    match a.len() + b.len() - shared {
        0 => 0.0,
        all => shared as f64 / all as f64,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(texts: &[&str], least: f64) -> Vec<(usize, usize)> {
        let mut members = Members::default();
        let sets: Vec<Vec<u32>> =
            texts.iter().map(|text| members.set(text.split_whitespace())).collect();
        members.pairs(&sets, least)
    }

    #[test]
    fn what_shares_most_is_a_pair() {
        assert_eq!(
            pairs(&["a b c", "x y", "c b a", "a b d", "", ""], 0.5),
            [(0, 2), (0, 3), (2, 3)]
        );
        assert_eq!(pairs(&["a b c", "x y", "c b a", "a b d"], 0.6), [(0, 2)]);
        assert_eq!(pairs(&["a a b", "a b"], 1.0), [(0, 1)]);
    }

    #[test]
    fn an_answer_of_very_many_words_took_the_square_of_them() {
        let words: Vec<String> = (0..200_000).map(|number| format!("w{number}")).collect();
        let words = || words.iter().map(String::as_str);
        let started = std::time::Instant::now();
        let mut members = Members::default();
        let sets = [members.set(words()), members.set(words().rev().chain(words()))];
        assert_eq!(jaccard(&sets[0], &sets[1]), 1.0);
        assert_eq!(members.pairs(&sets, 0.5), [(0, 1)]);
        assert!(started.elapsed().as_secs() < 5, "{:?}", started.elapsed());
    }

    #[test]
    fn none_is_missed_by_taking_the_rarest_alone() {
        // Texts of a fixed rule, compared each with each.
        let texts: Vec<String> = (0..120_usize)
            .map(|n| {
                let words = (0..2 + n % 7).map(|i| format!("w{}", (n * 7 + i * i * 3) % 19));
                words.collect::<Vec<_>>().join(" ")
            })
            .collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        for least in [0.4, 0.6, 0.75, 1.0] {
            let mut members = Members::default();
            let sets: Vec<Vec<u32>> =
                texts.iter().map(|text| members.set(text.split_whitespace())).collect();
            let mut wanted = Vec::new();
            for b in 0..sets.len() {
                let fits = |a: &usize| least <= jaccard(&sets[*a], &sets[b]) + 1e-9;
                wanted.extend((0..b).filter(fits).map(|a| (a, b)));
            }
            wanted.sort_unstable();
            assert!(0.5 < least || !wanted.is_empty(), "nothing is tried");
            assert_eq!(pairs(&texts, least), wanted, "{least}");
        }
    }
}
