//! Sets a passage's text for reading: what answers most directly in bold, and, on a terminal,
//! hard-wrapped paragraphs joined and wrapped to its width.
//!
//! In a pipe the line breaks of the source stay: what is printed there is the document, verbatim.

use std::ops::Range;

use textwrap::{Options, WordSplitter, core::display_width};

use super::sanitize;

/// Switches bold on.
pub(crate) const BOLD: &str = "\u{1b}[1m";
/// Switches grey on.
pub(crate) const DIM: &str = "\u{1b}[2m";
/// Switches everything off.
pub(crate) const RESET: &str = "\u{1b}[0m";

/// The longest line of a text that may be hard-wrapped. In a longer one a line is a paragraph.
const HARD_WRAPPED: Range<usize> = 40..161;

/// `text` for a person, without a line break at its end. `marks` are ranges of its bytes, in order.
pub(crate) fn flow(
    text: &str,
    marks: &[Range<usize>],
    color: bool,
    width: Option<usize>,
) -> String {
    let marks = if color { marks } else { &[] };
    let Some(width) = width else { return marked(text, 0..text.len(), marks) };
    let mut out = String::with_capacity(text.len() + text.len() / 16);
    for block in blocks(text, width) {
        let lines: Vec<String> =
            block.lines.iter().map(|line| marked(text, line.clone(), marks)).collect();
        if block.verbatim {
            out.push_str(&lines.join("\n"));
        } else {
            let indent = " ".repeat(block.indent);
            let options = Options::new(width)
                .subsequent_indent(&indent)
                .word_splitter(WordSplitter::NoHyphenation)
                // A broken link is of no use to anybody.
                .break_words(false);
            out.push_str(&textwrap::fill(&lines.join(" ").replace('\t', " "), options));
        }
        out.push('\n');
    }
    out.truncate(out.trim_end_matches('\n').len());
    out
}

/// The bytes `range` of `text`, cleaned, with the parts in `marks` in bold.
fn marked(text: &str, range: Range<usize>, marks: &[Range<usize>]) -> String {
    let mut out = String::new();
    let mut at = range.start;
    for mark in marks {
        let (start, end) = (mark.start.max(at), mark.end.min(range.end));
        // A range that is not on characters would be a fault of the engine; the text stays whole.
        let (Some(before), Some(inside)) = (text.get(at..start), text.get(start..end)) else {
            continue;
        };
        if inside.is_empty() {
            continue;
        }
        out.push_str(&sanitize::text(before));
        out.push_str(BOLD);
        out.push_str(&sanitize::text(inside));
        out.push_str(RESET);
        at = end;
    }
    out.push_str(&sanitize::text(&text[at..range.end]));
    out
}

/// Lines that are wrapped together.
struct Block {
    /// Their ranges, without line breaks; all but the first without leading blanks too.
    lines: Vec<Range<usize>>,
    /// Columns before the second and later lines.
    indent: usize,
    /// Whether the lines stay as they are: code, tables.
    verbatim: bool,
}

/// `text` as blocks for so many columns.
fn blocks(text: &str, width: usize) -> Vec<Block> {
    let full = text.lines().map(display_width).max().unwrap_or(0);
    let mut blocks: Vec<Block> = Vec::new();
    let mut fenced = false;
    let mut at = 0;
    for whole in text.split_inclusive('\n') {
        let line = whole.trim_end();
        let range = at..at + line.len();
        at += whole.len();
        let body = line.trim_start();
        let fence = body.starts_with("```") || body.starts_with("~~~");
        let verbatim = fence || fenced || is_verbatim(line);
        if fence {
            fenced = !fenced;
        }
        let joins = !verbatim
            && marker(body).is_none()
            && !body.is_empty()
            && blocks.last().is_some_and(|block| {
                HARD_WRAPPED.contains(&full) && block.takes(text, body, full)
                    || block.runs_on(text, body, width)
            });
        if joins && let Some(block) = blocks.last_mut() {
            block.lines.push(range.end - body.len()..range.end);
        } else {
            let leading = display_width(&line[..line.len() - body.len()]);
            let indent = leading + marker(body).unwrap_or(0);
            blocks.push(Block { lines: vec![range], indent, verbatim });
        }
    }
    blocks
}

