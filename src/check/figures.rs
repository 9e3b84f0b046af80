//! Sentences that say the same but for a figure.

use std::collections::{BTreeMap, HashSet};

use super::{Finding, Rule, Spot, Stop, alike::Members, entries::Entries, quoted};
use crate::{
    analysis::{Analyzer, Token, sentence::sentences},
    error::Result,
    passage::{Kind, Passage},
};

/// Sentences share at least so much of the words that say something: three of four.
const LEAST_SHARED: f64 = 0.75;

/// Fewer such words, the unit among them, are no statement about one thing.
const LEAST_WORDS: usize = 3;

/// More figures in one sentence are a table or a list.
const MOST_FIGURES: usize = 3;

/// A sentence with figures.
struct Said<'e> {
    number: usize,
    text: &'e str,
    /// What it says beside the figures: words, units, numbers that count nothing.
    words: Vec<u32>,
    /// Unit to number.
    figures: BTreeMap<String, String>,
}

pub(super) fn findings(entries: &Entries, stop: Stop<'_>) -> Result<Vec<Finding>> {
    let mut members = Members::default();
    let mut said: Vec<Said> = Vec::new();
    for (number, passage) in entries.passages.iter().enumerate() {
        stop.heed()?;
        // What an item says, its section says too.
        if passage.kind == Kind::Item || !passage.plain().bytes().any(|one| one.is_ascii_digit()) {
            continue;
        }
        for range in sentences(passage.plain()) {
            let text = &passage.plain()[range];
            said.extend(read(number, text, entries.analyzer(number), &mut members));
        }
    }
    let sets: Vec<Vec<u32>> = said.iter().map(|one| one.words.clone()).collect();
    let mut findings = Vec::new();
    let mut told: HashSet<(usize, String)> = HashSet::new();
    // A passage may have thousands of sentences that are like others.
    let mut titles: BTreeMap<usize, HashSet<u32>> = BTreeMap::new();
    for (a, b) in members.pairs(&sets, LEAST_SHARED) {
        stop.heed()?;
        let (one, other) = (&said[a], &said[b]);
        let [first, second] = [one.number, other.number].map(|at| &entries.passages[at]);
        if one.number == other.number || are_siblings(first, second) {
            continue;
        }
        let Some((unit, [before, after])) = conflict(one, other) else { continue };
        for number in [one.number, other.number] {
            let words = || title_words(number, entries, &members);
            titles.entry(number).or_insert_with(words);
        }
        if have_subjects_of_their_own([one, other], [&titles[&one.number], &titles[&other.number]])
        {
            continue;
        }
        if told.insert((other.number, other.text.to_owned())) {
            findings.push(finding([first, second], [one, other], [before, after, unit]));
        }
    }
    Ok(findings)
}

fn finding(passages: [&Passage; 2], said: [&Said; 2], [before, after, unit]: [&str; 3]) -> Finding {
    let what = format!(
        "{} says {after} where {} says {before} ({unit}).",
        quoted(said[1].text),
        quoted(said[0].text)
    );
    let fix = "Correct the one that is out of date, or say what tells the two apart.";
    Finding::new(Rule::ConflictingFigures, Spot::of(passages[1]), said[1].text, what, fix)
        .with(Spot::of(passages[0]), said[0].text)
}

/// Whether two passages are meant to be told apart by their titles, as the models of a product and
/// the versions of a program are: parts of one file, each about something that the other is not.
fn are_siblings(one: &Passage, other: &Passage) -> bool {
    one.path == other.path && one.headings == other.headings && one.kind != Kind::Qa
}

/// Whether two sentences differ in what the titles over them differ in: the price of a single room
/// and that of a double one are two figures. One title may have a word more than the other, the
/// express delivery beside the delivery, where the sentences differ in nothing else.
fn have_subjects_of_their_own(
    [one, other]: [&Said; 2],
    [first, second]: [&HashSet<u32>; 2],
) -> bool {
    let own = |a: &Said, b: &Said, title: &HashSet<u32>, foreign: &HashSet<u32>| {
        let own: Vec<u32> = a.words.iter().copied().filter(|at| !b.words.contains(at)).collect();
        let telling = |at: &&u32| title.contains(*at) && !foreign.contains(*at);
        (own.iter().filter(telling).count(), own.len())
    };
    let (telling_one, all_one) = own(one, other, first, second);
    let (telling_other, all_other) = own(other, one, second, first);
    let told_twice = 0 < telling_one && 0 < telling_other;
    let (telling, all) = (telling_one + telling_other, all_one + all_other);
    told_twice || (0 < all && telling == all)
}

