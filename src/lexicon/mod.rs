//! What a corpus says of its own words, gathered while it is indexed: which words stand in it and
//! how often ([`words`]), what its abbreviations stand for ([`abbreviation`]), and which letters
//! its standing terms would be shortened to ([`initials`]).
//!
//! Pure, and general: nothing here knows a word of any document. The index keeps the two files that
//! [`Gathering::finish`] gives and reads them in place.

pub mod abbreviation;
pub mod expansions;
pub mod initials;
pub mod questions;
pub mod words;

pub use self::{
    expansions::{Expansion, Expansions, Source},
    questions::Questions,
    words::{Near, Words},
};

use self::{abbreviation::Abbreviations, initials::Phrases, words::WordCounts};
#[cfg(test)]
use crate::analysis::{Analyzer, Language};

/// Gathers from passage after passage, in bounded memory: about 60 MB for a corpus of any size,
/// a few for an ordinary one.
#[derive(Debug, Default)]
pub struct Gathering {
    words: WordCounts,
    phrases: Phrases,
    abbreviations: Abbreviations,
    passage: u32,
    /// The content words since the last stop word or end of a sentence.
    run: Vec<u32>,
}

/// What is kept of a corpus's words: the contents of two files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gathered {
    /// To be read by [`Words`].
    pub words: Vec<u8>,
    /// To be read by [`Expansions`].
    pub expansions: String,
}

impl Gathering {
    /// Starts with nothing.
    pub fn new() -> Gathering {
        Gathering::default()
    }

    /// Begins the next passage. Whatever is gathered counts once a passage.
    pub fn passage(&mut self) {
        self.passage += 1;
        self.run.clear();
    }

    /// The next lower-case word of the passage.
    pub fn word(&mut self, word: &str, stop: bool) {
        let Some(number) = self.words.add(word, self.passage) else {
            self.run.clear();
            return;
        };
        if stop {
            self.run.clear();
            return;
        }
        if initials::LONGEST == self.run.len() {
            self.run.remove(0);
        }
        self.run.push(number);
        self.phrases.add(&self.run, self.passage);
    }

    /// The end of a sentence, a heading or another text of the passage.
    pub fn pause(&mut self) {
        self.run.clear();
    }

    /// Looks for abbreviations in a text of the passage.
    pub fn text(&mut self, text: &str) {
        self.abbreviations.read(text);
    }

    /// The two files.
    ///
    /// # Cost
    ///
    /// Sorts the different words once.
    pub fn finish(self) -> Gathered {
        let mut found = self.abbreviations.finish();
        found.extend(self.phrases.finish(&self.words));
        Gathered { words: self.words.finish(), expansions: expansions::write(found) }
    }
}

/// The lower-case words of a short text, as the index cuts words in most languages.
fn plain_words(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    crate::analysis::words(text, false, &mut |_, word| found.push(word.to_owned()));
    found
}

/// Feeds `text` as one sentence, for tests.
#[cfg(test)]
fn feed(gathering: &mut Gathering, analyzer: &mut Analyzer, text: &str) {
    gathering.passage();
    gathering.text(text);
    for sentence in crate::analysis::sentence::sentences(text) {
        analyzer.visit(&text[sentence], &mut |word, _, stop| gathering.word(word, stop));
        gathering.pause();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_term_said_often_and_never_shortened_has_initials() {
        let mut gathering = Gathering::new();
        let mut analyzer = Analyzer::new(Language::English);
        for text in [
            "Garden waste is collected on Mondays. Garden waste goes into the green bin.",
            "Put no stones into the garden waste!",
            "The garden. Waste is something else.",
            "Is garden waste free? Good watering helps.",
            "No garden waste after May.",
        ] {
            feed(&mut gathering, &mut analyzer, text);
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
