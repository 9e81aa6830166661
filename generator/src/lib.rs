//! Turns OpenAPI descriptions into the source files of Rust clients.
//!
//! The library does no file I/O and reads neither the time nor the environment: a build tool of yours reads the
//! description, calls [`generate`] and writes the files. The stages are described in `ARCHITECTURE.md` beside the
//! manifest.
//!
//! ```
//! use generator::{Input, Layout, Options, RuntimeSource, generate, report, source::NoFiles};
//!
//! let text = b"openapi: 3.1.1\ninfo: {title: Ping, version: '1'}\npaths:\n  /ping:\n    get: {operationId: ping, responses: {'204': {description: It is alive.}}}\n";
//! let input = Input::new("ping.yaml", text, "ping", &NoFiles);
//! let options = Options::new("ping", Layout::Crate);
//! let generated = generate(&[input], &options, &mut |_stage| ());
//! for found in &generated.reports {
//!     for placed in found.diagnostics.placed(&found.sources) {
//!         eprintln!("{}", report::human(&placed, report::Color::Plain));
//!     }
//! }
//! let files = generated.files.ok_or("the description has an error")?;
//! for (path, text) in files.iter() {
//!     println!("{path}: {} lines", text.lines().count()); // or write it
//! }
//! println!("{}", generated.manifest.render("ping", &RuntimeSource::Version("0.1".to_owned())));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

// No input may make the generator panic. Tests may panic.
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
// The order of a hash map differs from run to run. The methods that return entries are listed in `clippy.toml`.
#![deny(clippy::iter_over_hash_type)]

mod allow;
pub mod analyze;
pub mod compare;
pub mod diagnostic;
mod emit;
mod facility;
pub mod fileset;
mod generate;
pub mod ir;
mod limits;
pub mod lower;
mod manifest;
mod memory;
pub mod names;
pub mod openapi;
pub mod overlay;
mod parallel;
mod render;
pub mod report;
pub mod source;

pub use allow::AcceptedFile;
pub use facility::{RUNTIME, RUNTIME_VERSION};
pub use fileset::FileSet;
pub use generate::{
    Clients, Generated, Input, Options, Prepared, Report, check, generate, generate_with, prepare,
};
pub use manifest::{ManifestNeeds, Package, RuntimeSource};
pub use memory::Memory;
pub use names::Layout;
