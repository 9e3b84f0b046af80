//! `ibid index`: makes the index, tells what was left out, and keeps the user's default corpus.

use std::{
    env,
    io::{self, Write},
    ops::ControlFlow,
    path::{Path, PathBuf},
    process::ExitCode,
};

use ibid::{
    config::{Documents, Location, Source},
    document::Lines,
    engine::{self, Corpus, Event, FileReport, Limits, Reading, Skipped},
};

use super::{
    args::Index,
    ask::for_each_raw_line,
    build::{MAX_LISTED, Outcome, build},
    console::Console,
    open::{Surroundings, command, corpus, named, patience, reporting, unwritten},
    sanitize, verify,
};

/// Runs the command.
pub(crate) fn run(
    index: &Index,
    around: &Surroundings,
    console: &Console,
) -> anyhow::Result<ExitCode> {
    let typed = typed_documents(index, around)?;
    let location = around.locate(typed.clone(), index.index.as_deref())?;
    if index.verify {
        return verify::run(&location, console);
    }
    let corpus = corpus_of(&location)?;
    console.detail(&format!("documents: {}", named(&corpus)));

    let mut out = io::BufWriter::new(io::stdout().lock());
    let mut printed = Ok(());
    // What is listed is all that is read.
    let reading = if index.anew || index.report { Reading::All } else { Reading::default() };
    let limits = Limits { patience: patience()?, ..around.limits(index.memory)? };
    let how = (reading, limits);
    let outcome = build(&corpus, &location.index, how, console, &mut |event| {
        if index.report && printed.is_ok() {
            printed = report(event, &mut out);
        }
    })
    .map_err(|error| unwritten(error, &location))?;
    printed.and_then(|()| out.flush())?;

    list_skipped(&outcome, &location, console, index.report);
    console.note(&summary(&outcome, &location.index));
    if let Some(typed) = typed {
        keep_default(&typed, index, around, &location, console)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The documents named by arguments, if any are.
fn typed_documents(index: &Index, around: &Surroundings) -> anyhow::Result<Option<Documents>> {
    if index.built_in {
        return Ok(Some(Documents::BuiltIn));
    }
    let mut paths: Vec<PathBuf> = Vec::new();
    for path in &index.paths {
        if path.as_os_str() == "-" {
            for_each_raw_line(io::stdin().lock(), |line| {
                paths.extend(listed_path(line));
                Ok(ControlFlow::Continue(()))
            })?;
        } else {
            paths.push(path.clone());
        }
    }
    if paths.is_empty() {
        let listed = index.paths.iter().any(|path| path.as_os_str() == "-");
        anyhow::ensure!(!listed, "no paths on standard input; give one a line");
        return Ok(None);
    }
    around.documents(&paths).map(Some)
}

/// The path on a line of a list; none on a blank one. Where a path is bytes it is these bytes, as a
/// folder that is listed gives it.
fn listed_path(line: &[u8]) -> Option<PathBuf> {
    let text = String::from_utf8_lossy(line);
    if text.trim().is_empty() {
        return None;
    }
    #[cfg(unix)]
    {
        use std::{ffi::OsStr, os::unix::ffi::OsStrExt};
        Some(PathBuf::from(OsStr::from_bytes(line)))
    }
    #[cfg(not(unix))]
    Some(PathBuf::from(&*text))
}

/// What to index: the named corpus, else the one that the index remembers, else the default.
pub(crate) fn corpus_of(location: &Location) -> anyhow::Result<Corpus> {
    if let Some(documents) = &location.corpus {
        return Ok(corpus(documents));
    }
    // It need not be whole for that: here it is mended.
    if let Some(corpus) = engine::remembered(&location.index) {
        return Ok(corpus);
    }
    // What somebody named is not replaced by what nobody named.
    let named = location.index_from <= Source::Environment;
    anyhow::ensure!(
        !named
            || engine::made(&location.index).is_none()
            || location.corpus_from != Source::Default,
        "the index in {} does not say any more what it was made from; `{}` makes it anew",
        location.index.display(),
        command(location, false)
    );
    Ok(corpus(&location.otherwise))
}

/// Makes what was typed the user's default corpus, unless an index was named or a project or the
/// user's configuration says what the corpus is.
fn keep_default(
    typed: &Documents,
    index: &Index,
    around: &Surroundings,
    location: &Location,
    console: &Console,
) -> anyhow::Result<()> {
    if location.index_from <= Source::Environment {
        return Ok(());
    }
    let path = match index.paths.as_slice() {
        [path] if path.as_os_str() != "-" => path.display().to_string(),
        _ => "PATH".to_owned(),
    };
    let ask = format!("`ibid ask --corpus {path} …` asks these documents");
    if let Some(project) = &around.project {
        if location.index_from != Source::Project && !index.built_in {
            let path = project.path.display();
            console.note(&format!("{path} decides here, your default corpus stays; {ask}"));
        }
    } else if let Some(user) = around.user.as_ref().filter(|user| user.corpus.is_some()) {
        console.note(&format!("{} names the default corpus; {ask}", user.path.display()));
    } else if !around.folders.remember(typed)? {
        console.note(&format!("these paths cannot be kept as your default corpus; {ask}"));
    } else if *typed == Documents::BuiltIn {
        console.note("your default corpus is the built-in documents again");
    } else {
        let hidden = env::var_os("IBID_CORPUS").is_some_and(|value| !value.is_empty());
        console.note(&format!(
            "{} is your default corpus now{}; `ibid index --built-in` goes back",
            named(&corpus(typed)),
            if hidden { ", where IBID_CORPUS is not set" } else { "" }
        ));
    }
    Ok(())
}

fn summary(outcome: &Outcome, dir: &Path) -> String {
    let built = &outcome.built;
    let count = |count: usize, one: &str, many: &str| match count {
        1 => format!("1 {one}"),
        count => format!("{count} {many}"),
    };
    let mut text = format!(
        "indexed {} of {}",
        count(built.passages, "passage", "passages"),
        count(built.files, "file", "files"),
    );
    if 0 < built.entries {
        text.push_str(&format!(", {}", count(built.entries, "entry", "entries")));
    }
    if 0 < built.skipped {
        text.push_str(&format!(", {} skipped", built.skipped));
    }
    if 0 < outcome.kept {
        text.push_str(&format!(", {} unchanged", count(outcome.kept, "file", "files")));
    }
    text.push_str(&format!(
        " in {:.1} s; the index is in {}",
        outcome.took.as_secs_f64(),
        dir.display()
    ));
    text
}

/// What could not be used is told even with `--quiet`: nothing is dropped in silence.
fn list_skipped(outcome: &Outcome, location: &Location, console: &Console, reported: bool) {
    if reported {
        return;
    }
    for skipped in &outcome.skipped {
        console.note(&format!("skipped {}: {}", place(skipped), skipped.reason));
    }
    if MAX_LISTED < outcome.built.skipped {
        let more = outcome.built.skipped - MAX_LISTED;
        console.note(&format!("skipped {more} more; `{}` lists them all", reporting(location)));
    }
}

pub(crate) fn place(skipped: &Skipped) -> String {
    match skipped.line {
        Some(line) => format!("{}:{line}", skipped.path),
        None => skipped.path.clone(),
    }
}

/// One line of the report: where, what, and the rest.
struct Row {
    lines: Lines,
    what: &'static str,
    text: String,
}

/// Prints what an event says of a file.
fn report(event: &Event, out: &mut impl Write) -> io::Result<()> {
    match event {
        Event::Read(file) => report_file(file, out),
        Event::Skipped(skipped) => {
            writeln!(
                out,
                "{}",
                sanitize::line(&format!("{}  skipped: {}", place(skipped), skipped.reason))
            )
        }
        Event::Waiting | Event::Listed { .. } | Event::Writing => Ok(()),
    }
}

fn report_file(file: &FileReport, out: &mut impl Write) -> io::Result<()> {
    let (passages, left) = (file.passages.len(), file.left_out.len());
    let path = sanitize::line(&file.path);
    writeln!(out, "{path}  passages: {passages}, left out: {left}")?;
    for note in &file.notes {
        writeln!(out, "  note  {}", sanitize::line(note))?;
    }
    let headings = file.headings.iter().map(|(lines, title)| Row {
        lines: *lines,
        what: "heading",
        text: title.clone(),
    });
    let passages = file.passages.iter().map(|passage| Row {
        lines: passage.lines,
        what: passage.kind.name(),
        text: format!("{}  {}", passage.id, passage.title),
    });
    let left_out = file.left_out.iter().map(|left| Row {
        lines: left.lines,
        what: "left out",
        text: left.reason.clone(),
    });
    let mut rows: Vec<Row> = headings.chain(passages).chain(left_out).collect();
    // Stable: a heading comes before the passage that starts on its line.
    rows.sort_by_key(|row| row.lines.first);
    for Row { lines, what, text } in rows {
        let range = match file.places.of(lines) {
            Some(place) => sanitize::line(&place.to_string()).into_owned(),
            None if lines.first == lines.last => lines.first.to_string(),
            None => format!("{}-{}", lines.first, lines.last),
        };
        writeln!(out, "  {range:<11}  {what:<8}  {}", sanitize::line(&text))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use ibid::{document::LeftOut, engine::PassageReport, passage::Kind};

    use super::*;

    #[test]
    fn the_report_is_in_the_order_of_the_file() {
        let file = FileReport {
            path: "guide.md".into(),
            places: ibid::document::Places::Lines,
            bytes: 100,
            text: 60,
            passages: vec![PassageReport {
                id: "guide.md#why".into(),
                kind: Kind::Qa,
                lines: Lines::new(3, 7),
                title: "Why?\u{1b}[2J".into(),
            }],
            headings: vec![(Lines::new(1, 1), "Guide".into()), (Lines::new(3, 3), "Why?".into())],
            bare: Vec::new(),
            left_out: vec![LeftOut { lines: Lines::new(2, 2), reason: "repeated caption".into() }],
            notes: vec!["read as windows-1252, a guess".into()],
        };
        let mut out = Vec::new();
        report(&Event::Read(file), &mut out).unwrap();
        let skipped = Skipped { path: "x.jsonl".into(), line: Some(4), reason: "no JSON".into() };
        report(&Event::Skipped(skipped), &mut out).unwrap();
        expect![[r#"
            guide.md  passages: 1, left out: 1
              note  read as windows-1252, a guess
              1            heading   Guide
              2            left out  repeated caption
              3            heading   Why?
              3-7          qa        guide.md#why  Why?␛[2J
            x.jsonl:4  skipped: no JSON
        "#]]
        .assert_eq(&String::from_utf8(out).unwrap());
    }
}
