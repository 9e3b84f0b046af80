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

/// A text without markup: with its lists as lists and its rows as tables where all of it is still read the same.
fn of_text(text: &str) -> String {
    let is_same = |html: &String| ingest::text_of_html(html) == text.trim();
    let ways = [Ways { lists: true, tables: true }, Ways { lists: true, tables: false }];
    let mut laid_out = ways.into_iter().map(|ways| of_lines(text, ways));
    let plain = || of_lines(text, Ways { lists: false, tables: false });
    laid_out.find(is_same).unwrap_or_else(plain)
}

/// What is laid out as more than lines.
#[derive(Clone, Copy)]
struct Ways {
    lists: bool,
    tables: bool,
}

fn of_lines(text: &str, ways: Ways) -> String {
    let mut out = String::new();
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let paragraphs = lines.split(|line| line.is_empty()).filter(|lines| !lines.is_empty());
    let paragraphs: Vec<&[&str]> = paragraphs.collect();
    let mut rest = &paragraphs[..];
    while let [paragraph, others @ ..] = rest {
        rest = others;
        if ways.tables
            && let Some((head, rows)) = table(paragraph, others)
        {
            push_table(head, rows, &mut out);
            rest = &others[usize::from(head.is_some())..];
            continue;
        }
        let is_item = |line: &str| ways.lists && line.starts_with("- ");
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

/// What parts the cells of a row in the text of a page.
const BAR: &str = " | ";

/// The head and the rows of the table that `paragraph` begins, or is, with the paragraphs behind it: rows of as many
/// cells each; the head is a paragraph of its own. `None` where it begins none.
fn table<'p, 't>(
    paragraph: &'p [&'t str],
    others: &'p [&'p [&'t str]],
) -> Option<(Option<&'t str>, &'p [&'t str])> {
    let bars = |line: &str| line.matches(BAR).count();
    let count = bars(paragraph.first()?);
    let are_rows = |rows: &[&str]| 0 < count && rows.iter().all(|row| bars(row) == count);
    match (paragraph, others) {
        ([head], [rows, ..]) if are_rows(paragraph) && are_rows(rows) => Some((Some(head), rows)),
        ([_, _, ..], _) if are_rows(paragraph) => Some((None, paragraph)),
        _ => None,
    }
}

fn push_table(head: Option<&str>, rows: &[&str], out: &mut String) {
    let row = |row: &str, cell: &str| {
        let cells = row.split(BAR).map(|text| format!("<{cell}>{}</{cell}>", escaped(text.trim())));
        format!("<tr>{}</tr>\n", cells.collect::<String>())
    };
    out.push_str("<table>\n");
    out.extend(head.map(|head| row(head, "th")));
    out.extend(rows.iter().map(|one| row(one, "td")));
    out.push_str("</table>\n");
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
            "Item | Price\n\nShoes | £4\nRope | £6 & more\n\nBring one.",
            "a | b\nc | d",
            "This or | that.",
        ] {
            assert_eq!(ingest::text_of_html(&of_text(text)), text);
        }
    }

    #[test]
    fn a_table_became_lines_with_bars() {
        let html = of_text("Item | Price\n\nShoes | £4\nRope | £6");
        assert!(
            html.contains("<tr><th>Item</th><th>Price</th></tr>\n<tr><td>Shoes</td>"),
            "{html}"
        );
        for text in ["This or | that.", "a | b\nc | d | e"] {
            assert!(!of_text(text).contains("<table>"), "{text}");
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
