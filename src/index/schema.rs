//! The fields of the index, and how tantivy cuts what it is given.

use tantivy::{
    schema::{Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions},
    tokenizer::{Token, TokenStream, Tokenizer},
};

/// The name under which the schema knows [`SplitAtBlanks`].
pub(super) const TOKENIZER: &str = "ibid";

/// The fields of a passage.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fields {
    /// Every term of it: phrasings, headings, body. Its document frequencies are the index's.
    pub(super) all: Field,
    /// The terms of its phrasings, or of its title.
    pub(super) question: Field,
    /// Its tags, folded, each as one term. Only for filters, as is the next.
    pub(super) tag: Field,
    /// Its file, each folder above that with a `/` behind it, and each heading over it with a `#`
    /// before it, as one term each.
    pub(super) within: Field,
    /// The passage itself ([`stored`](super::stored)), not searched.
    pub(super) passage: Field,
}

impl Fields {
    /// The schema and its fields.
    pub(super) fn schema() -> (Schema, Fields) {
        let mut builder = Schema::builder();
        let indexing = TextFieldIndexing::default()
            .set_tokenizer(TOKENIZER)
            .set_index_option(IndexRecordOption::WithFreqs);
        let text = TextOptions::default().set_indexing_options(indexing);
        // Not counted among a passage's terms, and without lengths: they have no part in scores.
        let exact = TextOptions::default().set_indexing_options(
            TextFieldIndexing::default()
                .set_tokenizer("raw")
                .set_fieldnorms(false)
                .set_index_option(IndexRecordOption::Basic),
        );
        let fields = Fields {
            all: builder.add_text_field("all", text.clone()),
            question: builder.add_text_field("question", text),
            tag: builder.add_text_field("tag", exact.clone()),
            within: builder.add_text_field("within", exact),
            passage: builder.add_text_field("passage", TextOptions::default().set_stored()),
        };
        (builder.build(), fields)
    }
}

/// Takes the terms apart that the writer joined by blanks. The analysis itself is
/// `crate::analysis`'s alone.
#[derive(Debug, Clone, Default)]
pub(super) struct SplitAtBlanks {
    token: Token,
}

impl Tokenizer for SplitAtBlanks {
    type TokenStream<'a> = Terms<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Terms<'a> {
        self.token.reset();
        Terms { rest: text, token: &mut self.token }
    }
}

/// The terms of one field of one passage.
#[derive(Debug)]
pub(super) struct Terms<'a> {
    rest: &'a str,
    token: &'a mut Token,
}

impl TokenStream for Terms<'_> {
    fn advance(&mut self) -> bool {
        if self.rest.is_empty() {
            return false;
        }
        // Terms are short: looking at each byte is faster than looking for one.
        let end = self.rest.bytes().position(|byte| byte == b' ');
        let (term, rest) = match end {
            Some(end) => (&self.rest[..end], &self.rest[end + 1..]),
            None => (self.rest, ""),
        };
        self.rest = rest;
        self.token.text.clear();
        self.token.text.push_str(term);
        // Places are not indexed; they only have to grow.
        self.token.position = self.token.position.wrapping_add(1);
        true
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}
