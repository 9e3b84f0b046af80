//! The folder of an index: whole generations side by side, and one name that says which counts.
//!
//! ```text
//! index/.rebuild.lock   lock of the operating system, held while a generation is built
//! index/.stage-PID-N/   a generation being built
//! index/gen-NAME/       a whole one; never changed after it got its name
//! index/CURRENT         the name of the one that counts, and the CRC-32 of its manifest
//! ```
//!
//! A generation is built aside, synced, renamed; then CURRENT is written aside, synced, renamed.
//! Whatever happens at whatever moment, CURRENT names a whole generation or there is none yet. The
//! generation before the current one is kept for readers that just opened it; older ones and
//! stages of dead processes go at the next rebuild. A generation is renamed to a stage before it is
//! removed, so that none is ever half there under its name.
//!
//! CURRENT is where all checksums hang: it has the manifest's, the manifest has all others.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, Write},
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
    time::{SystemTime, UNIX_EPOCH},
};

use super::manifest::MARKS;
use crate::{
    error::{Error, Result},
    journal::read_regular,
};

pub(super) const CURRENT: &str = "CURRENT";
const LOCK: &str = ".rebuild.lock";
const STAGE: &str = ".stage-";
const GENERATION: &str = "gen-";

/// The file that makes a folder a generation.
pub(super) const MANIFEST: &str = "manifest.json";

/// What may lie in an index folder beside what this module writes, and in a folder that is to be one only
/// where git is told that all in it can be made again: elsewhere they may be somebody's documents.
const NOTES: &[&str] = &["README.md", IGNORED];

/// What git leaves out, a pattern a line.
const IGNORED: &str = ".gitignore";

/// The most bytes of that which are read.
const MAX_IGNORED_BYTES: u64 = 1 << 20;

/// What may lie in any folder that holds nothing: for git to keep it, and what the file manager of macOS
/// leaves wherever somebody looks.
const NOTHING: &[&str] = &[".gitkeep", ".DS_Store"];

/// A generation that counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Current {
    /// Its folder.
    pub(super) folder: PathBuf,
    /// The CRC-32 that its manifest must have; `None` where CURRENT says none, as it did up to
    /// format 7.
    pub(super) manifest: Option<u32>,
}

impl Current {
    /// The unpublished generation in `folder`, whose manifest is what it is.
    ///
    /// # Errors
    ///
    /// [`Error::Read`].
    pub(super) fn unpublished(folder: &Path) -> Result<Current> {
        let path = folder.join(MANIFEST);
        let manifest = fs::read(&path).map_err(|source| Error::Read { path, source })?;
        Ok(Current { folder: folder.to_owned(), manifest: Some(crc32fast::hash(&manifest)) })
    }

    /// What stands in CURRENT for the generation `name`.
    fn line(name: &str, manifest: u32) -> String {
        format!("{name} {manifest:08x}\n")
    }

    /// What the text of CURRENT in the folder `dir` says; `None` for nonsense. Nothing but what
    /// [`line`](Current::line) writes makes sense, so that every flipped bit is noticed.
    fn read(dir: &Path, text: &str) -> Option<Current> {
        let (name, manifest) = match text.split_once(' ') {
            Some((name, manifest)) => {
                let manifest = u32::from_str_radix(manifest.trim_end(), 16).ok()?;
                (Current::line(name, manifest) == text).then_some((name, Some(manifest)))?
            }
            None => (text, None),
        };
        is_named(name, GENERATION).then(|| Current { folder: dir.join(name), manifest })
    }
}

/// When the generation that counts was published; `None` where there is none.
pub(super) fn published(dir: &Path) -> Option<SystemTime> {
    fs::metadata(dir.join(CURRENT)).and_then(|current| current.modified()).ok()
}

