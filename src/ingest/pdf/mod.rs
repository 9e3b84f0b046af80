//! PDF files. They say where each letter stands and nothing more: lines, paragraphs, headings and
//! lists are told from that (`layout`).
//!
//! The file is read in a process of its own (`extract`), with a limit of time and memory, so that
//! one bad file never stops the rest. That process is the `ibid` command itself, which says so by
//! [`read_with`]; a program that only uses the library reads no PDF.

use std::{
    io::{BufRead, BufReader, Read, Write},
    path::PathBuf,
    process::{Child, Command, Stdio},
    sync::{OnceLock, mpsc},
    thread,
    time::{Duration, Instant},
};

use crate::document::Document;

mod extract;
mod layout;

pub use self::extract::extract;
use self::extract::{MARK, Told};

/// The hidden command by which the program is started for one file; behind it stands how many
/// seconds that may take.
pub const COMMAND: &str = "__read-pdf";

/// How many seconds the reading of one file may take.
pub const MAX_SECONDS: u64 = 60;

/// How much that process may tell.
const MAX_TOLD_BYTES: u64 = 512 << 20;

/// The program, and how many seconds it may take.
static PROGRAM: OnceLock<(PathBuf, u64)> = OnceLock::new();

/// Names the program that reads PDF files when it is started with [`COMMAND`] and the file as its
/// input, and writes what [`extract()`] does. The first name counts.
pub fn read_with(program: PathBuf) {
    read_within(program, MAX_SECONDS);
}

/// The same, and no file may take more than that many seconds.
pub fn read_within(program: PathBuf, seconds: u64) {
    let _ = PROGRAM.set((program, seconds));
}

/// Reads the PDF file in `bytes`, the content of the file `path`, and hands to `note` what could
/// not be read of it.
///
/// # Errors
///
/// Why it cannot be read, as a phrase.
pub(super) fn read(
    path: &str,
    bytes: &[u8],
    note: &mut dyn FnMut(String),
) -> Result<Document, String> {
    if !bytes.iter().take(1024).copied().collect::<Vec<u8>>().windows(5).any(|at| at == b"%PDF-") {
        return Err("damaged: it does not begin as a PDF file does".to_owned());
    }
    let (program, seconds) =
        PROGRAM.get().ok_or("a PDF file, which only the ibid command reads")?;
    let mut child = Command::new(program)
        .args([COMMAND, &seconds.to_string()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| format!("the process that reads it cannot be started: {error}"))?;
    let told = listen(&mut child, bytes, *seconds);
    // It may have ended by itself; then there is nothing to end.
    let _ = child.kill();
    let _ = child.wait();
    let (told, is_late) = told?;
    let why = match is_late {
        true => format!("it took more than {seconds} s"),
        false => "it is damaged, or needs more memory than 1 GB".to_owned(),
    };
    document(path, told, &why, note)
}

/// What [`extract()`] wrote of the PDF file `path`, as a document; what could not be read of the
/// file is handed to `note`.
///
/// # Errors
///
/// Why the file cannot be read, as a phrase.
pub fn interpret(
    path: &str,
    written: &[u8],
    note: &mut dyn FnMut(String),
) -> Result<Document, String> {
    let told = written.split(|byte| *byte == b'\n').filter_map(one_told).collect();
    document(path, told, "it is damaged", note)
}

/// The document that was `told`; where that has no end, `why`.
fn document(
    path: &str,
    told: Vec<Told>,
    why: &str,
    note: &mut dyn FnMut(String),
) -> Result<Document, String> {
    let mut pages = None;
    let (mut spans, mut outline) = (Vec::new(), Vec::new());
    let mut unread: Vec<String> = Vec::new();
    for one in told {
        match one {
            Told::Span(span) => spans.push(span),
            Told::Outline(level, page, title) => outline.push((level, page, title)),
            Told::Unread(page) => unread.push(page.to_string()),
            Told::Failed(reason) => return Err(reason),
            Told::End(count) => pages = Some(count),
        }
    }
    let read = spans.last().map_or(0, |span| span.page);
    match pages {
        None if spans.is_empty() => return Err(format!("cannot be read: {why}")),
        None => note(format!("read up to page {read} only; reading on, {why}")),
        Some(_) => {}
    }
    if !unread.is_empty() {
        note(format!("page {} could not be read whole", unread.join(", ")));
    }
    if spans.is_empty() {
        return Err("holds no text; its pages are pictures".to_owned());
    }
    Ok(layout::document(path, spans, &outline))
}

/// What is told in a line, if it is one of ours.
fn one_told(line: &[u8]) -> Option<Told> {
    serde_json::from_slice(line.strip_prefix(MARK.as_bytes())?).ok()
}

/// Gives `bytes` to `child` and takes what it tells, for as long as that may take; and whether it
/// was not ready then.
fn listen(child: &mut Child, bytes: &[u8], seconds: u64) -> Result<(Vec<Told>, bool), String> {
    let (Some(mut input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
        return Err("the process that reads it cannot be spoken to".to_owned());
    };
    let until = Instant::now() + Duration::from_secs(seconds);
    thread::scope(|scope| {
        // A process that ends early does not read to the end.
        scope.spawn(move || drop(input.write_all(bytes)));
        let (sender, lines) = mpsc::sync_channel(1024);
        scope.spawn(move || {
            for line in
                BufReader::new(output.take(MAX_TOLD_BYTES)).split(b'\n').map_while(Result::ok)
            {
                if sender.send(line).is_err() {
                    break;
                }
            }
        });
        let mut told = Vec::new();
        let late = loop {
            match lines.recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok(line) => {
                    let one = one_told(&line);
                    let is_end = matches!(one, Some(Told::End(_)));
                    told.extend(one);
                    if is_end {
                        break false;
                    }
                }
                Err(mpsc::RecvTimeoutError::Disconnected) => break false,
                Err(mpsc::RecvTimeoutError::Timeout) => break true,
            }
        };
        drop(lines);
        // Both threads wait for the process.
        let _ = child.kill();
        Ok((told, late))
    })
}
