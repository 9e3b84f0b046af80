//! What the user has set: `ibid.toml` of a project, the user's own `config.toml`, and from them and
//! the command line where the corpus and the index are.
//!
//! A configuration never runs anything, and a project's cannot point outside the project's folder:
//! entering somebody else's folder and asking a question there is safe.

mod file;
mod location;

use std::{
    ffi::OsString,
    fs, io,
    path::{Component, Path, PathBuf},
};

use etcetera::BaseStrategy;

use crate::{
    error::{Error, Result},
    journal::read_regular,
};

pub use self::{
    file::{Clipboard, Color, Config, Keys, parse},
    location::{Documents, Inputs, Location, Source, digest, resolve},
};

/// The name of a project's configuration.
pub const PROJECT_FILE: &str = "ibid.toml";

/// The most bytes of a file of settings: all keys with long comments are a few thousand.
const MAX_FILE_BYTES: u64 = 1 << 20;

/// The user's own folders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folders {
    /// The home directory, for a leading `~/` in the user's configuration.
    pub home: PathBuf,
    /// Of `config.toml`.
    pub config: PathBuf,
    /// Of the indexes.
    pub cache: PathBuf,
    /// Of the history, the remembered corpus and the refused questions.
    pub state: PathBuf,
    /// Of what was taught and cannot stand beside the documents.
    pub data: PathBuf,
}

impl Folders {
    /// As the XDG variables and the system say.
    ///
    /// # Errors
    ///
    /// The home directory is not known.
    pub fn find() -> Result<Folders> {
        let base = etcetera::choose_base_strategy().map_err(|_| Error::NoHome)?;
        Ok(Folders {
            home: base.home_dir().to_owned(),
            config: base.config_dir().join("ibid"),
            cache: base.cache_dir().join("ibid"),
            state: base.state_dir().unwrap_or_else(|| base.data_dir()).join("ibid"),
            data: base.data_dir().join("ibid"),
        })
    }

    /// Those of somebody without a home: what `variable` says of the XDG variables. In the others
    /// nothing is, and nothing can be written to them.
    pub fn without_home(variable: impl Fn(&str) -> Option<OsString>) -> Folders {
        let below = |name: &str| {
            let folder = variable(name).map(PathBuf::from);
            // As in a home: a relative one is none.
            folder
                .filter(|folder| folder.is_absolute())
                .map_or_else(nowhere, |one| one.join("ibid"))
        };
        Folders {
            home: nowhere(),
            config: below("XDG_CONFIG_HOME"),
            cache: below("XDG_CACHE_HOME"),
            state: below("XDG_STATE_HOME"),
            data: below("XDG_DATA_HOME"),
        }
    }

    /// Whether there are folders for an index that nobody named, and to remember its corpus in.
    pub fn hold_indexes(&self) -> bool {
        ![&self.cache, &self.state].contains(&&nowhere())
    }

    /// The user's configuration, if there is one.
    ///
    /// # Errors
    ///
    /// It cannot be read or says something wrong.
    pub fn user_config(&self) -> Result<Option<Config>> {
        let path = self.config.join("config.toml");
        let Some(text) = configuration(&path)? else { return Ok(None) };
        let mut config = parse(&path, &text)?;
        let base = self.config.clone();
        config.settle_paths(|path| {
            Ok(match path.strip_prefix("~") {
                Ok(below) => settled(&self.home, below),
                Err(_) => settled(&base, path),
            })
        })?;
        Ok(Some(config))
    }

    /// The corpus that `ibid index PATH` made the user's default.
    ///
    /// # Errors
    ///
    /// The note of it cannot be read.
    pub fn remembered(&self) -> Result<Option<Documents>> {
        let Some(bytes) = read(&self.remembered_path())? else { return Ok(None) };
        let text = String::from_utf8_lossy(&bytes);
        let paths: Vec<PathBuf> =
            text.lines().filter(|line| !line.is_empty()).map(PathBuf::from).collect();
        Ok((!paths.is_empty()).then_some(Documents::Paths(paths)))
    }

    /// Makes `documents` the user's default corpus; the built-in ones are so without a note.
    ///
    /// Returns whether that could be noted: a path that is not text, or has a line break in it,
    /// cannot.
    ///
    /// # Errors
    ///
    /// The note cannot be written.
    pub fn remember(&self, documents: &Documents) -> Result<bool> {
        let path = self.remembered_path();
        let cannot = |source| Error::Write { path: path.clone(), source };
        let Documents::Paths(paths) = documents else {
            return match fs::remove_file(&path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => Err(cannot(error)),
                _ => Ok(true),
            };
        };
        let mut text = String::new();
        for path in paths {
            match path.to_str() {
                Some(path) if !path.contains(['\n', '\r']) => text.push_str(path),
                _ => return Ok(false),
            }
            text.push('\n');
        }
        fs::create_dir_all(&self.state).map_err(cannot)?;
        // Written aside and renamed: two at once leave one of them, not a mixture.
        let aside = tempfile::NamedTempFile::new_in(&self.state).map_err(cannot)?;
        fs::write(aside.path(), text).map_err(cannot)?;
        aside.persist(&path).map_err(|error| cannot(error.error))?;
        Ok(true)
    }

    fn remembered_path(&self) -> PathBuf {
        self.state.join("default-corpus")
    }
}

/// A folder that is not there.
fn nowhere() -> PathBuf {
    PathBuf::from("/nonexistent/ibid")
}

