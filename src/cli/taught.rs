//! What was taught about the documents of an index: read where it is kept, again whenever a file
//! of it changes, and laid over the engine.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use ibid::{
    engine::{Corpus, Engine},
    feedback::{Feedback, Store},
    journal::Mark,
};

use super::console::Console;

/// More lines of a file that cannot be used are counted instead of listed.
const MAX_TOLD: usize = 5;

/// What was taught, as it was last read.
#[derive(Debug, Clone)]
pub(crate) struct Taught {
    /// The user's own folder.
    data: PathBuf,
    /// Of which documents, and what the files looked like when they were read.
    read: Option<(Corpus, Vec<Option<Mark>>)>,
    /// What was told of them.
    told: Vec<String>,
}

impl Taught {
    /// Nothing yet; `data` is the user's own folder.
    pub(crate) fn new(data: &Path) -> Taught {
        Taught { data: data.to_owned(), read: None, told: Vec::new() }
    }

    /// Where the feedback on `engine`'s documents is kept.
    pub(crate) fn store(&self, engine: &Engine) -> Store {
        Store::new(engine.corpus(), engine.root(), &self.data)
    }

    /// Has `engine` know what was taught; `fresh` where it has just been opened. What cannot be used
    /// is told once.
    pub(crate) fn lay_over(&mut self, engine: &mut Arc<Engine>, fresh: bool, console: &Console) {
        let store = self.store(engine);
        let marks = store.marks();
        let now = Some((engine.corpus().clone(), marks));
        if !fresh && self.read == now {
            return;
        }
        let feedback = store.read();
        // An index that cannot be read says so with the next question.
        let _ = Arc::make_mut(engine).teach(&feedback);
        self.read = now;
        let told = complaints(&feedback, engine);
        if told != self.told {
            told.iter().for_each(|line| console.note(line));
            self.told = told;
        }
    }
}

/// What cannot be used, a line each.
fn complaints(feedback: &Feedback, engine: &Engine) -> Vec<String> {
    let mut told: Vec<String> = feedback
        .problems
        .iter()
        .map(|problem| {
            let place = problem.line.map_or(String::new(), |line| format!(":{line}"));
            format!("{}{place}: {}", problem.path.display(), problem.reason)
        })
        .collect();
    told.extend(engine.lost().iter().map(|(line, place)| {
        format!(
            "{}:{}: there is no passage {} any more; the line is kept, without effect",
            place.path.display(),
            place.line,
            line.id
        )
    }));
    if MAX_TOLD < told.len() {
        let more = told.len() - MAX_TOLD;
        told.truncate(MAX_TOLD);
        told.push(format!("{more} more such lines"));
    }
    told
}
