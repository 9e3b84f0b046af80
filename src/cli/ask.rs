//! `ibid ask`: one question, or one for each line of standard input.

use std::{
    io::{self, BufRead, Read, Write},
    mem::ManuallyDrop,
    ops::ControlFlow,
    process::ExitCode,
    time::{Duration, Instant},
};

use anyhow::Context;
use ibid::{
    answer::{Answer, Status},
    engine::AskOptions,
    index::Keeping,
};

use super::{
    ERROR,
    args::{Ask, Format},
    console::{Console, say},
    explain,
    fault::Fault,
    json,
    open::{Library, Surroundings},
    refused::{self, Refusals},
    render::{self, View},
    sanitize,
};

/// Bytes of a line that are kept, four times what the engine takes of a question; the rest of the line is
/// read and let go of.
const MAX_LINE_BYTES: usize = 1 << 16;

/// How long the documents are not looked at again: a look costs a call for each file.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Runs the command.
pub(crate) fn run(ask: &Ask, around: &Surroundings, console: &Console) -> anyhow::Result<ExitCode> {
    let question = ask.question();
    anyhow::ensure!(
        !question.trim().is_empty(),
        "the question is empty; as in `ibid ask how do I begin`"
    );
    anyhow::ensure!(
        !ask.has_words_behind_stdin(),
        "`-` reads a question a line from standard input, and nothing stands behind it; options stand before: `ibid ask \
         --format ndjson -`"
    );
    for option in ask.options_behind() {
        console.note(&format!(
            "{option} stands behind the question and is part of it; options stand before it"
        ));
    }
    // One question is over before anybody could touch the files; a list of them may take all day.
    let keeping = if ask.reads_stdin() { Keeping::Held } else { Keeping::Mapped };
    let library = Library::open(around, &ask.index, keeping, console)?;
    // The system takes back at once what would else be let go of piece by piece.
    let library = ManuallyDrop::new(library);
    let mut options = around.ask_options(&ask.answer, ask.explain)?;
    options.filter = library.checked(options.filter, &around.working_dir)?;
    let mut asker = Asker {
        library,
        looked: Instant::now(),
        refresh: !ask.index.no_refresh,
        options,
        refusals: Refusals::new(around, refused::Asker::Ask),
        format: ask.format,
        around,
        console,
    };
    let mut out = io::stdout().lock();
    if !ask.reads_stdin() {
        let answered = asker.reply(&question, None, &mut out)?;
        return Ok(if answered { ExitCode::SUCCESS } else { ExitCode::from(1) });
    }
    let (mut any, mut first, mut failed) = (false, true, false);
    for_each_line(io::stdin().lock(), |line| {
        asker.look_again()?;
        match asker.reply(line, Some(first), &mut out) {
            Ok(answered) => any |= answered,
            // The lines are independent of each other: the next one may fare better.
            Err(error) if error.is::<Fault>() => {
                say(&format!("{error:#}"));
                failed = true;
            }
            Err(error) => return Err(error),
        }
        first = false;
        Ok(ControlFlow::Continue(()))
    })?;
    if first {
        console.note("no question on standard input");
    }
    Ok(match (failed, any) {
        (true, _) => ExitCode::from(ERROR),
        (false, true) => ExitCode::SUCCESS,
        (false, false) => ExitCode::from(1),
    })
}

/// Calls `each` with every line that is not blank, whatever bytes it has and however long it is,
/// until there are no more or `each` has had enough. Of a line only the first [`MAX_LINE_BYTES`] count.
pub(crate) fn for_each_line(
    input: impl BufRead,
    mut each: impl FnMut(&str) -> anyhow::Result<ControlFlow<()>>,
) -> anyhow::Result<()> {
    for_each_raw_line(input, |line| {
        let text = String::from_utf8_lossy(line);
        if text.trim().is_empty() { Ok(ControlFlow::Continue(())) } else { each(&text) }
    })
}

/// The same with the bytes of every line, blank ones too.
pub(crate) fn for_each_raw_line(
    mut input: impl BufRead,
    mut each: impl FnMut(&[u8]) -> anyhow::Result<ControlFlow<()>>,
) -> anyhow::Result<()> {
    let mut line = Vec::new();
    let mut first = true;
    while next_line(&mut input, &mut line).context("cannot read standard input")? {
        // Some programs put a byte order mark before the first line.
        let bytes = if first { line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&line) } else { &line };
        first = false;
        let end = bytes.iter().rposition(|byte| !matches!(byte, b'\n' | b'\r'));
        if each(&bytes[..end.map_or(0, |last| last + 1)])?.is_break() {
            break;
        }
    }
    Ok(())
}

