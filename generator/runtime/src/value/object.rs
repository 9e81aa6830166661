//! Literals of free-form objects.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

/// An object made by [`json!`](crate::value::json): it converts to the properties of a free-form object, and to any
/// JSON value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JsonObject(Map<String, Value>);

impl JsonObject {
    /// Returns the properties of an object, and none for any other value.
    #[doc(hidden)]
    #[must_use]
    pub fn of(value: Value) -> Self {
        match value {
            Value::Object(properties) => Self(properties),
            _ => Self::default(),
        }
    }
}

impl From<JsonObject> for BTreeMap<String, Value> {
    fn from(object: JsonObject) -> Self {
        // The properties are in order; `collect` would sort them again.
        let mut properties = Self::new();
        properties.extend(object.0);
        properties
    }
}

impl From<JsonObject> for Value {
    fn from(object: JsonObject) -> Self {
        Self::Object(object.0)
    }
}

impl PartialEq<Value> for JsonObject {
    fn eq(&self, other: &Value) -> bool {
        other.as_object() == Some(&self.0)
    }
}

impl Serialize for JsonObject {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

/// Creates JSON with the syntax of `serde_json::json!`. An object becomes a [`JsonObject`], which can be used where the
/// description has a free-form object, and where it allows any JSON.
///
/// ```
/// use std::collections::BTreeMap;
///
/// use apiruntime::value::json;
/// use serde_json::Value;
///
/// fn labels(labels: impl Into<BTreeMap<String, Value>>) -> usize {
///     labels.into().len()
/// }
///
/// assert_eq!(labels(json!({"stage": "test", "replicas": [1, 2]})), 2);
/// let any: Value = json!({"stage": null}).into();
/// assert_eq!(json!(null), any["stage"]);
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! json_value {
    ({ $($properties:tt)* }) => {
        $crate::value::JsonObject::of($crate::codegen::serde_json::json!({ $($properties)* }))
    };
    ($($value:tt)+) => { $crate::codegen::serde_json::json!($($value)+) };
}

pub use crate::json_value as json;

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::Value;

    use crate::value::{Nullable, json};

    #[test]
    fn an_object_fits_where_json_may_be_null() {
        let any: Nullable<Value> = json!({"a": 1}).into();
        let free: Nullable<BTreeMap<String, Value>> = json!({"a": 1}).into();
        assert_eq!(any.into_option().unwrap()["a"], 1);
        assert_eq!(free.into_option().unwrap()["a"], 1);
    }
}
