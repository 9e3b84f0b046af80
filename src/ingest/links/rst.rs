//! The links of reStructuredText: of text, of `:doc:`, of named targets and of pictures.
//!
//! What leads to a label (`:ref:`, `` `name`_ ``) may be in another book, and is not here.

use super::{Link, Links};
use crate::ingest::source::Source;

/// A longer text between backticks is no link: the marks belong to others.
const MAX_BYTES: usize = 500;

/// Directives that name a file.
const NAMING: [&str; 4] = ["image", "figure", "include", "literalinclude"];

/// The links of a text.
pub(super) fn links(text: &str) -> Links {
    let source = Source::new(text);
    let mut links: Vec<Link> = Vec::new();
    for (at, line) in (1..).zip(text.lines()) {
        links.extend(named(line.trim()).map(|target| Link { line: at, target }));
    }
    let mut from = 0;
    while let Some(start) = text[from..].find('`').map(|at| from + at) {
        if text[start..].starts_with("``") {
            // A literal.
            let inside = start + 2;
            from = text[inside..].find("``").map_or(text.len(), |at| inside + at + 2);
            continue;
        }
        let inside = start + 1;
        let Some(end) = text[inside..].find('`').map(|at| inside + at) else { break };
        from = end + 1;
        if MAX_BYTES < end - inside {
            from = inside;
            continue;
        }
        let is_doc = text[..start].ends_with(":doc:");
        if is_doc || text[end + 1..].starts_with('_') {
            let target = target(&text[inside..end], is_doc);
            links.extend(target.map(|target| Link { line: source.number(start), target }));
        }
    }
    links.sort_by_key(|link| link.line);
    Links { links, ..Links::default() }
}

/// The file that a line names: `.. image:: a.png`, `.. _name: b.html`.
fn named(line: &str) -> Option<String> {
    let rest = line.strip_prefix(".. ")?;
    let target = if let Some(name) = rest.strip_prefix('_') {
        name.split_once(": ").map(|(_, target)| target)
    } else {
        let (directive, target) = rest.split_once("::")?;
        NAMING.contains(&directive.trim()).then_some(target)
    };
    target.map(str::trim).filter(|one| !one.is_empty() && !one.ends_with('_')).map(str::to_owned)
}

/// What `text <target>` leads to; in `:doc:` a text alone is a target too.
fn target(inside: &str, is_doc: bool) -> Option<String> {
    let bracketed = inside.strip_suffix('>').and_then(|text| text.rsplit_once('<'));
    let target = match bracketed {
        Some((_, target)) => target,
        None if is_doc => inside,
        None => return None,
    };
    // `<name_>` is a label.
    let target = target.split_whitespace().collect::<String>();
    (!target.is_empty() && !target.ends_with('_')).then_some(target)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_found_and_literals_and_labels_are_none() {
        let text = "See `the\nguide <guide.html>`_ and :doc:`setup`, :doc:`more <deep/more>`.\n\n\
                    ``<a `x <no.html>`_``, `label`_, `text <label_>`_, :ref:`other <no>`.\n\n\
                    .. image:: a.png\n.. _site: https://example.org/\n.. note:: no.png\n";
        let found: Vec<(u32, String)> =
            links(text).links.into_iter().map(|one| (one.line, one.target)).collect();
        let wanted = [
            (1, "guide.html"),
            (2, "setup"),
            (2, "deep/more"),
            (6, "a.png"),
            (7, "https://example.org/"),
        ];
        assert_eq!(found, wanted.map(|(line, target)| (line, target.to_owned())));
    }
}
