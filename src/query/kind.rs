//! What kind of answer a question asks for, told from its first words, or the first behind a clause: "When I move a
//! note, where does it go?"

use std::{borrow::Cow, iter, sync::LazyLock};

use super::written::{in_small_letters, words, written};
use crate::analysis::Language;

/// What kind of answer is asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum QuestionKind {
    /// What is X, what does X mean, X?
    Definition,
    /// How do I, steps to.
    HowTo,
    /// How much, what does it cost.
    HowMuch,
    /// How long, how many years.
    HowLong,
    /// How many.
    HowMany,
    /// When, since when, what year.
    When,
    /// Where.
    Where,
    /// Who, whose.
    Who,
    /// Why.
    Why,
    /// Is, do, can: yes or no.
    YesNo,
    /// What is the difference, X vs Y.
    Comparison,
    /// Which, what are, list.
    List,
    /// Nothing of these.
    #[default]
    Other,
}

/// Openings and what they ask for, in English, the longest that fits counting; see [`longest`].
const OPENINGS: &[Opening] = &[
    ("what is the difference", QuestionKind::Comparison),
    ("what s the difference", QuestionKind::Comparison),
    ("whats the difference", QuestionKind::Comparison),
    ("difference between", QuestionKind::Comparison),
    ("how does it differ", QuestionKind::Comparison),
    ("compare", QuestionKind::Comparison),
    ("what is", QuestionKind::Definition),
    ("what s", QuestionKind::Definition),
    ("whats", QuestionKind::Definition),
    ("what does", QuestionKind::Definition),
    ("define", QuestionKind::Definition),
    ("definition of", QuestionKind::Definition),
    ("meaning of", QuestionKind::Definition),
    ("explain", QuestionKind::Definition),
    ("how do", QuestionKind::HowTo),
    ("how can", QuestionKind::HowTo),
    ("how to", QuestionKind::HowTo),
    ("how should", QuestionKind::HowTo),
    ("how would", QuestionKind::HowTo),
    ("how could", QuestionKind::HowTo),
    ("how does one", QuestionKind::HowTo),
    ("steps to", QuestionKind::HowTo),
    ("what should i do", QuestionKind::HowTo),
    ("what do i do", QuestionKind::HowTo),
    ("how much", QuestionKind::HowMuch),
    ("what is the price", QuestionKind::HowMuch),
    ("what does it cost", QuestionKind::HowMuch),
    ("how long", QuestionKind::HowLong),
    ("how many years", QuestionKind::HowLong),
    ("how many months", QuestionKind::HowLong),
    ("how many weeks", QuestionKind::HowLong),
    ("how many days", QuestionKind::HowLong),
    ("how many hours", QuestionKind::HowLong),
    ("how much time", QuestionKind::HowLong),
    ("how many", QuestionKind::HowMany),
    ("when", QuestionKind::When),
    ("since when", QuestionKind::When),
    ("what year", QuestionKind::When),
    ("in what year", QuestionKind::When),
    ("in which year", QuestionKind::When),
    ("what date", QuestionKind::When),
    ("what day", QuestionKind::When),
    ("what time", QuestionKind::When),
    ("where", QuestionKind::Where),
    ("in which country", QuestionKind::Where),
    ("in what country", QuestionKind::Where),
    ("who", QuestionKind::Who),
    ("whose", QuestionKind::Who),
    ("whom", QuestionKind::Who),
    ("why", QuestionKind::Why),
    ("how come", QuestionKind::Why),
    ("what is the reason", QuestionKind::Why),
    ("what are", QuestionKind::List),
    ("which", QuestionKind::List),
    ("list", QuestionKind::List),
    ("name", QuestionKind::List),
    ("is", QuestionKind::YesNo),
    ("are", QuestionKind::YesNo),
    ("am", QuestionKind::YesNo),
    ("was", QuestionKind::YesNo),
    ("were", QuestionKind::YesNo),
    ("do", QuestionKind::YesNo),
    ("does", QuestionKind::YesNo),
    ("did", QuestionKind::YesNo),
    ("can", QuestionKind::YesNo),
    ("could", QuestionKind::YesNo),
    ("should", QuestionKind::YesNo),
    ("shall", QuestionKind::YesNo),
    ("will", QuestionKind::YesNo),
    ("would", QuestionKind::YesNo),
    ("must", QuestionKind::YesNo),
    ("may", QuestionKind::YesNo),
    ("might", QuestionKind::YesNo),
    ("has", QuestionKind::YesNo),
    ("have", QuestionKind::YesNo),
    ("had", QuestionKind::YesNo),
];

