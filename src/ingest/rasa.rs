//! Rasa: the examples of retrieval intents (`nlu`, `faq/name`) with the responses to them
//! (`responses`, `utter_faq/name`), in one file or in two.
//!
//! An entry stands where its response does. The examples of another file are looked for beside it
//! and where Rasa's own projects keep them.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use serde_json::Value;

use super::{
    fields::Entry,
    yaml::{Node, nodes},
};
use crate::document::{Block, Lines};

/// How many files beside a file of responses are looked at for examples, and how large they may be.
const MAX_FILES: usize = 64;
const MAX_FILE_BYTES: u64 = 8 << 20;

const EXAMPLES: &str = "examples, read with the response to them";
const OTHER: &str = "no retrieval intent (`name/…`)";
const UNASKED: &str = "a response without examples";

/// Whether `reason` is one of a file that is as it should be.
pub(super) fn is_known(reason: &str) -> bool {
    [EXAMPLES, OTHER, UNASKED].contains(&reason)
}

/// Adds the entries of a file, and what of it is none; gives whether it is one of Rasa's. `folder`
/// is where the file lies.
pub(super) fn read(
    file: &[Node],
    folder: Option<&Path>,
    blocks: &mut Vec<Block>,
    left_out: &mut Vec<(Lines, String)>,
) -> bool {
    let mut asked = BTreeMap::new();
    let mut known = examples(file, &mut asked, &mut |lines, reason| {
        left_out.push((lines, reason.to_owned()));
    });
    let responses: Vec<(&str, &Node)> = file
        .iter()
        .filter_map(|node| node.get("responses"))
        .flat_map(Node::fields)
        .filter(|(name, _)| name.starts_with("utter_"))
        .collect();
    let wants = |asked: &BTreeMap<String, Vec<String>>| {
        responses.iter().any(|(name, _)| {
            intent(name).is_some_and(|intent| intent.contains('/') && !asked.contains_key(intent))
        })
    };
    if wants(&asked) {
        for path in folder.map(beside).unwrap_or_default() {
            let is_small = fs::metadata(&path).is_ok_and(|it| it.len() <= MAX_FILE_BYTES);
            let text = if is_small { fs::read_to_string(&path).ok() } else { None };
            if let Some(text) =
                text.filter(|text| text.lines().any(|line| line.starts_with("nlu:")))
            {
                examples(&nodes(&text).0, &mut asked, &mut |_, _| {});
            }
        }
    }
    for (name, response) in responses {
        known = true;
        let Some(intent) = intent(name).filter(|intent| intent.contains('/')) else {
            left_out.push((response.lines, OTHER.to_owned()));
            continue;
        };
        let Some(questions) = asked.get(intent) else {
            left_out.push((response.lines, UNASKED.to_owned()));
            continue;
        };
        let mut texts = response.list().iter().filter_map(|one| one.get("text")?.text());
        let mut entry = Entry {
            id: Some(intent.to_owned()),
            questions: questions.clone(),
            answer: texts.next().unwrap_or_default().to_owned(),
            ..Entry::default()
        };
        let others: Vec<Value> = texts.map(|text| Value::String(text.to_owned())).collect();
        if !others.is_empty() {
            entry.metadata.insert("other_answers".to_owned(), Value::Array(others));
        }
        match entry.block(response.lines) {
            Ok(block) => blocks.push(block),
            Err(reason) => left_out.push((response.lines, reason)),
        }
    }
    known
}

/// The intent that the response `name` answers.
fn intent(name: &str) -> Option<&str> {
    name.strip_prefix("utter_")
}

/// Adds the examples of the retrieval intents of `file`; gives whether it has intents.
fn examples(
    file: &[Node],
    asked: &mut BTreeMap<String, Vec<String>>,
    left_out: &mut dyn FnMut(Lines, &str),
) -> bool {
    let mut known = false;
    for one in file.iter().filter_map(|node| node.get("nlu")).flat_map(Node::list) {
        let Some(intent) = one.get("intent").and_then(Node::text) else {
            left_out(one.lines, OTHER);
            continue;
        };
        known = true;
        if !intent.contains('/') {
            left_out(one.lines, OTHER);
            continue;
        }
        left_out(one.lines, EXAMPLES);
        let Some(examples) = one.get("examples") else { continue };
        let questions = asked.entry(intent.to_owned()).or_default();
        match examples.text() {
            Some(text) => questions.extend(text.lines().filter_map(|line| {
                let line = line.trim().strip_prefix('-')?.trim();
                (!line.is_empty()).then(|| unmarked(line))
            })),
            None => {
                let texts = examples.list().iter();
                let texts = texts.filter_map(|one| one.text().or_else(|| one.get("text")?.text()));
                questions.extend(texts.map(|text| unmarked(text.trim())));
            }
        }
    }
    asked.retain(|_, questions| !questions.is_empty());
    known
}

