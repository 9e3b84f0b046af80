//! A run as one HTML page that needs nothing else: numbers, diagrams, mistakes.

use std::fmt::Write as _;

use crate::{
    answer::Status,
    document::OWN_REPORT,
    eval::{
        chart::{self, Mark},
        compare::{Change, Comparison, Standing},
        metrics::{self, Metrics, Outcome},
        run::{Asked, First, Miss, Mistake, Run},
    },
};

/// The most mistakes and changes that are listed, each.
const MAX_LISTED: usize = 500;

/// What a number is called, what it says, and how it reads.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    /// Its short name.
    pub name: &'static str,
    /// What it is, as a phrase.
    pub meaning: &'static str,
    /// The number, where there is one.
    pub value: fn(&Metrics) -> Option<f64>,
    /// Whether less is better.
    pub less_is_better: bool,
}

const fn row(name: &'static str, meaning: &'static str, value: fn(&Metrics) -> Option<f64>) -> Row {
    Row { name, meaning, value, less_is_better: false }
}

const fn less(row: Row) -> Row {
    Row { less_is_better: true, ..row }
}

/// Every number that is from 0 to 1, in the order in which reports show them.
pub const ROWS: [Row; 12] = [
    row("success@1", "answerable questions whose first passage is right", |of| {
        asked(of, of.success_at_1)
    }),
    row("MRR@10", "mean of 1 / rank of the first right passage", |of| asked(of, of.mrr_at_10)),
    row("recall@10", "answerable questions with a right passage among ten", |of| {
        asked(of, of.recall_at_10)
    }),
    row("answered right", "right ones of the sure answers", |of| of.sure_right),
    row("sure", "answerable questions with a sure answer", |of| asked(of, of.sure)),
    row("coverage", "answerable questions that were not refused", |of| asked(of, of.covered)),
    row("refused", "questions without an answer that were refused", |of| of.refused),
    less(row("false", "questions without an answer that got a sure one", |of| of.false_sure)),
    row("AUROC", "how well the confidence tells right from wrong; 0.5 is chance", |of| of.auroc),
    less(row("ECE", "how far the confidence is off", |of| of.ece)),
    row("short", "right passages whose marked text has the short answer", |of| of.short),
    less(row("width", "median share of such a passage that is marked", |of| of.width)),
];

fn asked(of: &Metrics, value: f64) -> Option<f64> {
    (0 < of.answerable).then_some(value)
}

/// The page.
pub fn html(run: &Run, against: Option<&Comparison>) -> String {
    let metrics = run.metrics();
    let mut page = String::with_capacity(1 << 16);
    let title = format!("ibid eval: {}", escaped(&run.path));
    let Metrics { answerable, unanswerable, p50_us, p99_us, .. } = metrics;
    push(
        &mut page,
        format_args!(
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n{OWN_REPORT}\n<title>{title}</title>\n\
         <style>\n{}</style>\n</head>\n<body>\n<main>\n<h1>{}</h1>\n\
         <p class=\"lead\">{} questions, {answerable} that the documents answer and {unanswerable} \
         that they do not; half of the replies took up to {p50_us} µs, 99 of 100 up to {p99_us} µs.</p>\n",
            style(),
            escaped(&run.path),
            answerable + unanswerable,
        ),
    );
    numbers(&mut page, &metrics, against);
    push(&mut page, format_args!("<div class=\"charts\">\n"));
    let outcomes: Vec<&Outcome> = run.outcomes().collect();
    let curve = metrics::risk_coverage(outcomes.iter().copied());
    figure(
        &mut page,
        &chart::reliability(&metrics::reliability(outcomes.iter().copied())),
        "Reliability: how often the first passage is right, by confidence. On the dashed line the \
         confidence is what it says. Over each bar: how many replies.",
    );
    figure(
        &mut page,
        &chart::risk_coverage(&curve, &marks(&outcomes)),
        "Risk and coverage: how many of the answers are wrong, where only the surest questions are \
         answered. A question that nothing answers counts as wrong.",
    );
    page.push_str("</div>\n");
    kinds(&mut page, run);
    if let Some(comparison) = against {
        changes(&mut page, comparison);
    }
    mistakes(&mut page, run);
    problems(&mut page, run);
    page.push_str("</main>\n</body>\n</html>\n");
    page
}

/// Appends to a string, which cannot fail.
fn push(page: &mut String, what: std::fmt::Arguments<'_>) {
    let _ = page.write_fmt(what);
}

