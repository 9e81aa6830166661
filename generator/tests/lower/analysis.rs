//! Facts that follow from the whole model.

use generator::analyze::Unknown;
use generator::ir::Access;

use super::{schemas, schemas_3_0, whole};

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
        "union by shape: A Object boxed | text String"
    );
}

#[test]
fn recursion_through_several_types_is_boxed_in_each() {
    let found = schemas(
        "A: {type: object, properties: {b: {$ref: '#/components/schemas/B'}}}
        B: {type: object, properties: {c: {$ref: '#/components/schemas/C'}, d: {$ref: '#/components/schemas/D'}}}
        C: {type: object, properties: {a: {$ref: '#/components/schemas/A'}, d: {$ref: '#/components/schemas/D'}}}
        D: {type: object, properties: {d: {type: string}}}",
    );
    let types = ["A", "B", "C"].map(|name| found.type_of(name));
    assert_eq!(
        types,
        ["b: B? boxed", "c: C? boxed, d: D?", "a: A? boxed, d: D?"]
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
fn a_type_is_used_by_what_reaches_it() {
    let found = whole(USED);
    let used = |name: &str| {
        let (id, facts) = (found.id(name), &found.facts);
        (facts.is_sent(id), facts.is_received(id))
    };
    assert_eq!(used("Pet"), (true, true));
    assert_eq!(used("Shop"), (false, true));
    assert_eq!(used("Problem"), (false, true));
    let tags = |name: &str| found.facts.tags(found.id(name)).to_vec();
    assert_eq!(tags("Pet"), [Some(0), Some(1)]);
    assert_eq!(
        tags("Shop"),
        [Some(1)],
        "an operation belongs to its first tag"
    );
    assert!(tags("Unused").is_empty());
}

#[test]
fn an_inline_schema_that_nothing_uses_is_not_generated() {
    let found = whole(
        "openapi: 3.1.0
info: {title: t, version: '1'}
paths:
  /x:
    post:
      operationId: Send
      requestBody: {content: {multipart/form-data: {schema: {type: object, properties: {
        file: {type: string, format: binary}, data: {type: object, properties: {a: {type: string}}}}}}}}
      responses: {'204': {description: done}}
components:
  schemas:
    Unused: {type: object, properties: {own: {type: object, properties: {a: {type: integer}}}}}
",
    );
    let is_generated = |name: &str| found.facts.is_generated(found.id(name));
    assert!(!is_generated("Send Body"), "the caller gives the parts");
    assert!(is_generated("Send Body data"), "a part is one");
    assert!(is_generated("Unused"), "the description has a name for it");
    assert!(is_generated("Unused own"));
}

#[test]
fn only_what_is_sent_is_checked() {
    let found = whole(USED);
    let is_checked = |name: &str| found.facts.is_checked(found.id(name));
    assert!(is_checked("Pet"));
    assert!(!is_checked("Shop"), "it holds pets, but is only received");
    assert!(!is_checked("Problem"), "it has no rules");
}

#[test]
fn what_only_an_ambiguous_union_holds_is_not_checked() {
    let found = whole(
        "openapi: 3.1.0
info: {title: t, version: '1'}
paths:
  /x:
    post:
      operationId: Send
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Either'}}}}
      responses: {'204': {description: done}}
components:
  schemas:
    Either: {oneOf: [{$ref: '#/components/schemas/One'}, {$ref: '#/components/schemas/Other'}]}
    One: {type: object, properties: {a: {type: string, maxLength: 3}}}
    Other: {type: object, properties: {a: {type: string, maxLength: 4}}}
",
    );
    let one = found.id("One");
    assert!(found.facts.is_sent(one));
    assert!(!found.facts.is_checked(one));
}

#[test]
fn a_rule_that_every_value_keeps_is_none() {
    let found = schemas(
        "Least: {type: object, minProperties: 0, properties: {
          text: {type: string, minLength: 0},
          list: {type: array, minItems: 0, items: {type: string, minLength: 0}},
          count: {type: integer, format: uint32, minimum: 0, maximum: 4294967295}}}",
    );
    assert!(found.find("Least").rules.is_empty());
    for field in &found.object("Least").fields {
        assert!(field.rules.is_empty(), "{}: {:?}", field.wire, field.rules);
    }
}

#[test]
fn what_one_side_never_sends_is_not_required_of_it() {
    let found = whole(USED);
    assert_eq!(
        found.type_of("Pet"),
        "id: text? readOnly, secret: text? writeOnly, name: text"
    );
    assert_eq!(found.type_of("Shop"), "id: text readOnly, pets: [Pet]?");
}

#[test]
fn what_only_the_client_sends_is_looked_for_where_it_may_have_been_received_without() {
    let found = whole(USED);
    let looked_for = |name: &str| {
        let facts = &found.facts;
        facts.looked_for(found.id(name), found.object(name))
    };
    assert_eq!(looked_for("Pet"), ["secret"]);
    assert!(looked_for("Shop").is_empty());
    // Where the type is never received, the property is a required field and needs no check.
    let sent_only = USED.replace(
        "'200': {description: ok, content",
        "'200': {description: ok, x-content",
    );
    let found = whole(&sent_only);
    assert!(
        found
            .facts
            .looked_for(found.id("Pet"), found.object("Pet"))
            .is_empty()
    );
}

