//! A PDF file that takes too much is skipped alone, and the reason told.

#![cfg(unix)]

use std::{fs, path::Path, process::Command, time::Instant};

use ibid::{
    engine::{self, Corpus, Event},
    ingest::pdf,
};

/// How long a file may take here.
const SECONDS: u64 = 3;

/// A PDF file of `pages`, each of which draws the content that it is, with forms that draw another
/// one ten times, forty deep: who follows them never comes to an end.
fn forms(pages: &[&str]) -> Vec<u8> {
    let stream = |head: &str, content: &str| {
        format!("<< {head} /Length {} >>\nstream\n{content}\nendstream", content.len())
    };
    let depth = 40;
    let first_form = 4 + 2 * pages.len();
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        format!(
            "<< /Type /Pages /Kids [{}] /Count {} >>",
            (0..pages.len()).map(|at| format!("{} 0 R", 4 + 2 * at)).collect::<Vec<_>>().join(" "),
            pages.len()
        ),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
            .to_owned(),
    ];
    let resources = format!("/Font << /F 3 0 R >> /XObject << /X {first_form} 0 R >>");
    for (at, content) in pages.iter().enumerate() {
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {} 0 R \
             /Resources << {resources} >> >>",
            5 + 2 * at
        ));
        objects.push(stream("", content));
    }
    for at in 0..depth {
        let next = first_form + (at + 1) % depth;
        let head = format!(
            "/Type /XObject /Subtype /Form /BBox [0 0 612 792] \
             /Resources << /XObject << /X {next} 0 R >> >>"
        );
        let draws = if at + 1 < depth { "/X Do ".repeat(10) } else { String::new() };
        objects.push(stream(&head, &draws));
    }
    let mut file = "%PDF-1.4\n".to_owned();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (number, object) in (1..).zip(&objects) {
        table.push_str(&format!("{:010} 00000 n \n", file.len()));
        file.push_str(&format!("{number} 0 obj\n{object}\nendobj\n"));
    }
    let at = file.len();
    file.push_str(&format!(
        "{table}trailer << /Size {} /Root 1 0 R >>\nstartxref\n{at}\n%%EOF",
        objects.len() + 1
    ));
    file.into_bytes()
}

/// What is skipped or noted of the files in `folder` while it is indexed, and how many were read.
fn read(folder: &Path) -> (Vec<String>, u64) {
    pdf::read_within(env!("CARGO_BIN_EXE_ibid").into(), SECONDS);
    let index = tempfile::tempdir().unwrap();
    let mut told = Vec::new();
    let corpus = Corpus::Paths(vec![folder.to_owned()]);
    let built = engine::build(&corpus, &index.path().join("index"), &mut |event| match event {
        Event::Skipped(one) => told.push(format!("{}: {}", one.path, one.reason)),
        Event::Read(report) => {
            told.extend(report.notes.iter().map(|note| format!("{}: {note}", report.path)));
        }
        _ => {}
    })
    .unwrap();
    (told, built.files as u64)
}

const TEXT: &str = "BT /F 12 Tf 72 700 Td (Tea is brewed for three minutes.) Tj ET";

#[test]
fn a_pdf_that_never_ends_is_ended_and_the_rest_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, content: &[u8]| fs::write(folder.path().join(name), content).unwrap();
    write("a-never.pdf", &forms(&["/X Do"]));
    write("b-whole.pdf", &forms(&[TEXT]));
    write("c-tea.md", b"# Tea\n\nGreen tea is brewed for two minutes.\n");
    write("d-half.pdf", &forms(&[TEXT, "/X Do"]));
    let start = Instant::now();
    let (told, files) = read(folder.path());
    let expected = [
        "a-never.pdf: cannot be read: it took more than 3 s",
        "d-half.pdf: read up to page 1 only; reading on, it took more than 3 s",
    ];
    assert_eq!((told, files), (expected.map(str::to_owned).to_vec(), 3));
    let taken = start.elapsed().as_secs();
    assert!((2 * SECONDS..60).contains(&taken), "{taken} s");
}

#[test]
fn nobody_who_went_away_leaves_a_process_that_never_ends() {
    // The time of a processor is limited by the system, with nobody to watch.
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("never.pdf");
    fs::write(&path, forms(&["/X Do"])).unwrap();
    let start = Instant::now();
    let ended = Command::new(env!("CARGO_BIN_EXE_ibid"))
        .args([pdf::COMMAND, "1"])
        .stdin(fs::File::open(path).unwrap())
        .output()
        .unwrap();
    assert!(!ended.status.success(), "{ended:?}");
    let taken = start.elapsed().as_secs();
    assert!((1..120).contains(&taken), "{taken} s");
}
