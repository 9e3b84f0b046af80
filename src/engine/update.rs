//! An index brought up to date from the files that changed, where that comes to the same as reading
//! all of them.
//!
//! Always against the index that was made from all files, never against a change of it: what has
//! changed since then is read once more with every update, until it is too much.

use std::{ops::Range, path::Path};

use super::build::{Building, Event, Reading, Skipped, Watch, stamps};
use crate::{
    corpus::{Built, Corpus, Stamp, Taken},
    error::Result,
    index::{Index, IndexWriter, Origin},
    ingest::{Listing, Site, SourceFile},
};

/// Up to one in so many passages may be gone, and of the bytes one in so many new; beyond, reading
/// all pays.
const ONE_IN: u64 = 10;

/// What is read in a fraction of a second: so many passages that are gone, and so many bytes.
const LITTLE_LEAVING: u64 = 2_000;
const LITTLE_COMING: u64 = 1 << 20;

/// An index that was made from all files, and what is to be done with it.
pub(super) struct Before {
    base: Index,
    taken: Taken,
    steps: Vec<Step>,
    gone: Vec<Range<u32>>,
    /// What there is, where that is just this index and nothing has changed since.
    as_is: Option<Built>,
}

/// What is done with a file that is there now.
enum Step {
    /// It is as it was: the number it had then, and its passages.
    Keep(usize, Range<u32>),
    /// It is new or changed: its number among those listed.
    Read(usize),
}

impl Before {
    /// What an update of the index in `dir` starts from; `None` where all must be read, or none: there
    /// is no whole index of `corpus` with as many passages as `reading` asks for, too much changed,
    /// or how files are read did.
    pub(super) fn of(
        dir: &Path,
        corpus: &Corpus,
        listing: &Listing,
        site: &Site,
        reading: Reading,
    ) -> Option<Before> {
        let least = if let Reading::Changes { least } = reading { least } else { 0 };
        let current = Index::open(dir).ok()?;
        let same = current.corpus() == corpus && current.root() == Some(listing.root.as_path());
        if !same || current.built().passages < least {
            return None;
        }
        let base = current.base().ok()?;
        let (stamps, taken) = (base.stamps()?, base.taken()?);
        let passages: u64 = taken.files.iter().map(|(passages, _)| u64::from(*passages)).sum();
        let sound = stamps.len() == taken.files.len() && passages == base.built().passages as u64;
        if !sound || taken.site != site.digest() {
            return None;
        }
        let (steps, gone) = steps(&stamps, &taken, &listing.files);
        let leaving: u64 = gone.iter().map(|gone| u64::from(gone.end - gone.start)).sum();
        let bytes: u64 = stamps.iter().map(|stamp| stamp.bytes).sum();
        let coming: u64 = read(&steps, &listing.files).map(|file| file.bytes).sum();
        let mut little = leaving * ONE_IN <= passages && coming * ONE_IN <= bytes;
        if reading == Reading::Little {
            little &= leaving <= LITTLE_LEAVING && coming <= LITTLE_COMING;
        }
        // A change of an index has no such list.
        let is_base = current.taken().is_some();
        let is_same = gone.is_empty() && read(&steps, &listing.files).next().is_none();
        let as_is = (is_base && is_same).then(|| *current.built());
        little.then_some(Before { base, taken, steps, gone, as_is })
    }

