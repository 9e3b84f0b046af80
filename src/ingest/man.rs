//! Manual pages in roff: the `man` macros, and of `mdoc` those that part a text.
//!
//! Not a formatter: what a request would do to the look of a page is passed over. The text is what
//! a person reads of it, so that [`Block::text`](crate::document::Block::text) is extracted.

use super::{
    pieces::{ItemAt, Piece, PieceKind, blocks::blocks, contents, faq},
    source::Source,
};
use crate::document::{Document, Lines};

/// No page has as many lines; the longest have some fifty thousand.
const MAX_LINES: usize = 400_000;

/// Reads `text`, the content of the file `path`.
///
/// # Errors
///
/// That it is no manual page: any file may end in `.1`.
pub(super) fn read(path: &str, text: &str) -> Result<Document, String> {
    let is_macro = |line: &str| {
        [".TH ", ".Dd ", ".SH ", ".Sh ", ".TH\t"].iter().any(|name| line.starts_with(name))
    };
    if !text.lines().take(400).any(is_macro) {
        return Err("not a manual page".to_owned());
    }
    if MAX_LINES < text.lines().count() {
        return Err(format!("not a manual page: more than {MAX_LINES} lines"));
    }
    let mut page = Page::default();
    for (number, line) in (1..).zip(text.lines()) {
        page.line(number, line.trim_end_matches('\r'));
    }
    page.flush();
    let Page { out, origin, mut pieces, left_out, title, .. } = page;
    contents::leave_out(&mut pieces);
    let pieces = faq::find_in(path, title.as_deref(), pieces);
    let extracted = Source::extracted(&out, &origin);
    let (mut made, more) = blocks(&extracted, pieces);
    let mut left_out: Vec<(Lines, &str)> = left_out;
    left_out.extend(more.into_iter().map(|(lines, reason)| (extracted.origin(lines), reason)));
    for block in &mut made {
        block.lines = extracted.origin(block.lines);
    }
    let source = Source::new(text);
    let left_out = source.left_out(&made, &left_out, |_| "roff without text");
    Ok(Document { path: path.to_owned(), title, blocks: made, left_out, ..Document::default() })
}

#[derive(Default)]
struct Page {
    out: String,
    /// From which byte of `out` on it is of which line of the file.
    origin: Vec<(usize, u32)>,
    pieces: Vec<Piece>,
    left_out: Vec<(Lines, &'static str)>,
    title: Option<String>,
    open: Option<(Piece, usize)>,
    /// What the next line of text begins.
    next: Option<PieceKind>,
    /// The tag of a paragraph that waits for its text.
    tag: bool,
    item: Option<ItemAt>,
    numbered: usize,
    depth: u8,
    is_code: bool,
}

impl Page {
    fn line(&mut self, number: u32, line: &str) {
        let request = line.strip_prefix(['.', '\'']);
        let Some(request) = request else {
            if line.trim().is_empty() {
                if !self.is_code {
                    self.flush();
                }
                return;
            }
            return self.text(&plain(line), number);
        };
        let request = request.trim_start();
        if request.is_empty() || request.starts_with("\\\"") {
            self.left_out.push((Lines::new(number, number), "comment"));
            return;
        }
        let (name, rest) = request.split_once([' ', '\t']).unwrap_or((request, ""));
        let all = arguments(rest);
        let joined = |between: &str| all.join(between);
        match name {
            "TH" | "Dt" => {
                self.title = all.first().map(|name| plain(name)).filter(|it| !it.is_empty())
            }
            "SH" | "Sh" | "SS" | "Ss" => {
                self.flush();
                (self.item, self.depth, self.is_code) = (None, 0, false);
                self.next =
                    Some(PieceKind::Heading(if name.eq_ignore_ascii_case("sh") { 1 } else { 2 }));
                if !all.is_empty() {
                    self.text(&joined(" "), number);
                    self.flush();
                }
            }
            "PP" | "P" | "LP" | "Pp" | "HP" | "sp" => {
                self.flush();
                if name != "sp" {
                    self.item = None;
                }
            }
            "TP" | "TQ" => {
                self.flush();
                self.start_item();
                self.tag = true;
            }
            "IP" | "It" => {
                self.flush();
                self.start_item();
                let tag = all.first().filter(|tag| !tag.is_empty() && !is_bullet(tag));
                if let Some(tag) = tag {
                    self.text(tag, number);
                    self.flush();
                }
            }
            "RS" | "Bl" => self.depth = self.depth.saturating_add(1),
            "RE" | "El" => {
                self.flush();
                self.depth = self.depth.saturating_sub(1);
                self.item = None;
            }
            "nf" | "EX" | "Bd" => {
                self.flush();
                self.is_code = true;
            }
            "fi" | "EE" | "Ed" => {
                self.flush();
                self.is_code = false;
            }
            "br" if !self.is_code => self.line_break(),
            "BR" | "RB" | "BI" | "IB" | "IR" | "RI" => self.text(&joined(""), number),
            "UR" | "MT" | "URL" | "B" | "I" | "SM" | "SB" | "Nm" | "Fl" | "Ar" | "Cm" | "Pa"
            | "Xr" | "Em" | "Sy" | "Ic" | "Li" | "Op" | "Va" | "Ev" | "Nd" | "Dq" | "Sq" | "Ql"
            | "Fn" | "Ft"
                if !all.is_empty() =>
            {
                let said = joined(" ");
                self.text(&if name == "Fl" { format!("-{said}") } else { said }, number);
            }
            _ => {}
        }
    }

