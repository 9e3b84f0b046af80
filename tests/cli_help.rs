//! What the command says of itself.

mod support;

use support::Fixture;

const COMMANDS: [&[&str]; 10] = [
    &[],
    &["ask"],
    &["chat"],
    &["index"],
    &["check"],
    &["eval"],
    &["gaps"],
    &["export"],
    &["completions"],
    &["man"],
];

#[test]
fn help_fits_100_columns() {
    let fixture = Fixture::new(&[]);
    for command in COMMANDS {
        for flag in ["-h", "--help"] {
            let ran = fixture.run(&[command, &[flag]].concat()).expect(0);
            assert_eq!(ran.stderr, "");
            assert!(ran.stdout.contains("Usage: ibid"), "{}", ran.stdout);
            for line in ran.stdout.lines() {
                assert!(line.chars().count() <= 100, "{command:?} {flag}: {line}");
            }
        }
    }
}

#[test]
fn the_exit_status_is_in_the_help() {
    let fixture = Fixture::new(&[]);
    for command in
        [&[][..], &["ask"], &["chat"], &["index"], &["check"], &["eval"], &["gaps"], &["export"]]
    {
        for flag in ["-h", "--help"] {
            let ran = fixture.run(&[command, &[flag]].concat());
            assert!(ran.stdout.contains("Exit status:"), "{command:?} {flag}: {}", ran.stdout);
        }
    }
}

#[test]
fn the_version_is_one_line() {
    let ran = Fixture::new(&[]).run(&["--version"]).expect(0);
    assert_eq!(ran.stdout, format!("ibid {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn completions_are_made_for_each_shell() {
    let fixture = Fixture::new(&[]);
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let ran = fixture.run(&["completions", shell]).expect(0);
        assert!(ran.stdout.contains("min-confidence"), "{shell}: {}", ran.stdout);
    }
    fixture.run(&["completions", "tcsh"]).expect(2);
}

#[test]
fn the_manual_has_a_page_for_each_command() {
    let fixture = Fixture::new(&[]);
    let ran = fixture.run(&["man"]).expect(0);
    assert!(ran.stdout.contains(".TH ibid 1"), "{}", ran.stdout);
    assert!(ran.stdout.contains("Exit status"), "{}", ran.stdout);
    for command in ["ask", "chat", "index", "check", "eval", "gaps", "export"] {
        let ran = fixture.run(&["man", command]).expect(0);
        assert!(ran.stdout.contains(".SH OPTIONS"), "{command}: {}", ran.stdout);
    }
    fixture.run(&["man", "nothing"]).complains(&["there is no command nothing"]);
}

#[test]
fn a_mistake_is_told_in_our_voice() {
    let fixture = Fixture::new(&[]);
    for args in [&["aks"][..], &["ask", "--tpo", "3", "x"], &["ask", "--top", "x", "y"]] {
        let ran = fixture.run(args).expect(2);
        assert!(ran.stderr.starts_with("ibid: "), "{}", ran.stderr);
        assert_eq!(ran.stdout, "");
    }
}
