//! A little of what the fuzzer does at length (`fuzz/README.md`): every promise of `tests/oracles`
//! is tried with documents, with the same after a few changes by chance, and with what the fuzzer
//! once found.

#[allow(unreachable_pub, reason = "the targets of the fuzzer use them, too")]
mod oracles;
mod support;

use oracles::{ORACLES, seeds::seeds};
use support::ordeal::{Chance, times};

/// Larger seeds are tried as they are, and changed once.
const SMALL_BYTES: usize = 4 << 10;

#[test]
fn every_promise_holds_of_documents_that_are_whole() {
    for (target, oracle) in ORACLES {
        let seeds = seeds(target);
        assert!(!seeds.is_empty(), "{target} has no seed");
        for (name, bytes) in seeds {
            println!("{target}: {name}");
            oracle(&bytes);
        }
    }
}

#[test]
fn every_promise_holds_of_documents_that_were_changed() {
    let mut chance = Chance::new(11);
    for (target, oracle) in ORACLES {
        let seeds = seeds(target);
        for (name, bytes) in &seeds {
            let count = if bytes.len() <= SMALL_BYTES { times(8, 400) } else { times(1, 40) };
            for number in 0..count {
                println!("{target}: {name}, change {number}");
                let other = &chance.of(&seeds).1;
                oracle(&changed(bytes, other, &mut chance));
            }
        }
    }
}

/// What the fuzzer once found, made small: the target, what was wrong, the input.
const FOUND: &[(&str, &str, &[u8])] = &[
    (
        "yaml",
        "a carriage return alone was a line, and places were behind the end of the file",
        b"- question: a?\n  answer: >-\n      p\r\r\r\r\r\r\rq\n",
    ),
    (
        "html",
        "a carriage return in what a page declares was a line behind the end of the file",
        b"<h1>A</h1><script type=\"application/ld+json\">{\"@type\":\"FAQP\rge\",\"mainEntity\":[\
          {\"@type\":\"Question\",\"name\":\"a?\",\"acceptedAnswer\":{\"text\":\"b\"}}]}</script>",
    ),
    ("html", "the same in HTML", b"<h1>A</h1>\r\r<h2>Why?</h2>\r<p>So.</p>\n<p>Last.</p>"),
    ("text", "lines that only carriage returns end were taken for one", b"\xb1\x8dders and*\rrO"),
    (
        "xlsx",
        "the library's count of the columns of a cell overflowed, and no other file was read",
        b"=== _rels/.rels\n<Relationships><Relationship Id=\"w\" Target=\"xl/workbook.xml\" Type=\"http://\
          schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\"/></Relationships>\n\
          === xl/workbook.xml\n<workbook xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/\
          relationships\"><sheets><sheet name=\"A\" sheetId=\"1\" r:id=\"a\"/></sheets></workbook>\n\
          === xl/_rels/workbook.xml.rels\n<Relationships><Relationship Id=\"a\" Type=\"http://\
          schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" \
          Target=\"worksheets/sheet1.xml\"/></Relationships>\n=== xl/worksheets/sheet1.xml\n<worksheet>\
          <sheetData><row r=\"1\"><c r=\"ZZZZZZZZZZZZ1\"><v>1</v></c></row></sheetData></worksheet>\n",
    ),
    (
        "synonyms",
        "a synonym of signs alone was subtracted from nothing",
        b"\xff\0\0\0 b\xcfu\xcf\xcf\xcf\xcfy, e\na,\xcf",
    ),
    (
        "any_index",
        "marks overlapped where no blank stands between two sentences of a list with markup",
        b"\0# Shop\n\n- **One**: Get ready for techn!ical talks.\n- **Two**: Keep pace! always.\n\
          - **Three**: Send them!now and then.\n- **Four**: Read it.\nhow do I get ready for talks",
    ),
    (
        "index_files",
        "passages were subtracted from the fewer rows that a forged file had",
        b"\x04\0\0\0\0\0\0\0\0\x3c\0\0\0\0\0\0\0\xc0\x06\0\0\0\0\0\0\x10\x01\0\0\0\0\0\0",
    ),
    (
        "index_files",
        "a forged file said that a window of the search has one passage",
        b"\x08\x01\0\0\0\0\0\0\0\x06\0",
    ),
    (
        "index_files",
        "a forged record had more phrasings than bytes, and each was looked for",
        b"eeeeeeeaeeeee\x09 ee[eaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\x90\
          \x90\x90\x90\x90\x90\x90\x90aaaaaaaaaaaaaaaaaaeeJ-`eeeee\x0d",
    ),
    (
        "xlsx",
        "a sheet without a name was a heading without words",
        b"=== _rels/.rels\n\
          <Relationships><Relationship Id=\"w\" Type=\"http://schemas.openxmlformats.org/officeDoc\
          ument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>\n\
          === xl/workbook.xml\n\
          <workbook xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\
          \"><sheets><sheet sheetId=\"1\" r:id=\"a\"/></sheets></workbook>\n\
          === xl/_rels/workbook.xml.rels\n\
          <Relationships><Relationship Id=\"a\" Type=\"http://schemas.openxmlformats.org/officeDoc\
          ument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>\
          \n\
          === xl/worksheets/sheet1.xml\n\
          <worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>q</t></is></c><c r\
          =\"B1\" t=\"inlineStr\"><is><t>a</t></is></c></row><row r=\"2\"><c r=\"A2\" t=\"inlineSt\
          r\"><is><t>Why?</t></is></c><c r=\"B2\" t=\"inlineStr\"><is><t>So.</t></is></c></row></s\
          heetData></worksheet>\n",
    ),
];

#[test]
fn what_the_fuzzer_found_stays_mended() {
    for (target, wrong, input) in FOUND {
        println!("{target}: {wrong}");
        let (_, oracle) = ORACLES.iter().find(|(name, _)| name == target).unwrap();
        oracle(input);
    }
}

/// `bytes` after one to four changes: a bit or byte, a run taken out, doubled, or put in from
/// `other`.
fn changed(bytes: &[u8], other: &[u8], chance: &mut Chance) -> Vec<u8> {
    let mut changed = bytes.to_vec();
    for _ in 0..=chance.below(4) {
        let at = chance.below(changed.len() + 1);
        let end = changed.len().min(at + 1 + chance.below(40));
        match chance.below(5) {
            0 if at < changed.len() => changed[at] ^= 1 << chance.below(8),
            1 if at < changed.len() => changed[at] = chance.next() as u8,
            2 => drop(changed.drain(at..end)),
            3 => drop(changed.splice(at..at, changed[at..end].to_vec())),
            _ => {
                let from = chance.below(other.len() + 1);
                let run = &other[from..other.len().min(from + 1 + chance.below(40))];
                changed.splice(at..at, run.iter().copied());
            }
        }
    }
    changed
}
