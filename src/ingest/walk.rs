//! Which files a corpus has.

use std::{
    collections::{HashMap, HashSet},
    fs::{self, Metadata},
    path::{Component, Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::UNIX_EPOCH,
};

use ignore::{DirEntry, WalkBuilder};

use crate::{
    error::{Error, Result},
    ingest::Format,
};

/// Like `.gitignore`, but only for ibid.
const IGNORE_FILE: &str = ".ibidignore";

/// What ibid itself writes beside a corpus.
const OWN_FILES: [&str; 1] = ["ibid.feedback.tsv"];

/// The files of a corpus.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listing {
    /// The folder that the names are relative to: the folder, if one is given, the folder of the
    /// file, if one is given, else the deepest folder that holds all that is given. Absolute.
    pub root: PathBuf,
    /// The files to read, in the order of the bytes of their names, each once.
    pub files: Vec<SourceFile>,
    /// The names of what was not taken, and why, in the order of the names. What is hidden or
    /// ignored on purpose is not there.
    pub skipped: Vec<(String, String)>,
}

/// A file to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// Where it is. Absolute.
    pub path: PathBuf,
    /// Where it is below the root, with `/`.
    pub name: String,
    /// Its size.
    pub bytes: u64,
    /// When it was last changed: seconds since 1970 and nanoseconds.
    pub modified: (i64, u32),
}

/// Lists the files of `paths`: a file as it is, a folder with all below it that ibid can read.
///
/// Hidden files and what `.gitignore`, `.ignore` and `.ibidignore` name are left out, in a git
/// repository or not; a file named in `paths` never is. Links are followed, but each file is
/// listed once, and so a loop ends. The index folders of ibid are never entered.
///
/// # Errors
///
/// A path that does not exist or cannot be looked at. Anything below a folder is skipped instead.
///
/// # Cost
///
/// One look at each file, and nothing is opened but folders and ignore files.
pub fn list(paths: &[PathBuf]) -> Result<Listing> {
    let mut given = Vec::new();
    for path in paths {
        let absolute = std::path::absolute(path)
            .map_err(|source| Error::Read { path: path.clone(), source })?;
        let metadata = fs::metadata(&absolute).map_err(|source| match source.kind() {
            std::io::ErrorKind::NotFound => Error::Missing { path: path.clone() },
            _ => Error::Read { path: path.clone(), source },
        })?;
        // `a/../b` would be a root that nobody calls so, and `..` may lead through a link.
        let winds = absolute.components().any(|part| part == Component::ParentDir);
        let absolute =
            if winds { fs::canonicalize(&absolute).unwrap_or(absolute) } else { absolute };
        given.push((absolute, metadata));
    }
    let mut walk = Walk { root: root(&given), ..Walk::default() };
    for (path, metadata) in &given {
        if metadata.is_dir() {
            walk.folder(path);
        } else {
            walk.given_file(path, metadata);
        }
    }
    Ok(walk.finish())
}

/// The deepest folder that holds all of `given`.
fn root(given: &[(PathBuf, Metadata)]) -> PathBuf {
    let folders = given.iter().map(|(path, metadata)| {
        if metadata.is_dir() { path.as_path() } else { path.parent().unwrap_or(path) }
    });
    let common = folders.map(Path::to_path_buf).reduce(|common, folder| {
        let shared = common.components().zip(folder.components()).take_while(|(a, b)| a == b);
        shared.map(|(component, _)| component).collect()
    });
    common.unwrap_or_default()
}

/// A listing in the making.
#[derive(Default)]
struct Walk {
    root: PathBuf,
    files: Vec<SourceFile>,
    skipped: Vec<(String, String)>,
    /// Files that were reached through a link, with where they really are.
    linked: Vec<(SourceFile, PathBuf)>,
}

impl Walk {
    fn given_file(&mut self, path: &Path, metadata: &Metadata) {
        let name = self.name(path);
        if !metadata.is_file() {
            self.skipped.push((name, "not a regular file".to_owned()));
        } else if is_own_file(path) {
            self.skipped.push((name, "a file of ibid itself".to_owned()));
        } else {
            let file = source_file(path, name, metadata);
            match fs::canonicalize(path) {
                Ok(real) if real != path => self.linked.push((file, real)),
                _ => self.files.push(file),
            }
        }
    }

