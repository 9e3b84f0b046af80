//! Keeps the order of the modules in `src/lib.rs` true: a module uses only those above it. And
//! keeps each of the large dependencies in its corner.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// Crates, and the only modules that may name them.
const CORNERS: [(&str, &[&str]); 10] = [
    ("tantivy", &["index"]),
    ("plotters", &["eval"]),
    ("clap", &["cli"]),
    ("clap_complete", &["cli"]),
    ("clap_mangen", &["cli"]),
    ("rustyline", &["cli"]),
    ("indicatif", &["cli"]),
    ("anstream", &["cli"]),
    ("terminal_size", &["cli"]),
    ("anyhow", &["cli"]),
];

fn src() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// The modules of the library in the order of `src/lib.rs`.
fn order() -> Vec<String> {
    let lib = fs::read_to_string(src().join("lib.rs")).unwrap();
    let order: Vec<String> = lib
        .lines()
        .filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'))
        .map(str::to_owned)
        .collect();
    assert!(3 < order.len(), "no `pub mod` lines found in src/lib.rs");
    order
}

/// Each file of a module: `src/module.rs` and everything below `src/module`.
fn files(module: &str) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let single = src().join(format!("{module}.rs"));
    if single.is_file() {
        files.push(single);
    }
    let mut folders = vec![src().join(module)];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(folder) else { continue };
        for entry in entries {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

/// The text of a file without its comments.
fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    text.lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .flat_map(|line| [line, "\n"])
        .collect()
}

#[test]
fn every_module_has_a_file() {
    for module in order() {
        assert!(!files(&module).is_empty(), "no file for `{module}`");
    }
}

#[test]
fn modules_use_only_the_modules_above_them() {
    let order = order();
    for (at, module) in order.iter().enumerate() {
        for path in files(module) {
            for other in used_modules(&code(&path), depth(&path)) {
                let below = order.iter().position(|name| *name == other).is_some_and(|it| at < it);
                assert!(!below, "{} uses `{other}`, which is not above it", path.display());
            }
        }
    }
}

#[test]
fn dependencies_stay_in_their_corner() {
    let mut modules = order();
    modules.extend(["cli", "main", "lib"].map(str::to_owned));
    for module in modules {
        for path in files(&module) {
            let code = code(&path);
            for (name, corner) in CORNERS {
                let named = names(&code, name);
                assert!(
                    !named || corner.contains(&module.as_str()),
                    "{} names {name}, which is for {corner:?}",
                    path.display()
                );
            }
        }
    }
}

#[test]
fn a_file_at_the_root_could_use_any_module_by_super() {
    let code = "use super::{engine::Built, error::Result};\nlet x = super::super::answer::y();";
    assert_eq!(used_modules(code, 1), ["engine", "error", "answer"]);
    assert_eq!(used_modules(code, 2), ["answer"]);
    assert_eq!(used_modules(code, 3), [""; 0]);
    for (path, deep) in [("a.rs", 1), ("a/mod.rs", 1), ("a/b.rs", 2), ("a/b/c.rs", 3)] {
        assert_eq!(depth(&src().join(path)), deep, "{path}");
    }
}

#[test]
fn the_order_is_checked_at_all() {
    let code = "use crate::{error::Result, engine::{Built, Corpus}};\nlet x = crate::answer::y();";
    assert_eq!(used_modules(code, 2), ["error", "engine", "answer"]);
    assert_eq!(used_modules("use crate::passage;\nfn f() {}", 2), ["passage"]);
    assert!(names("use tantivy::Index;", "tantivy"));
    assert!(names("x: clap_complete::Shell", "clap_complete"));
    assert!(!names("x: clap_complete::Shell", "clap"));
    assert!(!names("tantivy_is_fast()", "tantivy"));
}

/// Whether code names a crate, as `name::` or in a `use`.
fn names(code: &str, name: &str) -> bool {
    code.match_indices(name).any(|(at, _)| {
        let word = |one: char| one.is_alphanumeric() || one == '_';
        let alone = !code[..at].ends_with(word);
        let tail = &code[at + name.len()..];
        alone && (tail.starts_with("::") || (code[..at].ends_with("use ") && tail.starts_with(';')))
    })
}

/// How many modules down from the root of the library the module in the file `path` is.
fn depth(path: &Path) -> usize {
    let below = path.strip_prefix(src()).unwrap().components().count();
    below - usize::from(path.ends_with("mod.rs"))
}

/// The first path segment after each `crate::`, groups included, of a module `depth` down from the root. So
/// many `super::` lead there as well; from a module within the file one more does.
fn used_modules(code: &str, depth: usize) -> Vec<String> {
    let code =
        code.replace(&"super::".repeat(depth), "crate::").replace("crate::super::", "crate::");
    let mut modules = Vec::new();
    for tail in code.split("crate::").skip(1) {
        match tail.strip_prefix('{') {
            None => modules.push(first_word(tail)),
            Some(group) => {
                let mut depth = 0;
                let mut start = 0;
                for (at, one) in group.char_indices() {
                    match one {
                        '{' => depth += 1,
                        '}' if depth == 0 => {
                            modules.push(first_word(&group[start..at]));
                            break;
                        }
                        '}' => depth -= 1,
                        ',' if depth == 0 => {
                            modules.push(first_word(&group[start..at]));
                            start = at + 1;
                        }
                        _ => {}
                    }
                }
            }
        }
    }
    modules.retain(|module| !module.is_empty());
    modules
}

fn first_word(text: &str) -> String {
    text.trim_start().chars().take_while(|one| one.is_alphanumeric() || *one == '_').collect()
}
