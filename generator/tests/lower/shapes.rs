//! Unions that are discriminated by the JSON type and the properties of values.

use super::schemas;

#[test]
fn kinds_of_json_tell_variants_apart() {
    let found = schemas(
        "T: {oneOf: [{type: string}, {type: integer}, {type: boolean}, {type: array, items: {type: string}}, {type: object}]}
        L: {type: [string, number, 'null']}
        N: {anyOf: [{type: number}, {type: string}, {type: integer}]}",
    );
    assert_eq!(
        found.type_of("T"),
        "union by shape: text String | i64 Integer | bool Bool | [text] Array | {any} Object"
    );
    assert_eq!(
        found.type_of("L"),
        "union by shape: text String | f64 Number"
    );
    // The integer variant remains next to a number.
    assert_eq!(
        found.type_of("N"),
        "union by shape: text String | i64 Integer | f64 Number"
    );
}

#[test]
fn a_property_with_a_value_of_its_own_tells_objects_apart() {
    let found = schemas(
        "T: {oneOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}]}
        A: {type: object, required: [type], properties: {type: {const: a}}}
        B: {type: object, required: [type], properties: {type: {type: string, enum: [b, c]}}}",
    );
    assert_eq!(found.type_of("T"), "union by type: A a | B b,c");
}

#[test]
fn the_more_demanding_object_is_tried_first() {
    let found = schemas(
        "T: {oneOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}]}
        A: {type: object, required: [a], properties: {a: {type: string}}}
        B: {type: object, required: [a, b], properties: {a: {type: string}, b: {type: string}}}",
    );
    assert_eq!(found.type_of("T"), "union by shape: B with b | A Object");
}

#[test]
fn a_tag_that_may_be_absent_tells_apart_where_it_is_there() {
    let found = schemas(
        "T: {anyOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}]}
        A: {type: object, properties: {type: {type: string, enum: [a]}, x: {type: string}}}
        B: {type: object, properties: {type: {type: string, enum: [b]}, x: {type: string}}}",
    );
    assert_eq!(found.type_of("T"), "union by shape: A type=a | B type=b");
}

#[test]
fn arrays_are_distinguished_by_their_items() {
    let found = schemas(
        "T: {oneOf: [{type: array, items: {type: string}}, {type: array, items: {type: integer}}]}",
    );
    assert_eq!(
        found.type_of("T"),
        "union by shape: [text] ArrayOf String | [i64] Array"
    );
}

#[test]
fn an_empty_value_is_of_a_variant_whose_rules_allow_it() {
    let found = schemas(
        "A: {oneOf: [{type: array, minItems: 1, items: {type: string}}, {type: array, items: {type: integer}}]}
        Both: {oneOf: [{type: array, minItems: 1, items: {type: string}}, {type: array, minItems: 1, items: {type: integer}}]}
        C: {anyOf: [{type: array, contains: {const: a}, items: {type: string}}, {type: array, items: {type: integer}}]}
        Any: {anyOf: [{type: array, contains: {const: a}, minContains: 0, items: {type: string}}, {type: array, items: {type: integer}}]}
        O: {anyOf: [{$ref: '#/components/schemas/Some'}, {$ref: '#/components/schemas/None'}]}
        Some: {type: object, minProperties: 1, properties: {a: {type: string}}}
        None: {type: object, properties: {b: {type: string}}}
        R: {anyOf: [{$ref: '#/components/schemas/Some'}, {$ref: '#/components/schemas/Must'}]}
        Must: {type: object, required: [c], properties: {c: {type: string}}}
        M: {anyOf: [{type: object, minProperties: 1, additionalProperties: {type: integer}}, {$ref: '#/components/schemas/None'}]}",
    );
    assert_eq!(
        found.type_of("A"),
        "union by shape: [text] ArrayOf String+NotEmpty | [i64] Array"
    );
    assert_eq!(
        found.type_of("Both"),
        "union by shape: [text] ArrayOf String | [i64] Array"
    );
    assert_eq!(
        found.type_of("C"),
        "union by shape: [text] ArrayOf String+NotEmpty | [i64] Array"
    );
    assert_eq!(
        found.type_of("Any"),
        "union by shape: [text] ArrayOf String | [i64] Array"
    );
    assert_eq!(
        found.type_of("O"),
        "union ambiguous: Some Object+NotEmpty | None Object"
    );
    assert_eq!(
        found.type_of("R"),
        "union by shape: Must with c | Some Object"
    );
    assert_eq!(
        found.type_of("M"),
        "union ambiguous: None Object | {i64} Object+NotEmpty"
    );
}

#[test]
fn a_variant_of_several_kinds_is_distinguished_by_any_of_them() {
    let found = schemas(
        "T: {oneOf: [{$ref: '#/components/schemas/Key'}, {type: array, items: {$ref: '#/components/schemas/Key'}}]}
        Key: {oneOf: [{type: string}, {type: integer}]}",
    );
    assert_eq!(
        found.type_of("T"),
        "union by shape: Key String/Integer | [Key] Array"
    );
}

