//! What is exported is read again as it was, and what is not is said.

mod support;

use std::{collections::BTreeSet, fs, path::Path};

use ibid::{
    chunk::chunk,
    export::{Entry, Exported, Loss, Prompt, Target, To, export},
    ingest::parse,
};
use serde_json::json;
use support::Fixture;

/// What each target holds of an entry beside its question and answer, where the values are plain.
/// `field` is one of its own that is a text, `list` one that is a list, `context-only` whether it is
/// asked only by prompts.
const HELD: [(Target, &[&str]); 12] = [
    (Target::Qna, &["id", "phrasing", "category", "tag", "url", "field", "prompt", "context-only"]),
    (Target::Tsv, &["id", "phrasing", "category", "tag", "url", "field", "prompt", "context-only"]),
    (Target::Cqa, &["id", "phrasing", "category", "tag", "url", "field", "prompt", "context-only"]),
    (Target::QnaBot, &["id", "phrasing", "category", "tag", "prompt"]),
    (Target::Kendra, &["category", "tag", "url", "field", "list"]),
    (Target::KendraCsv, &["category", "tag", "url", "field"]),
    (Target::JsonLd, &["id", "phrasing", "category", "tag", "url"]),
    (Target::Html, &["heading", "text"]),
    (Target::Markdown, &["heading", "text"]),
    (
        Target::JsonLines,
        &[
            "id",
            "phrasing",
            "heading",
            "category",
            "tag",
            "url",
            "field",
            "list",
            "text",
            "prompt",
            "context-only",
        ],
    ),
    (Target::Csv, &["id", "phrasing", "heading", "category", "tag", "url", "field", "text"]),
    (Target::Anki, &["id", "tag"]),
];

/// Targets whose rules say all that they lose: reading the file never shows more.
const EXACT: [Target; 9] = [
    Target::Qna,
    Target::Tsv,
    Target::Cqa,
    Target::QnaBot,
    Target::Kendra,
    Target::KendraCsv,
    Target::JsonLd,
    Target::JsonLines,
    Target::Csv,
];

/// Numbers that are the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % sides as u64) as usize
    }

    fn one<'t>(&mut self, of: &[&'t str]) -> &'t str {
        of[self.below(of.len())]
    }

    fn joined(&mut self, of: &[&str], most: usize, between: &str) -> String {
        let count = 1 + self.below(most);
        (0..count).map(|_| self.one(of)).collect::<Vec<_>>().join(between)
    }
}

/// Words that no format takes for more.
const WORDS: [&str; 20] = [
    "refund",
    "card",
    "Straße",
    "naïve",
    "日本語",
    "العربية",
    "עברית",
    "😀",
    "👩‍👩‍👧",
    "it's",
    "10 %",
    "(so)",
    "e.g.",
    "don’t",
    "a/b",
    "“quoted”",
    "São",
    "x-y",
    "50€",
    "ок",
];

/// What some format takes for more than text.
const HOSTILE: [&str; 44] = [
    "# Heading",
    "# ? Who?",
    "## Why?",
    "- item",
    "* star *",
    "---",
    "```",
    "~~~",
    "````x",
    "| a | b |",
    "<b>bold</b>",
    "<p>text",
    "</details>",
    "<script>alert(1)</script>",
    "<!-- c -->",
    "&amp; & &lt;",
    "\"",
    "\"quoted\"",
    "'",
    "a\tb",
    "\\n",
    "C:\\new\\table",
    "\r\n",
    "\n\n\n",
    "\n",
    "  ",
    "\u{a0}",
    "Q: Why?",
    "A: So.",
    "**Why not?**",
    "[a]: https://example.org",
    "[1, 2]",
    "{\"a\": 1}",
    "False",
    "\u{1b}[31m",
    "\u{202e}abc",
    "\u{feff}",
    "1. One",
    "x,y;z|w",
    "k = v",
    "**Filters:**",
    "> quote",
    "\u{0}",
    "=SUM(A1)",
];

