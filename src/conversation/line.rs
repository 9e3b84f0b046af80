//! A line as its words, and whether it means something by itself.

use std::ops::Range;

use super::words::Words;
use crate::analysis;

/// Lines of more words than this stand alone: they say what they are about.
const LONGEST: usize = 14;

/// A line with more content words than this stands alone, whatever pronoun is in it.
const MOST_CONTENT: usize = 4;

/// The most content words that stand for another part of the question before.
const FRAGMENT_CONTENT: usize = 5;

/// The most words, behind those that ask, of a clause that names nothing.
const LONGEST_UNNAMED: usize = 8;

/// A text as its words.
#[derive(Debug, Clone)]
pub(super) struct Line<'a> {
    pub(super) text: &'a str,
    pub(super) words: Vec<Word>,
}

/// A word and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    pub(super) span: Range<usize>,
    pub(super) lower: String,
}

/// What a line leaves open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Shape {
    /// Nothing: it stands alone.
    Alone,
    /// It wants to read on.
    More,
    /// It wants examples.
    Examples,
    /// It is none of what was offered.
    None,
    /// It names a number of the list.
    Ordinal(Ordinal),
    /// It only asks (`why`), or asks it of something (`how much for a senior`): the words that
    /// ask, and what it is asked of.
    Asks { ask: Range<usize>, of: Range<usize> },
    /// It asks in a clause that names nothing (`how old do I have to be`): from where what only leads
    /// ends.
    Unnamed { from: usize },
    /// These words of it stand for a part of a question.
    Fragment(Range<usize>),
    /// Words of it stand for something said before; those that come after what only leads.
    Pronoun { from: usize, at: Vec<(usize, Stands)> },
}

/// A number of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ordinal {
    /// From 1.
    Number(usize),
    /// The last one.
    Last,
    /// The one after that which was read.
    Next,
}

/// What a word stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stands {
    Thing,
    Things,
    Owner,
    Single,
    Several,
    Place,
    /// It points at the noun behind it: `that course`.
    Points,
}

impl<'a> Line<'a> {
    pub(super) fn new(text: &'a str) -> Line<'a> {
        let text = text.trim();
        let mut words = Vec::new();
        analysis::words(text, false, &mut |span, lower| {
            words.push(Word { span, lower: lower.to_owned() });
        });
        Line { text, words }
    }

    /// Whether the first word is in the list `list`.
    pub(super) fn begins(&self, list: &str, words: &Words) -> bool {
        self.words.first().is_some_and(|first| words.has(list, &first.lower))
    }

    /// The words after those that only lead.
    pub(super) fn without_lead(&self, words: &Words) -> Range<usize> {
        after_lead(&self.lower(), words).0..self.words.len()
    }

    /// The line without what only leads it, but for a line that only leads.
    pub(super) fn unled(&self, words: &Words) -> Line<'a> {
        let rest = self.without_lead(words);
        let from = self.words.get(rest.start).map_or(0, |word| word.span.start);
        Line::new(&self.text[from..])
    }

    /// Whether it is a part of a question that a word joins to the one before: `and a junior`, and not `ok, a
    /// junior`.
    pub(super) fn joins(&self, shape: &Shape, words: &Words) -> bool {
        let Shape::Fragment(range) = shape else { return false };
        self.words[..range.start].iter().any(|word| words.has("joins", &word.lower))
    }

    /// All words, in small letters.
    pub(super) fn lower(&self) -> Vec<&str> {
        self.words.iter().map(|word| word.lower.as_str()).collect()
    }

    /// How many of these words say something by themselves.
    pub(super) fn content(&self, range: Range<usize>, words: &Words) -> usize {
        self.words[range].iter().filter(|word| words.is_content(&word.lower)).count()
    }

    /// The same of all of them.
    pub(super) fn says(&self, words: &Words) -> usize {
        self.content(0..self.words.len(), words)
    }

