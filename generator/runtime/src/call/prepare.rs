//! Builds the request that each attempt of a call sends.

mod request_uri;

use std::sync::Arc;

use http::uri::Authority;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Uri, header};

use crate::auth::authorizer::Authorizer;
use crate::body::content::Body;
use crate::body::deadline::Deadline;
use crate::call::core::{Core, Server, under};
use crate::call::extra;
use crate::call::prepare::request_uri::request_uri;
use crate::call::request::RequestParts;
use crate::error::build::{BuildError, PLAIN_HTTP};
use crate::error::credentials::CredentialsError;
use crate::error::failure::Error;
use crate::error::none::NoError;
use crate::parameter::definition::{ArgumentErrorKind, InvalidArgument, Location, Parameter};
use crate::parameter::managed::is_of_connection;
use crate::transport::interface::ConnectTimeout;
#[cfg(feature = "test-util")]
use crate::transport::recorded::OfOperation;
use crate::value::text::{append, contains};

/// The error of a request whose URL a hook changed.
const OTHER_SERVER: &str = "a hook changed the scheme, the host or the port of a request with credentials; these go \
     to the server alone that the client was built for or the call names";

/// What all attempts of a call have in common.
pub(crate) struct PreparedRequest {
    pub(crate) parts: Box<RequestParts>,
    pub(crate) uri: Uri,
    pub(crate) authorizers: Vec<Arc<dyn Authorizer>>,
}

impl PreparedRequest {
    /// Fails if an argument or the server is refused, or if there are no credentials.
    pub(crate) async fn new(
        mut parts: Box<RequestParts>,
        limit: Deadline,
    ) -> Result<PreparedRequest, Error<NoError>> {
        let own_server = own_server(&parts);
        match prepare(&mut parts, &own_server, limit).await {
            Ok((uri, authorizers)) => Ok(PreparedRequest {
                parts,
                uri,
                authorizers,
            }),
            Err(error) => {
                let host = host(&parts, &own_server).to_string();
                Err(error.of_call(parts.info.id, host, 0, None))
            }
        }
    }

    /// Returns the request of an attempt, before it is authorized.
    pub(crate) fn request(&self, body: Body) -> http::Request<Body> {
        // Two headers for each authorizer, as a signature needs, and `Host`.
        let room = 2 * self.authorizers.len() + 1;
        let method = self.parts.method();
        let headers = headers(&self.parts, &method, &body, room);
        let mut request = http::Request::new(body);
        *request.method_mut() = method;
        *request.uri_mut() = self.uri.clone();
        *request.headers_mut() = headers;
        let options = self.parts.options.as_ref();
        if let Some(limit) = options.and_then(|options| options.connect_timeout) {
            request.extensions_mut().insert(ConnectTimeout(limit));
        }
        #[cfg(feature = "test-util")]
        request.extensions_mut().insert(self.operation());
        request
    }

    /// Returns the facts about the operation that test transports need.
    #[cfg(feature = "test-util")]
    fn operation(&self) -> OfOperation {
        let info = self.parts.info;
        OfOperation {
            id: info.id,
            path: info.path,
            sensitive: info.sensitive,
            ty: self.parts.ty,
        }
    }

    /// Returns an error if a hook or an authorizer has changed the server, so that credentials are not sent to another
    /// one than the client chose.
    pub(crate) fn check_server(&self, uri: &Uri) -> Result<(), CredentialsError> {
        let is_same =
            || (uri.scheme(), uri.authority()) == (self.uri.scheme(), self.uri.authority());
        if self.authorizers.is_empty() || is_same() {
            return Ok(());
        }
        Err(CredentialsError::new(OTHER_SERVER))
    }

    /// Returns the server's host and port.
    pub(crate) fn host(&self) -> String {
        self.uri
            .authority()
            .map(ToString::to_string)
            .unwrap_or_default()
    }
}

/// Returns the URL of a request with all of its arguments, and its authorizers.
// Everything synchronous is in separate functions: inside a future it compiles to several times as much code.
async fn prepare(
    parts: &mut RequestParts,
    own_server: &Result<Option<Server>, InvalidArgument>,
    limit: Deadline,
) -> Result<(Uri, Vec<Arc<dyn Authorizer>>), Error<NoError>> {
    let core = parts.core.clone();
    let authorizers = authorizers(parts, &core, own_server)?;
    for parameter in parts.info.client_parameters {
        if set_parameter(parts, &core, parameter)? {
            continue;
        }
        let name = parameter.name();
        let value = limit
            .keys(parameter_from_credentials(&authorizers, name))
            .await??;
        set_looked_up(parts, parameter, value)?;
    }
    let uri = complete(parts, &core, own_server)?;
    // HTTP/1.1 asks for no piece of a body without a byte, so that it would not notice a stream that is longer.
    if parts.body.length() == Some(0) && parts.body.as_bytes().is_none() {
        limit.within(parts.body.chunk()).await??;
        parts.body = Body::EMPTY;
    }
    Ok((uri, authorizers))
}

