//! `/set` and `/status`: how this conversation answers, and from what.

use std::{
    io::Write,
    time::{Duration, SystemTime},
};

use ibid::{
    answer::confidence::{REFUSE, SURE},
    config::{Clipboard, Color, Keys},
    engine,
    settings::{DEFAULT_TOP, MAX_TOP},
};
use rustyline::completion::Pair;
use textwrap::core::display_width;

use super::Talk;
use crate::cli::{console::say, open::named, render, sanitize};

/// Something that `/set` turns, for this conversation only.
struct Setting {
    name: &'static str,
    help: &'static str,
    /// What it may be, where that is one of a few words.
    values: &'static [&'static str],
    get: fn(&Talk<'_>) -> String,
    /// Takes a value, else says what it must be.
    set: fn(&mut Talk<'_>, &str) -> Result<(), String>,
}

const SWITCH: &[&str] = &["on", "off"];

const SETTINGS: &[Setting] = &[
    Setting {
        name: "top",
        help: "passages in a reply",
        values: &[],
        get: |talk| talk.options.top.to_string(),
        set: |talk, value| {
            let number = value.parse().ok().filter(|number| (1..=MAX_TOP).contains(number));
            let wanted = || format!("a whole number from 1 to {MAX_TOP}");
            talk.options.top = or_default(value, number, DEFAULT_TOP).ok_or_else(wanted)?;
            Ok(())
        },
    },
    Setting {
        name: "min-confidence",
        help: "below it there is no answer",
        values: &[],
        get: |talk| talk.options.min_confidence.unwrap_or(REFUSE).to_string(),
        set: |talk, value| {
            let low = or_default(value, probability(value), REFUSE).ok_or(PROBABILITY)?;
            let high = talk.options.sure.unwrap_or(SURE);
            if high < low {
                return Err(format!("at most `sure`, which is {high}"));
            }
            talk.options.min_confidence = Some(low);
            Ok(())
        },
    },
    Setting {
        name: "sure",
        help: "from it on an answer is sure",
        values: &[],
        get: |talk| talk.options.sure.unwrap_or(SURE).to_string(),
        set: |talk, value| {
            let high = or_default(value, probability(value), SURE).ok_or(PROBABILITY)?;
            let low = talk.options.min_confidence.unwrap_or(REFUSE);
            if high < low {
                return Err(format!("at least `min-confidence`, which is {low}"));
            }
            talk.options.sure = Some(high);
            Ok(())
        },
    },
    Setting {
        name: "lexical",
        help: "words alone, no meaning",
        values: SWITCH,
        get: |talk| shown(talk.options.lexical),
        set: |talk, value| {
            talk.options.lexical = switch(value)?;
            Ok(())
        },
    },
    Setting {
        name: "exact",
        help: "questions taken as typed",
        values: SWITCH,
        get: |talk| shown(talk.options.exact),
        set: |talk, value| {
            talk.options.exact = switch(value)?;
            Ok(())
        },
    },
    Setting {
        name: "color",
        help: "bold, grey, hints while typing",
        values: &["auto", "always", "never"],
        get: |talk| shown(talk.console.color()),
        set: |talk, value| {
            talk.console.set_color(match value {
                "auto" | "default" => Color::Auto,
                "always" | "on" => Color::Always,
                "never" | "off" => Color::Never,
                _ => return Err("auto, always or never".to_owned()),
            });
            Ok(())
        },
    },
    Setting {
        name: "keys",
        help: "how lines are edited",
        values: &["emacs", "vi"],
        get: |talk| talk.keys.name().to_owned(),
        set: |talk, value| {
            talk.keys = match value {
                "default" => Keys::default(),
                _ => Keys::named(value).ok_or("emacs or vi")?,
            };
            Ok(())
        },
    },
    Setting {
        name: "clipboard",
        help: "what /copy copies with",
        values: &Clipboard::NAMES,
        get: |talk| talk.clipboard.name().to_owned(),
        set: |talk, value| {
            talk.clipboard = match value {
                "default" => Clipboard::default(),
                _ => Clipboard::named(value).ok_or_else(|| Clipboard::NAMES.join(", "))?,
            };
            Ok(())
        },
    },
];

const PROBABILITY: &str = "a number from 0 to 1";

fn probability(value: &str) -> Option<f64> {
    value.parse().ok().filter(|number| (0.0..=1.0).contains(number))
}

fn or_default<T>(value: &str, parsed: Option<T>, default: T) -> Option<T> {
    if value == "default" { Some(default) } else { parsed }
}

fn switch(value: &str) -> Result<bool, String> {
    match value {
        "on" | "true" | "yes" => Ok(true),
        "off" | "false" | "no" | "default" => Ok(false),
        _ => Err("on or off".to_owned()),
    }
}

fn shown(on: bool) -> String {
    if on { "on" } else { "off" }.to_owned()
}

/// The candidates for what stands behind `/set`, and where they start in `rest`.
pub(super) fn complete(rest: &str) -> (usize, Vec<Pair>) {
    let Some((name, _)) = rest.split_once(' ') else {
        let like = SETTINGS.iter().filter(|setting| setting.name.starts_with(rest));
        let pairs = like.map(|setting| Pair {
            display: format!("{:14}  {}", setting.name, setting.help),
            replacement: format!("{} ", setting.name),
        });
        return (0, pairs.collect());
    };
    let value = rest[name.len()..].trim_start();
    let values =
        SETTINGS.iter().find(|setting| setting.name == name).map_or(&[][..], |one| one.values);
    let like = values.iter().chain(&["default"]).filter(|one| one.starts_with(value));
    let pairs = like.map(|one| Pair { display: (*one).into(), replacement: (*one).into() });
    (rest.len() - value.len(), pairs.collect())
}

impl Talk<'_> {
    /// With nothing behind it lists the settings, with a name shows one, with a value sets it.
    pub(super) fn set(&mut self, typed: &str, out: &mut dyn Write) -> anyhow::Result<()> {
        let typed = typed.replacen('=', " ", 1).to_lowercase();
        let (name, value) = typed.split_once(char::is_whitespace).unwrap_or((&typed, ""));
        let (name, value) = (name.replace('_', "-"), value.trim().trim_matches(['"', '\'']));
        if name.is_empty() {
            let rows: Vec<String> = SETTINGS.iter().map(|one| self.setting(one)).collect();
            return self.print(&rows.concat(), out);
        }
        let Some(setting) = SETTINGS.iter().find(|setting| setting.name == name) else {
            let names: Vec<&str> = SETTINGS.iter().map(|setting| setting.name).collect();
            say(&format!("there is no setting {name}; there are {}", names.join(", ")));
            return Ok(());
        };
        if !value.is_empty()
            && let Err(wanted) = (setting.set)(self, value)
        {
            say(&format!("{name} must be {wanted}"));
            return Ok(());
        }
        self.print(&self.setting(setting), out)
    }

    fn setting(&self, setting: &Setting) -> String {
        let head = format!("  {:14}  {:8}  ", setting.name, (setting.get)(self));
        let width = self.console.width();
        format!("{}\n", render::hanging(&head, setting.help, display_width(&head), width))
    }

    /// Tells the documents, whether the index is up to date, where it is, and what was asked.
    pub(super) fn status(&mut self, out: &mut dyn Write) -> anyhow::Result<()> {
        let engine = &self.library.engine;
        let built = engine.built();
        let count = |count: usize, one: &str, many: &str| match count {
            1 => format!("1 {one}"),
            count => format!("{count} {many}"),
        };
        let mut rows = vec![
            ("documents", named(engine.corpus())),
            ("chosen by", self.library.chosen_by().to_owned()),
            (
                "hold",
                format!(
                    "{}, {}, {}",
                    count(built.files, "file", "files"),
                    count(built.passages, "passage", "passages"),
                    count(built.entries, "entry of a FAQ", "entries of a FAQ"),
                ),
            ),
        ];
        if 0 < built.skipped {
            let skipped = count(built.skipped, "file, line or record", "files, lines and records");
            rows.push((
                "left out",
                format!("{skipped}: `{}` lists them", self.library.reporting()),
            ));
        }
        rows.push(("languages", engine.languages().join(", ")));
        rows.push((
            "state",
            if !engine.corpus_is_there() {
                "the documents are not there any more; the index answers"
            } else if engine.is_superseded() {
                "another ibid made a newer index; the next question takes it"
            } else if engine.is_stale() {
                "behind the documents, which changed since"
            } else {
                "up to date with the documents"
            }
            .to_owned(),
        ));
        let dir = self.library.index_dir();
        rows.push(("index", dir.display().to_string()));
        let age = engine::made(dir).and_then(|made| SystemTime::now().duration_since(made).ok());
        let made = age.map_or_else(String::new, |age| format!(", made {} ago", ago(age)));
        rows.push(("size", format!("{}{made}", bytes(engine.index_bytes()))));
        let answered = self.answered_count;
        rows.push((
            "this chat",
            format!(
                "{}, {answered} of them answered",
                count(self.recorded.len(), "question", "questions")
            ),
        ));
        let text: String = rows
            .iter()
            .map(|(name, what)| {
                let head = format!("  {name:10}  ");
                let what = sanitize::line(what);
                format!("{}\n", render::hanging(&head, &what, head.len(), self.console.width()))
            })
            .collect();
        self.print(&text, out)
    }
}

