//! Inline schemas that are equal to others.

use generator::Layout;

use crate::layout::type_paths;
use crate::{files, files_of, findings, run};

/// Returns the paths of the types of these operations, whose responses have equal inline schemas.
fn of(operations: &[&str]) -> std::collections::BTreeSet<String> {
    let mut text = String::from("openapi: 3.1.1\ninfo: {title: Equal, version: '1'}\npaths:\n");
    for name in operations {
        text.push_str(&format!(
            "  /{name}: {{get: {{operationId: {name}, responses: {{'200': {{description: It., content: {{application/json: \
             {{schema: {{type: object, properties: {{a: {{type: string}}}}}}}}}}}}}}}}}}\n"
        ));
    }
    type_paths(&text)
}

#[test]
fn an_equal_inline_schema_elsewhere_changes_no_path() {
    let before = of(&["second", "third"]);
    for path in ["models/SecondResponse", "models/ThirdResponse"] {
        assert!(before.contains(path), "{path} in {before:?}");
    }
    let after = of(&["first", "second", "third"]);
    assert_eq!(before.difference(&after).collect::<Vec<_>>(), [""; 0]);
}

#[test]
fn a_second_name_gives_way_to_a_type_of_its_own() {
    let equal = "{type: object, properties: {a: {type: string}}}";
    let response = |schema: &str| {
        format!(
            "responses: {{'200': {{description: It., content: {{application/json: {{schema: {schema}}}}}}}}}"
        )
    };
    let (first, second) = (
        response(equal),
        response(&format!("{{type: object, properties: {{item: {equal}}}}}")),
    );
    let description = format!(
        "openapi: 3.1.1\ninfo: {{title: Equal, version: '1'}}\npaths:
  /a: {{get: {{operationId: first, {first}}}}}
  /b: {{get: {{operationId: second, {second}}}}}
  /c:
    get:
      operationId: second_response
      parameters: [{{name: item, in: query, schema: {{type: string, enum: [b]}}}}]
      {first}
",
    );
    let models = files(&[("described", &description)], Layout::Crate).0;
    let models = models.get("src/models.rs").expect("the module");
    assert!(models.contains("pub enum SecondResponseItem {"), "{models}");
}

#[test]
fn a_second_name_that_is_taken_is_left_out() {
    let body = "requestBody: {required: true, content: {application/json: {schema: {type: object, required: [a], \
                properties: {a: {type: string, maxLength: 3}}}}}}, responses: {'204': {description: Done.}}";
    let description = format!(
        "openapi: 3.1.1\ninfo: {{title: Equal, version: '1'}}\npaths:
  /a: {{post: {{operationId: first, tags: [a], {body}}}}}
  /b: {{post: {{operationId: second, tags: [b], {body}}}}}
  /c: {{get: {{operationId: third, tags: [b], responses: {{'200': {{$ref: '#/components/responses/R'}}}}}}}}
components:
  responses: {{R: {{description: d, content: {{application/json: {{schema: {{$ref: '#/components/schemas/SecondBody'}}}}}}}}}}
  schemas: {{SecondBody: {{type: object, properties: {{b: {{type: string}}}}}}}}
"
    );
    let result = run(&[("described", &description)], Layout::Crate);
    assert!(!findings(&result).contains("name-collision"));
    let (files, _) = files_of(result);
    let all: String = files.iter().map(|(_, text)| text).collect();
    assert!(!all.contains("SecondBody2"), "{all}");
    assert!(all.contains("pub fn second(&self, body: &FirstBody) -> Second {"));
    assert!(all.contains("tables::FIRST_BODY_RULES"));
}

#[test]
fn a_part_has_the_type_that_is_named_after_it() {
    let equal = "{type: object, properties: {a: {type: string}}}";
    let description = format!(
        "openapi: 3.1.1\ninfo: {{title: Equal, version: '1'}}\npaths:
  /a:
    post:
      operationId: send
      requestBody: {{content: {{multipart/form-data: {{schema: {{
        type: object, properties: {{f: {equal}, g: {{oneOf: [{equal}, {{type: 'null'}}]}}, h: {{type: array, items: {equal}}}}}}}}}}}}}
      responses: {{'204': {{description: Done.}}}}
",
    );
    let files = files(&[("described", &description)], Layout::Crate).0;
    let operations = files.get("src/operations.rs").expect("the module");
    for argument in ["f: &SendBodyF", "g: &SendBodyG", "h: &[SendBodyHItem]"] {
        assert!(operations.contains(argument), "{argument} in {operations}");
    }
}
