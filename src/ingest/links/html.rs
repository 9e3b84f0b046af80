//! The links and anchors of HTML, whole or as it stands in Markdown.

use std::{cell::RefCell, collections::HashSet};

use html5ever::{
    tendril::StrTendril,
    tokenizer::{
        BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
        states::RawKind,
    },
};

use super::{Link, Links};

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
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(text));
    let tokenizer = Tokenizer::new(Sink(RefCell::default()), TokenizerOpts::default());
    // It stops for scripts that it takes to be run; there are none.
    while !input.is_empty() {
        let _ = tokenizer.feed(&input);
    }
    tokenizer.end();
    tokenizer.sink.0.into_inner()
}

struct Sink(RefCell<Found>);

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<()> {
        let Token::TagToken(tag) = token else { return TokenSinkResult::Continue };
        if tag.kind != TagKind::StartTag {
            return TokenSinkResult::Continue;
        }
        self.0.borrow_mut().tag(&tag, u32::try_from(line).unwrap_or(u32::MAX));
        match &*tag.name {
            "script" => TokenSinkResult::RawData(RawKind::ScriptData),
            "title" | "textarea" => TokenSinkResult::RawData(RawKind::Rcdata),
            "style" => TokenSinkResult::RawData(RawKind::Rawtext),
            _ => TokenSinkResult::Continue,
        }
    }
}

impl Found {
    fn tag(&mut self, tag: &Tag, line: u32) {
        let value = |name: &str| {
            let found = tag.attrs.iter().find(|one| &*one.name.local == name);
            found.map(|one| one.value.trim().to_owned()).filter(|value| !value.is_empty())
        };
        // Browsers take the name of `a` alone, but GitHub that of a heading too.
        self.anchors.extend(value("id").into_iter().chain(value("name")));
        match &*tag.name {
            "a" => {
                self.links.extend(value("href").map(|target| Link { line, target }));
            }
            // All links start from there.
            "base" => self.is_copy |= value("href").is_some(),
            "link" if value("rel").is_some_and(|rel| rel.eq_ignore_ascii_case("canonical")) => {
                self.is_copy |= value("href").is_some_and(|href| href.contains("://"));
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
    fn a_page_that_belongs_elsewhere_says_so() {
        assert!(links("<link rel=canonical href='https://example.org/faq'>").is_copy);
        assert!(links("<base href=/docs/>").is_copy);
        assert!(!links("<link rel=stylesheet href='https://example.org/x.css'>").is_copy);
    }
}
