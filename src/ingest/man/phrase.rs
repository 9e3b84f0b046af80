//! The macros of `mdoc` that stand in running text: flags, arguments, names, quotes.
//!
//! What stands behind one on its line may be another, so that a line is read from left to right.
//! Punctuation that stands alone is no argument: it follows what is before it without a blank.

use super::escapes::{Argument, plain};

/// A longer name of a program is none, in bytes: it is said wherever `.Nm` stands.
const LONGEST_NAME: usize = 200;

/// How deep brackets, quotes and the like may stand in each other on a line.
const MAX_DEPTH: usize = 16;

/// What a line says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) text: String,
    /// Whether it stands right behind what was said before.
    pub(super) glued: bool,
}

/// What holds from line to line.
#[derive(Debug)]
pub(super) struct Phrases {
    /// The name of what the page is about.
    name: String,
    /// Whether words are parted by blanks.
    spaced: bool,
    /// Whether the next word stands right behind the last.
    glued: bool,
    /// How many brackets and the like are open that end on a later line.
    open: usize,
    /// How many arguments of a function, or parts of a reference, were said.
    parts: Option<usize>,
}

impl Default for Phrases {
    fn default() -> Phrases {
        Phrases { name: String::new(), spaced: true, glued: false, open: 0, parts: None }
    }
}

impl Phrases {
    pub(super) fn takes_glue(&mut self) -> bool {
        std::mem::take(&mut self.glued)
    }

    pub(super) fn set_spaced(&mut self, spaced: bool) {
        // The first word without blanks still stands apart from the one before.
        (self.spaced, self.glued) = (spaced, false);
    }

    /// What is open from here on is of the head of an item.
    pub(super) fn begin_head(&mut self) {
        self.open = 0;
    }

    /// Whether something is open that ends on a later line.
    pub(super) fn is_open(&self) -> bool {
        0 < self.open
    }

    pub(super) fn begin_reference(&mut self) {
        self.parts = None;
    }

    /// What the macro `name` makes of `given`; nothing where it is not known. Without a name, what
    /// the macros among `given` make.
    pub(super) fn read(&mut self, name: &str, given: &[Argument]) -> Said {
        let mut line = Line { said: Said::default(), glued: self.glued, spaced: self.spaced };
        if name.is_empty() {
            self.all(given, &mut line, 0);
        } else if is_known(name) {
            let used = self.one(name, given, &mut line, 0);
            self.all(&given[used.min(given.len())..], &mut line, 0);
        } else {
            return line.said;
        }
        self.glued = line.glued || !self.spaced;
        line.said
    }

    fn all(&mut self, given: &[Argument], line: &mut Line, depth: usize) {
        let mut at = 0;
        while let Some(one) = given.get(at) {
            at += 1;
            if is_macro(one) && depth < MAX_DEPTH {
                at += self.one(&one.text, &given[at..], line, depth);
            } else {
                line.word(one);
            }
        }
    }

