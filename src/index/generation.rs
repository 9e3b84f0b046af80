//! The folder of an index: whole generations side by side, and one name that says which counts.
//!
//! ```text
//! index/.rebuild.lock   lock of the operating system, held while a generation is built
//! index/.stage-PID-N/   a generation being built
//! index/gen-NAME/       a whole one; never changed after it got its name
//! index/CURRENT         the name of the one that counts
//! ```
//!
//! A generation is built aside, synced, renamed; then CURRENT is written aside, synced, renamed.
//! Whatever happens at whatever moment, CURRENT names a whole generation or there is none yet. The
//! generation before the current one is kept for readers that just opened it; older ones and
//! stages of dead processes go at the next rebuild.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, Write},
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
    time::{SystemTime, UNIX_EPOCH},
};

use crate::error::{Error, Result};

const CURRENT: &str = "CURRENT";
const LOCK: &str = ".rebuild.lock";
const STAGE: &str = ".stage-";
const GENERATION: &str = "gen-";

/// The file that makes a folder a generation.
pub(super) const MANIFEST: &str = "manifest.json";

/// What may lie in an index folder beside what this module writes: notes for people and for git.
const BYSTANDERS: &[&str] = &["README.md", ".gitignore", ".gitkeep"];

/// When the generation that counts was published; `None` where there is none.
pub(super) fn published(dir: &Path) -> Option<SystemTime> {
    fs::metadata(dir.join(CURRENT)).and_then(|current| current.modified()).ok()
}

/// The folder of the generation that counts.
///
/// # Errors
///
/// [`Error::IndexMissing`] where there is none, [`Error::IndexDamaged`] where CURRENT says
/// nonsense, [`Error::Read`] where it cannot be read.
pub(super) fn current(dir: &Path) -> Result<PathBuf> {
    let path = dir.join(CURRENT);
    let name = match fs::read_to_string(&path) {
        Ok(name) => name,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(Error::IndexMissing { path: dir.to_owned() });
        }
        Err(error) if error.kind() == io::ErrorKind::InvalidData => String::new(),
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
            return Err(Error::IndexMissing { path: dir.to_owned() });
        }
        Err(source) => return Err(Error::Read { path, source }),
    };
    let name = name.trim();
    let good = name.strip_prefix(GENERATION).is_some_and(|rest| {
        !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    });
    if !good {
        let reason = "CURRENT names no generation".to_owned();
        return Err(Error::IndexDamaged { path: dir.to_owned(), reason });
    }
    Ok(dir.join(name))
}

/// A generation being built. Dropped without [`publish`](Stage::publish), it leaves nothing.
#[derive(Debug)]
pub(super) struct Stage {
    index: PathBuf,
    stage: PathBuf,
    /// Held until the end; the system lets go of it if the process dies.
    _lock: File,
}

impl Stage {
    /// Starts a generation in the index folder `dir`, which is made if it is not there.
    ///
    /// # Errors
    ///
    /// [`Error::NotAnIndex`] for a folder with other things in it, [`Error::IndexLocked`] while
    /// another process builds, [`Error::Write`] where the folder cannot be written.
    pub(super) fn begin(dir: &Path) -> Result<Stage> {
        refuse_foreign(dir)?;
        make_private(dir).map_err(|source| write_error(dir, source))?;
        let lock = lock(dir)?;
        sweep(dir);
        let stage = dir.join(format!("{STAGE}{}", unique()));
        fs::create_dir(&stage).map_err(|source| write_error(&stage, source))?;
        Ok(Stage { index: dir.to_owned(), stage, _lock: lock })
    }

    /// The folder to build in.
    pub(super) fn dir(&self) -> &Path {
        &self.stage
    }

    /// Makes what was built the generation that counts.
    ///
    /// # Errors
    ///
    /// [`Error::Write`]; what counted before then still does.
    pub(super) fn publish(self) -> Result<()> {
        sync_files(&self.stage)?;
        let name = format!("{GENERATION}{}", unique());
        let target = self.index.join(&name);
        fs::rename(&self.stage, &target).map_err(|source| write_error(&target, source))?;
        sync_dir(&self.index)?;
        let previous = current(&self.index).ok();
        write_current(&self.index, &name)?;
        remove_generations_but(&self.index, &[Some(target), previous]);
        Ok(())
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        // After `publish` there is nothing under this name.
        let _ = fs::remove_dir_all(&self.stage);
    }
}

