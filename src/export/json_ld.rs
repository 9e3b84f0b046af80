//! A schema.org `FAQPage` as JSON-LD, for a page of its own or within one.

use super::{
    entry::Entry,
    holds::{ANY, Held, Holds, Phrasings},
    markup,
    object::Object,
    page::Page,
    rules::{listed, no_controls, single_blanks},
};
use crate::ingest;

/// What a `Question` of schema.org has words for.
pub(super) const HOLDS: Holds = Holds {
    id: ANY,
    question: &[no_controls, single_blanks, shown],
    phrasings: Phrasings::Folded,
    answer: &[|entry, _| markup::shown(entry)],
    category: ANY,
    tag: &[listed],
    url: ANY,
    ..Holds::PAIR
};

pub(super) fn write(entries: &[Entry], page: &Page) -> String {
    faq_page(entries, page).pretty()
}

/// The page of `entries`, those that are no texts.
pub(super) fn faq_page(entries: &[Entry], page: &Page) -> Object {
    let questions = entries.iter().filter(|one| !one.is_text()).map(question).collect();
    Object::default()
        .with("@context", "https://schema.org")
        .with("@type", "FAQPage")
        .with("inLanguage", page.language)
        .with_list("mainEntity", questions)
}

fn question(entry: &Entry) -> Object {
    let mut question = Object::default()
        .with("@type", "Question")
        .maybe("identifier", entry.id.clone())
        .with("name", named(entry.name()));
    if let [_, others @ ..] = entry.questions.as_slice()
        && !others.is_empty()
    {
        let others: Vec<String> = others.iter().map(|one| named(one)).collect();
        question = question.with("alternateName", others);
    }
    if let Some(category) = &entry.category {
        let about = Object::default().with("@type", "Thing").with("name", category.as_str());
        question = question.with_object("about", about);
    }
    if !entry.tags.is_empty() {
        question = question.with("keywords", entry.tags.clone());
    }
    let answer = Object::default().with("@type", "Answer").with("text", markup::html(entry));
    question.maybe("url", entry.url.clone()).with_object("acceptedAnswer", answer)
}

/// A name of which a page does not show all (a mark of the order of bytes at its start).
fn shown(name: &str) -> Held {
    let read = ingest::text_of_html(&markup::escaped(name));
    if read == name { Held::AsIs } else { Held::Written(read, "a page does not show all of it") }
}

/// A name as it is, but for one that would be read as HTML.
fn named(name: &str) -> String {
    if ingest::text_of_html(name) == name { name.to_owned() } else { markup::escaped(name) }
}
