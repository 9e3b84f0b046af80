use super::{
    line::{Line, Ordinal, Shape, shape},
    readings::{Before, readings},
    words::Words,
};

fn english() -> &'static Words {
    &Words::all()[0]
}

/// What `line` may mean after `before` in documents of the language `code`.
fn after_in(code: &str, before: &str, line: &str) -> Vec<String> {
    let text = Line::new(line);
    let words = Words::of(&text.lower(), &[code]);
    let before = Before { question: before, focus: None, title: "" };
    let readings = readings(&text, &shape(&text, words), before, words);
    readings.into_iter().map(|reading| reading.text).collect()
}

fn shape_of(text: &str) -> Shape {
    shape(&Line::new(text), english())
}

/// What `line` may mean after the question `before`, the likelier first.
fn after(before: &str, line: &str) -> Vec<String> {
    let text = Line::new(line);
    let before = Before { question: before, focus: None, title: "" };
    let readings = readings(&text, &shape(&text, english()), before, english());
    readings.into_iter().map(|reading| reading.text).collect()
}

#[track_caller]
fn means(before: &str, line: &str, wanted: &str) {
    let readings = after(before, line);
    assert!(readings.iter().any(|one| one == wanted), "{wanted:?} is not in {readings:#?}");
}

#[test]
fn a_department_in_capitals_was_taken_for_what_was_said_before() {
    for line in ["who is the head of IT", "where does IT sit", "what does IT want from me"] {
        assert_eq!(shape_of(line), Shape::Alone, "{line}");
    }
    assert_ne!(shape_of("where does it sit"), Shape::Alone);
    assert_ne!(shape_of("WHERE DOES IT SIT"), Shape::Alone);
}

#[test]
fn a_question_with_a_subject_stands_alone() {
    for line in [
        "",
        "?!",
        "how do I reset the router",
        "what does it mean to deploy a model",
        "is it true that the lamp turns green",
        "is it possible to bring a dog",
        "is it worth learning the piano",
        "is a certificate worth it",
        "how long does it take to become an engineer",
        "how much does it cost to join",
        "is it possible to swim",
        "what is it that an engineer does",
        "the settings that influence a model",
        "do you know that the tap drips",
        "what is Docker and how is it used",
        "I have a dog, can I bring it",
        "when the lamp is red, how do I reset it",
        "do the engineers like their work",
        "are there any courses",
        "how does one become a pilot",
        "does it matter where I live",
        "will it rain tomorrow in Lisbon",
        "what can this technology be used for",
        "what do these people do",
        "this is useless, I only want the number",
        "do I need to disinfect a mask before throwing it away",
        "can I follow somebody without them knowing",
        "where do I put my code so that companies notice me",
        "how do you find out that something breaks",
        "can it open the old spreadsheet files of another program",
        "and how do I reset the router",
        "so what is deep learning",
        "what about",
        "deep learning",
        "the future of machine learning",
        "a red lamp",
        "which one",
    ] {
        let got = shape_of(line);
        let alone = matches!(got, Shape::Alone) || line == "which one" || line == "what about";
        assert!(alone, "{line:?}: {got:?}");
    }
}

#[test]
fn a_line_that_leaves_something_open_is_told_by_what() {
    for line in [
        "and a junior?",
        "what about Spain?",
        "in Boston?",
        "a junior?",
        "or by train",
        "and on Windows?",
        "but with a degree",
        "same for seniors",
        "And AWS?",
    ] {
        assert!(matches!(shape_of(line), Shape::Fragment(_)), "{line:?}: {:?}", shape_of(line));
    }
    for line in [
        "how long does it take?",
        "is it free?",
        "where can I find that?",
        "who made them",
        "what are its parts",
        "how do I become one",
        "what can I learn there",
        "is that hard",
        "how long is that course",
        "and why do I need it?",
    ] {
        assert!(matches!(shape_of(line), Shape::Pronoun { .. }), "{line:?}: {:?}", shape_of(line));
    }
    for line in [
        "why?",
        "how long?",
        "and how much?",
        "where",
        "since when?",
        "what for",
        "how much for a senior?",
        "why not?",
    ] {
        assert!(matches!(shape_of(line), Shape::Asks { .. }), "{line:?}: {:?}", shape_of(line));
    }
    for line in ["tell me more", "go on", "more", "and?", "what else?"] {
        assert_eq!(shape_of(line), Shape::More, "{line:?}");
    }
    for line in ["example?", "for example?", "any examples"] {
        assert_eq!(shape_of(line), Shape::Examples, "{line:?}");
    }
    for line in ["no", "none of these", "something else"] {
        assert_eq!(shape_of(line), Shape::None, "{line:?}");
    }
}

