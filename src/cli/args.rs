//! What the user may type. Only names, defaults and checks: nothing here does anything.

mod check;
mod export;

use std::{ffi::OsString, path::PathBuf};

use clap::{Args as _, CommandFactory, Parser, Subcommand, ValueEnum};

use ibid::{config::Color, settings};
use time::{Date, Duration, OffsetDateTime};

use self::{
    check::{CHECK_EXIT_STATUS, check_long_help},
    export::EXPORT_EXIT_STATUS,
};
pub(crate) use self::{
    check::{Check, CheckFormat},
    export::Export,
};

/// Answers questions from your own documents, offline, in their own words
///
/// Without a command: a conversation on a terminal; with piped input, one question a line.
#[derive(Debug, Parser)]
#[command(name = "ibid", version, max_term_width = 98, after_help = EXIT_STATUS)]
#[command(after_long_help = AFTER_LONG_HELP, disable_help_subcommand = true)]
pub(crate) struct Args {
    #[command(flatten)]
    pub(crate) global: Global,

    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

/// The same for a question that is asked without a mistake, which is what most starts are: to make the
/// arguments of all commands takes a tenth of the time that a small index answers in.
#[derive(Debug, Parser)]
#[command(name = "ibid", disable_help_subcommand = true)]
struct Asking {
    #[command(flatten)]
    global: Global,

    #[command(subcommand)]
    command: OnlyAsk,
}

#[derive(Debug, Subcommand)]
enum OnlyAsk {
    Ask(Ask),
}

impl Args {
    /// What was typed.
    ///
    /// # Errors
    ///
    /// A mistake, and a wish for help or the version: clap has the words for both.
    pub(crate) fn typed(words: &[OsString]) -> Result<Args, clap::Error> {
        // `ibid help`, `ibid help ask`; but not `ibid help me`.
        if let [program, help, command @ ..] = words
            && help == "help"
            && command.len() <= 1
            && command.iter().all(|name| name.to_str().is_some_and(is_command))
        {
            let line = [program].into_iter().chain(command).cloned();
            return Args::try_parse_from(line.chain(["--help".into()]));
        }
        if words.get(1).is_some_and(|word| word == "ask")
            && let Ok(Asking { global, command: OnlyAsk::Ask(ask) }) = Asking::try_parse_from(words)
        {
            return Ok(Args { global, command: Some(Command::Ask(ask)) });
        }
        Args::try_parse_from(words)
    }
}

/// Whether there is a command with this name.
fn is_command(name: &str) -> bool {
    Args::command().find_subcommand(name).is_some()
}

const EXIT_STATUS: &str = "Exit status: 0 answered, 1 no answer, 2 error, 130 interrupted";

const INDEX_EXIT_STATUS: &str = "Exit status: 0 something was indexed (--verify: the index is whole), \
     2 nothing was or an error (--verify: it is damaged or missing), 130 interrupted";

const EVAL_EXIT_STATUS: &str = "Exit status: 0 it ran, 2 error, 130 interrupted";

const GAPS_EXIT_STATUS: &str = "Exit status: 0 it ran, 2 error, 130 interrupted";

const AFTER_LONG_HELP: &str = "\
Exit status:
  0    answered, surely or perhaps (for `ask -`: at least one question)
  1    no answer
  2    wrong usage, or an error with the input or the index
  130  interrupted

The documents are those of --corpus, else of IBID_CORPUS, else of `corpus` in
the nearest ibid.toml, else in config.toml, else of the last `ibid index PATH`,
else the built-in ones. Where only an index is named, by --index or IBID_INDEX,
they are the ones it was made from.";

/// Options of every command.
#[derive(Debug, Clone, Default, clap::Args)]
pub(crate) struct Global {
    /// When to colour
    #[arg(long, value_name = "WHEN", global = true)]
    pub(crate) color: Option<ColorArg>,

    /// Say nothing but answers and errors
    #[arg(short, long, global = true)]
    pub(crate) quiet: bool,

