//! News of programs, and changelogs.

use super::*;

#[test]
fn a_line_with_a_version_heads_what_changed() {
    check(
        "Boat news\n\nversion 1.4 - Ann Doe, 2024-02-13\n\n* Fix the leak\n\nIt was small.\n\nA New Oar\n\nIt is long.\n\n\
         version 1.3 - Ann Doe, 2023-01-07\n\n* It floats\n\nversion 1.3 floats, too\n\nThe end of it.\n",
        expect![[r#"
            1-1 Heading 1: Boat news
            3-3 Heading 2: version 1.4 - Ann Doe, 2024-02-13
            5-5 Item 0: Fix the leak
            7-7 Paragraph: It was small.
            9-9 Heading 3: A New Oar
            11-11 Paragraph: It is long.
            13-13 Heading 2: version 1.3 - Ann Doe, 2023-01-07
            15-15 Item 0: It floats
            17-17 Paragraph: version 1.3 floats, too
            19-19 Paragraph: The end of it.
        "#]],
    );
    check(
        "boat (1.4-2) stable; urgency=low\n\n  [ Bob Roe ]\n  * Fix it.\n\n -- Ann <a@example.org>  Tue, 13 Feb 2024\n\n\
         boat (1:1.4-1) stable; urgency=low\n\n  * Begin.\n\n -- Ann <a@example.org>  Mon, 12 Feb 2024\n",
        expect![[r#"
            1-1 Heading 1: boat (1.4-2) stable; urgency=low
            3-3 Code:   [ Bob Roe ]
            4-4 Item 0: Fix it.
            6-6 Code:  -- Ann <a@example.org>  Tue, 13 Feb 2024
            8-8 Heading 1: boat (1:1.4-1) stable; urgency=low
            10-10 Item 0: Begin.
            12-12 Code:  -- Ann <a@example.org>  Mon, 12 Feb 2024
        "#]],
    );
    check(
        "2024-02-13  Ann Doe\n\n\t* boat.c: Fix it.\n\n2024-02-12  Ann Doe\n\n\t* boat.c: New.\n",
        expect![[r#"
            1-1 Heading 1: 2024-02-13 Ann Doe
            3-3 Item 0: boat.c: Fix it.
            5-5 Heading 1: 2024-02-12 Ann Doe
            7-7 Item 0: boat.c: New.
        "#]],
    );
    check(
        "1.4.1 (2024-02-13)\n- leak\n\n1.4.0 (2023-02-13)\n- oar\n\n1.3.9 (2022-02-13)\n- rope\n",
        expect![[r#"
        1-1 Heading 1: 1.4.1 (2024-02-13)
        2-2 Item 0: leak
        4-4 Heading 1: 1.4.0 (2023-02-13)
        5-5 Item 0: oar
        7-7 Heading 1: 1.3.9 (2022-02-13)
        8-8 Item 0: rope
    "#]],
    );
}

#[test]
fn what_only_names_a_version_is_no_heading() {
    check(
        "Boat 1.4 needs an oar\n\nIt is long.\n\nBoat 1.5 has a motor\n\nIt is loud.\n\nSee boat 1.6 (the next one)\nfor a sail.\n",
        expect![[r#"
            1-1 Heading 1: Boat 1.4 needs an oar
            3-3 Paragraph: It is long.
            5-5 Heading 1: Boat 1.5 has a motor
            7-7 Paragraph: It is loud.
            9-10 Paragraph: See boat 1.6 (the next one) for a sail.
        "#]],
    );
}

#[test]
fn stars_are_headings_in_an_outline() {
    check(
        "BOAT NEWS                    -*- outline -*-\n\n* Changes in 1.4 (2024) [stable]\n\n** Bug fixes\n\n  The boat floats.\n\n  Short line\n\n\
         ** New\n\n  An oar.\n\n* Changes in 1.3\n\n** Why is it wet?\n\n  It leaks.\n",
        expect![[r#"
            1-1 Paragraph: BOAT NEWS -*- outline -*-
            3-3 Heading 1: Changes in 1.4 (2024) [stable]
            5-5 Heading 2: Bug fixes
            7-7 Code:   The boat floats.
            9-9 Code:   Short line
            11-11 Heading 2: New
            13-13 Code:   An oar.
            15-15 Heading 1: Changes in 1.3
            17-17 Entry: Why is it wet?
            19-19 Code:   It leaks.
        "#]],
    );
    check(
        "version 1.4 - Ann Doe, 2024-02-13\n\n* Fix the leak\n\n* New oar\n\nIt is long\n\n* Fix the rope\n\n\
         version 1.3 - Ann Doe, 2023-02-13\n\n* Bug fixes\n\n** The bow is not the stern.  It was the\nother one.\n** The stern\n\n** Sinking\n\nDone.\n\n* Last\n",
        expect![[r#"
            1-1 Heading 1: version 1.4 - Ann Doe, 2024-02-13
            3-3 Item 0: Fix the leak
            5-5 Heading 2: New oar
            7-7 Paragraph: It is long
            1-1 Heading 1: version 1.4 - Ann Doe, 2024-02-13
            9-9 Item 0: Fix the rope
            11-11 Heading 1: version 1.3 - Ann Doe, 2023-02-13
            13-13 Heading 2: Bug fixes
            15-16 Item 0: The bow is not the stern. It was the other one.
            17-17 Item 0: The stern
            19-19 Heading 3: Sinking
            21-21 Paragraph: Done.
            11-11 Heading 1: version 1.3 - Ann Doe, 2023-02-13
            23-23 Item 0: Last
        "#]],
    );
}

#[test]
fn a_list_with_two_stars_is_a_list() {
    check(
        "We have\n\n* boats\n** red\n** blue\n* oars\n\nand ropes.\n",
        expect![[r#"
            1-1 Heading 1: We have
            3-5 Item 0: boats ** red ** blue
            6-6 Item 0: oars
            8-8 Paragraph: and ropes.
        "#]],
    );
}

#[test]
fn what_stands_around_form_feeds_in_news_is_no_running_head() {
    let change = |version: &str, day: &str| {
        format!("\u{c}\nversion {version} - Ann Doe, 2024-02-{day}\n\n* Fix it\n\n")
    };
    let text: String = [("1.4", "13"), ("1.3", "12"), ("1.2", "11"), ("1.1", "10")]
        .map(|(a, b)| change(a, b))
        .concat();
    check(
        &text,
        expect![[r#"
            2-2 Heading 1: version 1.4 - Ann Doe, 2024-02-13
            4-4 Item 0: Fix it
            7-7 Heading 1: version 1.3 - Ann Doe, 2024-02-12
            9-9 Item 0: Fix it
            12-12 Heading 1: version 1.2 - Ann Doe, 2024-02-11
            14-14 Item 0: Fix it
            17-17 Heading 1: version 1.1 - Ann Doe, 2024-02-10
            19-19 Item 0: Fix it
        "#]],
    );
    // The number of a page is one number.
    let page = |(number, name)| {
        format!("The {name} floats.\n\nBoats of 1999, page {number} of 9\n\u{c}\n")
    };
    check(
        &(1..).zip(["boat", "oar", "rope"]).map(page).collect::<String>(),
        expect![[r#"
        1-1 Paragraph: The boat floats.
        5-5 Paragraph: The oar floats.
        9-9 Paragraph: The rope floats.
        3-3 left out: page header or footer
        7-7 left out: page header or footer
        11-11 left out: page header or footer
    "#]],
    );
}
