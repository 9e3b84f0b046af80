use super::*;
use expect_test::{Expect, expect};

mod clauses;
mod furniture;
mod help;
mod news;
mod transcript;

/// Reads `text` and checks its blocks, each as `lines kind plain`, then what was left out. Every
/// line that is not blank must be in one of them, and the text of a block must stand in the file.
#[track_caller]
fn check(text: &str, expected: Expect) {
    let document = parse("d.txt", text);
    let mut shown = String::new();
    for block in &document.blocks {
        let Lines { first, last } = block.lines;
        let kind = match &block.kind {
            BlockKind::Heading { entry: true, .. } => "Entry".to_owned(),
            BlockKind::Heading { .. } => format!("Heading {}", depth(&document, block)),
            BlockKind::Item { depth } => format!("Item {depth}"),
            other => format!("{other:?}"),
        };
        let plain: String = block.plain().replace('\n', "⏎").chars().take(90).collect();
        shown += &format!("{first}-{last} {kind}: {}\n", plain.trim_end());
    }
    for LeftOut { lines, reason } in &document.left_out {
        shown += &format!("{}-{} left out: {reason}\n", lines.first, lines.last);
    }
    expected.assert_eq(&shown);
    check_lines(text, &document);
}

#[track_caller]
fn check_lines(text: &str, document: &Document) {
    let blocks = document.blocks.iter().map(|block| block.lines);
    let kept: Vec<Lines> = blocks.chain(document.left_out.iter().map(|one| one.lines)).collect();
    for (number, line) in (1..).zip(text.lines()) {
        let is_kept = kept.iter().any(|lines| (lines.first..=lines.last).contains(&number));
        assert!(is_kept || line.trim().is_empty(), "line {number} is lost: {line:?}");
    }
    let joined = text.replace("\r\n", "\n");
    for block in document.blocks.iter().filter(|block| !block.text.contains("\n\n")) {
        assert!(joined.contains(&block.text), "not in the file: {:?}", block.text);
    }
}

/// How many levels of headings the document has down to that of `block`.
fn depth(document: &Document, block: &Block) -> usize {
    let level = |block: &Block| match block.kind {
        BlockKind::Heading { level, .. } => Some(level),
        _ => None,
    };
    let mut levels: Vec<u8> = document.blocks.iter().filter_map(level).collect();
    levels.sort_unstable();
    levels.dedup();
    levels.iter().filter(|one| Some(**one) <= level(block)).count()
}

#[test]
fn an_empty_text_has_no_blocks() {
    check("", expect![[""]]);
    check(" \r\n\t\n\u{c}\n", expect![[""]]);
}

