//! What an index says of itself: its version, its corpus, its files.

use std::{
    fs::{self, File},
    io::{self, Read},
    path::{Path, PathBuf},
    time::UNIX_EPOCH,
};

use serde::{Deserialize, Serialize};
use tantivy::directory::OwnedBytes;

use super::{
    Totals,
    change::GATHERED,
    directory::{Held, Keeping, Whole},
    generation::{Current, MANIFEST},
    lexicon,
    part::{BASE, PATCH, PartSizes},
    runs::Run,
    similarity, terms,
};
use crate::{
    analysis::{self, Language},
    calibration::Calibration,
    corpus::{Built, Corpus, Stamp, Taken},
    error::{Error, Result},
};

/// Raised with every change to what lies in an index folder; with new weights, since an index keeps a
/// calibration that was made for them; and with what is read out of documents otherwise than before, which an
/// index would keep until they change. The version of the text analysis counts too: see
/// [`Manifest::version`].
const FORMAT: u32 = 19;

/// The last format whose CURRENT had no checksum of the manifest.
const UNCHECKED: u32 = 7;

/// The file of the corpus's stamps. Apart, since it is as long as the corpus has files and only
/// the look for changes needs it.
const STAMPS: &str = "stamps.json";

/// The file with what became of the corpus's files, which only a change of the index needs.
const TAKEN: &str = "taken.json";

/// Files that only a change of the index reads: they are compared with their checksums then. Whenever
/// it is opened only their size is looked at, of which a question is not to pay more.
const FOR_CHANGES: [&str; 3] = [TAKEN, GATHERED, terms::COUNTS];

/// Files that say something of a whole index: of what an index was before it was changed they too
/// are read only for a change, and only their size is looked at before.
const OF_ALL: [&str; 9] = [
    MANIFEST,
    STAMPS,
    terms::NUMBERS,
    terms::MASSES,
    terms::VECTORS,
    similarity::MEANS,
    lexicon::FILES[0],
    lexicon::FILES[1],
    lexicon::FILES[2],
];

/// Files of which one at least lies in every generation, however damaged.
pub(super) const MARKS: [&str; 4] = [MANIFEST, STAMPS, "meta.json", "forward.bin"];

/// Indexes up to this size have all their checksums verified at every open, in bytes.
pub(super) const SMALL_INDEX: u64 = 8 << 20;

/// What an index says of itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Manifest {
    /// The format, then the text analysis: an index of any other pair is made anew.
    version: (u32, u32),
    /// The documents it was made from.
    pub(super) corpus: Corpus,
    /// The folder that the paths of passages are relative to.
    pub(super) root: Option<PathBuf>,
    /// A digest of the built-in documents that it was made from; empty for others.
    pub(super) built_in: String,
    /// The languages of its passages and how many each has, the commonest first.
    pub(super) languages: Vec<(Language, usize)>,
    /// What it holds.
    pub(super) built: Built,
    /// How many terms all its passages have, and how many their phrasings.
    pub(super) terms: [u64; 2],
    /// What it is put together from.
    pub(super) parts: Vec<PartSizes>,
    /// The order of the passages of its parts.
    pub(super) runs: Vec<Run>,
    /// What the log-odds of a reply are worth on it.
    pub(super) calibration: Calibration,
    /// Its files, by name.
    pub(super) files: Vec<FileSum>,
}

/// A file of an index: what tells damage.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct FileSum {
    pub(super) name: String,
    pub(super) bytes: u64,
    /// When it was last changed: nanoseconds since 1970, 0 where the system does not say.
    modified: u64,
    /// CRC-32 (IEEE) of the whole file.
    crc: u32,
}

impl FileSum {
    /// The file `name` in `dir` as it is.
    pub(super) fn of(dir: &Path, name: String) -> io::Result<FileSum> {
        let path = dir.join(&name);
        let (bytes, crc) = sum(&path)?;
        Ok(FileSum { name, bytes, modified: modified(&fs::metadata(&path)?), crc })
    }

    /// The same file under the folder `part` of another generation.
    pub(super) fn under(self, part: &str) -> FileSum {
        FileSum { name: format!("{part}/{}", self.name), ..self }
    }

