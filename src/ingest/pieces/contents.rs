//! Tables of contents: they name every subject of a file and say nothing of any.

use std::{collections::HashSet, ops::Range};

use super::{Piece, PieceKind};
use crate::ingest::question::title;

/// How a table of contents is called, in lower case.
const NAMES: [&str; 19] = [
    "contents",
    "table of contents",
    "toc",
    "on this page",
    "inhalt",
    "inhaltsverzeichnis",
    "sommaire",
    "table des matières",
    "índice",
    "indice",
    "contenido",
    "tabla de contenidos",
    "sumário",
    "inhoud",
    "inhoudsopgave",
    "содержание",
    "оглавление",
    "目次",
    "目录",
];

/// Marks that a program puts a table of contents in place of.
const MARKS: [&str; 5] = ["[toc]", "[[toc]]", "[[_toc_]]", "{:toc}", "toc {:toc}"];

/// The least share of the entries of a list of titles, in tenths, that are headings of the file.
const TITLES_TENTHS: usize = 8;

/// Leaves out lists of the file's own headings that are written as they stand: numbered lines in a
/// block of code or a paragraph, of which nearly all come again as a heading.
fn leave_out_titles(pieces: &mut [Piece]) {
    let is_listed = |piece: &Piece| {
        piece.kind == PieceKind::Code && piece.plain.trim_start().starts_with(is_digit)
    };
    if !pieces.iter().any(is_listed) {
        return;
    }
    let is_heading = |piece: &&Piece| matches!(piece.kind, PieceKind::Heading(_));
    let titles: HashSet<String> =
        pieces.iter().filter(is_heading).map(|piece| start(&piece.plain)).collect();
    for piece in pieces {
        if !is_listed(piece) {
            continue;
        }
        let listed = numbered(&piece.plain);
        // Of a block of code with numbered lines most are none: a few tell.
        let mut others = 0;
        let is_list = listed.iter().all(|one| {
            others += usize::from(!titles.contains(&start(one)));
            listed.len() * TITLES_TENTHS <= (listed.len() - others) * 10
        });
        if !listed.is_empty() && is_list {
            piece.kind = PieceKind::LeftOut("table of contents");
        }
    }
}

/// The start of a title, which tells it from others however it goes on.
fn start(text: &str) -> String {
    let letters = title(text).to_lowercase();
    letters.chars().filter(|c| c.is_alphanumeric()).take(24).collect()
}

fn is_digit(one: char) -> bool {
    one.is_ascii_digit()
}

/// The entries of a list, each from a line that starts with a number up to the next.
fn numbered(text: &str) -> Vec<String> {
    let mut entries: Vec<String> = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        match entries.last_mut().filter(|_| !line.starts_with(is_digit)) {
            Some(last) => {
                last.push(' ');
                last.push_str(line);
            }
            None => entries.push(line.to_owned()),
        }
    }
    entries
}

/// Leaves out the tables of contents of a file: lists and lines of nothing but links within it,
/// lists of links under a heading such as "Contents", and that heading.
pub(in crate::ingest) fn leave_out(pieces: &mut [Piece]) {
    leave_out_titles(pieces);
    let mut named = None;
    let mut at = 0;
    while at < pieces.len() {
        let run = run(pieces, at);
        let end = run.end;
        if matches!(pieces[at].kind, PieceKind::Heading(_)) {
            named = is_name(&pieces[at].plain).then_some(at);
        } else if is_contents(&pieces[run.clone()], named.is_some()) {
            for piece in &mut pieces[run] {
                piece.kind = PieceKind::LeftOut("table of contents");
            }
        } else if pieces[at].kind == PieceKind::Paragraph && pieces[at].is_links(true) {
            pieces[at].kind = PieceKind::LeftOut("link within the page");
        }
        at = end;
        // The heading goes where nothing else stands under it.
        let over = pieces.get(end).is_none_or(|next| matches!(next.kind, PieceKind::Heading(_)));
        if let Some(heading) = named.filter(|heading| over && *heading + 1 < end)
            && pieces[heading + 1..end].iter().all(|one| matches!(one.kind, PieceKind::LeftOut(_)))
        {
            pieces[heading].kind = PieceKind::LeftOut("table of contents");
        }
    }
}

/// The pieces of the list that the piece at `at` belongs to, or that piece alone.
fn run(pieces: &[Piece], at: usize) -> Range<usize> {
    let list = |piece: &Piece| piece.item.map(|item| item.list);
    let own = list(&pieces[at]);
    let same = pieces[at..].iter().take_while(|piece| own.is_some() && list(piece) == own).count();
    at..at + same.max(1)
}

fn is_contents(run: &[Piece], named: bool) -> bool {
    let Some(first) = run.first().filter(|first| first.kind == PieceKind::Paragraph) else {
        return false;
    };
    let mark = first.plain.trim();
    if run.len() == 1 && MARKS.iter().any(|known| known.eq_ignore_ascii_case(mark)) {
        return true;
    }
    if first.item.is_none() {
        return 2 < first.links.len() && first.is_links(true);
    }
    // Entries that are mere titles over deeper ones need not be links, but the first level is.
    let links = |inside| run.iter().filter(|piece| piece.is_links(inside)).count();
    (1 < run.len() && links(true) == run.len()) || (named && links(false) * 10 >= run.len() * 8)
}

fn is_name(title: &str) -> bool {
    let name = title.trim().trim_end_matches(':').trim_end().to_lowercase();
    NAMES.contains(&name.as_str())
}
