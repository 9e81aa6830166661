//! Damaged descriptions: none of them makes the generator panic or run without end, and the reports are consistent.
//!
//! The cases are the same in every run; `cargo fuzz` in `generator/fuzz` looks for others, and keeps small ones that
//! reach code of their own in `generator/fuzz/corpus`.

mod check;
mod doc;
mod mutate;
mod words;

use std::cell::Cell;
use std::path::Path;
use std::time::{Duration, Instant};

use proptest::collection::vec;
use proptest::prelude::any;
use proptest::test_runner::{Config, RngAlgorithm, TestError, TestRng, TestRunner};

use check::check;
use mutate::case;

/// The maximum time of a case. Cases normally take milliseconds.
const LONGEST: Duration = Duration::from_secs(20);

#[test]
fn no_mutation_of_a_fixture_breaks_an_invariant() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let documents = doc::documents(&tests);
    assert!(documents.len() > 20);
    let with_files = Cell::new(0);
    let config = Config {
        cases: 300,
        failure_persistence: None,
        ..Config::default()
    };
    let random = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let result = TestRunner::new_with_rng(config, random).run(&vec(any::<u8>(), 8..160), |bytes| {
        let (name, text) = case(&documents, &bytes);
        let started = Instant::now();
        with_files.set(with_files.get() + usize::from(check(name, &text)));
        assert!(started.elapsed() < LONGEST, "it takes too long");
        Ok(())
    });
    if let Err(TestError::Fail(reason, bytes)) = result {
        let (name, text) = case(&documents, &bytes);
        panic!("{reason}\n{name}:\n{}", String::from_utf8_lossy(&text));
    }
    let with_files = with_files.get();
    assert!(
        with_files > 60,
        "only {with_files} cases become code: the mutations are too strong"
    );
}

#[test]
fn no_text_that_fuzzing_found_breaks_an_invariant() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus/description");
    let files = std::fs::read_dir(corpus).expect("the corpus").flatten();
    let mut count = 0;
    for file in files {
        let bytes = std::fs::read(file.path()).expect("a text");
        let started = Instant::now();
        for name in ["case.yaml", "case.json"] {
            check(name, &bytes);
        }
        assert!(started.elapsed() < LONGEST, "{}", file.path().display());
        count += 1;
    }
    assert!(count > 50, "{count} files");
}
