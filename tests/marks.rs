//! Which sentence, item or row of a passage is marked: what a person reads for the answer.

mod support;

use support::Fixture;

/// Checks what is marked in the first passage of each question's reply.
#[track_caller]
fn check(document: (&str, &str), marked: &[(&str, &[&str])]) {
    let (path, text) = document;
    let fixture = Fixture::new(&[(&format!("docs/{path}"), text)]);
    let questions: Vec<&str> = marked.iter().map(|(question, _)| *question).collect();
    let args = ["ask", "--corpus", "docs", "--format", "ndjson", "-"];
    let ran = fixture.feed(&args, questions.join("\n").as_bytes());
    let replies: Vec<serde_json::Value> =
        ran.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(replies.len(), marked.len(), "{}", ran.stderr);
    for (reply, (question, expected)) in replies.iter().zip(marked) {
        let first = ["answers", "nearest"].iter().find_map(|of| reply[of].get(0));
        let first = first.unwrap_or_else(|| panic!("nothing found: {question}"));
        let text = first["text"].as_str().unwrap();
        let bound = |one: &serde_json::Value| usize::try_from(one.as_u64().unwrap()).unwrap();
        let ranges = first["highlight"].as_array().unwrap();
        let found: Vec<&str> =
            ranges.iter().map(|range| &text[bound(&range[0])..bound(&range[1])]).collect();
        assert_eq!(found, *expected, "{question}");
    }
}

#[test]
fn the_row_is_marked_that_has_the_word_which_tells_rows_apart() {
    let table = "# Travel pass\n\n| City | Travel pass |\n|---|---|\n| Bristol | none |\n| Cardiff | £9 a week |\n";
    let bristol: &[&str] = &["Bristol | none"];
    let cardiff: &[&str] = &["Cardiff | £9 a week"];
    let questions = [
        ("is there a travel pass in bristol", bristol),
        ("how much is the travel pass in bristol", bristol),
        ("travel pass bristol", bristol),
        ("how much is the travel pass in cardiff", cardiff),
    ];
    check(("pass.md", table), &questions);
    let list = "# Travel pass\n\n- Bristol: none\n- Cardiff: £9 a week\n";
    check(
        ("pass.md", list),
        &[
            ("how much is the travel pass in bristol", &["Bristol: none"]),
            ("is there a travel pass in cardiff", &["Cardiff: £9 a week"]),
        ],
    );
}

#[test]
fn the_names_of_columns_are_never_marked_alone() {
    let page = "<html><body><h1>Travel pass</h1><table><tr><th>City</th><th>Travel pass</th></tr>\
                <tr><td>Bristol</td><td>none</td></tr><tr><td>Cardiff</td><td>£9 a week</td></tr></table></body></html>";
    check(
        ("pass.html", page),
        &[
            ("how much is the travel pass in bristol", &["Bristol | none"]),
            ("travel pass city", &["Bristol | none"]),
        ],
    );
}

#[test]
fn the_range_that_has_the_number_asked_with_is_marked() {
    let text = "# Contract\n\n## Trial period\n\nOne week in the first month. Afterwards it is two months for \
                levels 2 to 4. Afterwards it is five months for levels 5 and above.\n\n## Jubilee\n\n\
                | Service | Present |\n|---|---|\n| under 6 months | none |\n| 6 months to 4 years | a card |\n\
                | 4 to 9 years | a watch |\n| over 9 years | a trip |\n\n## Readers\n\n| Class | Book |\n|---|---|\n\
                | Class 1 | 4 tales |\n| Classes 4 and 6 | 8 poems |\n";
    check(
        ("contract.md", text),
        &[
            ("trial period for level 3", &["Afterwards it is two months for levels 2 to 4."]),
            ("trial period for level 7", &["Afterwards it is five months for levels 5 and above."]),
            ("jubilee present after 6 years", &["4 to 9 years | a watch"]),
            ("jubilee present after 3 months of service", &["under 6 months | none"]),
            ("jubilee present after 12 years", &["over 9 years | a trip"]),
            (
                "jubilee present after 4 years",
                &["6 months to 4 years | a card", "4 to 9 years | a watch"],
            ),
            ("book of readers in class 4", &["Classes 4 and 6 | 8 poems"]),
        ],
    );
}

