//! The passages as sequences of terms, so that a candidate can be looked at more closely than a
//! posting list allows: which words stand in its title, which together in one sentence.
//!
//! Two files in a generation:
//!
//! ```text
//! forward.bin   a record a passage, in the order of their numbers (`record`)
//! forward.idx   five bytes, little-endian: where each record starts, and where the last one ends
//! ```

use std::{
    fs::File,
    io::{self, Write},
    ops::Range,
    path::Path,
};

use crate::{
    passage::Kind,
    query::{Term, sought::Sought},
};

use super::{
    align::Alignment,
    kept::Taught,
    record::{self, Parts, Record, Room},
    similarity::Likeness,
    steps::InSteps,
    terms::Terms,
};

const RECORDS: &str = "forward.bin";
const OFFSETS: &str = "forward.idx";

/// The bytes of an offset: enough for a terabyte.
const OFFSET_BYTES: usize = 5;

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
    /// Where its vectors are.
    pub rows: Rows,
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

/// Where the vectors of a passage are, by row in the file of vectors.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rows {
    /// Of the passage as a whole.
    pub own: usize,
    /// Of its phrasings, in their order.
    pub phrasings: Range<usize>,
}

impl Rows {
    /// The same, where so many rows of another part stand before them.
    #[must_use]
    pub(super) fn after(self, others: usize) -> Rows {
        let Range { start, end } = self.phrasings;
        Rows { own: self.own + others, phrasings: start + others..end + others }
    }
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
    /// A date, a day of the week or a year.
    pub const DATE: Holds = Holds(8);
    /// A list of at least three items.
    pub const LIST: Holds = Holds(16);
    /// A time of day.
    pub const CLOCK: Holds = Holds(32);
    /// A telephone number.
    pub const PHONE: Holds = Holds(64);
    /// An address of electronic mail.
    pub const EMAIL: Holds = Holds(128);

    /// What gives `sought` and is seen in any text; `None` where that is not told.
    pub fn giving(sought: Sought) -> Option<Holds> {
        match sought {
            Sought::Price | Sought::Sum => Some(Holds::MONEY),
            Sought::Duration => Some(Holds::DURATION),
            Sought::TimeOfDay => Some(Holds::CLOCK),
            Sought::Phone => Some(Holds::PHONE),
            Sought::Email => Some(Holds::EMAIL),
            _ => None,
        }
    }

    /// Those that stand in a file as these bits.
    pub(super) fn of_bits(bits: u8) -> Holds {
        Holds(bits)
    }

    /// As it stands in a file.
    pub(super) fn bits(self) -> u8 {
        self.0
    }

    /// Both.
    #[must_use]
    pub fn and(self, other: Holds) -> Holds {
        Holds(self.0 | other.0)
    }

    /// Whether everything in `other` is in this.
    pub fn has(self, other: Holds) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether anything in `other` is in this.
    pub fn has_any(self, other: Holds) -> bool {
        self.0 & other.0 != 0
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

/// Writes the two files.
#[derive(Debug)]
pub(super) struct ForwardWriter {
    records: InSteps<File>,
    offsets: InSteps<File>,
    at: u64,
    bytes: Vec<u8>,
    seen: Vec<u32>,
}

impl ForwardWriter {
    pub(super) fn create(dir: &Path) -> io::Result<ForwardWriter> {
        Ok(ForwardWriter {
            records: InSteps::create(&dir.join(RECORDS))?,
            offsets: InSteps::create(&dir.join(OFFSETS))?,
            at: 0,
            bytes: Vec::new(),
            seen: Vec::new(),
        })
    }

    /// Adds a passage, and calls `each` with every different term of it.
    pub(super) fn add(&mut self, record: &Record<'_>, each: &mut dyn FnMut(u32)) -> io::Result<()> {
        self.push_offset()?;
        record.pack(&mut self.bytes, &mut self.seen);
        self.seen.sort_unstable();
        self.seen.dedup();
        self.seen.iter().filter(|term| **term != SENTENCE_END).for_each(|term| each(*term));
        self.at += self.bytes.len() as u64;
        self.records.write_all(&self.bytes)
    }

    /// Writes what can only be known at the end.
    pub(super) fn finish(mut self) -> io::Result<()> {
        self.push_offset()?;
        self.records.flush()?;
        self.offsets.flush()
    }

    fn push_offset(&mut self) -> io::Result<()> {
        self.offsets.write_all(&self.at.to_le_bytes()[..OFFSET_BYTES])
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

    /// Passage `number` taken apart in `room`.
    pub(super) fn parts<'a>(&self, number: u32, room: &'a mut Room) -> Option<Parts<'a>> {
        Parts::of(self.record(number)?, room)
    }

    /// The record of passage `number`.
    fn record(&self, number: u32) -> Option<&[u8]> {
        self.records.as_ref().get(self.range(number)?)
    }

    /// Where the record of passage `number` stands in its file, in bytes.
    pub(super) fn range(&self, number: u32) -> Option<Range<usize>> {
        let offsets = self.offsets.as_ref().as_chunks::<OFFSET_BYTES>().0.get(number as usize..)?;
        let [start, end, ..] = offsets else { return None };
        let bound = |[a, b, c, d, e]: [u8; OFFSET_BYTES]| {
            u64::from_le_bytes([a, b, c, d, e, 0, 0, 0]) as usize
        };
        Some(bound(*start)..bound(*end))
    }

    /// What the text of passage `number` has; `None` for one that there is not.
    pub(super) fn held(&self, number: u32) -> Option<Holds> {
        self.record(number).and_then(record::held)
    }

    /// Where the vectors of passage `number` are; nowhere for one that there is not.
    pub(super) fn rows(&self, number: u32) -> Rows {
        self.record(number).and_then(record::rows).unwrap_or_default()
    }

    /// Passage `number` with the places of `terms` in it, taken apart in `room`; `None` where the
    /// files hold no such one.
    ///
    /// # Cost
    ///
    /// One pass over the passage's terms, with one look at a bit for each.
    pub(super) fn candidate<T: AsRef<[u8]>>(
        &self,
        number: u32,
        wanted: &Signature,
        terms: &Terms<T>,
        room: &mut Room,
    ) -> Option<Candidate> {
        let parts = self.parts(number, room)?;
        let mut hits = Vec::with_capacity(FEW_HITS + parts.terms.len() / 8);
        let mut from = 0;
        let mut phrasings = Vec::with_capacity(parts.phrasings().len());
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
            rows: parts.rows,
            hits,
        })
    }
}

