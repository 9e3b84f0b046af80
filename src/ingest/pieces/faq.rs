//! Finds the questions of a file and what answers them.
//!
//! A question is a heading that asks; a paragraph that is bold and asks; a numbered one; what `Q:` stands before;
//! a `<summary>` or a term that asks; an item of a list of such. What has no answer under it is
//! none.

use std::collections::HashMap;

use super::{ItemAt, Piece, PieceKind, clauses};
use crate::ingest::{
    asking::begins_as_question,
    question::{
        after_answer_marker, after_likely_answer_marker, after_question_marker, is_question,
        without_number,
    },
};

/// A question of a heading takes the headings under it along up to this many words; more than that
/// is no answer but a chapter.
const MAX_FOLDED_WORDS: usize = 300;

/// Shares of a list or a level of headings that must ask for the rest to count as asking.
const MOSTLY_TENTHS: usize = 6;

/// What a FAQ calls itself, in lower case.
const FAQ_NAMES: [&str; 8] = [
    "frequently asked",
    "häufig gestellte",
    "häufige fragen",
    "preguntas frecuentes",
    "foire aux questions",
    "questions fréquentes",
    "domande frequenti",
    "常见问题",
];

/// Whether `name`, of a file or a title, is that of a FAQ.
fn is_faq(name: &str) -> bool {
    let name = name.to_lowercase();
    FAQ_NAMES.iter().any(|faq| name.contains(faq))
        || name.split(|c: char| !c.is_alphanumeric()).any(|word| matches!(word, "faq" | "faqs"))
}

/// Turns the questions among the pieces of the file `path` with the front matter's `title` into
/// entries, the file being a FAQ if it calls itself one.
pub(in crate::ingest) fn find_in(
    path: &str,
    title: Option<&str>,
    pieces: Vec<Piece>,
) -> Vec<Piece> {
    let file = path.rsplit('/').next().unwrap_or(path);
    let first = pieces.iter().find(|piece| matches!(piece.kind, PieceKind::Heading(_)));
    let is_faq = self::is_faq(file)
        || title.is_some_and(self::is_faq)
        || first.is_some_and(|heading| self::is_faq(&heading.plain));
    find(pieces, is_faq)
}

/// Turns the questions among `pieces` into [`PieceKind::Question`] and [`PieceKind::Entry`], and the clauses into items.
/// `is_faq` says that the file calls itself one.
fn find(pieces: Vec<Piece>, is_faq: bool) -> Vec<Piece> {
    let mut pieces = cut_paragraphs(pieces);
    ask_in_lists(&mut pieces);
    clauses::ask(&mut pieces);
    ask_in_terms(&mut pieces);
    ask_in_headings(&mut pieces, is_faq);
    free_answers(&mut pieces);
    fold_headings(&mut pieces);
    drop_answer_markers(&mut pieces);
    demote_unanswered(&mut pieces);
    clauses::list(resume(pieces))
}

/// Gives the heading of a section again where the section goes on after the entries of a list: what
/// stands there is no part of the last answer.
fn resume(pieces: Vec<Piece>) -> Vec<Piece> {
    if !pieces.iter().any(|piece| matches!(piece.kind, PieceKind::Resume(_))) {
        return pieces;
    }
    let mut out: Vec<Piece> = Vec::with_capacity(pieces.len());
    let mut heading: Option<usize> = None;
    let mut resumes: Option<usize> = None;
    for piece in pieces {
        match &piece.kind {
            PieceKind::Heading(_) => {
                heading = Some(out.len());
                resumes = None;
            }
            PieceKind::Question(_) | PieceKind::Entry => resumes = None,
            PieceKind::Resume(_) => {
                let last = out.iter().rev().find(|piece| heads(piece));
                resumes =
                    heading.filter(|_| last.is_some_and(|last| last.kind == PieceKind::Entry));
                continue;
            }
            PieceKind::LeftOut(_) => {}
            _ => {
                if let Some(again) = resumes.take() {
                    out.push(out[again].clone());
                    heading = Some(out.len() - 1);
                }
            }
        }
        out.push(piece);
    }
    out
}

