//! Nulls where the description has none.
//!
//! A null for an optional property counts as absent. In the same way a null among the items of an array or the values
//! of a map whose type does not take it is left out, so that one item does not make the rest unreadable. A body that
//! decodes as it is pays nothing for that.

use serde_json::Value;

use crate::json::pointer::tokens;

/// How many places of a description, such as `/list/*/tags`, may have nulls in one body.
pub(super) const MOST_PLACES: usize = 16;

/// Removes the null at a JSON pointer from its array or object, and those like it: of its neighbours, and of all other
/// items of the arrays that lead there. Returns whether there was one.
pub(super) fn remove(value: &mut Value, pointer: &str) -> bool {
    let tokens: Vec<String> = tokens(pointer).collect();
    remove_at(value, &tokens)
}

fn remove_at(value: &mut Value, path: &[String]) -> bool {
    let Some((token, rest)) = path.split_first() else {
        return false;
    };
    match value {
        Value::Array(items) if rest.is_empty() => {
            let before = items.len();
            items.retain(|item| !item.is_null());
            items.len() < before
        }
        Value::Array(items) => {
            let mut found = false;
            for item in items {
                found |= remove_at(item, rest);
            }
            found
        }
        Value::Object(properties) if rest.is_empty() => {
            let is_null = properties.get(token).is_some_and(Value::is_null);
            if is_null {
                // Not by `retain`, which is 7 KB of a program.
                for (name, value) in std::mem::take(properties) {
                    if !value.is_null() {
                        properties.insert(name, value);
                    }
                }
            }
            is_null
        }
        Value::Object(properties) => properties
            .get_mut(token)
            .is_some_and(|value| remove_at(value, rest)),
        _ => false,
    }
}