#[test]
fn what_a_constructor_takes_is_what_its_user_must_send() {
    let found = whole(USED);
    let arguments = |name: &str| {
        let id = found.id(name);
        let fields = found.object(name).fields.iter();
        let taken = fields.filter(|field| found.facts.is_argument(id, field));
        taken.map(|field| field.wire.as_str()).collect::<Vec<_>>()
    };
    assert_eq!(arguments("Pet"), ["secret", "name"]);
    assert_eq!(arguments("Shop"), ["id"], "it is received only");
}

#[test]
fn who_sends_a_property_may_be_said_where_it_refers_to_or_is_combined() {
    let refer = "'#/components/schemas/";
    for schemas in [schemas, schemas_3_0] {
        let found = schemas(&format!(
            "Id: {{type: string, readOnly: true}}
        Key: {{$ref: {refer}Id'}}
        Secret: {{type: string, writeOnly: true}}
        Plain: {{type: object, properties: {{a: {{type: string}}}}}}
        Base: {{type: object, properties: {{f: {{type: string}}}}}}
        All:
          allOf:
            - {{$ref: {refer}Base'}}
            - type: object
              properties:
                a: {{$ref: {refer}Id'}}
                b: {{$ref: {refer}Key'}}
                c: {{allOf: [{{$ref: {refer}Key'}}]}}
                d: {{allOf: [{{$ref: {refer}Plain'}}], writeOnly: true}}
                e: {{$ref: {refer}Secret'}}
                f: {{type: string, readOnly: true}}"
        ));
        let access: Vec<_> = found
            .object("All")
            .fields
            .iter()
            .map(|field| (field.wire.as_str(), field.access))
            .collect();
        let (read, write) = (Access::ReadOnly, Access::WriteOnly);
        assert_eq!(
            access,
            [
                ("f", read),
                ("a", read),
                ("b", read),
                ("c", read),
                ("d", write),
                ("e", write)
            ]
        );
    }
    let beside = schemas(&format!(
        "Plain: {{type: string}}
        Between: {{$ref: {refer}Plain', readOnly: true}}
        All: {{type: object, properties: {{a: {{$ref: {refer}Plain', writeOnly: true}}, b: {{$ref: {refer}Between'}}}}}}"
    ));
    assert_eq!(
        beside.type_of("All"),
        "a: Plain? writeOnly, b: Between? readOnly"
    );
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

#[test]
fn what_is_received_and_sent_keeps_unknown_properties() {
    let found = whole(
        "openapi: 3.1.0
info: {title: t, version: '1'}
paths:
  /x:
    get: {responses: {'200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/Got'}}}}}}
    put:
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Put'}}}}
      responses: {'204': {description: d}}
components:
  schemas:
    Got:
      type: object
      properties:
        both: {$ref: '#/components/schemas/Both'}
        open: {$ref: '#/components/schemas/Open'}
        closed: {$ref: '#/components/schemas/Closed'}
        whole: {$ref: '#/components/schemas/Whole'}
        received: {type: object, properties: {y: {type: string}}, additionalProperties: false}
        either: {anyOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}, {$ref: '#/components/schemas/C'}]}
        shut: {anyOf: [{$ref: '#/components/schemas/D'}, {$ref: '#/components/schemas/E'}, {type: string}]}
        together: {$ref: '#/components/schemas/Together'}
    Put:
      type: object
      properties:
        both: {$ref: '#/components/schemas/Both'}
        open: {$ref: '#/components/schemas/Open'}
        closed: {$ref: '#/components/schemas/Closed'}
        whole: {$ref: '#/components/schemas/Whole'}
    Whole: {allOf: [{$ref: '#/components/schemas/Both'}], properties: {y: {type: string}}, unevaluatedProperties: false}
    Closed: {type: object, properties: {x: {type: string}}, additionalProperties: false}
    Both: {type: object, properties: {x: {type: string}}}
    Open: {type: object, properties: {x: {type: string}}, additionalProperties: {type: string}}
    A: {type: object, properties: {a: {type: string}}}
    B: {type: object, properties: {b: {type: string}}}
    C: {type: object, properties: {c: {type: string}}, additionalProperties: false}
    Together: {unevaluatedProperties: false, anyOf: [{title: F, properties: {f: {}}, required: [f]}, {title: G, properties: {g: {}}, required: [g]}]}
    D: {type: object, properties: {d: {type: string}}, additionalProperties: false}
    E: {type: object, properties: {e: {type: string}}, additionalProperties: false}
",
    );
    let unknown = |name: &str| found.facts.unknown(found.id(name));
    for name in ["Got", "Put", "Open", "Got received"] {
        assert_eq!(unknown(name), Unknown::Ignored, "{name}");
    }
    for name in ["Both", "A", "B", "C", "Together F", "Together G"] {
        assert_eq!(unknown(name), Unknown::SentBack, "{name}");
    }
    // A server that permits no other properties refuses unknown ones. `C` stands for what `A` or `B` allows.
    for name in ["Closed", "Whole", "D", "E"] {
        assert_eq!(unknown(name), Unknown::Read, "{name}");
    }
}
