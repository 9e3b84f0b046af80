//! The reply as text for a person, and as Markdown.

use std::{borrow::Cow, path::Path};

use ibid::{
    answer::{Answer, Found, Status},
    document,
    passage::Passage,
};
use textwrap::{Options, WordSplitter, core::display_width};

use super::{
    flow::{BOLD, DIM, RESET, flow},
    sanitize,
};

/// A name in a list is not cut shorter than this to have its place beside it.
pub(crate) const LEAST_NAME: usize = 20;

/// A text of fewer bytes is seen at a glance: some five lines.
const LONG_TEXT: usize = 400;

/// In a text that is so many times as long a sentence has to be looked for.
const LEAST_HAYSTACK: usize = 3;

/// What a reply is set for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct View<'a> {
    /// Whether to use bold and grey.
    pub(crate) color: bool,
    /// Whether to make OSC 8 links.
    pub(crate) links: bool,
    /// The columns to wrap at; `None` for lines as they are in the source.
    pub(crate) width: Option<usize>,
    /// What the paths of passages are relative to; `None` for the built-in documents.
    pub(crate) root: Option<&'a Path>,
    /// The working directory: paths below it are printed relative to it.
    pub(crate) working_dir: &'a Path,
}

/// The whole reply, with a line break at its end.
pub(crate) fn reply(answer: &Answer, view: View<'_>) -> String {
    let mut out = String::new();
    match (answer.status, answer.answers.split_first()) {
        (Status::Answered | Status::Unsure, Some((best, others))) => {
            if answer.status == Status::Unsure {
                out.push_str("This may answer it:\n\n");
            }
            if let Some(question) = question_over(best, &answer.question) {
                let question = hanging("", &sanitize::line(question), 0, view.width);
                let lines = question.lines().map(|line| format!("{}\n", view.dim(line)));
                out.push_str(&format!("{}\n", lines.collect::<String>()));
            }
            out.push_str(&passage(best, view));
            if !answer.unknown.is_empty() && !answer.taught {
                // What is answered from the other words may not be what was asked.
                out.push_str(&format!("\n{}", unknown(answer, view)));
            }
            if !others.is_empty() {
                out.push('\n');
                list(&mut out, others, 2, view);
            }
        }
        _ => refuse(&mut out, answer, view),
    }
    clarify(&mut out, answer, view);
    out
}

/// The question of an entry that says yes or no, which is read as an answer to what was `asked` where nothing stands
/// over it; `None` where it is what was asked.
fn question_over<'f>(found: &'f Found, asked: &str) -> Option<&'f str> {
    let letters = |text: &str| -> String {
        text.chars().filter(|one| one.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let title = &*found.passage.title;
    (found.says_yes_or_no() && letters(title) != letters(asked)).then_some(title)
}

/// One passage whole: its text, then where it stands.
pub(crate) fn passage(found: &Found, view: View<'_>) -> String {
    let passage = &found.passage;
    let text = flow(&passage.text, &found.highlight, view.color, view.width);
    let mut out = text.trim_end().to_owned();
    if let Some(columns) = columns(passage) {
        out.insert_str(0, &format!("{}\n", view.dim(&columns)));
    }
    // The first line's indentation belongs to the text; blank lines before it do not.
    while let Some(rest) = out.strip_prefix('\n') {
        out = rest.to_owned();
    }
    out.push_str("\n\n");
    if !view.color
        && let Some(said) = buried(found)
    {
        out.push_str(&format!("{}\n", hanging("  » ", &said, 4, view.width)));
    }
    out.push_str(&source(&as_cited(found), view));
    out
}

/// The passage as it is cited: a long one by the line of what is marked in it, which is what one opens the file for.
fn as_cited(found: &Found) -> Cow<'_, Passage> {
    let passage = &found.passage;
    let marked = found.highlight.first().filter(|_| LONG_TEXT <= passage.text.len());
    let line = marked.map_or(passage.line, |range| passage.lines_of(range).first);
    match line == passage.line {
        true => Cow::Borrowed(passage),
        false => Cow::Owned(Passage { line, ..passage.clone() }),
    }
}

/// What stands over the cells of a row, set as the row is; `None` for what is no row or names its cells.
fn columns(passage: &Passage) -> Option<String> {
    if passage.columns.is_empty() {
        return None;
    }
    let row = passage.text.trim();
    let set = match document::separator(row) {
        Some('|') => {
            let named: Vec<String> =
                passage.columns.iter().map(|name| name.replace('|', "\\|")).collect();
            let named = named.join(" | ");
            if row.starts_with('|') { format!("| {named} |") } else { named }
        }
        Some(sign) => {
            let quoted = |name: &String| match name.contains([sign, '"']) {
                true => format!("\"{}\"", name.replace('"', "\"\"")),
                false => name.clone(),
            };
            passage.columns.iter().map(quoted).collect::<Vec<_>>().join(&sign.to_string())
        }
        None => passage.columns.join("  "),
    };
    Some(sanitize::line(&set).into_owned())
}

