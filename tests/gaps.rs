//! `ibid gaps`: what was refused is kept, grouped and told.

mod support;

use std::fs;

use support::{Fixture, Ran, drives_terminal, files_below};

const REFUSED: &str = "is there a refund\nrefund policy\nIs there a refund?\nhow do I reset the \
                       router\nwho won the world cup\n";

fn chat(fixture: &Fixture, lines: &str) -> Ran {
    fixture.feed(&["chat", "--corpus", "docs"], lines.as_bytes())
}

fn gaps(fixture: &Fixture, args: &[&str]) -> Ran {
    fixture.run(&[&["gaps", "--corpus", "docs"], args].concat())
}

fn object(fixture: &Fixture) -> serde_json::Value {
    serde_json::from_str(&gaps(fixture, &["--format", "json"]).expect(0).stdout).unwrap()
}

#[test]
fn refused_questions_are_grouped_the_most_asked_first() {
    let fixture = Fixture::devices();
    let ran = gaps(&fixture, &[]).expect(0);
    assert!(ran.stdout.ends_with("docs: no refused questions\n"), "{}", ran.stdout);
    chat(&fixture, REFUSED);
    let ran = gaps(&fixture, &[]).expect(0);
    assert!(ran.stdout.contains("docs: 4 refused questions, 2 gaps\n"), "{}", ran.stdout);
    let first = ran.stdout.find("3× Is there a refund?\n     refund policy\n").unwrap();
    let second = ran.stdout.find("1× who won the world cup\n").unwrap();
    assert!(first < second, "{}", ran.stdout);
    assert!(ran.stdout.contains("     nearest: "), "{}", ran.stdout);
    assert!(ran.stderr.contains("/refused/"), "where they are is told: {}", ran.stderr);
    let found = object(&fixture);
    assert_eq!(found["refused"], 4);
    assert_eq!(found["gaps"][0]["times"], 3);
    assert_eq!(found["gaps"][0]["questions"][0]["times"], 2);
    assert!(found["gaps"][0]["nearest"]["line"].as_u64().is_some_and(|line| 0 < line));
    let page = gaps(&fixture, &["--format", "markdown", "--top", "1"]).expect(0).stdout;
    assert!(page.contains("\n## Is there a refund?\n\nAsked 3 times, on 2"), "{page}");
    assert!(!page.contains("world cup"), "{page}");
}

#[test]
fn what_only_a_filter_left_out_was_kept_as_a_gap() {
    let fixture = Fixture::devices();
    chat(&fixture, "/in phone.md\nwhat colour is the router\n/in\nwho won the world cup\n");
    let found = object(&fixture);
    assert_eq!(found["refused"], 1, "{found}");
}

#[test]
fn the_heading_under_which_the_answer_belongs_is_named() {
    let fixture = Fixture::devices();
    chat(&fixture, "how do I erase the router\nhow can the router be erased quickly\n");
    let found = object(&fixture);
    let belongs = &found["gaps"][0]["belongs"];
    assert_eq!(belongs["path"], "router.md", "{found}");
    assert_eq!(belongs["headings"][0], "Router", "{found}");
    let text = gaps(&fixture, &[]).stdout;
    assert!(text.contains("belongs: docs/router.md › Router\n"), "{text}");
}

#[test]
fn what_the_documents_answer_by_now_is_told_apart() {
    let fixture = Fixture::devices();
    chat(&fixture, REFUSED);
    fixture.write(
        "docs/shop.md",
        b"# Shop\n\n## Is there a refund?\n\nYes, within thirty days of the purchase.\n",
    );
    let found = object(&fixture);
    let answered = &found["now_answered"][0];
    assert_eq!(answered["question"], "Is there a refund?", "{found}");
    assert_eq!((&answered["times"], &answered["status"]), (&2.into(), &"answered".into()));
    assert_eq!(answered["answer"]["path"], "shop.md");
    let text = gaps(&fixture, &[]).expect(0).stdout;
    let (_, now) = text.split_once("\nNow answered:\n").unwrap();
    assert!(now.contains("2× Is there a refund?") && now.contains("docs/shop.md:3"), "{text}");
}

#[test]
fn each_corpus_has_its_own_and_forgets_it() {
    let fixture = Fixture::devices();
    fixture.write("other/a.md", b"# Boats\n\nA boat floats.\n");
    chat(&fixture, REFUSED);
    let other = fixture.run(&["gaps", "--corpus", "other"]).expect(0);
    assert!(other.stdout.contains("no refused questions"), "{}", other.stdout);
    let ran = gaps(&fixture, &["--clear"]).expect(0);
    assert_eq!(ran.stderr, "ibid: 4 refused questions are forgotten\n");
    assert!(gaps(&fixture, &[]).stdout.contains("no refused questions"));
    gaps(&fixture, &["--clear", "--since", "3d"]).expect(2);
}

