//! The pure parts of the runtime, which convert values to their form on the wire, and back.
#![allow(missing_docs, reason = "tests are named after what they hold")]

mod base64;
mod bodies;
mod calls;
mod convert;
mod cookies;
mod datetime;
mod encode;
mod events;
mod hostile;
mod json;
mod json_errors;
mod paging;
mod paging_ends;
mod part_headers;
mod parts;
mod responses;
mod rules;
mod sequences;
mod targets;
mod values;

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

/// Runs a future that is never pending.
fn now<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("nothing here waits"),
    }
}
