//! What an index is put together from: one part, or, after an update, what is left of one and a
//! second with the files that changed.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use tantivy::{
    Directory, Index as TantivyIndex, IndexReader, ReloadPolicy, Searcher, SegmentReader,
    directory::OwnedBytes,
};

use super::{
    ahead::Ahead,
    bounds::{self, Bounds},
    directory::{Held, ReadOnly},
    forward::{self, Forward, Rows},
    ids::Ids,
    schema::Fields,
    similarity::{self, Similarity},
};

/// Where the files of a changed index lie that were there before.
pub(super) const BASE: &str = "base";

/// Where the files lie that came with the change.
pub(super) const PATCH: &str = "patch";

/// A larger file is not brought in as a whole, in bytes.
const MOST_EXPECTED: u64 = 16 << 20;

/// A part as the manifest knows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct PartSizes {
    /// Its folder below that of the generation; empty for the generation itself.
    pub(super) folder: String,
    /// How many passages it has, those that are no more among them.
    pub(super) passages: u32,
    /// The mean number of terms of a passage, and of its phrasings, that its bounds were made with.
    pub(super) means: [f32; 2],
}

/// Passages that were written together.
pub(super) struct Part {
    pub(super) searcher: Searcher,
    // Keeps the files of the searcher alive; nothing reloads it.
    _reader: IndexReader,
    pub(super) forward: Forward<OwnedBytes>,
    /// Of the field of all terms, and of the question's.
    pub(super) bounds: [Bounds<OwnedBytes>; 2],
    pub(super) ids: Ids<OwnedBytes>,
    pub(super) sizes: PartSizes,
    /// The row of its first vector among those of all parts.
    pub(super) first_row: usize,
    /// Of the files of the records' places, of the records, and of vectors.
    ahead: [Ahead; 3],
}

/// Why a part cannot be opened.
pub(super) enum Unopened {
    /// It is damaged, with the reason.
    Damaged(String),
    /// It was made for other fields.
    Outdated,
}

impl From<String> for Unopened {
    fn from(reason: String) -> Unopened {
        Unopened::Damaged(reason)
    }
}

/// The files of a generation, those that were read as a whole from memory.
pub(super) struct Files {
    folder: ReadOnly,
}

impl Files {
    pub(super) fn open(generation: &Path, held: Held) -> Result<Files, String> {
        let folder = ReadOnly::open(generation, held).map_err(|error| error.to_string())?;
        Ok(Files { folder })
    }

    /// The content of the file `name` in the folder `part` of the generation.
    pub(super) fn read(&self, part: &str, name: &str) -> Result<OwnedBytes, String> {
        let path = Path::new(part).join(name);
        let slice = self.folder.open_read(&path).map_err(|error| error.to_string())?;
        slice.read_bytes().map_err(|error| format!("{} cannot be read: {error}", path.display()))
    }

    /// Has the system begin to read files of the folder `part`, of which a question reads a part here
    /// and a part there and in all so much that it is quicker to have them as a whole.
    pub(super) fn expect(&self, part: &str, names: &[&str]) {
        for name in names {
            self.ahead(part, name).bring_whole(MOST_EXPECTED);
        }
    }

    /// What announces that the file `name` in the folder `part` is going to be read.
    fn ahead(&self, part: &str, name: &str) -> Ahead {
        self.folder.ahead(&Path::new(part).join(name))
    }
}

impl Part {
    /// Opens one of the parts in the folder `generation`.
    pub(super) fn open(
        generation: &Path,
        files: &Files,
        sizes: &PartSizes,
        first_row: usize,
    ) -> Result<Part, Unopened> {
        let read = |name: &str| files.read(&sizes.folder, name);
        let [records, offsets] = Forward::<OwnedBytes>::FILES;
        let forward = Forward::new([read(records)?, read(offsets)?]);
        let ids = Ids::new(read(Ids::<OwnedBytes>::FILE)?);
        let [all, question] = bounds::FILES;
        let bounds =
            [Bounds::new(read(all)?, sizes.passages), Bounds::new(read(question)?, sizes.passages)];
        let folder: PathBuf = generation.join(&sizes.folder);
        let folder = files.folder.below(&sizes.folder, &folder).map_err(|e| e.to_string())?;
        let tantivy = TantivyIndex::open(folder).map_err(|error| error.to_string())?;
        let (schema, _) = Fields::schema();
        if tantivy.schema() != schema {
            return Err(Unopened::Outdated);
        }
        let reader: IndexReader = tantivy
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .try_into()
            .map_err(|error: tantivy::TantivyError| error.to_string())?;
        let searcher = reader.searcher();
        let [rows, _] = Similarity::<OwnedBytes>::FILES;
        let ahead = [offsets, records, rows].map(|name| files.ahead(&sizes.folder, name));
        let sizes = sizes.clone();
        Ok(Part { searcher, _reader: reader, forward, bounds, ids, sizes, first_row, ahead })
    }

    /// Has what is known of its passages `locals` brought in, where it is not in memory.
    pub(super) fn expect(&self, locals: impl Iterator<Item = u32> + Clone) {
        let [offsets, records, _] = &self.ahead;
        offsets.bring(locals.clone().map(forward::place_of));
        records.bring(locals.filter_map(|local| self.forward.range(local)));
    }

    /// The same of their vectors.
    pub(super) fn expect_vectors(&self, locals: impl Iterator<Item = u32> + Clone) {
        let [_, _, vectors] = &self.ahead;
        vectors.bring(locals.flat_map(|local| {
            let Rows { own, phrasings } = self.forward.rows(local);
            [own..own + 1, phrasings].map(similarity::bytes_of)
        }));
    }

    /// There is one segment, or none for a part without passages.
    pub(super) fn segment(&self) -> Option<&SegmentReader> {
        self.searcher.segment_readers().first()
    }

    /// Its passages that have one of `rows` for a vector of theirs, by their numbers here; one that has
    /// several may be there as many times.
    ///
    /// # Cost
    ///
    /// For each row a binary search over the passages.
    pub(super) fn with_rows(&self, rows: &[usize]) -> Vec<u32> {
        let mut found = Vec::new();
        for row in rows {
            // The last passage whose own row is not behind this one. Each has a row before those that
            // were written for it, so that it is its own or the first one's that has it.
            let (mut from, mut to) = (0, self.sizes.passages);
            while from < to {
                let middle = from + (to - from) / 2;
                if self.rows(middle).own <= *row { from = middle + 1 } else { to = middle }
            }
            let Some(first) = from.checked_sub(1) else { continue };
            if self.rows(first).own == *row {
                found.push(first);
                continue;
            }
            let shared = |local: &u32| self.rows(*local).phrasings.contains(row);
            found.extend((first..self.sizes.passages).take_while(shared));
        }
        found
    }

    /// Where the vectors of its passage `local` are, among those of all parts.
    pub(super) fn rows(&self, local: u32) -> Rows {
        self.forward.rows(local).after(self.first_row)
    }
}
