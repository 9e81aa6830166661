//! Operations, and what they send and receive.

use std::collections::BTreeMap;

use super::Lint;
use super::words::HTTP_SCHEMES;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, nearest};
use crate::source::{Node, shorten};

/// Reports `example` beside `examples`, of which tools only show one.
pub(super) fn both_examples(_: &Lint<'_, '_>, node: Node<'_>, found: &mut Diagnostics) {
    const PAIRS: [(&str, &str, &str); 5] = [
        (
            "example",
            "examples",
            "move the value of `example` into `examples`, or remove it",
        ),
        ("externalValue", "value", "keep one of the two"),
        ("externalValue", "serializedValue", "keep one of the two"),
        ("value", "dataValue", "keep `dataValue`"),
        (
            "value",
            "serializedValue",
            "write `dataValue` instead of `value`",
        ),
    ];
    for (one, other, help) in PAIRS {
        if let (Some(first), Some(second)) = (node.field(one), node.field(other)) {
            let message = format!("`{one}` and `{other}` exclude each other");
            found.push(
                Diagnostic::warning(Code::ExampleBesideExamples, first.at_key(), message)
                    .related(second.at_key(), format!("`{other}`"))
                    .help(help),
            );
        }
    }
}

/// Reports the fields that say how a value is written with `schema`, beside `content`, which says it itself.
pub(super) fn style_of_content(_: &Lint<'_, '_>, node: Node<'_>, found: &mut Diagnostics) {
    let Some(content) = node.field("content") else {
        return;
    };
    for key in ["style", "explode", "allowReserved"] {
        if let Some(field) = node
            .field(key)
            .filter(|field| field.as_bool() != Some(false))
        {
            let message = format!("`{key}` has no effect beside `content`");
            found.push(
                Diagnostic::warning(Code::Ignored, field.at_key(), message)
                    .related(content.at_key(), "the content")
                    .help(format!(
                        "remove `{key}`, or write `schema` in place of `content`"
                    )),
            );
        }
    }
}

/// Reports `encoding`, which is for parts with names, beside the encodings of parts by position.
pub(super) fn both_encodings(_: &Lint<'_, '_>, node: Node<'_>, found: &mut Diagnostics) {
    let by_position = ["prefixEncoding", "itemEncoding"];
    let mut by_position = by_position.iter().filter_map(|key| node.field(key));
    if let (Some(by_name), Some(other)) = (node.field("encoding"), by_position.next()) {
        let other_key = other.key().unwrap_or_default();
        let message = format!("`encoding` and `{other_key}` exclude each other");
        found.push(
            Diagnostic::warning(Code::Ignored, by_name.at_key(), message)
                .related(other.at_key(), format!("`{other_key}`"))
                .help("keep `encoding` for parts with names, and the other for parts by position"),
        );
    }
}

/// Reports a default of a required parameter, which is never used. In a header the default is for documentation tools,
/// and in a path every parameter is required.
pub(super) fn default_of_required(lint: &Lint<'_, '_>, node: Node<'_>, found: &mut Diagnostics) {
    let schema = node.get("schema").map(|schema| lint.follow(schema));
    let default = schema.and_then(|schema| schema.field("default"));
    // A constant is often stated as the default too.
    let is_constant = schema.is_some_and(|schema| {
        schema.get("const").is_some() || schema.get("enum").is_some_and(|values| values.len() == 1)
    });
    let is_optional = !node.flag("required") || node.get_str("in") != Some("query");
    if let Some(default) = default.filter(|_| !is_optional && !is_constant) {
        let message = "the parameter is required, so its default is never used";
        found.push(
            Diagnostic::warning(Code::RequiredDefault, node.at_value(), message)
                .related(default.at_key(), "the default")
                .help("remove `required: true`, or `default`"),
        );
    }
}

/// Reports headers whose names, and media types that, differ only in case, of which one is never used (RFC 9110, 5.1
/// and 8.3.1).
pub(super) fn same_but_for_case(_: &Lint<'_, '_>, node: Node<'_>, found: &mut Diagnostics) {
    for (field, what) in [("headers", "header"), ("content", "media type")] {
        all_but_first(node.entries_of(field), what, found);
    }
}

/// Reports ranges of statuses that differ only in case, such as `4xx` beside `4XX`.
pub(super) fn same_status(_: &Lint<'_, '_>, node: Node<'_>, found: &mut Diagnostics) {
    let is_range = |key: &str| key.len() == 3 && key.to_ascii_uppercase().ends_with("XX");
    let ranges = node.entries().filter(|(key, _)| is_range(key));
    all_but_first(ranges, "range of statuses", found);
}