fn plain_entry(dice: &mut Dice, number: usize) -> Entry {
    let words = |dice: &mut Dice, most| dice.joined(&WORDS, most, " ");
    let paragraphs = 1 + dice.below(3);
    let text: Vec<String> = (0..paragraphs).map(|_| format!("It is {}.", words(dice, 9))).collect();
    Entry {
        at: format!("a.jsonl:{number}"),
        key: (number + 100).to_string(),
        id: Some((number + 100).to_string()),
        questions: vec![
            format!("Is k{number} {} here?", words(dice, 5)),
            format!("And what of {} k{number}?", words(dice, 3)),
        ],
        headings: vec!["Shop".into(), format!("Part {}", number / 10)],
        text: text.join("\n\n"),
        category: Some(words(dice, 2)),
        tags: vec!["money".into(), "été".into()],
        url: Some(format!("https://example.org/{number}?a=b#c")),
        // To its neighbour, in pairs.
        prompts: vec![Prompt {
            label: words(dice, 3),
            to: To::Entry(((number ^ 1) + 100).to_string()),
        }],
        is_only_prompted: true,
        fields: serde_json::from_value(json!({"field": words(dice, 3), "list": ["a", "b"]}))
            .unwrap(),
        ..Entry::default()
    }
}

fn hostile_entry(dice: &mut Dice, number: usize) -> Entry {
    let text = |dice: &mut Dice, most| {
        let between = dice.one(&["\n", " ", "\n\n", ""]);
        let mut all = Vec::new();
        for _ in 0..=dice.below(most) {
            let from = if dice.below(3) == 0 { &WORDS[..] } else { &HOSTILE[..] };
            all.push(dice.one(from));
        }
        all.join(between)
    };
    let question = |dice: &mut Dice| {
        let end = dice.one(&["?", "", " #", ":", "?\n"]);
        let question = format!("{} k{number}q {}{end}", text(dice, 2), text(dice, 2));
        question.trim().to_owned()
    };
    let answer = format!("{}z{}", text(dice, 6), text(dice, 2));
    let mut entry = Entry {
        at: format!("a.jsonl:{number}"),
        key: format!("key{number}"),
        id: (dice.below(2) == 0).then(|| format!("{number} {}", text(dice, 1)).trim().to_owned()),
        questions: (0..1 + dice.below(3)).map(|_| question(dice)).collect(),
        headings: (0..dice.below(4))
            .map(|_| format!("H {}", text(dice, 1)).trim().to_owned())
            .collect(),
        is_marked: dice.below(2) == 0,
        text: answer,
        category: (dice.below(2) == 0).then(|| format!("c {}", text(dice, 1)).trim().to_owned()),
        tags: (0..dice.below(3))
            .map(|at| format!("t{at} {}", text(dice, 1)).trim().to_owned())
            .collect(),
        url: (dice.below(2) == 0).then(|| format!("u {}", text(dice, 1)).trim().to_owned()),
        fields: serde_json::from_value(json!({
            "level": format!("l {}", text(dice, 1)),
            "weight": dice.below(9),
            text(dice, 1): "odd name",
        }))
        .unwrap(),
        ..Entry::default()
    };
    // No title is said twice in a row, whatever a file says.
    entry.headings.dedup();
    if let Some(id) = &entry.id {
        entry.key.clone_from(id);
    }
    entry
}

fn hostile_entries(dice: &mut Dice, count: usize) -> Vec<Entry> {
    let mut entries: Vec<Entry> = (0..count).map(|number| hostile_entry(dice, number)).collect();
    let ids: Vec<String> = entries.iter().filter_map(|one| one.id.clone()).collect();
    for entry in &mut entries {
        entry.is_only_prompted = dice.below(9) == 0;
        for _ in 0..dice.below(3) {
            let from = if dice.below(3) == 0 { &WORDS[..] } else { &HOSTILE[..] };
            let label = dice.joined(from, 2, " ").trim().to_owned();
            let to = match dice.below(4) {
                0 => To::Question(dice.joined(from, 2, " ")),
                1 => To::Entry("nobody".to_owned()),
                _ => To::Entry(ids[dice.below(ids.len())].clone()),
            };
            entry.prompts.push(Prompt { label, to });
        }
    }
    entries
}