    fn start_item(&mut self) {
        self.numbered += 1;
        let depth = self.depth.min(8);
        self.item = Some(ItemAt { item: self.numbered, list: 1, depth, ordered: false });
    }

    /// Takes a line of text.
    fn text(&mut self, text: &str, line: u32) {
        let text = if self.is_code { text } else { text.trim() };
        if text.trim().is_empty() {
            return;
        }
        if self.open.is_none() {
            let kind = self.next.take().unwrap_or(match self.is_code {
                true => PieceKind::Code,
                false => PieceKind::Paragraph,
            });
            let start = self.out.len();
            let mut piece = Piece::new(kind, start..start);
            if matches!(piece.kind, PieceKind::Paragraph | PieceKind::Code) {
                piece.item = self.item;
            }
            if let Some(item) = piece.item {
                let is_first = self.pieces.last().is_none_or(|last| last.item != piece.item);
                self.out.push_str(&"  ".repeat(usize::from(item.depth)));
                self.out.push_str(if is_first { "- " } else { "  " });
            }
            let text_start = self.out.len();
            self.origin.push((start, line));
            self.open = Some((piece, text_start));
        } else {
            self.out.push(if self.is_code { '\n' } else { ' ' });
        }
        self.origin.push((self.out.len(), line));
        self.out.push_str(text);
        if std::mem::take(&mut self.tag) {
            self.flush();
        }
    }

    fn line_break(&mut self) {
        if self.open.is_some() && !self.tag {
            self.flush();
        }
    }

    fn flush(&mut self) {
        let Some((mut piece, text_start)) = self.open.take() else { return };
        piece.range.end = self.out.len();
        let text = self.out.get(text_start..).unwrap_or_default();
        piece.push(text, text_start);
        self.pieces.push(piece);
        self.out.push_str("\n\n");
    }
}

fn is_bullet(tag: &str) -> bool {
    !tag.contains(char::is_alphanumeric)
}

/// The arguments of a request, plain: parted by blanks, but for those in quotes.
fn arguments(rest: &str) -> Vec<String> {
    let mut all = Vec::new();
    let mut rest = rest.trim();
    while !rest.is_empty() {
        let (one, after) = match rest.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"').unwrap_or((quoted, "")),
            None => {
                // A blank that a backslash stands before is of the argument.
                let mut escaped = false;
                let end = rest.find(|c: char| {
                    let ends = c.is_whitespace() && !escaped;
                    escaped = c == '\\' && !escaped;
                    ends
                });
                rest.split_at(end.unwrap_or(rest.len()))
            }
        };
        if one.starts_with("\\\"") {
            break;
        }
        all.push(plain(one));
        rest = after.trim_start();
    }
    all
}

