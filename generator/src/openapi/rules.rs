//! Rules of the specification beyond the types of fields.

use super::definition::{Object, Shape};
use super::edits::{lacks_indentation, unseen};
use super::extension::is_extension;
use super::media_types::{is_well_formed, listed};
use super::report::{ADD_RESPONSES, missing, severity};
use super::version::Version;
use super::walk::Walk;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::ir::is_token;
use crate::source::{Kind, Node, shorten};

/// Checks the key of an object that is a map.
pub(super) fn key(walk: &mut Walk<'_, '_>, key: &str, value: Node<'_>, object: Object) {
    let place = value.at_key();
    match object {
        Object::Paths if !key.starts_with('/') => {
            let shown = shorten(key);
            let message = format!("the path `{shown}` does not begin with a slash");
            let item = Shape::Referable(Object::PathItem);
            let help = unseen(key).or_else(|| lacks_indentation(value, key, |_| Some(item)));
            let help = help.unwrap_or_else(|| format!("write `/{shown}`"));
            walk.push(Diagnostic::error(Code::PathTemplate, place, message).help(help));
        }
        Object::Responses => status_code(walk, key, value),
        _ => {}
    }
}

/// Checks the key of a map; returns whether the value is to be checked as the map's value.
pub(super) fn entry(walk: &mut Walk<'_, '_>, key: &str, value: Node<'_>, shape: &Shape) -> bool {
    let of_content = matches!(
        shape,
        Shape::Object(Object::MediaType) | Shape::Referable(Object::MediaType)
    );
    let is_sendable = key.chars().all(|c| c.is_ascii() && !c.is_ascii_control());
    if of_content && is_extension(key) && !key.contains('/') {
        return false;
    }
    if !of_content || key.contains('/') && is_sendable {
        let (names, others) = match of_content {
            true => listed(key),
            false => (Vec::new(), Vec::new()),
        };
        if let Some(name) = names.iter().find(|name| !is_well_formed(name)) {
            let message = format!(
                "`{}` is not a media type; it is used as it is written",
                shorten(name)
            );
            let help = "write a type, `/` and a subtype of letters, digits and `.+-`";
            walk.push(Diagnostic::warning(Code::UnknownKey, value.at_key(), message).help(help));
        }
        if let Some(other) = others.first() {
            let message = format!("`{}` is not a media type; it is left out", shorten(other));
            let help = "write `;` instead of the comma where it is a parameter";
            walk.push(Diagnostic::warning(Code::UnknownKey, value.at_key(), message).help(help));
        }
        return true;
    }
    let shown = shorten(key);
    let media_type = Object::MediaType.definition();
    let is_inside = media_type.field_of_any_version(key).is_some();
    let severity = severity(!is_inside && is_sendable);
    let help = match is_inside {
        true => format!("write the media type around it: `application/json: {{{shown}: …}}`"),
        false => "write a type and a subtype, such as `application/json`".to_owned(),
    };
    let message = match severity {
        Severity::Error => format!("`{shown}` is not a media type"),
        _ => format!("`{shown}` is not a media type; it is treated as `*/*`"),
    };
    let place = value.at_key();
    walk.push(Diagnostic::new(severity, Code::UnknownKey, place, message).help(help));
    !is_inside
}

fn status_code(walk: &mut Walk<'_, '_>, key: &str, value: Node<'_>) {
    let place = value.at_key();
    let message = format!("`{}` is not a status code", shorten(key));
    match key.as_bytes() {
        b"default" | [b'1'..=b'5', b'X', b'X'] | [b'1'..=b'5', b'0'..=b'9', b'0'..=b'9'] => {}
        [first @ b'1'..=b'5', b'x' | b'X', b'x' | b'X'] => {
            let help = format!("write `{}XX`", char::from(*first));
            walk.push(Diagnostic::warning(Code::InvalidStatusCode, place, message).help(help));
        }
        _ => {
            let response = Shape::Referable(Object::Response);
            let help = unseen(key).or_else(|| lacks_indentation(value, key, |_| Some(response)));
            let otherwise = "write a code from 100 to 599, a range such as `4XX`, or `default`";
            let help = help.unwrap_or_else(|| otherwise.to_owned());
            walk.push(Diagnostic::error(Code::InvalidStatusCode, place, message).help(help));
        }
    }
}

