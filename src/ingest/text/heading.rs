//! Cuts the chunks of a text into what may be headings, by their look, and what is body.
//!
//! Whether a candidate stands as a heading depends on what is around it: `outline` decides.

use std::{collections::HashSet, ops::Range};

use super::{
    lines::{Line, is_wrapped, joined},
    marker::{self, Number, number},
    question::{
        announces_questions, ends_in_question, is_capitals, is_question, is_title_case,
        looks_like_title, title,
    },
};

/// The most words of a numbered title that asks nothing; a longer one is a numbered paragraph.
const TITLE_WORDS: usize = 12;

/// The most words of a question that is told by its mark alone.
const QUESTION_WORDS: usize = 35;

/// The most words of a question that is numbered or stands after `Q:`; some tell a story first.
const ENTRY_WORDS: usize = 90;

/// The most lines of a title.
const TITLE_LINES: usize = 12;

/// How a heading looks. Headings that look alike have one level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Style {
    /// The title of the whole text.
    Title,
    /// `Chapter 2. Title`.
    Chapter,
    /// `§ 3 Title`, `Article 5`: of a clause.
    Article,
    /// A line with a rule of this sign under it.
    Underlined(char),
    /// A line that names a version or a day, over what changed then.
    Version,
    /// A line of an outline, by its stars.
    Starred(usize),
    /// A line in capitals.
    Capitals,
    /// Numbered: `3.` or `3.1.`, by its parts.
    Numbered(Vec<u32>),
    /// A short line that ends in nothing, or in a colon.
    Plain,
    /// A question on a line of its own.
    Question,
    /// A short line with a colon right over a list.
    Label,
    /// `Q: …`.
    Asked,
}

/// What may be a heading.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    pub(super) style: Style,
    /// As [`Block::plain`](crate::document::Block) wants it.
    pub(super) title: String,
    pub(super) range: Range<usize>,
    /// Whether it ends in a colon.
    pub(super) colon: bool,
    /// Where it ends on its last line and its answer begins there, in bytes of that line's text.
    pub(super) answer: Option<(usize, usize)>,
}

impl Candidate {
    pub(super) fn asks(&self) -> bool {
        matches!(self.style, Style::Question | Style::Asked) || is_question(&self.title)
    }

    /// Whether it is a sentence under a number of several parts: a problem to solve, in a FAQ.
    pub(super) fn tells(&self) -> bool {
        matches!(&self.style, Style::Numbered(parts) if 1 < parts.len())
            && self.title.ends_with(['.', ')'])
            && !is_question(&self.title)
    }
}

/// A piece of a chunk.
#[derive(Debug, Clone)]
pub(super) enum Part {
    Heading(Candidate),
    /// Body; of its first line the first `skip` bytes of text are an answer's marker.
    Body {
        range: Range<usize>,
        skip: usize,
    },
}

/// What the look of a heading is judged against.
#[derive(Debug)]
pub(super) struct Page<'a, 'b> {
    pub(super) lines: &'b [Line<'a>],
    /// The width at which lines are wrapped, if they are.
    pub(super) width: Option<usize>,
    /// Whether headings are numbered like `3.1.`; then no line without a number is one, but for
    /// chapters and underlined titles.
    pub(super) dotted: bool,
    /// Whether most of these ask: then one that tells of a problem in a sentence asks, too.
    pub(super) asking: bool,
    /// Whether what stands together mostly begins with a title on a line of its own.
    pub(super) titled: bool,
    /// Whether headings are told by stars; then no line without them is one, as for numbers.
    pub(super) outline: bool,
    /// The lines that name a version.
    pub(super) versions: HashSet<usize>,
}

impl Page<'_, '_> {
    /// Cuts one chunk.
    pub(super) fn cut(&self, chunk: Range<usize>) -> Vec<Part> {
        let mut parts = Vec::new();
        let mut at = chunk.start;
        while at < chunk.end {
            if let Some(candidate) = self.heading(&chunk, at) {
                at = candidate.range.end;
                let answer = candidate.answer;
                // The rule under an underlined title goes with it.
                parts.push(Part::Heading(candidate));
                if let Some((_, skip)) = answer {
                    let end = self.body_end(&chunk, at);
                    parts.push(Part::Body { range: at - 1..end, skip });
                    at = end;
                }
                continue;
            }
            let end = self.body_end(&chunk, at + 1);
            let text = self.lines[at].text;
            let skip = marker::answered(text).map_or(0, |answer| text.len() - answer.len());
            parts.push(Part::Body { range: at..end, skip });
            at = end;
        }
        parts
    }

