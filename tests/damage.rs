//! Damaged files of an index: the reply is right, or the index is made anew, or one clear error says
//! so. What keeps size and time is found by `ibid index --verify`.

mod support;

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::Write,
    path::{Path, PathBuf},
    process::Stdio,
};

use support::{
    Fixture,
    ordeal::{Chance, ended_well, generation, left_over, ran, records, times},
};

/// Asked of every damaged index, one a line.
const QUESTIONS: &str = "Record 17 about topic3\nword1 word2 word77\nwhere is word200 near word3\n";

/// What is done to a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Flip,
    Truncate,
    Zero,
    Delete,
    Append,
    Swap,
}

const KINDS: [Kind; 6] =
    [Kind::Flip, Kind::Truncate, Kind::Zero, Kind::Delete, Kind::Append, Kind::Swap];

/// An index with the generation before it, made of other documents.
struct Index {
    fixture: Fixture,
    /// The files of the generation that counts, and the replies from it.
    files: Vec<String>,
    replies: String,
    /// The generation before.
    other: PathBuf,
}

/// The replies without what time they took.
fn timeless(replies: &str) -> String {
    let replies = replies.lines().map(|line| {
        let mut reply: serde_json::Value = serde_json::from_str(line).expect(line);
        reply.as_object_mut().unwrap().remove("took_us");
        format!("{reply}\n")
    });
    replies.collect()
}

impl Index {
    fn of(count: usize) -> Index {
        let fixture = Fixture::new(&[]);
        for seed in [1, 2] {
            fixture.write("docs/records.jsonl", records(count, 60, seed).as_bytes());
            fixture.run(&["index", "docs", "--index", "made"]).expect(0);
        }
        Index::laid_out(fixture)
    }

    /// One that was brought up to date from a file that changed.
    fn updated(count: usize) -> Index {
        let fixture = Fixture::new(&[]);
        fixture.write("docs/records.jsonl", records(count, 60, 1).as_bytes());
        for text in ["# A ship\n\nIt sails.\n", "# A ship\n\nIt sank.\n"] {
            fixture.write("docs/ship.md", text.as_bytes());
            fixture.run(&["index", "docs", "--index", "made"]).expect(0);
        }
        assert!(generation(&fixture.path("made")).join("patch").is_dir());
        Index::laid_out(fixture)
    }

    fn laid_out(fixture: Fixture) -> Index {
        let made = fixture.path("made");
        let current = generation(&made);
        let name = current.file_name().unwrap().to_string_lossy().into_owned();
        let mut files = vec!["CURRENT".to_owned()];
        for part in ["", "base/", "patch/"] {
            for entry in fs::read_dir(current.join(part)).into_iter().flatten() {
                let path = entry.unwrap().path();
                if path.is_file() {
                    let file = path.file_name().unwrap().to_string_lossy();
                    files.push(format!("{name}/{part}{file}"));
                }
            }
        }
        files.sort();
        let generations = fs::read_dir(&made).unwrap().map(|entry| entry.unwrap().path());
        let other = generations
            .filter(|path| path.is_dir() && *path != current)
            .find(|path| path.file_name().unwrap().to_string_lossy().starts_with("gen-"))
            .unwrap();
        let args = ["ask", "--no-refresh", "--index", "made", "--format", "ndjson", "-"];
        let replies = timeless(&fixture.feed(&args, QUESTIONS.as_bytes()).expect(0).stdout);
        Index { fixture, files, replies, other }
    }

    /// A copy of the index in `case`, of links but for `file`, which is a copy.
    fn lay_out(&self, file: &str) -> PathBuf {
        let (made, case) = (self.fixture.path("made"), self.fixture.path("case"));
        if case.exists() {
            fs::remove_dir_all(&case).unwrap();
        }
        for one in &self.files {
            fs::create_dir_all(case.join(one).parent().unwrap()).unwrap();
            if one == file || one == "CURRENT" {
                let time = fs::metadata(made.join(one)).unwrap().modified().unwrap();
                fs::copy(made.join(one), case.join(one)).unwrap();
                File::options()
                    .write(true)
                    .open(case.join(one))
                    .unwrap()
                    .set_modified(time)
                    .unwrap();
            } else {
                fs::hard_link(made.join(one), case.join(one)).unwrap();
            }
        }
        case.join(file)
    }

    /// The file of the generation before that is the same as `file`.
    fn counterpart(&self, file: &str) -> PathBuf {
        let file = Path::new(file);
        let name = self.other.join(file.file_name().unwrap());
        if name.exists() {
            return name;
        }
        let same = |path: &PathBuf| path.extension() == file.extension();
        let others = fs::read_dir(&self.other).unwrap().map(|entry| entry.unwrap().path());
        others.filter(|path| same(path)).find(|path| path.is_file()).unwrap()
    }

