//! Which passage comes first, and how sure it is: what is answered, what only may be the answer, and what is refused.

mod support;

use support::Fixture;

#[test]
fn a_question_that_is_there_twice_was_refused_where_nothing_else_is() {
    let text = "# FAQ\n\n## Payment\n\n### Can I get a refund?\n\nYes, within 14 days of paying.\n\n\
                ## Orders\n\n### Can I get a refund?\n\nOnly for orders that were not shipped.\n";
    let fixture = Fixture::new(&[("docs/faq.md", text)]);
    let ran = fixture.run(&["ask", "--corpus", "docs", "can I get a refund"]).expect(0);
    assert!(ran.stdout.contains("Which do you mean?"), "{}", ran.stdout);
    let ran = fixture.run(&["ask", "--corpus", "docs", "can I get a balloon"]);
    ran.expect(1);
}

#[test]
fn a_clause_that_was_asked_for_by_its_number_was_refused() {
    let text = "# Rules\n\n## Fees\n\n2.1 The fee is due in March.\n2.2 Guests pay at the door.\n2.10 Students pay \
                half.\n\n## Boats\n\n3.1 Boats are lent to members.\n\n3.2 Oars are not lent.\n";
    let fixture = Fixture::new(&[("docs/rules.md", text)]);
    for (question, says) in [
        ("what does clause 2.2 say", "2.2 Guests"),
        ("3.1", "3.1 Boats"),
        ("what is in section 2.10?", "2.10 Students"),
    ] {
        let ran = fixture.run(&["ask", "--corpus", "docs", question]).expect(0);
        assert!(!ran.stdout.contains("may answer"), "{question}: {}", ran.stdout);
        assert!(ran.stdout.contains(says), "{question}: {}", ran.stdout);
    }
    fixture.run(&["ask", "--corpus", "docs", "what does clause 2.5 say"]).expect(1);
}

#[test]
fn how_many_was_surely_answered_without_a_number() {
    let text = "# Nursery\n\n## The Otters\n\nThe Otters are our oldest group. The children go to the wood each day and learn to saw. \
                Open from 8 to 4.\n\n## The Beavers\n\nThe Beavers have 18 children and two teachers.\n\n## Meals\n\nFood is made by our own \
                cook each day, with vegetables from the garden.\n\n## Music\n\nMusic is taught by Ms Adler.\n";
    let fixture = Fixture::new(&[("docs/nursery.md", text)]);
    let replies = |question: &str| {
        let ran = fixture.run(&["ask", "--corpus", "docs", "--format", "ndjson", question]);
        let reply = &ran.json_lines()[0];
        (reply["status"].as_str().unwrap().to_owned(), reply["answers"][0]["line"].as_u64())
    };
    assert_eq!(
        replies("how many children are in the otters group"),
        ("unsure".to_owned(), Some(3))
    );
    assert_eq!(replies("how many children are in the beavers"), ("answered".to_owned(), Some(7)));
    assert_eq!(replies("who is the cook that makes the food"), ("unsure".to_owned(), Some(11)));
}

#[test]
fn a_phone_number_is_found_where_no_text_says_phone() {
    let text = "# Rides\n\n## How do I contact support?\n\nCall +49 30 5550 1234 or write to help@example.org.\n\n\
                ## Is a helmet mandatory?\n\nNo, but we recommend one.\n\n## Can I get a refund?\n\nWithin 14 days.\n";
    let fixture = Fixture::new(&[("docs/rides.md", text)]);
    for question in ["what is the phone number of support", "email address of support"] {
        let ran = fixture.run(&["ask", "--corpus", "docs", question]).expect(0);
        assert!(ran.stdout.contains("+49 30 5550 1234"), "{question}: {}", ran.stdout);
    }
}

#[test]
fn half_a_name_and_a_question_of_no_content_are_never_sure() {
    let text = "# Pool cars\n\nPool cars are booked at the desk.\n\n# Lost badge\n\nWhat do I do? I have to \
                tell the desk, and who does so pays nothing.\n";
    let fixture = Fixture::new(&[("docs/a.md", text)]);
    let status = |question: &str| {
        let ran = fixture.run(&["ask", "--corpus", "docs", "--format", "json", question]);
        let reply: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
        reply["status"].as_str().unwrap().to_owned()
    };
    assert_eq!(status("is there a swimming pool"), "no_answer");
    for question in ["what do I do", "do I have to"] {
        assert_ne!(status(question), "answered", "{question}");
    }
}