fn authorizers(
    parts: &mut RequestParts,
    core: &Core,
    own_server: &Result<Option<Server>, InvalidArgument>,
) -> Result<Vec<Arc<dyn Authorizer>>, Error<NoError>> {
    if let Some(error) = parts.error.take() {
        return Err(error.into());
    }
    extra::apply(parts)?;
    let authorizers = core.authorizers(parts.info.security)?;
    let server = server(core, own_server)?;
    if !authorizers.is_empty() && server.is_exposed() && !core.0.allow_plain_http {
        return Err(CredentialsError::new(PLAIN_HTTP).into());
    }
    Ok(authorizers)
}

fn server<'a>(
    core: &'a Core,
    own_server: &'a Result<Option<Server>, InvalidArgument>,
) -> Result<&'a Server, InvalidArgument> {
    let own_server = own_server.as_ref().map_err(Clone::clone)?;
    Ok(own_server.as_ref().unwrap_or(&core.0.server))
}

/// Sets a parameter of the client, if the request has it; returns `false` if only the credentials can know its value.
fn set_parameter(
    parts: &mut RequestParts,
    core: &Core,
    parameter: &'static Parameter,
) -> Result<bool, InvalidArgument> {
    if !takes(parts, parameter) {
        return Ok(true);
    }
    let mut known = core.0.parameters.iter();
    match known.find(|known| known.0 == parameter.name()) {
        Some(known) => parts.encode_text(parameter, &known.1).map(|()| true),
        None => Ok(false),
    }
}

fn set_looked_up(
    parts: &mut RequestParts,
    parameter: &'static Parameter,
    value: Option<String>,
) -> Result<(), InvalidArgument> {
    match value {
        Some(value) => parts.encode_text(parameter, &value),
        None if parameter.optional => Ok(()),
        None => {
            let problem = ArgumentErrorKind::NotOnClient;
            Err(InvalidArgument::new(parameter.name(), problem))
        }
    }
}

fn complete(
    parts: &mut RequestParts,
    core: &Core,
    own_server: &Result<Option<Server>, InvalidArgument>,
) -> Result<Uri, InvalidArgument> {
    add_key(parts);
    let uri = request_uri(parts, server(core, own_server)?)?;
    #[cfg(feature = "paging")]
    let uri = match &parts.next {
        Some((next, resolve)) => resolve(&uri, next)?,
        None => uri,
    };
    Ok(uri)
}

/// Returns the value of a client parameter from the first of the credentials that knows it.
async fn parameter_from_credentials(
    authorizers: &[Arc<dyn Authorizer>],
    name: &str,
) -> Result<Option<String>, CredentialsError> {
    for authorizer in authorizers {
        if let Some(value) = authorizer.client_parameter(name).await? {
            return Ok(Some(value));
        }
    }
    Ok(None)
}

/// Returns the server of the call or the operation; one that is only a path is on the client's host. An endpoint that
/// replaces the servers of the description keeps its path in front of theirs.
pub(crate) fn own_server(parts: &RequestParts) -> Result<Option<Server>, InvalidArgument> {
    let client = &parts.core.0;
    let refused = |error| {
        let why = match error {
            BuildError::InvalidEndpoint(why) => why.to_owned(),
            other => other.to_string(),
        };
        InvalidArgument::new("server", ArgumentErrorKind::NotServer(why))
    };
    let own_url;
    let server = match (
        &parts.server,
        parts.info.server,
        &parts.info.server_variables,
    ) {
        (Some(named), ..) => named,
        (None, Some(template), Some(variables)) => {
            let url = variables.url(template, &client.server_variables);
            own_url = url.map_err(refused)?;
            own_url.as_str()
        }
        (None, Some(fixed), None) => fixed,
        (None, None, _) => return Ok(None),
    };
    if contains(server, "://") {
        if client.replaces.is_some() && parts.server.is_none() {
            return Ok(None);
        }
        let parsed = Server::parse(server).map_err(refused)?;
        return Ok(Some(parsed));
    }
    let mut own = client.server.clone();
    let front = client
        .replaces
        .map_or("", |path| own.path.strip_suffix(path).unwrap_or(&own.path));
    own.path = under(front, server.trim_matches('/'));
    Ok(Some(own))
}

