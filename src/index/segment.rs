//! The posting lists and the stored passages of a part while they grow: in memory as long as there is
//! room, then in pieces on the disk, which are joined to one segment at the end.
//!
//! ```text
//! piece-0/, piece-1/ …   finished pieces, in the folder of the part, gone when it is finished
//! ```
//!
//! Where a piece ends depends on the passages and on the room alone, so that the same of both give
//! the same segment.

use std::{
    fs::{self, File},
    io::{self, Read, Seek, SeekFrom},
    ops::Range,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use tantivy::{
    Directory, HasLen, Index, IndexBuilder, IndexSettings, SingleSegmentIndexWriter,
    TantivyDocument, TantivyError,
    directory::{
        DirectoryLock, FileHandle, Lock, MmapDirectory, OwnedBytes, WatchCallback, WatchHandle,
        WritePtr,
        error::{DeleteError, LockError, OpenReadError, OpenWriteError},
    },
    indexer::merge_indices,
    schema::Schema,
    tokenizer::TokenizerManager,
};

use super::schema::{SplitAtBlanks, TOKENIZER};

/// The folders of the pieces, with their numbers behind.
const PIECE: &str = "piece-";

/// Of this many bytes tantivy makes a hash table of up to a third at once, which grows by itself; or
/// of a fourth of the room.
const FIRST_BYTES: usize = 16 << 20;

/// Less room would be filled by a piece without passages, in bytes.
const LEAST_ROOM: usize = 4 << 20;

/// How many bytes of stored passages a piece has at most for each byte of room: they are copied as a
/// whole when pieces are joined.
const STORED: usize = 4;

/// Writes posting lists and passages.
pub(super) struct SegmentWriter {
    folder: PathBuf,
    schema: Schema,
    /// So many bytes of posting lists are held.
    room: usize,
    writer: SingleSegmentIndexWriter,
    /// The number of the piece that is written.
    piece: usize,
    /// Bytes of the passages stored in it.
    stored: usize,
}

impl SegmentWriter {
    /// Starts in `folder`, holding up to `room` bytes in memory.
    pub(super) fn create(
        folder: &Path,
        schema: Schema,
        room: usize,
    ) -> tantivy::Result<SegmentWriter> {
        let room = room.max(LEAST_ROOM);
        let writer = begin(&piece(folder, 0), &schema, room)?;
        let folder = folder.to_owned();
        Ok(SegmentWriter { folder, schema, room, writer, piece: 0, stored: 0 })
    }

    /// Adds a passage, of which `stored` bytes are stored.
    pub(super) fn add(&mut self, document: TantivyDocument, stored: usize) -> tantivy::Result<()> {
        self.writer.add_document(document)?;
        self.stored += stored;
        if self.room < self.writer.mem_usage() || self.room.saturating_mul(STORED) < self.stored {
            self.piece += 1;
            self.stored = 0;
            let next = begin(&piece(&self.folder, self.piece), &self.schema, self.room)?;
            std::mem::replace(&mut self.writer, next).finalize()?;
        }
        Ok(())
    }

    /// Writes what is left, as one segment in the folder.
    pub(super) fn finish(self) -> tantivy::Result<()> {
        let SegmentWriter { folder, writer, piece: last, .. } = self;
        writer.finalize()?;
        if last == 0 {
            let from = piece(&folder, 0);
            for file in fs::read_dir(&from)? {
                let file = file?;
                fs::rename(file.path(), folder.join(file.file_name()))?;
            }
            return Ok(fs::remove_dir(from)?);
        }
        let pieces: Vec<PathBuf> = (0..=last).map(|number| piece(&folder, number)).collect();
        let open = |path: &PathBuf| Index::open(InOrder::open(path)?);
        let opened: Vec<Index> = pieces.iter().map(open).collect::<tantivy::Result<_>>()?;
        merge_indices(&opened, MmapDirectory::open(&folder)?)?;
        drop(opened);
        Ok(pieces.iter().try_for_each(fs::remove_dir_all)?)
    }
}

fn piece(folder: &Path, number: usize) -> PathBuf {
    folder.join(format!("{PIECE}{number}"))
}

fn begin(
    folder: &Path,
    schema: &Schema,
    room: usize,
) -> tantivy::Result<SingleSegmentIndexWriter> {
    fs::create_dir(folder)?;
    let tokenizers = TokenizerManager::default();
    tokenizers.register(TOKENIZER, SplitAtBlanks::default());
    let settings =
        IndexSettings { docstore_compress_dedicated_thread: false, ..Default::default() };
    IndexBuilder::new()
        .schema(schema.clone())
        .settings(settings)
        .tokenizers(tokenizers)
        .single_segment_index_writer(MmapDirectory::open(folder)?, FIRST_BYTES.min(room / 4))
}

/// A folder whose posting lists are read from front to back, through a window that moves along: a
/// file that is mapped would count as this process's memory by the time it was read through.
#[derive(Debug, Clone)]
pub(super) struct InOrder {
    path: PathBuf,
    mapped: MmapDirectory,
}

impl InOrder {
    pub(super) fn open(path: &Path) -> tantivy::Result<InOrder> {
        Ok(InOrder { path: path.to_owned(), mapped: MmapDirectory::open(path)? })
    }
}

/// What is read at once.
const WINDOW_BYTES: usize = 1 << 18;

/// A file that is read through a window.
#[derive(Debug)]
struct Windowed {
    bytes: usize,
    window: Mutex<Window>,
}

#[derive(Debug)]
struct Window {
    file: File,
    at: usize,
    content: Vec<u8>,
}

impl HasLen for Windowed {
    fn len(&self) -> usize {
        self.bytes
    }
}

impl FileHandle for Windowed {
    fn read_bytes(&self, range: Range<usize>) -> io::Result<OwnedBytes> {
        let mut window = self.window.lock().unwrap_or_else(PoisonError::into_inner);
        let Window { file, at, content } = &mut *window;
        let within = |at: usize, bytes: usize| at <= range.start && range.end <= at + bytes;
        if !within(*at, content.len()) {
            let end = range.end.max(range.start + WINDOW_BYTES).min(self.bytes);
            content.resize(end.saturating_sub(range.start), 0);
            file.seek(SeekFrom::Start(range.start as u64))?;
            file.read_exact(content)?;
            *at = range.start;
        }
        let found = content.get(range.start - *at..range.end - *at);
        let found = found.ok_or(io::ErrorKind::UnexpectedEof)?.to_vec();
        // A list that is longer than the window is not kept beside what is made of it.
        if WINDOW_BYTES < content.len() {
            *content = Vec::new();
        }
        Ok(OwnedBytes::new(found))
    }
}

impl Directory for InOrder {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        if path.extension().is_none_or(|extension| extension != "idx") {
            return self.mapped.get_file_handle(path);
        }
        let failed = |error| OpenReadError::wrap_io_error(error, path.to_owned());
        let file = File::open(self.path.join(path)).map_err(failed)?;
        let bytes = file.metadata().map_err(failed)?.len() as usize;
        let window = Mutex::new(Window { file, at: 0, content: Vec::new() });
        Ok(Arc::new(Windowed { bytes, window }))
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        self.mapped.delete(path)
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.mapped.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        self.mapped.open_write(path)
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        self.mapped.atomic_read(path)
    }

    fn atomic_write(&self, path: &Path, content: &[u8]) -> io::Result<()> {
        self.mapped.atomic_write(path, content)
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.mapped.sync_directory()
    }

    fn acquire_lock(&self, _: &Lock) -> Result<DirectoryLock, LockError> {
        // Nobody else is here; and a lock is a file that would stay.
        Ok(DirectoryLock::from(Box::new(())))
    }

    fn watch(&self, _: WatchCallback) -> Result<WatchHandle, TantivyError> {
        Ok(WatchHandle::empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_gives_what_the_file_has_wherever_it_is_read() {
        let dir = tempfile::TempDir::new().unwrap();
        let content: Vec<u8> = (0..3 * WINDOW_BYTES + 7).map(|at| (at * at / 251) as u8).collect();
        fs::write(dir.path().join("a.idx"), &content).unwrap();
        let folder = InOrder::open(dir.path()).unwrap();
        let file = folder.get_file_handle(Path::new("a.idx")).unwrap();
        assert_eq!(file.len(), content.len());
        let mut state = 7_usize;
        for _ in 0..2_000 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let start = (state >> 20) % content.len();
            let bytes = (state >> 50) % 9_000 * if state % 50 == 0 { 60 } else { 1 };
            let end = content.len().min(start + bytes);
            assert_eq!(file.read_bytes(start..end).unwrap().as_slice(), &content[start..end]);
        }
    }
}
