//! Of a section of numbered clauses, the one clause that answers.
//!
//! Clauses are written so that each can be cited alone, "see 2.4", which items of other lists are not: what these are
//! of stands over them. Where one of them holds the answer, a person is better served by that than by twenty.

use crate::{
    error::Result,
    index::Candidate,
    ingest::{dotted, follow},
    passage::{Kind, Passage},
    rank::Ranked,
};

use super::Found;

/// A section of fewer bytes is read at a glance.
const LONG: usize = 400;

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
    if !is_long || found.highlight.is_empty() || !has_clauses(found.passage.plain()) {
        return Ok(None);
    }
    let marked: Vec<&str> =
        found.highlight.iter().filter_map(|range| text.get(range.clone())).collect();
    let is_inside = |one: &Candidate| one.number != found.number && !one.taught.is_refused();
    for one in ranked.iter().filter(|one| one.is_nested(outer) && is_inside(&one.candidate)) {
        let passage = read(one.candidate.number)?;
        if passage.kind == Kind::Item && number(passage.plain()).is_some() {
            let has_all = marked.iter().all(|marked| passage.text.contains(marked));
            return Ok(has_all.then_some(one));
        }
    }
    Ok(None)
}

/// The number that a clause begins with, be it behind the marker of a list.
fn number(line: &str) -> Option<Vec<u32>> {
    dotted(line.trim_start_matches(|one: char| !one.is_alphanumeric()))
}

/// Whether `text` is made of clauses, by the rules that find them in documents: their numbers follow each other, which
/// those of versions and times do not.
fn has_clauses(text: &str) -> bool {
    let numbers = text.lines().filter_map(|line| Some(((), number(line)?)));
    !follow(numbers.collect()).is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_times_and_amounts_are_no_clauses() {
        assert!(has_clauses("2.1 Fees.\n\n2.2 Boats.\n\n2.3 Oars.\n"));
        assert!(has_clauses("- 2.1 Fees.\n- 2.2 Boats.\n- 2.2.1 Oars.\n- 2.4 Dogs.\n"));
        for text in [
            "",
            "2.1 Fees.\n\n2.2 Boats.\n",
            "- 3.9 Until June.\n- 3.10 Until July.\n- 3.11 Until May.\n",
            "1.1 l of rum\n1.2 l of milk\n1.3 l of tea\n",
            "- 9.00 Tea\n- 9.30 Coffee\n- 10.15 Cake\n- 13.15 Lunch\n",
        ] {
            assert!(!has_clauses(text), "{text}");
        }
    }
}