/// `text` as text of HTML, also inside of quoted attributes. Control characters, which HTML has no
/// way to write, become a mark.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for one in text.chars() {
        match one {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' => out.push(' '),
            // Marks that turn the reading direction of the rest of the page, too.
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => out.push('\u{fffd}'),
            _ if one.is_control() => out.push('\u{fffd}'),
            _ => out.push(one),
        }
    }
    out
}

/// A number from 0 to 1 with three decimals, `–` where there is none.
pub fn shown(value: Option<f64>) -> String {
    value.map_or_else(|| "–".to_owned(), |value| format!("{value:.3}"))
}

fn numbers(page: &mut String, metrics: &Metrics, against: Option<&Comparison>) {
    page.push_str("<table class=\"numbers\">\n");
    if against.is_some() {
        page.push_str(
            "<thead><tr><th></th><th class=\"n\">now</th><th class=\"n\">before</th>\
             <th class=\"n\">change</th><th></th></tr></thead>\n",
        );
    }
    page.push_str("<tbody>\n");
    for row in ROWS {
        let value = (row.value)(metrics);
        if value.is_none() && !matches!(row.name, "success@1" | "refused") {
            continue;
        }
        push(
            page,
            format_args!("<tr><th>{}</th><td class=\"n big\">{}</td>", row.name, shown(value)),
        );
        if let Some(comparison) = against {
            let before = (row.value)(&comparison.before);
            push(
                page,
                format_args!(
                    "<td class=\"n\">{}</td>{}",
                    shown(before),
                    change(value, before, row)
                ),
            );
        }
        push(page, format_args!("<td class=\"what\">{}</td></tr>\n", row.meaning));
    }
    page.push_str("</tbody>\n</table>\n");
}

/// The cell of a difference, coloured by whether it is good.
fn change(now: Option<f64>, before: Option<f64>, row: Row) -> String {
    let (Some(now), Some(before)) = (now, before) else {
        return "<td class=\"n\">–</td>".to_owned();
    };
    let change = now - before;
    if change.abs() < 0.0005 {
        return "<td class=\"n\">=</td>".to_owned();
    }
    let class = if (change < 0.0) == row.less_is_better { "good" } else { "bad" };
    format!("<td class=\"n {class}\">{change:+.3}</td>").replace('-', "−")
}

fn figure(page: &mut String, svg: &str, caption: &str) {
    push(page, format_args!("<figure>\n{svg}<figcaption>{caption}</figcaption>\n</figure>\n"));
}

/// Where on the curve the two thresholds lie, where they were met.
fn marks(outcomes: &[&Outcome]) -> Vec<Mark> {
    let at = |name, is: &dyn Fn(&Outcome) -> bool| {
        let chosen: Vec<_> = outcomes.iter().filter(|one| is(one)).collect();
        let wrong = chosen.iter().filter(|one| !one.is_right()).count();
        let share = |part: usize, whole: usize| {
            #[expect(clippy::cast_precision_loss, reason = "counts of questions")]
            let share = part as f64 / whole.max(1) as f64;
            share
        };
        (!chosen.is_empty()).then(|| Mark {
            name,
            coverage: share(chosen.len(), outcomes.len()),
            risk: share(wrong, chosen.len()),
        })
    };
    let sure = at("sure", &|one| one.status == Status::Answered);
    let shown = at("sure or unsure", &|one| one.status != Status::NoAnswer);
    sure.into_iter().chain(shown).collect()
}

fn kinds(page: &mut String, run: &Run) {
    let kinds = run.kinds();
    if kinds.is_empty() {
        return;
    }
    page.push_str(
        "<h2>By kind</h2>\n<div class=\"wide\"><table class=\"kinds\">\n<thead><tr><th>kind</th>\
         <th class=\"n\">questions</th>",
    );
    // A column in which no kind has a number says nothing.
    let rows: Vec<Row> = ROWS
        .into_iter()
        .filter(|row| kinds.iter().any(|(_, metrics)| (row.value)(metrics).is_some()))
        .collect();
    for row in &rows {
        push(page, format_args!("<th class=\"n\">{}</th>", row.name));
    }
    page.push_str("</tr></thead>\n<tbody>\n");
    for (kind, metrics) in kinds {
        let name = if kind.is_empty() { "(none)".to_owned() } else { escaped(kind) };
        let count = metrics.answerable + metrics.unanswerable;
        push(page, format_args!("<tr><th>{name}</th><td class=\"n\">{count}</td>"));
        for row in &rows {
            push(page, format_args!("<td class=\"n\">{}</td>", shown((row.value)(&metrics))));
        }
        page.push_str("</tr>\n");
    }
    page.push_str("</tbody>\n</table></div>\n");
}

