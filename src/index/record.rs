//! A passage as a sequence of numbered terms, in bytes: a record of `forward.bin`.
//!
//! ```text
//! u8      kind (0 qa, 1 section, 2 item)
//! u8      what its text has (bits of `Holds`)
//! number  of phrasings (at least 1: of a section or item, its title)
//! number  the row of its vector (`similarity`)
//! number  how many rows before that one its first phrasing's is; 0 where it is the next
//! number  first line; number: how many lines later the last one is
//! u32     hash of the path, little-endian
//! number  of terms in the headings
//! number  of terms and sentence ends in the body
//! number  of terms, number of different content words: of each phrasing
//! 12 bits of each term, the lowest of its number in `terms`, two in three bytes: of the phrasings,
//!         the headings, the body, where 0 ends a sentence
//! number  of terms passed over, number: the other bits; for each term that has such
//! ```
//!
//! A number has seven bits in a byte, the lowest first; the eighth says that another byte follows.
//! Terms are numbered as they come, so that of seven in eight twelve bits are all: a term takes 14
//! bits on average, and is read in a few instructions without a branch.

use crate::passage::Kind;

use super::forward::{Holds, Rows, SENTENCE_END};

/// The bits of a term that stand beside those of the others.
const LOW_BITS: u32 = 12;

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
    pub(super) rows: Rows,
    pub(super) phrasings: &'a [PhrasingTerms],
    pub(super) headings: &'a [u32],
    pub(super) body: &'a [u32],
}

impl Record<'_> {
    /// Writes it into `bytes`, and its terms and sentence ends in order into `terms`.
    pub(super) fn pack(&self, bytes: &mut Vec<u8>, terms: &mut Vec<u32>) {
        let Record { kind, holds, lines, path, rows, phrasings, headings, body } = self;
        // A question has no more phrasings than a person writes; what is beyond is not matched one
        // by one, but still as a part of the whole.
        let phrasings = &phrasings[..phrasings.len().min(usize::from(u16::MAX))];
        bytes.clear();
        bytes.extend([kind_code(*kind), holds.bits()]);
        push_number(bytes, phrasings.len() as u32);
        push_number(bytes, rows.own as u32);
        push_number(bytes, rows.own.saturating_sub(rows.phrasings.start) as u32);
        push_number(bytes, lines.0);
        push_number(bytes, lines.1.wrapping_sub(lines.0));
        bytes.extend(path.to_le_bytes());
        push_number(bytes, headings.len() as u32);
        push_number(bytes, body.len() as u32);
        for one in phrasings {
            push_number(bytes, one.kept().len() as u32);
            push_number(bytes, one.content.min(usize::from(u16::MAX)) as u32);
        }
        terms.clear();
        phrasings.iter().for_each(|one| terms.extend(one.kept()));
        terms.extend(headings.iter().chain(*body));
        for pair in terms.chunks(2) {
            let second = pair.get(1).copied().unwrap_or(0);
            let low = |term: u32| term & ((1 << LOW_BITS) - 1);
            let [a, b, c, _] = (low(pair[0]) | low(second) << LOW_BITS).to_le_bytes();
            bytes.extend([a, b]);
            if pair.len() == 2 {
                bytes.push(c);
            }
        }
        let mut passed = 0;
        for term in terms {
            match *term >> LOW_BITS {
                0 => passed += 1,
                high => {
                    push_number(bytes, passed);
                    push_number(bytes, high);
                    passed = 0;
                }
            }
        }
    }
}

/// Every different term of a passage that is written, in order.
pub(super) fn different(phrasings: &[PhrasingTerms], headings: &[u32], body: &[u32]) -> Vec<u32> {
    let phrasings = &phrasings[..phrasings.len().min(usize::from(u16::MAX))];
    let titles = phrasings.iter().flat_map(PhrasingTerms::kept);
    let all = titles.chain(headings).chain(body).copied();
    let mut terms: Vec<u32> = all.filter(|term| *term != SENTENCE_END).collect();
    terms.sort_unstable();
    terms.dedup();
    terms
}

/// A kind as it stands in a file.
pub(super) fn kind_code(kind: Kind) -> u8 {
    match kind {
        Kind::Qa => 0,
        Kind::Section => 1,
        Kind::Item => 2,
    }
}

