//! What an attempt receives: the head of a response, and its body up to the limits.

use std::sync::OnceLock;

use http::header;

use crate::body::content::{Body, Cut};
use crate::body::deadline::Deadline;
use crate::body::error::TransportError;
use crate::body::limited::{ResponseBody, Timing};
use crate::body::response::{RawResponse, ResponseHead};
use crate::body::sending::Taken;
use crate::call::operation_info::Reading;
use crate::call::options::Limits;
use crate::call::request::RequestParts;
use crate::call::secrets::secrets_of;

/// What is needed of an attempt to read its response.
pub(super) struct Receiver<'c> {
    pub(super) parts: &'c RequestParts,
    pub(super) limits: &'c Limits,
    pub(super) deadline: Deadline,
    /// The number of the attempt, from 1.
    pub(super) number: u32,
    /// The body of the request, where it is still sent.
    pub(super) upload: Option<Taken>,
}

impl Receiver<'_> {
    /// Returns the head of the response, its body with the limits applied, and how to read it.
    pub(super) fn open(
        self,
        response: http::Response<Body>,
    ) -> (RawResponse, ResponseBody, Reading) {
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
        let (mut parts, body) = response.into_parts();
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
            self.upload,
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
        (response, body, reading)
    }
}

/// Reads the body of a response that is no stream. `empty` is what the response is without one.
pub(super) async fn fill(
    response: &mut RawResponse,
    body: &mut ResponseBody,
    empty: u16,
) -> Result<(), TransportError> {
    let is_success = response.head.status.is_success();
    match body.collect(response.limit, !is_success).await {
        Ok((bytes, Cut::Whole)) if bytes.is_empty() => response.matched = empty,
        Ok((bytes, cut)) => {
            response.bytes = bytes;
            response.is_truncated = cut == Cut::Short;
        }
        // The status of an error says more than the fact that the body cannot be decoded.
        Err(error) => match body.undecoded(&error).filter(|_| !is_success) {
            Some(body) => {
                response.bytes = body.bytes();
                response.is_truncated = body.is_truncated;
                response.head.headers = body.headers;
            }
            None => return Err(error),
        },
    }
    Ok(())
}
