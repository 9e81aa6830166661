//! Which values of forms the specification defines.

use serde_json::Value;

use super::wire::Shape;

/// Whether the specification says how a property of a form is written: with a style, the values of an object must be
/// scalars.
pub(super) fn is_form_value(value: &Value, encoding: Option<&Value>, name: &str) -> bool {
    let encoding = encoding.and_then(|encoding| encoding.get(name));
    let has = |keyword: &str| encoding.is_some_and(|encoding| encoding.get(keyword).is_some());
    let is_styled = ["style", "explode", "allowReserved"].into_iter().any(has);
    match value {
        Value::Object(inner) if is_styled => {
            inner.values().all(|value| Shape::of(value) == Shape::One)
        }
        Value::Array(items) => {
            !items.is_empty() && items.iter().all(|item| !item.is_array() && !item.is_null())
        }
        value => !value.is_null(),
    }
}