/// Reports the entries whose keys are the same as an earlier one but for case.
fn all_but_first<'s>(
    entries: impl Iterator<Item = (&'s str, Node<'s>)>,
    what: &str,
    found: &mut Diagnostics,
) {
    let mut known: BTreeMap<String, (&str, Node<'_>)> = BTreeMap::new();
    for (name, value) in entries {
        let plain: String = name.split_whitespace().collect();
        let Some((first, other)) = known.get(&plain.to_ascii_lowercase()) else {
            known.insert(plain.to_ascii_lowercase(), (name, value));
            continue;
        };
        let (name, first) = (shorten(name), shorten(first));
        let message = format!("`{name}` is the same {what} as `{first}`; the first one applies");
        found.push(
            Diagnostic::warning(Code::DuplicateKey, value.at_key(), message)
                .related(other.at_key(), "the first one")
                .help("remove one of them"),
        );
    }
}

/// Reports a request body without media types, which is never sent.
pub(super) fn no_media_type(_: &Lint<'_, '_>, node: Node<'_>, found: &mut Diagnostics) {
    let content = node.field("content");
    if let Some(content) = content.filter(|content| content.is_map() && content.is_empty()) {
        let message = "the request body has no media type, so none is sent";
        found.push(
            Diagnostic::warning(Code::MissingField, content.at_key(), message).help(
                "add one, such as `application/json: {schema: {type: object}}`, or remove the body",
            ),
        );
    }
}

/// Reports a JSON body with an example but without a schema.
pub(super) fn without_schema(_: &Lint<'_, '_>, node: Node<'_>, found: &mut Diagnostics) {
    let is_described = ["schema", "itemSchema"]
        .iter()
        .any(|key| node.get(key).is_some());
    let media_type = node.key().unwrap_or_default();
    let examples = || node.field("examples").filter(|list| !list.is_empty());
    let example = node.field("example").or_else(examples);
    if let Some(example) = example.filter(|_| !is_described && media_type.contains("json")) {
        let message = format!("`{}` has an example, but no schema", shorten(media_type));
        found.push(
            Diagnostic::warning(Code::ExampleWithoutSchema, example.at_key(), message)
                .help("add `schema`, which says what every body looks like; without it a body is any JSON"),
        );
    }
}

/// Reports a misspelt HTTP authentication scheme, which would be sent unchanged.
pub(super) fn http_scheme(_: &Lint<'_, '_>, node: Node<'_>, found: &mut Diagnostics) {
    let Some(scheme) = node
        .get("scheme")
        .filter(|_| node.get_str("type") == Some("http"))
    else {
        return;
    };
    let name = scheme.as_str().unwrap_or_default();
    let is_known = HTTP_SCHEMES
        .iter()
        .any(|known| known.eq_ignore_ascii_case(name));
    if let Some(near) = nearest(name, HTTP_SCHEMES.iter().copied()).filter(|_| !is_known) {
        let message = format!("`{}` is not an HTTP authentication scheme", shorten(name));
        found.push(
            Diagnostic::warning(Code::UnknownHttpScheme, scheme.at_value(), message)
                .help(format!("did you mean `{near}`?")),
        );
    }
}

/// Reports bodies of requests whose method gives a body no meaning (RFC 9110, 9.3).
pub(super) fn bodies(lint: &Lint<'_, '_>, node: Node<'_>, found: &mut Diagnostics) {
    for method in ["get", "head", "trace"] {
        let operation = node.get(method);
        let body = operation.and_then(|operation| operation.field("requestBody"));
        // A body that is shared with `post` is intended for both methods.
        let is_shared = body.is_some_and(|body| {
            let other = node.get("post").and_then(|post| post.get("requestBody"));
            body.reference().is_some() && body.reference() == other.and_then(Node::reference)
        });
        let body = body.filter(|_| !is_shared);
        if let Some(body) = body.filter(|body| says_something(lint, lint.follow(*body))) {
            let message = format!(
                "a body of a {} request has no meaning",
                method.to_uppercase()
            );
            found.push(
                Diagnostic::warning(Code::BodyOfGet, body.at_key(), message)
                    .label("servers and proxies may drop or refuse it (RFC 9110, 9.3.1)")
                    .help("send the values as query parameters, or use `post`"),
            );
        }
    }
}

/// Whether a body is required or more than an object without properties, which tools write where there is no body.
fn says_something(lint: &Lint<'_, '_>, body: Node<'_>) -> bool {
    let contents = body.entries_of("content");
    let mut schemas =
        contents.map(|(_, content)| content.get("schema").map(|schema| lint.follow(schema)));
    body.flag("required")
        || schemas.any(|schema| {
            let properties = schema.and_then(|schema| schema.get("properties"));
            properties.is_none_or(|properties| !properties.is_empty())
        })
}

/// Reports an operationId that cannot be a name in any language.
pub(super) fn operation_id(_: &Lint<'_, '_>, node: Node<'_>, found: &mut Diagnostics) {
    let Some(id) = node.get("operationId") else {
        return;
    };
    let text = id.as_str().unwrap_or_default();
    let words: Vec<&str> = text.split_whitespace().collect();
    let (message, help) = if words.first().is_some_and(|word| *word != text) {
        let written = shorten(&words.join("_"));
        (
            "no name in a program has white space",
            format!("write `{written}`"),
        )
    } else if text.starts_with(|c: char| c.is_ascii_digit()) {
        (
            "no name in a program begins with a digit",
            "begin with a letter".to_owned(),
        )
    } else {
        return;
    };
    found.push(Diagnostic::warning(Code::OperationId, id.at_value(), message).help(help));
}

/// Reports an operation that only documents errors.
pub(super) fn without_success(_: &Lint<'_, '_>, node: Node<'_>, found: &mut Diagnostics) {
    let Some(responses) = node.get("responses").filter(|responses| responses.is_map()) else {
        return;
    };
    let mut statuses = responses
        .entries()
        .filter(|(status, _)| !status.starts_with("x-"))
        .peekable();
    if statuses.peek().is_some() && statuses.all(|(status, _)| status.starts_with(['4', '5'])) {
        let message = "the operation documents only errors";
        found.push(
            Diagnostic::warning(Code::WithoutSuccess, responses.at_key(), message)
                .help("add the success, such as `204: {description: done}`"),
        );
    }
}
