//! `ibid check`: each rule fires where it should and not where it nearly should; the formats; the
//! exit status.

mod support;

use serde_json::Value;
use support::{Fixture, Ran, drives_terminal, files_below};

const FAQ: &str = "# Shop\n\n## How do I pay?\n\nYou pay by card or by bank transfer.\n\n\
                   ## Do you ship abroad?\n\nYes, we ship parcels to twelve countries.\n\n\
                   ## How long is the warranty?\n\nThe warranty lasts two years.\n";

/// The findings of `ibid check` over `files`: rule, severity, and path with line.
#[track_caller]
fn found(files: &[(&str, &str)]) -> Vec<String> {
    let fixture = Fixture::new(&[]);
    for (path, text) in files {
        fixture.write(&format!("docs/{path}"), text.as_bytes());
    }
    let ran = fixture.run(&["check", "docs", "--format", "json"]);
    assert!(ran.status.is_some_and(|status| status < 2), "{}", ran.stderr);
    list(&ran)
}

fn list(ran: &Ran) -> Vec<String> {
    let object: Value = serde_json::from_str(&ran.stdout).unwrap();
    let line = |one: &Value| one["line"].as_u64().map_or(String::new(), |line| format!(":{line}"));
    let text = |one: &Value, key: &str| one[key].as_str().unwrap().to_owned();
    object["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            let (rule, level, path) = (text(one, "rule"), text(one, "severity"), text(one, "path"));
            format!("{level} {rule} {path}{}", line(one))
        })
        .collect()
}

#[track_caller]
fn check(files: &[(&str, &str)], wanted: &[&str]) {
    assert_eq!(found(files), wanted);
}

#[test]
fn nothing_is_wrong_with_a_good_faq() {
    check(&[("a.md", FAQ)], &[]);
}

#[test]
fn questions_that_differ_by_the_order_of_their_words_are_found() {
    let turned = format!(
        "{FAQ}\n## Is a string a number?\n\nNot before int() made one of it.\n\n\
         ## Is a number a string?\n\nNot before str() did.\n"
    );
    check(&[("a.md", &turned)], &[]);
    let told = format!(
        "{FAQ}\n## How do I convert a string to a number?\n\nWith int().\n\n\
         ## How do I convert a number to a string?\n\nWith str().\n"
    );
    check(&[("a.md", &told)], &[]);
}

#[test]
fn questions_are_asked_as_the_project_is_set() {
    let fixture = Fixture::new(&[("docs/a.md", FAQ)]);
    fixture.write("ibid.toml", b"corpus = [\"docs\"]\nmin-confidence = 1.0\n");
    let ran = fixture.run(&["check", "--format", "json"]).expect(1);
    let wanted = [3, 7, 11].map(|line| format!("error entry-not-found a.md:{line}"));
    assert_eq!(list(&ran), wanted);
}

#[test]
fn a_phrasing_that_pulls_towards_another_entry() {
    let entries = |second: &str| {
        format!(
            "{{\"question\": \"How do I cancel my subscription?\", \"answer\": \"In the settings, \
             under Plan.\"}}\n{{\"questions\": [\"Where is my invoice?\", \"{second}\"], \
             \"answer\": \"It was sent by mail.\"}}\n{{\"question\": \"Who are you?\", \
             \"answer\": \"A small shop for tea.\"}}\n"
        )
    };
    let misled = entries("How do I cancel the yearly subscription?");
    check(&[("a.jsonl", &misled)], &["warning misleading-phrasing a.jsonl:2"]);
    check(&[("a.jsonl", &entries("Where do I find my bill?"))], &[]);
}

