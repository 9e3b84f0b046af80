//! Which sentences of a passage answer most directly.

mod cells;
mod form;
pub(super) use self::form::says_yes_or_no;
mod lines;
mod ranges;
mod telling;

use std::ops::Range;

use self::{
    cells::asked_cell,
    form::Form,
    lines::{Line, lines},
    ranges::{Fit, Quantities},
    telling::{is_said_above, telling},
};
use crate::{
    analysis::{Analyzer, Language},
    document::{cells, separator},
    index::Alignment,
    query::{Query, QuestionKind},
};

/// What the first sentence of a passage has before the others, beside a share of 0 to 1.
const FIRST_BONUS: f32 = 0.01;

/// The same where the title asks what is asked: it is its answer, unless another has the form of one.
const OWN_FIRST_BONUS: f32 = 0.08;

/// What a sentence of the form that is asked for has before the others: a figure for "how many", a
/// definition for "what is".
const FORM_BONUS: f32 = 0.15;

/// What a line has that says what the question names before its colon or in its first cell: "Default: 3".
const LABEL_BONUS: f32 = 0.6;

/// What a sentence has whose range holds the number that is asked with, and loses where it holds another.
const RANGE_BONUS: f32 = 0.5;

/// What one has whose range holds another, where a yes or no is asked for: "at least 8 years" for "may my 7 year old".
const LIMIT_BONUS: f32 = 0.2;

/// Nothing but their ranges tells sentences apart whose worth differs by no more than this.
const SAME: f32 = 0.1;

/// More than the sums of worths are off by.
const ROUNDING: f32 = 1e-4;

/// Marks what answers one question.
#[derive(Debug)]
pub struct Marker<'a> {
    query: &'a Query,
    analyzers: &'a [Analyzer],
    form: Form<'a>,
    quantities: Option<Quantities<'a>>,
}

