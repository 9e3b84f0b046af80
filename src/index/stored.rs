//! A passage as it is stored: bytes in which what neighbours have in common comes first and side by
//! side, so that it takes next to nothing once it is compressed.
//!
//! ```text
//! u8       kind (0 qa, 1 section, 2 item)
//! text     the code of the language
//! text     the path
//! texts    the headings
//! text     the title
//! texts    the questions
//! text     the id
//! text     JSON of the metadata, and of the place where that is not lines; empty for none
//! number   first line; number: how many lines later the last one is
//! number   of sentences aligned with questions; of each, number: where it starts in the text, from
//!          the end of the one before (as two's complement), number: its bytes; both 0 for one that
//!          does not stand there
//! number   bytes of the text; then the text
//! the same without markup, where that differs
//! ```
//!
//! A number is as in a record (`record`); a text is the number of its bytes and they; texts are
//! their number and they.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::record::{kind_code, kind_of, push_number, take_number};
use crate::{
    analysis::Language,
    document::{Metadata, Place},
    passage::Passage,
};

/// What few passages have.
#[derive(Serialize, Deserialize)]
struct Rare {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    place: Option<Place>,
    #[serde(default, skip_serializing_if = "Metadata::is_empty")]
    metadata: Metadata,
}

/// A passage, the places of its sentences, and its language.
pub(super) type Stored = (Passage, Vec<Range<usize>>, Language);

/// The stored form of `passage`, whose sentences stand at `sentences`; those at none are empty.
pub(super) fn write(
    passage: &Passage,
    sentences: &[Range<usize>],
    language: Language,
) -> Result<Vec<u8>, serde_json::Error> {
    let mut bytes = Vec::with_capacity(passage.text.len() + passage.plain.len() + 256);
    bytes.push(kind_code(passage.kind));
    push_text(&mut bytes, language.code());
    push_text(&mut bytes, &passage.path);
    push_texts(&mut bytes, &passage.headings);
    push_text(&mut bytes, &passage.title);
    push_texts(&mut bytes, &passage.questions);
    push_text(&mut bytes, &passage.id);
    let rare = if passage.metadata.is_empty() && passage.place.is_none() {
        String::new()
    } else {
        let (place, metadata) = (passage.place.clone(), passage.metadata.clone());
        serde_json::to_string(&Rare { place, metadata })?
    };
    push_text(&mut bytes, &rare);
    push_number(&mut bytes, passage.line);
    push_number(&mut bytes, passage.end_line.wrapping_sub(passage.line));
    push_number(&mut bytes, sentences.len() as u32);
    let mut end = 0_u32;
    for one in sentences {
        let found = !one.is_empty();
        push_number(&mut bytes, if found { (one.start as u32).wrapping_sub(end) } else { 0 });
        push_number(&mut bytes, one.len() as u32);
        end = if found { one.end as u32 } else { end };
    }
    push_text(&mut bytes, &passage.text);
    bytes.extend(passage.plain.as_bytes());
    Ok(bytes)
}

fn push_text(bytes: &mut Vec<u8>, text: &str) {
    push_number(bytes, text.len() as u32);
    bytes.extend(text.as_bytes());
}

fn push_texts(bytes: &mut Vec<u8>, texts: &[String]) {
    push_number(bytes, texts.len() as u32);
    texts.iter().for_each(|text| push_text(bytes, text));
}

fn take_text<'a>(bytes: &mut &'a [u8]) -> Option<&'a str> {
    let length = take_number(bytes)? as usize;
    let (text, rest) = bytes.split_at_checked(length)?;
    *bytes = rest;
    std::str::from_utf8(text).ok()
}

fn take_texts(bytes: &mut &[u8]) -> Option<Vec<String>> {
    let count = take_number(bytes)?;
    (0..count).map(|_| take_text(bytes).map(str::to_owned)).collect()
}

/// What was stored; `None` where `stored` is no such thing.
pub(super) fn read(stored: &[u8]) -> Option<Stored> {
    let (kind, rest) = stored.split_first()?;
    let bytes = &mut &*rest;
    let code = take_text(bytes)?;
    let language = *Language::ALL.iter().find(|one| one.code() == code)?;
    let path = take_text(bytes)?.to_owned();
    let headings = take_texts(bytes)?;
    let title = take_text(bytes)?.to_owned();
    let questions = take_texts(bytes)?;
    let id = take_text(bytes)?.to_owned();
    let Rare { place, metadata } = match take_text(bytes)? {
        "" => Rare { place: None, metadata: Metadata::new() },
        json => serde_json::from_str(json).ok()?,
    };
    let line = take_number(bytes)?;
    let end_line = line.wrapping_add(take_number(bytes)?);
    let mut sentences = Vec::new();
    let mut end = 0_u32;
    for _ in 0..take_number(bytes)? {
        let (before, length) = (take_number(bytes)?, take_number(bytes)?);
        if length == 0 {
            sentences.push(0..0);
        } else {
            let start = end.wrapping_add(before);
            end = start.wrapping_add(length);
            sentences.push(start as usize..end as usize);
        }
    }
    let text = take_text(bytes)?.to_owned();
    if sentences.iter().any(|range| text.get(range.clone()).is_none()) {
        return None;
    }
    let plain = std::str::from_utf8(bytes).ok()?.to_owned();
    let kind = kind_of(*kind)?;
    let passage = Passage {
        id,
        kind,
        title,
        headings,
        questions,
        text,
        plain,
        path,
        line,
        end_line,
        place,
        metadata,
    };
    Some((passage, sentences, language))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::passage::Kind;

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
        let sentences = [0..17, 19..33, 0..0, 30..32];
        let stored = write(&passage, &sentences, Language::French).unwrap();
        assert_eq!(read(&stored), Some((passage, sentences.to_vec(), Language::French)));
    }

    #[test]
    fn what_is_none_is_said_to_be() {
        for stored in [&[][..], &[0], &[3; 40], &[0x80; 40], &[0xff; 40], b"\0\x05abc"] {
            assert!(read(stored).is_none(), "{stored:?}");
        }
    }
}