#[test]
fn a_passage_without_any_price_is_no_sure_answer_to_what_it_costs() {
    let text = "# Club\n\n## Hire of the clubhouse\n\nMembers may hire the upstairs room, up to 70 people. Ask \
                the secretary.\n\n## Racks\n\nA rack in the boathouse is £120 a year.\n\n## How much is a \
                lesson?\n\nAsk the coach.\n";
    let fixture = Fixture::new(&[("docs/a.md", text)]);
    let reply = |question: &str| {
        let ran =
            fixture.run(&["ask", "--corpus", "docs", "--format", "json", "--explain", question]);
        serde_json::from_str::<serde_json::Value>(&ran.stdout).unwrap()
    };
    assert_eq!(reply("who may hire the upstairs room of the clubhouse")["status"], "answered");
    let without = reply("how much does it cost to hire the upstairs room of the clubhouse");
    assert_ne!(without["status"], "answered");
    assert!(without["explain"]["confidence"].to_string().contains("has no price"), "{without}");
    assert_eq!(reply("how much does a rack in the boathouse cost")["status"], "answered");
    assert_eq!(reply("how much is a lesson")["status"], "answered", "it is asked there");
}

/// A shop's entries about two tents, of which one is said more.
const TENTS: &str = "# Questions about our tents\n\n## How heavy is the Lynx?\n\nThe Lynx weighs 2.1 kg \
     with its bag.\n\n## How long is the guarantee on the Lynx?\n\nThe guarantee on the Lynx is 4 \
     years.\n\n## Is the Lynx waterproof?\n\nYes, it stands a night of heavy rain.\n\n## Is the \
     Marmot waterproof?\n\nNo, the Marmot is not waterproof.\n\n## How do I clean a tent?\n\nWith a \
     sponge and cold water, never in a machine.\n\n## Where are your shops?\n\nIn Graz and in \
     Turin.\n";

#[test]
fn what_is_said_of_another_thing_by_name_is_not_sure() {
    let fixture = Fixture::new(&[("docs/tents.md", TENTS)]);
    let ask = |question: &str| {
        let args = ["ask", "--corpus", "docs", "--explain", "--format", "json", question];
        let ran = fixture.run(&args);
        serde_json::from_str::<serde_json::Value>(&ran.stdout).unwrap()
    };
    let reply = ask("how long is the guarantee on the Lynx");
    assert_eq!(reply["status"], "answered", "{reply}");
    let reply = ask("how long is the guarantee on the Marmot");
    assert_eq!(reply["status"], "unsure", "{reply}");
    let parts = reply["explain"]["confidence"].to_string();
    assert!(parts.contains("is not about marmot"), "{parts}");
    // A word in the place of another that is no name may say the same.
    let reply = ask("how long is the warranty on the Lynx");
    assert_eq!(reply["status"], "answered", "{reply}");
}

#[test]
fn a_third_of_the_kind_and_none_of_them_are_not_sure() {
    let rooms = "# Rooms\n\n## What does a single room cost?\n\nA single room costs 70 euros.\n\n## What \
                 does a double room cost?\n\nA double room costs 110 euros.\n\n## Is there a lift?\n\nYes, \
                 beside the desk.\n\n## When is breakfast?\n\nFrom seven to ten.\n\n## When does an \
                 evening swim begin?\n\nAt seven.\n\n## When does a morning swim begin?\n\nAt \
                 six.\n\n## Can a child \
                 come along?\n\nYes, at half the price.\n";
    let fixture = Fixture::new(&[("docs/rooms.md", rooms)]);
    let status = |question: &str| {
        let args = ["ask", "--corpus", "docs", "--format", "json", question];
        let reply = serde_json::from_str::<serde_json::Value>(&fixture.run(&args).stdout).unwrap();
        let confidence = reply["confidence"].as_f64().unwrap();
        assert_eq!(reply["status"] == "answered", 0.75 <= confidence, "{reply}");
        reply["status"].as_str().unwrap().to_owned()
    };
    assert_eq!(status("what does a double room cost"), "answered");
    assert_ne!(status("what does a triple room cost"), "answered");
    assert_eq!(status("what does a room cost"), "unsure");
    let shown = |question| fixture.run(&["ask", "--corpus", "docs", question]).stdout;
    assert!(shown("what does a room cost").contains("Which do you mean?"));
    let third = shown("what does a triple room cost");
    assert!(!third.contains("Which do you mean?"), "none of them was asked for: {third}");
    assert_eq!(status("when does the morning swim begin"), "answered");
    assert_ne!(status("when does an afternoon swim begin"), "answered");
    assert_eq!(status("can my kid come along"), "answered");
}

