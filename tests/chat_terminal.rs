//! `ibid chat` in a real pseudo-terminal: what helps while typing, and what happens to a terminal.

#![cfg(unix)]

mod support;

use std::{fs, os::unix::fs::PermissionsExt, process::Command, thread, time::Duration};

use expectrl::{ControlCode, Eof, Expect, Session, session::OsSession};
use support::Fixture;

const RIGHT: &str = "\u{1b}[C";
const UP: &str = "\u{1b}[A";

fn spawn(command: Command) -> OsSession {
    let mut session = Session::spawn(command).unwrap();
    session.set_expect_timeout(Some(Duration::from_secs(60)));
    session
}

/// A chat at its first prompt.
fn chat(fixture: &Fixture, args: &[&str]) -> OsSession {
    let args = [&["chat", "--corpus", "docs"], args].concat();
    let mut session = spawn(fixture.command(&args));
    session.expect("ibid> ").unwrap();
    session
}

fn leave(mut session: OsSession) {
    session.send(ControlCode::EndOfTransmission).unwrap();
    session.expect(Eof).unwrap();
}

/// A shell with job control and the prompt `$ `, in which `ibid` is the command.
fn shell(fixture: &Fixture) -> OsSession {
    let ibid = fixture.command(&[]);
    let mut command = Command::new("bash");
    command.args(["--norc", "--noprofile", "-i"]);
    command.current_dir(fixture.path("")).env("PS1", "SHELL$ ").env("HISTFILE", "/dev/null");
    for (name, value) in ibid.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    let mut session = spawn(command);
    session.expect("SHELL$ ").unwrap();
    session.send_line(format!("alias ibid='{}'", env!("CARGO_BIN_EXE_ibid"))).unwrap();
    session.expect("SHELL$ ").unwrap();
    session
}

fn history(fixture: &Fixture) -> String {
    fs::read_to_string(fixture.home("state/ibid/history")).unwrap()
}

#[test]
fn a_question_of_the_documents_is_hinted_at_and_taken() {
    let fixture = Fixture::devices();
    let mut session = chat(&fixture, &["--color", "always"]);
    // The first key has the questions gathered; a later one finds them.
    session.send("how do I").unwrap();
    thread::sleep(Duration::from_millis(700));
    session.send(" er").unwrap();
    session.expect("\u{1b}[2mase the phone?\u{1b}[0m").unwrap();
    session.send(RIGHT).unwrap();
    session.send("\r").unwrap();
    session.expect("choose Erase").unwrap();
    session.expect("ibid> ").unwrap();
    // Of what was asked before the history knows best, by the first letters.
    session.send("how").unwrap();
    session.expect("\u{1b}[2m do I erase the phone?\u{1b}[0m").unwrap();
    session.send(ControlCode::EndOfText).unwrap();
    session.expect("ibid> ").unwrap();
    leave(session);
}

#[test]
fn unknown_words_are_underlined_and_commands_bold() {
    let fixture = Fixture::devices();
    let mut session = chat(&fixture, &["--color", "always"]);
    session.send("the quark router").unwrap();
    session.expect("the \u{1b}[4mquark\u{1b}[0m router").unwrap();
    session.send(ControlCode::EndOfText).unwrap();
    session.expect("ibid> ").unwrap();
    session.send("/more 2").unwrap();
    session.expect("\u{1b}[1m/more\u{1b}[0m 2").unwrap();
    session.send(ControlCode::EndOfText).unwrap();
    session.expect("ibid> ").unwrap();
    leave(session);
}

