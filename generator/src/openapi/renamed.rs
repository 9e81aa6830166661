//! Keys of Swagger 2.0 and of earlier drafts of JSON Schema, and what replaces them.

use super::definition::Object;
use super::version::Version;
use crate::source::{Node, shorten};

/// The keys, with the objects that had them and the edit to make.
#[rustfmt::skip]
const KEYS: &[(Object, &[&str], &str)] = &[
    (Object::OpenApi, &["definitions"], "move the schemas to `components.schemas`"),
    (Object::OpenApi, &["securityDefinitions"], "move the schemes to `components.securitySchemes`"),
    (Object::OpenApi, &["parameters"], "move the parameters to `components.parameters`"),
    (Object::OpenApi, &["responses"], "move the responses to `components.responses`"),
    (Object::OpenApi, &["consumes", "produces"], CONTENT),
    (Object::Operation, &["consumes", "produces"], CONTENT),
    (Object::Operation, &["body"], "write `requestBody`, with `content` in it"),
    (Object::Operation, &["schemes"], "write `servers: [{url: …}]`, with the whole URL"),
    (Object::SecurityScheme, &["flow", "authorizationUrl", "tokenUrl", "scopes"], "move it into `flows`: `flows: {authorizationCode: {authorizationUrl: …, tokenUrl: …, scopes: {}}}`"),
    (Object::Schema, &["additionalItems"], "write `items`, which is for the items after those of `prefixItems` (3.1)"),
    (Object::Schema, &["dependencies"], "write `dependentRequired` or `dependentSchemas` (3.1)"),
    (Object::Schema, &["divisibleBy"], "write `multipleOf`"),
    (Object::Schema, &["id"], "write `$id` for the URI of the schema; move a property `id` into `properties`"),
    (Object::Schema, &["optional"], "leave the property out of `required` of the object that it belongs to"),
];

const CONTENT: &str =
    "write the media types as the keys of `content`, in `requestBody` and in each response";

/// Returns the edit for a key that something else has replaced.
pub(super) fn replacement(
    key: &str,
    value: Node<'_>,
    of: Object,
    version: Version,
) -> Option<String> {
    match (of, key) {
        (Object::OpenApi, "host" | "basePath" | "schemes") => {
            return Some(servers(value.parent()?));
        }
        (Object::Example, _) if !has_value(value.parent()?) => {
            return Some("write the value of the example under `value`".to_owned());
        }
        (Object::Schema, "definitions") if version.has_json_schema() => {
            return Some("write `$defs`".to_owned());
        }
        (Object::Schema, "definitions") => {
            return Some("move the schemas to `components.schemas`".to_owned());
        }
        (Object::Parameter | Object::Header, "collectionFormat") => {
            let style = match value.as_str()? {
                "csv" => "`explode: false`",
                "multi" => "`explode: true`",
                "ssv" => "`style: spaceDelimited` and `explode: false`",
                "pipes" => "`style: pipeDelimited` and `explode: false`",
                _ => return None,
            };
            return Some(format!("write {style}"));
        }
        _ => {}
    }
    let mut rows = KEYS.iter();
    let row = rows.find(|(object, keys, _)| *object == of && keys.contains(&key));
    row.map(|(_, _, help)| (*help).to_owned())
}

/// Returns the edit that replaces the fields of Swagger 2.0 for the URL of the server.
fn servers(document: Node<'_>) -> String {
    let schemes = document.get("schemes");
    let scheme = schemes.and_then(|schemes| schemes.item(0)?.as_str());
    let path = document.get_str("basePath").unwrap_or_default();
    let url = match document.get_str("host") {
        Some(host) => [scheme.unwrap_or("https"), "://", host, path].concat(),
        None => path.to_owned(),
    };
    let url = url.trim_end_matches('/');
    format!("write `servers: [{{url: {}}}]`", shorten(url))
}

fn has_value(example: Node<'_>) -> bool {
    let fields = ["value", "dataValue", "serializedValue", "externalValue"];
    fields.iter().any(|field| example.get(field).is_some())
}
