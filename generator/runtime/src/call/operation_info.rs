//! What the description says of an operation.

use http::Method;

use crate::parameter::definition::Parameter;

/// An operation as the description has it; one static for each.
pub struct OperationInfo {
    /// The operation's id.
    pub id: &'static str,
    /// The method.
    pub method: Method,
    /// The path template, with `{name}` for arguments.
    pub path: &'static str,
    /// The server of this operation or its path, where it has one of its own.
    pub server: Option<&'static str>,
    /// The parameters that are set once on the client.
    pub client_parameters: &'static [&'static Parameter],
    /// The alternatives of credentials, each a list of slots of the client. Empty where the
    /// operation needs none.
    pub security: &'static [&'static [usize]],
    /// Whether sending the request twice does no harm.
    pub idempotent: bool,
    /// The value of the `Accept` header; empty for none.
    pub accept: &'static str,
    /// The ranges of statuses (both ends included) whose body is handed out as a stream.
    pub streamed: &'static [(u16, u16)],
}

impl OperationInfo {
    /// An operation that has nothing but a name, a method and a path.
    pub const fn new(id: &'static str, method: Method, path: &'static str) -> OperationInfo {
        OperationInfo {
            id,
            method,
            path,
            server: None,
            client_parameters: &[],
            security: &[],
            idempotent: false,
            accept: "",
            streamed: &[],
        }
    }

    /// With a server of its own.
    #[must_use]
    pub const fn server(mut self, server: &'static str) -> OperationInfo {
        self.server = Some(server);
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
}

impl OperationInfo {
    /// Whether the body of a response with this status is handed out as a stream.
    pub(crate) fn streams(&self, status: u16) -> bool {
        self.streamed
            .iter()
            .any(|range| (range.0..=range.1).contains(&status))
    }
}
