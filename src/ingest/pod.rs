//! POD, the documentation of Perl.

use std::ops::Range;

use super::{
    pieces::{
        PieceKind,
        lines::{Pieces, indent},
    },
    source::Source,
};
use crate::document::{Document, Lines};

/// How deep `B<I<…>>` is followed.
const MAX_DEPTH: usize = 8;

/// A code of more bytes is none: somebody forgot to close it.
const MAX_CODE_BYTES: usize = 4_000;

/// The most brackets that one code begins with.
const MAX_MARKS: usize = 20;

/// Reads `text`, the content of the file `path`.
pub(super) fn read(path: &str, text: &str) -> Document {
    let source = Source::new(text);
    let mut pieces = Pieces::new(&source);
    let mut in_pod = false;
    // The format of a `=begin` that is open.
    let mut foreign: Option<String> = None;
    let mut depth = 0_usize;
    let mut at = 1;
    while at <= source.count() {
        let first = at;
        let line = source.line(at).trim_end();
        if line.is_empty() {
            at += 1;
            continue;
        }
        let is_command =
            line.starts_with('=') && line[1..].starts_with(|c: char| c.is_alphabetic());
        if !in_pod && !is_command {
            pieces.leave_out(Lines::new(at, at), "not documentation");
            at += 1;
            continue;
        }
        let is_verbatim = !is_command && 0 < indent(line);
        at += 1;
        let mut last = first;
        // A paragraph ends with a blank line; a verbatim one only before one that is not.
        while at <= source.count() {
            let line = source.line(at).trim_end();
            if line.is_empty() && !is_verbatim
                || !line.is_empty() && is_verbatim && indent(line) == 0
            {
                break;
            }
            if !line.is_empty() {
                last = at;
            }
            at += 1;
        }
        let lines = Lines::new(first, last);
        in_pod = true;
        if !is_command {
            if foreign.is_some() {
                pieces.leave_out(lines, "another format");
            } else if is_verbatim {
                pieces.add(PieceKind::Code, lines, &|_| String::new());
            } else {
                pieces.add(PieceKind::Paragraph, lines, &plain);
            }
            continue;
        }
        let (command, said) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let said = said.trim();
        match command {
            "=head1" | "=head2" | "=head3" | "=head4" | "=head5" | "=head6" => {
                pieces.set_item(None);
                depth = 0;
                let level = command.as_bytes()[5] - b'0';
                let skip = command.len();
                pieces.add(PieceKind::Heading(level), lines, &|text| {
                    plain(text.strip_prefix(command).map_or(text, |_| &text[skip..]))
                });
            }
            "=over" => {
                depth += 1;
                pieces.leave_out(lines, "markup");
            }
            "=back" => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    pieces.set_item(None);
                }
                pieces.leave_out(lines, "markup");
            }
            "=item" => {
                let number = said.trim_end_matches('.');
                let is_number = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
                pieces.start_item(depth.saturating_sub(1), is_number);
                if said.is_empty() || said == "*" || is_number {
                    pieces.leave_out(lines, "markup");
                } else {
                    let term = said.trim_start_matches(['*', ' ']).to_owned();
                    pieces.add(PieceKind::Paragraph, lines, &|text| {
                        if text.starts_with("=item") { plain(&term) } else { plain(text) }
                    });
                }
            }
            "=begin" => {
                foreign = Some(said.to_owned());
                pieces.leave_out(lines, "another format");
            }
            "=end" => {
                foreign = None;
                pieces.leave_out(lines, "another format");
            }
            "=for" => pieces.leave_out(lines, "another format"),
            "=cut" => {
                in_pod = false;
                pieces.leave_out(lines, "markup");
            }
            _ => pieces.leave_out(lines, "markup"),
        }
    }
    pieces.document(path, None, |_| "markup")
}

/// `text` without its codes: `B<bold>` as `bold`, `E<lt>` as `<`, `L<text|place>` as `text`.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    Codes { text, closes: closes(text) }.read(0..text.len(), 0, &mut out);
    out
}

/// A text and where its codes end.
struct Codes<'t> {
    text: &'t str,
    /// The byte of each `<` with that of its `>`, by the former.
    closes: Vec<(usize, usize)>,
}

/// The byte of each `<` behind a capital letter, with that of the `>` that closes it, in the order of
/// the text.
fn closes(text: &str) -> Vec<(usize, usize)> {
    let bytes = text.as_bytes();
    let (mut open, mut closes) = (Vec::new(), Vec::new());
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'<' if 0 < at && bytes[at - 1].is_ascii_uppercase() => open.push(at),
            b'>' => closes.extend(open.pop().map(|open| (open, at))),
            _ => {}
        }
    }
    closes.sort_unstable();
    closes
}

