//! Word documents (Office Open XML).

use std::collections::HashMap;

use super::{
    super::superscript,
    flow::{Flow, Item, PAGE_BREAK, Paragraph, Run, Style, Table},
    package::Package,
    properties, resolved,
    styles::{ListAt, Numbering, Styles},
    xml::{self, Event, Tag},
};
use crate::document::Document;

/// Elements whose text is not shown: what was deleted or moved away, what stands in for what a
/// reader of another version cannot show, how something was formatted before.
const HIDDEN: [&str; 8] =
    ["del", "moveFrom", "Fallback", "pPrChange", "rPrChange", "instrText", "ruby", "sectPrChange"];

/// Where a package says what its parts are.
const PACKAGE_RELATIONS: &str = "_rels/.rels";

/// Reads the document in `package`.
pub(super) fn read(path: &str, package: &mut Package<'_>) -> Result<Document, String> {
    let parts = relations(&package.text(PACKAGE_RELATIONS)?, "")?;
    let main = parts.get("officeDocument").cloned();
    let main = main.unwrap_or_else(|| "word/document.xml".to_owned());
    let xml = package.text(&main)?;
    if xml.is_empty() {
        return Err("damaged: it holds no text of a document".to_owned());
    }
    let (folder, file) = main.rsplit_once('/').unwrap_or(("", &main));
    let relations_xml = package.text(&format!("{folder}/_rels/{file}.rels"))?;
    let own = relations(&relations_xml, &main)?;
    let mut part = |kind: &str| match own.get(kind) {
        Some(name) => package.text(name),
        None => Ok(String::new()),
    };
    let styles = Styles::read(&part("styles")?)?;
    let numbering = Numbering::read(&part("numbering")?)?;
    let mut notes = notes(&part("footnotes")?, "footnote")?;
    notes.extend(self::notes(&part("endnotes")?, "endnote")?);
    let (title, metadata) = match parts.get("core-properties") {
        Some(name) => properties(&package.text(name)?)?,
        None => Default::default(),
    };
    let mut reader = Reader {
        styles: &styles,
        numbering,
        notes: &notes,
        // Word marks where pages began when it last showed them; where it does, the breaks that
        // were typed are among those.
        rendered: xml.contains("lastRenderedPageBreak"),
        outside: outside(&relations_xml)?,
        ..Reader::new(&styles, &notes)
    };
    xml::read(&xml, &mut |event| reader.event(event))?;
    Ok(reader.flow.finish(path, title, metadata))
}

/// The parts that the relations `xml` of the part `of` name, by the last word of their kind.
fn relations(xml: &str, of: &str) -> Result<HashMap<String, String>, String> {
    let mut parts = HashMap::new();
    xml::read(xml, &mut |event| {
        if let Event::Start(tag) = event
            && tag.name() == "Relationship"
            && tag.attribute("TargetMode").as_deref() != Some("External")
            && let (Some(kind), Some(target)) = (tag.attribute("Type"), tag.attribute("Target"))
        {
            let kind = kind.rsplit('/').next().unwrap_or(&kind).to_owned();
            parts.entry(kind).or_insert_with(|| resolved(of, &target));
        }
    })?;
    Ok(parts)
}

/// What the links out of a part lead to, by their ids.
fn outside(xml: &str) -> Result<HashMap<String, String>, String> {
    let mut outside = HashMap::new();
    xml::read(xml, &mut |event| {
        if let Event::Start(tag) = event
            && tag.attribute("TargetMode").as_deref() == Some("External")
            && tag.attribute("Type").is_some_and(|kind| kind.ends_with("/hyperlink"))
        {
            outside.extend(tag.attribute("Id").zip(tag.attribute("Target")));
        }
    })?;
    Ok(outside)
}

