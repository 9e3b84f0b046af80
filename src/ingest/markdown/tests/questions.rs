//! What asks, and what answers it.

use super::*;

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
