//! A passage as it is stored: a text in which what neighbours have in common comes first and side by
//! side, so that it takes next to nothing once it is compressed.
//!
//! ```text
//! number   kind (0 qa, 1 section, 2 item)
//! text     the code of the language
//! text     the path
//! texts    the headings
//! texts    the names of its columns
//! text     the title
//! texts    the questions
//! text     the id
//! text     JSON of the metadata, and of the place where that is not lines; empty for none
//! number   first line; number: how many lines later the last one is
//! number   of runs of lines; of each, number: how many lines of the text after the run before it begins, number: how many
//!          of the file after the first line
//! number   of sentences aligned with questions; of each, number: where it starts in the text, from
//!          the end of the one before (as two's complement), number: its bytes; both 0 for one that
//!          does not stand there
//! number   bytes of the text; then the text
//! the same without markup, where that differs
//! ```
//!
//! A number has six bits in a byte, the lowest first; the seventh says that another byte follows. So
//! all is UTF-8: tantivy reads stored texts at once, and stored bytes one by one. A text is the number
//! of its bytes and they; texts are their number and they.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use tantivy::schema::document::{DeserializeError, DocumentDeserialize, DocumentDeserializer};

use super::record::{kind_code, kind_of};
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

/// What is stored of a passage, as tantivy gives it.
pub(super) struct Text(pub(super) String);

impl DocumentDeserialize for Text {
    fn deserialize<'de, D: DocumentDeserializer<'de>>(
        mut stored: D,
    ) -> Result<Text, DeserializeError> {
        // There is one stored field.
        match stored.next_field()? {
            Some((_, text)) => Ok(Text(text)),
            None => Err(DeserializeError::custom("nothing is stored")),
        }
    }
}

/// The stored form of `passage`, whose sentences stand at `sentences`; those at none are empty.
pub(super) fn write(
    passage: &Passage,
    sentences: &[Range<usize>],
    language: Language,
) -> Result<String, serde_json::Error> {
    let mut stored = String::with_capacity(passage.text.len() + passage.plain.len() + 256);
    push_number(&mut stored, u32::from(kind_code(passage.kind)));
    push_text(&mut stored, language.code());
    push_text(&mut stored, &passage.path);
    push_texts(&mut stored, &passage.headings);
    push_texts(&mut stored, &passage.columns);
    push_text(&mut stored, &passage.title);
    push_texts(&mut stored, &passage.questions);
    push_text(&mut stored, &passage.id);
    let rare = if passage.metadata.is_empty() && passage.place.is_none() {
        String::new()
    } else {
        let (place, metadata) = (passage.place.clone(), passage.metadata.clone());
        serde_json::to_string(&Rare { place, metadata })?
    };
    push_text(&mut stored, &rare);
    push_number(&mut stored, passage.line);
    push_number(&mut stored, passage.end_line.wrapping_sub(passage.line));
    push_number(&mut stored, passage.runs.len() as u32);
    let mut before = 0;
    for (line, stands) in &passage.runs {
        push_number(&mut stored, line.wrapping_sub(before));
        push_number(&mut stored, stands.wrapping_sub(passage.line));
        before = *line;
    }
    push_number(&mut stored, sentences.len() as u32);
    let mut end = 0_u32;
    for one in sentences {
        let found = !one.is_empty();
        push_number(&mut stored, if found { (one.start as u32).wrapping_sub(end) } else { 0 });
        push_number(&mut stored, one.len() as u32);
        end = if found { one.end as u32 } else { end };
    }
    push_text(&mut stored, &passage.text);
    stored.push_str(&passage.plain);
    Ok(stored)
}

/// Bits of a number in each byte.
const NUMBER_BITS: u32 = 6;

/// What says that another byte follows.
const MORE: u8 = 1 << NUMBER_BITS;

fn push_number(stored: &mut String, mut number: u32) {
    while u32::from(MORE) <= number {
        stored.push(char::from(number as u8 & (MORE - 1) | MORE));
        number >>= NUMBER_BITS;
    }
    stored.push(char::from(number as u8));
}

fn push_text(stored: &mut String, text: &str) {
    push_number(stored, text.len() as u32);
    stored.push_str(text);
}

