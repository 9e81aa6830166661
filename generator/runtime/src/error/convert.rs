//! What becomes an error of a call, and the error type of an API.

use crate::body::error::TransportError;
use crate::error::build::BuildError;
use crate::error::credentials::CredentialsError;
use crate::error::failure::{Error, Reason};
use crate::error::none::NoError;
use crate::error::runtime::RuntimeError;
use crate::json::error::JsonError;
use crate::parameter::definition::InvalidArgument;
use crate::parameter::header::HeaderError;

/// An error that an API's own error type is made from, by `?` or `into()`: that of any call, of a stream, of
/// credentials or of a client's builder.
pub trait IntoError {
    /// Returns the same error in the type of a call that has no documented error; nothing is lost.
    fn into_error(self) -> Error<NoError>;
}

impl<E> IntoError for Error<E> {
    fn into_error(self) -> Error<NoError> {
        self.cast()
    }
}

/// What is a reason of an error.
macro_rules! reasons {
    ($($error:ident => $reason:ident,)*) => { $(
        impl<E> From<$error> for Error<E> {
            fn from(error: $error) -> Error<E> {
                Error::new(Reason::$reason(error))
            }
        }

        impl IntoError for $error {
            fn into_error(self) -> Error<NoError> {
                self.into()
            }
        }
    )* };
}

reasons! {
    InvalidArgument => InvalidArgument,
    CredentialsError => Credentials,
    TransportError => Transport,
    RuntimeError => Runtime,
    BuildError => Build,
    HeaderError => Header,
}

impl IntoError for JsonError {
    fn into_error(self) -> Error<NoError> {
        Error::new(Reason::Decode {
            pointer: self.pointer().to_owned(),
            message: self.message().to_owned(),
        })
    }
}
