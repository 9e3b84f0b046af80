//! Files as [`Document`]s: finding, decoding and reading them.
//!
//! The only reader of corpus files. What is wrong with one file or one line of it never stops the
//! others: it is told to the caller, who reports it.
//!
//! To add a format: a module that reads it into a [`Document`], a `Format` with its extensions in `FORMATS`,
//! and tests beside it that every line which is not blank is in a block or left out.

use std::{cell::Cell, fs, io, iter, path::Path};

use self::{
    office::package::{MAX_TOTAL_BYTES, Package},
    source::Source,
};
use crate::document::{Document, Lines};

pub mod walk;
pub mod decode;
mod question;
mod asking;
mod source;
mod pieces;
mod address;
mod fields;
pub mod text;
pub mod markdown;
pub mod jsonl;
mod html;
mod rst;
mod pod;
mod asciidoc;
mod man;
mod json;
mod tabular;
mod qna;
mod yaml;
mod rasa;
mod site;
mod superscript;
mod office;
mod xlsx;
pub mod pdf;
pub mod links;
mod archive;
mod endless;
mod builtin;

pub use self::{
    builtin::BUILTIN,
    site::Site,
    walk::{Listing, SourceFile, list},
};
pub(crate) use self::{
    fields::{Role, role},
    question::title,
    text::clause::{dotted, follow},
};

/// Markdown above this is read as plain text: the time of reading it may grow faster than its size.
const MAX_MARKDOWN_BYTES: usize = 32 << 20;

/// A line of Markdown above this is not written by a person; the same holds.
const MAX_MARKDOWN_LINE_BYTES: usize = 1 << 20;

/// How much of a library's error is told, in characters.
const MAX_ERROR_CHARS: usize = 200;

/// Something to tell of a file that could be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Note {
    /// About the whole file: a guessed encoding, say.
    File(String),
    /// A line that was skipped.
    Skipped {
        /// The line, from 1.
        line: u32,
        /// Why, as a phrase.
        reason: String,
    },
    /// A file within an archive, or a line of one, that was skipped.
    Inside {
        /// The file: the name of the archive, `!/` and its own.
        name: String,
        /// The line, from 1, where it is about one.
        line: Option<u32>,
        /// Why, as a phrase.
        reason: String,
    },
}

/// How a file is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Markdown,
    Text,
    JsonLines,
    Json,
    Yaml,
    Csv,
    Tsv,
    Qna,
    Html,
    Rst,
    Pod,
    AsciiDoc,
    Man,
    Office(office::Kind),
    Xlsx,
    Pdf,
    Zip,
    Gzip,
}

/// The extensions of the files of each format: the one place that says what ibid reads. The first extension is the one that is named to a person.
const FORMATS: [(Format, &[&str]); 20] = [
    (Format::Markdown, &["md", "markdown"]),
    (Format::Text, &["txt", "text"]),
    (Format::JsonLines, &["jsonl", "ndjson"]),
    (Format::Json, &["json", "jsonld"]),
    (Format::Yaml, &["yml", "yaml"]),
    (Format::Csv, &["csv"]),
    (Format::Tsv, &["tsv", "tab"]),
    (Format::Qna, &["qna"]),
    (Format::Html, &["html", "htm", "xhtml"]),
    (Format::Rst, &["rst", "rest"]),
    (Format::Pod, &["pod"]),
    (Format::AsciiDoc, &["adoc", "asciidoc", "asc"]),
    (Format::Office(office::Kind::Docx), &["docx", "docm"]),
    (Format::Office(office::Kind::Odt), &["odt"]),
    (Format::Office(office::Kind::Epub), &["epub"]),
    (Format::Xlsx, &["xlsx", "xlsm"]),
    (Format::Pdf, &["pdf"]),
    (Format::Zip, &["zip"]),
    (Format::Gzip, &["gz"]),
    (Format::Man, &["1", "2", "3", "4", "5", "6", "7", "8", "9", "man"]),
];

