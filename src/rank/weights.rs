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
    3.146, // Bm25All
    -0.237, // Bm25Question
    0.623, // Bm25Phrasing
    1.555, // TitleCovers
    0.814, // TitleCovered
    2.767, // AllCovers
    4.602, // SentenceCovers
    -0.815, // HeadingsCover
    0.941, // TitlePairs
    1.761, // BodyPairs
    -1.785, // TitleLike
    6.309, // TitleApart
    4.087, // BodyLike
    1.988, // BodyApart
    0.0, // TitleTakes
    0.0, // TitleTaken
    0.0, // TitleAgrees
    0.0, // HeadingsTake
    0.0, // AllTakes
    0.0, // SentenceTakes
    0.0, // MissesUnknown
    0.0, // MissesWord
    8.602, // Defines
    2.260, // HasFigure
    1.816, // HasList
    0.516, // IsEntry
    -1.181, // IsItem
    -1.998, // Length
];

/// What ranks, in the order of [`Feature::ALL`](super::Feature::ALL).
#[rustfmt::skip]
pub const RANK: [f32; COUNT] = [
    3.242, // Bm25All
    -0.172, // Bm25Question
    0.733, // Bm25Phrasing
    -1.452, // TitleCovers
    0.105, // TitleCovered
    -0.659, // AllCovers
    0.374, // SentenceCovers
    -1.270, // HeadingsCover
    0.596, // TitlePairs
    1.632, // BodyPairs
    -2.614, // TitleLike
    6.240, // TitleApart
    2.769, // BodyLike
    2.393, // BodyApart
    2.301, // TitleTakes
    0.699, // TitleTaken
    3.804, // TitleAgrees
    -0.193, // HeadingsTake
    3.708, // AllTakes
    5.196, // SentenceTakes
    -1.724, // MissesUnknown
    -1.236, // MissesWord
    1.861, // Defines
    2.089, // HasFigure
    2.126, // HasList
    0.776, // IsEntry
    -1.077, // IsItem
    -2.128, // Length
];
