use super::*;
use crate::document::{BlockKind, Record};

fn read_all(text: &str) -> (Result<Document, String>, Vec<(u32, String)>) {
    let mut notes = Vec::new();
    let document = read("a.json", text, &mut |note| {
        notes.push(match note {
            Note::Skipped { line, reason } => (line, reason),
            Note::File(note) | Note::Inside { name: note, .. } => (0, note),
        });
    });
    (document, notes)
}

/// `line id: question | phrasing => answer` for each record.
fn shown(text: &str) -> Vec<String> {
    let (document, _) = read_all(text);
    let show = |block: &Block| {
        let BlockKind::Record(Record { id, questions, title, .. }) = &block.kind else {
            panic!("{block:?}")
        };
        let asked = if questions.is_empty() { title.clone() } else { questions.join(" | ") };
        let id = id.as_deref().unwrap_or("-");
        format!("{} {id}: {asked} => {}", block.lines.first, block.text)
    };
    document.unwrap().blocks.iter().map(show).collect()
}

fn metadata(text: &str) -> Value {
    let document = read_all(text).0.unwrap();
    match &document.blocks[0].kind {
        BlockKind::Record(record) => serde_json::to_value(&record.metadata).unwrap(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn qnabot_entries_and_passages() {
    let text = r#"{"qna": [
        {"qid": "Pay.1", "type": "qna", "q": ["How do I pay?", "Pay?"], "a": "By card.",
         "alt": {"markdown": "**By card.**"}, "r": {"title": "", "imageUrl": ""}},
        {"qid": "Text.1", "type": "text", "passage": "The shop opens at nine."},
        {"qid": "Slot.1", "type": "slottype", "slotTypeValues": []},
        {"qid": "Quiz.1", "type": "quiz", "question": "Which?", "correctAnswers": ["a"]},
        {"qid": "Bad.1", "q": ["Why?"]}
    ]}"#;
    let expected = [
        "2 Pay.1: How do I pay? | Pay? => By card.",
        "4 Text.1: Text.1 => The shop opens at nine.",
    ];
    assert_eq!(shown(text), expected);
    assert_eq!(metadata(text)["alt"]["markdown"], "**By card.**");
    let (document, notes) = read_all(text);
    assert_eq!(notes, [(7, "a question without an answer".to_owned())]);
    let document = document.unwrap();
    assert_eq!(document.blocks[0].lines, Lines::new(2, 3));
    let reasons: Vec<&str> = document.left_out.iter().map(|one| one.reason.as_str()).collect();
    assert_eq!(
        reasons,
        [
            "JSON around the records",
            "a slot type, no answer",
            "a quiz, no answer",
            "a question without an answer",
            "JSON around the records"
        ]
    );
}

#[test]
fn azure_cqa_and_qna_maker() {
    let text = r#"{"value": [{"id": 3, "questions": ["How do I pay?"], "answer": "By card.",
        "source": "shop.docx", "metadata": {"area": "money"},
        "dialog": {"isContextOnly": false, "prompts": []}}]}"#;
    assert_eq!(shown(text), ["1 3: How do I pay? => By card."]);
    assert_eq!(metadata(text)["area"], "money");
    let text = r#"{"metadata": {"language": "en"}, "assets": {
        "synonyms": [{"alterations": ["tv", "television"]}],
        "qnas": [{"id": 3, "questions": ["How do I pay?"], "answer": "By card."}]}}"#;
    assert_eq!(shown(text), ["3 3: How do I pay? => By card."]);
    let (document, notes) = read_all(text);
    assert_eq!(notes, [(0, SYNONYMS.to_owned())]);
    assert_eq!(document.unwrap().left_out[1].reason, "synonyms: tv, television");
    let text = r#"{"qnaDocuments": [{"id": 3, "questions": ["Pay?"], "answer": "By card.",
        "metadata": [{"name": "area", "value": "money"}]}]}"#;
    assert_eq!(metadata(text)["area"], "money");
}