impl Format {
    /// The format that the extension of the file `name` stands for, or its name where it has none.
    pub(crate) fn of(name: &str) -> Option<Format> {
        let file = name.rsplit('/').next().unwrap_or(name);
        if is_named_as_text(file) {
            return Some(Format::Text);
        }
        if archive::unpacked_name(file).is_some_and(is_named_as_text) {
            return Some(Format::Gzip);
        }
        let file = file.to_ascii_lowercase();
        // As Sphinx publishes its sources.
        let file = file.strip_suffix(".rst.txt").map_or(file.clone(), |name| format!("{name}.rst"));
        let (_, extension) = file.rsplit_once('.')?;
        if extension == "gz" {
            return Format::packed(&file).map(|_| Format::Gzip);
        }
        let named = FORMATS.iter().find(|(_, all)| all.contains(&extension));
        named.map(|(format, _)| *format)
    }

    /// The format of what is packed in the file `name`, if gzip did it once and ibid reads it.
    fn packed(name: &str) -> Option<Format> {
        Format::of(archive::unpacked_name(name)?).filter(|format| *format != Format::Gzip)
    }
}

/// Whether the file `name` is text by custom, without an extension or with Debian's: `NEWS`,
/// `changelog.Debian`. What is called `install`, or has another extension, may be a program.
fn is_named_as_text(name: &str) -> bool {
    const NAMES: [&str; 13] = [
        "README",
        "Readme",
        "readme",
        "NEWS",
        "CHANGES",
        "Changes",
        "CHANGELOG",
        "ChangeLog",
        "Changelog",
        "changelog",
        "HISTORY",
        "FAQ",
        "INSTALL",
    ];
    let (stem, extension) = name.split_once('.').map_or((name, None), |(a, b)| (a, Some(b)));
    let of_debian = |extension: &str| {
        extension
            .strip_prefix("Debian")
            .is_some_and(|arch| arch.is_empty() || arch.starts_with('.'))
    };
    NAMES.contains(&stem)
        && extension.is_none_or(of_debian)
        && archive::unpacked_name(name).is_none()
}

/// The extensions of the files that ibid reads, as a phrase for a person: `.md, .txt and .jsonl`.
pub fn extensions() -> String {
    let all: Vec<String> = FORMATS.iter().map(|(_, all)| format!(".{}", all[0])).collect();
    match all.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => all.join(""),
    }
}

/// Reads `file` and hands what is in it to `sink`: one document, or for records one for each
/// [`jsonl::BATCH_RECORDS`] of them, in order; of a file of very many lines some, too. A file of an unknown format is tried as text.
///
/// # Errors
///
/// Why the file as a whole could not be used, as a phrase; nothing was handed to `sink` then, but
/// for a file of records that broke off.
///
/// # Cost
///
/// Memory for the file twice; for records only for a batch of them. Time grows with the bytes.
pub fn read(
    file: &SourceFile,
    sink: &mut dyn FnMut(Document),
    notes: &mut dyn FnMut(Note),
) -> Result<(), String> {
    let format = Format::of(&file.name);
    let left = Cell::new(MAX_TOTAL_BYTES);
    let folder = file.path.parent();
    let content = Content { name: &file.name, format, depth: 0, folder, left: &left };
    let reader = fs::File::open(&file.path).map_err(|error| unreadable(&error))?;
    match format {
        Some(Format::JsonLines) => jsonl::read(&file.name, reader, sink, notes),
        Some(Format::Zip) => archive::read(content, Package::open(reader, &left)?, sink, notes),
        Some(Format::Gzip) if Format::packed(&file.name) == Some(Format::JsonLines) => {
            jsonl::read(&file.name, archive::records(reader), sink, notes)
        }
        _ => {
            drop(reader);
            let bytes = fs::read(&file.path).map_err(|error| unreadable(&error))?;
            read_content(content, bytes, sink, notes)
        }
    }
}

/// Reads `bytes`, the content of a file that is called `name` and lies nowhere, as [`read`] does.
///
/// # Errors
///
/// As [`read`].
///
/// # Cost
///
/// As [`read`]; the bytes stay in memory.
pub fn read_bytes(
    name: &str,
    bytes: Vec<u8>,
    sink: &mut dyn FnMut(Document),
    notes: &mut dyn FnMut(Note),
) -> Result<(), String> {
    let left = Cell::new(MAX_TOTAL_BYTES);
    let content = Content { name, format: Format::of(name), depth: 0, folder: None, left: &left };
    read_content(content, bytes, sink, notes)
}

