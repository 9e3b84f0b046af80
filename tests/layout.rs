//! What the linker is told of the functions that a question runs goes with the source.

use std::{collections::BTreeSet, fs, path::Path};

/// The parts of a name as compilers write it in a symbol: `_ZN4ibid4rank9preselect17h` is of `ibid`, `rank` and
/// `preselect`.
fn parts(symbol: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = symbol.strip_prefix("_ZN").unwrap_or_default();
    while let Some(digits) = rest.find(|one: char| !one.is_ascii_digit()).filter(|at| 0 < *at) {
        let length: usize = rest[..digits].parse().unwrap();
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
    let own = symbols.map(parts).filter(|parts| parts.first() == Some(&"ibid"));
    let modules: BTreeSet<String> = own.filter_map(|parts| Some((*parts.get(1)?).into())).collect();
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
    assert_eq!(parts("_ZN4ibid4rank9preselect17h*"), ["ibid", "rank", "preselect"]);
    assert_eq!(parts("_ZN4ibid4rank9pre*"), ["ibid", "rank"]);
    assert_eq!(parts("_RNvNtCs*_3std4exit"), [""; 0]);
}
