//! Checks by keywords for the parts of a value.

use generator::ir::{Check, Syntax, Type, TypeKind};
use serde_json::json;

use super::{schemas, schemas_3_0};

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
    // Types of strings and integers accept other values: a server may know more values than the description lists.
    assert!(checks("{type: string, enum: [a, b]}").is_empty());
    assert!(checks("{type: integer, enum: [1, 2]}").is_empty());
    for listed in ["[a, b]", "[1, 2]"] {
        let then = format!("{{properties: {{a: {{enum: {listed}}}}}}}");
        let found = format!(
            "{:?}",
            checks(&format!(
                "{{type: object, if: {{required: [a]}}, then: {then}}}"
            ))
        );
        assert!(
            found.contains("then: [Properties") && !found.contains("Values"),
            "{found}"
        );
    }
}

#[test]
fn rules_of_values_of_free_keys_hold_beside_properties_too() {
    let found = schemas(
        "T: {type: object, properties: {a: {type: string}}, additionalProperties: {type: string, maxLength: 2}}
        Keyed: {type: object, properties: {a: {type: string}}, patternProperties: {'^b': {type: string, maxLength: 2}}}
        Two: {allOf: [{$ref: '#/components/schemas/T'}, {properties: {b: {type: string}}, additionalProperties: {type: string, minLength: 1}}, {unevaluatedProperties: {type: string, maxLength: 7}}]}",
    );
    let each = |name: &str| format!("{:?}", found.find(name).rules.each);
    assert!(each("T").contains("max_length: Some(2)") && each("Keyed") == "None");
    let has = |rule: &str| each("Two").contains(rule);
    assert!(has("max_length: Some(2)") && has("min_length: Some(1)") && !has("Some(7)"));
}

#[test]
fn rules_beside_listed_values_hold_for_those_that_are_not_listed() {
    let found = schemas(
        "Named: {type: string, enum: [ab, cd], maxLength: 2, pattern: '^[a-d]'}
        Number: {type: integer, enum: [1, 2], maximum: 9}
        Nullable: {type: [string, 'null'], enum: [ab, null], minLength: 2}
        T:
          type: object
          required: [only]
          properties:
            inline: {type: string, enum: [x, y], minLength: 1}
            beside: {allOf: [{$ref: '#/components/schemas/Bare'}, {type: string, maxLength: 7}]}
            only: {type: string, enum: [dog], minLength: 3}
        Bare: {type: string, enum: [x, y]}",
    );
    let named = &found.find("Named").rules;
    assert_eq!(named.max_length, Some(2));
    assert!(named.pattern.is_some() && named.checks.is_empty());
    assert!(found.find("Number").rules.maximum.is_some());
    assert_eq!(found.find("Nullable").rules.min_length, Some(2));
    assert_eq!(found.find("T inline").rules.min_length, Some(1));
    let fields = &found.object("T").fields;
    assert_eq!(fields[1].rules.max_length, Some(7));
    assert_eq!(fields[2].rules.min_length, Some(3));
    assert!(found.find("Bare").rules.is_empty());
}

/// An integer in JSON is read as the integer variant, next to any variants of numbers.
#[test]
fn the_rules_of_integers_are_not_those_of_the_numbers_of_their_union() {
    let found = schemas(
        "Any: {anyOf: [{type: number}, {type: integer, minimum: 0}, {type: string}]}
        Either: {anyOf: [{type: number, maximum: 9}, {type: integer, minimum: 0}]}
        Same: {minimum: 0, oneOf: [{type: number, multipleOf: 0.5}, {type: integer, multipleOf: 0.5}]}
        Own: {anyOf: [{type: integer, minimum: 0}, {type: string}]}",
    );
    let rules_of_integers = |name: &str| {
        let TypeKind::Union(union) = &found.find(name).kind else {
            panic!("{name} is no union");
        };
        let mut variants = union.variants.iter();
        let integer = variants.find(|variant| matches!(variant.ty, Type::Integer(_)));
        integer.expect("integers").rules.clone()
    };
    assert!(rules_of_integers("Any").is_empty());
    let either = rules_of_integers("Either");
    assert_eq!((either.checks.len(), either.minimum.is_none()), (1, true));
    assert!(rules_of_integers("Same").multiple_of.is_some());
    assert!(rules_of_integers("Own").minimum.is_some());
}