/// `text` with its escapes as the characters they stand for, and without those for the look.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(one) = chars.next() {
        if one != '\\' {
            out.push(one);
            continue;
        }
        match chars.next() {
            Some('f' | 'F' | 'm' | 'M' | 'n' | 'k' | 'g' | 'Y') => drop(name(&mut chars)),
            Some('s') => {
                let mut rest = chars.clone();
                if matches!(rest.next(), Some('+' | '-')) {
                    chars.next();
                }
                chars.next();
            }
            Some('(') => {
                let both: String = chars.by_ref().take(2).collect();
                out.push_str(character(&both));
            }
            Some('[') => {
                let named: String = chars.by_ref().take_while(|c| *c != ']').collect();
                out.push_str(character(&named));
            }
            Some('*') => {
                let named = name(&mut chars);
                out.push_str(character(&named));
            }
            Some('"') => break,
            Some('e' | '\\') => out.push('\\'),
            Some('-') => out.push('-'),
            Some('~' | ' ' | '0') => out.push(' '),
            Some('\'') => out.push('\''),
            Some('`') => out.push('`'),
            Some('&' | '/' | ',' | '|' | '^' | ':' | 'c' | 'd' | 'u' | '%' | ')') | None => {}
            Some(other) => out.push(other),
        }
    }
    out
}

/// The name after an escape: one character, two after `(`, or what stands in brackets.
fn name(chars: &mut std::str::Chars<'_>) -> String {
    match chars.next() {
        Some('(') => chars.by_ref().take(2).collect(),
        Some('[') => chars.by_ref().take_while(|c| *c != ']').collect(),
        Some(one) => one.to_string(),
        None => String::new(),
    }
}

fn character(name: &str) -> &str {
    match name {
        "aq" | "cq" => "'",
        "oq" => "`",
        "dq" => "\"",
        "lq" => "“",
        "rq" => "”",
        "em" => "—",
        "en" => "–",
        "hy" | "mi" => "-",
        "bu" => "•",
        "co" => "©",
        "rg" => "®",
        "tm" | "Tm" => "™",
        "rs" => "\\",
        "ti" => "~",
        "ha" => "^",
        "ga" => "`",
        "la" => "⟨",
        "ra" => "⟩",
        "<-" => "←",
        "->" => "→",
        "sc" => "§",
        "ss" => "ß",
        ":a" => "ä",
        ":o" => "ö",
        ":u" => "ü",
        "'e" => "é",
        "`e" => "è",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::BlockKind;

    #[test]
    fn sections_tags_and_code() {
        let text = ".\\\" a comment\n.TH BOAT 1 2024\n.SH NAME\nboat \\- floats\n.SH \"IS IT WET?\"\n\
            Yes, \\fBvery\\fR\nwet.\n.PP\nSee\n.BR boat (5),\nand \\(lqmore\\(rq.\n.TP\n.B \\-v\nSay more.\n\
            .IP \\(bu 2\nitem\n.nf\nrow()\n  stop()\n.fi\n.SS Old\n.I x\n";
        let document = read("boat.1", text).unwrap();
        let found: Vec<(u32, &str)> =
            document.blocks.iter().map(|one| (one.lines.first, one.plain())).collect();
        assert_eq!(
            found,
            [
                (3, "NAME"),
                (4, "boat - floats"),
                (5, "IS IT WET?"),
                (6, "Yes, very wet."),
                (9, "See boat(5), and “more”."),
                (13, "-v\nSay more."),
                (16, "item\nrow()\n  stop()"),
                (21, "Old"),
                (22, "x")
            ]
        );
        assert!(matches!(document.blocks[2].kind, BlockKind::Heading { entry: true, .. }));
        assert_eq!(document.title.as_deref(), Some("BOAT"));
        assert_eq!(document.blocks[3].lines, Lines::new(6, 7));
        let reasons: Vec<&str> = document.left_out.iter().map(|it| it.reason.as_str()).collect();
        assert_eq!(reasons[..2], ["comment", "roff without text"]);
    }

    #[test]
    fn other_files_and_hostile_ones() {
        assert_eq!(read("log.1", "no macro\n").unwrap_err(), "not a manual page");
        for text in [
            "\\".repeat(10_000),
            "\\[".repeat(10_000),
            ".IP \"\n".repeat(20_000),
            ".RS\n.TP\n".repeat(20_000),
            ".SH\n".repeat(20_000),
            "\\f(é\\s\n.é".to_owned(),
        ] {
            read("a.1", &format!(".TH A\n{text}")).unwrap();
        }
    }
}
