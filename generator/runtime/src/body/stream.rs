//! Streams as bodies of requests.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http_body::{Frame, SizeHint};

use crate::body::error::{TransportError, TransportErrorKind};

type BytesStream = dyn futures_core::Stream<Item = io::Result<Bytes>> + Send;

/// Adapts a stream of bytes to an HTTP body.
pub(super) struct StreamBody {
    /// `None` after the end.
    stream: Option<Pin<Box<BytesStream>>>,
    /// How many bytes are left, if that is known.
    left: Option<u64>,
    /// The piece with the last of them, which is sent only once the stream has ended: the connection does not ask for
    /// more than was announced.
    last: Option<Bytes>,
}

impl StreamBody {
    pub(super) fn new<S>(stream: S, left: Option<u64>) -> StreamBody
    where
        S: futures_core::Stream<Item = io::Result<Bytes>> + Send + 'static,
    {
        StreamBody {
            stream: Some(Box::pin(stream)),
            left,
            last: None,
        }
    }
}

impl http_body::Body for StreamBody {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        let this = &mut *self;
        while let Some(stream) = &mut this.stream {
            let error = match ready!(stream.as_mut().poll_next(context)) {
                None if this.last.is_none() && this.left.is_some_and(|left| left > 0) => {
                    io::Error::other("it is shorter than was announced")
                }
                None => {
                    this.stream = None;
                    break;
                }
                Some(Ok(bytes)) if bytes.is_empty() => continue,
                Some(Ok(bytes)) => {
                    let length = bytes.len() as u64;
                    let left = this.left.filter(|_| this.last.is_none());
                    match left.and_then(|left| left.checked_sub(length)) {
                        Some(0) => {
                            this.last = Some(bytes);
                            continue;
                        }
                        // The server would take what was announced as the whole body.
                        None if this.left.is_some() => {
                            io::Error::other("it is longer than was announced")
                        }
                        left => {
                            this.left = left;
                            return Poll::Ready(Some(Ok(Frame::data(bytes))));
                        }
                    }
                }
                Some(Err(error)) => error,
            };
            this.stream = None;
            let error = TransportError::new(TransportErrorKind::RequestBody).with_source(error);
            return Poll::Ready(Some(Err(error)));
        }
        this.left = Some(0);
        Poll::Ready(this.last.take().map(|bytes| Ok(Frame::data(bytes))))
    }

    fn size_hint(&self) -> SizeHint {
        self.left
            .map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}
