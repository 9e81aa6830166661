//! The README shows what the commands print.

mod common;

use std::path::Path;

use common::in_tree;

#[test]
fn the_finding_in_the_readme_is_what_is_printed() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let readme = std::fs::read_to_string(root.join("README.md")).unwrap();
    let (_, rest) = readme.split_once("```text\nerror[").unwrap();
    let shown = format!("error[{}", rest.split("```").next().unwrap());
    let folder = in_tree();
    for entry in std::fs::read_dir(root.join("spec/dcs")).unwrap() {
        let entry = entry.unwrap();
        let text = std::fs::read_to_string(entry.path()).unwrap();
        let name = entry.file_name().into_string().unwrap();
        folder.write(&format!("spec/dcs/{name}"), &text);
    }
    let description = std::fs::read_to_string(root.join("spec/dcs.yaml")).unwrap();
    folder.write("spec/dcs.yaml", &description);
    folder.replace(
        "spec/dcs/tags.yaml",
        "schemas/ResourceTag'",
        "schemas/ResourceTags'",
    );
    let run = folder.xtask(["codegen"]);
    assert_eq!(run.stderr, format!("{shown}\n"), "{run}");
}
