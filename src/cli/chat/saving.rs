//! Taking something out of the conversation: `/save` into a file, `/copy` into the clipboard.

use std::{
    env,
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
    process::{Command as Process, Stdio},
};

use anyhow::Context;
use base64::{Engine as _, prelude::BASE64_STANDARD};
use ibid::{
    answer::{Answer, Status},
    config::Clipboard,
};

use super::Talk;
use crate::cli::{ask::view, console::say, open::named, render, sanitize};

/// Bytes in Base64 that every terminal takes for its clipboard.
const TERMINAL_BYTES: usize = 100_000;

/// Programs that take a text for the clipboard, with what they want to be told.
const TOOLS: [(Clipboard, &str, &[&str]); 4] = [
    (Clipboard::WlCopy, "wl-copy", &[]),
    (Clipboard::Xclip, "xclip", &["-selection", "clipboard"]),
    (Clipboard::Xsel, "xsel", &["--clipboard", "--input"]),
    (Clipboard::Pbcopy, "pbcopy", &[]),
];

/// Where `typed` leads: a leading `~/` is the home directory.
pub(super) fn place(typed: &str, working_dir: &Path) -> PathBuf {
    match (typed.strip_prefix("~/"), env::var_os("HOME")) {
        (Some(below), Some(home)) => PathBuf::from(home).join(below),
        _ => working_dir.join(typed),
    }
}

impl Talk<'_> {
    /// Keeps a question and its reply for `/save`.
    pub(super) fn record(&mut self, answer: &Answer) {
        let view = view(&self.library, self.around, self.console);
        let question = sanitize::line(&answer.question).into_owned();
        let understood = match &answer.interpreted {
            Some(text) => format!("_Understood as: {}_\n\n", sanitize::line(text)),
            None => String::new(),
        };
        let reply = render::markdown(answer, view);
        self.recorded.push(format!("## {question}\n\n{understood}{reply}"));
        self.answered_count += usize::from(answer.status != Status::NoAnswer);
    }

    /// Writes the conversation into the file `typed`. One that is there already is replaced only
    /// if this chat wrote it so, or somebody says yes.
    pub(super) fn save(&mut self, typed: &str) {
        if self.recorded.is_empty() {
            say("there is nothing to save yet: nothing was asked");
            return;
        }
        let path = place(typed, &self.around.working_dir);
        let shown = path.display().to_string();
        match fs::metadata(&path) {
            Ok(there) if there.is_dir() => say(&format!("{shown} is a folder; name a file in it")),
            Ok(there) if !there.is_file() => say(&format!("{shown} is no ordinary file")),
            Ok(_) if !self.is_ours(&path) => {
                let question = format!("{shown} is there already; replace it?");
                self.ask_back(
                    &question,
                    Box::new(move |talk, _| {
                        talk.write_conversation(&path, false);
                        Ok(())
                    }),
                );
            }
            Ok(_) => self.write_conversation(&path, false),
            Err(_) => self.write_conversation(&path, true),
        }
    }

    /// Whether the file has what this chat wrote there last.
    fn is_ours(&self, path: &Path) -> bool {
        self.saved.as_ref().is_some_and(|(place, text)| {
            place == path && fs::read(path).is_ok_and(|there| there == text.as_bytes())
        })
    }

    fn write_conversation(&mut self, path: &Path, new: bool) {
        let documents = sanitize::line(&named(self.library.engine.corpus())).into_owned();
        let mut text = format!("# Questions to {documents}\n");
        for turn in &self.recorded {
            text.push_str(&format!("\n{turn}"));
        }
        match write_file(path, &text, new) {
            Ok(()) => {
                let count = self.recorded.len();
                let replies = if count == 1 { "reply" } else { "replies" };
                say(&format!("saved {count} {replies} in {}", path.display()));
                self.saved = Some((path.to_owned(), text));
            }
            Err(error) => say(&format!("cannot write {}: {error}", path.display())),
        }
    }

    /// Puts the text of passage `number` of the list into the clipboard.
    pub(super) fn copy(&mut self, number: usize, out: &mut dyn Write) -> anyhow::Result<()> {
        let Some(found) = self.shown.get(number - 1) else { return Ok(()) };
        // What is pasted into a terminal must not drive it either.
        let text = sanitize::text(found.passage.text.trim_end()).into_owned();
        let count = text.chars().count();
        let chosen = self.clipboard;
        let told = match way(chosen, text.len(), self.console.terminal, |name| env::var(name).ok())
        {
            Ok(Way::Terminal { wrapped }) => {
                let order = format!("\u{1b}]52;c;{}\u{7}", BASE64_STANDARD.encode(&text));
                let order = if wrapped { format!("\u{1b}P{order}\u{1b}\\") } else { order };
                out.write_all(order.as_bytes())?;
                out.flush()?;
                format!("gave passage {number} to the terminal's clipboard ({count} characters)")
            }
            Ok(Way::Tools(tools)) => match feed_first(&tools, &text) {
                Ok(tool) => format!("copied passage {number} with {tool} ({count} characters)"),
                Err(error) => format!("cannot copy: {error:#}"),
            },
            Err(reason) => format!("cannot copy: {reason}"),
        };
        say(&told);
        Ok(())
    }
}

