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
    let begins = |line: &&str| begins_clause(line);
    if found.passage.kind != Kind::Section
        || text.len() < LONG
        || found.highlight.is_empty()
        || text.lines().filter(begins).nth(FEWEST - 1).is_none()
    {
        return Ok(None);
    }
    let marked: Vec<&str> =
        found.highlight.iter().filter_map(|range| text.get(range.clone())).collect();
    let is_inside = |one: &Candidate| one.number != found.number && !one.taught.is_refused();
    for one in ranked.iter().filter(|one| one.is_nested(outer) && is_inside(&one.candidate)) {
        let passage = read(one.candidate.number)?;
        if passage.kind == Kind::Item && begins_clause(&passage.text) {
            let has_all = marked.iter().all(|marked| passage.text.contains(marked));
            return Ok(has_all.then_some(one));
        }
    }
    Ok(None)
}

/// Whether `line` begins with the number of a clause: of several parts, and words behind it.
fn begins_clause(line: &str) -> bool {
    let line = line.trim_start_matches(|one: char| !one.is_alphanumeric());
    let end = line.find(|one: char| !one.is_ascii_digit() && one != '.').unwrap_or(line.len());
    let (number, behind) = line.split_at(end);
    let parts = number.trim_end_matches('.').split('.');
    let is_part = |part: &str| (1..=3).contains(&part.len());
    1 < parts.clone().count()
        && parts.clone().all(is_part)
        && behind.starts_with(|one: char| one.is_whitespace() || "*_)".contains(one))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clause_has_a_number_of_several_parts() {
        for line in ["2.4 Fees are due.", "2.4.1. Fees", "**2.4** Fees", "- 2.4 Fees", "(2.4) Fees"]
        {
            assert!(begins_clause(line), "{line}");
        }
        for line in
            ["2 Fees", "2. Fees", "2.4", "2.4x", "2.4: Fees", "2024.11 Fees", "2..4 Fees", "Fees"]
        {
            assert!(!begins_clause(line), "{line}");
        }
    }
}
