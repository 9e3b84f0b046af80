//! tantivy used plainly: the default schema of its tutorial, two text fields with positions, the
//! `QueryParser`, a reader that reloads by itself.
//!
//! ```text
//! plain-tantivy index DIR PASSAGES.jsonl
//! plain-tantivy ask DIR QUESTION                the best 3 with their text
//! plain-tantivy loop DIR QUESTIONS.txt SECONDS  microseconds of each, its best 10 read
//! ```

use std::{
    env,
    error::Error,
    fs::{self, File},
    io::{BufRead, BufReader, Write, stdout},
    path::Path,
    process::ExitCode,
    time::{Duration, Instant},
};

use tantivy::{
    Index, Searcher, TantivyDocument,
    collector::TopDocs,
    doc,
    query::QueryParser,
    schema::{Field, STORED, Schema, TEXT, Value},
};

type Failed = Box<dyn Error>;

/// Bytes the writer may hold before it writes a segment.
const WRITER_MEMORY: usize = 200_000_000;

/// Questions asked before the clock runs.
const WARM_UP: usize = 50;

fn main() -> ExitCode {
    let given: Vec<String> = env::args().skip(1).collect();
    let given: Vec<&str> = given.iter().map(String::as_str).collect();
    let done = match given[..] {
        ["index", dir, passages] => build(Path::new(dir), Path::new(passages)),
        ["ask", dir, question] => ask(Path::new(dir), question),
        ["loop", dir, questions, seconds] => timed(Path::new(dir), Path::new(questions), seconds),
        _ => Err("usage: plain-tantivy index|ask|loop DIR …".into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("plain-tantivy: {why}");
            ExitCode::FAILURE
        }
    }
}

fn build(dir: &Path, passages: &Path) -> Result<(), Failed> {
    let mut schema = Schema::builder();
    let title = schema.add_text_field("title", TEXT | STORED);
    let text = schema.add_text_field("text", TEXT | STORED);
    fs::create_dir_all(dir)?;
    let index = Index::create_in_dir(dir, schema.build())?;
    let mut writer = index.writer(WRITER_MEMORY)?;
    for line in BufReader::new(File::open(passages)?).lines() {
        let record: serde_json::Value = serde_json::from_str(&line?)?;
        let of = |key: &str| record[key].as_str().unwrap_or_default().to_owned();
        writer.add_document(doc!(title => of("title"), text => of("text")))?;
    }
    writer.commit()?;
    writer.wait_merging_threads()?;
    Ok(())
}

/// What answers, opened as the tutorial does.
struct Engine {
    searcher: Searcher,
    parser: QueryParser,
    title: Field,
    text: Field,
}

impl Engine {
    fn open(dir: &Path) -> Result<Self, Failed> {
        let index = Index::open_in_dir(dir)?;
        let schema = index.schema();
        let (title, text) = (schema.get_field("title")?, schema.get_field("text")?);
        let reader = index.reader()?;
        let parser = QueryParser::for_index(&index, vec![title, text]);
        Ok(Self { searcher: reader.searcher(), parser, title, text })
    }

    /// Title and text of the best `top`.
    fn best(&self, question: &str, top: usize) -> Result<Vec<(String, String)>, Failed> {
        let query = self.parser.parse_query(question)?;
        let found = self.searcher.search(&query, &TopDocs::with_limit(top).order_by_score())?;
        let mut passages = Vec::with_capacity(found.len());
        for (_, address) in found {
            let document: TantivyDocument = self.searcher.doc(address)?;
            let of = |field| {
                let value = document.get_first(field).and_then(|value| value.as_str());
                value.unwrap_or_default().to_owned()
            };
            passages.push((of(self.title), of(self.text)));
        }
        Ok(passages)
    }
}

fn ask(dir: &Path, question: &str) -> Result<(), Failed> {
    let mut out = stdout().lock();
    for (title, text) in Engine::open(dir)?.best(question, 3)? {
        writeln!(out, "{title}\n{text}\n")?;
    }
    Ok(())
}

fn timed(dir: &Path, questions: &Path, seconds: &str) -> Result<(), Failed> {
    let engine = Engine::open(dir)?;
    let questions = fs::read_to_string(questions)?;
    let limit = Duration::from_secs_f64(seconds.parse()?);
    for question in questions.lines().take(WARM_UP) {
        engine.best(question, 10)?;
    }
    let began = Instant::now();
    let mut out = stdout().lock();
    for question in questions.lines() {
        let started = Instant::now();
        engine.best(question, 10)?;
        writeln!(out, "{:.1}", started.elapsed().as_secs_f64() * 1e6)?;
        if began.elapsed() > limit {
            break;
        }
    }
    Ok(())
}
