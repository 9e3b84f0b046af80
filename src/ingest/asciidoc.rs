//! AsciiDoc: sections, lists, labelled lists, and what its blocks hold.

use std::sync::Arc;

use super::{
    pieces::{
        Piece, PieceKind,
        lines::{Pieces, marker},
    },
    source::Source,
};
use crate::document::{Document, Lines};

/// Reads `text`, the content of the file `path`.
pub(super) fn read(path: &str, text: &str) -> Document {
    let source = Source::new(text);
    let mut pieces = Pieces::new(&source);
    let mut at = 1;
    let mut in_list = false;
    let mut asks = false;
    // Whether a blank line parts what comes from the item before it.
    let mut gap = false;
    // Of the last term of a list, whether it has its text: a block behind a blank line is none of it then.
    let mut has_text: Option<bool> = None;
    while at <= source.count() {
        let first = at;
        let line = source.line(at).trim_end();
        at += 1;
        let one = Lines::new(first, first);
        let bare = line.trim_start();
        if line.is_empty() {
            gap = true;
            continue;
        }
        if let Some(level) = heading(line) {
            pieces.set_item(None);
            (in_list, asks, has_text) = (false, false, None);
            pieces.add(PieceKind::Heading(level), one, &|text| {
                plain(text.trim_matches(['=', '#', ' ']))
            });
            continue;
        }
        if let Some(kind) = fence(line) {
            if kind == Fence::Open {
                pieces.leave_out(one, "markup");
                continue;
            }
            if std::mem::take(&mut gap) {
                pieces.set_item(None);
                in_list = false;
                end_terms(&mut pieces, &mut has_text, one);
            }
            has_text = has_text.map(|_| true);
            let body = at;
            while at <= source.count() && source.line(at).trim_end() != line {
                at += 1;
            }
            let end = at.saturating_sub(1);
            pieces.leave_out(one, if kind == Fence::Comment { "comment" } else { "markup" });
            if body <= end {
                let lines = Lines::new(body, end);
                match kind {
                    Fence::Comment => pieces.leave_out(lines, "comment"),
                    Fence::Table => table(&mut pieces, &source, lines),
                    Fence::Code | Fence::Open => {
                        pieces.add(PieceKind::Code, lines, &|_| String::new());
                    }
                }
            }
            if at <= source.count() {
                pieces.leave_out(Lines::new(at, at), "markup");
                at += 1;
            }
            continue;
        }
        if let Some(reason) = furniture(bare) {
            gap &= bare != "+";
            asks = bare.starts_with("[qanda") || (asks && bare.starts_with('['));
            pieces.leave_out(one, reason);
            continue;
        }
        if let Some((term, rest)) = labelled(bare) {
            pieces.set_item(None);
            (gap, has_text) = (false, Some(!rest.is_empty()));
            let kind = if asks { PieceKind::Entry } else { PieceKind::Term };
            let term = plain(term);
            pieces.add(kind, one, &|_| term.clone());
            if !rest.is_empty() {
                let rest = rest.to_owned();
                pieces.add(PieceKind::Paragraph, one, &|_| plain(&rest));
                if let Some([.., term, said]) = pieces.pieces.get_mut(..) {
                    // Both stand on one line; each is its own part of that.
                    let cut = said.range.start + line.len() - rest.len();
                    (term.range.end, said.range.start) = (cut, cut);
                    (term.cut, said.cut) = (true, true);
                }
            }
            continue;
        }
        let item = nested(bare)
            .or_else(|| marker(bare, &['-']).map(|(length, ordered)| (length, 1, ordered)));
        let skip = match item {
            Some((length, depth, ordered)) => {
                pieces.start_item(depth - 1, ordered);
                in_list = true;
                length
            }
            None => {
                if in_list && gap {
                    pieces.set_item(None);
                    in_list = false;
                }
                if gap {
                    end_terms(&mut pieces, &mut has_text, one);
                }
                0
            }
        };
        gap = false;
        has_text = has_text.map(|_| true);
        while at <= source.count() && goes_on(source.line(at).trim_end()) {
            at += 1;
        }
        let lead = bare.to_owned();
        pieces.add(PieceKind::Paragraph, Lines::new(first, at - 1), &|text| {
            plain(if text.starts_with(&lead) { &text[skip.min(text.len())..] } else { text })
        });
    }
    pieces.document(path, None, |_| "markup")
}