/// The generation that counts.
///
/// # Errors
///
/// [`Error::IndexMissing`] where there is none, [`Error::IndexDamaged`] where CURRENT says
/// nonsense, [`Error::Read`] where it cannot be read.
pub(super) fn current(dir: &Path) -> Result<Current> {
    let path = dir.join(CURRENT);
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(Error::IndexMissing { path: dir.to_owned() });
        }
        Err(error) if error.kind() == io::ErrorKind::InvalidData => String::new(),
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
            return Err(Error::IndexMissing { path: dir.to_owned() });
        }
        Err(source) => return Err(Error::Read { path, source }),
    };
    Current::read(dir, &text).ok_or_else(|| Error::IndexDamaged {
        path: dir.to_owned(),
        reason: "CURRENT names no generation".to_owned(),
    })
}

/// The generation that was made last, whatever CURRENT says: to know what to make anew where that
/// is gone or nonsense.
pub(super) fn newest(dir: &Path) -> Option<Current> {
    let made = |path: &PathBuf| {
        let name = path.file_name()?.to_str()?.strip_prefix(GENERATION)?.split('-').next()?;
        u128::from_str_radix(name, 16).ok()
    };
    let entries = fs::read_dir(dir).ok()?.flatten().map(|entry| entry.path());
    let newest = entries.filter(|path| is_generation(path)).max_by_key(made)?;
    Current::unpublished(&newest).ok()
}

/// What lies in an index folder and is no part of the generation that counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Beside {
    /// Another generation.
    Generation,
    /// What a process builds, removes, or left when it died.
    Unfinished,
    /// What belongs there and holds nothing: the lock, notes for people.
    Bystander,
    /// Something else.
    Foreign,
}

/// What `path`, which lies in an index folder, is; `None` for CURRENT.
pub(super) fn beside(path: &Path) -> Option<Beside> {
    let name = path.file_name()?.to_string_lossy();
    Some(if name == CURRENT {
        return None;
    } else if is_generation(path) {
        Beside::Generation
    } else if is_named(&name, STAGE) || is_named(&name, &format!("{CURRENT}.")) {
        Beside::Unfinished
    } else if is_named(&name, GENERATION) && is_gone(path) {
        // Listed, and then removed before it was looked at.
        Beside::Unfinished
    } else if name == LOCK || NOTES.contains(&&*name) || NOTHING.contains(&&*name) {
        Beside::Bystander
    } else {
        Beside::Foreign
    })
}

/// Asked again and again while another process builds, and what waits meanwhile: whether to try once
/// more.
pub type Patience<'a> = &'a mut dyn FnMut() -> Result<bool>;

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
    /// [`Error::NotAnIndex`] for a folder with other things in it, [`Error::IndexLocked`] where
    /// another process builds and `patience` ends, [`Error::Write`] where the folder cannot be
    /// written, and what `patience` gives.
    pub(super) fn begin(dir: &Path, patience: Patience<'_>) -> Result<Stage> {
        refuse_foreign(dir)?;
        make_private(dir).map_err(|source| write_error(dir, source))?;
        let lock = lock(dir, patience)?;
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
        let manifest = Current::unpublished(&self.stage)?.manifest.unwrap_or_default();
        sync_files(&self.stage)?;
        let name = format!("{GENERATION}{}", unique());
        let target = self.index.join(&name);
        let previous = current(&self.index).ok().map(|current| current.folder);
        fs::rename(&self.stage, &target).map_err(|source| write_error(&target, source))?;
        let counts = sync_dir(&self.index)
            .and_then(|()| write_current(&self.index, &Current::line(&name, manifest)));
        if let Err(error) = counts {
            // On a full disk what does not count must not take the room of what will.
            if !current(&self.index).is_ok_and(|current| current.folder == target) {
                remove(&self.index, &target);
            }
            return Err(error);
        }
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

/// Whether an index can be made in `dir`.
pub(super) fn may_be_made_in(dir: &Path) -> bool {
    refuse_foreign(dir).is_ok()
}

/// Whether `dir` may be written to: it is not there, empty, an index, or kept for what can be made again.
fn refuse_foreign(dir: &Path) -> Result<()> {
    let entries = match fs::read_dir(dir) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
            return Err(Error::NotAnIndex { path: dir.to_owned() });
        }
        Err(source) => return Err(Error::Read { path: dir.to_owned(), source }),
    };
    let (mut named_current, mut has_notes) = (false, false);
    let mut generations = 0;
    for entry in entries.flatten() {
        match beside(&entry.path()) {
            None => named_current = true,
            Some(Beside::Generation) => generations += 1,
            Some(Beside::Bystander) => {
                has_notes |= NOTES.iter().any(|note| entry.file_name() == **note);
            }
            Some(Beside::Unfinished) => {}
            Some(Beside::Foreign) => return Err(Error::NotAnIndex { path: dir.to_owned() }),
        }
    }
    // Other programs call a file CURRENT as well. It is looked for once more: what is renamed while a folder
    // is listed may be missing in the list.
    if generations == 0
        && (named_current || (has_notes && !holds_what_can_be_made_again(dir)))
        && current(dir).is_err()
    {
        return Err(Error::NotAnIndex { path: dir.to_owned() });
    }
    Ok(())
}

