//! Files that are written in large steps.
//!
//! What is written stays in the page cache, and the system keeps it there in pieces as large as the steps it came in, and
//! as their places in the file let it. A question touches some hundred places of an index: one in a piece of two
//! megabytes is mapped with all of it at once, one in a page with sixteen pages, one by one.

use std::{
    fs::File,
    io::{self, Write},
    path::Path,
};

use tantivy::directory::{AntiCallToken, TerminatingWrite};

/// A step, in bytes: what the hardware maps as one.
const STEP: usize = 2 << 20;

/// Writes to a file in steps that begin at multiples of their size.
///
/// What is not a whole step is written by [`flush`](Write::flush), which is for the end. Takes memory as it is
/// written to, at most for one step.
#[derive(Debug)]
pub(super) struct InSteps<W> {
    into: W,
    step: Vec<u8>,
}

impl InSteps<File> {
    /// A new file at `path`, or an emptied one.
    pub(super) fn create(path: &Path) -> io::Result<InSteps<File>> {
        Ok(InSteps::new(File::create(path)?))
    }
}

impl<W: Write> InSteps<W> {
    /// Of an empty file.
    pub(super) fn new(into: W) -> InSteps<W> {
        InSteps { into, step: Vec::new() }
    }

    fn write_step(&mut self) -> io::Result<()> {
        self.into.write_all(&self.step)?;
        self.step.clear();
        Ok(())
    }
}

impl<W: Write> Write for InSteps<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let taken = bytes.len().min(STEP - self.step.len());
        self.step.extend_from_slice(&bytes[..taken]);
        if self.step.len() == STEP {
            self.write_step()?;
        }
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.write_step()?;
        self.into.flush()
    }
}

impl<W: TerminatingWrite> TerminatingWrite for InSteps<W> {
    fn terminate_ref(&mut self, token: AntiCallToken) -> io::Result<()> {
        self.write_step()?;
        self.into.terminate_ref(token)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How much was written at once.
    #[derive(Default)]
    struct Steps {
        all: Vec<u8>,
        steps: Vec<usize>,
    }

    impl Write for Steps {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.all.extend_from_slice(bytes);
            self.steps.push(bytes.len());
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn every_step_begins_at_a_multiple_of_its_size() {
        let mut file = InSteps::new(Steps::default());
        let bytes: Vec<u8> = (0..2 * STEP + 77).map(|at| (at % 251) as u8).collect();
        let mut rest = &bytes[..];
        for length in [1, 4095, STEP, 300].into_iter().chain(std::iter::repeat(99_991)) {
            let (part, behind) = rest.split_at(length.min(rest.len()));
            file.write_all(part).unwrap();
            rest = behind;
            if rest.is_empty() {
                break;
            }
        }
        assert_eq!(file.into.steps, [STEP, STEP]);
        file.flush().unwrap();
        assert_eq!(file.into.steps, [STEP, STEP, 77]);
        assert!(file.into.all == bytes);
    }
}