#[test]
fn the_rules_of_listed_values_are_not_those_of_other_strings_of_their_union() {
    let found = schemas(
        "T:
          type: object
          properties:
            a: {anyOf: [{type: string, const: latest}, {type: string}]}
            b: {anyOf: [{$ref: '#/components/schemas/Known'}, {type: string}]}
            c: {minLength: 1, anyOf: [{type: string, enum: [x]}, {type: string, enum: [yz], maxLength: 2}]}
            d: {maxLength: 9, anyOf: [{type: string, pattern: '^x'}, {type: string, format: uuid}]}
            e: {anyOf: [{type: string, enum: [x], maxLength: 2}, {type: string, enum: [yz], maxLength: 2}]}
            f: {anyOf: [{type: string, const: x, maxLength: 2}, {type: string, enum: [yz], maxLength: 2}]}
        Known: {type: string, enum: [x, y], maxLength: 2}",
    );
    assert_eq!(found.find("Known").rules.max_length, Some(2));
    for (name, values) in [
        ("T a", "enum latest"),
        ("T b", "enum x y"),
        ("T c", "enum x yz"),
    ] {
        assert_eq!(found.type_of(name), values);
        assert!(found.find(name).rules.is_empty(), "{name}");
    }
    let rules: Vec<_> = found
        .object("T")
        .fields
        .iter()
        .map(|field| &field.rules)
        .collect();
    assert!(rules[0].is_empty() && rules[1].is_empty());
    assert_eq!((rules[2].min_length, rules[2].max_length), (Some(1), None));
    assert_eq!((rules[3].max_length, rules[3].checks.len()), (Some(9), 0));
    assert_eq!(
        (rules[4].max_length, rules[5].max_length),
        (Some(2), Some(2))
    );
}

#[test]
fn what_only_the_server_sends_is_not_required() {
    let found = schemas(
        "T: {not: {properties: {id: {allOf: [{$ref: '#/components/schemas/Id'}]}, name: {}}, required: [id, name]}}
        Id: {type: string, readOnly: true}",
    );
    let required = Check::Required(vec!["name".to_owned()]);
    assert_eq!(found.find("T").rules.checks, [Check::Not(vec![required])]);
}

