//! Books (EPUB): pages of XHTML in the order in which they are read.

use std::collections::HashMap;

use super::{
    super::superscript,
    flow::{Flow, Item, Paragraph, Run, Style, Table},
    package::Package,
    properties, resolved,
    xml::{self, Event, Tag},
};
use crate::document::Document;

/// Elements whose text is not read on the page, or struck out on it.
const HIDDEN: [&str; 11] =
    ["head", "script", "style", "nav", "svg", "math", "audio", "video", "del", "s", "strike"];

/// Reads the book in `package`.
pub(super) fn read(path: &str, package: &mut Package<'_>) -> Result<Document, String> {
    if package.part("META-INF/rights.xml")?.is_some() {
        return Err("locked by its publisher (DRM)".to_owned());
    }
    let mut root = None;
    xml::read(&package.text("META-INF/container.xml")?, &mut |event| {
        if let Event::Start(tag) = event
            && tag.name() == "rootfile"
        {
            root = root.take().or_else(|| tag.attribute("full-path"));
        }
    })?;
    let root = root.ok_or("damaged: it does not say where the book is")?;
    let book = package.text(&root)?;
    let (title, metadata) = properties(&book)?;
    let mut reader = Reader { title: title.clone().unwrap_or_default(), ..Reader::default() };
    for page in pages(&book, &root)? {
        let text = package.text(&page).map_err(|reason| format!("{page}: {reason}"))?;
        xml::read(&text, &mut |event| reader.event(event))
            .map_err(|reason| format!("{page}: {reason}"))?;
        reader.end_page();
    }
    let mut document = reader.flow.finish(path, None, metadata);
    // The name of a book stands over all of its chapters.
    document.title = title;
    Ok(document)
}

/// The files of the pages, in the order in which they are read.
fn pages(book: &str, root: &str) -> Result<Vec<String>, String> {
    let mut files: HashMap<String, String> = HashMap::new();
    let mut spine: Vec<String> = Vec::new();
    xml::read(book, &mut |event| {
        let Event::Start(tag) = event else { return };
        match tag.name() {
            "item" => {
                let is_page = tag.attribute("media-type").is_some_and(|kind| kind.contains("html"));
                let is_contents = tag
                    .attribute("properties")
                    .is_some_and(|all| all.split_whitespace().any(|property| property == "nav"));
                if let (Some(id), Some(href)) = (tag.attribute("id"), tag.attribute("href"))
                    && is_page
                    && !is_contents
                {
                    files.insert(id, resolved(root, &unescaped(&href)));
                }
            }
            "itemref" => spine.extend(tag.attribute("idref")),
            _ => {}
        }
    })?;
    let pages: Vec<String> = spine.iter().filter_map(|id| files.remove(id)).collect();
    if pages.is_empty() { Err("damaged: it names no pages".to_owned()) } else { Ok(pages) }
}

