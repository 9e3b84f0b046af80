//! Which passages are right: the places that a person named, found in the documents.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::{
    document::{Block, BlockKind, Document, Lines},
    engine::{Corpus, Engine},
    error::Result,
    eval::questions::{Place, Problem, Questions, below_root},
    ingest::{self, title},
    passage::Passage,
};

/// A passage of more lines than this is not right by its lines.
pub const MAX_LINES: u32 = 31;

/// What makes a passage right.
#[derive(Debug, Clone, PartialEq)]
enum Key {
    /// One of these lines, in this file or any.
    Lines { path: Option<String>, ranges: Vec<Lines> },
    /// Exactly this id.
    Id(String),
    /// This id or title, as [`folded`].
    Name(String),
}

/// Tells which passages are right for each of some questions.
#[derive(Debug, Clone, PartialEq)]
pub struct Judge {
    /// What makes a passage right for each question, in their order. A question whose places are
    /// all unknown has no key: it can only be missed.
    keys: Vec<Vec<Key>>,
}

impl Judge {
    /// A judge of `questions`, asked of `engine`; and what they name that the index does not have.
    ///
    /// # Errors
    ///
    /// The index cannot be read.
    ///
    /// # Cost
    ///
    /// One read of every passage where a question names anything; one of each document of which a heading is named.
    pub fn new(engine: &Engine, questions: &Questions) -> Result<(Judge, Vec<Problem>)> {
        let (keys, problems) = keys(engine, questions)?;
        Ok((Judge { keys }, problems))
    }

    /// Whether `passage` is right for the question that is `question`th in the file, from 0. Never
    /// where there is no such question.
    pub fn is_right(&self, question: usize, passage: &Passage) -> bool {
        self.keys.get(question).is_some_and(|keys| is_right(keys, passage))
    }
}

fn keys(engine: &Engine, questions: &Questions) -> Result<(Vec<Vec<Key>>, Vec<Problem>)> {
    let Named { names, lines: taken } = named(engine, questions)?;
    let mut documents = Documents::new(engine, questions);
    let mut problems = Vec::new();
    let mut all = Vec::with_capacity(questions.questions.len());
    for question in &questions.questions {
        let mut keys = Vec::new();
        let mut tell = |reason: String| {
            problems.push(Problem { path: questions.path.clone(), line: question.line, reason });
        };
        for place in &question.gold.places {
            match place {
                Place::Lines { path, ranges } => {
                    if let Some(path) = path.as_ref().filter(|path| !documents.has(path)) {
                        tell(format!("no document {path}; passages of it count as missed"));
                    } else {
                        let of = path.as_ref().map(|path| format!(" of {path}"));
                        let of = of.unwrap_or_default();
                        let taken = taken.get(path).map_or(&[][..], Vec::as_slice);
                        for gone in
                            ranges.iter().filter(|range| !taken.iter().any(|one| meet(one, range)))
                        {
                            let range = written(gone);
                            tell(format!("no passage has {range}{of}; it counts as missed"));
                        }
                    }
                    keys.push(Key::Lines { path: path.clone(), ranges: ranges.clone() });
                }
                Place::Id { id, grade } => {
                    if !names.contains(id) {
                        tell(format!("no passage has the id {id}; it counts as missed"));
                    }
                    if 0.0 < *grade {
                        keys.push(Key::Id(id.clone()));
                    }
                }
                Place::Named(name) => {
                    let as_written = folded(name);
                    // A title has lost the number that stands before it in the document.
                    let named = folded(&title(name));
                    let found = [&as_written, &named].into_iter().find(|one| names.contains(*one));
                    if found.is_none() {
                        tell(format!("no passage has the id or title {name}; it counts as missed"));
                    }
                    keys.push(Key::Name(found.unwrap_or(&as_written).clone()));
                }
                Place::Heading { path, heading, label } => {
                    let ranges = documents.under(path, heading, label.as_deref());
                    if !ranges.is_empty() {
                        keys.push(Key::Lines { path: Some(path.clone()), ranges });
                        continue;
                    }
                    // It may be a title that looks like a file and a heading.
                    let under = label.as_ref().map(|label| format!("/{label}")).unwrap_or_default();
                    let name = format!("{path}:{heading}{under}");
                    let title = folded(&name);
                    if names.contains(&title) {
                        keys.push(Key::Name(title));
                    } else if documents.has(path) {
                        let name = format!("{heading}{under}");
                        tell(format!("{path} has no heading {name}; it counts as missed"));
                    } else {
                        tell(format!("no document {path}; it counts as missed"));
                    }
                }
            }
        }
        all.push(keys);
    }
    Ok((all, problems))
}

/// Whether `passage` is right by one of `keys`.
fn is_right(keys: &[Key], passage: &Passage) -> bool {
    keys.iter().any(|key| match key {
        Key::Lines { path, ranges } => {
            let lines = passage.numbers();
            lines.last - lines.first < MAX_LINES
                && path.as_ref().is_none_or(|path| path == below_root(&passage.path))
                && ranges.iter().any(|range| meet(&lines, range))
        }
        Key::Id(id) => *id == passage.id,
        Key::Name(name) => *name == folded(&passage.id) || *name == folded(&passage.title),
    })
}

