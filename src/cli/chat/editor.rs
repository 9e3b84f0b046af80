//! The user's editor.

use std::{env, ffi::OsString, path::Path, process};

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
    let status = process::Command::new(program)
        .args(words)
        .args(place_arguments(program, path, line))
        .status()
        .with_context(|| format!("cannot start the editor {program}"))?;
    anyhow::ensure!(status.success(), "the editor {program} ended with {status}");
    Ok(())
}

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
