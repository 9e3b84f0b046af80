//! What is made of questions over a small vocabulary.

use std::collections::{HashMap, HashSet};

use super::*;
use crate::{
    lexicon::{Compound, Expansion, Expansions, Gathering, Place, Said, Words},
    query::{Query, Synonyms},
};

/// A corpus of a few passages.
pub(in crate::query) struct Corpus {
    analyzers: Vec<Analyzer>,
    frequencies: HashMap<String, u64>,
    pairs: HashSet<(String, String)>,
    words: Vec<u8>,
    expansions: String,
    passages: u64,
}

impl Corpus {
    pub(in crate::query) fn new(passages: &[&str]) -> Corpus {
        Corpus::in_language(Language::English, passages)
    }

    fn in_language(language: Language, passages: &[&str]) -> Corpus {
        let analyzer = Analyzer::new(language);
        let mut gathering = Gathering::new();
        let mut frequencies = HashMap::new();
        let mut pairs = HashSet::new();
        for text in passages {
            gathering.passage(&Said::by(text, []));
            let mut terms = Vec::new();
            for token in analyzer.tokens(text) {
                gathering.word(&token.word, &mut Place::default(), token.stop);
                terms.push(token.term);
            }
            pairs.extend(terms.windows(2).map(|two| (two[0].clone(), two[1].clone())));
            for term in terms.into_iter().collect::<HashSet<_>>() {
                *frequencies.entry(term).or_insert(0) += 1;
            }
        }
        let gathered = gathering.finish();
        Corpus {
            analyzers: vec![analyzer],
            frequencies,
            pairs,
            words: gathered.words,
            expansions: gathered.expansions,
            passages: passages.len() as u64,
        }
    }

    fn ask(&self, question: &str) -> Query {
        Query::new(question, self, &Understanding::default())
    }
}

impl Vocabulary for Corpus {
    fn analyzers(&self) -> &[Analyzer] {
        &self.analyzers
    }

    fn frequency(&self, term: &str) -> u64 {
        self.frequencies.get(term).copied().unwrap_or(0)
    }

    fn passages(&self) -> u64 {
        self.passages
    }

    fn near(&self, word: &str, limit: f32) -> Vec<Near> {
        Words::new(self.words.as_slice()).near(word, limit)
    }

    fn compounds(&self, part: &str, stem: &str) -> Vec<Compound> {
        Words::new(self.words.as_slice()).compounds(part, stem)
    }

    fn expansions(&self, key: &str) -> Vec<Expansion> {
        Expansions::new(self.expansions.as_bytes()).of(key)
    }

    fn adjacent(&self, first: &str, second: &str) -> bool {
        self.pairs.contains(&(first.to_owned(), second.to_owned()))
    }
}

fn bakery() -> Corpus {
    Corpus::new(&[
        "Sourdough bread needs a starter. Sourdough bread keeps for days.",
        "Our sourdough bread is baked at night.",
        "Is sourdough bread vegan? Yes.",
        "More sourdough bread on Sunday.",
        "The salary of a baker depends on the quality control unit (QCU).",
        "Prerequisites: an oven. Cold storage helps. Log in to order.",
    ])
}

/// The readings of `word` other than its own, as `terms weight origin`.
fn readings(query: &Query, word: &str) -> Vec<String> {
    let word = query.words.iter().find(|one| one.text == word).unwrap();
    let show = |terms: &[usize]| {
        let terms: Vec<&str> = terms.iter().map(|t| query.terms[*t].text.as_str()).collect();
        terms.join("+")
    };
    word.readings[1..]
        .iter()
        .map(|r| format!("{} {} {}", show(&r.terms), r.weight, r.origin))
        .collect()
}

#[test]
fn a_misspelt_word_is_corrected_and_told() {
    let query = bakery().ask("How is sourdogh baked?");
    assert_eq!(query.interpreted.as_deref(), Some("How is sourdough baked?"));
    assert_eq!(query.notes, ["Corrected: sourdogh → sourdough"]);
    assert_eq!(query.unknown, [""; 0]);
    let word = &query.words[2];
    assert_eq!((word.text.as_str(), word.readings[0].weight), ("sourdough", CORRECTED));
    assert_eq!(word.readings[0].origin, "corrected from sourdogh");
}