#[test]
fn questions_that_are_there_twice() {
    let again = |answer: &str| format!("# More\n\n## how do I PAY?\n\n{answer}\n");
    let same = again("You pay by card, or by bank transfer!");
    check(&[("a.md", FAQ), ("b.md", &same)], &["warning duplicate-question b.md:3"]);
    let other = again("Only in cash, at the counter of the shop.");
    check(&[("a.md", FAQ), ("b.md", &other)], &["error conflicting-answers b.md:3"]);
    // Somebody parted these two, by their headings.
    let parted = "# A\n\n## Linux\n\n### How do I install it?\n\nWith the package manager of your system.\n\n\
                  ## Windows\n\n### How do I install it?\n\nRun the installer from the page.\n";
    check(&[("a.md", parted)], &["note duplicate-question a.md:11"]);
    // Where each is from says nothing of what it is about.
    let sourced = |first: &str, second: &str| {
        let entry = |answer: &str, more: &str| {
            format!("{{\"question\": \"Is it open?\", \"answer\": \"{answer}\", {more}}}\n")
        };
        entry("Yes, all of the week.", first) + &entry("No, never.", second)
    };
    let apart = sourced("\"url\": \"https://a.example\"", "\"url\": \"https://b.example\"");
    check(&[("a.jsonl", &apart)], &["error conflicting-answers a.jsonl:2"]);
    let tagged = sourced("\"tags\": [\"pool\"]", "\"tags\": [\"shop\"]");
    check(&[("a.jsonl", &tagged)], &["note duplicate-question a.jsonl:2"]);
}

#[test]
fn questions_that_are_nearly_the_same() {
    let with = |question: &str| format!("# More\n\n## {question}\n\nIt takes a word or two.\n");
    for near in ["How can I pay?", "How long is your warranty?", "Do you ship the parcels abroad?"]
    {
        let wanted: &[&str] = match near.contains("parcels") {
            true => &[],
            false => &["warning near-duplicate-question b.md:3"],
        };
        check(&[("a.md", FAQ), ("b.md", &with(near))], wanted);
    }
    for apart in ["Why do I pay?", "Don't you ship abroad?", "How short is the warranty?"] {
        let found = found(&[("a.md", FAQ), ("b.md", &with(apart))]);
        assert!(found.iter().all(|one| !one.contains("duplicate")), "{apart}: {found:?}");
    }
}

#[test]
fn a_synonym_makes_no_other_question() {
    let faq = |verb: &str| {
        format!("# More\n\n## How do I {verb} my account?\n\nIn the settings, under Account.\n")
    };
    let found = found(&[("a.md", &faq("delete")), ("b.md", &faq("remove"))]);
    assert!(found.contains(&"warning near-duplicate-question b.md:3".to_owned()), "{found:?}");
    let found = self::found(&[("a.md", &faq("open")), ("b.md", &faq("delete"))]);
    assert!(found.iter().all(|one| !one.contains("duplicate")), "{found:?}");
}

#[test]
fn figures_that_disagree() {
    let with = |sentence: &str| format!("# Money\n\nAbout money.\n\n## Refunds\n\n{sentence}\n");
    let old = with("Refunds are possible within 14 days of purchase.");
    let new = |sentence: &str| [("a.md", old.clone()), ("b.md", with(sentence))];
    let check = |sentence: &str, wanted: &[&str]| {
        let files = new(sentence);
        let files: Vec<(&str, &str)> = files.iter().map(|(a, b)| (*a, b.as_str())).collect();
        assert_eq!(found(&files), wanted, "{sentence}");
    };
    check(
        "A refund is possible within 30 days of the purchase.",
        &["warning conflicting-figures b.md:5"],
    );
    check("Refunds are possible within 14 days of purchase.", &[]);
    check("Refunds are possible within 30 minutes of purchase.", &[]);
    check("Refunds are possible within 14 to 30 days of purchase.", &[]);
    check("Exchanges of shoes are possible within 30 days of delivery.", &[]);
}

#[test]
fn figures_of_two_things_that_the_titles_name_do_not_disagree() {
    let fares = |first: &str, second: &str| {
        let of = |kind: &str, price: u32| {
            format!(
                "## What does {kind} cost?\n\nFor the island, {kind} costs {price} euros, luggage \
                 included.\n\n"
            )
        };
        format!("# Ferry\n\n{}{}", of(first, 12), of(second, 19))
    };
    check(&[("a.md", &fares("a child ticket", "an adult ticket"))], &[]);
    // The second has a word more.
    check(&[("a.md", &fares("a ticket", "a return ticket"))], &[]);
    // What the titles leave open is for the sentences to agree on.
    let same = "## What is the fare?\n\nFor the island, a child ticket costs 12 euros, luggage \
                included.\n\n## Is there a price list?\n\nFor the island, an adult ticket costs 19 \
                euros, luggage included.\n";
    check(&[("a.md", &format!("# Ferry\n\n{same}"))], &["warning conflicting-figures a.md:7"]);
}

