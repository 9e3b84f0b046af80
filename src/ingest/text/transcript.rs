//! Conversations as chat programs write them out, a message with its time and who wrote it: `[3 Feb 09:12] Ann: …`,
//! `03/02/24, 09:12 - Ann: …`.
//!
//! Who asks there has no heading and who answers no marker: what is asked is the first message of an exchange, or
//! the next of the same person, and all that others say to it answers.

use std::ops::Range;

use super::{
    body::line_numbers,
    lines::{Line, joined},
    question::{is_question, title},
};
use crate::document::{Block, BlockKind, Document, LeftOut};

/// The fewest messages of a conversation, and of these such as ask and are answered: in a log there is hardly one.
const LEAST_MESSAGES: usize = 4;
const LEAST_ENTRIES: usize = 2;

/// The most characters of a time, and of a name.
const MOST_CHARS: usize = 40;

/// A message of fewer words goes on with what is spoken of: "and glasses?"
const LEAST_WORDS: usize = 4;

/// One message, or what the program tells by itself: "Ben left".
#[derive(Debug)]
struct Message<'a> {
    /// Its lines.
    lines: Range<usize>,
    /// Empty for what the program tells.
    speaker: &'a str,
    /// What is said, on one line.
    said: String,
    /// Whether a blank line stands above.
    set_off: bool,
}

/// The document at `path` that `lines` are, if they are a conversation.
pub(super) fn read(path: &str, lines: &[Line<'_>]) -> Option<Document> {
    let all = messages(lines);
    let first = all.first()?.lines.start;
    let (told, messages): (Vec<Message<'_>>, Vec<Message<'_>>) =
        all.into_iter().partition(|one| one.speaker.is_empty());
    if !is_conversation(&messages, lines) {
        return None;
    }
    let mut blocks: Vec<Block> = Vec::new();
    for at in (0..first).filter(|at| !lines[*at].is_gap()) {
        let kind = match blocks.is_empty() {
            true => BlockKind::Heading { level: 1, entry: false },
            false => BlockKind::Paragraph,
        };
        blocks.push(block(kind, lines, at..at + 1, title(lines[at].text)));
    }
    let over = blocks.first().cloned();
    let mut entries = 0;
    for exchange in exchanges(&messages) {
        // How many of its messages are the title.
        let titles = match asked(exchange) {
            Some(asked) => {
                entries += 1;
                let range = exchange[0].lines.start..exchange[asked].lines.end;
                let kind = BlockKind::Heading { level: 2, entry: true };
                blocks.push(block(kind, lines, range, title(&exchange[asked].said)));
                asked + 1
            }
            None if entries == 0 => 0,
            // It is no part of the answer above.
            None => match &over {
                Some(over) => {
                    blocks.push(over.clone());
                    0
                }
                None => {
                    let kind = BlockKind::Heading { level: 2, entry: false };
                    let Message { lines: own, said, .. } = &exchange[0];
                    blocks.push(block(kind, lines, own.clone(), title(said)));
                    1
                }
            },
        };
        blocks.extend(
            exchange[titles..]
                .iter()
                .map(|one| block(BlockKind::Paragraph, lines, one.lines.clone(), one.said.clone())),
        );
    }
    let left_out = told.into_iter().map(|one| LeftOut {
        lines: line_numbers(one.lines),
        reason: "note of the chat program".to_owned(),
    });
    (LEAST_ENTRIES <= entries).then(|| Document {
        path: path.to_owned(),
        blocks,
        left_out: left_out.collect(),
        ..Document::default()
    })
}

/// Whether `messages` may be a conversation, and most of `lines`.
fn is_conversation(messages: &[Message<'_>], lines: &[Line<'_>]) -> bool {
    let written = lines.iter().filter(|line| !line.is_gap()).count();
    let is_many = LEAST_MESSAGES <= messages.len() && written <= 2 * messages.len();
    // "Hall A" and "Room 1" speak in programmes.
    let is_place = |one: &Message<'_>| {
        let last = one.speaker.rsplit(' ').next().unwrap_or_default();
        last.len() < one.speaker.len() && (last.len() == 1 || last.parse::<u32>().is_ok())
    };
    is_many
        && messages.iter().any(|one| one.speaker != messages[0].speaker)
        && !messages.iter().all(is_place)
}

