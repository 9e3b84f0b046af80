//! A line that chooses from what was offered, by words of it.

use super::{line::Line, words::Words};
use crate::{analysis::Analyzer, answer::Found, passage::Passage};

/// A line of more words than this asks and does not choose,
const LONGEST: usize = 5;

/// and so does one of more content words.
const MOST_CONTENT: usize = 3;

/// The number, from 1, of the one passage of `listed` that the words of `line` single out: all of
/// them stand in its title, or there and in its headings, or in its text too, and in no other's.
/// `None` for a line that asks, and where the words fit several or none.
pub(super) fn singled_out(line: &Line<'_>, words: &Words, listed: &[&Found]) -> Option<usize> {
    let analyzer = Analyzer::new(words.language);
    let tokens = analyzer.tokens(line.text);
    let asks = |word: &str| words.has("ask", word) || words.has("help", word);
    if LONGEST < tokens.len() || tokens.iter().any(|token| asks(&token.word)) {
        return None;
    }
    let wanted: Vec<&str> = tokens
        .iter()
        .filter(|token| words.is_content(&token.word) && !words.has("listed", &token.word))
        .map(|token| token.term.as_str())
        .collect();
    if wanted.is_empty() || MOST_CONTENT < wanted.len() {
        return None;
    }
    let titles = |passage: &Passage| passage.title.clone();
    let headings = |passage: &Passage| format!("{} {}", passage.title, passage.headings.join(" "));
    let texts = |passage: &Passage| format!("{} {}", headings(passage), passage.plain());
    let levels: [&dyn Fn(&Passage) -> String; 3] = [&titles, &headings, &texts];
    for level in levels {
        let fits: Vec<usize> = (1..)
            .zip(listed)
            .filter(|(_, found)| {
                let has = analyzer.tokens(&level(&found.passage));
                wanted.iter().all(|term| has.iter().any(|token| token.term == *term))
            })
            .map(|(number, _)| number)
            .collect();
        match fits.as_slice() {
            [] => {}
            [one] => return Some(*one),
            _ => return None,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::passage::Kind;

    fn listed() -> Vec<Found> {
        [
            ("Deploy the web app", "Web", "Push it."),
            ("Deploy the mobile app", "Phone", "Sign it."),
            ("Roll back", "Web", "Pull the lever."),
        ]
        .into_iter()
        .map(|(title, heading, text)| Found {
            passage: Passage {
                id: title.to_owned(),
                kind: Kind::Section,
                title: title.to_owned(),
                headings: vec![heading.to_owned()],
                questions: Vec::new(),
                text: text.to_owned(),
                plain: String::new(),
                path: "a.md".to_owned(),
                line: 1,
                end_line: 1,
                place: None,
                runs: Vec::new(),
                columns: Vec::new(),
                metadata: Default::default(),
            },
            highlight: Vec::new(),
            score: 1.0,
            number: 0,
        })
        .collect()
    }

    fn chosen(line: &str, listed: &[&Found]) -> Option<usize> {
        singled_out(&Line::new(line), &Words::all()[0], listed)
    }

    #[test]
    fn words_that_only_one_has_choose_it() {
        let listed = listed();
        let listed: Vec<&Found> = listed.iter().collect();
        assert_eq!(chosen("the web app", &listed), Some(1));
        assert_eq!(chosen("Mobile, please", &listed), Some(2));
        assert_eq!(chosen("mobile apps", &listed), Some(2));
        assert_eq!(chosen("phone", &listed), Some(2), "by its heading");
        assert_eq!(chosen("the lever", &listed), Some(3), "by its text");
    }

    #[test]
    fn words_that_several_have_choose_nothing() {
        let listed = listed();
        let listed: Vec<&Found> = listed.iter().collect();
        assert_eq!(chosen("deploy", &listed), None);
        assert_eq!(chosen("the kettle", &listed), None);
        assert_eq!(chosen("how do I deploy the web app", &listed), None, "it asks");
        assert_eq!(chosen("the", &listed), None);
        assert_eq!(chosen("web", &[]), None);
    }
}
