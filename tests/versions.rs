//! Indexes of other versions: an older one is made anew, a newer one is left alone.

mod support;

use std::{fs, path::Path};

use support::{Fixture, ordeal::generation};

/// Indexes that the program made when its format was another, of documents in `/example/docs`. The
/// first has no checksum of its manifest.
const OLDER: [&str; 2] = ["tests/data/index-format-7", "tests/data/index-format-8"];

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let (path, name) = entry.map(|entry| (entry.path(), entry.file_name())).unwrap();
        if path.is_dir() {
            copy(&path, &to.join(name));
        } else {
            fs::copy(&path, to.join(name)).unwrap();
        }
    }
}

/// Each with an index of an older format in `made`.
fn older() -> impl Iterator<Item = Fixture> {
    OLDER.into_iter().map(|older| {
        let fixture = Fixture::devices();
        copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join(older), &fixture.path("made"));
        fixture
    })
}

const QUESTION: &str = "how do I reset the router";

#[test]
fn an_older_index_is_made_anew() {
    for fixture in older() {
        let ran = fixture.run(&["ask", "--corpus", "docs", "--index", "made", QUESTION]).expect(0);
        assert!(ran.stdout.starts_with("Hold the button"), "{}", ran.stdout);
        assert!(ran.stderr.contains("of an older format; made it anew"), "{}", ran.stderr);
        let again = fixture.run(&["ask", "--index", "made", QUESTION]).expect(0);
        assert_eq!(again.stderr, "");
        fixture.run(&["index", "--verify", "--index", "made"]).expect(0);
    }
}

#[test]
fn an_older_index_is_refused_where_nothing_is_to_be_made() {
    for fixture in older() {
        fixture.run(&["ask", "--no-refresh", "--index", "made", QUESTION]).complains(&[
            "of an older format",
            "`ibid index --index ",
            "` makes it anew",
        ]);
        fixture.run(&["index", "--verify", "--index", "made"]).complains(&[
            "of an older format",
            "`ibid index --index ",
            "` makes it anew",
        ]);
    }
}

#[test]
fn an_older_index_remembers_its_documents() {
    for fixture in older() {
        // They are not there, and nothing else is indexed in their place.
        fixture.run(&["ask", "--index", "made", QUESTION]).complains(&["/example/docs"]);
        fixture.run(&["index", "--index", "made"]).complains(&["/example/docs"]);
    }
}

#[test]
fn a_newer_index_is_refused_and_left_alone() {
    let fixture = Fixture::devices();
    fixture.run(&["index", "docs", "--index", "made"]).expect(0);
    let made = fixture.path("made");
    let folder = generation(&made);
    let manifest = fs::read_to_string(folder.join("manifest.json")).unwrap();
    let (_, rest) = manifest.split_once("],").unwrap();
    let newer = format!("{{\"version\":[1000,1],{rest}");
    fs::write(folder.join("manifest.json"), &newer).unwrap();
    let name = folder.file_name().unwrap().to_string_lossy().into_owned();
    let line = format!("{name} {:08x}\n", crc32fast::hash(newer.as_bytes()));
    fs::write(made.join("CURRENT"), line).unwrap();
    let said = ["was made by a newer ibid", "use that, or name another folder with `--index`"];
    for args in [
        &["ask", "--index", "made", QUESTION][..],
        &["ask", "--no-refresh", "--index", "made", QUESTION],
        &["ask", "--corpus", "docs", "--index", "made", QUESTION],
        &["index", "--verify", "--index", "made"],
        &["chat", "--index", "made"],
    ] {
        fixture.run(args).complains(&said);
    }
    assert_eq!(fs::read_to_string(folder.join("manifest.json")).unwrap(), newer);
}
