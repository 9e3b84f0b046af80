//! What heads the parts of a file of news: a line with a version or a date (`version 1.34 - Ann Doe,
//! 2021-02-13`), and the stars of an outline as Emacs has it (`* Changes in 9.1`, `** Bug fixes`).

use std::{
    collections::{HashMap, HashSet},
    ops::Range,
};

use super::{lines::Line, marker};

/// The most characters and words of a line with a version.
const VERSION_CHARS: usize = 120;
const VERSION_WORDS: usize = 14;

/// The most stars of a heading.
const MAX_STARS: usize = 8;

/// The stars that `text` starts with, before a blank and words; 0 where there are none.
pub(super) fn stars(text: &str) -> usize {
    let words = text.trim_start_matches('*');
    let count = text.len() - words.len();
    let is_head = words.starts_with(' ') && words.contains(char::is_alphanumeric);
    if is_head && count <= MAX_STARS { count } else { 0 }
}

/// Sets [`Line::stars`] of the lines of an outline, if the text is one.
///
/// A list may have two stars for what is nested in it. In an outline most lines with one star have a
/// blank line before them, and some lines with stars have something under them.
pub(super) fn mark_stars(lines: &mut [Line<'_>], chunks: &[Range<usize>]) {
    let at_margin = |at: usize| if lines[at].indent == 0 { stars(lines[at].text) } else { 0 };
    let first = lines.iter().find(|line| !line.text.is_empty());
    let is_said = first.is_some_and(|line| line.text.contains("-*- outline"));
    let deep = (0..lines.len()).filter(|at| 1 < at_margin(*at)).count();
    let tops = (0..lines.len()).filter(|at| at_margin(*at) == 1).count();
    let apart = chunks.iter().filter(|chunk| at_margin(chunk.start) == 1);
    let heads = chunks.iter().enumerate().filter(|(which, chunk)| {
        let own = at_margin(chunk.start);
        let below = chunks.get(which + 1).map(|next| at_margin(next.start));
        0 < own && chunk.len() == 1 && below.is_some_and(|below| below == 0 || own < below)
    });
    let is_outline = 2 <= deep && 1 <= tops && tops <= 2 * apart.count() && 2 <= heads.count();
    if !is_said && !is_outline {
        return;
    }
    for line in lines.iter_mut().filter(|line| line.indent == 0 && !line.is_gap()) {
        line.stars = stars(line.text);
    }
}

/// The lines that head what changed in a version, or on a day.
///
/// Several begin alike, each stands over something, and behind the version comes nothing but a
/// date, a name or a remark.
pub(super) fn versions(lines: &[Line<'_>], chunks: &[Range<usize>]) -> HashSet<usize> {
    let mut alike: HashMap<String, Vec<usize>> = HashMap::new();
    for chunk in chunks {
        let line = &lines[chunk.start];
        let below = lines.get(chunk.start + 1).filter(|_| 1 < chunk.len());
        let is_over = below
            .is_none_or(|next| line.indent < next.indent || marker::bullet(next.text).is_some());
        if line.indent <= 1
            && is_over
            && let Some(begin) = before_version(line.text)
        {
            alike.entry(begin).or_default().push(chunk.start);
        }
    }
    let found: HashSet<usize> =
        alike.into_values().filter(|places| 1 < places.len()).flatten().collect();
    // A line with nothing under it but the next such heads nothing, and is said itself.
    let heads = chunks.iter().enumerate().filter(|(which, chunk)| {
        let next = chunks.get(which + 1);
        1 < chunk.len() || next.is_some_and(|next| !found.contains(&next.start))
    });
    heads.map(|(_, chunk)| chunk.start).filter(|at| found.contains(at)).collect()
}

/// What stands before the version or the date in `text`, if the line may head what changed then.
fn before_version(text: &str) -> Option<String> {
    if VERSION_CHARS < text.len() || text.ends_with(['.', ';', ',', '?', '!']) {
        return None;
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    if VERSION_WORDS < words.len() || marker::bullet(text).is_some() {
        return None;
    }
    if words.first().is_some_and(|word| is_date(word)) {
        // Behind the day comes who changed it, or what: "no bus runs" is said of the day.
        let is_signed = words[1..].iter().any(|word| word.contains('@'));
        let is_parted = words.get(1).is_none_or(|next| {
            version(next).is_some() || next.starts_with(|one: char| "([{<-–—/".contains(one))
        });
        return (is_signed || is_parted).then(|| "a date".to_owned());
    }
    let at = words.iter().take(6).position(|word| version(word).is_some())?;
    let (name, in_brackets) = version(words[at])?;
    if is_address(words[at]) {
        return None;
    }
    let rest = &words[at + 1..];
    let parted = rest.first().is_none_or(|next| {
        next.starts_with(|one: char| "([{<-–—/,".contains(one)) || is_date(next)
    }) || words[at].ends_with([':', ',']);
    let begin = format!("{} {name}", words[..at].join(" "));
    let is_bare = begin.trim().is_empty();
    let dated = rest.is_empty() || rest.iter().any(|word| has_year(word));
    let fits = if is_bare { parted && dated } else { parted || (in_brackets && rest.len() <= 4) };
    fits.then_some(begin)
}

/// Whether `word` is the address of a machine: 10.0.0.1.
fn is_address(word: &str) -> bool {
    let word = word.trim_matches(['(', ')', '[', ']', ':', ',']);
    word.parse::<std::net::Ipv4Addr>().is_ok()
}

/// What stands before the version in `word` (`foo-` of `foo-1.2`), and whether it is in brackets.
fn version(word: &str) -> Option<(&str, bool)> {
    let inner = word.trim_start_matches(['(', '[']);
    let in_brackets = inner.len() < word.len();
    let number = inner.trim_end_matches([')', ']', ':', ',']);
    let start = number.rfind('-').filter(|at| number[..*at].chars().all(char::is_alphabetic));
    let (name, number) = start.map_or(("", number), |at| number.split_at(at + 1));
    let number = number.strip_prefix(['v', 'V']).unwrap_or(number);
    // Debian counts how often the numbers began anew.
    let number = number.split_once(':').map_or(number, |(_, number)| number);
    let (major, rest) = number.split_once('.')?;
    let is_number =
        |text: &str| (1..=4).contains(&text.len()) && text.bytes().all(|one| one.is_ascii_digit());
    let is_version = is_number(major)
        && rest.starts_with(|one: char| one.is_ascii_digit())
        && rest.chars().all(|one| one.is_ascii_alphanumeric() || ".+-~_".contains(one));
    is_version.then_some((name, in_brackets))
}

/// Whether `word` is a date as in 2021-02-13.
fn is_date(word: &str) -> bool {
    let word = word.trim_matches(['(', ')', '[', ']', ',', ':']);
    let parts: Vec<&str> = word.split('-').collect();
    let digits =
        |part: &&str, count| part.len() == count && part.bytes().all(|one| one.is_ascii_digit());
    matches!(parts.as_slice(), [year, month, day]
        if digits(year, 4) && digits(month, 2) && digits(day, 2))
}

/// Whether a part of `word` is a year.
fn has_year(word: &str) -> bool {
    word.split(|one: char| !one.is_ascii_digit())
        .any(|part| part.len() == 4 && (part.starts_with("19") || part.starts_with("20")))
}
