//! A conversation: lines that go on from the one before, choices, politeness, and documents that
//! change meanwhile; with piped lines and in a real pseudo-terminal.

mod support;

use support::{Fixture, Ran};

/// Two ways to deploy, told apart by their headings, and prices.
const SHOP: [(&str, &str); 2] = [
    (
        "docs/apps.md",
        "# Apps\n\n## The web app\n\n### How do I deploy it?\n\nRun `make web` and copy the folder \
         to the server.\n\n## The mobile app\n\n### How do I deploy it?\n\nSign the package and \
         upload it to the store.\n",
    ),
    (
        "docs/prices.md",
        "# Prices\n\n## How much does a single room cost?\n\nA single room costs 70 euros a \
         night.\n\n## How much does a double room cost?\n\nA double room costs 110 euros a \
         night.\n\n## Can I bring a dog?\n\nDogs are welcome; a dog costs 12 euros a night.\n",
    ),
];

fn chat(lines: &[&str]) -> Ran {
    let fixture = Fixture::new(&SHOP);
    fixture.feed(&["chat", "--corpus", "docs"], lines.join("\n").as_bytes())
}

#[track_caller]
fn has(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "{part:?} is not in:\n{text}");
    }
}

#[test]
fn a_contrast_is_put_into_the_question_before() {
    let ran = chat(&["how much does a single room cost", "and a double?"]).expect(0);
    has(&ran.stderr, &["ibid: You mean: how much does a double room cost\n"]);
    has(&ran.stdout, &["70 euros", "110 euros"]);
}

#[test]
fn a_pronoun_stands_for_what_was_spoken_of() {
    let ran = chat(&["can I bring a dog", "how much does it cost?"]).expect(0);
    has(&ran.stderr, &["You mean: how much does it cost to bring a dog"]);
    let reply = ran.stdout.rsplit("12 euros").count();
    assert!(2 <= reply, "{}", ran.stdout);
}

#[test]
fn a_goal_that_the_documents_do_not_have_is_not_answered_for_the_one_before() {
    let post = "# Post\n\n## How much is a parcel to Italy?\n\nA parcel to Italy costs 9 \
                euros.\n\n## How much is a parcel to Portugal?\n\nA parcel to Portugal costs 14 \
                euros.\n\n## Do you post to Norway?\n\nNo, we post within the union \
                only.\n\n## How long does a letter take?\n\nTwo days.\n";
    let fixture = Fixture::new(&[("docs/post.md", post)]);
    let lines = b"how much is a parcel to Italy\nand to Portugal?\nand to Norway?\n";
    let ran = fixture.feed(&["chat", "--corpus", "docs", "--top", "1"], lines);
    has(&ran.stderr, &["You mean: how much is a parcel to Portugal\n"]);
    assert_eq!(ran.stdout.matches("14 euros").count(), 1, "{}{}", ran.stdout, ran.stderr);
    assert_eq!(ran.stdout.matches("9 euros").count(), 1, "{}{}", ran.stdout, ran.stderr);
}

#[test]
fn what_the_question_before_does_not_say_is_not_answered_for_it() {
    let inn = "# Inn\n\n## How do I book a room?\n\nCall the desk.\n\n## Can I bring a dog?\n\nDogs are \
               welcome for ten euros.\n\n## When is the Monday class?\n\nThe Monday class is at \
               six.\n\n## When is the Friday class?\n\nThe Friday class is at eight.\n";
    let fixture = Fixture::new(&[("docs/inn.md", inn)]);
    let lines =
        b"how do I book a room\nand with a dog?\nwhen is the Monday class\nand on Friday?\n";
    let ran = fixture.feed(&["chat", "--corpus", "docs", "--top", "1"], lines);
    for part in ["Call the desk", "ten euros", "at six", "at eight"] {
        assert_eq!(ran.stdout.matches(part).count(), 1, "{part}: {}{}", ran.stdout, ran.stderr);
    }
}

