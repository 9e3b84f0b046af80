//! What the linker is told of the functions that a question runs goes with the source.

use std::{collections::BTreeSet, fs, path::Path};

/// What stands before the modules of a function of ours in a symbol.
const CRATE: &str = "_4ibid";

/// The modules and the name of the first function or type of ours in a symbol as compilers write it:
/// `_RNvNtCs*_4ibid4rank9preselect` is of `rank` and `preselect`.
fn parts(symbol: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = symbol.split_once(CRATE).map_or("", |(_, rest)| rest);
    while let Some(digits) = rest.find(|one: char| !one.is_ascii_digit()).filter(|at| 0 < *at) {
        let Ok(length) = rest[..digits].parse::<usize>() else { break };
        let Some(part) = rest.get(digits..digits + length) else { break };
        parts.push(part);
        rest = &rest[digits + length..];
    }
    parts
}

#[test]
fn every_module_whose_functions_are_laid_side_by_side_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let script = fs::read_to_string(root.join("link/question.ld")).unwrap();
    let symbols = script.lines().filter_map(|line| {
        line.trim().strip_prefix("*(.text.").and_then(|rest| rest.split_ascii_whitespace().next())
    });
    // The last part is no module.
    let own = symbols.map(parts).filter(|parts| 1 < parts.len());
    let modules: BTreeSet<String> =
        own.filter_map(|parts| Some((*parts.first()?).into())).collect();
    for module in &modules {
        let is_there = [root.join("src").join(module), root.join(format!("src/{module}.rs"))]
            .iter()
            .any(|path| path.exists());
        assert!(is_there, "src/{module} is gone: make link/question.ld anew (benches/layout.py)");
    }
    for module in ["analysis", "answer", "engine", "index", "query", "rank", "vectors"] {
        assert!(modules.contains(module), "nothing of src/{module} is laid side by side");
    }
}

#[test]
fn a_symbol_is_taken_apart() {
    assert_eq!(parts("_RNvNtCs*_4ibid4rank9preselect"), ["rank", "preselect"]);
    assert_eq!(parts("_RNvMs_NtNtCs*_4ibid5index4partB*_5Parts"), ["index", "part"]);
    assert_eq!(parts("_RINvNtCs*_4core3ptrCs*_4ibid"), [""; 0]);
    assert_eq!(parts("_RNvNtCs*_4ibid4rank9pre"), ["rank"]);
    assert_eq!(parts("_RNvNtCs*_3std4exit"), [""; 0]);
}
