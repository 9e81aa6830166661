//! No input makes the generator panic, and what it says of one is always in its place.

use std::path::{Path, PathBuf};

use mutation::case::case;
use mutation::check::{check, check_twice};
use mutation::doc::Doc;

/// The cases are the same in each run; the driver of this package tries others.
const SEED: u64 = 20;

fn folder(relative: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(relative)
}

fn documents(folder: &Path) -> Vec<Doc> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut paths: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .collect();
    paths.sort();
    let read = |path: PathBuf| {
        let text = std::fs::read_to_string(&path).ok()?;
        // A fixture may be no document, on purpose.
        Doc::read(&path.to_string_lossy(), &text).ok()
    };
    paths
        .into_iter()
        .filter(|path| path.is_file())
        .filter_map(read)
        .collect()
}

fn all_hold(documents: &[Doc], cases: u64) {
    let mut with_output = 0;
    for number in 0..cases {
        let case = case(SEED, number, documents);
        let held = check(case.name, &case.text, number.is_multiple_of(2));
        let held = held.and_then(|output| {
            with_output += usize::from(output);
            check_twice(case.name, &case.text)
        });
        if let Err(finding) = held {
            let text = String::from_utf8_lossy(&case.text).into_owned();
            panic!(
                "seed {SEED}, case {number}: {finding}\n{}:\n{text}",
                case.name
            );
        }
    }
    println!("{cases} cases hold, {with_output} of them with output");
}

#[test]
fn damaged_fixtures_are_answered_in_good_order() {
    let mut documents = documents(&folder("../tests/diagnostics"));
    documents.extend(self::documents(&folder("../tests/fixtures")));
    documents.extend(self::documents(&folder("../../spec")));
    assert!(documents.len() > 20);
    all_hold(&documents, 300);
}

#[test]
fn damaged_real_descriptions_are_answered_in_good_order() {
    let documents = documents(&folder("../../../shared/corpus"));
    if documents.is_empty() {
        println!(
            "there are no real descriptions in ../shared/corpus beside the project; nothing is tested"
        );
        return;
    }
    all_hold(&documents, 100);
}

#[test]
fn what_was_found_before_holds() {
    for entry in std::fs::read_dir(folder("tests/findings"))
        .into_iter()
        .flatten()
        .flatten()
    {
        let path = entry.path();
        let text = std::fs::read(&path).expect("a readable finding");
        let is_json = path
            .extension()
            .is_some_and(|extension| extension == "json");
        let name = if is_json { "case.json" } else { "case.yaml" };
        for skip_unsupported in [true, false] {
            let held = check(name, &text, skip_unsupported);
            assert!(held.is_ok(), "{}: {held:?}", path.display());
        }
    }
}
