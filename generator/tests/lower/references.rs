//! Schemas that refer to others, or to themselves.

use std::collections::BTreeMap;

use super::{schemas, whole, with_files};

#[test]
fn a_reference_to_a_place_outside_components_names_its_type_by_the_place() {
    let found = schemas(
        "A: {type: object, properties: {size: {$ref: '#/components/schemas/B/properties/size'}}}
        B: {type: object, properties: {size: {type: string, enum: [s, m]}}}",
    );
    assert_eq!(found.type_of("A"), "size: B size?");
    assert_eq!(found.type_of("B"), "size: B size?");
    assert_eq!(found.names(), ["A", "B", "B size"]);
}

#[test]
fn equal_inline_schemas_with_references_to_different_places_are_different_types() {
    let file = |id: &str, pet: &str| {
        format!(
            "path: {{get: {{operationId: {id}, responses: {{'200': {{description: d, content: {{application/json: \
             {{schema: {{type: object, properties: {{pet: {{$ref: '{pet}'}}}}}}}}}}}}}}}}}}
types: {{Pet: {{type: object, properties: {{{id}: {{type: string}}}}}}}}
"
        )
    };
    let main = "openapi: 3.1.0
info: {title: t, version: '1'}
paths:
  /a: {$ref: 'a.yaml#/path'}
  /b: {$ref: 'b.yaml#/path'}
  /c: {$ref: 'c.yaml#/path'}
  /d: {$ref: 'd.yaml#/path'}
";
    let (a, b) = (file("A", "#/types/Pet"), file("B", "#/types/Pet"));
    let (c, d) = (
        file("C", "a.yaml#/types/Pet"),
        file("D", "a.yaml#/types/Pet"),
    );
    let files = [
        ("a.yaml", &*a),
        ("b.yaml", &b),
        ("c.yaml", &c),
        ("d.yaml", &d),
    ];
    let found = with_files(main, &BTreeMap::from(files));
    assert_eq!(
        found.names(),
        [
            "A Response",
            "B Response",
            "C Response",
            "D Response",
            "types Pet",
            "types Pet"
        ]
    );
    // The last two responses have the same schema, also with what it refers to.
    let repeats = |id: &str| found.find(&format!("{id} Response")).repeats().is_some();
    assert_eq!(
        ["A", "B", "C", "D"].map(repeats),
        [false, false, false, true]
    );
}

#[test]
fn a_schema_reached_twice_is_one_type() {
    let found = schemas(
        "A: {allOf: [{$ref: '#/components/schemas/C'}, {properties: {x: {type: string}}}]}
        B: {allOf: [{$ref: '#/components/schemas/C'}, {properties: {y: {type: string}}}]}
        C: {type: object, properties: {inner: {type: object, properties: {z: {type: string}}}}}",
    );
    assert_eq!(found.type_of("A"), "inner: C inner?, x: text?");
    assert_eq!(found.type_of("B"), "inner: C inner?, y: text?");
}

#[test]
fn a_schema_that_is_only_other_names_of_itself_is_an_error() {
    let found = schemas(
        "A: {$ref: '#/components/schemas/B'}
        B: {$ref: '#/components/schemas/A'}",
    );
    assert!(
        found
            .said
            .iter()
            .any(|said| said.starts_with("error reference-cycle")),
        "{:?}",
        found.said
    );
}

#[test]
fn an_unnamed_schema_that_refers_to_itself_gets_a_name() {
    let found = whole(
        "openapi: 3.1.0
info: {title: t, version: '1'}
paths:
  /x:
    get:
      operationId: Get
      responses:
        '200':
          description: a tree
          content:
            application/json:
              schema:
                type: array
                items: {$ref: '#/paths/~1x/get/responses/200/content/application~1json/schema'}
",
    );
    assert_eq!(
        found.type_of("/x get Response 200"),
        "new [/x get Response 200]"
    );
}

#[test]
fn a_recursive_reference_means_the_schema_around_it() {
    let found = schemas(
        "Filter:
          type: object
          $recursiveAnchor: true
          properties:
            all: {type: array, items: {$recursiveRef: '#'}}",
    );
    assert_eq!(found.type_of("Filter"), "all: [Filter]?");
}

#[test]
fn an_inline_object_that_repeats_a_named_one_is_that_one() {
    let found = schemas(
        "Pet: {type: object, properties: {a: {type: string}, b: {type: integer}}}
        T:
          type: object
          properties:
            same: {type: object, properties: {a: {type: string}, b: {type: integer}}}
            other: {type: object, properties: {a: {type: integer}, b: {type: integer}}}",
    );
    assert_eq!(found.type_of("T"), "same: Pet?, other: T other?");
}
