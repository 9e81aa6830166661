//! Converts the errors of hyper and rustls to this crate's.
//!
//! They are kept as sources where their messages contain no secrets.

use std::error::Error;
use std::io;

use hyper_util::client::legacy;
use rustls::CertificateError;

use crate::body::error::{TransportError, TransportErrorKind as Kind};
use crate::transport::connect::tcp::Unresolved;
use crate::value::text::contains;

/// Converts an error from before the head of the response.
pub(crate) fn of_request(error: legacy::Error) -> TransportError {
    if error.is_connect() {
        return of_connect(error);
    }
    if let Some(failed) = find::<TransportError>(&error) {
        // The request's own body failed.
        return TransportError::new(failed.kind()).with_source(error);
    }
    let Some(cause) = find::<hyper::Error>(&error) else {
        // The pool was dropped before a connection took the request.
        return TransportError::new(Kind::Closed)
            .unsent()
            .with_source(error);
    };
    let (kind, unsent) = match cause {
        cause if cause.is_canceled() && is_not_http(cause) => (Kind::Protocol, true),
        cause if cause.is_canceled() => (Kind::Closed, true),
        cause if is_refused_stream(cause) => (Kind::Closed, true),
        cause if has_cause(cause, "endpoint requires HTTP/1.1") => (Kind::Http1Required, false),
        // A response of HTTP/1.1, read as the head of a frame, has a length beyond the limit.
        cause if has_cause(cause, "error detected: frame with invalid size") => {
            (Kind::Http1Required, false)
        }
        cause if is_head_too_large(cause) => (Kind::HeadersTooLarge, false),
        cause if cause.is_parse() || is_violation(cause) => (Kind::Protocol, false),
        cause if is_abandoned(cause) => (Kind::Closed, false),
        cause if cause.is_user() => (Kind::RequestBody, false),
        cause if is_invalid_data(cause) => match find::<io::Error>(cause) {
            Some(alert) if is_client_refused(alert) => (Kind::ClientCertificate, true),
            _ => (Kind::Protocol, false),
        },
        _ => (Kind::Closed, false),
    };
    let error = TransportError::new(kind).with_source(error);
    if unsent { error.unsent() } else { error }
}

fn of_connect(error: legacy::Error) -> TransportError {
    if let Some(own) = find::<TransportError>(&error) {
        return TransportError::new(own.kind()).with_source(error);
    }
    let kind = if find::<Unresolved>(&error).is_some() {
        Kind::Resolve
    } else {
        find::<rustls::Error>(&error).map_or(Kind::Connect, of_tls)
    };
    TransportError::new(kind).with_source(error)
}

fn of_tls(error: &rustls::Error) -> Kind {
    match error {
        rustls::Error::InvalidCertificate(problem) => match problem {
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                Kind::CertificateName
            }
            CertificateError::Expired
            | CertificateError::ExpiredContext { .. }
            | CertificateError::NotValidYet
            | CertificateError::NotValidYetContext { .. } => Kind::CertificateExpired,
            // A known authority has the name of the issuer, but another key.
            CertificateError::UnknownIssuer | CertificateError::BadSignature => {
                Kind::CertificateIssuer
            }
            _ => Kind::Certificate,
        },
        rustls::Error::AlertReceived(_) if is_client_refused(error) => Kind::ClientCertificate,
        _ => Kind::Tls,
    }
}

/// Returns whether the connection was closed before the request, because the server spoke first or not HTTP.
fn is_not_http(canceled: &hyper::Error) -> bool {
    let cause = canceled
        .source()
        .and_then(|cause| cause.downcast_ref::<hyper::Error>());
    cause
        .is_some_and(|cause| cause.is_parse() || contains(&cause.to_string(), "unexpected message"))
}

/// Returns whether an HTTP/2 server says that it did not process a request: it refused the stream, or went away before.
fn is_refused_stream(error: &hyper::Error) -> bool {
    has_cause(error, "refused stream")
        || has_cause(error, "connection error received: not a result of an error")
}

/// Returns whether an HTTP/2 connection or stream ended because of what the server sent, such as HTTP/1.1.
fn is_violation(error: &hyper::Error) -> bool {
    has_cause(error, "error detected: ")
}

/// Returns whether the cause has this in its text.
fn has_cause(error: &hyper::Error, part: &str) -> bool {
    let text = error.source().map(ToString::to_string);
    text.is_some_and(|text| contains(&text, part))
}

/// Returns whether an HTTP/2 connection ended while a request waited for its turn. The server may have received it just
/// before.
fn is_abandoned(error: &hyper::Error) -> bool {
    error.is_user() && contains(&error.to_string(), "dispatch task is gone")
}

/// Returns whether an alert of TLS is about the client's certificate. With TLS 1.3, the server sends it after the
/// client has finished the handshake, and h2 keeps only its message.
fn is_client_refused(error: &dyn Error) -> bool {
    let text = error.to_string();
    let refusals = ["ertificate", "UnknownCA", "AccessDenied", "DecryptError"];
    contains(&text, "received fatal alert") && refusals.iter().any(|part| contains(&text, part))
}

/// hyper exposes this kind for servers only; for clients only the message shows it. h2 ends a connection on which the
/// headers go on beyond the limit.
fn is_head_too_large(error: &hyper::Error) -> bool {
    error.is_parse() && contains(&error.to_string(), "too large")
        || has_cause(error, "too_many_continuations")
}

/// Converts an error from inside the response's body.
pub(crate) fn of_body(error: hyper::Error) -> TransportError {
    let kind = if is_invalid_data(&error) {
        Kind::Protocol
    } else {
        Kind::BodyCutShort
    };
    TransportError::new(kind).with_source(error)
}

fn is_invalid_data(error: &hyper::Error) -> bool {
    let kind = find::<io::Error>(error).map(io::Error::kind);
    matches!(
        kind,
        Some(io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput)
    )
}

/// Returns the first error of a type in a chain of sources. The source of an [`io::Error`] is that of the error which
/// it wraps, so the wrapped error is checked too.
fn find<'e, T: Error + 'static>(error: &'e (dyn Error + 'static)) -> Option<&'e T> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref::<T>() {
            return Some(found);
        }
        next = match error
            .downcast_ref::<io::Error>()
            .and_then(io::Error::get_ref)
        {
            Some(wrapped) => Some(wrapped),
            None => error.source(),
        };
    }
    None
}

#[cfg(test)]
mod tests {
    use rustls::{CertificateError, Error};

    use super::{Kind, of_tls};

    /// The verifiers of operating systems give the errors without a context.
    #[test]
    fn certificates_are_classified_with_and_without_a_context() {
        use CertificateError as E;
        let at = rustls::pki_types::UnixTime::now();
        let (time, not_after, not_before) = (at, at, at);
        for (error, kind) in [
            (E::NotValidForName, Kind::CertificateName),
            (E::Expired, Kind::CertificateExpired),
            (E::NotValidYet, Kind::CertificateExpired),
            (
                E::ExpiredContext { time, not_after },
                Kind::CertificateExpired,
            ),
            (
                E::NotValidYetContext { time, not_before },
                Kind::CertificateExpired,
            ),
            (E::UnknownIssuer, Kind::CertificateIssuer),
            (E::Revoked, Kind::Certificate),
        ] {
            assert_eq!(of_tls(&Error::InvalidCertificate(error)), kind);
        }
    }
}
