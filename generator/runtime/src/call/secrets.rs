//! The secrets of a call, which a server may quote.

use std::sync::Arc;

use bytes::Bytes;

use crate::body::marked::{decoded, is_marked, marked_in};
use crate::body::response::Secrets;
use crate::call::core::ClientState;
use crate::call::request::RequestParts;

/// The secrets of a client, and those in a request. The body is searched only if a text is to be shown.
struct OfCall {
    client: Arc<ClientState>,
    /// What the description marks as secret.
    names: &'static [&'static str],
    body: Bytes,
    arguments: Vec<String>,
}

impl Secrets for OfCall {
    #[cold]
    fn secrets(&self, response: &[u8]) -> Vec<String> {
        let mut secrets = self.client.secrets(response);
        secrets.extend_from_slice(&self.arguments);
        marked_in(&self.body, self.names, &mut secrets);
        marked_in(response, self.names, &mut secrets);
        secrets
    }
}

/// Returns the secrets of the client, and what request and response have under the names that the description marks as
/// secret.
#[inline]
pub(crate) fn secrets_of(parts: &RequestParts) -> Arc<dyn Secrets> {
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
    let is_secret = |name: &str| names.iter().any(|secret| secret.eq_ignore_ascii_case(name));
    let path = parts.path.iter().filter(|(name, _)| names.contains(name));
    let mut arguments: Vec<String> = path.map(|(_, value)| decoded(value)).collect();
    let cookies = parts.cookies.iter();
    let cookies = cookies.filter(|(name, _)| names.contains(name));
    arguments.extend(cookies.filter_map(|(_, pair)| Some(decoded(pair.split_once('=')?.1))));
    let query = parts.query.iter();
    // The pair of a property has a name of its own.
    let query =
        query.filter(|pair| names.contains(&pair.parameter) || is_marked(pair.name(), names));
    arguments.extend(query.map(|pair| pair.value().to_owned()));
    let headers = parts.headers.iter();
    let headers = headers.filter(|(name, _)| is_secret(name.as_str()));
    arguments.extend(headers.filter_map(|(_, value)| Some(value.to_str().ok()?.to_owned())));
    Arc::new(OfCall {
        client,
        names,
        body: parts.body.bytes(),
        arguments,
    })
}