/// The kind that stands in a file as `code`.
pub(super) fn kind_of(code: u8) -> Option<Kind> {
    match code {
        0 => Some(Kind::Qa),
        1 => Some(Kind::Section),
        2 => Some(Kind::Item),
        _ => None,
    }
}

/// Appends a number.
pub(super) fn push_number(bytes: &mut Vec<u8>, mut number: u32) {
    while 0x80 <= number {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

/// Takes a number from the front of `bytes`; `None` where there is none.
#[inline]
pub(super) fn take_number(bytes: &mut &[u8]) -> Option<u32> {
    let mut number = 0;
    for shift in [0, 7, 14, 21, 28] {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u32::from(byte & 0x7f) << shift;
        if *byte < 0x80 {
            return Some(number);
        }
    }
    None
}

/// Room for what is unpacked of a record; kept from one to the next to spare the allocations.
#[derive(Debug, Default)]
pub(super) struct Room {
    counts: Vec<(u16, u16)>,
    terms: Vec<u32>,
}

/// A record taken apart.
pub(super) struct Parts<'a> {
    pub(super) kind: Kind,
    pub(super) holds: Holds,
    pub(super) rows: Rows,
    pub(super) lines: (u32, u32),
    pub(super) path: u32,
    pub(super) headings: u32,
    pub(super) body: u32,
    /// Terms and content words of each phrasing.
    counts: &'a [(u16, u16)],
    /// All terms, and where sentences end.
    pub(super) terms: &'a [u32],
}

/// What stands before the rows in a record: kind, holds, the number of phrasings; then the rows.
fn head(bytes: &mut &[u8]) -> Option<(Kind, Holds, Rows)> {
    let ([kind, holds], rest) = bytes.split_first_chunk()?;
    *bytes = rest;
    let kind = kind_of(*kind)?;
    let phrasings = take_number(bytes)? as usize;
    let own = take_number(bytes)? as usize;
    let first_phrasing = match take_number(bytes)? as usize {
        0 => own + 1,
        before => own.checked_sub(before)?,
    };
    // Each has two numbers further on: what says that it has more is none, and nobody looks for them.
    if bytes.len() / 2 < phrasings {
        return None;
    }
    let rows = Rows { own, phrasings: first_phrasing..first_phrasing + phrasings };
    Some((kind, Holds::of_bits(*holds), rows))
}

/// What the text of the passage with this record has; `None` where the bytes are none.
pub(super) fn held(record: &[u8]) -> Option<Holds> {
    record.get(1).map(|bits| Holds::of_bits(*bits))
}

/// Where the vectors of the passage with this record are; `None` where the bytes are none.
pub(super) fn rows(mut record: &[u8]) -> Option<Rows> {
    Some(head(&mut record)?.2)
}

impl<'a> Parts<'a> {
    /// Takes a record apart; `None` where the bytes are none.
    pub(super) fn of(mut bytes: &[u8], room: &'a mut Room) -> Option<Parts<'a>> {
        let bytes = &mut bytes;
        let (kind, holds, rows) = head(bytes)?;
        let first_line = take_number(bytes)?;
        let lines = (first_line, first_line.wrapping_add(take_number(bytes)?));
        let (path, rest) = bytes.split_first_chunk()?;
        *bytes = rest;
        let (headings, body) = (take_number(bytes)?, take_number(bytes)?);
        let mut count = headings as usize + body as usize;
        room.counts.clear();
        for _ in rows.phrasings.clone() {
            let terms = u16::try_from(take_number(bytes)?).ok()?;
            let content = u16::try_from(take_number(bytes)?).ok()?;
            count += usize::from(terms);
            room.counts.push((terms, content));
        }
        unpack(bytes, count, &mut room.terms)?;
        let (counts, terms) = (room.counts.as_slice(), room.terms.as_slice());
        let path = u32::from_le_bytes(*path);
        Some(Parts { kind, holds, rows, lines, path, headings, body, counts, terms })
    }

    /// Terms and content words of each phrasing.
    pub(super) fn phrasings(&self) -> impl ExactSizeIterator<Item = (u16, u16)> + use<'a> {
        self.counts.iter().copied()
    }

    /// The `count` terms from the `from`th on.
    pub(super) fn terms(&self, from: usize, count: usize) -> impl Iterator<Item = u32> + use<'a> {
        self.terms[from..from + count].iter().copied()
    }
}