fn asks(piece: &Piece) -> bool {
    matches!(piece.kind, PieceKind::Question(_) | PieceKind::Entry)
}

fn heads(piece: &Piece) -> bool {
    asks(piece) || matches!(piece.kind, PieceKind::Heading(_))
}

// Running text.

/// Cuts each paragraph into the questions and answers that are marked as such in it.
fn cut_paragraphs(pieces: Vec<Piece>) -> Vec<Piece> {
    let leads_ask = leads_ask(&pieces);
    let cuts_of = |at: usize| {
        let piece: &Piece = &pieces[at];
        if piece.kind != PieceKind::Paragraph {
            return Vec::new();
        }
        let answers = |next: &Piece| after_likely_answer_marker(&next.plain).is_some();
        let cuts =
            marked_cuts(&piece.plain, &piece.breaks, || pieces.get(at + 1).is_some_and(answers));
        // Bold lines below each other are notices, none of which answers another.
        let is_answer = |next: &Piece| next.is_body() && !next.is_bold();
        let has_answer = !piece.is_bold() || pieces.get(at + 1).is_some_and(is_answer);
        if cuts.is_empty() { bold_cuts(piece, leads_ask && has_answer) } else { cuts }
    };
    let cuts: Vec<(usize, Vec<Cut>)> = (0..pieces.len())
        .map(|at| (at, cuts_of(at)))
        .filter(|(_, cuts)| !cuts.is_empty())
        .collect();
    // Nothing is moved where nothing is cut, which holds for most files.
    if cuts.is_empty() {
        return pieces;
    }
    let mut cuts = cuts.into_iter().peekable();
    let mut out = Vec::with_capacity(pieces.len());
    for (at, piece) in pieces.into_iter().enumerate() {
        match cuts.next_if(|(cut, _)| *cut == at) {
            Some((_, cuts)) => cut(piece, &cuts, &mut out),
            None => out.push(piece),
        }
    }
    out
}

/// A byte of a paragraph at which something begins, and whether that is a question.
type Cut = (usize, bool);

/// Cuts `piece` at `cuts`, ascending.
fn cut(mut piece: Piece, cuts: &[Cut], out: &mut Vec<Piece>) {
    let first = out.len();
    for (at, is_entry) in cuts.iter().rev() {
        let (before, mut rest) = piece.split(*at);
        if *is_entry {
            rest.kind = PieceKind::Entry;
        }
        if *at == 0 {
            // Its item's marker, if any, stands before.
            rest.range.start = before.range.start;
            rest.cut = before.cut && rest.cut && 1 < cuts.len();
        }
        out.push(rest);
        piece = before;
    }
    if !piece.plain.trim().is_empty() {
        out.push(piece);
    }
    out[first..].reverse();
}

/// Where the lines of `plain` begin that `Q:` and `A:` stand before. `answered` says whether what
/// follows the paragraph is marked as an answer.
fn marked_cuts(plain: &str, breaks: &[usize], answered: impl Fn() -> bool) -> Vec<Cut> {
    let mut marks: Vec<Cut> = Vec::new();
    for start in std::iter::once(0).chain(breaks.iter().copied()).filter(|at| *at < plain.len()) {
        let line = &plain[start..];
        if after_question_marker(line).is_some_and(|rest| !rest.is_empty()) {
            marks.push((start, true));
        } else if !marks.is_empty() && after_likely_answer_marker(line).is_some() {
            marks.push((start, false));
        }
    }
    let mut cuts: Vec<Cut> = Vec::new();
    for (number, (start, is_entry)) in marks.iter().copied().enumerate() {
        let next = marks.get(number + 1);
        let end = next.map_or(plain.len(), |next| next.0);
        let is_answered = next.map_or_else(&answered, |next| !next.1);
        if !is_entry {
            // An answer without a question before it is text.
            cuts.push((start, false));
            continue;
        }
        match question_end(&plain[start..end], start, breaks) {
            Some(answer) => cuts.extend([(start, true), (answer, false)]),
            None if is_answered || is_question(&plain[start..end]) => cuts.push((start, true)),
            None => {}
        }
    }
    if cuts.iter().any(|cut| cut.1) { cuts } else { Vec::new() }
}

