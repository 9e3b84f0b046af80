//! What a line of the conversation means: a question, a number of the list, a command. Every
//! command is a row of a table; `/help` and completion are made from it.

use std::io::Write;

use ibid::query::filter::Carried;

use super::{Talk, follow, narrowing, reading, teaching};
use crate::cli::render;

/// A command: a row of one of the [`SECTIONS`].
pub(super) struct Command {
    /// The word that is typed, with its slash.
    pub(super) name: &'static str,
    /// Other words for it, which `/help` does not list.
    pub(super) also: &'static [&'static str],
    /// The arguments as `/help` lists them.
    pub(super) arguments: &'static str,
    /// What it does, in at most 40 columns.
    pub(super) help: &'static str,
    /// What may stand behind it: how that is read, and what completes it.
    pub(super) takes: Takes,
    /// Does it.
    pub(super) run: Run,
}

/// What a command does with what was given to it.
pub(super) type Run = fn(&mut Talk<'_>, Given<'_>, &mut dyn Write) -> anyhow::Result<()>;

/// What may stand behind a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Takes {
    /// Nothing.
    Nothing,
    /// A number from 1, or nothing.
    Count,
    /// A number of the list; nothing where only one passage is listed.
    Listed,
    /// A number of the list; nothing for the passage that was shown last.
    Passage,
    /// A number of the list, an id or a `path:line`.
    Named,
    /// The name of a file.
    File,
    /// A setting and its value, a setting, or nothing.
    Setting,
    /// The number, name or path of a topic, or nothing.
    Topic,
    /// Tags or places with commas between them, or nothing.
    Filter(Carried),
}

impl Takes {
    /// What is wanted behind a command of the name `name`, for who typed something else.
    fn wanted(self, name: &str) -> String {
        match self {
            Takes::Nothing => format!("{name} takes nothing behind it"),
            Takes::Count => format!("{name} takes a number from 1 to {MAX_NUMBER}, as in {name} 5"),
            Takes::Listed | Takes::Passage => {
                format!("{name} takes a number of the list, as in {name} 1")
            }
            Takes::Named => format!("{name} takes a number of the list, an id or a path:line"),
            Takes::File => format!("{name} takes the name of a file, as in {name} notes.md"),
            Takes::Setting | Takes::Topic | Takes::Filter(_) => format!("{name} takes a name"),
        }
    }
}

/// What stood behind a command, as its [`Takes`] says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Given<'a> {
    Nothing,
    Number(usize),
    Text(&'a str),
}

impl<'a> Given<'a> {
    /// The number, where one was given.
    pub(super) fn number(self) -> Option<usize> {
        match self {
            Given::Number(number) => Some(number),
            Given::Nothing | Given::Text(_) => None,
        }
    }

    /// The text; empty where none was given.
    pub(super) fn text(self) -> &'a str {
        match self {
            Given::Text(text) => text,
            Given::Nothing | Given::Number(_) => "",
        }
    }
}

/// All commands, in the order of `/help`, each group with its title.
pub(super) const SECTIONS: &[(&str, &[Command])] = &[
    ("Reading on", reading::COMMANDS),
    ("Teaching", teaching::COMMANDS),
    ("Narrowing down", narrowing::COMMANDS),
    ("This conversation", CONVERSATION),
];

const CONVERSATION: &[Command] = &[
    follow::NEW,
    Command {
        name: "/save",
        also: &["/export"],
        arguments: "FILE",
        help: "writes it as Markdown, with sources",
        takes: Takes::File,
        run: |talk, given, _| {
            talk.save(given.text());
            Ok(())
        },
    },
    Command {
        name: "/set",
        also: &["/settings"],
        arguments: "[NAME [VALUE]]",
        help: "shows or changes settings, for now",
        takes: Takes::Setting,
        run: |talk, given, out| talk.set(given.text(), out),
    },
    Command {
        name: "/status",
        also: &["/info"],
        arguments: "",
        help: "tells documents, index and freshness",
        takes: Takes::Nothing,
        run: |talk, _, out| talk.status(out),
    },
    Command {
        name: "/help",
        also: &["/commands"],
        arguments: "",
        help: "shows this",
        takes: Takes::Nothing,
        run: |talk, _, out| talk.print(&help(talk.console.width().unwrap_or(80)), out),
    },
    Command {
        name: "/quit",
        also: &["/exit", "/bye", "/q"],
        arguments: "",
        help: "leaves, as does Ctrl-D",
        takes: Takes::Nothing,
        run: |talk, _, _| {
            talk.leaves = true;
            Ok(())
        },
    },
];

