//! Anki's import text: a card an entry, in columns with tabs between them.
//!
//! ibid reads no such file. The first column names a card, so that importing again brings it up to
//! date where it was changed.

use csv::{QuoteStyle, Terminator, WriterBuilder};

use super::{
    entry::Entry,
    holds::{Held, Holds},
    markup,
    page::Page,
    rules::{answer_controls, no_controls, single_blanks},
};

const HEAD: &str = "#separator:tab\n#html:true\n#columns:Guid\tFront\tBack\tTags\n\
                    #guid column:1\n#tags column:4\n";

/// The two sides of a card, its name and its tags. Fields are HTML.
pub(super) const HOLDS: Holds = Holds {
    id: &[no_controls],
    question: &[no_controls, single_blanks],
    answer: &[answer_controls, |entry, _| markup::shown(entry)],
    tag: &[no_controls, |tag| match tag.split_whitespace().collect::<Vec<_>>().join("_") {
        joined if joined == tag => Held::AsIs,
        joined => Held::Written(joined, "a tag has no blanks"),
    }],
    ..Holds::PAIR
};

pub(super) fn write(entries: &[Entry], _: &Page) -> String {
    let mut writer = WriterBuilder::new()
        .delimiter(b'\t')
        .terminator(Terminator::Any(b'\n'))
        // A line that begins with `#` would be a comment.
        .quote_style(QuoteStyle::Always)
        .from_writer(HEAD.as_bytes().to_vec());
    for entry in entries {
        let front = markup::escaped(entry.name());
        let back = markup::html(entry);
        let id = entry.id.as_deref().unwrap_or(&entry.key);
        // Nothing prevents writing to memory, and all rows have the same length.
        let _ = writer.write_record([id, &front, back.trim_end(), &entry.tags.join(" ")]);
    }
    String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_is_a_row_of_html() {
        let entry = Entry {
            key: "a.md#why".into(),
            questions: vec!["Is 1 < 2?".into()],
            text: "Yes,\n\"always\".\tSo".into(),
            tags: vec!["a".into(), "b::c".into()],
            ..Entry::default()
        };
        let text = write(&[entry], &Page::default());
        let rows = text.strip_prefix(HEAD).unwrap();
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(b'\t')
            .has_headers(false)
            .from_reader(rows.as_bytes());
        let row = reader.records().next().unwrap().unwrap();
        assert_eq!(row.iter().collect::<Vec<_>>()[..2], ["a.md#why", "Is 1 &lt; 2?"]);
        assert_eq!(crate::ingest::text_of_html(&row[2]), "Yes,\n\"always\".\tSo");
        assert_eq!(&row[3], "a b::c");
    }
}
