//! Alternatives of unions that are rules for values of the type beside them.

use generator::ir::Check;

use super::schemas;

#[test]
fn limits_of_a_value_keep_its_type() {
    let found = schemas(
        "T:
          type: object
          properties:
            a: {type: integer, oneOf: [{multipleOf: 2}, {multipleOf: 3}]}
            b: {type: [integer, 'null'], format: int32, anyOf: [{const: -1}, {minimum: 1, description: d}]}
            c: {allOf: [{$ref: '#/components/schemas/I'}, {anyOf: [{minimum: 5}, {maximum: 1}]}]}
            d: {type: integer, enum: [1, 5, 9], anyOf: [{minimum: 5}, {maximum: 1}]}
            e: {type: number, anyOf: [{minimum: 5}, {maximum: 1}]}
            f: {type: string, format: date, anyOf: [{pattern: '^1'}, {maxLength: 3}]}
            g: {type: string, format: password, oneOf: [{minLength: 9}, {pattern: '[0-9]'}]}
            h: {type: string, anyOf: [{enum: [a]}, {maxLength: 3}]}
            i: {type: integer, anyOf: [{enum: [auto]}, {minimum: 1}]}
        I: {type: integer}",
    );
    assert_eq!(
        found.type_of("T"),
        "a: i64?, b: i32|null?, c: i64?, d: T d?, e: f64?, f: Date?, g: Secret?, h: T h?, i: T i?"
    );
    assert_eq!(found.type_of("T d"), "enum 1 5 9");
    for wire in ["a", "b", "c", "f", "g"] {
        let rules = &found.object("T").field(wire).expect("a field").rules;
        assert!(
            matches!(rules.checks.as_slice(), [Check::AnyOf(any)] if any.len() == 2),
            "{wire}: {rules:?}"
        );
    }
}
