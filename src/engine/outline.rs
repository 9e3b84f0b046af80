//! The corpus as a tree: folders, documents, headings, passages.

use std::collections::HashMap;

use super::Engine;
use crate::{
    error::Result,
    passage::{Kind, Passage},
};

/// The topics of a corpus; number 0 is the whole of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outline {
    topics: Vec<Topic>,
    /// Of each topic, whether it is listed under its parent: one that was made one with the only topic or
    /// passage under it is not.
    listed: Vec<bool>,
}

/// A folder, a document or a heading, with what stands under it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Topic {
    /// What it is called; empty for the whole corpus.
    pub name: String,
    /// The folder or document it is in, or is; empty for the whole corpus.
    pub path: String,
    /// Passages under it; list items and rows, which are parts of others, are not counted.
    pub passages: usize,
    /// The number of its first passage.
    pub first: u32,
    /// What stands directly under it, in the order of the documents.
    pub children: Vec<Child>,
    /// The number of the topic it stands under; its own for the whole corpus.
    pub parent: usize,
}

/// What stands under a topic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Child {
    /// The topic with this number.
    Topic(usize),
    /// The passage with this number.
    Passage(u32),
}

impl Engine {
    /// The outline of the documents.
    ///
    /// # Errors
    ///
    /// Where the index cannot be read.
    ///
    /// # Cost
    ///
    /// One read of each passage: about a second for 100,000.
    pub fn outline(&self) -> Result<Outline> {
        let mut growing = Growing::new();
        for (number, passage) in (0..).zip(self.passages()) {
            growing.add(number, &passage?);
        }
        Ok(growing.finish())
    }
}

impl Outline {
    /// The topic with this number.
    pub fn topic(&self, number: usize) -> Option<&Topic> {
        self.topics.get(number)
    }

    /// The topic that `name` names, looked for below the topic `from` first: its name, a path, the
    /// start of a name, a part of one, in this order and without regard to capitals.
    pub fn named(&self, name: &str, from: usize) -> Option<usize> {
        let wanted = name.trim().to_lowercase();
        let wanted = wanted.trim_end_matches('/');
        if wanted.is_empty() {
            return None;
        }
        let below = |number: usize| {
            let mut at = number;
            while at != 0 && at != from {
                at = self.topics[at].parent;
            }
            at == from
        };
        type Fits = fn(&Topic, &str) -> bool;
        let ways: [Fits; 4] = [
            |topic, wanted| topic.name.to_lowercase() == wanted,
            |topic, wanted| topic.path.to_lowercase() == wanted,
            |topic, wanted| topic.name.to_lowercase().starts_with(wanted),
            |topic, wanted| {
                topic.name.to_lowercase().contains(wanted)
                    || topic.path.to_lowercase().contains(wanted)
            },
        ];
        let all = || (1..self.topics.len()).filter(|number| self.listed[*number]);
        ways.iter().find_map(|fits| {
            let fits = |number: &usize| fits(&self.topics[*number], wanted);
            all().filter(|number| below(*number)).find(fits).or_else(|| all().find(fits))
        })
    }
}

/// An outline under construction.
struct Growing {
    topics: Vec<Topic>,
    /// Topics by parent and name.
    known: HashMap<(usize, String), usize>,
}

impl Growing {
    fn new() -> Growing {
        Growing { topics: vec![Topic::default()], known: HashMap::new() }
    }

    fn add(&mut self, number: u32, passage: &Passage) {
        if passage.kind == Kind::Item {
            return;
        }
        let path = &passage.path;
        let mut at = 0;
        let starts = path.match_indices('/').map(|(slash, _)| slash).chain([path.len()]);
        let mut from = 0;
        for end in starts {
            at = self.under(at, &path[from..end], &path[..end], number);
            from = end + 1;
        }
        for heading in passage.headings.iter().chain([&passage.title]) {
            // A document's own title is often its first heading once more.
            if !heading.is_empty() && self.topics[at].name != *heading {
                at = self.under(at, heading, path, number);
            }
        }
        self.topics[at].children.push(Child::Passage(number));
        while {
            self.topics[at].passages += 1;
            at != 0
        } {
            at = self.topics[at].parent;
        }
    }

    /// The topic `name` under the topic `parent`.
    fn under(&mut self, parent: usize, name: &str, path: &str, first: u32) -> usize {
        let key = (parent, name.to_owned());
        if let Some(known) = self.known.get(&key) {
            return *known;
        }
        let number = self.topics.len();
        self.topics.push(Topic {
            name: name.to_owned(),
            path: path.to_owned(),
            passages: 0,
            first,
            children: Vec::new(),
            parent,
        });
        self.topics[parent].children.push(Child::Topic(number));
        self.known.insert(key, number);
        number
    }

