//! Documents and questions made by a fixed rule: the same in every run and on every machine.
//!
//! Real documents cannot ship in this size, and a text of evenly spread words would flatter every
//! engine. So words are drawn by Zipf's law, as people use them: the commonest stand in nearly
//! every passage, most stand in a handful. Half of the entries have a question for a title, the
//! other half a heading; each file has twenty of them under a heading of its own.

#![allow(dead_code, reason = "each bench uses a part of it")]

use std::{fmt::Write, fs, path::Path};

/// Different words of the vocabulary. A large manual has about as many.
const VOCABULARY: usize = 20_000;

/// Sections in a file.
const SECTIONS: usize = 20;

/// The commonest words, which hold sentences together, commonest first.
const LITTLE: [&str; 40] = [
    "the", "of", "to", "and", "a", "in", "is", "it", "you", "that", "for", "on", "are", "with",
    "as", "be", "this", "or", "from", "by", "not", "can", "an", "your", "which", "when", "if",
    "will", "at", "all", "has", "have", "one", "they", "more", "but", "there", "then", "into",
    "no",
];

/// How questions begin.
const OPENINGS: [&str; 8] =
    ["how do I", "what is", "why does", "when does", "where is", "can I", "how long does", "which"];

/// Syllables that words are made of.
const SYLLABLES: [&str; 48] = [
    "ba", "con", "der", "fa", "gen", "hol", "in", "jas", "ka", "lor", "men", "no", "per", "qui",
    "ra", "ser", "tion", "un", "ver", "wel", "zo", "ment", "pro", "sta", "ter", "mal", "do", "vi",
    "ex", "al", "bro", "cli", "fen", "gra", "hu", "is", "lan", "mir", "net", "or", "pla", "rin",
    "sol", "tur", "vas", "win", "yel", "zer",
];

/// Numbers that look random and are the same in every run: `splitmix64`, S. Vigna, public domain.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Random {
        Random(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from `low` to `high`, both included.
    fn between(&mut self, low: usize, high: usize) -> usize {
        low + (self.next() % (high - low + 1) as u64) as usize
    }

    /// A number from 0 up to 1, which it never is.
    fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// Words with the shares in which they are used.
pub(crate) struct Vocabulary {
    words: Vec<String>,
    /// For each word the share of it and all before it; the last is 1.
    up_to: Vec<f64>,
}

impl Vocabulary {
    pub(crate) fn new() -> Vocabulary {
        let mut random = Random::new(1);
        let mut words: Vec<String> = LITTLE.iter().map(|word| (*word).to_owned()).collect();
        let mut known: std::collections::HashSet<String> = words.iter().cloned().collect();
        while words.len() < VOCABULARY {
            let syllables = random.between(2, 4);
            let word: String =
                (0..syllables).map(|_| SYLLABLES[random.between(0, SYLLABLES.len() - 1)]).collect();
            if known.insert(word.clone()) {
                words.push(word);
            }
        }
        // Zipf with the offset that Mandelbrot gave it: the first words are less lonely at the top.
        let shares = (0..words.len()).map(|rank| 1.0 / (rank as f64 + 2.7));
        let mut sum = 0.0;
        let mut up_to: Vec<f64> = shares
            .map(|share| {
                sum += share;
                sum
            })
            .collect();
        up_to.iter_mut().for_each(|share| *share /= sum);
        Vocabulary { words, up_to }
    }

    fn word(&self, random: &mut Random) -> &str {
        let share = random.share();
        let at = self.up_to.partition_point(|up_to| *up_to <= share);
        &self.words[at.min(self.words.len() - 1)]
    }

    /// A word that says something.
    fn content_word(&self, random: &mut Random) -> &str {
        loop {
            let word = self.word(random);
            if !LITTLE.contains(&word) {
                return word;
            }
        }
    }

    /// Sentences of 8 to 16 words, 40 to 80 words in all.
    fn passage(&self, random: &mut Random) -> String {
        let wanted = random.between(48, 72);
        let mut text = String::new();
        let mut words = 0;
        while words < wanted {
            let length = random.between(8, 16).min((80 - words).max(8));
            for at in 0..length {
                let word = self.word(random);
                if at == 0 {
                    text.extend(word.chars().next().map(|first| first.to_ascii_uppercase()));
                    text.push_str(&word[1..]);
                } else {
                    text.push(' ');
                    text.push_str(word);
                }
            }
            text.push_str(". ");
            words += length;
        }
        text.truncate(text.trim_end().len());
        text
    }

    /// A title of `words` words that say something.
    fn title(&self, words: usize, random: &mut Random) -> String {
        let words: Vec<&str> = (0..words).map(|_| self.content_word(random)).collect();
        words.join(" ")
    }

    /// A question of four to eight words, of which two to four say something.
    fn question(&self, random: &mut Random) -> String {
        let opening = OPENINGS[random.between(0, OPENINGS.len() - 1)];
        let content = self.title(random.between(2, 4), random);
        let fill = 4_usize.saturating_sub(opening.split(' ').count() + content.split(' ').count());
        let the = "the ".repeat(fill.max(usize::from(random.share() < 0.5)));
        format!("{opening} {the}{content}")
    }
}

/// Writes documents with `passages` passages into the folder `dir` and returns their bytes.
pub(crate) fn write(dir: &Path, passages: usize) -> u64 {
    let vocabulary = Vocabulary::new();
    let mut random = Random::new(2);
    let mut bytes = 0;
    for file in 0..passages.div_ceil(SECTIONS) {
        let mut text = format!("# {}\n", vocabulary.title(2, &mut random));
        for _ in 0..SECTIONS.min(passages - file * SECTIONS) {
            let title = if random.share() < 0.5 {
                format!("{}?", vocabulary.question(&mut random))
            } else {
                vocabulary.title(3, &mut random)
            };
            let _ = write!(text, "\n## {title}\n\n{}\n", vocabulary.passage(&mut random));
        }
        bytes += text.len() as u64;
        let folder = dir.join(format!("{:03}", file / 100));
        fs::create_dir_all(&folder).expect("the folder can be made");
        fs::write(folder.join(format!("{file:05}.md")), text).expect("the file can be written");
    }
    bytes
}

/// `count` questions, drawn from the same words by another seed.
pub(crate) fn questions(count: usize) -> Vec<String> {
    let vocabulary = Vocabulary::new();
    let mut random = Random::new(3);
    (0..count).map(|_| vocabulary.question(&mut random)).collect()
}
