//! `ibid __read-pdf`, which ibid starts by itself for each PDF file: reads the file from standard
//! input and tells what stands in it. Nobody types it.

use std::{
    ffi::OsString,
    io::{self, BufWriter, Read, Write},
    process::ExitCode,
};

/// How much memory the reading of one file may take, in bytes.
#[cfg(unix)]
const MAX_BYTES: u64 = 1 << 30;

/// How many seconds of a processor it may take, where `words` are this command: none that a person is told of, so
/// that it is no part of the arguments.
pub(crate) fn asked(words: &[OsString]) -> Option<u64> {
    let [_, command, seconds] = words else { return None };
    (command == ibid::ingest::pdf::COMMAND).then(|| seconds.to_str()?.parse().ok()).flatten()
}

/// Runs the command, which may take `seconds` of a processor. A process that takes more, or too much
/// memory, is ended by the system.
#[cfg_attr(not(unix), allow(unused_variables))]
pub(crate) fn run(seconds: u64) -> anyhow::Result<ExitCode> {
    #[cfg(unix)]
    for (resource, most) in [
        (rlimit::Resource::AS, MAX_BYTES),
        // Whoever waits for it ends it first, and knows why.
        (rlimit::Resource::CPU, seconds.saturating_add(1)),
        (rlimit::Resource::CORE, 0),
    ] {
        // Some systems know not all of them; the time is watched from outside, too.
        let _ = rlimit::setrlimit(resource, most, most);
    }
    let mut bytes = Vec::new();
    io::stdin().lock().read_to_end(&mut bytes)?;
    let mut out = BufWriter::new(io::stdout().lock());
    ibid::ingest::pdf::extract(&bytes, &mut out)?;
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}