/// A farm's entries, of which many are about one of several like things.
const FARM: &str = "# Hill Farm\n\n## How many guests may join a cheese tasting?\n\nUp to twelve.\n\n## \
     How long is the pottery workshop?\n\nTwo hours, with a break.\n\n## What does the yearly pass \
     cost?\n\nThe yearly pass costs 80 euros.\n\n## What do pupils learn in year 4?\n\nHow bread is \
     made.\n\n## When is the dairy open?\n\nOn weekdays from 8 to 12.\n\n## Can I pay with a \
     voucher?\n\nYes, at the till.\n\n## Where do I leave my car?\n\nBehind the barn.\n";

#[test]
fn one_word_in_the_place_of_another_is_not_sure() {
    let fixture = Fixture::new(&[("docs/farm.md", FARM)]);
    let status = |question: &str| {
        let args = ["ask", "--corpus", "docs", "--format", "json", question];
        let reply = serde_json::from_str::<serde_json::Value>(&fixture.run(&args).stdout).unwrap();
        reply["status"].as_str().unwrap().to_owned()
    };
    for (own, other) in [
        // The other word stands in a title.
        ("how many guests may join a cheese tasting", "how many guests may join a pottery tasting"),
        // Both are of one kind.
        ("what does the yearly pass cost", "what does the monthly pass cost"),
        ("what do pupils learn in year 4", "what do pupils learn in year 6"),
        // The other word stands over all of them.
        ("when is the dairy open", "when is the farm open"),
    ] {
        assert_eq!(status(own), "answered", "{own}");
        assert_ne!(status(other), "answered", "{other}");
    }
    for same in ["can you pay by voucher", "when does the dairy open"] {
        assert_eq!(status(same), "answered", "{same}");
    }
}

#[test]
fn what_stands_under_another_heading_is_not_sure_for_the_one_that_was_named() {
    let text = "# Brno\n\n## Parking\n\nParking is free, first come first served. Do not park beside \
                the ramp.\n\n## Lunch\n\nFrom twelve to two.\n\n# Turin\n\n## Parking\n\nThe firm pays \
                for a bus ticket, or for the garage at the station.\n\n## Lunch\n\nThere is none.\n";
    let fixture = Fixture::new(&[("docs/sites.md", text)]);
    let reply = |question: &str| {
        let args = ["ask", "--corpus", "docs", "--format", "json", question];
        serde_json::from_str::<serde_json::Value>(&fixture.run(&args).stdout).unwrap()
    };
    assert_eq!(reply("is parking free in brno")["status"], "answered");
    let other = reply("is parking free in turin");
    assert!(other["status"] != "answered" || other["answers"][0]["line"] == 13, "{other}");
}

#[test]
fn an_option_that_several_pages_have_is_as_sure_as_on_one() {
    let page = |name: &str| {
        format!(
            "# mill-{name}\n\n## Options\n\n- `--{name}-only` does the step of that name alone, and none of those that \
             usually come before it or after it.\n- `--frozen` asserts that the lock file stays exactly as it is.\n- \
             `--jobs` says how many of them run at once; one for each core where nothing is said.\n- `--colour` chooses \
             when the output has colours.\n- `--folder` names where everything is written, which is made if it is not \
             there.\n"
        )
    };
    let confidence = |names: &[&str]| {
        let files: Vec<(String, String)> =
            names.iter().map(|name| (format!("docs/{name}.md"), page(name))).collect();
        let files: Vec<(&str, &str)> =
            files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        let ran = Fixture::new(&files).run(&[
            "ask",
            "--corpus",
            "docs",
            "--format",
            "json",
            "does the lock file stay as it is",
        ]);
        let reply: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
        reply["confidence"].as_f64().unwrap()
    };
    let (one, three) = (confidence(&["grind"]), confidence(&["grind", "sift", "pack"]));
    assert!(one - 0.1 < three, "{one} on one page, {three} on three");
}

