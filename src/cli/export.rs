//! `ibid export`: writes the questions and answers in the format of another program.

use std::{
    io::{self, Write},
    path::Path,
    process::ExitCode,
};

use ibid::export::{self, Exported, Gathered, Loss, Target};
use serde::Serialize;

use super::{
    args::Export as Args,
    build::MAX_LISTED,
    console::{Console, counted},
    index::{corpus_of, place},
    json,
    open::{Surroundings, named},
    output, sanitize,
};

/// With `--strict`: something was lost.
const LOST: u8 = 1;

/// Runs the command.
pub(crate) fn run(
    args: &Args,
    around: &Surroundings,
    console: &Console,
) -> anyhow::Result<ExitCode> {
    let typed = if args.paths.is_empty() { &args.corpus } else { &args.paths };
    let typed = if typed.is_empty() { None } else { Some(around.documents(typed)?) };
    let corpus = corpus_of(&around.locate(typed, None)?)?;
    console.detail(&format!("documents: {}", named(&corpus)));
    let mut gathered = export::gather(&corpus)?;
    let outputs = [("--out", &args.out), ("--losses", &args.losses)];
    let outputs = outputs.into_iter().filter_map(|(option, path)| Some((option, path.as_deref()?)));
    output::refuse(&outputs.collect::<Vec<_>>(), &gathered.paths)?;
    let found = gathered.entries.len();
    if args.entries_only {
        gathered.entries.retain(|one| !one.is_text());
    }
    let left = found - gathered.entries.len();
    let target = Target::from(args.to);
    let Exported { text, entries, texts, losses } =
        export::export(&gathered.entries, target, args.title.as_deref());
    list_skipped(&gathered, console);
    if entries + texts == 0 {
        let why = nothing(&gathered, left, target);
        anyhow::bail!("{}: nothing to export: {why}", named(&corpus));
    }
    match &args.out {
        Some(path) => output::write(path, &text)?,
        None => {
            let mut out = io::stdout().lock();
            // A file or a program gets it as it is; a terminal is not driven by it.
            let shown = if console.terminal { sanitize::text(&text) } else { text.into() };
            out.write_all(shown.as_bytes())?;
            out.flush()?;
        }
    }
    let losses: Vec<Loss> = gathered.renamed.into_iter().chain(losses).collect();
    if let Some(path) = &args.losses {
        let lines: String =
            losses.iter().map(|loss| json::finish(serde_json::to_string(&Row::of(loss)))).collect();
        output::write(path, &lines)?;
    }
    let to = args.out.as_ref().map_or(String::new(), |path| format!(" to {}", path.display()));
    console.note(&format!(
        "exported {} of {}{to}",
        counts(entries, texts),
        counted(gathered.files, "file", "files")
    ));
    for path in [&args.out, &args.losses].into_iter().flatten() {
        output::tell_if_among(path, &corpus, console);
    }
    if 0 < left {
        console.note(&format!("left out {}: --entries-only", counted(left, "text", "texts")));
    }
    summary(&losses, args.losses.as_deref(), console);
    Ok(if args.strict && !losses.is_empty() { ExitCode::from(LOST) } else { ExitCode::SUCCESS })
}

/// One loss in the file of them.
#[derive(Serialize)]
struct Row<'a> {
    at: &'a str,
    id: &'a str,
    field: &'a str,
    value: Option<&'a str>,
    why: &'a str,
}

impl Row<'_> {
    fn of(loss: &Loss) -> Row<'_> {
        Row {
            at: &loss.at,
            id: &loss.id,
            field: &loss.field,
            value: loss.value.as_deref(),
            why: &loss.why,
        }
    }
}

/// Why there is nothing to export, and what can be done.
fn nothing(gathered: &Gathered, left: usize, target: Target) -> String {
    let texts = gathered.entries.iter().filter(|one| one.is_text()).count();
    if 0 < left {
        format!("no question with an answer; without --entries-only there are {left} other texts")
    } else if 0 < texts && !target.holds_texts() {
        format!(
            "no question with an answer, and the format does not hold the {texts} other texts; \
             jsonl, csv, markdown and html do"
        )
    } else {
        "no question with an answer and no other text".to_owned()
    }
}

fn list_skipped(gathered: &Gathered, console: &Console) {
    for skipped in gathered.skipped.iter().take(MAX_LISTED) {
        console.note(&format!("skipped {}: {}", place(skipped), skipped.reason));
    }
    if MAX_LISTED < gathered.skipped.len() {
        let more = gathered.skipped.len() - MAX_LISTED;
        console.note(&format!("skipped {more} more; `ibid index --report` lists them all"));
    }
}

/// Tells what was lost, each field once for each reason.
fn summary(losses: &[Loss], listed: Option<&Path>, console: &Console) {
    if losses.is_empty() {
        return console.note("nothing was lost");
    }
    // In the order in which they come.
    let mut groups: Vec<(&Loss, usize)> = Vec::new();
    for loss in losses {
        let same = |one: &Loss| {
            (&one.field, &one.why, one.value.is_some())
                == (&loss.field, &loss.why, loss.value.is_some())
        };
        match groups.iter_mut().find(|(first, _)| same(first)) {
            Some((_, count)) => *count += 1,
            None => groups.push((loss, 1)),
        }
    }
    for (loss, count) in groups.iter().take(MAX_LISTED) {
        let what = if loss.value.is_some() { "lost" } else { "changed" };
        let times = counted(*count, "time", "times");
        console
            .note(&format!("{what}: {}, {times}: {}; first at {}", loss.field, loss.why, loss.at));
    }
    if MAX_LISTED < groups.len() {
        console.note(&format!("and {} other kinds of losses", groups.len() - MAX_LISTED));
    }
    match listed {
        Some(path) => console.note(&format!("each is listed in {}", path.display())),
        None => console.note(&format!("`--losses FILE` lists each of the {}", losses.len())),
    }
}

fn counts(entries: usize, texts: usize) -> String {
    let entries = (0 < entries).then(|| counted(entries, "entry", "entries"));
    let texts = (0 < texts).then(|| counted(texts, "text", "texts"));
    entries.into_iter().chain(texts).collect::<Vec<_>>().join(" and ")
}