    /// Say where the documents and the index are
    #[arg(long, global = true, conflicts_with = "quiet")]
    pub(crate) verbose: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Answer one question; with `-`, one for each line of standard input
    ///
    /// After the first word of the question everything is the question; `--` ends the options
    /// before it: ibid ask -- -v
    ///
    /// With `-`, what changes in the documents meanwhile is read too; they are looked at once a
    /// second at most.
    #[command(after_help = EXIT_STATUS, after_long_help = AFTER_LONG_HELP)]
    Ask(Ask),
    /// Converse; with piped input, one question a line
    #[command(after_help = EXIT_STATUS, after_long_help = AFTER_LONG_HELP)]
    Chat(Chat),
    /// Make the index, or bring it up to date
    ///
    /// Without --index and outside of a project (a folder with an ibid.toml), PATH becomes your
    /// default corpus; `ibid index --built-in` goes back to the built-in documents.
    #[command(after_help = INDEX_EXIT_STATUS)]
    Index(Index),
    /// Ask labelled questions and tell how good the answers are
    ///
    /// FILE has a question a line: its text, a tab, what answers it (`-` for nothing), and where
    /// wanted a tab and a kind, by which the numbers are split. What answers it is one or more of
    /// these, separated by ` | `:
    ///
    ///   12-14,30               lines, of any file; where a passage has this id, that one
    ///   guide.md:12-14         lines of this file
    ///   guide.md:Install       what stands under this heading, at any depth
    ///   guide.md:Install/Linux the list item under it with this label
    ///   guide.md#install       the passage with this id, or with this title, or an item right
    ///                          under that title
    ///   #7, faq.jsonl#7        the passage with this id, in any file or in this one
    ///
    /// Or FILE is JSON Lines: {"question", "gold", "id"?, "short"?, "kind"?}, where gold is null,
    /// such a string, a list of ids or an object of ids and grades, and short lists the words of
    /// which the marked sentence must have one. A passage is right if it has one of the lines and
    /// not more than 31, or stands under the heading, or has the id or title. --report and --save
    /// never replace FILE or a document.
    ///
    /// Before changing a document or a setting: `ibid eval FILE --save RUN`; after it: `ibid eval
    /// FILE --against RUN` lists the questions that got better and worse.
    #[command(after_help = EVAL_EXIT_STATUS, verbatim_doc_comment)]
    Eval(Eval),
    /// Tell what was asked and not answered
    ///
    /// Questions that were refused in a chat, grouped by likeness, the most asked first; each with
    /// the nearest passage and the heading under which its answer belongs. Those that are answered
    /// by now are told apart. They are kept on this machine, for you alone; `log = false` in
    /// ibid.toml or config.toml keeps none, `log = true` those of `ibid ask` too.
    #[command(after_help = GAPS_EXIT_STATUS)]
    Gaps(Gaps),
    /// Find what is wrong with the documents
    ///
    /// Asks every question of every entry and tells which do not find their entry; which questions
    /// are there twice, or twice with different answers or figures; which answers are missing or
    /// break off; and which links lead nowhere. PATH is a file or a folder; without one the documents
    /// are those that `ibid ask` answers from. They are indexed in a temporary folder for it.
    ///
    /// To live with what is there and fail on what is new: `ibid check PATH --baseline FILE --accept`
    /// once, and `ibid check PATH --baseline FILE` from then on.
    #[command(after_help = CHECK_EXIT_STATUS, after_long_help = check_long_help())]
    Check(Check),
    /// Write the questions and answers in the format of another program
    ///
    /// Reads the documents as `ibid index` does and writes their entries, and where the format holds
    /// them their other texts, to standard output or to FILE. What the format cannot hold is told on
    /// standard error, grouped; --losses lists every field of every entry. No loss is a failure,
    /// unless with --strict.
    ///
    ///   ibid export faq.docx --to tsv --out kb.tsv      from Word to QnA Maker
    ///   ibid export docs/ --to html --out faq.html      one page of all
    ///   ibid export kb.tsv --to qna --losses lost.jsonl  with a list of what is lost
    ///   ibid export --to jsonl | grep billing           of the documents that are set
    #[command(after_help = EXPORT_EXIT_STATUS, verbatim_doc_comment)]
    Export(Export),
    /// Print a script that completes commands and options
    ///
    /// For bash: ibid completions bash > ~/.local/share/bash-completion/completions/ibid
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page
    Man {
        /// The page of this command
        command: Option<String>,
    },
}

#[derive(Debug, clap::Args)]
pub(crate) struct Ask {
    #[command(flatten)]
    pub(crate) index: IndexArgs,

    #[command(flatten)]
    pub(crate) answer: AnswerArgs,

    /// How to print the reply
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    pub(crate) format: Format,

    /// Show the terms and features that counted
    #[arg(long)]
    pub(crate) explain: bool,

    /// The question; several words need no quotes
    #[arg(required = true, trailing_var_arg = true, value_name = "QUESTION")]
    words: Vec<OsString>,
}

#[derive(Debug, Default, clap::Args)]
pub(crate) struct Chat {
    #[command(flatten)]
    pub(crate) index: IndexArgs,

