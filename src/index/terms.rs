//! The terms of the corpus by number: how rare each is, and the vector of its word.
//!
//! Terms are numbered from 1 in the order they first stand in the corpus; 0 is none of them. Four
//! files in a generation, all little-endian:
//!
//! ```text
//! terms.bin         (u32 hash, u32 number) of each term, by hash (`analysis::term_hash`)
//! masses.bin        (f32, u32) for each number from 0: the IDF of the term, of a stop word half of
//!                   it, below zero; and which vector is its, from 1, 0 for none
//! words.vec         the vectors (`vectors::Vector`) of the words of terms
//! counts.bin        (u32, i64) for each number from 0: in how many passages the term stands, and
//!                   how much more often as a stop word than not. Only read to change the index.
//! ```
//!
//! A term's vector is that of the word of it which stands in the most passages. Terms without a
//! word of letters have none: they are matched as they are. Of more terms than there is room for
//! those in the most passages have one.

use std::{
    collections::HashMap,
    io::{self, Write},
    path::Path,
};

use hashbrown::DefaultHashBuilder;

use super::steps::InSteps;

use crate::{
    analysis::{Analyzer, term_hash},
    query::{STOP_WEIGHT, idf, idf_of_stop_word},
    vectors::{Embedder, Vector},
};

pub(super) const NUMBERS: &str = "terms.bin";
pub(super) const MASSES: &str = "masses.bin";
pub(super) const VECTORS: &str = "words.vec";
pub(super) const COUNTS: &str = "counts.bin";

/// At most so many terms have a vector: 13 MB.
const MAX_VECTORS: usize = 100_000;

/// Numbers the terms as they come.
#[derive(Debug)]
pub(super) struct TermsWriter {
    /// Four bytes of hash, four of number: about 20 MB for a million different terms.
    numbers: HashMap<u32, u32, DefaultHashBuilder>,
    counts: Vec<Count>,
}

/// What is known of a term.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Count {
    /// How many passages it stands in.
    passages: u32,
    /// How much more often it stands as a stop word than not.
    lean: i32,
}

impl TermsWriter {
    pub(super) fn new() -> TermsWriter {
        TermsWriter { numbers: HashMap::default(), counts: vec![Count::default()] }
    }

    /// Goes on from the files of a generation; `None` where they make no sense.
    pub(super) fn from_files(numbers: &[u8], counts: &[u8]) -> Option<TermsWriter> {
        let (counts, []) = counts.as_chunks::<12>() else { return None };
        let count = |[a, b, c, d, lean @ ..]: &[u8; 12]| Count {
            passages: u32::from_le_bytes([*a, *b, *c, *d]),
            lean: i64::from_le_bytes(*lean).clamp(i32::MIN.into(), i32::MAX.into()) as i32,
        };
        let counts: Vec<Count> = counts.iter().map(count).collect();
        let pairs = numbers.as_chunks::<8>().0.iter().map(pair);
        let numbers: HashMap<u32, u32, _> = pairs.collect();
        let sound = numbers.len() + 1 == counts.len()
            && numbers.values().all(|number| (*number as usize) < counts.len());
        sound.then_some(TermsWriter { numbers, counts })
    }

    /// How many bytes of memory it takes.
    pub(super) fn bytes(&self) -> usize {
        // Of eight slots seven are filled at most; each has a byte beside the pair.
        self.numbers.capacity() * 9 * 8 / 7 + self.counts.capacity() * size_of::<Count>()
    }

    /// The number of the term with `hash`, a new one if it has none.
    pub(super) fn number(&mut self, hash: u32) -> u32 {
        *self.numbers.entry(hash).or_insert_with(|| {
            self.counts.push(Count::default());
            self.counts.len() as u32 - 1
        })
    }

    /// The term with this number stands once more, as a stop word or not; or, where it leaves, once
    /// less.
    pub(super) fn stands(&mut self, number: u32, is_stop: bool, leaves: bool) {
        if let Some(count) = self.counts.get_mut(number as usize) {
            // Nobody counts to two thousand million occurrences.
            count.lean = count.lean.saturating_add(if is_stop == leaves { -1 } else { 1 });
        }
    }

    /// Counts a passage in which the term with this number stands.
    pub(super) fn count(&mut self, number: u32) {
        if let Some(count) = self.counts.get_mut(number as usize) {
            count.passages += 1;
        }
    }

    /// Takes a passage back.
    pub(super) fn discount(&mut self, number: u32) {
        if let Some(count) = self.counts.get_mut(number as usize) {
            count.passages = count.passages.saturating_sub(1);
        }
    }