/// The notes of `xml` by kind and id, each as one line of text.
fn notes(xml: &str, kind: &str) -> Result<HashMap<String, String>, String> {
    let mut notes = HashMap::new();
    let mut open: Option<(String, String)> = None;
    let mut in_text = false;
    xml::read(xml, &mut |event| match event {
        Event::Start(tag) if tag.name() == kind => {
            // The lines that separate notes from text are written as notes, too.
            let is_note = tag.attribute("type").is_none_or(|kind| kind == "normal");
            let id = tag.attribute("id").filter(|_| is_note);
            open = id.map(|id| (format!("{kind} {id}"), String::new()));
        }
        Event::Start(tag) => {
            in_text = tag.name() == "t";
            if let (Some((_, text)), "p" | "tab" | "br") = (&mut open, tag.name()) {
                text.push(' ');
            }
        }
        Event::Text(text) => {
            if let (Some((_, note)), true) = (&mut open, in_text) {
                note.push_str(text);
            }
        }
        Event::End(name) => {
            in_text = false;
            if name == kind {
                let tidy = |(id, text): (String, String)| {
                    (id, text.split_whitespace().collect::<Vec<_>>().join(" "))
                };
                notes.extend(open.take().map(tidy));
            }
        }
    })?;
    Ok(notes)
}

/// A paragraph on its way, with what its properties say.
#[derive(Debug, Default)]
struct Open {
    paragraph: Paragraph,
    style: Option<String>,
    outline: Option<u8>,
    list: ListAt,
}

#[derive(Debug)]
struct Reader<'a> {
    styles: &'a Styles,
    numbering: Numbering,
    notes: &'a HashMap<String, String>,
    rendered: bool,
    flow: Flow,
    /// Paragraphs under way: a text box stands within one.
    open: Vec<Open>,
    tables: Vec<Table>,
    /// How deep within a hidden element.
    hidden: usize,
    in_run: bool,
    in_text: bool,
    /// Whether the paragraph's properties are under way: they say how its end mark looks, too.
    in_properties: bool,
    bold: Option<bool>,
    /// Whether the open run stands raised.
    raised: bool,
    run_style: Option<String>,
    link: Option<bool>,
    /// Where the link under way leads, and where all lead that leave the document, by their ids.
    href: Option<String>,
    outside: HashMap<String, String>,
    /// The last item: its number, that of its list, which list that is.
    items: usize,
    list: usize,
    after_item: bool,
    notes_told: usize,
}

