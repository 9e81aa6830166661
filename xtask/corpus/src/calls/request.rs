//! Compares what was sent with the arguments.

use generator::ir::{BodyContent, BodyKind, Operation, ParameterScope};
use serde_json::Value;

use super::arguments::{BODY, CONTENT, MEDIA_TYPE};
use super::given::{Given, Parameter};
use super::media_type::{essence, is_json};
use super::parts::Parts;
use super::program::client_value;
use super::view::View;
use super::wire::{
    self, Pairs, Place, Read, Shape, StyleName, decoded, equal, form_equals, is_json_of, is_text_of,
};

/// A request as the program shows it.
struct Sent<'r> {
    path: &'r str,
    query: &'r str,
    headers: Vec<(&'r str, &'r str)>,
    body: Vec<u8>,
}

impl<'r> Sent<'r> {
    fn of(record: &'r Value) -> Option<Self> {
        let uri = record["uri"].as_str()?.strip_prefix("http://localhost")?;
        let (path, query) = uri.split_once('?').unwrap_or((uri, ""));
        let headers = record["headers"].as_array()?.iter();
        let headers = headers.map(|pair| Some((pair[0].as_str()?, pair[1].as_str()?)));
        Some(Sent {
            path,
            query,
            headers: headers.collect::<Option<_>>()?,
            body: super::bytes(&record["body"]),
        })
    }

    fn header(&self, name: &str) -> Option<&'r str> {
        let mut lines = self.headers.iter();
        let found = lines.find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| *value)
    }
}

/// Whether the client sets a header itself if the call does not.
fn is_own_header(name: &str) -> bool {
    ["accept-encoding", "user-agent"]
        .iter()
        .any(|own| name.eq_ignore_ascii_case(own))
}

/// Compares a request with the arguments; the error says what differs.
pub(super) fn check(
    view: &View<'_>,
    operation: &Operation,
    parameters: &[Parameter],
    given: &Given,
    record: &Value,
) -> Result<(), String> {
    let sent = Sent::of(record).ok_or("another host, or no request")?;
    if record["method"].as_str() != Some(operation.method.as_str()) {
        return Err(format!("the method is {}", record["method"]));
    }
    check_path(view, operation, parameters, given, &sent)?;
    check_query(view, operation, parameters, given, &sent)?;
    let mut cookies = Pairs::of_cookies(sent.header("cookie").unwrap_or_default());
    for parameter in parameters {
        let value = &parameter.received(given.get(&parameter.key).unwrap_or(&Value::Null));
        let style = parameter.style;
        let name = &parameter.name;
        // Where a description lists a credential among the parameters too, the one of the client is sent.
        let is_credential = || keys(view).any(|key| key.eq_ignore_ascii_case(name));
        let result = match parameter.place {
            Place::Header if value.is_null() && (is_own_header(name) || is_credential()) => Ok(()),
            Place::Header => {
                let read = match sent.header(name) {
                    Some(raw) => style.header(Shape::of(value), raw),
                    None => Some(Read::Absent),
                };
                equal(style, value, read)
            }
            Place::Cookie if style.name == StyleName::Cookie => {
                let read = cookies.as_they_are(|cookies| style.pairs(name, value, cookies));
                equal(style, value, read)
            }
            // A text with `content` is sent unchanged if a cookie can have it (OpenAPI 3.1.1, appendix D).
            Place::Cookie if style.name == StyleName::Text && is_cookie_octets(value) => {
                let read = cookies.as_they_are(|cookies| style.pairs(name, value, cookies));
                equal(style, value, read)
            }
            Place::Cookie => {
                let mut plain = cookies.clone();
                let read = equal(style, value, style.pairs(name, value, &mut cookies));
                // If a cookie can have the value, servers that do not decode cookies must read the same.
                let plain = plain.as_they_are(|cookies| style.pairs(name, value, cookies));
                // JSON has quotes around strings. A name that is no token is sent encoded.
                match !style.is_whole() && is_token(name) && is_cookie_value(value) {
                    true => read.and(equal(style, value, plain)),
                    false => read,
                }
            }
            Place::Path | Place::Query | Place::WholeQuery => Ok(()),
        };
        result.map_err(|why| format!("`{name}`: {why}"))?;
    }
    check_body(view, operation, given, &sent).map_err(|why| format!("the body: {why}"))
}

/// Whether a cookie can have a name without encoding.
fn is_token(name: &str) -> bool {
    let is_part = |c: char| c.is_ascii_graphic() && !"()<>@,;:\\\"/[]?={}%".contains(c);
    name.chars().all(is_part)
}

/// Whether a value is a string that a cookie can have, and that decoding does not change.
fn is_cookie_value(value: &Value) -> bool {
    is_cookie_octets(value) && value.as_str().is_some_and(|text| decoded(text) == text)
}

