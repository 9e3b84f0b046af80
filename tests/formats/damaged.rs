//! What becomes of files that are damaged or mean harm: a reason, or what can be read of them; and the
//! others are read all the same.

use std::{
    fs::{self, File},
    io::{Cursor, Read, Write},
    path::{Path, PathBuf},
    time::Instant,
};

use ibid::{
    chunk::chunk,
    corpus::Corpus,
    engine::{self, AskOptions, Engine, Event},
    ingest,
};
use zip::{ZipArchive, ZipWriter, write::SimpleFileOptions};

use super::{data, read, zipped};

const FILES: [&str; 9] = [
    "handbook.docx",
    "handbook.odt",
    "handbook.epub",
    "handbook.pdf",
    "fragen.docx",
    "fragen.odt",
    "faq.xlsx",
    "archive.zip",
    "handbook.md.gz",
];

/// Numbers that look drawn by lot and are the same each time (Knuth's MMIX generator).
fn next(state: &mut u64) -> usize {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    usize::try_from(*state >> 33).unwrap()
}

/// What is cut short or garbled gives documents or a reason, in little time, and no panic.
#[test]
fn damaged_files_are_refused_or_read_in_part() {
    ingest::pdf::read_with(env!("CARGO_BIN_EXE_ibid").into());
    let folder = tempfile::tempdir().unwrap();
    let mut state = 7;
    for name in FILES {
        let whole = fs::read(data(name)).unwrap();
        let rounds = if name.ends_with(".pdf") { 6 } else { 60 };
        for round in 0..rounds {
            let mut bytes = whole.clone();
            if round % 3 == 0 {
                bytes.truncate(next(&mut state) % whole.len());
            } else {
                for _ in 0..1 + next(&mut state) % 20 {
                    let at = next(&mut state) % bytes.len();
                    bytes[at] = next(&mut state).to_le_bytes()[0];
                }
            }
            let path = folder.path().join(name);
            fs::write(&path, &bytes).unwrap();
            let started = Instant::now();
            let (result, documents, notes) = read(&path, name);
            assert!(started.elapsed().as_secs() < 30, "{name}, round {round}");
            documents.iter().for_each(|one| drop(chunk(one)));
            let is_told = result.is_err() || !documents.is_empty() || !notes.is_empty();
            assert!(is_told, "{name}, round {round}: nothing was said");
            if let Err(reason) = result {
                assert!(!reason.is_empty() && !reason.contains('\n'), "{name}: {reason}");
            }
        }
    }
}

/// The same with the parts of an office document themselves garbled, which their checksums would
/// else keep from being read at all.
#[test]
fn damaged_parts_are_refused_or_read_in_part() {
    let folder = tempfile::tempdir().unwrap();
    let mut state = 11;
    for name in FILES.into_iter().filter(|name| !name.ends_with(".pdf") && !name.ends_with(".gz")) {
        for round in 0..30 {
            let mut archive = ZipArchive::new(File::open(data(name)).unwrap()).unwrap();
            let mut out = ZipWriter::new(Cursor::new(Vec::new()));
            for at in 0..archive.len() {
                let mut part = archive.by_index(at).unwrap();
                let mut bytes = Vec::new();
                part.read_to_end(&mut bytes).unwrap();
                if !bytes.is_empty() && next(&mut state).is_multiple_of(2) {
                    for _ in 0..1 + next(&mut state) % 8 {
                        let at = next(&mut state) % bytes.len();
                        bytes[at] = b"<>&\"/=\0x0"[next(&mut state) % 9];
                    }
                    if round % 4 == 0 {
                        bytes.truncate(next(&mut state) % bytes.len());
                    }
                }
                let options = SimpleFileOptions::default();
                out.start_file(part.name().unwrap().into_owned(), options).unwrap();
                out.write_all(&bytes).unwrap();
            }
            let path = folder.path().join(name);
            fs::write(&path, out.finish().unwrap().into_inner()).unwrap();
            let started = Instant::now();
            let (_, documents, _) = read(&path, name);
            assert!(started.elapsed().as_secs() < 10, "{name}, round {round}");
            documents.iter().for_each(|one| drop(chunk(one)));
        }
    }
}

