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
mod emit;
mod facility;
pub mod fileset;
mod generate;
pub mod ir;
mod limits;
pub mod lower;
mod manifest;
pub mod names;
pub mod openapi;
mod render;
pub mod report;
pub mod source;

pub use facility::{RUNTIME, RUNTIME_VERSION};
pub use fileset::FileSet;
pub use generate::{Generated, Input, Layout, Options, Report, generate};
pub use manifest::{ManifestNeeds, RuntimeSource};