fn read_back(target: Target, text: &str) -> Vec<Entry> {
    let document = parse(target.file().unwrap(), text);
    Entry::all(chunk(&document).passages)
}

/// What the prompts of an entry are called.
fn labels(entry: &Entry) -> Vec<&str> {
    entry.prompts.iter().map(|one| one.label.as_str()).collect()
}

/// The kinds of what is not the same in `read`, by the names under which a loss tells of it.
fn differences(entry: &Entry, read: &Entry) -> BTreeSet<&'static str> {
    let same = [
        ("question", entry.questions.first() == read.questions.first()),
        ("phrasing", entry.questions.get(1..) == read.questions.get(1..)),
        ("answer", entry.text == read.text),
        ("id", entry.id.is_none() || entry.id == read.id),
        ("heading", entry.over() == read.over()),
        ("category", entry.category.is_none() || entry.category == read.category),
        ("tag", entry.tags == read.tags),
        ("url", entry.url.is_none() || entry.url == read.url),
        ("prompt", labels(entry) == labels(read)),
        ("context-only", entry.is_only_prompted == read.is_only_prompted),
    ];
    same.iter().filter(|(_, same)| !same).map(|(name, _)| *name).collect()
}

fn lost<'l>(losses: &'l [Loss], entry: &Entry) -> BTreeSet<&'l str> {
    losses.iter().filter(|one| one.id == entry.key).map(|one| one.field.as_str()).collect()
}

#[test]
fn each_format_holds_what_it_says() {
    let mut dice = Dice(0x1b1d);
    let entries: Vec<Entry> = (0..60).map(|number| plain_entry(&mut dice, number)).collect();
    let all: BTreeSet<&str> = HELD.iter().flat_map(|(_, held)| *held).copied().collect();
    let all: BTreeSet<&str> = all.into_iter().filter(|one| *one != "text").collect();
    for (target, held) in HELD {
        let Exported { text, entries: count, losses, .. } = export(&entries, target, Some("Shop"));
        assert_eq!(count, entries.len(), "{target:?}");
        assert_eq!(target.holds_texts(), held.contains(&"text"), "{target:?}");
        let expected: BTreeSet<&str> =
            all.iter().filter(|one| !held.contains(one)).copied().collect();
        for entry in &entries {
            assert_eq!(lost(&losses, entry), expected, "{target:?} {losses:#?}");
        }
        if target.file().is_none() {
            continue;
        }
        let read = read_back(target, &text);
        assert_eq!(read.len(), entries.len(), "{target:?}");
        for (entry, read) in entries.iter().zip(&read) {
            let found = differences(entry, read);
            assert!(
                found.iter().all(|one| expected.contains(one)),
                "{target:?} {found:?} {read:#?}"
            );
            let same = entry.fields.iter().all(|(name, value)| {
                expected.contains(name.as_str()) || read.fields.get(name) == Some(value)
            });
            assert!(same, "{target:?} {read:#?}");
        }
    }
}

