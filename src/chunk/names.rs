//! Ids of passages: short, readable, unique, and the same for an unchanged document.

use std::collections::HashMap;

use unicode_segmentation::UnicodeSegmentation;

/// The most bytes of a slug; a title may be as long as its file.
const MAX_SLUG_BYTES: usize = 80;

/// The name of what has no title.
const UNTITLED: &str = "text";

/// `title` as part of an id: its words in lower case, joined by `-`, as many as fit.
pub(super) fn slug(title: &str) -> String {
    let mut slug = String::new();
    for word in title.unicode_words() {
        let word: String =
            word.to_lowercase().chars().filter(|one| one.is_alphanumeric()).take(40).collect();
        if word.is_empty() {
            continue;
        }
        if MAX_SLUG_BYTES < slug.len() + 1 + word.len() && !slug.is_empty() {
            break;
        }
        if !slug.is_empty() {
            slug.push('-');
        }
        slug.push_str(&word);
    }
    if slug.is_empty() { UNTITLED.to_owned() } else { slug }
}

/// The ids given so far in a document.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// Each id with how often it was asked for.
    given: HashMap<String, usize>,
}

impl Names {
    /// `id` the first time, then `id~2`, `id~3`; never one that was given before.
    pub(super) fn unique(&mut self, id: String) -> String {
        loop {
            let count = self.given.entry(id.clone()).or_default();
            *count += 1;
            if *count == 1 {
                return id;
            }
            let named = format!("{id}~{count}");
            if !self.given.contains_key(&named) {
                self.given.insert(named.clone(), 1);
                return named;
            }
        }
    }
}
