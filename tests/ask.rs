//! `ibid ask`, through the command.

mod support;

use std::{
    fs,
    io::{BufRead, BufReader, Write},
    process::Stdio,
    thread,
    time::Duration,
};

use support::{Fixture, feed};

const RESET: &str = "how do I reset the router";

#[test]
fn an_answer_is_verbatim_and_cited() {
    let ran = Fixture::devices().run(&["ask", "--corpus", "docs", RESET]).expect(0);
    assert!(ran.stdout.starts_with("Hold the button for ten seconds."), "{}", ran.stdout);
    assert!(ran.stdout.contains("\n  docs/router.md:3  Router › How do I reset"), "{}", ran.stdout);
    assert!(!ran.stdout.contains('\u{1b}'), "no colour in a pipe: {:?}", ran.stdout);
}

#[test]
fn an_option_behind_a_question_in_quotes_is_told_to_be_part_of_it() {
    let ran = Fixture::devices().run(&["ask", "--corpus", "docs", RESET, "--explain"]).expect(0);
    assert!(ran.stderr.contains("--explain stands behind the question"), "{}", ran.stderr);
    let ran = Fixture::devices().run(&["ask", "--corpus", "docs", RESET]).expect(0);
    assert!(!ran.stderr.contains("behind"), "{}", ran.stderr);
}

#[test]
fn words_behind_the_sign_for_standard_input_were_taken_for_the_question() {
    let ran = Fixture::devices().feed(&["ask", "-", "--format", "ndjson"], RESET.as_bytes());
    ran.complains(&["options stand before: `ibid ask --format ndjson -`"]);
}

/// Written into the program by each start, its addresses cost more than the answer.
#[cfg(all(target_os = "linux", target_env = "gnu", target_arch = "x86_64"))]
#[test]
fn the_program_lies_at_a_fixed_address() {
    let program = fs::read(env!("CARGO_BIN_EXE_ibid")).unwrap();
    // The type of an ELF file: 2 at a fixed address, 3 anywhere.
    assert_eq!(program[16], 2);
}

/// Where libc is there as an archive, the program has it in itself: libraries that are to be found, mapped
/// and bound cost as much.
#[cfg(all(target_os = "linux", target_env = "gnu", target_arch = "x86_64"))]
#[test]
fn no_loader_is_asked_for() {
    if option_env!("IBID_STATIC").is_none() {
        println!("skipped: libc is not there as an archive, or is not wanted");
        return;
    }
    let program = fs::read(env!("CARGO_BIN_EXE_ibid")).unwrap();
    let number = |at: usize, bytes: usize| {
        program[at..at + bytes].iter().rev().fold(0, |sum, byte| sum << 8 | usize::from(*byte))
    };
    // The headers of its segments, of which type 3 names the loader.
    let (first, size, count) = (number(32, 8), number(54, 2), number(56, 2));
    let types = (0..count).map(|at| number(first + at * size, 4));
    assert_eq!(types.filter(|kind| *kind == 3).count(), 0);
}

#[test]
fn several_words_need_no_quotes() {
    let fixture = Fixture::devices();
    let ran = fixture.run(&["ask", "--corpus", "docs", "what", "colour", "is", "the", "router"]);
    assert!(ran.expect(0).stdout.starts_with("The router is grey."));
}

#[test]
fn the_sentence_is_marked_that_says_what_the_title_leaves_open() {
    let text = "# Training\n\nTraining is paid, and every training has its budget. Your team lead approves \
                it.\n\n# Notice\n\n| Years | Notice |\n|---|---|\n| up to five | a month |\n| more | a year |\n";
    let fixture = Fixture::new(&[("docs/a.md", text)]);
    let marked = |question: &str| {
        let ran = fixture.run(&["ask", "--corpus", "docs", "--format", "json", question]).expect(0);
        let reply: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
        let best = &reply["answers"][0];
        let range = |at: usize| best["highlight"][0][at].as_u64().unwrap() as usize;
        best["text"].as_str().unwrap()[range(0)..range(1)].to_owned()
    };
    assert_eq!(marked("who approves training"), "Your team lead approves it.");
    assert!(!marked("notice by years").contains("Years"), "the names of the columns");
}

