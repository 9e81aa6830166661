//! Enums and constants.

use super::schemas;
use generator::ir::{Check, TypeKind};

#[test]
fn enums_of_strings_and_integers_are_types_and_null_makes_them_nullable() {
    let found = schemas(
        "T:
          type: object
          required: [b]
          properties:
            a: {type: string, enum: [x, y]}
            b: {type: [string, 'null'], enum: [x, y, null]}
            c: {type: integer, enum: [1, 2]}
            d: {enum: [x, 1]}",
    );
    assert_eq!(found.type_of("T"), "a: T a?, b: T b|null, c: T c?, d: T d?");
    assert_eq!(found.type_of("T a"), "enum x y");
    assert_eq!(found.type_of("T b"), "enum x y");
    assert_eq!(found.type_of("T c"), "enum 1 2");
    assert_eq!(
        found.type_of("T d"),
        "union by shape: T d String String | T d Integer Integer"
    );
}

#[test]
fn numbers_that_are_all_integers_are_an_enum() {
    let found = schemas(
        "T: {type: number, enum: [1, 2]}
        U: {type: [number, 'null'], enum: [1, null]}
        V: {type: number, enum: [1, 2.5]}",
    );
    assert_eq!(found.type_of("T"), "enum 1 2");
    assert_eq!(found.type_of("U"), "enum 1");
    assert_eq!(found.type_of("V"), "= f64");
}

#[test]
fn enum_values_of_another_kind_are_read_as_the_type_says() {
    let found = schemas(
        "T: {type: string, enum: [auto, 1, true]}
        U: {type: [string, integer], enum: [auto, 1]}",
    );
    assert_eq!(found.type_of("T"), "enum auto 1 true");
    assert_eq!(found.type_of("U String"), "enum auto");
    assert_eq!(found.said.len(), 2);
    assert_eq!(
        found.said[0],
        "warning value-breaks-schema: `1` is not a string, the type of the schema; it is read as one"
    );
}

#[test]
fn enum_values_take_names_and_docs_from_the_usual_extensions() {
    let found = schemas(
        "T:
          type: integer
          enum: [1, 2]
          x-enum-varnames: [One, Two]
          x-enum-descriptions: [the first, the second]
        ByValue:
          type: integer
          enum: [1, 2]
          x-enumNames: {1: One, 2: Two}
          x-enumDescriptions: {'2': the second}",
    );
    for name in ["T", "ByValue"] {
        let TypeKind::IntEnum(values) = &found.find(name).kind else {
            panic!("an enum")
        };
        assert_eq!(values[1].name.words, ["Two"]);
        assert_eq!(values[1].docs.description.as_deref(), Some("the second"));
    }
}

#[test]
fn a_required_property_with_one_value_is_a_constant() {
    let found = schemas(
        "T:
          type: object
          required: [a, b, c]
          properties:
            a: {const: cat}
            b: {type: string, enum: [dog]}
            c: {const: 3}
            d: {type: string, enum: [only]}",
    );
    assert_eq!(
        found.type_of("T"),
        "a: text = \"cat\", b: text = \"dog\", c: i64 = 3, d: T d?"
    );
}

#[test]
fn a_constant_of_another_type_is_read_as_the_type_says() {
    let found = schemas(
        "T:
          type: object
          required: [a, b, c]
          properties:
            a: {type: string, const: 1}
            b: {type: string, enum: [2.0]}
            c: {type: integer, const: '3'}
            d: {type: string, const: true}",
    );
    assert_eq!(
        found.type_of("T"),
        "a: text = \"1\", b: text = \"2.0\", c: i64 = 3, d: T d?"
    );
    assert_eq!(
        found.said[0],
        "warning value-breaks-schema: `1` is not a string, the type of the schema; it is read as one"
    );
    assert_eq!(found.said.len(), 4, "{:?}", found.said);
    let TypeKind::Struct(object) = &found.find("T").kind else {
        panic!("an object")
    };
    let checks: Vec<_> = object
        .fields
        .iter()
        .flat_map(|field| &field.rules.checks)
        .collect();
    let [Check::Values(one), Check::Values(three), ..] = checks.as_slice() else {
        panic!("{checks:?}")
    };
    assert_eq!((&one[0], &three[0]), (&"1".into(), &3.into()));
}

#[test]
fn integers_beyond_64_bits_in_an_enum_are_not_lost() {
    let found = schemas(
        "T: {type: integer, enum: [1, 36893488147419103232]}
        U: {type: integer, enum: [1, 18446744073709551615]}",
    );
    assert_eq!(found.type_of("T"), "= big");
    assert_eq!(found.type_of("U"), "= u64");
    let rules = &found.find("T").rules;
    assert!(
        matches!(&rules.checks[..], [Check::Values(values)] if values.len() == 2),
        "{rules:?}"
    );
}

