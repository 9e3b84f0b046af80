//! Brings in what a question is going to read, all at once, where it is not in the page cache.
//!
//! A question to a large index needs a few hundred bytes each of some hundred places. A file that is
//! mapped brings them in one after the other, and waits for the disk each time; a disk that is asked
//! for all of them at once gives them in a tenth of the time. So what is going to be read is announced
//! first, but only what is missing: an announcement costs as much as reading what is there.

use std::{ops::Range, path::Path};

#[cfg(target_os = "linux")]
use std::{
    fs::File,
    io::IoSliceMut,
    num::NonZero,
    sync::atomic::{AtomicUsize, Ordering},
};

#[cfg(target_os = "linux")]
use rustix::{
    fs::{Advice, fadvise},
    io::{Errno, ReadWriteFlags, preadv2},
};

/// While nothing is found missing, one in so many places is asked about: those of a question are
/// spread over the file.
#[cfg(target_os = "linux")]
const ASKED: usize = 32;

/// When so many looks in a row have found nothing missing, only one in as many still asks: an index that is
/// in memory is asked about hardly ever.
#[cfg(target_os = "linux")]
const WARM: usize = 16;

/// The system's page cache keeps no less, in bytes.
#[cfg(target_os = "linux")]
const PAGE: usize = 4096;

/// A file of which some bytes here and some there are going to be read.
///
/// Does nothing for a file that is held in memory, or cannot be opened, and on systems that do not
/// tell what is in their page cache.
#[derive(Debug, Default)]
pub(super) struct Ahead {
    #[cfg(target_os = "linux")]
    file: Option<File>,
    /// How many looks there were since something was missing; [`COLD`] where that was the last one.
    #[cfg(target_os = "linux")]
    looks: AtomicUsize,
}

/// Stands for the look that found something missing.
#[cfg(target_os = "linux")]
const COLD: usize = usize::MAX;

#[cfg(target_os = "linux")]
impl Ahead {
    /// For the file at `path`.
    pub(super) fn of(path: &Path) -> Ahead {
        let file = File::open(path).ok();
        // Asking about what is missing is an announcement, too: of that page and no more.
        if let Some(file) = &file {
            let _ = fadvise(file, 0, None, Advice::Random);
        }
        Ahead { file, looks: AtomicUsize::new(0) }
    }

    /// Has the system begin to read those of `ranges`, in bytes, that are not in memory.
    ///
    /// # Cost
    ///
    /// Half a microsecond for each of the ranges, and as much again for each that is missing; a
    /// thirty-second of that once none was, and hardly anything once none was for long.
    pub(super) fn bring(&self, ranges: impl Iterator<Item = Range<usize>> + Clone) {
        let Some(file) = &self.file else { return };
        if ranges.clone().next().is_none() {
            return;
        }
        let missing = |range: &Range<usize>| is_missing(file, range);
        let looks = self.looks.load(Ordering::Relaxed);
        if looks != COLD {
            let asks = looks < WARM || looks.is_multiple_of(WARM);
            if !asks || !ranges.clone().step_by(ASKED).any(|it| missing(&it)) {
                self.looks.store((looks + 1) % COLD, Ordering::Relaxed);
                return;
            }
        }
        let mut cold = false;
        for range in ranges.filter(missing) {
            cold = true;
            // Advice that is not taken changes nothing: what is read is waited for.
            let bytes = NonZero::new(range.len() as u64);
            let _ = fadvise(file, range.start as u64, bytes, Advice::WillNeed);
        }
        self.looks.store(if cold { COLD } else { 0 }, Ordering::Relaxed);
    }

    /// Has the system begin to read the whole file, unless its beginning is in memory or it has more
    /// than `most` bytes.
    pub(super) fn bring_whole(&self, most: u64) {
        let Some(file) = &self.file else { return };
        if is_missing(file, &(0..1)) && file.metadata().is_ok_and(|file| file.len() <= most) {
            let _ = fadvise(file, 0, None, Advice::WillNeed);
        }
    }
}

#[cfg(not(target_os = "linux"))]
impl Ahead {
    pub(super) fn of(_: &Path) -> Ahead {
        Ahead::default()
    }

    pub(super) fn bring(&self, _: impl Iterator<Item = Range<usize>> + Clone) {}

    pub(super) fn bring_whole(&self, _: u64) {}
}

