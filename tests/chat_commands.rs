//! The commands of `ibid chat`, with piped lines.

mod support;

use std::fs;

use support::{Fixture, Ran};

/// Documents in two folders, with sections, items and entries.
const GARDEN: [(&str, &str); 3] = [
    (
        "docs/trees/planting.md",
        "# Trees\n\n## How do I plant a tree?\n\nDig a hole that is twice as wide as the roots. \
         Put the tree into the hole and fill it with soil.\n\n## How much water does a tree need?\n\n\
         A young tree needs ten litres of water a week.\n\n## Tools for trees\n\nThese are needed:\n\n\
         - **Spade**: digs the hole for the roots.\n- **Saw**: cuts a branch that is dead.\n",
    ),
    (
        "docs/trees/pruning.md",
        "# Pruning\n\n## When do I prune a tree?\n\nA tree is pruned in late winter.\n\n\
         ## How do I prune a rose?\n\nCut the rose above a bud.\n",
    ),
    (
        "docs/lawn.md",
        "# Lawn\n\n## How short is the lawn cut?\n\nThe lawn is cut to four centimetres.\n\n\
         ## Does the lawn need lime?\n\nThe lawn needs lime where the soil is sour.\n",
    ),
];

fn chat(fixture: &Fixture, input: &str) -> Ran {
    fixture.feed(&["chat", "--corpus", "docs"], input.as_bytes())
}

#[test]
fn help_fits_eighty_columns_and_a_slash_is_enough() {
    let fixture = Fixture::new(&GARDEN);
    let ran = chat(&fixture, "/\n").expect(0);
    for command in ["/more [N]", "/show [N]", "/topics", "/copy", "/save FILE", "/set", "/status"] {
        assert!(ran.stdout.contains(command), "{command}: {}", ran.stdout);
    }
    assert!(ran.stdout.lines().all(|line| line.chars().count() <= 80), "{}", ran.stdout);
    assert_eq!(ran.stdout, chat(&fixture, "/help\n").stdout);
}

#[test]
fn topics_are_walked_by_numbers_and_names() {
    let fixture = Fixture::new(&GARDEN);
    let ran = chat(&fixture, "/topics\n").expect(0);
    assert!(ran.stdout.contains("7 passages"), "{}", ran.stdout);
    assert!(ran.stdout.contains("  1  Lawn  2 passages in lawn.md"), "{}", ran.stdout);
    assert!(ran.stdout.contains("  2  trees  5 passages"), "{}", ran.stdout);
    // A bare number goes in as long as the outline is the list, and picks a passage at its end.
    let ran = chat(&fixture, "/topics\n2\n/topics planting\n1\n/topics ..\n").expect(0);
    let parts: Vec<&str> = ran.stdout.split("\n\n").collect();
    assert!(parts[1].starts_with("trees: 5 passages"), "{}", ran.stdout);
    assert!(parts[2].starts_with("trees › Trees: 3 passages"), "{}", ran.stdout);
    assert!(parts[3].starts_with("How do I plant a tree?"), "{}", ran.stdout);
    assert!(ran.stdout.contains("Dig a hole that is twice"), "{}", ran.stdout);
    assert!(
        parts[parts.len() - 2].contains("  1  Trees  3 passages in trees/planting.md"),
        "{}",
        ran.stdout
    );
}

#[test]
fn topics_say_what_is_wrong() {
    let fixture = Fixture::new(&GARDEN);
    let ran = chat(&fixture, "/topics 3\n/topics nonsense\n/topics\n/topics 9\n").expect(0);
    let told: Vec<&str> = ran.stderr.lines().filter(|line| line.contains("topic")).collect();
    assert_eq!(
        told,
        [
            "ibid: no topics are listed; /topics lists them",
            "ibid: no topic is called nonsense; /topics lists them",
            "ibid: there is no topic 9; the list goes from 1 to 2",
        ]
    );
}

#[test]
fn a_topic_that_is_not_listed_was_passed_over_in_silence() {
    let entry = |number: usize| format!("## What is number {number}?\n\nIt is {number}.\n\n");
    let text = format!("# Numbers\n\n{}", (0..100).map(entry).collect::<String>());
    let fixture = Fixture::new(&[("docs/numbers.md", &text)]);
    let ran = chat(&fixture, "/topics\n/topics 61\n/topics 60\n").expect(0);
    assert!(ran.stdout.contains("… and 40 more"), "{}", ran.stdout);
    let told = "ibid: there is no topic 61; the list goes from 1 to 60";
    assert!(ran.stderr.lines().any(|line| line == told), "{}", ran.stderr);
    assert!(ran.stdout.contains("It is 59."), "{}", ran.stdout);
}

