//! Results of a run that make the next one faster.

use std::fmt;
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

impl fmt::Debug for Memory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Memory").finish_non_exhaustive()
    }
}
