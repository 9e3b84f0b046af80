//! ZIP archives and files packed by gzip: what is in them is read as if it lay in a folder.
//!
//! A file within an archive is called by the name of the archive, `!/` and its own:
//! `manuals.zip!/docs/faq.md`. A file packed by gzip keeps its one name, `faq.md.gz`; its lines are
//! those of what is in it. Whether an archive changed is told by the archive's own size and time.

use std::io::Read;

use flate2::read::MultiGzDecoder;

use super::{Content, Format, Note, damaged, office::package::Package, read_content};
use crate::document::Document;

/// Archives in archives are read this deep.
const MAX_DEPTH: usize = 3;

/// The most bytes that a packed file may unpack to.
const MAX_BYTES: u64 = 256 << 20;

/// The most bytes of records, which are never held at once.
const MAX_RECORD_BYTES: u64 = 16 << 30;

/// Reads the files of `package`, the archive `name`, which is itself in `depth` others.
///
/// # Errors
///
/// Why nothing of it could be read, as a phrase.
pub(super) fn read(
    name: &str,
    mut package: Package<'_>,
    depth: usize,
    sink: &mut dyn FnMut(Document),
    notes: &mut dyn FnMut(Note),
) -> Result<(), String> {
    if MAX_DEPTH <= depth {
        return Err(format!("an archive within {MAX_DEPTH} others"));
    }
    for (inner, number) in package.names() {
        let leads_out = inner.split('/').any(|part| part == "..");
        if !leads_out && is_hidden(&inner) {
            continue;
        }
        let whole = format!("{name}!/{inner}");
        let read = match Format::of(&inner) {
            _ if leads_out => Err("its name leads out of the archive".to_owned()),
            None => Err("not a format ibid reads".to_owned()),
            Some(format) => package.part_at(number).and_then(|bytes| {
                let content =
                    Content { name: &whole, format: Some(format), depth: depth + 1, folder: None };
                read_content(content, bytes, sink, &mut |note| notes(inside(note, &whole)))
            }),
        };
        if let Err(reason) = read {
            notes(Note::Inside { name: whole, line: None, reason });
        }
    }
    Ok(())
}

/// Files that a folder would hide, and what some systems put beside each file.
fn is_hidden(name: &str) -> bool {
    name.split('/').any(|part| part.starts_with('.') || part == "__MACOSX")
}

/// `note`, of the file `name` in an archive.
fn inside(note: Note, name: &str) -> Note {
    match note {
        Note::Skipped { line, reason } => {
            Note::Inside { name: name.to_owned(), line: Some(line), reason }
        }
        Note::File(note) => Note::File(format!("{name}: {note}")),
        note @ Note::Inside { .. } => note,
    }
}

/// The name of what is packed in the file `name`, if gzip did it.
pub(super) fn unpacked_name(name: &str) -> Option<&str> {
    let (inner, extension) = name.rsplit_once('.')?;
    extension.eq_ignore_ascii_case("gz").then_some(inner)
}

/// The records packed in `reader`, one after the other.
pub(super) fn records(reader: impl Read) -> impl Read {
    MultiGzDecoder::new(reader).take(MAX_RECORD_BYTES)
}

/// What is packed in `reader`.
///
/// # Errors
///
/// Why it cannot be unpacked, as a phrase.
pub(super) fn unpacked(reader: impl Read) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    MultiGzDecoder::new(reader)
        .take(MAX_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| damaged(&error))?;
    if MAX_BYTES < bytes.len() as u64 {
        return Err(format!("unpacks to more than {} MB", MAX_BYTES >> 20));
    }
    Ok(bytes)
}
