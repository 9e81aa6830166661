//! Schemas of a property of a request, with the changes between them, and lists in which two items change.

use std::collections::BTreeMap;
use std::path::Path;

use super::{BASE, changes};

const TWO: &str = include_str!("two.yaml");

const SCHEMAS: &str = "  schemas:
    Short: {type: string, minLength: 1, maxLength: 5}
    Own: {type: string, maxLength: 5, x-rust-newtype: true}
    Few: {type: array, maxItems: 5, minItems: 1, uniqueItems: true, items: {type: string, pattern: a}}
    Some: {type: object, minProperties: 1, maxProperties: 5, additionalProperties: true}
    Even: {type: integer, minimum: 2, maximum: 8, multipleOf: 2}
";

/// Returns the description with `schema` as the items of a list that is sent.
fn with(schema: &str) -> String {
    let text = BASE.replace("  schemas:\n", SCHEMAS);
    let list = format!("        note: {{type: array, items: {schema}}}\n");
    text.replace("        note: {type: string}\n", &list)
}

/// Schemas (`old => new`), and the changes of the request from the first to the second and back.
const CASES: &str = "
# A component, or its schema.
{$ref: '#/components/schemas/Short'} => {type: string, minLength: 1, maxLength: 5}
    > <
{$ref: '#/components/schemas/Short'} => {type: string}
    > constraint-loosened constraint-loosened < constraint-tightened constraint-tightened
{$ref: '#/components/schemas/Few'} => {type: array, items: {type: string}}
    > constraint-loosened constraint-loosened constraint-loosened constraint-loosened < constraint-tightened constraint-tightened constraint-tightened constraint-tightened
{$ref: '#/components/schemas/Some'} => {type: object, additionalProperties: true}
    > constraint-loosened constraint-loosened < constraint-tightened constraint-tightened
{$ref: '#/components/schemas/Even'} => {type: integer}
    > constraint-loosened constraint-loosened constraint-loosened < constraint-tightened constraint-tightened constraint-tightened
# Null is another change than that of the constraint.
{oneOf: [{$ref: '#/components/schemas/Short'}, {type: 'null'}]} => {type: [string, 'null'], minLength: 1, maxLength: 5}
    > <
{oneOf: [{$ref: '#/components/schemas/Short'}, {type: 'null'}]} => {$ref: '#/components/schemas/Short'}
    > null-removed < null-added
{type: [integer, 'null'], exclusiveMinimum: 0} => {type: [integer, 'null'], minimum: 1}
    > <
# A type of its own has the constraints of its component.
{$ref: '#/components/schemas/Own'} => {type: string, maxLength: 5}
    > type-loosened < type-loosened
{$ref: '#/components/schemas/Own'} => {type: string, maxLength: 9}
    > type-loosened constraint-loosened < constraint-tightened type-loosened
# The range of an integer is a constraint.
{type: integer, format: int32, maximum: 100} => {type: integer, maximum: 50}
    > constraint-tightened type-loosened < type-tightened constraint-loosened
{type: integer, format: uint32} => {type: integer, minimum: 0}
    > type-loosened < type-tightened
{type: number, minimum: 0} => {type: integer, format: uint64}
    > type-tightened < type-loosened
# The property `level` has the same enum, which is named after the first of both.
{type: integer, enum: [1, 2]} => {type: integer, format: int32}
    > type-loosened < type-tightened
{type: integer, enum: [-1, 2]} => {type: integer, format: uint32}
    > type-changed < type-changed
{type: string, maxLength: 20} => {type: string, format: date-time, maxLength: 30}
    > type-tightened constraint-loosened < constraint-tightened type-loosened
# Values of several types.
{oneOf: [{type: string}, {type: integer}]} => {type: integer}
    > type-tightened < type-loosened
{type: [string, 'null']} => {type: string}
    > null-removed < null-added
{type: string, enum: [a, b]} => {oneOf: [{type: string, enum: [a]}, {type: integer}]}
    > type-changed < type-changed
{$ref: '#/components/schemas/Some'} => {type: object, properties: {a: {type: string}}}
    > type-tightened < type-loosened
{oneOf: [{type: array, items: {type: [string, 'null']}}, {type: integer}]} => {type: array, items: {type: string}}
    > type-tightened < type-loosened
{oneOf: [{$ref: '#/components/schemas/Own'}, {type: string, enum: [a]}]} => {type: string}
    > type-loosened < type-tightened
{oneOf: [{type: string, enum: [a, b]}, {type: boolean}]} => {type: string, enum: [a]}
    > type-tightened < type-loosened
{oneOf: [{type: integer, enum: [5, 6]}, {type: boolean}]} => {type: integer, enum: [5]}
    > type-tightened < type-loosened
";

fn codes(old: &str, new: &str) -> String {
    let found = changes(&with(old), &with(new)).into_iter();
    let codes: Vec<_> = found
        .map(|change| change.code().replace("request-", ""))
        .collect();
    codes.join(" ")
}

