//! A folder with documents, and the command run in it, cut off from the user's own settings.

#![allow(dead_code, reason = "each test file uses a part of it")]

pub(crate) mod ordeal;

use std::{
    fs,
    io::{ErrorKind, Write},
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    thread,
    time::{Duration, Instant},
};

use tempfile::TempDir;

/// Variables that would change what the program does, and must not reach a test.
const FOREIGN: [&str; 14] = [
    "IBID_INDEX",
    "IBID_MEMORY",
    "IBID_WAIT",
    "IBID_CORPUS",
    "NO_COLOR",
    "CLICOLOR",
    "CLICOLOR_FORCE",
    "CI",
    "VISUAL",
    "EDITOR",
    "TERM_PROGRAM",
    "VTE_VERSION",
    "COLUMNS",
    "RUST_BACKTRACE",
];

/// Documents about two devices: an answer in each, and the same words in both.
pub(crate) const DEVICES: [(&str, &str); 2] = [
    (
        "docs/router.md",
        "# Router\n\n## How do I reset the router?\n\nHold the button for ten seconds. The lamp \
         turns green.\n\n## What colour is the router?\n\nThe router is grey.\n",
    ),
    (
        "docs/phone.md",
        "# Phone\n\n## How do I erase the phone?\n\nOpen the settings and choose Erase.\n\n\
         ## Does the phone survive water?\n\nThe phone survives half a metre of water.\n",
    ),
];

/// A temporary folder: `work` is the working directory, `home` the user's.
pub(crate) struct Fixture {
    dir: TempDir,
}

impl Fixture {
    /// With `files` in the working directory: path and text.
    pub(crate) fn new(files: &[(&str, &str)]) -> Fixture {
        let fixture = Fixture { dir: TempDir::new().unwrap() };
        fs::create_dir(fixture.dir.path().join("home")).unwrap();
        fs::create_dir(fixture.dir.path().join("work")).unwrap();
        for (path, text) in files {
            fixture.write(path, text.as_bytes());
        }
        fixture
    }

    /// With the documents about two devices in `docs`.
    pub(crate) fn devices() -> Fixture {
        Fixture::new(&DEVICES)
    }

    /// Writes a file below the working directory.
    pub(crate) fn write(&self, path: &str, bytes: &[u8]) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    /// A path below the working directory.
    pub(crate) fn path(&self, below: &str) -> PathBuf {
        // As the program sees it: on macOS the temporary folder is behind a link.
        self.dir.path().canonicalize().unwrap().join("work").join(below)
    }

    /// A path below the user's home directory.
    pub(crate) fn home(&self, below: &str) -> PathBuf {
        self.dir.path().canonicalize().unwrap().join("home").join(below)
    }

    /// The command, ready to run.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ibid"));
        for name in FOREIGN {
            command.env_remove(name);
        }
        command
            .args(args)
            .current_dir(self.path(""))
            .env("HOME", self.home(""))
            .env("XDG_CONFIG_HOME", self.home("config"))
            .env("XDG_CACHE_HOME", self.home("cache"))
            .env("XDG_STATE_HOME", self.home("state"))
            .env("XDG_DATA_HOME", self.home("data"))
            .env("TERM", "xterm-256color");
        command
    }

    /// Runs the command with nothing on standard input.
    pub(crate) fn run(&self, args: &[&str]) -> Ran {
        self.feed(args, b"")
    }

    /// Runs the command with `input` on standard input.
    pub(crate) fn feed(&self, args: &[&str], input: &[u8]) -> Ran {
        feed(self.command(args), input)
    }
}

/// Starts `command`. A program that a test has just copied may still be open for writing in a process that
/// another test was about to start: until that one is the program it shall be, the system refuses.
fn spawn(command: &mut Command) -> Child {
    let started = Instant::now();
    loop {
        match command.spawn() {
            Err(error)
                if error.kind() == ErrorKind::ExecutableFileBusy
                    && started.elapsed() < Duration::from_secs(10) =>
            {
                thread::sleep(Duration::from_millis(10));
            }
            child => return child.unwrap(),
        }
    }
}

/// Runs `command` with `input` on standard input.
pub(crate) fn feed(mut command: Command, input: &[u8]) -> Ran {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = spawn(&mut command);
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_owned();
    // Beside the reading: with both pipes full, each would wait for the other.
    let writer = thread::spawn(move || drop(stdin.write_all(&input)));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    Ran::new(&output)
}

/// What a run gave.
#[derive(Debug)]
pub(crate) struct Ran {
    /// The exit status.
    pub(crate) status: Option<i32>,
    /// Standard output.
    pub(crate) stdout: String,
    /// Standard error.
    pub(crate) stderr: String,
}

impl Ran {
    fn new(output: &Output) -> Ran {
        Ran {
            status: output.status.code(),
            stdout: String::from_utf8(output.stdout.clone()).unwrap(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// Checks the exit status.
    #[track_caller]
    pub(crate) fn expect(self, status: i32) -> Ran {
        assert_eq!(self.status, Some(status), "{self:?}");
        self
    }

    /// Checks that stderr is one sentence of ours with each of `parts` in it.
    #[track_caller]
    pub(crate) fn complains(self, parts: &[&str]) -> Ran {
        assert_eq!(self.status, Some(2), "{self:?}");
        assert_eq!(self.stdout, "");
        assert!(self.stderr.starts_with("ibid: "), "{}", self.stderr);
        assert_eq!(self.stderr.lines().count(), 1, "one sentence: {}", self.stderr);
        for part in parts {
            assert!(self.stderr.contains(part), "{part:?} is not in {:?}", self.stderr);
        }
        self
    }

    /// Each line of stdout as JSON.
    #[track_caller]
    pub(crate) fn json_lines(&self) -> Vec<serde_json::Value> {
        self.stdout.lines().map(|line| serde_json::from_str(line).expect(line)).collect()
    }
}

/// Whether `text` could drive a terminal: an escape, or another control character but line breaks
/// and tabs, or an override of the reading direction.
pub(crate) fn drives_terminal(text: &str) -> bool {
    text.chars().any(|one| {
        (one.is_control() && !matches!(one, '\n' | '\t'))
            || ('\u{202a}'..='\u{202e}').contains(&one)
            || ('\u{2066}'..='\u{2069}').contains(&one)
    })
}

/// Every file below `folder`.
pub(crate) fn files_below(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut files = Vec::new();
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() { files.extend(files_below(&path)) } else { files.push(path) }
    }
    files
}