#[test]
fn lists_of_values_with_none_in_common_are_reported() {
    let found = schemas("T: {allOf: [{type: string, enum: [a]}, {type: string, enum: [b]}]}");
    assert_eq!(found.type_of("T"), "= text");
    assert_eq!(
        found.said,
        ["warning contradictory-schema: no value is in all of the lists that apply together here"]
    );
    for schema in [
        "{type: integer, enum: [1], const: 2}",
        "{enum: [a, b], const: c}",
        "{type: boolean, const: true, allOf: [{const: false}]}",
        "{type: number, const: 1.5, allOf: [{enum: [2.5, 3]}]}",
        "{const: [1], allOf: [{const: [2]}]}",
    ] {
        let found = schemas(&format!("T: {schema}"));
        let said = "warning contradictory-schema: no value is in all of the lists";
        assert!(
            found.said.len() == 1 && found.said[0].starts_with(said),
            "{schema}: {:?}",
            found.said
        );
    }
    for schema in [
        "{type: number, enum: [1.50, 2], const: 15e-1}",
        "{enum: [{a: 1, b: [2]}], const: {b: [2.0], a: 1}}",
        "{type: [string, 'null'], enum: [a, null], allOf: [{enum: [null]}]}",
    ] {
        let found = schemas(&format!("T: {schema}"));
        assert!(found.said.is_empty(), "{schema}: {:?}", found.said);
    }
}

#[test]
fn listed_values_of_another_type_than_a_schema_beside_them_allows_are_reported() {
    let found = schemas(
        "A: {type: string, allOf: [{const: 5.5}]}
        B: {allOf: [{enum: [a, b]}, {type: [integer, boolean]}]}
        C: {type: object, allOf: [{enum: [a]}]}",
    );
    assert_eq!(
        found.said,
        [
            "warning contradictory-schema: none of the listed values is a string, the type that applies together with them",
            "warning contradictory-schema: none of the listed values is an integer or a boolean, the type that applies together with them",
            "warning contradictory-schema: none of the listed values is an object, the type that applies together with them",
        ]
    );
    let found = schemas(
        "A: {type: number, allOf: [{const: 5}]}
        B: {type: integer, allOf: [{enum: [5.0]}]}
        C: {type: string, allOf: [{enum: [1.5, a]}]}
        D: {type: [string, 'null'], allOf: [{const: null}]}",
    );
    assert!(found.said.is_empty(), "{:?}", found.said);
}

#[test]
fn enum_values_are_compared_exactly() {
    let found = schemas(
        "T: {type: integer, enum: [9007199254740993], default: 9007199254740992}
        U: {type: number, enum: [1.50], default: 15e-1}",
    );
    let broken: Vec<_> = found
        .said
        .iter()
        .filter(|said| said.contains("breaks"))
        .collect();
    assert_eq!(
        broken,
        [
            "warning value-breaks-schema: the default breaks its schema: it is not one of the listed values"
        ]
    );
}

#[test]
fn a_list_limited_by_a_type_beside_it_is_not_the_same_list_elsewhere() {
    let found = schemas(
        "A: {type: object, properties: {a: {allOf: [{enum: [auto, 1, 2]}, {type: integer}]}}}
        B: {type: object, properties: {b: {enum: [auto, 1, 2]}}}",
    );
    assert_eq!(found.type_of("A"), "a: A a?");
    assert_eq!(found.type_of("A a"), "enum 1 2");
    assert_eq!(found.type_of("B"), "b: B b?");
}

#[test]
fn enums_that_may_be_null_accept_unlisted_values_in_rules_too() {
    let checks = |property: &str| {
        let found = schemas(&format!(
            "T: {{type: object, properties: {{a: {property}}}, patternProperties: {{'^x-': {{type: string}}}}}}
        Color: {{type: string, enum: [red, green]}}"
        ));
        format!("{:?}", found.find("T").rules.checks)
    };
    for property in [
        "{type: [string, 'null'], enum: [a, b, null]}",
        "{enum: [1, 2, null]}",
        "{oneOf: [{$ref: '#/components/schemas/Color'}, {type: 'null'}]}",
        "{type: array, items: {type: [string, 'null'], enum: [a, null]}}",
    ] {
        let found = checks(property);
        assert!(
            found.contains("null") && !found.contains("Values"),
            "{property}: {found}"
        );
    }
    // No type keeps an unlisted value here.
    for property in ["{enum: [null]}", "{enum: [a, 1, null]}"] {
        assert!(checks(property).contains("Values"), "{property}");
    }
    assert!(checks("{oneOf: [{type: string}, {type: integer}]}").contains("OneOf"));
}

#[test]
fn a_schema_whose_name_is_one_of_its_tags_leaves_the_choice_to_the_caller() {
    let found = schemas(
        "T:
          oneOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}]
          discriminator: {propertyName: type}
        A: {type: object, required: [type], properties: {type: {type: string, enum: [A, old]}}}
        B: {type: object, required: [type], properties: {type: {type: string, const: B}}}",
    );
    assert_eq!(found.type_of("T"), "union by type: A A,old | B B");
    assert_eq!(found.type_of("A"), "type: A type");
}
