//! What must hold whatever bytes come in. Each function takes any bytes, gives them to one part of
//! ibid, and panics where a promise is broken.
//!
//! They are kept here so that two can use them: `tests/fuzzed.rs` calls them with a few inputs in
//! the everyday check, `fuzz/` with as many as the fuzzer thinks of.

#![allow(dead_code, reason = "each that uses them uses a part")]

pub mod documents;
pub mod packed;
pub mod pdf;
pub mod questions;
pub mod files;
pub mod index;
pub mod seeds;

/// A target: the name of the fuzzer's and what it calls.
pub type Oracle = (&'static str, fn(&[u8]));

/// All of them.
pub const ORACLES: &[Oracle] = &[
    ("markdown", documents::markdown),
    ("text", documents::text),
    ("jsonl", documents::jsonl),
    ("json", documents::json),
    ("yaml", documents::yaml),
    ("csv", documents::csv),
    ("tsv", documents::tsv),
    ("qna", documents::qna),
    ("html", documents::html),
    ("rst", documents::rst),
    ("pod", documents::pod),
    ("asciidoc", documents::asciidoc),
    ("man", documents::man),
    ("docx", packed::docx),
    ("odt", packed::odt),
    ("epub", packed::epub),
    ("xlsx", packed::xlsx),
    ("archive", packed::archive),
    ("pdf", pdf::pdf),
    ("pdf_layout", pdf::pdf_layout),
    ("question", questions::question),
    ("dialogue", questions::dialogue),
    ("filters", questions::filters),
    ("ibid_toml", files::ibid_toml),
    ("synonyms", files::synonyms),
    ("feedback", files::feedback),
    ("gaps_log", files::gaps_log),
    ("gold", files::gold),
    ("saved", files::saved),
    ("index_files", index::index_files),
    ("any_index", index::any_index),
];
