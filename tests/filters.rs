//! Filters: tags, files and headings choose among passages before anything is ranked.

use std::{fs, path::Path};

use ibid::{
    answer::{Answer, Status},
    corpus::Corpus,
    engine::{AskOptions, Engine, build},
    error::Error,
    query::Filter,
};

fn engine(folder: &Path, files: &[(&str, &str)]) -> Engine {
    let corpus = folder.join("corpus");
    for (name, content) in files {
        let path = corpus.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
    let index = folder.join("index");
    build(&Corpus::Paths(vec![corpus]), &index, &mut |_| {}).unwrap();
    Engine::open(&index).unwrap()
}

fn filter(tags: &[&str], within: &[&str]) -> Filter {
    let owned = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect();
    Filter { tags: owned(tags), within: owned(within) }
}

fn ids(answer: &Answer) -> Vec<&str> {
    let found = if answer.answers.is_empty() { &answer.nearest } else { &answer.answers };
    found.iter().map(|one| one.passage.id.as_str()).collect()
}

fn ask(engine: &Engine, question: &str, filter: Filter) -> Answer {
    engine.check(&filter).unwrap();
    engine.ask(question, &AskOptions { filter, top: 50, ..AskOptions::default() }).unwrap()
}

const RECORDS: &str = r#"{"id": "phone", "question": "How do I pay?", "answer": "By phone.", "tags": ["Phone calls"], "lang": "en"}
{"id": "card", "question": "How do I pay?", "answer": "By card.", "tags": ["billing", "cards"]}
{"id": "cash", "question": "How do I pay?", "answer": "In cash.", "category": "Billing"}
"#;

#[test]
fn tags_and_places_choose_the_passages() {
    let folder = tempfile::tempdir().unwrap();
    let engine = engine(
        folder.path(),
        &[
            ("faq.jsonl", RECORDS),
            ("guides/home.md", "# Home\n\n## Paying\n\nYou pay at home.\n"),
            (
                "guides/deep/[x].md",
                "---\ntags: [cards]\n---\n# Travel\n\n## Paying\n\nYou pay abroad.\n",
            ),
        ],
    );
    let found = |tags: &[&str], within: &[&str]| {
        let answer = ask(&engine, "how do I pay", filter(tags, within));
        let mut ids: Vec<String> = ids(&answer).into_iter().map(str::to_owned).collect();
        ids.sort();
        ids.join(" ")
    };
    let (home, deep) = ("guides/home.md#paying", "guides/deep/[x].md#paying");
    assert_eq!(found(&["billing"], &[]), "card cash");
    assert_eq!(found(&["phone-calls", "BILLING"], &[]), "card cash phone");
    assert_eq!(found(&["lang:en"], &[]), "phone");
    assert_eq!(found(&["cards"], &[]), format!("card {deep}"));
    assert_eq!(found(&["cards"], &["guides"]), deep);
    assert_eq!(found(&[], &["guides/**"]), format!("{deep} {home}"));
    assert_eq!(found(&[], &["./guides/"]), format!("{deep} {home}"));
    assert_eq!(found(&[], &["guides/*.md"]), home);
    assert_eq!(found(&[], &["deep"]), deep);
    assert_eq!(found(&[], &["guides/deep/[x].md"]), deep);
    assert_eq!(found(&[], &["*.md"]), format!("{deep} {home}"));
    assert_eq!(found(&[], &["#travel"]), deep);
    assert_eq!(found(&[], &["*.jsonl", "home.md"]), format!("card cash {home} phone"));
}

#[test]
fn a_question_carries_what_exists_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let engine =
        engine(folder.path(), &[("faq.jsonl", RECORDS), ("a.md", "# Paying\n\nYou pay.\n")]);
    let answer = ask(&engine, "how do I pay? tag:billing", Filter::default());
    let mut found = ids(&answer);
    found.sort_unstable();
    assert_eq!(found, ["card", "cash"]);
    // Both ask the same: the reply leaves the choice.
    let choices: Vec<&str> = answer.clarify.iter().map(|choice| choice.id.as_str()).collect();
    assert_eq!(choices, ["cash", "card"]);
    assert_eq!(
        (answer.status, answer.notes),
        (Status::Unsure, vec!["only what is tagged billing".to_owned()])
    );
    // Both must hold.
    let answer = ask(&engine, "how do I pay? tag:billing", filter(&["cards"], &[]));
    assert_eq!(ids(&answer), ["card"]);
    let answer = ask(&engine, "how do I pay in:a.md", Filter::default());
    assert_eq!(ids(&answer), ["a.md#paying"]);
    // What is no tag here is a word.
    let answer = ask(&engine, "how do I pay tag:v2", Filter::default());
    assert!(answer.notes.is_empty() && answer.unknown.contains(&"v2".to_owned()), "{answer:?}");
}

#[test]
fn what_does_not_exist_is_told_with_the_nearest() {
    let folder = tempfile::tempdir().unwrap();
    let engine = engine(folder.path(), &[("docs/faq.jsonl", RECORDS)]);
    let message = |tags: &[&str], within: &[&str]| {
        engine.check(&filter(tags, within)).unwrap_err().to_string()
    };
    assert_eq!(message(&["biling"], &[]), "no passage is tagged biling; the nearest is billing");
    assert_eq!(message(&["xyzzy"], &[]), "no passage is tagged xyzzy");
    assert_eq!(
        message(&[], &["faq.json"]),
        "no passage is in faq.json; the nearest is docs/faq.jsonl"
    );
    assert_eq!(message(&[], &["#Pay"]), "no passage is in #Pay; the nearest is #how-do-i-pay");
    assert!(matches!(engine.check(&filter(&[], &["docs/[a"])), Err(Error::Pattern { .. })));
    let nothing = AskOptions { filter: filter(&["biling"], &[]), ..AskOptions::default() };
    assert_eq!(engine.ask("how do I pay", &nothing).unwrap().status, Status::NoAnswer);
}

/// What is asked for stands in many passages; the filter lets few of the least fitting through.
#[test]
fn the_search_is_among_what_the_filter_lets_through() {
    let folder = tempfile::tempdir().unwrap();
    let mut records = String::new();
    for at in 0..20_000 {
        let rare = if at % 200 == 199 { "rare" } else { "common" };
        let filler = if rare == "rare" {
            " and much more besides that says little".repeat(3)
        } else {
            String::new()
        };
        records.push_str(&format!(
            "{{\"id\": \"{at}\", \"title\": \"Refund {at}\", \"text\": \"The refund of the invoice{filler}.\", \"tags\": [\"{rare}\"]}}\n"
        ));
    }
    let engine = engine(folder.path(), &[("all.jsonl", &records)]);
    let answer = ask(&engine, "refund of the invoice", filter(&["rare"], &[]));
    let found = ids(&answer);
    // Fifty were asked for, and there are a hundred: as many as without a filter.
    assert_eq!(found.len(), 50);
    assert!(found.iter().all(|id| id.parse::<usize>().unwrap() % 200 == 199), "{found:?}");
    assert_eq!(found, ids(&ask(&engine, "refund of the invoice", filter(&["rare"], &[]))));
}
