//! From the tokens of a page to pieces, in one pass.
//!
//! Only what is open is kept, and of that no more than [`MAX_OPEN`] elements: what is nested deeper
//! still begins and ends text, but has no other meaning.

mod close;
mod doubt;
mod listed;
mod text;

use std::ops::Range;

use self::{
    close::{breaks_cell, is_of_table},
    doubt::Doubt,
};
use super::{
    names::{Element, Furniture, furniture},
    tables::{Cell, Row, Table},
    tokens::{self, Attribute, Sink, Tag},
};
use crate::{
    document::Lines,
    ingest::pieces::{ItemAt, Piece, PieceKind},
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
    /// Of those what they say, or the start of it, where that is text.
    pub(super) unshown: Vec<(Lines, &'static str, String)>,
    /// Where the JSON-LD in it stands, in bytes of the page.
    pub(super) scripts: Vec<Range<usize>>,
    pub(super) title: String,
    /// The address of the page, as it says.
    pub(super) url: Option<String>,
    /// What its links are relative to, where that is another.
    pub(super) base: Option<String>,
    /// The ranges of `out` that are addresses of links, ascending: shown, and not matched.
    pub(super) addresses: Vec<Range<usize>>,
    /// The ranges of `out` that the page marks as its text, ascending.
    pub(super) mains: Vec<Range<usize>>,
}

/// Takes what `html` says.
pub(super) fn extract(html: &str, keep: Keep) -> Extract {
    let mut flow = Flow { keep, ..Flow::default() };
    tokens::read(html, &mut flow);
    flow.at = html.len();
    flow.finish()
}

impl Sink for Flow {
    fn tag(&mut self, tag: &Tag) {
        self.line = tag.line;
        self.at = tag.range.start;
        if tag.is_end {
            return self.end(&tag.element);
        }
        self.start(tag);
        if tag.closes_itself && !tag.element.is_void() {
            self.end(&tag.element);
        }
    }

    fn text(&mut self, text: &str, line: u32) {
        self.add_text(text, line);
    }

    fn comment(&mut self, lines: Lines) {
        self.page.left_out.push((lines, "HTML comment"));
    }
}

fn breaks(text: &str) -> u32 {
    u32::try_from(text.bytes().filter(|byte| *byte == b'\n').count()).unwrap_or(u32::MAX)
}

/// An open element.
struct Open {
    element: Element,
    effect: Effect,
    /// Whether it is an item of microdata, and that a question.
    scope: Option<bool>,
    /// Whether what is in it is to be looked at, as it may be none of the text.
    doubt: Option<Doubt>,
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
    /// It is raised; holds how much text there was before.
    Raised(usize),
    /// What is in it is left out from this line on.
    Skip(&'static str, u32),
    /// A script that is kept, from this byte of the page on.
    Script(usize),
    /// The title of the page.
    PageTitle,
    Head(u32),
    /// The page marks it as its text.
    Main,
    /// A `<details>`, a declared question: an answer in it ends with it. Holds how many pieces came
    /// before.
    Answers(usize),
    /// A list of terms: the same, and each term with its text is an item.
    Terms(usize),
}

/// How an element is taken that is none of the text, or may be none.
enum Seen {
    Not(Effect),
    Perhaps(Furniture),
}

struct List {
    number: usize,
    ordered: bool,
    next: u32,
    of_terms: bool,
}

struct Link {
    /// Where its text starts in that of the piece under way.
    start: usize,
    href: String,
}

struct Item {
    at: ItemAt,
    /// How far it stands in on the page of text: lists of terms do not.
    indent: usize,
    marker: String,
    /// Whether nothing of it has been taken.
    fresh: bool,
    /// Of a term with its text: how far it has come.
    term: Option<Term>,
}

/// How far a term with its text has come.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Term {
    /// Terms that share what comes.
    Named,
    Defined,
    /// A heading stands in its text: what comes is of a section.
    Headed,
}

#[derive(Default)]
struct Flow {
    keep: Keep,
    page: Extract,
    /// The line and the byte of the page that the last tag ends on and starts at.
    line: u32,
    at: usize,
    stack: Vec<Open>,
    /// How many elements are open beyond those.
    overflow: usize,
    /// How many of the open elements are left out, are a title, are preformatted, are the text.
    skips: usize,
    titles: usize,
    pres: usize,
    mains: usize,
    /// How many of the open elements are raised.
    raised: usize,
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
    /// What is to be looked at in the element that begins.
    doubt: Option<Doubt>,
    /// The start of what is left out with the outermost element that is, where it is text.
    unshown: Option<String>,
    /// Where addresses stand in the piece under way, in bytes of `out`.
    addresses: Vec<Range<usize>>,
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

    fn start(&mut self, tag: &Tag) {
        let element = &tag.element;
        if element.is_void() {
            if self.skips == 0 {
                self.void(tag);
            }
            return;
        }
        if 0 < self.skips && !(element.is_block() && self.ends_struck()) {
            self.push(tag, Effect::Nothing);
            return;
        }
        self.imply_ends(element);
        match self.left_out(tag) {
            Some(Seen::Not(effect)) => {
                if element.is_block() && self.titles == 0 {
                    self.flush();
                }
                self.push(tag, effect);
                return;
            }
            Some(Seen::Perhaps(furniture)) => self.begin_doubt(tag, furniture),
            None => {}
        }
        let declared = self.titles == 0 && self.names_question(tag);
        if element.is_block() {
            return self.start_block(tag, declared);
        }
        let effect = match element {
            Element::B | Element::Strong => {
                self.bold = Some(self.bold.unwrap_or_else(|| self.length()));
                Effect::Bold
            }
            Element::A => {
                let href = tag.value(Attribute::Href).to_owned();
                self.link = Some(Link { start: self.length(), href });
                Effect::Link
            }
            _ if declared => {
                self.flush();
                Effect::Title(PieceKind::Entry)
            }
            Element::Sup => Effect::Raised(self.written().len()),
            Element::Q => {
                self.add_text("“", self.line);
                Effect::Nothing
            }
            _ => Effect::Nothing,
        };
        self.asks |= 0 < self.titles && self.names_question(tag);
        self.push(tag, effect);
    }

    fn start_block(&mut self, tag: &Tag, declared: bool) {
        let element = &tag.element;
        if 0 < self.titles {
            // A block within a heading only parts its words.
            self.blank = true;
            self.asks |= self.names_question(tag);
            return self.push(tag, Effect::Nothing);
        }
        if self.in_cell() {
            if breaks_cell(element) {
                self.make_layout();
            } else if !is_of_table(element) && *element != Element::Caption {
                self.cell_blank();
                return self.push(tag, Effect::Nothing);
            }
        }
        self.flush();
        match element {
            Element::Dt => self.start_term(),
            Element::Dd => self.define_term(),
            _ if element.heading_level().is_some() => self.head_term(),
            _ => {}
        }
        let effect = match element {
            _ if declared => Effect::Title(match element.heading_level() {
                Some(level) => PieceKind::Question(level),
                None => PieceKind::Entry,
            }),
            Element::Dl => {
                self.start_terms();
                Effect::Terms(self.page.pieces.len())
            }
            Element::Details => Effect::Answers(self.page.pieces.len()),
            _ if is_question_scope(tag) => Effect::Answers(self.page.pieces.len()),
            Element::Dt | Element::Summary => Effect::Title(PieceKind::Term),
            Element::Button => Effect::Button,
            Element::Ul | Element::Ol | Element::Menu | Element::Dir => {
                self.numbered += 1;
                let next = tag.value(Attribute::Start).trim().parse().unwrap_or(1);
                self.lists.push(List {
                    number: self.numbered,
                    ordered: *element == Element::Ol,
                    next,
                    of_terms: false,
                });
                Effect::List
            }
            Element::Li => {
                self.start_item();
                Effect::Item
            }
            Element::Table => {
                let role = tag.value(Attribute::Role);
                let is_layout = role == "presentation" || role == "none";
                self.tables.push(Table { is_layout, ..Table::default() });
                Effect::Table
            }
            Element::Tr => {
                if let Some(table) = self.tables.last_mut() {
                    table.row = Row::default();
                }
                Effect::Row
            }
            Element::Td | Element::Th => {
                if let Some(table) = self.tables.last_mut().filter(|table| !table.is_layout) {
                    table.cell = Some(Cell { is_head: *element == Element::Th, ..Cell::default() });
                }
                Effect::Cell
            }
            Element::Pre | Element::Listing | Element::Xmp | Element::PlainText => {
                self.pres += 1;
                Effect::Pre
            }
            Element::Title => Effect::PageTitle,
            Element::Head => Effect::Head(self.line),
            Element::Main | Element::Article => Effect::Main,
            _ if tag.value(Attribute::Role) == "main" => Effect::Main,
            _ => match element.heading_level() {
                Some(level) => Effect::Title(PieceKind::Heading(level)),
                None => Effect::Nothing,
            },
        };
        self.push(tag, effect);
    }

    /// Ends struck text that began amid a line and was never ended, before a block; whether there was such.
    fn ends_struck(&mut self) -> bool {
        let is_skip = |open: &Open| matches!(open.effect, Effect::Skip(..));
        let Some(at) = self.stack.iter().position(is_skip) else { return false };
        // Only `del` may hold blocks.
        let is_struck = matches!(self.stack[at].element, Element::S | Element::Strike);
        let ends = is_struck && self.open.is_some();
        while ends && at < self.stack.len() {
            self.pop();
        }
        ends
    }

    /// Whether `tag` and what is in it is left out.
    fn left_out(&mut self, tag: &Tag) -> Option<Seen> {
        let (element, value) = (&tag.element, |attribute| tag.value(attribute));
        if *element == Element::Script
            && value(Attribute::Type).eq_ignore_ascii_case("application/ld+json")
        {
            return Some(Seen::Not(Effect::Script(tag.range.end)));
        }
        let skip = |reason| Some(Seen::Not(Effect::Skip(reason, self.line)));
        if let Some(reason) = element.without_text() {
            return skip(reason);
        }
        let tells =
            matches!(element, Element::Nav | Element::Footer | Element::Aside | Element::Header);
        if self.keep == Keep::All || tag.is_bare() && !tells {
            return None;
        }
        let hidden = value(Attribute::AriaHidden) == "true";
        if hidden && matches!(element, Element::Span | Element::I | Element::A) {
            return skip("picture");
        }
        if !element.is_block() && *element != Element::A {
            return None;
        }
        let (role, class, id) =
            (value(Attribute::Role), value(Attribute::Class), value(Attribute::Id));
        match furniture(element, role, class, id, 0 < self.mains)? {
            Furniture::Surely(reason) => skip(reason),
            // Within a title there is no text to look at, and a link is one.
            Furniture::OfLinks(reason)
            | Furniture::Untitled(reason)
            | Furniture::UnlessTitled(reason)
                if 0 < self.titles || *element == Element::A =>
            {
                skip(reason)
            }
            perhaps => Some(Seen::Perhaps(perhaps)),
        }
    }

    /// Whether `tag` is the name of a question by microdata or RDFa.
    fn names_question(&self, tag: &Tag) -> bool {
        let is_name = |names: &str| {
            names.split_ascii_whitespace().any(|one| matches!(one, "name" | "schema:name"))
        };
        (is_name(tag.value(Attribute::ItemProp)) || is_name(tag.value(Attribute::Property)))
            && self.stack.iter().rev().find_map(|open| open.scope) == Some(true)
    }

    fn void(&mut self, tag: &Tag) {
        match tag.element {
            Element::Br if self.in_cell() => self.cell_blank(),
            Element::Br if 0 < self.titles => self.blank = true,
            Element::Br if self.open.is_some() => {
                self.trim();
                if self.text_start < self.page.out.len() {
                    self.page.out.push('\n');
                }
                self.blank = false;
            }
            Element::Hr if self.titles == 0 && !self.in_cell() => self.flush(),
            Element::Img if !self.in_cell() => {
                let alt = tag.value(Attribute::Alt);
                if !alt.trim().is_empty() && self.titles == 0 {
                    let start = self.length();
                    self.add_text(alt, self.line);
                    let end = self.length();
                    if let Some(open) = &mut self.open {
                        open.images.push(start.min(end)..end);
                    }
                }
            }
            Element::Link if tag.value(Attribute::Rel).eq_ignore_ascii_case("canonical") => {
                let url = tag.value(Attribute::Href).trim();
                if url.starts_with("http") {
                    self.page.url.get_or_insert_with(|| url.to_owned());
                }
            }
            Element::Base => {
                let base = tag.value(Attribute::Href).trim();
                if base.starts_with("http") {
                    self.page.base.get_or_insert_with(|| base.to_owned());
                }
            }
            _ => {}
        }
    }
}

/// What an item is by microdata and by RDFa.
fn types(tag: &Tag) -> [&str; 2] {
    [tag.value(Attribute::ItemType), tag.value(Attribute::TypeOf)]
}

/// Whether `tag` is an item of microdata that is a question.
fn is_question_scope(tag: &Tag) -> bool {
    types(tag).iter().any(|one| asks(one))
}

/// Whether one of the types in `types` is `Question`.
fn asks(types: &str) -> bool {
    types.split_ascii_whitespace().any(|one| one.rsplit(['/', ':']).next() == Some("Question"))
}
