//! Builds a client.

use crate::transport::config::ConnectionConfig;

use std::fmt;
use std::sync::Arc;

use http::HeaderValue;

use crate::auth::authorizer::{Attachment, Authorizer};
use crate::call::core::{ClientState, Core, Server, each_once};
use crate::call::middleware::Middleware;
use crate::call::retry_state::RetryState;
use crate::client::config::Config;
use crate::error::build::BuildError;
use crate::transport::interface::Transport;

/// Builds a client.
pub struct CoreBuilder {
    endpoint: Option<String>,
    replaces: Option<&'static str>,
    is_anonymous: bool,
    setters: &'static [&'static str],
    authorizers: Vec<Option<Arc<dyn Authorizer>>>,
    parameters: Vec<(&'static str, String)>,
    server_variables: Vec<(&'static str, String)>,
    config: Config,
    transport: Option<Arc<dyn Transport>>,
    middleware: Vec<Arc<dyn Middleware>>,
    user_agent: HeaderValue,
}

impl Core {
    /// Starts a client. `setters` names the builder's method for each slot of credentials.
    pub fn builder(setters: &'static [&'static str]) -> CoreBuilder {
        CoreBuilder {
            endpoint: None,
            replaces: None,
            is_anonymous: false,
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
}

impl CoreBuilder {
    /// The URL that all paths are appended to.
    pub fn endpoint(mut self, url: impl Into<String>) -> CoreBuilder {
        self.endpoint = Some(url.into());
        self
    }

    /// The endpoint takes the place of every server of the description, those of operations too. `path` is that of
    /// the server whose place it takes: a server that is a path alone is beside it.
    pub fn replaces_servers(mut self, path: &'static str) -> CoreBuilder {
        self.replaces = Some(path);
        self
    }

    /// Calls are sent without credentials where none are set.
    pub fn anonymous(mut self) -> CoreBuilder {
        self.is_anonymous = true;
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
        let user_agent = match &self.config.user_agent {
            None => self.user_agent,
            Some(text) => HeaderValue::from_str(text).map_err(|_| {
                BuildError::InvalidSetting(
                    "the user agent cannot be in a header; leave out line breaks and other control characters".to_owned(),
                )
            })?,
        };
        let transport = match self.transport {
            Some(transport) => transport,
            None => default_transport(&self.config.connections)?,
        };
        for authorizer in each_once(self.authorizers.iter().flatten().cloned()) {
            let client = Attachment {
                transport: &transport,
                parameters: &self.parameters,
                server_variables: &self.server_variables,
            };
            authorizer
                .attach(&client)
                .map_err(BuildError::Credentials)?;
        }
        Ok(Core(Arc::new(ClientState {
            server,
            replaces: self.replaces,
            server_variables: self.server_variables,
            is_anonymous: self.is_anonymous,
            setters: self.setters,
            authorizers: self.authorizers,
            parameters: self.parameters,
            limits: self.config.limits,
            retry: self.config.retry,
            allow_plain_http: self.config.allow_plain_http,
            transport,
            middleware: self.middleware,
            retry_state: RetryState::new(),
            user_agent,
        })))
    }
}

#[cfg(feature = "default-transport")]
fn default_transport(config: &ConnectionConfig) -> Result<Arc<dyn Transport>, BuildError> {
    Ok(Arc::new(crate::transport::DefaultTransport::new(config)?))
}

#[cfg(not(feature = "default-transport"))]
fn default_transport(_config: &ConnectionConfig) -> Result<Arc<dyn Transport>, BuildError> {
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