#[test]
fn what_cannot_be_read_is_not_said_to_be_unwritable() {
    let fixture = Fixture::devices();
    let folder = fs::File::open(fixture.path("docs")).unwrap();
    let ran = fixture.command(&["ask", "--corpus", "docs", "-"]).stdin(folder).output().unwrap();
    let said = String::from_utf8_lossy(&ran.stderr);
    assert_eq!(ran.status.code(), Some(2));
    assert!(said.contains("cannot read standard input") && !said.contains("write"), "{said}");
}

#[test]
fn a_question_without_the_command_is_told_how_to_ask() {
    let ran = Fixture::devices().run(&["what", "is", "this"]);
    ran.complains(&["there is no command what", "`ibid ask what is this`"]);
}

#[test]
fn a_fresh_machine_needs_no_set_up() {
    let fixture = Fixture::new(&[]);
    let ran = fixture.run(&["ask", "what is deep learning"]).expect(0);
    assert!(ran.stdout.contains("builtin:"), "{}", ran.stdout);
    let again = fixture.run(&["ask", "what is deep learning"]).expect(0);
    assert_eq!(again.stdout, ran.stdout);
    assert_eq!(again.stderr, "", "the index is there now");
}

#[test]
fn no_answer_is_exit_1_and_says_what_is_unknown() {
    let ran = Fixture::devices().run(&["ask", "--corpus", "docs", "quantum chromodynamics"]);
    let ran = ran.expect(1);
    assert!(ran.stdout.starts_with("The documents do not answer this.\n"), "{}", ran.stdout);
    assert!(ran.stdout.contains("Not in them: quantum, chromodynamics."), "{}", ran.stdout);
}

#[test]
fn an_empty_question_is_wrong_usage() {
    for question in ["", "  ", "\t"] {
        Fixture::devices().run(&["ask", question]).complains(&["the question is empty"]);
    }
    Fixture::devices().run(&["ask"]).expect(2);
}

#[test]
fn json_is_one_object_with_the_fields_of_the_contract() {
    let fixture = Fixture::devices();
    let ran = fixture.run(&["ask", "--corpus", "docs", "--format", "json", RESET]).expect(0);
    let reply: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(reply["format_version"], 1);
    assert_eq!(reply["question"], RESET);
    assert_eq!(reply["interpreted"], serde_json::Value::Null);
    let confidence = reply["confidence"].as_f64().unwrap();
    assert!((0.0..=1.0).contains(&confidence), "{confidence}");
    assert_eq!(reply["root"], fixture.path("docs").to_str().unwrap());
    let best = &reply["answers"][0];
    assert_eq!(best["path"], "router.md");
    assert_eq!((&best["line"], &best["end_line"]), (&3.into(), &5.into()));
    assert_eq!(best["kind"], "qa");
    assert_eq!(best["title"], "How do I reset the router?");
    let text = best["text"].as_str().unwrap();
    let source = fs::read_to_string(fixture.path("docs/router.md")).unwrap();
    assert!(source.contains(text), "verbatim: {text}");
    for range in best["highlight"].as_array().unwrap() {
        let (start, end) = (range[0].as_u64().unwrap(), range[1].as_u64().unwrap());
        assert!(text.get(start as usize..end as usize).is_some(), "{range} of {text:?}");
    }
}

#[test]
fn top_limits_the_passages() {
    let fixture = Fixture::devices();
    for top in [1, 2, 100] {
        let top_text = top.to_string();
        let args = ["ask", "--corpus", "docs", "--top", &top_text, "--format", "ndjson", RESET];
        let reply = fixture.run(&args).json_lines().remove(0);
        let count = reply["answers"].as_array().unwrap().len();
        assert!((1..=top).contains(&count), "{count} of {top}");
    }
    fixture.run(&["ask", "--top", "0", "x"]).expect(2);
    fixture.run(&["ask", "--top", "101", "x"]).expect(2);
}

/// So many decks, each a section.
fn decks(count: usize) -> String {
    (1..=count)
        .map(|n| format!("## Deck {n}\n\nOn deck {n} a kettle hangs beside the lamp.\n\n"))
        .collect()
}

