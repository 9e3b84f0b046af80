//! Words that people use for one another when they ask.
//!
//! A list is a text of lines:
//!
//! ```text
//! # a comment
//! cancel, stop, end          each stands for the others
//! cv => resume               the first stands for the second, not the other way
//! how much .. earn => salary with any words between
//! ```
//!
//! A comment starts with a `#` at the start of a line or after a blank: `c#` is a word.
//!
//! A member may be several words. Words are matched by their stems, so a list needs no plurals;
//! but a member in English is found only in itself and in forms of itself, not in what it is a
//! form of: Porter's stems make "import" of "important" and "good" of "goods". The built-in lists
//! (`built_in`) are used where the documents are in their language.

mod built_in;

use std::{borrow::Cow, ops::Range};

use crate::analysis::{Analyzer, Language, Token};

/// Stands in a member for any words.
const GAP: &str = "..";

/// What an English word may end in beyond a member that is found in it.
const ENDINGS: &[&str] = &["", "s", "es", "ed", "d", "ing", "ies", "ied", "er", "'s"];

/// A list of synonyms, searched as text.
///
/// Where the members of a built-in list start is known when the program is compiled; nothing is
/// made of it at start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Synonyms {
    text: Cow<'static, str>,
    /// The members that may stand in a question, by their [`place`](Trigger::place), then in the order of the list.
    triggers: Cow<'static, [Trigger]>,
    /// Where those of each place start, and where the last ones end.
    starts: Cow<'static, [u32]>,
}

/// A member before a `=>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Trigger {
    /// Where its line starts, in bytes of the list.
    line: u32,
    /// Where it starts.
    start: u32,
    /// What it starts with; see [`Beginnings`].
    begins: u16,
}

impl Trigger {
    /// The number of places.
    const PLACES: usize = (1 << 10) + 1;

    /// The place of those that may begin with anything.
    const ANYWHERE: usize = 1 << 10;

    /// A number for the first two letters.
    const fn place(&self) -> usize {
        match self.begins {
            Beginnings::ANY => Trigger::ANYWHERE,
            three if three & Beginnings::THREE != 0 => (three & !Beginnings::THREE) as usize >> 5,
            two => two as usize,
        }
    }
}

/// Members of a list that a question may also mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Match<'a> {
    /// The words of the question that are a member.
    pub(super) words: Range<usize>,
    /// The member as it stands in the list.
    pub(super) member: &'a str,
    /// Others that stand for it, in the order of the list.
    pub(super) others: Vec<&'a str>,
    /// The comment on their line; empty where there is none.
    pub(super) comment: &'a str,
}

/// The line of a list in which `words` stand for one another and `comment` is said of them; empty
/// where they are no two words. What is syntax in a list is taken out of them.
pub fn line(words: &[String], comment: &str) -> String {
    let mut members: Vec<String> = Vec::new();
    for word in words {
        let plain = word.replace([',', '='], " ");
        let parts = plain.split_whitespace().map(|part| part.trim_start_matches('#'));
        let member = parts.filter(|part| !part.is_empty() && *part != GAP).collect::<Vec<_>>();
        let member = member.join(" ");
        if !member.is_empty() && !members.contains(&member) {
            members.push(member);
        }
    }
    if members.len() < 2 {
        return String::new();
    }
    let comment = comment.split_whitespace().collect::<Vec<_>>().join(" ");
    format!("{} # {comment}\n", members.join(", "))
}

impl Synonyms {
    /// The list in `text`, and what of it makes no sense: the line, from 1, and why.
    pub fn new(text: String) -> (Synonyms, Vec<(u32, String)>) {
        let complaints = (1..)
            .zip(text.lines())
            .filter_map(|(number, line)| Some((number, complaint(line)?.to_owned())))
            .collect();
        let mut triggers = Vec::new();
        let mut scan = Scan::new(Beginnings::LONG);
        while let Some((trigger, next)) = scan.next(text.as_bytes()) {
            triggers.push(trigger);
            scan = next;
        }
        triggers.sort_by_key(Trigger::place);
        let start = |place: usize| triggers.partition_point(|one| one.place() < place) as u32;
        let starts = (0..=Trigger::PLACES).map(start).collect();
        let (triggers, starts) = (Cow::Owned(triggers), Cow::Owned(starts));
        (Synonyms { text: Cow::Owned(text), triggers, starts }, complaints)
    }