#[test]
fn a_line_that_stands_alone_is_not_bent() {
    let alone = chat(&["can I bring a dog"]).expect(0);
    let after = chat(&["how much does a single room cost", "can I bring a dog"]).expect(0);
    assert!(after.stdout.ends_with(&alone.stdout), "{}", after.stdout);
    assert!(!after.stderr.contains("You mean"), "{}", after.stderr);
}

#[test]
fn a_line_in_german_goes_on_from_the_one_before() {
    let text = "# Hallenbad\n\n## Was kostet der Eintritt?\n\nErwachsene zahlen 5 €, Kinder 3 €.\n\n## Kann man die \
                Halle mieten?\n\nJa, die Halle kann man mieten. Sie kostet 40 € in der Stunde.\n\n## Wann ist \
                geöffnet?\n\nVon 8 bis 20 Uhr, im Winter bis 18 Uhr.\n";
    let fixture = Fixture::new(&[("docs/bad.md", text)]);
    let lines =
        "was kostet der eintritt\nund für kinder?\nkann man die halle mieten\nwas kostet das?\n";
    let ran = fixture.feed(&["chat", "--corpus", "docs"], lines.as_bytes()).expect(0);
    has(
        &ran.stderr,
        &["You mean: was kostet der eintritt für kinder\n", "You mean: was kostet die halle\n"],
    );
    assert!(2 <= ran.stdout.matches("40 €").count(), "{}", ran.stdout);
}

#[test]
fn and_with_another_part_of_the_question_chooses_nothing() {
    let text = "# Copies\n\n## Scanning\n\nScanning is free, in colour or not.\n\n## Copy prices\n\nA page is 10 p.\n\n\
                ## Paper\n\nBring your own.\n";
    let fixture = Fixture::new(&[("docs/a.md", text)]);
    let lines = "may I use the machine for my copies\nand in colour\n";
    let ran = fixture.feed(&["chat", "--corpus", "docs"], lines.as_bytes());
    // What is chosen is shown with its title.
    assert!(
        ran.stdout.contains("Scanning is free") && !ran.stdout.contains("\nScanning\n"),
        "{}",
        ran.stdout
    );
}

#[test]
fn a_noun_behind_and_is_not_answered_for_something_else() {
    let vet = "# Vet\n\n## What does a check by the surgeon cost?\n\n80 euros.\n\n## What is the groomer \
               called?\n\nMia Roth.\n\n## Must I ring the optician first?\n\nYes, always.\n\n## \
               Kennel\n\nThe kennel is behind the yard.\n";
    let fixture = Fixture::new(&[("docs/vet.md", vet)]);
    let lines =
        b"what does a check by the surgeon cost\nand by the groomer?\nand the optician?\nand the \
                  kennel?\n";
    let ran = fixture.feed(&["chat", "--corpus", "docs", "--top", "1"], lines);
    has(&ran.stderr, &["You mean: what does a check by the groomer cost\n"]);
    for part in ["Mia Roth", "Yes, always"] {
        assert!(!ran.stdout.contains(part), "{part}: {}{}", ran.stdout, ran.stderr);
    }
    // What is about nothing else is told.
    assert!(ran.stdout.contains("behind the yard"), "{}{}", ran.stdout, ran.stderr);
}

#[test]
fn a_place_that_a_heading_names_takes_the_place_of_another() {
    let text = "# Depots\n\n## Linz (main depot)\n\nThe main depot has two cranes.\n\n### Sauna\n\nThere are \
                six places. A token costs 2 euros.\n\n## Graz (paint shop)\n\nThe paint shop works at \
                night.\n\n### Sauna\n\nThe sauna is free.\n";
    for line in ["and in graz?", "and graz?", "what about graz?"] {
        let fixture = Fixture::new(&[("docs/a.md", text)]);
        let lines = format!("how much is the sauna in linz\n{line}\n");
        let ran = fixture.feed(&["chat", "--corpus", "docs", "--top", "1"], lines.as_bytes());
        has(&ran.stderr, &["You mean: how much is the sauna in graz\n"]);
        assert!(ran.stdout.contains("The sauna is free"), "{line}: {}{}", ran.stdout, ran.stderr);
        assert!(!ran.stdout.contains("at night"), "{line}: {}{}", ran.stdout, ran.stderr);
    }
}

