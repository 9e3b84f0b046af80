//! A line that is no command, in the light of what was said before: asked, or taken as a choice, as
//! the wish to read on, or as a politeness.

use std::io::Write;

use ibid::{
    answer::{Answer, Found, Status},
    conversation::{Ordinal, Taken},
    engine::AskOptions,
    passage::{Kind, Passage},
    settings::MAX_TOP,
};

use super::{
    Talk,
    commands::{Command, Takes},
    found,
};
use crate::cli::{
    ask::{announce, view},
    console::say,
    open::named,
    render, sanitize,
};

pub(super) const NEW: Command = Command {
    name: "/new",
    also: &["/forget"],
    arguments: "",
    help: "forgets what was said so far",
    takes: Takes::Nothing,
    run: |talk, _, _| {
        talk.forget();
        Ok(())
    },
};

/// Passages that are listed where none of the last was the right one.
const OTHERS: usize = 3;

/// How far the user has read on from the last reply.
#[derive(Debug, Default)]
pub(super) struct Read {
    /// The number of the passage that was read last, 0 for none.
    number: usize,
    /// The section that was read for more of it.
    section: Option<Passage>,
    /// Whether nothing was answered, so that there is nothing to read on in.
    refused: bool,
}

impl Read {
    /// Goes on from the passage with this number.
    fn at(number: usize) -> Read {
        Read { number, ..Read::default() }
    }
}

