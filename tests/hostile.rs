//! Input that nobody means well: every question gets a reply, and no document drives the terminal.

mod support;

use std::fmt::Write;

use support::{Fixture, drives_terminal};

/// Questions that are syntax to somebody, or hardly text at all.
const QUESTIONS: [&str; 22] = [
    "AND OR (((",
    "field:x",
    "\"",
    "-v",
    "--help",
    "'; DROP TABLE passages; --",
    "router AND NOT (button OR",
    "router^100 ~2 /.*/ [a TO z] {x} *:*",
    "can't reset",
    "https://example.org/x?y=z#router",
    "\u{0}",
    "rou\u{0}ter",
    "\u{202e}retuor eht teser",
    "\u{200f}שלום router\u{200f}",
    "🤖🔥👩‍👩‍👧 router 🇩🇪",
    "\u{1b}[2J\u{1b}]52;c;cHduZWQ=\u{7}router",
    "r\u{301}o\u{301}u\u{301}t\u{301}er",
    "ﬀ ﷺ ｒｏｕｔｅｒ",
    "١٢٣ ½ ² Ⅷ",
    "?!.,;:…—",
    "\u{feff}router\u{feff}",
    "日本語の質問 ルーター",
];

/// The text of the first passage of a reply in JSON, answered or refused.
fn first_text(reply: &str) -> String {
    let reply: serde_json::Value = serde_json::from_str(reply).unwrap();
    let passages = ["answers", "nearest"].map(|key| reply[key].as_array().unwrap().clone());
    passages.concat()[0]["text"].as_str().unwrap().to_owned()
}

#[test]
fn every_question_gets_one_reply() {
    let fixture = Fixture::devices();
    let input = QUESTIONS.join("\n");
    let args = ["ask", "--corpus", "docs", "--format", "ndjson", "-"];
    let ran = fixture.feed(&args, input.as_bytes());
    assert!(matches!(ran.status, Some(0 | 1)), "{ran:?}");
    assert!(!drives_terminal(&ran.stdout), "{:?}", ran.stdout);
    let replies = ran.json_lines();
    assert_eq!(replies.len(), QUESTIONS.len());
    for (reply, question) in replies.iter().zip(QUESTIONS) {
        assert_eq!(reply["question"], question);
        let confidence = reply["confidence"].as_f64().unwrap();
        assert!((0.0..=1.0).contains(&confidence), "{question:?}: {confidence}");
    }
}

#[test]
fn every_question_gets_a_reply_in_text_and_in_a_chat() {
    let fixture = Fixture::devices();
    let input = QUESTIONS.join("\n");
    for args in [
        &["ask", "--corpus", "docs", "-"][..],
        &["ask", "--corpus", "docs", "--format", "markdown", "--explain", "-"],
        &["chat", "--corpus", "docs"],
    ] {
        let ran = fixture.feed(args, input.as_bytes());
        assert!(matches!(ran.status, Some(0 | 1)), "{ran:?}");
        assert!(!drives_terminal(&ran.stdout), "{:?}", ran.stdout);
        assert!(!drives_terminal(&ran.stderr), "{:?}", ran.stderr);
    }
}

#[test]
fn query_syntax_is_only_words() {
    let fixture = Fixture::devices();
    for question in ["-reset +router (", "reset AND", "\"router", "router: ^2 ~ *", "-v", "://"] {
        let ran = fixture.run(&["ask", "--corpus", "docs", "--", question]);
        assert!(matches!(ran.status, Some(0 | 1)), "{question}: {ran:?}");
    }
}

#[test]
fn a_question_of_a_megabyte_is_answered() {
    let fixture = Fixture::devices();
    let mut input = "how do I reset the router ".repeat(41_000);
    assert!(1 << 20 <= input.len());
    input.push('\n');
    // And one that is a single word.
    input.push_str(&"x".repeat(1 << 20));
    let args = ["ask", "--corpus", "docs", "--format", "ndjson", "-"];
    let ran = fixture.feed(&args, input.as_bytes());
    assert!(matches!(ran.status, Some(0 | 1)), "{:?}", ran.status);
    assert_eq!(ran.json_lines().len(), 2);
}

#[test]
fn any_bytes_make_a_question() {
    let fixture = Fixture::devices();
    let bytes: Vec<u8> = (0..=255).filter(|byte| *byte != b'\n').collect();
    let args = ["ask", "--corpus", "docs", "--format", "ndjson", "-"];
    let ran = fixture.feed(&args, &bytes);
    assert!(matches!(ran.status, Some(0 | 1)), "{ran:?}");
    assert_eq!(ran.json_lines().len(), 1);
}

