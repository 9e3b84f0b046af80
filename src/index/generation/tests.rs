use super::*;
use tempfile::TempDir;

fn build(dir: &Path, text: &str) {
    let stage = Stage::begin(dir, &mut || Ok(false)).unwrap();
    fs::write(stage.dir().join("file"), text).unwrap();
    fs::write(stage.dir().join(MANIFEST), "{}").unwrap();
    stage.publish().unwrap();
}

fn read(dir: &Path) -> String {
    fs::read_to_string(current(dir).unwrap().folder.join("file")).unwrap()
}

fn names(dir: &Path, prefix: &str) -> usize {
    let entries = fs::read_dir(dir).unwrap().flatten();
    entries.filter(|e| e.file_name().to_string_lossy().starts_with(prefix)).count()
}

#[test]
fn the_last_published_generation_counts() {
    let dir = TempDir::new().unwrap();
    for text in ["one", "two", "three"] {
        build(dir.path(), text);
        assert_eq!(read(dir.path()), text);
    }
    assert_eq!(names(dir.path(), GENERATION), 2, "the current one and the one before");
}

#[test]
fn a_stage_that_is_given_up_leaves_nothing() {
    let dir = TempDir::new().unwrap();
    build(dir.path(), "one");
    drop(Stage::begin(dir.path(), &mut || Ok(false)).unwrap());
    assert_eq!(read(dir.path()), "one");
    assert_eq!(names(dir.path(), STAGE), 0);
}

#[test]
fn the_stage_of_a_dead_process_goes_at_the_next_rebuild() {
    let dir = TempDir::new().unwrap();
    fs::create_dir(dir.path().join(".stage-de-ad-0")).unwrap();
    fs::write(dir.path().join("CURRENT.de-ad-0"), "x").unwrap();
    build(dir.path(), "one");
    assert_eq!(names(dir.path(), STAGE), 0);
    assert_eq!(names(dir.path(), CURRENT), 1);
}

#[test]
fn two_at_once_is_one_too_many() {
    let dir = TempDir::new().unwrap();
    let _first = Stage::begin(dir.path(), &mut || Ok(false)).unwrap();
    assert!(matches!(Stage::begin(dir.path(), &mut || Ok(false)), Err(Error::IndexLocked { .. })));
}

#[test]
fn a_folder_with_other_things_is_refused() {
    let dir = TempDir::new().unwrap();
    fs::write(dir.path().join("thesis.txt"), "x").unwrap();
    assert!(matches!(Stage::begin(dir.path(), &mut || Ok(false)), Err(Error::NotAnIndex { .. })));
}

/// An index was written beside the only document of a folder.
#[test]
fn a_folder_of_one_readme_was_taken_for_empty() {
    let all = "# All of it can be made again.\n*\n!README.md\n";
    for (files, may_be_made) in [
        (&[("README.md", "precious")][..], false),
        (&[(".gitignore", "_build/\n"), ("README.md", "precious")], false),
        (&[(".gitignore", all), ("README.md", "about the index")], true),
        (&[(".gitignore", all), ("thesis.txt", "precious")], false),
        (&[(".DS_Store", ""), (".gitkeep", "")], true),
    ] {
        let dir = TempDir::new().unwrap();
        files.iter().for_each(|(name, text)| fs::write(dir.path().join(name), text).unwrap());
        let begun = Stage::begin(dir.path(), &mut || Ok(false));
        assert_eq!(begun.is_ok(), may_be_made, "{files:?}");
        drop(begun);
        assert_eq!(
            fs::read_dir(dir.path()).unwrap().count(),
            files.len() + usize::from(may_be_made)
        );
    }
    let dir = TempDir::new().unwrap();
    build(dir.path(), "one");
    fs::write(dir.path().join("README.md"), "about the index").unwrap();
    build(dir.path(), "two");
}

