//! Questions that were refused, kept on this machine for the owner of the documents: one file a
//! corpus, for nobody else's eyes, of bounded size.

use std::path::Path;

use time::Date;

use crate::{
    config,
    corpus::Corpus,
    error::{Error, Result},
    journal::{Audience, Journal},
};

/// A file is kept below this, in bytes: some eight thousand questions. Then the older half goes.
const MAX_FILE_BYTES: u64 = 512 << 10;

/// A longer question is cut off here, in bytes.
const MAX_QUESTION_BYTES: usize = 500;

const HEADER: &str =
    "# Questions that ibid could not answer: date and question, with a tab between.\n";

/// What the line starts with that says up to which date questions were dropped.
const DROPPED: &str = "# dropped up to ";

/// The file of one corpus.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Log {
    journal: Journal,
}

/// A question that was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// The question, on one line.
    pub question: String,
    /// When, in UTC.
    pub date: Date,
}

/// What a log has.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Logged {
    /// The questions in the order in which they were asked.
    pub refused: Vec<Refused>,
    /// Questions up to this date were dropped, so that the file stays small.
    pub dropped: Option<String>,
    /// Lines that make no sense, from 1, and why. They are passed over.
    pub problems: Vec<(usize, String)>,
}

impl Log {
    /// Of `corpus`; `state` is the user's own folder.
    pub fn new(corpus: &Corpus, state: &Path) -> Log {
        let name = match corpus {
            Corpus::BuiltIn => "builtin".to_owned(),
            Corpus::Paths(paths) => config::digest(paths),
        };
        let path = state.join("refused").join(format!("{name}.tsv"));
        Log { journal: Journal { path, header: HEADER, audience: Audience::Owner } }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.journal.path
    }

    /// Adds a question. Returns whether the older half had to go for it.
    ///
    /// # Errors
    ///
    /// [`Error::Write`]; what was kept still is.
    pub fn add(&self, question: &str, today: Date) -> Result<bool> {
        let words: Vec<&str> = question
            .split(|one: char| one.is_whitespace() || one.is_control())
            .filter(|word| !word.is_empty())
            .collect();
        let mut question = words.join(" ");
        let mut end = question.len().min(MAX_QUESTION_BYTES);
        while !question.is_char_boundary(end) {
            end -= 1;
        }
        question.truncate(end);
        let wrong = |source| Error::Write { path: self.journal.path.clone(), source };
        self.journal.append(&format!("{today}\t{question}")).map_err(wrong)?;
        if self.journal.bytes() <= MAX_FILE_BYTES {
            return Ok(false);
        }
        self.journal.rewrite(newer_half).map_err(wrong)
    }

    /// Reads the questions that were asked on `since` or later.
    ///
    /// # Errors
    ///
    /// [`Error::Read`]: it cannot be read, or is much larger than ibid leaves it.
    pub fn read(&self, since: Option<Date>) -> Result<Logged> {
        let bytes = self
            .journal
            .read(4 * MAX_FILE_BYTES)
            .map_err(|source| Error::Read { path: self.journal.path.clone(), source })?;
        let mut logged = Logged::default();
        for (number, line) in (1..).zip(bytes.split(|byte| *byte == b'\n')) {
            let line = String::from_utf8_lossy(line);
            let line = line.trim_end();
            if let Some(date) = line.strip_prefix(DROPPED) {
                logged.dropped = Some(date.to_owned());
            } else if !line.is_empty() && !line.starts_with('#') {
                match parse(line) {
                    Ok(refused) if since.is_none_or(|since| since <= refused.date) => {
                        logged.refused.push(refused);
                    }
                    Ok(_) => {}
                    Err(reason) => logged.problems.push((number, reason)),
                }
            }
        }
        Ok(logged)
    }

    /// Forgets all questions; returns how many lines there were.
    ///
    /// # Errors
    ///
    /// [`Error::Write`].
    pub fn clear(&self) -> Result<usize> {
        let mut count = 0;
        let emptied = self.journal.rewrite(|bytes| {
            let lines = bytes.split(|byte| *byte == b'\n');
            count = lines.filter(|line| !line.is_empty() && !line.starts_with(b"#")).count();
            Some(HEADER.as_bytes().to_vec())
        });
        emptied.map_err(|source| Error::Write { path: self.journal.path.clone(), source })?;
        Ok(count)
    }
}

fn parse(line: &str) -> std::result::Result<Refused, String> {
    let (date, question) =
        line.split_once('\t').ok_or_else(|| "want a date, a tab and a question".to_owned())?;
    let date = day(date).ok_or_else(|| format!("`{date}` is no date such as 2026-11-23"))?;
    if question.trim().is_empty() {
        return Err("the question is empty".to_owned());
    }
    Ok(Refused { question: question.to_owned(), date })
}

