//! What ibid reads of what was written: the last word of the loss report.
//!
//! The rules of a target say what it loses by its form. Whether they say all is seen here, since
//! what a line means in a whole file (a list of questions, say) no rule can know.

use std::collections::{HashMap, HashSet};

use super::{entry::Entry, holds::Loss, page::Page, prompt};
use crate::{chunk::chunk, ingest};

const OTHERWISE: &str = "ibid reads it otherwise from the file";

/// Reads `text` as the file `name` and adds to `losses` what is not as in `entries`, unless it is
/// named there.
pub(super) fn read_back(
    name: &str,
    text: &str,
    entries: &[Entry],
    page: &Page,
    losses: &mut Vec<Loss>,
) {
    let document = ingest::parse(name, text);
    let read: Vec<Entry> = Entry::all(chunk(&document).passages);
    let mut places: HashMap<(&str, bool), Vec<usize>> = HashMap::new();
    for (at, one) in read.iter().enumerate() {
        places.entry((one.name(), one.is_text())).or_default().push(at);
    }
    let (ours, theirs) = (names(entries), names(&read));
    let named: HashSet<(String, String)> =
        losses.iter().map(|loss| (loss.id.clone(), loss.field.clone())).collect();
    let mut from = 0;
    for entry in entries {
        let mut lose = |field: &str, why: &'static str| {
            if !named.contains(&(entry.key.clone(), field.to_owned())) {
                losses.push(Loss {
                    at: entry.at.clone(),
                    id: entry.key.clone(),
                    field: field.to_owned(),
                    value: None,
                    why: why.into(),
                });
            }
        };
        // In the same order: what does not come next comes later, or not at all.
        let same = places.get(&(entry.name(), entry.is_text())).map_or(&[][..], Vec::as_slice);
        let next = same.partition_point(|at| *at < from);
        let Some(&at) = same.get(next) else {
            lose("entry", "ibid does not find it in the file");
            continue;
        };
        from = at + 1;
        for field in differences(entry, &read[at], page) {
            lose(&field, OTHERWISE);
        }
        let read = &read[at];
        if prompt::named(entry, &ours) != prompt::named(read, &theirs) {
            lose("prompt", OTHERWISE);
        }
        if entry.is_only_prompted != read.is_only_prompted {
            lose("context-only", OTHERWISE);
        }
    }
}

/// What the entry with each key is called.
fn names(entries: &[Entry]) -> HashMap<&str, &str> {
    entries.iter().map(|one| (one.key.as_str(), one.name())).collect()
}

/// The fields of `entry` that are not the same in `read`.
fn differences(entry: &Entry, read: &Entry, page: &Page) -> Vec<String> {
    let mut fields = Vec::new();
    let mut check = |is_same: bool, field: &str| {
        if !is_same {
            fields.push(field.to_owned());
        }
    };
    check(entry.questions == read.questions, "phrasing");
    check(entry.text == read.text, if entry.is_text() { "text" } else { "answer" });
    check(entry.id.is_none() || entry.id == read.id, "id");
    let without_title = |titles: Vec<&str>| -> Vec<String> {
        let skip = usize::from(titles.first() == Some(&page.title.as_str()));
        titles[skip..].iter().map(|&one| one.to_owned()).collect()
    };
    check(without_title(entry.over()) == without_title(read.over()), "heading");
    check(entry.category.is_none() || entry.category == read.category, "category");
    check(entry.tags == read.tags, "tag");
    check(entry.url.is_none() || entry.url == read.url, "url");
    for (name, value) in &entry.fields {
        check(read.fields.get(name) == Some(value), name);
    }
    fields
}