/// `time` in its largest unit.
fn ago(time: Duration) -> String {
    let seconds = time.as_secs();
    let (count, unit) = match seconds {
        0..60 => (seconds, "second"),
        60..3_600 => (seconds / 60, "minute"),
        3_600..86_400 => (seconds / 3_600, "hour"),
        _ => (seconds / 86_400, "day"),
    };
    format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
}

fn bytes(count: u64) -> String {
    match count {
        0..10_000 => format!("{count} bytes"),
        10_000..10_000_000 => format!("{} kB", count / 1_000),
        _ => format!("{} MB", count / 1_000_000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_and_sizes_are_in_their_largest_unit() {
        assert_eq!(ago(Duration::from_secs(1)), "1 second");
        assert_eq!(ago(Duration::from_secs(7_300)), "2 hours");
        assert_eq!(ago(Duration::from_secs(400_000)), "4 days");
        assert_eq!(bytes(512), "512 bytes");
        assert_eq!(bytes(260_123), "260 kB");
        assert_eq!(bytes(26_000_123), "26 MB");
    }

    #[test]
    fn names_and_values_are_completed() {
        let names = |rest: &str| {
            let (start, pairs) = complete(rest);
            (start, pairs.into_iter().map(|pair| pair.replacement).collect::<Vec<_>>().join("|"))
        };
        assert_eq!(names("c"), (0, "color |clipboard ".to_owned()));
        assert_eq!(names("keys "), (5, "emacs|vi|default".to_owned()));
        assert_eq!(names("keys v"), (5, "vi".to_owned()));
        assert_eq!(names("nonsense v"), (9, String::new()));
    }
}
