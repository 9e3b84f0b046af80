//! Files of office programs, books and archives: what is taken from each, and where it stands.
//! The files are made by `tests/data/formats/make.sh`.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
};

use expect_test::{Expect, expect};
use ibid::{
    chunk::chunk,
    document::Document,
    ingest::{self, Note, SourceFile},
};

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

/// The passages of a file: where, what kind, the titles over it, the title, the text.
fn told(name: &str) -> String {
    let (result, documents, notes) = read(&data(name), name);
    let mut told = String::new();
    for document in &documents {
        told.push_str(&format!(
            "# {} {:?} {:?}\n",
            document.path, document.title, document.metadata
        ));
        let chunked = chunk(document);
        for one in &chunked.passages {
            told.push_str(&format!(
                "{} [{}] {} < {}\n",
                one.cited("at"),
                one.kind.name(),
                one.title,
                one.headings.join(" < ")
            ));
            for line in one.text.lines() {
                told.push_str(format!("    {line}").trim_end());
                told.push('\n');
            }
        }
        for left in &chunked.left_out {
            let place = document.places.of(left.lines).map(|place| place.to_string());
            told.push_str(&format!("left out {}: {}\n", place.unwrap_or_default(), left.reason));
        }
    }
    notes.iter().for_each(|note| told.push_str(&format!("{note:?}\n")));
    if let Err(reason) = result {
        told.push_str(&reason);
    }
    told
}

#[track_caller]
fn check(name: &str, wanted: Expect) {
    wanted.assert_eq(&told(name));
}

