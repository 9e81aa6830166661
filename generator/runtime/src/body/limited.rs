//! Reads the body of a response, with time limits, a size limit and decompression.

pub(crate) mod dense;
mod gzip;

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, header};
use http_body::Frame;
use tokio::runtime::Handle;
use tokio::time::{Instant, Sleep, sleep_until};

use crate::body::content::{Body, Cut, collect};
use crate::body::deadline::Deadline;
use crate::body::error::{TimeoutPhase, TransportError, TransportErrorKind};
use crate::body::limited::dense::is_too_dense;
use crate::body::limited::gzip::Gunzip;
use crate::body::response::coding;
use crate::body::sending::Taken;

/// The time limits of reading.
#[derive(Clone, Copy)]
pub(crate) struct Timing {
    /// The limit between two pieces.
    pub(crate) idle: Duration,
    /// The deadline of the call.
    pub(crate) deadline: Deadline,
}

/// The body of a response while it is read.
pub(crate) struct ResponseBody {
    inner: Body,
    // Boxed, since few bodies are compressed and a decoder is large.
    decoder: Option<Box<Gunzip>>,
    timing: Timing,
    /// Created when the body is first waited for: most bodies arrive at once.
    timer: Option<Pin<Box<Sleep>>>,
    waiting: bool,
    ended: bool,
    is_error: bool,
    /// The compressed bytes of an error's body, in case that it cannot be decompressed.
    compressed: Option<Box<Compressed>>,
    /// The body of the request, which may not have been sent to its end.
    upload: Option<Taken>,
}

/// A body as it was received, and the headers that describe it.
pub(crate) struct Compressed {
    pub(crate) headers: HeaderMap,
    pieces: Vec<Bytes>,
    /// How many more bytes are kept.
    room: u64,
    pub(crate) is_truncated: bool,
}

impl Compressed {
    fn add(&mut self, mut piece: Bytes) {
        if piece.len() as u64 > self.room {
            piece.truncate(usize::try_from(self.room).unwrap_or(usize::MAX));
            self.is_truncated = true;
        }
        self.room -= piece.len() as u64;
        if !piece.is_empty() {
            self.pieces.push(piece);
        }
    }

    pub(crate) fn bytes(&self) -> Bytes {
        self.pieces.concat().into()
    }
}

impl ResponseBody {
    /// Wraps a body, and changes the headers to describe the decompressed one. `limit` is how much of it is kept,
    /// unless it is a stream; of an error, as much of the compressed body is kept as well. An error, and a body that is
    /// not read to its end, stop the `upload`: the body of the request.
    pub(crate) fn new(
        body: Body,
        headers: &mut HeaderMap,
        limit: Option<u64>,
        is_error: bool,
        timing: Timing,
        upload: Option<Taken>,
    ) -> Self {
        let is_gzip = coding(headers).is_some_and(|coding| coding == "gzip" || coding == "x-gzip");
        let mut compressed = None;
        if is_gzip {
            compressed = is_error.then(|| {
                Box::new(Compressed {
                    headers: headers.clone(),
                    pieces: Vec::new(),
                    room: limit.unwrap_or_default(),
                    is_truncated: false,
                })
            });
            headers.remove(header::CONTENT_ENCODING);
            headers.remove(header::CONTENT_LENGTH);
        }
        ResponseBody {
            inner: body,
            decoder: is_gzip.then(|| Box::new(Gunzip::new(limit))),
            timing,
            timer: None,
            waiting: false,
            ended: false,
            compressed,
            is_error,
            upload,
        }
    }

    /// Returns whether the body is decompressed while it is read.
    pub(crate) fn is_compressed(&self) -> bool {
        self.decoder.is_some()
    }

    /// Returns the bytes and headers of a body that cannot be decompressed, if they were kept.
    pub(crate) fn undecoded(&mut self, error: &TransportError) -> Option<Box<Compressed>> {
        let is_damaged = error.kind() == TransportErrorKind::ContentEncoding;
        self.compressed.take().filter(|_| is_damaged)
    }