    /// Every member that stands among the question's words, in the order of the list. `tokens` are
    /// the words in the language of `analyzer`.
    ///
    /// # Cost
    ///
    /// One look at each member that begins with two letters as a word of the question does; only those made of its
    /// words are stemmed.
    pub(super) fn matches(&self, tokens: &[&Token], analyzer: &Analyzer) -> Vec<Match<'_>> {
        let mut found = Vec::new();
        let beginnings = Beginnings::new(tokens);
        let places = beginnings.places().chain([Trigger::ANYWHERE]);
        let mut begin: Vec<&Trigger> = places
            .flat_map(|place| self.at(place))
            .filter(|trigger| beginnings.may_start(trigger.begins))
            .collect();
        begin.sort_unstable_by_key(|trigger| trigger.start);
        for Trigger { line, start, .. } in begin {
            let (line, start) = (*line as usize, *start as usize);
            if !may_stand(&self.text[start..], tokens, analyzer, &beginnings) {
                continue;
            }
            let Some((triggers, replacements)) = sides(&self.text[line..]) else { continue };
            let Some(member) = members(&triggers[start - line..]).next() else { continue };
            let Some(words) = stands(member, tokens, analyzer) else { continue };
            let others = match replacements {
                Some(replacements) => members(replacements).collect(),
                None => members(triggers).filter(|other| *other != member).collect(),
            };
            let comment = parted(self.text[line..].lines().next().unwrap_or_default()).1;
            found.push(Match { words, member, others, comment });
        }
        found
    }

    /// The members with this [`place`](Trigger::place).
    fn at(&self, place: usize) -> &[Trigger] {
        let bounds =
            [place, place + 1].map(|at| self.starts.get(at).copied().unwrap_or(0) as usize);
        self.triggers.get(bounds[0]..bounds[1]).unwrap_or_default()
    }
}

/// How far a list was looked through.
#[derive(Clone, Copy)]
struct Scan {
    /// Up to which byte.
    at: usize,
    /// Where the line under way starts.
    line: usize,
    /// Whether a member may start here.
    fresh: bool,
    /// Of words of so many letters and more, three letters are marked; see [`Beginnings`].
    long: usize,
}

impl Scan {
    const fn new(long: usize) -> Scan {
        Scan { at: 0, line: 0, fresh: true, long }
    }

    /// The next member before a `=>`, and how far the list was looked through then.
    const fn next(mut self, bytes: &[u8]) -> Option<(Trigger, Scan)> {
        while self.at < bytes.len() {
            let start = self.at;
            self.at += 1;
            let opens = start == 0 || matches!(bytes[start - 1], b' ' | b'\t' | b'\r' | b'\n');
            match bytes[start] {
                b'#' | b'=' if opens || bytes[start] == b'=' => {
                    while self.at < bytes.len() && bytes[self.at] != b'\n' {
                        self.at += 1;
                    }
                }
                b'\n' => {
                    self.line = self.at;
                    self.fresh = true;
                }
                b',' => self.fresh = true,
                b' ' | b'\t' | b'\r' => {}
                _ if self.fresh => {
                    self.fresh = false;
                    let begins = Beginnings::of(bytes, start, self.long);
                    let (line, start) = (self.line as u32, start as u32);
                    return Some((Trigger { line, start, begins }, self));
                }
                _ => {}
            }
        }
        None
    }
}

/// What is wrong with a line, if anything is.
fn complaint(line: &str) -> Option<&'static str> {
    let (triggers, replacements) = sides(line)?;
    match replacements {
        Some(replacements)
            if members(triggers).next().is_none() || members(replacements).next().is_none() =>
        {
            Some("`=>` wants words on both sides")
        }
        None if members(triggers).nth(1).is_none() => Some("a line wants two members at least"),
        _ => None,
    }
}

/// What stands before and after `=>` of the first line of `text` without its comment; `None` for a
/// blank one.
fn sides(text: &str) -> Option<(&str, Option<&str>)> {
    let line = parted(text.split('\n').next().unwrap_or_default()).0;
    if line.trim().is_empty() {
        return None;
    }
    Some(match line.split_once("=>") {
        Some((triggers, replacements)) => (triggers, Some(replacements)),
        None => (line, None),
    })
}

/// A line of a list without its comment, and the comment.
fn parted(line: &str) -> (&str, &str) {
    let opens = |at: usize| at == 0 || line[..at].ends_with(char::is_whitespace);
    let at = line.match_indices('#').map(|(at, _)| at).find(|at| opens(*at));
    at.map_or((line, ""), |at| (&line[..at], line[at + 1..].trim()))
}

fn members(side: &str) -> impl Iterator<Item = &str> {
    side.split(',').map(str::trim).filter(|member| !member.is_empty())
}

