//! From what the user typed and set to an engine that answers, brought up to date on the way.

use std::{
    env,
    ffi::OsString,
    io::ErrorKind,
    path::{Path, PathBuf},
    sync::Arc,
    thread,
    time::Duration,
};

use anyhow::Context;
use ibid::{
    config::{self, Config, Documents, Folders, Inputs, Location, Source},
    engine::{self, AskOptions, Corpus, Engine, Limits, Reading},
    error::Error,
    index::{Keeping, State, verify},
    ingest::decode::decode,
    journal::read_regular,
    query::{Filter, Synonyms},
    settings::{DEFAULT_TOP, REFRESH_PASSAGES},
};

use super::{
    args::{AnswerArgs, IndexArgs, memory},
    build::{BUILD_PATIENCE, WAITING, build},
    console::{self, Console, counted},
    fault,
    taught::Taught,
};

/// Tells one edition of the built-in documents from another in the name of their index.
const BUILT_IN_EDITION: &str = env!("CARGO_PKG_VERSION");

/// How a user names the built-in documents where a path is wanted.
const BUILT_IN_NAME: &str = "builtin:";

/// The most bytes of the user's own synonyms: a hundred times the built-in lists of all languages.
const MAX_SYNONYM_BYTES: u64 = 16 << 20;

/// How long to wait for another process that builds the first index.
const WAIT_STEPS: u32 = 150;
const WAIT_STEP: Duration = Duration::from_millis(100);

/// Whether the program has glibc in itself (`build.rs`). Such a program must not ask who the user is: glibc
/// would load libraries for the system's lists of users, which end it where they do not go with what it has.
const HAS_GLIBC: bool = option_env!("IBID_STATIC").is_some();

/// Where the program runs and what is set there.
#[derive(Debug)]
pub(crate) struct Surroundings {
    /// The working directory.
    pub(crate) working_dir: PathBuf,
    /// The user's folders.
    pub(crate) folders: Folders,
    /// The project's configuration.
    pub(crate) project: Option<Config>,
    /// The user's configuration.
    pub(crate) user: Option<Config>,
}

impl Surroundings {
    pub(crate) fn find() -> anyhow::Result<Surroundings> {
        let working_dir = env::current_dir().context("cannot tell the working directory")?;
        let is_told = env::var_os("HOME").is_some_and(|home| !home.is_empty());
        let folders = if is_told || !HAS_GLIBC { Folders::find().ok() } else { None };
        let folders = folders.unwrap_or_else(|| Folders::without_home(|name| env::var_os(name)));
        let project = config::project_config(&working_dir)?;
        let user = folders.user_config()?;
        Ok(Surroundings { working_dir, folders, project, user })
    }

    /// The nearest setting: the project's, else the user's.
    pub(crate) fn setting<T>(&self, of: impl Fn(&Config) -> Option<T>) -> Option<T> {
        [&self.project, &self.user].into_iter().flatten().find_map(of)
    }

    /// How to answer.
    ///
    /// A line of the user's synonyms that makes no sense is told and passed over; a file that
    /// cannot be read is an error.
    pub(crate) fn ask_options(
        &self,
        args: &AnswerArgs,
        explain: bool,
    ) -> anyhow::Result<AskOptions> {
        let synonyms = match self.setting(|set| set.synonyms.clone()) {
            Some(path) => Some(Arc::new(synonyms(&path)?)),
            None => None,
        };
        Ok(AskOptions {
            top: args.top.or_else(|| self.setting(|set| set.top)).unwrap_or(DEFAULT_TOP),
            min_confidence: args.min_confidence.or_else(|| self.setting(|set| set.min_confidence)),
            explain,
            exact: args.exact,
            lexical: args.lexical || self.setting(|set| set.semantic) == Some(false),
            sure: self.setting(|set| set.sure),
            synonyms,
            feedback: !args.no_feedback,
            filter: Filter { tags: args.tags.clone(), within: args.within.clone() },
        })
    }

    /// What making an index may take, given the megabytes that were typed.
    pub(crate) fn limits(&self, typed: Option<u64>) -> anyhow::Result<Limits> {
        let set = match (typed, set("IBID_MEMORY")) {
            (None, Some(value)) => {
                let read = value.to_str().ok_or_else(String::new).and_then(memory);
                let wrong = |wants| anyhow::anyhow!("IBID_MEMORY is {}: {wants}", value.display());
                Some(read.map_err(wrong)?)
            }
            (typed, _) => typed.or_else(|| self.setting(|set| set.memory)),
        };
        let limits = Limits::default();
        let memory = set.map_or(limits.memory, |megabytes| megabytes.saturating_mul(1 << 20));
        Ok(Limits { memory, ..limits })
    }