/// A new file is never written over one that somebody made in this moment; an old one is replaced
/// in one step, so that a full disk leaves it as it was.
fn write_file(path: &Path, text: &str, new: bool) -> io::Result<()> {
    if new {
        let mut file = File::create_new(path)?;
        let written = file.write_all(text.as_bytes()).and_then(|()| file.sync_all());
        if written.is_err() {
            // Half a conversation under its name would look like a whole one.
            let _ = fs::remove_file(path);
        }
        return written;
    }
    // Through a link, to what it leads to.
    let path = path.canonicalize()?;
    let folder = path.parent().unwrap_or(Path::new("/"));
    let mut aside = tempfile::NamedTempFile::new_in(folder)?;
    aside.write_all(text.as_bytes())?;
    aside.as_file().set_permissions(fs::metadata(&path)?.permissions())?;
    aside.as_file().sync_all()?;
    aside.persist(&path).map_err(|error| error.error)?;
    Ok(())
}

/// How a text gets into the clipboard.
#[derive(Debug, PartialEq, Eq)]
enum Way {
    /// By an order to the terminal (OSC 52); `wrapped` for GNU screen, which would keep it.
    Terminal { wrapped: bool },
    /// By the first of these that is there.
    Tools(Vec<Clipboard>),
}

/// How `bytes` of text get into the clipboard, by what was chosen and what surrounds us; else why
/// they do not.
fn way(
    chosen: Clipboard,
    bytes: usize,
    terminal: bool,
    variable: impl Fn(&str) -> Option<String>,
) -> Result<Way, String> {
    let set = |name: &str| variable(name).filter(|value| !value.is_empty());
    let term = set("TERM").unwrap_or_default();
    let fits = bytes.div_ceil(3) * 4 <= TERMINAL_BYTES;
    // Apple's terminal and the consoles of Linux print nothing, but copy nothing either.
    let takes = terminal
        && !matches!(term.as_str(), "" | "dumb" | "linux")
        && set("TERM_PROGRAM").as_deref() != Some("Apple_Terminal");
    let wrapped = term.starts_with("screen") && set("TMUX").is_none();
    match chosen {
        Clipboard::Terminal if !terminal => Err("standard output is no terminal".to_owned()),
        Clipboard::Terminal if !fits => Err("the passage is too long for a terminal".to_owned()),
        Clipboard::Terminal => Ok(Way::Terminal { wrapped }),
        Clipboard::Auto if takes && fits => Ok(Way::Terminal { wrapped }),
        Clipboard::Auto => {
            let mut tools = Vec::new();
            if set("WAYLAND_DISPLAY").is_some() {
                tools.push(Clipboard::WlCopy);
            }
            if set("DISPLAY").is_some() {
                tools.extend([Clipboard::Xclip, Clipboard::Xsel]);
            }
            if cfg!(target_os = "macos") {
                tools.push(Clipboard::Pbcopy);
            }
            if tools.is_empty() {
                let what = if terminal { "this terminal" } else { "standard output" };
                return Err(format!("{what} has no clipboard, and there is no desktop"));
            }
            Ok(Way::Tools(tools))
        }
        tool => Ok(Way::Tools(vec![tool])),
    }
}

