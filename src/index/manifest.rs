//! What an index says of itself: its version, its corpus, its files.

use std::{
    fs::{self, File},
    io::{self, Read},
    path::{Path, PathBuf},
    time::UNIX_EPOCH,
};

use serde::{Deserialize, Serialize};

use super::{
    directory::{Keeping, ReadOnly},
    generation::{Current, MANIFEST},
};
use crate::{
    analysis::{self, Language},
    calibration::Calibration,
    corpus::{Built, Corpus, Stamp},
    error::{Error, Result},
};

/// Raised with every change to what lies in an index folder. The version of the text analysis
/// counts too: see [`Manifest::version`].
const FORMAT: u32 = 8;

/// The last format whose CURRENT had no checksum of the manifest.
const UNCHECKED: u32 = 7;

/// The file of the corpus's stamps. Apart, since it is as long as the corpus has files and only
/// the look for changes needs it.
const STAMPS: &str = "stamps.json";

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
    /// The languages of its passages, the commonest first.
    pub(super) languages: Vec<Language>,
    /// What it holds.
    pub(super) built: Built,
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
    fn of(dir: &Path, name: String) -> io::Result<FileSum> {
        let path = dir.join(&name);
        let (bytes, crc) = sum(&path)?;
        Ok(FileSum { name, bytes, modified: modified(&fs::metadata(&path)?), crc })
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

    /// Takes the content into `folder`, compared.
    fn take(&self, dir: &Path, folder: &mut ReadOnly, keeping: Keeping) -> Result<(), String> {
        let bytes = folder
            .take(dir, &self.name, self.bytes, keeping)
            .map_err(|error| self.unreadable(&error))?;
        if bytes.len() as u64 != self.bytes {
            return Err(format!("{} has {} bytes, not {}", self.name, bytes.len(), self.bytes));
        }
        let same = crc32fast::hash(&bytes) == self.crc;
        if same { Ok(()) } else { Err(format!("{} has changed", self.name)) }
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
}

impl Manifest {
    /// Writes the manifest of the finished generation in `dir`.
    pub(super) fn write(
        dir: &Path,
        origin: Origin,
        languages: Vec<Language>,
        built: Built,
    ) -> Result<()> {
        let Origin { corpus, root, built_in, stamps } = origin;
        write_json(&dir.join(STAMPS), &stamps)?;
        let mut files = Vec::new();
        for entry in fs::read_dir(dir).map_err(|source| read_error(dir, source))?.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.ends_with(".lock") {
                // tantivy's, left by its writer; nothing reads it.
                let _ = fs::remove_file(entry.path());
                continue;
            }
            // tantivy makes some of its files for the owner alone; who may read the folder may read
            // the index.
            #[cfg(unix)]
            let _ = fs::set_permissions(
                entry.path(),
                std::os::unix::fs::PermissionsExt::from_mode(0o644),
            );
            files.push(FileSum::of(dir, name).map_err(|source| read_error(dir, source))?);
        }
        files.sort_by(|a, b| a.name.cmp(&b.name));
        let version = (FORMAT, analysis::VERSION);
        let calibration = Calibration::default();
        let manifest =
            Manifest { version, corpus, root, built_in, languages, built, calibration, files };
        write_json(&dir.join(MANIFEST), &manifest)
    }

    /// Writes the calibration into the manifest of the unpublished generation in `dir`.
    pub(super) fn calibrate(mut self, dir: &Path, calibration: Calibration) -> Result<()> {
        self.calibration = calibration;
        write_json(&dir.join(MANIFEST), &self)
    }

    /// Reads the manifest of `current` and checks what can be checked at every open: its checksum,
    /// the version, the size of every file, and the content of those whose time is another than it
    /// was; of a small index the content of all, which is then what the folder that is returned
    /// reads, in the way of `keeping`. `index` is the folder that messages name.
    pub(super) fn open(
        index: &Path,
        current: &Current,
        keeping: Keeping,
    ) -> Result<(Manifest, ReadOnly)> {
        let manifest = Manifest::read(index, current)?;
        let small = manifest.bytes() <= SMALL_INDEX;
        let dir = &current.folder;
        let opened = if small { ReadOnly::open_whole(dir) } else { ReadOnly::open(dir) };
        let mut folder = opened.map_err(|error| damaged(index, error.to_string()))?;
        for file in &manifest.files {
            let checked = if small {
                file.take(dir, &mut folder, keeping)
            } else {
                file.look(dir).and_then(|looked| match looked {
                    Looked::Same => Ok(()),
                    Looked::OtherTime => file.compare(dir),
                })
            };
            checked.map_err(|reason| damaged(index, reason))?;
        }
        Ok((manifest, folder))
    }

    /// Reads the manifest of `current`, and checks that it is the one that was written and of this
    /// version.
    pub(super) fn read(index: &Path, current: &Current) -> Result<Manifest> {
        let bytes = Manifest::bytes_of(index, current)?;
        let nonsense = |error| damaged(index, format!("{MANIFEST} makes no sense: {error}"));
        let ours = (FORMAT, analysis::VERSION);
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
