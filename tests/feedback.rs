//! What a chat is taught: kept beside the documents, used from the next question on, undone.

mod support;

use std::fs;

use support::{Fixture, Ran, drives_terminal, files_below};

const ASKED: &str = "how do I zorch the gizmo";
const RESET: &str = "router.md#how-do-i-reset-the-router";
const FILE: &str = "docs/ibid.feedback.tsv";

fn chat(fixture: &Fixture, lines: &[&str]) -> Ran {
    let input = lines.iter().map(|line| format!("{line}\n")).collect::<String>();
    fixture.feed(&["chat", "--corpus", "docs"], input.as_bytes())
}

fn ask(fixture: &Fixture, question: &str) -> serde_json::Value {
    let ran = fixture.run(&["ask", "--corpus", "docs", "--format", "ndjson", question]);
    ran.json_lines().remove(0)
}

/// The lines of the file but for its head.
fn kept(fixture: &Fixture) -> Vec<String> {
    let text = fs::read_to_string(fixture.path(FILE)).unwrap_or_default();
    text.lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect()
}

#[test]
fn a_taught_question_is_answered_from_the_next_on_and_by_ask() {
    let fixture = Fixture::devices();
    let ran = chat(&fixture, &[ASKED, &format!("/means {RESET}"), ASKED]).expect(0);
    let (before, after) = ran.stdout.split_once("Nearest:").unwrap();
    assert!(before.starts_with("The documents do not answer this."), "{before}");
    assert!(after.contains("Hold the button for ten seconds."), "{after}");
    assert!(ran.stderr.contains("kept in docs/ibid.feedback.tsv"), "{}", ran.stderr);
    let lines = kept(&fixture);
    let fields: Vec<&str> = lines[0].split('\t').collect();
    assert_eq!((lines.len(), &fields[..3]), (1, &[ASKED, RESET, "means"][..]));
    assert!(ibid::gaps::day(fields[3]).is_some(), "{lines:?}");

    let reply = ask(&fixture, "How do I ZORCH the gizmo?");
    assert_eq!((&reply["status"], &reply["answers"][0]["id"]), (&"answered".into(), &RESET.into()));
    assert_eq!(reply["notes"][0], format!("Taught: {ASKED} → {RESET}"));
    assert_eq!(reply["unknown"].as_array().unwrap().len(), 2, "what it means does not change");
    let plain = ["ask", "--corpus", "docs", "--no-feedback", ASKED];
    fixture.run(&plain).expect(1);
    let text = fixture.run(&["ask", "--corpus", "docs", ASKED]).expect(0);
    assert!(!text.stdout.contains("Not in them"), "{}", text.stdout);
    assert!(text.stderr.contains("Taught: "), "{}", text.stderr);
}

#[test]
fn the_file_is_no_document_and_makes_no_index_stale() {
    let fixture = Fixture::devices();
    chat(&fixture, &[ASKED, "/means 1"]);
    let ran = fixture.run(&["ask", "--corpus", "docs", ASKED]).expect(0);
    assert!(!ran.stderr.contains("changed"), "{}", ran.stderr);
    let report = fixture.run(&["index", "docs", "--index", "made", "--report"]).expect(0);
    assert!(report.stdout.contains("router.md"), "{}", report.stdout);
    assert!(!report.stdout.contains("feedback"), "{}", report.stdout);
    let alone = fixture.run(&["ask", "--corpus", FILE, "x"]).expect(2);
    assert!(alone.stderr.contains("a file of ibid itself"), "{}", alone.stderr);
}

#[test]
fn good_bad_and_undo() {
    let fixture = Fixture::devices();
    let ran = chat(&fixture, &["how do I reset the router", "/bad", "how do I reset the router"]);
    assert!(ran.stderr.contains("is not answered by How do I reset the router?"), "{}", ran.stderr);
    assert_ne!(ask(&fixture, "how do I reset the router")["answers"][0]["id"], RESET);
    assert_ne!(ask(&fixture, "how do I reset the router")["status"], "answered");
    assert_eq!(ask(&fixture, "what colour is the router")["status"], "answered");
    // Said again, and taken back in the same chat.
    let ran = chat(&fixture, &["how do I reset the router", "/means 1", "/undo", "/undo"]);
    assert!(ran.stderr.contains("taken back: means"), "{}", ran.stderr);
    assert!(ran.stderr.contains("nothing was kept in this chat"), "{}", ran.stderr);
    assert_eq!(kept(&fixture).len(), 1, "what was kept before stays");
    // Deleting the line does it too.
    fs::write(fixture.path(FILE), "").unwrap();
    assert_eq!(ask(&fixture, "how do I reset the router")["answers"][0]["id"], RESET);
    chat(&fixture, &["how do I reset the router", "/good"]).expect(0);
    assert!(kept(&fixture)[0].contains("\tgood\t"), "{:?}", kept(&fixture));
    let ran = chat(&fixture, &["how do I reset the router", "/good"]);
    assert!(ran.stderr.contains("that is kept already"), "{}", ran.stderr);
    assert_eq!(kept(&fixture).len(), 1);
}

