//! Teaching: what the user says of an answer is kept and counts from the next question on.

use std::{
    io::{self, IsTerminal},
    path::Path,
};

use ibid::{
    answer::{Answer, Status},
    engine::Worse,
    feedback::{Line, MAX_QUESTION_BYTES, Verdict},
    passage::Passage,
};
use time::OffsetDateTime;

use super::{
    Talk,
    commands::{Command, Given, Takes},
};
use crate::cli::{
    ask::view,
    console::say,
    open::chain,
    render::{self, View},
};

/// More questions that would get worse are counted instead of listed.
const MAX_WORSE: usize = 5;

pub(super) const COMMANDS: &[Command] = &[
    Command {
        name: "/good",
        also: &[],
        arguments: "[N]",
        help: "keeps that this, or N, answers it",
        takes: Takes::Count,
        run: |talk, given, _| talk.judge(given.number(), Verdict::Good),
    },
    Command {
        name: "/bad",
        also: &[],
        arguments: "[N]",
        help: "keeps that this, or N, does not",
        takes: Takes::Count,
        run: |talk, given, _| talk.judge(given.number(), Verdict::Bad),
    },
    Command {
        name: "/means",
        also: &[],
        arguments: "N",
        help: "keeps that N, an id or a path:line does",
        takes: Takes::Named,
        run: |talk, given, _| talk.means(given),
    },
    Command {
        name: "/undo",
        also: &[],
        arguments: "",
        help: "takes back what was last kept",
        takes: Takes::Nothing,
        run: |talk, _, _| {
            talk.undo();
            Ok(())
        },
    },
];

/// What of a conversation is needed to teach.
#[derive(Default)]
pub(super) struct Teaching {
    /// The last question as it was understood, once there was one.
    question: Option<String>,
    /// Whether it was answered, surely or perhaps.
    answered: bool,
    /// The number of the passage that was last shown in full.
    looked_at: usize,
    /// Whether the user said no and may now choose.
    choosing: bool,
    /// What was kept of such a choice.
    chosen: Option<Line>,
    /// What was kept in this conversation.
    kept: Vec<Line>,
}

impl Teaching {
    /// Nothing was asked.
    pub(super) fn forget(&mut self) {
        self.question = None;
        self.choosing = false;
        self.chosen = None;
    }

    /// Takes note that another list stands where the passages were.
    pub(super) fn lists_others(&mut self) {
        self.looked_at = 1;
    }

    /// Takes note that passage `number` was shown without being chosen.
    pub(super) fn read_on(&mut self, number: usize) {
        self.looked_at = number;
    }

    /// Takes note of a reply to `question`, as it was understood.
    pub(super) fn asked(&mut self, answer: &Answer, question: Option<&str>) {
        self.question = question.map(str::to_owned);
        self.answered = answer.status != Status::NoAnswer;
        self.looked_at = 1;
        self.choosing = false;
        self.chosen = None;
    }
}

