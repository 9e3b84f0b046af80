//! Whether a sentence has the form of what is asked for: a figure for "how many", a day for "when", a
//! yes or no.

use std::{borrow::Cow, sync::LazyLock};

use super::ranges::names_number;
use crate::{
    answer::{
        given::{
            Gives, Words, gives, has_clock_in_figures, has_figure, has_pair, is_clock, words_for,
        },
        listed::{Phrases, listed, phrases},
    },
    index::{Holds, holds},
    query::{Query, QuestionKind, is_interrogative, main_question, sought::Sought, written::words},
    rank::features::figure,
};

/// What a sentence is worth that gives what is asked for in a word that may mean another thing: "free".
const BY_WORD: f32 = 0.6;

/// No yes or no has more bytes.
const LONGEST_YES: usize = 8;

/// A word that asks for more than a yes stands no further back.
const FIRST_WORDS: usize = 2;

/// What asks for a day or a time.
static WHEN: LazyLock<Phrases<()>> = LazyLock::new(|| Phrases::of([("when", ())]));

/// What form is asked for.
#[derive(Debug)]
pub(super) struct Form<'q> {
    query: &'q Query,
    /// What says yes or no, where that may be the answer.
    yes_or_no: Vec<&'static str>,
    /// Whether a day or a time is asked for.
    is_when: bool,
    /// The words that give what is asked for by name, or that are days.
    by: Words,
    /// The words that are a day beside a figure, where a day is asked for.
    beside_figure: Vec<&'static str>,
    /// What stands between a thing and what it is, where that is asked for.
    verbs: Vec<&'static str>,
    /// A bit for the first byte of each.
    first_of_verbs: u64,
}

/// One of 64 bits, by the letter of `byte`, small or large.
fn bit(byte: u8) -> u64 {
    1 << (byte.to_ascii_lowercase() % 64)
}