#[test]
fn numbers_in_words_name_a_passage() {
    for (line, wanted) in [
        ("the second one", Ordinal::Number(2)),
        ("show me the third", Ordinal::Number(3)),
        ("third one please", Ordinal::Number(3)),
        ("number 2", Ordinal::Number(2)),
        ("the last one", Ordinal::Last),
        ("and the other one?", Ordinal::Next),
        ("the next", Ordinal::Next),
    ] {
        assert_eq!(shape_of(line), Shape::Ordinal(wanted), "{line:?}");
    }
    assert!(!matches!(shape_of("the second step"), Shape::Ordinal(_)));
    assert!(!matches!(shape_of("second"), Shape::Ordinal(_)));
}

#[test]
fn a_contrast_takes_the_place_of_its_like() {
    let earn = "how much does a senior engineer earn?";
    assert_eq!(after(earn, "and a junior?")[0], "how much does a junior engineer earn");
    means(earn, "and in Spain?", "how much does a senior engineer earn in Spain");
    means("what do I pay in Boston", "and in Seattle?", "what do I pay in Seattle");
    means("what is step 1 of the plan", "what about step 5", "what is step 5 of the plan");
    means("what is deep learning", "and data cleaning?", "what is data cleaning");
    means(
        "which soft skills are needed",
        "and technical ones?",
        "which technical skills are needed",
    );
    means("how do I evaluate my model", "and train it?", "how do I train my model");
}

#[test]
fn what_was_spoken_of_takes_the_place_of_the_pronoun() {
    means("what is the red lamp", "why does it blink?", "why does the red lamp blink");
    means("how do I clean the kettle", "is it safe?", "is the kettle safe");
    means(
        "how do I clean the kettle",
        "how long does that take?",
        "how long does it take to clean the kettle",
    );
    means("are internships useful", "are they paid?", "are internships paid");
    means("what does a pilot do", "how do I become one?", "how do I become a pilot");
    means("what is the red lamp", "what are its colours", "what are the red lamp's colours");
}

#[test]
fn a_word_that_asks_asks_it_of_the_question_before() {
    means("do I need a degree", "why?", "why do I need a degree");
    means("should I bring a dog", "what for?", "why should I bring a dog");
    means("how do I clean the kettle", "how long?", "how long does it take to clean the kettle");
    means(
        "how much does a room cost",
        "how much for a child?",
        "how much does a room cost for a child",
    );
    means("what is deep learning", "why?", "why deep learning");
    let silly = "why is deep learning".to_owned();
    assert!(!after("what is deep learning", "why?").contains(&silly));
    means("what are metrics", "for example?", "examples of metrics");
}

#[test]
fn any_line_after_any_question_is_taken() {
    let lines = [
        "",
        "?",
        "and",
        "and and",
        "it",
        "it it it",
        "why why",
        "the",
        "ones",
        "and it?",
        "in",
        "and in",
        "what about it",
        "né à 9",
        "\u{0}",
        "and the one",
        "there",
        "their",
        "same for",
    ];
    for before in lines {
        for line in lines {
            after(before, line);
        }
    }
}

#[test]
fn a_clause_that_names_nothing_goes_on() {
    means("is there help with homework", "which days?", "which days is there help with homework");
    let before = "how do I become a volunteer";
    means(before, "how old do I have to be?", "how old do I have to be to become a volunteer");
    means("can I borrow films", "how many can I have?", "how many can I have (films)");
    assert_eq!(shape_of("how old do I have to be to drive a bus"), Shape::Alone);
    assert_eq!(shape_of("which days is the office closed"), Shape::Alone);
}