fn changes(page: &mut String, comparison: &Comparison) {
    let Comparison { against, better, worse, compared, added, removed, relabelled, .. } =
        comparison;
    push(
        page,
        format_args!(
            "<h2>Against {}</h2>\n<p>Of {compared} questions that are in both, {} got better and {} \
         worse.",
            escaped(against),
            better.len(),
            worse.len(),
        ),
    );
    for (count, what) in
        [(added, "are new"), (removed, "are gone"), (relabelled, "have another gold now")]
    {
        if 0 < *count {
            push(page, format_args!(" {count} {what}."));
        }
    }
    page.push_str("</p>\n");
    for (name, class, list) in [("Worse", "bad", worse), ("Better", "good", better)] {
        if list.is_empty() {
            continue;
        }
        push(
            page,
            format_args!(
                "<h3 class=\"{class}\">{name}</h3>\n<div class=\"wide\"><table class=\"list\">\n\
             <thead><tr><th>question</th><th>before</th><th>now</th></tr></thead>\n<tbody>\n"
            ),
        );
        for change in list.iter().take(MAX_LISTED) {
            changed(page, change);
        }
        page.push_str("</tbody>\n</table></div>\n");
        left_out(page, list.len());
    }
}

fn changed(page: &mut String, change: &Change) {
    let cell = |standing: &Standing| {
        let title = standing.first_title.as_deref().unwrap_or("nothing");
        let rank = match standing.rank {
            Some(1) => "right".to_owned(),
            Some(rank) => format!("right one is no. {rank}"),
            None if change.gold == "-" => String::new(),
            None => "none right".to_owned(),
        };
        let status = standing.status.replace('_', " ");
        let comma = if rank.is_empty() { "" } else { ", " };
        let confidence = standing.confidence;
        format!("{}<br><small>{rank}{comma}{status} {confidence:.2}</small>", escaped(title))
    };
    push(
        page,
        format_args!(
            "<tr><td>{}<br><small>line {}</small></td><td>{}</td><td>{}</td></tr>\n",
            escaped(&change.question),
            change.line,
            cell(&change.before),
            cell(&change.after),
        ),
    );
}

fn mistakes(page: &mut String, run: &Run) {
    let misses = run.misses();
    push(page, format_args!("<h2>Misses ({})</h2>\n", misses.len()));
    if misses.is_empty() {
        page.push_str("<p>None.</p>\n");
        return;
    }
    page.push_str(
        "<p>The surest first; those that were right but refused last.</p>\n<div class=\"wide\">\
         <table class=\"list\">\n<thead><tr><th>question</th><th>wanted</th><th>came</th>\
         <th class=\"n\">confidence</th></tr></thead>\n<tbody>\n",
    );
    for Miss { mistake, asked } in misses.iter().take(MAX_LISTED) {
        missed(page, *mistake, asked);
    }
    page.push_str("</tbody>\n</table></div>\n");
    left_out(page, misses.len());
}

fn missed(page: &mut String, mistake: Mistake, asked: &Asked) {
    let Asked { question, outcome, first } = asked;
    let came = match first {
        Some(First { title, path, lines, .. }) => {
            format!("{}<br><small>{}:{}</small>", escaped(title), escaped(path), lines.first)
        }
        None => "nothing".to_owned(),
    };
    let kind = match question.kind.as_str() {
        "" => String::new(),
        kind => format!(", {}", escaped(kind)),
    };
    let rank = match (mistake, outcome.rank) {
        (Mistake::Wrong, Some(rank)) => format!("<br><small>came as no. {rank}</small>"),
        (Mistake::Wrong, None) => "<br><small>not among the first ten</small>".to_owned(),
        _ => String::new(),
    };
    let wanted = match mistake {
        Mistake::Answered => "no answer".to_owned(),
        _ => question.gold.written.split(" | ").map(escaped).collect::<Vec<_>>().join("<br>"),
    };
    push(
        page,
        format_args!(
            "<tr><td>{}<br><small>line {}{kind}</small></td><td>{wanted}{rank}</td><td>{came}</td>\
         <td class=\"n\">{:.2}<br><small>{}</small></td></tr>\n",
            escaped(&question.text),
            question.line,
            outcome.confidence,
            match outcome.status {
                Status::Answered => "sure",
                Status::Unsure => "unsure",
                Status::NoAnswer => "refused",
            },
        ),
    );
}

