//! Makes `model/static-128.ibv` from a vocabulary and a table of vectors; see `model/README.md`.
//!
//! ```text
//! cargo run --release --example pack_model -- vocab.txt static-128.bin model/static-128.ibv
//! ```

use std::{env, fs, process::ExitCode};

use ibid::vectors::pack;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [vocabulary, table, target] = arguments.as_slice() else {
        eprintln!("usage: pack_model VOCABULARY TABLE TARGET");
        return ExitCode::from(2);
    };
    let packed = fs::read_to_string(vocabulary)
        .and_then(|vocabulary| Ok((vocabulary, fs::read(table)?)))
        .map_err(|error| error.to_string())
        .and_then(|(vocabulary, table)| pack::pack(&vocabulary, &table));
    match packed.and_then(|bytes| fs::write(target, bytes).map_err(|error| error.to_string())) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("pack_model: {error}");
            ExitCode::from(2)
        }
    }
}
