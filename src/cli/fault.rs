//! A fault of our own: a panic is caught, said in one sentence, and ends no conversation.

use std::{
    cell::{Cell, RefCell},
    env, fmt,
    panic::{self, AssertUnwindSafe, PanicHookInfo},
    sync::Once,
};

thread_local! {
    /// Whether a panic of this thread is caught and said by [`caught`].
    static WATCHED: Cell<bool> = const { Cell::new(false) };
    /// What the last one said, and where.
    static SAID: RefCell<String> = const { RefCell::new(String::new()) };
}

/// A panic that was caught.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    /// What it said and where, as a phrase.
    said: String,
    /// The question that was being answered, if one was.
    question: Option<String>,
}

impl Fault {
    /// The same, while `question` was being answered.
    pub(crate) fn with(self, question: &str) -> Fault {
        Fault { question: Some(question.to_owned()), ..self }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "this is a bug in ibid: {}; please report it", self.said)?;
        match &self.question {
            // What a person asks is short; what a program feeds need not be repeated whole.
            Some(question) => {
                let start: String = question.chars().take(200).collect();
                let more = if start.len() < question.len() { "…" } else { "" };
                write!(out, ", with the question \"{start}{more}\"")
            }
            None => Ok(()),
        }
    }
}

impl std::error::Error for Fault {}

/// Has panics that [`caught`] catches say nothing of their own, unless `RUST_BACKTRACE` asks for it.
pub(crate) fn watch() {
    static WATCHING: Once = Once::new();
    WATCHING.call_once(|| {
        let usual = panic::take_hook();
        panic::set_hook(Box::new(move |panic| {
            if WATCHED.get() {
                SAID.replace(said(panic));
            }
            if !WATCHED.get() || env::var_os("RUST_BACKTRACE").is_some_and(|value| value != "0") {
                usual(panic);
            }
        }));
    });
}

/// What `work` gives, or the panic that ended it.
///
/// Whatever `work` was changing may be half changed: nothing is kept here but what is replaced as a
/// whole, and the state of a conversation, in which a question that failed was not asked.
pub(crate) fn caught<T>(work: impl FnOnce() -> T) -> Result<T, Fault> {
    let before = WATCHED.replace(true);
    let result = panic::catch_unwind(AssertUnwindSafe(work));
    WATCHED.set(before);
    result.map_err(|_| Fault { said: SAID.take(), question: None })
}

fn said(panic: &PanicHookInfo<'_>) -> String {
    let payload = panic.payload();
    let what = payload.downcast_ref::<&str>().copied();
    let what = what.or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    let what = what.unwrap_or("no reason given");
    match panic.location() {
        Some(place) => {
            // Without the folder of whoever built it.
            let file = place.file().rsplit_once("/registry/src/").map_or(place.file(), |it| it.1);
            let file =
                file.split_once('/').filter(|_| file != place.file()).map_or(file, |it| it.1);
            format!("{what} ({file}:{})", place.line())
        }
        None => what.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_one_sentence_and_the_next_question_is_answered() {
        watch();
        let answer = |number: usize| [1, 2, 3][number];
        for _ in 0..2 {
            let fault = caught(|| answer(7)).unwrap_err().with("why?");
            let text = fault.to_string();
            assert!(text.starts_with("this is a bug in ibid: index out of bounds"), "{text}");
            assert!(text.contains("(src/cli/fault.rs:"), "{text}");
            assert!(text.ends_with("; please report it, with the question \"why?\""), "{text}");
            assert_eq!(caught(|| answer(1)), Ok(2));
        }
    }

    #[test]
    fn a_panic_within_another_watch_is_caught_by_the_inner_one() {
        watch();
        let outer = caught(|| {
            let inner = caught(|| panic!("inner"));
            assert!(inner.unwrap_err().to_string().contains("inner"));
            panic!("outer {}", 1);
        });
        let outer: Fault = outer.map(|(): ()| ()).unwrap_err();
        assert!(outer.to_string().contains("outer 1"), "{outer}");
    }

    #[test]
    fn a_long_question_is_not_repeated_whole() {
        let fault = Fault { said: "x".into(), question: None }.with(&"é".repeat(1 << 16));
        assert!(fault.to_string().len() < 600);
    }
}
