//! Decides which candidates are headings, how deep each stands and which are entries.

use super::{
    heading::{Candidate, Part, Style},
    lines::Line,
    marker,
    question::is_question,
};

/// A heading that stands, or the body in between.
#[derive(Debug)]
pub(super) enum Piece {
    Heading { candidate: Candidate, level: u8, entry: Entry },
    Body { range: std::ops::Range<usize>, skip: usize },
}

/// Whether a heading is the question of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Entry {
    Never,
    /// A question that nothing marks as an entry: only over a short answer without sub-headings.
    IfShort,
    Always,
}

/// Settles the headings of a text. Those that do not stand become body.
pub(super) fn settle(mut parts: Vec<Part>, lines: &[Line<'_>], dotted: bool) -> Vec<Piece> {
    let title = title_index(&parts, dotted);
    let mut demoted = vec![false; parts.len()];
    demote_numbers(&mut parts, &mut demoted, lines, dotted);
    demote_clauses(&mut parts, lines);
    demote_short_lines(&mut parts, &mut demoted, title);
    mark_labels(&mut parts, lines);
    if let Some(at) = title
        && let Part::Heading(candidate) = &mut parts[at]
    {
        candidate.style = Style::Title;
    }
    let levels = Levels::new(&parts);
    let mut pieces = Vec::with_capacity(parts.len());
    // The open headings, outermost first.
    let mut open: Vec<(u8, &Candidate)> = Vec::new();
    for (at, part) in parts.iter().enumerate() {
        match part {
            Part::Body { range, skip } => {
                let stars = lines[range.start].stars;
                if 0 < stars {
                    let level = levels.level_of(&Style::Starred(stars));
                    pieces.extend(reopened(&mut open, level));
                }
                pieces.push(Piece::Body { range: range.clone(), skip: *skip });
            }
            Part::Heading(candidate) => {
                let level = levels.level(candidate);
                open.retain(|(other, _)| *other < level);
                open.push((level, candidate));
                let entry = entry(candidate, parts.get(at + 1), lines);
                pieces.push(Piece::Heading { candidate: candidate.clone(), level, entry });
            }
        }
    }
    pieces
}

/// The heading to give again over an item with stars that does not belong to the last heading, but
/// to one above it.
fn reopened(open: &mut Vec<(u8, &Candidate)>, level: u8) -> Option<Piece> {
    let count = open.len();
    open.retain(|(other, _)| *other < level);
    let (level, over) = open.last().filter(|_| open.len() < count)?;
    Some(Piece::Heading { candidate: (*over).clone(), level: *level, entry: Entry::Never })
}

/// Whether `candidate`, with `next` after it, is an entry.
fn entry(candidate: &Candidate, next: Option<&Part>, lines: &[Line<'_>]) -> Entry {
    let answered = matches!(next, Some(Part::Body { range, .. })
        if marker::answered(lines[range.start].text).is_some());
    match &candidate.style {
        Style::Asked => Entry::Always,
        Style::Title | Style::Chapter | Style::Article => Entry::Never,
        _ if answered => Entry::Always,
        Style::Numbered(_) if is_question(&candidate.title) || candidate.tells() => Entry::Always,
        _ if candidate.asks() => Entry::IfShort,
        _ => Entry::Never,
    }
}

/// The index of the part that is the title of the text: the first, if it looks like one and what
/// follows is another heading, or nothing else in the text looks the same.
fn title_index(parts: &[Part], dotted: bool) -> Option<usize> {
    let Some(Part::Heading(first)) = parts.first() else { return None };
    let may_be = match first.style {
        Style::Title => true,
        Style::Plain | Style::Capitals => !first.colon,
        _ => false,
    };
    let over_heading = matches!(parts.get(1), Some(Part::Heading(_)));
    let alike = |part: &Part| matches!(part, Part::Heading(other) if other.style == first.style);
    let only = !parts[1..].iter().any(alike);
    (may_be && 1 < parts.len() && (dotted || over_heading || only)).then_some(0)
}

fn demote(part: &mut Part, demoted: &mut bool) {
    if let Part::Heading(candidate) = part {
        *part = Part::Body { range: candidate.range.clone(), skip: 0 };
        *demoted = true;
    }
}

/// Takes numbered lines for list items where they are items by their context: nothing stands
/// between one and the next, or a list starts within an answer.
fn demote_numbers(parts: &mut [Part], demoted: &mut [bool], lines: &[Line<'_>], dotted: bool) {
    // The number of the last heading, whether it asks, and the number of the last list item.
    let mut last: Option<(u32, bool)> = None;
    let mut last_item: Option<u32> = None;
    for at in 0..parts.len() {
        let Part::Heading(candidate) = &parts[at] else { continue };
        let Style::Numbered(numbers) = &candidate.style else {
            if !matches!(candidate.style, Style::Title) {
                (last, last_item) = (None, None);
            }
            continue;
        };
        let (number, asks) = (numbers[0], candidate.asks());
        if 1 < numbers.len() {
            // A sentence is only told from a numbered paragraph by standing in its chapter.
            if candidate.tells() && last.is_some_and(|(last, _)| last != number) {
                demote(&mut parts[at], &mut demoted[at]);
            } else {
                last = Some((number, false));
            }
            continue;
        }
        let follows = |number: u32, next: &Part| match next {
            Part::Heading(next) => {
                matches!(&next.style, Style::Numbered(parts) if parts.len() == 1)
            }
            Part::Body { range, .. } => matches!(marker::bullet(lines[range.start].text),
                Some((marker::Bullet::Number(next), _)) if next == number + 1),
        };
        let is_empty = parts.get(at + 1).is_none_or(|next| follows(number, next));
        let in_list = last_item.is_some_and(|item| item + 1 == number);
        let in_answer = !asks && last.is_some_and(|(last, asked)| asked && number != last + 1);
        let is_chapter = last.is_none_or(|(last, _)| number == last + 1);
        if is_empty || in_list || in_answer || (dotted && !is_chapter) {
            last_item = Some(number);
            demote(&mut parts[at], &mut demoted[at]);
        } else {
            (last, last_item) = (Some((number, asks)), None);
        }
    }
}

/// Takes short clauses for text where nothing stands under them.
fn demote_clauses(parts: &mut [Part], lines: &[Line<'_>]) {
    for at in 0..parts.len() {
        let Part::Heading(candidate) = &parts[at] else { continue };
        let Style::Numbered(own) = &candidate.style else { continue };
        if lines[candidate.range.start].clause.is_none() || candidate.asks() {
            continue;
        }
        let is_empty = match parts.get(at + 1) {
            None => true,
            Some(Part::Heading(next)) => match &next.style {
                Style::Numbered(next) => !next.starts_with(own),
                Style::Title | Style::Chapter | Style::Article | Style::Underlined(_) => true,
                Style::Capitals => true,
                _ => false,
            },
            // A clause says something, but not of the one before.
            Some(Part::Body { range, .. }) => {
                let next = lines[range.start].clause.as_ref();
                next.is_some_and(|next| !next.starts_with(own))
            }
        };
        if is_empty {
            demote(&mut parts[at], &mut false);
        }
    }
}

/// Takes short lines for text where nothing stands under them, so that a list of names is not a
/// list of empty headings; and questions within the answer of a numbered one.
fn demote_short_lines(parts: &mut [Part], demoted: &mut [bool], title: Option<usize>) {
    let mut in_answer = vec![false; parts.len()];
    let mut open = false;
    for (at, part) in parts.iter().enumerate() {
        in_answer[at] = open;
        if let Part::Heading(candidate) = part {
            open = match candidate.style {
                Style::Numbered(_) | Style::Asked => candidate.asks(),
                Style::Question => open,
                _ => false,
            };
        }
    }
    for at in (0..parts.len()).rev().filter(|at| Some(*at) != title) {
        let Part::Heading(candidate) = &parts[at] else { continue };
        let next = parts.get(at + 1);
        let is_empty = match next {
            None => true,
            Some(Part::Body { .. }) => demoted[at + 1],
            Some(Part::Heading(next)) => next.style == candidate.style,
        };
        // "Yes:" right under a question leads into the answer.
        let leads = candidate.colon
            && matches!(at.checked_sub(1).map(|above| &parts[above]),
                Some(Part::Heading(above)) if above.asks());
        let stands = match candidate.style {
            Style::Plain | Style::Capitals => !is_empty && !leads,
            Style::Question => !is_empty && !in_answer[at],
            // The looks of a title, but elsewhere.
            Style::Title => false,
            _ => true,
        };
        if !stands {
            demote(&mut parts[at], &mut demoted[at]);
            // What leads into an answer is a part of it.
            demoted[at] &= !leads;
        }
    }
}

/// Makes labels of the titles with a colon right over a list: they stand below titles over text.
fn mark_labels(parts: &mut [Part], lines: &[Line<'_>]) {
    for at in 1..parts.len() {
        let (head, tail) = parts.split_at_mut(at);
        let (Some(Part::Heading(candidate)), Part::Body { range, .. }) =
            (head.last_mut(), &tail[0])
        else {
            continue;
        };
        let over_list = lines[range.start].starts_list();
        if candidate.style == Style::Plain && candidate.colon && over_list {
            candidate.style = Style::Label;
        }
    }
}

/// Which level each style has in this text.
#[derive(Debug)]
struct Levels {
    /// The signs under underlined titles, in the order they first come.
    signs: Vec<char>,
    /// Whether numbered titles come before titles without a number, and so stand over them.
    numbers_first: bool,
    /// Whether titles without a number stand over questions.
    titles_over_questions: bool,
}

impl Levels {
    fn new(parts: &[Part]) -> Levels {
        let mut signs = Vec::new();
        let mut numbers_first = None;
        let mut titles_over_questions = false;
        for (at, part) in parts.iter().enumerate() {
            let Part::Heading(candidate) = part else { continue };
            match candidate.style {
                Style::Underlined(sign) if !signs.contains(&sign) => signs.push(sign),
                Style::Numbered(_) => _ = numbers_first.get_or_insert(true),
                Style::Plain | Style::Question | Style::Article => {
                    _ = numbers_first.get_or_insert(false)
                }
                _ => {}
            }
            let over_question = matches!(parts.get(at + 1),
                Some(Part::Heading(next)) if next.style == Style::Question);
            titles_over_questions |= candidate.style == Style::Plain && over_question;
        }
        Levels { signs, numbers_first: numbers_first.unwrap_or(false), titles_over_questions }
    }

    fn level(&self, candidate: &Candidate) -> u8 {
        self.level_of(&candidate.style)
    }

    fn level_of(&self, style: &Style) -> u8 {
        let small = |count: usize, most: usize| u8::try_from(count.min(most)).unwrap_or(u8::MAX);
        match style {
            Style::Title => 1,
            Style::Chapter => 2,
            Style::Underlined(sign) => {
                3 + small(self.signs.iter().position(|one| one == sign).unwrap_or(0), 4)
            }
            Style::Capitals | Style::Version => 8,
            Style::Starred(stars) => 9 + small(stars - stars.min(&1), 8),
            // Clauses that are called something stand in chapters that are not, and over their parts.
            Style::Numbered(parts) if self.numbers_first && parts.len() == 1 => 9,
            Style::Article if self.numbers_first => 10,
            Style::Article => 20,
            Style::Numbered(parts) if self.numbers_first => 9 + small(parts.len(), 8),
            Style::Plain if self.titles_over_questions => 18,
            Style::Plain | Style::Question => 19,
            Style::Numbered(parts) => 20 + small(parts.len(), 8),
            Style::Label => 30,
            Style::Asked => 31,
        }
    }
}