#[test]
fn what_unpacks_to_more_than_text_could_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let reason = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        let (result, documents, notes) = read(&path, name);
        assert!(documents.is_empty());
        match result {
            Err(reason) => reason,
            Ok(()) => format!("{notes:?}"),
        }
    };
    let bomb = vec![b' '; 64 << 20];
    let bombs = zipped(&[("word/document.xml", &bomb), ("content.xml", &bomb)]);
    let wanted = "unpacks to more than 250 times its size, as no text does";
    assert_eq!(reason("a.docx", &bombs), wanted);
    assert_eq!(reason("a.odt", &bombs), wanted);
    assert_eq!(reason("a.xlsx", &bombs), wanted);
    assert!(reason("a.zip", &zipped(&[("a.md", &bomb)])).contains(wanted));
    let outside = zipped(&[("../b.md", b"# There\n\nThere.\n")]);
    assert!(reason("a.zip", &outside).contains("its name leads out of the archive"));
    let mut nested = zipped(&[("a.md", b"# Deep\n\nDeep down.\n")]);
    for _ in 0..4 {
        nested = zipped(&[("inner.zip", &nested)]);
    }
    assert!(reason("b.zip", &nested).contains("an archive within 3 others"));
    assert_eq!(
        reason("c.docx", b"\xd0\xcf\x11\xe0"),
        "locked with a password, or of a format from before 2007"
    );
    assert_eq!(reason("d.epub", b"no archive"), "damaged: it is no whole ZIP archive");
    assert_eq!(reason("e.pdf", b"no PDF"), "damaged: it does not begin as a PDF file does");
}

/// Indexes the folder `corpus`: how many files are in the index, and what was skipped and why.
fn built(corpus: PathBuf, index: &Path) -> (usize, Vec<String>) {
    let mut skipped = Vec::new();
    let built = engine::build(&Corpus::Paths(vec![corpus]), index, &mut |event| {
        if let Event::Skipped(one) = event {
            skipped.push(format!("{}: {}", one.path, one.reason));
        }
    });
    (built.unwrap().files, skipped)
}

#[test]
fn one_bad_file_leaves_the_rest() {
    ingest::pdf::read_with(env!("CARGO_BIN_EXE_ibid").into());
    let folder = tempfile::tempdir().unwrap();
    let corpus = folder.path().join("corpus");
    fs::create_dir(&corpus).unwrap();
    fs::write(corpus.join("a.pdf"), b"%PDF-1.7\n1 0 obj <</Type /Catalog>> garbage").unwrap();
    fs::copy(data("handbook.pdf"), corpus.join("b.pdf")).unwrap();
    fs::copy(data("faq.xlsx"), corpus.join("c.xlsx")).unwrap();
    fs::copy(data("archive.zip"), corpus.join("d.zip")).unwrap();
    let index = folder.path().join("index");
    let (files, skipped) = built(corpus, &index);
    assert_eq!(files, 3, "{skipped:?}");
    assert!(skipped[0].starts_with("a.pdf: damaged"), "{skipped:?}");
    let engine = Engine::open(&index).unwrap();
    let ask = |question: &str| {
        let answer = engine.ask(question, &AskOptions::default()).unwrap();
        answer.answers.iter().map(|one| one.passage.cited(&one.passage.path)).collect::<Vec<_>>()
    };
    assert_eq!(ask("can I pay in instalments")[0], "c.xlsx, faq!D3");
    assert!(ask("how do I renew a loan in:b.pdf").iter().all(|one| one == "b.pdf, page 1"));
    assert!(ask("how do I renew a loan in:d.zip")[0].starts_with("d.zip!/"));
    assert!(!engine.is_stale());
}

/// A PDF file with one page, whose content unpacks to `mebibytes` of blanks.
fn unpacks_to(mebibytes: usize) -> Vec<u8> {
    let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    let blanks = vec![b' '; 1 << 20];
    (0..mebibytes).for_each(|_| packed.write_all(&blanks).unwrap());
    let packed = packed.finish().unwrap();
    let head = format!("<< /Length {} /Filter /FlateDecode >>\nstream\n", packed.len());
    let content = [head.as_bytes(), &packed, b"\nendstream"].concat();
    let objects: [&[u8]; 4] = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << >> >>",
        &content,
    ];
    let mut file = b"%PDF-1.4\n".to_vec();
    let mut table = "xref\n0 5\n0000000000 65535 f \n".to_owned();
    for (number, object) in (1..).zip(objects) {
        table.push_str(&format!("{:010} 00000 n \n", file.len()));
        file.extend(format!("{number} 0 obj\n").bytes().chain(object.iter().copied()));
        file.extend(b"\nendobj\n");
    }
    let at = file.len();
    let end = format!("{table}trailer << /Size 5 /Root 1 0 R >>\nstartxref\n{at}\n%%EOF");
    file.extend(end.bytes());
    file
}

#[test]
fn a_pdf_that_unpacks_to_more_than_its_memory_is_skipped_alone() {
    ingest::pdf::read_with(env!("CARGO_BIN_EXE_ibid").into());
    let folder = tempfile::tempdir().unwrap();
    let corpus = folder.path().join("corpus");
    fs::create_dir(&corpus).unwrap();
    fs::write(corpus.join("bomb.pdf"), unpacks_to(3 << 10)).unwrap();
    fs::write(corpus.join("tea.md"), "# Tea\n\nTea is brewed for three minutes.\n").unwrap();
    let (files, skipped) = built(corpus, &folder.path().join("index"));
    assert_eq!(files, 1);
    let said = "bomb.pdf: cannot be read: it is damaged, or needs more memory than 1 GB";
    assert_eq!(skipped, [said]);
}