/// Where the answer begins in `text`, which starts at byte `start` with a question: on the line
/// after its question mark, or after `A:` on the same one.
fn question_end(text: &str, start: usize, breaks: &[usize]) -> Option<usize> {
    let first = breaks.partition_point(|line| *line <= start);
    let line_end =
        breaks[first..].iter().map(|line| line - start).take_while(|at| *at < text.len());
    let by_line = line_end.into_iter().find(|at| is_question(&text[..*at]));
    let by_mark = text.match_indices(['?', '？']).map(|(at, mark)| at + mark.len()).find(|at| {
        let rest = text[*at..].trim_start();
        after_answer_marker(rest)
            .is_some_and(|_| rest.chars().take(16).any(|c| matches!(c, ':' | '：')))
    });
    let blank = |at: usize| at + (text[at..].len() - text[at..].trim_start().len());
    by_line.into_iter().chain(by_mark.map(blank)).min().map(|at| start + at)
}

/// The bold sentences that `piece` begins with, where nothing else is on their lines.
fn lead(piece: &Piece) -> Option<&str> {
    let bold = piece.bold.first().filter(|bold| bold.start == 0)?;
    let end = piece.breaks.first().copied().unwrap_or(piece.plain.len());
    let is_line = bold.end <= end && piece.plain.get(bold.end..end)?.trim().is_empty();
    is_line.then(|| piece.plain[..bold.end].trim_end()).filter(|lead| !lead.is_empty())
}

/// Whether a sentence of the bold `text` asks: "Is it safe? We have to know."
fn asks_in_bold(text: &str) -> bool {
    is_question(text) || text.contains("? ")
}

/// Whether most paragraphs of a file that begin with a bold line ask in it. Then the others are what people come
/// with, too: "I cannot log in."
fn leads_ask(pieces: &[Piece]) -> bool {
    let paragraphs = pieces.iter().filter(|piece| piece.kind == PieceKind::Paragraph);
    let (mut all, mut asked) = (0, 0);
    for lead in paragraphs.filter_map(lead) {
        all += 1;
        asked += usize::from(asks_in_bold(lead));
    }
    2 < asked && all * MOSTLY_TENTHS <= asked * 10
}

/// The cuts of a paragraph that is a bold question, or has lines that begin with one; `leads_ask` says that a bold
/// sentence alone on its line is as good as one.
fn bold_cuts(piece: &Piece, leads_ask: bool) -> Vec<Cut> {
    let plain = piece.plain.as_str();
    let as_good = |lead: &&str| {
        is_question(lead) || leads_ask && (asks_in_bold(lead) || lead.ends_with(['.', '!', '…']))
    };
    let is_lead = lead(piece).filter(as_good).is_some();
    if piece.is_bold() {
        return if is_lead || is_question(plain) { vec![(0, true)] } else { Vec::new() };
    }
    let mut cuts: Vec<Cut> = Vec::new();
    for bold in &piece.bold {
        let before = piece.breaks.partition_point(|line| *line <= bold.start);
        let line = before.checked_sub(1).map_or(0, |last| piece.breaks[last]);
        let asks = !plain[line..bold.start].contains(char::is_alphabetic)
            && (plain.get(bold.clone()).is_some_and(is_question) || is_lead && bold.start == 0);
        if !asks {
            continue;
        }
        // Two questions in two lines are asked at once.
        cuts.pop_if(|last| last.0 == line);
        let rest = &plain[bold.end..];
        let answer = rest.trim_start_matches([' ', ':', '–', '—', '-']);
        cuts.push((line, true));
        if !answer.is_empty() {
            cuts.push((plain.len() - answer.len(), false));
        }
    }
    cuts
}

// Lists, terms, headings.

/// The items of a list, and those of them that ask and are answered.
#[derive(Default)]
struct Asking {
    items: usize,
    /// The piece, and the byte of it at which the answer begins if that is in the same one.
    asked: Vec<(usize, Option<usize>)>,
}

