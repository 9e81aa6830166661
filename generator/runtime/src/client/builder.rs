//! Builds a client.

use crate::transport::config::ConnectionConfig;

use std::fmt;
use std::sync::Arc;

use http::HeaderValue;

use crate::auth::authorizer::{Attachment, Authorizer};
use crate::call::core::{ClientState, Core, Server, add_once, names};
use crate::call::middleware::Middleware;
use crate::call::retry::state::RetryState;
use crate::client::config::Config;
use crate::error::build::BuildError;
use crate::transport::interface::Transport;
use crate::value::kept::Kept;

/// Builds a client.
pub struct CoreBuilder(Kept<Settings>);

/// The settings of a client that is being built.
struct Settings {
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
    /// Begins to build a client. `setters` names the builder's method for each slot of credentials.
    pub fn builder(setters: &'static [&'static str]) -> CoreBuilder {
        CoreBuilder(Kept::new(Settings {
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
        }))
    }
}

impl CoreBuilder {
    /// Sets the URL that all paths are appended to.
    pub fn endpoint(mut self, url: impl Into<String>) -> CoreBuilder {
        self.0.endpoint = Some(url.into());
        self
    }

    /// Makes the endpoint replace every server of the description, also those of operations. `path` is the path of the
    /// server that it replaces: a server given as a path alone is next to it.
    pub fn replaces_servers(mut self, path: &'static str) -> CoreBuilder {
        self.0.replaces = Some(path);
        self
    }

    /// Sends calls without credentials where none are set.
    pub fn anonymous(mut self) -> CoreBuilder {
        self.0.is_anonymous = true;
        self
    }

    /// Sets a parameter of the client.
    pub fn parameter(mut self, name: &'static str, value: impl Into<String>) -> CoreBuilder {
        self.0.parameters.retain(|parameter| parameter.0 != name);
        self.0.parameters.push((name, value.into()));
        self
    }

    /// Sets a variable of the server's URL, such as `region`; credentials may depend on it.
    pub fn server_variable(mut self, name: &'static str, value: impl Into<String>) -> CoreBuilder {
        self.0
            .server_variables
            .retain(|variable| variable.0 != name);
        self.0.server_variables.push((name, value.into()));
        self
    }

    /// Sets the credentials of a slot.
    pub fn authorizer(mut self, slot: usize, authorizer: Arc<dyn Authorizer>) -> CoreBuilder {
        if let Some(place) = self.0.authorizers.get_mut(slot) {
            *place = Some(authorizer);
        }
        self
    }

    /// Sets the same credentials for several slots, for whichever of them an operation needs.
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

    /// Sets the `User-Agent` that is used where the configuration has none.
    pub fn user_agent(mut self, text: &'static str) -> CoreBuilder {
        if let Ok(value) = HeaderValue::from_str(text) {
            self.0.user_agent = value;
        }
        self
    }

    /// Replaces the settings.
    pub fn config(mut self, config: Config) -> CoreBuilder {
        self.0.config = config;
        self
    }

    /// Replaces the default transport.
    pub fn transport(mut self, transport: impl Transport) -> CoreBuilder {
        self.0.transport = Some(Arc::new(transport));
        self
    }

    /// Adds a middleware; those added first see a request first.
    pub fn middleware(mut self, middleware: impl Middleware) -> CoreBuilder {
        self.0.middleware.push(Arc::new(middleware));
        self
    }

    /// Builds the client.
    pub fn build(self) -> Result<Core, BuildError> {
        let settings = *self.0.own();
        let server = Server::parse(settings.endpoint.as_deref().ok_or(BuildError::NoEndpoint)?)?;
        let has_credentials = settings.authorizers.iter().any(Option::is_some);
        if has_credentials && server.is_exposed() && !settings.config.allow_plain_http {
            return Err(BuildError::PlainHttp);
        }
        let user_agent = match &settings.config.user_agent {
            None => settings.user_agent,
            Some(text) => HeaderValue::from_str(text).map_err(|_| {
                BuildError::InvalidSetting(
                    "the user agent cannot be in a header; leave out line breaks and other control characters".to_owned(),
                )
            })?,
        };
        let transport = match settings.transport {
            Some(transport) => transport,
            None => default_transport(&settings.config.connections)?,
        };
        let mut attached = Vec::new();
        for slot in &settings.authorizers {
            add_once(&mut attached, slot.as_ref());
        }
        for authorizer in attached {
            let client = Attachment {
                transport: &transport,
                parameters: &settings.parameters,
                server_variables: &settings.server_variables,
            };
            authorizer
                .attach(&client)
                .map_err(BuildError::Credentials)?;
        }
        Ok(Core(Arc::new(ClientState {
            server,
            replaces: settings.replaces,
            server_variables: settings.server_variables,
            is_anonymous: settings.is_anonymous,
            setters: settings.setters,
            authorizers: settings.authorizers,
            parameters: settings.parameters,
            limits: settings.config.limits,
            retry: settings.config.retry,
            allow_plain_http: settings.config.allow_plain_http,
            transport,
            middleware: settings.middleware,
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
            .field("has_endpoint", &self.0.endpoint.is_some())
            .field("parameters", &names(&self.0.parameters))
            .field("config", &self.0.config)
            .finish_non_exhaustive()
    }
}
