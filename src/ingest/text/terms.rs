//! Options and commands with what they mean, in columns, as programs tell of themselves:
//! `  -k, --keep   do not replace files`.
//!
//! An option that stands alone over deeper lines is one, too. Commands and the like are told by
//! standing under each other, with all that is said of them in one column.

use std::ops::Range;

use super::{
    lines::{Line, TAB_COLUMNS},
    marker,
};

/// The most characters of an option with its values that has a line of its own.
const SIGNATURE_CHARS: usize = 160;

/// The most words and characters of a command.
const COMMAND_WORDS: usize = 4;
const COMMAND_CHARS: usize = 40;

/// How many gaps of a line are looked at for one that parts columns.
const MAX_GAPS: usize = 8;

/// The most columns of a list in which what is meant may start.
const MAX_COLUMNS: usize = 8;

/// Marks the lines that start with a term: [`Line::term`] says where it ends.
pub(super) fn mark(lines: &mut [Line<'_>], chunks: &[Range<usize>]) {
    for chunk in chunks {
        let below = lines[chunk.end..].iter().find(|line| !line.text.is_empty());
        let below = below.map(|line| line.indent);
        let columns: Vec<Option<Column>> = lines[chunk.clone()].iter().map(column).collect();
        let mut found = options(&lines[chunk.clone()], &columns, below);
        commands(&lines[chunk.clone()], &columns, &mut found);
        for (line, term) in lines[chunk.clone()].iter_mut().zip(found) {
            line.term = term;
        }
    }
}

/// Where the first of two columns of a line ends.
#[derive(Debug, Clone, Copy)]
struct Column {
    /// In bytes of the line's text.
    end: usize,
    /// At which column of the page the second starts.
    next: usize,
    /// How many words the second has that have letters.
    words: usize,
    /// Whether there is a third.
    more: bool,
}

/// The columns of `line`, if there is a gap in it and words behind.
fn column(line: &Line<'_>) -> Option<Column> {
    // No line of a list is longer, and one may be the whole file.
    if 1000 < line.text.len() {
        return None;
    }
    let (end, start) = gap(line.text)?;
    let rest = &line.text[start..];
    let is_word = |word: &&str| word.contains(char::is_alphabetic);
    let words = rest.split_whitespace().filter(is_word).count();
    let mut next = line.indent;
    for one in line.text[..start].chars() {
        next += if one == '\t' { TAB_COLUMNS - next % TAB_COLUMNS } else { 1 };
    }
    (0 < words).then(|| Column { end, next, words, more: gap(rest).is_some() })
}

/// Where the first run of blanks in `text` starts and ends that parts columns: two, or a tab, but
/// not behind a sentence.
fn gap(text: &str) -> Option<(usize, usize)> {
    let mut from = 0;
    for _ in 0..MAX_GAPS {
        let found = text[from..].find("  ").into_iter().chain(text[from..].find('\t')).min()?;
        let end = text[..from + found].trim_end().len();
        let start = text.len() - text[end..].trim_start().len();
        let before = &text[..end];
        let is_sentence = before.ends_with(['.', '!', '?']) && !before.ends_with("..");
        if !is_sentence && end < start {
            return Some((end, start));
        }
        from = start.max(from + found + 1);
    }
    None
}

/// Whether `text` starts with an option, or with the name of an argument as in `<FILE>...`.
fn is_option(text: &str) -> bool {
    if let Some((name, rest)) = text.strip_prefix('<').and_then(|text| text.split_once('>')) {
        let rest = rest.trim_start_matches('.');
        let is_name = name.starts_with(char::is_alphabetic) && !name.contains(['@', ':', '/']);
        return is_name && (rest.is_empty() || rest.starts_with("  "));
    }
    let Some(rest) = text.strip_prefix('-') else { return false };
    let begins = |text: &str| {
        text.starts_with(|one: char| one.is_alphanumeric() || "?#@!$<[{(*".contains(one))
    };
    match rest.strip_prefix('-') {
        Some(long) => {
            begins(long) || long.is_empty() || long.starts_with('\t') || long.starts_with("  ")
        }
        None => begins(rest),
    }
}

/// Where the options of a chunk end that its lines start with; `below` is the column of the next
/// line behind it.
fn options(
    lines: &[Line<'_>],
    columns: &[Option<Column>],
    below: Option<usize>,
) -> Vec<Option<usize>> {
    let mut found: Vec<Option<usize>> = vec![None; lines.len()];
    for (at, line) in lines.iter().enumerate().filter(|(_, line)| is_option(line.text)) {
        let next = lines.get(at + 1);
        let under = next.map_or(below, |next| Some(next.indent).filter(|_| !is_option(next.text)));
        let is_sentence = line.text.ends_with(['.', ',', ';', '?', '!']);
        let is_alone = line.text.len() <= SIGNATURE_CHARS
            && (!is_sentence || line.text.ends_with(".."))
            && under.is_some_and(|under| line.indent + 2 <= under);
        found[at] = match columns[at] {
            Some(column) => Some(column.end),
            None => Some(line.text.len()).filter(|_| is_alone),
        };
    }
    let certain = |at: &usize| found[*at].is_some();
    let Some(deepest) = (0..lines.len()).filter(certain).map(|at| lines[at].indent).max() else {
        return found;
    };
    // Beside these, one that left no room for a gap, and `-` alone.
    let starts: Vec<usize> = (0..lines.len()).filter(certain).collect();
    let mut meant: Vec<usize> = starts.iter().filter_map(|at| Some(columns[*at]?.next)).collect();
    meant.sort_unstable();
    meant.dedup();
    meant.truncate(MAX_COLUMNS);
    for (at, line) in lines.iter().enumerate().filter(|(_, line)| line.indent <= deepest) {
        if found[at].is_some() {
            continue;
        }
        let is_dash = || columns[at].is_some_and(|one| one.end == 1 && meant.contains(&one.next));
        if is_option(line.text) {
            let cut = meant.iter().find_map(|next| cut(line, *next));
            found[at] = Some(cut.unwrap_or(line.text.len()));
        } else if line.text.starts_with('-') && is_dash() {
            found[at] = Some(1);
        }
    }
    found
}

/// Where the term of `line` ends that has one blank behind it, and what it means at the column `next`.
fn cut(line: &Line<'_>, next: usize) -> Option<usize> {
    let start = next.checked_sub(line.indent + 1)?;
    let (at, _) = line.text.char_indices().nth(start)?;
    let (term, rest) = line.text.split_at(at);
    let parts = rest.starts_with(' ') && !term.contains(['\t', '<', '[']);
    (parts && !term.is_empty()).then_some(at)
}

/// Adds the commands of a chunk to the terms that were `found`.
fn commands(lines: &[Line<'_>], columns: &[Option<Column>], found: &mut [Option<usize>]) {
    let mut indents: Vec<usize> = lines.iter().map(|line| line.indent).collect();
    indents.sort_unstable();
    indents.dedup();
    // Each level costs a look at all lines.
    for indent in indents.into_iter().take(8) {
        // What the first line says may be what they are.
        let leads = |at: usize| at == 0 && lines[at].text.ends_with(':');
        let level: Vec<usize> = (0..lines.len())
            .filter(|at| lines[*at].indent == indent && found[*at].is_none() && !leads(*at))
            .collect();
        let Some(next) = level.iter().find_map(|at| columns[*at]).map(|column| column.next) else {
            continue;
        };
        let is_command = |at: &usize| {
            columns[*at].is_some_and(|column| {
                let name = &lines[*at].text[..column.end];
                column.next == next && !column.more && is_name(name)
            })
        };
        // A name that left no room has what it means below.
        let is_long = |at: &usize| {
            let under = lines.get(at + 1).map(|line| line.indent);
            columns[*at].is_none() && is_name(lines[*at].text) && under == Some(next)
        };
        let commands = level.iter().filter(|at| is_command(at)).count();
        let told = level.iter().filter(|at| columns[**at].is_some_and(|one| 1 < one.words)).count();
        let all = level.iter().all(|at| is_command(at) || is_long(at));
        if all && 2 <= commands && commands <= 2 * told {
            for at in level {
                found[at] = Some(columns[at].map_or(lines[at].text.len(), |column| column.end));
            }
        }
    }
}

/// Whether `text` may be what a command is called.
fn is_name(text: &str) -> bool {
    text.contains(char::is_alphanumeric)
        && text.chars().count() <= COMMAND_CHARS
        && text.split_whitespace().count() <= COMMAND_WORDS
        && !text.ends_with([':', ';', ','])
        && marker::bullet(text).is_none()
}