#[test]
fn ranges_are_read_in_other_languages() {
    let text = "# Gebühren\n\n## Schwimmkurs\n\nDer Kurs dauert acht Wochen für Kinder von 4 bis 6 Jahren. \
                Der Kurs dauert fünf Wochen für Kinder ab 7 Jahren.\n\n# Tarifs\n\n## Cours de natation\n\n\
                Le cours dure huit semaines jusqu'à 6 ans. Le cours dure cinq semaines à partir de 7 ans.\n";
    check(
        ("kurs.md", text),
        &[
            (
                "schwimmkurs kind 5 jahre",
                &["Der Kurs dauert acht Wochen für Kinder von 4 bis 6 Jahren."],
            ),
            ("schwimmkurs kind 9 jahre", &["Der Kurs dauert fünf Wochen für Kinder ab 7 Jahren."]),
            ("cours de natation enfant de 5 ans", &["Le cours dure huit semaines jusqu'à 6 ans."]),
            (
                "cours de natation enfant de 9 ans",
                &["Le cours dure cinq semaines à partir de 7 ans."],
            ),
        ],
    );
}

#[test]
fn the_row_of_a_number_comes_before_the_sentence_above_the_table() {
    let text = "# Lunch money\n\nStaff on full time get 50 euros of lunch money a month. Others get:\n\n\
                | Shifts worked a week | Lunch money | Drinks |\n|---|---|---|\n| 5 | 50 euros | 9 |\n\
                | 4 | 40 euros | 7 |\n| 2 | 20 euros | 3 |\n";
    check(
        ("lunch.md", text),
        &[
            ("how much lunch money if i work 2 shifts a week", &["2 | 20 euros | 3"]),
            (
                "how much lunch money if i work 1 shift a week",
                &["Staff on full time get 50 euros of lunch money a month."],
            ),
        ],
    );
}

#[test]
fn the_first_sentence_answers_the_question_of_its_entry() {
    let text = "# House rules\n\n## Are candles allowed?\n\nOnly in a glass, and never by the curtains. No other \
                open fire except the stove and birthday cakes.\n\n## Do I have to register my bicycle?\n\n\
                The sticker is sent by post. Yes, within a week after you bought it.\n";
    check(
        ("rules.md", text),
        &[
            ("Are candles allowed?", &["Only in a glass, and never by the curtains."]),
            ("Do I have to register my bicycle?", &["Yes, within a week after you bought it."]),
        ],
    );
}

#[test]
fn what_the_title_says_does_not_choose_a_sentence() {
    let text = "# Time off\n\n## Blood and plasma donations\n\nGive blood at the end of a day where you can. \
                Otherwise your fares are refunded; the hours are not. Bone marrow donations are always refunded.\n\n\
                ## Chess club\n\nThe chess club meets from 16:10 to 17:30. It is open to pupils from Class 2 to \
                Class 9. Visiting parents cannot play.\n";
    check(
        ("off.md", text),
        &[
            (
                "are blood donations refunded",
                &["Otherwise your fares are refunded; the hours are not."],
            ),
            ("can parents play in the chess club", &["Visiting parents cannot play."]),
        ],
    );
}

#[test]
fn who_asks_when_reads_of_a_day() {
    let text = "# Pay\n\n## Premium\n\nThe premium is up to 4% of what you earn. It is paid in March with the wage.\n\n\
                ## Moving hours to the next month\n\nUp to 9 hours can be moved to the next month. They have to be used \
                by 15 May.\n\n# Lohn\n\n## Prämie\n\nDie Prämie beträgt bis zu 4 % des Lohns. Sie wird im März gezahlt.\n";
    check(
        ("pay.md", text),
        &[
            ("when is the premium paid", &["It is paid in March with the wage."]),
            ("until when can i use moved hours", &["They have to be used by 15 May."]),
            ("wann wird die Prämie gezahlt", &["Sie wird im März gezahlt."]),
        ],
    );
}

