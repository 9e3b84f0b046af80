//! The two files of a generation that hold what the corpus says of its own words; what stands in
//! them is [`crate::lexicon`]'s business.

use std::{fs, path::Path};

use crate::{
    error::{Error, Result},
    lexicon::{Expansions, Gathered, Words},
};

const WORDS: &str = "words.bin";
const EXPANSIONS: &str = "expansions.txt";

/// The names of the files, for the opener.
pub(super) const FILES: [&str; 2] = [WORDS, EXPANSIONS];

/// Both files, read in place.
pub(super) struct Lexicon<B> {
    pub(super) words: Words<B>,
    pub(super) expansions: Expansions<B>,
}

impl<B: AsRef<[u8]>> Lexicon<B> {
    /// Takes the files in the order of [`FILES`].
    pub(super) fn new([words, expansions]: [B; 2]) -> Lexicon<B> {
        Lexicon { words: Words::new(words), expansions: Expansions::new(expansions) }
    }
}

/// Writes the files into the folder `dir`.
pub(super) fn write(dir: &Path, gathered: &Gathered) -> Result<()> {
    let write = |name: &str, bytes: &[u8]| {
        let path = dir.join(name);
        fs::write(&path, bytes).map_err(|source| Error::Write { path, source })
    };
    write(WORDS, &gathered.words)?;
    write(EXPANSIONS, gathered.expansions.as_bytes())
}