#[test]
fn exact_is_as_typed() {
    let exact = Understanding { exact: true, ..Default::default() };
    let query = Query::new("SB wage of sourdogh", &bakery(), &exact);
    assert_eq!((query.interpreted, query.notes), (None, Vec::new()));
    assert_eq!(query.unknown, ["sb", "wage", "sourdogh"]);
    assert!(query.words.iter().all(|word| word.readings.len() == 1));
}

#[test]
fn initials_of_a_frequent_term_are_its_words() {
    let query = bakery().ask("what is SB?");
    assert_eq!(query.interpreted.as_deref(), Some("what is SB (sourdough bread)?"));
    let words: Vec<&str> = query.words.iter().map(|word| word.text.as_str()).collect();
    assert_eq!(words, ["what", "is", "sourdough", "bread"]);
    assert!(query.words.iter().all(|word| word.readings[0].weight == 1.0));
    assert_eq!(query.words[3].readings[0].origin, "stands for SB");
}

#[test]
fn an_abbreviation_of_the_corpus_and_its_words_stand_for_each_other() {
    let corpus = bakery();
    let query = corpus.ask("the QCU");
    assert_eq!(readings(&query, "qcu"), ["qualiti+control+unit 0.8 stands for qcu"]);
    assert_eq!(query.interpreted, None);
    let query = corpus.ask("QCUs");
    assert_eq!(readings(&query, "qcus").len(), 2, "{query:?}");
    let query = corpus.ask("a quality control unit");
    for word in ["quality", "control", "unit"] {
        assert_eq!(readings(&query, word), ["qcu 0.5 short for quality control unit"]);
    }
}

#[test]
fn split_and_joined_words() {
    let corpus = bakery();
    for (question, interpreted) in [
        ("any pre requisites?", "any prerequisites?"),
        ("any pre-requisites?", "any prerequisites?"),
        ("is coldstorage good", "is cold storage good"),
        ("coldnight", "coldnight"),
    ] {
        let query = corpus.ask(question);
        let read = query.interpreted.as_deref().unwrap_or(question);
        assert_eq!(read, interpreted);
    }
}

#[test]
fn a_number_is_joined_with_the_letter_before_it_and_not_that_with_another_word() {
    let corpus = Corpus::new(&["Form E31 is for residence.", "It is on the forme."]);
    assert_eq!(corpus.ask("form E 31").interpreted.as_deref(), Some("form e31"));
    assert_eq!(corpus.ask("form E31").interpreted, None);
}

#[test]
fn words_with_synonyms_are_words() {
    let corpus = Corpus::new(&["The address of the office, deleted and rented."]);
    let list = include_str!("../synonyms/en.txt");
    let lines = list.lines().filter(|line| !line.starts_with('#'));
    let words = lines.flat_map(|line| line.split([',', '=', '>', '#'])).map(str::trim);
    let mut asked = 0;
    for word in
        words.filter(|word| 5 < word.len() && word.bytes().all(|one| one.is_ascii_lowercase()))
    {
        assert_eq!(corpus.ask(&format!("what is a {word}")).interpreted, None, "{word}");
        asked += 1;
    }
    assert!(500 < asked, "{asked}");
}

#[test]
fn three_that_are_one_word_made_the_program_panic() {
    let corpus = Corpus::new(&["The understanding of engineers.", "A derstand is nothing."]);
    let joined = Corpus::new(&["Understand the understanding."]);
    for corpus in [&corpus, &joined] {
        corpus.ask("un derstand ing");
    }
    let query = joined.ask("is un derstand ing it");
    assert_eq!(query.interpreted.as_deref(), Some("is understanding it"));
    assert_eq!(query.notes, ["Corrected: un derstand ing → understanding"]);
}