    /// Takes the time at which the file in `dir` was last changed for the right one.
    pub(super) fn touched(&mut self, dir: &Path) -> io::Result<()> {
        self.modified = modified(&fs::metadata(dir.join(&self.name))?);
        Ok(())
    }

    /// Whether it lies in the folder `part`.
    fn is_in(&self, part: &str) -> bool {
        self.name.rsplit_once('/').map_or("", |(folder, _)| folder) == part
    }

    /// Whether answering questions takes it.
    fn is_for_questions(&self) -> bool {
        let (folder, name) = self.name.rsplit_once('/').unwrap_or(("", &self.name));
        !FOR_CHANGES.contains(&name) && (folder != BASE || !OF_ALL.contains(&name))
    }

    /// Compares size and time; the time tells whether the content must be looked at.
    fn look(&self, dir: &Path) -> Result<Looked, String> {
        let found = fs::metadata(dir.join(&self.name)).map_err(|error| self.unreadable(&error))?;
        if found.len() != self.bytes {
            return Err(format!("{} has {} bytes, not {}", self.name, found.len(), self.bytes));
        }
        let same = modified(&found) == self.modified;
        Ok(if same { Looked::Same } else { Looked::OtherTime })
    }

    /// Compares the content.
    fn compare(&self, dir: &Path) -> Result<(), String> {
        match sum(&dir.join(&self.name)) {
            Ok((_, crc)) if crc == self.crc => Ok(()),
            Ok(_) => Err(format!("{} has changed", self.name)),
            Err(error) => Err(self.unreadable(&error)),
        }
    }

    /// The content, compared.
    fn hold(&self, folder: &Whole) -> Result<OwnedBytes, String> {
        let bytes = folder.read(&self.name, self.bytes).map_err(|error| self.unreadable(&error))?;
        if bytes.len() as u64 != self.bytes {
            return Err(format!("{} has {} bytes, not {}", self.name, bytes.len(), self.bytes));
        }
        let same = crc32fast::hash(&bytes) == self.crc;
        if same { Ok(bytes) } else { Err(format!("{} has changed", self.name)) }
    }

    /// Compares size and content.
    pub(super) fn verify(&self, dir: &Path) -> Result<(), String> {
        self.look(dir)?;
        self.compare(dir)
    }

    fn unreadable(&self, error: &io::Error) -> String {
        match error.kind() {
            io::ErrorKind::NotFound => format!("{} is missing", self.name),
            _ => format!("{} cannot be read: {error}", self.name),
        }
    }
}

/// What size and time say of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Looked {
    Same,
    OtherTime,
}

/// When a file was last changed, as [`FileSum`] keeps it.
fn modified(found: &fs::Metadata) -> u64 {
    let since = found.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    since.and_then(|since| u64::try_from(since.as_nanos()).ok()).unwrap_or(0)
}

/// What an index holds, in numbers.
pub(super) struct Holding {
    pub(super) languages: Vec<(Language, usize)>,
    pub(super) built: Built,
    pub(super) terms: [u64; 2],
    pub(super) parts: Vec<PartSizes>,
    pub(super) runs: Vec<Run>,
}

/// The sums of the files in the folder `part` of a generation, each of which is for whoever may read
/// the folder.
fn files_in(dir: &Path, part: &str) -> Result<Vec<FileSum>> {
    let folder = dir.join(part);
    let mut files = Vec::new();
    for entry in fs::read_dir(&folder).map_err(|source| read_error(&folder, source))?.flatten() {
        let path = entry.path();
        if path.is_dir() {
            continue;
        }
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.ends_with(".lock") {
            // tantivy's, left by its writer; nothing reads it.
            let _ = fs::remove_file(path);
            continue;
        }
        // tantivy makes some of its files for the owner alone.
        #[cfg(unix)]
        let _ = fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o644));
        let name = if part.is_empty() { name } else { format!("{part}/{name}") };
        files.push(FileSum::of(dir, name).map_err(|source| read_error(dir, source))?);
    }
    Ok(files)
}

