//! An index that is a change of another: what was there before is linked, not copied, and what came
//! lies beside it.
//!
//! ```text
//! gen-NAME/base/    the generation that was never changed, link by link
//! gen-NAME/patch/   a part with the passages of files that changed or came since
//! gen-NAME/         what is known of all of it: terms, words, means, the manifest
//! ```
//!
//! However often an index is changed there are two parts: the second is made anew from all files
//! that changed since the first was made. Whatever a reply depends on is the same as if all were
//! made anew: passages have the numbers that they would have ([`runs`](super::runs)), and all counts
//! are those of what counts now.

use std::{
    collections::{HashMap, HashSet},
    fs,
    path::Path,
};

use super::{
    Index,
    generation::MANIFEST,
    gone,
    manifest::{FileSum, Manifest},
    part::{BASE, PATCH, PartSizes},
    similarity, terms,
    terms::TermsWriter,
};
use crate::{
    analysis::Language,
    error::{Error, Result},
    lexicon::Gathering,
    passage::Passage,
};

/// The file with what was gathered of the corpus's words, to go on from.
pub(super) const GATHERED: &str = "gathered.bin";

/// What is changed.
pub(super) struct Change {
    base: Index,
    /// In how many of the passages taken back each term stood.
    gone: HashMap<String, u32>,
}

/// What is known of the passages before the change.
pub(super) struct Known {
    pub(super) gathering: Gathering,
    pub(super) terms: TermsWriter,
    /// The content of the file of means.
    pub(super) means: Vec<u8>,
}

impl Change {
    /// Starts from `base`; `None` where it lacks what a change takes, or that is damaged, or its
    /// documents give synonyms: of those it is not known which document gave which.
    pub(super) fn of(base: Index) -> Option<(Change, Known)> {
        if base.lexicon.synonyms.is_some() {
            return None;
        }
        let read = |name: &str| base.manifest.content(&base.generation, name);
        let gathering = Gathering::from_file(&read(GATHERED)?)?;
        let terms = TermsWriter::from_files(&read(terms::NUMBERS)?, &read(terms::COUNTS)?)?;
        let means = read(similarity::MEANS)?;
        let known = Known { gathering, terms, means };
        Some((Change { base, gone: HashMap::new() }, known))
    }

    /// What is changed.
    pub(super) fn base(&self) -> &Index {
        &self.base
    }

    /// What is changed says of itself.
    pub(super) fn manifest(&self) -> &Manifest {
        &self.base.manifest
    }

    /// A passage of what is changed, and its language.
    pub(super) fn passage(&self, number: u32) -> Result<(Passage, Language)> {
        let (passage, _, language) = self.base.stored(number)?;
        Ok((passage, language))
    }

    /// Counts a passage that is no more: its terms, joined by blanks.
    pub(super) fn leaves(&mut self, terms: &str) {
        let different: HashSet<&str> = terms.split(' ').filter(|term| !term.is_empty()).collect();
        for term in different {
            *self.gone.entry(term.to_owned()).or_default() += 1;
        }
    }

    /// The two parts, of which `patch` is the second.
    pub(super) fn parts(&self, patch: PartSizes) -> Vec<PartSizes> {
        let base = self.base.manifest.parts.iter().cloned();
        let base = base.map(|sizes| PartSizes { folder: BASE.to_owned(), ..sizes });
        base.chain([PartSizes { folder: PATCH.to_owned(), ..patch }]).collect()
    }

    /// Links what is changed into the generation in `dir`, and writes what is gone. Gives the sums of
    /// the linked files.
    ///
    /// # Errors
    ///
    /// [`Error::Write`].
    pub(super) fn link(&self, dir: &Path) -> Result<Vec<FileSum>> {
        let at = |path: &Path, source| Error::Write { path: path.to_owned(), source };
        gone::write(dir, &self.gone).map_err(|source| at(dir, source))?;
        let below = dir.join(BASE);
        fs::create_dir(&below).map_err(|source| at(&below, source))?;
        let link = |name: &str| {
            let (from, to) = (self.base.generation.join(name), below.join(name));
            // Not every file system has links.
            let is_linked = fs::hard_link(&from, &to).is_ok();
            let copied = if is_linked { Ok(0) } else { fs::copy(&from, &to) };
            copied.map(|_| is_linked).map_err(|source| at(&to, source))
        };
        let mut sums = Vec::new();
        for file in &self.base.manifest.files {
            let is_linked = link(&file.name)?;
            let mut sum = file.clone().under(BASE);
            if !is_linked {
                // Its content is looked at when its time is another.
                sum.touched(dir).map_err(|source| at(&below, source))?;
            }
            sums.push(sum);
        }
        link(MANIFEST)?;
        let manifest = FileSum::of(dir, format!("{BASE}/{MANIFEST}"));
        sums.push(manifest.map_err(|source| at(dir, source))?);
        Ok(sums)
    }
}
