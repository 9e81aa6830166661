//! The whole query as one parameter, and properties of forms.

use super::whole;
use generator::ir::{BodyKind, Encoding, Location};

#[test]
fn the_whole_query_may_be_one_parameter() {
    let found = whole(
        "openapi: 3.2.0
info: {title: t, version: '1'}
paths:
  /x:
    get:
      operationId: Get
      parameters:
        - name: all
          in: querystring
          content: {application/x-www-form-urlencoded: {schema: {type: object, properties: {a: {type: string}}}}}
      responses: {'204': {description: d}}
",
    );
    let parameter = &found.only_operation().parameters[0];
    assert_eq!(parameter.location, Location::QueryString);
    assert_eq!(found.ty(&parameter.ty), "Get all");
    assert_eq!(parameter.encoding, Encoding::Form(Vec::new()));
}

#[test]
fn the_whole_query_may_be_json_text_or_free_fields() {
    for (content, encoding, ty) in [
        (
            "application/json: {schema: {type: array, items: {type: integer}}}",
            Encoding::Json,
            "[i64]",
        ),
        (
            "application/jsonpath: {schema: {type: string}}",
            Encoding::Text,
            "text",
        ),
        (
            "application/x-www-form-urlencoded: {}",
            Encoding::Form(Vec::new()),
            "{any}",
        ),
    ] {
        let found = whole(&format!(
            "openapi: 3.2.0
info: {{title: t, version: '1'}}
paths:
  /x:
    get:
      operationId: Get
      parameters: [{{name: all, in: querystring, content: {{{content}}}}}]
      responses: {{'204': {{description: d}}}}
"
        ));
        let parameter = &found.only_operation().parameters[0];
        assert_eq!(
            (&parameter.encoding, found.ty(&parameter.ty).as_str()),
            (&encoding, ty)
        );
    }
}

#[test]
fn a_key_in_the_query_is_noted_where_the_whole_query_is_no_form() {
    let found = |media_type: &str| {
        whole(&format!(
            "openapi: 3.2.0
info: {{title: t, version: '1'}}
security: [{{key: []}}]
paths:
  /x:
    get:
      parameters: [{{name: all, in: querystring, content: {{{media_type}: {{schema: {{type: object}}}}}}}}]
      responses: {{'204': {{description: done}}}}
components: {{securitySchemes: {{key: {{type: apiKey, in: query, name: api_key}}}}}}
"
        ))
    };
    let note = "warning duplicate-pair: the key `api_key` is appended to the whole query, which is not a form: a server may take both for one value";
    assert_eq!(found("application/json").said, [note]);
    assert!(found("application/x-www-form-urlencoded").said.is_empty());
}

/// "Encoding By Name" of 3.2: each item of an array is a value of its own. Before, the whole array may be one.
#[test]
fn the_items_of_an_array_in_a_form_are_values_from_3_2_on() {
    for (version, expected) in [
        ("3.1.1", [Encoding::Json, Encoding::Json].as_slice()),
        ("3.2.0", &[Encoding::JsonItems]),
    ] {
        let found = whole(&format!(
            "openapi: {version}
info: {{title: t, version: '1'}}
paths:
  /x:
    post:
      operationId: Send
      requestBody:
        content:
          application/x-www-form-urlencoded:
            schema: {{type: object, properties: {{a: {{type: array, items: {{type: object}}}}, b: {{type: array, items: {{type: string}}}}}}}}
            encoding: {{b: {{contentType: application/json}}}}
      responses: {{'204': {{description: d}}}}
"
        ));
        let body = found.only_operation().body.as_ref().expect("a body");
        let BodyKind::Form { encodings, .. } = &body.contents[0].kind else {
            panic!("no form");
        };
        let encodings: Vec<_> = encodings
            .iter()
            .map(|property| property.encoding.clone())
            .collect();
        assert_eq!(encodings, expected, "{version}");
    }
}