    /// Does `kind` to `path`; whether that changed anything.
    fn damage(&self, path: &Path, file: &str, kind: Kind, chance: &mut Chance) -> bool {
        let before = fs::read(path).unwrap();
        let mut bytes = before.clone();
        match kind {
            Kind::Flip if bytes.is_empty() => {}
            Kind::Flip => {
                let at = chance.below(bytes.len());
                bytes[at] ^= 1 << chance.below(8);
            }
            Kind::Truncate => bytes.truncate(chance.below(before.len().max(1))),
            Kind::Zero if bytes.is_empty() => {}
            Kind::Zero => {
                let at = chance.below(bytes.len());
                let end = bytes.len().min(at + 4096);
                bytes[at..end].fill(0);
            }
            Kind::Delete => {
                fs::remove_file(path).unwrap();
                return true;
            }
            Kind::Append => bytes.extend((0..=chance.below(5000)).map(|_| chance.next() as u8)),
            Kind::Swap if file == "CURRENT" => {
                let name = self.other.file_name().unwrap().to_string_lossy();
                let manifest = fs::read(self.other.join("manifest.json")).unwrap();
                bytes = format!("{name} {:08x}\n", crc32fast::hash(&manifest)).into_bytes();
            }
            Kind::Swap => bytes = fs::read(self.counterpart(file)).unwrap(),
        }
        fs::write(path, &bytes).unwrap();
        bytes != before
    }
}

#[derive(Debug, Default)]
struct Counts {
    cases: usize,
    unchanged: usize,
    right: usize,
    refused: usize,
    tried: usize,
    anew: usize,
    unseen_right: usize,
    unseen_wrong: usize,
    verified: usize,
}