/// Which words may have one of a question's terms for a stem, told by their first two bytes, of long
/// words by three: a stemmer changes how words end.
struct Beginnings {
    twos: [u64; 16],
    threes: [u64; 512],
}

impl Beginnings {
    /// What begins with anything: capitals and accents are not in terms, and such words of a
    /// user's list are looked at.
    const ANY: u16 = u16::MAX;

    /// Marks what begins with three bytes. (No three letters make [`ANY`](Beginnings::ANY) of it.)
    const THREE: u16 = 1 << 15;

    /// The stem of a word that is so long has its first three letters, in letters. (Of "doings" it is
    /// "do".)
    const LONG: usize = 7;

    /// The same in English, where a member is found in what begins as it does, but for an "e" or "y" at
    /// its end.
    const LONG_IN_ENGLISH: usize = 4;

    fn new(tokens: &[&Token]) -> Beginnings {
        let (mut twos, mut threes) = ([0; 16], [0; 512]);
        // "Will not" may be a "won't" of the list.
        let denies = tokens.iter().any(|token| token.word == "not").then_some("won");
        // Nearly always the same twice; Dutch makes "kop" of "gekopt".
        let words = tokens.iter().flat_map(|token| [&*token.term, &*token.word]);
        for word in words.chain(denies) {
            let byte = |at: usize| word.as_bytes().get(at).copied().unwrap_or(0);
            let two = usize::from(Beginnings::place(byte(0), byte(1)));
            let three = two << 5 | usize::from(byte(2) & 0x1f);
            twos[two / 64] |= 1 << (two % 64);
            threes[three / 64] |= 1 << (three % 64);
        }
        Beginnings { twos, threes }
    }

    const fn place(first: u8, second: u8) -> u16 {
        (first as u16 & 0x1f) << 5 | second as u16 & 0x1f
    }

    /// What the member begins with that starts at `start` of a list; three bytes of a word of `long`
    /// letters.
    const fn of(list: &[u8], start: usize, long: usize) -> u16 {
        let mut letters = 0;
        while start + letters < list.len()
            && letters < long
            && list[start + letters].is_ascii_lowercase()
        {
            letters += 1;
        }
        match letters {
            0 | 1 => Beginnings::ANY,
            _ if letters == long => {
                let two = Beginnings::place(list[start], list[start + 1]);
                Beginnings::THREE | two << 5 | list[start + 2] as u16 & 0x1f
            }
            _ => Beginnings::place(list[start], list[start + 1]),
        }
    }

    /// The first two letters of the words, each once, in order.
    fn places(&self) -> impl Iterator<Item = usize> {
        let of_one = |(number, bits): (usize, &u64)| {
            let mut left = *bits;
            std::iter::from_fn(move || {
                let at = (left != 0).then(|| left.trailing_zeros() as usize)?;
                left &= left - 1;
                Some(number * 64 + at)
            })
        };
        self.twos.iter().enumerate().flat_map(of_one)
    }

    fn may_start(&self, begins: u16) -> bool {
        let place = usize::from(begins & !Beginnings::THREE);
        match begins {
            Beginnings::ANY => true,
            Beginnings::THREE.. => self.threes[place / 64] >> (place % 64) & 1 != 0,
            _ => self.twos[place / 64] >> (place % 64) & 1 != 0,
        }
    }
}

/// Whether every word of the member that `text` starts with may be one of the question's.
fn may_stand(text: &str, tokens: &[&Token], analyzer: &Analyzer, beginnings: &Beginnings) -> bool {
    let english = analyzer.language() == Language::English;
    let mut rest = text;
    loop {
        let ends = |byte: u8| matches!(byte, b' ' | b'\t' | b'\r' | b',' | b'\n' | b'=');
        let (word, behind) = rest.split_at(rest.bytes().position(ends).unwrap_or(rest.len()));
        if word.starts_with('#') {
            return true;
        }
        if english {
            // Others may be cut into several.
            let plain = word.bytes().all(|byte| byte.is_ascii_lowercase());
            let begins = word.as_bytes().first();
            let mut alike = tokens.iter().filter(|token| token.word.as_bytes().first() == begins);
            if plain && !word.is_empty() && !alike.any(|token| is_form(&token.word, word)) {
                return false;
            }
        } else if !beginnings.may_start(Beginnings::of(word.as_bytes(), 0, Beginnings::LONG)) {
            return false;
        }
        rest = behind.trim_start_matches([' ', '\t', '\r']);
        if rest.is_empty() || rest.starts_with([',', '\n', '=']) {
            return true;
        }
    }
}

