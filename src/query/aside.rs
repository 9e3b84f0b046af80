//! What who asks tells beside the question: "can I use my own router, it's a Fritzbox", "my dad died, who gets his plot?".
//!
//! Circumstances are told in sentences of their own, which begin with who tells them or with what is theirs. A word there
//! that the documents do not have is not what is asked about, as it would be in the question itself.

use std::ops::Range;

use super::{is_interrogative, kind::begins_question, written::words};

/// What a clause that tells begins with, in several languages.
const TELLING: &str = "
i i'm im i've ive i'd my our we we're we've were it its it's he he's hes she she's shes they they're theyre got had lost left
ich mein meine meinen wir unser unsere es er sie hab habe
je j'ai j'habite mon ma mes on nous notre nos il elle c'est ils elles
yo mi mis nos nuestro nuestra tengo soy es está
io mio mia ho sono abbiamo è
ik mijn we ons onze het hij zij heb
eu meu minha tenho sou é
";

/// What may stand before that.
const BEFORE: &str = "hi hello hey hallo bonjour salut hola ciao olá so well and but ok okay please sorry und et y e en";

/// A clause of fewer words tells nothing.
const LEAST_WORDS: usize = 2;

/// The bytes of `question` in which something is told beside what is asked, in order, apart. Empty where it is one clause, or
/// none of its clauses asks by itself, as `says_enough` has it: "I have a lamp from Lumo, how much is that?" is about what was
/// told.
///
/// # Cost
///
/// One way through it; most questions have no sign that parts clauses.
pub(super) fn asides(
    question: &str,
    says_enough: impl Fn(&Range<usize>) -> bool,
) -> Vec<Range<usize>> {
    let clauses = clauses(question);
    if clauses.len() < 2 {
        return Vec::new();
    }
    let asks = |clause: &Range<usize>| begins_question(without_lead(&question[clause.clone()]));
    if !clauses.iter().any(|clause| asks(clause) && says_enough(clause)) {
        return Vec::new();
    }
    clauses.into_iter().filter(|clause| !asks(clause) && tells(&question[clause.clone()])).collect()
}

/// The clauses of `question`: parted by a sign with a blank behind it.
fn clauses(question: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    for (at, sign) in question.match_indices([',', ';', ':', '.', '!', '?', '-', '–', '—']) {
        let behind = &question[at + sign.len()..];
        let is_dash = matches!(sign, "-" | "–" | "—");
        let parts = behind.starts_with(char::is_whitespace)
            && (!is_dash || question[..at].ends_with(char::is_whitespace));
        if parts {
            found.push(start..at);
            start = at + sign.len();
        }
    }
    found.push(start..question.len());
    found.retain(|clause| !question[clause.clone()].trim().is_empty());
    found
}

/// `clause` without what may stand before anything.
fn without_lead(clause: &str) -> &str {
    let mut rest = clause.trim_start();
    while let Some(first) = rest.split_whitespace().next() {
        let word = first.trim_matches(|one: char| !one.is_alphanumeric()).to_lowercase();
        if !BEFORE.split_ascii_whitespace().any(|before| before == word) {
            break;
        }
        rest = rest[first.len()..].trim_start();
    }
    rest
}

/// Whether `clause` tells what somebody has or did.
fn tells(clause: &str) -> bool {
    let rest = without_lead(clause);
    let first = rest.split_whitespace().next().unwrap_or_default().to_lowercase().replace('’', "'");
    let first = first.trim_matches(|one: char| !one.is_alphanumeric());
    let begins = |telling: &str| {
        // "j'habite" as "j'ai"; "its" alone is one of the list.
        telling == first || first.starts_with("j'") && telling == "j'ai"
    };
    LEAST_WORDS <= words(rest).count()
        && !is_interrogative(first)
        && TELLING.split_ascii_whitespace().any(begins)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(question: &str, expected: &[&str]) {
        let found: Vec<&str> = asides(question, |clause| clause.len() > 12)
            .into_iter()
            .map(|aside| question[aside].trim())
            .collect();
        assert_eq!(found, expected, "{question}");
    }

    #[test]
    fn what_is_told_beside_the_question_is_an_aside() {
        check("can I use my own lamp, it's a Lumo", &["it's a Lumo"]);
        check("Hi, my uncle died. Who gets his plot?", &["my uncle died"]);
        check(
            "we are moving to Leeds in June, do we need to tell you",
            &["we are moving to Leeds in June"],
        );
        check("je suis né à Lyon, comment avoir un extrait", &["je suis né à Lyon"]);
        check("ich habe einen Tesla – wo kann ich laden?", &["ich habe einen Tesla"]);
    }

    #[test]
    fn what_is_asked_about_is_none() {
        for question in [
            "pianos, do you have them",
            "the lamp, the one from Lumo, does it dim",
            "can I bring a dog",
            "salary of a dentist, not of a baker",
            "I want a piano",
            "I have a lamp from Lumo, is it one",
            "my uncle died, his plot",
            "is it open on Sunday, Monday or Tuesday",
            "",
            ",,",
        ] {
            check(question, &[]);
        }
    }
}
