//! `ibid eval`: agrees with the project's scoring script, tells of what it cannot use, compares two
//! runs.

mod support;

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::Value;
use support::Fixture;

/// Our numbers and those of the script.
const SAME: [(&str, &str); 14] = [
    ("answerable", "n"),
    ("unanswerable", "n_no"),
    ("success_at_1", "S@1"),
    ("mrr_at_10", "MRR@10"),
    ("recall_at_10", "R@10"),
    ("auroc", "AUROC"),
    ("ece", "ECE"),
    ("sure_right", "P(sure)"),
    ("sure", "sure"),
    ("covered", "cover"),
    ("refused", "refuse"),
    ("false_sure", "false"),
    ("short", "short"),
    ("width", "width"),
];

/// The script and its sets, where they lie beside the checkout and there is a Python.
fn script() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/eval");
    let python = Command::new("python3").arg("--version").output();
    if !folder.join("score.py").is_file() || !python.is_ok_and(|ran| ran.status.success()) {
        eprintln!("skipped: no python3 or no {}", folder.join("score.py").display());
        return None;
    }
    Some(folder)
}

/// Runs the script and `ibid eval` on one set and compares what they say to the third decimal.
fn check(set: &str, corpus: &str, questions: &str) {
    let Some(folder) = script() else { return };
    let fixture = Fixture::new(&[]);
    let scores = fixture.path("scores.json");
    let run = Command::new("python3")
        .arg(folder.join("score.py"))
        .args(["--bin", env!("CARGO_BIN_EXE_ibid"), "--json"])
        .args([scores.as_os_str(), set.as_ref()])
        .env("HOME", fixture.home(""))
        .env_remove("XDG_CONFIG_HOME")
        .output()
        .unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    // Python writes NaN, which is no JSON, where there is no number.
    let text = fs::read_to_string(scores).unwrap().replace(": NaN", ": null");
    let theirs: Value = serde_json::from_str(&text).unwrap();

    let path = |name: &str| folder.join(name).to_string_lossy().into_owned();
    let ran = fixture
        .run(&["eval", &path(questions), "--corpus", &path(corpus), "--format", "json"])
        .expect(0);
    let ours: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(ours["problems"], Value::Array(Vec::new()));
    for (our, their) in SAME {
        let (our_value, their_value) = (ours["metrics"][our].as_f64(), theirs[0][their].as_f64());
        println!("{set} {our}: {our_value:?}, {their_value:?}");
        match (our_value, their_value) {
            (Some(one), Some(other)) => assert!((one - other).abs() < 0.0005, "{set} {our}"),
            (one, other) => assert_eq!(one, other, "{set} {our}"),
        }
    }
}

#[test]
fn it_agrees_with_the_script_on_lines() {
    check("roadmap", "roadmap.txt", "roadmap-dev.tsv");
}

#[test]
fn it_agrees_with_the_script_on_ids() {
    check("shop-bot", "sets/shop-bot/faq.jsonl", "sets/shop-bot/questions.jsonl");
}

#[test]
fn it_agrees_with_the_script_on_short_answers() {
    let (corpus, questions) =
        ("sets/encyclopedia-traps/faq.jsonl", "sets/encyclopedia-traps/questions.jsonl");
    check("encyclopedia-traps", corpus, questions);
}

const QUESTIONS: &str = "How do I reset the router?\tdocs/router.md:3-5\trouter\n\
    what colour is the router\trouter.md:What colour is the router?\trouter\n\
    erase my phone\tHow do I erase the phone?\tphone\n\
    how do I boil an egg\t-\tfar\n";

#[test]
fn places_are_lines_headings_and_titles() {
    let fixture = Fixture::devices();
    fixture.write("q.tsv", QUESTIONS.replace("docs/router.md", "router.md").as_bytes());
    let ran = fixture.run(&["eval", "q.tsv", "--corpus", "docs"]).expect(0);
    assert!(
        ran.stdout.contains("q.tsv: 4 questions, 3 with an answer, 1 without"),
        "{}",
        ran.stdout
    );
    assert!(ran.stdout.contains("  success@1        1.000  "), "{}", ran.stdout);
    assert!(ran.stdout.contains("\n  router          2      1.000"), "{}", ran.stdout);
}

