//! Tests of reading Markdown: one `check(text, expected)` per idiom.

mod clauses;
mod questions;

use super::*;
use crate::document::{Block, BlockKind, LeftOut, Lines};

/// The document as lines to compare: `first-last kind: plain`, and what is left out.
fn outline(name: &str, text: &str) -> Vec<String> {
    let document = parse(name, text);
    verbatim(text, &document);
    let mut rows: Vec<(u32, String)> = Vec::new();
    for block in &document.blocks {
        let kind = match &block.kind {
            BlockKind::Heading { level, entry: true } => format!("q{level}"),
            BlockKind::Heading { level, entry: false } => format!("h{level}"),
            BlockKind::Paragraph => "p".to_owned(),
            BlockKind::Item { depth } => format!("item{depth}"),
            BlockKind::Row { header } => format!("row[{}]", header.join(",")),
            BlockKind::Code => "code".to_owned(),
            BlockKind::Record(_) => "record".to_owned(),
        };
        let Lines { first, last } = block.lines;
        rows.push((first, format!("{first}-{last} {kind}: {}", block.plain())));
    }
    for LeftOut { lines, reason } in &document.left_out {
        rows.push((lines.first, format!("{}-{} out: {reason}", lines.first, lines.last)));
    }
    rows.sort_by_key(|(first, _)| *first);
    rows.into_iter().map(|(_, row)| row).collect()
}

/// Every line is somewhere, and every text stands in its lines.
fn verbatim(text: &str, document: &Document) {
    let lines: Vec<&str> = text.split('\n').collect();
    let mut told = vec![false; lines.len() + 1];
    for block in &document.blocks {
        let (first, last) = (block.lines.first as usize, block.lines.last as usize);
        assert!(lines[first - 1..last].join("\n").contains(&block.text), "{block:?} in {text:?}");
        told[first..=last].fill(true);
    }
    for left in &document.left_out {
        told[left.lines.first as usize..=left.lines.last as usize].fill(true);
    }
    let missing = (1..told.len()).find(|at| !told[*at] && !lines[at - 1].trim().is_empty());
    assert_eq!(missing, None, "a line is nowhere in {text:?}");
}

fn check(text: &str, expected: &[&str]) {
    assert_eq!(outline("notes.md", text), expected, "{text}");
}

#[test]
fn headings_of_both_kinds() {
    check(
        "Boats\n=====\n\n## 2. Oars: ##\n\nLong *and* `thin`,\nof [wood](x.md).\n\nSails\n-----\n\n#\n",
        &[
            "1-2 h1: Boats",
            "4-4 h2: Oars",
            "6-7 p: Long and thin, of wood.",
            "9-10 h2: Sails",
            "12-12 out: empty heading",
        ],
    );
}

#[test]
fn the_text_is_that_of_the_source() {
    let document =
        parse("a.md", "- **One** thing\r\n  goes on\r\n    - two\r\n\r\n> said &amp; done\r\n");
    let texts: Vec<&str> = document.blocks.iter().map(|block| block.text.as_str()).collect();
    assert_eq!(texts, ["- **One** thing\r\n  goes on", "    - two", "> said &amp; done"]);
    let plain: Vec<&str> = document.blocks.iter().map(Block::plain).collect();
    assert_eq!(plain, ["One thing goes on", "two", "said & done"]);
    assert!(parse("a.md", "Just words.").blocks[0].plain.is_empty());
}

#[test]
fn items_without_those_nested_in_them() {
    check(
        "1. Fruit\n   - apple\n   - pear\n\n   more of fruit\n2. [x] Nuts\n\n   ```\n   code\n   ```\n-\n",
        &[
            "1-1 item0: Fruit",
            "2-2 item1: apple",
            "3-3 item1: pear",
            "5-5 item0: more of fruit",
            "6-10 item0: Nuts\ncode",
            "11-11 out: empty list item",
        ],
    );
}

