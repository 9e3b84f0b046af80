//! `ibid index`, through the command.

mod support;

use std::fs;

use support::Fixture;

#[test]
fn the_summary_is_on_stderr() {
    let fixture = Fixture::devices();
    let ran = fixture.run(&["index", "docs", "--index", "made"]).expect(0);
    assert_eq!(ran.stdout, "");
    assert!(ran.stderr.starts_with("ibid: indexed "), "{}", ran.stderr);
    assert!(ran.stderr.contains("of 2 files"), "{}", ran.stderr);
    assert_eq!(ran.stderr.lines().count(), 1, "no default corpus with --index: {}", ran.stderr);
    assert_eq!(fixture.run(&["-q", "index", "docs", "--index", "made"]).expect(0).stderr, "");
}

#[test]
fn the_report_lists_every_passage() {
    let fixture = Fixture::devices();
    let ran = fixture.run(&["index", "docs", "--index", "made", "--report"]).expect(0);
    for title in ["How do I reset the router?", "Does the phone survive water?"] {
        let line = ran.stdout.lines().find(|line| line.contains("  qa ") && line.contains(title));
        assert!(line.is_some(), "{title}: {}", ran.stdout);
    }
    assert!(ran.stdout.contains("router.md  passages: "), "{}", ran.stdout);
}

#[test]
fn what_is_skipped_is_told() {
    let fixture = Fixture::devices();
    fixture.write("docs/broken.jsonl", b"{\"question\": \"Why?\", \"answer\": \"So.\"}\n{oops\n");
    fixture.write("docs/program.md", b"\x7fELF\0\0\0\x01\x02\0\0binary\0\0");
    let ran = fixture.run(&["index", "docs", "--index", "made"]).expect(0);
    assert!(ran.stderr.contains("ibid: skipped broken.jsonl:2: "), "{}", ran.stderr);
    assert!(ran.stderr.contains("ibid: skipped program.md: "), "{}", ran.stderr);
}

/// `ibid ask --corpus` named a command that reports the default documents.
#[test]
fn what_lists_the_skipped_listed_other_documents() {
    let fixture = Fixture::devices();
    fixture.write("docs/broken.jsonl", b"{\"question\": \"Why?\", \"answer\": \"So.\"}\n{oops\n");
    let ran = fixture.run(&["ask", "--corpus", "docs", "how do I reset the router"]).expect(0);
    let command = ran.stderr.split('`').nth(1).unwrap_or_default();
    let words: Vec<&str> = command.split(' ').collect();
    assert_eq!(words[..2], ["ibid", "index"], "{}", ran.stderr);
    let ran = fixture.run(&words[1..]).expect(0);
    assert!(ran.stdout.contains("broken.jsonl:2  skipped: "), "{}", ran.stdout);
    assert!(!ran.stderr.contains("default corpus"), "{}", ran.stderr);
}

#[test]
fn a_path_becomes_the_default_corpus_until_it_goes_back() {
    let fixture = Fixture::devices();
    let ran = fixture.run(&["index", "docs"]).expect(0);
    assert!(ran.stderr.contains("is your default corpus now"), "{}", ran.stderr);
    let ran = fixture.run(&["ask", "how do I reset the router"]).expect(0);
    assert!(ran.stdout.contains("docs/router.md:3"), "{}", ran.stdout);
    assert_eq!(ran.stderr, "", "the index is the one just made");

    let ran = fixture.run(&["index", "--built-in"]).expect(0);
    assert!(ran.stderr.contains("built-in documents again"), "{}", ran.stderr);
    let ran = fixture.run(&["ask", "what is deep learning"]).expect(0);
    assert!(ran.stdout.contains("builtin:"), "{}", ran.stdout);
}