/// How many passages of `text` come where `top` are wanted.
fn passages_of(text: &str, top: usize, question: &str) -> usize {
    let fixture = Fixture::new(&[("docs/ship.md", text)]);
    let top = top.to_string();
    let args = ["ask", "--corpus", "docs", "--top", &top, "--format", "ndjson", question];
    let reply = fixture.run(&args).json_lines().remove(0);
    let of = |key: &str| reply[key].as_array().unwrap().len();
    of("answers") + of("nearest")
}

#[test]
fn a_hundred_passages_come_where_so_many_are_wanted() {
    assert_eq!(passages_of(&decks(120), 100, "kettle and lamp"), 100);
}

/// The items of a list are passages of their own, and none is shown beside the section around it: they
/// must not take the places of other sections.
#[test]
fn a_long_list_leaves_room_for_as_many_passages_as_are_wanted() {
    let items: String = (1..=14).map(|n| format!("- the kettle of cabin {n} boils\n")).collect();
    let text = format!("# Ship\n\n## Kettles that boil\n\n{items}\n{}", decks(9));
    assert_eq!(passages_of(&text, 10, "boils a kettle"), 10);
}

#[test]
fn min_confidence_refuses() {
    let fixture = Fixture::devices();
    let words = "water button colour erase";
    let ran = fixture.run(&["ask", "--corpus", "docs", "--min-confidence", "1", words]).expect(1);
    assert!(ran.stdout.contains("\nNearest:\n  1  "), "{}", ran.stdout);
}

#[test]
fn lines_of_stdin_are_answered_one_by_one() {
    let fixture = Fixture::devices();
    let input = b"how do I reset the router\n\n   \nquantum chromodynamics\r\n\xff\xfe water\n";
    let args = ["ask", "--corpus", "docs", "--format", "ndjson", "-"];
    let replies = fixture.feed(&args, input).expect(0).json_lines();
    let questions: Vec<&str> =
        replies.iter().map(|reply| reply["question"].as_str().unwrap()).collect();
    assert_eq!(questions, [RESET, "quantum chromodynamics", "\u{fffd}\u{fffd} water"]);
    assert_eq!(replies[0]["status"], "answered");
    assert_eq!(replies[1]["status"], "no_answer");
}

#[test]
fn stdin_without_any_answer_is_exit_1() {
    let fixture = Fixture::devices();
    let args = ["ask", "--corpus", "docs", "--format", "ndjson", "-"];
    fixture.feed(&args, b"quantum chromodynamics\n").expect(1);
    fixture.feed(&args, b"\n\n").expect(1);
}

#[test]
fn the_same_question_gives_the_same_reply() {
    let fixture = Fixture::devices();
    let args = ["ask", "--corpus", "docs", "--format", "ndjson", "-"];
    let replies = || {
        let mut replies = fixture.feed(&args, b"erase the phone\nrouter water\n").json_lines();
        for reply in &mut replies {
            reply["took_us"] = 0.into();
        }
        replies
    };
    assert_eq!(replies(), replies());
}

#[test]
fn explain_shows_the_terms() {
    let fixture = Fixture::devices();
    let ran = fixture.run(&["ask", "--corpus", "docs", "--explain", RESET]).expect(0);
    assert!(ran.stdout.contains("\nTerms\n  term"), "{}", ran.stdout);
    let args = ["ask", "--corpus", "docs", "--explain", "--format", "ndjson", RESET];
    assert!(fixture.run(&args).json_lines()[0]["explain"]["terms"].is_array());
}

#[test]
fn markdown_is_a_quotation() {
    let fixture = Fixture::devices();
    let ran = fixture.run(&["ask", "--corpus", "docs", "--format", "markdown", RESET]).expect(0);
    assert!(ran.stdout.starts_with("> Hold the button"), "{}", ran.stdout);
    assert!(ran.stdout.contains("\n— `docs/router.md:3`, Router"), "{}", ran.stdout);
}

