//! What a page puts around its text, and what only looks like it.

use super::*;

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
