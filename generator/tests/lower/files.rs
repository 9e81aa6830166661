//! Descriptions in several files.

use std::collections::BTreeMap;

use super::with_files;

const MAIN: &str = "openapi: 3.1.0
info: {title: t, version: '1'}
paths:
  /pets:
    $ref: 'paths.yaml#/pets'
components:
  schemas:
    Pet: {$ref: 'models.yaml#/components/schemas/Pet'}
";

const FILES: [(&str, &str); 3] = [
    (
        "paths.yaml",
        "pets:
  get:
    operationId: ListPets
    parameters: [{$ref: 'models.yaml#/limit'}]
    responses:
      '200':
        description: ok
        content:
          application/json:
            schema: {type: array, items: {$ref: 'models.yaml#/components/schemas/Pet'}}
",
    ),
    (
        "models.yaml",
        "limit: {name: limit, in: query, schema: {type: integer}}
components:
  schemas:
    Pet:
      type: object
      properties:
        owner: {$ref: '#/components/schemas/Owner'}
        tag: {$ref: 'tag.yaml'}
    Owner: {type: object, properties: {name: {type: string}}}
",
    ),
    ("tag.yaml", "type: string\nenum: [a, b]\n"),
];

#[test]
fn references_lead_through_files() {
    let found = with_files(MAIN, &BTreeMap::from(FILES));
    assert!(found.said.is_empty(), "{:?}", found.said);
    let operation = found.only_operation();
    assert_eq!(operation.path, "/pets");
    assert_eq!(operation.parameters[0].wire, "limit");
    assert_eq!(found.type_of("Owner"), "name: text?");
    assert_eq!(found.type_of("tag"), "enum a b");
}
