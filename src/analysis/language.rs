//! Languages: which one a text is in, and what belongs to each.

use frostem::{Algorithm, Stemmer};
use hashbrown::HashSet;
use serde::{Deserialize, Serialize};
use whatlang::{Detector, Lang};

/// How many bytes of a text are looked at to tell its language.
const DETECT_BYTES: usize = 16 * 1024;

/// Fewer letters than this do not tell a language.
const DETECT_LEAST_CHARS: usize = 60;

/// Words that carry no more than stop words do when a person asks, and that the lists of the
/// `stop-words` crate leave out.
const ASKING: &str = include_str!("asking.txt");

macro_rules! languages {
    ($($name:ident $code:literal $lang:ident;)*) => {
        /// The languages with a stemmer and a list of stop words.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "lowercase")]
        #[allow(missing_docs)]
        pub enum Language { $($name,)* }

        impl Language {
            /// All of them, in alphabetical order.
            pub const ALL: &[Language] = &[$(Language::$name,)*];

            /// The ISO 639-1 code.
            pub fn code(self) -> &'static str {
                match self { $(Language::$name => $code,)* }
            }

            fn stemmer(self) -> Stemmer {
                Stemmer::new(match self { $(Language::$name => Algorithm::$name,)* })
            }

            fn of(lang: Lang) -> Option<Language> {
                match lang { $(Lang::$lang => Some(Language::$name),)* _ => None }
            }

            fn detector() -> Detector {
                Detector::with_allowlist(vec![$(Lang::$lang,)*])
            }
        }
    };
}

languages! {
    Arabic "ar" Ara;
    Danish "da" Dan;
    Dutch "nl" Nld;
    English "en" Eng;
    Finnish "fi" Fin;
    French "fr" Fra;
    German "de" Deu;
    Greek "el" Ell;
    Hungarian "hu" Hun;
    Italian "it" Ita;
    Norwegian "no" Nob;
    Portuguese "pt" Por;
    Romanian "ro" Ron;
    Russian "ru" Rus;
    Spanish "es" Spa;
    Swedish "sv" Swe;
    Tamil "ta" Tam;
    Turkish "tr" Tur;
}

impl Language {
    /// The language of `text`, told from its first 16 KB by letter trigrams; English where the
    /// text is short or nothing tells.
    pub fn detect(text: &str) -> Language {
        let mut end = text.len().min(DETECT_BYTES);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let sample = &text[..end];
        if sample.chars().filter(|one| one.is_alphabetic()).take(DETECT_LEAST_CHARS).count()
            < DETECT_LEAST_CHARS
        {
            return Language::English;
        }
        match Language::detector().detect(sample) {
            Some(found) if found.is_reliable() => {
                Language::of(found.lang()).unwrap_or(Language::English)
            }
            _ => Language::English,
        }
    }

    /// The stop words, lower-case.
    pub(crate) fn stop_words(self) -> HashSet<&'static str> {
        self.listed_stop_words().collect()
    }

    /// Whether `word` (lower-case) is a stop word of any language: nearly every question begins with one, and hardly any
    /// sentence that tells what to do.
    ///
    /// # Cost
    ///
    /// A look at each of some thousand words.
    pub(super) fn any_stops_at(word: &str) -> bool {
        Language::ALL.iter().any(|one| one.listed_stop_words().any(|stop| stop == word))
    }

    fn listed_stop_words(self) -> impl Iterator<Item = &'static str> {
        let listed = stop_words::lookup(self.code()).unwrap_or(&[]).iter().copied();
        let line = |line: &'static str| line.strip_prefix(self.code())?.strip_prefix(':');
        let asking = ASKING.lines().find_map(line).unwrap_or_default();
        listed.chain(asking.split_whitespace())
    }

    /// Reduces lower-case words to their stem.
    pub(super) fn stem(self) -> impl Fn(&str) -> String + Send + Sync + Copy {
        let stemmer = self.stemmer();
        move |word| stemmer.stem(word).into_owned()
    }

    /// Whether short words before an apostrophe are articles and pronouns run into the next word
    /// (`l'eau`, `dell'acqua`).
    pub(super) fn elides(self) -> bool {
        matches!(self, Language::French | Language::Italian)
    }

    /// Whether nouns are written as one word with what they are of (`Hundesteuer`).
    pub fn compounds(self) -> bool {
        use Language::{Danish, Dutch, Finnish, German, Hungarian, Norwegian, Swedish};
        matches!(self, Danish | Dutch | Finnish | German | Hungarian | Norwegian | Swedish)
    }

    /// Whether all nouns are written with a capital, not names alone.
    pub(crate) fn capitalizes_nouns(self) -> bool {
        self == Language::German
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_told_apart() {
        for (text, language) in [
            (
                "The quick brown fox jumps over the lazy dog and then goes to sleep under a tree.",
                Language::English,
            ),
            (
                "El perro duerme bajo el árbol mientras los niños juegan en la calle con una pelota.",
                Language::Spanish,
            ),
            (
                "Der Hund schläft unter dem Baum, während die Kinder auf der Straße spielen gehen.",
                Language::German,
            ),
            (
                "Собака спит под деревом, а дети играют на улице с мячом до самого вечера, пока светло.",
                Language::Russian,
            ),
        ] {
            assert_eq!(Language::detect(text), language, "{text}");
        }
    }

    #[test]
    fn a_short_or_strange_text_is_english() {
        assert_eq!(Language::detect(""), Language::English);
        assert_eq!(Language::detect("ok"), Language::English);
        assert_eq!(Language::detect("日本語のテキスト"), Language::English);
    }

    #[test]
    fn every_language_has_stop_words() {
        for language in Language::ALL {
            assert!(language.stop_words().len() > 20, "{language:?}");
        }
    }

    #[test]
    fn what_people_ask_with_says_nothing_in_any_language() {
        for (language, words) in [
            (Language::English, "how many much could please"),
            (Language::French, "quand puis comment combien où"),
            (Language::German, "wer wann warum viele darf"),
            (Language::Spanish, "cuál cuales puedo cuánto dónde"),
            (Language::Russian, "сколько можно почему"),
        ] {
            let stops = language.stop_words();
            let telling: Vec<_> = words.split(' ').filter(|word| !stops.contains(word)).collect();
            assert_eq!(telling, [""; 0], "{language:?}");
        }
        let lines = || ASKING.lines().filter(|line| !line.starts_with('#'));
        let codes: Vec<_> = lines().filter_map(|line| line.get(..3)).collect();
        let wanted: Vec<_> =
            Language::ALL.iter().map(|language| format!("{}:", language.code())).collect();
        assert_eq!(codes.len(), wanted.len());
        assert!(wanted.iter().all(|code| codes.contains(&code.as_str())));
        assert!(lines().all(|line| line == line.to_lowercase()));
    }
}
