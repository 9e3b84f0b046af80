//! What Tab completes: commands, what belongs behind them, and questions.

use std::{fs, path::Path, thread, time::Duration};

use ibid::query::filter::Carried;
use rustyline::{
    Context,
    completion::{Completer, Pair},
};

use super::Typing;
use crate::cli::{
    chat::{
        commands::{self, Command, Takes},
        saving, settings,
    },
    console,
    render::shortened,
    sanitize,
};

/// Questions and files that completion lists at most.
const CANDIDATES: usize = 60;

/// How long Tab waits for the questions to be gathered.
const PATIENCE: Duration = Duration::from_millis(600);
const STEP: Duration = Duration::from_millis(10);

impl Typing<'_> {
    /// The candidates for what stands behind a command, and where they start in `rest`.
    fn arguments(&self, command: &Command, rest: &str) -> (usize, Vec<Pair>) {
        let simple = |names: Vec<(String, String)>| {
            let like = |name: &String| name.to_lowercase().starts_with(&rest.to_lowercase());
            let pairs = names.into_iter().filter(|(name, _)| like(name));
            (0, pairs.map(|(replacement, display)| Pair { display, replacement }).collect())
        };
        match command.takes {
            Takes::Nothing | Takes::Count => (0, Vec::new()),
            Takes::Filter(carried) => self.filters(carried, rest),
            Takes::Listed | Takes::Passage | Takes::Named => simple(numbered(&self.listed)),
            Takes::Topic => {
                let named = self.topics.iter().map(|name| (name.clone(), name.clone()));
                simple(numbered(&self.topics).into_iter().chain(named).collect())
            }
            Takes::File => files(rest, &self.working_dir),
            Takes::Setting => settings::complete(rest),
        }
    }

    /// The tags, or the files and headings, that the last name of `rest` may become.
    fn filters(&self, carried: Carried, rest: &str) -> (usize, Vec<Pair>) {
        let last = rest.rfind(',').map_or(0, |at| at + 1);
        let typed = rest[last..].trim_start();
        let names = self.engine().map(|engine| engine.names(carried, typed, CANDIDATES));
        // A comma parts names here, and the terminal would obey some.
        let shows =
            |name: &String| !name.contains(',') && !name.chars().any(sanitize::drives_terminal);
        let names = names.unwrap_or_default().into_iter().filter(shows);
        let pairs = names.map(|name| Pair { display: name.clone(), replacement: name });
        (rest.len() - typed.len(), pairs.collect())
    }

    fn questions_like(&self, line: &str) -> Vec<Pair> {
        let mut waited = Duration::ZERO;
        let questions = loop {
            match self.questions() {
                Some(questions) => break questions,
                None if PATIENCE < waited => return Vec::new(),
                None => thread::sleep(STEP),
            }
            waited += STEP;
        };
        let mut like: Vec<&str> = questions.beginning(line).take(CANDIDATES).collect();
        if like.is_empty() {
            like = questions.holding(line, CANDIDATES);
        }
        let width = console::columns().saturating_sub(2);
        like.into_iter()
            .map(|question| {
                let replacement = sanitize::line(question).into_owned();
                Pair { display: shortened(&replacement, width), replacement }
            })
            .collect()
    }
}

/// Each with its number from 1: what is typed, and how it is listed.
fn numbered(names: &[String]) -> Vec<(String, String)> {
    let width = console::columns().saturating_sub(8);
    let one = |(at, name): (usize, &String)| {
        ((at + 1).to_string(), format!("{}  {}", at + 1, shortened(name, width)))
    };
    names.iter().enumerate().map(one).collect()
}

/// Files and folders whose path begins with `typed`, and where the name starts in it.
fn files(typed: &str, working_dir: &Path) -> (usize, Vec<Pair>) {
    let start = typed.rfind('/').map_or(0, |at| at + 1);
    let (folder, begin) = typed.split_at(start);
    let folder = saving::place(folder, working_dir);
    let mut names: Vec<String> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            let is_folder = entry.path().is_dir();
            // Hidden ones where they are asked for; no name that the terminal would obey.
            let shows = name.starts_with(begin)
                && (begin.starts_with('.') || !name.starts_with('.'))
                && !name.chars().any(|one| one == '\n' || sanitize::drives_terminal(one));
            shows.then(|| if is_folder { format!("{name}/") } else { name })
        })
        .collect();
    names.sort_unstable();
    names.truncate(CANDIDATES);
    let pair = |name: String| Pair { display: name.clone(), replacement: name };
    (start, names.into_iter().map(pair).collect())
}

impl Completer for Typing<'_> {
    type Candidate = Pair;

    fn complete(
        &self,
        line: &str,
        at: usize,
        _: &Context<'_>,
    ) -> rustyline::Result<(usize, Vec<Pair>)> {
        let head = &line[..at];
        if !head.trim().is_empty() && !head.starts_with('/') {
            // What stands behind the cursor would be left over.
            let whole = line[at..].trim().is_empty();
            return Ok((0, if whole { self.questions_like(head) } else { Vec::new() }));
        }
        let Some((word, _)) = head.split_once(' ') else {
            let like = commands::all().filter(|command| command.name.starts_with(head.trim()));
            let wide = commands::all().map(|command| command.usage().len()).max().unwrap_or(0);
            let pairs = like.map(|command| Pair {
                display: format!("{:wide$}  {}", command.usage(), command.help),
                replacement: match command.takes {
                    Takes::Nothing => command.name.to_owned(),
                    _ => format!("{} ", command.name),
                },
            });
            return Ok((0, pairs.collect()));
        };
        let Some(command) = commands::named(word) else { return Ok((at, Vec::new())) };
        let rest = head[word.len()..].trim_start();
        let (start, candidates) = self.arguments(command, rest);
        Ok((at - rest.len() + start, candidates))
    }
}