/// Whether two ranges have a line in common.
fn meet(one: &Lines, other: &Lines) -> bool {
    one.first <= other.last && other.first <= one.last
}

/// `lines` as a person reads them.
fn written(lines: &Lines) -> String {
    match lines.first == lines.last {
        true => format!("line {}", lines.first),
        false => format!("lines {}-{}", lines.first, lines.last),
    }
}

/// A title as it is compared: in small letters, single blanks between the words.
fn folded(title: &str) -> String {
    title.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// What the passages are called and where they stand, as far as questions ask for it.
#[derive(Default)]
struct Named {
    /// The ids and folded titles of all passages, if a question names any; else nothing.
    names: HashSet<String>,
    /// The lines of the passages of each file of which lines are named; for `None`, from the first
    /// line of any passage to the last.
    lines: HashMap<Option<String>, Vec<Lines>>,
}

fn named(engine: &Engine, questions: &Questions) -> Result<Named> {
    let mut named = Named::default();
    let mut has_names = false;
    for place in questions.questions.iter().flat_map(|question| &question.gold.places) {
        match place {
            Place::Lines { path, .. } => {
                named.lines.entry(path.clone()).or_default();
            }
            _ => has_names = true,
        }
    }
    if !has_names && named.lines.is_empty() {
        return Ok(named);
    }
    for passage in engine.passages() {
        let passage = passage?;
        let lines = passage.numbers();
        if let Some(of_any) = named.lines.get_mut(&None) {
            *of_any = vec![of_any.first().map_or(lines, |all| all.join(lines))];
        }
        let path = Some(below_root(&passage.path).to_owned());
        if let Some(of_file) = named.lines.get_mut(&path) {
            of_file.push(lines);
        }
        if has_names {
            named.names.insert(folded(&passage.title));
            named.names.insert(folded(&passage.id));
            named.names.insert(passage.id);
        }
    }
    Ok(named)
}

/// The documents of the corpus, each read when it is first needed.
struct Documents {
    files: BTreeMap<String, File>,
}

enum File {
    Unread(Option<ingest::SourceFile>),
    Read(Vec<Document>),
}

impl Documents {
    fn new(engine: &Engine, questions: &Questions) -> Documents {
        let names_file = |place: &Place| {
            matches!(place, Place::Heading { .. } | Place::Lines { path: Some(_), .. })
        };
        if !questions.questions.iter().any(|one| one.gold.places.iter().any(names_file)) {
            return Documents { files: BTreeMap::new() };
        }
        let files = match engine.corpus() {
            Corpus::BuiltIn => ingest::BUILTIN
                .iter()
                .map(|(name, _)| ((*name).to_owned(), File::Unread(None)))
                .collect(),
            // A corpus that is gone names no headings any more; its index still answers.
            Corpus::Paths(paths) => ingest::list(paths)
                .unwrap_or_default()
                .files
                .into_iter()
                .map(|file| (file.name.clone(), File::Unread(Some(file))))
                .collect(),
        };
        Documents { files }
    }

    fn has(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }

    /// The lines of every heading `heading` of `path` with what stands under it, or of the list
    /// items there that are labelled `label`.
    fn under(&mut self, path: &str, heading: &str, label: Option<&str>) -> Vec<Lines> {
        let Some(file) = self.files.get_mut(path) else { return Vec::new() };
        if let File::Unread(source) = file {
            let mut documents = Vec::new();
            match source {
                // What cannot be read was told when the index was made.
                Some(source) => {
                    let _ = ingest::read(source, &mut |one| documents.push(one), &mut |_| {});
                }
                None => ingest::read_builtin(&mut |one| {
                    if below_root(&one.path) == path {
                        documents.push(one);
                    }
                }),
            }
            *file = File::Read(documents);
        }
        match file {
            File::Read(documents) => {
                let under = |one: &Document| -> Vec<Lines> {
                    let found = lines_under(&one.blocks, heading, label);
                    found.into_iter().map(|lines| one.places.numbers(lines)).collect()
                };
                documents.iter().flat_map(under).collect()
            }
            File::Unread(_) => Vec::new(),
        }
    }
}

fn lines_under(blocks: &[Block], heading: &str, label: Option<&str>) -> Vec<Lines> {
    let mut found: Vec<Lines> = Vec::new();
    let mut inside = false;
    // The depth of the item that the following blocks may be nested in.
    let mut item: Option<u8> = None;
    for block in blocks {
        if matches!(block.kind, BlockKind::Heading { .. }) {
            inside = is_heading(block, heading);
            item = None;
            if inside && label.is_none() {
                found.push(block.lines);
            }
            continue;
        }
        let Some(label) = label else {
            if inside && let Some(last) = found.last_mut() {
                *last = last.join(block.lines);
            }
            continue;
        };
        let depth = match block.kind {
            BlockKind::Item { depth } => Some(depth),
            _ => None,
        };
        let nested = item.is_some_and(|over| depth.is_some_and(|depth| over < depth));
        if inside && has_label(block, label) {
            found.push(block.lines);
            item = depth;
        } else if nested && let Some(last) = found.last_mut() {
            *last = last.join(block.lines);
        } else {
            item = None;
        }
    }
    found
}

/// Whether `block` is the heading `heading`, by its text as written or as read.
fn is_heading(block: &Block, heading: &str) -> bool {
    let written = block.text.trim_matches(|one: char| one == '#' || one.is_whitespace());
    let wanted = folded(heading);
    wanted == folded(written) || wanted == folded(block.plain())
}

/// Whether `block` is labelled `label`: it begins with it in bold, or with it and a mark behind.
fn has_label(block: &Block, label: &str) -> bool {
    let label = folded(label);
    let (text, plain) = (folded(&block.text), folded(block.plain()));
    let bold = unmarked(&text).strip_prefix("**").or(unmarked(&text).strip_prefix("__"));
    let is_bold = bold.and_then(|bold| bold.strip_prefix(label.as_str())).is_some_and(|rest| {
        let rest = rest.trim_start_matches([':', '.', ' ']);
        rest.starts_with("**") || rest.starts_with("__")
    });
    let ends = |rest: &str| !rest.trim_start().starts_with(char::is_alphanumeric);
    is_bold
        || [plain.as_str(), unmarked(&plain)]
            .iter()
            .any(|text| text.strip_prefix(label.as_str()).is_some_and(ends))
}

/// The text of an item without its bullet or number.
fn unmarked(text: &str) -> &str {
    match text.split_once(' ') {
        Some((mark, rest)) if !mark.contains(char::is_alphabetic) && !mark.contains('*') => rest,
        Some(("*", rest)) => rest,
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GUIDE: &str = "# Guide\n\nText.\n\n## Step 1: Begin\n\n1. **Linux**: get it.\n   - a shell\n\
                         2. **Linux Mint**: the same.\n\n## Why?\n\nBecause.\n\nIt is.\n";

    #[track_caller]
    fn check(heading: &str, label: Option<&str>, wanted: &[(u32, u32)]) {
        let found = lines_under(&ingest::parse("guide.md", GUIDE).blocks, heading, label);
        let found: Vec<_> = found.iter().map(|lines| (lines.first, lines.last)).collect();
        assert_eq!(found, wanted, "{heading}/{label:?}");
    }

    #[test]
    fn a_heading_goes_to_the_next_and_an_item_takes_what_is_nested() {
        check("Guide", None, &[(1, 3)]);
        check("step 1: begin", None, &[(5, 9)]);
        check("Why?", None, &[(11, 15)]);
        check("Step 1: Begin", Some("Linux Mint"), &[(9, 9)]);
        check("Step 1: Begin", Some("Lin"), &[]);
        check("Why?", Some("Linux"), &[]);
        check("Step 2", None, &[]);
        check("Step 1: Begin", Some("Linux"), &[(7, 8)]);
    }

    fn passage(id: &str, title: &str, lines: (u32, u32)) -> Passage {
        Passage {
            id: id.to_owned(),
            kind: crate::passage::Kind::Section,
            title: title.to_owned(),
            headings: Vec::new(),
            questions: Vec::new(),
            text: String::new(),
            plain: String::new(),
            path: "builtin:a.md".to_owned(),
            line: lines.0,
            end_line: lines.1,
            place: None,
            metadata: BTreeMap::new(),
        }
    }

    #[test]
    fn lines_must_meet_in_a_passage_that_is_not_too_wide() {
        let key = |path: Option<&str>| {
            [Key::Lines { path: path.map(str::to_owned), ranges: vec![Lines::new(10, 12)] }]
        };
        for (lines, right) in [
            ((12, 20), true),
            ((1, 10), true),
            ((13, 20), false),
            ((1, 9), false),
            ((1, 31), true),
            ((1, 32), false),
        ] {
            assert_eq!(is_right(&key(None), &passage("x", "", lines)), right, "{lines:?}");
        }
        assert!(is_right(&key(Some("a.md")), &passage("x", "", (10, 10))));
        assert!(!is_right(&key(Some("b.md")), &passage("x", "", (10, 10))));
    }

    #[test]
    fn an_id_is_exact_and_a_title_is_not() {
        let one = passage("a.md#Why", "Why  not?", (1, 1));
        assert!(is_right(&[Key::Id("a.md#Why".into())], &one));
        assert!(!is_right(&[Key::Id("a.md#why".into())], &one));
        assert!(is_right(&[Key::Name(folded("why NOT?"))], &one));
        assert!(is_right(&[Key::Name(folded("a.md#why"))], &one));
        assert!(!is_right(&[], &one));
    }
}