impl Codes<'_> {
    /// Adds what a person reads of `range` to `out`.
    fn read(&self, range: Range<usize>, depth: usize, out: &mut String) {
        let Range { start: mut from, end } = range;
        while let Some(at) = self.text[from..end].find('<').map(|at| from + at) {
            let before = &self.text[from..at];
            let code = before.chars().next_back().filter(|c| "BICFSLEXZ".contains(*c));
            let inside = if depth < MAX_DEPTH { self.inside(at, end) } else { None };
            let (Some(code), Some((inner, after))) = (code, inside) else {
                out.push_str(&self.text[from..=at]);
                from = at + 1;
                continue;
            };
            out.push_str(&before[..before.len() - code.len_utf8()]);
            let text = &self.text[inner.clone()];
            match code {
                'E' => out.push_str(entity(text)),
                'X' | 'Z' => {}
                'L' => {
                    let shown = text.split_once('|').map_or(text, |(shown, _)| shown);
                    let end = inner.start + shown.trim_end_matches('/').len();
                    let start = end - shown.trim_matches('/').len();
                    self.read(start..end, depth + 1, out);
                }
                'C' | 'F' if !text.contains('<') => out.push_str(text),
                _ => self.read(inner, depth + 1, out),
            }
            from = after;
        }
        out.push_str(&self.text[from..end]);
    }

    /// What stands between the brackets that begin at `at`, and where what follows them begins. They
    /// end before `end`.
    fn inside(&self, at: usize, end: usize) -> Option<(Range<usize>, usize)> {
        let text = &self.text[at..end];
        let marks = text.bytes().take(MAX_MARKS).take_while(|byte| *byte == b'<').count();
        if 1 < marks && text[marks..].starts_with(char::is_whitespace) {
            let mut reach = text.len().min(marks + MAX_CODE_BYTES);
            while !text.is_char_boundary(reach) {
                reach -= 1;
            }
            let close = text[marks..reach].find(&">".repeat(marks))? + marks;
            let inner = &text[marks..close];
            let start = at + marks + (inner.len() - inner.trim_start().len());
            return Some((start..start + inner.trim().len(), at + close + marks));
        }
        let found = self.closes.binary_search_by_key(&at, |(open, _)| *open).ok()?;
        let close = self.closes[found].1;
        (close < end && close - at <= MAX_CODE_BYTES).then_some((at + 1..close, close + 1))
    }
}

fn entity(name: &str) -> &str {
    match name {
        "lt" => "<",
        "gt" => ">",
        "verbar" => "|",
        "sol" => "/",
        "amp" => "&",
        "quot" => "\"",
        "nbsp" => " ",
        "eacute" => "é",
        "auml" => "ä",
        "ouml" => "ö",
        "uuml" => "ü",
        "szlig" => "ß",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::BlockKind;

    #[test]
    fn headings_items_and_verbatim_text() {
        let text = "use strict;\n\n=pod\n\n=encoding utf-8\n\n=head1 BOATS\n\n=head2 1.1. Is C<it> E<lt>wet>?\n\n\
            Yes, B<it I<is>>, see L<the list|boats>\nand C<< a->b >>.\n\n  row();\n\n  stop();\n\n=over 4\n\n\
            =item * one\n\nmore\n\n=item two\n\n=back\n\n=begin html\n\n<p>x\n\n=end html\n\n=cut\n\nmy $x;\n";
        let document = read("a.pod", text);
        let found: Vec<(u32, &str)> =
            document.blocks.iter().map(|one| (one.lines.first, one.plain())).collect();
        assert_eq!(
            found,
            [
                (7, "BOATS"),
                (9, "Is it <wet>?"),
                (11, "Yes, it is, see the list and a->b."),
                (14, "row();\n\n  stop();"),
                (20, "one\nmore"),
                (24, "two")
            ]
        );
        assert!(matches!(document.blocks[1].kind, BlockKind::Heading { level: 2, entry: true }));
        assert!(matches!(document.blocks[4].kind, BlockKind::Item { depth: 0 }));
        let left_out: u32 =
            document.left_out.iter().map(|one| one.lines.last - one.lines.first + 1).sum();
        // Blank lines between lines left out for one reason count with them.
        assert_eq!(left_out, 13);
    }

    #[test]
    fn hostile_text_ends() {
        for text in [
            "B<".repeat(50_000),
            "=head1\n".repeat(50_000),
            "=over\n\n".repeat(50_000),
            "C<<".repeat(30_000),
            "=".to_owned(),
            "=é".to_owned(),
        ] {
            let start = std::time::Instant::now();
            read("a.pod", &format!("=pod\n\n{text}"));
            assert!(start.elapsed().as_secs() < 10, "{}", &text[..2]);
        }
    }
}
