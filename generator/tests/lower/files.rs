//! Descriptions in several files.

use std::collections::BTreeMap;

use generator::ir::{Method, ResponseKind, Type};

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

#[test]
fn references_in_place_of_operations_and_media_types_are_followed_with_a_warning() {
    let main = "openapi: 3.0.3
info: {title: t, version: '1'}
paths:
  /pets:
    get: {$ref: 'operations/list.yaml'}
    post: {$ref: 'operations/none.yaml'}
";
    let files = BTreeMap::from([(
        "operations/list.yaml",
        "operationId: ListPets
parameters: [{name: limit, in: query, schema: {type: integer}}]
responses:
  '200':
    description: ok
    content:
      application/json: {$ref: '#/x-of/pets'}
x-of:
  pets: {schema: {type: array, items: {type: string}}}
",
    )]);
    let found = with_files(main, &files);
    let followed = |what: &str| {
        format!(
            "warning unknown-key: OpenAPI does not allow a reference in place of {what}; it is followed"
        )
    };
    assert_eq!(
        found.said,
        [
            followed("an operation"),
            followed("an operation"),
            "error unreadable-file: the file `operations/none.yaml` cannot be read: no such file"
                .to_owned(),
            followed("a media type"),
        ]
    );
    let operation = &found.api.operations[0];
    assert_eq!(operation.id.as_deref(), Some("ListPets"));
    assert_eq!(
        (&operation.method, operation.path.as_str()),
        (&Method::Get, "/pets")
    );
    assert_eq!(operation.parameters[0].wire, "limit");
    let (_, content) = operation.outputs().next().expect("a success");
    assert!(matches!(
        content.map(|content| &content.kind),
        Some(ResponseKind::Json(Type::Array(_)))
    ));
}

