//! The `ibid` command. Everything it does is in `cli`; everything it knows is in the library.

mod cli;

use std::process::ExitCode;

// musl's own is made for little memory and many threads: it touches twice as many pages, and takes
// twice as long.
#[cfg(target_env = "musl")]
#[global_allocator]
static ALLOCATOR: dlmalloc::GlobalDlmalloc = dlmalloc::GlobalDlmalloc;

fn main() -> ExitCode {
    cli::main()
}
