//! `allOf`, and keywords beside a reference.

use super::{schemas, schemas_3_0};
use generator::ir::{Bound, Presence};

#[test]
fn all_of_merges_properties_requirements_and_additional_ones() {
    let found = schemas(
        "T:
          description: both
          allOf:
            - {$ref: '#/components/schemas/Base'}
            - {type: object, required: [id, name], properties: {name: {type: string}}, additionalProperties: true}
        Base: {type: object, properties: {id: {type: integer}, note: {type: string}}}",
    );
    assert_eq!(
        found.type_of("T"),
        "id: i64, note: text?, name: text, ..any"
    );
    assert_eq!(found.find("T").docs.description.as_deref(), Some("both"));
}

#[test]
fn a_single_reference_with_a_description_keeps_the_type_it_refers_to() {
    let found = schemas(
        "T:
          type: object
          properties:
            a: {$ref: '#/components/schemas/S', description: here}
            b: {allOf: [{$ref: '#/components/schemas/S'}], description: there}
            c: {allOf: [{$ref: '#/components/schemas/S'}, {description: and there}]}
            d: {$ref: '#/components/schemas/N', maxLength: 3}
        S: {type: object, properties: {x: {type: string}}}
        N: {type: string}",
    );
    assert_eq!(found.type_of("T"), "a: S?, b: S?, c: S?, d: N?");
    let fields = &found.object("T").fields;
    assert_eq!(fields[0].docs.description.as_deref(), Some("here"));
    assert_eq!(fields[1].docs.description.as_deref(), Some("there"));
    assert_eq!(fields[3].rules.max_length, Some(3));
}

#[test]
fn an_alternative_for_null_beside_an_object_of_all_of_is_reported() {
    let with = |absent: &str| {
        schemas(&format!(
            "T:
          allOf:
            - oneOf: [{absent}, {{$ref: '#/components/schemas/S'}}]
            - {{type: object, required: [id], properties: {{id: {{type: integer}}}}}}
        S: {{type: object, required: [x], properties: {{x: {{type: string}}}}}}"
        ))
    };
    assert_eq!(
        with("{type: 'null'}").said,
        [
            "warning contradictory-schema: the schemas beside this alternative do not allow null; the whole value may be null instead"
        ]
    );
    let fixed = with("{type: object}");
    assert!(fixed.said.is_empty(), "{:?}", fixed.said);
    // Such an object has the required properties of `T` alone.
    assert_eq!(
        fixed.type_of("T"),
        "union by shape: T S with x | T Object Object"
    );
}

#[test]
fn all_of_with_types_that_contradict_is_reported() {
    let found = schemas("T: {allOf: [{type: string}, {type: integer}]}");
    assert_eq!(
        found.said,
        [
            "warning contradictory-schema: the schemas that apply together here allow no common type; this one is used"
        ]
    );
    assert_eq!(found.type_of("T"), "= i64");
}

#[test]
fn a_property_declared_by_two_parts_of_all_of_satisfies_both() {
    let found = schemas(
        "T:
          allOf:
            - {type: object, properties: {n: {type: integer, minimum: 1}}}
            - {type: object, properties: {n: {maximum: 5}}}",
    );
    let rules = &found.object("T").fields[0].rules;
    assert_eq!(rules.minimum, Some(Bound::Inclusive(1.into())));
    assert_eq!(rules.maximum, Some(Bound::Inclusive(5.into())));
}

#[test]
fn a_single_reference_that_is_only_closed_keeps_the_type_it_refers_to() {
    let found = schemas(
        "T: {type: object, allOf: [{$ref: '#/components/schemas/S'}], properties: {}, additionalProperties: false}
        S: {type: object, properties: {x: {type: string}}}",
    );
    assert_eq!(found.type_of("T"), "= S");
}

#[test]
fn all_of_beside_a_reference_holds_too_from_3_1_on() {
    let yaml = "T: {$ref: '#/components/schemas/A', allOf: [{$ref: '#/components/schemas/B'}]}
A: {type: object, properties: {a: {type: string}}}
B: {type: object, properties: {b: {type: string}}}";
    assert_eq!(schemas(yaml).type_of("T"), "a: text?, b: text?");
    let in_3_0 = schemas_3_0(yaml);
    assert_eq!(in_3_0.type_of("T"), "= A");
    assert_eq!(
        in_3_0.said,
        ["warning ignored: `allOf` beside `$ref` has no effect in OpenAPI 3.0"]
    );
}

