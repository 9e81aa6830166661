//! The error type of a call.

use std::any::Any;
use std::fmt;
use std::marker::PhantomData;

use bytes::Bytes;
use http::StatusCode;
use http::header::{ALLOW, LOCATION};

use crate::body::details::Details;
use crate::body::error::TransportError;
use crate::body::response::{RawResponse, ResponseHead, coding};
use crate::error::build::BuildError;
use crate::error::credentials::CredentialsError;
use crate::error::excerpt::{excerpt, excerpt_of, is_page};
use crate::error::redact::{redact, redact_in};
use crate::error::runtime::RuntimeError;
use crate::error::wait::WaitFailure;
use crate::json::error::without_mark;
use crate::parameter::definition::InvalidArgument;
use crate::parameter::header::HeaderError;
use crate::value::kept::Kept;
use crate::value::text::append;

/// Why a call failed. `E` is the operation's enum of documented errors, which [`kind`](Self::kind) returns.
///
/// It is the size of one pointer, and keeps status, headers and body of the response.
pub struct Error<E> {
    pub(super) inner: Box<Kept<Inner>>,
    kind: PhantomData<fn() -> E>,
}

/// An error, independent of the type of its documented error.
pub(super) struct Inner {
    pub(super) reason: Reason,
    pub(super) operation: Option<&'static str>,
    /// The server's host and port.
    pub(super) host: String,
    pub(super) attempts: u32,
    pub(super) head: Option<ResponseHead>,
    pub(super) body: Option<Bytes>,
    pub(super) is_truncated: bool,
    pub(super) details: Details,
    /// The id of the request, redacted for messages.
    pub(super) shown_id: Option<String>,
    /// The beginning of a body in which no message was found.
    pub(super) excerpt: Option<String>,
    /// The media type of that body, if it is not a documented one.
    pub(super) unlisted: Option<String>,
    /// The position in a list of the page that failed.
    pub(super) position: Option<PageAt>,
    /// What the credentials suggest as the next step.
    pub(super) hint: Option<String>,
    pub(super) kind: Option<Box<dyn Kind>>,
}

/// The position of a page in a list.
#[cfg_attr(not(feature = "paging"), allow(dead_code, reason = "no list, no page"))]
pub(super) enum PageAt {
    /// The first page of the list.
    First,
    /// A position, as a string to resume at and as one to show.
    Position(String, String),
}

/// A documented error of any operation.
pub(super) trait Kind: Any + fmt::Debug + Send + Sync {}

impl<E: Any + fmt::Debug + Send + Sync> Kind for E {}

/// Why a call failed.
#[derive(Debug)]
#[non_exhaustive]
pub enum Reason {
    /// An argument breaks a rule of the description; nothing was sent.
    InvalidArgument(InvalidArgument),
    /// There are no usable credentials, or they must not be sent to this server; nothing was sent.
    Credentials(CredentialsError),
    /// The request could not be sent or its response could not be read, a time limit passed, or the response is too
    /// long.
    Transport(TransportError),
    /// The server responded with an error, a redirect, or an undocumented success.
    Api,
    /// The body of a documented success does not match the description.
    Decode {
        /// The place in the body, as a JSON pointer; empty for the whole body.
        pointer: String,
        /// What is wrong, without the value.
        message: String,
    },
    /// A documented header of a response is missing, or does not match the description.
    Header(HeaderError),
    /// The call was made on a thread where it cannot run.
    Runtime(RuntimeError),
    /// The client could not be built.
    Build(BuildError),
    /// The server sent a page of a list a second time, so the list would never end.
    RepeatedPage,
    /// A wait ended without the expected state.
    Wait(Box<WaitFailure>),
    /// The server sent this many pages of a list without an item in a row.
    EmptyPages(u32),
    /// The server said that a list goes on, but sent neither the next position nor an item to continue after.
    NoNextPage,
}

impl Inner {
    #[cold]
    fn new(reason: Reason) -> Box<Kept<Inner>> {
        Box::new(Kept::new(Inner {
            reason,
            operation: None,
            host: String::new(),
            attempts: 0,
            head: None,
            body: None,
            is_truncated: false,
            details: Details::default(),
            shown_id: None,
            excerpt: None,
            unlisted: None,
            position: None,
            hint: None,
            kind: None,
        }))
    }

