//! What an index says of itself: its version, its corpus, its files.

use std::{
    fs::{self, File},
    io::{self, Read},
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use super::generation::MANIFEST;
use crate::{
    analysis::{self, Language},
    calibration::Calibration,
    corpus::{Built, Corpus, Stamp},
    error::{Error, Result},
};

/// Raised with every change to what lies in an index folder. The version of the text analysis
/// counts too: see [`Manifest::version`].
const FORMAT: u32 = 8;

/// The file of the corpus's stamps. Apart, since it is as long as the corpus has files and only
/// the look for changes needs it.
const STAMPS: &str = "stamps.json";

/// Indexes up to this size have all their checksums verified at every open, in bytes.
const SMALL_INDEX: u64 = 8 << 20;

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
    files: Vec<FileSum>,
}

/// A file of an index: what tells damage.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct FileSum {
    name: String,
    bytes: u64,
    /// CRC-32 (IEEE) of the whole file.
    crc: u32,
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
            let (bytes, crc) = sum(&entry.path()).map_err(|source| read_error(dir, source))?;
            files.push(FileSum { name, bytes, crc });
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

    /// Reads the manifest of the generation in `dir` and checks what can be checked at every open:
    /// the version, the size of every file, and of a small index every checksum. `index` is the
    /// folder that messages name.
    pub(super) fn open(index: &Path, dir: &Path) -> Result<Manifest> {
        let damaged = |reason: String| Error::IndexDamaged { path: index.to_owned(), reason };
        let text = fs::read_to_string(dir.join(MANIFEST))
            .map_err(|error| damaged(format!("its manifest cannot be read: {error}")))?;
        #[derive(Deserialize)]
        struct Version {
            version: (u32, u32),
        }
        let version: Version = serde_json::from_str(&text)
            .map_err(|error| damaged(format!("its manifest makes no sense: {error}")))?;
        let ours = (FORMAT, analysis::VERSION);
        if version.version != ours {
            let path = index.to_owned();
            return Err(if version.version < ours {
                Error::IndexOutdated { path }
            } else {
                Error::IndexNewer { path }
            });
        }
        let manifest: Manifest = serde_json::from_str(&text)
            .map_err(|error| damaged(format!("its manifest makes no sense: {error}")))?;
        manifest.check_sizes(dir).map_err(damaged)?;
        if manifest.bytes() <= SMALL_INDEX {
            manifest.check_sums(dir).map_err(damaged)?;
        }
        Ok(manifest)
    }

    /// The size of all files together.
    pub(super) fn bytes(&self) -> u64 {
        self.files.iter().map(|file| file.bytes).sum()
    }

    /// The corpus that the generation in `dir` says it was made from, be it damaged or of another
    /// version otherwise.
    pub(super) fn remembered(dir: &Path) -> Option<Corpus> {
        #[derive(Deserialize)]
        struct Remembered {
            corpus: Corpus,
        }
        let text = fs::read_to_string(dir.join(MANIFEST)).ok()?;
        Some(serde_json::from_str::<Remembered>(&text).ok()?.corpus)
    }

    fn check_sizes(&self, dir: &Path) -> Result<(), String> {
        for file in &self.files {
            let found = fs::metadata(dir.join(&file.name)).map(|found| found.len());
            match found {
                Ok(bytes) if bytes == file.bytes => {}
                Ok(bytes) => {
                    return Err(format!("{} has {bytes} bytes, not {}", file.name, file.bytes));
                }
                Err(error) => return Err(format!("{}: {error}", file.name)),
            }
        }
        Ok(())
    }

    fn check_sums(&self, dir: &Path) -> Result<(), String> {
        for file in &self.files {
            match sum(&dir.join(&file.name)) {
                Ok((_, crc)) if crc == file.crc => {}
                Ok(_) => return Err(format!("{} has changed", file.name)),
                Err(error) => return Err(format!("{}: {error}", file.name)),
            }
        }
        Ok(())
    }
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