#[test]
fn answers_that_are_none_or_break_off() {
    let with = |answer: &str| format!("{FAQ}\n## Where is the shop in town?\n\n{answer}\n");
    check(&[("a.md", &with("TBD"))], &["error empty-answer a.md:15"]);
    check(
        &[("a.md", &with("It is in the old market hall. [Read more](#shop)"))],
        &["warning cut-off-answer a.md:15"],
    );
    check(
        &[("a.md", &with("It is in the old market hall, behind the"))],
        &["warning cut-off-answer a.md:15"],
    );
    check(
        &[("a.md", &with("It is in the old market hall (behind the church"))],
        &["warning cut-off-answer a.md:15"],
    );
    check(&[("a.md", &with("In the old market hall"))], &[]);
    check(&[("a.md", &with("Run this there:\n\n```sh\nshop --where,\n```"))], &[]);
    let long = "The shop is in the hall. ".repeat(200);
    check(&[("a.md", &with(&long))], &["note huge-answer a.md:15"]);
}

#[test]
fn headings_with_nothing_under_them() {
    let empty =
        format!("{FAQ}\n# Returns\n\n# Contact\n\nWrite to us.\n\n# Over\n\n## Deeper\n\nText.\n");
    check(&[("a.md", &empty)], &["warning empty-heading a.md:15"]);
    let picture = format!("{FAQ}\n# The shop\n\n![The shop](shop.png)\n");
    check(&[("a.md", &picture), ("shop.png", "")], &[]);
    check(&[("a.md", &format!("{FAQ}\n## Who are you?\n"))], &["error empty-answer a.md:15"]);
}

#[test]
fn links_that_lead_nowhere() {
    let text = format!(
        "{FAQ}\n# Links\n\n[a](b.md), [b](sub/c.md#what-is-new), [c](#how-do-i-pay), [d](sub/),\n\
         [e](../outside.md), [f](https://example.org/no.md), [g](b), [h](b.html), [i](<a b.png>).\n\n\
         [j](no.md)\n[k](#nope)\n[l](sub/c.md#nope)\n[m](b.md#old)\n![n](no.png)\n`[o](no.md)`\n"
    );
    let files = [
        ("a.md", text.as_str()),
        ("b.md", "# B\n\n<a name=\"old\"></a>Text.\n"),
        ("sub/c.md", "# C\n\n## What is new?\n\nAll, see [a](../a.md), [b](../../x.md).\n"),
        ("a b.png", ""),
    ];
    check(
        &files,
        &[
            "error dead-link a.md:20",
            "warning dead-anchor a.md:21",
            "warning dead-anchor a.md:22",
            "error dead-link a.md:24",
        ],
    );
}

#[test]
fn links_of_pages_and_of_restructured_text() {
    let html = "<h1 id=top>Shop</h1><p>See <a href='b.html#x'>b</a>,\n<a href='no.html'>no</a>,\n\
                <a href='#y'>y</a>, <a href='/no.html'>the site's</a>.</p>";
    let rst = "Shop\n====\n\nSee :doc:`a`, `page <a.html>`_,\n:doc:`no`, ``<`no <no.html>`_``.\n";
    let files = [("a.html", html), ("b.html", "<p id=x>Text of the page.</p>"), ("c.rst", rst)];
    let wanted =
        ["error dead-link a.html:2", "warning dead-anchor a.html:3", "error dead-link c.rst:5"];
    check(&files, &wanted);
    let copy = format!("<link rel=canonical href='https://example.org/'>{html}");
    check(&[("a.html", &copy)], &["warning dead-anchor a.html:3"]);
}

