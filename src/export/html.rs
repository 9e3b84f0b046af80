//! One page for people: headings, questions that fold, a table of contents; it works and prints
//! without a script, on light and dark screens. For search engines the same stands in it as
//! JSON-LD.

use std::collections::{HashMap, HashSet};

use super::{
    entry::Entry,
    holds::{Held, Holds},
    json_ld::faq_page,
    markdown::named,
    markup,
    page::{MAX_DEPTH, Page, below_title, to_open},
    rules::{answer_controls, no_controls, single_blanks},
};
use crate::ingest;

const STYLE: &str = include_str!("page.css");

/// What a page shows: questions, answers, texts, and the titles over them.
pub(super) const HOLDS: Holds = Holds {
    texts: true,
    question: &[no_controls, single_blanks, named],
    answer: &[answer_controls, |entry, _| shown(entry)],
    headings: MAX_DEPTH,
    heading: &[no_controls, single_blanks, named],
    ..Holds::PAIR
};

fn shown(entry: &Entry) -> Held {
    markup::shown(entry)
}

pub(super) fn write(entries: &[Entry], page: &Page) -> String {
    let (mut contents, mut body) = (String::new(), String::new());
    let mut anchors = Anchors::default();
    let mut open: Vec<String> = Vec::new();
    let mut groups = 0;
    let mut entries_left = entries;
    while let Some((entry, rest)) = entries_left.split_first() {
        entries_left = rest;
        // The title of the page is over all of it.
        let own = below_title(entry, page);
        if entry.is_text() && !entry.title.is_empty() {
            // Its own heading ends what is as deep.
            open.truncate(own.len());
        }
        let titles = to_open(&open, own);
        if !titles.is_empty() {
            let mut first = None;
            for (level, title) in &titles {
                let id = anchors.unused(title);
                let level = level + 2;
                body.push_str(&format!(
                    "<h{level} id=\"{id}\">{}</h{level}>\n",
                    markup::escaped(title)
                ));
                first.get_or_insert(id);
            }
            close(&mut contents, &mut groups);
            let path = markup::escaped(&own.join(" › "));
            let id = first.unwrap_or_default();
            contents.push_str(&format!("<li><a href=\"#{id}\">{path}</a>\n<ul>\n"));
            groups = 1;
        }
        open = own.to_vec();
        let id = anchors.unused(entry.name());
        let name = markup::escaped(entry.name());
        if entry.is_text() && !entry.title.is_empty() {
            // What comes behind it is under its heading.
            open.push(entry.title.clone());
        }
        let leads = rest.first().is_some_and(|next| {
            own.len() < open.len() && below_title(next, page).starts_with(&open)
        });
        if leads {
            close(&mut contents, &mut groups);
            let path = markup::escaped(&open.join(" › "));
            contents.push_str(&format!("<li><a href=\"#{id}\">{path}</a>\n<ul>\n"));
            groups = 1;
        } else if !entry.name().is_empty() {
            contents.push_str(&format!("<li><a href=\"#{id}\">{name}</a></li>\n"));
        }
        body.push_str(&section(entry, &id, own.len() + 2));
    }
    close(&mut contents, &mut groups);
    let title = markup::escaped(&page.title);
    let declared = faq_page(entries, page).pretty().replace('<', "\\u003c");
    format!(
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title}</title>\n<style>\n{STYLE}</style>\n\
         <script type=\"application/ld+json\">\n{declared}</script>\n</head>\n<body>\n\
         <header>\n<h1 id=\"title\">{title}</h1>\n</header>\n\
         <nav aria-labelledby=\"title\">\n<ul>\n{contents}</ul>\n</nav>\n\
         <main>\n{body}</main>\n</body>\n</html>\n",
        page.language
    )
}

/// Ends the group of the contents that is open.
fn close(contents: &mut String, groups: &mut usize) {
    if 0 < std::mem::take(groups) {
        contents.push_str("</ul>\n</li>\n");
    }
}

/// An entry that folds, or a text under its heading, with a link to itself.
fn section(entry: &Entry, id: &str, level: usize) -> String {
    let name = markup::escaped(entry.name());
    let text = markup::html(entry);
    if entry.is_text() {
        let heading = match entry.title.is_empty() {
            true => String::new(),
            false => format!("<h{level}>{name}</h{level}>\n"),
        };
        return format!("<section id=\"{id}\">\n{heading}{text}</section>\n");
    }
    // What does not end in a question mark is declared to be a question.
    let (item, property) = match ingest::is_question(entry.name()) {
        true => ("", ""),
        false => (" itemscope itemtype=\"https://schema.org/Question\"", " itemprop=\"name\""),
    };
    format!(
        "<details id=\"{id}\" open{item}>\n<summary{property}>{name}</summary>\n{text}\
         <p class=\"link\"><a class=\"headerlink\" href=\"#{id}\" aria-label=\"# {name}\">#</a></p>\n\
         </details>\n"
    )
}

/// The anchors given so far.
#[derive(Default)]
struct Anchors {
    taken: HashSet<String>,
    /// The last number that each one was given that several wanted.
    numbered: HashMap<String, u64>,
}

impl Anchors {
    /// The words of `name`, joined by `-`, with a number where they are taken.
    fn unused(&mut self, name: &str) -> String {
        let words: Vec<String> = name
            .split(|one: char| !one.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .take(12)
            .map(str::to_lowercase)
            .collect();
        let slug = if words.is_empty() { "text".to_owned() } else { words.join("-") };
        let number = self.numbered.entry(slug.clone()).or_insert(0);
        loop {
            *number += 1;
            let id = if *number == 1 { slug.clone() } else { format!("{slug}-{number}") };
            // The page has this one already.
            if id != "title" && self.taken.insert(id.clone()) {
                return id;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anchors_differ_however_many_want_the_same() {
        let mut anchors = Anchors::default();
        assert_eq!(anchors.unused("Title"), "title-2");
        assert_eq!(anchors.unused("Why?"), "why");
        assert_eq!(anchors.unused("why 2"), "why-2");
        assert_eq!(anchors.unused("Why"), "why-3");
        let start = std::time::Instant::now();
        // Looked for from the first on each time, this took some minutes.
        let last = (0..100_000).map(|_| anchors.unused("?")).last();
        assert_eq!(last.as_deref(), Some("text-100000"));
        assert!(start.elapsed().as_secs() < 10);
    }
}
