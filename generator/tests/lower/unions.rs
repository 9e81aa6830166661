//! `oneOf` and `anyOf`: alternatives that reduce to one type, and discriminators.

use super::{schemas, schemas_3_0};
use generator::ir::{Check, TypeKind};

#[test]
fn null_among_the_alternatives_makes_a_type_nullable() {
    let found = schemas(
        "T:
          type: object
          required: [a]
          properties:
            a: {oneOf: [{$ref: '#/components/schemas/S'}, {type: 'null'}]}
            b: {anyOf: [{type: object, properties: {y: {type: string}}}, {type: 'null'}]}
            c: {anyOf: [{type: string}, {const: null}]}
        S: {type: object, properties: {x: {type: string}}}",
    );
    assert_eq!(found.type_of("T"), "a: S|null, b: T b|null?, c: text|null?");
}

#[test]
fn the_ways_in_which_3_0_writes_null_are_known() {
    let found = schemas_3_0(
        "T:
          type: object
          properties:
            a: {oneOf: [{$ref: '#/components/schemas/S'}, {nullable: true}]}
            b: {oneOf: [{$ref: '#/components/schemas/S'}, {type: string, enum: [null], nullable: true}]}
            c: {oneOf: [{title: 'null', type: object, nullable: true}, {$ref: '#/components/schemas/S'}]}
        Any:
          type: object
          properties:
            d: {anyOf: [{type: object, nullable: true}, {$ref: '#/components/schemas/S'}]}
        S: {type: object, properties: {x: {type: string}}}",
    );
    assert_eq!(found.type_of("T"), "a: S|null?, b: S|null?, c: S|null?");
    // In the form that marshmallow writes, any object is valid: as a nullable `S`, other objects would be refused.
    assert_ne!(found.type_of("Any"), "d: S|null?");
    let mut types = found.api.types.entries();
    assert!(types.any(|(_, def)| matches!(def.kind, TypeKind::Union(_))));
}

#[test]
fn nullable_of_3_0_adds_null_to_unions_enums_and_negations() {
    let found = schemas_3_0(
        "T:
          type: object
          properties:
            not: {nullable: true, type: string, not: {enum: [a]}}
            one: {nullable: true, oneOf: [{$ref: '#/components/schemas/S'}, {type: string}]}
            only: {nullable: true, oneOf: [{$ref: '#/components/schemas/S'}]}
            listed: {nullable: true, type: string, enum: [a, b]}
            untyped: {nullable: true, enum: [a, b]}
        S: {type: object, properties: {x: {type: string}}}",
    );
    assert_eq!(
        found.type_of("T"),
        "not: text|null?, one: T one|null?, only: S|null?, listed: T listed|null?, untyped: T untyped|null?"
    );
    assert!(found.said.is_empty(), "{:?}", found.said);
}

#[test]
fn a_named_schema_of_null_alone_makes_a_type_nullable() {
    // drf-spectacular writes choices that may be blank or null in this form.
    let found = schemas_3_0(
        "T:
          type: object
          properties:
            text: {oneOf: [{$ref: '#/components/schemas/Word'}, {$ref: '#/components/schemas/Blank'}, {$ref: '#/components/schemas/Null'}]}
            number: {nullable: true, minimum: -9, oneOf: [{$ref: '#/components/schemas/Stars'}, {$ref: '#/components/schemas/Null'}]}
            object: {anyOf: [{$ref: '#/components/schemas/S'}, {$ref: '#/components/schemas/Null'}]}
        Word: {type: string, enum: [a, b]}
        Stars: {type: integer, enum: [1, 2]}
        Blank: {enum: ['']}
        Null: {enum: [null]}
        S: {type: object, properties: {x: {type: string}}}",
    );
    assert_eq!(
        found.type_of("T"),
        "text: T text|null?, number: Stars|null?, object: S|null?"
    );
    assert_eq!(found.type_of("T text"), "enum a b ");
    assert!(found.said.is_empty(), "{:?}", found.said);
}