#[test]
fn a_block_of_code_that_nothing_closes() {
    let open =
        "# A\n\nRun this in the shell:\n\n```sh\nls\n\n## Is this a question?\n\nNo, it is code.\n";
    check(&[("a.md", open)], &["error unclosed-code a.md:5"]);
}

#[test]
fn records_that_make_no_sense() {
    let records = "{\"id\": \"a\", \"question\": \"How do I pay?\", \"answer\": \"By card.\"}\n\
                   {\"question\": \"Do you ship abroad?\"}\nnonsense\n\
                   {\"id\": \"a\", \"question\": \"Where is the shop?\", \"answer\": \"In town.\"}\n";
    let wanted = [
        "error malformed-record a.jsonl:2",
        "error malformed-record a.jsonl:3",
        "note reading-note a.jsonl:4",
        "error unreadable-file b.docx",
    ];
    // A picture beside the documents is nothing to complain of.
    check(&[("a.jsonl", records), ("b.docx", "no archive"), ("c.png", "")], &wanted);
    check(&[("a.jsonl", "nonsense\n")], &["error malformed-record a.jsonl:1"]);
}

#[test]
fn rows_with_more_cells_than_columns() {
    let csv =
        "question,answer\nWhere is the depot?,In Turku, by the quay.\nWho may come?,All may.\n";
    check(&[("a.csv", csv)], &["warning reading-note a.csv:2"]);
    let fixture = Fixture::new(&[("docs/a.csv", csv)]);
    let ran = fixture.run(&["ask", "--corpus", "docs", "Where is the depot?"]).expect(0);
    assert!(ran.stdout.contains("In Turku, by the quay."), "{}", ran.stdout);
    let ran = fixture.run(&["index", "docs", "--report"]).expect(0);
    assert!(ran.stdout.contains("  note  line 2 has 3 cells for 2 columns"), "{}", ran.stdout);
}

/// A folder with an error, a warning and a note.
fn three() -> Fixture {
    let long = "The shop is in the hall. ".repeat(200);
    let text =
        format!("{FAQ}\n# Returns\n\n# More\n\n[x](no.md)\n\n## Where is it in town?\n\n{long}\n");
    Fixture::new(&[("docs/a.md", &text)])
}

#[test]
fn the_exit_status_tells_whether_something_fails() {
    let fixture = three();
    fixture.run(&["check", "docs"]).expect(1);
    fixture.run(&["check", "docs", "--skip", "dead-link"]).expect(1);
    fixture.run(&["check", "docs", "--skip", "dead-link,empty-heading"]).expect(0);
    fixture.run(&["check", "docs", "--severity", "error", "--only", "empty-heading"]).expect(0);
    fixture.run(&["check", "docs", "--severity", "note", "--only", "huge-answer"]).expect(1);
    let ran = fixture.run(&["check", "docs", "--only", "dead-links"]).expect(2);
    assert!(ran.stderr.contains("nearest rule is dead-link;"), "{}", ran.stderr);
    let ran = fixture.run(&["check", "nowhere"]).expect(2);
    assert_eq!(ran.stderr, "ibid: no such file or folder: nowhere\n");
    fixture.write("empty/x.png", b"");
    fixture.run(&["check", "empty"]).expect(2);
    fixture.run(&["check", "docs", "--accept"]).expect(2);
}

#[test]
fn findings_go_to_stdout_and_all_else_to_stderr() {
    let ran = three().run(&["check", "docs"]).expect(1);
    let lines: Vec<&str> = ran.stdout.lines().collect();
    assert_eq!(
        lines[..4],
        [
            "docs/a.md:15: warning: Nothing stands under the heading “Returns”. [empty-heading]",
            "    Write what belongs there, or delete the heading.",
            "docs/a.md:19: error: The link to “no.md” leads to no file. [dead-link]",
            "    Correct or delete the link.",
        ]
    );
    assert!(
        ran.stderr.starts_with("ibid: 1 error, 1 warning, 1 note in 4 entries of 1 file ("),
        "{}",
        ran.stderr
    );
    assert_eq!(three().run(&["check", "docs", "-q"]).stderr, "");
}

