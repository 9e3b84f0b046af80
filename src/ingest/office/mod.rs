//! Documents of word processors and books: Word (DOCX), OpenDocument (ODT) and EPUB.
//!
//! Each is an archive of XML (`package`, `xml`) that holds paragraphs and tables (`flow`); the
//! readers tell which of those are headings, items and so on by the styles that the file names.
//! What a word processor shows is kept as text, one paragraph a line; the place of a passage is
//! the page where the file tells it, else the number of the paragraph.

use std::cell::Cell;

use serde_json::Value;

use crate::document::{Document, Metadata};

mod docx;
mod epub;
pub(super) mod flow;
mod odt;
pub(super) mod package;
mod styles;
mod xml;

use self::{package::Package, xml::Event};

/// Which of them a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Docx,
    Odt,
    Epub,
}

/// Reads the document in `bytes`, the content of the file `path`, of which `left` bytes may be
/// unpacked.
///
/// # Errors
///
/// Why it cannot be read, as a phrase: damaged, locked, or nothing that anyone wrote by hand.
pub(super) fn read(
    path: &str,
    kind: Kind,
    bytes: &[u8],
    left: &Cell<u64>,
) -> Result<Document, String> {
    // What Office locks with a password is no archive but a container of its own.
    if bytes.starts_with(b"\xd0\xcf\x11\xe0") {
        return Err("locked with a password, or of a format from before 2007".to_owned());
    }
    let mut package = Package::of(bytes, left)?;
    match kind {
        Kind::Docx => docx::read(path, &mut package),
        Kind::Odt => odt::read(path, &mut package),
        Kind::Epub => epub::read(path, &mut package),
    }
}

/// What a document says of itself: its title, its tags, its category and who wrote it.
fn properties(xml: &str) -> Result<(Option<String>, Metadata), String> {
    let mut values: Vec<(String, String)> = Vec::new();
    let mut open: Option<(String, String)> = None;
    xml::read(xml, &mut |event| match event {
        Event::Start(tag) => open = Some((tag.name().to_owned(), String::new())),
        Event::Text(text) => {
            if let Some((_, value)) = &mut open {
                value.push_str(text);
            }
        }
        Event::End(_) => values.extend(open.take()),
    })?;
    let mut title = None;
    let mut metadata = Metadata::new();
    let mut tags: Vec<Value> = Vec::new();
    for (name, value) in values {
        let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
        if value.is_empty() {
            continue;
        }
        match name.as_str() {
            "title" => title = title.or(Some(value)),
            "keywords" | "keyword" | "subject" => {
                let each = value.split([',', ';']).map(str::trim).filter(|tag| !tag.is_empty());
                tags.extend(each.map(Value::from));
            }
            "category" | "language" => {
                metadata.insert(name, Value::from(value));
            }
            "creator" | "initial-creator" => {
                metadata.entry("author".to_owned()).or_insert(Value::from(value));
            }
            _ => {}
        }
    }
    if !tags.is_empty() {
        metadata.insert("tags".to_owned(), Value::from(tags));
    }
    Ok((title, metadata))
}

/// `target` as it is named in the file `from` of a package: without `..`, from the root on.
fn resolved(from: &str, target: &str) -> String {
    let (folder, target) = match target.strip_prefix('/') {
        Some(absolute) => ("", absolute),
        None => (from.rsplit_once('/').map_or("", |(folder, _)| folder), target),
    };
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(target.split('/')) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}