#[test]
fn rows_with_their_header() {
    check(
        "| Boat | Length |\n|---|---:|\n| *Ann* | 4 m |\n| Bo | |\n\n| A | B |\n|---|---|\n",
        &[
            "1-2 p: Boat | Length",
            "3-3 row[Boat,Length]: Ann | 4 m",
            "4-4 row[Boat,Length]: Bo",
            "6-6 row[]: A | B",
            "7-7 out: table header, kept with its rows",
        ],
    );
}

#[test]
fn code_stays_whole() {
    check(
        "```sh\n# no heading?\n\nls\n```\n\n    indented\n\n    more\n",
        &["1-5 code: # no heading?\n\nls", "7-9 code: indented\n\nmore"],
    );
}

#[test]
fn what_is_not_text_is_left_out_with_its_reason() {
    check(
        "---\ntitle: T\n---\n\n[toc]\n\nSee [it].\n\n[it]: http://example.org\n\n***\n\n<!-- a\n\n# b? -->\n\n\
         ![Alt](a.png)\n\n> [!NOTE]\n> Careful.\n\n[back to top](#top)\n",
        &[
            "1-3 out: front matter",
            "5-5 out: table of contents",
            "7-7 p: See it.",
            "9-9 out: link reference",
            "11-11 out: thematic break",
            "13-15 out: HTML comment",
            "17-17 out: picture",
            "19-19 out: quote mark",
            "20-20 p: Careful.",
            "22-22 out: link within the page",
        ],
    );
}

#[test]
fn a_table_of_contents_is_none_of_the_text() {
    check(
        "# Boats\n\n- [Oars?](#oars)\n  - [Long](#long)\n- [Sails](#sails)\n\n## Contents\n\n\
         - [One](one.md)\n- [Two](two.md)\n\n## Oars?\n\nYes.\n",
        &["1-1 h1: Boats", "3-10 out: table of contents", "12-12 q2: Oars?", "14-14 p: Yes."],
    );
}

#[test]
fn a_list_of_links_elsewhere_stays() {
    check(
        "# More\n\n- [One](one.md)\n- [Two](two.md)\n",
        &["1-1 h1: More", "3-3 item0: One", "4-4 item0: Two"],
    );
}

#[test]
fn html_headings() {
    check(
        "<h2 id=\"x\">Oars &amp; sails</h2>\n\n<h3><a href=\"#y\">\nWhy <code>&lt;b&gt;</code>?\n</a></h3>\n\nSo.\n\n<p class=\"x\">\nOne<br>two.\n</p>\n",
        &[
            "1-1 h2: Oars & sails",
            "3-5 q3: Why <b>?",
            "7-7 p: So.",
            "9-9 out: HTML tag",
            "10-10 p: One two.",
            "11-11 out: HTML tag",
        ],
    );
}

#[test]
fn a_cut_behind_character_references_is_right() {
    let text = "<p>Q: &copy; &eacute;&x? A: &uuml;ber <b>alles</b></p>\n";
    let document = parse("a.md", text);
    let texts: Vec<&str> = document.blocks.iter().map(|block| block.text.as_str()).collect();
    assert_eq!(texts, ["Q: &copy; &eacute;&x?", "&uuml;ber <b>alles"]);
    assert_eq!(document.blocks[0].plain(), "© é&x?");
}

#[test]
fn lists_terms_and_tables_in_html() {
    check(
        "<ul><li>one</li><li>two</li></ul>\n\n<dl>\n<dt>Why?</dt>\n<dd>So.</dd>\n</dl>\n\n\
         <table><tr><th>A</th><th>B</th></tr>\n<tr><td>1</td><td>2</td></tr></table>\n\n\
         <div id=\"toc\"><ol>\n<li><a href=\"#a\">A</a></li>\n</ol></div>\n\n<pre>\na  b\n</pre>\n<script>\nx\n</script>\n",
        &[
            "1-1 item0: one",
            "1-1 item0: two",
            "3-3 out: HTML tag",
            "4-4 q1: Why?",
            "5-5 p: So.",
            "6-6 out: HTML tag",
            "8-8 p: A | B",
            "9-9 row[A,B]: 1 | 2",
            "11-13 out: table of contents",
            "15-17 code: a  b",
            "18-20 out: script",
        ],
    );
}

