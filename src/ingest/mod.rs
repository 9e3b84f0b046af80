//! (being written)
pub mod text;