#[test]
fn a_keyword_that_would_refuse_valid_values_is_left_out_and_reported() {
    let found = schemas("T: {type: object, not: {unevaluatedProperties: false}}");
    assert!(found.find("T").rules.is_empty());
    let note = "note ignored: `not` is not checked by the client, which cannot check all of the schema in it";
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
fn a_keyword_is_checked_where_the_client_can_check_all_of_its_schema() {
    for (schema, is_checked) in [
        ("{pattern: '^x'}", true),
        ("{allOf: [{minLength: 3}]}", true),
        ("{not: {unevaluatedProperties: false}}", false),
        ("{unevaluatedProperties: false, not: {minLength: 3}}", false),
    ] {
        let found = checks(&format!("{{not: {schema}}}"));
        assert!(found.is_empty() != is_checked && !found.contains(&Check::Not(Vec::new())));
    }
}

#[test]
fn a_declared_property_is_none_of_the_others() {
    let others = vec![Check::Type(vec!["string".to_owned()])];
    let properties = Check::Properties {
        named: vec![("a".to_owned(), Vec::new())],
        patterns: Vec::new(),
        others,
    };
    let found = checks("{not: {properties: {a: {}}, additionalProperties: {type: string}}}");
    assert_eq!(found, [Check::Not(vec![properties])]);
}

#[test]
fn names_that_would_have_to_be_numbers_are_not_checked_and_reported() {
    let found = schemas(
        "T:
          type: object
          additionalProperties: {type: string}
          propertyNames: {type: integer, minimum: 0}",
    );
    assert!(found.find("T").rules.is_empty());
    let warning = "warning contradictory-schema: a name is always a string, so no object satisfies this; names are not checked";
    assert_eq!(found.said, [warning]);
    let names = "{type: object, propertyNames: {type: [integer, string], maxLength: 3}}";
    assert!(matches!(checks(names)[..], [Check::PropertyNames(_)]));
}

#[test]
fn alternatives_that_only_require_are_checked_where_the_object_has_the_properties() {
    let any = "anyOf: [{required: [a]}, {required: [b]}]";
    let found = checks(&format!(
        "{{type: object, properties: {{a: {{}}, b: {{}}}}, {any}}}"
    ));
    let required = |name: &str| vec![Check::Required(vec![name.to_owned()])];
    assert_eq!(found, [Check::AnyOf(vec![required("a"), required("b")])]);
    assert_eq!(checks(&format!("{{type: object, {any}}}")), found);
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
fn strings_of_several_alternatives_satisfy_one_of_them() {
    let strings = "{type: string, minLength: 3}, {type: string, pattern: '^x'}";
    let found = schemas(&format!(
        "A: {{anyOf: [{strings}]}}
        B: {{anyOf: [{strings}, {{type: boolean}}]}}"
    ));
    let TypeKind::Union(union) = &found.find("B").kind else {
        panic!("no union");
    };
    let mut variants = union.variants.iter();
    let inside = variants.find(|variant| variant.ty != Type::Bool);
    for rules in [&found.find("A").rules, &inside.expect("strings").rules] {
        assert!(
            matches!(&rules.checks[..], [Check::AnyOf(all)] if all.len() == 2),
            "{rules:?}"
        );
    }
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

/// The alternative that a discriminator selects is the right one, even if the value is valid by another one, too.
#[test]
fn alternatives_with_a_discriminator_need_not_exclude_each_other() {
    let of = |discriminator: &str| {
        let union = format!("{{oneOf: [{{required: [a]}}, {{required: [b]}}]{discriminator}}}");
        let schema = format!("{{type: object, patternProperties: {{'^x': {union}}}}}");
        format!("{:?}", checks(&schema))
    };
    assert!(of("").contains("OneOf"), "{}", of(""));
    let hinted = of(", discriminator: {propertyName: kind}");
    assert!(
        hinted.contains("AnyOf") && !hinted.contains("OneOf"),
        "{hinted}"
    );
}

#[test]
fn what_a_base_states_holds_for_what_extends_it_without_being_described() {
    let found = schemas(
        "Animal:
          type: object
          required: [kind, age]
          discriminator: {propertyName: kind}
          properties: {kind: {type: string}, age: {type: integer, minimum: 0}, pin: {type: integer, x-sensitive: true}}
        Dog: {allOf: [{$ref: '#/components/schemas/Animal'}]}",
    );
    let TypeKind::Union(union) = &found.find("Animal").kind else {
        panic!("no union: {}", found.type_of("Animal"));
    };
    let beside = format!("{:?}", union.beside.checks);
    for stated in ["object", "age", "minimum: Some"] {
        assert!(beside.contains(stated), "{stated}: {beside}");
    }
    // A message would contain the secret.
    assert!(!beside.contains("pin"), "{beside}");
}

#[test]
fn a_default_at_an_exclusive_bound_breaks_its_schema() {
    let found = schemas_3_0("T: {type: number, minimum: 1, exclusiveMinimum: true, default: 1}");
    assert_eq!(
        found.said,
        [
            "warning value-breaks-schema: the default breaks its schema: `minimum` is 1, and exclusive"
        ]
    );
}

#[test]
fn a_step_that_is_not_positive_is_no_rule() {
    for step in ["0", "0.0", "-2"] {
        let found = schemas(&format!(
            "T: {{type: number, multipleOf: {step}, maximum: 5}}"
        ));
        assert_eq!(found.find("T").rules.multiple_of, None, "{step}");
    }
}

/// What may be null is said beside the parts, none of which may be null by itself.
#[test]
fn rules_beside_a_union_allow_null_where_the_whole_property_does() {
    let found = schemas_3_0(
        "T:
          allOf:
            - type: object
              properties:
                part: {nullable: true, allOf: [{$ref: '#/components/schemas/P'}]}
                word: {nullable: true, type: string, enum: [a, b]}
            - oneOf:
                - {type: object, required: [k], properties: {k: {type: string, enum: [one]}, a: {type: integer}}}
                - {type: object, required: [k], properties: {k: {type: string, enum: [two]}, b: {type: integer}}}
        P: {type: object}",
    );
    let TypeKind::Union(union) = &found.find("T").kind else {
        panic!("no union");
    };
    let checks = &union.beside.checks;
    let named = checks.iter().find_map(|check| match check {
        Check::Properties { named, .. } => Some(named),
        _ => None,
    });
    for (name, checks) in named.unwrap() {
        for check in checks {
            let Check::Type(names) = check else {
                panic!("{name}: {check:?}");
            };
            assert!(names.contains(&"null".to_owned()), "{name}: {names:?}");
        }
    }
}

#[test]
fn a_listed_value_of_another_type_is_compared_as_the_type_says() {
    let found = checks("{type: string, not: {type: string, enum: [a, 1]}}");
    let values = Check::Values(vec![json!("a"), json!("1")]);
    assert_eq!(
        found,
        [Check::Not(vec![
            Check::Type(vec!["string".to_owned()]),
            values
        ])]
    );
}
