//! Turns an OpenAPI description into a Rust client: description in, files out.