#[test]
fn folders_that_are_only_named_like_generations_are_kept() {
    for name in ["gen-thesis", "gen-1-2-3"] {
        let dir = TempDir::new().unwrap();
        fs::create_dir(dir.path().join(name)).unwrap();
        fs::write(dir.path().join(name).join("chapter.txt"), "precious").unwrap();
        assert!(
            matches!(Stage::begin(dir.path(), &mut || Ok(false)), Err(Error::NotAnIndex { .. })),
            "{name}"
        );
        assert!(dir.path().join(name).join("chapter.txt").exists());
    }
}

#[test]
fn another_programs_current_is_no_index() {
    let dir = TempDir::new().unwrap();
    fs::write(dir.path().join(CURRENT), "MANIFEST-000001\n").unwrap();
    assert!(matches!(Stage::begin(dir.path(), &mut || Ok(false)), Err(Error::NotAnIndex { .. })));
}

#[test]
fn a_current_that_names_another_folder_is_damage() {
    let dir = TempDir::new().unwrap();
    for name in ["", "../elsewhere", "gen-", "gen-../x"] {
        fs::write(dir.path().join(CURRENT), name).unwrap();
        assert!(matches!(current(dir.path()), Err(Error::IndexDamaged { .. })), "{name:?}");
    }
}

#[test]
fn current_says_nothing_but_what_was_written() {
    let dir = TempDir::new().unwrap();
    build(dir.path(), "one");
    let path = dir.path().join(CURRENT);
    let written = fs::read(&path).unwrap();
    let named = current(dir.path()).unwrap();
    assert_eq!(named, Current::unpublished(&named.folder).unwrap());
    for at in 0..written.len() * 8 {
        let mut flipped = written.clone();
        flipped[at / 8] ^= 1 << (at % 8);
        fs::write(&path, &flipped).unwrap();
        assert!(current(dir.path()).ok() != Some(named.clone()), "bit {at}");
    }
    for length in 0..written.len() {
        fs::write(&path, &written[..length]).unwrap();
        assert!(current(dir.path()).ok() != Some(named.clone()), "{length} bytes");
    }
    fs::write(&path, [&written[..], b"\n"].concat()).unwrap();
    assert!(current(dir.path()).is_err());
}

/// A process that was killed while it removed an old generation left a folder without a manifest,
/// and the index was taken for something else from then on.
#[test]
fn a_generation_that_was_half_removed_made_the_folder_foreign() {
    for gone in [&["manifest.json"][..], &["manifest.json", "file"]] {
        let dir = TempDir::new().unwrap();
        build(dir.path(), "one");
        let old = dir.path().join("gen-1-2-3");
        fs::create_dir(&old).unwrap();
        for file in ["manifest.json", "stamps.json", "file"] {
            fs::write(old.join(file), "{}").unwrap();
        }
        gone.iter().for_each(|file| fs::remove_file(old.join(file)).unwrap());
        build(dir.path(), "two");
        assert_eq!(read(dir.path()), "two");
        assert!(!old.exists());
    }
}

#[test]
fn the_newest_is_known_where_nothing_names_it() {
    let dir = TempDir::new().unwrap();
    assert_eq!(newest(dir.path()), None);
    build(dir.path(), "one");
    build(dir.path(), "two");
    let named = current(dir.path()).unwrap();
    fs::remove_file(dir.path().join(CURRENT)).unwrap();
    assert_eq!(newest(dir.path()), Some(named));
}

/// Who listed the folder while another process removed a generation took it for something else.
#[test]
fn a_generation_that_was_removed_while_the_folder_was_looked_at_made_it_foreign() {
    let dir = TempDir::new().unwrap();
    build(dir.path(), "one");
    let listed = dir.path().join("gen-1-2-3");
    assert_eq!(beside(&listed), Some(Beside::Unfinished));
    // Something that is there, and no generation, is somebody else's.
    fs::write(&listed, "precious").unwrap();
    assert_eq!(beside(&listed), Some(Beside::Foreign));
    fs::remove_file(&listed).unwrap();
    build(dir.path(), "two");
    std::thread::scope(|scope| {
        let building = scope.spawn(|| {
            for number in 0..300 {
                build(dir.path(), &number.to_string());
            }
        });
        while !building.is_finished() {
            assert!(may_be_made_in(dir.path()));
        }
    });
}