    #[command(flatten)]
    pub(crate) answer: AnswerArgs,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Index {
    /// Files and folders; `-` for a list of them on standard input, one a line
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,

    /// The folder of the index [env: IBID_INDEX]
    #[arg(long, value_name = "DIR")]
    pub(crate) index: Option<PathBuf>,

    /// Go back to the built-in documents
    #[arg(long, conflicts_with = "paths")]
    pub(crate) built_in: bool,

    /// Read all documents, also those that did not change since the index was made
    #[arg(long, conflicts_with = "verify")]
    pub(crate) anew: bool,

    /// List every passage and every line left out, with the reason
    #[arg(long)]
    pub(crate) report: bool,

    /// Make nothing: compare every file of the index with its checksum
    #[arg(long, conflicts_with = "report")]
    pub(crate) verify: bool,

    /// Take at most so much memory, in megabytes, 128 or more: with less a large index is put together
    /// from pieces on the disk, which takes longer [default: 1024] [env: IBID_MEMORY]
    #[arg(long, value_name = "MB", value_parser = memory, conflicts_with = "verify")]
    pub(crate) memory: Option<u64>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Eval {
    /// The questions; `-` for those on standard input
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,

    #[command(flatten)]
    pub(crate) index: IndexArgs,

    /// How to print the numbers
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    pub(crate) format: EvalFormat,

    /// Write a page with the numbers, diagrams and misses
    #[arg(long, value_name = "FILE.html")]
    pub(crate) report: Option<PathBuf>,

    /// Write the run to compare later ones with
    #[arg(long, value_name = "RUN")]
    pub(crate) save: Option<PathBuf>,

    /// List what got better and worse since this run
    #[arg(long, value_name = "RUN")]
    pub(crate) against: Option<PathBuf>,

    /// How many misses and changes to list in text, each
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub(crate) misses: usize,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Gaps {
    #[command(flatten)]
    pub(crate) index: IndexArgs,

    /// How to print them
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    pub(crate) format: GapsFormat,

    /// Only what was asked on this day or later: 2026-11-23, or 30d for the last 30 days
    #[arg(long, value_name = "DATE", value_parser = since)]
    pub(crate) since: Option<Date>,

    /// How many gaps to list in text and Markdown
    #[arg(long, value_name = "N", value_parser = listed, default_value_t = 20)]
    pub(crate) top: usize,

    /// Forget the refused questions of these documents
    #[arg(long, conflicts_with_all = ["since", "format", "top"])]
    pub(crate) clear: bool,
}

/// How to print what was not answered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum GapsFormat {
    /// For a person
    #[default]
    Text,
    /// One object, with every wording
    Json,
    /// A list to work through
    Markdown,
}

/// How to print the numbers of an evaluation.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum EvalFormat {
    /// For a person
    #[default]
    Text,
    /// One object, with every miss
    Json,
}

/// Shared by every command that opens an index.
#[derive(Debug, Clone, Default, clap::Args)]
pub(crate) struct IndexArgs {
    /// The documents: a file or folder; may be repeated [env: IBID_CORPUS]
    #[arg(long, value_name = "PATH")]
    pub(crate) corpus: Vec<PathBuf>,

    /// The folder of the index [env: IBID_INDEX]
    #[arg(long, value_name = "DIR")]
    pub(crate) index: Option<PathBuf>,

    /// Answer from the index as it is, even where the documents changed
    #[arg(long)]
    pub(crate) no_refresh: bool,
}

/// Shared by every command that answers.
#[derive(Debug, Clone, Default, clap::Args)]
pub(crate) struct AnswerArgs {
    /// How many passages to return, 1 to 100 [default: 3]
    #[arg(long, value_name = "N", value_parser = top)]
    pub(crate) top: Option<usize>,

    /// Give no answer below this confidence, 0 to 1
    #[arg(long, value_name = "P", value_parser = probability)]
    pub(crate) min_confidence: Option<f64>,

    /// Answer only from what has this tag, or this value of metadata as KEY:VALUE; may be repeated,
    /// and one is enough
    #[arg(long = "tag", value_name = "TAG", value_parser = said)]
    pub(crate) tags: Vec<String>,

    /// Answer only from this file or folder, those that a pattern such as 'billing/**' names, or
    /// what is under '#Heading'; may be repeated, and one is enough
    #[arg(long = "in", value_name = "PATTERN", value_parser = said)]
    pub(crate) within: Vec<String>,

