//! Which passages are right: the places that a person named, found in the documents.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::{
    document::{Block, BlockKind, Document, Lines},
    engine::{Corpus, Engine},
    error::Result,
    eval::questions::{LINES, Place, Problem, Questions, below_root, is_like_lines},
    ingest::{self, title},
    passage::{Kind, Passage},
};

/// A passage of more lines than this is not right by its lines.
pub const MAX_LINES: u32 = 31;

/// What makes a passage right.
#[derive(Debug, Clone, PartialEq)]
enum Key {
    /// One of these lines, in this file or any.
    Lines { path: Option<String>, ranges: Vec<Lines> },
    /// Within these lines of this file, or one of them.
    Under { path: String, ranges: Vec<Lines> },
    /// Exactly this id.
    Id(String),
    /// This id or title, as [`folded`], or an item right under that title.
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
    let mut reader = Reader {
        named: named(engine, questions)?,
        documents: Documents::new(engine, questions),
        taken_for_ids: Vec::new(),
        problems: Vec::new(),
    };
    let mut all = Vec::with_capacity(questions.questions.len());
    for question in &questions.questions {
        let mut problems = Vec::new();
        let places = question.gold.places.iter();
        let key = |place| reader.key(place, question.line, &mut |reason| problems.push(reason));
        all.push(places.filter_map(key).collect());
        reader.problems.extend(problems.into_iter().map(|reason| Problem {
            path: questions.path.clone(),
            line: question.line,
            reason,
        }));
    }
    let path = || questions.path.clone();
    let ids = ids_and_lines(&reader.taken_for_ids);
    reader.problems.extend(ids.map(|(line, reason)| Problem { path: path(), line, reason }));
    Ok((all, reader.problems))
}

/// What is told, once, where labels are ids and might be lines: how to be exact.
fn ids_and_lines(taken: &[(u32, String)]) -> Option<(u32, String)> {
    let (line, written) = taken.first()?;
    let others = match taken.len() - 1 {
        0 => String::new(),
        1 => ", and so is one label more".to_owned(),
        more => format!(", and so are {more} labels more"),
    };
    let reason = format!(
        "{written} is read as the id of a passage and not as a line{others}; write #{written} for \
         the id, FILE:{written} for the line"
    );
    Some((*line, reason))
}

/// Makes keys of places.
struct Reader {
    named: Named,
    documents: Documents,
    /// Labels that are an id and might be lines: the line of the question, and the label.
    taken_for_ids: Vec<(u32, String)>,
    problems: Vec<Problem>,
}

impl Reader {
    /// What makes a passage right by `place`, of the question on `line`; `None` where nothing does.
    /// What the index does not have is told.
    fn key(&mut self, place: &Place, line: u32, tell: &mut dyn FnMut(String)) -> Option<Key> {
        match place {
            Place::Lines { path, ranges, written } => {
                let is_file = path.as_ref().is_some_and(|path| self.documents.has(path));
                if !is_file && self.named.ids.contains(written) {
                    let taken = self.named.lines_of(path.as_ref());
                    if taken.iter().any(|one| ranges.iter().any(|range| meet(one, range))) {
                        self.taken_for_ids.push((line, written.clone()));
                    }
                    return Some(Key::Id(written.clone()));
                }
                self.look_for_lines(path.as_ref(), ranges, tell);
                Some(Key::Lines { path: path.clone(), ranges: ranges.clone() })
            }
            Place::Id { id, grade } => {
                if !self.named.ids.contains(id) {
                    tell(format!("no passage has the id {id}; it counts as missed"));
                }
                (0.0 < *grade).then(|| Key::Id(id.clone()))
            }
            Place::Named(name) => Some(self.named(name, tell)),
            Place::Heading { path, heading, label } => {
                Some(self.heading(path, heading, label.as_deref(), tell))
            }
        }
    }

    fn look_for_lines(
        &self,
        path: Option<&String>,
        ranges: &[Lines],
        tell: &mut dyn FnMut(String),
    ) {
        if let Some(path) = path.filter(|path| !self.documents.has(path)) {
            return tell(format!("no document {path}; passages of it count as missed"));
        }
        let of = path.map_or_else(String::new, |path| format!(" of {path}"));
        let taken = self.named.lines_of(path);
        for range in ranges {
            let mut having = taken.iter().filter(|one| meet(one, range)).peekable();
            let range = written(range);
            if having.peek().is_none() {
                tell(format!("no passage has {range}{of}; it counts as missed"));
            // Of no file it is only known from where to where passages go.
            } else if path.is_some() && !having.any(is_narrow) {
                tell(format!(
                    "the passage that has {range}{of} has more than {MAX_LINES} lines and counts \
                     as missed; name it by its heading or id"
                ));
            }
        }
    }

