//! `ibid index --verify`: compares every file of an index with its checksum.

use std::{
    io::{self, Write},
    process::ExitCode,
};

use ibid::{
    config::Location,
    error::Error,
    index::{Finding, State, verify},
};

use super::{
    console::Console,
    open::{command, unusable},
    sanitize,
};

/// Prints what is found, and fails where the index is not whole.
pub(crate) fn run(location: &Location, console: &Console) -> anyhow::Result<ExitCode> {
    let dir = location.index.display();
    let verified = match verify(&location.index) {
        Ok(verified) => verified,
        Err(error) if error.mended_by_rebuilding() => return Err(unusable(&error, location)),
        Err(Error::IndexNewer { path }) => return Err(Error::IndexNewer { path }.into()),
        Err(error) => return Err(error.into()),
    };
    let mut out = io::BufWriter::new(io::stdout().lock());
    let width = verified.findings.iter().map(|one| one.path.chars().count()).max().unwrap_or(0);
    for Finding { path, bytes, state } in &verified.findings {
        let (what, bytes) = match state {
            State::Whole if *bytes == 0 => ("ok".to_owned(), String::new()),
            State::Whole => ("ok".to_owned(), format!("  {bytes} bytes")),
            State::Damaged(reason) => (format!("DAMAGED: {reason}"), String::new()),
            State::Stray(what) => (format!("not of this index: {what}"), String::new()),
        };
        writeln!(out, "{:<width$}  {what}{bytes}", sanitize::line(path))?;
    }
    out.flush()?;
    let files = verified.findings.iter().filter(|one| one.state == State::Whole).count();
    let damaged: Vec<&str> = verified.damaged().map(|one| one.path.as_str()).collect();
    if damaged.is_empty() {
        let bytes: u64 = verified.findings.iter().map(|one| one.bytes).sum();
        console.note(&format!("the index in {dir} is whole: {files} files, {bytes} bytes"));
        return Ok(ExitCode::SUCCESS);
    }
    let known = ibid::engine::remembered(&location.index).is_some();
    anyhow::bail!(
        // What is linked stays damaged where only what changed is read.
        "the index in {dir} is damaged ({}); `{}` makes it anew",
        damaged.join(", "),
        command(location, known) + " --anew"
    )
}
