//! The tags, comments and text of HTML, one after another.

use std::ops::Range;

use pulldown_cmark::{Event, Parser};

use crate::ingest::html::names::Element;

/// A start or end tag.
pub(super) struct TagAt<'s> {
    pub(super) name: String,
    pub(super) closes: bool,
    pub(super) text: &'s str,
    /// Bytes of the block.
    pub(super) range: Range<usize>,
}

pub(super) enum Token<'s> {
    Text(Range<usize>),
    Comment(Range<usize>),
    Tag(TagAt<'s>),
}

/// The next token of `text` from byte `at` on.
pub(super) fn token(text: &str, at: usize) -> Option<Token<'_>> {
    let rest = text.get(at..).filter(|rest| !rest.is_empty())?;
    if let Some(comment) = rest.strip_prefix("<!--") {
        let end = comment.find("-->").map_or(rest.len(), |end| "<!--".len() + end + "-->".len());
        return Some(Token::Comment(at..at + end));
    }
    if let Some(length) = tag_length(rest) {
        let tag = &rest[..length];
        let inner = tag.trim_start_matches(['<', '/', '!', '?']);
        let name = inner.find(|c: char| !c.is_ascii_alphanumeric() && c != '-');
        return Some(Token::Tag(TagAt {
            name: inner[..name.unwrap_or(inner.len())].to_ascii_lowercase(),
            closes: tag.starts_with("</"),
            text: tag,
            range: at..at + length,
        }));
    }
    // A `<` that opens nothing is text.
    let first = rest.chars().next().map_or(0, char::len_utf8);
    let end = rest[first..].find('<').map_or(rest.len(), |end| first + end);
    Some(Token::Text(at..at + end))
}

/// The length of the tag that `rest` starts with; a `>` in a quoted attribute does not end it.
fn tag_length(rest: &str) -> Option<usize> {
    let bytes = rest.as_bytes();
    let names = |byte: &u8| byte.is_ascii_alphabetic() || matches!(byte, b'/' | b'!' | b'?');
    if bytes.first() != Some(&b'<') || !bytes.get(1).is_some_and(names) {
        return None;
    }
    let mut quote = None;
    for (at, byte) in bytes.iter().enumerate().skip(1) {
        match (quote, byte) {
            (None, b'>') => return Some(at + 1),
            (None, b'"' | b'\'') => quote = Some(*byte),
            (Some(open), byte) if open == *byte => quote = None,
            _ => {}
        }
    }
    // An unclosed tag, or a quote that was none: to the first `>`, or else to the end, so that
    // looking again and again for what is not there cannot take the square of the time.
    Some(rest.find('>').map_or(rest.len(), |end| end + 1))
}

/// The value of the attribute `name` of `tag`, decoded.
pub(super) fn attribute(tag: &str, name: &str) -> Option<String> {
    let lower = tag.to_ascii_lowercase();
    let mut from = 0;
    while let Some(found) = lower[from..].find(name) {
        let start = from + found;
        from = start + name.len();
        let before = lower[..start].ends_with(|c: char| c.is_ascii_whitespace());
        let Some(value) = tag[from..].trim_start().strip_prefix('=').filter(|_| before) else {
            continue;
        };
        let value = value.trim_start();
        let value = match value.chars().next() {
            Some(quote @ ('"' | '\'')) => value[1..].split(quote).next().unwrap_or_default(),
            _ => value.split([' ', '\n', '\t', '>']).next().unwrap_or_default(),
        };
        return Some(decode(value));
    }
    None
}

/// `text` with its character references resolved, as the Markdown parser does it.
pub(super) fn decode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('&') {
        out.push_str(&rest[..start]);
        rest = &rest[start..];
        // The longest name of a character has 31 letters.
        let window = rest.as_bytes().iter().take(34).position(|byte| *byte == b';');
        let reference = window.map(|end| &rest[..=end]);
        let decoded = reference.and_then(|reference| {
            let mut events = Parser::new(reference).filter_map(|event| match event {
                Event::Text(text) => Some(text),
                _ => None,
            });
            let text = events.next()?;
            (events.next().is_none() && *text != *reference)
                .then(|| (text.into_string(), reference.len()))
        });
        match decoded {
            Some((text, length)) => {
                out.push_str(&text);
                rest = &rest[length..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

/// Why what `tag` opens is not text of the document, if it is not.
pub(super) fn unseen(tag: &TagAt<'_>) -> Option<&'static str> {
    match tag.name.as_str() {
        "script" | "noscript" | "template" => Some("script"),
        "style" => Some("style sheet"),
        "svg" => Some("picture"),
        "nav" => Some("navigation"),
        "div" | "ul" | "ol" | "details" | "section" | "aside" => {
            let marked =
                ["id", "class"].iter().filter_map(|name| attribute(tag.text, name)).any(|value| {
                    value.split_whitespace().any(|word| {
                        let word = word.to_ascii_lowercase();
                        matches!(
                            word.as_str(),
                            "toc" | "table-of-contents" | "contents" | "tableofcontents"
                        )
                    })
                });
            marked.then_some("table of contents")
        }
        _ => None,
    }
}

pub(super) fn heading_level(name: &str) -> Option<u8> {
    Element::of(name.as_bytes()).heading_level()
}

/// Whether the tag stands within a line; unknown ones do.
pub(super) fn is_inline(name: &str) -> bool {
    !Element::of(name.as_bytes()).is_block()
        && !matches!(name, "iframe" | "option" | "select" | "video")
}
