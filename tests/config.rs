//! The configuration files, through the command.

mod support;

use std::fs;

use support::{Fixture, feed};

const RESET: &str = "how do I reset the router";

fn project(config: &str) -> Fixture {
    let fixture = Fixture::devices();
    fixture.write("ibid.toml", config.as_bytes());
    fixture
}

#[test]
fn a_project_names_its_corpus_and_index() {
    let fixture = project("corpus = [\"docs\"]\nindex = \"made\"\n");
    fixture.write("deep/down/here.txt", b"");
    let mut command = fixture.command(&["ask", RESET]);
    command.current_dir(fixture.path("deep/down"));
    let ran = feed(command, b"").expect(0);
    assert!(ran.stdout.starts_with("Hold the button"), "{}", ran.stdout);
    assert!(fixture.path("made").is_dir());
    let ran = fixture.run(&["index"]).expect(0);
    assert!(!ran.stderr.contains("default corpus"), "{}", ran.stderr);
}

#[test]
fn another_corpus_leaves_the_index_of_a_project_alone() {
    let fixture = project("corpus = [\"docs\"]\nindex = \"made\"\n");
    fixture.write(
        "other/oven.md",
        b"# Oven\n\n## How hot is the oven?\n\nThe oven reaches 250 degrees.\n",
    );
    fixture.run(&["ask", RESET]).expect(0);
    fixture.run(&["ask", "--corpus", "other", "how hot is the oven"]).expect(0);
    let ran = fixture.run(&["index", "other"]).expect(0);
    assert!(ran.stderr.contains("your default corpus stays"), "{}", ran.stderr);
    let again = fixture.run(&["ask", RESET]).expect(0);
    assert_eq!(again.stderr, "", "nothing had to be made anew");
}

#[test]
fn a_wrong_key_is_named_with_file_line_and_the_right_one() {
    let fixture = project("top = 3\ncorpsu = [\"docs\"]\n");
    fixture.run(&["ask", RESET]).complains(&[
        "ibid.toml:2: ",
        "`corpsu`",
        "the nearest is `corpus`",
    ]);
    fixture.run(&["index", "docs"]).complains(&["ibid.toml:2: "]);
    fixture.run(&["completions", "bash"]).expect(0);
}

#[test]
fn a_wrong_value_is_named_with_what_is_right() {
    project("top = \"three\"\n").run(&["ask", RESET]).complains(&["ibid.toml:1: `top` must be"]);
    project("corpus = \"docs\"\n").run(&["ask", RESET]).complains(&["as in `corpus = [\"docs\"]`"]);
    project("corpus = [\n").run(&["ask", RESET]).complains(&["ibid.toml"]);
}

#[test]
fn a_project_cannot_point_outside() {
    for (key, config) in [
        ("corpus", "corpus = [\"docs\", \"../home\"]"),
        ("index", "corpus = [\"docs\"]\nindex = \"../stolen\""),
        ("index", "index = \"/tmp/stolen\""),
        ("synonyms", "synonyms = \"/etc/passwd\""),
    ] {
        project(config).run(&["ask", RESET]).complains(&[key, "lies outside the project"]);
    }
}

#[test]
fn the_nearer_source_wins() {
    let fixture = project("corpus = [\"docs/phone.md\"]\ntop = 1\n");
    let write_user = |text: &str| {
        fs::create_dir_all(fixture.home("config/ibid")).unwrap();
        fs::write(fixture.home("config/ibid/config.toml"), text).unwrap();
    };
    write_user("# mine\ntop = 2\ncolor = \"always\"\n");
    let ask = |args: &[&str], corpus: Option<&str>| {
        let mut command = fixture.command(&["ask", "--format", "ndjson"]);
        command.args(args).arg("phone router water button");
        command.envs(corpus.map(|corpus| ("IBID_CORPUS", corpus)));
        let reply = feed(command, b"").json_lines().remove(0);
        let passages = ["answers", "nearest"].map(|key| reply[key].as_array().unwrap().clone());
        let passages = passages.concat();
        (passages.len(), passages[0]["path"].as_str().unwrap().to_owned())
    };
    assert_eq!(ask(&[], None), (1, "phone.md".to_owned()));
    assert_eq!(ask(&["--top", "2"], None).0, 2);
    assert_eq!(ask(&[], Some("docs/router.md")), (1, "router.md".to_owned()));
    assert_eq!(ask(&["--corpus", "docs/phone.md"], Some("docs/router.md")).1, "phone.md");
    let ran = fixture.run(&["ask", "how do I erase the phone"]).expect(0);
    assert!(ran.stdout.contains("\u{1b}[1m"), "the user's colour: {:?}", ran.stdout);
    write_user("topp = 2\n");
    fixture.run(&["ask", RESET]).complains(&["config.toml:1: ", "the nearest is `top`"]);
}

#[test]
fn the_users_configuration_is_never_written() {
    let fixture = Fixture::devices();
    fs::create_dir_all(fixture.home("config/ibid")).unwrap();
    let path = fixture.home("config/ibid/config.toml");
    let text = format!("# mine, with comments\ncorpus = [{:?}]\n", fixture.path("docs/phone.md"));
    fs::write(&path, &text).unwrap();
    let ran = fixture.run(&["index", "docs/router.md"]).expect(0);
    assert!(ran.stderr.contains("names the default corpus"), "{}", ran.stderr);
    assert_eq!(fs::read_to_string(&path).unwrap(), text);
    let ran = fixture.run(&["ask", "how do I erase the phone"]).expect(0);
    assert!(ran.stdout.contains("docs/phone.md:3"), "{}", ran.stdout);
}

