use super::*;
use crate::{document::Record, ingest::text::parse};
use expect_test::{Expect, expect};
use std::collections::BTreeSet;

/// Cuts `document` and checks its passages, each as `lines kind id [headings] text`.
#[track_caller]
fn check(document: &Document, expected: Expect) {
    let passages = chunk(document).passages;
    let mut shown = String::new();
    for one in &passages {
        let (id, text) = (one.id.trim_start_matches("d.txt"), one.text.replace('\n', "⏎"));
        let (kind, over) = (one.kind.name(), one.headings.join(" > "));
        shown += &format!("{}-{} {kind} {id} [{over}] {text}\n", one.line, one.end_line);
    }
    expected.assert_eq(&shown);
    check_ids(&passages);
}

#[track_caller]
fn check_ids(passages: &[Passage]) {
    let ids: BTreeSet<&str> = passages.iter().map(|one| one.id.as_str()).collect();
    assert_eq!(ids.len(), passages.len(), "an id comes twice");
}

fn block(kind: BlockKind, line: u32, text: &str) -> Block {
    Block { kind, lines: Lines::new(line, line), text: text.to_owned(), plain: String::new() }
}

fn title(line: u32, level: u8, entry: bool, text: &str) -> Block {
    block(BlockKind::Heading { level, entry }, line, text)
}

fn document(blocks: Vec<Block>) -> Document {
    Document { path: "d.txt".to_owned(), blocks, ..Document::default() }
}

