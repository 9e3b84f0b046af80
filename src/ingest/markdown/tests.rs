//! Tests of reading Markdown: one `check(text, expected)` per idiom.

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
fn headings_that_ask_and_are_answered() {
    check(
        "# What is it?\n\n## Q1. Is it `big` ?\n\nYes.\n\n### Einsatz？\n\nJa.\n\n## Why?\n\n## [Who?](#who) [¶](#who)\n\nMe.\n",
        &[
            "1-1 h1: What is it?",
            "3-3 q2: Is it big ?",
            "5-5 p: Yes.",
            "7-7 q3: Einsatz？",
            "9-9 p: Ja.",
            "11-11 h2: Why?",
            "13-13 q2: Who?",
            "15-15 p: Me.",
        ],
    );
}

#[test]
fn a_faq_asks_without_question_marks_too() {
    let text = "# Questions\n\n## Why a boat?\n\nA\n\n## Which oar?\n\nB\n\n## The boat is leaking\n\nC\n\n## See also\n\nD\n\n## How so?\n\nE\n";
    let asks = |name| outline(name, text).iter().filter(|row| row.contains(" q2: ")).count();
    assert_eq!((asks("boat-faq.md"), asks("boats.md")), (4, 3));
}

#[test]
fn headings_under_a_question_are_its_answer() {
    check(
        "## How do I row?\n\n### Left\n\nPull.\n\n### Right\n\nPull.\n\n## Sails\n\n### Red\n\nx\n",
        &[
            "1-1 q2: How do I row?",
            "3-3 p: Left",
            "5-5 p: Pull.",
            "7-7 p: Right",
            "9-9 p: Pull.",
            "11-11 h2: Sails",
            "13-13 h3: Red",
            "15-15 p: x",
        ],
    );
    let long = format!("## How?\n\n### Left\n\n{}\n", "pull ".repeat(400));
    assert!(outline("a.md", &long)[0].starts_with("1-1 h2"));
}

#[test]
fn marked_paragraphs() {
    check(
        "## Oars\n\n**Q: Are they long?**\n\n**A:** They are.\n\nVery.\n\nQ. How long\n\nA. Two\nmetres.\n",
        &[
            "1-1 h2: Oars",
            "3-3 q3: Are they long?",
            "5-5 p: They are.",
            "7-7 p: Very.",
            "9-9 q3: How long",
            "11-12 p: Two metres.",
        ],
    );
    let document = parse("a.md", "**Q: Long?**\n\n**A:** They *are*.\n");
    assert_eq!(document.blocks[1].text, "They *are*.");
}

#[test]
fn marked_lines_of_one_paragraph() {
    check(
        "Q: Is it\nred?\nA: Yes,\nquite.\nQ: Blue?\nNo.\n\nQ: Green? A: No.\n",
        &[
            "1-2 q1: Is it red?",
            "3-4 p: Yes, quite.",
            "5-5 q1: Blue?",
            "6-6 p: No.",
            "8-8 q1: Green?",
            "8-8 p: No.",
        ],
    );
    check(
        "Q. Miller came.\n\nA. Smith left.\nHe did.\n",
        &["1-1 q1: Miller came.", "3-4 p: Smith left. He did."],
    );
    check("Q. Miller came.\n\nHe left.\n", &["1-1 p: Q. Miller came.", "3-3 p: He left."]);
}

#[test]
fn bold_questions() {
    check(
        "**Is it red?**\n\nYes.\n\n__Blue?__ No.\n\n**Green?**\\\nNo.\n\n**Note** it.\n\n**And so?**\n",
        &[
            "1-1 q1: Is it red?",
            "3-3 p: Yes.",
            "5-5 q1: Blue?",
            "5-5 p: No.",
            "7-7 q1: Green?",
            "8-8 p: No.",
            "10-10 p: Note it.",
            "12-12 p: And so?",
        ],
    );
}

#[test]
fn bold_questions_line_by_line() {
    check(
        "These are asked:\n1) **Red?** Yes.\n2) **Blue?**\n   No.\n**So?**\n**And then?** No.\n",
        &[
            "1-1 p: These are asked:",
            "2-2 q1: Red?",
            "2-2 p: Yes.",
            "3-3 q1: Blue?",
            "4-4 p: No.",
            "5-5 p: So?",
            "6-6 q1: And then?",
            "6-6 p: No.",
        ],
    );
}