#[test]
fn tab_completes_commands_arguments_and_questions() {
    let fixture = Fixture::devices();
    let mut session = chat(&fixture, &["--color", "never"]);
    session.send("/stat\t").unwrap();
    session.expect("/status").unwrap();
    session.send("\r").unwrap();
    session.expect("2 files").unwrap();
    session.expect("ibid> ").unwrap();
    session.send("/set cli\t").unwrap();
    session.expect("/set clipboard ").unwrap();
    session.send("xs\t").unwrap();
    session.expect("xsel").unwrap();
    session.send("\r").unwrap();
    session.expect("clipboard       xsel").unwrap();
    session.expect("ibid> ").unwrap();
    session.send("/save do\t").unwrap();
    session.expect("/save docs/").unwrap();
    session.send(ControlCode::EndOfText).unwrap();
    session.expect("ibid> ").unwrap();
    session.send("colour").unwrap();
    thread::sleep(Duration::from_millis(700));
    session.send("\t").unwrap();
    session.expect("What colour is the router?").unwrap();
    session.send("\r").unwrap();
    session.expect("The router is grey.").unwrap();
    session.expect("ibid> ").unwrap();
    // Tab on nothing, and on a slash, lists what there is.
    session.send("/\t").unwrap();
    session.expect("/related [N]").unwrap();
    session.expect("leaves, as does Ctrl-D").unwrap();
    // Below the list the line is drawn anew.
    session.expect("ibid> /").unwrap();
    session.send(ControlCode::EndOfText).unwrap();
    session.expect("ibid> ").unwrap();
    leave(session);
}

#[test]
fn tab_completes_tags_files_folders_and_headings() {
    let fixture = Fixture::new(&[
        ("docs/shop/pay.md", "---\ntags: [money, getting started]\n---\n\n# Paying\n\nBy card.\n"),
        ("docs/shop/send.md", "---\ntags: [parcels]\n---\n\n# Sending\n\nBy mail.\n"),
        ("docs/about.md", "# About us\n\nWe sell boats.\n"),
    ]);
    let mut session = chat(&fixture, &["--color", "never"]);
    session.send("/tag get\t").unwrap();
    session.expect("/tag getting-started").unwrap();
    // Behind a comma begins another one.
    session.send(", par\t").unwrap();
    session.expect("parcels").unwrap();
    session.send("\r").unwrap();
    session.expect("only from what is tagged getting-started or parcels").unwrap();
    session.expect("ibid> ").unwrap();
    session.send("/tag \t").unwrap();
    session.expect("getting-started").unwrap();
    session.expect("money").unwrap();
    session.expect("parcels").unwrap();
    // Below the list the line is drawn anew.
    session.expect("ibid> /tag ").unwrap();
    session.send(ControlCode::EndOfText).unwrap();
    session.expect("ibid> ").unwrap();
    session.send("/tag\r").unwrap();
    session.expect("from all documents").unwrap();
    session.expect("ibid> ").unwrap();
    session.send("/in sh\t").unwrap();
    session.expect("/in shop/").unwrap();
    session.send("p\t").unwrap();
    session.expect("pay.md").unwrap();
    session.send(", #abo\t").unwrap();
    session.expect("#about-us").unwrap();
    session.send("\r").unwrap();
    session.expect("only from what is in shop/pay.md or #about-us").unwrap();
    session.expect("ibid> ").unwrap();
    leave(session);
}

#[test]
fn pasted_lines_are_one_question() {
    let fixture = Fixture::devices();
    let mut session = chat(&fixture, &["--color", "never"]);
    session.send("\u{1b}[200~what colour\nis the router\u{1b}[201~").unwrap();
    session.send("\r").unwrap();
    session.expect("The router is grey.").unwrap();
    session.expect("ibid> ").unwrap();
    leave(session);
    assert!(history(&fixture).contains("what colour\\nis the router\n"), "{}", history(&fixture));
}

#[test]
fn lines_that_came_at_once_were_lost_behind_the_first() {
    let fixture = Fixture::devices();
    let mut session = chat(&fixture, &["--color", "never"]);
    session.send("what colour is the router\rhow do I erase the phone\r").unwrap();
    session.expect("The router is grey.").unwrap();
    session.expect("choose Erase").unwrap();
    session.expect("ibid> ").unwrap();
    leave(session);
}

#[test]
fn quotes_hold_a_question_open_until_they_close_or_a_line_is_empty() {
    let fixture = Fixture::devices();
    let mut session = chat(&fixture, &["--color", "never"]);
    session.send("\"\"\"what colour\r").unwrap();
    session.send("is the router\"\"\"\r").unwrap();
    session.expect("The router is grey.").unwrap();
    session.expect("ibid> ").unwrap();
    session.send("\"does the phone survive water\r").unwrap();
    session.send("\r").unwrap();
    session.expect("half a metre").unwrap();
    session.expect("ibid> ").unwrap();
    // Neither an apostrophe nor an inch mark holds anybody up.
    session.send("what's the router's 5\" colour\r").unwrap();
    session.expect("The router is grey.").unwrap();
    session.expect("ibid> ").unwrap();
    leave(session);
}

