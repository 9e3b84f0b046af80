//! ZIP archives and files packed by gzip: what is in them is read as if it lay in a folder.
//!
//! A file within an archive is called by the name of the archive, `!/` and its own:
//! `manuals.zip!/docs/faq.md`. A file packed by gzip keeps its one name, `faq.md.gz`; its lines are
//! those of what is in it. Whether an archive changed is told by the archive's own size and time.

use std::{cell::Cell, io::Read};

use flate2::read::MultiGzDecoder;

use super::{
    Content, Format, Note, damaged,
    office::package::{Package, too_much},
    read_content,
};
use crate::document::Document;

/// Archives in archives are read this deep.
const MAX_DEPTH: usize = 3;

/// The most bytes that a packed file may unpack to.
const MAX_BYTES: u64 = 256 << 20;

/// The most bytes of records, which are never held at once.
const MAX_RECORD_BYTES: u64 = 16 << 30;

/// Reads the files of `package`, which is `archive`.
///
/// # Errors
///
/// Why nothing of it could be read, as a phrase.
pub(super) fn read(
    archive: Content<'_>,
    mut package: Package<'_>,
    sink: &mut dyn FnMut(Document),
    notes: &mut dyn FnMut(Note),
) -> Result<(), String> {
    let Content { name, depth, .. } = archive;
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
                let content = Content {
                    name: &whole,
                    format: Some(format),
                    depth: depth + 1,
                    folder: None,
                    ..archive
                };
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

/// What is packed in `reader`, of which `left` bytes may be unpacked.
///
/// # Errors
///
/// Why it cannot be unpacked, as a phrase.
pub(super) fn unpacked(reader: impl Read, left: &Cell<u64>) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let before = left.get();
    let unpacked =
        MultiGzDecoder::new(reader).take(MAX_BYTES.min(before) + 1).read_to_end(&mut bytes);
    left.set(before.saturating_sub(bytes.len() as u64));
    unpacked.map_err(|error| damaged(&error))?;
    if MAX_BYTES < bytes.len() as u64 {
        return Err(format!("unpacks to more than {} MB", MAX_BYTES >> 20));
    }
    if before < bytes.len() as u64 {
        return Err(too_much());
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write};

    use flate2::{Compression, write::GzEncoder};
    use zip::{ZipWriter, write::SimpleFileOptions};

    use super::*;

    fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut out = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in files {
            out.start_file(*name, SimpleFileOptions::default()).unwrap();
            out.write_all(content).unwrap();
        }
        out.finish().unwrap().into_inner()
    }

    /// The files that are read of an archive when `most` bytes may be unpacked, and why others are not.
    fn read_of(bytes: &[u8], most: u64) -> (Vec<String>, Vec<String>) {
        let left = Cell::new(most);
        let format = Some(Format::Zip);
        let archive = Content { name: "a.zip", format, depth: 0, folder: None, left: &left };
        let (mut found, mut reasons) = (Vec::new(), Vec::new());
        let sink = &mut |document: Document| found.push(document.path);
        let notes = &mut |note| match note {
            Note::Inside { name, reason, .. } => reasons.push(format!("{name}: {reason}")),
            note => panic!("{note:?}"),
        };
        read(archive, Package::of(bytes, &left).unwrap(), sink, notes).unwrap();
        (found, reasons)
    }

    /// Each archive within another had all of it, and so had each packed file.
    #[test]
    fn what_may_be_unpacked_began_anew_in_each_archive_within() {
        let text = "The kettle whistles.\n".repeat(1_000).into_bytes();
        let inner = zip(&[("a.txt", &text)]);
        let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
        packed.write_all(&text).unwrap();
        let files =
            [("1.zip", inner.clone()), ("2.txt.gz", packed.finish().unwrap()), ("3.zip", inner)];
        let files = files.each_ref().map(|(name, content)| (*name, content.as_slice()));
        let packed: usize = files.iter().map(|(_, content)| content.len()).sum();
        let all = (packed + 3 * text.len()) as u64;
        let (found, reasons) = read_of(&zip(&files), all);
        assert_eq!(found, ["a.zip!/1.zip!/a.txt", "a.zip!/2.txt.gz", "a.zip!/3.zip!/a.txt"]);
        assert_eq!(reasons, [""; 0]);
        let (found, reasons) = read_of(&zip(&files), all - 1);
        assert_eq!(found, ["a.zip!/1.zip!/a.txt", "a.zip!/2.txt.gz"]);
        assert_eq!(reasons, ["a.zip!/3.zip!/a.txt: unpacks to more than 1024 MB in all"]);
        let (found, reasons) = read_of(&zip(&files), text.len() as u64);
        assert_eq!((found.len(), reasons.len()), (0, 3), "{reasons:?}");
    }
}