    #[cold]
    fn of_response(reason: Reason, mut response: RawResponse) -> Box<Kept<Inner>> {
        let mut inner = Inner::new(reason);
        let known = response.secrets.take();
        let secrets = &known.map_or_else(Vec::new, |known| known.secrets(&response.shown()));
        match &mut inner.reason {
            Reason::Decode { pointer, message } => {
                redact_in(pointer, secrets);
                redact_in(message, secrets);
            }
            Reason::Wait(failure) => {
                redact_all(&mut [&mut failure.state, &mut failure.reason], secrets);
            }
            _ => {}
        }
        let is_refused = !response.head.status.is_success();
        if matches!(inner.reason, Reason::Api)
            || is_refused && matches!(inner.reason, Reason::Wait(_))
        {
            let read = response.details.take();
            let body = response.shown();
            let body = without_mark(&body);
            inner.details = read.unwrap_or_else(|| Details::read(body));
            let details = &mut inner.details;
            details.or_of_challenge(&response.head.headers);
            let (code, message) = (&mut details.code, &mut details.message);
            redact_all(&mut [code, message, &mut details.request_id], secrets);
            if details.message.is_none() && !body.is_empty() {
                inner.excerpt = Some(match coding(&response.head.headers) {
                    // A decompressed body no longer has an encoding.
                    Some(coding) if matches!(coding.as_str(), "gzip" | "x-gzip") => {
                        "a body whose gzip is damaged".to_owned()
                    }
                    Some(coding) => format!("a body in the encoding `{}`", excerpt(&coding)),
                    None => excerpt_of(body, response.is_truncated, secrets),
                });
                inner.unlisted = response.unlisted_type().map(|text| excerpt(&text));
                // Some frameworks send errors as text without any structure.
                let is_text = response.head.media_type() == "text/plain" && !response.is_truncated;
                let text = std::str::from_utf8(body).ok().filter(|_| is_text);
                let text = text.map(str::trim).filter(|text| !text.is_empty());
                // Servers also send pages of HTML as text; the excerpt has their title.
                let text = text.filter(|text| !is_page(text));
                inner.details.message = text.map(|text| redact(text, secrets).into_owned());
            }
        }
        let of_headers =
            || elsewhere(&response.head, secrets).or_else(|| allowed(&response.head, secrets));
        inner.hint = response.hint.or_else(of_headers);
        // The head is kept as it was received, but the error must not show its secrets.
        if let Some(id) = response.head.request_id() {
            inner.shown_id = Some(excerpt(&redact(id, secrets)));
        }
        inner.operation = Some(response.head.operation);
        inner.attempts = response.head.attempts;
        inner.head = Some(response.head);
        inner.body = Some(response.bytes);
        inner.is_truncated = response.is_truncated;
        inner
    }
}

fn redact_all(strings: &mut [&mut Option<String>], secrets: &[String]) {
    for text in strings.iter_mut().filter_map(|text| text.as_mut()) {
        redact_in(text, secrets);
    }
}

impl<E> Error<E> {
    fn of(inner: Box<Kept<Inner>>) -> Error<E> {
        Error {
            inner,
            kind: PhantomData,
        }
    }

    pub(crate) fn new(reason: Reason) -> Error<E> {
        Error::of(Inner::new(reason))
    }

    /// Adds the facts of the call to an error without a complete response.
    pub(crate) fn of_call(
        mut self,
        operation: &'static str,
        host: String,
        attempts: u32,
        head: Option<ResponseHead>,
    ) -> Error<E> {
        self.inner.operation = Some(operation);
        self.inner.host = host;
        self.inner.attempts = attempts;
        self.inner.head = head;
        self
    }

    /// Adds the operation to an error that came of several responses, or of none.
    pub(crate) fn of_operation(mut self, operation: &'static str) -> Error<E> {
        self.inner.operation = Some(operation);
        self
    }