/// Questions that are items: `1. Why?` with the answer in the item or after the list.
fn ask_in_lists(pieces: &mut Vec<Piece>) {
    let mut lists: HashMap<usize, Asking> = HashMap::new();
    let mut alone = Vec::new();
    for at in 0..pieces.len() {
        let Some(item) = pieces[at].item.filter(|item| item.depth == 0) else { continue };
        if at.checked_sub(1).and_then(|before| pieces[before].item) == Some(item) {
            continue;
        }
        let list = lists.entry(item.list).or_default();
        list.items += 1;
        let piece = &pieces[at];
        if piece.kind != PieceKind::Paragraph {
            continue;
        }
        let next = pieces.get(at + 1);
        let line = piece.breaks.iter().copied().find(|line| is_question(&piece.plain[..*line]));
        let line = line.filter(|line| !piece.plain[*line..].trim().is_empty());
        if line.is_some() {
            list.asked.push((at, line));
        } else if is_question(&piece.plain) {
            if next.is_some_and(|next| next.item == Some(item)) {
                list.asked.push((at, None));
            } else if item.ordered && next.is_some_and(|next| next.item.is_none() && next.is_body())
            {
                alone.push((at, item.list));
            }
        }
    }
    let mut found: Vec<(usize, Option<usize>)> = lists
        .values()
        .filter(|list| list.items * MOSTLY_TENTHS <= list.asked.len() * 10 && 2 <= list.asked.len())
        .flat_map(|list| list.asked.iter().copied())
        .collect();
    // A list of one item each time, because the answers stand between them.
    alone.retain(|(_, list)| lists.get(list).is_some_and(|list| list.items == 1));
    if 2 <= alone.len() {
        found.extend(alone.iter().map(|(at, _)| (*at, None)));
    }
    if found.is_empty() {
        return;
    }
    found.sort_unstable();
    let mut found = found.into_iter().peekable();
    let mut out = Vec::with_capacity(pieces.len());
    for (at, mut piece) in std::mem::take(pieces).into_iter().enumerate() {
        match found.next_if(|(asked, _)| *asked == at) {
            Some((_, Some(line))) => cut(piece, &[(0, true), (line, false)], &mut out),
            Some((_, None)) => {
                piece.kind = PieceKind::Entry;
                out.push(piece);
            }
            None => out.push(piece),
        }
    }
    *pieces = out;
}

/// Summaries and terms that ask, or stand in one list or under one heading with such. Of the others
/// those in a list, and those with their text on the same line, are one with it.
fn ask_in_terms(pieces: &mut Vec<Piece>) {
    let goes_on = |before: &Piece, next: &Piece| {
        before.kind != PieceKind::Resume(true) && !matches!(next.kind, PieceKind::Heading(_))
    };
    // What stands behind terms that do not ask.
    let mut behind: Vec<usize> = Vec::new();
    // Those in lists of terms: each is an item with what it is said to be.
    let mut named: Vec<usize> = Vec::new();
    let mut first = 0;
    for section in pieces.chunk_by_mut(goes_on) {
        let is_term = |piece: &Piece| piece.kind == PieceKind::Term;
        let (mut all, mut asked) = (0, 0);
        for term in section.iter().filter(|piece| is_term(piece)) {
            all += 1;
            asked += usize::from(is_question(&term.plain));
        }
        let mostly = 2 <= all && all <= asked * 2;
        // What ends next behind a term is the list of it.
        let mut is_list = false;
        for (at, term) in section.iter_mut().enumerate().rev() {
            if let PieceKind::Resume(of_terms) = term.kind {
                is_list = of_terms;
            }
            if !is_term(term) {
                continue;
            }
            let is_entry =
                mostly || is_question(&term.plain) || after_question_marker(&term.plain).is_some();
            term.kind = match is_entry {
                true => PieceKind::Entry,
                false if is_list => PieceKind::Term,
                false => PieceKind::Paragraph,
            };
            behind.extend((!is_entry && term.cut).then_some(first + at + 1));
            named.extend((!is_entry && is_list).then_some(first + at));
        }
        first += section.len();
    }
    behind.sort_unstable();
    named.sort_unstable();
    for (number, at) in named.iter().enumerate() {
        if pieces[*at].item.is_none() {
            make_item(&mut pieces[*at..], number);
        }
    }
    for at in named {
        // What it is called ends where the rest begins, as in other lists.
        let has_text = pieces.get(at + 1).is_some_and(|next| next.item == pieces[at].item);
        pieces[at].kind = PieceKind::Paragraph;
        let is_named = pieces[at].plain.ends_with([':', '：', '.', '!', '?']);
        if has_text && !is_named {
            pieces[at].plain.push(':');
        }
    }
    if behind.is_empty() {
        return;
    }
    let mut behind = behind.into_iter().peekable();
    let mut out: Vec<Piece> = Vec::with_capacity(pieces.len());
    for (at, piece) in std::mem::take(pieces).into_iter().enumerate() {
        match out.last_mut().filter(|_| behind.next_if_eq(&at).is_some()) {
            Some(term) if piece.cut && term.range.end == piece.range.start => {
                if !term.plain.ends_with(':') {
                    term.plain.push(':');
                }
                term.join(piece);
            }
            _ => out.push(piece),
        }
    }
    *pieces = out;
}