/// All commands in the order of `/help`.
pub(super) fn all() -> impl Iterator<Item = &'static Command> {
    SECTIONS.iter().flat_map(|(_, commands)| commands.iter())
}

/// The command that `word` names.
pub(super) fn named(word: &str) -> Option<&'static Command> {
    all().find(|command| command.is(word))
}

impl Command {
    /// How it is used.
    pub(super) fn usage(&self) -> String {
        format!("{} {}", self.name, self.arguments).trim_end().to_owned()
    }

    /// What it takes, for who typed something else.
    pub(super) fn wanted(&self) -> String {
        self.takes.wanted(self.name)
    }

    /// Whether `word` is its name or another word for it.
    fn is(&self, word: &str) -> bool {
        self.name == word || self.also.contains(&word)
    }

    /// What `rest` gives it where `listed` passages are on the list.
    fn given<'a>(&'static self, rest: &'a str, listed: usize) -> Typed<'a> {
        let with = |given| Typed::Command { command: self, given };
        match (self.takes, rest, number(rest)) {
            (
                Takes::Nothing | Takes::Count | Takes::Setting | Takes::Topic | Takes::Filter(_),
                "",
                _,
            ) => with(Given::Nothing),
            (Takes::File | Takes::Setting | Takes::Topic | Takes::Filter(_), text, _)
                if !text.is_empty() =>
            {
                with(Given::Text(text))
            }
            // That which was shown last is meant; where there is none, the number says so.
            (Takes::Passage, "", _) => {
                pick(1, listed).map_or(Typed::NoSuchNumber(1), |_| with(Given::Nothing))
            }
            (Takes::Count, _, Some(count)) if 0 < count => with(Given::Number(count)),
            // With one passage there is no doubt which.
            (Takes::Listed, "", _) if listed == 1 => with(Given::Number(1)),
            (Takes::Named, name, None) if !name.is_empty() => with(Given::Text(name)),
            (Takes::Listed | Takes::Passage | Takes::Named, _, Some(number)) => {
                pick(number, listed)
                    .map_or(Typed::NoSuchNumber(number), |one| with(Given::Number(one)))
            }
            _ => Typed::Wrong(self),
        }
    }
}

/// What a line means.
pub(super) enum Typed<'a> {
    Question(&'a str),
    Command {
        command: &'static Command,
        given: Given<'a>,
    },
    /// A number of the list, from 1.
    Number(usize),
    /// A number that is not in the list.
    NoSuchNumber(usize),
    /// No command, and the one that was probably meant.
    Unknown {
        typed: &'a str,
        nearest: &'static str,
    },
    /// A command with arguments that it does not take.
    Wrong(&'static Command),
}

/// What `line` means where `listed` passages are on the list.
pub(super) fn understand(line: &str, listed: usize) -> Typed<'_> {
    let line = line.trim();
    if let Some(number) = number(line) {
        return pick(number, listed).map_or(Typed::NoSuchNumber(number), Typed::Number);
    }
    let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    // Somebody who types only the slash looks for the commands.
    let word = if line == "/" { "/help" } else { word };
    // A path, as in "/etc/hosts is where?", is the start of a question.
    let is_command = word
        .strip_prefix('/')
        .is_some_and(|name| !name.is_empty() && name.chars().all(char::is_alphabetic));
    if !is_command {
        return Typed::Question(line);
    }
    match named(word) {
        Some(command) => command.given(rest.trim(), listed),
        None => Typed::Unknown { typed: word, nearest: nearest(word) },
    }
}

fn pick(number: usize, listed: usize) -> Option<usize> {
    (1..=listed).contains(&number).then_some(number)
}

/// The largest number of passages that one asks for.
const MAX_NUMBER: usize = 999;

/// A number as one types it to pick something, up to [`MAX_NUMBER`]: `2`, `#2`, `2.`, `(2)`. `2024` is a question.
pub(super) fn number(text: &str) -> Option<usize> {
    let text = text.trim_start_matches(['#', '(']).trim_end_matches(['.', ')']);
    let short = (1..=3).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    if short { text.parse().ok() } else { None }
}

/// The command that `word` is most like: one that begins so, else the nearest by its letters.
fn nearest(word: &str) -> &'static str {
    let word = word.to_lowercase();
    let near = |command: &&Command| {
        let begins = if command.name.starts_with(&word) { 1.0 } else { 0.0 };
        begins + strsim::jaro_winkler(&word, command.name)
    };
    all().max_by(|a, b| near(a).total_cmp(&near(b))).map_or("/help", |command| command.name)
}

