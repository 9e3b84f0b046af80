//! Word-piece vectors: how alike two texts are that share no word.
//!
//! The table (how it was made and its licence: `model/README.md`) is compiled into the program and
//! read in place: opening it costs nothing, and a question touches the rows of its own pieces.
//!
//! A piece's vector is its scale times its bytes; a text's is the sum of its pieces' vectors (the
//! lengths carry the weights), and two texts are compared by the cosine. Texts are cut as BERT's
//! uncased vocabulary wants: lower-case, without accents, at white space and at every punctuation
//! mark, which is a piece of its own, then greedily into the longest pieces.

pub mod pack;

use std::{hash::BuildHasher, sync::OnceLock};

use hashbrown::{DefaultHashBuilder, HashTable};
use unicode_normalization::char::{decompose_canonical, is_combining_mark};

/// The length of every vector.
pub const DIMENSIONS: usize = 128;

/// What a packed table starts with; then u32 rows and u32 slots, and
///
/// ```text
/// slots × u32  hash table, open addressing: 1 + the row of a piece, 0 for none
/// (rows + 1) × u32  where each piece's bytes start, and where the last one's end
/// rows × f32  the scale of each row
/// rows × 128 × i8  the rows
/// the bytes of the pieces
/// ```
const MAGIC: &[u8; 8] = b"IBIDVEC2";

const HEADER_BYTES: usize = 16;

/// A longer word is no word: it has the vector of the unknown piece.
const MAX_WORD_CHARS: usize = 100;

/// The mean length of the vectors of the built-in table's pieces.
const MEAN_LENGTH: f32 = 2.0;

/// How many words an [`Embedder`] remembers before it forgets them all.
const MAX_REMEMBERED: usize = 50_000;

/// Of so many words the sum of their pieces is remembered as well: 2 MB, which are near at hand.
const MAX_SUMS: usize = 4_096;

/// A text's vector of length 1 (or 0 for a text without pieces), in bytes: a component is its byte
/// times `scale`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Vector {
    /// The components.
    pub bytes: [i8; DIMENSIONS],
    /// What a byte counts.
    pub scale: f32,
}

impl Vector {
    /// The size of a vector in a file.
    pub const FILE_BYTES: usize = DIMENSIONS + 4;

    fn of(sum: &[f32; DIMENSIONS]) -> Vector {
        let length = sum.iter().map(|x| x * x).sum::<f32>().sqrt();
        let largest = sum.iter().fold(0.0_f32, |largest, x| largest.max(x.abs()));
        if largest == 0.0 {
            return Vector { bytes: [0; DIMENSIONS], scale: 0.0 };
        }
        let step = largest / 127.0;
        Vector { bytes: sum.map(|x| rounded(x / step)), scale: step / length }
    }

    /// The cosine of the angle between the two, -1 to 1; 0 where one of them is no vector.
    pub fn cosine(&self, other: &Vector) -> f32 {
        dot(&self.bytes, &other.bytes) as f32 * self.scale * other.scale
    }

    /// As it stands in a file: the scale as f32, then the bytes.
    pub fn to_file(&self) -> [u8; Vector::FILE_BYTES] {
        let mut file = [0; Vector::FILE_BYTES];
        file[..4].copy_from_slice(&self.scale.to_le_bytes());
        for (to, from) in file[4..].iter_mut().zip(self.bytes) {
            *to = from as u8;
        }
        file
    }

    /// The vector that stands in a file; `None` for bytes of another length.
    pub fn from_file(file: &[u8]) -> Option<Vector> {
        let (scale, bytes) = file.split_first_chunk::<4>()?;
        let bytes = <&[u8; DIMENSIONS]>::try_from(bytes).ok()?;
        Some(Vector { bytes: bytes.map(|byte| byte as i8), scale: f32::from_le_bytes(*scale) })
    }
}

/// `x`, which is at most 127, as `f32::round` gives it, without a call: so all components are rounded
/// at once.
#[inline]
fn rounded(x: f32) -> i8 {
    let whole = x as i32;
    let rest = x - whole as f32;
    (whole + i32::from(0.5 <= rest) - i32::from(rest <= -0.5)) as i8
}

