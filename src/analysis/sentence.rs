//! Sentences of a passage as it stands on the screen: prose, list items, rows, code.

use std::ops::Range;

use super::{language::Language, shortened::is_shortened};

use unicode_segmentation::UnicodeSegmentation;

/// The sentences of `text`: byte ranges on character boundaries, in order, apart, trimmed, none
/// blank.
///
/// A blank line, a list item and a table row end a sentence; a single line break inside a
/// paragraph does not (UAX #29 would end it there, but texts are hard-wrapped). A full stop after
/// a short abbreviation (`e.g.`, `Dr.`) does not end one. A list marker is not part of its
/// sentence.
///
/// # Cost
///
/// One pass over the text, and one copy of a paragraph that is not ASCII.
pub fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for paragraph in paragraphs(text) {
        let mut open: Option<usize> = None;
        let whole = &text[paragraph.clone()];
        let mut add = |at: usize, bytes: usize| {
            let here = paragraph.start + at..paragraph.start + at + bytes;
            let start = open.take().unwrap_or(here.start);
            let next = &text[here.end..paragraph.end];
            if !next.is_empty() && goes_on(&text[here.clone()], next) {
                open = Some(start);
            } else {
                push_cut(text, start..here.end, &mut found);
            }
        };
        if whole.is_ascii() {
            each_ascii_sentence(whole.as_bytes(), &mut add);
        } else {
            // Line breaks inside a paragraph are blanks; both are one byte, so offsets stay.
            let flat: String = whole
                .chars()
                .map(|one| if matches!(one, '\n' | '\r') { ' ' } else { one })
                .collect();
            let bounds = flat.split_sentence_bound_indices();
            bounds.for_each(|(at, sentence)| add(at, sentence.len()));
        }
    }
    found
}

/// Calls `each` with the start and the length of every sentence of `text`, as UAX #29 cuts ASCII,
/// with line breaks as blanks. The rules by their names there.
fn each_ascii_sentence(text: &[u8], each: &mut dyn FnMut(usize, usize)) {
    let is_term = |byte: u8| matches!(byte, b'.' | b'!' | b'?');
    let is_close =
        |byte: u8| matches!(byte, b'"' | b'\'' | b'(' | b')' | b'[' | b']' | b'{' | b'}');
    let is_blank = |byte: u8| matches!(byte, b' ' | b'\t'..=b'\r');
    let goes_on = |byte: u8| matches!(byte, b',' | b'-' | b':' | b';') || is_term(byte);
    let run = |from: usize, is: &dyn Fn(u8) -> bool| {
        from + text[from..].iter().take_while(|byte| is(**byte)).count()
    };
    let (mut start, mut at) = (0, 0);
    while let Some(term) = text[at..].iter().position(|byte| is_term(*byte)) {
        let term = at + term;
        at = term + 1;
        // SB9 to SB11: what closes it and the blanks behind belong to it.
        let end = run(run(at, &is_close), &is_blank);
        let Some(next) = text.get(end) else { break };
        if text[term] == b'.' {
            let letter_before = term.checked_sub(1).is_some_and(|b| text[b].is_ascii_alphabetic());
            // SB6, SB7.
            let is_inside = next.is_ascii_digit() || letter_before && next.is_ascii_uppercase();
            // SB8: the next letter is a small one, and there is no other end before it.
            let telling = |byte: &&u8| byte.is_ascii_alphabetic() || is_term(**byte);
            let leads_on = || text[end..].iter().find(telling).is_some_and(u8::is_ascii_lowercase);
            if end == at && is_inside || leads_on() {
                continue;
            }
        }
        // SB8a.
        if !goes_on(*next) {
            each(start, end - start);
            (start, at) = (end, end);
        }
    }
    if start < text.len() {
        each(start, text.len() - start);
    }
}

