//! What a corpus says of its own words, gathered while it is indexed: which words stand in it and
//! how often ([`words`]), what its abbreviations stand for ([`abbreviation`]), and which letters
//! its standing terms would be shortened to ([`initials`]).
//!
//! Pure, and general: nothing here knows a word of any document. The index keeps the two files that
//! [`Gathering::finish`] gives and reads them in place.

pub mod abbreviation;
mod distance;
pub mod expansions;
mod gathered;
pub mod initials;
pub mod questions;
mod sample;
pub mod words;

pub use self::{
    expansions::{Expansion, Expansions, Source},
    questions::Questions,
    words::{Compound, Near, Words, near_among},
};

use std::ops::Range;

use self::{
    abbreviation::Abbreviations,
    sample::{PAUSE, Sample},
    words::WordCounts,
};
#[cfg(test)]
use crate::analysis::{Analyzer, Language};

/// Gathers from passage after passage, in bounded memory: about 80 MB for a corpus of any size, a
/// few for an ordinary one.
///
/// What comes of it depends on which passages came, not on their order, and one that came can leave
/// again; unless there was not enough room ([`is_whole`](Gathering::is_whole)).
#[derive(Debug, Default)]
pub struct Gathering {
    words: WordCounts,
    sample: Sample,
    abbreviations: Abbreviations,
    /// The passage under way, counted from 1, and whether it leaves.
    passage: u32,
    leaves: bool,
    /// How often words were given other numbers.
    renumbered: u32,
}

/// What is kept of a corpus's words: the contents of two files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gathered {
    /// To be read by [`Words`].
    pub words: Vec<u8>,
    /// To be read by [`Expansions`].
    pub expansions: String,
}

/// What a passage says of words, beside having them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Said {
    /// What decides whether it is looked at for terms.
    hash: u64,
    abbreviations: Vec<abbreviation::Pair>,
}

impl Said {
    /// What the passage with this text and these titles says.
    pub fn by<'a>(plain: &'a str, titles: impl IntoIterator<Item = &'a str>) -> Said {
        let mut said = Said { hash: hash(plain), abbreviations: Vec::new() };
        for text in titles.into_iter().chain([plain]) {
            let mut add = |pair| said.abbreviations.push(pair);
            abbreviation::each_plain_pair(text, &mut add);
        }
        said
    }
}

/// The place of a word among those that are gathered, for who says the same word again: looked up
/// once.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Place {
    /// Not looked up yet.
    #[default]
    Unknown,
    /// It is no word.
    None,
    /// Its number, and how often words had been given other numbers when it got it.
    At(u32, u32),
}

impl Gathering {
    /// Starts with nothing.
    pub fn new() -> Gathering {
        Gathering::default()
    }

    /// How many bytes of memory it takes.
    pub fn bytes(&self) -> usize {
        self.words.bytes() + self.sample.bytes() + self.abbreviations.bytes()
    }

    /// Begins the next passage. Whatever is gathered counts once a passage.
    pub fn passage(&mut self, said: &Said) {
        self.begin(said.hash, false);
        said.abbreviations.iter().for_each(|pair| self.abbreviations.add(pair));
    }

    /// Begins to take back one of the passages: what is then read of it leaves again. Its words must
    /// also be [forgotten](Gathering::forget).
    pub fn take_back(&mut self, said: &Said) {
        self.begin(said.hash, true);
        said.abbreviations.iter().for_each(|pair| self.abbreviations.take_back(pair));
    }

    fn begin(&mut self, hash: u64, leaves: bool) {
        self.passage += 1;
        self.leaves = leaves;
        self.sample.passage(self.passage, hash, leaves);
    }

    /// Forgets in which order the words of these passages stand, counted from 0 as they came.
    pub fn forget(&mut self, gone: Range<u32>) {
        self.sample.forget(&(gone.start + 1..gone.end + 1));
    }

    /// The next lower-case word of the passage. Its `place` is looked up where that is not known.
    pub fn word(&mut self, word: &str, place: &mut Place, stop: bool) {
        if match *place {
            Place::Unknown => true,
            Place::None => false,
            Place::At(_, renumbered) => renumbered != self.renumbered,
        } {
            *place = self.place(word);
        }
        let Place::At(number, _) = *place else { return self.sample.word(PAUSE) };
        match self.leaves {
            true => self.words.remove(number, self.passage),
            false => self.words.add(number, self.passage),
        }
        self.sample.word(if stop { PAUSE } else { number });
    }

