//! Files of lines that several processes add to at once, and that people read and edit by hand.
//!
//! A line is added whole or not at all: under a lock of the operating system, behind what is there,
//! and taken back where the disk was full in the middle of it. A line is taken out by writing the
//! others aside and renaming; who waited for the lock meanwhile then finds that the file is another
//! and opens it again. What people write alone, settings and synonyms, is read with the same care.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
    thread,
    time::{Duration, SystemTime},
};

/// How long a lock is waited for: it is held for the time of one write.
const LOCK_STEPS: u32 = 200;
const LOCK_STEP: Duration = Duration::from_millis(10);

/// Whom a file is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// Whoever may read the folder; every line reaches the disk before it is said to be kept.
    Everyone,
    /// Nobody but the owner (mode 0600).
    Owner,
}

/// A file of lines. It need not exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Journal {
    /// Where it is.
    pub path: PathBuf,
    /// What a new one starts with: lines that explain it, each with a line break.
    pub header: &'static str,
    /// Whom it is for.
    pub audience: Audience,
}

/// What tells whether a file changed: its size, its time and which file it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    bytes: u64,
    modified: Option<SystemTime>,
    inode: u64,
}

impl Journal {
    /// What tells whether it changes; `None` where there is no such file.
    ///
    /// # Cost
    ///
    /// One look at the file.
    pub fn mark(&self) -> Option<Mark> {
        let metadata = fs::symlink_metadata(&self.path).ok()?;
        let (bytes, modified) = (metadata.len(), metadata.modified().ok());
        Some(Mark { bytes, modified, inode: inode(&metadata) })
    }

    /// Its size; 0 where there is no such file.
    pub fn bytes(&self) -> u64 {
        self.mark().map_or(0, |mark| mark.bytes)
    }

    /// All bytes; none where there is no such file.
    ///
    /// # Errors
    ///
    /// It cannot be read, is no regular file, or has more than `limit` bytes.
    pub fn read(&self, limit: u64) -> io::Result<Vec<u8>> {
        match fs::symlink_metadata(&self.path) {
            Ok(metadata) => check(&metadata)?,
            Err(error) if is_missing(&error) => return Ok(Vec::new()),
            Err(error) => return Err(error),
        }
        read_regular(&self.path, limit)
    }

    /// Whether a line can be added: opens the file and makes it where it is missing.
    ///
    /// # Errors
    ///
    /// What [`append`](Journal::append) would fail with before it writes.
    pub fn open(&self) -> io::Result<()> {
        self.locked().map(drop)
    }

    /// Adds `line`, which has no line break.
    ///
    /// # Errors
    ///
    /// The file cannot be made, opened, locked or written; what was in it still is.
    pub fn append(&self, line: &str) -> io::Result<()> {
        let mut file = self.locked()?;
        let before = file.metadata()?.len();
        let mut text = String::new();
        if before == 0 {
            text.push_str(self.header);
        } else {
            // By hand, the last line break is easily lost.
            let mut last = [0];
            file.seek(SeekFrom::End(-1))?;
            file.read_exact(&mut last)?;
            if last != *b"\n" {
                text.push('\n');
            }
        }
        text.push_str(line);
        text.push('\n');
        let written = file.write_all(text.as_bytes()).and_then(|()| match self.audience {
            Audience::Everyone => file.sync_data(),
            Audience::Owner => Ok(()),
        });
        if written.is_err() {
            // A disk that is full in the middle of the line leaves no half of it.
            let _ = file.set_len(before);
        }
        written
    }

