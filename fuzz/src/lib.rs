//! What the targets call. It lies among the tests, which call it too.

#[path = "../../tests/oracles/mod.rs"]
pub mod oracles;
