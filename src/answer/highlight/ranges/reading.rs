//! Reading the numbers of a text, and what joins them to ranges.

use std::{borrow::Cow, sync::LazyLock};

use super::{Range, Span};
use crate::{
    analysis::Analyzer,
    answer::{
        given::Words,
        listed::{Phrases, lines, listed},
    },
    query::written::{end_of, in_small_letters},
};

/// A piece of a text, as far as ranges go.
#[derive(Debug, Clone, PartialEq)]
enum Piece<'t> {
    Number(f64),
    Word(Cow<'t, str>),
    Dash,
    /// A dash right between two letters.
    Tie,
    Plus,
    /// The end of a cell.
    Bar,
    Other,
}

/// What joins numbers to ranges, from the list.
#[derive(Debug)]
pub(super) struct Lists {
    units: Vec<(&'static str, f64)>,
    to: Phrases<()>,
    between: Phrases<()>,
    and: Phrases<()>,
    /// What stands before a number, by whether it means what is above and whether the number is meant, too.
    before: Phrases<(bool, bool)>,
    /// What stands behind one, by whether it means what is above.
    behind: Phrases<bool>,
}

/// The names of numbers.
pub(super) static NAMES: LazyLock<Words> =
    LazyLock::new(|| lines("numbers").flat_map(|line| line.split(' ')).collect());

/// What in a question says that its number is an age.
pub(super) static AGES: LazyLock<Words> = LazyLock::new(|| listed("age").collect());

/// Who is so old.
pub(super) static PEOPLE: LazyLock<Words> = LazyLock::new(|| listed("people").collect());

/// Made when the first question with a number needs it.
pub(super) static LISTS: LazyLock<Lists> = LazyLock::new(Lists::new);

impl Lists {
    fn new() -> Lists {
        let units = lines("units").filter_map(|line| {
            let (days, units) = line.split_once(' ')?;
            let days: f64 = days.parse().ok()?;
            Some(units.split(' ').map(move |unit| (unit, days)))
        });
        // By whether it means what is above, and whether the number is meant, too.
        let before = [
            ("from on", (true, true)),
            ("more than", (true, false)),
            ("up to", (false, true)),
            ("less than", (false, false)),
        ];
        Lists {
            units: units.flatten().collect(),
            to: Phrases::of([("to", ())]),
            between: Phrases::of([("between", ())]),
            and: Phrases::of([("and", ())]),
            before: Phrases::of(before),
            behind: Phrases::of([("or more", true), ("or less", false)]),
        }
    }

    /// The numbers of `text`, in order.
    pub(super) fn ranges(&self, text: &str, analyzers: &[Analyzer]) -> Vec<Range> {
        let pieces = pieces(text);
        let is_stop = |word: &str| analyzers.iter().any(|one| one.is_stop(word));
        let (mut found, mut at, mut next) = (Vec::new(), 0, 0);
        let (mut cell, mut counted) = (0, 0);
        loop {
            // Most words have no number near them, and none begins there.
            let from = next.max(at);
            let is_number = |piece: &Piece<'_>| matches!(piece, Piece::Number(_));
            let Some(skipped) = pieces[from..].iter().position(is_number) else { break };
            next = from + skipped;
            at = at.max(next.saturating_sub(OPENING_WORDS));
            let Some((mut range, end)) = self.range(&pieces, at, &is_stop) else {
                at += 1;
                continue;
            };
            range.before = noun_before(&pieces[..at], &is_stop);
            cell += pieces[counted..at].iter().filter(|piece| **piece == Piece::Bar).count();
            counted = at;
            range.cell = cell;
            found.push(range);
            at = end;
        }
        found
    }

