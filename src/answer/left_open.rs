//! Whether a passage leaves open who it is, or how many, that a question asks for.
//!
//! "How many children are in the Foxes" finds the passage about the Foxes, which says what they do, and "who is the
//! cook" the one that says what is cooked. A passage about the very thing that has no number beside it, or no name,
//! may still be what a person wants to read; it is not the answer. Nor is any to a question that has nothing but the name
//! which stands over all of them.

use std::sync::LazyLock;

use super::{
    confidence::is_asked_in_many_ways,
    given::{Words, has_figure},
    listed::{Phrases, listed, phrases},
    siblings::{by_capitals, has_capitals_throughout},
};
use crate::{
    analysis::{Analyzer, sentence::sentences},
    index::{Hit, View},
    passage::{Kind, Passage},
    query::{
        Query, Reading, Word,
        written::{in_small_letters, words, written},
    },
    rank::Ranked,
};

/// What asks for a number of things, a measure, or a name.
static ASKING: LazyLock<Phrases<Asked>> = LazyLock::new(|| {
    Phrases::of([("how many", Asked::Count), ("how far", Asked::Measure), ("who", Asked::Name)])
});

/// What is asked for that a passage may leave open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    /// How many of something.
    Count,
    /// How old, heavy or far something is.
    Measure,
    /// Who somebody is.
    Name,
}

impl Asked {
    /// What `question` asks for, and how many of its words stand before what is behind that.
    fn of(question: &str) -> Option<(Asked, usize)> {
        let words: Vec<_> = words(question).collect();
        (0..words.len()).find_map(|at| {
            let (length, asked) = ASKING.longest(words[at..].iter().map(|word| &**word))?;
            Some((asked, at + length))
        })
    }
}

/// What `query` asks for that `passage` leaves open: "says not how many"; `None` where it does not, or nothing tells.
///
/// - A number: some sentence has the thing that is counted, in any reading, and none of these a number. Where a head
///   of a table may name what is counted, and where a list is announced, nothing is told.
/// - A measure: the passage has no number.
/// - A name: no word of the passage is written as one within a sentence, or begins one and does something to a thing:
///   "Ann is the", not "Lunch is cooked". In German every noun has a capital: nothing is told there.
///
/// A passage with such a question of its own is the documents' answer to it, and one with many phrasings may only say
/// what is done.
///
/// # Cost
///
/// A look at the words of the question; where it asks for such a thing, one way through the passage.
pub fn left_open(query: &Query, passage: &Passage, analyzers: &[Analyzer]) -> Option<&'static str> {
    let question = query.interpreted.as_ref().unwrap_or(&query.asked);
    let (asked, behind) = Asked::of(question)?;
    let asks = |own: &String| Asked::of(own).is_some_and(|(own, _)| own == asked);
    let is_its_answer = passage.questions.iter().chain([&passage.title]).any(asks);
    if is_asked_in_many_ways(passage) || is_its_answer {
        return None;
    }
    let titles = || passage.headings.iter().chain([&passage.title]).map(String::as_str);
    let (is_open, why) = match asked {
        Asked::Count => {
            let things = words(question).skip(behind);
            let thing = things.filter_map(|word| {
                let mut words = query.words.iter();
                words.find(|one| one.text == *word && !one.stop && !one.light)
            });
            let thing = Thing::new(query, thing.take(1).flat_map(|word| &word.readings), analyzers);
            let is_open = passage.kind != Kind::Item
                && !titles().any(says_how_many)
                && thing.is_left_open(passage.plain());
            (is_open, "says not how many")
        }
        Asked::Measure => {
            let mut texts = titles().chain([passage.plain()]);
            (!texts.any(says_how_many), "has no number")
        }
        Asked::Name => {
            let is_told = by_capitals(analyzers, passage).is_some()
                && passage.plain().contains(char::is_uppercase);
            // Of those no capital tells anything.
            let titles = titles().filter(|title| !has_capitals_throughout(title));
            let mut texts = titles.chain([passage.plain()]);
            (is_told && !texts.any(|text| names_somebody(text, query, analyzers)), "names nobody")
        }
    };
    is_open.then_some(why)
}

