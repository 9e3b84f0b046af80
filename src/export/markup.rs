//! Answers as HTML: Markdown as the page that it stands for, other texts line by line.

use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd};

use super::{entry::Entry, holds::Held};
use crate::ingest;

/// The text of `entry` as HTML.
pub(super) fn html(entry: &Entry) -> String {
    if entry.is_marked { of_markdown(&entry.text) } else { of_text(&entry.text) }
}

/// What becomes of the text of `entry` as HTML.
pub(super) fn shown(entry: &Entry) -> Held {
    let read = ingest::text_of_html(&html(entry));
    match entry.is_marked {
        _ if read.is_empty() => Held::No("nothing of it is text"),
        _ if read == entry.text => Held::AsIs,
        true => Held::Shown("its Markdown becomes HTML"),
        false => Held::Shown("blanks and blank lines that a page does not show are left out"),
    }
}

/// `text` without what has a meaning in HTML, also in quotes.
pub(super) fn escaped(text: &str) -> String {
    quick_xml::escape::escape(text).into_owned()
}

/// A text without markup: with its lists as lists where all of it is still read the same.
fn of_text(text: &str) -> String {
    let listed = of_lines(text, true);
    if listed.contains("<li>") && ingest::text_of_html(&listed) != text.trim() {
        return of_lines(text, false);
    }
    listed
}

fn of_lines(text: &str, lists: bool) -> String {
    let mut out = String::new();
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    for paragraph in lines.split(|line| line.is_empty()).filter(|lines| !lines.is_empty()) {
        let is_item = |line: &str| lists && line.starts_with("- ");
        for run in paragraph.chunk_by(|a, b| is_item(a) == is_item(b)) {
            if is_item(run[0]) {
                out.push_str("<ul>\n");
                for line in run {
                    out.push_str(&format!("<li>{}</li>\n", escaped(&line[2..])));
                }
                out.push_str("</ul>\n");
            } else if run.iter().any(|line| is_laid_out(line)) {
                // Its blanks are kept; where they only part sentences it looks like any paragraph.
                let is_prose = !run.iter().any(|line| is_laid_out(&without_wide_stops(line)));
                let class = if is_prose { " class=\"prose\"" } else { "" };
                out.push_str(&format!("<pre{class}>{}</pre>\n", escaped(&run.join("\n"))));
            } else {
                out.push_str(&format!(
                    "<p>{}</p>\n",
                    escaped(&run.join("\n")).replace('\n', "<br>\n")
                ));
            }
        }
    }
    out
}

/// Whether the blanks of `line` say something: it is indented, or in columns.
fn is_laid_out(line: &str) -> bool {
    line.starts_with([' ', '\t']) || line.contains("  ") || line.contains('\t')
}

/// `line` with one blank behind each sentence.
fn without_wide_stops(line: &str) -> String {
    [".", "?", "!", ":", ")"]
        .iter()
        .fold(line.to_owned(), |line, stop| line.replace(&format!("{stop}  "), &format!("{stop} ")))
}

/// Markdown as HTML. HTML in it is text, a picture a link to it, and a heading one to assistive
/// programs alone, since it is part of an answer.
fn of_markdown(text: &str) -> String {
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    let mut links: Vec<bool> = Vec::new();
    let events = Parser::new_ext(text, options).filter_map(|event| {
        Some(match event {
            Event::Html(raw) | Event::InlineHtml(raw) => Event::Text(raw),
            Event::Start(Tag::HtmlBlock) => Event::Start(Tag::Paragraph),
            Event::End(TagEnd::HtmlBlock) => Event::End(TagEnd::Paragraph),
            Event::Start(
                Tag::Link { link_type, dest_url, title, id }
                | Tag::Image { link_type, dest_url, title, id },
            ) => {
                links.push(is_safe(&dest_url));
                if !is_safe(&dest_url) {
                    return None;
                }
                Event::Start(Tag::Link { link_type, dest_url, title, id })
            }
            Event::End(TagEnd::Link | TagEnd::Image) => {
                if !links.pop().unwrap_or(false) {
                    return None;
                }
                Event::End(TagEnd::Link)
            }
            Event::Start(Tag::Heading { level, .. }) => {
                let level = (level as u8 + 2).clamp(4, 6);
                Event::Html(CowStr::from(format!("<p role=\"heading\" aria-level=\"{level}\">")))
            }
            Event::End(TagEnd::Heading(_)) => Event::Html(CowStr::from("</p>\n")),
            other => other,
        })
    });
    let mut out = String::new();
    pulldown_cmark::html::push_html(&mut out, events);
    out
}

/// Whether a link leads to a place, and does nothing else.
fn is_safe(target: &str) -> bool {
    let before = target.find(['/', '?', '#']).unwrap_or(target.len());
    match target[..before].split_once(':') {
        None => !target.trim().is_empty(),
        Some((scheme, _)) => {
            let scheme = scheme.trim().to_ascii_lowercase();
            matches!(scheme.as_str(), "http" | "https" | "mailto" | "tel" | "ftp")
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;

    #[test]
    fn a_text_is_read_as_it_was() {
        for text in [
            "One.",
            "One\ntwo.\n\nThree & <b>four</b>.",
            "These:\n\n- a\n- b <i>",
            "Run:\n\n$ cd  x\n    make\n\nDone.",
            "One.  Two?  (Three.)",
        ] {
            assert_eq!(ingest::text_of_html(&of_text(text)), text);
        }
    }

    #[test]
    fn two_blanks_behind_a_sentence_are_no_layout() {
        assert!(of_text("One.  Two.\nThree.").starts_with("<pre class=\"prose\">"));
        assert!(of_text("a  b").starts_with("<pre>"));
    }

    #[test]
    fn markdown_does_nothing_but_show() {
        let html = of_markdown(
            "## Cards\n\nSee [it](https://example.org/?a=1&b) or [this](javascript:alert(1)), \
             ![plan](plan.png).\n\n<script>alert(1)</script>\n\nA <b>bold</b> word.\n",
        );
        expect![[r#"
            <p role="heading" aria-level="4">Cards</p>
            <p>See <a href="https://example.org/?a=1&amp;b">it</a> or this, <a href="plan.png">plan</a>.</p>
            <p>&lt;script&gt;alert(1)&lt;/script&gt;
            </p>
            <p>A &lt;b&gt;bold&lt;/b&gt; word.</p>
        "#]]
        .assert_eq(&html);
        for bad in ["JavaScript:x", " javascript:x", "data:text/html,x", "vbscript:x", ""] {
            assert!(!is_safe(bad), "{bad}");
        }
        for good in ["#a", "a/b:c", "mailto:a@example.org", "//example.org", "?q=a:b"] {
            assert!(is_safe(good), "{good}");
        }
    }
}
