//! Parameters, and how their values are written as text.

use serde_json::Value;

use super::{Docs, Lifecycle, NameHint, PropertyEncoding, RareRules, Sensitivity, Type};
use crate::source::Origin;

/// Where a parameter is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Location {
    /// A part of the path.
    Path,
    /// A part of the query.
    Query,
    /// OpenAPI 3.2 `querystring`: the whole query.
    QueryString,
    /// A header.
    Header,
    /// A cookie.
    Cookie,
}

impl Location {
    /// Returns the style where the description names none (OpenAPI "Parameter Object", `style`).
    #[must_use]
    pub fn default_style(self) -> Style {
        match self {
            Self::Path | Self::Header => Style::Simple,
            Self::Query | Self::QueryString | Self::Cookie => Style::Form,
        }
    }

    /// Returns the styles that a parameter can have at this location.
    #[must_use]
    pub fn styles(self) -> &'static [Style] {
        use Style::{
            Cookie, DeepObject, Form, Label, Matrix, PipeDelimited, Simple, SpaceDelimited,
        };
        match self {
            Self::Path => &[Simple, Label, Matrix],
            Self::Query | Self::QueryString => &[Form, SpaceDelimited, PipeDelimited, DeepObject],
            Self::Header => &[Simple],
            Self::Cookie => &[Form, Cookie],
        }
    }
}

/// How a value is serialized (OpenAPI "Style Values").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// `simple`
    Simple,
    /// `label`
    Label,
    /// `matrix`
    Matrix,
    /// `form`
    Form,
    /// `spaceDelimited`
    SpaceDelimited,
    /// `pipeDelimited`
    PipeDelimited,
    /// `deepObject`
    DeepObject,
    /// 3.2 `cookie`
    Cookie,
}

impl Style {
    /// Every style with its name in a description.
    const NAMES: [(Self, &str); 8] = [
        (Self::Simple, "simple"),
        (Self::Label, "label"),
        (Self::Matrix, "matrix"),
        (Self::Form, "form"),
        (Self::SpaceDelimited, "spaceDelimited"),
        (Self::PipeDelimited, "pipeDelimited"),
        (Self::DeepObject, "deepObject"),
        (Self::Cookie, "cookie"),
    ];

    /// Returns the style with a name in a description.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let found = Self::NAMES.into_iter().find(|(_, known)| *known == name);
        found.map(|(style, _)| style)
    }

    /// Returns the name of the style in a description.
    #[must_use]
    pub fn name(self) -> &'static str {
        let found = Self::NAMES.into_iter().find(|(style, _)| *style == self);
        found.map_or("", |(_, name)| name)
    }

    /// Returns whether values are exploded where the description does not say (OpenAPI "Parameter Object", `explode`).
    #[must_use]
    pub fn default_explode(self) -> Explode {
        match self {
            Self::Form | Self::Cookie | Self::DeepObject => Explode::Yes,
            _ => Explode::No,
        }
    }
}

/// Whether arrays and objects are written as one value or as several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Explode {
    /// One value for each item or property.
    Yes,
    /// One value for all items or properties.
    No,
}

/// How the value of a parameter is written as text.
#[derive(Clone, Debug, PartialEq)]
pub enum Encoding {
    /// By `schema` and `style`.
    Style {
        /// `style`
        style: Style,
        /// `explode`
        explode: Explode,
        /// `allowReserved`
        reserved: Reserved,
    },
    /// By `content` as a form, with the properties that are not written in the default way.
    Form(Vec<PropertyEncoding>),
    /// By `content` with a JSON media type.
    Json,
    /// The same for a property of a form, where each item of an array is a value of its own.
    JsonItems,
    /// By `content` with another media type: the text unchanged.
    Text,
}

impl Encoding {
    /// Returns how a value is written where the description does not say.
    #[must_use]
    pub fn default_at(location: Location) -> Self {
        let style = location.default_style();
        Self::Style {
            style,
            explode: style.default_explode(),
            reserved: Reserved::Encode,
        }
    }
}

/// Whether reserved characters are percent-encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reserved {
    /// They are percent-encoded.
    Encode,
    /// `allowReserved: true`.
    Allow,
}

/// A parameter of an operation, or a header of a part of its body.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// The name as it is sent.
    pub wire: String,
    /// What its identifier is made from.
    pub name: NameHint,
    /// Where it is sent.
    pub location: Location,
    /// How its value is written.
    pub encoding: Encoding,
    /// `required`.
    pub presence: ParameterPresence,
    /// Who sets it.
    pub scope: ParameterScope,
    /// The type of its value.
    pub ty: Type,
    /// The rules that are checked before sending.
    pub rules: RareRules,
    /// Its documentation in the description.
    pub docs: Docs,
    /// `deprecated`.
    pub lifecycle: Lifecycle,
    /// `schema.default`: the value that the server assumes when the parameter is absent.
    pub default: Option<Value>,
    /// `example`, or the first of `examples`.
    pub example: Option<Value>,
    /// Whether the value is redacted in `Debug` and logs.
    pub sensitivity: Sensitivity,
    /// Where it is in the description.
    pub origin: Origin,
}

impl Parameter {
    /// Whether both are the same parameter. The case of a header's name has no meaning (RFC 9110, 5.1).
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        self.location == other.location
            && match self.location {
                Location::Header => self.wire.eq_ignore_ascii_case(&other.wire),
                _ => self.wire == other.wire,
            }
    }
}

/// Whether a parameter must be given.
#[derive(Clone, Debug, PartialEq)]
pub enum ParameterPresence {
    /// `required: true`.
    Required,
    /// Always sent, with the only value that the schema allows, so it is not an argument.
    Constant(Value),
    /// May be left out.
    Optional,
}

impl ParameterPresence {
    pub(crate) fn required(is_required: bool) -> Self {
        if is_required {
            Self::Required
        } else {
            Self::Optional
        }
    }

    /// Whether it must be given or is always sent.
    #[must_use]
    pub fn is_required(&self) -> bool {
        *self != Self::Optional
    }

    /// Returns the value that is always sent.
    #[must_use]
    pub fn constant(&self) -> Option<&Value> {
        match self {
            Self::Constant(value) => Some(value),
            Self::Required | Self::Optional => None,
        }
    }
}

/// Who sets a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterScope {
    /// Each call.
    Call,
    /// The client, once: the index into [`Api::client_parameters`](super::Api::client_parameters).
    Client(usize),
}
