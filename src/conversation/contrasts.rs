//! A part of a question in the place of another part of the question before: `and a junior?`.
//!
//! Which part it stands for shows in the form of both: what is led by a preposition replaces what is
//! led by the same, a time replaces a time, and a noun replaces a noun and never a verb. What is left
//! open the vectors put in order, as far as they tell, and the documents decide.

use std::ops::Range;

use super::{
    line::{Line, Word},
    parts::runs,
    readings::{BAG, Goal, LOOSE, Past, Reading, STEP, joined},
    words::Words,
};
use crate::vectors::{Embedder, Table};

/// What replacing a part of a noun with its words has against it, as an unlikeness.
const PART: f64 = 0.05;

/// What the unlikeness of two words has against the one replacing the other, at most.
const UNLIKE: f64 = 1.5;

/// What is at least this like another may be said in its place. Below it a cosine tells nothing: CSV and PDF
/// have .06, kayaking and sailing .11.
const ALIKE: f32 = 0.3;

/// What is so like another is of its kind: Monday and Friday (.53).
const MUCH_ALIKE: f32 = 0.5;

/// What an article that only one of two has, or that is of the other kind, as an unlikeness.
const ARTICLE: f64 = 0.15;

/// What a noun behind a preposition, for one that has none.
const LED: f64 = 0.1;

/// What the noun that others are told of ("the price of the boat"), for one that is a name.
const HEAD: f64 = 0.15;

/// What the line's words have for them that share one with the others ("step 5", "step 1"), as a likeness.
const SHARED: f64 = 0.3;

/// What the words that the last line brought: a series goes on where it began.
const FOCUS: f64 = 0.4;

/// At most so many nouns are replaced.
const MOST_CONTRASTS: usize = 4;

/// No part of a noun phrase that a line replaces has so many words.
const LONGEST_PART: usize = 8;

/// A noun of the question, or when something is.
#[derive(Debug, Clone)]
struct Slot {
    /// Without what leads it.
    core: Range<usize>,
    article: Option<usize>,
    preposition: Option<usize>,
    is_time: bool,
}

/// What a line says.
struct Piece<'a> {
    line: &'a Line<'a>,
    range: Range<usize>,
    /// Without what leads it.
    core: Range<usize>,
    preposition: Option<&'a str>,
    has_article: bool,
    is_time: bool,
    /// Whether a word of it stands for the noun that is spoken of: `technical ones`.
    keeps_noun: bool,
}

impl Piece<'_> {
    fn typed(&self, words: Range<usize>) -> &str {
        self.line.typed(words)
    }

    fn core_words(&self) -> &[Word] {
        &self.line.words[self.core.clone()]
    }
}