#[test]
fn ctrl_r_searches_what_was_typed() {
    let fixture = Fixture::devices();
    fixture.write("../home/state/ibid/history", b"#V2\nwhat colour is the router\nunrelated\n");
    let mut session = chat(&fixture, &["--color", "never"]);
    session.send("\u{12}").unwrap();
    session.expect("reverse-i-search").unwrap();
    session.send("colo").unwrap();
    session.expect("what colour is the router").unwrap();
    session.send("\r").unwrap();
    session.expect("The router is grey.").unwrap();
    session.expect("ibid> ").unwrap();
    leave(session);
}

#[test]
fn vi_keys_are_a_setting() {
    let fixture = Fixture::devices();
    fixture.write("ibid.toml", b"keys = \"vi\"\n");
    let mut session = chat(&fixture, &["--color", "never"]);
    session.send("xwhat colour is the router").unwrap();
    session.send("\u{1b}").unwrap();
    // Longer than an escape waits for the rest of a sequence.
    thread::sleep(Duration::from_millis(900));
    session.send("0x").unwrap();
    session.send("\r").unwrap();
    session.expect("The router is grey.").unwrap();
    session.expect("ibid> ").unwrap();
    session.send_line("/set keys emacs").unwrap();
    session.expect("keys            emacs").unwrap();
    session.expect("ibid> ").unwrap();
    // Ctrl-A goes to the start, Ctrl-D takes the letter there.
    session.send("xwhat colour is the router\u{1}\u{4}\r").unwrap();
    session.expect("The router is grey.").unwrap();
    session.expect("ibid> ").unwrap();
    leave(session);
}

#[test]
fn copying_is_an_order_to_the_terminal() {
    let fixture = Fixture::devices();
    let mut command = fixture.command(&["chat", "--corpus", "docs", "--color", "never"]);
    command.env_remove("TMUX");
    let mut session = spawn(command);
    session.expect("ibid> ").unwrap();
    session.send_line("what colour is the router").unwrap();
    session.expect("The router is grey.").unwrap();
    session.expect("ibid> ").unwrap();
    session.send_line("/copy").unwrap();
    // "The router is grey." in Base64.
    session.expect("\u{1b}]52;c;VGhlIHJvdXRlciBpcyBncmV5Lg==\u{7}").unwrap();
    session.expect("gave passage 1 to the terminal's clipboard (19 characters)").unwrap();
    session.expect("ibid> ").unwrap();
    leave(session);
}

#[test]
fn saving_asks_before_it_replaces() {
    let fixture = Fixture::devices();
    fixture.write("notes.md", b"precious\n");
    let mut session = chat(&fixture, &["--color", "never"]);
    session.send_line("what colour is the router").unwrap();
    session.expect("The router is grey.").unwrap();
    session.expect("ibid> ").unwrap();
    session.send_line("/save notes.md").unwrap();
    session.expect("is there already; replace it?").unwrap();
    session.expect("ibid> ").unwrap();
    session.send_line("y").unwrap();
    session.expect("saved 1 reply in").unwrap();
    session.expect("ibid> ").unwrap();
    leave(session);
    assert!(
        fs::read_to_string(fixture.path("notes.md")).unwrap().contains("> The router is grey.")
    );
}

#[test]
fn ctrl_c_twice_says_how_to_leave() {
    let fixture = Fixture::devices();
    let mut session = chat(&fixture, &["--color", "never"]);
    session.send(ControlCode::EndOfText).unwrap();
    session.expect("ibid> ").unwrap();
    session.send(ControlCode::EndOfText).unwrap();
    session.expect("Ctrl-D or /quit leaves").unwrap();
    session.expect("ibid> ").unwrap();
    leave(session);
}