/// A [`Vector`] with its bytes widened, once for many products: the product of two is then a
/// handful of instructions that multiply and add eight pairs at a time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Wide {
    parts: [i16; DIMENSIONS],
    scale: f32,
}

impl From<&Vector> for Wide {
    fn from(vector: &Vector) -> Wide {
        Wide { parts: vector.bytes.map(i16::from), scale: vector.scale }
    }
}

/// So many sums are added up side by side, as the machine has them.
const LANES: usize = 8;

impl Wide {
    /// What is no vector: its cosine with any is 0.
    pub const NONE: Wide = Wide { parts: [0; DIMENSIONS], scale: 0.0 };

    /// The vector that stands in a file; [`NONE`](Wide::NONE) for bytes of another length.
    #[inline]
    pub fn in_file(file: &[u8]) -> Wide {
        let mut wide = Wide::NONE;
        if let Some((scale, bytes)) = file.split_first_chunk::<4>()
            && bytes.len() == DIMENSIONS
        {
            wide.scale = f32::from_le_bytes(*scale);
            for (to, from) in wide.parts.iter_mut().zip(bytes) {
                *to = i16::from(*from as i8);
            }
        }
        wide
    }

    /// The cosine of the angle between the two, -1 to 1; 0 where one of them is no vector.
    #[inline]
    pub fn cosine(&self, other: &Wide) -> f32 {
        let mut sums = [0_i32; LANES];
        let mut at = 0;
        while at < DIMENSIONS {
            for (lane, sum) in sums.iter_mut().enumerate() {
                *sum += i32::from(self.parts[at + lane]) * i32::from(other.parts[at + lane]);
            }
            at += LANES;
        }
        sums.iter().sum::<i32>() as f32 * self.scale * other.scale
    }

    /// The [`cosine`](Wide::cosine) with the vector that stands in a file. Its bytes are widened in the
    /// registers, half the work where it is compared once.
    #[inline]
    pub fn cosine_in_file(&self, file: &[u8; Vector::FILE_BYTES]) -> f32 {
        let (scale, bytes) = file.split_at(file.len() - DIMENSIONS);
        let mut sums = [0_i32; LANES];
        let pairs = self.parts.as_chunks::<LANES>().0.iter().zip(bytes.as_chunks::<LANES>().0);
        for (parts, bytes) in pairs {
            for ((sum, part), byte) in sums.iter_mut().zip(parts).zip(bytes) {
                *sum += i32::from(*part) * i32::from(*byte as i8);
            }
        }
        let scale = scale.first_chunk().map_or(0.0, |scale| f32::from_le_bytes(*scale));
        sums.iter().sum::<i32>() as f32 * self.scale * scale
    }

    /// The product with a vector of any length.
    pub fn product(&self, other: &[f32; DIMENSIONS]) -> f32 {
        // One sum would have each addition wait for the one before.
        let mut sums = [0.0_f32; 2 * LANES];
        let (parts, _) = self.parts.as_chunks::<{ 2 * LANES }>();
        for (parts, other) in parts.iter().zip(other.as_chunks::<{ 2 * LANES }>().0) {
            for ((sum, a), b) in sums.iter_mut().zip(parts).zip(other) {
                *sum += f32::from(*a) * b;
            }
        }
        sums.iter().sum::<f32>() * self.scale
    }
}

fn dot(a: &[i8; DIMENSIONS], b: &[i8; DIMENSIONS]) -> i32 {
    a.iter().zip(b).map(|(a, b)| i32::from(*a) * i32::from(*b)).sum()
}

/// FNV-1a of a piece, 32 bits.
fn piece_hash(piece: &[u8]) -> u32 {
    piece.iter().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193))
}

/// A packed table, read in place.
#[derive(Clone, Copy)]
pub struct Table {
    bytes: &'static [u8],
    rows: usize,
    slots: usize,
    /// The row of `[UNK]`.
    unknown: Option<usize>,
}

impl std::fmt::Debug for Table {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Table").field("rows", &self.rows).finish_non_exhaustive()
    }
}