    fn folder(&mut self, folder: &Path) {
        if is_index(folder) {
            self.skipped.push((self.name(folder), "an index of ibid".to_owned()));
            return;
        }
        let links = Arc::new(Mutex::new(Links::new(folder)));
        let filter = Arc::clone(&links);
        let walk = WalkBuilder::new(folder)
            .follow_links(true)
            .require_git(false)
            // What one user ignores everywhere would make one corpus two on two machines.
            .git_global(false)
            .add_custom_ignore_filename(IGNORE_FILE)
            .sort_by_file_name(|a, b| a.as_encoded_bytes().cmp(b.as_encoded_bytes()))
            .filter_entry(move |entry| {
                filter.lock().unwrap_or_else(PoisonError::into_inner).enters(entry)
            })
            .build();
        for entry in walk {
            match entry {
                Ok(entry) => {
                    let real = links.lock().unwrap_or_else(PoisonError::into_inner).real(&entry);
                    self.entry(&entry, real);
                }
                Err(error) => self.error(&error),
            }
        }
        let mut links = links.lock().unwrap_or_else(PoisonError::into_inner);
        for (path, reason) in links.skipped.drain(..) {
            self.skipped.push((self.name(&path), reason.to_owned()));
        }
    }

    /// Takes a file that was found, unless ibid cannot read its format; `real` is where it is if
    /// it was reached through a link.
    fn entry(&mut self, entry: &DirEntry, real: Option<PathBuf>) {
        let path = entry.path();
        if entry.file_type().is_none_or(|kind| kind.is_dir()) || is_own_file(path) {
            return;
        }
        let name = self.name(path);
        if !entry.file_type().is_some_and(|kind| kind.is_file()) {
            self.skipped.push((name, "not a regular file".to_owned()));
        } else if Format::of(&name).is_none() {
            self.skipped.push((name, "not a format ibid reads".to_owned()));
        } else {
            match (entry.metadata(), real) {
                (Ok(metadata), None) => self.files.push(source_file(path, name, &metadata)),
                (Ok(metadata), Some(real)) => {
                    self.linked.push((source_file(path, name, &metadata), real));
                }
                (Err(error), _) => self.error(&error),
            }
        }
    }

    fn error(&mut self, error: &ignore::Error) {
        let mut at = error;
        let mut path = None;
        loop {
            at = match at {
                ignore::Error::WithDepth { err, .. }
                | ignore::Error::WithLineNumber { err, .. } => err,
                ignore::Error::WithPath { path: of, err } => {
                    path = Some(of.as_path());
                    err
                }
                ignore::Error::Loop { child, .. } => {
                    path = Some(child);
                    break;
                }
                _ => break,
            };
        }
        let name = path.map_or_else(String::new, |path| self.name(path));
        let reason = match at {
            ignore::Error::Loop { .. } => "a link to a folder above it".to_owned(),
            ignore::Error::Io(error) => super::unreadable(error),
            other => other.to_string(),
        };
        self.skipped.push((name, reason));
    }

    /// The listing: sorted, each file once. Of two names of one file the one without a link
    /// stays, else the first.
    fn finish(mut self) -> Listing {
        self.files.sort_by(|a, b| a.name.cmp(&b.name));
        self.files.dedup_by(|a, b| a.path == b.path);
        self.linked.sort_by(|(a, _), (b, _)| a.name.cmp(&b.name));
        if !self.linked.is_empty() {
            let real_root = fs::canonicalize(&self.root).unwrap_or_else(|_| self.root.clone());
            let mut names: HashMap<PathBuf, String> = self
                .files
                .iter()
                .map(|file| (real_root.join(&file.name), file.name.clone()))
                .collect();
            for (file, real) in std::mem::take(&mut self.linked) {
                match names.get(&real) {
                    Some(name) if *name == file.name => {}
                    Some(name) => {
                        self.skipped.push((file.name, format!("the same file as {name}")));
                    }
                    None => {
                        names.insert(real, file.name.clone());
                        self.files.push(file);
                    }
                }
            }
            self.files.sort_by(|a, b| a.name.cmp(&b.name));
        }
        self.skipped.sort();
        self.skipped.dedup();
        Listing { root: self.root, files: self.files, skipped: self.skipped }
    }

    /// `path` below the root, with `/`.
    fn name(&self, path: &Path) -> String {
        // Of ten thousand files the names are half of the work where they are put together again.
        #[cfg(unix)]
        if let Some(below) = plainly_below(&self.root, path) {
            return below.to_owned();
        }
        let below = path.strip_prefix(&self.root).unwrap_or(path);
        let parts: Vec<_> = below
            .components()
            .filter(|part| !matches!(part, Component::CurDir))
            .map(|part| part.as_os_str().to_string_lossy())
            .collect();
        if parts.is_empty() { ".".to_owned() } else { parts.join("/") }
    }
}

