//! Whether an index is whole, file by file: every checksum there is, whatever size and time say.

use std::{fs, path::Path};

use super::{
    generation::{self, Beside, CURRENT, MANIFEST},
    manifest::Manifest,
};
use crate::error::{Error, Result};

/// What was found in the folder of an index.
#[derive(Debug, Clone, PartialEq)]
pub struct Verified {
    /// Each file of the generation that counts, CURRENT first; then what lies beside it.
    pub findings: Vec<Finding>,
}

/// What was found of one file or folder.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// Where it lies below the folder of the index.
    pub path: String,
    /// Its size in bytes as it should be; of what should not be there, 0.
    pub bytes: u64,
    /// How it is.
    pub state: State,
}

/// How a file of an index is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// As it was written.
    Whole,
    /// Not as it was written, with the reason. The index must be made anew.
    Damaged(String),
    /// No part of the index, with what it is. It does no harm.
    Stray(String),
}

impl Verified {
    /// Whether every file is as it was written.
    pub fn is_whole(&self) -> bool {
        self.damaged().next().is_none()
    }

    /// What is not as it was written.
    pub fn damaged(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|one| matches!(one.state, State::Damaged(_)))
    }
}

/// Compares every file of the index in the folder `dir` with its checksum, and lists what lies
/// beside them.
///
/// # Errors
///
/// [`Error::IndexMissing`], [`Error::IndexOutdated`] and [`Error::IndexNewer`], of which the
/// checksums are not known; [`Error::Read`].
///
/// # Cost
///
/// One read of the whole index.
pub fn verify(dir: &Path) -> Result<Verified> {
    // As in `Index::open`: a rebuild may remove what is being looked at.
    let mut tries = 3;
    loop {
        let before = generation::current(dir).ok();
        let verified = verify_once(dir)?;
        let superseded = generation::current(dir).ok() != before;
        tries -= 1;
        if verified.is_whole() || !superseded || tries == 0 {
            return Ok(verified);
        }
    }
}

fn verify_once(dir: &Path) -> Result<Verified> {
    let mut findings = Vec::new();
    let mut found = |path: String, bytes, state| findings.push(Finding { path, bytes, state });
    let mut current = None;
    match generation::current(dir) {
        Ok(named) => {
            found(CURRENT.to_owned(), 0, State::Whole);
            current = Some(named);
        }
        Err(Error::IndexDamaged { reason, .. }) => {
            found(CURRENT.to_owned(), 0, State::Damaged(reason));
        }
        Err(Error::IndexMissing { path }) => {
            // A folder with generations is an index that lost its CURRENT.
            if generation::newest(dir).is_none() {
                return Err(Error::IndexMissing { path });
            }
            found(CURRENT.to_owned(), 0, State::Damaged("CURRENT is missing".to_owned()));
        }
        Err(error) => return Err(error),
    }
    let mut known = vec![MANIFEST.to_owned()];
    let generation = current.as_ref().map(|current| current.folder.clone());
    let name = generation.as_ref().and_then(|folder| folder.file_name());
    let name = name.map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    if let Some(current) = &current {
        let path = format!("{name}/{MANIFEST}");
        match Manifest::read(dir, current) {
            Ok(manifest) => {
                found(path, 0, State::Whole);
                for file in &manifest.files {
                    let state = match file.verify(&current.folder) {
                        Ok(()) => State::Whole,
                        Err(reason) => State::Damaged(reason),
                    };
                    found(format!("{name}/{}", file.name), file.bytes, state);
                }
                known.extend(manifest.files.into_iter().map(|file| file.name));
            }
            Err(Error::IndexDamaged { reason, .. }) => {
                found(path, 0, State::Damaged(reason));
                // Without its list nothing else can be judged.
                known.clear();
            }
            Err(error) => return Err(error),
        }
    }
    for path in entries(dir)? {
        let what = match generation::beside(&path) {
            _ if Some(&path) == generation.as_ref() => continue,
            None | Some(Beside::Bystander) => continue,
            Some(Beside::Generation) => "another generation, for who has just opened it",
            Some(Beside::Unfinished) => "being made, or left by a process that died",
            Some(Beside::Foreign) => "nothing of an index",
        };
        found(relative(dir, &path), 0, State::Stray(what.to_owned()));
    }
    if let Some(folder) = generation.filter(|_| !known.is_empty()) {
        for path in files(&folder).unwrap_or_default() {
            let file = relative(&folder, &path);
            if !known.contains(&file) {
                let what = "not one of its files".to_owned();
                found(format!("{name}/{file}"), 0, State::Stray(what));
            }
        }
    }
    Ok(Verified { findings })
}

/// What lies in `dir`, by name.
fn entries(dir: &Path) -> Result<Vec<std::path::PathBuf>> {
    let entries =
        fs::read_dir(dir).map_err(|source| Error::Read { path: dir.to_owned(), source })?;
    let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    Ok(paths)
}

/// The files in `dir` and the folders below it, by name.
fn files(dir: &Path) -> Result<Vec<std::path::PathBuf>> {
    let mut all = Vec::new();
    for path in entries(dir)? {
        match path.is_dir() && !path.is_symlink() {
            true => all.extend(files(&path)?),
            false => all.push(path),
        }
    }
    Ok(all)
}

fn relative(dir: &Path, path: &Path) -> String {
    path.strip_prefix(dir).unwrap_or(path).to_string_lossy().into_owned()
}
