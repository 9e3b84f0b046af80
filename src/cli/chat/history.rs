//! What was typed in earlier conversations. Whatever is wrong with its file, the chat goes on and
//! one line says so.
//!
//! ```text
//! #V2           the first line
//! …             one entry a line; a line break in it is `\n`, a backslash `\\`
//! ```
//!
//! Every line is written at once, at the end of the file, while the file is locked: two chats keep
//! the lines of both, and one that is killed loses none.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
    thread,
    time::Duration,
};

use crate::cli::{console::say, sanitize};

/// The first line of the file.
const HEADER: &str = "#V2";

/// Entries that are kept.
pub(super) const ENTRIES: usize = 2_000;

/// Bytes from which on a file is cut down to its last entries.
const LARGE: u64 = 1 << 20;

/// Bytes of a file that are read, from its end.
const MOST: u64 = 8 << 20;

/// How long another chat may hold the file.
const LOCK_STEPS: u32 = 50;
const LOCK_STEP: Duration = Duration::from_millis(2);

/// The file of the history, while it can be written.
#[derive(Debug)]
pub(super) struct HistoryFile {
    path: Option<PathBuf>,
}

impl HistoryFile {
    /// The history in the folder `state`: the file, and its entries, oldest first.
    pub(super) fn load(state: &Path) -> (HistoryFile, Vec<String>) {
        let path = state.join("history");
        let none = |error: &io::Error| {
            say(&format!("no history in this chat: {}: {error}", path.display()));
            (HistoryFile { path: None }, Vec::new())
        };
        if let Ok(there) = fs::metadata(&path)
            && !there.is_file()
        {
            // Reading a pipe or a device might never end.
            return none(&io::Error::other("it is not a file"));
        }
        let kept = prepare(&path);
        let entries = match read(&path) {
            Ok(entries) => entries,
            Err(error) => return none(kept.as_ref().err().unwrap_or(&error)),
        };
        if let Err(error) = kept {
            not_kept(&path, &error);
            return (HistoryFile { path: None }, entries);
        }
        // That it stays long does no harm.
        let _ = cut_down(&path, &entries);
        (HistoryFile { path: Some(path) }, entries)
    }

    /// Writes an entry. Where that fails, a line says so and no other is written.
    pub(super) fn add(&mut self, entry: &str) {
        let Some(path) = &self.path else { return };
        if let Err(error) = append(path, entry) {
            not_kept(path, &error);
            self.path = None;
        }
    }
}

fn not_kept(path: &Path, error: &io::Error) {
    say(&format!("what is typed from here on is not kept: {}: {error}", path.display()));
}

/// Makes the file where it is missing, and lets nobody else read it: questions are private.
fn prepare(path: &Path) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let file = open(path)?;
    #[cfg(unix)]
    file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    drop(file);
    Ok(())
}

fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// The last entries. Bytes that are no text are shown as such; what could drive the terminal is not.
fn read(path: &Path) -> io::Result<Vec<String>> {
    let mut file = File::open(path)?;
    let bytes = file.metadata()?.len();
    if MOST < bytes {
        file.seek(SeekFrom::Start(bytes - MOST))?;
    }
    let mut content = Vec::new();
    file.take(MOST).read_to_end(&mut content)?;
    let text = String::from_utf8_lossy(&content);
    let lines = text.split('\n').filter(|line| !line.trim().is_empty() && *line != HEADER);
    let mut entries: Vec<String> =
        lines.map(|line| sanitize::text(&unescaped(line)).into_owned()).collect();
    entries.drain(..entries.len().saturating_sub(ENTRIES));
    Ok(entries)
}

/// One write of the whole entry, on a line of its own even behind one that was cut short.
fn append(path: &Path, entry: &str) -> io::Result<()> {
    // Another chat may put a shorter file in its place between opening and locking.
    for _ in 0..3 {
        let mut file = open(path)?;
        lock(&file);
        if !is_still(&file, path) {
            continue;
        }
        let mut text = String::new();
        let bytes = file.seek(SeekFrom::End(0))?;
        if bytes == 0 {
            text.push_str(&format!("{HEADER}\n"));
        } else {
            let mut last = [b'\n'];
            file.seek(SeekFrom::End(-1))?;
            file.read_exact(&mut last)?;
            if last != [b'\n'] {
                text.push('\n');
            }
        }
        text.push_str(&escaped(entry));
        text.push('\n');
        return file.write_all(text.as_bytes());
    }
    Err(io::Error::other("another program keeps replacing it"))
}

