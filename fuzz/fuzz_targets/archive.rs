#![no_main]

use ibid_fuzz::{expect_panics_of_libraries, oracles};

// An archive may hold a spreadsheet.
libfuzzer_sys::fuzz_target!(
    init: expect_panics_of_libraries(),
    |bytes: &[u8]| oracles::packed::archive(bytes)
);
