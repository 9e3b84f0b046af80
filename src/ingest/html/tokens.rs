//! The tags, the text and the comments of a page, as html5gum finds them (WHATWG 13.2.5), with
//! their lines.
//!
//! Text comes in the parts that the tokenizer finds, so none is held twice however long it is. Of a
//! tag only the attributes are kept that mean something here, and nothing of it outlives the next
//! one: a page has more tags than words, and strings for each took most of the time.

use std::{convert::Infallible, ops::Range};

use html5gum::{Emitter, Error, Reader, State, Tokenizer};

use super::names::Element;
use crate::document::Lines;

/// Takes what is on a page, in its order. Lines are those of the page, from 1.
pub(in crate::ingest) trait Sink {
    fn tag(&mut self, tag: &Tag);

    /// A part of a text, which ends on the line `line`; parts may end amid a word.
    fn text(&mut self, _text: &str, _line: u32) {}

    fn comment(&mut self, _lines: Lines) {}
}

/// A start or end tag.
#[derive(Debug)]
pub(in crate::ingest) struct Tag {
    pub(in crate::ingest) element: Element,
    pub(in crate::ingest) is_end: bool,
    /// Whether it is a start tag that ends its element, too, as it may in XML.
    pub(in crate::ingest) closes_itself: bool,
    /// The line that it ends on.
    pub(in crate::ingest) line: u32,
    /// Where it stands, in bytes of the page.
    pub(in crate::ingest) range: Range<usize>,
    /// The attributes, each with where its value starts in `values`.
    attributes: Vec<(Attribute, usize)>,
    values: Vec<u8>,
}

impl Tag {
    /// The value of `attribute`, the first where it is there again; empty where it is not.
    pub(in crate::ingest) fn value(&self, attribute: Attribute) -> &str {
        let Some(at) = self.attributes.iter().position(|(one, _)| *one == attribute) else {
            return "";
        };
        let end = self.attributes.get(at + 1).map_or(self.values.len(), |(_, start)| *start);
        str::from_utf8(&self.values[self.attributes[at].1..end]).unwrap_or_default()
    }

    /// Whether it has none of the attributes that are kept.
    pub(in crate::ingest) fn is_bare(&self) -> bool {
        self.attributes.is_empty()
    }
}

/// An attribute that means something here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ingest) enum Attribute {
    Alt,
    AriaHidden,
    Class,
    Href,
    Id,
    ItemProp,
    ItemType,
    Name,
    Property,
    Rel,
    Role,
    Start,
    Type,
    TypeOf,
}

impl Attribute {
    fn of(name: &[u8]) -> Option<Attribute> {
        Some(match name {
            b"alt" => Attribute::Alt,
            b"aria-hidden" => Attribute::AriaHidden,
            b"class" => Attribute::Class,
            b"href" => Attribute::Href,
            b"id" => Attribute::Id,
            b"itemprop" => Attribute::ItemProp,
            b"itemtype" => Attribute::ItemType,
            b"name" => Attribute::Name,
            b"property" => Attribute::Property,
            b"rel" => Attribute::Rel,
            b"role" => Attribute::Role,
            b"start" => Attribute::Start,
            b"type" => Attribute::Type,
            b"typeof" => Attribute::TypeOf,
            _ => return None,
        })
    }
}

/// Gives what is in `html` to `sink`.
///
/// # Cost
///
/// Time grows with the length of `html`; memory with that of its longest tag.
pub(in crate::ingest) fn read(html: &str, sink: &mut impl Sink) {
    let page = html.strip_prefix('\u{feff}').unwrap_or(html);
    let start = html.len() - page.len();
    let is_xml = page.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("<?xml"));
    let tag = Tag {
        element: Element::Html,
        is_end: false,
        closes_itself: false,
        line: 1,
        range: start..start,
        attributes: Vec::new(),
        values: Vec::new(),
    };
    let tokens = Tokens {
        bytes: html.as_bytes(),
        is_xml,
        sink,
        at: start,
        counted: start,
        line: 1,
        tag,
        name: Vec::new(),
        attribute: Vec::new(),
        is_named: false,
        is_kept: false,
        raw: Vec::new(),
        split: Vec::new(),
    };
    let Ok(()) = Tokenizer::new_with_emitter(Rest(page.as_bytes()), tokens).finish();
}

