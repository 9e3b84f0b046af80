//! The commands that show more of the documents than the reply did.

use std::io::Write;

use ibid::{answer::Found, engine::AskOptions};

use super::{
    Talk,
    commands::{Command, Takes},
    editor, why,
};
use crate::cli::{
    ask::view,
    console::{counted, say},
    flow::flow,
    open::named,
    render::{self, View, shortened},
    sanitize,
};

/// Passages that `/more` lists without a number.
const MORE: usize = 3;

pub(super) const COMMANDS: &[Command] = &[
    Command {
        name: "/more",
        also: &["/next"],
        arguments: "[N]",
        help: "lists N more passages (3)",
        takes: Takes::Count,
        run: |talk, given, out| talk.more(given.number().unwrap_or(MORE), out),
    },
    Command {
        name: "/show",
        also: &[],
        arguments: "[N]",
        help: "shows passage N between its neighbours",
        takes: Takes::Passage,
        run: |talk, given, out| talk.show(given.number().unwrap_or(talk.looked_at()), out),
    },
    Command {
        name: "/related",
        also: &["/similar"],
        arguments: "[N]",
        help: "lists what is near passage N, or like it",
        takes: Takes::Passage,
        run: |talk, given, out| talk.related(given.number().unwrap_or(talk.looked_at()), out),
    },
    Command {
        name: "/topics",
        also: &["/outline", "/toc"],
        arguments: "[N|..|NAME]",
        help: "walks the outline of the documents",
        takes: Takes::Topic,
        run: |talk, given, out| talk.topics(given.text(), out),
    },
    Command {
        name: "/open",
        also: &["/edit"],
        arguments: "N",
        help: "opens passage N in your editor",
        takes: Takes::Listed,
        run: |talk, given, _| {
            talk.open(given.number().unwrap_or(1));
            Ok(())
        },
    },
    Command {
        name: "/copy",
        also: &["/yank"],
        arguments: "[N]",
        help: "copies passage N into the clipboard",
        takes: Takes::Passage,
        run: |talk, given, out| talk.copy(given.number().unwrap_or(talk.looked_at()), out),
    },
    Command {
        name: "/why",
        also: &["/explain"],
        arguments: "",
        help: "tells why these passages",
        takes: Takes::Nothing,
        run: |talk, _, out| talk.why(out),
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

/// Lines of a neighbour that `/show` shows.
const NEIGHBOUR_LINES: usize = 6;

/// Passages that `/related` lists of each kind.
const RELATED: usize = 4;

impl Talk<'_> {
    /// Prints a passage of the list whole.
    pub(super) fn pick(&self, number: usize, out: &mut dyn Write) -> anyhow::Result<()> {
        let Some(found) = self.shown.get(number - 1) else { return Ok(()) };
        self.print_titled(found, out)
    }

    /// Lists the next passages for the last question.
    fn more(&mut self, count: usize, out: &mut dyn Write) -> anyhow::Result<()> {
        if self.question.is_none() {
            say("there was no question yet");
            return Ok(());
        }
        match self.go_on("", count)? {
            Some((_, text)) => self.print(&text, out),
            None => {
                say("there is no more");
                Ok(())
            }
        }
    }

    /// The passage `number` of the list; a sentence where the index has another under its number
    /// by now.
    fn listed(&self, number: usize) -> anyhow::Result<Option<&Found>> {
        let Some(found) = self.shown.get(number - 1) else { return Ok(None) };
        let there = self.library.engine.by_number(found.number);
        if there.is_ok_and(|there| there.passage.id == found.passage.id) {
            return Ok(Some(found));
        }
        say("the documents changed since this was listed; ask again");
        Ok(None)
    }

    /// Prints a passage of the list between its neighbours in the document.
    fn show(&self, number: usize, out: &mut dyn Write) -> anyhow::Result<()> {
        let Some(listed) = self.listed(number)? else { return Ok(()) };
        let around = self.library.engine.around(listed.number)?;
        let view = view(&self.library, self.around, self.console);
        let narrow = View { width: view.width.map(|width| width.saturating_sub(2)), ..view };
        let mut text = String::new();
        if !listed.passage.headings.is_empty() {
            let over = listed.passage.headings.join(" › ");
            text.push_str(&format!("  {}\n\n", view.dim(&sanitize::line(&over))));
        }
        if let Some(above) = &around.above {
            neighbour(&mut text, above, narrow);
            text.push('\n');
        }
        // An item is shown in its section, and marked there.
        let mut section = around.section;
        section.highlight = if section.number == listed.number {
            listed.highlight.clone()
        } else {
            let at = section.passage.text.find(&listed.passage.text);
            at.map(|at| at..at + listed.passage.text.len()).into_iter().collect()
        };
        let mut lines = String::new();
        if !section.passage.title.is_empty() {
            lines = format!("{}\n", view.bold(&sanitize::line(&section.passage.title)));
        }
        lines.push_str(&flow(&section.passage.text, &section.highlight, view.color, narrow.width));
        lines.trim_end().lines().for_each(|line| text.push_str(&format!("▌ {line}\n")));
        if let Some(below) = &around.below {
            text.push('\n');
            neighbour(&mut text, below, narrow);
        }
        text.push_str(&format!("\n{}", render::source(&listed.passage, view)));
        self.print(&text, out)
    }

    /// Lists what stands beside a passage and what is like it, and makes that the list.
    fn related(&mut self, number: usize, out: &mut dyn Write) -> anyhow::Result<()> {
        let Some(listed) = self.listed(number)? else { return Ok(()) };
        let engine = &self.library.engine;
        let mut near = engine.beside(listed, false, RELATED / 2)?;
        near.reverse();
        near.extend(engine.beside(listed, true, RELATED / 2)?);
        let mut like = engine.similar(listed.number, RELATED + near.len())?;
        like.retain(|one| near.iter().all(|other| other.number != one.number));
        like.truncate(RELATED);
        let view = view(&self.library, self.around, self.console);
        let mut text = String::new();
        if !near.is_empty() {
            text.push_str("Beside it:\n");
            render::list(&mut text, &near, 1, view);
        }
        if !like.is_empty() {
            text.push_str(if near.is_empty() { "Like it:\n" } else { "\nLike it:\n" });
            render::list(&mut text, &like, near.len() + 1, view);
        }
        if text.is_empty() {
            say("nothing stands beside it, and nothing is like it");
            return Ok(());
        }
        near.append(&mut like);
        self.list_aside(near);
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
        self.print(&why::why(&answer, view), out)
    }

    fn open(&self, number: usize) {
        let Some(found) = self.shown.get(number - 1) else { return };
        let Some(root) = self.library.engine.root() else {
            return say("the built-in documents are in the program; there is no file to open");
        };
        let passage = &found.passage;
        if passage.place.is_some() || passage.file() != passage.path {
            // An editor would show the bytes of the archive that such a file is.
            let file = root.join(passage.file());
            let place = passage.cited(&passage.path);
            return say(&format!("it is at {place}; open {} in its own program", file.display()));
        }
        if let Err(error) = editor::edit(&root.join(&passage.path), passage.line) {
            say(&format!("{error:#}"));
        }
    }

    fn sources(&self, out: &mut dyn Write) -> anyhow::Result<()> {
        let engine = &self.library.engine;
        let built = engine.built();
        let head = format!(
            "{}: {}, {}",
            named(engine.corpus()),
            counted(built.files, "file", "files"),
            counted(built.passages, "passage", "passages")
        );
        let mut text = format!("{}\n", render::hanging("", &head, 2, self.console.width()));
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

/// A passage above or below, in grey: its title and first lines.
fn neighbour(out: &mut String, found: &Found, view: View<'_>) {
    let text = flow(&found.passage.text, &[], false, view.width);
    let title = sanitize::line(&found.passage.title);
    let title = (!title.is_empty()).then_some(&*title);
    let lines: Vec<&str> =
        title.into_iter().chain(text.lines().filter(|line| !line.trim().is_empty())).collect();
    for line in lines.iter().take(NEIGHBOUR_LINES) {
        // A title, or a row of a table, is not wrapped.
        let line = view.width.map_or_else(|| (*line).to_owned(), |width| shortened(line, width));
        out.push_str(&format!("  {}\n", view.dim(&line)));
    }
    if NEIGHBOUR_LINES < lines.len() {
        out.push_str(&format!("  {}\n", view.dim("…")));
    }
}
