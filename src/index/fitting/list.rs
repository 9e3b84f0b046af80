//! One term in one field, as the search reads it.

use std::{io, sync::Arc};

use tantivy::{
    InvertedIndexReader,
    directory::OwnedBytes,
    postings::{BlockSegmentPostings, TermInfo},
    schema::IndexRecordOption,
};

use super::{
    super::bounds::{self, saturation},
    Window,
};

/// A list that has more than one in so many passages is dense.
const DENSE: u32 = 32;

/// One of the two fields that are searched.
pub(super) struct Searched {
    pub(super) inverted: Arc<InvertedIndexReader>,
    /// What tells the length of each passage, a byte each.
    lengths: OwnedBytes,
    norms: [f32; 256],
    /// The saturations of the counts from 0 on, which nearly all are, for each of the lengths that are
    /// told apart.
    saturations: [[f32; 256]; FEW],
}

/// The saturations of counts below this are at hand.
const FEW: usize = 4;

impl Searched {
    pub(super) fn new(
        inverted: Arc<InvertedIndexReader>,
        lengths: OwnedBytes,
        mean: f32,
    ) -> Searched {
        let norms = bounds::norms(mean);
        let saturations =
            std::array::from_fn(|count| norms.map(|norm| saturation(count as u32, norm)));
        Searched { inverted, lengths, norms, saturations }
    }

    /// What tells the length of passage `number`.
    #[inline]
    pub(super) fn length(&self, number: u32) -> usize {
        usize::from(self.lengths.get(number as usize).copied().unwrap_or(0))
    }

    /// The saturation of a term that stands `count` times in a passage of this length.
    #[inline]
    pub(super) fn saturation(&self, count: u32, length: usize) -> f32 {
        match self.saturations.get(count as usize) {
            Some(of) => of[length],
            None => saturation(count, self.norms[length]),
        }
    }
}

/// What a term adds to passages.
struct Parts<'a> {
    searched: &'a Searched,
    /// What it would add were it all that a passage says.
    weight: f32,
    /// What it adds where [`Searched::saturations`] has the saturation.
    few: Box<[[u32; 256]; FEW]>,
}

impl<'a> Parts<'a> {
    fn new(searched: &'a Searched, weight: f32) -> Parts<'a> {
        let few = searched.saturations.map(|of| of.map(|saturation| part(weight, saturation)));
        Parts { searched, weight, few: Box::new(few) }
    }

    /// What it adds to passage `number` where it stands `count` times.
    #[inline]
    fn of(&self, count: u32, number: u32) -> u32 {
        let length = self.searched.length(number);
        match self.few.get(count as usize) {
            Some(of) => of[length],
            None => part(self.weight, self.searched.saturation(count, length)),
        }
    }
}

/// One term in one field.
pub(super) struct List<'a> {
    postings: Postings<'a>,
}

enum Postings<'a> {
    /// Passages and what it adds to each, and the place that is read.
    Short { all: Vec<(u32, u32)>, at: usize },
    /// The list, opened where it is read, and the place in the block.
    Long {
        found: TermInfo,
        blocks: Option<Box<BlockSegmentPostings>>,
        at: usize,
        /// The largest saturation in each window; `None` where that is not known.
        row: Option<&'a [u8]>,
        /// What a 255th of it adds, rounded up.
        unit: u32,
        parts: Parts<'a>,
    },
}

