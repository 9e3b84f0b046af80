//! Whether a text has what a question asks for by name: a price, a phone number, a colour.
//!
//! "How much is the hire of the hall" finds the entry about the hire of the hall, sure as can be; whether that
//! says a price is another matter. A text is looked through for anything of the kind, in whatever
//! language.

use std::{borrow::Cow, ops::Range};

use crate::{
    index::{Holds, has_bare_figure, holds, says_prices},
    passage::{Kind, Passage},
    query::{
        Query, QuestionKind,
        sought::{Sought, section},
        written::{Beginnings, in_small_letters, spans, words},
    },
};

/// The words that give each; its head says more.
const TEXT: &str = include_str!("given.txt");

/// A number of so many digits is taken for one that is dialled or typed in.
const DIALLED: usize = 3;

/// So many bytes of each word of a list tell of most other words that they are none of it.
const MARKED_BYTES: usize = 3;

/// By what a text gives a thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gives {
    /// Its shape: figures, signs.
    Shape,
    /// A word alone, which may mean another thing.
    Word,
}

/// Words of a list, in small letters.
///
/// A text is asked about word by word: few begin and are as long as one of the list, and only these are looked up,
/// among those that begin alike. Made in one go over the list, since a question that is asked alone makes it once
/// and looks up little.
#[derive(Debug)]
pub(super) struct Words {
    /// In the order of their first bytes.
    words: Vec<&'static str>,
    /// For each first byte, where those end that begin with it or with a smaller one.
    ends: [u16; 256],
    /// For each first byte, a bit for each length in bytes.
    lengths: [u32; 256],
    /// What they begin with, for looking through a text.
    beginnings: Beginnings,
}

impl Default for Words {
    fn default() -> Words {
        let beginnings = Beginnings::default();
        Words { words: Vec::new(), ends: [0; 256], lengths: [0; 256], beginnings }
    }
}

impl FromIterator<&'static str> for Words {
    fn from_iter<I: IntoIterator<Item = &'static str>>(words: I) -> Words {
        let mut words: Vec<&str> = words.into_iter().collect();
        words.sort_unstable_by_key(|word| place(word).0);
        let beginnings = Beginnings::of(words.iter().copied(), MARKED_BYTES);
        let mut made = Words { words, beginnings, ..Words::default() };
        for word in &made.words {
            let (first, bit) = place(word);
            made.ends[first] += 1;
            made.lengths[first] |= bit;
        }
        let mut end = 0;
        for one in &mut made.ends {
            end += *one;
            *one = end;
        }
        made
    }
}

impl Words {
    /// Whether `word` (lower-case) is one of them.
    pub(super) fn contains(&self, word: &str) -> bool {
        let (first, bit) = place(word);
        if self.lengths[first] & bit == 0 {
            return false;
        }
        let from = first.checked_sub(1).map_or(0, |before| self.ends[before]);
        self.words[from.into()..self.ends[first].into()].contains(&word)
    }

    /// Whether `text` has one of them, in letters of either kind.
    pub(super) fn are_in(&self, text: &str) -> bool {
        self.beginnings.any_in(text, |word| self.contains(&in_small_letters(word)))
    }
}

/// The first byte of `word`, 0 where it has none, and the bit of its length: the last one for all that are longer.
fn place(word: &str) -> (usize, u32) {
    (word.bytes().next().unwrap_or_default().into(), 1 << word.len().min(31))
}

/// Whether `text` gives what is sought; `by` are the [words](words_for) that give it.
pub(super) fn gives(sought: Sought, by: &Words, text: &str) -> Option<Gives> {
    if has_shape(sought, text) {
        return Some(Gives::Shape);
    }
    by.are_in(text).then_some(Gives::Word)
}

/// The words that give what is sought.
pub(super) fn words_for(sought: Sought) -> Words {
    section(TEXT, sought).flat_map(str::split_ascii_whitespace).collect()
}

