//! An index brought up to date from what changed replies as one made anew: every reply, with every
//! figure in it, and what is kept of the words to the byte.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::atomic::AtomicBool,
    time::{Duration, SystemTime},
};

use ibid::{
    answer::Answer,
    engine::{AskOptions, Built, Corpus, Engine, Event, Limits, Reading, build_until},
    error::Error,
};

/// Words of which documents are made: common ones, rare ones, codes, words of one stem, words with
/// an abbreviation, some that only misspelling brings together.
const WORDS: [&str; 48] = [
    "the",
    "a",
    "of",
    "is",
    "to",
    "will",
    "boat",
    "boats",
    "boating",
    "harbour",
    "harbours",
    "pilot",
    "anchor",
    "sail",
    "sailing",
    "tide",
    "tides",
    "E47",
    "X-9",
    "2200",
    "naïve",
    "fee",
    "pay",
    "cancel",
    "mooring",
    "buoy",
    "winch",
    "rudder",
    "keel",
    "mast",
    "crew",
    "deck",
    "galley",
    "hull",
    "jetty",
    "knot",
    "lock",
    "marina",
    "pontoon",
    "quay",
    "rope",
    "stern",
    "thwart",
    "vessel",
    "wharf",
    "yacht",
    "lighthouse",
    "lifebuoy",
];

/// Sentences that say more than their words.
const SAYINGS: [&str; 5] = [
    "The royal harbour office (RHO) is open all day.",
    "Ask the marine safety board (MSB) first.",
    "Safety harness rules apply; a safety harness is worn on deck.",
    "No safety harness, no sail. The safety harness hangs below.",
    "Der Hafen ist für die Boote und die Segler da, und nicht für das Auto.",
];

/// Chance that is the same every time: SplitMix64.
struct Chance(u64);

impl Chance {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % n as u64) as usize
    }

    fn words(&mut self, count: usize) -> String {
        // The first words come most often, as in any language.
        let words = (0..count).map(|_| WORDS[self.below(WORDS.len()).min(self.below(WORDS.len()))]);
        words.collect::<Vec<_>>().join(" ")
    }

    fn text(&mut self) -> String {
        let mut text = String::new();
        for _ in 0..1 + self.below(4) {
            let count = 4 + self.below(12);
            text += &format!("{}. ", self.words(count));
            if self.below(6) == 0 {
                text += &format!("{} ", SAYINGS[self.below(SAYINGS.len())]);
            }
        }
        text
    }

    /// The name and the content of a document.
    fn document(&mut self, name: usize) -> (String, String) {
        let mut text = String::new();
        match name % 3 {
            0 => {
                for _ in 0..self.below(6) {
                    let count = 1 + self.below(4);
                    text += &format!("## {}?\n\n{}\n\n", self.words(count), self.text());
                }
                (format!("part {}/doc {name}.md", name % 5), text)
            }
            1 => {
                for number in 0..self.below(8) {
                    let count = 1 + self.below(4);
                    let (title, body) = (self.words(count), self.text());
                    // An id is now and then the same as in another file.
                    let id = match self.below(40) {
                        0 => "shared".to_owned(),
                        _ => format!("{name}-{number}"),
                    };
                    let record = serde_json::json!({"id": id, "question": title, "answer": body,
                        "tags": [WORDS[self.below(4) + 30]]});
                    text += &format!("{record}\n");
                }
                (format!("doc {name}.jsonl"), text)
            }
            _ => (format!("doc {name}.txt"), self.text()),
        }
    }
}

/// A folder of documents whose times are all different, however fast they are written.
struct Documents {
    dir: PathBuf,
    clock: u64,
}

impl Documents {
    fn write(&mut self, name: &str, text: &str) {
        let path = self.dir.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        self.clock += 1;
        let time = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000 + self.clock);
        fs::File::options().write(true).open(path).unwrap().set_modified(time).unwrap();
    }
}

/// Brings the index in `dir` up to date, and says how many files were not read.
fn bring(corpus: &Path, dir: &Path, reading: Reading) -> (Built, usize) {
    let mut unread = 0;
    let mut observe = |event| {
        if let Event::Listed { kept, .. } = event {
            unread = kept;
        }
    };
    let corpus = Corpus::Paths(vec![corpus.to_owned()]);
    let built = build_until(
        &corpus,
        dir,
        reading,
        Limits::default(),
        &mut observe,
        &AtomicBool::new(false),
    )
    .unwrap();
    (built, unread)
}

fn ask(engine: &Engine, question: &str, tag: Option<&str>) -> Answer {
    let mut options = AskOptions { top: 10, explain: true, ..AskOptions::default() };
    options.filter.tags.extend(tag.map(str::to_owned));
    let mut answer = engine.ask(question, &options).unwrap();
    answer.took = Duration::ZERO;
    answer
}