    /// What was typed for these words.
    pub(super) fn typed(&self, words: Range<usize>) -> &'a str {
        &self.text[self.typed_span(words)]
    }

    /// The same with what is written to the last of them by a hyphen: "rendez-vous" is one thing.
    pub(super) fn typed_whole(&self, words: Range<usize>) -> &'a str {
        let span = self.typed_span(words);
        let mut end = span.end;
        let is_letter = |one: char| one.is_alphanumeric();
        while let Some(rest) =
            self.text[end..].strip_prefix('-').filter(|rest| rest.starts_with(is_letter))
        {
            end = self.text.len() - rest.trim_start_matches(is_letter).len();
        }
        &self.text[span.start..end]
    }

    /// Where that stands in the text; the end of it for no word.
    pub(super) fn typed_span(&self, words: Range<usize>) -> Range<usize> {
        match self.words.get(words) {
            Some([first, .., last]) => first.span.start..last.span.end,
            Some([only]) => only.span.clone(),
            _ => self.text.len()..self.text.len(),
        }
    }

    /// Whether a sign between this word and the one before ends a part of the sentence.
    pub(super) fn is_cut_before(&self, at: usize) -> bool {
        0 < at && {
            let between = &self.text[self.words[at - 1].span.end..self.words[at].span.start];
            between.contains([',', ';', ':', '.', '?', '!', '('])
        }
    }
}

/// What `line` leaves open.
pub(super) fn shape(line: &Line<'_>, words: &Words) -> Shape {
    let lower = line.lower();
    if lower.is_empty() || LONGEST < lower.len() {
        return Shape::Alone;
    }
    for (list, shape) in [("more", Shape::More), ("examples", Shape::Examples)] {
        if words.is(list, &lower) {
            return shape;
        }
    }
    // A "no" is understood in any language: one word does not tell which.
    if words.is("none", &lower) || Words::all().iter().any(|one| one.is("none", &lower)) {
        return Shape::None;
    }
    let (from, about) = after_lead(&lower, words);
    let to = before_trail(&lower, from, words);
    let rest = &lower[from..to];
    if rest.is_empty() {
        return if from == 0 { Shape::Alone } else { Shape::More };
    }
    if words.is("more", rest) {
        return Shape::More;
    }
    if words.is("examples", rest) {
        return Shape::Examples;
    }
    if let Some(ordinal) = ordinal(rest, words) {
        return Shape::Ordinal(ordinal);
    }
    if let Some(shape) = asks(rest, from, words) {
        return shape;
    }
    let at = pronouns(line, from..to, words);
    let is_clause = rest.iter().any(|word| {
        words.has("ask", word) || words.has("help", word) || words.has("speaker only", word)
    });
    if !is_clause && is_fragment(line, from..to, 0 < from || about, words) {
        return Shape::Fragment(from..to);
    }
    // Who says so much has said what it is about.
    if at.is_empty() || MOST_CONTENT < line.content(from..to, words) {
        return Shape::Alone;
    }
    Shape::Pronoun { from, at }
}

/// Where the line begins after what only leads, and whether that asks for another thing (`what
/// about`).
fn after_lead(lower: &[&str], words: &Words) -> (usize, bool) {
    let (mut from, mut about) = (0, false);
    loop {
        let rest = &lower[from..];
        let asked = words.leads("lead about", rest);
        let led = words.leads("lead", rest);
        let same = words.leads("lead same", rest);
        // "the same for a junior", but not "the same engineer".
        let same_for = rest.get(same).is_some_and(|word| words.has("before noun", word));
        if 0 < same && same_for {
            (from, about) = (from + same, true);
        } else if 0 < asked && asked < rest.len() {
            (from, about) = (from + asked, true);
        } else if 0 < led {
            from += led;
        } else {
            return (from, about);
        }
    }
}

/// Where the line ends before what may stand behind any.
pub(super) fn before_trail(lower: &[&str], from: usize, words: &Words) -> usize {
    let mut to = lower.len();
    loop {
        let trailed = words.trails("trail", &lower[from..to]);
        if trailed == 0 || to - from <= trailed {
            return to;
        }
        to -= trailed;
    }
}

/// `the second one`, `show me the last`, `number 2`.
fn ordinal(rest: &[&str], words: &Words) -> Option<Ordinal> {
    let rest = &rest[words.leads("show", rest)..];
    let (article, shown) = match rest {
        [number, digits] if words.has("number", number) => {
            return digits.parse().ok().filter(|n| (1..100).contains(n)).map(Ordinal::Number);
        }
        [article, rest @ ..] if words.has("article", article) => (true, rest),
        _ => (false, rest),
    };
    let which = match shown {
        [which] if article => which,
        [which, one] if words.has("listed", one) => which,
        _ => return None,
    };
    let in_list = |list: &str| words.has(list, which);
    let numbered = words.phrases("ordinals").iter().position(|phrase| phrase == &[*which]);
    match numbered {
        Some(at) => Some(Ordinal::Number(at + 1)),
        None if in_list("last") => Some(Ordinal::Last),
        None if in_list("next") || in_list("other") => Some(Ordinal::Next),
        None => None,
    }
}