    /// Takes out the steps at which there is nothing to choose: a topic of one passage is the
    /// passage, and one of one topic is that.
    fn finish(mut self) -> Outline {
        for number in (0..self.topics.len()).rev() {
            let mut children = std::mem::take(&mut self.topics[number].children);
            for child in &mut children {
                let Child::Topic(under) = *child else { continue };
                if let [only] = self.topics[under].children[..] {
                    *child = only;
                    if let Child::Topic(only) = only {
                        self.topics[only].parent = number;
                    }
                }
            }
            self.topics[number].children = children;
        }
        // The whole corpus stays, whatever there is in it.
        while let [Child::Topic(only)] = self.topics[0].children[..] {
            let children = self.topics[only].children.clone();
            for child in &children {
                if let Child::Topic(number) = *child {
                    self.topics[number].parent = 0;
                }
            }
            self.topics[0].children = children;
        }
        let mut listed = vec![false; self.topics.len()];
        for (number, topic) in self.topics.iter().enumerate() {
            for child in &topic.children {
                // What was merged still has children, which stand under another topic now.
                if let Child::Topic(under) = *child
                    && self.topics[under].parent == number
                {
                    listed[under] = true;
                }
            }
        }
        Outline { topics: self.topics, listed }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn outline(passages: &[(&str, &[&str], &str)]) -> Outline {
        let mut growing = Growing::new();
        for (number, (path, headings, title)) in (0..).zip(passages) {
            let passage = Passage {
                id: number.to_string(),
                kind: Kind::Section,
                title: (*title).to_owned(),
                headings: headings.iter().map(|one| (*one).to_owned()).collect(),
                questions: Vec::new(),
                text: String::new(),
                plain: String::new(),
                path: (*path).to_owned(),
                line: 1,
                end_line: 1,
                place: None,
                runs: Vec::new(),
                columns: Vec::new(),
                metadata: BTreeMap::new(),
            };
            growing.add(number, &passage);
        }
        growing.finish()
    }

    fn children(outline: &Outline, number: usize) -> Vec<String> {
        let topic = outline.topic(number).unwrap();
        let name = |child: &Child| match child {
            Child::Topic(number) => {
                let topic = &outline.topics[*number];
                assert!(outline.listed[*number]);
                format!("{} ({})", topic.name, topic.passages)
            }
            Child::Passage(number) => format!("#{number}"),
        };
        topic.children.iter().map(name).collect()
    }

    #[test]
    fn documents_and_headings_make_a_tree() {
        let outline = outline(&[
            ("a/one.md", &["One"], "First"),
            ("a/one.md", &["One"], "Second"),
            ("a/one.md", &["One", "Second"], "Deep"),
            ("a/one.md", &["One", "Second"], "Deeper"),
            ("b.md", &[], "Alone"),
        ]);
        assert_eq!(children(&outline, 0), ["One (4)", "#4"]);
        let one = outline.named("one", 0).unwrap();
        assert_eq!(outline.topic(one).unwrap().path, "a/one.md");
        assert_eq!(outline.topic(one).unwrap().parent, 0);
        assert_eq!(children(&outline, one), ["#0", "Second (3)"]);
        let second = outline.named("SEC", one).unwrap();
        assert_eq!(children(&outline, second), ["#1", "#2", "#3"]);
        assert_eq!(outline.topic(second).unwrap().parent, one);
        assert_eq!(outline.named("a/one.md", 0), Some(one));
        assert_eq!(outline.named("nowhere", 0), None);
    }

    #[test]
    fn of_one_document_its_headings_are_the_topics() {
        let outline = outline(&[("one.md", &["One"], "First"), ("one.md", &["One"], "Second")]);
        assert_eq!(children(&outline, 0), ["#0", "#1"]);
        assert_eq!(outline.topic(0).unwrap().passages, 2);
    }

    #[test]
    fn the_same_heading_in_two_places_is_two_topics() {
        let outline = outline(&[
            ("a.md", &["Use"], "x"),
            ("a.md", &["Use"], "y"),
            ("b.md", &["Use"], "x"),
            ("b.md", &["Use"], "y"),
        ]);
        assert_eq!(children(&outline, 0), ["Use (2)", "Use (2)"]);
    }

    #[test]
    fn looking_for_a_topic_took_the_square_of_those_beside_it() {
        let names: Vec<String> = (0..100_000).map(|number| format!("Topic {number}")).collect();
        let headings: Vec<[&str; 1]> = names.iter().map(|name| [name.as_str()]).collect();
        let passages: Vec<(&str, &[&str], &str)> = headings
            .iter()
            .flat_map(|heading| ["x", "y"].map(|title| ("a.md", &heading[..], title)))
            .collect();
        let outline = outline(&passages);
        let started = std::time::Instant::now();
        assert_eq!(outline.named("nowhere", 0), None);
        assert!(outline.named("topic 99999", 0).is_some());
        assert!(started.elapsed().as_secs() < 5, "{:?}", started.elapsed());
    }

    #[test]
    fn an_empty_corpus_has_an_outline() {
        let outline = outline(&[]);
        assert_eq!(outline.topic(0).unwrap().passages, 0);
        assert_eq!(outline.named("x", 0), None);
    }
}