    /// Search as typed: no corrections, abbreviations or synonyms
    #[arg(long)]
    pub(crate) exact: bool,

    /// Match by words alone, without the word vectors
    #[arg(long)]
    pub(crate) lexical: bool,

    /// Leave aside what was taught by /good, /bad and /means in a chat
    #[arg(long)]
    pub(crate) no_feedback: bool,
}

/// How to print a reply.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For a person
    #[default]
    Text,
    /// One indented object a question
    Json,
    /// One object a line
    Ndjson,
    /// A quotation with its source
    Markdown,
}

/// [`Color`] as it is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ColorArg {
    Auto,
    Always,
    Never,
}

impl From<ColorArg> for Color {
    fn from(typed: ColorArg) -> Color {
        match typed {
            ColorArg::Auto => Color::Auto,
            ColorArg::Always => Color::Always,
            ColorArg::Never => Color::Never,
        }
    }
}

impl Ask {
    /// The question; bytes that are no text are replaced, since a question is never an error.
    pub(crate) fn question(&self) -> String {
        let words: Vec<_> = self.words.iter().map(|word| word.to_string_lossy()).collect();
        words.join(" ")
    }

    /// What stands behind a question and is called as an option is: part of the question, and hardly meant to be.
    /// Behind one that is not in quotes only where nothing else stands behind it: "what does --explain mean" has none.
    pub(crate) fn options_behind(&self) -> Vec<&str> {
        let words: Vec<&str> = self.words.iter().filter_map(|word| word.to_str()).collect();
        let Some((first, rest)) = words.split_first() else { return Vec::new() };
        if !rest.iter().any(|word| word.starts_with("--")) {
            return Vec::new();
        }
        // Described only here: every other question would start later for it.
        let described = Global::augment_args(Ask::augment_args(clap::Command::new("ask")));
        let option = |word: &str| {
            let name = word.strip_prefix("--")?.split('=').next();
            described.get_arguments().find(|option| option.get_long() == name)
        };
        let is_option = |word: &&str| option(word).is_some();
        if first.contains(' ') {
            return rest.iter().copied().filter(is_option).collect();
        }
        let Some(start) = rest.iter().position(is_option) else { return Vec::new() };
        let (mut found, mut behind) = (Vec::new(), rest[start..].iter());
        while let Some(word) = behind.next() {
            let Some(option) = option(word) else { return Vec::new() };
            if option.get_action().takes_values() && !word.contains('=') && behind.next().is_none()
            {
                return Vec::new();
            }
            found.push(*word);
        }
        found
    }

    /// Whether the questions come on standard input.
    pub(crate) fn reads_stdin(&self) -> bool {
        self.words == ["-"]
    }

    /// Whether something stands behind the sign for that.
    pub(crate) fn has_words_behind_stdin(&self) -> bool {
        1 < self.words.len() && self.words[0] == "-"
    }
}

/// A name that is not blank.
fn said(typed: &str) -> Result<String, String> {
    let is_blank = typed.trim().is_empty();
    if is_blank { Err("want a name".to_owned()) } else { Ok(typed.to_owned()) }
}

/// How many to list, where there is no most.
fn listed(typed: &str) -> Result<usize, String> {
    let count = typed.parse().ok().filter(|count| 0 < *count);
    count.ok_or_else(|| "want a whole number from 1 on".to_owned())
}

fn top(typed: &str) -> Result<usize, String> {
    typed
        .parse()
        .ok()
        .filter(|top| (1..=settings::MAX_TOP).contains(top))
        .ok_or_else(|| format!("want a whole number from 1 to {}", settings::MAX_TOP))
}

/// Megabytes of memory.
pub(crate) fn memory(typed: &str) -> Result<u64, String> {
    let megabytes = typed.parse().ok().filter(|megabytes| settings::MIN_MEMORY_MB <= *megabytes);
    let least = settings::MIN_MEMORY_MB;
    megabytes.ok_or_else(|| format!("want a whole number of megabytes, at least {least}"))
}

/// A day, or the day so many days ago.
fn since(typed: &str) -> Result<Date, String> {
    let today = OffsetDateTime::now_utc().date();
    let days = typed.strip_suffix('d').and_then(|days| days.parse::<u32>().ok());
    let date = match days {
        Some(days) => today.checked_sub(Duration::days(days.into())),
        None => ibid::gaps::day(typed),
    };
    date.ok_or_else(|| "want a date such as 2026-11-23, or a number of days such as 30d".to_owned())
}