impl Talk<'_> {
    /// Takes note that passage `number` of the list was shown; after a no that is the choice.
    pub(super) fn picked(&mut self, number: usize) -> anyhow::Result<()> {
        self.teaching.looked_at = number;
        if self.teaching.choosing {
            self.teaching.choosing = false;
            let kept = self.teaching.kept.len();
            self.teach(number, Verdict::Means)?;
            self.teaching.chosen = self.teaching.kept.get(kept).cloned();
        }
        Ok(())
    }

    /// The number of the passage that was shown last; 1 where none was.
    pub(super) fn looked_at(&self) -> usize {
        self.teaching.looked_at.clamp(1, self.shown.len().max(1))
    }

    /// Takes back what the choice before a no had kept: that was not it either.
    pub(super) fn reject_choice(&mut self) {
        let Some(chosen) = self.teaching.chosen.take() else { return };
        if let Some(at) = self.teaching.kept.iter().rposition(|line| *line == chosen) {
            let line = self.teaching.kept.remove(at);
            self.take_out(line);
        }
    }

    /// After a no: the choice that comes next is kept as the answer.
    pub(super) fn offer_to_keep(&mut self) {
        if self.teaching.question.is_some() {
            self.teaching.choosing = true;
            self.console.note("the one you choose is kept as the answer; /undo takes it back");
        }
    }

    /// `/good` and `/bad`: of the passage shown last, or of the one with a number.
    fn judge(&mut self, number: Option<usize>, verdict: Verdict) -> anyhow::Result<()> {
        if self.teaching.question.is_none() {
            say("there was no question yet");
        } else if let Some(number) = number {
            return self.teach(number, verdict);
        } else if self.aside.is_some() {
            say(
                "what is listed is no reply to the last question; a number says which one is meant",
            );
        } else if !self.teaching.answered && self.teaching.looked_at < 2 {
            say("there was no answer; `/means N` names the passage that is one");
        } else {
            return self.teach(self.teaching.looked_at, verdict);
        }
        Ok(())
    }

    /// Teaches of passage `number` of the list.
    fn teach(&mut self, number: usize, verdict: Verdict) -> anyhow::Result<()> {
        match self.shown.get(number.wrapping_sub(1)) {
            Some(found) => {
                let passage = found.passage.clone();
                self.taught(&passage, verdict)
            }
            None => {
                say(&format!("there is no {number}; the list goes from 1 to {}", self.shown.len()));
                Ok(())
            }
        }
    }

    fn means(&mut self, given: Given<'_>) -> anyhow::Result<()> {
        if self.teaching.question.is_none() {
            say("there was no question yet");
            return Ok(());
        }
        let named = match given {
            Given::Number(number) => return self.teach(number, Verdict::Means),
            Given::Text(named) => named,
            Given::Nothing => return Ok(()),
        };
        match self.named_passage(named)? {
            Some(passage) => self.taught(&passage, Verdict::Means),
            None => {
                say(&format!(
                    "there is no passage {named}; `{}` lists them, and a path:line names one too",
                    self.library.reporting()
                ));
                Ok(())
            }
        }
    }

    /// The passage with this id, or else the shortest one that has this `path:line`.
    fn named_passage(&self, named: &str) -> anyhow::Result<Option<Passage>> {
        let engine = &self.library.engine;
        if let Some(passage) = engine.by_id(named)? {
            return Ok(Some(passage));
        }
        let Some((path, line)) = named.rsplit_once(':') else { return Ok(None) };
        let Ok(line) = line.parse::<u32>() else { return Ok(None) };
        let below_root = engine.root().and_then(|root| {
            let whole = ibid::config::settled(&self.around.working_dir, Path::new(path));
            Some(whole.strip_prefix(root).ok()?.to_string_lossy().into_owned())
        });
        let mut best: Option<Passage> = None;
        for passage in engine.passages() {
            let passage = passage?;
            let is_there = (passage.path == path || Some(&passage.path) == below_root.as_ref())
                && (passage.line..=passage.end_line).contains(&line);
            let length = |one: &Passage| one.end_line - one.line;
            if is_there && best.as_ref().is_none_or(|best| length(&passage) < length(best)) {
                best = Some(passage);
            }
        }
        Ok(best)
    }

    /// Keeps the verdict on `passage`, unless that makes other replies worse and nobody wants it.
    fn taught(&mut self, passage: &Passage, verdict: Verdict) -> anyhow::Result<()> {
        let Some(question) = self.teaching.question.clone() else { return Ok(()) };
        // What others kept meanwhile is tried too.
        self.library.know_taught(self.console);
        let engine = &self.library.engine;
        if MAX_QUESTION_BYTES < question.len() {
            say("the question is too long to be kept; ask it in a sentence");
            return Ok(());
        }
        if engine.by_id(&passage.id)?.is_none() {
            say("the documents changed, and that passage is not in them any more; ask again");
            return Ok(());
        }
        let line = Line::new(&question, &passage.id, verdict, OffsetDateTime::now_utc().date());
        if engine.has_kept(&line) {
            self.console.note("that is kept already");
            return Ok(());
        }
        let worse = engine.would_worsen(&line, &self.options)?;
        if worse.is_empty() {
            self.keep(line, passage);
            return Ok(());
        }
        self.tell_worse(&worse);
        if io::stdin().is_terminal() {
            let passage = passage.clone();
            let keep = move |talk: &mut Talk<'_>| talk.keep(line, &passage);
            self.ask_back(
                "keep it all the same?",
                Box::new(move |talk, _| {
                    keep(talk);
                    Ok(())
                }),
            );
        } else {
            say("not kept: that wants a yes, in a chat on a terminal");
        }
        Ok(())
    }

    fn tell_worse(&self, worse: &[Worse]) {
        let view = view(&self.library, self.around, self.console);
        say("this would get worse by it:");
        for one in worse.iter().take(MAX_WORSE) {
            let now = match (&one.instead, one.status) {
                (_, Status::NoAnswer) => "would not be answered any more".to_owned(),
                (Some(instead), _) => format!("would be answered by {}", name(instead, view)),
                (None, _) => "would be answered less surely".to_owned(),
            };
            say(&format!("  “{}” {now}", one.question));
        }
        if MAX_WORSE < worse.len() {
            say(&format!("  and {} more", worse.len() - MAX_WORSE));
        }
    }

    fn keep(&mut self, line: Line, passage: &Passage) {
        let engine = &self.library.engine;
        let kept = match self.library.taught.store(engine).keep(&line) {
            Ok(kept) => kept,
            Err(error) => return say(&format!("not kept: {}", chain(&error))),
        };
        let view = view(&self.library, self.around, self.console);
        let name = name(passage, view);
        let what = match line.verdict {
            Verdict::Good | Verdict::Means => format!("“{}” is answered by {name}", line.question),
            Verdict::Bad => format!("“{}” is not answered by {name}", line.question),
        };
        let path = kept.path.strip_prefix(&self.around.working_dir).unwrap_or(&kept.path);
        let instead = kept.instead.map_or(String::new(), |why| format!(" ({why})"));
        self.console
            .note(&format!("{what}; kept in {}{instead}, /undo takes it back", path.display()));
        self.teaching.kept.push(line);
        self.library.know_taught(self.console);
    }

    fn undo(&mut self) {
        let Some(line) = self.teaching.kept.pop() else {
            let store = self.library.taught.store(&self.library.engine);
            let places = store.paths();
            let places: Vec<_> = places.iter().map(|path| path.display().to_string()).collect();
            return say(&match places.as_slice() {
                [] => "nothing was kept yet".to_owned(),
                some => format!(
                    "nothing was kept in this chat; to undo what was before, delete its line in {}",
                    some.join(" or ")
                ),
            });
        };
        self.take_out(line);
    }

    /// Takes back what `line` taught.
    fn take_out(&mut self, line: Line) {
        let store = self.library.taught.store(&self.library.engine);
        match store.remove(&line) {
            Ok(true) => self.console.note(&format!(
                "taken back: {} for “{}”",
                line.verdict.name(),
                line.question
            )),
            Ok(false) => say(&format!("“{}” is not kept any more anyway", line.question)),
            Err(error) => {
                say(&format!("not taken back: {}", chain(&error)));
                self.teaching.kept.push(line);
            }
        }
        self.library.know_taught(self.console);
    }
}

/// What a passage is called, and where it stands.
fn name(passage: &Passage, view: View<'_>) -> String {
    let name = render::shortened(&render::name(passage), 60);
    format!("{name} ({})", render::plain_place(passage, view))
}
