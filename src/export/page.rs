//! What all entries of an export have in common.

use std::collections::BTreeMap;

use super::{entry::Entry, holds::Loss};

/// The deepest titles that are written as headings: below them come the questions, and below those
/// the headings of an answer, of which there are six levels in all.
pub(super) const MAX_DEPTH: usize = 4;

/// The name of a page whose documents have none.
const UNNAMED: &str = "FAQ";

/// What stands around the entries.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Page {
    /// What it is called.
    pub(super) title: String,
    /// How many titles there are over an entry at most, up to [`MAX_DEPTH`].
    pub(super) depth: usize,
    /// The language of the texts (ISO 639-1).
    pub(super) language: &'static str,
    /// The fields of the entries' own, each under the letters and digits of its name: of several
    /// with the same ones the first.
    pub(super) names: BTreeMap<String, String>,
}

impl Page {
    /// The page of `entries`, called `title` or what stands over all of them.
    pub(super) fn of(entries: &[Entry], title: Option<&str>) -> Page {
        let depth = entries.iter().map(|one| one.headings.len()).max().unwrap_or(0);
        let first = entries.first().and_then(|one| one.headings.first());
        let common = first.filter(|title| {
            entries.iter().all(|one| one.headings.first().is_some_and(|other| other == *title))
        });
        let title = title.or(common.map(String::as_str)).unwrap_or(UNNAMED).to_owned();
        let mut names = BTreeMap::new();
        for name in entries.iter().flat_map(|one| one.fields.keys()) {
            names.entry(column(name)).or_insert_with(|| name.clone());
        }
        Page { title, depth: depth.min(MAX_DEPTH), language: language(entries), names }
    }

    /// Whether the field `name` can be a column: no other one is called the same but for case and
    /// signs, by which no reader tells columns.
    pub(super) fn is_column(&self, name: &str) -> bool {
        let column = column(name);
        !column.is_empty() && self.names.get(&column).is_none_or(|one| one == name)
    }
}

/// `name` as columns are told by it.
fn column(name: &str) -> String {
    name.chars().filter(|one| one.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The language that most of the first texts are in.
fn language(entries: &[Entry]) -> &'static str {
    let mut sample = String::new();
    for entry in entries {
        for text in [entry.name(), &entry.text] {
            sample.push_str(text);
            sample.push('\n');
        }
        if 16_384 < sample.len() {
            break;
        }
    }
    crate::analysis::Language::detect(&sample).code()
}

/// Puts the entries first that stand under no title: behind a heading they would be under that. A
/// text has a heading of its own and stays where it is. What comes before something that it came
/// after is among `losses`.
pub(super) fn headless_first(entries: &mut [Entry], losses: &mut Vec<Loss>) {
    let is_headless = |one: &Entry| !one.is_text() && one.headings.is_empty();
    let others = entries.iter().skip_while(|one| is_headless(one));
    losses.extend(
        others.filter(|one| is_headless(one)).map(|one| Loss {
            at: one.at.clone(),
            id: one.key.clone(),
            field: "order".to_owned(),
            value: None,
            why: "what stands under no title comes first: behind a heading it would be under that"
                .into(),
        }),
    );
    entries.sort_by_key(|one| !is_headless(one));
}

/// The titles over `entry` that stand on a page below its own.
pub(super) fn below_title<'e>(entry: &'e Entry, page: &Page) -> &'e [String] {
    match entry.headings.split_first() {
        Some((first, rest)) if *first == page.title => rest,
        _ => &entry.headings,
    }
}

/// The titles to write before an entry under `headings`, with their levels from 0, where those of
/// `open` are open. Where fewer are wanted than are open, the last of them is written again.
pub(super) fn to_open<'h>(open: &[String], headings: &'h [String]) -> Vec<(usize, &'h str)> {
    let same = open.iter().zip(headings).take_while(|(a, b)| a == b).count();
    let from = match same == headings.len() && same < open.len() {
        true => same.saturating_sub(1),
        false => same,
    };
    headings.iter().enumerate().skip(from).map(|(at, title)| (at, title.as_str())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_opened_and_closed() {
        let check = |open: &[&str], wanted: &[&str], expected: &[(usize, &str)]| {
            let owned = |all: &[&str]| all.iter().map(|&one| one.to_owned()).collect::<Vec<_>>();
            assert_eq!(to_open(&owned(open), &owned(wanted)), expected, "{open:?} {wanted:?}");
        };
        check(&[], &["a", "b"], &[(0, "a"), (1, "b")]);
        check(&["a", "b"], &["a", "b"], &[]);
        check(&["a", "b"], &["a", "c"], &[(1, "c")]);
        check(&["a", "b"], &["a"], &[(0, "a")]);
        check(&["a"], &[], &[]);
    }
}
