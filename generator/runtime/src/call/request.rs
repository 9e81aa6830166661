//! The parts of a request.

use http::{HeaderMap, HeaderValue, Method};
use serde_json::Value;

use crate::body::content::Body;
#[cfg(feature = "busy")]
use crate::body::error::BoxFuture;
#[cfg(feature = "busy")]
use crate::body::response::RawResponse;
use crate::call::core::Core;
use crate::call::operation_info::OperationInfo;
use crate::call::options::CallOptions;
#[cfg(feature = "busy")]
use crate::error::failure::Error;
#[cfg(feature = "busy")]
use crate::error::none::NoError;
use crate::parameter::definition::{InvalidArgument, Location, Parameter};
use crate::parameter::encode::QueryPair;
#[cfg(feature = "form")]
use crate::parameter::form;
use crate::parameter::{cookie, encode, path};

/// The parts of a request.
pub(crate) struct RequestParts {
    pub(crate) core: Core,
    pub(crate) info: &'static OperationInfo,
    /// The target of a request that belongs to no operation.
    pub(crate) target: Option<Box<Target>>,
    /// The server that the call sets.
    pub(crate) server: Option<String>,
    /// Encoded arguments by parameter name.
    pub(crate) path: Vec<(&'static str, String)>,
    pub(crate) query: Vec<QueryPair>,
    /// The URL of the next page, which replaces path and query, and the function that resolves it, which is compiled in
    /// only where lists are paged.
    #[cfg(feature = "paging")]
    pub(crate) next: Option<(String, NextUri)>,
    /// How long to wait while the service is busy, and the function that does, which is compiled in only where it is
    /// used.
    #[cfg(feature = "busy")]
    pub(crate) while_busy: Option<(std::time::Duration, WhileBusy)>,
    /// The type of the operation, for test transports.
    #[cfg(feature = "test-util")]
    pub(crate) ty: Option<std::any::TypeId>,
    pub(crate) headers: HeaderMap,
    pub(crate) cookies: Vec<(&'static str, String)>,
    pub(crate) content_type: Option<HeaderValue>,
    pub(crate) body: Body,
    // Boxed, since few calls have some.
    pub(crate) options: Option<Box<CallOptions>>,
    pub(crate) error: Option<InvalidArgument>,
}

/// Resolves the URL of the next page, as a server sent it, against the URL of the first page.
#[cfg(feature = "paging")]
pub(crate) type NextUri = fn(&http::Uri, &str) -> Result<http::Uri, InvalidArgument>;

/// Repeats a call while the service is busy, until the time limit.
#[cfg(feature = "busy")]
pub(crate) type WhileBusy = fn(
    Box<RequestParts>,
    std::time::Duration,
) -> BoxFuture<'static, Result<RawResponse, Error<NoError>>>;

/// The target of a request that belongs to no operation.
#[derive(Clone)]
pub(crate) struct Target {
    pub(crate) method: Method,
    /// The template of the path; of a whole URL, the path and the query as they are.
    pub(crate) path: String,
    pub(crate) is_url: bool,
    /// Encoded arguments of the path.
    pub(crate) arguments: Vec<(String, String)>,
    /// Whether the body of a success is returned as a stream.
    pub(crate) is_streamed: bool,
}

impl RequestParts {
    /// Returns the method that is sent.
    pub(crate) fn method(&self) -> Method {
        match &self.target {
            Some(target) => target.method.clone(),
            None => self.info.sent_method(),
        }
    }

    /// Returns whether sending the request twice does no harm: by the call's options, the description, or the method.
    pub(crate) fn is_idempotent(&self) -> bool {
        let said = self.options.as_ref().and_then(|options| options.idempotent);
        said.unwrap_or_else(|| match &self.target {
            Some(target) => target.method.is_idempotent(),
            None => self.info.idempotent,
        })
    }

    /// Checks an argument and stores it in encoded form.
    pub(crate) fn encode(
        &mut self,
        parameter: &Parameter,
        value: Value,
    ) -> Result<(), InvalidArgument> {
        parameter.check(&value)?;
        self.write(parameter, value)
    }

    /// Does the same for a client parameter, which is given as text.
    pub(crate) fn encode_text(
        &mut self,
        parameter: &'static Parameter,
        text: &str,
    ) -> Result<(), InvalidArgument> {
        parameter.check_text(text)?;
        self.write(parameter, Value::from(text))
    }

    fn write(&mut self, parameter: &Parameter, value: Value) -> Result<(), InvalidArgument> {
        let name = parameter.name();
        match parameter.location() {
            Location::Path => {
                forget(&mut self.path, name);
                self.path.push((name, path::own_path(parameter, value)?));
            }
            Location::Query => {
                self.query.retain(|pair| pair.parameter != name);
                let start = self.query.len();
                encode::query(parameter, &value, &mut self.query)?;
                for pair in self.query.iter_mut().skip(start) {
                    pair.parameter = name;
                }
            }
            #[cfg(feature = "form")]
            Location::QueryString => {
                self.query.clear();
                form::query_string(parameter, &value, &mut self.query)?;
            }
            #[cfg(feature = "paging")]
            Location::Body => self.set_in_body(parameter, &value)?,
            Location::Header => {
                self.headers.remove(name);
                if let Some((name, value)) = encode::header(parameter, &value)? {
                    self.headers.insert(name, value);
                }
            }
            Location::Cookie => {
                let mut pairs = Vec::new();
                cookie::cookie(parameter, &value, &mut pairs)?;
                forget(&mut self.cookies, name);
                for pair in pairs {
                    self.cookies.push((name, pair));
                }
            }
        }
        Ok(())
    }
}

/// Takes out what a parameter was set to before.
fn forget(set: &mut Vec<(&'static str, String)>, name: &str) {
    set.retain(|known| known.0 != name);
}
