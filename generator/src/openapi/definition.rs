//! How the tables of the specification's objects are written.

use super::version::{Version, Versions};

/// The kinds of objects of the specification.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
#[expect(
    missing_docs,
    reason = "the names are those of the specification's sections"
)]
pub enum Object {
    OpenApi,
    Info,
    Contact,
    License,
    Server,
    ServerVariable,
    Components,
    Paths,
    PathItem,
    Operation,
    ExternalDocumentation,
    Parameter,
    RequestBody,
    MediaType,
    Encoding,
    Responses,
    Response,
    Callback,
    Example,
    Link,
    Header,
    Tag,
    Schema,
    Discriminator,
    Xml,
    SecurityScheme,
    OAuthFlows,
    OAuthFlow,
    SecurityRequirement,
    Overlay,
    OverlayInfo,
    OverlayAction,
}

impl Object {
    /// Whether the object may be written as a boolean.
    pub(super) fn may_be_bool(self, version: Version) -> bool {
        self == Object::Schema && version.has_json_schema()
    }
}

/// An object of the specification.
#[derive(Debug)]
pub struct Definition {
    /// The word for messages, with its article.
    pub name: &'static str,
    /// The fields with fixed names.
    pub fields: &'static [Field],
    /// What other keys hold, in objects that are maps.
    pub others: Option<Shape>,
    /// Whether it only informs readers, so that a mistake in it changes nothing of what is generated.
    pub documentary: bool,
}

/// Whether a field must be there.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Need {
    /// It may be missing.
    Optional,
    /// The specification requires it, but without it the meaning is clear.
    Expected,
    /// Without it the meaning is not clear.
    Required,
}

/// A field of an object.
#[derive(Debug)]
pub struct Field {
    /// Its name.
    pub name: &'static str,
    pub(super) versions: Versions,
    /// Whether it must be there.
    pub need: Need,
    /// What it holds.
    pub shape: Shape,
    /// Whether it only informs readers: a value of another kind does no harm.
    pub documentary: bool,
    /// The only type of values that it says something of, where it is a keyword of schemas for one (JSON Schema
    /// "Validation", 6, and "Core", 10.3).
    pub(super) of: Option<&'static str>,
}

/// What a field holds.
#[derive(Copy, Clone, Debug)]
pub enum Shape {
    /// Text for readers: another scalar does no harm.
    Prose,
    /// Text that means something.
    Text,
    /// Text that means something, often written without quotes as a number or a boolean.
    Unquoted,
    /// One of some words.
    Word(&'static [&'static str]),
    /// The `type` of a schema: a word, from 3.1 on also a list of words.
    Type,
    /// A truth value.
    Bool,
    /// Any number.
    Number,
    /// A whole number that is not negative.
    Count,
    /// An exclusive bound: in 3.0 a truth value beside the bound, from 3.1 on the bound itself.
    Exclusive,
    /// The names of required properties.
    RequiredNames,
    /// Any value at all; it is not looked into.
    Any,
    /// The target of a reference.
    Reference,
    /// An object of the specification.
    Object(Object),
    /// An object of the specification, or a reference to one.
    Referable(Object),
    /// A schema or a truth value, in all versions.
    SchemaOrBool,
    /// An array.
    List(&'static Shape),
    /// An object with free keys.
    Map(&'static Shape),
    /// An object whose keys are the names of components.
    Components(Object),
}

/// Returns a field that may be missing, of all versions.
pub(super) const fn field(name: &'static str, shape: Shape) -> Field {
    Field {
        name,
        versions: Versions::ALL,
        need: Need::Optional,
        shape,
        documentary: false,
        of: None,
    }
}

impl Field {
    pub(super) const fn from(self, first: Version) -> Field {
        Field {
            versions: Versions {
                first,
                last: self.versions.last,
            },
            ..self
        }
    }

    pub(super) const fn until(self, last: Version) -> Field {
        Field {
            versions: Versions {
                first: self.versions.first,
                last,
            },
            ..self
        }
    }

    pub(super) const fn documentary(self) -> Field {
        Field {
            documentary: true,
            ..self
        }
    }

    pub(super) const fn of(self, json_type: &'static str) -> Field {
        Field {
            of: Some(json_type),
            ..self
        }
    }

    pub(super) const fn required(self) -> Field {
        Field {
            need: Need::Required,
            ..self
        }
    }

    pub(super) const fn expected(self) -> Field {
        Field {
            need: Need::Expected,
            ..self
        }
    }

    /// Whether the field belongs to a version.
    pub fn is_in(&self, version: Version) -> bool {
        self.versions.has(version)
    }
}

impl Definition {
    pub(super) const fn new(name: &'static str, fields: &'static [Field]) -> Definition {
        Definition {
            name,
            fields,
            others: None,
            documentary: false,
        }
    }

    pub(super) const fn map(name: &'static str, values: Shape) -> Definition {
        Definition {
            others: Some(values),
            ..Definition::new(name, &[])
        }
    }

    pub(super) const fn documentary(self) -> Definition {
        Definition {
            documentary: true,
            ..self
        }
    }

    /// Returns the field of a name, in a version.
    pub fn field(&self, name: &str, version: Version) -> Option<&'static Field> {
        self.fields
            .iter()
            .find(|field| field.name == name && field.is_in(version))
    }
}
