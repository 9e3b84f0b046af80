//! Which passages a filter lets through, looked up before anything is ranked.
//!
//! Tags, files, folders and headings are terms of their own. A filter becomes one bit a passage,
//! and the search for candidates asks that bit of what it comes by: however few passages it lets
//! through, the best of them are found.

use std::collections::BTreeSet;

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use tantivy::{
    DocSet, TERMINATED, Term as TantivyTerm,
    schema::{Field, IndexRecordOption},
};

use super::Index;
use crate::{
    error::{Error, Result},
    passage::Passage,
    query::{
        Filter,
        filter::{Carried, folded_heading, folded_tag},
    },
};

/// How many near names a message lists.
const NEAREST_NAMES: usize = 3;

/// Below this likeness, 0 to 1, a name is not near.
const NEAR: f64 = 0.75;

/// How many names are looked at for the near ones.
const MAX_NAMES: usize = 100_000;

/// What built-in documents are called before their names; nobody types it.
const BUILT_IN: &str = "builtin:";

/// The passages that a filter lets through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allowed {
    /// One bit a passage, from the lowest of the first.
    bits: Vec<u64>,
}

impl Allowed {
    pub(super) fn none(passages: u64) -> Allowed {
        Allowed { bits: vec![0; usize::try_from(passages.div_ceil(64)).unwrap_or(0)] }
    }

    pub(super) fn insert(&mut self, number: u32) {
        if let Some(word) = self.bits.get_mut(number as usize / 64) {
            *word |= 1 << (number % 64);
        }
    }

    /// Whether passage `number` is let through.
    pub fn has(&self, number: u32) -> bool {
        self.bits.get(number as usize / 64).is_some_and(|word| word >> (number % 64) & 1 == 1)
    }

    /// How many passages are.
    pub fn count(&self) -> u64 {
        self.bits.iter().map(|word| u64::from(word.count_ones())).sum()
    }

    fn and(mut self, other: &Allowed) -> Allowed {
        self.bits.iter_mut().zip(&other.bits).for_each(|(word, other)| *word &= other);
        self
    }
}

/// The terms of what `passage` is within: its file, the folders above, the headings over it.
pub(super) fn places_of(passage: &Passage) -> Vec<String> {
    // An archive is a folder of what is in it.
    let path = &below(&passage.path).replace("!/", "/");
    let folders = path.match_indices('/').map(|(at, _)| path[..=at].to_owned());
    let mut places: Vec<String> = folders.collect();
    places.push(path.to_owned());
    let titles = passage.headings.iter().chain([&passage.title]);
    places.extend(titles.filter(|title| !title.is_empty()).map(|title| folded_heading(title)));
    places.sort_unstable();
    places.dedup();
    // A term has an end; a heading that long is no name.
    places.retain(|place| place.len() < 1 << 15);
    places
}

fn below(path: &str) -> &str {
    path.strip_prefix(BUILT_IN).unwrap_or(path)
}

impl Index {
    /// The passages that all of `filters` let through; `None` where they let all through.
    ///
    /// # Errors
    ///
    /// [`Error::IndexDamaged`].
    ///
    /// # Cost
    ///
    /// One look at each passage that a tag or place has; for a glob one at the name of each file.
    pub fn allowed(&self, filters: &[&Filter]) -> Result<Option<Allowed>> {
        let mut all: Option<Allowed> = None;
        let mut narrow = |found: Allowed| {
            all = Some(match all.take() {
                Some(before) => found.and(&before),
                None => found,
            });
        };
        for filter in filters {
            if !filter.tags.is_empty() {
                let terms: Vec<String> = filter.tags.iter().map(|tag| folded_tag(tag)).collect();
                narrow(self.with_terms(self.fields.tag, &terms)?);
            }
            if !filter.within.is_empty() {
                let mut terms = Vec::new();
                for place in &filter.within {
                    terms.extend(self.places(place)?);
                }
                narrow(self.with_terms(self.fields.within, &terms)?);
            }
        }
        Ok(all)
    }

    /// Whether a passage has what a question carries.
    pub fn has(&self, carried: Carried, value: &str) -> bool {
        match carried {
            Carried::Tag => self.knows_tag(value),
            Carried::Within => self.places(value).is_ok_and(|places| !places.is_empty()),
        }
    }

    /// Tells what in `filter` no passage has.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchTag`], [`Error::NoSuchPlace`], [`Error::Pattern`].
    pub fn check(&self, filter: &Filter) -> Result<()> {
        for tag in &filter.tags {
            if !self.knows_tag(tag) {
                let nearest = self.nearest_names(self.fields.tag, &folded_tag(tag), "");
                return Err(Error::NoSuchTag { tag: tag.clone(), nearest });
            }
        }
        for place in &filter.within {
            if self.places(place)?.is_empty() {
                let (wanted, prefix) = match place.strip_prefix('#') {
                    Some(heading) => (folded_heading(heading), "/#"),
                    None => (place.clone(), ""),
                };
                let nearest = self.nearest_names(self.fields.within, &wanted, prefix);
                return Err(Error::NoSuchPlace { place: place.clone(), nearest });
            }
        }
        Ok(())
    }