/// `why`, `how long`, `since when`, `how much for a senior`.
fn asks(rest: &[&str], from: usize, words: &Words) -> Option<Shape> {
    let lead = usize::from(rest.first().is_some_and(|word| words.has("before noun", word)));
    if !rest.get(lead).is_some_and(|word| words.has("ask", word)) {
        return None;
    }
    let degrees = rest[lead + 1..].iter().take_while(|word| words.has("degree", word)).count();
    let mut ask = lead + 1 + degrees;
    // "was kostet der", "wie lange gilt er"
    let verbs = rest[ask..].iter().take_while(|word| words.has("full", word)).count();
    ask += verbs;
    let tail = &rest[ask..];
    let empty = |word: &&str| !words.is_content(word) && !words.has("speaker only", word);
    if words.is("why", rest) {
        return Some(Shape::Asks { ask: from..from + rest.len(), of: 0..0 });
    }
    let stands = |word: &&str| -> bool {
        ["thing", "things", "owned", "single", "several"].iter().any(|list| words.has(list, word))
    };
    let ask_words = from..from + ask;
    if rest.len() <= 5 && tail.iter().all(empty) && !tail.iter().any(stands) {
        return Some(Shape::Asks { ask: ask_words, of: 0..0 });
    }
    // "which days", "how many people": a clause is missing.
    let says = |word: &&str| words.is_content(word) && !words.is_verb(word);
    let counts = verbs == 0 && 0 < degrees && words.has("count", rest[lead + degrees]);
    if (words.has("which", rest[0]) || counts)
        && (1..=2).contains(&tail.len())
        && tail.iter().all(says)
    {
        return Some(Shape::Asks { ask: from..from + rest.len(), of: 0..0 });
    }
    let clause = tail.iter().any(|word| words.has("speaker only", word));
    let names = tail.iter().any(|word| words.is_content(word) || stands(word));
    if clause && !names && tail.len() <= LONGEST_UNNAMED {
        return Some(Shape::Unnamed { from });
    }
    let fragment = tail.first().is_some_and(|word| words.has("before noun", word))
        && !tail.iter().any(|word| words.has("help", word) || words.has("speaker only", word))
        && !tail.iter().any(stands)
        && tail.len() <= FRAGMENT_CONTENT
        // "was kostet im Sommer das Parken" asks it of something itself.
        && (verbs == 0 || tail.iter().filter(|word| words.is_content(word)).count() == 1);
    fragment.then(|| Shape::Asks { ask: ask_words, of: from + ask..from + rest.len() })
}

/// Whether these words, which are no clause, stand for a part of a question. Those that nothing
/// leads do where they begin as only a part does: `in Boston?`, `a junior?`.
fn is_fragment(line: &Line<'_>, range: Range<usize>, led: bool, words: &Words) -> bool {
    let rest = &line.words[range];
    let content = rest.iter().filter(|word| words.is_content(&word.lower)).count();
    if content == 0 {
        return led;
    }
    if led {
        return content <= FRAGMENT_CONTENT;
    }
    let Some(first) = rest.first() else { return false };
    let begins = |list: &str| words.has(list, &first.lower);
    begins("before noun") && content <= 3
        || begins("article") && content <= 2 && rest.len() <= 3 && line.text.ends_with('?')
}

/// The words in `range` that stand for something that this line does not say.
fn pronouns(line: &Line<'_>, range: Range<usize>, words: &Words) -> Vec<(usize, Stands)> {
    let mut found = Vec::new();
    for at in range.clone() {
        if let Some(stands) = stands(line, range.clone(), at, words)
            && !has_antecedent(line, range.start, at, words)
        {
            found.push((at, stands));
        }
    }
    found
}

