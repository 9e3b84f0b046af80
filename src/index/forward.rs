//! The passages as sequences of terms, so that a candidate can be looked at more closely than a
//! posting list allows: which words stand in its title, which together in one sentence.
//!
//! Three files in a generation, all little-endian:
//!
//! ```text
//! forward.bin   a record a passage, in the order of their numbers:
//!                 u8  kind (0 qa, 1 section, 2 item)
//!                 u8  0
//!                 u16 number of phrasings (at least 1: of a section or item, its title)
//!                 u32 number of the first phrasing
//!                 u32 first line, u32 last line
//!                 u32 hash of the path
//!                 u32 terms of the headings
//!                 u32 terms and sentence ends of the body
//!                 u16 terms and u16 different content words of each phrasing
//!                 u32 the terms (`analysis::term_hash`) of the phrasings, the headings, the body,
//!                     where 0 ends a sentence
//! forward.idx   u64 where each record starts, and where the last one ends
//! mass.bin      f32 the IDF mass of each phrasing, stop words at half weight
//! ```

use std::{
    collections::{HashMap, HashSet},
    fs::File,
    io::{self, BufWriter, Write},
    path::Path,
};

use crate::{
    passage::Kind,
    query::{STOP_WEIGHT, Term, idf},
};

const RECORDS: &str = "forward.bin";
const OFFSETS: &str = "forward.idx";
const MASSES: &str = "mass.bin";

/// The bytes of a record before the lengths of its phrasings.
const HEAD_BYTES: usize = 28;

/// Stands for the end of a sentence among the terms of a body.
pub(super) const SENTENCE_END: u32 = 0;

/// A passage that may answer, with every place where a term of the question stands in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// The number of the passage in the index, from 0.
    pub number: u32,
    /// What it is.
    pub kind: Kind,
    /// Its first and last line.
    pub lines: (u32, u32),
    /// A hash of its path: equal for passages of one file.
    pub path: u32,
    /// Its phrasings, or its title where it has none; at least one.
    pub phrasings: Vec<Phrasing>,
    /// The number of terms in its headings.
    pub headings: u32,
    /// The number of terms in its body.
    pub body: u32,
    /// The number of its first phrasing in the whole index.
    pub first_phrasing: u32,
    /// Where the question's terms stand, by view and place.
    pub hits: Vec<Hit>,
}

/// One phrasing of a passage, or its title.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Phrasing {
    /// The number of its terms.
    pub terms: u16,
    /// The number of its different terms that are no stop words.
    pub content: u16,
    /// Their IDF mass, stop words at half weight.
    pub mass: f32,
}

/// A part of a passage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum View {
    /// The phrasing with this number in the passage.
    Phrasing(u16),
    /// The titles over the passage.
    Headings,
    /// Its text; the number is the sentence's.
    Body(u32),
}

/// A place where a term of the question stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hit {
    /// The part of the passage.
    pub view: View,
    /// The place in that part, in terms from 0.
    pub at: u32,
    /// The index in [`Query::terms`](crate::query::Query::terms).
    pub term: u16,
}

/// A phrasing as it is written.
#[derive(Debug, Clone, Default)]
pub(super) struct PhrasingTerms {
    /// Its terms in order. Those beyond the 65,535th are not matched one by one.
    pub(super) terms: Vec<u32>,
    /// The number of its different terms that are no stop words.
    pub(super) content: usize,
}

impl PhrasingTerms {
    fn kept(&self) -> &[u32] {
        &self.terms[..self.terms.len().min(usize::from(u16::MAX))]
    }
}

/// A passage as it is written.
pub(super) struct Record<'a> {
    pub(super) kind: Kind,
    pub(super) lines: (u32, u32),
    pub(super) path: u32,
    pub(super) phrasings: &'a [PhrasingTerms],
    pub(super) headings: &'a [u32],
    pub(super) body: &'a [u32],
}

/// Writes the three files.
#[derive(Debug)]
pub(super) struct ForwardWriter {
    records: BufWriter<File>,
    offsets: Vec<u64>,
    at: u64,
    phrasings: u32,
    /// In how many passages each term stands. Four bytes of name, four of count: 8 MB for a
    /// million different terms, about twice that as a map.
    frequencies: HashMap<u32, u32>,
    stop: HashSet<u32>,
    seen: Vec<u32>,
}

