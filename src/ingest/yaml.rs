//! YAML: read into nodes with their lines, for the formats of questions and answers that use it.
//!
//! Lists of records that name their fields, as site generators keep them, are read here; Rasa has
//! its own file.

use std::path::Path;

use saphyr_parser::{Event, Parser, ScalarStyle, Span};
use serde_json::{Map, Value};

use super::{
    Note,
    fields::{Entry, Role, role},
    rasa,
    source::Source,
};
use crate::document::{Block, Document, Lines};

/// Deeper nesting is refused: no FAQ has it.
const MAX_DEPTH: usize = 64;

/// A larger file is refused.
const MAX_BYTES: usize = 64 << 20;

/// What aliases may add to a file, in nodes.
const MAX_ALIASED: usize = 100_000;

/// What is said of a file of another kind.
const NO_FAQ: &str = "YAML of no kind that ibid reads: wants Rasa's `nlu` and `responses`, or a \
                      list of `question` and `answer`";

/// A value and where it stands.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub(super) kind: NodeKind,
    pub(super) lines: Lines,
}

#[derive(Debug, Clone)]
pub(super) enum NodeKind {
    /// A text, and whether it stands as it is, without quotes.
    Scalar(String, bool),
    List(Vec<Node>),
    /// The keys in the order of the file.
    Map(Vec<(Node, Node)>),
}

impl Node {
    pub(super) fn text(&self) -> Option<&str> {
        match &self.kind {
            NodeKind::Scalar(text, _) => Some(text),
            _ => None,
        }
    }

    pub(super) fn list(&self) -> &[Node] {
        match &self.kind {
            NodeKind::List(all) => all,
            _ => &[],
        }
    }

    pub(super) fn fields(&self) -> impl Iterator<Item = (&str, &Node)> {
        let all: &[(Node, Node)] = match &self.kind {
            NodeKind::Map(all) => all,
            _ => &[],
        };
        all.iter().filter_map(|(key, value)| Some((key.text()?, value)))
    }

    pub(super) fn get(&self, name: &str) -> Option<&Node> {
        self.fields().find(|(key, _)| *key == name).map(|(_, value)| value)
    }

    fn value(&self) -> Value {
        match &self.kind {
            NodeKind::Scalar(text, bare) => match (bare, text.as_str()) {
                (true, "" | "~" | "null") => Value::Null,
                (true, "true") => Value::Bool(true),
                (true, "false") => Value::Bool(false),
                // A number too: what it looked like is what a person wants to see.
                _ => Value::String(text.clone()),
            },
            NodeKind::List(all) => Value::Array(all.iter().map(Node::value).collect()),
            NodeKind::Map(_) => Value::Object(self.object()),
        }
    }

    fn object(&self) -> Map<String, Value> {
        self.fields().map(|(name, value)| (name.to_owned(), value.value())).collect()
    }

    fn count(&self) -> usize {
        1 + match &self.kind {
            NodeKind::Scalar(..) => 0,
            NodeKind::List(all) => all.iter().map(Node::count).sum(),
            NodeKind::Map(all) => all.iter().map(|(a, b)| a.count() + b.count()).sum(),
        }
    }
}

/// Reads `text`, the content of the file `path` in `folder`. What is no record goes to `notes` and
/// is left out.
///
/// # Errors
///
/// Why it is nothing that can be read, as a phrase.
pub(super) fn read(
    path: &str,
    text: &str,
    folder: Option<&Path>,
    notes: &mut dyn FnMut(Note),
) -> Result<Document, String> {
    if !may_be_faq(text) {
        return Err(NO_FAQ.to_owned());
    }
    let (nodes, error) = nodes(text);
    let source = Source::new(text);
    let mut blocks: Vec<Block> = Vec::new();
    let mut left_out: Vec<(Lines, String)> = Vec::new();
    let mut known = rasa::read(&nodes, folder, &mut blocks, &mut left_out);
    for node in &nodes {
        let mut lists = Vec::new();
        for value in std::iter::once(node).chain(node.fields().map(|(_, value)| value)) {
            record_lists(value, &[], &mut lists);
        }
        for (list, groups) in lists {
            known = true;
            for element in list.list() {
                let taken = Entry::from_fields(element.object()).and_then(|mut entry| {
                    entry.headings.splice(0..0, groups.iter().cloned());
                    entry.block(element.lines)
                });
                match taken {
                    Ok(block) => blocks.push(block),
                    // Where the file breaks off, that is what is told.
                    Err(_) if error.is_some() && is_last(list, element) => {}
                    Err(reason) => left_out.push((element.lines, reason)),
                }
            }
        }
    }
    for (lines, reason) in left_out.iter().filter(|(_, reason)| !rasa::is_known(reason)) {
        notes(Note::Skipped { line: lines.first, reason: reason.clone() });
    }
    match error {
        Some((line, error)) if !known => return Err(format!("not YAML: {error}, line {line}")),
        Some((line, error)) => {
            let reason = format!("not YAML from here on: {error}");
            notes(Note::Skipped { line, reason: reason.clone() });
            left_out.push((Lines::new(line, source.count()), reason));
        }
        None if !known => return Err(NO_FAQ.to_owned()),
        None => {}
    }
    blocks.sort_by_key(|block| block.lines);
    let reasons: Vec<(Lines, &str)> =
        left_out.iter().map(|(lines, reason)| (*lines, reason.as_str())).collect();
    let left_out = source.left_out(&blocks, &reasons, |_| "YAML around the records");
    Ok(Document { path: path.to_owned(), blocks, left_out, ..Document::default() })
}