#[test]
fn after_no_a_number_is_the_answer() {
    let fixture = Fixture::devices();
    let question = "router lamp button phone";
    let first = ask(&fixture, question)["answers"][0]["title"].as_str().unwrap().to_owned();
    let ran = chat(&fixture, &[question, "no", "4"]).expect(0);
    assert!(ran.stdout.contains("Others:\n  4  "), "{}", ran.stdout);
    assert_eq!(kept(&fixture).len(), 1, "{}", ran.stderr);
    let now = ask(&fixture, question);
    assert_eq!(now["status"], "answered");
    assert_ne!(now["answers"][0]["title"], first);
    // Without the no, a number only shows.
    chat(&fixture, &["phone settings lamp", "2"]).expect(0);
    assert_eq!(kept(&fixture).len(), 1);
}

#[test]
fn a_passage_is_named_by_its_number_its_id_or_its_line() {
    for named in ["1", RESET, "docs/router.md:5", "router.md:3"] {
        let fixture = Fixture::devices();
        chat(&fixture, &[ASKED, &format!("/means {named}")]);
        assert_eq!(ask(&fixture, ASKED)["answers"][0]["id"], RESET, "{named}");
    }
    let fixture = Fixture::devices();
    let ran = chat(&fixture, &["/good", ASKED, "/good", "/means", "/means 9", "/means gone.md#x"]);
    let told: Vec<&str> = ran.stderr.lines().filter(|line| !line.contains("index of")).collect();
    assert_eq!(told.len(), 5, "{told:#?}");
    for (line, wanted) in told.iter().zip([
        "there was no question yet",
        "there was no answer; `/means N` names",
        "/means takes a number of the list, an id or a path:line",
        "there is no 9",
        "there is no passage gone.md#x",
    ]) {
        assert!(line.contains(wanted), "{line}");
    }
    assert!(!fixture.path(FILE).exists());
}

#[test]
fn what_is_taught_is_the_question_that_was_typed_unless_another_was_told() {
    let fixture = Fixture::new(&[]);
    let lines =
        "are internships useful\nand a junior?\nhow long does it take to become one\n/good\n";
    let ran = fixture.feed(&["chat", "--top", "1"], lines.as_bytes());
    assert!(!ran.stderr.contains("You mean: how long"), "{}", ran.stderr);
    let taught = "“how long does it take to become one” is answered by";
    assert!(ran.stderr.contains(taught), "{}", ran.stderr);
}

#[test]
fn what_would_get_worse_is_told_and_not_kept_without_a_yes() {
    let fixture = Fixture::devices();
    let ran = chat(&fixture, &["what colour is the router", &format!("/means {RESET}"), "y"]);
    assert!(
        ran.stderr.contains(
            "“What colour is the router?” would be answered by How do I reset the router?"
        ),
        "{}",
        ran.stderr
    );
    assert!(ran.stderr.contains("not kept: that wants a yes"), "{}", ran.stderr);
    assert!(!fixture.path(FILE).exists());
}

#[test]
fn passages_that_are_gone_are_told_kept_and_ignored() {
    let fixture = Fixture::devices();
    chat(&fixture, &[ASKED, &format!("/means {RESET}")]);
    let before = fs::read(fixture.path(FILE)).unwrap();
    fixture.write("docs/router.md", b"# Router\n\nThe router is grey.\n");
    let ran = fixture.run(&["ask", "--corpus", "docs", ASKED]).expect(1);
    let told =
        format!("ibid.feedback.tsv:3: there is no passage {RESET} any more; the line is kept");
    assert!(ran.stderr.contains(&told), "{}", ran.stderr);
    assert_eq!(fs::read(fixture.path(FILE)).unwrap(), before);
}

