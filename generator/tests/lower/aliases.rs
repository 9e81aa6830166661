//! What is known through aliases of aliases.

use super::{schemas, whole};

#[test]
fn the_least_page_is_known_through_all_aliases() {
    let found = whole(
        "openapi: 3.1.0
info: {title: t, version: '1'}
paths:
  /x:
    get:
      operationId: list
      x-paging: {page: page}
      parameters: [{name: page, in: query, schema: {$ref: '#/components/schemas/From'}}]
      responses: {'200': {description: all, content: {application/json: {schema: {type: array, items: {type: string}}}}}}
components:
  schemas:
    From: {$ref: '#/components/schemas/Maybe'}
    Maybe: {oneOf: [{$ref: '#/components/schemas/Page'}, {type: 'null'}]}
    Page: {type: integer, minimum: 0}
",
    );
    assert_eq!(found.said.len(), 1, "{:?}", found.said);
    assert!(found.said[0].contains("may be 0 or 1"), "{:?}", found.said);
}

#[test]
fn the_number_of_parts_is_known_through_aliases() {
    let found = whole(
        "openapi: 3.1.0
info: {title: t, version: '1'}
paths:
  /x:
    post:
      operationId: send
      requestBody: {content: {multipart/form-data: {schema: {$ref: '#/components/schemas/Form'}}}}
      responses: {'204': {description: done}}
components:
  schemas:
    Form: {$ref: '#/components/schemas/Parts'}
    Parts: {type: object, minProperties: 2, properties: {a: {type: string}, b: {type: string}, c: {type: string}}}
",
    );
    let body = found.only_operation().body.as_ref().expect("a body");
    assert_eq!(body.contents[0].rules.min_properties, Some(2));
}

#[test]
fn what_only_describes_a_reference_makes_no_type_of_its_own() {
    let found = schemas(
        "T:
          type: object
          properties:
            a: {$ref: '#/components/schemas/S/properties/x', description: The first., default: null}
            b: {allOf: [{$ref: '#/components/schemas/S/properties/x'}], description: The second.}
            c: {$ref: '#/components/schemas/S/properties/x'}
            d: {$ref: '#/components/schemas/S/properties/x', required: [y]}
            e: {$ref: '#/components/schemas/S/properties/e', description: One of two.}
        S:
          type: object
          properties:
            x: {type: object, properties: {y: {type: string}}}
            e: {type: string, enum: [a, b]}",
    );
    assert_eq!(
        found.type_of("T"),
        "a: S x?, b: S x?, c: S x?, d: T d?, e: S e?"
    );
}
