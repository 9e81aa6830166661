//! Bytes that stand for mutations of the fixtures.
#![no_main]

use std::path::Path;
use std::sync::OnceLock;

use libfuzzer_sys::fuzz_target;

#[path = "../../tests/mutation/check.rs"]
mod check;
#[path = "../../tests/mutation/doc.rs"]
mod doc;
#[path = "../../tests/mutation/mutate.rs"]
mod mutate;
#[path = "../../tests/mutation/words.rs"]
mod words;

fuzz_target!(|bytes: &[u8]| {
    static DOCUMENTS: OnceLock<Vec<doc::Doc>> = OnceLock::new();
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests");
    let documents = DOCUMENTS.get_or_init(|| doc::documents(&tests));
    let (name, text) = mutate::case(documents, bytes);
    check::check(name, &text);
});