impl Table {
    /// The table compiled into the program.
    pub fn built_in() -> Table {
        static TABLE: OnceLock<Table> = OnceLock::new();
        *TABLE.get_or_init(|| {
            let bytes = include_bytes!("../../model/static-128.ibv");
            // A test opens it, so it is whole.
            Table::open(bytes).unwrap_or(Table { bytes: &[], rows: 0, slots: 0, unknown: None })
        })
    }

    /// Opens a packed table; `None` where the bytes are none.
    pub fn open(bytes: &'static [u8]) -> Option<Table> {
        let number =
            |at: usize| Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?) as usize);
        if bytes.get(..8)? != MAGIC {
            return None;
        }
        let (rows, slots) = (number(8)?, number(12)?);
        let mut table = Table { bytes, rows, slots, unknown: None };
        let pieces = table.offset(rows);
        if !slots.is_power_of_two() || bytes.len() != table.pieces_at() + pieces {
            return None;
        }
        table.unknown = table.row(b"[UNK]");
        Some(table)
    }

    fn offsets_at(&self) -> usize {
        HEADER_BYTES + self.slots * 4
    }

    fn scales_at(&self) -> usize {
        self.offsets_at() + (self.rows + 1) * 4
    }

    fn rows_at(&self) -> usize {
        self.scales_at() + self.rows * 4
    }

    fn pieces_at(&self) -> usize {
        self.rows_at() + self.rows * DIMENSIONS
    }

    fn number(&self, at: usize) -> usize {
        match self.bytes.get(at..at + 4) {
            Some(&[a, b, c, d]) => u32::from_le_bytes([a, b, c, d]) as usize,
            _ => 0,
        }
    }

    fn offset(&self, row: usize) -> usize {
        self.number(self.offsets_at() + row * 4)
    }

    /// Whether `word` (lower-case, without accents) is a piece by itself: an ordinary English word
    /// or name, then, since the 30,000 pieces are the commonest of English.
    pub fn knows(&self, word: &str) -> bool {
        !word.starts_with("##") && self.row(word.as_bytes()).is_some()
    }

    /// How much `word` (lower-case, without accents) says by itself, 0 to about 1.4: the length of
    /// its vector beside the mean of all pieces. The maker of the table fitted the lengths, so that
    /// sums of pieces are like sentences; words of any subject ("good", "instead") came out short,
    /// those of one ("dentist", "piano") long. 1 for a word that is no piece of its own: rare.
    ///
    /// Says what English is like, so that a corpus of few passages need not tell.
    pub fn telling(&self, word: &str) -> f32 {
        let Some(row) = self.row(word.as_bytes()) else { return 1.0 };
        let mut sum = [0.0; DIMENSIONS];
        self.add(row, &mut sum);
        sum.iter().map(|x| x * x).sum::<f32>().sqrt() / MEAN_LENGTH
    }

    /// The row of `piece`.
    fn row(&self, piece: &[u8]) -> Option<usize> {
        if self.slots == 0 {
            return None;
        }
        let mut at = piece_hash(piece) as usize & (self.slots - 1);
        loop {
            let row = self.number(HEADER_BYTES + at * 4).checked_sub(1)?;
            let base = self.pieces_at();
            let here = self.bytes.get(base + self.offset(row)..base + self.offset(row + 1))?;
            if here == piece {
                return Some(row);
            }
            at = (at + 1) & (self.slots - 1);
        }
    }

    /// Adds the vector of `row` to `sum`.
    fn add(&self, row: usize, sum: &mut [f32; DIMENSIONS]) {
        let scale = f32::from_bits(self.number(self.scales_at() + row * 4) as u32);
        let at = self.rows_at() + row * DIMENSIONS;
        for (to, byte) in sum.iter_mut().zip(&self.bytes[at..at + DIMENSIONS]) {
            *to += scale * f32::from(*byte as i8);
        }
    }

    /// Calls `each` with the rows of the pieces of a lower-case word without accents.
    fn rows_of(&self, word: &str, each: &mut dyn FnMut(usize)) {
        let mut rows = Vec::new();
        let mut start = 0;
        let mut piece = String::new();
        while start < word.len() {
            let mut end = word.len();
            let found = loop {
                piece.clear();
                if 0 < start {
                    piece.push_str("##");
                }
                piece.push_str(&word[start..end]);
                if let Some(row) = self.row(piece.as_bytes()) {
                    break Some(row);
                }
                match word[start..end].char_indices().next_back() {
                    Some((back, _)) if 0 < back => end = start + back,
                    _ => break None,
                }
            };
            match found {
                Some(row) => rows.push(row),
                None => {
                    // One part without a piece makes the whole word unknown.
                    rows.clear();
                    rows.extend(self.unknown);
                    break;
                }
            }
            start = end;
        }
        rows.into_iter().for_each(each);
    }
}

