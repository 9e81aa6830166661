//! A broken part affects only one operation, if the caller asks for the rest.

use std::collections::BTreeMap;

use generator::diagnostic::{Code, Severity};
use generator::source::{Loader, NoFiles};
use generator::{Generated, Input, Layout, Options, generate};

fn run(text: &str, loader: &dyn Loader, skip_unsupported: bool) -> Generated {
    let input = Input::new("api.yaml", text.as_bytes(), "api", loader);
    let options = Options {
        skip_unsupported,
        ..Options::new("api", Layout::Crate)
    };
    generate(&[input], &options, &mut |_| {})
}

/// Generates what can be generated, and returns what is left out, operations first.
fn left_out_with(text: &str, loader: &dyn Loader) -> Vec<String> {
    let generated = run(text, loader, true);
    let report = &generated.reports[0];
    let errors: Vec<_> = report
        .diagnostics
        .iter()
        .filter(|found| found.severity == Severity::Error)
        .collect();
    assert!(errors.is_empty(), "{errors:?}");
    assert!(generated.files.is_some());
    let ledger = &report.ledger;
    assert_eq!(ledger.operations, ledger.generated + ledger.skipped.len());
    let skipped = ledger.skipped.iter().chain(&ledger.skipped_schemas);
    skipped
        .map(|skipped| {
            assert!(!skipped.reason.is_empty());
            skipped.name.clone()
        })
        .collect()
}

fn left_out(text: &str) -> Vec<String> {
    let strict = run(text, &NoFiles, false);
    assert!(
        strict.files.is_none(),
        "an error without the option: {text}"
    );
    left_out_with(text, &NoFiles)
}

/// Returns a description with a valid operation, an operation with these fields, and these components.
fn beside(operation: &str, components: &str) -> String {
    format!(
        "openapi: 3.0.3
info: {{title: t, version: '1'}}
paths:
  /fine: {{get: {{operationId: fine, responses: {{'204': {{description: d}}}}}}}}
  /spoilt:
    post:
      operationId: spoilt
      responses: {{'204': {{description: d}}, '200': {{$ref: '#/components/responses/Ok'}}}}
      {operation}
components:
  responses: {{Ok: {{description: d, content: {{application/json: {{schema: {{$ref: '#/components/schemas/Outer'}}}}}}}}}}
  schemas:
    Outer: {{type: object, properties: {{inner: {{type: array, items: {{$ref: '#/components/schemas/Inner'}}}}}}}}
    Other: {{type: object}}
    {components}
"
    )
}

const INNER: &str = "Inner: {type: string}";

#[test]
fn what_an_operation_needs_spoils_it_alone() {
    for operation in [
        "requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Missing'}}}}",
        "requestBody: {content: {application/json: {schema: {$ref: 'https://example.test/a.json'}}}}",
        "requestBody: {content: {application/json: {schema: {$ref: 'missing.yaml#/A'}}}}",
        "requestBody: {content: {application/json: {schema: {type: struct}}}}",
        "requestBody: {content: {application/json: {schema: [{type: string}]}}}",
        "requestBody: {$ref: '#/components/requestBodies/Missing'}",
        "parameters: [{name: a, in: query, schema: {type: struct}}]",
        "parameters: [{name: a, schema: {type: string}}]",
        "parameters: [{$ref: '#/components/parameters/Missing'}]",
        "servers: {url: 'https://example.test'}",
        "x-paging: {items: nowhere}",
        "tags: {a: b}",
    ] {
        assert_eq!(
            left_out(&beside(operation, INNER)),
            ["spoilt"],
            "{operation}"
        );
    }
}

#[test]
fn a_broken_schema_spoils_what_refers_to_it_and_no_other() {
    for inner in [
        "Inner: {type: banana}",
        "Inner: {type: object, properties: {a: {$ref: '#/components/schemas/Missing'}}}",
        "Inner: {$ref: '#/components/schemas/Inner'}",
        "Inner: [string]",
        "Inner: {type: string, enum: a}",
        "Inner: {type: object, properties: {a: {type: string}, a: {type: integer}}}",
    ] {
        assert_eq!(
            left_out(&beside("", inner)),
            ["spoilt", "Outer", "Inner"],
            "{inner}"
        );
    }
}

