//! What the styles and lists of a Word document stand for.

use std::collections::HashMap;

use super::{
    flow::Style,
    xml::{self, Event},
};

/// Styles may be made from each other; a circle ends here.
const MAX_BASES: usize = 20;

/// Levels of a list or an outline.
const LEVELS: usize = 9;

/// The paragraph styles of a document by their ids.
#[derive(Debug, Default)]
pub(super) struct Styles {
    by_id: HashMap<String, Entry>,
    /// The style of paragraphs that name none.
    default: Option<String>,
}

#[derive(Debug, Default)]
struct Entry {
    /// The name as Word's English edition has it, whatever the language of the document; small.
    name: String,
    base: Option<String>,
    outline: Option<u8>,
    list: Option<ListAt>,
    bold: Option<bool>,
}

/// A level of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct ListAt {
    /// The list; `None` where only the level is said. `0` is no list.
    pub(super) list: Option<String>,
    pub(super) level: Option<usize>,
}

impl Styles {
    /// Reads `word/styles.xml`.
    pub(super) fn read(xml: &str) -> Result<Styles, String> {
        let mut styles = Styles::default();
        let mut open: Option<(String, Entry)> = None;
        xml::read(xml, &mut |event| match event {
            Event::Start(tag) => match (tag.name(), &mut open) {
                ("style", _) if tag.attribute("type").as_deref() != Some("table") => {
                    let id = tag.attribute("styleId").unwrap_or_default();
                    let is_default =
                        matches!(tag.attribute("default").as_deref(), Some("1" | "true"));
                    if is_default && tag.attribute("type").as_deref() == Some("paragraph") {
                        styles.default = Some(id.clone());
                    }
                    open = Some((id, Entry::default()));
                }
                (name, Some((_, style))) => match name {
                    "name" => {
                        style.name = tag.attribute("val").unwrap_or_default().to_lowercase();
                    }
                    "basedOn" => style.base = tag.attribute("val"),
                    "outlineLvl" => style.outline = number(tag.attribute("val")),
                    "numId" => {
                        style.list.get_or_insert_default().list = tag.attribute("val");
                    }
                    "ilvl" => {
                        let level = number(tag.attribute("val")).map(usize::from);
                        style.list.get_or_insert_default().level = level;
                    }
                    "b" => style.bold = Some(tag.is_on()),
                    _ => {}
                },
                _ => {}
            },
            Event::End("style") => styles.by_id.extend(open.take()),
            _ => {}
        })?;
        Ok(styles)
    }

    /// The style `id` and those it is made from, the nearest first.
    fn chain<'a>(&'a self, id: Option<&'a str>) -> impl Iterator<Item = &'a Entry> {
        let mut next = id.or(self.default.as_deref());
        std::iter::from_fn(move || {
            let style = self.by_id.get(next?)?;
            next = style.base.as_deref();
            Some(style)
        })
        .take(MAX_BASES)
    }

    /// What a paragraph of the style `id` is, by its name and its level in the outline.
    pub(super) fn style(&self, id: Option<&str>) -> Style {
        for style in self.chain(id) {
            let name = style.name.as_str();
            let rest = name.strip_prefix("heading ").and_then(|level| level.parse::<u8>().ok());
            if let Some(level) = rest.or(style.outline.filter(|level| *level < 9).map(|at| at + 1))
            {
                return Style::Heading(level);
            }
            if name == "title" {
                return Style::Title;
            }
            let is_toc = name.strip_prefix("toc ").is_some_and(|level| level != "heading");
            if is_toc || name == "table of figures" {
                return Style::LeftOut("table of contents");
            }
            let code = ["html preformatted", "source code", "plain text", "macro text"];
            if code.contains(&name) || name.split([' ', '-']).any(|word| word == "code") {
                return Style::Code;
            }
        }
        // Programs that write no styles leave them to the reader, by the names that Word has for their ids.
        let is_said = id.is_some_and(|id| self.by_id.contains_key(id));
        let level = id.filter(|_| !is_said).and_then(|id| id.strip_prefix("Heading"));
        match level.and_then(|level| level.parse().ok()) {
            Some(level @ 1..=9) => Style::Heading(level),
            _ if !is_said && id == Some("Title") => Style::Title,
            _ => Style::Body,
        }
    }