#[test]
fn colour_is_as_it_is_asked_for() {
    let fixture = Fixture::devices();
    let colored = |args: &[&str], variable: Option<(&str, &str)>| {
        let mut command = fixture.command(&["ask", "--corpus", "docs"]);
        command.args(args).arg(RESET).envs(variable);
        feed(command, b"").stdout.contains("\u{1b}[1m")
    };
    assert!(!colored(&[], None));
    assert!(colored(&["--color", "always"], None));
    assert!(colored(&["--color", "always"], Some(("NO_COLOR", "1"))));
    assert!(colored(&[], Some(("CLICOLOR_FORCE", "1"))));
    assert!(!colored(&["--color", "never"], Some(("CLICOLOR_FORCE", "1"))));
}

#[test]
fn a_closed_pipe_is_no_error() {
    let fixture = Fixture::devices();
    let mut command = fixture.command(&["ask", "--corpus", "docs", "--format", "ndjson", "-"]);
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let mut stdin = child.stdin.take().unwrap();
    // Once the program is gone, so is the reader of this pipe.
    let _ = std::io::Write::write_all(&mut stdin, "reset\n".repeat(50_000).as_bytes());
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert!(!String::from_utf8_lossy(&output.stderr).contains("anic"), "{output:?}");
}

#[test]
fn a_changed_document_is_read_before_the_answer() {
    let fixture = Fixture::devices();
    fixture.run(&["ask", "--corpus", "docs", RESET]).expect(0);
    fixture.write(
        "docs/oven.md",
        b"# Oven\n\n## How hot is the oven?\n\nThe oven reaches 250 degrees.\n",
    );
    let stale = fixture.run(&["ask", "--corpus", "docs", "--no-refresh", "how hot is the oven"]);
    assert!(!stale.stdout.contains("250 degrees"), "{}", stale.stdout);
    let fresh = fixture.run(&["ask", "--corpus", "docs", "how hot is the oven"]).expect(0);
    assert!(fresh.stdout.contains("250 degrees"), "{}", fresh.stdout);
    assert!(fresh.stderr.contains("the documents changed"), "{}", fresh.stderr);
    assert_eq!(fresh.stderr.lines().count(), 1, "{}", fresh.stderr);
}

#[test]
fn a_document_that_changes_between_two_lines_is_read_before_the_next() {
    for (more, wanted) in [(&[][..], "Press both keys."), (&["--no-refresh"], "Hold the button")] {
        let fixture = Fixture::devices();
        fixture.run(&["index", "docs", "--index", "made"]).expect(0);
        let args = ["ask", "--quiet", "--index", "made", "--format", "ndjson"];
        let mut child = fixture
            .command(&[&args[..], more, &["-"]].concat())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut reply = || {
            writeln!(stdin, "{RESET}").unwrap();
            let mut line = String::new();
            stdout.read_line(&mut line).unwrap();
            line
        };
        let before = reply();
        assert!(before.contains("Hold the button"), "{before}");
        let changed = b"# Router\n\n## How do I reset the router?\n\nPress both keys.\n";
        fixture.write("docs/router.md", changed);
        // No sooner are the documents looked at again.
        thread::sleep(Duration::from_millis(1100));
        let after = reply();
        assert!(after.contains(wanted), "{more:?}: {after}");
        drop(stdin);
        assert!(child.wait().unwrap().success());
    }
}

#[test]
fn a_damaged_index_is_made_anew() {
    let fixture = Fixture::devices();
    let args = ["ask", "--corpus", "docs", "--index", "made", RESET];
    let before = fixture.run(&args).expect(0);
    for file in support::files_below(&fixture.path("made")) {
        let length = fs::metadata(&file).unwrap().len();
        fs::File::options().write(true).open(&file).unwrap().set_len(length / 2).unwrap();
    }
    let refused =
        fixture.run(&["ask", "--corpus", "docs", "--index", "made", "--no-refresh", RESET]);
    refused.complains(&["ibid index", "docs --index"]);
    let after = fixture.run(&args).expect(0);
    assert_eq!(after.stdout, before.stdout);
    assert!(after.stderr.contains("anew"), "{}", after.stderr);
}

