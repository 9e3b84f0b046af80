//! The words and phrases of `words.txt`.

use std::sync::LazyLock;

use super::given::Words;

/// The list; its head says what stands there.
const TEXT: &str = include_str!("words.txt");

/// The lines below each name in brackets. Made when the first question needs them.
static SECTIONS: LazyLock<Vec<(&str, Vec<&str>)>> = LazyLock::new(|| {
    let mut sections: Vec<(&str, Vec<&str>)> = Vec::new();
    for line in TEXT.lines().filter(|line| !line.starts_with('#')) {
        match (line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')), sections.last_mut())
        {
            (Some(name), _) => sections.push((name, Vec::new())),
            (None, Some((_, lines))) => lines.push(line),
            (None, None) => {}
        }
    }
    sections
});

/// The lines below the name `section`.
pub(super) fn lines(section: &str) -> impl Iterator<Item = &'static str> {
    let found = SECTIONS.iter().find(|(name, _)| *name == section);
    found.map_or(&[][..], |(_, lines)| lines).iter().copied()
}

/// The words below it.
pub(super) fn listed(section: &str) -> impl Iterator<Item = &'static str> {
    lines(section).flat_map(str::split_ascii_whitespace)
}

/// The phrases below it.
pub(super) fn phrases(section: &str) -> impl Iterator<Item = &'static str> {
    lines(section)
        .flat_map(|line| line.split(','))
        .map(str::trim)
        .filter(|phrase| !phrase.is_empty())
}

/// The phrases below several names, each with what it means: found by the words that they begin with, since most
/// words of a text begin none.
#[derive(Debug)]
pub(super) struct Phrases<T> {
    first: Words,
    /// In the order of the first words, of equals in that of the list: first word, phrase, meaning.
    phrases: Vec<(&'static str, &'static str, T)>,
}

impl<T: Copy> Phrases<T> {
    /// Those below the name of each of `sections`.
    pub(super) fn of(sections: impl IntoIterator<Item = (&'static str, T)>) -> Phrases<T> {
        let mut all = Vec::new();
        for (section, meaning) in sections {
            for phrase in phrases(section) {
                let first = phrase.split(' ').take(1).flat_map(|one| one.split('/'));
                all.extend(first.map(|first| (first, phrase, meaning)));
            }
        }
        all.sort_by_key(|(first, ..)| *first);
        Phrases { first: all.iter().map(|(first, ..)| *first).collect(), phrases: all }
    }

    /// The longest that `words` begin with: of how many words, and what it means; the last of equals.
    pub(super) fn longest<'w>(
        &self,
        words: impl Iterator<Item = &'w str> + Clone,
    ) -> Option<(usize, T)> {
        let first = words.clone().next().filter(|first| self.first.contains(first))?;
        let from = self.phrases.partition_point(|(one, ..)| *one < first);
        let among = self.phrases[from..].iter().take_while(|(one, ..)| *one == first);
        let lengths =
            among.map(|(_, phrase, meaning)| (length_of(phrase, words.clone()), *meaning));
        lengths.filter(|(length, _)| 0 < *length).max_by_key(|(length, _)| *length)
    }
}

/// How many of `words` from their beginning on are `phrase`; 0 for none.
fn length_of<'w>(phrase: &str, words: impl Iterator<Item = &'w str>) -> usize {
    let (mut length, mut words) = (0, words);
    for part in phrase.split(' ') {
        let is_next = words.next().is_some_and(|word| part.split('/').any(|one| one == word));
        if !is_next {
            return 0;
        }
        length += 1;
    }
    length
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::written::words;

    #[test]
    fn every_word_of_the_list_can_be_met() {
        let names = TEXT.lines().filter_map(|line| line.strip_prefix('[')?.strip_suffix(']'));
        for name in names {
            assert!(0 < lines(name).filter(|line| !line.is_empty()).count(), "{name}");
            for line in lines(name).filter(|_| name != "units") {
                for word in line.split([',', ' ', '/']).filter(|word| !matches!(*word, "" | "-")) {
                    assert_eq!(words(word).collect::<Vec<_>>(), [word], "{name}");
                }
            }
        }
    }
}
