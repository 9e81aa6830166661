//! Schemas: scalars, enums, objects, `allOf`, references.

use super::{operation, schemas, schemas_3_0};
use generator::ir::Bound;
#[test]
fn presence_follows_from_required_and_null() {
    let found = schemas(
        "T:
          type: object
          required: [a, b]
          properties:
            a: {type: string}
            b: {type: [string, 'null']}
            c: {type: string}
            d: {type: [string, 'null']}",
    );
    assert_eq!(
        found.type_of("T"),
        "a: text, b: text|null, c: text?, d: text|null?"
    );
}

#[test]
fn nullable_of_3_0_is_the_null_type_of_3_1() {
    let found = schemas_3_0(
        "T:
          type: object
          properties:
            own: {type: string, nullable: true}
            referred: {$ref: '#/components/schemas/N'}
            wrapped: {allOf: [{$ref: '#/components/schemas/S'}], nullable: true}
            list: {type: array, items: {$ref: '#/components/schemas/N'}}
        N: {type: string, nullable: true}
        S: {type: string}",
    );
    assert_eq!(
        found.type_of("T"),
        "own: text|null?, referred: N|null?, wrapped: S|null?, list: [N|null]?"
    );
}

#[test]
fn nullable_of_swagger_2_is_that_of_3_0() {
    let schema = "T:
          type: object
          properties:
            own: {type: string, x-nullable: true}
            referred: {$ref: '#/components/schemas/S', x-nullable: true}
            wrapped: {allOf: [{$ref: '#/components/schemas/S'}], x-nullable: true}
            list: {type: array, items: {type: string, x-nullable: true}}
            listed: {type: string, x-nullable: true, enum: [a, b]}
            map: {type: object, additionalProperties: {type: integer, x-nullable: true}}
            not: {type: string, x-nullable: false}
        S: {type: string}";
    assert_eq!(
        schemas_3_0(schema).type_of("T"),
        "own: text|null?, referred: S|null?, wrapped: S|null?, list: [text|null]?, \
         listed: T listed|null?, map: {i64|null}?, not: text?"
    );
    let newer = schemas(schema).type_of("T");
    assert!(newer.starts_with("own: text?, "), "{newer}");
}

#[test]
fn what_is_required_without_a_schema_is_any_json() {
    let found = schemas(
        "T: {type: object, required: [a, b], properties: {a: {type: string}}}
        All:
          allOf:
            - {$ref: '#/components/schemas/T'}
            - {required: [c, d], properties: {d: {type: string}}}
        Closed: {type: object, required: [b], properties: {a: {type: string}}, additionalProperties: false}
        Open: {type: object, required: [b], properties: {a: {type: string}}, additionalProperties: {type: integer}}",
    );
    for (name, ty) in [
        ("T", "a: text, b: any?"),
        ("All", "a: text, d: text, b: any?, c: any?"),
        ("Closed", "a: text?"),
        ("Open", "a: text?, ..i64"),
    ] {
        assert_eq!(found.type_of(name), ty);
    }
}

#[test]
fn exclusive_bounds_are_read_in_both_versions() {
    let new = schemas("T: {type: integer, exclusiveMinimum: 3}");
    let old = schemas_3_0("T: {type: integer, minimum: 3, exclusiveMinimum: true}");
    for found in [new, old] {
        assert_eq!(
            found.find("T").rules.minimum,
            Some(Bound::Exclusive(3.into()))
        );
    }
}

#[test]
fn schemas_without_a_type_are_read_by_their_keywords() {
    let found = schemas(
        "T:
          properties:
            a: {items: {type: string}}
            b: {minLength: 2}
            c: {maximum: 7}
            d: {}
            e: true
            f: {additionalProperties: {type: integer}}",
    );
    assert_eq!(
        found.type_of("T"),
        "a: [text]?, b: text?, c: f64?, d: any?, e: any?, f: {i64}?"
    );
}