/// Reports names of components that a reference cannot contain without encoding.
pub(super) fn component_name(walk: &mut Walk<'_, '_>, name: &str, value: Node<'_>) {
    if is_component_name(name) {
        return;
    }
    let message = format!("`{}` is not a valid component name", shorten(name));
    let diagnostic = Diagnostic::warning(Code::InvalidComponentName, value.at_key(), message);
    walk.push(diagnostic.help("use only letters, digits, `.`, `-` and `_`"));
}

/// Whether a component may have a name.
pub(super) fn is_component_name(name: &str) -> bool {
    let is_valid = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    !name.is_empty() && name.chars().all(is_valid)
}

/// Checks several fields of an object together.
pub(super) fn object(walk: &mut Walk<'_, '_>, node: Node<'_>, object: Object) {
    match object {
        Object::OpenApi => document(walk, node),
        Object::Parameter => parameter(walk, node),
        Object::Header if node.get("schema").is_none() && node.get("content").is_none() => {
            walk.push(missing(Severity::Warning, node, "a header", "schema"));
        }
        Object::Responses if node.is_empty() => {
            let message = "no response is described";
            let diagnostic = Diagnostic::warning(Code::MissingField, node.at_key(), message);
            walk.push(diagnostic.help("add at least one, such as `204: {description: done}`"));
        }
        Object::Operation => operation(walk, node),
        Object::PathItem => empty_lists(walk, node, object, &["servers"]),
        Object::ServerVariable => empty_lists(walk, node, object, &["enum"]),
        Object::Xml => xml(walk, node),
        Object::SecurityScheme => security_scheme(walk, node),
        Object::OAuthFlow => oauth_flow(walk, node),
        Object::Schema => schema(walk, node),
        _ => {}
    }
}

fn document(walk: &mut Walk<'_, '_>, node: Node<'_>) {
    let parts = ["paths", "webhooks", "components"];
    if walk.version >= Version::V31 && parts.iter().all(|part| node.get(part).is_none()) {
        walk.push(missing(Severity::Error, node, "the document", "paths"));
    }
}

fn parameter(walk: &mut Walk<'_, '_>, node: Node<'_>) {
    let (schema, content) = (node.get("schema"), node.field("content"));
    let name = node.get_str("name").map_or_else(
        || "a parameter".to_owned(),
        |name| format!("the parameter `{}`", shorten(name)),
    );
    match (schema, content) {
        // Some tools leave `schema` out for a plain string.
        (None, None) => walk.push(
            missing(Severity::Error, node, &name, "schema").otherwise("it is sent as a string"),
        ),
        (Some(schema), Some(content)) => {
            let message = format!("{name} has both `schema` and `content`");
            let place = content.at_key();
            let diagnostic = Diagnostic::error(Code::InvalidValue, place, message);
            walk.push(
                diagnostic
                    .related(schema.at_key(), "the schema")
                    .help("keep one of them"),
            );
        }
        (None, Some(content)) if content.is_map() && content.len() != 1 => {
            let message = format!("`content` of {name} must have exactly one media type");
            let diagnostic = Diagnostic::error(Code::InvalidValue, content.at_key(), message);
            walk.push(diagnostic.help("keep the media type that the value is written in"));
        }
        _ => {}
    }
    let required = node.get("required");
    // A value that is not a boolean has been reported.
    let is_optional = required.is_none_or(|required| required.as_bool() == Some(false));
    if node.get_str("in") == Some("path") && is_optional {
        let place = required.map_or(node.at_key(), |required| required.at_value());
        let message = format!("{name} is in the path, so it must be required");
        let diagnostic = Diagnostic::warning(Code::MissingField, place, message);
        walk.push(diagnostic.help("write `required: true`"));
    }
}

fn security_scheme(walk: &mut Walk<'_, '_>, node: Node<'_>) {
    let fields: &[&str] = match node.get_str("type") {
        Some("apiKey") => &["name", "in"],
        Some("http") => &["scheme"],
        Some("oauth2") => &["flows"],
        Some("openIdConnect") => &["openIdConnectUrl"],
        _ => &[],
    };
    for field in fields.iter().filter(|field| node.field(field).is_none()) {
        walk.push(missing(
            Severity::Error,
            node,
            "a security scheme of this type",
            field,
        ));
    }
    // The names of cookies are tokens, too (RFC 6265, 4.1.1).
    let place = node.get_str("in");
    if let Some(place @ ("header" | "cookie")) = place
        && let Some(name) = node.get("name")
        && let Some(text) = name.as_str()
        && !is_token(text)
    {
        let message = format!("no {place} can have the name `{}`", shorten(text));
        walk.push(
            Diagnostic::error(Code::InvalidValue, name.at_value(), message)
                .help("write only letters, digits and `-`"),
        );
    }
}

