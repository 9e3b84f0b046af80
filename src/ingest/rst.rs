//! reStructuredText: sections, lists, literal blocks, and what its directives say.

mod drawn;
mod tables;

use self::drawn::drawn;
use super::{
    pieces::{
        ItemAt, Piece, PieceKind,
        lines::{Pieces, indent, marker, span},
    },
    source::Source,
};
use crate::document::{Document, Lines};

/// Directives whose content is code.
const CODE: [&str; 8] = [
    "code",
    "code-block",
    "sourcecode",
    "parsed-literal",
    "productionlist",
    "doctest",
    "testcode",
    "math",
];

/// Directives whose content is text as any other.
const TEXT: [&str; 25] = [
    "note",
    "warning",
    "tip",
    "hint",
    "important",
    "caution",
    "danger",
    "attention",
    "error",
    "admonition",
    "seealso",
    "versionadded",
    "versionchanged",
    "deprecated",
    "topic",
    "sidebar",
    "only",
    "rubric",
    "epigraph",
    "highlights",
    "container",
    "impl-detail",
    "class",
    "glossary",
    "table",
];

/// Reads `text`, the content of the file `path`.
pub(super) fn read(path: &str, text: &str) -> Document {
    let source = Source::new(text);
    let mut reader = Reader {
        pieces: Pieces::new(&source),
        source: &source,
        at: 1,
        styles: Vec::new(),
        items: Vec::new(),
        literal: None,
        terms: None,
    };
    while reader.at <= source.count() {
        reader.step();
    }
    reader.end_terms();
    reader.pieces.document(path, None, |_| "markup")
}

struct Reader<'s, 't> {
    pieces: Pieces<'s, 't>,
    source: &'s Source<'t>,
    at: u32,
    /// The marks of the sections, outermost first, and whether they stand above too.
    styles: Vec<(char, bool)>,
    /// The open items: the column of the marker, and the item.
    items: Vec<(usize, Option<ItemAt>)>,
    /// The column that a literal block announced by `::` is deeper than.
    literal: Option<usize>,
    /// The column of the terms of the list of such under way.
    terms: Option<usize>,
}

