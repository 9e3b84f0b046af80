//! The escapes of roff as the characters they stand for, and the arguments of a request.

/// An argument of a request, its escapes as they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Argument {
    pub(super) text: String,
    /// Whether it stood in quotes.
    pub(super) quoted: bool,
}

/// The arguments of a request, with their escapes: parted by blanks, but for those in quotes.
pub(super) fn arguments(rest: &str) -> Vec<Argument> {
    let mut all = Vec::new();
    let mut rest = rest.trim();
    while !rest.is_empty() && !rest.starts_with("\\\"") {
        let (text, after) = match rest.strip_prefix('"') {
            Some(quoted) => in_quotes(quoted),
            None => {
                // A blank that a backslash stands before is of the argument.
                let mut escaped = false;
                let end = rest.find(|c: char| {
                    let ends = c.is_whitespace() && !escaped;
                    escaped = c == '\\' && !escaped;
                    ends
                });
                let (text, after) = rest.split_at(end.unwrap_or(rest.len()));
                (text.to_owned(), after)
            }
        };
        all.push(Argument { text, quoted: rest.starts_with('"') });
        rest = after.trim_start();
    }
    all
}

/// The argument that ends at the next quote, of which two stand for one, and what is behind it.
fn in_quotes(text: &str) -> (String, &str) {
    let mut said = String::new();
    let mut rest = text;
    loop {
        let Some((head, after)) = rest.split_once('"') else {
            said.push_str(rest);
            return (said, "");
        };
        said.push_str(head);
        match after.strip_prefix('"') {
            Some(more) => {
                said.push('"');
                rest = more;
            }
            None => return (said, after),
        }
    }
}

/// `line` without the comment at its end.
pub(super) fn without_comment(line: &str) -> &str {
    let mut at = 0;
    while let Some(next) = line.get(at..).and_then(|rest| rest.find('\\')).map(|next| at + next) {
        if matches!(line.as_bytes().get(next + 1), Some(b'"' | b'#')) {
            return &line[..next];
        }
        at = next + 2;
    }
    line
}

/// How deep escapes may stand in each other.
const MAX_DEPTH: usize = 4;

/// `text` with its escapes as the characters they stand for, and without those for the look.
pub(super) fn plain(text: &str) -> String {
    plain_within(text, 0)
}

/// The same of what stands in `depth` other escapes.
fn plain_within(text: &str, depth: usize) -> String {
    if MAX_DEPTH < depth {
        return String::new();
    }
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(one) = chars.next() {
        if one != '\\' {
            out.push(one);
            continue;
        }
        match chars.next() {
            Some('f' | 'F' | 'm' | 'M' | 'n' | 'k' | 'g' | 'Y' | 'O' | 'V') => {
                name(&mut chars);
            }
            Some('s') => pass_size(&mut chars),
            Some('h' | 'v' | 'w' | 'x' | 'l' | 'L' | 'D' | 'H' | 'S' | 'R' | 'X' | 'A' | 'B') => {
                quoted(&mut chars);
            }
            // Signs over each other: the first one is the letter.
            Some('o') => out.extend(plain_within(&quoted(&mut chars), depth + 1).chars().next()),
            Some('b' | 'Z') => out.push_str(&plain_within(&quoted(&mut chars), depth + 1)),
            Some('C') => out.push_str(&character(&quoted(&mut chars))),
            Some('N') => {
                let code = quoted(&mut chars).parse().ok().and_then(char::from_u32);
                out.extend(code.filter(|code| !code.is_control()));
            }
            Some('(') => {
                let both: String = chars.by_ref().take(2).collect();
                out.push_str(&character(&both));
            }
            Some('[') => {
                let named: String = chars.by_ref().take_while(|c| *c != ']').collect();
                out.push_str(&character(&named));
            }
            Some('*') => {
                let named = name(&mut chars);
                out.push_str(&character(&named));
            }
            Some('"' | '#') => break,
            Some('e' | 'E' | '\\') => out.push('\\'),
            Some('~' | ' ' | '0') => out.push(' '),
            Some('t') => out.push('\t'),
            Some(
                '&' | '/' | ',' | '|' | '^' | ':' | 'c' | 'd' | 'u' | 'r' | 'p' | 'a' | 'z' | '%'
                | ')' | '{' | '}' | '!' | '?',
            )
            | None => {}
            Some(other) => out.push(other),
        }
    }
    out
}

/// Whether the next line goes on where `text` ends.
pub(super) fn goes_on(text: &str) -> bool {
    text.trim_end().ends_with("\\c")
}

/// The name after an escape: one character, two after `(`, or what stands in brackets.
pub(super) fn name(chars: &mut std::str::Chars<'_>) -> String {
    match chars.next() {
        Some('(') => chars.by_ref().take(2).collect(),
        Some('[') => chars.by_ref().take_while(|c| *c != ']').collect(),
        Some(one) => one.to_string(),
        None => String::new(),
    }
}

/// What stands between a sign and the same sign again.
fn quoted(chars: &mut std::str::Chars<'_>) -> String {
    let Some(sign) = chars.next() else { return String::new() };
    chars.by_ref().take_while(|one| *one != sign).collect()
}

/// The size after `\s`: `0`, `-1`, `+2`, `(12`, `[12]` or `'12'`.
fn pass_size(chars: &mut std::str::Chars<'_>) {
    let mut ahead = chars.clone();
    if matches!(ahead.next(), Some('+' | '-')) {
        chars.next();
        ahead = chars.clone();
    }
    match ahead.next() {
        Some('\'') => drop(quoted(chars)),
        _ => drop(name(chars)),
    }
}