fn oauth_flow(walk: &mut Walk<'_, '_>, node: Node<'_>) {
    let fields: &[&str] = match node.key() {
        Some("implicit") => &["authorizationUrl"],
        Some("authorizationCode") => &["authorizationUrl", "tokenUrl"],
        Some("deviceAuthorization") => &["deviceAuthorizationUrl", "tokenUrl"],
        Some("password" | "clientCredentials") => &["tokenUrl"],
        _ => &[],
    };
    for field in fields.iter().filter(|field| node.field(field).is_none()) {
        walk.push(missing(Severity::Warning, node, "this OAuth flow", field));
    }
}

fn operation(walk: &mut Walk<'_, '_>, node: Node<'_>) {
    if walk.version >= Version::V31 && node.get("responses").is_none() {
        let message = "the operation describes no response";
        let diagnostic = Diagnostic::warning(Code::MissingField, node.at_key(), message);
        walk.push(diagnostic.help(ADD_RESPONSES));
    }
    empty_lists(walk, node, Object::Operation, &["servers"]);
}

/// Reports lists that have no meaning without items. Of all `servers`, only those of the document have one.
fn empty_lists(walk: &mut Walk<'_, '_>, node: Node<'_>, object: Object, fields: &[&str]) {
    for field in fields {
        let list = node.get(field);
        if let Some(list) = list.filter(|list| list.kind() == Kind::Seq && list.is_empty()) {
            let owner = object.definition().name;
            let message = format!("`{field}` of {owner} is empty; it is ignored");
            let diagnostic = Diagnostic::warning(Code::MissingField, list.at_key(), message);
            walk.push(diagnostic.help("remove it, or list at least one item"));
        }
    }
}

fn xml(walk: &mut Walk<'_, '_>, node: Node<'_>) {
    if node.get("nodeType").is_none() || walk.version < Version::V32 {
        return;
    }
    for old in ["attribute", "wrapped"] {
        if let Some(field) = node.get(old) {
            let message = format!("`{old}` and `nodeType` exclude each other");
            let diagnostic = Diagnostic::warning(Code::InvalidValue, field.at_key(), message);
            walk.push(diagnostic.help(format!("remove `{old}`: `nodeType` replaces it")));
        }
    }
}

fn schema(walk: &mut Walk<'_, '_>, node: Node<'_>) {
    if let Some(step) = node.get("multipleOf")
        && step.decimal().is_some_and(|step| !step.is_positive())
    {
        let message = "`multipleOf` of a schema must be greater than 0; it is ignored";
        let diagnostic = Diagnostic::warning(Code::InvalidValue, step.at_value(), message);
        walk.push(diagnostic.help("write the step between two values, or remove it"));
    }
    let lists = ["allOf", "anyOf", "oneOf", "prefixItems", "enum", "type"];
    empty_lists(walk, node, Object::Schema, &lists);
    if walk.version == Version::V30
        && node.get_str("type") == Some("array")
        && node.get("items").is_none()
    {
        walk.push(missing(
            Severity::Warning,
            node,
            "a schema of type `array`",
            "items",
        ));
    }
    if !walk.version.has_json_schema() {
        return;
    }
    // A `$dynamicAnchor` that several schemas have is reported where it is referred to.
    for key in ["$id", "$anchor"] {
        let field = node.get(key).filter(|field| field.as_str().is_some());
        if let Some(field) = field
            && let Some(first) = walk.sources.found_instead(node, key)
        {
            let message =
                format!("another schema has this `{key}` too; references lead to that one");
            let place = field.at_value();
            walk.push(
                Diagnostic::warning(Code::DuplicateAnchor, place, message)
                    .related(first.at_key(), "the other schema")
                    .help("rename one of them"),
            );
        }
    }
    if let Some(field) = node.get("$dynamicRef")
        && walk.sources.dynamic_target(node).is_none()
    {
        let message = "`$dynamicRef` depends on the value here; only the keywords beside it apply";
        let place = field.at_key();
        let diagnostic = Diagnostic::warning(Code::Unsupported, place, message);
        walk.push(diagnostic.help("use `$ref`, or let a single schema have the `$dynamicAnchor`"));
    }
}