impl<'q> Form<'q> {
    /// What `query` asks for.
    pub(super) fn of(query: &'q Query) -> Form<'q> {
        let asked = query.interpreted.as_ref().unwrap_or(&query.asked);
        let words: Vec<Cow<'_, str>> = words(main_question(asked)).collect();
        let asks_when = || begins_or_ends_with(&words, &WHEN);
        let is_when = query.sought.is_none() && (query.kind == QuestionKind::When || asks_when());
        let asks_more = || words.iter().take(FIRST_WORDS).any(|word| is_interrogative(word));
        let is_polar =
            query.kind == QuestionKind::YesNo || query.sought.is_none() && !is_when && !asks_more();
        let by = match query.sought {
            Some(sought) => words_for(sought),
            None if is_when => listed("day").collect(),
            None => Words::default(),
        };
        let of = |is: bool, section| if is { listed(section).collect() } else { Vec::new() };
        let yes_or_no = of(is_polar, "yes or no");
        let beside_figure = of(is_when, "day beside a figure");
        let is_definition = query.kind == QuestionKind::Definition;
        let verbs = if is_definition { phrases("is").collect() } else { Vec::new() };
        let first_of_verbs = verbs.iter().filter_map(|verb: &&str| verb.bytes().next());
        let first_of_verbs = first_of_verbs.fold(0, |bits, byte| bits | bit(byte));
        Form { query, yes_or_no, is_when, by, beside_figure, verbs, first_of_verbs }
    }

    /// Whether neither a figure nor a yes or no is asked for: several things may be the answer.
    pub(super) fn is_open(&self) -> bool {
        let is_figure = figure(self.query.kind).is_some() || self.query.sought.is_some();
        !is_figure && !self.is_when && self.query.kind != QuestionKind::YesNo
    }

    /// How much of that form `sentence` has: 0 to 1.
    pub(super) fn given_by(&self, sentence: &str) -> f32 {
        let whether = |is: bool| f32::from(u8::from(is));
        if begins_with_any(sentence, &self.yes_or_no) {
            return 1.0;
        }
        if let Some(sought) = self.query.sought {
            return match gives(sought, &self.by, sentence) {
                // A date is the end of a time, if anything.
                Some(Gives::Shape) if sought == Sought::Duration => {
                    if holds(sentence).has(Holds::DURATION) { 1.0 } else { BY_WORD }
                }
                // "From 6 to 11" may be a sum; what has a price beside it is none.
                Some(Gives::Shape) if sought == Sought::Sum => {
                    if holds(sentence).has(Holds::MONEY) { 1.0 } else { BY_WORD }
                }
                Some(Gives::Shape) => 1.0,
                // "One", "any" and "some" stand in every other sentence.
                Some(Gives::Word) if sought != Sought::Amount || names_number(sentence) => BY_WORD,
                _ => 0.0,
            };
        }
        if self.is_when {
            return self.says_when(sentence);
        }
        match (self.query.kind, figure(self.query.kind)) {
            (QuestionKind::Definition, _) => whether(self.defines(sentence)),
            (_, Some(asked)) => whether(holds(sentence).has_any(asked)),
            (_, None) => 0.0,
        }
    }

    /// Whether `sentence` starts by saying what the question's content words are: "X is …".
    fn defines(&self, sentence: &str) -> bool {
        let is_verb = |start: &usize| {
            let rest = &sentence[*start..];
            let is = |verb: &&str| {
                let behind = rest.get(verb.len()..).unwrap_or_default();
                behind.starts_with(' ') && rest[..verb.len()].eq_ignore_ascii_case(verb)
            };
            // Most words begin as none does.
            let first = rest.bytes().next();
            first.is_some_and(|byte| self.first_of_verbs & bit(byte) != 0)
                && self.verbs.iter().any(is)
        };
        let query = self.query;
        // Where a word begins behind another; a subject of more words than may be is none.
        let words = memchr::memchr_iter(b' ', sentence.as_bytes()).map(|at| at + 1);
        let mut words = words.take(query.words.len() + 4);
        let Some(start) = words.find(is_verb) else { return false };
        let subject = &sentence[..start].to_lowercase();
        let content: Vec<&str> =
            query.words.iter().filter(|word| !word.stop).map(|word| word.text.as_str()).collect();
        !content.is_empty()
            && content.iter().all(|word| subject.contains(word))
            && subject.split_whitespace().count() <= content.len() + 3
    }

    /// How much of the form of a day or a time `sentence` has: 0 to 1.
    fn says_when(&self, sentence: &str) -> f32 {
        let has_figure = has_figure(sentence);
        if holds(sentence).has(Holds::DATE) || has_figure && is_dated(sentence) {
            return 1.0;
        }
        let mut is_time = has_clock_in_figures(sentence);
        let is_day = has_pair(sentence, |before, word| {
            is_time |= is_clock(before, word);
            self.by.contains(word)
                || has_figure && is_beside_figure(before, word, &self.beside_figure)
        });
        match (is_day, is_time) {
            (true, _) => 1.0,
            (false, true) => BY_WORD,
            (false, false) => 0.0,
        }
    }
}

/// Whether `words` begin or end with one of `phrases`.
fn begins_or_ends_with(words: &[Cow<'_, str>], phrases: &Phrases<()>) -> bool {
    let longest = |at: usize| phrases.longest(words[at..].iter().map(|word| &**word));
    let is_to_the_end =
        |at: usize| longest(at).is_some_and(|(length, ())| at + length == words.len());
    longest(0).is_some() || (1..words.len()).any(is_to_the_end)
}

/// Whether `text` begins with a yes or a no.
pub(in crate::answer) fn says_yes_or_no(text: &str) -> bool {
    begins_with_any(text.trim_start(), &listed("yes or no").collect::<Vec<_>>())
}

/// Whether `sentence` begins with one of `words`, which say yes or no, and a sign behind it: "No other" says neither.
fn begins_with_any(sentence: &str, words: &[&str]) -> bool {
    if words.is_empty() {
        return false;
    }
    let end = sentence.find(|one: char| !one.is_alphabetic()).unwrap_or(sentence.len());
    if !(1..=LONGEST_YES).contains(&end) {
        return false;
    }
    let behind = sentence[end..].trim_start();
    (behind.is_empty() || behind.starts_with([',', '.', ';', ':', '!', '–', '—', '-', '(', '|']))
        && words.contains(&&*sentence[..end].to_lowercase())
}

/// Whether one of two words in a row is one of `days`, months that are other words elsewhere, and the other a figure:
/// "by 15 May", but "you may".
fn is_beside_figure(before: &str, word: &str, days: &[&str]) -> bool {
    let is_figure = |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit());
    is_figure(before) && days.contains(&word) || is_figure(word) && days.contains(&before)
}

/// Whether `text` has a day and a month in figures, with what parts them on both sides or a year: 24.12. or 24/12.
fn is_dated(text: &str) -> bool {
    let mut parts =
        text.split(|one: char| !(one.is_ascii_digit() || matches!(one, '.' | '/' | '-')));
    parts.any(|part| {
        let mut numbers = part.split(['.', '/', '-']);
        let small = |most: u32| {
            move |number: &str| {
                number.len() <= 2
                    && number.parse().is_ok_and(|number: u32| (1..=most).contains(&number))
            }
        };
        let (day, month) = (numbers.next(), numbers.next());
        // "4.5." may be a figure at the end of a sentence, "1.2.3" a version.
        let is_year = |year: &str| match year.len() {
            0 => month.is_some_and(|month| month.len() == 2),
            digits => digits == 2 || digits == 4,
        };
        day.is_some_and(small(31))
            && month.is_some_and(small(12))
            && numbers.next().is_some_and(is_year)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        analysis::{Analyzer, Language},
        answer::given::tests::NoWords,
        query::Understanding,
    };

    /// How much of the form that `asked` asks for each sentence has.
    fn given(asked: &str, sentences: [&str; 2]) -> [f32; 2] {
        let vocabulary = NoWords([Analyzer::new(Language::English)]);
        let query = Query::new(asked, &vocabulary, &Understanding::default());
        let form = Form::of(&query);
        sentences.map(|sentence| form.given_by(sentence))
    }

    #[test]
    fn a_sentence_has_the_form_that_is_asked_for() {
        for (asked, with, without) in [
            ("when is it paid", "In March.", "Up to 4% of it."),
            ("until when can I go", "Go by 15 May.", "Go."),
            (
                "bis wann muss ich zahlen",
                "Zahlen Sie bis 24.12. am Schalter.",
                "Zahlen Sie 24 Euro.",
            ),
            ("à partir de quand", "Le lundi.", "Au guichet."),
            ("abono cuándo", "En enero.", "En caja."),
            ("cuánto cuesta", "Son 18 euros.", "Se recoge aquí."),
            ("how much are they", "Three quid, or £8.", "They are there."),
            ("how many are there", "There are 5.", "There are some."),
            ("may I go", "Yes, you may.", "Yesterday you might."),
            ("darf ich gehen", "Ja.", "Jaffa ist weit."),
            ("puis-je partir", "Non, jamais.", "Non loin."),
            ("what is a frob", "A frob is a tool.", "Use a frob."),
        ] {
            assert_eq!(given(asked, [with, without]), [1.0, 0.0], "{asked}");
        }
    }

    #[test]
    fn a_clause_with_when_asks_for_no_day() {
        let sentences = ["Go in March.", "Go by train."];
        assert_eq!(given("when I go there, how do I go", sentences), [0.0, 0.0]);
        assert_eq!(given("when going there, when do I go", sentences), [1.0, 0.0]);
    }

    #[test]
    fn no_before_a_noun_is_no_answer() {
        assert_eq!(given("are lamps allowed", ["No other lamp is.", "No: none is."]), [0.0, 1.0]);
        assert_eq!(given("who may go", ["Yes, you.", "Ann."]), [0.0, 0.0]);
    }

    #[test]
    fn hours_were_as_good_as_a_price_for_how_much() {
        let sentences = ["They are £8.", "They are open from 6 to 11 in the morning."];
        assert_eq!(given("how much are they", sentences), [1.0, BY_WORD]);
    }

    #[test]
    fn a_price_in_figures_comes_before_a_word_for_none() {
        assert_eq!(given("what does it cost", ["It costs £5.", "It is free."]), [1.0, BY_WORD]);
    }
}
