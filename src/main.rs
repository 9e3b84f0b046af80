//! The `ibid` command. Everything it does is in `cli`; everything it knows is in the library.

mod cli;

use std::process::ExitCode;

// musl's own spreads what is small over half as many pages again, and a process that answers one
// question pays most for the pages it touches.
#[cfg(target_env = "musl")]
#[global_allocator]
static ALLOCATOR: dlmalloc::GlobalDlmalloc = dlmalloc::GlobalDlmalloc;

fn main() -> ExitCode {
    cli::main()
}
