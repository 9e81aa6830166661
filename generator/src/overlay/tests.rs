use super::{OverlayFile, Overlays, Query, QueryError, apply};
use crate::diagnostic::{Code, Diagnostics, Severity};
use crate::report::{Color, human};
use crate::source::Sources;

/// Selects by JSON pointers, separated by spaces, in place of a JSONPath.
struct Pointers;

impl Query for Pointers {
    fn select(&self, query: &str, document: &serde_json::Value) -> Result<Vec<String>, QueryError> {
        let Some(pointers) = query.strip_prefix('$') else {
            let message = "expected `$`".to_owned();
            return Err(QueryError { message });
        };
        let found = pointers
            .split(' ')
            .filter(|at| document.pointer(at).is_some());
        Ok(found.map(str::to_owned).collect())
    }
}

/// Applies overlays, each given by its actions; returns the document and the findings.
fn applied(document: &str, overlays: &[&str]) -> (Sources, Diagnostics) {
    let head = "overlay: 1.1.0\ninfo: {title: t, version: '1'}\nactions:\n";
    let written: Vec<String> = overlays
        .iter()
        .map(|actions| match actions.starts_with("overlay:") {
            true => (*actions).to_owned(),
            false => format!("{head}{actions}\n"),
        })
        .collect();
    let files: Vec<OverlayFile<'_>> = written
        .iter()
        .map(|text| OverlayFile {
            path: "changes.yaml",
            text: text.as_bytes(),
        })
        .collect();
    let overlays = Overlays {
        files: &files,
        query: &Pointers,
    };
    let mut diagnostics = Diagnostics::new();
    let mut sources = Sources::read("api.yaml", document.as_bytes(), &mut diagnostics);
    apply(&mut sources, overlays, &mut diagnostics);
    (sources, diagnostics)
}

fn result(document: &str, actions: &str) -> serde_json::Value {
    let (sources, diagnostics) = applied(document, &[actions]);
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    sources.root().to_json()
}

#[track_caller]
fn assert_result(document: &str, actions: &str, expected: &str) {
    let expected = Sources::read("e.yaml", expected.as_bytes(), &mut Diagnostics::new());
    assert_eq!(result(document, actions), expected.root().to_json());
}

/// Returns the findings, each as `severity code line:column message`.
fn findings(document: &str, overlays: &[&str]) -> Vec<String> {
    let (sources, diagnostics) = applied(document, overlays);
    let placed = diagnostics.placed(&sources);
    placed
        .iter()
        .map(|found| {
            let (severity, code, file) = (found.severity, found.code, &found.file);
            let (line, column, message) = (found.line, found.column, &found.message);
            format!("{severity} {code} {file}:{line}:{column} {message}")
        })
        .collect()
}

#[test]
fn an_object_is_merged_and_keeps_its_order() {
    let document = "info: {title: a, x: {y: 1}}\npaths: {}\n";
    let (sources, _) = applied(
        document,
        &["- {target: $/info, update: {title: b, x: {z: 2}, version: '1'}}"],
    );
    assert_eq!(
        sources.root().to_yaml_text(),
        "info:\n  title: b\n  x:\n    y: 1\n    z: 2\n  version: '1'\npaths: {}\n"
    );
}

#[test]
fn arrays_are_extended_and_primitives_replaced() {
    assert_result(
        "{a: [1], b: [1], c: 1, d: {e: [1]}}",
        "- {target: $/a, update: [2, 3]}\n- {target: $/b, update: {x: 1}}\n- {target: $/c, update: two}\n- {target: '$', update: {d: {e: [2]}}}",
        "{a: [1, 2, 3], b: [1, {x: 1}], c: two, d: {e: [1, 2]}}",
    );
}

#[test]
fn a_key_without_a_value_is_filled_and_one_in_the_update_changes_nothing() {
    assert_result(
        "{a: , b: {c: 1}}",
        "- {target: '$', update: {a: {x: 1}, b: }}",
        "{a: {x: 1}, b: {c: 1}}",
    );
}