/// Returns the host and port of a call; those of the client if the call's own server is refused.
pub(crate) fn host(
    parts: &RequestParts,
    own_server: &Result<Option<Server>, InvalidArgument>,
) -> Authority {
    let own = own_server.as_ref().ok().and_then(Option::as_ref);
    own.unwrap_or(&parts.core.0.server).authority.clone()
}

/// Returns whether a request takes a client parameter: one that belongs to no operation takes those in its path, and
/// others that are set.
fn takes(parts: &RequestParts, parameter: &Parameter) -> bool {
    let Some(target) = &parts.target else {
        return true;
    };
    let name = parameter.name();
    match parameter.location() {
        Location::Path => {
            let is_given = target.arguments.iter().any(|given| given.0 == name);
            !is_given && contains(&target.path, &format!("{{{name}}}"))
        }
        _ => parts.core.0.parameters.iter().any(|set| set.0 == name),
    }
}

/// Adds a key by which the server recognizes repeated attempts of one call, unless the caller gave one. A header in the
/// call's options replaces it.
pub(super) fn add_key(parts: &mut RequestParts) {
    let name = parts.info.idempotency_key;
    let Some(name) = name.and_then(|name| HeaderName::from_bytes(name.as_bytes()).ok()) else {
        return;
    };
    if !parts.headers.contains_key(&name) {
        let key = parts.core.0.retry_state.key();
        if let Ok(key) = HeaderValue::try_from(key) {
            parts.headers.insert(name, key);
        }
    }
}

/// Returns the headers of a request, with capacity for `room` more.
fn headers(parts: &RequestParts, method: &Method, body: &Body, room: usize) -> HeaderMap {
    let info = parts.info;
    let of_body = 2 * usize::from(parts.content_type.is_some());
    // Exact, since a larger map needs a slower allocation.
    let mut headers = HeaderMap::with_capacity(3 + of_body + parts.headers.len() + room);
    // Built at compile time: at run time each byte of a value is checked.
    let accept = match info.accept {
        "application/json" => const { HeaderValue::from_static("application/json") },
        other => HeaderValue::from_static(other),
    };
    if !accept.is_empty() {
        headers.insert(header::ACCEPT, accept);
    }
    // A range of a compressed body cannot be decompressed.
    let options = parts.options.as_ref().map(|options| &options.headers);
    let is_part = |headers: &HeaderMap| headers.contains_key(header::RANGE);
    let coding = match is_part(&parts.headers) || options.is_some_and(is_part) {
        true => const { HeaderValue::from_static("identity") },
        false => const { HeaderValue::from_static("gzip") },
    };
    headers.insert(header::ACCEPT_ENCODING, coding);
    headers.insert(header::USER_AGENT, parts.core.0.user_agent.clone());
    if let Some(content_type) = &parts.content_type {
        headers.insert(header::CONTENT_TYPE, content_type.clone());
    }
    // Some gateways respond with 411 to a POST without `Content-Length`, even if it has no body.
    let says_length = [Method::POST, Method::PUT, Method::PATCH].contains(method);
    match body.length() {
        Some(0) if !says_length => {}
        Some(length) => drop(headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length))),
        None => {}
    }
    for (name, value) in &parts.headers {
        if !is_of_connection(name) {
            headers.insert(name, value.clone());
        }
    }
    if !parts.cookies.is_empty() {
        // A request has one header of this name (RFC 6265, 5.4), which may be a parameter, too.
        let header = headers.get(header::COOKIE).map(HeaderValue::as_bytes);
        let mut pairs = String::from_utf8_lossy(header.unwrap_or_default()).into_owned();
        for (_, pair) in &parts.cookies {
            append(&mut pairs, "; ", pair);
        }
        if let Ok(mut value) = HeaderValue::from_bytes(pairs.as_bytes()) {
            value.set_sensitive(true);
            headers.insert(header::COOKIE, value);
        }
    }
    if let Some(options) = &parts.options {
        // Each replaces the header of its name.
        headers.extend(options.headers.clone());
    }
    headers
}

/// Restores the headers that hooks may not change.
pub(crate) fn restore(headers: &mut HeaderMap, length: Option<HeaderValue>) {
    while let Some(name) = headers.keys().find(|name| is_of_connection(name)).cloned() {
        headers.remove(name);
    }
    if let Some(length) = length {
        headers.insert(header::CONTENT_LENGTH, length);
    }
}
