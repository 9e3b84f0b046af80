//! From the tokens of a page to pieces, in one pass.
//!
//! Only what is open is kept, and of that no more than [`MAX_OPEN`] elements: what is nested deeper
//! still begins and ends text, but has no other meaning.

use std::cell::RefCell;

use html5ever::{
    LocalName,
    tendril::StrTendril,
    tokenizer::{
        BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
        states::RawKind,
    },
};

use super::{
    names::{furniture, heading_level, is_block, is_void, without_text},
    tables::{Cell, Row, Table, entry},
};
use crate::{
    document::Lines,
    ingest::{
        pieces::{ItemAt, Piece, PieceKind, row_text},
        question::is_question,
    },
};

/// The most elements that are kept as open.
const MAX_OPEN: usize = 256;

/// What of a page is taken.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Keep {
    /// What is text, and not navigation and the like.
    #[default]
    Content,
    /// All that is text by its element.
    All,
}

/// What a page says.
#[derive(Debug, Default)]
pub(super) struct Extract {
    /// Its text, a line for each paragraph, item and row; the ranges of the pieces are of this.
    pub(super) out: String,
    /// From which byte of `out` on it is of which line of the page, ascending.
    pub(super) origin: Vec<(usize, u32)>,
    pub(super) pieces: Vec<Piece>,
    /// Lines of the page that are left out.
    pub(super) left_out: Vec<(Lines, &'static str)>,
    /// The JSON-LD in it, with its first line.
    pub(super) scripts: Vec<(String, u32)>,
    pub(super) title: String,
    pub(super) url: Option<String>,
}

/// Takes what `html` says.
pub(super) fn extract(html: &str, keep: Keep) -> Extract {
    let is_xml = html.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("<?xml"));
    let flow = Flow { keep, is_xml, ..Flow::default() };
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(html));
    let tokenizer = Tokenizer::new(Sink(RefCell::new(flow)), TokenizerOpts::default());
    // It stops for scripts that it takes to be run; there are none.
    while !input.is_empty() {
        let _ = tokenizer.feed(&input);
    }
    tokenizer.end();
    tokenizer.sink.0.into_inner().finish()
}