impl Block {
    /// Whether the last line ends where its writer broke it, as Markdown has it: behind two blanks or a
    /// backslash.
    fn is_broken(&self, text: &str) -> bool {
        let last = self.lines.last();
        last.is_some_and(|last| {
            text[..last.end].ends_with('\\') || text[last.end..].starts_with("  ")
        })
    }

    /// Whether `next` goes on with the sentence of the block's last line, which has to be wrapped at `width` whatever
    /// becomes of its end.
    fn runs_on(&self, text: &str, next: &str, width: usize) -> bool {
        let Some(last) = self.lines.last().map(|range| &text[range.clone()]) else { return false };
        !self.verbatim
            && width < display_width(last)
            && next.starts_with(char::is_lowercase)
            && !last.ends_with(['.', '!', '?', ':', ';', '|'])
            && !self.is_broken(text)
            && !last.starts_with('#')
    }

    /// Whether `next` goes on where the block's last line was broken: that line was as full as
    /// lines of this text get, so that the first word of `next` had no room in it.
    fn takes(&self, text: &str, next: &str, full: usize) -> bool {
        let Some(last) = self.lines.last().map(|range| &text[range.clone()]) else { return false };
        let word = next.split_whitespace().next().unwrap_or("");
        !self.verbatim
            && !last.trim().is_empty()
            // A colon announces a list, marked or not.
            && !last.ends_with(':')
            && !self.is_broken(text)
            && !last.starts_with('#')
            && full < display_width(last) + 1 + display_width(word)
    }
}

/// A line with so many commas that no blank follows is a row of a table.
const SIGNS_OF_A_ROW: usize = 2;

/// Whether a line's breaks and blanks mean something: a table's row, indented code.
fn is_verbatim(line: &str) -> bool {
    let body = line.trim_start();
    let indented = line.starts_with('\t') || line.starts_with("    ");
    body.starts_with('|') || (indented && marker(body).is_none()) || has_columns(body)
}

/// Whether a line has cells: set apart by blanks, by tabs, or by signs as in a row of CSV.
fn has_columns(body: &str) -> bool {
    let bytes = body.as_bytes();
    let parts = |pair: &&[u8]| match pair {
        // 1,000 is one number.
        [b',', next] => !next.is_ascii_whitespace() && !next.is_ascii_digit(),
        [b';', next] => !next.is_ascii_whitespace(),
        _ => false,
    };
    body.contains("   ")
        || body.contains('\t')
        || SIGNS_OF_A_ROW <= bytes.windows(2).filter(parts).count()
}