#[test]
fn two_letters_and_two_are_joined_and_split_where_the_corpus_does() {
    let apart = Corpus::new(&["Wi-Fi is free in the hall.", "My wife likes the hall."]);
    assert_eq!(apart.ask("wifi password").interpreted.as_deref(), Some("wi fi password"));
    let joined = Corpus::new(&["Wifi is free in the hall.", "My wife likes the hall."]);
    assert_eq!(joined.ask("wi-fi password").interpreted.as_deref(), Some("wifi password"));
    let data = Corpus::new(&["My data is here.", "A da is there."]);
    assert_eq!(data.ask("a da ta").interpreted, None, "one of them is known");
}

#[test]
fn of_other_languages_a_longer_word_with_a_letter_too_few_is_corrected() {
    let texts = ["La piscina abre a las diez.", "Hay una tienda."];
    let corpus = Corpus::in_language(Language::Spanish, &texts);
    assert_eq!(
        corpus.ask("gorro en la picina").interpreted.as_deref(),
        Some("gorro en la piscina")
    );
    assert_eq!(corpus.ask("una tiena").interpreted, None);
}

#[test]
fn ordinary_words_and_names_stay_unknown() {
    for (question, unknown) in [
        ("salary of a banker", &["banker"][..]),
        ("who is Bakel in the shop", &["bakel", "shop"]),
        ("x9salary", &["x9salary"]),
    ] {
        let query = bakery().ask(question);
        assert_eq!(query.unknown, unknown);
        assert_eq!(query.interpreted, None, "{question}");
    }
}

#[test]
fn a_synonym_stands_beside_a_known_word_and_for_an_unknown_one() {
    let (own, _) = Synonyms::new("loaf => bread\noven, stove".to_owned());
    let understanding = Understanding { synonyms: Some(&own), ..Default::default() };
    let corpus = bakery();
    let query = Query::new("a loaf from the oven", &corpus, &understanding);
    assert_eq!(readings(&query, "loaf"), ["bread 0.8 synonym of loaf"]);
    assert_eq!(readings(&query, "oven"), [""; 0], "the corpus has no stove");
    assert_eq!(query.unknown, [""; 0]);
    let loaf = &query.words[1];
    let bread = query.terms.iter().find(|term| term.text == "bread").unwrap();
    assert_eq!(loaf.mass, bread.idf);
}

#[test]
fn a_synonym_with_a_hyphen_is_found_and_one_without_its_stop_words_counts_less() {
    let (own, _) = Synonyms::new("fridge => cold-storage\nsubscribe => log in".to_owned());
    let understanding = Understanding { synonyms: Some(&own), ..Default::default() };
    let query = Query::new("a fridge, may I subscribe", &bakery(), &understanding);
    assert_eq!(readings(&query, "fridge")[0], "cold+storag 0.8 synonym of fridge");
    assert_eq!(readings(&query, "subscribe")[0], "log 0.4 synonym of subscribe");
}

#[test]
fn each_word_of_a_phrase_stands_for_what_the_phrase_does() {
    let (own, _) = Synonyms::new("can't swallow it => vegan".to_owned());
    let understanding = Understanding { synonyms: Some(&own), ..Default::default() };
    for question in ["i cant swallow it", "i can't swallow it"] {
        let query = Query::new(question, &bakery(), &understanding);
        assert_eq!(readings(&query, "swallow"), ["vegan 0.8 synonym of can't swallow it"]);
    }
    let query = Query::new("i cant swallow it", &bakery(), &understanding);
    assert_eq!(readings(&query, "cant"), ["vegan 0.8 synonym of can't swallow it"]);
}

#[test]
fn the_built_in_synonyms_are_there() {
    let query = bakery().ask("wage of a baker");
    assert_eq!(readings(&query, "wage"), ["salari 0.8 synonym of wage"]);
}

#[test]
fn any_text_is_understood() {
    let corpus = bakery();
    let long = "qzx ".repeat(5000);
    for text in ["", "?", "é\u{301}", "ÀÉ sourdogh\u{0}é", "(((", "ſßİ ŉ ǆ", &long, "a-b-c - -"]
    {
        let query = corpus.ask(text);
        assert!(query.words.len() <= 48);
    }
}