#[test]
fn an_index_remembers_its_corpus() {
    let fixture = Fixture::devices();
    fixture.run(&["index", "docs", "--index", "made"]).expect(0);
    fixture.write(
        "docs/oven.md",
        b"# Oven\n\n## How hot is the oven?\n\nThe oven reaches 250 degrees.\n",
    );
    let ran = fixture.run(&["ask", "--index", "made", "how hot is the oven"]).expect(0);
    assert!(ran.stdout.contains("250 degrees"), "{}", ran.stdout);
    fixture.run(&["index", "--index", "made"]).expect(0);
    let ran = fixture.run(&["ask", "--index", "made", "how do I reset the router"]).expect(0);
    assert!(ran.stdout.contains("docs/router.md:3"), "{}", ran.stdout);
}

#[test]
fn a_named_index_is_not_lost_to_a_question_about_other_documents() {
    let fixture = Fixture::devices();
    fixture.run(&["index", "docs/phone.md", "--index", "made"]).expect(0);
    let args =
        ["ask", "--corpus", "docs/router.md", "--index", "made", "how do I reset the router"];
    let refused = fixture.run(&[&args[..1], &["--no-refresh"], &args[1..]].concat());
    refused.complains(&["was made from", "phone.md", "`ibid index "]);
    fixture.run(&args).complains(&["was made from", "phone.md", "`ibid index "]);
    let args = ["ask", "--index", "made", "--format", "json", "router"];
    assert!(fixture.run(&args).stdout.contains("phone.md"), "the index is as it was");
}