#[test]
fn lines_in_german_and_spanish_go_on() {
    for (code, before, line, wanted) in [
        ("de", "was kostet der eintritt", "und für kinder?", "was kostet der eintritt für kinder"),
        ("de", "kann man die sporthalle mieten", "was kostet das?", "was kostet die sporthalle"),
        ("de", "gibt es kurse für kinder", "was kostet das", "was kostet kurse für kinder"),
        ("de", "wo kann ich parken", "ist das kostenlos", "ist das kostenlos zu parken"),
        ("de", "wie lange gilt die zehnerkarte", "warum", "warum gilt die zehnerkarte"),
        ("de", "gibt es rabatt für studenten", "und rentner?", "gibt es rabatt für rentner"),
        ("es", "cuánto cuesta el bungaló", "y en agosto?", "cuánto cuesta el bungaló en agosto"),
        ("es", "hay piscina para niños", "y la barbacoa?", "hay barbacoa para niños"),
        ("es", "puedo alquilar una bicicleta", "¿cuánto cuesta?", "cuánto cuesta una bicicleta"),
    ] {
        let readings = after_in(code, before, line);
        assert!(readings.iter().any(|one| one == wanted), "{line}: {wanted:?}: {readings:#?}");
    }
}

#[test]
fn lines_in_german_and_spanish_with_a_subject_stand_alone() {
    for (code, line) in [
        ("de", "wann hat das hallenbad auf"),
        ("de", "wo ist das freibad"),
        ("de", "darf mein hund mit"),
        ("de", "gibt es bei euch gutscheine"),
        ("de", "wie hoch ist die kaution"),
        ("de", "können sie mir die preise sagen"),
        ("es", "cuánto cuesta la parcela"),
        ("es", "dónde está la piscina"),
        ("es", "se admiten perros"),
        ("es", "a qué hora abre la recepción"),
    ] {
        let text = Line::new(line);
        let words = Words::of(&text.lower(), &[code]);
        assert_eq!(words.language.code(), code, "{line}");
        assert_eq!(shape(&text, words), Shape::Alone, "{line}");
    }
}

#[test]
fn a_line_is_read_by_the_words_of_its_own_language() {
    let of = |line: &str, documents: &[&str]| {
        Words::of(&Line::new(line).lower(), documents).language.code()
    };
    assert_eq!(of("an interview in the office", &["de"]), "en");
    assert_eq!(of("und im winter?", &["en", "de"]), "de");
    assert_eq!(of("kettles", &["es", "de"]), "es", "the commonest, where nothing tells");
    assert_eq!(of("kettles", &["pl"]), "en");
}

#[test]
fn a_goal_is_replaced_by_another_and_a_verb_is_none() {
    let readings = after("how much is a parcel to Italy", "and to Portugal?");
    assert_eq!(readings.first().map(String::as_str), Some("how much is a parcel to Portugal"));
    assert!(readings.iter().all(|one| !one.contains("Portugal to")), "{readings:#?}");
    let readings = after("how do I subscribe to the magazine", "and to cancel?");
    assert!(readings.iter().all(|one| one != "how do I subscribe to cancel"), "{readings:#?}");
    let readings = after("what do I need to apply for a grant", "and to Portugal?");
    assert!(readings.iter().all(|one| one != "what do I need to Portugal"), "{readings:#?}");
}

#[test]
fn the_question_before_is_not_asked_again() {
    for line in ["and check-out?", "and the check-out?"] {
        let readings = after("check-in", line);
        assert!(readings.iter().all(|one| one != "check-in"), "{readings:#?}");
    }
}

#[test]
fn a_word_of_the_same_kind_is_replaced_without_the_preposition_of_the_line() {
    means("when is the Monday class", "and on Friday?", "when is the Friday class");
    // Nothing is like it.
    let readings = after("how do I book a room", "and with a dog?");
    assert_eq!(readings, ["how do I book a room with a dog"]);
}

/// What `line` may mean after `before`, of which the words `focus` were put in by the line before.
fn after_focus(before: &str, focus: &str, line: &str) -> Vec<String> {
    let text = Line::new(line);
    let at = before.find(focus).unwrap();
    let focus = Some(&(at..at + focus.len()));
    let before = Before { question: before, focus, title: "" };
    let readings = readings(&text, &shape(&text, english()), before, english());
    readings.into_iter().map(|reading| reading.text).collect()
}