    /// What the macro `name` makes of the first of `given`; how many these are.
    fn one(&mut self, name: &str, given: &[Argument], line: &mut Line, depth: usize) -> usize {
        if let Some((open, close)) = enclosure(name) {
            let inner = given.len() - given.iter().rev().take_while(|one| closes(one)).count();
            line.put(open, false, true);
            self.all(&given[..inner], line, depth + 1);
            line.put(close, true, false);
            return inner;
        }
        if let Some(sign) = opening(name) {
            self.open += 1;
            line.put(sign, false, true);
            return 0;
        }
        if let Some(sign) = closing(name) {
            self.open = self.open.saturating_sub(1);
            line.put(sign, true, false);
            return 0;
        }
        // Its own arguments: those before the next macro.
        let own = given.iter().position(is_macro).unwrap_or(given.len());
        let own = &given[..own];
        let words = own.iter().position(closes).unwrap_or(own.len());
        let text = |at: usize| own.get(at).filter(|_| at < words).map(|one| plain(&one.text));
        match name {
            "Ns" => line.glued = true,
            "Ap" => line.put("'", true, true),
            "Pf" => {
                let Some(prefix) = given.first() else { return 0 };
                line.put(&plain(&prefix.text), false, true);
                return 1;
            }
            "Nm" => match text(0) {
                Some(name) => {
                    if self.name.is_empty() && name.len() <= LONGEST_NAME {
                        self.name = name;
                    }
                }
                None => line.put(&self.name, false, false),
            },
            "Nd" => {
                line.put("-", false, false);
                return line.words(given);
            }
            "Fl" => {
                if own.first().is_none_or(is_sign) {
                    // `Fl Fl x` and `Fl Ar x` are `--x` and `-x`.
                    line.put("-", false, own.is_empty() && !given.is_empty());
                }
                for one in own {
                    if is_sign(one) {
                        line.word(one);
                    } else {
                        line.put(&format!("-{}", plain(&one.text)), false, false);
                    }
                }
                return own.len();
            }
            "Ar" if text(0).is_none() => line.put("file ...", false, false),
            "Xr" => {
                let Some(page) = text(0) else { return 0 };
                let section = text(1).map_or(String::new(), |section| format!("({section})"));
                line.put(&format!("{page}{section}"), false, false);
                return words.min(2);
            }
            "Fn" => {
                let Some(function) = text(0) else { return 0 };
                let given: Vec<String> = (1..words).filter_map(text).collect();
                line.put(&format!("{function}({})", given.join(", ")), false, false);
                return words;
            }
            "Fo" => {
                let function = text(0).unwrap_or_default();
                line.put(&format!("{function}("), false, true);
                (self.open, self.parts) = (self.open + 1, Some(0));
                return words;
            }
            "Fc" => {
                (self.open, self.parts) = (self.open.saturating_sub(1), None);
                line.put(")", true, false);
            }
            "Fa" => {
                for at in 0..words {
                    self.begin_part(line, false);
                    line.put(&text(at).unwrap_or_default(), false, false);
                }
                return words;
            }
            _ if name.starts_with('%') => {
                self.begin_part(line, true);
                return line.words(given);
            }
            "In" => {
                let Some(file) = text(0) else { return 0 };
                line.put(&format!("<{file}>"), false, false);
                return 1;
            }
            "Lk" => {
                let Some(address) = text(0) else { return 0 };
                let said: Vec<String> = (1..words).filter_map(text).collect();
                if said.is_empty() {
                    line.put(&address, false, false);
                } else {
                    line.put(&format!("{} <{address}>", said.join(" ")), false, false);
                }
                return words;
            }
            "Ex" | "Rv" => {
                let names: Vec<String> = (1..words).filter_map(text).collect();
                let names = if names.is_empty() { self.name.clone() } else { names.join(", ") };
                line.put(&standard(name, &names), false, false);
                return words;
            }
            "Ta" => line.put("|", false, false),
            _ => {
                if let Some(system) = system(name) {
                    let version = text(0).unwrap_or_default();
                    let whole = if name == "Bx" {
                        format!("{version}{system}")
                    } else {
                        format!("{system} {version}")
                    };
                    line.put(whole.trim_end(), false, false);
                    return words.min(1);
                }
            }
        }
        line.words(own)
    }

    /// Parts the next of several parts from the one before, and says that there is one.
    fn begin_part(&mut self, line: &mut Line, is_reference: bool) {
        match &mut self.parts {
            Some(said) => {
                if 0 < *said {
                    line.put(",", true, false);
                }
                *said += 1;
            }
            None if is_reference => self.parts = Some(1),
            None => {}
        }
    }
}

/// A line in the making.
struct Line {
    said: Said,
    glued: bool,
    spaced: bool,
}

impl Line {
    /// Says a word, or a sign that stands alone.
    fn word(&mut self, one: &Argument) {
        let opens = !one.quoted && matches!(one.text.as_str(), "(" | "[");
        self.put(&plain(&one.text), closes(one), opens);
    }

    /// Says `all`, as they are; how many these are.
    fn words(&mut self, all: &[Argument]) -> usize {
        for one in all {
            self.word(one);
        }
        all.len()
    }

