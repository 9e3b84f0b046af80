//! What the fuzzer starts from: documents of the tests and of the program, and small ones that have
//! what those do not.

use std::{
    fs,
    io::{Cursor, Read},
};

use ibid::ingest::pdf::extract;
use zip::ZipArchive;

use super::{index::index_seeds, questions::project};

/// The names and bytes of the seeds of `target`, in the order of their names.
pub fn seeds(target: &str) -> Vec<(String, Vec<u8>)> {
    let mut seeds: Vec<(String, Vec<u8>)> = Vec::new();
    for (name, bytes) in files("tests/data/formats").into_iter().chain(files("corpus")) {
        if let Some(seed) = seed(target, &name, &bytes) {
            seeds.push((name, seed));
        }
    }
    if target == "index_files" {
        seeds.extend(index_seeds());
    }
    let small = SMALL.iter().filter(|(of, _)| of.contains(&target));
    seeds.extend(
        small.zip(1..).map(|((_, text), n)| (format!("small-{n}"), text.as_bytes().to_vec())),
    );
    seeds
}

/// The file `name` as an input of `target`, if it is of that kind.
fn seed(target: &str, name: &str, bytes: &[u8]) -> Option<Vec<u8>> {
    let extension = name.rsplit_once('.')?.1;
    let wanted: &[&str] = match target {
        "markdown" => &["md"],
        "text" => &["txt"],
        "jsonl" => &["jsonl"],
        "json" => &["json"],
        "yaml" => &["yml"],
        "csv" => &["csv"],
        "tsv" => &["tsv"],
        "qna" => &["qna"],
        "html" => &["html"],
        "pod" => &["pod"],
        "asciidoc" => &["adoc"],
        "man" => &["1"],
        "rst" if name.ends_with(".rst.txt") => &["txt"],
        "docx" | "odt" | "epub" | "xlsx" if extension == target => return Some(unpacked(bytes)),
        "pdf" => &["pdf"],
        "pdf_layout" if extension == "pdf" => {
            let mut told = Vec::new();
            extract(bytes, &mut told).unwrap();
            return Some(told);
        }
        "any_index" => {
            let kind = ["md", "txt", "jsonl", "html"].iter().position(|one| *one == extension)?;
            return Some([&[kind as u8], bytes].concat());
        }
        "archive" => {
            let kind = match extension {
                "zip" => 0,
                "gz" => 1,
                "docx" => 3,
                "xlsx" => 4,
                _ => return None,
            };
            return Some([&[kind], bytes].concat());
        }
        _ => return None,
    };
    wanted.contains(&extension).then(|| bytes.to_vec())
}

/// The parts of the archive `bytes` that are text, as `packed` takes them.
fn unpacked(bytes: &[u8]) -> Vec<u8> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut all = Vec::new();
    for number in 0..archive.len() {
        let mut part = archive.by_index(number).unwrap();
        let (name, mut text) = (part.name().unwrap().into_owned(), String::new());
        if part.is_file() && part.read_to_string(&mut text).is_ok() {
            all.extend(format!("=== {name}\n{text}\n").bytes());
        }
    }
    all
}

fn files(folder: &str) -> Vec<(String, Vec<u8>)> {
    let folder = project().join(folder);
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<(String, Vec<u8>)> = entries
        .filter(|path| path.is_file())
        .map(|path| {
            (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read(&path).unwrap())
        })
        .collect();
    files.sort();
    files
}

