//! The facts of the description about an operation.

use http::Method;

use crate::body::media_type::{choose, is_json};
use crate::body::response::RawResponse;
#[cfg(feature = "busy")]
use crate::call::busy::Busy;
use crate::call::server_url::{ClientVariable, ServerVariable, server_url_of};
use crate::error::build::BuildError;
use crate::parameter::definition::Parameter;

/// What to do after a response that means that the service is busy.
#[cfg(feature = "busy")]
const BUSY: &str =
    "it is busy and has changed nothing; send it again later, or with `wait_while_busy`";

/// An operation of the description; there is one static for each.
pub struct OperationInfo {
    /// The operation's id.
    pub id: &'static str,
    /// The method.
    pub method: &'static str,
    /// The path template, with `{name}` for arguments.
    pub path: &'static str,
    /// The server of this operation or its path, if it has one.
    pub server: Option<&'static str>,
    /// The variables of that server's URL, if the client sets some of them.
    pub(crate) server_variables: Option<OwnVariables>,
    /// The parameters that are set once on the client.
    pub client_parameters: &'static [&'static Parameter],
    /// The alternatives of credentials, each a list of the client's slots. Empty if the operation needs none.
    pub security: &'static [&'static [usize]],
    /// Whether sending the request twice does no harm.
    pub idempotent: bool,
    /// The responses that mean that the service is busy.
    #[cfg(feature = "busy")]
    pub(crate) busy: &'static [&'static Busy],
    /// The header of a key that is generated once for each call, and is the same in each attempt.
    pub(crate) idempotency_key: Option<&'static str>,
    /// The names of secrets in its parameters and bodies.
    pub sensitive: &'static [&'static str],
    /// The value of the `Accept` header; empty for none.
    pub accept: &'static str,
    /// The ranges of statuses (both ends included) whose body is returned as a stream.
    pub streamed: &'static [(u16, u16)],
    /// The responses with several media types, in the order in which their statuses are matched.
    pub contents: &'static [Contents],
    /// How a success with an undocumented status is decoded.
    pub(crate) undocumented: Undocumented,
}

/// The variables of the URL of an operation's own server. The function that resolves them is referred to only here, so
/// programs without such variables do not contain it.
#[derive(Clone, Copy)]
pub(crate) struct OwnVariables {
    variables: &'static [ServerVariable<'static>],
    resolve: Resolve,
}

/// Fills in the variables of a template.
type Resolve = fn(&str, &[ServerVariable<'_>], &[ClientVariable]) -> Result<String, BuildError>;

impl OwnVariables {
    /// Returns the URL with the client's values.
    pub(crate) fn url(
        &self,
        template: &str,
        client: &[ClientVariable],
    ) -> Result<String, BuildError> {
        (self.resolve)(template, self.variables, client)
    }
}

/// How a success with an undocumented status is decoded.
#[derive(Clone, Copy)]
pub(crate) struct Undocumented {
    documented: &'static [u16],
    with_body: Option<u16>,
    empty: Option<u16>,
}

/// The media types of a response that has several.
pub struct Contents {
    statuses: (u16, u16),
    pub(crate) media_types: &'static [&'static str],
    streamed: &'static [usize],
}

impl Contents {
    /// Returns the media types of the responses with these statuses (both ends included).
    pub const fn new(first: u16, last: u16, media_types: &'static [&'static str]) -> Contents {
        Contents {
            statuses: (first, last),
            media_types,
            streamed: &[],
        }
    }

    /// Sets which of them are returned as streams, by index.
    #[must_use]
    pub const fn streamed(mut self, places: &'static [usize]) -> Contents {
        self.streamed = places;
        self
    }
}

/// Writes a constructor for each method, with whether the method is idempotent (RFC 9110, section 9.2.2).
macro_rules! methods {
    ($($name:ident: $method:literal, $idempotent:literal;)*) => {
        impl OperationInfo {$(
            #[doc = concat!("Returns a `", $method, "` operation, with everything else as in this one.")]
            #[must_use]
            pub const fn $name(&self, id: &'static str, path: &'static str) -> OperationInfo {
                OperationInfo {
                    idempotent: $idempotent,
                    ..self.operation(id, $method, path)
                }
            }
        )*}
    };
}

methods! {
    get: "GET", true;
    put: "PUT", true;
    post: "POST", false;
    delete: "DELETE", true;
    options: "OPTIONS", true;
    head: "HEAD", true;
    patch: "PATCH", false;
    trace: "TRACE", true;
    query: "QUERY", true;
}

impl OperationInfo {
    /// Returns an operation that has only an id, a method and a path.
    pub const fn new(id: &'static str, method: &'static str, path: &'static str) -> OperationInfo {
        OperationInfo {
            id,
            method,
            path,
            server: None,
            server_variables: None,
            client_parameters: &[],
            security: &[],
            idempotent: false,
            sensitive: &[],
            #[cfg(feature = "busy")]
            busy: &[],
            idempotency_key: None,
            accept: "",
            streamed: &[],
            contents: &[],
            undocumented: Undocumented {
                documented: &[],
                with_body: None,
                empty: None,
            },
        }
    }

    /// Returns an operation of a method that is not standardised, with everything else as in this one.
    #[must_use]
    pub const fn operation(
        &self,
        id: &'static str,
        method: &'static str,
        path: &'static str,
    ) -> OperationInfo {
        OperationInfo {
            id,
            method,
            path,
            ..*self
        }
    }

