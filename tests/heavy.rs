//! Files that mean harm: deep, endless, unclosed, or of a million small things. Of ten megabytes each
//! is read and cut in five seconds of a processor and 512 MB.
//!
//! The everyday check tries a quarter of a megabyte in as much less time, `IBID_LONG=1` ten.
//!
//! Each case runs in a process of its own, since the system tells only how much memory a process
//! had at most. `IBID_HEAVY=PART` tries those with PART in their name, and prints each.

#[allow(unreachable_pub, reason = "the targets of the fuzzer use them, too")]
mod oracles;
mod support;

use std::{env, fs, process::Command};

use ibid::{chunk::chunk, ingest};
use oracles::packed::pack;
use support::ordeal::times;

const MB: usize = 1 << 20;

/// Of the time of a processor, in milliseconds, for each megabyte: five seconds for ten of them. A
/// build that is not optimised for speed and checks its arithmetic may take twice as long.
const MAX_MS: u64 = if cfg!(debug_assertions) { 1_000 } else { 500 };

/// What is taken however small the file is, with what a busy machine adds.
const SLACK_MS: u64 = 200;

/// However large the file is.
const MAX_KB: u64 = 512 << 10;

/// After this a case is ended.
#[cfg(unix)]
const MOST_SECONDS: u64 = 20;

