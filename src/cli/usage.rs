//! What is told to whoever typed something wrong: one sentence, with what to type instead.

use std::{error::Error as _, ffi::OsString, process::ExitCode};

use clap::{
    CommandFactory,
    error::{ContextKind, ContextValue, ErrorKind},
};

use super::{ERROR, args::Args, console::say, sanitize};

/// An option is meant for another by so many slips at most.
const MOST_SLIPS: usize = 2;

/// Prints what clap has to say: help and the version on stdout, mistakes on stderr in our voice.
pub(crate) fn told(error: &clap::Error, words: &[OsString]) -> ExitCode {
    if !error.use_stderr() {
        let _ = error.print();
        return ExitCode::SUCCESS;
    }
    say(&sanitize::line(&sentence(error, words)));
    ExitCode::from(ERROR)
}

/// The mistake, and what to do.
fn sentence(error: &clap::Error, words: &[OsString]) -> String {
    if let Some(told) = question_without_ask(error, words) {
        return told;
    }
    let program = Args::command();
    let command = words.iter().skip(1).find_map(|word| program.find_subcommand(word));
    let name = command.map_or("ibid".to_owned(), |command| format!("ibid {}", command.get_name()));
    let takes_path = command.is_some_and(|command| {
        command.get_positionals().any(|one| one.get_id().as_str() == "paths")
    });
    let of = |kind| match error.get(kind) {
        Some(ContextValue::String(one)) => Some(one.clone()),
        Some(ContextValue::Strings(several)) => Some(several.join(" and ")),
        _ => None,
    };
    let (option, value) = (of(ContextKind::InvalidArg), of(ContextKind::InvalidValue));
    let option = option.map(|option| bare(&option));
    match (error.kind(), option, value) {
        (ErrorKind::InvalidSubcommand, ..) => {
            let typed = of(ContextKind::InvalidSubcommand).unwrap_or_default();
            format!(
                "there is no command {typed}; `ibid --help` lists them, `ibid ask {typed} …` asks"
            )
        }
        // Other commands have it for what these are given without an option.
        (ErrorKind::UnknownArgument, Some(typed), _) if typed == "--corpus" && takes_path => {
            format!("documents are named without --corpus here: `{name} PATH`")
        }
        (ErrorKind::UnknownArgument, Some(typed), _) if typed.starts_with('-') => {
            let own = || command.into_iter().flat_map(|command| command.get_arguments());
            let is_own = |long| own().any(|one| one.get_long() == Some(long));
            if typed.strip_prefix("--").is_some_and(is_own) {
                return format!(
                    "{typed} is an option of `{name}` and stands behind that: `{name} {typed} …`"
                );
            }
            let names = own().chain(program.get_arguments());
            let meant = names.filter_map(|one| one.get_long()).find(|one| is_meant(&typed, one));
            let meant = meant.map(|one| format!("do you mean --{one}? ")).unwrap_or_default();
            format!("`{name}` has no option {typed}; {meant}`{name} --help` lists them")
        }
        (ErrorKind::UnknownArgument, Some(typed), _) => {
            format!("`{name}` takes nothing like {typed}; `{name} --help` says what it takes")
        }
        (ErrorKind::InvalidValue, Some(option), Some(value)) if !value.is_empty() => {
            let choices = error.get(ContextKind::ValidValue);
            match choices {
                Some(ContextValue::Strings(choices)) => {
                    format!("{option} is one of {}, not {value}", choices.join(", "))
                }
                _ => format!("{option} is not {value}; `{name} --help` says what it is"),
            }
        }
        (ErrorKind::InvalidValue, Some(option), _) => {
            format!("{option} wants a value behind it; `{name} --help` says which")
        }
        (ErrorKind::ValueValidation, Some(option), Some(value)) if value.trim().is_empty() => {
            format!("{option} wants a value behind it; `{name} --help` says which")
        }
        (ErrorKind::ValueValidation, Some(option), Some(value)) => {
            let why = error.source().map(ToString::to_string).unwrap_or_default();
            format!("{option} {value}: {why}")
        }
        (ErrorKind::MissingRequiredArgument, Some(missing), _) => {
            format!("`{name}` wants {missing}; `{name} --help` says more")
        }
        (ErrorKind::ArgumentConflict, Some(option), _) => {
            let other = of(ContextKind::PriorArg).unwrap_or_default();
            format!("{option} and {} do not go together", bare(&other))
        }
        _ => {
            let text = error.render().to_string();
            let first = text.lines().next().unwrap_or_default();
            let first = first.strip_prefix("error: ").unwrap_or(first);
            format!("{first}; `{name} --help` says more")
        }
    }
}