impl<'t> Reader<'_, 't> {
    fn line(&self, number: u32) -> &'t str {
        if number <= self.source.count() { self.source.line(number).trim_end() } else { "" }
    }

    fn step(&mut self) {
        let line = self.line(self.at);
        if line.is_empty() {
            self.at += 1;
            return;
        }
        let column = indent(line);
        let is_term = self.is_term(column);
        if self.terms.is_some_and(|terms| column < terms || column == terms && !is_term) {
            self.end_terms();
        }
        if let Some(over) = self.literal.take()
            && over < column
        {
            let lines = self.block(over);
            return self.pieces.add(PieceKind::Code, lines, &|_| String::new());
        }
        self.close_items(column);
        let bare = line.trim_start();
        if column == 0 && self.section() {
            return;
        }
        if let Some(rest) =
            bare.strip_prefix("..").filter(|it| it.is_empty() || it.starts_with(' '))
        {
            return self.explicit(rest.trim_start(), column);
        }
        if bare.starts_with("__ ") {
            return self.skip("link target");
        }
        if bare.starts_with(">>>") {
            let lines = self.run(|_| true);
            return self.pieces.add(PieceKind::Code, lines, &|_| String::new());
        }
        if is_table(bare) {
            let lines = self.table();
            return match drawn(self.source, lines) {
                Some((rows, heads)) => self.rows(rows.into_iter(), heads),
                None => self.pieces.add(PieceKind::Code, lines, &|_| String::new()),
            };
        }
        if let Some((field, _)) = field(bare) {
            // Of a document or a directive: `:tocdepth: 2`.
            let _ = field;
            return self.skip("field");
        }
        if let Some((length, ordered)) = marker(bare, &['-', '*', '+', '•']) {
            self.pieces.set_item(self.items.last().and_then(|(_, item)| *item));
            self.pieces.start_item(self.items.len(), ordered);
            self.items.push((column, self.pieces.item()));
            return self.paragraph(column + length, length);
        }
        if is_term && self.items.is_empty() {
            self.terms.get_or_insert(column);
            let one = Lines::new(self.at, self.at);
            self.pieces.add(PieceKind::Term, one, &plain);
            self.at += 1;
            return;
        }
        self.paragraph(column, 0);
    }

    /// Whether the line here, at `column`, is a term: the next stands deeper, and says what it is.
    fn is_term(&self, column: usize) -> bool {
        let (line, next) = (self.line(self.at), self.line(self.at + 1));
        !next.is_empty()
            && column < indent(next)
            && !line.ends_with("::")
            // An option, a line of a block, a part of a table or of an address.
            && line.trim_start().starts_with(|one: char| one.is_alphanumeric() || "*`".contains(one))
    }

    /// Ends the list of terms, if there is one: what follows is of the section around it.
    fn end_terms(&mut self) {
        if self.terms.take().is_some() {
            let at = match self.at <= self.source.count() {
                true => self.source.range(self.at).start,
                false => self.source.text.len(),
            };
            self.pieces.pieces.push(Piece::new(PieceKind::Resume(true), at..at));
        }
    }

    /// Ends the items that text at `column` is no part of.
    fn close_items(&mut self, column: usize) {
        while self.items.last().is_some_and(|(of, _)| column <= *of) {
            self.items.pop();
        }
        self.pieces.set_item(self.items.last().and_then(|(_, item)| *item));
    }

    /// Takes a section title here, if one is.
    fn section(&mut self) -> bool {
        let (line, next) = (self.line(self.at), self.line(self.at + 1));
        let (title, style, lines) = if let Some(mark) = rule(line) {
            let under = self.line(self.at + 2);
            let title = next.trim();
            if title.is_empty() || rule(under) != Some(mark) || rule(next).is_some() {
                if next.is_empty() {
                    self.skip("rule");
                    return true;
                }
                return false;
            }
            (title, (mark, true), Lines::new(self.at, self.at + 2))
        } else {
            match rule(next) {
                Some(mark)
                    if line.chars().count() <= next.chars().count() + 1
                        || 4 <= next.chars().count() =>
                {
                    (line, (mark, false), Lines::new(self.at, self.at + 1))
                }
                _ => return false,
            }
        };
        let level = match self.styles.iter().position(|known| *known == style) {
            Some(level) => level,
            None => {
                self.styles.push(style);
                self.styles.len() - 1
            }
        };
        let level = u8::try_from(level + 1).unwrap_or(u8::MAX);
        self.pieces.set_item(None);
        let title = plain(title);
        self.pieces.add(PieceKind::Heading(level), lines, &|line| {
            if rule(line).is_some() { String::new() } else { plain(line) }
        });
        if let Some(piece) = self.pieces.pieces.last_mut() {
            piece.plain = title;
            piece.breaks.clear();
        }
        self.at = lines.last + 1;
        true
    }

    /// `.. name:: text`, `.. _target:`, or a comment.
    fn explicit(&mut self, rest: &str, column: usize) {
        let first = self.at;
        let name = rest.split_once("::").map(|(name, _)| name.trim());
        let name = name.filter(|name| {
            !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || "-_:+.".contains(c))
        });
        match name {
            Some(name) if CODE.contains(&name) => {
                self.at += 1;
                self.options(column);
                self.pieces.leave_out(Lines::new(first, self.at - 1), "directive");
                self.literal = Some(column);
            }
            Some(name @ ("list-table" | "csv-table")) => {
                if !self.said(rest) {
                    self.pieces.leave_out(Lines::new(first, first), "directive");
                }
                let options = self.at;
                self.options(column);
                self.directive_table(name, options..self.at, column);
            }
            Some(name) if TEXT.contains(&name) => {
                let is_text = !matches!(name, "only" | "class" | "container");
                // The text of the directive goes on on the next lines.
                if !is_text || !self.said(rest) {
                    self.at = first + 1;
                    self.options(column);
                    self.pieces.leave_out(Lines::new(first, self.at - 1), "directive");
                }
            }
            _ => {
                let reason = match name {
                    Some("contents" | "toctree" | "sectnum") => "table of contents",
                    Some("image" | "figure") => "picture",
                    Some(_) => "directive",
                    None if rest.starts_with('_') => "link target",
                    None if rest.starts_with('[') => "footnote",
                    None if rest.starts_with('|') => "substitution",
                    None => "comment",
                };
                self.at += 1;
                let body = self.block(column);
                let last = if self.at == first + 1 { first } else { body.last };
                self.pieces.leave_out(Lines::new(first, last), reason);
            }
        }
    }

    /// Takes what stands behind the name of the directive here, if anything does: its text, or a
    /// title.
    fn said(&mut self, rest: &str) -> bool {
        let said = rest.split_once("::").map_or("", |(_, said)| said.trim());
        let line = Lines::new(self.at, self.at);
        self.at += 1;
        let said = plain(said);
        if !said.is_empty() {
            self.pieces.add(PieceKind::Paragraph, line, &|_| said.clone());
        }
        !said.is_empty()
    }

    /// Passes over the options of a directive.
    fn options(&mut self, column: usize) {
        while column < indent(self.line(self.at)) && field(self.line(self.at).trim()).is_some() {
            self.at += 1;
        }
    }

    /// Passes over the lines deeper than `column`, blank ones among them; gives them without blank
    /// ones at the end.
    fn block(&mut self, column: usize) -> Lines {
        let first = self.at;
        let mut last = first;
        while self.at <= self.source.count() {
            let line = self.line(self.at);
            if !line.is_empty() {
                if indent(line) <= column {
                    break;
                }
                last = self.at;
            }
            self.at += 1;
        }
        self.at =
            if last == first && indent(self.line(first)) <= column { first } else { last + 1 };
        Lines::new(first, last)
    }

    /// The lines from here on that are not blank and that `goes_on`.
    fn run(&mut self, goes_on: impl Fn(&str) -> bool) -> Lines {
        let first = self.at;
        self.at += 1;
        while !self.line(self.at).is_empty() && goes_on(self.line(self.at)) {
            self.at += 1;
        }
        span(&(first..self.at))
    }

    fn table(&mut self) -> Lines {
        let is_simple = self.line(self.at).trim_start().starts_with('=');
        let first = self.at;
        let mut rules = 1;
        self.at += 1;
        // A simple table has a rule at its end, and may have blank lines within.
        while self.at <= self.source.count() {
            let line = self.line(self.at);
            if line.is_empty() && (!is_simple || 3 <= rules || 40 < self.at - first) {
                break;
            }
            let is_rule = is_table(line.trim());
            rules += u32::from(is_rule);
            self.at += 1;
            // Behind the second of three rules comes a row at once.
            if is_simple && is_rule && (3 <= rules || rules == 2 && self.line(self.at).is_empty()) {
                break;
            }
        }
        span(&(first..self.at))
    }

    /// A paragraph whose text starts at `column`, after a marker of `skip` bytes.
    fn paragraph(&mut self, column: usize, skip: usize) {
        let first = self.at;
        let lines = self.run(|line| column <= indent(line) && marker_in_run(line).is_none());
        let last = self.line(lines.last);
        let body = |line: &str| plain(&line.replace("::", ":"));
        let leads = last.ends_with("::");
        if leads {
            self.literal = Some(column.saturating_sub(usize::from(0 < skip)).min(indent(last)));
        }
        if lines.first == lines.last && last.trim() == "::" {
            return self.pieces.leave_out(lines, "markup");
        }
        let start = self.line(first).trim_start().to_owned();
        self.pieces.add(PieceKind::Paragraph, lines, &|line| {
            let own = if 0 < skip && line.starts_with(&start) {
                &line[skip.min(line.len())..]
            } else {
                line
            };
            match leads {
                true => body(own),
                false => plain(own),
            }
        });
    }

    fn skip(&mut self, reason: &'static str) {
        self.pieces.leave_out(Lines::new(self.at, self.at), reason);
        self.at += 1;
    }
}

