//! The kinds of the specification's objects, and the types of their tables.

mod objects;
mod overlay;
mod schema;

use super::version::{Version, Versions};

/// Declares the kinds of objects, each with its table.
macro_rules! objects {
    ($($object:ident: $table:path,)+) => {
        /// The kinds of objects of the specification.
        #[derive(Copy, Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[repr(u8)]
        #[expect(
            missing_docs,
            reason = "the names are those of the specification's sections"
        )]
        pub enum Object {
            $($object,)+
        }

        impl Object {
            /// All objects.
            pub(super) const ALL: &[Object] = &[$(Object::$object,)+];

            /// Returns the table of the object.
            pub fn definition(self) -> &'static Definition {
                match self {
                    $(Object::$object => &$table,)+
                }
            }
        }
    };
}

objects! {
    OpenApi: objects::OPEN_API,
    Info: objects::INFO,
    Contact: objects::CONTACT,
    License: objects::LICENSE,
    Server: objects::SERVER,
    ServerVariable: objects::SERVER_VARIABLE,
    Components: objects::COMPONENTS,
    Paths: objects::PATHS,
    PathItem: objects::PATH_ITEM,
    Operation: objects::OPERATION,
    ExternalDocumentation: objects::EXTERNAL_DOCUMENTATION,
    Parameter: objects::PARAMETER,
    RequestBody: objects::REQUEST_BODY,
    MediaType: objects::MEDIA_TYPE,
    Encoding: objects::ENCODING,
    Responses: objects::RESPONSES,
    Response: objects::RESPONSE,
    Callback: objects::CALLBACK,
    Example: objects::EXAMPLE,
    Link: objects::LINK,
    Header: objects::HEADER,
    Tag: objects::TAG,
    Schema: schema::SCHEMA,
    Discriminator: schema::DISCRIMINATOR,
    Xml: schema::XML,
    SecurityScheme: objects::SECURITY_SCHEME,
    OAuthFlows: objects::OAUTH_FLOWS,
    OAuthFlow: objects::OAUTH_FLOW,
    SecurityRequirement: objects::SECURITY_REQUIREMENT,
    Overlay: overlay::OVERLAY,
    OverlayInfo: overlay::INFO,
    OverlayAction: overlay::ACTION,
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
    /// Its name in messages, with an article.
    pub name: &'static str,
    /// The fields with fixed names.
    pub fields: &'static [Field],
    /// What fields with other names hold, in objects that are maps.
    pub others: Option<Shape>,
    /// Whether it is only for readers, so that an error in it does not change the output.
    pub documentary: bool,
}

/// Whether a field is required.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Need {
    /// It may be missing.
    Optional,
    /// The specification requires it, but the meaning is clear without it.
    Expected,
    /// The meaning is not clear without it.
    Required,
}

/// A field of an object.
#[derive(Debug)]
pub struct Field {
    /// Its name.
    pub name: &'static str,
    pub(super) versions: Versions,
    /// Whether it is required.
    pub need: Need,
    /// What it holds.
    pub shape: Shape,
    /// Whether it is only for readers: a value of the wrong type does no harm.
    pub documentary: bool,
    /// The only type of values to which it applies, for a keyword of schemas that is limited to one type (JSON Schema
    /// "Validation", 6, and "Core", 10.3).
    pub(super) of: Option<&'static str>,
}

/// What a field holds.
#[derive(Copy, Clone, Debug)]
pub enum Shape {
    /// Text for readers: a scalar of another type does no harm.
    Prose,
    /// Text with a meaning.
    Text,
    /// Text with a meaning, which is often a number or a boolean, since quotes are missing.
    Unquoted,
    /// One of several words.
    Word(&'static [&'static str]),
    /// The `type` of a schema: a word, from 3.1 on also a list of words.
    Type,
    /// A boolean.
    Bool,
    /// Any number.
    Number,
    /// A whole number that is not negative.
    Count,
    /// An exclusive bound: in 3.0 a boolean beside the bound, from 3.1 on the bound itself.
    Exclusive,
    /// The names of required properties.
    RequiredNames,
    /// Any value; it is not checked.
    Any,
    /// The target of a reference.
    Reference,
    /// An object of the specification.
    Object(Object),
    /// An object of the specification, or a reference to one.
    Referable(Object),
    /// A schema or a boolean, in all versions.
    SchemaOrBool,
    /// The items of an array: a schema, or, before JSON Schema 2020-12, a list with one for each item of a tuple.
    Items,
    /// An array.
    List(&'static Shape),
    /// An object with arbitrary keys.
    Map(&'static Shape),
    /// An object whose keys are the names of components.
    Components(Object),
}

/// Returns an optional field of all versions.
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
    pub(super) const fn from(mut self, first: Version) -> Field {
        self.versions.first = first;
        self
    }

    pub(super) const fn until(mut self, last: Version) -> Field {
        self.versions.last = last;
        self
    }

    pub(super) const fn documentary(mut self) -> Field {
        self.documentary = true;
        self
    }

    pub(super) const fn of(mut self, json_type: &'static str) -> Field {
        self.of = Some(json_type);
        self
    }

    pub(super) const fn required(mut self) -> Field {
        self.need = Need::Required;
        self
    }

    pub(super) const fn expected(mut self) -> Field {
        self.need = Need::Expected;
        self
    }

    /// Whether the field exists in a version.
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

    pub(super) const fn documentary(mut self) -> Definition {
        self.documentary = true;
        self
    }

    /// Returns the first field with a name, whatever versions have it.
    pub(super) fn field_of_any_version(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// Returns the field with a name in a version.
    pub fn field(&self, name: &str, version: Version) -> Option<&'static Field> {
        self.fields
            .iter()
            .find(|field| field.name == name && field.is_in(version))
    }
}