/// Small inputs, and the targets they are for.
const SMALL: &[(&[&str], &str)] = &[
    (
        &["markdown"],
        "---\ntitle: Shop\ntags: [a, b]\n---\n# A {#x}\n\n**Q: Why?**\n\nA: *So*.\n\n1. one\n   - two\n\n| a | b |\n|--|--|\n| 1 | 2 |\n\n<details><summary>How?</summary>\n\n`x`\n</details>\n\n```sh\nls\n```\n> quote\n\nTerm\n===\n[x]: y\n![p](q) [^1]\n\n[^1]: note\n",
    ),
    (
        &["text"],
        "Contents\n  1. Shops ..... 1\n\n1. SHOPS\n========\n\nQ1.1: Why?\nA: So.\n  - one\n  * two\n\n2.) When does it open?\n\n\x0cPage 2\nFigure 1\n\nFigure 1\n",
    ),
    (
        &["jsonl"],
        "{\"id\":7,\"question\":\"Why?\",\"answer\":\"So.\",\"tags\":[\"a\"],\"url\":\"http://x\"}\n{\"_id\":\"b\",\"title\":\"T\",\"text\":\"Text.\",\"headings\":[\"H\"]}\n{\"questions\":[\"a?\",\"b?\"],\"answer\":\"<p>c</p>\"}\nnot\n",
    ),
    (
        &["json"],
        "{\"@context\":\"https://schema.org\",\"@type\":\"FAQPage\",\"mainEntity\":[{\"@type\":\"Question\",\"name\":\"Why?\",\"acceptedAnswer\":{\"@type\":\"Answer\",\"text\":\"So.\"}}]}",
    ),
    (&["json"], "[{\"question\":\"Why?\",\"answer\":\"So.\"},{\"title\":\"T\",\"text\":\"x\"}]"),
    (
        &["yaml"],
        "version: \"3.1\"\nnlu:\n- intent: faq/why\n  examples: |\n    - why?\n    - how come [this](thing)?\nresponses:\n  utter_faq/why:\n  - text: \"So.\"\n  - text: &a >-\n      Folded\n      text\n",
    ),
    (&["yaml"], "- question: Why?\n  answer: So.\n- {question: When, answer: 'Now'}\n"),
    (&["csv"], "question;answer;tags\n\"Why \"\"so\"\"?\";\"So.\nThere.\";a|b\n"),
    (&["tsv"], "Question\tAnswer\tSource\tMetadata\nWhy?\tSo.\\nThere\tx\ta:b|c:d\n"),
    (
        &["qna"],
        "> !# @qna.pair.source = x\n\n<a id = \"1\"></a>\n\n# ? Why?\n- how come\n\n**Filters:**\n- a = b\n\n```markdown\nSo.\n```\n\n**Prompts:**\n- [More](#2)\n",
    ),
    (
        &["html"],
        "<!doctype html><title>T</title><main><h1>A</h1><h2>Why?</h2><p>So<br>it is &amp; so</p><ul><li>a<ol><li>b</ol></ul><dl><dt>When?<dd>Now</dl><table><tr><th>x<tr><td>y</table><details><summary>How?</summary>z</details><pre>c</pre><script type=\"application/ld+json\">{\"@type\":\"FAQPage\",\"mainEntity\":[{\"@type\":\"Question\",\"name\":\"a?\",\"acceptedAnswer\":{\"text\":\"b\"}}]}</script></main>",
    ),
    (
        &["rst"],
        "=====\nTitle\n=====\n\n.. contents::\n\nWhy?\n----\n\nSo ``it`` is `x <y>`_.\n\n* one\n\n  1. two\n\n::\n\n  code\n\n.. note:: N\n\n   more\n\n+---+---+\n| a | b |\n+===+===+\n| 1 | 2 |\n+---+---+\n\n:field: x\n\n.. _x: y\n\nterm\n  what\n",
    ),
    (
        &["pod"],
        "=pod\n\n=head1 Shop\n\n=head2 Why B<so>?\n\nIt C<< is >> L<x|y>.\n\n  code\n\n=over 4\n\n=item * one\n\n=item When?\n\nNow.\n\n=back\n\n=begin html\n\n<b>\n\n=end html\n\n=cut\n",
    ),
    (
        &["asciidoc"],
        "= Shop\n:toc:\n\n[qanda]\nWhy?:: So.\nWhen?::\n  Now *b* _i_ link:x[y].\n\n== A\n\n* one\n** two\n. three\n+\nmore\n\n----\ncode\n----\n\n|===\n|a |b\n\n|1 |2\n|===\n\nNOTE: n\n\n////\nno\n////\n",
    ),
    (
        &["man"],
        ".TH SHOP 1\n.SH NAME\nshop \\- sells\n.SH FAQ\n.SS Why?\nSo \\fBit\\fP is.\n.TP\n.B \\-v\nverbose\n.IP \\(bu 2\none\n.nf\ncode\n.fi\n.\\\" no\n",
    ),
    (
        &["pdf_layout"],
        "(\u{0}\u{c}\u{0}Title\n(x\u{a}\u{0}1. Why?\n(p\u{a}\u{0}So it is, and\n(q\u{a}\u{7f}so on.\n",
    ),
    (&["question"], "\u{30}how do I becom a ML engneer in 2026 (or not)?"),
    (&["question"], "\u{14}what is the salary of a junior tag:shop in:faq.md"),
    (&["question"], "\u{31}Wie lange dauert die R\u{fc}ckgabe?"),
    (
        &["dialogue"],
        "How long does it take?\nand a junior?\nwhy?\nthe second one\ntell me more\nno\n",
    ),
    (
        &["dialogue"],
        "hello\nwhat is the salary in Boston\nin Chicago\nhow long does it take\nthanks\n",
    ),
    (&["filters"], "tag:billing how do I pay in:\"my docs/*.md\" in:#Shop tag:a,"),
    (&["filters"], "getting started\n*.{md,txt}\nkey:value\n#Roadmap\n[a-z]\n**/faq*\n"),
    (
        &["ibid_toml"],
        "corpus = [\"docs\", \"a\"]\nindex = \"i\"\ntop = 5\nmin-confidence = 0.2\nsure = 0.7\ncolor = \"never\"\nsemantic = false\nsynonyms = \"s.txt\"\nlog = true\nkeys = \"vi\"\nclipboard = \"off\"\n",
    ),
    (
        &["synonyms"],
        "pay, buy, purchase\n# comment\ncar => automobile, motor car\nml = machine learning\n",
    ),
    (
        &["feedback"],
        "# head\nhow do I zap it\tfaq.md#zap\tgood\t2026-11-23\nwhat is\\tit\tfaq.md#what-is-machine-learning\tmeans\t2026-11-23\nx\t7\tbad\t\n",
    ),
    (
        &["gaps_log"],
        "# head\n# dropped up to 2025-01-01\n2026-11-23\thow do I zap it\n2026-02-30\tx\n",
    ),
    (
        &["gold"],
        "\u{0}how long is it\tfaq.md:3-5\twarranty\nwho\t-\na\tfaq.md:What is it?\nb\t#id | c.md:1\n",
    ),
    (
        &["gold"],
        "\u{1}{\"question\":\"a\",\"gold\":[{\"path\":\"faq.md\",\"lines\":[1,2]}],\"short\":\"x\"}\n{\"question\":\"b\",\"gold\":null}\n",
    ),
    (&["saved"], "# x\ndead-link\tfaq.md\t#x\n"),
    (&["saved"], "{\"format_version\":1,\"questions\":\"q.tsv\",\"metrics\":{},\"replies\":[]}"),
    (
        &["any_index"],
        "\u{0}# A\n\n## What is a router (RT)?\n\nA router is grey. It costs 3.5 EUR.\n\n- one\n- two\n\nwhat is an RT",
    ),
    (
        &["archive"],
        "\u{5}=== a.md\n# Why?\n\nSo.\n=== b.jsonl\n{\"question\":\"a?\",\"answer\":\"b\"}\n=== c/d.csv\nquestion,answer\na?,b\n",
    ),
];
