//! Inline schemas that are equal to others.

use crate::layout::type_paths;

/// Returns the paths of the types of these operations, whose responses have equal inline schemas.
fn of(operations: &[&str]) -> std::collections::BTreeSet<String> {
    let mut text = String::from("openapi: 3.1.1\ninfo: {title: Equal, version: '1'}\npaths:\n");
    for name in operations {
        text.push_str(&format!(
            "  /{name}: {{get: {{operationId: {name}, responses: {{'200': {{description: It., content: {{application/json: \
             {{schema: {{type: object, properties: {{a: {{type: string}}}}}}}}}}}}}}}}}}\n"
        ));
    }
    type_paths(&text)
}

#[test]
fn an_equal_inline_schema_elsewhere_changes_no_path() {
    let before = of(&["second", "third"]);
    for path in ["models/SecondResponse", "models/ThirdResponse"] {
        assert!(before.contains(path), "{path} in {before:?}");
    }
    let after = of(&["first", "second", "third"]);
    assert_eq!(before.difference(&after).collect::<Vec<_>>(), [""; 0]);
}
