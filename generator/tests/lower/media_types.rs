//! Keys of `content` that are no media type, or a list of them.

use super::operation;
use super::responses::responses;

#[test]
fn what_is_no_media_type_is_taken_for_any() {
    let found = operation(
        "requestBody: {content: {json: {schema: {type: object, properties: {a: {type: integer}}}}}}
        responses: {'200': {description: ok, content: {json: {schema: {type: object, properties: {a: {type: integer}}}}}}}",
    );
    let said = "warning unknown-key: `json` is not a media type; it is treated as `*/*`";
    assert_eq!(found.said, [said, said]);
    let operation = found.only_operation();
    let body = operation.body.as_ref().expect("a body");
    let types = body.contents.iter().map(|content| &content.media_type.text);
    assert_eq!(types.collect::<Vec<_>>(), ["application/json"]);
    assert_eq!(operation.accept, ["*/*"]);
}

#[test]
fn what_is_no_media_type_in_a_list_is_left_out() {
    let found = operation(
        "requestBody: {content: {'application/json, version=1.0.0': {schema: {type: integer}}}}
        responses: {'200': {description: ok, content: {'text/plain, text/csv;a=\"b,c\"': {schema: {type: string}}}}}",
    );
    assert_eq!(
        found.said,
        ["warning unknown-key: `version=1.0.0` is not a media type; it is left out"]
    );
    let body = found.only_operation().body.as_ref().expect("a body");
    let types = body.contents.iter().map(|content| &content.media_type.text);
    assert_eq!(types.collect::<Vec<_>>(), ["application/json"]);
    assert_eq!(responses(&found), ["200: text/plain text"]);
    // The invalid media type is left out at any position in the list.
    for (list, other) in [
        ("csv, text/plain", "csv"),
        ("text/plain,", ""),
        ("text/plain;a=\\\"b,c\\\", csv", "csv"),
    ] {
        let found = operation(&format!(
            "responses: {{'200': {{description: ok, content: {{\"{list}\": {{schema: {{type: string}}}}}}}}}}"
        ));
        let said = format!("warning unknown-key: `{other}` is not a media type; it is left out");
        assert_eq!(found.said, [said]);
    }
}

#[test]
fn a_media_type_that_is_not_two_tokens_is_reported() {
    for (media_type, said) in [
        ("application/zip/x", 1),
        ("text/csv header", 1),
        ("text/*", 0),
    ] {
        let found = operation(&format!(
            "responses: {{'200': {{description: ok, content: {{\"{media_type}; a=b\": {{}}}}}}}}"
        ));
        let message = format!(
            "warning unknown-key: `{media_type}; a=b` is not a media type; it is used as it is written"
        );
        assert_eq!(found.said, vec![message; said]);
    }
}
