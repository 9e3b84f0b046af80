//! Answers questions from your own documents, offline, in their own words, with the line they
//! stand on.
//!
//! Data moves one way through the modules below, and a module may `use` only the modules listed
//! before it (`tests/layers.rs` checks this):
//!
//! ```text
//! files ─ingest─▶ Document ─chunk─▶ Passage ─index─▶ index folder
//! line  ─query──▶ Query ─index─▶ Candidate ─rank─▶ Ranked ─answer─▶ Answer
//! ```

#![deny(clippy::print_stdout, clippy::print_stderr)]
#![cfg_attr(not(test), deny(clippy::unwrap_used))]

// In reading order, and in dependency order: each may use only those above it.
pub mod error;
pub mod settings;
pub mod fnv;
pub mod journal;
pub mod config;
pub mod document;
pub mod passage;
pub mod corpus;
pub mod analysis;
pub mod lexicon;
pub mod vectors;
pub mod ingest;
pub mod chunk;
pub mod query;
pub mod calibration;
pub mod index;
pub mod rank;
pub mod answer;
pub mod feedback;
pub mod engine;
pub mod check;
pub mod export;
pub mod gaps;
pub mod conversation;
pub mod eval;