/// Makes an item of the term that `pieces` start with, the first that is none, and what follows it.
/// `number` tells it from others.
fn make_item(pieces: &mut [Piece], number: usize) {
    // Readers count from 0.
    let number = usize::MAX - number;
    let at = ItemAt { item: number, list: number, depth: 0, ordered: false };
    let mut texts = false;
    for piece in pieces {
        // Several terms may share one text.
        let is_next = piece.kind == PieceKind::Term && texts;
        if is_next || heads(piece) || matches!(piece.kind, PieceKind::Resume(_)) {
            return;
        }
        texts |= piece.kind != PieceKind::Term;
        match &mut piece.item {
            Some(item) => item.depth = item.depth.saturating_add(1),
            None if matches!(
                piece.kind,
                PieceKind::Paragraph | PieceKind::Code | PieceKind::Term
            ) =>
            {
                piece.item = Some(at);
            }
            None => {}
        }
    }
}

/// Headings that ask; in a FAQ also those among such, unless they are a mere name (`See also`). One
/// that asks by its words alone does so in a FAQ, or where most of its level ask: a single one may
/// be a title.
fn ask_in_headings(pieces: &mut [Piece], is_faq: bool) {
    let asking = |piece: &Piece| {
        is_question(&piece.plain)
            // "Why is that? I thought it was not."
            || piece.plain.contains("? ")
            || is_marked(piece)
    };
    let unmarked = |piece: &Piece| begins_as_question(without_number(&piece.plain));
    // How many headings a level has, how many ask, and how many of the others do so by their words.
    let mut levels: HashMap<u8, (usize, usize, usize)> = HashMap::new();
    for piece in &*pieces {
        if let PieceKind::Heading(level) = piece.kind {
            let count = levels.entry(level).or_default();
            let asks = asking(piece);
            count.0 += 1;
            count.1 += usize::from(asks);
            count.2 += usize::from(!asks && unmarked(piece));
        }
    }
    for piece in pieces {
        let PieceKind::Heading(level) = piece.kind else { continue };
        let (all, asked, by_words) = levels.get(&level).copied().unwrap_or_default();
        let mostly = |asked: usize| all * MOSTLY_TENTHS <= asked * 10;
        let among = is_faq && 3 <= all && mostly(asked);
        let takes_words = is_faq || (2 <= all && mostly(asked + by_words));
        if asking(piece)
            || (among && 3 <= piece.plain.split_whitespace().count())
            || (takes_words && unmarked(piece))
        {
            piece.kind = PieceKind::Question(level);
        }
    }
}

// Answers.

/// What stands in the same item as a question is its answer and no item any more.
fn free_answers(pieces: &mut [Piece]) {
    let mut asked = None;
    for piece in pieces {
        if piece.kind == PieceKind::Entry && piece.item.is_some() {
            asked = piece.item;
        }
        if piece.item.is_some() && piece.item == asked {
            piece.item = None;
        }
    }
}