#[test]
fn the_object_that_knows_most_of_a_value_counts_where_nothing_discriminates() {
    let found = schemas(
        "T: {oneOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}]}
        A: {type: object, properties: {a: {type: string}}}
        B: {type: object, properties: {b: {type: string}}}",
    );
    assert_eq!(found.type_of("T"), "union ambiguous: A Object | B Object");
    assert_eq!(found.said.len(), 1);
    assert!(
        found.said[0].starts_with("note ambiguous-union"),
        "{:?}",
        found.said
    );
}

#[test]
fn objects_are_distinguished_by_what_is_inside_one_that_must_be_there() {
    let found = schemas(
        "T: {oneOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}, {$ref: '#/components/schemas/C'}]}
        A: {type: object, required: [meta], properties: {meta: {type: object, required: [kind], properties: {kind: {const: a}}}}}
        B: {type: object, required: [meta], properties: {meta: {type: object, required: [kind], properties: {kind: {const: b}}}}}
        C: {type: object, required: [meta], properties: {meta: {type: object, required: [kind], properties: {kind: {enum: [c, d]}}}}}
        U: {oneOf: [{$ref: '#/components/schemas/N'}, {$ref: '#/components/schemas/B'}]}
        N: {type: object, required: [meta], properties: {meta: {type: [object, 'null'], required: [kind], properties: {kind: {const: a}}}}}",
    );
    assert_eq!(
        found.type_of("T"),
        "union by shape: A meta.kind=a | B meta.kind=b | C meta.kind=c,d"
    );
    // Null is not a value of the first variant.
    assert_eq!(
        found.type_of("U"),
        "union by shape: B meta.kind=b | N Object"
    );
}

#[test]
fn numbers_with_a_fraction_discriminate_too() {
    let found = schemas(
        "T: {oneOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}]}
        A: {type: object, required: [v], properties: {v: {const: 1.5}}}
        B: {type: object, required: [v], properties: {v: {type: number, enum: [-2.5]}}}",
    );
    assert_eq!(found.type_of("T"), "union by v: A 1.5 | B -2.5");
    assert_eq!(found.type_of("A"), "v: f64 = 1.5");
}

#[test]
fn an_object_that_may_hold_any_key_is_not_distinguished_by_a_missing_one() {
    let found = schemas(
        "T: {oneOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}]}
        A: {type: object, required: [a], properties: {a: {type: string}}}
        B: {type: object, properties: {b: {type: string}}, additionalProperties: true}",
    );
    assert_eq!(found.type_of("T"), "union ambiguous: A Object | B Object");
}

#[test]
fn other_names_of_scalars_are_one_variant() {
    let found = schemas(
        "T: {oneOf: [{$ref: '#/components/schemas/Id'}, {$ref: '#/components/schemas/Name'}, {type: integer}]}
        Id: {type: string}
        Name: {type: string}",
    );
    assert_eq!(
        found.type_of("T"),
        "union by shape: text String | i64 Integer"
    );
}

#[test]
fn constants_are_part_of_the_shape_where_nothing_discriminates() {
    let found = schemas(
        "T: {anyOf: [{}, {type: number}, {type: integer}, {$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}]}
        A: {type: object, required: [v, in], properties: {v: {const: 1}, kind: {const: a}, in: {type: object, required: [w], properties: {w: {const: b}}}}}
        B: {type: object, properties: {w: {const: true}}}",
    );
    assert_eq!(
        found.type_of("T"),
        "union ambiguous: i64 Integer | A v=1+kind=a+in.w=b | B w=true | f64 Number | any Anything"
    );
}