/// `href` with `%20` and the like as the bytes they stand for.
fn unescaped(href: &str) -> String {
    let mut bytes = Vec::with_capacity(href.len());
    let mut rest = href.as_bytes();
    while let [first, tail @ ..] = rest {
        let code = tail.get(..2).and_then(|code| std::str::from_utf8(code).ok());
        match (first, code.and_then(|code| u8::from_str_radix(code, 16).ok())) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            _ => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[derive(Debug)]
struct List {
    ordered: bool,
    count: u32,
    key: usize,
    fresh: bool,
}

#[derive(Debug, Default)]
struct Reader {
    flow: Flow,
    /// The title of the book; where a page says it, it stands over the chapters.
    title: String,
    hidden: usize,
    /// The paragraph under way; there may always be one.
    open: Paragraph,
    /// What the next text is part of: a heading, code, a term; innermost last.
    blocks: Vec<Style>,
    tables: Vec<Table>,
    lists: Vec<List>,
    bold: usize,
    /// How many raised elements are open.
    raised: usize,
    link: Option<bool>,
    href: String,
    /// Whether a link to a note is under way, or one that leads back from there.
    note: bool,
    keys: usize,
    outermost: usize,
}

impl Reader {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) if 0 < self.hidden || HIDDEN.contains(&tag.name()) => {
                self.hidden += 1;
            }
            Event::End(_) if 0 < self.hidden => self.hidden -= 1,
            Event::Start(tag) => self.start(&tag),
            Event::End(name) => self.end(name),
            Event::Text(text) if self.hidden == 0 => self.characters(text),
            Event::Text(_) => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>) {
        let name = tag.name();
        match name {
            "b" | "strong" => self.bold += 1,
            "sup" => self.raised += 1,
            "a" => {
                self.href = tag.attribute("href").unwrap_or_default();
                self.link = Some(self.href.starts_with('#'));
                let kinds = ["type", "role", "class"].map(|name| tag.attribute(name));
                let kinds = kinds.map(Option::unwrap_or_default).join(" ");
                let is = |names: [&str; 3]| names.iter().any(|name| kinds.contains(name));
                self.note = is(["noteref", "footnote-ref", "doc-noteref"]);
                if is(["footnote-back", "doc-backlink", "backlink"]) {
                    self.hidden = 1;
                }
            }
            "br" => self.text("\n"),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                let level = name.as_bytes()[1] - b'0';
                self.open_block(Style::Heading(level));
            }
            "pre" => self.open_block(Style::Code),
            "dt" | "summary" => self.open_block(Style::Term),
            "ul" | "ol" => {
                self.flush();
                if self.lists.is_empty() {
                    self.outermost += 1;
                }
                let ordered = name == "ol";
                let start = tag.attribute("start").and_then(|start| start.parse::<u32>().ok());
                let count = start.map_or(0, |start| start.saturating_sub(1));
                self.lists.push(List { ordered, count, key: 0, fresh: false });
            }
            "li" => {
                self.flush();
                self.keys += 1;
                if let Some(list) = self.lists.last_mut() {
                    list.count = list.count.saturating_add(1);
                    (list.key, list.fresh) = (self.keys, true);
                }
            }
            "table" => {
                self.flush();
                self.tables.push(Table::default());
            }
            "tr" => {
                self.flush();
                if let Some(table) = self.tables.last_mut() {
                    table.rows.push(Vec::new());
                }
            }
            "td" | "th" => {
                self.flush();
                if let Some(table) = self.tables.last_mut() {
                    let rows = table.rows.len();
                    if let Some(row) = table.rows.last_mut() {
                        row.push(Vec::new());
                        // A row of nothing but names is the head.
                        if name == "th" && rows == 1 && table.head == 0 && row.len() == 1 {
                            table.head = 1;
                        } else if name == "td" && rows == 1 {
                            table.head = 0;
                        }
                    }
                }
            }
            name if is_block(name) => self.flush(),
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "b" | "strong" => self.bold = self.bold.saturating_sub(1),
            "sup" => self.raised = self.raised.saturating_sub(1),
            "a" => {
                let href = std::mem::take(&mut self.href);
                let is_text = !self.note && self.blocks.last() != Some(&Style::Code);
                if is_text && self.link.is_some() {
                    self.open.end_link(&href);
                }
                (self.link, self.note) = (None, false);
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "pre" | "dt" | "summary" => {
                self.flush();
                self.blocks.pop();
            }
            "ul" | "ol" => {
                self.flush();
                self.lists.pop();
            }
            "table" => {
                self.flush();
                let Some(table) = self.tables.pop() else { return };
                if self.tables.is_empty() {
                    self.flow.table(table);
                } else {
                    table.flattened().into_iter().for_each(|one| self.place(one));
                }
            }
            name if is_block(name) => self.flush(),
            _ => {}
        }
    }

    /// Closes all that a page left open.
    fn end_page(&mut self) {
        self.flush();
        while let Some(table) = self.tables.pop() {
            self.flow.table(table);
        }
        let Reader { flow, title, keys, outermost, .. } = std::mem::take(self);
        *self = Reader { flow, title, keys, outermost, ..Reader::default() };
    }

    fn open_block(&mut self, style: Style) {
        self.flush();
        self.blocks.push(style);
    }

    /// Characters of the page: runs of blanks are one, but in code.
    fn characters(&mut self, text: &str) {
        if self.blocks.last() == Some(&Style::Code) {
            return self.text(text);
        }
        let ends_blank = |run: &Run| run.text.ends_with([' ', '\n']);
        let mut blank = self.open.runs.last().is_none_or(ends_blank);
        let mut tidy = String::with_capacity(text.len());
        for one in text.chars() {
            let is_blank = matches!(one, ' ' | '\t' | '\n' | '\r' | '\u{c}');
            if !is_blank || !blank {
                tidy.push(if is_blank { ' ' } else { one });
            }
            blank = is_blank;
        }
        self.text(&tidy);
    }

    fn text(&mut self, text: &str) {
        let bold = 0 < self.bold;
        let is_raised = 0 < self.raised;
        // A raised link that leads to a place leads to a note, whatever it is called, unless more is linked.
        let goes_on = self.open.runs.last().is_some_and(|run| run.link.is_some() && !run.mark);
        let is_note = self.note || (is_raised && self.href.contains('#') && !goes_on);
        let name = text.trim_matches(|one: char| matches!(one, '[' | ']') || one.is_whitespace());
        let run = if is_note && !name.is_empty() {
            Run { text: format!("[{name}]"), mark: true, ..Run::default() }
        } else {
            let text = if is_raised { superscript::raised(text) } else { text.into() };
            Run { text: text.into_owned(), bold, link: self.link, mark: false }
        };
        self.open.push(run);
    }

    /// Ends the paragraph under way.
    fn flush(&mut self) {
        let mut paragraph = std::mem::take(&mut self.open);
        if paragraph.plain().is_empty() {
            return;
        }
        paragraph.style = match self.blocks.last() {
            Some(Style::Heading(_)) if paragraph.plain() == self.title => Style::Title,
            Some(style) => style.clone(),
            None => self.item().map_or(Style::Body, Style::Item),
        };
        self.place(paragraph);
    }

    fn item(&mut self) -> Option<Item> {
        let depth = self.lists.len().checked_sub(1)?;
        let list = self.lists.last_mut().filter(|list| 0 < list.key)?;
        let marker = match (list.fresh, list.ordered) {
            (false, _) => String::new(),
            (true, true) => format!("{}.", list.count),
            (true, false) => "-".to_owned(),
        };
        list.fresh = false;
        let depth = u8::try_from(depth).unwrap_or(u8::MAX).min(8);
        Some(Item { key: list.key, list: self.outermost, depth, ordered: list.ordered, marker })
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

/// Elements that begin and end a paragraph.
fn is_block(name: &str) -> bool {
    matches!(
        name,
        "p" | "div"
            | "section"
            | "article"
            | "aside"
            | "header"
            | "footer"
            | "main"
            | "body"
            | "blockquote"
            | "figure"
            | "figcaption"
            | "details"
            | "dl"
            | "dd"
            | "li"
            | "hr"
            | "address"
            | "tr"
            | "td"
            | "th"
            | "caption"
    )
}