/// What the builder of an index knows of its corpus.
#[derive(Debug, Clone, PartialEq)]
pub struct Origin {
    /// The documents.
    pub corpus: Corpus,
    /// The folder that the paths of passages are relative to.
    pub root: Option<PathBuf>,
    /// A digest of the built-in documents; empty for others.
    pub built_in: String,
    /// The files as they were when they were read.
    pub stamps: Vec<Stamp>,
    /// What became of them; `None` where that is not to be kept.
    pub taken: Option<Taken>,
}

impl Manifest {
    /// Writes the manifest of the finished generation in `dir`.
    pub(super) fn write(
        dir: &Path,
        origin: Origin,
        held: Holding,
        linked: Vec<FileSum>,
    ) -> Result<()> {
        let Origin { corpus, root, built_in, stamps, taken } = origin;
        write_json(&dir.join(STAMPS), &stamps)?;
        if let Some(taken) = taken {
            write_json(&dir.join(TAKEN), &taken)?;
        }
        let Holding { languages, built, terms, parts, runs } = held;
        let mut files = linked;
        for part in parts.iter().map(|part| part.folder.as_str()).chain([""]) {
            if part != BASE && !files.iter().any(|file| file.is_in(part)) {
                files.extend(files_in(dir, part)?);
            }
        }
        files.sort_by(|a, b| a.name.cmp(&b.name));
        let manifest = Manifest {
            version: (FORMAT, analysis::VERSION),
            corpus,
            root,
            built_in,
            languages,
            built,
            terms,
            parts,
            runs,
            calibration: Calibration::default(),
            files,
        };
        write_json(&dir.join(MANIFEST), &manifest)
    }

    /// Whether it is a part that was there before and one with what changed.
    pub(super) fn is_patched(&self) -> bool {
        self.parts.iter().any(|part| part.folder == PATCH)
    }

    /// Sizes that scores need.
    pub(super) fn totals(&self) -> Totals {
        let passages = self.built.passages as u64;
        let [mean_terms, mean_question_terms] =
            self.terms.map(|terms| (terms as f32 / passages.max(1) as f32).max(1.0));
        Totals { passages, mean_terms, mean_question_terms }
    }

    /// Writes the calibration into the manifest of the unpublished generation in `dir`.
    pub(super) fn calibrate(mut self, dir: &Path, calibration: Calibration) -> Result<()> {
        self.calibration = calibration;
        write_json(&dir.join(MANIFEST), &self)
    }

    /// Reads the manifest of `current` and checks what can be checked at every open: its checksum,
    /// the version, the size of every file, and of those that answering takes the content where their
    /// time is another than it was; of a small index their content always, which then is held in the
    /// way of `keeping`.
    /// `index` is the folder that messages name.
    pub(super) fn open(
        index: &Path,
        current: &Current,
        keeping: Keeping,
    ) -> Result<(Manifest, Held)> {
        let manifest = Manifest::read(index, current)?;
        let dir = &current.folder;
        let whole = match manifest.bytes() <= SMALL_INDEX {
            true => Some(Whole::open(dir, keeping).map_err(|e| damaged(index, e.to_string()))?),
            false => None,
        };
        let mut held = Held::new();
        for file in &manifest.files {
            let checked = if !file.is_for_questions() {
                file.look(dir).map(drop)
            } else if let Some(whole) = &whole {
                file.hold(whole).map(|bytes| drop(held.insert(PathBuf::from(&file.name), bytes)))
            } else {
                file.look(dir).and_then(|looked| match looked {
                    Looked::Same => Ok(()),
                    Looked::OtherTime => file.compare(dir),
                })
            };
            checked.map_err(|reason| damaged(index, reason))?;
        }
        Ok((manifest, held))
    }

    /// Reads the manifest of `current`, and checks that it is the one that was written and of this
    /// version.
    pub(super) fn read(index: &Path, current: &Current) -> Result<Manifest> {
        let bytes = Manifest::bytes_of(index, current)?;
        let nonsense = |error| damaged(index, format!("{MANIFEST} makes no sense: {error}"));
        let manifest = serde_json::from_slice::<Manifest>(&bytes);
        // What another version has to say beside it need make no sense to this one.
        #[derive(Deserialize)]
        struct Version {
            version: (u32, u32),
        }
        let version = match &manifest {
            Ok(manifest) => manifest.version,
            Err(_) => serde_json::from_slice::<Version>(&bytes).map_err(nonsense)?.version,
        };
        let ours = (FORMAT, analysis::VERSION);
        if current.manifest.is_none() && UNCHECKED < version.0 {
            return Err(damaged(index, "CURRENT is cut short".to_owned()));
        }
        if version != ours {
            let path = index.to_owned();
            return Err(if version < ours {
                Error::IndexOutdated { path }
            } else {
                Error::IndexNewer { path }
            });
        }
        manifest.map_err(nonsense)
    }

