//! Turns a call into what is sent on each of its attempts.

use std::sync::Arc;

use http::{HeaderMap, HeaderValue, Method, Uri, header, uri};

use super::auth::{Authorizer, CredentialsError};
use super::body::Body;
use super::call::Call;
use super::client::{Core, Server};
use super::encode;
use super::error::{Error, NoError};
use super::operation::OperationInfo;
use super::parameter::{InvalidArgument, Parameter, Problem};

/// What is sent on each attempt, before it is authorized.
pub(crate) struct Plan {
    pub(crate) method: Method,
    pub(crate) uri: Uri,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Body,
    pub(crate) authorizers: Vec<Arc<dyn Authorizer>>,
}

impl Plan {
    /// Fails where an argument is refused, or where there are no credentials.
    pub(crate) async fn new(call: &mut Call) -> Result<Plan, Error<NoError>> {
        if let Some(error) = call.error.take() {
            return Err(Error::InvalidArgument(error));
        }
        let core = call.core.clone();
        let info = call.info;
        let authorizers = core.authorizers(info.security)?;
        let own_server = info
            .server
            .map(|server| own_server(&core, server))
            .transpose()?;
        let server = own_server.as_ref().unwrap_or(&core.0.server);
        if !authorizers.is_empty() && server.is_exposed() && !core.0.config.allow_plain_http {
            return Err(Error::Credentials(CredentialsError::new(
                "this operation's server speaks plain http, where credentials could be read; \
                 allow it with `Config::allow_plain_http`",
            )));
        }
        for parameter in info.client_parameters {
            set_client_parameter(call, parameter, &authorizers).await?;
        }
        let uri = uri(call, server)?;
        let headers = headers(call, &core, info);
        let body = std::mem::take(&mut call.body);
        Ok(Plan {
            method: info.method.clone(),
            uri,
            headers,
            body,
            authorizers,
        })
    }
}

/// The operation's own server; a relative one is resolved against the client's.
fn own_server(core: &Core, server: &str) -> Result<Server, Error<NoError>> {
    if let Some(path) = server.strip_prefix('/') {
        let mut own = core.0.server.clone();
        own.path = format!("/{}", path.trim_end_matches('/'));
        return Ok(own);
    }
    Server::parse(server)
        .map_err(|_| Error::InvalidArgument(InvalidArgument::new("server", Problem::Unsendable)))
}

async fn set_client_parameter(
    call: &mut Call,
    parameter: &'static Parameter,
    authorizers: &[Arc<dyn Authorizer>],
) -> Result<(), Error<NoError>> {
    let name = parameter.name();
    let set = call.core.0.parameters.iter().find(|set| set.0 == name);
    let mut value = set.map(|set| set.1.clone());
    for authorizer in authorizers {
        if value.is_none() {
            value = authorizer.client_parameter(name).await?;
        }
    }
    match value {
        Some(value) => call.parameter(parameter, &value),
        None => call.invalid(InvalidArgument::new(name, Problem::NotOnClient)),
    }
    call.error
        .take()
        .map_or(Ok(()), |error| Err(Error::InvalidArgument(error)))
}

fn uri(call: &Call, server: &Server) -> Result<Uri, InvalidArgument> {
    let mut text = server.path.clone();
    text.push_str(&encode::expand_path(call.info.path, &call.path)?);
    for (index, (_, pair)) in call.query.iter().enumerate() {
        text.push(if index == 0 { '?' } else { '&' });
        text.push_str(pair.wire());
    }
    let mut parts = uri::Parts::default();
    parts.scheme = Some(server.scheme.clone());
    parts.authority = Some(server.authority.clone());
    let unsendable = || InvalidArgument::new("path", Problem::Unsendable);
    parts.path_and_query = Some(uri::PathAndQuery::try_from(text).map_err(|_| unsendable())?);
    Uri::from_parts(parts).map_err(|_| unsendable())
}

fn headers(call: &mut Call, core: &Core, info: &OperationInfo) -> HeaderMap {
    let mut headers = std::mem::take(&mut call.headers);
    headers.reserve(8);
    if !info.accept.is_empty() {
        let accept = HeaderValue::from_static(info.accept);
        headers.entry(header::ACCEPT).or_insert(accept);
    }
    headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static("gzip"));
    headers.insert(header::USER_AGENT, core.0.user_agent.clone());
    if let Some(content_type) = call.content_type.take() {
        headers.insert(header::CONTENT_TYPE, content_type);
    }
    if !call.cookies.is_empty() {
        let pairs: Vec<&str> = call
            .cookies
            .iter()
            .map(|cookie| cookie.1.as_str())
            .collect();
        if let Ok(mut value) = HeaderValue::from_str(&pairs.join("; ")) {
            value.set_sensitive(true);
            headers.insert(header::COOKIE, value);
        }
    }
    // Some gateways answer 411 where a POST without a body does not say so.
    let says_length = [Method::POST, Method::PUT, Method::PATCH].contains(&info.method);
    match call.body.length() {
        Some(0) if !says_length => {}
        Some(length) => drop(headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length))),
        None => {}
    }
    for (name, value) in &call.options.headers {
        headers.insert(name, value.clone());
    }
    headers
}
