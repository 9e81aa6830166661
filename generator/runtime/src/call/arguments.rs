//! A call while it is built.

#[cfg(feature = "form")]
mod form;
#[cfg(feature = "events")]
mod json_lines;
#[cfg(feature = "multipart")]
mod multipart;
#[cfg(feature = "paging")]
pub(crate) mod next_page;

use std::fmt;

use http::{HeaderMap, HeaderName, HeaderValue};
use serde::Serialize;
use serde_json::Value;

use crate::body::charset;
use crate::body::content::Body;
use crate::call::core::{Core, names};
use crate::call::operation_info::OperationInfo;
use crate::call::options::CallOptions;
use crate::call::request::RequestParts;
use crate::json::write;
use crate::parameter::definition::{ArgumentErrorKind, InvalidArgument, Parameter};
use crate::parameter::{media_type, shape};
use crate::rules::node::Node;
use crate::value::kept::Kept;

/// A call while it is built. Errors of arguments are kept, and sending the call returns the first one.
// Boxed, since a call is moved often before it is sent.
pub struct Call(pub(crate) Kept<RequestParts>);

impl Call {
    /// Returns a call of this operation without arguments.
    pub fn new(core: &Core, info: &'static OperationInfo) -> Call {
        Call(Kept::new(RequestParts {
            core: core.clone(),
            info,
            target: None,
            server: None,
            path: Vec::new(),
            query: Vec::new(),
            #[cfg(feature = "paging")]
            next: None,
            #[cfg(feature = "busy")]
            while_busy: None,
            #[cfg(feature = "test-util")]
            ty: None,
            headers: HeaderMap::new(),
            cookies: Vec::new(),
            content_type: None,
            body: Body::EMPTY,
            options: None,
            error: None,
        }))
    }

    /// Keeps an error of an argument; sending the call returns the first one.
    pub fn invalid(&mut self, error: InvalidArgument) {
        self.0.error.get_or_insert(error);
    }

    /// Sets an argument; it replaces one that was set before.
    pub fn parameter<T: Serialize + ?Sized>(&mut self, parameter: &'static Parameter, value: &T) {
        self.set(parameter, write::to_value(value));
    }

