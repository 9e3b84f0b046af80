//! What else a word is called: what an abbreviation stands for, what words are shortened to, and synonyms.

use super::{Also, Item, LONGEST_SHORT, Reader};
use crate::{
    analysis::{Analyzer, Token},
    lexicon::{Expansion, Source, abbreviation::singular},
    query::{
        spelling::is_ordinary,
        synonyms::{Match, Synonyms, is_contracted},
    },
};

/// What the words count that an abbreviation stands for which the corpus itself uses.
const EXPANDED: f32 = 0.8;

/// What the abbreviation counts where its words were typed.
const SHORTENED: f32 = 0.5;

/// What a synonym counts beside a word that the corpus knows.
const SYNONYM: f32 = 0.5;

/// What a synonym counts where the corpus does not know the word: it is what the corpus says
/// instead. Also that of the user's own synonyms, and of those that documents give.
const SYNONYM_INSTEAD: f32 = 0.8;

/// At most this many synonyms of a word are searched, the first ones of the list.
const MAX_SYNONYMS: usize = 5;

/// The most words that are looked up as the long form of an abbreviation.
const LONGEST_FORM: usize = 5;

/// In longer questions, in words, no long forms are looked up.
const MAX_FORM_WORDS: usize = 32;

/// Two small letters are the initials of a term that stands in at least one of so many passages,
const SUBJECT_SHARE: u64 = 20;

/// and in at least so many.
const LEAST_PASSAGES: u64 = 5;