/// The character that roff calls `name`; nothing where it is not known.
fn character(name: &str) -> String {
    if let Some(code) = name.strip_prefix('u') {
        let codes = code.split('_').map(|code| u32::from_str_radix(code, 16).ok());
        let all: Option<String> = codes.map(|code| code.and_then(char::from_u32)).collect();
        if let Some(all) = all.filter(|_| 4 <= code.len()) {
            return all.chars().filter(|one| !one.is_control()).collect();
        }
    }
    let found = CHARACTERS.iter().find(|(known, _)| *known == name);
    found.map_or(String::new(), |(_, character)| (*character).to_owned())
}

/// The characters that manual pages name, and strings that every page has.
const CHARACTERS: [(&str, &str); 133] = [
    ("aq", "'"),
    ("Aq", "'"),
    ("cq", "'"),
    ("oq", "`"),
    ("dq", "\""),
    ("Lq", "“"),
    ("Rq", "”"),
    ("lq", "“"),
    ("rq", "”"),
    ("bq", "‚"),
    ("Bq", "„"),
    ("Fo", "«"),
    ("Fc", "»"),
    ("fo", "‹"),
    ("fc", "›"),
    ("em", "—"),
    ("en", "–"),
    ("hy", "-"),
    ("mi", "-"),
    ("\\-", "-"),
    ("pl", "+"),
    ("bu", "•"),
    ("ci", "○"),
    ("sq", "□"),
    ("lz", "◊"),
    ("OK", "✓"),
    ("dg", "†"),
    ("dd", "‡"),
    ("ps", "¶"),
    ("sc", "§"),
    ("co", "©"),
    ("rg", "®"),
    ("R", "®"),
    ("tm", "™"),
    ("Tm", "™"),
    ("rs", "\\"),
    ("sl", "/"),
    ("ba", "|"),
    ("or", "|"),
    ("Ba", "|"),
    ("bv", "│"),
    ("br", "│"),
    ("ul", "_"),
    ("ti", "~"),
    ("ha", "^"),
    ("ga", "`"),
    ("a^", "^"),
    ("a~", "~"),
    ("Am", "&"),
    ("at", "@"),
    ("sh", "#"),
    ("Do", "$"),
    ("Eu", "€"),
    ("eu", "€"),
    ("Po", "£"),
    ("Ye", "¥"),
    ("ct", "¢"),
    ("la", "⟨"),
    ("ra", "⟩"),
    ("lB", "["),
    ("rB", "]"),
    ("lC", "{"),
    ("rC", "}"),
    ("Lt", "<"),
    ("Gt", ">"),
    ("Le", "≤"),
    ("Ge", "≥"),
    ("<=", "≤"),
    (">=", "≥"),
    ("==", "≡"),
    ("!=", "≠"),
    ("Ne", "≠"),
    ("~=", "≅"),
    ("~~", "≈"),
    ("+-", "±"),
    ("Pm", "±"),
    ("mu", "×"),
    ("di", "÷"),
    ("mc", "µ"),
    ("de", "°"),
    ("fm", "′"),
    ("sd", "″"),
    ("if", "∞"),
    ("If", "∞"),
    ("sr", "√"),
    ("*p", "π"),
    ("Pi", "π"),
    ("*m", "μ"),
    ("*a", "α"),
    ("*b", "β"),
    ("*W", "Ω"),
    ("12", "½"),
    ("14", "¼"),
    ("34", "¾"),
    ("S1", "¹"),
    ("S2", "²"),
    ("S3", "³"),
    ("<-", "←"),
    ("->", "→"),
    ("ua", "↑"),
    ("da", "↓"),
    ("<>", "↔"),
    ("rA", "⇒"),
    ("lA", "⇐"),
    ("r!", "¡"),
    ("r?", "¿"),
    ("ss", "ß"),
    ("AE", "Æ"),
    ("ae", "æ"),
    ("OE", "Œ"),
    ("oe", "œ"),
    ("/O", "Ø"),
    ("/o", "ø"),
    ("/l", "ł"),
    ("oA", "Å"),
    ("oa", "å"),
    (",C", "Ç"),
    (",c", "ç"),
    (":A", "Ä"),
    (":O", "Ö"),
    (":U", "Ü"),
    (":a", "ä"),
    (":e", "ë"),
    (":i", "ï"),
    (":o", "ö"),
    (":u", "ü"),
    ("'E", "É"),
    ("'a", "á"),
    ("'e", "é"),
    ("'i", "í"),
    ("'o", "ó"),
    ("'u", "ú"),
    ("`e", "è"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_the_characters_they_stand_for() {
        for (text, expected) in [
            ("\\fB\\-x\\fR \\s-1ONE\\s0", "-x ONE"),
            ("\\h'-04'\\(bu\\h'+03'\\c", "•"),
            ("a\\f[CW]b\\f(CWc\\[u00E9]\\[u0065_0301]", "abcée\u{301}"),
            ("\\o|e'|x\\z\\N'65'\\C':a'", "exAä"),
            ("1\\ 2\\~3\\&. \\\" comment", "1 2 3. "),
            ("C:\\e\\\\", "C:\\\\"),
        ] {
            assert_eq!(plain(text), expected, "{text}");
        }
    }

    #[test]
    fn two_quotes_within_quotes_are_one() {
        let all = arguments(r#"""a b"" "say ""it"" now" \-x\ y \" c"#);
        let texts: Vec<&str> = all.iter().map(|one| one.text.as_str()).collect();
        assert_eq!(texts, ["", "a", "b\"\"", "say \"it\" now", "\\-x\\ y"]);
        assert!(all[3].quoted && !all[4].quoted);
    }
}