#[test]
fn kendra_and_lists_that_name_their_fields() {
    let text = r#"{"SchemaVersion": 1, "FaqDocuments": [{"Question": "Pay?", "Answer": "By card.",
        "Attributes": {"_source_uri": "https://example.org/pay", "_category": "money"}}]}"#;
    assert_eq!(shown(text), ["1 -: Pay? => By card."]);
    assert_eq!(
        metadata(text),
        serde_json::json!({"url": "https://example.org/pay", "category": "money"})
    );
    let text = r#"[{"title": "Pay", "text": "By card."}, {"question": "Pay?", "answer": "Yes."}]"#;
    assert_eq!(shown(text), ["1 -: Pay => By card.", "1 -: Pay? => Yes."]);
    let text = r#"{"@context": "https://schema.org", "@type": "FAQPage", "mainEntity": [
        {"@type": "Question", "name": "Pay?",
         "acceptedAnswer": {"@type": "Answer", "text": "<p>By <b>card</b>.</p>"}}]}"#;
    assert_eq!(shown(text), ["2 -: Pay? => By card."]);
}

#[test]
fn entries_in_groups_stand_under_the_names_of_these() {
    let text = r#"{"version": 2, "categories": [
        {"name": "Empty", "items": []},
        {"name": "Parcels", "items": [
            {"question": "How heavy?", "answer": "At most 31 kg."},
            {"question": "How long?", "category": "Sizes", "answer": "A metre."}]},
        {"title": "Money", "topics": [
            {"name": "Bills", "faqs": [{"q": "When?",
                "a": "In a month."}]}]}
    ]}"#;
    assert_eq!(
        shown(text),
        [
            "4 -: How heavy? => At most 31 kg.",
            "5 -: How long? => A metre.",
            "7 -: When? => In a month."
        ]
    );
    let document = read_all(text).0.unwrap();
    let headings = |block: &Block| match &block.kind {
        BlockKind::Record(record) => record.headings.clone(),
        other => panic!("{other:?}"),
    };
    let found: Vec<Vec<String>> = document.blocks.iter().map(headings).collect();
    assert_eq!(found, [vec!["Parcels"], vec!["Parcels", "Sizes"], vec!["Money", "Bills"]]);
    assert_eq!(document.blocks[2].lines, Lines::new(7, 8));
    // What stands among groups is read, too.
    let text = r#"[{"question": "Who?", "answer": "We."},
        {"title": "Parcels", "questions": [{"question": "How heavy?", "answer": "Ten."}]},
        {"question": "Why?", "answer": "So."}]"#;
    assert_eq!(shown(text), ["1 -: Who? => We.", "2 -: How heavy? => Ten.", "3 -: Why? => So."]);
}

#[test]
fn other_json_is_refused_and_a_broken_file_read_up_to_there() {
    for text in [r#"{"name": "x", "scripts": {"a": "b"}, "files": ["x"]}"#, "[1, 2]", "3"] {
        assert_eq!(read_all(text).0.unwrap_err(), NO_FAQ, "{text}");
    }
    let refused = read_all("{\n\"qna\": oops").0.unwrap_err();
    assert_eq!(refused, "not JSON: expected value, line 2");
    let text = "{\"qna\": [\n{\"q\": [\"Pay?\"], \"a\": \"By card.\"},\n{\"q\": [\"Wh";
    assert_eq!(shown(text), ["2 -: Pay? => By card."]);
    let (document, notes) = read_all(text);
    let reason = "not JSON from here on: EOF while parsing a string";
    assert_eq!(notes, [(3, reason.to_owned())]);
    assert_eq!(document.unwrap().left_out[1].reason, reason);
}

#[test]
fn hostile_json_ends() {
    for text in ["[".repeat(200_000), "{\"a\":".repeat(200_000), "[{\"q\":".repeat(9_000)] {
        assert!(read_all(&text).0.is_err());
        assert!(read_all(&format!("{{\"x\": \"schema.org\", \"y\": {text}")).0.is_err());
    }
}

#[test]
fn a_record_that_says_something_itself_is_no_group() {
    let (document, told) = read_all(
        r#"[{"title": "Parcels", "text": "We post parcels on weekdays.",
            "faqs": [{"q": "How heavy?", "a": "Ten kilos."}]},
            {"question": "Which sizes?", "options": [{"title": "S", "answer": "For a letter."}]}]"#,
    );
    let document = document.unwrap();
    let found: Vec<&str> = document.blocks.iter().map(|block| block.plain()).collect();
    assert!(found.iter().any(|text| text.contains("We post parcels")), "{found:?}");
    assert!(!found.iter().any(|text| text.contains("For a letter")), "{found:?}");
    assert!(!told.is_empty());
    let (document, _) = read_all(
        r#"[{"title": "Parcels", "text": "", "faqs": [{"q": "How heavy?", "a": "Ten kilos."}]}]"#,
    );
    assert_eq!(document.unwrap().blocks.len(), 1, "an empty field says nothing");
}
