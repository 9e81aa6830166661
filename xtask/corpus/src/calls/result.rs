//! Compares what a call returned with what was served.

use serde_json::{Value, json};

use super::response::{Exchange, Expected};
use super::served::Held;
use super::wire::is_json_of;

/// Compares the result of a call with the one that is expected.
pub(super) fn check(exchange: &Exchange, result: &Value) -> Result<(), String> {
    let raw = super::bytes(&exchange.response["body"]);
    let is_kept = |at: &str| result[at].is_array() && super::bytes(&result[at]) == raw;
    match &exchange.expected {
        Expected::Documented {
            is_success,
            variant,
            body,
            headers,
        } => {
            if result["error"].is_string() == *is_success {
                return Err(format!("is {result}"));
            }
            if result["variant"].as_str() != Some(variant) {
                return Err(format!("is not {variant}: {result}"));
            }
            if !is_success && !is_kept("raw") {
                return Err(format!("does not keep its bytes: {result}"));
            }
            if !holds(body, &result["body"]) {
                return Err(format!("holds {}", result["body"]));
            }
            for (name, value) in headers {
                let read = result["headers"][name]["json"].as_str();
                // Without a type, a header is text; a header that may be text or something else does not show which it
                // is.
                let text = Value::from(value.to_string());
                let is_same = |read| is_json_of(&text, read) || is_text_of(value, read);
                if !read.is_some_and(|read| is_json_of(value, read) || is_same(read)) {
                    return Err(format!(
                        "has `{name}: {value}` as {}",
                        result["headers"][name]
                    ));
                }
            }
            Ok(())
        }
        Expected::Undocumented { is_success } => {
            let is_error = result["error"].is_string();
            let has_variant = !result["variant"].is_null();
            let units = raw
                .chunks(2)
                .map(|unit| unit.iter().fold(0, |all, byte| all << 8 | u16::from(*byte)));
            let text = match raw.first() {
                // UTF-16: no text begins with NUL.
                Some(0) => String::from_utf16_lossy(&units.collect::<Vec<_>>()),
                _ => String::from_utf8_lossy(&raw).into_owned(),
            };
            let is_read = is_kept("unread")
                || super::bytes(&result["body"]["bytes"]) == raw
                || result["body"]["json"].as_str().is_some_and(|json| is_same(json, &text))
                // The stream got the bytes, but cannot read them.
                || result["body"]["failed"].is_string() || result["body"]["list"].is_array();
            let is_whole = match is_error {
                true => is_kept("raw"),
                false => *is_success && is_read,
            };
            match is_whole && !(is_error && has_variant) {
                true => Ok(()),
                false => Err(format!("is {result}")),
            }
        }
    }
}

/// Whether JSON has the strings, numbers and booleans of a value, each compared as text.
fn is_text_of(value: &Value, json: &str) -> bool {
    let read = serde_json::from_str(json).map(as_strings);
    read.is_ok_and(|read| read == as_strings(value.clone()))
}

fn as_strings(value: Value) -> Value {
    match value {
        Value::Array(items) => items.into_iter().map(as_strings).collect(),
        Value::Object(fields) => {
            let fields = fields.into_iter();
            fields
                .map(|(name, value)| (name, as_strings(value)))
                .collect()
        }
        Value::Bool(_) | Value::Number(_) => Value::from(value.to_string()),
        other => other,
    }
}

/// Whether JSON equals a text that is JSON, or is a string with that text.
fn is_same(json: &str, text: &str) -> bool {
    let value: Value = serde_json::from_str(json).unwrap_or_default();
    value.as_str() == Some(text) || is_json_of(&value, text)
}

fn holds(body: &Held, shown: &Value) -> bool {
    let json = |shown: &Value, value: &Value| {
        shown["json"]
            .as_str()
            .is_some_and(|json| is_json_of(value, json))
    };
    let list = || shown["list"].as_array().map(Vec::as_slice);
    match body {
        Held::Nothing | Held::InError => shown.is_null(),
        Held::Json(value) => json(shown, value),
        Held::Text(text) => json(shown, &json!(text)),
        Held::Bytes(bytes) => super::bytes(&shown["bytes"]) == *bytes,
        Held::List(values) => list().is_some_and(|list| {
            list.len() == values.len()
                && list.iter().zip(values).all(|(shown, value)| {
                    let shown = if shown["data"].is_object() {
                        &shown["data"]
                    } else {
                        shown
                    };
                    json(shown, value)
                })
        }),
        Held::Parts(parts) => list().is_some_and(|list| {
            list.len() == parts.len()
                && list.iter().zip(parts).all(|(shown, (media_type, bytes))| {
                    shown["media_type"].as_str() == Some(media_type)
                        && super::bytes(&shown["bytes"]) == *bytes
                })
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exchange(expected: Expected) -> Exchange {
        Exchange {
            response: json!({ "status": 200, "body": b"{}" }),
            expected,
            title: String::new(),
        }
    }

    #[test]
    fn a_documented_response_is_its_variant_with_its_body_and_headers() {
        let made = exchange(Expected::Documented {
            is_success: true,
            variant: "Ok".to_owned(),
            body: Held::Json(json!({ "n": 1 })),
            headers: vec![("X-Count".to_owned(), json!(2))],
        });
        let result = |variant: &str, body: &str, count: &str| json!({ "variant": variant, "body": { "json": body }, "headers": { "X-Count": { "json": count } } });
        assert_eq!(check(&made, &result("Ok", "{\"n\":1.0}", "2")), Ok(()));
        assert!(check(&made, &result("Accepted", "{\"n\":1}", "2")).is_err());
        assert!(check(&made, &result("Ok", "{}", "2")).is_err());
        assert!(check(&made, &result("Ok", "{\"n\":1}", "null")).is_err());
        assert_eq!(check(&made, &result("Ok", "{\"n\":1}", "\"2\"")), Ok(()));
        assert!(check(&made, &json!({ "error": "no", "raw": b"{}" })).is_err());
    }

    #[test]
    fn what_is_not_described_loses_no_byte() {
        let error = exchange(Expected::Undocumented { is_success: false });
        assert_eq!(
            check(&error, &json!({ "error": "no", "raw": b"{}" })),
            Ok(())
        );
        assert!(check(&error, &json!({ "error": "no", "raw": [] })).is_err());
        assert!(
            check(
                &error,
                &json!({ "error": "no", "raw": b"{}", "variant": "Wrong" })
            )
            .is_err()
        );
        let success = exchange(Expected::Undocumented { is_success: true });
        assert_eq!(check(&success, &json!({ "unread": b"{}" })), Ok(()));
        assert!(check(&success, &json!({ "unread": null })).is_err());
    }
}
