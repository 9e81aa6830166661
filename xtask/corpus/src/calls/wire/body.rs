//! Reads bodies: forms and sequences of JSON.

use serde_json::Value;

use super::super::media_type::is_json;
use super::pairs::Pairs;
use super::style::{Place, Style, StyleName};
use super::{Read, expanded, is_json_of, is_text_of};

/// Compares the pairs of a form with an object. `encoding` is the description's encoding of its properties.
pub(in crate::calls) fn form_equals(
    value: &Value,
    encoding: Option<&Value>,
    pairs: &mut Pairs,
) -> Result<(), String> {
    let fields = value.as_object().ok_or("a form needs an object")?;
    for (name, value) in fields {
        let given = encoding.and_then(|encoding| encoding.get(name));
        let has_style = ["style", "explode", "allowReserved"]
            .iter()
            .any(|key| given.is_some_and(|given| given.get(key).is_some()));
        let media_type = given.and_then(|given| given["contentType"].as_str());
        let says_json = media_type.is_some_and(is_json);
        // An object is JSON if no style is given.
        let style = match given.filter(|_| has_style) {
            Some(given) => Style::of(given, Place::Query),
            None if value.is_object() || says_json => Style {
                name: StyleName::Json,
                explode: true,
            },
            None => Style {
                name: StyleName::Form,
                explode: true,
            },
        };
        let allows = given.is_some_and(|given| given["allowReserved"] == true);
        let value = if allows { &expanded(value) } else { value };
        equals(style, name, value, pairs).map_err(|why| format!("`{name}`: {why}"))?;
    }
    match pairs.left().next() {
        Some(name) => Err(format!("`{name}` was not given")),
        None => Ok(()),
    }
}

/// Takes a value out of pairs, and compares it.
pub(in crate::calls) fn equals(
    style: Style,
    name: &str,
    value: &Value,
    pairs: &mut Pairs,
) -> Result<(), String> {
    let is_deep = style.name == StyleName::Deep && (value.is_array() || value.is_object());
    match style.pairs(name, value, pairs) {
        Some(_) if is_deep => Ok(()),
        // A list of objects may be one JSON text (3.1.1, "Encoding Object", the default of `contentType`).
        Some(Read::List(strings)) if matches!(strings.as_slice(), [one] if is_json_of(value, one)) => {
            Ok(())
        }
        Some(Read::One(text)) if style.name == StyleName::Json && is_json_of(value, &text) => {
            Ok(())
        }
        // From 3.2 on, each item is a value of its own.
        Some(Read::List(strings)) if style.name == StyleName::Json => {
            let items = value
                .as_array()
                .filter(|items| items.len() == strings.len());
            let mut pairs = items.into_iter().flatten().zip(&strings);
            match items.is_some() && pairs.all(|(item, text)| is_json_of(item, text)) {
                true => Ok(()),
                false => Err(format!("{value} is read as {strings:?}")),
            }
        }
        // Its name alone, without a value.
        Some(Read::One(text)) if text.is_empty() && is_text_of(value, "") => Ok(()),
        Some(read) if read.equals(value) => Ok(()),
        read => Err(format!("{value} is read as {read:?}")),
    }
}

/// Returns the values of JSON lines, or of a JSON text sequence (RFC 7464).
pub(in crate::calls) fn lines(text: &str, is_sequence: bool) -> Option<Vec<String>> {
    if !is_sequence {
        let lines = text.lines().filter(|line| !line.trim().is_empty());
        return Some(lines.map(str::to_owned).collect());
    }
    if text.is_empty() {
        return Some(Vec::new());
    }
    let records = text.strip_prefix('\u{1e}')?.split('\u{1e}');
    records
        .map(|record| record.strip_suffix('\n').map(str::to_owned))
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_form_is_its_object_and_no_more() {
        let value = json!({ "a b": "1+1", "list": [1, 2], "o": { "x": null } });
        let encoding = json!({ "list": { "explode": false } });
        let check = |raw: &str| form_equals(&value, Some(&encoding), &mut Pairs::of_form(raw));
        assert_eq!(check("a+b=1%2B1&list=1,2&o=%7B%22x%22:null%7D"), Ok(()));
        assert!(check("a+b=1+1&list=1,2&o=%7B%22x%22:null%7D").is_err());
        assert!(check("a+b=1%2B1&list=1&list=2&o=%7B%22x%22:null%7D").is_err());
        assert!(check("a+b=1%2B1&list=1,2&o=%7B%22x%22:null%7D&more=1").is_err());
    }

    #[test]
    fn what_is_percent_encoded_stays_where_reserved_characters_are_allowed() {
        let value = json!({ "a": "x%2Fy/%", "b": "%2F" });
        let encoding = json!({ "a": { "allowReserved": true } });
        let check = |raw: &str| form_equals(&value, Some(&encoding), &mut Pairs::of_form(raw));
        assert_eq!(check("a=x%2Fy/%25&b=%252F"), Ok(()));
        assert!(check("a=x%252Fy/%25&b=%252F").is_err());
        assert!(check("a=x%2Fy/%25&b=%2F").is_err());
    }

    #[test]
    fn sequences_begin_each_value_with_a_record_separator() {
        assert_eq!(lines("1\n\n2\n", false), Some(vec!["1".into(), "2".into()]));
        assert_eq!(
            lines("\u{1e}1\n\u{1e}2\n", true),
            Some(vec!["1".into(), "2".into()])
        );
        assert_eq!(lines("1\n", true), None);
    }
}
