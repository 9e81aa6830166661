//! The check of an overlay.

use super::check::walk;
use super::definition::Object;
use super::version::Version;
use super::walk::Seen;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{Node, Sources};

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
                Diagnostic::warning(Code::Overlay, copy.at_key(), message)
                    .help("write `overlay: 1.1.0`"),
            );
        }
    }
}