#[test]
fn damage_never_gives_a_wrong_reply_or_a_panic() {
    let count = times(240, 1_000);
    // Of the large one only what has another time is compared when it is opened.
    let indexes = [
        ("small", Index::of(60)),
        ("large", Index::of(10_000)),
        ("updated", Index::updated(1_200)),
    ];
    let size = |index: &Index| {
        let made = index.fixture.path("made");
        index.files.iter().map(|file| fs::metadata(made.join(file)).unwrap().len()).sum::<u64>()
    };
    assert!(size(&indexes[0].1) < 8 << 20 && 8 << 20 < size(&indexes[1].1));
    let mut chance = Chance::new(5);
    let mut counts: BTreeMap<(&str, Kind, bool), Counts> = BTreeMap::new();
    let mut all = Counts::default();
    for case in 0..count {
        // Each file of each index in its turn, each kind of damage by chance.
        let (which, index) = &indexes[case % 3];
        let file = &index.files[case / 3 % index.files.len()];
        let kind = *chance.of(&KINDS);
        let path = index.lay_out(file);
        let before = fs::metadata(&path).unwrap();
        let changed = index.damage(&path, file, kind, &mut chance);
        let after = fs::metadata(&path).ok();
        let same_size = after.is_some_and(|after| after.len() == before.len());
        let keeps_time = same_size && chance.below(2) == 0;
        if keeps_time {
            let opened = File::options().write(true).open(&path).unwrap();
            opened.set_modified(before.modified().unwrap()).unwrap();
        }
        let context = format!("case {case}: {which}, {file}, {kind:?}, time kept: {keeps_time}");
        let told = counts.entry((*which, kind, keeps_time)).or_default();
        told.cases += 1;
        all.cases += 1;
        let run = |args: &[&str]| {
            let ran = index.fixture.feed(args, QUESTIONS.as_bytes());
            ended_well(&ran);
            ran
        };
        // As it is.
        let args = ["ask", "--no-refresh", "--index", "case", "--format", "ndjson", "-"];
        let asked = run(&args);
        // Asked alone, which maps a small index where a list holds it, the first gets the same.
        if *which != "large" {
            let first = QUESTIONS.lines().next().unwrap();
            let args = ["ask", "--no-refresh", "--index", "case", "--format", "ndjson", first];
            let alone = run(&args);
            let of_list: String =
                asked.stdout.lines().take(1).map(|one| format!("{one}\n")).collect();
            assert_eq!(timeless(&alone.stdout), timeless(&of_list), "{context}: {}", alone.stderr);
            assert_eq!(alone.status == Some(2), asked.status == Some(2), "{context}");
        }
        // An older generation in the place of this one is whole; its reply is of it alone.
        let rolled_back = file == "CURRENT" && kind == Kind::Swap;
        if !changed {
            assert_eq!(timeless(&asked.stdout), index.replies, "{context}");
            told.unchanged += 1;
        } else if asked.status != Some(2) {
            let right = timeless(&asked.stdout) == index.replies;
            // Only of a large index, and only where neither size nor time tells.
            let unseen = *which == "large" && keeps_time;
            assert!(right || unseen, "{context}: {}", asked.stderr);
            match (right, unseen) {
                (true, false) => told.right += 1,
                (true, true) => told.unseen_right += 1,
                (false, _) => told.unseen_wrong += 1,
            }
        } else {
            let said = asked.stderr.lines().last().unwrap();
            let clear = ["damaged", "no index", "makes it anew", "this is a bug in ibid"];
            assert!(clear.iter().any(|words| said.contains(words)), "{context}: {said}");
            assert!(!said.contains("bug in ibid"), "{context}: {said}");
            told.refused += 1;
        }
        // Looked at.
        let verified = run(&["index", "--verify", "--index", "case"]);
        let found = verified.status == Some(2);
        assert_eq!(found, changed || rolled_back, "{context}: {}", verified.stdout);
        if found {
            assert!(verified.stderr.contains("`ibid index"), "{context}: {}", verified.stderr);
            told.verified += 1;
        }
        // And mended: by itself, or where nobody tells any more what it was made of by the command.
        if changed && (case % 8 == 0 || case % 60 == 1) {
            let args = ["ask", "--index", "case", "--format", "ndjson", "-"];
            let asked = run(&args);
            // Damage that only an update would come by does no harm until then.
            if run(&["index", "--verify", "--index", "case"]).status == Some(2) {
                let args = ["index", "docs", "--index", "case", "--anew"];
                let args = if asked.status == Some(2) { &args[..4] } else { &args };
                run(args).expect(0);
            }
            let again = run(&args);
            let unseen = *which == "large" && keeps_time;
            assert!(unseen || timeless(&again.stdout) == index.replies, "{context}");
            told.tried += usize::from(!unseen);
            if !unseen {
                assert_eq!(left_over(&index.fixture.path("case")), [""; 0], "{context}");
                run(&["index", "--verify", "--index", "case"]).expect(0);
                told.anew += 1;
            }
        }
    }
    println!("{count} damages:");
    for ((which, kind, keeps_time), told) in &counts {
        println!("  {which} {kind:?}{}: {told:?}", if *keeps_time { ", time kept" } else { "" });
        all.unchanged += told.unchanged;
        all.verified += told.verified;
    }
    let sum = |of: fn(&Counts) -> usize| counts.values().map(of).sum::<usize>();
    println!(
        "  {} refused in a clear sentence, {} of {} made anew right; of those with size and time kept \
         {} replies were right and {} not; {} changed nothing",
        sum(|told| told.refused),
        sum(|told| told.anew),
        sum(|told| told.tried),
        sum(|told| told.unseen_right),
        sum(|told| told.unseen_wrong),
        all.unchanged,
    );
    println!("  --verify found {} of {}", all.verified, all.cases - all.unchanged);
    assert_eq!(all.verified, all.cases - all.unchanged);
}

