use super::*;
use crate::document::Record;

fn read_all(text: &str, separator: Separator) -> (Document, Vec<Note>) {
    let mut notes = Vec::new();
    let document = read("a.csv", text, separator, &mut |note| notes.push(note)).unwrap();
    (document, notes)
}

fn csv(text: &str) -> (Document, Vec<Note>) {
    read_all(text, Separator::Any)
}

/// `line: question | phrasing => answer` for each record.
fn shown(document: &Document) -> Vec<String> {
    let show = |block: &Block| match &block.kind {
        BlockKind::Record(Record { questions, title, .. }) => {
            let asked = if questions.is_empty() { title.clone() } else { questions.join(" | ") };
            format!("{}: {asked} => {}", block.lines.first, block.text)
        }
        other => format!("{}: {other:?} {}", block.lines.first, block.plain()),
    };
    document.blocks.iter().map(show).collect()
}

#[test]
fn a_header_in_any_order_and_spelling() {
    let (document, notes) = csv("\u{20}_Answer;QUESTION 2;Tags;question;Price\n\
         So.;How come?;a, b;Why?;3\n\
         ;;;;\n\
         \"Two\nlines; one cell\";;;When?;\n");
    assert_eq!(
        shown(&document),
        ["2: Why? | How come? => So.", "4: When? => Two\nlines; one cell"]
    );
    assert_eq!(document.blocks[1].lines, Lines::new(4, 5));
    let BlockKind::Record(record) = &document.blocks[0].kind else { panic!() };
    assert_eq!(
        serde_json::to_value(&record.metadata).unwrap(),
        serde_json::json!({"tags": ["a", "b"], "Price": "3"})
    );
    assert!(notes.is_empty(), "{notes:?}");
    let reasons: Vec<(u32, &str)> =
        document.left_out.iter().map(|one| (one.lines.first, one.reason.as_str())).collect();
    assert_eq!(reasons, [(1, "names of the columns"), (3, "no cell with text")]);
}

#[test]
fn an_answer_that_looks_like_json_or_says_false_is_one() {
    let (document, notes) = read_all(
        "Question\tAnswer\tSource\tMetadata\tPrompts\tQnaId\n\
         What is a list?\t[1, 2]\t\t\t[\"a\\nb\"]\t1\n\
         Is it?\tFalse\t\t\t[]\t2\n",
        Separator::Tab,
    );
    assert_eq!(shown(&document), ["2: What is a list? => [1, 2]", "3: Is it? => False"]);
    let BlockKind::Record(record) = &document.blocks[0].kind else { panic!() };
    assert_eq!(record.metadata["Prompts"], serde_json::json!(["a\nb"]));
    assert!(notes.is_empty(), "{notes:?}");
}

#[test]
fn rows_of_one_qna_id_are_phrasings_and_escapes_are_line_breaks() {
    let (document, notes) = read_all(
        "Question\tAnswer\tSource\tMetadata\tSuggestedQuestions\tIsContextOnly\tPrompts\tQnaId\n\
         How do I pay?\tBy card.\\n\\n* Visa\\n* Other\tshop.docx\tarea:money|level:easy\t[]\tFalse\t\
         [{\"DisplayOrder\":0,\"QnaId\":2,\"DisplayText\":\"Refunds\"}]\t1\n\
         Which cards?\tBy card.\\n\\n* Visa\\n* Other\tshop.docx\t\t[]\tFalse\t[]\t1\n\
         \"Refunds\" quoted\tIn a week.\tshop.docx\t\t[]\tTrue\t[]\t2\n\
         Pay how?\tBy card.\\n\\n* Visa\\n* Other\tshop.docx\t\t[]\tFalse\t[]\t1\n",
        Separator::Tab,
    );
    assert_eq!(
        shown(&document),
        [
            "2: How do I pay? | Which cards? | Pay how? => By card.\n\n* Visa\n* Other",
            "4: \"Refunds\" quoted => In a week."
        ]
    );
    assert_eq!(document.blocks[0].lines, Lines::new(2, 3));
    let BlockKind::Record(record) = &document.blocks[0].kind else { panic!() };
    assert_eq!(record.metadata["area"], "money");
    assert_eq!(record.metadata["Prompts"][0]["DisplayText"], "Refunds");
    assert_eq!(document.left_out[1].reason, "another phrasing of the question on line 2");
    assert!(notes.is_empty(), "{notes:?}");
}

#[test]
fn without_a_header_two_columns_are_questions_and_answers() {
    let (document, _) = csv("Is it open?,Yes.\nIs it far?,No.\n");
    assert_eq!(shown(&document), ["1: Is it open? => Yes.", "2: Is it far? => No."]);
    let (document, _) = csv("opening hours,We open at nine in the morning.,https://example.org\n");
    assert_eq!(shown(&document), ["1: opening hours => We open at nine in the morning."]);
    let (document, _) = read_all("Topic\tResponse\nBot_Age\tOld.\n", Separator::Tab);
    assert_eq!(shown(&document), ["2: Bot_Age => Old."]);
}