/// The same in other languages; its head says how they stand there.
const ELSEWHERE: &str = include_str!("openings.txt");

/// The kinds by their names there.
const KINDS: [(&str, QuestionKind); 8] = [
    ("definition", QuestionKind::Definition),
    ("comparison", QuestionKind::Comparison),
    ("how to", QuestionKind::HowTo),
    ("list", QuestionKind::List),
    ("where", QuestionKind::Where),
    ("who", QuestionKind::Who),
    ("why", QuestionKind::Why),
    ("other", QuestionKind::Other),
];

/// What a question begins with that no yes or no answers, in English.
const ASKING: &str = "who whom whose what whats when where wheres why how hows which whichever";

/// The same in other languages, a line for each.
const ASKING_ELSEWHERE: &str = "
wer wen wem wessen wann warum wieso weshalb wo woher wohin wie wieviel wieviele was welche welcher welches welchen welchem wozu womit wofür
qui que qu quoi quand où pourquoi comment combien quel quelle quels quelles lequel laquelle
quién quien quiénes quienes qué cuándo cuando dónde donde cómo cuánto cuanto cuánta cuanta cuántos cuantos cuántas cuantas cuál cual cuáles cuales
chi che cosa cos quando dove dov perché perche come quanto quanta quanti quante quale quali qual
wie wat wanneer waar waarom hoe hoeveel welk welke
quem quando onde como quanto quanta quantos quantas qual quais
";

/// The words that a clause before a question begins with, in English; `when` is one unless an auxiliary follows.
const CLAUSES: &[&str] = &["when", "whenever", "if", "while"];

/// The same in other languages. There the clause has to end with a sign, and a word that asks to stand behind it.
const CLAUSES_ELSEWHERE: &str = "wenn falls sobald nachdem bevor während als wanneer indien zodra \
    quand lorsque lorsqu si dès cuando mientras quando se mentre enquanto";

/// Subjects that show, behind an auxiliary, that a question begins there and that it is no statement.
const SUBJECTS: &[&str] = &[
    "i", "you", "he", "she", "it", "we", "they", "there", "one", "someone", "anyone", "everyone",
    "each", "all", "any", "this", "that", "these", "those", "my", "your", "his", "her", "its",
    "our", "their", "the", "a", "an",
];

/// A clause has so many words at least, its opening among them.
const CLAUSE_WORDS: usize = 3;

/// So many words of a question are looked at.
const MOST_WORDS: usize = 64;

impl QuestionKind {
    /// What `question` asks for, in English or one of `languages`.
    pub fn of(question: &str, languages: impl IntoIterator<Item = Language>) -> QuestionKind {
        let question = main_question(question);
        let words: Vec<Cow<'_, str>> = words(question).take(MOST_WORDS).collect();
        let joined = words.join(" ");
        if words.iter().any(|word| word == "vs" || word == "versus")
            || joined.contains("difference between")
            || joined.contains("differ from")
        {
            return QuestionKind::Comparison;
        }
        let elsewhere = languages.into_iter().filter(|language| *language != Language::English);
        let all = iter::once(Language::English).chain(elsewhere).flat_map(openings);
        longest(&joined, all).unwrap_or(QuestionKind::Other)
    }
}

/// Whether a question that begins with `word` (lower-case) asks for more than a yes or no, in any language.
pub(crate) fn is_interrogative(word: &str) -> bool {
    let mut all = [ASKING, ASKING_ELSEWHERE].into_iter().flat_map(str::split_ascii_whitespace);
    all.any(|asking| asking == word)
}

/// Whether `word` (lower-case) is a verb that stands before the subject of a question, in English.
fn is_auxiliary(word: &str) -> bool {
    OPENINGS.iter().any(|(opening, kind)| *kind == QuestionKind::YesNo && *opening == word)
}