    /// The range that begins with piece `at`, and where it ends.
    fn range(
        &self,
        pieces: &[Piece<'_>],
        at: usize,
        is_stop: &dyn Fn(&str) -> bool,
    ) -> Option<(Range, usize)> {
        let (between, opens) = match &pieces[at] {
            Piece::Word(_) => (joint(&self.between, pieces, at), longest(&self.before, pieces, at)),
            _ => (0, None),
        };
        let start = at + between.max(opens.map_or(0, |(length, _)| length));
        // "The under-fives."
        let is_tied = opens.is_some() && pieces.get(start) == Some(&Piece::Tie);
        let start = start + usize::from(is_tied);
        let (first, mut end) = (number(pieces, start)?, start + 1);
        let own = if is_tied { None } else { self.unit(pieces, &mut end, is_stop) };
        // "2 to 5 years", "between 2 and 5", "2-5".
        let joins = match pieces.get(end) {
            Some(Piece::Dash | Piece::Tie) => 1,
            _ if 0 < between => joint(&self.and, pieces, end),
            _ => joint(&self.to, pieces, end),
        };
        let make = |span: Span, first: Option<&String>, last: Option<&String>| Range {
            span,
            days: self.days(first, last),
            before: None,
            behind: last.or(first).cloned(),
            cell: 0,
            is_age: false,
        };
        if 0 < joins
            && let Some(high) = number(pieces, end + joins)
        {
            let mut behind = end + joins + 1;
            let unit = self.unit(pieces, &mut behind, is_stop);
            // "Between 60 and 21 days before" counts down.
            // None of hours: "between 22 and 6 o'clock" is a night.
            let is_long =
                |unit: &String| self.units.iter().any(|(one, days)| one == unit && 1.0 <= *days);
            let counts_down =
                0 < between && own.is_none() && high < first && unit.as_ref().is_some_and(is_long);
            let (first, high) = if counts_down { (high, first) } else { (first, high) };
            let range =
                make(Span::From { low: first, high, with_ends: true }, own.as_ref(), unit.as_ref());
            // "6 months to 2 years", but not "9 people to 2 tables".
            let ends = range.days.unwrap_or([1.0, 1.0]);
            if first * ends[0] < high * ends[1] {
                return Some((range, behind));
            }
        }
        if let Some((_, (is_above, with_ends))) = opens {
            let (low, high) =
                if is_above { (first, f64::INFINITY) } else { (f64::NEG_INFINITY, first) };
            return Some((make(Span::From { low, high, with_ends }, own.as_ref(), None), end));
        }
        // "6 and above", "6 years or more", "6+".
        let and = joint(&self.and, pieces, end);
        let plus = usize::from(pieces.get(end) == Some(&Piece::Plus));
        let closes = [and, 0].into_iter().find_map(|and| {
            longest(&self.behind, pieces, end + and).map(|(length, above)| (and + length, above))
        });
        if let Some((length, is_above)) = closes.or((0 < plus).then_some((plus, true))) {
            end += length;
            let own = own.or_else(|| self.unit(pieces, &mut end, is_stop));
            let (low, high) =
                if is_above { (first, f64::INFINITY) } else { (f64::NEG_INFINITY, first) };
            return Some((
                make(Span::From { low, high, with_ends: true }, own.as_ref(), None),
                end,
            ));
        }
        // "5 and 6", "5, 6 and 7".
        let mut each = vec![first];
        let mut unit = own;
        while unit.is_none() {
            let joins = match pieces.get(end) {
                Some(Piece::Other) => 1,
                _ => joint(&self.and, pieces, end),
            };
            let Some(next) = number(pieces, end + joins).filter(|_| 0 < joins) else { break };
            each.push(next);
            end += joins + 1;
            unit = self.unit(pieces, &mut end, is_stop);
        }
        Some((make(Span::Each(each), unit.as_ref(), None), end))
    }

    /// The noun at `end`, which it is moved behind; a dash may stand before it: "a 3-year lease".
    fn unit(
        &self,
        pieces: &[Piece<'_>],
        end: &mut usize,
        is_stop: &dyn Fn(&str) -> bool,
    ) -> Option<String> {
        let at = *end + usize::from(matches!(pieces.get(*end), Some(Piece::Dash | Piece::Tie)));
        let Some(Piece::Word(word)) = pieces.get(at) else { return None };
        let joins = || {
            [&self.to, &self.and].iter().any(|list| 0 < joint(list, pieces, at))
                || longest(&self.behind, pieces, at).is_some()
        };
        if is_stop(word) || joins() {
            return None;
        }
        *end = at + 1;
        Some(word.to_string())
    }

    /// How many days the units of both ends have; of a range of time one is enough.
    fn days(&self, first: Option<&String>, last: Option<&String>) -> Option<[f64; 2]> {
        let days =
            |unit: &String| self.units.iter().find(|(one, _)| one == unit).map(|(_, days)| *days);
        let last = days(last.or(first)?)?;
        Some([first.map_or(Some(last), days)?, last])
    }
}

/// The pieces of `text`, in order.
fn pieces(text: &str) -> Vec<Piece<'_>> {
    // A word and the space behind it are six bytes, more or less.
    let mut pieces = Vec::with_capacity(text.len() / 5);
    let mut rest = text;
    while let Some(one) = rest.chars().next() {
        let length =
            |is: &dyn Fn(char) -> bool| rest.find(|one: char| !is(one)).unwrap_or(rest.len());
        let taken = if one.is_ascii_digit() {
            let taken = length(&|one| one.is_ascii_digit() || matches!(one, '.' | ',' | ':'));
            let number = rest[..taken].trim_end_matches(['.', ',', ':']);
            // A figure that a dash ties to a word is a part of its name: "COVID-19".
            let before = text[..text.len() - rest.len()].strip_suffix(['-', '‐', '‑']);
            let is_name = before.is_some_and(|before| before.ends_with(char::is_alphabetic));
            let value = value(number).filter(|_| !is_name);
            pieces.push(value.map_or(Piece::Other, Piece::Number));
            let ordinal =
                ORDINALS.iter().filter(|ending| rest[number.len()..].starts_with(**ending));
            let ordinal = ordinal
                .map(|ending| ending.len())
                .find(|length| !rest[number.len() + length..].starts_with(char::is_alphanumeric));
            number.len() + ordinal.unwrap_or_default()
        } else if one.is_alphanumeric() {
            let taken = end_of(rest, 0, true);
            let word = in_small_letters(&rest[..taken]);
            pieces.push(value_of(&word).map_or(Piece::Word(word), Piece::Number));
            taken
        } else {
            match one {
                '-' | '–' | '—' | '‐' | '‑' => {
                    let before = &text[..text.len() - rest.len()];
                    let is_tie = before.ends_with(char::is_alphabetic)
                        && rest[one.len_utf8()..].starts_with(char::is_alphabetic);
                    pieces.push(if is_tie { Piece::Tie } else { Piece::Dash });
                }
                '+' => pieces.push(Piece::Plus),
                '|' => pieces.push(Piece::Bar),
                _ if one.is_whitespace() || matches!(one, '\'' | '’' | '*' | '_' | '`') => {}
                _ => pieces.push(Piece::Other),
            }
            one.len_utf8()
        };
        rest = &rest[taken..];
    }
    pieces
}

/// The value of `word` (lower-case) where it is the name of a number: of one that two languages share that of the first.
pub(super) fn value_of(word: &str) -> Option<f64> {
    if !NAMES.contains(word) {
        return None;
    }
    let values = lines("numbers").filter_map(|line| line.split(' ').position(|name| name == word));
    values.map(|before| before as f64 + 1.0).next()
}

/// What stands before a number and opens a range has no more words.
const OPENING_WORDS: usize = 4;

/// What may stand right behind the figures of a number in an order, the full stop of German ones included.
const ORDINALS: [&str; 13] =
    [".", "st", "nd", "rd", "th", "er", "ère", "e", "ème", "º", "ª", "°", "ste"];

/// The value of figures: 1,500 and 2.5, but no time of day.
fn value(figures: &str) -> Option<f64> {
    let plain = match figures.rsplit_once(',') {
        Some((_, thousands)) if thousands.len() == 3 => figures.replace(',', ""),
        Some(_) => figures.replace(',', "."),
        None => figures.to_owned(),
    };
    plain.parse().ok().filter(|value: &f64| value.is_finite())
}

fn number(pieces: &[Piece<'_>], at: usize) -> Option<f64> {
    match pieces.get(at) {
        Some(Piece::Number(value)) => Some(*value),
        _ => None,
    }
}

/// The longest of `phrases` that the pieces from `at` on are: how many they are, and what it means.
fn longest<T: Copy>(phrases: &Phrases<T>, pieces: &[Piece<'_>], at: usize) -> Option<(usize, T)> {
    phrases.longest(pieces.get(at..).unwrap_or_default().iter().map_while(|piece| match piece {
        Piece::Word(word) => Some(&**word),
        _ => None,
    }))
}

/// How many pieces the longest of what joins numbers is at `at`; 0 for none.
fn joint(phrases: &Phrases<()>, pieces: &[Piece<'_>], at: usize) -> usize {
    longest(phrases, pieces, at).map_or(0, |(length, ())| length)
}

/// The noun that the last of `pieces` is, a word or two without meaning aside: "children of 5".
fn noun_before(pieces: &[Piece<'_>], is_stop: &dyn Fn(&str) -> bool) -> Option<String> {
    let mut words = pieces.iter().rev().map_while(|piece| match piece {
        Piece::Word(word) => Some(word),
        _ => None,
    });
    words.by_ref().take(3).find(|word| !is_stop(word)).map(|word| word.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{analysis::Language, answer::listed::phrases};

    fn ranges(text: &str) -> Vec<Range> {
        let analyzers = [Language::English, Language::German].map(Analyzer::new);
        Lists::new().ranges(text, &analyzers)
    }

    #[test]
    fn ranges_are_read_as_people_write_them() {
        let from = |low: f64, high: f64, with_ends: bool| Span::From { low, high, with_ends };
        let (least, most) = (f64::NEG_INFINITY, f64::INFINITY);
        for (text, span) in [
            ("levels 2 to 4", from(2.0, 4.0, true)),
            ("2-4 years", from(2.0, 4.0, true)),
            ("6 months to 2 years", from(6.0, 2.0, true)),
            ("2 – 4 Jahre", from(2.0, 4.0, true)),
            ("between two and four", from(2.0, 4.0, true)),
            ("zwischen 2 und 4", from(2.0, 4.0, true)),
            ("entre 2 et 4", from(2.0, 4.0, true)),
            ("between 4 and 2 days before", from(2.0, 4.0, true)),
            ("the under-fives", from(least, 5.0, false)),
            ("under -5 degrees", Span::Each(vec![5.0])),
            ("from thirteen on", from(13.0, most, true)),
            ("de 2 a 4 años", from(2.0, 4.0, true)),
            ("dai 2 ai 4 anni", from(2.0, 4.0, true)),
            ("5. bis 7. Klasse", from(5.0, 7.0, true)),
            ("levels 5 and above", from(5.0, most, true)),
            ("5+ years", from(5.0, most, true)),
            ("5 years or more", from(5.0, most, true)),
            ("ab 5 Jahren", from(5.0, most, true)),
            ("à partir de 5 ans", from(5.0, most, true)),
            ("al menos 5 días", from(5.0, most, true)),
            ("over 5 years", from(5.0, most, false)),
            ("più di 5 anni", from(5.0, most, false)),
            ("up to 5 people", from(least, 5.0, true)),
            ("jusqu’à 5 ans", from(least, 5.0, true)),
            ("bis zu 5 Tagen", from(least, 5.0, true)),
            ("fewer than 5 people", from(least, 5.0, false)),
            ("moins de 5 ans", from(least, 5.0, false)),
            ("5 people or fewer", from(least, 5.0, true)),
            ("classes 4, 6 and 7", Span::Each(vec![4.0, 6.0, 7.0])),
            ("1,500 people", Span::Each(vec![1500.0])),
        ] {
            let found = ranges(text);
            assert_eq!(found.iter().map(|one| &one.span).collect::<Vec<_>>(), [&span], "{text}");
        }
        assert_eq!(ranges("open from 7:40"), []);
        assert_eq!(ranges(""), []);
    }

    #[test]
    fn what_opens_a_range_has_few_words() {
        let sections = ["from on", "more than", "up to", "less than", "between"];
        let mut all = sections.into_iter().flat_map(phrases);
        assert!(all.all(|phrase| phrase.split(' ').count() <= OPENING_WORDS));
    }

    #[test]
    fn what_is_counted_stands_around_a_range() {
        let nouns = |text: &str| {
            let [one] = ranges(text).try_into().unwrap();
            let Range { before, behind, days, .. } = one;
            [before, behind, days.map(|[low, high]| format!("{low} {high}"))]
                .map(Option::unwrap_or_default)
        };
        assert_eq!(nouns("for levels 2 to 4"), ["levels", "", ""]);
        assert_eq!(nouns("it is for children of 5"), ["children", "", ""]);
        assert_eq!(nouns("a 3-week rest"), ["", "week", "7 7"]);
        assert_eq!(nouns("2 weeks to 3 months"), ["", "months", "7 30.4375"]);
    }

    #[test]
    fn no_text_is_too_strange() {
        for text in [
            "1 1 1",
            "1-",
            "-1-2-",
            "over",
            "between 1",
            "5 and",
            "1,2,3,",
            "9".repeat(500).as_str(),
            "|||1|",
            "5 or mehr",
        ] {
            let _ = ranges(text);
        }
    }
}
