#![no_main]

use ibid_fuzz::{expect_panics_of_libraries, oracles};

libfuzzer_sys::fuzz_target!(
    init: expect_panics_of_libraries(),
    |bytes: &[u8]| oracles::pdf::pdf(bytes)
);
