//! Numbered clauses.

use super::*;

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