    /// The content of the file of counts.
    pub(super) fn counts(&self) -> Vec<u8> {
        let bytes = |count: &Count| {
            let lean = i64::from(count.lean);
            count.passages.to_le_bytes().into_iter().chain(lean.to_le_bytes())
        };
        self.counts.iter().flat_map(bytes).collect()
    }

    /// Writes the other files, when there are `passages` passages, in the languages of `analyzers`, with
    /// these `words`, each with how many passages it stands in.
    ///
    /// # Cost
    ///
    /// Cuts each word down to its term in each language, and makes up to 100,000 vectors: about
    /// half a second.
    pub(super) fn finish<'w>(
        self,
        dir: &Path,
        passages: u64,
        words: impl Iterator<Item = (&'w str, u32)>,
        analyzers: &[Analyzer],
        embedder: &mut Embedder,
    ) -> io::Result<()> {
        let mut sorted: Vec<(u32, u32)> =
            self.numbers.iter().map(|(hash, number)| (*hash, *number)).collect();
        sorted.sort_unstable();
        let mut numbers = InSteps::create(&dir.join(NUMBERS))?;
        for (hash, number) in sorted {
            numbers.write_all(&hash.to_le_bytes())?;
            numbers.write_all(&number.to_le_bytes())?;
        }
        numbers.flush()?;

        let words = self.words(words, analyzers);
        let least = self.least_passages(&words);
        let mut vectors = InSteps::create(&dir.join(VECTORS))?;
        let mut masses = InSteps::create(&dir.join(MASSES))?;
        let mut rows = 0_u32;
        for (count, word) in self.counts.iter().zip(words) {
            let found = u64::from(count.passages);
            let mass = match 0 < count.lean {
                true => -STOP_WEIGHT * idf_of_stop_word(found, passages),
                false => idf(found, passages),
            };
            masses.write_all(&mass.to_le_bytes())?;
            let row = match word {
                Some((_, word)) if least <= count.passages => {
                    vectors.write_all(&embedder.embed([word]).to_file())?;
                    rows += 1;
                    rows
                }
                _ => 0,
            };
            masses.write_all(&row.to_le_bytes())?;
        }
        vectors.flush()?;
        masses.flush()
    }

    /// For each term its word in the most passages, of equals the first in the alphabet.
    fn words<'w>(
        &self,
        words: impl Iterator<Item = (&'w str, u32)>,
        analyzers: &[Analyzer],
    ) -> Vec<Option<(u32, &'w str)>> {
        let mut commonest: Vec<Option<(u32, &str)>> = vec![None; self.counts.len()];
        for (word, passages) in words {
            for analyzer in analyzers {
                let (term, _) = analyzer.analyze(word);
                let Some(number) = self.numbers.get(&term_hash(&term)) else { continue };
                let best = &mut commonest[*number as usize];
                let better = |(most, other): (u32, &str)| {
                    most < passages || most == passages && word < other
                };
                if best.is_none_or(better) {
                    *best = Some((passages, word));
                }
            }
        }
        commonest
    }

    /// In how many passages a term must stand to have a vector.
    fn least_passages(&self, words: &[Option<(u32, &str)>]) -> u32 {
        let with_words = self.counts.iter().zip(words).filter(|(_, word)| word.is_some());
        let mut passages: Vec<u32> = with_words.map(|(count, _)| count.passages).collect();
        if passages.len() <= MAX_VECTORS {
            return 1;
        }
        // Terms in as many passages as the first for which there is no room have none either.
        let (_, first_out, _) = passages.select_nth_unstable_by(MAX_VECTORS, |a, b| b.cmp(a));
        *first_out + 1
    }
}

/// A term's hash and number.
fn pair([a, b, c, d, number @ ..]: &[u8; 8]) -> (u32, u32) {
    (u32::from_le_bytes([*a, *b, *c, *d]), u32::from_le_bytes(*number))
}

/// Reads the first three files in place.
pub(super) struct Terms<B> {
    numbers: B,
    masses: B,
    vectors: B,
}