    /// Replaces the reason; the facts of the response stay.
    pub(crate) fn with_reason(mut self, reason: Reason) -> Error<E> {
        self.inner.reason = reason;
        self
    }

    /// Adds the attempts before those of the call.
    #[cfg(feature = "busy")]
    pub(crate) fn after(mut self, attempts: u32) -> Error<E> {
        self.inner.attempts = self.inner.attempts.saturating_add(attempts);
        self
    }

    /// Returns the error for a response that is an error or cannot be decoded.
    pub(crate) fn of_response(reason: Reason, response: RawResponse) -> Error<E> {
        Error::of(Inner::of_response(reason, response))
    }

    #[cfg(feature = "paging")]
    pub(crate) fn at_position(mut self, position: String, shown: String) -> Error<E> {
        self.inner.position = Some(PageAt::Position(position, shown));
        self
    }

    #[cfg(feature = "paging")]
    pub(crate) fn at_first_page(mut self) -> Error<E> {
        self.inner.position = Some(PageAt::First);
        self
    }

    pub(crate) fn with_kind(mut self, kind: Option<E>) -> Error<E>
    where
        E: Any + fmt::Debug + Send + Sync,
    {
        self.inner.kind = kind.map(|kind| Box::new(kind) as Box<dyn Kind>);
        self
    }

    /// Returns the documented error. `None` if the status is not documented, the body does not match the description,
    /// or there was no response.
    pub fn kind(&self) -> Option<&E>
    where
        E: 'static,
    {
        self.kind_of::<E>()
    }

    /// Returns the documented error if it has this type, also after a [`cast`](Self::cast).
    pub fn kind_of<K: 'static>(&self) -> Option<&K> {
        let kind: &dyn Any = self.inner.kind.as_deref()?;
        kind.downcast_ref()
    }

    /// Returns the documented error by value.
    ///
    /// # Errors
    /// Returns this error itself if it has none.
    pub fn into_kind(self) -> Result<E, Self>
    where
        E: 'static,
    {
        self.into_kind_of::<E>()
    }

    /// Returns the documented error by value if it has this type, also after a [`cast`](Self::cast).
    ///
    /// # Errors
    /// Returns this error itself if it has none of this type.
    pub fn into_kind_of<K: 'static>(mut self) -> Result<K, Self> {
        if self.kind_of::<K>().is_none() {
            return Err(self);
        }
        match self.inner.kind.take().map(|kind| kind as Box<dyn Any>) {
            Some(kind) => kind.downcast().map(|kind| *kind).map_err(|_| self),
            None => Err(self),
        }
    }

    /// Returns the error in the type of another operation, or of none. [`kind_of`](Self::kind_of) still returns the
    /// documented error.
    pub fn cast<F>(self) -> Error<F> {
        Error::of(self.inner)
    }
}

/// Returns the hint for a redirect, which is not followed: where the server points to.
fn elsewhere(head: &ResponseHead, secrets: &[String]) -> Option<String> {
    let location = head.headers.get(LOCATION)?;
    let is_redirect = head.status.is_redirection() && head.status != StatusCode::NOT_MODIFIED;
    let location = String::from_utf8_lossy(location.as_bytes());
    is_redirect.then(|| {
        let shown = excerpt(&redact(&location, secrets));
        format!(
            "redirects are not followed, and the server points to `{}`; check the endpoint",
            shown.trim_end()
        )
    })
}

/// Returns the hint for a method that the resource does not have: those that it has (RFC 9110, 15.5.6).
fn allowed(head: &ResponseHead, secrets: &[String]) -> Option<String> {
    if head.status != StatusCode::METHOD_NOT_ALLOWED {
        return None;
    }
    let mut methods = String::new();
    for line in head.headers.get_all(ALLOW) {
        for method in String::from_utf8_lossy(line.as_bytes()).split(',') {
            if !method.trim().is_empty() {
                append(&mut methods, ", ", method.trim());
            }
        }
    }
    let methods = excerpt(&redact(&methods, secrets));
    (!methods.is_empty()).then(|| format!("check the endpoint: it only allows `{methods}`"))
}