fn probability(typed: &str) -> Result<f64, String> {
    typed
        .parse()
        .ok()
        .filter(|share| (0.0..=1.0).contains(share))
        .ok_or_else(|| "want a number from 0 to 1".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(line: &[&str]) -> Ask {
        let line = ["ibid", "ask"].iter().chain(line);
        match Args::try_parse_from(line).unwrap().command {
            Some(Command::Ask(ask)) => ask,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_definitions_are_consistent() {
        Args::command().debug_assert();
    }

    #[test]
    fn after_the_first_word_everything_is_the_question() {
        assert_eq!(ask(&["what", "does", "-v", "mean"]).question(), "what does -v mean");
        assert_eq!(ask(&["what", "is", "--top", "3"]).question(), "what is --top 3");
        assert_eq!(ask(&["why", "--", "x"]).question(), "why -- x");
        assert_eq!(ask(&["help", "me"]).question(), "help me");
    }

    #[test]
    fn options_behind_a_question_are_noticed() {
        let behind = |words: &[&str]| ask(words).options_behind().join(" ");
        assert_eq!(behind(&["what is this", "--explain", "--top=3", "-q"]), "--explain --top=3");
        assert_eq!(behind(&["what is this", "--color", "never"]), "--color");
        assert_eq!(behind(&["what does", "--frobnicate", "mean"]), "");
        assert_eq!(behind(&["what", "does", "--explain", "mean"]), "");
        assert_eq!(behind(&["what", "is", "--top", "3", "--explain"]), "--top --explain");
        assert_eq!(behind(&["what", "is", "--top"]), "");
        assert_eq!(behind(&["what does --explain mean"]), "");
    }

    #[test]
    fn the_short_way_reads_what_the_long_one_does() {
        for line in [
            "ibid ask why",
            "ibid ask -q --top 7 --color never --corpus a --tag b -- -v --top",
            "ibid ask --format json --explain --verbose --min-confidence 0.5 what is -q",
            "ibid ask -",
            "ibid ask --help",
            "ibid ask --version",
            "ibid ask",
            "ibid ask --tpo 3 why",
            "ibid ask -q --verbose why",
            "ibid ask --top 1000 why",
            "ibid -q ask why",
            "ibid help me",
        ] {
            let words: Vec<OsString> = line.split(' ').map(OsString::from).collect();
            let read = |args: Result<Args, clap::Error>| match args {
                Ok(args) => format!("{args:?}"),
                Err(error) => error.render().to_string(),
            };
            let (short, long) = (Args::typed(&words), Args::try_parse_from(&words));
            assert_eq!(read(short), read(long), "{line}");
        }
    }

    #[test]
    fn help_is_a_word_too() {
        let help = |line: &str| {
            let words: Vec<OsString> = line.split(' ').map(OsString::from).collect();
            let error = Args::typed(&words).unwrap_err();
            (!error.use_stderr()).then(|| error.render().to_string())
        };
        assert_eq!(help("ibid help"), help("ibid --help"));
        assert_eq!(help("ibid help eval"), help("ibid eval --help"));
        assert_eq!(help("ibid help me"), None);
    }

    #[test]
    fn options_stand_before_the_question() {
        let ask = ask(&["--top", "7", "--corpus", "a", "--corpus", "b", "--", "-v"]);
        assert_eq!((ask.question().as_str(), ask.answer.top), ("-v", Some(7)));
        assert_eq!(ask.index.corpus, [PathBuf::from("a"), PathBuf::from("b")]);
    }

    #[test]
    fn a_misspelt_option_is_no_question() {
        let error = Args::try_parse_from(["ibid", "ask", "--tpo", "3", "why"]).unwrap_err();
        assert_eq!(error.exit_code(), 2);
    }

    #[test]
    fn a_single_hyphen_is_standard_input() {
        assert!(ask(&["-"]).reads_stdin());
        assert!(!ask(&["-", "x"]).reads_stdin());
    }

    #[test]
    fn numbers_are_checked() {
        for wrong in [["--top", "0"], ["--top", "101"], ["--min-confidence", "1.1"]] {
            let line = ["ibid", "ask"].iter().chain(&wrong).chain(&["x"]);
            assert!(Args::try_parse_from(line).is_err(), "{wrong:?}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_question_may_be_any_bytes() {
        use std::os::unix::ffi::OsStringExt;
        let line = ["ibid".into(), "ask".into(), OsString::from_vec(b"a\xffb".to_vec())];
        let Some(Command::Ask(ask)) = Args::try_parse_from(line).unwrap().command else { panic!() };
        assert_eq!(ask.question(), "a\u{fffd}b");
    }
}
