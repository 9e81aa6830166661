//! The messages of the check.

use std::fmt::Write as _;

use super::definition::{Definition, Field, Need, Object};
use super::edits::{
    as_object, as_schema, belongs_around, belongs_inside, help_without_value, how_to_write,
    lacks_indentation, lacks_quotes, unseen, without_space,
};
use super::keyword::describes;
use super::renamed::replacement;
use super::version::Version;
use crate::diagnostic::{Code, Diagnostic, Place, Severity};
use crate::source::{Kind, Node, Sources, shorten};

/// The field that holds a value, for messages.
#[derive(Copy, Clone)]
pub(super) struct At<'a> {
    pub(super) name: &'a str,
    pub(super) owner: &'static Definition,
    /// Whether the value is only for readers.
    pub(super) documentary: bool,
}

/// Returns the place of a value; for an array or object that of its key, since the value may be long.
fn value_place(node: Node<'_>) -> Place {
    match node.kind() {
        Kind::Seq | Kind::Map => node.at_key(),
        _ => node.at_value(),
    }
}

/// Returns the severity of an error: a warning where it is harmless, since the meaning is clear or nothing is generated
/// from it.
pub(super) fn severity(is_harmless: bool) -> Severity {
    match is_harmless {
        true => Severity::Warning,
        false => Severity::Error,
    }
}

pub(super) fn not_an_object(node: Node<'_>, object: Object) -> Diagnostic {
    let definition = object.definition();
    let message = format!(
        "{} must be an object, not {}",
        definition.name,
        node.kind().described()
    );
    if node.is_null() {
        return Diagnostic::warning(Code::WrongType, value_place(node), message)
            .help("indent what belongs to it, or remove the key");
    }
    let severity = severity(definition.documentary);
    let found = Diagnostic::new(severity, Code::WrongType, value_place(node), message);
    match node.as_str().and_then(without_space) {
        Some(entry) => found.help(match unseen(&entry) {
            Some(help) => help,
            None => format!("write a space after the colon: `{entry}`"),
        }),
        None => found.help(as_object(node, object)),
    }
}

pub(super) fn required_of_property(node: Node<'_>) -> Diagnostic {
    let message = "`required` of a schema lists names of properties; a boolean has no effect";
    let diagnostic = Diagnostic::warning(Code::WrongType, node.at_value(), message);
    diagnostic.help("name this property in `required: [...]` of the object that it belongs to")
}

pub(super) fn wrong_type(
    node: Node<'_>,
    at: At<'_>,
    wanted: &str,
    severity: Severity,
) -> Diagnostic {
    let subject = if node.key().is_none() {
        "each item of "
    } else {
        ""
    };
    let name = shorten(at.name);
    let owner = at.owner.name;
    if node.is_null() {
        let item = if subject.is_empty() {
            ""
        } else {
            "an item of "
        };
        let message = format!("{item}`{name}` of {owner} has no value");
        return Diagnostic::new(severity, Code::WrongType, value_place(node), message)
            .help(help_without_value(node, wanted));
    }
    let message = format!(
        "{subject}`{name}` of {owner} must be {wanted}, not {}",
        described(node)
    );
    Diagnostic::new(severity, Code::WrongType, value_place(node), message)
        .help(how_to_write(node, &name, wanted))
}

/// Reports a value that is read as this string, although it is not one.
pub(super) fn read_as(node: Node<'_>, at: At<'_>, text: &str) -> Diagnostic {
    let mut found = wrong_type(node, at, "a string", Severity::Warning);
    let _ = write!(found.message, "; it is read as `{text}`");
    found
}

/// Returns the finding for `items` that lists the schemas of a tuple, as JSON Schema did before 2020-12.
pub(super) fn tuple(node: Node<'_>) -> Diagnostic {
    let message =
        "`items` of a schema must be an object, not an array; it is read as `prefixItems`";
    let help = as_schema(node);
    Diagnostic::warning(Code::WrongType, node.at_value(), message).help(help)
}

fn described(node: Node<'_>) -> String {
    match node.number_text() {
        Some(number) => format!("the number {}", shorten(number)),
        None => node.described().to_owned(),
    }
}

/// Returns the finding for a reference in place of something that is written out.
pub(super) fn replaced(node: Node<'_>, what: &str) -> Diagnostic {
    let place = node.get("$ref").unwrap_or(node).at_key();
    let message = format!("a reference cannot replace {what}");
    let file = node
        .get_str("$ref")
        .filter(|text| !text.contains(['#', '`']));
    let help = match file {
        Some(file) => format!(
            "let each entry be a reference, such as `Name: {{$ref: '{}#/Name'}}`, or join the files first",
            shorten(file)
        ),
        None => "write the object out, or refer to a part of it".to_owned(),
    };
    Diagnostic::error(Code::UnknownKey, place, message).help(help)
}

