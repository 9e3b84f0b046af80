//! `/why`: what was understood, what counted for the first two passages, and what the second lacks,
//! on one screen. `ibid ask --explain` has every number.

use ibid::{
    answer::{Answer, ExplainedPassage, Explanation, Found, Status},
    query::QuestionKind,
};
use textwrap::core::display_width;

use crate::cli::{
    render::{View, name, shortened},
    sanitize,
};

/// What counts, as a person would name it, and the features that belong to it.
const GROUPS: [(&str, &[&str]); 7] = [
    (
        "words of its title",
        &[
            "words in its questions",
            "words in its best question",
            "question covered by title",
            "title covered by question",
            "word pairs in title",
            "question taken by title",
            "title taken by question",
            "title and question agree",
        ],
    ),
    (
        "words of its text",
        &[
            "words in the passage",
            "question covered by passage",
            "question covered by a sentence",
            "word pairs in text",
            "question taken by passage",
            "question taken by a sentence",
        ],
    ),
    ("headings over it", &["question covered by headings", "question taken by headings"]),
    (
        "its meaning",
        &["like the title", "like the title alone", "like the passage", "like the passage alone"],
    ),
    ("words it misses", &["misses an unknown word", "misses a word"]),
    ("the form asked for", &["defines it", "has such a figure", "has a list"]),
    ("its kind and length", &["is an entry", "is an item", "length"]),
];

/// Columns where the terminal does not say, and at least.
const WIDTH: usize = 80;
const LEAST_WIDTH: usize = 50;

/// A bar is at most so wide.
const WIDEST_BAR: usize = 24;

/// Columns of the names of what counts, and of a number.
const NAMES: usize = 20;
const NUMBER: usize = 6;

/// Parts of the confidence that are told.
const PARTS: usize = 4;

/// The explanation of `answer`, with a line break at its end.
pub(super) fn why(answer: &Answer, view: View<'_>) -> String {
    let Some(explain) = &answer.explain else {
        return "There is nothing to explain.\n".to_owned();
    };
    let width = view.width.unwrap_or(WIDTH).max(LEAST_WIDTH);
    let mut out = String::new();
    understood(&mut out, answer, explain, width);
    let found = if answer.answers.is_empty() { &answer.nearest } else { &answer.answers };
    if let Some((first, rest)) = explain.passages.split_first() {
        out.push('\n');
        compare(&mut out, (first, rest.first()), found, view, width);
    }
    out.push('\n');
    confidence(&mut out, answer, explain, width);
    out
}

/// A name, and what belongs to it, wrapped under itself.
fn row(out: &mut String, name: &str, what: &str, width: usize) {
    let first = format!("{name:13} ");
    let options = textwrap::Options::new(width)
        .initial_indent(&first)
        .subsequent_indent("              ")
        .word_splitter(textwrap::WordSplitter::NoHyphenation);
    out.push_str(&textwrap::fill(&sanitize::line(what), options));
    out.push('\n');
}

fn understood(out: &mut String, answer: &Answer, explain: &Explanation, width: usize) {
    let question = answer.interpreted.as_ref().unwrap_or(&answer.question);
    let mut what = question.clone();
    if let Some(wanted) = wanted(explain.kind) {
        what.push_str(&format!(" (wanted: {wanted})"));
    }
    row(out, "understood", &what, width);
    let known = explain.terms.iter().filter(|term| 0 < term.passages);
    let mut terms: Vec<String> = Vec::new();
    for term in known {
        let origin = if term.origin == term.term || term.origin.starts_with(&term.term) {
            String::new()
        } else {
            format!(", {}", term.origin)
        };
        let term = format!("{} (in {}{origin})", term.term, term.passages);
        if !terms.contains(&term) {
            terms.push(term);
        }
    }
    if !terms.is_empty() {
        row(out, "looked for", &terms.join("  "), width);
    }
    if !answer.unknown.is_empty() {
        row(out, "not there", &answer.unknown.join(", "), width);
    }
}

/// What kind of answer is wanted, where the question says it.
fn wanted(kind: QuestionKind) -> Option<&'static str> {
    Some(match kind {
        QuestionKind::Definition => "what it is",
        QuestionKind::HowTo => "how it is done",
        QuestionKind::HowMuch => "an amount",
        QuestionKind::HowLong => "a length of time",
        QuestionKind::HowMany => "a number",
        QuestionKind::When => "a date",
        QuestionKind::Where => "a place",
        QuestionKind::Who => "a person",
        QuestionKind::Why => "a reason",
        QuestionKind::YesNo => "yes or no",
        QuestionKind::Comparison => "a comparison",
        QuestionKind::List => "a list",
        QuestionKind::Other => return None,
    })
}