#[test]
fn a_passage_is_shown_between_its_neighbours() {
    let fixture = Fixture::new(&GARDEN);
    let ran = chat(&fixture, "how much water does a tree need\n/show\n").expect(0);
    let shown = ran.stdout.split("\n\n").skip(1).collect::<Vec<_>>().join("\n\n");
    let marked: Vec<&str> = shown.lines().filter(|line| line.starts_with('▌')).collect();
    assert_eq!(
        marked,
        ["▌ How much water does a tree need?", "▌ A young tree needs ten litres of water a week."]
    );
    let at = |text: &str| shown.find(text).unwrap_or_else(|| panic!("{text}: {shown}"));
    assert!(at("  How do I plant a tree?") < at("▌ How much"), "{shown}");
    assert!(at("▌ A young") < at("  Tools for trees"), "{shown}");
}

#[test]
fn related_passages_become_the_list() {
    let fixture = Fixture::new(&GARDEN);
    let ran = chat(&fixture, "how do I plant a tree\n/related\n1\n").expect(0);
    assert!(ran.stdout.contains("Beside it:\n"), "{}", ran.stdout);
    let beside = ran.stdout.split("Beside it:\n").nth(1).unwrap();
    assert!(beside.starts_with("  1  How much water does a tree need?"), "{beside}");
    assert!(beside.contains("\n\nHow much water does a tree need?\n\nA young tree"), "{beside}");
}

#[test]
fn more_after_related_skipped_passages_and_mixed_two_numberings() {
    let mut text = "# Looms\n".to_owned();
    for part in ["beam", "reed", "heddle", "shuttle", "pedal", "bobbin", "comb"] {
        text.push_str(&format!("\n## How do I clean the {part}?\n\nWipe the {part} dry.\n"));
    }
    let fixture = Fixture::new(&[("docs/looms.md", &text)]);
    let lines = b"how do i clean the reed\n/related\n/more\n2\n/related\n/more\n";
    let ran = fixture.feed(&["chat", "--corpus", "docs", "--top", "2"], lines).expect(0);
    let row = |line: &str| {
        let (number, rest) = line.strip_prefix("  ")?.split_once("  ")?;
        Some((number.parse::<usize>().ok()?, rest.split("  ").next()?.to_owned()))
    };
    let blocks = ran.stdout.split("\n\n").map(|block| block.lines().filter_map(row).collect());
    let lists: Vec<Vec<(usize, String)>> =
        blocks.filter(|list: &Vec<_>| !list.is_empty()).collect();
    // All that is for the question, from 1 on: what was listed in between has other numbers.
    let more =
        lists.iter().find(|list| list.len() == 5).unwrap_or_else(|| panic!("{}", ran.stdout));
    assert_eq!(more.iter().map(|row| row.0).collect::<Vec<_>>(), [1, 2, 3, 4, 5]);
    assert_eq!(more[0].1, "How do I clean the reed?");
    let opened = format!("\n\n{}\n\nWipe the ", more[1].1);
    assert!(ran.stdout.contains(&opened), "{opened}: {}", ran.stdout);
    let last = lists.last().unwrap();
    assert_eq!((last[0].0, last.len()), (1, 7));
}

#[test]
fn the_conversation_is_saved_with_its_sources_and_never_over_another_file() {
    let fixture = Fixture::new(&GARDEN);
    fixture.write("other.md", b"precious\n");
    let ran = chat(
        &fixture,
        "/save talk.md\nhow short is the lawn cut\n/save talk.md\nis there a llama\n/save talk.md\n\
         /save other.md\nn\n/save docs\n/save no/such/folder.md\n",
    )
    .expect(0);
    let talk = fs::read_to_string(fixture.path("talk.md")).unwrap();
    assert!(talk.starts_with("# Questions to "), "{talk}");
    assert!(talk.contains("## how short is the lawn cut\n\n> The lawn is cut to four"), "{talk}");
    assert!(talk.contains("`docs/lawn.md:3`"), "{talk}");
    assert!(talk.contains("## is there a llama\n"), "saved again: {talk}");
    assert_eq!(fs::read_to_string(fixture.path("other.md")).unwrap(), "precious\n");
    for told in [
        "there is nothing to save yet: nothing was asked",
        "saved 1 reply in ",
        "saved 2 replies in ",
        "other.md is there already; replace it? (y or n)",
        "left as it is",
        "docs is a folder; name a file in it",
        "cannot write ",
    ] {
        assert!(ran.stderr.contains(told), "{told}: {}", ran.stderr);
    }
    chat(&fixture, "how short is the lawn cut\n/save other.md\nyes\n").expect(0);
    let other = fs::read_to_string(fixture.path("other.md")).unwrap();
    assert!(other.starts_with("# Questions to "), "{other}");
}