/// A file: its name, and what is repeated in it.
type Case = (&'static str, Shape);

#[derive(Clone, Copy)]
enum Shape {
    /// This, again and again.
    Again(&'static str),
    /// The first once, the second again and again, the third once.
    Within(&'static str, &'static str, &'static str),
    /// The first as often as the second.
    Nested(&'static str, &'static str),
    /// Lines just below a megabyte, each of this again and again.
    Lines(&'static str),
    /// One more of it before each line, up to so many.
    Stairs(&'static str, &'static str, usize),
    /// Half of it a row of many cells, its end, the dashes below it and their end; then short rows.
    Wide(&'static str, &'static str, &'static str, &'static str, &'static str),
}

use Shape::{Again, Lines, Nested, Stairs, Wide, Within};

/// How many bytes a file has.
fn size() -> usize {
    times(MB / 4, 10 * MB)
}

fn content(shape: Shape) -> String {
    let bytes = size();
    let times = |unit: &str| bytes / unit.len();
    match shape {
        Again(unit) => unit.repeat(times(unit)),
        Within(before, unit, after) => format!("{before}{}{after}", unit.repeat(times(unit))),
        Nested(open, close) => {
            let count = bytes / (open.len() + close.len());
            format!("{}{}", open.repeat(count), close.repeat(count))
        }
        Wide(cell, end, dashes, below, row) => {
            let count = MB / 8 / (cell.len() + dashes.len()).max(1);
            let head = [&cell.repeat(count), end, &dashes.repeat(count), below].concat();
            format!("{head}{}", row.repeat((bytes - head.len()) / row.len()))
        }
        Lines(unit) => {
            let line = unit.repeat(bytes.min(MB) / unit.len() - 1);
            format!("{line}\n").repeat(bytes.div_ceil(MB))
        }
        Stairs(step, line, most) => {
            let mut all = String::new();
            while all.len() < bytes {
                for depth in 0..most {
                    all.push_str(&step.repeat(depth));
                    all.push_str(line);
                }
            }
            all
        }
    }
}

const CASES: &[Case] = &[
    ("a.md", Again("# a\n")),
    ("a.md", Again("# a\n\nb\n\n")),
    ("a.md", Again("# a?\nb\n")),
    ("a.md", Again("- a\n")),
    ("a.md", Again("a\n\n")),
    ("a.md", Again("a\n")),
    ("a.md", Again("\n")),
    ("a.md", Again("<!-- a -->\n\n# b\n")),
    ("a.md", Again("**Q: a?**\n\nA: b\n\n")),
    ("a.md", Again("[a]: b\n")),
    ("a.md", Again("[^a]: b\n\n[^a]\n\n")),
    ("a.md", Again("<details><summary>a?</summary>\n\n")),
    ("a.md", Again("<details>\n")),
    ("a.md", Again("<div>\n")),
    ("a.md", Again("<!--\n")),
    ("a.md", Again("```\n")),
    ("a.md", Again("> a\n\n")),
    ("a.md", Again("1. a\n")),
    ("a.md", Within("|a|\n|-|\n", "|b|\n", "")),
    ("a.md", Again("|a|\n|-|\n\n")),
    ("a.md", Wide("a|", "\n", "-|", "\n", "b|c\n")),
    ("a.md", Again("[*a_ `b \n")),
    ("a.md", Again("[a\n")),
    ("a.md", Within("---\n", "a: b\n", "---\n")),
    ("a.md", Stairs("  ", "- a\n", 200)),
    ("a.md", Stairs("> ", "a\n", 200)),
    ("a.md", Lines("[")),
    ("a.md", Lines("![a](")),
    ("a.md", Lines("*a_ ")),
    ("a.md", Lines("**")),
    ("a.md", Lines("`a``")),
    ("a.md", Lines("<a ")),
    ("a.md", Lines("<b>")),
    ("a.md", Lines("> ")),
    ("a.md", Lines("- ")),
    ("a.md", Lines("|a")),
    ("a.md", Lines("[a][b]")),
    ("a.md", Lines("a? ")),
    ("a.md", Lines("&amp;")),
    ("a.md", Lines("\\")),
    ("a.md", Lines("$a$")),
    ("a.md", Within("", "a|", "\n")),
    ("a.txt", Again("a")),
    ("a.txt", Again("a ")),
    ("a.txt", Again("a. ")),
    ("a.txt", Again("a? ")),
    ("a.txt", Again("a\n")),
    ("a.txt", Again("a\n\n")),
    ("a.txt", Again("\n")),
    ("a.txt", Again("Q: a?\nA: b\n")),
    ("a.txt", Again("a?\n\nb\n\n")),
    ("a.txt", Again("1. A\n\n")),
    ("a.txt", Again("1.1.1 Abc def\n\nText.\n\n")),
    ("a.txt", Again("A\n=\n\n")),
    ("a.txt", Again("- a\n")),
    ("a.txt", Again("a .... 1\n")),
    ("a.txt", Again("\x0cPage 1\n\na\n")),
    ("a.txt", Stairs("  ", "- a\n", 200)),
    ("a.txt", Again("\u{5d0} ")),
    ("a.txt", Again("Abc:\n  -a  b\n")),
    ("a.txt", Again("-a  b\n")),
    ("a.txt", Within("  -a  b\n", "\n      c d\n", "")),
    ("a.txt", Again("* a\n\n** b\n\n  c\n\n")),
    ("a.txt", Again("\x0c\nversion 1.0 - 2020-01-01\n\n- a\n\n")),
    ("a.txt", Again("1. ")),
    ("a.txt", Again("? ")),
    ("a.txt", Again("Q: ")),
    ("a.txt", Again("- ")),
    ("a.txt", Again("1.1. a?\n")),
    ("a.txt", Again("Q: a\n")),
    ("a.txt", Again("A\n\n")),
    ("a.txt", Again("é\u{301}")),
    ("a.txt", Again("• \n")),
    ("a.txt", Again("=\n")),
    ("a.txt", Again(":\n\n")),
    ("a.txt", Again("\r")),
    ("a.jsonl", Again("{}\n")),
    ("a.jsonl", Again("{\"id\":\"a\",\"question\":\"a?\",\"answer\":\"b\"}\n")),
    ("a.jsonl", Again("[")),
    ("a.jsonl", Nested("{\"a\":", "}")),
    ("a.jsonl", Within("{\"question\":[", "\"a\",", "\"b\"],\"answer\":\"c\"}")),
    ("a.jsonl", Within("{\"question\":\"a\",\"answer\":\"", "<p>", "\"}")),
    ("a.jsonl", Within("{\"question\":\"a\",\"answer\":\"", "*", "\"}")),
    ("a.jsonl", Within("{\"question\":\"a\",\"answer\":\"", "[a](", "\"}")),
    ("a.jsonl", Again("a\n")),
    ("a.json", Nested("[", "]")),
    ("a.json", Nested("{\"a\":", "1}")),
    ("a.json", Within("[", "{\"question\":\"a\",\"answer\":\"b\"},", "{}]")),
    ("a.json", Within("[", "[],", "1]")),
    ("a.json", Within("{\"question\":\"a\",\"answer\":[", "\"\",", "\"b\"]}")),
    ("a.json", Again("\n")),
    ("a.yml", Nested("[", "]")),
    ("a.yml", Again("{a: ")),
    ("a.yml", Again("- ")),
    ("a.yml", Again("- a\n")),
    ("a.yml", Again("- question: a\n  answer: b\n")),
    ("a.yml", Again("? ")),
    ("a.yml", Again("&a [*a, ")),
    ("a.yml", Within("a: &a b\nc: [", "*a, ", "d]\n")),
    ("a.yml", Again("a:\n")),
    ("a.yml", Stairs(" ", "a:\n", 500)),
    ("a.yml", Within("a: |\n", " b\n", "")),
    ("a.yml", Within("a: \"", "\\n", "\"\n")),
    ("a.yml", Again("---\n")),
    ("a.yml", Again("# a\n")),
    ("a.csv", Again(",")),
    ("a.csv", Again(",\n")),
    ("a.csv", Again("\"")),
    ("a.csv", Within("question,answer\n", "a,b\n", "")),
    ("a.csv", Within("question,answer\n\"", "a,b\n", "")),
    ("a.csv", Within("question,answer\n", "a\n", "")),
    ("a.csv", Within("question,answer", ",a", "\na,b\na,b\n")),
    ("a.csv", Wide("a,", "\n", "", "", "b,c\n")),
    ("a.csv", Wide("question,answer,", "\n", "", "", "b,c\n")),
    ("a.tsv", Within("Question\tAnswer\n", "a\tb\n", "")),
    ("a.tsv", Again("\t")),
    ("a.qna", Again("# ? a\n")),
    ("a.qna", Again("# ? a\n```\nb\n```\n")),
    ("a.qna", Again("- a\n")),
    ("a.qna", Again("```\n")),
    ("a.qna", Again("**Filters:**\n- a = b\n")),
    ("a.html", Again("<div>")),
    ("a.html", Nested("<div>", "</div>")),
    ("a.html", Again("<b>")),
    ("a.html", Again("<p>a")),
    ("a.html", Again("<p>a\n")),
    ("a.html", Again("<table><tr><td>")),
    ("a.html", Within("<table>", "<tr><td>a", "")),
    ("a.html", Within("<table><tr>", "<td>a", "")),
    ("a.html", Wide("<th>a", "<tr>", "", "", "<td>b<td>c<tr>")),
    ("a.html", Again("<ul><li>")),
    ("a.html", Within("<ul>", "<li>a", "")),
    ("a.html", Again("<dl><dt>a?<dd>b")),
    ("a.html", Again("<h1>a")),
    ("a.html", Again("<h2>a?</h2><p>b</p>")),
    ("a.html", Again("<details><summary>a?</summary>b")),
    ("a.html", Again("<")),
    ("a.html", Again("&")),
    ("a.html", Again("&amp")),
    ("a.html", Again("<!--")),
    ("a.html", Within("<a ", "a=1 ", ">")),
    ("a.html", Within("<a ", "a", ">")),
    ("a.html", Again("<script>")),
    ("a.html", Again("<br>")),
    ("a.html", Again("</p>")),
    ("a.html", Again("<pre>\n")),
    ("a.html", Again("<a href=#a>a</a>")),
    ("a.html", Within("<div class=menu><p>", "<a href=/>1</a> ", "</div>")),
    ("a.html", Again("<div class=menu>")),
    ("a.html", Again("a <s><p>")),
    ("a.html", Within("<script type=\"application/ld+json\">", "[", "</script>")),
    ("a.rst", Again(".. csv-table::\n\n   \"a\" b,c\n\n")),
    ("a.rst", Again("a\n=\n\n")),
    ("a.rst", Again("a?\n==\n\nb\n\n")),
    ("a.rst", Again(".. a::\n\n")),
    ("a.rst", Again("* a\n")),
    ("a.rst", Again("a\n\n")),
    ("a.rst", Again("::\n\n a\n\n")),
    ("a.rst", Again("+-+\n|a|\n+-+\n\n")),
    ("a.rst", Again("+--")),
    ("a.rst", Again("== ==\na  b\n== ==\n\n")),
    ("a.rst", Again(":a: b\n")),
    ("a.rst", Again("|a ")),
    ("a.rst", Again(":a:`b ")),
    ("a.rst", Again("`a ")),
    ("a.rst", Again("**a")),
    ("a.rst", Again("a_ ")),
    ("a.rst", Again(".. _a: b\n")),
    ("a.rst", Stairs(" ", "a\n", 500)),
    ("a.rst", Stairs("  ", "* a\n\n", 300)),
    ("a.pod", Again("=over\n\n")),
    ("a.pod", Within("=over\n\n", "=item a\n\n", "")),
    ("a.pod", Again("=head1 a\n\n")),
    ("a.pod", Again("=head1 a?\n\nb\n\n")),
    ("a.pod", Within("=pod\n\n", "B<", "")),
    ("a.pod", Within("=pod\n\n", "C<<<< ", "")),
    ("a.pod", Within("=pod\n\n", "L<a|b>", "")),
    ("a.pod", Within("=pod\n\n", "E<gt>", "")),
    ("a.pod", Within("=pod\n\n", "a\n\n", "")),
    ("a.pod", Again("=begin a\n\n")),
    ("a.adoc", Again("= a\n\n")),
    ("a.adoc", Again("== a?\n\nb\n\n")),
    ("a.adoc", Again("* a\n")),
    ("a.adoc", Again("a:: b\n")),
    ("a.adoc", Again("----\n")),
    ("a.adoc", Again("|===\n|a\n")),
    ("a.adoc", Within("|===\n", "|a ", "\n|===\n")),
    ("a.adoc", Wide("|a ", "\n\n", "", "", "|b |c\n")),
    ("a.adoc", Again("*a ")),
    ("a.adoc", Again("`+")),
    ("a.adoc", Again("link:a[")),
    ("a.adoc", Again("<<")),
    ("a.adoc", Again("{a}")),
    ("a.adoc", Again("a\n\n")),
    ("a.adoc", Again("+\n")),
    ("a.adoc", Again("[[a]]\n")),
    ("a.1", Within(".TH A 1\n", ".TP\n.B a\nb\n", "")),
    ("a.1", Within(".TH A 1\n", ".SH a\n", "")),
    ("a.1", Within(".TH A 1\n", ".SS a?\nb\n", "")),
    ("a.1", Within(".TH A 1\n", ".RS\n", "")),
    ("a.1", Within(".TH A 1\n", ".IP a\n", "")),
    ("a.1", Within(".TH A 1\n", ".PP\na\n", "")),
    ("a.1", Within(".TH A 1\n.SH a\n", "\\fB", "\n")),
    ("a.1", Within(".TH A 1\n.SH a\n", "\\(bu", "\n")),
    ("a.1", Within(".TH A 1\n.SH a\n", "\\*[a", "\n")),
    ("a.1", Within(".TH A 1\n", ".de a\n", "")),
    ("a.1", Within(".TH A 1\n", ".am a\nb\n..\n", "")),
    ("a.1", Within(".TH A 1\n.SH A\n", "a\n.br\n", "a\n.RS\nb\n.RE\n")),
    ("a.1", Within(".TH A 1\n.B ", "\"a ", "\n")),
    ("a.1", Within(".TH A 1\n", ".nf\n", "")),
    ("a.1", Within(".TH A 1\n", ".PP\na\n.br\n", ".RS\n")),
    ("a.1", Within(".TH A 1\n", ".PP\na\n.RS\nb\n", "")),
    ("a.1", Within(".TH A 1\n.ds a bbbbbbbbbb\n", "\\*a", "\n")),
    ("a.1", Within(".TH A 1\n.de a\n\\\\$1 \\\\$*\n..\n", ".a b c\n", "")),
    ("a.1", Within(".TH A 1\n", ".if n \\{\\\n", "")),
    ("a.1", Within(".TH A 1\n.if ", "(1+", "\n")),
    ("a.1", Within(".Dd A\n", ".It Fl a Oo Ar b\n", "")),
    ("a.1", Within(".Dd A\n.", "Op Fl a ", "\n")),
];

/// Office documents and books: the name, and the parts around what is repeated.
const PACKED: &[Case] = &[
    ("a.docx", Within(DOCX, "<w:p><w:r><w:t>a</w:t></w:r></w:p>", DOCX_END)),
    ("a.docx", Within(DOCX, "<w:p>", "")),
    ("a.docx", Within(DOCX, "<w:tbl><w:tr><w:tc>", "")),
    (
        "a.docx",
        Within(DOCX_TABLE, "<w:tr><w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc></w:tr>", ""),
    ),
    ("a.docx", Within(DOCX_CELLS, "<w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc>", "")),
    ("a.docx", Within(DOCX, "<w:p><w:r><w:tab/><w:br/></w:r></w:p>", DOCX_END)),
    ("a.docx", Within(DOCX, "&amp;", DOCX_END)),
    ("a.docx", Within("<w:document ", "a=\"\" ", "/>")),
    ("a.odt", Within(ODT, "<text:p>a</text:p>", ODT_END)),
    ("a.odt", Within(ODT, "<text:p><text:s text:c=\"2000000000\"/></text:p>", ODT_END)),
    ("a.odt", Within(ODT, "<text:list><text:list-item>", "")),
    ("a.odt", Within(ODT, "<table:table><table:table-row><table:table-cell>", "")),
    (
        "a.odt",
        Within(
            ODT,
            "<table:table><table:table-row table:number-rows-repeated=\"1000000\"><table:table-cell \
             table:number-columns-repeated=\"1000000\"><text:p>a</text:p></table:table-cell>\
             </table:table-row></table:table>",
            ODT_END,
        ),
    ),
    (
        "a.odt",
        Within(ODT, "<text:h text:outline-level=\"1\">a?</text:h><text:p>b</text:p>", ODT_END),
    ),
    ("a.epub", Within(EPUB, "<itemref idref=\"a\"/>", EPUB_END)),
    ("a.epub", Within(EPUB_PAGE, "<p>a</p>", "")),
    ("a.epub", Within(EPUB_PAGE, "<div>", "")),
    ("a.xlsx", Within(XLSX, "<row><c t=\"inlineStr\"><is><t>a</t></is></c></row>", XLSX_END)),
    ("a.xlsx", Within(XLSX, "<row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row>", XLSX_END)),
    ("a.xlsx", Within(XLSX, "<row><c t=\"s\"><v>0</v></c></row>", XLSX_STRINGS)),
    ("a.xlsx", Within(XLSX_ROW, "<c><v>1</v></c>", XLSX_END)),
    ("a.zip", Stairs("", "=== STEP.md\n# a?\n\nb\n", 1)),
];

const DOCX: &str = "<w:document><w:body>";
const DOCX_END: &str = "</w:body></w:document>";
const DOCX_TABLE: &str = "<w:document><w:body><w:tbl>";
const DOCX_CELLS: &str = "<w:document><w:body><w:tbl><w:tr>";
const ODT: &str = "<office:document-content><office:body><office:text>";
const ODT_END: &str = "</office:text></office:body></office:document-content>";
const EPUB: &str = "<container><rootfiles><rootfile full-path=\"a.opf\"/></rootfiles></container>\n\
    === a.xhtml\n<html><body><h1>a?</h1><p>b</p></body></html>\n=== a.opf\n\
    <package><manifest><item id=\"a\" href=\"a.xhtml\" media-type=\"application/xhtml+xml\"/></manifest><spine>";
const EPUB_END: &str = "</spine></package>";
const EPUB_PAGE: &str = "<container><rootfiles><rootfile full-path=\"a.opf\"/></rootfiles></container>\n\
    === a.opf\n<package><manifest><item id=\"a\" href=\"a.xhtml\" \
    media-type=\"application/xhtml+xml\"/></manifest><spine><itemref idref=\"a\"/></spine></package>\n\
    === a.xhtml\n<html><body>";
/// What every workbook has beside its sheets.
const XLSX_PARTS: &str = "\n=== [Content_Types].xml\n<Types/>\n=== xl/workbook.xml\n<workbook><sheets>\
    <sheet name=\"A\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>\n=== xl/_rels/workbook.xml.rels\n\
    <Relationships><Relationship Id=\"r1\" Target=\"worksheets/sheet1.xml\" Type=\"http://schemas.\
    openxmlformats.org/officeDocument/2006/relationships/worksheet\"/></Relationships>\n\
    === _rels/.rels\n<Relationships><Relationship Id=\"r1\" Target=\"xl/workbook.xml\" Type=\"http://\
    schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\"/></Relationships>\n";
const XLSX: &str = "<worksheet><sheetData>";
const XLSX_ROW: &str = "<worksheet><sheetData><row>";
const XLSX_END: &str = "</sheetData></worksheet>";
const XLSX_STRINGS: &str = "</sheetData></worksheet>\n=== xl/sharedStrings.xml\n<sst><si><t>\
    aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\
    </t></si></sst>";

/// The file of a case.
fn file(case: &Case) -> Vec<u8> {
    let text = content(case.1);
    match case.0.rsplit_once('.').map(|(_, extension)| extension) {
        Some("docx") => pack(text.as_bytes(), "word/document.xml"),
        Some("odt") => pack(text.as_bytes(), "content.xml"),
        Some("epub") => pack(text.as_bytes(), "META-INF/container.xml"),
        Some("xlsx") => pack((text + XLSX_PARTS).as_bytes(), "xl/worksheets/sheet1.xml"),
        Some("zip") => {
            let mut number = 0;
            let lines = text.split_inclusive('\n').map(|line| {
                number += 1;
                line.replace("STEP", &number.to_string())
            });
            pack(lines.collect::<String>().as_bytes(), "a")
        }
        _ => text.into_bytes(),
    }
}

fn cases() -> impl Iterator<Item = &'static Case> {
    CASES.iter().chain(PACKED)
}

fn name(case: &Case) -> String {
    let short = |text: &str| text.chars().take(40).collect::<String>();
    match case.1 {
        Again(unit) => format!("{} {:?}", case.0, short(unit)),
        Within(before, unit, _) => format!("{} {:?} {:?}", case.0, short(before), short(unit)),
        Nested(open, _) => format!("{} {:?} nested", case.0, short(open)),
        Wide(cell, .., row) => format!("{} {:?} over {:?}", case.0, short(cell), short(row)),
        Lines(unit) => format!("{} {:?} in long lines", case.0, short(unit)),
        Stairs(step, line, _) => format!("{} {:?} {:?} in stairs", case.0, step, short(line)),
    }
}

/// In which variable the number of a case is handed to the process that reads it.
const CASE: &str = "IBID_HEAVY_CASE";

/// Runs itself for each case: with [`CASE`] it is the process that reads one.
#[test]
fn files_that_mean_harm_are_read_in_time() {
    if let Ok(number) = env::var(CASE) {
        return read(cases().nth(number.parse().unwrap()).unwrap());
    }
    let wanted = env::var("IBID_HEAVY").ok();
    let mut failed = Vec::new();
    for (number, case) in cases().enumerate() {
        let name = name(case);
        if wanted.as_ref().is_some_and(|part| !name.contains(part.as_str())) {
            continue;
        }
        let ran = Command::new(env::current_exe().unwrap())
            .args(["--exact", "files_that_mean_harm_are_read_in_time", "--nocapture"])
            .env(CASE, number.to_string())
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&ran.stdout).into_owned();
        let told = said.lines().find_map(|line| line.split_once("heavy: ").map(|(_, told)| told));
        let told = told.unwrap_or("ended before its end");
        println!("{told:44} {name}");
        let numbers: Vec<u64> = told.split(' ').filter_map(|word| word.parse().ok()).collect();
        let is_in_time =
            |ms: u64, kb: u64| ms <= SLACK_MS + MAX_MS * size() as u64 / MB as u64 && kb <= MAX_KB;
        if !ran.status.success() || numbers.len() < 2 || !is_in_time(numbers[0], numbers[1]) {
            failed.push(format!("{name}: {told}"));
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

/// Reads the file of a case, and tells what it took.
fn read(case: &Case) {
    #[cfg(unix)]
    rlimit::Resource::CPU.set(MOST_SECONDS, MOST_SECONDS).unwrap();
    let bytes = file(case);
    let before = milliseconds();
    let mut passages = 0;
    let mut sink = |document| passages += chunk(&document).passages.len();
    let read = ingest::read_bytes(case.0, bytes, &mut sink, &mut |_| {});
    let took = milliseconds() - before;
    let why = read.err().unwrap_or_default();
    println!("heavy: {took} ms, {} KB, {passages} passages {why}", peak());
}

/// How much time of a processor this process took; 0 where the system does not tell.
fn milliseconds() -> u64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split(' ').collect();
    // In hundredths of a second: by the program and by the system for it.
    let ticks = |at: usize| fields.get(at).and_then(|field| field.parse::<u64>().ok()).unwrap_or(0);
    10 * (ticks(12) + ticks(13))
}

/// The most memory that this process had, in KB; 0 where the system does not tell.
fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().split(' ').next()?.parse().ok()).unwrap_or(0)
}

#[test]
fn an_endless_file_is_read_in_parts_under_its_headings() {
    let items = "- item\n\n".repeat(75_000);
    let text =
        format!("---\ntags: [a]\n---\n# Shop\n\n## Goods\n\n{items}\nlast\n\n## Why?\n\nSo.\n");
    let (mut documents, mut notes) = (Vec::new(), Vec::new());
    let bytes = text.clone().into_bytes();
    let mut sink = |document| documents.push(document);
    ingest::read_bytes("a.md", bytes, &mut sink, &mut |note| notes.push(note)).unwrap();
    assert_eq!((documents.len(), notes.len()), (2, 1));
    let second = chunk(&documents[1]);
    let last = second.passages.iter().find(|one| one.text.ends_with("last")).unwrap();
    assert_eq!((last.title.as_str(), last.headings.join("/").as_str()), ("Goods", "Shop"));
    let why = second.passages.last().unwrap();
    assert_eq!((why.title.as_str(), why.text.as_str()), ("Why?", "So."));
    assert_eq!(why.line as usize, text.lines().count() - 2, "the line of the file");
    assert_eq!(why.metadata, documents[0].metadata);
    assert!(second.bare.is_empty());
}