#[test]
fn a_header_in_words_of_its_own_is_no_entry() {
    let (document, _) = csv("What people ask,What we say\nWhy?,So.\nHow?,Thus.\nWho?,Me.\n");
    assert_eq!(shown(&document), ["2: Why? => So.", "3: How? => Thus.", "4: Who? => Me."]);
    assert_eq!(document.left_out[0].reason, "names of the columns");
    // What may be one is kept: where others do not ask, and where it is a sentence or has a figure.
    for first in ["opening hours,We open at nine.", "opening hours,9 to 5"] {
        let (document, _) = csv(&format!("{first}\nWhy?,So.\nHow?,Thus.\nWho?,Me.\n"));
        assert_eq!(document.blocks.len(), 4, "{first}");
    }
    let (document, _) = csv("returns,Within a month\nWhy?,So.\nHow?,Thus.\nprices,None\n");
    assert_eq!(document.blocks.len(), 4);
}

#[test]
fn cells_beyond_the_columns_are_kept_and_told() {
    let (document, notes) = csv("question,answer\n\
         Where is the depot?,In Turku, by the quay,on the left\n\
         If it snows, is it open?,Only on Mondays, as a rule.\n\
         opening hours,From nine, or is it ten?, to five,,\n\
         Who?,Us.,,\n\
         How?,\"Thus, and so\"\n");
    assert_eq!(
        shown(&document),
        [
            "2: Where is the depot? => In Turku, by the quay,on the left",
            "3: If it snows, is it open? => Only on Mondays, as a rule.",
            "4: opening hours => From nine, or is it ten?, to five",
            "5: Who? => Us.",
            "6: How? => Thus, and so"
        ]
    );
    let told = |line: u32, cells: u32| {
        let kept = "what is too many is taken as part of the text";
        Note::File(format!("line {line} has {cells} cells for 2 columns: {kept}"))
    };
    assert_eq!(notes, [told(2, 4), told(3, 4), told(4, 4)]);
    // Where another column comes last, nobody can tell which cell is whose.
    let (document, notes) = csv("question;answer;url\nWhere?;In Turku; by the quay;x://y\n");
    assert_eq!(shown(&document), ["2: Where? => In Turku"]);
    let BlockKind::Record(record) = &document.blocks[0].kind else { panic!() };
    assert_eq!(
        serde_json::to_value(&record.metadata).unwrap(),
        serde_json::json!({"url": " by the quay", "4": "x://y"})
    );
    let said = "line 2 has 4 cells for 3 columns: what is too many is no part of the answer";
    assert_eq!(notes, [Note::File(said.to_owned())]);
}

#[test]
fn a_million_rows_of_too_many_cells_are_told_in_a_few_notes() {
    let rows = "Why?,So, so\n".repeat(1000);
    let (document, notes) = csv(&format!("question,answer\n{rows}"));
    assert_eq!((document.blocks.len(), notes.len()), (1000, 101));
    let last = "900 further rows have more cells than there are columns".to_owned();
    assert_eq!(notes[100], Note::File(last));
}

#[test]
fn what_is_no_faq_is_a_table() {
    let (document, _) = csv("name,price\npear,3\nplum,4\n");
    assert_eq!(document.blocks[1].plain(), "name: plum\nprice: 4");
    assert_eq!(document.blocks[1].text, "plum,4");
    assert_eq!(document.blocks.len(), 2);
}

#[test]
fn synonyms_are_told() {
    let (document, notes) = read_all("Synonyms\n\"tv\",\"television\"\n", Separator::Tab);
    assert_eq!(document.left_out[1].reason, "synonyms: tv, television");
    assert_eq!(notes, [Note::File(SYNONYMS.to_owned())]);
    assert_eq!(document.synonyms[0].words, ["tv", "television"]);
    let cells = ["\"sdk\", \"software development kit\"", "", " tools "].map(str::to_owned);
    assert_eq!(words_of(&cells), ["sdk", "software development kit", "tools"]);
}

#[test]
fn a_broken_row_is_said_and_the_rest_read() {
    let (document, notes) = csv(
        "question,answer\nWhy?,\"So.\nHow?,\"Like this.\"\n,\nWhat?\nWho?,\"Me, \"\"I\"\" say.\"\n\
         Where?,\"here\n",
    );
    assert_eq!(shown(&document), ["3: How? => Like this.", "6: Who? => Me, \"I\" say."]);
    let said: Vec<(u32, &str)> = notes
        .iter()
        .map(|note| match note {
            Note::Skipped { line, reason } => (*line, reason.as_str()),
            Note::File(note) | Note::Inside { name: note, .. } => (0, note.as_str()),
        })
        .collect();
    assert_eq!(
        said,
        [
            (2, "a quote that is not closed"),
            (5, "a question without an answer"),
            (7, "a quote that is not closed")
        ]
    );
}

#[test]
fn hostile_sheets_end() {
    let quotes = "a,\"b\nc\"d,e\n".repeat(20_000);
    let cell = format!("question,answer\nWhy?,\"{}\"\n", "x ".repeat(4 << 20));
    for text in ["", "\n", "\"", "a\tb", "\u{0}", &quotes, &cell, &",".repeat(100_000)] {
        let start = std::time::Instant::now();
        for separator in [Separator::Any, Separator::Tab] {
            let _ = read("a.csv", text, separator, &mut |_| {});
        }
        assert!(start.elapsed().as_secs() < 20, "{} bytes", text.len());
    }
}

#[test]
fn empty_cells_far_to_the_right_are_no_fields() {
    let row = format!("Why?,So.{}end\n", ",".repeat(5000));
    let (document, _) = csv(&format!("question,answer,url\n{row}"));
    let BlockKind::Record(record) = &document.blocks[0].kind else { panic!() };
    let metadata = serde_json::to_value(&record.metadata).unwrap();
    assert_eq!(metadata, serde_json::json!({"5002": "end"}));
}