#[test]
fn a_word_that_says_nothing_by_itself_is_not_sure() {
    let text = "# Questions\n\n## Can I pay back early?\n\nYes. The fee is 1 % of the sum.\n\n## Can I pay \
                by credit card?\n\nAll common ones.\n\n## Where is the bank?\n\nIn the high street.\n";
    let fixture = Fixture::new(&[("docs/bank.md", text)]);
    let status = |question: &str| {
        let args = ["ask", "--corpus", "docs", "--format", "json", "--", question];
        let reply = serde_json::from_str::<serde_json::Value>(&fixture.run(&args).stdout).unwrap();
        reply["status"].as_str().unwrap().to_owned()
    };
    for nothing in ["1", "-1", "yes", "by PayPal?"] {
        assert_ne!(status(nothing), "answered", "{nothing}");
    }
    assert_eq!(status("can i pay by credit card"), "answered");
}

#[test]
fn one_question_about_two_things_is_not_answered_for_one_of_them() {
    let fixture = Fixture::new(&[("docs/tents.md", TENTS)]);
    for top in ["1", "3"] {
        let args = ["ask", "--corpus", "docs", "--top", top, "--format", "json", "waterproof?"];
        let reply: serde_json::Value =
            serde_json::from_str(&fixture.run(&args).expect(0).stdout).unwrap();
        assert_eq!(reply["status"], "unsure", "{reply}");
    }
    let ran = fixture.run(&["ask", "--corpus", "docs", "waterproof?"]).expect(0);
    assert!(ran.stdout.contains("Which do you mean?"), "{}", ran.stdout);
    assert!(ran.stdout.contains("Is the Lynx waterproof?"), "{}", ran.stdout);
    let ran = fixture.run(&["ask", "--corpus", "docs", "is the marmot waterproof"]).expect(0);
    assert!(!ran.stdout.contains("Which do you mean?"), "{}", ran.stdout);
}

#[test]
fn of_a_section_of_clauses_a_sure_reply_is_the_clause() {
    let text = "# Rules\n\n## 2 Boats\n\n2.1 A boat is lent for one day at a time, and the day ends when the \
                gate is shut at dusk.\n\n2.2 Oars and life jackets are in the shed. Whoever takes a pair puts it back \
                dry, and hangs the jackets up.\n\n2.3 Dogs may come along on a lead. They stay out of the shed, since \
                the ferrets of the warden live there.\n\n2.4 Damage is told to the warden on the same day. What is not \
                told is paid by whoever had the boat last.\n\n## 3 Fees\n\n3.1 The fee is due in March.\n\n3.2 Guests pay \
                five pounds at the gate.\n";
    let fixture = Fixture::new(&[("docs/rules.md", text)]);
    let args = ["ask", "--corpus", "docs", "--format", "json"];
    let first = |question: &str| -> serde_json::Value {
        let ran = fixture.run(&[&args[..], &[question]].concat()).expect(0);
        serde_json::from_str::<serde_json::Value>(&ran.stdout).unwrap()
    };
    let reply = first("may dogs come along on a lead");
    assert_eq!(reply["status"], "answered");
    assert_eq!(reply["answers"][0]["kind"], "item");
    assert_eq!(reply["answers"][0]["line"], 9);
    assert!(reply["answers"][0]["text"].as_str().unwrap().starts_with("2.3 Dogs"), "{reply}");
    // What is asked of all of them is answered by all of them.
    let reply = first("what are the rules about boats");
    assert_eq!(reply["answers"][0]["kind"], "section", "{reply}");
}

