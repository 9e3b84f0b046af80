//! Questions that are there twice, alike or nearly.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::{
    Finding, Rule, Severity, Spot, Stop,
    alike::{Members, shared},
    entries::{Entries, normal},
    quoted,
    wording::Wording,
};
use crate::{engine::Engine, error::Result, passage::Passage};

/// Answers of which the shorter has so much of its words in the longer are the same, said again or
/// in another format.
const SAME_ANSWER: f64 = 0.9;

/// Questions of which the words that say something agree less are not compared.
const LEAST_SHARED: f64 = 0.33;

/// A reading counts as a synonym from this weight on, that of the built-in ones.
const LEAST_WEIGHT: f32 = 0.5;

pub(super) fn findings(engine: &Engine, entries: &Entries, stop: Stop<'_>) -> Result<Vec<Finding>> {
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
    findings.extend(near(engine, entries, &asking, &mut told, stop)?);
    Ok(findings)
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
            format!(
                "{question_text} is there twice, with different answers; only headings or metadata tell \
                 the two apart."
            ),
            "Say in the question what it is about.",
        ),
        (false, false) => (
            Rule::ConflictingAnswers,
            format!("{question_text} is there twice, with different answers."),
            "Keep the right answer, or say in the questions what tells them apart.",
        ),
    };
    let finding = Finding::new(rule, Spot::of(second), question, what, fix);
    let finding = if parted { finding.of_severity(Severity::Note) } else { finding };
    finding.with(Spot::of(first), &first.title)
}

/// Whether somebody who wrote both parted them: by headings of one file, or by metadata, but for where each is from.
fn is_parted(one: &Passage, other: &Passage) -> bool {
    let [own, theirs] =
        [one, other].map(|one| one.metadata.iter().filter(|(name, _)| *name != "url"));
    (one.path == other.path && one.headings != other.headings) || own.ne(theirs)
}

fn same_answer(one: &str, other: &str) -> bool {
    let [one, other] = [one, other].map(normal);
    if one == other {
        return true;
    }
    let mut members = Members::default();
    let sets = [&one, &other].map(|text| members.set(text.split(' ')));
    let (few, many) = if sets[0].len() <= sets[1].len() { (0, 1) } else { (1, 0) };
    let shared = shared(&sets[0], &sets[1]);
    // A short answer is in any long one.
    let is_alike = sets[many].len() <= 2 * sets[few].len();
    is_alike && SAME_ANSWER * sets[few].len() as f64 <= shared as f64
}

/// A question and the entry that it is of.
struct Asked<'e> {
    number: usize,
    question: &'e str,
    wording: Wording,
}

/// Findings of questions that are nearly the same: in all but words that change nothing, or in a
/// word for which the other has a synonym.
fn near(
    engine: &Engine,
    entries: &Entries,
    asking: &BTreeMap<String, Vec<(usize, &str)>>,
    told: &mut HashSet<(usize, usize)>,
    stop: Stop<'_>,
) -> Result<Vec<Finding>> {
    // Of those that are equal one is enough.
    let mut asked: Vec<Asked> = asking
        .values()
        .map(|same| {
            let (number, question) = same[0];
            let wording = Wording::new(question, entries.analyzer(number));
            Asked { number, question, wording }
        })
        .filter(|one| one.wording.says_something())
        .collect();
    asked.sort_by_key(|one| one.number);
    let mut members = Members::default();
    let words = |one: &Asked| one.wording.content.clone();
    let sets: Vec<Vec<u32>> =
        asked.iter().map(|one| members.set(words(one).iter().map(String::as_str))).collect();
    let mut synonyms = SynonymsOf { engine, known: HashMap::new() };
    let mut findings = Vec::new();
    for (a, b) in members.pairs(&sets, LEAST_SHARED) {
        stop.heed()?;
        let (one, other) = (&asked[a], &asked[b]);
        let pair = (one.number, other.number);
        if one.number == other.number || told.contains(&pair) {
            continue;
        }
        let is_near = one.wording == other.wording
            || match one.wording.apart(&other.wording) {
                Some((word, another)) => {
                    synonyms.has(one.question, word, another)?
                        || synonyms.has(other.question, another, word)?
                }
                None => false,
            };
        if !is_near {
            continue;
        }
        told.insert(pair);
        let [first, second] = [one.number, other.number].map(|at| &entries.passages[at]);
        let (ours, theirs) = (quoted(other.question), quoted(one.question));
        let what = format!("{ours} asks nearly the same as {theirs}.");
        let fix = "Make one entry of the two, or say in the questions what tells them apart.";
        findings.push(
            Finding::new(Rule::NearDuplicateQuestion, Spot::of(second), other.question, what, fix)
                .with(Spot::of(first), one.question),
        );
    }
    Ok(findings)
}

/// What the words of a question may stand for, as the engine understands it.
struct SynonymsOf<'e> {
    engine: &'e Engine,
    /// For each question that was looked at, its terms with their other readings.
    known: HashMap<String, Vec<(String, String)>>,
}

impl SynonymsOf<'_> {
    /// Whether the term `word` of `question` may stand for `another`.
    fn has(&mut self, question: &str, word: &str, another: &str) -> Result<bool> {
        if !self.known.contains_key(question) {
            let (query, _) = self.engine.ranked_cheaply(question)?;
            let mut readings = Vec::new();
            for found in &query.words {
                let terms = found.readings.iter().filter_map(|reading| match *reading.terms {
                    [term] if LEAST_WEIGHT <= reading.weight => Some(&query.terms[term].text),
                    _ => None,
                });
                let terms: Vec<&String> = terms.collect();
                if let Some((plain, others)) = terms.split_first() {
                    readings.extend(others.iter().map(|one| ((*plain).clone(), (*one).clone())));
                }
            }
            self.known.insert(question.to_owned(), readings);
        }
        let readings = self.known.get(question).map_or(&[][..], Vec::as_slice);
        Ok(readings.iter().any(|(plain, other)| plain == word && other == another))
    }
}