#[test]
fn objects_without_properties_are_maps() {
    let found = schemas(
        "Free: {type: object}
        Typed: {type: object, additionalProperties: {type: [integer, 'null']}}
        Patterned: {type: object, patternProperties: {'^x': {type: boolean}}, additionalProperties: false}
        Empty: {type: object, additionalProperties: false}
        Both: {type: object, properties: {a: {type: string}}, additionalProperties: {type: integer}}
        Closed: {type: object, properties: {a: {type: string}}, additionalProperties: false}",
    );
    assert_eq!(found.type_of("Free"), "= {any}");
    assert_eq!(found.type_of("Typed"), "= {i64|null}");
    assert_eq!(found.type_of("Patterned"), "= {bool}");
    assert_eq!(found.type_of("Empty"), "");
    assert_eq!(found.type_of("Both"), "a: text?, ..i64");
    assert_eq!(found.type_of("Closed"), "a: text?");
}

#[test]
fn keys_that_no_pattern_describes_may_have_any_value() {
    let found = schemas(
        "Open: {type: object, patternProperties: {'^x': {type: boolean}}}
        Beside: {type: object, properties: {a: {type: string}}, patternProperties: {'^x': {type: boolean}}}
        All: {type: object, patternProperties: {'^.*$': {type: boolean}}}
        Free: {type: object, patternProperties: {'^x': true}}",
    );
    assert_eq!(found.type_of("Open"), "= {any}");
    assert_eq!(found.type_of("Beside"), "a: text?, ..any");
    assert_eq!(found.type_of("All"), "= {bool}");
    assert_eq!(found.type_of("Free"), "= {any}");
    let note = "note unsupported: keys that no pattern describes may have any value; all values are kept as JSON";
    assert_eq!(found.said, [note, note]);
}

#[test]
fn inline_types_are_named_by_the_way_to_them() {
    let found = schemas(
        "Pet:
          type: object
          properties:
            owner: {type: object, properties: {kind: {type: string, enum: [a, b]}}}
            toys: {type: array, items: {type: object, properties: {name: {type: string}}}}",
    );
    assert_eq!(
        found.type_of("Pet"),
        "owner: Pet owner?, toys: [Pet toys Item]?"
    );
    assert_eq!(found.type_of("Pet owner"), "kind: Pet owner kind?");
    assert_eq!(found.type_of("Pet owner kind"), "enum a b");
}

#[test]
fn items_of_different_types_are_json() {
    let found = schemas(
        "T: {type: array, prefixItems: [{type: string}, {type: integer}], items: {type: boolean}}
        S: {type: array, prefixItems: [{type: string}, {type: string}], maxItems: 2}
        Open: {type: array, prefixItems: [{type: string}, {type: string}]}",
    );
    assert_eq!(found.type_of("T"), "= [any]");
    assert_eq!(found.type_of("S"), "= [text]");
    assert_eq!(found.type_of("Open"), "= [any]");
    assert_eq!(
        found.said,
        ["note unsupported: items of different types; the array is kept as JSON values"]
    );
}

#[test]
fn a_pattern_that_the_client_cannot_check_is_reported_and_left_out() {
    let found = schemas(
        "A: {type: string, pattern: '^([a-z]+$'}
        B: {type: string, pattern: '^[a-z]+$'}",
    );
    assert_eq!(found.find("A").rules.pattern, None);
    assert_eq!(
        found
            .find("B")
            .rules
            .pattern
            .as_ref()
            .map(|pattern| pattern.source.as_str()),
        Some("^[a-z]+$")
    );
    assert_eq!(found.said.len(), 1);
    assert!(found.said[0].starts_with("note invalid-pattern"));
}