#[test]
fn a_word_that_says_next_to_nothing_is_not_told_to_be_missing() {
    let query = bakery().ask("has someone got sourdough bread for my dads");
    assert_eq!(query.unknown, ["dads"]);
    assert_eq!(query.interpreted, None);
    let light = |text: &str| query.words.iter().find(|word| word.text == text).unwrap().light;
    assert!(light("someone") && light("got") && !light("dads") && !light("bread"));
}

#[test]
fn a_word_is_found_in_longer_ones_where_they_are_written_together() {
    let corpus = Corpus::in_language(
        Language::German,
        &[
            "Die Hundesteuer kostet 60 Euro. Der Hund wird gemeldet.",
            "Das Papier kommt in die blaue Tonne.",
            "Der Zettel wurde vergessen.",
        ],
    );
    let query = corpus.ask("wie hoch ist die Steuer");
    assert_eq!(readings(&query, "steuer"), ["hundesteu 0.6 steuer is a part of it"]);
    assert_eq!(query.unknown, [""; 0]);
    let query = corpus.ask("wann kommt die Papiertonne");
    assert_eq!(readings(&query, "papiertonne"), ["papi+tonn 0.7 parts of papiertonne"]);
    // "vergessen" is no kind of food, and one known part does not make a word known.
    assert_eq!(corpus.ask("wo kann man essen").unknown, ["essen"]);
    assert_eq!(corpus.ask("was kostet eine Biotonne").unknown, ["biotonne"]);
}

#[test]
fn a_german_word_without_umlauts_is_a_part_too_and_a_participle_a_form() {
    let texts = ["Die Stadtbücherei ist offen.", "Muss ich meinen Hund anmelden?"];
    let corpus = Corpus::in_language(Language::German, &texts);
    let query = corpus.ask("die buecherei");
    assert_eq!(readings(&query, "buecherei"), ["stadtbucherei 0.6 bücherei is a part of it"]);
    let query = corpus.ask("ist der Hund angemeldet");
    assert_eq!(readings(&query, "angemeldet"), ["anmeld 1 another form of angemeldet"]);
    assert_eq!(query.unknown, [""; 0]);
}

#[test]
fn the_month_of_may_is_no_stop_word() {
    let corpus = Corpus::new(&["Half-term: 25 to 29 May", "You may bring a guest."]);
    let stop = |question: &str| {
        let query = corpus.ask(question);
        query.words.iter().find(|word| word.text == "may").unwrap().stop
    };
    assert!(!stop("is half term in may") && !stop("are you open on 4 May"));
    assert!(stop("may I bring a guest"));
}

#[test]
fn a_part_of_the_documents_may_be_asked_for_by_its_number() {
    let corpus = Corpus::new(&["5.2 Fines are never paid back.", "5.3 Travel by train."]);
    assert_eq!(corpus.ask("what does clause 5.2 say").unknown, [""; 0]);
    assert_eq!(corpus.ask("is there a clause about fines").unknown, ["clause"]);
}

#[test]
fn a_word_of_english_may_be_a_slip_in_documents_of_another_language() {
    let corpus = Corpus::in_language(Language::French, &["Le passeport est prêt."]);
    let query = corpus.ask("le passport");
    assert_eq!(query.interpreted.as_deref(), Some("le passeport"));
    let query = Corpus::new(&["The layer of snow."]).ask("a lawyer");
    assert_eq!(query.interpreted, None);
}

#[test]
fn a_word_that_has_synonyms_was_taken_for_a_slip() {
    let corpus = Corpus::new(&["Wear a long skirt.", "We lend a shirt.", "Skirts are black."]);
    assert_eq!(corpus.ask("are you skint").interpreted, None);
    assert_eq!(corpus.ask("a skitr").interpreted.as_deref(), Some("a skirt"));
}

#[test]
fn a_german_verb_is_found_in_another_form() {
    let corpus =
        Corpus::in_language(Language::German, &["Wir holen Sie ab.", "Bargeld nehmen wir nicht."]);
    for question in ["holt ihr mich", "nehmt ihr das", "nimmt er das"] {
        assert_eq!(corpus.ask(question).unknown, [""; 0], "{question}");
    }
    assert_eq!(corpus.ask("ist das irgendwann").unknown, [""; 0]);
    assert_eq!(corpus.ask("ist das Auto da").unknown, ["auto"]);
}
