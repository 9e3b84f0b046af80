//! The language under the macros: what a page has strings, macros of its own and conditions for is
//! carried out here, so that the reader of a page sees nothing but text and requests.
//!
//! It is carried out as for a terminal. A page may be hostile: what its strings and macros make is
//! bounded for the whole page, and behind that bound they are empty.

use std::{borrow::Cow, collections::HashMap, rc::Rc};

use super::{
    condition,
    escapes::{arguments, name, without_comment},
};
use crate::document::Lines;

/// Nothing is appended to a macro of more lines, since each time it is copied.
const MAX_APPENDED: usize = 100;

/// How deep macros may call macros, and strings name strings.
const MAX_DEPTH: usize = 8;

/// The longest string, in bytes.
const MAX_STRING_BYTES: usize = 4096;

/// What the strings and macros of a page may make, in bytes.
const MAX_MADE_BYTES: usize = 4 << 20;

/// What a line says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Said<'l> {
    /// A line of text, with its escapes.
    Text(&'l str),
    /// A request or a macro, with what stands behind its name.
    Request(&'l str, &'l str),
    /// Nothing, for this reason.
    Nothing(&'static str),
}

/// Carries out `text` and hands what each of its lines says to `sink`. What `is_known` of is a
/// macro that keeps its meaning whatever the page makes of it.
///
/// # Cost
///
/// O(bytes), and what the macros of the page make.
pub(super) fn carry_out(
    text: &str,
    is_known: &dyn Fn(&str) -> bool,
    sink: &mut dyn FnMut(Lines, Said<'_>),
) {
    let mut roff = Roff {
        is_known,
        sink,
        strings: HashMap::new(),
        macros: HashMap::new(),
        registers: HashMap::new(),
        left: MAX_MADE_BYTES,
        defining: None,
        skipping: 0,
        branches: Vec::new(),
        given: 0,
    };
    // A line that ends in a backslash goes on in the next.
    let mut open: Option<(u32, String)> = None;
    let mut last = 0;
    for (number, line) in (1..).zip(text.lines()) {
        last = number;
        let line = line.trim_end_matches('\r');
        let begin = continued(line);
        match (&mut open, begin) {
            (None, None) => roff.line(Lines::new(number, number), line, 0),
            (None, Some(begin)) => open = Some((number, begin.to_owned())),
            (Some((_, joined)), Some(begin)) => joined.push_str(begin),
            (Some((first, joined)), None) => {
                joined.push_str(line);
                let (lines, joined) = (Lines::new(*first, number), std::mem::take(joined));
                roff.line(lines, &joined, 0);
                open = None;
            }
        }
    }
    if let Some((first, joined)) = open {
        roff.line(Lines::new(first, last), &joined, 0);
    }
}

/// `line` without the backslash that takes its break away.
fn continued(line: &str) -> Option<&str> {
    let kept = line.trim_end_matches('\\');
    let is_comment = || without_comment(line).len() < line.len();
    ((line.len() - kept.len()) % 2 == 1 && !is_comment()).then(|| &line[..line.len() - 1])
}

/// A macro that is being defined.
struct Definition {
    /// `None` where its lines are to be ignored.
    name: Option<String>,
    end: String,
    body: Vec<String>,
}

struct Roff<'s> {
    is_known: &'s dyn Fn(&str) -> bool,
    sink: &'s mut dyn FnMut(Lines, Said<'_>),
    strings: HashMap<String, String>,
    macros: HashMap<String, Rc<[String]>>,
    registers: HashMap<String, i64>,
    /// How much strings and macros may still make.
    left: usize,
    defining: Option<Definition>,
    /// How many braces are open of what a condition leaves out.
    skipping: usize,
    /// Whether the conditions held that an `.el` may answer to, the last one last.
    branches: Vec<bool>,
    /// How many arguments the macro has that is carried out.
    given: usize,
}