struct Sink(RefCell<Flow>);

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<()> {
        let mut flow = self.0.borrow_mut();
        let line = u32::try_from(line).unwrap_or(u32::MAX);
        match token {
            Token::TagToken(tag) => {
                flow.line = line;
                return flow.tag(&tag);
            }
            Token::CharacterTokens(text) => flow.text(&text, line),
            Token::CommentToken(text) => {
                let lines = Lines::new(line - breaks(&text).min(line - 1), line);
                flow.page.left_out.push((lines, "HTML comment"));
            }
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

fn breaks(text: &str) -> u32 {
    u32::try_from(text.bytes().filter(|byte| *byte == b'\n').count()).unwrap_or(u32::MAX)
}

/// An open element.
struct Open {
    name: LocalName,
    effect: Effect,
    /// Whether it is an item of microdata, and that a question.
    scope: Option<bool>,
}

/// What an element does until it is closed.
#[derive(Default, PartialEq)]
enum Effect {
    #[default]
    Nothing,
    /// Its whole text is one piece of this kind.
    Title(PieceKind),
    /// It asks if it ends in a question mark, and else is nothing that is read.
    Button,
    List,
    Item,
    Table,
    Row,
    Cell,
    Pre,
    Bold,
    Link,
    /// What is in it is left out from this line on.
    Skip(&'static str, u32),
    /// A script that is kept.
    Script,
    /// The title of the page.
    PageTitle,
    Head(u32),
    /// The page marks it as its text.
    Main,
    /// A list of terms, a `<details>`, a declared question: an answer in it ends with it. Holds how
    /// many pieces came before.
    Answers(usize),
}

struct List {
    number: usize,
    ordered: bool,
    next: u32,
}

struct Item {
    at: ItemAt,
    marker: String,
    /// Whether nothing of it has been taken.
    fresh: bool,
}

#[derive(Default)]
struct Flow {
    keep: Keep,
    is_xml: bool,
    page: Extract,
    line: u32,
    stack: Vec<Open>,
    /// How many elements are open beyond those.
    overflow: usize,
    /// How many of the open elements are left out, are a title, are preformatted, are the text.
    skips: usize,
    titles: usize,
    pres: usize,
    mains: usize,
    /// The piece under way, and where its text starts in `out`.
    open: Option<Piece>,
    text_start: usize,
    /// Whether white space stands before what comes next.
    blank: bool,
    /// Whether the page declares the piece under way to be a question.
    asks: bool,
    lists: Vec<List>,
    items: Vec<Item>,
    tables: Vec<Table>,
    numbered: usize,
    bold: Option<usize>,
    link: Option<(usize, bool)>,
    script: Option<(String, u32)>,
}

impl Flow {
    fn finish(mut self) -> Extract {
        while !self.stack.is_empty() {
            self.pop();
        }
        self.flush();
        self.page
    }

    // Tags.

    fn tag(&mut self, tag: &Tag) -> TokenSinkResult<()> {
        match tag.kind {
            TagKind::StartTag => {
                let closes = tag.self_closing && self.is_xml;
                self.start(tag);
                if closes && !is_void(&tag.name) {
                    self.end(&tag.name);
                    return TokenSinkResult::Continue;
                }
                match &*tag.name {
                    "script" => TokenSinkResult::RawData(RawKind::ScriptData),
                    "title" | "textarea" => TokenSinkResult::RawData(RawKind::Rcdata),
                    "style" | "xmp" | "iframe" | "noembed" | "noframes" => {
                        TokenSinkResult::RawData(RawKind::Rawtext)
                    }
                    _ => TokenSinkResult::Continue,
                }
            }
            TagKind::EndTag => {
                self.end(&tag.name);
                TokenSinkResult::Continue
            }
        }
    }

    fn start(&mut self, tag: &Tag) {
        let name = &*tag.name;
        if is_void(name) {
            if self.skips == 0 {
                self.void(name, tag);
            }
            return;
        }
        if 0 < self.skips {
            self.push(tag, Effect::Nothing);
            return;
        }
        self.imply_ends(name);
        if let Some(effect) = self.left_out(tag) {
            if is_block(name) && self.titles == 0 {
                self.flush();
            }
            self.push(tag, effect);
            return;
        }
        let declared = self.titles == 0 && self.names_question(tag);
        if is_block(name) {
            return self.start_block(tag, declared);
        }
        let effect = match name {
            "b" | "strong" => {
                self.bold = Some(self.bold.unwrap_or_else(|| self.length()));
                Effect::Bold
            }
            "a" => {
                let inside = attribute(tag, "href").starts_with('#');
                self.link = Some((self.length(), inside));
                Effect::Link
            }
            _ if declared => {
                self.flush();
                Effect::Title(PieceKind::Entry)
            }
            "q" => {
                self.text("“", self.line);
                Effect::Nothing
            }
            _ => Effect::Nothing,
        };
        self.asks |= 0 < self.titles && self.names_question(tag);
        self.push(tag, effect);
    }

    fn start_block(&mut self, tag: &Tag, declared: bool) {
        let name = &*tag.name;
        if 0 < self.titles {
            // A block within a heading only parts its words.
            self.blank = true;
            self.asks |= self.names_question(tag);
            return self.push(tag, Effect::Nothing);
        }
        if self.in_cell() {
            let is_no_cell = heading_level(name).is_some()
                || matches!(name, "table" | "dl" | "details" | "pre" | "section" | "article" | "form");
            if is_no_cell {
                self.make_layout();
            } else if !matches!(name, "td" | "th" | "tr" | "tbody" | "tfoot" | "thead" | "caption") {
                self.cell_blank();
                return self.push(tag, Effect::Nothing);
            }
        }
        self.flush();
        let effect = match name {
            _ if declared => Effect::Title(match heading_level(name) {
                Some(level) => PieceKind::Question(level),
                None => PieceKind::Entry,
            }),
            "dl" | "details" => Effect::Answers(self.page.pieces.len()),
            _ if is_question_scope(tag) => Effect::Answers(self.page.pieces.len()),
            "dt" | "summary" => Effect::Title(PieceKind::Term),
            "button" => Effect::Button,
            "ul" | "ol" | "menu" | "dir" => {
                self.numbered += 1;
                let next = attribute(tag, "start").trim().parse().unwrap_or(1);
                self.lists.push(List { number: self.numbered, ordered: name == "ol", next });
                Effect::List
            }
            "li" => {
                self.start_item();
                Effect::Item
            }
            "table" => {
                let role = attribute(tag, "role");
                let is_layout = role == "presentation" || role == "none";
                self.tables.push(Table { is_layout, ..Table::default() });
                Effect::Table
            }
            "tr" => {
                if let Some(table) = self.tables.last_mut() {
                    table.row = Row::default();
                }
                Effect::Row
            }
            "td" | "th" => {
                if let Some(table) = self.tables.last_mut().filter(|table| !table.is_layout) {
                    table.cell = Some(Cell { is_head: name == "th", ..Cell::default() });
                }
                Effect::Cell
            }
            "pre" | "listing" | "xmp" | "plaintext" => {
                self.pres += 1;
                Effect::Pre
            }
            "title" => Effect::PageTitle,
            "head" => Effect::Head(self.line),
            "main" | "article" => Effect::Main,
            _ if attribute(tag, "role") == "main" => Effect::Main,
            _ => match heading_level(name) {
                Some(level) => Effect::Title(PieceKind::Heading(level)),
                None => Effect::Nothing,
            },
        };
        self.push(tag, effect);
    }

    /// Elements that close themselves where one like them begins.
    fn imply_ends(&mut self, name: &str) {
        match name {
            "li" => self.end_within(&["li"], &["ul", "ol", "menu", "dir"]),
            "dt" | "dd" => self.end_within(&["dt", "dd"], &["dl"]),
            "tr" => self.end_within(&["tr"], &["table"]),
            "td" | "th" => self.end_within(&["td", "th"], &["tr", "table"]),
            "tbody" | "thead" | "tfoot" => {
                self.end_within(&["tbody", "thead", "tfoot"], &["table"]);
            }
            "body" => self.end_within(&["head"], &[]),
            _ => {}
        }
        if is_block(name) && !matches!(name, "button" | "title") {
            // A paragraph never holds a block.
            let is_block = |open: &Open| is_block(&open.name);
            if let Some(at) = self.stack.iter().rposition(is_block)
                && &*self.stack[at].name == "p"
            {
                self.close_to(at);
            }
        }
        let breaks_title = heading_level(name).is_some()
            || matches!(name, "ul" | "ol" | "table" | "pre" | "section" | "article" | "details");
        if breaks_title && 0 < self.titles {
            // A heading that was not closed, unless it is one in a summary.
            let is_heading = |open: &Open| heading_level(&open.name).is_some();
            if let Some(at) = self.stack.iter().rposition(is_heading)
                && matches!(self.stack[at].effect, Effect::Title(_))
            {
                self.close_to(at);
            }
        }
    }

    /// Closes the innermost of `names` that is open, up to the first of `borders`.
    fn end_within(&mut self, names: &[&str], borders: &[&str]) {
        for at in (0..self.stack.len()).rev() {
            let open = &*self.stack[at].name;
            if names.contains(&open) {
                return self.close_to(at);
            }
            if borders.contains(&open) {
                return;
            }
        }
    }

    /// Why `tag` and what is in it is left out, if it is.
    fn left_out(&mut self, tag: &Tag) -> Option<Effect> {
        let name = &*tag.name;
        if name == "script" && attribute(tag, "type").eq_ignore_ascii_case("application/ld+json") {
            return Some(Effect::Script);
        }
        let skip = |reason| Some(Effect::Skip(reason, self.line));
        if let Some(reason) = without_text(name) {
            return skip(reason);
        }
        if self.keep == Keep::All || tag.attrs.is_empty() && !matches!(name, "nav" | "footer" | "aside")
        {
            return None;
        }
        let hidden = attribute(tag, "aria-hidden") == "true";
        if hidden && matches!(name, "span" | "i" | "a") {
            return skip("picture");
        }
        if !is_block(name) && name != "a" {
            return None;
        }
        let (role, class) = (attribute(tag, "role"), attribute(tag, "class"));
        let reason = furniture(name, role, class, attribute(tag, "id"), 0 < self.mains)?;
        skip(reason)
    }

    /// Whether `tag` is the name of a question by microdata or RDFa.
    fn names_question(&self, tag: &Tag) -> bool {
        let of = |wanted: &str| attribute(tag, wanted);
        let is_name =
            |names: &str| names.split_ascii_whitespace().any(|one| matches!(one, "name" | "schema:name"));
        (is_name(of("itemprop")) || is_name(of("property")))
            && self.stack.iter().rev().find_map(|open| open.scope) == Some(true)
    }

    fn void(&mut self, name: &str, tag: &Tag) {
        match name {
            "br" if self.in_cell() => self.cell_blank(),
            "br" if 0 < self.titles => self.blank = true,
            "br" if self.open.is_some() => {
                self.trim();
                if self.text_start < self.page.out.len() {
                    self.page.out.push('\n');
                }
                self.blank = false;
            }
            "hr" if self.titles == 0 && !self.in_cell() => self.flush(),
            "img" if !self.in_cell() => {
                let alt = attribute(tag, "alt");
                if !alt.trim().is_empty() && self.titles == 0 {
                    let start = self.length();
                    self.text(alt, self.line);
                    let end = self.length();
                    if let Some(open) = &mut self.open {
                        open.images.push(start.min(end)..end);
                    }
                }
            }
            "link" if attribute(tag, "rel").eq_ignore_ascii_case("canonical") => {
                let url = attribute(tag, "href").trim();
                if url.starts_with("http") {
                    self.page.url.get_or_insert_with(|| url.to_owned());
                }
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &LocalName) {
        if 0 < self.overflow {
            self.overflow -= usize::from(!is_void(name));
            if self.skips == 0 && is_block(name) && self.titles == 0 && !self.in_cell() {
                self.flush();
            }
            return;
        }
        if &**name == "br" {
            return;
        }
        let block = is_block(name);
        let of_table = matches!(
            &**name,
            "table" | "tr" | "td" | "th" | "tbody" | "thead" | "tfoot" | "body" | "html"
        );
        let border = |open: &Open| {
            let other = &*open.name;
            (!block && is_block(other) && !matches!(open.effect, Effect::Nothing))
                || (!of_table && matches!(other, "td" | "th" | "table"))
        };
        for at in (0..self.stack.len()).rev() {
            if self.stack[at].name == *name {
                if block || at + 1 == self.stack.len() {
                    self.close_to(at);
                } else if !self.stack[at + 1..].iter().any(|open| is_block(&open.name)) {
                    self.close_to(at);
                } else {
                    // An inline element that is closed in another block than it was opened in.
                    let open = self.stack.remove(at);
                    self.closed(open);
                }
                return;
            }
            if border(&self.stack[at]) {
                return;
            }
        }
    }

    fn push(&mut self, tag: &Tag, effect: Effect) {
        let of_type = [attribute(tag, "itemtype"), attribute(tag, "typeof")];
        let is_item = of_type.iter().any(|one| !one.is_empty());
        let scope = is_item.then(|| is_question_scope(tag));
        if MAX_OPEN <= self.stack.len() {
            self.overflow += 1;
            self.undo(effect);
            return;
        }
        match &effect {
            Effect::Title(_) | Effect::Button | Effect::PageTitle => self.titles += 1,
            Effect::Skip(..) => self.skips += 1,
            Effect::Script => {
                self.skips += 1;
                self.script = Some((String::new(), self.line));
            }
            Effect::Main => self.mains += 1,
            _ => {}
        }
        self.stack.push(Open { name: tag.name.clone(), effect, scope });
    }

    /// Takes back what was begun for an element too deep to be kept.
    fn undo(&mut self, effect: Effect) {
        match effect {
            Effect::List => drop(self.lists.pop()),
            Effect::Item => drop(self.items.pop()),
            Effect::Table => drop(self.tables.pop()),
            Effect::Pre => self.pres -= 1,
            Effect::Bold => self.bold = None,
            Effect::Link => self.link = None,
            Effect::Cell => self.make_layout(),
            _ => {}
        }
    }

    fn close_to(&mut self, at: usize) {
        while at < self.stack.len() {
            self.pop();
        }
    }

    fn pop(&mut self) {
        if let Some(open) = self.stack.pop() {
            self.closed(open);
        }
    }

    /// Ends what `open` did.
    fn closed(&mut self, open: Open) {
        match open.effect {
            Effect::Nothing | Effect::Main | Effect::Head(_) if self.skips == 0 => {
                self.mains -= usize::from(open.effect == Effect::Main);
                if let Effect::Head(first) = open.effect {
                    self.page.left_out.push((Lines::new(first, self.line), "head of the page"));
                }
                if is_block(&open.name) {
                    match (0 < self.titles, self.in_cell()) {
                        (true, _) => self.blank = true,
                        (_, true) => self.cell_blank(),
                        _ => self.flush(),
                    }
                }
            }
            Effect::Nothing | Effect::Main | Effect::Head(_) => {}
            Effect::Title(_) => self.take_title(open.effect),
            Effect::Answers(before) => {
                self.flush();
                let asks = |piece: &Piece| matches!(piece.kind, PieceKind::Term | PieceKind::Entry);
                if self.page.pieces.iter().skip(before).any(asks) {
                    let end = self.page.out.len();
                    let kind = PieceKind::Resume(&*open.name == "dl");
                    self.page.pieces.push(Piece::new(kind, end..end));
                }
            }
            Effect::Button => self.take_title(Effect::Button),
            Effect::PageTitle => {
                self.titles -= 1;
                let title = self.take_text();
                if self.page.title.is_empty() {
                    self.page.title = title;
                }
            }
            Effect::List => {
                self.flush();
                self.lists.pop();
            }
            Effect::Item => {
                self.flush();
                self.items.pop();
            }
            Effect::Cell => self.end_cell(),
            Effect::Row => self.end_row(),
            Effect::Table => self.end_table(),
            Effect::Pre => {
                self.flush();
                self.pres -= 1;
            }
            Effect::Bold => {
                let end = self.length();
                if let (Some(start), Some(open)) = (self.bold.take(), &mut self.open) {
                    open.bold.push(start.min(end)..end);
                }
            }
            Effect::Link => self.end_link(),
            Effect::Skip(reason, first) => {
                self.skips -= 1;
                self.page.left_out.push((Lines::new(first, self.line), reason));
                self.blank = true;
            }
            Effect::Script => {
                self.skips -= 1;
                self.page.scripts.extend(self.script.take());
            }
        }
    }

    // Text.

    /// Takes `text`, which ends on the line `line`.
    fn text(&mut self, text: &str, line: u32) {
        if let Some((script, first)) = &mut self.script {
            if script.is_empty() {
                *first = line - breaks(text).min(line - 1);
            }
            script.push_str(text);
            return;
        }
        if 0 < self.skips {
            return;
        }
        let mut line = line - breaks(text).min(line - 1);
        for (at, part) in text.split('\n').enumerate() {
            if 0 < at {
                line += 1;
                self.line_break();
            }
            if !part.is_empty() {
                self.line_text(part, line);
            }
        }
    }

    fn line_break(&mut self) {
        if 0 < self.pres && self.titles == 0 {
            if self.open.is_some() && self.text_start < self.page.out.len() {
                self.page.out.push('\n');
            }
        } else {
            self.blank = true;
        }
    }

    fn line_text(&mut self, text: &str, line: u32) {
        if self.in_cell()
            && let Some(table) = self.tables.last_mut()
            && let Some(cell) = &mut table.cell
        {
            if std::mem::take(&mut self.blank) {
                cell.push_blank();
            }
            cell.push(text);
            if !text.trim().is_empty() {
                let lines = table.row.lines.get_or_insert((line, line));
                lines.1 = line.max(lines.1);
            }
            return;
        }
        if 0 < self.pres && self.titles == 0 {
            if self.open.is_some() || !text.trim().is_empty() {
                self.opened(line);
                self.page.out.push_str(text);
            }
            return;
        }
        let is_blank = |c: char| c.is_ascii_whitespace();
        self.blank |= text.starts_with(is_blank);
        for word in text.split_ascii_whitespace() {
            self.opened(line);
            let out = &mut self.page.out;
            if self.blank && self.text_start < out.len() && !out.ends_with('\n') {
                out.push(' ');
            }
            out.push_str(word);
            self.blank = true;
        }
        if !text.trim_ascii().is_empty() {
            self.blank = text.ends_with(is_blank);
        }
    }

    /// Sees that a piece is open for text of the line `line`.
    fn opened(&mut self, line: u32) {
        if self.open.is_none() {
            let title = self.stack.iter().rev().find_map(|open| match &open.effect {
                Effect::Title(kind) => Some(kind.clone()),
                Effect::Button => Some(PieceKind::Term),
                Effect::PageTitle => Some(PieceKind::Paragraph),
                _ => None,
            });
            let kind = match title {
                Some(kind) if 0 < self.titles => kind,
                _ if 0 < self.pres => PieceKind::Code,
                _ => PieceKind::Paragraph,
            };
            self.begin(kind, line);
        }
        self.at_line(line);
    }

    fn at_line(&mut self, line: u32) {
        if self.page.origin.last().is_none_or(|(_, last)| *last != line) {
            self.page.origin.push((self.page.out.len(), line));
        }
    }

    /// Begins a piece, on a line of `out` of its own.
    fn begin(&mut self, kind: PieceKind, line: u32) {
        self.flush();
        let is_text = matches!(kind, PieceKind::Paragraph | PieceKind::Code);
        let item = self.items.last_mut().filter(|_| is_text && self.titles == 0);
        let out = &mut self.page.out;
        let is_listed = |piece: &Piece| piece.item.is_some() || matches!(piece.kind, PieceKind::Row(_));
        let listed = item.is_some() || matches!(kind, PieceKind::Row(_));
        if let Some(last) = self.page.pieces.last()
            && !(listed && is_listed(last))
        {
            out.push('\n');
        }
        let start = out.len();
        let mut piece = Piece::new(kind, start..start);
        self.page.origin.push((start, line));
        if let Some(item) = item {
            piece.item = Some(item.at);
            out.push_str(&"  ".repeat(usize::from(item.at.depth.min(16))));
            match std::mem::take(&mut item.fresh) {
                true => out.push_str(&item.marker),
                false => out.push_str(&" ".repeat(item.marker.len())),
            }
        }
        self.text_start = out.len();
        self.open = Some(piece);
        self.blank = false;
        (self.bold, self.link) = (self.bold.map(|_| 0), self.link.map(|(_, inside)| (0, inside)));
    }

    /// How much text the piece under way has.
    fn length(&self) -> usize {
        if self.open.is_some() { self.page.out.len() - self.text_start } else { 0 }
    }

    /// Drops the blanks at the end of the piece under way.
    fn trim(&mut self) {
        let text = self.page.out.get(self.text_start..).unwrap_or_default();
        let end = self.text_start + text.trim_end().len();
        self.page.out.truncate(end);
    }

    /// Closes the piece under way.
    fn flush(&mut self) {
        self.blank = false;
        let asks = std::mem::take(&mut self.asks);
        let Some(mut piece) = self.open.take() else { return };
        let bold = self.bold.map(|start| {
            start.min(self.page.out.len() - self.text_start)..self.page.out.len() - self.text_start
        });
        piece.bold.extend(bold);
        self.trim();
        let out = &self.page.out;
        if out.len() <= self.text_start {
            self.page.out.truncate(piece.range.start);
            return;
        }
        piece.range.end = out.len();
        let text = &out[self.text_start..];
        if piece.kind == PieceKind::Code {
            piece.push(text, self.text_start);
        } else {
            let mut at = self.text_start;
            for (number, line) in text.split('\n').enumerate() {
                if 0 < number {
                    piece.push_break(at);
                }
                piece.push(line, at);
                at += line.len() + 1;
            }
        }
        let end = piece.plain.len();
        for range in piece.bold.iter_mut().chain(&mut piece.images) {
            *range = range.start.min(end)..range.end.min(end);
        }
        for (range, _) in &mut piece.links {
            *range = range.start.min(end)..range.end.min(end);
        }
        piece.kind = match std::mem::take(&mut piece.kind) {
            PieceKind::Heading(level) if asks => PieceKind::Question(level),
            PieceKind::Term if asks => PieceKind::Entry,
            kind => kind,
        };
        self.page.pieces.push(piece);
        self.page.out.push('\n');
    }

    /// Closes a title, which is one piece; a button that asks nothing is left out.
    fn take_title(&mut self, effect: Effect) {
        let before = self.page.pieces.len();
        self.flush();
        self.titles -= 1;
        if effect == Effect::Button
            && let Some(piece) = self.page.pieces.get_mut(before)
            && !is_question(&piece.plain)
        {
            piece.kind = PieceKind::LeftOut("button");
        }
    }

    /// The text of the piece under way, which is none then.
    fn take_text(&mut self) -> String {
        self.trim();
        let Some(piece) = self.open.take() else { return String::new() };
        let text = self.page.out[self.text_start..].to_owned();
        self.page.out.truncate(piece.range.start);
        self.page.origin.retain(|(byte, _)| *byte < piece.range.start);
        self.blank = false;
        text
    }

    fn end_link(&mut self) {
        let end = self.length();
        let Some((start, inside)) = self.link.take() else { return };
        let Some(open) = &mut self.open else { return };
        let start = start.min(end);
        let text = &self.page.out[self.text_start + start..];
        if inside && !text.contains(char::is_alphanumeric) {
            // An anchor beside a heading.
            self.page.out.truncate(self.text_start + start);
        } else {
            open.links.push((start..end, inside));
        }
    }

    // Lists and tables.

    fn start_item(&mut self) {
        self.numbered += 1;
        let depth = u8::try_from(self.lists.len().saturating_sub(1)).unwrap_or(u8::MAX);
        let first = self.lists.first().map_or(self.numbered, |list| list.number);
        let marker = match self.lists.last_mut() {
            Some(list) if list.ordered => {
                list.next = list.next.saturating_add(1);
                format!("{}. ", list.next - 1)
            }
            _ => "- ".to_owned(),
        };
        let ordered = self.lists.last().is_some_and(|list| list.ordered);
        let at = ItemAt { item: self.numbered, list: first, depth, ordered };
        self.items.push(Item { at, marker, fresh: true });
    }

    fn in_cell(&self) -> bool {
        self.tables.last().is_some_and(|table| table.cell.is_some() && !table.is_layout)
    }

    fn cell_blank(&mut self) {
        if let Some(cell) = self.tables.last_mut().and_then(|table| table.cell.as_mut()) {
            cell.push_blank();
        }
    }

    fn end_cell(&mut self) {
        let Some(table) = self.tables.last_mut() else { return };
        match table.cell.take() {
            Some(cell) if !table.is_layout => {
                table.row.heads += usize::from(cell.is_head);
                table.row.cells.push(cell.text.trim().to_owned());
            }
            _ => self.flush(),
        }
        self.blank = false;
    }

    /// Makes the table under way one that only puts text side by side: its cells so far as text.
    fn make_layout(&mut self) {
        let Some(table) = self.tables.last_mut() else { return };
        table.is_layout = true;
        let row = std::mem::take(&mut table.row);
        let cell = table.cell.take().map(|cell| cell.text);
        let header = std::mem::take(&mut table.header);
        let (first, last) = row.lines.unwrap_or((self.line, self.line));
        for text in header.into_iter().chain(row.cells).chain(cell) {
            if !text.trim().is_empty() {
                self.piece(PieceKind::Paragraph, text.trim(), first, last);
            }
        }
    }

    fn end_row(&mut self) {
        self.flush();
        let Some(table) = self.tables.last_mut().filter(|table| !table.is_layout) else { return };
        let row = std::mem::take(&mut table.row);
        if row.cells.iter().all(|cell| cell.is_empty()) {
            return;
        }
        table.rows += 1;
        let (first, last) = row.lines.unwrap_or((self.line, self.line));
        if table.rows == 1 && row.heads == row.cells.len() && 1 < row.cells.len() {
            table.header = row.cells;
            table.row.lines = None;
            return self.page.left_out.push((Lines::new(first, last), "table header, kept with its rows"));
        }
        let header = table.header.clone();
        if let Some((question, answer)) = entry(&header, &row.cells) {
            self.piece(PieceKind::Entry, &row.cells[question], first, last);
            let mut rest = vec![row.cells[answer].clone()];
            let others = row.cells.iter().enumerate();
            rest.extend(
                others
                    .filter(|(at, _)| *at != question && *at != answer)
                    .map(|(_, cell)| cell.clone()),
            );
            return self.piece(PieceKind::Paragraph, &row_text(&rest), first, last);
        }
        if !std::mem::replace(&mut table.header_given, true) && !header.is_empty() {
            self.piece(PieceKind::Paragraph, &row_text(&header), first, first);
        }
        let kind =
            if row.cells.len() == 1 { PieceKind::Paragraph } else { PieceKind::Row(header) };
        self.piece(kind, &row_text(&row.cells), first, last);
    }

    fn end_table(&mut self) {
        self.flush();
        let Some(table) = self.tables.pop() else { return };
        if table.rows == 1 && !table.header.is_empty() {
            self.piece(PieceKind::Row(Vec::new()), &row_text(&table.header), self.line, self.line);
        }
    }

    /// Adds a piece of its own, of the lines `first` to `last`.
    fn piece(&mut self, kind: PieceKind, text: &str, first: u32, last: u32) {
        self.begin(kind, first);
        self.page.out.push_str(text);
        if first < last {
            let end = self.page.out.char_indices().next_back().map_or(0, |(at, _)| at);
            self.page.origin.push((end, last));
        }
        self.flush();
    }
}

/// Whether `tag` is an item of microdata that is a question.
fn is_question_scope(tag: &Tag) -> bool {
    [attribute(tag, "itemtype"), attribute(tag, "typeof")].iter().any(|one| asks(one))
}

/// Whether one of the types in `types` is `Question`.
fn asks(types: &str) -> bool {
    types.split_ascii_whitespace().any(|one| one.rsplit(['/', ':']).next() == Some("Question"))
}

/// The value of the attribute `name`, empty where there is none.
fn attribute<'t>(tag: &'t Tag, name: &str) -> &'t str {
    let found = tag.attrs.iter().find(|attribute| &*attribute.name.local == name);
    found.map_or("", |attribute| &attribute.value)
}