/// A bullet that starts an item where a paragraph goes on: only `- ` and `* ` are clear.
fn marker_in_run(line: &str) -> Option<()> {
    let bare = line.trim_start();
    (bare.starts_with("- ") || bare.starts_with("* ")).then_some(())
}

/// The mark that `line` repeats, if it is nothing else.
fn rule(line: &str) -> Option<char> {
    let mark = line.chars().next().filter(char::is_ascii_punctuation)?;
    (2 <= line.len() && line.chars().all(|c| c == mark)).then_some(mark)
}

fn is_table(bare: &str) -> bool {
    let only = |marks: &str| bare.chars().all(|c| marks.contains(c));
    (bare.starts_with("+-") && only("+-="))
        || (bare.starts_with("==") && bare.contains(' ') && only("= "))
}

/// The name and the value of `:name: value`.
fn field(bare: &str) -> Option<(&str, &str)> {
    let (name, value) = bare.strip_prefix(':')?.split_once(':')?;
    let is_name = !name.is_empty() && name.len() < 40 && !name.contains(['`', ' ']);
    (is_name && (value.is_empty() || value.starts_with(' '))).then_some((name, value))
}

/// `text` without its marks: roles, links and emphasis as what they show.
pub(super) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['`', '*', '\\', ':', '|']) {
        let (before, marked) = rest.split_at(at);
        out.push_str(before);
        rest = marked;
        if let Some(after) = rest.strip_prefix("``") {
            match after.split_once("``") {
                Some((code, after)) => {
                    out.push_str(code);
                    rest = after;
                }
                None => {
                    out.push_str("``");
                    rest = after;
                }
            }
        } else if let Some(after) = rest.strip_prefix('`') {
            match after.split_once('`') {
                Some((shown, after)) => {
                    out.push_str(shown_of(shown));
                    rest = after.trim_start_matches('_');
                }
                None => rest = after,
            }
        } else if let Some(after) = rest.strip_prefix(':') {
            let role = after.split_once(":`").filter(|(name, _)| {
                !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || "-_:+.".contains(c))
            });
            match role {
                Some((_, after)) => rest = &rest[rest.len() - after.len() - 1..],
                None => {
                    out.push(':');
                    rest = after;
                }
            }
        } else if let Some(after) = rest.strip_prefix('\\') {
            let mut chars = after.chars();
            match chars.next() {
                Some(one) if !one.is_whitespace() => out.push(one),
                _ => {}
            }
            rest = chars.as_str();
        } else if let Some(after) = rest.strip_prefix('|') {
            out.push('|');
            rest = after;
        } else {
            let marks = if rest.starts_with("**") { "**" } else { "*" };
            let after = &rest[marks.len()..];
            let opens = !after.starts_with(char::is_whitespace);
            match after.split_once(marks).filter(|(inner, _)| opens && !inner.is_empty()) {
                Some((inner, after)) => {
                    out.push_str(inner);
                    rest = after;
                }
                None => {
                    out.push_str(marks);
                    rest = after;
                }
            }
        }
    }
    out.push_str(rest);
    out
}

