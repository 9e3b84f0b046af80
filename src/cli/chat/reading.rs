//! The commands that show more of the documents than the reply did.

use std::io::Write;

use ibid::engine::AskOptions;

use super::{
    Talk,
    commands::{Command, Takes},
    editor, found,
};
use crate::cli::{ask::view, console::say, explain, open::named, render, sanitize};

/// Passages that `/more` lists without a number.
const MORE: usize = 3;

pub(super) const COMMANDS: &[Command] = &[
    Command {
        name: "/more",
        also: &[],
        arguments: "[N]",
        help: "lists N more passages (3)",
        takes: Takes::Count,
        run: |talk, given, out| talk.more(given.number().unwrap_or(MORE), out),
    },
    Command {
        name: "/why",
        also: &[],
        arguments: "",
        help: "tells why these passages",
        takes: Takes::Nothing,
        run: |talk, _, out| talk.why(out),
    },
    Command {
        name: "/open",
        also: &[],
        arguments: "N",
        help: "opens passage N in your editor",
        takes: Takes::Listed,
        run: |talk, given, _| {
            talk.open(given.number().unwrap_or(1));
            Ok(())
        },
    },
    Command {
        name: "/sources",
        also: &[],
        arguments: "",
        help: "tells which documents these are",
        takes: Takes::Nothing,
        run: |talk, _, out| talk.sources(out),
    },
];

impl Talk<'_> {
    /// Prints a passage of the list whole.
    pub(super) fn pick(&self, number: usize, out: &mut dyn Write) -> anyhow::Result<()> {
        let Some(found) = self.shown.get(number - 1) else { return Ok(()) };
        let view = view(&self.library, self.around, self.console);
        let mut text = String::new();
        if !found.passage.title.is_empty() {
            text = format!("{}\n\n", view.bold(&sanitize::line(&found.passage.title)));
        }
        text.push_str(&render::passage(found, view));
        self.print(&text, out)
    }

    /// Lists the next passages for the last question.
    fn more(&mut self, count: usize, out: &mut dyn Write) -> anyhow::Result<()> {
        let Some(question) = &self.question else {
            say("there was no question yet");
            return Ok(());
        };
        let shown = self.shown.len();
        let top = shown.saturating_add(count).min(ibid::settings::MAX_TOP);
        let options = AskOptions { top, ..self.options.clone() };
        let all = found(self.library.engine.ask(question, &options)?);
        if all.len() <= shown {
            say("there is no more");
            return Ok(());
        }
        let mut text = String::new();
        let view = view(&self.library, self.around, self.console);
        render::list(&mut text, &all[shown..], shown + 1, view);
        self.shown = all;
        self.print(&text, out)
    }

    fn why(&self, out: &mut dyn Write) -> anyhow::Result<()> {
        let Some(question) = &self.question else {
            say("there was no question yet");
            return Ok(());
        };
        let options = AskOptions { explain: true, ..self.options.clone() };
        let answer = self.library.engine.ask(question, &options)?;
        let view = view(&self.library, self.around, self.console);
        self.print(&explain::explanation(&answer, view), out)
    }

    fn open(&self, number: usize) {
        let Some(found) = self.shown.get(number - 1) else { return };
        let Some(root) = self.library.engine.root() else {
            return say("the built-in documents are in the program; there is no file to open");
        };
        if let Err(error) = editor::edit(&root.join(&found.passage.path), found.passage.line) {
            say(&format!("{error:#}"));
        }
    }

    fn sources(&self, out: &mut dyn Write) -> anyhow::Result<()> {
        let engine = &self.library.engine;
        let built = engine.built();
        let mut text = format!(
            "{}: {} files, {} passages\n",
            named(engine.corpus()),
            built.files,
            built.passages
        );
        let mut files: Vec<&str> =
            self.shown.iter().map(|found| found.passage.path.as_str()).collect();
        files.sort_unstable();
        files.dedup();
        if !files.is_empty() {
            text.push_str("the passages just shown are from:\n");
            files.iter().for_each(|file| text.push_str(&format!("  {file}\n")));
        }
        self.print(&sanitize::text(&text), out)
    }
}