#[test]
fn whatever_is_not_read_again_is_told() {
    let mut unsaid: Vec<String> = Vec::new();
    for seed in 1..=6_u64 {
        let mut dice = Dice(seed * 0x9e37_79b9);
        let entries = hostile_entries(&mut dice, 120);
        for target in Target::ALL {
            let Exported { text, losses, .. } = export(&entries, target, None);
            if target.file().is_none() {
                continue;
            }
            let mut read = read_back(target, &text);
            if target == Target::Html {
                // The title of the page is over all that is on it.
                read.iter_mut().for_each(|one| one.headings.retain(|title| title != "FAQ"));
            }
            for (number, entry) in entries.iter().enumerate() {
                let lost = lost(&losses, entry);
                let mark = format!("k{number}q");
                // A page may declare what it shows in parts: then it is there twice.
                let told: Vec<BTreeSet<&str>> = read
                    .iter()
                    .filter(|one| one.name().contains(&mark))
                    .map(|found| differences(entry, found))
                    .collect();
                let is_told = |found: &BTreeSet<&str>| {
                    lost.contains("entry") || found.iter().all(|field| lost.contains(field))
                };
                let is_lost = ["entry", "question", "answer"].iter().any(|one| lost.contains(one));
                if !(told.iter().any(is_told) || told.is_empty() && is_lost) {
                    unsaid.push(format!("{target:?}: {told:?} but {lost:?} of {entry:#?}"));
                }
            }
            let by_reading: Vec<&Loss> =
                losses.iter().filter(|one| one.why.starts_with("ibid ")).collect();
            if EXACT.contains(&target) {
                for loss in &by_reading {
                    let entry = entries.iter().find(|one| one.key == loss.id);
                    unsaid.push(format!("{target:?}: no rule says {loss:?} of {entry:#?}"));
                }
            }
            if seed == 1 {
                println!(
                    "{target:?}: {} losses, {} seen by reading",
                    losses.len(),
                    by_reading.len()
                );
            }
        }
    }
    unsaid.truncate(3);
    assert!(unsaid.is_empty(), "{}", unsaid.join("\n"));
}

#[test]
fn json_lines_lose_nothing() {
    let mut dice = Dice(77);
    let mut entries = hostile_entries(&mut dice, 200);
    for entry in &mut entries {
        entry.questions.dedup();
        entry.fields.retain(|name, _| name == "level" || name == "weight");
    }
    let Exported { text, losses, .. } = export(&entries, Target::JsonLines, None);
    assert_eq!(losses, []);
    for (entry, read) in entries.iter().zip(read_back(Target::JsonLines, &text)) {
        assert_eq!(differences(entry, &read), BTreeSet::new(), "{entry:#?} {read:#?}");
        assert_eq!((&entry.headings, &entry.fields), (&read.headings, &read.fields));
    }
}

#[test]
fn there_and_back_is_the_same_file() {
    let mut dice = Dice(5);
    let mut entries: Vec<Entry> = (0..40).map(|number| plain_entry(&mut dice, number)).collect();
    for entry in &mut entries {
        entry.headings.clear();
        entry.fields.remove("list");
        // A table has none.
        entry.prompts.clear();
        entry.is_only_prompted = false;
    }
    let ours = export(&entries, Target::JsonLines, None).text;
    for target in [Target::Qna, Target::Tsv, Target::Cqa, Target::Csv] {
        let theirs = export(&read_back(Target::JsonLines, &ours), target, None);
        assert_eq!(theirs.losses, [], "{target:?}");
        let mut back = read_back(target, &theirs.text);
        // A reader of columns gives each entry its category as a heading.
        back.iter_mut().for_each(|one| one.headings.clear());
        assert_eq!(export(&back, Target::JsonLines, None).text, ours, "{target:?}");
        for other in [Target::Qna, Target::Tsv, Target::Cqa, Target::Csv] {
            let there = export(&back, other, None).text;
            let again = export(&read_back(other, &there), target, None).text;
            assert_eq!(again, theirs.text, "{target:?} by {other:?}");
        }
    }
}

