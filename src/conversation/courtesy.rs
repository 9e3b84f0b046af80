//! What is said to be polite, and what is said back.
//!
//! A line is taken for it only where it is nothing else. The phrases of all languages stand in one
//! file, whose head tells how to add to it.

use std::sync::OnceLock;

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// The phrases and the replies.
const TEXT: &str = include_str!("courtesy.txt");

/// The most words that may stand around a phrase.
const MOST_WITH: usize = 4;

/// One language.
#[derive(Default)]
struct Phrases {
    language: &'static str,
    /// Words that may stand around a phrase.
    with: Vec<String>,
    /// Each phrase and its kind.
    phrases: Vec<(String, &'static str)>,
    /// Each kind and what is said to it.
    replies: Vec<(&'static str, &'static str)>,
}

/// What is said back to `line` where that is only a politeness: a sentence, in which `{documents}`
/// stands for what the conversation is about.
///
/// "Merci" and "ciao" are said in more than one language. `spoken` are the codes of those of the
/// documents, the commonest first: what a phrase is in the first of them that has it, it is.
pub(super) fn reply(line: &str, spoken: &[&str]) -> Option<&'static str> {
    let line = folded(line);
    let words: Vec<&str> = line.split(' ').filter(|word| !word.is_empty()).collect();
    if words.is_empty() || 12 < words.len() {
        return None;
    }
    let rank = |one: &&Phrases| spoken.iter().position(|code| *code == one.language);
    let mut languages: Vec<&Phrases> = languages().iter().collect();
    languages.sort_by_key(|one| rank(one).unwrap_or(usize::MAX));
    // A whole phrase of any language goes before one with words around it.
    languages
        .iter()
        .find_map(|one| one.whole(&words))
        .or_else(|| languages.iter().find_map(|one| one.inside(&words)))
}

/// What follows a politeness that `line` begins with, with a sign behind it: "ok sorry. do you have dogs". `spoken` as
/// in [`reply`].
pub(super) fn behind<'t>(line: &'t str, spoken: &[&str]) -> Option<&'t str> {
    let signs = line.match_indices(['.', ',', '!', ';', '?', ':', '–', '—']).take(MOST_WITH);
    let mut cuts = signs.map(|(at, sign)| (&line[..at], line[at + sign.len()..].trim_start()));
    let (_, rest) = cuts.find(|(before, _)| reply(before, spoken).is_some())?;
    let rest = behind(rest, spoken).unwrap_or(rest);
    rest.contains(char::is_alphabetic).then_some(rest)
}

impl Phrases {
    fn of(&self, phrase: &str) -> Option<&'static str> {
        let (_, kind) = self.phrases.iter().find(|(one, _)| one == phrase)?;
        self.replies.iter().find(|(one, _)| one == kind).map(|(_, reply)| *reply)
    }

    fn whole(&self, words: &[&str]) -> Option<&'static str> {
        self.of(&words.join(" "))
    }

    /// The longest phrase in `words`, which are nothing but phrases with only polite words around them.
    fn inside(&self, words: &[&str]) -> Option<&'static str> {
        let mut best: Option<(usize, &'static str)> = None;
        let (mut from, mut around) = (0, 0);
        while from < words.len() {
            let phrase = (from + 1..=words.len()).rev().find_map(|end| {
                let said = self.of(&words[from..end].join(" "))?;
                Some((end - from, said))
            });
            match phrase {
                Some((length, said)) => {
                    if best.is_none_or(|(longest, _)| longest < length) {
                        best = Some((length, said));
                    }
                    from += length;
                }
                None if self.with.iter().any(|one| one == words[from]) => {
                    around += 1;
                    from += 1;
                }
                None => return None,
            }
        }
        best.filter(|_| around <= MOST_WITH).map(|(_, said)| said)
    }
}