/// Returns the finding for an empty array in place of an object.
pub(super) fn empty_object(node: Node<'_>, what: &str) -> Diagnostic {
    let message = format!("{what} must be an object, not an array; it is read as an empty one");
    Diagnostic::warning(Code::WrongType, value_place(node), message).help("write `{}`")
}

pub(super) fn unknown_key(
    owner: Node<'_>,
    key: &str,
    value: Node<'_>,
    object: Object,
    version: Version,
) -> Diagnostic {
    let of = object.definition();
    let shown = shorten(key);
    let place = value.at_key();
    if key == "$ref" {
        return replaced(owner, of.name);
    }
    if key == "nullable" && version.has_json_schema() {
        let effect = match value.as_bool() {
            Some(true) => "; it is followed",
            _ => "",
        };
        let message = format!("`nullable` is not a field of a schema in OpenAPI {version}{effect}");
        let help = match value.as_bool() {
            Some(false) => "remove it: null is allowed only where the type says so",
            _ => "add \"null\" to the type: `type: [string, \"null\"]`",
        };
        return Diagnostic::warning(Code::UnknownKey, place, message).help(help);
    }
    if let Some(field) = of.field_of_any_version(key) {
        let message = format!(
            "`{shown}` is a field of {} in {}",
            of.name,
            field.versions.described()
        );
        let help = format!("this document is OpenAPI {version}: remove it, or raise the version");
        return Diagnostic::warning(Code::UnknownKey, place, message).help(help);
    }
    let message = format!("`{shown}` is not a field of {}", of.name);
    let found = Diagnostic::warning(Code::UnknownKey, place, message);
    let shape_of = |name: &str| {
        let field = of.field_of_any_version(name);
        field.map(|field| field.shape).or(of.others)
    };
    let help = unseen(key)
        .or_else(|| lacks_indentation(value, key, shape_of))
        .or_else(|| replacement(key, value, object, version))
        .or_else(|| belongs_inside(key, of))
        .or_else(|| belongs_around(owner, key, object))
        .or_else(|| lacks_quotes(value));
    if let Some(help) = help {
        return found.help(help);
    }
    if let Some(entry) = without_space(key).filter(|_| value.is_null()) {
        return found.help(format!("write a space after the colon: `{entry}`"));
    }
    let known = of
        .fields
        .iter()
        .filter(|f| f.is_in(version) && owner.get(f.name).is_none())
        .map(|f| f.name);
    let otherwise = format!("remove it, or make it an extension: `x-{shown}`");
    found.suggest(key, known, otherwise)
}

pub(super) fn missing_field(node: Node<'_>, field: &Field, of: &Definition) -> Diagnostic {
    let is_harmless = field.need != Need::Required || of.documentary;
    missing(severity(is_harmless), node, of.name, field.name)
}

/// The edit for an operation without responses.
pub(super) const ADD_RESPONSES: &str =
    "add `responses`, such as `responses: {'204': {description: done}}`";

/// Reports that an object lacks a field.
pub(super) fn missing(severity: Severity, node: Node<'_>, owner: &str, field: &str) -> Diagnostic {
    let message = format!("{owner} must have `{field}`");
    Diagnostic::new(severity, Code::MissingField, node.at_key(), message).help(match field {
        "responses" => ADD_RESPONSES.to_owned(),
        "schema" => "add `schema`, such as `schema: {type: string}`".to_owned(),
        "content" => {
            "add `content`, such as `content: {application/json: {schema: {type: object}}}`"
                .to_owned()
        }
        _ => format!("add `{field}`"),
    })
}

