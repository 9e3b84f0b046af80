//! What `ibid export` takes.

use std::path::PathBuf;

use clap::ValueEnum;
use ibid::export::Target;

pub(super) const EXPORT_EXIT_STATUS: &str = "Exit status: 0 exported, 1 something was lost and --strict is given, \
                                  2 nothing to export or an error, 130 interrupted";

#[derive(Debug, clap::Args)]
pub(crate) struct Export {
    /// Files and folders; without any, the documents that are set
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,

    /// What to write
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub(crate) to: TargetArg,

    /// Write to this file, which must be none of the documents, instead of standard output
    #[arg(short, long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,

    /// The documents, as PATH; may be repeated [env: IBID_CORPUS]
    #[arg(long, value_name = "PATH", conflicts_with = "paths")]
    pub(crate) corpus: Vec<PathBuf>,

    /// Only questions and answers, also where the format holds other texts
    #[arg(long)]
    pub(crate) entries_only: bool,

    /// Write each loss to this file, an object a line: at, id, field, value, why
    #[arg(long, value_name = "FILE")]
    pub(crate) losses: Option<PathBuf>,

    /// Exit with 1 if anything was lost
    #[arg(long)]
    pub(crate) strict: bool,

    /// What the page is called (html) [default: the title over all entries, else FAQ]
    #[arg(long, value_name = "TEXT")]
    pub(crate) title: Option<String>,
}

/// [`Target`] as it is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum TargetArg {
    /// Bot Framework: id, phrasings, filters, prompts
    Qna,
    /// QnA Maker, tab-separated: number, phrasings, source, metadata
    Tsv,
    /// Azure custom question answering, JSON: number, phrasings, source, metadata
    Cqa,
    /// QnABot on AWS, JSON: id, phrasings, topic, tags
    Qnabot,
    /// Amazon Kendra, JSON: category, source, attributes
    Kendra,
    /// Amazon Kendra, CSV with a header: category, source, attributes
    KendraCsv,
    /// A schema.org FAQPage: id, phrasings, category, tags, url
    Jsonld,
    /// An accessible page for people: headings, other texts
    Html,
    /// A Markdown file: headings, other texts
    Markdown,
    /// JSON Lines, as ibid reads them: everything
    Jsonl,
    /// A table for spreadsheets: everything that is text
    Csv,
    /// Cards for Anki: id, tags
    Anki,
}

impl From<TargetArg> for Target {
    fn from(typed: TargetArg) -> Target {
        match typed {
            TargetArg::Qna => Target::Qna,
            TargetArg::Tsv => Target::Tsv,
            TargetArg::Cqa => Target::Cqa,
            TargetArg::Qnabot => Target::QnaBot,
            TargetArg::Kendra => Target::Kendra,
            TargetArg::KendraCsv => Target::KendraCsv,
            TargetArg::Jsonld => Target::JsonLd,
            TargetArg::Html => Target::Html,
            TargetArg::Markdown => Target::Markdown,
            TargetArg::Jsonl => Target::JsonLines,
            TargetArg::Csv => Target::Csv,
            TargetArg::Anki => Target::Anki,
        }
    }
}
