//! What was gathered, as it lies in an index: for who changes the index, not for who asks it.
//!
//! Little-endian:
//!
//! ```text
//! u32              the number of passages
//! u32              n, the number of words
//! n × (u8, u32)    the bytes of each word, and how many passages it stands in
//! the words, sorted by their bytes, without anything between
//! 32 × u64         how many words and pauses the passages of each level have (`sample`)
//! u32              m, the number of passages that are kept as sequences of words
//! m × (u32, u8, u32)  the number of each, counted from 1; its level; its words and pauses
//! u32 × those      the words by their place above; 2³² − 1 for a pause
//! the rest, text   a line for each abbreviation: short <tab> long <tab> times
//! ```

use super::{
    Gathering,
    abbreviation::Abbreviations,
    sample::{PAUSE, Sample, Sampled},
    words::WordCounts,
};

/// The levels of a sample.
const LEVELS: usize = 32;

impl Gathering {
    /// What was gathered, to go on from; `None` where that would not come to the same as gathering
    /// all anew.
    pub fn to_file(&mut self) -> Option<Vec<u8>> {
        self.sample.close();
        if !self.is_whole() {
            return None;
        }
        let mut sorted: Vec<(&str, u32, u32)> = self.words.each().collect();
        sorted.sort_unstable();
        let mut places = vec![PAUSE; self.words.numbers()];
        let mut file = Vec::new();
        file.extend(self.passage.to_le_bytes());
        file.extend((sorted.len() as u32).to_le_bytes());
        for (place, (word, number, passages)) in (0..).zip(&sorted) {
            places[*number as usize] = place;
            // At most 96 bytes.
            file.push(word.len() as u8);
            file.extend(passages.to_le_bytes());
        }
        sorted.iter().for_each(|(word, _, _)| file.extend(word.bytes()));
        file.extend(self.sample.totals().iter().flat_map(|total| total.to_le_bytes()));
        file.extend((self.sample.each().count() as u32).to_le_bytes());
        for (one, _) in self.sample.each() {
            file.extend(one.passage.to_le_bytes());
            file.push(one.level);
            file.extend(one.words.to_le_bytes());
        }
        for (_, words) in self.sample.each() {
            let place = |word: &u32| places.get(*word as usize).copied().unwrap_or(PAUSE);
            file.extend(words.iter().flat_map(|word| place(word).to_le_bytes()));
        }
        let mut pairs: Vec<(&str, &str, u32)> = self.abbreviations.each().collect();
        pairs.sort_unstable();
        for (short, long, times) in pairs {
            file.extend(format!("{short}\t{long}\t{times}\n").bytes());
        }
        Some(file)
    }

    /// Goes on from what a file holds; `None` where it makes no sense.
    pub fn from_file(file: &[u8]) -> Option<Gathering> {
        let mut rest = Rest(file);
        let passage = rest.number()?;
        let count = rest.number()? as usize;
        let heads = rest.take(count.checked_mul(5)?)?.as_chunks::<5>().0;
        let mut words = WordCounts::default();
        for [bytes, passages @ ..] in heads {
            let word = std::str::from_utf8(rest.take(usize::from(*bytes))?).ok()?;
            words.put(word, u32::from_le_bytes(*passages));
        }
        let totals = rest.take(8 * LEVELS)?.as_chunks::<8>().0;
        let totals = totals.iter().map(|bytes| u64::from_le_bytes(*bytes)).collect();
        let count = rest.number()? as usize;
        let mut kept = Vec::new();
        let mut length = 0_usize;
        for _ in 0..count {
            let one =
                Sampled { passage: rest.number()?, level: rest.byte()?, words: rest.number()? };
            length = length.checked_add(one.words as usize)?;
            kept.push(one);
        }
        let tokens = rest.take(length.checked_mul(4)?)?.as_chunks::<4>().0;
        let tokens: Vec<u32> = tokens.iter().map(|bytes| u32::from_le_bytes(*bytes)).collect();
        let known = |word: &u32| *word == PAUSE || (*word as usize) < words.numbers();
        if !tokens.iter().all(known) {
            return None;
        }
        let mut abbreviations = Abbreviations::default();
        for line in std::str::from_utf8(rest.0).ok()?.lines() {
            let (pair, times) = line.rsplit_once('\t')?;
            let (short, long) = pair.split_once('\t')?;
            abbreviations.put(short, long, times.parse().ok()?);
        }
        let sample = Sample::kept(totals, kept, tokens);
        Some(Gathering { words, sample, abbreviations, passage, ..Gathering::default() })
    }
}

/// What is not read yet.
struct Rest<'a>(&'a [u8]);

impl<'a> Rest<'a> {
    fn take(&mut self, bytes: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(bytes)?;
        self.0 = rest;
        Some(taken)
    }

    fn number(&mut self) -> Option<u32> {
        Some(u32::from_le_bytes(self.take(4)?.try_into().ok()?))
    }

    fn byte(&mut self) -> Option<u8> {
        self.take(1)?.first().copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        analysis::{Analyzer, Language},
        lexicon::{Gathered, Said, feed, read},
    };

    const TEXTS: [&str; 7] = [
        "Garden waste is collected on Mondays. Garden waste goes into the green bin.",
        "Put no stones into the garden waste! The recycling centre north (RCN) takes them.",
        "The garden. Waste is something else, says the RCN (recycling centre north).",
        "Is garden waste free? Good watering helps.",
        "No garden waste after May.",
        "The recycling centre north (RCN) is closed.",
        "Ask the local health authority (LHA).",
    ];

    fn gathered(texts: &[&str]) -> Gathering {
        let analyzer = Analyzer::new(Language::English);
        let mut gathering = Gathering::new();
        for text in texts {
            feed(&mut gathering, &analyzer, text);
        }
        gathering
    }

    #[test]
    fn what_goes_on_from_a_file_comes_to_the_same_as_all_anew() {
        let file = gathered(&TEXTS[..5]).to_file().unwrap();
        let analyzer = Analyzer::new(Language::English);
        let mut gathering = Gathering::from_file(&file).unwrap();
        // The third leaves, two more come.
        gathering.forget(2..3);
        gathering.take_back(&Said::by(TEXTS[2], []));
        read(&mut gathering, &analyzer, TEXTS[2]);
        for text in &TEXTS[5..] {
            feed(&mut gathering, &analyzer, text);
        }
        let anew: Vec<&str> = [&TEXTS[5..], &TEXTS[..2], &TEXTS[3..5]].concat();
        let Gathered { words, expansions } = gathered(&anew).finish();
        let changed = gathering.finish();
        assert_eq!(changed.expansions, expansions);
        assert_eq!(changed.words, words);
        assert!(expansions.contains("gw\tgarden waste\ti\t4"), "{expansions}");
        assert!(expansions.contains("lha\tlocal health authority\tg\t1"), "{expansions}");
    }

    #[test]
    fn a_file_is_the_same_whatever_way_it_came_about() {
        let file = gathered(&TEXTS).to_file().unwrap();
        assert_eq!(Gathering::from_file(&file).unwrap().to_file(), Some(file));
    }

    #[test]
    fn any_bytes_are_a_gathering_or_none() {
        let file = gathered(&TEXTS).to_file().unwrap();
        for cut in 0..file.len() {
            if let Some(mut some) = Gathering::from_file(&file[..cut]) {
                some.to_file();
                some.finish();
            }
        }
        for at in 0..file.len().min(400) {
            let mut file = file.clone();
            file[at] ^= 0x55;
            if let Some(some) = Gathering::from_file(&file) {
                some.finish();
            }
        }
    }
}
