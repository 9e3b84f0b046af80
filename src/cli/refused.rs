//! Refused questions are kept for `ibid gaps`, on this machine and for its user alone.

use std::{cell::Cell, path::Path};

use ibid::{
    answer::{Answer, Status},
    engine::Engine,
    gaps::Log,
    query::Filter,
};
use time::OffsetDateTime;

use super::{
    console::{Console, say},
    open::{Surroundings, chain},
};

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asker {
    /// A conversation: its refused questions are kept unless a setting says no.
    Chat,
    /// `ibid ask`: they are kept only if a setting says yes.
    Ask,
}

/// Keeps refused questions while it can.
#[derive(Debug)]
pub(crate) struct Refusals<'a> {
    state: &'a Path,
    on: Cell<bool>,
}

impl<'a> Refusals<'a> {
    pub(crate) fn new(around: &'a Surroundings, asker: Asker) -> Refusals<'a> {
        Refusals { state: &around.folders.state, on: Cell::new(keeps(around, asker)) }
    }

    /// Keeps `question`, as it was understood, if `answer` refuses it and looked at all documents: what only those of a
    /// `filter` do not say is no gap.
    pub(crate) fn note(
        &self,
        (answer, filter): (&Answer, &Filter),
        question: &str,
        engine: &Engine,
        console: &Console,
    ) {
        let asks = question.contains(char::is_alphanumeric);
        if !asks || !self.on.get() || answer.status != Status::NoAnswer || !filter.is_empty() {
            return;
        }
        let log = Log::new(engine.corpus(), self.state);
        match log.add(question, OffsetDateTime::now_utc().date()) {
            Ok(false) => {}
            Ok(true) => console.note("the refused questions were many; the older half is dropped"),
            Err(error) => {
                say(&format!("refused questions are not kept any more: {}", chain(&error)));
                self.on.set(false);
            }
        }
    }
}

/// Whether refused questions are kept. No wins wherever it stands: a project's configuration cannot
/// have kept what its user does not want kept.
pub(crate) fn keeps(around: &Surroundings, asker: Asker) -> bool {
    let set = [&around.project, &around.user].map(|config| config.as_ref()?.log);
    match asker {
        _ if set.contains(&Some(false)) => false,
        Asker::Chat => true,
        Asker::Ask => set.contains(&Some(true)),
    }
}
