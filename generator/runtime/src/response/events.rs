//! Streamed bodies: server-sent events, JSON lines and JSON text sequences.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use serde::de::DeserializeOwned;

use crate::body::content::Body;
use crate::body::limited::dense::is_too_dense;
use crate::json::budget;
use crate::json::error as json_error;
use crate::json::error::JsonError;
use crate::response::line_reader::{LineEnd, Lines};

pub use crate::response::stream_error::StreamError;
use crate::response::stream_error::memory;

/// The default [`limit`](Events::limit) on a line and on an event.
const LIMIT: usize = 8 << 20;

/// A server-sent event.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Event<T> {
    /// The type of the event; `message` if the server does not name one.
    pub event: String,
    /// The data of the event.
    pub data: T,
    /// The id of this event, or of the last one before it that had one.
    pub id: Option<String>,
    /// How long the server asks a client to wait before it reconnects.
    pub retry: Option<Duration>,
}

/// A body of server-sent events.
///
/// Read it with [`next`](Self::next) or as a [`futures_core::Stream`]. It ends with the body and after an error, except
/// [`StreamError::Decode`]: more events may follow one that does not match the description. An event that is cut off by
/// the end of the body is dropped, and so is one with blank data that would have to be JSON: servers send such to keep
/// the connection open. Invalid UTF-8 is read as U+FFFD, as the HTML standard requires for these events.
#[must_use = "nothing is read until events are asked for"]
pub struct Events<T> {
    /// `None` after the end.
    lines: Option<Lines>,
    limit: usize,
    event: String,
    data: Option<String>,
    id: Option<String>,
    retry: Option<Duration>,
    decode: fn(&str, String) -> Result<Option<T>, JsonError>,
}

/// Data whose type depends on the event's name.
pub trait EventData: Sized {
    /// Decodes the data of an event of this name.
    ///
    /// # Errors
    /// If it does not match the events of this name.
    fn read(event: &str, data: String) -> Result<Self, JsonError>;
}

/// Decodes data that is JSON.
///
/// # Errors
/// If it is no JSON or not a `T`.
pub fn event_json<T: DeserializeOwned>(data: &str) -> Result<T, JsonError> {
    json_error::from_slice(data.as_bytes())
}

/// The text by which many services mark the end of a stream.
const DONE: &str = "[DONE]";

impl Events<String> {
    /// Returns events whose data is text.
    pub fn text(body: Body) -> Self {
        Self::new(body, |_, data| Ok(Some(data)))
    }
}

impl<T: EventData> Events<T> {
    /// Returns events whose data depends on their names. `[DONE]` ends the stream, unless it is valid data of an event
    /// of that name.
    pub fn named(body: Body) -> Self {
        Self::new(body, |event, data| {
            let is_done = data == DONE;
            match T::read(event, data) {
                Err(_) if is_done => Ok(None),
                read => read.map(Some),
            }
        })
    }
}

impl<T: DeserializeOwned> Events<T> {
    /// Returns events whose data is JSON. The text `[DONE]`, by which many services mark the end, ends the stream.
    pub fn json(body: Body) -> Self {
        Self::new(body, |_, data| match data.as_str() {
            DONE => Ok(None),
            data => event_json(data).map(Some),
        })
    }
}

impl<T> Events<T> {
    fn new(body: Body, decode: fn(&str, String) -> Result<Option<T>, JsonError>) -> Self {
        Self {
            lines: Some(Lines::new(body, LineEnd::Any)),
            limit: LIMIT,
            event: String::new(),
            data: None,
            id: None,
            retry: None,
            decode,
        }
    }

    /// Sets the limit on a line and on an event, in bytes. Default: 8 MiB. An id, which later events repeat, may have
    /// 1 KiB for each MiB of it, and at least that much.
    pub fn limit(mut self, bytes: usize) -> Self {
        self.limit = bytes;
        self
    }

