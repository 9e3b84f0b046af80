//! Manual pages in roff: those of the package `man` and those of `mdoc`.
//!
//! Not a formatter: what a request would do to the look of a page is passed over. The text is what
//! a person reads of it, so that [`Block::text`](crate::document::Block::text) is extracted.
//!
//! In steps, each a module below: the language with its strings, macros and conditions (`roff`);
//! what each macro of a package means (`macros` for `man`, `mdoc`); the paragraphs and items that
//! come of it (`page`).

mod condition;
mod escapes;
mod macros;
mod mdoc;
mod page;
mod phrase;
mod roff;

use self::{macros::Man, mdoc::Mdoc, page::Page, roff::Said};
use super::{
    pieces::{blocks::blocks, contents, faq},
    source::Source,
};
use crate::document::{Document, Lines};

/// No page has as many lines; the longest have some fifty thousand.
const MAX_LINES: usize = 400_000;

/// How far from its top a page says what it is, in lines.
const TITLE_REACH: usize = 400;

/// Reads `text`, the content of the file `path`.
///
/// # Errors
///
/// That it is no manual page: any file may end in `.1`.
pub(super) fn read(path: &str, text: &str) -> Result<Document, String> {
    let Some(is_mdoc) = text.lines().take(TITLE_REACH).find_map(package) else {
        return Err("not a manual page".to_owned());
    };
    if MAX_LINES < text.lines().count() {
        return Err(format!("not a manual page: more than {MAX_LINES} lines"));
    }
    let mut page = Page::default();
    if is_mdoc {
        let mut mdoc = Mdoc::default();
        roff::carry_out(text, &|_| false, &mut |lines, said| {
            match said {
                Said::Text(text) if text.trim().is_empty() => page.blank(),
                Said::Text(text) => mdoc.text(&mut page, lines, text),
                Said::Request(name, rest) => mdoc.request(&mut page, lines, name, rest),
                Said::Nothing(reason) => page.left_out.push((lines, reason)),
            }
            page.end_line();
        });
    } else {
        let mut man = Man::default();
        let mut last = Lines::new(1, 1);
        roff::carry_out(text, &Man::is_known, &mut |lines, said| {
            last = lines;
            match said {
                Said::Text(text) if text.trim().is_empty() => page.blank(),
                Said::Text(text) => man.text(&mut page, lines, text),
                Said::Request(name, rest) => man.request(&mut page, lines, name, rest),
                Said::Nothing(reason) => page.left_out.push((lines, reason)),
            }
            page.end_line();
        });
        man.end_link(&mut page, last, "");
    }
    page.flush();
    let Page { out, origin, mut pieces, left_out, title, .. } = page;
    contents::leave_out(&mut pieces);
    let pieces = faq::find_in(path, title.as_deref(), pieces);
    let extracted = Source::extracted(&out, &origin);
    let (mut made, more) = blocks(&extracted, pieces);
    let mut left_out: Vec<(Lines, &str)> = left_out;
    left_out.extend(more.into_iter().map(|(lines, reason)| (extracted.origin(lines), reason)));
    for block in &mut made {
        block.lines = extracted.origin(block.lines);
    }
    let source = Source::new(text);
    let left_out = source.left_out(&made, &left_out, |_| "roff without text");
    Ok(Document { path: path.to_owned(), title, blocks: made, left_out, ..Document::default() })
}

/// Of the line that says which package a page is written in, whether that is `mdoc`.
fn package(line: &str) -> Option<bool> {
    let name = line.strip_prefix('.')?.split([' ', '\t']).next()?;
    match name {
        "TH" | "SH" => Some(false),
        "Dd" | "Dt" | "Sh" => Some(true),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
