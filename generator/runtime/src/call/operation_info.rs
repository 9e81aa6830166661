//! What the description says of an operation.

use http::Method;

use crate::body::media_type::{choose, is_json};
#[cfg(feature = "busy")]
use crate::call::busy::Busy;
use crate::call::server_url::{ClientVariable, ServerVariable, server_url_of};
use crate::error::build::BuildError;
use crate::parameter::definition::Parameter;

/// An operation as the description has it; one static for each.
pub struct OperationInfo {
    /// The operation's id.
    pub id: &'static str,
    /// The method.
    pub method: &'static str,
    /// The path template, with `{name}` for arguments.
    pub path: &'static str,
    /// The server of this operation or its path, where it has one of its own.
    pub server: Option<&'static str>,
    /// What its URL is made of, where it has variables that the client sets.
    pub(crate) server_variables: Option<OwnVariables>,
    /// The parameters that are set once on the client.
    pub client_parameters: &'static [&'static Parameter],
    /// The alternatives of credentials, each a list of slots of the client. Empty where the
    /// operation needs none.
    pub security: &'static [&'static [usize]],
    /// Whether sending the request twice does no harm.
    pub idempotent: bool,
    /// The responses that say that the service is busy.
    #[cfg(feature = "busy")]
    pub(crate) busy: &'static [&'static Busy],
    /// The header of a key that is made once for each call, the same at each attempt.
    pub(crate) idempotency_key: Option<&'static str>,
    /// The names of what is secret in its parameters and bodies.
    pub sensitive: &'static [&'static str],
    /// The value of the `Accept` header; empty for none.
    pub accept: &'static str,
    /// The ranges of statuses (both ends included) whose body is handed out as a stream.
    pub streamed: &'static [(u16, u16)],
    /// The responses of several media types, in the order in which their statuses are matched.
    pub contents: &'static [Contents],
    /// What a success of a status that is not documented is taken for.
    pub(crate) undocumented: Undocumented,
}

/// The variables of the URL of an operation's own server. What puts them into it is in the program only where there
/// are any.
#[derive(Clone, Copy)]
pub(crate) struct OwnVariables {
    variables: &'static [ServerVariable<'static>],
    resolve: Resolve,
}

/// Fills the variables of a template.
type Resolve = fn(&str, &[ServerVariable<'_>], &[ClientVariable]) -> Result<String, BuildError>;

impl OwnVariables {
    /// Returns the URL with the values that the client has.
    pub(crate) fn url(
        &self,
        template: &str,
        client: &[ClientVariable],
    ) -> Result<String, BuildError> {
        (self.resolve)(template, self.variables, client)
    }
}

/// What a success of a status that is not documented is taken for.
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
    /// Of the responses of these statuses (both ends included).
    pub const fn new(first: u16, last: u16, media_types: &'static [&'static str]) -> Contents {
        Contents {
            statuses: (first, last),
            media_types,
            streamed: &[],
        }
    }

    /// With those that are handed out as streams, by their places.
    #[must_use]
    pub const fn streamed(mut self, places: &'static [usize]) -> Contents {
        self.streamed = places;
        self
    }
}