/// The parts of a passage's score by [`GROUPS`], and what belongs to none.
fn parts(passage: &ExplainedPassage) -> Vec<f64> {
    let mut parts = vec![0.0; GROUPS.len() + 1];
    for (name, _, part) in &passage.features {
        let group = GROUPS.iter().position(|(_, names)| names.contains(&name.as_str()));
        parts[group.unwrap_or(GROUPS.len())] += part;
    }
    parts
}

fn compare(
    out: &mut String,
    (first, second): (&ExplainedPassage, Option<&ExplainedPassage>),
    found: &[Found],
    view: View<'_>,
    width: usize,
) {
    let columns = 1 + usize::from(second.is_some());
    let room = (width - NAMES) / columns;
    let bar = room.saturating_sub(NUMBER + 3).min(WIDEST_BAR);
    let title = |at: usize| {
        let name = found.get(at).map_or_else(String::new, |found| name(&found.passage));
        let name = shortened(&format!("{}  {name}", at + 1), bar + NUMBER);
        let pad = " ".repeat((bar + NUMBER + 2).saturating_sub(display_width(&name)));
        format!("{}{pad}", view.bold(&name))
    };
    let titles: String = (0..columns).map(title).collect();
    out.push_str(&format!("{:NAMES$}{}\n", "", titles.trim_end()));
    let all: Vec<Vec<f64>> = std::iter::once(first).chain(second).map(parts).collect();
    let largest = all.iter().flatten().fold(0.0_f64, |largest, part| largest.max(part.abs()));
    let names = GROUPS.iter().map(|(name, _)| *name).chain(["more"]);
    for (at, name) in names.enumerate() {
        let values: Vec<f64> = all.iter().map(|parts| parts[at]).collect();
        if values.iter().all(|value| value.abs() < 0.05) {
            continue;
        }
        let cells: String = values
            .iter()
            .map(|value| format!("{}{:>NUMBER$}  ", drawn(*value, largest, bar), number(*value)))
            .collect();
        out.push_str(&format!("{name:NAMES$}{}\n", cells.trim_end()));
    }
    let sums = all.iter().map(|parts| number(parts.iter().sum()));
    let sums: String = sums.map(|sum| format!("{:bar$}{sum:>NUMBER$}  ", "")).collect();
    out.push_str(&format!("{:NAMES$}{}\n", "together", sums.trim_end()));
    if let Some(second) = second {
        out.push('\n');
        let sum = |at: usize| all[at].iter().sum::<f64>();
        match sum(0) + ROUNDING < sum(1) {
            true => row(out, "1 is put first", BY_RULE, width),
            false => lacks(out, first, second, &all, width),
        }
    }
}

/// Why a passage comes before one with more points (`engine::search`, what was taught aside).
const BY_RULE: &str = "all the same: it asks in these very words, is the row that is asked for by name, or you said so";

/// Sums that differ by less are the same as they are shown.
const ROUNDING: f64 = 0.05;

/// What the second passage does not have and the first has: words, and what it is worse at.
fn lacks(
    out: &mut String,
    first: &ExplainedPassage,
    second: &ExplainedPassage,
    all: &[Vec<f64>],
    width: usize,
) {
    let words: Vec<&str> = second
        .lacks
        .iter()
        .filter(|word| !first.lacks.contains(word))
        .map(String::as_str)
        .collect();
    let mut worse: Vec<(f64, &str)> = GROUPS
        .iter()
        .enumerate()
        .map(|(at, (name, _))| (all[0][at] - all[1][at], *name))
        .filter(|(less, _)| 0.05 <= *less)
        .collect();
    worse.sort_by(|a, b| b.0.total_cmp(&a.0));
    worse.truncate(2);
    let mut what = Vec::new();
    if !words.is_empty() {
        what.push(format!("“{}”", words.join("”, “")));
    }
    what.extend(worse.iter().map(|(less, name)| format!("{name} ({})", number(-less))));
    if !what.is_empty() {
        row(out, "2 is short of", &what.join(", "), width);
    }
}

