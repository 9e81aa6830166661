//! The body of a request or a response.

use std::fmt;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
#[cfg(feature = "fs")]
use std::sync::Arc;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use bytes::{Bytes, BytesMut};
use http_body::{Frame, SizeHint};

use crate::body::error::{TransportError, TransportErrorKind};
use crate::body::sending::{Note, Taken};
use crate::body::stream::StreamBody;
use crate::parameter::definition::ArgumentErrorKind;
use crate::rules::node::Node;

type BoxBody = Pin<Box<dyn http_body::Body<Data = Bytes, Error = TransportError> + Send>>;

/// The body of a request or a response: nothing, bytes in memory, or a stream.
///
/// A stream is read with [`chunk`](Body::chunk) or as a [`futures_core::Stream`].
#[derive(Default)]
pub struct Body(Inner, Option<Note>);

#[derive(Default)]
enum Inner {
    #[default]
    Empty,
    Bytes(Bytes),
    // The lock is never taken: it only makes a stream that is not `Sync` usable in shared types.
    Stream(Mutex<BoxBody>),
    /// A stream of known length that can be restarted.
    #[cfg(feature = "fs")]
    Repeatable(u64, Arc<dyn Fn() -> BoxBody + Send + Sync>),
}

impl Body {
    /// The empty body.
    pub const EMPTY: Body = Body(Inner::Empty, None);

    /// Returns a body that reads from an [`http_body::Body`].
    pub fn from_http_body<B>(body: B) -> Body
    where
        B: http_body::Body<Data = Bytes, Error = TransportError> + Send + 'static,
    {
        Body(Inner::Stream(Mutex::new(Box::pin(body))), None)
    }

    /// Returns a body that is sent piece by piece, with unknown length. It can be sent only once, so the call is never
    /// repeated.
    ///
    /// The stream must not block, as an iterator over a [`std::io::Read`] does: the thread that polls it also serves
    /// other calls and their time limits; with `send_blocking`, those of the whole process. Read on a thread of your
    /// own, and send the pieces through a channel.
    pub fn stream<S>(stream: S) -> Body
    where
        S: futures_core::Stream<Item = std::io::Result<Bytes>> + Send + 'static,
    {
        Body::from_http_body(StreamBody::new(stream, None))
    }

    /// Returns a body like [`stream`](Body::stream), with `Content-Length`. The call fails if the stream is shorter or
    /// longer; to notice that, the last piece is sent when the stream has ended.
    pub fn sized_stream<S>(stream: S, length: u64) -> Body
    where
        S: futures_core::Stream<Item = std::io::Result<Bytes>> + Send + 'static,
    {
        Body::from_http_body(StreamBody::new(stream, Some(length)))
    }

    /// Returns a body of this length that is restarted each time it is sent.
    #[cfg(feature = "fs")]
    pub(super) fn repeatable<B>(length: u64, begin: impl Fn() -> B + Send + Sync + 'static) -> Body
    where
        B: http_body::Body<Data = Bytes, Error = TransportError> + Send + 'static,
    {
        let begin = move || -> BoxBody { Box::pin(begin()) };
        Body(Inner::Repeatable(length, Arc::new(begin)), None)
    }

    /// Returns the bytes, if the body is in memory.
    pub fn as_bytes(&self) -> Option<&[u8]> {
        match &self.0 {
            Inner::Empty => Some(&[]),
            Inner::Bytes(bytes) => Some(bytes),
            Inner::Stream(_) => None,
            #[cfg(feature = "fs")]
            Inner::Repeatable(..) => None,
        }
    }

    /// Returns the bytes that are in memory, without a copy.
    pub(crate) fn bytes(&self) -> Bytes {
        match &self.0 {
            Inner::Bytes(bytes) => bytes.clone(),
            _ => Bytes::new(),
        }
    }

    /// Returns the number of bytes, if it is known before reading.
    pub fn length(&self) -> Option<u64> {
        http_body::Body::size_hint(self).exact()
    }

    /// Checks the length, if it is known.
    pub(crate) fn check_length(&self, rules: &Node) -> Result<(), ArgumentErrorKind> {
        let checked = self
            .length()
            .map_or(Ok(()), |length| rules.check_length(length));
        checked.map_err(ArgumentErrorKind::Rule)
    }

    /// Returns a copy that shares the bytes or reads the file again; `None` for any other stream.
    pub fn try_clone(&self) -> Option<Body> {
        match &self.0 {
            Inner::Empty => Some(Body::EMPTY),
            Inner::Bytes(bytes) => Some(Body(Inner::Bytes(bytes.clone()), None)),
            Inner::Stream(_) => None,
            #[cfg(feature = "fs")]
            Inner::Repeatable(length, begin) => {
                let begin = Arc::clone(begin);
                Some(Body(Inner::Repeatable(*length, begin), None))
            }
        }
    }

    /// Returns the next piece, or `None` at the end.
    ///
    /// # Errors
    /// If the body breaks off, exceeds a limit, or cannot be decompressed. It ends then.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, TransportError> {
        std::future::poll_fn(|context| self.poll_chunk(context)).await
    }