    /// Where what stands before the line `from` ends, if that is body.
    fn body_end(&self, chunk: &Range<usize>, from: usize) -> usize {
        let mut rest = from..chunk.end;
        rest.find(|other| self.starts_inside(chunk, *other)).unwrap_or(chunk.end)
    }

    /// Whether a heading starts in the midst of a chunk, right under the lines of a body.
    fn starts_inside(&self, chunk: &Range<usize>, at: usize) -> bool {
        let text = self.lines[at].text;
        let asks = |number: &Number<'_>| ends_in_question(number.rest) && number.parts.len() < 3;
        marker::asked(text).is_some()
            || self.heads_terms(chunk, at)
            || (number(text).is_some_and(|number| asks(&number))
                && self
                    .lines
                    .get(at + 1)
                    .is_some_and(|next| at + 1 < chunk.end && marker::bullet(next.text).is_none()))
    }

    /// Whether the line `at` ends in a colon right over options or commands that are indented below
    /// it, and is not the rest of a sentence.
    fn heads_terms(&self, chunk: &Range<usize>, at: usize) -> bool {
        let line = &self.lines[at];
        let Some(bare) = line.text.strip_suffix(':') else { return false };
        let next = self.lines.get(at + 1).filter(|_| at + 1 < chunk.end);
        let is_over = next.is_some_and(|next| next.term.is_some() && line.indent < next.indent);
        is_over
            && line.term.is_none()
            && looks_like_title(bare)
            && (at == chunk.start || !is_wrapped(&self.lines[at - 1], line, self.width))
    }

    /// The heading that starts at the line `at`, if one may.
    fn heading(&self, chunk: &Range<usize>, at: usize) -> Option<Candidate> {
        if let Some(asked) = self.asked(chunk, at) {
            return Some(asked);
        }
        if at != chunk.start && !self.starts_inside(chunk, at) {
            return None;
        }
        self.underlined(chunk, at)
            .or_else(|| self.version(at))
            .or_else(|| self.starred(chunk, at))
            .or_else(|| self.chapter(chunk, at))
            .or_else(|| self.article(chunk, at))
            .or_else(|| self.numbered(chunk, at))
            .or_else(|| match self.lines[at].clause {
                Some(_) => None,
                None => self.unnumbered(chunk, at),
            })
    }

    /// `Q: …` up to its question mark, to the answer, be it on the same line, or to the end of the
    /// chunk.
    fn asked(&self, chunk: &Range<usize>, at: usize) -> Option<Candidate> {
        let text = self.lines[at].text;
        // "Q. 7.)" may end a line of a bracket.
        let rest = marker::asked(text).filter(|rest| rest.contains(char::is_alphabetic))?;
        let is_answer = |other: usize| marker::answered(self.lines[other].text).is_some();
        let reach = chunk.end.min(at + TITLE_LINES);
        let answer = (at + 1..reach).find(|other| is_answer(*other));
        let mark = (at..reach).find(|other| ends_in_question(self.lines[*other].text));
        // What ends in a question mark may be the answer behind it.
        let last = mark.map_or(reach, |mark| mark + 1);
        let inside = (at..answer.unwrap_or(reach).min(last))
            .find_map(|other| Some((other, marker::answered_behind(self.lines[other].text)?)));
        let skip = text.len() - rest.len();
        if let Some((last, cut)) = inside {
            return self.cut_candidate(Style::Asked, at..last + 1, skip, (ENTRY_WORDS, Some(cut)));
        }
        let end = match (answer, mark) {
            (Some(answer), _) => answer,
            (None, Some(mark)) => mark + 1,
            (None, None) if self.width.is_some() => reach,
            (None, None) => at + 1,
        };
        self.candidate(Style::Asked, at..end, skip, ENTRY_WORDS)
    }

    fn underlined(&self, chunk: &Range<usize>, at: usize) -> Option<Candidate> {
        let rule = self.lines.get(at + 1).filter(|_| at + 1 < chunk.end)?.text;
        let sign = rule.chars().next()?;
        let (rule_width, width) = (rule.chars().count(), self.lines[at].text.chars().count());
        let is_rule = super::furniture::is_rule(rule) && rule.chars().all(|one| one == sign);
        let fits = width <= 100 && width <= 2 * rule_width && rule_width <= 2 * width + 4;
        if !is_rule || !fits || !self.lines[at].text.contains(char::is_alphanumeric) {
            return None;
        }
        let text = self.lines[at].text;
        let skip = number(text).map_or(0, |number| text.len() - number.rest.len());
        let mut found = self.candidate(Style::Underlined(sign), at..at + 1, skip, usize::MAX)?;
        found.range.end += 1;
        Some(found)
    }