/// Whether a key of a FAQ stands anywhere: a folder of YAML of other kinds need not be parsed.
fn may_be_faq(text: &str) -> bool {
    let is_key = |line: &str| {
        let line = line.trim_start_matches(['-', ' ', '\t', '"', '\'', '{']);
        let name = line.split(':').next().unwrap_or_default();
        name.len() < line.len()
            && name.len() < 40
            && (matches!(role(name), Role::Question | Role::Answer)
                || matches!(name, "nlu" | "responses"))
    };
    text.lines().any(is_key)
}

fn is_last(list: &Node, element: &Node) -> bool {
    list.list().last().is_some_and(|last| last.lines == element.lines)
}

/// The lists of records in `node`, each with the names of the groups that it stands in, the outermost
/// first: a group is an element with a list of its own.
fn record_lists<'n>(node: &'n Node, groups: &[String], found: &mut Vec<(&'n Node, Vec<String>)>) {
    if is_records(node) {
        found.push((node, groups.to_vec()));
        return;
    }
    for group in node.list() {
        let is_name =
            |name: &str| matches!(role(name), Role::Title | Role::Category | Role::Heading);
        let name = group.fields().find(|(name, value)| is_name(name) && value.text().is_some());
        let mut groups = groups.to_vec();
        groups.extend(name.and_then(|(_, value)| value.text()).map(str::to_owned));
        for (_, value) in group.fields() {
            record_lists(value, &groups, found);
        }
    }
}

/// Whether `node` is a list of records with questions and answers.
fn is_records(node: &Node) -> bool {
    let has =
        |one: &Node, wanted: &[Role]| one.fields().any(|(name, _)| wanted.contains(&role(name)));
    let is_record = |one: &Node| {
        has(one, &[Role::Answer]) && has(one, &[Role::Question, Role::Phrasing, Role::Title])
    };
    node.list().iter().any(is_record)
}

/// The documents of `text` and, where it is no YAML from some line on, that line and why; what
/// stands before is given as far as it goes.
pub(super) fn nodes(text: &str) -> (Vec<Node>, Option<(u32, String)>) {
    let blank: Vec<bool> = text.lines().map(|line| line.trim().is_empty()).collect();
    let unended = text.lines().last().filter(|_| !text.ends_with('\n'));
    let mut builder = Builder {
        lines: LineNumbers::of(text),
        unended: unended.map(|line| (blank.len(), line.chars().count())),
        blank,
        ..Builder::default()
    };
    if MAX_BYTES < text.len() {
        return (Vec::new(), Some((1, format!("above {} MB", MAX_BYTES >> 20))));
    }
    let mut parser = Parser::new_from_str(text);
    let error = loop {
        match parser.next_event() {
            None => break None,
            Some(Err(error)) => {
                let line = builder.lines.number(error.marker().line());
                break Some((line, error.info().to_owned()));
            }
            Some(Ok((event, span))) => {
                let line = builder.lines.number(span.start.line());
                if let Err(error) = builder.event(event, span) {
                    break Some((line, error));
                }
            }
        }
    };
    if error.is_some() {
        builder.close_all();
    }
    (builder.done, error)
}

/// The lines of a text by those that its parser counts, for which a carriage return alone ends one,
/// too.
#[derive(Debug, Default)]
struct LineNumbers {
    /// The line of the text for each; empty where they are the same.
    numbers: Vec<u32>,
}

impl LineNumbers {
    fn of(text: &str) -> LineNumbers {
        // Nearly no text has one.
        if !text.contains('\r') {
            return LineNumbers::default();
        }
        let mut rest = text.bytes().peekable();
        let (mut numbers, mut line, mut is_other) = (vec![1], 1, false);
        while let Some(byte) = rest.next() {
            match byte {
                b'\n' => line += 1,
                b'\r' if rest.peek() != Some(&b'\n') => is_other = true,
                _ => continue,
            }
            numbers.push(line);
        }
        LineNumbers { numbers: if is_other { numbers } else { Vec::new() } }
    }

