//! The secrets of a call, which a server may quote.

use std::sync::Arc;

use bytes::Bytes;
use percent_encoding::percent_decode_str;
use serde_json::Value;

use crate::body::response::Secrets;
use crate::call::core::ClientState;
use crate::call::request::RequestParts;

/// The secrets of a client, and those in a request. The request is searched only if a text is to be shown.
struct OfCall {
    client: Arc<ClientState>,
    /// What the description marks as secret.
    names: &'static [&'static str],
    body: Bytes,
    query: Vec<String>,
}

impl Secrets for OfCall {
    #[cold]
    fn secrets(&self) -> Vec<String> {
        let mut secrets = self.client.secrets();
        secrets.extend_from_slice(&self.query);
        match serde_json::from_slice(&self.body) {
            Ok(body) => in_json(&body, self.names, false, &mut secrets),
            Err(_) => {
                let text = String::from_utf8_lossy(&self.body);
                in_form(&text, self.names, &mut secrets);
            }
        }
        secrets
    }
}

/// Returns the secrets of the client, and what the request has under the names that the description marks as secret.
#[inline]
pub(super) fn secrets_of(parts: &RequestParts) -> Arc<dyn Secrets> {
    let client = Arc::clone(&parts.core.0);
    match parts.info.sensitive {
        [] => client,
        names => of_call(parts, client, names),
    }
}

#[cold]
fn of_call(
    parts: &RequestParts,
    client: Arc<ClientState>,
    names: &'static [&'static str],
) -> Arc<dyn Secrets> {
    let query = parts.query.iter();
    let secret = query.filter(|pair| names.contains(&pair.parameter));
    Arc::new(OfCall {
        client,
        names,
        body: parts.body.bytes(),
        query: secret.map(|pair| pair.value().to_owned()).collect(),
    })
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
