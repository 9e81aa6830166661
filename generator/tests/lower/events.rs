//! Server-sent events.

use super::responses::responses;
use super::whole;

/// Returns the data of the events of a description; `schema` is the content of `text/event-stream`.
fn events(version: &str, schema: &str, schemas: &str) -> String {
    let found = whole(&format!(
        "openapi: {version}
info: {{title: t, version: '1'}}
paths:
  /x:
    get:
      operationId: Get
      responses:
        '200':
          description: ok
          content:
            text/event-stream:
              {schema}
components:
  schemas:
    Note: {{type: object, properties: {{text: {{type: string}}}}}}
    Other: {{type: object, properties: {{n: {{type: integer}}}}}}
    {schemas}
"
    ));
    let mut responses = responses(&found);
    let text = responses.pop().expect("a response");
    text.replace("200: text/event-stream events", "")
        .trim()
        .to_owned()
}

const NOTE: &str = "$ref: '#/components/schemas/Note'";
const OTHER: &str = "$ref: '#/components/schemas/Other'";

#[test]
fn an_event_as_an_object_holds_its_data() {
    let event = format!(
        "Event: {{type: object, properties: {{data: {{{NOTE}}}, event: {{type: [string, 'null']}}, id: {{type: string}}, retry: {{type: integer}}}}}}"
    );
    for version in ["3.0.3", "3.1.0"] {
        let event = match version {
            "3.0.3" => event.replace("[string, 'null']", "string"),
            _ => event.clone(),
        };
        for schema in [
            "schema: {$ref: '#/components/schemas/Event'}",
            "schema: {type: array, items: {$ref: '#/components/schemas/Event'}}",
            "schema: {allOf: [{$ref: '#/components/schemas/Event'}]}",
        ] {
            assert_eq!(
                events(version, schema, &event),
                "Note",
                "{version} {schema}"
            );
        }
    }
    let item = "itemSchema: {$ref: '#/components/schemas/Event'}";
    assert_eq!(events("3.2.0", item, &event), "Note");
}

#[test]
fn text_of_an_event_may_be_described_as_json() {
    let data =
        format!("{{type: string, contentMediaType: application/json, contentSchema: {{{NOTE}}}}}");
    let event = format!("{{type: object, properties: {{event: {{type: string}}, data: {data}}}}}");
    assert_eq!(events("3.1.0", &format!("schema: {event}"), ""), "Note");
    assert_eq!(events("3.2.0", &format!("itemSchema: {event}"), ""), "Note");
    let alone = "itemSchema: {type: object, properties: {data: {type: string}}}";
    assert_eq!(events("3.2.0", alone, ""), "");
}

#[test]
fn an_item_that_has_nothing_of_an_event_is_the_data() {
    let kind = |name: &str| {
        format!(
            "{name}: {{type: object, required: [type], properties: {{type: {{const: {name}}}, id: {{type: string}}}}}}"
        )
    };
    let schemas = format!("{}\n    {}", kind("A"), kind("B"));
    let either = "{oneOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}], discriminator: {propertyName: type}}";
    for (item, expected) in [
        ("{$ref: '#/components/schemas/A'}", "A"),
        (either, "Get Response Item"),
        ("{type: integer}", "i64"),
        ("{type: array, items: {type: boolean}}", "[bool]"),
        ("{type: string}", ""),
        ("{type: object}", ""),
        ("{type: object, properties: {event: {type: string}}}", ""),
        ("{}", ""),
    ] {
        let schema = format!("itemSchema: {item}");
        assert_eq!(events("3.2.0", &schema, &schemas), expected, "{item}");
    }
}

#[test]
fn an_object_with_other_properties_is_the_data() {
    for properties in [
        "data: {type: string}",
        "data: {type: string}, id: {type: string}",
        "data: {type: string}, event: {type: string}, kind: {type: string}",
    ] {
        let event = format!("Event: {{type: object, properties: {{{properties}}}}}");
        let schema = "schema: {$ref: '#/components/schemas/Event'}";
        assert_eq!(events("3.1.0", schema, &event), "Event", "{properties}");
    }
}

#[test]
fn events_of_one_type_are_distinguished_by_their_names() {
    let one = |name: &str| {
        format!("{{type: object, properties: {{event: {{const: {name}}}, data: {{{NOTE}}}}}}}")
    };
    let schema = format!("schema: {{oneOf: [{}, {}]}}", one("message"), one("url"));
    assert_eq!(events("3.1.0", &schema, ""), "message: Note, url: Note");
    let one =
        format!("{{type: object, properties: {{event: {{type: string}}, data: {{{NOTE}}}}}}}");
    let schema = format!("schema: {{anyOf: [{one}, {one}]}}");
    assert_eq!(events("3.1.0", &schema, ""), "Note");
}

#[test]
fn the_name_of_an_event_says_what_it_holds() {
    let note =
        format!("{{type: object, properties: {{event: {{const: note}}, data: {{{NOTE}}}}}}}");
    let other = format!(
        "{{type: object, properties: {{event: {{enum: [other, more]}}, data: {{{OTHER}}}}}}}"
    );
    let ping = "{type: object, properties: {event: {const: ping}, data: {type: string}}}";
    let rest = "{type: object, properties: {event: {type: string}, data: {type: integer}}}";
    let expected = "note: Note, other/more: Other, ping: text, : i64";
    let nested = format!("{{oneOf: [{{anyOf: [{note}, {other}]}}, {ping}, {rest}]}}");
    assert_eq!(events("3.1.0", &format!("schema: {nested}"), ""), expected);
    assert_eq!(
        events("3.2.0", &format!("itemSchema: {nested}"), ""),
        expected
    );
}

#[test]
fn alternatives_narrow_what_is_beside_them() {
    let event = "Event: {type: object, required: [data], properties: {data: {type: string}, event: {type: string}, id: {type: string}}}";
    let schema = format!(
        "itemSchema:
                $ref: '#/components/schemas/Event'
                required: [event]
                oneOf:
                  - properties: {{event: {{const: text}}}}
                  - properties: {{event: {{const: number}}, data: {{format: int64}}}}
                  - properties: {{event: {{const: json}}, data: {{contentMediaType: application/json, contentSchema: {{{NOTE}}}}}}}"
    );
    assert_eq!(
        events("3.2.0", &schema, event),
        "text: text, number: text, json: Note"
    );
}

#[test]
fn a_discriminator_names_events() {
    let schemas = format!(
        "First: {{type: object, properties: {{event: {{type: string}}, data: {{{NOTE}}}}}}}
    Second: {{type: object, properties: {{event: {{type: string}}, data: {{{OTHER}}}}}}}"
    );
    let schema = |mapping: &str| {
        format!(
            "schema: {{oneOf: [{{$ref: '#/components/schemas/First'}}, {{$ref: '#/components/schemas/Second'}}], discriminator: {{propertyName: event{mapping}}}}}"
        )
    };
    assert_eq!(
        events("3.1.0", &schema(""), &schemas),
        "First: Note, Second: Other"
    );
    let mapping = ", mapping: {one: '#/components/schemas/First', two: Second}";
    assert_eq!(
        events("3.1.0", &schema(mapping), &schemas),
        "one: Note, two: Other"
    );
}
