//! `ibid eval`: asks labelled questions and prints how good the answers are.

use std::{
    io::{self, Read, Write},
    path::Path,
    process::ExitCode,
};

use anyhow::Context;
use ibid::{
    answer::Status,
    engine::AskOptions,
    eval::{
        self, Asked, Comparison, Metrics, Miss, Mistake, Run, compare,
        compare::{Change, Saved, Standing},
        metrics::{Bin, RiskPoint, reliability, risk_coverage},
        questions::{self, Questions},
        report::{self, ROWS, Row, shown},
        run::First,
    },
    index::Keeping,
};
use serde::Serialize;

use super::{
    args::{AnswerArgs, Eval, EvalFormat},
    build::MAX_LISTED,
    console::{Console, say},
    flow::{BOLD, DIM, RESET},
    json,
    open::{Library, Surroundings},
    output, render, sanitize,
};

/// Raised when a field of the JSON changes its meaning.
const FORMAT_VERSION: u32 = 1;

/// Columns of a number for each kind, and of what it is called.
const NUMBER_COLUMNS: usize = 9;

/// Columns of a question or title in a list.
const LINE_COLUMNS: usize = 88;

/// Runs the command.
pub(crate) fn run(
    args: &Eval,
    around: &Surroundings,
    console: &Console,
) -> anyhow::Result<ExitCode> {
    let questions = questions(&args.file)?;
    // Before anything is written: it may be the file that is saved to.
    let before = args.against.as_deref().map(compare::saved).transpose()?;
    let library = Library::open(around, &args.index, Keeping::Held, console)?;
    refuse_inputs(args, &library)?;
    // What was taught is about questions like these: it would be measured instead of the documents.
    let options =
        AskOptions { feedback: false, ..around.ask_options(&AnswerArgs::default(), false)? };
    let run = eval::run(&library.engine, questions, &options)?;
    tell_problems(&run, console);
    let against = args
        .against
        .as_deref()
        .zip(before)
        .map(|(path, before)| Comparison::new(&run, before, path));
    if let Some(path) = &args.report {
        output::write(path, &report::html(&run, against.as_ref()))?;
    }
    if let Some(path) = &args.save {
        output::write(path, &json::finish(serde_json::to_string_pretty(&Saved::of(&run))))?;
        output::tell_if_among(path, library.engine.corpus(), console);
    }
    let text = match args.format {
        EvalFormat::Text => {
            let page = Page { out: String::new(), color: console.color(), width: console.width() };
            text(page, &run, against.as_ref(), args.misses)
        }
        EvalFormat::Json => {
            json::finish(serde_json::to_string_pretty(&Object::new(&run, against.as_ref())))
        }
    };
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

/// The questions of `file`; those on standard input where it is `-`.
fn questions(file: &Path) -> anyhow::Result<Questions> {
    if file.as_os_str() != "-" {
        return Ok(questions::load(file)?);
    }
    let (called, mut bytes) = (Path::new("standard input"), Vec::new());
    io::stdin().lock().read_to_end(&mut bytes).context("cannot read standard input")?;
    Ok(questions::read(called, bytes)?)
}

/// Refuses to write over the questions, over what is compared with, and over documents.
fn refuse_inputs(args: &Eval, library: &Library) -> anyhow::Result<()> {
    let named = [("--report", &args.report), ("--save", &args.save)];
    let outputs: Vec<(&str, &Path)> =
        named.into_iter().filter_map(|(option, path)| Some((option, path.as_deref()?))).collect();
    for (option, path) in &outputs {
        anyhow::ensure!(
            !output::is_same(path, &args.file),
            "{}: it is the file of the questions, which {option} would replace; name another file",
            path.display()
        );
    }
    if let (Some(report), Some(against)) = (&args.report, &args.against) {
        anyhow::ensure!(
            !output::is_same(report, against),
            "--report and --against name one file: {}",
            report.display()
        );
    }
    output::refuse(&outputs, &output::documents(library.engine.corpus()))
}

/// What was skipped is told even with `--quiet`: a number over fewer questions is another number.
fn tell_problems(run: &Run, console: &Console) {
    for problem in run.problems.iter().take(MAX_LISTED) {
        say(&problem.to_string());
    }
    if MAX_LISTED < run.problems.len() {
        let more = run.problems.len() - MAX_LISTED;
        console.note(&format!("{more} more of the like; `--format json` lists them all"));
    }
}

/// The numbers and lists for a person.
fn text(mut page: Page, run: &Run, against: Option<&Comparison>, listed: usize) -> String {
    let metrics = run.metrics();
    let all = metrics.answerable + metrics.unanswerable;
    let head = format!(
        "{}: {all} questions, {} with an answer, {} without",
        sanitize::line(&run.path),
        metrics.answerable,
        metrics.unanswerable,
    );
    page.hanging("", &head, 2);
    page.numbers(&metrics, against);
    page.kinds(run);
    if let Some(comparison) = against {
        page.changes(comparison, listed);
    }
    page.misses(run, listed);
    page.out
}

struct Page {
    out: String,
    color: bool,
    /// The columns of a terminal.
    width: Option<usize>,
}

impl Page {
    fn line(&mut self, line: &str) {
        self.out.push_str(line.trim_end());
        self.out.push('\n');
    }

    /// `text` behind `head`; what does not fit goes on below, `indent` columns in.
    fn hanging(&mut self, head: &str, text: &str, indent: usize) {
        let text = render::hanging(head, text, indent, self.width);
        self.line(&text);
    }

    /// Columns of a question or title behind `used` others.
    fn columns(&self, used: usize) -> usize {
        self.width.map_or(LINE_COLUMNS, |width| width.saturating_sub(used).clamp(1, LINE_COLUMNS))
    }

    fn title(&mut self, title: &str) {
        let title = self.styled(BOLD, title);
        self.line("");
        self.hanging("", &title, 2);
    }

    fn styled(&self, style: &str, text: &str) -> String {
        if self.color { format!("{style}{text}{RESET}") } else { text.to_owned() }
    }

    fn numbers(&mut self, metrics: &Metrics, against: Option<&Comparison>) {
        self.line("");
        if against.is_some() {
            self.line(&format!("  {:<14}  {:>6}  {:>6}  {:>6}", "", "now", "before", "change"));
        }
        for row in ROWS {
            let Some(value) = (row.value)(metrics) else { continue };
            let mut line = format!("  {:<14}  {:>6}", row.name, shown(Some(value)));
            if let Some(comparison) = against {
                let before = (row.value)(&comparison.before);
                let change = before.map_or_else(
                    || "–".to_owned(),
                    |before| match format!("{:+.3}", value - before).as_str() {
                        "+0.000" | "-0.000" => "=".to_owned(),
                        change => change.to_owned(),
                    },
                );
                line.push_str(&format!("  {:>6}  {change:>6}", shown(before)));
            }
            let meaning = self.styled(DIM, row.meaning);
            line.push_str("  ");
            self.hanging(&line, &meaning, line.chars().count());
        }
        let times = format!("p50 {} µs, p99 {} µs", metrics.p50_us, metrics.p99_us);
        self.hanging(&format!("  {:<14}  ", "time"), &times, 18);
    }

    fn kinds(&mut self, run: &Run) {
        let kinds = run.kinds();
        if kinds.is_empty() {
            return;
        }
        let rows: Vec<Row> = ROWS
            .into_iter()
            .filter(|row| {
                let chosen = ["success@1", "recall@10", "coverage", "refused", "false", "AUROC"];
                chosen.contains(&row.name) && kinds.iter().any(|(_, of)| (row.value)(of).is_some())
            })
            .collect();
        let widest = kinds.iter().map(|(kind, _)| kind.chars().count()).max().unwrap_or(0);
        let most = self.width.map_or(24, |width| (width / 3).clamp(6, 24));
        let width = widest.clamp(6, most);
        // As many columns as fit beside each other, then the others below.
        let beside = self.width.map_or(rows.len(), |columns| {
            (columns.saturating_sub(width + 4 + NUMBER_COLUMNS) / (NUMBER_COLUMNS + 2)).max(1)
        });
        for rows in rows.chunks(beside.max(1)) {
            let number = |text: &str| format!("  {text:>NUMBER_COLUMNS$}");
            let mut head = format!("  {:<width$}{}", "kind", number("questions"));
            rows.iter().for_each(|row| head.push_str(&number(row.name)));
            let head = self.styled(BOLD, &head);
            self.line("");
            self.line(&head);
            for (kind, metrics) in &kinds {
                let kind = if kind.is_empty() { "(none)" } else { kind };
                let kind = render::shortened(&sanitize::line(kind), width);
                let count = metrics.answerable + metrics.unanswerable;
                let mut line = format!("  {kind:<width$}{}", number(&count.to_string()));
                rows.iter().for_each(|row| line.push_str(&number(&shown((row.value)(metrics)))));
                self.line(&line);
            }
        }
    }

    fn changes(&mut self, comparison: &Comparison, listed: usize) {
        let Comparison { better, worse, compared, added, removed, relabelled, .. } = comparison;
        let mut title = format!(
            "Of {compared} questions {} got better and {} worse against {}",
            better.len(),
            worse.len(),
            sanitize::line(&comparison.against),
        );
        for (count, what) in [(added, "new"), (removed, "gone"), (relabelled, "with another gold")]
        {
            if 0 < *count {
                title.push_str(&format!(", {count} {what}"));
            }
        }
        self.title(&title);
        for (name, list) in [("worse", worse), ("better", better)] {
            for change in list.iter().take(listed) {
                self.change(name, change);
            }
            self.more(list.len(), listed);
        }
    }

    fn change(&mut self, name: &str, change: &Change) {
        let standing = |standing: &Standing| {
            let rank = match standing.rank {
                Some(1) => "right, ".to_owned(),
                Some(rank) => format!("right one is no. {rank}, "),
                None => String::new(),
            };
            let status = standing.status.replace('_', " ");
            format!("{rank}{status} {:.2}", standing.confidence)
        };
        let title = self.columns(12).min(LINE_COLUMNS / 2);
        let first =
            |standing: &Standing| cut(standing.first_title.as_deref().unwrap_or("nothing"), title);
        self.line("");
        let question = cut(&change.question, self.columns(4 + name.len()));
        self.line(&format!("  {name}: {question}"));
        for (when, at) in [("before", &change.before), ("now", &change.after)] {
            let state = self.styled(DIM, &standing(at));
            let what = format!("{}  {state}", first(at));
            self.hanging(&format!("    {when:<6}  "), &what, 12);
        }
    }

    fn misses(&mut self, run: &Run, listed: usize) {
        let misses = run.misses();
        if listed == 0 {
            return;
        }
        match misses.len() {
            0 => self.title("No misses"),
            1 => self.title("1 miss"),
            count => self.title(&format!("{count} misses, the surest first")),
        }
        for miss in misses.iter().take(listed) {
            self.miss(*miss);
        }
        self.more(misses.len(), listed);
    }

    fn miss(&mut self, miss: Miss<'_>) {
        let Asked { question, outcome, first } = miss.asked;
        let line = format!("line {}", question.line);
        let text = cut(&question.text, self.columns(4 + line.len()));
        let line = self.styled(DIM, &line);
        self.line("");
        self.line(&format!("  {text}  {line}"));
        let sureness = match outcome.status {
            Status::Answered => "sure",
            Status::Unsure => "unsure",
            Status::NoAnswer => "refused",
        };
        let state = format!("{sureness} {:.2}", outcome.confidence);
        let came = match first {
            Some(First { title, path, lines, .. }) => {
                let place = sanitize::line(path).into_owned();
                let title = cut(title, self.columns(12).min(LINE_COLUMNS / 2));
                format!("{title}  {place}:{}", lines.first)
            }
            None => "nothing".to_owned(),
        };
        let state = self.styled(DIM, &state);
        self.hanging("    came    ", &format!("{came}  {state}"), 12);
        let wanted = match (miss.mistake, outcome.rank) {
            (Mistake::Answered, _) => "no answer".to_owned(),
            (Mistake::Refused, _) => "that".to_owned(),
            (Mistake::Wrong, rank) => {
                let gold = cut(&question.gold.written, LINE_COLUMNS - 12);
                let rank = rank.map_or_else(String::new, |rank| format!("  came as no. {rank}"));
                format!("{gold}{}", self.styled(DIM, &rank))
            }
        };
        self.hanging("    wanted  ", &wanted, 12);
    }

    fn more(&mut self, count: usize, listed: usize) {
        if 0 < listed && listed < count {
            self.line("");
            let more = format!("… and {} more; `--misses N` lists more", count - listed);
            self.hanging("  ", &more, 2);
        }
    }
}

/// `text` of a document or a file of questions, clean and on one line of at most `width` columns.
fn cut(text: &str, width: usize) -> String {
    render::shortened(&sanitize::line(text), width)
}

/// The JSON form.
#[derive(Serialize)]
struct Object<'a> {
    format_version: u32,
    questions: &'a str,
    metrics: Metrics,
    kinds: Vec<KindObject<'a>>,
    reliability: Vec<Bin>,
    risk_coverage: Vec<RiskPoint>,
    misses: Vec<MissObject<'a>>,
    problems: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    against: Option<&'a Comparison>,
}

