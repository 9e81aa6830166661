//! Turns an OpenAPI description into a Rust client: description in, files out.

// No input makes the generator panic. Tests may.
#![cfg_attr(
    not(test),
    deny(
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic,
        clippy::todo,
        clippy::unreachable,
        clippy::unwrap_used
    )
)]

pub mod analyze;
pub mod diagnostic;
pub mod ir;
pub mod lower;
pub mod names;
pub mod openapi;
pub mod source;
