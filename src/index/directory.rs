//! How tantivy sees the folder of a generation: to read, nothing is ever written to it.
//!
//! tantivy takes a lock file to open an index, which fails on a read-only disk and in another
//! user's folder. A generation never changes once it has its name, so there is nothing to lock.

use std::{
    fs, io,
    ops::Range,
    path::{Path, PathBuf},
    sync::Arc,
};

use hashbrown::HashMap;
#[cfg(target_os = "linux")]
use tantivy::directory::Advice;
use tantivy::{
    Directory, HasLen, TantivyError,
    directory::{
        DirectoryLock, FileHandle, Lock, MmapDirectory, OwnedBytes, WatchCallback, WatchHandle,
        WritePtr,
        error::{DeleteError, LockError, OpenDirectoryError, OpenReadError, OpenWriteError},
    },
};

use super::ahead::Ahead;

/// How the files of a small index are kept once they were compared with their checksums.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keeping {
    /// In memory: what becomes of them on the disk does not matter. For whoever stays.
    Held,
    /// Where they are, mapped: several hundred page faults fewer, which are most of what one question
    /// costs a process of its own. For whoever is gone in a moment.
    Mapped,
}

/// Files of a generation as they were compared, by name.
pub(super) type Held = HashMap<PathBuf, OwnedBytes>;

/// A smaller file is read even so, in bytes: mapping it costs more than a copy.
const LEAST_MAPPED: u64 = 16 << 10;

/// A folder of which every byte is going to be compared.
pub(super) struct Whole {
    dir: PathBuf,
    /// `None` where all is read.
    mapped: Option<MmapDirectory>,
}

impl Whole {
    pub(super) fn open(dir: &Path, keeping: Keeping) -> Result<Whole, OpenDirectoryError> {
        let mapped = match keeping {
            Keeping::Held => None,
            // One call for all pages of a file instead of a fault for every 16 of them.
            #[cfg(target_os = "linux")]
            Keeping::Mapped => Some(MmapDirectory::open_with_madvice(dir, Advice::PopulateRead)?),
            #[cfg(not(target_os = "linux"))]
            Keeping::Mapped => Some(MmapDirectory::open(dir)?),
        };
        Ok(Whole { dir: dir.to_owned(), mapped })
    }

    /// The content of the file `name`, which should have so many `bytes`.
    pub(super) fn read(&self, name: &str, bytes: u64) -> io::Result<OwnedBytes> {
        let Some(folder) = self.mapped.as_ref().filter(|_| LEAST_MAPPED <= bytes) else {
            return Ok(OwnedBytes::new(fs::read(self.dir.join(name))?));
        };
        match folder.open_read(Path::new(name)) {
            Ok(file) => file.read_bytes(),
            Err(OpenReadError::FileDoesNotExist(_)) => Err(io::ErrorKind::NotFound.into()),
            Err(OpenReadError::IoError { io_error, .. }) => {
                Err(io::Error::new(io_error.kind(), io_error))
            }
            Err(error) => Err(io::Error::other(error)),
        }
    }
}

/// The large files of which a question needs some bytes here and some there. The system reads ahead
/// of what is mapped, and would bring in much of them for nothing where they are not in the page
/// cache.
const SCATTERED: [&str; 5] = ["vectors.bin", "forward.bin", "forward.idx", ".store", ".term"];

/// The files of which tantivy reads ranges, and all of each: a posting list, a block of passages.
const IN_RANGES: [&str; 3] = [".idx", ".store", ".fieldnorm"];

/// What is read at once is announced up to this size, in bytes.
const MOST_ANNOUNCED: usize = 4 << 20;

/// A folder that is only read.
///
/// A file that is held is what its checksum was compared with, whatever is under its name by now. The
/// others are mapped. If one that is mapped is cut short from outside, the system ends the process.
#[derive(Debug, Clone)]
pub(super) struct ReadOnly {
    path: PathBuf,
    folder: MmapDirectory,
    /// The same folder, for the files that are [`SCATTERED`]; of a small index all are held.
    scattered: MmapDirectory,
    held: Arc<Held>,
}

