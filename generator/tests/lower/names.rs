//! The words of which names consist.

use generator::ir::TypeDef;

use super::{Lowered, operation, schemas, whole};

fn variants(found: &Lowered, name: &str) -> Vec<String> {
    match &found.find(name).kind {
        generator::ir::TypeKind::Union(union) => {
            let words = union.variants.iter().map(|one| one.name.words.join(" "));
            words.collect()
        }
        other => panic!("`{name}` is no union: {other:?}"),
    }
}

#[test]
fn variants_are_named_by_what_distinguishes_them() {
    let found = schemas(
        "A:
          oneOf:
          - {type: array, items: {type: string}}
          - {type: array, items: {$ref: '#/components/schemas/Item'}}
          - {type: array, items: {type: array, items: {type: integer}}}
        B:
          oneOf:
          - {title: Key, type: object, required: [kind], properties: {kind: {const: rsa}, bits: {type: integer}}}
          - {title: Key, type: object, required: [kind], properties: {kind: {const: ec}, curve: {type: string}}}
        C:
          oneOf:
          - {type: object, required: [a], properties: {a: {type: string}, common: {type: string}}}
          - {type: object, required: [b], properties: {b: {type: string}, common: {type: string}}}
          - {type: object, additionalProperties: {type: integer}}
        D:
          oneOf:
          - {title: Text, type: array, items: {type: string}}
          - {title: Text, type: object, required: [a], properties: {a: {type: string}}}
          - {type: boolean}
        E:
          oneOf:
          - {type: object, required: [o, k], properties: {o: {const: evt}, k: {const: a}}}
          - {type: object, required: [o, k], properties: {o: {const: evt}, k: {const: b}}}
        F:
          oneOf:
          - {type: object, required: [v], properties: {v: {const: 1.5}, a: {type: string}}}
          - {type: object, required: [v], properties: {v: {const: 2.5}, a: {type: integer}}}
        G:
          oneOf:
          - {type: object, required: [h], properties: {h: {type: object, required: [k], properties: {k: {const: one}}}}}
          - {type: object, required: [h], properties: {h: {type: object, required: [k], properties: {k: {const: two}}}}}
        H:
          oneOf:
          - {type: array, prefixItems: [{const: p}, {type: integer}], minItems: 2, items: false}
          - {type: array, prefixItems: [{const: q}, {type: string}], minItems: 2, items: false}
        I:
          anyOf:
          - {type: string, format: date-time}
          - {type: string, format: uuid}
          - {type: string, enum: [now]}
          - {type: integer, enum: [1, 2]}
        J:
          oneOf:
          - {type: string, enum: [Stop]}
          - {type: object, required: [Move], properties: {Move: {type: integer}}}
          - {type: object, required: [Write], properties: {Write: {type: string}}}
          - {type: object, properties: {Wait: {type: string}}}
        Item: {type: object, required: [id], properties: {id: {type: string}}}",
    );
    assert_eq!(
        variants(&found, "J"),
        ["String", "Move", "Write", "Object With Wait"]
    );
    assert_eq!(variants(&found, "I"), ["now", "String", "Integer"]);
    assert_eq!(variants(&found, "E"), ["a", "b"]);
    assert_eq!(variants(&found, "F"), ["v 1.5", "v 2.5"]);
    assert_eq!(variants(&found, "G"), ["h one", "h two"]);
    assert_eq!(variants(&found, "H"), ["Tuple p", "Tuple q"]);
    assert_eq!(
        variants(&found, "A"),
        ["String Array", "Item Array", "Array Array"]
    );
    assert_eq!(variants(&found, "B"), ["rsa", "ec"]);
    assert_eq!(
        variants(&found, "C"),
        ["Object With a", "Object With b", "Integer Map"]
    );
    assert_eq!(
        variants(&found, "D"),
        ["Text String Array", "Text Object With a", "Boolean"]
    );
}