#[test]
fn a_keyword_beside_a_reference_is_followed_in_3_0_where_it_describes() {
    let found = schemas_3_0(
        "T: {type: object, properties: {s: {$ref: '#/components/schemas/S', nullable: true, maxLength: 3}}}
S: {type: string}",
    );
    assert_eq!(
        found.object("T").fields[0].presence,
        Presence::OptionalNullable
    );
    let said = [
        "warning unknown-key: `nullable` beside `$ref` is followed, although not allowed in OpenAPI 3.0",
        "warning ignored: `maxLength` beside `$ref` has no effect in OpenAPI 3.0",
    ];
    assert_eq!(found.said, said);
}

#[test]
fn of_equal_bounds_the_exclusive_one_holds() {
    let found = schemas("T: {type: integer, minimum: 3, exclusiveMinimum: 3}");
    let minimum = found.find("T").rules.minimum.clone();
    assert_eq!(minimum, Some(Bound::Exclusive(3.into())));
}

#[test]
fn an_example_keeps_to_the_keywords_beside_a_reference() {
    let found = schemas(
        "T: {$ref: '#/components/schemas/S', maxLength: 2, example: abc}
        S: {type: string}",
    );
    assert_eq!(
        found.said,
        [
            "warning value-breaks-schema: the example breaks its schema: it has 3 characters, and `maxLength` is 2"
        ]
    );
}

#[test]
fn properties_that_only_a_condition_names_are_fields_of_any_json() {
    let found = schemas(
        "T:
          type: object
          properties: {country: {type: string}}
          allOf:
            - if: {properties: {country: {const: US}}}
              then: {required: [zip], properties: {zip: {type: string, description: Five digits.}}}
              else: {if: {required: [post]}, then: {properties: {post: {type: string}, none: false}}}
        U: {type: object, properties: {card: {type: string}}, dependentSchemas: {card: {$ref: '#/components/schemas/B'}}, unevaluatedProperties: false}
        B: {type: object, properties: {card: true, address: {type: string}}}
        Closed: {type: object, properties: {a: {type: string}}, additionalProperties: false, if: {required: [a]}, then: {properties: {b: {type: string}}}}",
    );
    let fields = |name: &str| {
        let fields = found.object(name).fields.iter();
        let fields = fields.map(|field| format!("{} {}", field.wire, found.ty(&field.ty)));
        fields.collect::<Vec<_>>().join(", ")
    };
    assert_eq!(fields("T"), "country text, zip any, post any");
    assert_eq!(fields("U"), "card text, address any");
    assert_eq!(fields("Closed"), "a text");
    let zip = &found.object("T").fields[1];
    assert_eq!(zip.docs.description.as_deref(), Some("Five digits."));
    assert_eq!(zip.presence, Presence::Optional);
}

#[test]
fn a_named_number_that_must_be_an_integer_is_one() {
    let found = schemas(
        "Wide: {type: number, minimum: 1}
        A:
          type: object
          properties:
            a: {allOf: [{$ref: '#/components/schemas/Wide'}, {type: integer}]}
            b: {type: integer, $ref: '#/components/schemas/Wide'}
            c: {type: number, $ref: '#/components/schemas/Wide'}",
    );
    assert_eq!(found.type_of("A"), "a: i64?, b: i64?, c: Wide?");
}

#[test]
fn unions_that_combine_to_too_many_variants_are_kept_as_json() {
    let one = |at: usize| format!("{{type: object, properties: {{p{at}: {{type: string}}}}}}");
    let union = |first: usize| {
        let all: Vec<String> = (first..first + 16).map(one).collect();
        format!("{{oneOf: [{}]}}", all.join(", "))
    };
    let unions: Vec<String> = (0..4).map(|number| union(number * 16)).collect();
    let found = schemas(&format!("T: {{allOf: [{}]}}", unions.join(", ")));
    let many = "note too-large: too many combinations; kept as JSON";
    assert!(found.said.iter().any(|one| one == many));
}
