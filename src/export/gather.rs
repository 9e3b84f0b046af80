//! From documents to entries.

use std::{
    cell::RefCell,
    collections::{HashMap, HashSet},
    path::PathBuf,
};

use super::{entry::Entry, holds::Loss, prompt::To};
use crate::{
    chunk::chunk,
    corpus::Corpus,
    document::Document,
    engine::Skipped,
    error::Result,
    ingest::{self, Note, Site},
    passage::{Kind, Passage},
};

/// What documents hold.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Gathered {
    /// The entries and texts, in the order of the files.
    pub entries: Vec<Entry>,
    /// How many files gave any.
    pub files: usize,
    /// All files that were read.
    pub paths: Vec<PathBuf>,
    /// What could not be used.
    pub skipped: Vec<Skipped>,
    /// Ids that another file has too, and that are others now.
    pub renamed: Vec<Loss>,
}

/// Reads `corpus` as an index of it would be made.
///
/// # Errors
///
/// A path that does not exist or cannot be looked at. A bad file or line is among the skipped.
pub fn gather(corpus: &Corpus) -> Result<Gathered> {
    let mut gathered = Gathered::default();
    let mut ids = Ids::default();
    let paths = match corpus {
        Corpus::BuiltIn => {
            ingest::read_builtin(&mut |document| gathered.add(&document, &mut ids));
            gathered.files = ingest::BUILTIN.len();
            return Ok(gathered);
        }
        Corpus::Paths(paths) => paths,
    };
    let listing = ingest::list(paths)?;
    for (path, reason) in listing.skipped {
        gathered.skipped.push(Skipped { path, line: None, reason });
    }
    let site = Site::of(&listing.files);
    for file in &listing.files {
        let before = gathered.entries.len();
        let skipped = RefCell::new(Vec::new());
        let mut add = |mut document: Document| {
            site.leave_out(&mut document);
            gathered.add(&document, &mut ids);
        };
        let read = ingest::read(file, &mut add, &mut |note| {
            let (path, line, reason) = match note {
                // A guessed encoding is no loss.
                Note::File(_) => return,
                Note::Skipped { line, reason } => (file.name.clone(), Some(line), reason),
                Note::Inside { name, line, reason } => (name, line, reason),
            };
            skipped.borrow_mut().push(Skipped { path, line, reason });
        });
        gathered.skipped.append(&mut skipped.into_inner());
        if let Err(reason) = read {
            gathered.skipped.push(Skipped { path: file.name.clone(), line: None, reason });
        }
        gathered.files += usize::from(before < gathered.entries.len());
        gathered.paths.push(file.path.clone());
    }
    Ok(gathered)
}

/// The ids that are taken.
#[derive(Debug, Default)]
struct Ids {
    taken: HashSet<String>,
    /// The last number that each id was given that several wanted.
    numbered: HashMap<String, u64>,
}

impl Ids {
    /// Whether nobody has `id` yet; now somebody does.
    fn is_new(&mut self, id: &str) -> bool {
        self.taken.insert(id.to_owned())
    }

    /// The same with `~2`, `~3` and so on: the first one that nobody has.
    fn unused(&mut self, id: &str) -> String {
        let number = self.numbered.entry(id.to_owned()).or_insert(1);
        loop {
            *number += 1;
            let numbered = format!("{id}~{number}");
            if self.taken.insert(numbered.clone()) {
                return numbered;
            }
        }
    }
}

impl Gathered {
    /// Adds what `document` holds, under ids that are not among `ids`.
    fn add(&mut self, document: &Document, ids: &mut Ids) {
        let mut entries = Entry::all(without_nested(chunk(document).passages));
        let mut renamed: HashMap<String, String> = HashMap::new();
        for entry in &mut entries {
            if ids.is_new(&entry.key) {
                continue;
            }
            let key = ids.unused(&entry.key);
            let taken = std::mem::replace(&mut entry.key, key.clone());
            if entry.id.is_some() {
                entry.id = Some(key.clone());
            }
            self.renamed.push(Loss {
                at: entry.at.clone(),
                why: "another file has the same one; it gets a number".into(),
                id: key.clone(),
                field: "id".to_owned(),
                value: Some(taken.clone()),
            });
            renamed.insert(taken, key);
        }
        // What is offered to ask next is of the same file.
        for prompt in entries.iter_mut().flat_map(|one| &mut one.prompts) {
            if let To::Entry(key) = &mut prompt.to
                && let Some(other) = renamed.get(key)
            {
                key.clone_from(other);
            }
        }
        self.entries.append(&mut entries);
    }
}

/// Without the sections that an entry has as its answer already.
fn without_nested(mut passages: Vec<Passage>) -> Vec<Passage> {
    let span = |one: &Passage| (one.line, one.end_line);
    let entries: Vec<(u32, u32)> =
        passages.iter().filter(|one| one.kind == Kind::Qa).map(span).collect();
    passages.retain(|one| {
        let (first, last) = span(one);
        // The last entry that begins on its line or before; they come in order.
        let before = entries.partition_point(|entry| entry.0 <= first);
        let over = before.checked_sub(1).and_then(|at| entries.get(at));
        one.kind == Kind::Qa || over.is_none_or(|over| over.1 < last || *over == (first, last))
    });
    passages
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn documents_are_read_as_they_are_indexed() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
        write("a.md", "# Guide\n\nText.\n\n- one\n- two\n\n## Why?\n\n### Here\n\nSo.\n");
        write("b.csv", "id,question,answer\n7,Who?,Me.\n");
        write("c.csv", "id,question,answer\n7,When?,Now.\n8,Where?,\n");
        let gathered = gather(&Corpus::Paths(vec![folder.path().to_owned()])).unwrap();
        let named: Vec<(&str, &str)> =
            gathered.entries.iter().map(|one| (one.name(), one.key.as_str())).collect();
        assert_eq!(
            named,
            [("Guide", "a.md#guide"), ("Why?", "a.md#why"), ("Who?", "7"), ("When?", "7~2")]
        );
        assert_eq!((gathered.files, gathered.paths.len()), (3, 3));
        let renamed: Vec<_> = gathered.renamed.iter().map(|one| one.value.as_deref()).collect();
        assert_eq!(renamed, [Some("7")]);
        assert_eq!(gathered.skipped.len(), 1);
        assert_eq!(gathered.skipped[0].line, Some(3));
    }
}
