//! The definition of a parameter, and the errors of arguments.

use std::fmt;

use serde_json::Value;

use crate::parameter::scalar::Scalar;
use crate::rules::node::Node;
use crate::rules::rule::Rule;
use crate::rules::violation::{Violation, shortened};
use crate::value::escaped::Escaped;

/// The location of a parameter (`in`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Location {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// The whole query (`querystring` of OpenAPI 3.2).
    #[cfg(feature = "form")]
    QueryString,
    /// In a header.
    Header,
    /// In the `Cookie` header.
    Cookie,
    /// In the JSON body, at a JSON pointer.
    #[cfg(feature = "paging")]
    Body,
}

/// How a value is serialized (`style`, or `content`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// `simple`: values separated by commas; path and header.
    Simple,
    /// `label`: each value after a dot; path.
    Label,
    /// `matrix`: `;name=value`; path.
    Matrix,
    /// `form`: `name=value`; query and cookie.
    Form,
    /// `spaceDelimited`: values separated by spaces; query.
    SpaceDelimited,
    /// `pipeDelimited`: values separated by `|`; query.
    PipeDelimited,
    /// `deepObject`: `name[key]=value`, arrays `name[key][]=value`, or with commas if not exploded; query.
    DeepObject,
    /// `cookie` of OpenAPI 3.2: `name=value` without percent-encoding; cookie.
    Cookie,
    /// `content` with a JSON media type: the value as JSON text.
    Json,
    /// The same for a property of a form, where each item of an array is a value of its own.
    JsonItems,
    /// `content` with another media type: the text unchanged.
    Text,
}

/// A parameter of the description. Generated code has a `static` for each.
#[derive(Clone, Copy)]
pub struct Parameter {
    pub(crate) name: &'static str,
    pub(crate) location: Location,
    pub(crate) style: Style,
    pub(crate) explode: bool,
    pub(crate) allow_reserved: bool,
    pub(crate) sensitive: bool,
    /// Whether requests are sent without the parameter if the client does not know its value.
    pub(crate) optional: bool,
    /// The type of a client parameter that is given as text and is no string.
    scalar: Option<Scalar>,
    /// How the properties are serialized, if the parameter is a form that is the whole query.
    #[cfg(feature = "form")]
    pub(crate) properties: &'static [Parameter],
    pub(crate) node: Node,
}

impl Parameter {
    const fn new(name: &'static str, location: Location, style: Style, explode: bool) -> Self {
        Self {
            name,
            location,
            style,
            explode,
            allow_reserved: false,
            sensitive: false,
            optional: false,
            scalar: None,
            #[cfg(feature = "form")]
            properties: &[],
            node: Node::NONE,
        }
    }

    /// Returns a path parameter: `simple`, not exploded.
    pub const fn path(name: &'static str) -> Self {
        Self::new(name, Location::Path, Style::Simple, false)
    }

    /// Returns a query parameter: `form`, exploded.
    pub const fn query(name: &'static str) -> Self {
        Self::new(name, Location::Query, Style::Form, true)
    }

    /// Returns a parameter that is the whole query: a form, unless its style is `Json` or `Text`.
    #[cfg(feature = "form")]
    pub const fn query_string(name: &'static str) -> Self {
        Self::new(name, Location::QueryString, Style::Form, true)
    }

    /// Returns a parameter at a pointer of the JSON body. With the style `Json`, its value is given as JSON text.
    #[cfg(feature = "paging")]
    pub const fn body(pointer: &'static str) -> Self {
        Self::new(pointer, Location::Body, Style::Text, false)
    }

    /// Returns a header parameter: `simple`, not exploded.
    pub const fn header(name: &'static str) -> Self {
        Self::new(name, Location::Header, Style::Simple, false)
    }

    /// Returns a cookie parameter: `form`, exploded.
    pub const fn cookie(name: &'static str) -> Self {
        Self::new(name, Location::Cookie, Style::Form, true)
    }

    /// Sets the style. This does not change [`explode`](Self::explode).
    #[must_use]
    pub const fn style(self, style: Style) -> Self {
        Self { style, ..self }
    }