#[test]
fn the_item_is_marked_that_is_labelled_with_what_is_asked() {
    let text = "# Settings\n\n#### `feed.limit`\n- Type: integer\n- Preset: 12\n- Variable: `FROB_FEED_LIMIT`\n\n\
                How many feeds are read at once. If negative, the preset value counts backwards from all feeds.\n";
    check(
        ("settings.md", text),
        &[
            ("what is the preset of feed.limit", &["Preset: 12"]),
            ("preset value of feed.limit", &["Preset: 12"]),
            ("what does feed.limit do", &["How many feeds are read at once."]),
        ],
    );
}

#[test]
fn a_term_is_marked_with_its_text() {
    let page = "<html><body><h1>Options of frob</h1><dl><dt><code>--dry-run</code></dt><dd><p>Show what would be \
                done. Nothing is written.</p></dd><dt>--force</dt><dd>Overwrite files.</dd></dl></body></html>";
    let marked: &[&str] = &["--dry-run\nShow what would be done."];
    check(("frob.html", page), &[("what does frob --dry-run do", marked)]);
    let markdown = "# Options of frob\n\n<dl>\n<dt id=\"frob---dry-run\"><a href=\"#frob---dry-run\"><code>--dry-run</code></a></dt>\n\
                    <dd><p>Show what would be done.</p>\n</dd>\n<dt>--force</dt>\n<dd>Overwrite files.</dd>\n</dl>\n";
    // The tags between are a part of the text as it was written.
    let marked: &[&str] = &["--dry-run</code></a></dt>\n<dd><p>Show what would be done."];
    check(("frob.md", markdown), &[("what does frob --dry-run do", marked)]);
}

#[test]
fn who_asks_for_a_price_in_any_language_reads_one() {
    let spanish = "# Trámites\n\n## Carné de pesca\n\nEl carné de pesca se recoge en la oficina. Hace falta una foto, \
                   el recibo y 18 euros de tasa.\n\n## Muelle\n\nEl muelle se pide en la caseta del puerto. La plaza \
                   son 45 € y la tasa anual 90 €.\n";
    check(
        ("es.md", spanish),
        &[
            (
                "cuanto cuesta el carné de pesca",
                &["Hace falta una foto, el recibo y 18 euros de tasa."],
            ),
            ("precio del muelle", &["La plaza son 45 € y la tasa anual 90 €."]),
        ],
    );
    let italian = "# Pratiche\n\n## Tessera di pesca\n\nLa tessera di pesca si chiede in comune. Servono una foto e la \
                   ricevuta di 18,50 euro.\n";
    let marked: &[&str] = &["Servono una foto e la ricevuta di 18,50 euro."];
    check(("it.md", italian), &[("quanto costa la tessera di pesca", marked)]);
    let french = "# Démarches\n\n## Carte de pêche\n\nPrésentez une pièce d'identité au guichet. Elle coûte 18 € par an.\n";
    check(("fr.md", french), &[("carte de pêche combien", &["Elle coûte 18 € par an."])]);
}

#[test]
fn a_list_below_the_very_question_is_marked_whole() {
    let text = "# Sailing club\n\n## What do I need for a permit?\n\n- a form\n- two photos\n- a swimming badge\n\n\
                ## Who is on the board?\n\nAll of them:\n\n- Ann Mole\n- Bob Pike\n- Cleo Tench\n\n\
                ## Can I take guests?\n\n- Members may.\n- Juniors may not.\n- Dogs stay ashore.\n";
    let form: &[&str] = &["a form", "two photos", "a swimming badge"];
    check(
        ("club.md", text),
        &[
            ("what do I need for a permit", form),
            ("who is on the board", &["Ann Mole", "Bob Pike", "Cleo Tench"]),
            // One of them is asked for.
            ("what photos do I need for a permit", &["two photos"]),
            ("can I take guests", &["Members may."]),
        ],
    );
}

