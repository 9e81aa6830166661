//! Makes bodies of responses from the description.

use generator::ir::{
    Additional, EventData, Field, NamedEvent, ResponseContent, ResponseKind, Type,
};
use serde_json::{Value, json};

use super::given::lines;
use super::media_type::{is_json, names_charset};
use super::program::is_in_memory;
use super::view::{View, join};
use crate::sample::Samples;

/// The largest number of kinds of events that are served.
const MOST_BRANCHES: usize = 64;

/// What a body holds.
pub(super) enum Held {
    Nothing,
    Json(Value),
    /// A string, unchanged.
    Text(String),
    Bytes(Vec<u8>),
    /// The values of a stream.
    List(Vec<Value>),
    /// Bytes and media types.
    Parts(Vec<(String, Vec<u8>)>),
    /// A body of which an error keeps only the bytes.
    InError,
}

/// Makes a body, and returns what it holds.
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
            let text = value.to_string();
            (in_charset(media_type, &text), Held::Json(value))
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
            (in_charset(media_type, &text), Held::Json(value))
        }
        ResponseKind::Text => {
            let text = match is_json(media_type) {
                true => "\"ä\"",
                false if names_charset(media_type) => "<a>\r\n",
                false => "<ä>\r\n",
            };
            (in_charset(media_type, text), Held::Text(text.to_owned()))
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
            let event = match has(&item) {
                true => item,
                false => item_of(view, schema),
            };
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

/// Returns the schema of one event: the items of an array, as frameworks of Java document a stream, or the schema
/// itself.
fn item_of(view: &View<'_>, schema: String) -> String {
    let list = view.followed(&schema).unwrap_or_default();
    let items = join(&list, &["items"]);
    match view.document.pointer(&items) {
        Some(_) => items,
        None => schema,
    }
}

/// Returns text in UTF-16 if its media type says so, or else in UTF-8.
fn in_charset(media_type: &str, text: &str) -> Vec<u8> {
    match media_type.to_ascii_lowercase().contains("utf-16") {
        true => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        false => text.as_bytes().to_vec(),
    }
}

/// Makes the body of an error, and returns what the error holds of it.
pub(super) fn error_body(
    view: &View<'_>,
    samples: &mut Samples<'_>,
    content: &ResponseContent,
    pointer: &str,
    media_type: &str,
) -> Option<(Vec<u8>, Held)> {
    let types = &view.model.api.types;
    // If the schema requires no property, a body without any of its properties cannot be distinguished from that of a
    // proxy.
    if let ResponseKind::Json(ty) = &content.kind
        && let Some((_, object)) = types.object(ty)
        && matches!(object.additional, Additional::Typed(Type::Any))
        && !object.fields.is_empty()
    {
        let schema = join(pointer, &["schema"]);
        let value = samples.draw(&schema, &|value| {
            let has = |field: &Field| value.get(&field.wire).is_some();
            let is_empty = value.as_object().is_some_and(serde_json::Map::is_empty);
            is_empty || object.fields.iter().any(has)
        })?;
        let text = value.to_string();
        return Some((in_charset(media_type, &text), Held::Json(value)));
    }
    match is_in_memory(&content.kind) {
        true => body(view, samples, content, pointer, media_type),
        false => Some((vec![0, 255, 13, 10], Held::InError)),
    }
}

/// Makes server-sent events. A schema with the property `data` describes the event, any other describes its data.
fn events(
    view: &View<'_>,
    samples: &mut Samples<'_>,
    data: &EventData,
    pointer: &str,
) -> Option<(Vec<u8>, Held)> {
    if let EventData::Named(known) = data {
        return named_events(view, samples, known, pointer);
    }
    let mut text = String::new();
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

/// Makes an event of every kind that a union names, and one with another name if the description allows that.
fn named_events(
    view: &View<'_>,
    samples: &mut Samples<'_>,
    known: &[NamedEvent],
    pointer: &str,
) -> Option<(Vec<u8>, Held)> {
    let (mut text, mut held) = (String::new(), Vec::new());
    for branch in branches(view, pointer) {
        let event = samples.draw(&branch, &|event| {
            event["event"].is_string() && !event["data"].is_null()
        });
        let Some(event) = event else { continue };
        let name = event["event"].as_str().unwrap_or_default();
        let mut of_name = known
            .iter()
            .filter(|one| one.names.iter().any(|own| own == name));
        let Some(of_name) = of_name.next() else {
            continue;
        };
        let value = match event_data(view, &branch) {
            _ if of_name.data.is_none() => json!("a\nb"),
            Some(Some(content)) => samples.draw(&content, &|_| true)?,
            _ => event["data"].clone(),
        };
        let lines = match &value {
            Value::String(text) if of_name.data.is_none() => text.clone(),
            value => value.to_string(),
        };
        text.push_str(&format!("event: {name}\n"));
        for line in lines.split('\n') {
            text.push_str(&format!("data: {line}\n"));
        }
        text.push('\n');
        held.push(value);
    }
    for _ in known
        .iter()
        .filter(|one| one.names.is_empty() && one.data.is_none())
    {
        text.push_str("event: odd\ndata: a\ndata: b\n\n");
        held.push(json!("a\nb"));
    }
    (!held.is_empty()).then(|| (text.into_bytes(), Held::List(held)))
}

/// Returns the schemas that the unions of a schema list, at any depth; the schema itself if it has no union.
fn branches(view: &View<'_>, pointer: &str) -> Vec<String> {
    let (mut open, mut found) = (vec![pointer.to_owned()], Vec::new());
    while let Some(pointer) = open.pop().filter(|_| found.len() < MOST_BRANCHES) {
        let Some(pointer) = view.followed(&pointer) else {
            continue;
        };
        let union = ["oneOf", "anyOf"].into_iter().find_map(|keyword| {
            let place = join(&pointer, &[keyword]);
            let length = view.document.pointer(&place)?.as_array()?.len();
            Some((place, length))
        });
        match union {
            Some((place, length)) => {
                open.extend((0..length).rev().map(|at| join(&place, &[&at.to_string()])));
            }
            None => found.push(pointer),
        }
    }
    found
}

/// Returns, if the schema is that of an event, the pointer of the schema of its data, if there is one.
fn event_data(view: &View<'_>, pointer: &str) -> Option<Option<String>> {
    let pointer = view.followed(pointer)?;
    let data = view.followed(&join(&pointer, &["properties", "data"]))?;
    let content = join(&data, &["contentSchema"]);
    Some(view.document.pointer(&content).map(|_| content))
}
