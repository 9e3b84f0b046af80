//! Ctrl-C while an index is made: it stops in good order. At all other times it ends the program.

use std::sync::{
    Once,
    atomic::{AtomicBool, Ordering},
};

use signal_hook::{consts::SIGINT, flag};

/// Whether the index that is being made is to be stopped.
static STOP: AtomicBool = AtomicBool::new(false);

/// Whether none is being made.
static IDLE: AtomicBool = AtomicBool::new(true);

/// While this lives, Ctrl-C sets a flag instead of ending the program; pressed again, it ends it at
/// once.
pub(crate) struct Stoppable(());

impl Stoppable {
    pub(crate) fn begin() -> Stoppable {
        static REGISTERED: Once = Once::new();
        REGISTERED.call_once(|| {
            // In this order: the second time comes before the first is noted. Where the system
            // refuses, Ctrl-C ends the program as ever.
            let _ = flag::register_conditional_default(SIGINT, &IDLE)
                .and_then(|_| {
                    flag::register_conditional_shutdown(SIGINT, INTERRUPTED.into(), &STOP)
                })
                .and_then(|_| flag::register(SIGINT, &STOP));
        });
        STOP.store(false, Ordering::SeqCst);
        IDLE.store(false, Ordering::SeqCst);
        Stoppable(())
    }

    /// Whether Ctrl-C was pressed since.
    pub(crate) fn flag(&self) -> &'static AtomicBool {
        &STOP
    }
}

impl Drop for Stoppable {
    fn drop(&mut self) {
        IDLE.store(true, Ordering::SeqCst);
        STOP.store(false, Ordering::SeqCst);
    }
}

/// The exit status of what was interrupted.
pub(crate) const INTERRUPTED: u8 = 130;