#[test]
fn a_title_may_be_written_with_the_number_it_has_in_the_document() {
    let text = "# Course\n\n## 2. People\n\nAnna Berg teaches the course.\n";
    let labels = "who teaches the course\t2. People\nwhere is it taught\t3. Rooms\n";
    let fixture = Fixture::new(&[("docs/a.md", text), ("q.tsv", labels)]);
    let ran = fixture.run(&["eval", "--corpus", "docs", "--format", "json", "q.tsv"]);
    let reply: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(reply["metrics"]["success_at_1"], 0.5, "{}", ran.stdout);
    let told: Vec<&str> = ran.stderr.lines().filter(|line| line.contains("title")).collect();
    assert!(matches!(told[..], [line] if line.contains("3. Rooms")), "{}", ran.stderr);
}

#[test]
fn what_is_not_in_the_index_is_told_and_counts_as_missed() {
    let fixture = Fixture::devices();
    fixture.write(
        "q.tsv",
        b"reset the router\trouter.md:How?\nreset the router\tno.md:3\nreset the router\tNo title\n\
          no tab\nreset the router\trouter.md:How do I reset the router?\n\
          reset the router\trouter.md:3,98-99\nreset the router\t99\n",
    );
    let ran = fixture.run(&["eval", "q.tsv", "--corpus", "docs", "--quiet"]).expect(0);
    for told in [
        "ibid: q.tsv:1: router.md has no heading How?; it counts as missed",
        "ibid: q.tsv:2: no document no.md; passages of it count as missed",
        "ibid: q.tsv:3: no passage has the id or title No title; it counts as missed",
        "ibid: q.tsv:4: skipped: no tab; write",
        "ibid: q.tsv:6: no passage has lines 98-99 of router.md; it counts as missed",
        "ibid: q.tsv:7: no passage has line 99; it counts as missed",
    ] {
        assert!(ran.stderr.contains(told), "{told}: {}", ran.stderr);
    }
    // Of what is there nothing is told.
    assert_eq!(ran.stderr.matches("q.tsv:6").count(), 1, "{}", ran.stderr);
    assert!(ran.stdout.contains("  success@1        0.333  "), "{}", ran.stdout);
}

/// A FAQ whose ids are numbers, and none that of its line.
const NUMBERED: &str = "{\"id\": \"3\", \"question\": \"How wide is the loom?\", \
    \"answer\": \"It is ninety centimetres wide.\"}\n\
    {\"id\": \"1\", \"question\": \"Who made the spindle?\", \"answer\": \"A turner in Olten.\"}\n\
    {\"id\": \"70\", \"question\": \"Where is the wool from?\", \"answer\": \"From the Alps.\"}\n";

#[test]
fn an_id_of_digits_was_read_as_a_line() {
    let labels = "how wide is the loom\t3\nwho made the spindle\t#1\n\
                  where is the wool from\tfaq.jsonl#70\nwhere is the wool from\t70\n\
                  how wide is the loom\tfaq.jsonl:1\nwho made the spindle\t2\n\
                  who made the spindle\t#2\n";
    let fixture = Fixture::new(&[("docs/faq.jsonl", NUMBERED), ("q.tsv", labels)]);
    let ran = fixture.run(&["eval", "q.tsv", "--corpus", "docs", "--format", "json"]).expect(0);
    let reply: Value = serde_json::from_str(&ran.stdout).unwrap();
    let missed: Vec<_> =
        reply["misses"].as_array().unwrap().iter().map(|miss| &miss["gold"]).collect();
    assert_eq!(missed, ["#2"], "{}", ran.stderr);
    // Of 70 no line is there; 2 is no id and stays a line.
    assert!(
        ran.stderr.contains(
            "q.tsv:1: 3 is read as the id of a passage and not as a line; write #3 for the id, \
             FILE:3 for the line\n"
        ),
        "{}",
        ran.stderr
    );
    assert_eq!(ran.stderr.matches("is read as the id").count(), 1, "{}", ran.stderr);
}

#[test]
fn an_id_that_two_files_have_is_named_with_its_file() {
    let other = NUMBERED.replace("loom", "bench").replace("spindle", "stool");
    let labels = "how wide is the bench\tb.jsonl#3\nhow wide is the loom\ta.jsonl#3\n";
    let files = [("docs/a.jsonl", NUMBERED), ("docs/b.jsonl", &other), ("q.tsv", labels)];
    let ran = Fixture::new(&files).run(&["eval", "q.tsv", "--corpus", "docs"]).expect(0);
    assert!(ran.stdout.contains("  success@1        1.000  "), "{}{}", ran.stdout, ran.stderr);
}