/// `question` without the clause before it: "can I pick one?" of "When linking to a map can I pick one?" All of it where it
/// has none.
pub(crate) fn main_question(question: &str) -> &str {
    let mut at = 0;
    let mut parts = question.split_inclusive(char::is_whitespace).map(|part| {
        at += part.len();
        let word = part.trim_matches(|one: char| !one.is_alphanumeric());
        (
            at - part.len(),
            part.trim_end().ends_with([',', ';', ':', '.', '–']),
            in_small_letters(word),
        )
    });
    let is_elsewhere =
        |word: &str| CLAUSES_ELSEWHERE.split_ascii_whitespace().any(|one| one == word);
    let is_clause = |word: &str| CLAUSES.contains(&word) || is_elsewhere(word);
    let Some(first) = parts.next().filter(|(_, _, word)| is_clause(word)) else { return question };
    let is_elsewhere = is_elsewhere(&first.2);
    let words: Vec<(usize, bool, Cow<'_, str>)> =
        iter::once(first).chain(parts.take(MOST_WORDS)).collect();
    // "What" of "what's", "qu" of "qu'est-ce".
    let word =
        |at: usize| words.get(at).and_then(|(_, _, word)| written(word).next()).unwrap_or("");
    let is_parted = |at: &usize| words[at - 1].1;
    if is_elsewhere {
        let mut places = CLAUSE_WORDS..words.len();
        let main = places.find(|at| is_parted(at) && is_interrogative(word(*at)));
        return main.map_or(question, |at| &question[words[at].0..]);
    }
    if is_auxiliary(word(1)) {
        return question;
    }
    let begins_at = |at: &usize| match word(*at) {
        "when" => is_auxiliary(word(at + 1)),
        one if is_auxiliary(one) => SUBJECTS.contains(&word(at + 1)),
        one => ASKING.split(' ').any(|asking| asking == one),
    };
    let begins = || (CLAUSE_WORDS..words.len()).filter(begins_at);
    // "If I know what it is, who helps?" "If it opens and what it costs" asks twice.
    let main = begins()
        .find(is_parted)
        .or_else(|| begins().find(|at| !matches!(word(at - 1), "and" | "or")));
    main.map_or(question, |at| &question[words[at].0..])
}

/// An opening, and what it asks for.
type Opening = (&'static str, QuestionKind);

/// The openings of each language of the list. Made when the first question to documents in one needs them.
static LISTED: LazyLock<Vec<(&str, Vec<Opening>)>> = LazyLock::new(|| {
    let mut all: Vec<(&str, Vec<Opening>)> = Vec::new();
    for line in ELSEWHERE.lines() {
        if let Some(code) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            all.push((code, Vec::new()));
        } else if let Some((name, openings)) = line.split_once(':')
            && let Some((_, own)) = all.last_mut()
        {
            let kind = KINDS.iter().find(|(one, _)| *one == name).map(|(_, kind)| *kind);
            let kind = kind.unwrap_or(QuestionKind::Other);
            own.extend(openings.split(',').map(|opening| (opening.trim(), kind)));
        }
    }
    all
});

/// The openings in `language` of the list.
fn openings(language: Language) -> &'static [Opening] {
    if language == Language::English {
        return OPENINGS;
    }
    LISTED.iter().find(|(code, _)| *code == language.code()).map_or(&[], |(_, own)| own)
}