    fn named(&self, name: &str, tell: &mut dyn FnMut(String)) -> Key {
        let as_written = folded(name);
        // A title has lost the number that stands before it in the document.
        let named = folded(&title(name));
        let found = [&as_written, &named].into_iter().find(|one| self.named.names.contains(*one));
        if let Some(found) = found {
            return Key::Name(found.clone());
        }
        if let Some(id) = name.strip_prefix('#').filter(|id| self.named.ids.contains(*id)) {
            return Key::Id(id.to_owned());
        }
        if let Some(id) = self.named.id_of_file(name) {
            return Key::Id(id.to_owned());
        }
        let hint = if is_like_lines(name) { format!(" ({LINES})") } else { String::new() };
        tell(format!("no passage has the id or title {name}{hint}; it counts as missed"));
        Key::Name(as_written)
    }

    fn heading(
        &mut self,
        path: &str,
        heading: &str,
        label: Option<&str>,
        tell: &mut dyn FnMut(String),
    ) -> Key {
        let ranges = self.documents.under(path, heading, label);
        let name = under(heading, label);
        if ranges.is_empty() {
            // It may be a title or an id that looks like a file and a heading.
            let whole = folded(&format!("{path}:{name}"));
            if self.named.names.contains(&whole) {
                return Key::Name(whole);
            }
            if self.documents.has(path) {
                let hint = match (is_like_lines(&name), self.named.names.contains(&folded(&name))) {
                    (true, _) => format!(" ({LINES})"),
                    (false, true) => " (an entry is named by its title or its id alone)".to_owned(),
                    (false, false) => String::new(),
                };
                tell(format!("{path} has no heading {name}{hint}; it counts as missed"));
            } else {
                tell(format!("no document {path}; it counts as missed"));
            }
        } else if !self
            .named
            .lines_of(Some(&path.to_owned()))
            .iter()
            .any(|one| stands(one, &ranges))
        {
            tell(format!("no passage of {path} stands under {name}; it counts as missed"));
        }
        Key::Under { path: path.to_owned(), ranges }
    }
}

/// Whether `passage` is right by one of `keys`.
fn is_right(keys: &[Key], passage: &Passage) -> bool {
    let is_of = |path: &str| path == below_root(&passage.path);
    keys.iter().any(|key| match key {
        Key::Lines { path, ranges } => {
            let lines = passage.numbers();
            is_narrow(&lines)
                && path.as_ref().is_none_or(|path| is_of(path))
                && ranges.iter().any(|range| meet(&lines, range))
        }
        Key::Under { path, ranges } => is_of(path) && stands(&passage.numbers(), ranges),
        Key::Id(id) => *id == passage.id,
        Key::Name(name) => {
            let is_item_of = || {
                passage.kind == Kind::Item
                    && passage.headings.last().is_some_and(|title| *name == folded(title))
            };
            *name == folded(&passage.id) || *name == folded(&passage.title) || is_item_of()
        }
    })
}

/// Whether a passage of these `lines` may be right by one of them.
fn is_narrow(lines: &Lines) -> bool {
    lines.last - lines.first < MAX_LINES
}

/// Whether a passage of these `lines` is what stands in `ranges`: nothing else, or a part of it and
/// few lines.
fn stands(lines: &Lines, ranges: &[Lines]) -> bool {
    ranges.iter().any(|range| {
        let is_within = range.first <= lines.first && lines.last <= range.last;
        is_within || (is_narrow(lines) && meet(lines, range))
    })
}

/// A heading and the label of an item under it as they are written.
fn under(heading: &str, label: Option<&str>) -> String {
    label.map_or_else(|| heading.to_owned(), |label| format!("{heading}/{label}"))
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
    /// The ids that passages have, of those that are asked for.
    ids: HashSet<String>,
    /// The ids and titles, [`folded`], that passages have, of those that are asked for.
    names: HashSet<String>,
    /// The lines of the passages of each file of which lines or headings are named; for `None`, from
    /// the first line of any passage to the last.
    lines: HashMap<Option<String>, Vec<Lines>>,
    /// Of each file that may be named before an id: what its passages call themselves, and the id.
    of_files: HashMap<String, HashMap<String, String>>,
}

impl Named {
    fn lines_of(&self, path: Option<&String>) -> &[Lines] {
        self.lines.get(&path.cloned()).map_or(&[][..], Vec::as_slice)
    }

    /// The id that is named with its file: `faq.jsonl#7`.
    fn id_of_file(&self, name: &str) -> Option<&str> {
        files_before_ids(name)
            .find_map(|(path, id)| self.of_files.get(path)?.get(id).map(String::as_str))
    }
}

/// The ways to read `name` as a file and an id: both may have a `#` in them.
fn files_before_ids(name: &str) -> impl Iterator<Item = (&str, &str)> {
    let name = below_root(name);
    name.match_indices('#').filter(|(at, _)| 0 < *at).map(|(at, _)| (&name[..at], &name[at + 1..]))
}

/// An id without the number that it has where another file has the same one.
fn own_id(id: &str) -> &str {
    match id.rsplit_once('~') {
        Some((own, number)) if number.bytes().all(|one| one.is_ascii_digit()) => own,
        _ => id,
    }
}