/// Whether a word is too long to be one.
fn is_too_long(word: &str) -> bool {
    MAX_WORD_CHARS < word.len() && MAX_WORD_CHARS < word.chars().count()
}

/// The sum of the vectors of some word pieces.
#[derive(Debug, Clone, PartialEq)]
pub struct Sum([f32; DIMENSIONS]);

impl Default for Sum {
    fn default() -> Sum {
        Sum([0.0; DIMENSIONS])
    }
}

impl Sum {
    /// The vector of a text with these pieces.
    pub fn vector(&self) -> Vector {
        Vector::of(&self.0)
    }
}

/// Makes vectors of texts. Remembers the words it has met.
pub struct Embedder {
    table: Table,
    hasher: DefaultHashBuilder,
    /// The place of each word in `words`.
    places: HashTable<u32>,
    words: Vec<Known>,
    /// The words, one after the other.
    text: String,
    /// The rows of their pieces, one word's after the other's.
    rows: Vec<u32>,
    /// The sums of the pieces of the first words, which are the commonest.
    sums: Vec<[f32; DIMENSIONS]>,
}

/// Where a word and its rows end; they start where those of the one before end.
#[derive(Debug, Clone, Copy, Default)]
struct Known {
    text: u32,
    rows: u32,
}

impl std::fmt::Debug for Embedder {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Embedder").field("words", &self.words.len()).finish_non_exhaustive()
    }
}

impl Embedder {
    /// An embedder on `table`.
    pub fn new(table: Table) -> Embedder {
        Embedder {
            table,
            hasher: DefaultHashBuilder::default(),
            places: HashTable::new(),
            words: Vec::new(),
            text: String::new(),
            rows: Vec::new(),
            sums: Vec::new(),
        }
    }

    /// The sum of the vectors of the pieces of `texts`, as one text.
    pub fn embed<'a>(&mut self, texts: impl IntoIterator<Item = &'a str>) -> Vector {
        let mut sum = Sum::default();
        texts.into_iter().for_each(|text| self.add(text, &mut sum));
        sum.vector()
    }

    /// Adds the vectors of the pieces of `text` to `sum`.
    pub fn add(&mut self, text: &str, sum: &mut Sum) {
        if MAX_REMEMBERED < self.words.len() {
            *self = Embedder::new(self.table);
        }
        pieces_of(text, &mut |word| self.add_word(word, sum));
    }

    fn add_word(&mut self, word: &str, Sum(sum): &mut Sum) {
        if is_too_long(word) {
            // All of them have one vector: to remember each would take as much memory as the text.
            self.table.unknown.into_iter().for_each(|row| self.table.add(row, sum));
            return;
        }
        let hash = self.hasher.hash_one(word);
        let found = self.places.find(hash, |place| self.word(*place as usize) == word);
        let place = match found {
            Some(place) => *place as usize,
            None => self.remember(word, hash),
        };
        if let Some(own) = self.sums.get(place) {
            sum.iter_mut().zip(own).for_each(|(to, from)| *to += from);
            return;
        }
        let rows = self.before(place).rows as usize..self.words[place].rows as usize;
        match self.rows[rows] {
            [row] => self.table.add(row as usize, sum),
            // Added up by themselves first, as where the sum is remembered: floats know the difference.
            ref rows => {
                let own = self.sum_of(rows);
                sum.iter_mut().zip(&own).for_each(|(to, from)| *to += from);
            }
        }
    }

    /// Where the word before the one at `place` ends.
    fn before(&self, place: usize) -> Known {
        place.checked_sub(1).map_or(Known::default(), |before| self.words[before])
    }

    fn word(&self, place: usize) -> &str {
        &self.text[self.before(place).text as usize..self.words[place].text as usize]
    }

    fn sum_of(&self, rows: &[u32]) -> [f32; DIMENSIONS] {
        let mut own = [0.0; DIMENSIONS];
        rows.iter().for_each(|row| self.table.add(*row as usize, &mut own));
        own
    }

    /// Remembers a new word, and gives its place.
    fn remember(&mut self, word: &str, hash: u64) -> usize {
        let from = self.rows.len();
        self.table.rows_of(word, &mut |row| self.rows.push(row as u32));
        if self.sums.len() < MAX_SUMS {
            self.sums.push(self.sum_of(&self.rows[from..]));
        }
        self.text.push_str(word);
        self.words.push(Known { text: self.text.len() as u32, rows: self.rows.len() as u32 });
        let place = self.words.len() - 1;
        // Moved, so that what is hashed anew may look at the words.
        let mut places = std::mem::take(&mut self.places);
        let rehash = |place: &u32| self.hasher.hash_one(self.word(*place as usize));
        places.insert_unique(hash, place as u32, rehash);
        self.places = places;
        place
    }
}