/// Where `member` stands in the question: from its first word to its last.
fn stands(member: &str, tokens: &[&Token], analyzer: &Analyzer) -> Option<Range<usize>> {
    let first = member.split_whitespace().next()?;
    let english = analyzer.language() == Language::English;
    let begins = |word: &str| {
        let mut pair = first.chars().zip(word.chars()).take(3);
        !first.is_ascii()
            || first.ends_with("n't")
            || pair.all(|(a, b)| a.to_ascii_lowercase() == b)
    };
    // In other languages another form of a word may begin otherwise ("gekocht", "kopen"), and in English a
    // stem may: that of "try" is "tri".
    if english && !tokens.iter().any(|token| begins(&token.term) || begins(&token.word)) {
        return None;
    }
    let mut wanted: Vec<Option<Token>> = Vec::new();
    for part in member.split_whitespace() {
        if part == GAP {
            wanted.push(None);
        } else {
            wanted.extend(analyzer.tokens(part).into_iter().map(Some));
        }
    }
    // A member of signs alone is none.
    wanted.iter().any(Option::is_some).then_some(())?;
    let same = |wanted: &Token, token: &Token| {
        wanted.term == token.term && (!english || is_form(&token.word, &wanted.word))
            || english && is_contracted(&token.word, &wanted.word)
    };
    (0..tokens.len()).find_map(|start| Some(start..fits(&wanted, tokens, start, &same)?))
}

/// Whether the English `word` is `plain`, which has an apostrophe, without it: "cant", and "cannot".
pub(super) fn is_contracted(word: &str, plain: &str) -> bool {
    plain.contains('\'')
        && (plain.bytes().filter(|byte| *byte != b'\'').eq(word.bytes())
            || (plain, word) == ("can't", "cannot"))
}

/// Whether the English `word` is `plain` or it with an ending.
pub(super) fn is_form(word: &str, plain: &str) -> bool {
    if !(word.is_ascii() && plain.is_ascii()) {
        return true;
    }
    let shared = word.bytes().zip(plain.bytes()).take_while(|(a, b)| a == b).count();
    match (word.get(shared..), plain.get(shared..)) {
        // "use" and "using", "reply" and "replies"; "nag" and "nagging".
        (Some(ending), Some("" | "e" | "y")) => {
            let doubled = plain.chars().last().and_then(|last| ending.strip_prefix(last));
            ENDINGS.contains(&ending) || matches!(doubled, Some("ed" | "ing"))
        }
        _ => false,
    }
}

/// The verb in an English word that denies it: "does" of "doesn't".
fn denied(word: &str) -> Option<&str> {
    match word.strip_suffix("n't")? {
        "wo" => Some("will"),
        "ca" => Some("can"),
        verb => Some(verb),
    }
}