impl Past<'_> {
    /// The question with the words `range` of `line` in the place of others.
    pub(super) fn replaced(&self, line: &Line<'_>, range: Range<usize>) -> Vec<Reading> {
        let piece = self.piece(line, range.clone());
        if piece.is_time {
            let about = piece.typed(piece.core.clone());
            return vec![self.at_another_time(&piece).about(about)];
        }
        let mut readings = Vec::new();
        if let Some(preposition) = piece.preposition {
            self.led_otherwise(&piece, preposition, &mut readings);
        }
        // "train it": another thing to do with the same.
        readings.extend(self.other_deed(line, range.clone()));
        readings.extend(self.to_do_otherwise(&piece));
        let is_new = !self.says(piece.core_words());
        if is_new && piece.preposition.is_none() || piece.range != range {
            let tail = self.time_behind();
            let contrasts = self.contrasts(&piece);
            // "and online?" says more of the question; what has an article is a noun.
            if !piece.has_article || contrasts.is_empty() {
                readings.extend(self.with_behind(line, range.clone(), UNLIKE, Goal::None));
            }
            for (old, unlike) in contrasts {
                let reading = self.with_article(&old, &piece, UNLIKE * unlike);
                // "and the pool?" after "is the bath open on Monday" may mean any day.
                if !tail.is_empty() && old.core.end <= tail.start {
                    let behind = self.line.text.len() - self.line.typed_span(tail.clone()).start;
                    let text = reading.text[..reading.text.len() - behind].trim_end().to_owned();
                    let against = reading.against + LOOSE;
                    readings.push(Reading { text, against, ..reading.clone() });
                }
                readings.push(reading);
            }
            // "and the price?" after "where can I park", which has no noun that it could stand for
            let of = self.typed(self.parts.body.clone());
            let mut slots = self.slots(true).into_iter().filter(|slot| !slot.is_time);
            let told = piece.has_article && !piece.keeps_noun && is_new && !of.is_empty();
            if told && slots.all(|slot| slot.preposition.is_some()) {
                let text = format!("{} ({of})", piece.typed(piece.range.clone()));
                readings.push(Reading::new(text, LOOSE));
            }
        }
        let about = line.typed(range);
        readings.into_iter().map(|reading| reading.about(about)).collect()
    }

    fn piece<'a>(&self, line: &'a Line<'a>, range: Range<usize>) -> Piece<'a> {
        let words = self.words;
        let lower = |at: usize| line.words[at].lower.as_str();
        // "the one on pattern recognition": what stands behind "one" tells it apart.
        let stands =
            |at: &usize| words.has("single", lower(*at)) || words.has("several", lower(*at));
        let stand_in = range.clone().find(stands);
        let mut object = range.clone();
        if let Some(at) = stand_in {
            object = if at + 1 < range.end { at + 1..range.end } else { range.start..at };
        }
        let first = line.words.get(object.start).map_or("", |word| word.lower.as_str());
        let mut piece = Piece {
            line,
            core: core(line, object.clone(), words),
            range: object.clone(),
            preposition: None,
            has_article: words.has("article", first) || is_elided(first),
            is_time: false,
            keeps_noun: stand_in.is_some(),
        };
        let last = line.words.get(piece.core.end.wrapping_sub(1)).map_or("", |word| &word.lower);
        let leads = words.has("before noun", first) || self.is_goal(&piece);
        piece.preposition = leads.then_some(first).filter(|_| object.start < object.end);
        let all_time = piece.core_words().iter().all(|word| words.is_time(&word.lower));
        piece.is_time = !piece.keeps_noun
            && !piece.core.is_empty()
            && (all_time || piece.preposition.is_some() && words.has("times", last));
        piece
    }

    /// The nouns of the question, and when it is: in the order of its words. `apart`: whether the time in a
    /// noun is told from it.
    fn slots(&self, apart: bool) -> Vec<Slot> {
        let words = self.words;
        let lower = |at: usize| self.line.words[at].lower.as_str();
        let is_time = |at: &usize| words.is_time(lower(*at));
        let whole = self.parts.ask.end.min(1)..self.line.words.len();
        let mut slots = Vec::new();
        for run in runs(self.line, whole, words, &self.parts.verbs) {
            let before = run.start.checked_sub(1);
            let article = before.filter(|at| words.has("article", lower(*at)));
            // "by the next day", "with all my children"
            let empty = |at: &usize| {
                !words.is_content(lower(*at))
                    && !words.has("help", lower(*at))
                    && !words.has("ask", lower(*at))
                    && !self.line.is_cut_before(*at + 1)
            };
            let leads =
                |at: &usize| words.has("before noun", lower(*at)) || words.has("to", lower(*at));
            let preposition = (0..run.start).rev().take_while(empty).find(leads);
            let mut add = |core: Range<usize>, is_time: bool| {
                if !core.is_empty() {
                    slots.push(Slot { core, article, preposition, is_time });
                }
            };
            if preposition.is_some() && words.has("times", lower(run.end - 1)) {
                add(run, true);
                continue;
            }
            if !apart {
                let is_time = run.clone().all(|at| is_time(&at));
                add(run, is_time);
                continue;
            }
            // "the Monday class", "a boat overnight"
            let from = run.start + run.clone().take_while(is_time).count();
            let to = run.end - (from..run.end).rev().take_while(is_time).count();
            add(run.start..from, true);
            add(from..to, false);
            if to < run.end && from < run.end {
                slots.push(Slot {
                    core: to..run.end,
                    article: None,
                    preposition: None,
                    is_time: true,
                });
            }
        }
        slots
    }

    /// The words at the end of the question that say when; none at its end where none do.
    fn time_behind(&self) -> Range<usize> {
        let end = self.line.words.len();
        let slot = self.slots(true).pop().filter(|slot| slot.is_time && slot.core.end == end);
        let from = slot.map(|slot| slot.preposition.or(slot.article).unwrap_or(slot.core.start));
        from.unwrap_or(end)..end
    }

    /// The question at the time that `piece` is.
    fn at_another_time(&self, piece: &Piece<'_>) -> Reading {
        let Some(slot) = self.slots(true).into_iter().rfind(|slot| slot.is_time) else {
            let reading = self.with_behind(piece.line, piece.range.clone(), 0.0, Goal::Added);
            return reading.unwrap_or_else(|| Reading::new(String::new(), 0.0));
        };
        let by_itself =
            piece.core_words().iter().all(|word| self.words.has("adverbs", &word.lower));
        let (old, new) = match (slot.preposition, piece.preposition) {
            (Some(at), Some(_)) => (at..slot.core.end, piece.range.clone()),
            (Some(at), None) if by_itself => (at..slot.core.end, piece.range.clone()),
            // "and on Friday?" after "the Monday class"
            (None, Some(_)) => (slot.core, piece.core.clone()),
            _ if slot.article.is_some() && !piece.has_article => (slot.core, piece.core.clone()),
            _ => (slot.article.unwrap_or(slot.core.start)..slot.core.end, piece.range.clone()),
        };
        Reading { goal: Goal::Replaced, ..self.with(old, piece.typed(new), 0.0) }
    }

    /// The question with `piece`, which `preposition` leads.
    fn led_otherwise(&self, piece: &Piece<'_>, preposition: &str, readings: &mut Vec<Reading>) {
        let bare = piece.range.start + 1..piece.range.end;
        let slots: Vec<Slot> = self.slots(true).into_iter().filter(|slot| !slot.is_time).collect();
        let same = self.after_preposition(preposition).filter(|_| !bare.is_empty());
        if let Some(old) = &same {
            let reading = self.with(old.clone(), piece.typed(bare.clone()), 0.0);
            readings.push(Reading { goal: Goal::Replaced, ..reading });
        }
        // "and in cash?" after "by card"
        for slot in slots.iter().filter(|_| same.is_none() && !bare.is_empty()) {
            if let Some(at) = slot.preposition.filter(|at| self.parts.body.start <= *at) {
                let alike =
                    ALIKE <= likeness(&self.line.words[slot.core.clone()], piece.core_words());
                let against = if alike { 0.0 } else { LOOSE };
                let old = at..slot.core.end;
                let reading = self.with(old, piece.typed(piece.range.clone()), against);
                let goal = if alike { Goal::Replaced } else { Goal::None };
                readings.push(Reading { goal, ..reading });
            }
        }
        // Two of a kind stand side by side only where the second is no other for the first.
        let is_other = readings.iter().any(|reading| reading.goal == Goal::Replaced);
        let (against, goal) = if is_other { (BAG, Goal::Kept) } else { (STEP, Goal::Added) };
        readings.extend(self.with_behind(piece.line, piece.range.clone(), against, goal));
        // "and for Leeds?" after "the York office": another of that kind, without its preposition.
        if same.is_none()
            && !bare.is_empty()
            && let Some(old) = self.likest(piece)
        {
            readings.push(self.with(old, piece.typed(piece.core.clone()), STEP));
        }
    }

    /// Whether `piece` begins with a word that stands before verbs and before nouns, and is a noun as
    /// the question has one behind that word: "to Austria" after "a parcel to Italy", and not "to cancel"
    /// after "subscribe to the magazine". Where it has none, what has an article or a capital is one: "to France"
    /// after "how much is shipping".
    fn is_goal(&self, piece: &Piece<'_>) -> bool {
        let words = self.words;
        let Some(first) = piece.line.words.get(piece.range.start) else { return false };
        if !words.has("to", &first.lower) {
            return false;
        }
        let new = &piece.line.words[piece.range.start + 1..piece.range.end];
        let has_article =
            |part: &[Word]| part.first().is_some_and(|word| words.has("article", &word.lower));
        let Some(old) = self.after_preposition(&first.lower) else {
            let typed = piece.typed(piece.range.start + 1..piece.range.end);
            return has_article(new) || typed.starts_with(char::is_uppercase);
        };
        let old = &self.line.words[old];
        !new.first().is_none_or(|first| words.is_verb(&first.lower))
            && (has_article(new) || !has_article(old) || ALIKE <= likeness(old, new))
    }

    /// The noun's word that is likest `piece`, if any is like it; of equals the first.
    fn likest(&self, piece: &Piece<'_>) -> Option<Range<usize>> {
        let says = |at: &usize| {
            self.words.is_content(&self.line.words[*at].lower) && !self.parts.verbs[*at]
        };
        let like = |at: usize| likeness(&self.line.words[at..at + 1], piece.core_words());
        let all = (0..self.line.words.len()).filter(says).map(|at| (at, like(at)));
        let best = all.fold((0, 0.0), |best, one| if best.1 < one.1 { one } else { best });
        (MUCH_ALIKE <= best.1).then_some(best.0..best.0 + 1)
    }

    /// What stands behind the last `preposition` of the question, where that is no time.
    fn after_preposition(&self, preposition: &str) -> Option<Range<usize>> {
        let leads = |slot: &Slot| {
            slot.preposition.filter(|at| {
                self.parts.body.start <= *at && self.line.words[*at].lower == preposition
            })
        };
        let slots = self.slots(true);
        let slot = slots.iter().rfind(|slot| !slot.is_time && leads(slot).is_some())?;
        Some(leads(slot)? + 1..slot.core.end)
    }

    /// `how do I train my model` for `train it` after `how do I evaluate my model`.
    fn other_deed(&self, line: &Line<'_>, range: Range<usize>) -> Option<Reading> {
        let words = self.words;
        let stands = |at: &usize| {
            let word = &line.words[*at].lower;
            words.has("thing", word) || words.has("things", word)
        };
        // "and the office?" in a language in which the article is a pronoun too
        let at = range.clone().find(stands).filter(|at| range.start < *at)?;
        let topic = self.topics().pop()?;
        let typed = |part: Range<usize>| line.typed(part).to_owned();
        let deed = [typed(range.start..at), topic, typed(at + 1..range.end)];
        let opening = self.typed(0..self.parts.body.start);
        let text = joined(&[&[opening.to_owned()], &deed[..]].concat());
        Some(Reading::new(text, 0.0))
    }

    /// `how much is it to buy a boat` for `to buy` after `how much is it to rent a boat`, and for `to buy
    /// a raft` the whole of what is done.
    fn to_do_otherwise(&self, piece: &Piece<'_>) -> Option<Reading> {
        let words = self.words;
        let Range { start: to, end } = piece.range;
        let leads = words.has("to", &piece.line.words.get(to)?.lower);
        let verb = piece.line.words.get(to + 1)?;
        let body = self.parts.body.clone();
        let does = self.parts.does && self.parts.verbs.get(body.start) == Some(&true);
        if !leads || piece.preposition.is_some() || !words.is_verb(&verb.lower) || !does {
            return None;
        }
        let old = if to + 2 == end { body.start..body.start + 1 } else { body };
        Some(self.with(old, piece.typed(to + 1..end), 0.0))
    }

    /// Parts of the question that `piece` may stand for, and how unlike it they are, 0 to about 1.
    fn contrasts(&self, piece: &Piece<'_>) -> Vec<(Slot, f64)> {
        let words = self.words;
        let new = piece.core_words();
        if new.is_empty() {
            // "and one?" says nothing of what it is.
            return Vec::new();
        }
        let mut embedder = Embedder::new(Table::built_in());
        let mut vector =
            |part: &[Word]| embedder.embed(part.iter().map(|word| word.lower.as_str()));
        let wanted = vector(new);
        let mut unlike = |core: &Range<usize>| {
            let like = vector(&self.line.words[core.clone()]).cosine(&wanted);
            1.0 - f64::from(like.clamp(ALIKE, 1.0))
        };
        // "and import?" after "how do I export": a verb, which is alone.
        let alone = !piece.keeps_noun && piece.range.len() == 1 && new.len() == 1;
        let is_verb = alone && words.is_verb(&new[0].lower) && self.parts.verbs.contains(&true);
        // "and the Friday class?" after "the Monday class", "and the winter one?" after "the summer course"
        let has_time = new.iter().any(|word| words.is_time(&word.lower));
        let mut nouns = self.slots(!piece.keeps_noun && !has_time);
        if nouns.iter().any(|slot| !slot.is_time) {
            nouns.retain(|slot| !slot.is_time && !is_verb);
        }
        let apart = nouns.iter().any(|slot| slot.preposition.is_none());
        let mut contrasts: Vec<(Slot, f64)> = Vec::new();
        for slot in nouns {
            let against = self.form_against(&slot, piece, apart);
            let run = slot.core.clone();
            let shares = self.shares(&run, piece);
            let mut add = |core: Range<usize>, unlike: f64| {
                contrasts.push((Slot { core, ..slot.clone() }, unlike + against));
            };
            // "step 5" for "step 1"; "a junior" for "a senior" of "a senior engineer"; of "technical ones" the noun
            // stays.
            if !piece.keeps_noun {
                add(run.clone(), unlike(&run) - if shares { SHARED } else { 0.0 });
            }
            if shares {
                // "and the tin lamp?" after "brass lamp weight"
                let last = |at: &usize| {
                    new.last().is_some_and(|new| self.line.words[*at].lower == new.lower)
                };
                let at = run.clone().find(last).filter(|at| at + 1 < run.end);
                at.into_iter().for_each(|at| add(run.start..at + 1, unlike(&run) - SHARED - PART));
                continue;
            }
            let part = if piece.keeps_noun { 0.0 } else { PART };
            for end in run.start + 1..run.end.min(run.start + LONGEST_PART) {
                let unlike = unlike(&(run.start..end));
                // "and the price?" is no other word for the first of "the north gate".
                let is_like = unlike < 1.0 - f64::from(ALIKE);
                if is_like || piece.keeps_noun || !piece.has_article {
                    add(run.start..end, unlike + part);
                }
            }
            // "and the size?" after "room price", which asks nothing.
            let asks = !self.parts.ask.is_empty() || self.parts.does;
            if piece.has_article && !piece.keeps_noun && !asks && 1 < run.len() {
                let last = run.end - 1..run.end;
                add(last.clone(), unlike(&last) + part);
            }
        }
        for at in (0..self.line.words.len()).filter(|at| alone && self.parts.verbs[*at]) {
            let core = at..at + 1;
            let unlike = unlike(&core);
            if is_verb || unlike < 1.0 - f64::from(ALIKE) {
                let slot = Slot { core, article: None, preposition: None, is_time: false };
                contrasts.push((slot, unlike));
            }
        }
        contrasts.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.core.start.cmp(&b.0.core.start)));
        contrasts.truncate(MOST_CONTRASTS);
        // By how much more unlike they are than the likest.
        let least = contrasts.first().map_or(0.0, |one| one.1);
        contrasts.iter_mut().for_each(|one| one.1 -= least);
        contrasts
    }

    /// What the form of `slot` has against `piece` in its place, as an unlikeness. `apart`: whether a noun
    /// of the question is led by no preposition.
    fn form_against(&self, slot: &Slot, piece: &Piece<'_>, apart: bool) -> f64 {
        let words = self.words;
        let lower = |at: usize| self.line.words.get(at).map_or("", |word| word.lower.as_str());
        let is_indefinite = |word: &str| words.has("indefinite", word);
        let first = piece.line.words.get(piece.range.start).map_or("", |word| &word.lower);
        let definite = piece.has_article && !is_indefinite(first);
        let mut against = match slot.article {
            None if piece.has_article => ARTICLE,
            Some(at) if piece.has_article && is_indefinite(lower(at)) == definite => ARTICLE,
            _ => 0.0,
        };
        let leads = slot.preposition.map_or("", lower);
        if apart && !leads.is_empty() && !words.has("of", leads) {
            against += LED;
        }
        if words.has("of", lower(slot.core.end)) {
            against += if definite { HEAD / 4.0 } else { HEAD };
        }
        let brought = |focus: &Range<usize>| {
            let span = self.line.typed_span(slot.core.clone());
            span.start < focus.end && focus.start < span.end
        };
        if self.focus.is_some_and(brought) {
            against -= FOCUS;
        }
        against
    }

    fn shares(&self, run: &Range<usize>, piece: &Piece<'_>) -> bool {
        let new = piece.core_words();
        let same = |old: &Word| new.iter().any(|new| new.lower == old.lower);
        self.line.words[run.clone()].iter().any(same)
    }

    /// Whether the question has the words `new` already.
    fn says(&self, new: &[Word]) -> bool {
        let same = |old: &[Word]| old.iter().zip(new).all(|(old, new)| old.lower == new.lower);
        !new.is_empty() && self.line.words.windows(new.len()).any(same)
    }

    /// The question with these words of `line` behind it, where it does not say them.
    fn with_behind(
        &self,
        line: &Line<'_>,
        range: Range<usize>,
        against: f64,
        goal: Goal,
    ) -> Option<Reading> {
        if self.says(&line.words[core(line, range.clone(), self.words)]) {
            return None;
        }
        let text = format!("{} {}", self.line.text, line.typed(range));
        Some(Reading { goal, focus: self.focus.cloned(), ..Reading::new(text, against) })
    }

    /// The question with `new` for the words `old`, and for what stands behind them where `new` ends with that: "a three
    /// year old" for "a one year" of "a one year old".
    fn with(&self, old: Range<usize>, new: &str, against: f64) -> Reading {
        let typed: Vec<String> = new.split_whitespace().map(str::to_lowercase).collect();
        let is_behind = |count: &usize| {
            let behind = self.line.words.get(old.end..old.end + count).unwrap_or_default();
            behind.iter().map(|word| &word.lower).eq(&typed[typed.len() - count..])
        };
        let same = (1..typed.len()).rev().find(is_behind).unwrap_or(0);
        let old = old.start..old.end + same;
        let instead = self.typed(old.clone()).to_owned();
        let Range { start, end } = self.line.typed_span(old);
        let (before, after) = (&self.line.text[..start], &self.line.text[end..]);
        // "a bachelor's degree", and "a master's" for "a bachelor's".
        let text = format!("{before}{new}{after}");
        let focus = Some(start..start + new.len());
        Reading { focus, instead, ..Reading::new(text, against) }
    }

    /// The same with the article that fits: that of the line where both have one, else none or the
    /// question's.
    fn with_article(&self, old: &Slot, piece: &Piece<'_>, against: f64) -> Reading {
        let first = |line: &Line<'_>, at: usize| {
            line.words.get(at).map_or(String::new(), |word| word.lower.clone())
        };
        // "and to buy a boat?" in the place of "a boat"
        let to_do = self.words.has("to", &first(piece.line, piece.range.start));
        let article = old.article.filter(|at| *at + 1 == old.core.start);
        let article = article
            .or(Some(old.core.start).filter(|at| to_do || is_elided(&first(self.line, *at))));
        match article.filter(|_| to_do || piece.has_article) {
            Some(at) => {
                let new = piece.typed(piece.range.start..piece.core.end);
                self.with(at..old.core.end, new, against)
            }
            None => self.with(old.core.clone(), piece.typed(piece.core.clone()), against),
        }
    }
}

/// Whether `word` has its article in it: "l'entrée".
fn is_elided(word: &str) -> bool {
    word.starts_with("l'")
}

/// What a part of a line is about, without the article before it.
fn core(line: &Line<'_>, range: Range<usize>, words: &Words) -> Range<usize> {
    let says = |at: &usize| words.is_content(&line.words[*at].lower);
    match (range.clone().find(says), range.clone().rfind(says)) {
        (Some(first), Some(last)) => first..last + 1,
        _ => range,
    }
}

/// The cosine of these words as two texts, -1 to 1.
fn likeness(some: &[Word], others: &[Word]) -> f32 {
    let mut embedder = Embedder::new(Table::built_in());
    let mut vector = |words: &[Word]| embedder.embed(words.iter().map(|one| one.lower.as_str()));
    vector(some).cosine(&vector(others))
}
