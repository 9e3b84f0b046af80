//! XML as a sequence of tags and text. Names come without their prefix; entities of HTML are
//! known, others are not, and nothing is ever fetched.

use quick_xml::{
    Reader,
    escape::resolve_html5_entity,
    events::{BytesStart, Event as Raw},
};

/// What is nested deeper was not written by anyone.
const MAX_DEPTH: usize = 1_000;

/// One thing of a document.
pub(super) enum Event<'a> {
    Start(Tag<'a>),
    /// The end of the innermost open element, with its name.
    End(&'a str),
    Text(&'a str),
}

/// A start tag.
pub(super) struct Tag<'a> {
    start: &'a BytesStart<'a>,
}

impl Tag<'_> {
    /// The name without its prefix.
    pub(super) fn name(&self) -> &str {
        local(self.start.name().into_inner())
    }

    /// The value of the attribute `name`, whatever its prefix.
    pub(super) fn attribute(&self, name: &str) -> Option<String> {
        let mut attributes = self.start.attributes();
        attributes.with_checks(false);
        let found = attributes.flatten().find(|one| local(one.key.into_inner()) == name)?;
        let value = quick_xml::escape::unescape_with(&found.value, resolve_html5_entity);
        Some(value.map_or_else(|_| found.value.clone().into_owned(), |value| value.into_owned()))
    }

    /// Whether the switch `name` within this tag's `val` is on: `<b/>`, `<b val="1"/>`.
    pub(super) fn is_on(&self) -> bool {
        !matches!(self.attribute("val").as_deref(), Some("0" | "false" | "off" | "none"))
    }
}

fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

/// Reads `text` and hands what is in it to `each`, in order. Elements that the text leaves open
/// are closed at its end.
///
/// # Errors
///
/// Where it stops making sense, as a phrase.
pub(super) fn read(text: &str, each: &mut dyn FnMut(Event<'_>)) -> Result<(), String> {
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    config.expand_empty_elements = true;
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    let mut open: Vec<String> = Vec::new();
    loop {
        let event = reader.read_event().map_err(|error| {
            format!(
                "damaged: its text makes no sense from byte {} on ({error})",
                reader.error_position()
            )
        })?;
        match event {
            Raw::Start(start) => {
                let tag = Tag { start: &start };
                if MAX_DEPTH <= open.len() {
                    return Err(format!("elements nested more than {MAX_DEPTH} deep"));
                }
                open.push(tag.name().to_owned());
                each(Event::Start(tag));
            }
            Raw::End(end) => {
                let name = local(end.name().into_inner()).to_owned();
                // An end without a start is nothing; one of an outer element closes the inner.
                if let Some(at) = open.iter().rposition(|one| *one == name) {
                    while at < open.len() {
                        if let Some(name) = open.pop() {
                            each(Event::End(&name));
                        }
                    }
                }
            }
            Raw::Text(text) => each(Event::Text(&text.xml10_content())),
            Raw::CData(text) => each(Event::Text(&text.xml10_content())),
            Raw::GeneralRef(reference) => {
                let mut buffer = [0; 4];
                match reference.resolve_char_ref() {
                    Ok(Some(one)) => each(Event::Text(one.encode_utf8(&mut buffer))),
                    _ => match resolve_html5_entity(&reference.xml10_content()) {
                        Some(text) => each(Event::Text(text)),
                        None => each(Event::Text(&format!("&{};", reference.xml10_content()))),
                    },
                }
            }
            Raw::Eof => break,
            _ => {}
        }
    }
    while let Some(name) = open.pop() {
        each(Event::End(&name));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> String {
        let mut told = String::new();
        let result = read(text, &mut |event| match event {
            Event::Start(tag) => {
                told.push_str(&format!("<{}{}", tag.name(), tag.attribute("a").unwrap_or_default()))
            }
            Event::End(name) => told.push_str(&format!("{name}>")),
            Event::Text(text) => told.push_str(text),
        });
        if let Err(reason) = result {
            told.push_str(&reason);
        }
        told
    }

    #[test]
    fn what_is_sloppy_is_read_as_it_is_meant() {
        assert_eq!(
            told("<w:p x:a='1 &lt;'>a&amp;b&nbsp;&#x41;&x; & c</w:p>"),
            "<p1 <a&b\u{a0}A&x; & cp>"
        );
        assert_eq!(told("<p><b/><![CDATA[<]]></p>"), "<p<bb><p>");
        assert_eq!(told("<p><b>x</p></i>"), "<p<bxb>p>");
        assert_eq!(told("<!DOCTYPE p [<!ENTITY e 'boom'>]><p>&e;"), "<p&e;p>");
        assert!(told("<p><b").contains("damaged"));
        assert!(told(&"<p>".repeat(2_000)).contains("nested"));
    }
}