#[test]
fn inline_schemas_that_are_equal_are_one_type_with_a_name_for_each() {
    let found = whole(
        "openapi: 3.1.0
info: {title: t, version: '1'}
paths:
  /a:
    post:
      operationId: A
      requestBody: {content: {application/json: {schema: {type: object, properties: {x: {type: string, enum: [a, b]}}}}}}
      responses: {'200': {description: d, content: {application/json: {schema: {type: object, properties: {x: {type: string, enum: [a, b]}}}}}}}
  /b:
    get:
      operationId: B
      parameters: [{name: sort, in: query, schema: {type: string, enum: [a, b]}}]
      responses: {'200': {description: d, content: {application/json: {schema: {type: array, items: {oneOf: [{type: string}, {type: array, items: {type: string}}]}}}}}}
  /c:
    get:
      operationId: C
      parameters: [{name: sort, in: query, schema: {type: string, enum: [a, c]}}]
      responses: {'200': {description: d, content: {application/json: {schema: {oneOf: [{type: string}, {type: array, items: {type: string}}]}}}}}
",
    );
    assert!(found.said.is_empty(), "{:?}", found.said);
    let types = found.api.types.entries().map(|(_, def)| def);
    let (again, first): (Vec<_>, Vec<_>) = types.partition(|def| def.repeats().is_some());
    let names = |of: &[&TypeDef]| {
        of.iter()
            .map(|def| def.name.words.join(" "))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        names(&first),
        ["A Body", "B sort", "B Response Item", "C sort"]
    );
    assert_eq!(names(&again), ["A Response", "A Body x", "C Response"]);
}

#[test]
fn a_name_that_equal_inline_schemas_share_is_one_type() {
    let found = schemas(
        "A:
          type: object
          properties:
            from: {type: string, enum: [a, b], x-rust-name: Place}
            to: {type: string, enum: [a, b], x-rust-name: Place}
            unit: {type: string, enum: [m, s], x-rust-name: unit_of}
        B:
          type: object
          properties:
            at: {type: string, enum: [a, b], x-rust-name: Place}
            unit: {type: string, enum: [m, s], x-rust-name: unit_of}
            Unit: {type: string, enum: [m, s], x-rust-name: unit_of}",
    );
    assert_eq!(found.names(), ["A", "B", "A from", "A unit", "B unit"]);
}

#[test]
fn types_of_media_types_that_differ_in_parameters_are_named_after_those() {
    let version = |number: u8, ty: &str| {
        format!(
            "application/json; version={number}: {{schema: {{type: object, properties: {{v{number}: {{type: {ty}}}}}}}}}"
        )
    };
    let versions = |ty| [1, 2, 3].map(|number| version(number, ty)).join(", ");
    let found = operation(&format!(
        "requestBody: {{content: {{{}}}}}
responses: {{'200': {{description: d, content: {{{}, text/json: {{schema: {{type: object, properties: {{text: {{type: string}}}}}}}}}}}}}}",
        versions("string"),
        versions("integer"),
    ));
    assert_eq!(
        found.names(),
        [
            "Get Body",
            "Get Body application/json; version=2",
            "Get Body application/json; version=3",
            "Get Response",
            "Get Response application/json; version=2",
            "Get Response application/json; version=3",
            "Get Response text/json",
        ]
    );
}

#[test]
fn constants_and_lists_of_values_of_several_types_that_are_equal_are_one_type_too() {
    let found = schemas(
        "A: {type: object, properties: {is: {type: string, const: x, default: x}, of: {enum: [1, two, true]}}}
        B: {type: object, properties: {is: {type: string, const: x, default: x}, of: {enum: [1, two, true]}}}
        C: {type: object, properties: {is: {type: string, const: y, default: x}, of: {enum: [2, two, true]}}}",
    );
    assert_eq!(
        found.names(),
        [
            "A",
            "B",
            "C",
            "A is",
            "A of String",
            "A of Integer",
            "A of",
            "B is",
            "B of String",
            "B of Integer",
            "B of",
            "C is",
            "C of String",
            "C of Integer",
            "C of"
        ]
    );
    let types = found.api.types.entries();
    let again = types.filter(|(_, def)| def.repeats().is_some());
    assert!(again.map(|(_, def)| &def.name.words[0]).eq(["B"; 4]));
}

#[test]
fn what_is_inline_is_named_by_the_name_that_was_chosen() {
    let found = schemas(
        "C:
          x-rust-name: Sea
          type: object
          properties: {mode: {type: string, enum: [a]}, sub: {type: object, properties: {z: {type: string}}}}",
    );
    assert_eq!(found.names(), ["C", "Sea mode", "Sea sub"]);
    let found = operation(
        "x-rust-name: fetch
        requestBody: {content: {application/json: {schema: {type: object, properties: {a: {type: string}}}}}}",
    );
    assert_eq!(found.names(), ["fetch Body"]);
}

