//! The Schema Object: in 3.0 a dialect of its own, from 3.1 on JSON Schema 2020-12 with four additions.

use super::definition::{Definition, Object, Shape, field};
use super::extension::extensions;
use super::version::Version::{V30, V31, V32};
use crate::source::{Kind, Node};
use Shape::{
    Any, Bool, Count, Exclusive, Items, List, Map, Number, Prose, Referable, Reference,
    RequiredNames, SchemaOrBool, Text, Type, Word,
};

const SELF: Shape = Referable(Object::Schema);

// The common fields come first: they are looked up by a linear search.
pub(super) static SCHEMA: Definition = Definition::new(
    "a schema",
    &[
        field("$ref", Reference).from(V31),
        field("type", Type),
        field("description", Prose),
        field("properties", Map(&SELF)).of("object"),
        field("required", RequiredNames).of("object"),
        field("example", Any),
        field("items", Items).of("array"),
        field("format", Text),
        field("enum", List(&Any)),
        field("nullable", Bool).until(V30),
        field("title", Prose),
        field("allOf", List(&SELF)),
        field("oneOf", List(&SELF)),
        field("anyOf", List(&SELF)),
        field("default", Any),
        field("additionalProperties", SchemaOrBool).of("object"),
        field("readOnly", Bool),
        field("writeOnly", Bool),
        field("deprecated", Bool),
        field("minimum", Number).of("number"),
        field("maximum", Number).of("number"),
        field("exclusiveMinimum", Exclusive).of("number"),
        field("exclusiveMaximum", Exclusive).of("number"),
        field("multipleOf", Number).of("number"),
        field("minLength", Count).of("string"),
        field("maxLength", Count).of("string"),
        field("pattern", Text).of("string"),
        field("minItems", Count).of("array"),
        field("maxItems", Count).of("array"),
        field("uniqueItems", Bool).of("array"),
        field("minProperties", Count).of("object"),
        field("maxProperties", Count).of("object"),
        field("not", SELF),
        field("discriminator", Shape::Object(Object::Discriminator)),
        field("xml", Shape::Object(Object::Xml)),
        field("externalDocs", Shape::Object(Object::ExternalDocumentation)),
        // JSON Schema 2020-12.
        field("const", Any).from(V31),
        field("examples", List(&Any)).from(V31).documentary(),
        field("prefixItems", List(&SELF)).from(V31).of("array"),
        field("contains", SELF).from(V31).of("array"),
        field("minContains", Count).from(V31).of("array"),
        field("maxContains", Count).from(V31).of("array"),
        field("patternProperties", Map(&SELF))
            .from(V31)
            .of("object"),
        field("propertyNames", SELF).from(V31).of("object"),
        field("unevaluatedProperties", SELF).from(V31),
        field("unevaluatedItems", SELF).from(V31),
        field("if", SELF).from(V31),
        field("then", SELF).from(V31),
        field("else", SELF).from(V31),
        field("dependentSchemas", Map(&SELF)).from(V31).of("object"),
        field("dependentRequired", Map(&List(&Text)))
            .from(V31)
            .of("object"),
        field("contentEncoding", Text).from(V31).of("string"),
        field("contentMediaType", Text).from(V31).of("string"),
        field("contentSchema", SELF).from(V31),
        field("$defs", Map(&SELF)).from(V31),
        field("$comment", Prose).from(V31),
        field("$schema", Text).from(V31),
        field("$id", Text).from(V31),
        field("$anchor", Text).from(V31),
        field("$dynamicAnchor", Text).from(V31),
        field("$dynamicRef", Text).from(V31),
        field("$vocabulary", Any).from(V31),
        // Keywords of 2019-09, still in use for schemas that contain themselves.
        field("$recursiveRef", Text).from(V31),
        field("$recursiveAnchor", Bool).from(V31),
    ],
);

pub(super) static DISCRIMINATOR: Definition = Definition::new(
    "a discriminator",
    &[
        field("propertyName", Text).required(),
        field("mapping", Map(&Text)),
        field("defaultMapping", Text).from(V32),
    ],
);

pub(super) static XML: Definition = Definition::new(
    "an XML object",
    &[
        field("name", Text),
        field("namespace", Text),
        field("prefix", Text),
        field("attribute", Bool),
        field("wrapped", Bool),
        field("nodeType", Word(NODE_TYPES)).from(V32),
    ],
)
.documentary();

const NODE_TYPES: &[&str] = &["element", "attribute", "text", "cdata", "none"];

/// Returns the type to which a keyword applies; `number` includes integers.
pub(crate) fn type_of(keyword: &str) -> Option<&'static str> {
    let mut fields = SCHEMA.fields.iter();
    fields.find(|field| field.name == keyword)?.of
}

/// Returns the keywords that constrain values, each with the type to which it applies.
pub(crate) fn constraints(node: Node<'_>) -> impl Iterator<Item = (&str, Node<'_>, &'static str)> {
    node.entries().filter_map(|(keyword, value)| {
        let of = type_of(keyword)?;
        // A keyword that excludes nothing is a leftover of a tool.
        let says_nothing = match value.kind() {
            Kind::Null => true,
            Kind::Bool => {
                value.as_bool() == Some(false)
                    || matches!(keyword, "additionalProperties" | "required")
            }
            Kind::Seq | Kind::Map => value.is_empty(),
            Kind::Number | Kind::String => false,
        };
        (!says_nothing).then_some((keyword, value, of))
    })
}

/// Returns the type that a schema without `type` has according to its keywords.
pub(crate) fn type_with(has: impl Fn(&str) -> bool) -> Option<&'static str> {
    // The first type with a keyword is the intended one.
    const ORDER: [&str; 4] = ["object", "array", "string", "number"];
    let stated = SCHEMA.fields.iter();
    let types = stated.filter_map(|field| field.of.filter(|_| has(field.name)));
    types.min_by_key(|of| ORDER.iter().position(|one| one == of))
}

/// Whether a keyword only describes. Such keywords are followed beside `$ref` in 3.0 too, since authors expect that.
pub(crate) fn describes(keyword: &str) -> bool {
    matches!(
        keyword,
        "nullable"
            | "description"
            | "title"
            | "summary"
            | "deprecated"
            | "readOnly"
            | "writeOnly"
            | "default"
            | "example"
            | "examples"
            | "externalDocs"
            | "xml"
            | "$comment"
    ) || keyword.starts_with("x-")
}

/// Whether a keyword has no effect on which values a schema allows, and on their type.
pub(crate) fn annotates(keyword: &str) -> bool {
    describes(keyword)
        && !matches!(keyword, "nullable" | "x-nullable")
        && !extensions().any(|own| own == keyword)
}

/// The values of `type`.
pub(super) const TYPES: &[&str] = &[
    "string", "object", "array", "integer", "number", "boolean", "null",
];
