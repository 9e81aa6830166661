//! What the body of an error says, whatever its shape.

use serde_json::Value;

use crate::error::excerpt::redact;

/// Returns the error code of a body.
pub(crate) fn code_in(body: &[u8]) -> Option<String> {
    Details::read(body).code
}

/// What an error body says, whatever its shape.
#[derive(Default)]
pub(crate) struct Details {
    pub(crate) code: Option<String>,
    pub(crate) message: Option<String>,
    pub(crate) request_id: Option<String>,
}

/// Bodies nested deeper than this are not searched.
const DEPTH: usize = 8;

/// The pairs of keys that services use, the first that is complete wins.
const SHAPES: [(&str, &str); 3] = [
    ("error_code", "error_msg"),
    ("errorCode", "errorMsg"),
    ("code", "message"),
];

impl Details {
    pub(crate) fn read(body: &[u8]) -> Details {
        let mut details = Details::default();
        // Most bodies that are not JSON are recognized by their first byte.
        if body.trim_ascii_start().first() == Some(&b'{')
            && let Ok(value) = serde_json::from_slice::<Value>(body)
        {
            details.search(&value, DEPTH);
            if details.code.is_none() && details.message.is_none() {
                details.search_halves(&value);
            }
        }
        details
    }

    /// Takes these secrets out, which the server may have quoted.
    pub(crate) fn redact(&mut self, secrets: &[String]) {
        for text in [&mut self.code, &mut self.message, &mut self.request_id]
            .into_iter()
            .flatten()
        {
            *text = redact(text, secrets).into_owned();
        }
    }

    fn search(&mut self, value: &Value, depth: usize) {
        let Some(object) = value.as_object() else {
            return;
        };
        for key in ["request_id", "requestId", "RequestId"] {
            keep(&mut self.request_id, object.get(key));
        }
        for (code, message) in SHAPES {
            if self.code.is_none()
                && self.message.is_none()
                && let (Some(code), Some(message)) = (object.get(code), object.get(message))
            {
                keep(&mut self.code, Some(code));
                keep(&mut self.message, Some(message));
            }
        }
        if depth > 0 {
            for inner in object.values() {
                self.search(inner, depth - 1);
            }
        }
    }

    /// A body that has one key of a pair only still says something.
    fn search_halves(&mut self, value: &Value) {
        let Some(object) = value.as_object() else {
            return;
        };
        for (code, message) in SHAPES {
            keep(&mut self.code, object.get(code));
            keep(&mut self.message, object.get(message));
        }
        keep(&mut self.code, object.get("error"));
        keep(&mut self.message, object.get("error_description"));
    }
}

/// Takes a text or a number, unless something was found before.
fn keep(slot: &mut Option<String>, value: Option<&Value>) {
    if slot.is_some() {
        return;
    }
    *slot = match value {
        Some(Value::String(text)) if !text.is_empty() => Some(text.clone()),
        Some(Value::Number(number)) => Some(number.to_string()),
        _ => None,
    };
}
