//! The weights of the features, and the run that made them.
//!
//! Listwise softmax regression (Z. Cao and others, "Learning to Rank: From Pairwise Approach to
//! Listwise Approach", ICML 2007, with the mass of all right passages) over the labelled questions
//! of sixteen corpora, of which eight small ones weigh half, squared weights held back by 0.001 on
//! standardised features. MEASURED.md, "Retrieval log", has the figures with each family of
//! corpora left out.
//!
//! `cargo run --release --example fit_weights` is that run: it prints the two lists below, and the
//! weights of [`confidence`](mod@crate::answer::confidence), ready to be put in their place.
//! MEASURED.md, "How the weights were made", has the whole command.

use super::features::COUNT;

/// What chooses the candidates that are looked at closely: the cheap features alone, in the order
/// of [`Feature::ALL`](super::Feature::ALL).
#[rustfmt::skip]
pub const PRESELECT: [f32; COUNT] = [
    1.668, // Bm25All
    0.306, // Bm25Question
    -0.368, // Bm25Phrasing
    2.637, // TitleCovers
    1.385, // TitleCovered
    4.230, // AllCovers
    2.876, // SentenceCovers
    -0.692, // HeadingsCover
    1.044, // TitlePairs
    1.921, // BodyPairs
    -2.746, // TitleLike
    6.423, // TitleApart
    2.806, // BodyLike
    2.965, // BodyApart
    0.0, // TitleTakes
    0.0, // TitleTaken
    0.0, // TitleAgrees
    0.0, // HeadingsTake
    0.0, // AllTakes
    0.0, // SentenceTakes
    0.0, // MissesUnknown
    0.0, // MissesWord
    4.589, // Defines
    2.114, // HasFigure
    1.816, // HasList
    -0.557, // IsEntry
    -2.874, // IsItem
    -1.047, // Length
];

/// What ranks, in the order of [`Feature::ALL`](super::Feature::ALL).
#[rustfmt::skip]
pub const RANK: [f32; COUNT] = [
    2.167, // Bm25All
    -0.078, // Bm25Question
    0.148, // Bm25Phrasing
    -0.971, // TitleCovers
    -0.097, // TitleCovered
    0.150, // AllCovers
    -0.663, // SentenceCovers
    -0.314, // HeadingsCover
    0.976, // TitlePairs
    1.709, // BodyPairs
    -3.286, // TitleLike
    5.425, // TitleApart
    1.939, // BodyLike
    2.611, // BodyApart
    3.494, // TitleTakes
    1.686, // TitleTaken
    3.175, // TitleAgrees
    -0.926, // HeadingsTake
    3.696, // AllTakes
    3.940, // SentenceTakes
    -2.453, // MissesUnknown
    -0.783, // MissesWord
    1.605, // Defines
    2.317, // HasFigure
    2.783, // HasList
    -0.184, // IsEntry
    -2.108, // IsItem
    -0.949, // Length
];