    /// Where the corpus and the index are, given what was typed.
    pub(crate) fn locate(
        &self,
        corpus: Option<Documents>,
        index: Option<&Path>,
    ) -> anyhow::Result<Location> {
        let corpus_env = match set("IBID_CORPUS") {
            // The nearer one was typed: what the variable says need not even exist.
            Some(_) if corpus.is_some() => None,
            Some(paths) => {
                let paths: Vec<PathBuf> =
                    env::split_paths(&paths).filter(|path| !path.as_os_str().is_empty()).collect();
                Some(self.documents(&paths).context("IBID_CORPUS")?)
            }
            None => None,
        };
        let inputs = Inputs {
            corpus_flag: corpus,
            corpus_env,
            index_flag: index.map(|path| self.settled(path)),
            index_env: set("IBID_INDEX").map(|path| self.settled(Path::new(&path))),
            project: self.project.as_ref(),
            user: self.user.as_ref(),
            remembered: self.folders.remembered()?,
            cache: self.folders.cache.clone(),
            built_in: BUILT_IN_EDITION,
        };
        let location = config::resolve(&inputs);
        // An index that is named answers without.
        if !self.folders.hold_indexes() && location.index_from == Source::Default {
            return Err(Error::NoHome.into());
        }
        Ok(location)
    }

    /// `error`, or the mistake of a configuration that it comes from.
    pub(crate) fn blamed(&self, error: anyhow::Error) -> anyhow::Error {
        let blamed = error.downcast_ref::<Error>().and_then(|error| {
            [&self.project, &self.user].into_iter().flatten().find_map(|set| set.blamed(error))
        });
        blamed.map_or(error, anyhow::Error::from)
    }

    /// Paths as they were typed, which must exist, as documents.
    pub(crate) fn documents(&self, paths: &[PathBuf]) -> anyhow::Result<Documents> {
        if paths.iter().any(|path| path.as_os_str() == BUILT_IN_NAME) {
            anyhow::ensure!(
                paths.len() == 1,
                "`{BUILT_IN_NAME}` stands alone, without other paths"
            );
            return Ok(Documents::BuiltIn);
        }
        let mut settled: Vec<PathBuf> = Vec::new();
        for path in paths {
            if let Err(source) = path.metadata() {
                let path = path.clone();
                // What lies in a folder that must not be read may be there, and a link to itself is there but leads
                // nowhere; the reason tells.
                let is_missing =
                    matches!(source.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory)
                        && !path.is_symlink();
                let error =
                    if is_missing { Error::Missing { path } } else { Error::Read { path, source } };
                return Err(error.into());
            }
            let path = self.settled(path);
            anyhow::ensure!(
                path.to_str().is_some(),
                "{}: the name is not UTF-8, so that an index cannot keep it; name the folder that it \
                 lies in",
                path.display()
            );
            if !settled.contains(&path) {
                settled.push(path);
            }
        }
        Ok(Documents::Paths(settled))
    }

    fn settled(&self, path: &Path) -> PathBuf {
        config::settled(&self.working_dir, path)
    }
}

/// How long a command waits for another process that builds the index, where it is to make one and
/// nothing else would do.
pub(crate) fn patience() -> anyhow::Result<Duration> {
    let Some(value) = set("IBID_WAIT") else { return Ok(BUILD_PATIENCE) };
    let seconds = value.to_str().and_then(|value| value.parse().ok());
    let wrong = || format!("IBID_WAIT is {}: want a whole number of seconds", value.display());
    seconds.map(Duration::from_secs).with_context(wrong)
}

/// A variable of the environment; an empty one is none.
fn set(variable: &str) -> Option<OsString> {
    env::var_os(variable).filter(|value| !value.is_empty())
}

/// An engine, and what is needed to keep it up to date.
#[derive(Debug, Clone)]
pub(crate) struct Library {
    /// Answers the questions.
    pub(crate) engine: Arc<Engine>,
    /// What it was taught.
    pub(crate) taught: Taught,
    location: Location,
    refresh: bool,
    limits: Limits,
}

