//! Reads a body line by line, for formats that are streams of lines.

use bytes::Buf as _;

use std::task::{Context, Poll, ready};

use bytes::{Bytes, BytesMut};

use crate::body::content::Body;
use crate::body::error::TransportError;

/// What ends a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LineEnd {
    /// Line feed, carriage return, or both: server-sent events.
    Any,
    /// Line feed: JSON lines; the record separator if the body begins with one.
    LineFeedOrRecord,
    /// The record separator that precedes each text of a JSON text sequence (RFC 7464).
    RecordSeparator,
}

/// Why there is no next line.
#[derive(Debug)]
pub(crate) enum LineError {
    /// The body broke off.
    Transport(TransportError),
    /// The line has more bytes than allowed.
    TooLong,
}

/// The lines of a body, independent of how it is split into pieces.
pub(crate) struct Lines {
    body: Body,
    end: LineEnd,
    buffer: BytesMut,
    /// How much of the buffer has no line end, and is not searched again.
    scanned: usize,
    /// No line was read yet: the first one may begin with a byte order mark, which is not a part of it.
    is_first: bool,
    /// The last line ended with a carriage return: a line feed after it belongs to it.
    after_return: bool,
    /// A record separator was read.
    has_separator: bool,
    /// The last line is the text before the first record separator.
    is_headless: bool,
    ended: bool,
}

impl Lines {
    pub(crate) fn new(body: Body, end: LineEnd) -> Self {
        Self {
            body,
            end,
            buffer: BytesMut::new(),
            scanned: 0,
            is_first: true,
            after_return: false,
            has_separator: false,
            is_headless: false,
            ended: false,
        }
    }

    /// Returns the next line without its end. Text after the last line end is a line unless it is empty.
    pub(crate) fn poll_line(
        &mut self,
        limit: usize,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, LineError>>> {
        loop {
            if let Some(line) = self.take_line() {
                return Poll::Ready(Some(if line.len() > limit {
                    Err(LineError::TooLong)
                } else {
                    Ok(self.without_mark(line))
                }));
            }
            if self.buffer.len() > limit {
                return Poll::Ready(Some(Err(LineError::TooLong)));
            }
            if self.ended {
                self.is_headless = false;
                let rest = self.buffer.split().freeze();
                let rest = self.without_mark(rest);
                return Poll::Ready((!rest.is_empty()).then_some(Ok(rest)));
            }
            match ready!(self.body.poll_chunk(context)) {
                Ok(Some(chunk)) => self.buffer.extend_from_slice(&chunk),
                Ok(None) => self.ended = true,
                Err(error) => return Poll::Ready(Some(Err(LineError::Transport(error)))),
            }
        }
    }

    /// Whether the lines are the values of a JSON text sequence.
    pub(crate) fn are_records(&self) -> bool {
        self.end == LineEnd::RecordSeparator
    }

    /// Whether the line that was read last is the text before the first record separator, which is no value of the
    /// sequence: it may be the end of one.
    pub(crate) fn is_headless(&self) -> bool {
        self.is_headless
    }

    fn without_mark(&mut self, mut line: Bytes) -> Bytes {
        if std::mem::take(&mut self.is_first) && line.starts_with("\u{feff}".as_bytes()) {
            line.advance("\u{feff}".len());
        }
        line
    }

    fn take_line(&mut self) -> Option<Bytes> {
        if self.end == LineEnd::LineFeedOrRecord && self.buffer.first() == Some(&0x1e) {
            self.end = LineEnd::RecordSeparator;
        }
        if self.after_return && !self.buffer.is_empty() {
            self.after_return = false;
            if self.buffer.first() == Some(&b'\n') {
                self.buffer.advance(1);
            }
        }
        let rest = self.buffer.get(self.scanned..).unwrap_or_default();
        let found = rest.iter().position(|byte| match self.end {
            LineEnd::Any => matches!(byte, b'\n' | b'\r'),
            LineEnd::LineFeedOrRecord => *byte == b'\n',
            LineEnd::RecordSeparator => *byte == 0x1e,
        });
        let Some(found) = found else {
            self.scanned = self.buffer.len();
            return None;
        };
        self.is_headless = self.are_records() && !self.has_separator;
        self.has_separator = true;
        let line = self.buffer.split_to(self.scanned + found).freeze();
        self.after_return = self.buffer.first() == Some(&b'\r');
        self.buffer.advance(1);
        self.scanned = 0;
        Some(line)
    }
}
