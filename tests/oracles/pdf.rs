//! Any bytes as a PDF file, and as what is told of one.
//!
//! ibid reads a PDF file in a process of its own, since the library that takes it apart may panic.
//! Here that is caught; what is promised is that whatever was told up to then can be used.

use std::panic::catch_unwind;

use ibid::{document::Places, ingest::pdf};

use super::documents::cut;

/// What each line begins with that is told of a file.
const TOLD: &str = "ibid-pdf ";

/// The whole way, from the file to passages.
pub fn pdf(bytes: &[u8]) {
    let written = catch_unwind(|| {
        let mut written = Vec::new();
        pdf::extract(bytes, &mut written).map(|()| written)
    });
    if let Ok(Ok(written)) = written {
        check(&written);
    }
}

/// The layout alone. A line is what is told, or else a text, with the place of it in its first
/// four bytes: from the left, from the bottom, size, and a new page where the last is above 250.
pub fn pdf_layout(bytes: &[u8]) {
    let mut written = String::new();
    let mut page = 1;
    for line in bytes.split(|byte| *byte == b'\n') {
        match line {
            line if line.starts_with(TOLD.as_bytes()) => {
                written.push_str(&String::from_utf8_lossy(line));
            }
            [x, y, size, last, text @ ..] => {
                page += u32::from(250 < *last);
                let text = String::from_utf8_lossy(text);
                let (left, y) = (f64::from(*x) * 2.5, f64::from(*y) * 3.5);
                let right = left + text.chars().count() as f64 * f64::from(*size % 40) / 2.0;
                let span = serde_json::json!({"span": {"page": page, "left": left, "right": right,
                    "y": y, "size": size % 40, "text": text}});
                written.push_str(&format!("{TOLD}{span}"));
            }
            _ => {}
        }
        written.push('\n');
    }
    written.push_str(&format!("{TOLD}{{\"end\":{page}}}\n"));
    check(written.as_bytes());
}

fn check(written: &[u8]) {
    let (mut notes, mut again) = (Vec::new(), Vec::new());
    let document = pdf::interpret("fuzz.pdf", written, &mut |note| notes.push(note));
    let second = pdf::interpret("fuzz.pdf", written, &mut |note| again.push(note));
    assert_eq!((&document, notes), (&second, again), "the same file was read as two");
    let Ok(document) = document else { return };
    let Places::Pages(starts) = &document.places else { panic!("no pages") };
    assert!(starts.is_sorted(), "pages that go back: {starts:?}");
    let all = document.blocks.iter().map(|block| block.lines);
    let all = all.chain(document.left_out.iter().map(|one| one.lines));
    cut(&document, all.map(|lines| lines.last).max().unwrap_or(0) as usize);
}
