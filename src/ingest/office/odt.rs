//! OpenDocument texts.

use std::collections::HashMap;

use super::{
    super::superscript,
    flow::{Flow, Item, PAGE_BREAK, Paragraph, Run, Style, Table},
    package::Package,
    properties,
    styles::counted,
    xml::{self, Event, Tag},
};
use crate::document::Document;

/// Elements whose text is not part of what is read: what was deleted, remarks, what a text is
/// shown as where it cannot be shown.
const HIDDEN: [&str; 6] =
    ["tracked-changes", "annotation", "forms", "sequence-decls", "script", "desc"];

/// Repeated blanks are counted in the file; more than this is no layout.
const MAX_BLANKS: usize = 100;

/// Styles may be made from each other; a circle ends here.
const MAX_BASES: usize = 20;

/// Reads the document in `package`.
pub(super) fn read(path: &str, package: &mut Package<'_>) -> Result<Document, String> {
    if package
        .part("META-INF/manifest.xml")?
        .is_some_and(|manifest| String::from_utf8_lossy(&manifest).contains("encryption-data"))
    {
        return Err("locked with a password".to_owned());
    }
    let content = package.text("content.xml")?;
    if content.is_empty() {
        return Err("damaged: it holds no text of a document".to_owned());
    }
    let mut styles = Styles::default();
    styles.add(&package.text("styles.xml")?)?;
    styles.add(&content)?;
    let (title, metadata) = properties(&package.text("meta.xml")?)?;
    let mut reader = Reader::new(&styles);
    xml::read(&content, &mut |event| reader.event(event))?;
    Ok(reader.flow.finish(path, title, metadata))
}

#[derive(Debug, Default)]
struct Styles {
    by_name: HashMap<String, Entry>,
    /// For each list style which of its levels count, and how.
    lists: HashMap<String, Vec<Option<String>>>,
}

#[derive(Debug, Default)]
struct Entry {
    base: Option<String>,
    bold: Option<bool>,
    raised: Option<bool>,
    breaks_page: bool,
}

impl Styles {
    fn add(&mut self, xml: &str) -> Result<(), String> {
        let mut style: Option<String> = None;
        let mut list: Option<String> = None;
        xml::read(xml, &mut |event| match event {
            Event::Start(tag) => match tag.name() {
                "style" => {
                    let name = tag.attribute("name").unwrap_or_default();
                    let base = tag.attribute("parent-style-name");
                    self.by_name.insert(name.clone(), Entry { base, ..Entry::default() });
                    style = Some(name);
                }
                "text-properties" | "paragraph-properties" => {
                    let entry = style.as_ref().and_then(|name| self.by_name.get_mut(name));
                    if let Some(entry) = entry {
                        if let Some(weight) = tag.attribute("font-weight") {
                            let heavy = weight.parse::<u16>().is_ok_and(|weight| 600 <= weight);
                            entry.bold = Some(weight == "bold" || heavy);
                        }
                        if let Some(position) = tag.attribute("text-position") {
                            // `super 58%`, or how far: `33% 58%`; `-33% 58%` is lowered.
                            let place = position.split(' ').next().unwrap_or_default();
                            let height = place.trim_end_matches('%').parse::<f32>();
                            let is_high = height.is_ok_and(|height| 0.0 < height);
                            entry.raised = Some(place == "super" || is_high);
                        }
                        entry.breaks_page |=
                            tag.attribute("break-before").as_deref() == Some("page");
                    }
                }
                "list-style" => {
                    let name = tag.attribute("name").unwrap_or_default();
                    self.lists.insert(name.clone(), Vec::new());
                    list = Some(name);
                }
                kind @ ("list-level-style-number" | "list-level-style-bullet") => {
                    let levels = list.as_ref().and_then(|name| self.lists.get_mut(name));
                    if let Some(levels) = levels.filter(|levels| levels.len() < MAX_BLANKS) {
                        let format = tag.attribute("num-format").unwrap_or_default();
                        let counts = kind.ends_with("number") && !format.is_empty();
                        levels.push(counts.then_some(format));
                    }
                }
                _ => {}
            },
            Event::End("style") => style = None,
            Event::End("list-style") => list = None,
            _ => {}
        })
    }