    /// Writes what `change` makes of the bytes; where that is `None`, leaves it as it is. Returns
    /// whether anything changed. A file that does not exist stays so.
    ///
    /// # Errors
    ///
    /// The file cannot be read or written; what was in it still is.
    pub fn rewrite(&self, change: impl FnOnce(&[u8]) -> Option<Vec<u8>>) -> io::Result<bool> {
        if self.mark().is_none() {
            return Ok(false);
        }
        let mut file = self.locked()?;
        let mut bytes = Vec::new();
        file.seek(SeekFrom::Start(0))?;
        file.read_to_end(&mut bytes)?;
        let Some(bytes) = change(&bytes) else { return Ok(false) };
        let folder = self.path.parent().unwrap_or(Path::new("."));
        let mut aside = tempfile::NamedTempFile::new_in(folder)?;
        aside.write_all(&bytes)?;
        aside.as_file().set_permissions(file.metadata()?.permissions())?;
        aside.as_file().sync_all()?;
        aside.persist(&self.path).map_err(|error| error.error)?;
        Ok(true)
    }

    /// The file, open and locked, made where it is missing.
    fn locked(&self) -> io::Result<File> {
        if let (Audience::Owner, Some(folder)) = (self.audience, self.path.parent()) {
            fs::create_dir_all(folder)?;
        }
        for _ in 0..LOCK_STEPS {
            match fs::symlink_metadata(&self.path) {
                // Opening a pipe would wait for its other end.
                Ok(metadata) => check(&metadata)?,
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(error),
            }
            let mut options = OpenOptions::new();
            options.read(true).append(true).create(true);
            #[cfg(unix)]
            if self.audience == Audience::Owner {
                std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            }
            let file = options.open(&self.path)?;
            match file.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => {
                    thread::sleep(LOCK_STEP);
                    continue;
                }
                // Where there are no locks, a line that is added is still one write.
                Err(TryLockError::Error(_)) => {}
            }
            let same = fs::symlink_metadata(&self.path)
                .is_ok_and(|now| file.metadata().is_ok_and(|own| inode(&own) == inode(&now)));
            if same {
                #[cfg(unix)]
                if self.audience == Audience::Owner {
                    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o600);
                    file.set_permissions(mode)?;
                }
                return Ok(file);
            }
        }
        Err(io::Error::other("another program holds its lock"))
    }
}

/// All bytes of the file at `path`, which may be a link to it.
///
/// # Errors
///
/// It is not there, cannot be read, is a folder, a pipe or a socket, or has more than `limit` bytes; for the last
/// two with what to do.
pub fn read_regular(path: &Path, limit: u64) -> io::Result<Vec<u8>> {
    // Opening a pipe would wait for its other end. `/dev/null` is empty.
    let metadata = fs::metadata(path)?;
    if !metadata.is_file() && !is_device(&metadata) {
        return Err(io::Error::other("it is no regular file; put one in its place or remove it"));
    }
    let mut bytes = Vec::new();
    File::open(path)?.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
    if limit < bytes.len() as u64 {
        let most = match limit >> 20 {
            0 => format!("{limit} bytes"),
            megabytes => format!("{megabytes} MB"),
        };
        return Err(io::Error::other(format!("it has more than {most}; shorten it")));
    }
    Ok(bytes)
}

#[cfg(unix)]
fn is_device(metadata: &fs::Metadata) -> bool {
    use std::os::unix::fs::FileTypeExt;
    metadata.file_type().is_char_device()
}

#[cfg(not(unix))]
fn is_device(_: &fs::Metadata) -> bool {
    false
}

fn check(metadata: &fs::Metadata) -> io::Result<()> {
    // A link in somebody else's folder must not make ibid write elsewhere.
    let what = if metadata.is_symlink() {
        "it is a link"
    } else if metadata.is_file() {
        return Ok(());
    } else {
        "it is no regular file"
    };
    Err(io::Error::other(what))
}

