//! Media types.

use super::Lint;
use super::words::{MEDIA_TYPES, TOP_LEVEL_TYPES, is_slip};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::openapi::Object;
use crate::source::{Node, shorten};

/// Reports a misspelt media type, which would be sent and expected as it is written.
pub(super) fn name(_: &Lint<'_, '_>, node: Node<'_>, found: &mut Diagnostics) {
    let name = node.key().unwrap_or_default();
    let (essence, rest) = name.split_at(name.find(';').unwrap_or(name.len()));
    let essence = essence.trim_end();
    // Most media types need no comparison.
    let Some((kind, subtype)) = essence
        .split_once('/')
        .filter(|_| essence != "application/json")
    else {
        return;
    };
    let slip = |of: &[&'static str], word: &str| {
        let is_word = |known: &&str| known.eq_ignore_ascii_case(word);
        match of.iter().any(is_word) {
            true => None,
            false => of.iter().copied().find(|known| is_slip(word, known)),
        }
    };
    let meant = match slip(TOP_LEVEL_TYPES, kind) {
        Some(kind) => Some(format!("{kind}/{subtype}")),
        None => slip(MEDIA_TYPES, essence).map(str::to_owned),
    };
    if let Some(meant) = meant {
        let message = format!("`{}` is not a registered media type", shorten(essence));
        found.push(
            Diagnostic::warning(Code::MisspeltMediaType, node.at_key(), message)
                .help(format!("did you mean `{}{rest}`?", shorten(&meant))),
        );
    }
}

/// Reports an `encoding` that has no effect: of a body that has no parts, or of a property that the body does not have.
pub(super) fn encoding(lint: &Lint<'_, '_>, node: Node<'_>, found: &mut Diagnostics) {
    let Some(encoding) = node.get("encoding") else {
        return;
    };
    let media_type = node.key().unwrap_or_default().to_ascii_lowercase();
    let is_form = media_type.starts_with("application/x-www-form-urlencoded");
    let has_parts = is_form || media_type.starts_with("multipart/");
    // The keys of `content` are media types; a component has a name of its own.
    if !has_parts && media_type.contains('/') && !media_type.contains('*') {
        let message = format!("`encoding` has no effect on `{}`", shorten(&media_type));
        found.push(
            Diagnostic::warning(Code::Ignored, encoding.at_key(), message).help(
                "remove it; only `multipart` and `application/x-www-form-urlencoded` have parts that it describes",
            ),
        );
        return;
    }
    if is_form {
        let entries = encoding.entries().map(|(_, value)| value);
        for headers in entries.filter_map(|value| value.field("headers")) {
            let message =
                "`headers` have no effect here: only a part of a multipart body has headers";
            found.push(
                Diagnostic::warning(Code::Ignored, headers.at_key(), message).help("remove them"),
            );
        }
    }
    let Some(schema) = node.get("schema").map(|schema| lint.follow(schema)) else {
        return;
    };
    let combines = |key: &&str| schema.get(key).is_some();
    let is_simple = !["allOf", "anyOf", "oneOf", "patternProperties", "$ref", "if"]
        .iter()
        .any(combines);
    let Some(properties) = schema.get("properties").filter(|_| is_simple) else {
        return;
    };
    let named = encoding.entries().filter(|(name, value)| {
        lint.object_at(value.origin()) == Some(Object::Encoding) && properties.get(name).is_none()
    });
    for (name, value) in named {
        let message = format!("the schema has no property `{}`", shorten(name));
        let unused = properties.entries().map(|(property, _)| property);
        let unused = unused.filter(|property| encoding.get(property).is_none());
        let unknown = Diagnostic::warning(Code::Ignored, value.at_key(), message);
        let otherwise = "remove it, or declare the property";
        found.suggest(unknown, name, unused, otherwise);
    }
}

#[cfg(test)]
mod tests {
    use crate::openapi::lint::tests::of_item;

    /// Returns the findings about a request body with a media type.
    fn of_body(media_type: &str, rest: &str) -> Vec<String> {
        of_item(&format!(
            "{{post: {{operationId: a, requestBody: {{content: {{{media_type}: {rest}}}}}, responses: {{'204': {{description: Done.}}}}}}}}"
        ))
    }

    #[test]
    fn media_types_that_are_meant_are_let_be() {
        for name in [
            "application/jose",
            "application/json; charset=utf-8",
            "Application/JSON",
            "application/vnd.api+json",
            "application/x-ndjson",
            "chemical/x-pdb",
            "multipart/mixed",
            "x-vendor/data",
            "'*/*'",
            "text/*",
        ] {
            assert_eq!(of_body(name, "{schema: {}}"), [""; 0], "{name}");
        }
        for name in ["aplication/json", "text/event-steam", "multipart/form_data"] {
            assert_eq!(
                of_body(name, "{schema: {}}"),
                ["misspelt-media-type"],
                "{name}"
            );
        }
    }

    #[test]
    fn an_encoding_is_of_a_property_of_a_body_with_parts() {
        let encoded = |schema: &str| {
            format!("{{schema: {schema}, encoding: {{b: {{contentType: text/plain}}}}}}")
        };
        let has_it = encoded("{properties: {b: {type: string}}}");
        let lacks_it = encoded("{properties: {a: {type: string}}}");
        let may_have_it = encoded(
            "{properties: {a: {type: string}}, allOf: [{properties: {b: {type: string}}}]}",
        );
        for media_type in ["multipart/form-data", "application/x-www-form-urlencoded"] {
            assert_eq!(of_body(media_type, &has_it), [""; 0]);
            assert_eq!(of_body(media_type, &may_have_it), [""; 0]);
            assert_eq!(of_body(media_type, &lacks_it), ["ignored"]);
        }
        let headers = "{encoding: {b: {headers: {X-A: {schema: {type: string}}}}}}";
        assert_eq!(of_body("multipart/form-data", headers), [""; 0]);
        assert_eq!(
            of_body("application/x-www-form-urlencoded", headers),
            ["ignored"]
        );
        assert_eq!(of_body("application/json", &has_it), ["ignored"]);
        assert_eq!(of_body("'*/*'", &has_it), [""; 0]);
    }
}