fn left_out(page: &mut String, count: usize) {
    if MAX_LISTED < count {
        push(page, format_args!("<p>… and {} more.</p>\n", count - MAX_LISTED));
    }
}

fn problems(page: &mut String, run: &Run) {
    if run.problems.is_empty() {
        return;
    }
    push(page, format_args!("<h2>Problems ({})</h2>\n<ul>\n", run.problems.len()));
    for problem in run.problems.iter().take(MAX_LISTED) {
        push(page, format_args!("<li>{}</li>\n", escaped(&problem.to_string())));
    }
    page.push_str("</ul>\n");
    left_out(page, run.problems.len());
}

/// The style sheet, with what recolours the diagrams.
fn style() -> String {
    let mut style = STYLE.to_owned();
    for (color, name) in [
        (chart::INK, "ink"),
        (chart::GRID, "grid"),
        (chart::MEASURED, "accent"),
        (chart::IDEAL, "dim"),
    ] {
        let color = chart::attribute(color);
        for property in ["fill", "stroke"] {
            push(
                &mut style,
                format_args!("svg [{property}=\"{color}\"] {{ {property}: var(--{name}) }}\n"),
            );
        }
    }
    style
}

const STYLE: &str = "\
:root { --page: #fff; --ink: #3d4652; --strong: #151a21; --dim: #68727f; --grid: #d8dee6;
  --accent: #1f5fd0; --good: #157347; --bad: #b3261e; --stripe: #f5f7fa }
@media (prefers-color-scheme: dark) {
  :root { --page: #14181d; --ink: #c3cad3; --strong: #f1f4f7; --dim: #929ca9; --grid: #333b45;
    --accent: #7aa7ff; --good: #6fcf97; --bad: #ff8a80; --stripe: #1b2027 }
}
* { box-sizing: border-box }
body { margin: 0; background: var(--page); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, 'Segoe UI', sans-serif }
main { max-width: 1120px; margin: 0 auto; padding: 2rem 1.25rem 4rem }
h1 { font-size: 1.6rem; color: var(--strong); margin: 0; overflow-wrap: anywhere }
h2 { font-size: 1.2rem; color: var(--strong); margin: 2.5rem 0 .75rem }
h3 { font-size: 1rem; margin: 1.5rem 0 .5rem }
.lead { color: var(--dim); margin: .25rem 0 1.5rem }
table { border-collapse: collapse; font-variant-numeric: tabular-nums }
th, td { padding: .3rem .75rem .3rem 0; text-align: left; vertical-align: top;
  border-bottom: 1px solid var(--grid) }
th { font-weight: 600; color: var(--strong); white-space: nowrap }
tr:last-child > * { border-bottom: 0 }
thead tr > * { border-bottom: 1px solid var(--dim) !important }
.n { text-align: right; white-space: nowrap }
.big { font-size: 1.1rem; font-weight: 600; color: var(--strong) }
.what, small { color: var(--dim) }
.good { color: var(--good) }
.bad { color: var(--bad) }
.wide { overflow-x: auto }
.kinds, .list { width: 100% }
.kinds { font-size: .9rem }
.list td { overflow-wrap: anywhere }
.list td:first-child { width: 34% }
.list tbody tr:nth-child(even) { background: var(--stripe) }
.list th:first-child, .list td:first-child { padding-left: .5rem }
.charts { display: flex; flex-wrap: wrap; gap: 1.5rem; margin-top: 2rem }
figure { flex: 1 1 420px; margin: 0; min-width: 0 }
figcaption { color: var(--dim); font-size: .9rem }
svg { width: 100%; height: auto }
";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_document_says_is_text_on_the_page() {
        assert_eq!(
            escaped("<script>\"a\" & 'b'\n\u{1b}\u{202e}"),
            "&lt;script&gt;&quot;a&quot; &amp; &#39;b&#39; \u{fffd}\u{fffd}"
        );
    }

    #[test]
    fn less_may_be_better() {
        let row = |name| ROWS.into_iter().find(|row| row.name == name).unwrap();
        assert!(change(Some(0.5), Some(0.4), row("success@1")).contains("good\">+0.100"));
        assert!(change(Some(0.5), Some(0.4), row("ECE")).contains("bad\">+0.100"));
        assert!(change(Some(0.4), Some(0.5), row("ECE")).contains("good\">−0.100"));
        assert!(change(Some(0.4), Some(0.4), row("ECE")).contains(">=<"));
        assert!(change(None, Some(0.5), row("AUROC")).contains('–'));
    }
}