/// Whether `line` goes on with the paragraph before it.
fn goes_on(line: &str) -> bool {
    let bare = line.trim_start();
    !bare.is_empty()
        && bare != "+"
        && heading(line).is_none()
        && fence(line).is_none()
        && furniture(bare).is_none()
        && labelled(bare).is_none()
        && nested(bare).is_none()
        && marker(bare, &['-']).is_none()
}

/// The level of `== A section`.
fn heading(line: &str) -> Option<u8> {
    let mark = line.chars().next().filter(|c| matches!(c, '=' | '#'))?;
    let count = line.chars().take_while(|c| *c == mark).count();
    let rest = &line[count..];
    let titled = count <= 6 && rest.starts_with(' ') && !rest.trim().is_empty();
    titled.then(|| u8::try_from(count).unwrap_or(6))
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Fence {
    Code,
    Comment,
    Table,
    /// What is in it is text as any other.
    Open,
}

fn fence(line: &str) -> Option<Fence> {
    let only = |mark: char| 4 <= line.len() && line.chars().all(|c| c == mark);
    match line.chars().next()? {
        '-' if line == "--" => Some(Fence::Open),
        '-' if only('-') => Some(Fence::Code),
        '.' if only('.') => Some(Fence::Code),
        '+' if only('+') => Some(Fence::Code),
        '`' if line.starts_with("```") => Some(Fence::Code),
        '/' if only('/') => Some(Fence::Comment),
        '=' if only('=') => Some(Fence::Open),
        '*' if only('*') => Some(Fence::Open),
        '_' if only('_') => Some(Fence::Open),
        '|' if line == "|===" => Some(Fence::Table),
        _ => None,
    }
}

/// Why a line is no text.
fn furniture(bare: &str) -> Option<&'static str> {
    let is_attribute = || {
        let (name, rest) = bare.strip_prefix(':')?.split_once(':')?;
        let is_name = !name.is_empty() && !name.contains([' ', '`']);
        (is_name && (rest.is_empty() || rest.starts_with(' '))).then_some(())
    };
    if bare.starts_with("//") {
        Some("comment")
    } else if (bare.starts_with('[') && bare.ends_with(']')) || is_attribute().is_some() {
        Some("attributes")
    } else if bare == "+" || bare == "'''" || bare == "<<<" {
        Some("markup")
    } else if ["include::", "image::", "toc::", "video::", "ifdef::", "ifndef::", "endif::"]
        .iter()
        .any(|name| bare.starts_with(name))
    {
        Some("directive")
    } else {
        None
    }
}

/// The marker's length, depth and kind of `** item` and `.. item`.
fn nested(bare: &str) -> Option<(usize, usize, bool)> {
    let mark = bare.chars().next().filter(|c| matches!(c, '*' | '.'))?;
    let count = bare.chars().take_while(|c| *c == mark).count();
    let rest = &bare[count..];
    (count <= 5 && rest.starts_with(' ')).then_some((count + 1, count, mark == '.'))
}

/// The term and the text of `term:: text`.
fn labelled(bare: &str) -> Option<(&str, &str)> {
    let (term, rest) = bare.split_once("::")?;
    let is_term = !term.is_empty() && !term.ends_with(':') && !term.contains('`');
    let rest = rest.trim_start_matches(':');
    (is_term && (rest.is_empty() || rest.starts_with(' '))).then_some((term, rest.trim_start()))
}