    /// Sets whether each item of an array and each property of an object is serialized separately.
    #[must_use]
    pub const fn explode(self, explode: bool) -> Self {
        Self { explode, ..self }
    }

    /// Sets how properties of a form that is the whole query are serialized, each like a query parameter.
    #[cfg(feature = "form")]
    #[must_use]
    pub const fn properties(self, properties: &'static [Parameter]) -> Self {
        Self { properties, ..self }
    }

    /// Does not encode reserved characters of values, except those that would end the value.
    #[must_use]
    pub const fn allow_reserved(self) -> Self {
        Self {
            allow_reserved: true,
            ..self
        }
    }

    /// Marks the value as secret: it is not shown in messages and logs.
    #[must_use]
    pub const fn sensitive(self) -> Self {
        Self {
            sensitive: true,
            node: self.node.sensitive(),
            ..self
        }
    }

    /// Sends requests without this client parameter if the client does not know its value.
    #[must_use]
    pub const fn optional(self) -> Self {
        Self {
            optional: true,
            ..self
        }
    }

    /// Sets the type of a client parameter that is given as text.
    #[must_use]
    pub const fn scalar(self, scalar: Scalar) -> Self {
        Self {
            scalar: Some(scalar),
            ..self
        }
    }

    /// Sets the rules for the value itself.
    #[must_use]
    pub const fn rules(self, rules: &'static [Rule]) -> Self {
        Self {
            node: self.node.rules(rules),
            ..self
        }
    }

    /// Sets the schema for each item of an array.
    #[must_use]
    pub const fn items(self, items: &'static Node) -> Self {
        Self {
            node: self.node.items(items),
            ..self
        }
    }

    /// Sets further schemas for the same value, for a schema that is a reference or has more than rules.
    #[must_use]
    pub const fn all_of(self, all_of: &'static [&'static Node]) -> Self {
        Self {
            node: self.node.all_of(all_of),
            ..self
        }
    }

    /// Returns the name on the wire.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// Returns the location of the parameter.
    pub const fn location(&self) -> Location {
        self.location
    }

    /// Returns whether the value is secret: it must not be shown in messages and logs.
    pub const fn is_sensitive(&self) -> bool {
        self.sensitive
    }

    /// Checks a text, converted to its type, against the rules.
    pub(crate) fn check_text(&self, text: &str) -> Result<(), InvalidArgument> {
        let value = match self.scalar {
            None => Ok(Value::from(text)),
            Some(scalar) => scalar.read(text).ok_or(scalar),
        };
        match value {
            Ok(value) => self.check(&value),
            Err(scalar) => {
                let problem = ArgumentErrorKind::Rule(Violation {
                    pointer: String::new(),
                    rule: scalar.rule().to_owned(),
                    value: (!self.sensitive).then(|| shortened(&Value::from(text))),
                });
                Err(InvalidArgument::new(self.name, problem))
            }
        }
    }

    /// Returns the rules of the value.
    #[cfg(feature = "multipart")]
    pub(crate) fn node(&self) -> &Node {
        &self.node
    }

    /// Checks a value against the rules.
    ///
    /// # Errors
    /// Returns the first rule that is broken.
    pub fn check(&self, value: &Value) -> Result<(), InvalidArgument> {
        self.node.check(value).map_err(|violation| {
            InvalidArgument::new(self.name, ArgumentErrorKind::Rule(violation))
        })
    }
}

/// An argument was refused; nothing has been sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidArgument {
    name: String,
    problem: ArgumentErrorKind,
}

