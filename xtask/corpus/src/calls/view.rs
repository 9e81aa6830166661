//! A document as JSON, and the places of the parts of the model in it.

use generator::source::Origin;
use serde_json::Value;

use crate::model::Model;
use crate::sample;

/// A document, and the model that was read from it.
pub(super) struct View<'a> {
    pub(super) model: &'a Model,
    pub(super) document: &'a Value,
}

impl View<'_> {
    /// Returns the pointer of a node with its references followed; `None` if a reference has no target.
    pub(super) fn pointer(&self, origin: Origin) -> Option<String> {
        self.followed(&sample::pointer(&self.model.sources, origin))
    }

    /// Follows the references of an object that is not a schema.
    pub(super) fn followed(&self, pointer: &str) -> Option<String> {
        let mut pointer = pointer.to_owned();
        // More than any document has.
        for _ in 0..32 {
            let node = self.document.pointer(&pointer)?;
            let reference = node.get("$ref").and_then(Value::as_str);
            match reference {
                Some(reference) => pointer = sample::pointer_of(reference)?.into_owned(),
                None => return Some(pointer),
            }
        }
        None
    }
}

/// Appends keys to a pointer.
pub(super) fn join(pointer: &str, keys: &[&str]) -> String {
    keys.iter().fold(pointer.to_owned(), |pointer, key| {
        pointer + "/" + &key.replace('~', "~0").replace('/', "~1")
    })
}
