//! Makes an index, with progress on a terminal.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use ibid::{
    engine::{self, Built, Corpus, Event, Limits, Reading, Skipped},
    error::Result,
};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::{console::Console, stop::Stoppable};

/// What is said where another process builds the index.
pub(crate) const WAITING: &str = "another ibid is building this index; waiting for it";

/// How long a command waits that is to make an index and has nothing else to do.
pub(crate) const BUILD_PATIENCE: Duration = Duration::from_secs(30);

/// Progress is drawn only from then on: a bar that flashes up tells nobody anything.
const PATIENCE: Duration = Duration::from_millis(400);

/// What was built, and what could not be used.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    /// The counts.
    pub(crate) built: Built,
    /// The first [`MAX_LISTED`] files, lines and records that were skipped, in order.
    pub(crate) skipped: Vec<Skipped>,
    /// How many files did not change and were not read.
    pub(crate) kept: usize,
    /// How long it took.
    pub(crate) took: Duration,
}

/// How many skipped files and records are listed; a broken file of records has a million of them.
pub(crate) const MAX_LISTED: usize = 20;

/// Builds the index of `corpus` in `dir` from what is to be read, within limits; `report` sees every event first.
pub(crate) fn build(
    corpus: &Corpus,
    dir: &Path,
    (reading, limits): (Reading, Limits),
    console: &Console,
    report: &mut dyn FnMut(&Event),
) -> Result<Outcome> {
    let mut started = Instant::now();
    let (mut outcome, mut waits) = (Outcome::default(), false);
    let mut progress = Progress::new(console.shows_progress(), started);
    let stoppable = Stoppable::begin();
    let mut observe = |event| {
        report(&event);
        progress.see(&event);
        match event {
            Event::Skipped(skipped) if outcome.skipped.len() < MAX_LISTED => {
                outcome.skipped.push(skipped);
            }
            Event::Waiting => {
                waits = true;
                console.note(WAITING);
            }
            Event::Listed { kept, .. } => {
                // What was waited is not what it took.
                if std::mem::take(&mut waits) {
                    started = Instant::now();
                }
                outcome.kept = kept;
                outcome.skipped.clear();
            }
            _ => {}
        }
    };
    outcome.built =
        engine::build_until(corpus, dir, reading, limits, &mut observe, stoppable.flag())?;
    outcome.took = started.elapsed();
    Ok(outcome)
}

/// A bar on stderr, gone when the work is done: files, passages, text a second and what is left.
struct Progress {
    bar: ProgressBar,
    started: Instant,
    wanted: bool,
    path: String,
    done: Done,
}

/// How far it is.
#[derive(Debug, Clone, Copy, Default)]
struct Done {
    passages: usize,
    /// Bytes of text in them.
    text: u64,
    /// Bytes of all files.
    bytes: u64,
    /// Bytes of the files before the one under way.
    before: u64,
    /// Bytes of the file under way, and of the text it gave so far.
    file: (u64, u64),
}

impl Done {
    /// The share of the work that is done, 0 to 1. A large file comes in pieces, of which only the
    /// text is known.
    fn share(&self) -> f64 {
        let (bytes, text) = self.file;
        (self.before + bytes.min(text)) as f64 / self.bytes.max(1) as f64
    }

    /// What is said after `elapsed`.
    fn line(&self, elapsed: Duration) -> String {
        let seconds = elapsed.as_secs_f64().max(1e-3);
        let speed = self.text as f64 / 1e6 / seconds;
        let mut line = format!("{} passages  {speed:.1} MB/s", self.passages);
        // The first files say little of the others.
        let share = self.share();
        if 0.02 < share && 1.0 < seconds {
            line.push_str(&format!("  {} left", roughly(seconds * (1.0 / share - 1.0).max(0.0))));
        }
        line
    }
}

/// A length of time in seconds, for a person who waits.
fn roughly(seconds: f64) -> String {
    let seconds = seconds.ceil() as u64;
    match seconds {
        0..100 => format!("{seconds} s"),
        100..6_000 => format!("{} min", seconds.div_ceil(60)),
        _ => format!("{:.1} h", seconds as f64 / 3600.0),
    }
}

impl Progress {
    fn new(wanted: bool, started: Instant) -> Progress {
        let (path, done) = (String::new(), Done::default());
        Progress { bar: ProgressBar::hidden(), started, wanted, path, done }
    }

    fn see(&mut self, event: &Event) {
        let done = &mut self.done;
        match event {
            Event::Waiting => {}
            Event::Listed { files, bytes, .. } => {
                // What was waited says nothing of the speed.
                self.started = Instant::now();
                self.bar.set_length(*files as u64);
                self.bar.set_position(0);
                *done = Done { bytes: *bytes, ..Done::default() };
            }
            Event::Read(report) => {
                // A large file comes in several batches, and is one file.
                if self.path != report.path {
                    self.path.clone_from(&report.path);
                    self.bar.inc(1);
                    done.before += done.file.0;
                    done.file = (report.bytes, 0);
                }
                done.passages += report.passages.len();
                done.text += report.text;
                done.file.1 += report.text;
                self.bar.set_message(done.line(self.started.elapsed()));
            }
            Event::Skipped(skipped) if skipped.line.is_none() => self.bar.inc(1),
            Event::Skipped(_) => {}
            Event::Writing => {
                self.bar.set_message(format!("{} passages  writing", done.passages));
            }
        }
        if self.wanted && PATIENCE < self.started.elapsed() {
            self.wanted = false;
            // The template is ours and right; without it the default one is drawn.
            if let Ok(style) = ProgressStyle::with_template("{bar:20} {pos}/{len} files  {msg}") {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_says_speed_and_what_is_left() {
        let done = Done {
            passages: 1200,
            text: 12_000_000,
            bytes: 100_000_000,
            before: 20_000_000,
            file: (10_000_000, 5_000_000),
        };
        let line = |seconds| done.line(Duration::from_secs(seconds));
        assert_eq!(line(10), "1200 passages  1.2 MB/s  30 s left");
        assert_eq!(line(100), "1200 passages  0.1 MB/s  5 min left");
        assert_eq!(line(10_000), "1200 passages  0.0 MB/s  8.3 h left");
        assert_eq!(line(1), "1200 passages  12.0 MB/s", "too early to tell");
        assert!(Done::default().line(Duration::ZERO).starts_with("0 passages"));
    }
}