    /// Updates the index in `dir`; `None` where it turns out that all must be read, and nothing was
    /// done.
    ///
    /// # Errors
    ///
    /// As [`build_until`](super::build::build_until).
    pub(super) fn update(
        self,
        corpus: &Corpus,
        listing: &Listing,
        site: &Site,
        dir: &Path,
        mut watch: Watch<'_>,
    ) -> Result<Option<Built>> {
        let Before { base, taken, steps, gone, as_is } = self;
        let memory = watch.limits.memory;
        let Some(writer) = IndexWriter::change(dir, base, memory, &mut watch.patience())? else {
            return Ok(None);
        };
        if let Some(built) = as_is {
            // An empty change would be read along with every question from now on. What a build that was killed
            // left behind the writer has cleared away.
            (watch.observe)(Event::Listed { files: 0, bytes: 0, kept: steps.len() });
            for (path, reason) in &listing.skipped {
                let skipped = Skipped { path: path.clone(), line: None, reason: reason.clone() };
                (watch.observe)(Event::Skipped(skipped));
            }
            return Ok(Some(built));
        }
        let to_read = read(&steps, &listing.files);
        let (count, bytes) =
            to_read.fold((0, 0), |(count, bytes), file| (count + 1, bytes + file.bytes));
        let kept = steps.len() - count;
        let mut building = Building::begin(writer, watch.lent(), count, bytes, kept);
        building.take_back(gone)?;
        for (path, reason) in &listing.skipped {
            building.skip(Skipped { path: path.clone(), line: None, reason: reason.clone() });
        }
        for step in steps {
            match step {
                Step::Keep(at, passages) => {
                    building.files += usize::from(!passages.is_empty());
                    building.skipped += taken.files[at].1 as usize;
                    building.writer.keep(passages);
                }
                Step::Read(at) => building.read(&listing.files[at], site)?,
            }
        }
        if !building.is_exact() || building.writer.passages() == 0 {
            return Ok(None);
        }
        let origin = Origin {
            corpus: corpus.clone(),
            root: Some(listing.root.clone()),
            built_in: String::new(),
            stamps: stamps(&listing.files),
            taken: None,
        };
        building.finish(origin).map(Some)
    }
}

/// The files that are read.
fn read<'a>(steps: &[Step], files: &'a [SourceFile]) -> impl Iterator<Item = &'a SourceFile> {
    steps.iter().filter_map(|step| match step {
        Step::Read(at) => files.get(*at),
        Step::Keep(..) => None,
    })
}

/// What to do with each of the `files` that are there now, and which passages are no more. Both
/// lists of files are in the order of their names.
fn steps(stamps: &[Stamp], taken: &Taken, files: &[SourceFile]) -> (Vec<Step>, Vec<Range<u32>>) {
    let (mut steps, mut gone) = (Vec::with_capacity(files.len()), Vec::new());
    let mut first = 0;
    let mut before = stamps.iter().zip(&taken.files).enumerate().peekable();
    let mut leaves = |passages: Range<u32>| {
        if !passages.is_empty() {
            gone.push(passages);
        }
    };
    for (at, file) in files.iter().enumerate() {
        let mut step = Step::Read(at);
        while let Some((place, (stamp, (passages, _)))) =
            before.next_if(|(_, (stamp, _))| stamp.name <= file.name)
        {
            let range = first..first + passages;
            first = range.end;
            // A system that tells no times tells no changes.
            let same = stamp.name == file.name
                && (stamp.bytes, stamp.modified) == (file.bytes, file.modified)
                && file.modified != (0, 0);
            if same {
                step = Step::Keep(place, range);
            } else {
                leaves(range);
            }
        }
        steps.push(step);
    }
    for (_, (_, (passages, _))) in before {
        leaves(first..first + passages);
        first += passages;
    }
    (steps, gone)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_that_came_changed_and_went_are_told() {
        let stamp =
            |name: &str, bytes| Stamp { name: name.to_owned(), bytes, modified: (bytes as i64, 0) };
        let stamps = [stamp("a", 1), stamp("b", 2), stamp("c", 3), stamp("e", 4), stamp("f", 5)];
        let taken = Taken { files: vec![(10, 0), (20, 0), (0, 1), (40, 0), (50, 0)], site: 0 };
        let file = |name: &str, bytes| SourceFile {
            path: name.into(),
            name: name.to_owned(),
            bytes,
            modified: (bytes as i64, 0),
        };
        let now = [file("A", 9), file("b", 2), file("c", 9), file("d", 9), file("e", 9)];
        let (steps, gone) = steps(&stamps, &taken, &now);
        let told: Vec<String> = steps
            .iter()
            .map(|step| match step {
                Step::Keep(place, passages) => format!("keep {place} {passages:?}"),
                Step::Read(at) => format!("read {at}"),
            })
            .collect();
        assert_eq!(told, ["read 0", "keep 1 10..30", "read 2", "read 3", "read 4"]);
        assert_eq!(gone, [0..10, 30..70, 70..120]);
    }
}
