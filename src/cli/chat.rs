//! `ibid chat`: the conversation, on a terminal or with piped lines.

mod commands;
mod history;

use std::{
    io::{self, IsTerminal, Write},
    ops::ControlFlow,
    process::ExitCode,
};

use ibid::{
    answer::{Answer, Found, Status},
    engine::AskOptions,
};
use rustyline::{Config, DefaultEditor, error::ReadlineError};

use self::{
    commands::{Command, Typed},
    history::HistoryFile,
};
use super::{
    args::Chat,
    ask::{announce, for_each_line, view},
    console::{Console, say},
    open::{Library, Surroundings},
    render, sanitize,
};

const PROMPT: &str = "ibid> ";

/// Runs the command.
pub(crate) fn run(
    chat: &Chat,
    around: &Surroundings,
    console: &Console,
) -> anyhow::Result<ExitCode> {
    let library = Library::open(around, &chat.index, console)?;
    let options = around.ask_options(&chat.answer, false)?;
    let mut talk = Talk {
        library,
        around,
        console,
        options,
        question: None,
        shown: Vec::new(),
        asked: false,
        answered: false,
    };
    if io::stdin().is_terminal() {
        on_terminal(&mut talk)?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut out = io::stdout().lock();
    for_each_line(io::stdin().lock(), |line| talk.turn(line, &mut out))?;
    let refused = talk.asked && !talk.answered;
    Ok(if refused { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

/// Reads lines with editing and history until the user leaves.
fn on_terminal(talk: &mut Talk<'_>) -> anyhow::Result<()> {
    let config = Config::builder().auto_add_history(false).history_ignore_space(true).build();
    let mut editor = DefaultEditor::with_config(config)?;
    let mut history = HistoryFile::load(&talk.around.folders.state, &mut editor);
    talk.console.note("ask away; /help lists the commands, Ctrl-D leaves");
    loop {
        match editor.readline(PROMPT) {
            Ok(line) if line.trim().is_empty() => {}
            Ok(line) => {
                history.add(&line, &mut editor);
                if talk.turn(&line, &mut io::stdout().lock())?.is_break() {
                    return Ok(());
                }
            }
            // Ctrl-C throws the line away, as in a shell; Ctrl-D on an empty one leaves.
            Err(ReadlineError::Interrupted) => {}
            Err(ReadlineError::Eof) => return Ok(()),
            Err(error) => return Err(error.into()),
        }
    }
}

/// One conversation.
struct Talk<'a> {
    library: Library,
    around: &'a Surroundings,
    console: &'a Console,
    options: AskOptions,
    /// The last question.
    question: Option<String>,
    /// The passages of the list just shown: number 1 is the first.
    shown: Vec<Found>,
    /// Whether any question was asked, and any answered, for the exit status.
    asked: bool,
    answered: bool,
}

impl Talk<'_> {
    /// Takes one line; breaks where the user leaves. Only where the reply cannot be printed, or the index not be read any more,
    /// does it fail.
    fn turn(&mut self, line: &str, out: &mut impl Write) -> anyhow::Result<ControlFlow<()>> {
        match commands::understand(line, self.shown.len()) {
            Typed::Question(question) => self.ask(question, out)?,
            Typed::Number(number) => self.pick(number, out)?,
            Typed::NoSuchNumber(number) => say(&match self.shown.len() {
                0 => format!("nothing is listed yet, so there is no {number}"),
                1 => format!("there is no {number}; only 1 is listed"),
                last => format!("there is no {number}; the list goes from 1 to {last}"),
            }),
            Typed::Unknown { typed, nearest } => {
                say(&format!("there is no command {typed}; the nearest is {nearest}"));
            }
            Typed::Wrong { usage } => say(&format!("that is used as in {usage}")),
            Typed::Command(command) => return self.command(command, out),
        }
        Ok(ControlFlow::Continue(()))
    }

    fn command(
        &mut self,
        command: Command,
        out: &mut impl Write,
    ) -> anyhow::Result<ControlFlow<()>> {
        match command {
            Command::Help => self.print(commands::HELP, out)?,
            Command::More(count) => self.more(count, out)?,
            Command::Why => self.why(out)?,
            Command::Open(number) => self.open(number),
            Command::Sources => self.sources(out)?,
            Command::Quit => return Ok(ControlFlow::Break(())),
        }
        Ok(ControlFlow::Continue(()))
    }

    fn ask(&mut self, question: &str, out: &mut impl Write) -> anyhow::Result<()> {
        self.library.refresh(self.console);
        let answer = self.library.engine.ask(question, &self.options)?;
        announce(&answer, self.console);
        let text = render::reply(&answer, view(&self.library, self.around, self.console));
        self.asked = true;
        self.answered |= answer.status != Status::NoAnswer;
        self.question = Some(question.to_owned());
        self.shown = found(answer);
        self.print(&text, out)
    }

    /// Prints a passage of the list whole.
    fn pick(&self, number: usize, out: &mut impl Write) -> anyhow::Result<()> {
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
    fn more(&mut self, count: usize, out: &mut impl Write) -> anyhow::Result<()> {
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

    fn why(&self, out: &mut impl Write) -> anyhow::Result<()> {
        let Some(question) = &self.question else {
            say("there was no question yet");
            return Ok(());
        };
        let options = AskOptions { explain: true, ..self.options.clone() };
        let answer = self.library.engine.ask(question, &options)?;
        let view = view(&self.library, self.around, self.console);
        self.print(&super::explain::explanation(&answer, view), out)
    }

    fn open(&self, number: usize) {
        let Some(found) = self.shown.get(number - 1) else { return };
        let Some(root) = self.library.engine.root() else {
            return say("the built-in documents are in the program; there is no file to open");
        };
        if let Err(error) = commands::edit(&root.join(&found.passage.path), found.passage.line) {
            say(&format!("{error:#}"));
        }
    }

    fn sources(&self, out: &mut impl Write) -> anyhow::Result<()> {
        let engine = &self.library.engine;
        let built = engine.built();
        let mut text = format!(
            "{}: {} files, {} passages\n",
            super::open::named(engine.corpus()),
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

    /// Prints a part of the conversation, with an empty line behind it.
    fn print(&self, text: &str, out: &mut impl Write) -> anyhow::Result<()> {
        writeln!(out, "{text}")?;
        out.flush()?;
        Ok(())
    }
}

/// The passages of a reply in the order of their numbers.
fn found(answer: Answer) -> Vec<Found> {
    if answer.answers.is_empty() { answer.nearest } else { answer.answers }
}
