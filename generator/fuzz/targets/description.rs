//! Bytes that stand for themselves, as YAML and as JSON.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../../tests/mutation/check.rs"]
mod check;

fuzz_target!(|bytes: &[u8]| {
    check::check("case.yaml", bytes);
    check::check("case.json", bytes);
});