    /// Returns the next event, or `None` after the last one.
    pub async fn next(&mut self) -> Option<Result<Event<T>, StreamError>> {
        std::future::poll_fn(|context| self.poll(context)).await
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Event<T>, StreamError>>> {
        let next = ready!(self.poll_event(context));
        if !goes_on(&next) {
            self.lines = None;
        }
        Poll::Ready(next)
    }

    fn poll_event(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Event<T>, StreamError>>> {
        loop {
            let Some(lines) = &mut self.lines else {
                return Poll::Ready(None);
            };
            let line = match ready!(lines.poll_line(self.limit, context)) {
                None => return Poll::Ready(None),
                Some(Err(error)) => {
                    return Poll::Ready(Some(Err(StreamError::of_line(error, self.limit))));
                }
                Some(Ok(line)) => line,
            };
            let text = String::from_utf8_lossy(&line);
            if text.is_empty() {
                let Some(data) = self.data.take() else {
                    self.event.clear();
                    continue;
                };
                let is_blank = data.trim().is_empty();
                match self.finish(data) {
                    Err(StreamError::Decode(_)) if is_blank => {}
                    event => return Poll::Ready(event.transpose()),
                }
            } else if let Err(error) = self.field(&text) {
                return Poll::Ready(Some(Err(error)));
            }
        }
    }

    fn field(&mut self, line: &str) -> Result<(), StreamError> {
        let (name, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match name {
            "event" => value.clone_into(&mut self.event),
            "data" => match &mut self.data {
                None => self.data = Some(value.to_owned()),
                Some(data) if data.len() + value.len() < self.limit => {
                    data.push('\n');
                    data.push_str(value);
                }
                Some(_) => return Err(StreamError::TooLong { limit: self.limit }),
            },
            "id" if !value.contains('\0') => {
                let limit = (self.limit >> 10).max(1 << 10);
                if value.len() > limit {
                    return Err(StreamError::TooLong { limit });
                }
                self.id = (!value.is_empty()).then(|| value.to_owned())
            }
            "retry" if value.bytes().all(|byte| byte.is_ascii_digit()) => {
                let wait = value.parse().ok().map(Duration::from_millis);
                self.retry = wait.or(self.retry);
            }
            // Comments have an empty name; unknown fields are ignored.
            _ => {}
        }
        Ok(())
    }

    fn finish(&mut self, data: String) -> Result<Option<Event<T>>, StreamError> {
        let mut event = std::mem::take(&mut self.event);
        if event.is_empty() {
            event.push_str("message");
        }
        if is_too_dense(data.as_bytes(), memory(self.limit)) {
            return Err(StreamError::TooLong { limit: self.limit });
        }
        let data = within(self.limit, || (self.decode)(&event, data))?;
        Ok(data.map(|data| Event {
            event,
            data,
            id: self.id.clone(),
            retry: self.retry.take(),
        }))
    }
}

/// Decodes a part of a stream with three times its limit as memory, in addition to the text itself.
fn within<T>(
    limit: usize,
    decode: impl FnOnce() -> Result<T, JsonError>,
) -> Result<T, StreamError> {
    let bytes = memory(limit).saturating_mul(3);
    budget::within(bytes, decode).map_err(StreamError::Decode)
}

/// Whether a text of a sequence is a number or a word that no white space follows: `12` may be the beginning of `123`
/// (RFC 7464, 2.4).
fn may_be_cut_off(text: &[u8]) -> bool {
    let shows_its_end = matches!(text.trim_ascii().first(), Some(b'{' | b'[' | b'"'));
    !shows_its_end && !text.last().is_some_and(u8::is_ascii_whitespace)
}

/// Returns whether the stream can continue: data that cannot be decoded does not hide where the next event or value
/// begins.
fn goes_on<T>(next: &Option<Result<T, StreamError>>) -> bool {
    matches!(next, Some(Ok(_) | Err(StreamError::Decode(_))))
}

/// A body of consecutive JSON values.
///
/// Read it with [`next`](Self::next) or as a [`futures_core::Stream`]. It ends with the body and after an error, except
/// [`StreamError::Decode`].
#[must_use = "nothing is read until values are asked for"]
pub struct JsonLines<T> {
    /// `None` after the end.
    lines: Option<Lines>,
    limit: usize,
    decode: fn(&[u8]) -> Result<T, JsonError>,
}

impl<T: DeserializeOwned> JsonLines<T> {
    /// Reads JSON lines: each line is a value (`application/jsonl`, `application/x-ndjson`). A body that begins with
    /// the record separator is read as a JSON text sequence.
    pub fn new(body: Body) -> Self {
        Self {
            lines: Some(Lines::new(body, LineEnd::LineFeedOrRecord)),
            limit: LIMIT,
            decode: json_error::from_slice,
        }
    }

    /// Reads a JSON text sequence (RFC 7464, `application/json-seq`).
    pub fn sequence(body: Body) -> Self {
        Self {
            lines: Some(Lines::new(body, LineEnd::RecordSeparator)),
            limit: LIMIT,
            decode: json_error::from_slice,
        }
    }
}

impl<T> JsonLines<T> {
    /// Sets the limit on a value, in bytes. Default: 8 MiB.
    pub fn limit(mut self, bytes: usize) -> Self {
        self.limit = bytes;
        self
    }

    /// Returns the next value, or `None` after the last one.
    pub async fn next(&mut self) -> Option<Result<T, StreamError>> {
        std::future::poll_fn(|context| self.poll(context)).await
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<T, StreamError>>> {
        loop {
            let Some(lines) = &mut self.lines else {
                return Poll::Ready(None);
            };
            let next = match ready!(lines.poll_line(self.limit, context)) {
                Some(Ok(line)) if line.trim_ascii().is_empty() => continue,
                Some(Ok(line)) if is_too_dense(&line, memory(self.limit)) => {
                    Some(Err(StreamError::TooLong { limit: self.limit }))
                }
                Some(Ok(_)) if lines.is_headless() => {
                    let message = "no record separator precedes the value, so the beginning of it may be missing";
                    Some(Err(StreamError::Decode(JsonError::of_whole(message))))
                }
                Some(Ok(line)) if lines.are_records() && may_be_cut_off(&line) => {
                    let message =
                        "no white space follows the value, so the end of it may be missing";
                    Some(Err(StreamError::Decode(JsonError::of_whole(message))))
                }
                Some(Ok(line)) => Some(within(self.limit, || (self.decode)(&line))),
                Some(Err(error)) => Some(Err(StreamError::of_line(error, self.limit))),
                None => None,
            };
            if !goes_on(&next) {
                self.lines = None;
            }
            return Poll::Ready(next);
        }
    }
}

impl<T> fmt::Debug for Events<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Events")
            .field("ended", &self.lines.is_none())
            .finish_non_exhaustive()
    }
}

impl<T> fmt::Debug for JsonLines<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JsonLines")
            .field("ended", &self.lines.is_none())
            .finish_non_exhaustive()
    }
}

impl<T> futures_core::Stream for Events<T> {
    type Item = Result<Event<T>, StreamError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll(context)
    }
}

impl<T> futures_core::Stream for JsonLines<T> {
    type Item = Result<T, StreamError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll(context)
    }
}