/// The words of the titles over passage `number`, as far as sentences have them.
fn title_words(number: usize, entries: &Entries, members: &Members) -> HashSet<u32> {
    let passage = &entries.passages[number];
    let titles = passage.headings.iter().chain(&passage.questions).chain([&passage.title]);
    let tokens = titles.flat_map(|title| entries.analyzer(number).tokens(title));
    let words: Vec<String> = tokens.filter(|token| !token.stop).map(word).collect();
    members.known(words.iter().map(String::as_str))
}

/// How a word is compared: by its stem, a number as it is.
fn word(token: Token) -> String {
    if is_number(&token.word) { token.word } else { token.term }
}

/// The unit that two sentences count differently, with both numbers, where they agree in all else.
fn conflict<'s>(one: &'s Said, other: &'s Said) -> Option<(&'s str, [&'s str; 2])> {
    if !one.figures.keys().eq(other.figures.keys()) {
        return None;
    }
    let mut differing =
        one.figures.iter().filter(|(unit, number)| other.figures[*unit] != **number);
    let (unit, number) = differing.next()?;
    differing
        .next()
        .is_none()
        .then(|| (unit.as_str(), [number.as_str(), other.figures[unit].as_str()]))
}

/// The sentence `text` of passage `number`, if it says figures of different units.
fn read<'e>(
    number: usize,
    text: &'e str,
    analyzer: &Analyzer,
    members: &mut Members,
) -> Option<Said<'e>> {
    if !text.bytes().any(|one| one.is_ascii_digit()) {
        return None;
    }
    let tokens = analyzer.tokens(text);
    let mut figures = BTreeMap::new();
    let mut words: Vec<String> = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        match (is_number(&token.word), unit(text, &tokens, at)) {
            (true, Some(unit)) => {
                // Of a range, or of two in one unit, nothing tells which is which.
                if figures.insert(unit.clone(), token.word.clone()).is_some() {
                    return None;
                }
                words.push(unit);
            }
            // The lower end of a range.
            (true, None) if tokens[at + 1..].iter().take(2).any(|next| is_number(&next.word)) => {
                return None;
            }
            // A number that counts nothing names something: a version, a year.
            (true, None) => words.push(token.word.clone()),
            (false, _) if !token.stop => words.push(token.term.clone()),
            (false, _) => {}
        }
    }
    words.sort_unstable();
    words.dedup();
    let fits = (1..=MOST_FIGURES).contains(&figures.len()) && LEAST_WORDS <= words.len();
    fits.then(|| Said {
        number,
        text,
        words: members.set(words.iter().map(String::as_str)),
        figures,
    })
}

fn is_number(word: &str) -> bool {
    word.starts_with(|one: char| one.is_ascii_digit())
        && word.bytes().all(|one| one.is_ascii_digit() || one == b'.')
}

/// What the number `at` counts: the sign at it, or the word behind it.
fn unit(text: &str, tokens: &[Token], at: usize) -> Option<String> {
    let span = &tokens[at].span;
    let (before, after) = (text[..span.start].chars().next_back(), &text[span.end..]);
    if let Some(sign) = before.filter(|one| "$€£¥".contains(*one)) {
        return Some(sign.to_string());
    }
    let after = after.trim_start_matches([' ', '\u{a0}']);
    if let Some(sign) = after.chars().next().filter(|one| "$€£¥%°".contains(*one)) {
        return Some(sign.to_string());
    }
    let next = tokens.get(at + 1)?;
    let between = &text[span.end..next.span.start];
    let is_word = next.word.chars().all(char::is_alphabetic) && !next.stop;
    (is_word && matches!(between, " " | "-" | "\u{a0}" | "\n")).then(|| next.term.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::Language;

    fn figures(text: &str) -> Vec<(String, String)> {
        let analyzer = Analyzer::new(Language::English);
        let said = read(0, text, &analyzer, &mut Members::default());
        said.map_or_else(Vec::new, |said| said.figures.into_iter().collect())
    }

    #[test]
    fn a_figure_is_a_number_and_what_it_counts() {
        let check = |text: &str, wanted: &[(&str, &str)]| {
            let wanted: Vec<(String, String)> =
                wanted.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
            assert_eq!(figures(text), wanted, "{text}");
        };
        check("Refunds are possible within 14 days of purchase", &[("day", "14")]);
        check(
            "The standard 14-day trial costs $1,000 in all shops",
            &[("$", "1000"), ("day", "14")],
        );
        check("Students get a discount of 20 % on all books", &[("%", "20")]);
        check("Vim 7.4 and Python 3 are supported on all systems", &[]);
        check("Delivery takes 2 days or 4 days in most countries", &[]);
        check("It takes 2 days", &[]);
        check("Delivery takes from 2 to 4 days in most countries", &[]);
        check("Delivery takes 2–4 days in most countries", &[]);
    }
}
