//! Which values of forms the specification defines.

use serde_json::Value;

use super::given::is_sendable;
use super::wire::{Place, Style};

/// Whether the specification says how a property of a form is written: with a style, as a parameter is.
pub(super) fn is_form_value(value: &Value, encoding: Option<&Value>, name: &str) -> bool {
    let encoding = encoding.and_then(|encoding| encoding.get(name));
    let has = |encoding: &&Value| {
        let keywords = ["style", "explode", "allowReserved"];
        keywords
            .iter()
            .any(|keyword| encoding.get(keyword).is_some())
    };
    let styled = encoding.filter(has);
    let fits = |encoding| is_sendable(Place::Query, Style::of(encoding, Place::Query), value);
    styled.is_none_or(fits)
        && match value {
            Value::Array(items) => {
                !items.is_empty() && items.iter().all(|item| !item.is_array() && !item.is_null())
            }
            value => !value.is_null(),
        }
}