#[test]
fn a_change_of_type_is_judged_with_its_constraints() {
    let mut lines = CASES
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    let mut wrong = Vec::new();
    while let (Some(case), Some(expected)) = (lines.next(), lines.next()) {
        let (old, new) = case.split_once(" => ").unwrap();
        let found = format!("> {} < {}", codes(old, new), codes(new, old));
        if !found.split_whitespace().eq(expected.split_whitespace()) {
            wrong.push(format!("{case}\n    {found}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn text_and_lists_are_compared_as_they_are_written() {
    for (part, old, new, expected) in [
        (
            "application/json: {schema: {$ref: '#/components/schemas/NewPet'}}",
            "text/plain: {schema: {type: integer}}",
            "text/plain: {schema: {type: string}}",
            "request-type-loosened",
        ),
        (
            "{name: trace, in: header, schema: {type: string}}",
            "{name: trace, in: header, schema: {type: array, items: {type: string}}}",
            "{name: trace, in: header, explode: true, schema: {type: array, items: {type: string}}}",
            "",
        ),
    ] {
        let found = changes(&BASE.replace(part, old), &BASE.replace(part, new));
        let codes: Vec<_> = found.iter().map(super::Change::code).collect();
        assert_eq!(codes.join(" "), expected);
    }
}

#[test]
fn no_description_differs_from_itself() {
    let json = "application/json: {schema: {$ref: '#/components/schemas/NewPet'}}";
    let second =
        format!("application/json; version=2: {{schema: {{type: string}}}}\n          {json}");
    let text = BASE.replace(json, &second);
    assert!(changes(&text, &text).is_empty());
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        if path
            .extension()
            .is_some_and(|extension| extension == "yaml")
        {
            let text = std::fs::read_to_string(&path).unwrap();
            let found = changes(&text, &text);
            assert!(found.is_empty(), "{}: {found:?}", path.display());
        }
    }
}

#[test]
fn a_server_of_an_operation_has_the_values_of_its_variables() {
    let text = |variable: &str| {
        format!(
            "openapi: 3.1.0
info: {{title: Pets, version: '1'}}
paths:
  /pets:
    servers: [{{url: 'https://{{zone}}.example.com', variables: {{zone: {variable}}}}}]
    get: {{operationId: listPets, responses: {{'204': {{description: Ok.}}}}}}
"
        )
    };
    let [two, three] =
        ["enum: [a, b]", "enum: [a, b, c]"].map(|of| text(&format!("{{default: a, {of}}}")));
    let other = text("{default: b, enum: [a, b]}");
    let found = |old: &str, new: &str| -> Vec<String> {
        let found = changes(old, new).into_iter();
        found.map(|change| change.code()).collect()
    };
    assert_eq!(found(&two, &three), ["server-added"]);
    assert_eq!(found(&three, &two), ["operation-server-changed"]);
    assert_eq!(found(&two, &other), ["operation-server-changed"]);
    assert_eq!(found(&two, &two), [""; 0]);
}

/// Returns one of the versions of `two.yaml`.
fn version(number: usize) -> String {
    let mut text = String::new();
    for (at, piece) in TWO.split(['<', '>']).enumerate() {
        text.push_str(match at % 2 {
            0 => piece,
            _ => piece.split('|').nth(number).unwrap(),
        });
    }
    text
}

#[test]
fn each_of_two_changes_is_found() {
    let (old, new) = (version(0), version(1));
    let counted = |old: &str, new: &str| {
        let mut counts = BTreeMap::new();
        for change in changes(old, new) {
            *counts.entry(change.code()).or_insert(0) += 1;
        }
        let lines = counts.iter().map(|(code, count)| format!("{count} {code}"));
        lines.collect::<Vec<_>>()
    };
    let expected = [
        "4 documentation-changed",
        "2 operation-removed",
        "5 request-constraint-tightened",
        "2 request-enum-value-removed",
        "2 request-media-type-removed",
        "2 request-optional-parameter-removed",
        "4 request-optional-part-removed",
        "2 request-optional-property-removed",
        "2 request-union-variant-removed",
        "2 response-error-removed",
        "2 response-media-type-removed",
        "2 response-optional-header-removed",
        "2 response-success-removed",
        "1 response-type-changed",
        "1 response-type-tightened",
        "2 response-union-variant-removed",
        "1 security-scheme-changed",
        "2 security-scheme-removed",
        "2 server-removed",
        "1 server-variable-default-changed",
        "2 server-variable-value-removed",
        "1 waiter-changed",
        "2 waiter-removed",
    ];
    assert_eq!(counted(&old, &new), expected);
    let expected = [
        "4 documentation-changed",
        "2 operation-added",
        "5 request-constraint-loosened",
        "2 request-media-type-added",
        "2 request-optional-parameter-added",
        "4 request-optional-part-added",
        "2 request-optional-property-added",
        "2 response-enum-value-added",
        "2 response-error-added",
        "2 response-media-type-added",
        "2 response-optional-header-added",
        "2 response-type-changed",
        "4 response-union-variant-added",
        "2 response-unreadable-success-added",
        "1 rust-item-removed",
        "2 security-scheme-added",
        "1 security-scheme-changed",
        "2 server-added",
        "1 server-variable-default-changed",
        "2 server-variable-value-added",
        "2 waiter-added",
        "1 waiter-changed",
    ];
    assert_eq!(counted(&new, &old), expected);
}

#[test]
fn explode_makes_no_difference_for_a_type_of_its_own() {
    let text = |explode: bool| {
        let code = "Code: {type: string,";
        let text = BASE.replace(code, &format!("{code} x-rust-newtype: true,"));
        let schema = "schema: {$ref: '#/components/schemas/Code'}";
        text.replace(
            "{name: trace, in: header, schema: {type: string}}",
            &format!("{{name: trace, in: header, explode: {explode}, {schema}}}"),
        )
    };
    assert!(changes(&text(false), &text(true)).is_empty());
}
