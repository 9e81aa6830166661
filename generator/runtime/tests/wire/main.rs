//! The pure parts of the runtime: what turns values into what goes over the wire, and back.
#![allow(missing_docs, reason = "tests are named after what they hold")]

mod base64;
mod datetime;
mod encode;
mod json;
mod paging;
mod rules;
mod values;
