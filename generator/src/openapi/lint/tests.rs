//! Which parts of descriptions have findings, and which have none.

mod messages;

use crate::diagnostic::Diagnostics;
use crate::openapi::check_and_lint;
use crate::source::{NoFiles, Sources};

/// Returns the codes of the findings in a description, with `note ` before notes.
fn found(version: &str, rest: &str) -> Vec<String> {
    let text = format!("openapi: {version}\ninfo: {{title: Pets, version: '1'}}\n{rest}");
    let mut diagnostics = Diagnostics::new();
    let mut sources = Sources::read("pets.yaml", text.as_bytes(), &mut diagnostics);
    check_and_lint(&mut sources, &NoFiles, &mut diagnostics);
    let placed = diagnostics.placed(&sources);
    placed
        .iter()
        .map(|found| match found.severity.as_str() {
            "warning" => found.code.to_string(),
            severity => format!("{severity} {}", found.code),
        })
        .collect()
}

fn of_schema(schema: &str) -> Vec<String> {
    let base = "Base: {type: object, properties: {name: {type: string}}}";
    found(
        "3.0.3",
        &format!("paths: {{}}\ncomponents: {{schemas: {{{base}, X: {schema}}}}}"),
    )
}

/// Returns the findings about operations of `/pets`, in the order of their methods.
pub(super) fn of_item(item: &str) -> Vec<String> {
    found("3.1.0", &format!("paths: {{/pets: {item}}}"))
}

const DONE: &str = "responses: {'204': {description: Done.}}";

#[test]
fn schemas_that_are_meant_are_let_be() {
    for schema in [
        "{nullable: true, allOf: [{$ref: '#/components/schemas/Base'}]}",
        "{oneOf: [{type: string}, {nullable: true}]}",
        "{type: string, nullable: true, enum: [a, null]}",
        "{type: string, additionalProperties: true, items: {}, required: [], uniqueItems: false}",
        "{type: string, format: int64}",
        "{type: number, format: int64}",
        "{type: string, format: iban}",
        "{type: string, format: cuid}",
        "{type: string, format: ulid}",
        "{type: array, format: uuid, items: {type: string}}",
        "{allOf: [{$ref: '#/components/schemas/Base'}], additionalProperties: false}",
        "{allOf: [{type: object, additionalProperties: false, properties: {a: {type: string}}}, {required: [a]}]}",
        "{type: string, enum: [' ', '']}",
        "{type: object, properties: {enum: {type: string}, pattern: {type: string}}}",
        "{type: string, readOnly: false, writeOnly: true}",
    ] {
        assert_eq!(of_schema(schema), [""; 0], "{schema}");
    }
}

#[test]
fn schemas_that_are_not_meant_are_found() {
    for (schema, code) in [
        ("{nullable: true, minLength: 1}", "ineffective-keyword"),
        ("{nullable: true}", "note ineffective-keyword"),
        (
            "{type: array, items: {type: string}, minLength: 1}",
            "ineffective-keyword",
        ),
        ("{type: boolean, pattern: '^a$'}", "ineffective-keyword"),
        ("{type: string, format: datetime}", "misspelt-format"),
        ("{type: string, format: UUID}", "misspelt-format"),
        ("{type: integer, format: date-time}", "misspelt-format"),
        ("{type: string, enum: [' a']}", "white-space"),
        ("{type: string, enum: [\"a\\u200b\"]}", "white-space"),
        (
            "{type: object, required: [a, a], properties: {a: {type: string}}}",
            "duplicate-value",
        ),
        (
            "{oneOf: [{$ref: '#/components/schemas/Base'}, {$ref: '#/components/schemas/Base'}]}",
            "duplicate-value",
        ),
        (
            "{type: string, readOnly: true, writeOnly: true}",
            "wrong-direction",
        ),
        (
            "{allOf: [{$ref: '#/components/schemas/Base'}, {type: object, additionalProperties: false}]}",
            "closed-part",
        ),
    ] {
        assert_eq!(of_schema(schema), [code], "{schema}");
    }
}