/// What is to be read.
#[derive(Debug, Clone, Copy)]
struct Content<'a> {
    name: &'a str,
    format: Option<Format>,
    /// How many archives it is in.
    depth: usize,
    /// Where its file lies, if it is in none.
    folder: Option<&'a Path>,
    /// How many bytes of what is packed in its file, however deep, may still be unpacked.
    left: &'a Cell<u64>,
}

/// Reads `bytes`, whatever they come from.
fn read_content(
    content: Content<'_>,
    bytes: Vec<u8>,
    sink: &mut dyn FnMut(Document),
    notes: &mut dyn FnMut(Note),
) -> Result<(), String> {
    let Content { name, format, folder, left, .. } = content;
    match format {
        Some(Format::Office(kind)) => sink(office::read(name, kind, &bytes, left)?),
        Some(Format::Xlsx) => xlsx::read(name, &bytes, left, sink, notes)?,
        Some(Format::Pdf) => sink(pdf::read(name, &bytes, &mut |note| notes(Note::File(note)))?),
        Some(Format::Zip) => archive::read(content, Package::of(&bytes, left)?, sink, notes)?,
        Some(Format::Gzip) => {
            let inner = Content { format: Format::packed(name), ..content };
            read_content(inner, archive::unpacked(bytes.as_slice(), left)?, sink, notes)?;
        }
        Some(Format::JsonLines) => jsonl::read(name, bytes.as_slice(), sink, notes)?,
        _ => {
            let decoded = decode::decode(bytes)?;
            if let Some(note) = decoded.note {
                notes(Note::File(note));
            }
            let heavy = too_heavy(format, &decoded.text);
            if let Some(note) = heavy {
                notes(Note::File(note.to_owned()));
            }
            let format = format.filter(|_| heavy.is_none());
            if !endless::has_parts(format) {
                sink(interpret(format, name, &decoded.text, folder, notes)?);
                return Ok(());
            }
            if endless::is_endless(format, &decoded.text) {
                notes(Note::File(endless::NOTE.to_owned()));
            }
            let read = &mut |part: &str| interpret(format, name, part, folder, notes);
            endless::read(format, &decoded.text, read, sink)?;
        }
    }
    Ok(())
}

/// Reads the built-in documents and hands them to `sink`, in the order of their names.
pub fn read_builtin(sink: &mut dyn FnMut(Document)) {
    for (name, text) in BUILTIN {
        sink(parse(&format!("builtin:{name}"), text));
    }
}

/// Reads `text`, the content of the file `name`, in the format of its extension, or as plain text
/// where that is unknown. Records all come as one document here; lines that are none, and a file
/// that is nothing which can be read, as left out.
pub fn parse(name: &str, text: &str) -> Document {
    let format = Format::of(name);
    let format = format.filter(|_| too_heavy(format, text).is_none());
    interpret(format, name, text, None, &mut |_| {}).unwrap_or_else(|reason| {
        let source = Source::new(text);
        let all = Lines::new(1, source.count());
        let left_out = source.left_out(&[], &[(all, reason.as_str())], |_| "");
        Document { path: name.to_owned(), left_out, ..Document::default() }
    })
}

/// Reads `text`, the content of the file `name`, which lies in `folder` if it lies anywhere. Markdown is
/// none that is [`too_heavy`].
fn interpret(
    format: Option<Format>,
    name: &str,
    text: &str,
    folder: Option<&Path>,
    notes: &mut dyn FnMut(Note),
) -> Result<Document, String> {
    match format {
        Some(Format::Markdown) => Ok(markdown::parse(name, text)),
        Some(Format::JsonLines) => Ok(jsonl::parse(name, text)),
        Some(Format::Json) => json::read(name, text, notes),
        Some(Format::Yaml) => yaml::read(name, text, folder, notes),
        Some(Format::Csv) => tabular::read(name, text, tabular::Separator::Any, notes),
        Some(Format::Tsv) => tabular::read(name, text, tabular::Separator::Tab, notes),
        Some(Format::Html) => html::read(name, text, notes),
        Some(Format::Rst) => Ok(rst::read(name, text)),
        Some(Format::Pod) => Ok(pod::read(name, text)),
        Some(Format::AsciiDoc) => Ok(asciidoc::read(name, text)),
        Some(Format::Man) => man::read(name, text),
        Some(Format::Qna) => qna::read(name, text, notes),
        _ => Ok(text::parse(name, text)),
    }
}

