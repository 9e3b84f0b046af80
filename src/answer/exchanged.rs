//! Whether a question has another thing in the place of the one that a title is about.
//!
//! "What is the minimum age for sailing" is "What is the minimum age for kayaking?" with one word exchanged.
//! So is many a question that says the same in another word, of which the documents mostly tell nothing; what
//! tells them apart is that another title has the word, that the question has hardly any other words, or that
//! both words are known for members of one kind.

use memchr::memmem;

use super::{
    confidence::{FEW_WORDS, LEAST_MISSING, LEAST_TELLING},
    siblings::OF_A_KIND,
};
use crate::{
    analysis::{Analyzer, Token},
    index::forward::View,
    passage::Passage,
    query::{Query, Word, is_number, says_little},
    rank::Ranked,
    vectors::{Embedder, Table},
};

/// Words of one kind that are never one another; the head of the file says more.
const KINDS: &str = include_str!("kinds.txt");

/// So many other passages show whether a heading stands over all.
const MOST_SEEN: usize = 3;

/// So many words side by side may name the other thing: "sailing dinghy".
const LONGEST_NAME: usize = 2;

/// One of few words says so much by itself that the question is about it, and no verb: "hire" does not (.88).
const LEAST_TELLING_ALONE: f32 = 1.0;

/// The word by which `query` names another thing than the one in the title of `passage`, the first of
/// `ranked`; `None` where it does not, or nothing tells.
///
/// The title has a content word that was not asked for, and the passage lacks one of the question; and
///
/// - both are of one kind: monthly and yearly, or two numbers before or behind the same word;
/// - or all else of the title was asked for, a word that says something among it, no other content word of the question
///   is missing, and either few others are there or a title or heading of another passage has it, unlike as the two are;
/// - or it stands in headings alone, which others have too, and before the same word as the other: in
///   "Town Hall" over "When is the library open?", of "when is the town hall open".
///
/// # Cost
///
/// A look at the hits and at the words of the title.
pub(super) fn exchanged<'q>(
    query: &'q Query,
    ranked: &[Ranked],
    passage: &Passage,
    analyzer: &Analyzer,
) -> Option<&'q str> {
    let (first, others) = ranked.split_first()?;
    let is_lacking = |word: &Word| !word.stop && !word.light && !has(first, word, false);
    if !query.words.iter().any(is_lacking) {
        return None;
    }
    let title = analyzer.tokens(&passage.title);
    let fitted = Fitted::new(query, first, &title)?;
    if let Some(word) = fitted.another_of_a_kind() {
        return Some(&query.words[word].text);
    }
    let [place] = fitted.open[..] else { return None };
    if !fitted.is_asked {
        return None;
    }
    let lacked = fitted.telling(|word| !has(first, word, true));
    let names = if lacked.is_empty() {
        fitted.telling(|word| !has(first, word, false))
    } else {
        lacked.clone()
    };
    let (start, end) = fitted.name(&names)?;
    let word = &query.words[start];
    let tells = if lacked.is_empty() {
        is_before_alike(query, end, &title, place)
            && others.iter().take(MOST_SEEN).all(|one| has_over(one, word))
    } else {
        fitted.is_one_of_few(&names)
            || is_unlike(word, &title[place].word) && others.iter().any(|one| has_over(one, word))
    };
    tells.then_some(&word.text)
}

/// How a question fits the title of the first passage, of which it has a part and not all.
struct Fitted<'a> {
    query: &'a Query,
    first: &'a Ranked,
    title: &'a [Token],
    /// The content words of the title that are not asked for, at least one.
    open: Vec<usize>,
    /// Whether one of them is asked for.
    is_asked: bool,
    /// The content words of the question.
    content: Vec<usize>,
}