/// Whether all that `query` says is what stands over most passages, and over `first`, whose passage is `passage`, alone: the
/// name of the town, of the handbook. That tells none of them from the others. What asks the same in other words, "Where is
/// it?" for "where is the pool", is told by its own question.
pub fn says_only_what_stands_over_all(query: &Query, first: &Ranked, passage: &Passage) -> bool {
    let mut content = query.words.iter().filter(|word| !word.stop && !word.light).peekable();
    let question = query.interpreted.as_ref().unwrap_or(&query.asked);
    let opening = words(question).next();
    let asks = |own: &String| words(own).next() == opening;
    content.peek().is_some()
        && !first.features.exact
        && content.all(|word| is_said_of_all(query, word, first))
        && !passage.questions.iter().chain([&passage.title]).any(asks)
}

/// Whether `word` stands in most passages, and in `first` over it alone.
fn is_said_of_all(query: &Query, word: &Word, first: &Ranked) -> bool {
    let terms = || word.readings.iter().flat_map(|reading| &reading.terms);
    // As the IDF has it, of a term in half of them.
    let is_in_most =
        |term: &usize| query.terms.get(*term).is_some_and(|term| term.idf < f32::ln(2.0));
    let is_its = |hit: &Hit| terms().any(|term| usize::from(hit.term) == *term);
    let mut hits = first.candidate.hits.iter().filter(|hit| is_its(hit)).peekable();
    terms().any(is_in_most)
        && hits.peek().is_some()
        && hits.all(|hit| matches!(hit.view, View::Headings))
}

/// What is counted, as it is asked for.
struct Thing<'q> {
    /// The terms that may stand for it.
    terms: Vec<&'q str>,
    analyzers: &'q [Analyzer],
}

impl<'q> Thing<'q> {
    fn new(
        query: &'q Query,
        readings: impl Iterator<Item = &'q Reading>,
        analyzers: &'q [Analyzer],
    ) -> Thing<'q> {
        let terms = readings.flat_map(|reading| &reading.terms);
        Thing { terms: terms.map(|term| query.terms[*term].text.as_str()).collect(), analyzers }
    }

    /// Whether `text` has it, and nowhere a number in the same sentence. Rows and what announces a list tell
    /// nothing: others say it.
    fn is_left_open(&self, text: &str) -> bool {
        let with = sentences(text).into_iter().map(|range| &text[range]).filter(|sentence| {
            let tokens = self.analyzers.iter().flat_map(|one| one.tokens(sentence));
            tokens.into_iter().any(|token| self.terms.contains(&token.term.as_str()))
        });
        let is_told = |one: &str| one.contains('|') || one.ends_with(':') || says_how_many(one);
        let mut with = with.peekable();
        with.peek().is_some() && !with.any(is_told)
    }
}

/// Words that say how many.
static COUNTS: LazyLock<Words> =
    LazyLock::new(|| listed("count").chain(listed("numbers")).collect());

/// Whether `text` has a number, in figures or words.
fn says_how_many(text: &str) -> bool {
    has_figure(text) || COUNTS.are_in(text)
}

