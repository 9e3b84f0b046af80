//! `ibid chat`: the conversation, on a terminal or with piped lines.

mod commands;
mod editor;
mod follow;
mod history;
mod reading;
mod teaching;

use std::{
    io::{self, IsTerminal, Write},
    ops::ControlFlow,
    process::ExitCode,
};

use ibid::{
    answer::{Answer, Found},
    conversation::Conversation,
    engine::AskOptions,
};
use rustyline::{Config, DefaultEditor, error::ReadlineError};

use self::{
    commands::Typed,
    follow::{Read, no_such_number},
    history::HistoryFile,
    teaching::Teaching,
};
use super::{
    args::Chat,
    ask::for_each_line,
    console::{Console, say},
    open::{Library, Surroundings},
    refused::{Asker, Refusals},
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
        conversation: Conversation::new(),
        question: None,
        shown: Vec::new(),
        read: Read::default(),
        told_to_choose: false,
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
    /// What was said so far.
    conversation: Conversation,
    /// The last question as it was understood.
    question: Option<String>,
    /// The passages of the list just shown: number 1 is the first.
    shown: Vec<Found>,
    /// How far it was read.
    read: Read,
    /// Whether the user was told how to choose.
    told_to_choose: bool,
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
        if self.teaching_turn(line) {
            return Ok(ControlFlow::Continue(()));
        }
        match commands::understand(line, self.shown.len()) {
            Typed::Question(line) => self.hear(line, out)?,
            Typed::Number(number) => self.read_passage(number, out)?,
            Typed::NoSuchNumber(number) => say(&no_such_number(number, self.shown.len())),
            Typed::Unknown { typed, nearest } => {
                say(&format!("there is no command {typed}; the nearest is {nearest}"));
            }
            Typed::Wrong(command) => say(&format!("that is used as in {}", command.usage())),
            Typed::Command { command, given } => (command.run)(self, given, out)?,
        }
        Ok(if self.leaves { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
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
