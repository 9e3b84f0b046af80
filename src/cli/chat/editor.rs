//! The user's editor.

use std::{
    env,
    ffi::OsString,
    fs::File,
    io::{self, IsTerminal, Write},
    path::Path,
    process::{self, Stdio},
};

use anyhow::Context;

/// Opens `path` at `line` in the user's editor and waits for it.
pub(super) fn edit(path: &Path, line: u32) -> anyhow::Result<()> {
    let editor = ["VISUAL", "EDITOR"]
        .into_iter()
        .filter_map(|name| env::var(name).ok())
        .find(|editor| !editor.trim().is_empty())
        .context("no editor is set; set VISUAL or EDITOR")?;
    // No shell: a name with quotes or a semicolon in it is only a name.
    let mut words = editor.split_whitespace();
    let program = words.next().unwrap_or("vi");
    let mode = terminal_mode();
    let status = process::Command::new(program)
        .args(words)
        .args(place_arguments(program, path, line))
        .stdin(terminal())
        .status()
        .with_context(|| format!("cannot start the editor {program}"))?;
    restore(mode.as_ref(), status.code().is_none());
    anyhow::ensure!(status.success(), "the editor {program} ended with {status}");
    Ok(())
}

/// What the editor reads keys from. With piped lines it must not eat those.
fn terminal() -> Stdio {
    if io::stdin().is_terminal() {
        return Stdio::inherit();
    }
    File::open("/dev/tty").map_or_else(|_| Stdio::null(), Stdio::from)
}

#[cfg(unix)]
type Mode = nix::sys::termios::Termios;
#[cfg(not(unix))]
type Mode = ();

/// How the terminal treats keys now; `None` where there is none.
#[cfg(unix)]
fn terminal_mode() -> Option<Mode> {
    nix::sys::termios::tcgetattr(io::stdin()).ok()
}
#[cfg(not(unix))]
fn terminal_mode() -> Option<Mode> {
    None
}

/// Puts the terminal back: an editor that was `killed` left it as it used it, without echo, on the
/// other screen and without a cursor.
fn restore(mode: Option<&Mode>, killed: bool) {
    #[cfg(unix)]
    if let Some(mode) = mode {
        let _ =
            nix::sys::termios::tcsetattr(io::stdin(), nix::sys::termios::SetArg::TCSADRAIN, mode);
    }
    #[cfg(not(unix))]
    let _ = mode;
    if killed && io::stdout().is_terminal() {
        let _ = io::stdout().write_all(ORDINARY.as_bytes());
        let _ = io::stdout().flush();
    }
}

/// The first screen, a cursor, no mouse, no bracketed paste, no colour.
const ORDINARY: &str = "\u{1b}[?1049l\u{1b}[?25h\u{1b}[?1000l\u{1b}[?2004l\u{1b}[0m";

/// How an editor is told the line.
fn place_arguments(program: &str, path: &Path, line: u32) -> Vec<OsString> {
    let name = Path::new(program).file_stem().and_then(|name| name.to_str()).unwrap_or("");
    let place = || {
        let mut place = path.as_os_str().to_owned();
        place.push(format!(":{line}"));
        place
    };
    match name {
        "code" | "codium" | "code-insiders" | "cursor" => vec!["--goto".into(), place()],
        "subl" | "zed" | "hx" | "helix" => vec![place()],
        "vi" | "vim" | "nvim" | "nano" | "emacs" | "emacsclient" | "kak" | "micro" | "mg"
        | "gvim" | "less" | "joe" | "ne" => vec![format!("+{line}").into(), path.into()],
        _ => vec![path.into()],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn editors_are_told_the_line() {
        let path = Path::new("/a b.md");
        assert_eq!(place_arguments("/usr/bin/vim", path, 7), ["+7", "/a b.md"]);
        assert_eq!(place_arguments("code", path, 7), ["--goto", "/a b.md:7"]);
        assert_eq!(place_arguments("unheard-of", path, 7), ["/a b.md"]);
    }
}
