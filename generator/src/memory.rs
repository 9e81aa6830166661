//! What a run leaves for the next one.

use std::fmt;
use std::sync::Arc;

use crate::render::Known;
use crate::source::KnownFiles;

/// What runs leave for the next one: the files that were read, and how code is laid out.
///
/// What is generated does not depend on it, only how long that takes. A program that generates once needs none.
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
