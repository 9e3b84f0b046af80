//! Every number that a person may want to turn, with its unit, range and reason.

/// Words of a passage that a person reads in one go; a longer section is cut (issue of chunking:
/// about 60 to 250 words, at the borders of blocks).
pub const MAX_PASSAGE_WORDS: usize = 250;

/// Words below which a cut-off part is joined to its neighbour rather than left alone.
pub const MIN_PASSAGE_WORDS: usize = 60;
