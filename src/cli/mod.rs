//! The command line: the only code that prints, reads the terminal or sets the exit status.

mod args;
mod ask;
mod build;
mod chat;
mod check;
mod console;
mod eval;
mod explain;
mod export;
mod fault;
mod flow;
mod gaps;
mod index;
mod json;
mod manual;
mod open;
mod output;
mod read_pdf;
mod refused;
mod render;
mod sanitize;
mod stop;
mod taught;
mod usage;
mod verify;
#[cfg(test)]
mod samples;

use std::{io, process::ExitCode};

use ibid::error::Error;

use self::{
    args::{Args, Chat, Command},
    console::{Console, say},
    open::Surroundings,
};

/// Wrong usage, wrong input, or an index that cannot be used.
const ERROR: u8 = 2;

/// Parses the arguments, runs the command, and reports on stderr what failed.
pub(crate) fn main() -> ExitCode {
    let words: Vec<_> = std::env::args_os().collect();
    fault::watch();
    let done = match read_pdf::asked(&words) {
        Some(seconds) => fault::caught(|| read_pdf::run(seconds)),
        None => match Args::typed(&words) {
            Ok(args) => fault::caught(|| run(args)),
            Err(error) => return usage::told(&error, &words),
        },
    };
    match done.unwrap_or_else(|fault| Err(fault.into())) {
        Ok(code) => code,
        // The reader of our output has gone, as in `ibid ask … | head -1`.
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            // Of any other file an error of ours says which it is.
            let printing = error.is::<io::Error>() && error.chain().count() == 1;
            say(&format!("{}{error:#}", if printing { "cannot write the output: " } else { "" }));
            let stopped =
                matches!(error.downcast_ref(), Some(Error::Stopped { .. } | Error::Interrupted));
            if stopped { ExitCode::from(stop::INTERRUPTED) } else { ExitCode::from(ERROR) }
        }
    }
}

fn run(args: Args) -> anyhow::Result<ExitCode> {
    match args.command {
        // These two need no index and must not fail for a wrong configuration.
        Some(Command::Completions { shell }) => manual::completions(shell),
        Some(Command::Man { command }) => manual::man(command.as_deref()),
        command => {
            if let Ok(program) = std::env::current_exe() {
                ibid::ingest::pdf::read_with(program);
            }
            let around = Surroundings::find()?;
            let console = Console::new(&args.global, around.setting(|set| set.color));
            let done = match command {
                Some(Command::Ask(ask)) => ask::run(&ask, &around, &console),
                Some(Command::Index(index)) => index::run(&index, &around, &console),
                Some(Command::Check(check)) => check::run(&check, &around, &console),
                Some(Command::Gaps(gaps)) => gaps::run(&gaps, &around, &console),
                Some(Command::Export(export)) => export::run(&export, &around, &console),
                Some(Command::Eval(eval)) => eval::run(&eval, &around, &console),
                Some(Command::Chat(chat)) => chat::run(&chat, &around, &console),
                _ => chat::run(&Chat::default(), &around, &console),
            };
            done.map_err(|error| around.blamed(error))
        }
    }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<io::Error>())
        .any(|error| error.kind() == io::ErrorKind::BrokenPipe)
}