/// Whether `dir` may be written to: it is not there, empty, or an index.
fn refuse_foreign(dir: &Path) -> Result<()> {
    let entries = match fs::read_dir(dir) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
            return Err(Error::NotAnIndex { path: dir.to_owned() });
        }
        Err(source) => return Err(Error::Read { path: dir.to_owned(), source }),
    };
    let mut named_current = false;
    let mut generations = 0;
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        named_current |= name == CURRENT;
        generations += usize::from(is_generation(&entry.path()));
        let ours = name == CURRENT
            || name == LOCK
            || is_named(&name, &format!("{CURRENT}."))
            || is_named(&name, STAGE)
            || is_generation(&entry.path())
            || BYSTANDERS.contains(&name.as_str());
        if !ours {
            return Err(Error::NotAnIndex { path: dir.to_owned() });
        }
    }
    // Other programs call a file CURRENT as well.
    if named_current && generations == 0 && current(dir).is_err() {
        return Err(Error::NotAnIndex { path: dir.to_owned() });
    }
    Ok(())
}

/// Whether `name` is `prefix` and what [`unique`] gives.
fn is_named(name: &str, prefix: &str) -> bool {
    let Some(rest) = name.strip_prefix(prefix) else { return false };
    let parts: Vec<&str> = rest.split('-').collect();
    let hex = |part: &&str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_hexdigit());
    parts.len() == 3 && parts.iter().all(hex)
}

/// Whether `path` is a generation that this module made: named so, and with a manifest in it.
/// Nothing else is ever removed.
fn is_generation(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
    name.is_some_and(|name| is_named(&name, GENERATION)) && path.join(MANIFEST).is_file()
}

/// Makes the folder `dir` and those above it that are missing, for the user alone: an index holds
/// the text of documents that may be private.
fn make_private(dir: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir)
}

fn lock(dir: &Path) -> Result<File> {
    let path = dir.join(LOCK);
    let file = OpenOptions::new()
        .create(true)
        .write(true)
        .truncate(false)
        .open(&path)
        .map_err(|source| write_error(&path, source))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(Error::IndexLocked { path: dir.to_owned() }),
        Err(TryLockError::Error(source)) => Err(write_error(&path, source)),
    }
}

/// Removes the stages of dead processes. The lock is held, so no other stage is alive.
fn sweep(dir: &Path) {
    for entry in fs::read_dir(dir).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if is_named(&name, STAGE) {
            let _ = fs::remove_dir_all(entry.path());
        } else if is_named(&name, &format!("{CURRENT}.")) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

fn remove_generations_but(dir: &Path, kept: &[Option<PathBuf>]) {
    for entry in fs::read_dir(dir).into_iter().flatten().flatten() {
        let path = entry.path();
        if is_generation(&path) && !kept.iter().flatten().any(|one| *one == path) {
            let _ = fs::remove_dir_all(path);
        }
    }
}

fn write_current(dir: &Path, name: &str) -> Result<()> {
    let aside = dir.join(format!("{CURRENT}.{}", unique()));
    let write = || -> io::Result<()> {
        let mut file = File::create(&aside)?;
        file.write_all(name.as_bytes())?;
        file.sync_all()?;
        fs::rename(&aside, dir.join(CURRENT))
    };
    write().map_err(|source| {
        let _ = fs::remove_file(&aside);
        write_error(&dir.join(CURRENT), source)
    })?;
    sync_dir(dir)
}

fn sync_files(dir: &Path) -> Result<()> {
    for entry in fs::read_dir(dir).map_err(|source| write_error(dir, source))?.flatten() {
        let path = entry.path();
        let sync = || File::open(&path)?.sync_all();
        sync().map_err(|source| write_error(&path, source))?;
    }
    sync_dir(dir)
}

/// Makes renames in `dir` last through a power cut. Windows has no such call and needs none.
fn sync_dir(dir: &Path) -> Result<()> {
    if cfg!(windows) {
        return Ok(());
    }
    let sync = || File::open(dir)?.sync_all();
    sync().map_err(|source| write_error(dir, source))
}

fn write_error(path: &Path, source: io::Error) -> Error {
    Error::Write { path: path.to_owned(), source }
}

/// A name that no other process and no other call gives.
fn unique() -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let nanos = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos());
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    format!("{nanos:x}-{:x}-{count:x}", std::process::id())
}

