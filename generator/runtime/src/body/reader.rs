//! Conversions between bodies and the readers of tokio.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Buf, Bytes, BytesMut};
use tokio::io::{AsyncBufRead, AsyncRead, ReadBuf};

use crate::body::content::Body;

/// How many bytes are read at once.
const PIECE: usize = 64 << 10;

/// A body as [`AsyncRead`] and [`AsyncBufRead`], returned by [`Body::into_reader`].
#[derive(Debug)]
pub struct BodyReader {
    /// `None` after the end.
    body: Option<Body>,
    /// The unread rest of the last piece.
    rest: Bytes,
}

impl AsyncBufRead for BodyReader {
    fn poll_fill_buf(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<&[u8]>> {
        let this = self.get_mut();
        if let Some(body) = this.body.as_mut().filter(|_| this.rest.is_empty()) {
            match ready!(body.poll_chunk(context)).map_err(io::Error::other)? {
                Some(piece) => this.rest = piece,
                None => this.body = None,
            }
        }
        Poll::Ready(Ok(&this.rest))
    }

    fn consume(self: Pin<&mut Self>, amount: usize) {
        let rest = &mut self.get_mut().rest;
        rest.advance(amount.min(rest.len()));
    }
}

impl AsyncRead for BodyReader {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let piece = ready!(self.as_mut().poll_fill_buf(context))?;
        let amount = piece.len().min(buffer.remaining());
        buffer.put_slice(piece.get(..amount).unwrap_or_default());
        self.consume(amount);
        Poll::Ready(Ok(()))
    }
}

impl Body {
    /// Converts the body to an [`AsyncRead`] and [`AsyncBufRead`]. An error of the connection is wrapped in an
    /// [`io::Error`].
    ///
    /// ```
    /// # async fn count(body: apiruntime::Body) -> std::io::Result<()> {
    /// use tokio::io::AsyncBufReadExt;
    ///
    /// let mut lines = body.into_reader().lines();
    /// while let Some(line) = lines.next_line().await? {
    ///     println!("{line}");
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn into_reader(self) -> BodyReader {
        BodyReader {
            body: Some(self),
            rest: Bytes::new(),
        }
    }

    /// Returns a body that sends the content of a reader. It can be sent only once, so the call is never repeated; to
    /// send a file, use [`Upload`](crate::body::Upload).
    ///
    /// ```
    /// use apiruntime::Body;
    ///
    /// let body = Body::from_reader(&b"any reader"[..]);
    /// assert_eq!(body.length(), None);
    /// ```
    pub fn from_reader(reader: impl AsyncRead + Send + 'static) -> Body {
        Body::stream(Pieces::new(reader))
    }
}

/// The content of a reader, in pieces.
pub(super) struct Pieces<R> {
    reader: Pin<Box<R>>,
    buffer: BytesMut,
}

impl<R: AsyncRead> Pieces<R> {
    pub(super) fn new(reader: R) -> Pieces<R> {
        Pieces {
            reader: Box::pin(reader),
            buffer: BytesMut::new(),
        }
    }
}

impl<R: AsyncRead> futures_core::Stream for Pieces<R> {
    type Item = io::Result<Bytes>;

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Bytes>>> {
        let this = &mut *self;
        this.buffer.resize(PIECE, 0);
        let mut buffer = ReadBuf::new(&mut this.buffer);
        ready!(this.reader.as_mut().poll_read(context, &mut buffer))?;
        let length = buffer.filled().len();
        let piece = this.buffer.split_to(length).freeze();
        Poll::Ready((length > 0).then_some(Ok(piece)))
    }
}
