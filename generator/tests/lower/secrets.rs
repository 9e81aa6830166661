//! What is known to be secret.

use generator::ir::Sensitivity;

use super::{operation, whole};

#[test]
fn an_operation_has_the_names_of_its_secrets_at_any_depth() {
    let found = whole(
        "openapi: 3.1.0
info: {title: t, version: '1'}
paths:
  /{account}:
    parameters: [{name: account, in: path, required: true, x-sensitive: true, schema: {type: string}}]
    post:
      operationId: Send
      requestBody: {content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/User'}}}}}
      responses: {'204': {description: done}}
  /plain: {get: {operationId: Plain, responses: {'204': {description: done}}}}
  /all:
    get:
      operationId: All
      responses:
        '400':
          description: no
          headers:
            Seeds: {schema: {type: array, items: {type: integer, x-sensitive: true}}}
            Offset: {schema: {allOf: [{type: integer}, {x-sensitive: true}]}}
            Pins: {schema: {type: object, properties: {pin: {$ref: '#/components/schemas/Pin'}}}}
            token: {schema: {type: string, format: password}}
            Words: {x-sensitive: true, schema: {type: array, items: {type: string}}}
          content: {application/json: {schema: {$ref: '#/components/schemas/User'}}}
    put:
      operationId: Upload
      parameters:
        - {name: seed, in: query, schema: {type: integer, x-sensitive: true}}
        - {name: login, in: query, content: {application/json: {schema: {type: object, properties: {pin: {$ref: '#/components/schemas/Pin'}}}}}}
      requestBody: {content: {multipart/form-data: {schema: {type: object, properties: {key: {type: string, format: password}, salt: {type: integer, x-sensitive: true}}}, encoding: {key: {headers: {X-Seal: {schema: {$ref: '#/components/schemas/Pin'}}}}}}}}
      responses: {'204': {description: done}}
    post:
      operationId: Names
      responses: {'200': {description: all, content: {application/json: {schema: {$ref: '#/components/schemas/Pins'}}}}}
  /token:
    post:
      operationId: Token
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/User'}}}}
      responses: {'200': {description: done, content: {text/plain: {schema: {$ref: '#/components/schemas/Pin'}}}}}
components:
  schemas:
    User: {type: object, properties: {name: {type: string}, login: {$ref: '#/components/schemas/Login'}}}
    Login:
      type: object
      properties:
        pin: {$ref: '#/components/schemas/Pin'}
        codes: {type: array, items: {type: string, format: password}}
        note: {type: string, x-sensitive: true}
        vault: {allOf: [{$ref: '#/components/schemas/Vault'}]}
        vaults: {type: array, items: {oneOf: [{$ref: '#/components/schemas/Vault'}, {type: boolean}]}}
        slots: {type: object, additionalProperties: {type: integer, x-sensitive: true}}
        either: {oneOf: [{type: integer}, {$ref: '#/components/schemas/Pin'}]}
        pair: {type: array, prefixItems: [{type: integer}, {$ref: '#/components/schemas/Pin'}], items: false}
        pages: {type: object, patternProperties: {'^a': {type: integer, x-sensitive: true}}}
        point: {type: array, prefixItems: [{type: integer}, {type: integer, x-sensitive: true}], items: false}
        named: {type: object, properties: {name: {type: string}}, additionalProperties: {$ref: '#/components/schemas/Pin'}}
        user: {$ref: '#/components/schemas/User'}
    Pins: {type: object, additionalProperties: {$ref: '#/components/schemas/Pin'}}
    Pin: {type: [string, 'null'], format: password}
    Vault: {type: object, x-sensitive: true, properties: {door: {type: integer}}}
",
    );
    let secrets = |at: usize| {
        let operation = found.api.operations.get(at).expect("an operation");
        found.facts.secrets(operation).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(
        secrets(0),
        "account codes door either named note pages pair pin point slots vault"
    );
    assert_eq!(secrets(1), "");
    assert_eq!(
        secrets(2),
        "Offset Pins Seeds Words codes door either named note pages pair pin point slots token vault"
    );
    assert_eq!(secrets(3), "X-Seal key login pin salt seed");
    assert_eq!(secrets(4), "{}");
    assert!(secrets(5).starts_with(" codes "), "{}", secrets(5));
}

#[test]
fn a_header_that_is_secret_in_one_response_is_secret() {
    let found = operation(
        "responses:
          '200':
            description: ok
            headers:
              A: {schema: {type: string}}
              B: {schema: {type: string, format: password}}
              C: {schema: {type: integer}}
              D: {schema: {type: string}}
              set-cookie: {schema: {type: string, format: password}}
          '201':
            description: ok
            headers:
              A: {schema: {type: [string, 'null'], format: password}}
              B: {schema: {type: integer}}
              C: {x-sensitive: true, schema: {type: integer}}
              D: {schema: {type: integer}}",
    );
    let headers = found.only_operation().success_headers();
    let secret = headers
        .iter()
        .filter(|known| known.sensitivity == Sensitivity::Secret)
        .map(|known| known.wire.as_str());
    assert_eq!(secret.collect::<Vec<_>>(), ["A", "B", "C", "set-cookie"]);
}

#[test]
fn what_is_secret_in_one_description_is_secret_in_all() {
    let text = "openapi: 3.1.0
info: {title: t, version: '1'}
paths:
  /a:
    post:
      parameters:
        - {name: pin, in: query, x-client-parameter: true, schema: {type: integer}}
        - {name: key, in: query, x-client-parameter: true, schema: {type: string}}
      requestBody:
        content:
          multipart/form-data:
            schema:
              oneOf:
                - {type: object, properties: {salt: {type: integer}}}
                - {type: object, properties: {salt: {type: integer, x-sensitive: true}}}
      responses: {'204': {description: done}}
    get:
      parameters:
        - {name: pin, in: query, x-client-parameter: true, x-sensitive: true, schema: {type: integer}}
        - {name: key, in: query, x-client-parameter: true, schema: {type: string, format: password}}
      responses: {'204': {description: done}}
";
    let found = whole(text);
    for (operation, secrets) in found.api.operations.iter().zip(["key pin salt", "key pin"]) {
        let names: Vec<_> = found.facts.secrets(operation).collect();
        assert_eq!(names.join(" "), secrets);
    }
}
