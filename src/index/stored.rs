//! A passage as it is stored: one text, so that what is long in it is copied and not parsed.
//!
//! ```text
//! a line of JSON ([`Head`])
//! the passage's text
//! the same without markup, where that differs
//! ```

use std::{borrow::Cow, ops::Range};

use serde::{Deserialize, Serialize};

use crate::{
    analysis::Language,
    document::{Metadata, Place},
    passage::{Kind, Passage},
};

/// All of a passage but its text, under the names of [`Passage`]'s fields.
#[derive(Serialize, Deserialize)]
struct Head<'a> {
    id: Cow<'a, str>,
    kind: Kind,
    language: Language,
    title: Cow<'a, str>,
    headings: Cow<'a, [String]>,
    questions: Cow<'a, [String]>,
    path: Cow<'a, str>,
    line: u32,
    end_line: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    place: Option<Place>,
    metadata: Cow<'a, Metadata>,
    /// The bytes of the text; what comes after is the text without markup.
    text: usize,
    /// Where each sentence stands in the text, those of [`Alignment`](super::Alignment), in order:
    /// where it starts, where it ends.
    sentences: Vec<usize>,
}

/// A passage, the places of its sentences, and its language.
pub(super) type Stored = (Passage, Vec<Range<usize>>, Language);

/// The stored form of `passage`, whose sentences stand at `sentences`.
pub(super) fn write(
    passage: &Passage,
    sentences: &[Range<usize>],
    language: Language,
) -> Result<String, serde_json::Error> {
    let head = Head {
        id: Cow::Borrowed(&passage.id),
        kind: passage.kind,
        language,
        title: Cow::Borrowed(&passage.title),
        headings: Cow::Borrowed(&passage.headings),
        questions: Cow::Borrowed(&passage.questions),
        path: Cow::Borrowed(&passage.path),
        line: passage.line,
        end_line: passage.end_line,
        place: passage.place.clone(),
        metadata: Cow::Borrowed(&passage.metadata),
        text: passage.text.len(),
        sentences: sentences.iter().flat_map(|range| [range.start, range.end]).collect(),
    };
    let mut stored = serde_json::to_string(&head)?;
    stored.push('\n');
    stored.push_str(&passage.text);
    stored.push_str(&passage.plain);
    Ok(stored)
}

/// What was stored.
///
/// # Errors
///
/// What is wrong with `stored`, as a phrase.
pub(super) fn read(stored: &str) -> Result<Stored, String> {
    let (head, texts) = stored.split_once('\n').ok_or("it is cut short")?;
    let head: Head<'_> = serde_json::from_str(head).map_err(|error| error.to_string())?;
    let (text, plain) = texts.split_at_checked(head.text).ok_or("its text is cut short")?;
    let sentences =
        head.sentences.as_chunks::<2>().0.iter().map(|[start, end]| *start..*end).collect();
    let passage = Passage {
        id: head.id.into_owned(),
        kind: head.kind,
        title: head.title.into_owned(),
        headings: head.headings.into_owned(),
        questions: head.questions.into_owned(),
        text: text.to_owned(),
        plain: plain.to_owned(),
        path: head.path.into_owned(),
        line: head.line,
        end_line: head.end_line,
        place: head.place,
        metadata: head.metadata.into_owned(),
    };
    Ok((passage, sentences, head.language))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_stored_is_read() {
        let passage = Passage {
            id: "pets.md#cats\n\"old\"".to_owned(),
            kind: Kind::Section,
            title: "Cats — é".to_owned(),
            headings: vec!["Pets".to_owned()],
            questions: vec!["What are cats?".to_owned(), "Cats?\n".to_owned()],
            text: "They are *small*.\n\nAnd élégant.\n".to_owned(),
            plain: "They are small.\n\nAnd élégant.".to_owned(),
            path: "pets.md".to_owned(),
            line: 3,
            end_line: 6,
            place: Some(Place::Page(2, 3)),
            metadata: [("tags".to_owned(), serde_json::json!(["a", 1]))].into(),
        };
        let sentences = [0..17, 19..33, 0..0];
        let stored = write(&passage, &sentences, Language::French).unwrap();
        assert_eq!(read(&stored), Ok((passage, sentences.to_vec(), Language::French)));
    }

    #[test]
    fn what_is_none_is_said_to_be() {
        for stored in ["", "{}", "{}\n", "\n\n", "no json\ntext"] {
            assert!(read(stored).is_err(), "{stored:?}");
        }
    }
}