    fn place(&mut self, word: &str) -> Place {
        let known = match self.leaves {
            true => self.words.known(word),
            false => self.words.number(word),
        };
        if self.words.is_full() {
            let moved = self.words.drop_rarest();
            self.sample.renumber(&moved);
            self.renumbered += 1;
            // The word may be among those that were dropped.
            return self.place(word);
        }
        known.map_or(Place::None, |number| Place::At(number, self.renumbered))
    }

    /// The end of a sentence, a heading or another text of the passage.
    pub fn pause(&mut self) {
        self.sample.word(PAUSE);
    }

    /// Whether nothing was dropped for want of room, and as much is kept as there is room for: only
    /// then it is the same as if the passages had come in another way.
    pub fn is_whole(&self) -> bool {
        self.words.is_whole() && self.abbreviations.is_whole() && self.sample.is_whole()
    }

    /// Each word that stands in a passage, and in how many, in no order.
    pub fn each_word(&self) -> impl Iterator<Item = (&str, u32)> {
        self.words.each().map(|(word, _, passages)| (word, passages))
    }

    /// The two files.
    ///
    /// # Cost
    ///
    /// Sorts the different words once, and looks for terms in at most two million words of text.
    pub fn finish(mut self) -> Gathered {
        self.sample.close();
        let mut found = self.abbreviations.finish();
        found.extend(initials::of(&self.sample, &self.words));
        Gathered { words: self.words.finish(), expansions: expansions::write(found) }
    }
}

/// What decides whether a passage is looked at for terms, where there are too many.
fn hash(plain: &str) -> u64 {
    // The bits of a checksum are even enough; those of short texts are spread over all 64.
    u64::from(crc32fast::hash(plain.as_bytes())).wrapping_mul(0x9e37_79b9_7f4a_7c15).reverse_bits()
}

/// The lower-case words of a short text, as the index cuts words in most languages.
fn plain_words(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    crate::analysis::words(text, false, &mut |_, word| found.push(word.to_owned()));
    found
}

/// Feeds `text` as one sentence, for tests.
#[cfg(test)]
fn feed(gathering: &mut Gathering, analyzer: &Analyzer, text: &str) {
    gathering.passage(&Said::by(text, []));
    read(gathering, analyzer, text);
}

/// Feeds the words of `text`.
#[cfg(test)]
fn read(gathering: &mut Gathering, analyzer: &Analyzer, text: &str) {
    for sentence in crate::analysis::sentence::sentences(text) {
        for token in analyzer.tokens(&text[sentence]) {
            gathering.word(&token.word, &mut Place::default(), token.stop);
        }
        gathering.pause();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_term_said_often_and_never_shortened_has_initials() {
        let mut gathering = Gathering::new();
        let analyzer = Analyzer::new(Language::English);
        for text in [
            "Garden waste is collected on Mondays. Garden waste goes into the green bin.",
            "Put no stones into the garden waste!",
            "The garden. Waste is something else.",
            "Is garden waste free? Good watering helps.",
            "No garden waste after May.",
        ] {
            feed(&mut gathering, &analyzer, text);
        }
        let gathered = gathering.finish();
        let words = Words::new(gathered.words.as_slice());
        assert_eq!(words.passages("garden"), 5);
        assert_eq!(words.passages("stones"), 1);
        assert_eq!(words.passages("stone"), 0);
        let expansions = Expansions::new(gathered.expansions.as_bytes());
        let found = expansions.of("gw");
        assert_eq!(found.len(), 1, "{}", gathered.expansions);
        assert_eq!((found[0].text.as_str(), found[0].source), ("garden waste", Source::Initials));
        // Over two sentences they are no term, and once a passage is once.
        assert_eq!(found[0].passages, 4);
    }

    #[test]
    fn nothing_gathered_is_two_empty_files_that_open() {
        let gathered = Gathering::new().finish();
        assert_eq!(Words::new(gathered.words.as_slice()).passages("a"), 0);
        assert!(Expansions::new(gathered.expansions.as_bytes()).of("a").is_empty());
    }
}
