//! The parts of a request that are not in the description.

use http::HeaderValue;
use serde_json::Value;

use crate::body::content::Body;
use crate::body::media_type::is_json;
use crate::call::options::merge;
use crate::call::request::{RequestParts, Target};
use crate::parameter::definition::{ArgumentErrorKind, InvalidArgument};
use crate::parameter::encode::QueryPair;
use crate::parameter::path;
use crate::value::text::{contains, json_text};

/// Applies the options of a call: returns the error that they hold, and merges their JSON into the body.
pub(super) fn apply(parts: &mut RequestParts) -> Result<(), InvalidArgument> {
    let Some(options) = parts.options.as_mut() else {
        return Ok(());
    };
    if let Some(error) = options.error.take() {
        return Err(error);
    }
    match options.json.take() {
        Some(json) => merge_body(parts, json),
        None => Ok(()),
    }
}

#[cold]
fn merge_body(parts: &mut RequestParts, json: Value) -> Result<(), InvalidArgument> {
    let refused = || InvalidArgument::new("body", ArgumentErrorKind::NotMergeable);
    let media_type = parts.content_type.as_ref();
    let media_type = media_type.and_then(|value| value.to_str().ok());
    let body = parts.body.as_bytes().ok_or_else(refused)?;
    let merged = match media_type {
        _ if !json.is_object() => return Err(refused()),
        None if body.is_empty() => json,
        Some(media_type) if is_json(media_type) => {
            let mut body: Value = serde_json::from_slice(body).map_err(|_| refused())?;
            if !body.is_object() {
                return Err(refused());
            }
            merge(&mut body, json);
            body
        }
        _ => return Err(refused()),
    };
    let json = HeaderValue::from_static("application/json");
    parts.content_type.get_or_insert(json);
    parts.body = Body::from(json_text(&merged));
    Ok(())
}

/// Returns the pairs that the call's options add to the query.
pub(super) fn query(parts: &RequestParts) -> Vec<QueryPair> {
    let mut pairs = Vec::new();
    if let Some(options) = &parts.options {
        for (name, value) in &options.query {
            pairs.push(QueryPair::new(name.clone(), value));
        }
    }
    pairs
}

/// Returns the path of a request that belongs to no operation. Unless the caller names a whole URL, it stays on the
/// host, below the path of the server: no segment is `.` or `..`, in any encoding, and none but the last is empty.
#[cold]
pub(super) fn path(
    target: &Target,
    of_client: &[(&'static str, String)],
) -> Result<String, InvalidArgument> {
    let refused = |problem| InvalidArgument::new("path", problem);
    if !target.is_url && (!target.path.starts_with('/') || target.path.contains(['?', '#'])) {
        return Err(refused(ArgumentErrorKind::NotPath));
    }
    let mut arguments = Vec::with_capacity(target.arguments.len() + of_client.len());
    for (name, value) in &target.arguments {
        if !contains(&target.path, &format!("{{{name}}}")) {
            let problem = ArgumentErrorKind::NotInPath;
            return Err(InvalidArgument::new(name.as_str(), problem));
        }
        arguments.push((name.as_str(), value.clone()));
    }
    if target.is_url {
        return Ok(target.path.clone());
    }
    arguments.extend_from_slice(of_client);
    let path = path::expand_path(&target.path, &arguments)?;
    let mut segments = path.split('/').skip(1).peekable();
    while let Some(segment) = segments.next() {
        if segment.is_empty() && segments.peek().is_some() {
            return Err(refused(ArgumentErrorKind::NotPath));
        }
        if path::dots(segment).is_some() {
            return Err(refused(ArgumentErrorKind::DotSegment));
        }
    }
    Ok(path)
}