fn named(engine: &Engine, questions: &Questions) -> Result<Named> {
    let mut named = Named::default();
    // What a label may be, as it is written and folded.
    let mut wanted: HashSet<String> = HashSet::new();
    for place in questions.questions.iter().flat_map(|question| &question.gold.places) {
        match place {
            Place::Lines { path, written, .. } => {
                named.lines.entry(path.clone()).or_default();
                wanted.insert(written.clone());
            }
            Place::Heading { path, heading, label } => {
                named.lines.entry(Some(path.clone())).or_default();
                wanted.insert(folded(&format!("{path}:{}", under(heading, label.as_deref()))));
            }
            Place::Named(name) => {
                for (path, _) in files_before_ids(name) {
                    named.of_files.entry(path.to_owned()).or_default();
                }
                wanted.extend(name.strip_prefix('#').map(str::to_owned));
                wanted.extend([folded(name), folded(&title(name))]);
            }
            Place::Id { id, .. } => {
                wanted.insert(id.clone());
            }
        }
    }
    if wanted.is_empty() {
        return Ok(named);
    }
    for passage in engine.passages() {
        let passage = passage?;
        let lines = passage.numbers();
        if let Some(of_any) = named.lines.get_mut(&None) {
            *of_any = vec![of_any.first().map_or(lines, |all| all.join(lines))];
        }
        let path = below_root(&passage.path);
        if let Some(of_file) = named.of_files.get_mut(path) {
            // What is called exactly so goes before what was given a number.
            for id in [own_id(&passage.id), &passage.id] {
                if id == passage.id || !of_file.contains_key(id) {
                    of_file.insert(id.to_owned(), passage.id.clone());
                }
            }
        }
        if let Some(of_file) = named.lines.get_mut(&Some(path.to_owned())) {
            of_file.push(lines);
        }
        let names = [folded(&passage.title), folded(&passage.id)];
        named.names.extend(names.into_iter().filter(|name| wanted.contains(name)));
        named.ids.extend(Some(passage.id).filter(|id| wanted.contains(id)));
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
    // The headings of this name that a block is under: their levels, and which was found.
    let mut over: Vec<(u8, usize)> = Vec::new();
    // The depth of the item that the following blocks may be nested in.
    let mut item: Option<u8> = None;
    for block in blocks {
        if let BlockKind::Heading { level, .. } = block.kind {
            over.retain(|(of, _)| *of < level);
            item = None;
            if is_heading(block, heading) {
                over.push((level, found.len()));
                if label.is_none() {
                    found.push(block.lines);
                }
            }
        }
        let Some(label) = label else {
            over.iter().for_each(|(_, at)| found[*at] = found[*at].join(block.lines));
            continue;
        };
        let depth = match block.kind {
            BlockKind::Item { depth } => Some(depth),
            _ => None,
        };
        let nested = item.is_some_and(|over| depth.is_some_and(|depth| over < depth));
        let is_heading = matches!(block.kind, BlockKind::Heading { .. });
        if !over.is_empty() && !is_heading && has_label(block, label) {
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
    fn a_heading_has_all_that_is_under_it_and_an_item_what_is_nested() {
        check("Guide", None, &[(1, 15)]);
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
            kind: Kind::Section,
            title: title.to_owned(),
            headings: Vec::new(),
            questions: Vec::new(),
            text: String::new(),
            plain: String::new(),
            path: "builtin:a.md".to_owned(),
            line: lines.0,
            end_line: lines.1,
            place: None,
            runs: Vec::new(),
            columns: Vec::new(),
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
    fn what_is_under_a_heading_may_be_long() {
        let key = [Key::Under { path: "a.md".to_owned(), ranges: vec![Lines::new(10, 90)] }];
        for (lines, right) in
            [((10, 90), true), ((9, 90), false), ((5, 12), true), ((91, 92), false)]
        {
            assert_eq!(is_right(&key, &passage("x", "", lines)), right, "{lines:?}");
        }
    }

    #[test]
    fn an_id_is_exact_and_a_title_is_not() {
        let one = passage("a.md#Why", "Why  not?", (1, 1));
        assert!(is_right(&[Key::Id("a.md#Why".into())], &one));
        assert!(!is_right(&[Key::Id("a.md#why".into())], &one));
        assert!(is_right(&[Key::Name(folded("why NOT?"))], &one));
        assert!(is_right(&[Key::Name(folded("a.md#why"))], &one));
        assert!(!is_right(&[], &one));
        let headings = vec!["Guide".to_owned(), "Why not?".to_owned()];
        let item = Passage { kind: Kind::Item, headings, ..passage("a.md#why/2", "Snow", (1, 1)) };
        assert!(is_right(&[Key::Name(folded("why not?"))], &item));
        assert!(!is_right(&[Key::Name(folded("guide"))], &item));
    }
}