pub(super) fn unknown_word(
    node: Node<'_>,
    text: &str,
    words: &[&'static str],
    at: At<'_>,
) -> Diagnostic {
    let message = format!(
        "`{}` of {} cannot be `{}`",
        shorten(at.name),
        at.owner.name,
        shorten(text)
    );
    let listed = words
        .iter()
        .map(|word| format!("`{word}`"))
        .collect::<Vec<_>>()
        .join(", ");
    let otherwise = match words {
        [_] => format!("it can only be {listed}"),
        _ => format!("it is one of {listed}"),
    };
    let severity = severity(at.documentary);
    let found = Diagnostic::new(severity, Code::InvalidValue, node.at_value(), message);
    if at.name == "type" && text == "any" {
        return found.help("remove `type`: a schema without it allows any value");
    }
    let format = FORMATS.iter().find(|(format, _)| *format == text);
    if let Some((format, of)) = format.filter(|(_, of)| words.contains(of)) {
        return found.help(format!("write `type: {of}` and `format: {format}`"));
    }
    if at.name == "type" && text == "basic" {
        return found.help("write `type: http` and `scheme: basic`");
    }
    if at.name == "in" && matches!(text, "body" | "formData") {
        return found.help("write `requestBody` in the operation instead of this parameter");
    }
    if node.written().is_some_and(|written| written.contains('\n')) {
        return found.help("the text continues on the next line, which may lack its key");
    }
    // `int` and `bool` are too short for a comparison by similarity.
    let is_short = |word: &&&str| text.len() > 2 && word.starts_with(text);
    match words.iter().find(is_short) {
        Some(word) => found.help(format!("did you mean `{word}`?")),
        None => found.suggest(text, words.iter().copied(), otherwise),
    }
}

/// Formats that authors write as types, with their types.
const FORMATS: &[(&str, &str)] = &[
    ("date", "string"),
    ("date-time", "string"),
    ("uuid", "string"),
    ("binary", "string"),
    ("int32", "integer"),
    ("int64", "integer"),
    ("float", "number"),
    ("double", "number"),
];

pub(super) fn type_list(node: Node<'_>) -> Diagnostic {
    let message = "`type` of a schema is a list only from OpenAPI 3.1 on";
    Diagnostic::warning(Code::WrongType, node.at_value(), message)
        .help("write one type, and `nullable: true` for null")
}

pub(super) fn type_file(node: Node<'_>) -> Diagnostic {
    let message = "the type `file` is from Swagger 2.0; it is treated as a string of bytes";
    Diagnostic::warning(Code::InvalidValue, node.at_value(), message)
        .help("write `type: string` and `format: binary`")
}

/// Reports a reference that OpenAPI does not allow here, but that tools follow.
pub(super) fn misplaced_reference(reference: Node<'_>, object: Object) -> Diagnostic {
    let name = object.definition().name;
    let message = format!("OpenAPI does not allow a reference in place of {name}; it is followed");
    let place = reference.at_key();
    let help = match object {
        Object::Operation => "refer to the whole path item, or write the operation out",
        _ => "refer to the schema in it, or write it out",
    };
    Diagnostic::warning(Code::UnknownKey, place, message).help(help)
}

/// Returns the finding for a reference in place of a part of the document, with which it is joined.
pub(super) fn joined(part: Node<'_>) -> Diagnostic {
    let list = || Some(format!("an item of `{}`", part.parent()?.key()?));
    let name = part.key().map(|name| format!("`{name}`")).or_else(list);
    let name = name.unwrap_or_default();
    let message = format!("OpenAPI does not allow a reference in place of {name}; it is followed");
    let help = "write it out, or join the files with another tool first";
    let place = part.get("$ref").unwrap_or(part).at_key();
    Diagnostic::warning(Code::UnknownKey, place, message).help(help)
}

pub(super) fn beside_reference(
    key: &str,
    value: Node<'_>,
    object: Object,
    version: Version,
) -> Diagnostic {
    let help = match object {
        Object::Schema => "move the reference into `allOf: [{$ref: …}]`, or remove the field",
        _ => "remove it, or change what the reference leads to",
    };
    let (code, effect) = match object == Object::Schema && describes(key) {
        true => (Code::UnknownKey, "is followed, although not allowed"),
        false => (Code::Ignored, "has no effect"),
    };
    let key = shorten(key);
    let message = format!("`{key}` beside `$ref` {effect} in OpenAPI {version}");
    Diagnostic::warning(code, value.at_key(), message).help(help)
}

/// Returns the finding for a reference that leads to its target only from the schema around it, or through other
/// references.
pub(super) fn meant(
    reference: Node<'_>,
    is_in_schema: bool,
    sources: &Sources,
    target: Node<'_>,
) -> Diagnostic {
    let message = match is_in_schema {
        true => {
            "the reference is relative to the document, but leads to something only from the schema around it"
        }
        false => "the reference leads through another reference, which not every tool follows",
    };
    let pointer = sources.pointer(target.origin());
    let pointer = shorten(&pointer);
    let file = target.origin().file();
    let tree = sources.trees().get(usize::from(file));
    let help = match tree.filter(|_| file != reference.origin().file()) {
        Some(tree) => format!("refer to `#{pointer}` of `{}`", tree.path()),
        None => format!("write `#{pointer}`"),
    };
    Diagnostic::warning(Code::UnresolvedReference, reference.at_value(), message).help(help)
}

pub(super) fn other_kind(
    reference: Node<'_>,
    target: Node<'_>,
    is: Object,
    wanted: Object,
) -> Diagnostic {
    let message = format!(
        "expected {} here, but this leads to {}",
        wanted.definition().name,
        is.definition().name
    );
    let alike = match (is, wanted) {
        // Both have a description and media types, so the meaning is clear.
        (Object::RequestBody, Object::Response) | (Object::Response, Object::RequestBody) => true,
        // A header is a parameter without the name and the place, which the response gives.
        (Object::Parameter, Object::Header) => target.get_str("in") == Some("header"),
        _ => false,
    };
    Diagnostic::new(
        severity(alike),
        Code::ReferenceKind,
        reference.at_value(),
        message,
    )
    .related(target.at_key(), "leads here")
    .help(format!("refer to {}", wanted.definition().name))
}