/// The file `name` of the generation that counts.
fn file(dir: &Path, name: &str) -> Vec<u8> {
    let current = fs::read_to_string(dir.join("CURRENT")).unwrap();
    let generation = current.split_whitespace().next().unwrap();
    fs::read(dir.join(generation).join(name)).unwrap()
}

#[test]
fn an_index_that_is_updated_replies_as_one_made_anew() {
    let is_long = std::env::var_os("IBID_LONG").is_some_and(|value| value != "0");
    let (rounds, questions) = if is_long { (200, 100) } else { (12, 50) };
    let folder = tempfile::TempDir::new().unwrap();
    let mut documents = Documents { dir: folder.path().join("docs"), clock: 0 };
    let mut chance = Chance(5);
    let mut there: BTreeMap<String, usize> = BTreeMap::new();
    for name in 0..150 {
        let (path, text) = chance.document(name);
        documents.write(&path, &text);
        there.insert(path, name);
    }
    let [updated, anew] = ["updated", "anew"].map(|name| folder.path().join(name));
    let (_, unread) = bring(&documents.dir, &updated, Reading::Changes { least: 0 });
    assert_eq!(unread, 0, "there is no index yet");
    let (mut updates, mut replies, mut found) = (0, 0, 0);
    for round in 0..rounds {
        for _ in 0..1 + chance.below(3) {
            let name = chance.below(170);
            let (path, text) = chance.document(name);
            if chance.below(4) == 0 && there.remove(&path).is_some() {
                fs::remove_file(documents.dir.join(&path)).unwrap();
            } else {
                documents.write(&path, &text);
                there.insert(path, name);
            }
        }
        let (changed, unread) = bring(&documents.dir, &updated, Reading::Changes { least: 0 });
        let (all, _) = bring(&documents.dir, &anew, Reading::All);
        assert_eq!(changed, all, "round {round}");
        updates += usize::from(0 < unread);
        for name in ["words.bin", "expansions.txt", "means.bin", "stamps.json"] {
            assert_eq!(file(&updated, name), file(&anew, name), "round {round}, {name}");
        }
        let engines = [&updated, &anew].map(|dir| Engine::open(dir).unwrap());
        let passages = engines
            .each_ref()
            .map(|engine| engine.passages().collect::<Result<Vec<_>, _>>().unwrap());
        assert_eq!(passages[0], passages[1], "round {round}");
        for _ in 0..questions {
            let count = 1 + chance.below(6);
            let question = match chance.below(5) {
                0 => "what is the RHO and who is the MSB".to_owned(),
                1 => format!("how do I {} teh harbuor sh", chance.words(count)),
                _ => chance.words(count),
            };
            let tag = (chance.below(5) == 0).then(|| WORDS[chance.below(4) + 30]);
            let [one, other] = engines.each_ref().map(|engine| ask(engine, &question, tag));
            assert_eq!(one, other, "round {round}, {question:?}, {tag:?}");
            replies += 1;
            found += usize::from(!one.answers.is_empty() || !one.nearest.is_empty());
        }
    }
    println!(
        "{updates} updates in {rounds} rounds, {replies} replies the same, {found} of something"
    );
    assert!(rounds / 2 < updates, "{updates} of {rounds}");
    assert!(replies / 2 < found, "{found} of {replies}");
}

#[test]
fn an_update_reads_what_changed_and_links_the_rest() {
    let folder = tempfile::TempDir::new().unwrap();
    let mut documents = Documents { dir: folder.path().join("docs"), clock: 0 };
    let mut chance = Chance(7);
    for name in 0..60 {
        let (path, text) = chance.document(3 * name);
        documents.write(&path, &format!("{text}\n## Doc {name}\n\nNumber {name} stands here.\n"));
    }
    let dir = folder.path().join("index");
    bring(&documents.dir, &dir, Reading::Changes { least: 0 });
    let before = Engine::open(&dir).unwrap();
    documents.write("part 0/doc 0.md", "# The walrus\n\nA walrus sleeps on the quay.\n");
    let (built, unread) = bring(&documents.dir, &dir, Reading::Changes { least: 0 });
    assert_eq!((unread, built.files), (59, 60));
    let after = Engine::open(&dir).unwrap();
    let reply = ask(&after, "where does the walrus sleep", None);
    assert_eq!(reply.answers[0].passage.path, "part 0/doc 0.md", "{reply:?}");
    // Who opened the index before still has it.
    assert_eq!(ask(&before, "walrus", None).unknown, ["walrus"]);
    assert_eq!(ask(&before, "what stands at doc 59", None).answers[0].passage.title, "Doc 59");
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let current = fs::read_to_string(dir.join("CURRENT")).unwrap();
        let generation = dir.join(current.split_whitespace().next().unwrap());
        for name in ["forward.bin", "vectors.bin"] {
            let links = fs::metadata(generation.join("base").join(name)).unwrap().nlink();
            assert!(2 <= links, "{name} has {links}: it was copied");
        }
    }
    // Where as much changes as stays, all is read.
    for name in 0..30 {
        let name = 3 * name;
        let path = format!("part {}/doc {name}.md", name % 5);
        documents.write(&path, "# Walruses\n\nThey sleep.\n");
    }
    let (_, unread) = bring(&documents.dir, &dir, Reading::Changes { least: 0 });
    assert_eq!(unread, 0);
}

