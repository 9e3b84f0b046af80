//! An engine that is taught: what people said of answers counts from the next question on, and is
//! tried on all that was said before.

use super::{
    AskOptions, Engine,
    search::{rank, status_of},
};
use crate::{
    answer::{Answer, Found, Status},
    error::Result,
    feedback::{Feedback, Line, Overlay, Place},
    index::{Allowed, Beside},
    passage::Passage,
    query::Query,
    rank::Ranked,
};

/// So many of the questions that were taught before are asked again, the nearest.
const ASKED_AGAIN: usize = 50;

/// Of so many passages near a new phrasing the own questions are asked again,
const NEIGHBOURS: usize = 12;

/// and of each so many.
const OWN_QUESTIONS: usize = 2;

/// A question whose reply gets worse by what is about to be said.
#[derive(Debug, Clone, PartialEq)]
pub struct Worse {
    /// The question, kept or one of the passage's own.
    pub question: String,
    /// The passage that answers it now.
    pub passage: Passage,
    /// The passage that would come first, if it is another one.
    pub instead: Option<Passage>,
    /// How sure the reply would be.
    pub status: Status,
}

impl Engine {
    /// Has everything in `feedback` count from the next question on, and nothing else.
    ///
    /// # Errors
    ///
    /// The index cannot be read.
    ///
    /// # Cost
    ///
    /// A few microseconds for each line.
    pub fn teach(&mut self, feedback: &Feedback) -> Result<()> {
        self.was_taught = true;
        self.taught = Overlay::new(feedback, &self.index)?;
        Ok(())
    }

    /// Whether it was [taught](Engine::teach) since it was opened, if only nothing.
    pub fn was_taught(&self) -> bool {
        self.was_taught
    }

    /// Lines of what was taught that are about passages which are not there any more.
    pub fn lost(&self) -> &[(Line, Place)] {
        self.taught.lost()
    }

    /// Whether the same was already said of the same words, and counts.
    pub fn has_kept(&self, line: &Line) -> bool {
        let phrasing = self.index.phrasing(&line.question, None);
        self.taught.counts(&phrasing, line)
    }

    /// The passage with this id.
    ///
    /// # Errors
    ///
    /// The index cannot be read.
    pub fn by_id(&self, id: &str) -> Result<Option<Passage>> {
        self.index.number(id)?.map(|number| self.index.passage(number)).transpose()
    }

    /// What would get worse if `line` was kept: of the questions that were taught to have an answer,
    /// and of the own questions of the passages near to the new one, those whose passage would not
    /// come first any more or less surely. In the order they were taught, then of the passages.
    ///
    /// Of the taught ones the nearest are asked again. That their own words still lead to their
    /// passage is so by construction, whatever is taught of others.
    ///
    /// # Errors
    ///
    /// The index cannot be read.
    ///
    /// # Cost
    ///
    /// Two questions for each, at most some 150 in all.
    pub fn would_worsen(&self, line: &Line, options: &AskOptions) -> Result<Vec<Worse>> {
        let Some(passage) = self.index.number(&line.id)? else { return Ok(Vec::new()) };
        let options = AskOptions { top: 1, explain: false, feedback: true, ..options.clone() };
        let after = self.taught.with(line, passage, &self.index);
        let Some(new) = after.said().last() else { return Ok(Vec::new()) };
        // What is said of the same question again is meant to change it.
        let before = self.taught.said().iter().enumerate();
        let mut again: Vec<_> = before
            .filter(|(_, said)| said.line.verdict.answers() && !said.is_about(new))
            .map(|(at, said)| (said.nearness(new), at, said))
            .collect();
        again.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        again.truncate(ASKED_AGAIN);
        again.sort_by_key(|one| one.1);
        let mut questions: Vec<(String, u32)> = again
            .into_iter()
            .map(|(_, _, said)| (said.line.question.clone(), said.passage))
            .collect();
        if line.verdict.answers() {
            let (_, near) = self.ranked(&line.question)?;
            let near = near.iter().map(|one| one.candidate.number).filter(|one| *one != passage);
            for number in near.take(NEIGHBOURS) {
                let own = self.index.passage(number)?.questions;
                questions.extend(own.into_iter().take(OWN_QUESTIONS).map(|one| (one, number)));
            }
        }
        let mut worse = Vec::new();
        for (question, number) in questions {
            let answers = |answer: &Answer, id: &str| {
                answer.answers.first().is_some_and(|found| found.passage.id == id)
            };
            let passage = self.index.passage(number)?;
            let before = self.ask_with(&question, &options, &self.taught)?;
            if !answers(&before, &passage.id) {
                continue;
            }
            let now = self.ask_with(&question, &options, &after)?;
            let stays = answers(&now, &passage.id);
            if !stays || surer(before.status, now.status) {
                let first: Option<Found> = now.answers.into_iter().chain(now.nearest).next();
                let instead = first.map(|found| found.passage).filter(|one| one.id != passage.id);
                worse.push(Worse { question, passage, instead, status: now.status });
            }
        }
        Ok(worse)
    }

