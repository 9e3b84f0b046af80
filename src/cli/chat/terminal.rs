//! The conversation on a terminal: the line editor, and what ends it.

use std::{
    cell::OnceCell,
    io::{self, IsTerminal},
    ops::ControlFlow,
    sync::Arc,
};

use ibid::{config::Keys, engine::AskOptions, index::Keeping};
use rustyline::{
    ColorMode, CompletionType, Config, EditMode, Editor, config::Configurer, error::ReadlineError,
    history::MemHistory,
};

use super::{
    PROMPT, Talk,
    history::{self, HistoryFile},
    keys,
    typing::Typing,
};
use crate::cli::{
    args::Chat,
    console::{Console, say},
    is_broken_pipe,
    open::{Library, Surroundings},
    render,
};

/// Reads lines with editing and history until the user leaves.
pub(super) fn converse(
    chat: &Chat,
    around: &Surroundings,
    console: &Console,
    options: AskOptions,
) -> anyhow::Result<()> {
    let (mut history, entries) = HistoryFile::load(&around.folders.state);
    // Where nothing has to be said or built first, the index is opened once somebody types.
    let opened: OnceCell<Option<Library>> = OnceCell::new();
    let open = || opened.get_or_init(|| Library::open_as_it_is(around, &chat.index)).as_ref();
    let engine = || open().map(|library| Arc::clone(&library.engine));
    let typing = Typing::new(&engine, &around.working_dir, console.color());
    let mut editor = line_editor(typing, entries, keys(around), console.color())?;
    let welcome = || console.note("ask away; /help lists the commands, Ctrl-D leaves");
    let mut first = None;
    if Library::is_made(around, &chat.index)? && !console.is_verbose() {
        welcome();
        match editor.readline(PROMPT) {
            Err(ReadlineError::Eof) => return Ok(()),
            line => first = Some(line),
        }
    }
    let library = match first.as_ref().and_then(|_| open()) {
        Some(library) => library.clone(),
        None => {
            let library = Library::open(around, &chat.index, Keeping::Held, console)?;
            if first.is_none() {
                welcome();
            }
            library
        }
    };
    let mut options = options;
    options.filter = library.checked(options.filter, &around.working_dir)?;
    let mut talk = Talk::new(library, around, console, options);
    take_over(&mut editor, &talk);
    let mut interrupted = false;
    loop {
        let line = first.take().unwrap_or_else(|| editor.readline(PROMPT));
        // Who presses it again wants to leave, and does not know how.
        match (&line, interrupted) {
            (Err(ReadlineError::Interrupted), true) => console.note("Ctrl-D or /quit leaves"),
            (Err(ReadlineError::Interrupted), false) => interrupted = true,
            _ => interrupted = false,
        }
        match line {
            Ok(line) if line.trim().is_empty() => {}
            Ok(line) => {
                if editor.add_history_entry(&line)? {
                    history.add(&line);
                }
                match talk.turn(&line, &mut io::stdout().lock()) {
                    Ok(ControlFlow::Break(())) => return Ok(()),
                    Ok(ControlFlow::Continue(())) => {}
                    Err(error) if is_broken_pipe(&error) => return Err(error),
                    // What went wrong with one question must not end the conversation.
                    Err(error) => say(&format!("{error:#}")),
                }
                take_over(&mut editor, &talk);
            }
            // Ctrl-C throws the line away, as in a shell; Ctrl-D on an empty one leaves.
            Err(ReadlineError::Interrupted) => {}
            Err(ReadlineError::Eof) => return Ok(()),
            // The terminal was closed: there is nobody to tell.
            Err(_) if !io::stdin().is_terminal() => return Ok(()),
            Err(error) => return Err(error.into()),
        }
    }
}

type LineEditor<'a> = Editor<Typing<'a>, MemHistory>;

fn line_editor(
    typing: Typing<'_>,
    entries: Vec<String>,
    keys: Keys,
    color: bool,
) -> anyhow::Result<LineEditor<'_>> {
    let config = Config::builder()
        .max_history_size(history::ENTRIES)?
        .auto_add_history(false)
        .history_ignore_space(true)
        .completion_type(CompletionType::List)
        .completion_show_all_if_ambiguous(true)
        .bell_style(rustyline::config::BellStyle::None)
        .build();
    let memory = MemHistory::with_config(&config);
    let mut editor: LineEditor<'_> = Editor::with_history(config, memory)?;
    for entry in entries {
        editor.add_history_entry(entry)?;
    }
    editor.set_helper(Some(typing));
    set(&mut editor, keys, color);
    Ok(editor)
}

/// Tells the line editor what a turn of the conversation changed.
fn take_over(editor: &mut LineEditor<'_>, talk: &Talk<'_>) {
    let color = talk.console.color();
    set(editor, talk.keys, color);
    let listed = talk.shown.iter().map(|found| render::name(&found.passage)).collect();
    let topics = talk.walk.as_ref().filter(|walk| walk.is_listed(&talk.shown));
    let topics = topics.map_or_else(Vec::new, |walk| walk.names().to_vec());
    if let Some(typing) = editor.helper_mut() {
        typing.update(&talk.library.engine, color, listed, topics);
    }
}

fn set(editor: &mut LineEditor<'_>, keys: Keys, color: bool) {
    editor.set_edit_mode(match keys {
        Keys::Emacs => EditMode::Emacs,
        Keys::Vi => EditMode::Vi,
    });
    editor.set_color_mode(if color { ColorMode::Forced } else { ColorMode::Disabled });
}
