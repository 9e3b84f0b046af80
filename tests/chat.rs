//! `ibid chat`, with piped lines and in a real pseudo-terminal.

mod support;

use std::{
    io::{BufRead, BufReader, Read, Write},
    process::Stdio,
};

use support::Fixture;

const RESET: &[u8] = b"how do I reset the router\n";

#[test]
fn piped_lines_are_one_conversation_without_a_prompt() {
    let fixture = Fixture::devices();
    let input = [RESET, b"\n1\n/quit\nnever read\n"].concat();
    let ran = fixture.feed(&["chat", "--corpus", "docs"], &input).expect(0);
    assert_eq!(ran.stdout.matches("Hold the button for ten seconds.").count(), 2, "{}", ran.stdout);
    assert!(ran.stdout.contains("How do I reset the router?\n\nHold the button"), "{}", ran.stdout);
    assert!(!ran.stdout.contains("ibid> "), "{}", ran.stdout);
    assert!(!ran.stdout.contains("never"), "{}", ran.stdout);
    assert!(!fixture.home("state/ibid/history").exists(), "piped lines are no history");
}

#[test]
fn a_chat_goes_on_with_the_index_that_another_process_built() {
    let fixture = Fixture::devices();
    fixture.run(&["index", "docs", "--index", "made"]).expect(0);
    let mut child = fixture
        .command(&["chat", "--no-refresh", "--index", "made"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    stdin.write_all(RESET).unwrap();
    let mut before = String::new();
    stdout.read_line(&mut before).unwrap();
    assert!(before.starts_with("Hold the button"), "{before}");
    let changed = b"# Router\n\n## How do I reset the router?\n\nPress both keys.\n";
    fixture.write("docs/router.md", changed);
    fixture.run(&["index", "docs", "--index", "made"]).expect(0);
    stdin.write_all(RESET).unwrap();
    drop(stdin);
    let mut after = String::new();
    stdout.read_to_string(&mut after).unwrap();
    child.wait().unwrap();
    assert!(after.contains("Press both keys."), "{after}");
}

#[test]
fn ibid_alone_is_the_conversation() {
    let fixture = Fixture::devices();
    fixture.write("ibid.toml", b"corpus = [\"docs\"]\n");
    let ran = fixture.feed(&[], RESET).expect(0);
    assert!(ran.stdout.starts_with("Hold the button"), "{}", ran.stdout);
}

#[test]
fn commands_answer() {
    let fixture = Fixture::devices();
    let chat = |input: &str| fixture.feed(&["chat", "--corpus", "docs"], input.as_bytes());
    let ran = chat("/help\n/sources\n").expect(0);
    assert!(ran.stdout.contains("/more [N]"), "{}", ran.stdout);
    assert!(ran.stdout.contains("2 files"), "{}", ran.stdout);
    let ran = chat("how do I reset the router\n/why\n").expect(0);
    assert!(ran.stdout.contains("\nunderstood    how do I reset the router"), "{}", ran.stdout);
}

#[test]
fn more_goes_on_with_the_numbers() {
    let fixture = Fixture::devices();
    let args = ["chat", "--corpus", "docs", "--top", "1"];
    let ran = fixture.feed(&args, b"router phone water erase\n/more 2\n2\n").expect(0);
    assert!(ran.stdout.contains("\n  2  "), "{}", ran.stdout);
}

#[test]
fn mistakes_are_told_in_one_line() {
    let fixture = Fixture::devices();
    let ran = fixture
        .feed(&["-q", "chat", "--corpus", "docs"], b"7\n/hlep\n/more\n/why\n/more x\n/open 1\n");
    let ran = ran.expect(0);
    let told: Vec<&str> = ran.stderr.lines().collect();
    assert_eq!(
        told,
        [
            "ibid: nothing is listed yet, so there is no 7",
            "ibid: there is no command /hlep; the nearest is /help",
            "ibid: there was no question yet",
            "ibid: there was no question yet",
            "ibid: /more takes a number from 1 to 999, as in /more 5",
            "ibid: nothing is listed yet, so there is no 1",
        ]
    );
}

#[test]
fn refusals_only_are_exit_1() {
    let fixture = Fixture::devices();
    fixture.feed(&["chat", "--corpus", "docs"], b"quantum chromodynamics\n").expect(1);
    fixture.feed(&["chat", "--corpus", "docs"], b"").expect(0);
}

#[test]
fn the_next_question_is_answered_from_changed_documents() {
    use std::io::{BufRead, BufReader, Write};
    let fixture = Fixture::devices();
    let mut child = fixture
        .command(&["chat", "--corpus", "docs"])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    stdin.write_all(RESET).unwrap();
    assert!(lines.next().unwrap().unwrap().starts_with("Hold the button"));
    fixture.write(
        "docs/oven.md",
        b"# Oven\n\n## How hot is the oven?\n\nThe oven reaches 250 degrees.\n",
    );
    stdin.write_all(b"how hot is the oven\n").unwrap();
    drop(stdin);
    let rest: Vec<String> = lines.map(Result::unwrap).collect();
    assert!(rest.iter().any(|line| line.contains("250 degrees")), "{rest:?}");
    child.wait().unwrap();
}

#[cfg(unix)]
mod terminal {
    use std::{fs, os::unix::fs::PermissionsExt, time::Duration};

    use expectrl::{ControlCode, Eof, Expect, Session, session::OsSession};

    use super::support::Fixture;

    fn chat(fixture: &Fixture) -> OsSession {
        let command = fixture.command(&["chat", "--corpus", "docs", "--color", "never"]);
        let mut session = Session::spawn(command).unwrap();
        session.set_expect_timeout(Some(Duration::from_secs(30)));
        session.expect("ibid> ").unwrap();
        session
    }

    #[test]
    fn a_question_is_answered_and_a_number_picks() {
        let fixture = Fixture::devices();
        let mut session = chat(&fixture);
        session.send_line("how do I reset the router").unwrap();
        session.expect("Hold the button").unwrap();
        session.expect("docs/router.md:3").unwrap();
        session.expect("ibid> ").unwrap();
        session.send_line("1").unwrap();
        session.expect("How do I reset the router?").unwrap();
        session.expect("Hold the button").unwrap();
        session.expect("ibid> ").unwrap();
        session.send(ControlCode::EndOfTransmission).unwrap();
        session.expect(Eof).unwrap();
    }

    #[test]
    fn ctrl_c_clears_the_line_and_ctrl_d_leaves() {
        let fixture = Fixture::devices();
        let mut session = chat(&fixture);
        session.send("quantum chromo").unwrap();
        session.expect("chromo").unwrap();
        session.send(ControlCode::EndOfText).unwrap();
        session.expect("ibid> ").unwrap();
        session.send_line("what colour is the router").unwrap();
        session.expect("The router is grey.").unwrap();
        session.expect("ibid> ").unwrap();
        session.send(ControlCode::EndOfTransmission).unwrap();
        session.expect(Eof).unwrap();
        let history = fs::read_to_string(fixture.home("state/ibid/history")).unwrap();
        assert!(history.contains("what colour is the router"), "{history}");
        assert!(!history.contains("quantum"), "{history}");
    }

    #[test]
    fn the_history_is_private_and_kept() {
        let fixture = Fixture::devices();
        let mut session = chat(&fixture);
        session.send_line("what colour is the router").unwrap();
        session.expect("The router is grey.").unwrap();
        session.send_line("/quit").unwrap();
        session.expect(Eof).unwrap();
        let path = fixture.home("state/ibid/history");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        let mut session = chat(&fixture);
        // Up twice: the last line of the chat before was `/quit`.
        session.send("\u{1b}[A").unwrap();
        session.expect("/quit").unwrap();
        session.send("\u{1b}[A").unwrap();
        session.expect("what colour is the router").unwrap();
        session.send("\r").unwrap();
        session.expect("The router is grey.").unwrap();
    }

    #[test]
    fn a_history_that_cannot_be_used_stops_nothing() {
        let fixture = Fixture::devices();
        fs::create_dir_all(fixture.home("state/ibid/history")).unwrap();
        let command = fixture.command(&["chat", "--corpus", "docs"]);
        let mut session = Session::spawn(command).unwrap();
        session.set_expect_timeout(Some(Duration::from_secs(30)));
        session.expect("no history in this chat").unwrap();
        session.expect("ibid> ").unwrap();
        session.send_line("what colour is the router").unwrap();
        session.expect("The router is grey.").unwrap();
        session.expect("ibid> ").unwrap();
        session.send_line("/quit").unwrap();
        session.expect(Eof).unwrap();
    }

    #[test]
    fn open_starts_the_editor_at_the_line() {
        let fixture = Fixture::devices();
        // A program of a name that is known, saying what it was given.
        fixture.write("bin/vim", b"#!/bin/sh\necho EDITS \"$@\"\n");
        let vim = fixture.path("bin/vim");
        fs::set_permissions(&vim, fs::Permissions::from_mode(0o755)).unwrap();
        let mut command = fixture.command(&["chat", "--corpus", "docs"]);
        command.env("EDITOR", &vim);
        let mut session = Session::spawn(command).unwrap();
        session.set_expect_timeout(Some(Duration::from_secs(30)));
        session.expect("ibid> ").unwrap();
        session.send_line("how do I reset the router").unwrap();
        session.expect("Hold the button").unwrap();
        session.expect("ibid> ").unwrap();
        session.send_line("/open 1").unwrap();
        session.expect("EDITS +3 ").unwrap();
        session.expect("docs/router.md").unwrap();
    }
}

#[test]
fn what_has_a_question_of_its_own_was_refused_as_going_on() {
    let mill = "# Visiting the mill\n\n## Where do I leave the car?\n\nOn the meadow by the river; five euros a day, paid at the gate.\n\n\
                ## Is there somewhere for bicycles?\n\nRacks stand at the main gate. Bring a lock.\n\n## Can I charge my \
                phone?\n\nIn the café, while it is open.\n";
    let fixture = Fixture::new(&[("docs/mill.md", mill)]);
    let ran =
        fixture.feed(&["chat", "--corpus", "docs"], b"where do I leave the car\nand bicycles?\n");
    assert!(ran.stdout.contains("Racks stand at the main gate."), "{}", ran.stdout);
}