#[test]
fn of_a_clause_the_features_of_its_section_were_explained() {
    let text = "# Rules\n\n## 2 Boats\n\n2.1 A boat is lent for one day at a time, and the day ends when the \
                gate is shut at dusk.\n\n2.2 Oars and life jackets are in the shed. Whoever takes a pair puts it back \
                dry, and hangs the jackets up.\n\n2.3 Dogs may come along on a lead. They stay out of the shed, since \
                the ferrets of the warden live there.\n\n2.4 Damage is told to the warden on the same day. What is not \
                told is paid by whoever had the boat last.\n";
    let fixture = Fixture::new(&[("docs/rules.md", text)]);
    let args = [
        "ask",
        "--corpus",
        "docs",
        "--format",
        "json",
        "--explain",
        "may dogs come along on a lead",
    ];
    let reply: serde_json::Value =
        serde_json::from_str(&fixture.run(&args).expect(0).stdout).unwrap();
    assert_eq!(reply["answers"][0]["kind"], "item", "{reply}");
    let explained = &reply["explain"]["passages"][0];
    assert_eq!(explained["id"], reply["answers"][0]["id"]);
    let features = explained["features"].as_array().unwrap();
    let item = features.iter().find(|one| one["name"] == "is an item").expect("a feature of items");
    assert_eq!(item["value"], 1.0, "{explained}");
}

#[test]
fn of_a_file_on_one_line_one_entry_was_shown() {
    let entries = [
        ("How do I pay?", "By card or in cash at the desk."),
        ("How do I pay a fine?", "Fines are paid at the machine in the hall."),
        ("Where do I pay?", "At the desk, or in the app."),
        ("When is the desk open?", "From nine to five."),
    ];
    let all = entries
        .map(|(question, answer)| serde_json::json!({ "question": question, "answer": answer }));
    let text = serde_json::to_string(&all).unwrap();
    let fixture = Fixture::new(&[("docs/faq.json", &text)]);
    let args = ["ask", "--corpus", "docs", "--format", "json", "how do I pay"];
    let reply: serde_json::Value =
        serde_json::from_str(&fixture.run(&args).expect(0).stdout).unwrap();
    assert_eq!(reply["answers"].as_array().unwrap().len(), 3, "{reply}");
}

#[test]
fn a_telephone_number_that_is_all_that_is_asked_for_was_not_found() {
    let text = "# Otters\n\n## Illness\n\nTell us by nine on 01632 960 118 if your child is not coming.\n\n## How do I \
                change my phone number?\n\nIn the app, under your name.\n\n## Complaints\n\nWrite to \
                desk@otters.example.\n\n## Meals\n\nLunch is at noon, and there is fruit at three.\n";
    let fixture = Fixture::new(&[("docs/otters.md", text)]);
    check_sure(
        &fixture,
        &[
            ("what is your phone number", "unsure", "01632 960 118"),
            ("phone number?", "unsure", "01632 960 118"),
            ("what's the email address", "unsure", "desk@otters.example"),
            ("how do I change my phone number", "answered", "In the app"),
        ],
    );
    let text = "## Telephone\n\nOur phone number is 555-0199.\n\n## Feeling ill\n\nStay at home, and ring the clinic on \
                01632 960118.\n\n## Hours\n\nOpen 09.00 - 17.00, since 1931.\n";
    let fixture = Fixture::new(&[("docs/office.md", text)]);
    check_sure(&fixture, &[("what is your phone number", "answered", "555-0199")]);
    let text = "## Hours\n\nOpen 09.00 - 17.00.\n\n## Founders\n\nJohn Brown (1931-2004).\n";
    let fixture = Fixture::new(&[("docs/office.md", text)]);
    check_sure(&fixture, &[("what is your phone number", "no_answer", "")]);
}

#[test]
fn what_the_documents_are_all_about_was_refused() {
    let topics = ["import", "export", "dates", "places", "albums", "doubles", "settings", "speed"];
    let sections: String = topics
        .iter()
        .map(|topic| {
            format!("## About {topic}\n\nShoebox has {topic}, and shoebox keeps them.\n\n")
        })
        .collect();
    let text =
        format!("# Shoebox\n\nSorts the photos of your phone into folders by date.\n\n{sections}");
    let fixture = Fixture::new(&[("docs/README.md", &text)]);
    check_sure(
        &fixture,
        &[
            ("what is shoebox", "unsure", "Sorts the photos"),
            ("what does shoebox do", "unsure", "Sorts the photos"),
        ],
    );
}

