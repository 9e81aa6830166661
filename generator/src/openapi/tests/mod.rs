//! What the check of a document guarantees.

mod fields;
mod references;
mod rules;
mod unknown;

use super::{Version, check};
use crate::diagnostic::{Diagnostics, Severity};
use crate::report::Placed;
use crate::source::{Loader, NoFiles, Sources};

/// Reads and checks one file.
fn run(text: &str, loader: &dyn Loader) -> (Option<Version>, Vec<Placed>) {
    let mut diagnostics = Diagnostics::new();
    let mut sources = Sources::read("spec/a.yaml", text.as_bytes(), &mut diagnostics);
    let version = check(&mut sources, loader, &mut diagnostics);
    (version, diagnostics.placed(&sources))
}

/// Returns `E code line:column` for each finding, with the first letter of the severity.
fn summary(placed: &[Placed]) -> Vec<String> {
    let letter = |severity| match severity {
        Severity::Error => 'E',
        Severity::Warning => 'W',
        Severity::Note => 'N',
    };
    placed
        .iter()
        .map(|p| format!("{} {} {}:{}", letter(p.severity), p.code, p.line, p.column))
        .collect()
}

/// Checks a document whose first two lines are given by the version.
fn findings(version: &str, text: &str) -> Vec<Placed> {
    let text = format!("openapi: {version}\ninfo: {{title: t, version: v}}\n{text}");
    run(&text, &NoFiles).1
}

/// Returns the summary of a 3.1 document that begins with line 3.
fn in_31(text: &str) -> Vec<String> {
    summary(&findings("3.1.1", text))
}

/// Returns the summary of a 3.0 document that begins with line 3.
fn in_30(text: &str) -> Vec<String> {
    summary(&findings("3.0.4", &format!("paths: {{}}\n{text}")))
}

/// Returns the summary of a schema that begins at line 4, column 6.
fn schema(version: &str, text: &str) -> Vec<String> {
    let text = format!("components: {{schemas: {{\n  A: {text}\n}}}}\npaths: {{}}\n");
    summary(&findings(version, &text))
}

const NONE: [&str; 0] = [];

#[test]
fn a_document_with_one_of_everything_has_no_mistake() {
    let (version, placed) = run(
        include_str!("../../../tests/fixtures/check/complete.yaml"),
        &NoFiles,
    );
    assert_eq!(version, Some(Version::V32));
    // `$self` and similar fields are legal, so nothing else is reported.
    assert_eq!(summary(&placed), NONE, "{placed:#?}");
}

#[test]
fn ten_mistakes_are_ten_diagnostics_at_ten_places() {
    let (_, placed) = run(
        include_str!("../../../tests/fixtures/check/ten-mistakes.yaml"),
        &NoFiles,
    );
    let expected = [
        "W missing-field 2:1",
        "E wrong-type 7:19",
        "W unknown-key 8:7",
        "E invalid-value 11:15",
        "E missing-field 13:11",
        "E unresolved-reference 17:17",
        "E invalid-status-code 18:9",
        "E duplicate-key 20:7",
        "E path-template 21:3",
        "W extension-misuse 30:11",
    ];
    assert_eq!(summary(&placed), expected);
    assert!(placed.iter().all(|p| p.help.is_some()));
}

#[test]
fn the_version_must_be_one_that_is_read() {
    for (text, expected) in [
        ("openapi: 2.0.0\n", "E unsupported-version 1:10"),
        ("openapi: [3]\n", "E unsupported-version 1:10"),
        ("swagger: '2.0'\n", "E unsupported-version 1:1"),
        ("info: {}\nopenapo: 3.1.0\n", "E unsupported-version 2:1"),
        ("info: {}\n", "E unsupported-version 1:1"),
        ("- a\n", "E wrong-type 1:1"),
    ] {
        let (version, placed) = run(text, &NoFiles);
        assert_eq!(
            (version, summary(&placed)),
            (None, vec![expected.to_owned()]),
            "{text}"
        );
    }
}

#[test]
fn with_a_wrong_version_the_rest_is_checked_all_the_same() {
    let rest = "info: {title: t, version: v}\npaths: {}\ncolour: red\n";
    for (version, expected) in [
        (
            "openapi: 3.1.x\n",
            ["E unsupported-version 1:10", "W unknown-key 4:1"],
        ),
        (
            "openapi: 3.3.0\n",
            ["E unsupported-version 1:10", "W unknown-key 4:1"],
        ),
        ("", ["E unsupported-version 1:1", "W unknown-key 3:1"]),
    ] {
        assert_eq!(
            summary(&run(&format!("{version}{rest}"), &NoFiles).1),
            expected,
            "{version}"
        );
    }
}

#[test]
fn a_version_without_a_patch_number_is_understood() {
    for (text, version) in [("3.1", Version::V31), ("'3.0'", Version::V30)] {
        let (found, placed) = run(
            &format!("openapi: {text}\ninfo: {{title: t, version: v}}\npaths: {{}}\n"),
            &NoFiles,
        );
        assert_eq!(found, Some(version));
        assert_eq!(summary(&placed), ["W unsupported-version 1:10"]);
    }
}

#[test]
fn a_file_that_cannot_be_read_has_no_second_diagnostic() {
    let (version, placed) = run("a: [", &NoFiles);
    assert_eq!((version, placed.len()), (None, 1));
}
