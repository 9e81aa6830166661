//! Where the fields of Swagger 2.0 went in OpenAPI 3.0.

use super::definition::{Definition, Object};
use crate::source::{Node, shorten};

/// Returns the edit that replaces a field of Swagger 2.0, or a field that an author expects.
pub(super) fn successor(
    owner: Node<'_>,
    key: &str,
    value: Node<'_>,
    of: &Definition,
) -> Option<String> {
    let is = |object: Object| std::ptr::eq(of, object.definition());
    let help = match key {
        "host" | "basePath" | "schemes" if is(Object::OpenApi) => {
            let scheme = owner
                .get("schemes")
                .and_then(|schemes| schemes.item(0)?.as_str());
            let host = owner.get_str("host").unwrap_or_default();
            let path = owner.get_str("basePath").unwrap_or_default();
            let url = match host {
                "" => path.to_owned(),
                _ => format!(
                    "{}://{host}{}",
                    scheme.unwrap_or("https"),
                    path.trim_end_matches('/')
                ),
            };
            return Some(format!("write `servers: [{{url: {}}}]`", shorten(&url)));
        }
        "definitions" if is(Object::OpenApi) => "move it into `components`, and call it `schemas`",
        "securityDefinitions" if is(Object::OpenApi) => {
            "move it into `components`, and call it `securitySchemes`"
        }
        "parameters" | "responses" if is(Object::OpenApi) => "move it into `components`",
        "consumes" if is(Object::OpenApi) || is(Object::Operation) => {
            "make the media types the keys of `content` of the request bodies"
        }
        "produces" if is(Object::OpenApi) || is(Object::Operation) => {
            "make the media types the keys of `content` of the responses"
        }
        "schemes" if is(Object::Operation) => "write the whole URL in `servers`",
        "collectionFormat" => match value.as_str()? {
            "multi" => "remove it: `style: form` with `explode: true` is the default of a query",
            "csv" => "write `explode: false`",
            "ssv" => "write `style: spaceDelimited` and `explode: false`",
            "pipes" => "write `style: pipeDelimited` and `explode: false`",
            _ => return None,
        },
        _ if is(Object::Example) && !has_value(owner) => {
            "write the value of the example under `value`"
        }
        _ => return None,
    };
    Some(help.to_owned())
}

fn has_value(example: Node<'_>) -> bool {
    let fields = ["value", "dataValue", "serializedValue", "externalValue"];
    fields.iter().any(|field| example.get(field).is_some())
}