impl<'a> Fitted<'a> {
    /// `None` where all content words of the title are asked for.
    fn new(query: &'a Query, first: &'a Ranked, title: &'a [Token]) -> Option<Fitted<'a>> {
        let is_asked = |at: &usize| query.terms.iter().any(|term| term.text == title[*at].term);
        let is_content = |at: &usize| !title[*at].stop && !says_little(&title[*at].word);
        let (asked, open): (Vec<usize>, Vec<usize>) =
            (0..title.len()).filter(is_content).partition(is_asked);
        let is_content = |at: &usize| !query.words[*at].stop && !query.words[*at].light;
        let content = (0..query.words.len()).filter(is_content).collect();
        let (fits, is_asked) = (!open.is_empty(), !asked.is_empty());
        fits.then_some(Fitted { query, first, title, open, is_asked, content })
    }

    /// A word of the question that the passage lacks and that is of a kind with an open one of the title.
    fn another_of_a_kind(&self) -> Option<usize> {
        let lacked = |at: &usize| {
            let word = &self.query.words[*at];
            let may_be = is_number(&word.text) || may_be_of_a_kind(&word.text);
            may_be && !has(self.first, word, true)
        };
        self.content.iter().copied().filter(lacked).find(|at| {
            let word = &self.query.words[*at].text;
            self.open.iter().any(|place| {
                let own = &self.title[*place].word;
                let are_numbers = is_number(word) && is_number(own);
                are_of_a_kind(word, own)
                    || are_numbers && stands_alike(self.query, *at, self.title, *place)
            })
        })
    }

    /// The content words of the question that say enough for it to be about them, of those that `fit`.
    fn telling(&self, fit: impl Fn(&Word) -> bool) -> Vec<usize> {
        let words = self.content.iter().copied().filter(|at| {
            let word = &self.query.words[*at];
            // A price is what is asked for, and not the thing that has one.
            let says = !word.asks && !says_little(&word.text);
            fit(word) && LEAST_TELLING <= word.telling && says
        });
        words.collect()
    }

    /// Where `names`, words of the question, begin and end; `None` where they cannot be one name, having other
    /// content words between them or being too many.
    fn name(&self, names: &[usize]) -> Option<(usize, usize)> {
        let (start, end) = (*names.first()?, *names.last()?);
        let is_run = (start..=end).all(|at| self.query.words[at].stop || names.contains(&at));
        (is_run && names.len() <= LONGEST_NAME).then_some((start, end))
    }

    /// Whether few other content words stand beside `names`, words that the corpus has and of which the passage
    /// has nothing like.
    fn is_one_of_few(&self, names: &[usize]) -> bool {
        let alignment = self.first.candidate.alignment.as_ref();
        let is_missing = |at: &usize| {
            let word = &self.query.words[*at];
            let taken = alignment.and_then(|one| one.words.get(*at)).copied().unwrap_or(0.0);
            self.query.knows(word)
                && LEAST_TELLING_ALONE <= word.telling
                && LEAST_MISSING <= 1.0 - taken
        };
        self.content.len() < FEW_WORDS + names.len() && names.iter().all(is_missing)
    }
}

/// Whether the vectors of two words, the second small, show nothing that is said in either.
fn is_unlike(word: &Word, own: &str) -> bool {
    let own = Embedder::new(Table::built_in()).embed([own]);
    word.vector.as_ref().is_some_and(|vector| vector.cosine(&own) < OF_A_KIND)
}

/// Whether a line of [`KINDS`] may have `word`, small.
fn may_be_of_a_kind(word: &str) -> bool {
    let plain = word.trim_end_matches("'s");
    let plain = plain.strip_suffix('s').unwrap_or(plain);
    memmem::find(KINDS.as_bytes(), plain.as_bytes()).is_some()
}

/// Whether two words, small, are different members of one of [`KINDS`].
fn are_of_a_kind(one: &str, other: &str) -> bool {
    let plain = |word: &str| word.trim_end_matches("'s").to_owned();
    let (one, other) = (plain(one), plain(other));
    let is = |member: &str, word: &str| {
        member.split('/').any(|own| word == own || word.strip_suffix('s') == Some(own))
    };
    KINDS.lines().filter(|line| !line.starts_with('#')).any(|line| {
        let mut members = line.split_ascii_whitespace();
        let of = |word: &str| line.split_ascii_whitespace().position(|member| is(member, word));
        // Most lines have neither.
        members.any(|member| is(member, &one))
            && of(&other).is_some_and(|place| of(&one) != Some(place))
    })
}

/// Whether `one` has `word` in any reading: in its title, its phrasings or its text, and, where they count, in the
/// `headings` over it.
pub(super) fn has(one: &Ranked, word: &Word, headings: bool) -> bool {
    let terms = word.readings.iter().flat_map(|reading| &reading.terms);
    terms.copied().any(|term| {
        let mut hits = one.candidate.hits.iter();
        hits.any(|hit| usize::from(hit.term) == term && (headings || hit.view != View::Headings))
    })
}

/// Whether `one` has `word` itself in its title, a phrasing, or a heading over it.
pub(super) fn has_over(one: &Ranked, word: &Word) -> bool {
    let plain = word.readings.first();
    plain.is_some_and(|reading| {
        reading.terms.iter().all(|term| {
            let mut over =
                one.candidate.hits.iter().filter(|hit| !matches!(hit.view, View::Body(_)));
            over.any(|hit| usize::from(hit.term) == *term)
        })
    })
}

/// Whether `token` is `word` itself.
pub(super) fn is_plainly(query: &Query, word: &Word, token: &Token) -> bool {
    let plain = word.readings.first();
    plain.is_some_and(|own| own.terms.iter().any(|term| query.terms[*term].text == token.term))
}

/// Whether the word `at` of the question and that at `place` of the title stand before or behind the same word.
fn stands_alike(query: &Query, at: usize, title: &[Token], place: usize) -> bool {
    let same = |at: Option<usize>, place: Option<usize>| {
        let (Some(word), Some(token)) =
            (at.and_then(|at| query.words.get(at)), place.and_then(|place| title.get(place)))
        else {
            return false;
        };
        !token.stop && is_plainly(query, word, token)
    };
    same(at.checked_sub(1), place.checked_sub(1)) || same(Some(at + 1), Some(place + 1))
}

/// Whether the same word, or none, comes behind the word `at` of the question and that at `place` of the title.
fn is_before_alike(query: &Query, at: usize, title: &[Token], place: usize) -> bool {
    match (query.words.get(at + 1), title.get(place + 1)) {
        (None, None) => true,
        (Some(word), Some(token)) => is_plainly(query, word, token),
        _ => false,
    }
}
