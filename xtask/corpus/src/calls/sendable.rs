//! Which values of parameters and forms the specification defines.

use serde_json::Value;

use super::wire::{Place, Shape, Style, StyleName};

/// Whether a value can be written in a style at a place, and the specification says how.
pub(super) fn is_sendable(place: Place, style: Style, value: &Value) -> bool {
    let leaves: Vec<&Value> = match value {
        Value::Array(items) => items.iter().collect(),
        Value::Object(fields) => fields.values().collect(),
        one => vec![one],
    };
    let mut strings: Vec<String> = leaves.iter().map(|leaf| text(leaf)).collect();
    strings.extend(
        value
            .as_object()
            .into_iter()
            .flat_map(|fields| fields.keys().cloned()),
    );
    let is_nested = leaves
        .iter()
        .any(|leaf| leaf.is_array() || leaf.is_object());
    if value.is_null() || leaves.iter().any(|leaf| leaf.is_null()) || strings.is_empty() {
        return style.is_whole() && place != Place::Path;
    }
    if is_nested && !style.is_whole() && !matches!(style.name, StyleName::Deep | StyleName::Fields)
    {
        return false;
    }
    let has = |forbidden: &str| {
        strings
            .iter()
            .any(|text| text.contains(|c| forbidden.contains(c)))
    };
    let whole = [text(value)];
    let written = if style.is_whole() {
        &whole[..]
    } else {
        &strings
    };
    let is_one = style.is_whole() || Shape::of(value) == Shape::One;
    let fits_place = match place {
        // Segments of dots have a meaning of their own in a path.
        Place::Path => written
            .iter()
            .all(|text| !matches!(text.as_str(), "" | "." | "..")),
        Place::Header => written.iter().all(|text| {
            !text.is_empty() && text.trim() == text && !text.contains(char::is_control)
        }),
        Place::Cookie if style.name == StyleName::Cookie || style.is_whole() => {
            let is_plain = |c: char| c.is_ascii_graphic() && !"\"\\;,".contains(c);
            written.iter().all(|text| text.chars().all(is_plain))
        }
        _ => true,
    };
    fits_place
        && (is_one
            || match (style.name, place) {
                (_, Place::Header) => !(has(",") || style.explode && has("=")),
                (StyleName::Label, _) => !has("."),
                (StyleName::Space, _) => !has(" "),
                (StyleName::Pipe, _) => !has("|"),
                _ => true,
            })
}

fn text(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

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