#[test]
fn what_stands_deeper_under_a_heading_was_a_miss() {
    let text = "# Loom\n\n## Care\n\nDust it.\n\n### How often is it oiled?\n\nTwice a year.\n\n\
                ## Empty\n";
    let labels = "how often is it oiled\ta.md:care\nhow often is it oiled\ta.md:Loom\n\
                  how often is it oiled\ta.md:Empty\n";
    let fixture = Fixture::new(&[("docs/a.md", text), ("q.tsv", labels)]);
    let ran = fixture.run(&["eval", "q.tsv", "--corpus", "docs"]).expect(0);
    assert!(ran.stdout.contains("  success@1        0.667  "), "{}", ran.stdout);
    let told = "q.tsv:3: no passage of a.md stands under Empty; it counts as missed";
    assert!(ran.stderr.contains(told), "{}", ran.stderr);
}

#[test]
fn a_label_that_no_passage_can_fit_is_told() {
    let lines: Vec<String> = (1..=40).map(|row| format!("| {row} | shuttle |")).collect();
    let text = format!(
        "# Parts\n\n## What are the parts?\n\n| no | part |\n|---|---|\n{}\n",
        lines.join("\n")
    );
    let labels = "what are the parts\ta.md:3\nwhat are the parts\ta.md:What are the parts?\n";
    let fixture = Fixture::new(&[("docs/a.md", &text), ("q.tsv", labels)]);
    let ran = fixture.run(&["eval", "q.tsv", "--corpus", "docs"]).expect(0);
    let told = "q.tsv:1: the passage that has line 3 of a.md has more than 31 lines";
    assert!(ran.stderr.contains(told), "{}", ran.stderr);
    assert!(!ran.stderr.contains("q.tsv:2"), "{}", ran.stderr);
    assert!(ran.stdout.contains("  success@1        0.500  "), "{}", ran.stdout);
}

#[test]
fn what_is_read_was_written_over() {
    let fixture = Fixture::devices();
    let questions = QUESTIONS.replace("docs/router.md", "router.md");
    fixture.write("q.tsv", questions.as_bytes());
    fixture.run(&["eval", "q.tsv", "--corpus", "docs", "--save", "run.json"]).expect(0);
    let files = ["q.tsv", "docs/router.md", "run.json"];
    let read = || files.map(|path| fs::read(fixture.path(path)).unwrap());
    let before = read();
    for (more, told) in [
        (
            &["--save", "./q.tsv"][..],
            "./q.tsv: it is the file of the questions, which --save would",
        ),
        (&["--report", "q.tsv"], "q.tsv: it is the file of the questions, which --report would"),
        (&["--save", "docs/../docs/router.md"], "it is one of the documents, which --save would"),
        (&["--report", "docs/router.md"], "it is one of the documents, which --report would"),
        (&["--report", "new", "--save", "./new"], "--report and --save name one file: ./new"),
        (&["--report", "run.json", "--against", "run.json"], "--report and --against name one"),
    ] {
        let line = [&["eval", "q.tsv", "--corpus", "docs"], more].concat();
        fixture.run(&line).complains(&[told]);
    }
    assert_eq!(read(), before);
    assert!(!fixture.path("new").exists());
    let again = ["--against", "run.json", "--save", "run.json"];
    fixture.run(&[&["eval", "q.tsv", "--corpus", "docs"], &again[..]].concat()).expect(0);
}