#[test]
fn what_was_refused_is_not_carried_on() {
    let text = "# Club\n\n## What is the fee for adults?\n\n40 euros a year.\n\n## What is the fee for \
                pupils?\n\n10 euros a year.\n\n## Where is the boathouse?\n\nOn the east bank.\n";
    let fixture = Fixture::new(&[("docs/a.md", text)]);
    let lines = b"what is the fee for adults\nand with a yacht?\nand for pupils?\n";
    let ran = fixture.feed(&["chat", "--corpus", "docs", "--top", "1"], lines);
    has(&ran.stderr, &["You mean: what is the fee for pupils\n"]);
    has(&ran.stdout, &["10 euros"]);
}

#[test]
fn more_after_a_refusal_lists_others_and_so_does_the_other_one() {
    let ran = chat(&["how do I deploy to the moon station", "more"]);
    has(&ran.stdout, &["Others:\n  4  "]);
    let fixture = Fixture::new(&SHOP);
    let lines = b"how much does a single room cost\nno I meant the other one\n";
    let ran = fixture.feed(&["chat", "--corpus", "docs", "--top", "1"], lines).expect(0);
    has(&ran.stdout, &["Others:\n  2  "]);
    assert!(!ran.stderr.contains("there is no 2"), "{}", ran.stderr);
}

#[test]
fn an_abbreviation_of_the_documents_is_no_greeting() {
    let text = "# Harbour\n\n## How much is a TY hook?\n\nA TY hook is 3 euros.\n\n## Where is the \
                crane?\n\nOn the quay.\n";
    let fixture = Fixture::new(&[("docs/a.md", text)]);
    let ran = fixture.feed(&["chat", "--corpus", "docs"], b"ty\nwhere is the crane\nthanks\n");
    has(&ran.stdout, &["3 euros", "You are welcome."]);
    assert_eq!(ran.stdout.matches("You are welcome.").count(), 1, "{}", ran.stdout);
}

#[test]
fn approval_is_polite_in_every_language_of_it() {
    let ran = chat(&[
        "can I bring a dog",
        "cool, good to know",
        "ok thanks, good to know",
        "you're great",
        "klingt gut",
        "muy bien",
        "c'est noté",
        "ho capito",
    ])
    .expect(0);
    has(
        &ran.stdout,
        &["Good. Ask on", "You are welcome.", "Gut. Fragen", "Muy bien.", "Bien. Posez", "Bene. "],
    );
    assert!(!ran.stdout.contains("do not answer"), "{}", ran.stdout);
}

#[test]
fn a_line_in_french_goes_on_from_the_one_before() {
    let text = "# Le moulin\n\n## Quand le moulin est-il ouvert ?\n\nLe moulin est ouvert tous les jours \
                sauf le lundi, du matin jusqu'au soir.\n\n## Combien coûte une visite du moulin ?\n\nLa \
                visite coûte 6 euros, pour un groupe 4 euros par personne.\n\n## Combien coûte un sac de \
                farine ?\n\nUn sac de farine coûte 3 euros.\n";
    let fixture = Fixture::new(&[("docs/moulin.md", text)]);
    let lines = "combien coûte une visite du moulin\net pour un groupe ?\net un sac de farine ?\n";
    let ran = fixture.feed(&["chat", "--corpus", "docs"], lines.as_bytes()).expect(0);
    has(&ran.stderr, &["You mean: combien coûte une visite du moulin pour un groupe\n"]);
    assert!(2 <= ran.stdout.matches("4 euros").count(), "{}", ran.stdout);
    has(&ran.stdout, &["3 euros"]);
}

