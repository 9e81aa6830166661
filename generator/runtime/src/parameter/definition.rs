//! What a description says of a parameter, and what can be wrong with an argument.

use std::fmt;

use serde_json::Value;

use crate::parameter::scalar::Scalar;
use crate::rules::node::Node;
use crate::rules::rule::Rule;
use crate::rules::violation::{Violation, shortened};
use crate::value::escaped::Escaped;

/// Where a parameter goes (`in`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Location {
    /// Into the path.
    Path,
    /// Into the query.
    Query,
    /// It is the whole query (`querystring` of OpenAPI 3.2).
    #[cfg(feature = "form")]
    QueryString,
    /// Into a header.
    Header,
    /// Into the `Cookie` header.
    Cookie,
    /// Into the JSON body, at a JSON pointer.
    #[cfg(feature = "paging")]
    Body,
}

/// How a value is written out (`style`, or `content`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// `simple`: values with commas between them; path and header.
    Simple,
    /// `label`: values with dots before them; path.
    Label,
    /// `matrix`: `;name=value`; path.
    Matrix,
    /// `form`: `name=value`; query and cookie.
    Form,
    /// `spaceDelimited`: values with spaces between them; query.
    SpaceDelimited,
    /// `pipeDelimited`: values with `|` between them; query.
    PipeDelimited,
    /// `deepObject`: `name[key]=value`, arrays `name[key][]=value`, or with commas where not exploded; query.
    DeepObject,
    /// `cookie` of OpenAPI 3.2: `name=value` without percent-encoding; cookie.
    Cookie,
    /// `content` with a JSON media type: the value as JSON text.
    Json,
    /// `content` with another media type: the text as it is.
    Text,
}

/// A parameter as the description has it. Made once, as a `static`.
#[derive(Clone, Copy)]
pub struct Parameter {
    pub(crate) name: &'static str,
    pub(crate) location: Location,
    pub(crate) style: Style,
    pub(crate) explode: bool,
    pub(crate) allow_reserved: bool,
    pub(crate) sensitive: bool,
    /// Whether requests are sent without it where the client does not know it.
    pub(crate) optional: bool,
    /// What its text stands for, where the client gives it and it is no string.
    scalar: Option<Scalar>,
    /// How the properties of a form are written that is the whole query.
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

    /// A path parameter: `simple`, not exploded.
    pub const fn path(name: &'static str) -> Self {
        Self::new(name, Location::Path, Style::Simple, false)
    }

    /// A query parameter: `form`, exploded.
    pub const fn query(name: &'static str) -> Self {
        Self::new(name, Location::Query, Style::Form, true)
    }

    /// The whole query: a form, unless it has the style `Json` or `Text`.
    #[cfg(feature = "form")]
    pub const fn query_string(name: &'static str) -> Self {
        Self::new(name, Location::QueryString, Style::Form, true)
    }

    /// What the JSON body has at a pointer. With the style `Json` it is given as JSON text.
    #[cfg(feature = "paging")]
    pub const fn body(pointer: &'static str) -> Self {
        Self::new(pointer, Location::Body, Style::Text, false)
    }

    /// A header parameter: `simple`, not exploded.
    pub const fn header(name: &'static str) -> Self {
        Self::new(name, Location::Header, Style::Simple, false)
    }

    /// A cookie parameter: `form`, exploded.
    pub const fn cookie(name: &'static str) -> Self {
        Self::new(name, Location::Cookie, Style::Form, true)
    }

    /// With this style. Whether it is exploded stays as it is: [`explode`](Self::explode) says it.
    #[must_use]
    pub const fn style(self, style: Style) -> Self {
        Self { style, ..self }
    }

    /// Whether each item of an array and each property of an object is written by itself.
    #[must_use]
    pub const fn explode(self, explode: bool) -> Self {
        Self { explode, ..self }
    }

    /// The whole query with these properties of a form written as the description says, each as a query parameter is.
    #[cfg(feature = "form")]
    #[must_use]
    pub const fn properties(self, properties: &'static [Parameter]) -> Self {
        Self { properties, ..self }
    }

    /// With reserved characters of values left as they are, as far as they cannot end the value.
    #[must_use]
    pub const fn allow_reserved(self) -> Self {
        Self {
            allow_reserved: true,
            ..self
        }
    }

    /// With a value that must not be seen in messages and logs.
    #[must_use]
    pub const fn sensitive(self) -> Self {
        Self {
            sensitive: true,
            node: self.node.sensitive(),
            ..self
        }
    }

    /// Of the client, but requests are sent without it where the client does not know it.
    #[must_use]
    pub const fn optional(self) -> Self {
        Self {
            optional: true,
            ..self
        }
    }

    /// Of the client, which gives it as text that stands for another scalar.
    #[must_use]
    pub const fn scalar(self, scalar: Scalar) -> Self {
        Self {
            scalar: Some(scalar),
            ..self
        }
    }

    /// With these rules for the value itself.
    #[must_use]
    pub const fn rules(self, rules: &'static [Rule]) -> Self {
        Self {
            node: self.node.rules(rules),
            ..self
        }
    }

    /// With the rules of this schema for each item of an array.
    #[must_use]
    pub const fn items(self, items: &'static Node) -> Self {
        Self {
            node: self.node.items(items),
            ..self
        }
    }

