//! Numbers that a text gives as ranges, and whether the number that is asked with is in one: "grades 1 to 5",
//! "over 3 years".

mod reading;

use self::reading::{AGES, LISTS, NAMES, PEOPLE};
use super::{
    lines::Line,
    telling::{alike, may_be_forms},
};
use crate::{
    analysis::Analyzer,
    answer::given::has_figure,
    index::Alignment,
    query::{
        MAX_WORDS, Query,
        written::{Beginnings, in_small_letters, words, written},
    },
};

/// A year in days, as the list has it.
const YEAR: f64 = 365.25;

/// Forms of a word share so many bytes at least: two letters.
const FORMS_SHARE: usize = 2;

/// How a sentence goes with the numbers of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fit {
    /// A range of it has the number.
    Within,
    /// It has ranges of the same thing, and none of them has.
    Outside,
    /// It says nothing of this thing.
    Silent,
}

impl Fit {
    /// 1, -1 or 0.
    pub(super) fn sign(self) -> f32 {
        match self {
            Fit::Within => 1.0,
            Fit::Outside => -1.0,
            Fit::Silent => 0.0,
        }
    }
}

/// The numbers of a question, with what they count.
#[derive(Debug)]
pub(super) struct Quantities<'a> {
    asked: Vec<Range>,
    /// The words of the question, by their number, that the nouns beside its numbers are; `None` where a noun
    /// is none of them.
    nouns: Option<Vec<usize>>,
    /// What the nouns begin with, as far as their forms do.
    beginnings: Beginnings,
    analyzers: &'a [Analyzer],
}

impl<'a> Quantities<'a> {
    /// Those of `query`; `None` where it has none.
    pub(super) fn of(query: &Query, analyzers: &'a [Analyzer]) -> Option<Quantities<'a>> {
        let asked = query.interpreted.as_ref().unwrap_or(&query.asked);
        let is_number = |word: &str| {
            // "One" mostly stands for a thing: "the active one".
            word.starts_with(|one: char| one.is_ascii_digit())
                || reading::value_of(word).is_some_and(|value| 1.0 < value)
        };
        if !query.words.iter().any(|word| is_number(&word.text)) {
            return None;
        }
        let mut ranges = LISTS.ranges(asked, analyzers);
        let says_age = || words(asked).any(|word| AGES.contains(&word));
        for range in &mut ranges {
            range.is_age = match &range.days {
                Some(days) => *days == [YEAR; 2] && says_age(),
                None => {
                    let counts = range.behind.as_ref().is_some_and(|noun| !PEOPLE.contains(noun));
                    !counts && (range.is_of_people() || says_age())
                }
            };
            if range.is_age {
                range.days = Some([YEAR; 2]);
            }
        }
        let asked = ranges;
        // No alignment knows of those behind.
        let words = || query.words.iter().take(MAX_WORDS);
        let place = |noun: &String| words().position(|word| word.text == *noun);
        let beginnings = Beginnings::of(nouns(&asked).map(String::as_str), FORMS_SHARE);
        let nouns = nouns(&asked).map(place).collect();
        (!asked.is_empty()).then_some(Quantities { asked, nouns, beginnings, analyzers })
    }

    /// How `line` goes with them; `alignment`, of its passage, says how much of each word it takes.
    pub(super) fn fit(&self, line: &Line<'_>, alignment: Option<&Alignment>) -> Fit {
        if !self.may_say(line, alignment) {
            return Fit::Silent;
        }
        let given = LISTS.ranges(line.text, self.analyzers);
        let columns: Vec<&str> =
            line.head.map(|head| head.split('|').collect()).unwrap_or_default();
        let mut fit = Fit::Silent;
        for asked in &self.asked {
            let mut own = Fit::Silent;
            for given in &given {
                let column = columns.get(given.cell).copied().unwrap_or_default();
                match self.compare(asked, given, column) {
                    Fit::Within => own = Fit::Within,
                    Fit::Outside if own == Fit::Silent => own = Fit::Outside,
                    _ => {}
                }
            }
            match own {
                Fit::Outside => return Fit::Outside,
                Fit::Within => fit = Fit::Within,
                Fit::Silent => {}
            }
        }
        fit
    }

    /// Whether `line` may have a range of what is asked with: a number, in figures or by name, and a noun of those
    /// beside the numbers of the question, or a time where that has one. Most lines have not, and need not be taken
    /// apart.
    fn may_say(&self, line: &Line<'_>, alignment: Option<&Alignment>) -> bool {
        let is_like = |word: &str| {
            let word = word.trim_start_matches(|one: char| one.is_ascii_digit());
            let word = in_small_letters(word);
            nouns(&self.asked).any(|noun| *noun == word || may_be_forms(noun, &word))
        };
        let has_like = |text: &str| match has_unit_at_figure(text) {
            true => written(text).any(is_like),
            false => self.beginnings.any_in(text, is_like),
        };
        let is_of_same = self.asked.iter().any(Range::is_time)
            || line.head.is_some_and(has_like)
            || self.takes_noun(line, alignment).unwrap_or_else(|| has_like(line.text));
        is_of_same && (has_figure(line.text) || NAMES.are_in(line.text))
    }

    /// Whether `line` has one of the nouns beside the numbers of the question, or a word like one; `None` where
    /// `alignment` does not tell.
    fn takes_noun(&self, line: &Line<'_>, alignment: Option<&Alignment>) -> Option<bool> {
        let (nouns, taken) = (self.nouns.as_ref()?, &alignment?.taken);
        // Of "3years" the terms of a passage have no years.
        let is_told = taken.has(line.at) && !has_unit_at_figure(line.text);
        is_told.then(|| taken.of(line.at).any(|(word, _)| nouns.contains(&word)))
    }

    fn compare(&self, asked: &Range, given: &Range, column: &str) -> Fit {
        let named = |nouns: [Option<&str>; 2]| {
            let own = || [&asked.before, &asked.behind].into_iter().flatten();
            nouns
                .into_iter()
                .flatten()
                .any(|noun| own().any(|one| alike(one, noun, self.analyzers)))
        };
        let is_column = || words(column).any(|word| named([Some(&word), None]));
        let is_same_thing = match given.is_single() {
            // "Year 1", or a 1 below "Years"; not "1 year", which may be what is given for it.
            true => named([given.before.as_deref(), None]) || given.cell == 0 && is_column(),
            false => named([given.before.as_deref(), given.behind.as_deref()]) || is_column(),
        };
        // Any two times may go together; that they do not says nothing: "how long may it rest after 3 years".
        let may_be = !given.is_single() && asked.is_time() && given.is_time();
        // "Under 16" says no unit, and is an age as likely as not.
        let may_be = may_be || asked.is_age && given.may_be_age();
        if !is_same_thing && !may_be {
            return Fit::Silent;
        }
        let in_days = asked.is_time() && given.is_time();
        match given.holds(asked, in_days) {
            true => Fit::Within,
            false if is_same_thing => Fit::Outside,
            false => Fit::Silent,
        }
    }
}

/// Whether `text` has the name of a number above one.
pub(super) fn names_number(text: &str) -> bool {
    words(text).any(|word| reading::value_of(&word).is_some_and(|value| 1.0 < value))
}

/// The nouns beside `ranges`.
fn nouns(ranges: &[Range]) -> impl Iterator<Item = &String> {
    ranges.iter().flat_map(|range| [&range.before, &range.behind]).flatten()
}

/// Whether `text` has a figure and right behind it what is none.
fn has_unit_at_figure(text: &str) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_alphabetic() || !byte.is_ascii();
    let is_one =
        |pair: &[u8]| matches!(pair, [one, behind] if one.is_ascii_digit() && is_letter(*behind));
    has_figure(text) && text.as_bytes().windows(2).any(is_one)
}

