//! Properties that the description does not have.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::Value;

/// The properties of an object that are not in its description, as they were received. They are sent back, so that
/// reading, changing and writing a value does not lose what a newer server added. If the description forbids additional
/// properties (`additionalProperties: false`), they are not sent, since the server may refuse the request.
///
/// It also has the exact value of a number beyond 2^53 that an `f64` has rounded, or of a list, a map or a tuple with
/// such a number, under the name of the property. That value is sent back unless the field is changed.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
#[allow(
    clippy::box_collection,
    reason = "every struct has it: a pointer is a third of a map"
)]
pub struct UnknownFields(Option<Box<BTreeMap<String, Value>>>);

impl UnknownFields {
    /// Returns whether there are no such properties.
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// Returns the value of a property.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.as_ref()?.get(name)
    }

    /// Iterates over the properties with their values, sorted by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        let fields = self.0.iter().flat_map(|fields| fields.iter());
        fields.map(|(name, value)| (name.as_str(), value))
    }

    pub(crate) fn insert(&mut self, name: String, value: Value) {
        self.0.get_or_insert_default().insert(name, value);
    }
}

/// Shows the names only: a value may be a secret.
impl fmt::Debug for UnknownFields {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set()
            .entries(self.iter().map(|(name, _)| name))
            .finish()
    }
}
