//! A body that is composed of strings and other bodies.

use std::collections::VecDeque;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http_body::{Frame, SizeHint};

use crate::body::content::Body;
use crate::body::error::TransportError;

/// A sequence of strings and bodies; adjacent ones in memory are joined.
#[derive(Default)]
pub(super) struct Pieces {
    bodies: VecDeque<Body>,
    last: Vec<u8>,
}

impl Pieces {
    pub(super) fn push_text(&mut self, text: &str) {
        self.last.extend_from_slice(text.as_bytes());
    }

    pub(super) fn push_body(&mut self, body: Body) {
        match body.as_bytes() {
            Some(bytes) => self.last.extend_from_slice(bytes),
            None => {
                self.end_text();
                self.bodies.push_back(body);
            }
        }
    }

    fn end_text(&mut self) {
        let text = std::mem::take(&mut self.last);
        if !text.is_empty() {
            self.bodies.push_back(Body::from(text));
        }
    }

    pub(super) fn finish(mut self) -> Body {
        if self.bodies.is_empty() {
            return Body::from(self.last);
        }
        self.end_text();
        #[cfg(feature = "fs")]
        if let Some(all) = copied(&self.bodies) {
            let length = Chain::length(&all);
            let again = move || Chain(copied(&all).unwrap_or_default());
            if let Some(length) = length {
                return Body::repeatable(length, again);
            }
        }
        Body::from_http_body(Chain(self.bodies))
    }
}

/// Returns copies of the bodies, unless one is a stream.
#[cfg(feature = "fs")]
fn copied(bodies: &VecDeque<Body>) -> Option<VecDeque<Body>> {
    bodies.iter().map(Body::try_clone).collect()
}

/// Sends bodies one after the other.
struct Chain(VecDeque<Body>);

impl Chain {
    fn length(bodies: &VecDeque<Body>) -> Option<u64> {
        let mut lengths = bodies.iter().map(Body::length);
        lengths.try_fold(0_u64, |sum, length| sum.checked_add(length?))
    }
}

impl http_body::Body for Chain {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        while let Some(body) = self.0.front_mut() {
            match ready!(body.poll_chunk(context)) {
                Ok(Some(chunk)) => return Poll::Ready(Some(Ok(Frame::data(chunk)))),
                Ok(None) => drop(self.0.pop_front()),
                Err(error) => {
                    self.0.clear();
                    return Poll::Ready(Some(Err(error)));
                }
            }
        }
        Poll::Ready(None)
    }

    fn size_hint(&self) -> SizeHint {
        Chain::length(&self.0).map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}
