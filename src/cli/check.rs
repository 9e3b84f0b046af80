//! `ibid check`: what is wrong with the documents.

mod github;
mod json;
mod sarif;
mod text;

use std::{
    io::{self, Write},
    path::Path,
    process::ExitCode,
    time::Instant,
};

use anyhow::Context;
use ibid::{
    check::{self, Accepted, Finding, Reading, Severity, Spot, Wanted},
    engine::{self, AskOptions, Corpus, Engine, Limits},
    error::Error,
    ingest,
};

use super::{
    args::{AnswerArgs, Check, CheckFormat},
    build::build,
    console::{Console, counted},
    index::corpus_of,
    open::{Surroundings, corpus, named},
    output,
    stop::Stoppable,
};

/// Something at or above the failing level was found.
const FOUND: u8 = 1;

/// Runs the command.
pub(crate) fn run(
    args: &Check,
    around: &Surroundings,
    console: &Console,
) -> anyhow::Result<ExitCode> {
    let started = Instant::now();
    let corpus = match args.paths.as_slice() {
        [] => corpus_of(&around.locate(None, None)?)?,
        paths => corpus(&around.documents(paths)?),
    };
    console.detail(&format!("documents: {}", named(&corpus)));
    let accepted = match &args.baseline {
        Some(path) => Accepted::read(path, args.accept)?,
        None => Accepted::default(),
    };
    if let (true, Some(path)) = (args.accept, &args.baseline)
        && !Accepted::is_at(path)
    {
        output::refuse(&[("--accept", path)], &output::documents(&corpus))?;
    }
    let options = around.ask_options(&AnswerArgs::default(), false)?;
    let (read, mut findings) = find(args, &corpus, &options, around.limits(None)?, console)?;
    if let (true, Some(path)) = (args.accept, &args.baseline) {
        Accepted::write(path, &findings)?;
        console.note(&format!(
            "{} accepted in {}",
            counted(findings.len(), "finding", "findings"),
            path.display()
        ));
        return Ok(ExitCode::SUCCESS);
    }
    let all = findings.len();
    findings.retain(|finding| !accepted.has(finding));

    let root = root(&corpus)?;
    let page = Page {
        findings: &findings,
        root: root.as_deref(),
        working_dir: &around.working_dir,
        color: console.color(),
        width: console.width(),
    };
    let text = match args.format {
        CheckFormat::Text => text::findings(&page),
        CheckFormat::Json => json::findings(&page),
        CheckFormat::Sarif => sarif::findings(&page),
        CheckFormat::Github => github::findings(&page),
    };
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()?;
    let summary = summary(&read, &findings, all - findings.len());
    console.note(&format!("{summary} ({:.1} s)", started.elapsed().as_secs_f64()));
    let fails = Severity::from(args.severity);
    let failed = findings.iter().any(|finding| fails <= finding.severity);
    Ok(if failed { ExitCode::from(FOUND) } else { ExitCode::SUCCESS })
}

/// How much was read.
struct Read {
    entries: usize,
    files: usize,
}

/// Indexes the documents in a temporary folder and checks them.
fn find(
    args: &Check,
    corpus: &Corpus,
    options: &AskOptions,
    limits: Limits,
    console: &Console,
) -> anyhow::Result<(Read, Vec<Finding>)> {
    let wanted = Wanted {
        only: args.only.iter().copied().collect(),
        skip: args.skip.iter().copied().collect(),
    };
    // Before the folder is there and until it is gone: whatever is under way, nothing is left of it.
    let stoppable = Stoppable::begin();
    let folder = tempfile::tempdir().with_context(|| {
        let above = std::env::temp_dir();
        format!(
            "cannot make a temporary folder in {}; set TMPDIR to one that can be written to",
            above.display()
        )
    })?;
    let mut reading = Reading::default();
    let how = (engine::Reading::All, limits);
    let engine = match build(corpus, folder.path(), how, console, &mut |event| reading.see(event)) {
        Ok(_) => Some(Engine::open(folder.path())?),
        // That nothing could be read is what there is to tell.
        Err(Error::NothingToIndex { .. }) if reading.has_skipped() => None,
        // Nobody asked for the index that a check makes for itself.
        Err(Error::Stopped { .. }) => return Err(Error::Interrupted.into()),
        Err(error) => return Err(error.into()),
    };
    let stop = stoppable.flag();
    let findings = check::check(corpus, engine.as_ref(), &reading, &wanted, options, stop)?;
    let entries = engine.as_ref().map_or(0, |engine| engine.built().entries);
    Ok((Read { entries, files: reading.files() }, findings))
}

