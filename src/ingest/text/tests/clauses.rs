//! Clauses with a number or a name, and sentences that only name one.

use super::*;

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

#[test]
fn a_sentence_that_names_articles_is_in_one_piece() {
    is_kept(
        "Statutes\n\nWhoever joins accepts the rules of\nArticle 1 (Fees) and those of\nArticle 2 (Cards) of the \
         statutes, which\nhang in the hall.\n",
        &["accepts the rules of Article 1 (Fees) and those of Article 2 (Cards)"],
    );
}

#[test]
fn chapters_with_a_bare_number_over_clauses_were_no_headings() {
    check(
        "\
1   WELCOME

We are a nursery for 48 children.

2   OUR HOURS

2.1  We open at eight.

2.2  We close at five, and at four
     on the day before a holiday.

3   FOOD
3.1  Lunch is at noon.

4   FEES

A day is 60 pounds.

5 pounds are taken off for the second child.
",
        expect![[r#"
            1-1 Heading 1: WELCOME
            3-3 Paragraph: We are a nursery for 48 children.
            5-5 Heading 1: OUR HOURS
            7-7 Item 0: 2.1 We open at eight.
            9-10 Item 0: 2.2 We close at five, and at four on the day before a holiday.
            12-12 Heading 1: FOOD
            13-13 Item 0: 3.1 Lunch is at noon.
            15-15 Heading 1: FEES
            17-17 Paragraph: A day is 60 pounds.
            19-19 Paragraph: 5 pounds are taken off for the second child.
        "#]],
    );
}