/// What is marked in a long text, on one line: without colour nothing else shows where in it the answer is. `None`
/// where the text is short, or much of it is marked.
fn buried(found: &Found) -> Option<String> {
    let text = &found.passage.text;
    let marked: usize = found.highlight.iter().map(|range| range.len()).sum();
    if marked == 0 || text.len() < LONG_TEXT || text.len() < LEAST_HAYSTACK * marked {
        return None;
    }
    let parts = found.highlight.iter().filter_map(|range| text.get(range.clone()));
    let said = parts.collect::<Vec<_>>().join(" … ");
    let words: Vec<&str> = said.split_whitespace().collect();
    Some(sanitize::line(&words.join(" ")).into_owned())
}

/// Where a passage stands: its place and the titles over it, below each other where they do not fit
/// beside each other.
pub(crate) fn source(passage: &Passage, view: View<'_>) -> String {
    let (place, over) = (view.place(passage), sanitize::line(&trail(passage)).into_owned());
    let beside = 4 + display_width(&plain_place(passage, view)) + display_width(&over);
    match view.width {
        _ if over.is_empty() => format!("  {place}\n"),
        Some(width) if width < beside => {
            let options = Options::new(width)
                .initial_indent("  ")
                .subsequent_indent("    ")
                .word_splitter(WordSplitter::NoHyphenation)
                .break_words(false);
            let over = textwrap::wrap(&over, options);
            let over: String = over.iter().map(|line| format!("{}\n", view.dim(line))).collect();
            format!("  {place}\n{over}")
        }
        _ => format!("  {place}  {}\n", view.dim(&over)),
    }
}

/// As `> ` quotation with its source, and the others as a list.
pub(crate) fn markdown(answer: &Answer, view: View<'_>) -> String {
    let view = View { color: false, links: false, width: None, ..view };
    let mut out = String::new();
    let (best, others) = match (answer.status, answer.answers.split_first()) {
        (Status::Answered | Status::Unsure, Some(parts)) => parts,
        _ => {
            out.push_str(&refusal(answer, view));
            bullets(&mut out, "Nearest:", &answer.nearest, view);
            return out;
        }
    };
    if answer.status == Status::Unsure {
        out.push_str("This may answer it:\n\n");
    }
    if let Some(question) = question_over(best, &answer.question) {
        out.push_str(&format!("**{}**\n\n", sanitize::line(question)));
    }
    if let Some(columns) = columns(&best.passage) {
        // A table wants the line under its head.
        let rule = "---|".repeat(best.passage.columns.len());
        let bars = if columns.starts_with('|') { format!("> |{rule}\n") } else { String::new() };
        out.push_str(&format!("> {columns}\n{bars}"));
    }
    for line in sanitize::text(&best.passage.text).trim_end().lines() {
        out.push_str(format!("> {line}").trim_end());
        out.push('\n');
    }
    let over = sanitize::line(&trail(&best.passage)).into_owned();
    let over = if over.is_empty() { over } else { format!(", {over}") };
    out.push_str(&format!("\n— {}{over}\n", code(&view.place(&as_cited(best)))));
    bullets(&mut out, "See also:", others, view);
    out
}

/// The titles over a passage and its own, as `Guide › Basics › What is it?`.
fn trail(passage: &Passage) -> String {
    let title = (!passage.title.is_empty()).then_some(&passage.title);
    let mut steps: Vec<&str> = passage.headings.iter().chain(title).map(String::as_str).collect();
    steps.dedup();
    steps.join(" › ")
}

fn refuse(out: &mut String, answer: &Answer, view: View<'_>) {
    out.push_str(&refusal(answer, view));
    if !answer.nearest.is_empty() {
        out.push_str("\nNearest:\n");
        list(out, &answer.nearest, 1, view);
    }
}

fn refusal(answer: &Answer, view: View<'_>) -> String {
    format!("The documents do not answer this.\n{}", unknown(answer, view))
}

/// The words of the question that the documents do not know, in a line; nothing where they know
/// them all.
fn unknown(answer: &Answer, view: View<'_>) -> String {
    if answer.unknown.is_empty() {
        return String::new();
    }
    let words = answer.unknown.join(", ");
    let line = format!("{}.", sanitize::line(&words));
    format!("{}\n", hanging("Not in them: ", &line, 2, view.width))
}

