//! What all rules share: the passages as they are in the index, with the language of each file.

use std::collections::HashMap;

use super::Stop;
use crate::{
    analysis::{Analyzer, Language},
    engine::Engine,
    error::Result,
    passage::{Kind, Passage},
};

/// So much of a file tells its language, in bytes.
const SAMPLE_BYTES: usize = 16_384;

/// The passages of an index.
pub(super) struct Entries {
    /// By their numbers.
    pub(super) passages: Vec<Passage>,
    /// Which analyzer each takes.
    analyzer: Vec<usize>,
    analyzers: Vec<Analyzer>,
}

impl Entries {
    pub(super) fn read(engine: &Engine, stop: Stop<'_>) -> Result<Entries> {
        let read = |passage: Result<Passage>| stop.heed().and(passage);
        let passages: Vec<Passage> = engine.passages().map(read).collect::<Result<_>>()?;
        let mut samples: HashMap<&str, String> = HashMap::new();
        for passage in &passages {
            let sample = samples.entry(&passage.path).or_default();
            if sample.len() < SAMPLE_BYTES {
                for text in [passage.title.as_str(), passage.plain()] {
                    sample.push_str(text);
                    sample.push('\n');
                }
            }
        }
        let languages: HashMap<&str, Language> =
            samples.iter().map(|(path, sample)| (*path, Language::detect(sample))).collect();
        let mut known: Vec<Language> = languages.values().copied().collect();
        known.sort_unstable();
        known.dedup();
        let analyzer = passages
            .iter()
            .map(|one| known.binary_search(&languages[one.path.as_str()]).unwrap_or_default())
            .collect();
        let analyzers = known.into_iter().map(Analyzer::new).collect();
        Ok(Entries { passages, analyzer, analyzers })
    }

    /// What cuts the text of passage `at`.
    pub(super) fn analyzer(&self, at: usize) -> &Analyzer {
        &self.analyzers[self.analyzer[at]]
    }

    /// Which language passage `at` is taken for: equal ones have one analyzer.
    pub(super) fn language(&self, at: usize) -> usize {
        self.analyzer[at]
    }

    /// The entries: number and passage, in the order of the index.
    pub(super) fn entries(&self) -> impl Iterator<Item = (usize, &Passage)> {
        self.passages.iter().enumerate().filter(|(_, one)| one.kind == Kind::Qa)
    }
}

/// `text` as its words in lower case, with nothing but blanks between them: two texts with the
/// same say the same.
pub(super) fn normal(text: &str) -> String {
    let mut normal = String::with_capacity(text.len());
    crate::analysis::words(text, false, &mut |_, word| {
        if !normal.is_empty() {
            normal.push(' ');
        }
        normal.push_str(word);
    });
    normal
}

#[cfg(test)]
mod tests {
    use super::normal;

    #[test]
    fn case_marks_and_blanks_do_not_count() {
        assert_eq!(normal("How  do I *pay*?"), normal("how do i pay"));
        assert_ne!(normal("How do I pay?"), normal("How do we pay?"));
        assert_eq!(normal("???"), "");
    }
}
