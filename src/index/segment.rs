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

use super::{
    schema::{SplitAtBlanks, TOKENIZER},
    steps::InSteps,
};

/// The folders of the pieces, with their numbers behind.
const PIECE: &str = "piece-";

/// Of this many bytes tantivy makes a hash table of up to a third at once, which grows by itself; or
/// of a fourth of the room.
const FIRST_BYTES: usize = 16 << 20;

/// With less room there would be too many pieces, in bytes.
pub(super) const LEAST_ROOM: usize = 8 << 20;

/// A piece grows by this much at least, in bytes, whatever it takes when it is empty.
const LEAST_GROWTH: usize = 4 << 20;

/// So many bytes of passages are packed together, and unpacked for any of them. With tantivy's 16 KB the
/// unpacking is a tenth of a question to 100,000 passages; with 10 KB an index of a million is larger than
/// 2.2 times its text, with 12 it is 2.19.
const BLOCK_BYTES: usize = 12 << 10;

/// How many bytes of stored passages a piece has at most for each byte of room: packed they are copied
/// as a whole when pieces are joined, in the room that the lists had.
const STORED: usize = 1;

/// Writes posting lists and passages.
pub(super) struct SegmentWriter {
    folder: PathBuf,
    schema: Schema,
    writer: SingleSegmentIndexWriter,
    /// The number of the piece that is written.
    piece: usize,
    /// Bytes that it took when it was empty.
    empty: usize,
    /// Bytes of the passages stored in it.
    stored: usize,
}

impl SegmentWriter {
    /// Starts in `folder`, with `room` for so many bytes in memory.
    pub(super) fn create(
        folder: &Path,
        schema: Schema,
        room: usize,
    ) -> tantivy::Result<SegmentWriter> {
        let writer = begin(&piece(folder, 0), &schema, room)?;
        let (folder, empty) = (folder.to_owned(), writer.mem_usage());
        Ok(SegmentWriter { folder, schema, writer, piece: 0, empty, stored: 0 })
    }

    /// Adds a passage, of which `stored` bytes are stored, where there is `room` by now for so many
    /// bytes in memory; [`LEAST_ROOM`] at least.
    pub(super) fn add(
        &mut self,
        document: TantivyDocument,
        stored: usize,
        room: usize,
    ) -> tantivy::Result<()> {
        self.writer.add_document(document)?;
        self.stored += stored;
        let held = self.writer.mem_usage();
        let is_full = room < held && self.empty + LEAST_GROWTH <= held;
        if is_full || STORED.saturating_mul(room) < self.stored {
            self.piece += 1;
            self.stored = 0;
            let next = begin(&piece(&self.folder, self.piece), &self.schema, room)?;
            self.empty = next.mem_usage();
            std::mem::replace(&mut self.writer, next).finalize()?;
        }
        Ok(())
    }

    /// Whether all of it still has room in memory.
    pub(super) fn is_in_one_piece(&self) -> bool {
        self.piece == 0
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
        merge_indices(&opened, InOrder::open(&folder)?)?;
        drop(opened);
        Ok(pieces.iter().try_for_each(fs::remove_dir_all)?)
    }
}

fn piece(folder: &Path, number: usize) -> PathBuf {
    folder.join(format!("{PIECE}{number}"))
}

fn begin(folder: &Path, schema: &Schema, room: usize) -> tantivy::Result<SingleSegmentIndexWriter> {
    fs::create_dir(folder)?;
    let tokenizers = TokenizerManager::default();
    tokenizers.register(TOKENIZER, SplitAtBlanks::default());
    let settings = IndexSettings {
        docstore_compress_dedicated_thread: false,
        docstore_blocksize: BLOCK_BYTES,
        ..Default::default()
    };
    IndexBuilder::new()
        .schema(schema.clone())
        .settings(settings)
        .tokenizers(tokenizers)
        .single_segment_index_writer(
            InOrder::open(folder)?,
            FIRST_BYTES.min(room.max(LEAST_ROOM) / 4),
        )
}

