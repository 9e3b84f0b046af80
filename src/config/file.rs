//! One configuration file: its keys, their types and ranges, and a sentence for every mistake.

use std::{
    collections::BTreeMap,
    io::ErrorKind,
    path::{Path, PathBuf},
};

use toml::{Spanned, Value};

use crate::{
    error::{Error, Result},
    settings::{MAX_TOP, MIN_MEMORY_MB},
};

/// When to colour.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Color {
    /// On a terminal that can.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// How lines are edited in a chat.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Keys {
    /// As in Emacs, and in most shells.
    #[default]
    Emacs,
    /// As in vi.
    Vi,
}

impl Keys {
    /// The name in a configuration.
    pub fn name(self) -> &'static str {
        match self {
            Keys::Emacs => "emacs",
            Keys::Vi => "vi",
        }
    }

    /// The one of this name.
    pub fn named(name: &str) -> Option<Keys> {
        [Keys::Emacs, Keys::Vi].into_iter().find(|keys| keys.name() == name)
    }
}

/// What copies a text into the clipboard.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Clipboard {
    /// The terminal where it can, else a program of the desktop.
    #[default]
    Auto,
    /// The terminal, by OSC 52.
    Terminal,
    /// `wl-copy`.
    WlCopy,
    /// `xclip`.
    Xclip,
    /// `xsel`.
    Xsel,
    /// `pbcopy`.
    Pbcopy,
}

impl Clipboard {
    const ALL: [Clipboard; 6] = [
        Clipboard::Auto,
        Clipboard::Terminal,
        Clipboard::WlCopy,
        Clipboard::Xclip,
        Clipboard::Xsel,
        Clipboard::Pbcopy,
    ];

    /// The names in a configuration.
    pub const NAMES: [&str; 6] = ["auto", "terminal", "wl-copy", "xclip", "xsel", "pbcopy"];

    /// The name in a configuration.
    pub fn name(self) -> &'static str {
        Clipboard::NAMES[self as usize]
    }

    /// The one of this name.
    pub fn named(name: &str) -> Option<Clipboard> {
        Clipboard::ALL.into_iter().find(|clipboard| clipboard.name() == name)
    }
}

/// What one file sets; `None` for what it does not.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Config {
    /// The file itself.
    pub path: PathBuf,
    /// The documents.
    pub corpus: Option<Vec<PathBuf>>,
    /// The folder of the index.
    pub index: Option<PathBuf>,
    /// How many passages to return, 1 to 100.
    pub top: Option<usize>,
    /// Below this confidence (0 to 1) there is no answer.
    pub min_confidence: Option<f64>,
    /// From this confidence (0 to 1) on an answer is sure.
    pub sure: Option<f64>,
    /// When to colour.
    pub color: Option<Color>,
    /// Whether the word vectors are used.
    pub semantic: Option<bool>,
    /// A file of words that mean the same.
    pub synonyms: Option<PathBuf>,
    /// Whether refused questions are kept; `true` where nothing is said.
    pub log: Option<bool>,
    /// How lines are edited in a chat.
    pub keys: Option<Keys>,
    /// What copies into the clipboard in a chat.
    pub clipboard: Option<Clipboard>,
    /// Memory that making an index takes at most, in megabytes.
    pub memory: Option<u64>,
    /// The line on which each path setting stands, for messages.
    lines: BTreeMap<&'static str, usize>,
}

/// Every key, in the order in which the documentation has them.
const KEYS: [&str; 12] = [
    "corpus",
    "index",
    "top",
    "min-confidence",
    "sure",
    "color",
    "semantic",
    "synonyms",
    "log",
    "keys",
    "clipboard",
    "memory",
];

/// Reads the text of the configuration file `path`. Paths stay as they are written.
///
/// # Errors
///
/// Not TOML, a key that does not exist, a value of the wrong type or out of range: always with the
/// line, and with the nearest right key.
pub fn parse(path: &Path, text: &str) -> Result<Config> {
    let wrong =
        |line: Option<usize>, reason: String| Error::Config { path: path.to_owned(), line, reason };
    let line_of = |at: usize| {
        1 + text.as_bytes()[..at.min(text.len())].iter().filter(|byte| **byte == b'\n').count()
    };
    let entries: BTreeMap<Spanned<String>, Value> = toml::from_str(text).map_err(|error| {
        let message = error.message().lines().collect::<Vec<_>>().join("; ");
        wrong(error.span().map(|span| line_of(span.start)), message)
    })?;
    let mut config = Config { path: path.to_owned(), ..Config::default() };
    for (key, value) in &entries {
        let line = line_of(key.span().start);
        config.set(key.get_ref(), value).map_err(|reason| wrong(Some(line), reason))?;
        config.lines.extend(known(key.get_ref()).map(|name| (name, line)));
    }
    if let (Some(low), Some(high)) = (config.min_confidence, config.sure)
        && high < low
    {
        let reason = format!("`sure` ({high}) must be at least `min-confidence` ({low})");
        return Err(wrong(None, reason));
    }
    Ok(config)
}