/// The name of an argument as one types it: `--top` of `--top <N>`, QUESTION of `<QUESTION>...`.
fn bare(name: &str) -> String {
    let option = name.split(' ').next().filter(|name| name.starts_with('-'));
    let plain = |name: &str| name.replace("...", "").replace(['<', '>', '[', ']'], "");
    option.map_or_else(|| plain(name), |_| plain(name.split(" <").next().unwrap_or(name)))
}

/// Whether `typed`, an option that there is none of, is `name` with a slip or two.
fn is_meant(typed: &str, name: &str) -> bool {
    let typed = typed.trim_start_matches('-');
    let slips = strsim::damerau_levenshtein(typed, name);
    slips <= MOST_SLIPS && 2 * slips < name.chars().count()
}

/// What is told to whoever typed `ibid what is this`: several words, of which the first is no command.
fn question_without_ask(error: &clap::Error, words: &[OsString]) -> Option<String> {
    let words: Vec<_> = words.iter().skip(1).map(|word| word.to_string_lossy()).collect();
    let is_one = words.first().is_some_and(|word| word.contains(char::is_whitespace));
    let asks = error.kind() == ErrorKind::InvalidSubcommand
        && (is_one || 1 < words.len())
        && !words.iter().any(|word| word.starts_with('-'));
    if let ("help", Some(typed), 2) = (words.first()?.as_ref(), words.get(1), words.len())
        && asks
    {
        return Some(format!(
            "there is no command {typed}; `ibid --help` lists them, `ibid ask help {typed}` asks"
        ));
    }
    asks.then(|| {
        let first = words[0].split_whitespace().next().unwrap_or_default();
        format!(
            "there is no command {first}; a question is asked with `ibid ask {}`",
            words.join(" ")
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistake_is_told_in_one_sentence() {
        for (line, told) in [
            ("frob", "there is no command frob; `ibid --help` lists them, `ibid ask frob …` asks"),
            (
                "what is it",
                "there is no command what; a question is asked with `ibid ask what is it`",
            ),
            ("ask --bogus x", "`ibid ask` has no option --bogus; `ibid ask --help` lists them"),
            (
                "ask --tpo 3 x",
                "`ibid ask` has no option --tpo; do you mean --top? `ibid ask --help` lists them",
            ),
            (
                "index --colour never",
                "`ibid index` has no option --colour; do you mean --color? `ibid index --help` lists them",
            ),
            ("index --corpus a", "documents are named without --corpus here: `ibid index PATH`"),
            (
                "--top 5 ask how",
                "--top is an option of `ibid ask` and stands behind that: `ibid ask --top …`",
            ),
            (
                "--top=5 ask how",
                "--top is an option of `ibid ask` and stands behind that: `ibid ask --top …`",
            ),
            (
                "help foo",
                "there is no command foo; `ibid --help` lists them, `ibid ask help foo` asks",
            ),
            (
                "help me out",
                "there is no command help; a question is asked with `ibid ask help me out`",
            ),
            ("ask -z x", "`ibid ask` has no option -z; `ibid ask --help` lists them"),
            ("ask --tag= x", "--tag wants a value behind it; `ibid ask --help` says which"),
            ("ask --in= x", "--in wants a value behind it; `ibid ask --help` says which"),
            ("gaps --top 0", "--top 0: want a whole number from 1 on"),
            ("--bogus", "`ibid` has no option --bogus; `ibid --help` lists them"),
            ("chat x", "`ibid chat` takes nothing like x; `ibid chat --help` says what it takes"),
            ("ask --top 0 x", "--top 0: want a whole number from 1 to 100"),
            ("ask --format xml x", "--format is one of text, json, ndjson, markdown, not xml"),
            ("ask --top", "--top wants a value behind it; `ibid ask --help` says which"),
            ("ask", "`ibid ask` wants QUESTION; `ibid ask --help` says more"),
            ("export", "`ibid export` wants --to; `ibid export --help` says more"),
            ("ask -q --verbose x", "--quiet and --verbose do not go together"),
            (
                "ask --quiet=3 x",
                "unexpected value '3' for '--quiet' found; no more were expected; `ibid ask --help` says more",
            ),
        ] {
            let words: Vec<OsString> =
                ["ibid"].into_iter().chain(line.split(' ')).map(Into::into).collect();
            let error = Args::typed(&words).unwrap_err();
            assert_eq!(sentence(&error, &words), told, "{line}");
        }
    }
}