/// What a role or a link shows: its text, or the end of a name that starts with `~`.
fn shown_of(inner: &str) -> &str {
    if let Some((shown, _)) = inner.rsplit_once('<').filter(|_| inner.ends_with('>')) {
        let shown = shown.trim_end();
        if !shown.is_empty() {
            return shown;
        }
        return inner.trim_matches(['<', '>']);
    }
    match inner.strip_prefix('~') {
        Some(name) => name.rsplit('.').next().unwrap_or(name),
        None => inner.strip_prefix('!').unwrap_or(inner),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::BlockKind;

    /// `line kind: plain` for each block.
    fn shown(text: &str) -> Vec<String> {
        let document = read("a.rst", text);
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
        document.blocks.iter().map(show).collect()
    }

    #[test]
    fn sections_lists_and_literal_blocks() {
        let text = "=====\nBoats\n=====\n\n:tocdepth: 2\n\n.. only:: html\n\n   .. contents::\n\n\
            Is a ``boat`` wet?\n------------------\n\nSee `the\nlist <x.html>`_ of :ref:`boats <b>`::\n\n\
            \x20  a = 1\n\n     b\n\nMore *text*.\n\n* one\n  goes on\n\n  - deep\n* two\n\n\
            .. code-block:: c\n   :linenos:\n\n   x();\n\n.. note:: Mind\n   this.\n\n.. a comment\n   ends.\n";
        assert_eq!(
            shown(text),
            [
                "1 h1: Boats",
                "11 ask: Is a boat wet?",
                "14 p: See the list of boats:",
                "17 code: a = 1\n\n     b",
                "21 p: More text.",
                "23 item0: one goes on",
                "26 item1: deep",
                "27 item0: two",
                "32 code: x();",
                "34 p: Mind",
                "35 p: this."
            ]
        );
        let document = read("a.rst", text);
        assert_eq!(document.blocks[2].text, "See `the\nlist <x.html>`_ of :ref:`boats <b>`::");
        let reasons: Vec<(u32, &str)> =
            document.left_out.iter().map(|one| (one.lines.first, one.reason.as_str())).collect();
        assert_eq!(
            reasons,
            [
                (5, "field"),
                (7, "directive"),
                (9, "table of contents"),
                (29, "directive"),
                (37, "comment")
            ]
        );
    }

    #[test]
    fn tables_of_directives_are_read() {
        let text = "Sails\n=====\n\n.. list-table:: What they weigh\n   :header-rows: 1\n\n\
            \x20  * - Sail\n     - Weight\n   * - *Jib*\n     - 4 kg,\n       wet 5 kg\n   * - Main\n     -\n\n\
            .. csv-table::\n   :header: \"Rope\", \"Length, in m\"\n   :widths: 10, 5\n\n\
            \x20  \"Sheet\", 12\n   Halyard, \"20,\n   or so\"\n\n\
            .. table:: Knots\n   :widths: auto\n\n   +------+----+\n   | reef | 2  |\n   +------+----+\n\n\
            .. csv-table:: Elsewhere\n   :file: elsewhere.csv\n\nThe end.\n";
        assert_eq!(
            shown(text),
            [
                "1 h1: Sails",
                "4 p: What they weigh",
                "7 p: Sail | Weight",
                "9 row2: Jib | 4 kg, wet 5 kg",
                "12 row2: Main",
                "16 p: Rope | Length, in m",
                "19 row2: Sheet | 12",
                "20 row2: Halyard | 20, or so",
                "23 p: Knots",
                "27 row0: reef | 2",
                "30 p: Elsewhere",
                "33 p: The end."
            ]
        );
        let document = read("a.rst", text);
        assert_eq!(document.blocks[3].text, "   * - *Jib*\n     - 4 kg,\n       wet 5 kg");
        assert_eq!(document.blocks[7].lines, Lines::new(20, 21));
        // The drawn one has rules.
        let mut others =
            document.left_out.iter().filter(|one| !(26..=28).contains(&one.lines.first));
        assert!(others.all(|one| one.reason != "markup"));
        let text = ".. list-table::\n   :header-rows: 1\n\n   * - Question\n     - Answer\n\
            \x20  * - Is it wet?\n     - It *is*.\n   * - Is it deep?\n     - No.\n\nThe end.\n";
        assert_eq!(
            shown(text),
            [
                "6 ask: Is it wet?",
                "7 p: It is.",
                "8 ask: Is it deep?",
                "9 p: No.",
                "11 p: The end."
            ]
        );
        assert_eq!(read("a.rst", text).blocks[1].text, "It *is*.");
    }

    #[test]
    fn tables_that_are_drawn_are_rows() {
        let text = "Fees\n====\n\n\
            =====  ==========\nBoat   Price, in €\n=====  ==========\nJolle  *12* an hour,\n       80 a day\n\nÄhre   \
            free\n=====  ==========\n\n\
            +-------+------+\n| Day   | Time |\n+=======+======+\n| Mon,  | 9–12 |\n| Tue   |      |\n+-------+------+\n\
            | Wed   | shut |\n+-------+------+\n\n\
            === ===\none two\n=== ===\n\n\
            +-----+-----+\n| a   | b   |\n|     +-----+\n|     | c   |\n+-----+-----+\n\nThe end.\n";
        assert_eq!(
            shown(text),
            [
                "1 h1: Fees",
                "5 p: Boat | Price, in €",
                "7 row2: Jolle | 12 an hour, 80 a day",
                "10 row2: Ähre | free",
                "14 p: Day | Time",
                "16 row2: Mon, Tue | 9–12",
                "19 row2: Wed | shut",
                "23 row0: one | two",
                "26 code: +-----+-----+\n| a   | b   |\n|     +-----+\n|     | c   |\n+-----+-----+",
                "32 p: The end.",
            ]
        );
        let asked = "========  ======\nQuestion  Answer\n========  ======\nWet?      It is.\nDeep?     No.\n========  \
                     ======\n";
        assert_eq!(shown(asked), ["4 ask: Wet?", "4 p: It is.", "5 ask: Deep?", "5 p: No."]);
    }

    #[test]
    fn terms_with_what_they_are_are_items() {
        let text = "Boats\n=====\n\nDogs\n    On a lead.\n\n    Two at most.\n*Cats*, rats\n  In a basket:\n\n  - a \
                    large\n  - one\n\nAsk us.\n\nIs it wet?\n   Yes.\n";
        assert_eq!(
            shown(text),
            [
                "1 h1: Boats",
                "4 item0: Dogs:\nOn a lead.\nTwo at most.",
                "8 item0: Cats, rats:\nIn a basket:",
                "11 item1: a large",
                "12 item1: one",
                "14 p: Ask us.",
                "16 ask: Is it wet?",
                "17 p: Yes.",
            ]
        );
    }

    #[test]
    fn marks_are_no_text() {
        for (text, expected) in [
            ("**a** and *b* * c", "a and b * c"),
            (":meth:`~list.sort` is ``x`y``", "sort is x`y"),
            ("`a <b>`__ `c`_ a\\ b 10:30", "a c ab 10:30"),
            ("`open *and : \\", "open *and : "),
        ] {
            assert_eq!(plain(text), expected, "{text}");
        }
    }

    #[test]
    fn hostile_text_ends() {
        for text in [
            "- ".repeat(50_000),
            " -\n".repeat(20_000),
            "==\n".repeat(50_000),
            "`".repeat(100_000),
            "a::\n\n".repeat(50_000),
            ".. x::\n".repeat(50_000),
            "é\n=".repeat(1000),
            format!(".. csv-table::\n\n{}", "   \"a\"\"\n".repeat(50_000)),
            format!(".. csv-table::\n\n   {}", "\",".repeat(100_000)),
            format!(".. list-table::\n\n{}", "   * - é\n     -\n   *\n".repeat(20_000)),
        ] {
            let start = std::time::Instant::now();
            read("a.rst", &text);
            assert!(start.elapsed().as_secs() < 10, "{}", &text[..10]);
        }
    }
}