impl Library {
    /// Opens the index that the arguments and the surroundings name; builds it where it is not
    /// there, not usable or not up to date. A small one is kept as `keeping` says.
    pub(crate) fn open(
        around: &Surroundings,
        args: &IndexArgs,
        keeping: Keeping,
        console: &Console,
    ) -> anyhow::Result<Library> {
        let location = Library::place(around, args)?;
        let limits = around.limits(None)?;
        let refresh = !args.no_refresh;
        console.detail(&format!("index: {}", location.index.display()));
        let engine = match open_engine_as(&location.index, keeping) {
            Ok(engine) => engine,
            Err(error) if error.mended_by_rebuilding() => {
                first_index(error, &location, refresh, limits, console)?
            }
            Err(error) => return Err(error.into()),
        };
        let taught = Taught::new(&around.folders.data);
        let engine = Arc::new(engine);
        let mut library = Library { engine, taught, location, refresh, limits };
        library.take_named_corpus(console)?;
        let documents = named(library.engine.corpus());
        console.detail(&format!("documents: {documents} (from {})", library.chosen_by()));
        library.refresh(console)?;
        Ok(library)
    }

    /// Whether the index that the arguments and the surroundings name is there, so that
    /// [`open_as_it_is`](Library::open_as_it_is) is worth a try.
    pub(crate) fn is_made(around: &Surroundings, args: &IndexArgs) -> anyhow::Result<bool> {
        Ok(engine::made(&Library::place(around, args)?.index).is_some())
    }

    /// Opens the index without a word and without bringing it up to date; `None` where there is
    /// something to say, to build or to refuse first.
    pub(crate) fn open_as_it_is(around: &Surroundings, args: &IndexArgs) -> Option<Library> {
        let location = Library::place(around, args).ok()?;
        let limits = around.limits(None).ok()?;
        let engine = Arc::new(open_engine(&location.index).ok()?);
        let wanted = location.corpus.as_ref().map(corpus);
        let is_wanted = wanted.is_none_or(|wanted| wanted == *engine.corpus());
        let taught = Taught::new(&around.folders.data);
        let refresh = !args.no_refresh;
        is_wanted.then_some(Library { engine, taught, location, refresh, limits })
    }

    fn place(around: &Surroundings, args: &IndexArgs) -> anyhow::Result<Location> {
        let corpus = match args.corpus.as_slice() {
            [] => None,
            paths => Some(around.documents(paths)?),
        };
        around.locate(corpus, args.index.as_deref())
    }

    /// `filter` with its paths below the root where they were typed from the working directory, as
    /// replies print them.
    ///
    /// # Errors
    ///
    /// What no passage has, with what is nearest.
    pub(crate) fn checked(&self, mut filter: Filter, working_dir: &Path) -> anyhow::Result<Filter> {
        let exists = |place: &str| {
            let within = vec![place.to_owned()];
            self.engine.check(&Filter { within, ..Filter::default() }).is_ok()
        };
        for place in &mut filter.within {
            let from_here = self.engine.root().and_then(|root| {
                let below = working_dir.join(&place).strip_prefix(root).ok()?.to_path_buf();
                Some(below.to_str()?.replace('\\', "/"))
            });
            if let Some(below) = from_here.filter(|below| !exists(place) && exists(below)) {
                *place = below;
            }
        }
        self.engine.check(&filter)?;
        Ok(filter)
    }

    /// Brings the index up to date where the documents changed. Whatever prevents that, the last
    /// complete index answers, and a note says that it is behind.
    /// What was taught meanwhile, in another chat or by hand, counts from now on.
    ///
    /// # Errors
    ///
    /// Only where somebody stopped it.
    pub(crate) fn refresh(&mut self, console: &Console) -> anyhow::Result<()> {
        self.refresh_index(console)?;
        self.know_taught(console);
        Ok(())
    }

    /// Has the engine know what was taught until now.
    pub(crate) fn know_taught(&mut self, console: &Console) {
        // One that was opened just now knows nothing of it yet.
        let fresh = !self.engine.was_taught();
        self.taught.lay_over(&mut self.engine, fresh, console);
    }

