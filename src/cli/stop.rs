//! Ctrl-C while something is made on the disk: it stops in good order. At all other times it ends
//! the program.

use std::sync::{
    Mutex, Once, PoisonError,
    atomic::{AtomicBool, Ordering},
};

use signal_hook::{consts::SIGINT, flag};

/// Whether what is being made is to be stopped.
static STOP: AtomicBool = AtomicBool::new(false);

/// Whether nothing is being made.
static IDLE: AtomicBool = AtomicBool::new(true);

/// How many [`Stoppable`] live.
static LIVING: Mutex<usize> = Mutex::new(0);

/// While this lives, Ctrl-C sets a flag instead of ending the program; pressed again, it ends it at
/// once. One may live within another: the flag is that of the outermost.
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
        let mut living = LIVING.lock().unwrap_or_else(PoisonError::into_inner);
        if *living == 0 {
            STOP.store(false, Ordering::SeqCst);
            IDLE.store(false, Ordering::SeqCst);
        }
        *living += 1;
        Stoppable(())
    }

    /// Whether Ctrl-C was pressed since.
    pub(crate) fn flag(&self) -> &'static AtomicBool {
        &STOP
    }
}

impl Drop for Stoppable {
    fn drop(&mut self) {
        let mut living = LIVING.lock().unwrap_or_else(PoisonError::into_inner);
        *living = living.saturating_sub(1);
        if *living == 0 {
            IDLE.store(true, Ordering::SeqCst);
            STOP.store(false, Ordering::SeqCst);
        }
    }
}

/// The exit status of what was interrupted.
pub(crate) const INTERRUPTED: u8 = 130;