/// Whether a cookie can have a string without encoding (RFC 6265, 4.1.1).
fn is_cookie_octets(value: &Value) -> bool {
    let is_octet = |c: char| c.is_ascii_graphic() && !"\",;\\".contains(c);
    value
        .as_str()
        .is_some_and(|text| text.chars().all(is_octet))
}

/// Reads the arguments out of a path by its template. If two of them are in one segment, it is not always known where
/// the first one ends.
fn check_path(
    view: &View<'_>,
    operation: &Operation,
    parameters: &[Parameter],
    given: &Given,
    sent: &Sent<'_>,
) -> Result<(), String> {
    let template = operation.path.split('?').next().unwrap_or_default();
    let wrong = || format!("the path is {}", sent.path);
    // If the server of the operation is only a path, the path begins with it.
    let prefix = operation
        .servers
        .first()
        .map(|server| server.default_url.as_str());
    let prefix = prefix.filter(|url| url.starts_with('/')).unwrap_or("/");
    let path = sent.path.strip_prefix(prefix.trim_end_matches('/'));
    let (wanted, found): (Vec<_>, Vec<_>) = (
        template.split('/').collect(),
        path.unwrap_or(sent.path).split('/').collect(),
    );
    if wanted.len() != found.len() {
        return Err(wrong());
    }
    for (wanted, found) in wanted.into_iter().zip(found) {
        let Some((before, rest)) = wanted.split_once('{') else {
            if decoded(found) != decoded(wanted) {
                return Err(wrong());
            }
            continue;
        };
        let Some((name, after)) = rest
            .split_once('}')
            .filter(|(_, after)| !after.contains('{'))
        else {
            continue;
        };
        let inner = found.strip_prefix(before);
        let inner = inner
            .and_then(|found| found.strip_suffix(after))
            .ok_or_else(wrong)?;
        let is_own =
            |parameter: &&Parameter| parameter.place == Place::Path && parameter.name == name;
        if let Some(parameter) = parameters.iter().find(is_own) {
            let value = &parameter.received(given.get(&parameter.key).unwrap_or(&Value::Null));
            let read = parameter.style.path(name, Shape::of(value), inner);
            equal(parameter.style, value, read).map_err(|why| format!("`{name}`: {why}"))?;
        } else if let Some(expected) = of_client(view, operation, name)
            && decoded(inner) != expected
        {
            return Err(wrong());
        }
    }
    Ok(())
}

/// Returns the value that the client itself sets for a name.
fn of_client(view: &View<'_>, operation: &Operation, name: &str) -> Option<String> {
    let of_client = |parameter: &&generator::ir::Parameter| {
        parameter.scope != ParameterScope::Call && parameter.wire == name
    };
    let parameter = operation.parameters.iter().find(of_client)?;
    let known = &view.model.api.client_parameters;
    let known = known.iter().find(|known| known.wire == parameter.wire);
    Some(client_value(known.and_then(|known| known.example.as_ref())))
}

fn check_query(
    view: &View<'_>,
    operation: &Operation,
    parameters: &[Parameter],
    given: &Given,
    sent: &Sent<'_>,
) -> Result<(), String> {
    let mut pairs = Pairs::of_query(sent.query);
    let query = parameters
        .iter()
        .filter(|known| known.place == Place::Query);
    let whole = parameters
        .iter()
        .find(|known| known.place == Place::WholeQuery);
    if let Some(whole) = whole {
        let value = given.get(&whole.key).unwrap_or(&Value::Null);
        // A credential may follow it.
        let query = keys(view).fold(sent.query, |query, name| {
            let pair = query.rfind('&').filter(|at| {
                let pair = query.get(at + 1..).and_then(|pair| pair.strip_prefix(name));
                pair.is_some_and(|value| value.starts_with('='))
            });
            pair.and_then(|at| query.get(..at)).unwrap_or(query)
        });
        keys(view).for_each(|name| pairs.drop(name));
        return match whole.style.name {
            _ if value.is_null() => Ok(()),
            StyleName::Json if is_json_of(value, &decoded(query)) => Ok(()),
            StyleName::Text if is_text_of(value, &decoded(query)) => Ok(()),
            StyleName::Json | StyleName::Text => Err(format!("the query is {}", sent.query)),
            _ => form_equals(value, whole.encoding.as_ref(), &mut pairs),
        };
    }
    let path = operation.sent_path();
    let fixed = Pairs::of_query(path.split_once('?').map_or("", |(_, query)| query));
    let fixed: Vec<String> = fixed.left().collect();
    for parameter in query {
        // A pair of the path is sent until an argument replaces it.
        if !given.contains_key(&parameter.key) && fixed.contains(&parameter.name) {
            continue;
        }
        let value = &parameter.received(given.get(&parameter.key).unwrap_or(&Value::Null));
        let read = parameter.style.pairs(&parameter.name, value, &mut pairs);
        let is_deep = parameter.style.name == StyleName::Deep && Shape::of(value) != Shape::One;
        if !(is_deep && read.is_some()) {
            equal(parameter.style, value, read)
                .map_err(|why| format!("`{}`: {why}", parameter.name))?;
        }
    }
    // These are in every call: pairs of the path, of the client, or of its credentials.
    for name in fixed {
        pairs.drop(&name);
    }
    for parameter in &view.model.api.client_parameters {
        pairs.drop(&parameter.wire);
    }
    keys(view).for_each(|name| pairs.drop(name));
    match pairs.left().next() {
        Some(name) => Err(format!(
            "the query has `{name}`, which was not given: {}",
            sent.query
        )),
        None => Ok(()),
    }
}