#[test]
fn an_entry_is_whole_and_a_section_comes_with_its_items() {
    let text = "The Shop\n\nOpening Hours:\n\n- Weekdays: nine to five.\n- Sundays: never.\n\nDo you ship?\n\nYes:\n\n- by sea\n- by air\n";
    check(
        &parse("d.txt", text),
        expect![[r#"
            3-6 section #opening-hours [The Shop] - Weekdays: nine to five.⏎- Sundays: never.
            5-5 item #opening-hours/weekdays [The Shop > Opening Hours] - Weekdays: nine to five.
            6-6 item #opening-hours/sundays [The Shop > Opening Hours] - Sundays: never.
            8-13 qa #do-you-ship [The Shop] Yes:⏎⏎- by sea⏎- by air
        "#]],
    );
}

#[test]
fn what_is_left_out_beside_a_title_does_not_part_it_from_its_text() {
    let mut document = document(vec![
        title(1, 1, false, "The lamp"),
        block(BlockKind::Paragraph, 2, "It weighs two kilograms."),
    ]);
    let reason = "repeated on the pages of the site".to_owned();
    document.left_out.push(LeftOut { lines: Lines::new(1, 1), reason });
    check(
        &document,
        expect![[r#"
            1-2 section #the-lamp [] It weighs two kilograms.
        "#]],
    );
}

#[test]
fn nested_items_have_all_their_headings() {
    let text = "Packing\n\nTake what you need with you.\n\n  1. Clothes:\n    • Coat: a warm one.\n    • two hats\n";
    check(
        &parse("d.txt", text),
        expect![[r#"
        1-7 section #packing [] Take what you need with you.⏎⏎  1. Clothes:⏎    • Coat: a warm one.⏎    • two hats
        5-7 item #packing/clothes [Packing]   1. Clothes:⏎    • Coat: a warm one.⏎    • two hats
        6-6 item #packing/coat [Packing > Clothes]     • Coat: a warm one.
        7-7 item #packing/3 [Packing > Clothes]     • two hats
    "#]],
    );
}

#[test]
fn an_entry_with_deeper_headings_keeps_what_stands_before_them() {
    let blocks = vec![
        title(1, 1, true, "How do I install it?"),
        block(BlockKind::Paragraph, 2, "In two ways."),
        title(3, 2, false, "By hand"),
        block(BlockKind::Paragraph, 4, "Copy it."),
        title(5, 1, true, "How do I remove it?"),
        title(6, 2, false, "On a disk"),
        block(BlockKind::Paragraph, 7, "Delete it."),
    ];
    check(
        &document(blocks),
        expect![[r#"
        1-2 qa #how-do-i-install-it [] In two ways.
        3-4 section #by-hand [How do I install it?] Copy it.
        5-7 qa #how-do-i-remove-it [] On a disk⏎Delete it.
        6-7 section #on-a-disk [How do I remove it?] Delete it.
    "#]],
    );
}

#[test]
fn the_question_of_a_long_answer_goes_to_its_sections() {
    let long = "word ".repeat(200);
    let blocks = vec![
        title(1, 1, true, "How does it work?"),
        title(2, 2, false, "Inside"),
        block(BlockKind::Paragraph, 3, &long),
        title(4, 2, false, "Outside"),
        block(BlockKind::Paragraph, 5, &long),
    ];
    let passages = chunk(&document(blocks)).passages;
    assert_eq!(passages.len(), 2);
    assert!(passages.iter().all(|one| one.questions == ["How does it work?"]));
}

#[test]
fn rows_name_their_cells() {
    let header: std::sync::Arc<[String]> = vec!["Size".to_owned(), "Price".to_owned()].into();
    let row = |line, text| block(BlockKind::Row { header: header.clone() }, line, text);
    let blocks = vec![title(1, 1, false, "Prices"), row(4, "| S | 3 € |"), row(5, "| L | 5 € |")];
    let passages = chunk(&document(blocks)).passages;
    assert_eq!(passages[2].text, "| L | 5 € |");
    assert_eq!(passages[2].plain, "Size: L\nPrice: 5 €");
    assert_eq!(passages[2].columns, ["Size", "Price"]);
    assert!(passages[0].columns.is_empty(), "the section shows its head");
    // No bars part them in the source.
    let drawn = |line| Block { plain: "L | 5 €".to_owned(), ..row(line, "L    5 €") };
    let blocks = vec![title(1, 1, false, "Prices"), drawn(4), drawn(5)];
    let passages = chunk(&document(blocks)).passages;
    assert_eq!(passages[2].plain, "Size: L\nPrice: 5 €");
}

#[test]
fn a_row_is_called_what_its_first_cell_says() {
    let header: std::sync::Arc<[String]> = vec!["Course".to_owned(), "Day".to_owned()].into();
    let row = |line, text| block(BlockKind::Row { header: header.clone() }, line, text);
    let rows = [
        row(4, "| Rowing | Monday |"),
        row(5, "Course: Chess\nDay: Friday"),
        row(6, "| 12 | Sunday |"),
        row(7, "| B12 | Free climbing |"),
        row(8, "Course: B13\nDay: Monday"),
        row(9, "| B14 | 12:00 |"),
        row(10, "Course: Judo\nDay: -a | -b"),
    ];
    let blocks = std::iter::once(title(1, 1, false, "Courses")).chain(rows).collect();
    let passages = chunk(&document(blocks)).passages;
    let called: Vec<(&str, &str)> =
        passages[1..].iter().map(|one| (one.title.as_str(), one.id.as_str())).collect();
    let expected = [
        ("Rowing", "d.txt#courses/rowing"),
        ("Chess", "d.txt#courses/chess"),
        ("", "d.txt#courses/3"),
        ("B12: Free climbing", "d.txt#courses/b12-free-climbing"),
        ("B13: Monday", "d.txt#courses/b13-monday"),
        ("B14", "d.txt#courses/b14"),
        ("Judo", "d.txt#courses/judo"),
    ];
    assert!(passages[2].columns.is_empty(), "it names its cells");
    assert_eq!(called, expected);
}

#[test]
fn of_a_long_table_eight_rows_were_one_passage() {
    let header: std::sync::Arc<[String]> = vec!["Course".to_owned(), "About".to_owned()].into();
    let row = |line| {
        let text = format!("| Course {line} | {} |", "all that one has to know of it ".repeat(3));
        block(BlockKind::Row { header: header.clone() }, line, text.as_str())
    };
    let table = |rows: u32| {
        let blocks = std::iter::once(title(1, 1, false, "Courses")).chain((3..3 + rows).map(row));
        chunk(&document(blocks.collect())).passages
    };
    let kinds = |passages: &[Passage], kind| passages.iter().filter(|one| one.kind == kind).count();
    let long = table(40);
    assert_eq!((kinds(&long, Kind::Section), kinds(&long, Kind::Item)), (0, 40));
    let short = table(4);
    assert_eq!((kinds(&short, Kind::Section), kinds(&short, Kind::Item)), (1, 4));
}

#[test]
fn a_bar_in_a_cell_parts_no_cells() {
    let header: std::sync::Arc<[String]> = vec!["Size".to_owned(), "Price".to_owned()].into();
    let row = |line, text| block(BlockKind::Row { header: header.clone() }, line, text);
    let rows = [row(4, r"| S \| M | 3 € |"), row(5, r"| `a \| b \| c` | |")];
    let blocks = std::iter::once(title(1, 1, false, "Prices")).chain(rows).collect();
    let passages = chunk(&document(blocks)).passages;
    assert_eq!(passages[1].plain, "Size: S | M\nPrice: 3 €");
    assert_eq!(passages[2].plain, "Size: `a | b | c`");
}

#[test]
fn a_long_section_is_cut_between_blocks() {
    let sentence = "The mill turns with the wind and stops at night. ";
    let paragraph = |line| block(BlockKind::Paragraph, line, sentence.repeat(9).trim_end());
    let mut blocks = vec![title(1, 1, false, "How does the mill work?")];
    blocks.extend((1..9).map(|at| paragraph(2 * at)));
    let passages = chunk(&document(blocks)).passages;
    assert!(1 < passages.len());
    for one in &passages {
        assert!((60..=250).contains(&words(&one.text)), "{} words", words(&one.text));
        assert!(one.text.ends_with("night.") && one.text.starts_with("The mill"));
        assert_eq!(one.questions, ["How does the mill work?"]);
    }
    assert_eq!(passages[1].id, "d.txt#how-does-the-mill-work~2");
    assert_eq!((passages[0].line, passages[1].line), (1, 6));
}

#[test]
fn a_long_block_is_cut_between_sentences_and_loses_nothing() {
    let text = "Ein Satz über Käse, der nicht aufhört. ".repeat(200);
    let passages = chunk(&document(vec![block(BlockKind::Paragraph, 1, text.trim_end())])).passages;
    let joined: Vec<&str> = passages.iter().map(|one| one.text.as_str()).collect();
    assert_eq!(joined.join(" "), text.trim_end());
    assert!(passages.iter().all(|one| one.text.ends_with("aufhört.")));
    assert!(passages.iter().all(|one| words(&one.text) <= 310));
}

#[test]
fn a_line_without_sentences_gives_bounded_passages() {
    for unit in ["x", "é", "word ", "漢"] {
        let text = unit.repeat((1 << 20) / unit.len());
        let passages =
            chunk(&document(vec![block(BlockKind::Paragraph, 1, text.trim_end())])).passages;
        assert!(passages.iter().all(|one| one.text.len() <= 16 << 10), "{unit}");
        let kept: usize = passages.iter().map(|one| one.text.trim().len()).sum();
        assert!(text.len() <= kept + passages.len(), "{unit}: {kept} of {}", text.len());
        check_ids(&passages);
    }
}

#[test]
fn the_title_is_over_all_unless_a_heading_says_it() {
    let blocks = vec![title(1, 1, false, "Care"), block(BlockKind::Paragraph, 2, "Wash it.")];
    let mut document = document(blocks);
    document.title = Some("Care".to_owned());
    assert!(chunk(&document).passages[0].headings.is_empty());
    document.title = Some("Manual".to_owned());
    assert_eq!(chunk(&document).passages[0].headings, ["Manual"]);
}

#[test]
fn a_record_is_one_passage() {
    let record = Record {
        questions: vec!["Is it red?".to_owned(), "Which colour?".to_owned()],
        headings: vec!["Looks".to_owned()],
        metadata: [("tag".to_owned(), "own".into())].into(),
        ..Record::default()
    };
    let named =
        Record { id: Some("r7".to_owned()), title: "Weight".to_owned(), ..Record::default() };
    let mut document = document(vec![
        block(BlockKind::Record(record.clone()), 1, "Yes."),
        block(BlockKind::Record(named), 2, "Light."),
        block(BlockKind::Record(record), 3, "Still."),
    ]);
    document.metadata = [("tag".to_owned(), "all".into()), ("lang".to_owned(), "en".into())].into();
    check(
        &document,
        expect![[r#"
        1-1 qa #is-it-red [Looks] Yes.
        2-2 section r7 [] Light.
        3-3 qa #is-it-red~2 [Looks] Still.
    "#]],
    );
    let passages = chunk(&document).passages;
    assert_eq!(passages[0].questions.len(), 2);
    assert_eq!(passages[0].metadata["tag"], "own");
    assert_eq!(passages[0].metadata["lang"], "en");
}

#[test]
fn a_heading_over_nothing_is_only_listed() {
    let blocks = vec![
        title(1, 1, false, "Empty"),
        title(3, 1, false, "Full"),
        block(BlockKind::Paragraph, 5, "Text."),
    ];
    let chunked = chunk(&document(blocks));
    assert_eq!(chunked.passages.len(), 1);
    assert_eq!((chunked.passages[0].line, chunked.passages[0].end_line), (3, 5));
    assert_eq!(chunked.headings.len(), 2);
}

#[test]
fn a_part_does_not_end_with_the_line_that_leads_into_a_list() {
    let long = "word ".repeat(180);
    let item =
        |line| block(BlockKind::Item { depth: 0 }, line, &format!("- {}", "step ".repeat(60)));
    let blocks = vec![
        block(BlockKind::Paragraph, 1, &long),
        block(BlockKind::Paragraph, 3, "These are the steps:"),
        item(4),
        item(5),
    ];
    let passages = chunk(&document(blocks)).passages;
    assert!(passages[1].text.starts_with("These are the steps:"), "{}", passages[1].text);
}
