//! What is on the other side of stdout and stderr, and the notes for a person.

use std::{
    cell::Cell,
    env,
    ffi::OsString,
    io::{self, IsTerminal, Write},
};

use anstream::{AutoStream, ColorChoice};
use ibid::config::Color;

use super::{
    args::Global,
    flow::{DIM, RESET},
    sanitize,
};

/// Columns beyond which lines are hard to read.
const MAX_WIDTH: usize = 100;

/// Columns of a terminal that does not say how many it has.
const DEFAULT_WIDTH: usize = 80;

/// How to talk to the user.
#[derive(Debug, Clone)]
pub(crate) struct Console {
    /// Whether stdout is coloured; a chat may change its mind.
    color: Cell<bool>,
    /// Whether stdout takes OSC 8 links.
    links: Cell<bool>,
    /// Whether stdout is a terminal.
    pub(crate) terminal: bool,
    /// Whether notes on stderr are grey.
    grey: Cell<bool>,
    /// Whether notes are left out.
    quiet: bool,
    /// Whether more notes are made.
    verbose: bool,
}

impl Console {
    /// `configured` is what the configuration says of colour.
    pub(crate) fn new(global: &Global, configured: Option<Color>) -> Console {
        let terminal = io::stdout().is_terminal();
        let console = Console {
            color: Cell::new(false),
            links: Cell::new(false),
            grey: Cell::new(false),
            terminal,
            quiet: global.quiet,
            verbose: global.verbose,
        };
        let typed = global.color.map(Color::from);
        let set = typed.or_else(|| color_of(|name| env::var_os(name))).or(configured);
        console.set_color(set.unwrap_or_default());
        console
    }

    /// Colours from here on as `color` says.
    pub(crate) fn set_color(&self, color: Color) {
        let color = match color {
            Color::Always => true,
            Color::Never => false,
            // The environment, TERM=dumb and whether it is a terminal.
            Color::Auto => AutoStream::choice(&io::stdout()) != ColorChoice::Never,
        };
        self.color.set(color);
        self.grey.set(color && io::stderr().is_terminal());
        self.links.set(color && self.terminal && has_links(|name| env::var(name).ok()));
    }

    /// Whether stdout is coloured.
    pub(crate) fn color(&self) -> bool {
        self.color.get()
    }

    /// Whether stdout takes OSC 8 links.
    pub(crate) fn links(&self) -> bool {
        self.links.get()
    }

    /// The columns to wrap at; `None` where stdout is no terminal and lines stay as they are.
    pub(crate) fn width(&self) -> Option<usize> {
        self.terminal.then(|| columns().clamp(20, MAX_WIDTH))
    }

    /// Says something that is no answer, on stderr.
    pub(crate) fn note(&self, text: &str) {
        match (self.quiet, self.grey.get()) {
            (true, _) => {}
            (false, false) => say(text),
            // It stands back behind what it is about.
            (false, true) => {
                let _ = writeln!(io::stderr(), "{DIM}{}{RESET}", noted(text));
            }
        }
    }

    /// Says something that only matters to who asks for it.
    pub(crate) fn detail(&self, text: &str) {
        if self.verbose {
            say(text);
        }
    }

    /// Whether [`detail`](Console::detail) says anything.
    pub(crate) fn is_verbose(&self) -> bool {
        self.verbose
    }

    /// Whether progress may be drawn.
    pub(crate) fn shows_progress(&self) -> bool {
        !self.quiet && io::stderr().is_terminal()
    }
}

/// What the environment says of colour, where it says anything: it goes before any configuration.
/// `NO_COLOR` is of no-color.org, the others of bixense.com/clicolors.
fn color_of(variable: impl Fn(&str) -> Option<OsString>) -> Option<Color> {
    let set = |name: &str| variable(name).filter(|value| !value.is_empty());
    if set("NO_COLOR").is_some() {
        return Some(Color::Never);
    }
    if set("CLICOLOR_FORCE").is_some_and(|value| value != "0") {
        return Some(Color::Always);
    }
    set("CLICOLOR").filter(|value| value == "0").map(|_| Color::Never)
}

