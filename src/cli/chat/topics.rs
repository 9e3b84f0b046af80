//! `/topics`: the outline of the documents, and walking in it.

use std::{io::Write, sync::Arc};

use ibid::{
    answer::Found,
    engine::{Child, Engine, Outline, Topic},
};
use textwrap::core::display_width;

use super::{Talk, commands};
use crate::cli::{
    ask::view,
    console::{counted, say},
    open::named,
    render::{self, LEAST_NAME, View, shortened},
    sanitize,
};

/// Lines of a topic that are listed at once.
const LISTED: usize = 60;

/// Where the walk is.
pub(super) struct Walk {
    /// What the outline is of.
    engine: Arc<Engine>,
    outline: Outline,
    at: usize,
    /// The first passage of each line of the list, and what the line is called.
    firsts: Vec<u32>,
    names: Vec<String>,
}

impl Walk {
    /// Whether `shown`, the list that numbers pick from, is the one of this walk.
    pub(super) fn is_listed(&self, shown: &[Found]) -> bool {
        !shown.is_empty() && shown.iter().map(|one| one.number).eq(self.firsts.iter().copied())
    }

    /// The names of what is listed.
    pub(super) fn names(&self) -> &[String] {
        &self.names
    }
}

impl Talk<'_> {
    /// Goes where `wanted` says: a number of the list, `..`, a name or a path; with nothing, to the
    /// whole. Lists what is there.
    pub(super) fn topics(&mut self, wanted: &str, out: &mut dyn Write) -> anyhow::Result<()> {
        self.library.refresh(self.console)?;
        let engine = &self.library.engine;
        let mut walk = match self.walk.take() {
            Some(walk) if Arc::ptr_eq(&walk.engine, engine) => walk,
            _ => Walk {
                outline: engine.outline()?,
                engine: Arc::clone(engine),
                at: 0,
                firsts: Vec::new(),
                names: Vec::new(),
            },
        };
        let listed = walk.is_listed(&self.shown);
        let children = walk.outline.topic(walk.at).map_or(&[][..], |topic| &topic.children);
        let children = &children[..children.len().min(LISTED)];
        let number = commands::number(wanted);
        let child = number.and_then(|number| children.get(number.checked_sub(1)?)).copied();
        let target = match (wanted, number, child) {
            ("" | "/", ..) => 0,
            ("..", ..) => walk.outline.topic(walk.at).map_or(0, |topic| topic.parent),
            (_, Some(_), Some(Child::Topic(number))) if listed => number,
            (_, Some(number), Some(Child::Passage(_))) if listed => {
                self.walk = Some(walk);
                return self.read_passage(number, out);
            }
            (_, Some(number), _) => {
                say(&match children.len() {
                    last if listed => {
                        format!("there is no topic {number}; the list goes from 1 to {last}")
                    }
                    _ => "no topics are listed; /topics lists them".to_owned(),
                });
                self.walk = Some(walk);
                return Ok(());
            }
            _ => match walk.outline.named(wanted, walk.at) {
                Some(number) => number,
                None => {
                    say(&format!("no topic is called {wanted}; /topics lists them"));
                    self.walk = Some(walk);
                    return Ok(());
                }
            },
        };
        walk.at = target;
        let Some(topic) = walk.outline.topic(target) else { return Ok(()) };
        // Each number stands for its first passage as well, for /show, /open and /copy.
        let mut shown = Vec::new();
        let mut rows = Vec::new();
        let view = view(&self.library, self.around, self.console);
        for child in topic.children.iter().take(LISTED) {
            let (first, row) = match child {
                Child::Topic(number) => {
                    let Some(under) = walk.outline.topic(*number) else { continue };
                    (under.first, Some(row_of(under, topic)))
                }
                Child::Passage(number) => (*number, None),
            };
            let found = self.library.engine.by_number(first)?;
            rows.push(row.unwrap_or_else(|| {
                (render::name(&found.passage), render::plain_place(&found.passage, view))
            }));
            shown.push(found);
        }
        let mut text = head(&walk.outline, topic, &named(self.library.engine.corpus()), view);
        list(&mut text, &rows, view);
        let left = topic.children.len().saturating_sub(rows.len());
        if 0 < left {
            text.push_str(&format!("  … and {left} more; /topics NAME goes to one by its name\n"));
        }
        if topic.children.is_empty() {
            text.push_str("  nothing is here\n");
        }
        walk.firsts = shown.iter().map(|one| one.number).collect();
        walk.names = rows.into_iter().map(|(name, _)| name).collect();
        self.list_aside(shown);
        self.walk = Some(walk);
        self.print(&text, out)
    }
}

/// How `topic` is listed under `parent`: its name, then how much is in it and where.
fn row_of(topic: &Topic, parent: &Topic) -> (String, String) {
    let count = counted(topic.passages, "passage", "passages");
    let path = sanitize::line(&topic.path).into_owned();
    let place = if topic.path == parent.path || topic.path.ends_with(&topic.name) {
        count
    } else {
        format!("{count} in {path}")
    };
    (sanitize::line(&topic.name).into_owned(), place)
}

/// Where the walk is, from the whole down.
fn head(outline: &Outline, topic: &Topic, corpus: &str, view: View<'_>) -> String {
    let mut steps = Vec::new();
    let mut at = topic;
    while !at.name.is_empty() {
        steps.push(sanitize::line(&at.name).into_owned());
        match outline.topic(at.parent) {
            Some(parent) => at = parent,
            None => break,
        }
    }
    steps.reverse();
    let name = if steps.is_empty() { corpus.to_owned() } else { steps.join(" › ") };
    let count = counted(topic.passages, "passage", "passages");
    let name = match view.width {
        Some(width) => shortened(&sanitize::line(&name), width.saturating_sub(count.len() + 2)),
        None => sanitize::line(&name).into_owned(),
    };
    format!("{}: {count}\n", view.bold(&name))
}

/// Numbered lines: the name, and grey behind it the place, kept to the width.
fn list(out: &mut String, rows: &[(String, String)], view: View<'_>) {
    let digits = rows.len().to_string().len();
    for (at, (name, place)) in rows.iter().enumerate() {
        let number = format!("{:>digits$}", at + 1);
        let Some(width) = view.width else {
            out.push_str(&format!("  {number}  {name}  {}\n", view.dim(place)));
            continue;
        };
        // Where both have room beside each other, the name has at least half of the line.
        let room = width.saturating_sub(digits + 6);
        let most = if LEAST_NAME <= room / 2 { room / 2 } else { room };
        let place = shortened(place, most);
        let columns = display_width(&place);
        render::row(out, &number, name, (view.dim(&place), columns), view.width);
    }
}