impl ForwardWriter {
    pub(super) fn create(dir: &Path) -> io::Result<ForwardWriter> {
        Ok(ForwardWriter {
            records: BufWriter::with_capacity(1 << 18, File::create(dir.join(RECORDS))?),
            offsets: Vec::new(),
            at: 0,
            phrasings: 0,
            frequencies: HashMap::new(),
            stop: HashSet::new(),
            seen: Vec::new(),
        })
    }

    /// Notes that `term` is a stop word.
    pub(super) fn stop_word(&mut self, term: u32) {
        self.stop.insert(term);
    }

    pub(super) fn add(&mut self, record: &Record<'_>) -> io::Result<()> {
        let Record { kind, lines, path, phrasings, headings, body } = record;
        // A question has no more phrasings than a person writes; what is beyond is not matched one
        // by one, but still as a part of the whole.
        let phrasings = &phrasings[..phrasings.len().min(usize::from(u16::MAX))];
        self.offsets.push(self.at);
        let mut bytes: Vec<u8> = Vec::with_capacity(HEAD_BYTES + 4 * (body.len() + 64));
        bytes.extend([kind_code(*kind), 0]);
        bytes.extend((phrasings.len() as u16).to_le_bytes());
        let counts = [self.phrasings, lines.0, lines.1, *path, headings.len() as u32, body.len() as u32];
        bytes.extend(counts.iter().flat_map(|count| count.to_le_bytes()));
        for one in phrasings {
            bytes.extend((one.kept().len() as u16).to_le_bytes());
            bytes.extend(u16::try_from(one.content).unwrap_or(u16::MAX).to_le_bytes());
        }
        self.seen.clear();
        let titles = phrasings.iter().flat_map(PhrasingTerms::kept);
        for term in titles.chain(*headings).chain(*body) {
            bytes.extend(term.to_le_bytes());
            self.seen.push(*term);
        }
        self.seen.sort_unstable();
        self.seen.dedup();
        for term in self.seen.iter().filter(|term| **term != SENTENCE_END) {
            *self.frequencies.entry(*term).or_insert(0) += 1;
        }
        self.phrasings += phrasings.len() as u32;
        self.at += bytes.len() as u64;
        self.records.write_all(&bytes)
    }

    /// Writes what can only be known at the end.
    pub(super) fn finish(mut self, dir: &Path) -> io::Result<()> {
        self.records.flush()?;
        self.offsets.push(self.at);
        let mut offsets = BufWriter::new(File::create(dir.join(OFFSETS))?);
        for offset in &self.offsets {
            offsets.write_all(&offset.to_le_bytes())?;
        }
        offsets.flush()?;
        self.write_masses(dir)
    }

    fn write_masses(&self, dir: &Path) -> io::Result<()> {
        let passages = (self.offsets.len() - 1) as u64;
        let mut masses = BufWriter::new(File::create(dir.join(MASSES))?);
        let mut records = io::BufReader::with_capacity(1 << 18, File::open(dir.join(RECORDS))?);
        let mut bytes = Vec::new();
        for bounds in self.offsets.windows(2) {
            bytes.resize((bounds[1] - bounds[0]) as usize, 0);
            io::Read::read_exact(&mut records, &mut bytes)?;
            let record = Parts::of(&bytes).ok_or_else(|| io::Error::other("a record cut short"))?;
            let mut at = 0;
            for (terms, _) in &record.phrasings {
                let of = |term: u32| {
                    let count = self.frequencies.get(&term).copied().unwrap_or(0);
                    let weight = if self.stop.contains(&term) { STOP_WEIGHT } else { 1.0 };
                    weight * idf(u64::from(count), passages)
                };
                let mass: f32 = record.terms(at, usize::from(*terms)).map(of).sum();
                masses.write_all(&mass.to_le_bytes())?;
                at += usize::from(*terms);
            }
        }
        masses.flush()
    }
}

fn kind_code(kind: Kind) -> u8 {
    match kind {
        Kind::Qa => 0,
        Kind::Section => 1,
        Kind::Item => 2,
    }
}

