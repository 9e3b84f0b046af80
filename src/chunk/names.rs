//! Ids of passages: short, readable, unique, and the same for an unchanged document.

use hashbrown::HashMap;
use unicode_segmentation::UnicodeSegmentation;

/// The most bytes of a slug; a title may be as long as its file.
const MAX_SLUG_BYTES: usize = 80;

/// The most characters of a word.
const MAX_WORD_CHARS: usize = 40;

/// The name of what has no title.
const UNTITLED: &str = "text";

/// `title` as part of an id: its words in lower case, joined by `-`, as many as fit.
pub(super) fn slug(title: &str) -> String {
    let mut slug = String::with_capacity(title.len().min(MAX_SLUG_BYTES));
    // Adds `word`, small letters for large ones of ASCII; whether there is room for more.
    let mut add = |word: &str| {
        if MAX_SLUG_BYTES < slug.len() + 1 + word.len() && !slug.is_empty() {
            return false;
        }
        if !slug.is_empty() && !word.is_empty() {
            slug.push('-');
        }
        let start = slug.len();
        slug.push_str(word);
        slug[start..].make_ascii_lowercase();
        true
    };
    // Between letters these part words and nothing else does; what joins them takes the tables.
    let parts = |one: u8| matches!(one, b' ' | b'?' | b'!' | b'-' | b'/' | b'(' | b')' | b'"');
    if title.bytes().all(|one| one.is_ascii_alphanumeric() || parts(one)) {
        let mut words = title.split(|one: char| !one.is_ascii_alphanumeric());
        let _ = words.all(|word| add(&word[..word.len().min(MAX_WORD_CHARS)]));
    } else {
        let _ = title.unicode_words().all(|word| {
            let lower = word.to_lowercase();
            let letters = lower.chars().filter(|one| one.is_alphanumeric()).take(MAX_WORD_CHARS);
            add(&letters.collect::<String>())
        });
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
            let Some(count) = self.given.get_mut(&id) else {
                self.given.insert(id.clone(), 1);
                return id;
            };
            *count += 1;
            let named = format!("{id}~{count}");
            if !self.given.contains_key(&named) {
                self.given.insert(named.clone(), 1);
                return named;
            }
        }
    }
}
