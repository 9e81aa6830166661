//! What is done to text in many places, compiled once: each of them would have a copy of what the standard library and
//! `serde_json` inline.

use serde_json::Value;

/// The JSON of a value. `Display` of [`Value`] can also lay it out, which is as much code again.
#[inline(never)]
pub(crate) fn json_text(value: &Value) -> String {
    // Only keys that are no strings cannot be written.
    serde_json::to_string(value).unwrap_or_default()
}

#[inline(never)]
pub(crate) fn contains(text: &str, part: &str) -> bool {
    text.contains(part)
}

/// Adds a part to a list in one text, behind what separates it from those before.
pub(crate) fn append(list: &mut String, separator: &str, part: &str) {
    if !list.is_empty() {
        list.push_str(separator);
    }
    list.push_str(part);
}

#[inline(never)]
pub(crate) fn replace(text: &str, part: &str, with: &str) -> String {
    text.replace(part, with)
}