/// Where `wanted` ends that stands in `tokens` from `start` on.
fn fits(
    wanted: &[Option<Token>],
    tokens: &[&Token],
    start: usize,
    same: &dyn Fn(&Token, &Token) -> bool,
) -> Option<usize> {
    match wanted.split_first() {
        None => Some(start),
        Some((Some(word), rest)) => {
            if tokens.get(start).is_some_and(|token| same(word, token)) {
                return fits(rest, tokens, start + 1, same);
            }
            let in_full = denied(&word.word)?;
            let spelt = tokens.get(start..start + 2)?.iter().map(|token| &*token.word);
            spelt.eq([in_full, "not"]).then(|| fits(rest, tokens, start + 2, same))?
        }
        Some((None, rest)) => {
            (start..=tokens.len()).find_map(|from| fits(rest, tokens, from, same))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::Language;

    #[track_caller]
    fn check(list: &str, question: &str, expected: &[(Range<usize>, &[&str])]) {
        let analyzer = Analyzer::new(Language::English);
        let tokens = analyzer.tokens(question);
        let tokens: Vec<&Token> = tokens.iter().collect();
        let (list, complaints) = Synonyms::new(list.to_owned());
        assert_eq!(complaints, []);
        let found: Vec<(Range<usize>, Vec<&str>)> =
            list.matches(&tokens, &analyzer).into_iter().map(|m| (m.words, m.others)).collect();
        let expected: Vec<(Range<usize>, Vec<&str>)> =
            expected.iter().map(|(words, others)| (words.clone(), others.to_vec())).collect();
        assert_eq!(found, expected, "{question}");
    }

    #[test]
    fn an_apostrophe_may_be_left_out() {
        for question in ["I can't pay", "I can’t pay", "i cant pay", "I cannot pay"] {
            check("can't pay => arrears", question, &[(1..3, &["arrears"])]);
        }
        check("can't pay => arrears", "can I pay", &[]);
    }

    #[test]
    fn a_negation_may_be_spelt_in_full() {
        let list = "doesn't work => fault\nwon't start => startup\ncan't pay => arrears";
        check(list, "it does not work", &[(1..4, &["fault"])]);
        check(list, "my van will not start", &[(2..5, &["startup"])]);
        check(list, "we can not pay", &[(1..4, &["arrears"])]);
        check(list, "does it work, not start, will pay", &[]);
    }

    #[test]
    fn a_short_word_in_y_is_found() {
        check("try out => trial\nspy => watch", "may I try it out", &[]);
        check("try out => trial\nspy => watch", "try out a lesson", &[(0..2, &["trial"])]);
        check("try out => trial\nspy => watch", "we tried to spy", &[(3..4, &["watch"])]);
    }

    #[test]
    fn a_form_with_its_last_letter_doubled_is_found() {
        check("nag => remind", "how do I stop it nagging me", &[(5..6, &["remind"])]);
        check("cut => trim", "was it cutter or cutting", &[(4..5, &["trim"])]);
    }

    #[test]
    fn a_group_works_every_way() {
        let list = "# pets\ncat, feline, kitty # meow\n\ndog, hound";
        check(list, "two cats", &[(1..2, &["feline", "kitty"])]);
        check(list, "felines and hounds", &[(0..1, &["cat", "kitty"]), (2..3, &["dog"])]);
        check(list, "catalogue", &[]);
    }

    #[test]
    fn an_arrow_works_one_way() {
        check("kitten => cat, feline", "a kitten", &[(1..2, &["cat", "feline"])]);
        check("kitten => cat, feline", "a cat", &[]);
    }

    #[test]
    fn members_of_several_words_and_gaps() {
        check("log in, sign in", "how to sign in here", &[(2..4, &["log in"])]);
        check("log in, sign in", "a sign of rain in May", &[]);
        let list = "how much .. earn => salary";
        check(list, "How much does a baker earn?", &[(0..6, &["salary"])]);
        check(list, "how much earn", &[(0..3, &["salary"])]);
        check(list, "earn how much", &[]);
    }

    #[test]
    fn a_member_is_found_in_its_forms_and_not_in_what_it_is_a_form_of() {
        for (member, word, found) in [
            ("reply", "replies", true),
            ("use", "using", true),
            ("use", "useful", false),
            ("useful", "use", false),
            ("goods", "good", false),
            ("important", "importing", false),
            ("rent", "renter", true),
            ("nag", "nagging", true),
            ("stop", "stopped", true),
            ("let", "letter", false),
            ("stop", "stopple", false),
        ] {
            assert_eq!(is_form(word, member), found, "{member} {word}");
        }
        check("goods, wares", "a good ware", &[]);
        check("good, fine", "goods", &[(0..1, &["fine"])]);
    }

    #[test]
    fn a_word_in_capitals_or_with_an_accent_is_found() {
        check("TV, television", "tv licence", &[(0..1, &["television"])]);
        check("Café, bistro", "a cafe", &[(1..2, &["bistro"])]);
    }

    #[test]
    fn a_group_of_a_document_is_a_line() {
        let words = |all: &[&str]| all.iter().map(|&word| word.to_owned()).collect::<Vec<_>>();
        assert_eq!(
            line(&words(&["tv", " television  set", "tv"]), "kb.tsv:2"),
            "tv, television set # kb.tsv:2\n"
        );
        assert_eq!(line(&words(&["c#", "# .. a,b=>c"]), "x\ny"), "c#, a b >c # x y\n");
        assert_eq!(line(&words(&["tv", "#"]), "x"), "");
        let (list, complaints) = Synonyms::new("c#, sharp # kb.tsv:2\n".to_owned());
        assert_eq!(complaints, []);
        let analyzer = Analyzer::new(Language::English);
        let tokens = analyzer.tokens("what is sharp");
        let tokens: Vec<&Token> = tokens.iter().collect();
        let found = list.matches(&tokens, &analyzer);
        assert_eq!((found[0].others.as_slice(), found[0].comment), (&["c#"][..], "kb.tsv:2"));
    }

    #[test]
    fn lines_without_sense_are_told() {
        let (_, complaints) = Synonyms::new("a, b\nlonely\n=> x\ny =>\n# fine\n".to_owned());
        let lines: Vec<u32> = complaints.iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, [2, 3, 4]);
    }
}
