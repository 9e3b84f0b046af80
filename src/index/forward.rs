//! The passages as sequences of terms, so that a candidate can be looked at more closely than a
//! posting list allows: which words stand in its title, which together in one sentence.
//!
//! Two files in a generation, both little-endian:
//!
//! ```text
//! forward.bin   a record a passage, in the order of their numbers:
//!                 u8  kind (0 qa, 1 section, 2 item)
//!                 u8  what its text has (bits of `Holds`)
//!                 u16 number of phrasings (at least 1: of a section or item, its title)
//!                 u32 number of the first phrasing
//!                 u32 first line, u32 last line
//!                 u32 hash of the path
//!                 u32 terms of the headings
//!                 u32 terms and sentence ends of the body
//!                 u16 terms and u16 different content words of each phrasing
//!                 u32 the terms (numbers of `terms`) of the phrasings, the headings, the body,
//!                     where 0 ends a sentence
//! forward.idx   u64 where each record starts, and where the last one ends
//! ```

use std::{
    fs::File,
    io::{self, BufWriter, Write},
    path::Path,
};

use crate::{passage::Kind, query::Term};

use super::{align::Alignment, kept::Taught, similarity::Likeness, terms::Terms};

const RECORDS: &str = "forward.bin";
const OFFSETS: &str = "forward.idx";

/// The bytes of a record before the lengths of its phrasings.
const HEAD_BYTES: usize = 28;

/// Room for so many hits is made at once, and one for every eighth term: mostly there are fewer.
const FEW_HITS: usize = 64;

/// How many slots a [`Signature`] has for each term of the question, at least.
const SLOTS_PER_TERM: usize = 4;

/// Marks a free slot of a [`Signature`]: no term has this number.
const FREE: u32 = 0;

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
    /// What its text has, whatever the question.
    pub holds: Holds,
    /// How like the question it is as a whole.
    pub likeness: Likeness,
    /// How its words go with the question's, once it was looked at so closely.
    pub alignment: Option<Alignment>,
    /// What people said of it for this question.
    pub taught: Taught,
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
    /// How like the question it is.
    pub likeness: Likeness,
}

/// What the text of a passage has that some questions ask for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Holds(u8);

impl Holds {
    /// A number.
    pub const NUMBER: Holds = Holds(1);
    /// An amount of money.
    pub const MONEY: Holds = Holds(2);
    /// A length of time: a number beside a unit.
    pub const DURATION: Holds = Holds(4);
    /// A date, a year or a time of day.
    pub const DATE: Holds = Holds(8);
    /// A list of at least three items.
    pub const LIST: Holds = Holds(16);

    /// Both.
    #[must_use]
    pub fn and(self, other: Holds) -> Holds {
        Holds(self.0 | other.0)
    }

    /// Whether everything in `other` is in this.
    pub fn has(self, other: Holds) -> bool {
        self.0 & other.0 == other.0
    }
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
    /// The place in its sentence, for a body; else the same as `at`.
    pub in_sentence: u32,
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
    pub(super) holds: Holds,
    pub(super) lines: (u32, u32),
    pub(super) path: u32,
    pub(super) phrasings: &'a [PhrasingTerms],
    pub(super) headings: &'a [u32],
    pub(super) body: &'a [u32],
}

/// Writes the two files.
#[derive(Debug)]
pub(super) struct ForwardWriter {
    records: BufWriter<File>,
    offsets: Vec<u64>,
    at: u64,
    phrasings: u32,
    seen: Vec<u32>,
}

impl ForwardWriter {
    pub(super) fn create(dir: &Path) -> io::Result<ForwardWriter> {
        Ok(ForwardWriter {
            records: BufWriter::with_capacity(1 << 18, File::create(dir.join(RECORDS))?),
            offsets: Vec::new(),
            at: 0,
            phrasings: 0,
            seen: Vec::new(),
        })
    }