impl<'a> Marker<'a> {
    /// For `query`, to documents that `analyzers` are of.
    pub fn new(query: &'a Query, analyzers: &'a [Analyzer]) -> Marker<'a> {
        let (form, quantities) = (Form::of(query), Quantities::of(query, analyzers));
        Marker { query, analyzers, form, quantities }
    }

    /// The byte ranges of `text` that answer most directly: on character boundaries, in order, apart;
    /// empty for a blank text.
    ///
    /// `sentences` says where the sentences stand, in order, empty ranges for what is not shown; `alignment`, of
    /// the same passage, how much of the question each takes.
    ///
    /// A sentence is worth what it takes of the words that tell the sentences apart, a little for
    /// standing first, and more for having the form of what is asked, for being labelled with it, and for a
    /// range with the number that is asked with. The best one is marked, the first of equals; all that
    /// such a range alone makes the best; every item of a list that is asked for, or that stands below the very
    /// question. A term is marked with what it means, "Yes." with what is said next, and for a question in the text its answer.
    /// Of a row the one cell is marked whose column the question names, else all of a short record of CSV; `columns` are those of a
    /// text that is one row.
    pub fn mark(
        &self,
        text: &str,
        columns: &[String],
        sentences: &[Range<usize>],
        alignment: Option<&Alignment>,
    ) -> Vec<Range<usize>> {
        if !columns.is_empty() {
            let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
            if let Some(cell) = asked_cell(text, &columns, self.query, self.analyzers) {
                return vec![cell];
            }
            // A record of CSV: its signs join words ("N7;7"), so that they are not found one by one.
            if separator(text) != Some('|')
                && !text.contains('\n')
                && !text.contains(". ")
                && !text.trim().is_empty()
            {
                let start = text.len() - text.trim_start().len();
                let whole = start..start + text.trim().len();
                return vec![whole];
            }
        }
        let lines = lines(text, sentences);
        if lines.len() <= 1 {
            return lines.into_iter().map(|line| line.range).collect();
        }
        if matches!(self.query.kind, QuestionKind::List | QuestionKind::HowTo)
            && let Some(list) = whole_list(text, &lines)
        {
            return list;
        }
        let (best, tells_nothing) = self.best(&lines, alignment);
        // "Who is on the board?", over three names.
        if tells_nothing
            && self.form.is_open()
            && let Some(list) = whole_list(text, &lines)
        {
            return list;
        }
        let mut marked: Vec<Range<usize>> = Vec::new();
        for line in best {
            let behind = |line: &Line<'_>| lines.iter().find(|next| line.at < next.at);
            let line = behind(line).filter(|next| line.asks_before(next)).unwrap_or(line);
            marked.push(self.asked_cell(text, line).unwrap_or_else(|| line.range.clone()));
            let next = behind(line);
            let next = next.filter(|next| line.is_term_of(next) || line.is_word_before(next));
            marked.extend(next.map(|next| next.range.clone()));
        }
        // A term's text may be among the best itself, and is the next then.
        marked.dedup();
        marked
    }

    /// The cell of `line`, a row under a head in `text`, that is asked for. Marks leave the outer bars out, and with them
    /// empty cells: both are cut as whole lines.
    fn asked_cell(&self, text: &str, line: &Line<'_>) -> Option<Range<usize>> {
        let whole = |at: usize| {
            let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
            start..text[at..].find('\n').map_or(text.len(), |end| at + end)
        };
        // An earlier head may have this one within.
        let head = &text[whole(text[..line.range.start].rfind(line.head?)?)];
        let columns: Vec<&str> = cells(head).into_iter().map(|cell| &head[cell]).collect();
        let row = whole(line.range.start);
        let cell = asked_cell(&text[row.clone()], &columns, self.query, self.analyzers)?;
        Some(row.start + cell.start..row.start + cell.end)
    }

    /// The line that is worth most, or several whose ranges have what is asked with and that nothing else
    /// tells apart; and whether nothing tells any line from the others below a title that asks the same.
    fn best<'l, 't>(
        &self,
        lines: &'l [Line<'t>],
        alignment: Option<&Alignment>,
    ) -> (Vec<&'l Line<'t>>, bool) {
        let candidates: Vec<&Line<'_>> = lines.iter().filter(|line| !line.is_head).collect();
        let language = self.analyzers.first().map_or(Language::English, Analyzer::language);
        let told = telling((self.query, language), alignment, &candidates);
        let is_said = is_said_above(self.query, alignment);
        let mut worths: Vec<Worth> = candidates
            .iter()
            .zip(told)
            .map(|(line, told)| self.worth(line, told, alignment))
            .collect();
        // The limit of another range is no answer where one has the number.
        if worths.iter().any(|one| one.fit == Fit::Within) {
            for one in worths.iter_mut().filter(|one| one.fit == Fit::Outside) {
                one.bonus -= RANGE_BONUS + self.limit_bonus();
            }
        }
        self.look_for_forms(&candidates, &mut worths, is_said);
        // What a passage says in prose comes before what it lists: "Type: integer".
        let first = candidates.iter().position(|line| line.label().is_none()).unwrap_or(0);
        let is_own = is_said && worths.iter().all(|one| one.form <= 0.0);
        let lead = if is_own { OWN_FIRST_BONUS } else { FIRST_BONUS };
        let mut most: Option<(f32, usize)> = None;
        for (at, one) in worths.iter().enumerate() {
            let worth = one.sum() + if at == first { lead } else { 0.0 };
            if most.is_none_or(|(other, _)| other < worth) {
                most = Some((worth, at));
            }
        }
        let Some((_, most)) = most else { return (Vec::new(), false) };
        let (worth, fit) = (worths[most].sum(), worths[most].fit);
        let is_as_good = |at: usize| {
            let other = &worths[at];
            at == most
                || fit == Fit::Within && other.fit == fit && (worth - other.sum()).abs() <= SAME
        };
        // Labels tell: "Type: integer" is not what it does.
        let is_labelled = |line: &&Line<'_>| line.is_item && line.label().is_some();
        let tells_nothing = is_own && worth <= SAME && !candidates.iter().any(is_labelled);
        let best = candidates.into_iter().enumerate().filter(|(at, _)| is_as_good(*at));
        (best.map(|(_, line)| line).collect(), tells_nothing)
    }

    /// What `line` is worth that takes so much of what is `told`, but for its form and where it stands.
    fn worth(&self, line: &Line<'_>, told: f32, alignment: Option<&Alignment>) -> Worth {
        let fit = self.quantities.as_ref().map_or(Fit::Silent, |asked| asked.fit(line, alignment));
        let labelled = line.is_labelled_as_asked(self.query, alignment, self.analyzers);
        let by_range = match fit {
            Fit::Outside => self.limit_bonus(),
            fit => RANGE_BONUS * fit.sign(),
        };
        let bonus = LABEL_BONUS * f32::from(u8::from(labelled)) + by_range;
        Worth { told, bonus, form: 0.0, fit }
    }

    /// What a line has by a range with another number than is asked with.
    fn limit_bonus(&self) -> f32 {
        if self.query.kind == QuestionKind::YesNo { LIMIT_BONUS } else { -RANGE_BONUS }
    }

    /// Sets the forms of those `lines` that one may make the best, or as good; of all where the title says what is
    /// asked, and it counts whether any has one. The others are not looked through for one.
    fn look_for_forms(&self, lines: &[&Line<'_>], worths: &mut [Worth], is_said_above: bool) {
        let least = worths.iter().map(Worth::sum).fold(f32::MIN, f32::max);
        let may_count = |one: &Worth| {
            let as_good = if one.fit == Fit::Within { SAME } else { 0.0 };
            is_said_above || least <= one.sum() + FORM_BONUS + FIRST_BONUS + as_good + ROUNDING
        };
        for (line, one) in lines.iter().zip(worths).filter(|(_, one)| may_count(one)) {
            one.form = self.form.given_by(line.text);
        }
    }
}

/// What a line is worth, but for where it stands.
#[derive(Debug)]
struct Worth {
    /// What it takes of what tells the lines apart, 0 to 1.
    told: f32,
    /// By its label and its ranges.
    bonus: f32,
    /// How much of the form that is asked for it has, 0 to 1.
    form: f32,
    fit: Fit,
}

impl Worth {
    fn sum(&self) -> f32 {
        self.told + FORM_BONUS * self.form + self.bonus
    }
}

/// All items of the list in `text`, where that is mostly one; `None` for a list of terms with their texts below, of
/// which one is asked for.
fn whole_list(text: &str, lines: &[Line<'_>]) -> Option<Vec<Range<usize>>> {
    let items: Vec<Range<usize>> =
        lines.iter().filter(|line| line.is_item).map(|line| line.range.clone()).collect();
    // Steps with a title have numbers.
    let is_term = |item: &&Range<usize>| {
        let is_numbered = text[..item.start].trim_end().ends_with(['.', ')']);
        !is_numbered && text[item.start..item.end].contains("\n\n")
    };
    let terms = items.iter().filter(is_term).count();
    let is_mostly = 3 <= items.len() && lines.len() <= 2 * items.len() && 2 * terms < items.len();
    is_mostly.then_some(items)
}
