//! What is checked by keywords that look into values.

use generator::ir::{Check, Syntax, TypeKind};
use serde_json::json;

use super::schemas;

fn checks(schema: &str) -> Vec<Check> {
    let found = schemas(&format!("T: {schema}"));
    found.find("T").rules.checks.clone()
}

#[test]
fn constants_of_any_type_and_lists_of_numbers_are_checked() {
    for (schema, values) in [
        ("{const: {a: 1}}", json!([{"a": 1}])),
        ("{type: string, const: a}", json!(["a"])),
        ("{type: boolean, enum: [true]}", json!([true])),
        ("{type: number, enum: [0.5, 1]}", json!([0.5, 1])),
    ] {
        let values = values.as_array().cloned().unwrap_or_default();
        assert_eq!(checks(schema), [Check::Values(values)], "{schema}");
    }
    // Their types take other values: a server may list more than the description.
    assert!(checks("{type: string, enum: [a, b]}").is_empty());
    assert!(checks("{type: integer, enum: [1, 2]}").is_empty());
}

#[test]
fn what_only_the_server_sends_is_not_required() {
    let schema =
        "{not: {properties: {id: {type: string, readOnly: true}, name: {}}, required: [id, name]}}";
    let required = Check::Required(vec!["name".to_owned()]);
    assert_eq!(checks(schema), [Check::Not(vec![required])]);
}

#[test]
fn a_keyword_that_would_refuse_valid_values_is_left_out_and_reported() {
    let found = schemas("T: {type: object, not: {unevaluatedProperties: false}}");
    assert!(found.find("T").rules.is_empty());
    let note =
        "note ignored: `not` is not checked by the client: not all of the schema in it can be";
    assert_eq!(found.said, [note]);
    let recursive = "{type: array, contains: {$ref: '#/components/schemas/T'}, maxContains: 2}";
    let found = schemas(&format!("T: {recursive}"));
    assert!(
        matches!(
            found.find("T").rules.checks[..],
            [Check::Contains { most: None, .. }]
        ),
        "{:?}",
        found.find("T").rules
    );
}

#[test]
fn alternatives_that_only_require_are_checked_where_the_object_has_the_properties() {
    let any = "anyOf: [{required: [a]}, {required: [b]}]";
    let found = checks(&format!(
        "{{type: object, properties: {{a: {{}}, b: {{}}}}, {any}}}"
    ));
    let required = |name: &str| vec![Check::Required(vec![name.to_owned()])];
    assert_eq!(found, [Check::AnyOf(vec![required("a"), required("b")])]);
    assert!(checks(&format!("{{type: object, properties: {{a: {{}}}}, {any}}}")).is_empty());
}

#[test]
fn rules_beside_and_inside_a_union_hold() {
    let found = schemas(
        "T: {maxLength: 9, oneOf: [{type: string, minLength: 3}, {type: integer, maximum: 7}]}",
    );
    assert_eq!(found.find("T").rules.max_length, Some(9));
    let TypeKind::Union(union) = &found.find("T").kind else {
        panic!("no union");
    };
    let rules: Vec<_> = union
        .variants
        .iter()
        .map(|variant| (variant.rules.min_length, variant.rules.maximum.is_some()))
        .collect();
    assert!(
        rules.contains(&(Some(3), false)) && rules.contains(&(None, true)),
        "{rules:?}"
    );
}

#[test]
fn several_steps_and_patterns_hold_together() {
    let found = schemas(
        "T: {allOf: [{type: number, multipleOf: 2}, {multipleOf: 3}]}
        P: {type: string, pattern: a, allOf: [{pattern: b}]}",
    );
    for name in ["T", "P"] {
        let rules = &found.find(name).rules;
        assert!(matches!(&rules.checks[..], [Check::Rules(_)]), "{rules:?}");
    }
}

#[test]
fn a_pattern_is_matched_by_the_engine_that_knows_it() {
    let syntax = |pattern: &str| {
        let found = schemas(&format!("T: {{type: string, pattern: '{pattern}'}}"));
        found
            .find("T")
            .rules
            .pattern
            .clone()
            .map(|pattern| pattern.syntax)
    };
    assert_eq!(syntax(r"^a\/b$"), Some(Syntax::Small("^a/b$".to_owned())));
    assert_eq!(syntax(r"^(?!a)\p{L}$"), Some(Syntax::Ecma));
    assert_eq!(syntax("("), None);
}

#[test]
fn an_alternative_that_takes_anything_leaves_any_value() {
    let found = schemas("T: {anyOf: [{type: array, items: {type: string}}, true]}");
    assert_eq!(found.type_of("T"), "= any");
}