impl ReadOnly {
    pub(super) fn open(dir: &Path, held: Held) -> Result<ReadOnly, OpenDirectoryError> {
        let folder = MmapDirectory::open(dir)?;
        // Elsewhere nothing could be announced (`ahead`), and each page would be waited for alone.
        #[cfg(target_os = "linux")]
        let scattered = match held.is_empty() {
            true => MmapDirectory::open_with_madvice(dir, Advice::Random)?,
            false => folder.clone(),
        };
        #[cfg(not(target_os = "linux"))]
        let scattered = folder.clone();
        Ok(ReadOnly { path: dir.to_owned(), folder, scattered, held: Arc::new(held) })
    }

    /// What announces that the file at `path` below it is going to be read.
    pub(super) fn ahead(&self, path: &Path) -> Ahead {
        match self.held.contains_key(path) {
            true => Ahead::default(),
            false => Ahead::of(&self.path.join(path)),
        }
    }

    /// The folder `name` in this one, at `path`; this one itself where `name` is empty.
    pub(super) fn below(&self, name: &str, path: &Path) -> Result<ReadOnly, OpenDirectoryError> {
        if name.is_empty() {
            return Ok(self.clone());
        }
        let below = |(file, bytes): (&PathBuf, &OwnedBytes)| {
            Some((file.strip_prefix(name).ok()?.to_owned(), bytes.clone()))
        };
        ReadOnly::open(path, self.held.iter().filter_map(below).collect())
    }
}

/// A mapped file of which some bytes here and some there are read, announced before they are.
#[derive(Debug)]
struct Announced {
    mapped: Arc<dyn FileHandle>,
    ahead: Ahead,
}

impl HasLen for Announced {
    fn len(&self) -> usize {
        self.mapped.len()
    }
}

impl FileHandle for Announced {
    fn read_bytes(&self, range: Range<usize>) -> io::Result<OwnedBytes> {
        if range.len() <= MOST_ANNOUNCED {
            self.ahead.bring(std::iter::once(range.clone()));
        }
        self.mapped.read_bytes(range)
    }
}

fn refused() -> io::Error {
    io::Error::new(io::ErrorKind::ReadOnlyFilesystem, "an index is not written to")
}

impl Directory for ReadOnly {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        if let Some(bytes) = self.held.get(path) {
            return Ok(Arc::new(bytes.clone()));
        }
        let name = path.to_string_lossy();
        let scattered = SCATTERED.iter().any(|end| name.ends_with(end));
        let folder = if scattered { &self.scattered } else { &self.folder };
        let mapped = folder.get_file_handle(path)?;
        match IN_RANGES.iter().any(|end| name.ends_with(end)) {
            true => Ok(Arc::new(Announced { mapped, ahead: self.ahead(path) })),
            false => Ok(mapped),
        }
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        Err(DeleteError::IoError { io_error: Arc::new(refused()), filepath: path.to_owned() })
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        if self.held.contains_key(path) { Ok(true) } else { self.folder.exists(path) }
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        Err(OpenWriteError::wrap_io_error(refused(), path.to_owned()))
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        match self.held.get(path) {
            Some(bytes) => Ok(bytes.as_slice().to_vec()),
            None => self.folder.atomic_read(path),
        }
    }

    fn atomic_write(&self, _: &Path, _: &[u8]) -> io::Result<()> {
        Err(refused())
    }

    fn sync_directory(&self) -> io::Result<()> {
        Ok(())
    }

    fn acquire_lock(&self, _: &Lock) -> Result<DirectoryLock, LockError> {
        Ok(DirectoryLock::from(Box::new(())))
    }

    fn watch(&self, _: WatchCallback) -> Result<WatchHandle, TantivyError> {
        Ok(WatchHandle::empty())
    }
}
