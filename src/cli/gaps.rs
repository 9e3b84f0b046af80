//! `ibid gaps`: what was asked and not answered.

use std::{
    io::{self, Write},
    process::ExitCode,
};

use ibid::{
    answer::Status,
    gaps::{self, Belongs, Gap, Gaps, Log, NowAnswered},
    index::Keeping,
    passage::Passage,
};
use serde::Serialize;
use time::Date;

use super::{
    args::{AnswerArgs, Gaps as Args, GapsFormat},
    ask::view,
    build::MAX_LISTED,
    console::{Console, counted, say},
    json,
    open::{Library, Surroundings, named},
    refused::{Asker, keeps},
    render::{self, View, plain_place},
    sanitize,
};

/// Raised when a field of the JSON changes its meaning.
const FORMAT_VERSION: u32 = 1;

/// Wordings of a group that are listed.
const SAMPLES: usize = 3;

/// Columns of a wording.
const COLUMNS: usize = 90;

/// Runs the command.
pub(crate) fn run(
    args: &Args,
    around: &Surroundings,
    console: &Console,
) -> anyhow::Result<ExitCode> {
    let library = Library::open(around, &args.index, Keeping::Held, console)?;
    let log = Log::new(library.engine.corpus(), &around.folders.state);
    if args.clear {
        let count = log.clear()?;
        console.note(&format!("{count} refused questions are forgotten"));
        return Ok(ExitCode::SUCCESS);
    }
    let logged = log.read(args.since)?;
    for (line, reason) in logged.problems.iter().take(MAX_LISTED) {
        say(&format!("{}:{line}: {reason}; the line is passed over", log.path().display()));
    }
    if MAX_LISTED < logged.problems.len() {
        say(&format!("and {} more such lines", logged.problems.len() - MAX_LISTED));
    }
    let options = around.ask_options(&AnswerArgs::default(), false)?;
    let gaps = gaps::find(&library.engine, &logged.refused, &options)?;
    let page = Page {
        gaps: &gaps,
        asked: logged.refused.len(),
        since: args.since,
        dropped: logged.dropped.as_deref(),
        top: args.top,
        view: view(&library, around, console),
        documents: named(library.engine.corpus()),
    };
    let text = match args.format {
        GapsFormat::Text => page.text(),
        GapsFormat::Markdown => page.markdown(),
        GapsFormat::Json => json::finish(serde_json::to_string_pretty(&page.object())),
    };
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()?;
    if logged.refused.is_empty() && !keeps(around, Asker::Chat) {
        console.note("refused questions are not kept: `log = false` is set");
    } else if args.format == GapsFormat::Text && !logged.refused.is_empty() {
        console
            .note(&format!("kept in {}; `ibid gaps --clear` forgets them", log.path().display()));
    }
    Ok(ExitCode::SUCCESS)
}

struct Page<'a> {
    gaps: &'a Gaps,
    asked: usize,
    since: Option<Date>,
    dropped: Option<&'a str>,
    top: usize,
    view: View<'a>,
    documents: String,
}