/// Calls `each` with every word and punctuation mark of `text`, lower-case and without accents.
fn pieces_of(text: &str, each: &mut dyn FnMut(&str)) {
    let mut word = String::new();
    let mut rest = text;
    while let Some(first) = rest.bytes().next() {
        // Nearly all is ASCII, and of that whole words are taken at once.
        let ascii = rest.bytes().take_while(u8::is_ascii_alphanumeric).count();
        if 0 < ascii {
            let (head, tail) = rest.split_at(ascii);
            rest = tail;
            let start = word.len();
            word.push_str(head);
            word[start..].make_ascii_lowercase();
        } else if first.is_ascii() {
            let (mark, tail) = rest.split_at(1);
            rest = tail;
            flush(&mut word, each);
            if !first.is_ascii_whitespace() && !first.is_ascii_control() {
                each(mark);
            }
        } else if let Some(one) = rest.chars().next() {
            rest = &rest[one.len_utf8()..];
            for lower in one.to_lowercase() {
                decompose_canonical(lower, |part| push(part, &mut word, each));
            }
        }
    }
    flush(&mut word, each);
}

fn flush(word: &mut String, each: &mut dyn FnMut(&str)) {
    if !word.is_empty() {
        each(word);
        word.clear();
    }
}

/// Adds a lower-case, decomposed character to the word that is open, or ends it.
fn push(one: char, word: &mut String, each: &mut dyn FnMut(&str)) {
    if is_combining_mark(one) {
        // An accent is no part of a piece, and does not end it.
    } else if one.is_alphanumeric() && !is_ideograph(one) {
        word.push(one);
    } else {
        flush(word, each);
        if !one.is_whitespace() && !one.is_control() {
            each(one.encode_utf8(&mut [0; 4]));
        }
    }
}