fn stands(
    line: &Line<'_>,
    Range { start: first, end }: Range<usize>,
    at: usize,
    words: &Words,
) -> Option<Stands> {
    let word = &line.words[at].lower;
    let has = |list: &str| words.has(list, word);
    // "who is the head of IT" asks for no it.
    let typed = line.typed(at..at + 1);
    if 1 < typed.chars().count()
        && typed.chars().all(char::is_uppercase)
        && line.text.chars().any(char::is_lowercase)
    {
        return None;
    }
    let before = at.checked_sub(1).map(|at| line.words[at].lower.as_str());
    let after = (at + 1 < end).then(|| line.words[at + 1].lower.as_str());
    let is = |word: Option<&str>, list: &str| word.is_some_and(|word| words.has(list, word));
    if has("pointing") {
        // "the settings that matter"
        let content = before.is_some_and(|word| words.is_content(word) && !words.is_verb(word));
        if content && after.is_some() && !has("here") {
            return None;
        }
        let noun = after.is_some_and(|word| {
            let someone = words.has("speaker", word) && !words.has("speaker only", word);
            someone || words.is_content(word) && !words.is_verb(word)
        });
        // "is that hard" asks about that, "how long is that course" about that course; "this
        // field" is that of the documents.
        // "ist das teuer" asks about that, "wo ist das Freibad" about the pool.
        let about = is(before, "be") && at + 2 == end && (!has("article") || at == first + 1);
        if noun && !about {
            // "those mails that have no label" are told from the others right there.
            let told = line.words[at + 1..end].iter().any(|one| words.has("expletive", &one.lower));
            return (!has("here") && !told).then_some(Stands::Points);
        }
        // "this is useless" tells and does not ask.
        if at == 0 && after.is_some() && !line.text.ends_with('?') {
            return None;
        }
        // "what is it that an engineer does", "so that it works"
        let stands = before.is_none_or(|word| {
            ["ask", "help", "before noun", "speaker only"].iter().any(|list| words.has(list, word))
        });
        let clause = (is(after, "article") || is(after, "speaker only")) && !is(before, "help");
        if after.is_some() && (!stands && first < at || clause) {
            return None;
        }
    }
    if has("thing") {
        let idiom = words.phrases("idiom").iter().any(|phrase| {
            let from = (at + 1).checked_sub(phrase.len());
            from.is_some_and(|from| {
                (0..phrase.len()).all(|n| line.words[from + n].lower == phrase[n])
            })
        });
        if idiom {
            return None;
        }
        return (!is_expletive(line, at, end, words)).then_some(Stands::Thing);
    }
    if has("fused") {
        // "c'est combien la piscine"
        let names = line.words[at + 1..end].iter().any(|one| {
            let word = &one.lower;
            words.has("article", word) || words.has("expletive", word) || words.has("of", word)
        });
        return (at == first && !names && at + 1 < end).then_some(Stands::Thing);
    }
    if has("things") {
        return Some(Stands::Things);
    }
    if has("owned") {
        return Some(Stands::Owner);
    }
    let ends = after.is_none_or(|word| words.has("before noun", word));
    if has("single") {
        let named = is(before, "no antecedent");
        // "how does one become": anyone.
        let anyone = is(before, "do") && after.is_some();
        // "is one mandatory"
        let asked = is(before, "be") && after.is_some();
        return ((ends || asked) && !named && !anyone).then_some(Stands::Single);
    }
    if has("several") {
        return Some(Stands::Several);
    }
    // "are there any": nothing that was said.
    (has("place") && ends && !is(before, "be")).then_some(Stands::Place)
}

/// `is it true that …`, `how long does it take to learn the piano`: what it stands for comes after.
fn is_expletive(line: &Line<'_>, at: usize, end: usize, words: &Words) -> bool {
    let rest = &line.words[at + 1..end];
    let says = |words_after: &[Word], least: usize| {
        least <= words_after.iter().filter(|word| words.is_content(&word.lower)).count()
    };
    // "how much does it cost to join": little need be said where that is what is asked about it.
    if let [takes, to, after @ ..] = rest
        && words.has("takes", &takes.lower)
        && words.has("to", &to.lower)
        && says(after, 1)
    {
        return true;
    }
    rest.iter().enumerate().any(|(place, word)| {
        let after = &rest[place + 1..];
        words.has("to", &word.lower) && says(after, 2)
            || words.has("expletive", &word.lower) && says(after, 1)
            || words.has("worth", &word.lower) && says(after, 1)
            || words.has("weather", &word.lower)
    })
}

/// Whether an earlier part of the line says something that the word at `at` may stand for.
fn has_antecedent(line: &Line<'_>, from: usize, at: usize, words: &Words) -> bool {
    let content =
        |range: Range<usize>| line.words[range].iter().any(|word| words.is_content(&word.lower));
    if words.has("owned", &line.words[at].lower) {
        return content(from..at);
    }
    (from + 1..=at).any(|cut| {
        let cuts = words.has("clause", &line.words[cut].lower) || line.is_cut_before(cut);
        cuts && content(from..cut)
    })
}