#[test]
fn removal_keeps_the_positions_of_what_else_was_selected() {
    assert_result(
        "{a: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], b: {c: {d: 1}}}",
        "- {target: $/a/2 /a/10 /a/0 /b/c/d /b/c, remove: true}\n- {target: $/a/0, update: first}",
        "{a: [first, 3, 4, 5, 6, 7, 8, 9, 11], b: {}}",
    );
}

#[test]
fn a_value_is_copied_and_then_moved() {
    assert_result(
        "{a: {x: [1]}, b: {y: 2}}",
        "- {target: $/b, copy: $/a}\n- {target: $/a, remove: true}\n- {target: $/b/x, update: 2}",
        "{b: {y: 2, x: [1, 2]}}",
    );
}

#[test]
fn overlays_are_applied_one_after_the_other() {
    let (sources, diagnostics) = applied(
        "{a: 1}",
        &[
            "- {target: '$', update: {b: {c: 1}}}",
            "- {target: $/b/c, update: 2}",
        ],
    );
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    assert_eq!(
        sources.root().to_json(),
        serde_json::json!({"a": 1, "b": {"c": 2}})
    );
}

#[test]
fn many_entries_are_found_by_name_after_all() {
    let document: String = (0..40).map(|n| format!("k{n}: {n}\n")).collect();
    let (sources, _) = applied(
        &document,
        &["- {target: '$', update: {k7: seven, k99: 99}}"],
    );
    assert_eq!(sources.root().get_str("k7"), Some("seven"));
    assert!(sources.root().get("k99").is_some() && sources.root().get("k39").is_some());
}

#[test]
fn mistakes_of_an_overlay_are_reported_at_their_places() {
    let document = "{a: {}, b: [], c: text, d: {e: 1}}";
    let head = "overlay: 1.1.0\ninfo: {title: t, version: '1'}\n";
    for (overlay, expected) in [
        (
            "- {target: $/x, remove: true}",
            "warning overlay changes.yaml:4:12 `$/x` selects nothing",
        ),
        (
            "- {target: a, remove: true}",
            "error overlay changes.yaml:4:12 it is not a JSONPath: expected `$`",
        ),
        (
            "- {target: '$', remove: true}",
            "error overlay changes.yaml:4:12 the root of a description cannot be removed",
        ),
        (
            "- {target: $/a}",
            "warning overlay changes.yaml:4:4 the action does not update, copy or remove anything",
        ),
        (
            "- {target: $/a, update: {}, remove: true}",
            "warning overlay changes.yaml:4:17 `update` has no effect beside `remove: true`",
        ),
        (
            "- {target: $/a, update: {}, copy: $/d}",
            "warning overlay changes.yaml:4:29 `copy` has no effect beside `update`",
        ),
        (
            "- {target: $/a /b, update: {}}",
            "error overlay changes.yaml:4:12 the target selects both an object and an array",
        ),
        (
            "- {target: $/a, update: 1}",
            "error overlay changes.yaml:4:25 a number cannot be merged into an object",
        ),
        (
            "- {target: $/c, update: {x: 1}}",
            "error overlay changes.yaml:4:17 an object cannot be merged into a string",
        ),
        (
            "- {target: '$', update: {d: {e: [1]}}}",
            "error overlay changes.yaml:4:30 an array cannot be merged into a number",
        ),
        (
            "- {target: $/a, copy: $/x}",
            "error overlay changes.yaml:4:23 `copy` selects one value; this selects 0",
        ),
        (
            "- {target: $/a, copy: $/c}",
            "error overlay changes.yaml:4:23 a string cannot be merged into an object",
        ),
        (
            "- {target: $/a, udpate: {}}",
            "warning unknown-key changes.yaml:4:17 `udpate` is not a field of an action",
        ),
        (
            "- {update: {}}",
            "error missing-field changes.yaml:4:3 an action must have `target`",
        ),
        (
            "- {target: [$], remove: true}",
            "error wrong-type changes.yaml:4:4 `target` of an action must be a string, not an array",
        ),
        (
            &format!("{head}actions: []"),
            "warning overlay changes.yaml:3:1 the overlay has no action",
        ),
        (
            &format!("{head}extends: ../b.yaml\nactions: [{{target: $/a, update: {{}}}}]"),
            "warning overlay changes.yaml:3:10 the overlay is made for `../b.yaml`",
        ),
        (
            "overlay: 2.0.0\ninfo: {title: t, version: '1'}\nactions: [{target: $/a, update: {}}]",
            "error unsupported-version changes.yaml:1:10 Overlay 2.0.0 is not supported",
        ),
        (
            "overlay: 1.1\ninfo: {title: t, version: '1'}\nactions: [{target: $/a, update: {}}]",
            "warning unsupported-version changes.yaml:1:10 the version has no patch number",
        ),
        (
            "overlay: 1.0.0\ninfo: {title: t, version: '1'}\nactions: [{target: $/a, copy: $/d}]",
            "warning overlay changes.yaml:3:25 `copy` is a field of an action in Overlay 1.1 and later",
        ),
        (
            "overlay: [1",
            "error yaml-syntax changes.yaml:1:10 the bracket `[` is not closed",
        ),
    ] {
        let found = findings(document, &[overlay]);
        let is_there = found.iter().any(|found| found.starts_with(expected));
        assert!(is_there, "{overlay}\n{found:#?}");
    }
}