#[cfg(test)]
mod tests {
    use super::*;
    use tempfile::TempDir;

    fn build(dir: &Path, text: &str) {
        let stage = Stage::begin(dir).unwrap();
        fs::write(stage.dir().join("file"), text).unwrap();
        fs::write(stage.dir().join(MANIFEST), "{}").unwrap();
        stage.publish().unwrap();
    }

    fn read(dir: &Path) -> String {
        fs::read_to_string(current(dir).unwrap().join("file")).unwrap()
    }

    fn names(dir: &Path, prefix: &str) -> usize {
        let entries = fs::read_dir(dir).unwrap().flatten();
        entries.filter(|e| e.file_name().to_string_lossy().starts_with(prefix)).count()
    }

    #[test]
    fn the_last_published_generation_counts() {
        let dir = TempDir::new().unwrap();
        for text in ["one", "two", "three"] {
            build(dir.path(), text);
            assert_eq!(read(dir.path()), text);
        }
        assert_eq!(names(dir.path(), GENERATION), 2, "the current one and the one before");
    }

    #[test]
    fn a_stage_that_is_given_up_leaves_nothing() {
        let dir = TempDir::new().unwrap();
        build(dir.path(), "one");
        drop(Stage::begin(dir.path()).unwrap());
        assert_eq!(read(dir.path()), "one");
        assert_eq!(names(dir.path(), STAGE), 0);
    }

    #[test]
    fn the_stage_of_a_dead_process_goes_at_the_next_rebuild() {
        let dir = TempDir::new().unwrap();
        fs::create_dir(dir.path().join(".stage-de-ad-0")).unwrap();
        fs::write(dir.path().join("CURRENT.de-ad-0"), "x").unwrap();
        build(dir.path(), "one");
        assert_eq!(names(dir.path(), STAGE), 0);
        assert_eq!(names(dir.path(), CURRENT), 1);
    }

    #[test]
    fn two_at_once_is_one_too_many() {
        let dir = TempDir::new().unwrap();
        let _first = Stage::begin(dir.path()).unwrap();
        assert!(matches!(Stage::begin(dir.path()), Err(Error::IndexLocked { .. })));
    }

    #[test]
    fn a_folder_with_other_things_is_refused() {
        let dir = TempDir::new().unwrap();
        fs::write(dir.path().join("thesis.txt"), "x").unwrap();
        assert!(matches!(Stage::begin(dir.path()), Err(Error::NotAnIndex { .. })));
    }

    #[test]
    fn folders_that_are_only_named_like_generations_are_kept() {
        for name in ["gen-thesis", "gen-1-2-3"] {
            let dir = TempDir::new().unwrap();
            fs::create_dir(dir.path().join(name)).unwrap();
            fs::write(dir.path().join(name).join("chapter.txt"), "precious").unwrap();
            assert!(matches!(Stage::begin(dir.path()), Err(Error::NotAnIndex { .. })), "{name}");
            assert!(dir.path().join(name).join("chapter.txt").exists());
        }
    }

    #[test]
    fn another_programs_current_is_no_index() {
        let dir = TempDir::new().unwrap();
        fs::write(dir.path().join(CURRENT), "MANIFEST-000001\n").unwrap();
        assert!(matches!(Stage::begin(dir.path()), Err(Error::NotAnIndex { .. })));
    }

    #[test]
    fn a_current_that_names_another_folder_is_damage() {
        let dir = TempDir::new().unwrap();
        for name in ["", "../elsewhere", "gen-", "gen-../x"] {
            fs::write(dir.path().join(CURRENT), name).unwrap();
            assert!(matches!(current(dir.path()), Err(Error::IndexDamaged { .. })), "{name:?}");
        }
    }
}