fn languages() -> &'static [Phrases] {
    static ALL: OnceLock<Vec<Phrases>> = OnceLock::new();
    ALL.get_or_init(|| {
        let mut all: Vec<Phrases> = Vec::new();
        for line in TEXT.lines().filter(|line| !line.starts_with('#')) {
            let Some((language, rest)) = line.split_once(' ') else { continue };
            if all.last().is_none_or(|one| one.language != language) {
                all.push(Phrases { language, ..Phrases::default() });
            }
            let Some(one) = all.last_mut() else { continue };
            if let Some((kind, reply)) = rest.split_once(" > ") {
                one.replies.push((kind, reply));
            } else if let Some((kind, phrases)) = rest.split_once(": ") {
                let phrases = phrases.split(" | ").map(folded);
                if kind == "with" {
                    one.with.extend(phrases.flat_map(|phrase| {
                        phrase.split(' ').map(str::to_owned).collect::<Vec<_>>()
                    }));
                } else {
                    one.phrases.extend(phrases.map(|phrase| (phrase, kind)));
                }
            }
        }
        all
    })
}

/// In small letters, without accents and signs, one blank between words.
fn folded(text: &str) -> String {
    let plain: String = text
        .nfkd()
        .filter(|one| !is_combining_mark(*one))
        .flat_map(char::to_lowercase)
        .filter(|one| !matches!(one, '\'' | '’'))
        .map(|one| if one.is_alphanumeric() { one } else { ' ' })
        .collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_follows_a_politeness_is_the_line() {
        for (line, rest) in [
            ("ok sorry. do you have dogs", Some("do you have dogs")),
            ("Thanks! And how much is it?", Some("And how much is it?")),
            ("hi, sorry, is it open", Some("is it open")),
            ("no, the other one", None),
            ("how much is it, please", None),
            ("thanks!", None),
            ("good. ...", None),
        ] {
            assert_eq!(behind(line, &["en"]), rest, "{line}");
        }
    }

    #[test]
    fn every_phrase_has_a_reply_and_every_reply_a_phrase() {
        assert!(4 <= languages().len());
        for one in languages() {
            for (phrase, kind) in &one.phrases {
                assert!(one.of(phrase).is_some(), "{} {kind}: {phrase}", one.language);
            }
            for (kind, _) in &one.replies {
                assert!(one.phrases.iter().any(|(_, of)| of == kind), "{} {kind}", one.language);
            }
        }
    }

    #[test]
    fn only_a_line_that_is_nothing_else_is_taken() {
        for line in [
            "Hi!",
            "hello there :)",
            "Thank you very much!!",
            "ok thanks",
            "Who are you?",
            "what's your name",
            "Hola",
            "GRACIAS",
            "¿qué puedes hacer?",
            "que puedes hacer",
            "Danke schön!",
            "wie geht's?",
            "Bonjour !",
            "que peux-tu faire ?",
            "Tschüss",
            "bye",
            "thank you, very helpful",
            "ok cool, that works, thanks",
        ] {
            assert!(reply(line, &[]).is_some(), "{line}");
        }
        for line in [
            "",
            "?!",
            "hello world program in rust",
            "thanks to what does it work",
            "who are you hiring",
            "what can you do with Python",
            "is there a good morning routine",
            "help with my router",
            "how are you doing deployments",
            "ok google",
            "the help",
        ] {
            assert_eq!(reply(line, &[]), None, "{line}");
        }
    }
    #[test]
    fn a_phrase_of_several_languages_is_one_of_the_documents() {
        let language = |line: &str, spoken: &[&str]| {
            let said = reply(line, spoken).unwrap();
            let has = |one: &&Phrases| one.replies.iter().any(|(_, reply)| *reply == said);
            languages().iter().find(has).map(|one| one.language)
        };
        for (line, spoken, wanted) in [
            ("Merci !", &["fr", "de"][..], "fr"),
            ("merci", &["de", "fr"], "de"),
            ("merci", &["en"], "fr"),
            ("hi", &["de"], "de"),
            ("hi", &["nl"], "en"),
            ("Ciao!", &["it"], "it"),
            ("ciao", &["de"], "de"),
            ("ciao", &["pt"], "it"),
            // What is said in one language alone is that, whatever the documents are in.
            ("danke", &["fr"], "de"),
        ] {
            assert_eq!(language(line, spoken), Some(wanted), "{line} {spoken:?}");
        }
    }
}
