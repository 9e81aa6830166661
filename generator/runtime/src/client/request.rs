//! Requests to operations that are not in the description.

use std::fmt;
use std::marker::PhantomData;
#[cfg(feature = "fs")]
use std::path::PathBuf;

use bytes::Bytes;
use http::{HeaderValue, Method, header};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::body::content::Body;
use crate::body::response::RawResponse;
use crate::call::arguments::Call;
use crate::call::core::Core;
use crate::call::operation_info::OperationInfo;
use crate::call::options::CallOptions;
use crate::call::request::Target;
#[cfg(feature = "fs")]
use crate::client::download::Download;
use crate::error::none::NoError;
use crate::parameter::definition::{ArgumentErrorKind, InvalidArgument};
use crate::parameter::encode::percent_encode;
use crate::response::operation::{Decoded, Operation, Sending};

#[cfg(feature = "blocking")]
use crate::error::failure::Error;
#[cfg(feature = "blocking")]
use crate::response::typed::Response;

const JSON: &str = "application/json";

const NOT_URL: &str = "it must begin with `https://` or `http://`";

/// A request to an operation that is not in the description. It is signed, retried, limited and traced like any other;
/// nothing is sent until it is awaited.
///
/// `{name}` in its path is replaced by the client's parameter of that name, or by the value set with
/// [`path_parameter`](Self::path_parameter). It uses the credentials of the client; one to a whole URL, such as a
/// signed link, has neither credentials nor parameters of the client. A response other than a success is an error with
/// status, headers and body.
#[must_use = "nothing is sent until the request is awaited"]
pub struct RawRequest {
    call: Call,
}

impl RawRequest {
    /// Begins a request. `info` has what all requests of the client have in common.
    #[doc(hidden)]
    pub fn new(
        core: &Core,
        info: &'static OperationInfo,
        method: Method,
        path: &str,
    ) -> RawRequest {
        let mut call = Call::new(core, info);
        call.0.target = Some(Box::new(Target {
            method,
            path: path.to_owned(),
            arguments: Vec::new(),
            is_url: false,
            is_streamed: false,
        }));
        RawRequest { call }
    }

    /// Begins a request to a URL that any server has, without credentials and parameters of the client.
    #[doc(hidden)]
    pub fn of_url(core: &Core, method: Method, url: &str) -> RawRequest {
        static URL: OperationInfo = OperationInfo::new("request_url", "GET", "");
        let url = url.split('#').next().unwrap_or_default();
        let host = url.find("://").map_or(0, |scheme| scheme + 3);
        let rest = url.get(host..).unwrap_or_default();
        let end = rest.find(['/', '?']).map_or(url.len(), |end| host + end);
        let (server, path) = url.split_at(end);
        let slash = if path.starts_with('/') { "" } else { "/" };
        let mut request = RawRequest::new(core, &URL, method, &format!("{slash}{path}"));
        if let Some(target) = &mut request.call.0.target {
            target.is_url = true;
        }
        if host == 0 {
            let problem = ArgumentErrorKind::NotServer(NOT_URL.to_owned());
            request.call.0.error = Some(InvalidArgument::new("url", problem));
        }
        request.call.0.server = Some(server.to_owned());
        request
    }

    /// Replaces `{name}` in the path by this value, encoded so that it stays one segment.
    pub fn path_parameter(mut self, name: &str, value: &str) -> RawRequest {
        if let Some(target) = &mut self.call.0.target {
            target.arguments.retain(|known| known.0 != name);
            target
                .arguments
                .push((name.to_owned(), percent_encode(value)));
        }
        self
    }

    /// Adds a pair to the query and encodes it.
    pub fn query(mut self, name: &str, value: &str) -> RawRequest {
        self.call.extra_query(name, value);
        self
    }

    /// Adds a header, see [`CallOptions::header`].
    pub fn header(mut self, name: &str, value: &str) -> RawRequest {
        self.call.extra_header(name, value);
        self
    }

    /// Sets a JSON body.
    pub fn json<T: Serialize + ?Sized>(mut self, value: &T) -> RawRequest {
        self.call.json(JSON, None, value);
        self
    }