    /// Sets a path parameter of which the description says no more than its name.
    pub fn path<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) {
        self.set(&Parameter::path(name), write::to_value(value));
    }

    /// Sets a query parameter of which the description says no more than its name.
    pub fn query<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) {
        self.set(&Parameter::query(name), write::to_value(value));
    }

    // Not generic, to be compiled only once.
    fn set(&mut self, parameter: &Parameter, value: serde_json::Result<Value>) {
        let set = match value {
            Ok(value) => self.0.encode(parameter, value),
            Err(error) => Err(InvalidArgument::new(
                parameter.name(),
                ArgumentErrorKind::NotJson(error.to_string()),
            )),
        };
        if let Err(error) = set {
            self.invalid(error);
        }
    }

    /// Sets a JSON body, and checks it against `rules` if the description has some.
    pub fn json<T: Serialize + ?Sized>(
        &mut self,
        content_type: &'static str,
        rules: Option<&'static Node>,
        value: &T,
    ) {
        self.set_json(content_type, rules, write::to_vec(value));
    }

    fn set_json(
        &mut self,
        content_type: &'static str,
        rules: Option<&'static Node>,
        text: serde_json::Result<Vec<u8>>,
    ) {
        let checked = text
            .map_err(|error| ArgumentErrorKind::NotJson(error.to_string()))
            .and_then(|text| check_body(rules, &text).map(|()| text))
            .and_then(|text| charset::escaped(content_type, text));
        match checked {
            Ok(text) => self.set_body(content_type, text),
            Err(problem) => self.invalid(InvalidArgument::new("body", problem)),
        }
    }

    /// Sets a scalar as a text body, encoded in the charset of its media type. Checks it against `rules` if the
    /// description has some.
    pub fn text<T: Serialize + ?Sized>(
        &mut self,
        content_type: &str,
        rules: Option<&'static Node>,
        value: &T,
    ) {
        self.set_text(content_type, rules, write::to_value(value));
    }

    fn set_text(
        &mut self,
        content_type: &str,
        rules: Option<&'static Node>,
        value: serde_json::Result<Value>,
    ) {
        let checked = value
            .map_err(|error| ArgumentErrorKind::NotJson(error.to_string()))
            .and_then(|value| match rules {
                Some(rules) => rules
                    .check(&value)
                    .map(|()| value)
                    .map_err(ArgumentErrorKind::Rule),
                None => Ok(value),
            })
            .and_then(|value| charset::encoded(content_type, shape::text(&value).into_owned()));
        match checked {
            Ok(text) => self.set_body(content_type, text),
            Err(problem) => self.invalid(InvalidArgument::new("body", problem)),
        }
    }

    /// Sets the body and its media type, which must be a single one. For text that is not ASCII, the media type gets
    /// `charset=utf-8`: without it, servers may assume another encoding.
    pub fn set_body(&mut self, content_type: &str, body: impl Into<Body>) {
        let body = body.into();
        let is_utf_8 = |body: &[u8]| !body.is_ascii() && std::str::from_utf8(body).is_ok();
        let is_text = content_type.eq_ignore_ascii_case("text/plain");
        let content_type = match is_text && body.as_bytes().is_some_and(is_utf_8) {
            true => "text/plain; charset=utf-8",
            false => content_type,
        };
        self.set_body_as(content_type, body);
    }

    /// Sets the body like [`set_body`](Self::set_body), where the description limits its length. A stream may be of any
    /// length.
    pub fn set_bounded_body(
        &mut self,
        content_type: &str,
        rules: Option<&'static Node>,
        body: impl Into<Body>,
    ) {
        let body = body.into();
        match rules.map_or(Ok(()), |rules| body.check_length(rules)) {
            Ok(()) => self.set_body(content_type, body),
            Err(problem) => self.invalid(InvalidArgument::new("body", problem)),
        }
    }

    /// Sets the body, with exactly this media type.
    pub(crate) fn set_body_as(&mut self, content_type: &str, body: Body) {
        match media_type::content_type("content_type", content_type) {
            Ok(content_type) => self.0.content_type = Some(content_type),
            Err(error) => self.invalid(error),
        }
        self.0.body = body;
    }

    /// Sets the server; it replaces that of the operation and that of the client.
    pub fn server_url(&mut self, url: &str) {
        self.0.server = Some(url.to_owned());
    }

    /// Sets a header; it replaces one with this name.
    pub fn set_header(&mut self, name: HeaderName, value: HeaderValue) {
        self.0.headers.insert(name, value);
    }

    /// Adds limits, retries and headers of this call.
    pub fn set_options(&mut self, options: CallOptions) {
        match &mut self.0.options {
            Some(known) => known.extend(options),
            none => *none = Some(Box::new(options)),
        }
    }

    fn options(&mut self) -> &mut CallOptions {
        self.0.options.get_or_insert_default()
    }

    /// Adds a header that is not in the description.
    #[cold]
    pub fn extra_header(&mut self, name: &str, value: &str) {
        let (header, value) = (HeaderName::try_from(name), HeaderValue::try_from(value));
        self.options().add_header(name, header.ok(), value.ok());
    }

    /// Adds a pair to the query that is not in the description.
    #[cold]
    pub fn extra_query(&mut self, name: &str, value: &str) {
        let query = &mut self.options().query;
        query.push((name.to_owned(), value.to_owned()));
    }

    /// Merges the JSON body with properties that are not in the description.
    pub fn extra_json<T: Serialize + ?Sized>(&mut self, value: &T) {
        self.options().merge_json(write::to_value(value));
    }

    /// Sets whether sending the request twice does no harm.
    #[cold]
    pub fn set_idempotent(&mut self, is_idempotent: bool) {
        self.options().idempotent = Some(is_idempotent);
    }

    /// Records the operation's type for test transports, which distinguish operations by it.
    #[cfg_attr(
        not(feature = "test-util"),
        allow(
            unused_mut,
            clippy::extra_unused_type_parameters,
            reason = "it does nothing then"
        )
    )]
    pub(crate) fn of<O: 'static>(mut self) -> Call {
        #[cfg(feature = "test-util")]
        {
            self.0.ty = Some(std::any::TypeId::of::<O>());
        }
        self
    }

    /// Returns a copy of the call, unless its body is a stream.
    pub fn try_clone(&self) -> Option<Call> {
        let parts = &*self.0;
        Some(Call(Kept::new(RequestParts {
            core: parts.core.clone(),
            info: parts.info,
            target: parts.target.clone(),
            server: parts.server.clone(),
            path: parts.path.clone(),
            query: parts.query.clone(),
            #[cfg(feature = "paging")]
            next: parts.next.clone(),
            #[cfg(feature = "busy")]
            while_busy: parts.while_busy,
            #[cfg(feature = "test-util")]
            ty: parts.ty,
            headers: parts.headers.clone(),
            cookies: parts.cookies.clone(),
            content_type: parts.content_type.clone(),
            body: parts.body.try_clone()?,
            options: parts.options.clone(),
            error: parts.error.clone(),
        })))
    }

    /// Returns a copy of the call, or an error if its body is a stream.
    pub(crate) fn again(&self) -> Result<Call, InvalidArgument> {
        let copy = self.try_clone();
        copy.ok_or_else(|| InvalidArgument::new("body", ArgumentErrorKind::SentOnce))
    }
}

/// Parses the serialized body again: that compiles faster than a second serialization of each model.
pub(super) fn check_body(
    rules: Option<&'static Node>,
    text: &[u8],
) -> Result<(), ArgumentErrorKind> {
    let Some(rules) = rules else { return Ok(()) };
    let value: Value = serde_json::from_slice(text)
        .map_err(|error| ArgumentErrorKind::NotJson(error.to_string()))?;
    rules.check(&value).map_err(ArgumentErrorKind::Rule)
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Arguments may be secrets: only their names are shown.
        f.debug_struct("Call")
            .field("operation", &self.0.info.id)
            .field("path", &names(&self.0.path))
            .field("query", &self.0.query)
            .field(
                "headers",
                &crate::body::response::header_names(&self.0.headers),
            )
            .field("body", &self.0.body)
            .field("error", &self.0.error)
            .finish_non_exhaustive()
    }
}