impl Config {
    /// Puts `place` over each path, and says which key and line is to blame where it refuses.
    pub(super) fn settle_paths(
        &mut self,
        place: impl Fn(&Path) -> std::result::Result<PathBuf, String>,
    ) -> Result<()> {
        let Config { path: file, lines, corpus, index, synonyms, .. } = self;
        let settle = |key: &str, path: &mut PathBuf| match place(path) {
            Ok(settled) => {
                *path = settled;
                Ok(())
            }
            Err(reason) => Err(Error::Config {
                path: file.clone(),
                line: lines.get(key).copied(),
                reason: format!("`{key}` names {}, which {reason}", path.display()),
            }),
        };
        corpus.iter_mut().flatten().try_for_each(|path| settle("corpus", path))?;
        index.iter_mut().try_for_each(|path| settle("index", path))?;
        synonyms.iter_mut().try_for_each(|path| settle("synonyms", path))
    }

    /// `error` as a mistake of this file, where it is about a path that the file names.
    pub fn blamed(&self, error: &Error) -> Option<Error> {
        let (key, path, why) = match error {
            Error::Read { path, source } if self.synonyms.as_ref() == Some(path) => {
                let why = match source.kind() {
                    ErrorKind::NotFound => "is not there".to_owned(),
                    _ => format!("cannot be read: {source}"),
                };
                ("synonyms", path, why)
            }
            Error::Missing { path } => {
                let is_named = self.corpus.as_ref().is_some_and(|corpus| corpus.contains(path));
                ("corpus", path, is_named.then(|| "is not there".to_owned())?)
            }
            Error::NotAnIndex { path } => {
                let is_named = self.index.as_ref() == Some(path);
                let why = "is neither empty nor an index; name another folder there";
                ("index", path, is_named.then(|| why.to_owned())?)
            }
            _ => return None,
        };
        Some(Error::Config {
            path: self.path.clone(),
            line: self.lines.get(key).copied(),
            reason: format!("`{key}` names {}, which {why}", path.display()),
        })
    }

    fn set(&mut self, key: &str, value: &Value) -> std::result::Result<(), String> {
        match known(key) {
            Some("corpus") => self.corpus = Some(paths(value)?),
            Some("index") => self.index = Some(path("index", value)?),
            Some("synonyms") => self.synonyms = Some(path("synonyms", value)?),
            Some("top") => self.top = Some(count(value)?),
            Some("min-confidence") => {
                self.min_confidence = Some(probability("min-confidence", value)?);
            }
            Some("sure") => self.sure = Some(probability("sure", value)?),
            Some("color") => self.color = Some(color(value)?),
            Some("semantic") => self.semantic = Some(flag("semantic", value)?),
            Some("log") => self.log = Some(flag("log", value)?),
            Some("keys") => self.keys = Some(keys(value)?),
            Some("clipboard") => self.clipboard = Some(clipboard(value)?),
            Some("memory") => self.memory = Some(memory(value)?),
            None if value.is_table() => {
                return Err(format!(
                    "there is no section `[{key}]`; keys stand in none, as `top = 3` alone"
                ));
            }
            _ => return Err(unknown(key)),
        }
        Ok(())
    }
}

/// The key as it is documented; an underscore may stand for the hyphen.
fn known(key: &str) -> Option<&'static str> {
    KEYS.into_iter().find(|name| *name == key || *name == key.replace('_', "-"))
}

fn unknown(key: &str) -> String {
    let near = |name: &&str| strsim::jaro_winkler(&key.to_lowercase(), name);
    let nearest = KEYS.into_iter().max_by(|a, b| near(a).total_cmp(&near(b)));
    match nearest {
        Some(name) if 0.7 < near(&name) => {
            format!("there is no key `{key}`; the nearest is `{name}`")
        }
        _ => format!("there is no key `{key}`; the keys are {}", KEYS.join(", ")),
    }
}