    fn version(&self, at: usize) -> Option<Candidate> {
        let is_version = self.versions.contains(&at);
        is_version.then(|| self.candidate(Style::Version, at..at + 1, 0, QUESTION_WORDS))?
    }

    /// A line with stars over text or over more stars; over others it is an item.
    fn starred(&self, chunk: &Range<usize>, at: usize) -> Option<Candidate> {
        let Line { stars, text, .. } = self.lines[at];
        if stars == 0 || 1 < chunk.len() {
            return None;
        }
        let below = self.lines[chunk.end..].iter().position(|line| !line.is_gap())?;
        let below = chunk.end + below;
        let is_over = !self.versions.contains(&below)
            && (self.lines[below].stars == 0 || stars < self.lines[below].stars);
        let skip = text.len() - text.trim_start_matches(['*', ' ']).len();
        is_over.then(|| self.candidate(Style::Starred(stars), at..at + 1, skip, QUESTION_WORDS))?
    }

    fn chapter(&self, chunk: &Range<usize>, at: usize) -> Option<Candidate> {
        let text = self.lines[at].text;
        let title = marker::chapter(text)?;
        let range = at..self.title_end(chunk, at);
        self.candidate(Style::Chapter, range, text.len() - title.len(), TITLE_WORDS)
    }

    /// `§ 3 Title`, or the title of it on the next line.
    fn article(&self, chunk: &Range<usize>, at: usize) -> Option<Candidate> {
        let line = &self.lines[at];
        let named = marker::named(line.text).filter(|_| line.clause.is_some())?;
        let is_title = |at: usize| looks_like_title(self.lines[at].text);
        let is_item = |at: &usize| marker::bullet(self.lines[*at].text).is_some();
        let end = match named.rest.is_empty() {
            true if at + 1 < chunk.end && is_title(at + 1) => at + 2,
            true => at + 1,
            false => {
                let end = self.title_end(chunk, at);
                (at + 1..end).find(is_item).unwrap_or(end)
            }
        };
        let found = self.candidate(Style::Article, at..end, 0, TITLE_WORDS)?;
        (!self.lines[end - 1].text.ends_with(['.', ';', ',', '!']) || named.rest.is_empty())
            .then_some(found)
    }

    fn numbered(&self, chunk: &Range<usize>, at: usize) -> Option<Candidate> {
        let text = self.lines[at].text;
        let is_clause = self.lines[at].clause.is_some();
        let chapter = || {
            let (number, title) = marker::bare_number(text).filter(|_| is_clause)?;
            Some((vec![number], title))
        };
        let numbered = number(text).map(|number| (number.parts, number.rest));
        let (parts, title) = numbered.or_else(chapter)?;
        let skip = text.len() - title.len();
        let range = at..self.title_end(chunk, at);
        let last = self.lines[range.end - 1].text;
        let found = self.candidate(Style::Numbered(parts), range.clone(), skip, ENTRY_WORDS)?;
        let alone = range.end == chunk.end || found.colon || ends_in_question(last);
        // "The tenant may:" leads into what follows.
        let last_word = found.title.rsplit(' ').next().unwrap_or_default();
        let leads = !is_name(&found.title) || last_word.starts_with(char::is_lowercase);
        if is_clause && found.colon && leads {
            return None;
        }
        let is_short = found.title.split_whitespace().count() <= TITLE_WORDS
            && !last.ends_with(['.', ';', ',', '!']);
        // Headings stand at the margin; what is indented is a list.
        let at_margin = self.lines[at].indent <= 1 || is_clause;
        let asks = is_question(&found.title) || (self.asking && found.tells());
        let over_text = is_clause && is_short && self.is_over_text(chunk, range.end);
        (at_margin && (alone || over_text) && (is_short || asks)).then_some(found)
    }

    /// Whether the line `at`, behind a title in one chunk, does not go on with it.
    fn is_over_text(&self, chunk: &Range<usize>, at: usize) -> bool {
        at < chunk.end && !self.lines[at].text.starts_with(char::is_lowercase)
    }

