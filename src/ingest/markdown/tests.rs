//! Tests of reading Markdown.
