//! Questions that are there twice, alike or nearly.

use std::collections::{BTreeMap, HashSet};

use super::{
    Finding, Rule, Severity, Spot,
    alike::{Members, jaccard},
    entries::{Entries, normal},
    quoted,
};
use crate::{
    passage::Passage,
    query::kind::QuestionKind,
    vectors::{Embedder, Table},
};

/// Answers that share so much of their words are the same, said again or in another format.
const SAME_ANSWER: f64 = 0.8;

/// Questions of which the words that say something agree less are not compared.
const LEAST_SHARED: f64 = 0.6;

/// A cosine from which on two questions with the same words that say something ask the same,
const SAME_WORDS: f32 = 0.92;

/// and one for questions of which one has other words too.
const OTHER_WORDS: f32 = 0.95;

pub(super) fn findings(entries: &Entries) -> Vec<Finding> {
    let mut asking: BTreeMap<String, Vec<(usize, &str)>> = BTreeMap::new();
    for (number, entry) in entries.entries() {
        for question in &entry.questions {
            let same = asking.entry(normal(question)).or_default();
            if same.last().is_none_or(|(last, _)| *last != number) {
                same.push((number, question));
            }
        }
    }
    asking.remove("");
    let mut findings = Vec::new();
    let mut told: HashSet<(usize, usize)> = HashSet::new();
    for same in asking.values() {
        let (first, _) = same[0];
        for (number, question) in &same[1..] {
            // Two entries that share several phrasings are one finding.
            if told.insert((first, *number)) {
                let two = [&entries.passages[first], &entries.passages[*number]];
                findings.push(twice(two, question));
            }
        }
    }
    findings.extend(near(entries, &asking, &mut told));
    findings
}

/// Two entries with one question: the finding at the second.
fn twice([first, second]: [&Passage; 2], question: &str) -> Finding {
    let question_text = quoted(question);
    let parted = is_parted(first, second);
    let same = same_answer(first.plain(), second.plain());
    let (rule, what, fix) = match (same, parted) {
        (true, _) => (
            Rule::DuplicateQuestion,
            format!("{question_text} is there twice, with the same answer."),
            "Delete one of the two, or make one a link to the other.",
        ),
        (false, true) => (
            Rule::DuplicateQuestion,
            format!("{question_text} is there twice; only headings or metadata tell the two apart."),
            "Say in the question what it is about.",
        ),
        (false, false) => (
            Rule::ConflictingAnswers,
            format!("{question_text} is there twice, with different answers."),
            "Keep the right answer, or say in the questions what tells them apart.",
        ),
    };
    let finding = Finding::new(rule, Spot::of(second), question, what, fix);
    let finding = if parted { finding.as_bad_as(Severity::Note) } else { finding };
    finding.with(Spot::of(first), &first.title)
}

/// Whether somebody who wrote both parted them: by headings of one file, or by metadata.
fn is_parted(one: &Passage, other: &Passage) -> bool {
    (one.path == other.path && one.headings != other.headings) || one.metadata != other.metadata
}

fn same_answer(one: &str, other: &str) -> bool {
    let [one, other] = [one, other].map(normal);
    if one == other {
        return true;
    }
    let mut members = Members::default();
    let sets = [&one, &other].map(|text| members.set(text.split(' ')));
    SAME_ANSWER <= jaccard(&sets[0], &sets[1])
}

/// A question as it is compared with others.
struct Asked<'e> {
    number: usize,
    question: &'e str,
    /// The words that say something.
    content: Vec<u32>,
    /// What changes what is asked and is no such word: figures and signs.
    digits: String,
}

/// Findings of questions that are nearly the same.
fn near(
    entries: &Entries,
    asking: &BTreeMap<String, Vec<(usize, &str)>>,
    told: &mut HashSet<(usize, usize)>,
) -> Vec<Finding> {
    let mut members = Members::default();
    let mut asked: Vec<Asked> = Vec::new();
    // Of those that are equal one is enough.
    for same in asking.values() {
        let (number, question) = same[0];
        let tokens = entries.analyzer(number).tokens(question);
        let content = tokens.iter().filter(|one| !one.stop).map(|one| one.term.as_str());
        let digits = question.chars().filter(|one| one.is_numeric() || "+#".contains(*one));
        asked.push(Asked {
            number,
            question,
            content: members.set(content),
            digits: digits.collect(),
        });
    }
    asked.sort_by_key(|one| one.number);
    let sets: Vec<Vec<u32>> = asked.iter().map(|one| one.content.clone()).collect();
    let mut embedder = Embedder::new(Table::built_in());
    let mut findings = Vec::new();
    for (a, b) in members.pairs(&sets, LEAST_SHARED) {
        let (one, other) = (&asked[a], &asked[b]);
        let pair = (one.number, other.number);
        if one.number == other.number || told.contains(&pair) || one.digits != other.digits {
            continue;
        }
        let cosine = embedder.embed([one.question]).cosine(&embedder.embed([other.question]));
        let same_words = jaccard(&one.content, &other.content) == 1.0;
        let least = if same_words { SAME_WORDS } else { OTHER_WORDS };
        let asks_same = QuestionKind::of(one.question) == QuestionKind::of(other.question);
        if cosine < least || !asks_same {
            continue;
        }
        told.insert(pair);
        let [first, second] = [one.number, other.number].map(|at| &entries.passages[at]);
        let what = format!("{} asks nearly the same as {}.", quoted(other.question), quoted(one.question));
        let fix = "Make one entry of the two, or say in the questions what tells them apart.";
        findings.push(
            Finding::new(Rule::NearDuplicateQuestion, Spot::of(second), other.question, what, fix)
                .with(Spot::of(first), one.question),
        );
    }
    findings
}