#[test]
fn anything_but_a_yes_leaves_the_file() {
    let fixture = Fixture::new(&GARDEN);
    fixture.write("other.md", b"precious\n");
    let input = "how short is the lawn cut\n/save other.md\nhow do I prune a rose\ny\n";
    let ran = chat(&fixture, input).expect(0);
    assert!(ran.stdout.contains("Cut the rose above a bud."), "{}", ran.stdout);
    assert_eq!(fs::read_to_string(fixture.path("other.md")).unwrap(), "precious\n");
}

#[test]
fn settings_are_shown_changed_and_refused() {
    let fixture = Fixture::new(&GARDEN);
    let ran = chat(
        &fixture,
        "/set top 1\nhow do I prune a tree\n/set top=3\n/set TOP\n/set min-confidence 0.9\n\
         /set sure 1.0\n/set min_confidence 0.95\nhow is soil\n/set nonsense\n/set top 0\n\
         /set keys nano\n/set lexical on\n/set\n",
    )
    .expect(0);
    let reply = ran.stdout.split("\n\n").nth(1).unwrap();
    assert!(!reply.contains("  2  "), "one passage: {reply}");
    assert!(ran.stdout.contains("  lexical         on "), "{}", ran.stdout);
    assert!(ran.stdout.contains("  min-confidence  0.95 "), "{}", ran.stdout);
    assert!(ran.stdout.contains("The documents do not answer this."), "{}", ran.stdout);
    for told in [
        "min-confidence must be at most `sure`, which is 0.75",
        "there is no setting nonsense; there are top, min-confidence, sure,",
        "top must be a whole number from 1 to 100",
        "keys must be emacs or vi",
    ] {
        assert!(ran.stderr.contains(told), "{told}: {}", ran.stderr);
    }
}

#[test]
fn the_status_tells_documents_index_and_freshness() {
    let fixture = Fixture::new(&GARDEN);
    let ran = chat(&fixture, "how do I prune a rose\nquantum chromodynamics\n/status\n").expect(0);
    for told in [
        "documents   ",
        "3 files, 9 passages",
        "up to date with the documents",
        "languages   en",
        "2 questions, 1 of them answered",
    ] {
        assert!(ran.stdout.contains(told), "{told}: {}", ran.stdout);
    }
    fixture.run(&["index", "docs", "--index", "made"]).expect(0);
    fixture.write("docs/more.md", b"# More\n\nMore of it.\n");
    let ran = fixture.feed(&["chat", "--no-refresh", "--index", "made"], b"/status\n").expect(0);
    assert!(ran.stdout.contains("behind the documents"), "{}", ran.stdout);
}

#[test]
fn why_is_short_and_names_what_the_second_lacks() {
    let fixture = Fixture::new(&GARDEN);
    let ran = chat(&fixture, "how much water does a young tree need\n/why\n").expect(0);
    let why = ran.stdout.split("\nunderstood    ").nth(1).unwrap();
    assert!(why.lines().count() < 22, "{why}");
    assert!(why.lines().all(|line| line.chars().count() <= 80), "{why}");
    assert!(why.contains("█"), "{why}");
    assert!(why.contains("\n2 is short of "), "{why}");
    assert!(why.contains("\nconfidence    0."), "{why}");
}

#[test]
fn copying_without_a_clipboard_says_so() {
    let fixture = Fixture::new(&GARDEN);
    let mut command = fixture.command(&["chat", "--corpus", "docs"]);
    command.env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY");
    let input = b"how do I prune a rose\n/copy\n/copy 9\n";
    let ran = support::feed(command, input).expect(0);
    if cfg!(not(target_os = "macos")) {
        assert!(ran.stderr.contains("cannot copy: standard output has no clipboard"), "{ran:?}");
    }
    assert!(ran.stderr.contains("there is no 9"), "{}", ran.stderr);
    assert!(!ran.stdout.contains('\u{1b}'), "{}", ran.stdout);
}

#[cfg(unix)]
#[test]
fn a_clipboard_program_is_fed_the_passage() {
    use std::os::unix::fs::PermissionsExt;
    let fixture = Fixture::new(&GARDEN);
    fixture.write("bin/xclip", b"#!/bin/sh\ncat > copied\n");
    let tool = fixture.path("bin/xclip");
    fs::set_permissions(&tool, fs::Permissions::from_mode(0o755)).unwrap();
    let mut command = fixture.command(&["chat", "--corpus", "docs"]);
    let path = std::env::var("PATH").unwrap_or_default();
    command.env("PATH", format!("{}:{path}", fixture.path("bin").display()));
    let ran = support::feed(command, b"/set clipboard xclip\nhow do I prune a rose\n/copy\n");
    assert!(ran.stderr.contains("copied passage 1 with xclip (25 characters)"), "{}", ran.stderr);
    let copied = fs::read_to_string(fixture.path("copied")).unwrap();
    assert_eq!(copied, "Cut the rose above a bud.");
}