impl<'a> List<'a> {
    /// Opens a list. `row` are its bounds, which may be too small by the factor `slack`.
    pub(super) fn open(
        searched: &'a Searched,
        found: TermInfo,
        weight: f32,
        row: Option<&'a [u8]>,
        slack: f32,
    ) -> io::Result<List<'a>> {
        if found.doc_freq < bounds::LEAST_POSTINGS {
            let mut blocks = open(searched, &found)?;
            let mut all = Vec::with_capacity(found.doc_freq as usize);
            while !blocks.docs().is_empty() {
                let both = blocks.docs().iter().zip(blocks.freqs());
                all.extend(both.map(|(number, count)| {
                    let saturation = searched.saturation(*count, searched.length(*number));
                    (*number, part(weight, saturation))
                }));
                blocks.advance();
            }
            return Ok(List { postings: Postings::Short { all, at: 0 } });
        }
        // Two more than the exact unit cover how floats and `part` round.
        let unit = (weight * slack / 255.0).ceil() as u32 + 2;
        let parts = Parts::new(searched, weight);
        let postings = Postings::Long { found, blocks: None, at: 0, row, unit, parts };
        Ok(List { postings })
    }

    /// Adds to each window's promise what the list can add there.
    pub(super) fn promise(&self, promises: &mut [u32], window: u32) {
        match &self.postings {
            Postings::Short { all, .. } => {
                let mut rest = all.as_slice();
                while let Some((first, _)) = rest.first() {
                    let at = first / window;
                    let here = rest.partition_point(|(number, _)| number / window == at);
                    let most = rest[..here].iter().map(|(_, part)| *part).max().unwrap_or(0);
                    if let Some(promise) = promises.get_mut(at as usize) {
                        *promise += most;
                    }
                    rest = &rest[here..];
                }
            }
            Postings::Long { row: Some(row), unit, .. } => {
                for (promise, most) in promises.iter_mut().zip(*row) {
                    *promise += unit * u32::from(*most);
                }
            }
            Postings::Long { row: None, unit, .. } => {
                promises.iter_mut().for_each(|promise| *promise += 255 * unit);
            }
        }
    }

    /// Whether it has so many of all `passages` that it is better asked about some of them.
    pub(super) fn is_dense(&self, passages: u32) -> bool {
        match &self.postings {
            Postings::Short { .. } => false,
            Postings::Long { found, .. } => passages / DENSE < found.doc_freq,
        }
    }

    /// The most it adds to a passage of the window with the number `at`, from `start` to before
    /// `end`; 0 where it has none of them.
    pub(super) fn bound(&mut self, at: u32, start: u32, end: u32) -> u32 {
        match &mut self.postings {
            Postings::Short { all, at } => {
                *at += all[*at..].partition_point(|(number, _)| *number < start);
                let here = all[*at..].iter().take_while(|(number, _)| *number < end);
                here.map(|(_, part)| *part).max().unwrap_or(0)
            }
            Postings::Long { row: Some(row), unit, .. } => {
                row.get(at as usize).map_or(0, |most| *unit * u32::from(*most))
            }
            Postings::Long { row: None, unit, .. } => 255 * *unit,
        }
    }

    /// Goes back to its start.
    pub(super) fn rewind(&mut self) {
        match &mut self.postings {
            Postings::Short { at, .. } => *at = 0,
            Postings::Long { blocks, at, .. } => (*blocks, *at) = (None, 0),
        }
    }

    /// Adds what it gives to the passages from `start` to before `end` to `window`.
    pub(super) fn add_to(&mut self, window: &mut Window, start: u32, end: u32) -> io::Result<()> {
        match &mut self.postings {
            Postings::Short { all, at } => {
                *at += all[*at..].partition_point(|(number, _)| *number < start);
                let here = all[*at..].iter().take_while(|(number, _)| *number < end);
                here.for_each(|(number, part)| window.add(number - start, *part));
            }
            Postings::Long { found, blocks, at, parts, .. } => {
                let blocks = opened(blocks, parts.searched, found)?;
                go_to(blocks, at, start);
                loop {
                    let numbers = blocks.docs().get(*at..).unwrap_or_default();
                    let counts = blocks.freqs().get(*at..).unwrap_or_default();
                    let here = match numbers.last() {
                        Some(last) if *last < end => numbers.len(),
                        _ => numbers.partition_point(|number| *number < end),
                    };
                    for (number, count) in numbers[..here].iter().zip(counts) {
                        window.add(number - start, parts.of(*count, *number));
                    }
                    *at += here;
                    if here < numbers.len() || numbers.is_empty() {
                        break;
                    }
                    blocks.advance();
                    *at = 0;
                }
            }
        }
        Ok(())
    }

    /// What it gives to passage `number`, which is not before one it was asked about.
    #[inline]
    pub(super) fn give(&mut self, number: u32) -> io::Result<u32> {
        Ok(match &mut self.postings {
            Postings::Short { all, at } => {
                *at += all[*at..].partition_point(|(other, _)| *other < number);
                all.get(*at).filter(|(other, _)| *other == number).map_or(0, |(_, part)| *part)
            }
            Postings::Long { found, blocks, at, parts, .. } => {
                let blocks = opened(blocks, parts.searched, found)?;
                go_to(blocks, at, number);
                match blocks.docs().get(*at) {
                    Some(here) if *here == number => parts.of(blocks.freq(*at), number),
                    _ => 0,
                }
            }
        })
    }
}

fn open(searched: &Searched, found: &TermInfo) -> io::Result<BlockSegmentPostings> {
    searched.inverted.read_block_postings_from_terminfo(found, IndexRecordOption::WithFreqs)
}

#[inline]
fn opened<'b>(
    blocks: &'b mut Option<Box<BlockSegmentPostings>>,
    searched: &Searched,
    found: &TermInfo,
) -> io::Result<&'b mut BlockSegmentPostings> {
    if blocks.is_none() {
        *blocks = Some(Box::new(open(searched, found)?));
    }
    blocks.as_deref_mut().ok_or_else(|| io::Error::other("a list that was opened is not there"))
}

/// Goes to the first passage from `number` on; never back.
#[inline]
fn go_to(blocks: &mut BlockSegmentPostings, at: &mut usize, number: u32) {
    if blocks.docs().get(*at).is_some_and(|here| *here < number) {
        *at = blocks.seek(number);
    }
}

/// What a term of this weight adds where it has this saturation: never nothing, also of a term in every
/// passage.
#[inline]
pub(super) fn part(weight: f32, saturation: f32) -> u32 {
    // From here on to twice as much the last bits of a float are those of a whole number, so that one
    // comes out without a comparison with what a whole number can be. No part is as large.
    const WHOLE: f32 = (1 << 23) as f32;
    (weight * saturation + WHOLE).to_bits() - WHOLE.to_bits() + 1
}
