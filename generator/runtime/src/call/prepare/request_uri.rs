//! The URL of a request: the server, the path with its arguments, the query.

use http::{Uri, uri};
use percent_encoding::percent_decode_str;

use crate::call::core::Server;
use crate::call::extra;
use crate::call::request::RequestParts;
use crate::parameter::definition::{ArgumentErrorKind, InvalidArgument};
use crate::parameter::path;

/// The limit on a path with its query, in bytes.
const LONGEST_PATH: usize = u16::MAX as usize - 1;

/// Builds the URL of a request.
///
/// # Errors
/// If the path lacks an argument, or the URL cannot be in a request line.
pub(super) fn request_uri(parts: &RequestParts, server: &Server) -> Result<Uri, InvalidArgument> {
    let (path, fixed) = match &parts.target {
        Some(target) => (extra::path(target, &parts.path)?, ""),
        None => {
            // The path may include query pairs that every call sends, unless the call replaces them.
            let path = parts.info.path;
            let query = path.bytes().position(|byte| byte == b'?');
            let (path, fixed) = path.split_at(query.unwrap_or(path.len()));
            let fixed = fixed.strip_prefix('?').unwrap_or_default();
            (path::expand_path(path, &parts.path)?, fixed)
        }
    };
    let mut text = path;
    text.insert_str(0, &server.path);
    let extra = extra::query(parts);
    let is_given = |name: &str| {
        let name = percent_decode_str(name).decode_utf8_lossy();
        let mut given = parts.query.iter().chain(&extra);
        given.any(|pair| pair.name() == name)
    };
    let mut mark = if text.contains('?') { '&' } else { '?' };
    let mut push = |pair: &str| {
        text.push(std::mem::replace(&mut mark, '&'));
        text.push_str(pair);
    };
    if !fixed.is_empty() {
        for pair in fixed.split('&') {
            let name = pair.split('=').next().unwrap_or_default();
            if !pair.is_empty() && !is_given(name) {
                push(pair);
            }
        }
    }
    for pair in &parts.query {
        if !extra.iter().any(|extra| extra.name() == pair.name()) {
            push(pair.wire());
        }
    }
    extra.iter().for_each(|pair| push(pair.wire()));
    let mut parts = uri::Parts::default();
    parts.scheme = Some(server.scheme.clone());
    parts.authority = Some(server.authority.clone());
    let problem = match text.len() > LONGEST_PATH {
        true => ArgumentErrorKind::TooLong,
        false => ArgumentErrorKind::Unsendable,
    };
    let unsendable = || InvalidArgument::new("path", problem.clone());
    parts.path_and_query = Some(uri::PathAndQuery::try_from(text).map_err(|_| unsendable())?);
    Uri::from_parts(parts).map_err(|_| unsendable())
}
