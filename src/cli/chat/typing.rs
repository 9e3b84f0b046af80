//! What helps while a line is typed: grey hints, completion, highlighting, and where a line ends.

mod completion;

use std::{
    borrow::Cow,
    cell::{Cell, OnceCell},
    path::{Path, PathBuf},
    sync::{Arc, OnceLock},
    thread,
};

use ibid::{
    engine::Engine,
    lexicon::{Questions, questions},
};
use rustyline::{
    Context, Helper,
    highlight::{CmdKind, Highlighter},
    hint::{Hint, Hinter},
    history::SearchDirection,
    validate::{ValidationContext, ValidationResult, Validator},
};

use super::{commands, lines};
use crate::cli::{
    console, fault,
    flow::{BOLD, DIM, RESET},
    render::shortened,
    sanitize,
};

/// Passages whose questions are hinted at: of a larger corpus the first.
const PASSAGES: usize = 200_000;

/// Letters from which on a question of the documents is hinted at.
const LETTERS: usize = 2;

/// Switches underlining on: words that the documents do not have. No colour is legible on every
/// background.
const UNDERLINE: &str = "\u{1b}[4m";

/// Knows the documents and the conversation, as far as typing goes.
pub(super) struct Typing<'a> {
    /// Opens the engine, at the first key: the prompt waits for nothing, and a person does not
    /// notice a few milliseconds then. Nothing where it is not to be had without a word.
    open: &'a dyn Fn() -> Option<Arc<Engine>>,
    engine: OnceCell<Option<Arc<Engine>>>,
    /// Filled in the background from the first key on.
    questions: Arc<OnceLock<Questions>>,
    gathering: Cell<bool>,
    /// Whether there is grey, bold and underlined; without grey there are no hints.
    color: bool,
    /// The names of the passages that are listed.
    listed: Vec<String>,
    /// The names of the topics that are listed.
    topics: Vec<String>,
    /// Where file names start from.
    working_dir: PathBuf,
}

/// What may come next, in grey behind the line.
pub(super) struct Suggestion {
    shown: String,
    /// What the right arrow takes over.
    rest: Option<String>,
}

impl Hint for Suggestion {
    fn display(&self) -> &str {
        &self.shown
    }

    fn completion(&self) -> Option<&str> {
        self.rest.as_deref()
    }
}

impl<'a> Typing<'a> {
    pub(super) fn new(
        open: &'a dyn Fn() -> Option<Arc<Engine>>,
        working_dir: &Path,
        color: bool,
    ) -> Typing<'a> {
        Typing {
            open,
            engine: OnceCell::new(),
            questions: Arc::default(),
            gathering: Cell::new(false),
            color,
            listed: Vec::new(),
            topics: Vec::new(),
            working_dir: working_dir.to_owned(),
        }
    }

    /// Takes over what a turn of the conversation changed.
    pub(super) fn update(
        &mut self,
        engine: &Arc<Engine>,
        color: bool,
        listed: Vec<String>,
        topics: Vec<String>,
    ) {
        let known = self.engine.get().and_then(Option::as_ref);
        if !known.is_some_and(|known| Arc::ptr_eq(known, engine)) {
            self.engine = OnceCell::from(Some(Arc::clone(engine)));
            self.questions = Arc::default();
            self.gathering.set(false);
        }
        self.color = color;
        self.listed = listed;
        self.topics = topics;
    }

    fn engine(&self) -> Option<&Arc<Engine>> {
        self.engine.get_or_init(|| (self.open)()).as_ref()
    }

    /// The questions of the documents, once they are gathered.
    fn questions(&self) -> Option<&Questions> {
        if let Some(engine) = self.engine()
            && !self.gathering.replace(true)
        {
            let (engine, questions) = (Arc::clone(engine), Arc::clone(&self.questions));
            // Without the thread, or where the index cannot be read, there are no such hints.
            let _ = thread::Builder::new().name("questions".to_owned()).spawn(move || {
                // Nor may it say a word beside the line that is being typed.
                if let Ok(Ok(gathered)) = fault::caught(|| engine.questions(PASSAGES)) {
                    let _ = questions.set(gathered);
                }
            });
        }
        self.questions.get()
    }

    fn command_hint(&self, line: &str) -> Option<Suggestion> {
        let mut like = commands::all().filter(|command| command.name.starts_with(line));
        let command = like.next()?;
        if command.name == line {
            let shown = format!("{} — {}", command.arguments, command.help);
            let shown = format!(" {}", shown.trim_start_matches([' ', '—']));
            return Some(Suggestion { shown, rest: None });
        }
        // With several to choose from, Tab lists them.
        if like.next().is_some() {
            return None;
        }
        let rest = &command.name[line.len()..];
        let shown = format!("{rest} {}", command.arguments);
        Some(Suggestion { shown: shown.trim_end().to_owned(), rest: Some(rest.to_owned()) })
    }

    fn question_hint(&self, line: &str, context: &Context<'_>) -> Option<Suggestion> {
        let rest = self.asked_before(line, context).or_else(|| {
            let long = LETTERS <= line.trim_start().chars().count();
            let rest = if long { self.questions()?.rest(line) } else { None };
            rest.map(str::to_owned)
        })?;
        let rest = sanitize::line(&rest).into_owned();
        // A hint that wraps would push the line about.
        let left = console::columns()
            .saturating_sub(super::PROMPT.len() + textwrap::core::display_width(line) + 1);
        let shown = if left < 8 { String::new() } else { shortened(&rest, left) };
        Some(Suggestion { shown, rest: Some(rest) })
    }

    /// What the last line of the history that begins with `line` goes on with.
    fn asked_before(&self, line: &str, context: &Context<'_>) -> Option<String> {
        let history = context.history();
        let mut from = history.len();
        while let Some(at) = from.checked_sub(1) {
            let found = history.starts_with(line, at, SearchDirection::Reverse).ok()??;
            if found.entry.len() != line.len() && !found.entry.contains('\n') {
                return questions::after(&found.entry, line).map(str::to_owned);
            }
            from = found.idx;
        }
        None
    }
}