/// What of a page the tokenizer has not read.
struct Rest<'p>(&'p [u8]);

impl Reader for Rest<'_> {
    type Error = Infallible;

    #[inline]
    fn read_byte(&mut self) -> Result<Option<u8>, Infallible> {
        Ok(self.0.split_off_first().copied())
    }

    #[inline]
    fn read_until<'b>(
        &'b mut self,
        ends: &[u8],
        _: &'b mut [u8; 4],
    ) -> Result<Option<&'b [u8]>, Infallible> {
        let is_end = |byte: &u8| ends.iter().any(|end| end == byte);
        let length = self.0.iter().position(is_end).unwrap_or(self.0.len());
        Ok(self.0.split_off(..length.max(1)))
    }

    /// Asked for each name of a character with the same first letter.
    #[inline]
    fn try_read_string(&mut self, text: &[u8], exact: bool) -> Result<bool, Infallible> {
        if exact && self.0.first() != text.first() {
            return Ok(false);
        }
        let Some((start, rest)) = self.0.split_at_checked(text.len()) else { return Ok(false) };
        let is_it = if exact { start == text } else { start.eq_ignore_ascii_case(text) };
        if is_it {
            self.0 = rest;
        }
        Ok(is_it)
    }
}

struct Tokens<'p, S> {
    bytes: &'p [u8],
    is_xml: bool,
    sink: &'p mut S,
    /// How far the tokenizer has read, in bytes.
    at: usize,
    /// Up to where line breaks are counted, and the line there.
    counted: usize,
    line: u32,
    /// The tag under way with its name and the name of its last attribute.
    tag: Tag,
    name: Vec<u8>,
    attribute: Vec<u8>,
    /// Whether an attribute's name is under way, and whether the last one is kept.
    is_named: bool,
    is_kept: bool,
    /// The name of the last element whose text is no markup.
    raw: Vec<u8>,
    /// The start of a character whose end has not come.
    split: Vec<u8>,
}

impl<S: Sink> Tokens<'_, S> {
    /// The line of the byte `at`, which lies behind all that were asked for.
    fn line(&mut self, at: usize) -> u32 {
        let mut end = at.min(self.bytes.len());
        // The tokenizer is amid a line break, which it takes as one character.
        if end.checked_sub(1).is_some_and(|last| self.bytes.get(last..end + 1) == Some(b"\r\n")) {
            end += 1;
        }
        if self.counted < end {
            let breaks =
                self.bytes[self.counted..end].iter().filter(|byte| **byte == b'\n').count();
            self.line = self.line.saturating_add(u32::try_from(breaks).unwrap_or(u32::MAX));
            self.counted = end;
        }
        self.line
    }

    /// Begins a tag.
    fn init_tag(&mut self, is_end: bool) {
        self.name.clear();
        self.tag.is_end = is_end;
        self.tag.closes_itself = false;
        self.tag.attributes.clear();
        self.tag.values.clear();
        self.is_named = false;
        self.is_kept = false;
    }

    /// Ends the name of the attribute under way, if one is.
    fn end_name(&mut self) {
        if std::mem::take(&mut self.is_named) {
            let attribute = Attribute::of(&self.attribute);
            self.is_kept = attribute.is_some();
            self.tag.attributes.extend(attribute.map(|one| (one, self.tag.values.len())));
        }
    }
}

/// How the text in `element` is read, where that is not as markup.
fn text_state(element: &Element) -> Option<State> {
    match element {
        Element::Script => Some(State::ScriptData),
        Element::Title | Element::TextArea => Some(State::RcData),
        Element::Style | Element::Xmp | Element::Iframe | Element::NoEmbed | Element::NoFrames => {
            Some(State::RawText)
        }
        _ => None,
    }
}