/// The part of `path` below `root`, where that is what is left of its text: nothing to leave out, to
/// join or to replace.
#[cfg(unix)]
fn plainly_below<'a>(root: &Path, path: &'a Path) -> Option<&'a str> {
    let below = path.to_str()?.strip_prefix(root.to_str()?)?.strip_prefix('/')?;
    let winds = below.is_empty() || below.split('/').any(|part| part.is_empty() || part == ".");
    (!winds).then_some(below)
}

/// The links to folders met on the way, so that no folder is entered twice through them: a few
/// that point at each other would otherwise make more paths than anyone can walk.
struct Links {
    /// Where the folder that is walked really is.
    real: PathBuf,
    /// The links that were entered, as paths.
    entered: HashSet<PathBuf>,
    /// Where those really lead.
    targets: HashSet<PathBuf>,
    skipped: Vec<(PathBuf, &'static str)>,
}

impl Links {
    fn new(folder: &Path) -> Links {
        let real = fs::canonicalize(folder).unwrap_or_else(|_| folder.to_path_buf());
        let (entered, targets) = (HashSet::new(), HashSet::new());
        Links { real, entered, targets, skipped: Vec::new() }
    }

    /// Whether to look into `entry`, if it is a folder, or at it, if it is a file.
    fn enters(&mut self, entry: &DirEntry) -> bool {
        if entry.path_is_symlink()
            && let Ok(target) = fs::canonicalize(entry.path())
            && !target.starts_with(&self.real)
        {
            // A folder that somebody gave you must not make files of yours its documents.
            self.skipped.push((
                entry.path().to_path_buf(),
                "a link that leads out of the folder; name what it leads to",
            ));
            return false;
        }
        if !entry.file_type().is_some_and(|kind| kind.is_dir()) {
            return true;
        }
        if is_index(entry.path()) {
            self.skipped.push((entry.path().to_path_buf(), "an index of ibid"));
            return false;
        }
        if !entry.path_is_symlink() {
            return true;
        }
        let Ok(target) = fs::canonicalize(entry.path()) else { return true };
        if self.is_walked(&target) {
            self.skipped
                .push((entry.path().to_path_buf(), "a link to a folder that is read anyway"));
            return false;
        }
        self.entered.insert(entry.path().to_path_buf());
        self.targets.insert(target);
        true
    }

    /// Whether the folder `target` is reached without this link. A hidden one is not.
    fn is_walked(&self, target: &Path) -> bool {
        let visible = |below: &Path| {
            !below.components().any(|part| part.as_os_str().as_encoded_bytes().starts_with(b"."))
        };
        target.strip_prefix(&self.real).is_ok_and(visible)
            || self.real.starts_with(target)
            || target.ancestors().any(|above| self.targets.contains(above))
    }