#[test]
fn a_resized_terminal_is_wrapped_to_its_new_width() {
    let fixture = Fixture::new(&[(
        "docs/long.md",
        "# Long\n\n## What is long?\n\nA sentence that has so many words in it that it takes \
         several lines on a narrow terminal, and only a few on one that is wide.\n",
    )]);
    let mut session = chat(&fixture, &["--color", "never"]);
    session.get_process_mut().set_window_size(42, 20).unwrap();
    session.send_line("what is long").unwrap();
    session.expect("A sentence that has so many words in it\r\n").unwrap();
    session.expect("ibid> ").unwrap();
    session.get_process_mut().set_window_size(90, 20).unwrap();
    session.send_line("what is long").unwrap();
    session.expect("on a narrow terminal,\r\n").unwrap();
    session.expect("ibid> ").unwrap();
    leave(session);
}

#[test]
fn a_dumb_terminal_gets_plain_lines() {
    let fixture = Fixture::devices();
    let mut command = fixture.command(&["chat", "--corpus", "docs"]);
    command.env("TERM", "dumb");
    let mut session = spawn(command);
    session.expect("ibid> ").unwrap();
    session.send_line("what colour is the router").unwrap();
    let reply = session.expect("The router is grey.").unwrap();
    let before = reply.before().to_owned();
    let rest = session.expect("ibid> ").unwrap();
    let all = [&before, rest.before()].concat();
    assert!(!all.contains(&0x1b), "{:?}", String::from_utf8_lossy(&all));
    session.send_line("/quit").unwrap();
    session.expect(Eof).unwrap();
}

#[test]
fn a_stopped_chat_goes_on_where_it_was() {
    let fixture = Fixture::devices();
    let mut session = shell(&fixture);
    session.send_line("ibid chat --corpus docs --color never").unwrap();
    session.expect("ibid> ").unwrap();
    session.send("what colour is").unwrap();
    session.expect("colour is").unwrap();
    session.send("\u{1a}").unwrap();
    session.expect("Stopped").unwrap();
    session.expect("SHELL$ ").unwrap();
    session.send_line("fg").unwrap();
    session.expect("ibid> what colour is").unwrap();
    session.send(" the router\r").unwrap();
    session.expect("The router is grey.").unwrap();
    session.expect("ibid> ").unwrap();
    session.send_line("/quit").unwrap();
    session.expect("SHELL$ ").unwrap();
}

#[test]
fn a_killed_editor_leaves_a_terminal_that_works() {
    let fixture = Fixture::devices();
    fixture.write("vim", b"#!/bin/sh\nstty raw -echo\nprintf '\\033[?1049h'\nkill -9 $$\n");
    fs::set_permissions(fixture.path("vim"), fs::Permissions::from_mode(0o755)).unwrap();
    let mut session = shell(&fixture);
    session.send_line("EDITOR=./vim ibid chat --corpus docs --color never").unwrap();
    session.expect("ibid> ").unwrap();
    session.send_line("what colour is the router").unwrap();
    session.expect("The router is grey.").unwrap();
    session.expect("ibid> ").unwrap();
    session.send_line("/open 1").unwrap();
    session.expect("\u{1b}[?1049l").unwrap();
    session.expect("the editor ./vim ended with signal: 9").unwrap();
    session.expect("ibid> ").unwrap();
    session.send_line("/quit").unwrap();
    session.expect("SHELL$ ").unwrap();
    // The shell sets what it needs while a line is edited; a command sees what is left behind.
    session.send_line("stty -a").unwrap();
    session.expect(" icanon ").unwrap();
}

#[test]
fn a_closed_terminal_loses_nothing() {
    let fixture = Fixture::devices();
    let mut session = chat(&fixture, &["--color", "never"]);
    session.send_line("what colour is the router").unwrap();
    session.expect("The router is grey.").unwrap();
    session.expect("ibid> ").unwrap();
    session.send("half a quest").unwrap();
    // What a terminal does when its window is closed.
    let pid = session.get_process().pid().to_string();
    let sent = Command::new("kill").args(["-HUP", &pid]).status().unwrap();
    assert!(sent.success());
    session.expect(Eof).unwrap();
    assert!(history(&fixture).ends_with("what colour is the router\n"), "{}", history(&fixture));
    let ran = fixture.feed(&["chat", "--corpus", "docs"], b"what colour is the router\n").expect(0);
    assert_eq!(ran.stderr, "", "the index is whole");
}