/// A record taken apart; `None` where the bytes are none.
struct Parts<'a> {
    kind: Kind,
    first_phrasing: u32,
    lines: (u32, u32),
    path: u32,
    headings: u32,
    body: u32,
    /// Terms and content words of each.
    phrasings: Vec<(u16, u16)>,
    terms: &'a [u8],
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

impl<'a> Parts<'a> {
    fn of(bytes: &'a [u8]) -> Option<Parts<'a>> {
        let kind = match bytes.first()? {
            0 => Kind::Qa,
            1 => Kind::Section,
            2 => Kind::Item,
            _ => return None,
        };
        let count = usize::from(u16::from_le_bytes(bytes.get(2..4)?.try_into().ok()?));
        let phrasings: Vec<(u16, u16)> = (0..count)
            .map(|i| u32_at(bytes, HEAD_BYTES + 4 * i).map(|n| (n as u16, (n >> 16) as u16)))
            .collect::<Option<_>>()?;
        let (headings, body) = (u32_at(bytes, 20)?, u32_at(bytes, 24)?);
        let terms = bytes.get(HEAD_BYTES + 4 * count..)?;
        let total = phrasings.iter().map(|(n, _)| u64::from(*n)).sum::<u64>()
            + u64::from(headings)
            + u64::from(body);
        (total * 4 == terms.len() as u64).then_some(Parts {
            kind,
            first_phrasing: u32_at(bytes, 4)?,
            lines: (u32_at(bytes, 8)?, u32_at(bytes, 12)?),
            path: u32_at(bytes, 16)?,
            headings,
            body,
            phrasings,
            terms,
        })
    }

    /// The `count` terms from the `from`th on.
    fn terms(&self, from: usize, count: usize) -> impl Iterator<Item = u32> + 'a {
        self.terms[4 * from..4 * (from + count)]
            .chunks_exact(4)
            .map(|one| u32::from_le_bytes([one[0], one[1], one[2], one[3]]))
    }
}

/// Reads the three files.
///
/// Generic over how they lie in memory, so that only the opener knows whether they are mapped.
pub(super) struct Forward<B> {
    records: B,
    offsets: B,
    masses: B,
}

impl<B: AsRef<[u8]>> Forward<B> {
    /// The names of the files, for the opener.
    pub(super) const FILES: [&'static str; 3] = [RECORDS, OFFSETS, MASSES];

    /// Takes the three files in the order of [`FILES`](Forward::FILES).
    pub(super) fn new([records, offsets, masses]: [B; 3]) -> Forward<B> {
        Forward { records, offsets, masses }
    }

    /// Passage `number` with the places of `terms` in it; `None` where the files hold no such one.
    ///
    /// # Cost
    ///
    /// One pass over the passage's terms. Nearly all are passed over by one test of a 64-bit
    /// signature of the question's.
    pub(super) fn candidate(&self, number: u32, terms: &Signature) -> Option<Candidate> {
        let at = number as usize * 8;
        let offsets = self.offsets.as_ref();
        let bound = |at: usize| {
            Some(u64::from_le_bytes(offsets.get(at..at + 8)?.try_into().ok()?) as usize)
        };
        let parts = Parts::of(self.records.as_ref().get(bound(at)?..bound(at + 8)?)?)?;
        let mut hits = Vec::new();
        let mut from = 0;
        let mut phrasings = Vec::with_capacity(parts.phrasings.len());
        for (index, (count, content)) in parts.phrasings.iter().enumerate() {
            for (at, hash) in parts.terms(from, usize::from(*count)).enumerate() {
                if let Some(term) = terms.find(hash) {
                    hits.push(Hit { view: View::Phrasing(index as u16), at: at as u32, term });
                }
            }
            from += usize::from(*count);
            let mass = 4 * (parts.first_phrasing as usize + index);
            let mass = f32::from_bits(u32_at(self.masses.as_ref(), mass)?);
            phrasings.push(Phrasing { terms: *count, content: *content, mass });
        }
        for (at, hash) in parts.terms(from, parts.headings as usize).enumerate() {
            if let Some(term) = terms.find(hash) {
                hits.push(Hit { view: View::Headings, at: at as u32, term });
            }
        }
        from += parts.headings as usize;
        let (mut sentence, mut at) = (0, 0);
        for hash in parts.terms(from, parts.body as usize) {
            if hash == SENTENCE_END {
                sentence += 1;
                continue;
            }
            if let Some(term) = terms.find(hash) {
                hits.push(Hit { view: View::Body(sentence), at, term });
            }
            at += 1;
        }
        Some(Candidate {
            number,
            kind: parts.kind,
            lines: parts.lines,
            path: parts.path,
            phrasings,
            headings: parts.headings,
            body: at,
            first_phrasing: parts.first_phrasing,
            hits,
        })
    }
}

/// The terms of a question, quick to look for.
pub(super) struct Signature {
    bits: u64,
    /// Term and index in the question, by term.
    terms: Vec<(u32, u16)>,
}

impl Signature {
    pub(super) fn new(terms: &[Term]) -> Signature {
        let mut sorted: Vec<(u32, u16)> = (0..).zip(terms).map(|(i, t)| (t.hash, i)).collect();
        sorted.sort_unstable();
        let bits = sorted.iter().fold(0, |bits, (hash, _)| bits | 1 << (hash & 63));
        Signature { bits, terms: sorted }
    }