impl Hinter for Typing<'_> {
    type Hint = Suggestion;

    fn hint(&self, line: &str, at: usize, context: &Context<'_>) -> Option<Suggestion> {
        if !line.is_empty() {
            // Tab will ask for them even where nothing is hinted at.
            let _ = self.questions();
        }
        if !self.color || line.is_empty() || at < line.len() {
            return None;
        }
        if line.contains('\n') {
            let waits = line.ends_with('\n') && lines::unfinished(&line[..line.len() - 1]);
            let shown = "an empty line ends the question".to_owned();
            return waits.then_some(Suggestion { shown, rest: None });
        }
        if line.starts_with('/') {
            return self.command_hint(line);
        }
        self.question_hint(line, context)
    }
}

impl Highlighter for Typing<'_> {
    fn highlight<'l>(&self, line: &'l str, at: usize) -> Cow<'l, str> {
        if !self.color || line.is_empty() {
            return Cow::Borrowed(line);
        }
        let word = line.split(char::is_whitespace).next().unwrap_or(line);
        if commands::named(word).is_some() {
            return Cow::Owned(format!("{BOLD}{word}{RESET}{}", &line[word.len()..]));
        }
        if line.starts_with('/') {
            return Cow::Borrowed(line);
        }
        let mut marked = String::with_capacity(line.len() + 16);
        let mut copied = 0;
        let unknown = self.engine().map(|engine| engine.unknown_in(line));
        for span in unknown.unwrap_or_default() {
            // The word that is being typed is not whole yet.
            let typing = span.end == line.len() && at == line.len();
            let (Some(before), Some(word)) = (line.get(copied..span.start), line.get(span.clone()))
            else {
                continue;
            };
            if !typing {
                marked.push_str(&format!("{before}{UNDERLINE}{word}{RESET}"));
                copied = span.end;
            }
        }
        if copied == 0 {
            return Cow::Borrowed(line);
        }
        marked.push_str(&line[copied..]);
        Cow::Owned(marked)
    }

    fn highlight_prompt<'b, 's: 'b, 'p: 'b>(&'s self, prompt: &'p str, _: bool) -> Cow<'b, str> {
        if self.color {
            Cow::Owned(format!("{BOLD}{prompt}{RESET}"))
        } else {
            Cow::Borrowed(prompt)
        }
    }

    fn highlight_hint<'h>(&self, hint: &'h str) -> Cow<'h, str> {
        Cow::Owned(format!("{DIM}{hint}{RESET}"))
    }

    fn highlight_char(&self, line: &str, _: usize, kind: CmdKind) -> bool {
        self.color && !line.is_empty() && kind != CmdKind::MoveCursor
    }
}

impl Validator for Typing<'_> {
    fn validate(&self, context: &mut ValidationContext<'_>) -> rustyline::Result<ValidationResult> {
        Ok(if lines::unfinished(context.input()) {
            ValidationResult::Incomplete
        } else {
            ValidationResult::Valid(None)
        })
    }
}

impl Helper for Typing<'_> {}

#[cfg(test)]
mod tests {
    use std::{
        fs,
        time::{Duration, Instant},
    };