/// The columns of the terminal.
pub(crate) fn columns() -> usize {
    let size = terminal_size::terminal_size();
    size.map_or(DEFAULT_WIDTH, |(width, _)| usize::from(width.0))
}

/// `1 entry`, `3 entries`: `one` of them is called so, others `many`.
pub(crate) fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// One line on stderr. That it cannot be written is no reason to fail.
pub(crate) fn say(text: &str) {
    // In one piece: standard error has no buffer.
    let _ = io::stderr().write_all(format!("{}\n", noted(text)).as_bytes());
}

/// A note as it is written: on a terminal between words where it is longer than a line. What goes
/// to a file or a program stays one line.
fn noted(text: &str) -> String {
    let note = format!("ibid: {}", sanitize::line(text));
    if io::stderr().is_terminal() { between_words(&note, columns()) } else { note }
}

/// `text` in lines of at most `width` columns, broken between words; a longer word, as a path, is
/// left whole.
fn between_words(text: &str, width: usize) -> String {
    let options = textwrap::Options::new(width.max(20))
        .word_splitter(textwrap::WordSplitter::NoHyphenation)
        .break_words(false);
    textwrap::fill(text, options)
}

/// Whether the terminal is likely to know OSC 8 links: those that do not may print rubbish.
fn has_links(variable: impl Fn(&str) -> Option<String>) -> bool {
    let term = variable("TERM").unwrap_or_default();
    if term == "dumb" || term.starts_with("screen") || term.starts_with("tmux") {
        return false;
    }
    let program = variable("TERM_PROGRAM").unwrap_or_default();
    // VTE had a fault before 0.50.
    let vte = variable("VTE_VERSION").and_then(|version| version.parse::<u32>().ok());
    ["kitty", "alacritty", "foot", "ghostty", "wezterm"].iter().any(|name| term.contains(name))
        || ["iTerm.app", "WezTerm", "vscode", "ghostty", "Hyper"].contains(&program.as_str())
        || vte.is_some_and(|version| 5000 <= version)
        || ["WT_SESSION", "KONSOLE_VERSION", "DOMTERM"].iter().any(|name| variable(name).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_was_cut_within_a_word_at_the_edge_of_the_terminal() {
        let note = "ibid: kept in notes/ibid.feedback.tsv, /undo takes it back";
        assert_eq!(
            between_words(note, 40),
            "ibid: kept in notes/ibid.feedback.tsv,\n/undo takes it back"
        );
        assert_eq!(between_words(note, 80), note);
    }

    #[test]
    fn the_environment_goes_before_the_configuration_in_colour() {
        let of = |pairs: &'static [(&'static str, &'static str)]| {
            color_of(move |name| {
                pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).into())
            })
        };
        assert_eq!(of(&[]), None);
        assert_eq!(of(&[("NO_COLOR", "")]), None);
        assert_eq!(of(&[("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")]), Some(Color::Never));
        assert_eq!(of(&[("CLICOLOR_FORCE", "1"), ("CLICOLOR", "0")]), Some(Color::Always));
        assert_eq!(of(&[("CLICOLOR_FORCE", "0"), ("CLICOLOR", "0")]), Some(Color::Never));
        assert_eq!(of(&[("CLICOLOR", "1")]), None);
    }

    #[test]
    fn links_only_where_the_terminal_is_known_to_have_them() {
        let with = |pairs: &'static [(&'static str, &'static str)]| {
            has_links(move |name| {
                pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
            })
        };
        assert!(with(&[("TERM", "xterm-kitty")]));
        assert!(with(&[("TERM", "xterm-256color"), ("VTE_VERSION", "6800")]));
        assert!(!with(&[("TERM", "xterm-256color"), ("VTE_VERSION", "4800")]));
        assert!(!with(&[("TERM", "xterm-256color")]));
        assert!(!with(&[("TERM", "tmux-256color"), ("TERM_PROGRAM", "WezTerm")]));
        assert!(!with(&[("TERM", "dumb"), ("VTE_VERSION", "6800")]));
    }
}