    fn find(&self, hash: u32) -> Option<u16> {
        if self.bits & (1 << (hash & 63)) == 0 {
            return None;
        }
        let at = self.terms.binary_search_by_key(&hash, |(term, _)| *term).ok()?;
        Some(self.terms[at].1)
    }
}

/// The bytes that the three files in `dir` have.
#[cfg(test)]
fn read(dir: &Path) -> Forward<Vec<u8>> {
    Forward::new(Forward::<Vec<u8>>::FILES.map(|name| std::fs::read(dir.join(name)).unwrap()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::term_hash;

    fn term(text: &str) -> Term {
        Term { text: text.into(), hash: term_hash(text), frequency: 1, idf: 1.0, weight: 1.0 }
    }

    #[test]
    fn what_is_written_is_read_with_its_places() {
        let dir = tempfile::TempDir::new().unwrap();
        let mut writer = ForwardWriter::create(dir.path()).unwrap();
        let [a, b, c] = ["a", "b", "c"].map(term_hash);
        writer.stop_word(a);
        let record = Record {
            kind: Kind::Item,
            lines: (3, 4),
            path: 9,
            phrasings: &[
                PhrasingTerms { terms: vec![a, b], content: 1 },
                PhrasingTerms { terms: vec![c], content: 1 },
            ],
            headings: &[b],
            body: &[a, c, SENTENCE_END, b, SENTENCE_END],
        };
        writer.add(&record).unwrap();
        let empty = Record { phrasings: &[PhrasingTerms::default()], headings: &[], body: &[], ..record };
        writer.add(&empty).unwrap();
        writer.finish(dir.path()).unwrap();
        let forward = read(dir.path());
        let signature = Signature::new(&[term("b"), term("c")]);
        let found = forward.candidate(0, &signature).unwrap();
        assert_eq!((found.kind, found.lines, found.headings, found.body), (Kind::Item, (3, 4), 1, 3));
        let hit = |view, at, term| Hit { view, at, term };
        assert_eq!(
            found.hits,
            [
                hit(View::Phrasing(0), 1, 0),
                hit(View::Phrasing(1), 0, 1),
                hit(View::Headings, 0, 0),
                hit(View::Body(0), 1, 1),
                hit(View::Body(1), 2, 0),
            ]
        );
        let half = idf(1, 2) * (STOP_WEIGHT + 1.0);
        assert_eq!(found.phrasings[0], Phrasing { terms: 2, content: 1, mass: half });
        assert_eq!(forward.candidate(1, &signature).unwrap().hits, []);
        assert_eq!(forward.candidate(2, &signature), None);
    }

    #[test]
    fn bytes_that_are_no_record_are_none() {
        let record = [1_u8; 64];
        for length in 0..64 {
            assert!(Parts::of(&record[..length]).is_none(), "{length}");
        }
    }
}
