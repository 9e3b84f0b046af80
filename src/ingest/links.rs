//! Where a file points, and what in it can be pointed at, as it is written there.
//!
//! Passages keep the text of a link and not always its target, so this reads the source once more:
//! of Markdown, HTML and reStructuredText, whose files keep their links in plain sight.

mod html;
mod markdown;
mod rst;

use std::{collections::HashSet, fs};

use super::{Format, SourceFile, decode, too_heavy};

/// The links of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Links {
    /// The links, in the order of the file.
    pub links: Vec<Link>,
    /// What `#name` can lead to; `None` where the names are made by a program that is not known.
    pub anchors: Option<HashSet<String>>,
    /// The lines on which a block of code begins that nothing closes.
    pub unclosed: Vec<u32>,
    /// Whether the page says that it belongs elsewhere: its links then start from there.
    pub is_copy: bool,
}

/// A link of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The line it begins on.
    pub line: u32,
    /// What it leads to, as it is written.
    pub target: String,
}

/// The links of `file`; `None` for a format that keeps none in its source, and for what cannot be
/// read, which [`read`](super::read) tells.
///
/// # Cost
///
/// Reads and parses the file.
pub fn read(file: &SourceFile) -> Option<Links> {
    let format = Format::of(&file.name)?;
    matches!(format, Format::Markdown | Format::Html | Format::Rst).then_some(())?;
    let text = decode::decode(fs::read(&file.path).ok()?).ok()?.text;
    parse(&file.name, &text)
}

/// The links of `text`, the content of the file `name`; `None` for a format that keeps none.
pub fn parse(name: &str, text: &str) -> Option<Links> {
    match Format::of(name)? {
        format @ Format::Markdown if too_heavy(Some(format), text).is_none() => {
            Some(markdown::links(text))
        }
        Format::Html => Some(html::links(text)),
        Format::Rst => Some(rst::links(text)),
        _ => None,
    }
}