#[test]
fn values_that_break_their_schema_are_found_where_they_do() {
    let found = schemas(
        "T:
          type: object
          properties:
            a: {type: integer, maximum: 7, default: 8}
            b: {type: string, minLength: 3, examples: [abc, ab]}
            c: {type: string, enum: [x], default: y}
            d: {oneOf: [{type: integer}, {type: boolean}], default: x}
            e: {type: object, patternProperties: {'^x': {}}, additionalProperties: false, example: {xa: 1}}
            f: {type: array, items: {type: object, properties: {g: {type: object, properties: {name: {type: string}}}}}}
          required: [a]
          example: {b: abcd}
          examples: [{a: 1, f: [{g: {nmae: x}}]}]",
    );
    assert_eq!(
        found.said,
        [
            "warning value-breaks-schema: the default breaks its schema: `maximum` is 7",
            "warning value-breaks-schema: the example breaks its schema: it has 2 characters, and `minLength` is 3",
            "warning value-breaks-schema: the default breaks its schema: it is not one of the listed values",
            "warning value-breaks-schema: the default breaks its schema: it matches no alternative of `oneOf`",
            "warning value-breaks-schema: the example breaks its schema: `a` is required and missing",
            "warning value-breaks-schema: the example has `nmae`, which its schema does not declare",
        ]
    );
    let beside = "schema: {type: integer}, examples: {one: {value: none}}";
    let found = operation(&format!("parameters: [{{name: a, in: query, {beside}}}]"));
    assert_eq!(
        found.said,
        [
            "warning value-breaks-schema: the example breaks its schema: it is a string, not an integer"
        ]
    );
}

#[test]
fn a_range_without_any_number_is_reported_exactly() {
    let found = schemas(
        "A: {type: number, minimum: 9007199254740993, maximum: 9007199254740992}
        B: {type: number, minimum: 5, exclusiveMaximum: 5}
        C: {type: number, minimum: 5, maximum: 5}",
    );
    assert_eq!(
        found.said,
        [
            "warning contradictory-schema: no value satisfies both `minimum` and `maximum`",
            "warning contradictory-schema: no value satisfies both `minimum` and `exclusiveMaximum`",
        ]
    );
}

#[test]
fn an_array_of_fixed_length_is_a_tuple() {
    let found = schemas(
        "T:
          type: object
          properties:
            pair: {type: array, prefixItems: [{type: string}, {type: [integer, 'null']}], items: false}
            bounded: {type: array, prefixItems: [{type: string}, {$ref: '#/components/schemas/T'}], maxItems: 2}
            same: {type: array, prefixItems: [{type: number}, {type: number}], minItems: 2, maxItems: 2}
            open: {type: array, prefixItems: [{type: string}, {type: boolean}]}
            rest: {type: array, prefixItems: [{type: string}], items: {type: integer}, maxItems: 1}",
    );
    assert_eq!(
        found.type_of("T"),
        "pair: (text, i64|null)?, bounded: (text, T)?, same: [f64]?, open: [any]?, rest: [any]?"
    );
}

#[test]
fn a_base_may_require_what_each_that_extends_it_declares() {
    let found = schemas(
        "Page:
          type: object
          required: [total, items, name]
          properties: {total: {type: integer}}
        Pets:
          allOf:
            - {$ref: '#/components/schemas/Page'}
            - {type: object, properties: {items: {type: array, items: {type: string}}}}",
    );
    assert_eq!(
        found.said,
        ["warning required-undeclared: `name` is required but is not a property of the schema"]
    );
}

#[test]
fn a_default_and_an_example_of_null_are_none() {
    let found = schemas(
        "T:
          type: object
          properties:
            a: {type: string, default: null}
            b: {type: integer, example: null}
            c: {type: integer, example: none}",
    );
    assert_eq!(
        found.said,
        [
            "warning value-breaks-schema: the example breaks its schema: it is a string, not an integer"
        ]
    );
}

#[test]
fn maps_in_more_maps_than_rustc_follows_are_json() {
    let maps = |count| {
        let open = "{type: object, additionalProperties: ".repeat(count);
        let said = schemas(&format!("T: {open}true{}", "}".repeat(count))).said;
        said.iter().any(|one| one.starts_with("note too-deep"))
    };
    assert!(!maps(30));
    assert!(maps(33));
}
