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
#[cfg(target_os = "linux")]
fn generation_is_compared_with_the_best_peer() {
    use std::os::unix::fs::PermissionsExt as _;

    let folder = Folder::empty();
    folder.write(
        "pets.yaml",
        "openapi: 3.1.0\ninfo: {title: Pets, version: '1'}\npaths: {}\n",
    );
    let peer = "#!/bin/sh\n[ \"$1 $2 $3\" = 'generate client-mod -i' ] && exec sleep 0.2\n";
    folder.write("peer/oas3-gen", peer);
    let may_run = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(folder.path("peer/oas3-gen"), may_run).unwrap();
    let path = std::env::var("PATH").unwrap_or_default();
    let run = std::process::Command::new(env!("CARGO_BIN_EXE_xtask-corpus"))
        .args(["measure", "generation"])
        .arg(folder.path("pets.yaml"))
        .env("PATH", format!("{}:{path}", folder.path("peer").display()))
        .output()
        .unwrap();
    let table = String::from_utf8(run.stdout).unwrap();
    let numbers = |what: &str| -> [f64; 3] {
        let row = table.lines().find(|line| line.contains(what));
        let words = row.unwrap_or_default().split_whitespace();
        let numbers: Vec<f64> = words.filter_map(|word| word.parse().ok()).collect();
        numbers
            .try_into()
            .unwrap_or_else(|_| panic!("{what}:\n{table}"))
    };
    let [_, limit, peer] = numbers("time on the clock");
    assert!(peer >= 0.2 && (limit - peer * 0.4).abs() < 0.02, "{table}");
    let [_, limit, peer] = numbers("most memory");
    assert!(peer > 0.0 && (limit - peer * 0.3).abs() < 0.02, "{table}");
    let [_, limit, peer] = numbers("CPU");
    assert!((limit - peer * 0.5).abs() < 0.02, "{table}");
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
