//! Properties that the description does not have.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::Value;

/// The properties of an object that its description does not have, as they were received. They are sent back, so that
/// what a newer server added is not lost when a value is read, changed and written; those of an object whose description
/// allows no others (`additionalProperties: false`) are not, since a server that means it would refuse the request.
///
/// A whole number beyond 2^53 that an `f64` of the object has rounded is here too, under the name of its property, and is
/// sent back as it came unless the field is changed; so is a list, a map or a tuple with such a number.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
#[allow(
    clippy::box_collection,
    reason = "every struct has it: a pointer is a third of a map"
)]
pub struct UnknownFields(Option<Box<BTreeMap<String, Value>>>);

impl UnknownFields {
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// The value of a property.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.as_ref()?.get(name)
    }

    /// Every property with its value, in the order of their names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        let fields = self.0.iter().flat_map(|fields| fields.iter());
        fields.map(|(name, value)| (name.as_str(), value))
    }

    pub(crate) fn insert(&mut self, name: String, value: Value) {
        self.0.get_or_insert_default().insert(name, value);
    }
}

/// The names alone: a value may be a secret.
impl fmt::Debug for UnknownFields {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set()
            .entries(self.iter().map(|(name, _)| name))
            .finish()
    }
}
