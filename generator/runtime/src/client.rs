//! What all calls of a client share.

use std::fmt;
use std::sync::Arc;

use http::uri::{Authority, Scheme};
use http::{HeaderValue, Uri};

use super::auth::{Attachment, Authorizer, CredentialsError};
use super::config::Config;
use super::middleware::Middleware;
use super::retry::RetryState;
use super::transport::{BoxError, Transport};

/// What all calls of a client share; cheap to clone.
#[derive(Clone)]
pub struct Core(pub(crate) Arc<Shared>);

pub(crate) struct Shared {
    pub(crate) server: Server,
    pub(crate) setters: &'static [&'static str],
    pub(crate) authorizers: Vec<Option<Arc<dyn Authorizer>>>,
    pub(crate) parameters: Vec<(&'static str, String)>,
    pub(crate) config: Config,
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) middleware: Vec<Arc<dyn Middleware>>,
    pub(crate) retry_state: RetryState,
    pub(crate) user_agent: HeaderValue,
}

/// Where requests go: the endpoint, taken apart.
#[derive(Clone)]
pub(crate) struct Server {
    pub(crate) scheme: Scheme,
    pub(crate) authority: Authority,
    /// Without a slash at its end.
    pub(crate) path: String,
}

impl Server {
    pub(crate) fn parse(endpoint: &str) -> Result<Server, BuildError> {
        // The text is not repeated in the error: it may hold a password.
        let invalid = |why| BuildError::InvalidEndpoint(why);
        let uri: Uri = endpoint.parse().map_err(|_| invalid("it is not a URL"))?;
        let parts = uri.into_parts();
        let scheme = parts
            .scheme
            .ok_or(invalid("it must begin with `https://`"))?;
        if scheme != Scheme::HTTP && scheme != Scheme::HTTPS {
            return Err(invalid("its scheme must be `https` or `http`"));
        }
        let authority = parts.authority.ok_or(invalid("it has no host"))?;
        if authority.as_str().contains('@') {
            return Err(invalid(
                "it must not hold a user name; set credentials instead",
            ));
        }
        let path = parts.path_and_query.as_ref();
        if path.is_some_and(|path| path.query().is_some()) {
            return Err(invalid("it must not have a query"));
        }
        let path = path
            .map_or("", |path| path.path().trim_end_matches('/'))
            .to_owned();
        Ok(Server {
            scheme,
            authority,
            path,
        })
    }

    /// Whether what is sent can be read on the way: plain HTTP to another machine.
    pub(crate) fn is_exposed(&self) -> bool {
        self.scheme != Scheme::HTTPS && !is_loopback(self.authority.host())
    }
}

/// Whether a host, as it stands in a URI, is this machine.
pub(crate) fn is_loopback(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    address
        .parse::<std::net::IpAddr>()
        .is_ok_and(|ip| ip.is_loopback())
        || host.eq_ignore_ascii_case("localhost")
}

impl Core {
    /// Starts a client. `setters` names the builder's method for each slot of credentials.
    pub fn builder(setters: &'static [&'static str]) -> CoreBuilder {
        CoreBuilder {
            endpoint: None,
            setters,
            authorizers: setters.iter().map(|_| None).collect(),
            parameters: Vec::new(),
            server_variables: Vec::new(),
            config: Config::default(),
            transport: None,
            middleware: Vec::new(),
            user_agent: HeaderValue::from_static("rust"),
        }
    }

    /// The authorizers for an operation: those of the first alternative that is complete. One
    /// that needs nothing counts last.
    pub(crate) fn authorizers(
        &self,
        security: &[&[usize]],
    ) -> Result<Vec<Arc<dyn Authorizer>>, CredentialsError> {
        let slot = |index: &usize| self.0.authorizers.get(*index)?.clone();
        for alternative in security
            .iter()
            .filter(|alternative| !alternative.is_empty())
        {
            let set: Vec<_> = alternative.iter().filter_map(slot).collect();
            if set.len() == alternative.len() {
                return Ok(each_once(set));
            }
        }
        if security.is_empty() || security.iter().any(|alternative| alternative.is_empty()) {
            return Ok(Vec::new());
        }
        Err(CredentialsError::new(format!(
            "this operation needs credentials; set them on the client's builder with {}",
            self.setters(security)
        )))
    }

    fn setters(&self, security: &[&[usize]]) -> String {
        let mut alternatives: Vec<String> = Vec::new();
        for alternative in security {
            let names: Vec<String> = alternative
                .iter()
                .filter_map(|index| self.0.setters.get(*index))
                .map(|name| format!("`{name}`"))
                .collect();
            let text = names.join(" and ");
            if !alternatives.contains(&text) {
                alternatives.push(text);
            }
        }
        alternatives.join(" or ")
    }
}