    fn knows_tag(&self, tag: &str) -> bool {
        self.stands(self.fields.tag, &folded_tag(tag))
    }

    /// The passages that have one of `terms`.
    fn with_terms(&self, field: Field, terms: &[String]) -> Result<Allowed> {
        let mut allowed = Allowed::none(self.totals.passages);
        for term in terms {
            let mut insert = |number| {
                allowed.insert(number);
                true
            };
            self.each_with(field, term, &mut insert).map_err(|error| self.damaged(&error))?;
        }
        Ok(allowed)
    }

    /// Calls `each` with the passages that have `term`, those of a part in order, until it has
    /// enough.
    fn each_with(
        &self,
        field: Field,
        term: &str,
        each: &mut dyn FnMut(u32) -> bool,
    ) -> tantivy::Result<()> {
        let term = TantivyTerm::from_field_text(field, term);
        for (index, part) in self.parts.iter().enumerate() {
            let Some(segment) = part.segment() else { continue };
            let inverted = segment.inverted_index(field)?;
            let Some(mut postings) = inverted.read_postings(&term, IndexRecordOption::Basic)?
            else {
                continue;
            };
            while postings.doc() != TERMINATED {
                let number = self.runs.number(index, postings.doc());
                if number.is_some_and(|number| !each(number)) {
                    return Ok(());
                }
                postings.advance();
            }
        }
        Ok(())
    }

    /// Whether a passage has `term`.
    fn stands(&self, field: Field, term: &str) -> bool {
        let mut found = false;
        let mut note = |_| {
            found = true;
            false
        };
        self.each_with(field, term, &mut note).is_ok() && found
    }

    /// The terms that `typed` stands for; none where there is no such place.
    fn places(&self, typed: &str) -> Result<Vec<String>> {
        if let Some(heading) = typed.strip_prefix('#') {
            return Ok(self.existing([folded_heading(heading)]));
        }
        let wanted = below(typed).replace("!/", "/");
        let wanted = wanted.trim_start_matches("./").trim_matches('/');
        if wanted.is_empty() {
            return Ok(Vec::new());
        }
        // What is under a folder is what has its term: no name needs to be looked at.
        let folder = wanted.strip_suffix("/**").unwrap_or(wanted);
        let is_literal = |text: &str| !text.contains(['*', '?', '[', ']', '{', '}', '\\']);
        if is_literal(folder) {
            let file = (folder == wanted).then(|| folder.to_owned());
            let found = self.existing(file.into_iter().chain([format!("{folder}/")]));
            if !found.is_empty() {
                return Ok(found);
            }
        }
        // A name with brackets in it is itself, where there is such a file.
        let found = self.existing([wanted.to_owned(), format!("{wanted}/")]);
        if !found.is_empty() {
            return Ok(found);
        }
        let globs = globs(wanted)?;
        let start: String = wanted.chars().take_while(|one| is_literal(&one.to_string())).collect();
        let start = if wanted.contains('/') { start } else { String::new() };
        let mut found = Vec::new();
        self.for_each_term(self.fields.within, &start, usize::MAX, &mut |term| {
            let is_file = !term.starts_with("/#") && !term.ends_with('/');
            if is_file && globs.is_match(term) {
                found.push(term.to_owned());
            }
        })
        .map_err(|error| self.damaged(&error))?;
        Ok(found)
    }

    /// Those of `terms` that a passage has.
    fn existing(&self, terms: impl IntoIterator<Item = String>) -> Vec<String> {
        terms.into_iter().filter(|term| self.stands(self.fields.within, term)).collect()
    }

    /// The names most like `wanted`, the likest first; those of one likeness by their letters.
    fn nearest_names(&self, field: Field, wanted: &str, prefix: &str) -> Vec<String> {
        let mut near: Vec<(f64, String)> = Vec::new();
        // Names that cannot be read are near nothing.
        let _ = self.for_each_term(field, prefix, MAX_NAMES, &mut |term| {
            // What every value of metadata is called besides is no name to propose.
            if prefix.is_empty()
                && (term.starts_with("/#") || (term.contains(':') && !wanted.contains(':')))
            {
                return;
            }
            let name = term.trim_end_matches('/');
            let last = name.rsplit('/').next().unwrap_or(name);
            // The mark of a heading is no likeness.
            let bare = |name: &str| name.trim_start_matches(['/', '#']).to_lowercase();
            let part = bare(wanted);
            let like = |name: &str| misspelt(&part, &bare(name));
            // What is part of a longer name was probably meant as that.
            let within = 2 < part.len() && bare(name).contains(&part);
            let likeness = like(name).max(like(last)).max(if within { NEAR } else { 0.0 });
            if NEAR <= likeness {
                near.push((likeness, term.trim_start_matches('/').to_owned()));
            }
        });
        near.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        near.truncate(NEAREST_NAMES);
        near.into_iter().map(|(_, name)| name).collect()
    }