#[test]
fn the_part_of_an_id_that_says_path_and_method_again_is_left_out() {
    let found = whole(
        "openapi: 3.1.0
info: {title: t, version: '1'}
paths:
  /flows/{id}:
    get: {operationId: read_flow_flows__id__get, responses: {'204': {description: d}}}
    delete: {operationId: drop_flows__id__delete, responses: {'204': {description: d}}}
  /drop:
    post: {operationId: drop, responses: {'204': {description: d}}}
",
    );
    let names = found.api.operations.iter();
    let names: Vec<_> = names
        .map(|operation| operation.name.words.join(" "))
        .collect();
    assert_eq!(names, ["read_flow", "drop_flows__id__delete", "drop"]);
    let id = found.api.operations[0].id.as_deref();
    assert_eq!(id, Some("read_flow_flows__id__get"));
}

#[test]
fn the_same_is_left_out_of_an_operation_beside_a_reference_of_its_path() {
    let found = whole(
        "openapi: 3.1.0
info: {title: t, version: '1'}
paths:
  /flows:
    $ref: '#/components/pathItems/Flows'
    get: {operationId: read_flows_flows_get, responses: {'204': {description: d}}}
components:
  pathItems:
    Flows:
      post: {operationId: add_flow_flows_post, responses: {'204': {description: d}}}
",
    );
    let names = found.api.operations.iter();
    let names: Vec<_> = names.map(|known| known.name.words.join(" ")).collect();
    assert_eq!(names, ["read_flows", "add_flow"]);
}

#[test]
fn a_name_on_an_inline_property_is_that_of_its_type_or_of_the_field_by_its_case() {
    let found = schemas(
        "A:
          type: object
          properties:
            mode: {type: string, enum: [a], x-rust-name: Speed}
            kind: {type: string, enum: [b], x-rust-name: kind_of}
            text: {type: string, x-rust-name: Wrong}",
    );
    let fields = found.object("A").fields.iter();
    let wanted = |name: &generator::ir::NameHint| name.wanted.clone().map(|(name, _)| name);
    let fields: Vec<_> = fields.map(|field| wanted(&field.name)).collect();
    assert_eq!(fields, [None, Some("kind_of".into()), Some("Wrong".into())]);
    assert_eq!(wanted(&found.find("A mode").name).as_deref(), Some("Speed"));
    assert_eq!(wanted(&found.find("A kind").name), None);
}

#[test]
fn names_and_values_without_quotes_are_their_text() {
    let found = whole(
        "openapi: 3.1.0
info: {title: t, version: '1'}
servers: [{url: 'http://a.test:{port}/{beta}', variables: {port: {default: 8080, enum: [8080, 1.10]}, beta: {default: false}}}]
paths:
  /a:
    get:
      operationId: 404
      tags: [2024]
      parameters: [{name: 1, in: query, required: true, schema: {type: object, required: [5], properties: {'5': {type: string}}}}]
      responses: {'204': {description: none}}
",
    );
    let server = &found.api.servers.list[0];
    assert_eq!(server.default_url, "http://a.test:8080/false");
    assert_eq!(server.variables[0].values, ["8080", "1.10"]);
    let operation = found.only_operation();
    assert_eq!(operation.id.as_deref(), Some("404"));
    assert_eq!(operation.parameters[0].wire, "1");
    assert!(
        found.said.iter().all(|said| !said.starts_with("error")),
        "{:?}",
        found.said
    );
}

#[test]
fn items_with_all_of_one_schema_have_the_name_of_that_schema() {
    let found = schemas(
        "T:
          oneOf:
          - {type: array, items: {allOf: [{$ref: '#/components/schemas/Pet'}]}}
          - {type: array, items: {allOf: [{type: integer}]}}
          - {type: array, items: {$ref: '#/components/schemas/Shop'}}
        Pet: {type: object, required: [a], properties: {a: {type: string}}}
        Shop: {type: object, required: [b], properties: {b: {type: string}}}",
    );
    assert_eq!(
        variants(&found, "T"),
        ["Pet Array", "Integer Array", "Shop Array"]
    );
}
