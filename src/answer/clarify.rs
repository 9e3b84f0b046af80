//! What to choose from where a question may mean several things.

use super::{Choice, Found, siblings::ask_of_two};
use crate::{
    analysis::Analyzer,
    passage::{Kind, Passage},
    query::Query,
};

/// Passages whose scores are this near the first's do not stand back: the ranking gives them at
/// least half its odds.
const NEAR: f64 = 0.7;

/// The same for two entries with one and the same question: what tells them apart then is chance.
const TWINS: f64 = 1.5;

/// More choices than these help nobody.
const MOST_CHOICES: usize = 5;

/// So many words of a text tell which it is.
const BEGINNING: usize = 8;

/// The subjects among `found`, best first, where at least two differ and none stands out or they are
/// [`undecided`](is_undecided); empty otherwise.
///
/// A choice is named by what tells it from the others: its title; where titles are alike, the
/// innermost heading that differs before it; where those are alike too, the file it stands in, or
/// how its text begins. Passages that have the same name even so are one choice.
pub fn clarify(found: &[Found], undecided: bool) -> Vec<Choice> {
    let [first, others @ ..] = found else { return Vec::new() };
    let least = match (undecided, others.first()) {
        (true, Some(second)) => second.score.min(first.score - TWINS),
        _ => first.score - NEAR,
    };
    let near: Vec<&Passage> = found
        .iter()
        .take_while(|one| least <= one.score)
        .take(MOST_CHOICES)
        .map(|one| &one.passage)
        .collect();
    let mut choices: Vec<Choice> = Vec::new();
    for one in &near {
        let label = label(one, &near);
        if choices.iter().all(|choice| choice.label != label) {
            choices.push(Choice { label, id: one.id.clone() });
        }
    }
    if choices.len() < 2 { Vec::new() } else { choices }
}

/// Whether two entries have the very same question, or [the same of two things](ask_of_two), answer it
/// differently, and nothing that was asked tells which is meant: then no reply is sure, however well it fits.
pub fn is_undecided(
    query: &Query,
    (first, second): (&Found, &Found),
    analyzers: &[Analyzer],
) -> bool {
    let (one, other) = (&first.passage, &second.passage);
    let same = || {
        first.score - second.score <= TWINS
            && one.title.to_lowercase() == other.title.to_lowercase()
    };
    one.kind == Kind::Qa
        && other.kind == Kind::Qa
        && one.text != other.text
        && (same() || ask_of_two(query, one, other, analyzers))
}

/// What tells `one` from the others of `near`.
fn label(one: &Passage, near: &[&Passage]) -> String {
    if one.title.is_empty() {
        return beginning(one);
    }
    let alike: Vec<&&Passage> = near.iter().filter(|other| other.title == one.title).collect();
    if alike.len() < 2 {
        return one.title.clone();
    }
    let differs = |of: &dyn Fn(&Passage) -> Option<String>| {
        let own = of(one);
        own.filter(|own| alike.iter().any(|other| of(other).as_ref() != Some(own)))
    };
    let headings = (0..one.headings.len())
        .find_map(|up| differs(&|passage| passage.headings.iter().rev().nth(up).cloned()));
    let title = &one.title;
    if let Some(heading) = headings {
        return format!("{heading} › {title}");
    }
    match differs(&|passage| Some(passage.path.clone())) {
        Some(path) => format!("{title} ({path})"),
        None => format!("{title}: {}", beginning(one)),
    }
}

/// How the text of a passage begins, in a few words.
fn beginning(passage: &Passage) -> String {
    let mut words = passage.plain().split_whitespace();
    let some: Vec<&str> = words.by_ref().take(BEGINNING).collect();
    let more = if words.next().is_some() { "…" } else { "" };
    format!("{}{more}", some.join(" "))
}

#[cfg(test)]
mod tests {
    use super::{super::given::tests::NoWords, *};
    use crate::{analysis::Language, query::Understanding};

    fn found(title: &str, heading: &str, score: f64) -> Found {
        let passage = Passage {
            id: format!("{heading}#{title}"),
            kind: Kind::Qa,
            title: title.to_owned(),
            headings: vec![heading.to_owned()],
            questions: Vec::new(),
            text: "text".to_owned(),
            plain: String::new(),
            path: "a.md".to_owned(),
            line: 1,
            end_line: 1,
            place: None,
            runs: Vec::new(),
            columns: Vec::new(),
            metadata: Default::default(),
        };
        Found { passage, highlight: Vec::new(), score, number: 0 }
    }