/// What the longest of `openings` that `words` (lower-case, joined by one blank) start with asks for.
fn longest(words: &str, openings: impl Iterator<Item = &'static Opening>) -> Option<QuestionKind> {
    openings
        .filter(|(opening, _)| {
            words.strip_prefix(opening).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
        })
        .max_by_key(|(opening, _)| opening.len())
        .map(|(_, kind)| *kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_opening_tells() {
        for (question, kind) in [
            ("What is deep learning?", QuestionKind::Definition),
            ("what's the difference between a cat and a dog", QuestionKind::Comparison),
            ("tabs vs spaces", QuestionKind::Comparison),
            ("how many years does it take", QuestionKind::HowLong),
            ("how many legs has a spider", QuestionKind::HowMany),
            ("How do I reset it?", QuestionKind::HowTo),
            ("is it free", QuestionKind::YesNo),
            ("issue with login", QuestionKind::Other),
            ("", QuestionKind::Other),
            ("?!", QuestionKind::Other),
            ("when does it open and what does it cost", QuestionKind::When),
            ("when rent due", QuestionKind::When),
        ] {
            assert_eq!(QuestionKind::of(question, []), kind, "{question}");
        }
    }

    #[test]
    fn other_languages_have_openings_of_their_own() {
        use Language::{Dutch, French, German, Italian, Portuguese, Spanish};
        for (language, question, kind) in [
            (German, "Was ist eine Gießkanne?", QuestionKind::Definition),
            (German, "Was ist der Unterschied?", QuestionKind::Comparison),
            (German, "wie kann ich sie füllen", QuestionKind::HowTo),
            (German, "wie viel Wasser fasst sie", QuestionKind::Other),
            (German, "Wenn sie leer ist, wo fülle ich sie?", QuestionKind::Where),
            (Dutch, "wie helpt mij", QuestionKind::Who),
            (Dutch, "Hoe vul ik hem?", QuestionKind::HowTo),
            (French, "Qu'est-ce qu'un arrosoir ?", QuestionKind::Definition),
            (French, "S'il est vide, où le remplir ?", QuestionKind::Other),
            (French, "Quand il est vide, comment le remplir ?", QuestionKind::HowTo),
            (French, "Si on le perd, qu'est-ce qu'un double ?", QuestionKind::Definition),
            (Spanish, "¿Qué es una regadera?", QuestionKind::Definition),
            (Spanish, "si se vacía, ¿cómo se llena?", QuestionKind::HowTo),
            (Italian, "Cos'è un annaffiatoio?", QuestionKind::Definition),
            (Italian, "quali sono di latta", QuestionKind::List),
            (Portuguese, "O que é um regador?", QuestionKind::Definition),
        ] {
            assert_eq!(QuestionKind::of(question, [language]), kind, "{question}");
        }
        // What one language begins with is another's word.
        assert_eq!(QuestionKind::of("wie helpt mij", [German]), QuestionKind::HowTo);
        assert_eq!(QuestionKind::of("was it full", [German]), QuestionKind::YesNo);
    }

    #[test]
    fn every_line_of_the_list_has_a_kind_and_openings_that_can_be_met() {
        let codes: Vec<&str> = Language::ALL.iter().map(|language| language.code()).collect();
        for line in ELSEWHERE.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            if let Some(code) = line.strip_prefix('[') {
                assert!(codes.contains(&code.trim_end_matches(']')), "{line}");
                continue;
            }
            let (name, list) = line.split_once(": ").unwrap();
            assert!(KINDS.iter().any(|(one, _)| *one == name), "{name}");
            for opening in list.split(", ") {
                let typed: Vec<_> = words(opening).collect();
                assert_eq!(typed.join(" "), opening);
            }
        }
        for language in Language::ALL {
            let all = openings(*language);
            for (opening, kind) in all {
                assert_eq!(longest(opening, all.iter()), Some(*kind), "{opening}");
                let same = all.iter().filter(|(other, _)| other == opening).count();
                assert_eq!(same, 1, "{opening} stands there twice");
            }
        }
    }

    #[test]
    fn a_clause_with_when_asks_for_no_time() {
        for (question, main) in [
            ("When linking to a map can I pick one?", "can I pick one?"),
            ("When I move a note, where does it go?", "where does it go?"),
            ("When a task is done how can I keep it", "how can I keep it"),
            ("If I know what it is, who helps?", "who helps?"),
            ("If the lamp is the old one, is it safe?", "is it safe?"),
            ("If I pay in May, when is it sent?", "when is it sent?"),
            ("when two share a list they see the same, is there a way", "is there a way"),
            ("When is the pool open?", "When is the pool open?"),
            ("when the shop opens", "when the shop opens"),
            ("when the shop opens and what it sells", "when the shop opens and what it sells"),
            ("Where is it when I move it?", "Where is it when I move it?"),
            ("If", "If"),
            ("", ""),
        ] {
            assert_eq!(main_question(question), main);
        }
        assert_eq!(QuestionKind::of("When I move it, where does it go?", []), QuestionKind::Where);
        assert_eq!(QuestionKind::of("When moving it can I pick one?", []), QuestionKind::YesNo);
    }
}
