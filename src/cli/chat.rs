//! `ibid chat`: the conversation, on a terminal or with piped lines.

mod commands;
mod editor;
mod history;
mod reading;
mod teaching;

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

use self::{commands::Typed, history::HistoryFile, teaching::Teaching};
use super::{
    args::Chat,
    ask::{announce, for_each_line, view},
    console::{Console, say},
    open::{Library, Surroundings},
    refused::{Asker, Refusals},
    render,
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
        teaching: Teaching::default(),
        refusals: Refusals::new(around, Asker::Chat),
        leaves: false,
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
    /// What was said of the answers.
    teaching: Teaching,
    /// Keeps what was refused.
    refusals: Refusals<'a>,
    /// Whether the user has had enough.
    leaves: bool,
}

impl Talk<'_> {
    /// Takes one line; breaks where the user leaves. Only where the reply cannot be printed, or the index not be read any more,
    /// does it fail.
    fn turn(&mut self, line: &str, out: &mut dyn Write) -> anyhow::Result<ControlFlow<()>> {
        if self.teaching_turn(line, out)? {
            return Ok(ControlFlow::Continue(()));
        }
        match commands::understand(line, self.shown.len()) {
            Typed::Question(question) => self.ask(question, out)?,
            Typed::Number(number) => {
                self.pick(number, out)?;
                self.picked(number)?;
            }
            Typed::NoSuchNumber(number) => say(&match self.shown.len() {
                0 => format!("nothing is listed yet, so there is no {number}"),
                1 => format!("there is no {number}; only 1 is listed"),
                last => format!("there is no {number}; the list goes from 1 to {last}"),
            }),
            Typed::Unknown { typed, nearest } => {
                say(&format!("there is no command {typed}; the nearest is {nearest}"));
            }
            Typed::Wrong(command) => say(&format!("that is used as in {}", command.usage())),
            Typed::Command { command, given } => (command.run)(self, given, out)?,
        }
        Ok(if self.leaves { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
    }

    fn ask(&mut self, question: &str, out: &mut dyn Write) -> anyhow::Result<()> {
        self.library.refresh(self.console);
        let answer = self.library.engine.ask(question, &self.options)?;
        announce(&answer, self.console);
        let text = render::reply(&answer, view(&self.library, self.around, self.console));
        self.asked = true;
        self.answered |= answer.status != Status::NoAnswer;
        self.question = Some(question.to_owned());
        self.teaching.asked(&answer);
        self.refusals.note(&answer, &self.library.engine, self.console);
        self.shown = found(answer);
        self.print(&text, out)
    }

    /// Prints a part of the conversation, with an empty line behind it.
    fn print(&self, text: &str, out: &mut dyn Write) -> anyhow::Result<()> {
        writeln!(out, "{text}")?;
        out.flush()?;
        Ok(())
    }
}

/// The passages of a reply in the order of their numbers.
fn found(answer: Answer) -> Vec<Found> {
    if answer.answers.is_empty() { answer.nearest } else { answer.answers }
}
