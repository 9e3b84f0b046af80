//! What becomes of a passage that needs nothing but the passage: its words and sentences, what its
//! text has, its vectors. So it may be done on another thread than the one that writes. The vectors
//! are made by whichever of the two has time.

use std::ops::Range;

use super::{
    filter,
    forward::Holds,
    holds::{has_bare_figure, holds, says_prices},
};
use crate::{
    analysis::{
        Interned, Language,
        interned::Fresh,
        sentence::{located, sentences},
    },
    lexicon::Said,
    passage::Passage,
    query::filter::tags_of,
    vectors::{Embedder, Sum, Vector},
};

/// Ends a text among the words of a [`Cut`].
pub(super) const END: u32 = 0;

/// A passage as it is cut.
#[derive(Debug, Clone)]
pub struct Cut {
    pub(super) language: Language,
    /// Words by their numbers, counted from 1, with [`END`] behind each text: what the passage is
    /// asked for by, its headings, its sentences.
    pub(super) words: Vec<u32>,
    /// How many of these texts are what it is asked for by, and how many are headings.
    pub(super) titles: usize,
    pub(super) headings: usize,
    /// The words that have their numbers since this passage, and the number of the first, from 0.
    pub(super) fresh: (u32, Vec<Fresh>),
    /// Its terms, joined by blanks: all, and those of what it is asked for by.
    pub(super) all: String,
    pub(super) question: String,
    pub(super) said: Said,
    /// Where each sentence stands in the text that is shown.
    pub(super) shown: Vec<Range<usize>>,
    pub(super) holds: Holds,
    /// The vector of all of it, and those of what it is asked for by; `None` where they are still to
    /// be made.
    pub(super) vectors: Option<(Vector, Vec<Vector>)>,
    /// What filters let it through by.
    pub(super) tags: Vec<String>,
    pub(super) places: Vec<String>,
}

impl Cut {
    /// How many terms there are, and how many of them in what it is asked for by.
    pub(super) fn counts(&self) -> [u64; 2] {
        [&self.all, &self.question].map(|terms| match terms.is_empty() {
            true => 0,
            false => 1 + terms.bytes().filter(|byte| *byte == b' ').count() as u64,
        })
    }

    /// About how many bytes of memory it takes.
    pub fn bytes(&self) -> usize {
        let ranges = self.shown.len() * size_of::<Range<usize>>();
        let fresh = self.fresh.1.len() * 2 * size_of::<Fresh>();
        let texts = self.all.len() + self.question.len() + 4 * self.words.len();
        let vectors = size_of::<Vector>() * self.titles;
        size_of::<Cut>() + vectors + ranges + fresh + texts
    }

    /// Makes the vectors of `passage`, which was cut to this.
    pub fn liken(&mut self, passage: &Passage, embedder: &mut Embedder) {
        self.vectors = Some(vectors(embedder, passage));
    }
}

/// Cuts passages. The numbers of words are its own: what one cuts must all be written in the order
/// it was cut.
#[derive(Debug, Default)]
pub struct Cutter {
    interned: Interned,
}

impl Cutter {
    /// Cuts a passage in `language`.
    pub fn cut(&mut self, passage: &Passage, language: Language) -> Cut {
        self.interned.make_room();
        let plain = passage.plain();
        let titles = titles(passage);
        // Five letters and a blank for a word.
        let mut words = Vec::with_capacity(8 + plain.len() / 5);
        let (mut all, mut question) = (String::with_capacity(plain.len()), String::new());
        let mut cut = |text: &str, question: Option<&mut String>| {
            let from = all.len();
            self.interned.visit(language, text, &mut |number, term, _| {
                words.push(number + 1);
                push_word(&mut all, term);
            });
            words.push(END);
            // The same terms, without the blank before the first.
            let terms = all[from..].strip_prefix(' ').unwrap_or(&all[from..]);
            if let Some(question) = question.filter(|_| !terms.is_empty()) {
                push_word(question, terms);
            }
        };
        titles.iter().for_each(|title| cut(title, Some(&mut question)));
        passage.headings.iter().for_each(|heading| cut(heading, None));
        let sentences = sentences(plain);
        sentences.iter().for_each(|sentence| cut(&plain[sentence.clone()], None));
        let shown = located(&sentences, plain, &passage.text);
        Cut {
            language,
            words,
            titles: titles.len(),
            headings: passage.headings.len(),
            fresh: self.interned.fresh(),
            all,
            question,
            said: Said::by(plain, titles),
            shown,
            holds: holds_under(plain, passage),
            vectors: None,
            tags: tags_of(&passage.metadata).into_iter().collect(),
            places: filter::places_of(passage),
        }
    }
}

/// What `plain`, the text of `passage`, has; bare figures under "Prices" are such.
fn holds_under(plain: &str, passage: &Passage) -> Holds {
    let held = holds(plain);
    let titles = || passage.headings.iter().chain([&passage.title]).map(String::as_str);
    match !held.has(Holds::MONEY)
        && held.has(Holds::NUMBER)
        && has_bare_figure(plain)
        && says_prices(titles())
    {
        true => held.and(Holds::MONEY),
        false => held,
    }
}

/// The vector of a passage as a whole, and those of what it is asked for by.
pub(super) fn vectors(embedder: &mut Embedder, passage: &Passage) -> (Vector, Vec<Vector>) {
    let titles = titles(passage);
    let mut vectors = Vec::with_capacity(titles.len());
    // All of it begins with the first title, whose sum is there already.
    let mut all = Sum::default();
    for (at, title) in titles.iter().enumerate() {
        let mut own = Sum::default();
        let sum = if at == 0 { &mut all } else { &mut own };
        embedder.add(title, sum);
        vectors.push(sum.vector());
    }
    let others = titles.iter().skip(1).copied();
    let over = passage.headings.iter().map(String::as_str);
    for text in others.chain(over).chain([passage.plain()]) {
        embedder.add(text, &mut all);
    }
    (all.vector(), vectors)
}

/// What a passage is asked for by: its questions, else its title.
fn titles(passage: &Passage) -> Vec<&str> {
    match passage.questions.as_slice() {
        [] => vec![passage.title.as_str()],
        some => some.iter().take(usize::from(u16::MAX)).map(String::as_str).collect(),
    }
}

fn push_word(text: &mut String, word: &str) {
    if !text.is_empty() {
        text.push(' ');
    }
    text.push_str(word);
}
