//! The state that all calls of a client share.

use std::fmt;
use std::sync::Arc;

use http::uri::{Authority, Scheme};
use http::{HeaderValue, Uri};

use crate::auth::authorizer::Authorizer;
use crate::body::response::Secrets;
use crate::call::middleware::Middleware;
use crate::call::options::Limits;
use crate::call::retry::RetryPolicy;
use crate::call::retry::state::RetryState;
use crate::call::server_url::ClientVariable;
use crate::error::build::BuildError;
use crate::error::credentials::CredentialsError;
use crate::parameter::path;
use crate::transport::host::{has_user, is_loopback, is_reachable};
use crate::transport::interface::Transport;
use crate::value::text::append;

/// The state that all calls of a client share; cheap to clone.
#[derive(Clone)]
pub struct Core(pub(crate) Arc<ClientState>);

pub(crate) struct ClientState {
    pub(crate) server: Server,
    /// The path of the server of the description that the endpoint replaces, if it replaces all servers.
    pub(crate) replaces: Option<&'static str>,
    /// The values of variables in servers' URLs.
    pub(crate) server_variables: Vec<ClientVariable>,
    /// Whether calls are sent without credentials if none are set.
    pub(crate) is_anonymous: bool,
    pub(crate) setters: &'static [&'static str],
    pub(crate) authorizers: Vec<Option<Arc<dyn Authorizer>>>,
    pub(crate) parameters: Vec<(&'static str, String)>,
    pub(crate) limits: Limits,
    pub(crate) retry: RetryPolicy,
    pub(crate) allow_plain_http: bool,
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) middleware: Vec<Arc<dyn Middleware>>,
    pub(crate) retry_state: RetryState,
    pub(crate) user_agent: HeaderValue,
}

impl Secrets for ClientState {
    fn secrets(&self, _: &[u8]) -> Vec<String> {
        let mut secrets = Vec::new();
        for authorizer in self.authorizers.iter().flatten() {
            secrets.append(&mut authorizer.secrets());
        }
        secrets
    }
}

/// The endpoint, where requests go, in its parts.
#[derive(Clone)]
pub(crate) struct Server {
    pub(crate) scheme: Scheme,
    pub(crate) authority: Authority,
    /// Without a slash at its end.
    pub(crate) path: String,
}

/// Why the endpoint is no URL.
const NO_URL: &str =
    "it is not a URL; blanks must be encoded, and the name of a host must be ASCII (`xn--…`)";

impl Server {
    pub(crate) fn parse(endpoint: &str) -> Result<Server, BuildError> {
        // The error does not repeat the URL: it may contain a password.
        let invalid = |why| BuildError::InvalidEndpoint(why);
        let uri: Uri = endpoint.parse().map_err(|_| invalid(NO_URL))?;
        // The parser drops a fragment.
        if endpoint.contains('#') {
            return Err(invalid("it must not have a fragment"));
        }
        if has_user(&uri) {
            return Err(invalid(
                "it must not hold a user name; set credentials instead",
            ));
        }
        if uri.authority().is_some() && !is_reachable(&uri) {
            return Err(invalid("no host has that name, or no server that port"));
        }
        let parts = uri.into_parts();
        let scheme = parts
            .scheme
            .ok_or(invalid("it must begin with `https://` or `http://`"))?;
        if scheme != Scheme::HTTP && scheme != Scheme::HTTPS {
            return Err(invalid("its scheme must be `https` or `http`"));
        }
        let authority = parts.authority.ok_or(invalid("it has no host"))?;
        let path = parts.path_and_query.as_ref();
        if path.is_some_and(|path| path.query().is_some()) {
            return Err(invalid("it must not have a query"));
        }
        let path = path.map_or("", |path| path.path().trim_end_matches('/'));
        let path = match path.strip_prefix('/') {
            Some(inner) => path::fixed(&under("", inner)),
            None => path::fixed(path),
        };
        Ok(Server {
            scheme,
            authority,
            path,
        })
    }

    /// Returns whether requests can be read on the way: plain HTTP to another machine.
    pub(crate) fn is_exposed(&self) -> bool {
        self.scheme != Scheme::HTTPS && !is_loopback(self.authority.host())
    }
}

/// Appends a path to another one, which its dot segments cannot leave (RFC 3986, 5.2.4).
pub(crate) fn under(front: &str, path: &str) -> String {
    let mut kept = Vec::new();
    for segment in path.split('/') {
        match path::dots(segment) {
            None => kept.push(segment),
            Some(1) => {}
            Some(_) => drop(kept.pop()),
        }
    }
    match kept.join("/") {
        path if path.is_empty() => front.to_owned(),
        path => format!("{front}/{path}"),
    }
}

impl Core {
    /// Returns the authorizers for an operation: those of the first alternative for which all are set. An alternative
    /// without credentials comes last.
    pub(crate) fn authorizers(
        &self,
        security: &[&[usize]],
    ) -> Result<Vec<Arc<dyn Authorizer>>, CredentialsError> {
        for alternative in security
            .iter()
            .filter(|alternative| !alternative.is_empty())
        {
            let mut set = Vec::with_capacity(alternative.len());
            let is_complete = alternative.iter().all(|index| {
                let slot = self.0.authorizers.get(*index);
                slot.is_some_and(|authorizer| add_once(&mut set, authorizer.as_ref()))
            });
            if is_complete {
                return Ok(set);
            }
        }
        let needs_none =
            security.is_empty() || security.iter().any(|alternative| alternative.is_empty());
        if needs_none || self.0.is_anonymous {
            return Ok(Vec::new());
        }
        Err(CredentialsError::new(format!(
            "this operation needs credentials; set them on the client's builder with {}, or call \
             `anonymous` there for a server that asks for none",
            self.setters(security)
        )))
    }

    fn setters(&self, security: &[&[usize]]) -> String {
        let mut alternatives: Vec<String> = Vec::new();
        for alternative in security {
            let mut names = String::new();
            for index in *alternative {
                if let Some(name) = self.0.setters.get(*index) {
                    append(&mut names, " and ", &format!("`{name}`"));
                }
            }
            if !alternatives.contains(&names) {
                alternatives.push(names);
            }
        }
        alternatives.join(" or ")
    }
}

/// Adds the authorizer of a slot, unless it was added for another slot. Returns whether the slot has one.
pub(crate) fn add_once(
    acting: &mut Vec<Arc<dyn Authorizer>>,
    slot: Option<&Arc<dyn Authorizer>>,
) -> bool {
    let Some(authorizer) = slot else {
        return false;
    };
    if !acting.iter().any(|known| Arc::ptr_eq(known, authorizer)) {
        acting.push(Arc::clone(authorizer));
    }
    true
}

/// Returns the names of arguments, which are shown without their values.
pub(crate) fn names(arguments: &[(&'static str, String)]) -> Vec<&'static str> {
    arguments.iter().map(|argument| argument.0).collect()
}

impl fmt::Debug for Core {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shared = &self.0;
        let mut set = Vec::new();
        for (setter, slot) in shared.setters.iter().zip(&shared.authorizers) {
            if slot.is_some() {
                set.push(*setter);
            }
        }
        f.debug_struct("Core")
            .field("server", &shared.server.authority.as_str())
            .field("credentials", &set)
            .field("parameters", &names(&shared.parameters))
            .field("limits", &shared.limits)
            .field("retry", &shared.retry)
            .field("middleware", &shared.middleware.len())
            .finish_non_exhaustive()
    }
}