impl Page<'_> {
    /// What it is all about, in a line.
    fn head(&self) -> String {
        let (asked, groups) = (self.asked, self.gaps.groups.len());
        let since = self.since.map_or(String::new(), |date| format!(" since {date}"));
        let documents = sanitize::line(&self.documents);
        if asked == 0 {
            return format!("{documents}: no refused questions{since}");
        }
        let mut head = format!(
            "{documents}: {}{since}, {}",
            counted(asked, "refused question", "refused questions"),
            counted(groups, "gap", "gaps"),
        );
        if let Some(date) = self.dropped {
            head.push_str(&format!(" (those up to {} are dropped)", sanitize::line(date)));
        }
        head
    }

    fn text(&self) -> String {
        let mut out = format!("{}\n", render::hanging("", &self.head(), 2, self.view.width));
        let groups = &self.gaps.groups[..self.gaps.groups.len().min(self.top)];
        let wide = groups.iter().map(|gap| gap.times.to_string().len()).max().unwrap_or(1);
        let indent = " ".repeat(wide + 4);
        let columns = self.view.width.map_or(COLUMNS, |width| width.saturating_sub(wide + 4));
        for gap in groups {
            out.push('\n');
            for (at, (question, _)) in gap.questions.iter().take(SAMPLES).enumerate() {
                let question = render::shortened(&sanitize::line(question), columns);
                match at {
                    0 => out.push_str(&format!(
                        "  {:>wide$}× {}\n",
                        gap.times,
                        self.view.bold(&question)
                    )),
                    _ => out.push_str(&format!("{indent}{question}\n")),
                }
            }
            if SAMPLES < gap.questions.len() {
                let more = counted(gap.questions.len() - SAMPLES, "more wording", "more wordings");
                out.push_str(&format!("{indent}{}\n", self.view.dim(&more)));
            }
            if let Some(nearest) = &gap.nearest {
                out.push_str(&self.below(&indent, "nearest: ", &self.name(nearest)));
            }
            out.push_str(&self.below(&indent, "belongs: ", &self.place(gap)));
        }
        if groups.len() < self.gaps.groups.len() {
            let more = self.gaps.groups.len() - groups.len();
            out.push_str(&format!("\n{more} more with --top {}\n", self.gaps.groups.len()));
        }
        if !self.gaps.answered.is_empty() {
            out.push_str("\nNow answered:\n");
            for one in &self.gaps.answered {
                let question = render::shortened(&sanitize::line(&one.question), columns);
                let unsure = if one.status == Status::Unsure { ", perhaps" } else { "" };
                let line = format!("{}{unsure}", self.name(&one.passage));
                out.push_str(&format!("  {:>wide$}× {question}\n", one.times));
                out.push_str(&self.below(&indent, "", &line));
            }
        }
        out
    }

    /// A line in grey below a question.
    fn below(&self, indent: &str, what: &str, text: &str) -> String {
        let head = format!("{indent}{what}");
        let text = render::hanging(&head, text, head.len(), self.view.width);
        let lines = text.lines().map(|line| {
            let bare = line.trim_start();
            format!("{}{}\n", &line[..line.len() - bare.len()], self.view.dim(bare))
        });
        lines.collect()
    }

    fn markdown(&self) -> String {
        let mut out = format!("# What was not answered\n\n{}\n", self.head());
        for gap in self.gaps.groups.iter().take(self.top) {
            let question = gap.questions.first().map_or("", |one| one.0.as_str());
            out.push_str(&format!("\n## {}\n\n", sanitize::line(question)));
            out.push_str(&format!("Asked {}, {}.\n\n", times(gap.times), dates(gap)));
            for (question, count) in gap.questions.iter().skip(1).take(SAMPLES - 1) {
                out.push_str(&format!("- {} ({})\n", sanitize::line(question), times(*count)));
            }
            if let Some(nearest) = &gap.nearest {
                out.push_str(&format!("- nearest: {}\n", self.name(nearest)));
            }
            out.push_str(&format!("- belongs: {}\n", self.place(gap)));
        }
        if !self.gaps.answered.is_empty() {
            out.push_str("\n# Now answered\n\n");
            for one in &self.gaps.answered {
                let (question, name) = (sanitize::line(&one.question), self.name(&one.passage));
                out.push_str(&format!("- {question} ({}): {name}\n", times(one.times)));
            }
        }
        out
    }

    fn name(&self, passage: &Passage) -> String {
        let name = render::shortened(&render::name(passage), 60);
        format!("{name}  {}", plain_place(passage, self.view))
    }

    fn place(&self, gap: &Gap) -> String {
        let Some(Belongs { path, headings }) = &gap.belongs else {
            return "nothing in the documents is near".to_owned();
        };
        let path = match self.view.root {
            None => path.clone(),
            Some(root) => {
                let whole = root.join(path);
                let short = whole.strip_prefix(self.view.working_dir).unwrap_or(&whole);
                short.to_string_lossy().into_owned()
            }
        };
        let steps = [path].into_iter().chain(headings.iter().cloned()).collect::<Vec<_>>();
        sanitize::line(&steps.join(" › ")).into_owned()
    }

    fn object(&self) -> Object<'_> {
        Object {
            format_version: FORMAT_VERSION,
            documents: &self.documents,
            root: self.view.root.map(|root| root.to_string_lossy().into_owned()),
            since: self.since.map(|date| date.to_string()),
            dropped_up_to: self.dropped,
            refused: self.asked,
            gaps: self.gaps.groups.iter().map(gap_object).collect(),
            now_answered: self.gaps.answered.iter().map(answered_object).collect(),
        }
    }
}

fn times(count: usize) -> String {
    match count {
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        some => format!("{some} times"),
    }
}

fn dates(gap: &Gap) -> String {
    let (first, last) = gap.dates;
    if first == last { format!("on {first}") } else { format!("from {first} to {last}") }
}

#[derive(Serialize)]
struct Object<'a> {
    format_version: u32,
    documents: &'a str,
    root: Option<String>,
    since: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dropped_up_to: Option<&'a str>,
    /// How many refused questions there are, those that are answered by now among them.
    refused: usize,
    gaps: Vec<GapObject<'a>>,
    now_answered: Vec<AnsweredObject<'a>>,
}

#[derive(Serialize)]
struct GapObject<'a> {
    times: usize,
    first: String,
    last: String,
    questions: Vec<QuestionObject<'a>>,
    confidence: f64,
    nearest: Option<PassageObject<'a>>,
    belongs: Option<BelongsObject<'a>>,
}

#[derive(Serialize)]
struct QuestionObject<'a> {
    question: &'a str,
    times: usize,
}

#[derive(Serialize)]
struct PassageObject<'a> {
    id: &'a str,
    title: &'a str,
    headings: &'a [String],
    path: &'a str,
    #[serde(flatten)]
    place: json::Place<'a>,
}

#[derive(Serialize)]
struct BelongsObject<'a> {
    path: &'a str,
    headings: &'a [String],
}

#[derive(Serialize)]
struct AnsweredObject<'a> {
    question: &'a str,
    times: usize,
    status: &'static str,
    answer: PassageObject<'a>,
}

fn gap_object(gap: &Gap) -> GapObject<'_> {
    GapObject {
        times: gap.times,
        first: gap.dates.0.to_string(),
        last: gap.dates.1.to_string(),
        questions: gap
            .questions
            .iter()
            .map(|(question, times)| QuestionObject { question, times: *times })
            .collect(),
        confidence: json::rounded(gap.confidence),
        nearest: gap.nearest.as_ref().map(passage_object),
        belongs: gap
            .belongs
            .as_ref()
            .map(|place| BelongsObject { path: &place.path, headings: &place.headings }),
    }
}

fn answered_object(one: &NowAnswered) -> AnsweredObject<'_> {
    AnsweredObject {
        question: &one.question,
        times: one.times,
        status: one.status.name(),
        answer: passage_object(&one.passage),
    }
}

fn passage_object(passage: &Passage) -> PassageObject<'_> {
    PassageObject {
        id: &passage.id,
        title: &passage.title,
        headings: &passage.headings,
        path: &passage.path,
        place: json::Place::of(passage),
    }
}