/// Waits a little for the lock. Without it the entry is still written in one go at the end.
fn lock(file: &File) {
    for _ in 0..LOCK_STEPS {
        if file.try_lock().is_ok() {
            return;
        }
        thread::sleep(LOCK_STEP);
    }
}

/// Whether `path` still leads to `file`.
fn is_still(file: &File, path: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let place = |data: io::Result<fs::Metadata>| data.map(|data| (data.dev(), data.ino())).ok();
        place(file.metadata()) == place(fs::metadata(path))
    }
    #[cfg(not(unix))]
    {
        let _ = (file, path);
        true
    }
}

/// Puts the last entries in the place of a file that has become large.
fn cut_down(path: &Path, entries: &[String]) -> io::Result<()> {
    let file = open(path)?;
    if file.metadata()?.len() < LARGE || file.try_lock().is_err() {
        return Ok(());
    }
    let folder = path.parent().unwrap_or(Path::new("."));
    // Readable by its owner alone, as tempfile makes it.
    let mut aside = tempfile::NamedTempFile::new_in(folder)?;
    writeln!(aside, "{HEADER}")?;
    for entry in entries {
        writeln!(aside, "{}", escaped(entry))?;
    }
    aside.as_file().sync_all()?;
    aside.persist(path).map_err(|error| error.error)?;
    Ok(())
}

fn escaped(entry: &str) -> String {
    entry.replace('\\', r"\\").replace('\n', r"\n")
}

fn unescaped(line: &str) -> String {
    let mut entry = String::with_capacity(line.len());
    let mut rest = line.chars();
    while let Some(one) = rest.next() {
        match one {
            '\\' => match rest.next() {
                Some('n') => entry.push('\n'),
                Some('\\') | None => entry.push('\\'),
                Some(other) => entry.extend(['\\', other]),
            },
            _ => entry.push(one),
        }
    }
    entry
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &[u8]) -> (tempfile::TempDir, PathBuf) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("history");
        fs::write(&path, text).unwrap();
        (dir, path)
    }

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

    #[test]
    fn entries_come_back_as_they_were() {
        let (dir, _) = file(b"");
        let (mut history, entries) = HistoryFile::load(dir.path());
        assert!(entries.is_empty());
        let typed = ["one", "two\nlines", r"C:\new \ \\", "ünï"];
        typed.iter().for_each(|entry| history.add(entry));
        assert_eq!(HistoryFile::load(dir.path()).1, typed);
    }

    #[test]
    fn two_chats_keep_the_lines_of_both() {
        let (dir, _) = file(b"#V2\nbefore\n");
        let (mut one, _) = HistoryFile::load(dir.path());
        let (mut other, _) = HistoryFile::load(dir.path());
        for at in 0..20 {
            one.add(&format!("one {at}"));
            other.add(&format!("other {at}"));
        }
        let (_, entries) = HistoryFile::load(dir.path());
        assert_eq!(entries.len(), 41);
        assert_eq!(entries[..3], ["before", "one 0", "other 0"]);
    }

    #[test]
    fn what_is_no_text_is_no_reason_to_forget_the_rest() {
        let (dir, path) = file(b"\xff\xfe\x00\nwhat is \x1b[2Jit\n#V2\n\ncut sho");
        let (mut history, entries) = HistoryFile::load(dir.path());
        assert_eq!(entries.len(), 3);
        assert_eq!(entries[1], "what is ␛[2Jit");
        history.add("next");
        let text = String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned();
        assert!(text.ends_with("\ncut sho\nnext\n"), "{text}");
    }

    #[test]
    fn a_large_file_is_cut_down_to_its_last_entries() {
        let mut text = String::from("#V2\n");
        for at in 0..40_000 {
            text.push_str(&format!("a question of some length with the number {at}\n"));
        }
        let (dir, path) = file(text.as_bytes());
        let (_, entries) = HistoryFile::load(dir.path());
        assert_eq!(entries.len(), ENTRIES);
        assert!(entries[ENTRIES - 1].ends_with(" 39999"));
        assert!(fs::metadata(&path).unwrap().len() < LARGE);
        assert_eq!(HistoryFile::load(dir.path()).1, entries);
    }
}
