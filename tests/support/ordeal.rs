//! What the tests share that break an index: how often, by which chance, over which documents, and
//! what must hold afterwards.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Child, Command, Output},
};

use super::{Fixture, Ran};

/// `short` times in the suite, `long` times where `IBID_LONG` is set.
pub(crate) fn times(short: usize, long: usize) -> usize {
    let is_long = env::var_os("IBID_LONG").is_some_and(|value| !value.is_empty() && value != "0");
    if is_long { long } else { short }
}

/// Numbers without order that are the same in every run: SplitMix64.
#[derive(Debug, Clone)]
pub(crate) struct Chance(u64);

impl Chance {
    pub(crate) fn new(seed: u64) -> Chance {
        Chance(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Below `limit`, which is above 0.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }

    /// One of `several`.
    pub(crate) fn of<'t, T>(&mut self, several: &'t [T]) -> &'t T {
        &several[self.below(several.len())]
    }
}

/// The question that [`write_edition`]'s documents answer twice.
pub(crate) const QUESTION: &str = "what is the number of this edition";

/// Writes `files` documents that say which edition they are, and `fill` more beside them.
pub(crate) fn write_edition(fixture: &Fixture, edition: usize, fill: usize) {
    for name in ["first", "second"] {
        let text = format!(
            "# The {name} book\n\n## What is the number of this edition of the {name} book?\n\n\
             The number of this edition is edition_{edition:06}, of the {name} book.\n"
        );
        replace(&fixture.path(&format!("docs/{name}.md")), text.as_bytes());
    }
    for number in 0..fill {
        let path = fixture.path(&format!("docs/fill-{number}.md"));
        if !path.exists() {
            replace(&path, filling(number, 40).as_bytes());
        }
    }
}

/// Puts a file in its place as editors do: whole.
pub(crate) fn replace(path: &Path, bytes: &[u8]) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    let aside = path.with_extension("aside");
    fs::write(&aside, bytes).unwrap();
    fs::rename(aside, path).unwrap();
}

/// A document of `entries` entries, with words of its own.
pub(crate) fn filling(number: usize, entries: usize) -> String {
    let mut chance = Chance::new(number as u64);
    let mut text = format!("# Shelf {number}\n");
    for entry in 0..entries {
        text.push_str(&format!("\n## Where does thing {entry} of shelf {number} stand?\n\n"));
        for _ in 0..3 {
            text.push_str("It stands");
            for _ in 0..8 {
                text.push_str(&format!(" near{}", chance.below(3000)));
            }
            text.push_str(".\n");
        }
    }
    text
}

/// Lines of JSON: `records` records of about `words` words.
pub(crate) fn records(records: usize, words: usize, seed: u64) -> String {
    let mut chance = Chance::new(seed);
    let mut text = String::new();
    for number in 0..records {
        text.push_str(&format!("{{\"id\": \"r{number}\", \"title\": \"Record {number} about"));
        for _ in 0..3 {
            text.push_str(&format!(" topic{}", chance.below(4000)));
        }
        text.push_str("\", \"text\": \"");
        for word in 0..words {
            // As in a real text a few words are most of it.
            let bits = 1 + chance.below(15);
            let rank = chance.below(1 << bits);
            let end = if word % 12 == 11 { ". " } else { " " };
            text.push_str(&format!("word{rank}{end}"));
        }
        text.push_str("\"}\n");
    }
    text
}

/// The edition that a reply in text says, which must be the same in all of its passages.
#[track_caller]
pub(crate) fn edition(reply: &str) -> usize {
    let mut said = reply.split("edition_").skip(1).map(|rest| {
        rest.get(..6).and_then(|digits| digits.parse::<usize>().ok()).expect("six digits")
    });
    let first = said.next().unwrap_or_else(|| panic!("no edition in {reply:?}"));
    assert!(said.all(|other| other == first), "a mixed reply: {reply}");
    first
}

/// Asks the index in `made` as it is, and checks that the reply is of one edition.
#[track_caller]
pub(crate) fn edition_now(fixture: &Fixture) -> usize {
    let args = ["ask", "--no-refresh", "--index", "made", "--top", "2", "--format", "ndjson"];
    let ran = fixture.run(&[&args[..], &[QUESTION]].concat()).expect(0);
    assert_eq!(ran.stderr, "");
    edition(&ran.stdout)
}

/// What lies in the index folder beside a whole index and the generation before it.
pub(crate) fn left_over(made: &Path) -> Vec<String> {
    let names = fs::read_dir(made).unwrap().map(|entry| entry.unwrap().file_name());
    let mut names: Vec<String> = names.map(|name| name.to_string_lossy().into_owned()).collect();
    names.retain(|name| name != "CURRENT" && name != ".rebuild.lock");
    names.sort();
    // The last two generations by the time in their names.
    let generations = names.iter().filter(|name| name.starts_with("gen-")).count();
    let kept = 2.min(generations);
    let newest: Vec<String> =
        names.iter().filter(|name| name.starts_with("gen-")).rev().take(kept).cloned().collect();
    names.retain(|name| !newest.contains(name));
    names
}

/// The folder of the generation that counts.
pub(crate) fn generation(made: &Path) -> PathBuf {
    let current = fs::read_to_string(made.join("CURRENT")).unwrap();
    made.join(current.split(' ').next().unwrap())
}

/// Checks that the program ended by itself, with a status of its own and no panic of its own words.
#[track_caller]
pub(crate) fn ended_well(ran: &Ran) {
    assert!(matches!(ran.status, Some(0..=2)), "{ran:?}");
    assert!(!ran.stderr.contains("panicked at"), "{}", ran.stderr);
    if ran.status == Some(2) {
        assert!(ran.stderr.starts_with("ibid: "), "{}", ran.stderr);
    }
}

/// What a program that was waited for gave.
pub(crate) fn ran(output: &Output) -> Ran {
    Ran::new(output)
}

/// Sends the signal of this `name` to a program that is under way.
pub(crate) fn signal(child: &Child, name: &str) {
    let sent = Command::new("kill").args([&format!("-{name}"), &child.id().to_string()]).status();
    assert!(sent.unwrap().success());
}
