//! What `ibid check` takes.

use std::path::PathBuf;

use clap::ValueEnum;
use ibid::check::{Rule, Severity};

pub(super) const CHECK_EXIT_STATUS: &str =
    "Exit status: 0 nothing that fails was found, 1 something was, 2 error, 130 interrupted";

/// A rule at least so like what was typed (Jaro-Winkler) is perhaps meant.
const NEAR: f64 = 0.7;

#[derive(Debug, clap::Args)]
pub(crate) struct Check {
    /// Files and folders
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,

    /// How to print the findings
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    pub(crate) format: CheckFormat,

    /// Look for these only; several with commas between
    #[arg(long, value_name = "RULE", value_delimiter = ',', value_parser = rule)]
    pub(crate) only: Vec<Rule>,

    /// Do not look for these; several with commas between
    #[arg(long, value_name = "RULE", value_delimiter = ',', value_parser = rule)]
    pub(crate) skip: Vec<Rule>,

    /// From which severity on a finding makes the exit status 1
    #[arg(long, value_enum, value_name = "LEVEL", default_value_t = SeverityArg::Warning)]
    pub(crate) severity: SeverityArg,

    /// Leave out the findings that this file accepts
    #[arg(long, value_name = "FILE")]
    pub(crate) baseline: Option<PathBuf>,

    /// Write all findings to the file of --baseline, as accepted
    #[arg(long, requires = "baseline", conflicts_with_all = ["only", "skip"])]
    pub(crate) accept: bool,
}

/// How to print findings.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum CheckFormat {
    /// For a person
    #[default]
    Text,
    /// One object
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Annotations of a GitHub workflow
    Github,
}

/// [`Severity`] as it is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum SeverityArg {
    Note,
    Warning,
    Error,
}

impl From<SeverityArg> for Severity {
    fn from(typed: SeverityArg) -> Severity {
        match typed {
            SeverityArg::Note => Severity::Note,
            SeverityArg::Warning => Severity::Warning,
            SeverityArg::Error => Severity::Error,
        }
    }
}

/// What the long help of `ibid check` ends with: the rules and the exit status.
pub(super) fn check_long_help() -> String {
    let mut help = "Rules:\n".to_owned();
    for rule in Rule::ALL {
        let (name, level) = (rule.name(), rule.severity().name());
        help.push_str(&format!("  {name:<23}  {level:<7}  {}\n", rule.short()));
    }
    format!("{help}\n{CHECK_EXIT_STATUS}")
}

fn rule(typed: &str) -> Result<Rule, String> {
    Rule::named(typed).ok_or_else(|| {
        let like = |rule: &&Rule| strsim::jaro_winkler(typed, rule.name());
        let near = Rule::ALL.iter().max_by(|a, b| like(a).total_cmp(&like(b)));
        match near.filter(|rule| NEAR <= like(rule)) {
            Some(rule) => {
                format!("the nearest rule is {}; `ibid check --help` lists all", rule.name())
            }
            None => "there is no such rule; `ibid check --help` lists all".to_owned(),
        }
    })
}