/// What `/help` prints on a terminal of `width` columns.
fn help(width: usize) -> String {
    let intro = "A question in plain words is answered from the documents; a number shows that \
                 passage of the list in full.";
    let mut text = format!("{}\n", textwrap::fill(intro, width));
    let wide = all().map(|command| command.usage().len()).max().unwrap_or(0);
    for (title, commands) in SECTIONS {
        text.push_str(&format!("\n{title}\n"));
        for command in *commands {
            let head = format!("  {:wide$}  ", command.usage());
            // What does not fit goes on below the same column.
            let row = render::hanging(&head, command.help, wide + 4, Some(width));
            text.push_str(&format!("{row}\n"));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `line` as it is understood with 3 passages on the list.
    fn typed(line: &str) -> String {
        shown(&understand(line, 3))
    }

    fn shown(typed: &Typed<'_>) -> String {
        match typed {
            Typed::Question(question) => format!("asks {question}"),
            Typed::Command { command, given } => match given {
                Given::Nothing => format!("does {}", command.name),
                Given::Number(number) => format!("does {} {number}", command.name),
                Given::Text(text) => format!("does {} «{text}»", command.name),
            },
            Typed::Number(number) => format!("picks {number}"),
            Typed::NoSuchNumber(number) => format!("no {number}"),
            Typed::Unknown { typed, nearest } => format!("unknown {typed}, {nearest}"),
            Typed::Wrong(command) => format!("wrong, {}", command.usage()),
        }
    }

    #[test]
    fn numbers_pick_from_the_list() {
        assert_eq!(typed(" 2 "), "picks 2");
        assert_eq!(typed("4"), "no 4");
        assert_eq!(typed("0"), "no 0");
        assert_eq!(typed("2024"), "asks 2024");
        assert_eq!(typed("2 of what"), "asks 2 of what");
        assert_eq!(typed("²"), "asks ²");
    }

    #[test]
    fn commands_take_what_they_take() {
        assert_eq!(typed("/help"), "does /help");
        assert_eq!(typed("/"), "does /help");
        assert_eq!(typed("/exit"), "does /quit");
        assert_eq!(typed("/more"), "does /more");
        assert_eq!(typed("/more 7"), "does /more 7");
        assert_eq!(typed("/open 3"), "does /open 3");
        assert_eq!(typed("/open 9"), "no 9");
        assert_eq!(typed("/more x"), "wrong, /more [N]");
        assert_eq!(typed("/more 0"), "wrong, /more [N]");
        assert_eq!(typed("/open"), "wrong, /open N");
        assert_eq!(typed("/tag"), "does /tag");
        assert_eq!(typed("/in docs/*.md, a b"), "does /in «docs/*.md, a b»");
        assert_eq!(typed("/quit now"), "wrong, /quit");
        assert_eq!(typed("/show"), "does /show");
        assert_eq!(shown(&understand("/show", 0)), "no 1");
        assert_eq!(typed("/save"), "wrong, /save FILE");
        assert_eq!(typed("/save my notes.md"), "does /save «my notes.md»");
        assert_eq!(typed("/topics"), "does /topics");
        assert_eq!(typed("/topics 3"), "does /topics «3»");
        assert_eq!(shown(&understand("/open", 1)), "does /open 1");
    }

    #[test]
    fn an_unknown_command_is_named_with_the_nearest() {
        assert_eq!(typed("/hlep"), "unknown /hlep, /help");
        assert_eq!(typed("/source"), "unknown /source, /sources");
        assert_eq!(typed("/o"), "unknown /o, /open");
    }

    #[test]
    fn a_path_starts_a_question() {
        assert_eq!(typed("/etc/hosts is what?"), "asks /etc/hosts is what?");
        assert_eq!(typed("/ what"), "asks / what");
        assert_eq!(typed("//"), "asks //");
    }

    #[test]
    fn the_help_fits_a_narrow_terminal_and_every_name_is_there_once() {
        for width in [40, 50, 80] {
            for line in help(width).lines() {
                assert!(line.chars().count() <= width, "{line}");
            }
        }
        let mut words: Vec<&str> =
            all().flat_map(|command| command.also.iter().chain([&command.name])).copied().collect();
        assert!(words.iter().all(|word| word.starts_with('/')));
        words.sort_unstable();
        let count = words.len();
        words.dedup();
        assert_eq!(words.len(), count);
    }
}