#[test]
fn operations_that_are_meant_are_let_be() {
    let empty = "requestBody: {content: {application/x-www-form-urlencoded: {schema: {type: object, properties: {}}}}}";
    for item in [
        format!("{{get: {{operationId: a, {empty}, {DONE}}}}}"),
        format!("{{get: {{operationId: pets/list.all-of_them, {DONE}}}}}"),
        "{get: {operationId: a, responses: {default: {description: Any., content: {application/json: {examples: {}}}}}}}".to_owned(),
        "{get: {operationId: a, responses: {'302': {description: Elsewhere.}}}}".to_owned(),
        format!(
            "{{delete: {{operationId: a, requestBody: {{content: {{text/plain: {{}}}}}}, {DONE}}}}}"
        ),
        format!("{{get: {{operationId: a, tags: [any], {DONE}}}}}"),
        format!(
            "{{get: {{operationId: a, parameters: [{{name: v, in: header, required: true, schema: {{type: string, default: a}}}}], {DONE}}}}}"
        ),
    ] {
        assert_eq!(of_item(&item), [""; 0], "{item}");
    }
}

#[test]
fn operations_that_are_not_meant_are_found() {
    let body = "requestBody: {content: {text/plain: {schema: {type: string}}}}";
    for (item, code) in [
        (format!("{{head: {{operationId: a, {body}, {DONE}}}}}"), "body-of-get"),
        (format!("{{get: {{operationId: 'a ', {DONE}}}}}"), "operation-id"),
        (format!("{{get: {{operationId: a, tags: [b, b], {DONE}}}}}"), "duplicate-value"),
        ("{get: {operationId: a, responses: {x-a: {}, 4XX: {description: No.}}}}".to_owned(), "without-success"),
        ("{get: {operationId: a, responses: {'204': {description: Done.}, 4XX: {description: No.}, 4xX: {description: No.}}}}".to_owned(), "duplicate-key invalid-status-code"),
        ("{get: {operationId: a, responses: {'200': {description: A., content: {application/json: {example: 1}}}}}}".to_owned(), "example-without-schema"),
    ] {
        assert_eq!(of_item(&item).join(" "), code, "{item}");
    }
}

#[test]
fn content_is_by_media_type() {
    let of = |content: &str| {
        of_item(&format!(
            "{{get: {{operationId: a, responses: {{'200': {{description: A., content: {{{content}}}}}}}}}}}"
        ))
    };
    assert_eq!(of("schema: {type: object}"), ["error unknown-key"]);
    assert_eq!(of("json: {schema: {type: string}}"), ["unknown-key"]);
    for content in [
        "'*/*': {}",
        "'application/vnd.a+json; version=1': {}",
        "x-a: {}",
    ] {
        assert_eq!(of(content), [""; 0], "{content}");
    }
}

#[test]
fn paths_are_ambiguous_where_each_takes_the_text_of_the_other() {
    let both = |one: &str, one_type: &str, other: &str| {
        let parameter = |name: &str, ty: &str| {
            format!("parameters: [{{name: {name}, in: path, required: true, schema: {{{ty}}}}}]")
        };
        found(
            "3.1.0",
            &format!(
                "paths:\n  /pets/{{{one}}}/mine: {{get: {{operationId: a, {}, {DONE}}}}}\n  /pets/new/{{{other}}}: {{get: {{operationId: b, {}, {DONE}}}}}",
                parameter(one, one_type),
                parameter(other, "type: string"),
            ),
        )
    };
    for other in ["what", "whatId"] {
        assert_eq!(both("name", "type: string", other), ["ambiguous-paths"]);
    }
    for one in ["petId", "pet"] {
        assert_eq!(both(one, "type: string", "what"), [""; 0], "{one}");
    }
    for other in [
        "type: integer",
        "type: string, format: uuid",
        "type: string, enum: [old]",
        "type: string, pattern: '^[0-9]+$'",
    ] {
        assert_eq!(both("name", other, "what"), [""; 0], "{other}");
    }
    let pets = format!(
        "paths:\n  /pets/{{name}}/{{what}}: {{get: {{operationId: a, {DONE}}}}}\n  /pets/new/{{what}}: {{get: {{operationId: b, {DONE}}}}}"
    );
    assert_eq!(found("3.1.0", &pets), [""; 0]);
    let pets = format!(
        "paths:\n  /pets: {{get: {{operationId: a, {DONE}}}}}\n  /pets{{id}}: {{get: {{operationId: b, {DONE}}}}}"
    );
    assert_eq!(found("3.1.0", &pets), ["path-template"]);
}