/// What `query` asks for by name and `passage` has nothing of; `None` where it asks for nothing such or has
/// it. A passage whose own question asks for the same is the documents' answer to that, whatever it says:
/// "Ask the secretary for rates."
///
/// # Cost
///
/// One way through the text, where the question asks for such a thing.
pub fn lacked(query: &Query, passage: &Passage) -> Option<Sought> {
    let sought = query.sought?;
    let given = words_for(sought);
    let is_in = |text: &str| gives(sought, &given, text).is_some();
    // "How do I change my phone number?" tells no number.
    let is_how_to = |question: &str| QuestionKind::of(question, None) == QuestionKind::HowTo;
    let asks = |question: &String| {
        Sought::of(question) == Some(sought)
            && (query.kind == QuestionKind::HowTo || !is_how_to(question))
    };
    let lacks = !is_in(passage.plain())
        && !may_have_unit_over_it(sought, passage)
        && !are_prices(sought, passage)
        && !passage.headings.iter().chain([&passage.title]).any(|title| is_in(title))
        && !passage.questions.iter().any(asks);
    lacks.then_some(sought)
}

/// Whether a price is sought and bare figures of `passage` stand under "Prices".
fn are_prices(sought: Sought, passage: &Passage) -> bool {
    matches!(sought, Sought::Price | Sought::Sum)
        && has_bare_figure(passage.plain())
        && says_prices(passage.headings.iter().chain([&passage.title]).map(String::as_str))
}

/// Whether `passage` is a row of a table with a bare figure: what it is of stands over the column.
fn may_have_unit_over_it(sought: Sought, passage: &Passage) -> bool {
    use Sought::{Code, Colour, Email, Phone, Website};
    passage.kind == Kind::Item
        && !matches!(sought, Phone | Email | Website | Code | Colour)
        && has_bare_figure(passage.plain())
}

/// Whether `text` has anything of this kind that is told by its shape.
fn has_shape(sought: Sought, text: &str) -> bool {
    let held = |any: &[Holds]| {
        let held = holds(text);
        any.iter().any(|one| held.has(*one))
    };
    match sought {
        Sought::Phone => has_number(text, DIALLED),
        Sought::Email => text.contains('@'),
        Sought::Website => has_web_address(text),
        Sought::Code => text.contains('`') || has_number(text, DIALLED) || has_capitals(text),
        Sought::Percentage => text.contains('%'),
        Sought::Price => has_cents(text) || held(&[Holds::MONEY]),
        Sought::Sum => {
            text.contains('%') || has_cents(text) || held(&[Holds::MONEY]) || has_count(text)
        }
        Sought::Duration => {
            held(&[Holds::DURATION, Holds::DATE]) || has_clock(text) || has_year_in_french(text)
        }
        Sought::TimeOfDay => has_clock(text) || has_hour(text) || has_hours(text),
        Sought::Colour => false,
        Sought::Amount => held(&[Holds::NUMBER, Holds::MONEY, Holds::DURATION]),
    }
}

/// What an address on the web often ends in, where nothing stands before it that says so.
const DOMAINS: [&str; 17] = [
    "com", "org", "net", "edu", "gov", "info", "io", "eu", "uk", "de", "at", "ch", "fr", "es",
    "it", "nl", "example",
];

/// Whether `text` has an address on the web: `https://…`, `www.…`, `garden.example/plots`.
fn has_web_address(text: &str) -> bool {
    let is_one = |word: &str| {
        let host = word.split('/').next().unwrap_or_default();
        let host = host.trim_matches(|one: char| !one.is_alphanumeric());
        let (name, domain) = host.rsplit_once('.').unwrap_or_default();
        2 <= name.len() && !host.contains('@') && DOMAINS.contains(&domain)
    };
    text.contains("://") || text.contains("www.") || text.split_whitespace().any(is_one)
}

/// Whether `text` has a number of `least` digits, with nothing between them but what parts the digits of
/// one that is dialled.
fn has_number(text: &str, least: usize) -> bool {
    let mut digits = 0;
    text.chars().any(|one| {
        match one {
            _ if one.is_ascii_digit() => digits += 1,
            ' ' | '-' | '/' | '(' | ')' | '\u{a0}' => {}
            _ => digits = 0,
        }
        least <= digits
    })
}

