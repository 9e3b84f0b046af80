//! Tables of contents: they name every section and answer nothing.

use std::collections::{HashMap, HashSet};

use super::{
    lines::Line,
    marker::{self, number},
};

const REASON: &str = "table of contents";

/// Marks a table of contents under its title, and lines with dotted leaders to a page number.
pub(super) fn mark(lines: &mut [Line<'_>]) {
    for line in lines.iter_mut().filter(|line| has_leader(line.text)) {
        line.left_out = Some(REASON);
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

/// `Introduction ........ 12`.
fn has_leader(text: &str) -> bool {
    let head = text.trim_end_matches(|one: char| one.is_ascii_digit());
    let name = head.trim_end_matches(['.', '…', ' ']);
    head.len() < text.len() && !name.is_empty() && name.len() + 4 <= head.len() && text.len() < 200
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
    let found = entries.iter().filter(|entry| later.contains(*entry)).count();
    (3 <= entries.len() && entries.len() <= 2 * found).then_some(end)
}

/// A line without its number, lower-case, as its first four words: an entry and its heading may
/// be wrapped at different places.
fn name(text: &str) -> String {
    let title = marker::chapter(text).unwrap_or(text);
    let title = number(title).map_or(title, |number| number.rest);
    let words = title
        .split(|one: char| !one.is_alphanumeric())
        .filter(|word| !word.is_empty() && word.len() < 100)
        .take(4);
    words.collect::<Vec<_>>().join(" ").to_lowercase()
}
