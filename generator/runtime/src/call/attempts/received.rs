//! What an attempt receives: the head of a response, and its body up to the limits.

use std::sync::OnceLock;

use http::header;

use crate::body::content::{Body, Cut};
use crate::body::deadline::Deadline;
use crate::body::limited::{ResponseBody, Timing};
use crate::body::response::{RawResponse, ResponseHead};
use crate::body::sending::Taken;
use crate::call::attempt::{Attempted, FailedAttempt};
use crate::call::operation_info::Reading;
use crate::call::options::Limits;
use crate::call::request::RequestParts;
use crate::call::secrets::secrets_of;

/// Reads the response of an attempt.
pub(super) struct Receiver<'c> {
    pub(super) parts: &'c RequestParts,
    pub(super) limits: Limits,
    pub(super) deadline: Deadline,
    /// The number of the attempt, from 1.
    pub(super) number: u32,
    /// The body of the request, where it is still sent.
    pub(super) upload: Option<Taken>,
}

impl Receiver<'_> {
    /// Reads a response, and its body unless that is a stream.
    pub(super) async fn read(mut self, response: http::Response<Body>) -> Attempted {
        let info = self.parts.info;
        let content_type = response.headers().get(header::CONTENT_TYPE);
        let content_type = content_type.and_then(|value| value.to_str().ok());
        let mut reading = info.reading(
            response.status().as_u16(),
            content_type.unwrap_or_default(),
            self.limits.reject_undocumented,
        );
        let target = self.parts.target.as_ref();
        let is_streamed = target.is_some_and(|target| target.is_streamed);
        reading.is_stream |= is_streamed && response.status().is_success();
        let (mut response, mut body) = self.open(response, &reading);
        if reading.is_stream {
            response.stream = Some(Body::from_http_body(body));
            return Ok(response);
        }
        let is_success = response.head.status.is_success();
        match body.collect(response.limit, !is_success).await {
            Ok((bytes, Cut::Whole)) if bytes.is_empty() => response.matched = reading.empty,
            Ok((bytes, cut)) => {
                response.bytes = bytes;
                response.is_truncated = cut == Cut::Short;
            }
            Err(error) => match body.undecoded(&error).filter(|_| !is_success) {
                // The status says more than the fact that the body cannot be decoded.
                Some(body) => {
                    response.bytes = body.bytes();
                    response.is_truncated = body.is_truncated;
                    response.head.headers = body.headers;
                }
                None => {
                    let head = Some(response.head);
                    return Err(FailedAttempt { error, head });
                }
            },
        }
        Ok(response)
    }

    /// Returns the head of the response, and its body with the limits applied.
    fn open(
        &mut self,
        response: http::Response<Body>,
        reading: &Reading,
    ) -> (RawResponse, ResponseBody) {
        let (mut parts, body) = response.into_parts();
        let info = self.parts.info;
        // A stream is read at the caller's pace, without the limits on the call's time and on bodies in memory.
        let is_stream = reading.is_stream;
        let limit = match parts.status.is_success() {
            true => self.limits.max_response_body,
            false => self.limits.max_error_body,
        };
        let timing = Timing {
            idle: self.limits.read_timeout,
            deadline: match is_stream {
                true => Deadline::NEVER,
                false => self.deadline,
            },
        };
        let body = ResponseBody::new(
            body,
            &mut parts.headers,
            (!is_stream).then_some(limit),
            !parts.status.is_success(),
            timing,
            self.upload.take(),
        );
        let response = RawResponse {
            head: ResponseHead {
                operation: info.id,
                status: parts.status,
                headers: parts.headers,
                attempts: self.number,
            },
            bytes: bytes::Bytes::new(),
            details: OnceLock::new(),
            stream: None,
            deadline: self.deadline,
            was_compressed: body.is_compressed(),
            hint: None,
            matched: reading.status,
            content: reading.content,
            unnamed_json: reading.unnamed_json,
            unread: bytes::Bytes::new(),
            limit,
            is_truncated: false,
            accept: info.accept,
            keep: self.limits.keep_raw_body && !is_stream,
            secrets: Some(secrets_of(self.parts)),
        };
        (response, body)
    }
}