#[test]
fn a_named_index_was_said_to_be_of_documents_that_something_else_names() {
    let fixture = project("corpus = [\"other\"]\n");
    fixture.write("other/oven.md", b"# Oven\n\nThe oven is hot.\n");
    fixture.run(&["index", "docs", "--index", "made"]).expect(0);
    let told = format!("documents: {} (from the index)", fixture.path("docs").display());
    let mut command = fixture.command(&["ask", "--verbose", RESET]);
    command.env("IBID_INDEX", "made");
    let ran = feed(command, b"").expect(0);
    assert!(ran.stderr.contains(&told), "{}", ran.stderr);
    let ran = fixture.feed(&["chat", "--index", "made"], b"/status\n").expect(0);
    assert!(ran.stdout.contains("  chosen by   the index\n"), "{}", ran.stdout);
    let ran = fixture.run(&["ask", "--verbose", "is the oven hot"]).expect(0);
    assert!(ran.stderr.contains("(from ibid.toml)"), "{}", ran.stderr);
}

#[test]
fn a_folder_that_is_not_there_is_told_with_the_line_that_names_it() {
    let fixture = project("# mine\ncorpus = [\"gone\"]\n");
    for line in [&["ask", RESET][..], &["check"], &["export", "--to", "tsv"], &["index"]] {
        fixture.run(line).complains(&["ibid.toml:2: `corpus` names ", "gone, which is not there"]);
    }
    let fixture = project("corpus = [\"docs\"]\nindex = \"docs\"\n");
    fixture.run(&["ask", RESET]).complains(&["ibid.toml:2: `index` names ", "neither empty nor"]);
    let mut command = Fixture::devices().command(&["ask", RESET]);
    command.env("IBID_CORPUS", "gone").current_dir(fixture.path("docs"));
    feed(command, b"").complains(&["IBID_CORPUS: no such file or folder: gone"]);
}

/// These were told without the line, or as what they are not.
#[test]
fn a_configuration_that_cannot_be_taken_is_told_with_its_line() {
    for (config, said) in [
        (&b"top = 3\n# caf\xe9\n"[..], "ibid.toml:2: not UTF-8; save the file as that"),
        (b"[search]\ntop = 3\n", "ibid.toml:1: there is no section `[search]`; "),
        (b"\nsynonyms = \"gone.txt\"\n", "gone.txt, which is not there"),
        (b"\nsynonyms = \"gone.txt\"\n", "ibid.toml:2: `synonyms` names "),
    ] {
        let fixture = Fixture::devices();
        fixture.write("ibid.toml", config);
        let args = ["ask", "-q", "--corpus", "docs", "--index", "made", RESET];
        fixture.run(&args).complains(&[said]);
    }
}

#[cfg(unix)]
#[test]
fn a_pipe_for_a_file_of_settings_hung_every_command() {
    for (config, pipe) in [("", "ibid.toml"), ("synonyms = \"pipe\"\n", "pipe")] {
        let fixture = project(config);
        let path = fixture.path(pipe);
        let _ = fs::remove_file(&path);
        assert!(std::process::Command::new("mkfifo").arg(&path).status().unwrap().success());
        // Whoever does read it goes on, and the test fails instead of waiting.
        std::thread::spawn(move || while fs::write(&path, b"top = 3\n").is_ok() {});
        let args = ["ask", "-q", "--corpus", "docs", "--index", "made", RESET];
        let said = [pipe, "it is no regular file; put one in its place or remove it"];
        fixture.run(&args).complains(&said);
    }
}

#[test]
fn a_file_of_settings_has_an_end() {
    for (config, long, most) in
        [("", "ibid.toml", 1 << 20), ("synonyms = \"words.txt\"\n", "words.txt", 16 << 20)]
    {
        let fixture = project(config);
        let args = ["ask", "-q", "--corpus", "docs", "--index", "made", RESET];
        fixture.write(long, "#\n".repeat(most / 2).as_bytes());
        fixture.run(&args).expect(0);
        fixture.write(long, "#\n".repeat(most / 2 + 1).as_bytes());
        let said = format!("it has more than {} MB; shorten it", most >> 20);
        fixture.run(&args).complains(&[long, &said]);
    }
}

#[test]
fn the_environment_lost_against_the_configuration_in_colour() {
    let fixture = project("corpus = [\"docs\"]\ncolor = \"always\"\n");
    assert!(fixture.run(&["ask", RESET]).expect(0).stdout.contains("\u{1b}[1m"));
    let without = |args: &[&str]| {
        let mut command = fixture.command(args);
        command.env("NO_COLOR", "1");
        feed(command, b"").expect(0).stdout
    };
    assert!(!without(&["ask", RESET]).contains('\u{1b}'));
    assert!(without(&["ask", "--color", "always", RESET]).contains("\u{1b}[1m"));
}

#[test]
fn synonyms_may_be_written_in_another_encoding() {
    let fixture = project("corpus = [\"docs\"]\nsynonyms = \"words.txt\"\n");
    fixture.write("words.txt", b"router, caf\xe9kiste\n");
    let ran = fixture.run(&["ask", "what colour is the caf\u{e9}kiste"]).expect(0);
    assert!(ran.stdout.starts_with("The router is grey."), "{ran:?}");
    fixture.write("words.txt", b"a\0b\0\0\0");
    fixture.run(&["ask", RESET]).complains(&["words.txt: binary file, no synonyms"]);
}

#[test]
fn without_a_home_the_folders_that_are_named_serve() {
    let fixture = Fixture::devices();
    let mut command = fixture.command(&["ask", "--corpus", "docs", RESET]);
    command.env_remove("HOME");
    let ran = feed(command, b"").expect(0);
    assert!(ran.stdout.starts_with("Hold the button"), "{ran:?}");
}