    fn chain<'a>(&'a self, name: Option<&'a str>) -> impl Iterator<Item = (&'a str, &'a Entry)> {
        let mut next = name;
        std::iter::from_fn(move || {
            let name = next?;
            let style = self.by_name.get(name)?;
            next = style.base.as_deref();
            Some((name, style))
        })
        .take(MAX_BASES)
    }

    /// What a paragraph of the style `name` is. Built-in styles have one name in every language;
    /// a file may use them without saying what they look like.
    fn style(&self, name: Option<&str>) -> Style {
        let kind = |name: &str| match name {
            "Title" => Some(Style::Title),
            "Preformatted_20_Text" | "Source_20_Code" | "Source_20_Text" => Some(Style::Code),
            _ if name.starts_with("Contents_20_") && !name.ends_with("Heading") => {
                Some(Style::LeftOut("table of contents"))
            }
            _ => None,
        };
        let own = name.and_then(kind);
        let base = || {
            self.chain(name).find_map(|(name, style)| {
                kind(name).or_else(|| style.base.as_deref().and_then(kind))
            })
        };
        own.or_else(base).unwrap_or(Style::Body)
    }

    fn is_bold(&self, name: Option<&str>) -> Option<bool> {
        self.chain(name).find_map(|(_, style)| style.bold)
    }

    fn is_raised(&self, name: Option<&str>) -> Option<bool> {
        self.chain(name).find_map(|(_, style)| style.raised)
    }

    fn breaks_page(&self, name: Option<&str>) -> bool {
        name.and_then(|name| self.by_name.get(name)).is_some_and(|style| style.breaks_page)
    }
}

/// An open list: its style, and how many items it has had.
#[derive(Debug)]
struct List {
    style: Option<String>,
    count: u32,
    /// The number of the item under way, and whether a paragraph of it was taken.
    key: usize,
    fresh: bool,
}

#[derive(Debug)]
struct Reader<'a> {
    styles: &'a Styles,
    flow: Flow,
    hidden: usize,
    /// Whether the body is under way.
    in_body: bool,
    open: Vec<Paragraph>,
    tables: Vec<Table>,
    head_rows: bool,
    lists: Vec<List>,
    /// Bold of the open spans, innermost last; and whether they stand raised.
    bold: Vec<bool>,
    raised: Vec<bool>,
    link: Option<bool>,
    href: String,
    /// The note under way: its name and the text of it, and how many paragraphs were open then.
    note: Option<(String, String)>,
    in_note_name: bool,
    contents: usize,
    keys: usize,
    outermost: usize,
    notes_told: usize,
}