/// Whether answers in the file `name` are written in Markdown.
pub(crate) fn answers_are_marked(name: &str) -> bool {
    let format = Format::of(name);
    let format = if format == Some(Format::Gzip) { Format::packed(name) } else { format };
    matches!(
        format,
        Some(
            Format::Markdown
                | Format::JsonLines
                | Format::Json
                | Format::Yaml
                | Format::Csv
                | Format::Tsv
                | Format::Qna
                | Format::Xlsx
        )
    )
}

/// What a reader of records takes from `answer`: its text, where it is HTML.
pub(crate) fn text_of_answer(answer: &str) -> String {
    fields::text(answer)
}

/// What a person reads of `html`, a piece of a page: paragraphs with a blank line between.
pub(crate) fn text_of_html(html: &str) -> String {
    html::to_text(html)
}

/// `text` as a heading is called, or a question in running text: see [`question::title`].
pub(crate) fn text_of_title(text: &str) -> String {
    question::title(text)
}

/// Whether `title` ends as a question does.
pub(crate) fn is_question(title: &str) -> bool {
    question::is_question(title)
}

/// Why Markdown is read as plain text, where it is.
fn too_heavy(format: Option<Format>, text: &str) -> Option<&'static str> {
    if format != Some(Format::Markdown) {
        None
    } else if MAX_MARKDOWN_BYTES < text.len() {
        Some("read as plain text: above 32 MB")
    } else if has_longer_line(text, MAX_MARKDOWN_LINE_BYTES) {
        Some("read as plain text: a line above 1 MB")
    } else {
        None
    }
}

/// Whether a line of `text` has more than `most` bytes.
fn has_longer_line(text: &str, most: usize) -> bool {
    let ends = memchr::memchr_iter(b'\n', text.as_bytes()).chain(iter::once(text.len()));
    let mut start = 0;
    for end in ends {
        if most < end - start {
            return true;
        }
        start = end + 1;
    }
    false
}

/// That a file is damaged, as a phrase of one line: what `error` says may hold some of the file.
fn damaged(error: &dyn std::fmt::Display) -> String {
    let said = error.to_string();
    let words: Vec<&str> = said.split_whitespace().collect();
    let short: String = words.join(" ").chars().take(MAX_ERROR_CHARS).collect();
    format!("damaged: {short}")
}

/// What a reason begins with that is about permission or the disk, not about what a file holds.
pub(crate) const UNREADABLE: &str = "cannot be read";

