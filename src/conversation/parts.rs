//! What a question is made of: how it asks, and what about.

use std::ops::Range;

use super::{line::Line, words::Words};

/// A question in its parts, as ranges of its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Parts {
    /// The words that ask, up to the helping verb: `how much`, `which programming languages`.
    pub(super) ask: Range<usize>,
    /// What it is about, without what only leads: from the helping verb on.
    pub(super) rest: Range<usize>,
    /// Where what it is about begins after helping verbs and speakers: `deploy a model`.
    pub(super) body: Range<usize>,
    /// Whether the body is something that somebody does: `how do I …`, `how to …`.
    pub(super) does: bool,
    /// Whether it asks how those are who are asked: `when are you open`. What it is about has no name then.
    pub(super) of_speaker: bool,
    /// What may be spoken of, each with the article before it: the likelier first.
    pub(super) topics: Vec<Range<usize>>,
    /// For each word of the question, whether it is a verb.
    pub(super) verbs: Vec<bool>,
}

/// Takes `line` apart.
pub(super) fn parts(line: &Line<'_>, words: &Words) -> Parts {
    let lower = line.lower();
    let count = lower.len();
    let is = |at: usize, list: &str| lower.get(at).is_some_and(|word| words.has(list, word));
    let asks = usize::from(is(0, "before noun") && is(1, "ask"));
    let mut ask = asks;
    if is(asks, "ask") {
        ask += 1;
        while is(ask, "degree") {
            ask += 1;
        }
    }
    let mut body = ask;
    let mut does = false;
    while body < count
        && (is(body, "help") || is(body, "speaker") || is(body, "to"))
        && !words.is_content(lower[body])
    {
        does |= is(body, "speaker") || is(body, "to");
        body += 1;
    }
    // "when are you open" is how somebody is, and "are you coming" what they do.
    let is_so = |word: &&str| words.is_content(word) && !words.is_doing(word);
    let of_speaker = 2 <= body
        && is(body - 2, "be")
        && is(body - 1, "speaker")
        && lower.get(body).is_some_and(is_so);
    if of_speaker {
        (body, does) = (body + 1, false);
    }
    // "how long does it take to become an engineer" is about what comes after.
    if is(body, "thing")
        && let Some(to) = (body..count).find(|at| is(*at, "to"))
    {
        (body, does) = (to + 1, true);
    }
    let verbs = verbs(line, ask, does.then_some(body), words);
    let topics = topics(line, body..count, does, words, &verbs);
    Parts { ask: 0..ask, rest: ask..count, body: body..count, does, of_speaker, topics, verbs }
}

/// For each word of `line`, which asks with its first `ask` words, whether it is a verb: one that is listed,
/// or any that stands where only a verb does. `deed` is where begins what somebody does.
fn verbs(line: &Line<'_>, ask: usize, deed: Option<usize>, words: &Words) -> Vec<bool> {
    let lower = line.lower();
    let last = lower.len().saturating_sub(1);
    let is = |at: Option<usize>, list: &str| {
        at.and_then(|at| lower.get(at)).is_some_and(|word| words.has(list, word))
    };
    let comes_last = !words.phrases("verb last").is_empty();
    // "does the phone survive", "what does a lamp weigh"
    let helped = is(Some(ask), "do")
        && ask + 2 < last
        && !lower[ask + 1..last].iter().any(|word| {
            words.is_verb(word) || words.has("before noun", word) || words.has("subject", word)
        });
    let modal = lower.iter().position(|word| words.has("modal", word));
    let by_place = |at: usize| {
        let (before, after) = (at.checked_sub(1), Some(at + 1));
        // "how do I export it", "how much is it to rent a boat", "can people still swim"
        deed == Some(at) && !comes_last
            || follows_subject(&lower, at, words)
            // "who bakes the bread", "wann schließt die Bücherei", "puedo exportar mis notas"
            || at == ask && is(before, "verb next")
            || is(before, "modal") && !comes_last
            || helped && at == last
            // "wie exportiere ich das"
            || is(after, "speaker only") && (at == 0 || at == ask)
            // "what do I need to rent a boat", "para renovar el pasaporte"
            || is(before, "to") && (is(after, "article") || is(after, "speaker only"))
            // "kann ich meine Notizen exportieren", but not "kann ich mit Karten zahlen"
            || comes_last
                && at == last
                && modal.is_some_and(|modal| modal + 1 < at)
                && lower[at].ends_with('n')
                && !is(before, "before noun")
                && !is(before, "article")
    };
    let is_verb =
        |at: usize| words.is_content(lower[at]) && (words.is_verb(lower[at]) || by_place(at));
    (0..lower.len()).map(is_verb).collect()
}