/// Whether `text` has a word that is written as a name within a sentence, or begins one as a name does. Neither days
/// nor words that were asked for are any. An address of mail is somebody's, too.
fn names_somebody(text: &str, query: &Query, analyzers: &[Analyzer]) -> bool {
    let days: Words = listed("day").collect();
    let articles: Words = listed("article").collect();
    let may_be = |word: &str| {
        let small = in_small_letters(word);
        word.starts_with(char::is_uppercase)
            && 1 < word.chars().count()
            && !days.contains(&small)
            && !query.words.iter().any(|one| one.text == *small)
    };
    let is_stop = |word: &str| analyzers.iter().any(|one| one.is_stop(&in_small_letters(word)));
    let may_do = |word: &str| !is_stop(word) || phrases("is").any(|verb| verb == word);
    sentences(text).into_iter().any(|range| {
        let words: Vec<&str> = written(&text[range]).collect();
        let begins = match words[..] {
            [first, second, third, ..] => {
                articles.contains(third) && may_be(first) && !is_stop(first) && may_do(second)
            }
            _ => false,
        };
        begins || words.iter().skip(1).any(|word| may_be(word))
    }) || text.contains('@')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        analysis::Language,
        answer::given::tests::{NoWords, passage},
        query::{Understanding, Vocabulary},
    };

    /// What `asked` asks for that an entry about `title` leaves open.
    fn open(asked: &str, title: &str, text: &str) -> Option<&'static str> {
        let vocabulary = NoWords([Analyzer::new(Language::English)]);
        let query = Query::new(asked, &vocabulary, &Understanding::default());
        left_open(&query, &passage(title, text), vocabulary.analyzers())
    }

    #[test]
    fn a_number_of_something_else_is_none_of_what_is_counted() {
        let asked = "how many children are in the otters";
        let count = |text: &str| open(asked, "The Otters", text);
        assert_eq!(count("The children go out at 10."), None);
        assert_eq!(count("The children go out. We open at 8."), Some("says not how many"));
        assert_eq!(count("Twelve children are here. All children are welcome."), None);
        assert_eq!(count("It has no child."), None);
        // What says nothing of children may say it in other words.
        assert_eq!(count("We have room for 12. They paint."), None);
        // Others say it.
        assert_eq!(count("These are our children:\n\n- Ann\n- Tom"), None);
        assert_eq!(count("| Group | Children |\n|---|---|\n| Otters | 12 |"), None);
        let title = "How many children are there?";
        assert_eq!(open(asked, title, "It depends on the children."), None);
        assert_eq!(open("which children are there", "Otters", "Small children."), None);
    }

    #[test]
    fn who_somebody_is_takes_a_name() {
        let who = |text: &str| open("who is the cook", "Meals", text);
        assert_eq!(who("Meals are made by our cook."), Some("names nobody"));
        assert_eq!(who("On Monday the Cook is off."), Some("names nobody"));
        assert_eq!(who("Lunch is cooked here. This is the hall."), Some("names nobody"));
        for named in [
            "Our cook is Ann.",
            "Ann is the cook.",
            "Cook: Ann",
            "Ann Lee",
            "ann is the cook",
            "Ask at cook@x.org.",
        ] {
            assert_eq!(who(named), None, "{named}");
        }
        assert_eq!(open("who is the cook", "Who is the cook?", "Somebody else each day."), None);
        assert_eq!(open("who may cook", "Meals", "All members may cook."), None);
        // In a title of capitals none is a name.
        let title = "Meals And Other Food";
        assert_eq!(open("who's our cook", title, "Made by a cook."), Some("names nobody"));
        assert_eq!(open("who is the cook", "Lunch with Ann", "Made by our cook. Come."), None);
    }

    #[test]
    fn a_measure_takes_a_number() {
        let old = |text: &str| open("how old is the hall", "The hall", text);
        assert_eq!(old("It was built by the club."), Some("has no number"));
        assert_eq!(old("It was built in 1962."), None);
        assert_eq!(old("It is twenty years old."), None);
    }

    #[test]
    fn in_german_a_capital_tells_no_name() {
        let vocabulary = NoWords([Analyzer::new(Language::German)]);
        let query = Query::new("who is the cook", &vocabulary, &Understanding::default());
        let text =
            "Das Essen wird jeden Tag von unserer eigenen Köchin in der Küche frisch gekocht.";
        assert_eq!(left_open(&query, &passage("Essen", text), vocabulary.analyzers()), None);
    }
}