fn is_missing(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

#[cfg(unix)]
fn inode(metadata: &fs::Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(metadata)
}

#[cfg(not(unix))]
fn inode(_: &fs::Metadata) -> u64 {
    0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn journal(dir: &tempfile::TempDir, audience: Audience) -> Journal {
        Journal { path: dir.path().join("below/lines.tsv"), header: "# Lines.\n", audience }
    }

    fn replaced(bytes: &[u8], old: &str, new: &str) -> Vec<u8> {
        String::from_utf8(bytes.to_vec()).unwrap().replace(old, new).into_bytes()
    }

    #[test]
    fn lines_are_added_and_taken_out() {
        let dir = tempfile::tempdir().unwrap();
        let journal = journal(&dir, Audience::Owner);
        assert_eq!(journal.mark(), None);
        assert_eq!(journal.read(100).unwrap(), b"");
        assert!(!journal.rewrite(|_| Some(Vec::new())).unwrap(), "there is nothing to rewrite");
        journal.append("one").unwrap();
        let first = journal.mark().unwrap();
        journal.append("two").unwrap();
        assert_ne!(journal.mark().unwrap(), first);
        assert_eq!(journal.read(100).unwrap(), b"# Lines.\none\ntwo\n");
        assert!(journal.rewrite(|bytes| Some(replaced(bytes, "one\n", ""))).unwrap());
        assert!(!journal.rewrite(|_| None).unwrap());
        assert_eq!(journal.read(100).unwrap(), b"# Lines.\ntwo\n");
        assert!(journal.read(5).unwrap_err().to_string().contains("more than 5 bytes"));
    }

    #[test]
    fn a_last_line_without_an_end_stays_a_line_of_its_own() {
        let dir = tempfile::tempdir().unwrap();
        let journal = journal(&dir, Audience::Owner);
        fs::create_dir(dir.path().join("below")).unwrap();
        fs::write(&journal.path, "by hand").unwrap();
        journal.append("two").unwrap();
        assert_eq!(journal.read(100).unwrap(), b"by hand\ntwo\n");
    }

    #[test]
    fn many_at_once_lose_no_line() {
        let dir = tempfile::tempdir().unwrap();
        let journal = journal(&dir, Audience::Owner);
        journal.append("first").unwrap();
        thread::scope(|scope| {
            for writer in 0..4 {
                let journal = &journal;
                scope.spawn(move || {
                    for at in 0..50 {
                        journal.append(&format!("{writer} {at}")).unwrap();
                    }
                });
            }
            // Beside them, one that takes out the first line again and again.
            for at in 0..20 {
                let more = format!("first\ngone {at}\n");
                journal.rewrite(|bytes| Some(replaced(bytes, "first\n", &more))).unwrap();
            }
        });
        let text = String::from_utf8(journal.read(1 << 20).unwrap()).unwrap();
        for writer in 0..4 {
            for at in 0..50 {
                let line = format!("\n{writer} {at}\n");
                assert_eq!(text.matches(&line).count(), 1, "{writer} {at}");
            }
        }
        assert_eq!(text.matches("gone").count(), 20);
    }

    #[cfg(unix)]
    #[test]
    fn what_is_for_the_owner_is_for_nobody_else() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let journal = journal(&dir, Audience::Owner);
        journal.append("one").unwrap();
        fs::set_permissions(&journal.path, fs::Permissions::from_mode(0o644)).unwrap();
        journal.append("two").unwrap();
        journal.rewrite(|bytes| Some(bytes.to_ascii_uppercase())).unwrap();
        assert_eq!(fs::metadata(&journal.path).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[cfg(unix)]
    #[test]
    fn links_and_folders_are_not_written_to() {
        let dir = tempfile::tempdir().unwrap();
        let journal = Journal { audience: Audience::Everyone, ..journal(&dir, Audience::Everyone) };
        fs::create_dir_all(&journal.path).unwrap();
        assert!(journal.append("x").is_err());
        fs::remove_dir(&journal.path).unwrap();
        let target = dir.path().join("target");
        fs::write(&target, "theirs").unwrap();
        std::os::unix::fs::symlink(&target, &journal.path).unwrap();
        assert_eq!(journal.append("x").unwrap_err().to_string(), "it is a link");
        assert_eq!(fs::read_to_string(&target).unwrap(), "theirs");
    }
}
