//! What to choose from where a question may mean several things.

use super::{Choice, Found};

/// Passages whose scores are this near the first's do not stand back: the ranking gives them at
/// least half its odds.
const NEAR: f64 = 0.7;

/// More choices than these help nobody.
const MOST_CHOICES: usize = 5;

/// The subjects among `found`, best first, where at least two differ and none stands out; empty
/// otherwise.
///
/// A choice is named by its title, or by the innermost heading and the title where titles are
/// alike; passages that have the same name are one choice.
pub fn clarify(found: &[Found]) -> Vec<Choice> {
    let Some(first) = found.first() else { return Vec::new() };
    let near: Vec<&Found> = found
        .iter()
        .take_while(|one| first.score - one.score <= NEAR)
        .take(MOST_CHOICES)
        .filter(|one| !one.passage.title.is_empty())
        .collect();
    let mut choices: Vec<Choice> = Vec::new();
    for one in &near {
        let title = &one.passage.title;
        let alike = near.iter().filter(|other| other.passage.title == *title).count();
        let label = match one.passage.headings.last() {
            Some(heading) if 1 < alike => format!("{heading} › {title}"),
            _ => title.clone(),
        };
        if choices.iter().all(|choice| choice.label != label) {
            choices.push(Choice { label, id: one.passage.id.clone() });
        }
    }
    if choices.len() < 2 { Vec::new() } else { choices }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::passage::{Kind, Passage};

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
            metadata: Default::default(),
        };
        Found { passage, highlight: Vec::new(), score }
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
    fn one_name_is_one_choice() {
        assert!(labels(&[found("A", "x", 5.0), found("A", "x", 5.0)]).is_empty());
    }
}