#[test]
fn a_mistake_in_what_a_client_has_no_part_in_spoils_nothing() {
    for operation in [
        "callbacks: {on: {'{$url}': {post: {responses: {'200': {$ref: '#/components/responses/Missing'}}}}}}",
        "responses: {'204': {description: d, links: {next: {$ref: '#/components/links/Missing'}}}}",
        "responses: {'200': {description: d, content: {application/json: {examples: {a: {$ref: '#/nowhere'}}}}}}",
    ] {
        let text = beside(operation, INNER).replace(
            "responses: {'204': {description: d}, '200': {$ref: '#/components/responses/Ok'}}\n",
            if operation.starts_with("responses") {
                "\n"
            } else {
                "responses: {'204': {description: d}}\n"
            },
        );
        assert!(left_out(&text).is_empty(), "{operation}");
    }
}

#[test]
fn the_second_of_two_operations_with_one_id_is_named_by_its_path() {
    let text = "openapi: 3.1.0
info: {title: t, version: '1'}
paths:
  /a: {get: {operationId: same, responses: {'204': {description: d}}}}
  /b: {get: {operationId: same, responses: {'204': {description: d}}}}
  /c: {$ref: '#/components/pathItems/Twice'}
  /d: {$ref: '#/components/pathItems/Twice'}
  /e: {$ref: '#/components/pathItems/Missing'}
components:
  pathItems: {Twice: {get: {operationId: twice, responses: {'204': {description: d}}}}}
";
    assert_eq!(left_out(text), ["/e"]);
    let generated = run(text, &NoFiles, true);
    let files = generated.files.expect("files");
    for method in ["same", "get_b", "twice", "get_d"] {
        let method = format!("pub fn {method}(&self");
        let is_there = files.iter().any(|(_, text)| text.contains(&method));
        assert!(is_there, "{method}");
    }
    let said = &generated.reports[0].diagnostics;
    let message =
        "another operation is named `same` too; this one is named after its method and path";
    assert!(said.iter().any(|one| one.message == message), "{said:?}");
}

#[test]
fn a_broken_path_item_spoils_its_operations() {
    for (path, parameters) in [
        ("/a", "[{name: a, in: query, schema: {type: struct}}]"),
        ("/a", "{name: a}"),
        ("/{a", "[]"),
        ("a", "[]"),
    ] {
        let text = format!(
            "openapi: 3.1.0
info: {{title: t, version: '1'}}
paths:
  '{path}':
    parameters: {parameters}
    get: {{operationId: one, responses: {{'204': {{description: d}}}}}}
    put: {{operationId: two, responses: {{'204': {{description: d}}}}}}
  /fine: {{get: {{operationId: fine, responses: {{'204': {{description: d}}}}}}}}
"
        );
        assert_eq!(left_out(&text), ["one", "two"], "{text}");
    }
}

#[test]
fn what_holds_for_all_operations_spoils_those_without_their_own() {
    let text = "openapi: 3.1.0
info: {title: t, version: '1'}
security: [{bad: []}]
paths:
  /a: {get: {operationId: inherits, responses: {'204': {description: d}}}}
  /b: {get: {operationId: own, security: [], responses: {'204': {description: d}}}}
components:
  securitySchemes: {bad: {type: apiKey, in: header}}
";
    assert_eq!(left_out(text), ["inherits"]);
}

#[test]
fn a_scheme_that_is_not_declared_spoils_no_operation() {
    let text = "openapi: 3.1.0
info: {title: t, version: '1'}
security: [{undeclared: []}]
paths:
  /a: {get: {operationId: inherits, responses: {'204': {description: d}}}}
  /b: {get: {operationId: both, security: [{undeclared: [], key: []}], responses: {'204': {description: d}}}}
components:
  securitySchemes: {key: {type: apiKey, in: header, name: Key}}
";
    assert!(left_out(text).is_empty());
    let generated = run(text, &NoFiles, true);
    let said = &generated.reports[0].diagnostics;
    let without = "unknown security scheme `undeclared`; requests are sent without it";
    assert!(said.iter().any(|one| one.message == without), "{said:?}");
}

