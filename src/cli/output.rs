//! The files that a command writes because its options name them: never over what it reads, and
//! whole or as they were.

use std::{
    fs, io,
    io::Write,
    path::{Path, PathBuf},
};

use ibid::{engine::Corpus, error::Error, ingest};

use super::console::Console;

/// Refuses `outputs`, options with what they name, where one of them is a document of `documents`
/// or where two are one file.
pub(crate) fn refuse(outputs: &[(&str, &Path)], documents: &[PathBuf]) -> anyhow::Result<()> {
    for (at, (option, path)) in outputs.iter().enumerate() {
        anyhow::ensure!(
            !is_any_of(path, documents),
            "{}: it is one of the documents, which {option} would replace; name another file",
            path.display()
        );
        if let Some((other, _)) = outputs[..at].iter().find(|(_, one)| is_same(one, path)) {
            anyhow::bail!("{other} and {option} name one file: {}", path.display());
        }
    }
    Ok(())
}

/// The files that `corpus` is made of now; none of the built-in ones, or where it is gone.
pub(crate) fn documents(corpus: &Corpus) -> Vec<PathBuf> {
    match corpus {
        Corpus::BuiltIn => Vec::new(),
        Corpus::Paths(paths) => {
            let files = ingest::list(paths).unwrap_or_default().files;
            files.into_iter().map(|file| file.path).collect()
        }
    }
}

/// Whether two paths name one file, be it there or not.
pub(crate) fn is_same(one: &Path, other: &Path) -> bool {
    real(one) == real(other)
}

fn is_any_of(path: &Path, documents: &[PathBuf]) -> bool {
    // What is not there is no document.
    let Ok(path) = path.canonicalize() else { return false };
    documents.iter().any(|one| one.canonicalize().is_ok_and(|one| one == path))
}

/// `path` with its links followed; of a file that is not there yet, those of its folder.
fn real(path: &Path) -> PathBuf {
    if let Ok(real) = path.canonicalize() {
        return real;
    }
    match (folder_of(path).canonicalize(), path.file_name()) {
        (Ok(folder), Some(name)) => folder.join(name),
        _ => path.to_owned(),
    }
}

/// Tells where `path`, which was written, will be read as a document from now on.
pub(crate) fn tell_if_among(path: &Path, corpus: &Corpus, console: &Console) {
    let (Corpus::Paths(folders), Ok(real)) = (corpus, path.canonicalize()) else { return };
    let holds = |one: &PathBuf| {
        one.canonicalize().is_ok_and(|folder| folder != real && real.starts_with(folder))
    };
    if folders.iter().any(holds) {
        console.note(&format!(
            "{} lies among the documents and will be read with them; name it in .ibidignore",
            path.display()
        ));
    }
}

/// Writes `text` to `path`: aside and renamed, so that it is there as a whole or as it was.
pub(crate) fn write(path: &Path, text: &str) -> Result<(), Error> {
    let cannot = |source| Error::Write { path: path.to_owned(), source };
    match fs::metadata(path) {
        // A device or a pipe is written to, not replaced.
        Ok(there) if !there.is_file() => fs::write(path, text).map_err(cannot),
        Ok(there) => {
            // Through a link, to what it leads to.
            let path = path.canonicalize().map_err(cannot)?;
            replace(&path, text, Some(there.permissions())).map_err(cannot)
        }
        Err(_) => replace(path, text, None).map_err(cannot),
    }
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

fn replace(path: &Path, text: &str, permissions: Option<fs::Permissions>) -> io::Result<()> {
    let folder = folder_of(path);
    // Of what is made aside the message would name a file that nobody asked for.
    fs::metadata(folder)?;
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // As any new file, and not for its owner alone; the umask takes from that.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let mut aside = builder.tempfile_in(folder)?;
    aside.write_all(text.as_bytes())?;
    if let Some(permissions) = permissions {
        aside.as_file().set_permissions(permissions)?;
    }
    aside.as_file().sync_all()?;
    aside.persist(path).map_err(|error| error.error)?;
    Ok(())
}
