//! Any bytes as a file of an index, and any document in one.
//!
//! What was damaged by chance is told by the checksums (`tests/damage.rs`). Here the checksums are
//! made to agree, so that the bytes reach who reads them: there they may give nonsense or an error,
//! and nothing else. tantivy's own files are left alone.

use std::{fs, path::Path, sync::OnceLock};

use ibid::{
    chunk::chunk,
    corpus::Corpus,
    engine::{AskOptions, Engine, build},
    ingest,
    passage::Passage,
};
use serde_json::Value;

use super::questions::check;

/// The files that are changed: all of ibid's own.
const OWN: [&str; 14] = [
    "CURRENT",
    "manifest.json",
    "stamps.json",
    "forward.bin",
    "forward.idx",
    "terms.bin",
    "masses.bin",
    "words.vec",
    "bounds-all.bin",
    "bounds-question.bin",
    "vectors.bin",
    "ids.bin",
    "words.bin",
    "expansions.txt",
];

const DOCUMENT: &str = "# Router (RT)\n\nText of the router.\n\n## How do I reset the router (RT)?\n\n\
    Hold the button. Then wait.\n\n- for ten seconds\n- until it is green\n\n## What is a phone?\n\n\
    A phone is a device.\n";

const QUESTIONS: [&str; 3] = ["how do I reset the router", "what is a fone", "green RT ten"];

/// The first byte names the file that the others are.
pub fn index_files(bytes: &[u8]) {
    let Some((which, content)) = bytes.split_first() else { return };
    let name = OWN[usize::from(*which) % OWN.len()];
    let folder = tempfile::tempdir().unwrap();
    let generation = folder.path().join(GENERATION);
    fs::create_dir(&generation).unwrap();
    let mut manifest = Vec::new();
    for (file, whole) in whole() {
        let content = if file == name { content } else { whole };
        match file.as_str() {
            "CURRENT" => {}
            "manifest.json" => manifest = content.to_vec(),
            _ => fs::write(generation.join(file), content).unwrap(),
        }
    }
    if name != "manifest.json" {
        manifest = with_sum(&manifest, name, content);
    }
    fs::write(generation.join("manifest.json"), &manifest).unwrap();
    let current = format!("{GENERATION} {:08x}\n", crc32fast::hash(&manifest)).into_bytes();
    let current = if name == "CURRENT" { content } else { &current };
    fs::write(folder.path().join("CURRENT"), current).unwrap();
    use_index(folder.path());
}

/// A document, and below its last line a question; the first byte says of which format.
pub fn any_index(bytes: &[u8]) {
    let Some((kind, bytes)) = bytes.split_first() else { return };
    let name = ["fuzz.md", "fuzz.txt", "fuzz.jsonl", "fuzz.html"][usize::from(kind % 4)];
    let folder = tempfile::tempdir().unwrap();
    let (file, index) = (folder.path().join(name), folder.path().join("index"));
    fs::write(&file, bytes).unwrap();
    let mut passages: Vec<Passage> = Vec::new();
    let mut cut = |document| passages.extend(chunk(&document).passages);
    let read = ingest::read_bytes(name, bytes.to_vec(), &mut cut, &mut |_| {});
    if build(&Corpus::Paths(vec![file]), &index, &mut |_| {}).is_err() {
        assert!(read.is_err() || passages.is_empty(), "what was read was not indexed");
        return;
    }
    let engine = Engine::open(&index).unwrap();
    let indexed: Vec<Passage> = engine.passages().collect::<Result<_, _>>().unwrap();
    assert_eq!(indexed.len(), passages.len());
    for (indexed, passage) in indexed.iter().zip(&passages) {
        assert_eq!((&indexed.text, &indexed.title), (&passage.text, &passage.title));
        assert_eq!((indexed.line, indexed.end_line), (passage.line, passage.end_line));
        assert_eq!(engine.by_id(&indexed.id).unwrap().as_ref(), Some(indexed), "found by its id");
    }
    let text = String::from_utf8_lossy(bytes);
    let typed = text.lines().last().unwrap_or_default();
    let options = AskOptions { min_confidence: Some(0.0), ..AskOptions::default() };
    check(&engine, typed, &options);
    if let Some(question) = indexed.iter().find_map(|one| one.questions.first()) {
        check(&engine, question, &options);
    }
}

/// Opens an index and uses all of it, whatever it says.
fn use_index(folder: &Path) {
    let _ = ibid::engine::remembered(folder);
    let engine = match Engine::open(folder) {
        Ok(engine) => engine,
        Err(error) => {
            assert!(!error.to_string().contains('\n'), "{error}");
            return;
        }
    };
    let explained = AskOptions { explain: true, ..AskOptions::default() };
    for question in QUESTIONS {
        for options in [&AskOptions::default(), &explained] {
            let _ = engine.ask(question, options);
        }
        let _ = engine.unknown_in(question);
    }
    let _ = engine.is_stale();
    let _ = engine.outline();
    let _ = engine.questions(100);
    let _ = engine.by_id("router.md#what-is-a-phone");
    for number in 0..3 {
        let _ = engine.similar(number, 3);
        let _ = engine.around(number);
    }
}

const GENERATION: &str = "gen-1-1-1";

/// The files of a whole index of [`DOCUMENT`], with CURRENT, made once.
fn whole() -> &'static [(String, Vec<u8>)] {
    static WHOLE: OnceLock<Vec<(String, Vec<u8>)>> = OnceLock::new();
    WHOLE.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let (file, index) = (folder.path().join("router.md"), folder.path().join("index"));
        fs::write(&file, DOCUMENT).unwrap();
        build(&Corpus::Paths(vec![file]), &index, &mut |_| {}).unwrap();
        let current = fs::read_to_string(index.join("CURRENT")).unwrap();
        let generation = index.join(current.split_once(' ').unwrap().0);
        let entries = fs::read_dir(generation).unwrap().map(|entry| entry.unwrap());
        let mut files: Vec<(String, Vec<u8>)> = entries
            .map(|one| (one.file_name().into_string().unwrap(), fs::read(one.path()).unwrap()))
            .collect();
        files.sort();
        files
    })
}

/// The files that the fuzzer starts from, each with the byte that names it before it.
pub fn index_seeds() -> Vec<(String, Vec<u8>)> {
    let number = |name: &str| OWN.iter().position(|own| *own == name);
    let own = whole().iter().filter_map(|(name, bytes)| Some((number(name)?, name, bytes)));
    own.map(|(at, name, bytes)| (name.clone(), [&[at as u8], bytes.as_slice()].concat())).collect()
}

/// `manifest` with the size and checksum of the file `name` as it is now.
fn with_sum(manifest: &[u8], name: &str, content: &[u8]) -> Vec<u8> {
    let mut manifest: Value = serde_json::from_slice(manifest).unwrap();
    for file in manifest["files"].as_array_mut().unwrap() {
        if file["name"] == name {
            file["bytes"] = content.len().into();
            file["crc"] = crc32fast::hash(content).into();
        }
    }
    serde_json::to_vec(&manifest).unwrap()
}