    fn refresh_index(&mut self, console: &Console) -> anyhow::Result<()> {
        // Another process may have built the index anew: what it read need not be read again.
        if self.engine.is_superseded()
            && let Ok(engine) = open_engine(&self.location.index)
        {
            self.engine = Arc::new(engine);
        }
        if !self.engine.corpus_is_there() {
            let documents = named(self.engine.corpus());
            console.note(&format!("{documents}: not there any more; this is from before"));
            return Ok(());
        }
        if !self.refresh || !self.engine.is_stale() {
            return Ok(());
        }
        let behind = |why: &str, mends: &str| {
            console.note(&format!("{why}; this answer is from before{mends}"));
        };
        let large = REFRESH_PASSAGES < self.engine.built().passages;
        let corpus = self.engine.corpus().clone();
        let reading = if large { Reading::Little } else { Reading::default() };
        let fresh =
            build(&corpus, &self.location.index, (reading, self.limits), console, &mut |_| {})
                .and_then(|outcome| Ok((outcome, open_engine(&self.location.index)?)));
        match fresh {
            Ok((outcome, engine)) => {
                self.engine = Arc::new(engine);
                let passages = counted(outcome.built.passages, "passage", "passages");
                console.note(&format!(
                    "the documents changed; the index is up to date again ({passages})"
                ));
            }
            Err(Error::IndexLocked { .. }) => {
                console.note("another ibid is building the index; this answer is from before");
            }
            Err(Error::TooMuchChanged { .. }) => {
                let command = command(&self.location, true);
                let mends = format!(", `{command}` brings it up to date");
                behind("the documents changed since the index was made", &mends);
            }
            Err(error @ Error::Stopped { .. }) => return Err(error.into()),
            Err(error @ Error::Write { .. }) => {
                let why = format!("the documents changed, but {}", chain(&error));
                behind(&why, &format!("; {OTHER_FOLDER}"));
            }
            // Making it anew would tell the same: what mends it is said there.
            Err(error) => {
                behind(&format!("cannot read the changed documents: {}", chain(&error)), "");
            }
        }
        Ok(())
    }

    /// What `work` makes of `question`. Where it panics, the index is looked at: what is damaged may
    /// lead anywhere.
    ///
    /// # Errors
    ///
    /// Those of `work`; a [`Fault`]; an index that is damaged.
    pub(crate) fn watched<T>(
        &self,
        question: &str,
        work: impl FnOnce(&Engine) -> Result<T, Error>,
    ) -> anyhow::Result<T> {
        match fault::caught(|| work(&self.engine)) {
            Ok(result) => Ok(result?),
            Err(fault) => Err(self.damage().unwrap_or_else(|| fault.with(question).into())),
        }
    }

    /// What is wrong with the files of the index, with the command that mends it.
    pub(crate) fn damage(&self) -> Option<anyhow::Error> {
        let path = self.index_dir().to_owned();
        let reason = damage(&path)?;
        Some(unusable(&Error::IndexDamaged { path, reason }, &self.location))
    }

    /// The command that lists what the index was made of.
    pub(crate) fn reporting(&self) -> String {
        reporting(&self.location)
    }

    /// The folder of the index.
    pub(crate) fn index_dir(&self) -> &Path {
        &self.location.index
    }

    /// Who chose the documents.
    pub(crate) fn chosen_by(&self) -> &'static str {
        match self.location.corpus {
            Some(_) => self.location.corpus_from.name(),
            // Whatever else names documents: an index answers from what it was made from.
            None => "the index",
        }
    }

    /// Builds anew where the index was made from other documents than the ones that were named.
    fn take_named_corpus(&mut self, console: &Console) -> anyhow::Result<()> {
        let Some(wanted) = self.location.corpus.as_ref().map(corpus) else { return Ok(()) };
        if *self.engine.corpus() == wanted {
            return Ok(());
        }
        let dir = &self.location.index;
        let (made_from, wants) = (named(self.engine.corpus()), named(&wanted));
        // An index that somebody named is not lost to a question about other documents.
        let named_by_hand = self.location.index_from <= Source::Environment;
        anyhow::ensure!(
            self.refresh && !named_by_hand,
            "the index in {} was made from {made_from}, not from {wants}; `{}` makes it anew",
            dir.display(),
            command(&self.location, true)
        );
        console.note(&format!(
            "the index in {} was made from {made_from}; making it anew from {wants}",
            dir.display()
        ));
        let limits = Limits { patience: patience()?, ..self.limits };
        build(&wanted, dir, (Reading::default(), limits), console, &mut |_| {})?;
        self.engine = Arc::new(open_engine(dir)?);
        Ok(())
    }
}

/// Opens the index in the folder `dir`, to stay.
fn open_engine(dir: &Path) -> Result<Engine, Error> {
    open_engine_as(dir, Keeping::Held)
}