#[test]
fn a_missing_index_says_what_makes_it() {
    let fixture = Fixture::devices();
    let ran = fixture.run(&["ask", "--index", "nowhere", RESET]);
    ran.complains(&["no index in", "nowhere", "ibid index PATH --index"]);
    assert!(!fixture.path("nowhere").exists(), "nothing is built from documents nobody named");
    // It would not be made there.
    let ran = fixture.run(&["ask", "--index", "docs", RESET]);
    ran.complains(&["docs is neither empty nor an index; name another folder with `--index`"]);
    let ran = fixture.run(&["ask", "--corpus", "docs", "--no-refresh", RESET]);
    ran.complains(&["no index in", "`ibid index ", "docs` makes one"]);
}

#[test]
fn bad_input_is_one_sentence_with_the_path() {
    let fixture = Fixture::new(&[("empty/.keep", "")]);
    fixture
        .run(&["ask", "--corpus", "nowhere.md", "x"])
        .complains(&["no such file or folder: nowhere.md"]);
    fixture.run(&["ask", "--corpus", "empty", "x"]).complains(&["empty"]);
}

#[test]
fn options_after_the_first_word_belong_to_the_question() {
    let fixture = Fixture::devices();
    let args =
        ["ask", "--corpus", "docs", "--format", "ndjson", "what", "does", "-v", "--top", "mean"];
    let reply = fixture.run(&args).json_lines().remove(0);
    assert_eq!(reply["question"], "what does -v --top mean");
}

#[test]
fn a_row_was_shown_without_what_stands_over_its_cells() {
    let text = "# Broadband\n\n| Plan | Price | Upload |\n|---|---|---|\n| Fibre 100 | 20 € | 40 |\n| Fibre 500 | 30 € | 100 |\n\n\
                # Router\n\nIt is lent.\n";
    let fixture = Fixture::new(&[("docs/broadband.md", text)]);
    let ask = |format: &str| {
        fixture
            .run(&["ask", "--corpus", "docs", "--format", format, "price of fibre 500"])
            .expect(0)
            .stdout
    };
    let row = "| Fibre 500 | 30 € | 100 |";
    let shown = ask("text");
    assert!(shown.starts_with(&format!("| Plan | Price | Upload |\n{row}\n")), "{shown}");
    let shown = ask("markdown");
    let table = format!("> | Plan | Price | Upload |\n> |---|---|---|\n> {row}\n");
    assert!(shown.starts_with(&table), "{shown}");
    let reply: serde_json::Value = serde_json::from_str(&ask("json")).unwrap();
    let first = &reply["answers"][0];
    assert_eq!(first["columns"], serde_json::json!(["Plan", "Price", "Upload"]));
    assert_eq!(first["text"], row);
}

#[test]
fn a_long_text_was_cited_by_its_title() {
    let rules = "# Rules\r\n\r\n## Boats\r\n\r\nBoats are lent by the day, from nine in the morning to six in the evening, to all who have a \
                 licence of the harbour.\r\n\r\n\r\n\r\nWhoever brings one back late pays ten euros for each hour, and is not lent another one \
                 in the same week, however fine the weather may be.\r\n\r\n- Life jackets hang in the shed behind the slipway.\r\n- The \
                 lifeboat is never lent, to nobody, for whatever reason there might be.\r\n\r\nQuestions go to the office.\r\n";
    let fixture = Fixture::new(&[("docs/rules.md", rules)]);
    let ran = fixture.run(&["ask", "--corpus", "docs", "where do life jackets hang"]);
    assert!(ran.stdout.contains("docs/rules.md:11"), "{}", ran.stdout);
    let ran = fixture.run(&[
        "ask",
        "--corpus",
        "docs",
        "--format",
        "markdown",
        "who brings a boat back late",
    ]);
    assert!(ran.stdout.contains("docs/rules.md:9"), "{}", ran.stdout);
    let ran = fixture.run(&[
        "ask",
        "--corpus",
        "docs",
        "--format",
        "json",
        "who brings a boat back late",
    ]);
    let reply: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    let first = &reply["answers"][0];
    assert_eq!(
        (&first["line"], &first["highlight_lines"]),
        (&3.into(), &serde_json::json!([[9, 9]])),
        "{first}"
    );
}
