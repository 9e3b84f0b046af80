//! How tantivy sees the folder of a generation: to read, nothing is ever written to it.
//!
//! tantivy takes a lock file to open an index, which fails on a read-only disk and in another
//! user's folder. A generation never changes once it has its name, so there is nothing to lock.

use std::{
    collections::HashMap,
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

use tantivy::{
    Directory, TantivyError,
    directory::{
        DirectoryLock, FileHandle, Lock, MmapDirectory, OwnedBytes, WatchCallback, WatchHandle,
        WritePtr,
        error::{DeleteError, LockError, OpenDirectoryError, OpenReadError, OpenWriteError},
    },
};

/// Files of a generation that were read as a whole, by name.
pub(super) type Held = HashMap<PathBuf, Vec<u8>>;

/// A folder that is only read.
///
/// A file that is held is read from memory: it is what its checksum was compared with, whatever
/// becomes of it on the disk. The others are mapped; if one of those is cut short from outside while
/// it is open, the system ends the process.
#[derive(Debug, Clone)]
pub(super) struct ReadOnly {
    folder: MmapDirectory,
    held: Arc<HashMap<PathBuf, OwnedBytes>>,
}

impl ReadOnly {
    pub(super) fn open(dir: &Path, held: Held) -> Result<ReadOnly, OpenDirectoryError> {
        let held = held.into_iter().map(|(name, bytes)| (name, OwnedBytes::new(bytes))).collect();
        Ok(ReadOnly { folder: MmapDirectory::open(dir)?, held: Arc::new(held) })
    }
}

impl ReadOnly {
    /// The folder `name` in this one, at `path`; this one itself where `name` is empty.
    pub(super) fn below(&self, name: &str, path: &Path) -> Result<ReadOnly, OpenDirectoryError> {
        if name.is_empty() {
            return Ok(self.clone());
        }
        let below = |(file, bytes): (&PathBuf, &OwnedBytes)| {
            Some((file.strip_prefix(name).ok()?.to_owned(), bytes.clone()))
        };
        let held = Arc::new(self.held.iter().filter_map(below).collect());
        Ok(ReadOnly { folder: MmapDirectory::open(path)?, held })
    }
}

fn refused() -> io::Error {
    io::Error::new(io::ErrorKind::ReadOnlyFilesystem, "an index is not written to")
}

impl Directory for ReadOnly {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        match self.held.get(path) {
            Some(bytes) => Ok(Arc::new(bytes.clone())),
            None => self.folder.get_file_handle(path),
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
