//! Turns an OpenAPI description into a Rust client: description in, files out.

pub mod diagnostic;
pub mod ir;
pub mod names;
pub mod openapi;
pub mod source;
