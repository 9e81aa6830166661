//! The README shows what the commands print.

mod common;

use common::in_tree;

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
