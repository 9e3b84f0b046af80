//! Numbers that a text gives as ranges, and whether the number that is asked with is in one: "grades 1 to 5",
//! "over 3 years".

use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use super::{
    lines::Line,
    listed::{length_of, lines, phrases},
    telling::{alike, may_be_forms},
};
use crate::{
    analysis::Analyzer,
    answer::given::{Words, has_figure},
    query::{
        Query,
        sought::{in_small_letters, words},
    },
};

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
    analyzers: &'a [Analyzer],
}

impl<'a> Quantities<'a> {
    /// Those of `query`; `None` where it has none.
    pub(super) fn of(query: &Query, analyzers: &'a [Analyzer]) -> Option<Quantities<'a>> {
        let asked = query.interpreted.as_ref().unwrap_or(&query.asked);
        let is_number = |word: &str| {
            // "One" mostly stands for a thing: "the active one".
            word.starts_with(|one: char| one.is_ascii_digit())
                || LISTS.named(word).is_some_and(|value| 1.0 < value)
        };
        if !query.words.iter().any(|word| is_number(&word.text)) {
            return None;
        }
        let asked = LISTS.ranges(asked, analyzers);
        (!asked.is_empty()).then_some(Quantities { asked, analyzers })
    }

    /// How `line` goes with them.
    pub(super) fn fit(&self, line: &Line<'_>) -> Fit {
        if !self.may_say(line) {
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

    /// Whether `line` may have a range of what is asked with: a number, in figures or by name, and a word that begins
    /// like one beside the numbers of the question, or a time where that has one. Most lines have not, and need
    /// not be taken apart.
    fn may_say(&self, line: &Line<'_>) -> bool {
        let nouns = || self.asked.iter().flat_map(|asked| [&asked.before, &asked.behind]).flatten();
        let is_like = |word: &str| {
            let word = word.trim_start_matches(|one: char| one.is_ascii_digit());
            nouns().any(|noun| noun == word || may_be_forms(noun, word))
        };
        let mut has_number = has_figure(line.text);
        let mut is_of_same = self.asked.iter().any(Range::is_time)
            || line.head.is_some_and(|head| words(head).any(|word| is_like(&word)));
        has_number && is_of_same
            || words(line.text).any(|word| {
                has_number |= LISTS.names.contains(&word);
                is_of_same |= is_like(&word);
                has_number && is_of_same
            })
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

/// A piece of a text, as far as ranges go.
#[derive(Debug, Clone, PartialEq)]
enum Piece<'t> {
    Number(f64),
    Word(Cow<'t, str>),
    Dash,
    Plus,
    /// The end of a cell.
    Bar,
    Other,
}

/// What joins numbers to ranges, from the list.
#[derive(Debug)]
struct Lists {
    numbers: HashMap<&'static str, f64>,
    /// The names of these.
    names: Words,
    units: Vec<(&'static str, f64)>,
    to: Vec<&'static str>,
    between: Vec<&'static str>,
    and: Vec<&'static str>,
    /// What stands before a number, by whether it means what is above and whether the number is meant, too.
    before: Vec<(&'static str, bool, bool)>,
    /// What stands behind one, by whether it means what is above.
    behind: Vec<(&'static str, bool)>,
    /// The words that one begins with of what stands before a number, and of what stands behind: most have none.
    openers: HashSet<&'static str>,
    closers: HashSet<&'static str>,
}

/// Made when the first question with a number needs it.
static LISTS: LazyLock<Lists> = LazyLock::new(Lists::new);

impl Lists {
    fn new() -> Lists {
        let numbers = lines("numbers").flat_map(|line| (1..).map(f64::from).zip(line.split(' ')));
        let units = lines("units").filter_map(|line| {
            let (days, units) = line.split_once(' ')?;
            let days: f64 = days.parse().ok()?;
            Some(units.split(' ').map(move |unit| (unit, days)))
        });
        let before = [
            ("from on", true, true),
            ("more than", true, false),
            ("up to", false, true),
            ("less than", false, false),
        ];
        let before = before.into_iter().flat_map(|(section, above, with)| {
            phrases(section).map(move |phrase| (phrase, above, with))
        });
        let behind = [("or more", true), ("or less", false)].into_iter();
        let mut lists = Lists {
            numbers: HashMap::new(),
            names: Words::default(),
            units: units.flatten().collect(),
            to: phrases("to").collect(),
            between: phrases("between").collect(),
            and: phrases("and").collect(),
            before: before.collect(),
            behind: behind
                .flat_map(|(section, above)| phrases(section).map(move |phrase| (phrase, above)))
                .collect(),
            openers: HashSet::new(),
            closers: HashSet::new(),
        };
        // Of a name that two languages share the first.
        for (value, name) in numbers {
            lists.numbers.entry(name).or_insert(value);
        }
        lists.names = lists.numbers.keys().copied().collect();
        let begins =
            |phrase: &'static str| phrase.split(' ').take(1).flat_map(|one| one.split('/'));
        let before = lists.before.iter().map(|(phrase, ..)| *phrase);
        lists.openers = lists.between.iter().copied().chain(before).flat_map(begins).collect();
        let behind = lists.behind.iter().map(|(phrase, _)| *phrase);
        let joining = lists.to.iter().chain(&lists.and).copied();
        lists.closers = joining.chain(behind).flat_map(begins).collect();
        lists
    }

    /// The numbers of `text`, in order.
    fn ranges(&self, text: &str, analyzers: &[Analyzer]) -> Vec<Range> {
        let pieces = self.pieces(text);
        if !pieces.iter().any(|piece| matches!(piece, Piece::Number(_))) {
            return Vec::new();
        }
        let is_stop = |word: &str| analyzers.iter().any(|one| one.is_stop(word));
        let (mut found, mut at, mut cell) = (Vec::new(), 0, 0);
        while at < pieces.len() {
            if pieces[at] == Piece::Bar {
                cell += 1;
            }
            let Some((mut range, end)) = self.range(&pieces, at, &is_stop) else {
                at += 1;
                continue;
            };
            range.before = noun_before(&pieces[..at], &is_stop);
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
        // Looked at for every word: most have no number near them.
        let near = pieces[at..].iter().take(OPENING_WORDS + 1);
        if !near.into_iter().any(|piece| matches!(piece, Piece::Number(_))) {
            return None;
        }
        let (between, opens) = match &pieces[at] {
            Piece::Word(word) if self.openers.contains(&**word) => {
                (longest(pieces, at, self.between.iter().copied()), self.opens(pieces, at))
            }
            _ => (0, None),
        };
        let start = at + between.max(opens.map_or(0, |(length, ..)| length));
        let (first, mut end) = (number(pieces, start)?, start + 1);
        let own = self.unit(pieces, &mut end, is_stop);
        // "2 to 5 years", "between 2 and 5", "2-5".
        let joins = match pieces.get(end) {
            Some(Piece::Dash) => 1,
            _ if 0 < between => self.joint(pieces, end, &self.and),
            _ => self.joint(pieces, end, &self.to),
        };
        let make = |span: Span, first: Option<&String>, last: Option<&String>| Range {
            span,
            days: self.days(first, last),
            before: None,
            behind: last.or(first).cloned(),
            cell: 0,
        };
        if 0 < joins
            && let Some(high) = number(pieces, end + joins)
        {
            let mut behind = end + joins + 1;
            let unit = self.unit(pieces, &mut behind, is_stop);
            let range =
                make(Span::From { low: first, high, with_ends: true }, own.as_ref(), unit.as_ref());
            // "6 months to 2 years", but not "9 people to 2 tables".
            let ends = range.days.unwrap_or([1.0, 1.0]);
            if first * ends[0] < high * ends[1] {
                return Some((range, behind));
            }
        }
        if let Some((_, is_above, with_ends)) = opens {
            let (low, high) =
                if is_above { (first, f64::INFINITY) } else { (f64::NEG_INFINITY, first) };
            return Some((make(Span::From { low, high, with_ends }, own.as_ref(), None), end));
        }
        // "6 and above", "6 years or more", "6+".
        let and = self.joint(pieces, end, &self.and);
        let plus = usize::from(pieces.get(end) == Some(&Piece::Plus));
        let closes = [and, 0].into_iter().find_map(|and| {
            self.closes(pieces, end + and).map(|(length, above)| (and + length, above))
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
                _ => self.joint(pieces, end, &self.and),
            };
            let Some(next) = number(pieces, end + joins).filter(|_| 0 < joins) else { break };
            each.push(next);
            end += joins + 1;
            unit = self.unit(pieces, &mut end, is_stop);
        }
        Some((make(Span::Each(each), unit.as_ref(), None), end))
    }

    /// What opens a range at `at`: its length, whether it means what is above, and whether the number, too.
    fn opens(&self, pieces: &[Piece<'_>], at: usize) -> Option<(usize, bool, bool)> {
        let lengths = self
            .before
            .iter()
            .map(|(phrase, above, with)| (length_at(pieces, at, phrase), *above, *with));
        lengths.filter(|(length, ..)| 0 < *length).max_by_key(|(length, ..)| *length)
    }

    /// How long what joins two numbers is at `at`, of `list`; 0 for none.
    fn joint(&self, pieces: &[Piece<'_>], at: usize, list: &[&'static str]) -> usize {
        if !self.may_close(pieces, at) {
            return 0;
        }
        longest(pieces, at, list.iter().copied())
    }

    /// Whether anything that stands behind a number may begin at `at`.
    fn may_close(&self, pieces: &[Piece<'_>], at: usize) -> bool {
        matches!(pieces.get(at), Some(Piece::Word(word)) if self.closers.contains(&**word))
    }

    /// What closes one at `at`: its length, and whether it means what is above.
    fn closes(&self, pieces: &[Piece<'_>], at: usize) -> Option<(usize, bool)> {
        if !self.may_close(pieces, at) {
            return None;
        }
        let lengths =
            self.behind.iter().map(|(phrase, above)| (length_at(pieces, at, phrase), *above));
        lengths.filter(|(length, _)| 0 < *length).max_by_key(|(length, _)| *length)
    }

    /// The noun at `end`, which it is moved behind; a dash may stand before it: "a 3-year lease".
    fn unit(
        &self,
        pieces: &[Piece<'_>],
        end: &mut usize,
        is_stop: &dyn Fn(&str) -> bool,
    ) -> Option<String> {
        let at = *end + usize::from(pieces.get(*end) == Some(&Piece::Dash));
        let Some(Piece::Word(word)) = pieces.get(at) else { return None };
        let joins = || {
            [&self.to, &self.and].iter().any(|list| 0 < self.joint(pieces, at, list))
                || self.closes(pieces, at).is_some()
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

    /// The value of `word` (lower-case) where it is the name of a number.
    fn named(&self, word: &str) -> Option<f64> {
        self.names.contains(word).then(|| self.numbers.get(word).copied()).flatten()
    }

    fn pieces<'t>(&self, text: &'t str) -> Vec<Piece<'t>> {
        let mut pieces = Vec::new();
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
                let ordinal = ordinal.map(|ending| ending.len()).find(|length| {
                    !rest[number.len() + length..].starts_with(char::is_alphanumeric)
                });
                number.len() + ordinal.unwrap_or_default()
            } else if one.is_alphanumeric() {
                let taken = length(&|one| one.is_alphanumeric());
                let word = in_small_letters(&rest[..taken]);
                pieces.push(self.named(&word).map_or(Piece::Word(word), Piece::Number));
                taken
            } else {
                match one {
                    '-' | '–' | '—' | '‐' | '‑' => pieces.push(Piece::Dash),
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

/// How many pieces from `at` on are `phrase`; 0 for none.
fn length_at(pieces: &[Piece<'_>], at: usize, phrase: &str) -> usize {
    let words = pieces.get(at..).unwrap_or_default().iter().map_while(|piece| match piece {
        Piece::Word(word) => Some(&**word),
        _ => None,
    });
    length_of(phrase, words)
}

/// The same of the longest of `phrases`.
fn longest(pieces: &[Piece<'_>], at: usize, phrases: impl Iterator<Item = &'static str>) -> usize {
    phrases.map(|phrase| length_at(pieces, at, phrase)).max().unwrap_or_default()
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
    use crate::analysis::Language;

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
