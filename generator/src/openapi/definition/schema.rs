//! The Schema Object: in 3.0 a dialect of its own, from 3.1 on JSON Schema 2020-12 with four additions.

use super::{Definition, Object, Shape, field};
use crate::openapi::version::Version::{V30, V31, V32};
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