#[test]
fn a_single_alternative_is_no_union() {
    let found = schemas("T: {oneOf: [{type: object, properties: {x: {type: string}}}]}");
    assert_eq!(found.type_of("T"), "x: text?");
    assert_eq!(found.names(), ["T"]);
}

#[test]
fn a_single_alternative_beside_null_keeps_its_name() {
    let found = schemas(
        "Level: {oneOf: [{const: lo, description: Not much.}, {const: hi, description: A lot.}]}
        T:
          type: object
          properties:
            a: {anyOf: [{$ref: '#/components/schemas/Level'}, {type: 'null'}]}
            b: {oneOf: [{type: 'null'}, {type: string, oneOf: [{const: x, title: X}, {const: y, title: Y}]}]}",
    );
    assert_eq!(found.type_of("T"), "a: Level|null?, b: T b|null?");
    assert_eq!(found.type_of("T b"), "enum x y");
    assert_eq!(found.names(), ["Level", "T", "T b"]);
}

#[test]
fn alternatives_of_one_type_are_no_union() {
    let found = schemas(
        "A: {oneOf: [{type: string, format: date-time}, {type: string}]}
        C: {anyOf: [{type: integer, format: int32}, {type: integer}]}
        D: {oneOf: [{$ref: '#/components/schemas/E'}, {$ref: '#/components/schemas/E'}]}
        E: {type: object, properties: {x: {type: string}}}",
    );
    assert_eq!(found.type_of("A"), "= text");
    assert_eq!(found.type_of("C"), "= i64");
    assert_eq!(found.type_of("D"), "= E");
}

#[test]
fn listed_strings_beside_any_string_are_an_open_enum() {
    let found = schemas(
        "Model: {anyOf: [{type: string}, {type: string, enum: [small, large]}]}
        More: {anyOf: [{$ref: '#/components/schemas/Model'}, {type: string, enum: [huge]}]}",
    );
    assert_eq!(found.type_of("Model"), "enum small large");
    assert_eq!(found.type_of("More"), "enum small large huge");
    assert_eq!(found.names(), ["Model", "More"]);
}

#[test]
fn constants_with_titles_are_an_enum_with_docs() {
    let found = schemas(
        "Level:
          oneOf:
            - {const: lo, title: Low, description: not much}
            - {const: hi, title: High, deprecated: true}",
    );
    assert_eq!(found.type_of("Level"), "enum lo hi");
    let TypeKind::StringEnum(values) = &found.find("Level").kind else {
        panic!("an enum")
    };
    assert_eq!(values[0].name.words, ["Low"]);
    assert_eq!(values[0].docs.description.as_deref(), Some("not much"));
}

#[test]
fn properties_beside_a_union_are_part_of_each_variant() {
    let found = schemas(
        "T:
          type: object
          required: [id]
          properties: {id: {type: string}}
          oneOf:
            - {title: A, required: [a], properties: {a: {type: string}}}
            - {title: B, required: [b], properties: {b: {type: string}}}",
    );
    assert_eq!(
        found.type_of("T"),
        "union by shape: T A with a | T B Object"
    );
    assert_eq!(found.type_of("T A"), "id: text, a: text");
    assert_eq!(found.type_of("T B"), "id: text, b: text");
}

#[test]
fn alternatives_that_only_require_properties_leave_the_object() {
    let found = schemas(
        "T:
          type: object
          properties: {a: {type: string}, b: {type: string}}
          anyOf: [{required: [a], example: {a: 1}}, {required: [b], $comment: c, x-other: 1}]",
    );
    assert_eq!(found.type_of("T"), "a: text?, b: text?");
    assert!(found.said.is_empty(), "{:?}", found.said);
}

#[test]
fn a_variant_of_any_value_takes_null() {
    let found = schemas(
        "T: {type: object, properties: {u: {$ref: '#/components/schemas/U'}}}
        U: {oneOf: [{}, {type: object, required: [a], properties: {a: {type: string}}}]}",
    );
    assert_eq!(found.type_of("T"), "u: U|null?");
}

