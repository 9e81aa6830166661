//! The objects of an overlay. Source of the facts: the Overlay Specification 1.1.0, whose only new field is `copy`.

use super::check::walk;
use super::definition::{Definition, Field, Object, Shape};
use super::version::Version;
use super::walk::Seen;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place};
use crate::source::{Node, Sources};
use Shape::{Any, Bool, List, Prose, Text};

pub(super) static OVERLAY: Definition = Definition {
    name: "an overlay",
    fields: &[
        // Its value is checked when the version is read.
        Field::new("overlay", Any).required(),
        Field::new("info", Shape::Object(Object::OverlayInfo)).expected(),
        Field::new("extends", Text),
        Field::new("actions", List(&Shape::Object(Object::OverlayAction))).required(),
    ],
    others: None,
    documentary: false,
};

pub(super) static INFO: Definition = Definition {
    name: "the info object",
    fields: &[
        Field::new("title", Prose).expected(),
        Field::new("version", Prose).expected(),
        Field::new("description", Prose),
    ],
    others: None,
    documentary: true,
};

pub(super) static ACTION: Definition = Definition {
    name: "an action",
    fields: &[
        Field::new("target", Text).required(),
        Field::new("description", Prose),
        Field::new("update", Any),
        Field::new("copy", Text),
        Field::new("remove", Bool),
    ],
    others: None,
    documentary: false,
};

/// Checks an overlay against its objects.
pub(crate) fn check(sources: &Sources, root: Node<'_>, diagnostics: &mut Diagnostics) {
    // Its objects have no fields that depend on a version of OpenAPI.
    let mut seen = Seen::default();
    walk(sources, Version::V31, &mut seen, diagnostics, |walk| {
        walk.object(root, Object::Overlay);
    });
    let is_old = root
        .get_str("overlay")
        .is_some_and(|version| version.starts_with("1.0"));
    for action in root.field("actions").into_iter().flat_map(Node::items) {
        if let Some(copy) = action.get("copy").filter(|_| is_old) {
            let message = "`copy` is a field of an action in Overlay 1.1 and later";
            diagnostics.push(
                Diagnostic::warning(Code::Overlay, Place::key(copy.origin()), message)
                    .help("write `overlay: 1.1.0`"),
            );
        }
    }
}
