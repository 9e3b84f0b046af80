//! How tantivy sees the folder of a generation: to read, nothing is ever written to it.
//!
//! tantivy takes a lock file to open an index, which fails on a read-only disk and in another
//! user's folder. A generation never changes once it has its name, so there is nothing to lock.

use std::{
    collections::HashMap,
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};

#[cfg(unix)]
use tantivy::directory::Advice;
use tantivy::{
    Directory, TantivyError,
    directory::{
        DirectoryLock, FileHandle, Lock, MmapDirectory, OwnedBytes, WatchCallback, WatchHandle,
        WritePtr,
        error::{DeleteError, LockError, OpenDirectoryError, OpenReadError, OpenWriteError},
    },
};

/// How the files of a small index are kept once they were compared with their checksums.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keeping {
    /// In memory: what becomes of them on the disk does not matter. For whoever stays.
    Held,
    /// Where they are, mapped: several hundred page faults fewer, which is most of what a question
    /// asked of a process of its own would cost. For whoever is gone in a moment.
    Mapped,
}

/// A smaller file is read: mapping costs more than its copy, in bytes.
const LEAST_MAPPED: u64 = 16 << 10;

/// The files of which a question needs some bytes here and some there. Reading ahead of them, as the
/// system does for a file that is mapped, brings in what nobody asks for: of a large index that is
/// not in the page cache hundreds of megabytes, and most of the time that a question takes.
const SCATTERED: [&str; 6] =
    ["vectors.bin", "forward.bin", "forward.idx", "words.vec", "ids.bin", ".store"];

/// A folder that is only read.
///
/// A file that was [taken](ReadOnly::take) is the one its checksum was compared with, whatever is
/// under its name by now. The others are mapped when they are asked for. If a file that is mapped is
/// cut short from outside, the system ends the process.
#[derive(Debug, Clone)]
pub(super) struct ReadOnly {
    folder: MmapDirectory,
    /// The same folder, for those that are [`SCATTERED`].
    scattered: MmapDirectory,
    taken: Arc<HashMap<PathBuf, OwnedBytes>>,
}

impl ReadOnly {
    pub(super) fn open(dir: &Path) -> Result<ReadOnly, OpenDirectoryError> {
        let folder = MmapDirectory::open(dir)?;
        #[cfg(unix)]
        let scattered = MmapDirectory::open_with_madvice(dir, Advice::Random)?;
        #[cfg(not(unix))]
        let scattered = folder.clone();
        Ok(ReadOnly { folder, scattered, taken: Arc::default() })
    }

    /// The same for a small index, of which every byte is going to be compared.
    pub(super) fn open_whole(dir: &Path) -> Result<ReadOnly, OpenDirectoryError> {
        // One call that maps all pages of a file instead of a fault for every 16 of them.
        #[cfg(target_os = "linux")]
        let folder = MmapDirectory::open_with_madvice(dir, Advice::PopulateRead)?;
        #[cfg(not(target_os = "linux"))]
        let folder = MmapDirectory::open(dir)?;
        Ok(ReadOnly { scattered: folder.clone(), folder, taken: Arc::default() })
    }

    /// The content of the file `name` in `dir`, this folder, which should have so many `bytes`. It is
    /// what is read under this name from now on.
    pub(super) fn take(
        &mut self,
        dir: &Path,
        name: &str,
        bytes: u64,
        keeping: Keeping,
    ) -> io::Result<OwnedBytes> {
        let content = if keeping == Keeping::Held || bytes < LEAST_MAPPED {
            OwnedBytes::new(fs::read(dir.join(name))?)
        } else {
            match self.folder.open_read(Path::new(name)) {
                Ok(file) => file.read_bytes()?,
                Err(OpenReadError::FileDoesNotExist(_)) => {
                    return Err(io::ErrorKind::NotFound.into());
                }
                Err(OpenReadError::IoError { io_error, .. }) => {
                    return Err(io::Error::new(io_error.kind(), io_error));
                }
                Err(error) => return Err(io::Error::other(error)),
            }
        };
        Arc::make_mut(&mut self.taken).insert(PathBuf::from(name), content.clone());
        Ok(content)
    }
}

fn refused() -> io::Error {
    io::Error::new(io::ErrorKind::ReadOnlyFilesystem, "an index is not written to")
}

impl Directory for ReadOnly {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        if let Some(bytes) = self.taken.get(path) {
            return Ok(Arc::new(bytes.clone()));
        }
        let name = path.to_string_lossy();
        let scattered = SCATTERED.iter().any(|end| name.ends_with(end));
        if scattered { &self.scattered } else { &self.folder }.get_file_handle(path)
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        Err(DeleteError::IoError { io_error: Arc::new(refused()), filepath: path.to_owned() })
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        if self.taken.contains_key(path) { Ok(true) } else { self.folder.exists(path) }
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        Err(OpenWriteError::wrap_io_error(refused(), path.to_owned()))
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        match self.taken.get(path) {
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