fn paths(value: &Value) -> std::result::Result<Vec<PathBuf>, String> {
    let wants = || "`corpus` must be a list of paths, as in `corpus = [\"docs\"]`".to_owned();
    let list = value.as_array().ok_or_else(wants)?;
    let paths: Option<Vec<PathBuf>> = list
        .iter()
        .map(|one| one.as_str().filter(|path| !path.is_empty()).map(PathBuf::from))
        .collect();
    paths.filter(|paths| !paths.is_empty()).ok_or_else(wants)
}

fn path(key: &str, value: &Value) -> std::result::Result<PathBuf, String> {
    match value.as_str() {
        Some(path) if !path.is_empty() => Ok(path.into()),
        _ => Err(format!("`{key}` must be a path in quotes")),
    }
}

fn count(value: &Value) -> std::result::Result<usize, String> {
    value
        .as_integer()
        .and_then(|count| usize::try_from(count).ok())
        .filter(|count| (1..=MAX_TOP).contains(count))
        .ok_or_else(|| format!("`top` must be a whole number from 1 to {MAX_TOP}"))
}

fn memory(value: &Value) -> std::result::Result<u64, String> {
    let megabytes = value.as_integer().and_then(|megabytes| u64::try_from(megabytes).ok());
    let wants =
        || format!("`memory` must be a whole number of megabytes, at least {MIN_MEMORY_MB}");
    megabytes.filter(|megabytes| MIN_MEMORY_MB <= *megabytes).ok_or_else(wants)
}

fn probability(key: &str, value: &Value) -> std::result::Result<f64, String> {
    // 0 and 1 are whole numbers to TOML.
    let number = value.as_float().or_else(|| value.as_integer().map(|whole| whole as f64));
    number
        .filter(|number| (0.0..=1.0).contains(number))
        .ok_or_else(|| format!("`{key}` must be a number from 0 to 1"))
}

fn color(value: &Value) -> std::result::Result<Color, String> {
    match value.as_str() {
        Some("auto") => Ok(Color::Auto),
        Some("always") => Ok(Color::Always),
        Some("never") => Ok(Color::Never),
        _ => Err("`color` must be \"auto\", \"always\" or \"never\"".to_owned()),
    }
}

fn keys(value: &Value) -> std::result::Result<Keys, String> {
    let keys = value.as_str().and_then(Keys::named);
    keys.ok_or_else(|| "`keys` must be \"emacs\" or \"vi\"".to_owned())
}

fn clipboard(value: &Value) -> std::result::Result<Clipboard, String> {
    // Names of a fixed list: no configuration names a program of its own.
    value
        .as_str()
        .and_then(Clipboard::named)
        .ok_or_else(|| format!("`clipboard` must be one of {}", Clipboard::NAMES.join(", ")))
}