    /// Reads at most `limit` bytes, and returns whether that was all. More is an error, and so is a body that breaks
    /// off, unless it may be cut.
    pub(crate) async fn collect(
        &mut self,
        limit: u64,
        may_be_cut: bool,
    ) -> Result<(Bytes, Cut), TransportError> {
        let length = self.inner.length().filter(|_| self.decoder.is_none());
        // The length is only a reason to fail if the body must be complete.
        let length = length.filter(|_| !may_be_cut);
        let too_large = || TransportError::new(TransportErrorKind::TooLarge { limit });
        if length.is_some_and(|length| length > limit) {
            return Err(too_large());
        }
        let (bytes, end) = collect(|context| self.poll_chunk(context), length, limit).await;
        let cut = match end {
            Ok(cut) => cut,
            Err(error) if !may_be_cut || error.kind() == TransportErrorKind::ContentEncoding => {
                return Err(error);
            }
            Err(_) => Cut::Short,
        };
        if !may_be_cut && (cut == Cut::Short || is_too_dense(&bytes, limit)) {
            return Err(too_large());
        }
        Ok((bytes, cut))
    }

    fn poll_chunk(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Result<Option<Bytes>, TransportError>> {
        loop {
            if let Some(decoder) = &mut self.decoder
                && let Some(out) = decoder.next()?
            {
                return Poll::Ready(Ok(Some(out)));
            }
            if self.ended {
                return Poll::Ready(Ok(None));
            }
            let Poll::Ready(chunk) = self.inner.poll_chunk(context) else {
                return self.poll_timer(context).map(Err);
            };
            self.waiting = false;
            match (chunk?, &mut self.decoder) {
                (Some(chunk), None) => return Poll::Ready(Ok(Some(chunk))),
                (Some(chunk), Some(decoder)) => {
                    if let Some(compressed) = &mut self.compressed {
                        compressed.add(chunk.clone());
                    }
                    decoder.feed(chunk);
                }
                (None, decoder) => {
                    self.ended = true;
                    if let Some(decoder) = decoder {
                        decoder.end();
                    }
                }
            }
        }
    }

    fn poll_timer(&mut self, context: &mut Context<'_>) -> Poll<TransportError> {
        if !self.waiting {
            self.waiting = true;
            let idle = Instant::now().checked_add(self.timing.idle);
            let deadline = self.timing.deadline.at();
            let at = match (idle, deadline) {
                (Some(idle), Some(deadline)) => idle.min(deadline),
                (Some(at), None) | (None, Some(at)) => at,
                (None, None) => return Poll::Pending,
            };
            match &mut self.timer {
                Some(timer) => timer.as_mut().reset(at),
                // A stream may be read on a thread where a timer panics.
                None => match Handle::try_current() {
                    Ok(_) => self.timer = Some(Box::pin(sleep_until(at))),
                    Err(error) => {
                        let kind = TransportErrorKind::Other;
                        return Poll::Ready(TransportError::new(kind).with_source(error));
                    }
                },
            }
        }
        let Some(timer) = &mut self.timer else {
            return Poll::Pending;
        };
        ready!(timer.as_mut().poll(context));
        if !self.timing.deadline.is_after(Instant::now()) {
            return Poll::Ready(self.timing.deadline.error());
        }
        Poll::Ready(TransportError::new(TransportErrorKind::Timeout {
            phase: TimeoutPhase::Read,
            limit: self.timing.idle,
        }))
    }
}

impl Drop for ResponseBody {
    fn drop(&mut self) {
        let is_whole = self.ended || http_body::Body::is_end_stream(&self.inner);
        if let Some(upload) = self.upload.take_if(|_| self.is_error || !is_whole) {
            upload.stop();
        }
    }
}

impl http_body::Body for ResponseBody {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        self.poll_chunk(context)
            .map(|chunk| chunk.transpose().map(|chunk| chunk.map(Frame::data)))
    }
}