    /// Reads the whole body.
    ///
    /// # Errors
    /// Those of [`chunk`](Self::chunk); more than `limit` bytes are an error of the kind
    /// [`TooLarge`](TransportErrorKind::TooLarge).
    pub async fn collect(mut self, limit: u64) -> Result<Bytes, TransportError> {
        let too_large = || TransportError::new(TransportErrorKind::TooLarge { limit });
        let length = self.length();
        if length.is_some_and(|length| length > limit) {
            return Err(too_large());
        }
        match collect(|context| self.poll_chunk(context), length, limit).await {
            (bytes, Ok(Cut::Whole)) => Ok(bytes),
            (_, Ok(Cut::Short)) => Err(too_large()),
            (_, Err(error)) => Err(error),
        }
    }

    /// Returns a handle that shows how far the body has been sent; `None` if it is sent at once.
    pub(crate) fn watch(&mut self) -> Option<Taken> {
        match &self.0 {
            Inner::Empty => return None,
            Inner::Bytes(bytes) if bytes.len() <= TAKEN_AT_ONCE => return None,
            _ => {}
        }
        let (note, taken) = Note::new();
        self.1 = Some(note);
        Some(taken)
    }

    pub(crate) fn poll_chunk(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Result<Option<Bytes>, TransportError>> {
        loop {
            return match ready!(http_body::Body::poll_frame(Pin::new(self), context)) {
                None => Poll::Ready(Ok(None)),
                Some(Err(error)) => {
                    // Some bodies, such as those of a reset HTTP/2 stream, return the error each time.
                    self.0 = Inner::Empty;
                    Poll::Ready(Err(error))
                }
                Some(Ok(frame)) => match frame.into_data() {
                    Ok(data) if data.is_empty() => continue,
                    Ok(data) => Poll::Ready(Ok(Some(data))),
                    // Trailers are not exposed.
                    Err(_) => continue,
                },
            };
        }
    }
}

/// Whether the whole body was kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cut {
    Whole,
    /// The bytes beyond the limit were not read.
    Short,
}