    /// What begins with `start`, as a filter names it: at most `most` tags, without those that are
    /// `key:value` unless `start` is or there are no others; or places.
    pub(crate) fn names(&self, carried: Carried, start: &str, most: usize) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        // Names that cannot be read are none.
        match carried {
            Carried::Tag => {
                let folded = folded_tag(start);
                let mut keyed = Vec::new();
                let _ = self.for_each_term(self.fields.tag, &folded, MAX_NAMES, &mut |term| {
                    let is_other = term.contains(':') && !folded.contains(':');
                    let all = if is_other { &mut keyed } else { &mut names };
                    if all.len() < most {
                        all.push(term.to_owned());
                    }
                });
                if names.is_empty() {
                    names = keyed;
                }
            }
            Carried::Within => {
                let heading = start.strip_prefix('#').map(folded_heading);
                let typed = start.strip_prefix("./").unwrap_or(start);
                let begin = heading.as_deref().unwrap_or(typed);
                let _ = self.for_each_term(self.fields.within, begin, MAX_NAMES, &mut |term| {
                    if term.starts_with('/') && heading.is_none() || most <= names.len() {
                        return;
                    }
                    let name = term.trim_start_matches('/');
                    let next = name.get(typed.len()..).and_then(|rest| rest.find('/'));
                    let end = match next {
                        Some(at) if heading.is_none() => typed.len() + at + 1,
                        _ => name.len(),
                    };
                    if names.last().is_none_or(|last| *last != name[..end]) {
                        names.push(name[..end].to_owned());
                    }
                });
            }
        }
        names
    }

    /// Every different term of `field` that starts with `start` and that a passage has, in order, up
    /// to `most`.
    fn for_each_term(
        &self,
        field: Field,
        start: &str,
        most: usize,
        each: &mut dyn FnMut(&str),
    ) -> tantivy::Result<()> {
        let mut found = BTreeSet::new();
        for part in &self.parts {
            let Some(segment) = part.segment() else { continue };
            let inverted = segment.inverted_index(field)?;
            let mut terms = inverted.terms().range().ge(start.as_bytes()).into_stream()?;
            let mut count = 0;
            while count < most && terms.advance() {
                let Ok(term) = std::str::from_utf8(terms.key()) else { continue };
                if !term.starts_with(start) {
                    break;
                }
                found.insert(term.to_owned());
                count += 1;
            }
        }
        let is_changed = self.gone.is_some();
        let stands = |term: &&String| !is_changed || self.stands(field, term);
        found.iter().filter(stands).take(most).for_each(|term| each(term));
        Ok(())
    }

    fn damaged(&self, error: &tantivy::TantivyError) -> Error {
        Error::IndexDamaged { path: self.dir.clone(), reason: error.to_string() }
    }
}

/// A path that fits, or lies in a folder that does. A pattern without `/` may fit at any depth.
fn globs(pattern: &str) -> Result<GlobSet> {
    let wrong = |error: globset::Error| Error::Pattern {
        pattern: pattern.to_owned(),
        reason: error.kind().to_string(),
    };
    let mut set = GlobSetBuilder::new();
    let mut add = |glob: &str| -> Result<()> {
        set.add(GlobBuilder::new(glob).literal_separator(true).build().map_err(wrong)?);
        Ok(())
    };
    for start in if pattern.contains('/') { &[""][..] } else { &["", "**/"] } {
        add(&format!("{start}{pattern}"))?;
        add(&format!("{start}{pattern}/**"))?;
    }
    set.build().map_err(wrong)
}

/// How likely `typed` is `name`, misspelt: 0 to 1. What is more than twice as long is another name,
/// whatever letters it has.
fn misspelt(typed: &str, name: &str) -> f64 {
    let (short, long) = (typed.len().min(name.len()), typed.len().max(name.len()));
    if 2 * short < long { 0.0 } else { strsim::jaro_winkler(typed, name) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_name_was_near_to_any_long_one_with_its_letters() {
        assert!(misspelt("biling", "billing") >= NEAR);
        assert!(misspelt("nope", "can-i-open-an-account-for-my-child") < NEAR);
    }
}
