//! Where the corpus and the index are, from everything that may say so.

use std::path::{Path, PathBuf};

use super::Config;
use crate::fnv;

/// Which documents to answer from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Documents {
    /// The documents compiled into the program.
    BuiltIn,
    /// Files and folders. Absolute; never empty.
    Paths(Vec<PathBuf>),
}

/// Who said where something is; the first that says so wins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Source {
    /// An option or argument.
    Flag,
    /// A variable of the environment.
    Environment,
    /// The project's `ibid.toml`.
    Project,
    /// The user's `config.toml`.
    User,
    /// An earlier `ibid index PATH`.
    Remembered,
    /// Nobody.
    Default,
}

impl Source {
    /// As a phrase for a person.
    pub fn name(self) -> &'static str {
        match self {
            Source::Flag => "the command line",
            Source::Environment => "the environment",
            Source::Project => "ibid.toml",
            Source::User => "config.toml",
            Source::Remembered => "an earlier `ibid index`",
            Source::Default => "the default",
        }
    }
}

/// Everything that may say where the corpus and the index are. All paths are absolute.
#[derive(Debug, Clone, Default)]
pub struct Inputs<'a> {
    /// `--corpus`, or the arguments of `ibid index`.
    pub corpus_flag: Option<Documents>,
    /// `IBID_CORPUS`.
    pub corpus_env: Option<Documents>,
    /// `--index`.
    pub index_flag: Option<PathBuf>,
    /// `IBID_INDEX`.
    pub index_env: Option<PathBuf>,
    /// The project's configuration.
    pub project: Option<&'a Config>,
    /// The user's configuration.
    pub user: Option<&'a Config>,
    /// What an earlier `ibid index PATH` made the default.
    pub remembered: Option<Documents>,
    /// The user's folder for indexes that nobody named.
    pub cache: PathBuf,
    /// Tells one edition of the built-in documents from another.
    pub built_in: &'a str,
}

/// Where the corpus and the index are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    /// The corpus; `None` for the one that the index remembers.
    pub corpus: Option<Documents>,
    /// The corpus that nobody named for this index, for `ibid index` where there is none yet.
    pub otherwise: Documents,
    /// Who named `corpus`, or else `otherwise`.
    pub corpus_from: Source,
    /// The folder of the index.
    pub index: PathBuf,
    /// Who named it.
    pub index_from: Source,
}

/// Decides where the corpus and the index are.
///
/// The nearest source wins: flag, environment, project, user, an earlier `ibid index`. Two rules
/// keep an index and its corpus together:
///
/// - where the command line, the environment or a project names an index and only something
///   farther away a corpus, the corpus is the index's own;
/// - the `index` of a configuration is not that of a corpus named by a flag or the environment,
///   which gets its own folder: asking something else never overwrites a project's index.
pub fn resolve(inputs: &Inputs<'_>) -> Location {
    let configured = |config: Option<&Config>| {
        config.and_then(|config| config.corpus.clone()).map(Documents::Paths)
    };
    let (documents, corpus_from) = None
        .or_else(|| Some((inputs.corpus_flag.clone()?, Source::Flag)))
        .or_else(|| Some((inputs.corpus_env.clone()?, Source::Environment)))
        .or_else(|| Some((configured(inputs.project)?, Source::Project)))
        .or_else(|| Some((configured(inputs.user)?, Source::User)))
        .or_else(|| Some((inputs.remembered.clone()?, Source::Remembered)))
        .unwrap_or((Documents::BuiltIn, Source::Default));

    let configured_index = |config: Option<&Config>, level: Source| {
        // A project that names no corpus leaves it to whoever builds its index.
        let open = level == Source::Project && config.is_some_and(|config| config.corpus.is_none());
        config
            .filter(|_| open || level <= corpus_from)
            .and_then(|config| config.index.clone())
            .map(|index| (index, level))
    };
    let (index, index_from) = None
        .or_else(|| Some((inputs.index_flag.clone()?, Source::Flag)))
        .or_else(|| Some((inputs.index_env.clone()?, Source::Environment)))
        .or_else(|| configured_index(inputs.project, Source::Project))
        .or_else(|| configured_index(inputs.user, Source::User))
        .unwrap_or_else(|| {
            (inputs.cache.join(default_folder(&documents, inputs.built_in)), Source::Default)
        });

    // The user's own `index` is the place for the user's corpus, whichever that is today.
    let own = index_from < corpus_from && index_from != Source::User;
    let corpus = (!own).then(|| documents.clone());
    Location { corpus, otherwise: documents, corpus_from, index, index_from }
}

fn default_folder(documents: &Documents, built_in: &str) -> String {
    match documents {
        Documents::BuiltIn => format!("builtin-{built_in}"),
        Documents::Paths(paths) => digest(paths),
    }
}

