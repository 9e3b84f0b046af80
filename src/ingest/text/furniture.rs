//! Lines that are no content: rules, captions said again and again, what a web page puts around
//! its text, the settings of an editor, running heads.
//!
//! Every rule looks at shape and repetition. The few words that web pages put around a text are
//! English, since nothing but the words tells them.

use std::collections::HashMap;

use super::{lines::Line, marker};

/// How often a doubled short line must stand in a file to be a caption.
const CAPTION_REPEATS: usize = 4;

/// Marks the lines that are in no block, each with the reason.
pub(super) fn mark(lines: &mut [Line<'_>]) {
    mark_editor_settings(lines);
    mark_running_heads(lines);
    mark_captions(lines);
    mark_page_parts(lines);
    mark_rules(lines);
    mark_foreign_end(lines);
}

/// Whether `text` draws a line: three or more of one or two signs and nothing else.
pub(super) fn is_rule(text: &str) -> bool {
    let mut signs = text.chars().filter(|one| !one.is_whitespace());
    let Some(first) = signs.next() else { return false };
    "-=_*~#+.–—─═".contains(first)
        && 3 <= text.chars().take(3).count()
        && text.chars().all(|one| one == first || one == ' ')
}

/// A rule that stands alone; right under a title it is an underline, in a table a part of it.
fn mark_rules(lines: &mut [Line<'_>]) {
    for at in 0..lines.len() {
        let is_gap = |other: Option<&Line<'_>>| other.is_none_or(Line::is_gap);
        let alone =
            is_gap(at.checked_sub(1).map(|above| &lines[above])) && is_gap(lines.get(at + 1));
        if alone && is_rule(lines[at].text) {
            lines[at].left_out = Some("rule");
        }
    }
}

/// `vim: …` and `-*- … -*-` near either end, where editors look for them.
fn mark_editor_settings(lines: &mut [Line<'_>]) {
    const REACH: usize = 5;
    let count = lines.len();
    for (at, line) in lines.iter_mut().enumerate() {
        if REACH <= at && at + REACH < count {
            continue;
        }
        let text = line.text.trim_start_matches(['#', '/', '*', ';', '.', ' ']);
        let is_vim = ["vim:", "vi:", "ex:"].iter().any(|name| text.starts_with(name))
            && (text.contains('=') || text.contains("set "));
        let is_emacs = text.starts_with("-*-") && text.ends_with("-*-");
        if is_vim || is_emacs {
            line.left_out = Some("editor settings");
        }
    }
}

/// The lines around form feeds that come again on other pages, whatever their page number.
fn mark_running_heads(lines: &mut [Line<'_>]) {
    let mut seen: HashMap<String, Vec<usize>> = HashMap::new();
    for at in (0..lines.len()).filter(|at| lines[*at].raw.contains('\u{c}')) {
        let below = (at..lines.len()).take(4).find(|one| !lines[*one].text.is_empty());
        let above = (0..at).rev().take(4).find(|one| !lines[*one].text.is_empty());
        for one in [above, below].into_iter().flatten() {
            if lines[one].text.len() <= 120 && !is_item(lines[one].text) {
                let shape = lines[one].text.replace(|one: char| one.is_ascii_digit(), "#");
                seen.entry(shape).or_default().push(one);
            }
        }
    }
    let is_head = |places: &Vec<usize>| {
        2 < places.len() && varying_numbers(places.iter().map(|at| lines[*at].text)) <= 1
    };
    let heads: Vec<usize> = seen.into_values().filter(is_head).flatten().collect();
    for at in heads {
        lines[at].left_out = Some("page header or footer");
    }
}

/// Whether `text` is an item of a list, and not a page number between dashes.
fn is_item(text: &str) -> bool {
    use marker::Bullet::{Perhaps, Sure};
    matches!(marker::bullet(text), Some((Sure(_) | Perhaps(_), words))
        if words.contains(char::is_alphabetic) && !words.ends_with(['-', '–', '—']))
}

/// How many of the numbers in `texts`, which are the same but for these, are not the same in all: a
/// page has one, a line with a version and its date has several.
fn varying_numbers<'a>(mut texts: impl Iterator<Item = &'a str>) -> usize {
    fn numbers(text: &str) -> Vec<&str> {
        text.split(|one: char| !one.is_ascii_digit()).filter(|part| !part.is_empty()).collect()
    }
    let first = texts.next().map(numbers).unwrap_or_default();
    let mut varies = vec![false; first.len()];
    for text in texts {
        for ((varies, one), other) in varies.iter_mut().zip(&first).zip(numbers(text)) {
            *varies |= *one != other;
        }
    }
    varies.into_iter().filter(|varies| *varies).count()
}

/// A short line at the margin that stands in the file many times, somewhere twice in a row and alone:
/// the caption of a picture and its alternative text. On the first line of the file it is the title.
fn mark_captions(lines: &mut [Line<'_>]) {
    let mut places: HashMap<&str, (bool, Vec<usize>)> = HashMap::new();
    let margin = lines.iter().filter(|line| !line.text.is_empty()).map(|line| line.indent).min();
    let is_blank = |at: Option<usize>| at.and_then(|at| lines.get(at)).is_none_or(Line::is_gap);
    for (at, line) in lines.iter().enumerate() {
        let text = line.text;
        if text.is_empty() || 100 < text.len() || text.ends_with(':') || text.ends_with('.') {
            continue;
        }
        // What is indented is code, or a drawing.
        if Some(line.indent) != margin {
            continue;
        }
        if marker::bullet(text).is_some() || !text.contains(char::is_alphabetic) {
            continue;
        }
        let (doubled, places) = places.entry(text).or_default();
        let again = places.last().is_some_and(|last| last + 1 == at);
        *doubled |= again && is_blank(at.checked_sub(2)) && is_blank(Some(at + 1));
        places.push(at);
    }
    let first = lines.iter().position(|line| !line.text.is_empty());
    let captions: Vec<usize> = places
        .into_values()
        .filter(|(doubled, places)| *doubled && CAPTION_REPEATS <= places.len())
        .flat_map(|(_, places)| places)
        .filter(|at| Some(*at) != first)
        .collect();
    for at in captions {
        lines[at].left_out = Some("repeated caption");
    }
}

/// How far from its top a saved page has the link that leads past its navigation, in lines of text.
const SKIP_LINK_REACH: usize = 5;

/// What a line is on a web page, if it is one.
struct PagePart {
    at: usize,
    reason: &'static str,
    told: Told,
    /// Whether nothing of the text stands under it, so that it is no heading.
    loose: bool,
}

/// How surely the words of a line tell that a web page put it there.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Told {
    /// No other text has such a line.
    Surely,
    /// More than one of these is of a page; one may be a title.
    Label,
    /// A manual may have it as a title.
    Title,
    /// It may be a sentence.
    Sentence,
}

/// What a web page puts around its text, by its words; the author's name above a reading time.
///
/// "Subscribe" is a button on a page and a title in a manual. So a title over text is left out, and
/// what may be a sentence, only where the file is a saved page.
fn mark_page_parts(lines: &mut [Line<'_>]) {
    let parts = page_parts(lines);
    let is_page = is_saved_page(lines, &parts);
    let first = lines.iter().position(|line| !line.text.is_empty());
    for PagePart { at, reason, told, loose } in parts {
        let underlined = lines.get(at + 1).is_some_and(|next| is_rule(next.text));
        let goes = match told {
            Told::Surely => true,
            Told::Label => is_page || loose,
            Told::Title => (is_page && !underlined) || loose,
            Told::Sentence => is_page,
        };
        if !goes {
            continue;
        }
        lines[at].left_out = Some(reason);
        // The first line of the file is its title.
        if reason == READING_TIME && 0 < at && first != Some(at - 1) {
            let above = &mut lines[at - 1];
            if !above.is_gap() && above.text.split_whitespace().count() <= 4 {
                above.left_out = Some("author's name");
            }
        }
    }
}

/// The lines that web pages have around their text, in order.
fn page_parts(lines: &[Line<'_>]) -> Vec<PagePart> {
    let mut parts = Vec::new();
    let mut seen = 0;
    for (at, line) in lines.iter().enumerate() {
        seen += usize::from(!line.text.is_empty());
        if line.left_out.is_none()
            && let Some((reason, told)) = page_part(line.text, seen <= SKIP_LINK_REACH)
        {
            parts.push(PagePart { at, reason, told, loose: false });
        }
    }
    let is_part = |at: usize| parts.binary_search_by_key(&at, |part| part.at).is_ok();
    let says = |line: &Line<'_>| !line.is_gap() && line.text.contains(char::is_alphanumeric);
    let mut loose = Vec::with_capacity(parts.len());
    // Whether the run of page parts that the line is in starts after a gap.
    let mut starts = true;
    for (which, part) in parts.iter().enumerate() {
        let at = part.at;
        let follows = 0 < which && parts[which - 1].at + 1 == at;
        starts = if follows { starts } else { at == 0 || lines[at - 1].is_gap() };
        let below = (at + 1..lines.len()).find(|below| says(&lines[*below]));
        // What begins with a sign, as a cell of a table does, is no title.
        let bare = lines[at].text.starts_with(char::is_alphanumeric);
        let over_text = bare && below.is_some_and(|below| !is_part(below));
        loose.push(starts && !over_text && marker::bullet(lines[at].text).is_none());
    }
    for (part, loose) in parts.iter_mut().zip(loose) {
        part.loose = loose;
    }
    parts
}

/// Whether the file is a web page that was saved as text: it says how long it takes to read, or has
/// several lines that stand over no text, or one and another that begins alike.
fn is_saved_page(lines: &[Line<'_>], parts: &[PagePart]) -> bool {
    let is_loose = |part: &PagePart| part.loose && part.told != Told::Sentence;
    let several = |is: &dyn Fn(&PagePart) -> bool| 1 < parts.iter().filter(|part| is(part)).count();
    // By their first words: how many there are, and whether one stands over no text.
    let mut kinds: HashMap<String, (usize, bool)> = HashMap::new();
    for part in parts {
        let mut words = lines[part.at].text.split(|one: char| !one.is_alphanumeric());
        let first = words.find(|word| !word.is_empty()).unwrap_or_default();
        let (count, loose) = kinds.entry(first.to_lowercase()).or_default();
        *count += 1;
        *loose |= is_loose(part);
    }
    parts.iter().any(|part| part.told == Told::Surely)
        || several(&|part| part.told == Told::Label)
        || several(&is_loose)
        || kinds.into_values().any(|(count, loose)| 1 < count && loose)
}

/// Whether `text` ends in a link that a text does not have: a sentence, and no title.
pub(super) fn tells_to_click(text: &str) -> bool {
    let mut words = text.rsplit(|one: char| !one.is_alphanumeric()).filter(|word| !word.is_empty());
    let mut is_next = |word: &str| words.next().is_some_and(|last| last.eq_ignore_ascii_case(word));
    is_next("here") && is_next("click")
}

const READING_TIME: &str = "reading time";

/// What a short line without a sentence in it is on a web page, if its words tell. `on_top` says
/// that it is one of the first.
fn page_part(text: &str, on_top: bool) -> Option<(&'static str, Told)> {
    if text.is_empty() || 60 < text.len() || text.ends_with(['.', '?', ':']) {
        return None;
    }
    let lower = text.to_lowercase();
    let words: Vec<&str> =
        lower.split(|one: char| !one.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let starts = |phrase: &[&str]| words.starts_with(phrase);
    Some(match words.as_slice() {
        _ if tells_to_click(text) => ("promotion", Told::Sentence),
        ["read", "more"] | ["advertisement"] | ["related", "posts" | "articles"] => {
            ("promotion", Told::Label)
        }
        ["subscribe"] | ["subscribe", "now"] | ["follow", "us"] | ["sign", "up"] => {
            ("promotion", Told::Title)
        }
        [count, "min" | "mins" | "minute" | "minutes", "read"]
            if count.bytes().all(|one| one.is_ascii_digit()) =>
        {
            (READING_TIME, Told::Surely)
        }
        ["skip", "to", ..] if words.last() == Some(&"content") => {
            ("navigation", if on_top { Told::Surely } else { Told::Title })
        }
        _ if words.len() <= 4 && (starts(&["share", "this"]) || starts(&["share", "on"])) => {
            ("share buttons", Told::Title)
        }
        ["leave" | "post" | "add", "a" | "your", "comment" | "reply"] => {
            ("comment form", Told::Title)
        }
        _ => return None,
    })
}

/// Lines at the very end in another script than the rest: teasers of other pages.
fn mark_foreign_end(lines: &mut [Line<'_>]) {
    let mut letters: HashMap<u8, usize> = HashMap::new();
    for script in lines.iter().flat_map(|line| line.text.chars()).filter_map(script) {
        *letters.entry(script).or_default() += 1;
    }
    let total: usize = letters.values().sum();
    let Some((main, main_letters)) =
        letters.into_iter().max_by_key(|(script, count)| (*count, *script))
    else {
        return;
    };
    // A text in two languages has its second half in another script by intention.
    if main_letters * 20 < total * 19 {
        return;
    }
    for line in lines.iter_mut().rev().filter(|line| !line.is_gap()) {
        let (mut own, mut other) = (0, 0);
        for script in line.text.chars().filter_map(script) {
            if script == main { own += 1 } else { other += 1 }
        }
        if other <= own || other < 10 {
            return;
        }
        line.left_out = Some("another script than the rest");
    }
}

/// A number for the script of a letter, coarse: scripts that are written together share one.
fn script(letter: char) -> Option<u8> {
    if !letter.is_alphabetic() {
        return None;
    }
    Some(match letter as u32 {
        0..=0x36f | 0x1e00..=0x1eff => 0,
        0x370..=0x3ff | 0x1f00..=0x1fff => 1,
        0x400..=0x52f => 2,
        0x530..=0x58f => 3,
        0x590..=0x5ff => 4,
        0x600..=0x8ff | 0xfb50..=0xfdff | 0xfe70..=0xfeff => 5,
        // The scripts of South and South-East Asia have a block of 128 each.
        block @ 0x900..=0x109f => 16 + ((block - 0x900) / 0x80) as u8,
        0x2e80..=0x9fff | 0xac00..=0xd7af | 0xf900..=0xfaff | 0x20000..=0x3ffff => 7,
        _ => 8,
    })
}