#[test]
fn a_corrupt_file_is_told_line_by_line_and_loses_nothing() {
    let fixture = Fixture::devices();
    let text = format!("{ASKED}\t{RESET}\tgood\t2026-11-23\r\n<<<<<<< HEAD\n\u{1b}[2J\tx\ty\tz\n");
    let bytes = [text.as_bytes(), b"\xff\0\n"].concat();
    fixture.write(FILE, &bytes);
    let ran = chat(&fixture, &[ASKED, "what colour is the router", "/good"]).expect(0);
    for line in [2, 3, 4] {
        let told = format!("ibid.feedback.tsv:{line}: ");
        assert_eq!(ran.stderr.matches(&told).count(), 1, "{told}: {}", ran.stderr);
    }
    assert!(!drives_terminal(&ran.stderr), "{:?}", ran.stderr);
    assert!(ran.stdout.starts_with("Hold the button"), "{}", ran.stdout);
    let now = fs::read(fixture.path(FILE)).unwrap();
    assert!(now.starts_with(&bytes), "what was there still is");
    assert!(now.ends_with(b"\n") && bytes.len() < now.len(), "and what was said is kept");
}

#[test]
fn the_built_in_documents_are_taught_in_the_users_folder() {
    let fixture = Fixture::new(&[]);
    let ran = fixture.feed(&["chat"], format!("{ASKED}\n/means 1\n{ASKED}\n").as_bytes()).expect(0);
    let files = files_below(&fixture.home("data/ibid/feedback"));
    assert_eq!(files, [fixture.home("data/ibid/feedback/builtin.tsv")], "{}", ran.stderr);
    let reply = fixture.run(&["ask", "--format", "ndjson", ASKED]).expect(0).json_lines().remove(0);
    assert_eq!(reply["status"], "answered");
}

#[test]
fn where_the_file_cannot_stand_beside_the_documents_it_stands_elsewhere() {
    let fixture = Fixture::devices();
    // Nobody can open a folder as a file, root included.
    fs::create_dir(fixture.path(FILE)).unwrap();
    let ran = chat(&fixture, &[ASKED, "/means 1", ASKED]).expect(0);
    assert_eq!(files_below(&fixture.home("data/ibid/feedback")).len(), 1, "{}", ran.stderr);
    assert!(ran.stderr.contains("ibid.feedback.tsv: it is no regular file"), "{}", ran.stderr);
    assert_eq!(ask(&fixture, ASKED)["status"], "answered");
}

#[test]
fn where_nothing_can_be_written_it_is_told_and_the_chat_goes_on() {
    let fixture = Fixture::devices();
    fs::create_dir(fixture.path(FILE)).unwrap();
    fixture.write("../home/data", b"a file where a folder would be");
    let ran = chat(&fixture, &[ASKED, "/means 1", "what colour is the router"]).expect(0);
    assert_eq!(ran.stderr.matches("not kept: cannot write ").count(), 1, "{}", ran.stderr);
    assert!(ran.stdout.contains("The router is grey."), "{}", ran.stdout);
}

/// As on a full disk: the file may not grow beyond what the limit leaves of the next line.
#[cfg(target_os = "linux")]
#[test]
fn on_a_full_disk_no_half_of_a_line_is_left() {
    let fixture = Fixture::devices();
    fixture.run(&["index", "docs", "--index", "made"]).expect(0);
    // Room for a part of a line.
    let text = format!("#{}\n", "x".repeat(2048 - 20 - 2));
    fixture.write(FILE, text.as_bytes());
    let mut shell = std::process::Command::new("bash");
    let own = fixture.command(&[]);
    for (name, value) in own.get_envs() {
        match value {
            Some(value) => shell.env(name, value),
            None => shell.env_remove(name),
        };
    }
    shell.current_dir(fixture.path("")).args([
        "-c",
        "trap '' XFSZ; ulimit -f 2; exec \"$0\" chat --no-refresh --index made",
        env!("CARGO_BIN_EXE_ibid"),
    ]);
    let input = format!("{ASKED}\n/means {RESET}\nwhat colour is the router\n");
    let ran = support::feed(shell, input.as_bytes()).expect(0);
    assert_eq!(ran.stderr.matches("not kept: cannot write ").count(), 1, "{}", ran.stderr);
    assert_eq!(fs::read_to_string(fixture.path(FILE)).unwrap(), text, "as it was");
    assert!(ran.stdout.contains("The router is grey."), "{}", ran.stdout);
}