/// A chat over an index of which the files are cut short while it is open.
#[test]
fn a_file_cut_short_under_an_open_chat_ended_the_process() {
    let fixture = Fixture::devices();
    fixture.run(&["index", "docs", "--index", "made"]).expect(0);
    let mut command = fixture.command(&["chat", "--no-refresh", "--index", "made"]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let mut stdout = std::io::BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    writeln!(stdin, "how do I reset the router").unwrap();
    std::io::BufRead::read_line(&mut stdout, &mut line).unwrap();
    assert!(line.starts_with("Hold the button"), "{line}");
    let folder = generation(&fixture.path("made"));
    let mut cut = 0;
    for entry in fs::read_dir(folder).unwrap() {
        File::options().write(true).open(entry.unwrap().path()).unwrap().set_len(0).unwrap();
        cut += 1;
    }
    writeln!(stdin, "does the phone survive water").unwrap();
    drop(stdin);
    let mut rest = String::new();
    std::io::Read::read_to_string(&mut stdout, &mut rest).unwrap();
    let ran = ran(&child.wait_with_output().unwrap()).expect(0);
    assert!(rest.contains("The phone survives half a metre"), "{rest} {}", ran.stderr);
    println!("{cut} files cut short under an open chat, which answers");
}

#[test]
fn a_whole_index_is_told_file_by_file() {
    let fixture = Fixture::devices();
    fixture.run(&["index", "docs", "--index", "made"]).expect(0);
    let verify = ["index", "--verify", "--index", "made"];
    let ran = fixture.run(&verify).expect(0);
    assert!(ran.stderr.contains("is whole: "), "{}", ran.stderr);
    let folder = generation(&fixture.path("made"));
    for entry in fs::read_dir(&folder).unwrap() {
        let name = entry.unwrap().file_name().to_string_lossy().into_owned();
        assert!(
            ran.stdout.lines().any(|line| line.contains(&name) && line.contains(" ok")),
            "{name}"
        );
    }
    assert!(ran.stdout.lines().all(|line| line.contains(" ok")), "{}", ran.stdout);

    // What lies beside it does no harm and is told.
    fs::write(folder.join("notes.txt"), "x").unwrap();
    fs::create_dir(fixture.path("made/.stage-1-2-3")).unwrap();
    let ran = fixture.run(&verify).expect(0);
    for stray in ["notes.txt", ".stage-1-2-3"] {
        let told = |line: &str| line.contains(stray) && line.contains("not of this index");
        assert!(ran.stdout.lines().any(told), "{stray}: {}", ran.stdout);
    }
    fs::write(folder.join("forward.bin"), "short").unwrap();
    let ran = fixture.run(&verify).expect(2);
    assert!(ran.stdout.contains("DAMAGED: forward.bin has 5 bytes, not "), "{}", ran.stdout);
    let said =
        format!("`ibid index --index {} --anew` makes it anew", fixture.path("made").display());
    assert!(ran.stderr.contains(&said), "{}", ran.stderr);
    fixture.run(&["index", "--verify", "--index", "none"]).complains(&["no index in", "makes one"]);
}

/// `ibid index` took the default documents for an index that was too damaged to be opened.
#[test]
fn a_damaged_index_was_made_anew_from_the_default_documents() {
    let fixture = Fixture::devices();
    fixture.run(&["index", "docs", "--index", "made"]).expect(0);
    let folder = generation(&fixture.path("made"));
    fs::write(folder.join("terms.bin"), "short").unwrap();
    fixture.run(&["index", "--index", "made"]).expect(0);
    let question = "how do I reset the router";
    let ran = fixture.run(&["ask", "--no-refresh", "--index", "made", question]).expect(0);
    assert!(ran.stdout.starts_with("Hold the button"), "{}", ran.stdout);

    // Where nothing tells any more, nothing else is put in its place.
    let folder = generation(&fixture.path("made"));
    fs::write(folder.join("manifest.json"), "short").unwrap();
    let said = ["does not say any more what it was made from", "`ibid index PATH --index "];
    fixture.run(&["index", "--index", "made"]).complains(&said);
    fixture.run(&["index", "docs", "--index", "made"]).expect(0);
}

/// An index without its manifest was taken for a folder of something else, and never mended.
#[test]
fn an_index_that_lost_its_manifest_was_foreign() {
    for lost in ["manifest.json", "meta.json", "stamps.json"] {
        let fixture = Fixture::devices();
        fixture.run(&["index", "docs", "--index", "made"]).expect(0);
        fs::remove_file(generation(&fixture.path("made")).join(lost)).unwrap();
        let args = ["ask", "--corpus", "docs", "--index", "made", "how do I reset the router"];
        let ran = fixture.run(&args).expect(0);
        assert!(ran.stderr.contains("damaged"), "{lost}: {}", ran.stderr);
        assert_eq!(left_over(&fixture.path("made")), [""; 0]);
    }
}

/// What only an update reads was not looked at until there was one.
#[test]
fn a_file_that_only_an_update_reads_was_not_missed() {
    let fixture = Fixture::devices();
    fixture.run(&["index", "docs", "--index", "made"]).expect(0);
    let question = "how do I reset the router";
    for name in ["counts.bin", "gathered.bin", "taken.json"] {
        for is_removed in [true, false] {
            let path = generation(&fixture.path("made")).join(name);
            if is_removed {
                fs::remove_file(&path).unwrap();
            } else {
                File::options().write(true).open(&path).unwrap().set_len(3).unwrap();
            }
            let said = [&format!("is damaged ({name} "), "`ibid index --index "];
            fixture.run(&["ask", "--no-refresh", "--index", "made", question]).complains(&said);
            let ran = fixture.run(&["ask", "--index", "made", question]).expect(0);
            assert!(ran.stderr.contains("the index was damaged; made it anew"), "{}", ran.stderr);
            let ran = fixture.run(&["ask", "--no-refresh", "--index", "made", question]).expect(0);
            assert_eq!(ran.stderr, "");
            fixture.run(&["index", "--verify", "--index", "made"]).expect(0);
        }
    }
}
