//! The secrets of a call, which a server may quote.

use std::sync::Arc;

use percent_encoding::percent_decode_str;
use serde_json::Value;

use crate::body::response::Secrets;
use crate::call::core::ClientState;
use crate::call::request::RequestParts;

/// The secrets of a client, and those in a request.
struct OfCall(Arc<ClientState>, Vec<String>);

impl Secrets for OfCall {
    fn secrets(&self) -> Vec<String> {
        let mut secrets = self.0.secrets();
        secrets.extend_from_slice(&self.1);
        secrets
    }
}

/// Returns the secrets of the client, and what the request has under the names that the description marks as secret.
#[inline]
pub(super) fn secrets_of(parts: &RequestParts) -> Arc<dyn Secrets> {
    let client = Arc::clone(&parts.core.0);
    match parts.info.sensitive {
        [] => client,
        names => Arc::new(OfCall(client, sent(parts, names))),
    }
}

#[cold]
fn sent(parts: &RequestParts, names: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    let body = parts.body.as_bytes().unwrap_or_default();
    match serde_json::from_slice(body) {
        Ok(body) => in_json(&body, names, false, &mut found),
        Err(_) => in_form(&String::from_utf8_lossy(body), names, &mut found),
    }
    let query = parts.query.iter();
    let secret = query.filter(|pair| names.contains(&pair.parameter));
    found.extend(secret.map(|pair| pair.value().to_owned()));
    found
}

fn in_json(value: &Value, names: &[&str], is_secret: bool, found: &mut Vec<String>) {
    match value {
        Value::String(text) if is_secret => found.push(text.clone()),
        Value::Number(number) if is_secret => found.push(number.to_string()),
        Value::Array(items) => items
            .iter()
            .for_each(|item| in_json(item, names, is_secret, found)),
        Value::Object(object) => object.iter().for_each(|(name, value)| {
            in_json(value, names, names.contains(&name.as_str()), found);
        }),
        _ => {}
    }
}

fn in_form(text: &str, names: &[&str], found: &mut Vec<String>) {
    for (name, value) in text.split('&').filter_map(|pair| pair.split_once('=')) {
        if names.contains(&name) {
            let value = value.replace('+', " ");
            found.push(percent_decode_str(&value).decode_utf8_lossy().into_owned());
        }
    }
}
