//! What making an index may take: threads, which change nothing in it, and memory, which is kept.

mod support;

use std::{
    collections::BTreeMap,
    fs,
    io::{BufWriter, Write},
    path::Path,
    process::{Command, Stdio},
    sync::atomic::AtomicBool,
    thread,
    time::Duration,
};

use ibid::engine::{Corpus, Event, Limits, Reading, build_until};
use support::Fixture;

/// Words that are there in any number, most of them rarely.
fn word(state: &mut u64) -> String {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    let chance = (*state >> 33) as u32;
    let common = ["the", "a", "harbour", "boat", "is", "moored", "of", "in", "tide", "What", "-"];
    match chance % 3 {
        0 => common[chance as usize / 3 % common.len()].to_owned(),
        1 => format!("rope{}s", chance / 3 % 97),
        _ => format!("mast{}", char::from(b'a' + (chance / 3 % 26) as u8)).repeat(2),
    }
}

fn text(words: usize, state: &mut u64) -> String {
    let mut text = String::new();
    for at in 0..words {
        text.push_str(&word(state));
        text.push_str(if at % 9 == 8 { ". " } else { " " });
    }
    text
}

/// The files of the index in `dir` by name, those of tantivy, whose names are made up anew every
/// time, by their extension; without those that tell times and names.
fn files(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let generation = fs::read_dir(dir).unwrap().flatten().map(|entry| entry.path());
    let generation = generation.into_iter().find(|path| path.is_dir()).unwrap();
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(generation).unwrap().flatten() {
        let name = entry.file_name().into_string().unwrap();
        let name = match name.split_once('.') {
            Some((made_up, extension)) if made_up.len() == 32 => extension.to_owned(),
            _ => name,
        };
        if !["manifest.json", "meta.json", ".managed.json"].contains(&name.as_str()) {
            files.insert(name, fs::read(entry.path()).unwrap());
        }
    }
    files
}

#[test]
fn one_thread_and_two_make_the_same_index_and_tell_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let docs = folder.path().join("docs");
    fs::create_dir(&docs).unwrap();
    let mut state = 1;
    let mut records = String::new();
    for number in 0..6_000 {
        match number % 500 {
            // An id that is taken, a line that is none, an entry.
            7 => records.push_str("{\"id\": \"r6\", \"text\": \"Taken before.\"}\n"),
            8 => records.push_str("{oops\n"),
            9 => records.push_str("{\"question\": \"Why?\", \"answer\": \"So (SO).\"}\n"),
            _ => {
                let (title, text) = (text(4, &mut state), text(50, &mut state));
                let line = format!(
                    "{{\"id\": \"r{number}\", \"title\": \"{title}\", \"text\": \"{text}\"}}\n"
                );
                records.push_str(&line);
            }
        }
    }
    fs::write(docs.join("m.jsonl"), records).unwrap();
    for number in 0..40 {
        let (name, words) = (format!("{number}.md"), 20 * number);
        let german = "Der Hafen ist für die Boote da, und nicht für das Auto auf der Straße. ";
        let body = if number % 7 == 3 { german.repeat(9) } else { text(words, &mut state) };
        fs::write(docs.join(name), format!("# Guide {number}\n\n{body}\n\n## Why?\n\n- a\n- b\n"))
            .unwrap();
    }
    fs::write(docs.join("broken.md"), b"\x7fELF\0\0\0\x01\x02\0\0binary\0\0").unwrap();
    let corpus = Corpus::Paths(vec![docs]);
    let made = |threads: usize| {
        let dir = folder.path().join(format!("made-{threads}"));
        let mut events: Vec<Event> = Vec::new();
        let limits = Limits { threads: Some(threads), ..Limits::default() };
        let (mut observe, stop) = (|event| events.push(event), AtomicBool::new(false));
        build_until(&corpus, &dir, Reading::All, limits, &mut observe, &stop).unwrap();
        (files(&dir), events)
    };
    let (one, told_by_one) = made(1);
    let (two, told_by_two) = made(2);
    assert!(one.keys().any(|name| name == "store") && 20 < one.len(), "{:?}", one.keys());
    assert!(one.keys().eq(two.keys()));
    for (name, content) in &one {
        assert!(*content == two[name], "{name} differs");
    }
    let skipped = told_by_one.iter().filter(|event| matches!(event, Event::Skipped(_))).count();
    assert_eq!(skipped, 13);
    assert_eq!(told_by_one, told_by_two);
}