fn confidence(out: &mut String, answer: &Answer, explain: &Explanation, width: usize) {
    let status = match answer.status {
        Status::Answered => "sure",
        Status::Unsure => "not sure",
        Status::NoAnswer => "too little to answer",
    };
    let mut parts: Vec<&(String, f64)> = explain.confidence.iter().collect();
    parts.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
    let parts: Vec<String> = parts
        .iter()
        .take(PARTS)
        .filter(|(_, part)| 0.05 <= part.abs())
        .map(|(name, part)| format!("{name} {part:+.1}"))
        .collect();
    let mut what = format!("{:.2}, {status}", answer.confidence);
    if !parts.is_empty() {
        what.push_str(&format!("; most by: {}", parts.join(", ")));
    }
    row(out, "confidence", &what, width);
}

/// A bar of `width` columns for `value`; what counts against a passage is drawn light.
fn drawn(value: f64, largest: f64, width: usize) -> String {
    let share = if 0.0 < largest { (value.abs() / largest).min(1.0) } else { 0.0 };
    let halves = (share * 2.0 * width as f64).round() as usize;
    let (full, half) = if value < 0.0 { ("░", "") } else { ("█", "▌") };
    let mut bar = full.repeat(halves / 2);
    if halves % 2 == 1 {
        bar.push_str(half);
    }
    let pad = width.saturating_sub(bar.chars().count());
    format!("{bar}{}", " ".repeat(pad))
}

fn number(number: f64) -> String {
    // Never `-0.0`.
    format!("{:.1}", (number * 10.0).round() / 10.0 + 0.0)
}

#[cfg(test)]
mod tests {
    use std::{collections::HashSet, path::Path};

    use expect_test::expect;
    use ibid::rank::Feature;

    use super::*;
    use crate::cli::samples;

    fn view(width: usize) -> View<'static> {
        View {
            color: false,
            links: false,
            width: Some(width),
            root: None,
            working_dir: Path::new("/"),
        }
    }

    /// Two passages, of which the second is worse in all ways but one.
    fn explained() -> Answer {
        let mut answer = samples::explained();
        let features = |title: f64, text: f64, length: f64| {
            vec![
                ("question covered by title".to_owned(), 1.0, title),
                ("words in the passage".to_owned(), 1.0, text),
                ("length".to_owned(), 1.0, length),
            ]
        };
        if let Some(explain) = &mut answer.explain {
            explain.passages[0].features = features(6.0, 2.0, -0.5);
            explain.passages.push(ExplainedPassage {
                id: "guide.md#layers".into(),
                features: features(1.5, 2.25, -1.0),
                lacks: vec!["deep".into()],
            });
        }
        answer.unknown = vec!["quantum".into()];
        answer
    }

    #[test]
    fn it_fits_a_narrow_terminal() {
        expect![[r#"
            understood    what is deep learning (wanted: what it is)
            looked for    deep (in 3)  learn (in 120, synonym of teach)
            not there     quantum

                                1  What is deep…   2  Layers
            words of its title  ███████████   6.0  ███           1.5
            words of its text   ███▌          2.0  ████          2.3
            its kind and length ░            -0.5  ░░           -1.0
            together                          7.5                2.8

            2 is short of “deep”, words of its title (-4.5), its kind
                          and length (-0.5)

            confidence    0.93, sure; most by: margin +2.5, unknown
                          words -0.8
        "#]]
        .assert_eq(&why(&explained(), view(60)));
    }

    #[test]
    fn no_line_is_wider_than_the_terminal() {
        for width in [50, 60, 80, 100, 140] {
            for line in why(&explained(), view(width)).lines() {
                assert!(display_width(line) <= width, "{width}: {line}");
            }
        }
    }

    #[test]
    fn every_feature_belongs_to_one_group() {
        let grouped: Vec<&str> =
            GROUPS.iter().flat_map(|(_, names)| names.iter().copied()).collect();
        let names: HashSet<&str> = Feature::ALL.iter().map(|feature| feature.name()).collect();
        assert_eq!(grouped.iter().copied().collect::<HashSet<_>>(), names);
        assert_eq!(grouped.len(), names.len());
    }

    #[test]
    fn without_an_explanation_there_is_a_sentence() {
        assert_eq!(why(&samples::answered(), view(80)), "There is nothing to explain.\n");
    }
}