    /// Adds a passage, and calls `each` with every different term of it.
    pub(super) fn add(&mut self, record: &Record<'_>, each: &mut dyn FnMut(u32)) -> io::Result<()> {
        let Record { kind, holds, lines, path, phrasings, headings, body } = record;
        // A question has no more phrasings than a person writes; what is beyond is not matched one
        // by one, but still as a part of the whole.
        let phrasings = &phrasings[..phrasings.len().min(usize::from(u16::MAX))];
        self.offsets.push(self.at);
        let mut bytes: Vec<u8> = Vec::with_capacity(HEAD_BYTES + 4 * (body.len() + 64));
        bytes.extend([kind_code(*kind), holds.0]);
        bytes.extend((phrasings.len() as u16).to_le_bytes());
        let counts =
            [self.phrasings, lines.0, lines.1, *path, headings.len() as u32, body.len() as u32];
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
        self.seen.iter().filter(|term| **term != SENTENCE_END).for_each(|term| each(*term));
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
        offsets.flush()
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
pub(super) struct Parts<'a> {
    kind: Kind,
    holds: Holds,
    first_phrasing: u32,
    lines: (u32, u32),
    path: u32,
    pub(super) headings: u32,
    pub(super) body: u32,
    /// Terms and content words of each phrasing.
    counts: &'a [[u8; 4]],
    terms: &'a [[u8; 4]],
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
        let (counts, terms) = bytes.get(HEAD_BYTES..)?.split_at_checked(4 * count)?;
        let (terms, []) = terms.as_chunks::<4>() else { return None };
        let parts = Parts {
            kind,
            holds: Holds(*bytes.get(1)?),
            first_phrasing: u32_at(bytes, 4)?,
            lines: (u32_at(bytes, 8)?, u32_at(bytes, 12)?),
            path: u32_at(bytes, 16)?,
            headings: u32_at(bytes, 20)?,
            body: u32_at(bytes, 24)?,
            counts: counts.as_chunks::<4>().0,
            terms,
        };
        let total = parts.phrasings().map(|(n, _)| u64::from(n)).sum::<u64>()
            + u64::from(parts.headings)
            + u64::from(parts.body);
        (total == terms.len() as u64).then_some(parts)
    }

    /// Terms and content words of each phrasing.
    pub(super) fn phrasings(&self) -> impl ExactSizeIterator<Item = (u16, u16)> + use<'a> {
        self.counts
            .iter()
            .map(|[a, b, c, d]| (u16::from_le_bytes([*a, *b]), u16::from_le_bytes([*c, *d])))
    }

    /// The `count` terms from the `from`th on.
    pub(super) fn terms(&self, from: usize, count: usize) -> impl Iterator<Item = u32> + use<'a> {
        self.terms[from..from + count].iter().map(|term| u32::from_le_bytes(*term))
    }
}

/// Reads the two files.
///
/// Generic over how they lie in memory, so that only the opener knows whether they are mapped.
pub(super) struct Forward<B> {
    records: B,
    offsets: B,
}

impl<B: AsRef<[u8]>> Forward<B> {
    /// The names of the files, for the opener.
    pub(super) const FILES: [&'static str; 2] = [RECORDS, OFFSETS];

    /// Takes the two files in the order of [`FILES`](Forward::FILES).
    pub(super) fn new([records, offsets]: [B; 2]) -> Forward<B> {
        Forward { records, offsets }
    }

    /// The number of passages.
    pub(super) fn passages(&self) -> u32 {
        (self.offsets.as_ref().len() / 8).saturating_sub(1) as u32
    }

    /// The number of phrasings of all passages.
    pub(super) fn phrasings(&self) -> usize {
        match self.passages().checked_sub(1) {
            Some(last) => self.rows(last).end.saturating_sub(self.passages() as usize),
            None => 0,
        }
    }

    /// Passage `number` taken apart.
    pub(super) fn parts(&self, number: u32) -> Option<Parts<'_>> {
        Parts::of(self.record(number)?)
    }

    /// The record of passage `number`.
    fn record(&self, number: u32) -> Option<&[u8]> {
        let at = number as usize * 8;
        let offsets = self.offsets.as_ref();
        let bound = |at: usize| {
            Some(u64::from_le_bytes(offsets.get(at..at + 8)?.try_into().ok()?) as usize)
        };
        self.records.as_ref().get(bound(at)?..bound(at + 8)?)
    }

