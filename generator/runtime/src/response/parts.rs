//! Multipart bodies of responses, read part by part.

use std::borrow::Cow;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Buf as _, Bytes, BytesMut};
use http::{HeaderMap, HeaderName, HeaderValue, header};
use percent_encoding::percent_decode_str;
use serde::de::DeserializeOwned;

use crate::body::content::Body;
use crate::body::error::{TransportError, TransportErrorKind};
use crate::body::limited::dense::is_too_dense;
use crate::body::media_type::parameter;
use crate::body::response::RawResponse;
use crate::json::budget;
use crate::json::error::{self as json_error, JsonError};
use crate::response::decode::DecodeFailure;
use crate::response::stream_error::memory;

pub use crate::response::stream_error::StreamError;

/// The default [`limit`](Parts::limit) on a part.
const LIMIT: usize = 64 << 20;

/// The most spaces after a delimiter: they are searched again with each piece.
const PADDING: usize = 1 << 10;

/// A multipart body (RFC 2046, 5.1).
///
/// Read it with [`next`](Self::next) or as a [`futures_core::Stream`]. It ends after its last part and after an error.
#[must_use = "nothing is read until parts are asked for"]
pub struct Parts {
    /// `None` after the end.
    body: Option<Body>,
    /// `LF--boundary`
    delimiter: Vec<u8>,
    buffer: BytesMut,
    /// How much of the buffer has no delimiter, and is not searched again.
    scanned: usize,
    limit: usize,
    /// Whether the preamble before the first part has been read.
    begun: bool,
    /// Whether the body has ended.
    ended: bool,
}

/// A part of a multipart body.
#[derive(Clone)]
pub struct ReceivedPart {
    headers: HeaderMap,
    name: Option<String>,
    file_name: Option<String>,
    body: Bytes,
    /// The limit on the part, in bytes.
    limit: usize,
}

impl ReceivedPart {
    /// Returns the headers of the part.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Returns the media type of the part with its parameters, if it has one.
    pub fn content_type(&self) -> Option<&str> {
        self.headers.get(header::CONTENT_TYPE)?.to_str().ok()
    }

    /// Returns the name in `Content-Disposition`.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// Returns the file name in `Content-Disposition`.
    pub fn file_name(&self) -> Option<&str> {
        self.file_name.as_deref()
    }

    /// Returns the content.
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// Decodes the content as JSON.
    ///
    /// # Errors
    /// If it is no JSON or not a `T`, or takes more than about three times the limit on a part in memory.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, JsonError> {
        let limit = memory(self.limit);
        if is_too_dense(&self.body, limit) {
            return Err(JsonError::of_whole(budget::USED_UP));
        }
        let bytes = limit.saturating_mul(3);
        budget::within(bytes, || json_error::from_slice(&self.body))
    }
}

impl fmt::Debug for ReceivedPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReceivedPart")
            .field("name", &self.name())
            .field("body_length", &self.body.len())
            .finish_non_exhaustive()
    }
}

impl RawResponse {
    /// Returns a success with a multipart body as a stream of its parts.
    pub fn parts<E>(&mut self) -> Result<Parts, DecodeFailure<E>> {
        let boundary = parameter(self.head.content_type(), "boundary");
        let Some(boundary) = boundary.filter(|boundary| !boundary.is_empty()) else {
            let message = "its `Content-Type` has no boundary between parts";
            return Err(DecodeFailure::Body(String::new(), message.to_owned()));
        };
        let delimiter = format!("\n--{boundary}").into_bytes();
        Ok(Parts {
            body: Some(self.stream()?),
            delimiter,
            // The first delimiter may begin the body, without a line before it.
            buffer: BytesMut::from(&b"\n"[..]),
            scanned: 0,
            limit: LIMIT,
            begun: false,
            ended: false,
        })
    }
}

impl Parts {
    /// Sets the limit on a part, in bytes. Default: 64 MiB.
    pub fn limit(mut self, bytes: usize) -> Self {
        self.limit = bytes;
        self
    }

    /// Returns the next part, or `None` after the last one.
    pub async fn next(&mut self) -> Option<Result<ReceivedPart, StreamError>> {
        std::future::poll_fn(|context| self.poll(context)).await
    }

