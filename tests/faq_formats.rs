//! One FAQ in every format gives the same entries, and real files give those that a person counts.
//!
//! The real files lie beside the checkout, not in it; where they are missing, each test says so and
//! passes. Nothing of their text is copied here.

use std::{collections::BTreeSet, fs, path::Path};

use ibid::{
    chunk::chunk,
    document::{Document, Lines},
    ingest::parse,
    passage::{Kind, Passage},
};

/// The document of a file of the repository.
fn own(name: &str) -> (String, Document) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/formats").join(name);
    let text = fs::read_to_string(path).unwrap();
    let document = parse(name, text.trim_start_matches('\u{feff}'));
    (text, document)
}

/// The document of a real file, if it is there.
fn real(name: &str) -> Option<(String, Document)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/docs").join(name);
    let Ok(bytes) = fs::read(&path) else {
        println!("skipped: no {}", path.display());
        return None;
    };
    let text = String::from_utf8_lossy(&bytes).trim_start_matches('\u{feff}').to_owned();
    let document = parse(name, &text);
    Some((text, document))
}

fn entries(document: &Document) -> Vec<Passage> {
    chunk(document).passages.into_iter().filter(|one| one.kind == Kind::Qa).collect()
}

/// A question as it is compared: lower case, one kind of quotes and dashes, single blanks.
fn bare(question: &str) -> String {
    let straight = |one: char| match one {
        '‘' | '’' => '\'',
        '“' | '”' => '"',
        '–' | '—' => '-',
        other => other,
    };
    let text: String = question.chars().map(straight).collect::<String>().replace('…', "...");
    let text = text.to_lowercase().replace("--", "-");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn questions(document: &Document) -> BTreeSet<String> {
    entries(document).iter().map(|one| bare(&one.title)).collect()
}

/// Every line that is not blank is in a block or left out.
fn assert_every_line(name: &str, text: &str, document: &Document) {
    let blocks = document.blocks.iter().map(|block| block.lines);
    let kept: BTreeSet<u32> = blocks
        .chain(document.left_out.iter().map(|one| one.lines))
        .flat_map(|Lines { first, last }| first..=last)
        .collect();
    for (number, line) in (1..).zip(text.split('\n')) {
        let is_kept =
            line.trim().trim_start_matches('\u{feff}').is_empty() || kept.contains(&number);
        assert!(is_kept, "{name}:{number} is nowhere: {line}");
    }
}

#[test]
fn one_faq_in_every_format() {
    let (_, document) = own("shop.jsonl");
    let expected: Vec<(String, String)> =
        entries(&document).into_iter().map(|one| (one.title, one.text)).collect();
    assert_eq!(expected.len(), 4);
    for name in [
        "shop.html",
        "shop.md",
        "shop.txt",
        "shop.rst.txt",
        "shop.pod",
        "shop.adoc",
        "shop.1",
        "shop.csv",
        "plain.csv",
        "kb.tsv",
        "kendra.csv",
        "kendra.json",
        "cqa.json",
        "qnabot.json",
        "shop.qna",
        "rasa.yml",
        "list.yml",
    ] {
        let (text, document) = own(name);
        let found: Vec<(String, String)> =
            entries(&document).into_iter().map(|one| (one.title, one.text)).collect();
        assert_eq!(found, expected, "{name}");
        assert_every_line(name, &text, &document);
        for entry in entries(&document) {
            // The answer stands on the lines that are told.
            let lines: Vec<&str> = text.lines().collect();
            let told = lines[entry.line as usize - 1..entry.end_line as usize].join(" ");
            let start = entry.text.split_whitespace().next().unwrap();
            assert!(told.contains(start), "{name}:{} {}", entry.line, entry.text);
        }
    }
}

/// Real files and the entries that a person counts in them, by their headings, rows and records.
/// Chapters are no entries, nor are headings that name a subject and ask nothing.
const COUNTED: [(&str, usize); 54] = [
    ("vim-faq/vim_faq.pod", 390),
    ("vim-faq/vim_faq.html", 390),
    ("vim-faq/vim_faq.txt", 390),
    ("python-faq/design.html", 28),
    ("python-faq/design.rst.txt", 28),
    ("python-faq/extending.html", 17),
    ("python-faq/extending.rst.txt", 17),
    ("python-faq/general.html", 23),
    ("python-faq/general.rst.txt", 23),
    ("python-faq/gui.html", 4),
    ("python-faq/gui.rst.txt", 4),
    ("python-faq/installed.html", 3),
    ("python-faq/installed.rst.txt", 3),
    ("python-faq/library.html", 28),
    ("python-faq/library.rst.txt", 28),
    ("python-faq/programming.html", 67),
    ("python-faq/programming.rst.txt", 67),
    ("python-faq/windows.html", 9),
    ("python-faq/windows.rst.txt", 9),
    ("debian-faq/basic-defs.en.html", 7),
    ("debian-faq/choosing.en.html", 18),
    ("debian-faq/compatibility.en.html", 6),
    ("debian-faq/contributing.en.html", 3),
    ("debian-faq/customizing.en.html", 11),
    ("debian-faq/ftparchives.en.html", 15),
    ("debian-faq/getting-debian.en.html", 7),
    ("debian-faq/kernel.en.html", 5),
    ("debian-faq/pkg-basics.en.html", 15),
    ("debian-faq/pkgtools.en.html", 6),
    ("debian-faq/redistributing.en.html", 4),
    ("debian-faq/software.en.html", 14),
    ("debian-faq/support.en.html", 6),
    ("debian-faq/uptodate.en.html", 6),
    ("qna-files/MicrosoftFaqForOffice.qna", 12),
    ("qna-files/MicrosoftFaqForWindows.qna", 14),
    ("qna-files/all.qna", 5),
    ("qna-files/nuget3.qna", 0),
    ("qnabot/blog-samples-final.json", 20),
    ("qnabot/blog-samples.json", 8),
    ("qnabot/embeddings_questions.json", 1),
    ("qnabot/import_questions_qna.json", 1),
    ("qnabot/import_questions_slot.json", 0),
    ("qnabot/import_questions_text.json", 0),
    ("qnabot/question_designer_questions.json", 15),
    ("qnabot/routing_questions.json", 4),
    ("qnabot/session_attribute_questions.json", 4),
    ("qnabot/translate_questions.json", 3),
    ("qnamaker-samples/qna-maker/data-source-formats/Scenario_Responses_Friendly.tsv", 161),
    ("qnamaker-samples/qna-maker/knowledge-bases/SampleActiveLearning.tsv", 21),
    ("qnamaker-samples/qna-maker/knowledge-bases/SampleQnAs.tsv", 11),
    ("qnamaker-samples/qna-maker/knowledge-bases/SampleV2QnAs.tsv", 11),
    ("qnamaker-samples/qna-maker/knowledge-bases/basic-kb.tsv", 16),
    ("faqpage-html/without-3.html", 0),
    ("faqpage-html/without-5.html", 0),
];

/// Prints the table of the files with `--nocapture`.
#[test]
fn real_files_give_the_entries_that_a_person_counts() {
    let (mut counted, mut agreed) = (0, 0);
    for (name, count) in COUNTED {
        let Some((text, document)) = real(name) else { continue };
        let found = entries(&document).len();
        let left_out: u32 =
            document.left_out.iter().map(|one| one.lines.last - one.lines.first + 1).sum();
        println!("{name:80} counted {count:4} found {found:4} left out {left_out:5} lines");
        assert_every_line(name, &text, &document);
        assert!(found <= count, "{name}: {found} entries, {count} counted");
        counted += count;
        agreed += found;
    }
    assert!(counted * 98 <= agreed * 100, "{agreed} of {counted}");
}

#[test]
fn formats_of_one_document_agree() {
    let agree = |a: &str, b: &str| {
        let (Some((_, first)), Some((_, second))) = (real(a), real(b)) else { return };
        let (first, second) = (questions(&first), questions(&second));
        let both = first.intersection(&second).count();
        let most = first.len().max(second.len());
        println!("{a} {} and {b} {}: {both} in common", first.len(), second.len());
        assert!(most * 97 <= both * 100, "{:?}", first.symmetric_difference(&second));
    };
    for page in
        ["design", "extending", "general", "gui", "installed", "library", "programming", "windows"]
    {
        agree(&format!("python-faq/{page}.html"), &format!("python-faq/{page}.rst.txt"));
    }
    for other in ["pod", "txt"] {
        agree("vim-faq/vim_faq.html", &format!("vim-faq/vim_faq.{other}"));
    }
    agree("vim-faq/vim_faq.pod", "vim-faq/vim_faq.txt");
}

/// The questions that a page declares for search engines are all entries, with the answer that is
/// declared or the one that the page shows.
#[test]
fn declared_questions_are_found() {
    for number in 1..=14 {
        let name = format!("faqpage-html/with-{number}.html");
        let Some((text, document)) = real(&name) else { continue };
        assert_every_line(&name, &text, &document);
        let found = questions(&document);
        let start = text.find("FAQPage").expect("it declares some");
        let script = &text[start..start + text[start..].find("</script>").unwrap_or(0)];
        let names = script.split("\"name\"").skip(1);
        let names = names.filter_map(|rest| rest.split_once('"')?.1.split_once('"'));
        let mut declared = 0;
        for (question, rest) in names {
            if rest.trim_start_matches([',', ' ', '\n', '\r']).starts_with("\"acceptedAnswer\"") {
                declared += 1;
                assert!(found.contains(&bare(question)), "{name}: {question}");
            }
        }
        assert!(0 < declared, "{name}");
    }
}

/// Any file may be cut off or damaged: it is read as far as it goes.
#[test]
fn cut_off_and_damaged_files_are_read() {
    for name in [
        "shop.html",
        "shop.rst.txt",
        "shop.pod",
        "shop.adoc",
        "shop.1",
        "shop.csv",
        "kb.tsv",
        "kendra.json",
        "cqa.json",
        "shop.qna",
        "rasa.yml",
        "list.yml",
    ] {
        let (text, _) = own(name);
        let ends: Vec<usize> = (0..text.len()).filter(|at| text.is_char_boundary(*at)).collect();
        for (number, at) in ends.iter().enumerate().step_by(7) {
            let (start, end) = text.split_at(*at);
            let damage = ['<', '"', '\n', '\t', '`', '{', '\u{0}', 'é', '*', '-'][number / 7 % 10];
            for damaged in [start.to_owned(), end.to_owned(), format!("{start}{damage}{end}")] {
                let document = parse(name, &damaged);
                assert_every_line(name, &damaged, &document);
                chunk(&document);
            }
        }
    }
}