/// A date as `2026-11-23`.
pub fn day(text: &str) -> Option<Date> {
    let mut parts = text.splitn(3, '-');
    let year: i32 = parts.next()?.parse().ok()?;
    let month: u8 = parts.next()?.parse().ok()?;
    let day: u8 = parts.next()?.parse().ok()?;
    Date::from_calendar_date(year, time::Month::try_from(month).ok()?, day).ok()
}

/// The file with the newer half of its lines, and a line that says so.
fn newer_half(bytes: &[u8]) -> Option<Vec<u8>> {
    let lines: Vec<&[u8]> = bytes
        .split_inclusive(|byte| *byte == b'\n')
        .filter(|line| !line.starts_with(b"#"))
        .collect();
    let (older, newer) = lines.split_at(lines.len() / 2);
    let last = String::from_utf8_lossy(older.last()?).into_owned();
    let date = last.split('\t').next().unwrap_or_default();
    let mut text = format!("{HEADER}{DROPPED}{date}\n").into_bytes();
    newer.iter().for_each(|line| text.extend(*line));
    Some(text)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn date(text: &str) -> Date {
        day(text).unwrap()
    }

    #[test]
    fn questions_are_kept_by_date_and_forgotten() {
        let dir = tempfile::tempdir().unwrap();
        let log = Log::new(&Corpus::BuiltIn, dir.path());
        assert_eq!(log.read(None).unwrap(), Logged::default());
        assert_eq!(log.clear().unwrap(), 0);
        log.add("where  is\tthe\nstation", date("2026-10-01")).unwrap();
        log.add("# why", date("2026-11-02")).unwrap();
        let all = log.read(None).unwrap();
        let questions: Vec<_> = all.refused.iter().map(|one| one.question.as_str()).collect();
        assert_eq!(questions, ["where is the station", "# why"]);
        assert_eq!(log.read(Some(date("2026-11-02"))).unwrap().refused.len(), 1);
        assert_eq!(log.clear().unwrap(), 2);
        assert_eq!(log.read(None).unwrap(), Logged::default());
    }

    #[test]
    fn each_corpus_has_its_own_and_the_owner_alone_reads_it() {
        let dir = tempfile::tempdir().unwrap();
        let one = Log::new(&Corpus::Paths(vec!["/a".into()]), dir.path());
        let other = Log::new(&Corpus::Paths(vec!["/b".into()]), dir.path());
        one.add("x", date("2026-10-01")).unwrap();
        assert_eq!(other.read(None).unwrap().refused, []);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(one.path()).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }

    #[test]
    fn lines_that_make_no_sense_are_told_and_stay() {
        let dir = tempfile::tempdir().unwrap();
        let log = Log::new(&Corpus::BuiltIn, dir.path());
        log.add("one", date("2026-10-01")).unwrap();
        let mut bytes = fs::read(log.path()).unwrap();
        bytes.extend(b"\xff\xfe\n2026-13-01\ttwo\n2026-10-02\t \n");
        fs::write(log.path(), &bytes).unwrap();
        log.add("three", date("2026-10-03")).unwrap();
        let read = log.read(None).unwrap();
        assert_eq!(read.refused.len(), 2);
        let lines: Vec<usize> = read.problems.iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, [3, 4, 5]);
        assert!(fs::read(log.path()).unwrap().starts_with(&bytes));
    }

    #[test]
    fn a_full_file_drops_its_older_half_and_says_so() {
        let dir = tempfile::tempdir().unwrap();
        let log = Log::new(&Corpus::BuiltIn, dir.path());
        log.add("first", date("2026-10-01")).unwrap();
        let mut text = fs::read_to_string(log.path()).unwrap();
        for at in 0..12_000 {
            text.push_str(&format!("2026-10-{:02}\t{at} {}\n", 2 + at / 1000, "x".repeat(30)));
        }
        fs::write(log.path(), &text).unwrap();
        assert!(log.add("last", date("2026-10-20")).unwrap());
        assert!(fs::metadata(log.path()).unwrap().len() < MAX_FILE_BYTES);
        let read = log.read(None).unwrap();
        assert_eq!(read.refused.last().unwrap().question, "last");
        assert_eq!(read.refused.len(), 6001);
        assert_eq!(read.dropped.as_deref(), Some("2026-10-07"));
        assert_eq!(read.problems, []);
        assert!(!log.add("more", date("2026-10-21")).unwrap());
    }

    #[test]
    fn dates_are_dates() {
        assert_eq!(day("2026-11-23").unwrap().to_string(), "2026-11-23");
        for wrong in ["", "2026", "2026-02-30", "x-1-1", "2026-1-1-1", "2026-11-23T10:00"] {
            assert_eq!(day(wrong), None, "{wrong}");
        }
    }
}