#[test]
fn nothing_is_left_behind_and_no_default_is_changed() {
    let fixture = three();
    let before = (files_below(&fixture.path("")), files_below(&fixture.home("")));
    fixture.run(&["check", "docs"]).expect(1);
    assert_eq!((files_below(&fixture.path("")), files_below(&fixture.home(""))), before);
}

#[test]
fn without_a_path_the_documents_of_the_project_are_checked() {
    let fixture = three();
    fixture.write("ibid.toml", b"corpus = [\"docs\"]\n");
    let ran = fixture.run(&["check"]).expect(1);
    assert!(ran.stdout.starts_with("docs/a.md:15: "), "{}", ran.stdout);
    assert!(Fixture::new(&[]).run(&["check", "--only", "dead-anchor"]).expect(0).stdout.is_empty());
}

#[test]
fn accepted_findings_come_up_again_when_their_words_change() {
    let fixture = three();
    let run = |args: &[&str]| {
        fixture.run(&[&["check", "docs", "--baseline", "accepted.tsv"], args].concat())
    };
    run(&[]).expect(2);
    run(&["--accept"]).expect(0);
    let ran = run(&["--severity", "note"]).expect(0);
    assert_eq!(ran.stdout, "");
    assert!(
        ran.stderr.contains("nothing found in 4 entries of 1 file, 3 accepted"),
        "{}",
        ran.stderr
    );
    // Lines move, and a second link of the same kind comes in.
    let text = std::fs::read_to_string(fixture.path("docs/a.md")).unwrap();
    let moved =
        format!("# Above\n\nText.\n\n{text}").replace("[x](no.md)", "[x](no.md) [y](new.md)");
    fixture.write("docs/a.md", moved.as_bytes());
    let ran = run(&["--format", "json"]).expect(1);
    assert_eq!(list(&ran), ["error dead-link a.md:23"]);
    fixture.write("accepted.tsv", b"# fine\nno-such-rule\ta.md\tx\n");
    let ran = run(&[]).expect(2);
    assert_eq!(
        ran.stderr,
        "ibid: accepted.tsv:2: want a rule, a path and a subject with tabs between\n"
    );
}

#[test]
fn two_runs_say_the_same() {
    let fixture = Fixture::new(&[]);
    for n in 0..20 {
        fixture.write(
            &format!("docs/{n}.md"),
            format!("{FAQ}\n# E\n\n# F {n}\n\n[x](no.md)\n").as_bytes(),
        );
    }
    let run = || fixture.run(&["check", "docs", "--format", "json"]).expect(1).stdout;
    let first = run();
    assert_eq!(first, run());
    let object: Value = serde_json::from_str(&first).unwrap();
    let places: Vec<(String, u64, String)> = object["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            let text = |key: &str| one[key].as_str().unwrap().to_owned();
            (text("path"), one["line"].as_u64().unwrap(), text("rule"))
        })
        .collect();
    assert!(40 < places.len());
    assert!(places.is_sorted_by_key(|(path, line, _)| (path.clone(), *line)), "{places:?}");
}

#[test]
fn sarif_has_what_the_standard_wants() {
    let fixture = Fixture::new(&[("docs/a b.md", FAQ), ("docs/c.md", FAQ)]);
    let ran = fixture.run(&["check", "docs", "--format", "sarif"]).expect(1);
    let log: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    assert_eq!(run["tool"]["driver"]["name"], "ibid");
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    let results = run["results"].as_array().unwrap();
    assert_eq!(results.len(), 3);
    for result in results {
        let rule = &rules[usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap()];
        assert_eq!(rule["id"], result["ruleId"]);
        assert!(rule["help"]["text"].as_str().is_some_and(|text| text.ends_with('.')));
        assert_eq!(result["level"], "warning");
        assert!(!result["message"]["text"].as_str().unwrap().is_empty());
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "docs/c.md");
        assert_eq!(place["artifactLocation"]["uriBaseId"], "%SRCROOT%");
        assert!(place["region"]["startLine"].as_u64() <= place["region"]["endLine"].as_u64());
        let related = &result["relatedLocations"][0]["physicalLocation"];
        assert_eq!(related["artifactLocation"]["uri"], "docs/a%20b.md");
        let print = result["partialFingerprints"]["ibidFinding/v1"].as_str().unwrap();
        assert_eq!(print.len(), 16);
    }
}

