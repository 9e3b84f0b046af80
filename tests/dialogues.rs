//! Conversations over the built-in documents: what stands alone is answered as if nothing had been
//! said, and what goes on from a question before is understood.

use std::{fs, path::Path};

use ibid::{
    answer::{Answer, Found},
    conversation::{Conversation, Ordinal, Taken},
    corpus::Corpus,
    engine::{AskOptions, Engine, build},
    eval::{gold::Judge, questions},
};

/// What the share of lines that go on and get the right passage must not fall below.
const FLOOR: f64 = 0.85;

/// The most of the labelled questions that may be taken for lines that go on.
const MOST_BENT: usize = 3;

/// What came of the lines of one file.
#[derive(Default)]
struct Score {
    dialogues: usize,
    alone: usize,
    followed: usize,
    right: usize,
    mistakes: Vec<String>,
    bent: Vec<String>,
}

fn score(file: &str) -> Score {
    let folder = tempfile::tempdir().unwrap();
    build(&Corpus::BuiltIn, folder.path(), &mut |_| {}).unwrap();
    let engine = Engine::open(folder.path()).unwrap();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(file);
    let turns = questions::load(&path).unwrap();
    let (judge, problems) = Judge::new(&engine, &turns).unwrap();
    assert!(problems.is_empty() && turns.problems.is_empty(), "{problems:#?} {turns:#?}");
    let text = fs::read_to_string(&path).unwrap();
    let begins = |line: u32| text.lines().nth(line as usize - 2).is_some_and(str::is_empty);
    let options = AskOptions::default();
    let mut conversation = Conversation::new();
    let mut listed: Vec<Found> = Vec::new();
    let mut score = Score::default();
    for (at, turn) in turns.questions.iter().enumerate() {
        if begins(turn.line) {
            conversation = Conversation::new();
            listed = Vec::new();
            score.dialogues += 1;
        }
        let taken = conversation.take(&turn.text, &listed, &engine, &options).unwrap();
        if let Taken::Asked(answer) = &taken {
            listed = [&answer.answers[..], &answer.nearest[..]].concat();
        }
        let told = |taken: &Taken| match taken {
            Taken::Asked(answer) => {
                let first = answer.answers.first().or(answer.nearest.first());
                let id = first.map(|found| found.passage.id.clone()).unwrap_or_default();
                let meant = answer.interpreted.clone().unwrap_or_default();
                format!("{} {:.2} {id} {meant:?}", answer.status.name(), answer.confidence)
            }
            other => format!("{other:?}"),
        };
        let mistake = format!("{}:{} {:?}: {}", file, turn.line, turn.text, told(&taken));
        match (turn.kind.as_str(), &taken) {
            ("alone", Taken::Asked(answer)) => {
                score.alone += 1;
                let alone = engine.ask(&turn.text, &options).unwrap();
                let same = Answer { took: alone.took, ..(**answer).clone() };
                if same != alone {
                    score.bent.push(mistake);
                }
            }
            ("alone", _) => {
                score.alone += 1;
                score.bent.push(mistake);
            }
            ("follow", _) => {
                score.followed += 1;
                let right = match &taken {
                    Taken::Asked(answer) => match answer.answers.first() {
                        Some(first) => judge.is_right(at, &first.passage),
                        None => !turn.gold.is_answerable(),
                    },
                    _ => false,
                };
                if right { score.right += 1 } else { score.mistakes.push(mistake) }
            }
            ("more", Taken::More) | ("courtesy", Taken::Courtesy(_)) => {}
            ("pick 2", Taken::Pick(Ordinal::Number(2) | Ordinal::Next)) => {}
            ("pick 3", Taken::Pick(Ordinal::Number(3) | Ordinal::Last)) => {}
            _ => score.mistakes.push(mistake),
        }
    }
    score
}

fn check(file: &str) -> Score {
    let score = score(file);
    println!(
        "{file}: {} conversations, {} lines alone, {} of {} that go on right ({:.3})",
        score.dialogues,
        score.alone,
        score.right,
        score.followed,
        score.right as f64 / score.followed as f64
    );
    score.mistakes.iter().chain(&score.bent).for_each(|mistake| println!("{mistake}"));
    assert!(score.bent.is_empty(), "{} lines that stand alone were bent", score.bent.len());
    score
}

#[test]
fn lines_that_go_on_are_understood() {
    let score = check("dialogues.tsv");
    assert!(FLOOR <= score.right as f64 / score.followed as f64);
}

#[test]
fn so_are_those_that_the_rules_were_not_made_with() {
    let score = check("dialogues-held-out.tsv");
    assert!(FLOOR <= score.right as f64 / score.followed as f64);
}

/// Questions that were written to stand alone do so after any other, but for the few with a word that
/// stands for what they do not say ("how fast can I become one").
#[test]
fn labelled_questions_are_not_bent_by_those_before() {
    let folder = tempfile::tempdir().unwrap();
    build(&Corpus::BuiltIn, folder.path(), &mut |_| {}).unwrap();
    let engine = Engine::open(folder.path()).unwrap();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/builtin-questions.tsv");
    let questions = questions::load(&path).unwrap().questions;
    let options = AskOptions::default();
    let mut conversation = Conversation::new();
    let mut listed: Vec<Found> = Vec::new();
    let mut bent = Vec::new();
    for question in &questions {
        match conversation.take(&question.text, &listed, &engine, &options).unwrap() {
            Taken::Asked(answer) => {
                let alone = engine.ask(&question.text, &options).unwrap();
                if answer.notes != alone.notes {
                    bent.push((&question.text, answer.interpreted));
                }
                listed = [answer.answers, answer.nearest].concat();
            }
            // A greeting is among those that nothing answers.
            Taken::Courtesy(_) => {}
            other => bent.push((&question.text, Some(format!("{other:?}")))),
        }
    }
    println!("{} of {} labelled questions are bent: {bent:#?}", bent.len(), questions.len());
    assert!(bent.len() <= MOST_BENT, "{bent:#?}");
}