    /// Says `text`: right behind what is before it, and with what follows right behind it.
    fn put(&mut self, text: &str, left: bool, right: bool) {
        if text.is_empty() {
            return;
        }
        let glued = left || self.glued;
        if self.said.text.is_empty() {
            self.said.glued = glued;
        } else if !glued {
            self.said.text.push(' ');
        }
        self.said.text.push_str(text);
        self.glued = right || !self.spaced;
    }
}

/// Whether `one` is punctuation that follows a word.
fn closes(one: &Argument) -> bool {
    !one.quoted && matches!(one.text.as_str(), "." | "," | ":" | ";" | ")" | "]" | "?" | "!")
}

/// Whether `one` stands alone, whatever macro it is given to.
fn is_sign(one: &Argument) -> bool {
    closes(one) || (!one.quoted && matches!(one.text.as_str(), "(" | "[" | "|"))
}

fn is_macro(one: &Argument) -> bool {
    !one.quoted && is_known(&one.text)
}

fn is_known(name: &str) -> bool {
    const PLAIN: [&str; 37] = [
        "Ad", "An", "Ap", "Ar", "Cd", "Cm", "Dv", "Em", "Er", "Ev", "Ex", "Fa", "Fc", "Fd", "Fl",
        "Fn", "Fo", "Ft", "Ic", "In", "Lb", "Li", "Lk", "Ms", "Mt", "Nd", "Nm", "No", "Ns", "Pa",
        "Pf", "Rv", "St", "Sx", "Sy", "Ta", "Tn",
    ];
    let reference = name.strip_prefix('%').is_some_and(|kind| kind.len() == 1);
    // Names are of two letters; this is asked of every word.
    (name.len() == 2
        && (PLAIN.contains(&name)
            || matches!(name, "Va" | "Vt" | "Xr")
            || enclosure(name).is_some()
            || opening(name).is_some()
            || closing(name).is_some()
            || system(name).is_some()))
        || matches!(name, "Bsx" | "Brq" | "Bro" | "Brc")
        || reference
}

/// What stands around the rest of a line.
fn enclosure(name: &str) -> Option<(&'static str, &'static str)> {
    Some(match name {
        "Op" | "Bq" => ("[", "]"),
        "Aq" => ("<", ">"),
        "Brq" => ("{", "}"),
        "Pq" => ("(", ")"),
        "Dq" => ("“", "”"),
        "Qq" => ("\"", "\""),
        "Sq" | "Ql" => ("‘", "’"),
        _ => return None,
    })
}

/// What begins here and ends somewhere behind, maybe on another line.
fn opening(name: &str) -> Option<&'static str> {
    Some(match name {
        "Oo" | "Bo" => "[",
        "Ao" => "<",
        "Bro" => "{",
        "Po" => "(",
        "Do" => "“",
        "Qo" => "\"",
        "So" => "‘",
        "Xo" | "Eo" => "",
        _ => return None,
    })
}

fn closing(name: &str) -> Option<&'static str> {
    Some(match name {
        "Oc" | "Bc" => "]",
        "Ac" => ">",
        "Brc" => "}",
        "Pc" => ")",
        "Dc" => "”",
        "Qc" => "\"",
        "Sc" => "’",
        "Xc" | "Ec" => "",
        _ => return None,
    })
}

fn system(name: &str) -> Option<&'static str> {
    Some(match name {
        "At" => "AT&T UNIX",
        "Bx" => "BSD",
        "Bsx" => "BSD/OS",
        "Dx" => "DragonFly",
        "Fx" => "FreeBSD",
        "Nx" => "NetBSD",
        "Ox" => "OpenBSD",
        "Ux" => "UNIX",
        _ => return None,
    })
}

/// The sentence that every page has of the status of `names`.
fn standard(name: &str, names: &str) -> String {
    if name == "Ex" {
        format!("The {names} utility exits 0 on success, and >0 if an error occurs.")
    } else {
        format!(
            "The {names} function returns the value 0 if successful; otherwise the value -1 is \
             returned and the global variable errno is set to indicate the error."
        )
    }
}