#[test]
fn a_variant_of_any_value_does_not_take_null_where_a_type_beside_the_union_excludes_it() {
    let found = schemas(
        "T:
          type: object
          properties:
            a: {$ref: '#/components/schemas/A'}
            b: {type: string, anyOf: [{maxLength: 3}, {}]}
            c: {allOf: [{type: array, items: {type: string}}], oneOf: [{minItems: 3}, true]}
            d: {type: [string, 'null'], anyOf: [{maxLength: 3}, {}]}
        A: {allOf: [{$ref: '#/components/schemas/S'}], anyOf: [{required: [y]}, {}]}
        S: {type: object, required: [x], properties: {x: {type: string}, y: {type: integer}}}",
    );
    assert_eq!(
        found.type_of("T"),
        "a: A?, b: T b?, c: [text]?, d: T d|null?"
    );
}

#[test]
fn listed_numbers_with_titles_are_numbers() {
    let found = schemas(
        "T: {type: number, oneOf: [{const: 0.5, title: Half}, {const: 1, title: Full}]}
        U: {anyOf: [{const: 0.5}, {type: number}]}",
    );
    assert_eq!(found.type_of("T"), "= f64");
    assert!(!found.find("T").rules.is_empty());
    assert_eq!(found.type_of("U"), "= f64");
}

#[test]
fn constants_of_integers_with_titles_are_an_enum_with_docs() {
    let found = schemas(
        "Level:
          type: integer
          oneOf:
            - {const: 1, title: Low, description: Quiet.}
            - {const: -2, title: High, deprecated: true}
            - {type: 'null'}
        Open: {anyOf: [{type: integer}, {enum: [1, 2]}, {const: 3}]}
        Any: {anyOf: [{type: integer}, {type: integer, format: int32}]}
        T: {type: object, properties: {level: {$ref: '#/components/schemas/Level'}}}",
    );
    assert_eq!(found.type_of("Level"), "enum 1 -2");
    assert_eq!(found.type_of("Open"), "enum 1 2 3");
    assert_eq!(found.type_of("Any"), "= i64");
    assert_eq!(found.type_of("T"), "level: Level|null?");
    let TypeKind::IntEnum(values) = &found.find("Level").kind else {
        panic!("an enum")
    };
    assert_eq!(values[0].name.words, ["Low"]);
    assert_eq!(values[0].docs.description.as_deref(), Some("Quiet."));
}

#[test]
fn the_name_of_a_schema_selects_it_unless_it_is_that_of_another_one() {
    let found = schemas(
        "Pet:
          oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}, {$ref: '#/components/schemas/Fox'}]
          discriminator: {propertyName: kind, mapping: {c: Cat, Cat: Dog, f: Fox}}
        Cat: {type: object, required: [kind], properties: {kind: {type: string}}}
        Dog: {type: object, required: [kind], properties: {kind: {type: string}}}
        Fox: {type: object, required: [kind], properties: {kind: {type: string, enum: [f, g]}}}
        Nested:
          oneOf: [{$ref: '#/components/schemas/Pet'}, {$ref: '#/components/schemas/Tree'}]
          discriminator: {propertyName: kind}
        Tree: {type: object, required: [kind], properties: {kind: {type: string}}}",
    );
    assert_eq!(
        found.type_of("Pet"),
        "union by kind: Cat c | Dog Cat,Dog | Fox f"
    );
    assert_eq!(
        found.type_of("Nested"),
        "union by kind: Pet c,Cat,Dog,f | Tree Tree"
    );
    // The mapped tag is sent.
    assert_eq!(found.type_of("Dog"), "kind: text = \"Cat\"");
    assert_eq!(found.type_of("Cat"), "kind: text = \"c\"");
}