    /// The bytes of the manifest of `current`, if they are those that were written.
    fn bytes_of(index: &Path, current: &Current) -> Result<Vec<u8>> {
        let bytes = match fs::read(current.folder.join(MANIFEST)) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(damaged(index, format!("{MANIFEST} is missing")));
            }
            Err(error) => {
                return Err(damaged(index, format!("{MANIFEST} cannot be read: {error}")));
            }
        };
        if current.manifest.is_some_and(|crc| crc != crc32fast::hash(&bytes)) {
            return Err(damaged(index, format!("{MANIFEST} is not the one that CURRENT names")));
        }
        Ok(bytes)
    }

    /// The content of the file `name` of the generation in `dir`; `None` where there is none, or it is
    /// not as it was written.
    pub(super) fn content(&self, dir: &Path, name: &str) -> Option<OwnedBytes> {
        let whole = Whole::open(dir, Keeping::Held).ok()?;
        self.files.iter().find(|file| file.name == name)?.hold(&whole).ok()
    }

    /// The generation that this one in `folder` is a change of; itself where it is none.
    pub(super) fn base(&self, folder: &Path) -> Result<Current> {
        if !self.is_patched() {
            return Current::unpublished(folder);
        }
        let name = format!("{BASE}/{MANIFEST}");
        let manifest = self.files.iter().find(|file| file.name == name).map(|file| file.crc);
        // Where it is missing, whatever lies there is not the one.
        Ok(Current { folder: folder.join(BASE), manifest: Some(manifest.unwrap_or(0)) })
    }

    /// What became of the corpus's files when they were read, if that is known.
    pub(super) fn taken(&self, dir: &Path) -> Option<Taken> {
        serde_json::from_slice(&self.content(dir, TAKEN)?).ok()
    }

    /// The size of all files together.
    pub(super) fn bytes(&self) -> u64 {
        self.files.iter().map(|file| file.bytes).sum()
    }

    /// The corpus that `current` says it was made from, be its other files damaged or its version
    /// another. A manifest that is not the one that was written is not believed: a path with a
    /// flipped bit is another path.
    pub(super) fn remembered(index: &Path, current: &Current) -> Option<Corpus> {
        #[derive(Deserialize)]
        struct Remembered {
            corpus: Corpus,
        }
        let bytes = Manifest::bytes_of(index, current).ok()?;
        Some(serde_json::from_slice::<Remembered>(&bytes).ok()?.corpus)
    }
}

fn damaged(index: &Path, reason: String) -> Error {
    Error::IndexDamaged { path: index.to_owned(), reason }
}

/// The stamps of the corpus's files when the generation in `dir` was built.
pub(super) fn stamps(dir: &Path) -> Option<Vec<Stamp>> {
    serde_json::from_slice(&fs::read(dir.join(STAMPS)).ok()?).ok()
}

fn write_json(path: &Path, value: &impl Serialize) -> Result<()> {
    let write = || -> io::Result<()> { fs::write(path, serde_json::to_vec(value)?) };
    write().map_err(|source| Error::Write { path: path.to_owned(), source })
}

fn read_error(path: &Path, source: io::Error) -> Error {
    Error::Read { path: path.to_owned(), source }
}

/// The length and the CRC-32 of a file.
fn sum(path: &Path) -> io::Result<(u64, u32)> {
    let mut file = File::open(path)?;
    let mut hasher = crc32fast::Hasher::new();
    let mut buffer = vec![0; 64 << 10];
    let mut bytes = 0;
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok((bytes, hasher.finalize())),
            read => {
                hasher.update(&buffer[..read]);
                bytes += read as u64;
            }
        }
    }
}
