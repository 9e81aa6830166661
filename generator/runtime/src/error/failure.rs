//! The error of a call: what it holds.

use std::any::Any;
use std::fmt;
use std::marker::PhantomData;

use bytes::Bytes;
use http::StatusCode;
use http::header::LOCATION;

use crate::body::details::Details;
use crate::body::error::TransportError;
use crate::body::response::{RawResponse, ResponseHead, coding};
use crate::error::build::BuildError;
use crate::error::credentials::CredentialsError;
use crate::error::excerpt::{excerpt, excerpt_of};
use crate::error::redact::{redact, redact_in};
use crate::error::runtime::RuntimeError;
use crate::error::wait::WaitFailure;
use crate::parameter::definition::InvalidArgument;
use crate::parameter::header::HeaderError;
use crate::value::kept::Kept;

/// Why a call failed. `E` is the operation's own enum of documented errors, which [`kind`](Self::kind) gives.
///
/// It is one pointer. Whatever the server sent is kept: status, headers and body.
pub struct Error<E> {
    pub(super) inner: Box<Kept<Inner>>,
    kind: PhantomData<fn() -> E>,
}

/// What an error is apart from the type of its documented error.
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
    /// The id of the request as it is shown.
    pub(super) shown_id: Option<String>,
    /// The begin of a body in which no message was found.
    pub(super) excerpt: Option<String>,
    /// The media type of that body, where it is none of the documented ones.
    pub(super) unlisted: Option<String>,
    /// Where in a list the page is that failed.
    pub(super) position: Option<PageAt>,
    /// The next step that the credentials know.
    pub(super) hint: Option<String>,
    pub(super) kind: Option<Box<dyn Kind>>,
}

/// Where in a list a page is.
#[cfg_attr(not(feature = "paging"), allow(dead_code, reason = "no list, no page"))]
pub(super) enum PageAt {
    /// Where the list begins: no page came before.
    First,
    /// At a position, as it is and as it is shown.
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
    /// There are no usable credentials, or they must not be sent this way; nothing was sent.
    Credentials(CredentialsError),
    /// The request could not be sent, or its response not be read; a time limit passed, or the response is too
    /// long.
    Transport(TransportError),
    /// The server responded with an error, a redirect, or a success that is not documented.
    Api,
    /// The body of a documented success is not what the description says.
    Decode {
        /// The place inside the body, as a JSON pointer; empty for the body itself.
        pointer: String,
        /// What is wrong, without the value.
        message: String,
    },
    /// A documented header of a response is missing, or not what the description says.
    Header(HeaderError),
    /// The call was made where it cannot run.
    Runtime(RuntimeError),
    /// The client could not be built.
    Build(BuildError),
    /// The server gave a page of a list a second time, so that the list would never end.
    RepeatedPage,
    /// A state that was waited for was not reached.
    Wait(Box<WaitFailure>),
    /// The server gave so many pages of a list without an item in a row.
    EmptyPages(u32),
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
        let secrets = &known.map_or_else(Vec::new, |known| known.secrets());
        match &mut inner.reason {
            Reason::Decode { pointer, message } => {
                redact_in(pointer, secrets);
                redact_in(message, secrets);
            }
            Reason::Wait(failure) => {
                let shown = [&mut failure.state, &mut failure.reason];
                shown
                    .into_iter()
                    .flatten()
                    .for_each(|text| redact_in(text, secrets));
            }
            _ => {}
        }
        if matches!(inner.reason, Reason::Api) {
            let read = response.details.take();
            inner.details = read.unwrap_or_else(|| Details::read(&response.bytes));
            let details = &mut inner.details;
            let shown = [
                &mut details.code,
                &mut details.message,
                &mut details.request_id,
            ];
            shown
                .into_iter()
                .flatten()
                .for_each(|text| redact_in(text, secrets));
            if details.message.is_none() && !response.bytes.is_empty() {
                inner.excerpt = Some(match coding(&response.head.headers) {
                    // One that could be decompressed has no encoding any more.
                    Some(coding) if matches!(coding.as_str(), "gzip" | "x-gzip") => {
                        "a body whose gzip is damaged".to_owned()
                    }
                    Some(coding) => format!("a body in the encoding `{}`", excerpt(&coding)),
                    None => excerpt_of(&response.bytes, response.is_truncated, secrets),
                });
                inner.unlisted = response.unlisted_type().map(|text| excerpt(&text));
            }
        }
        inner.hint = response.hint.or_else(|| elsewhere(&response.head, secrets));
        // The head is as it came; what is shown of it must not have a secret either.
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

    /// An error of a call of which no whole response came.
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

    /// An error that a response is, or that comes from decoding it.
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

    /// Returns the documented error. `None` where the status is not documented, the body is not what the
    /// description says, or no response came.
    pub fn kind(&self) -> Option<&E>
    where
        E: 'static,
    {
        self.kind_of::<E>()
    }

    /// Returns the documented error of an operation, where it is of this type: for an error that was
    /// [`cast`](Self::cast).
    pub fn kind_of<K: 'static>(&self) -> Option<&K> {
        let kind: &dyn Any = self.inner.kind.as_deref()?;
        kind.downcast_ref()
    }

    /// Returns the documented error alone.
    ///
    /// # Errors
    /// This error, where it has none.
    pub fn into_kind(self) -> Result<E, Self>
    where
        E: 'static,
    {
        self.into_kind_of::<E>()
    }

    /// Returns the documented error of an operation alone, where it is of this type: for an error that was
    /// [`cast`](Self::cast).
    ///
    /// # Errors
    /// This error, where it has none of this type.
    pub fn into_kind_of<K: 'static>(mut self) -> Result<K, Self> {
        if self.kind_of::<K>().is_none() {
            return Err(self);
        }
        match self.inner.kind.take().map(|kind| kind as Box<dyn Any>) {
            Some(kind) => kind.downcast().map(|kind| *kind).map_err(|_| self),
            None => Err(self),
        }
    }

    /// Returns the same error in the type of another operation, or of none. [`kind_of`](Self::kind_of) still
    /// finds the documented error.
    pub fn cast<F>(self) -> Error<F> {
        Error::of(self.inner)
    }
}

/// What to do about a redirect: it is not followed, but says where the server wants the request.
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
