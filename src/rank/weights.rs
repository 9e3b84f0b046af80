//! The weights of the features, and the run that made them.
//!
//! Listwise softmax regression (Z. Cao and others, "Learning to Rank: From Pairwise Approach to
//! Listwise Approach", ICML 2007, with the mass of all right passages) over the labelled questions
//! of eight corpora, every corpus weighing the same, squared weights held back by 0.001 on
//! standardised features. ARCHITECTURE.md, "Retrieval log", has the figures with each family of
//! corpora left out.
//!
//! `cargo run --release --example fit_weights` is that run: it prints the two lists below, and the
//! weights of [`confidence`](mod@crate::answer::confidence), ready to be put in their place.
//! ARCHITECTURE.md, "How the weights were made", has the whole command.

use super::features::COUNT;

/// What chooses the candidates that are looked at closely: the cheap features alone, in the order
/// of [`Feature::ALL`](super::Feature::ALL).
#[rustfmt::skip]
pub const PRESELECT: [f32; COUNT] = [
    3.549, // Bm25All
    -0.703, // Bm25Question
    0.454, // Bm25Phrasing
    2.424, // TitleCovers
    0.771, // TitleCovered
    1.797, // AllCovers
    5.415, // SentenceCovers
    0.041, // HeadingsCover
    0.546, // TitlePairs
    1.514, // BodyPairs
    -2.662, // TitleLike
    7.832, // TitleApart
    4.121, // BodyLike
    2.079, // BodyApart
    0.0, // TitleTakes
    0.0, // TitleTaken
    0.0, // TitleAgrees
    0.0, // HeadingsTake
    0.0, // AllTakes
    0.0, // SentenceTakes
    0.0, // MissesUnknown
    0.0, // MissesWord
    9.647, // Defines
    2.018, // HasFigure
    1.816, // HasList
    0.307, // IsEntry
    -1.244, // IsItem
    -1.115, // Length
];

/// What ranks, in the order of [`Feature::ALL`](super::Feature::ALL).
#[rustfmt::skip]
pub const RANK: [f32; COUNT] = [
    3.633, // Bm25All
    -0.655, // Bm25Question
    0.312, // Bm25Phrasing
    -1.068, // TitleCovers
    -0.101, // TitleCovered
    -1.064, // AllCovers
    1.256, // SentenceCovers
    -0.424, // HeadingsCover
    0.093, // TitlePairs
    1.473, // BodyPairs
    -3.262, // TitleLike
    6.447, // TitleApart
    2.645, // BodyLike
    2.524, // BodyApart
    2.845, // TitleTakes
    1.688, // TitleTaken
    3.335, // TitleAgrees
    0.540, // HeadingsTake
    2.748, // AllTakes
    4.942, // SentenceTakes
    -2.075, // MissesUnknown
    -1.989, // MissesWord
    2.837, // Defines
    2.329, // HasFigure
    2.126, // HasList
    0.828, // IsEntry
    -0.843, // IsItem
    -1.598, // Length
];
