//! The objects of an overlay. The facts are from the Overlay Specification 1.1.0, whose only new field is `copy`.

use super::{Definition, Object, Shape, field};
use Shape::{Any, Bool, List, Prose, Text};

pub(super) static OVERLAY: Definition = Definition::new(
    "an overlay",
    &[
        // Its value is checked when the version is read.
        field("overlay", Any).required(),
        field("info", Shape::Object(Object::OverlayInfo)).expected(),
        field("extends", Text),
        field("actions", List(&Shape::Object(Object::OverlayAction))).required(),
    ],
);

pub(super) static INFO: Definition = Definition::new(
    "the info object",
    &[
        field("title", Prose).expected(),
        field("version", Prose).expected(),
        field("description", Prose),
    ],
)
.documentary();

pub(super) static ACTION: Definition = Definition::new(
    "an action",
    &[
        field("target", Text).required(),
        field("description", Prose),
        field("update", Any),
        field("copy", Text),
        field("remove", Bool),
    ],
);
