//! The README says what there is to know of each finding.

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
