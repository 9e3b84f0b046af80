//! The text of a PDF file as spans with their places, written line by line. Runs in a process of its
//! own: the libraries that read PDF may panic, or never end, on what is broken.

use std::{
    io::Write,
    panic::{AssertUnwindSafe, catch_unwind},
};

use pdf_extract::{Document, MediaBox, OutputDev, OutputError, Transform, output_doc_page};
use serde::{Deserialize, Serialize};

/// Stands before each line that this writes, since a library may write some of its own.
pub(super) const MARK: &str = "ibid-pdf ";

/// The most pages of a file that are read.
const MAX_PAGES: usize = 20_000;

/// The shares of the size of a letter at which something new begins.
const NEW_LINE: f64 = 0.4;
const BLANK: f64 = 0.15;
const GAP: f64 = 2.0;

/// What is told of a file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Told {
    /// Characters on one line that follow each other closely.
    Span(Span),
    /// An entry of the table of contents that programs show beside the text: its level from 1, its
    /// page, its title.
    Outline(usize, usize, String),
    /// A page that could not be read.
    Unread(u32),
    /// The file as a whole cannot be read.
    Failed(String),
    /// All has been told; the number of pages.
    End(usize),
}

/// Characters on one line of a page.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Span {
    /// From 1.
    pub(super) page: u32,
    /// Where it starts and ends, from the left, in points.
    pub(super) left: f64,
    pub(super) right: f64,
    /// Its base line, from the bottom of the page.
    pub(super) y: f64,
    /// The height of its letters.
    pub(super) size: f64,
    pub(super) text: String,
}

/// Reads the PDF file in `bytes` and writes what it says to `out`, for `read` in
/// another process.
///
/// # Errors
///
/// Only what cannot be written; what is wrong with the file is written, too.
pub fn extract(bytes: &[u8], out: &mut dyn Write) -> std::io::Result<()> {
    let mut document = match Document::load_mem(bytes) {
        Ok(document) => document,
        Err(error) => return tell(out, &Told::Failed(crate::ingest::damaged(&error))),
    };
    if document.is_encrypted() && document.decrypt("").is_err() {
        return tell(out, &Told::Failed("locked with a password".to_owned()));
    }
    if let Ok(toc) = document.get_toc() {
        for entry in toc.toc {
            tell(out, &Told::Outline(entry.level, entry.page, entry.title))?;
        }
    }
    let pages = document.get_pages();
    for page in pages.keys().take(MAX_PAGES) {
        let mut spans = Spans { page: *page, ..Spans::default() };
        let read = catch_unwind(AssertUnwindSafe(|| output_doc_page(&document, &mut spans, *page)));
        spans.close();
        for span in spans.spans {
            tell(out, &Told::Span(span))?;
        }
        if !matches!(read, Ok(Ok(()))) {
            tell(out, &Told::Unread(*page))?;
        }
        // What is told stays told, whatever the next page does.
        out.flush()?;
    }
    tell(out, &Told::End(pages.len()))
}

fn tell(out: &mut dyn Write, told: &Told) -> std::io::Result<()> {
    let line = serde_json::to_string(told)?;
    writeln!(out, "{MARK}{line}")
}

/// The spans of a page in the order in which it draws them.
#[derive(Default)]
struct Spans {
    page: u32,
    spans: Vec<Span>,
    open: Option<Span>,
}

impl Spans {
    fn close(&mut self) {
        self.spans.extend(self.open.take().filter(|span| !span.text.trim().is_empty()));
    }
}

impl OutputDev for Spans {
    fn begin_page(
        &mut self,
        _: u32,
        _: &MediaBox,
        _: Option<(f64, f64, f64, f64)>,
    ) -> Result<(), OutputError> {
        Ok(())
    }

    fn end_page(&mut self) -> Result<(), OutputError> {
        self.close();
        Ok(())
    }

    fn output_character(
        &mut self,
        at: &Transform,
        width: f64,
        _: f64,
        font_size: f64,
        char: &str,
    ) -> Result<(), OutputError> {
        // Text that stands on its side is a mark across the page, or a margin.
        if at.m11.abs() < at.m12.abs() {
            return Ok(());
        }
        let size = (font_size * (at.m11 + at.m21) * font_size * (at.m12 + at.m22)).abs().sqrt();
        let (x, y) = (at.m31, at.m32);
        if !(size.is_finite() && x.is_finite() && y.is_finite()) {
            return Ok(());
        }
        let goes_on = self.open.as_ref().is_some_and(|span| {
            let gap = x - span.right;
            (span.y - y).abs() < NEW_LINE * size.max(span.size) / 2.0
                && -size < gap
                && gap < GAP * size
                && (span.size - size).abs() < 0.5
        });
        if !goes_on {
            self.close();
        }
        let (page, left) = (self.page, x);
        let span = self.open.get_or_insert_with(|| Span {
            page,
            left,
            right: left,
            y,
            size,
            ..Span::default()
        });
        let is_apart = BLANK * size < x - span.right;
        if is_apart && !span.text.ends_with(' ') && !char.starts_with(' ') && !span.text.is_empty()
        {
            span.text.push(' ');
        }
        span.text.push_str(char);
        span.right = x + width * size;
        Ok(())
    }

    fn begin_word(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn end_word(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn end_line(&mut self) -> Result<(), OutputError> {
        Ok(())
    }
}