#[test]
fn an_action_that_multiplies_the_description_is_stopped() {
    let doubling = "- {target: $/a, copy: '$'}\n".repeat(130);
    let found = findings("{a: {}}", &[&doubling]);
    assert!(
        found.iter().any(|found| found.contains("too-deep")),
        "{found:?}"
    );
    let document = format!("a: [{}]", "{}, ".repeat(1000));
    let targets: String = (0..1000).map(|at| format!(" /a/{at}")).collect();
    let update = "0, ".repeat(3000);
    let wide = format!("- {{target: '${targets}', update: {{x: [{update}]}}}}");
    let found = findings(&document, &[&wide]);
    assert!(
        found.iter().any(|found| found.contains("too-large")),
        "{found:?}"
    );
}

#[test]
fn a_finding_of_the_description_stays_where_it_is_written() {
    let (sources, diagnostics) = applied("{a: 1, a: 2}", &["- {target: $/a, update: 3}"]);
    let placed = diagnostics.placed(&sources);
    let found = placed.first().unwrap();
    assert_eq!(
        (found.code, found.file.as_str()),
        (Code::DuplicateKey, "api.yaml")
    );
    assert_eq!(
        (found.line, found.column, found.severity),
        (1, 8, Severity::Error)
    );
}

/// Returns the findings about a document after an overlay is applied, as its author sees them.
fn checked(document: &str, actions: &str) -> String {
    let (mut sources, mut diagnostics) = applied(document, &[actions]);
    crate::openapi::check(&mut sources, &crate::source::NoFiles, &mut diagnostics);
    let placed = diagnostics.placed(&sources);
    let shown = placed.iter().map(|found| human(found, Color::Plain));
    shown.collect::<Vec<_>>().join("\n\n")
}

const DOCUMENT: &str = "openapi: 3.1.1
info: {title: t, version: '1'}
paths:
  /pets:
    get:
      deprecated: false
      responses:
        '204': {description: done}
";

#[test]
fn a_value_of_an_overlay_points_there_and_to_what_it_replaces() {
    insta::assert_snapshot!(checked(
        DOCUMENT,
        "- target: $/paths/~1pets/get\n  update:\n    deprecated: 'no'\n    tag: a"
    ));
}

#[test]
fn what_an_overlay_removes_is_shown_where_it_is_missing() {
    insta::assert_snapshot!(checked(
        DOCUMENT,
        "- {target: $/paths/~1pets/get/responses/204/description, remove: true}"
    ));
}