/// Adds `range`, cut once more where a figure begins a sentence. (UAX #29 takes the full stop in
/// "one pound. 200 points are two" for one within, since a small letter is the next.)
fn push_cut(text: &str, range: Range<usize>, found: &mut Vec<Range<usize>>) {
    let mut start = range.start;
    for (at, _) in text[range.clone()].match_indices('.') {
        let at = range.start + at + 1;
        let next = &text[at..range.end];
        let begins = next.starts_with(char::is_whitespace)
            && next.trim_start().starts_with(|one: char| one.is_ascii_digit());
        let last = || text[start..at].split_whitespace().next_back().unwrap_or_default();
        if begins
            && ends_in_long_word(&text[start..at])
            && !is_shortened(last(), next)
            && !is_bare_number(next)
        {
            push_trimmed(text, start..at, found);
            start = at;
        }
    }
    push_trimmed(text, start..range.end, found);
}

/// Whether the last word before the full stop is longer than what people abbreviate before a number
/// ("approx. 5", "Kap. 3").
fn ends_in_long_word(sentence: &str) -> bool {
    const LONGEST_SHORT: usize = 6;
    let last = sentence.trim_end_matches('.').rsplit(|one: char| !one.is_alphabetic()).next();
    last.is_some_and(|word| LONGEST_SHORT < word.chars().count())
}

fn push_trimmed(text: &str, range: Range<usize>, found: &mut Vec<Range<usize>>) {
    let raw = &text[range.clone()];
    let start = range.start + (raw.len() - raw.trim_start().len());
    let end = start + raw.trim().len();
    if text[start..end].chars().any(char::is_alphanumeric) {
        found.push(start..end);
    }
}

/// The runs of lines that hold sentences together, list markers cut off.
fn paragraphs(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut open: Option<Range<usize>> = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let body = line.trim_start();
        let indent = line.len() - body.len();
        if body.is_empty() {
            found.extend(open.take());
            continue;
        }
        let marker = marker_len(body);
        if 0 < marker || body.starts_with(['|', '#', '>']) {
            found.extend(open.take());
        }
        open = Some(match open {
            Some(before) => before.start..at,
            None => start + indent + marker..at,
        });
        if body.starts_with(['|', '#']) {
            found.extend(open.take());
        }
    }
    found.extend(open);
    found
}

/// Where each of `cut`, sentences of `plain`, stands in `text`, which is the same with markup:
/// as many ranges, in order, apart, on character boundaries. A sentence that is not found there
/// has an empty range.
///
/// The words of both are gone through side by side; markup adds words (the address of a link) but
/// takes none away.
pub fn located(cut: &[Range<usize>], plain: &str, text: &str) -> Vec<Range<usize>> {
    if plain == text {
        return cut.to_vec();
    }
    let words: Vec<(usize, &str)> = text.unicode_word_indices().collect();
    let tags = tags(text);
    let is_in_tag = |at: usize| {
        let next = tags.partition_point(|tag| tag.end <= at);
        tags.get(next).is_some_and(|tag| tag.start <= at)
    };
    let (mut next, mut from) = (0, 0);
    let mut found: Vec<Range<usize>> = Vec::with_capacity(cut.len());
    for range in cut {
        let mut span: Option<Range<usize>> = None;
        // Where it is of tags itself, they are no markup.
        let sentence = &plain[range.clone()];
        let says_tags = tags.is_empty() || sentence.contains('<');
        let mut within: Option<Range<usize>> = None;
        for (at_word, word) in sentence.unicode_word_indices() {
            let mut ahead = words[next..].iter().take(MAX_MARKUP_WORDS);
            // A word of a tag (an id, an address) is often one of the text, too.
            let outside = |(at, other): &(usize, &str)| *other == word && !is_in_tag(*at);
            let outside = ahead.clone().position(outside).filter(|_| !says_tags);
            if let Some(skipped) = outside.or_else(|| ahead.position(|(_, other)| *other == word)) {
                let (at, other) = words[next + skipped];
                let start = span.as_ref().map_or(at, |span| span.start);
                span = Some(start..at + other.len());
                let start = within.as_ref().map_or(at_word, |within| within.start);
                within = Some(start..at_word + word.len());
                next += skipped + 1;
            }
        }
        let span = span.zip(within).map(|(span, within)| {
            let before = &sentence[..within.start];
            let behind = &sentence[within.end..];
            let signs_before = signs(before.chars().rev(), text[..span.start].chars().rev());
            let signs_behind = signs(behind.chars(), text[span.end..].chars());
            span.start - signs_before..span.end + signs_behind
        });
        // Where two sentences have no blank between them, the first takes what closes it of both.
        let apart = span.map(|span| {
            let whole = with_punctuation(text, span.clone());
            let whole = if says_tags { whole } else { without_tags(whole, &span, &tags) };
            whole.start.max(from)..whole.end
        });
        let apart = apart.filter(|one| !one.is_empty()).unwrap_or(0..0);
        from = from.max(apart.end);
        found.push(apart);
    }
    found
}

