//! Where elements open and end: by their own tags, by those of others, or by the bound on how many are kept.

use super::{Effect, Flow, MAX_OPEN, Open, is_question_scope, types};
use crate::{
    document::Lines,
    ingest::html::{names::Element, tokens::Tag},
};

impl Flow {
    /// Elements that close themselves where one like them begins.
    pub(super) fn imply_ends(&mut self, element: &Element) {
        use Element::*;
        match element {
            Li => self.end_within(&[Li], &[Ul, Ol, Menu, Dir]),
            Dt | Dd => self.end_within(&[Dt, Dd], &[Dl]),
            Tr => self.end_within(&[Tr], &[Table]),
            Td | Th => self.end_within(&[Td, Th], &[Tr, Table]),
            TBody | THead | TFoot => self.end_within(&[TBody, THead, TFoot], &[Table]),
            Body => self.end_within(&[Head], &[]),
            _ => {}
        }
        if element.is_block() && !matches!(element, Button | Title) {
            // A paragraph never holds a block.
            if let Some(at) = self.stack.iter().rposition(|open| open.element.is_block())
                && self.stack[at].element == P
            {
                self.close_to(at);
            }
        }
        let breaks_title = element.heading_level().is_some()
            || matches!(element, Ul | Ol | Table | Pre | Section | Article | Details);
        if breaks_title && 0 < self.titles {
            // A heading that was not closed, unless it is one in a summary.
            let is_heading = |open: &Open| open.element.heading_level().is_some();
            if let Some(at) = self.stack.iter().rposition(is_heading)
                && matches!(self.stack[at].effect, Effect::Title(_))
            {
                self.close_to(at);
            }
        }
    }

    /// Closes the innermost of `elements` that is open, up to the first of `borders`.
    pub(super) fn end_within(&mut self, elements: &[Element], borders: &[Element]) {
        for at in (0..self.stack.len()).rev() {
            let open = &self.stack[at].element;
            if elements.contains(open) {
                return self.close_to(at);
            }
            if borders.contains(open) {
                return;
            }
        }
    }

    pub(super) fn end(&mut self, element: &Element) {
        if 0 < self.overflow {
            self.overflow -= usize::from(!element.is_void());
            if self.skips == 0 && element.is_block() && self.titles == 0 && !self.in_cell() {
                self.flush();
            }
            return;
        }
        if *element == Element::Br {
            return;
        }
        let block = element.is_block();
        let crosses_cells = is_of_table(element)
            || matches!(element, Element::Table | Element::Body | Element::Html);
        let border = |open: &Open| {
            (!block && open.element.is_block() && !matches!(open.effect, Effect::Nothing))
                || (!crosses_cells
                    && matches!(open.element, Element::Td | Element::Th | Element::Table))
        };
        for at in (0..self.stack.len()).rev() {
            if self.stack[at].element == *element {
                if block || !self.stack[at + 1..].iter().any(|open| open.element.is_block()) {
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

    pub(super) fn push(&mut self, tag: &Tag, effect: Effect) {
        let is_item = types(tag).iter().any(|one| !one.is_empty());
        let scope = is_item.then(|| is_question_scope(tag));
        if MAX_OPEN <= self.stack.len() {
            self.overflow += 1;
            self.doubt = None;
            self.undo(effect);
            return;
        }
        match &effect {
            Effect::Title(_) | Effect::Button | Effect::PageTitle => self.titles += 1,
            Effect::Skip(reason, _) => {
                let is_text = !matches!(*reason, "script" | "style sheet" | "picture");
                if self.skips == 0 && is_text {
                    self.unshown = Some(String::new());
                }
                self.skips += 1;
            }
            Effect::Script(_) => self.skips += 1,
            Effect::Main => self.begin_main(),
            Effect::Raised(_) => self.raised += 1,
            _ => {}
        }
        let doubt = self.doubt.take();
        self.stack.push(Open { element: tag.element.clone(), effect, scope, doubt });
    }

    /// Takes back what was begun for an element too deep to be kept.
    pub(super) fn undo(&mut self, effect: Effect) {
        match effect {
            Effect::List => drop(self.lists.pop()),
            Effect::Item => drop(self.items.pop()),
            Effect::Terms(_) => self.end_terms(),
            Effect::Table => drop(self.tables.pop()),
            Effect::Pre => self.pres -= 1,
            Effect::Bold => self.bold = None,
            Effect::Link => self.link = None,
            Effect::Cell => self.make_layout(),
            _ => {}
        }
    }

    pub(super) fn close_to(&mut self, at: usize) {
        while at < self.stack.len() {
            self.pop();
        }
    }

    pub(super) fn pop(&mut self) {
        if let Some(open) = self.stack.pop() {
            self.closed(open);
        }
    }

    /// Ends what `open` did.
    pub(super) fn closed(&mut self, open: Open) {
        match open.effect {
            Effect::Nothing | Effect::Main | Effect::Head(_) if self.skips == 0 => {
                if open.effect == Effect::Main {
                    self.end_main();
                }
                if let Effect::Head(first) = open.effect {
                    self.page.left_out.push((Lines::new(first, self.line), "head of the page"));
                }
                if open.element.is_block() {
                    match (0 < self.titles, self.in_cell()) {
                        (true, _) => self.blank = true,
                        (_, true) => self.cell_blank(),
                        _ => self.flush(),
                    }
                }
            }
            Effect::Nothing | Effect::Main | Effect::Head(_) => {}
            Effect::Title(_) => self.take_title(open.effect),
            Effect::Answers(before) => self.end_answers(before, false),
            Effect::Terms(before) => {
                self.end_answers(before, true);
                self.end_terms();
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
            Effect::Raised(before) => self.end_raised(before),
            Effect::Skip(reason, first) => {
                self.skips -= 1;
                let lines = Lines::new(first, self.line);
                self.page.left_out.push((lines, reason));
                if self.skips == 0
                    && let Some(text) = self.unshown.take().filter(|text| !text.is_empty())
                {
                    self.page.unshown.push((lines, reason, text));
                }
                // Letters may be struck out amid a word.
                self.blank |= !matches!(open.element, Element::Del | Element::S | Element::Strike);
            }
            Effect::Script(start) => {
                self.skips -= 1;
                self.page.scripts.push(start..self.at.max(start));
            }
        }
        if let Some(doubt) = open.doubt {
            self.flush();
            doubt.settle(&mut self.page);
        }
    }
}

/// Whether no cell of a table holds one.
pub(super) fn breaks_cell(element: &Element) -> bool {
    use Element::*;
    element.heading_level().is_some()
        || matches!(element, Table | Dl | Details | Pre | Section | Article | Form)
}

/// Whether it is a row of a table, a cell or a group of rows.
pub(super) fn is_of_table(element: &Element) -> bool {
    use Element::*;
    matches!(element, Td | Th | Tr | TBody | TFoot | THead)
}