#[test]
fn two_runs_are_compared() {
    let fixture = Fixture::devices();
    let questions = QUESTIONS.replace("docs/router.md", "router.md");
    fixture.write("q.tsv", questions.as_bytes());
    let eval = |more: &[&str]| {
        let line = [&["eval", "q.tsv", "--corpus", "docs"], more].concat();
        fixture.run(&line).expect(0)
    };
    eval(&["--save", "run.json"]);
    let same = eval(&["--against", "run.json", "--save", "again.json"]);
    assert!(same.stdout.contains("0 got better and 0 worse against run.json"), "{}", same.stdout);
    // The same run gives the same file.
    let read = |path: &str| fs::read(fixture.path(path)).unwrap();
    assert_eq!(read("run.json"), read("again.json"));

    let text = String::from_utf8(read("docs/router.md")).unwrap();
    fixture.write("docs/router.md", text.replace("What colour is", "More on").as_bytes());
    let ran = eval(&["--against", "run.json", "--format", "json", "--report", "report.html"]);
    let json: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(json["against"]["compared"], 4);
    let worse = json["against"]["worse"].as_array().unwrap();
    assert_eq!(worse.len(), 1, "{}", ran.stdout);
    assert_eq!(worse[0]["question"], "what colour is the router");
    assert_eq!(worse[0]["before"]["rank"], 1);
    assert_eq!(worse[0]["after"]["rank"], Value::Null);
    let page = String::from_utf8(read("report.html")).unwrap();
    assert!(page.contains("0 got better and 1 worse"), "{page}");
}

#[test]
fn the_page_is_whole_and_says_nothing_raw() {
    let fixture = Fixture::devices();
    fixture.write(
        "q.tsv",
        b"<script>alert(1)</script> router\tdocs/<b>.md:3\t<i>\nhow do I reset\x1b[2J it\t-\n",
    );
    fixture.run(&["eval", "q.tsv", "--corpus", "docs", "--report", "r.html"]).expect(0);
    let page = fs::read_to_string(fixture.path("r.html")).unwrap();
    assert!(page.starts_with("<!DOCTYPE html>") && page.ends_with("</html>\n"));
    assert_eq!(page.matches("<svg ").count(), 2);
    // Among the documents it is none.
    fs::copy(fixture.path("r.html"), fixture.path("docs/r.html")).unwrap();
    let ran = fixture.run(&["index", "docs", "--index", "made"]).expect(0);
    assert!(ran.stderr.contains("r.html: a report of ibid's own, no document"), "{}", ran.stderr);
    for raw in ["<script", "<b>", "<i>", "\u{1b}", "http-equiv", "src="] {
        assert!(!page.contains(raw), "{raw}");
    }
    let links = page.matches("http").count();
    // The name of the SVG format is the only address.
    assert_eq!(links, page.matches("xmlns=\"http://www.w3.org/2000/svg\"").count());
}

#[test]
fn a_wrong_input_is_an_error() {
    let fixture = Fixture::devices();
    fixture.write("none.tsv", b"# nothing\n");
    fixture.write("q.tsv", QUESTIONS.as_bytes());
    fixture.write("run.json", b"{}");
    for (line, told) in [
        (&["eval", "gone.tsv"][..], "ibid: cannot read gone.tsv"),
        (&["eval", "none.tsv"], "ibid: none.tsv: no question in it; give a question a line"),
        (&["eval", "q.tsv", "--against", "run.json"], "ibid: run.json: no saved run; `ibid eval"),
        (&["eval", "q.tsv", "--report", "no/r.html"], "ibid: cannot write no/r.html"),
        (&["eval"], "ibid: `ibid eval` wants FILE; `ibid eval --help` says more"),
    ] {
        let ran = fixture.run(line).expect(2);
        assert!(ran.stderr.contains(told), "{line:?}: {}", ran.stderr);
        assert_eq!(ran.stdout, "");
    }
}

#[test]
fn questions_may_come_on_standard_input() {
    let fixture = Fixture::devices();
    let questions = "How do I reset the router?\tHow do I reset the router?\nno tab\n";
    fixture.write("questions", questions.as_bytes());
    let args = ["eval", "--corpus", "docs", "--index", "made", "--format", "json"];
    let read = |ran: support::Ran| {
        let ran = ran.expect(0);
        (serde_json::from_str::<Value>(&ran.stdout).unwrap(), ran.stderr)
    };
    let (of_file, _) = read(fixture.run(&[&args[..], &["questions"]].concat()));
    let (of_input, told) = read(fixture.feed(&[&args[..], &["-"]].concat(), questions.as_bytes()));
    assert!(told.contains("ibid: standard input:2: skipped: "), "{told}");
    for value in ["answerable", "success_at_1", "ece"] {
        assert_eq!(of_file["metrics"][value], of_input["metrics"][value], "{value}");
    }
    let empty = fixture.run(&[&args[..], &["-"]].concat());
    empty.complains(&["standard input: no question in it; "]);
}