impl<B: AsRef<[u8]>> Terms<B> {
    /// The names of the files, for the opener.
    pub(super) const FILES: [&'static str; 3] = [NUMBERS, MASSES, VECTORS];

    /// Takes the three files in the order of [`FILES`](Terms::FILES).
    pub(super) fn new([numbers, masses, vectors]: [B; 3]) -> Terms<B> {
        Terms { numbers, masses, vectors }
    }

    /// The number of the term with `hash`, by halving.
    pub(super) fn number(&self, hash: u32) -> Option<u32> {
        let (pairs, _) = self.numbers.as_ref().as_chunks::<8>();
        let at = pairs.binary_search_by_key(&hash, |bytes| pair(bytes).0).ok()?;
        Some(pair(&pairs[at]).1)
    }

    fn entry(&self, number: u32) -> (f32, u32) {
        let (entries, _) = self.masses.as_ref().as_chunks::<8>();
        let read = |[a, b, c, d, row @ ..]: &[u8; 8]| {
            (f32::from_le_bytes([*a, *b, *c, *d]), u32::from_le_bytes(*row))
        };
        entries.get(number as usize).map_or((0.0, 0), read)
    }

    /// Whether the term is a stop word.
    pub(super) fn is_stop(&self, number: u32) -> bool {
        self.entry(number).0 < 0.0
    }

    /// The IDF of the term, at half weight for a stop word.
    pub(super) fn mass(&self, number: u32) -> f32 {
        self.entry(number).0.abs()
    }

    /// The vector of the term's word as it stands in the file; `None` for one without.
    pub(super) fn vector(&self, number: u32) -> Option<&[u8]> {
        let row = self.entry(number).1;
        let at = (row as usize).checked_sub(1)? * Vector::FILE_BYTES;
        self.vectors.as_ref().get(at..at + Vector::FILE_BYTES)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{analysis::Language, vectors::Table};

    /// Terms of texts that come, and of the first of them if it leaves again.
    fn written(texts: &[&str], first_leaves: bool) -> tempfile::TempDir {
        let dir = tempfile::TempDir::new().unwrap();
        let analyzer = Analyzer::new(Language::English);
        let mut writer = TermsWriter::new();
        let mut words: HashMap<String, u32> = HashMap::new();
        let read = |writer: &mut TermsWriter, text: &str, leaves: bool| {
            for token in analyzer.tokens(text) {
                let number = writer.number(term_hash(&token.term));
                writer.stands(number, token.stop, leaves);
                if leaves {
                    writer.discount(number);
                } else {
                    writer.count(number);
                }
            }
        };
        texts.iter().for_each(|text| read(&mut writer, text, false));
        if first_leaves {
            let mut embedder = Embedder::new(Table::built_in());
            let counts = writer.counts();
            writer.finish(dir.path(), 1, std::iter::empty(), &[], &mut embedder).unwrap();
            let numbers = std::fs::read(dir.path().join(NUMBERS)).unwrap();
            writer = TermsWriter::from_files(&numbers, &counts).unwrap();
            read(&mut writer, texts[0], true);
        }
        for text in &texts[usize::from(first_leaves)..] {
            // Those of letters, as they are gathered.
            let of_letters = text.split(' ').filter(|word| word.parse::<u32>().is_err());
            of_letters.for_each(|word| *words.entry(word.to_owned()).or_default() += 1);
        }
        let words = words.iter().map(|(word, count)| (word.as_str(), *count));
        let mut embedder = Embedder::new(Table::built_in());
        writer.finish(dir.path(), 2, words, &[analyzer], &mut embedder).unwrap();
        dir
    }

    fn opened(dir: &tempfile::TempDir) -> Terms<Vec<u8>> {
        Terms::new(
            Terms::<Vec<u8>>::FILES.map(|name| std::fs::read(dir.path().join(name)).unwrap()),
        )
    }

    #[test]
    fn terms_are_numbered_counted_and_likened() {
        let dir = written(&["boats", "boat the boats", "a 747"], false);
        let terms = opened(&dir);
        let number = |word: &str| terms.number(term_hash(word));
        assert_eq!([number("boat"), number("the"), number("ship")], [Some(1), Some(2), None]);
        assert_eq!((terms.is_stop(1), terms.is_stop(2)), (false, true));
        assert_eq!(terms.mass(1), idf(3, 2));
        assert_eq!(terms.mass(2), idf_of_stop_word(1, 2) * STOP_WEIGHT);
        let mut embedder = Embedder::new(Table::built_in());
        assert_eq!(terms.vector(1).unwrap(), embedder.embed(["boats"]).to_file());
        assert_eq!(terms.vector(number("747").unwrap()), None, "no word of letters");
        assert_eq!(terms.vector(99), None);
    }

    #[test]
    fn what_left_leaves_no_trace_but_a_number() {
        let (left, never) = (written(&["will boat", "willing ships"], true), &["willing ships"]);
        let (left, never) = (opened(&left), opened(&written(never, false)));
        for word in ["will", "ship"] {
            let number = |terms: &Terms<Vec<u8>>| terms.number(term_hash(word)).unwrap();
            let (a, b) = (number(&left), number(&never));
            assert_eq!(left.mass(a), never.mass(b), "{word}");
            assert_eq!(left.is_stop(a), never.is_stop(b), "{word}");
            assert_eq!(left.vector(a), never.vector(b), "{word}");
        }
        let boat = left.number(term_hash("boat")).unwrap();
        assert_eq!((left.mass(boat), left.vector(boat)), (idf(0, 2), None));
    }
}