/// Whether `text` has a word of four capitals and digits or more: WELCOME10.
fn has_capitals(text: &str) -> bool {
    let is_one = |word: &str| {
        4 <= word.len() && word.chars().all(|one| one.is_ascii_uppercase() || one.is_ascii_digit())
    };
    text.split(|one: char| !one.is_alphanumeric()).any(is_one)
}

/// Whether `text` has an amount with two places behind a comma, and no more: 4,50. A point is as
/// often that of a time or a version.
fn has_cents(text: &str) -> bool {
    let mut numbers = text.split(|one: char| !one.is_ascii_digit() && one != ',');
    numbers.any(|number| {
        let parts = number.trim_end_matches(',').rsplit_once(',');
        parts.is_some_and(|(whole, cents)| !whole.is_empty() && cents.len() == 2)
    })
}

/// Words before which a bare number is an hour of the day.
const BEFORE_AN_HOUR: [&str; 22] = [
    "at", "from", "until", "till", "before", "after", "by", "to", "between", "um", "ab", "bis",
    "von", "las", "la", "à", "dès", "alle", "dalle", "om", "vanaf", "às",
];

/// Words behind one.
const BEHIND_AN_HOUR: [&str; 7] = ["am", "pm", "a", "p", "o", "h", "uhr"];

/// The hours in words.
const HOURS: [&str; 12] = [
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve",
];

