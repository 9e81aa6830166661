//! Properties of types other than their shape: strings that are newtypes, and values that can be keys.

use generator::ir::{StringFormat, Type, TypeKind};

use super::schemas;

#[test]
fn a_named_string_that_asks_for_it_is_a_type_of_its_own() {
    let found = schemas(
        "Id: {type: string, x-rust-newtype: true, minLength: 1}
        Same: {$ref: '#/components/schemas/Id'}
        Plain: {type: string, x-rust-newtype: false}
        Nullable: {type: [string, 'null'], x-rust-newtype: true}
        Holder: {type: object, properties: {id: {$ref: '#/components/schemas/Id'}}}",
    );
    let kind = |name: &str| &found.find(name).kind;
    let is_plain = |ty: &Type| matches!(ty, Type::String(StringFormat::Plain(_)));
    assert!(matches!(kind("Id"), TypeKind::Newtype(ty) if is_plain(ty)));
    assert!(matches!(kind("Same"), TypeKind::Alias(Type::Named(_))));
    assert!(matches!(kind("Plain"), TypeKind::Alias(ty) if is_plain(ty)));
    // Where the schema permits null, the places that refer to it become nullable.
    assert!(matches!(kind("Nullable"), TypeKind::Newtype(ty) if is_plain(ty)));
}

#[test]
fn only_a_string_of_any_value_is_a_type_of_its_own() {
    let found = schemas(
        "Kind: {type: string, enum: [a], x-rust-newtype: true}
        Count: {type: integer, x-rust-newtype: true}
        Day: {type: string, format: date, x-rust-newtype: true}",
    );
    let said = found.said.iter();
    let said = said.filter(|line| line.contains("`x-rust-newtype` has no effect"));
    assert_eq!(said.count(), 3, "{:?}", found.said);
}

#[test]
fn what_holds_a_float_is_no_key() {
    let found = schemas(
        "Direct: {type: object, properties: {a: {type: number}}}
        Through: {type: object, properties: {a: {type: array, items: {$ref: '#/components/schemas/Direct'}}}}
        Loop: {type: object, properties: {a: {$ref: '#/components/schemas/Loop'}, b: {$ref: '#/components/schemas/Map'}}}
        Map: {type: object, additionalProperties: {type: number}}
        Union: {oneOf: [{type: string}, {type: number}]}
        Free: {type: object, properties: {a: {}, b: {type: integer}, c: {type: [string, 'null']}}}",
    );
    let is_total = |name: &str| found.facts.is_total(found.id(name));
    for name in ["Direct", "Through", "Loop", "Map", "Union"] {
        assert!(!is_total(name), "{name}");
    }
    // `serde_json::Value` implements `Eq`.
    assert!(is_total("Free"));
}