/// Puts what is kept of the next line in `line`; whether there is one.
fn next_line(input: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<bool> {
    line.clear();
    let kept = input.by_ref().take(MAX_LINE_BYTES as u64).read_until(b'\n', line)?;
    if kept == MAX_LINE_BYTES && !line.ends_with(b"\n") {
        input.skip_until(b'\n')?;
    }
    Ok(0 < kept)
}

struct Asker<'a> {
    library: ManuallyDrop<Library>,
    /// When the documents were looked at last.
    looked: Instant,
    /// Whether they are to be looked at.
    refresh: bool,
    options: AskOptions,
    refusals: Refusals<'a>,
    format: Format,
    around: &'a Surroundings,
    console: &'a Console,
}

impl Asker<'_> {
    /// Brings the index up to date where the documents changed since they were looked at, which may
    /// be long ago: whoever writes the lines may wait between them.
    fn look_again(&mut self) -> anyhow::Result<()> {
        if self.refresh && LOOK_EVERY <= self.looked.elapsed() {
            self.library.refresh(self.console)?;
            self.looked = Instant::now();
        }
        Ok(())
    }

    /// Prints the reply and returns whether it is an answer. `first` is there for one of several
    /// questions: whether it is the first.
    fn reply(
        &self,
        question: &str,
        first: Option<bool>,
        out: &mut impl Write,
    ) -> anyhow::Result<bool> {
        let answer =
            self.library.watched(question, |engine| engine.ask(question, &self.options))?;
        let asked = (&answer, &self.options.filter);
        self.refusals.note(asked, question, &self.library.engine, self.console);
        let mut text = String::new();
        if matches!(self.format, Format::Text | Format::Markdown) {
            if let Some(first) = first {
                text.push_str(if first { "" } else { "\n" });
                let mark = if self.format == Format::Markdown { "##" } else { ">" };
                text.push_str(&format!("{mark} {}\n\n", sanitize::line(question)));
            }
            announce(&answer, self.console);
        }
        text.push_str(&self.formatted(&answer));
        out.write_all(text.as_bytes())?;
        out.flush()?;
        Ok(answer.status != Status::NoAnswer)
    }

    fn formatted(&self, answer: &Answer) -> String {
        let view = view(&self.library, self.around, self.console);
        let root = view.root;
        let mut text = match self.format {
            Format::Json => return json::pretty(answer, root),
            Format::Ndjson => return json::line(answer, root),
            Format::Text => render::reply(answer, view),
            Format::Markdown => render::markdown(answer, view),
        };
        if answer.explain.is_some() {
            let table = explain::explanation(answer, View { width: None, ..view });
            text.push_str(&match self.format {
                Format::Markdown => format!("\n```text\n{}```\n", strip(&table)),
                _ => format!("\n{table}"),
            });
        }
        text
    }
}

/// Says what was done to the question, on stderr.
pub(crate) fn announce(answer: &Answer, console: &Console) {
    if answer.notes.is_empty()
        && let Some(interpreted) = &answer.interpreted
    {
        console.note(&format!("understood as: {interpreted}"));
    }
    for note in &answer.notes {
        console.note(note);
    }
}

/// How replies of `library` are set.
pub(crate) fn view<'a>(
    library: &'a Library,
    around: &'a Surroundings,
    console: &Console,
) -> View<'a> {
    View {
        color: console.color(),
        links: console.links(),
        width: console.width(),
        root: library.engine.root(),
        working_dir: &around.working_dir,
    }
}

/// Without colour, for a block of code.
fn strip(text: &str) -> String {
    anstream::adapter::strip_str(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_may_be_anything() {
        let long = "x".repeat(1 << 20);
        let input = format!("\u{feff}one\r\n\n  \t\n\0 two\n{long}\nlast");
        let mut bytes = input.into_bytes();
        bytes.extend(b" \xff");
        let mut lines = Vec::new();
        for_each_line(bytes.as_slice(), |line| {
            lines.push(line.to_owned());
            Ok(ControlFlow::Continue(()))
        })
        .unwrap();
        let kept = &long[..MAX_LINE_BYTES];
        assert_eq!(lines, ["one", "\0 two", kept, "last \u{fffd}"]);
    }

    #[test]
    fn a_line_was_held_whole_however_long_it_was() {
        let lengths = [MAX_LINE_BYTES - 1, MAX_LINE_BYTES, MAX_LINE_BYTES + 1, 1 << 22];
        let input: String = lengths.map(|length| "x".repeat(length) + "\ny\n").concat();
        let mut held = Vec::new();
        for_each_raw_line(input.as_bytes(), |line| {
            held.push(line.len());
            Ok(ControlFlow::Continue(()))
        })
        .unwrap();
        let most = MAX_LINE_BYTES;
        assert_eq!(held, [most - 1, 1, most, 1, most, 1, most, 1]);
    }
}
