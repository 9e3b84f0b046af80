//! Writes what the fuzzer starts from, a folder for each target, beside what lies there; see
//! `fuzz/README.md`.
//!
//! ```text
//! cargo run --example fuzz_seeds -- fuzz/corpus
//! ```

#[allow(unreachable_pub, reason = "the targets of the fuzzer use them, too")]
#[path = "../tests/oracles/mod.rs"]
mod oracles;

use std::{env, fs, io, path::Path, process::ExitCode};

use oracles::{ORACLES, seeds::seeds};

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [corpus] = arguments.as_slice() else {
        eprintln!("usage: fuzz_seeds FOLDER");
        return ExitCode::from(2);
    };
    match write(Path::new(corpus)) {
        Ok(count) => {
            println!("{count} seeds in {corpus}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("fuzz_seeds: {corpus}: {error}");
            ExitCode::from(2)
        }
    }
}

/// Writes them, and gives their number.
fn write(corpus: &Path) -> io::Result<usize> {
    let mut count = 0;
    for (target, _) in ORACLES {
        let folder = corpus.join(target);
        fs::create_dir_all(&folder)?;
        for (name, bytes) in seeds(target) {
            fs::write(folder.join(format!("seed-{name}")), bytes)?;
            count += 1;
        }
    }
    Ok(count)
}