/// The columns of a list marker with the blank behind it, if `body` starts with one.
fn marker(body: &str) -> Option<usize> {
    let bullet = ["- ", "* ", "+ ", "• ", "– ", "> "].iter().any(|mark| body.starts_with(mark));
    if bullet {
        return Some(2);
    }
    let digits = body.bytes().take_while(u8::is_ascii_digit).count();
    let rest = &body[digits..];
    let numbered = (1..4).contains(&digits) && (rest.starts_with(". ") || rest.starts_with(") "));
    numbered.then_some(digits + 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn in_a_pipe_the_text_is_verbatim() {
        let text = "One line\nand another,   spaced.\n\n- item\n\tcode";
        assert_eq!(flow(text, &[], false, None), text);
    }

    #[test]
    fn the_answering_sentence_is_bold_only_in_colour() {
        let marks = std::iter::once(4..8).collect::<Vec<_>>();
        assert_eq!(flow("One two three", &marks, true, None), "One \u{1b}[1mtwo \u{1b}[0mthree");
        assert_eq!(flow("One two three", &marks, false, None), "One two three");
    }

    #[test]
    fn a_mark_over_a_line_break_stays_bold_on_both_lines() {
        let marks = std::iter::once(2..6).collect::<Vec<_>>();
        let set = flow("# ab\n- cd", &marks, true, Some(40));
        assert_eq!(set, "# \u{1b}[1mab\u{1b}[0m\n\u{1b}[1m-\u{1b}[0m cd");
    }

    #[test]
    fn a_mark_inside_a_character_does_no_harm() {
        let marks = std::iter::once(1..3).collect::<Vec<_>>();
        assert_eq!(flow("äöü", &marks, true, None), "äöü");
    }

    #[test]
    fn rows_and_lines_that_were_broken_on_purpose_are_not_joined() {
        for text in [
            "**First:** hold the button down for eleven seconds\\\n**Second:** let go of it and wait",
            "**First:** hold the button down for eleven seconds  \n**Second:** let go of it and wait",
            "Tent for two, with a bag of its own    199 EUR\nTentpole               12 EUR\nPegs    4",
            "Ada Ferro,Purchasing,Room 12,ada@example.org\nBo,Sales,Room 7,bo@example.org",
        ] {
            let lines = |text: &str| -> Vec<String> {
                text.lines().map(|line| line.trim_end().to_owned()).collect()
            };
            assert_eq!(lines(&flow(text, &[], false, Some(100))), lines(text));
        }
        let text = "Between 1,000 and 25,000 and,say, a few were seen;\nthereafter none.";
        assert_eq!(flow(text, &[], false, Some(100)), text.replace('\n', " "));
    }

    #[test]
    fn hard_wrapped_lines_are_joined_on_a_terminal() {
        let text = "This paragraph was wrapped by hand at a width of\n\
                    some fifty columns, as in many a plain text file\n\
                    of old.\n\nA second.";
        assert_eq!(
            flow(text, &[], false, Some(100)),
            "This paragraph was wrapped by hand at a width of some fifty columns, as in many a \
             plain text file of\nold.\n\nA second."
        );
    }

    #[test]
    fn lines_wrapped_at_140_columns_were_wrapped_and_broken() {
        let line = "Whoever keeps a boat at the pier pays for it in March, by transfer or at the office, and is given a sticker of \
                    the year that has to be";
        let text = format!("{line}\nstuck where it is seen.");
        let set = flow(&text, &[], false, Some(100));
        assert_eq!(
            set.split_whitespace().collect::<Vec<_>>(),
            text.split_whitespace().collect::<Vec<_>>()
        );
        assert_eq!(set.lines().count(), 2, "{set}");
        // Broken as it came, too.
        let text = format!(
            "{line}\nstuck where it is seen, and where\nelse would it be.\n{line}, as\nwas said."
        );
        let set = flow(&text, &[], false, Some(100));
        assert!(set.contains("to be stuck where it is seen, and where\nelse would"), "{set}");
        assert!(set.ends_with("has to be, as was said."), "{set}");
    }

    #[test]
    fn short_lines_and_lists_stay_apart() {
        let text =
            "The languages a beginner should look at, in this order:\nPython\nR\n- one\n- two";
        assert_eq!(flow(text, &[], false, Some(80)), text);
    }

    #[test]
    fn items_hang_and_code_stays() {
        let text = "- an item that is longer than the line\n    code  stays as long as it ever was, really\n| a | b |";
        assert_eq!(
            flow(text, &[], false, Some(20)),
            "- an item that is\n  longer than the\n  line\n    code  stays as long as it ever was, really\n| a | b |"
        );
    }

    #[test]
    fn escapes_in_the_text_do_not_pass() {
        let marks = std::iter::once(0..3).collect::<Vec<_>>();
        assert_eq!(flow("a\u{1b}b\r\nc", &marks, true, Some(40)), "\u{1b}[1ma␛b\u{1b}[0m\nc");
    }
}