fn block(kind: BlockKind, lines: &[Line<'_>], range: Range<usize>, plain: String) -> Block {
    let text = lines[range.clone()].iter().map(|line| line.raw).collect::<Vec<_>>().join("\n");
    Block { kind, lines: line_numbers(range), text: text.trim_end().to_owned(), plain }
}

/// The messages that `lines` begin, each with the lines below it up to the next.
fn messages<'a>(lines: &[Line<'a>]) -> Vec<Message<'a>> {
    let heads = lines.iter().enumerate().filter_map(|(at, line)| Some((at, head(line.text)?)));
    let heads: Vec<(usize, (&str, &str))> = heads.collect();
    let mut messages = Vec::with_capacity(heads.len());
    for (number, (at, (speaker, said))) in heads.iter().copied().enumerate() {
        let next = heads.get(number + 1).map_or(lines.len(), |(next, _)| *next);
        let last = (at..next).rev().find(|at| !lines[*at].is_gap()).unwrap_or(at);
        let more = lines[at + 1..=last].iter().map(|line| line.text);
        messages.push(Message {
            lines: at..last + 1,
            speaker,
            said: joined([said].into_iter().chain(more)),
            set_off: at.checked_sub(1).is_some_and(|above| lines[above].is_gap()),
        });
    }
    messages
}

/// Who writes, and what, on the first line of a message; nobody where the program does.
fn head(line: &str) -> Option<(&str, &str)> {
    let (time, rest) = match line.strip_prefix('[') {
        Some(inside) => inside.split_once(']')?,
        None if line.starts_with(|one: char| one.is_ascii_digit()) => {
            // Without a date it is a timetable: "09:00 - Opening: …".
            line.split_once(" - ").filter(|(time, _)| has_date(time))?
        }
        None => return None,
    };
    let is_short = |text: &str| text.chars().take(MOST_CHARS + 1).count() <= MOST_CHARS;
    if !is_short(time) || !has_clock(time) {
        return None;
    }
    let Some((name, said)) = rest.trim_start().split_once(':') else { return Some(("", "")) };
    let is_name = name
        .starts_with(|one: char| one.is_alphabetic() || matches!(one, '~' | '+' | '@'))
        && !name.contains(['?', '!', '/']);
    (is_name && is_short(name)).then(|| (name.trim(), said.trim()))
}

/// Whether `time` has a date in figures: 03/02/24, 3.2.2024, 2024-02-03.
fn has_date(time: &str) -> bool {
    let is_part = |sign: char| matches!(sign, '/' | '.' | '-');
    let mut figures = time.split(|one: char| !(one.is_ascii_digit() || is_part(one)));
    figures.any(|part| part.matches(is_part).count() == 2 && !part.ends_with(is_part))
}

/// Whether `time` has a time of day: 9:12.
fn has_clock(time: &str) -> bool {
    let mut figures = time.split(|one: char| !(one.is_ascii_digit() || one == ':'));
    let is_clock = |part: &str| {
        let (hour, rest) = part.split_once(':').unwrap_or_default();
        !hour.is_empty() && 2 <= rest.len()
    };
    figures.any(is_clock)
}

/// The messages that belong together: those between blank lines, where some are so; else all up to the next question
/// behind an answer.
fn exchanges<'m, 'a>(messages: &'m [Message<'a>]) -> Vec<&'m [Message<'a>]> {
    let set_off = messages[1..].iter().filter(|one| one.set_off).count();
    let by_gaps = 0 < set_off && set_off + 1 < messages.len();
    let mut starts = vec![0];
    let (mut start, mut answered) = (0, false);
    for (at, one) in messages.iter().enumerate().skip(1) {
        let begins = match by_gaps {
            true => one.set_off,
            false => {
                answered
                    && is_question(&one.said)
                    && LEAST_WORDS <= one.said.split_whitespace().count()
            }
        };
        if begins {
            starts.push(at);
            (start, answered) = (at, false);
        } else {
            answered |= one.speaker != messages[start].speaker;
        }
    }
    let ends = starts[1..].iter().copied().chain([messages.len()]);
    starts.iter().zip(ends).map(|(start, end)| &messages[*start..end]).collect()
}

/// Which message of `exchange` asks, if it is one of the first person's and somebody else says something to it.
fn asked(exchange: &[Message<'_>]) -> Option<usize> {
    let own = exchange.iter().take_while(|one| one.speaker == exchange[0].speaker).count();
    let asks = exchange[..own].iter().position(|one| is_question(&one.said));
    asks.filter(|_| own < exchange.len())
}
