//! What an entry offers to ask next goes from each format that knows such a thing to each other.

use std::collections::BTreeSet;

use ibid::{
    chunk::chunk,
    export::{Entry, Exported, Loss, Target, To, export},
    ingest::parse,
};
use serde_json::json;

fn read_back(target: Target, text: &str) -> Vec<Entry> {
    Entry::all(chunk(&parse(target.file().unwrap(), text)).passages)
}

/// What the prompts of an entry are called.
fn labels(entry: &Entry) -> Vec<&str> {
    entry.prompts.iter().map(|one| one.label.as_str()).collect()
}

/// A question, its prompts as label and the question that they lead to, and whether it is asked only
/// by such.
type Offer = (String, Vec<(String, String)>, bool);

/// The prompts of entries: the same in all formats, whatever their ids.
fn offers(entries: &[Entry]) -> Vec<Offer> {
    let asks = |to: &To| match to {
        To::Entry(key) => {
            let entry = entries.iter().find(|one| one.key == *key);
            entry.unwrap_or_else(|| panic!("{key} leads nowhere")).name().to_owned()
        }
        To::Question(question) => format!("{question}?"),
    };
    let offered = |one: &Entry| {
        let all = one.prompts.iter().map(|one| (one.label.clone(), asks(&one.to)));
        (one.name().to_owned(), all.collect(), one.is_only_prompted)
    };
    entries.iter().map(offered).collect()
}

const KNOWLEDGE_BASE: &str = "Question\tAnswer\tSource\tMetadata\tSuggestedQuestions\tIsContextOnly\t\
    Prompts\tQnaId\n\
    How do I pay?\tBy card.\tshop\t\t[]\tFalse\t[{\"DisplayOrder\":1,\"QnaId\":7,\"Qna\":null,\
    \"DisplayText\":\"Which cards\"},{\"DisplayOrder\":0,\"QnaId\":5,\"Qna\":null,\"DisplayText\":\
    \"Refunds\"}]\t3\n\
    Can I get a refund?\tYes.\tshop\t\t[]\tFalse\t[]\t5\n\
    Which cards do you take?\tAll.\tshop\t\t[]\tTrue\t[{\"DisplayOrder\":0,\"QnaId\":3,\
    \"DisplayText\":\"Back\"},{\"DisplayOrder\":1,\"QnaId\":99,\"DisplayText\":\"Gone\"}]\t7\n";

#[test]
fn prompts_go_from_each_format_that_has_them_to_each_other() {
    let told = |to: &str, asks: &str| (to.to_owned(), asks.to_owned());
    let pay = vec![
        told("Refunds", "Can I get a refund?"),
        told("Which cards", "Which cards do you take?"),
    ];
    let expected = vec![
        ("How do I pay?".to_owned(), pay, false),
        ("Can I get a refund?".to_owned(), vec![], false),
        ("Which cards do you take?".to_owned(), vec![told("Back", "How do I pay?")], true),
    ];
    let mut entries = read_back(Target::Tsv, KNOWLEDGE_BASE);
    // An id that numbers are made of where a format wants some.
    for (entry, id) in entries.iter_mut().zip(["pay", "refund", "cards"]) {
        entry.key = id.to_owned();
        entry.id = Some(id.to_owned());
        for prompt in &mut entry.prompts {
            if let To::Entry(key) = &mut prompt.to {
                let name = match key.as_str() {
                    "3" => "pay",
                    "5" => "refund",
                    "7" => "cards",
                    other => other,
                };
                *key = name.to_owned();
            }
        }
    }
    let with = [Target::Qna, Target::Tsv, Target::Cqa, Target::JsonLines];
    for first in with {
        let Exported { text, losses, .. } = export(&entries, first, None);
        let prompts: Vec<&Loss> = losses.iter().filter(|one| one.field == "prompt").collect();
        if first == Target::JsonLines {
            assert_eq!(losses, []);
            continue;
        }
        assert_eq!(prompts.len(), 1, "{losses:#?}");
        assert_eq!(prompts[0].value.as_deref(), Some("Gone → 99"));
        assert_eq!(prompts[0].id, "cards");
        for second in with {
            let there = read_back(first, &text);
            assert_eq!(offers(&there), expected, "{first:?}\n{text}");
            let Exported { text, losses, .. } = export(&there, second, None);
            let prompts =
                losses.iter().any(|one| ["prompt", "context-only"].contains(&&*one.field));
            assert!(!prompts, "{first:?} to {second:?} {losses:#?}");
            assert_eq!(offers(&read_back(second, &text)), expected, "{first:?} to {second:?}");
        }
    }
    // QnABot has buttons, and all of its questions can be asked.
    let Exported { text, losses, .. } = export(&entries, Target::QnaBot, None);
    let lost: BTreeSet<&str> = losses.iter().map(|one| one.field.as_str()).collect();
    assert_eq!(lost, BTreeSet::from(["prompt", "context-only", "source"]), "{losses:#?}");
    let file: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(
        file["qna"][0]["r"],
        json!({"buttons": [{"text": "Refunds", "value": "QID::refund"},
                           {"text": "Which cards", "value": "QID::cards"}]})
    );
    let mut open = expected;
    open[2].2 = false;
    assert_eq!(offers(&read_back(Target::QnaBot, &text)), open);
}

#[test]
fn what_qnabot_says_next_becomes_a_prompt() {
    let bot = r#"{"qna": [
        {"qid": "A.1", "type": "qna", "q": ["What is first?"], "a": "One.", "next": "A.2",
         "r": {"title": "More", "buttons": [{"text": "Why", "value": "Why is it first?"}]}},
        {"qid": "A.2", "type": "qna", "q": ["What is second?", "Why is it first?"], "a": "Two.",
         "next": "elsewhere"}]}"#;
    let entries = read_back(Target::QnaBot, bot);
    assert_eq!(labels(&entries[0]), ["", "Why"]);
    let to = |target| {
        let Exported { text, losses, .. } = export(&entries, target, None);
        let told: Vec<(String, Option<String>)> = losses
            .into_iter()
            .filter(|one| one.field == "prompt" || one.field == "next")
            .map(|one| (one.why.into_owned(), one.value))
            .collect();
        (read_back(target, &text), told)
    };
    let (same, told) = to(Target::QnaBot);
    let prompts = |all: &[Entry]| all.iter().map(|one| one.prompts.clone()).collect::<Vec<_>>();
    assert_eq!((prompts(&same), told), (prompts(&entries), vec![]));
    assert_eq!(same[0].fields["r"], json!({"title": "More"}));
    let (read, told) = to(Target::Cqa);
    assert_eq!(labels(&read[0]), ["What is second?", "Why"]);
    assert!(read[0].prompts.iter().all(|one| one.to == To::Entry(read[1].key.clone())));
    assert_eq!(read[1].fields["next"], "elsewhere");
    let said = |why: &str| (why.to_owned(), None);
    assert_eq!(
        told,
        [
            said("it is called by the question that it leads to"),
            said("it leads to the entry that asks so")
        ]
    );
    let (read, told) = to(Target::Qna);
    assert_eq!(read[0].prompts[1].to, To::Question("why is it first".into()));
    assert_eq!(told.len(), 2);
    let (_, told) = to(Target::Kendra);
    let lost: Vec<Option<&str>> = told.iter().map(|(_, value)| value.as_deref()).collect();
    assert_eq!(lost, [Some("A.2"), Some("Why → Why is it first?")]);
}
