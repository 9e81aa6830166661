//! The findings that end the reading of a file.

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::limits::NESTING;

/// Returns the finding that there are too many values.
pub(super) fn too_many(place: Place) -> Diagnostic {
    Diagnostic::error(Code::TooLarge, place, "the file has too many values")
        .help("split the description")
}

/// Returns the finding that something is nested too deep.
pub(super) fn too_deep(place: Place) -> Diagnostic {
    let message = format!("objects and arrays are nested deeper than {NESTING} levels");
    Diagnostic::error(Code::TooDeep, place, message)
        .help("move inner parts to `components` and refer to them")
}