/// Returns the names of the credentials that a query may have.
fn keys<'v>(view: &View<'v>) -> impl Iterator<Item = &'v str> {
    let schemes = view.model.api.schemes.iter();
    schemes.filter_map(|scheme| match &scheme.kind {
        generator::ir::SchemeKind::ApiKey { name, .. } => Some(name.as_str()),
        _ => None,
    })
}

fn check_body(
    view: &View<'_>,
    operation: &Operation,
    given: &Given,
    sent: &Sent<'_>,
) -> Result<(), String> {
    let number = given.get(CONTENT).and_then(Value::as_u64);
    let Some(number) = number.and_then(|number| usize::try_from(number).ok()) else {
        return match sent.body.is_empty() {
            true => Ok(()),
            false => Err("it was not given".to_owned()),
        };
    };
    let content = operation
        .body
        .as_ref()
        .and_then(|body| body.contents.get(number));
    let content = content.ok_or("unknown content")?;
    let media_type = sent.header("content-type").unwrap_or_default();
    check_media_type(content, given, media_type)?;
    let value = given.get(BODY).unwrap_or(&Value::Null);
    let is_latin = media_type.to_ascii_lowercase().contains("=iso-8859-1");
    let text = || match is_latin {
        true => sent.body.iter().copied().map(char::from).collect(),
        false => String::from_utf8_lossy(&sent.body).into_owned(),
    };
    let differs = || Err(format!("{value} is sent as {}", text()));
    let pointer = view.pointer(content.origin);
    let node = pointer.and_then(|pointer| view.document.pointer(&pointer));
    match &content.kind {
        BodyKind::Json(_) if !is_json_of(value, &text()) => differs(),
        BodyKind::Text if value.as_str() != Some(&text()) => differs(),
        BodyKind::Binary if super::bytes(value) != sent.body => differs(),
        BodyKind::Scalar(_) if is_json(media_type) && !is_json_of(value, &text()) => differs(),
        BodyKind::Scalar(_) if !is_json(media_type) && !is_text_of(value, &text()) => differs(),
        BodyKind::JsonLines(_) => {
            let is_sequence = content.media_type.essence.ends_with("json-seq");
            let lines = wire::lines(&text(), is_sequence).unwrap_or_default();
            let items = value.as_array().map(Vec::as_slice).unwrap_or_default();
            let is_equal = items.len() == lines.len()
                && items
                    .iter()
                    .zip(&lines)
                    .all(|(item, line)| is_json_of(item, line));
            if is_equal { Ok(()) } else { differs() }
        }
        BodyKind::Form { .. } => {
            let encoding = node.and_then(|node| node.get("encoding"));
            form_equals(value, encoding, &mut Pairs::of_form(&text()))
                .map_err(|why| format!("{why}: {}", text()))
        }
        BodyKind::Multipart(parts) => {
            let encoding = node.and_then(|node| node.get("encoding"));
            let sent = wire::parts(media_type, &sent.body).ok_or("it is not multipart")?;
            let has_names = content.media_type.essence == "multipart/form-data";
            let parts = Parts {
                view,
                parts,
                given,
                has_names,
            };
            parts.check(encoding, sent)
        }
        _ => Ok(()),
    }
}

fn check_media_type(content: &BodyContent, given: &Given, sent: &str) -> Result<(), String> {
    let wanted = &content.media_type.essence;
    let is_wanted = match given.get(MEDIA_TYPE).and_then(Value::as_str) {
        // For text, the character set is sent, too.
        Some(named) => sent == named || sent == format!("{named}; charset=utf-8"),
        None if wanted.contains('*') => true,
        None => essence(sent) == *wanted,
    };
    match is_wanted && !sent.contains('*') {
        true => Ok(()),
        false => Err(format!("its media type is `{sent}`, not `{wanted}`")),
    }
}
