//! The lists that are compiled in, one for each language that has one: its files one after the other.

use std::borrow::Cow;

use super::{Beginnings, Scan, Synonyms, Trigger};
use crate::analysis::Language;

/// Makes `Synonyms::built_in` of languages and the files with their lists.
macro_rules! lists {
    ($($language:ident: $($file:literal)+),+ $(,)?) => {
        impl Synonyms {
            /// The list that is compiled in for `language`, if there is one.
            pub fn built_in(language: Language) -> Option<Synonyms> {
                match language {
                    $(Language::$language => {
                        const TEXT: &str = concat!($(include_str!($file), "\n"),+);
                        const LONG: usize = match Language::$language {
                            Language::English => Beginnings::LONG_IN_ENGLISH,
                            _ => Beginnings::LONG,
                        };
                        static TRIGGERS: ByPlace<{ count_triggers(TEXT) }> =
                            by_place(triggers(TEXT, LONG));
                        Some(Synonyms {
                            text: Cow::Borrowed(TEXT),
                            triggers: Cow::Borrowed(&TRIGGERS.triggers),
                            starts: Cow::Borrowed(&TRIGGERS.starts),
                        })
                    })+
                    _ => None,
                }
            }
        }

        #[cfg(test)]
        const LANGUAGES: &[Language] = &[$(Language::$language),+];
    };
}

lists! {
    Dutch: "nl.txt",
    English: "en.txt" "en_spoken.txt",
    French: "fr.txt" "fr_spoken.txt",
    German: "de.txt" "de_spoken.txt",
    Italian: "it.txt",
    Portuguese: "pt.txt",
    Spanish: "es.txt" "es_spoken.txt",
}

/// The members of the list `text` that may stand in a question. Three letters of words of `long` and more
/// tell where they begin.
const fn triggers<const COUNT: usize>(text: &str, long: usize) -> [Trigger; COUNT] {
    let mut all = [Trigger { line: 0, start: 0, begins: 0 }; COUNT];
    let mut scan = Scan::new(long);
    let mut count = 0;
    while let Some((trigger, next)) = scan.next(text.as_bytes()) {
        all[count] = trigger;
        count += 1;
        scan = next;
    }
    all
}

/// The members of a list by their places.
struct ByPlace<const COUNT: usize> {
    triggers: [Trigger; COUNT],
    starts: [u32; Trigger::PLACES + 1],
}

/// Sorts the members of a list, those of one place staying in order.
const fn by_place<const COUNT: usize>(all: [Trigger; COUNT]) -> ByPlace<COUNT> {
    // Counted one further on, then added up, the starts are those of the next.
    let mut starts = [0; Trigger::PLACES + 1];
    let mut at = 0;
    while at < COUNT {
        starts[all[at].place() + 1] += 1;
        at += 1;
    }
    let mut place = 0;
    while place < Trigger::PLACES {
        starts[place + 1] += starts[place];
        place += 1;
    }
    let (mut triggers, mut next) = (all, starts);
    at = 0;
    while at < COUNT {
        let place = all[at].place();
        triggers[next[place] as usize] = all[at];
        next[place] += 1;
        at += 1;
    }
    ByPlace { triggers, starts }
}

const fn count_triggers(text: &str) -> usize {
    let mut scan = Scan::new(Beginnings::LONG);
    let mut count = 0;
    while let Some((_, next)) = scan.next(text.as_bytes()) {
        count += 1;
        scan = next;
    }
    count
}

#[cfg(test)]
mod tests {
    use super::{
        super::{GAP, members, sides},
        *,
    };
    use crate::analysis::{Analyzer, Token};

    #[test]
    fn every_member_of_a_list_is_found_in_itself() {
        for &language in LANGUAGES {
            let list = Synonyms::built_in(language).unwrap();
            let analyzer = Analyzer::new(language);
            let (mut looked_for, mut lost) = (0, Vec::new());
            for line in list.text.lines() {
                let Some((triggers, _)) = sides(line) else { continue };
                for member in members(triggers) {
                    let tokens = analyzer.tokens(&member.replace(GAP, " "));
                    let tokens: Vec<&Token> = tokens.iter().collect();
                    let found = list.matches(&tokens, &analyzer);
                    if !found.iter().any(|one| one.member == member) {
                        lost.push(member);
                    }
                    looked_for += 1;
                }
            }
            assert_eq!(lost, [""; 0], "{language:?}");
            assert_eq!(looked_for, list.triggers.len());
        }
    }

    #[test]
    fn the_lists_make_sense() {
        for &language in LANGUAGES {
            let text = Synonyms::built_in(language).unwrap().text.into_owned();
            let (_, complaints) = Synonyms::new(text.clone());
            assert_eq!(complaints, [], "{language:?}");
            let analyzer = Analyzer::new(language);
            let mut stops: Vec<&str> = Vec::new();
            for line in text.lines() {
                let Some((triggers, replacements)) = sides(line) else { continue };
                assert_eq!(line, line.to_lowercase(), "lower-case is found fastest");
                let alone = |member: &&str| {
                    !member.contains(' ') && analyzer.tokens(member).iter().all(|token| token.stop)
                };
                stops.extend(
                    members(triggers)
                        .chain(members(replacements.unwrap_or_default()))
                        .filter(alone),
                );
            }
            assert_eq!(stops, [""; 0], "{language:?}: a stop word says nothing");
        }
    }
}