impl Talk<'_> {
    /// Takes a line that is no command.
    pub(super) fn hear(&mut self, line: &str, out: &mut dyn Write) -> anyhow::Result<()> {
        self.library.refresh(self.console)?;
        let taken =
            self.conversation.take(line, &self.shown, &self.library.engine, &self.options)?;
        match taken {
            Taken::Asked(answer) => self.reply(*answer, out),
            Taken::Pick(which) => self.choose(which, out),
            Taken::More => self.read_on(out),
            Taken::NoneOfThese => self.others(out),
            Taken::Courtesy(reply) => {
                let documents = named(self.library.engine.corpus());
                let text = sanitize::line(&reply.replace("{documents}", &documents)).into_owned();
                self.print(&format!("{}\n", wrapped(&text, self.console.width())), out)
            }
        }
    }

    /// Prints the reply to a question, and keeps what the next line may go on from.
    fn reply(&mut self, answer: Answer, out: &mut dyn Write) -> anyhow::Result<()> {
        announce(&answer, self.console);
        let text = render::reply(&answer, view(&self.library, self.around, self.console));
        let refused = answer.status == Status::NoAnswer;
        self.asked = true;
        self.answered |= !refused;
        self.record(&answer);
        self.question = self.conversation.question().map(str::to_owned);
        self.teaching.asked(&answer, self.question.as_deref());
        if let Some(question) = &self.question {
            let asked = (&answer, &self.options.filter);
            self.refusals.note(asked, question, &self.library.engine, self.console);
        }
        self.read = Read { refused, ..Read::at(usize::from(!refused)) };
        let choices = answer.clarify.len().max(if refused { answer.nearest.len() } else { 0 });
        self.shown = found(answer);
        self.aside = None;
        self.print(&text, out)?;
        if refused && !self.options.filter.is_empty() {
            let filter = &self.options.filter;
            self.console.note(&format!("asked only {filter}; `/in` and `/tag` alone ask all"));
        }
        if 1 < choices && self.console.terminal && !self.told_to_choose {
            self.told_to_choose = true;
            self.console.note("a number or a word of one chooses; `no` lists others");
        }
        Ok(())
    }

    fn choose(&mut self, which: Ordinal, out: &mut dyn Write) -> anyhow::Result<()> {
        let last = self.shown.len();
        let number = match which {
            Ordinal::Number(number) => number,
            Ordinal::Last => last,
            Ordinal::Next => self.read.number + 1,
        };
        let Some(found) = self.shown.get(number.wrapping_sub(1)) else {
            // "the other one", where one is shown: what else there is.
            if which == Ordinal::Next {
                return self.others(out);
            }
            say(&no_such_number(number, last));
            return Ok(());
        };
        let name = render::name(&found.passage);
        self.console.note(&format!("You mean: {number}  {name}"));
        self.read_passage(number, out)
    }

    /// Prints the passage with this number, which the next line may be about.
    pub(super) fn read_passage(
        &mut self,
        number: usize,
        out: &mut dyn Write,
    ) -> anyhow::Result<()> {
        self.read = Read::at(number);
        if let Some(found) = self.shown.get(number - 1) {
            self.conversation.read(&found.passage);
        }
        self.pick(number, out)?;
        self.picked(number)
    }

    /// Prints the rest of the section of the passage that was read last, or else the next passage. Where
    /// nothing was answered there is nothing to read on in: others are listed.
    fn read_on(&mut self, out: &mut dyn Write) -> anyhow::Result<()> {
        if self.read.refused {
            self.list_others(out)?;
            return Ok(());
        }
        let last = self.read.number.checked_sub(1).and_then(|at| self.shown.get(at)).cloned();
        if let Some(last) = &last
            && self.read.section.is_none()
            && let Some(section) = self.section_of(&last.passage)?
        {
            let found = Found { passage: section.clone(), highlight: Vec::new(), ..last.clone() };
            self.read.section = Some(section);
            return self.print_titled(&found, out);
        }
        for number in self.read.number + 1..=MAX_TOP {
            if self.shown.len() < number && !self.extend(number)? {
                break;
            }
            let passage = &self.shown[number - 1].passage;
            if self.read.section.as_ref().is_some_and(|section| overlap(section, passage)) {
                continue;
            }
            self.read.number = number;
            self.teaching.read_on(number);
            return self.pick(number, out);
        }
        say("there is no more about this");
        Ok(())
    }

    /// Has at least `count` passages on the list, if there are so many for the last question.
    fn extend(&mut self, count: usize) -> anyhow::Result<bool> {
        // Another list does not go on with the passages for the question.
        let (Some(question), None) = (&self.question, self.aside) else { return Ok(false) };
        let options = AskOptions { top: count.min(MAX_TOP), ..self.options.clone() };
        let all = found(self.library.engine.ask(question, &options)?);
        let more = count <= all.len();
        if self.shown.len() < all.len() {
            self.shown = all;
        }
        Ok(more)
    }

    /// The section that an item stands in.
    fn section_of(&self, item: &Passage) -> anyhow::Result<Option<Passage>> {
        let (Kind::Item, Some(question)) = (item.kind, &self.question) else { return Ok(None) };
        let (_, ranked) = self.library.engine.ranked(question)?;
        for one in ranked {
            let (first, last) = one.candidate.lines;
            let holds = first <= item.line && item.end_line <= last;
            if holds {
                let passage = self.library.engine.passage(one.candidate.number)?;
                if passage.path == item.path && passage.kind != Kind::Item {
                    return Ok(Some(passage));
                }
            }
        }
        Ok(None)
    }

    /// Lists the next passages where none of those on the list is the right one.
    fn others(&mut self, out: &mut dyn Write) -> anyhow::Result<()> {
        self.reject_choice();
        if self.list_others(out)? {
            self.offer_to_keep();
        }
        Ok(())
    }

    /// The same, without an offer to keep anything; whether there are any.
    fn list_others(&mut self, out: &mut dyn Write) -> anyhow::Result<bool> {
        let Some((before, text)) = self.go_on("Others:\n", OTHERS)? else {
            say("there are no others; other words may find more");
            return Ok(false);
        };
        self.read = Read { refused: self.read.refused, ..Read::at(before) };
        self.conversation.offers();
        self.print(&text, out)?;
        Ok(true)
    }

    /// Goes on with the passages for the last question: makes them the list, with up to `count` more
    /// than were listed, and tells how many these are and the new ones as a list under `title`. Where
    /// something else was listed in between, all are listed again: a number is to mean what was
    /// printed last. `None` where there are no more.
    pub(super) fn go_on(
        &mut self,
        title: &str,
        count: usize,
    ) -> anyhow::Result<Option<(usize, String)>> {
        let Some(question) = &self.question else { return Ok(None) };
        let before = self.aside.unwrap_or(self.shown.len());
        let top = before.saturating_add(count).min(MAX_TOP);
        let options = AskOptions { top, ..self.options.clone() };
        let all = found(self.library.engine.ask(question, &options)?);
        if all.len() <= before {
            return Ok(None);
        }
        let (from, title) = if self.aside.is_some() { (0, "") } else { (before, title) };
        let mut text = title.to_owned();
        let view = view(&self.library, self.around, self.console);
        render::list(&mut text, &all[from..], from + 1, view);
        (self.shown, self.aside) = (all, None);
        Ok(Some((before, text)))
    }

    /// Prints a passage whole, under its title.
    pub(super) fn print_titled(&self, found: &Found, out: &mut dyn Write) -> anyhow::Result<()> {
        let view = view(&self.library, self.around, self.console);
        let mut text = String::new();
        if !found.passage.title.is_empty() {
            text = format!("{}\n\n", view.bold(&sanitize::line(&found.passage.title)));
        }
        text.push_str(&render::passage(found, view));
        self.print(&text, out)
    }

    fn forget(&mut self) {
        self.conversation.forget();
        self.question = None;
        self.teaching.forget();
        self.shown.clear();
        self.aside = None;
        self.read = Read::default();
        self.console.note("forgotten; the next question starts anew");
    }
}

/// What is said where nothing on a list of `listed` has this number.
pub(super) fn no_such_number(number: usize, listed: usize) -> String {
    match listed {
        0 => format!("nothing is listed yet, so there is no {number}"),
        1 => format!("there is no {number}; only 1 is listed"),
        last => format!("there is no {number}; the list goes from 1 to {last}"),
    }
}

fn overlap(one: &Passage, other: &Passage) -> bool {
    one.path == other.path && one.line <= other.end_line && other.line <= one.end_line
}

fn wrapped(text: &str, width: Option<usize>) -> String {
    width.map_or_else(|| text.to_owned(), |width| textwrap::fill(text, width))
}
