//! Nulls that the description does not allow.
//!
//! A null for an optional property counts as absent. Likewise, a null in an array or a map is left out if the type does
//! not allow it, so that one item does not make the rest unreadable. A valid body has no extra cost.

use serde_json::Value;

use crate::json::pointer::tokens;

/// How many places of a description, such as `/list/*/tags`, may have such nulls in one body.
pub(super) const MOST_PLACES: usize = 16;

/// Removes the null at a JSON pointer from its array or object, and similar ones: its siblings, and those in all other
/// items of the arrays on the path. Returns whether there was one.
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
                // `retain` would add 7 KB to a program.
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