    /// A note for the reply where what was taught decided: another passage is first than would have
    /// been, or the reply is surer or less sure. `first` is the first of the reply, which is of what is
    /// `allowed`.
    pub(super) fn decided(
        &self,
        query: &Query,
        options: &AskOptions,
        (beside, allowed): (&Beside<'_>, Option<&Allowed>),
        first: Option<&Ranked>,
        status: Status,
    ) -> Result<Option<String>> {
        let Some(first) = first.filter(|_| !beside.is_empty()) else { return Ok(None) };
        let plain = rank(&self.index, query, options.top, &Beside::default(), allowed)?;
        let plain_status = status_of(&self.index, query, &plain, options)?;
        let same = plain.first().is_some_and(|one| one.candidate.number == first.candidate.number);
        if same && plain_status == status {
            return Ok(None);
        }
        let number = first.candidate.number;
        let phrasing = beside.phrasings.get(&number).and_then(|all| all.first());
        let held_back = |number: &u32| beside.taught.get(number).is_some_and(|one| 0.0 < one.wrong);
        let held = plain.first().map(|one| one.candidate.number).filter(held_back);
        Ok(match (first.candidate.taught.answers, phrasing, held) {
            (None, _, Some(held)) => Some(format!("Taught: not {}", self.index.passage(held)?.id)),
            (_, Some(phrasing), _) => {
                let id = self.index.passage(number)?.id;
                Some(format!("Taught: {} → {id}", phrasing.text()))
            }
            _ => None,
        })
    }
}

/// Whether `one` is a surer status than `other`.
fn surer(one: Status, other: Status) -> bool {
    let rank = |status: Status| match status {
        Status::Answered => 2,
        Status::Unsure => 1,
        Status::NoAnswer => 0,
    };
    rank(other) < rank(one)
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use super::*;
    use crate::{
        engine::{Corpus, build},
        feedback::{Place, Verdict},
    };

    const DOCUMENT: &str = "# Router\n\n## How do I reset the router?\n\nHold the button for ten \
        seconds. The lamp turns green.\n\n## What colour is the router?\n\nThe router is grey.\n\n\
        ## How do I erase the phone?\n\nOpen the settings and choose Erase.\n\n## Does the phone \
        survive water?\n\nThe phone survives half a metre of water.\n";

    const RESET: &str = "guide.md#how-do-i-reset-the-router";
    const COLOUR: &str = "guide.md#what-colour-is-the-router";
    const ERASE: &str = "guide.md#how-do-i-erase-the-phone";

    struct Taught {
        engine: Engine,
        said: Vec<(&'static str, &'static str, Verdict)>,
        _dir: tempfile::TempDir,
    }

    fn line(question: &str, id: &str, verdict: Verdict) -> Line {
        let date = "2026-11-23".to_owned();
        Line { question: question.to_owned(), id: id.to_owned(), verdict, date }
    }

    impl Taught {
        fn new() -> Taught {
            let dir = tempfile::tempdir().unwrap();
            fs::create_dir(dir.path().join("docs")).unwrap();
            fs::write(dir.path().join("docs/guide.md"), DOCUMENT).unwrap();
            let corpus = Corpus::Paths(vec![dir.path().join("docs")]);
            build(&corpus, &dir.path().join("index"), &mut |_| {}).unwrap();
            let engine = Engine::open(&dir.path().join("index")).unwrap();
            Taught { engine, said: Vec::new(), _dir: dir }
        }

        fn say(&mut self, question: &'static str, id: &'static str, verdict: Verdict) {
            self.said.push((question, id, verdict));
            let place = Place { path: Path::new("f").into(), line: 1 };
            let lines = self.said.iter().map(|(q, id, v)| (line(q, id, *v), place.clone()));
            let feedback = Feedback { lines: lines.collect(), problems: Vec::new() };
            self.engine.teach(&feedback).unwrap();
        }

        fn ask(&self, question: &str) -> (String, Status, Vec<String>) {
            let answer = self.engine.ask(question, &AskOptions::default()).unwrap();
            let first = answer.answers.first().or(answer.nearest.first());
            (first.map_or(String::new(), |one| one.passage.id.clone()), answer.status, answer.notes)
        }

        #[track_caller]
        fn answers(&self, question: &str, id: &str) {
            let (first, status, notes) = self.ask(question);
            assert_eq!((first.as_str(), status), (id, Status::Answered), "{question}: {notes:?}");
        }
    }

    #[test]
    fn a_taught_question_is_answered_even_with_words_that_the_documents_do_not_have() {
        let mut taught = Taught::new();
        let asked = "how do I zorch the gizmo";
        assert_eq!(taught.ask(asked).1, Status::NoAnswer);
        taught.say(asked, RESET, Verdict::Means);
        taught.answers(asked, RESET);
        taught.answers("How do I ZORCH the gizmo?!", RESET);
        taught.answers("gizmo zorched", RESET);
        let notes = taught.ask(asked).2;
        assert_eq!(notes, [format!("Taught: {asked} → {RESET}")]);
        let without = AskOptions { feedback: false, ..AskOptions::default() };
        let plain = taught.engine.ask(asked, &without).unwrap();
        assert_eq!((plain.status, plain.notes.len()), (Status::NoAnswer, 0));
    }

    #[test]
    fn similar_wording_gains_too() {
        let mut taught = Taught::new();
        let asked = "how do I zorch the grey gizmo";
        assert_eq!(taught.ask(asked).1, Status::NoAnswer);
        taught.say("how do I zorch the gizmo", RESET, Verdict::Means);
        let (first, status, notes) = taught.ask(asked);
        assert_eq!(first, RESET);
        assert_ne!(status, Status::NoAnswer);
        assert!(notes.iter().any(|note| note.starts_with("Taught: how do I zorch")), "{notes:?}");
        assert_eq!(taught.ask("who invented the dishwasher").1, Status::NoAnswer);
    }

    #[test]
    fn a_persons_word_counts_before_an_exact_question() {
        let mut taught = Taught::new();
        taught.answers("how do I reset the router", RESET);
        taught.say("how do I reset the router", ERASE, Verdict::Means);
        taught.answers("how do I reset the router", ERASE);
        taught.say("how do I reset the router", COLOUR, Verdict::Good);
        taught.answers("how do I reset the router", COLOUR);
        taught.answers("how do I erase the phone", ERASE);
    }

    #[test]
    fn what_is_bad_is_held_back_for_that_question_and_those_nearly_the_same() {
        let mut taught = Taught::new();
        taught.say("how do I reset the router", RESET, Verdict::Bad);
        let (first, status, notes) = taught.ask("how do I reset the router");
        assert_ne!(first, RESET);
        assert_ne!(status, Status::Answered, "{first}");
        assert_eq!(notes, [format!("Taught: not {RESET}")]);
        assert_ne!(taught.ask("reset the router please").0, RESET);
        taught.answers("what colour is the router", COLOUR);
        taught.say("how do I reset the router", RESET, Verdict::Good);
        taught.answers("how do I reset the router", RESET);
        taught.answers("what colour is the router", COLOUR);
    }

    #[test]
    fn a_passage_that_is_gone_is_told_and_has_no_effect() {
        let mut taught = Taught::new();
        taught.say("how do I zorch the gizmo", "guide.md#gone", Verdict::Means);
        assert_eq!(taught.engine.lost()[0].0.id, "guide.md#gone");
        assert_eq!(taught.ask("how do I zorch the gizmo").1, Status::NoAnswer);
        assert_eq!(taught.engine.by_id("guide.md#gone").unwrap(), None);
        assert_eq!(taught.engine.by_id(RESET).unwrap().unwrap().line, 3);
    }

    #[test]
    fn what_would_get_worse_is_found_before() {
        let mut taught = Taught::new();
        taught.say("how do I zorch the gizmo", RESET, Verdict::Means);
        let worse = |question: &str, id: &str, verdict: Verdict| {
            let line = line(question, id, verdict);
            let worse = taught.engine.would_worsen(&line, &AskOptions::default()).unwrap();
            worse.into_iter().map(|one| one.question).collect::<Vec<_>>()
        };
        // The same content words as a kept question, and another passage.
        assert_eq!(worse("gizmo zorching", ERASE, Verdict::Means), ["how do I zorch the gizmo"; 0]);
        // The own question of another passage.
        assert_eq!(
            worse("what colour is the router", ERASE, Verdict::Means),
            ["What colour is the router?"]
        );
        // Nothing to do with anything.
        assert_eq!(worse("is the phone red", COLOUR, Verdict::Means), [""; 0]);
        // Said again of the same words: that is meant to change it.
        assert_eq!(worse("how do I zorch the gizmo", ERASE, Verdict::Means), [""; 0]);
    }

    #[test]
    fn the_same_said_in_any_order_of_passages_gives_the_same_reply() {
        let mut one = Taught::new();
        let mut other = Taught::new();
        let said = [
            ("zorch the gizmo", RESET, Verdict::Means),
            ("zap the phone", ERASE, Verdict::Means),
            ("paint the gizmo", COLOUR, Verdict::Good),
        ];
        said.iter().for_each(|(q, id, v)| one.say(q, id, *v));
        said.iter().rev().for_each(|(q, id, v)| other.say(q, id, *v));
        for question in ["how to zorch a gizmo", "paint a phone", "zap it", "router"] {
            assert_eq!(one.ask(question), other.ask(question), "{question}");
        }
    }
}
