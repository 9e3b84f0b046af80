//! Numbered clauses, as policies, contracts and statutes have them: `2.4.1`, `§ 3`, `Art. 5`.
//!
//! A line may begin with such a number because it was broken there ("3.5 litres"); those of clauses
//! follow each other.

use super::{
    lines::Line,
    marker::{self, number},
    question::looks_like_title,
};

/// The fewest clauses of a text that has some, with numbers of several parts and with a name; or titles over
/// such clauses.
const LEAST_DOTTED: usize = 3;
const LEAST_NAMED: usize = 2;

/// The least share, in tenths, of the lines with a number of several parts that are clauses.
const DOTTED_TENTHS: usize = 7;

/// How many numbers may be missing between two clauses: some were struck out.
const MAX_MISSING: u32 = 3;

/// Notes which lines begin a clause, and its number.
pub(super) fn mark(lines: &mut [Line<'_>]) {
    mark_dotted(lines);
    mark_chapters(lines);
    mark_named(lines);
}

/// Notes clauses with numbers of several parts.
fn mark_dotted(lines: &mut [Line<'_>]) {
    let all = lines.iter().enumerate().filter(|(_, line)| !line.is_gap());
    let numbers = all.filter_map(|(at, line)| Some((at, dotted(line.text)?)));
    let numbers = numbers.filter(|(at, _)| !goes_on(lines, *at)).collect();
    for (at, parts) in follow(numbers) {
        lines[at].clause = Some(parts.into());
    }
}

/// Notes the titles of chapters whose number has nothing behind it: `2   Fees` over the clause `2.1`. Where some
/// are so, titles by themselves with the numbers between are, too, though no clause is under them.
fn mark_chapters(lines: &mut [Line<'_>]) {
    let titles: Vec<Chapter> = (0..lines.len()).filter_map(|at| Chapter::at(lines, at)).collect();
    if titles.iter().filter(|one| one.is_over).count() < LEAST_NAMED {
        return;
    }
    let mut chapters: Vec<&Chapter> = Vec::new();
    for title in &titles {
        let last = chapters.last().map(|last| last.number);
        let follows = last.is_some_and(|last| last + 1 == title.number);
        // Before the first that is over clauses the number alone tells; the later of two is the title.
        let begins = title.number == 1 && chapters.iter().all(|one| !one.is_over);
        // "3 Months" by itself was no title, if 3 is over its clauses below.
        let instead = title.is_over
            && chapters.last().is_some_and(|one| one.number == title.number && !one.is_over);
        if instead {
            chapters.pop();
        }
        if title.is_over && last.is_none_or(|last| last < title.number) || follows || instead {
            chapters.push(title);
        } else if begins {
            chapters = vec![title];
        }
    }
    for chapter in chapters {
        lines[chapter.at].clause = Some([chapter.number].into());
    }
}

/// What may be the title of a chapter, by its number alone.
struct Chapter {
    at: usize,
    number: u32,
    /// Whether the first clause of that number is right below it.
    is_over: bool,
}

impl Chapter {
    /// The one on line `at`, if it stands at the margin below a blank line, and over a clause or another.
    fn at(lines: &[Line<'_>], at: usize) -> Option<Chapter> {
        let line = &lines[at];
        let is_gap = |at: Option<usize>| at.and_then(|at| lines.get(at)).is_none_or(Line::is_gap);
        let (number, title) = marker::bare_number(line.text).filter(|_| !line.is_gap())?;
        let below = lines[at + 1..].iter().find(|line| !line.is_gap());
        let is_over = below.and_then(|line| line.clause.as_deref()).is_some_and(
            |clause| matches!(clause, [chapter, first] if *chapter == number && *first <= 1),
        );
        let stands =
            line.indent <= 1 && is_gap(at.checked_sub(1)) && (is_over || is_gap(Some(at + 1)));
        (stands && looks_like_title(title)).then_some(Chapter { at, number, is_over })
    }
}

/// The number of several parts that `line` begins with, before what may begin a clause.
pub(crate) fn dotted(line: &str) -> Option<Vec<u32>> {
    number(line)
        .filter(|found| 1 < found.parts.len() && begins(found.rest))
        .map(|found| found.parts)
}

/// Those of `numbers`, each of several parts and with its place, that are of clauses: nearly all follow each other.
/// None where too few do.
pub(crate) fn follow<P>(numbers: Vec<(P, Vec<u32>)>) -> Vec<(P, Vec<u32>)> {
    let all = numbers.len();
    let mut clauses: Vec<(P, Vec<u32>)> = Vec::new();
    let mut is_row = false;
    for (place, parts) in numbers {
        let last = clauses.last().map(|(_, parts)| parts.as_slice());
        match step(last, &parts) {
            Some(Step::Begins) => {}
            Some(Step::GoesOn) => is_row = true,
            None => continue,
        }
        clauses.push((place, parts));
    }
    let are = is_row && LEAST_DOTTED <= clauses.len() && all * DOTTED_TENTHS <= clauses.len() * 10;
    if are { clauses } else { Vec::new() }
}

/// How a clause comes behind another.
enum Step {
    /// It is the first of its chapter.
    Begins,
    GoesOn,
}

/// How the clause `next` comes behind `last`, if it may.
fn step(last: Option<&[u32]>, next: &[u32]) -> Option<Step> {
    let is_first = |parts: &[u32]| parts.iter().all(|part| *part <= 1);
    let [chapter, under @ ..] = next else { return None };
    let Some(last) = last else { return is_first(under).then_some(Step::Begins) };
    let same = last.iter().zip(next).take_while(|(one, other)| one == other).count();
    if same == last.len() {
        return (same < next.len() && is_first(&next[same..])).then_some(Step::GoesOn);
    }
    // What stands behind the part that is raised begins anew.
    let raised = next
        .get(same)
        .is_some_and(|part| 0 < same && last[same] < *part && *part - last[same] <= MAX_MISSING);
    if raised && is_first(&next[same + 1..]) {
        return Some(Step::GoesOn);
    }
    // Another chapter, or the text again behind its list of contents.
    ((last[0] < *chapter || *chapter == 1) && is_first(under)).then_some(Step::Begins)
}

/// Notes clauses that are called something: `§ 3`, `Article 5`.
fn mark_named(lines: &mut [Line<'_>]) {
    let found: Vec<(usize, u32, &str)> = lines
        .iter()
        .enumerate()
        .filter(|(_, line)| !line.is_gap())
        .filter_map(|(at, line)| {
            let named = marker::named(line.text)?;
            let is_clause = (named.rest.is_empty() || begins(named.rest)) && !goes_on(lines, at);
            is_clause.then_some((at, named.number, named.name))
        })
        .collect();
    let mut clauses: Vec<(usize, u32, &str)> = Vec::new();
    for (at, one) in found.iter().enumerate() {
        let follows = |(_, last, name): &(usize, u32, &str), next: &(usize, u32, &str)| {
            // `3a` has the number 3 again.
            *name == next.2 && *last <= next.1 && next.1 - last <= 1
        };
        let is_next = match clauses.last() {
            Some(last) => follows(last, one),
            None => one.1 == 1 || found.get(at + 1).is_some_and(|next| follows(one, next)),
        };
        if is_next {
            clauses.push(*one);
        }
    }
    if LEAST_NAMED <= clauses.len() {
        let clauses: Vec<(usize, u32)> = clauses.iter().map(|(at, one, _)| (*at, *one)).collect();
        for (at, number) in clauses {
            lines[at].clause = Some([number].into());
        }
    }
}

/// Whether line `at` goes on with the sentence of the line above.
fn goes_on(lines: &[Line<'_>], at: usize) -> bool {
    at.checked_sub(1).is_some_and(|before| is_unfinished(lines[before].text))
}

/// Whether the sentence of `line` goes on in the next: it ends in a comma or a small word, "the rules of".
pub(in crate::ingest) fn is_unfinished(line: &str) -> bool {
    let last = line.rsplit(char::is_whitespace).next().unwrap_or_default();
    let is_small = (1..=3).contains(&last.chars().count()) && last.chars().all(char::is_lowercase);
    line.ends_with(',') || is_small && last.len() < line.len()
}

/// Whether the words behind a number may begin a clause.
fn begins(rest: &str) -> bool {
    // What is behind the start of a long line tells nothing more.
    !rest.starts_with(char::is_lowercase) && rest.chars().take(200).any(char::is_alphabetic)
}
