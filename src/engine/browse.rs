//! What stands around a passage, what is like it, and what a corpus can be asked.

use std::ops::Range;

use super::Engine;
use crate::{
    answer::Found,
    error::Result,
    lexicon::Questions,
    passage::{Kind, Passage},
    query::{Vocabulary, unknown_in},
};

/// How far, in passages, what stands beside one is looked for: items lie between sections.
const NEARBY: u32 = 200;

/// Passages whose cosine with another is at least so large are similar: below, they share no more
/// than a word.
const SIMILAR: f32 = 0.4;

/// Longer texts, in bytes, are not looked at for unknown words while they are typed.
const MAX_TYPED: usize = 2_000;

/// A passage in its document.
#[derive(Debug, Clone, PartialEq)]
pub struct Around {
    /// What stands directly above it.
    pub above: Option<Found>,
    /// The passage or, of an item, the section that it stands in.
    pub section: Found,
    /// What stands directly below it.
    pub below: Option<Found>,
}

impl Engine {
    /// Passage `number` as a part of no reply: without marks and score.
    ///
    /// # Errors
    ///
    /// Where the index cannot be read or holds no such one.
    pub fn by_number(&self, number: u32) -> Result<Found> {
        let passage = self.index.passage(number)?;
        Ok(Found { passage, highlight: Vec::new(), score: 0.0, number })
    }

    /// What stands around passage `number` in its document.
    ///
    /// # Errors
    ///
    /// Where the index cannot be read or holds no such one.
    pub fn around(&self, number: u32) -> Result<Around> {
        let mut section = self.by_number(number)?;
        if section.passage.kind == Kind::Item
            && let Some(whole) = self.whole_of(&section)?
        {
            section = whole;
        }
        Ok(Around {
            above: self.beside(&section, false, 1)?.pop(),
            below: self.beside(&section, true, 1)?.pop(),
            section,
        })
    }

    /// At most `count` passages of the same document that stand directly above (`below` is false)
    /// or below `found`, the nearest first, none in another. An item is among them only where it is no
    /// part of a section and neither is `found`: the rows of a long table.
    ///
    /// # Errors
    ///
    /// Where the index cannot be read.
    pub fn beside(&self, found: &Found, below: bool, count: usize) -> Result<Vec<Found>> {
        let is_lone = self.is_lone(found)?;
        let mut beside: Vec<Found> = Vec::new();
        for number in self.nearby(found.number, below) {
            if beside.len() == count {
                break;
            }
            let other = self.by_number(number)?;
            if other.passage.path != found.passage.path {
                break;
            }
            let apart = |one: &Found| !share_lines(&one.passage, &other.passage);
            if apart(found)
                && beside.iter().all(apart)
                && (other.passage.kind != Kind::Item || (is_lone && self.is_lone(&other)?))
            {
                beside.push(other);
            }
        }
        Ok(beside)
    }

    /// At most `count` passages that are most like passage `number` in their words' meaning, the
    /// likest first; none that shares lines with it or with a liker one.
    ///
    /// # Errors
    ///
    /// Where the index cannot be read or holds no such one.
    pub fn similar(&self, number: u32, count: usize) -> Result<Vec<Found>> {
        let mut similar = vec![self.by_number(number)?];
        // Items and parts of the same section are most like it, and are passed over.
        for (other, likeness) in self.index.similar(number, 8 * (count + 4)) {
            if count < similar.len() {
                break;
            }
            if likeness.plain < SIMILAR {
                continue;
            }
            let other = self.by_number(other)?;
            if similar.iter().all(|one| !share_lines(&one.passage, &other.passage)) {
                similar.push(other);
            }
        }
        similar.remove(0);
        Ok(similar)
    }

    /// The questions of the first `limit` passages, and the titles of sections.
    ///
    /// # Errors
    ///
    /// Where the index cannot be read.
    ///
    /// # Cost
    ///
    /// One read of each passage: about a second for 100,000.
    pub fn questions(&self, limit: usize) -> Result<Questions> {
        let mut texts = Vec::new();
        for passage in self.passages().take(limit) {
            let passage = passage?;
            if passage.kind == Kind::Section && passage.questions.is_empty() {
                texts.push(passage.title);
            }
            texts.extend(passage.questions);
        }
        Ok(Questions::new(texts))
    }

    /// Where in a line that is being typed the words stand that the documents do not have.
    pub fn unknown_in(&self, line: &str) -> Vec<Range<usize>> {
        if MAX_TYPED < line.len() { Vec::new() } else { unknown_in(line, &*self.index) }
    }