#[test]
fn steps_and_definitions_are_marked_in_other_languages() {
    let german = "# Handbuch\n\nDas steht in diesem Handbuch, damit man nicht fragen muss.\n\n## Abmeldung\n\n\
                  1. Öffnen Sie die Kontoseite.\n2. Wählen Sie dort die Abmeldung.\n3. Bestätigen Sie mit dem Kennwort.\n\n\
                  ## Sammelschein\n\nEr kommt mit der Post. Ein Sammelschein ist eine Karte, auf der zehn Fahrten \
                  eingetragen werden.\n";
    check(
        ("handbuch.md", german),
        &[
            (
                "Wie geht die Abmeldung?",
                &[
                    "Öffnen Sie die Kontoseite.",
                    "Wählen Sie dort die Abmeldung.",
                    "Bestätigen Sie mit dem Kennwort.",
                ],
            ),
            (
                "Was ist ein Sammelschein?",
                &["Ein Sammelschein ist eine Karte, auf der zehn Fahrten eingetragen werden."],
            ),
        ],
    );
    let spanish = "# Guía\n\nEsta guía es para que nadie tenga que preguntar en la oficina.\n\n## ¿Cómo me doy de baja?\n\n\
                   Se hace así:\n\n1. Abra la página de su cuenta.\n2. Elija la baja.\n3. Confirme con la contraseña.\n";
    check(
        ("guia.md", spanish),
        &[(
            "como puedo darme de baja",
            &["Abra la página de su cuenta.", "Elija la baja.", "Confirme con la contraseña."],
        )],
    );
}

#[test]
fn a_limit_is_marked_for_who_asks_about_what_is_beyond_it() {
    let text = "# Lighthouse\n\n## Tower\n\nThe tower can be seen with a guide. It is not for people who fear heights. At \
                most twelve people can join. Children have to be at least 8 years old.\n\n## Cellar\n\nThe cellar is open \
                to all. It is cold.\n";
    check(
        ("lighthouse.md", text),
        &[
            ("can my 7 year old go up the tower", &["Children have to be at least 8 years old."]),
            ("can my 9 year old go up the tower", &["Children have to be at least 8 years old."]),
        ],
    );
}

#[test]
fn a_number_in_words_is_marked_for_how_many() {
    let text = "# Lighthouse\n\n## Tower\n\nThe tower can be seen with a guide. At most twelve people can join. The tour is \
                not for people who fear heights.\n\n## Cellar\n\nThe cellar is open to all. It is cold.\n";
    let question = "how many people can join a tour for people";
    check(("lighthouse.md", text), &[(question, &["At most twelve people can join."])]);
}

#[test]
fn of_a_question_in_the_text_its_answer_is_marked_and_yes_with_what_is_said_next() {
    let text = "# Guests\n\n## Bringing somebody\n\nThe hut has twelve beds. Is it free of charge for a guest? Yes. Under \
                18 they pay nothing, and others five pounds. Tell the warden a week before.\n";
    let questions = [(
        "is it free of charge for a guest",
        &["Yes.", "Under 18 they pay nothing, and others five pounds."][..],
    )];
    check(("guests.md", text), &questions);
}

#[test]
fn the_whole_row_was_marked_where_a_column_is_asked_for() {
    let text = "# Broadband\n\n| Plan | Price | Upload (Mbit/s) | Notice |\n|---|---|---|---|\n\
                | Fibre 100 | 20 € | 40 | 1 month |\n| Fibre 500 | 30 € | 100 | 3 months |\n";
    check(
        ("broadband.md", text),
        &[
            ("what is the upload of fibre 500", &["100"]),
            ("notice of fibre 500", &["3 months"]),
            ("tell me about fibre 500", &["Fibre 500 | 30 € | 100 | 3 months"]),
            ("does fibre 500 have an upload of 100", &["Fibre 500 | 30 € | 100 | 3 months"]),
        ],
    );
}

#[test]
fn the_next_of_two_columns_of_text_was_marked_too() {
    let text = "BATTERY\n\nCharging time     4.5 hours\n\nWeight            2.7 kg\n\nStorage           10 to 20 degrees\n";
    check(
        ("battery.txt", text),
        &[("what is the charging time of the battery", &["Charging time     4.5 hours"])],
    );
}

