//! Common operations on text, each compiled only once: the standard library and `serde_json` would inline them into
//! each caller.

use serde_json::Value;

/// Returns the JSON of a value. `Display` of [`Value`] also supports indentation, which doubles the code.
#[inline(never)]
pub(crate) fn json_text(value: &Value) -> String {
    // Only keys that are not strings cannot be written.
    serde_json::to_string(value).unwrap_or_default()
}

#[inline(never)]
pub(crate) fn contains(text: &str, part: &str) -> bool {
    text.contains(part)
}

/// Appends a part to a list in a string, after a separator if it is not the first.
pub(crate) fn append(list: &mut String, separator: &str, part: &str) {
    if !list.is_empty() {
        list.push_str(separator);
    }
    list.push_str(part);
}

/// Returns the beginning of a text that is longer than this many characters.
#[inline(never)]
pub(crate) fn beginning(text: &str, characters: usize) -> Option<&str> {
    let (end, _) = text.char_indices().nth(characters)?;
    text.get(..end)
}

#[inline(never)]
pub(crate) fn replace(text: &str, part: &str, with: &str) -> String {
    text.replace(part, with)
}