/// Why a file could not be read, as a phrase.
fn unreadable(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::PermissionDenied => format!("{UNREADABLE}: no permission"),
        io::ErrorKind::NotFound => format!("{UNREADABLE}: it is gone"),
        _ => format!("{UNREADABLE}: {error}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(folder: &std::path::Path, name: &str, content: &[u8]) -> SourceFile {
        let path = folder.join(name);
        fs::write(&path, content).unwrap();
        SourceFile { path, name: name.to_owned(), bytes: content.len() as u64, modified: (0, 0) }
    }

    fn read_all(file: &SourceFile) -> (Result<(), String>, Vec<Document>, Vec<Note>) {
        let (mut documents, mut notes) = (Vec::new(), Vec::new());
        let result = read(file, &mut |one| documents.push(one), &mut |note| notes.push(note));
        (result, documents, notes)
    }

    #[test]
    fn a_guess_is_noted_and_a_binary_file_refused() {
        let folder = tempfile::tempdir().unwrap();
        let latin = source(folder.path(), "a.md", b"# Caf\xe9\n\nTr\xe8s bon, d\xe9j\xe0.\n");
        let (result, documents, notes) = read_all(&latin);
        assert_eq!(result, Ok(()));
        assert_eq!(documents[0].blocks[0].plain(), "Café");
        assert_eq!(notes, [Note::File("read as windows-1252 (guessed)".to_owned())]);
        let (result, documents, _) = read_all(&source(folder.path(), "b.txt", b"a\0b\0\0\0c"));
        assert_eq!((result, documents.len()), (Err("binary file".to_owned()), 0));
        let gone = SourceFile { path: folder.path().join("no.md"), ..latin };
        assert_eq!(read_all(&gone).0, Err("cannot be read: it is gone".to_owned()));
    }

    #[test]
    fn files_without_an_extension_are_text_by_custom() {
        for (name, expected) in [
            ("NEWS", Some(Format::Text)),
            ("doc/changelog", Some(Format::Text)),
            ("README.Debian", Some(Format::Text)),
            ("NEWS.gz", Some(Format::Gzip)),
            ("doc/changelog.Debian.gz", Some(Format::Gzip)),
            ("changelog.Debian.arm64.GZ", Some(Format::Gzip)),
            ("README.md", Some(Format::Markdown)),
            ("changelog.html.gz", Some(Format::Gzip)),
            ("install", None),
            ("history.c", None),
            ("news.gz", None),
            ("LICENSE", None),
            ("README.gz.gz", None),
        ] {
            assert_eq!(Format::of(name), expected, "{name}");
        }
        use std::io::Write;
        let folder = tempfile::tempdir().unwrap();
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packed.write_all(b"Version 2.0\n\nThe kettle whistles.\n").unwrap();
        let file = source(folder.path(), "NEWS.gz", &packed.finish().unwrap());
        let (result, documents, _) = read_all(&file);
        assert_eq!(result, Ok(()));
        assert_eq!(documents[0].blocks.last().unwrap().plain(), "The kettle whistles.");
    }

    #[test]
    fn line_ends_of_old_macs_end_lines_in_every_format() {
        let folder = tempfile::tempdir().unwrap();
        let files: [(&str, &[u8], u32); 4] = [
            ("a.md", b"# Mac\r\rThe kettle boils.\r", 3),
            ("a.txt", b"Mac notes\r\rThe kettle boils quickly.\r", 3),
            ("a.csv", b"question,answer\rWhy?,So.\rWho?,We.\r", 3),
            ("a.yml", b"- q: Why?\r  a: So.\r- q: Who?\r  a: We.\r", 3),
        ];
        for (name, content, line) in files {
            let (result, documents, _) = read_all(&source(folder.path(), name, content));
            assert_eq!(result, Ok(()), "{name}");
            let last = documents[0].blocks.last().unwrap();
            assert_eq!(last.lines.first, line, "{name}: {last:?}");
            assert!(!last.text.contains('\r'), "{name}: {last:?}");
        }
    }

    #[test]
    fn an_error_of_a_library_broke_its_line() {
        let said = damaged(&format!("no tag `<a\n\tb{}>`", "c".repeat(1000)));
        assert!(said.starts_with("damaged: no tag `<a bccc"), "{said}");
        assert!(said.len() < 2 * MAX_ERROR_CHARS && !said.contains('\n'));
    }

    #[test]
    fn an_endless_line_of_markdown_is_read_as_text() {
        let folder = tempfile::tempdir().unwrap();
        let line = "[*`<".repeat(MAX_MARKDOWN_LINE_BYTES / 4 + 1);
        let (result, documents, notes) = read_all(&source(folder.path(), "a.md", line.as_bytes()));
        assert_eq!(result, Ok(()));
        assert_eq!(documents.len(), 1);
        assert_eq!(notes, [Note::File("read as plain text: a line above 1 MB".to_owned())]);
    }

    #[test]
    fn the_built_in_documents_are_named_so() {
        let mut paths = Vec::new();
        read_builtin(&mut |document| paths.push(document.path));
        assert_eq!(paths.len(), BUILTIN.len());
        assert!(paths.iter().all(|path| path.starts_with("builtin:")));
    }
}
