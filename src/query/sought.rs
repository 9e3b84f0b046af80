//! What a question asks for by name, of what leaves a mark in a text: a price, a phone number.
//!
//! A question is given its kind by phrases, in whatever language (after X. Li and D. Roth, "Learning Question
//! Classifiers", COLING 2002, of whose classes these are a few). Whether a text has such a thing is
//! told by [`lacks`](crate::answer::given::lacks).

use std::sync::OnceLock;

/// The phrases; its head says how they stand there.
const TEXT: &str = include_str!("sought.txt");

/// The most words that `..` in a phrase stands for.
const MOST_BETWEEN: usize = 3;

/// A kind of thing that a question asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sought {
    /// A telephone number.
    Phone,
    /// An address of electronic mail.
    Email,
    /// What is typed in at a door or a till.
    Code,
    /// A share of a hundred.
    Percentage,
    /// A price, or that there is none.
    Price,
    /// How long.
    Duration,
    /// A time of the day.
    TimeOfDay,
    /// A colour.
    Colour,
    /// How much or how many of anything.
    Amount,
}

impl Sought {
    /// All, in the order of the list.
    pub const ALL: [Sought; 9] = [
        Sought::Phone,
        Sought::Email,
        Sought::Code,
        Sought::Percentage,
        Sought::Price,
        Sought::Duration,
        Sought::TimeOfDay,
        Sought::Colour,
        Sought::Amount,
    ];

    /// What it is, for people: `price`.
    pub fn name(self) -> &'static str {
        match self {
            Sought::Phone => "phone number",
            Sought::Email => "e-mail address",
            Sought::Code => "code",
            Sought::Percentage => "percentage",
            Sought::Price => "price",
            Sought::Duration => "duration",
            Sought::TimeOfDay => "time of day",
            Sought::Colour => "colour",
            Sought::Amount => "amount",
        }
    }

    /// What `question` asks for; `None` where it is nothing of these.
    ///
    /// # Cost
    ///
    /// A look at each phrase: microseconds.
    pub fn of(question: &str) -> Option<Sought> {
        let words = words(question).take(64).collect::<Vec<_>>();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        listed()
            .iter()
            .find(|one| one.asked.iter().any(|phrase| phrase.is_in(&words)))
            .map(|one| one.sought)
    }

    /// Whether `word` (lower-case) only asks for this, so that a text with it hardly has the word though
    /// it says what is asked for: "£120 a year" says what it costs.
    pub(super) fn is_asked_by(self, word: &str) -> bool {
        listed()[self as usize].plain.contains(&word)
    }
}

/// What the list says of one kind.
struct Listed {
    sought: Sought,
    asked: Vec<Phrase>,
    /// Words that a text with it hardly has though it says what they ask for.
    plain: Vec<&'static str>,
}

fn listed() -> &'static [Listed] {
    static LISTED: OnceLock<Vec<Listed>> = OnceLock::new();
    LISTED.get_or_init(|| Sought::ALL.iter().map(|sought| read(*sought)).collect())
}

fn read(sought: Sought) -> Listed {
    let (mut asked, mut plain) = (Vec::new(), Vec::new());
    for line in section(TEXT, sought) {
        if let Some(phrases) = line.strip_prefix('?') {
            asked.extend(phrases.split(',').map(Phrase::new));
        } else if let Some(words) = line.strip_prefix('~') {
            plain.extend(words.split_whitespace());
        }
    }
    Listed { sought, asked, plain }
}

/// The lines of `text` below the name of `sought`, in brackets.
pub(crate) fn section(text: &'static str, sought: Sought) -> impl Iterator<Item = &'static str> {
    let is_name =
        |line: &str| line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).is_some();
    let here = format!("[{}]", sought.name());
    let from = text.lines().skip_while(move |line| *line != here).skip(1);
    from.take_while(move |line| !is_name(line))
}

/// The words of `text`, in small letters.
pub(crate) fn words(text: &str) -> impl Iterator<Item = String> {
    let words = text.split(|one: char| !one.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase)
}

/// Words that ask for something, in their order.
struct Phrase(Vec<Part>);

/// A part of a phrase.
enum Part {
    /// The beginning of the question.
    Start,
    /// Up to [`MOST_BETWEEN`] words of any kind.
    Any,
    /// One of these words.
    Word(Vec<&'static str>),
}

impl Phrase {
    fn new(text: &'static str) -> Phrase {
        let parts = text.split_whitespace().map(|part| match part {
            "^" => Part::Start,
            ".." => Part::Any,
            words => Part::Word(words.split('/').collect()),
        });
        Phrase(parts.collect())
    }

    fn is_in(&self, words: &[&str]) -> bool {
        match self.0.split_first() {
            Some((Part::Start, rest)) => begins(rest, words),
            _ => (0..words.len()).any(|at| begins(&self.0, &words[at..])),
        }
    }
}

/// Whether `words` begin with what `parts` say.
fn begins(parts: &[Part], words: &[&str]) -> bool {
    match parts.split_first() {
        None => true,
        Some((Part::Start, _)) => false,
        Some((Part::Any, rest)) => {
            (0..=MOST_BETWEEN.min(words.len())).any(|skipped| begins(rest, &words[skipped..]))
        }
        Some((Part::Word(either), rest)) => {
            words.first().is_some_and(|word| either.contains(word)) && begins(rest, &words[1..])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_for_is_told_from_its_phrases() {
        for (question, sought) in [
            ("what's the phone number of the courier?", Some(Sought::Phone)),
            ("Telefonnummer vom Bürgermeister", Some(Sought::Phone)),
            ("is there an email address for complaints", Some(Sought::Email)),
            ("what's the alarm code", Some(Sought::Code)),
            ("what percentage do they take", Some(Sought::Percentage)),
            ("how much does it cost to hire the hall", Some(Sought::Price)),
            ("What is the yearly rent of a locker?", Some(Sought::Price)),
            ("¿Cuánto cuesta la parcela?", Some(Sought::Price)),
            ("was kostet die Geburtsurkunde", Some(Sought::Price)),
            ("quanto costa un biglietto", Some(Sought::Price)),
            ("How long does delivery take?", Some(Sought::Duration)),
            ("wie lange dauert das", Some(Sought::Duration)),
            ("what time does the session start", Some(Sought::TimeOfDay)),
            ("a qué hora cierran", Some(Sought::TimeOfDay)),
            ("what are the club colours", Some(Sought::Colour)),
            ("How many members are there?", Some(Sought::Amount)),
            ("what happens at the price review", None),
            ("I have some code, how do I show it in colour", None),
            ("what is the time rate of change of electric charge", None),
            ("how do I change my phone number", Some(Sought::Phone)),
            ("who founded the club", None),
            ("", None),
        ] {
            assert_eq!(Sought::of(question), sought, "{question}");
        }
    }

    /// Whatever stands in the list is found: it is of the form that the words of a text have.
    #[test]
    fn every_word_of_the_list_can_be_met() {
        for one in listed() {
            assert!(!one.asked.is_empty(), "{:?} is not in the list", one.sought);
            let parts = one.asked.iter().flat_map(|phrase| &phrase.0);
            let asked = parts.filter_map(|part| match part {
                Part::Word(either) => Some(either),
                Part::Start | Part::Any => None,
            });
            for word in asked.flatten().chain(&one.plain) {
                assert_eq!(words(word).collect::<Vec<_>>(), [*word], "{:?}", one.sought);
            }
        }
        assert!(TEXT.lines().all(|line| line.is_empty() || "#[?~".contains(&line[..1])));
    }
}
