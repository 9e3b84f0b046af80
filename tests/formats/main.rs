//! Files of office programs, books and archives: what is taken from each, and where it stands (`taken`),
//! and what becomes of those that are damaged or mean harm (`damaged`). The files are made by
//! `tests/data/formats/make.sh`.

mod damaged;
mod taken;

use std::{
    fs,
    io::{Cursor, Write},
    path::{Path, PathBuf},
};

use ibid::{
    document::Document,
    ingest::{self, Note, SourceFile},
};
use zip::{ZipWriter, write::SimpleFileOptions};

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/formats").join(name)
}

fn read(path: &Path, name: &str) -> (Result<(), String>, Vec<Document>, Vec<Note>) {
    let bytes = fs::metadata(path).map_or(0, |found| found.len());
    let file = SourceFile { path: path.to_owned(), name: name.to_owned(), bytes, modified: (0, 0) };
    let (mut documents, mut notes) = (Vec::new(), Vec::new());
    let result = ingest::read(&file, &mut |one| documents.push(one), &mut |note| notes.push(note));
    (result, documents, notes)
}

/// A ZIP archive of these files.
fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        out.start_file(*name, SimpleFileOptions::default()).unwrap();
        out.write_all(bytes).unwrap();
    }
    out.finish().unwrap().into_inner()
}