#[test]
fn all_terms_of_a_list_were_marked_where_one_is_asked_for() {
    let page = ".TH BOX 1\n.SH COMMANDS\n.TP\n.B init DIR\nMake a new library.\n.TP\n.B import SOURCE\nCopy from a card.\n.TP\n\
                .B album NAME\nMake an album. The pictures are not copied.\n.TP\n.B stats\nCount them by year.\n";
    let album: &[&str] = &["album NAME\n\n  Make an album."];
    check(("box.1", page), &[("how do I make an album", album)]);
    let steps = "# Setting up\n\n1. Open the box\n\n   Cut the tape.\n\n2. Plug it in\n\n   Use the grey cable.\n\n3. Wait\n\n   \
                 The lamp turns green.\n";
    let all: &[&str] = &[
        "Open the box\n\n   Cut the tape.",
        "Plug it in\n\n   Use the grey cable.",
        "Wait\n\n   The lamp turns green.",
    ];
    check(("steps.md", steps), &[("how do I set it up", all)]);
}

#[test]
fn the_head_of_a_table_was_marked_where_it_abbreviates() {
    let text = "# Lifts\n\n| No. | Lift | First run |\n|----:|---|---|\n| 1 | Gondola | 8:00 |\n| 2 | Chairlift | 8:30 |\n\n\
                All lifts run daily.\n";
    check(("lifts.md", text), &[("first lift in the morning", &["All lifts run daily."])]);
}

#[test]
fn the_mark_of_a_csv_row_began_in_its_middle() {
    let rows: String =
        (1..40).map(|at| format!("N{at};{at};some text about part {at} of the engine\n")).collect();
    check(
        ("parts.csv", &format!("Number;Shelf;Note\n{rows}")),
        &[("N7", &["N7;7;some text about part 7 of the engine"])],
    );
}

#[test]
fn under_an_empty_corner_the_cell_beside_was_marked() {
    let text = "# Broadband offers\n\n|  | Price | Upload | Notice |\n|---|---|---|---|\n| Fibre 500 | 30 € | 100 Mbit/s |\n\
                | Fibre 900 | 40 € | 200 Mbit/s |\n";
    check(
        ("offers.md", text),
        &[("upload of the broadband offers", &["Fibre 500 | 30 € | 100 Mbit/s"])],
    );
}

#[test]
fn bars_in_a_quoted_cell_of_csv_cut_the_row() {
    let rows: String = (1..40).map(|at| format!("Gear {at},\"-a{at} | -b | -c\",red\n")).collect();
    check(
        ("gears.csv", &format!("Widget,Flags,Colour\n{rows}")),
        &[("colour of gear 7", &["Gear 7,\"-a7 | -b | -c\",red"])],
    );
}

#[test]
fn an_age_was_in_no_range_without_a_unit() {
    let page = "# Tickets\n\n## Do children need a ticket?\n\nUnder-fives come for nothing. Five to eleven year olds pay half. \
                From twelve on it is the full price.\n\nAnyone under 16 comes with an adult.\n";
    let young: &[&str] = &["Under-fives come for nothing."];
    check(
        ("tickets.md", page),
        &[
            ("do I need a ticket for my daughter, she is a child aged 4", young),
            ("ticket for a 3 year old", young),
            ("do 8 year olds need a ticket", &["Five to eleven year olds pay half."]),
            ("ticket for my 17 year old son", &["From twelve on it is the full price."]),
        ],
    );
}

#[test]
fn a_range_that_counts_down_was_none() {
    let page = "# Cancelling\n\n## What if we cancel?\n\nMore than 60 days before, all is given back. Between 60 and 21 days we keep \
                half. After that all is due.\n";
    let half: &[&str] = &["Between 60 and 21 days we keep half."];
    check(("cancelling.md", page), &[("we cancel 30 days before", half)]);
}

#[test]
fn words_that_only_ask_chose_the_sentence() {
    let page = "# Emergency\n\nRing the desk on 5550 918 220, day and night. Have the number of your certificate at hand.\n\n\
                # Refund a charge\n\nPartial refunds may be repeated. Refunds are possible for 180 days.\n\n\
                # Addresses\n\nThe base is `https://api.quay.example`. The sandbox lives at `https://sandbox.quay.example` and moves \
                nothing.\n";
    check(
        ("api.md", page),
        &[
            ("emergency phone number", &["Ring the desk on 5550 918 220, day and night."]),
            ("is a partial refund possible", &["Partial refunds may be repeated."]),
            (
                "sandbox url",
                &["The sandbox lives at `https://sandbox.quay.example` and moves nothing."],
            ),
        ],
    );
}
