//! `cargo xtask measure` as a maintainer meets it; what it takes minutes to measure is left to its user.

#[path = "../../tests/common/mod.rs"]
mod common;

use common::Folder;

#[test]
fn generation_is_measured_by_processor_clock_and_memory() {
    let folder = Folder::empty();
    folder.write(
        "pets.yaml",
        "openapi: 3.1.0\ninfo: {title: Pets, version: '1'}\npaths: {}\n",
    );
    let run = folder.xtask(["measure", "generation", "pets.yaml"]);
    if !cfg!(target_os = "linux") {
        return;
    }
    assert_eq!(run.code, 0, "{run}");
    let mut lines = run.stdout.lines();
    let head: Vec<&str> = lines
        .next()
        .unwrap_or_default()
        .split_whitespace()
        .collect();
    assert_eq!(head, ["figure", "limit", "peer"], "{run}");
    // Instructions are counted where valgrind is installed.
    assert!(matches!(lines.clone().count(), 3 | 4), "{run}");
    assert!(lines.all(|line| line.starts_with("pets.yaml: ")), "{run}");
}

#[test]
fn a_description_with_an_error_is_not_measured() {
    let folder = Folder::empty();
    folder.write("pets.yaml", "openapi: 9.0.0\n");
    let run = folder.xtask(["measure", "generation", "pets.yaml"]);
    assert_eq!(run.code, 1, "{run}");
    assert!(run.stderr.contains("has errors"), "{run}");
}

#[test]
fn growth_is_measured_by_descriptions_of_its_own() {
    let folder = Folder::empty();
    let run = folder.xtask(["measure", "growth", "--paths", "32"]);
    if !cfg!(target_os = "linux") {
        return;
    }
    assert!(matches!(run.code, 0 | 1), "{run}");
    let counts = run
        .stdout
        .lines()
        .skip(1)
        .map(|line| line.split(' ').next());
    assert_eq!(
        counts.collect::<Vec<_>>(),
        [Some("2"), Some("8"), Some("32")],
        "{run}"
    );
    assert!(run.stderr.is_empty(), "{run}");
}
