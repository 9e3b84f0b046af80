use super::*;
use expect_test::{Expect, expect};

mod help;
mod news;

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
fn what_a_page_puts_around_its_text_is_left_out() {
    let dough = "Flour and water make a dough that rises. ".repeat(20);
    check(
        &format!(
            "Baking Bread\n\nJo Miller\n7 Min Read\nBaking Bread\n\n{dough}\n\nBaking Bread\nBaking Bread\n\nBake it hot, then let it cool.\n\nMore news – click here\n\n-----\n\nShare this post\nLeave a comment\nपानी और आटा मिलाकर रोटी बनती है\n"
        ),
        expect![[r#"
            1-1 Heading 1: Baking Bread
            7-7 Paragraph: Flour and water make a dough that rises. Flour and water make a dough that rises. Flour an
            12-12 Paragraph: Bake it hot, then let it cool.
            3-3 left out: author's name
            4-4 left out: reading time
            5-5 left out: repeated caption
            9-10 left out: repeated caption
            14-14 left out: promotion
            16-16 left out: rule
            18-18 left out: share buttons
            19-19 left out: comment form
            20-20 left out: another script than the rest
        "#]],
    );
}

#[test]
fn code_and_drawings_are_no_captions() {
    let text = "Ask the boat like this:\n\n    if wet\n      if deep\n        swim\n      end\n    end\n\n\
        Or the other way round:\n\n    if dry\n      if flat\n        walk\n      end\n    end\n    | boat |\n    | boat |\n\n\
        begin\nrow\nend\nend\n\nor\n\nbegin\nend\nend\n\n    | boat |\n    | boat |\n";
    let document = parse("d.txt", text);
    assert_eq!(document.left_out, []);
    check_lines(text, &document);
}

#[test]
fn titles_that_web_pages_have_on_buttons_stand_over_their_text() {
    check(
        "PHOTO APP\n\nShare this album\n\nTap the arrow and choose a friend.\n\nClose your account\n\nTo close your account, click here\n\nSubscribe\n-----\nTap the bell to hear of new photos.\n\nSign up\nType your name and tap on Create.\n\nLeave a comment\n\n  - Tap the balloon.\n",
        expect![[r#"
            1-1 Heading 1: PHOTO APP
            3-3 Heading 3: Share this album
            5-5 Paragraph: Tap the arrow and choose a friend.
            7-7 Heading 3: Close your account
            9-9 Paragraph: To close your account, click here
            11-12 Heading 2: Subscribe
            13-13 Paragraph: Tap the bell to hear of new photos.
            15-16 Paragraph: Sign up Type your name and tap on Create.
            18-18 Heading 3: Leave a comment
            20-20 Item 0: Tap the balloon.
        "#]],
    );
    // In a list of what can be tapped on, they are what it lists.
    check(
        "On the first page you find three buttons:\nSign up\nSubscribe\nFollow us\n\nThe menu has these:\n\n  - Sign up\n  - Share this album\n",
        expect![[r#"
            1-4 Paragraph: On the first page you find three buttons: Sign up Subscribe Follow us
            6-6 Paragraph: The menu has these:
            8-8 Item 0: Sign up
            9-9 Item 0: Share this album
        "#]],
    );
}

#[test]
fn under_a_reading_time_they_are_buttons() {
    check(
        "Baking Bread\n5 min read\n\nShare this post\n\nThe dough rises for an hour.\n\nWant to know more about flour? Click here\n\nBake it hot.\n\nSign up\n-------\n\nType your name.\n",
        expect![[r#"
            1-1 Heading 1: Baking Bread
            6-6 Paragraph: The dough rises for an hour.
            10-10 Paragraph: Bake it hot.
            12-13 Heading 2: Sign up
            15-15 Paragraph: Type your name.
            2-2 left out: reading time
            4-4 left out: share buttons
            8-8 left out: promotion
        "#]],
    );
}

#[test]
fn what_stands_over_nothing_is_of_a_page() {
    check(
        "Baking Bread\n\nThe dough rises for an hour.\n\nAdvertisement\n\nBake it hot.\n\nShare this post\nLeave a comment\n",
        expect![[r#"
            1-1 Heading 1: Baking Bread
            3-3 Paragraph: The dough rises for an hour.
            7-7 Paragraph: Bake it hot.
            5-5 left out: promotion
            9-9 left out: share buttons
            10-10 left out: comment form
        "#]],
    );
    check(
        "Bread\n\nShare this post\n\nBake it hot.\n\n| Share this page | |\n| --- | --- |\n| Imprint | Terms |\n",
        expect![[r#"
            1-1 Heading 1: Bread
            5-5 Paragraph: Bake it hot.
            8-9 Paragraph: | --- | --- | | Imprint | Terms |
            3-3 left out: share buttons
            7-7 left out: share buttons
        "#]],
    );
    check(
        "Bread\n\nIt rises.\n\nRead more\n\nRolls\n\nThey rise, too.\n\nRead more\n\nCakes\n\nNo yeast.\n",
        expect![[r#"
            1-1 Heading 1: Bread
            3-3 Paragraph: It rises.
            7-7 Heading 1: Rolls
            9-9 Paragraph: They rise, too.
            13-13 Heading 1: Cakes
            15-15 Paragraph: No yeast.
            5-5 left out: promotion
            11-11 left out: promotion
        "#]],
    );
    check(
        "Bread\n\nBake it hot.\n\nFollow us\n",
        expect![[r#"
        1-1 Heading 1: Bread
        3-3 Paragraph: Bake it hot.
        5-5 left out: promotion
    "#]],
    );
}

#[test]
fn a_table_of_contents_is_left_out() {
    check(
        "# vim: tw=72 et\n\nContents\n\n1. Start\n  1.1. What is it?\n  1.2. Who made it?\n\nChapter 1. Start\n\n1.1. What is it?\n\nA box.\n\n1.2. Who made it?\n\nWe did.\n",
        expect![[r#"
            9-9 Heading 1: Start
            11-11 Entry: What is it?
            13-13 Paragraph: A box.
            15-15 Entry: Who made it?
            17-17 Paragraph: We did.
            1-1 left out: editor settings
            3-7 left out: table of contents
        "#]],
    );
    let paged = "What it is ........ 3\n  How long boxes last when they\n  are wet ........... 5\nCare              7\n";
    let below = "The box is made of wood and glue.\n\nIt lasts for years.\n\nKeep it dry.\n\nDo not sit\non it,\nand do not\nstand on it.\n";
    check(
        &format!("The Box\n\nContents\n\n{paged}\n{below}"),
        expect![[r#"
        1-1 Heading 1: The Box
        10-10 Paragraph: The box is made of wood and glue.
        12-12 Paragraph: It lasts for years.
        14-14 Paragraph: Keep it dry.
        16-19 Paragraph: Do not sit on it, and do not stand on it.
        3-8 left out: table of contents
    "#]],
    );
    // Where no title tells, the headings do.
    check(
        &format!("The Box\n\n{paged}\nWhat it is\n\n{below}\nCare\n\nWipe it.\n"),
        expect![[r#"
            1-1 Heading 1: The Box
            8-8 Heading 2: What it is
            10-10 Paragraph: The box is made of wood and glue.
            12-12 Paragraph: It lasts for years.
            14-14 Paragraph: Keep it dry.
            16-19 Paragraph: Do not sit on it, and do not stand on it.
            21-21 Heading 2: Care
            23-23 Paragraph: Wipe it.
            3-6 left out: table of contents
        "#]],
    );
}

#[test]
fn prices_over_a_section_each_are_no_pages() {
    check(
        "The Inn\n\nSingle room ........ 80\nDouble room ........ 95\nFamily room ........ 99\n\nSingle room\n\nFor one.\n\nDouble room\n\nFor two.\n\nFamily room\n\nFor four.\n",
        expect![[r#"
            1-1 Heading 1: The Inn
            3-5 Paragraph: Single room ........ 80 Double room ........ 95 Family room ........ 99
            7-7 Heading 1: Single room
            9-9 Paragraph: For one.
            11-11 Heading 1: Double room
            13-13 Paragraph: For two.
            15-15 Heading 1: Family room
            17-17 Paragraph: For four.
        "#]],
    );
}

#[test]
fn prices_and_extensions_are_no_pages() {
    check(
        "Price list\n\nGarden gnome         12\nSundial              19\nBird bath            24\nFountain            189\n\nIt is in pounds.\n",
        expect![[r#"
            1-1 Heading 1: Price list
            3-6 Paragraph: Garden gnome 12 Sundial 19 Bird bath 24 Fountain 189
            8-8 Paragraph: It is in pounds.
        "#]],
    );
    // Each comes again below, but the text has no hundred pages.
    check(
        "Lodge .......... 101\nStables ........ 204\nOffice ......... 310\n\nLodge\n\nAsk for Jo.\n\nStables\n\nAsk for Ann.\n",
        expect![[r#"
            1-3 Paragraph: Lodge .......... 101 Stables ........ 204 Office ......... 310
            5-5 Heading 1: Lodge
            7-7 Paragraph: Ask for Jo.
            9-9 Heading 1: Stables
            11-11 Paragraph: Ask for Ann.
        "#]],
    );
    // Numbers that fall count something, whatever stands above.
    check(
        "Contents\n\nScrews ....... 8\nPlates ....... 2\nNails ........ 9\n\nScrews\n\nThey are long.\n\nPlates\n\nThey are flat.\n",
        expect![[r#"
            1-1 Heading 1: Contents
            3-5 Paragraph: Screws ....... 8 Plates ....... 2 Nails ........ 9
            7-7 Heading 1: Screws
            9-9 Paragraph: They are long.
            11-11 Heading 1: Plates
            13-13 Paragraph: They are flat.
        "#]],
    );
    // The same things twice are two lists.
    check(
        "Winter\n\nPony ......... 5\nCart ......... 6\nCoach ........ 7\n\nSummer\n\nPony ......... 6\nCart ......... 8\nCoach ........ 9\n\nAll is by the hour.\n",
        expect![[r#"
            1-1 Heading 1: Winter
            3-5 Paragraph: Pony ......... 5 Cart ......... 6 Coach ........ 7
            7-7 Heading 1: Summer
            9-11 Paragraph: Pony ......... 6 Cart ......... 8 Coach ........ 9
            13-13 Paragraph: All is by the hour.
        "#]],
    );
    check(
        "Call us:\n    Al       5551\n    Bo    5552\n    Cy   5553\n",
        expect![[r#"
            1-4 Paragraph: Call us: Al 5551 Bo 5552 Cy 5553
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

#[test]
fn numbered_clauses_are_items_and_their_titles_headings() {
    check(
        "BOAT CLUB RULES\n\n1. BOATS\n\n1.1 Boats are washed after use.\n1.2 Keys hang in the hall. They are\n    \
         brought back by six.\n1.2.1 Lost keys cost ten pounds.\n1.3 Oars\n1.3.1 Oars stay dry.\n1.3.2 Members \
         of the crew may:\n(a) mend them;\n(b) paint them.\n1.4 No boat leaves in a storm.\n\n2. PEOPLE\n\n\
         2.1 Guests\nGuests come with a member.\n2.2 Fees, on the first of May\n2.3 Dogs stay ashore.\n",
        expect![[r#"
            1-1 Heading 1: BOAT CLUB RULES
            3-3 Heading 2: BOATS
            5-5 Item 0: 1.1 Boats are washed after use.
            6-7 Item 0: 1.2 Keys hang in the hall. They are brought back by six.
            8-8 Item 1: 1.2.1 Lost keys cost ten pounds.
            9-9 Heading 3: Oars
            10-10 Item 0: 1.3.1 Oars stay dry.
            11-11 Item 0: 1.3.2 Members of the crew may:
            12-12 Item 1: mend them;
            13-13 Item 1: paint them.
            3-3 Heading 2: BOATS
            14-14 Item 0: 1.4 No boat leaves in a storm.
            16-16 Heading 2: PEOPLE
            18-18 Heading 3: Guests
            19-19 Paragraph: Guests come with a member.
            16-16 Heading 2: PEOPLE
            20-20 Item 0: 2.2 Fees, on the first of May
            21-21 Item 0: 2.3 Dogs stay ashore.
        "#]],
    );
    // Blank lines between them change nothing.
    check(
        "1. BOATS\n\n1.1. Boats are washed.\n\n1.2. Oars\n\n1.2.1. Oars stay dry.\n\n1.3. No boat leaves in a storm.\n",
        expect![[r#"
            1-1 Heading 1: BOATS
            3-3 Item 0: 1.1. Boats are washed.
            5-5 Heading 2: Oars
            7-7 Item 0: 1.2.1. Oars stay dry.
            1-1 Heading 1: BOATS
            9-9 Item 0: 1.3. No boat leaves in a storm.
        "#]],
    );
}

#[test]
fn clauses_may_be_called_something() {
    check(
        "Satzung des Bootsvereins\n\n§ 1 Name und Sitz\n(1) Der Verein heißt Bug.\n(2) Er sitzt am Hafen. Für den\n\
         § 7 Absatz 2 gilt das auch.\n\n§ 2 Der Verein dient allen Leuten am Fluss.\n\n§ 3\nBeiträge\n\
         (1) Zehn Euro im Jahr.\n(2) Kinder zahlen nichts.\n",
        expect![[r#"
            1-1 Heading 1: Satzung des Bootsvereins
            3-3 Heading 2: § 1 Name und Sitz
            4-4 Item 0: Der Verein heißt Bug.
            5-6 Item 0: Er sitzt am Hafen. Für den § 7 Absatz 2 gilt das auch.
            1-1 Heading 1: Satzung des Bootsvereins
            8-8 Item 0: § 2 Der Verein dient allen Leuten am Fluss.
            10-11 Heading 2: § 3 Beiträge
            12-12 Item 0: Zehn Euro im Jahr.
            13-13 Item 0: Kinder zahlen nichts.
        "#]],
    );
}

#[test]
fn a_number_amid_text_is_no_clause() {
    check(
        "The tank holds 12 litres. Fill it up to\n1.5 Litres below the rim, and add\n2.5 Grams of salt to the water \
         in\n3.5 Hours, all of it.\n",
        expect![[r#"
            1-4 Paragraph: The tank holds 12 litres. Fill it up to 1.5 Litres below the rim, and add 2.5 Grams of sal
        "#]],
    );
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

#[test]
fn a_sentence_that_names_articles_is_in_one_piece() {
    is_kept(
        "Statutes\n\nWhoever joins accepts the rules of\nArticle 1 (Fees) and those of\nArticle 2 (Cards) of the \
         statutes, which\nhang in the hall.\n",
        &["accepts the rules of Article 1 (Fees) and those of Article 2 (Cards)"],
    );
}
