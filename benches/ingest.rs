//! How fast Markdown and web pages are read and cut: from bytes to passages, in one thread.
//!
//! ```text
//! cargo bench --bench ingest
//! ```

use std::{fmt::Write, hint::black_box};

use criterion::{Criterion, Throughput};
use ibid::{chunk::chunk, ingest::parse};

/// A page as programs write them: much markup around plain paragraphs, lists, tables and code.
fn page(sections: usize) -> String {
    let mut page = String::from(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Parts</title>\n\
         <style>p { margin: 0 }</style></head>\n<body><nav><ul><li><a href=\"/\">Home</a></li></ul>\
         </nav>\n<main class=\"body\" role=\"main\">\n<h1>Parts of a boat FAQ</h1>\n",
    );
    for at in 0..sections {
        let _ = write!(
            page,
            "<section id=\"part-{at}\"><h2>How do I mend part {at}?<a class=\"headerlink\" \
             href=\"#part-{at}\" title=\"Permalink\">¶</a></h2>\n<p>Take the <em>part</em> off with \
             <code class=\"docutils literal\"><span class=\"pre\">tool {at}</span></code>, clean it \
             &amp; dry it for a day, then put\nit back as it was. See <a class=\"reference external\" \
             href=\"https://example.org/parts/{at}\">the list</a> for what it costs.</p>\n\
             <ul class=\"simple\"><li><p>first the <strong>small</strong> screws</p></li>\n\
             <li><p>then the large ones, one after the other</p></li></ul>\n\
             <div class=\"highlight\"><pre>part({at}).<span class=\"n\">mend</span>()\n</pre></div>\n\
             <table class=\"docutils\"><tr><th>Part</th><th>Price</th></tr>\n\
             <tr><td>number {at}</td><td>{}&nbsp;&euro;</td></tr></table></section>\n",
            at % 90
        );
    }
    page.push_str("</main><footer><p>All rights.</p></footer></body></html>\n");
    page
}

/// The same in Markdown, as a person writes it.
fn markdown(sections: usize) -> String {
    let mut text = String::from("# Parts of a boat FAQ\n\nWhat we are asked most about parts.\n\n");
    for at in 0..sections {
        let _ = write!(
            text,
            "## How do I mend part {at}?\n\nTake the *part* off with `tool {at}`, clean it & dry it \
             for a day, then put\nit back as it was. See [the list](https://example.org/parts/{at}) \
             for what it costs.\n\n- first the **small** screws\n- then the large ones, one after \
             the other\n\n```\npart({at}).mend()\n```\n\n| Part | Price |\n|---|---|\n\
             | number {at} | {} € |\n\n",
            at % 90
        );
    }
    text
}

/// Chapters of running text: long paragraphs under few headings.
fn prose(chapters: usize) -> String {
    let mut text = String::new();
    for at in 0..chapters {
        let _ = write!(text, "# Chapter {at}\n\n");
        for number in 0..12 {
            let _ = write!(
                text,
                "The ship of chapter {at} lay still for the {number}th day, and nobody on board knew \
                 when the wind\nwould come back. The cook said that he had seen worse; the captain, \
                 who had not, looked at\nthe sails and said nothing. In the evening they ate what was \
                 left of the bread.\n\n"
            );
        }
    }
    text
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    let mut group = criterion.benchmark_group("ingest");
    group.sample_size(20);
    let files = [
        ("html", "page.html", page(2_000)),
        ("markdown", "page.md", markdown(4_000)),
        ("prose", "prose.md", prose(500)),
    ];
    for (kind, name, text) in files {
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(kind, |bencher| {
            bencher.iter(|| {
                let passages = chunk(&parse(name, black_box(&text))).passages;
                assert!(500 <= passages.len(), "{}", passages.len());
                passages
            });
        });
    }
    group.finish();
    criterion.final_summary();
}
