#![no_main]

use std::{panic, process};

use ibid_fuzz::oracles::pdf::pdf;

libfuzzer_sys::fuzz_target!(
    init: {
        // A panic of the library that takes the file apart is expected and caught; only one of ours
        // ends the fuzzer.
        let told = panic::take_hook();
        panic::set_hook(Box::new(move |panic| {
            let file = panic.location().map_or("", |at| at.file());
            if !file.contains("/registry/") {
                told(panic);
                process::abort();
            }
        }));
    },
    |bytes: &[u8]| pdf(bytes)
);