/// Some tools leave out the schema of a string without a format.
#[test]
fn a_parameter_without_a_schema_is_a_string() {
    let text = "openapi: 3.0.1
info: {title: t, version: '1'}
paths:
  /a/{id}:
    parameters: [{$ref: '#/components/parameters/Shared'}]
    get:
      operationId: show
      parameters:
      - {name: id, in: path, required: true}
      - {name: X-Key, in: header, required: true}
      responses: {'204': {description: d}}
components:
  parameters: {Shared: {name: q, in: query}}
";
    assert!(left_out(text).is_empty());
    let generated = run(text, &NoFiles, true);
    let said = &generated.reports[0].diagnostics;
    for name in ["id", "X-Key", "q"] {
        let said_of = format!("the parameter `{name}` must have `schema`; it is sent as a string");
        assert!(said.iter().any(|one| one.message == said_of), "{said:?}");
    }
    let mut files = generated.files.expect("files").into_iter();
    let types = "show(&self, id: &str, x_key: &str)";
    assert!(files.any(|(_, text)| text.contains(types)));
}

#[test]
fn an_alternative_that_is_whole_is_enough_for_an_operation() {
    let text = "openapi: 3.1.0
info: {title: t, version: '1'}
security: [{undeclared: []}, {}]
paths:
  /a: {get: {operationId: inherits, responses: {'204': {description: d}}}}
  /b: {get: {operationId: either, security: [{bad: []}, {key: []}], responses: {'204': {description: d}}}}
components:
  securitySchemes:
    bad: {type: apiKey, in: header}
    key: {type: apiKey, in: header, name: Key}
";
    assert!(left_out(text).is_empty());
    let generated = run(text, &NoFiles, true);
    let said = &generated.reports[0].diagnostics;
    let left_out = "unknown security scheme `undeclared`; this alternative is left out";
    assert!(said.iter().any(|one| one.message == left_out), "{said:?}");
}

#[test]
fn a_document_of_components_alone_becomes_models() {
    let text = "openapi: 3.0.3
info: {title: t, version: '1'}
components: {schemas: {Pet: {type: object, properties: {name: {type: string}}}}}
";
    assert!(left_out(text).is_empty());
    let generated = run(text, &NoFiles, true);
    let files = generated.files.expect("files");
    let (_, models) = files
        .iter()
        .find(|(path, _)| *path == "src/models.rs")
        .expect("models");
    assert!(models.contains("pub struct Pet"));
}

#[test]
fn a_broken_file_spoils_what_refers_to_it() {
    let text = beside(
        "requestBody: {content: {application/json: {schema: {$ref: 'other.yaml#/A'}}}}",
        INNER,
    );
    let files = BTreeMap::from([("other.yaml", "A: {type: string")]);
    assert_eq!(left_out_with(&text, &files), ["spoilt"]);
}

#[test]
fn what_is_no_document_is_an_error_all_the_same() {
    for text in [
        "",
        "openapi: 3.0.3\npaths: {",
        "[1, 2]",
        "swagger: '2.0'\npaths: {}\n",
    ] {
        assert!(run(text, &NoFiles, true).files.is_none(), "{text}");
    }
}

#[test]
fn the_type_file_is_a_string_of_bytes() {
    let found = super::schemas("A: {type: object, properties: {f: {type: file}}}");
    assert_eq!(found.said.len(), 1, "{:?}", found.said);
    assert!(found.said[0].starts_with("warning invalid-value"));
    assert_eq!(found.type_of("A"), "f: Binary?");
}

#[test]
fn a_mistake_in_a_property_is_reported_once_where_paging_names_it() {
    let text = |ty: &str, items: &str| {
        format!(
            "openapi: 3.1.1
info: {{title: t, version: v}}
servers: [{{url: 'https://a.example'}}]
paths:
  /a:
    get:
      operationId: A
      parameters: [{{name: offset, in: query, schema: {{type: integer}}}}]
      x-paging: {{offset: offset, items: a, total: n}}
      responses:
        '200':
          description: d
          content: {{application/json: {{schema: {{type: object, properties: {{n: {{type: {ty}}}, a: {items}}}}}}}}}
"
        )
    };
    let list = "{type: array, items: {type: string}}";
    for (ty, items) in [("Long", list), ("integer", "List")] {
        let generated = run(&text(ty, items), &NoFiles, false);
        let found = generated.reports[0].diagnostics.iter();
        let codes: Vec<Code> = found.map(|found| found.code).collect();
        assert!(
            matches!(codes[..], [Code::InvalidValue | Code::WrongType]),
            "{codes:?}"
        );
    }
}