/// One that fills several slots acts once.
fn each_once(authorizers: Vec<Arc<dyn Authorizer>>) -> Vec<Arc<dyn Authorizer>> {
    let mut once: Vec<Arc<dyn Authorizer>> = Vec::with_capacity(authorizers.len());
    for authorizer in authorizers {
        if !once.iter().any(|known| Arc::ptr_eq(known, &authorizer)) {
            once.push(authorizer);
        }
    }
    once
}

impl fmt::Debug for Core {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shared = &self.0;
        let set = shared
            .setters
            .iter()
            .zip(&shared.authorizers)
            .filter(|slot| slot.1.is_some());
        f.debug_struct("Core")
            .field("server", &shared.server.authority.as_str())
            .field("credentials", &set.map(|slot| slot.0).collect::<Vec<_>>())
            .field(
                "parameters",
                &shared.parameters.iter().map(|p| p.0).collect::<Vec<_>>(),
            )
            .field("config", &shared.config)
            .field("middleware", &shared.middleware.len())
            .finish_non_exhaustive()
    }
}

/// Puts a client together.
pub struct CoreBuilder {
    endpoint: Option<String>,
    setters: &'static [&'static str],
    authorizers: Vec<Option<Arc<dyn Authorizer>>>,
    parameters: Vec<(&'static str, String)>,
    server_variables: Vec<(&'static str, String)>,
    config: Config,
    transport: Option<Arc<dyn Transport>>,
    middleware: Vec<Arc<dyn Middleware>>,
    user_agent: HeaderValue,
}

impl CoreBuilder {
    /// The URL that all paths are appended to.
    pub fn endpoint(mut self, url: impl Into<String>) -> CoreBuilder {
        self.endpoint = Some(url.into());
        self
    }

    /// The value of a parameter of the client.
    pub fn parameter(mut self, name: &'static str, value: impl Into<String>) -> CoreBuilder {
        self.parameters.retain(|parameter| parameter.0 != name);
        self.parameters.push((name, value.into()));
        self
    }

    /// The value of a variable of the server's URL, such as `region`: credentials may depend on it.
    pub fn server_variable(mut self, name: &'static str, value: impl Into<String>) -> CoreBuilder {
        self.server_variables.retain(|variable| variable.0 != name);
        self.server_variables.push((name, value.into()));
        self
    }

    /// The credentials of a slot.
    pub fn authorizer(mut self, slot: usize, authorizer: Arc<dyn Authorizer>) -> CoreBuilder {
        if let Some(place) = self.authorizers.get_mut(slot) {
            *place = Some(authorizer);
        }
        self
    }

    /// The credentials of several slots: whichever of them an operation asks for, these will do.
    pub fn shared_authorizer(
        mut self,
        slots: &[usize],
        authorizer: Arc<dyn Authorizer>,
    ) -> CoreBuilder {
        for slot in slots {
            self = self.authorizer(*slot, authorizer.clone());
        }
        self
    }

    /// The `User-Agent` where the configuration sets none.
    pub fn user_agent(mut self, text: &'static str) -> CoreBuilder {
        if let Ok(value) = HeaderValue::from_str(text) {
            self.user_agent = value;
        }
        self
    }

    /// The settings.
    pub fn config(mut self, config: Config) -> CoreBuilder {
        self.config = config;
        self
    }

    /// The transport, instead of the default one.
    pub fn transport(mut self, transport: impl Transport) -> CoreBuilder {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// Adds hooks; those added first see a request first.
    pub fn middleware(mut self, middleware: impl Middleware) -> CoreBuilder {
        self.middleware.push(Arc::new(middleware));
        self
    }

    /// The client.
    pub fn build(self) -> Result<Core, BuildError> {
        let server = Server::parse(self.endpoint.as_deref().ok_or(BuildError::NoEndpoint)?)?;
        let has_credentials = self.authorizers.iter().any(Option::is_some);
        if has_credentials && server.is_exposed() && !self.config.allow_plain_http {
            return Err(BuildError::PlainHttp);
        }
        let transport = match self.transport {
            Some(transport) => transport,
            None => default_transport(&self.config)?,
        };
        for authorizer in self.authorizers.iter().flatten() {
            let client = Attachment {
                transport: &transport,
                parameters: &self.parameters,
                server_variables: &self.server_variables,
            };
            authorizer
                .attach(&client)
                .map_err(BuildError::Credentials)?;
        }
        let user_agent = self.config.user_agent.clone().unwrap_or(self.user_agent);
        Ok(Core(Arc::new(Shared {
            server,
            setters: self.setters,
            authorizers: self.authorizers,
            parameters: self.parameters,
            config: self.config,
            transport,
            middleware: self.middleware,
            retry_state: RetryState::new(),
            user_agent,
        })))
    }
}

#[cfg(feature = "default-transport")]
fn default_transport(config: &Config) -> Result<Arc<dyn Transport>, BuildError> {
    Ok(Arc::new(super::default_transport::DefaultTransport::new(
        config,
    )?))
}

#[cfg(not(feature = "default-transport"))]
fn default_transport(_config: &Config) -> Result<Arc<dyn Transport>, BuildError> {
    Err(BuildError::NoTransport)
}

impl fmt::Debug for CoreBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CoreBuilder")
            .field("has_endpoint", &self.endpoint.is_some())
            .field(
                "parameters",
                &self.parameters.iter().map(|p| p.0).collect::<Vec<_>>(),
            )
            .field("config", &self.config)
            .finish_non_exhaustive()
    }
}

