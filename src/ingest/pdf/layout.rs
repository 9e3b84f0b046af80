//! From spans to paragraphs: lines, furniture of the page, headings by their size, lists.

use std::collections::HashMap;

use super::{
    super::{
        office::flow::{Flow, Item, PAGE_BREAK, Paragraph, Run, Style, Table},
        question::is_question,
    },
    extract::Span,
};
use crate::document::{Document, Metadata};

/// Letters this much larger than those of the text are a heading's.
const HEADING_SIZE: f64 = 1.1;

/// A line of more words is no heading.
const MAX_HEADING_WORDS: usize = 20;

/// How many lines at the top and the bottom of a page may be its furniture.
const EDGE_LINES: usize = 2;

/// A distance between base lines above this share of the usual one parts paragraphs.
const PARTS: f64 = 1.3;

/// More room than this many letters' height parts cells.
const CELL_ROOM: f64 = 1.5;

/// Lines of one paragraph stand no farther apart than this many letters' height.
const MAX_SPACING: f64 = 1.8;

/// A line is full that goes to this share of the widest.
const FULL: f64 = 0.6;

/// A line of a page.
#[derive(Debug, Clone)]
struct Line {
    page: u32,
    left: f64,
    right: f64,
    y: f64,
    size: f64,
    text: String,
    /// Its parts, where there is much room between them, as between the cells of a table.
    cells: Vec<String>,
}

/// The document that `spans` make, in the order in which they are drawn; `outline` has the titles
/// that the file names: level from 1, page, title.
pub(super) fn document(
    path: &str,
    spans: Vec<Span>,
    outline: &[(usize, usize, String)],
) -> Document {
    let lines = lines(spans);
    let furniture = furniture(&lines);
    let body = body_size(&lines);
    let sizes = heading_sizes(&lines, &furniture, body);
    let spacing = spacing(&lines, body);
    let right_edge = lines.iter().map(|line| line.right).fold(0.0, f64::max);
    let named: HashMap<(usize, String), usize> = outline
        .iter() // The title of the whole stands above all that it names.
        .map(|(level, page, title)| ((*page, folded(title)), level + 1))
        .collect();
    let mut writer = Writer::default();
    let mut before: Option<&Line> = None;
    for (at, line) in lines.iter().enumerate() {
        if let Some(reason) = furniture[at] {
            writer.left_out(line, reason);
            continue;
        }
        let named = named.get(&(line.page as usize, folded(&line.text))).copied();
        let heading = named.or_else(|| heading_level(line, &sizes));
        let goes_on = before.is_some_and(|before| is_same_paragraph(before, line, spacing, body));
        if let Some(level) = heading {
            // A heading goes on in a second line only where the first is full.
            let is_full = before.is_some_and(|before| FULL * right_edge < before.right);
            writer.heading(line, level, goes_on && is_full);
        } else if is_row(&lines, at) {
            writer.row(line);
        } else if let Some((marker, rest)) = marked(&line.text) {
            writer.item(line, marker, rest);
        } else {
            writer.text(line, goes_on);
        }
        before = Some(line);
    }
    writer.finish(path)
}

/// Whether line `at` is a row of a table: it is in cells, and so is one beside it.
fn is_row(lines: &[Line], at: usize) -> bool {
    let in_cells = |other: usize| {
        lines.get(other).is_some_and(|one| one.page == lines[at].page && 1 < one.cells.len())
    };
    in_cells(at) && (in_cells(at + 1) || at.checked_sub(1).is_some_and(in_cells))
}

/// Spans on one base line that follow each other, joined.
fn lines(spans: Vec<Span>) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for span in spans {
        let text = tidy(&span.text);
        if text.is_empty() {
            continue;
        }
        if let Some(last) = lines.last_mut() {
            let close = (last.y - span.y).abs() < 0.4 * last.size.max(span.size);
            let follows = last.page == span.page && last.left < span.left && close;
            if follows {
                let room = span.left - last.right;
                let is_marker = last.cells.len() == 1
                    && marked(&format!("{} x", last.text)).is_some_and(|(_, rest)| rest == "x");
                match last.cells.last_mut() {
                    Some(cell) if room < CELL_ROOM * span.size || is_marker => {
                        if 0.1 * span.size < room {
                            cell.push(' ');
                        }
                        cell.push_str(&text);
                    }
                    _ => last.cells.push(text.clone()),
                }
                if 0.1 * span.size < room {
                    last.text.push(' ');
                }
                last.text.push_str(&text);
                last.right = last.right.max(span.right);
                last.size = last.size.max(span.size);
                continue;
            }
        }
        let Span { page, left, right, y, size, .. } = span;
        lines.push(Line { page, left, right, y, size, cells: vec![text.clone()], text });
    }
    lines
}