    /// The line of the text that is the parser's `line`th, both from 1.
    fn number(&self, line: usize) -> u32 {
        match self.numbers.last() {
            Some(last) => self.numbers.get(line.saturating_sub(1)).copied().unwrap_or(*last),
            None => u32::try_from(line).unwrap_or(u32::MAX).max(1),
        }
    }
}

/// Nodes under construction.
#[derive(Default)]
struct Builder {
    lines: LineNumbers,
    /// Which lines of the text are blank.
    blank: Vec<bool>,
    /// The last line and its characters, where no line break ends it.
    unended: Option<(usize, usize)>,
    done: Vec<Node>,
    open: Vec<Open>,
    anchors: Vec<(usize, Node)>,
    aliased: usize,
}

struct Open {
    node: Node,
    /// The key that waits for its value, in a map.
    key: Option<Node>,
    anchor: usize,
}

impl Builder {
    fn event(&mut self, event: Event<'_>, span: Span) -> Result<(), String> {
        // The end of a block is where the next token starts; what it holds says where it ends.
        let number = |line: usize| self.lines.number(line);
        let lines = Lines::new(number(span.start.line()), number(span.start.line()));
        match event {
            Event::Scalar(text, style, anchor, _) => {
                let mut last = number(span.end.line());
                // A block of text ends where the next token starts, which may be deep in its line,
                // unless the file ends with the block.
                let is_block = matches!(style, ScalarStyle::Literal | ScalarStyle::Folded);
                let is_end = self.unended == Some((last as usize, span.end.col()));
                let is_behind = span.end.col() == 0 || (is_block && !is_end);
                if lines.first < last && is_behind {
                    last -= 1;
                    let is_blank = |line: u32| self.blank.get(line as usize - 1) == Some(&true);
                    while is_block && lines.first < last && is_blank(last) {
                        last -= 1;
                    }
                }
                let bare = style == ScalarStyle::Plain;
                let kind = NodeKind::Scalar(text.into_owned(), bare);
                self.add(Node { kind, lines: Lines::new(lines.first, last) }, anchor);
            }
            Event::SequenceStart(anchor, _) => {
                self.start(Node { kind: NodeKind::List(Vec::new()), lines }, anchor)?;
            }
            Event::MappingStart(anchor, _) => {
                self.start(Node { kind: NodeKind::Map(Vec::new()), lines }, anchor)?;
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(),
            Event::Alias(anchor) => {
                let known = self.anchors.iter().rev().find(|(number, _)| *number == anchor);
                let node = known.map(|(_, node)| node.clone());
                self.aliased += node.as_ref().map_or(0, Node::count);
                if MAX_ALIASED < self.aliased {
                    return Err("too many aliases".to_owned());
                }
                let node =
                    node.unwrap_or(Node { kind: NodeKind::Scalar(String::new(), true), lines });
                self.add(Node { lines, ..node }, 0);
            }
            _ => {}
        }
        Ok(())
    }

    fn start(&mut self, node: Node, anchor: usize) -> Result<(), String> {
        if MAX_DEPTH <= self.open.len() {
            return Err(format!("nested deeper than {MAX_DEPTH}"));
        }
        self.open.push(Open { node, key: None, anchor });
        Ok(())
    }

    fn end(&mut self) {
        if let Some(Open { node, anchor, .. }) = self.open.pop() {
            self.add(node, anchor);
        }
    }

    fn add(&mut self, node: Node, anchor: usize) {
        if 0 < anchor {
            self.anchors.push((anchor, node.clone()));
        }
        let Some(open) = self.open.last_mut() else {
            self.done.push(node);
            return;
        };
        open.node.lines.last = open.node.lines.last.max(node.lines.last);
        match &mut open.node.kind {
            NodeKind::List(all) => all.push(node),
            NodeKind::Map(all) => match open.key.take() {
                Some(key) => all.push((key, node)),
                None => open.key = Some(node),
            },
            NodeKind::Scalar(..) => {}
        }
    }

    fn close_all(&mut self) {
        while !self.open.is_empty() {
            self.end();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::BlockKind;

    fn read_all(text: &str) -> (Result<Document, String>, Vec<Note>) {
        let mut notes = Vec::new();
        let document = read("a.yml", text, None, &mut |note| notes.push(note));
        (document, notes)
    }

    #[test]
    fn lists_of_questions_and_answers() {
        let (document, notes) = read_all(
            "# of a site\nfaqs:\n  - question: Is it far?\n    answer: |\n      It is *near*.\n\n\
             \x20     Very.\n    tags: [a, b]\n  - question: Who?\n  - {q: 'Why?', a: So.}\n",
        );
        let document = document.unwrap();
        let found: Vec<(Lines, &str)> =
            document.blocks.iter().map(|one| (one.lines, one.text.as_str())).collect();
        assert_eq!(
            found,
            [(Lines::new(3, 8), "It is *near*.\n\nVery.\n"), (Lines::new(10, 10), "So.")]
        );
        let BlockKind::Record(record) = &document.blocks[0].kind else { panic!() };
        assert_eq!(record.metadata["tags"], serde_json::json!(["a", "b"]));
        let reason = "a question without an answer".to_owned();
        assert_eq!(notes, [Note::Skipped { line: 9, reason }]);
    }

    #[test]
    fn records_in_groups_stand_under_the_names_of_these() {
        let (document, notes) = read_all(
            "sections:\n- title: Garden\n  order: 1\n  questions:\n  - q: How high is it?\n    a: Ten.\n\
             - title: House\n  parts:\n  - name: Attic\n    faqs:\n    - {q: Why?, a: So.}\n",
        );
        let document = document.unwrap();
        let found: Vec<(Lines, Vec<String>)> = document
            .blocks
            .iter()
            .map(|block| match &block.kind {
                BlockKind::Record(record) => (block.lines, record.headings.clone()),
                other => panic!("{other:?}"),
            })
            .collect();
        let named = |names: &[&str]| names.iter().map(|name| name.to_string()).collect();
        let garden = (Lines::new(5, 6), named(&["Garden"]));
        assert_eq!(found, [garden, (Lines::new(11, 11), named(&["House", "Attic"]))]);
        assert!(notes.is_empty(), "{notes:?}");
    }

    #[test]
    fn a_record_ends_with_the_text_in_it() {
        let check = |text: &str, expected: &[(u32, u32)]| {
            let document = read_all(text).0.unwrap();
            let found: Vec<(u32, u32)> =
                document.blocks.iter().map(|one| (one.lines.first, one.lines.last)).collect();
            assert_eq!(found, expected, "{text:?}");
        };
        let record = "  - q: Why?\n    a: |\n      So.\n      And so.\n";
        check(&format!("faq:\n{record}{record}"), &[(2, 5), (6, 9)]);
        // Blank lines behind the text are none of it, and those within are.
        check(&format!("faq:\n{record}\n\n{record}\n\n"), &[(2, 5), (8, 11)]);
        check(&format!("faq:\n{record}\n      More.\n{record}"), &[(2, 7), (8, 11)]);
        check(format!("faq:\n{record}").trim_end(), &[(2, 5)]);
        check(&format!("faq:\n{record}  - {{q: Who?, a: We.}}"), &[(2, 5), (6, 6)]);
        check("- q: Why?\n  a: >\n    So.\n\n    Yes.\n- q: Who?\n  a: We.\n", &[(1, 5), (6, 7)]);
        check(&format!("faq:\n{record}{record}").replace('\n', "\r\n"), &[(2, 5), (6, 9)]);
    }

    #[test]
    fn other_yaml_is_refused_and_a_broken_file_read_up_to_there() {
        assert_eq!(read_all("on: push\njobs: {}\n").0.unwrap_err(), NO_FAQ);
        assert_eq!(read_all("question: [\n").0.unwrap_err().split(':').next(), Some("not YAML"));
        let (document, notes) =
            read_all("- question: Why?\n  answer: So.\n- question: \"Wh\n  answer: [\n");
        assert_eq!(document.unwrap().blocks.len(), 1);
        assert_eq!(notes.len(), 1, "{notes:?}");
    }

    #[test]
    fn hostile_yaml_ends() {
        let bomb: String =
            (1..40).map(|n| format!("a{n}: &a{n} [*a{0}, *a{0}, *a{0}, *a{0}]\n", n - 1)).collect();
        let flat = "question: x\n".repeat(100_000);
        for text in [
            &format!("question: x\na0: &a0 [x, y]\n{bomb}"),
            &format!("question: {}", "[".repeat(100_000)),
            &format!("question: x\n{}", "- ".repeat(100_000)),
            &format!("question: x\n{}", "? ".repeat(100_000)),
            &format!("question: {}", "{a: ".repeat(100_000)),
            &format!("question: |\n{}", "  x\n".repeat(300_000)),
            &format!("question: {}", "x ".repeat(1_000_000)),
            &flat,
        ] {
            let start = std::time::Instant::now();
            let _ = read_all(text);
            assert!(start.elapsed().as_secs() < 10, "{}", &text[..40]);
        }
    }
}
