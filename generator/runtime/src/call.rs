//! A request as it is put together, before it is sent.

use std::fmt;

use http::{HeaderMap, HeaderName, HeaderValue};
use serde::Serialize;
use serde_json::Value;

use super::body::Body;
use super::client::Core;
use super::config::CallOptions;
use super::encode::{self, QueryPair};
use super::error::Error;
use super::execute::execute;
use super::json;
use super::operation::{Operation, OperationInfo, Sending};
use super::parameter::{InvalidArgument, Location, Parameter, Problem};
use super::reply::{Rejected, Reply};
use super::response::Response;
use super::rules::Node;

/// A request as it is put together. Errors of arguments are kept and given by sending.
// Boxed, since a request is handed on often before it is sent.
pub struct Call(pub(crate) Box<Draft>);

/// What a request is put together from.
pub(crate) struct Draft {
    pub(crate) core: Core,
    pub(crate) info: &'static OperationInfo,
    /// Encoded arguments by the parameter's name.
    pub(crate) path: Vec<(&'static str, String)>,
    pub(crate) query: Vec<QueryPair>,
    pub(crate) headers: HeaderMap,
    pub(crate) cookies: Vec<(&'static str, String)>,
    pub(crate) content_type: Option<HeaderValue>,
    pub(crate) body: Body,
    // Boxed, since few calls have some.
    pub(crate) options: Option<Box<CallOptions>>,
    pub(crate) error: Option<InvalidArgument>,
}

impl Draft {
    /// Checks an argument and keeps it as it goes over the wire.
    pub(crate) fn encode(
        &mut self,
        parameter: &'static Parameter,
        value: &Value,
    ) -> Result<(), InvalidArgument> {
        parameter.check(value)?;
        let name = parameter.name();
        match parameter.location() {
            Location::Path => {
                self.path.retain(|path| path.0 != name);
                self.path.push((name, encode::path(parameter, value)?));
            }
            Location::Query => {
                self.query.retain(|pair| pair.parameter != name);
                let start = self.query.len();
                encode::query(parameter, value, &mut self.query);
                for pair in self.query.iter_mut().skip(start) {
                    pair.parameter = name;
                }
            }
            Location::Header => {
                if let Some((name, value)) = encode::header(parameter, value)? {
                    self.headers.insert(name, value);
                }
            }
            Location::Cookie => {
                let mut pairs = Vec::new();
                encode::cookie(parameter, value, &mut pairs)?;
                self.cookies.retain(|cookie| cookie.0 != name);
                self.cookies
                    .extend(pairs.into_iter().map(|pair| (name, pair)));
            }
        }
        Ok(())
    }
}

impl Call {
    /// A call of this operation without arguments.
    pub fn new(core: &Core, info: &'static OperationInfo) -> Call {
        Call(Box::new(Draft {
            core: core.clone(),
            info,
            path: Vec::new(),
            query: Vec::new(),
            headers: HeaderMap::new(),
            cookies: Vec::new(),
            content_type: None,
            body: Body::EMPTY,
            options: None,
            error: None,
        }))
    }

    /// Keeps an error of an argument; the first one is given by sending.
    pub fn invalid(&mut self, error: InvalidArgument) {
        self.0.error.get_or_insert(error);
    }

    /// Sets an argument, instead of one that was set before.
    pub fn parameter<T: Serialize + ?Sized>(&mut self, parameter: &'static Parameter, value: &T) {
        self.set(parameter, json::to_value(value));
    }

    // Not generic, so that it is compiled once.
    fn set(&mut self, parameter: &'static Parameter, value: serde_json::Result<Value>) {
        let set = match value {
            Ok(value) => self.0.encode(parameter, &value),
            Err(error) => Err(InvalidArgument::new(
                parameter.name(),
                Problem::NotJson(error.to_string()),
            )),
        };
        if let Err(error) = set {
            self.invalid(error);
        }
    }

    /// Sets a JSON body, checked against `rules` where the description has some.
    pub fn json<T: Serialize + ?Sized>(
        &mut self,
        content_type: &'static str,
        rules: Option<&'static Node>,
        value: &T,
    ) {
        self.set_json(content_type, rules, json::to_vec(value));
    }

    fn set_json(
        &mut self,
        content_type: &'static str,
        rules: Option<&'static Node>,
        text: serde_json::Result<Vec<u8>>,
    ) {
        let checked = text
            .map_err(|error| Problem::NotJson(error.to_string()))
            .and_then(|text| check_body(rules, &text).map(|()| text));
        match checked {
            Ok(text) => self.set_body(content_type, text),
            Err(problem) => self.invalid(InvalidArgument::new("body", problem)),
        }
    }

    /// Sets the body and its media type.
    pub fn set_body(&mut self, content_type: &str, body: impl Into<Body>) {
        match HeaderValue::from_str(content_type) {
            Ok(content_type) => self.0.content_type = Some(content_type),
            Err(_) => self.invalid(InvalidArgument::new("content_type", Problem::Unsendable)),
        }
        self.0.body = body.into();
    }

    /// Sets a header, instead of one that is there.
    pub fn set_header(&mut self, name: HeaderName, value: HeaderValue) {
        self.0.headers.insert(name, value);
    }

    /// Sets the limits, retries and headers of this call.
    pub fn set_options(&mut self, options: CallOptions) {
        self.0.options = Some(Box::new(options));
    }

    /// The same call once more, unless its body is a stream.
    pub fn try_clone(&self) -> Option<Call> {
        Some(Call(Box::new(Draft {
            core: self.0.core.clone(),
            info: self.0.info,
            path: self.0.path.clone(),
            query: self.0.query.clone(),
            headers: self.0.headers.clone(),
            cookies: self.0.cookies.clone(),
            content_type: self.0.content_type.clone(),
            body: self.0.body.try_clone()?,
            options: self.0.options.clone(),
            error: self.0.error.clone(),
        })))
    }

    /// Sends the request and decodes the reply, as one future of a known type: an `async fn` in each
    /// operation would be a type of its own, which costs a fifth of the time to check a client.
    pub fn send_boxed<O: Operation + 'static>(self) -> Sending<O::Output, O::Error> {
        Box::pin(self.send::<O>())
    }

    /// Sends the request and decodes the reply.
    pub async fn send<O: Operation>(self) -> Result<Response<O::Output>, Error<O::Error>> {
        match execute(self.0).await {
            Ok(mut reply) => {
                let decoded = O::decode(&mut reply);
                finish(reply, decoded)
            }
            Err(error) => Err(error.cast()),
        }
    }
}

/// The text is read once more: that is cheaper to build than writing each model in two ways.
fn check_body(rules: Option<&'static Node>, text: &[u8]) -> Result<(), Problem> {
    let Some(rules) = rules else { return Ok(()) };
    let value: Value =
        serde_json::from_slice(text).map_err(|error| Problem::NotJson(error.to_string()))?;
    rules.check(&value).map_err(Problem::Rule)
}

fn finish<T, E>(reply: Reply, decoded: Result<T, Rejected<E>>) -> Result<Response<T>, Error<E>> {
    match decoded {
        Ok(body) => Ok(Response {
            body,
            status: reply.status,
            headers: reply.headers,
            attempts: reply.attempts,
        }),
        Err(rejected) => Err(rejected.into_error(reply)),
    }
}

fn names<T>(arguments: &[(&'static str, T)]) -> Vec<&'static str> {
    arguments.iter().map(|argument| argument.0).collect()
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Arguments may be secrets: what is shown is what was given, not its value.
        f.debug_struct("Call")
            .field("operation", &self.0.info.id)
            .field("path", &names(&self.0.path))
            .field("query", &self.0.query)
            .field("headers", &super::reply::header_names(&self.0.headers))
            .field("body", &self.0.body)
            .field("error", &self.0.error)
            .finish_non_exhaustive()
    }
}