#[test]
fn two_chats_at_once_keep_the_lines_of_both() {
    let fixture = Fixture::devices();
    let mut one = chat(&fixture, &["--color", "never"]);
    let mut other = chat(&fixture, &["--color", "never"]);
    one.send_line("what colour is the router").unwrap();
    one.expect("The router is grey.").unwrap();
    other.send_line("does the phone survive water").unwrap();
    other.expect("half a metre").unwrap();
    one.expect("ibid> ").unwrap();
    one.send_line("how do I erase the phone").unwrap();
    one.expect("choose Erase").unwrap();
    one.expect("ibid> ").unwrap();
    other.expect("ibid> ").unwrap();
    leave(one);
    leave(other);
    let typed = "what colour is the router\ndoes the phone survive water\nhow do I erase the phone";
    assert_eq!(history(&fixture), format!("#V2\n{typed}\n"));
}

#[test]
fn a_history_that_cannot_be_written_is_told_once_and_stops_nothing() {
    let fixture = Fixture::devices();
    fixture.run(&["index", "docs", "--index", "made"]).expect(0);
    fixture.write("../home/state/ibid/history", b"#V2\nwhat colour is the router\n");
    let ibid = fixture.command(&[]);
    let mut command = Command::new("bash");
    // No file may grow: a disk that is full.
    command.args(["-c", "trap '' XFSZ; ulimit -f 0; exec \"$0\" chat --index made --color never"]);
    command.arg(ibid.get_program()).current_dir(fixture.path(""));
    for (name, value) in ibid.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    let mut session = spawn(command);
    session.expect("ibid> ").unwrap();
    session.send_line("does the phone survive water").unwrap();
    session.expect("what is typed from here on is not kept").unwrap();
    session.expect("half a metre").unwrap();
    session.expect("ibid> ").unwrap();
    // What was there before is there still, and what was just typed while the chat lasts.
    session.send(UP).unwrap();
    session.expect("does the phone survive water").unwrap();
    session.send(UP).unwrap();
    session.expect("what colour is the router").unwrap();
    session.send("\r").unwrap();
    let reply = session.expect("The router is grey.").unwrap();
    let told = String::from_utf8_lossy(reply.before()).into_owned();
    assert!(!told.contains("not kept"), "{told}");
    session.expect("ibid> ").unwrap();
    leave(session);
    assert_eq!(history(&fixture), "#V2\nwhat colour is the router\n");
}

#[test]
fn a_history_that_only_can_be_read_is_read() {
    let fixture = Fixture::devices();
    fixture.write("../home/state/ibid/history", b"#V2\nwhat colour is the router\n");
    let path = fixture.home("state/ibid/history");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).unwrap();
    if fs::OpenOptions::new().append(true).open(&path).is_ok() {
        eprintln!("skipped: this user may write to any file");
        return;
    }
    let mut session = spawn(fixture.command(&["chat", "--corpus", "docs", "--color", "never"]));
    session.expect("what is typed from here on is not kept").unwrap();
    session.expect("ibid> ").unwrap();
    session.send(UP).unwrap();
    session.expect("what colour is the router").unwrap();
    session.send("\r").unwrap();
    session.expect("The router is grey.").unwrap();
}

#[test]
fn a_corrupt_history_gives_what_can_be_read() {
    let fixture = Fixture::devices();
    fixture.write(
        "../home/state/ibid/history",
        b"#V2\nwhat colour is the router\n\xff\xfe\x1b]52;c;eA==\x07\x00cut sho",
    );
    let mut session = chat(&fixture, &["--color", "never"]);
    session.send(UP).unwrap();
    session.expect("]52;c;eA==␇").unwrap();
    session.send(UP).unwrap();
    session.expect("what colour is the router").unwrap();
    session.send("\r").unwrap();
    session.expect("The router is grey.").unwrap();
    session.expect("ibid> ").unwrap();
    leave(session);
    let bytes = fs::read(fixture.home("state/ibid/history")).unwrap();
    assert!(bytes.ends_with(b"cut sho\nwhat colour is the router\n"));
}
