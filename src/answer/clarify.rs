//! What to choose from where a question may mean several things.

use super::{Choice, Found};
use crate::passage::{Kind, Passage};

/// Passages whose scores are this near the first's do not stand back: the ranking gives them at
/// least half its odds.
const NEAR: f64 = 0.7;

/// The same for two entries with one and the same question: what tells them apart then is chance.
const TWINS: f64 = 1.5;

/// More choices than these help nobody.
const MOST_CHOICES: usize = 5;

/// So many words of a text tell which it is.
const BEGINNING: usize = 8;

/// The subjects among `found`, best first, where at least two differ and none stands out; empty
/// otherwise.
///
/// A choice is named by what tells it from the others: its title; where titles are alike, the
/// innermost heading that differs before it; where those are alike too, the file it stands in, or
/// how its text begins. Passages that have the same name even so are one choice.
pub fn clarify(found: &[Found]) -> Vec<Choice> {
    let Some(first) = found.first() else { return Vec::new() };
    let reach = if is_undecided(found) { TWINS } else { NEAR };
    let near: Vec<&Passage> = found
        .iter()
        .take_while(|one| first.score - one.score <= reach)
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

/// Whether two entries have the very same question, answer it differently, and nothing that was
/// asked tells which is meant: then no reply is sure, however well it fits.
pub fn is_undecided(found: &[Found]) -> bool {
    let [first, second, ..] = found else { return false };
    let (one, other) = (&first.passage, &second.passage);
    first.score - second.score <= TWINS
        && one.kind == Kind::Qa
        && other.kind == Kind::Qa
        && one.title.to_lowercase() == other.title.to_lowercase()
        && one.text != other.text
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
    use super::*;

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
            metadata: Default::default(),
        };
        Found { passage, highlight: Vec::new(), score, number: 0 }
    }

    fn labels(found: &[Found]) -> Vec<String> {
        clarify(found).into_iter().map(|choice| choice.label).collect()
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

    #[test]
    fn one_question_with_two_answers_is_undecided() {
        let with_text = |text: &str, score: f64| {
            let mut one = found("How do I deploy it?", "x", score);
            one.passage.text = text.to_owned();
            one
        };
        assert!(is_undecided(&[with_text("Push it.", 5.0), with_text("Sign it.", 4.0)]));
        assert!(!is_undecided(&[with_text("Push it.", 5.0), with_text("Push it.", 4.9)]));
        assert!(!is_undecided(&[with_text("Push it.", 5.0), with_text("Sign it.", 3.0)]));
        assert!(!is_undecided(&[with_text("Push it.", 5.0), found("Other", "x", 4.9)]));
        assert!(!is_undecided(&[with_text("Push it.", 5.0)]));
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