#[cfg(unix)]
#[test]
fn a_hostile_file_drives_neither_the_terminal_nor_the_workflow() {
    let name = "docs/a%,b:c\n::error::x\u{1b}[2J.md";
    let text = format!("{FAQ}\n# \u{1b}]0;x\u{7} 100 %::\n\n# More\n\nText.\n");
    let fixture = Fixture::new(&[(name, &text)]);
    for format in ["text", "json", "sarif", "github"] {
        let ran = fixture.run(&["check", "docs", "--format", format]).expect(1);
        assert!(!drives_terminal(&ran.stdout), "{format}: {}", ran.stdout);
    }
    let ran = fixture.run(&["check", "docs", "--format", "github"]);
    let lines: Vec<&str> = ran.stdout.lines().collect();
    assert_eq!(lines.len(), 1, "{}", ran.stdout);
    let start = "::warning file=docs/a%25%2Cb%3Ac%0A%3A%3Aerror%3A%3Ax␛[2J.md,line=15,endLine=15,\
                 title=empty-heading::Nothing stands under the heading ";
    assert!(lines[0].starts_with(start), "{}", lines[0]);
    assert!(lines[0].contains("100 %25:”."), "{}", lines[0]);
    let ran = fixture.run(&["check", "docs", "--format", "json"]);
    let object: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(object["findings"][0]["path"], name.strip_prefix("docs/").unwrap());
}

#[test]
fn headings_that_ask_without_a_mark_were_no_entries() {
    let text = "# Dye house\n\n## can i bring my own wool\n\nYes, washed wool.\n\n\
                ## How do I book a vat\n\nAt the counter.\n\n## Where is the river\n\n";
    check(&[("a.md", text)], &["warning empty-heading a.md:11"]);
    let fixture = Fixture::new(&[("docs/a.md", &format!("{text}Behind the house.\n"))]);
    let ran = fixture.run(&["check", "docs"]).expect(0);
    assert!(ran.stderr.contains("nothing found in 3 entries of 1 file"), "{}", ran.stderr);
}

#[test]
fn where_nothing_is_asked_it_is_said() {
    let fixture = Fixture::new(&[("docs/a.md", "# Dye house\n\nIt stands by the river.\n")]);
    let ran = fixture.run(&["check", "docs"]).expect(0);
    assert!(ran.stderr.contains("no question with an answer is in them"), "{}", ran.stderr);
}

#[test]
fn a_document_is_not_replaced_by_what_is_accepted() {
    // To who reads accepted findings it is a comment.
    let heading = "# Dye house\n";
    let fixture = Fixture::new(&[("docs/a.md", FAQ), ("docs/b.md", heading)]);
    let accept = ["check", "docs", "--accept", "--baseline", "docs/b.md"];
    fixture.run(&accept).complains(&["it is one of the documents, which --accept would replace"]);
    assert_eq!(std::fs::read_to_string(fixture.path("docs/b.md")).unwrap(), heading);
    // One of its own may lie among the documents.
    for _ in 0..2 {
        fixture.run(&["check", "docs", "--accept", "--baseline", "docs/known.txt"]).expect(0);
    }
}

#[test]
fn a_temporary_folder_that_cannot_be_made_is_told_with_what_names_it() {
    let fixture = Fixture::devices();
    let mut command = fixture.command(&["check", "docs"]);
    command.env("TMPDIR", fixture.path("nowhere"));
    let ran = support::feed(command, b"").expect(2);
    assert!(ran.stderr.contains("cannot make a temporary folder in "), "{}", ran.stderr);
    assert!(ran.stderr.contains("nowhere; set TMPDIR to one"), "{}", ran.stderr);
}
