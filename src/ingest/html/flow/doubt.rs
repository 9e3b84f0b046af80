//! What a page calls a menu, its contents or something to share: of the page or of the text, as what
//! is in it tells.

use std::ops::Range;

use super::{
    super::{
        names::{Element, Furniture, SHARE_LINKS},
        tokens::{Attribute, Tag},
    },
    Extract, Flow,
};
use crate::{
    document::words,
    ingest::pieces::{Piece, PieceKind},
};

/// The most words of a title over links.
const TITLE_WORDS: usize = 4;

/// The most words beside links, of a hundred in all, that leave them a list of links.
const MAX_BESIDE: usize = 20;

/// The most elements in one another that are looked at, since each is looked at as a whole.
const MAX_NESTED: usize = 8;

/// An element that may be of the page.
pub(super) struct Doubt {
    furniture: Furniture,
    id: String,
    /// How many pieces and how many lines that are left out came before.
    pieces: usize,
    left_out: usize,
}

impl Flow {
    /// Sees that what is in the element that begins with `tag` is looked at when it ends.
    pub(super) fn begin_doubt(&mut self, tag: &Tag, furniture: Furniture) {
        let open = self.stack.iter().filter(|open| open.doubt.is_some()).count();
        if MAX_NESTED <= open {
            return;
        }
        let is_cell = matches!(tag.element, Element::Td | Element::Th);
        if self.in_cell() || is_cell {
            let is_data = |table: &super::Table| 0 < table.rows || !table.header.is_empty();
            if self.tables.last().is_none_or(is_data) {
                // What is in a cell says what its column does.
                return;
            }
            self.make_layout();
        }
        self.flush();
        self.doubt = Some(Doubt {
            furniture,
            id: tag.value(Attribute::Id).to_owned(),
            pieces: self.page.pieces.len(),
            left_out: self.page.left_out.len(),
        });
    }
}

impl Doubt {
    /// Leaves out what came since, if it is of the page.
    pub(super) fn settle(self, page: &mut Extract) {
        let pieces = page.pieces.get_mut(self.pieces..).unwrap_or_default();
        let left_out = page.left_out.get(self.left_out..).unwrap_or_default();
        let hides = left_out.iter().any(|(_, reason)| *reason != "HTML comment")
            || pieces.iter().any(|piece| matches!(piece.kind, PieceKind::LeftOut(_)));
        let (reason, is_text) = match self.furniture {
            Furniture::Surely(reason) => (reason, false),
            Furniture::OfLinks(reason) => (reason, true),
            Furniture::Untitled(reason) => {
                let has_links = pieces.iter().any(|piece| !piece.links.is_empty());
                if !has_links || pieces.iter().any(is_heading) {
                    return;
                }
                (reason, true)
            }
            Furniture::UnlessTitled(reason) => (reason, is_titled(pieces, &self.id)),
        };
        if is_text && !is_list_of_links(pieces, hides, reason == SHARE_LINKS) {
            return;
        }
        for piece in pieces {
            if is_shown(piece) {
                piece.kind = PieceKind::LeftOut(reason);
            }
        }
    }
}

fn is_shown(piece: &Piece) -> bool {
    !matches!(piece.kind, PieceKind::LeftOut(_) | PieceKind::Resume(_))
}

fn is_heading(piece: &Piece) -> bool {
    matches!(piece.kind, PieceKind::Heading(_) | PieceKind::Question(_))
}

/// Whether `id` is made of the first heading of `pieces`.
fn is_titled(pieces: &[Piece], id: &str) -> bool {
    let letters = |text: &str| -> String {
        text.chars().filter(|one| one.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    pieces
        .iter()
        .find(|piece| is_heading(piece))
        .is_some_and(|it| letters(&it.plain) == letters(id))
}

/// Whether `pieces` are links and little else, under a title or none. A title alone is where
/// something beside it is left out (`hides`), a button or a picture; a heading only over what is to
/// be shared.
fn is_list_of_links(pieces: &[Piece], hides: bool, shares: bool) -> bool {
    let is_shown = |piece: &&Piece| is_shown(piece) && !is_heading(piece);
    if pieces.iter().filter(is_shown).any(has_price_beside_links) {
        return false;
    }
    let (mut all, mut beside) = (0, 0);
    for (at, piece) in pieces.iter().filter(is_shown).enumerate() {
        let (own, linked) = (words(&piece.plain), linked_words(piece));
        let is_sentence = piece.plain.trim_end().ends_with(['.', '!', '?', '。', '！', '？']);
        if 0 < at || 0 < linked || TITLE_WORDS < own || is_sentence {
            all += own;
            beside += own.saturating_sub(linked);
        }
    }
    match all {
        0 => hides && (shares || !pieces.iter().any(is_heading)),
        _ => beside * 100 <= all * MAX_BESIDE,
    }
}

/// Whether a price stands beside the links: a sign of money, or a figure with two places.
fn has_price_beside_links(piece: &Piece) -> bool {
    let starts = piece.links.iter().map(|(range, _)| range.start).chain([piece.plain.len()]);
    let ends = std::iter::once(0).chain(piece.links.iter().map(|(range, _)| range.end));
    !piece.links.is_empty()
        && ends.zip(starts).any(|(from, to)| {
            let between = piece.plain.get(from..to).unwrap_or_default();
            between.contains(['$', '€', '£', '¥', '₹'])
                || between.as_bytes().windows(4).any(|four| {
                    matches!(four, [a, b'.' | b',', c, d] if [a, c, d].into_iter().all(u8::is_ascii_digit))
                })
        })
}

/// How many words of `piece` are links, or announce them with a colon.
fn linked_words(piece: &Piece) -> usize {
    let text = |range: Range<usize>| piece.plain.get(range).unwrap_or_default();
    let linked: usize = piece.links.iter().map(|(range, _)| words(text(range.clone()))).sum();
    let before = piece.links.first().map_or("", |(range, _)| text(0..range.start));
    let announces = before.trim_end().ends_with([':', '：']) && words(before) <= TITLE_WORDS;
    linked + if announces { words(before) } else { 0 }
}