/// What to choose from, with the number under which it is listed where it is.
fn clarify(out: &mut String, answer: &Answer, view: View<'_>) {
    if answer.clarify.is_empty() {
        return;
    }
    out.push_str("\nWhich do you mean?\n");
    for choice in &answer.clarify {
        let label = sanitize::line(&choice.label);
        let listed = answer.answers.iter().position(|found| found.passage.id == choice.id);
        let head = listed.map_or_else(|| "  -  ".to_owned(), |at| format!("  {}  ", at + 1));
        out.push_str(&format!("{}\n", hanging(&head, &label, head.len(), view.width)));
    }
}

/// A line for each passage, numbered from `first`: its name and its place. On a terminal that is too
/// narrow for both, the place stands below the name.
pub(crate) fn list(out: &mut String, found: &[Found], first: usize, view: View<'_>) {
    let digits = (first + found.len()).saturating_sub(1).to_string().len();
    for (at, one) in found.iter().enumerate() {
        let number = format!("{:>digits$}", first + at);
        let columns = display_width(&plain_place(&one.passage, view));
        let place = (view.dim(&view.place(&one.passage)), columns);
        row(out, &number, &name(&one.passage), place, view.width);
    }
}

/// A line of a list: its number, a name, and a place of so many columns, beside it or below.
pub(crate) fn row(
    out: &mut String,
    number: &str,
    name: &str,
    (place, columns): (String, usize),
    width: Option<usize>,
) {
    let indent = number.len() + 4;
    let Some(width) = width else {
        return out.push_str(&format!("  {number}  {}  {place}\n", shortened(name, 100)));
    };
    let beside = width.saturating_sub(indent + 2 + columns);
    if LEAST_NAME.min(display_width(name)) <= beside {
        out.push_str(&format!("  {number}  {}  {place}\n", shortened(name, beside)));
    } else {
        let name = shortened(name, width.saturating_sub(indent));
        out.push_str(&format!("  {number}  {name}\n{:indent$}{place}\n", ""));
    }
}

/// `text` behind `head`, on a terminal of `width` columns between words and below itself, `indent`
/// columns in. What is longer than a line, as a path, is left whole.
pub(crate) fn hanging(head: &str, text: &str, indent: usize, width: Option<usize>) -> String {
    let Some(width) = width else { return format!("{head}{text}") };
    let fill = |first: &str, indent: usize| {
        let below = " ".repeat(indent);
        let options = Options::new(width)
            .initial_indent(first)
            .subsequent_indent(&below)
            .word_splitter(WordSplitter::NoHyphenation)
            .break_words(false);
        textwrap::fill(text, options)
    };
    let word = display_width(text.split(' ').next().unwrap_or_default());
    let has_room = indent + LEAST_NAME <= width && display_width(head) + word <= width;
    if has_room || head.trim().is_empty() {
        return fill(head, indent);
    }
    // Where hardly a word has room, all of it goes below.
    format!("{}\n{}", head.trim_end(), fill("    ", 4))
}

fn bullets(out: &mut String, title: &str, found: &[Found], view: View<'_>) {
    if found.is_empty() {
        return;
    }
    out.push_str(&format!("\n{title}\n\n"));
    for one in found {
        let name = shortened(&name(&one.passage), 100);
        out.push_str(&format!("- {name} ({})\n", code(&view.place(&one.passage))));
    }
}

/// What a passage is called in a list: its title, else how its text starts.
pub(crate) fn name(passage: &Passage) -> String {
    let title = if passage.title.is_empty() {
        passage.plain().split_whitespace().take(30).collect::<Vec<_>>().join(" ")
    } else {
        passage.title.clone()
    };
    sanitize::line(&title).into_owned()
}

/// At most `width` columns of `name`, with `…` for what is left out.
pub(crate) fn shortened(name: &str, width: usize) -> String {
    if display_width(name) <= width {
        return name.to_owned();
    }
    let mut short = String::new();
    let mut columns = 0;
    for one in name.chars() {
        columns += display_width(one.encode_utf8(&mut [0; 4]));
        if width <= columns {
            break;
        }
        short.push(one);
    }
    format!("{}…", short.trim_end())
}

/// A code span; of a path with a backtick between two of them.
fn code(path: &str) -> String {
    if path.contains('`') { format!("`` {path} ``") } else { format!("`{path}`") }
}