fn flag(key: &str, value: &Value) -> std::result::Result<bool, String> {
    value.as_bool().ok_or_else(|| format!("`{key}` must be true or false"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_error(text: &str, wanted: &str) {
        let error = parse(Path::new("ibid.toml"), text).unwrap_err();
        assert_eq!(error.to_string(), wanted);
    }

    #[test]
    fn every_key_is_read() {
        let text = "corpus = ['a', 'b']\nindex = 'i'\ntop = 5\nmin-confidence = 0.25\nsure = 1\n\
                    color = 'never'\nsemantic = false\nsynonyms = 's.txt'\nlog = false\n\
                    keys = 'vi'\nclipboard = 'xclip'\nmemory = 512\n";
        let config = parse(Path::new("x"), text).unwrap();
        assert_eq!(config.corpus, Some(vec!["a".into(), "b".into()]));
        assert_eq!(config.index, Some("i".into()));
        assert_eq!(
            (config.top, config.min_confidence, config.sure),
            (Some(5), Some(0.25), Some(1.0))
        );
        assert_eq!((config.semantic, config.log), (Some(false), Some(false)));
        assert_eq!((config.color, config.synonyms), (Some(Color::Never), Some("s.txt".into())));
        assert_eq!(config.keys, Some(Keys::Vi));
        assert_eq!(config.clipboard, Some(Clipboard::Xclip));
        assert_eq!(config.memory, Some(512));
        for key in KEYS {
            assert!(text.contains(key), "{key} is not tried here");
        }
    }

    #[test]
    fn an_underscore_may_stand_for_the_hyphen() {
        let config = parse(Path::new("x"), "min_confidence = 0.5").unwrap();
        assert_eq!(config.min_confidence, Some(0.5));
    }

    #[test]
    fn a_wrong_key_is_named_with_its_line_and_the_nearest() {
        check_error(
            "top = 3\n\ncorpsu = []\n",
            "ibid.toml:3: there is no key `corpsu`; the nearest is `corpus`",
        );
        check_error(
            "Colour = 'auto'",
            "ibid.toml:1: there is no key `Colour`; the nearest is `color`",
        );
        check_error(
            "[corpus]\npath = 'x'",
            "ibid.toml:1: `corpus` must be a list of paths, as in `corpus = [\"docs\"]`",
        );
        check_error(
            "\n[search]\ntop = 3",
            "ibid.toml:2: there is no section `[search]`; keys stand in none, as `top = 3` alone",
        );
        check_error(
            "xyzzy = 1",
            "ibid.toml:1: there is no key `xyzzy`; the keys are corpus, index, top, min-confidence, sure, color, semantic, synonyms, log, keys, clipboard, memory",
        );
    }

    #[test]
    fn a_path_that_leads_nowhere_is_told_with_its_line() {
        let config = parse(Path::new("ibid.toml"), "corpus = ['docs']\nindex = 'made'").unwrap();
        let told = |error: &Error| config.blamed(error).map(|error| error.to_string());
        assert_eq!(
            told(&Error::Missing { path: "docs".into() }).as_deref(),
            Some("ibid.toml:1: `corpus` names docs, which is not there")
        );
        assert_eq!(
            told(&Error::NotAnIndex { path: "made".into() }).as_deref(),
            Some(
                "ibid.toml:2: `index` names made, which is neither empty nor an index; name \
                 another folder there"
            )
        );
        assert_eq!(told(&Error::Missing { path: "typed".into() }), None);
        let config = parse(Path::new("ibid.toml"), "\nsynonyms = 's.txt'").unwrap();
        let unread = |kind: ErrorKind| {
            let error = Error::Read { path: "s.txt".into(), source: kind.into() };
            config.blamed(&error).unwrap().to_string()
        };
        assert_eq!(
            unread(ErrorKind::NotFound),
            "ibid.toml:2: `synonyms` names s.txt, which is not there"
        );
        assert_eq!(
            unread(ErrorKind::PermissionDenied),
            "ibid.toml:2: `synonyms` names s.txt, which cannot be read: permission denied"
        );
    }

    #[test]
    fn a_wrong_value_says_what_is_right() {
        check_error(
            "corpus = 'docs'",
            "ibid.toml:1: `corpus` must be a list of paths, as in `corpus = [\"docs\"]`",
        );
        check_error(
            "corpus = []",
            "ibid.toml:1: `corpus` must be a list of paths, as in `corpus = [\"docs\"]`",
        );
        check_error("top = 101", "ibid.toml:1: `top` must be a whole number from 1 to 100");
        check_error("top = -1", "ibid.toml:1: `top` must be a whole number from 1 to 100");
        check_error("\nsure = 1.5", "ibid.toml:2: `sure` must be a number from 0 to 1");
        check_error("sure = nan", "ibid.toml:1: `sure` must be a number from 0 to 1");
        check_error(
            "color = true",
            "ibid.toml:1: `color` must be \"auto\", \"always\" or \"never\"",
        );
        check_error("keys = 'ed'", "ibid.toml:1: `keys` must be \"emacs\" or \"vi\"");
        check_error(
            "clipboard = 'rm -rf /'",
            "ibid.toml:1: `clipboard` must be one of auto, terminal, wl-copy, xclip, xsel, pbcopy",
        );
        check_error("log = 'yes'", "ibid.toml:1: `log` must be true or false");
        for wrong in ["127", "-1", "'512 MB'"] {
            check_error(
                &format!("memory = {wrong}"),
                "ibid.toml:1: `memory` must be a whole number of megabytes, at least 128",
            );
        }
        check_error(
            "sure = 0.2\nmin-confidence = 0.5",
            "ibid.toml: `sure` (0.2) must be at least `min-confidence` (0.5)",
        );
    }

    #[test]
    fn what_is_no_toml_is_told_in_one_line() {
        let error = parse(Path::new("ibid.toml"), "top = 3\ncorpus = [\n").unwrap_err().to_string();
        assert!(error.starts_with("ibid.toml:"), "{error}");
        assert!(!error.contains('\n'), "{error}");
    }
}
