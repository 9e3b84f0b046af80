//! Findings as one object.

use ibid::check::{Finding, Spot};
use serde::Serialize;

use super::{super::json, Page};

/// Raised when a field changes its meaning; new fields do not raise it.
const FORMAT_VERSION: u32 = 1;

pub(super) fn findings(page: &Page<'_>) -> String {
    let object = Object {
        format_version: FORMAT_VERSION,
        root: page.root.map(|root| root.to_string_lossy().into_owned()),
        findings: page.findings.iter().map(One::of).collect(),
    };
    json::finish(serde_json::to_string_pretty(&object))
}

#[derive(Serialize)]
struct Object<'a> {
    format_version: u32,
    root: Option<String>,
    findings: Vec<One<'a>>,
}

#[derive(Serialize)]
struct One<'a> {
    rule: &'static str,
    severity: &'static str,
    #[serde(flatten)]
    at: Place<'a>,
    subject: &'a str,
    what: &'a str,
    fix: &'a str,
    related: Vec<Related<'a>>,
}

#[derive(Serialize)]
struct Related<'a> {
    #[serde(flatten)]
    at: Place<'a>,
    what: &'a str,
}

#[derive(Serialize)]
struct Place<'a> {
    path: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_line: Option<u32>,
    /// What the format has instead of lines: `page 3`, `Sheet1!B7`.
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<String>,
}

impl<'a> One<'a> {
    fn of(finding: &'a Finding) -> One<'a> {
        One {
            rule: finding.rule.name(),
            severity: finding.severity.name(),
            at: Place::of(&finding.at),
            subject: &finding.subject,
            what: &finding.what,
            fix: &finding.fix,
            related: finding
                .related
                .iter()
                .map(|(spot, what)| Related { at: Place::of(spot), what })
                .collect(),
        }
    }
}

impl<'a> Place<'a> {
    fn of(spot: &'a Spot) -> Place<'a> {
        let lines = spot.lines.filter(|_| spot.place.is_none());
        Place {
            path: &spot.path,
            line: lines.map(|lines| lines.first),
            end_line: lines.map(|lines| lines.last),
            place: spot.place.as_ref().map(ToString::to_string),
        }
    }
}