    /// Where the title that starts at the line `at` ends: with its chunk, unless a line break in
    /// between was made on purpose.
    fn title_end(&self, chunk: &Range<usize>, at: usize) -> usize {
        let asks_to_the_end = ends_in_question(self.lines[chunk.end - 1].text);
        let is_end = |one: &usize| {
            let (line, next) = (&self.lines[*one], &self.lines[one + 1]);
            let hangs = line.indent < next.indent && marker::bullet(next.text).is_none();
            // A question of one line is hardly broken right behind its mark.
            let may_go_on =
                at < *one || next.text.starts_with(char::is_lowercase) || asks_to_the_end;
            let asks =
                ends_in_question(line.text) && !(may_go_on && is_wrapped(line, next, self.width));
            let breaks = !is_wrapped(line, next, self.width) && !hangs && !asks_to_the_end;
            asks || breaks || marker::answered(next.text).is_some()
        };
        let reach = chunk.end.min(at + TITLE_LINES);
        (at..reach - 1).find(is_end).map_or(reach, |one| one + 1)
    }

    /// A title without a number: in capitals, a question, with a colon, or just short.
    fn unnumbered(&self, chunk: &Range<usize>, at: usize) -> Option<Candidate> {
        let line = &self.lines[at];
        if line.starts_list() || marker::answered(line.text).is_some() {
            return None;
        }
        let may_center = at + 1 == chunk.end && chunk.len() == 1;
        if (3 < line.indent && !may_center) || 600 < line.text.len() {
            return None;
        }
        if self.dotted || self.outline || 3 < line.indent {
            // Only as the title of the whole text, which `outline` sees to.
            let whole = chunk.len() == 1 && looks_like_title(line.text);
            return if whole {
                self.candidate(Style::Title, at..at + 1, 0, TITLE_WORDS)
            } else {
                None
            };
        }
        self.question(chunk, at).or_else(|| self.short_line(chunk, at))
    }

    fn question(&self, chunk: &Range<usize>, at: usize) -> Option<Candidate> {
        let first = &self.lines[at];
        let starts = first.text.starts_with(|one: char| {
            one == '¿'
                || one.is_numeric()
                || "\"“‘'".contains(one)
                || (one.is_alphabetic() && !one.is_lowercase())
        });
        let asks = ends_in_question(first.text);
        let next = self.lines.get(at + 1).filter(|_| at + 1 < chunk.end);
        let one_line = asks && next.is_none_or(|next| !is_wrapped(first, next, self.width));
        let from = (at + 1).max(chunk.end - 1);
        let answered = (from..self.lines.len().min(chunk.end + 3))
            .find(|other| !self.lines[*other].is_gap())
            .is_some_and(|other| marker::answered(self.lines[other].text).is_some());
        let end = if one_line {
            at + 1
        } else if ends_in_question(self.lines[chunk.end - 1].text) && chunk.len() <= 3 {
            chunk.end
        } else if asks && next.is_some_and(|next| !next.text.starts_with(char::is_lowercase)) {
            // However long it is: few sentences of running text end with a line and ask.
            at + 1
        } else {
            return None;
        };
        let most = if answered { ENTRY_WORDS } else { QUESTION_WORDS };
        self.candidate(Style::Question, at..end, 0, most).filter(|_| starts)
    }

    fn short_line(&self, chunk: &Range<usize>, at: usize) -> Option<Candidate> {
        let text = self.lines[at].text;
        let alone = chunk.len() == 1;
        let bare = text.trim_end_matches([':', '：']).trim_end();
        let colon = bare.len() < text.len();
        if announces_questions(text) && alone && (colon || looks_like_title(text)) {
            return self.candidate(Style::Plain, at..at + 1, 0, QUESTION_WORDS);
        }
        if colon && alone && self.is_over_terms(at) && may_head_terms(bare) {
            return self.candidate(Style::Plain, at..at + 1, 0, TITLE_WORDS);
        }
        if !looks_like_title(bare) || super::furniture::tells_to_click(bare) {
            return None;
        }
        let over_list = self.lines.get(at + 1).filter(|_| at + 1 < chunk.end);
        let over_list = over_list.is_some_and(Line::starts_list);
        if is_capitals(bare) && (alone || over_list || self.breaks_after(at)) {
            return self.candidate(Style::Capitals, at..at + 1, 0, TITLE_WORDS);
        }
        // "You can also use:" leads into what follows; "Opening Hours:" is a title.
        let titled = !colon || is_name(bare) || self.is_over_terms(at);
        let over_text = self.titled && !alone && is_titled(self.lines, chunk, self.width);
        let stands = alone || (colon && over_list) || over_text;
        (titled && stands).then(|| self.candidate(Style::Plain, at..at + 1, 0, TITLE_WORDS))?
    }

