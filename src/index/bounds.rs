//! How much each frequent term can add to the score of any passage in a window of neighbours: what
//! the search for candidates passes windows over by.
//!
//! A file for each of the two fields that are searched, little-endian, read in place:
//!
//! ```text
//! u32            passages in a window, a power of two
//! u32            n, the number of rows
//! n × u32        the hash of each row's term (`analysis::term_hash`), ascending
//! n × windows × u8  of each row and window: the largest saturation of the term in any passage of the
//!                window, in 255ths, rounded up; 0 where it stands in none
//! ```
//!
//! Terms in fewer than [`LEAST_POSTINGS`] passages have no row: their lists are short enough to be
//! read. A row has at most about a thousand bytes however many passages there are.

use std::{collections::BTreeMap, io::Write, path::Path};

use tantivy::{
    SegmentReader,
    fieldnorm::FieldNormReader,
    schema::{Field, IndexRecordOption},
};

use super::steps::InSteps;
use crate::{
    analysis::term_hash,
    query::{B, K1},
};

/// The names of the files: for the field of all terms, and for that of the question's.
pub(super) const FILES: [&str; 2] = ["bounds-all.bin", "bounds-question.bin"];

/// A term in fewer passages has no row.
pub(super) const LEAST_POSTINGS: u32 = 512;

/// The fewest passages in a window; in tests few, so that there are many windows.
pub(super) const SMALLEST_WINDOW: u32 = if cfg!(test) { 64 } else { 4096 };

/// At most so many windows are told apart.
const MAX_WINDOWS: u32 = 1024;

/// Bytes before the hashes.
const HEAD_BYTES: usize = 8;

/// BM25's share of the largest score that a term can have: `count / (count + norm)`, above 0 and
/// below 1.
pub(super) fn saturation(count: u32, norm: f32) -> f32 {
    let count = count as f32;
    count / (count + norm)
}

/// BM25's `k1 · (1 − b + b · length / mean)` for each of the 256 lengths that are told apart.
pub(super) fn norms(mean: f32) -> [f32; 256] {
    std::array::from_fn(|id| {
        let length = FieldNormReader::id_to_fieldnorm(id as u8) as f32;
        K1 * (1.0 - B + B * length / mean)
    })
}

/// By how much bounds that were made with one mean length may be too small with another: a
/// saturation grows by less than the mean does.
pub(super) fn slack(made_with: f32, mean: f32) -> f32 {
    // What more than covers how floats round.
    const ROUNDING: f32 = 1.0 + 1e-5;
    if made_with == mean { 1.0 } else { (mean / made_with).max(1.0) * ROUNDING }
}

/// Writes the file of `field`, whose texts have `mean` terms, of a finished segment into the folder
/// `dir`.
///
/// # Cost
///
/// Reads every posting of the frequent terms once; memory for all rows, about ten megabytes for a
/// million passages.
pub(super) fn write(
    dir: &Path,
    name: &str,
    segment: &SegmentReader,
    field: Field,
    mean: f32,
) -> tantivy::Result<()> {
    let window = segment.max_doc().div_ceil(MAX_WINDOWS).next_power_of_two().max(SMALLEST_WINDOW);
    let windows = segment.max_doc().div_ceil(window) as usize;
    let norms = norms(mean);
    let lengths = segment.get_fieldnorms_reader(field)?;
    let inverted = segment.inverted_index(field)?;
    let mut rows: BTreeMap<u32, Vec<u8>> = BTreeMap::new();
    let mut terms = inverted.terms().stream()?;
    while terms.advance() {
        let found = terms.value();
        if found.doc_freq < LEAST_POSTINGS {
            continue;
        }
        let Ok(term) = std::str::from_utf8(terms.key()) else { continue };
        // Terms of one hash share a row, which then holds for either.
        let row = rows.entry(term_hash(term)).or_insert_with(|| vec![0; windows]);
        let option = IndexRecordOption::WithFreqs;
        let mut blocks = inverted.read_block_postings_from_terminfo(found, option)?;
        while !blocks.docs().is_empty() {
            for (number, count) in blocks.docs().iter().zip(blocks.freqs()) {
                let norm = norms[usize::from(lengths.fieldnorm_id(*number))];
                let most = (saturation(*count, norm) * 255.0).ceil() as u8;
                let bound = &mut row[(number / window) as usize];
                *bound = most.max(*bound);
            }
            blocks.advance();
        }
    }
    let mut file = InSteps::create(&dir.join(name))?;
    for number in [window, rows.len() as u32].into_iter().chain(rows.keys().copied()) {
        file.write_all(&number.to_le_bytes())?;
    }
    for row in rows.values() {
        file.write_all(row)?;
    }
    file.flush()?;
    Ok(())
}

/// Reads a file.
///
/// Total: of bytes that are no such file every row is missing.
pub(super) struct Bounds<B> {
    bytes: B,
    window: u32,
    rows: usize,
    windows: usize,
}

impl<B: AsRef<[u8]>> Bounds<B> {
    /// Takes the file of an index with so many passages.
    pub(super) fn new(bytes: B, passages: u32) -> Bounds<B> {
        let number = |at: usize| {
            let bytes = bytes.as_ref().get(at..).and_then(<[u8]>::first_chunk::<4>);
            bytes.map_or(0, |bytes| u32::from_le_bytes(*bytes))
        };
        let largest = passages.checked_next_power_of_two().unwrap_or(1 << 31).max(SMALLEST_WINDOW);
        let is_window =
            |window: &u32| window.is_power_of_two() && (SMALLEST_WINDOW..=largest).contains(window);
        let window = Some(number(0)).filter(is_window).unwrap_or(SMALLEST_WINDOW);
        let rows = number(4) as usize;
        let windows = passages.div_ceil(window) as usize;
        Bounds { window, rows, windows, bytes }
    }

    /// The number of passages in a window.
    pub(super) fn window(&self) -> u32 {
        self.window
    }

    /// The largest saturation in each window, in 255ths, of the term with this hash; `None` for one
    /// without a row.
    pub(super) fn of(&self, hash: u32) -> Option<&[u8]> {
        let after = self.bytes.as_ref().get(HEAD_BYTES..)?;
        let (hashes, rows) = after.split_at_checked(4 * self.rows)?;
        let hashes = hashes.as_chunks::<4>().0;
        let row = hashes.binary_search_by_key(&hash, |bytes| u32::from_le_bytes(*bytes)).ok()?;
        rows.get(row * self.windows..(row + 1) * self.windows)
    }
}
