//! The macros of the package `man`, and those that tools which write pages bring along.

use super::{
    escapes::{Argument, arguments, goes_on, plain},
    page::Page,
};
use crate::document::Lines;

/// Macros that keep their meaning where a page defines them anew, as some do for old systems.
const KNOWN: [&str; 46] = [
    "TH", "SH", "SS", "Sh", "Ss", "PP", "P", "LP", "HP", "TP", "TQ", "IP", "RS", "RE", "nf", "fi",
    "EX", "EE", "UR", "UE", "MT", "ME", "MR", "B", "I", "SM", "SB", "BR", "RB", "BI", "IB", "IR",
    "RI", "PD", "SY", "YS", "br", "sp", "in", "ti", "ad", "na", "ft", "ps", "mso", "so",
];

/// A page of the package `man`, macro by macro.
#[derive(Default)]
pub(super) struct Man {
    /// Whether no space is asked for between items.
    compact: bool,
    /// Where the link leads that is open.
    address: Option<String>,
}

impl Man {
    pub(super) fn is_known(name: &str) -> bool {
        KNOWN.contains(&name)
    }

    pub(super) fn text(&mut self, page: &mut Page, lines: Lines, text: &str) {
        let said = plain(text);
        // What hangs to the left of a paragraph is the mark of an item.
        if text.starts_with("\\h'-") && goes_on(text) && !said.trim().contains(' ') {
            page.start_item();
            if !is_bullet(said.trim()) {
                page.tag(&said, lines);
                page.end_tag();
            }
            return;
        }
        page.text(&said, lines);
        if goes_on(text) {
            page.glue();
        }
    }

    pub(super) fn request(&mut self, page: &mut Page, lines: Lines, name: &str, rest: &str) {
        let given = arguments(rest);
        let joined = |between: &str| {
            let all: Vec<String> = given.iter().map(|one| plain(&one.text)).collect();
            all.join(between)
        };
        let first = || given.first().map(|one| plain(&one.text)).unwrap_or_default();
        match name {
            "TH" => page.title = Some(first()).filter(|title| !title.is_empty()),
            "SH" | "SS" | "Sh" | "Ss" => {
                self.end_link(page, lines, "");
                self.compact = false;
                page.heading(if name == "SH" { 1 } else { 2 });
                if !given.is_empty() {
                    page.text(&joined(" "), lines);
                    page.flush();
                }
            }
            "PP" | "P" | "LP" => page.paragraph(),
            "sp" | "Sp" => page.flush(),
            "HP" => page.start_item(),
            "PD" => self.compact = first().starts_with('0'),
            "TP" => {
                if !(self.compact && page.is_tagged()) {
                    page.start_item();
                }
                page.expect_tag();
            }
            "TQ" => {
                if !page.is_tagged() {
                    page.start_item();
                }
                page.expect_tag();
            }
            // Without a tag it goes on with the item above.
            "IP" if first().is_empty() => page.flush(),
            "IP" => {
                if !(self.compact && page.is_tagged()) {
                    page.start_item();
                }
                let tag = first();
                // Old pages draw a bullet so, and say how far to indent.
                let is_drawn = tag == "o" && 1 < given.len();
                if !is_bullet(&tag) && !is_drawn {
                    page.tag(&tag, lines);
                    page.end_tag();
                }
            }
            "RS" => page.indent(true),
            "RE" => page.outdent(),
            "nf" | "EX" | "Vb" | "CW" => {
                page.flush();
                page.is_code = true;
            }
            "fi" | "EE" | "Ve" | "CE" => {
                page.flush();
                page.is_code = false;
            }
            "br" | "in" | "ti" => page.line_break(),
            "SY" => {
                page.flush();
                page.text(&joined(" "), lines);
            }
            "YS" => page.flush(),
            "OP" => page.text(&format!("[{}]", joined(" ")), lines),
            "B" | "I" | "SM" | "SB" => page.text(&joined(" "), lines),
            "BR" | "RB" | "BI" | "IB" | "IR" | "RI" => page.text(&joined(""), lines),
            "MR" => page.text(&reference(&given), lines),
            "UR" | "MT" => {
                self.end_link(page, lines, "");
                self.address = Some(first()).filter(|address| !address.is_empty());
            }
            "UE" | "ME" => self.end_link(page, lines, &joined(" ")),
            "URL" => page.text(&joined(" "), lines),
            _ => {}
        }
        if given.last().is_some_and(|last| goes_on(&last.text)) {
            page.glue();
        }
    }

    /// Says where the open link leads, and `behind` it.
    pub(super) fn end_link(&mut self, page: &mut Page, lines: Lines, behind: &str) {
        if let Some(address) = self.address.take() {
            page.text(&format!("<{address}>{behind}"), lines);
        } else if !behind.is_empty() {
            page.glue();
            page.text(behind, lines);
        }
    }
}

/// `boat(1),` of `boat 1 ,`.
fn reference(given: &[Argument]) -> String {
    let part = |at: usize| given.get(at).map(|one| plain(&one.text)).unwrap_or_default();
    format!("{}({}){}", part(0), part(1), part(2))
}

/// Whether `tag` only marks an item. `--` and `!` are what the item is about.
fn is_bullet(tag: &str) -> bool {
    matches!(tag, "•" | "-" | "*" | "+" | "–" | "—" | "·" | "○" | "□" | "◊" | "†")
}
