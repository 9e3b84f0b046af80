//! The words of a language by which a line shows that it goes on from what was said before.
//!
//! The rules are the same for all languages; what they look for stands in a file for each.

use std::sync::OnceLock;

use hashbrown::{HashMap, HashSet};

use crate::analysis::Language;

/// The languages that have a file, the commonest first.
const LANGUAGES: &[(Language, &str)] = &[
    (Language::English, include_str!("english.txt")),
    (Language::German, include_str!("german.txt")),
    (Language::Spanish, include_str!("spanish.txt")),
    (Language::French, include_str!("french.txt")),
];

/// The words of one language.
#[derive(Debug)]
pub(super) struct Words {
    /// Which one.
    pub(super) language: Language,
    /// The phrases of each list, each as its words, the longest first.
    lists: HashMap<&'static str, Vec<Vec<&'static str>>>,
    /// The single words of each list.
    single: HashMap<&'static str, HashSet<&'static str>>,
    /// What says nothing by itself.
    stop: HashSet<&'static str>,
}

/// Lists whose words do say something by themselves.
const CONTENT: [&str; 11] = [
    "verbs", "takes", "more", "examples", "none", "ordinals", "listed", "show", "number", "times",
    "adverbs",
];

impl Words {
    /// Those of every language there is.
    pub(super) fn all() -> &'static [Words] {
        static ALL: OnceLock<Vec<Words>> = OnceLock::new();
        ALL.get_or_init(|| {
            LANGUAGES.iter().map(|(language, text)| Words::parse(text, *language)).collect()
        })
    }

    /// Those of the language that `line` (small words) is in: of the languages of the documents, by
    /// their codes with the commonest first, and English, the one that knows most of its words.
    pub(super) fn of(line: &[&str], documents: &[&str]) -> &'static Words {
        let of_code = |code: &&str| Words::all().iter().find(|one| one.language.code() == *code);
        let known = |words: &Words| line.iter().filter(|word| !words.is_content(word)).count();
        let mut best: Option<&Words> = None;
        for words in documents.iter().filter_map(of_code).chain(Words::all().first()) {
            if best.is_none_or(|best| known(best) < known(words)) {
                best = Some(words);
            }
        }
        best.unwrap_or(&Words::all()[0])
    }

    fn parse(text: &'static str, language: Language) -> Words {
        let mut lists: HashMap<&str, Vec<Vec<&str>>> = HashMap::new();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let Some((name, phrases)) = line.split_once(':') else { continue };
            let phrases = phrases.split('|').map(|phrase| phrase.split_whitespace().collect());
            let list = lists.entry(name.trim()).or_default();
            list.extend(phrases);
            list.sort_by_key(|phrase| std::cmp::Reverse(phrase.len()));
        }
        let single: HashMap<&str, HashSet<&str>> = lists
            .iter()
            .map(|(name, list)| {
                let words = list.iter().filter(|phrase| phrase.len() == 1).map(|phrase| phrase[0]);
                (*name, words.collect())
            })
            .collect();
        let mut stop = language.stop_words();
        for (name, words) in &single {
            if !CONTENT.contains(name) && !name.starts_with("say") {
                stop.extend(words);
            }
        }
        Words { language, lists, single, stop }
    }

    /// Whether `word` is in the list `list`.
    pub(super) fn has(&self, list: &str, word: &str) -> bool {
        self.single.get(list).is_some_and(|words| words.contains(word))
    }

    /// Whether `word` says something by itself.
    pub(super) fn is_content(&self, word: &str) -> bool {
        !self.stop.contains(word)
    }

    /// Whether `word` is a verb that is no part of what a question is about, in any of its forms.
    pub(super) fn is_verb(&self, word: &str) -> bool {
        let endings = self.phrases("verb endings");
        self.has("verbs", word)
            || endings.iter().filter_map(|ending| word.strip_suffix(ending.first()?)).any(|stem| {
                // "use" from "using", "put" from "putting".
                self.has("verbs", stem) || self.has("verbs", &format!("{stem}e"))
            })
    }

    /// Whether `word` behind "are you" is what somebody does: "coming". Other languages have no such form.
    pub(super) fn is_doing(&self, word: &str) -> bool {
        self.language == Language::English && word.ends_with("ing")
    }

    /// Whether `word` says when or how often something is.
    pub(super) fn is_time(&self, word: &str) -> bool {
        self.has("times", word) || self.has("adverbs", word)
    }

    /// Whether all that `text` says is when something is.
    pub(super) fn says_when(&self, text: &str) -> bool {
        let lower = text.to_lowercase();
        let mut said = lower.split_whitespace().filter(|word| self.is_content(word)).peekable();
        said.peek().is_some() && said.all(|word| self.is_time(word))
    }

    /// The phrases of a list, the longest first.
    pub(super) fn phrases(&self, list: &str) -> &[Vec<&'static str>] {
        self.lists.get(list).map_or(&[], Vec::as_slice)
    }

    /// How many words of the longest phrase of `list` stand at the front of `words`; 0 for none.
    pub(super) fn leads(&self, list: &str, words: &[&str]) -> usize {
        let leads = |phrase: &&Vec<&str>| words.starts_with(phrase);
        self.phrases(list).iter().find(leads).map_or(0, Vec::len)
    }

    /// The same for their end.
    pub(super) fn trails(&self, list: &str, words: &[&str]) -> usize {
        let trails = |phrase: &&Vec<&str>| words.ends_with(phrase);
        self.phrases(list).iter().find(trails).map_or(0, Vec::len)
    }

    /// Whether all of `words` are one phrase of `list`.
    pub(super) fn is(&self, list: &str, words: &[&str]) -> bool {
        self.phrases(list).iter().any(|phrase| phrase == words)
    }

    /// A phrase that readings are put together with.
    pub(super) fn say(&self, name: &str) -> String {
        self.phrases(name).first().map(|words| words.join(" ")).unwrap_or_default()
    }
}