/// Opens the index in the folder `dir`. Where that panics, it is damaged in a way that only its
/// checksums tell.
fn open_engine_as(dir: &Path, keeping: Keeping) -> Result<Engine, Error> {
    fault::caught(|| Engine::open_as(dir, keeping)).unwrap_or_else(|fault| {
        let reason = damage(dir).unwrap_or_else(|| fault.to_string());
        Err(Error::IndexDamaged { path: dir.to_owned(), reason })
    })
}

/// What is wrong with the files of the index in the folder `dir`.
fn damage(dir: &Path) -> Option<String> {
    let verified = verify(dir).ok()?;
    match &verified.damaged().next()?.state {
        State::Damaged(reason) => Some(reason.clone()),
        State::Whole | State::Stray(_) => None,
    }
}

/// Builds the index that `error` says is missing or of no use.
fn first_index(
    error: Error,
    location: &Location,
    refresh: bool,
    limits: Limits,
    console: &Console,
) -> anyhow::Result<Engine> {
    // Nothing is built in a folder that somebody named from documents that nobody named: a
    // misspelt folder would answer from the wrong ones.
    let remembered = match location.corpus {
        None => engine::remembered(&location.index),
        Some(_) => None,
    };
    let known = remembered.is_some()
        || location.corpus.is_some()
        || location.corpus_from <= Source::Environment
        || Source::Project <= location.index_from;
    if !refresh || !known {
        return Err(unusable(&error, location));
    }
    let corpus = match &remembered {
        Some(corpus) => corpus.clone(),
        None => corpus(&location.otherwise),
    };
    let how = (Reading::default(), limits);
    match build(&corpus, &location.index, how, console, &mut |_| {}) {
        Ok(outcome) => {
            let why = match error {
                Error::IndexMissing { .. } => "made the index",
                Error::IndexDamaged { .. } => "the index was damaged; made it anew",
                _ => "the index was of an older format; made it anew",
            };
            let skipped = match outcome.built.skipped {
                0 => String::new(),
                count => format!(", {count} skipped: `{}` lists them", reporting(location)),
            };
            let (from, passages) =
                (named(&corpus), counted(outcome.built.passages, "passage", "passages"));
            console.note(&format!("{why} of {from} ({passages}{skipped})"));
            Ok(open_engine(&location.index)?)
        }
        Err(Error::IndexLocked { .. }) => {
            console.note(WAITING);
            wait_for_other(&location.index)
        }
        Err(error) => Err(unwritten(error, location)),
    }
}

/// What to do where the folder of an index cannot be written to.
const OTHER_FOLDER: &str = "`--index DIR` or IBID_INDEX names another folder for the index";

/// `error`, with what to do where it is about the folder of the index.
pub(crate) fn unwritten(error: Error, location: &Location) -> anyhow::Error {
    match &error {
        Error::Write { path, .. } if path.starts_with(&location.index) => {
            anyhow::anyhow!("{}; {OTHER_FOLDER}", chain(&error))
        }
        _ => error.into(),
    }
}

/// What `error` says of an index that cannot be used, with the command that mends it.
pub(crate) fn unusable(error: &Error, location: &Location) -> anyhow::Error {
    let path = location.index.display();
    let command = command(location, engine::remembered(&location.index).is_some());
    match error {
        Error::IndexMissing { .. } if !engine::may_be_made_in(&location.index) => {
            Error::NotAnIndex { path: location.index.clone() }.into()
        }
        Error::IndexMissing { .. } => {
            anyhow::anyhow!("no index in {path}; `{command}` makes one")
        }
        Error::IndexDamaged { reason, .. } => {
            anyhow::anyhow!("the index in {path} is damaged ({reason}); `{command}` makes it anew")
        }
        _ => {
            anyhow::anyhow!("the index in {path} is of an older format; `{command}` makes it anew")
        }
    }
}

/// Another process builds the first index: its result will do.
fn wait_for_other(dir: &Path) -> anyhow::Result<Engine> {
    for _ in 0..WAIT_STEPS {
        thread::sleep(WAIT_STEP);
        if let Ok(engine) = open_engine(dir) {
            return Ok(engine);
        }
    }
    Err(Error::IndexLocked { path: dir.to_owned() }.into())
}

/// The engine's word for `documents`.
pub(crate) fn corpus(documents: &Documents) -> Corpus {
    match documents {
        Documents::BuiltIn => Corpus::BuiltIn,
        Documents::Paths(paths) => Corpus::Paths(paths.clone()),
    }
}

/// `corpus` for a person.
pub(crate) fn named(corpus: &Corpus) -> String {
    match corpus {
        Corpus::BuiltIn => "the built-in documents".to_owned(),
        Corpus::Paths(paths) => {
            let paths: Vec<_> = paths.iter().map(|path| path.display().to_string()).collect();
            paths.join(", ")
        }
    }
}