/// `path:line` without a link.
pub(crate) fn plain_place(passage: &Passage, view: View<'_>) -> String {
    let path = match view.root {
        None => passage.path.clone(),
        Some(root) => {
            let whole = root.join(&passage.path);
            whole.strip_prefix(view.working_dir).unwrap_or(&whole).to_string_lossy().into_owned()
        }
    };
    sanitize::line(&passage.cited(&path)).into_owned()
}

impl View<'_> {
    /// `path:line`, linked where that is wanted.
    fn place(self, passage: &Passage) -> String {
        let place = plain_place(passage, self);
        match self.root {
            Some(root) if self.links => {
                let url = file_url(&root.join(passage.file()));
                format!("\u{1b}]8;;{url}\u{1b}\\{place}\u{1b}]8;;\u{1b}\\")
            }
            _ => place,
        }
    }

    pub(crate) fn dim(self, text: &str) -> String {
        if self.color { format!("{DIM}{text}{RESET}") } else { text.to_owned() }
    }

    pub(crate) fn bold(self, text: &str) -> String {
        if self.color { format!("{BOLD}{text}{RESET}") } else { text.to_owned() }
    }
}

/// A `file:` address; every byte that is not plain is escaped, so that a name cannot break out.
fn file_url(path: &Path) -> String {
    let mut url = "file://".to_owned();
    for byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' | b'~' => {
                url.push(char::from(*byte));
            }
            _ => url.push_str(&format!("%{byte:02X}")),
        }
    }
    url
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use ibid::answer::Choice;

    use super::*;
    use crate::cli::samples;

    fn pipe() -> View<'static> {
        View {
            color: false,
            links: false,
            width: None,
            root: Some(Path::new("/home/me/docs")),
            working_dir: Path::new("/home/me"),
        }
    }

    #[test]
    fn a_name_of_marks_without_width_took_their_square() {
        assert_eq!(shortened("A cafe\u{301} in 東京", 13), "A cafe\u{301} in 東…");
        assert_eq!(shortened("A cafe\u{301} in 東京", 12), "A cafe\u{301} in…");
        assert_eq!(shortened("A cafe\u{301}", 6), "A cafe\u{301}");
        let name = format!("a{}bc", "\u{301}".repeat(200_000));
        let started = std::time::Instant::now();
        assert_eq!(shortened(&name, 2), format!("a{}…", "\u{301}".repeat(200_000)));
        assert!(started.elapsed().as_secs() < 5, "{:?}", started.elapsed());
    }

    #[track_caller]
    fn check(answer: &Answer, view: View<'_>, wanted: Expect) {
        wanted.assert_eq(&reply(answer, view));
    }

    #[test]
    fn an_answer_is_the_text_its_place_and_the_others() {
        check(
            &samples::answered(),
            pipe(),
            expect![[r#"
                Deep learning is a part of machine learning.
                It uses layers.

                  docs/guide.md:42  Machine learning › Basics › What is deep learning?

                  2  Layers  docs/guide.md:50
            "#]],
        );
    }

    #[test]
    fn without_colour_the_sentence_is_repeated_below_a_long_text() {
        let mut answer = samples::answered();
        answer.answers.truncate(1);
        let found = &mut answer.answers[0];
        let lines = [
            "All else is said before.\n".repeat(20),
            "It is\n\u{1b}[2Jthis.".into(),
            "\nAnd more.".into(),
        ];
        let start = lines[0].len();
        found.passage.text = lines.concat();
        found.passage.end_line = 64;
        found.highlight.clear();
        found.highlight.push(start..start + lines[1].len());
        let text = reply(&answer, pipe());
        // What is marked is 20 lines below the first.
        let told = "\nAnd more.\n\n  » It is ␛[2Jthis.\n  docs/guide.md:62  Machine";
        assert!(text.contains(told), "{text:?}");
        assert!(!reply(&answer, View { color: true, ..pipe() }).contains('»'));
        // Where much is marked, and in a short text, it shows by itself.
        answer.answers[0].highlight[0] = 0..start;
        assert!(!reply(&answer, pipe()).contains('»'));
        assert!(!reply(&samples::answered(), pipe()).contains('»'));
    }

    #[test]
    fn unsure_says_so() {
        let mut answer = samples::answered();
        answer.status = Status::Unsure;
        answer.answers.truncate(1);
        answer.clarify = vec![
            Choice { label: "Deep learning".into(), id: answer.answers[0].passage.id.clone() },
            Choice { label: "Elsewhere".into(), id: "x".into() },
        ];
        check(
            &answer,
            pipe(),
            expect![[r#"
                This may answer it:

                Deep learning is a part of machine learning.
                It uses layers.

                  docs/guide.md:42  Machine learning › Basics › What is deep learning?

                Which do you mean?
                  1  Deep learning
                  -  Elsewhere
            "#]],
        );
    }

    #[test]
    fn no_answer_names_the_unknown_words_and_the_nearest() {
        check(
            &samples::refused(),
            View { working_dir: Path::new("/elsewhere"), ..pipe() },
            expect![[r#"
                The documents do not answer this.
                Not in them: quantum.

                Nearest:
                  1  Layers  /home/me/docs/guide.md:50
            "#]],
        );
    }

    #[test]
    fn on_a_terminal_the_answering_sentence_is_bold_and_the_place_a_link() {
        let view = View { color: true, links: true, width: Some(80), ..pipe() };
        let text = reply(&samples::answered(), view);
        let bold = "\u{1b}[1mDeep learning is a part of machine learning.\u{1b}[0m It";
        assert!(text.starts_with(bold), "{text:?}");
        let link =
            "\u{1b}]8;;file:///home/me/docs/guide.md\u{1b}\\docs/guide.md:42\u{1b}]8;;\u{1b}\\";
        assert!(text.contains(link), "{text:?}");
    }

    #[test]
    fn a_built_in_document_has_no_link() {
        let mut answer = samples::answered();
        answer.answers[0].passage.path = "builtin:guide.md".into();
        let text = reply(&answer, View { root: None, links: true, color: true, ..pipe() });
        assert!(text.contains("  builtin:guide.md:42"), "{text}");
        assert!(!text.contains("\u{1b}]8"), "{text:?}");
    }

    #[test]
    fn documents_do_not_drive_the_terminal() {
        let mut answer = samples::answered();
        for found in &mut answer.answers {
            found.highlight.clear();
            found.passage.text =
                "clip\u{1b}]52;c;eA==\u{7} move\u{1b}[2J fake\rline \u{202e}x".into();
            found.passage.title = "title\n\u{1b}[31mibid: fake".into();
            found.passage.headings = vec!["over\u{9b}2J".into()];
            found.passage.path = "we\u{1b}[0mird\n.md".into();
        }
        let mut refused = samples::refused();
        refused.unknown = vec!["\u{1b}c".into()];
        let view = View { width: Some(60), ..pipe() };
        for text in [
            reply(&answer, pipe()),
            reply(&answer, view),
            markdown(&answer, pipe()),
            reply(&refused, pipe()),
            markdown(&refused, pipe()),
        ] {
            assert!(!text.chars().any(sanitize::drives_terminal), "{text:?}");
            assert!(!text.contains("\nibid: fake"), "{text}");
        }
    }

    #[test]
    fn long_names_are_cut_to_the_width() {
        let mut answer = samples::answered();
        answer.answers[1].passage.title = "日本 ".repeat(40);
        let text = reply(&answer, View { width: Some(60), ..pipe() });
        let last = text.lines().last().unwrap();
        assert!(last.contains('…') && display_width(last) <= 60, "{last}");
    }

    #[test]
    fn on_a_narrow_terminal_the_place_stands_below_the_name() {
        let mut answer = samples::answered();
        answer.answers[1].passage.title = "How do the layers of a deep network learn?".into();
        let text = reply(&answer, View { width: Some(40), ..pipe() });
        let rows: Vec<&str> = text.lines().rev().take(2).collect();
        assert_eq!(
            rows,
            ["     docs/guide.md:50", "  2  How do the layers of a deep networ…"],
            "{text}"
        );
        answer.answers[1].passage.title = "Layers".into();
        let text = reply(&answer, View { width: Some(40), ..pipe() });
        assert!(text.ends_with("  2  Layers  docs/guide.md:50\n"), "{text}");
    }

    #[test]
    fn what_hangs_is_broken_between_words() {
        let text = "tells what a long road is";
        assert_eq!(hanging("  /road   ", text, 10, None), "  /road   tells what a long road is");
        assert_eq!(
            hanging("  /road   ", text, 10, Some(30)),
            "  /road   tells what a long\n          road is"
        );
        assert_eq!(
            hanging("  /road   ", text, 10, Some(22)),
            "  /road\n    tells what a long\n    road is"
        );
    }

    #[test]
    fn markdown_is_a_quotation_with_its_source() {
        expect![[r#"
            > Deep learning is a part of machine learning.
            > It uses layers.

            — `docs/guide.md:42`, Machine learning › Basics › What is deep learning?

            See also:

            - Layers (`docs/guide.md:50`)
        "#]]
        .assert_eq(&markdown(&samples::answered(), pipe()));
    }
}