/// The name of the index folder of a corpus: 16 hexadecimal digits, the same in every run and on
/// every machine (FNV-1a, 64 bits, of the paths with a zero byte behind each).
pub fn digest<P: AsRef<Path>>(paths: &[P]) -> String {
    let paths = paths.iter().map(|path| path.as_ref().as_os_str().as_encoded_bytes());
    let hash = fnv::hash(paths.flat_map(|path| path.iter().copied().chain([0])));
    format!("{hash:016x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn documents(path: &str) -> Documents {
        Documents::Paths(vec![path.into()])
    }

    fn config(corpus: Option<&str>, index: Option<&str>) -> Config {
        let mut config = Config::default();
        config.corpus = corpus.map(|path| vec![path.into()]);
        config.index = index.map(Into::into);
        config
    }

    fn inputs() -> Inputs<'static> {
        Inputs { cache: "/cache".into(), built_in: "1.0", ..Inputs::default() }
    }

    #[test]
    fn a_fresh_machine_has_the_built_in_documents() {
        let location = resolve(&inputs());
        assert_eq!(location.corpus, Some(Documents::BuiltIn));
        assert_eq!(location.index, Path::new("/cache/builtin-1.0"));
        assert_eq!((location.corpus_from, location.index_from), (Source::Default, Source::Default));
    }

    #[test]
    fn the_nearest_source_wins() {
        let project = config(Some("/project"), Some("/project-index"));
        let user = config(Some("/user"), None);
        let mut inputs = Inputs {
            corpus_flag: Some(documents("/flag")),
            corpus_env: Some(documents("/env")),
            project: Some(&project),
            user: Some(&user),
            remembered: Some(documents("/remembered")),
            ..inputs()
        };
        let corpus = |inputs: &Inputs<'_>| resolve(inputs).corpus.unwrap();
        assert_eq!(corpus(&inputs), documents("/flag"));
        inputs.corpus_flag = None;
        assert_eq!(corpus(&inputs), documents("/env"));
        inputs.corpus_env = None;
        assert_eq!(corpus(&inputs), documents("/project"));
        assert_eq!(resolve(&inputs).index, Path::new("/project-index"));
        inputs.project = None;
        assert_eq!(corpus(&inputs), documents("/user"));
        inputs.user = None;
        assert_eq!(corpus(&inputs), documents("/remembered"));
    }

    #[test]
    fn where_only_an_index_is_named_its_own_corpus_is_used() {
        let project = config(Some("/project"), Some("/project-index"));
        let named =
            Inputs { index_flag: Some("/named".into()), project: Some(&project), ..inputs() };
        let location = resolve(&named);
        assert_eq!((location.corpus, location.index), (None, "/named".into()));
        assert_eq!(location.otherwise, documents("/project"));
        let named = Inputs { index_env: Some("/named".into()), ..inputs() };
        assert_eq!(resolve(&named).corpus, None);
        let both = Inputs { corpus_flag: Some(documents("/a")), ..named };
        assert_eq!(resolve(&both).corpus, Some(documents("/a")));
        assert_eq!(resolve(&both).index, Path::new("/named"));
    }

    #[test]
    fn another_corpus_does_not_overwrite_the_index_of_a_project() {
        let project = config(Some("/project"), Some("/project-index"));
        let asked =
            Inputs { corpus_flag: Some(documents("/other")), project: Some(&project), ..inputs() };
        let location = resolve(&asked);
        assert_eq!(location.index, Path::new("/cache").join(digest(&["/other"])));
        assert_eq!(location.index_from, Source::Default);
    }

    #[test]
    fn a_project_with_only_an_index_takes_what_it_was_made_from() {
        let project = config(None, Some("/project-index"));
        let asked = Inputs { project: Some(&project), ..inputs() };
        assert_eq!(resolve(&asked).corpus, None);
        let made = Inputs { corpus_flag: Some(documents("/docs")), ..asked };
        assert_eq!(resolve(&made).index, Path::new("/project-index"));
    }

    #[test]
    fn the_users_index_is_for_the_users_corpus() {
        let user = config(None, Some("/user-index"));
        let remembered =
            Inputs { user: Some(&user), remembered: Some(documents("/mine")), ..inputs() };
        let location = resolve(&remembered);
        assert_eq!(location.corpus, Some(documents("/mine")));
        assert_eq!(location.index, Path::new("/user-index"));
        let project = config(Some("/project"), None);
        let location = resolve(&Inputs { project: Some(&project), ..remembered });
        assert_eq!(location.index, Path::new("/cache").join(digest(&["/project"])));
    }

    #[test]
    fn the_digest_is_stable_and_tells_paths_apart() {
        assert_eq!(digest::<&str>(&[]), "cbf29ce484222325");
        assert_eq!(digest(&["/home/me/docs"]), digest(&["/home/me/docs"]));
        assert_ne!(digest(&["/a", "/b"]), digest(&["/a/b"]));
        assert_ne!(digest(&["/ab", "/c"]), digest(&["/a", "/bc"]));
    }
}