#[test]
fn a_component_that_only_refers_to_its_own_name_elsewhere_is_that_type() {
    let main = "openapi: 3.1.0
info: {title: t, version: '1'}
paths:
  /a: {$ref: 'paths/a.yaml'}
  /b: {get: {operationId: B, responses: {'200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}}}}
components:
  schemas:
    Pet: {$ref: 'schemas/pet.yaml'}
    Owner: {$ref: 'common.yaml#/components/schemas/Owner', description: Who owns it.}
    Other: {$ref: 'common.yaml#/components/schemas/Owner'}
";
    let files = BTreeMap::from([
        (
            "paths/a.yaml",
            "get: {operationId: A, responses: {'200': {description: d, content: {application/json: {schema: {$ref: '../schemas/pet.yaml'}}}}}}",
        ),
        (
            "schemas/pet.yaml",
            "type: object\nproperties: {owner: {$ref: '../api.yaml#/components/schemas/Owner'}}\n",
        ),
        (
            "common.yaml",
            "components: {schemas: {Owner: {type: object, properties: {pet: {$ref: 'schemas/pet.yaml'}}}}}",
        ),
    ]);
    let found = with_files(main, &files);
    assert!(found.said.is_empty(), "{:?}", found.said);
    assert_eq!(found.names(), ["Pet", "Owner", "Other"]);
    assert_eq!(found.type_of("Pet"), "owner: Owner? boxed");
    assert_eq!(found.type_of("Owner"), "pet: Pet? boxed");
    assert_eq!(found.type_of("Other"), "= Owner");
}

#[test]
fn a_schema_in_a_file_that_only_refers_to_its_own_name_elsewhere_is_that_type() {
    let main = "openapi: 3.1.0
info: {title: t, version: '1'}
paths:
  /a: {get: {operationId: A, responses: {'200': {description: d, content: {application/json: {schema: {$ref: 'schemas/Pet.yaml'}}}}}}}
components:
  schemas: {$ref: 'schemas/_index.yaml'}
";
    let files = BTreeMap::from([
        (
            "schemas/_index.yaml",
            "Pet: {$ref: './Pet.yaml'}\nOwner: {$ref: './Owner.yaml'}\n",
        ),
        (
            "schemas/Pet.yaml",
            "type: object\nproperties: {owner: {$ref: 'Owner.yaml'}}\n",
        ),
        ("schemas/Owner.yaml", "$ref: 'all.yaml#/$defs/Owner'\n"),
        (
            "schemas/all.yaml",
            "$defs: {Owner: {type: object, properties: {pet: {$ref: 'Pet.yaml'}}}}\n",
        ),
    ]);
    let found = with_files(main, &files);
    assert_eq!(found.names(), ["Pet", "Owner"]);
    assert_eq!(found.type_of("Pet"), "owner: Owner? boxed");
    assert_eq!(found.type_of("Owner"), "pet: Pet? boxed");
}

#[test]
fn schemas_are_found_by_the_names_that_they_give_themselves() {
    let found = super::schemas(
        "Tree: {$id: 'https://a.example/tree', $dynamicAnchor: node, type: object, properties: {children: {type: array, items: {$dynamicRef: '#node'}}}}
        Forest: {type: object, properties: {first: {$ref: 'https://a.example/tree'}, second: {$ref: '#leaf'}}}
        Leaf: {$anchor: leaf, type: string, enum: [green]}",
    );
    assert!(found.said.is_empty(), "{:?}", found.said);
    assert_eq!(found.type_of("Tree"), "children: [Tree]?");
    assert_eq!(found.type_of("Forest"), "first: Tree?, second: Leaf?");
}

#[test]
fn a_dynamic_reference_to_several_schemas_is_kept_as_json() {
    let found = super::schemas(
        "List: {type: object, properties: {items: {type: array, items: {$dynamicRef: '#item'}}}, $defs: {any: {$dynamicAnchor: item}}}
        Users: {$ref: '#/components/schemas/List', $defs: {user: {$dynamicAnchor: item, type: string}}}",
    );
    assert_eq!(found.said.len(), 1, "{:?}", found.said);
    assert_eq!(found.type_of("List"), "items: [any]?");
}

#[test]
fn percent_signs_in_references_are_decoded_once() {
    let main = "openapi: 3.1.0
info: {title: t, version: '1'}
paths:
  /a: {$ref: '50%2525.yaml#/path'}
";
    let path = "path: {get: {operationId: A, responses: {'204': {description: d}}}}";
    let found = with_files(main, &BTreeMap::from([("50%25.yaml", path)]));
    assert!(found.said.is_empty(), "{:?}", found.said);
    assert_eq!(found.only_operation().path, "/a");
}

#[test]
fn what_is_in_a_file_of_its_own_is_named_after_it() {
    let main = "openapi: 3.1.0
info: {title: t, version: '1'}
paths:
  /a:
    get:
      operationId: A
      responses: {'200': {$ref: 'responses/all_pets.yml'}, 4XX: {$ref: 'responses/error_response.yml'}}
    post:
      operationId: B
      requestBody: {$ref: 'bodies/pet.yml'}
      responses: {'204': {$ref: '#/components/responses/Empty'}}
components:
  responses: {Empty: {$ref: 'responses/empty.yml'}}
";
    let json = |schema: &str| {
        format!("description: d\ncontent: {{application/json: {{schema: {schema}}}}}\n")
    };
    let files = [
        (
            "responses/all_pets.yml",
            json(
                "{type: object, properties: {first: {$ref: '#/content/application~1json/schema/properties/last'}, last: {type: object, properties: {a: {type: string}}}}}",
            ),
        ),
        (
            "responses/error_response.yml",
            json("{type: object, properties: {code: {type: string}}}"),
        ),
        (
            "bodies/pet.yml",
            json(
                "{type: object, properties: {home: {type: object, properties: {city: {type: string}}}}}",
            ),
        ),
        ("responses/empty.yml", "description: d\n".to_owned()),
    ];
    let files = files.iter().map(|(path, text)| (*path, text.as_str()));
    let found = with_files(main, &files.collect::<BTreeMap<_, _>>());
    assert!(found.said.is_empty(), "{:?}", found.said);
    assert_eq!(
        found.names(),
        [
            "all_pets Response",
            "error_response",
            "pet Body",
            "all_pets last",
            "pet Body home"
        ]
    );
}

#[test]
fn references_into_a_file_with_broken_syntax_are_no_errors_of_their_own() {
    let mut files = BTreeMap::from(FILES);
    files.insert("tag.yaml", "type: string\nenum: [a, b\n");
    files.insert("models.yaml", "limit: {name: limit, in: query\n");
    let found = with_files(MAIN, &files);
    let is_of_syntax = |said: &String| said.starts_with("error yaml-syntax");
    assert!(found.said.iter().all(is_of_syntax), "{:?}", found.said);
    assert!(!found.said.is_empty());
}

#[test]
fn a_component_stands_for_the_schema_of_its_name_in_a_file_of_schemas() {
    let main = "openapi: 3.1.0
info: {title: t, version: '1'}
paths: {}
components:
  schemas:
    Pet: {$ref: 'models.yaml#/Pet'}
    Owner: {$ref: 'models.yaml#/Owner'}
    Keeper: {$ref: 'models.yaml#/types/Owner'}
";
    let files = BTreeMap::from([(
        "models.yaml",
        "Pet: {type: object, properties: {owner: {$ref: '#/Owner'}}}
Owner: {type: object, properties: {name: {type: string}}}
types:
  Owner: {type: object, properties: {id: {type: string}}}
",
    )]);
    let found = with_files(main, &files);
    assert!(found.said.is_empty(), "{:?}", found.said);
    assert_eq!(found.names(), ["Pet", "Owner", "Keeper"]);
    assert_eq!(found.type_of("Pet"), "owner: Owner?");
}

#[test]
fn pointers_lead_through_references() {
    let main = "openapi: 3.1.0
info: {title: t, version: '1'}
paths:
  /pets:
    get:
      operationId: ListPets
      responses:
        '200': {$ref: '#/components/responses/Pets'}
  /pet:
    $ref: 'paths.yaml#/pet'
components:
  responses:
    Pets:
      description: ok
      content:
        application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Pet'}}}
  schemas:
    Pet: {$ref: 'paths.yaml#/schemas/Pet'}
    Pets: {$ref: '#/paths/~1pets/get/responses/200/content/application~1json/schema'}
    Name: {$ref: '#/components/schemas/Pet/properties/name'}
    Endless: {$ref: '#/components/schemas/Endless/properties/name'}
";
    let files = BTreeMap::from([(
        "paths.yaml",
        "pet: {get: {operationId: GetPet, responses: {'204': {description: none}}}}
schemas:
  Pet: {type: object, properties: {name: {type: string, enum: [Rex]}}}
",
    )]);
    let found = with_files(main, &files);
    let through = "warning unresolved-reference: the reference leads through another reference, which not every tool follows";
    let endless = "error unresolved-reference: unresolved reference `#/components/schemas/Endless/properties/name`";
    assert_eq!(found.said, [through, through, endless]);
    assert_eq!(found.type_of("Pet"), "name: Pet name?");
}

#[test]
fn parts_of_the_document_may_be_in_other_files() {
    let main = "openapi: 3.0.4
info: {$ref: info.yaml}
servers: {$ref: '#/x-servers'}
x-servers: [{$ref: server.yaml}]
tags: [{name: owners}, {$ref: tag.yaml}]
paths: {$ref: paths/index.yaml}
components: {$ref: parts/all.yaml}
";
    let files = BTreeMap::from([
        ("info.yaml", "{title: Pets, version: '1'}"),
        ("server.yaml", "url: https://pets.example/v1\n"),
        ("tag.yaml", "{name: pets, description: What barks.}"),
        ("paths/index.yaml", "'/100%25': {$ref: 'pets.yaml'}\n"),
        (
            "paths/pets.yaml",
            "get:
  operationId: ListPets
  tags: [pets]
  responses:
    '200':
      description: ok
      content:
        application/json: {schema: {$ref: '../api.yaml#/components/schemas/Pet'}}
",
        ),
        (
            "parts/all.yaml",
            "schemas: {$ref: models.yaml}
parameters: {Size: {name: size, in: query, schema: {type: integer}}}
",
        ),
        (
            "parts/models.yaml",
            "Pet: {type: object, properties: {owner: {$ref: '#/Owner'}}}
Owner: {type: object, properties: {name: {type: string}}}
",
        ),
    ]);
    let found = with_files(main, &files);
    let joined = |name: &str| {
        format!(
            "warning unknown-key: OpenAPI does not allow a reference in place of {name}; it is followed"
        )
    };
    let names = [
        "`schemas`",
        "`info`",
        "`servers`",
        "an item of `servers`",
        "an item of `tags`",
        "`paths`",
        "`components`",
    ];
    assert_eq!(found.said, names.map(joined));
    assert_eq!(found.api.tags[1].name, "pets");
    assert_eq!(found.only_operation().tags, [1]);
    assert_eq!(found.only_operation().path, "/100%25");
    assert_eq!(found.names(), ["Pet", "Owner"]);
    assert_eq!(found.type_of("Pet"), "owner: Owner?");
}
