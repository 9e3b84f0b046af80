//! From the tokens of a page to pieces, in one pass.
//!
//! Only what is open is kept, and of that no more than [`MAX_OPEN`] elements: what is nested deeper
//! still begins and ends text, but has no other meaning.

mod listed;
mod text;

use std::{cell::RefCell, ops::Range};

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
    tables::{Cell, Row, Table},
};
use crate::{
    document::Lines,
    ingest::{
        pieces::{ItemAt, Piece, PieceKind},
        source::LineNumbers,
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
    /// The line from which on nothing was read, since there were as many pieces as a page may have.
    pub(super) cut_from: Option<u32>,
    /// Lines of the page that are left out.
    pub(super) left_out: Vec<(Lines, &'static str)>,
    /// The JSON-LD in it, with its first line as the parser counts, which ends lines in it, too.
    pub(super) scripts: Vec<(String, u32)>,
    pub(super) title: String,
    /// The address of the page, as it says.
    pub(super) url: Option<String>,
    /// What its links are relative to, where that is another.
    pub(super) base: Option<String>,
    /// The ranges of `out` that are addresses of links, ascending: shown, and not matched.
    pub(super) addresses: Vec<Range<usize>>,
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
    let mut page = tokenizer.sink.0.into_inner().finish();
    page.number(&LineNumbers::of(html));
    page
}

impl Extract {
    /// Gives its lines their numbers in the file.
    fn number(&mut self, numbers: &LineNumbers) {
        let number = |line: &mut u32| *line = numbers.number(*line as usize);
        self.origin.iter_mut().for_each(|(_, line)| number(line));
        self.cut_from.iter_mut().for_each(number);
        self.left_out.iter_mut().for_each(|(lines, _)| *lines = numbers.lines(*lines));
    }
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
    /// Whether text begins anew after it.
    is_block: bool,
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

struct Link {
    /// Where its text starts in that of the piece under way.
    start: usize,
    href: String,
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
    link: Option<Link>,
    /// Where addresses stand in the piece under way, in bytes of `out`.
    addresses: Vec<Range<usize>>,
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
                let href = attribute(tag, "href").to_owned();
                self.link = Some(Link { start: self.length(), href });
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
                || matches!(
                    name,
                    "table" | "dl" | "details" | "pre" | "section" | "article" | "form"
                );
            if is_no_cell {
                self.make_layout();
            } else if !matches!(name, "td" | "th" | "tr" | "tbody" | "tfoot" | "thead" | "caption")
            {
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
            if let Some(at) = self.stack.iter().rposition(|open| open.is_block)
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
        if self.keep == Keep::All
            || tag.attrs.is_empty() && !matches!(name, "nav" | "footer" | "aside")
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
        let is_name = |names: &str| {
            names.split_ascii_whitespace().any(|one| matches!(one, "name" | "schema:name"))
        };
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
            "base" => {
                let base = attribute(tag, "href").trim();
                if base.starts_with("http") {
                    self.page.base.get_or_insert_with(|| base.to_owned());
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
            (!block && open.is_block && !matches!(open.effect, Effect::Nothing))
                || (!of_table && matches!(&*open.name, "td" | "th" | "table"))
        };
        for at in (0..self.stack.len()).rev() {
            if self.stack[at].name == *name {
                if block || !self.stack[at + 1..].iter().any(|open| open.is_block) {
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
        self.stack.push(Open {
            name: tag.name.clone(),
            is_block: is_block(&tag.name),
            effect,
            scope,
        });
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
                if open.is_block {
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
