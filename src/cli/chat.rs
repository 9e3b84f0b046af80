//! `ibid chat`: the conversation, on a terminal or with piped lines.

mod commands;
mod editor;
mod follow;
mod history;
mod lines;
mod narrowing;
mod reading;
mod saving;
mod settings;
mod teaching;
mod terminal;
mod topics;
mod typing;
mod why;

use std::{
    io::{self, IsTerminal, Write},
    ops::ControlFlow,
    path::PathBuf,
    process::ExitCode,
};

use ibid::{
    answer::{Answer, Found},
    config::{Clipboard, Keys},
    conversation::Conversation,
    engine::AskOptions,
    index::Keeping,
};

use self::{
    commands::Typed,
    follow::{Read, no_such_number},
    lines::Gatherer,
    teaching::Teaching,
    topics::Walk,
};
use super::{
    ERROR,
    args::Chat,
    ask::for_each_line,
    console::{Console, say},
    fault,
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
    let mut options = around.ask_options(&chat.answer, false)?;
    if io::stdin().is_terminal() {
        terminal::converse(chat, around, console, options)?;
        return Ok(ExitCode::SUCCESS);
    }
    let library = Library::open(around, &chat.index, Keeping::Held, console)?;
    options.filter = library.checked(options.filter, &around.working_dir)?;
    let mut talk = Talk::new(library, around, console, options);
    let mut out = io::stdout().lock();
    let mut gatherer = Gatherer::default();
    for_each_line(io::stdin().lock(), |line| match gatherer.take(line) {
        Some(line) => talk.turn(&line, &mut out),
        None => Ok(ControlFlow::Continue(())),
    })?;
    if let Some(line) = gatherer.rest() {
        let _ = talk.turn(&line, &mut out)?;
    }
    let refused = talk.asked && !talk.answered;
    Ok(match (talk.failed, refused) {
        (true, _) => ExitCode::from(ERROR),
        (false, true) => ExitCode::from(1),
        (false, false) => ExitCode::SUCCESS,
    })
}

/// How lines are edited, as far as it is set.
fn keys(around: &Surroundings) -> Keys {
    around.setting(|set| set.keys).unwrap_or_default()
}

/// What is done once somebody says yes.
type Then = Box<dyn FnOnce(&mut Talk<'_>, &mut dyn Write) -> anyhow::Result<()>>;

/// One conversation.
struct Talk<'a> {
    library: Library,
    around: &'a Surroundings,
    console: &'a Console,
    options: AskOptions,
    /// How lines are edited, and what copies.
    keys: Keys,
    clipboard: Clipboard,
    /// What was said so far.
    conversation: Conversation,
    /// The last question as it was understood.
    question: Option<String>,
    /// The passages of the list just shown: number 1 is the first.
    shown: Vec<Found>,
    /// How many passages for the last question were listed, where `shown` is another list by now:
    /// of what is related, or of topics.
    aside: Option<usize>,
    /// How far it was read.
    read: Read,
    /// Whether the user was told how to choose.
    told_to_choose: bool,
    /// Where in the outline of the documents the user is.
    walk: Option<Walk>,
    /// Each question with its reply, as Markdown.
    recorded: Vec<String>,
    /// The file that the conversation was last written to, and what was written.
    saved: Option<(PathBuf, String)>,
    /// What a yes on the next line does.
    pending: Option<Then>,
    /// Whether any question was asked, and any answered, for the exit status.
    asked: bool,
    answered: bool,
    /// Whether any line met a fault of ours.
    failed: bool,
    /// What was said of the answers.
    teaching: Teaching,
    /// Keeps what was refused.
    refusals: Refusals<'a>,
    /// How many questions were answered.
    answered_count: usize,
    /// Whether the user has had enough.
    leaves: bool,
}

impl<'a> Talk<'a> {
    fn new(
        library: Library,
        around: &'a Surroundings,
        console: &'a Console,
        options: AskOptions,
    ) -> Talk<'a> {
        Talk {
            library,
            around,
            console,
            options,
            keys: keys(around),
            clipboard: around.setting(|set| set.clipboard).unwrap_or_default(),
            conversation: Conversation::new(),
            question: None,
            shown: Vec::new(),
            aside: None,
            read: Read::default(),
            told_to_choose: false,
            walk: None,
            recorded: Vec::new(),
            saved: None,
            pending: None,
            asked: false,
            answered: false,
            failed: false,
            teaching: Teaching::default(),
            refusals: Refusals::new(around, Asker::Chat),
            answered_count: 0,
            leaves: false,
        }
    }

    /// Takes one line; breaks where the user leaves. Only where the reply cannot be printed, or the
    /// index not be read any more, does it fail. A fault of our own is said, and the conversation
    /// goes on.
    fn turn(&mut self, line: &str, out: &mut dyn Write) -> anyhow::Result<ControlFlow<()>> {
        match fault::caught(|| self.take(line, out)) {
            Ok(taken) => taken,
            Err(fault) => {
                let damage = self.library.damage();
                say(&format!("{:#}", damage.unwrap_or_else(|| fault.with(line).into())));
                self.failed = true;
                Ok(ControlFlow::Continue(()))
            }
        }
    }

    fn take(&mut self, line: &str, out: &mut dyn Write) -> anyhow::Result<ControlFlow<()>> {
        if let Some(then) = self.pending.take() {
            match line.trim().to_lowercase().as_str() {
                "y" | "yes" => {
                    then(self, out)?;
                    return Ok(ControlFlow::Continue(()));
                }
                "n" | "no" => {
                    say("left as it is");
                    return Ok(ControlFlow::Continue(()));
                }
                // Whatever else is typed is no yes.
                _ => {}
            }
        }
        if let Some(question) = lines::quoted(line) {
            if !question.is_empty() {
                self.hear(question, out)?;
            }
            return Ok(ControlFlow::Continue(()));
        }
        match commands::understand(line, self.shown.len()) {
            Typed::Number(number) if self.walks() => self.topics(&number.to_string(), out)?,
            Typed::Question(line) => self.hear(line, out)?,
            Typed::Number(number) => self.read_passage(number, out)?,
            Typed::NoSuchNumber(number) => say(&no_such_number(number, self.shown.len())),
            Typed::Unknown { typed, nearest } => {
                say(&format!("there is no command {typed}; the nearest is {nearest}"));
            }
            Typed::Wrong(command) => say(&command.wanted()),
            Typed::Command { command, given } => (command.run)(self, given, out)?,
        }
        Ok(if self.leaves { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
    }

    /// Whether the list that numbers pick from is the outline's.
    fn walks(&self) -> bool {
        self.walk.as_ref().is_some_and(|walk| walk.is_listed(&self.shown))
    }

    /// Makes `other` the list that numbers pick from; it is none of the passages for the last question.
    fn list_aside(&mut self, other: Vec<Found>) {
        self.aside.get_or_insert(self.shown.len());
        self.shown = other;
        self.read = Read::default();
        self.teaching.lists_others();
    }

    /// Asks `question`, to which a yes on the next line does `then`; anything else leaves it.
    fn ask_back(&mut self, question: &str, then: Then) {
        say(&format!("{question} (y or n)"));
        self.pending = Some(then);
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