/// The folder that the paths of findings are below; `None` for the built-in documents.
fn root(corpus: &Corpus) -> anyhow::Result<Option<std::path::PathBuf>> {
    Ok(match corpus {
        Corpus::BuiltIn => None,
        Corpus::Paths(paths) => Some(ingest::list(paths)?.root),
    })
}

fn summary(read: &Read, findings: &[Finding], accepted: usize) -> String {
    let of = |severity| findings.iter().filter(|one| one.severity == severity).count();
    let mut text = match findings.len() {
        0 => "nothing found".to_owned(),
        _ => format!(
            "{}, {}, {}",
            counted(of(Severity::Error), "error", "errors"),
            counted(of(Severity::Warning), "warning", "warnings"),
            counted(of(Severity::Note), "note", "notes")
        ),
    };
    let files = counted(read.files, "file", "files");
    text.push_str(&match read.entries {
        0 => format!(" in {files}; no question with an answer is in them, so none was asked"),
        1 => format!(" in 1 entry of {files}"),
        entries => format!(" in {entries} entries of {files}"),
    });
    if 0 < accepted {
        text.push_str(&format!(", {accepted} accepted"));
    }
    text
}

/// The findings, and what their places are told from.
struct Page<'a> {
    findings: &'a [Finding],
    root: Option<&'a Path>,
    working_dir: &'a Path,
    color: bool,
    /// The columns to wrap at; `None` for a line of each.
    width: Option<usize>,
}

impl Page<'_> {
    /// A file as it is called from the working directory, where it lies below that; else from the
    /// root of the documents.
    fn path(&self, path: &str) -> String {
        let whole = self.root.map(|root| root.join(path));
        let below = whole.as_ref().and_then(|whole| whole.strip_prefix(self.working_dir).ok());
        below
            .and_then(Path::to_str)
            .map_or_else(|| path.to_owned(), |below| below.replace('\\', "/"))
    }

    /// A file that a finding is in, or the archive that this is in.
    fn file(&self, spot: &Spot) -> String {
        let path = self.path(&spot.path);
        let archive = path.split_once("!/").map(|(archive, _)| archive.to_owned());
        archive.filter(|archive| archive.to_lowercase().ends_with(".zip")).unwrap_or(path)
    }

    /// `path:line` or what the format has instead of lines.
    fn place(&self, spot: &Spot) -> String {
        let whole = self.root.filter(|root| !root.starts_with(self.working_dir));
        let path = match whole {
            Some(root) => root.join(&spot.path).to_string_lossy().into_owned(),
            None => self.path(&spot.path),
        };
        match (&spot.place, spot.lines) {
            (Some(place), _) => format!("{path}, {place}"),
            (None, Some(lines)) => format!("{path}:{}", lines.first),
            (None, None) => path,
        }
    }

    /// The lines of the file itself, if its format has them and it is in no archive.
    fn lines(&self, spot: &Spot) -> Option<(u32, u32)> {
        let is_file = spot.place.is_none() && self.file(spot) == self.path(&spot.path);
        spot.lines.filter(|_| is_file).map(|lines| (lines.first, lines.last))
    }

    /// What is wrong and what to do; with the places that a machine does not get otherwise.
    fn message(&self, finding: &Finding) -> String {
        match finding.at.place {
            Some(ref place) => format!("{place}: {} {}", finding.what, finding.fix),
            None => format!("{} {}", finding.what, finding.fix),
        }
    }
}