#[test]
fn texts_are_held_where_there_is_a_place() {
    let guide =
        "# Guide\n\n## Setting up\n\nPlug it in.\n\n- red wire\n- blue wire\n\n## Why?\n\nSo.\n";
    let entries: Vec<Entry> = Entry::all(chunk(&parse("guide.md", guide)).passages);
    for (target, held) in HELD {
        let exported = export(&entries, target, None);
        let texts = usize::from(held.contains(&"text"));
        assert_eq!((exported.entries, exported.texts), (1, texts), "{target:?}");
        let told: Vec<&str> = exported
            .losses
            .iter()
            .filter(|one| one.field == "text")
            .filter_map(|one| one.value.as_deref())
            .collect();
        assert_eq!(told.len(), 1 - texts, "{target:?} {told:?}");
        if texts == 1 {
            let read = read_back(target, &exported.text);
            let text = read.iter().find(|one| one.is_text() && one.title == "Setting up").unwrap();
            assert_eq!(text.text, "Plug it in.\n\n- red wire\n- blue wire", "{target:?}");
        }
    }
}

/// A question or an answer as it is compared where a page does not show all of its white space.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn real_files_are_read_again() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/docs");
    if !docs.is_dir() {
        println!("skipped: no {}", docs.display());
        return;
    }
    let (mut files, mut total) = (0, 0);
    let mut equal = [0; 12];
    for path in support::files_below(&docs) {
        let name = path.strip_prefix(&docs).unwrap().to_str().unwrap().to_owned();
        // What is no text has a reader that needs the command; its entries are like all others.
        let Ok(text) = fs::read_to_string(&path) else { continue };
        let document = parse(&name, text.trim_start_matches('\u{feff}'));
        let mut entries: Vec<Entry> = Entry::all(chunk(&document).passages);
        entries.retain(|one| !one.is_text());
        if entries.is_empty() {
            continue;
        }
        files += 1;
        total += entries.len();
        for (at, target) in Target::ALL.into_iter().enumerate() {
            let Exported { text, entries: count, losses, .. } = export(&entries, target, None);
            assert_eq!(count, entries.len(), "{name} {target:?} {losses:#?}");
            let Some(_) = target.file() else { continue };
            let read = read_back(target, &text);
            let mut from = 0;
            for entry in &entries {
                let lost = lost(&losses, entry);
                let found = read.iter().position(|one| one.name() == entry.name());
                let same =
                    found.map(|at| &read[at]).filter(|one| words(&one.text) == words(&entry.text));
                let later = read[from..].iter().position(|one| one.name() == entry.name());
                let same = later.map(|at| &read[from + at]).or(same);
                from += later.map_or(0, |at| at + 1);
                let is_same = same.is_some_and(|one| words(&one.text) == words(&entry.text));
                equal[at] += usize::from(is_same);
                let told = ["entry", "question", "answer"].iter().any(|one| lost.contains(one));
                assert!(is_same || told, "{name} {target:?} {entry:#?} {same:#?}");
            }
        }
    }
    println!("{files} files, {total} entries");
    for (target, equal) in Target::ALL.into_iter().zip(equal) {
        println!("{target:?}: {equal} come back with the same question and answer");
        // Of Markdown only the text is read from what is HTML.
        let least = match target {
            Target::Anki => 0,
            Target::Html | Target::JsonLd => total * 7 / 10,
            _ => total * 98 / 100,
        };
        assert!(least <= equal, "{target:?} {equal} of {total}");
    }
}

const SHOP: &str = "{\"id\": 7, \"questions\": [\"How do I pay?\", \"pay?\"], \"answer\": \"By card.\", \
                    \"tags\": [\"money\"], \"level\": 3}\n\
                    {\"question\": \"Where are you?\", \"answer\": \"Here.\\nAnd there.\"}\n";