#[test]
fn unions_that_list_each_other_have_the_same_alternatives() {
    let found = schemas(
        "A: {oneOf: [{$ref: '#/components/schemas/Alias'}, {$ref: '#/components/schemas/X'}]}
        Alias: {$ref: '#/components/schemas/B'}
        B: {anyOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/C'}, {type: 'null'}]}
        C: {oneOf: [{$ref: '#/components/schemas/B'}, {type: integer}, {$ref: '#/components/schemas/X'}]}
        X: {type: object, properties: {a: {$ref: '#/components/schemas/A'}}}
        List: {oneOf: [{type: array, items: {$ref: '#/components/schemas/List'}}, {type: string}]}",
    );
    assert_eq!(
        found.type_of("A"),
        "union by shape: i64 Integer | X Object boxed"
    );
    assert_eq!(found.type_of("B"), "union by shape: X Object | i64 Integer");
    assert_eq!(found.type_of("C"), "union by shape: X Object | i64 Integer");
    assert_eq!(found.type_of("X"), "a: A|null? boxed");
    // A reference to the union from inside an alternative is not a cycle.
    assert_eq!(
        found.type_of("List"),
        "union by shape: [List] Array | text String"
    );
}

#[test]
fn listed_values_beside_other_types_are_one_enum_of_each_type() {
    let found = schemas(
        "T: {anyOf: [{const: x}, {const: y, title: Why}, {const: 3}, {const: 4}, {const: null}, {type: boolean}]}
        U: {type: object, properties: {a: {oneOf: [{const: x}, {const: y}, {type: integer}]}}}",
    );
    assert_eq!(
        found.type_of("T"),
        "union by shape: T String String | T Integer Integer | bool Bool"
    );
    assert_eq!(found.type_of("T String"), "enum x y");
    assert_eq!(found.type_of("T Integer"), "enum 3 4");
    assert_eq!(
        found.type_of("U a"),
        "union by shape: U a String String | i64 Integer"
    );
}

#[test]
fn an_integer_in_a_list_of_types_stays_one_beside_a_number() {
    let found = schemas(
        "T: {type: [string, number, integer, 'null']}
        N: {type: [integer, number]}",
    );
    assert_eq!(
        found.type_of("T"),
        "union by shape: text String | i64 Integer | f64 Number"
    );
    assert_eq!(found.type_of("N"), "= f64");
}

#[test]
fn a_union_of_one_stays_one_where_its_discriminator_is_declared_nowhere() {
    let of = |properties: &str| {
        let found = schemas(&format!(
            "Pet:
          oneOf: [{{$ref: '#/components/schemas/Cat'}}]
          discriminator: {{propertyName: kind, mapping: {{cat: Cat}}}}
        Cat: {{type: object, properties: {{{properties}}}}}"
        ));
        found.type_of("Pet")
    };
    assert_eq!(of("lives: {type: integer}"), "union by kind: Cat cat,Cat");
    assert_eq!(of("kind: {type: string}"), "= Cat");
}

#[test]
fn what_a_schema_says_of_objects_holds_beside_its_other_types() {
    let found =
        schemas("T: {type: [object, string], required: [id], properties: {id: {type: integer}}}");
    let TypeKind::Union(union) = &found.find("T").kind else {
        panic!("a union");
    };
    let required = Check::Required(vec!["id".to_owned()]);
    assert!(union.beside.checks.contains(&required), "{union:?}");
}

#[test]
fn of_two_unions_only_alternatives_of_a_common_type_remain() {
    let found = schemas(
        "A: {allOf: [{oneOf: [{type: string, maxLength: 3}, {type: integer}]}, {oneOf: [{type: string, minLength: 1}, {type: boolean}]}]}
        B: {allOf: [{$ref: '#/components/schemas/C'}, {$ref: '#/components/schemas/D'}]}
        C: {oneOf: [{type: string}, {type: integer}, {type: boolean}]}
        D: {anyOf: [{type: integer}, {type: string, enum: [a]}, {type: object}]}",
    );
    assert_eq!(found.said, [""; 0]);
    assert_eq!(found.type_of("A"), "= text");
    assert_eq!(found.type_of("B"), "union by shape: D String | i64 Integer");
}

#[test]
fn rules_beside_a_union_of_strings_hold_together_with_its_own() {
    let strings = "{type: string, minLength: 3}, {type: string, minLength: 3}";
    let found = schemas(&format!("T: {{maxLength: 9, anyOf: [{strings}]}}"));
    let rules = &found.find("T").rules;
    assert_eq!(rules.min_length, Some(3));
    assert!(matches!(&rules.checks[..], [Check::Rules(beside)] if beside.max_length == Some(9)));
}