/// Whether BERT's vocabulary treats the character as a word of its own.
fn is_ideograph(one: char) -> bool {
    matches!(one, '\u{4E00}'..='\u{9FFF}' | '\u{3400}'..='\u{4DBF}' | '\u{F900}'..='\u{FAFF}'
        | '\u{20000}'..='\u{2FA1F}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cosine(a: &str, b: &str) -> f32 {
        let mut embedder = Embedder::new(Table::built_in());
        let a = embedder.embed([a]);
        let b = embedder.embed([b]);
        let (wide, file) = (Wide::from(&a), b.to_file());
        assert_eq!(a.cosine(&b), wide.cosine_in_file(&file));
        assert_eq!(a.cosine(&b), wide.cosine(&Wide::in_file(&file)));
        a.cosine(&b)
    }

    #[test]
    fn the_built_in_table_is_whole() {
        assert_eq!(Table::built_in().rows, 30_522);
        assert!(Table::open(b"IBIDVEC2").is_none());
    }

    #[test]
    fn ordinary_words_are_known_and_misspelt_ones_are_not() {
        let table = Table::built_in();
        for word in ["lawyer", "dentist", "cook"] {
            assert!(table.knows(word), "{word}");
        }
        for word in ["lerning", "machne", "enginer", "reinforcment", "##ing", ""] {
            assert!(!table.knows(word), "{word}");
        }
    }

    #[test]
    fn like_texts_are_near_and_others_far() {
        // The figures of the table's maker.
        let near = |a, b, wanted: f32| {
            let got = cosine(a, b);
            assert!((got - wanted).abs() < 0.01, "{a} · {b}: {got}, not {wanted}");
        };
        near("self-driving cars", "autonomous vehicles and robotics", 0.54);
        near("what is the pay", "machine learning engineer salary", 0.18);
        near("what is the pay", "capital of France", 0.04);
    }

    #[test]
    fn a_text_is_like_itself_whatever_its_case_and_accents() {
        assert!(cosine("Café au lait", "cafe AU lait") > 0.999);
        assert_eq!(cosine("", "cafe"), 0.0);
        assert_eq!(cosine("\u{200b}\n", ""), 0.0);
    }

    /// The pieces, by the definition.
    fn defined(text: &str) -> Vec<String> {
        use unicode_normalization::UnicodeNormalization;
        let mut pieces = vec![String::new()];
        let plain = text.chars().flat_map(char::to_lowercase).nfd();
        for one in plain.filter(|one| !is_combining_mark(*one)) {
            if one.is_alphanumeric() && !is_ideograph(one) {
                pieces.last_mut().unwrap().push(one);
            } else if one.is_whitespace() || one.is_control() {
                pieces.push(String::new());
            } else {
                pieces.extend([one.to_string(), String::new()]);
            }
        }
        pieces.retain(|piece| !piece.is_empty());
        pieces
    }

    #[test]
    fn every_character_is_cut_as_it_is_defined() {
        let mut all = String::new();
        for one in '\0'..=char::MAX {
            all.extend(['A', one, '\u{301}', 'b', one]);
        }
        for text in all.char_indices().map(|(at, _)| at).step_by(997).collect::<Vec<_>>().windows(2)
        {
            let text = &all[text[0]..text[1]];
            let mut pieces = Vec::new();
            pieces_of(text, &mut |piece| pieces.push(piece.to_owned()));
            assert_eq!(pieces, defined(text), "{text:?}");
        }
    }

    #[test]
    fn numbers_are_rounded_as_they_should_be() {
        for sixteenths in -127 * 16..=127 * 16 {
            let x = sixteenths as f32 / 16.0;
            for x in [x, x.next_up().min(127.0), x.next_down().max(-127.0)] {
                assert_eq!(rounded(x), x.round() as i8, "{x}");
            }
        }
    }

    #[test]
    fn a_vector_does_not_depend_on_what_was_met_before() {
        let texts = ["tea", "unhurriedly brewing oolong", "Tea, unhurriedly; and ‘cups’ of café"];
        let fresh = texts.map(|text| Embedder::new(Table::built_in()).embed([text]));
        let mut embedder = Embedder::new(Table::built_in());
        (0..MAX_SUMS).for_each(|n| {
            embedder.embed([format!("w{n}").as_str()]);
        });
        assert_eq!(texts.map(|text| embedder.embed([text])), fresh);
        (0..MAX_REMEMBERED).for_each(|n| {
            embedder.embed([format!("w{n}").as_str()]);
        });
        assert_eq!(texts.map(|text| embedder.embed([text])), fresh);
    }

    #[test]
    fn a_text_of_endless_words_is_not_held_in_memory() {
        let mut embedder = Embedder::new(Table::built_in());
        let endless = |number: usize| format!("{number}{}", "f".repeat(100_000));
        for number in 0..50 {
            let vector = embedder.embed([endless(number).as_str()]);
            assert_eq!(vector, Embedder::new(Table::built_in()).embed([endless(0).as_str()]));
        }
        embedder.embed(["short words are"]);
        assert_eq!(embedder.text, "shortwordsare");
    }

    #[test]
    fn words_of_any_length_and_script_have_a_vector() {
        for text in ["x".repeat(1000), "机器学习".to_owned(), "🙂".to_owned(), "ßſ".to_owned()]
        {
            assert!(cosine(&text, &text) > 0.99, "{text}");
        }
    }
}
