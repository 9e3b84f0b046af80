//! Findings as SARIF 2.1.0, the format of code scanning.

use ibid::{
    check::{Finding, Rule, Spot},
    config,
};
use serde_json::{Value, json};

use super::{super::json::finish, Page};

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// What relative addresses start from: the folder that the check ran in or, of documents that lie
/// elsewhere, their root.
const BASE: &str = "%SRCROOT%";

pub(super) fn findings(page: &Page<'_>) -> String {
    let rules: Vec<Value> = Rule::ALL.iter().map(|rule| described(*rule)).collect();
    let results: Vec<Value> = page.findings.iter().map(|one| result(page, one)).collect();
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "ibid",
                "version": env!("CARGO_PKG_VERSION"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            }},
            "originalUriBaseIds": { BASE: {
                "description": { "text": "The folder that the documents were checked from." },
            }},
            "results": results,
        }],
    });
    finish(serde_json::to_string_pretty(&log))
}

fn described(rule: Rule) -> Value {
    json!({
        "id": rule.name(),
        "shortDescription": { "text": format!("{}.", rule.short()) },
        "fullDescription": { "text": rule.help() },
        "help": { "text": rule.help() },
        "defaultConfiguration": { "level": rule.severity().name() },
    })
}

fn result(page: &Page<'_>, finding: &Finding) -> Value {
    let index = Rule::ALL.iter().position(|rule| *rule == finding.rule);
    let related: Vec<Value> = finding
        .related
        .iter()
        .enumerate()
        .map(|(at, (spot, what))| {
            let mut place = location(page, spot);
            place["id"] = json!(at + 1);
            place["message"] = json!({ "text": what });
            place
        })
        .collect();
    // Without lines, so that a finding stays the same when something is written above it.
    let name = [finding.rule.name(), &finding.at.path, &finding.subject];
    let mut result = json!({
        "ruleId": finding.rule.name(),
        "ruleIndex": index,
        "level": finding.severity.name(),
        "message": { "text": page.message(finding) },
        "locations": [location(page, &finding.at)],
        "partialFingerprints": { "ibidFinding/v1": config::digest(&name) },
    });
    if !related.is_empty() {
        result["relatedLocations"] = Value::from(related);
    }
    result
}

fn location(page: &Page<'_>, spot: &Spot) -> Value {
    let file = page.file(spot);
    let mut place = match page.root {
        // The name of a built-in document is an address of its own kind.
        None => {
            json!({ "artifactLocation": { "uri": format!("builtin:{}", address(file.trim_start_matches("builtin:"))) } })
        }
        Some(_) => json!({ "artifactLocation": { "uri": address(&file), "uriBaseId": BASE } }),
    };
    if let Some((first, last)) = page.lines(spot) {
        place["region"] = json!({ "startLine": first, "endLine": last });
    }
    json!({ "physicalLocation": place })
}

/// A path as a relative address: all but letters, digits and `-._~/` as percent signs with a code.
fn address(path: &str) -> String {
    let mut address = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            address.push(char::from(byte));
        } else {
            address.push_str(&format!("%{byte:02X}"));
        }
    }
    address
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn a_path_is_a_relative_address() {
        assert_eq!(address("docs/a b#1é.md"), "docs/a%20b%231%C3%A9.md");
        assert_eq!(address("a:b.md"), "a%3Ab.md");
    }
}