/// Makes the headings under a question part of its answer where that stays short.
fn fold_headings(pieces: &mut [Piece]) {
    let mut at = 0;
    while at < pieces.len() {
        let start = at + 1;
        at = start;
        let PieceKind::Question(level) = pieces[start - 1].kind else { continue };
        // The title of a whole file is not answered by the file.
        if level == 1 {
            continue;
        }
        let is_deeper =
            |piece: &Piece| matches!(piece.kind, PieceKind::Heading(own) if level < own);
        // Under most there is none, and no word to count.
        if !pieces[start..].iter().find(|piece| heads(piece)).is_some_and(is_deeper) {
            continue;
        }
        let mut words = 0;
        let mut end = start;
        while let Some(piece) = pieces.get(end) {
            if (heads(piece) && !is_deeper(piece)) || MAX_FOLDED_WORDS < words {
                break;
            }
            words += piece.plain.split_whitespace().count();
            end += 1;
        }
        let inner = match pieces.get(end).map(|next| &next.kind) {
            Some(PieceKind::Entry) => true,
            Some(PieceKind::Question(next)) => level < *next,
            _ => false,
        };
        if words <= MAX_FOLDED_WORDS && !inner {
            for piece in &mut pieces[start..end] {
                if matches!(piece.kind, PieceKind::Heading(_)) {
                    piece.kind = PieceKind::Paragraph;
                }
            }
        }
    }
}

/// Drops `A:` and the like before what answers a question. What other texts begin with, too, is dropped below a
/// question that is marked itself (`Q1.`), and where most answers of the file begin so.
fn drop_answer_markers(pieces: &mut [Piece]) {
    let are_mostly = are_mostly_marked(pieces);
    let mut asked: Option<bool> = None;
    for piece in pieces {
        if heads(piece) {
            asked = asks(piece).then(|| are_mostly || is_marked(piece));
        } else if piece.is_body()
            && let Some(likely) = asked.take()
        {
            let marker = if likely { after_likely_answer_marker } else { after_answer_marker };
            let length = match marker(&piece.plain) {
                Some(rest) => piece.plain.len() - rest.len(),
                None if is_bare_marker(&piece.plain) => piece.plain.len(),
                None => continue,
            };
            if piece.plain.len() == length {
                piece.kind = PieceKind::LeftOut("answer marker");
                // The answer itself comes next, and may be marked in turn; but hardly.
                asked = Some(likely);
            } else if piece.kind == PieceKind::Paragraph {
                let (_, rest) = std::mem::take(piece).split(length);
                *piece = rest;
                piece.cut = true;
            }
        }
    }
}

/// Whether `Q:` or the like stands before a question.
fn is_marked(piece: &Piece) -> bool {
    after_question_marker(without_number(&piece.plain)).is_some_and(|rest| !rest.is_empty())
}

/// Whether most answers of a file begin with a marker, be it such as other texts begin with.
fn are_mostly_marked(pieces: &[Piece]) -> bool {
    let (mut all, mut marked) = (0, 0);
    for two in pieces.windows(2) {
        if asks(&two[0]) && two[1].is_body() {
            all += 1;
            marked += usize::from(after_likely_answer_marker(&two[1].plain).is_some());
        }
    }
    2 <= marked && all * MOSTLY_TENTHS <= marked * 10
}

/// Whether `plain` is a line such as `Answer`.
fn is_bare_marker(plain: &str) -> bool {
    let word = plain.trim();
    1 < word.chars().count()
        && word.len() < 24
        && after_answer_marker(&format!("{word}:")) == Some("")
}

/// A question that nothing follows is a heading over what comes, or a line of text.
fn demote_unanswered(pieces: &mut [Piece]) {
    let mut answered = false;
    for piece in pieces.iter_mut().rev() {
        match piece.kind {
            PieceKind::Question(level) => {
                if !answered || piece.plain.trim().is_empty() {
                    piece.kind = PieceKind::Heading(level);
                }
                answered = false;
            }
            PieceKind::Entry => {
                if answered && !piece.plain.trim().is_empty() {
                    answered = false;
                } else {
                    piece.kind = PieceKind::Paragraph;
                    answered = true;
                }
            }
            PieceKind::Heading(_) | PieceKind::Resume(_) => answered = false,
            _ => answered |= piece.is_body() && !piece.plain.trim().is_empty(),
        }
    }
}