#[test]
fn what_is_kept_is_a_setting() {
    let kept = |config: &str, ask: bool| {
        let fixture = Fixture::devices();
        fixture.write("ibid.toml", config.as_bytes());
        match ask {
            true => fixture.run(&["ask", "--corpus", "docs", "who won the world cup"]).expect(1),
            false => chat(&fixture, "who won the world cup\n").expect(1),
        };
        files_below(&fixture.home("state/ibid/refused")).len() == 1
    };
    assert!(kept("", false) && !kept("", true), "without a setting: of a chat alone");
    assert!(kept("log = true", false) && kept("log = true", true));
    assert!(!kept("log = false", false) && !kept("log = false", true));
    // A project's configuration cannot have kept what its user does not want kept.
    let fixture = Fixture::devices();
    fixture.write("ibid.toml", b"log = true\n");
    fixture.write("../home/config/ibid/config.toml", b"log = false\n");
    chat(&fixture, "who won the world cup\n").expect(1);
    assert_eq!(files_below(&fixture.home("state/ibid")), [""; 0].map(std::path::PathBuf::from));
    assert!(gaps(&fixture, &[]).stderr.contains("`log = false` is set"));
}

#[cfg(unix)]
#[test]
fn nobody_else_can_read_them() {
    use std::os::unix::fs::PermissionsExt;
    let fixture = Fixture::devices();
    chat(&fixture, REFUSED);
    let files = files_below(&fixture.home("state/ibid/refused"));
    let mode = fs::metadata(&files[0]).unwrap().permissions().mode();
    assert_eq!((files.len(), mode & 0o777), (1, 0o600));
}

#[test]
fn only_the_days_asked_for() {
    let fixture = Fixture::devices();
    chat(&fixture, "who won the world cup\n");
    let file = files_below(&fixture.home("state/ibid/refused")).remove(0);
    let mut text = fs::read_to_string(&file).unwrap();
    text.push_str("2020-05-01\tis there a refund\nnonsense\n");
    fs::write(&file, text).unwrap();
    let all = gaps(&fixture, &[]).expect(0);
    assert!(all.stdout.contains("2 refused questions, 2 gaps"), "{}", all.stdout);
    let told = format!("{}:4: want a date, a tab and a question", file.display());
    assert!(all.stderr.contains(&told), "{}", all.stderr);
    for since in ["30d", "2020-05-02"] {
        let ran = gaps(&fixture, &["--since", since]).expect(0);
        assert!(ran.stdout.contains("1 refused question since 20"), "{}", ran.stdout);
    }
    let wrong = gaps(&fixture, &["--since", "yesterday"]).expect(2);
    assert!(wrong.stderr.contains("a date such as 2026-11-23"), "{}", wrong.stderr);
}

#[test]
fn a_file_that_cannot_be_written_is_told_once_and_the_chat_goes_on() {
    let fixture = Fixture::devices();
    // Where the folder would be there is a file.
    fixture.write("../home/state/ibid/refused", b"mine");
    let ran = chat(&fixture, REFUSED).expect(0);
    let told = ran.stderr.matches("refused questions are not kept any more: cannot write ").count();
    assert_eq!(told, 1, "{}", ran.stderr);
    assert!(ran.stdout.contains("Hold the button"), "{}", ran.stdout);
    assert_eq!(fs::read(fixture.home("state/ibid/refused")).unwrap(), b"mine");
}

#[test]
fn questions_do_not_drive_the_terminal() {
    let fixture = Fixture::devices();
    chat(&fixture, "who \u{1b}]52;c;eA==\u{7} won \u{202e} the world cup\n");
    for format in ["text", "markdown", "json"] {
        let ran = gaps(&fixture, &["--format", format]).expect(0);
        assert!(ran.stdout.contains("world cup"), "{}", ran.stdout);
        assert!(!drives_terminal(&ran.stdout), "{:?}", ran.stdout);
    }
}

#[test]
fn two_runs_print_the_same() {
    let fixture = Fixture::devices();
    chat(&fixture, REFUSED);
    assert_eq!(gaps(&fixture, &[]).stdout, gaps(&fixture, &[]).stdout);
}
