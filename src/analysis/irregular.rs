//! English forms that no rule of a stemmer leads back to their word: "children", "stolen". People ask in one of the
//! forms, and documents are written in another: "I lost my card", "if you lose your card".
//!
//! Words that are mostly another one are left out ("found", "left", "fell"; "led", which is also LED), and verbs that say next
//! to nothing. Forms of German verbs are tried as further readings of a question, where the documents have the infinitive:
//! `query/verbs.rs`.

use super::Language;

/// Forms and their words, in the order of the bytes of the forms.
const ENGLISH: [(&str, &str); 145] = [
    ("analyses", "analysis"),
    ("appendices", "appendix"),
    ("arisen", "arise"),
    ("arose", "arise"),
    ("ate", "eat"),
    ("awoke", "awake"),
    ("awoken", "awake"),
    ("bacteria", "bacterium"),
    ("bitten", "bite"),
    ("blew", "blow"),
    ("blown", "blow"),
    ("bought", "buy"),
    ("bred", "breed"),
    ("broke", "break"),
    ("broken", "break"),
    ("brought", "bring"),
    ("built", "build"),
    ("burnt", "burn"),
    ("cacti", "cactus"),
    ("calves", "calf"),
    ("caught", "catch"),
    ("children", "child"),
    ("chose", "choose"),
    ("chosen", "choose"),
    ("crept", "creep"),
    ("crises", "crisis"),
    ("criteria", "criterion"),
    ("dealt", "deal"),
    ("diagnoses", "diagnosis"),
    ("drank", "drink"),
    ("drawn", "draw"),
    ("drew", "draw"),
    ("driven", "drive"),
    ("drove", "drive"),
    ("dug", "dig"),
    ("eaten", "eat"),
    ("fallen", "fall"),
    ("fed", "feed"),
    ("feet", "foot"),
    ("fled", "flee"),
    ("flew", "fly"),
    ("flown", "fly"),
    ("forbade", "forbid"),
    ("forbidden", "forbid"),
    ("forgave", "forgive"),
    ("forgiven", "forgive"),
    ("forgot", "forget"),
    ("forgotten", "forget"),
    ("fought", "fight"),
    ("froze", "freeze"),
    ("frozen", "freeze"),
    ("geese", "goose"),
    ("grew", "grow"),
    ("grown", "grow"),
    ("halves", "half"),
    ("held", "hold"),
    ("hidden", "hide"),
    ("hung", "hang"),
    ("hypotheses", "hypothesis"),
    ("indices", "index"),
    ("kept", "keep"),
    ("knives", "knife"),
    ("laid", "lay"),
    ("lice", "louse"),
    ("loaves", "loaf"),
    ("lost", "lose"),
    ("matrices", "matrix"),
    ("men", "man"),
    ("met", "meet"),
    ("mice", "mouse"),
    ("misspelt", "misspell"),
    ("overdrawn", "overdraw"),
    ("overslept", "oversleep"),
    ("overwritten", "overwrite"),
    ("overwrote", "overwrite"),
    ("oxen", "ox"),
    ("paid", "pay"),
    ("parentheses", "parenthesis"),
    ("people", "person"),
    ("phenomena", "phenomenon"),
    ("proven", "prove"),
    ("ran", "run"),
    ("rebuilt", "rebuild"),
    ("repaid", "repay"),
    ("resold", "resell"),
    ("rewritten", "rewrite"),
    ("rewrote", "rewrite"),
    ("ridden", "ride"),
    ("risen", "rise"),
    ("rode", "ride"),
    ("sang", "sing"),
    ("sank", "sink"),
    ("scarves", "scarf"),
    ("sent", "send"),
    ("sewn", "sew"),
    ("shaken", "shake"),
    ("shelves", "shelf"),
    ("shone", "shine"),
    ("shook", "shake"),
    ("shrank", "shrink"),
    ("shrunk", "shrink"),
    ("slept", "sleep"),
    ("slid", "slide"),
    ("sold", "sell"),
    ("sped", "speed"),
    ("spent", "spend"),
    ("spilt", "spill"),
    ("spoilt", "spoil"),
    ("spoken", "speak"),
    ("stole", "steal"),
    ("stolen", "steal"),
    ("struck", "strike"),
    ("stuck", "stick"),
    ("stung", "sting"),
    ("sung", "sing"),
    ("sunk", "sink"),
    ("swam", "swim"),
    ("swept", "sweep"),
    ("swollen", "swell"),
    ("sworn", "swear"),
    ("swum", "swim"),
    ("taught", "teach"),
    ("teeth", "tooth"),
    ("theses", "thesis"),
    ("thieves", "thief"),
    ("threw", "throw"),
    ("thrown", "throw"),
    ("tore", "tear"),
    ("torn", "tear"),
    ("understood", "understand"),
    ("undone", "undo"),
    ("vertices", "vertex"),
    ("withdrawn", "withdraw"),
    ("withdrew", "withdraw"),
    ("withheld", "withhold"),
    ("wives", "wife"),
    ("woke", "wake"),
    ("woken", "wake"),
    ("wolves", "wolf"),
    ("women", "woman"),
    ("wore", "wear"),
    ("worn", "wear"),
    ("woven", "weave"),
    ("written", "write"),
    ("wrote", "write"),
];

/// The word that `word`, in small letters, is such a form of.
///
/// # Cost
///
/// Some eight comparisons of an English word.
pub(super) fn base(language: Language, word: &str) -> Option<&'static str> {
    if language != Language::English {
        return None;
    }
    ENGLISH.binary_search_by(|(form, _)| (*form).cmp(word)).ok().map(|at| ENGLISH[at].1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_in_order_and_none_is_a_word_of_another() {
        assert!(ENGLISH.is_sorted_by(|(one, _), (next, _)| one < next));
        let is_form = |word: &str| ENGLISH.iter().any(|(form, _)| *form == word);
        assert!(ENGLISH.iter().all(|(_, word)| !is_form(word)));
    }

    #[test]
    fn a_form_leads_to_its_word() {
        assert_eq!(base(Language::English, "children"), Some("child"));
        assert_eq!(base(Language::English, "child"), None);
        assert_eq!(base(Language::French, "children"), None);
    }
}