impl Roff<'_> {
    fn line(&mut self, lines: Lines, line: &str, depth: usize) {
        if self.defining.is_some() {
            self.define(line);
            return (self.sink)(lines, Said::Nothing("macro definition"));
        }
        if 0 < self.skipping {
            self.skipping = braces(line, self.skipping);
            return (self.sink)(lines, Said::Nothing(NOT_HERE));
        }
        let line = without_comment(line);
        let Some(request) = line.strip_prefix(['.', '\'']) else {
            let text = self.interpolated(line, 0);
            return (self.sink)(lines, Said::Text(&without_braces(&text)));
        };
        let request = request.trim_start();
        if request.is_empty() {
            return (self.sink)(lines, Said::Nothing("comment"));
        }
        let end = request.find([' ', '\t', '\\']).unwrap_or(request.len());
        let (name, rest) = request.split_at(end);
        let rest = rest.trim_start();
        match name {
            "" if without_braces(rest).is_empty() => {
                (self.sink)(lines, Said::Nothing("roff without text"));
            }
            "if" | "ie" | "el" | "while" => self.conditional(lines, name, rest, depth),
            _ => self.request(lines, name, &without_braces(rest), depth),
        }
    }

    fn request(&mut self, lines: Lines, name: &str, rest: &str, depth: usize) {
        let mut nothing = "roff without text";
        match name {
            "de" | "de1" | "am" | "am1" | "ig" => {
                let mut words = rest.split_whitespace().map(str::to_owned);
                let named = if name == "ig" { None } else { words.next() };
                let old = named.as_ref().filter(|_| name.starts_with("am"));
                let old = old.and_then(|name| self.macros.get(name));
                let old = old.filter(|body| body.len() <= MAX_APPENDED);
                let body = old.map_or(Vec::new(), |body| body.to_vec());
                let end = words.next().unwrap_or_else(|| ".".to_owned());
                self.defining = Some(Definition { name: named, end, body });
                nothing = "macro definition";
            }
            "ds" | "ds1" | "as" => self.set_string(rest, name == "as"),
            "rm" => {
                for gone in rest.split_whitespace() {
                    self.strings.remove(gone);
                    self.macros.remove(gone);
                }
            }
            "als" => {
                if let Some((new, old)) = rest.split_once([' ', '\t']) {
                    let found = self.macros.get(old.trim()).map(Rc::clone);
                    found.map(|body| self.macros.insert(new.to_owned(), body));
                }
            }
            "nr" => self.set_register(rest),
            "do" if depth < MAX_DEPTH => return self.line(lines, &format!(".{rest}"), depth + 1),
            "nop" if depth < MAX_DEPTH => return self.line(lines, rest, depth + 1),
            _ => {
                let body = self.macros.get(name).filter(|_| !(self.is_known)(name)).map(Rc::clone);
                if let Some(body) = body {
                    return self.call(lines, &body, rest, depth);
                }
                let rest = self.interpolated(rest, 0);
                return (self.sink)(lines, Said::Request(name, &rest));
            }
        }
        (self.sink)(lines, Said::Nothing(nothing));
    }

    fn conditional(&mut self, lines: Lines, name: &str, rest: &str, depth: usize) {
        if name == "el" {
            let holds = self.branches.pop().is_some_and(|held| !held);
            return self.branch(lines, holds, rest, depth);
        }
        let rest = self.interpolated(rest, 0).into_owned();
        let is_set = |name: &str| {
            self.strings.contains_key(name)
                || self.macros.contains_key(name)
                || (self.is_known)(name)
        };
        let (holds, rest) = condition::holds(&rest, &is_set);
        if name == "ie" {
            self.branches.push(holds);
        }
        // What might never end is not begun.
        self.branch(lines, holds && name != "while", rest, depth);
    }

    /// Takes a line of a definition.
    fn define(&mut self, line: &str) {
        let Some(definition) = &mut self.defining else { return };
        let ends = line.strip_prefix('.').is_some_and(|rest| {
            let rest = rest.trim_start();
            rest.strip_prefix(definition.end.as_str())
                .is_some_and(|after| after.trim().is_empty() || after.starts_with([' ', '\t']))
        });
        if !ends {
            // As in a string.
            definition.body.push(line.replace("\\\\", "\\"));
        } else if let Some(Definition { name: Some(name), body, .. }) = self.defining.take() {
            self.macros.insert(name, body.into());
        }
    }

    fn set_string(&mut self, rest: &str, appends: bool) {
        let (name, value) = rest.split_once([' ', '\t']).unwrap_or((rest, ""));
        let value = value.trim_start();
        // What is read twice loses one of two backslashes.
        let value = self.interpolated(value.strip_prefix('"').unwrap_or(value), 0);
        let value = value.replace("\\\\", "\\");
        let mut string =
            if appends { self.strings.remove(name).unwrap_or_default() } else { String::new() };
        string.extend(value.chars().take(MAX_STRING_BYTES));
        while MAX_STRING_BYTES < string.len() {
            string.pop();
        }
        self.strings.insert(name.to_owned(), string);
    }

    fn set_register(&mut self, rest: &str) {
        let rest = self.interpolated(rest, 0).into_owned();
        let Some((name, value)) = rest.split_once([' ', '\t']) else { return };
        let value = value.trim();
        let before = self.registers.get(name).copied().unwrap_or(0);
        let set = match value.strip_prefix('+') {
            Some(more) => before.saturating_add(condition::number(more)),
            None => match value.strip_prefix('-') {
                Some(less) => before.saturating_sub(condition::number(less)),
                None => condition::number(value),
            },
        };
        self.registers.insert(name.to_owned(), set);
    }

    /// Goes into `rest`, which stands behind a condition, if that holds.
    fn branch(&mut self, lines: Lines, holds: bool, rest: &str, depth: usize) {
        let rest = rest.trim_start();
        let inner = rest.strip_prefix("\\{");
        if holds && depth < MAX_DEPTH {
            return self.line(lines, inner.unwrap_or(rest).trim_start(), depth + 1);
        }
        if let Some(inner) = inner {
            self.skipping = braces(inner, 1);
        }
        (self.sink)(lines, Said::Nothing(NOT_HERE));
    }

    /// Carries out a macro of the page.
    fn call(&mut self, lines: Lines, body: &[String], rest: &str, depth: usize) {
        (self.sink)(lines, Said::Nothing("roff without text"));
        if MAX_DEPTH <= depth {
            return;
        }
        let rest = self.interpolated(rest, 0).into_owned();
        let given: Vec<String> = arguments(&rest).into_iter().map(|one| one.text).collect();
        let outer = std::mem::replace(&mut self.given, given.len());
        for line in body {
            if !self.may_make(line.len() + 16) {
                break;
            }
            let line = self.with_arguments(line, &given);
            self.line(lines, &line, depth + 1);
        }
        self.given = outer;
    }

    /// `line` of a macro with the arguments it was called with.
    fn with_arguments<'l>(&mut self, line: &'l str, given: &[String]) -> Cow<'l, str> {
        if !line.contains("\\$") {
            return Cow::Borrowed(line);
        }
        let mut out = String::with_capacity(line.len());
        let mut rest = line;
        while let Some((head, after)) = rest.split_once("\\$") {
            out.push_str(head);
            let mut chars = after.chars();
            let name = name(&mut chars);
            rest = chars.as_str();
            let number = name.parse().ok().filter(|number: &usize| 0 < *number);
            let said = match (number, name.as_str()) {
                (Some(number), _) => given.get(number - 1).map_or("", String::as_str).into(),
                (None, "*" | "@") => Cow::Owned(given.join(" ")),
                _ => Cow::Borrowed(""),
            };
            if self.may_make(said.len() + 1) {
                out.push_str(&said);
            }
        }
        out.push_str(rest);
        Cow::Owned(out)
    }

    /// `text` with its strings and numbers; those that nobody set stay as they are.
    fn interpolated<'l>(&mut self, text: &'l str, depth: usize) -> Cow<'l, str> {
        if !text.contains("\\*") && !text.contains("\\n") {
            return Cow::Borrowed(text);
        }
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((head, after)) = rest.split_once('\\') {
            out.push_str(head);
            let mut chars = after.chars();
            let kind = chars.next();
            if !matches!(kind, Some('*' | 'n')) {
                out.push('\\');
                out.extend(kind);
                rest = chars.as_str();
                continue;
            }
            if kind == Some('n') && chars.as_str().starts_with(['+', '-']) {
                chars.next();
            }
            let named = name(&mut chars);
            let whole = &after[..after.len() - chars.as_str().len()];
            rest = chars.as_str();
            let named = named.split_once(' ').map_or(named.as_str(), |(name, _)| name);
            if kind == Some('n') {
                out.push_str(&self.register(named).to_string());
            } else if let Some(value) = self.strings.get(named) {
                let value = value.clone();
                if self.may_make(value.len() + 1) {
                    let value = if depth < MAX_DEPTH {
                        self.interpolated(&value, depth + 1)
                    } else {
                        Cow::Borrowed("")
                    };
                    out.push_str(&value);
                }
            } else {
                out.push('\\');
                out.push_str(whole);
            }
        }
        out.push_str(rest);
        Cow::Owned(out)
    }

    fn register(&self, name: &str) -> i64 {
        match name {
            ".$" => i64::try_from(self.given).unwrap_or(i64::MAX),
            // That it is groff, which all pages are written for by now.
            ".g" | ".x" => 1,
            ".y" => 22,
            _ => self.registers.get(name).copied().unwrap_or(0),
        }
    }

    /// Whether strings and macros may make `bytes` more; takes them off what is left.
    fn may_make(&mut self, bytes: usize) -> bool {
        let may = bytes <= self.left;
        self.left = self.left.saturating_sub(bytes);
        may
    }
}