    /// Where `entry` really is, if there is a link on the way to it.
    fn real(&self, entry: &DirEntry) -> Option<PathBuf> {
        let through_link = entry.path_is_symlink()
            || (!self.entered.is_empty()
                && entry.path().ancestors().skip(1).any(|above| self.entered.contains(above)));
        if through_link { fs::canonicalize(entry.path()).ok() } else { None }
    }
}

/// Whether `folder` holds an index: the file that names its current generation, and a generation.
fn is_index(folder: &Path) -> bool {
    folder.join("CURRENT").is_file()
        && fs::read_dir(folder).is_ok_and(|entries| {
            entries.flatten().any(|entry| entry.file_name().as_encoded_bytes().starts_with(b"gen-"))
        })
}

fn is_own_file(path: &Path) -> bool {
    path.file_name().is_some_and(|name| OWN_FILES.iter().any(|own| name == *own))
}

fn source_file(path: &Path, name: String, metadata: &Metadata) -> SourceFile {
    SourceFile {
        path: path.to_path_buf(),
        name,
        bytes: metadata.len(),
        modified: modified(metadata),
    }
}

/// Seconds since 1970, before which they are negative, and nanoseconds; zero where unknown.
fn modified(metadata: &Metadata) -> (i64, u32) {
    let Ok(time) = metadata.modified() else { return (0, 0) };
    match time.duration_since(UNIX_EPOCH) {
        Ok(after) => (i64::try_from(after.as_secs()).unwrap_or(i64::MAX), after.subsec_nanos()),
        Err(before) => {
            let before = before.duration();
            (-i64::try_from(before.as_secs()).unwrap_or(i64::MAX), before.subsec_nanos())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Folder(tempfile::TempDir);

    impl Folder {
        fn new(files: &[(&str, &str)]) -> Folder {
            let folder = Folder(tempfile::tempdir().unwrap());
            for (name, content) in files {
                let path = folder.path(name);
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, content).unwrap();
            }
            folder
        }

        fn path(&self, name: &str) -> PathBuf {
            self.0.path().join(name)
        }

        fn list(&self) -> Listing {
            list(&[self.0.path().to_path_buf()]).unwrap()
        }
    }

    fn names(listing: &Listing) -> Vec<&str> {
        listing.files.iter().map(|file| file.name.as_str()).collect()
    }

    #[test]
    fn files_come_in_the_order_of_their_names_with_what_is_skipped() {
        let folder = Folder::new(&[
            ("b.md", "b"),
            ("a/z.txt", "z"),
            ("a.jsonl", "{}"),
            ("B.MD", "B"),
            ("picture.png", ""),
            (".hidden.md", "h"),
            ("secret.md", "s"),
            ("draft.md", "d"),
            ("own.md", "o"),
            (".gitignore", "secret.md\n"),
            (".ignore", "draft.md\n"),
            (".ibidignore", "own.md\n"),
            ("ibid.feedback.tsv", ""),
        ]);
        let listing = folder.list();
        assert_eq!(names(&listing), ["B.MD", "a.jsonl", "a/z.txt", "b.md"]);
        assert_eq!(listing.root, folder.0.path());
        assert_eq!(
            listing.skipped,
            [("picture.png".to_owned(), "not a format ibid reads".to_owned())]
        );
        assert_eq!(listing.files[3].bytes, 1);
        assert!(0 < listing.files[3].modified.0);
    }

    #[test]
    fn the_root_is_the_deepest_folder_that_holds_all() {
        let folder = Folder::new(&[("a/b/c.md", ""), ("a/d.log", "")]);
        let one = list(&[folder.path("a/b/c.md")]).unwrap();
        assert_eq!((one.root.clone(), names(&one)), (folder.path("a/b"), vec!["c.md"]));
        let two = list(&[folder.path("a/d.log"), folder.path("a/b"), folder.path("a/b/c.md")]);
        let two = two.unwrap();
        assert_eq!((two.root.clone(), names(&two)), (folder.path("a"), vec!["b/c.md", "d.log"]));
    }

    #[test]
    fn a_winding_path_is_straightened() {
        let folder = Folder::new(&[("a/b.md", ""), ("c/d.md", "")]);
        let listing = list(&[folder.path("a/../c")]).unwrap();
        assert_eq!(listing.root, fs::canonicalize(folder.path("c")).unwrap());
        assert_eq!(names(&listing), ["d.md"]);
    }

    #[test]
    fn a_missing_path_is_an_error_with_the_path_as_given() {
        let error = list(&[PathBuf::from("no/such/folder")]).unwrap_err();
        assert_eq!(error.to_string(), "no such file or folder: no/such/folder");
    }

    #[test]
    fn an_index_is_never_read() {
        let folder = Folder::new(&[
            ("a.md", ""),
            ("store/CURRENT", "gen-1"),
            ("store/gen-1/x.txt", ""),
            ("other/CURRENT", ""),
            ("other/y.txt", ""),
        ]);
        let listing = folder.list();
        assert_eq!(names(&listing), ["a.md", "other/y.txt"]);
        assert!(listing.skipped.contains(&("store".to_owned(), "an index of ibid".to_owned())));
    }

    #[cfg(unix)]
    #[test]
    fn links_inside_are_followed_those_that_lead_out_are_told() {
        use std::os::unix::fs::symlink;
        let folder = Folder::new(&[("a/b/c.md", ""), ("z.md", "")]);
        let outside = Folder::new(&[("far.md", ""), ("deep/er.md", "")]);
        symlink(folder.0.path(), folder.path("a/b/up")).unwrap();
        symlink(folder.path("a"), folder.path("again")).unwrap();
        symlink(outside.0.path(), folder.path("out")).unwrap();
        symlink(outside.0.path(), folder.path("out2")).unwrap();
        symlink(folder.path("z.md"), folder.path("a-link.md")).unwrap();
        symlink(folder.path("nowhere"), folder.path("dangling.md")).unwrap();
        let listing = folder.list();
        assert_eq!(names(&listing), ["a/b/c.md", "z.md"]);
        let skipped: Vec<&str> = listing.skipped.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(skipped, ["a-link.md", "a/b/up", "again", "dangling.md", "out", "out2"]);
        let out = listing.skipped.iter().find(|(name, _)| name == "out").unwrap();
        assert!(out.1.contains("leads out"), "{out:?}");
    }
}
