//! The documents compiled into the program.

/// The name and text of every file of `corpus/`, in the order of the names.
pub const BUILTIN: &[(&str, &str)] = &[
    ("faq.md", include_str!("../../corpus/faq.md")),
    ("qualifications.md", include_str!("../../corpus/qualifications.md")),
    ("roadmap.md", include_str!("../../corpus/roadmap.md")),
    ("terms.md", include_str!("../../corpus/terms.md")),
    ("the-job.md", include_str!("../../corpus/the-job.md")),
    ("time-and-money.md", include_str!("../../corpus/time-and-money.md")),
    ("without-a-degree.md", include_str!("../../corpus/without-a-degree.md")),
];

#[cfg(test)]
mod tests {
    use std::{ffi::OsStr, path::Path};

    use super::*;

    #[test]
    fn every_file_of_the_corpus_is_built_in() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
        let mut names: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension() == Some(OsStr::new("md")))
            .map(|path| path.file_name().unwrap().to_string_lossy().into_owned())
            .collect();
        names.sort();
        let built_in: Vec<&str> = BUILTIN.iter().map(|(name, _)| *name).collect();
        assert_eq!(built_in, names);
    }
}