/// The bytes of `text` that have the signs which `sentence` goes on with, where no word is: the euro of "86 €". Between
/// them may be other blanks, and marks of emphasis.
fn signs(sentence: impl Iterator<Item = char>, text: impl Iterator<Item = char>) -> usize {
    let mut wanted = sentence.filter(|one| !one.is_whitespace()).peekable();
    let (mut seen, mut found) = (0, 0);
    for one in text {
        let Some(next) = wanted.peek() else { break };
        seen += one.len_utf8();
        if one == *next {
            wanted.next();
            found = seen;
        } else if !matches!(one, ' ' | '\u{a0}' | '\u{202f}' | '*' | '_' | '`') {
            break;
        }
    }
    found
}

/// The tags of HTML in `text`, in order.
fn tags(text: &str) -> Vec<Range<usize>> {
    let starts = text.match_indices('<').filter_map(|(start, _)| {
        let inside = &text[start + 1..];
        let name = inside.strip_prefix('/').unwrap_or(inside);
        let length = inside
            .find(['<', '>'])
            .filter(|_| name.starts_with(|one: char| one.is_ascii_lowercase()))?;
        inside[length..].starts_with('>').then_some(start..start + length + 2)
    });
    starts.collect()
}

/// `whole`, which has the words at `span`, without the tags around them.
fn without_tags(whole: Range<usize>, span: &Range<usize>, tags: &[Range<usize>]) -> Range<usize> {
    let Range { mut start, mut end } = whole;
    let before = tags.partition_point(|tag| tag.end <= span.start);
    if let Some(tag) = before.checked_sub(1).map(|at| &tags[at]) {
        start = start.max(tag.end);
    }
    let last = tags.partition_point(|tag| tag.end <= end);
    for tag in tags[..last].iter().rev() {
        if tag.end != end || tag.start < span.end {
            break;
        }
        end = tag.start;
    }
    start..end
}

/// So many words of markup may stand between two words of a sentence.
const MAX_MARKUP_WORDS: usize = 40;

/// `span` with the punctuation that closes it, and the markup right around it.
fn with_punctuation(text: &str, span: Range<usize>) -> Range<usize> {
    let after = text[span.end..].find(|one: char| one.is_whitespace() || one.is_alphanumeric());
    let end = match after {
        // A letter right behind punctuation belongs to it: `](https://…)` closes a link.
        Some(at) if text[span.end + at..].starts_with(char::is_whitespace) => span.end + at,
        None => text.len(),
        Some(_) => {
            text[span.end..].find(char::is_whitespace).map_or(text.len(), |at| span.end + at)
        }
    };
    let before = text[..span.start]
        .rfind(|one: char| one.is_whitespace() || one.is_alphanumeric())
        .map_or(0, |at| at + text[at..].chars().next().map_or(1, char::len_utf8));
    before..end
}

/// The length of the list marker, with the blanks after it, that `line` starts with; 0 for none.
pub fn marker_len(line: &str) -> usize {
    let mut rest = line;
    if let Some(after) = ["- ", "* ", "+ ", "• ", "– ", "— ", "◦ ", "▪ ", "‣ "]
        .iter()
        .find_map(|marker| rest.strip_prefix(marker))
    {
        rest = after;
    } else {
        let head = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        let digits = rest.len() - head.len();
        let letter =
            usize::from(digits == 0 && rest.starts_with(|c: char| c.is_ascii_alphabetic()));
        let after = &rest[digits + letter..];
        let closed = match after.strip_prefix(')') {
            Some(after) if 0 < digits + letter => after,
            _ => match after.strip_prefix('.') {
                Some(after) if (1..=3).contains(&digits) => after,
                _ => return 0,
            },
        };
        match closed.strip_prefix([' ', '\t']) {
            Some(after) => rest = after,
            None => return 0,
        }
    }
    line.len() - rest.trim_start_matches([' ', '\t']).len()
}