/// Concatenates pieces, up to a limit; `length` is their total, if it is known. An error is returned with what arrived
/// before it.
pub(crate) async fn collect<F>(
    mut poll: F,
    length: Option<u64>,
    limit: u64,
) -> (Bytes, Result<Cut, TransportError>)
where
    F: FnMut(&mut Context<'_>) -> Poll<Result<Option<Bytes>, TransportError>>,
{
    let mut first = Bytes::new();
    let mut all = BytesMut::new();
    let end = loop {
        let mut chunk = match std::future::poll_fn(&mut poll).await {
            Ok(Some(chunk)) => chunk,
            Ok(None) => break Ok(Cut::Whole),
            Err(error) => break Err(error),
        };
        let room = limit.saturating_sub((first.len() + all.len()) as u64);
        let is_too_long = chunk.len() as u64 > room;
        if is_too_long {
            chunk.truncate(usize::try_from(room).unwrap_or(usize::MAX));
        }
        if first.is_empty() && all.is_empty() {
            // A body in one piece, the usual case, is not copied.
            first = chunk;
        } else {
            if all.is_empty() {
                // The length is the server's claim, so only a limited amount is allocated in advance.
                let length = length.map_or(0, |length| length.min(EXPECTED));
                all.reserve(usize::try_from(length).unwrap_or_default().max(first.len()));
                all.extend_from_slice(&std::mem::take(&mut first));
            }
            all.extend_from_slice(&chunk);
        }
        if is_too_long {
            break Ok(Cut::Short);
        }
    };
    let bytes = if all.is_empty() { first } else { all.freeze() };
    (bytes, end)
}

/// The most that is allocated in advance for a body.
const EXPECTED: u64 = 1 << 20;

/// The most bytes in memory that a connection takes at once from a watched body.
const TAKEN_AT_ONCE: usize = 64 << 10;

impl Inner {
    fn poll_frame(
        &mut self,
        context: &mut Context<'_>,
        is_watched: bool,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        match self {
            Inner::Empty => Poll::Ready(None),
            Inner::Bytes(bytes) => {
                let length = match is_watched {
                    true => bytes.len().min(TAKEN_AT_ONCE),
                    false => bytes.len(),
                };
                let piece = bytes.split_to(length);
                if bytes.is_empty() {
                    *self = Inner::Empty;
                }
                Poll::Ready(Some(Ok(Frame::data(piece))))
            }
            #[cfg(feature = "fs")]
            Inner::Repeatable(_, begin) => {
                let stream = begin();
                *self = Inner::Stream(Mutex::new(stream));
                self.poll_frame(context, is_watched)
            }
            Inner::Stream(stream) => {
                let stream = stream.get_mut().unwrap_or_else(PoisonError::into_inner);
                stream.as_mut().poll_frame(context)
            }
        }
    }
}

impl http_body::Body for Body {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        let Body(inner, note) = &mut *self;
        // The connection closes then, instead of sending all of it in the background (RFC 9112, 9.5).
        if note.as_ref().is_some_and(|note| note.is_stopped(context)) {
            *inner = Inner::Empty;
            let error = TransportError::new(TransportErrorKind::RequestBody);
            return Poll::Ready(Some(Err(error)));
        }
        let Some(note) = note else {
            return inner.poll_frame(context, false);
        };
        // A panic would end the task of the connection, as if the server had closed it.
        let polled = catch_unwind(AssertUnwindSafe(|| inner.poll_frame(context, true)));
        let mut polled = polled.unwrap_or_else(|_| {
            *inner = Inner::Empty;
            let error = TransportError::new(TransportErrorKind::RequestBody);
            Poll::Ready(Some(
                Err(error.with_source(io::Error::other("it panicked"))),
            ))
        });
        note.asked(polled.is_ready());
        if let Poll::Ready(Some(Err(error))) = &mut polled {
            note.failed(error);
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        match &self.0 {
            Inner::Empty => true,
            Inner::Bytes(bytes) => bytes.is_empty(),
            Inner::Stream(stream) => stream.lock().is_ok_and(|stream| stream.is_end_stream()),
            #[cfg(feature = "fs")]
            Inner::Repeatable(length, _) => *length == 0,
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.0 {
            Inner::Empty => SizeHint::with_exact(0),
            Inner::Bytes(bytes) => SizeHint::with_exact(bytes.len() as u64),
            Inner::Stream(stream) => stream.lock().map_or(SizeHint::default(), |s| s.size_hint()),
            #[cfg(feature = "fs")]
            Inner::Repeatable(length, _) => SizeHint::with_exact(*length),
        }
    }
}

impl futures_core::Stream for Body {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_chunk(context).map(Result::transpose)
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.0, self.length()) {
            (Inner::Empty, _) => f.write_str("Body(empty)"),
            (_, Some(length)) => write!(f, "Body({length} bytes)"),
            (_, None) => f.write_str("Body(stream)"),
        }
    }
}

impl From<Bytes> for Body {
    fn from(bytes: Bytes) -> Body {
        let inner = match bytes.is_empty() {
            true => Inner::Empty,
            false => Inner::Bytes(bytes),
        };
        Body(inner, None)
    }
}

impl From<Vec<u8>> for Body {
    fn from(bytes: Vec<u8>) -> Body {
        Bytes::from(bytes).into()
    }
}

impl From<String> for Body {
    fn from(text: String) -> Body {
        Bytes::from(text).into()
    }
}

impl From<&'static [u8]> for Body {
    fn from(bytes: &'static [u8]) -> Body {
        Bytes::from_static(bytes).into()
    }
}

impl From<&'static str> for Body {
    fn from(text: &'static str) -> Body {
        Bytes::from_static(text.as_bytes()).into()
    }
}
