//! Makes an index, with progress on a terminal.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use ibid::{
    engine::{self, Built, Corpus, Event, Skipped},
    error::Result,
};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::console::Console;

/// Progress is drawn only from then on: a bar that flashes up tells nobody anything.
const PATIENCE: Duration = Duration::from_millis(400);

/// What was built, and what could not be used.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    /// The counts.
    pub(crate) built: Built,
    /// The first [`MAX_LISTED`] files, lines and records that were skipped, in order.
    pub(crate) skipped: Vec<Skipped>,
    /// How long it took.
    pub(crate) took: Duration,
}

/// How many skipped files and records are listed; a broken file of records has a million of them.
pub(crate) const MAX_LISTED: usize = 20;

/// Builds the index of `corpus` in `dir`; `report` sees every event first.
pub(crate) fn build(
    corpus: &Corpus,
    dir: &Path,
    console: &Console,
    report: &mut dyn FnMut(&Event),
) -> Result<Outcome> {
    let started = Instant::now();
    let mut outcome = Outcome::default();
    let mut progress = Progress::new(console.shows_progress(), started);
    outcome.built = engine::build(corpus, dir, &mut |event| {
        report(&event);
        progress.see(&event);
        if let Event::Skipped(skipped) = event
            && outcome.skipped.len() < MAX_LISTED
        {
            outcome.skipped.push(skipped);
        }
    })?;
    outcome.took = started.elapsed();
    Ok(outcome)
}

/// A bar of files on stderr, gone when the work is done.
struct Progress {
    bar: ProgressBar,
    started: Instant,
    wanted: bool,
    path: String,
    passages: usize,
}

impl Progress {
    fn new(wanted: bool, started: Instant) -> Progress {
        Progress { bar: ProgressBar::hidden(), started, wanted, path: String::new(), passages: 0 }
    }

    fn see(&mut self, event: &Event) {
        match event {
            Event::Listed { files } => self.bar.set_length(*files as u64),
            Event::Read(report) => {
                // A large file comes in several batches, and is one file.
                if self.path != report.path {
                    self.path.clone_from(&report.path);
                    self.bar.inc(1);
                }
                self.passages += report.passages.len();
                self.bar.set_message(format!("{} passages", self.passages));
            }
            Event::Skipped(skipped) if skipped.line.is_none() => self.bar.inc(1),
            Event::Skipped(_) => {}
            Event::Writing => self.bar.set_message(format!("writing {} passages", self.passages)),
        }
        if self.wanted && PATIENCE < self.started.elapsed() {
            self.wanted = false;
            // The template is ours and right; without it the default one is drawn.
            if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} files  {msg}") {
                self.bar.set_style(style);
            }
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
