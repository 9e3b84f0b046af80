//! What chat programs write out.

use super::*;

#[test]
fn a_conversation_was_one_wall_of_text() {
    check(
        "#ask-the-harbour, exported\n\n[03 Feb 09:12] Ann P.: hi, is the crane still free?\n[03 Feb 09:40] Harbour: On \
         Mondays.\n\n[05 Feb 14:02] Ben: where do i moor\n[05 Feb 14:09] Harbour: At pier two.\nOr three.\n[05 Feb 14:10] \
         Ben: and at night?\n[05 Feb 14:11] Harbour: The same.\n\n[06 Feb 08:00] Harbour: The gate was painted.\n",
        expect![[r##"
            1-1 Heading 1: #ask-the-harbour, exported
            3-3 Entry: hi, is the crane still free?
            4-4 Paragraph: On Mondays.
            6-6 Entry: where do i moor
            7-8 Paragraph: At pier two. Or three.
            9-9 Paragraph: and at night?
            10-10 Paragraph: The same.
            1-1 Heading 1: #ask-the-harbour, exported
            12-12 Paragraph: The gate was painted.
        "##]],
    );
    check(
        "03/02/24, 09:12 - Ann: Is the crane still free?\n03/02/24, 09:40 - Tom: On Mondays.\n03/02/24, 09:41 - Ann: And at \
         night?\n03/02/24, 10:02 - Tom: No.\n04/02/24, 11:00 - Ben: Thanks.\n04/02/24, 11:02 - Ben: Where may I moor \
         now?\n04/02/24, 11:30 - Tom: At pier two.\n",
        expect![[r#"
            1-1 Entry: Is the crane still free?
            2-2 Paragraph: On Mondays.
            3-3 Paragraph: And at night?
            4-4 Paragraph: No.
            5-5 Paragraph: Thanks.
            6-6 Entry: Where may I moor now?
            7-7 Paragraph: At pier two.
        "#]],
    );
}

#[test]
fn a_question_that_nobody_answered_was_the_answer_above() {
    check(
        "03/02/24, 09:00 - Messages are encrypted.\n03/02/24, 09:12 - Ann: What does the crane cost for an hour?\n03/02/24, \
         09:40 - Tom: 20 euros.\n03/02/24, 09:41 - Ben left\nfor good\n03/02/24, 09:42 - Ann: And who moves it for us?\n03/02/24, 09:43 - \
         Tom: I do.\n03/02/24, 11:00 - Ann: Is the sauna heated on Sundays?\n",
        expect![[r#"
            2-2 Entry: What does the crane cost for an hour?
            3-3 Paragraph: 20 euros.
            6-6 Entry: And who moves it for us?
            7-7 Paragraph: I do.
            8-8 Heading 1: Is the sauna heated on Sundays?
            1-1 left out: note of the chat program
            4-5 left out: note of the chat program
        "#]],
    );
}

#[test]
fn a_timetable_is_no_conversation() {
    check(
        "THE DAY\n\n09:00 - Opening: doors open\n09:30 - Keynote: why boats?\n10:00 - Break: what is there to eat?\n11:00 - \
         Race: all boats\n",
        expect![[r#"
            1-1 Heading 1: THE DAY
            3-6 Paragraph: 09:00 - Opening: doors open 09:30 - Keynote: why boats? 10:00 - Break: what is there to ea
        "#]],
    );
}

#[test]
fn a_log_is_no_conversation() {
    check(
        "[12:00] info: the engine runs\n[12:01] warning: is the pump there?\n[12:02] info: the light is on\n[12:03] info: the \
         crane is free\n",
        expect![[r#"
            1-4 Paragraph: [12:00] info: the engine runs [12:01] warning: is the pump there? [12:02] info: the light
        "#]],
    );
}