impl<S: Sink> Emitter for Tokens<'_, S> {
    type Token = Infallible;

    #[inline]
    fn move_position(&mut self, offset: isize) {
        self.at = self.at.wrapping_add_signed(offset);
    }

    fn emit_string(&mut self, text: &[u8]) {
        // The standard drops those that stand in text.
        if text == b"\0" {
            return;
        }
        let line = self.line(self.at);
        match str::from_utf8(text) {
            Ok(text) if self.split.is_empty() => self.sink.text(text, line),
            _ => {
                // Of what follows a `<` that begins no tag the first byte comes alone.
                self.split.extend_from_slice(text);
                if let Ok(text) = str::from_utf8(&self.split) {
                    self.sink.text(text, line);
                    self.split.clear();
                }
            }
        }
    }

    fn start_open_tag(&mut self) {
        self.tag.range.start = self.at.saturating_sub(1);
    }

    fn init_start_tag(&mut self) {
        self.init_tag(false);
    }

    fn init_end_tag(&mut self) {
        self.init_tag(true);
    }

    fn push_tag_name(&mut self, name: &[u8]) {
        self.name.extend_from_slice(name);
    }

    fn init_attribute(&mut self) {
        self.end_name();
        self.attribute.clear();
        self.is_named = true;
    }

    fn push_attribute_name(&mut self, name: &[u8]) {
        self.attribute.extend_from_slice(name);
    }

    fn push_attribute_value(&mut self, value: &[u8]) {
        self.end_name();
        if self.is_kept {
            self.tag.values.extend_from_slice(value);
        }
    }

    fn set_self_closing(&mut self) {
        self.tag.closes_itself = self.is_xml && !self.tag.is_end;
    }

    fn emit_current_tag(&mut self) -> Option<State> {
        self.end_name();
        self.tag.element = Element::of(&self.name);
        self.tag.line = self.line(self.at);
        self.tag.range.end = self.at;
        self.sink.tag(&self.tag);
        if self.tag.is_end || self.tag.closes_itself {
            return None;
        }
        let state = text_state(&self.tag.element)?;
        self.raw.clone_from(&self.name);
        Some(state)
    }

    fn current_is_appropriate_end_tag_token(&mut self) -> bool {
        self.tag.is_end && self.name == self.raw
    }

    fn emit_current_comment(&mut self) {
        let first = self.line(self.tag.range.start);
        let last = self.line(self.at);
        self.sink.comment(Lines::new(first, last));
    }

    fn should_emit_errors(&mut self) -> bool {
        false
    }

    fn pop_token(&mut self) -> Option<Infallible> {
        None
    }

    fn emit_eof(&mut self) {}
    fn emit_error(&mut self, _error: Error) {}
    fn set_last_start_tag(&mut self, _name: Option<&[u8]>) {}
    fn init_comment(&mut self) {}
    fn push_comment(&mut self, _text: &[u8]) {}
    fn init_doctype(&mut self) {}
    fn emit_current_doctype(&mut self) {}
    fn set_force_quirks(&mut self) {}
    fn push_doctype_name(&mut self, _name: &[u8]) {}
    fn set_doctype_public_identifier(&mut self, _value: &[u8]) {}
    fn set_doctype_system_identifier(&mut self, _value: &[u8]) {}
    fn push_doctype_public_identifier(&mut self, _value: &[u8]) {}
    fn push_doctype_system_identifier(&mut self, _value: &[u8]) {}
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::*;

    /// What a page holds, ` | ` before each tag, comment and line of text, with the lines.
    #[derive(Default)]
    struct Shown {
        out: String,
        /// The line of the text that it ends in.
        text: Option<u32>,
    }

    impl Sink for Shown {
        fn tag(&mut self, tag: &Tag) {
            let (start, end) = (["", "/"][usize::from(tag.is_end)], tag.closes_itself);
            let _ = write!(self.out, " | {} <{start}{:?}", tag.line, tag.element);
            for (attribute, _) in &tag.attributes {
                let _ = write!(self.out, " {attribute:?}={:?}", tag.value(*attribute));
            }
            self.out.push_str(if end { "/>" } else { ">" });
            self.text = None;
        }

        fn text(&mut self, text: &str, line: u32) {
            let breaks = u32::try_from(text.matches('\n').count()).unwrap();
            for (line, part) in (line.saturating_sub(breaks)..).zip(text.split('\n')) {
                if !part.is_empty() && self.text.replace(line) != Some(line) {
                    let _ = write!(self.out, " | {line} ");
                }
                self.out.push_str(part);
            }
        }

        fn comment(&mut self, lines: Lines) {
            let _ = write!(self.out, " | {}-{} !", lines.first, lines.last);
            self.text = None;
        }
    }

    fn check(page: &str, wanted: &str) {
        let mut shown = Shown::default();
        read(page, &mut shown);
        assert_eq!(shown.out.strip_prefix(" | ").unwrap_or_default(), wanted, "{page:?}");
    }

    #[test]
    fn tags_have_the_attributes_that_mean_something() {
        check("<P Class=a x=y>", r#"1 <P Class="a">"#);
        check("<p class id= href>", r#"1 <P Class="" Id="href">"#);
        check("<p x='<' class=\"a&amp;b&copy=\né\"/>", r#"2 <P Class="a&b&copy=\né">"#);
        check("</p class=a>", r#"1 </P Class="a">"#);
        check("<p class=a", "");
    }

    #[test]
    fn of_an_attribute_that_is_there_again_the_first_counts() {
        check("<p class=a id=b class=c>", r#"1 <P Class="a" Id="b" Class="a">"#);
        check("<p class class=c>", r#"1 <P Class="" Class="">"#);
    }

    #[test]
    fn text_of_scripts_and_titles_is_no_markup() {
        check("<title>&lt;<b></title>", "1 <Title> | 1 <<b> | 1 </Title>");
        check("<xmp><b>&lt;</xmp ><b>", "1 <Xmp> | 1 <b>&lt; | 1 </Xmp> | 1 <B>");
        check(
            "<script><!-- <script></script></b></scripts> --></SCRIPT>",
            "1 <Script> | 1 <!-- <script></script></b></scripts> --> | 1 </Script>",
        );
        check("<title/><b>", "1 <Title> | 1 <b>");
    }

    #[test]
    fn in_xml_an_element_may_close_itself() {
        check("<?xml?><title/><b>", "1-1 ! | 1 <Title/> | 1 <B>");
        check("\u{feff}<?XML?><script/><b/></b/>", "1-1 ! | 1 <Script/> | 1 <B/> | 1 </B>");
    }

    #[test]
    fn lines_are_those_of_the_file() {
        check("a\r\nb\rc\n<b\n>", "1 a | 2 bc | 4 <B>");
        check("\r\n\r\r\na", "3 a");
        check("<a id=\n'x\ny'\n>z", "4 <A Id=\"x\\ny\"> | 4 z");
        check("<!-- a\r\n-->b<!\n>", "1-2 ! | 2 b | 2-3 !");
        // What stands behind a sign that begins nothing is not yet read with it.
        check("&\n<\n&#\na", "1 & | 2 < | 3 &# | 4 a");
        check("a&#10;b", "1 ab");
    }

    #[test]
    fn characters_are_whole() {
        check("<é &é</é>", "1 <é &é | 1-1 !");
        check("a\0b\u{feff}", "1 ab\u{feff}");
        check("<script><!-- -é -é", "1 <Script> | 1 <!-- -é -é");
        check("<é-ü/><é>", "1 <é-ü/><é>");
        check("<x-é>", &format!("1 <Other({:?})>", "x-é".as_bytes()));
    }
}
