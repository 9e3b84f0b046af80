//! What was typed in earlier conversations. Whatever is wrong with its file, the chat goes on and
//! one line says so.

use std::{
    fs::{self, OpenOptions},
    io,
    path::{Path, PathBuf},
};

use rustyline::DefaultEditor;

use crate::cli::console::say;

/// The file of the history, while it can be used.
pub(super) struct HistoryFile {
    path: Option<PathBuf>,
}

impl HistoryFile {
    /// Reads the history in the folder `state` into `editor`.
    pub(super) fn load(state: &Path, editor: &mut DefaultEditor) -> HistoryFile {
        let path = state.join("history");
        let loaded = prepare(&path).map_err(Into::into).and_then(|()| editor.load_history(&path));
        match loaded {
            Ok(()) => HistoryFile { path: Some(path) },
            Err(error) => {
                say(&format!("no history in this chat: {}: {error}", path.display()));
                HistoryFile { path: None }
            }
        }
    }

    /// Adds a line and writes it at once: two chats keep the lines of both, and a killed one too.
    pub(super) fn add(&mut self, line: &str, editor: &mut DefaultEditor) {
        let added = editor.add_history_entry(line);
        let Some(path) = &self.path else { return };
        if let Err(error) = added.and_then(|_| editor.append_history(path)) {
            say(&format!("the history is not kept any more: {}: {error}", path.display()));
            self.path = None;
        }
    }
}

/// Makes the file where it is missing, and lets nobody else read it: questions are private.
fn prepare(path: &Path) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path)?;
    #[cfg(unix)]
    file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    drop(file);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn the_history_is_private() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("state/history");
        prepare(&path).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        prepare(&path).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
}
