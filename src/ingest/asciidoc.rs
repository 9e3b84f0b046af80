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
    // What the attributes of the next block say of a table.
    let mut layout = Layout::default();
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
            end_terms(&mut pieces, &mut has_text, one);
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
                    Fence::Table => {
                        table(&mut pieces, &source, lines, std::mem::take(&mut layout));
                    }
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
            if bare.starts_with('[') {
                layout = Layout::of(bare);
            }
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
        // The title of a table may stand between what is said of it and it.
        if !bare.starts_with('.') {
            layout = Layout::default();
        }
        has_text = has_text.map(|_| true);
        while at <= source.count() && goes_on(source.line(at).trim_end()) {
            at += 1;
        }
        let lead = bare.to_owned();
        pieces.add(PieceKind::Paragraph, Lines::new(first, at - 1), &|text| {
            plain(if text.starts_with(&lead) { &text[skip.min(text.len())..] } else { text })
        });
    }
    let end = Lines::new(source.count().max(1), source.count().max(1));
    end_terms(&mut pieces, &mut has_text, end);
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

/// What the attributes before a table say of it.
#[derive(Debug, Clone, Copy, Default)]
struct Layout {
    /// How many columns it has; 0 where that is not said.
    columns: usize,
    /// Whether the first row names them.
    has_header: bool,
}

impl Layout {
    /// That of `attributes`, a line in brackets: `[%header,cols="1,2*"]`.
    fn of(attributes: &str) -> Layout {
        let has_header = attributes.contains("%header")
            || attributes
                .split("options=")
                .nth(1)
                .is_some_and(|options| options.contains("header"));
        let columns = attributes.split("cols=").nth(1).map_or(0, |given| {
            let given = match given.strip_prefix('"') {
                Some(quoted) => quoted.split('"').next(),
                None => given.split([',', ']']).next(),
            };
            let of = |column: &str| {
                let times = column.trim().split_once('*').and_then(|(times, _)| times.parse().ok());
                times.unwrap_or(1)
            };
            given.unwrap_or_default().split([',', ';']).map(of).fold(0, usize::saturating_add)
        });
        Layout { columns, has_header }
    }
}

/// The rows of a table: cells after `|`, a line a row, or as many cells as there are columns; what stands on a line
/// without any goes on with the cell above.
fn table(pieces: &mut Pieces<'_, '_>, source: &Source<'_>, lines: Lines, layout: Layout) {
    let mut rows: Vec<(Vec<String>, Lines)> = Vec::new();
    let mut columns = layout.columns;
    // Whether a blank line follows the first row.
    let mut parted = false;
    for number in lines.first..=lines.last {
        let line = source.line(number).trim();
        if line.is_empty() {
            parted |= rows.len() == 1 && number == lines.first + 1;
            continue;
        }
        let mut parts = line.split('|');
        let before = parts.next().unwrap_or_default();
        let cells: Vec<String> = parts.map(|cell| plain(cell.trim())).collect();
        if columns == 0 {
            columns = cells.len();
        }
        let one = Lines::new(number, number);
        if let Some((row, of)) = rows.last_mut()
            && (cells.is_empty() || !is_mark(before))
            && let Some(cell) = row.last_mut()
        {
            cell.push(' ');
            cell.push_str(&plain(before.trim()));
            *of = of.join(one);
            if cells.is_empty() {
                continue;
            }
        }
        match rows.last_mut() {
            Some((row, of)) if row.len() + cells.len() <= columns => {
                row.extend(cells);
                *of = of.join(one);
            }
            _ if cells.is_empty() => rows.push((vec![plain(line)], one)),
            _ => rows.push((cells, one)),
        }
    }
    let names_columns = |row: &[String]| (layout.has_header || parted) && 1 < row.len();
    let header: Arc<[String]> = match rows.first() {
        Some((row, _)) if names_columns(row) => row.clone().into(),
        _ => Arc::default(),
    };
    for (at, (cells, of)) in rows.into_iter().enumerate() {
        let said = super::pieces::row_text(&cells);
        let is_head = at == 0 && !header.is_empty();
        let kind = match is_head || cells.len() <= 1 {
            true => PieceKind::Paragraph,
            false => PieceKind::Row(header.clone()),
        };
        let range = source.range(of.first).start..source.range(of.last).end;
        let mut piece = Piece::new(kind, range.clone());
        piece.push(&said, range.start);
        if piece.kind == PieceKind::Paragraph {
            piece.item = pieces.item();
        }
        pieces.pieces.push(piece);
    }
}

/// Whether what stands before a `|` is of the cell behind it: nothing, or how it is set, `2+`, `.3+^.>s`: one letter
/// at most, and the last.
fn is_mark(before: &str) -> bool {
    let before = before.trim();
    let marks = before.strip_suffix(|one| "adehlmsv".contains(one)).unwrap_or(before);
    marks.chars().all(|one| one.is_ascii_digit() || ".+*<>^".contains(one))
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
    fn a_table_is_told_what_its_columns_are() {
        let rows = |text: &str| -> Vec<(Vec<String>, String)> {
            let blocks = read("a.adoc", text).blocks.into_iter();
            let row = |block: crate::document::Block| match &block.kind {
                BlockKind::Row { header } => Some((header.to_vec(), block.plain().to_owned())),
                _ => None,
            };
            blocks.filter_map(row).collect()
        };
        let names = || vec!["Who".to_owned(), "Fare".to_owned()];
        let told = [(names(), "Adult | 7".to_owned()), (names(), "Child | 3".to_owned())];
        for table in [
            "[%header,cols=2*]\n|===\n|Who |Fare\n|Adult |7\n|Child |3\n|===\n",
            "[cols=\"1,^2\", options=\"header\"]\n.Fares\n|===\n|Who\n|Fare\n\n|Adult\n|7\n|Child\n|3\n|===\n",
            "|===\n|Who |Fare\n\n|Adult |7\n|Child |3\n|===\n",
        ] {
            assert_eq!(rows(&format!("= Boats\n\n{table}")), told, "{table}");
        }
        let split = "[cols=3*]\n|===\n|Adult |7 on\nSundays |a\n2+|Child |3\nhalves |b\ns\n|===\n";
        let told = ["Adult | 7 on Sundays | a", "Child | 3 halves | b s"];
        assert_eq!(rows(split), told.map(|row| (vec![], row.to_owned())));
    }

    #[test]
    fn terms_with_their_text_are_items() {
        let text = "= Boats\n\nPets:: On a lead.\nCats, rats::\n\nIn a basket.\n\nAsk us.\n\nFood:: At the bar.\n";
        let blocks = read("a.adoc", text).blocks;
        let items: Vec<&str> = blocks
            .iter()
            .filter(|block| matches!(block.kind, BlockKind::Item { .. }))
            .map(|block| block.plain())
            .collect();
        assert_eq!(items, ["Pets: On a lead.", "Cats, rats:\nIn a basket.", "Food: At the bar."]);
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
                ("Main sail::  The large one,\nabaft.", "Main sail: The large one,\nabaft."),
                ("Boom::\nA spar.", "Boom:\nA spar.")
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