/// Whether the system knows that the beginning or the end of a range is not in its page cache; of an
/// empty one nothing is missing.
#[cfg(target_os = "linux")]
fn is_missing(file: &File, range: &Range<usize>) -> bool {
    let is_missing = |at: usize| {
        let mut byte = [0];
        let mut into = [IoSliceMut::new(&mut byte)];
        preadv2(file, &mut into, at as u64, ReadWriteFlags::NOWAIT) == Err(Errno::AGAIN)
    };
    let Range { start, end } = *range;
    start < end && (is_missing(start) || start / PAGE != (end - 1) / PAGE && is_missing(end - 1))
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    /// A file of a hundred pages, on the disk alone but for the last one; `None` where that cannot be.
    #[allow(clippy::print_stdout, reason = "a test that skips says so")]
    fn cold_file() -> Option<tempfile::NamedTempFile> {
        let file = tempfile::NamedTempFile::new_in(env!("CARGO_MANIFEST_DIR")).unwrap();
        std::fs::write(file.path(), vec![7; 100 * PAGE]).unwrap();
        file.as_file().sync_all().unwrap();
        fadvise(file.as_file(), 0, None, Advice::DontNeed).unwrap();
        fadvise(file.as_file(), 0, None, Advice::Random).unwrap();
        if is_missing(file.as_file(), &(99 * PAGE..100 * PAGE)) {
            return Some(file);
        }
        println!("skipped: this file system does not tell what is in memory");
        None
    }

    /// Whether the page comes into memory without being read, within five seconds.
    fn comes(file: &File, page: usize) -> bool {
        let at = page * PAGE;
        let mut tries = 500;
        while is_missing(file, &(at..at + 1)) && 0 < tries {
            std::thread::sleep(std::time::Duration::from_millis(10));
            tries -= 1;
        }
        0 < tries
    }

    #[test]
    fn what_is_announced_comes_and_nothing_else() {
        // Now and then the system reads ahead on its own, or keeps a page.
        let mut wrong = Vec::new();
        while wrong.len() < 5 {
            let Some(file) = cold_file() else { return };
            match announce(&file) {
                Ok(()) => return,
                Err(what) => wrong.push(what),
            }
        }
        panic!("{wrong:?}");
    }

    /// Announces parts of a file; what was read without that is an error.
    fn announce(file: &tempfile::NamedTempFile) -> Result<(), &'static str> {
        // Asking brings a page in: each is asked about once.
        let is_cold = |page: usize| is_missing(file.as_file(), &(page * PAGE..page * PAGE + 1));
        let ahead = Ahead::of(file.path());
        let wanted = [5, 40, 41, 77];
        ahead.bring(wanted.iter().map(|page| page * PAGE + 9..page * PAGE + 12));
        assert!(wanted.iter().all(|page| comes(file.as_file(), *page)));
        is_cold(60).then_some(()).ok_or("a page that nobody wanted was read")?;
        // Of a range the end tells, too.
        ahead.bring(std::iter::once(77 * PAGE..80 * PAGE));
        assert!((78..80).all(|page| comes(file.as_file(), page)));
        ahead.bring_whole(99 * PAGE as u64);
        is_cold(20).then_some(()).ok_or("a file that is too large was read")?;
        ahead.bring_whole(100 * PAGE as u64);
        assert!((0..100).all(|page| comes(file.as_file(), page)));
        Ok(())
    }

    #[test]
    fn what_was_missing_once_is_looked_for_everywhere_until_nothing_is() {
        let Some(file) = cold_file() else { return };
        let ahead = Ahead::of(file.path());
        let pages = |from: usize| (from..from + 40).map(|page| page * PAGE..page * PAGE + 1);
        ahead.bring(pages(0));
        assert_eq!(ahead.looks.load(Ordering::Relaxed), COLD);
        assert!((0..40).all(|page| comes(file.as_file(), page)));
        // One place in 32 is there, others are not.
        ahead.bring(pages(0).chain(pages(50).take(20)));
        assert!((50..70).all(|page| comes(file.as_file(), page)));
        assert_eq!(ahead.looks.load(Ordering::Relaxed), COLD);
        ahead.bring(pages(0).chain(pages(50).take(20)));
        assert_eq!(ahead.looks.load(Ordering::Relaxed), 0);
    }

    #[test]
    fn what_goes_missing_after_a_while_is_found_all_the_same() {
        let Some(file) = cold_file() else { return };
        let ahead = Ahead::of(file.path());
        assert!(comes(file.as_file(), 99));
        for _ in 0..=3 * WARM {
            ahead.bring(std::iter::once(99 * PAGE..100 * PAGE));
        }
        assert_eq!(ahead.looks.load(Ordering::Relaxed), 3 * WARM + 1);
        // The last of the next sixteen looks asks, and no other.
        let looks = (0..WARM).position(|page| {
            ahead.bring(std::iter::once(page * PAGE..page * PAGE + 1));
            ahead.looks.load(Ordering::Relaxed) == COLD
        });
        assert_eq!(looks, Some(WARM - 1));
        ahead.bring((30..40).map(|page| page * PAGE..page * PAGE + 1));
        assert!((30..40).all(|page| comes(file.as_file(), page)));
    }

    #[test]
    fn a_file_that_is_not_there_is_none() {
        let ahead = Ahead::of(Path::new("/nowhere/at/all"));
        ahead.bring(std::iter::once(0..10));
        ahead.bring_whole(10);
        assert!(ahead.file.is_none());
    }
}
