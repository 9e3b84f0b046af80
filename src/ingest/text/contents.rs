//! Tables of contents: they name every section and answer nothing.

use std::{
    collections::{HashMap, HashSet},
    ops::Range,
};

use super::{
    lines::Line,
    marker::{self, number},
};

const REASON: &str = "table of contents";

/// The fewest lines with a page number that make a table of contents.
const LEAST_PAGED: usize = 3;

/// Marks a table of contents under its title, and one whose lines end in the numbers of pages.
pub(super) fn mark(lines: &mut [Line<'_>]) {
    for entries in paged(lines) {
        for line in lines[entries].iter_mut().filter(|line| !line.is_gap()) {
            line.left_out = Some(REASON);
        }
    }
    let Some(title) = lines.iter().position(|line| !line.is_gap() && is_contents_title(line.text))
    else {
        return;
    };
    let Some(end) = end_of_entries(lines, title + 1) else { return };
    for line in lines[title..end].iter_mut().filter(|line| !line.is_gap()) {
        line.left_out = Some(REASON);
    }
}

/// The tables of contents with a page number at the end of their lines, each with its title.
///
/// Prices and extensions look the same. What tells is that the numbers never fall, that the text
/// below is long enough for so many pages, and that a title says what it is or most lines come
/// again as headings.
fn paged(lines: &[Line<'_>]) -> Vec<Range<usize>> {
    let runs = runs(lines);
    if runs.is_empty() {
        return runs;
    }
    // The last line of each name but those with a page, and how many lines of text start from each
    // line on.
    let mut last: HashMap<String, usize> = HashMap::new();
    let mut below = vec![0; lines.len() + 1];
    for (at, line) in lines.iter().enumerate().rev() {
        below[at] = below[at + 1] + usize::from(!line.is_gap());
        if !line.is_gap() && page(line.text).is_none() {
            last.entry(name(line.text)).or_insert(at);
        }
    }
    let with_title = |run: Range<usize>| {
        let entries: Vec<(&str, usize)> = lines[run.clone()]
            .iter()
            .filter(|line| !line.is_gap())
            .filter_map(|line| page(line.text))
            .collect();
        if !entries.is_sorted_by_key(|entry| entry.1) || below[run.end] < entries.last()?.1 {
            return None;
        }
        // A line between may name the columns.
        let above = (0..run.start).rev().filter(|above| !lines[*above].is_gap()).take(2);
        let title = above.into_iter().find(|above| is_contents_title(lines[*above].text));
        let is_heading = |(entry, _): &&(&str, usize)| {
            last.get(&name(entry)).is_some_and(|heading| run.end <= *heading)
        };
        let headings = entries.iter().filter(is_heading).count();
        let is_contents = title.is_some() || entries.len() <= 2 * headings;
        is_contents.then(|| title.unwrap_or(run.start)..run.end)
    };
    runs.into_iter().filter_map(with_title).collect()
}

/// The runs of lines that end in a number which stands apart; a line between two of them may be the
/// start of the second.
fn runs(lines: &[Line<'_>]) -> Vec<Range<usize>> {
    let mut runs: Vec<(Range<usize>, usize)> = Vec::new();
    let mut others = 0;
    for (at, line) in lines.iter().enumerate().filter(|(_, line)| !line.is_gap()) {
        if page(line.text).is_none() {
            others += 1;
            continue;
        }
        match runs.last_mut().filter(|_| others <= 1) {
            Some((run, count)) => (run.end, *count) = (at + 1, *count + 1),
            None => runs.push((at..at + 1, 1)),
        }
        others = 0;
    }
    runs.into_iter().filter(|(_, count)| LEAST_PAGED <= *count).map(|(run, _)| run).collect()
}

/// The name and the page of `Introduction ........ 12`.
fn page(text: &str) -> Option<(&str, usize)> {
    let head = text.trim_end_matches(|one: char| one.is_ascii_digit());
    let name = head.trim_end_matches(['.', '…', ' ']);
    let stands_apart = !name.is_empty() && name.len() + 4 <= head.len() && text.len() < 200;
    let number = text[head.len()..].parse().ok()?;
    stands_apart.then_some((name, number))
}

fn is_contents_title(text: &str) -> bool {
    const TITLES: [&str; 8] = [
        "contents",
        "table of contents",
        "index",
        "toc",
        "inhalt",
        "inhaltsverzeichnis",
        "índice",
        "table des matières",
    ];
    text.len() < 40 && TITLES.contains(&text.trim_end_matches([':', ' ']).to_lowercase().as_str())
}

/// The line at which the first entries come again, as the headings they name; `None` if what
/// stands from `start` on is no table of contents after all.
fn end_of_entries(lines: &[Line<'_>], start: usize) -> Option<usize> {
    let names: Vec<Option<String>> =
        lines.iter().map(|line| if line.is_gap() { None } else { Some(name(line.text)) }).collect();
    // The last line of each name, so that this is one pass over the file.
    let mut first_entries = Vec::new();
    let mut seen: HashMap<&str, usize> = HashMap::new();
    let mut end = None;
    for (at, name) in names.iter().enumerate().skip(start) {
        let Some(name) = name.as_deref().filter(|name| !name.is_empty()) else { continue };
        if first_entries.len() < 5 {
            first_entries.push(name);
        }
        if let Some(entry) = seen.insert(name, at)
            && first_entries.contains(&name)
            && start <= entry
        {
            end = Some(at);
            break;
        }
    }
    let end = end?;
    let later: HashSet<&str> = names[end..].iter().flatten().map(String::as_str).collect();
    // Only lines that start an entry are looked for; others are its wrapped tail.
    let entries: Vec<&str> = (start..end)
        .filter(|at| {
            number(lines[*at].text).is_some() || marker::chapter(lines[*at].text).is_some()
        })
        .chain((start..end).filter(|at| lines[*at].indent == lines[start].indent))
        .filter_map(|at| names[at].as_deref())
        .collect();
    if !lines[start..end].iter().filter_map(|line| page(line.text)).is_sorted_by_key(|one| one.1) {
        return None;
    }
    let found = entries.iter().filter(|entry| later.contains(*entry)).count();
    (3 <= entries.len() && entries.len() <= 2 * found).then_some(end)
}

/// A line without its number and its page, lower-case, as its first four words: an entry and its
/// heading may be wrapped at different places.
fn name(text: &str) -> String {
    let text = page(text).map_or(text, |page| page.0);
    let title = marker::chapter(text).unwrap_or(text);
    let title = number(title).map_or(title, |number| number.rest);
    let words = title
        .split(|one: char| !one.is_alphanumeric())
        .filter(|word| !word.is_empty() && word.len() < 100)
        .take(4);
    words.collect::<Vec<_>>().join(" ").to_lowercase()
}