impl<'a> Reader<'a> {
    fn new(styles: &'a Styles, notes: &'a HashMap<String, String>) -> Reader<'a> {
        Reader {
            styles,
            numbering: Numbering::default(),
            notes,
            rendered: false,
            flow: Flow::default(),
            open: Vec::new(),
            tables: Vec::new(),
            hidden: 0,
            in_run: false,
            in_text: false,
            in_properties: false,
            bold: None,
            raised: false,
            run_style: None,
            link: None,
            href: None,
            outside: HashMap::new(),
            items: 0,
            list: 0,
            after_item: false,
            notes_told: 0,
        }
    }

    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) if 0 < self.hidden || HIDDEN.contains(&tag.name()) => {
                self.hidden += 1;
            }
            Event::End(_) if 0 < self.hidden => self.hidden -= 1,
            Event::Text(text) if self.hidden == 0 && self.in_text => self.text(text),
            Event::Start(tag) => self.start(&tag),
            Event::End(name) => self.end(name),
            Event::Text(_) => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>) {
        let value = || tag.attribute("val");
        match tag.name() {
            "p" => self.open.push(Open::default()),
            "pPr" => self.in_properties = true,
            "r" => {
                self.in_run = true;
                (self.bold, self.raised, self.run_style) = (None, false, None);
            }
            "t" => self.in_text = self.in_run,
            "tab" if self.in_run => self.text("\t"),
            "noBreakHyphen" => self.text("-"),
            "br" | "cr" => {
                let is_page = tag.attribute("type").as_deref() == Some("page");
                match (is_page, self.rendered) {
                    (false, _) => self.text("\n"),
                    (true, false) => self.text(&PAGE_BREAK.to_string()),
                    (true, true) => {}
                }
            }
            "lastRenderedPageBreak" => self.text(&PAGE_BREAK.to_string()),
            "b" if self.in_run => self.bold = Some(tag.is_on()),
            "vertAlign" if self.in_run => {
                self.raised = value().as_deref() == Some("superscript");
            }
            "rStyle" if self.in_run => self.run_style = value(),
            "hyperlink" => {
                let outside = tag.attribute("id").and_then(|id| self.outside.get(&id));
                self.href = outside.cloned();
                self.link = Some(tag.attribute("anchor").is_some() && self.href.is_none());
            }
            "footnoteReference" | "endnoteReference" => self.note(tag),
            "tbl" => self.tables.push(Table::default()),
            "tr" => {
                if let Some(table) = self.tables.last_mut() {
                    table.rows.push(Vec::new());
                }
            }
            "tc" => {
                if let Some(row) = self.tables.last_mut().and_then(|table| table.rows.last_mut()) {
                    row.push(Vec::new());
                }
            }
            "tblHeader" => {
                if let Some(table) = self.tables.last_mut().filter(|_| tag.is_on()) {
                    table.head = table.rows.len();
                }
            }
            name if self.in_properties => {
                if let Some(open) = self.open.last_mut() {
                    match name {
                        "pStyle" => open.style = value(),
                        "outlineLvl" => open.outline = value().and_then(|at| at.parse().ok()),
                        "numId" => open.list.list = value(),
                        "ilvl" => open.list.level = value().and_then(|at| at.parse().ok()),
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "t" => self.in_text = false,
            "r" => self.in_run = false,
            "pPr" => self.in_properties = false,
            "hyperlink" => {
                self.link = None;
                if let (Some(href), Some(open)) = (self.href.take(), self.open.last_mut()) {
                    open.paragraph.end_link(&href);
                }
            }
            "p" => {
                if let Some(open) = self.open.pop() {
                    let paragraph = self.styled(open);
                    self.place(paragraph);
                }
            }
            "tbl" => {
                let Some(table) = self.tables.pop() else { return };
                if self.tables.is_empty() {
                    self.flow.table(table);
                } else {
                    table.flattened().into_iter().for_each(|one| self.place(one));
                }
                self.after_item = false;
            }
            _ => {}
        }
    }

    /// Adds `text` to the open paragraph, as the open run has it.
    fn text(&mut self, text: &str) {
        let Some(open) = self.open.last_mut() else { return };
        let styles = self.styles;
        let by_style = || {
            let run = self.run_style.as_deref().map(|id| styles.is_bold(Some(id)));
            run.unwrap_or(false) || styles.is_bold(open.style.as_deref())
        };
        let bold = self.bold.unwrap_or_else(by_style);
        let text = if self.raised { superscript::raised(text) } else { text.into() };
        let run = Run { text: text.into_owned(), bold, link: self.link, mark: false };
        open.paragraph.push(run);
    }

    fn note(&mut self, tag: &Tag<'_>) {
        let kind = tag.name().trim_end_matches("Reference");
        let id = tag.attribute("id").unwrap_or_default();
        let Some(text) = self.notes.get(&format!("{kind} {id}")) else { return };
        let Some(open) = self.open.last_mut() else { return };
        self.notes_told += 1;
        let name = self.notes_told.to_string();
        let text_mark = format!("[{name}]");
        open.paragraph.push(Run { text: text_mark, mark: true, ..Run::default() });
        open.paragraph.notes.push((name, text.clone()));
    }

    /// The paragraph with what its style and its list make of it.
    fn styled(&mut self, open: Open) -> Paragraph {
        let Open { mut paragraph, style, outline, list } = open;
        let named = self.styles.style(style.as_deref());
        paragraph.style = match outline {
            Some(level @ 0..9) if named == Style::Body => Style::Heading(level + 1),
            _ => named,
        };
        if paragraph.style == Style::Body {
            let by_style = self.styles.list(style.as_deref());
            let id = list.list.or(by_style.list).filter(|id| id != "0");
            if let Some(id) = id {
                let level = list.level.or(by_style.level).unwrap_or(0);
                paragraph.style = Style::Item(self.item(&id, level));
                self.after_item = true;
                return paragraph;
            }
        }
        // A blank line between two items is no end of their list.
        self.after_item &= paragraph.plain().is_empty();
        paragraph
    }

    fn item(&mut self, id: &str, level: usize) -> Item {
        let (marker, ordered) = self.numbering.next(id, level);
        self.items += 1;
        if !self.after_item {
            self.list += 1;
        }
        let depth = u8::try_from(level).unwrap_or(u8::MAX).min(8);
        Item { key: self.items, list: self.list, depth, ordered, marker }
    }

    /// Puts a paragraph where it belongs: into the open cell, or the text.
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