/// A folder whose large files are read from front to back, through a window that moves along: a file
/// that is mapped would count as this process's memory by the time it was read through. Files are written in
/// [large steps](InSteps).
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
        if WINDOW_BYTES <= range.len() {
            return Ok(OwnedBytes::new(window.read(range)?));
        }
        let within = window.at <= range.start && range.end <= window.at + window.content.len();
        if !within {
            let end = (range.start + WINDOW_BYTES).min(self.bytes).max(range.end);
            window.content = window.read(range.start..end)?;
            window.at = range.start;
        }
        let found = window.content.get(range.start - window.at..range.end - window.at);
        Ok(OwnedBytes::new(found.ok_or(io::ErrorKind::UnexpectedEof)?.to_vec()))
    }
}

impl Window {
    fn read(&mut self, range: Range<usize>) -> io::Result<Vec<u8>> {
        let mut content = vec![0; range.len()];
        self.file.seek(SeekFrom::Start(range.start as u64))?;
        self.file.read_exact(&mut content)?;
        Ok(content)
    }
}

impl Directory for InOrder {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        if !path.extension().is_some_and(|extension| extension == "idx" || extension == "store") {
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
        let file = self.mapped.open_write(path)?.into_inner();
        let file = file
            .map_err(|error| OpenWriteError::wrap_io_error(error.into_error(), path.to_owned()))?;
        Ok(WritePtr::new(Box::new(InSteps::new(file))))
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
    use tantivy::{DocSet, TERMINATED, schema::IndexRecordOption};

    use super::super::schema::Fields;
    use super::*;

    /// Each term with the passages that have it and how often, and each passage that is stored.
    type Content = (Vec<(Vec<u8>, Vec<(u32, u32)>)>, Vec<String>);

    /// What the one segment in `folder` has.
    fn content(folder: &Path, fields: Fields) -> Content {
        let index = Index::open(InOrder::open(folder).unwrap()).unwrap();
        let searcher = index.reader().unwrap().searcher();
        let [segment] = searcher.segment_readers() else { panic!("not one segment") };
        let mut terms = Vec::new();
        for field in [fields.all, fields.question, fields.tag] {
            let inverted = segment.inverted_index(field).unwrap();
            let mut stream = inverted.terms().stream().unwrap();
            while stream.advance() {
                let option = IndexRecordOption::WithFreqs;
                let found = inverted.read_postings_from_terminfo(stream.value(), option);
                let mut postings = found.unwrap();
                let mut found = Vec::new();
                while postings.doc() != TERMINATED {
                    found.push((postings.doc(), tantivy::postings::Postings::term_freq(&postings)));
                    postings.advance();
                }
                terms.push((stream.key().to_vec(), found));
            }
        }
        let store = segment.get_store_reader(1).unwrap();
        let stored = |number| format!("{:?}", store.get::<TantivyDocument>(number).unwrap());
        (terms, (0..segment.max_doc()).map(stored).collect())
    }

    #[test]
    fn pieces_make_the_segment_that_is_made_at_once() {
        let (schema, fields) = Fields::schema();
        let made = |piece: usize| {
            let dir = tempfile::TempDir::new().unwrap();
            let mut writer = SegmentWriter::create(dir.path(), schema.clone(), 0).unwrap();
            for number in 0..300_usize {
                let mut document = TantivyDocument::new();
                document.add_text(fields.all, format!("a b w{} w{0} x{number}", number % 7));
                document.add_text(fields.question, format!("w{}", number % 7));
                document.add_text(fields.tag, format!("t{}", number % 3));
                let stored = format!("{number} {}", "boat ".repeat(number));
                document.add_text(fields.passage, &stored);
                // Where there is no room a piece ends.
                let room = if number % piece == piece - 1 { 0 } else { usize::MAX };
                writer.add(document, stored.len(), room).unwrap();
            }
            writer.finish().unwrap();
            assert!(!piece_is_left(dir.path()));
            content(dir.path(), fields)
        };
        let at_once = made(1_000);
        assert_eq!((at_once.0.len(), at_once.1.len()), (2 + 7 + 300 + 7 + 3, 300));
        for piece in [1_usize, 40, 299] {
            assert!(made(piece) == at_once, "pieces of {piece}");
        }
    }

    fn piece_is_left(folder: &Path) -> bool {
        fs::read_dir(folder).unwrap().flatten().any(|entry| entry.path().is_dir())
    }

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
            let bytes = (state >> 50) % 9_000 * if state.is_multiple_of(50) { 60 } else { 1 };
            let end = content.len().min(start + bytes);
            assert_eq!(file.read_bytes(start..end).unwrap().as_slice(), &content[start..end]);
        }
    }
}
