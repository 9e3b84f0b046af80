//! Of a section of numbered clauses, the one clause that answers.
//!
//! Clauses are written so that each can be cited alone, "see 2.4", which items of other lists are not: what these are
//! of stands over them. Where one of them holds the answer, a person is better served by that than by twenty.

use crate::{
    error::Result,
    index::Candidate,
    passage::{Kind, Passage},
    rank::Ranked,
};

use super::Found;

/// A section of fewer bytes is read at a glance.
const LONG: usize = 400;

/// The fewest clauses of a section that is made of them.
const FEWEST: usize = 2;

/// The clause that holds all that is marked in `found`, the passage of `outer`, where it is the best of the clauses in it
/// by `ranked`, too. `None` where that is no long section of clauses, what is marked is in several or none of them, or mark
/// and ranking tell different ones. What people said to be no answer is none. `read` gives the passage with a number.
///
/// # Errors
///
/// Those of `read`.
///
/// # Cost
///
/// A look at the beginnings of the section's lines; in a section of clauses a few of `ranked` are read.
pub fn clause<'r>(
    found: &Found,
    outer: &Ranked,
    ranked: &'r [Ranked],
    read: &dyn Fn(u32) -> Result<Passage>,
) -> Result<Option<&'r Ranked>> {
    let text = &found.passage.text;
    let is_long = found.passage.kind == Kind::Section && LONG <= text.len();
    if !is_long || found.highlight.is_empty() || !are_clauses(text.lines().filter_map(number)) {
        return Ok(None);
    }
    let marked: Vec<&str> =
        found.highlight.iter().filter_map(|range| text.get(range.clone())).collect();
    let is_inside = |one: &Candidate| one.number != found.number && !one.taught.is_refused();
    for one in ranked.iter().filter(|one| one.is_nested(outer) && is_inside(&one.candidate)) {
        let passage = read(one.candidate.number)?;
        if passage.kind == Kind::Item && number(&passage.text).is_some() {
            let has_all = marked.iter().all(|marked| passage.text.contains(marked));
            return Ok(has_all.then_some(one));
        }
    }
    Ok(None)
}

/// The number of several parts that `line` begins with, if words stand behind it.
fn number(line: &str) -> Option<Vec<u32>> {
    let line = line.trim_start_matches(|one: char| !one.is_alphanumeric());
    let end = line.find(|one: char| !one.is_ascii_digit() && one != '.')?;
    let (number, behind) = line.split_at(end);
    let parts = number.trim_end_matches('.').split('.');
    let parts: Vec<u32> = parts.map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let is_number = 1 < parts.len() && parts.iter().all(|part| (1..1000).contains(part));
    (is_number && behind.starts_with(|one: char| one.is_whitespace() || "*_)".contains(one)))
        .then_some(parts)
}

/// Whether `numbers` are those of clauses: 2.1, 2.2, 2.3, and perhaps 2.2.1 below one. Versions and times do not count from 1
/// up.
fn are_clauses(numbers: impl Iterator<Item = Vec<u32>>) -> bool {
    let numbers: Vec<Vec<u32>> = numbers.collect();
    let Some(first) = numbers.first() else { return false };
    let (chapter, begins) = first.split_at(first.len() - 1);
    let of_chapter = numbers.iter().filter(|one| one.len() == first.len());
    let follow = of_chapter
        .zip(1..)
        .take_while(|(one, count)| one.split_last() == Some((count, chapter)))
        .count();
    let below = numbers.iter().filter(|one| one.len() > first.len() && one.starts_with(chapter));
    begins == [1] && FEWEST <= follow && follow + below.count() == numbers.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clause_has_a_number_of_several_parts() {
        for line in ["2.4 Fees are due.", "2.4. Fees", "**2.4** Fees", "- 2.4 Fees", "(2.4) Fees"] {
            assert_eq!(number(line), Some(vec![2, 4]), "{line}");
        }
        for line in [
            "2 Fees",
            "2. Fees",
            "2.4",
            "2.4x",
            "2.4: Fees",
            "2024.11 Fees",
            "2..4 Fees",
            "Fees",
            "0.5 l of rum",
        ] {
            assert_eq!(number(line), None, "{line}");
        }
    }

    #[test]
    fn clauses_count_from_1_up() {
        let are = |text: &str| are_clauses(text.lines().filter_map(number));
        assert!(are("2.1 A\n2.2 B\n"));
        assert!(are("2.1 A\n2.2 B\n2.2.1 C\n2.2.2 D\n2.3 E\n"));
        assert!(are("2.2.1 A\n2.2.2 B\n"));
        for text in [
            "",
            "2.1 A\n",
            "3.9 until June\n3.10 until July\n",
            "1.1 l of rum\n1.5 l of milk\n",
            "9.15 Tea\n13.15 Lunch\n",
        ] {
            assert!(!are(text), "{text}");
        }
    }
}
