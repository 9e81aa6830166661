//! The README says what there is to know of each finding.

mod common;

use common::in_tree;
use generator::diagnostic::Code;

#[test]
fn the_readme_tells_what_to_do_for_every_code() {
    let readme = concat!(env!("CARGO_MANIFEST_DIR"), "/../README.md");
    let readme = std::fs::read_to_string(readme).unwrap();
    let missing: Vec<&str> = Code::ALL
        .iter()
        .map(|code| code.as_str())
        .filter(|code| !readme.contains(&format!("`{code}`")))
        .collect();
    assert!(missing.is_empty(), "README.md lacks {missing:?}");
}

#[test]
fn the_finding_in_the_readme_is_what_is_printed() {
    let readme = concat!(env!("CARGO_MANIFEST_DIR"), "/../README.md");
    let readme = std::fs::read_to_string(readme).unwrap();
    let (_, rest) = readme.split_once("```text\nerror[").unwrap();
    let shown = format!("error[{}", rest.split("```").next().unwrap());
    let folder = in_tree();
    folder.replace(
        "spec/dcs.yaml",
        "schemas/ErrorResponse'",
        "schemas/ErrorRespons'",
    );
    let run = folder.xtask(["codegen"]);
    assert_eq!(run.stderr, format!("{shown}\n"), "{run}");
}