#[test]
fn a_parameter_lacks_its_slash_where_it_is_an_identifier_and_no_end_of_the_word() {
    let of = |path: &str, name: &str, rest: &str| {
        let parameter =
            format!("{{name: {name}, in: path, required: true, schema: {{type: string}}{rest}}}");
        found(
            "3.1.0",
            &format!(
                "paths: {{'{path}': {{get: {{operationId: a, parameters: [{parameter}], {DONE}}}}}}}"
            ),
        )
    };
    for path in ["/pets{petId}", "/v1/pets{petId}", "/pets{petId}/toys"] {
        assert_eq!(of(path, "petId", ""), ["path-template"], "{path}");
    }
    for (path, name, rest) in [
        ("/pets{extension}", "extension", ""),
        ("/v{id}", "id", ""),
        ("/pets({id})", "id", ""),
        ("/pets-{id}", "id", ""),
        ("/pets{id}.json", "id", ""),
        ("/pets{color}", "color", ""),
        ("/pets{id}", "id", ", style: matrix"),
        ("/pets{?petId}", "petId", ""),
    ] {
        assert_eq!(of(path, name, rest), [""; 0], "{path}");
    }
}

#[test]
fn scopes_are_those_of_any_flow() {
    let with = |scheme: &str| {
        found(
            "3.1.0",
            &format!(
                "security: [{{login: [read]}}]\npaths: {{/pets: {{get: {{operationId: a, {DONE}}}}}}}\ncomponents: {{securitySchemes: {{login: {{{scheme}}}}}}}"
            ),
        )
    };
    let flows = |one: &str, other: &str| {
        format!(
            "type: oauth2, flows: {{clientCredentials: {{tokenUrl: 'https://example.com/', scopes: {{{one}}}}}, password: {{tokenUrl: 'https://example.com/', scopes: {{{other}}}}}}}"
        )
    };
    assert_eq!(with(&flows("write: A.", "")), ["unknown-scope"]);
    for scheme in [
        flows("", ""),
        flows("write: A.", "read: B."),
        "type: openIdConnect, openIdConnectUrl: 'https://example.com/'".to_owned(),
        "type: http, scheme: bearer".to_owned(),
    ] {
        assert_eq!(with(&scheme), [""; 0], "{scheme}");
    }
}

#[test]
fn schemes_of_one_place_are_not_required_together() {
    let with = |requirement: &str, schemes: &str| {
        found(
            "3.1.0",
            &format!(
                "security: [{requirement}]\npaths: {{/pets: {{get: {{operationId: a, {DONE}}}}}}}\ncomponents: {{securitySchemes: {{{schemes}}}}}"
            ),
        )
    };
    let key = |name: &str, location: &str, at: &str| {
        format!("{name}: {{type: apiKey, in: {location}, name: {at}}}")
    };
    let basic = "a: {type: http, scheme: basic}";
    let both = "{a: [], b: []}";
    for other in [
        "b: {type: http, scheme: bearer}".to_owned(),
        "b: {type: http, scheme: SDK-HMAC-SHA256}".to_owned(),
        key("b", "header", "AUTHORIZATION"),
        "b: {$ref: '#/components/securitySchemes/c'}, c: {type: http, scheme: bearer}".to_owned(),
    ] {
        let schemes = format!("{basic}, {other}");
        assert_eq!(with(both, &schemes), ["unsupported"], "{other}");
        assert_eq!(with("{a: []}, {b: []}", &schemes), [""; 0], "{other}");
    }
    let keys = |one: &str, other: &str| format!("{}, {}", key("a", one, "k"), key("b", other, "k"));
    assert_eq!(with(both, &keys("query", "query")), ["unsupported"]);
    assert_eq!(with(both, &keys("query", "header")), [""; 0]);
    let other = key("b", "header", "X-Key");
    assert_eq!(with(both, &format!("{basic}, {other}")), [""; 0]);
}

#[test]
fn words_of_an_older_yaml_are_noted_where_they_have_no_quotes() {
    for schema in [
        "{type: string, enum: [on]}",
        "{type: string, enum: [SE, NO]}",
        "{type: string, default: Yes}",
        "{type: object, properties: {off: {type: string}}}",
    ] {
        assert_eq!(of_schema(schema), ["note yaml-boolean"], "{schema}");
    }
    for schema in [
        "{type: string, enum: ['on', \"off\", none, y]}",
        "{type: string, description: no}",
        "{type: object, properties: {'on': {type: string}}}",
    ] {
        assert_eq!(of_schema(schema), [""; 0], "{schema}");
    }
}

