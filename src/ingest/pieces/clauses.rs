//! Numbered clauses among the paragraphs of markup: "2.1 Members may …", "(1) …" as statutes have them, and "(a) …"
//! below either. No markup takes them for a list; each is what one reads and cites.

use std::{iter, mem};

use super::{ItemAt, Piece, PieceKind};
use crate::ingest::{
    question::is_question,
    text::{
        clause::{dotted, follow, is_unfinished},
        marker::{Bullet, bullet},
    },
};

/// A paragraph with more letters is no title, though text stands below it.
const LONGEST_TITLE: usize = 60;

/// How deep a number in brackets stands: below one of so many parts as there may be.
const BRACKETED: usize = usize::MAX;

/// What a line ends in above one that begins with a number in brackets of its own.
const ENDS: [char; 6] = ['.', ',', ';', ':', '!', '?'];

/// What begins on a line of a paragraph.
#[derive(Debug)]
struct Clause {
    /// The paragraph's place among the pieces, and the byte of it.
    start: (usize, usize),
    /// How many parts its number has, [`BRACKETED`] for one in brackets; `None` for a letter.
    parts: Option<usize>,
    /// How many bytes of it are its letter or its number in brackets, which is taken for the marker of a list.
    marker: usize,
}

/// Makes questions of the clauses among `pieces` that ask and are answered below: "1.1 Who pays?".
pub(super) fn ask(pieces: &mut [Piece]) {
    let is_answered = |at: usize, start: usize| {
        let piece = &pieces[at];
        let below = pieces.get(at + 1);
        let is_answer = |below: &Piece| below.is_body() && !is_question(&below.plain);
        start == 0 && is_question(&piece.plain) && below.is_some_and(is_answer)
    };
    let asked: Vec<usize> = numbered(pieces)
        .into_iter()
        .filter(|((at, start), _)| is_answered(*at, *start))
        .map(|((at, _), _)| at)
        .collect();
    for at in asked {
        pieces[at].kind = PieceKind::Entry;
    }
}

/// Makes items of the clauses among `pieces`; what belongs to a list already stays there. Where the clauses ask they
/// are questions without an answer, and stay as well.
pub(super) fn list(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut clauses = dotted_clauses(&pieces);
    clauses.extend(bracketed(&pieces));
    clauses.extend(lettered(&pieces));
    if clauses.is_empty() {
        return pieces;
    }
    clauses.sort_by_key(|clause| clause.start);
    let numbers = pieces.iter().filter_map(|piece| piece.item);
    let numbers = numbers.flat_map(|item| [item.item, item.list]);
    let mut lister = Lister {
        // Those that were made of terms count down from the last number there is.
        numbered: numbers.filter(|number| *number < usize::MAX / 2).max().unwrap_or(0),
        list: None,
        open: Vec::new(),
    };
    let mut clauses = clauses.into_iter().peekable();
    let mut out = Vec::with_capacity(pieces.len() + clauses.len());
    for (at, piece) in pieces.into_iter().enumerate() {
        let mut own = Vec::new();
        while let Some(clause) = clauses.next_if(|clause| clause.start.0 == at) {
            own.push(clause);
        }
        lister.add(piece, &own, &mut out);
    }
    out
}

/// The paragraphs that belong to no list, and their places.
fn paragraphs(pieces: &[Piece]) -> impl Iterator<Item = (usize, &Piece)> {
    let is_free = |piece: &Piece| piece.kind == PieceKind::Paragraph && piece.item.is_none();
    pieces.iter().enumerate().filter(move |(_, piece)| is_free(piece))
}

/// Where the lines of `piece` begin, and each.
fn lines(piece: &Piece) -> impl Iterator<Item = (usize, &str)> {
    let starts = iter::once(0).chain(piece.breaks.iter().copied());
    let ends = piece.breaks.iter().copied().chain([piece.plain.len()]);
    starts.zip(ends).map(|(start, end)| (start, piece.plain[start..end].trim_end()))
}

/// Where a clause with a number of several parts begins, and that number.
fn numbered(pieces: &[Piece]) -> Vec<((usize, usize), Vec<u32>)> {
    let mut numbers = Vec::new();
    for (at, piece) in paragraphs(pieces) {
        let mut before = "";
        for (start, line) in lines(piece) {
            let parts = dotted(line).filter(|_| !is_unfinished(before));
            numbers.extend(parts.map(|parts| ((at, start), parts)));
            before = line;
        }
    }
    follow(numbers)
}

/// The clauses with numbers of several parts.
fn dotted_clauses(pieces: &[Piece]) -> Vec<Clause> {
    let clauses = numbered(pieces);
    let asks = |&((at, start), _): &((usize, usize), _)| is_question(&pieces[at].plain[start..]);
    if clauses.iter().any(asks) {
        return Vec::new();
    }
    let are_items = clauses.into_iter().filter(|((at, _), _)| !is_title(pieces, *at));
    are_items.map(|(start, parts)| Clause { start, parts: Some(parts.len()), marker: 0 }).collect()
}