#[test]
fn the_command_writes_and_tells() {
    let fixture = Fixture::new(&[("faq.jsonl", SHOP)]);
    let ran = fixture.run(&["export", "faq.jsonl", "--to", "qna"]).expect(0);
    assert!(
        ran.stdout.starts_with("<a id = \"7\"></a>\n\n# ? How do I pay?\n- pay?\n"),
        "{}",
        ran.stdout
    );
    assert!(ran.stderr.contains("exported 2 entries of 1 file\n"), "{}", ran.stderr);
    assert!(ran.stderr.contains("changed: level, 1 time: it becomes a text; first at faq.jsonl:1"));
    let args =
        ["export", "--corpus", "faq.jsonl", "--to", "kendra", "--out", "k.json", "--losses", "l"];
    let ran = fixture.run(&[&args[..], &["--strict"]].concat()).expect(1);
    assert_eq!(ran.stdout, "");
    let lost = fs::read_to_string(fixture.path("l")).unwrap();
    let lost: Vec<serde_json::Value> =
        lost.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let told: Vec<(&str, &str)> = lost
        .iter()
        .map(|one| (one["field"].as_str().unwrap(), one["value"].as_str().unwrap()))
        .collect();
    assert_eq!(told, [("phrasing", "pay?"), ("id", "7")]);
    assert_eq!((&lost[0]["at"], &lost[0]["id"]), (&json!("faq.jsonl:1"), &json!("7")));
    let ran = fixture.run(&["export", "faq.jsonl", "--to", "jsonl", "--strict"]).expect(0);
    assert!(ran.stderr.contains("nothing was lost"), "{}", ran.stderr);
    assert_eq!(ran.json_lines()[0]["questions"][1], "pay?");
    // Twice the same; nothing is left beside the file.
    fixture.run(&["export", "faq.jsonl", "--to", "csv", "-o", "a.csv"]).expect(0);
    let first = fs::read(fixture.path("a.csv")).unwrap();
    fixture.run(&["export", "faq.jsonl", "--to", "csv", "-o", "a.csv"]).expect(0);
    assert_eq!(fs::read(fixture.path("a.csv")).unwrap(), first);
    let mut names: Vec<String> = support::files_below(&fixture.path(""))
        .iter()
        .map(|path| path.file_name().unwrap().to_str().unwrap().to_owned())
        .collect();
    names.sort();
    assert_eq!(names, ["a.csv", "faq.jsonl", "k.json", "l"]);
}

#[test]
fn a_document_is_never_written_over() {
    let fixture = Fixture::new(&[("docs/faq.jsonl", SHOP), ("docs/b.md", "# Why?\n\nSo.\n")]);
    for option in ["--out", "--losses"] {
        let args = ["export", "docs", "--to", "jsonl", option, "docs/../docs/faq.jsonl"];
        fixture.run(&args).complains(&["faq.jsonl", "one of the documents", "another file"]);
    }
    assert_eq!(fs::read_to_string(fixture.path("docs/faq.jsonl")).unwrap(), SHOP);
    let among = ["export", "docs", "--to", "csv", "--out", "docs/all.csv"];
    let ran = fixture.run(&among).expect(0);
    assert!(ran.stderr.contains("docs/all.csv lies among the documents"), "{}", ran.stderr);
    fixture.run(&among).complains(&["docs/all.csv", "one of the documents"]);
    let both = ["export", "docs", "--to", "csv", "--out", "x", "--losses", "x"];
    fixture.run(&both).complains(&["--out and --losses name one file"]);
    let gone = ["export", "docs", "--to", "csv", "--out", "no/such/x.csv"];
    let ran = fixture.run(&gone).expect(2);
    assert!(ran.stderr.contains("cannot write no/such/x.csv"), "{}", ran.stderr);
}