impl<'a> Reader<'a> {
    fn new(styles: &'a Styles) -> Reader<'a> {
        Reader {
            styles,
            flow: Flow::default(),
            hidden: 0,
            in_body: false,
            open: Vec::new(),
            tables: Vec::new(),
            head_rows: false,
            lists: Vec::new(),
            bold: Vec::new(),
            raised: Vec::new(),
            link: None,
            href: String::new(),
            note: None,
            in_note_name: false,
            contents: 0,
            keys: 0,
            outermost: 0,
            notes_told: 0,
        }
    }

    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) if 0 < self.hidden || HIDDEN.contains(&tag.name()) => {
                self.hidden += 1;
            }
            Event::End(_) if 0 < self.hidden => self.hidden -= 1,
            Event::Start(tag) if !self.in_body => self.in_body = tag.name() == "body",
            Event::Start(tag) => self.start(&tag),
            Event::End(name) => self.end(name),
            Event::Text(text) if self.hidden == 0 => self.characters(text),
            Event::Text(_) => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>) {
        let style = || tag.attribute("style-name");
        match tag.name() {
            "h" | "p" if self.note.is_some() => self.text(" "),
            "h" => {
                let level = tag.attribute("outline-level").and_then(|level| level.parse().ok());
                let title = self.styles.style(style().as_deref()) == Style::Title;
                let heading = Style::Heading(level.unwrap_or(1));
                self.begin(if title { Style::Title } else { heading }, style().as_deref());
            }
            "p" => {
                let kind = match self.styles.style(style().as_deref()) {
                    _ if 0 < self.contents => Style::LeftOut("table of contents"),
                    Style::Body => self.item().map_or(Style::Body, Style::Item),
                    other => other,
                };
                self.begin(kind, style().as_deref());
            }
            "span" => {
                let outer = self.bold.last().copied().unwrap_or(false);
                self.bold.push(self.styles.is_bold(style().as_deref()).unwrap_or(outer));
                let outer = self.raised.last().copied().unwrap_or(false);
                self.raised.push(self.styles.is_raised(style().as_deref()).unwrap_or(outer));
            }
            "a" => {
                self.href = tag.attribute("href").unwrap_or_default();
                self.link = Some(self.href.starts_with('#'));
            }
            "s" => {
                let count = tag.attribute("c").and_then(|count| count.parse().ok()).unwrap_or(1);
                self.text(&" ".repeat(usize::min(count, MAX_BLANKS)));
            }
            "tab" => self.text("\t"),
            "line-break" => self.text("\n"),
            "soft-page-break" => self.page_break(),
            "note" => self.note = Some((String::new(), String::new())),
            "note-citation" => self.in_note_name = true,
            "table-of-content" => self.contents += 1,
            "list" => {
                if self.lists.is_empty() {
                    self.outermost += 1;
                }
                let outer = self.lists.last().and_then(|list| list.style.clone());
                let style = style().or(outer);
                self.lists.push(List { style, count: 0, key: 0, fresh: false });
            }
            "list-item" | "list-header" => {
                self.keys += 1;
                if let Some(list) = self.lists.last_mut() {
                    let start = tag.attribute("start-value").and_then(|at| at.parse().ok());
                    list.count = start.unwrap_or(list.count.saturating_add(1));
                    (list.key, list.fresh) = (self.keys, true);
                }
            }
            "table" => self.tables.push(Table::default()),
            "table-header-rows" => self.head_rows = true,
            "table-row" => {
                let head = self.head_rows;
                if let Some(table) = self.tables.last_mut() {
                    table.rows.push(Vec::new());
                    table.head += usize::from(head);
                }
            }
            "table-cell" | "covered-table-cell" => {
                if let Some(row) = self.tables.last_mut().and_then(|table| table.rows.last_mut()) {
                    row.push(Vec::new());
                }
            }
            _ => {}
        }
    }

    fn begin(&mut self, style: Style, name: Option<&str>) {
        self.bold.push(self.styles.is_bold(name).unwrap_or(false));
        self.open.push(Paragraph { style, ..Paragraph::default() });
        if self.styles.breaks_page(name) {
            self.page_break();
        }
    }

    /// The item that a paragraph belongs to now.
    fn item(&mut self) -> Option<Item> {
        let depth = self.lists.len().checked_sub(1)?;
        let level = self.lists.last_mut()?;
        let format = level.style.as_ref().and_then(|name| self.styles.lists.get(name));
        let format = format.and_then(|levels| levels.get(depth).cloned().flatten());
        let ordered = format.is_some();
        let marker = match format {
            _ if !level.fresh => String::new(),
            Some(format) => format!("{}.", counted(level.count, &format)),
            None => "-".to_owned(),
        };
        level.fresh = false;
        let depth = u8::try_from(depth).unwrap_or(u8::MAX).min(8);
        Some(Item { key: level.key, list: self.outermost, depth, ordered, marker })
    }

    fn end(&mut self, name: &str) {
        match name {
            "body" => self.in_body = false,
            "h" | "p" if self.note.is_some() => {}
            "h" | "p" => {
                self.bold.pop();
                if let Some(paragraph) = self.open.pop() {
                    self.place(paragraph);
                }
            }
            "span" => {
                self.bold.pop();
                self.raised.pop();
            }
            "a" => {
                self.link = None;
                let href = std::mem::take(&mut self.href);
                if let Some(open) = self.open.last_mut().filter(|_| self.note.is_none()) {
                    open.end_link(&href);
                }
            }
            "note-citation" => self.in_note_name = false,
            "note" => self.end_note(),
            "table-of-content" => self.contents = self.contents.saturating_sub(1),
            "list" => {
                self.lists.pop();
            }
            "table-header-rows" => self.head_rows = false,
            "table" => {
                let Some(table) = self.tables.pop() else { return };
                if self.tables.is_empty() {
                    self.flow.table(table);
                } else {
                    table.flattened().into_iter().for_each(|one| self.place(one));
                }
            }
            _ => {}
        }
    }

    fn end_note(&mut self) {
        let Some((_, text)) = self.note.take() else { return };
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let Some(open) = self.open.last_mut().filter(|_| !text.is_empty()) else { return };
        self.notes_told += 1;
        let name = self.notes_told.to_string();
        open.push(Run { text: format!("[{name}]"), mark: true, ..Run::default() });
        open.notes.push((name, text));
    }

    /// Characters of the file, where runs of blanks and line breaks are one blank.
    fn characters(&mut self, text: &str) {
        let mut blank = false;
        let mut tidy = String::with_capacity(text.len());
        for one in text.chars() {
            let is_blank = matches!(one, ' ' | '\t' | '\n' | '\r');
            if !is_blank || !blank {
                tidy.push(if is_blank { ' ' } else { one });
            }
            blank = is_blank;
        }
        self.text(&tidy);
    }

    fn text(&mut self, text: &str) {
        if let Some((_, note)) = &mut self.note {
            if !self.in_note_name {
                note.push_str(text);
            }
            return;
        }
        let Some(open) = self.open.last_mut() else { return };
        let bold = self.bold.last().copied().unwrap_or(false);
        let is_raised = self.raised.last() == Some(&true);
        let text = if is_raised { superscript::raised(text) } else { text.into() };
        open.push(Run { text: text.into_owned(), bold, link: self.link, mark: false });
    }

    fn page_break(&mut self) {
        if self.open.is_empty() {
            let run = Run { text: PAGE_BREAK.to_string(), ..Run::default() };
            self.flow.paragraph(&Paragraph { runs: vec![run], ..Paragraph::default() });
        } else {
            self.text(&PAGE_BREAK.to_string());
        }
    }

    fn place(&mut self, paragraph: Paragraph) {
        match self.tables.last_mut() {
            Some(table) => {
                if let Some(cell) = table.rows.last_mut().and_then(|row| row.last_mut()) {
                    cell.push(paragraph);
                }
            }
            None => self.flow.paragraph(&paragraph),
        }
    }
}
