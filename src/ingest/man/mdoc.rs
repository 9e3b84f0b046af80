//! The macros of the package `mdoc`: what parts a text, in which most of them may stand on one line.

use super::{
    escapes::{arguments, goes_on, plain},
    page::Page,
    phrase::Phrases,
};
use crate::document::Lines;

/// A page of the package `mdoc`, macro by macro.
#[derive(Default)]
pub(super) struct Mdoc {
    phrases: Phrases,
    /// The open lists, outermost first.
    lists: Vec<List>,
    /// Whether the head of an item is open, which goes over several lines.
    in_head: bool,
    /// Whether each name of the program begins a way to call it.
    in_synopsis: bool,
}

/// What the items of a list begin with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum List {
    Marked,
    Headed,
    Columns,
}

impl Mdoc {
    pub(super) fn text(&mut self, page: &mut Page, lines: Lines, text: &str) {
        if self.phrases.takes_glue() {
            page.glue();
        }
        page.text(&plain(text), lines);
        if goes_on(text) {
            page.glue();
        }
    }

    pub(super) fn request(&mut self, page: &mut Page, lines: Lines, name: &str, rest: &str) {
        match name {
            "Dt" => {
                let title = arguments(rest).first().map(|first| plain(&first.text));
                page.title = title.filter(|title| !title.is_empty());
            }
            "Sh" | "Ss" => {
                self.lists.clear();
                self.in_head = false;
                page.heading(if name == "Sh" { 1 } else { 2 });
                self.say(page, lines, "", rest);
                self.in_synopsis = name == "Sh" && rest.trim() == "SYNOPSIS";
            }
            // Within a list the next paragraph is of the same item.
            "Pp" | "Lp" | "sp" => page.flush(),
            "br" => page.line_break(),
            "Bl" => {
                let all = arguments(rest);
                let is = |name: &str| all.iter().any(|one| one.text == name);
                let marked = ["-bullet", "-dash", "-hyphen", "-item", "-enum"];
                self.lists.push(match () {
                    () if is("-column") => List::Columns,
                    () if marked.iter().any(|name| is(name)) => List::Marked,
                    () => List::Headed,
                });
                page.indent(false);
            }
            "El" => {
                self.lists.pop();
                page.outdent();
            }
            "It" => {
                page.start_item();
                let list = self.lists.last().copied().unwrap_or(List::Headed);
                if list == List::Marked || rest.is_empty() {
                    return;
                }
                self.phrases.begin_head();
                self.say(page, lines, "", rest);
                if list == List::Headed {
                    self.in_head = true;
                }
            }
            "Bd" => {
                page.flush();
                let is = |name: &str| arguments(rest).iter().any(|one| one.text == name);
                page.is_code = is("-literal") || is("-unfilled");
            }
            "Ed" => {
                page.flush();
                page.is_code = false;
            }
            "Dl" | "D1" => {
                page.flush();
                let outer = std::mem::replace(&mut page.is_code, name == "Dl");
                self.say(page, lines, "", rest);
                page.flush();
                page.is_code = outer;
            }
            "nf" | "fi" => {
                page.flush();
                page.is_code = name == "nf";
            }
            "Rs" | "Re" => {
                page.flush();
                self.phrases.begin_reference();
            }
            "Sm" => self.phrases.set_spaced(rest.trim() != "off"),
            "Nm" if self.in_synopsis => {
                page.line_break();
                self.say(page, lines, name, rest);
            }
            // What a page says of itself, and what is not of the text.
            "Dd" | "Os" | "Bk" | "Ek" | "Bf" | "Ef" | "TH" | "Db" | "Tg" | "ad" | "hy" | "nh"
            | "na" | "ns" | "in" | "ti" | "ft" | "ps" | "ta" | "ne" | "tr" | "so" | "mso" => {}
            _ => self.say(page, lines, name, rest),
        }
        if self.in_head && !self.phrases.is_open() {
            self.in_head = false;
            page.end_tag();
        }
    }

    /// Says what the macro `name` makes of `rest`; nothing of one that is not known.
    fn say(&mut self, page: &mut Page, lines: Lines, name: &str, rest: &str) {
        let said = self.phrases.read(name, &arguments(rest));
        if said.glued {
            page.glue();
        }
        page.text(&said.text, lines);
    }
}
