//! `ibid __read-pdf`, which ibid starts by itself for each PDF file: reads the file from standard
//! input and tells what stands in it. Nobody types it.

use std::{
    io::{self, BufWriter, Read, Write},
    process::ExitCode,
};

/// How much memory the reading of one file may take, in bytes, and how much time of a processor,
/// in seconds. A process above either is ended by the system.
#[cfg(unix)]
const LIMITS: [(rlimit::Resource, u64); 3] =
    [(rlimit::Resource::AS, 1 << 30), (rlimit::Resource::CPU, 60), (rlimit::Resource::CORE, 0)];

/// Runs the command.
pub(crate) fn run() -> anyhow::Result<ExitCode> {
    #[cfg(unix)]
    for (resource, most) in LIMITS {
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
