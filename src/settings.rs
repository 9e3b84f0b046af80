//! Numbers that a person may want to turn, with their unit, range and reason; the thresholds of the confidence stand
//! beside it, in `answer/confidence.rs`.

/// Passages returned where nobody says how many.
pub const DEFAULT_TOP: usize = 3;

/// Passages returned at most.
pub const MAX_TOP: usize = 100;

/// Passages up to which an index is brought up to date before a question is answered, whatever changed:
/// about what is indexed in a second on a small machine. Above, it is where little changed; else
/// the last complete index answers.
pub const REFRESH_PASSAGES: usize = 20_000;

/// Words of a passage that a person reads in one go; a longer section is cut at the borders of blocks.
pub const MAX_PASSAGE_WORDS: usize = 250;

/// Words below which a cut-off part is joined to its neighbour rather than left alone.
pub const MIN_PASSAGE_WORDS: usize = 60;

/// Memory that making an index takes at most, in megabytes (2²⁰ bytes): what a laptop has to spare.
pub const DEFAULT_MEMORY_MB: u64 = 1024;

/// With less memory no index is made: the program, what it remembers of words and what it is reading
/// take that much.
pub const MIN_MEMORY_MB: u64 = 128;