    /// The rows of the vectors of passage `number`: its own, then those of its phrasings.
    pub(super) fn rows(&self, number: u32) -> std::ops::Range<usize> {
        let Some(record) = self.record(number) else { return 0..0 };
        let phrasings =
            record.get(2..4).map_or(0, |n| usize::from(u16::from_le_bytes([n[0], n[1]])));
        let first = number as usize + u32_at(record, 4).unwrap_or(0) as usize;
        first..first + 1 + phrasings
    }

    /// Passage `number` with the places of `terms` in it; `None` where the files hold no such one.
    ///
    /// # Cost
    ///
    /// One pass over the passage's terms, with one look at a bit for each.
    pub(super) fn candidate<T: AsRef<[u8]>>(
        &self,
        number: u32,
        wanted: &Signature,
        terms: &Terms<T>,
    ) -> Option<Candidate> {
        let parts = self.parts(number)?;
        let mut hits = Vec::with_capacity(FEW_HITS + parts.terms.len() / 8);
        let mut from = 0;
        let mut phrasings = Vec::with_capacity(parts.counts.len());
        for (index, (count, content)) in parts.phrasings().enumerate() {
            let mut mass = 0.0;
            for (at, number) in parts.terms(from, usize::from(count)).enumerate() {
                mass += terms.mass(number);
                if let Some(term) = wanted.find(number) {
                    let at = at as u32;
                    let view = View::Phrasing(index as u16);
                    hits.push(Hit { view, at, in_sentence: at, term });
                }
            }
            from += usize::from(count);
            let likeness = Likeness::default();
            phrasings.push(Phrasing { terms: count, content, mass, likeness });
        }
        for (at, number) in parts.terms(from, parts.headings as usize).enumerate() {
            if let Some(term) = wanted.find(number) {
                let at = at as u32;
                hits.push(Hit { view: View::Headings, at, in_sentence: at, term });
            }
        }
        from += parts.headings as usize;
        let (mut sentence, mut start) = (0, 0);
        for (place, number) in (0..).zip(parts.terms(from, parts.body as usize)) {
            // Nearly all are passed over here.
            if !wanted.may_find(number) {
                continue;
            }
            let at = place - sentence;
            if number == SENTENCE_END {
                sentence += 1;
                start = at;
            } else if let Some(term) = wanted.find(number) {
                hits.push(Hit { view: View::Body(sentence), at, in_sentence: at - start, term });
            }
        }
        Some(Candidate {
            number,
            kind: parts.kind,
            holds: parts.holds,
            likeness: Likeness::default(),
            alignment: None,
            taught: Taught::default(),
            lines: parts.lines,
            path: parts.path,
            phrasings,
            headings: parts.headings,
            body: parts.body - sentence,
            first_phrasing: parts.first_phrasing,
            hits,
        })
    }
}

/// The terms of a question, quick to look for.
///
/// Nearly every term of a passage is none of the question's: one bit tells so. The others are
/// found in a hash table with open addressing.
pub(super) struct Signature {
    /// A bit for the lowest twelve bits of each number; that of the end of a sentence as well.
    bits: [u64; 64],
    /// A term's number and its index in the question; [`FREE`] where there is none.
    slots: Vec<(u32, u16)>,
    /// How far the hash of a number is shifted to the right to give a slot.
    shift: u32,
}

impl Signature {
    pub(super) fn new<B: AsRef<[u8]>>(query: &[Term], terms: &Terms<B>) -> Signature {
        let bits = (SLOTS_PER_TERM * query.len()).max(64).next_power_of_two().trailing_zeros();
        let slots = vec![(FREE, 0); 1 << bits];
        let mut made = Signature { bits: [0; 64], slots, shift: 32 - bits };
        made.mark(SENTENCE_END);
        for (index, term) in (0..).zip(query) {
            let Some(number) = terms.number(term.hash) else { continue };
            made.mark(number);
            // Of two terms with one number, which hardly happens, the first counts.
            let at = made.slot(number);
            if made.slots[at].0 != number {
                made.slots[at] = (number, index);
            }
        }
        made
    }

    fn mark(&mut self, number: u32) {
        self.bits[number as usize >> 6 & 63] |= 1 << (number & 63);
    }