#[test]
fn components_are_used_by_extensions_and_unions_too() {
    let with = |components: &str| {
        found(
            "3.2.0",
            &format!(
                "paths: {{/pets: {{get: {{operationId: a, responses: {{'200': {{description: A., content: {{application/json: {{schema: {{$ref: '#/components/schemas/Base'}}}}}}}}}}}}}}}}\ncomponents: {{{components}}}"
            ),
        )
    };
    let base = "Base: {type: object, required: [kind], properties: {kind: {type: string}}";
    let union = "discriminator: {propertyName: kind, mapping: {other: Other}, defaultMapping: A}}";
    let variants = "Other: {type: object}, A: {type: object}, One: {allOf: [{$ref: '#/components/schemas/Base'}]}, Two: {allOf: [{$ref: '#/components/schemas/One'}]}";
    assert_eq!(
        with(&format!("schemas: {{{base}, {union}, {variants}}}")),
        [""; 0]
    );
    for lost in [
        "{type: object}",
        "{allOf: [{$ref: '#/components/schemas/Base'}]}",
    ] {
        assert_eq!(
            with(&format!("schemas: {{{base}}}, Lost: {lost}}}")),
            ["note unused-component"]
        );
    }
    assert_eq!(
        with(&format!(
            "schemas: {{{base}}}, Lost: {{type: object, $anchor: found}}}}"
        )),
        [""; 0]
    );
    let part = "parameters: {Lost: {name: a, in: query, schema: {type: string}}}";
    assert_eq!(
        with(&format!("schemas: {{{base}}}}}, {part}")),
        ["unused-component"]
    );
    assert_eq!(
        with(&format!(
            "schemas: {{{base}, x-see: '#/components/parameters/Lost'}}}}, {part}"
        )),
        [""; 0]
    );
}

#[test]
fn who_sends_something_is_known_by_operations_callbacks_and_webhooks() {
    let flagged = "content: {application/json: {schema: {type: object, properties: {a: {type: string, readOnly: true}}}}}";
    let sent = format!("{{post: {{operationId: a, requestBody: {{{flagged}}}, {DONE}}}}}");
    let received = format!(
        "{{get: {{operationId: a, responses: {{'200': {{description: A., {flagged}}}}}}}}}"
    );
    assert_eq!(
        found("3.1.0", &format!("paths: {{/pets: {sent}}}")),
        ["wrong-direction"]
    );
    assert_eq!(
        found("3.1.0", &format!("paths: {{/pets: {received}}}")),
        [""; 0]
    );
    let base = "Base: {type: object, required: [kind], properties: {kind: {type: string}}, discriminator: {propertyName: kind}}";
    let one = "One: {allOf: [{$ref: '#/components/schemas/Base'}, {properties: {a: {type: string, readOnly: true}}}]}";
    let sent_base = sent.replace(
        flagged,
        "content: {application/json: {schema: {$ref: '#/components/schemas/Base'}}}",
    );
    let extended =
        format!("paths: {{/pets: {sent_base}}}\ncomponents: {{schemas: {{{base}, {one}}}}}");
    assert_eq!(found("3.1.0", &extended), ["wrong-direction"]);
    assert_eq!(
        found("3.1.0", &format!("webhooks: {{pets: {sent}}}")),
        [""; 0]
    );
    let called = format!(
        "{{post: {{operationId: b, callbacks: {{done: {{'{{$request.body#/url}}': {sent}}}}}, {DONE}}}}}"
    );
    assert_eq!(
        found("3.1.0", &format!("paths: {{/pets: {called}}}")),
        [""; 0]
    );
}

#[test]
fn a_required_property_of_what_is_only_sent_never_takes_its_default() {
    let schema = |rest: &str| {
        format!(
            "content: {{application/json: {{schema: {{type: object, required: [a], properties: {{a: {{type: string, default: b{rest}}}}}}}}}}}"
        )
    };
    let sent = |rest: &str| {
        let item = format!(
            "{{post: {{operationId: a, requestBody: {{{}}}, {DONE}}}}}",
            schema(rest)
        );
        of_item(&item)
    };
    assert_eq!(sent(""), ["note required-default"]);
    assert_eq!(sent(", enum: [b, c]"), [""; 0]);
    let received = format!(
        "{{get: {{operationId: a, responses: {{'200': {{description: A., {}}}}}}}}}",
        schema("")
    );
    assert_eq!(of_item(&received), [""; 0]);
}