#[test]
fn a_noun_does_not_take_the_place_of_a_verb() {
    for (code, before, line, wanted, verb) in [
        ("en", "how do I print receipts to paper", "and to microfilm?", "to microfilm", "print"),
        ("en", "how do I pair Sonos", "and Google Cast?", "how do I pair Google Cast", "pair"),
        ("en", "how much is it to charter a barge", "a raft?", "to charter a raft", "charter"),
        ("en", "can I moor a barge overnight", "and a raft?", "moor a raft overnight", "moor"),
        ("en", "where can I camp at the weir", "and the mill?", "camp at the mill", "camp"),
        ("de", "wie sortiere ich meine notizen", "und die fotos?", "ich die fotos", "sortiere"),
        ("de", "kann ich notizen sortieren", "und fotos?", "kann ich fotos sortieren", "sortieren"),
        ("es", "puedo ordenar mis notas", "y las fotos?", "puedo ordenar las fotos", "ordenar"),
        ("fr", "comment trier mes notes", "et les photos ?", "comment trier les photos", "trier"),
    ] {
        let readings = after_in(code, before, line);
        assert!(readings[0].ends_with(wanted), "{line}: {wanted:?}: {readings:#?}");
        assert!(readings.iter().all(|one| one.contains(verb)), "{line}: {readings:#?}");
    }
    means("can I settle by cheque", "or in coins?", "can I settle in coins");
    // A verb does, alone or behind "to".
    means("how do I import pictures", "and export?", "how do I export pictures");
    means("how much is it to charter a barge", "and to buy?", "how much is it to buy a barge");
}

#[test]
fn a_noun_goes_where_its_form_fits() {
    let price = "what is the price of the brass lamp when paid at once";
    let readings = after(price, "and tin?");
    assert!(readings[0].starts_with("what is the price of the "), "{readings:#?}");
    // Of a question that is a noun, what is told of it.
    means("brass lamp weight", "and the height?", "brass lamp height");
    means("brass lamp weight", "and the tin lamp?", "tin lamp weight");
    means("how much is a raft", "and to rent a barge?", "how much is to rent a barge");
    let readings = after_in("fr", "combien coûte une carte", "et l'entrée ?");
    assert_eq!(readings[0], "combien coûte l'entrée");
    means("where can I moor", "and the price?", "the price (moor)");
}

#[test]
fn what_stands_behind_already_is_not_said_twice() {
    let before = "how much does it cost for a one year old";
    assert_eq!(
        after(before, "and for a three year old?")[0],
        "how much does it cost for a three year old"
    );
}

#[test]
fn a_time_replaces_a_time_and_nothing_else() {
    let hours = "what are the hours of the mill";
    assert_eq!(after(hours, "and on Fridays?"), ["what are the hours of the mill on Fridays"]);
    let friday = "what are the hours of the mill on Fridays";
    assert_eq!(after(friday, "how about Sundays"), ["what are the hours of the mill on Sundays"]);
    assert_eq!(after("is the mill open on Friday", "and daily?"), ["is the mill open daily"]);
    let readings = after(friday, "and the bakery?");
    means(friday, "and the bakery?", "what are the hours of the bakery on Fridays");
    assert!(readings[0].ends_with("on Fridays"), "{readings:#?}");
    // Any day may be meant; the time is no place for a bakery.
    means(friday, "and the bakery?", "what are the hours of the bakery");
    assert!(readings.iter().all(|one| !one.contains("on the bakery")), "{readings:#?}");
    for (code, before, line, wanted) in [
        (
            "de",
            "wann hat die mühle geöffnet",
            "und am montag?",
            "wann hat die mühle geöffnet am montag",
        ),
        (
            "de",
            "wann öffnet die mühle am montag",
            "und sonntags?",
            "wann öffnet die mühle sonntags",
        ),
        ("es", "cuándo abre el molino", "y los lunes?", "cuándo abre el molino los lunes"),
        (
            "es",
            "cuándo abre el molino los lunes",
            "y los martes?",
            "cuándo abre el molino los martes",
        ),
        ("fr", "quand ouvre le moulin", "et le lundi ?", "quand ouvre le moulin le lundi"),
    ] {
        assert_eq!(after_in(code, before, line), [wanted], "{line}");
    }
    let readings = after_in("de", "wann öffnet die mühle am montag", "und die bäckerei?");
    assert_eq!(readings[0], "wann öffnet die bäckerei am montag");
    // "The Friday class" is a class.
    means("when is the Monday class", "and the Friday class?", "when is the Friday class");
    means("how long is the summer term", "and the winter one?", "how long is the winter term");
}

#[test]
fn a_series_goes_on_where_it_began() {
    let readings = after_focus("minimum height for rafting", "rafting", "how about caving");
    assert_eq!(readings[0], "minimum height for caving");
    let readings = after_focus("what does a brass lamp weigh", "brass", "how about tin");
    assert!(readings[..2].contains(&"what does a tin lamp weigh".to_owned()), "{readings:#?}");
}

