//! Texts that begin as the marker of an answer or a question does are themselves.

mod support;

use support::Fixture;

/// What is found first for `question`, and how it is called.
fn first(fixture: &Fixture, question: &str) -> (String, String) {
    let args = ["ask", "--corpus", "docs", "--format", "json", question];
    let reply: serde_json::Value = serde_json::from_str(&fixture.run(&args).stdout).unwrap();
    let found = ["answers", "nearest"].iter().find_map(|of| reply[of].get(0)).unwrap();
    (found["title"].as_str().unwrap().to_owned(), found["text"].as_str().unwrap().to_owned())
}

const ANSWERS: [&str; 10] = [
    "A4: 10 cents a page. A3: 20 cents.",
    "A1 bis C1. C2 nur allein.",
    "A4 paper only.",
    "A 3 mile walk.",
    "A. Miller wrote it.",
    "R2 and the other one.",
    "Answer 3 is right.",
    "Antwort 2 ist richtig.",
    "A – the first.",
    "A1.",
];

const SUBJECTS: [&str; 10] = [
    "copies", "levels", "printing", "walking", "novels", "robots", "quizzes", "tests", "letters",
    "roads",
];

#[test]
fn an_answer_lost_its_beginning_that_looked_like_its_marker() {
    // Most answers begin otherwise.
    let others = ["bread", "cheese", "soup", "tea", "cake", "rice", "fish", "eggs", "jam"];
    let pairs =
        || SUBJECTS.iter().zip(ANSWERS).chain(others.iter().map(|other| (other, "It is there.")));
    let markdown: String = pairs()
        .map(|(subject, answer)| format!("## What about {subject}?\n\n{answer}\n\n"))
        .collect();
    let html: String = pairs()
        .map(|(subject, answer)| {
            format!("<details><summary>What about {subject}?</summary><p>{answer}</p></details>\n")
        })
        .collect();
    for (name, text) in [("faq.md", markdown), ("faq.html", html)] {
        let fixture = Fixture::new(&[(&format!("docs/{name}"), &text)]);
        for (subject, answer) in pairs() {
            let (_, text) = first(&fixture, &format!("what about {subject}"));
            assert_eq!(text, answer, "{name}");
        }
    }
}

#[test]
fn a_heading_lost_its_beginning_that_looked_like_the_marker_of_a_question() {
    let text = "# News\n\n## Q4 results are published when?\n\nIn February.\n\n\
                ## Question 7 of the test is wrong, what now?\n\nTell the teacher.\n";
    let fixture = Fixture::new(&[("docs/news.md", text)]);
    for (question, title) in [
        ("q4 results", "Q4 results are published when?"),
        ("question 7 wrong", "Question 7 of the test is wrong, what now?"),
    ] {
        assert_eq!(first(&fixture, question).0, title);
    }
}

#[test]
fn where_questions_or_most_answers_are_marked_the_markers_are_none_of_the_text() {
    for text in [
        "## Q1. Is it safe?\n\nA1. It is.\n\n## Q2. Is it dear?\n\nA2. It is not.\n",
        "## Is it safe?\n\nA. It is.\n\n## Is it dear?\n\nA. It is not.\n",
        "## Is it safe?\n\nA: It is.\n\n## Is it dear?\n\nIt is not.\n",
    ] {
        let fixture = Fixture::new(&[("docs/faq.md", text)]);
        assert_eq!(first(&fixture, "is it safe").1, "It is.", "{text}");
    }
}