#[test]
fn lines_of_ask_are_independent_of_each_other() {
    let fixture = Fixture::new(&SHOP);
    let ran = fixture.feed(
        &["ask", "--corpus", "docs", "--format", "ndjson", "-"],
        b"how much does a single room cost\nand a double?\nhello\n",
    );
    for line in ran.json_lines() {
        assert_eq!(line["interpreted"], serde_json::Value::Null, "{line}");
    }
    assert!(!ran.stderr.contains("You mean"), "{}", ran.stderr);
}

#[test]
fn new_forgets() {
    let ran = chat(&["how much does a single room cost", "/new", "why?", "1"]);
    has(&ran.stderr, &["forgotten"]);
    assert!(!ran.stderr.contains("You mean"), "{}", ran.stderr);
    let ran = chat(&["how much does a single room cost", "/new", "1"]);
    has(&ran.stderr, &["nothing is listed yet"]);
}

#[test]
fn a_number_in_words_picks_and_more_reads_on() {
    let ran = chat(&["how much does a single room cost", "the second one"]).expect(0);
    has(&ran.stderr, &["You mean: 2  "]);
    let ran = chat(&["how much does a single room cost", "tell me more", "go on"]).expect(0);
    has(&ran.stdout, &["110 euros"]);
    let all = ["more"; 9];
    let ran = chat(&[&["how much does a single room cost"][..], &all[..]].concat()).expect(0);
    has(&ran.stderr, &["there is no more about this"]);
    assert_eq!(ran.stdout.matches("110 euros").count(), 1, "each once: {}", ran.stdout);
}

#[test]
fn what_is_refused_can_be_chosen_from() {
    let refused = "how do I deploy to the moon station";
    let ran = chat(&[refused, "mobile"]);
    has(&ran.stdout, &["The documents do not answer this.", "Sign the package"]);
    has(&ran.stderr, &["You mean: "]);
    let ran = chat(&[refused, "the web app"]);
    has(&ran.stdout, &["make web"]);
    let ran = chat(&[refused, "none of these"]);
    has(&ran.stdout, &["Others:\n  4  "]);
}

#[test]
fn who_is_asked_to_choose_chooses_by_a_heading() {
    let ran = chat(&["how do I deploy it", "the mobile app"]).expect(0);
    has(&ran.stdout, &["Which do you mean?", "The web app › How do I deploy it?"]);
    let chosen = ran.stdout.split("Which do you mean?").nth(1).unwrap();
    has(chosen, &["Sign the package"]);
}

#[test]
fn politeness_is_answered_and_is_no_question() {
    let ran = chat(&["Hello!"]).expect(0);
    has(&ran.stdout, &["Hello. Ask a question"]);
    assert!(!ran.stdout.contains("{documents}"), "{}", ran.stdout);
    has(&chat(&["who are you?"]).expect(0).stdout, &["I am ibid"]);
    has(
        &chat(&["gracias", "vielen Dank", "merci beaucoup"]).expect(0).stdout,
        &["De nada.", "Gern geschehen.", "Je vous en prie."],
    );
    // What was said before is still there after it.
    let ran = chat(&["how much does a single room cost", "thanks", "and a double?"]).expect(0);
    has(&ran.stderr, &["You mean: how much does a double room cost"]);
    // Only refusals, with thanks between, are exit 1.
    chat(&["quantum chromodynamics", "thanks"]).expect(1);
}

#[test]
fn politeness_is_answered_in_the_language_of_the_documents() {
    let text = "# Le moulin\n\n## Quand le moulin est-il ouvert ?\n\nLe moulin est ouvert tous les jours \
                de l'été, du matin jusqu'au soir.\n\n## Où peut-on laisser son vélo ?\n\nLes vélos \
                restent devant la porte de la grange.\n";
    let fixture = Fixture::new(&[("docs/moulin.md", text)]);
    let ran = fixture.feed(&["chat", "--corpus", "docs"], b"merci\n").expect(0);
    has(&ran.stdout, &["Je vous en prie."]);
}

#[test]
fn bye_says_how_to_leave_and_stays() {
    let ran = chat(&["bye", "can I bring a dog"]).expect(0);
    has(&ran.stdout, &["/quit or Ctrl-D", "Dogs are welcome"]);
}

