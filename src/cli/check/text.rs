//! Findings for a person, two lines each and one more for each other place; on a terminal wrapped to it.

use ibid::check::Severity;

use super::{
    super::{
        flow::{DIM, RESET},
        render::hanging,
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
        let said = format!("{}: {level}: {what} {rule}", sanitize::line(&place));
        out.push_str(&format!("{}\n", hanging("", &said, 2, page.width)));
        out.push_str(&format!(
            "{}\n",
            hanging("    ", &sanitize::line(&finding.fix), 4, page.width)
        ));
        for (spot, what) in &finding.related {
            let line = format!("{}  {what}", page.place(spot));
            out.push_str(&format!(
                "{}\n",
                hanging("    ", &dim(&sanitize::line(&line)), 6, page.width)
            ));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use ibid::{
        check::{Finding, Rule, Spot},
        document::Lines,
    };

    use super::*;

    /// Words were broken at the edge of a terminal, and what followed stood at its left.
    #[test]
    fn findings_are_wrapped_between_words() {
        let spot = |path: &str, line| Spot {
            path: path.to_owned(),
            lines: Some(Lines::new(line, line)),
            place: None,
        };
        let finding = Finding {
            rule: Rule::DuplicateQuestion,
            severity: Severity::Warning,
            at: spot("docs/faq.md", 3),
            what: "The question \"How do I reset it?\" is there twice.".to_owned(),
            fix: "Delete one of them, or say in each what it is about.".to_owned(),
            related: vec![(spot("docs/other.md", 12), "How do I reset it, and when?".to_owned())],
            subject: String::new(),
        };
        let page = |color, width| {
            let findings = std::slice::from_ref(&finding);
            let (root, working_dir) = (None, std::path::Path::new("/"));
            super::findings(&Page { findings, root, working_dir, color, width })
        };
        expect![[r#"
            docs/faq.md:3: warning: The question
              "How do I reset it?" is there twice.
              [duplicate-question]
                Delete one of them, or say in each
                what it is about.
                docs/other.md:12  How do I reset it,
                  and when?
        "#]]
        .assert_eq(&page(false, Some(40)));
        expect![[r#"
            docs/faq.md:3: warning: The question "How do I reset it?" is there twice. [duplicate-question]
                Delete one of them, or say in each what it is about.
                docs/other.md:12  How do I reset it, and when?
        "#]].assert_eq(&page(false, None));
        // Colour takes no columns.
        let plain = page(true, Some(40)).replace(DIM, "").replace(RESET, "");
        assert_eq!(plain, page(false, Some(40)));
    }
}
