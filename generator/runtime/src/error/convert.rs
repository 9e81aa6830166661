//! Conversions to the error of a call, and to the error type of an API.

use crate::body::error::TransportError;
use crate::error::build::BuildError;
use crate::error::credentials::CredentialsError;
use crate::error::failure::{Error, Reason};
use crate::error::none::NoError;
use crate::error::runtime::RuntimeError;
use crate::json::error::JsonError;
use crate::parameter::definition::InvalidArgument;
use crate::parameter::header::HeaderError;

/// An error that an API's own error type can be made from, by `?` or `into()`: that of a call, a stream, credentials or
/// a client's builder.
pub trait IntoError {
    /// Returns the error as that of a call without documented errors; nothing is lost.
    fn into_error(self) -> Error<NoError>;
}

impl<E> IntoError for Error<E> {
    fn into_error(self) -> Error<NoError> {
        self.cast()
    }
}

/// Implements the conversions of an error that is a reason of a call's error.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parameter::definition::ArgumentErrorKind;

    #[test]
    fn every_kind_of_error_keeps_its_text() {
        let argument = || InvalidArgument::new("id", ArgumentErrorKind::Empty);
        let transport = || TransportError::new(crate::body::error::TransportErrorKind::Closed);
        for (converted, text) in [
            (argument().into_error(), argument().to_string()),
            (transport().into_error(), transport().to_string()),
            (
                RuntimeError::NoRuntime.into_error(),
                RuntimeError::NoRuntime.to_string(),
            ),
            (
                BuildError::NoEndpoint.into_error(),
                BuildError::NoEndpoint.to_string(),
            ),
            (
                CredentialsError::new("no key").into_error(),
                "no key".to_owned(),
            ),
        ] {
            assert_eq!(converted.to_string(), text);
        }
        let json = crate::json::error::from_slice::<u8>(b"true").unwrap_err();
        let text = json.into_error().to_string();
        assert!(
            text.starts_with("the response: the body is not what the description says: "),
            "{text}"
        );
    }
}
