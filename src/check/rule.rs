//! The rules: their names, how bad what they find is, and what they are about.

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth a look.
    Note,
    /// Somebody who asks is likely to be misled or left without an answer.
    Warning,
    /// Something is wrong, whoever asks.
    Error,
}

impl Severity {
    /// The name in every output: `note`, `warning` or `error`.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

macro_rules! rules {
    ($($rule:ident $name:literal $severity:ident $short:literal $help:literal;)*) => {
        /// What is looked for. In the order in which findings of one line come.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[allow(missing_docs, reason = "`short` and `help` say what each is")]
        pub enum Rule { $($rule,)* }

        impl Rule {
            /// All of them.
            pub const ALL: &[Rule] = &[$(Rule::$rule,)*];

            /// The name in every output and on the command line.
            pub fn name(self) -> &'static str {
                match self { $(Rule::$rule => $name,)* }
            }

            /// How bad what it finds is, where the finding does not say otherwise.
            pub fn severity(self) -> Severity {
                match self { $(Rule::$rule => Severity::$severity,)* }
            }

            /// What it finds, in a few words.
            pub fn short(self) -> &'static str {
                match self { $(Rule::$rule => $short,)* }
            }

            /// What it finds and why that matters, in sentences.
            pub fn help(self) -> &'static str {
                match self { $(Rule::$rule => $help,)* }
            }
        }
    };
}

rules! {
    MalformedRecord "malformed-record" Error
        "A record that cannot be read"
        "A line or record that makes no sense is skipped, so that nobody gets an answer from it.";
    UnreadableFile "unreadable-file" Error
        "A file that cannot be read"
        "A file of a format that ibid reads, but damaged, locked or empty of text: nothing in it can be found.";
    ReadingNote "reading-note" Note
        "Something to know of how a file was read"
        "An encoding that was guessed, an id that is there twice: the file was read, but perhaps not as it is meant.";
    EntryNotFound "entry-not-found" Warning
        "An entry that its own question does not find"
        "Who asks the question as it is written gets another passage first, or none. An error where the entry is not among the first three.";
    MisleadingPhrasing "misleading-phrasing" Warning
        "A further phrasing that pulls towards another entry"
        "A phrasing that finds another entry first, or is far nearer to another entry's question than to its own: questions like it get the wrong answer.";
    ConflictingAnswers "conflicting-answers" Error
        "One question with two different answers"
        "Two entries ask the same and answer differently. Who asks gets one of them by chance.";
    DuplicateQuestion "duplicate-question" Warning
        "A question that is there twice"
        "Two entries ask the same. One of them will be forgotten when the answer changes. A note where headings or metadata tell the two apart.";
    NearDuplicateQuestion "near-duplicate-question" Warning
        "Two questions that ask nearly the same"
        "Two entries ask the same in other words. One of them will be forgotten when the answer changes.";
    ConflictingFigures "conflicting-figures" Warning
        "Two figures for one thing"
        "Two sentences say the same but for a number of the same unit: one of them is likely out of date. Not where each is about something of its own that its title names.";
    EmptyAnswer "empty-answer" Error
        "A question without an answer"
        "Nothing stands under the question, or only what stands in for an answer to come.";
    HugeAnswer "huge-answer" Note
        "An answer too long to read"
        "An answer of more than 800 words is returned whole, and hardly anybody reads it.";
    CutOffAnswer "cut-off-answer" Warning
        "An answer that breaks off"
        "The answer ends amid a sentence, with dots, with \"Read more\" or in an open bracket: the rest got lost on the way.";
    UnclosedCode "unclosed-code" Error
        "A block of code that nothing closes"
        "All that follows an opening fence without a closing one is code: no question below it is found.";
    DeadLink "dead-link" Error
        "A link to a file that is not there"
        "A relative link leads to no file below the folder of the documents.";
    DeadAnchor "dead-anchor" Warning
        "A link to a heading that is not there"
        "No heading or anchor of the file has this name. Headings are named as GitHub does.";
    EmptyHeading "empty-heading" Warning
        "A heading with nothing under it"
        "Neither text nor a deeper heading stands under it, so that nothing is found by it.";
}

impl Rule {
    /// The rule of this name.
    pub fn named(name: &str) -> Option<Rule> {
        Rule::ALL.iter().copied().find(|rule| rule.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_kebab_case_and_lead_back() {
        for rule in Rule::ALL {
            let is_kebab = |one: char| one.is_ascii_lowercase() || one == '-';
            assert!(rule.name().chars().all(is_kebab), "{}", rule.name());
            assert_eq!(Rule::named(rule.name()), Some(*rule));
            assert!(rule.help().ends_with('.') && !rule.short().ends_with('.'), "{}", rule.name());
        }
        assert_eq!(Rule::named("no-such"), None);
    }
}
