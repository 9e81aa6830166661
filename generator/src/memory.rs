//! Results of a run that make the next one faster.

use std::sync::Arc;

use crate::render::Known;
use crate::source::KnownFiles;

/// The results of earlier runs that make later ones faster: the files that were read, and the layout of code.
///
/// The generated files do not depend on it. A program that generates once does not need one.
#[derive(Default)]
pub struct Memory {
    pub(crate) files: KnownFiles,
    pub(crate) layouts: Arc<Known>,
}