/// Where the place of record `number` stands in its file, in bytes.
pub(super) fn place_of(number: u32) -> Range<usize> {
    let first = number as usize * OFFSET_BYTES;
    first..first + 2 * OFFSET_BYTES
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
    use super::super::{record::PhrasingTerms, terms::TermsWriter};
    use super::*;
    use crate::{
        analysis::term_hash,
        query::{STOP_WEIGHT, idf, idf_of_stop_word},
        vectors::{Embedder, Table},
    };

    fn term(text: &str) -> Term {
        Term { text: text.into(), hash: term_hash(text), frequency: 1, idf: 1.0, weight: 1.0 }
    }

    #[test]
    fn what_is_written_is_read_with_its_places() {
        let dir = tempfile::TempDir::new().unwrap();
        let mut terms = TermsWriter::new();
        let [a, b, c] = ["a", "b", "c"].map(|word| terms.number(term_hash(word)));
        terms.stands(a, true, false);
        [b, c].iter().for_each(|term| terms.stands(*term, false, false));
        let mut writer = ForwardWriter::create(dir.path()).unwrap();
        let record = Record {
            kind: Kind::Item,
            holds: Holds::default(),
            lines: (3, 4),
            path: 9,
            rows: Rows { own: 3, phrasings: 1..3 },
            phrasings: &[
                PhrasingTerms { terms: vec![a, b], content: 1 },
                PhrasingTerms { terms: vec![c], content: 1 },
            ],
            headings: &[b],
            body: &[a, c, SENTENCE_END, b, SENTENCE_END],
        };
        writer.add(&record, &mut |term| terms.count(term)).unwrap();
        let empty = Record {
            rows: Rows { own: 4, phrasings: 5..6 },
            phrasings: &[PhrasingTerms::default()],
            headings: &[],
            body: &[],
            ..record
        };
        writer.add(&empty, &mut |_| ()).unwrap();
        writer.finish().unwrap();
        let mut embedder = Embedder::new(Table::built_in());
        terms.finish(dir.path(), 2, std::iter::empty(), &[], &mut embedder).unwrap();
        let file = |name: &str| std::fs::read(dir.path().join(name)).unwrap();
        let terms = Terms::new(Terms::<Vec<u8>>::FILES.map(file));
        let forward = Forward::new(Forward::<Vec<u8>>::FILES.map(file));
        let signature = Signature::new(&[term("b"), term("c")], &terms);
        let candidate =
            |number| forward.candidate(number, &signature, &terms, &mut Room::default());
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
        let half = idf(1, 2) + STOP_WEIGHT * idf_of_stop_word(1, 2);
        assert_eq!(found.phrasings[0].mass, half);
        assert_eq!((found.phrasings[0].terms, found.phrasings[0].content), (2, 1));
        assert_eq!(found.rows, record.rows);
        assert_eq!(forward.rows(0), record.rows);
        assert_eq!(forward.rows(1), Rows { own: 4, phrasings: 5..6 });
        assert_eq!(forward.rows(2), Rows::default());
        assert_eq!(candidate(1).unwrap().hits, []);
        assert_eq!(candidate(2), None);
    }
}
