//! Findings for a person, two lines each and one more for each other place.

use ibid::check::Severity;

use super::{
    super::{
        flow::{DIM, RESET},
        sanitize,
    },
    Page,
};

const BOLD: &str = "\u{1b}[1m";

pub(super) fn findings(page: &Page<'_>) -> String {
    let mut out = String::new();
    let dim = |text: &str| if page.color { format!("{DIM}{text}{RESET}") } else { text.to_owned() };
    for finding in page.findings {
        let level = finding.severity.name();
        let level = match finding.severity {
            Severity::Error if page.color => format!("{BOLD}{level}{RESET}"),
            _ => level.to_owned(),
        };
        let (place, what) = (page.place(&finding.at), sanitize::line(&finding.what));
        let rule = dim(&format!("[{}]", finding.rule.name()));
        out.push_str(&format!("{}: {level}: {what} {rule}\n", sanitize::line(&place)));
        out.push_str(&format!("    {}\n", sanitize::line(&finding.fix)));
        for (spot, what) in &finding.related {
            let line = format!("{}  {what}", page.place(spot));
            out.push_str(&format!("    {}\n", dim(&sanitize::line(&line))));
        }
    }
    out
}