#[test]
fn a_damaged_index_is_made_anew_from_the_documents_that_it_remembers() {
    let fixture = Fixture::devices();
    fixture.run(&["index", "docs/router.md", "--index", "made"]).expect(0);
    let generation = std::fs::read_dir(fixture.path("made"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| path.is_dir())
        .unwrap();
    std::fs::write(generation.join("words.vec"), "short").unwrap();
    let ran = fixture.run(&["ask", "--index", "made", "how do I reset the router"]).expect(0);
    assert!(ran.stdout.starts_with("Hold the button"), "{}", ran.stdout);
    assert!(ran.stderr.contains("damaged"), "{}", ran.stderr);
}

#[test]
fn documents_that_are_gone_are_told() {
    let fixture = Fixture::devices();
    fixture.run(&["index", "docs", "--index", "made"]).expect(0);
    std::fs::remove_dir_all(fixture.path("docs")).unwrap();
    let ran = fixture.run(&["ask", "--index", "made", "how do I reset the router"]).expect(0);
    assert!(ran.stderr.contains("not there any more"), "{}", ran.stderr);
}

#[test]
fn paths_may_come_on_standard_input() {
    let fixture = Fixture::devices();
    let ran = fixture
        .feed(&["index", "-", "--index", "made", "--report"], b"docs/router.md\n\ndocs/phone.md\n");
    let ran = ran.expect(0);
    assert!(ran.stderr.contains("of 2 files"), "{}", ran.stderr);
    fixture.run(&["index", "-"]).complains(&["no paths on standard input"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_listed_path_that_is_no_text_is_found_and_told() {
    use std::os::unix::ffi::OsStrExt;
    let fixture = Fixture::new(&[("one/tea.md", "# Tea\n\nTea is hot.\n")]);
    let name = std::ffi::OsStr::from_bytes(b"one/caf\xe9.md");
    fs::copy(fixture.path("one/tea.md"), fixture.path("").join(name)).unwrap();
    fixture
        .feed(&["index", "-", "--index", "made"], b"one/caf\xe9.md\n")
        .complains(&["the name is not UTF-8", "name the folder that it lies in"]);
    fixture.feed(&["index", "-", "--index", "made"], b"one\n").expect(0);
}

#[test]
fn one_passage_is_no_passages() {
    let fixture = Fixture::new(&[("one/tea.md", "# Tea\n\nTea is hot.\n")]);
    let ran = fixture.run(&["ask", "--corpus", "one", "is tea hot"]).expect(0);
    assert!(ran.stderr.contains("one (1 passage)\n"), "{}", ran.stderr);
}

#[test]
fn what_mends_nothing_is_not_advised() {
    let fixture = Fixture::devices();
    fixture.run(&["index", "docs", "--index", "made"]).expect(0);
    for path in ["docs/router.md", "docs/phone.md"] {
        fs::remove_file(fixture.path(path)).unwrap();
    }
    let ran = fixture.run(&["ask", "--index", "made", "how do I reset the router"]).expect(0);
    assert!(ran.stderr.contains("the folder is empty"), "{}", ran.stderr);
    assert!(ran.stderr.ends_with("this answer is from before\n"), "{}", ran.stderr);
}

#[test]
fn bad_input_is_one_sentence_with_the_path() {
    let fixture = Fixture::devices();
    fs::create_dir(fixture.path("empty")).unwrap();
    fixture.run(&["index", "nowhere"]).complains(&["no such file or folder: nowhere"]);
    fixture.run(&["index", "empty"]).complains(&["empty"]);
    fixture.run(&["index", ""]).expect(2);
    fixture.run(&["index", "docs", "--built-in"]).expect(2);
}

#[test]
fn a_folder_that_is_no_index_is_left_alone() {
    let fixture = Fixture::devices();
    fixture.run(&["index", "docs", "--index", "docs"]).complains(&["neither empty nor an index"]);
    assert_eq!(support::files_below(&fixture.path("docs")).len(), 2);
}

#[cfg(unix)]
#[test]
fn an_unreadable_file_is_named() {
    use std::os::unix::fs::PermissionsExt;
    let fixture = Fixture::devices();
    let path = fixture.path("docs/secret.md");
    fs::write(&path, "# Secret\n\nNobody reads this.\n").unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
    if fs::read(&path).is_ok() {
        return; // The superuser reads everything.
    }
    let ran = fixture.run(&["index", "docs", "--index", "made"]).expect(0);
    assert!(ran.stderr.contains("ibid: skipped secret.md: "), "{}", ran.stderr);
    fixture.run(&["index", "docs/secret.md", "--index", "other"]).complains(&["secret.md"]);
}

/// A named pipe and a device were told as a folder without documents.
#[cfg(unix)]
#[test]
fn what_is_no_regular_file_was_told_of_the_folder_above() {
    let fixture = Fixture::devices();
    let made = std::process::Command::new("mkfifo").arg(fixture.path("docs/pipe.md")).status();
    assert!(made.unwrap().success());
    for path in ["docs/pipe.md", "/dev/null"] {
        let said = [path, ": not a regular file"];
        fixture.run(&["index", path, "--index", "made"]).complains(&said);
        fixture.run(&["check", path]).complains(&said);
        fixture.run(&["ask", "--corpus", path, "why"]).complains(&said);
    }
}

/// Each file asked for `x~2`, `x~3` and so on anew: ten thousand files took ten seconds.
#[test]
fn one_id_in_very_many_files_does_not_take_the_square_of_time() {
    let files = 6_000;
    let time = |id: &dyn Fn(usize) -> String| {
        let fixture = Fixture::new(&[("docs/0.jsonl", "")]);
        for file in 0..files {
            let record = format!(
                "{{\"id\": \"{}\", \"question\": \"Why {file}?\", \"answer\": \"So.\"}}\n",
                id(file)
            );
            fs::write(fixture.path(&format!("docs/{file}.jsonl")), record).unwrap();
        }
        let start = std::time::Instant::now();
        fixture.run(&["index", "docs", "--index", "made"]).expect(0);
        let indexed = start.elapsed();
        let ran = fixture.run(&["export", "docs", "--to", "jsonl"]).expect(0);
        assert_eq!(ran.stdout.lines().count(), files);
        (indexed.as_secs_f64(), start.elapsed().as_secs_f64())
    };
    let different = time(&|file| format!("x{file}"));
    let same = time(&|_| "x".to_owned());
    // It was eight times as much.
    assert!(same.0 < 4.0 * different.0, "indexed in {} and {} s", same.0, different.0);
    assert!(same.1 < 4.0 * different.1, "exported in {} and {} s", same.1, different.1);
}