impl Reader<'_> {
    /// What the corpus says an abbreviation stands for.
    fn expansions(&self, item: &Item) -> Vec<Expansion> {
        let word = item.word();
        if LONGEST_SHORT < word.chars().count() || !word.chars().all(char::is_alphanumeric) {
            return Vec::new();
        }
        let typed = self.typed(&item.span);
        let plural = singular(typed).len() < typed.len();
        let alone = word.strip_suffix('s').filter(|_| plural || !is_ordinary(word));
        [Some(word), alone]
            .into_iter()
            .flatten()
            .map(|key| self.vocabulary.expansions(key))
            .find(|found| !found.is_empty())
            .unwrap_or_default()
    }

    /// The words that an unknown abbreviation stands for.
    pub(super) fn expansion(&self, item: &Item) -> Option<String> {
        let (word, typed) = (item.word(), self.typed(&item.span));
        let capitals = !typed.chars().any(char::is_lowercase);
        // Small letters may be a word of their own, or two letters that mean something anywhere;
        // only what the corpus is all about is then more likely.
        let fits = |one: &Expansion| match one.source {
            Source::Given => true,
            Source::Initials if capitals => true,
            Source::Initials if word.chars().count() == 2 => {
                LEAST_PASSAGES.max(self.vocabulary.passages() / SUBJECT_SHARE)
                    <= u64::from(one.passages)
            }
            Source::Initials => !is_ordinary(word),
            Source::Shortened => false,
        };
        self.expansions(item)
            .into_iter()
            .filter(fits)
            .find(|one| self.known_terms(&one.text).is_some())
            .map(|one| one.text)
    }

    /// Adds what a known abbreviation stands for as another reading of it.
    pub(super) fn expand_beside(&self, item: &mut Item) {
        if item.is_stop() {
            return;
        }
        let found = self.expansions(item);
        for one in found.iter().filter(|one| one.source == Source::Given).take(2) {
            if let Some(terms) = self.known_terms(&one.text) {
                let origin = format!("stands for {}", item.word());
                item.also.push(Also { terms, weight: EXPANDED, origin });
            }
        }
    }

    /// Adds the abbreviation to words that it stands for.
    pub(super) fn shorten(&self, items: &mut [Item]) {
        if MAX_FORM_WORDS < items.len() {
            return;
        }
        for start in 0..items.len() {
            if items[start].is_stop() {
                continue;
            }
            let mut key = items[start].word().to_owned();
            for end in start + 1..items.len().min(start + LONGEST_FORM) {
                key.push(' ');
                key.push_str(items[end].word());
                let found = self.vocabulary.expansions(&key);
                let short = found.iter().find(|one| one.source == Source::Shortened);
                let Some(short) = short else { continue };
                let forms = [short.text.clone(), format!("{}s", short.text)];
                for terms in forms.iter().filter_map(|form| self.known_terms(form)) {
                    for item in items[start..=end].iter_mut().filter(|item| !item.is_stop()) {
                        let origin = format!("short for {key}");
                        item.also.push(Also { terms: terms.clone(), weight: SHORTENED, origin });
                    }
                }
            }
        }
    }

    /// Adds what words are called as well: the user's synonyms, those of the documents, then the
    /// built-in ones.
    pub(super) fn add_synonyms(&self, items: &mut [Item], own: Option<&Synonyms>) {
        for list in own.into_iter().chain(self.vocabulary.synonyms()) {
            for language in 0..self.vocabulary.analyzers().len() {
                self.add_from(list, language, SYNONYM_INSTEAD, items);
            }
        }
        for (number, analyzer) in self.vocabulary.analyzers().iter().enumerate() {
            if let Some(list) = Synonyms::built_in(analyzer.language()) {
                self.add_from(&list, number, SYNONYM, items);
            }
        }
    }

    /// Whether a list of synonyms has the word: then it is one.
    pub(super) fn is_listed(&self, item: &Item) -> bool {
        let analyzers = self.vocabulary.analyzers().iter().enumerate();
        analyzers.into_iter().any(|(number, analyzer)| {
            let list = Synonyms::built_in(analyzer.language());
            list.is_some_and(|list| {
                !list.matches(&[&item.in_language(number)], analyzer).is_empty()
            })
        })
    }

    /// Adds synonyms of `list` in the language with the number `language`.
    fn add_from(&self, list: &Synonyms, language: usize, weight: f32, items: &mut [Item]) {
        let Some(analyzer) = self.vocabulary.analyzers().get(language) else { return };
        let own: Vec<Token> = items.iter().map(|item| item.in_language(language)).collect();
        let own: Vec<&Token> = own.iter().collect();
        let is_cited = self.vocabulary.synonyms().is_some_and(|cited| std::ptr::eq(cited, list));
        for Match { words, member, others, comment } in list.matches(&own, analyzer) {
            let origin = match is_cited {
                true => format!("synonym of {member}, by {comment}"),
                false => format!("synonym of {member}"),
            };
            let single = words.len() == 1;
            let stops = items[words.clone()].iter().all(Item::is_stop);
            if single && stops {
                continue;
            }
            let last = words.end - 1;
            // Several words together hardly mean anything else.
            let weight = if single { weight } else { SYNONYM_INSTEAD };
            for other in others {
                let Some(known) = self.known(other, analyzer.elides()) else { continue };
                for at in words.clone() {
                    // The words in a gap are not what the member says.
                    let within = single || member_has(member, &items[at], analyzer);
                    if !within || (items[at].is_stop() && !(stops && at == last)) {
                        continue;
                    }
                    self.add_synonym(&mut items[at], &known, weight, &origin);
                }
            }
        }
    }

    /// `weight` is what it counts beside a known word, if it is there as a whole: "turn off" without its
    /// stop word is "turn", which says half of it.
    fn add_synonym(
        &self,
        item: &mut Item,
        (terms, share): &(Vec<String>, f32),
        weight: f32,
        origin: &str,
    ) {
        let own = |token: &Token| matches!(terms.as_slice(), [term] if *term == token.term);
        let same = item.tokens.iter().any(own) || item.also.iter().any(|also| also.terms == *terms);
        let number = item.also.iter().filter(|also| also.origin.starts_with("synonym")).count();
        if same || MAX_SYNONYMS <= number {
            return;
        }
        let weight = if self.knows(item) { weight } else { SYNONYM_INSTEAD };
        let (terms, weight) = (terms.clone(), weight * share);
        item.also.push(Also { terms, weight, origin: origin.to_owned() });
    }
}

/// Whether a word of `member` is `item`.
fn member_has(member: &str, item: &Item, analyzer: &Analyzer) -> bool {
    let tokens = analyzer.tokens(member);
    let is = |own: &Token, token: &Token| {
        own.term == token.term || is_contracted(&own.word, &token.word)
    };
    item.tokens.iter().any(|own| tokens.iter().any(|token| is(own, token)))
}
