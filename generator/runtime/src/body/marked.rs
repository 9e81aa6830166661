//! Finds in a body what the description marks as secret.

use percent_encoding::percent_decode_str;
use serde_json::Value;

/// The name of a body that is a secret as a whole: a string, or a list of strings.
pub(crate) const BODY: &str = "";

/// The name of a body that is an object of which every value is a secret.
const MAP: &str = "{}";

/// Whether a body in JSON is a secret as a whole.
pub(crate) fn is_whole(body: &Value, names: &[&str]) -> bool {
    names.contains(if body.is_object() { &MAP } else { &BODY })
}

/// Removes the percent-encoding.
pub(crate) fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// Returns whether a name in a query or a form is one of these, or contains one of them as in `card[pin]`.
pub(crate) fn is_marked(name: &str, names: &[&str]) -> bool {
    let name = decoded(&name.replace('+', " "));
    let is_one = |part: &str| {
        let mut names = names.iter().filter(|name| **name != BODY);
        names.any(|name| name.eq_ignore_ascii_case(part))
    };
    is_one(&name) || name.split(['[', ']']).any(is_one)
}

/// Finds in a body the values of properties, form fields and parts with these names, or the body itself.
pub(crate) fn marked_in(body: &[u8], names: &[&str], found: &mut Vec<String>) {
    let text = String::from_utf8_lossy(body);
    if names.contains(&BODY) || names.contains(&MAP) {
        match serde_json::from_slice(body) {
            Ok(value) if is_whole(&value, names) => in_value(&value, found),
            Err(_) if names.contains(&BODY) => found.push(text.trim().to_owned()),
            _ => {}
        }
    }
    names.iter().for_each(|name| in_json(&text, name, found));
    match text.starts_with("--") {
        true => in_parts(body, names, found),
        false => in_form(&text, names, found),
    }
}

/// Searches a text for JSON with this property. There may be several values, as lines or parts, and the last one may be
/// cut off.
fn in_json(text: &str, name: &str, found: &mut Vec<String>) {
    let property = format!("\"{name}\"");
    for (start, _) in text.match_indices(&property) {
        let after = text.get(start + property.len()..).unwrap_or_default();
        let Some(value) = after.trim_start().strip_prefix(':') else {
            continue;
        };
        let mut values = serde_json::Deserializer::from_slice(value.as_bytes()).into_iter();
        match values.next() {
            Some(Ok(value)) => in_value(&value, found),
            _ => found.extend(value.trim_start().strip_prefix('"').map(str::to_owned)),
        }
    }
}

fn in_value(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(text) => found.push(text.clone()),
        Value::Number(number) => found.push(number.to_string()),
        Value::Array(items) => items.iter().for_each(|item| in_value(item, found)),
        Value::Object(object) => object.values().for_each(|value| in_value(value, found)),
        Value::Null | Value::Bool(_) => {}
    }
}

/// Visits the parts of a multipart body, which begins with its boundary: the bytes before each content, and the
/// content. Returns the rest.
pub(crate) fn each_part(body: &[u8], mut visit: impl FnMut(&[u8], &[u8])) -> &[u8] {
    let find = |text: &[u8], part: &[u8]| text.windows(part.len()).position(|at| at == part);
    let first = find(body, b"\r\n").and_then(|end| body.get(..end));
    let delimiter = [b"\r\n", first.unwrap_or_default()].concat();
    let mut rest = body;
    while let Some(end) = find(rest, b"\r\n\r\n") {
        let (head, content) = rest.split_at(end + 4);
        let length = find(content, &delimiter).unwrap_or(content.len());
        let (content, after) = content.split_at(length);
        visit(head, content);
        rest = after;
    }
    rest
}

fn in_parts(body: &[u8], names: &[&str], found: &mut Vec<String>) {
    each_part(body, |head, content| {
        let head = String::from_utf8_lossy(head);
        if names
            .iter()
            .any(|name| head.contains(&format!(" name=\"{name}\"")))
        {
            found.push(String::from_utf8_lossy(content).trim_end().to_owned());
        }
        let headers = head.lines().filter_map(|line| line.split_once(':'));
        let secret = headers.filter(|(name, _)| is_marked(name, names));
        found.extend(secret.map(|(_, value)| value.trim().to_owned()));
    });
}

fn in_form(text: &str, names: &[&str], found: &mut Vec<String>) {
    for (name, value) in text.split('&').filter_map(|pair| pair.split_once('=')) {
        if is_marked(name, names) {
            found.push(decoded(&value.replace('+', " ")));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::marked_in;

    #[test]
    fn properties_are_found_in_lines_and_in_json_that_is_cut_off() {
        let mut found = Vec::new();
        let body = b"{\"pin\" :\n \"a b\"}\n{\"pin\":[1],\"x\":\"pin\"}\n{\"pin\" : \"cu";
        marked_in(body, &["pin"], &mut found);
        assert_eq!(found, ["a b", "1", "cu"]);
    }

    #[test]
    fn headers_of_parts_and_values_of_maps_are_found() {
        let mut found = Vec::new();
        let body = b"--b\r\nX-Pin: a b\r\nX-Note: c\r\n\r\nd\r\n--b--\r\n";
        marked_in(body, &["X-Pin"], &mut found);
        marked_in(b"{\"x\": \"e\"}", &[""], &mut found);
        marked_in(b"{\"x\": \"f\"}", &["{}"], &mut found);
        assert_eq!(found, ["a b", "f"]);
    }
}
