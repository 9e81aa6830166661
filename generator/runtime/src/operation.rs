//! What the generated code says of an operation.

use http::Method;

use super::error::Error;
use super::parameter::Parameter;
use super::reply::{Rejected, Reply};
use super::response::Response;
use super::transport::BoxFuture;

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

    /// With replies of these statuses, from and to, as streams.
    #[must_use]
    pub const fn streamed(mut self, statuses: &'static [(u16, u16)]) -> OperationInfo {
        self.streamed = statuses;
        self
    }
}

impl OperationInfo {
    /// Whether the body of a reply with this status is handed out as a stream.
    pub(crate) fn streams(&self, status: u16) -> bool {
        self.streamed
            .iter()
            .any(|range| (range.0..=range.1).contains(&status))
    }
}

/// A request on its way: the future of its reply.
pub type Sending<T, E> = BoxFuture<'static, Result<Response<T>, Error<E>>>;

/// How the reply of an operation is decoded; implemented by generated code.
pub trait Operation {
    /// A documented success.
    type Output;
    /// The documented errors.
    type Error;

    /// Decodes a reply by its status.
    fn decode(reply: &mut Reply) -> Decoded<Self>;
}

/// What a reply was decoded to.
pub type Decoded<O> = Result<<O as Operation>::Output, Rejected<<O as Operation>::Error>>;

/// Writes what every request type has: `options`, `send`, `send_blocking`, `.await` and `Debug`.
#[doc(hidden)]
#[macro_export]
macro_rules! operation {
    ($name:ident, $output:ty, $error:ty) => {
        impl $name {
            /// Sets time limits, retries and headers of this call.
            pub fn options(mut self, options: $crate::codegen::CallOptions) -> Self {
                self.call.set_options(options);
                self
            }

            /// Sends the request and decodes the reply.
            pub fn send(self) -> $crate::codegen::Sending<$output, $error> {
                self.call.send_boxed::<Self>()
            }

            /// Sends the request and waits for the reply, outside an async runtime.
            #[cfg(feature = "blocking")]
            pub fn send_blocking(
                self,
            ) -> ::std::result::Result<
                $crate::codegen::Response<$output>,
                $crate::codegen::Error<$error>,
            > {
                self.call.send_blocking::<Self>()
            }
        }

        impl ::std::future::IntoFuture for $name {
            type Output = ::std::result::Result<
                $crate::codegen::Response<$output>,
                $crate::codegen::Error<$error>,
            >;
            type IntoFuture = $crate::codegen::Sending<$output, $error>;

            fn into_future(self) -> Self::IntoFuture {
                self.call.send_boxed::<Self>()
            }
        }

        impl ::std::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Debug::fmt(&self.call, f)
            }
        }
    };
}

#[cfg(test)]
#[allow(
    dead_code,
    unreachable_pub,
    reason = "what the macro writes is not called here"
)]
mod tests {
    use http::Method;

    use super::super::call::Call;
    use super::super::error::NoError;
    use super::super::reply::{Rejected, Reply};
    use super::{Operation, OperationInfo};

    static PING: OperationInfo = OperationInfo::new("Ping", Method::GET, "/ping");

    /// A request type as it is generated.
    #[must_use]
    struct Ping {
        call: Call,
    }

    crate::operation!(Ping, String, NoError);

    impl Operation for Ping {
        type Output = String;
        type Error = NoError;

        fn decode(reply: &mut Reply) -> Result<String, Rejected<NoError>> {
            match reply.status() {
                200 => reply.text(),
                _ => reply.undocumented(),
            }
        }
    }

    #[test]
    fn a_generated_call_can_be_spawned() {
        fn spawnable<T: Send + 'static>(_: fn(Ping) -> T) {}
        spawnable(|ping| ping.send());
        spawnable(|ping| ping.into_future());
        assert_eq!(PING.path, "/ping");
    }
}