    fn poll(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<ReceivedPart, StreamError>>> {
        loop {
            let Some(body) = &mut self.body else {
                return Poll::Ready(None);
            };
            if let Some((piece, is_last)) = take(
                &mut self.buffer,
                &self.delimiter,
                &mut self.scanned,
                self.ended,
            ) {
                if is_last {
                    self.body = None;
                }
                // What precedes the first delimiter is the preamble.
                if std::mem::replace(&mut self.begun, true) {
                    if piece.len() > self.limit {
                        self.body = None;
                        let limit = self.limit;
                        return Poll::Ready(Some(Err(StreamError::TooLong { limit })));
                    }
                    return Poll::Ready(Some(Ok(part(piece, self.limit))));
                }
                continue;
            }
            let error = if self.buffer.len() > self.limit.saturating_add(self.delimiter.len()) {
                StreamError::TooLong { limit: self.limit }
            } else if self.ended {
                StreamError::Transport(TransportError::new(TransportErrorKind::BodyCutShort))
            } else {
                match ready!(body.poll_chunk(context)) {
                    Ok(Some(chunk)) => {
                        self.buffer.extend_from_slice(&chunk);
                        continue;
                    }
                    Ok(None) => {
                        self.ended = true;
                        continue;
                    }
                    Err(error) => StreamError::Transport(error),
                }
            };
            self.body = None;
            return Poll::Ready(Some(Err(error)));
        }
    }
}

/// Takes the bytes before the next delimiter, and returns them with whether it is the last one.
fn take(
    buffer: &mut BytesMut,
    delimiter: &[u8],
    scanned: &mut usize,
    ended: bool,
) -> Option<(Bytes, bool)> {
    loop {
        let rest = buffer.get(*scanned..).unwrap_or_default();
        let found = rest
            .windows(delimiter.len())
            .position(|window| window == delimiter);
        let Some(found) = found else {
            // A delimiter may be split between pieces.
            let seen = buffer.len().saturating_sub(delimiter.len());
            *scanned = seen.max(*scanned);
            return None;
        };
        let start = *scanned + found;
        let end = start + delimiter.len();
        let after = buffer.get(end..).unwrap_or_default();
        let line = after.iter().position(|byte| *byte == b'\n');
        let is_last = after.starts_with(b"--");
        let line = match line {
            _ if is_last => 2,
            Some(line) => line + 1,
            None if ended => after.len(),
            // Only spaces are allowed between a delimiter and the end of its line.
            None if after.len() <= PADDING && after.iter().all(|byte| b" \t\r-".contains(byte)) => {
                *scanned = start;
                return None;
            }
            None => 0,
        };
        let line = if line > PADDING { 0 } else { line };
        let padding = after.get(..line).unwrap_or_default();
        if !is_last && (line == 0 || !padding.iter().all(|byte| b" \t\r\n".contains(byte))) {
            // A longer text that begins like the delimiter.
            *scanned = start + 1;
            continue;
        }
        let mut piece = buffer.split_to(start).freeze();
        if piece.ends_with(b"\r") {
            piece.truncate(piece.len() - 1);
        }
        buffer.advance(delimiter.len() + line);
        *scanned = 0;
        return Some((piece, is_last));
    }
}

/// Parses the headers of a part.
fn part(mut piece: Bytes, limit: usize) -> ReceivedPart {
    let mut lines: Vec<Vec<u8>> = Vec::new();
    loop {
        let end = piece.iter().position(|byte| *byte == b'\n');
        let line = piece.split_to(end.map_or(piece.len(), |end| end + 1));
        let text = line.trim_ascii();
        match lines.last_mut() {
            _ if text.is_empty() => break,
            // A folded line continues the line before (RFC 5322, 2.2.3).
            Some(last) if line.starts_with(b" ") || line.starts_with(b"\t") => {
                last.push(b' ');
                last.extend_from_slice(text);
            }
            _ => lines.push(text.to_vec()),
        }
    }
    let mut headers = HeaderMap::new();
    for line in &lines {
        let Some(colon) = line.iter().position(|byte| *byte == b':') else {
            continue;
        };
        let (name, value) = line.split_at(colon);
        let value = value.get(1..).unwrap_or_default().trim_ascii();
        if let (Ok(name), Ok(value)) = (
            HeaderName::from_bytes(name.trim_ascii()),
            HeaderValue::from_bytes(value),
        ) {
            headers.append(name, value);
        }
    }
    let disposition = headers.get(header::CONTENT_DISPOSITION);
    let disposition = disposition.and_then(|value| std::str::from_utf8(value.as_bytes()).ok());
    let said = |name| parameter(disposition?, name).map(Cow::into_owned);
    ReceivedPart {
        name: said("name"),
        file_name: said("filename*")
            .and_then(|text| extended(&text))
            .or_else(|| said("filename")),
        headers,
        body: piece,
        limit,
    }
}

/// Decodes the value of a parameter such as `filename*`, which goes before `filename` (RFC 6266, 4.3; RFC 8187, 3.2):
/// a charset, a language and percent-encoded text.
fn extended(text: &str) -> Option<String> {
    let (charset, rest) = text.split_once('\'')?;
    let bytes = percent_decode_str(rest.split_once('\'')?.1);
    match charset.to_ascii_lowercase().as_str() {
        "utf-8" => Some(bytes.decode_utf8().ok()?.into_owned()),
        "iso-8859-1" => Some(bytes.map(char::from).collect()),
        _ => None,
    }
}

impl fmt::Debug for Parts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Parts")
            .field("ended", &self.body.is_none())
            .finish_non_exhaustive()
    }
}

impl futures_core::Stream for Parts {
    type Item = Result<ReceivedPart, StreamError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll(context)
    }
}