/// The configuration of the project that `dir` is in: the nearest `ibid.toml`, upwards.
///
/// # Errors
///
/// It cannot be read, says something wrong, or points outside its folder.
pub fn project_config(dir: &Path) -> Result<Option<Config>> {
    for folder in dir.ancestors() {
        let path = folder.join(PROJECT_FILE);
        let Some(text) = configuration(&path)? else { continue };
        let mut config = parse(&path, &text)?;
        let root = settled(folder, Path::new(""));
        config.settle_paths(|named| {
            let place = settled(&root, named);
            if place.starts_with(&root) {
                Ok(place)
            } else {
                Err("lies outside the project".into())
            }
        })?;
        return Ok(Some(config));
    }
    Ok(None)
}

/// `path` from `base`, absolute, without `.` and `..`, and with the symbolic links of what exists
/// of it followed. What does not exist yet is kept as it is named.
pub fn settled(base: &Path, path: &Path) -> PathBuf {
    let mut place = PathBuf::new();
    // A link is followed before the `..` behind it is taken, as the system does.
    for component in base.join(path).components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                place.pop();
            }
            other => {
                place.push(other);
                if let Ok(real) = place.canonicalize() {
                    place = real;
                }
            }
        }
    }
    place
}

/// The text of a configuration; `None` where there is no such file.
fn configuration(path: &Path) -> Result<Option<String>> {
    let Some(bytes) = read(path)? else { return Ok(None) };
    String::from_utf8(bytes).map(Some).map_err(|error| {
        let good = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        Error::Config {
            path: path.to_owned(),
            line: Some(1 + good.iter().filter(|byte| **byte == b'\n').count()),
            reason: "not UTF-8; save the file as that".to_owned(),
        }
    })
}

/// The bytes of a file; `None` where there is no such file.
fn read(path: &Path) -> Result<Option<Vec<u8>>> {
    match read_regular(path, MAX_FILE_BYTES) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error)
            if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) =>
        {
            Ok(None)
        }
        Err(source) => Err(Error::Read { path: path.to_owned(), source }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder_with(config: &str) -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir_all(dir.path().join("project/docs/deep")).unwrap();
        fs::create_dir(dir.path().join("elsewhere")).unwrap();
        fs::write(dir.path().join("project/ibid.toml"), config).unwrap();
        dir
    }

    #[test]
    fn the_nearest_project_is_found_upwards() {
        let dir = folder_with("corpus = [\"docs\"]\nindex = \"made/index\"\n");
        let config = project_config(&dir.path().join("project/docs/deep")).unwrap().unwrap();
        let root = dir.path().canonicalize().unwrap().join("project");
        assert_eq!(config.corpus, Some(vec![root.join("docs")]));
        assert_eq!(config.index, Some(root.join("made/index")));
    }

    #[test]
    fn a_project_cannot_point_outside_its_folder() {
        for named in ["../elsewhere", "docs/../../elsewhere", "/etc", "..", "docs/../../../etc"] {
            let dir = folder_with(&format!("# first line\ncorpus = [\"{named}\"]\n"));
            let error = project_config(&dir.path().join("project")).unwrap_err().to_string();
            assert!(error.contains("ibid.toml:2: "), "{error}");
            assert!(error.ends_with("lies outside the project"), "{error}");
        }
        let dir = folder_with("corpus = [\"docs/../docs\"]");
        assert!(project_config(&dir.path().join("project")).is_ok());
    }

    #[cfg(unix)]
    #[test]
    fn a_project_cannot_point_outside_by_a_link() {
        let dir = folder_with("corpus = [\"docs/away\"]\n");
        std::os::unix::fs::symlink("../../elsewhere", dir.path().join("project/docs/away"))
            .unwrap();
        let error = project_config(&dir.path().join("project")).unwrap_err().to_string();
        assert!(error.ends_with("lies outside the project"), "{error}");
    }

    #[test]
    fn the_default_corpus_is_remembered_and_forgotten() {
        let dir = tempfile::tempdir().unwrap();
        let state = dir.path().join("state");
        let folders = Folders {
            home: dir.path().into(),
            config: dir.path().into(),
            cache: dir.path().into(),
            state,
            data: dir.path().into(),
        };
        assert_eq!(folders.remembered().unwrap(), None);
        let documents = Documents::Paths(vec!["/a b".into(), "/c".into()]);
        assert!(folders.remember(&documents).unwrap());
        assert_eq!(folders.remembered().unwrap(), Some(documents));
        assert!(!folders.remember(&Documents::Paths(vec!["/a\nb".into()])).unwrap());
        assert!(folders.remember(&Documents::BuiltIn).unwrap());
        assert!(folders.remember(&Documents::BuiltIn).unwrap(), "twice is no error");
        assert_eq!(folders.remembered().unwrap(), None);
    }

    #[test]
    fn without_a_home_the_xdg_variables_say_where_folders_are() {
        let folders = Folders::without_home(|name| match name {
            "XDG_CACHE_HOME" => Some("/c".into()),
            "XDG_STATE_HOME" => Some("/s".into()),
            "XDG_DATA_HOME" => Some("relative".into()),
            _ => None,
        });
        assert_eq!(
            (folders.cache.as_path(), folders.state.as_path()),
            (Path::new("/c/ibid"), Path::new("/s/ibid"))
        );
        assert_eq!((&folders.data, &folders.config), (&nowhere(), &nowhere()));
        assert!(folders.hold_indexes());
        assert!(!Folders::without_home(|_| None).hold_indexes());
    }

    #[test]
    fn the_users_configuration_knows_the_home_directory() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().canonicalize().unwrap();
        fs::write(root.join("config.toml"), "corpus = [\"~/notes\", \"here\"]").unwrap();
        let folders = Folders {
            home: root.join("home"),
            config: root.clone(),
            cache: root.clone(),
            state: root.clone(),
            data: root.clone(),
        };
        let config = folders.user_config().unwrap().unwrap();
        assert_eq!(config.corpus, Some(vec![root.join("home/notes"), root.join("here")]));
    }
}