/// What closes words that are quoted, stressed or put in brackets.
const CLOSING: [char; 11] = ['"', '\'', '”', '’', '»', '«', ')', ']', '*', '_', '`'];

/// Whether `sentence` ends in the name of something that asks, and goes on with `next`: "Tap *Forgot it?* on the first
/// screen."
fn is_name_that_asks(sentence: &str, next: &str) -> bool {
    let is_small = |text: &str| text.starts_with(char::is_lowercase);
    let told = sentence.trim_end().trim_end_matches(CLOSING);
    if !told.ends_with(['?', '!'])
        || is_small(sentence)
        || !is_small(next.trim_start_matches(CLOSING).trim_start())
    {
        return false;
    }
    let is_closed = told.len() < sentence.trim_end().len() || next.starts_with(CLOSING);
    let first = sentence.split_whitespace().next().unwrap_or_default().to_lowercase();
    let asks = Language::any_stops_at(first.trim_matches(|one: char| !one.is_alphabetic()));
    is_closed || !asks && told.split_whitespace().nth(2).is_some()
}

/// Whether `sentence` ends in a full stop that is not its own, `next` being what follows: that of an
/// abbreviation, or of a German number in an order ("bis zum 31. Januar").
fn goes_on(sentence: &str, next: &str) -> bool {
    // What an initial is not followed by: "hall C. There are", but "J. Smith".
    const BEGINS: &[&str] = &[
        "a", "an", "all", "and", "at", "but", "each", "for", "he", "i", "if", "in", "it", "its",
        "no", "on", "she", "the", "there", "these", "they", "this", "to", "we", "what", "when",
        "you", "your",
    ];
    const ARTICLES: &[&str] = &[
        "der", "die", "das", "dem", "den", "des", "am", "im", "ins", "zum", "zur", "vom", "beim",
        "ab", "bis", "jede", "jeden", "jeder", "jedes", "und",
    ];
    const MONTHS: &[&str] = &[
        "januar",
        "jänner",
        "februar",
        "märz",
        "april",
        "mai",
        "juni",
        "juli",
        "august",
        "september",
        "oktober",
        "november",
        "dezember",
    ];
    // "No." over the numbers of a table: the row goes on.
    if next.trim_start().starts_with('|') {
        return true;
    }
    if is_name_that_asks(sentence, next) {
        return true;
    }
    let mut words = sentence.split_whitespace();
    let Some(last) = words.next_back() else { return false };
    let last = last.trim_start_matches(['(', '"', '“', '[']);
    let first_of_next = || {
        let word = next.split(|one: char| !one.is_alphabetic()).find(|word| !word.is_empty());
        word.unwrap_or_default().to_lowercase()
    };
    if last.len() == 2 && last.ends_with('.') && last.starts_with(|c: char| c.is_uppercase()) {
        return !BEGINS.contains(&first_of_next().as_str());
    }
    let number = last.strip_suffix('.').unwrap_or_default();
    if (1..=2).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit()) {
        return words
            .next_back()
            .is_some_and(|before| ARTICLES.contains(&before.to_lowercase().as_str()))
            || MONTHS.contains(&first_of_next().as_str());
    }
    is_shortened(last, next)
        || last.len() == 2 && is_shortened(&with_letters_around(last, words, next), next)
        || is_bare_number(next)
}

/// `last`, the last word of a sentence, with the letters beside it that are shortened words, too: "z. B.", "u. a.".
fn with_letters_around<'a>(
    last: &'a str,
    before: impl DoubleEndedIterator<Item = &'a str>,
    next: &'a str,
) -> String {
    let is_letter = |word: &&str| {
        word.len() == 2
            && word.ends_with('.')
            && word.starts_with(|one: char| one.is_ascii_alphabetic())
    };
    let before: Vec<&str> = before.rev().take_while(is_letter).collect();
    let behind = next.split_whitespace().take_while(is_letter);
    before.into_iter().rev().chain([last]).chain(behind).collect()
}