/// The rows of a table: cells after `|`, a line a row, or as many lines as the first row has cells.
fn table(pieces: &mut Pieces<'_, '_>, source: &Source<'_>, lines: Lines) {
    let mut header: Arc<[String]> = Arc::default();
    for number in lines.first..=lines.last {
        let line = source.line(number).trim();
        if line.is_empty() {
            continue;
        }
        let cells: Vec<String> = line.split('|').skip(1).map(|cell| plain(cell.trim())).collect();
        let is_head = header.is_empty()
            && number == lines.first
            && 1 < cells.len()
            && source.line(number + 1).trim().is_empty();
        let said = super::pieces::row_text(&cells);
        let one = Lines::new(number, number);
        if is_head {
            header = cells.into();
            pieces.add(PieceKind::Paragraph, one, &|_| said.clone());
        } else if cells.len() <= 1 {
            let said = if said.is_empty() { plain(line) } else { said };
            pieces.add(PieceKind::Paragraph, one, &|_| said.clone());
        } else {
            pieces.add(PieceKind::Row(header.clone()), one, &|_| said.clone());
        }
    }
}

/// `text` without its marks: emphasis, links and references as what they show.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    // What is closed nowhere behind one mark is closed nowhere behind the next, and not looked for.
    let (mut ends_links, mut ends_references) = (true, true);
    while let Some(at) = rest.find(['*', '_', '`', '<', '[', '+', '#']) {
        let (before, marked) = rest.split_at(at);
        out.push_str(before);
        let mark = marked.chars().next().unwrap_or(' ');
        let after = &marked[mark.len_utf8()..];
        if mark == '<' {
            let inner = after.strip_prefix('<').filter(|_| ends_references);
            ends_references &= inner.is_none_or(|inner| inner.contains(">>"));
            match inner.and_then(|inner| inner.split_once(">>")) {
                Some((inner, after)) => {
                    let shown = inner.split_once(',').map_or(inner, |(_, shown)| shown);
                    out.push_str(shown.trim());
                    rest = after;
                    continue;
                }
                None => out.push('<'),
            }
        } else if mark == '[' {
            // `https://…[text]`, `link:…[text]`, `xref:…[text]`: the text in place of the address.
            let word = word_start(&out);
            let is_link = out[word..].contains("://")
                || ["link:", "xref:", "mailto:", "kbd:", "btn:", "menu:"]
                    .iter()
                    .any(|name| out[word..].starts_with(name));
            let closed = if is_link && ends_links { after.split_once(']') } else { None };
            ends_links &= !is_link || closed.is_some();
            match closed {
                Some((shown, after)) => {
                    let shown = shown.split([',', '^']).next().unwrap_or(shown);
                    if !shown.is_empty() {
                        out.truncate(word);
                        out.push_str(shown);
                    }
                    rest = after;
                    continue;
                }
                None => out.push('['),
            }
        } else {
            let inside = out.chars().next_back().is_some_and(char::is_alphanumeric);
            let closed = after.split_once(mark).filter(|(inner, after)| {
                let opens = !inner.is_empty() && !inner.starts_with(char::is_whitespace);
                opens && !inside && !after.starts_with(char::is_alphanumeric)
            });
            match closed {
                Some((inner, after)) => {
                    out.push_str(inner);
                    rest = after;
                    continue;
                }
                None => out.push(mark),
            }
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Where the last word of `text` starts; no address is longer than what is looked at.
fn word_start(text: &str) -> usize {
    let from =
        (text.len().saturating_sub(2_000)..=text.len()).find(|at| text.is_char_boundary(*at));
    let from = from.unwrap_or(text.len());
    text[from..].rfind(char::is_whitespace).map_or(from, |at| {
        let at = from + at;
        at + text[at..].chars().next().map_or(0, char::len_utf8)
    })
}

/// Ends the list of terms before line `at`, if its last term has its text: what follows is of the section around it.
fn end_terms(pieces: &mut Pieces<'_, '_>, has_text: &mut Option<bool>, at: Lines) {
    if *has_text == Some(true) {
        *has_text = None;
        let start = pieces.source.range(at.first).start;
        pieces.pieces.push(Piece::new(PieceKind::Resume(true), start..start));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::BlockKind;

    #[test]
    fn sections_lists_tables_and_questions() {
        let text = "= Boats\n:toc:\n\n// hidden\n== Is *it* wet?\n\nYes, see https://example.org[the list],\n\
            or <<x,the end>>.\n\n* one\n** deep\n+\nmore\n\n[source,c]\n----\nfloat();\n----\n\n[qanda]\n\
            Who rows:: We do.\nAnd who steers?::\nShe.\n\n|===\n|Boat |Price\n\n|dinghy |10\n|===\n";
        let document = read("a.adoc", text);
        let show = |block: &crate::document::Block| {
            let kind = match &block.kind {
                BlockKind::Heading { level, entry: false } => format!("h{level}"),
                BlockKind::Heading { entry: true, .. } => "ask".to_owned(),
                BlockKind::Item { depth } => format!("item{depth}"),
                BlockKind::Code => "code".to_owned(),
                BlockKind::Row { header } => format!("row{}", header.len()),
                _ => "p".to_owned(),
            };
            format!("{} {kind}: {}", block.lines.first, block.plain())
        };
        let found: Vec<String> = document.blocks.iter().map(show).collect();
        assert_eq!(
            found,
            [
                "1 h1: Boats",
                "5 ask: Is it wet?",
                "7 p: Yes, see the list, or the end.",
                "10 item0: one",
                "11 item1: deep\nmore",
                "17 code: float();",
                "21 ask: Who rows",
                "21 p: We do.",
                "22 ask: And who steers?",
                "23 p: She.",
                // The table is no part of the answer: no `+` joins them.
                "1 h1: Boats",
                "26 p: Boat | Price",
                "28 row2: dinghy | 10"
            ]
        );
        assert_eq!(document.blocks[7].text, "We do.");
    }

    #[test]
    fn a_note_behind_the_questions_was_glued_to_the_last_answer() {
        let text = "= Pond\n\n== Visit\n\n[qanda]\nMay I bring a dog?::\n\nOn a lead.\n+\nEven two.\n\nMay I swim?:: \
                    Yes.\n\nNOTE: The pump is off in winter.\n";
        let shown: Vec<(u32, String, bool)> = read("a.adoc", text)
            .blocks
            .iter()
            .map(|block| {
                let asks = matches!(block.kind, BlockKind::Heading { entry: true, .. });
                (block.lines.first, block.plain().to_owned(), asks)
            })
            .collect();
        let told: Vec<(u32, &str, bool)> =
            shown.iter().map(|(line, plain, asks)| (*line, plain.as_str(), *asks)).collect();
        assert_eq!(
            told[2..],
            [
                (6, "May I bring a dog?", true),
                (8, "On a lead.", false),
                (10, "Even two.", false),
                (12, "May I swim?", true),
                (12, "Yes.", false),
                // The section goes on.
                (3, "Visit", false),
                (14, "NOTE: The pump is off in winter.", false),
            ]
        );
    }

    #[test]
    fn a_term_and_its_text_on_one_line_are_as_they_stand() {
        let text = "= Boats\n\nJib:: A *small* sail.\nMain sail::  The large one,\nabaft.\nBoom::\nA spar.\n";
        let document = read("a.adoc", text);
        let told: Vec<(&str, &str)> =
            document.blocks.iter().map(|one| (one.text.as_str(), one.plain())).collect();
        assert_eq!(
            told[1..],
            [
                ("Jib:: A *small* sail.", "Jib: A small sail."),
                ("Main sail::  The large one,", "Main sail: The large one,"),
                ("abaft.", "abaft."),
                ("Boom::", "Boom"),
                ("A spar.", "A spar.")
            ]
        );
    }

    #[test]
    fn hostile_text_ends() {
        for text in [
            "*_".repeat(50_000),
            "[".repeat(100_000),
            "|===\n".repeat(20_000),
            "* x\n".repeat(50_000),
            "----\n".to_owned(),
            "x://[".repeat(20_000),
            "= é\na::".to_owned(),
        ] {
            let start = std::time::Instant::now();
            read("a.adoc", &text);
            assert!(start.elapsed().as_secs() < 10, "{}", &text[..4]);
        }
    }
}