#[test]
fn the_name_of_a_page_was_refused() {
    let text = "# Prices\n\n## Entry\n\nA day is £14, after three it is £11.\n\n## Hire\n\nShoes are £4, a harness is \
                £3.50.\n\n## Memberships\n\nThe membership renews by itself unless you cancel.\n\n## Paying\n\nWe take cash and \
                cards, and no cheques.\n\n# Courses\n\n## Lead\n\nThree evenings, for those who climb grade 5.\n\n## \
                Belaying\n\nOne evening, with a test at the end.\n\n## Technique\n\nOn the first Saturday, with video.\n\n# \
                Rules\n\n## Chalk\n\nIn balls only.\n\n## Rings\n\nTake them off, and tie up long hair.\n\n## Ropes\n\nOnly those \
                of the hall, or your own of ten millimetres.\n\n# Hall\n\n## Opening hours\n\nFrom nine to ten.\n\n## \
                Lockers\n\nOne pound, which comes back.\n\n## Showers\n\nBeside the changing rooms.\n";
    let fixture = Fixture::new(&[("docs/hall.md", text)]);
    let args = ["ask", "--corpus", "docs", "--format", "json", "what are the prices"];
    let ran = fixture.run(&args).expect(0);
    let reply: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(reply["status"], "unsure", "{reply}");
    assert_eq!(reply["answers"][0]["headings"][0], "Prices", "{reply}");
}

#[test]
fn a_cat_was_let_in_by_what_is_said_of_dogs() {
    let text = "## Can I bring my dog?\n\nOn Fridays, if everyone agrees.\n\n## Is there a pet shop near?\n\nIn the next \
                street.\n\n## When is lunch?\n\nAt noon.\n";
    let fixture = Fixture::new(&[("docs/office.md", text)]);
    check_sure(
        &fixture,
        &[
            ("can I bring my dog", "answered", "On Fridays"),
            ("can I bring my cat", "unsure", "On Fridays"),
            ("can I bring my parrot", "unsure", "On Fridays"),
        ],
    );
}

#[test]
fn version_2_0_was_not_2_0_0() {
    let text = "# Changes\n\n## 2.1.0\n\nNew: albums.\n\n## 2.0.0\n\nNew: a catalogue.\n\n## 1.0.0\n\nThe first.\n";
    let fixture = Fixture::new(&[("docs/CHANGES.md", text)]);
    let args = ["ask", "--corpus", "docs", "--format", "json", "what is new in version 2.0"];
    let reply: serde_json::Value = serde_json::from_str(&fixture.run(&args).stdout).unwrap();
    let first = ["answers", "nearest"].iter().find_map(|of| reply[of].get(0)).unwrap();
    assert_eq!(first["title"], "2.0.0", "{reply}");
}

/// Checks how sure the first reply to each question is, and that it has the text.
#[track_caller]
fn check_sure(fixture: &Fixture, questions: &[(&str, &str, &str)]) {
    for (question, status, says) in questions {
        let args = ["ask", "--corpus", "docs", "--format", "json", question];
        let ran = fixture.run(&args);
        let reply: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
        assert_eq!(reply["status"], *status, "{question}: {reply}");
        if *status != "no_answer" {
            let text = reply["answers"][0]["text"].as_str().unwrap();
            assert!(text.contains(says), "{question}: {text}");
        }
    }
}

const STATION: &str = "# Mayor's Office of Hill\n\n## I cannot pay this month\n\nRing us before the bill is due, and we spread it \
                       over four months.\n\n## How much is shipping?\n\nShipping costs five pounds for each parcel.\n\n\
                       ## The screen shows E31\n\nThe account is on hold. Pay in the app.\n\n## TV 104\n\nYou have no \
                       rights for the channel. Restart the box.\n\n## May I build a shed?\n\nUp to 5 m² nothing is \
                       needed; from 5 to 20 m² you tell us first.\n\n## Volunteers\n\nWe look for people for the desk \
                       and the workshops, for one half day a week.\n";

