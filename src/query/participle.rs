//! Other forms of German verbs than stemmers take for one: "angemeldet" where the documents say "anmelden".

use crate::analysis::Language;

/// A shorter infinitive is none, in characters, without what parts from it.
const SHORTEST: usize = 5;

/// What stands before a German verb and parts from it: "an" of "anmelden", "ich melde mich an".
const PREFIXES: [&str; 21] = [
    "ab", "an", "auf", "aus", "bei", "ein", "fest", "frei", "her", "hin", "los", "mit", "nach",
    "um", "vor", "weg", "weiter", "zu", "zurück", "zusammen", "über",
];

/// The German infinitive of a participle with "ge", or of one with "zu": "anmelden" of "angemeldet", "anzumelden"
/// and "gemeldet". None is made of an irregular one but where it ends as the infinitive does: "gegeben".
pub(super) fn infinitive(word: &str, language: Language) -> Option<String> {
    if language != Language::German {
        return None;
    }
    let separable =
        PREFIXES.iter().filter_map(|prefix| Some((*prefix, word.strip_prefix(prefix)?)));
    separable.chain([("", word)]).find_map(|(prefix, rest)| {
        let (verb, is_participle) = match (rest.strip_prefix("ge"), rest.strip_prefix("zu")) {
            (Some(verb), _) => (verb, true),
            (_, Some(verb)) if !prefix.is_empty() => (verb, false),
            _ => return None,
        };
        // Without what parts from it many a noun looks like one: "Gefahren", "Gericht".
        let stem = match (verb.strip_suffix("et"), verb.strip_suffix('t')) {
            (Some(stem), _) if is_participle => format!("{stem}en"),
            (None, Some(stem)) if is_participle && !prefix.is_empty() => format!("{stem}en"),
            _ if verb.ends_with("en") && !prefix.is_empty() => verb.to_owned(),
            _ => return None,
        };
        (SHORTEST <= stem.chars().count()).then(|| format!("{prefix}{stem}"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_participle_is_a_form_of_its_verb() {
        for (word, expected) in [
            ("angemeldet", Some("anmelden")),
            ("anzumelden", Some("anmelden")),
            ("zurückgeschickt", Some("zurückschicken")),
            ("weggeworfen", Some("wegworfen")),
            ("gemeldet", Some("melden")),
            ("gehen", None),
            ("gefahren", None),
            ("gericht", None),
            ("gebet", None),
            ("zumelden", None),
            ("angebot", None),
            ("getestete", None),
        ] {
            assert_eq!(infinitive(word, Language::German).as_deref(), expected, "{word}");
        }
        assert_eq!(infinitive("angemeldet", Language::Dutch), None);
    }
}