    /// With these schemas for the same value: where the schema is a reference, or more than rules.
    #[must_use]
    pub const fn all_of(self, all_of: &'static [&'static Node]) -> Self {
        Self {
            node: self.node.all_of(all_of),
            ..self
        }
    }

    /// The name on the wire.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// Where the parameter goes.
    pub const fn location(&self) -> Location {
        self.location
    }

    /// Whether the value must not be seen in messages and logs.
    pub const fn is_sensitive(&self) -> bool {
        self.sensitive
    }

    /// Checks a text against the rules for what it stands for.
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

    /// The rules of the value.
    #[cfg(feature = "multipart")]
    pub(crate) fn node(&self) -> &Node {
        &self.node
    }

    /// Checks a value against the rules.
    ///
    /// # Errors
    /// The first rule that is broken.
    pub fn check(&self, value: &Value) -> Result<(), InvalidArgument> {
        self.node.check(value).map_err(|violation| {
            InvalidArgument::new(self.name, ArgumentErrorKind::Rule(violation))
        })
    }
}

/// An argument that was refused; nothing has been sent.
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
    /// It is not given, and the call cannot be made without it.
    Missing,
    /// It belongs to the client, and neither its builder nor the credentials gave it.
    NotOnClient,
    /// It would make a path segment `.` or `..`, which names another resource however it is encoded.
    DotSegment,
    /// It has a control character, or a space at an end, where neither can be sent.
    Unsendable,
    /// It makes the URL longer than any server takes.
    TooLong,
    /// It is no name of a header.
    NotHeader,
    /// One of several values has the character that separates them, so that a server could not say where it
    /// ends: there is no way to write it.
    Delimiter(char),
    /// It is a header that follows from the URL and the body, such as `Content-Length`.
    Managed,
    /// It is no path on the client's host: it does not begin with `/`, or has a query or a fragment.
    NotPath,
    /// It is merged with a body that is no JSON object.
    NotMergeable,
    /// It leads to another host, where no request is sent.
    OtherHost,
    /// It is a position in another list; the text says in which.
    #[cfg(feature = "paging")]
    OtherList(String),
    /// It is no position in a list that can be read; the text says why.
    #[cfg(feature = "paging")]
    NotPosition(String),
    /// It is not one media type but a range, such as `image/*`, or a list.
    MediaType,
    /// It has a character that cannot be written in the character set of its media type, which the text names.
    NotInCharset(String),
    /// It cannot be turned into JSON; the text says why.
    NotJson(String),
    /// It breaks a rule of the description.
    Rule(Violation),
}

impl InvalidArgument {
    /// A refusal of the argument with this name; `body` for the body.
    #[cold]
    #[inline(never)]
    pub fn new(name: impl Into<String>, problem: ArgumentErrorKind) -> Self {
        Self {
            name: name.into(),
            problem,
        }
    }

    /// The name of the parameter on the wire; `body` for the body.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What is wrong.
    pub fn kind(&self) -> &ArgumentErrorKind {
        &self.problem
    }
}

impl fmt::Display for InvalidArgument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`: ", self.name)?;
        match &self.problem {
            ArgumentErrorKind::Empty => f.write_str("must not be empty"),
            ArgumentErrorKind::Missing => f.write_str("must be given"),
            ArgumentErrorKind::NotOnClient => f.write_str(
                "is not known; set it on the client's builder, or use credentials that name it",
            ),
            ArgumentErrorKind::DotSegment => {
                f.write_str("must not be `.` or `..`: the path would name another resource")
            }
            ArgumentErrorKind::Unsendable => {
                f.write_str("must not have control characters, nor spaces at its ends")
            }
            ArgumentErrorKind::TooLong => {
                f.write_str("must be shorter: with it the URL has more than 65,534 bytes")
            }
            ArgumentErrorKind::NotHeader => {
                f.write_str("is no name of a header: it has a character that none may have")
            }
            ArgumentErrorKind::Delimiter(delimiter) => write!(
                f,
                "no value in it may have `{delimiter}`, which separates the values"
            ),
            ArgumentErrorKind::Managed => {
                f.write_str("follows from the URL and the body, and cannot be set")
            }
            ArgumentErrorKind::NotPath => f.write_str(
                "must begin with `/` and have neither `?` nor `#`; the host is the client's, and `query` adds to the \
                 query",
            ),
            ArgumentErrorKind::NotInCharset(charset) => {
                let charset = Escaped(charset);
                write!(f, "has characters that cannot be sent as `{charset}`")
            }
            ArgumentErrorKind::NotMergeable => {
                f.write_str("extra JSON can only be merged with a body that is a JSON object")
            }
            ArgumentErrorKind::OtherHost => {
                f.write_str("leads to another host, where no request is sent")
            }
            #[cfg(feature = "paging")]
            ArgumentErrorKind::OtherList(which) => f.write_str(which),
            #[cfg(feature = "paging")]
            ArgumentErrorKind::NotPosition(why) => f.write_str(why),
            ArgumentErrorKind::MediaType => {
                f.write_str("must be one media type, such as `image/png`: no range and no list")
            }
            ArgumentErrorKind::NotJson(why) => write!(f, "cannot be written as JSON: {why}"),
            ArgumentErrorKind::Rule(violation) => write!(f, "{violation}"),
        }
    }
}

impl std::error::Error for InvalidArgument {}