    /// Whether `number` may be one of the question's terms, or the end of a sentence.
    #[inline]
    fn may_find(&self, number: u32) -> bool {
        self.bits[number as usize >> 6 & 63] >> (number & 63) & 1 != 0
    }

    /// The slot that holds `number`, or where it would be put.
    fn slot(&self, number: u32) -> usize {
        let mut at = (number.wrapping_mul(0x9e37_79b1) >> self.shift) as usize;
        while self.slots[at].0 != FREE && self.slots[at].0 != number {
            at = (at + 1) & (self.slots.len() - 1);
        }
        at
    }

    #[inline]
    fn find(&self, number: u32) -> Option<u16> {
        if !self.may_find(number) {
            return None;
        }
        let (found, term) = self.slots[self.slot(number)];
        (found == number && number != FREE).then_some(term)
    }
}

#[cfg(test)]
mod tests {
    use super::super::terms::TermsWriter;
    use super::*;
    use crate::{
        analysis::term_hash,
        query::{STOP_WEIGHT, idf},
        vectors::{Embedder, Table},
    };

    fn term(text: &str) -> Term {
        Term { text: text.into(), hash: term_hash(text), frequency: 1, idf: 1.0, weight: 1.0 }
    }

    #[test]
    fn what_is_written_is_read_with_its_places() {
        let dir = tempfile::TempDir::new().unwrap();
        let mut terms = TermsWriter::create(dir.path()).unwrap();
        let mut embedder = Embedder::new(Table::built_in());
        let [a, b, c] = ["a", "b", "c"]
            .map(|word| terms.number(term_hash(word), word, word == "a", &mut embedder).unwrap());
        let mut writer = ForwardWriter::create(dir.path()).unwrap();
        let record = Record {
            kind: Kind::Item,
            holds: Holds::default(),
            lines: (3, 4),
            path: 9,
            phrasings: &[
                PhrasingTerms { terms: vec![a, b], content: 1 },
                PhrasingTerms { terms: vec![c], content: 1 },
            ],
            headings: &[b],
            body: &[a, c, SENTENCE_END, b, SENTENCE_END],
        };
        writer.add(&record, &mut |term| terms.count(term)).unwrap();
        let empty =
            Record { phrasings: &[PhrasingTerms::default()], headings: &[], body: &[], ..record };
        writer.add(&empty, &mut |_| ()).unwrap();
        writer.finish(dir.path()).unwrap();
        terms.finish(dir.path(), 2).unwrap();
        let file = |name: &str| std::fs::read(dir.path().join(name)).unwrap();
        let terms = Terms::new(Terms::<Vec<u8>>::FILES.map(file));
        let forward = Forward::new(Forward::<Vec<u8>>::FILES.map(file));
        let signature = Signature::new(&[term("b"), term("c")], &terms);
        let candidate = |number| forward.candidate(number, &signature, &terms);
        let found = candidate(0).unwrap();
        assert_eq!(
            (found.kind, found.lines, found.headings, found.body),
            (Kind::Item, (3, 4), 1, 3)
        );
        let hit = |view, at, in_sentence, term| Hit { view, at, in_sentence, term };
        assert_eq!(
            found.hits,
            [
                hit(View::Phrasing(0), 1, 1, 0),
                hit(View::Phrasing(1), 0, 0, 1),
                hit(View::Headings, 0, 0, 0),
                hit(View::Body(0), 1, 1, 1),
                hit(View::Body(1), 2, 0, 0),
            ]
        );
        let half = idf(1, 2) * (STOP_WEIGHT + 1.0);
        assert_eq!(found.phrasings[0].mass, half);
        assert_eq!((found.phrasings[0].terms, found.phrasings[0].content), (2, 1));
        assert_eq!(forward.rows(1), 3..5);
        assert_eq!(candidate(1).unwrap().hits, []);
        assert_eq!(candidate(2), None);
    }

    #[test]
    fn bytes_that_are_no_record_are_none() {
        let record = [1_u8; 64];
        for length in 0..64 {
            assert!(Parts::of(&record[..length]).is_none(), "{length}");
        }
    }
}
