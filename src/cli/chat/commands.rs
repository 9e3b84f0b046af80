//! What a line of the conversation means: a question, a number of the list, a command.

use std::{env, ffi::OsString, path::Path, process};

use anyhow::Context;

/// What `/help` prints.
pub(super) const HELP: &str = "\
A question in plain words is answered from the documents.

  2          shows passage 2 of the list in full
  /more [N]  lists N more passages (3)
  /why       tells why these passages
  /open N    opens passage N in your editor
  /sources   tells which documents these are
  /help      shows this
  /quit      leaves, as does Ctrl-D
";

/// Passages that `/more` lists without a number.
const MORE: usize = 3;

/// Each command as it is typed, and how it is used.
const COMMANDS: [(&str, &str); 6] = [
    ("/help", "/help"),
    ("/more", "/more 5"),
    ("/why", "/why"),
    ("/open", "/open 1"),
    ("/sources", "/sources"),
    ("/quit", "/quit"),
];

/// A command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Command {
    Help,
    More(usize),
    Why,
    Open(usize),
    Sources,
    Quit,
}

/// What a line means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Typed<'a> {
    Question(&'a str),
    Command(Command),
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
    Wrong {
        usage: &'static str,
    },
}

/// What `line` means where `listed` passages are on the list.
pub(super) fn understand(line: &str, listed: usize) -> Typed<'_> {
    let line = line.trim();
    if let Some(number) = number(line) {
        return pick(number, listed, Typed::Number);
    }
    let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let rest = rest.trim();
    // A path, as in "/etc/hosts is where?", is the start of a question.
    let is_command = word
        .strip_prefix('/')
        .is_some_and(|name| !name.is_empty() && name.chars().all(char::is_alphabetic));
    if !is_command {
        return Typed::Question(line);
    }
    let Some((name, usage)) = COMMANDS.into_iter().find(|(name, _)| *name == word) else {
        return Typed::Unknown { typed: word, nearest: nearest(word) };
    };
    match (name, rest, number(rest)) {
        ("/help", "", _) => Typed::Command(Command::Help),
        ("/why", "", _) => Typed::Command(Command::Why),
        ("/sources", "", _) => Typed::Command(Command::Sources),
        ("/quit", "", _) => Typed::Command(Command::Quit),
        ("/more", "", _) => Typed::Command(Command::More(MORE)),
        ("/more", _, Some(count)) if 0 < count => Typed::Command(Command::More(count)),
        // With one passage there is no doubt which.
        ("/open", "", _) if listed == 1 => Typed::Command(Command::Open(1)),
        ("/open", _, Some(number)) => {
            pick(number, listed, |number| Typed::Command(Command::Open(number)))
        }
        _ => Typed::Wrong { usage },
    }
}

fn pick<'a>(number: usize, listed: usize, typed: impl Fn(usize) -> Typed<'a>) -> Typed<'a> {
    if (1..=listed).contains(&number) { typed(number) } else { Typed::NoSuchNumber(number) }
}

/// A number as one types it to pick something: up to three digits. `2024` is a question.
fn number(text: &str) -> Option<usize> {
    let short = (1..=3).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    if short { text.parse().ok() } else { None }
}

fn nearest(word: &str) -> &'static str {
    let near = |name: &str| strsim::jaro_winkler(&word.to_lowercase(), name);
    COMMANDS
        .into_iter()
        .map(|(name, _)| name)
        .max_by(|a, b| near(a).total_cmp(&near(b)))
        .unwrap_or("/help")
}

/// Opens `path` at `line` in the user's editor and waits for it.
pub(super) fn edit(path: &Path, line: u32) -> anyhow::Result<()> {
    let editor = ["VISUAL", "EDITOR"]
        .into_iter()
        .filter_map(|name| env::var(name).ok())
        .find(|editor| !editor.trim().is_empty())
        .context("no editor is set; set VISUAL or EDITOR")?;
    // No shell: a name with quotes or a semicolon in it is only a name.
    let mut words = editor.split_whitespace();
    let program = words.next().unwrap_or("vi");
    let status = process::Command::new(program)
        .args(words)
        .args(place_arguments(program, path, line))
        .status()
        .with_context(|| format!("cannot start the editor {program}"))?;
    anyhow::ensure!(status.success(), "the editor {program} ended with {status}");
    Ok(())
}

/// How an editor is told the line.
fn place_arguments(program: &str, path: &Path, line: u32) -> Vec<OsString> {
    let name = Path::new(program).file_stem().and_then(|name| name.to_str()).unwrap_or("");
    let place = || {
        let mut place = path.as_os_str().to_owned();
        place.push(format!(":{line}"));
        place
    };
    match name {
        "code" | "codium" | "code-insiders" | "cursor" => vec!["--goto".into(), place()],
        "subl" | "zed" | "hx" | "helix" => vec![place()],
        "vi" | "vim" | "nvim" | "nano" | "emacs" | "emacsclient" | "kak" | "micro" | "mg"
        | "gvim" | "less" | "joe" | "ne" => vec![format!("+{line}").into(), path.into()],
        _ => vec![path.into()],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, wanted: Typed<'_>) {
        assert_eq!(understand(line, 3), wanted);
    }

    #[test]
    fn numbers_pick_from_the_list() {
        check(" 2 ", Typed::Number(2));
        check("4", Typed::NoSuchNumber(4));
        check("0", Typed::NoSuchNumber(0));
        check("2024", Typed::Question("2024"));
        check("2 of what", Typed::Question("2 of what"));
        check("²", Typed::Question("²"));
    }

    #[test]
    fn commands_take_what_they_take() {
        check("/help", Typed::Command(Command::Help));
        check("/more", Typed::Command(Command::More(3)));
        check("/more 7", Typed::Command(Command::More(7)));
        check("/open 3", Typed::Command(Command::Open(3)));
        check("/open 9", Typed::NoSuchNumber(9));
        check("/more x", Typed::Wrong { usage: "/more 5" });
        check("/open", Typed::Wrong { usage: "/open 1" });
        check("/quit now", Typed::Wrong { usage: "/quit" });
        assert_eq!(understand("/open", 1), Typed::Command(Command::Open(1)));
    }

    #[test]
    fn an_unknown_command_is_named_with_the_nearest() {
        check("/hlep", Typed::Unknown { typed: "/hlep", nearest: "/help" });
        check("/exit", Typed::Unknown { typed: "/exit", nearest: nearest("/exit") });
        check("/source", Typed::Unknown { typed: "/source", nearest: "/sources" });
    }

    #[test]
    fn a_path_starts_a_question() {
        check("/etc/hosts is what?", Typed::Question("/etc/hosts is what?"));
        check("/ what", Typed::Question("/ what"));
        check("//", Typed::Question("//"));
    }

    #[test]
    fn the_help_names_every_command() {
        for (name, _) in COMMANDS {
            assert!(HELP.contains(name), "{name}");
        }
    }

    #[test]
    fn editors_are_told_the_line() {
        let path = Path::new("/a b.md");
        assert_eq!(place_arguments("/usr/bin/vim", path, 7), ["+7", "/a b.md"]);
        assert_eq!(place_arguments("code", path, 7), ["--goto", "/a b.md:7"]);
        assert_eq!(place_arguments("unheard-of", path, 7), ["/a b.md"]);
    }
}