/// Whether `word` may be an hour of the day.
fn is_hour(word: &str) -> bool {
    HOURS.contains(&word)
        || (matches!(word.len(), 1 | 2) && word.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Whether two words that follow each other in `text` are such that `is_pair` says so.
pub(super) fn has_pair(text: &str, mut is_pair: impl FnMut(&str, &str) -> bool) -> bool {
    let mut before = Cow::Borrowed("");
    words(text).any(|word| {
        let found = is_pair(&before, &word);
        before = word;
        found
    })
}

/// Words behind a bare number that may be a sum: 120 a year, 5 for guests, 20 kg.
const BEHIND_A_SUM: [&str; 29] = [
    "a", "an", "per", "each", "every", "for", "and", "or", "to", "more", "extra", "off", "plus",
    "less", "p", "pp", "kg", "g", "mg", "lb", "lbs", "litres", "liters", "in", "on", "at", "if",
    "when", "with",
];

/// Words before a bare number that is of something else: under 7, room 12.
const BEFORE_NO_SUM: [&str; 16] = [
    "under", "over", "above", "below", "aged", "age", "between", "until", "till", "after",
    "before", "room", "page", "number", "no", "line",
];

/// Whether `text` has a number that may be a sum: none of a time, a date, an age or of things that are counted.
/// 120 a year, five pounds, up to 20 kg; not ten years old, 14 April, 16 devices, under 7.
fn has_count(text: &str) -> bool {
    let is_number =
        |word: &str| word.starts_with(|one: char| one.is_ascii_digit()) || is_hour(word);
    let is_of_time = |word: &str| holds(word).has(Holds::DURATION) || holds(word).has(Holds::DATE);
    let spans: Vec<Range<usize>> = spans(text).collect();
    let words: Vec<_> = spans.iter().map(|span| in_small_letters(&text[span.clone()])).collect();
    let gap = |at: usize| {
        let next = spans.get(at + 1).map_or(text.len(), |next| next.start);
        &text[spans[at].end..next]
    };
    words.iter().enumerate().any(|(at, word)| {
        let before = at.checked_sub(1).map_or("", |before| &*words[before]);
        let behind = words.get(at + 1).map_or("", |behind| &**behind);
        let of_clock = gap(at) == ":" || 0 < at && gap(at - 1) == ":";
        let ends = gap(at).contains(['.', ',', ';', '!', '?', '|', ')', '/', '\n', '-', '–']);
        is_number(word)
            && !of_clock
            && !BEFORE_NO_SUM.contains(&before)
            && (behind.is_empty()
                || ends
                || BEHIND_A_SUM.contains(&behind)
                || holds(behind).has(Holds::MONEY))
            && ![before, word, behind].into_iter().any(is_of_time)
    })
}

/// Whether `text` has the year that is an article in English: un an, 1 an, par an.
fn has_year_in_french(text: &str) -> bool {
    has_pair(text, |before, word| word == "an" && ["un", "1", "par", "chaque"].contains(&before))
}

/// Whether `text` has a number after a word that stands before hours: at nine, from 9.
fn has_hour(text: &str) -> bool {
    has_pair(text, |before, word| BEFORE_AN_HOUR.contains(&before) && is_hour(word))
}

/// Whether `text` has what can only be a time of day: 9:30, 9.30, 9 am, 9h30.
fn has_clock(text: &str) -> bool {
    has_clock_in_figures(text) || has_pair(text, is_clock)
}

/// The same in figures alone: 9:30, 9.30.
pub(super) fn has_clock_in_figures(text: &str) -> bool {
    let is_digit = |at: usize| text.as_bytes().get(at).is_some_and(u8::is_ascii_digit);
    has_figure(text)
        && text.bytes().enumerate().any(|(at, byte)| {
            matches!(byte, b':' | b'.')
                && is_digit(at.wrapping_sub(1))
                && is_digit(at + 1)
                && is_digit(at + 2)
                && !is_digit(at + 3)
        })
}

/// Whether `word` (lower-case) behind `before` is a time of day: 9 am, 9h30.
pub(super) fn is_clock(before: &str, word: &str) -> bool {
    if !word.starts_with(|one: char| one.is_ascii_digit()) {
        // None is longer: most words are told by that.
        return word.len() <= 3 && BEHIND_AN_HOUR.contains(&word) && is_hour(before);
    }
    let rest = word.trim_start_matches(|one: char| one.is_ascii_digit());
    let unit = rest.trim_end_matches(|one: char| one.is_ascii_digit());
    matches!(unit, "am" | "pm" | "h")
}

/// Whether `text` has a digit: most lines have none, and need not be looked through for what begins with one.
pub(super) fn has_figure(text: &str) -> bool {
    // In sums of bytes, without a way out early, the compiler takes many at once.
    let has_one = |block: &[u8]| {
        0 < block.iter().fold(0, |found: u8, byte| found | u8::from(byte.is_ascii_digit()))
    };
    text.as_bytes().chunks(64).any(has_one)
}

/// Whether `text` has two hours with a dash between them, and no unit behind: 8–18.
fn has_hours(text: &str) -> bool {
    let is_hour = |digits: &str| digits.parse::<u32>().is_ok_and(|hour| hour <= 24);
    text.match_indices(['-', '–', '—']).any(|(at, dash)| {
        let before = text[..at].trim_end();
        let behind = text[at + dash.len()..].trim_start();
        let digits = |one: char| one.is_ascii_digit();
        let (start, end) = (
            before.len() - before.trim_end_matches(digits).len(),
            behind.len() - behind.trim_start_matches(digits).len(),
        );
        let unit = behind[end..].trim_start().starts_with(char::is_alphabetic);
        !unit && is_hour(&before[before.len() - start..]) && is_hour(&behind[..end])
    })
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::{
        analysis::{Analyzer, Language},
        document::Metadata,
        query::Understanding,
        query::Vocabulary,
    };

    pub(in crate::answer) struct NoWords(pub(in crate::answer) [Analyzer; 1]);

    impl Vocabulary for NoWords {
        fn analyzers(&self) -> &[Analyzer] {
            &self.0
        }

        fn frequency(&self, _: &str) -> u64 {
            0
        }

        fn passages(&self) -> u64 {
            1
        }
    }

    pub(in crate::answer) fn passage(question: &str, text: &str) -> Passage {
        Passage {
            title: question.to_owned(),
            questions: vec![question.to_owned()],
            text: text.to_owned(),
            kind: Kind::Qa,
            id: String::new(),
            headings: Vec::new(),
            plain: String::new(),
            path: String::new(),
            line: 1,
            end_line: 1,
            place: None,
            runs: Vec::new(),
            columns: Vec::new(),
            metadata: Metadata::default(),
        }
    }

    /// What `asked` asks for and `passage` lacks.
    fn lacks(asked: &str, passage: &Passage) -> Option<Sought> {
        let vocabulary = NoWords([Analyzer::new(Language::English)]);
        lacked(&Query::new(asked, &vocabulary, &Understanding::default()), passage)
    }

    #[test]
    fn a_thing_is_seen_by_its_shape_or_its_words() {
        for (asked, sought, with, without) in [
            ("phone number", Sought::Phone, "Call 0621 44 01.", "Phone her within 24 hours."),
            ("email address", Sought::Email, "Write to me@example.org.", "Write to the team."),
            ("what is the door code", Sought::Code, "Type WELCOME10.", "It is changed every week."),
            ("what percentage", Sought::Percentage, "A third of it.", "They take up to 5 days."),
            ("how expensive", Sought::Price, "It is free.", "For up to 70, until 11.30 pm."),
            ("was kostet es", Sought::Price, "Adulto | 8,50", "Bus 14 takes 12 minutes."),
            ("how expensive", Sought::Price, "£120 a year", "Ask the secretary for rates."),
            ("how much is it", Sought::Sum, "It is 120 a year.", "It starts on 14 April at 9 am."),
            (
                "how much is it",
                Sought::Sum,
                "Up to 20 kg.",
                "From ten years of age, for four weeks.",
            ),
            ("how much is it", Sought::Sum, "5, or 3 each.", "At most 16 devices at once."),
            ("how much is it", Sought::Sum, "Guests | 5 | 3", "For those under 7."),
            ("how much is it", Sought::Sum, "Guests pay five.", "Hot meals from 11:30 to 2 daily."),
            ("how long is it", Sought::Duration, "It runs for three months.", "Up to 5,000 rows."),
            ("wie lange", Sought::Duration, "Valid until the end of term", "There is a list."),
            ("combien de temps", Sought::Duration, "Il vaut un an.", "Ask at an open counter."),
            ("what time", Sought::TimeOfDay, "We open at nine.", "On Saturday of week 12."),
            ("a qué hora", Sought::TimeOfDay, "Um 9 Uhr", "Am Samstag"),
            ("the opening hours", Sought::TimeOfDay, "Mon–Fri 8–18.", "A visit takes 1–2 hours."),
            ("orari bar", Sought::TimeOfDay, "Lunedì chiuso.", "Si richiede al banco."),
            ("guide fee", Sought::Price, "That is 25 euros.", "Our guides are Ann and Tom."),
            ("precio carpa", Sought::Price, "Son 12 euros.", "Con cita previa."),
            ("what colour", Sought::Colour, "The router is grey.", "Crews wear club colours."),
            ("how many", Sought::Amount, "At most two guests.", "With the add-on it can run."),
        ] {
            assert_eq!(lacks(asked, &passage("Here", with)), None, "{asked}: {with}");
            assert_eq!(lacks(asked, &passage("Here", without)), Some(sought), "{asked}: {without}");
        }
        assert_eq!(lacks("who founded it", &passage("Here", "In May.")), None);
    }

    #[test]
    fn a_passage_that_is_asked_the_same_is_its_answer() {
        let lacks = |question: &str| {
            lacks("what does the hall cost", &passage(question, "Ask the secretary for rates."))
        };
        assert_eq!(lacks("How much does the hall cost?"), None);
        assert_eq!(lacks("May I hire the hall?"), Some(Sought::Price));
        assert_eq!(lacks("May I hire the hall for £50?"), None);
    }

    #[test]
    fn a_bare_figure_in_a_row_may_be_a_price_and_no_address() {
        let row = |text: &str| Passage { kind: Kind::Item, ..passage("Adult", text) };
        assert_eq!(lacks("what does it cost", &row("Adult | 12")), None);
        assert_eq!(lacks("what does it cost", &row("Adult | ask")), Some(Sought::Price));
        assert_eq!(lacks("email address", &row("Adult | 12")), Some(Sought::Email));
    }

    #[test]
    fn every_word_of_the_list_can_be_met() {
        for sought in Sought::ALL {
            for word in section(TEXT, sought).flat_map(str::split_ascii_whitespace) {
                assert_eq!(words(word).collect::<Vec<_>>(), [word], "{sought:?}");
            }
        }
    }
}
