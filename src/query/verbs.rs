//! Other forms of German verbs than stemmers take for one: "angemeldet" where the documents say "anmelden".

use crate::analysis::Language;

/// A shorter infinitive is none, in characters, without what parts from it.
const SHORTEST: usize = 5;

/// What stands before a German verb and parts from it: "an" of "anmelden", "ich melde mich an".
const PREFIXES: [&str; 21] = [
    "ab", "an", "auf", "aus", "bei", "ein", "fest", "frei", "her", "hin", "los", "mit", "nach",
    "um", "vor", "weg", "weiter", "zu", "zurück", "zusammen", "über",
];

/// Forms of German verbs that change their vowel, and their infinitives.
const IRREGULAR: [(&str, &str); 40] = [
    ("nimmt", "nehmen"),
    ("nimmst", "nehmen"),
    ("genommen", "nehmen"),
    ("gibt", "geben"),
    ("gibst", "geben"),
    ("isst", "essen"),
    ("fährt", "fahren"),
    ("fährst", "fahren"),
    ("hält", "halten"),
    ("hältst", "halten"),
    ("trägt", "tragen"),
    ("trägst", "tragen"),
    ("läuft", "laufen"),
    ("läufst", "laufen"),
    ("schläft", "schlafen"),
    ("schläfst", "schlafen"),
    ("lässt", "lassen"),
    ("fällt", "fallen"),
    ("wäscht", "waschen"),
    ("lädt", "laden"),
    ("spricht", "sprechen"),
    ("sprichst", "sprechen"),
    ("trifft", "treffen"),
    ("triffst", "treffen"),
    ("hilft", "helfen"),
    ("hilfst", "helfen"),
    ("wirft", "werfen"),
    ("stirbt", "sterben"),
    ("liest", "lesen"),
    ("sieht", "sehen"),
    ("siehst", "sehen"),
    ("vergisst", "vergessen"),
    ("bricht", "brechen"),
    ("gilt", "gelten"),
    ("stiehlt", "stehlen"),
    ("gegangen", "gehen"),
    ("gekommen", "kommen"),
    ("geschlossen", "schließen"),
    ("verloren", "verlieren"),
    ("gestohlen", "stehlen"),
];

/// The German infinitive of a finite form: "holen" of "holt" and "holst", "arbeiten" of "arbeitet", "nehmen" of
/// "nimmt". Many a noun ends in the same letters; that the documents have the verb tells more.
pub(super) fn finite(word: &str, language: Language) -> Option<String> {
    if language != Language::German {
        return None;
    }
    if let Some((_, infinitive)) = IRREGULAR.iter().find(|(form, _)| *form == word) {
        return Some((*infinitive).to_owned());
    }
    let endings = ["est", "et", "st", "t"];
    let stem = endings.iter().find_map(|ending| word.strip_suffix(ending))?;
    (SHORTEST <= stem.chars().count() + 2).then(|| format!("{stem}en"))
}

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
    fn a_finite_form_is_one_of_its_verb() {
        for (word, expected) in [
            ("holt", Some("holen")),
            ("holst", Some("holen")),
            ("arbeitet", Some("arbeiten")),
            ("nehmt", Some("nehmen")),
            ("nimmt", Some("nehmen")),
            ("hut", None),
            ("haus", None),
        ] {
            assert_eq!(finite(word, Language::German).as_deref(), expected, "{word}");
        }
        assert_eq!(finite("holt", Language::Dutch), None);
    }

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