#[test]
fn terms_and_footnotes() {
    check(
        "Why?\n: Because[^1].\n\n[^1]: It is so.\n",
        &["1-1 q1: Why?", "2-2 p: Because.", "4-4 p: It is so."],
    );
}

#[test]
fn front_matter_is_of_the_document() {
    let document = parse("a.md", "---\ntitle: Boats\ntags: [sea]\n---\n# Oars\n");
    assert_eq!(document.title.as_deref(), Some("Boats"));
    assert_eq!(document.metadata["tags"], serde_json::json!(["sea"]));
    assert_eq!(document.blocks[0].lines, Lines::new(5, 5));
}

#[test]
fn nothing_gives_nothing() {
    for text in ["", "\n\n", "   ", "\u{a0}\n"] {
        assert_eq!(parse("a.md", text).blocks, [], "{text:?}");
    }
}

#[test]
fn hostile_text_is_read_in_good_time_and_told_of_line_by_line() {
    let start = std::time::Instant::now();
    for unit in [
        "Q: a?\nA: b\n",
        "**a?** b\n",
        "1. a?\n   b\n",
        "<b ' > \" <p\n",
        "<!-- <p>\n",
        "&amp; & &x\n",
        "<h1><td><li>\n",
        "[a](#b) ",
        "- ",
        "> ",
        "*_`~<[",
        "| a |\n|-|\n| b |\n\n",
        "<details><summary>é?",
        "# é?\n",
        "<pre>",
        "\u{2028}Q：é？\n",
        "a?\r",
        "[^a]: b\n[^a]\n",
        "<a href=\"#x\">a</a>\n",
        "Q: `é\né`? A: &eacute;é\n",
        "<p>Q: &copy;é? A: ü&#1234;?<br>A: é</p>\n",
        "**`é`?** é",
    ] {
        let text = unit.repeat(40_000 / unit.len());
        outline("faq.md", &text);
        outline("faq.md", &format!("<div>{text}"));
        outline("faq.md", &format!("<div id=toc><nav>{text}"));
    }
    assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
}

#[test]
fn signs_thrown_together_lose_no_line_and_stop_nothing() {
    const SIGNS: [&str; 48] = [
        "Q: ",
        "A: ",
        "**",
        "é",
        "?",
        "\n",
        "\n\n",
        "- ",
        "1. ",
        "   ",
        "> ",
        "<details>",
        "<summary>",
        "</summary>",
        "<h3>",
        "</h3>",
        "`",
        "&eacute;",
        "&amp",
        "<!--",
        "-->",
        "|",
        "---",
        "\r\n",
        "[a](#b)",
        "<a href='#x'>",
        "</a>",
        "<br>",
        "<p>",
        "</p>",
        "<table><tr><td>",
        "</td></tr>",
        "<li>",
        "</ul>",
        "<ul>",
        "word",
        " ",
        "#",
        "\t",
        "：",
        "[^1]",
        "[^1]: ",
        "\n: ",
        "```",
        "<pre>",
        "</pre>",
        "![x](y)",
        "\\",
    ];
    // Fixed, so that what fails once fails again.
    let mut seed: u64 = 42;
    let mut random = |below: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        (seed % below as u64) as usize
    };
    for _ in 0..20_000 {
        let text: String = (0..=random(40)).map(|_| SIGNS[random(SIGNS.len())]).collect();
        let document = parse("faq.md", &text);
        verbatim(&text, &document);
        let in_order = document.blocks.is_sorted_by_key(|block| block.lines.first);
        let is_blank =
            |block: &Block| block.text.trim().is_empty() || block.plain().trim().is_empty();
        assert!(in_order && !document.blocks.iter().any(is_blank), "{text:?}");
    }
}