fn push_texts(stored: &mut String, texts: &[String]) {
    push_number(stored, texts.len() as u32);
    texts.iter().for_each(|text| push_text(stored, text));
}

fn take_number(stored: &mut &str) -> Option<u32> {
    let mut number = 0;
    for (at, byte) in stored.bytes().enumerate().take(u32::BITS.div_ceil(NUMBER_BITS) as usize) {
        if !byte.is_ascii() {
            return None;
        }
        number |= u32::from(byte & (MORE - 1)) << (at as u32 * NUMBER_BITS);
        if byte < MORE {
            *stored = &stored[at + 1..];
            return Some(number);
        }
    }
    None
}

fn take_text<'a>(stored: &mut &'a str) -> Option<&'a str> {
    let length = take_number(stored)? as usize;
    let (text, rest) = stored.split_at_checked(length)?;
    *stored = rest;
    Some(text)
}

fn take_texts(stored: &mut &str) -> Option<Vec<String>> {
    let count = take_number(stored)?;
    (0..count).map(|_| take_text(stored).map(str::to_owned)).collect()
}

/// What was stored; `None` where `stored` is no such thing.
pub(super) fn read(mut stored: &str) -> Option<Stored> {
    let stored = &mut stored;
    let kind = kind_of(u8::try_from(take_number(stored)?).ok()?)?;
    let code = take_text(stored)?;
    let language = *Language::ALL.iter().find(|one| one.code() == code)?;
    let path = take_text(stored)?.to_owned();
    let headings = take_texts(stored)?;
    let columns = take_texts(stored)?;
    let title = take_text(stored)?.to_owned();
    let questions = take_texts(stored)?;
    let id = take_text(stored)?.to_owned();
    let Rare { place, metadata } = match take_text(stored)? {
        "" => Rare { place: None, metadata: Metadata::new() },
        json => serde_json::from_str(json).ok()?,
    };
    let line = take_number(stored)?;
    let end_line = line.wrapping_add(take_number(stored)?);
    let mut runs = Vec::new();
    let mut before = 0_u32;
    for _ in 0..take_number(stored)? {
        before = before.wrapping_add(take_number(stored)?);
        runs.push((before, line.wrapping_add(take_number(stored)?)));
    }
    let mut sentences = Vec::new();
    let mut end = 0_u32;
    for _ in 0..take_number(stored)? {
        let (before, length) = (take_number(stored)?, take_number(stored)?);
        if length == 0 {
            sentences.push(0..0);
        } else {
            let start = end.wrapping_add(before);
            end = start.wrapping_add(length);
            sentences.push(start as usize..end as usize);
        }
    }
    let text = take_text(stored)?.to_owned();
    if sentences.iter().any(|range| text.get(range.clone()).is_none()) {
        return None;
    }
    let plain = (*stored).to_owned();
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
        runs,
        columns,
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
            runs: vec![(0, 4), (2, 6)],
            columns: vec!["Pet".to_owned(), String::new()],
            metadata: [("tags".to_owned(), serde_json::json!(["a", 1]))].into(),
        };
        let sentences = [0..17, 19..33, 0..0, 30..32];
        let stored = write(&passage, &sentences, Language::French).unwrap();
        assert_eq!(read(&stored), Some((passage, sentences.to_vec(), Language::French)));
    }

    #[test]
    fn what_is_none_is_said_to_be() {
        for stored in ["", "\0", &"\u{3}".repeat(40), &"@".repeat(40), &"é".repeat(40), "\0\x05abc"]
        {
            assert!(read(stored).is_none(), "{stored:?}");
        }
        // A text that ends within a character.
        assert!(read("\0\x02en\x03abé").is_none());
    }

    #[test]
    fn numbers_of_any_size_are_read() {
        for number in [0, 1, 63, 64, 4_095, 4_096, u32::MAX] {
            let mut stored = String::new();
            push_number(&mut stored, number);
            stored.push('9');
            let mut rest = stored.as_str();
            assert_eq!(take_number(&mut rest), Some(number));
            assert_eq!(rest, "9");
        }
        assert_eq!(take_number(&mut "@@@@@@@"), None);
    }
}