#[test]
fn a_text_without_headings_is_paragraphs() {
    check(
        "The kettle boils water in\ntwo minutes, then it stops.\n\nIt holds a litre and a half.\n",
        expect![[r#"
            1-2 Paragraph: The kettle boils water in two minutes, then it stops.
            4-4 Paragraph: It holds a litre and a half.
        "#]],
    );
}

#[test]
fn numbered_questions_lose_number_and_marker() {
    check(
        "Garden help\n\n1. When do I water ?\n\nAnswer: In the morning:\n\n  • roses\n  • beans\n\n2. Do snails sleep ?\n\nAnswer: Yes, for months.\n",
        expect![[r#"
            1-1 Heading 1: Garden help
            3-3 Entry: When do I water ?
            5-5 Paragraph: In the morning:
            7-7 Item 0: roses
            8-8 Item 0: beans
            10-10 Entry: Do snails sleep ?
            12-12 Paragraph: Yes, for months.
        "#]],
    );
}

#[test]
fn a_list_in_an_answer_is_a_list() {
    check(
        "1. How do I clean it?\n\nLike this:\n\n1. Open the lid\n\n2. Rinse it\n\n3. Dry it\n\n2. Is it safe?\n\nIt is.\n",
        expect![[r#"
            1-1 Entry: How do I clean it?
            3-3 Paragraph: Like this:
            5-5 Item 0: Open the lid
            7-7 Item 0: Rinse it
            9-9 Item 0: Dry it
            11-11 Entry: Is it safe?
            13-13 Paragraph: It is.
        "#]],
    );
}

#[test]
fn a_short_question_is_an_entry_and_a_long_one_a_section() {
    let long = "The post takes its time with every single parcel. ".repeat(40);
    check(
        &format!(
            "Returns\n\nHow do I get a refund?\n\nSend it back to us.\n\nHow long does it take?\n\n{long}\n"
        ),
        expect![[r#"
            1-1 Heading 1: Returns
            3-3 Entry: How do I get a refund?
            5-5 Paragraph: Send it back to us.
            7-7 Heading 2: How long does it take?
            9-9 Paragraph: The post takes its time with every single parcel. The post takes its time with every singl
        "#]],
    );
}

#[test]
fn question_and_answer_markers_may_share_a_chunk() {
    check(
        "Q: Can I bring\n   my dog?\nA: Yes, on a lead.\nQ2. And a cat?\nA2. No.\n\nQuestion: Why?\n\nAnswer:\nCats climb.\n",
        expect![[r#"
            1-2 Entry: Can I bring my dog?
            3-3 Paragraph: Yes, on a lead.
            4-4 Entry: And a cat?
            5-5 Paragraph: No.
            7-7 Entry: Why?
            9-10 Paragraph: Cats climb.
        "#]],
    );
}

#[test]
fn headings_are_told_by_rules_capitals_and_numbers() {
    check(
        "The Oven\n========\n\nSafety\n------\nKeep off the door.\n\nCleaning\n--------\n\nUse soap.\n",
        expect![[r#"
            1-2 Heading 1: The Oven
            4-5 Heading 2: Safety
            6-6 Paragraph: Keep off the door.
            8-9 Heading 2: Cleaning
            11-11 Paragraph: Use soap.
        "#]],
    );
    check(
        "BEFORE USE\n\nRead this sheet with care.\n\nFirst steps\n\nPlug it in and wait.\n\nAFTER USE\nPull the plug at once.\n",
        expect![[r#"
            1-1 Heading 1: BEFORE USE
            3-3 Paragraph: Read this sheet with care.
            5-5 Heading 2: First steps
            7-7 Paragraph: Plug it in and wait.
            9-9 Heading 1: AFTER USE
            10-10 Paragraph: Pull the plug at once.
        "#]],
    );
    check(
        "1. Basics\n\n1.1. What is a\n     loom?\n\n   It weaves cloth from yarn.\n\n1.2. Parts\n\n   There are many.\n\n2. Trouble\n\n2.1. Why does it jam?\n\n   Dust, mostly.\n",
        expect![[r#"
            1-1 Heading 1: Basics
            3-4 Entry: What is a loom?
            6-6 Paragraph: It weaves cloth from yarn.
            8-8 Heading 2: Parts
            10-10 Paragraph: There are many.
            12-12 Heading 1: Trouble
            14-14 Entry: Why does it jam?
            16-16 Paragraph: Dust, mostly.
        "#]],
    );
}

#[test]
fn labels_over_lists_stand_below_titles_over_text_which_their_end_goes_back_to() {
    check(
        "What We Pay\n\nIt depends on the job.\n\nNew Cooks:\n\n  - Ten an hour.\n\nOld Cooks:\n\n  - Twenty an hour.\n\nHead Cooks:\n\n  - Thirty an hour.\n\nAll sums are before tax.\n",
        expect![[r#"
            1-1 Heading 1: What We Pay
            3-3 Paragraph: It depends on the job.
            5-5 Heading 2: New Cooks
            7-7 Item 0: Ten an hour.
            9-9 Heading 2: Old Cooks
            11-11 Item 0: Twenty an hour.
            13-13 Heading 2: Head Cooks
            15-15 Item 0: Thirty an hour.
            1-1 Heading 1: What We Pay
            17-17 Paragraph: All sums are before tax.
        "#]],
    );
}

#[test]
fn lists_nest_and_wrap() {
    check(
        "Pack these things:\n\n  1. Clothes:\n    • a coat that is\n      warm\n    • two hats\n  2. Food:\n    • bread\n\n      and some butter on it.\n\nThen go.\n",
        expect![[r#"
            1-1 Paragraph: Pack these things:
            3-3 Item 0: Clothes:
            4-5 Item 1: a coat that is warm
            6-6 Item 1: two hats
            7-7 Item 0: Food:
            8-10 Item 1: bread⏎and some butter on it.
            12-12 Paragraph: Then go.
        "#]],
    );
    check(
        "We have\n- forks, many of them\n- knives\nand more.\n\na) one\nb) two\n",
        expect![[r#"
            1-1 Paragraph: We have
            2-2 Item 0: forks, many of them
            3-4 Item 0: knives and more.
            6-6 Item 0: one
            7-7 Item 0: two
        "#]],
    );
}

#[test]
fn a_line_further_left_ends_an_item() {
    check(
        "Fruit:\n    * apples\n    * pears\n  From the garden.\n    * plums\n      and\n      figs\nAll ripe.\n",
        expect![[r#"
            1-1 Heading 1: Fruit
            2-2 Item 0: apples
            3-3 Item 0: pears
            4-4 Code:   From the garden.
            5-7 Item 0: plums and figs
            8-8 Paragraph: All ripe.
        "#]],
    );
    // Not so where the line was full and nobody indented the rest.
    check(
        "  - The kettle boils a litre and a half of cold water in two minutes, then\nit stops.\n  - The pot is for tea, of which there is enough for eight people who like\nit weak.\n",
        expect![[r#"
            1-2 Item 0: The kettle boils a litre and a half of cold water in two minutes, then it stops.
            3-4 Item 0: The pot is for tea, of which there is enough for eight people who like it weak.
        "#]],
    );
}

#[test]
fn a_number_or_a_dash_within_prose_is_no_item() {
    check(
        "The house was built in the year\n12. A small garden lies behind it\n- as far as we know - today.\n",
        expect![[r#"
            1-3 Paragraph: The house was built in the year 12. A small garden lies behind it - as far as we know - to
        "#]],
    );
}

#[test]
fn indented_commands_are_code() {
    check(
        "To list all of the files here, type this:\n\n    ls -la\n    cd ..\n\nThat is all there is to it.\n",
        expect![[r#"
            1-1 Paragraph: To list all of the files here, type this:
            3-4 Code:     ls -la⏎    cd ..
            6-6 Paragraph: That is all there is to it.
        "#]],
    );
}

#[test]
fn line_ends_tabs_and_form_feeds_do_not_move_lines() {
    check(
        "Care\r\n\r\nWash it\r\ncold.\r\n\u{c}\r\n\t- twice\r\n",
        expect![[r#"
        1-1 Heading 1: Care
        3-4 Paragraph: Wash it cold.
        6-6 Item 0: twice
    "#]],
    );
    check(
        "Care\r\rWash it cold.\r",
        expect![[r#"
        1-1 Heading 1: Care
        3-3 Paragraph: Wash it cold.
    "#]],
    );
}

#[test]
fn an_answer_on_the_line_of_its_question_is_one() {
    check(
        "Q: How wide is the lid? A: 9 cm.\nQ: Which glue is it? A: Bone glue,\nand no other.\n\n\
         Question 3: Who, if anybody,\nmay open it (and why)? Answer: The owner.\n- Only she.\n- And he.\n\n\
         Q. Is it heavy? It is.\nA: No.\n\nQ: Which A? A. Smith's.\nA: All.\n\nQ: Who? A: Who not?\n",
        expect![[r#"
            1-1 Entry: How wide is the lid?
            1-1 Paragraph: 9 cm.
            2-2 Entry: Which glue is it?
            2-3 Paragraph: Bone glue, and no other.
            5-6 Entry: Who, if anybody, may open it (and why)?
            6-6 Paragraph: The owner.
            7-7 Item 0: Only she.
            8-8 Item 0: And he.
            10-10 Entry: Is it heavy? It is.
            11-11 Paragraph: No.
            13-13 Entry: Which A? A. Smith's.
            14-14 Paragraph: All.
            16-16 Entry: Who?
            16-16 Paragraph: Who not?
        "#]],
    );
    let document = parse("d.txt", "  Q: Which glue? A: Bone\n  glue.\n");
    let texts: Vec<&str> = document.blocks.iter().map(|block| block.text.as_str()).collect();
    assert_eq!(texts, ["  Q: Which glue?", "Bone\n  glue."]);
}

#[test]
fn titles_right_over_their_text_are_headings_where_most_of_it_has_one() {
    check(
        "Opening\nWe open at nine.\n\nParking\nThere is room for ten cars.\nIt is free.\n\nDogs\nThey \
         wait outside.\n\nJust a line of text that stands by itself.\n",
        expect![[r#"
            1-1 Heading 1: Opening
            2-2 Paragraph: We open at nine.
            4-4 Heading 1: Parking
            5-6 Paragraph: There is room for ten cars. It is free.
            8-8 Heading 1: Dogs
            9-9 Paragraph: They wait outside.
            11-11 Paragraph: Just a line of text that stands by itself.
        "#]],
    );
    // An address is none, and neither is what is wrapped.
    check(
        "Ann Smith\n12 Mill Lane\nOldtown\n\nBob Brown\n7 High Street\nNewtown\n\nCid Black\n1 Hill\nUptown\n",
        expect![[r#"
            1-3 Paragraph: Ann Smith 12 Mill Lane Oldtown
            5-7 Paragraph: Bob Brown 7 High Street Newtown
            9-11 Paragraph: Cid Black 1 Hill Uptown
        "#]],
    );
}

#[test]
fn a_long_question_has_its_answer_on_the_next_line() {
    check(
        "Wo ist der Hafen?\nAm Fluss.\n\nWas muss ich zur ersten Fahrt mit dem Boot mitbringen?\n\
         Jacke und Hut.\n\nWer darf auf dem See mit dem gelben Boot fahren, und von wann an im Jahr?\n\
         Alle, von Mai an. Es sei denn, der Wind kommt aus dem Norden; dann bleiben\nalle am Ufer.\n\n\
         Combien coûte le grand bateau ?\nDix euros.\n",
        expect![[r#"
            1-1 Entry: Wo ist der Hafen?
            2-2 Paragraph: Am Fluss.
            4-4 Entry: Was muss ich zur ersten Fahrt mit dem Boot mitbringen?
            5-5 Paragraph: Jacke und Hut.
            7-7 Entry: Wer darf auf dem See mit dem gelben Boot fahren, und von wann an im Jahr?
            8-9 Paragraph: Alle, von Mai an. Es sei denn, der Wind kommt aus dem Norden; dann bleiben alle am Ufer.
            11-11 Entry: Combien coûte le grand bateau ?
            12-12 Paragraph: Dix euros.
        "#]],
    );
    // Whatever the lengths of the lines are.
    let words =
        "When is the big old harbour in the north of our town near the river open".split(' ');
    let words: Vec<&str> = words.collect();
    for most in 3..=words.len() {
        let question = format!("{}?", words[..most].join(" "));
        for answer in
            ["At nine.", "At nine on all days of the week but on Mondays, when it is closed."]
        {
            let text = format!("Is it far?\nNo.\n\n{question}\n{answer}\n\nWho asks?\nWe do.\n");
            let document = parse("d.txt", &text);
            let asked =
                |block: &&Block| matches!(block.kind, BlockKind::Heading { entry: true, .. });
            assert_eq!(document.blocks.iter().filter(asked).count(), 3, "{text}");
        }
    }
    // A question that is wrapped ends where its paragraph does.
    let text = "1.1. I would like to go by boat. Which boats may I take then,\nand is there a small one among them that I may have in May?\n\
                The one of last year was larger.\n\nAll of them are small, as it is a small lake.\n\n1.2. Who asks?\n\n\
                We do, and so do all of them.\n\n1.3. Is it far?\n\nNo, it is not far from here at all.\n";
    let document = parse("d.txt", text);
    assert_eq!(document.blocks[0].lines, Lines::new(1, 3), "{document:#?}");
    // What goes on is running text.
    let text = "Who would have thought of the rain that falls in the summer, or in May?\n\
                and who of the wind? Nobody that lives here did, or said so at any time\nof the year.\n";
    assert!(parse("d.txt", text).blocks.iter().all(|one| one.kind == BlockKind::Paragraph));
}

/// What `text` has as blocks or in titles, for lines that must not be lost.
#[track_caller]
fn is_kept(text: &str, lines: &[&str]) {
    let document = parse("d.txt", text);
    let said: String = document.blocks.iter().map(|block| format!("{}\n", block.plain())).collect();
    for line in lines {
        assert!(said.contains(line), "{line} is lost: {said}");
        let is_title = |block: &Block| {
            matches!(block.kind, BlockKind::Heading { .. }) && block.plain() == *line
        };
        assert!(!document.blocks.iter().any(is_title), "{line} is a heading");
    }
}

#[test]
fn what_is_said_of_a_day_or_an_address_is_no_version() {
    is_kept(
        "Ferry times\n\n2031-12-24 no boat leaves\n\n2031-12-25 hourly from 9 to 17\n\nAsk Ann for help.\n",
        &["2031-12-24 no boat leaves"],
    );
    is_kept(
        "Network\n\nThe lamp is at 10.0.0.7\n\nThe lamp is at 10.0.0.8\n\nAsk Ann for help.\n",
        &["The lamp is at 10.0.0.7"],
    );
    is_kept("Days off\n\n2031-12-24 (all)\n\n2031-12-31 (noon)\n", &["2031-12-31 (noon)"]);
}