/// The command that builds the index at `location`, to be pasted into a shell. An index that is
/// `open` knows its corpus itself.
pub(crate) fn command(location: &Location, open: bool) -> String {
    let mut words = vec!["ibid index".to_owned()];
    let index_named = location.index_from <= Source::Environment;
    let corpus_named = location.corpus_from <= Source::Environment;
    match &location.corpus {
        Some(Documents::Paths(paths)) if index_named || corpus_named => {
            words.extend(paths.iter().map(|path| quoted(path)));
        }
        Some(Documents::BuiltIn) if index_named || corpus_named => words.push("--built-in".into()),
        None if !open => words.push("PATH".into()),
        _ => {}
    }
    if index_named {
        words.push(format!("--index {}", quoted(&location.index)));
    }
    words.join(" ")
}

/// The command that lists what the index at `location` was made of and what was left out. Where documents
/// or an index were named, the plain one may be about others; one that is named knows its own.
pub(crate) fn reporting(location: &Location) -> String {
    match location.index_from.min(location.corpus_from) <= Source::Environment {
        true => format!("ibid index --report --index {}", quoted(&location.index)),
        false => "ibid index --report".to_owned(),
    }
}

/// `path` as a shell takes it for one word.
fn quoted(path: &Path) -> String {
    let path = path.display().to_string();
    let plain = |one: char| one.is_alphanumeric() || "/._-+:@%".contains(one);
    if path.chars().all(plain) { path } else { format!("'{}'", path.replace('\'', r"'\''")) }
}

/// An error with its sources, as one line.
pub(crate) fn chain(error: &Error) -> String {
    let mut text = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(one) = source {
        text.push_str(&format!(": {one}"));
        source = one.source();
    }
    text
}

/// Reads the user's own synonyms, in whatever encoding documents may have.
fn synonyms(path: &Path) -> anyhow::Result<Synonyms> {
    let unread = |source| Error::Read { path: path.to_owned(), source };
    let bytes = read_regular(path, MAX_SYNONYM_BYTES).map_err(unread)?;
    let decoded = decode(bytes)
        .map_err(|reason| anyhow::anyhow!("{}: {reason}, no synonyms", path.display()))?;
    let (synonyms, complaints) = Synonyms::new(decoded.text);
    for (line, reason) in complaints {
        console::say(&format!("{}:{line}: {reason}; the line is passed over", path.display()));
    }
    Ok(synonyms)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn location(index_from: Source, corpus_from: Source, corpus: bool) -> Location {
        let otherwise = match corpus_from {
            Source::Default => Documents::BuiltIn,
            _ => Documents::Paths(vec!["/my docs".into()]),
        };
        Location {
            corpus: corpus.then(|| otherwise.clone()),
            otherwise,
            corpus_from,
            index: "/i".into(),
            index_from,
        }
    }

    #[test]
    fn the_mending_command_can_be_pasted() {
        let check = |location: Location, wanted: &str| {
            assert_eq!(command(&location, false), wanted);
        };
        check(location(Source::Default, Source::Default, true), "ibid index");
        check(location(Source::Project, Source::Project, true), "ibid index");
        check(location(Source::Default, Source::Flag, true), "ibid index '/my docs'");
        check(location(Source::Flag, Source::Flag, true), "ibid index '/my docs' --index /i");
        check(location(Source::Flag, Source::Project, false), "ibid index PATH --index /i");
        let own = location(Source::Flag, Source::Project, false);
        assert_eq!(command(&own, true), "ibid index --index /i");
    }

    #[test]
    fn the_report_is_of_these_documents() {
        let check = |index_from, corpus_from, wanted: &str| {
            assert_eq!(reporting(&location(index_from, corpus_from, true)), wanted);
        };
        check(Source::Default, Source::Default, "ibid index --report");
        check(Source::Project, Source::Project, "ibid index --report");
        check(Source::Default, Source::Remembered, "ibid index --report");
        check(Source::Default, Source::Flag, "ibid index --report --index /i");
        check(Source::Environment, Source::Remembered, "ibid index --report --index /i");
    }

    #[test]
    fn quotes_are_safe() {
        assert_eq!(quoted(Path::new("/a/b-c.d")), "/a/b-c.d");
        assert_eq!(quoted(Path::new("it's; rm")), r"'it'\''s; rm'");
    }
}