/// Numbers that stand together in a text.
#[derive(Debug, Clone, PartialEq)]
struct Range {
    span: Span,
    /// How many days the unit of each end has, where it is one of time; that of the other where it has none.
    days: Option<[f64; 2]>,
    /// The nouns around it: "grades 1 to 5", "2 to 5 years".
    before: Option<String>,
    behind: Option<String>,
    /// In which cell of a row it stands, from 0.
    cell: usize,
    /// Whether it is how old somebody is, as far as the question tells.
    is_age: bool,
}

#[derive(Debug, Clone, PartialEq)]
enum Span {
    /// One number, or several in a row: "years 5 and 6".
    Each(Vec<f64>),
    /// All from one to the other, the ends included or not.
    From { low: f64, high: f64, with_ends: bool },
}

impl Range {
    fn is_single(&self) -> bool {
        matches!(&self.span, Span::Each(each) if each.len() == 1)
    }

    fn is_time(&self) -> bool {
        self.days.is_some()
    }

    /// Whether who is counted, or how old, are people: "my daughter is 4".
    fn is_of_people(&self) -> bool {
        self.before.as_ref().is_some_and(|noun| PEOPLE.contains(noun))
    }

    /// Whether it may be ages without their unit: "under 16", "children under 12 pay".
    fn may_be_age(&self) -> bool {
        // "10–20" alone may be hours.
        let is_open = matches!(&self.span, Span::From { low, high, .. } if !(low.is_finite() && high.is_finite()));
        let is_bare = is_open && self.before.is_none() && self.behind.is_none();
        !self.is_single() && !self.is_time() && (is_bare || self.is_of_people())
    }

    /// Whether it has all numbers of `asked`, counted in days or as they are.
    fn holds(&self, asked: &Range, in_days: bool) -> bool {
        let scaled = |of: &Range, value: f64, end: usize| {
            value * of.days.filter(|_| in_days).map_or(1.0, |days| days[end])
        };
        let has = |value: f64| match &self.span {
            Span::Each(each) => each.iter().any(|one| (scaled(self, *one, 0) - value).abs() < 1e-6),
            Span::From { low, high, with_ends } => {
                let (low, high) = (scaled(self, *low, 0), scaled(self, *high, 1));
                low < value && value < high || *with_ends && (low <= value && value <= high)
            }
        };
        match &asked.span {
            Span::Each(each) => each.iter().all(|one| has(scaled(asked, *one, 0))),
            Span::From { low, high, .. } => [(*low, 0), (*high, 1)]
                .into_iter()
                .all(|(end, at)| !end.is_finite() || has(scaled(asked, end, at))),
        }
    }
}