    /// Sets the body and its media type.
    pub fn body(mut self, content_type: &str, body: impl Into<Body>) -> RawRequest {
        self.call.set_body_as(content_type, body.into());
        self
    }

    /// Sets time limits, retries and headers of this request.
    pub fn options(mut self, options: CallOptions) -> RawRequest {
        self.call.set_options(options);
        self
    }

    /// Sets whether sending the request twice does no harm. By default, that depends on the method.
    pub fn idempotent(mut self, is_idempotent: bool) -> RawRequest {
        self.call.set_idempotent(is_idempotent);
        self
    }

    /// Sends the request and returns the body of the response as it was received.
    pub fn send(self) -> Sending<Bytes, NoError> {
        self.accepting("*/*").send::<AnyBytes>()
    }

    /// Sends the request and returns the body of the response as a stream, which may be of any size.
    pub fn send_stream(self) -> Sending<Body, NoError> {
        self.streamed().send::<AnyStream>()
    }

    /// Saves the response as a file, whole or not at all; a download that breaks off is resumed if possible.
    #[cfg(feature = "fs")]
    pub fn save_to(self, path: impl Into<PathBuf>) -> Download<NoError> {
        Download::new::<AnyStream>(self.streamed(), path.into())
    }

    fn streamed(mut self) -> Call {
        if let Some(target) = &mut self.call.0.target {
            target.is_streamed = true;
        }
        self.accepting("*/*")
    }

    /// Sends the request and decodes the response as JSON.
    pub fn send_as<T: DeserializeOwned + 'static>(self) -> Sending<T, NoError> {
        self.accepting(JSON).send::<AnyJson<T>>()
    }

    /// Sends the request and waits for the response, for code outside an async runtime.
    ///
    /// # Errors
    /// Those of awaiting [`send`](Self::send); also fails inside an async runtime.
    #[cfg(feature = "blocking")]
    pub fn send_blocking(self) -> Result<Response<Bytes>, Error<NoError>> {
        self.accepting("*/*").send_blocking::<AnyBytes>()
    }

    /// Sends the request, waits for the response and decodes it as JSON, for code outside an async runtime.
    ///
    /// # Errors
    /// Those of awaiting [`send_as`](Self::send_as); also fails inside an async runtime.
    #[cfg(feature = "blocking")]
    pub fn send_as_blocking<T: DeserializeOwned + 'static>(
        self,
    ) -> Result<Response<T>, Error<NoError>> {
        self.accepting(JSON).send_blocking::<AnyJson<T>>()
    }

    fn accepting(mut self, media_types: &'static str) -> Call {
        self.call
            .set_header(header::ACCEPT, HeaderValue::from_static(media_types));
        self.call
    }
}

impl IntoFuture for RawRequest {
    type Output = <Sending<Bytes, NoError> as Future>::Output;
    type IntoFuture = Sending<Bytes, NoError>;

    fn into_future(self) -> Self::IntoFuture {
        self.send()
    }
}

impl fmt::Debug for RawRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.call.fmt(f)
    }
}

/// Any success, with its body as it was received.
enum AnyBytes {}

impl Operation for AnyBytes {
    type Output = Bytes;
    type Error = NoError;

    fn decode(response: &mut RawResponse) -> Decoded<Self> {
        match response.status() {
            200..=299 => Ok(response.raw_body().clone()),
            _ => Err(response.undocumented()),
        }
    }
}

/// Any success, with its body as a stream.
enum AnyStream {}

impl Operation for AnyStream {
    type Output = Body;
    type Error = NoError;

    fn decode(response: &mut RawResponse) -> Decoded<Self> {
        match response.status() {
            200..=299 => response.stream(),
            _ => Err(response.undocumented()),
        }
    }
}

/// Any success, decoded as JSON.
struct AnyJson<T>(PhantomData<T>);

impl<T: DeserializeOwned + 'static> Operation for AnyJson<T> {
    type Output = T;
    type Error = NoError;

    fn decode(response: &mut RawResponse) -> Decoded<Self> {
        match response.status() {
            200..=299 => {
                response.accept = JSON;
                response.json()
            }
            _ => Err(response.undocumented()),
        }
    }
}
