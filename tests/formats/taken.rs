//! What is taken from a whole file, and where it stands.

use std::fs;

use expect_test::{Expect, expect};
use ibid::{chunk::chunk, ingest};

use super::{data, read, zipped};

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
            at, paragraph 17 [item] Card < Harbour Library Handbook < Fees
                Card | 5 euro | the desk
            at, paragraph 18 [item] Lost card < Harbour Library Handbook < Fees
                Lost card | 3 euro | the desk
            at, paragraph 19 [item] Photocopy < Harbour Library Handbook < Fees
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
    let heads = [
        "# handbook.odt None {\"author\": String(\"The Harbour Library\"), \"language\": \
         String(\"en\"), \"tags\": Array [String(\"library\"), String(\"loans\")]}",
        "# fragen.odt Some(\"Fragen\") {}",
    ];
    for (name, head) in ["handbook", "fragen"].into_iter().zip(heads) {
        let (odt, docx) = (told(&format!("{name}.odt")), told(&format!("{name}.docx")));
        let ((first, rest), (_, wanted)) =
            (odt.split_once('\n').unwrap(), docx.split_once('\n').unwrap());
        assert_eq!(first, head);
        // The texts are those of the Word document.
        assert_eq!(rest, wanted, "{name}");
    }
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
            at, paragraph 17 [item] Card < Harbour Library Handbook < Fees
                Card | 5 euro | the desk
            at, paragraph 18 [item] Lost card < Harbour Library Handbook < Fees
                Lost card | 3 euro | the desk
            at, paragraph 19 [item] Photocopy < Harbour Library Handbook < Fees
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
            at, prices!A2:C2 [item] Anchor < 
                Anchor | 120 | 4
            at, prices!A3:C3 [item] Rope < 
                Rope | 15.5 | 130
            at, prices!A4:C4 [item] Lantern < 
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
            at:32 [item] Card < Harbour Library Handbook < Fees
                | Card      | 5 euro   | the desk      |
            at:33 [item] Lost card < Harbour Library Handbook < Fees
                | Lost card | 3 euro   | the desk      |
            at:34 [item] Photocopy < Harbour Library Handbook < Fees
                | Photocopy | 10 cent  | the machine   |
            at:36 [section] Opening hours < Harbour Library Handbook
                Monday to Friday:
                from nine to seven.

                    harbour-hours --week

                Saturday
                :   from ten to two
            at:43 [item] Saturday < Harbour Library Handbook < Opening hours
                Saturday
                :   from ten to two
            left out : front matter
        "##]],
    );
    // Each file as it is by itself.
    let inside =
        |name: &str, path: &str| told(name).replacen(name, &format!("archive.zip!/{path}"), 1);
    let wanted = [
        inside("handbook.md.gz", "docs/handbook.md"),
        inside("handbook.docx", "office/handbook.docx"),
        "Inside { name: \"archive.zip!/docs/picture.png\", line: None, reason: \"not a format ibid \
         reads\" }\n"
            .to_owned(),
    ];
    assert_eq!(told("archive.zip"), wanted.concat());
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
            at, page 1 [item] Card < Harbour Library Handbook < Fees
                Card | 5 euro | the desk
            at, page 1 [item] Lost card < Harbour Library Handbook < Fees
                Lost card | 3 euro | the desk
            at, page 1 [item] Photocopy < Harbour Library Handbook < Fees
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
fn headings_of_a_document_without_styles_are_headings() {
    let docx =
        br#"<w:document><w:body><w:p><w:pPr><w:pStyle w:val="Heading2"/></w:pPr><w:r><w:t>May I
        swim?</w:t></w:r></w:p><w:p><w:r><w:t>Yes.</w:t></w:r></w:p></w:body></w:document>"#;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.docx");
    fs::write(&path, zipped(&[("word/document.xml", docx)])).unwrap();
    let (result, documents, _) = read(&path, "a.docx");
    assert_eq!(result, Ok(()));
    let passages = chunk(&documents[0]).passages;
    let found: Vec<_> = passages.iter().map(|one| (one.title.as_str(), one.text.trim())).collect();
    assert_eq!(found, [("May I swim?", "Yes.")]);
}

#[test]
fn raised_figures_of_office_documents_stay_apart() {
    let docx = br#"<w:document><w:body><w:p><w:r><w:t>10</w:t></w:r><w:r><w:rPr>
        <w:vertAlign w:val="superscript"/></w:rPr><w:t>6</w:t></w:r><w:r><w:t xml:space="preserve"> m</w:t></w:r><w:r>
        <w:rPr><w:vertAlign w:val="subscript"/></w:rPr><w:t>2</w:t></w:r></w:p></w:body></w:document>"#;
    let odt = br#"<office:document-content><office:automatic-styles><style:style style:name="T1"
        style:family="text"><style:text-properties style:text-position="super 58%"/></style:style>
        <style:style style:name="T2" style:family="text"><style:text-properties
        style:text-position="-33% 58%"/></style:style></office:automatic-styles><office:body>
        <office:text><text:p>10<text:span text:style-name="T1">6</text:span> m<text:span
        text:style-name="T2">2</text:span></text:p></office:text></office:body>
        </office:document-content>"#;
    let container = br#"<container><rootfiles><rootfile full-path="book.opf"/></rootfiles>
        </container>"#;
    let book = br#"<package><manifest><item id="a" href="a.xhtml"
        media-type="application/xhtml+xml"/></manifest><spine><itemref idref="a"/></spine>
        </package>"#;
    let page = br##"<html><body><p>10<sup>6</sup> <del>km</del>m<sub>2</sub><sup><a
        href="#n">[1]</a></sup></p></body></html>"##;
    let files: [(&str, Vec<u8>); 3] = [
        ("a.docx", zipped(&[("word/document.xml", docx)])),
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
        assert_eq!(documents[0].blocks[0].plain(), "10⁶ m2", "{name}");
    }
}

#[test]
fn cells_of_a_spreadsheet_beyond_the_names_of_its_columns_are_kept() {
    let cell =
        |at: &str, text: &str| format!("<c r=\"{at}\" t=\"inlineStr\"><is><t>{text}</t></is></c>");
    let sheet = format!(
        "<worksheet><sheetData><row r=\"1\">{}{}</row><row r=\"2\">{}{}{}</row></sheetData></worksheet>",
        cell("A1", "question"),
        cell("B1", "answer"),
        cell("A2", "Where is it?"),
        cell("B2", "In Turku."),
        cell("D2", "Ask the porter."),
    );
    let of = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let relation = |kind: &str, target: &str| {
        format!(
            "<Relationships><Relationship Id=\"r1\" Type=\"{of}/{kind}\" Target=\"{target}\"/>\
             </Relationships>"
        )
    };
    let bytes = zipped(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("_rels/.rels", relation("officeDocument", "xl/workbook.xml").as_bytes()),
        (
            "xl/workbook.xml",
            b"<workbook><sheets><sheet name=\"A\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>",
        ),
        ("xl/_rels/workbook.xml.rels", relation("worksheet", "worksheets/sheet1.xml").as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ]);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.xlsx");
    fs::write(&path, bytes).unwrap();
    let (result, documents, notes) = read(&path, "a.xlsx");
    assert_eq!((result, notes.len()), (Ok(()), 0));
    let ibid::document::BlockKind::Record(record) = &documents[0].blocks[0].kind else { panic!() };
    assert_eq!(record.metadata["4"], "Ask the porter.");
}