/// Whether what stands in `next` up to its next full stop is no more than a number: none is a sentence.
fn is_bare_number(next: &str) -> bool {
    let next = next.trim_start();
    if !next.starts_with(|one: char| one.is_ascii_digit()) {
        return false;
    }
    let stops = next.match_indices(['.', '!', '?', '\n']).map(|(at, _)| at);
    let is_end = |at: &usize| !next[at + 1..].starts_with(|one: char| one.is_ascii_digit());
    let number = stops.into_iter().find(is_end).map_or(next, |end| &next[..end]);
    !number.contains(char::is_alphabetic)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let found: Vec<&str> = sentences(text).into_iter().map(|range| &text[range]).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_wrapped_line_does_not_end_a_sentence() {
        check("One goes\non here. Two.", &["One goes\non here.", "Two."]);
    }

    #[test]
    fn a_question_that_is_a_name_in_a_sentence_ended_it() {
        check(
            "Tap *Forgot it?* on the first screen. Wait.",
            &["Tap *Forgot it?* on the first screen.", "Wait."],
        );
        check("Click \"Really?\" in the window. So.", &["Click \"Really?\" in the window.", "So."]);
        check("Press Need help? in the app – now.", &["Press Need help? in the app – now."]);
        check("Is it free? It is. Why? So.", &["Is it free?", "It is.", "Why?", "So."]);
        check("is it free? it is", &["is it free?", "it is"]);
        check("Can I pay later? no, at the desk.", &["Can I pay later?", "no, at the desk."]);
        check("Pay later? no.", &["Pay later?", "no."]);
    }

    #[test]
    fn a_blank_line_does() {
        check("A heading\n\nand text", &["A heading", "and text"]);
    }

    #[test]
    fn items_are_sentences_without_their_marker() {
        check(
            "Do this:\n- one\n  more of one\n2. two\n  • three",
            &["Do this:", "one\n  more of one", "two", "three"],
        );
    }

    #[test]
    fn abbreviations_do_not_end_a_sentence() {
        check(
            "Use tools, e.g. Docker or Mr. Smith. It costs 3.5 in the U.S. and more.",
            &["Use tools, e.g. Docker or Mr. Smith.", "It costs 3.5 in the U.S. and more."],
        );
    }

    #[test]
    fn numbers_in_an_order_do_not_end_a_sentence() {
        check(
            "Bis zum 31. Januar. Am 24. und 31. Dezember ist zu. Es gibt 9. Danach nichts.",
            &[
                "Bis zum 31. Januar.",
                "Am 24. und 31. Dezember ist zu.",
                "Es gibt 9.",
                "Danach nichts.",
            ],
        );
        check("Im 2. Stock für größere. Ja.", &["Im 2. Stock für größere.", "Ja."]);
    }

    #[test]
    fn a_figure_or_a_word_behind_a_letter_begins_a_sentence() {
        check(
            "One point for two thousand. 200 points are two. See approx. 5 in hall C. There are 85.",
            &[
                "One point for two thousand.",
                "200 points are two.",
                "See approx. 5 in hall C.",
                "There are 85.",
            ],
        );
        check("Two thousand.\n200 points.", &["Two thousand.", "200 points."]);
        check("By A. Smith and B. Jones.", &["By A. Smith and B. Jones."]);
    }

    #[test]
    fn shortened_words_of_any_language_do_not_end_a_sentence() {
        check(
            "Das Amt ist in der Uferstr. 8 im Hof. Bitte klingeln.",
            &["Das Amt ist in der Uferstr. 8 im Hof.", "Bitte klingeln."],
        );
        check(
            "Bring u. a. Papier mit, z. B. Karton. Danke.",
            &["Bring u. a. Papier mit, z. B. Karton.", "Danke."],
        );
        check("Demandez Mme. Roux, bd. Hugo. Merci.", &["Demandez Mme. Roux, bd. Hugo.", "Merci."]);
        check("La firma il dott. Neri. Poi basta.", &["La firma il dott. Neri.", "Poi basta."]);
        check("Ring Jo Hale, ext. 21. She helps.", &["Ring Jo Hale, ext. 21.", "She helps."]);
        check("We say no. Try art. It pays.", &["We say no.", "Try art.", "It pays."]);
    }

    #[test]
    fn a_bare_number_is_no_sentence() {
        check(
            "Ring Jo Hale, Apparat. 2190. Or wait.",
            &["Ring Jo Hale, Apparat. 2190.", "Or wait."],
        );
        check("Pay the pound. 3.5 of them do.", &["Pay the pound.", "3.5 of them do."]);
    }

    #[test]
    fn ascii_is_cut_as_everything_is() {
        let mut state = 1_u32;
        let mut next = |below: usize| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) as usize % below
        };
        // Every character beside every other, and then what matters more often.
        let all: Vec<char> = ('\0'..='\x7f').collect();
        let some: Vec<char> = "aB1.!?.\"') (,;:-\n\r\t\x0b_.e.g a. B.\u{1}".chars().collect();
        let mut texts: Vec<String> = Vec::new();
        for a in &all {
            texts.extend(all.iter().flat_map(|b| [format!("x.{a}{b}y"), format!("X!{a}{b}Y")]));
        }
        for _ in 0..100_000 {
            texts.push((0..1 + next(14)).map(|_| some[next(some.len())]).collect());
        }
        for text in texts {
            let mut cut = Vec::new();
            each_ascii_sentence(text.as_bytes(), &mut |at, bytes| cut.push((at, bytes)));
            let flat = text.replace(['\n', '\r'], " ");
            let bounds = flat.split_sentence_bound_indices();
            let wanted: Vec<_> = bounds.map(|(at, sentence)| (at, sentence.len())).collect();
            assert_eq!(cut, wanted, "{text:?}");
        }
    }

    #[test]
    fn rows_stand_alone() {
        check("| a | b |\n| c | d |", &["| a | b |", "| c | d |"]);
        check("No. | Lift\n\n1.|Two\n\nOne. Two | x", &["No. | Lift", "1.|Two", "One.", "Two | x"]);
    }

    #[track_caller]
    fn check_located(plain: &str, text: &str, expected: &[&str]) {
        let found = located(&sentences(plain), plain, text);
        let found: Vec<&str> = found.into_iter().map(|range| &text[range]).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn sentences_are_found_again_under_their_markup() {
        check_located(
            "Use the tool. It is fast, see here.",
            "Use the **tool**. It is\n*fast*, see [here](https://a.b/it-is-fast).",
            &["Use the **tool**.", "It is\n*fast*, see [here](https://a.b/it-is-fast)."],
        );
        check_located(
            "--no-run\n\nBuild, do not run.\n\nIt is fast.",
            "<dt id=\"no-run\"><a href=\"#no-run\"><code>--no-run</code></a></dt>\n<dd><p>Build, do not run.</p>\n\nIt is <b>fast</b>.",
            &["--no-run", "Build, do not run.", "It is <b>fast</b>."],
        );
        check_located("Größe zählt.", "`Größe` zählt.", &["`Größe` zählt."]);
        check_located("Alpha. Gone. Beta.", "Alpha. Beta.", &["Alpha.", "", "Beta."]);
    }

    #[test]
    fn a_sentence_lost_the_sign_at_its_end_or_beginning() {
        check_located("Adult | 86 €", "| Adult | 86 € |", &["Adult | 86 €"]);
        check_located(
            "It is 600 €. Bring it.",
            "It is **600** €. Bring it.",
            &["It is **600** €.", "Bring it."],
        );
        check_located(
            "Up to 5 %\n\nNo more.",
            "Up to *5*\u{a0}%\n\nNo more.",
            &["Up to *5*\u{a0}%", "No more."],
        );
        check_located("€ 5 a day", "- € 5 a *day*", &["€ 5 a *day*"]);
        check_located("$ 80", "| $ 80 | % |", &["$ 80"]);
    }

    #[test]
    fn nothing_is_no_sentence() {
        check("", &[]);
        check("\n \n…\n", &[]);
    }

    #[test]
    fn letters_of_any_width_keep_the_offsets() {
        check("Größe\r\nzählt. Überall 🙂!", &["Größe\r\nzählt.", "Überall 🙂!"]);
    }
}