#[cfg(target_os = "linux")]
#[test]
fn the_limit_on_memory_is_kept_with_documents_that_are_larger() {
    const LIMIT_MB: usize = 136;
    const TEXT_MB: usize = 200;
    let fixture = Fixture::new(&[]);
    let path = fixture.path("docs.jsonl");
    let mut file = BufWriter::new(fs::File::create(&path).unwrap());
    let (mut state, mut bytes, mut number) = (1, 0, 0);
    // What is said need not be new all the time; what it is called is.
    let texts: Vec<String> = (0..500).map(|_| text(400, &mut state)).collect();
    while bytes < TEXT_MB << 20 {
        let (first, second) = (&texts[number % 500], &texts[number / 500 % 500]);
        writeln!(file, "{{\"id\": \"r{number}\", \"text\": \"unit{number}. {first}{second}\"}}")
            .unwrap();
        bytes += first.len() + second.len();
        number += 1;
    }
    file.into_inner().unwrap();
    let limit = LIMIT_MB.to_string();
    let index = fixture.path("made");
    let mut child = Command::new(env!("CARGO_BIN_EXE_ibid"))
        .args(["index", "--memory", &limit, "--index"])
        .args([&index, &path])
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let (status, mut most, mut pieces) = (format!("/proc/{}/status", child.id()), 0, 0);
    while child.try_wait().unwrap().is_none() {
        let status = fs::read_to_string(&status).unwrap_or_default();
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
        let peak = peak.trim().trim_end_matches(" kB").parse().unwrap_or(0);
        most = most.max(peak / 1024);
        let stages = fs::read_dir(&index).into_iter().flatten().flatten();
        let stage = stages.map(|entry| entry.path()).find(|path| path.join("piece-0").is_dir());
        let inside = stage.and_then(|stage| fs::read_dir(stage).ok()).into_iter().flatten();
        let is_piece =
            |name: &fs::DirEntry| name.file_name().to_string_lossy().starts_with("piece-");
        pieces = pieces.max(inside.flatten().filter(is_piece).count());
        thread::sleep(Duration::from_millis(20));
    }
    let told = std::io::read_to_string(child.stderr.take().unwrap()).unwrap();
    assert!(told.contains(&format!("indexed {number} passages")), "{told}");
    println!("{TEXT_MB} MB of text within {LIMIT_MB} MB: {most} MB, {pieces} pieces");
    assert!(0 < most && most <= LIMIT_MB, "{most} MB are more than {LIMIT_MB}");
    assert!(3 < pieces, "all of it was held: {pieces} pieces");
    let ran = fixture.run(&["index", "--verify", "--index", "made"]).expect(0);
    assert!(!ran.stderr.contains("damaged"), "{}", ran.stderr);
    let ran = fixture.run(&["ask", "--no-refresh", "--index", "made", "unit4711"]).expect(0);
    assert!(ran.stdout.contains("unit4711."), "{}", ran.stdout);
}

#[test]
fn too_little_memory_is_refused_with_the_least() {
    let fixture = Fixture::devices();
    let least = "whole number of megabytes, at least 128";
    for typed in ["127", "0", "-1", "1GB"] {
        let ran = fixture.run(&["index", "docs", "--index", "made", &format!("--memory={typed}")]);
        assert!(ran.stderr.contains(least), "{typed}: {}", ran.stderr);
    }
    fixture.write("ibid.toml", b"corpus = [\"docs\"]\nindex = \"made\"\nmemory = 64\n");
    fixture.run(&["index"]).complains(&["ibid.toml:3: `memory` must be a", least]);
    fixture.write("ibid.toml", b"corpus = [\"docs\"]\nindex = \"made\"\nmemory = 128\n");
    fixture.run(&["index"]).expect(0);
    let with_variable = |args: &[&str]| {
        let mut command = fixture.command(args);
        command.env("IBID_MEMORY", "12").output().unwrap()
    };
    let ran = with_variable(&["index"]);
    let told = String::from_utf8_lossy(&ran.stderr);
    assert!(told.contains("IBID_MEMORY is 12: want a") && told.contains(least), "{told}");
    // What is typed is nearer.
    assert!(with_variable(&["index", "--memory", "256"]).status.success());
}
