//! A Markdown file of headings, questions and answers.
//!
//! Any line of an answer may have a meaning there: a heading ends it, `Q:` begins another one. So
//! each answer is tried: it is read as ibid reads Markdown, and where it does not come back whole,
//! the first of some ways of writing it is taken that does.

use std::borrow::Cow;

use super::{
    entry::Entry,
    holds::{Held, Holds},
    page::{MAX_DEPTH, Page, to_open},
    qna::fence,
    rules::{answer_breaks, answer_controls, no_controls, single_blanks},
};
use crate::{
    chunk::chunk,
    ingest,
    passage::{Kind, Passage},
};

/// The question, its answer, and the titles over them.
pub(super) const HOLDS: Holds = Holds {
    texts: true,
    question: &[no_controls, single_blanks, named],
    answer: &[answer_controls, answer_breaks, whole],
    headings: MAX_DEPTH,
    heading: &[no_controls, single_blanks, named],
    ..Holds::PAIR
};

/// A heading is called without a number, a marker or a colon.
pub(super) fn named(title: &str) -> Held {
    let name = ingest::text_of_title(title);
    match name == title {
        true => Held::AsIs,
        false => Held::Written(name, "a heading has no number, marker or colon"),
    }
}

pub(super) fn write(entries: &[Entry], page: &Page) -> String {
    let mut out = String::new();
    let mut open: Vec<String> = Vec::new();
    for entry in entries {
        if entry.is_text() {
            // Its own heading ends what is as deep.
            open.truncate(entry.headings.len());
        }
        for (level, title) in to_open(&open, &entry.headings) {
            out.push_str(&format!("{} {}\n\n", "#".repeat(level + 1), literal(title)));
        }
        open.clone_from(&entry.headings);
        out.push_str(&section(entry, page));
        out.push('\n');
        // Questions that are deeper are under it, and need not open it again.
        if entry.is_text() && text_level(entry) < question_level(page) {
            open.push(text_title(entry).to_owned());
        }
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

/// The heading of `entry` and what stands under it.
fn section(entry: &Entry, page: &Page) -> String {
    if entry.is_text() {
        let (marks, title) = ("#".repeat(text_level(entry)), literal(text_title(entry)));
        return format!("{marks} {title}\n\n{}\n", entry.text);
    }
    let marks = "#".repeat(question_level(page));
    format!("{marks} {}\n\n{}\n", asked(entry.name()), entry.text)
}

/// What a text is called: without a title by that over it.
fn text_title(entry: &Entry) -> &str {
    let over = entry.headings.last().map_or("…", String::as_str);
    if entry.title.is_empty() { over } else { &entry.title }
}

/// The level of the heading of a text.
fn text_level(entry: &Entry) -> usize {
    (entry.headings.len() + 1).min(MAX_DEPTH + 1)
}

/// The level of all questions: below all other headings, so that none of those counts as one of
/// them, and never the first, which is that of a file.
fn question_level(page: &Page) -> usize {
    (page.depth + 1).max(2)
}

/// A question as a heading: marked as one where its own words do not tell.
fn asked(question: &str) -> String {
    let is_read = |heading: &str| {
        let found = read(&format!("## {heading}\n\nx\n"));
        matches!(found.as_slice(), [one] if one.kind == Kind::Qa && one.title == question)
    };
    let literal = literal(question);
    let marked = format!("Q: {literal}");
    if is_read(&literal) { literal.into_owned() } else { marked }
}

/// A title as text: with `\` before what has a meaning, if it has any there.
fn literal(title: &str) -> Cow<'_, str> {
    let is_read = |heading: &str| {
        let found = read(&format!("# {heading}\n\nx\n"));
        matches!(found.as_slice(), [one] if one.title == title)
    };
    if !title.contains(|one: char| one.is_ascii_punctuation()) || is_read(title) {
        return Cow::Borrowed(title);
    }
    let mut out = String::with_capacity(title.len() + 8);
    for one in title.chars() {
        if "\\`*_[]<>&#~|{}!^$=:".contains(one) {
            out.push('\\');
        }
        out.push(one);
    }
    Cow::Owned(out)
}

fn read(text: &str) -> Vec<Passage> {
    let mut passages = chunk(&ingest::parse("export.md", text)).passages;
    passages.retain(|one| one.kind != Kind::Item);
    passages
}

/// How an answer can be written so that it is one.
fn whole(entry: &Entry, page: &Page) -> Held {
    let own = entry.clone();
    // What is asked does not matter here, but whether it is.
    let name = if entry.is_text() { "Text" } else { "Why?" };
    let neutral = if entry.is_text() {
        Entry { title: name.to_owned(), ..own }
    } else {
        Entry { questions: vec![name.to_owned()], ..own }
    };
    // What stands behind it has to be read, too: code that is not closed goes on to the end.
    let next = Entry { text: "Then.".to_owned(), ..neutral.clone() };
    let back = |text: &str| {
        let tried = Entry { text: text.to_owned(), ..neutral.clone() };
        let both = format!("{}\n\n{}", section(&tried, page), section(&next, page));
        match <[Passage; 2]>::try_from(read(&both)) {
            Ok([one, then])
                if (one.kind == Kind::Qa) != entry.is_text()
                    && one.title == name
                    && then.text == next.text =>
            {
                Some(one.text)
            }
            _ => None,
        }
    };
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    match back(&entry.text) {
        Some(text) if text == entry.text => return Held::AsIs,
        Some(text) if words(&text) == words(&entry.text) => {
            return Held::Shown("blanks and blank lines that Markdown does not have are left out");
        }
        _ => {}
    }
    if let Some(fence) = open_fence(&entry.text) {
        let closed = format!("{}\n{fence}", entry.text);
        if back(&closed).is_some_and(|text| words(&text) == words(&closed)) {
            return Held::Written(closed, "its code is closed");
        }
    }
    let deeper = deeper(&entry.text);
    if back(&deeper).is_some_and(|text| words(&text) == words(&deeper)) {
        return Held::Written(deeper, "headings in it become those of the sixth level");
    }
    let fence = fence(&entry.text, '~');
    let code = format!("{fence}\n{}\n{fence}", entry.text);
    Held::Written(code, "it is written as code, for its signs would part it")
}

/// What closes the code at the end of `text` that nothing closes.
fn open_fence(text: &str) -> Option<String> {
    let mut open: Option<&str> = None;
    for line in text.lines().map(str::trim) {
        let Some(mark @ ('`' | '~')) = line.chars().next() else { continue };
        let (fence, rest) = line.split_at(line.len() - line.trim_start_matches(mark).len());
        match open {
            None if 3 <= fence.len() => open = Some(fence),
            Some(own) if own.starts_with(mark) && own.len() <= fence.len() && rest.is_empty() => {
                open = None;
            }
            _ => {}
        }
    }
    open.map(str::to_owned)
}

/// `text` with its headings as deep as they can be.
fn deeper(text: &str) -> String {
    let lines = text.split('\n').map(|line| {
        let rest = line.trim_start_matches('#');
        let count = line.len() - rest.len();
        match (1..6).contains(&count) && rest.starts_with([' ', '\t']) {
            true => format!("######{rest}"),
            false => line.to_owned(),
        }
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(question: &str, text: &str) -> Entry {
        Entry { questions: vec![question.into()], text: text.into(), ..Entry::default() }
    }

    #[test]
    fn an_answer_stays_one() {
        let page = Page { depth: 1, ..Page::default() };
        let held = |text| whole(&entry("Why?", text), &page);
        assert_eq!(held("So.\n\n- a\n- b\n\n```\n# no heading\n```"), Held::AsIs);
        assert!(matches!(held("So.\n\n\n\nYes. "), Held::Shown(_)));
        let deeper = held("So.\n\n# Then\n\nYes.");
        assert!(matches!(deeper, Held::Written(text, _) if text.contains("\n###### Then")));
        let closed = held("So:\n\n```sh\nrun it");
        assert!(matches!(closed, Held::Written(text, _) if text.ends_with("run it\n```")));
        let closed = held("~~~~\n~~~\n```");
        assert!(matches!(closed, Held::Written(text, _) if text.ends_with("\n~~~~")));
        for parted in ["So.\n\n**Why not?**\n\nNo.", "[a]: https://example.org", "Q: Why?\nA: So."]
        {
            assert!(
                matches!(held(parted), Held::Written(text, _) if text.starts_with("~~~")),
                "{parted}"
            );
        }
    }

    #[test]
    fn a_question_is_its_heading() {
        for (question, heading) in [
            ("Why?", "Why?"),
            ("How to pay", "Q: How to pay"),
            ("What is `*p`?", "What is \\`\\*p\\`?"),
            ("Is a_b_c < d?", "Is a_b_c < d?"),
            ("Why #", "Q: Why \\#"),
        ] {
            assert_eq!(asked(question), heading);
        }
    }
}