#[test]
fn a_union_that_lists_itself_has_the_other_variants() {
    let found = schemas(
        "Pet: {oneOf: [{$ref: '#/components/schemas/Pet'}, {$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]}
        Animal: {anyOf: [{$ref: '#/components/schemas/Other'}, {type: 'null'}, {$ref: '#/components/schemas/Cat'}]}
        Other: {$ref: '#/components/schemas/Animal'}
        Wrapped: {oneOf: [{allOf: [{$ref: '#/components/schemas/Alias'}]}, {type: integer}, {type: string}]}
        Alias: {allOf: [{$ref: '#/components/schemas/Wrapped'}, {minimum: 5}, {$ref: '#/components/schemas/Wrapped'}]}
        Closed: {type: object, properties: {a: {type: string}}, anyOf: [{properties: {b: {type: string}}}, {$ref: '#/components/schemas/Only'}, {properties: {c: {type: integer}}}]}
        Only: {oneOf: [{oneOf: [{allOf: [{$ref: '#/components/schemas/Closed'}]}, {$ref: '#/components/schemas/Closed'}]}]}
        First: {anyOf: [{type: integer}, {$ref: '#/components/schemas/Second'}, {type: array, items: {}}]}
        Second: {anyOf: [{type: boolean}, {type: string}, {$ref: '#/components/schemas/Both'}]}
        Both: {allOf: [{$ref: '#/components/schemas/First'}, {$ref: '#/components/schemas/Again'}]}
        Again: {allOf: [{$ref: '#/components/schemas/Both'}, {minProperties: 0}]}
        Outer: {oneOf: [{$ref: '#/components/schemas/Inner'}, {type: integer}]}
        Inner: {oneOf: [{allOf: [{$ref: '#/components/schemas/Outer'}]}, {type: boolean}]}
        Base: {type: object, required: [k], properties: {k: {type: string}}, oneOf: [{$ref: '#/components/schemas/Child'}, {$ref: '#/components/schemas/Cat'}], discriminator: {propertyName: k}}
        Child: {allOf: [{$ref: '#/components/schemas/Base'}]}
        Alone: {type: object, oneOf: [{$ref: '#/components/schemas/Alone'}], properties: {a: {type: string}}}
        Cat: {type: object, required: [x], properties: {x: {type: string}}}
        Dog: {type: object, required: [y], properties: {y: {type: string}}}",
    );
    assert_eq!(
        found.type_of("Pet"),
        "union by shape: Cat with x | Dog Object"
    );
    assert_eq!(found.type_of("Animal"), "= Cat");
    assert_eq!(found.type_of("Alone"), "a: text?");
    let of_types = [
        "Wrapped", "Closed", "First", "Second", "Outer", "Inner", "Base",
    ]
    .map(|name| found.type_of(name));
    let expected = [
        "union by shape: i64 Integer | text String",
        "union ambiguous: Closed Object With b Object | Closed Object With c Object",
        "union ambiguous: i64 Integer | [any] Array | Second Anything",
        "union by shape: bool Bool | text String",
        "union by shape: bool Bool | i64 Integer",
        "union by shape: i64 Integer | bool Bool",
        "union by k: Child Child | Base Cat Cat",
    ];
    assert_eq!(of_types, expected);
    let said = "warning reference-cycle: a union that lists itself allows nothing more; this alternative is left out";
    assert_eq!(
        found.said.iter().filter(|one| *one == said).count(),
        6,
        "{:?}",
        found.said
    );
}

#[test]
fn formats_of_which_no_string_is_of_both_discriminate() {
    let found = |first: &str, second: &str| {
        let found = schemas(&format!(
            "T: {{oneOf: [{{$ref: '#/components/schemas/A'}}, {{$ref: '#/components/schemas/B'}}]}}
        A: {{type: object, required: [at], properties: {{at: {{type: string, format: {first}}}}}}}
        B: {{type: object, required: [at], properties: {{at: {{type: string, format: {second}}}}}}}"
        ));
        found.type_of("T")
    };
    for (first, second) in [("ipv4", "ipv6"), ("uuid", "date"), ("date-time", "date")] {
        let union = format!("union by shape: A at.format {first} | B Object");
        assert_eq!(found(first, second), union);
    }
    for second in ["ipv4", "hostname"] {
        let union = found("ipv4", second);
        assert!(union.starts_with("union ambiguous"), "{union}");
    }
}

/// JSON Schema described tuples like that before 2020-12, and some exporters of 3.0 still do.
#[test]
fn a_list_of_items_is_a_tuple() {
    let found = schemas(
        "T:
          type: object
          properties:
            pair: {type: array, items: [{type: string}, {type: integer}], maxItems: 2}
            closed: {type: array, items: [{type: string}, {type: integer}], additionalItems: false}
            open: {type: array, items: [{type: string}, {type: boolean}]}
            rest: {type: array, items: [{type: string}], additionalItems: {type: string}}",
    );
    assert_eq!(
        found.type_of("T"),
        "pair: (text, i64)?, closed: (text, i64)?, open: [any]?, rest: [text]?"
    );
}

#[test]
fn a_variant_is_not_selected_by_a_part_of_its_own_variants() {
    let listed = |names: std::ops::Range<usize>| {
        let one =
            |n| format!("{{type: object, required: [k], properties: {{k: {{const: v{n}}}}}}}");
        names.map(one).collect::<Vec<_>>().join(", ")
    };
    let found = |count: usize| {
        let (first, second) = (listed(0..40), listed(40..count));
        schemas(&format!(
            "T: {{oneOf: [{{$ref: '#/components/schemas/Many'}}, {{type: object, required: [k], properties: {{k: {{const: other}}}}}}]}}
        Many: {{oneOf: [{{oneOf: [{first}]}}, {{oneOf: [{second}]}}]}}"
        ))
        .type_of("T")
    };
    assert!(
        found(64).starts_with("union by shape: Many k="),
        "{}",
        found(64)
    );
    assert!(found(65).starts_with("union ambiguous: "), "{}", found(65));
}