/// An example without the marks of its entities: `[Rome](city)`, `[Rome]{"entity": "city"}`.
fn unmarked(example: &str) -> String {
    let mut out = String::with_capacity(example.len());
    let mut rest = example;
    while let Some((before, marked)) = rest.split_once('[') {
        let found = marked.split_once(']').and_then(|(text, after)| {
            let close = match after.chars().next()? {
                '(' => ')',
                '{' => '}',
                _ => return None,
            };
            Some((text, after.split_once(close)?.1))
        });
        let Some((text, after)) = found else { break };
        out.push_str(before);
        out.push_str(text);
        rest = after;
    }
    out.push_str(rest);
    out
}

/// The YAML files beside a file in `folder`, and those where a project of Rasa keeps its data.
fn beside(folder: &Path) -> Vec<PathBuf> {
    let above = folder.parent().filter(|above| !above.as_os_str().is_empty());
    let mut folders = vec![folder.to_path_buf(), folder.join("data"), folder.join("nlu")];
    if folder.file_name().is_some_and(|name| name == "data" || name == "domain" || name == "nlu") {
        folders.extend(above.map(|above| above.join("data")));
        folders.extend(above.map(Path::to_path_buf));
    }
    let mut files: Vec<PathBuf> = folders
        .iter()
        .filter_map(|folder| fs::read_dir(folder).ok())
        .flat_map(|entries| entries.flatten())
        .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_file()))
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|it| it == "yml" || it == "yaml"))
        .collect();
    files.sort();
    files.dedup();
    files.truncate(MAX_FILES);
    files
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::BlockKind;

    const NLU: &str = "version: \"3.1\"\nnlu:\n- intent: greet\n  examples: |\n    - hi\n\
        - intent: faq/pay\n  examples: |\n    - How do I pay in [Rome](city)?\n    - pay?\n";
    const RESPONSES: &str = "responses:\n  utter_greet:\n  - text: Hello.\n  utter_faq/pay:\n\
        \x20 - text: By card.\n  - text: With a card.\n  utter_faq/other:\n  - text: So.\n";

    type Shown = Vec<(Lines, Vec<String>, String)>;

    fn shown(text: &str, folder: Option<&Path>) -> (Shown, Vec<(u32, String)>) {
        let (mut blocks, mut left_out) = (Vec::new(), Vec::new());
        assert!(read(&nodes(text).0, folder, &mut blocks, &mut left_out));
        let show = |block: Block| match block.kind {
            BlockKind::Record(record) => (block.lines, record.questions, block.text),
            other => panic!("{other:?}"),
        };
        let left_out = left_out.into_iter().map(|(lines, why)| (lines.first, why)).collect();
        (blocks.into_iter().map(show).collect(), left_out)
    }

    fn questions() -> Vec<String> {
        ["How do I pay in Rome?", "pay?"].map(str::to_owned).to_vec()
    }

    #[test]
    fn examples_and_responses_of_one_file() {
        let (found, left_out) = shown(&format!("{NLU}{RESPONSES}"), None);
        assert_eq!(found, [(Lines::new(14, 15), questions(), "By card.".to_owned())]);
        let expected = [(3, OTHER), (6, EXAMPLES), (12, OTHER), (17, UNASKED)];
        assert_eq!(left_out, expected.map(|(line, why)| (line, why.to_owned())));
    }

    #[test]
    fn examples_of_another_file() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("data")).unwrap();
        fs::write(folder.path().join("data/nlu.yml"), NLU).unwrap();
        let (found, _) = shown(RESPONSES, Some(folder.path()));
        assert_eq!(found, [(Lines::new(5, 6), questions(), "By card.".to_owned())]);
    }
}