    use ibid::engine::{Corpus, build};
    use rustyline::{
        completion::Completer,
        history::{History, MemHistory},
    };

    use super::*;

    const GUIDE: &str = "# Devices\n\n## How do I reset the router?\n\nHold the button.\n\n\
                         ## How do I erase the phone?\n\nOpen the settings.\n";

    /// The engine over a guide in `dir`.
    fn engine(dir: &Path) -> Arc<Engine> {
        fs::write(dir.join("guide.md"), GUIDE).unwrap();
        build(&Corpus::Paths(vec![dir.join("guide.md")]), &dir.join("i"), &mut |_| {}).unwrap();
        Arc::new(Engine::open(&dir.join("i")).unwrap())
    }

    /// With the questions gathered.
    fn typing<'a>(open: &'a dyn Fn() -> Option<Arc<Engine>>, dir: &Path) -> Typing<'a> {
        let typing = Typing::new(open, dir, true);
        let until = Instant::now() + Duration::from_secs(20);
        while typing.questions().is_none() && Instant::now() < until {
            thread::sleep(Duration::from_millis(5));
        }
        typing
    }

    fn history(entries: &[&str]) -> MemHistory {
        let mut history = MemHistory::new();
        for entry in entries {
            history.add(entry).unwrap();
        }
        history
    }

    #[test]
    fn hints_are_from_the_history_then_from_the_documents() {
        let dir = tempfile::tempdir().unwrap();
        let engine = engine(dir.path());
        let open = || Some(Arc::clone(&engine));
        let typing = typing(&open, dir.path());
        let history = history(&["how do i whistle", "how do", "how do\nlines"]);
        let context = Context::new(&history);
        let rest = |line: &str| typing.hint(line, line.len(), &context).and_then(|hint| hint.rest);
        assert_eq!(rest("how do"), Some(" i whistle".to_owned()));
        assert_eq!(rest("How do I r"), Some("eset the router?".to_owned()));
        assert_eq!(rest("zzz"), None);
        assert_eq!(rest(""), None);
        assert_eq!(rest("/qu"), Some("it".to_owned()));
        assert!(typing.hint("how do", 2, &context).is_none(), "only at the end of the line");
        let plain = Typing { color: false, ..typing };
        assert!(plain.hint("how do", 6, &context).is_none(), "without grey it would seem typed");
    }

    #[test]
    fn tab_completes_commands_arguments_and_questions() {
        let dir = tempfile::tempdir().unwrap();
        let engine = engine(dir.path());
        let open = || Some(Arc::clone(&engine));
        let mut typing = typing(&open, dir.path());
        typing.listed = vec!["one".into(), "two".into()];
        fs::create_dir(dir.path().join("notes")).unwrap();
        fs::write(dir.path().join("notes/no\u{1b}[2J.md"), "").unwrap();
        fs::write(dir.path().join("notes/old.md"), "").unwrap();
        let history = history(&[]);
        let complete = |line: &str| {
            let context = Context::new(&history);
            let (start, pairs) = typing.complete(line, line.len(), &context).unwrap();
            let pairs: Vec<String> = pairs.into_iter().map(|pair| pair.replacement).collect();
            (start, pairs.join("|"))
        };
        assert_eq!(complete("/qu"), (0, "/quit".to_owned()));
        assert_eq!(complete("/op"), (0, "/open ".to_owned()));
        assert_eq!(complete("/open "), (6, "1|2".to_owned()));
        assert_eq!(complete("/save no"), (6, "notes/".to_owned()));
        assert_eq!(complete("/save notes/"), (12, "old.md".to_owned()));
        assert_eq!(complete("/set min"), (5, "min-confidence ".to_owned()));
        assert_eq!(complete("how do i er"), (0, "How do I erase the phone?".to_owned()));
        assert_eq!(complete("router"), (0, "How do I reset the router?".to_owned()));
        assert!(complete("").1.contains("/help"));
    }

    #[test]
    fn unknown_words_and_commands_stand_out_but_not_the_word_being_typed() {
        let dir = tempfile::tempdir().unwrap();
        let engine = engine(dir.path());
        let open = || Some(Arc::clone(&engine));
        let typing = typing(&open, dir.path());
        let shown = |line: &str| typing.highlight(line, line.len()).into_owned();
        assert_eq!(shown("reset the quark"), "reset the quark");
        assert_eq!(shown("reset the quark "), "reset the \u{1b}[4mquark\u{1b}[0m ");
        assert_eq!(shown("/more 3"), "\u{1b}[1m/more\u{1b}[0m 3");
        assert_eq!(shown("/mo"), "/mo");
    }
}
