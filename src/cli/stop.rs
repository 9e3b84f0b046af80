//! Ctrl-C while something is made on the disk: it stops in good order. At all other times it ends
//! the program. So does what a service or a terminal sends that goes: SIGTERM and SIGHUP.

use std::{
    ffi::c_int,
    fs, io,
    sync::{
        Mutex, Once, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use signal_hook::{
    consts::{SIGINT, SIGTERM},
    flag,
};

/// What stops it. Where it cannot be told whether SIGHUP is ignored, it ends the program as ever.
#[cfg(target_os = "linux")]
const SIGNALS: [c_int; 3] = [SIGINT, SIGTERM, signal_hook::consts::SIGHUP];
#[cfg(not(target_os = "linux"))]
const SIGNALS: [c_int; 2] = [SIGINT, SIGTERM];

/// Whether what is being made is to be stopped.
static STOP: AtomicBool = AtomicBool::new(false);

/// Whether nothing is being made.
static IDLE: AtomicBool = AtomicBool::new(true);

/// How many [`Stoppable`] live.
static LIVING: Mutex<usize> = Mutex::new(0);

/// While this lives, Ctrl-C and the like set a flag instead of ending the program; a second time they
/// end it at once. One may live within another: the flag is that of the outermost.
pub(crate) struct Stoppable(());

impl Stoppable {
    pub(crate) fn begin() -> Stoppable {
        static REGISTERED: Once = Once::new();
        REGISTERED.call_once(|| {
            let ignored = ignored();
            let is_heeded = |one: &c_int| *one == SIGINT || ignored & (1 << (one - 1)) == 0;
            for signal in SIGNALS.into_iter().filter(is_heeded) {
                // Where the system refuses, it ends the program as ever.
                let _ = heed(signal);
            }
        });
        let mut living = LIVING.lock().unwrap_or_else(PoisonError::into_inner);
        if *living == 0 {
            STOP.store(false, Ordering::SeqCst);
            IDLE.store(false, Ordering::SeqCst);
        }
        *living += 1;
        Stoppable(())
    }

    /// Whether it was to stop since.
    pub(crate) fn flag(&self) -> &'static AtomicBool {
        &STOP
    }
}

/// Has `signal` set the flag, and a second one end the program.
fn heed(signal: c_int) -> io::Result<()> {
    // In this order: the second time comes before the first is noted.
    flag::register_conditional_default(signal, &IDLE)?;
    flag::register_conditional_shutdown(signal, INTERRUPTED.into(), &STOP)?;
    flag::register(signal, &STOP)?;
    Ok(())
}

/// The signals that whoever started the program has it ignore, a bit for each from the lowest on: what
/// `nohup` started goes on when its terminal goes. None where the system does not tell.
fn ignored() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let bits = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    bits.and_then(|bits| u64::from_str_radix(bits.trim(), 16).ok()).unwrap_or(0)
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