#[test]
fn escapes_in_documents_do_not_reach_the_terminal() {
    let fixture = Fixture::new(&[(
        "docs/evil\u{1b}[31m.md",
        "# Evil \u{1b}[31mred\n\n## How do I reset the \u{202e}router?\n\n\
         Hold \u{1b}]52;c;cHduZWQ=\u{7}the \u{9b}2Jbutton\rfor ten seconds.\u{1b}[1A\n",
    )]);
    for args in [
        &["ask", "--corpus", "docs", "how do I reset the router"][..],
        &["ask", "--corpus", "docs", "--explain", "how do I reset the router"],
        &["ask", "--corpus", "docs", "--format", "json", "how do I reset the router"],
        &["ask", "--corpus", "docs", "--format", "markdown", "how do I reset the router"],
        &["index", "docs", "--report"],
        &["index", "no\u{1b}[2Jwhere"],
    ] {
        let ran = fixture.run(args);
        assert!(!drives_terminal(&ran.stdout), "{:?}", ran.stdout);
        assert!(!drives_terminal(&ran.stderr), "{:?}", ran.stderr);
    }
    let args = ["ask", "--corpus", "docs", "--format", "json", "how do I reset the router"];
    let text = first_text(&fixture.run(&args).stdout);
    assert!(text.contains("\u{1b}]52;c;"), "verbatim for programs: {text:?}");
}

#[test]
fn encodings_are_told_apart() {
    let fixture = Fixture::devices();
    let utf16: Vec<u8> =
        "\u{feff}# Gate\n\n## Who opens the gate?\n\nThe porter opens the gate — always.\n"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
    fixture.write("docs/utf16.md", &utf16);
    fixture.write(
        "docs/latin1.txt",
        b"Das K\xf6nigreich\n\nDer K\xf6nig wohnt im gro\xdfen Schlo\xdf \xfcber der Stra\xdfe, sch\xf6n gew\xe4hlt.\n",
    );
    fixture.write(
        "docs/dos.md",
        b"# Shop\r\n\r\n## When does the shop open?\r\n\r\nThe shop opens at nine.\r\n",
    );
    fixture.write("docs/nothing.md", b"");
    let ask = |question: &str| fixture.run(&["ask", "--corpus", "docs", question]).stdout;
    assert!(ask("who opens the gate").contains("The porter opens the gate — always."));
    let args = ["ask", "--corpus", "docs", "--format", "json", "wo wohnt der König"];
    let king = first_text(&fixture.run(&args).stdout);
    assert!(king.contains("Der König wohnt im großen Schloß"), "{king}");
    let shop = ask("when does the shop open");
    assert!(shop.contains("The shop opens at nine.\n") && !drives_terminal(&shop), "{shop:?}");
    assert!(shop.contains("docs/dos.md:3"), "{shop}");
}

#[cfg(unix)]
#[test]
fn a_loop_of_folders_ends() {
    let fixture = Fixture::devices();
    std::os::unix::fs::symlink("..", fixture.path("docs/up")).unwrap();
    std::os::unix::fs::symlink("self", fixture.path("docs/self")).unwrap();
    let ran = fixture.run(&["ask", "--corpus", "docs", "how do I reset the router"]).expect(0);
    assert!(ran.stdout.starts_with("Hold the button"), "{}", ran.stdout);
    fixture.run(&["index", "docs/self"]).complains(&["docs/self"]);
}

/// Sentences on one line, `bytes` long; the last one answers.
fn one_line(bytes: usize) -> String {
    let mut line = String::with_capacity(bytes + 100);
    let mut at = 0_u64;
    while line.len() < bytes {
        // Words that differ, as in a real document, so that the dictionary grows as well.
        let _ = write!(line, "Sentence {at} tells of part{} in hall{}. ", at % 9973, at % 97);
        at += 1;
    }
    line.push_str("The golden zeppelin lands at midnight.");
    line
}

#[test]
fn a_file_of_100_megabytes_on_one_line_is_cut_and_answered_from() {
    let fixture = Fixture::new(&[]);
    fixture.write("docs/line.txt", one_line(100 << 20).as_bytes());
    let ran = fixture.run(&["index", "docs", "--index", "made"]).expect(0);
    assert!(ran.stderr.contains("indexed "), "{}", ran.stderr);
    let args =
        ["ask", "--index", "made", "--format", "ndjson", "when does the golden zeppelin land"];
    let text = first_text(&fixture.run(&args).stdout);
    assert!(text.contains("golden zeppelin"), "{text:.300}");
}