#[test]
fn a_word_with_an_accent_that_is_not_there_was_not_told_and_not_missed() {
    let fixture = Fixture::new(&[("docs/station.md", STATION)]);
    let args = ["ask", "--corpus", "docs", "--format", "json", "how much is shipping to Nürnberg"];
    let ran = fixture.run(&args).expect(1);
    let reply: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(reply["unknown"], serde_json::json!(["nürnberg"]));
}

#[test]
fn cannot_with_an_apostrophe_was_a_word_that_is_missing() {
    let fixture = Fixture::new(&[("docs/station.md", STATION)]);
    let spread = "spread it";
    check_sure(
        &fixture,
        &[
            ("i can't pay this month", "answered", spread),
            ("i can’t pay this month", "answered", spread),
            ("i cant pay this month", "answered", spread),
        ],
    );
}

#[test]
fn a_number_with_or_without_a_blank_before_what_is_written_to_it_was_another_word() {
    let fixture = Fixture::new(&[("docs/station.md", STATION)]);
    check_sure(
        &fixture,
        &[
            ("what does E 31 mean on the screen", "answered", "on hold"),
            ("what is tv104", "answered", "no rights"),
            ("may i build a shed of 8m2", "answered", "from 5 to 20"),
            ("may i build a shed of 8m²", "answered", "from 5 to 20"),
            ("how do I restart the 8812", "no_answer", ""),
            ("may i build a shed of 8 m²", "answered", "from 5 to 20"),
        ],
    );
}

#[test]
fn a_question_of_the_name_over_all_documents_was_surely_answered() {
    let fixture = Fixture::new(&[("docs/station.md", STATION)]);
    check_sure(&fixture, &[("who is the mayor", "unsure", "")]);
    // What asks the same of "it" is meant.
    let text = "# Swimming pool\n\n## Where is it?\n\nBehind the school, in Mill Lane.\n\n## When is it open?\n\nFrom \
                June to August, ten to six.\n\n## What does it cost?\n\nFour pounds, children two.\n";
    let fixture = Fixture::new(&[("docs/pool.md", text)]);
    check_sure(&fixture, &[("where is the swimming pool", "answered", "Mill Lane")]);
}

#[test]
fn of_two_entries_with_the_same_words_the_one_in_this_order_is_first() {
    let text = "# FAQ\n\n## Is a string a number?\n\nNot before int() made one of it.\n\n## Is a number a \
                string?\n\nNot before str() did.\n\n## Where do I park?\n\nBehind the hall.\n";
    let fixture = Fixture::new(&[("docs/faq.md", text)]);
    check_sure(
        &fixture,
        &[
            ("is a string a number", "unsure", "Not before int()"),
            ("is a number a string", "unsure", "Not before str()"),
        ],
    );
}

#[test]
fn a_price_was_no_answer_to_what_something_costs_where_another_title_has_the_word() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/trials/mairie");
    let fixture = Fixture::new(&[]);
    let args = ["ask", "--corpus", folder, "--format", "json", "combien coûte la piscine"];
    let reply: serde_json::Value = serde_json::from_str(&fixture.run(&args).stdout).unwrap();
    let first = ["answers", "nearest"].iter().find_map(|of| reply[of].get(0)).unwrap();
    assert_eq!(first["title"], "Piscine d'été", "{reply}");
}

const POOL: &str = "# Town pools\n\n## Swimming pool\n\n| Season | Adults | Children | Open |\n|---|---|---|---|\n\
     | Summer | 5.50 | 3.00 | 8:00–20:00 |\n| Winter | 4.50 | 2.50 | 10:00–18:00 |\n\n## Sauna\n\nThe sauna is \
     closed in August. Towels are lent at the till.\n\n## Lockers\n\nEvery locker takes a coin.\n";