#[derive(Serialize)]
struct KindObject<'a> {
    kind: &'a str,
    metrics: Metrics,
}

#[derive(Serialize)]
struct MissObject<'a> {
    line: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    question: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    kind: &'a str,
    mistake: &'static str,
    gold: &'a str,
    rank: Option<usize>,
    status: &'static str,
    confidence: f64,
    first: Option<FirstObject<'a>>,
}

#[derive(Serialize)]
struct FirstObject<'a> {
    id: &'a str,
    title: &'a str,
    path: &'a str,
    line: u32,
    end_line: u32,
}

impl<'a> Object<'a> {
    fn new(run: &'a Run, against: Option<&'a Comparison>) -> Object<'a> {
        Object {
            format_version: FORMAT_VERSION,
            questions: &run.path,
            metrics: run.metrics(),
            kinds: run
                .kinds()
                .into_iter()
                .map(|(kind, metrics)| KindObject { kind, metrics })
                .collect(),
            reliability: reliability(run.outcomes()),
            risk_coverage: risk_coverage(run.outcomes()),
            misses: run.misses().into_iter().map(MissObject::new).collect(),
            problems: run.problems.iter().map(ToString::to_string).collect(),
            against,
        }
    }
}

impl<'a> MissObject<'a> {
    fn new(miss: Miss<'a>) -> MissObject<'a> {
        let Asked { question, outcome, first } = miss.asked;
        MissObject {
            line: question.line,
            id: question.id.as_deref(),
            question: &question.text,
            kind: &question.kind,
            mistake: miss.mistake.name(),
            gold: &question.gold.written,
            rank: outcome.rank,
            status: outcome.status.name(),
            confidence: outcome.confidence,
            first: first.as_ref().map(|first| FirstObject {
                id: &first.id,
                title: &first.title,
                path: &first.path,
                line: first.lines.first,
                end_line: first.lines.last,
            }),
        }
    }
}