/// Writes what makes an operation of each method, and whether that is idempotent (RFC 9110, 9.2.2).
macro_rules! methods {
    ($($name:ident: $method:literal, $idempotent:literal;)*) => {
        impl OperationInfo {$(
            #[doc = concat!("An operation by ", $method, " with what this one has.")]
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
    /// An operation that has nothing but a name, a method and a path.
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

    /// An operation with what this one has, by a method that the description names itself.
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

    /// Returns the method that is sent.
    pub(crate) fn sent_method(&self) -> Method {
        Method::from_bytes(self.method.as_bytes()).unwrap_or_default()
    }

    /// With a server of its own.
    #[must_use]
    pub const fn server(mut self, server: &'static str) -> OperationInfo {
        self.server = Some(server);
        self
    }

    /// With variables in the URL of its own server: those that the client has a value for have that one, others theirs.
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

    /// With these parameters of the client.
    #[must_use]
    pub const fn client_parameters(
        mut self,
        parameters: &'static [&'static Parameter],
    ) -> OperationInfo {
        self.client_parameters = parameters;
        self
    }

    /// With these alternatives of credentials.
    #[must_use]
    pub const fn security(mut self, security: &'static [&'static [usize]]) -> OperationInfo {
        self.security = security;
        self
    }

    /// One whose request may be sent twice.
    #[must_use]
    pub const fn idempotent(mut self) -> OperationInfo {
        self.idempotent = true;
        self
    }

    /// Whose method says so, but sending it twice does harm.
    #[must_use]
    pub const fn not_idempotent(mut self) -> OperationInfo {
        self.idempotent = false;
        self
    }

    /// With these responses that say that the service is busy.
    #[cfg(feature = "busy")]
    #[must_use]
    pub const fn busy(mut self, busy: &'static [&'static Busy]) -> OperationInfo {
        self.busy = busy;
        self
    }

    /// One whose request may be sent twice, since it has a key in this header by which the server recognizes it.
    #[must_use]
    pub const fn idempotency_key(mut self, header: &'static str) -> OperationInfo {
        self.idempotent = true;
        self.idempotency_key = Some(header);
        self
    }

    /// With these names of what is secret in its parameters and bodies.
    #[must_use]
    pub const fn sensitive(mut self, names: &'static [&'static str]) -> OperationInfo {
        self.sensitive = names;
        self
    }

    /// With this `Accept` header.
    #[must_use]
    pub const fn accept(mut self, accept: &'static str) -> OperationInfo {
        self.accept = accept;
        self
    }

    /// With responses of these statuses, from and to, as streams.
    #[must_use]
    pub const fn streamed(mut self, statuses: &'static [(u16, u16)]) -> OperationInfo {
        self.streamed = statuses;
        self
    }

    /// With responses of these statuses in several media types.
    #[must_use]
    pub const fn contents(mut self, contents: &'static [Contents]) -> OperationInfo {
        self.contents = contents;
        self
    }

    /// With this one success, which every other is taken for.
    #[must_use]
    pub const fn success(self, status: u16) -> OperationInfo {
        self.successes(&[], Some(status), Some(status))
    }

    /// With these successes; another one is taken for the first given where it has a body, for the second where it
    /// has none.
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

/// How the body of a response is read, which its head decides.
pub(crate) struct Reading {
    /// The documented status that it is taken for.
    pub(crate) status: u16,
    /// The same where its body turns out to be empty.
    pub(crate) empty: u16,
    /// The place of its media type, where several are documented.
    pub(crate) content: Option<usize>,
    /// The place of the first JSON type among them, where the response names none.
    pub(crate) unnamed_json: Option<usize>,
    /// Whether it is handed out as a stream.
    pub(crate) is_stream: bool,
}

impl OperationInfo {
    /// Decides how a response is read. A `strict` caller takes no success for another one.
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
mod tests {
    use super::OperationInfo;

    static REQUEST: OperationInfo = OperationInfo::new("request", "GET", "").security(&[&[0]]);
    static REMOVE: OperationInfo = REQUEST.delete("remove", "/pets/{id}");
    static COPY: OperationInfo = REQUEST.operation("copy", "COPY", "/pets");

    #[test]
    fn an_operation_has_what_all_requests_have_and_what_its_method_says() {
        for (info, id, method, idempotent) in [
            (&REMOVE, "remove", "DELETE", true),
            (&COPY, "copy", "COPY", false),
        ] {
            assert_eq!((info.id, info.method), (id, method));
            assert_eq!(info.idempotent, idempotent);
            assert_eq!(info.security, [[0]]);
        }
        assert!(!REQUEST.post("add", "/pets").idempotent);
        let changed = REQUEST.put("change", "/pets").not_idempotent();
        assert!(!changed.idempotent);
    }
}
