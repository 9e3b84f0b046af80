//! The links, anchors and unclosed blocks of code of Markdown.

use std::{
    collections::{HashMap, HashSet},
    ops::Range,
};

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};
use unicode_normalization::char::is_combining_mark;

use super::{Link, Links, html};
use crate::ingest::source::Source;

/// The links of a text.
pub(super) fn links(text: &str) -> Links {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_GFM;
    let mut reader = Reader {
        source: Source::new(text),
        found: Links::default(),
        anchors: HashSet::new(),
        given: HashMap::new(),
        heading: None,
        html: None,
    };
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        reader.event(event, range);
    }
    reader.flush_html();
    Links { anchors: Some(reader.anchors), ..reader.found }
}

struct Reader<'t> {
    source: Source<'t>,
    found: Links,
    anchors: HashSet<String>,
    /// How often each slug was given.
    given: HashMap<String, usize>,
    /// The text of the open heading.
    heading: Option<String>,
    /// A run of HTML: where it begins, and its text.
    html: Option<(usize, String)>,
}

impl Reader<'_> {
    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        if let Event::Html(text) | Event::InlineHtml(text) = &event {
            self.html.get_or_insert((range.start, String::new())).1.push_str(text);
            return;
        }
        self.flush_html();
        match event {
            Event::Start(Tag::Heading { id, .. }) => {
                self.anchors.extend(id.map(|id| id.to_string()));
                self.heading = Some(String::new());
            }
            Event::End(TagEnd::Heading(_)) => {
                if let Some(text) = self.heading.take() {
                    self.name(&text);
                }
            }
            Event::Text(text) | Event::Code(text) => {
                if let Some(heading) = &mut self.heading {
                    heading.push_str(&text);
                }
            }
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                let (line, target) = (self.source.number(range.start), dest_url.trim().to_owned());
                self.found.links.push(Link { line, target });
            }
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(_)))
                if !is_closed(&self.source.text[range.clone()]) =>
            {
                self.found.unclosed.push(self.source.number(range.start));
            }
            _ => {}
        }
    }

    fn flush_html(&mut self) {
        let Some((start, text)) = self.html.take() else { return };
        let before = self.source.number(start) - 1;
        let found = html::scan(&text);
        self.anchors.extend(found.anchors);
        let moved = found.links.into_iter().map(|one| Link { line: one.line + before, ..one });
        self.found.links.extend(moved);
    }

    /// Gives a heading the name that GitHub gives it.
    fn name(&mut self, heading: &str) {
        let slug = slug(heading);
        let count = self.given.entry(slug.clone()).or_default();
        let name = if *count == 0 { slug.clone() } else { format!("{slug}-{count}") };
        *count += 1;
        self.anchors.insert(name);
    }
}

/// A heading as GitHub names it: in lower case, all but letters, digits, `_`, `-` and blanks left
/// out, blanks as `-`.
fn slug(heading: &str) -> String {
    let kept = |one: &char| {
        one.is_alphanumeric() || matches!(one, '_' | '-' | ' ') || is_combining_mark(*one)
    };
    let lower = heading.trim().chars().flat_map(char::to_lowercase);
    lower.filter(kept).map(|one| if one == ' ' { '-' } else { one }).collect()
}

/// Whether the fenced block of code `text` ends in a fence at least as long as its first.
fn is_closed(text: &str) -> bool {
    let mark = text.trim_start().chars().next().unwrap_or('`');
    let length = |line: &str| line.chars().take_while(|one| *one == mark).count();
    let opened = length(text.trim_start());
    let mut lines = text.trim_end().lines();
    let last = lines.next_back().unwrap_or_default().trim_start_matches(['>', ' ', '\t']);
    // A single line is the opening one.
    lines.next().is_some() && opened <= length(last) && last.trim_end_matches(mark).is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_have_the_names_that_github_gives_them() {
        let text = "# What's `new` in 2.0?\n\n## Größe & Maß\n\n## Größe & Maß\n\nSet\n===\n\n\
                    ## Own {#mine}\n\n<a name=\"old\"></a>\n";
        let wanted = ["whats-new-in-20", "größe--maß", "größe--maß-1", "set", "own", "mine", "old"];
        assert_eq!(links(text).anchors, Some(wanted.map(str::to_owned).into()));
    }

    #[test]
    fn links_stand_on_their_lines_and_those_in_code_are_none() {
        let text = "[a](a.md) and\n![b](b.png)\n\n`[no](no.md)`\n\n[c][ref]\n\n\
                    <p>\n<a href=\"d.html\">d</a>\n</p>\n\n[ref]: e.md#x\n";
        let found: Vec<(u32, String)> =
            links(text).links.into_iter().map(|one| (one.line, one.target)).collect();
        let wanted = [(1, "a.md"), (2, "b.png"), (6, "e.md#x"), (9, "d.html")];
        assert_eq!(found, wanted.map(|(line, target)| (line, target.to_owned())));
    }

    #[test]
    fn a_block_of_code_is_closed_by_a_fence_of_its_kind() {
        assert!(
            links("```sh\nls\n```\n\n> ~~~\n> x\n> ~~~\n\n````\n```\n````\n").unclosed.is_empty()
        );
        assert_eq!(links("text\n\n```sh\nls\n\n## More\n").unclosed, [3]);
        assert_eq!(links("````\n```\n").unclosed, [1]);
        assert_eq!(links("```\n").unclosed, [1]);
    }
}