/// Whether git leaves out all that is in `dir`, but for what it is told to keep.
fn holds_what_can_be_made_again(dir: &Path) -> bool {
    read_regular(&dir.join(IGNORED), MAX_IGNORED_BYTES).is_ok_and(|patterns| {
        patterns
            .split(|byte| *byte == b'\n')
            .any(|line| matches!(line.trim_ascii(), b"*" | b"/*" | b"**"))
    })
}

/// Whether `name` is `prefix` and what [`unique`] gives.
fn is_named(name: &str, prefix: &str) -> bool {
    let Some(rest) = name.strip_prefix(prefix) else { return false };
    let parts: Vec<&str> = rest.split('-').collect();
    let hex = |part: &&str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_hexdigit());
    parts.len() == 3 && parts.iter().all(hex)
}

/// Whether `path` is a generation that this module made: named so, and with a file of ours in it or
/// nothing at all. Which file is missing must not matter, or an index that lost its manifest could
/// not be made anew. Nothing else is ever removed.
fn is_generation(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
    name.is_some_and(|name| is_named(&name, GENERATION))
        && path.is_dir()
        && (MARKS.iter().any(|mark| path.join(mark).is_file())
            || fs::read_dir(path).is_ok_and(|mut entries| entries.next().is_none()))
}

/// Whether nothing is at `path`. A name of a generation is never given twice: it was there before, if at all.
fn is_gone(path: &Path) -> bool {
    fs::symlink_metadata(path).is_err_and(|error| error.kind() == io::ErrorKind::NotFound)
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

fn lock(dir: &Path, patience: Patience<'_>) -> Result<File> {
    let path = dir.join(LOCK);
    let file = OpenOptions::new()
        .create(true)
        .write(true)
        .truncate(false)
        .open(&path)
        .map_err(|source| write_error(&path, source))?;
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) if patience()? => {}
            Err(TryLockError::WouldBlock) => {
                return Err(Error::IndexLocked { path: dir.to_owned() });
            }
            Err(TryLockError::Error(source)) => return Err(write_error(&path, source)),
        }
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
            remove(dir, &path);
        }
    }
}

/// Removes the generation in `folder`: no name of a generation is ever one that is half removed,
/// wherever the process dies.
fn remove(dir: &Path, folder: &Path) {
    let aside = dir.join(format!("{STAGE}{}", unique()));
    if fs::rename(folder, &aside).is_ok() {
        let _ = fs::remove_dir_all(aside);
    }
}

fn write_current(dir: &Path, line: &str) -> Result<()> {
    let aside = dir.join(format!("{CURRENT}.{}", unique()));
    let write = || -> io::Result<()> {
        let mut file = File::create(&aside)?;
        file.write_all(line.as_bytes())?;
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
        if path.is_dir() {
            sync_files(&path)?;
            continue;
        }
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
mod tests;