/// Gives `text` to the first of `tools` that is there, and names it.
fn feed_first(tools: &[Clipboard], text: &str) -> anyhow::Result<&'static str> {
    let mut missing = Vec::new();
    for (_, program, arguments) in TOOLS.iter().filter(|(tool, ..)| tools.contains(tool)) {
        let started = Process::new(program)
            .args(*arguments)
            .stdin(Stdio::piped())
            // A tool that stays to serve the clipboard must not hold our pipes.
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        let mut child = match started {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                missing.push(*program);
                continue;
            }
            started => started.with_context(|| format!("cannot start {program}"))?,
        };
        let written = child.stdin.take().map_or(Ok(()), |mut to| to.write_all(text.as_bytes()));
        let status = child.wait().with_context(|| format!("cannot wait for {program}"))?;
        anyhow::ensure!(status.success(), "{program} ended with {status}");
        written.with_context(|| format!("cannot write to {program}"))?;
        return Ok(program);
    }
    anyhow::bail!("{} is not installed", missing.join(" or "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(
        chosen: Clipboard,
        bytes: usize,
        terminal: bool,
        set: &[(&str, &str)],
        wanted: Result<Way, &str>,
    ) {
        let variable = |name: &str| {
            set.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
        };
        assert_eq!(way(chosen, bytes, terminal, variable), wanted.map_err(str::to_owned));
    }

    #[test]
    fn the_terminal_copies_where_it_can() {
        let (auto, xterm) = (Clipboard::Auto, ("TERM", "xterm-256color"));
        check(auto, 9, true, &[xterm], Ok(Way::Terminal { wrapped: false }));
        check(auto, 9, true, &[("TERM", "screen")], Ok(Way::Terminal { wrapped: true }));
        let tmux = [("TERM", "screen-256color"), ("TMUX", "/tmp/t")];
        check(auto, 9, true, &tmux, Ok(Way::Terminal { wrapped: false }));
    }

    #[test]
    fn a_tool_copies_where_the_terminal_cannot() {
        let auto = Clipboard::Auto;
        let (xterm, display) = (("TERM", "xterm"), ("DISPLAY", ":0"));
        let tools = || Ok(Way::Tools(vec![Clipboard::Xclip, Clipboard::Xsel]));
        check(auto, 9, false, &[xterm, display], tools());
        check(auto, 200_000, true, &[xterm, display], tools());
        check(auto, 9, true, &[("TERM", "linux"), display], tools());
        let wayland = [("TERM", "dumb"), ("WAYLAND_DISPLAY", "w")];
        check(auto, 9, true, &wayland, Ok(Way::Tools(vec![Clipboard::WlCopy])));
        check(Clipboard::Xsel, 9, true, &[xterm], Ok(Way::Tools(vec![Clipboard::Xsel])));
    }

    #[cfg(not(target_os = "macos"))]
    #[test]
    fn where_nothing_copies_it_says_so() {
        let dumb = [("TERM", "dumb")];
        let reason = "this terminal has no clipboard, and there is no desktop";
        check(Clipboard::Auto, 9, true, &dumb, Err(reason));
        check(Clipboard::Terminal, 9, false, &dumb, Err("standard output is no terminal"));
    }

    #[test]
    fn a_new_file_never_replaces_one() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("x.md");
        write_file(&path, "one", true).unwrap();
        let error = write_file(&path, "two", true).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::AlreadyExists);
        write_file(&path, "three", false).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "three");
    }
}