/// Reads `count` terms.
fn unpack(bytes: &[u8], count: usize, terms: &mut Vec<u32>) -> Option<()> {
    let (low, mut high) = bytes.split_at_checked(count.checked_mul(3)?.div_ceil(2))?;
    // Every one is written below, so that nothing need be cleared.
    terms.resize(count, SENTENCE_END);
    let (pairs, last) = terms.as_chunks_mut::<2>();
    let (triples, odd) = low.as_chunks::<3>();
    for ([first, second], [a, b, c]) in pairs.iter_mut().zip(triples) {
        *first = u32::from(*a) | u32::from(b & 0x0f) << 8;
        *second = u32::from(b >> 4) | u32::from(*c) << 4;
    }
    if let ([last], [a, b]) = (last, odd) {
        *last = u32::from(*a) | u32::from(b & 0x0f) << 8;
    }
    let mut at = 0;
    while !high.is_empty() {
        at += take_number(&mut high)? as usize;
        *terms.get_mut(at)? |= take_number(&mut high)? << LOW_BITS;
        at += 1;
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_is_unpacked() {
        let terms = |terms: &[u32]| PhrasingTerms { terms: terms.to_vec(), content: 1 };
        for body in [&[][..], &[1], &[4095, 4096], &[0, 1, 0, u32::MAX, 5], &[70_000, 0, 9, 0]] {
            for rows in [Rows { own: 7, phrasings: 8..10 }, Rows { own: 300, phrasings: 44..46 }] {
                let record = Record {
                    kind: Kind::Item,
                    holds: Holds::LIST.and(Holds::NUMBER),
                    lines: (300, 2),
                    path: 0x0102_0304,
                    rows,
                    phrasings: &[terms(&[4, 5000]), terms(&[])],
                    headings: &[3, 4097],
                    body,
                };
                let (mut bytes, mut packed, mut room) = (Vec::new(), Vec::new(), Room::default());
                record.pack(&mut bytes, &mut packed);
                assert_eq!(packed, [&[4, 5000, 3, 4097], body].concat());
                let parts = Parts::of(&bytes, &mut room).unwrap();
                assert_eq!(parts.terms, packed);
                assert_eq!((parts.kind, parts.holds), (record.kind, record.holds));
                assert_eq!((parts.lines, parts.path), (record.lines, record.path));
                assert_eq!((parts.headings, parts.body), (2, body.len() as u32));
                assert_eq!(parts.phrasings().collect::<Vec<_>>(), [(2, 1), (0, 1)]);
                assert_eq!(parts.rows, record.rows);
                assert_eq!(rows_of(&bytes), Some(record.rows.clone()));
            }
        }
    }

    fn rows_of(bytes: &[u8]) -> Option<Rows> {
        rows(bytes)
    }

    #[test]
    fn bytes_that_are_no_record_are_none() {
        let mut room = Room::default();
        for byte in [0, 1, 0x7f, 0x80, 0xff] {
            let record = [byte; 64];
            for length in 0..64 {
                // Some are: of those all that matters is that they are read without a panic.
                let parts = Parts::of(&record[..length], &mut room);
                assert!(parts.is_none_or(|parts| parts.terms.len() < 64), "{byte} {length}");
            }
        }
        assert!(Parts::of(&[3; 64], &mut room).is_none());
        assert!(Parts::of(&[0x80; 64], &mut room).is_none());
    }

    #[test]
    fn numbers_of_any_size_are_read() {
        for number in [0, 1, 127, 128, 16_383, 16_384, u32::MAX] {
            let mut bytes = Vec::new();
            push_number(&mut bytes, number);
            bytes.push(9);
            let mut rest = bytes.as_slice();
            assert_eq!(take_number(&mut rest), Some(number));
            assert_eq!(rest, [9]);
        }
        assert_eq!(take_number(&mut &[0x80, 0x80, 0x80, 0x80, 0x80, 0][..]), None);
        assert_eq!(take_number(&mut &[][..]), None);
    }
}
