//! What follows from the model as a whole.

use super::{schemas, whole};
use generator::ir::Reach;

#[test]
fn only_what_would_be_infinitely_large_is_boxed() {
    let found = schemas(
        "Node:
          type: object
          required: [leaf]
          properties:
            next: {$ref: '#/components/schemas/Node'}
            many: {type: array, items: {$ref: '#/components/schemas/Node'}}
            named: {type: object, additionalProperties: {$ref: '#/components/schemas/Node'}}
            leaf: {$ref: '#/components/schemas/Leaf'}
        Leaf: {type: object, properties: {x: {type: string}}}",
    );
    assert_eq!(
        found.type_of("Node"),
        "next: Node? boxed, many: [Node]?, named: {Node}?, leaf: Leaf"
    );
}

#[test]
fn recursion_through_unions_and_aliases_is_boxed() {
    let found = schemas(
        "A: {type: object, properties: {b: {$ref: '#/components/schemas/Other'}}}
        Other: {$ref: '#/components/schemas/B'}
        B: {oneOf: [{$ref: '#/components/schemas/A'}, {type: string}]}",
    );
    assert_eq!(found.type_of("A"), "b: Other? boxed");
    assert_eq!(
        found.type_of("B"),
        "union by shape: A Object boxed | text Text"
    );
}

#[test]
fn an_alias_that_mentions_itself_becomes_a_type() {
    let found = schemas(
        "Tree: {type: array, items: {$ref: '#/components/schemas/Tree'}}
        Even: {type: object, additionalProperties: {$ref: '#/components/schemas/Odd'}}
        Odd: {type: array, items: {$ref: '#/components/schemas/Even'}}
        Plain: {type: array, items: {$ref: '#/components/schemas/Tree'}}",
    );
    assert_eq!(found.type_of("Tree"), "new [Tree]");
    assert_eq!(found.type_of("Even"), "new {Odd}");
    assert_eq!(found.type_of("Odd"), "new [Even]");
    assert_eq!(found.type_of("Plain"), "= [Tree]");
}

const USED: &str = "openapi: 3.1.0
info: {title: t, version: '1'}
tags: [{name: pets}, {name: shops}, {name: lists}]
paths:
  /pets:
    post:
      operationId: AddPet
      tags: [pets]
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}
      responses:
        '200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}
        '400': {description: no, content: {application/json: {schema: {$ref: '#/components/schemas/Problem'}}}}
  /shops:
    get:
      operationId: ListShops
      tags: [shops, lists]
      responses:
        '200': {description: ok, content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Shop'}}}}}
components:
  schemas:
    Pet:
      type: object
      required: [id, secret, name]
      properties:
        id: {type: string, readOnly: true}
        secret: {type: string, writeOnly: true}
        name: {type: string, maxLength: 9}
    Shop:
      type: object
      required: [id]
      properties:
        id: {type: string, readOnly: true}
        pets: {type: array, items: {$ref: '#/components/schemas/Pet'}}
    Problem: {type: object, properties: {text: {type: string}}}
    Unused: {type: object, properties: {text: {type: string}}}
";

#[test]
fn types_know_who_reaches_them() {
    let found = whole(USED);
    let pet = &found.find("Pet").usage;
    assert_eq!(
        (pet.in_request, pet.in_response, pet.in_error),
        (Reach::Yes, Reach::Yes, Reach::No)
    );
    assert_eq!(pet.tags, [Some(0), Some(1)]);
    let shop = &found.find("Shop").usage;
    assert_eq!((shop.in_request, shop.in_response), (Reach::No, Reach::Yes));
    assert_eq!(shop.checked, Reach::Yes, "the pets in it have rules");
    assert_eq!(
        shop.tags,
        [Some(1)],
        "an operation belongs to its first tag"
    );
    let problem = &found.find("Problem").usage;
    assert_eq!(
        (problem.in_response, problem.in_error, problem.checked),
        (Reach::No, Reach::Yes, Reach::No)
    );
    assert!(found.find("Unused").usage.tags.is_empty());
}

#[test]
fn what_one_side_never_sends_is_not_demanded_of_it() {
    let found = whole(USED);
    assert_eq!(
        found.type_of("Pet"),
        "id: text? readOnly, secret: text? writeOnly, name: text"
    );
    assert_eq!(found.type_of("Shop"), "id: text readOnly, pets: [Pet]?");
}

#[test]
fn deep_chains_of_types_need_no_stack() {
    let chain: String = (0..20_000)
        .map(|n| format!("        T{n}: {{type: object, properties: {{next: {{$ref: '#/components/schemas/T{}'}}}}}}\n", n + 1))
        .collect();
    let found = schemas(&format!(
        "T20000: {{type: object, properties: {{next: {{$ref: '#/components/schemas/T0'}}}}}}\n{chain}"
    ));
    assert_eq!(found.type_of("T7"), "next: T8? boxed");
}