#[test]
fn what_only_an_update_reads_is_looked_at_by_it() {
    let folder = tempfile::TempDir::new().unwrap();
    let mut documents = Documents { dir: folder.path().join("docs"), clock: 0 };
    let mut chance = Chance(9);
    for name in 0..60 {
        let (path, text) = chance.document(name);
        documents.write(&path, &text);
    }
    let [dir, anew] = ["index", "anew"].map(|name| folder.path().join(name));
    for (round, name) in
        ["gathered.bin", "counts.bin", "taken.json", "base/gathered.bin", "base/manifest.json"]
            .into_iter()
            .enumerate()
    {
        bring(&documents.dir, &dir, Reading::All);
        if name.starts_with("base") {
            documents.write("doc 1.txt", &format!("A first change {round}."));
            bring(&documents.dir, &dir, Reading::Changes { least: 0 });
        }
        let current = fs::read_to_string(dir.join("CURRENT")).unwrap();
        let path = dir.join(current.split_whitespace().next().unwrap()).join(name);
        let mut bytes = fs::read(&path).unwrap();
        let at = bytes.len() / 2;
        bytes[at] ^= 4;
        fs::remove_file(&path).unwrap();
        fs::write(&path, bytes).unwrap();
        // Who only asks does not read it.
        Engine::open(&dir).unwrap();
        documents.write("doc 2.txt", &format!("The walrus sleeps in bay {round}."));
        let (built, unread) = bring(&documents.dir, &dir, Reading::Changes { least: 0 });
        let (all, _) = bring(&documents.dir, &anew, Reading::All);
        assert_eq!((unread, built), (0, all), "{name}");
        let replies = [&dir, &anew]
            .map(|dir| ask(&Engine::open(dir).unwrap(), "where does the walrus sleep", None));
        assert_eq!(replies[0], replies[1], "{name}");
        assert!(replies[0].answers[0].passage.text.contains(&format!("bay {round}")), "{name}");
    }
}

#[test]
fn on_the_way_to_an_answer_only_little_is_read() {
    let folder = tempfile::TempDir::new().unwrap();
    let mut documents = Documents { dir: folder.path().join("docs"), clock: 0 };
    let mut chance = Chance(11);
    for name in 0..30 {
        let (_, text) = chance.document(3 * name);
        documents.write(&format!("{name}.md"), &format!("# Doc {name}\n\nIt is there.\n\n{text}"));
    }
    let dir = folder.path().join("index");
    bring(&documents.dir, &dir, Reading::All);
    documents.write("1.md", "# The walrus\n\nA walrus sleeps on the quay.\n");
    let (_, unread) = bring(&documents.dir, &dir, Reading::Little);
    assert_eq!(unread, 29);
    for name in 0..20 {
        documents.write(&format!("{name}.md"), "# Other\n\nAll is other than it was.\n");
    }
    let before = fs::read(dir.join("CURRENT")).unwrap();
    let corpus = Corpus::Paths(vec![documents.dir.clone()]);
    let none = AtomicBool::new(false);
    let error = build_until(&corpus, &dir, Reading::Little, Limits::default(), &mut |_| {}, &none)
        .unwrap_err();
    assert!(matches!(error, Error::TooMuchChanged { .. }), "{error}");
    assert_eq!(fs::read(dir.join("CURRENT")).unwrap(), before);
}

#[test]
fn an_index_of_unchanged_documents_was_made_a_change_of_itself() {
    let folder = tempfile::tempdir().unwrap();
    let (corpus, dir) = (folder.path().join("docs"), folder.path().join("index"));
    fs::create_dir(&corpus).unwrap();
    fs::write(corpus.join("boats.md"), "# Boats\n\nBoats are lent by the day.\n").unwrap();
    fs::write(corpus.join("logo.png"), "no document").unwrap();
    let changes = Reading::Changes { least: 0 };
    let (built, unread) = bring(&corpus, &dir, changes);
    assert_eq!(unread, 0);
    let current = fs::read(dir.join("CURRENT")).unwrap();
    // What is read along with every question stays as it was, and so does what is told.
    assert_eq!(bring(&corpus, &dir, changes), (built, 1));
    assert_eq!(fs::read(dir.join("CURRENT")).unwrap(), current);
    let left: Vec<_> =
        fs::read_dir(&dir).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(
        left.iter().filter(|name| name.to_string_lossy().starts_with("gen-")).count(),
        1,
        "{left:?}"
    );
}