/// Single blanks, and letters for what stands for several of them.
fn tidy(text: &str) -> String {
    let text = text
        .replace('\u{fb00}', "ff")
        .replace('\u{fb01}', "fi")
        .replace('\u{fb02}', "fl")
        .replace('\u{fb03}', "ffi")
        .replace('\u{fb04}', "ffl");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn folded(text: &str) -> String {
    text.chars().filter(|one| one.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Why a line is not part of the text: it is repeated on most pages, the number of the page, or a
/// line of the table of contents.
fn furniture(lines: &[Line]) -> Vec<Option<&'static str>> {
    let mut reasons: Vec<Option<&'static str>> = vec![None; lines.len()];
    let mut pages: Vec<Vec<usize>> = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        match pages.last_mut().filter(|page| lines[page[0]].page == line.page) {
            Some(page) => page.push(at),
            None => pages.push(vec![at]),
        }
    }
    let mut repeated: HashMap<String, usize> = HashMap::new();
    let mut edges: Vec<Vec<usize>> = Vec::new();
    for page in &pages {
        let mut by_height = page.clone();
        by_height.sort_by(|a, b| lines[*b].y.total_cmp(&lines[*a].y).then(a.cmp(b)));
        let low = by_height.len().saturating_sub(EDGE_LINES).max(EDGE_LINES.min(by_height.len()));
        let edge: Vec<usize> =
            by_height.iter().take(EDGE_LINES).chain(&by_height[low..]).copied().collect();
        let mut shapes: Vec<String> = edge.iter().map(|at| shape(&lines[*at].text)).collect();
        shapes.sort_unstable();
        shapes.dedup();
        for shape in shapes {
            *repeated.entry(shape).or_default() += 1;
        }
        edges.push(edge);
    }
    for edge in &edges {
        for at in edge {
            let shape = shape(&lines[*at].text);
            let count = repeated.get(&shape).copied().unwrap_or(0);
            let is_number = shape.chars().all(|one| one == '#' || !one.is_alphanumeric())
                && shape.contains('#')
                && shape.chars().count() <= 8;
            let is_own = lines[*at].text == lines[*at].page.to_string();
            if is_number && (is_own || 1 < pages.len()) && shape.matches('#').count() <= 2 {
                reasons[*at] = Some("page number");
            } else if 3 <= pages.len() && pages.len() * 6 <= count * 10 {
                reasons[*at] = Some("repeated on every page");
            }
        }
    }
    for (at, line) in lines.iter().enumerate() {
        let ends_in_page = line.text.ends_with(|one: char| one.is_ascii_digit());
        if ends_in_page && (line.text.contains("....") || line.text.contains(". . . ")) {
            reasons[at].get_or_insert("table of contents");
        }
    }
    reasons
}

/// A line with `#` for each number: that of its page is another on each.
fn shape(text: &str) -> String {
    let mut shape = String::new();
    for one in text.chars() {
        match one {
            '0'..='9' if shape.ends_with('#') => {}
            '0'..='9' => shape.push('#'),
            one => shape.extend(one.to_lowercase()),
        }
    }
    shape
}

/// To half a point: sizes are computed, and differ by the last digits.
fn rounded(size: f64) -> i64 {
    (size * 2.0).round() as i64
}

/// The size of most letters.
fn body_size(lines: &[Line]) -> f64 {
    let mut letters: HashMap<i64, usize> = HashMap::new();
    for line in lines {
        *letters.entry(rounded(line.size)).or_default() += line.text.len();
    }
    let most = letters.into_iter().max_by_key(|(size, count)| (*count, *size));
    most.map_or(10.0, |(size, _)| size as f64 / 2.0)
}

/// The sizes of headings, the largest first.
fn heading_sizes(lines: &[Line], furniture: &[Option<&str>], body: f64) -> Vec<i64> {
    let mut sizes: Vec<i64> = lines
        .iter()
        .zip(furniture)
        .filter(|(line, reason)| reason.is_none() && HEADING_SIZE * body <= line.size)
        .map(|(line, _)| rounded(line.size))
        .collect();
    sizes.sort_unstable_by(|a, b| b.cmp(a));
    sizes.dedup();
    sizes
}

fn heading_level(line: &Line, sizes: &[i64]) -> Option<usize> {
    let level = sizes.iter().position(|size| *size == rounded(line.size))?;
    let is_title = line.text.split_whitespace().count() <= MAX_HEADING_WORDS
        && line.text.contains(char::is_alphabetic)
        && !line.text.ends_with(['.', ',', ';']);
    is_title.then_some(level + 1)
}

/// The usual distance between the base lines of the text.
fn spacing(lines: &[Line], body: f64) -> f64 {
    let mut distances: Vec<f64> = lines
        .windows(2)
        .filter(|two| two[0].page == two[1].page && rounded(two[0].size) == rounded(two[1].size))
        .map(|two| two[0].y - two[1].y)
        .filter(|distance| 0.5 * body < *distance && *distance < 3.0 * body)
        .collect();
    distances.sort_by(f64::total_cmp);
    // The lower quarter: where paragraphs are short, most distances are between them.
    let usual = distances.get(distances.len() / 4).copied().unwrap_or(1.2 * body);
    usual.min(MAX_SPACING * body)
}

/// Whether `line` goes on with the paragraph that `before` is the last line of.
fn is_same_paragraph(before: &Line, line: &Line, spacing: f64, body: f64) -> bool {
    if rounded(before.size) != rounded(line.size) {
        return false;
    }
    let ended = before.text.ends_with(['.', '!', '?', ':', '”', '"', '…', '。']);
    let starts_small = line.text.starts_with(char::is_lowercase);
    if before.page != line.page || before.y < line.y {
        // On the next page or in the next column.
        return starts_small || (!ended && before.text.ends_with('-'));
    }
    let scale = line.size / body.max(1.0);
    if PARTS * spacing * scale.max(1.0) < before.y - line.y {
        return false;
    }
    // A first line that is set in, after one that ends early.
    let set_in = before.left + line.size < line.left;
    let short = before.right + 6.0 * line.size < line.right;
    !(ended && (set_in || short))
}

/// The marker of a list item and what follows it, where a line has one.
fn marked(text: &str) -> Option<(String, &str)> {
    let first = text.chars().next()?;
    // Some fonts have their signs where Unicode has nothing.
    let is_sign = "•◦▪▫■□●○‣⁃∙·–".contains(first) || ('\u{e000}'..='\u{f8ff}').contains(&first);
    if is_sign {
        let rest = text[first.len_utf8()..].trim_start();
        return (!rest.is_empty()).then(|| ("-".to_owned(), rest));
    }
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let mark = text[digits..].strip_prefix(['.', ')'])?;
    let rest = mark.strip_prefix(' ')?.trim_start();
    ((1..=2).contains(&digits) && !rest.is_empty()).then(|| (text[..=digits].to_owned(), rest))
}

/// What the lines came to.
enum Made {
    Paragraph(Paragraph),
    Table(Table),
}

/// The paragraphs as they come about.
#[derive(Default)]
struct Writer {
    done: Vec<(u32, Made)>,
    /// The paragraph under way, with its page.
    open: Option<(u32, Paragraph)>,
    /// What was left out since it began.
    held: Vec<(u32, Made)>,
    /// The rows of a table under way, with its page.
    table: Option<(u32, Table)>,
    /// Where the first item of the list stands.
    list_left: f64,
    items: usize,
    list: usize,
}

impl Writer {
    fn begin(&mut self, line: &Line, style: Style, text: &str) {
        self.close();
        let run = Run { text: text.to_owned(), ..Run::default() };
        let paragraph = Paragraph { style, runs: vec![run], ..Paragraph::default() };
        self.open = Some((line.page, paragraph));
    }

    fn close(&mut self) {
        let table = self.table.take();
        self.done.extend(table.map(|(page, table)| (page, Made::Table(table))));
        let open = self.open.take();
        self.done.extend(open.map(|(page, paragraph)| (page, Made::Paragraph(paragraph))));
        self.done.append(&mut self.held);
    }

    fn left_out(&mut self, line: &Line, reason: &'static str) {
        let run = Run { text: line.text.clone(), ..Run::default() };
        let style = Style::LeftOut(reason);
        let paragraph = Paragraph { style, runs: vec![run], ..Paragraph::default() };
        // A paragraph goes on behind the foot of its page; it began before.
        let into = if self.open.is_some() || self.table.is_some() {
            &mut self.held
        } else {
            &mut self.done
        };
        into.push((line.page, Made::Paragraph(paragraph)));
    }

    fn heading(&mut self, line: &Line, level: usize, goes_on: bool) {
        let level = u8::try_from(level).unwrap_or(u8::MAX).min(8);
        match &mut self.open {
            Some((_, open)) if goes_on && open.style == Style::Heading(level) => {
                join(open, &line.text);
            }
            _ => self.begin(line, Style::Heading(level), &line.text),
        }
    }

    fn item(&mut self, line: &Line, marker: String, rest: &str) {
        let follows = matches!(&self.open, Some((_, open)) if matches!(open.style, Style::Item(_)));
        if !follows {
            self.list += 1;
            self.list_left = line.left;
        }
        self.items += 1;
        // A list within a list is set in.
        let steps = ((line.left - self.list_left) / (1.5 * line.size.max(1.0))).round();
        let depth = if 0.5 < steps { (steps as u8).clamp(1, 4) } else { 0 };
        let ordered = marker != "-";
        let item = Item { key: self.items, list: self.list, depth, ordered, marker };
        self.begin(line, Style::Item(item), rest);
    }

    fn row(&mut self, line: &Line) {
        if self.table.is_none() {
            self.close();
        }
        let (_, table) = self.table.get_or_insert_with(|| (line.page, Table::default()));
        let cell = |text: &String| {
            let run = Run { text: text.clone(), ..Run::default() };
            vec![Paragraph { runs: vec![run], ..Paragraph::default() }]
        };
        table.rows.push(line.cells.iter().map(cell).collect());
    }

    fn text(&mut self, line: &Line, goes_on: bool) {
        match &mut self.open {
            Some((_, open)) if goes_on && !matches!(open.style, Style::Heading(_)) => {
                join(open, &line.text);
            }
            _ => self.begin(line, Style::Body, &line.text),
        }
    }

    fn finish(mut self, path: &str) -> Document {
        self.close();
        weigh_questions(&mut self.done);
        let mut flow = Flow::default();
        let mut page = 1;
        for (on, made) in self.done {
            let turned = on.saturating_sub(page);
            page = page.max(on);
            let breaks = PAGE_BREAK.to_string().repeat(turned as usize);
            match made {
                Made::Paragraph(mut paragraph) => {
                    if let Some(run) = paragraph.runs.first_mut() {
                        run.text.insert_str(0, &breaks);
                    }
                    flow.paragraph(&paragraph);
                }
                Made::Table(table) => {
                    let run = Run { text: breaks, ..Run::default() };
                    flow.paragraph(&Paragraph { runs: vec![run], ..Paragraph::default() });
                    flow.table(table);
                }
            }
        }
        flow.paged();
        flow.finish(path, None, Metadata::new())
    }
}

/// Adds a line to a paragraph: a word that was parted at its end is one again.
fn join(paragraph: &mut Paragraph, line: &str) {
    let Some(run) = paragraph.runs.last_mut() else { return };
    let parted = run
        .text
        .strip_suffix(['-', '\u{ad}', '‐'])
        .filter(|text| text.ends_with(char::is_alphabetic) && line.starts_with(char::is_lowercase));
    match parted.map(str::len) {
        Some(end) => {
            let word = run.text[..end].rsplit(' ').next().unwrap_or_default();
            // In `state-of-the-art` the hyphen is the word's own.
            if run.text.ends_with('\u{ad}') || !word.contains('-') {
                run.text.truncate(end);
            }
        }
        None => run.text.push(' '),
    }
    run.text.push_str(line);
}

/// Marks questions that stand alone over an answer, where there are several: which letters are
/// bold the file does not tell.
fn weigh_questions(done: &mut [(u32, Made)]) {
    let left_out = |made: &Made| matches!(made, Made::Paragraph(one) if matches!(one.style, Style::LeftOut(_)));
    let answers = |made: &Made| match made {
        Made::Paragraph(one) => {
            !matches!(one.style, Style::Heading(_)) && !is_question(&one.plain())
        }
        Made::Table(_) => true,
    };
    let asks: Vec<usize> = (0..done.len())
        .filter(|at| {
            let Made::Paragraph(one) = &done[*at].1 else { return false };
            let text = one.plain();
            one.style == Style::Body
                && is_question(&text)
                && text.split_whitespace().count() <= MAX_HEADING_WORDS
                && !text.trim_end_matches('?').contains(['.', '?', '!'])
                && done[at + 1..]
                    .iter()
                    .find(|(_, made)| !left_out(made))
                    .is_some_and(|(_, made)| answers(made))
        })
        .collect();
    if 1 < asks.len() {
        for at in asks {
            if let Made::Paragraph(one) = &mut done[at].1 {
                one.runs.iter_mut().for_each(|run| run.bold = true);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{BlockKind, Place};

    /// Spans of one size, each 14 points below the one before, on pages parted by `None`.
    fn spans(lines: &[Option<(f64, &str)>]) -> Vec<Span> {
        let (mut page, mut y) = (1, 800.0);
        let mut spans = Vec::new();
        for line in lines {
            match line {
                Some((size, text)) => {
                    y -= 14.0;
                    let right = 70.0 + 0.5 * size * text.chars().count() as f64;
                    let (left, size, text) = (70.0, *size, (*text).to_owned());
                    spans.push(Span { page, left, right, y, size, text });
                }
                None => (page, y) = (page + 1, 800.0),
            }
        }
        spans
    }

    #[test]
    fn paragraphs_go_on_over_lines_and_pages_and_furniture_is_left_out() {
        let foot = |number: &'static str| Some((10.0, number));
        let head = Some((10.0, "Harbour Handbook 2024"));
        let document = document(
            "a.pdf",
            spans(&[
                head,
                Some((18.0, "Mooring")),
                Some((10.0, "A boat is moored at the quay and the har-")),
                Some((10.0, "bour master is told. The state-of-the-")),
                Some((10.0, "art ropes are lent, and what is not brought")),
                foot("1"),
                None,
                head,
                Some((10.0, "back is paid for.")),
                foot("2"),
                None,
                head,
                Some((10.0, "• Ropes of hemp")),
                Some((10.0, "• Ropes of steel")),
                foot("3"),
            ]),
            &[],
        );
        let texts: Vec<(&str, Option<Place>)> = document
            .blocks
            .iter()
            .map(|block| (block.plain(), document.places.of(block.lines)))
            .collect();
        assert_eq!(
            texts,
            [
                ("Mooring", Some(Place::Page(1, 1))),
                (
                    "A boat is moored at the quay and the harbour master is told. The \
                     state-of-the-art ropes are lent, and what is not brought back is paid for.",
                    Some(Place::Page(1, 1))
                ),
                ("Ropes of hemp", Some(Place::Page(3, 3))),
                ("Ropes of steel", Some(Place::Page(3, 3))),
            ]
        );
        assert_eq!(
            document
                .left_out
                .iter()
                .map(|one| one.reason.as_str())
                .filter(|reason| *reason == "page number")
                .count(),
            3
        );
        assert!(document.left_out.iter().any(|one| one.reason == "repeated on every page"));
    }

    #[test]
    fn questions_that_stand_alone_are_entries() {
        let document = document(
            "a.pdf",
            spans(&[
                Some((10.0, "How do I pay?")),
                Some((10.0, "")),
                Some((10.0, "By card.")),
                Some((10.0, "")),
                Some((10.0, "When do I pay?")),
                Some((10.0, "")),
                Some((10.0, "At the end.")),
            ]),
            &[],
        );
        let asked: Vec<&str> = document
            .blocks
            .iter()
            .filter(|block| matches!(block.kind, BlockKind::Heading { entry: true, .. }))
            .map(|block| block.plain())
            .collect();
        assert_eq!(asked, ["How do I pay?", "When do I pay?"]);
    }
}
