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
    let measured = run.stdout.lines().skip(1);
    let measured = measured.filter_map(|line| Some(line.split_once(':')?.0));
    let expected = [
        "2 paths",
        "8 paths",
        "32 paths",
        "20 values of an enum",
        "80 values of an enum",
        "320 values of an enum",
        "20 properties of an object",
        "80 properties of an object",
        "320 properties of an object",
        "2 alternatives of a union",
        "8 alternatives of a union",
        "32 alternatives of a union",
        "2 schemas that each refer to the next",
        "8 schemas that each refer to the next",
        "32 schemas that each refer to the next",
    ];
    assert_eq!(measured.collect::<Vec<_>>(), expected, "{run}");
    assert!(run.stderr.is_empty(), "{run}");
}
