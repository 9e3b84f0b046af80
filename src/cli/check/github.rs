//! Findings as annotations of a GitHub workflow: a command a line.

use ibid::check::Severity;

use super::{super::sanitize, Page};

pub(super) fn findings(page: &Page<'_>) -> String {
    let mut out = String::new();
    for finding in page.findings {
        let command = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "notice",
        };
        let mut line = format!("::{command} file={}", property(&page.file(&finding.at)));
        if let Some((first, last)) = page.lines(&finding.at) {
            line.push_str(&format!(",line={first},endLine={last}"));
        }
        line.push_str(&format!(",title={}::", property(finding.rule.name())));
        let mut message = page.message(finding);
        for (spot, what) in &finding.related {
            message.push_str(&format!("\n{}  {what}", page.place(spot)));
        }
        line.push_str(&data(&message));
        out.push_str(&line);
        out.push('\n');
    }
    out
}

/// The text of a command: what would end it is escaped, as the runner reads it back.
fn data(text: &str) -> String {
    let escaped = text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    sanitize::line(&escaped).into_owned()
}

/// A property of a command: what would end that, too.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_end_a_command_is_escaped() {
        assert_eq!(data("100 %\r\n::error::x"), "100 %25%0D%0A::error::x");
        assert_eq!(property("a,b:c%\n"), "a%2Cb%3Ac%25%0A");
        assert_eq!(property("a\u{1b}[2J"), "a␛[2J");
    }
}