/// Whether the paragraph at `at` is the title of the text below it: one short line without a full stop.
fn is_title(pieces: &[Piece], at: usize) -> bool {
    let piece = &pieces[at];
    let is_line = piece.breaks.is_empty()
        && piece.plain.chars().count() <= LONGEST_TITLE
        && !piece.plain.trim_end().ends_with(['.', ';', ':', '!']);
    let is_text = |below: &Piece| below.is_body() && dotted(below.plain.trim_start()).is_none();
    is_line && pieces.get(at + 1).is_some_and(is_text)
}

/// Clauses that follow each other, in rows of which none is one clause alone.
#[derive(Default)]
struct Rows {
    ended: Vec<Clause>,
    /// The row under way.
    open: Vec<Clause>,
}

impl Rows {
    /// Ends the row under way.
    fn end(&mut self) {
        let are = 1 < self.open.len();
        self.ended.extend(self.open.drain(..).filter(|_| are));
    }

    /// All of them, when there are no more.
    fn ended(mut self) -> Vec<Clause> {
        self.end();
        self.ended
    }
}

/// Lines with numbers in brackets before them, (1), (2), that count from one, in the paragraphs under a heading.
fn bracketed(pieces: &[Piece]) -> Vec<Clause> {
    let mut rows = Rows::default();
    for (at, piece) in pieces.iter().enumerate() {
        if piece.ends_clauses() {
            rows.end();
        }
        if piece.kind != PieceKind::Paragraph || piece.item.is_some() {
            continue;
        }
        let mut before = "";
        for (start, line) in lines(piece) {
            let (above, next) = (mem::replace(&mut before, line), bullet(line));
            let Some((Bullet::Number(number), rest)) = next else { continue };
            // A line may begin so because it was broken there: "as in paragraph / (2) above".
            let goes_on = !above.starts_with('(') || rest.starts_with(char::is_lowercase);
            let is_broken = 0 < start && goes_on && !above.ends_with(ENDS);
            if !line.starts_with('(') || is_broken {
                continue;
            }
            if number == 1 {
                rows.end();
            }
            if usize::try_from(number).is_ok_and(|number| number == rows.open.len() + 1) {
                let marker = line.len() - rest.len();
                rows.open.push(Clause { start: (at, start), parts: Some(BRACKETED), marker });
            }
        }
    }
    rows.ended()
}

/// Lines with letters before them, (a), (b) or (i), (ii), in a paragraph or in one after the other.
fn lettered(pieces: &[Piece]) -> Vec<Clause> {
    let mut rows = Rows::default();
    // The place of the last paragraph with one.
    let mut last = 0;
    for (at, piece) in paragraphs(pieces) {
        for (start, line) in lines(piece) {
            let Some((Bullet::Letter(letter), rest)) = bullet(line) else { continue };
            let is_first = matches!(letter, 'a' | 'i');
            let follows = !rows.open.is_empty() && at <= last + 1;
            if !follows {
                rows.end();
            }
            if follows || is_first {
                rows.open.push(Clause {
                    start: (at, start),
                    parts: None,
                    marker: line.len() - rest.len(),
                });
                last = at;
            }
        }
    }
    rows.ended()
}

/// Gives the clauses of a file their numbers as items.
struct Lister {
    /// The last number of a list or an item.
    numbered: usize,
    /// The number of the list under way.
    list: Option<usize>,
    /// Of how many parts the numbers of the open clauses are, outermost first.
    open: Vec<usize>,
}

impl Lister {
    /// Adds `piece`, which has `clauses`, to `out`.
    fn add(&mut self, mut piece: Piece, clauses: &[Clause], out: &mut Vec<Piece>) {
        if piece.ends_clauses() {
            self.list = None;
            self.open.clear();
        }
        let items: Vec<ItemAt> = clauses.iter().map(|clause| self.item(clause)).collect();
        let first = out.len();
        for (clause, item) in clauses.iter().zip(items).rev() {
            let start = clause.start.1;
            let (before, mut own) = match start {
                0 => (Piece::default(), piece),
                _ => piece.split(start),
            };
            if 0 < clause.marker {
                let (marker, mut rest) = own.split(clause.marker);
                // What a reader cites is the line with its letter.
                (rest.range.start, rest.cut) = (marker.range.start, marker.cut);
                own = rest;
            }
            own.item = Some(item);
            out.push(own);
            piece = before;
        }
        if clauses.is_empty() || !piece.plain.trim().is_empty() {
            out.push(piece);
        }
        out[first..].reverse();
    }

    fn item(&mut self, clause: &Clause) -> ItemAt {
        if let Some(parts) = clause.parts {
            while self.open.pop_if(|open| parts <= *open).is_some() {}
            self.open.push(parts);
        }
        let around = self.open.len() - usize::from(clause.parts.is_some());
        self.numbered += 2;
        ItemAt {
            item: self.numbered,
            list: *self.list.get_or_insert(self.numbered - 1),
            depth: u8::try_from(around).unwrap_or(u8::MAX),
            ordered: true,
        }
    }
}