#[test]
fn an_entry_of_the_documents_goes_before_politeness() {
    let fixture = Fixture::new(&[(
        "docs/faq.md",
        "# FAQ\n\n## Who are you?\n\nWe are the allotment society of Lower Wick.\n\n\
         ## Tell me more\n\nThe society was founded in 1911.\n\n## Where is the tap?\n\nBehind \
         the shed.\n",
    )]);
    let ran = fixture
        .feed(&["chat", "--corpus", "docs"], b"where is the tap\nwho are you\ntell me more\n");
    has(&ran.stdout, &["allotment society", "founded in 1911"]);
}

#[test]
fn and_for_children_was_answered_by_a_row_called_children() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/trials/ski");
    let fixture = Fixture::new(&[]);
    let lines = b"how much is night skiing\nand for children?\n";
    let ran = fixture.feed(&["chat", "--corpus", folder], lines).expect(0);
    has(&ran.stderr, &["You mean: how much is night skiing for children"]);
    assert!(!ran.stdout.contains("6–15"), "{}", ran.stdout);
}

#[cfg(unix)]
mod terminal {
    use std::time::Duration;

    use expectrl::{Expect, Session, session::OsSession};

    use super::{SHOP, support::Fixture};

    fn chat(fixture: &Fixture, color: &str) -> OsSession {
        let command = fixture.command(&["chat", "--corpus", "docs", "--color", color]);
        let mut session = Session::spawn(command).unwrap();
        session.set_expect_timeout(Some(Duration::from_secs(30)));
        session.expect("ibid> ").unwrap();
        session
    }

    #[test]
    fn a_follow_up_is_announced_in_grey() {
        let fixture = Fixture::new(&SHOP);
        let mut session = chat(&fixture, "always");
        session.send_line("how much does a single room cost").unwrap();
        session.expect("70 euros").unwrap();
        session.expect("ibid> ").unwrap();
        session.send_line("and a double?").unwrap();
        session
            .expect("\u{1b}[2mibid: You mean: how much does a double room cost\u{1b}[0m")
            .unwrap();
        session.expect("110 euros").unwrap();
        session.expect("ibid> ").unwrap();
        session.send_line("/new").unwrap();
        session.expect("forgotten").unwrap();
    }

    #[test]
    fn choices_are_told_once_and_a_word_chooses() {
        let fixture = Fixture::new(&SHOP);
        let mut session = chat(&fixture, "never");
        session.send_line("how do I deploy to the moon station").unwrap();
        session.expect("The documents do not answer this.").unwrap();
        session.expect("ibid: a number or a word").unwrap();
        session.expect("ibid> ").unwrap();
        session.send_line("mobile").unwrap();
        session.expect("ibid: You mean: ").unwrap();
        session.expect("Sign the package").unwrap();
        session.expect("ibid> ").unwrap();
        session.send_line("bye").unwrap();
        session.expect("/quit or Ctrl-D leaves").unwrap();
        session.expect("ibid> ").unwrap();
    }

    #[test]
    fn a_changed_document_answers_the_next_question_with_one_grey_line() {
        let fixture = Fixture::new(&SHOP);
        let mut session = chat(&fixture, "always");
        session.send_line("can I bring a dog").unwrap();
        session.expect("Dogs are welcome").unwrap();
        session.expect("ibid> ").unwrap();
        let changed =
            "# Prices\n\n## Can I bring a dog?\n\nDogs stay at home, but cats may come.\n";
        fixture.write("docs/prices.md", changed.as_bytes());
        session.send_line("can I bring a dog?").unwrap();
        session
            .expect("\u{1b}[2mibid: the documents changed; the index is up to date again")
            .unwrap();
        session.expect("Dogs stay at home").unwrap();
        session.expect("ibid> ").unwrap();
        // The conversation goes on over the change.
        session.send_line("and a cat?").unwrap();
        session.expect("You mean: can I bring a cat").unwrap();
        session.expect("cats may come").unwrap();
    }
}
