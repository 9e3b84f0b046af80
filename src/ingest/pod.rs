//! POD, the documentation of Perl.

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
    codes(text, 0, &mut out);
    out
}

fn codes(text: &str, depth: usize, out: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        let code = rest[..at].chars().next_back().filter(|c| "BICFSLEXZ".contains(*c));
        let (Some(code), true) = (code, depth < MAX_DEPTH) else {
            out.push_str(&rest[..=at]);
            rest = &rest[at + 1..];
            continue;
        };
        let Some((inner, after)) = inside(&rest[at..]) else {
            out.push_str(&rest[..=at]);
            rest = &rest[at + 1..];
            continue;
        };
        out.push_str(&rest[..at - code.len_utf8()]);
        match code {
            'E' => out.push_str(entity(inner)),
            'X' | 'Z' => {}
            'L' => {
                let shown = inner.split_once('|').map_or(inner, |(shown, _)| shown);
                codes(shown.trim_matches('/'), depth + 1, out);
            }
            'C' | 'F' if !inner.contains('<') => out.push_str(inner),
            _ => codes(inner, depth + 1, out),
        }
        rest = after;
    }
    out.push_str(rest);
}

/// What stands between the brackets that `text` starts with, and what follows them.
fn inside(text: &str) -> Option<(&str, &str)> {
    let marks = text.bytes().take_while(|byte| *byte == b'<').count();
    if 1 < marks && text[marks..].starts_with(char::is_whitespace) {
        let close = ">".repeat(marks);
        let end = text[marks..].find(&close)? + marks;
        return Some((text[marks..end].trim(), &text[end + marks..]));
    }
    let mut depth = 0_usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'<' if at == 0 || text.as_bytes()[at - 1].is_ascii_uppercase() => depth += 1,
            b'>' => {
                depth -= 1;
                if depth == 0 {
                    return Some((&text[1..at], &text[at + 1..]));
                }
            }
            _ => {}
        }
        // No code is longer, and many that are not closed would take the square of time.
        if 4_000 < at {
            return None;
        }
    }
    None
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
