//! Findings about bodies, responses and their media types.

use super::{DONE, found, of_item};

#[test]
fn names_that_differ_only_in_case_are_the_same_header_or_media_type() {
    let found = |response: &str| {
        of_item(&format!(
            "{{get: {{operationId: a, responses: {{'200': {{description: A., {response}}}}}}}}}"
        ))
    };
    let schema = "{schema: {type: string}}";
    assert_eq!(
        found(&format!("headers: {{X-N: {schema}, x-n: {schema}}}")),
        ["duplicate-key"]
    );
    let content = format!(
        "content: {{application/json: {schema}, Application/JSON: {schema}, 'text/plain;a=b': {schema}, 'text/plain; a=b': {schema}, text/plain: {schema}}}"
    );
    assert_eq!(found(&content), ["duplicate-key"; 2]);
    assert_eq!(
        of_item(&format!(
            "{{post: {{operationId: a, requestBody: {{content: {{}}}}, {DONE}}}}}"
        )),
        ["missing-field"]
    );
}

#[test]
fn fields_of_a_media_type_or_an_example_that_exclude_each_other_are_found() {
    let of_content = |media_type: &str| {
        found(
            "3.2.0",
            &format!(
                "paths: {{/pets: {{post: {{operationId: a, requestBody: {{content: {{multipart/mixed: {{{media_type}}}}}}}, {DONE}}}}}}}"
            ),
        )
    };
    let parts =
        "description: Pets., itemSchema: {type: string}, itemEncoding: {contentType: text/plain}";
    assert_eq!(of_content(parts), [""; 0]);
    assert_eq!(
        of_content(&format!(
            "{parts}, encoding: {{a: {{contentType: text/plain}}}}"
        )),
        ["ignored"]
    );
    let of_example =
        |example: &str| of_content(&format!("{parts}, examples: {{a: {{{example}}}}}"));
    assert_eq!(of_example("dataValue: a, serializedValue: a"), [""; 0]);
    for example in [
        "value: a, dataValue: a",
        "value: a, serializedValue: a",
        "externalValue: a, serializedValue: a",
    ] {
        assert_eq!(
            of_example(example),
            ["example-beside-examples"],
            "{example}"
        );
    }
}

#[test]
fn a_style_beside_content_has_no_effect() {
    let of_parameter = |fields: &str| {
        of_item(&format!(
            "{{get: {{operationId: a, parameters: [{{name: b, in: query, content: {{application/json: {{schema: {{type: string}}}}}}{fields}}}], {DONE}}}}}"
        ))
    };
    assert_eq!(of_parameter(""), [""; 0]);
    assert_eq!(of_parameter(", explode: false"), [""; 0]);
    assert_eq!(of_parameter(", style: form, explode: true"), ["ignored"; 2]);
}