/// What is wrong with an argument.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ArgumentErrorKind {
    /// It is empty, where the empty string would name another resource.
    Empty,
    /// It is missing, and the call cannot be sent without it.
    Missing,
    /// It is a parameter of the client, and neither the builder nor the credentials have set it.
    NotOnClient,
    /// It would turn a path segment into `.` or `..`, which name another resource in any encoding.
    DotSegment,
    /// It has a control character, or a space at an end, which cannot be sent there.
    Unsendable,
    /// It has a character that a cookie cannot have, and is sent without encoding.
    NotInCookie,
    /// It is a stream, which can be sent only once, and the call is sent several times.
    SentOnce,
    /// It makes the URL longer than servers accept.
    TooLong,
    /// It is not a valid header name.
    NotHeader,
    /// One of several values, or a key, contains the delimiter, so a server could not find where it ends, and encoding
    /// does not help.
    Delimiter(char),
    /// It is a header that is derived from the URL and the body, such as `Content-Length`.
    Managed,
    /// It is not a path on the client's host: it does not begin with `/`, or has a query, a fragment
    /// or an empty segment.
    NotPath,
    /// It is a path parameter that the path does not have.
    NotInPath,
    /// It would be merged into a body that is no JSON object.
    NotMergeable,
    /// It is not the URL of a server; the string says why.
    NotServer(String),
    /// It is a URL of another host; no request is sent there.
    OtherHost,
    /// It is a position in another list, which the string describes.
    #[cfg(feature = "paging")]
    OtherList(String),
    /// It is not a readable position in a list; the string says why.
    #[cfg(feature = "paging")]
    NotPosition(String),
    /// It is not a single media type but a range, such as `image/*`, or a list.
    MediaType,
    /// It has a character that the charset of its media type lacks; the string names the charset.
    NotInCharset(String),
    /// It cannot be converted to JSON; the string says why.
    NotJson(String),
    /// It breaks a rule of the description.
    Rule(Violation),
}

impl InvalidArgument {
    /// Returns the error of the argument with this name; `body` for the body.
    #[cold]
    #[inline(never)]
    pub fn new(name: impl Into<String>, problem: ArgumentErrorKind) -> Self {
        Self {
            name: name.into(),
            problem,
        }
    }

    /// Returns the name of the parameter on the wire; `body` for the body.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns what is wrong.
    pub fn kind(&self) -> &ArgumentErrorKind {
        &self.problem
    }
}

impl fmt::Display for InvalidArgument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use ArgumentErrorKind as Kind;
        write!(f, "`{}`: ", Escaped(&self.name))?;
        match &self.problem {
            Kind::Empty => f.write_str("must not be empty"),
            Kind::Missing => f.write_str("must be given"),
            Kind::NotOnClient => f.write_str(
                "is not known; set it on the client's builder, or use credentials that name it",
            ),
            Kind::DotSegment => {
                f.write_str("must not be `.` or `..`: the path would name another resource")
            }
            Kind::Unsendable => f.write_str("must not have control characters, nor spaces at its ends"),
            Kind::SentOnce => f.write_str("is a stream, which is sent only once; give it as bytes"),
            Kind::NotInCookie => {
                f.write_str("has a character that no cookie has; encode it first, such as `%20`")
            }
            Kind::TooLong => f.write_str("must be shorter: with it the URL has more than 65,534 bytes"),
            Kind::NotHeader => {
                f.write_str("is no name of a header: it has a character that none may have")
            }
            Kind::Delimiter(delimiter) => write!(
                f,
                "no value or key in it may have `{delimiter}`, which separates them"
            ),
            Kind::Managed => f.write_str("follows from the URL and the body, and cannot be set"),
            Kind::NotPath => f.write_str(
                "must begin with `/` and have no `?`, no `#` and no empty segment; the host is the client's, and \
                 `query` adds to the query",
            ),
            Kind::NotInCharset(charset) => {
                write!(f, "has characters that cannot be sent as `{}`", Escaped(charset))
            }
            Kind::NotMergeable => {
                f.write_str("extra JSON can only be merged with a body that is a JSON object")
            }
            Kind::NotInPath => {
                f.write_str("is a path parameter, but the path does not have its name in braces")
            }
            Kind::NotServer(why) => f.write_str(why),
            Kind::OtherHost => f.write_str("leads to another host, where no request is sent"),
            #[cfg(feature = "paging")]
            Kind::OtherList(which) => f.write_str(which),
            #[cfg(feature = "paging")]
            Kind::NotPosition(why) => f.write_str(why),
            Kind::MediaType => {
                f.write_str("must be one media type, such as `image/png`: no range and no list")
            }
            Kind::NotJson(why) => write!(f, "cannot be written as JSON: {why}"),
            Kind::Rule(violation) => write!(f, "{violation}"),
        }
    }
}

impl std::error::Error for InvalidArgument {}