#[test]
fn the_whole_table_came_where_one_row_was_asked_for_by_name() {
    let fixture = Fixture::new(&[("docs/pools.md", POOL)]);
    for (question, begins) in [
        ("swimming pool in summer", "| Summer |"),
        ("how much is the pool for children in winter", "| Winter |"),
        // Two rows, and none.
        ("swimming pool in summer and winter", "| Season |"),
        ("when is the swimming pool open", "| Season |"),
    ] {
        let ran = fixture.run(&["ask", "--corpus", "docs", "--format", "ndjson", question]);
        let reply = &ran.json_lines()[0];
        let first = ["answers", "nearest"].iter().find_map(|of| reply[of].get(0)).unwrap();
        assert!(first["text"].as_str().unwrap().starts_with(begins), "{question}: {reply}");
    }
}

#[test]
fn of_a_table_in_csv_eight_rows_came_for_one() {
    let names = [
        "Hydrology",
        "Soil Science",
        "Statistics",
        "Ecology",
        "Chemistry",
        "Botany",
        "Geology",
        "Optics",
    ];
    let row = |(at, name): (usize, &&str)| {
        format!(
            "ENV{},{name},Dr. Falk {at},Summer,English,Room B {at},Written exam of 90 minutes\n",
            101 + at
        )
    };
    let rows: String = names.iter().cycle().take(8).enumerate().map(row).collect();
    let text = format!("Code,Course,Lecturer,Semester,Language,Room,Exam\n{rows}");
    let more: String = (0..24).map(|at| row((at + 20, &"Excursion"))).collect();
    let fixture = Fixture::new(&[("docs/courses.csv", &format!("{text}{more}"))]);
    check_sure(
        &fixture,
        &[("who teaches hydrology", "answered", "ENV101,"), ("botany", "answered", "ENV106,")],
    );
    let ran = fixture.run(&["ask", "--corpus", "docs", "who teaches hydrology"]).expect(0);
    assert!(!ran.stdout.contains("ENV102"), "{}", ran.stdout);
    // Whoever reads the line sees what is what.
    let head = "Code,Course,Lecturer,Semester,Language,Room,Exam\nENV101,";
    assert!(ran.stdout.starts_with(head), "{}", ran.stdout);
}

#[test]
fn any_number_of_a_row_was_a_price() {
    let text = "# Machine\n\n## Care\n\n| Part | How often |\n|---|---|\n| Grease the brewing unit | every 500 cups |\n\
                | Rinse the pipe | daily |\n\n## Parts\n\nYour dealer orders parts.\n";
    let fixture = Fixture::new(&[("docs/machine.md", text)]);
    let status = |question: &str| {
        let ran = fixture.run(&["ask", "--corpus", "docs", "--format", "ndjson", question]);
        ran.json_lines()[0]["status"].as_str().unwrap().to_owned()
    };
    assert_ne!(status("what does it cost to grease the brewing unit"), "answered");
    assert_eq!(status("how often do I grease the brewing unit"), "answered");
}

#[test]
fn a_currency_before_its_figure_and_bare_figures_under_prices_were_no_prices() {
    let text = "# Cable car\n\n## Fondue evening\n\nOn Thursdays. It is CHF 68 with the ride.\n\n## Prices\n\n\
                | Ticket | Adult | Child |\n|---|---|---|\n| Half day | 58 | 29 |\n| Night ride | 32 | 18 |\n\n\
                ## Safety\n\nClose the bar.\n";
    let fixture = Fixture::new(&[("docs/car.md", text)]);
    check_sure(
        &fixture,
        &[
            ("what does the fondue evening cost", "answered", "On Thursdays"),
            ("what does a half day cost", "answered", "| Half day"),
        ],
    );
}

#[test]
fn irregular_forms_were_words_that_the_documents_lack() {
    let text = "# Camp\n\n## Valuables\n\nThieves steal knives and shoes from tents. Leave them at the office.\n\n## Dentist\n\n\
                For a broken tooth ring Dr Adler.\n\n## Story hour\n\nFor every child on Saturdays. Bring a cushion.\n\n\
                ## Printing\n\nAsk for the code.\n";
    let fixture = Fixture::new(&[("docs/camp.md", text)]);
    check_sure(
        &fixture,
        &[
            ("my knife was stolen", "answered", "Thieves steal"),
            ("teeth", "answered", "For a broken tooth"),
            ("is there anything for children", "answered", "For every child"),
        ],
    );
}
