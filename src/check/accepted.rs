//! Findings that somebody looked at and lives with: a file of them, a line each.
//!
//! ```text
//! # comment
//! rule <tab> path <tab> subject
//! ```
//!
//! Without line numbers, so that a finding stays accepted when something is written above it, and
//! comes up again when its own words change.

use std::{collections::BTreeSet, fs, io, path::Path};

use super::{Finding, Rule};
use crate::error::{Error, Result};

/// What a file of accepted findings begins with.
const HEAD: &str = "# Findings of `ibid check` that are accepted: rule, path and subject, with tabs \
                    between.\n# `ibid check --baseline FILE --accept` writes it anew.\n";

/// Accepted findings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Accepted {
    lines: BTreeSet<String>,
}

impl Accepted {
    /// The findings of the file at `path`; none where there is no such file and it `may_be_missing`.
    ///
    /// # Errors
    ///
    /// It cannot be read, or a line is none.
    pub fn read(path: &Path, may_be_missing: bool) -> Result<Accepted> {
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if may_be_missing && error.kind() == io::ErrorKind::NotFound => {
                return Ok(Accepted::default());
            }
            Err(source) => return Err(Error::Read { path: path.to_owned(), source }),
        };
        let mut lines = BTreeSet::new();
        for (at, line) in (1..).zip(text.lines()) {
            let line = line.trim_end_matches('\r');
            if line.trim().is_empty() || line.starts_with('#') {
                continue;
            }
            let mut parts = line.split('\t');
            let known = parts.next().and_then(Rule::named).is_some();
            if !known || parts.count() != 2 {
                return Err(Error::Config {
                    path: path.to_owned(),
                    line: Some(at),
                    reason: "want a rule, a path and a subject with tabs between".to_owned(),
                });
            }
            lines.insert(line.to_owned());
        }
        Ok(Accepted { lines })
    }

    /// Whether the file at `path` is one that [`write`](Accepted::write) wrote.
    pub fn is_at(path: &Path) -> bool {
        let head = HEAD.lines().next().unwrap_or_default();
        fs::read(path).is_ok_and(|bytes| bytes.starts_with(head.as_bytes()))
    }

    /// Whether `finding` is among them.
    pub fn has(&self, finding: &Finding) -> bool {
        self.lines.contains(&line(finding))
    }

    /// Writes a file of `findings` and nothing else.
    ///
    /// # Errors
    ///
    /// It cannot be written.
    pub fn write(path: &Path, findings: &[Finding]) -> Result<()> {
        let cannot = |source| Error::Write { path: path.to_owned(), source };
        let lines: BTreeSet<String> = findings.iter().map(line).collect();
        let mut text = HEAD.to_owned();
        for line in lines {
            text.push_str(&line);
            text.push('\n');
        }
        fs::write(path, text).map_err(cannot)
    }
}

/// A finding as its line: what parts fields and lines is a blank.
fn line(finding: &Finding) -> String {
    let flat = |text: &str| text.replace(|one: char| one.is_control(), " ");
    format!("{}\t{}\t{}", finding.rule.name(), flat(&finding.at.path), flat(&finding.subject))
}
