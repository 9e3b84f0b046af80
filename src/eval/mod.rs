//! How good the answers are, in numbers: labelled questions are asked, and the replies judged.
//!
//! ```text
//! file ─questions─▶ Question ─run─▶ Run ─metrics─▶ Metrics, Curves ─report─▶ page
//!                                    └─compare─▶ Comparison with a former run
//! ```
//!
//! Two rules hold for every number here. Of an answerable question the first passage counts, shown
//! or refused, so that ranking is judged apart from confidence. And a passage that is too wide
//! (above [`MAX_LINES`]) is never right by its lines: the whole file would be right for everything.

pub mod questions;
pub mod gold;
pub mod metrics;
pub mod run;
pub mod compare;
mod chart;
pub mod report;

pub use self::{
    compare::Comparison,
    gold::{Judge, MAX_LINES},
    metrics::{Metrics, Outcome},
    questions::{Gold, Place, Problem, Question, Questions},
    run::{Asked, Miss, Mistake, Run, run},
};