#[test]
fn what_was_said_is_not_said_twice() {
    for line in ["and for groups?", "for groups?"] {
        let readings = after("is there a tour for groups", line);
        assert!(readings.iter().all(|one| one.matches("groups").count() < 2), "{readings:#?}");
    }
}

#[test]
fn a_line_that_only_asks_how_much_is_asked_of_the_thing() {
    for (code, before, line, wanted) in [
        ("de", "wie bekomme ich einen stempel", "was kostet der?", "was kostet einen stempel"),
        (
            "de",
            "wie bekomme ich einen stempel",
            "wie lange gilt er?",
            "wie lange gilt einen stempel",
        ),
        ("es", "qué necesito para el sello", "¿cuánto cuesta?", "cuánto cuesta el sello"),
        ("fr", "comment obtenir le tampon", "combien coûte t il ?", "combien coûte le tampon"),
    ] {
        let readings = after_in(code, before, line);
        assert_eq!(readings.first().map(String::as_str), Some(wanted), "{line}: {readings:#?}");
    }
}

#[test]
fn no_is_understood_in_any_language() {
    for line in ["nein", "nö", "non", "no", "ninguno"] {
        assert_eq!(shape_of(line), Shape::None, "{line:?}");
    }
}

#[test]
fn how_somebody_is_was_taken_for_what_they_do() {
    // "how much does it cost to open"
    assert_eq!(after("when are you open", "how much does it cost"), [""; 0]);
    means("are you near the station", "how far is it", "how far is the station");
}

#[test]
fn what_was_put_in_brackets_is_spoken_of_and_never_cut() {
    let readings = after("how old do I have to be (the boat)", "how much is it");
    assert!(readings.iter().all(|one| !one.contains('(')), "{readings:#?}");
    assert!(readings.iter().any(|one| one == "how much is the boat"), "{readings:#?}");
    let readings =
        after("how old do I have to be (to hire the boat (90 pounds))", "what does it cost");
    let is_closed = |one: &String| one.matches('(').count() == one.matches(')').count();
    assert!(!readings.is_empty() && readings.iter().all(is_closed), "{readings:#?}");
    // What a part of it takes the place of is still there.
    means(
        "how old do I have to be (the boat)",
        "and the bicycle?",
        "how old do I have to be (the bicycle)",
    );
    means("how old do I have to be (the boat)", "can we park there", "can we park at the boat");
}

#[test]
fn behind_a_helping_verb_stands_what_is_done_without_to() {
    means("when do I have to pay the rent", "what if I don't", "what if I don't pay the rent");
}

#[test]
fn how_many_of_something_is_asked_of_what_was_said() {
    means(
        "can I book a birthday party",
        "how many children",
        "how many children can I book a birthday party",
    );
    let readings = after_in("fr", "puis-je louer la salle", "combien de personnes ?");
    assert!(
        readings.iter().any(|one| one == "combien de personnes puis-je louer la salle"),
        "{readings:#?}"
    );
}

#[test]
fn in_french_it_is_one_word_with_its_verb() {
    let readings = after_in("fr", "où faire un passeport", "c'est combien ?");
    assert!(readings.iter().any(|one| one == "combien coûte un passeport"), "{readings:#?}");
    let readings = after_in("fr", "où faire un passeport", "c'est gratuit ?");
    assert!(readings.iter().any(|one| one == "un passeport gratuit"), "{readings:#?}");
    assert_eq!(after_in("fr", "où faire un passeport", "c'est combien la piscine ?"), [""; 0]);
    let readings = after_in("fr", "il faut un rendez-vous ?", "c'est gratuit ?");
    assert!(readings.iter().any(|one| one == "un rendez-vous gratuit"), "{readings:#?}");
}

#[test]
fn there_is_no_place_that_was_not_named() {
    let before =
        Before { question: "how much does it cost", focus: None, title: "The annual pass" };
    let line = Line::new("can we park there");
    assert_eq!(readings(&line, &shape(&line, english()), before, english()), []);
    means("how do I get to the harbour", "can we park there", "can we park at the harbour");
}

#[test]
fn to_a_place_took_the_place_of_what_goes_there() {
    means("how much is shipping", "and to France?", "how much is shipping to France");
    let readings = after("how much is shipping", "and to France?");
    assert!(!readings.contains(&"how much is to France".to_owned()), "{readings:#?}");
}
