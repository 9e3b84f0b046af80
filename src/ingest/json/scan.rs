//! Where the values of a JSON text stand, which the parser does not tell.
//!
//! Lenient: what is no JSON gives what stands before it. Whoever reads the values finds out.

use std::ops::Range;

/// The elements of the list that `text` starts with, as they stand; the last may break off.
pub(in crate::ingest) fn elements(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut at = blanks(text, 1);
    while at < text.len() && text.as_bytes()[at] != b']' {
        let end = value(text, at);
        if end == at {
            break;
        }
        let Some(element) = text.get(at..end) else { break };
        found.push(element);
        at = blanks(text, end);
        if text.as_bytes().get(at) == Some(&b',') {
            at = blanks(text, at + 1);
        }
    }
    found
}

/// The fields of the object that `text` starts with: the name, and the value as it stands; the last
/// may break off.
pub(in crate::ingest) fn fields(text: &str) -> Vec<(String, &str)> {
    let mut found = Vec::new();
    let mut at = blanks(text, 1);
    while text.as_bytes().get(at) == Some(&b'"') {
        let end = string(text, at);
        let written = text.get(at..end).unwrap_or_default();
        let Ok(name) = serde_json::from_str::<String>(written) else { break };
        at = blanks(text, end);
        if text.as_bytes().get(at) != Some(&b':') {
            break;
        }
        at = blanks(text, at + 1);
        let end = value(text, at);
        if end == at {
            break;
        }
        let Some(value) = text.get(at..end) else { break };
        found.push((name, value));
        at = blanks(text, end);
        if text.as_bytes().get(at) == Some(&b',') {
            at = blanks(text, at + 1);
        }
    }
    found
}

/// Where `part`, a part of `text`, stands in it.
pub(in crate::ingest) fn range(text: &str, part: &str) -> Range<usize> {
    let start = (part.as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
    start..start + part.len()
}

/// The end of the blanks at `at`.
fn blanks(text: &str, at: usize) -> usize {
    let rest = text.as_bytes().get(at..).unwrap_or_default();
    at + rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count()
}

/// The end of the value at `at`, which is that of the text where it breaks off.
fn value(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    match bytes.get(at) {
        Some(b'"') => string(text, at),
        Some(b'{' | b'[') => {
            let mut depth = 0_usize;
            let mut at = at;
            while let Some(byte) = bytes.get(at) {
                match byte {
                    b'"' => {
                        at = string(text, at);
                        continue;
                    }
                    b'{' | b'[' => depth += 1,
                    b'}' | b']' => {
                        depth -= 1;
                        if depth == 0 {
                            return at + 1;
                        }
                    }
                    _ => {}
                }
                at += 1;
            }
            text.len()
        }
        _ => {
            let ends = |byte: &u8| matches!(byte, b',' | b'}' | b']') || byte.is_ascii_whitespace();
            let rest = bytes.get(at..).unwrap_or_default();
            at + rest.iter().position(ends).unwrap_or(rest.len())
        }
    }
}

/// The end of the string whose quote is at `at`.
fn string(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    let mut at = at + 1;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_found_as_they_stand() {
        let text = r#"{ "a" : [1, "x]\"", {"b": [2]} ,null], "c": -1.5e3 , "d":{}}"#;
        let found = fields(text);
        let expected = [("a", r#"[1, "x]\"", {"b": [2]} ,null]"#), ("c", "-1.5e3"), ("d", "{}")];
        assert_eq!(found, expected.map(|(name, value)| (name.to_owned(), value)));
        assert_eq!(elements(found[0].1), ["1", r#""x]\"""#, r#"{"b": [2]}"#, "null"]);
        assert_eq!(range(text, found[1].1), 44..50);
    }

    #[test]
    fn what_breaks_off_gives_what_stands_before() {
        assert_eq!(elements("[1, {\"a\": \"é"), ["1", "{\"a\": \"é"]);
        assert_eq!(fields("{\"a\": [1, 2"), [("a".to_owned(), "[1, 2")]);
        for text in ["[", "[,", "[]", "[\"\\", "[é"] {
            assert!(elements(text).len() < 2, "{text}");
        }
        for text in ["{", "{\"", "{\"a\\", "{\"a\":", "{\"a\" 1", "{é"] {
            assert!(fields(text).is_empty(), "{text}");
        }
    }
}
