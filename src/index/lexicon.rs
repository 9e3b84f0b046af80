//! The files of a generation that hold what the corpus says of its own words. What stands in two of
//! them is [`crate::lexicon`]'s business; the third is a list of synonyms.

use std::{fs, path::Path};

use crate::{
    error::{Error, Result},
    lexicon::{Expansions, Gathered, Words},
    query::Synonyms,
};

const WORDS: &str = "words.bin";
const EXPANSIONS: &str = "expansions.txt";
const SYNONYMS: &str = "synonyms.txt";

/// The names of the files, for the opener.
pub(super) const FILES: [&str; 3] = [WORDS, EXPANSIONS, SYNONYMS];

/// All of them, read in place but for the synonyms.
pub(super) struct Lexicon<B> {
    pub(super) words: Words<B>,
    pub(super) expansions: Expansions<B>,
    /// `None` where the documents give none.
    pub(super) synonyms: Option<Synonyms>,
}

impl<B: AsRef<[u8]>> Lexicon<B> {
    /// Takes the files in the order of [`FILES`].
    pub(super) fn new([words, expansions, synonyms]: [B; 3]) -> Lexicon<B> {
        let list = String::from_utf8_lossy(synonyms.as_ref());
        let synonyms = (!list.is_empty()).then(|| Synonyms::new(list.into_owned()).0);
        Lexicon { words: Words::new(words), expansions: Expansions::new(expansions), synonyms }
    }
}

/// Writes the files into the folder `dir`.
pub(super) fn write(dir: &Path, gathered: &Gathered, synonyms: &str) -> Result<()> {
    let write = |name: &str, bytes: &[u8]| {
        let path = dir.join(name);
        fs::write(&path, bytes).map_err(|source| Error::Write { path, source })
    };
    write(WORDS, &gathered.words)?;
    write(EXPANSIONS, gathered.expansions.as_bytes())?;
    write(SYNONYMS, synonyms.as_bytes())
}
