//! The one place where text that is not ours loses its power over the terminal.
//!
//! Documents, file names, questions and messages of other programs may hold escape sequences that
//! move the cursor, fill the clipboard or fake lines of output, and marks that turn the reading
//! direction of what follows. Each such character is replaced by a visible one, so that a person
//! sees that it was there.

use std::borrow::Cow;

/// Text of several lines: tabs and line breaks stay, and a carriage return before a line break goes.
pub(crate) fn text(text: &str) -> Cow<'_, str> {
    if !text.chars().any(|one| one == '\r' || drives_terminal(one)) {
        return Cow::Borrowed(text);
    }
    let mut clean = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(one) = rest.next() {
        match one {
            '\r' if rest.peek() == Some(&'\n') => {}
            _ if drives_terminal(one) => clean.push(shown(one)),
            _ => clean.push(one),
        }
    }
    Cow::Owned(clean)
}

/// Text that must stay on one line, such as a title or a path: line breaks and tabs are blanks.
pub(crate) fn line(line: &str) -> Cow<'_, str> {
    let clean = text(line);
    if clean.contains(['\n', '\t']) { Cow::Owned(clean.replace(['\n', '\t'], " ")) } else { clean }
}

/// Whether a terminal may take `one` for an order, or a reader be misled by it.
pub(crate) fn drives_terminal(one: char) -> bool {
    match one {
        '\n' | '\t' => false,
        // Embeddings and overrides of the reading direction, and isolates.
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => true,
        // Line and paragraph separators: a line break to some programs.
        '\u{2028}' | '\u{2029}' => true,
        // C0, delete and C1 (an escape sequence in one character).
        _ => one.is_control(),
    }
}

/// What is seen instead.
fn shown(one: char) -> char {
    match u32::from(one) {
        code @ 0..0x20 => char::from_u32(0x2400 + code).unwrap_or('\u{fffd}'),
        0x7f => '\u{2421}',
        _ => '\u{fffd}',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(input: &str, wanted: &str) {
        assert_eq!(text(input), wanted);
        assert!(!text(input).chars().any(drives_terminal));
    }

    #[test]
    fn plain_text_stays_as_it_is() {
        for plain in ["", "a\tb\n", "ä ’ é 日本 👩‍👩‍👧", "שלום \u{200f}", "x\u{a0}y"]
        {
            assert!(matches!(text(plain), Cow::Borrowed(_)), "{plain:?}");
        }
    }

    #[test]
    fn the_clipboard_cannot_be_filled() {
        check("a\u{1b}]52;c;cHduZWQ=\u{7}b", "a␛]52;c;cHduZWQ=␇b");
        check("a\u{9d}52;c;cHduZWQ=\u{9c}b", "a\u{fffd}52;c;cHduZWQ=\u{fffd}b");
    }

    #[test]
    fn the_cursor_cannot_be_moved() {
        check("a\u{1b}[2J\u{1b}[H\u{8}b", "a␛[2J␛[H␈b");
        check("a\u{9b}2Jb\u{7f}", "a\u{fffd}2Jb␡");
    }

    #[test]
    fn a_line_cannot_be_faked() {
        check("true\rfake", "true␍fake");
        check("windows\r\nlines\r\n", "windows\nlines\n");
        assert_eq!(line("title\nibid: fake\r\n\tx"), "title ibid: fake  x");
        check("a\u{2028}b\u{85}c", "a\u{fffd}b\u{fffd}c");
    }

    #[test]
    fn the_reading_direction_cannot_be_turned() {
        check("safe\u{202e}txt.exe\u{2066}x\u{2069}", "safe\u{fffd}txt.exe\u{fffd}x\u{fffd}");
    }

    #[test]
    fn nothing_of_all_characters_passes() {
        for one in '\0'..=char::MAX {
            let clean = text(one.encode_utf8(&mut [0; 4])).into_owned();
            assert!(!clean.chars().any(drives_terminal), "{one:?}");
        }
    }
}