    /// Whether what stands below the line `at`, if only behind blank lines, are options or commands
    /// that are indented.
    fn is_over_terms(&self, at: usize) -> bool {
        let below = self.lines[at + 1..].iter().find(|line| !line.is_gap());
        below.is_some_and(|next| next.term.is_some() && self.lines[at].indent < next.indent)
    }

    /// Whether the line break after the line `at` was made on purpose, over running text.
    fn breaks_after(&self, at: usize) -> bool {
        let next = &self.lines[at + 1];
        !is_capitals(next.text) && !is_wrapped(&self.lines[at], next, self.width)
    }

    fn candidate(
        &self,
        style: Style,
        range: Range<usize>,
        skip: usize,
        most_words: usize,
    ) -> Option<Candidate> {
        self.cut_candidate(style, range, skip, (most_words, None))
    }

    /// The same, where the last line may be cut by `answer`.
    fn cut_candidate(
        &self,
        style: Style,
        range: Range<usize>,
        skip: usize,
        (most_words, answer): (usize, Option<(usize, usize)>),
    ) -> Option<Candidate> {
        let mut texts: Vec<&str> = self.lines[range.clone()].iter().map(|line| line.text).collect();
        if let (Some(last), Some((end, _))) = (texts.last_mut(), answer) {
            *last = &last[..end];
        }
        // Cheap first: a line may be the whole file.
        if 4_000 < texts.iter().map(|text| text.len()).sum::<usize>() {
            return None;
        }
        texts[0] = texts[0].get(skip..)?;
        let whole = joined(texts);
        let words = whole.split_whitespace().count();
        let title = title(&whole);
        let fits = words <= most_words && title.contains(char::is_alphanumeric);
        let colon = whole.ends_with([':', '：']);
        fits.then_some(Candidate { style, title, range, colon, answer })
    }
}

/// Whether `bare`, which a colon and a list of options or commands follow, may be what they are called:
/// longer than other titles, but no sentence.
fn may_head_terms(bare: &str) -> bool {
    !bare.starts_with(char::is_lowercase) && !bare.contains(". ") && bare.len() <= 120
}

/// Whether what stands before a colon is a title, and does not lead into what follows.
fn is_name(bare: &str) -> bool {
    is_title_case(bare) || bare.split_whitespace().count() <= 2
}

/// The least number of chunks with a title each that tells a habit of the writer.
const LEAST_TITLED: usize = 3;

/// Whether of the chunks of several lines two in three, and some, begin with a title on a line of its
/// own: `Opening hours`, and below it what they are.
pub(super) fn are_titled(
    lines: &[Line<'_>],
    chunks: &[Range<usize>],
    width: Option<usize>,
) -> bool {
    let several = chunks.iter().filter(|chunk| 1 < chunk.len());
    let (mut all, mut titled) = (0, 0);
    for chunk in several {
        all += 1;
        titled += usize::from(is_titled(lines, chunk, width));
    }
    LEAST_TITLED <= titled && 2 * all <= 3 * titled
}

/// Whether `chunk` begins with a title over a sentence, the line break between made on purpose.
fn is_titled(lines: &[Line<'_>], chunk: &Range<usize>, width: Option<usize>) -> bool {
    let [title, next, ..] = &lines[chunk.clone()] else { return false };
    let ends = |line: &Line<'_>| line.text.ends_with(['.', '!', '?', '。', '！', '？']);
    title.indent <= 3
        && looks_like_title(title.text)
        && number(title.text).is_none()
        && marker::bullet(next.text).is_none()
        && !looks_like_title(next.text)
        && !next.text.starts_with(char::is_lowercase)
        && !is_wrapped(title, next, width)
        && lines[chunk.start + 1..chunk.end].iter().any(ends)
}

/// How many chunks start at the margin with a number like `3.1.`, and how many of these ask.
pub(super) fn count_dotted(lines: &[Line<'_>], chunks: &[Range<usize>]) -> (usize, usize) {
    let starts = |chunk: &&Range<usize>| {
        let line = &lines[chunk.start];
        line.indent <= 1
            && line.text.len() < 200
            && number(line.text).is_some_and(|number| 1 < number.parts.len())
    };
    let asks = |chunk: &&Range<usize>| ends_in_question(lines[chunk.end - 1].text);
    let dotted = chunks.iter().filter(starts);
    (dotted.clone().count(), dotted.filter(asks).count())
}
