//! What kind of answer a question asks for, told from its first words, or the first behind a clause: "When I move a
//! note, where does it go?"

use std::{borrow::Cow, iter};

use super::written::{in_small_letters, words};

/// What kind of answer is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
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
    Other,
}

/// Openings and what they ask for, in English, the longest that fits counting; see [`opening`].
const OPENINGS: &[(&str, QuestionKind)] = &[
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

/// What a question begins with that no yes or no answers, in English.
const ASKING: &str = "who whom whose what whats when where wheres why how hows which whichever";

/// The same in other languages, a line for each.
const ASKING_ELSEWHERE: &str = "
wer wen wem wessen wann warum wieso weshalb wo woher wohin wie wieviel wieviele was welche welcher welches welchen welchem wozu womit wofür
qui que quoi quand où pourquoi comment combien quel quelle quels quelles lequel laquelle
quién quien quiénes quienes qué cuándo cuando dónde donde cómo cuánto cuanto cuánta cuánta cuántos cuantos cuántas cuantas cuál cual cuáles cuales
chi che cosa quando dove perché perche come quanto quanta quanti quante quale quali qual
wie wat wanneer waar waarom hoe hoeveel welk welke
quem quando onde como quanto quanta quantos quantas qual quais
";

/// The words that a clause before a question begins with, in English; `when` is one unless an auxiliary follows.
const CLAUSES: &[&str] = &["when", "whenever", "if", "while"];

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
    /// What `question` asks for.
    pub fn of(question: &str) -> QuestionKind {
        let question = main_question(question);
        let words: Vec<Cow<'_, str>> = words(question).take(MOST_WORDS).collect();
        let joined = words.join(" ");
        if words.iter().any(|word| word == "vs" || word == "versus")
            || joined.contains("difference between")
            || joined.contains("differ from")
        {
            return QuestionKind::Comparison;
        }
        opening(&joined).unwrap_or(QuestionKind::Other)
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
    let is_clause = |word: &str| CLAUSES.contains(&word);
    let Some(first) = parts.next().filter(|(_, _, word)| is_clause(word)) else { return question };
    let words: Vec<(usize, bool, Cow<'_, str>)> =
        iter::once(first).chain(parts.take(MOST_WORDS)).collect();
    let word = |at: usize| words.get(at).map_or("", |(_, _, word)| &**word);
    if is_auxiliary(word(1)) {
        return question;
    }
    let begins_at = |at: &usize| match word(*at) {
        "when" => is_auxiliary(word(at + 1)),
        one if is_auxiliary(one) => SUBJECTS.contains(&word(at + 1)),
        one => ASKING.split(' ').any(|asking| asking == one),
    };
    let is_parted = |at: &usize| words[at - 1].1;
    let begins = || (CLAUSE_WORDS..words.len()).filter(begins_at);
    // "If I know what it is, who helps?" "If it opens and what it costs" asks twice.
    let main = begins()
        .find(is_parted)
        .or_else(|| begins().find(|at| !matches!(word(at - 1), "and" | "or")));
    main.map_or(question, |at| &question[words[at].0..])
}

/// What the longest opening that `words` (lower-case, joined by one blank) starts with asks for.
fn opening(words: &str) -> Option<QuestionKind> {
    OPENINGS
        .iter()
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
            assert_eq!(QuestionKind::of(question), kind, "{question}");
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
        assert_eq!(QuestionKind::of("When I move it, where does it go?"), QuestionKind::Where);
        assert_eq!(QuestionKind::of("When moving it can I pick one?"), QuestionKind::YesNo);
    }
}
