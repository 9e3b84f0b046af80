//! How the program is linked where that is not a matter of course.
//!
//! `ibid ask` is a process of a few milliseconds, and on Linux with glibc a good part of these went
//! to the loader: 65,000 addresses written into the tables of the program because it may lie
//! anywhere, and a library, libgcc_s, for what happens in a panic alone. So the program lies at a
//! fixed address, and what is made of the crate, tests and benchmarks too, has that library's part
//! in itself, as the static program for musl has. What this saves, and what is lost by it, stands
//! in ARCHITECTURE.md, "The start".

use std::env;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let is = |what: &str, value: &str| {
        let found = env::var(format!("CARGO_CFG_TARGET_{what}")).unwrap_or_default();
        found.split(',').any(|one| one == value)
    };
    // Where all is linked statically the linker is told so by other means.
    if is("OS", "linux") && is("ENV", "gnu") && is("ARCH", "x86_64") && !is("FEATURE", "crt-static")
    {
        println!("cargo:rustc-link-arg-bins=-no-pie");
        println!("cargo:rustc-link-lib=static:-bundle=gcc_eh");
    }
}