    fn labels(found: &[Found]) -> Vec<String> {
        clarify(found, false).into_iter().map(|choice| choice.label).collect()
    }

    #[test]
    fn near_passages_are_choices() {
        let given =
            [found("Deploy", "Web", 5.0), found("Deploy", "App", 4.8), found("Buy", "x", 1.0)];
        assert_eq!(labels(&given), ["Web › Deploy", "App › Deploy"]);
    }

    #[test]
    fn what_stands_out_needs_no_choice() {
        assert!(labels(&[found("A", "x", 5.0), found("B", "x", 4.0)]).is_empty());
        assert!(labels(&[found("A", "x", 5.0)]).is_empty());
        assert!(labels(&[]).is_empty());
    }

    #[test]
    fn a_choice_is_named_by_what_tells_it_apart() {
        let deep = |heading: &str, over: &str, path: &str, text: &str| {
            let mut one = found("Deploy", heading, 5.0);
            one.passage.headings.insert(0, over.to_owned());
            one.passage.path = path.to_owned();
            one.passage.text = text.to_owned();
            one
        };
        let given = [deep("Steps", "Web", "a.md", "x"), deep("Steps", "App", "a.md", "x")];
        assert_eq!(labels(&given), ["Web › Deploy", "App › Deploy"], "by the heading that differs");
        let given = [deep("Steps", "Web", "a.md", "x"), deep("Steps", "Web", "b.md", "x")];
        assert_eq!(labels(&given), ["Deploy (a.md)", "Deploy (b.md)"]);
        let given = [
            deep(
                "Steps",
                "Web",
                "a.md",
                "Push it to the server, then wait for the lamp to turn green.",
            ),
            deep("Steps", "Web", "a.md", "Pull it."),
        ];
        let named = ["Deploy: Push it to the server, then wait for…", "Deploy: Pull it."];
        assert_eq!(labels(&given), named);
    }

    fn undecided(asked: &str, found: &[Found]) -> bool {
        let vocabulary = NoWords([Analyzer::new(Language::English)]);
        let query = Query::new(asked, &vocabulary, &Understanding::default());
        let [first, second, ..] = found else { panic!("two are asked about") };
        is_undecided(&query, (first, second), &vocabulary.0)
    }

    fn with_text(title: &str, text: &str, score: f64) -> Found {
        let mut one = found(title, "x", score);
        one.passage.text = text.to_owned();
        one
    }

    #[test]
    fn one_question_with_two_answers_is_undecided() {
        let given = |text: &str, score: f64| with_text("How do I deploy it?", text, score);
        let undecided = |found: &[Found]| undecided("deploy", found);
        assert!(undecided(&[given("Push it.", 5.0), given("Sign it.", 4.0)]));
        assert!(!undecided(&[given("Push it.", 5.0), given("Push it.", 4.9)]));
        assert!(!undecided(&[given("Push it.", 5.0), given("Sign it.", 3.0)]));
        assert!(!undecided(&[given("Push it.", 5.0), found("Other", "x", 4.9)]));
    }

    #[test]
    fn one_question_about_two_things_is_undecided_where_neither_is_named() {
        let pair = [
            with_text("Is the Orion waterproof?", "No, the Orion is not waterproof.", 9.0),
            with_text("Is the Vega waterproof?", "Yes, to 10 m.", 5.0),
            with_text("Which is cheaper?", "The Vega.", 4.9),
        ];
        assert!(undecided("is it waterproof", &pair));
        assert!(!undecided("is the Orion waterproof", &pair));
        let choices: Vec<String> =
            clarify(&pair, true).into_iter().map(|choice| choice.label).collect();
        assert_eq!(choices, ["Is the Orion waterproof?", "Is the Vega waterproof?"]);
        // Words that are no names may say the same.
        let pair = [
            with_text("How do I clean the cover?", "With soap.", 5.0),
            with_text("How do I clean the lid?", "With vinegar.", 4.9),
        ];
        assert!(!undecided("how do I clean it", &pair));
    }

    #[test]
    fn a_passage_without_a_title_is_named_by_its_text() {
        let given = [found("", "x", 5.0), found("B", "x", 4.9)];
        assert_eq!(labels(&given), ["text", "B"]);
    }

    #[test]
    fn one_name_is_one_choice() {
        assert!(labels(&[found("A", "x", 5.0), found("A", "x", 5.0)]).is_empty());
    }
}