/// Why what stands behind a condition is left out.
const NOT_HERE: &str = "for another device";

/// How many of `open` braces are open behind `line`.
fn braces(line: &str, open: usize) -> usize {
    let mut open = open;
    let mut rest = line;
    while let Some((_, after)) = rest.split_once('\\') {
        match after.chars().next() {
            Some('{') => open += 1,
            Some('}') if open <= 1 => return 0,
            Some('}') => open -= 1,
            _ => {}
        }
        let mut behind = after.chars();
        behind.next();
        rest = behind.as_str();
    }
    open
}

/// `line` without the braces that end what stood behind a condition that held.
fn without_braces(line: &str) -> Cow<'_, str> {
    if line.contains("\\}") {
        return Cow::Owned(line.replace("\\}", "").trim_end().to_owned());
    }
    Cow::Borrowed(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What `page` says: texts as they are, requests behind a full stop.
    fn said(page: &str) -> Vec<String> {
        let mut said = Vec::new();
        carry_out(page, &|name| name == "IP", &mut |_, one| match one {
            Said::Text(text) => said.push(text.to_owned()),
            Said::Request(name, rest) => said.push(format!(".{name} {rest}")),
            Said::Nothing(_) => {}
        });
        said
    }

    #[test]
    fn strings_are_what_they_were_set_to() {
        let page = ".ds or \\fBoar\\fP\n.ds x \\*(or and\\\" a comment\n.as x \" rope\n\\*[x] \\*(or's\n\\*(lq\n";
        assert_eq!(said(page), ["\\fBoar\\fP and rope \\fBoar\\fP's", "\\*(lq"]);
        assert_eq!(said(".ds a \\*a\\*a\n.ds b \\\\*b\\\\*b\n\\*a\\*b\n"), [""]);
    }

    #[test]
    fn macros_of_the_page_are_carried_out_and_their_lines_are_none() {
        let page = ".de URL\n\\\\$2 \\(la\\\\$1\\(ra\\\\$3\n..\n.de IP\n.sp\n..\n.if \\n(.g .mso www.tmac\n\
            .URL http://a.b \"the site\" .\n.IP x\n";
        assert_eq!(said(page), [".mso www.tmac", "the site \\(lahttp://a.b\\(ra.", ".IP x"]);
        assert_eq!(said(".ig END\nnothing\n..\n.END\nx\n"), ["x"]);
        assert_eq!(said(".de x\n.x\n.x\ny\n..\n.x\n").len(), 255);
    }

    #[test]
    fn conditions_are_those_of_a_terminal() {
        let page = ".if n \\{\\\n.RS 4\n.\\}\na\n.ie t \\{\\\nno\n.if n \\{\nno\n.\\}\n.\\}\n.el \\{\\\n.ds q yes\n.\\}\n\
            \\*q\n.if ''#' no\n.if '#'#' same\n.if !\\w|\\*(lq| no\n.ie \\n(.$-1 \\\nno\n.el .B yes\n.el\\{ no\n.\\}\nend\n";
        assert_eq!(said(page), [".RS 4", "a", "yes", "same", ".B yes", "end"]);
    }

    #[test]
    fn what_strings_and_macros_make_is_bounded() {
        let name = |at: usize| char::from(b'a' + at as u8);
        let mut page = String::from(".ds a xxxxxxxx\n");
        for at in 1..20 {
            let before = format!("\\\\*{}", name(at - 1)).repeat(50);
            page += &format!(".ds {} {before}\n.de X{}\n{before}\n..\n", name(at), name(at));
        }
        page += &"\\*t\\*s\n.Xt\n".repeat(1000);
        assert!(said(&page).iter().map(String::len).sum::<usize>() < 3 * MAX_MADE_BYTES);
        let page = format!(
            ".de x\n{}\n..\n{}",
            "\\\\$1".repeat(5000),
            ".x ".to_owned() + &"y".repeat(9000)
        );
        assert!(said(&page).iter().map(String::len).sum::<usize>() < 3 * MAX_MADE_BYTES);
    }
}