    /// The codes (ISO 639-1) of the languages of the passages, the commonest first.
    pub fn languages(&self) -> Vec<&'static str> {
        self.index.analyzers().iter().map(|one| one.language().code()).collect()
    }

    /// The size of the index on the disk, in bytes.
    pub fn index_bytes(&self) -> u64 {
        self.index.bytes()
    }

    /// The numbers after or before `number`, the nearest first.
    fn nearby(&self, number: u32, below: bool) -> Box<dyn Iterator<Item = u32>> {
        let passages = u32::try_from(self.built().passages).unwrap_or(u32::MAX);
        if below {
            Box::new(number.saturating_add(1)..passages.min(number.saturating_add(NEARBY)))
        } else {
            Box::new((number.saturating_sub(NEARBY)..number).rev())
        }
    }

    /// Whether `found` is an item that stands in no section.
    fn is_lone(&self, found: &Found) -> Result<bool> {
        Ok(found.passage.kind == Kind::Item && self.whole_of(found)?.is_none())
    }

    /// The section that the item `found` stands in.
    fn whole_of(&self, found: &Found) -> Result<Option<Found>> {
        // Items come after their section, but nothing depends on it.
        for number in self.nearby(found.number, false).chain(self.nearby(found.number, true)) {
            let other = self.by_number(number)?;
            let (whole, part) = (&other.passage, &found.passage);
            if whole.path == part.path
                && whole.kind != Kind::Item
                && whole.line <= part.line
                && part.end_line <= whole.end_line
            {
                return Ok(Some(other));
            }
        }
        Ok(None)
    }
}

fn share_lines(one: &Passage, other: &Passage) -> bool {
    one.path == other.path && one.line <= other.end_line && other.line <= one.end_line
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{Corpus, build};

    /// An engine over one document.
    fn engine(text: &str) -> (tempfile::TempDir, Engine) {
        engine_of("guide.md", text)
    }

    /// The same, of a file that is called `name`.
    fn engine_of(name: &str, text: &str) -> (tempfile::TempDir, Engine) {
        let dir = tempfile::tempdir().unwrap();
        let document = dir.path().join(name);
        std::fs::write(&document, text).unwrap();
        let index = dir.path().join("index");
        build(&Corpus::Paths(vec![document]), &index, &mut |_| {}).unwrap();
        let engine = Engine::open(&index).unwrap();
        (dir, engine)
    }

    const GUIDE: &str = "# Guide\n\n## How do I plant a tree?\n\nDig a hole for the tree.\n\n\
                         ## Tools\n\nThese:\n\n- **Spade**: for the hole of the tree.\n\
                         - **Rake**: for the leaves on the ground.\n\n## Planting a tree in winter\n\n\
                         A tree is planted in a hole that is dug.\n";

    fn numbered(engine: &Engine, title: &str) -> u32 {
        let at = engine.passages().position(|one| one.unwrap().title == title);
        u32::try_from(at.unwrap()).unwrap()
    }

    #[test]
    fn a_passage_has_its_neighbours() {
        let (_dir, engine) = engine(GUIDE);
        let around = engine.around(numbered(&engine, "Tools")).unwrap();
        assert_eq!(around.above.unwrap().passage.title, "How do I plant a tree?");
        assert_eq!(around.below.unwrap().passage.title, "Planting a tree in winter");
        let first = engine.around(numbered(&engine, "How do I plant a tree?")).unwrap();
        assert!(first.above.is_none());
    }

    #[test]
    fn an_item_stands_in_its_section() {
        let (_dir, engine) = engine(GUIDE);
        let item = engine.passages().position(|one| one.unwrap().kind == Kind::Item).unwrap();
        let around = engine.around(u32::try_from(item).unwrap()).unwrap();
        assert_eq!(around.section.passage.title, "Tools");
        assert_eq!(around.above.unwrap().passage.title, "How do I plant a tree?");
    }

    #[test]
    fn a_row_of_a_long_table_had_no_neighbours() {
        let row = |number: usize| format!("Tree {number},{number} metres,in a garden");
        let rows: Vec<String> = (0..300).map(row).collect();
        let (_dir, engine) =
            engine_of("trees.csv", &format!("Tree,Height,Place\n{}\n", rows.join("\n")));
        let at = |number: usize| {
            let found = engine.passages().position(|one| one.unwrap().line as usize == number + 2);
            u32::try_from(found.unwrap()).unwrap()
        };
        let lines = |found: Vec<Found>| {
            found.into_iter().map(|one| one.passage.line as usize - 2).collect::<Vec<_>>()
        };
        let around = engine.around(at(100)).unwrap();
        assert_eq!(around.section.number, at(100));
        assert_eq!(lines(around.above.into_iter().collect()), [99]);
        assert_eq!(lines(around.below.into_iter().collect()), [101]);
        let last = engine.by_number(at(298)).unwrap();
        assert_eq!(lines(engine.beside(&last, false, 2).unwrap()), [297, 296]);
        assert_eq!(lines(engine.beside(&last, true, 2).unwrap()), [299]);
    }

    #[test]
    fn what_says_the_like_is_similar() {
        let (_dir, engine) = engine(GUIDE);
        let number = numbered(&engine, "How do I plant a tree?");
        let similar = engine.similar(number, 3).unwrap();
        assert_eq!(similar[0].passage.title, "Planting a tree in winter");
        assert!(similar.iter().all(|one| one.number != number));
    }

    #[test]
    fn questions_and_titles_can_be_typed() {
        let (_dir, engine) = engine(GUIDE);
        let questions = engine.questions(100).unwrap();
        assert_eq!(questions.rest("how do"), Some(" I plant a tree?"));
        assert_eq!(questions.rest("planting"), Some(" a tree in winter"));
    }

    #[test]
    fn unknown_words_are_told_by_their_place() {
        let (_dir, engine) = engine(GUIDE);
        let line = "how do I plant a quercus in 2024";
        let unknown = engine.unknown_in(line);
        assert_eq!(unknown.iter().map(|one| &line[one.clone()]).collect::<Vec<_>>(), ["quercus"]);
    }
}
