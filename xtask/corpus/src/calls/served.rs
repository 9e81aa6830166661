//! Bodies of responses, made from the description.

use generator::ir::{EventData, ResponseContent, ResponseKind};
use serde_json::{Value, json};

use super::given::{is_json, lines};
use super::program::is_in_memory;
use super::view::{View, join};
use crate::sample::Samples;

/// What a body holds.
pub(super) enum Held {
    Nothing,
    Json(Value),
    /// A string as it is.
    Text(String),
    Bytes(Vec<u8>),
    /// The values of a stream.
    List(Vec<Value>),
    /// The strings of a stream.
    Strings(Vec<String>),
    /// Bytes and media types.
    Parts(Vec<(String, Vec<u8>)>),
    /// An error keeps its bytes only.
    InError,
}

/// Makes a body, and says what it holds.
pub(super) fn body(
    view: &View<'_>,
    samples: &mut Samples<'_>,
    content: &ResponseContent,
    pointer: &str,
    media_type: &str,
) -> Option<(Vec<u8>, Held)> {
    let schema = join(pointer, &["schema"]);
    let item = join(pointer, &["itemSchema"]);
    let has = |pointer: &str| view.document.pointer(pointer).is_some();
    Some(match &content.kind {
        ResponseKind::Json(_) => {
            let value = match has(&schema) {
                true => samples.draw(&schema, &|_| true)?,
                false => json!({ "any": [1, null] }),
            };
            (value.to_string().into_bytes(), Held::Json(value))
        }
        ResponseKind::Scalar(_) => {
            let value = samples.draw(&schema, &|value| {
                let text = value.as_str();
                !value.is_null() && text.is_none_or(|text| text.trim() == text && !text.is_empty())
            })?;
            let text = match &value {
                Value::String(text) if !is_json(media_type) => text.clone(),
                value => value.to_string(),
            };
            (text.into_bytes(), Held::Json(value))
        }
        ResponseKind::Text => {
            let text = if is_json(media_type) {
                "\"ä\""
            } else {
                "<ä>\r\n"
            };
            (text.into(), Held::Text(text.to_owned()))
        }
        ResponseKind::Binary => {
            let bytes = vec![0, 255, 13, 10, 65];
            (bytes.clone(), Held::Bytes(bytes))
        }
        ResponseKind::JsonLines(_) => {
            let items = lines(samples, pointer, |_| 3)?;
            let begin = if media_type.contains("json-seq") {
                "\u{1e}"
            } else {
                ""
            };
            let text: String = items
                .iter()
                .map(|item| format!("{begin}{item}\n"))
                .collect();
            (text.into_bytes(), Held::List(items))
        }
        ResponseKind::Events(data) => {
            let event = if has(&item) { item } else { schema };
            events(view, samples, data, &event)?
        }
        ResponseKind::Parts => {
            let parts = vec![
                ("application/json".to_owned(), b"{\"a\":1}".to_vec()),
                ("image/png".to_owned(), vec![13, 10, 0, 255]),
            ];
            let mut body = Vec::new();
            for (media_type, bytes) in &parts {
                body.extend(format!("--xyz\r\nContent-Type: {media_type}\r\n\r\n").into_bytes());
                body.extend_from_slice(bytes);
                body.extend_from_slice(b"\r\n");
            }
            body.extend_from_slice(b"--xyz--\r\n");
            (body, Held::Parts(parts))
        }
    })
}

/// Makes the body of an error, and says what the error holds of it.
pub(super) fn error_body(
    view: &View<'_>,
    samples: &mut Samples<'_>,
    content: &ResponseContent,
    pointer: &str,
    media_type: &str,
) -> Option<(Vec<u8>, Held)> {
    match is_in_memory(&content.kind) {
        true => body(view, samples, content, pointer, media_type),
        false => Some((vec![0, 255, 13, 10], Held::InError)),
    }
}

/// Makes server-sent events. A schema with `data` is that of the event, any other is that of its data.
fn events(
    view: &View<'_>,
    samples: &mut Samples<'_>,
    data: &EventData,
    pointer: &str,
) -> Option<(Vec<u8>, Held)> {
    let mut text = String::new();
    if let EventData::Named(events) = data {
        // The text of their data is what they are compared by; JSON is that of its type in the round trips.
        let names = events.iter().filter(|event| event.data.is_none());
        let names: Vec<String> = names
            .map(|event| {
                event
                    .names
                    .first()
                    .cloned()
                    .unwrap_or_else(|| "odd".to_owned())
            })
            .collect();
        for name in &names {
            text.push_str(&format!("event: {name}\ndata: a\ndata: b\n\n"));
        }
        let held = names.iter().map(|_| "a\nb".to_owned()).collect();
        return Some((text.into_bytes(), Held::Strings(held)));
    }
    let is_event = event_data(view, pointer);
    let mut values = Vec::new();
    for _ in 0..2 {
        let value = match (data, &is_event) {
            (EventData::Text, _) => json!("a\nb"),
            (_, Some(Some(data))) => samples.draw(data, &|_| true)?,
            (_, Some(None)) => return None,
            (_, None) => samples.draw(pointer, &|_| true)?,
        };
        let lines = match (&value, data) {
            (Value::String(text), EventData::Text) => text.clone(),
            (value, _) => value.to_string(),
        };
        text.push_str("id: 1\r\n");
        for line in lines.split('\n') {
            text.push_str(&format!("data: {line}\r\n"));
        }
        text.push_str("\r\n");
        values.push(value);
    }
    Some((text.into_bytes(), Held::List(values)))
}

/// Where the schema is that of an event: the place of the schema of its data, if it says one.
fn event_data(view: &View<'_>, pointer: &str) -> Option<Option<String>> {
    let pointer = view.followed(pointer)?;
    let data = view.followed(&join(&pointer, &["properties", "data"]))?;
    let content = join(&data, &["contentSchema"]);
    Some(view.document.pointer(&content).map(|_| content))
}