#[test]
fn two_chats_at_once_keep_what_both_were_taught_and_learn_it_of_each_other() {
    use std::{
        io::{BufRead, BufReader, Write},
        process::Stdio,
    };
    let fixture = Fixture::devices();
    fixture.run(&["index", "docs", "--index", "made"]).expect(0);
    let mut chats: Vec<_> = (0..2)
        .map(|_| {
            let mut child = fixture
                .command(&["-q", "chat", "--index", "made"])
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .stderr(Stdio::null())
                .spawn()
                .unwrap();
            let stdin = child.stdin.take().unwrap();
            let lines = BufReader::new(child.stdout.take().unwrap()).lines();
            (child, stdin, lines)
        })
        .collect();
    for at in 0..20 {
        for (number, (_, stdin, _)) in chats.iter_mut().enumerate() {
            let word = format!("zorch{}{}", ["alpha", "beta"][number], "x".repeat(at));
            stdin.write_all(format!("{word}\n/means {RESET}\n").as_bytes()).unwrap();
        }
    }
    // What the one was taught first, the other knows after its last reply.
    for (number, (_, stdin, lines)) in chats.iter_mut().enumerate() {
        stdin.write_all(b"does the phone survive water\n").unwrap();
        assert!(lines.any(|line| line.unwrap().contains("half a metre")));
        let other = ["zorchbeta", "zorchalpha"][number];
        if number == 1 {
            stdin.write_all(format!("{other}\n").as_bytes()).unwrap();
            assert!(lines.any(|line| line.unwrap().starts_with("Hold the button")));
        }
    }
    for (mut child, stdin, _) in chats {
        drop(stdin);
        child.wait().unwrap();
    }
    let lines = kept(&fixture);
    assert_eq!(lines.len(), 40, "{lines:#?}");
    for word in ["alpha", "beta"] {
        assert_eq!(
            lines.iter().filter(|line| line.starts_with(&format!("zorch{word}"))).count(),
            20
        );
    }
}

#[cfg(unix)]
mod terminal {
    use std::time::Duration;

    use expectrl::{Expect, Session};

    use super::{RESET, kept, support::Fixture};

    #[test]
    fn a_yes_keeps_what_makes_another_reply_worse() {
        let fixture = Fixture::devices();
        let command = fixture.command(&["chat", "--corpus", "docs", "--color", "never"]);
        let mut session = Session::spawn(command).unwrap();
        session.set_expect_timeout(Some(Duration::from_secs(30)));
        session.expect("ibid> ").unwrap();
        for answer in ["n", "y"] {
            session.send_line("what colour is the router").unwrap();
            session.expect("The router is grey.").unwrap();
            session.expect("ibid> ").unwrap();
            session.send_line(format!("/means {RESET}")).unwrap();
            session.expect("this would get worse").unwrap();
            session.expect("(y or n)").unwrap();
            session.expect("ibid> ").unwrap();
            session.send_line(answer).unwrap();
            session.expect(if answer == "n" { "left as it is" } else { "kept in " }).unwrap();
            session.expect("ibid> ").unwrap();
        }
        session.send_line("what colour is the router").unwrap();
        session.expect("Hold the button").unwrap();
        session.expect("ibid> ").unwrap();
        session.send_line("/undo").unwrap();
        session.expect("taken back: means").unwrap();
        session.expect("ibid> ").unwrap();
        assert_eq!(kept(&fixture).len(), 0);
        session.send_line("what colour is the router").unwrap();
        session.expect("The router is grey.").unwrap();
    }
}

/// An entry with many phrasings is asked for with ever new words; one that was taught some is not.
#[test]
fn what_a_passage_was_taught_makes_other_questions_no_surer() {
    let text = "# Handbook\n\n## Trial period\n\nThe trial period of a new colleague lasts six months.\n\n\
                ## Holidays\n\nThere are thirty days of leave a year.\n\n## Meals\n\nThe canteen is open from \
                noon to two.\n";
    let fixture = Fixture::new(&[("docs/a.md", text)]);
    let question = "does the trial period count for the pension";
    let before = ask(&fixture, question);
    let passage = "a.md#trial-period";
    assert_eq!(
        before["answers"].as_array().unwrap().first().or(before["nearest"].get(0)).unwrap()["id"],
        passage
    );
    let line = |asked: &str| format!("{asked}\t{passage}\tgood\t2026-11-23\n");
    let taught =
        ["how long is the trial period", "when does the trial period end", "how long am I new"];
    fixture.write(FILE, taught.map(line).concat().as_bytes());
    let after = ask(&fixture, question);
    assert_ne!(before["status"], "answered", "{before:#}");
    assert_ne!(after["status"], "answered", "{after:#}");
}
