//! Replies made by hand, for the tests of what prints them.

use std::{collections::BTreeMap, time::Duration};

use ibid::{
    answer::{Answer, ExplainedPassage, ExplainedTerm, Explanation, Found, Status},
    passage::{Kind, Passage},
    query::QuestionKind,
};

pub(crate) fn answered() -> Answer {
    Answer {
        question: "what is deep lerning".into(),
        interpreted: Some("what is deep learning".into()),
        status: Status::Answered,
        confidence: 0.934_56,
        answers: vec![deep(), layers()],
        nearest: Vec::new(),
        clarify: Vec::new(),
        unknown: Vec::new(),
        notes: vec!["Corrected: lerning → learning".into()],
        taught: false,
        explain: None,
        took: Duration::from_micros(412),
    }
}

pub(crate) fn refused() -> Answer {
    Answer {
        question: "quantum layers".into(),
        interpreted: None,
        status: Status::NoAnswer,
        confidence: 0.1,
        answers: Vec::new(),
        nearest: vec![layers()],
        unknown: vec!["quantum".into()],
        notes: Vec::new(),
        ..answered()
    }
}

pub(crate) fn explained() -> Answer {
    let term = |term: &str, origin: &str, weight, passages| ExplainedTerm {
        term: term.into(),
        origin: origin.into(),
        weight,
        passages,
    };
    Answer {
        taught: false,
        explain: Some(Explanation {
            kind: QuestionKind::Definition,
            terms: vec![term("deep", "deep", 1.0, 3), term("learn", "synonym of teach", 0.25, 120)],
            passages: vec![ExplainedPassage {
                id: deep().passage.id,
                features: vec![("lexical".into(), 8.4, 4.2), ("exact question".into(), 1.0, 10.0)],
                lacks: Vec::new(),
            }],
            confidence: vec![("margin".into(), 2.5), ("unknown words".into(), -0.75)],
        }),
        ..answered()
    }
}

fn deep() -> Found {
    Found {
        passage: Passage {
            id: "guide.md#what-is-deep-learning".into(),
            kind: Kind::Qa,
            title: "What is deep learning?".into(),
            headings: vec!["Machine learning".into(), "Basics".into()],
            questions: vec!["What is deep learning?".into()],
            text: "Deep learning is a part of machine learning.\nIt uses layers.".into(),
            plain: String::new(),
            path: "guide.md".into(),
            line: 42,
            end_line: 47,
            place: None,
            runs: Vec::new(),
            columns: Vec::new(),
            metadata: BTreeMap::new(),
        },
        highlight: std::iter::once(0..44).collect(),
        score: 14.200_01,
        number: 0,
    }
}

fn layers() -> Found {
    let Found { passage, .. } = deep();
    Found {
        passage: Passage {
            id: "guide.md#layers".into(),
            kind: Kind::Section,
            title: "Layers".into(),
            questions: Vec::new(),
            text: "A layer is a row of units.".into(),
            line: 50,
            end_line: 51,
            place: None,
            runs: Vec::new(),
            columns: Vec::new(),
            metadata: BTreeMap::from([("tags".into(), serde_json::json!(["net"]))]),
            ..passage
        },
        highlight: Vec::new(),
        score: 3.1,
        number: 1,
    }
}