#[test]
fn three_quotes_make_one_question_of_several_lines() {
    let fixture = Fixture::new(&GARDEN);
    let input =
        "\"\"\"\nhow short\nis the lawn cut?\n\"\"\"\n\"\"\"/more is what\"\"\"\n\"open end\n";
    let ran = chat(&fixture, input).expect(0);
    assert!(ran.stdout.starts_with("The lawn is cut to four centimetres."), "{}", ran.stdout);
    assert_eq!(ran.stdout.matches("The documents do not answer this.").count(), 2, "{ran:?}");
    // An end that is missing loses nothing.
    let ran = chat(&fixture, "\"\"\"how short is the lawn cut\n").expect(0);
    assert!(ran.stdout.starts_with("The lawn is cut to four centimetres."), "{}", ran.stdout);
}

#[test]
fn open_leaves_piped_lines_to_the_chat() {
    let fixture = Fixture::new(&GARDEN);
    let mut command = fixture.command(&["chat", "--corpus", "docs"]);
    command.env("EDITOR", "cat");
    let input = b"how do I prune a rose\n/open 1\nhow short is the lawn cut\n";
    let ran = support::feed(command, input).expect(0);
    assert!(ran.stdout.contains("The lawn is cut to four centimetres."), "{ran:?}");
}

#[test]
fn commands_are_about_the_passage_that_was_shown_last() {
    let fixture = Fixture::new(&GARDEN);
    // So that none of them makes the index.
    chat(&fixture, "/status\n");
    for command in ["/show", "/related"] {
        let shown = |named: &str| {
            let input = format!("when do I prune a tree\n2\n{command}{named}\n");
            let ran = chat(&fixture, &input);
            (ran.stdout, ran.stderr)
        };
        assert_eq!(shown(""), shown(" 2"), "{command}");
        assert_ne!(shown(""), shown(" 1"), "{command}");
    }
}

#[test]
fn numbers_choose_however_they_are_typed() {
    let fixture = Fixture::new(&GARDEN);
    let plain = chat(&fixture, "when do I prune a tree\n2\n").expect(0).stdout;
    for number in ["#2", "2.", "2)", "(2)"] {
        assert_eq!(chat(&fixture, &format!("when do I prune a tree\n{number}\n")).stdout, plain);
    }
}

#[test]
fn a_refusal_said_nothing_of_the_files_that_were_asked() {
    let fixture = Fixture::new(&GARDEN);
    let ran = chat(&fixture, "/in lawn.md\nhow do I boil an egg\n");
    assert!(ran.stderr.contains("asked only what is in lawn.md"), "{}", ran.stderr);
    let ran = chat(&fixture, "how do I boil an egg\n");
    assert!(!ran.stderr.contains("asked only"), "{}", ran.stderr);
}

#[test]
fn signs_alone_were_kept_as_a_gap() {
    let fixture = Fixture::new(&GARDEN);
    chat(&fixture, "???\n!!!\nhow do I boil an egg\n");
    let ran = fixture.run(&["gaps", "--corpus", "docs"]).expect(0);
    assert!(ran.stdout.contains("1 refused question,"), "{}", ran.stdout);
}

#[test]
fn a_yes_or_no_stands_below_the_question_that_it_answers() {
    let fixture = Fixture::new(&GARDEN);
    let text = "## Can I bring my baby?\n\nYes, but not onto the mats.\n\n## Where are the mats?\n\nIn the hall.\n";
    fs::write(fixture.path("docs/hall.md"), text).unwrap();
    let ask = |question: &str| fixture.run(&["ask", "--corpus", "docs", question]).stdout;
    let over = "Can I bring my baby?\n\nYes, but not onto the mats.\n";
    assert!(ask("may a baby come").contains(over), "{}", ask("may a baby come"));
    assert!(ask("can i bring my baby").starts_with("Yes, but"), "{}", ask("can i bring my baby"));
    assert!(ask("where are the mats").starts_with("In the hall."), "{}", ask("where are the mats"));
    let args = ["ask", "--corpus", "docs", "--format", "markdown", "may a baby come"];
    let markdown = fixture.run(&args).stdout;
    assert!(markdown.contains("**Can I bring my baby?**\n\n> Yes, but"), "{markdown}");
}