#[test]
fn an_entry_without_a_title_came_under_that_of_another_file() {
    let looms = "# Looms\n\nOiled in May.\n\n## Do I need a bench?\n\nNo.\n";
    let yarn = "{\"question\": \"Do you sell yarn?\", \"answer\": \"Yes, linen.\"}\n";
    let fixture = Fixture::new(&[("docs/a.md", looms), ("docs/b.jsonl", yarn)]);
    let export = |target| fixture.run(&["export", "docs", "--to", target]).expect(0);
    let ran = export("markdown");
    assert_eq!(
        ran.stdout,
        "## Do you sell yarn?\n\nYes, linen.\n\n# Looms\n\nOiled in May.\n\n\
         ## Do I need a bench?\n\nNo.\n"
    );
    assert!(ran.stderr.contains("changed: order, 1 time: "), "{}", ran.stderr);
    let page = export("html").stdout;
    let body = page.split("<main>").nth(1).unwrap();
    let at = |text: &str| body.find(text).unwrap_or_else(|| panic!("{text}: {body}"));
    assert!(at("Do you sell yarn?") < at("<h2>Looms</h2>"), "{body}");
    assert_eq!(body.matches(">Looms<").count(), 1, "{body}");
    // Where each entry has its titles beside it, the order is that of the files.
    let ran = export("csv");
    assert!(ran.stdout.lines().last().unwrap().contains("Do you sell yarn?"), "{}", ran.stdout);
    assert!(ran.stderr.contains("nothing was lost"), "{}", ran.stderr);
}

#[test]
fn where_nothing_can_be_exported_it_is_said() {
    let fixture = Fixture::new(&[("notes.md", "# Notes\n\nSome text.\n"), ("empty/x.bin", "\0")]);
    let none = |args: &[&str]| fixture.run(&[&["export"], args].concat());
    none(&["notes.md", "--to", "qna"])
        .complains(&["nothing to export", "jsonl, csv, markdown and html do"]);
    none(&["notes.md", "--to", "md", "--entries-only"]).expect(2);
    none(&["notes.md", "--to", "jsonl", "--entries-only"]).complains(&["without --entries-only"]);
    none(&["gone.md", "--to", "qna"]).complains(&["no such file", "gone.md"]);
    let ran = none(&["notes.md", "--to", "markdown"]).expect(0);
    assert_eq!(ran.stdout, "# Notes\n\nSome text.\n");
    // Without a path: the documents that are set, here the built-in ones.
    let ran = none(&["--to", "csv", "--entries-only"]).expect(0);
    assert!(ran.stdout.starts_with("\"question\",\"answer\","), "{}", &ran.stdout[..200]);
}

#[test]
fn a_page_needs_no_script_and_is_well_formed() {
    let text = "# Shop\n\n## How do I \\<pay\\>?\n\nBy *card*, see [here](https://example.org).\n\n\
                - Visa </script>\n- ![x](javascript:alert(1))\n\n## Other\n\nText.\n\n### Why?\n\nSo.\n";
    let fixture = Fixture::new(&[("faq.md", text)]);
    let page = fixture.run(&["export", "faq.md", "--to", "html"]).expect(0).stdout;
    assert!(page.starts_with("<!DOCTYPE html>\n<html lang=\"en\">"), "{page}");
    assert_eq!(page.matches("<script").count(), 1, "{page}");
    assert_eq!(page.matches("</script>").count(), 1, "{page}");
    assert!(!page.contains("javascript:"), "{page}");
    assert!(page.contains("<title>Shop</title>") && page.contains("<h1 id=\"title\">Shop</h1>"));
    let declared = page.split("ld+json\">").nth(1).unwrap().split("</script>").next().unwrap();
    let declared: serde_json::Value = serde_json::from_str(declared).unwrap();
    assert_eq!(declared["mainEntity"].as_array().unwrap().len(), 2);
    assert_eq!(declared["mainEntity"][0]["name"], "How do I &lt;pay&gt;?");
    // Every link within the page leads somewhere, and every element is closed.
    for target in page.split("href=\"#").skip(1).map(|rest| rest.split('"').next().unwrap()) {
        assert_eq!(page.matches(&format!("id=\"{target}\"")).count(), 1, "{target}");
    }
    for name in ["details", "summary", "ul", "li", "section", "main", "nav", "p", "a", "h2", "h3"] {
        let open =
            page.matches(&format!("<{name}>")).count() + page.matches(&format!("<{name} ")).count();
        assert_eq!(open, page.matches(&format!("</{name}>")).count(), "{name}: {page}");
    }
}