/// Whether the word at `at` comes after a helping verb and who does it: `do I`, `can people still`.
fn follows_subject(lower: &[&str], at: usize, words: &Words) -> bool {
    let between = lower[..at].iter().rev().take_while(|word| words.has("between", word)).count();
    match lower[..at - between] {
        [.., help, subject] => words.has("do", help) && words.has("subject", subject),
        _ => false,
    }
}

/// What may be spoken of in `range`, with the articles; see [`Parts::topics`].
fn topics(
    line: &Line<'_>,
    range: Range<usize>,
    does: bool,
    words: &Words,
    verbs: &[bool],
) -> Vec<Range<usize>> {
    // What somebody does begins with a verb, known or not, where that does not come last.
    let begins = words.phrases("verb last").is_empty();
    let from = range.start + usize::from(does && begins && range.start < range.end);
    let mut runs = runs(line, from..range.end, words, verbs);
    if runs.is_empty() && does {
        let listed: Vec<bool> = line.words.iter().map(|word| words.is_verb(&word.lower)).collect();
        runs = self::runs(line, range.clone(), words, &listed);
    }
    // When something is is not what it is about.
    let is_time =
        |run: &Range<usize>| line.words[run.clone()].iter().all(|one| words.is_time(&one.lower));
    if !runs.iter().all(is_time) {
        runs.retain(|run| !is_time(run));
    }
    let mut topics: Vec<Range<usize>> = Vec::new();
    let mut add = |run: Range<usize>| {
        if !topics.contains(&run) {
            topics.push(run);
        }
    };
    let runs: Vec<Range<usize>> =
        runs.into_iter().map(|run| with_article(line, run, from, words)).collect();
    // "the future of machine learning" is one thing, and machine learning another.
    for (at, run) in runs.iter().enumerate() {
        let mut end = run.end;
        for next in &runs[at + 1..] {
            let of = end + 1 == next.start && words.has("of", &line.words[end].lower);
            end = if of { next.end } else { break };
        }
        add(run.start..end);
    }
    runs.into_iter().for_each(add);
    topics
}

/// `run` and the article before it.
fn with_article(line: &Line<'_>, run: Range<usize>, from: usize, words: &Words) -> Range<usize> {
    let before = run.start.checked_sub(1).filter(|at| from <= *at);
    let has = before.is_some_and(|at| words.has("article", &line.words[at].lower));
    run.start - usize::from(has)..run.end
}

/// The runs of words in `range` that say something, cut at `verbs` and signs.
pub(super) fn runs(
    line: &Line<'_>,
    range: Range<usize>,
    words: &Words,
    verbs: &[bool],
) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    let mut open: Option<usize> = None;
    for at in range.clone() {
        let word = &line.words[at].lower;
        let inside = words.is_content(word) && !verbs[at];
        if open.is_some() && (!inside || line.is_cut_before(at)) {
            runs.extend(open.take().map(|from| from..at));
        }
        if inside && open.is_none() {
            open = Some(at);
        }
    }
    runs.extend(open.map(|from| from..range.end));
    // "is mathematics important", "does the phone survive": the last word says something of the
    // others, where nothing else does.
    let lower = |at: usize| line.words.get(at).map_or("", |word| &word.lower);
    let helped = words.has("help", lower(0)) || words.has("do", lower(range.start.wrapping_sub(1)));
    if let [only] = runs.as_mut_slice()
        && helped
        && !verbs.contains(&true)
        && 1 < only.len()
        && only.end == line.words.len()
        && !words.has("speaker", lower(range.start.wrapping_sub(1)))
    {
        only.end -= 1;
    }
    runs
}
