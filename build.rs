//! How the program is linked where that is not a matter of course.
//!
//! `ibid ask` is a process of a few milliseconds, and on Linux with glibc a good part of these went
//! to the loader: 65,000 addresses written into the tables of the program because it may lie
//! anywhere, and three libraries to be found, mapped and bound. So the program lies at a fixed
//! address, and has in it what it takes of these libraries, as the static program for musl has: of
//! libgcc_s everywhere, tests and benchmarks too, since every compiler brings that; of libc and libm
//! where this machine has them as archives. What this saves, and what is lost by it, stands in
//! MEASURED.md, "The start". The functions that a question runs lie side by side in it, and what is mapped begins
//! where huge pages do: in the one for musl, too. With `IBID_DYNAMIC` set to anything libc and libm stay where they
//! are, and the functions, too: the way out where a linker, or a library that somebody else adds, does not go with
//! archives or a script.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

/// What tells the linker which functions lie side by side; made by benches/layout.py.
const LAYOUT: &str = "link/question.ld";

/// The size of a huge page in bytes. Code and tables that begin at a multiple of it, in the file as in memory, are
/// mapped a huge page at a time where the file lies so in the page cache, with one fault instead of up to 32.
const HUGE_PAGE: u32 = 2 << 20;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-env-changed=IBID_DYNAMIC");
    let is = |what: &str, value: &str| {
        let found = env::var(format!("CARGO_CFG_TARGET_{what}")).unwrap_or_default();
        found.split(',').any(|one| one == value)
    };
    if !is("OS", "linux") || !is("ARCH", "x86_64") {
        return;
    }
    let is_shipped = is("ENV", "musl");
    // Where all is linked statically the linker is told so by other means.
    let is_built_here = is("ENV", "gnu") && !is("FEATURE", "crt-static");
    if (is_shipped || is_built_here) && is_laid_out() {
        let folder = env::var("CARGO_MANIFEST_DIR").unwrap_or_default();
        println!("cargo:rerun-if-changed={LAYOUT}");
        println!("cargo:rustc-link-arg-bins=-T{}", Path::new(&folder).join(LAYOUT).display());
        println!("cargo:rustc-link-arg-bins=-Wl,-z,max-page-size={HUGE_PAGE}");
        if is_built_here {
            // Of lld. Another linker does so unasked where code is apart from the rest, and passes the word by.
            println!("cargo:rustc-link-arg-bins=-Wl,-z,separate-loadable-segments");
        }
    }
    if is_built_here {
        println!("cargo:rustc-link-arg-bins=-no-pie");
        println!("cargo:rustc-link-lib=static:-bundle=gcc_eh");
        if let Some(folder) = archives() {
            println!("cargo:rustc-link-arg-bins=-L{}", folder.display());
            println!("cargo:rustc-link-arg-bins=-static");
            // For the test of it.
            println!("cargo:rustc-env=IBID_STATIC=1");
        }
    }
}

/// Whether functions are laid side by side: where the program is built as it is used, and by a linker that is known
/// to take a script.
fn is_laid_out() -> bool {
    let flags = env::var("CARGO_ENCODED_RUSTFLAGS").unwrap_or_default();
    // Under other names than those of the script nothing would be found.
    let is_named = flags.contains("symbol-mangling-version=v0");
    let is_own_linker = env::var_os("RUSTC_LINKER").is_some() || flags.contains("link");
    env::var("PROFILE").is_ok_and(|profile| profile == "release")
        && is_named
        && !is_own_linker
        && !is_left_alone()
}

/// Whether the linker is to be left to itself.
fn is_left_alone() -> bool {
    ["IBID_DYNAMIC", "CARGO_CFG_SANITIZE"].into_iter().any(|name| env::var_os(name).is_some())
}

/// A folder by which the linker finds archives under the names of the shared libraries that the standard
/// library asks for by name; `None` where they are not to be had.
fn archives() -> Option<PathBuf> {
    if is_left_alone() {
        return None;
    }
    // Since glibc 2.34 what these had is in libc; of an older one not all would be found.
    if ["libpthread.so", "libdl.so", "librt.so", "libutil.so"]
        .into_iter()
        .any(|one| found(one).is_some())
    {
        return None;
    }
    let folder = PathBuf::from(env::var_os("OUT_DIR")?).join("archives");
    fs::create_dir_all(&folder).ok()?;
    // What libc itself takes of the compiler's own stands behind it, for linkers that do not look back.
    let [libc, libm, unwinding, compiler] =
        ["libc.a", "libm.a", "libgcc_eh.a", "libgcc.a"].map(found);
    let (libc, libm, unwinding, compiler) = (libc?, libm?, unwinding?, compiler?);
    let all = [&libc, &unwinding, &compiler].map(|path| path.display().to_string()).join(" ");
    for (shared, archives) in [
        ("libc.so", all),
        ("libm.so", libm.display().to_string()),
        ("libgcc_s.so", unwinding.display().to_string()),
    ] {
        fs::write(folder.join(shared), format!("GROUP({archives})\n")).ok()?;
    }
    // Another compiler has its own elsewhere.
    for archive in [libc, libm, unwinding, compiler] {
        println!("cargo:rerun-if-changed={}", archive.display());
    }
    Some(folder)
}

/// Where the linker of this build finds the library `name`, if it does.
fn found(name: &str) -> Option<PathBuf> {
    let same = env::var_os("HOST") == env::var_os("TARGET");
    let linker = env::var_os("RUSTC_LINKER").or_else(|| same.then(|| "cc".into()))?;
    let said = Command::new(linker).arg(format!("-print-file-name={name}")).output().ok()?;
    let path = PathBuf::from(String::from_utf8(said.stdout).ok()?.trim_end());
    // What is not there is said by its bare name. A linker script knows no blanks and brackets in a path.
    let is_plain =
        |path: &Path| path.to_str().is_some_and(|path| !path.contains([' ', '(', ')', '"']));
    (path.is_absolute() && path.exists() && is_plain(&path)).then_some(path)
}