    /// Returns the method as a request has it.
    pub(crate) fn sent_method(&self) -> Method {
        Method::from_bytes(self.method.as_bytes()).unwrap_or_default()
    }

    /// Sets a server for this operation.
    #[must_use]
    pub const fn server(mut self, server: &'static str) -> OperationInfo {
        self.server = Some(server);
        self
    }

    /// Sets the variables in the URL of the operation's own server. The client's values replace the values given here.
    #[must_use]
    pub const fn server_variables(
        mut self,
        variables: &'static [ServerVariable<'static>],
    ) -> OperationInfo {
        self.server_variables = Some(OwnVariables {
            variables,
            resolve: server_url_of,
        });
        self
    }

    /// Sets the parameters that are set on the client.
    #[must_use]
    pub const fn client_parameters(
        mut self,
        parameters: &'static [&'static Parameter],
    ) -> OperationInfo {
        self.client_parameters = parameters;
        self
    }

    /// Sets the alternatives of credentials.
    #[must_use]
    pub const fn security(mut self, security: &'static [&'static [usize]]) -> OperationInfo {
        self.security = security;
        self
    }

    /// Marks the operation as idempotent: its request may be sent twice.
    #[must_use]
    pub const fn idempotent(mut self) -> OperationInfo {
        self.idempotent = true;
        self
    }

    /// Sets that the operation must not be repeated, although its method is idempotent.
    #[must_use]
    pub const fn not_idempotent(mut self) -> OperationInfo {
        self.idempotent = false;
        self
    }

    /// Sets the responses that mean that the service is busy.
    #[cfg(feature = "busy")]
    #[must_use]
    pub const fn busy(mut self, busy: &'static [&'static Busy]) -> OperationInfo {
        self.busy = busy;
        self
    }

    /// Returns what to do after an error, if the description says more than the status does.
    pub(crate) fn next_step(&self, _response: &RawResponse) -> Option<String> {
        #[cfg(feature = "busy")]
        if self.busy.iter().any(|busy| busy.is(_response)) {
            return Some(BUSY.to_owned());
        }
        None
    }

    /// Marks the operation as idempotent because of a key in this header, by which the server recognizes a repeated
    /// request.
    #[must_use]
    pub const fn idempotency_key(mut self, header: &'static str) -> OperationInfo {
        self.idempotent = true;
        self.idempotency_key = Some(header);
        self
    }

    /// Sets the names of secrets in its parameters and bodies; `""` is a body that is a secret as a whole.
    #[must_use]
    pub const fn sensitive(mut self, names: &'static [&'static str]) -> OperationInfo {
        self.sensitive = names;
        self
    }

    /// Sets the `Accept` header.
    #[must_use]
    pub const fn accept(mut self, accept: &'static str) -> OperationInfo {
        self.accept = accept;
        self
    }

    /// Sets the ranges of statuses (both ends included) whose body is returned as a stream.
    #[must_use]
    pub const fn streamed(mut self, statuses: &'static [(u16, u16)]) -> OperationInfo {
        self.streamed = statuses;
        self
    }

    /// Sets the responses with several media types.
    #[must_use]
    pub const fn contents(mut self, contents: &'static [Contents]) -> OperationInfo {
        self.contents = contents;
        self
    }

    /// Sets the only success; every other success is decoded as this one.
    #[must_use]
    pub const fn success(self, status: u16) -> OperationInfo {
        self.successes(&[], Some(status), Some(status))
    }

    /// Sets the successes. Another success is decoded as `with_body` if it has a body, and otherwise as `empty`.
    #[must_use]
    pub const fn successes(
        mut self,
        documented: &'static [u16],
        with_body: Option<u16>,
        empty: Option<u16>,
    ) -> OperationInfo {
        self.undocumented = Undocumented {
            documented,
            with_body,
            empty,
        };
        self
    }
}

/// How the body of a response is read, as its head determines.
pub(crate) struct Reading {
    /// The documented status whose response it is decoded as.
    pub(crate) status: u16,
    /// The same, if the body turns out to be empty.
    pub(crate) empty: u16,
    /// The index of its media type, if several are documented.
    pub(crate) content: Option<usize>,
    /// The index of the first JSON type among them, if the response has no media type.
    pub(crate) unnamed_json: Option<usize>,
    /// Whether it is returned as a stream.
    pub(crate) is_stream: bool,
}

impl OperationInfo {
    /// Decides how a response is read. With `strict`, no success is decoded as another one.
    pub(crate) fn reading(&self, status: u16, content_type: &str, strict: bool) -> Reading {
        let is_known = strict
            || !(200..300).contains(&status)
            || self.undocumented.documented.contains(&status);
        let taken = |other: Option<u16>| other.filter(|_| !is_known).unwrap_or(status);
        let (status, empty) = (
            taken(self.undocumented.with_body),
            taken(self.undocumented.empty),
        );
        let is_in = |range: &(u16, u16)| (range.0..=range.1).contains(&status);
        let contents = self.contents.iter().find(|known| is_in(&known.statuses));
        let content = contents.and_then(|known| choose(content_type, known.media_types));
        let unnamed_json = contents
            .filter(|_| content_type.trim().is_empty())
            .and_then(|known| known.media_types.iter().position(|listed| is_json(listed)));
        let is_stream = self.streamed.iter().any(is_in)
            || contents
                .zip(content)
                .is_some_and(|(contents, content)| contents.streamed.contains(&content));
        Reading {
            status,
            empty,
            content,
            unnamed_json,
            is_stream,
        }
    }
}

#[cfg(test)]
mod tests;
