//! Any bytes as what is packed: the parts of an office document, or the archive itself.
//!
//! A fuzzer that changes a compressed file gets no further than its checksums. So an input names
//! the parts as text, each below a line `=== NAME`, and they are packed here.

use std::io::{Cursor, Write};

use ibid::document::Places;
use zip::{ZipWriter, write::SimpleFileOptions};

use super::documents::{cut, export_is_read_again, read};

/// What begins the line that names a part.
const PART: &[u8] = b"=== ";

pub fn docx(bytes: &[u8]) {
    check("fuzz.docx", &pack(bytes, "word/document.xml"));
}

pub fn odt(bytes: &[u8]) {
    check("fuzz.odt", &pack(bytes, "content.xml"));
}

pub fn epub(bytes: &[u8]) {
    check("fuzz.epub", &pack(bytes, "META-INF/container.xml"));
}

pub fn xlsx(bytes: &[u8]) {
    check("fuzz.xlsx", &pack(bytes, "xl/worksheets/sheet1.xml"));
}

/// The first byte says what the others are taken for.
pub fn archive(bytes: &[u8]) {
    let Some((kind, bytes)) = bytes.split_first() else { return };
    match kind % 6 {
        0 => check("fuzz.zip", bytes),
        1 => check("fuzz.md.gz", bytes),
        2 => check("fuzz.jsonl.gz", bytes),
        3 => check("fuzz.docx", bytes),
        4 => check("fuzz.xlsx", bytes),
        // Files of any format, and archives in archives.
        _ => check("fuzz.zip", &pack(bytes, "fuzz.md")),
    }
}

fn check(name: &str, bytes: &[u8]) {
    let documents = read(name, bytes);
    for document in &documents {
        // What its lines number is not the file's; the last of them ends what is within.
        let all = document.blocks.iter().map(|block| block.lines);
        let all = all.chain(document.left_out.iter().map(|one| one.lines));
        let last = all.map(|lines| lines.last).max().unwrap_or(0);
        cut(document, last as usize);
        if let Places::Pages(starts) | Places::Paragraphs(starts) = &document.places {
            assert!(starts.is_sorted(), "places that go back: {starts:?}");
        }
    }
    export_is_read_again(&documents);
}

/// An archive of the parts that `bytes` names; what stands before the first name is the part
/// `first`.
pub fn pack(bytes: &[u8], first: &str) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let mut open = false;
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        let named = line.strip_prefix(PART).and_then(|name| std::str::from_utf8(name).ok());
        if let Some(name) = named {
            // A name that is there already is refused; what follows is then left out.
            open = archive.start_file(name.trim(), options).is_ok();
            continue;
        }
        if !open && archive.start_file(first, options).is_ok() {
            open = true;
        }
        if open {
            // Memory does not fail.
            let _ = archive.write_all(line);
        }
    }
    archive.finish().map(Cursor::into_inner).unwrap_or_default()
}
