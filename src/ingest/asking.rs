//! Questions without their mark: `How do I reset` asks, though nothing says so but its words.

/// How questions begin; its head says how that is written.
const TEXT: &str = include_str!("asking.txt");

/// Whether `title` begins as a question does, in any of the languages of the list.
pub(super) fn begins_as_question(title: &str) -> bool {
    let outside = |one: char| !one.is_alphanumeric();
    let words: Vec<String> = title
        .split_whitespace()
        .map(|word| word.trim_matches(outside).replace('’', "'").to_lowercase())
        .take(MOST_SLOTS + 1)
        .collect();
    let patterns = TEXT.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    patterns.into_iter().any(|pattern| {
        let slots = pattern.split(' ');
        let fits =
            |(slot, word): (&str, &String)| slot == "*" || slot.split('|').any(|one| one == word);
        slots.clone().count() < words.len() && slots.zip(&words).all(fits)
    })
}

/// The most slots of a pattern.
const MOST_SLOTS: usize = 3;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_told_by_how_it_begins() {
        for yes in [
            "can i swap the lamp",
            "How do I descale",
            "Where is my order",
            "what is a mordant",
            "how hot is the kiln",
            "Wie lange dauert es",
            "Kann ich mit Karte zahlen",
            "Puis-je payer",
            "Qu’est-ce que le levain",
            "Cuánto cuesta un envío",
            "posso pagare in contanti",
            "O que é um conto",
            "hoe lang duurt het",
        ] {
            assert!(begins_as_question(yes), "{yes}");
        }
    }

    #[test]
    fn a_title_that_tells_is_none() {
        for no in [
            "How it works",
            "How to descale",
            "What we do",
            "Where to go",
            "Can openers",
            "May 2024",
            "Do's and don'ts",
            "What is",
            "Wie es funktioniert",
            "Kann-Bestimmungen",
            "Comment payer",
            "Como pagar",
            "Cómo pagar",
            "Is",
            "",
        ] {
            assert!(!begins_as_question(no), "{no}");
        }
    }

    #[test]
    fn no_pattern_has_more_slots_than_words_are_looked_at() {
        let patterns = TEXT.lines().filter(|line| !line.starts_with('#'));
        assert!(patterns.into_iter().all(|line| line.split(' ').count() <= MOST_SLOTS));
    }
}