/// A client cannot be built from these settings.
#[derive(Debug)]
#[non_exhaustive]
pub enum BuildError {
    /// No endpoint was set, nor anything that gives one.
    NoEndpoint,
    /// The endpoint is no usable URL.
    InvalidEndpoint(&'static str),
    /// Credentials would go over plain HTTP to another machine.
    PlainHttp,
    /// The credentials cannot be sent.
    Credentials(CredentialsError),
    /// The proxy's URI cannot be used.
    InvalidProxy(&'static str),
    /// A root certificate, or the client's own or its key, cannot be used.
    InvalidCertificate(BoxError),
    /// A setting is refused.
    InvalidSetting(String),
    /// The feature `default-transport` is off and no transport was given.
    NoTransport,
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoEndpoint => f.write_str("no endpoint; set `endpoint`"),
            Self::InvalidEndpoint(why) => write!(f, "the endpoint cannot be used: {why}"),
            Self::PlainHttp => f.write_str(
                "credentials would be sent over plain http; use an `https` endpoint, or allow it \
                 with `Config::allow_plain_http`",
            ),
            Self::Credentials(error) => error.fmt(f),
            Self::InvalidProxy(why) => write!(f, "the proxy cannot be used: {why}"),
            Self::InvalidCertificate(_) => {
                f.write_str("a certificate cannot be used; see the cause, and give it in pem form")
            }
            Self::InvalidSetting(why) => f.write_str(why),
            Self::NoTransport => f.write_str(
                "no transport; enable the feature `default-transport` or set `transport`",
            ),
        }
    }
}

impl std::error::Error for BuildError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::InvalidCertificate(source) => Some(&**source),
            Self::Credentials(error) => std::error::Error::source(error),
            _ => None,
        }
    }
}
