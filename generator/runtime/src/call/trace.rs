//! Spans and events, with the names of OpenTelemetry's HTTP conventions.
//!
//! They never contain queries, header values or bodies: each may hold a secret.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use tracing::Span;
use tracing::field::Empty;

use crate::body::error::TransportErrorKind as Kind;
use crate::body::response::RawResponse;
use crate::call::attempt::Attempted;
use crate::call::operation_info::OperationInfo;
use crate::call::prepare::PreparedRequest;
use crate::error::failure::{Error, Reason};
use crate::error::none::NoError;
use crate::transport::host::port;

/// Polls a future inside a span. `Instrument` would move the future again, and it is large.
pub(crate) async fn in_span<F: Future>(span: &Span, mut future: Pin<&mut F>) -> F::Output {
    std::future::poll_fn(|context| {
        let _entered = span.enter();
        future.as_mut().poll(context)
    })
    .await
}

/// Returns the span of a whole call.
pub(crate) fn call_span(info: &OperationInfo) -> Span {
    tracing::info_span!(
        "call",
        otel.name = info.id,
        operation = info.id,
        url.template = info.path,
        attempts = Empty,
        error.type = Empty,
    )
}

pub(crate) fn call_end(span: &Span, result: &Result<RawResponse, Error<NoError>>) {
    if span.is_disabled() {
        return;
    }
    match result {
        Ok(response) => {
            span.record("attempts", response.head.attempts);
            if !response.head.status.is_success() {
                span.record("error.type", response.head.status.as_str());
            }
        }
        Err(error) => {
            span.record("attempts", error.attempts());
            span.record("error.type", error_type(error));
        }
    }
}

/// Returns the span of one attempt.
pub(crate) fn attempt_span(prepared: &PreparedRequest, number: u32) -> Span {
    let info = prepared.parts.info;
    let method = prepared.parts.method();
    let span = tracing::info_span!(
        "attempt",
        otel.kind = "client",
        otel.name = Empty,
        http.request.method = method.as_str(),
        url.template = info.path,
        server.address = prepared.uri.host().unwrap_or_default(),
        server.port = port(&prepared.uri),
        http.request.resend_count = Empty,
        http.response.status_code = Empty,
        error.type = Empty,
    );
    if !span.is_disabled() {
        span.record(
            "otel.name",
            tracing::field::display(format_args!("{method} {}", info.path)),
        );
        if number > 1 {
            span.record("http.request.resend_count", number - 1);
        }
    }
    span
}

pub(crate) fn attempt_end(span: &Span, result: &Attempted) {
    if span.is_disabled() {
        return;
    }
    match result {
        Ok(response) => {
            span.record("http.response.status_code", response.head.status.as_u16());
            if !response.head.status.is_success() {
                span.record("error.type", response.head.status.as_str());
            }
        }
        Err(failed) => {
            if let Some(head) = &failed.head {
                span.record("http.response.status_code", head.status.as_u16());
            }
            span.record("error.type", transport_type(failed.error.kind()));
        }
    }
}

/// Records that the request is sent again, and after which error.
pub(crate) fn repeat(wait: Duration, error: &str) {
    tracing::debug!(
        error.type = error,
        wait_ms = wait.as_millis() as u64,
        "the request is sent again"
    );
}

pub(crate) fn error_type(error: &Error<NoError>) -> &'static str {
    match error.reason() {
        Reason::InvalidArgument(_) => "invalid_argument",
        Reason::Credentials(_) => "credentials",
        Reason::Transport(error) => transport_type(error.kind()),
        Reason::Api => "api",
        Reason::Decode { .. } | Reason::Header(_) => "decode",
        Reason::Runtime(_) => "runtime",
        Reason::Build(_) => "build",
        Reason::Wait(_) => "wait",
        Reason::RepeatedPage | Reason::EmptyPages(_) | Reason::NoNextPage => "repeated_page",
    }
}

/// Returns the type of an attempt's error.
pub(crate) fn attempt_error(result: &Attempted) -> &str {
    match result {
        Ok(response) => response.head.status.as_str(),
        Err(failed) => transport_type(failed.error.kind()),
    }
}

fn transport_type(kind: Kind) -> &'static str {
    match kind {
        Kind::Resolve => "resolve",
        Kind::Connect => "connect",
        Kind::Proxy | Kind::ProxySettings => "proxy",
        Kind::Tls => "tls",
        Kind::CertificateName
        | Kind::CertificateExpired
        | Kind::CertificateIssuer
        | Kind::Certificate => "certificate",
        Kind::ClientCertificate => "client_certificate",
        Kind::Timeout { .. } => "timeout",
        Kind::Closed => "closed",
        Kind::BodyCutShort => "body_cut_short",
        Kind::Protocol | Kind::Http1Required => "protocol",
        Kind::HeadersTooLarge | Kind::TooLarge { .. } => "too_large",
        Kind::ContentEncoding => "content_encoding",
        Kind::RequestBody => "request_body",
        #[cfg(feature = "fs")]
        Kind::File => "file",
        #[cfg(feature = "test-util")]
        Kind::Unscripted => "other",
        Kind::Other => "other",
    }
}
