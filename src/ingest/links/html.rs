//! The links and anchors of HTML, whole or as it stands in Markdown.

use std::collections::HashSet;

use super::{Link, Links};
use crate::ingest::html::{
    names::Element,
    tokens::{self, Attribute, Sink, Tag},
};

/// The links of a page.
pub(super) fn links(text: &str) -> Links {
    let found = scan(text);
    Links {
        links: found.links,
        anchors: Some(found.anchors),
        unclosed: Vec::new(),
        is_copy: found.is_copy,
    }
}

/// What the tags of a piece of HTML say.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) links: Vec<Link>,
    pub(super) anchors: HashSet<String>,
    pub(super) is_copy: bool,
}

/// Reads the tags of `text`; lines count from 1 at its start.
pub(super) fn scan(text: &str) -> Found {
    let mut found = Found::default();
    tokens::read(text, &mut found);
    found
}

impl Sink for Found {
    fn tag(&mut self, tag: &Tag) {
        if tag.is_end {
            return;
        }
        let value = |attribute: Attribute| {
            Some(tag.value(attribute).trim()).filter(|value| !value.is_empty())
        };
        // Browsers take the name of `a` alone, but GitHub that of a heading too.
        let names = [value(Attribute::Id), value(Attribute::Name)];
        self.anchors.extend(names.into_iter().flatten().map(str::to_owned));
        match tag.element {
            Element::A => {
                let target = value(Attribute::Href).map(str::to_owned);
                self.links.extend(target.map(|target| Link { line: tag.line, target }));
            }
            // All links start from there.
            Element::Base => self.is_copy |= value(Attribute::Href).is_some(),
            Element::Link
                if value(Attribute::Rel)
                    .is_some_and(|rel| rel.eq_ignore_ascii_case("canonical")) =>
            {
                self.is_copy |= value(Attribute::Href).is_some_and(|href| href.contains("://"));
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_give_links_and_anchors_and_scripts_give_none() {
        let page = "<title><a href=no></title>\n<h2 id=\"Top\">x</h2><script>'<a href=\"no\">'\
                    </script>\n<a name=old href='a&amp;b.html#x'>y</a><!-- <a href=no> -->\n";
        let links = links(page);
        assert_eq!(links.links, [Link { line: 3, target: "a&b.html#x".into() }]);
        assert_eq!(links.anchors, Some(["Top", "old"].map(str::to_owned).into()));
        assert!(!links.is_copy);
    }

    #[test]
    fn what_is_no_markup_gives_none_and_what_is_does() {
        let target = |page: &str| links(page).links.first().map(|link| link.target.clone());
        assert_eq!(target("<xmp><a href=no></xmp><iframe><a href=no></iframe>"), None);
        assert_eq!(target("<?xml version='1.0'?><title/><a href=x>").as_deref(), Some("x"));
    }

    #[test]
    fn a_page_that_belongs_elsewhere_says_so() {
        assert!(links("<link rel=canonical href='https://example.org/faq'>").is_copy);
        assert!(links("<base href=/docs/>").is_copy);
        assert!(!links("<link rel=stylesheet href='https://example.org/x.css'>").is_copy);
    }
}