    /// The list that paragraphs of the style `id` belong to.
    pub(super) fn list(&self, id: Option<&str>) -> ListAt {
        let mut found = ListAt::default();
        for style in self.chain(id) {
            if let Some(list) = &style.list {
                found.list = found.list.or_else(|| list.list.clone());
                found.level = found.level.or(list.level);
            }
        }
        found
    }

    /// Whether text of the style `id` is bold.
    pub(super) fn is_bold(&self, id: Option<&str>) -> bool {
        self.chain(id).find_map(|style| style.bold).unwrap_or(false)
    }
}

fn number(text: Option<String>) -> Option<u8> {
    text?.trim().parse().ok()
}

/// The lists of a document, and how far each has counted.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    /// The levels of each kind of list.
    kinds: HashMap<String, Vec<Level>>,
    /// The kind of each list.
    lists: HashMap<String, String>,
    counts: HashMap<String, [u32; LEVELS]>,
}

#[derive(Debug, Clone, Default)]
struct Level {
    /// `decimal`, `bullet`, `lowerLetter` and so on.
    format: String,
    /// `%1.`, `%1.%2`.
    text: String,
    start: u32,
}

impl Numbering {
    /// Reads `word/numbering.xml`.
    pub(super) fn read(xml: &str) -> Result<Numbering, String> {
        let mut numbering = Numbering::default();
        let (mut kind, mut list) = (String::new(), String::new());
        let mut in_kind = false;
        xml::read(xml, &mut |event| match event {
            Event::Start(tag) => {
                let value = || tag.attribute("val").unwrap_or_default();
                match tag.name() {
                    "abstractNum" => {
                        in_kind = true;
                        kind = tag.attribute("abstractNumId").unwrap_or_default();
                        numbering.kinds.entry(kind.clone()).or_default();
                    }
                    "num" => {
                        in_kind = false;
                        list = tag.attribute("numId").unwrap_or_default();
                    }
                    "abstractNumId" => {
                        numbering.lists.insert(list.clone(), value());
                    }
                    name if in_kind => {
                        let levels = numbering.kinds.entry(kind.clone()).or_default();
                        let is_full = LEVELS <= levels.len();
                        match (name, levels.last_mut()) {
                            ("lvl", _) if !is_full => {
                                levels.push(Level { start: 1, ..Level::default() });
                            }
                            ("numFmt", Some(level)) => level.format = value(),
                            ("lvlText", Some(level)) => level.text = value(),
                            ("start", Some(level)) => level.start = value().parse().unwrap_or(1),
                            _ => {}
                        }
                    }
                    _ => {}
                }
            }
            Event::End("abstractNum") => in_kind = false,
            _ => {}
        })?;
        Ok(numbering)
    }

    /// Counts one more item of `list` at `level`: what stands before it, and whether that counts.
    pub(super) fn next(&mut self, list: &str, level: usize) -> (String, bool) {
        let level = level.min(LEVELS - 1);
        let levels = self.lists.get(list).and_then(|kind| self.kinds.get(kind));
        let Some(levels) = levels else { return ("-".to_owned(), false) };
        let own = levels.get(level).cloned().unwrap_or_default();
        if matches!(own.format.as_str(), "bullet" | "none" | "") {
            return ("-".to_owned(), false);
        }
        // Lists of one kind count on where they leave off, unless they start anew.
        let counts = self.counts.entry(list.to_owned()).or_default();
        counts[level] =
            if counts[level] == 0 { own.start } else { counts[level].saturating_add(1) };
        counts[level + 1..].fill(0);
        let mut marker = own.text.clone();
        for (at, count) in counts.iter().enumerate().take(level + 1) {
            let other = levels.get(at).cloned().unwrap_or_default();
            let count = (*count).max(other.start);
            marker = marker.replace(&format!("%{}", at + 1), &counted(count, &other.format));
        }
        if marker.trim().is_empty() || marker.contains('%') {
            marker = format!("{}.", counts[level]);
        }
        (marker.trim().to_owned(), true)
    }
}

/// `count` in letters or digits.
pub(super) fn counted(count: u32, format: &str) -> String {
    let letter = |first: u8| {
        let at = u8::try_from(count.saturating_sub(1) % 26).unwrap_or(0);
        char::from(first + at).to_string()
    };
    match format {
        "lowerLetter" | "a" => letter(b'a'),
        "upperLetter" | "A" => letter(b'A'),
        _ => count.to_string(),
    }
}