#[test]
fn questions_that_are_items() {
    check(
        "1. **Is it red?**\n\n   Yes.\n   - quite\n2. Is it blue?\n   No.\n",
        &["1-1 q1: Is it red?", "3-3 p: Yes.", "4-4 item1: quite", "5-6 item0: Is it blue? No."],
    );
    check(
        "1. Is it red?\n\n   Yes.\n2. Is it blue?\n   No.\n",
        &["1-1 q1: Is it red?", "3-3 p: Yes.", "4-4 q1: Is it blue?", "5-5 p: No."],
    );
    check(
        "1. Is it red?\n\nYes.\n\n2. Is it blue?\n\nNo.\n",
        &["1-1 q1: Is it red?", "3-3 p: Yes.", "5-5 q1: Is it blue?", "7-7 p: No."],
    );
    check("- Is it red?\n- Is it blue?\n", &["1-1 item0: Is it red?", "2-2 item0: Is it blue?"]);
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
fn details() {
    check(
        "<details><summary>Is it red?</summary>Yes.</details>\n\n<details>\n<summary><b>Colours</b></summary>\n\n* blue\n\n</details>\n\n<details>\n<summary>Why?</summary>\nSo.\n</details>\n",
        &[
            "1-1 q1: Is it red?",
            "1-1 p: Yes.",
            "3-3 out: HTML tag",
            "4-4 q1: Colours",
            "6-6 item0: blue",
            "8-10 out: HTML tag",
            "11-11 q1: Why?",
            "12-12 p: So.",
            "13-13 out: HTML tag",
        ],
    );
    check(
        "<details><summary>Show it</summary>\n\nIt.\n\n</details>\n",
        &["1-1 p: Show it", "3-3 p: It.", "5-5 out: HTML tag"],
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

#[test]
fn what_stands_behind_details_is_no_part_of_the_last_answer() {
    check(
        "# Shop\n\n<details>\n<summary>How long is the warranty?</summary>\n\nTwo years.\n\n\
         </details>\n\nWe open at nine.\n",
        &[
            "1-1 h1: Shop",
            "1-1 h1: Shop",
            "3-3 out: HTML tag",
            "4-4 q2: How long is the warranty?",
            "6-6 p: Two years.",
            "8-8 out: HTML tag",
            "10-10 p: We open at nine.",
        ],
    );
    // What only hides a part of an answer does not end it.
    check(
        "# Shop\n\n**How long?**\n\n<details>\n\nTwo years.\n\n</details>\n\nOr three.\n",
        &[
            "1-1 h1: Shop",
            "3-3 q2: How long?",
            "5-5 out: HTML tag",
            "7-7 p: Two years.",
            "9-9 out: HTML tag",
            "11-11 p: Or three.",
        ],
    );
    check(
        "# Shop\n\nHow long?\n: Two years.\n\nWe open at nine.\n",
        &[
            "1-1 h1: Shop",
            "1-1 h1: Shop",
            "3-3 q2: How long?",
            "4-4 p: Two years.",
            "6-6 p: We open at nine.",
        ],
    );
}

#[test]
fn a_table_of_questions_and_answers_is_entries_and_what_stands_behind_it_is_none() {
    check(
        "# Shop\n\n## Payments\n\n| Question | Answer | Topic |\n|---|---|---|\n\
         | How can *I* pay? | By card, or `cash\\|coin`. | money |\n| Cheques | No. |\n\
         | | Not any more. |\n| Coins? | |\n\nPrices include tax.\n",
        &[
            "1-1 h1: Shop",
            "3-3 h2: Payments",
            "3-3 h2: Payments",
            "5-6 out: names of the columns",
            "7-7 q3: How can I pay?",
            "7-7 p: By card, or cash|coin.",
            "7-7 p: money",
            "8-8 q3: Cheques",
            "8-8 p: No.",
            "9-9 row[Question,Answer,Topic]: Not any more.",
            "10-10 row[Question,Answer,Topic]: Coins?",
            "12-12 p: Prices include tax.",
        ],
    );
    check(
        "# Shop\n\n<table>\n<tr><th>Question</th><th>Answer</th></tr>\n\
         <tr><td>How?</td><td>By <b>card</b>.</td></tr>\n</table>\n\nWe open at nine.\n",
        &[
            "1-1 h1: Shop",
            "1-1 h1: Shop",
            "3-3 out: HTML tag",
            "4-4 out: names of the columns",
            "5-5 q2: How?",
            "5-5 p: By card.",
            "6-6 out: HTML tag",
            "8-8 p: We open at nine.",
        ],
    );
    // Without names of columns, if the first cells ask.
    check(
        "| Why? | So. |\n|---|---|\n| How? | Thus. |\n\nMore.\n",
        &[
            "1-1 q1: Why?",
            "1-1 p: So.",
            "2-2 out: table header, kept with its rows",
            "3-3 q1: How?",
            "3-3 p: Thus.",
            "5-5 p: More.",
        ],
    );
}

#[test]
fn headings_that_ask_by_their_words_are_questions_among_such() {
    check(
        "# Kiln\n\n## can i rent it\n\nYes.\n\n## How hot is it\n\nHot.\n",
        &[
            "1-1 h1: Kiln",
            "3-3 q2: can i rent it",
            "5-5 p: Yes.",
            "7-7 q2: How hot is it",
            "9-9 p: Hot.",
        ],
    );
    // A single one among titles is a title.
    check(
        "# Kiln\n\n## What is new\n\nIt is blue.\n\n## Parts\n\nTwo.\n",
        &[
            "1-1 h1: Kiln",
            "3-3 h2: What is new",
            "5-5 p: It is blue.",
            "7-7 h2: Parts",
            "9-9 p: Two.",
        ],
    );
    // Not in a file that calls itself a FAQ.
    check(
        "# Kiln FAQ\n\n## What is new\n\nIt is blue.\n\n## Parts\n\nTwo.\n",
        &[
            "1-1 h1: Kiln FAQ",
            "3-3 q2: What is new",
            "5-5 p: It is blue.",
            "7-7 h2: Parts",
            "9-9 p: Two.",
        ],
    );
}

#[test]
fn numbered_clauses_are_items() {
    check(
        "# Rules\n\n## 1. Fees\n1.1 Members pay in March,\nor later:\n(a) by hand;\n(b) by post.\n1.2 Guests pay \
         less.\n\n**1.3** Others\npay *more*.\n\n## 2. Boats\n\n2.1 Boats are lent.\n\n2.1.1 Oars are not.\n\n\
         Ask first.\n",
        &[
            "1-1 h1: Rules",
            "3-3 h2: Fees",
            "4-5 item0: 1.1 Members pay in March, or later:",
            "6-6 item1: by hand;",
            "7-7 item1: by post.",
            "8-8 item0: 1.2 Guests pay less.",
            "10-11 item0: 1.3 Others pay more.",
            "13-13 h2: Boats",
            "15-15 item0: 2.1 Boats are lent.",
            "17-17 item1: 2.1.1 Oars are not.",
            "19-19 p: Ask first.",
        ],
    );
    // A title over its text is none, nor are numbers that were broken off a sentence, nor two alone.
    check(
        "# Rules\n\n1.1 Fees\n\nMembers pay.\n\n1.2 Boats\n\nBoats are lent, up to\n3.5 Litres of paint, too.\n\n1.3 \
         Oars\n\nNone.\n",
        &[
            "1-1 h1: Rules",
            "3-3 p: 1.1 Fees",
            "5-5 p: Members pay.",
            "7-7 p: 1.2 Boats",
            "9-10 p: Boats are lent, up to 3.5 Litres of paint, too.",
            "12-12 p: 1.3 Oars",
            "14-14 p: None.",
        ],
    );
    check(
        "# New\n\n1.0 Was the first.\n\n2.0 Was the last.\n\n(c) 2024 by us, and\n(d) by others.\n",
        &[
            "1-1 h1: New",
            "3-3 p: 1.0 Was the first.",
            "5-5 p: 2.0 Was the last.",
            "7-8 p: (c) 2024 by us, and (d) by others.",
        ],
    );
}

#[test]
fn numbers_in_brackets_were_no_clauses() {
    check(
        "# Rules\n\n## § 1 Boats\n\n(1) Boats are lent. As said in paragraph\n(2) they are washed.\n\n(2) Oars are \
         lent\na) by day,\nb) by week.\n\nOr so.\n\n(3) Sails are not.\n\n## § 2 Fees\n\n(1) All pay.\n(2) \
         Guests pay more.\n(4) Nobody rows for nothing.\n\n## § 3 Dogs\n\n(1) Dogs stay ashore.\n",
        &[
            "1-1 h1: Rules",
            "3-3 h2: § 1 Boats",
            "5-6 item0: Boats are lent. As said in paragraph (2) they are washed.",
            "8-8 item0: Oars are lent",
            "9-9 item1: by day,",
            "10-10 item1: by week.",
            "12-12 p: Or so.",
            "14-14 item0: Sails are not.",
            "16-16 h2: § 2 Fees",
            "18-18 item0: All pay.",
            "19-20 item0: Guests pay more. (4) Nobody rows for nothing.",
            "22-22 h2: § 3 Dogs",
            "24-24 p: (1) Dogs stay ashore.",
        ],
    );
}

#[test]
fn clauses_beside_terms_had_no_number_left() {
    check(
        "# Rules\n\nJib\n: A sail.\n\nBoom\n: A spar.\n\n## Fees\n\n1.1 All pay.\n\n1.2 None rows.\n\n1.3 Some bail.\n",
        &[
            "1-1 h1: Rules",
            "3-4 item0: Jib:\nA sail.",
            "6-7 item0: Boom:\nA spar.",
            "9-9 h2: Fees",
            "11-11 item0: 1.1 All pay.",
            "13-13 item0: 1.2 None rows.",
            "15-15 item0: 1.3 Some bail.",
        ],
    );
}

#[test]
fn bold_lines_among_questions_were_no_questions() {
    check(
        "# Help\n\n**I cannot log in.**\nAsk for a link.\n\n**Why is it slow?**\nIt rains.\n\n**Who pays?**\n\nAll \
         do.\n\n**Is it safe? We have to know.**\nIt is.\n\nSo **be quick.**\n",
        &[
            "1-1 h1: Help",
            "3-3 q2: I cannot log in.",
            "4-4 p: Ask for a link.",
            "6-6 q2: Why is it slow?",
            "7-7 p: It rains.",
            "9-9 q2: Who pays?",
            "11-11 p: All do.",
            "13-13 q2: Is it safe? We have to know.",
            "14-14 p: It is.",
            "16-16 p: So be quick.",
        ],
    );
    // Among few of them they are none.
    check(
        "# Help\n\n**Be quick.**\nIt rains.\n\n**Why is it slow?**\nIt rains.\n",
        &[
            "1-1 h1: Help",
            "3-4 p: Be quick. It rains.",
            "6-6 q2: Why is it slow?",
            "7-7 p: It rains.",
        ],
    );
}

#[test]
fn clauses_that_ask_are_questions() {
    check(
        "# Rules\n\n1.1 Who pays?\n\nAll do.\n\n1.2 Who rows?\n\nWhoever can.\n\n- Or so.\n\n1.3 Who steers?\n\n1.4 And \
         who bails?\n\nNobody.\n",
        &[
            "1-1 h1: Rules",
            "3-3 q2: Who pays?",
            "5-5 p: All do.",
            "7-7 q2: Who rows?",
            "9-9 p: Whoever can.",
            "11-11 item0: Or so.",
            "13-13 p: 1.3 Who steers?",
            "15-15 q2: And who bails?",
            "17-17 p: Nobody.",
        ],
    );
    // Without an answer they are none.
    check(
        "# Rules\n\n1.1 Who pays?\n\n1.2 Who rows?\n\n1.3 Who steers?\n",
        &[
            "1-1 h1: Rules",
            "3-3 p: 1.1 Who pays?",
            "5-5 p: 1.2 Who rows?",
            "7-7 p: 1.3 Who steers?",
        ],
    );
}