#[test]
fn word_documents() {
    check(
        "handbook.docx",
        expect![[r##"
            # handbook.docx None {"author": String("The Harbour Library"), "language": String("en"), "tags": Array [String("library"), String("loans")]}
            at, paragraphs 1-2 [section] Harbour Library Handbook < 
                The Harbour Library
            at, paragraphs 3-5 [section] Borrowing < Harbour Library Handbook
                A loan lasts three weeks. Readers under sixteen pay no fines.[1]
    
                [1] The council decided this in 2019.
            at, paragraphs 6-12 [qa] How do I renew a loan? < Harbour Library Handbook < Borrowing
                Renew it on the web site or at the desk:
    
                1. Sign in with your card number.
                2. Open My loans.
                  - Tick the titles to keep.
                  - Reserved titles cannot be renewed.
                3. Press Renew.
            at, paragraphs 13-14 [qa] How many books can I borrow? < Harbour Library Handbook < Borrowing
                Adults borrow up to twelve books, children up to twenty.
            at, paragraphs 15-19 [section] Fees < Harbour Library Handbook
                Item | Price | Paid at
                Card | 5 euro | the desk
                Lost card | 3 euro | the desk
                Photocopy | 10 cent | the machine
            at, paragraph 17 [item]  < Harbour Library Handbook < Fees
                Card | 5 euro | the desk
            at, paragraph 18 [item]  < Harbour Library Handbook < Fees
                Lost card | 3 euro | the desk
            at, paragraph 19 [item]  < Harbour Library Handbook < Fees
                Photocopy | 10 cent | the machine
            at, paragraphs 20-24 [section] Opening hours < Harbour Library Handbook
                Monday to Friday: from nine to seven.
    
                harbour-hours --week
    
                Saturday
    
                from ten to two
        "##]],
    );
    check(
        "fragen.docx",
        expect![[r##"
            # fragen.docx Some("Fragen") {"language": String("en-US")}
            at, paragraphs 1-2 [qa] Wie kündige ich? < Fragen
                Schriftlich, mit einem Monat Frist.
            at, paragraphs 3-4 [qa] Wer bekommt eine Rechnung? < Fragen
                Jedes Mitglied, im Januar. Größere Beträge werden geteilt.
            at, paragraphs 5-6 [qa] Was kostet der Umzug? < Fragen
                Der Umzug kostet 40 Euro.
            at, paragraphs 7-8 [qa] Wann wird geliefert? < Fragen
                Am folgenden Werktag.
            at, paragraphs 9-10 [section] Kontakt < Fragen
                Schreiben Sie an die Verwaltung am Hafen.
        "##]],
    );
}

#[test]
fn open_documents() {
    check(
        "handbook.odt",
        expect![[r##"
            # handbook.odt None {"author": String("The Harbour Library"), "language": String("en"), "tags": Array [String("library"), String("loans")]}
            at, paragraphs 1-2 [section] Harbour Library Handbook < 
                The Harbour Library
            at, paragraphs 3-5 [section] Borrowing < Harbour Library Handbook
                A loan lasts three weeks. Readers under sixteen pay no fines.[1]
    
                [1] The council decided this in 2019.
            at, paragraphs 6-12 [qa] How do I renew a loan? < Harbour Library Handbook < Borrowing
                Renew it on the web site or at the desk:
    
                1. Sign in with your card number.
                2. Open My loans.
                  - Tick the titles to keep.
                  - Reserved titles cannot be renewed.
                3. Press Renew.
            at, paragraphs 13-14 [qa] How many books can I borrow? < Harbour Library Handbook < Borrowing
                Adults borrow up to twelve books, children up to twenty.
            at, paragraphs 15-19 [section] Fees < Harbour Library Handbook
                Item | Price | Paid at
                Card | 5 euro | the desk
                Lost card | 3 euro | the desk
                Photocopy | 10 cent | the machine
            at, paragraph 17 [item]  < Harbour Library Handbook < Fees
                Card | 5 euro | the desk
            at, paragraph 18 [item]  < Harbour Library Handbook < Fees
                Lost card | 3 euro | the desk
            at, paragraph 19 [item]  < Harbour Library Handbook < Fees
                Photocopy | 10 cent | the machine
            at, paragraphs 20-24 [section] Opening hours < Harbour Library Handbook
                Monday to Friday: from nine to seven.
    
                harbour-hours --week
    
                Saturday
    
                from ten to two
        "##]],
    );
    check(
        "fragen.odt",
        expect![[r##"
            # fragen.odt Some("Fragen") {}
            at, paragraphs 1-2 [qa] Wie kündige ich? < Fragen
                Schriftlich, mit einem Monat Frist.
            at, paragraphs 3-4 [qa] Wer bekommt eine Rechnung? < Fragen
                Jedes Mitglied, im Januar. Größere Beträge werden geteilt.
            at, paragraphs 5-6 [qa] Was kostet der Umzug? < Fragen
                Der Umzug kostet 40 Euro.
            at, paragraphs 7-8 [qa] Wann wird geliefert? < Fragen
                Am folgenden Werktag.
            at, paragraphs 9-10 [section] Kontakt < Fragen
                Schreiben Sie an die Verwaltung am Hafen.
        "##]],
    );
}

#[test]
fn books() {
    check(
        "handbook.epub",
        expect![[r##"
            # handbook.epub Some("Harbour Library Handbook") {"author": String("The Harbour Library"), "language": String("en")}
            at, paragraphs 1-2 [section] Harbour Library Handbook < 
                The Harbour Library
            at, paragraphs 3-4 [section] Borrowing < Harbour Library Handbook
                A loan lasts three weeks. Readers under sixteen pay no fines.[1]
            at, paragraphs 5-11 [qa] How do I renew a loan? < Harbour Library Handbook < Borrowing
                Renew it on the web site or at the desk:
    
                1. Sign in with your card number.
                2. Open My loans.
                  - Tick the titles to keep.
                  - Reserved titles cannot be renewed.
                3. Press Renew.
            at, paragraphs 12-14 [qa] How many books can I borrow? < Harbour Library Handbook < Borrowing
                Adults borrow up to twelve books, children up to twenty.
    
                1. The council decided this in 2019.
            at, paragraphs 15-19 [section] Fees < Harbour Library Handbook
                Item | Price | Paid at
                Card | 5 euro | the desk
                Lost card | 3 euro | the desk
                Photocopy | 10 cent | the machine
            at, paragraph 17 [item]  < Harbour Library Handbook < Fees
                Card | 5 euro | the desk
            at, paragraph 18 [item]  < Harbour Library Handbook < Fees
                Lost card | 3 euro | the desk
            at, paragraph 19 [item]  < Harbour Library Handbook < Fees
                Photocopy | 10 cent | the machine
            at, paragraphs 20-24 [section] Opening hours < Harbour Library Handbook
                Monday to Friday: from nine to seven.
    
                harbour-hours --week
    
                Saturday
    
                from ten to two
        "##]],
    );
}

#[test]
fn spreadsheets() {
    check(
        "faq.xlsx",
        expect![[r##"
        # faq.xlsx None {}
        at, faq!D2 [qa] How do I pay an invoice? < 
            By card or by transfer.
            The number stands on the invoice.
        at, faq!D3 [qa] Can I pay in instalments? < 
            Yes, in up to 6 instalments.
        at, faq!D4 [qa] How do I close my account? < 
            Write to the desk.
        left out faq!D1: names of the columns
        left out faq!D5: a question without an answer
        Skipped { line: 5, reason: "faq!D5: a question without an answer" }
    "##]],
    );
    check(
        "prices.xlsx",
        expect![[r#"
        # prices.xlsx None {}
        at, prices!A1:C4 [section]  < 
            Product | Price | Stock
            Anchor | 120 | 4
            Rope | 15.5 | 130
            Lantern | 39 | 0
        at, prices!A2:C2 [item]  < 
            Anchor | 120 | 4
        at, prices!A3:C3 [item]  < 
            Rope | 15.5 | 130
        at, prices!A4:C4 [item]  < 
            Lantern | 39 | 0
    "#]],
    );
}

#[test]
fn figures_are_read_as_they_are_shown() {
    check(
        "figures.xlsx",
        expect![[r#"
        # figures.xlsx None {}
        at, Terms!D4 [qa] What is the fine for a day? < Terms < Fines
            £0.50
        at, Terms!D5 [qa] Which share of the price is lost at most? < Terms < Fines
            15.5%
        at, Terms!D6 [qa] How long is a loan? < Terms < Loans
            21 days
        at, Terms!D7 [qa] When does the desk close? < Terms < Loans
            18:30
        at, Terms!D8 [qa] What does the library own? < Terms < Loans
            1,234,567
        left out Terms!D1: above the table
        left out Terms!D3: names of the columns
        # figures.xlsx None {}
        at, Opening!B1 [qa] Is it open on Sundays? < Opening
            No.
        at, Opening!B2 [qa] Where is the entrance? < Opening
            On the north side.
    "#]],
    );
}

#[test]
fn archives() {
    check(
        "archive.zip",
        expect![[r##"
            # archive.zip!/docs/handbook.md Some("Harbour Library Handbook") {"author": String("The Harbour Library"), "keywords": Array [String("library"), String("loans")], "lang": String("en")}
            at:8 [section] Borrowing < Harbour Library Handbook
                A loan lasts **three weeks**. Readers under sixteen pay no fines.[^1]
    
                [^1]: The council decided this in 2019.
            at:14 [qa] How do I renew a loan? < Harbour Library Handbook < Borrowing
                Renew it on the web site or at the desk:
    
                1. Sign in with your card number.
                2. Open *My loans*.
                   - Tick the titles to keep.
                   - Reserved titles cannot be renewed.
                3. Press Renew.
            at:24 [qa] How many books can I borrow? < Harbour Library Handbook < Borrowing
                Adults borrow up to twelve books, children up to twenty.
            at:28 [section] Fees < Harbour Library Handbook
                | Item      | Price    | Paid at       |
                |-----------|----------|---------------|
                | Card      | 5 euro   | the desk      |
                | Lost card | 3 euro   | the desk      |
                | Photocopy | 10 cent  | the machine   |
            at:32 [item]  < Harbour Library Handbook < Fees
                | Card      | 5 euro   | the desk      |
            at:33 [item]  < Harbour Library Handbook < Fees
                | Lost card | 3 euro   | the desk      |
            at:34 [item]  < Harbour Library Handbook < Fees
                | Photocopy | 10 cent  | the machine   |
            at:36 [section] Opening hours < Harbour Library Handbook
                Monday to Friday:
                from nine to seven.
    
                    harbour-hours --week
    
                Saturday
                :   from ten to two
            left out : front matter
            # archive.zip!/office/handbook.docx None {"author": String("The Harbour Library"), "language": String("en"), "tags": Array [String("library"), String("loans")]}
            at, paragraphs 1-2 [section] Harbour Library Handbook < 
                The Harbour Library
            at, paragraphs 3-5 [section] Borrowing < Harbour Library Handbook
                A loan lasts three weeks. Readers under sixteen pay no fines.[1]
    
                [1] The council decided this in 2019.
            at, paragraphs 6-12 [qa] How do I renew a loan? < Harbour Library Handbook < Borrowing
                Renew it on the web site or at the desk:
    
                1. Sign in with your card number.
                2. Open My loans.
                  - Tick the titles to keep.
                  - Reserved titles cannot be renewed.
                3. Press Renew.
            at, paragraphs 13-14 [qa] How many books can I borrow? < Harbour Library Handbook < Borrowing
                Adults borrow up to twelve books, children up to twenty.
            at, paragraphs 15-19 [section] Fees < Harbour Library Handbook
                Item | Price | Paid at
                Card | 5 euro | the desk
                Lost card | 3 euro | the desk
                Photocopy | 10 cent | the machine
            at, paragraph 17 [item]  < Harbour Library Handbook < Fees
                Card | 5 euro | the desk
            at, paragraph 18 [item]  < Harbour Library Handbook < Fees
                Lost card | 3 euro | the desk
            at, paragraph 19 [item]  < Harbour Library Handbook < Fees
                Photocopy | 10 cent | the machine
            at, paragraphs 20-24 [section] Opening hours < Harbour Library Handbook
                Monday to Friday: from nine to seven.
    
                harbour-hours --week
    
                Saturday
    
                from ten to two
            Inside { name: "archive.zip!/docs/picture.png", line: None, reason: "not a format ibid reads" }
        "##]],
    );
    check(
        "handbook.md.gz",
        expect![[r##"
            # handbook.md.gz Some("Harbour Library Handbook") {"author": String("The Harbour Library"), "keywords": Array [String("library"), String("loans")], "lang": String("en")}
            at:8 [section] Borrowing < Harbour Library Handbook
                A loan lasts **three weeks**. Readers under sixteen pay no fines.[^1]
    
                [^1]: The council decided this in 2019.
            at:14 [qa] How do I renew a loan? < Harbour Library Handbook < Borrowing
                Renew it on the web site or at the desk:
    
                1. Sign in with your card number.
                2. Open *My loans*.
                   - Tick the titles to keep.
                   - Reserved titles cannot be renewed.
                3. Press Renew.
            at:24 [qa] How many books can I borrow? < Harbour Library Handbook < Borrowing
                Adults borrow up to twelve books, children up to twenty.
            at:28 [section] Fees < Harbour Library Handbook
                | Item      | Price    | Paid at       |
                |-----------|----------|---------------|
                | Card      | 5 euro   | the desk      |
                | Lost card | 3 euro   | the desk      |
                | Photocopy | 10 cent  | the machine   |
            at:32 [item]  < Harbour Library Handbook < Fees
                | Card      | 5 euro   | the desk      |
            at:33 [item]  < Harbour Library Handbook < Fees
                | Lost card | 3 euro   | the desk      |
            at:34 [item]  < Harbour Library Handbook < Fees
                | Photocopy | 10 cent  | the machine   |
            at:36 [section] Opening hours < Harbour Library Handbook
                Monday to Friday:
                from nine to seven.
    
                    harbour-hours --week
    
                Saturday
                :   from ten to two
            left out : front matter
        "##]],
    );
}

#[test]
fn pdf_files() {
    ingest::pdf::read_with(env!("CARGO_BIN_EXE_ibid").into());
    check(
        "handbook.pdf",
        expect![[r#"
            # handbook.pdf None {}
            at, page 1 [section] Harbour Library Handbook < 
                The Harbour Library
            at, page 1 [section] Borrowing < Harbour Library Handbook
                A loan lasts three weeks. Readers under sixteen pay no fines.1
            at, page 1 [qa] How do I renew a loan? < Harbour Library Handbook < Borrowing
                Renew it on the web site or at the desk:
    
                1. Sign in with your card number.
                2. Open My loans.
                  - Tick the titles to keep.
                  - Reserved titles cannot be renewed.
                3. Press Renew.
            at, page 1 [qa] How many books can I borrow? < Harbour Library Handbook < Borrowing
                Adults borrow up to twelve books, children up to twenty.
            at, page 1 [section] Fees < Harbour Library Handbook
                Item | Price | Paid at
                Card | 5 euro | the desk
                Lost card | 3 euro | the desk
                Photocopy | 10 cent | the machine
            at, page 1 [item]  < Harbour Library Handbook < Fees
                Card | 5 euro | the desk
            at, page 1 [item]  < Harbour Library Handbook < Fees
                Lost card | 3 euro | the desk
            at, page 1 [item]  < Harbour Library Handbook < Fees
                Photocopy | 10 cent | the machine
            at, page 1 [section] Opening hours < Harbour Library Handbook
                Monday to Friday: from nine to seven.
    
                harbour-hours --week
    
                Saturday
    
                from ten to two
    
                1 The council decided this in 2019.
            left out page 1: page number
        "#]],
    );
}

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
            let started = std::time::Instant::now();
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
            let mut archive = zip::ZipArchive::new(fs::File::open(data(name)).unwrap()).unwrap();
            let mut out = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
            for at in 0..archive.len() {
                let mut part = archive.by_index(at).unwrap();
                let mut bytes = Vec::new();
                std::io::Read::read_to_end(&mut part, &mut bytes).unwrap();
                if !bytes.is_empty() && next(&mut state).is_multiple_of(2) {
                    for _ in 0..1 + next(&mut state) % 8 {
                        let at = next(&mut state) % bytes.len();
                        bytes[at] = b"<>&\"/=\0x0"[next(&mut state) % 9];
                    }
                    if round % 4 == 0 {
                        bytes.truncate(next(&mut state) % bytes.len());
                    }
                }
                let options = zip::write::SimpleFileOptions::default();
                out.start_file(part.name().unwrap().into_owned(), options).unwrap();
                std::io::Write::write_all(&mut out, &bytes).unwrap();
            }
            let path = folder.path().join(name);
            fs::write(&path, out.finish().unwrap().into_inner()).unwrap();
            let started = std::time::Instant::now();
            let (_, documents, _) = read(&path, name);
            assert!(started.elapsed().as_secs() < 10, "{name}, round {round}");
            documents.iter().for_each(|one| drop(chunk(one)));
        }
    }
}

fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in files {
        out.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut out, bytes).unwrap();
    }
    out.finish().unwrap().into_inner()
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

#[test]
fn links_of_office_documents_show_where_they_lead() {
    let relations = br#"<Relationships><Relationship Id="r1" TargetMode="External"
        Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
        Target="https://example.org/fees"/></Relationships>"#;
    let docx = br#"<w:document><w:body><w:p><w:r><w:t>See </w:t></w:r><w:hyperlink r:id="r1"><w:r>
        <w:t>the fees</w:t></w:r></w:hyperlink><w:r><w:t>, and </w:t></w:r>
        <w:hyperlink w:anchor="x"><w:r><w:t>above</w:t></w:r></w:hyperlink><w:r><w:t>.</w:t></w:r>
        </w:p></w:body></w:document>"#;
    let odt = br##"<office:document-content><office:body><office:text><text:p>See <text:a
        xlink:href="https://example.org/fees">the fees</text:a>, and <text:a
        xlink:href="#x">above</text:a>.</text:p></office:text></office:body>
        </office:document-content>"##;
    let container = br#"<container><rootfiles><rootfile full-path="book.opf"/></rootfiles>
        </container>"#;
    let book = br#"<package><manifest><item id="a" href="a.xhtml"
        media-type="application/xhtml+xml"/></manifest><spine><itemref idref="a"/></spine>
        </package>"#;
    let page = br##"<html><body><p>See <a href="https://example.org/fees">the fees</a>, and
        <a href="#x">above</a>.</p></body></html>"##;
    let files: [(&str, Vec<u8>); 3] = [
        (
            "a.docx",
            zipped(&[("word/document.xml", docx), ("word/_rels/document.xml.rels", relations)]),
        ),
        ("a.odt", zipped(&[("content.xml", odt)])),
        (
            "a.epub",
            zipped(&[("META-INF/container.xml", container), ("book.opf", book), ("a.xhtml", page)]),
        ),
    ];
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        let (result, documents, _) = read(&path, name);
        assert_eq!(result, Ok(()), "{name}");
        let block = &documents[0].blocks[0];
        let shown = "See the fees <https://example.org/fees>, and above.";
        assert_eq!(
            (block.text.trim(), block.plain()),
            (shown, "See the fees, and above."),
            "{name}"
        );
    }
}

#[test]
fn one_bad_file_leaves_the_rest() {
    use ibid::{corpus::Corpus, engine};
    ingest::pdf::read_with(env!("CARGO_BIN_EXE_ibid").into());
    let folder = tempfile::tempdir().unwrap();
    let corpus = folder.path().join("corpus");
    fs::create_dir(&corpus).unwrap();
    fs::write(corpus.join("a.pdf"), b"%PDF-1.7\n1 0 obj <</Type /Catalog>> garbage").unwrap();
    fs::copy(data("handbook.pdf"), corpus.join("b.pdf")).unwrap();
    fs::copy(data("faq.xlsx"), corpus.join("c.xlsx")).unwrap();
    fs::copy(data("archive.zip"), corpus.join("d.zip")).unwrap();
    let mut skipped = Vec::new();
    let built =
        engine::build(&Corpus::Paths(vec![corpus]), &folder.path().join("index"), &mut |event| {
            if let engine::Event::Skipped(one) = event {
                skipped.push(format!("{}: {}", one.path, one.reason));
            }
        })
        .unwrap();
    assert_eq!(built.files, 3, "{skipped:?}");
    assert!(skipped[0].starts_with("a.pdf: damaged"), "{skipped:?}");
    let engine = engine::Engine::open(&folder.path().join("index")).unwrap();
    let ask = |question: &str| {
        let answer = engine.ask(question, &engine::AskOptions::default()).unwrap();
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
    use ibid::engine::{self, Corpus};

    ingest::pdf::read_with(env!("CARGO_BIN_EXE_ibid").into());
    let folder = tempfile::tempdir().unwrap();
    let corpus = folder.path().join("corpus");
    fs::create_dir(&corpus).unwrap();
    fs::write(corpus.join("bomb.pdf"), unpacks_to(3 << 10)).unwrap();
    fs::write(corpus.join("tea.md"), "# Tea\n\nTea is brewed for three minutes.\n").unwrap();
    let mut skipped = Vec::new();
    let built =
        engine::build(&Corpus::Paths(vec![corpus]), &folder.path().join("index"), &mut |event| {
            if let engine::Event::Skipped(one) = event {
                skipped.push(format!("{}: {}", one.path, one.reason));
            }
        })
        .unwrap();
    assert_eq!(built.files, 1);
    let said = "bomb.pdf: cannot be read: it is damaged, or needs more memory than 1 GB";
    assert_eq!(skipped, [said]);
}
