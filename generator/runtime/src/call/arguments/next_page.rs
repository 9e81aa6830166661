//! Requests for the next page: by a parameter, by a value in the body, or by a URL.

use http::{HeaderMap, HeaderValue, Uri, header, uri};
use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};
use serde_json::Value;

use crate::body::content::Body;
use crate::call::arguments::Call;
use crate::call::request::RequestParts;
use crate::json::pointer::tokens;
use crate::parameter::definition::{
    ArgumentErrorKind, InvalidArgument, Location, Parameter, Style,
};
use crate::parameter::header::line_text;
use crate::parameter::path::dots;
use crate::value::text::json_text;

/// Characters that a URL must not contain, though servers send them.
const UNFIT: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

impl Call {
    /// Sets the cursor of the next page. A cursor that is a whole URL is requested as such.
    pub(crate) fn set_cursor(&mut self, parameter: &'static Parameter, cursor: &str) {
        if has_host(cursor) {
            self.follow(cursor);
        } else {
            self.parameter(parameter, cursor);
        }
    }

    /// Requests the page at a URL, on the host of the call.
    pub(crate) fn follow(&mut self, url: &str) {
        self.0.next = Some((url.to_owned(), uri));
    }

    /// Returns the names of the query parameters that the client's credentials set, other than those that the call sets
    /// itself.
    pub(crate) fn keys_in_query(&self) -> Vec<String> {
        let authorizers = self.0.core.0.authorizers.iter().flatten();
        let keys = authorizers.filter_map(|authorizer| authorizer.query_parameter());
        let own = self.0.options.as_ref().map(|options| &options.query);
        let is_own = |key: &&str| own.is_some_and(|own| own.iter().any(|pair| pair.0 == *key));
        keys.filter(|key| !is_own(key)).map(str::to_owned).collect()
    }

    /// Returns an argument that is a number, if it was given.
    pub fn number(&self, parameter: &Parameter) -> Option<u64> {
        self.argument(parameter)?.parse().ok()
    }

    /// Returns an argument of the query or in the body, if it was given.
    pub fn argument(&self, parameter: &Parameter) -> Option<String> {
        if parameter.location() == Location::Body {
            let body: Value = serde_json::from_slice(self.0.body.as_bytes()?).ok()?;
            return match body.pointer(parameter.name())? {
                Value::Null => None,
                Value::String(text) => Some(text.clone()),
                other => Some(json_text(other)),
            };
        }
        let mut pairs = self.0.query.iter();
        let pair = pairs.find(|pair| pair.parameter == parameter.name())?;
        Some(pair.value().to_owned())
    }
}

impl RequestParts {
    /// Sets the value at a pointer in the JSON body; missing objects on the way are added.
    pub(in crate::call) fn set_in_body(
        &mut self,
        parameter: &Parameter,
        value: &Value,
    ) -> Result<(), InvalidArgument> {
        let unfit =
            |why: &str| InvalidArgument::new("body", ArgumentErrorKind::NotJson(why.to_owned()));
        let no_object = || unfit("the position of a page has no object to be in");
        let mut body = match self.body.as_bytes() {
            None => return Err(unfit("it is a stream")),
            Some([]) => Value::Null,
            Some(bytes) => serde_json::from_slice(bytes).map_err(|_| no_object())?,
        };
        let mut at = &mut body;
        for key in tokens(parameter.name()) {
            if at.is_null() {
                *at = Value::Object(serde_json::Map::new());
            }
            at = at
                .as_object_mut()
                .ok_or_else(no_object)?
                .entry(key)
                .or_insert(Value::Null);
        }
        *at = match value {
            Value::String(text) if parameter.style == Style::Json => {
                serde_json::from_slice(text.as_bytes())
                    .map_err(|_| unfit("the position of a page is no number"))?
            }
            value => value.clone(),
        };
        self.body = Body::from(json_text(&body));
        let json = HeaderValue::from_static("application/json");
        self.content_type.get_or_insert(json);
        Ok(())
    }
}

/// Returns whether a text is a whole URL.
pub(crate) fn has_host(url: &str) -> bool {
    let begins = |with: &str| {
        url.get(..with.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(with))
    };
    begins("http://") || begins("https://")
}

/// Returns whether a URL begins with a scheme (RFC 3986, 3.1).
fn has_scheme(url: &str) -> bool {
    let is_inner = |byte: u8| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte);
    let scheme = url.split_once(':').map_or("", |(scheme, _)| scheme);
    scheme.starts_with(|first: char| first.is_ascii_alphabetic()) && scheme.bytes().all(is_inner)
}

/// Removes the dot segments of a path (RFC 3986, 5.2.4).
fn without_dots(target: &str) -> String {
    let path = target.split('?').next().unwrap_or_default();
    let mut segments = path.split('/').skip(1).peekable();
    let mut kept = Vec::new();
    while let Some(segment) = segments.next() {
        let Some(count) = dots(segment) else {
            kept.push(segment);
            continue;
        };
        if count == 2 {
            kept.pop();
        }
        if segments.peek().is_none() {
            kept.push("");
        }
    }
    let query = target.get(path.len()..).unwrap_or_default();
    format!("/{}{query}", kept.join("/"))
}

/// Returns the URI of the next page: path and query as the server sent them, on the host of the first page.
fn uri(first: &Uri, next: &str) -> Result<Uri, InvalidArgument> {
    let refused = |problem| InvalidArgument::new("next", problem);
    let no_url = "is not a URL, or has more than 65,534 bytes";
    let unsendable = |_| refused(ArgumentErrorKind::NotServer(no_url.to_owned()));
    let next = next.split('#').next().unwrap_or_default().trim_ascii();
    let next = utf8_percent_encode(next, UNFIT).to_string();
    let target = if has_host(&next) || next.starts_with("//") {
        let with_scheme = next
            .strip_prefix("//")
            .map(|rest| format!("https://{rest}"));
        let named: Uri = with_scheme.unwrap_or(next).parse().map_err(unsendable)?;
        if !is_same_host(first, &named) {
            return Err(refused(ArgumentErrorKind::OtherHost));
        }
        let target = named
            .path_and_query()
            .map_or("/", uri::PathAndQuery::as_str);
        target.to_owned()
    } else if has_scheme(&next) {
        return Err(refused(ArgumentErrorKind::OtherHost));
    } else if next.starts_with('/') {
        next
    } else if next.starts_with('?') {
        format!("{}{next}", first.path())
    } else {
        let folder = first
            .path()
            .rsplit_once('/')
            .map_or("", |(folder, _)| folder);
        format!("{folder}/{next}")
    };
    let mut parts = first.clone().into_parts();
    parts.path_and_query = Some(without_dots(&target).parse().map_err(unsendable)?);
    Uri::from_parts(parts).map_err(|_| refused(ArgumentErrorKind::Unsendable))
}

/// Returns the URL of the page after the one at `page`, resolved if it is relative to that.
#[inline]
pub(crate) fn relative_to(page: &str, next: &str) -> String {
    let next = next.trim_ascii();
    if has_scheme(next) || next.starts_with('/') {
        return next.to_owned();
    }
    let page = page.split(['?', '#']).next().unwrap_or_default();
    let host = page.find("://").map_or(0, |end| end + 3);
    let path = page.get(host..).unwrap_or_default();
    match (next.starts_with('?'), path.rfind('/')) {
        (true, _) => format!("{page}{next}"),
        (false, Some(end)) => format!("{}{next}", page.split_at(host + end + 1).0),
        (false, None) if host > 0 => format!("{page}/{next}"),
        (false, None) => next.to_owned(),
    }
}

/// Returns a URL without the parameters of these names in its query.
#[inline]
pub(crate) fn without_keys(url: String, keys: &[String]) -> String {
    let Some((path, query)) = url.split_once('?').filter(|_| !keys.is_empty()) else {
        return url;
    };
    let is_kept = |pair: &&str| {
        let name = pair.split('=').next().unwrap_or_default();
        let name = percent_decode_str(name).decode_utf8_lossy();
        !keys.contains(&name.into_owned())
    };
    let query = query.split('#').next().unwrap_or_default();
    let kept: Vec<&str> = query.split('&').filter(is_kept).collect();
    format!("{path}?{}", kept.join("&"))
}

/// Returns whether two URLs have the same host. Schemes may differ: a server behind a proxy may not know which one the
/// client used.
fn is_same_host(first: &Uri, next: &Uri) -> bool {
    let host = |uri: &Uri| uri.host().unwrap_or_default().to_ascii_lowercase();
    let own_port = |uri: &Uri| match (uri.port_u16(), uri.scheme_str()) {
        (Some(80), Some("http")) | (Some(443), Some("https")) => None,
        (port, _) => port,
    };
    host(first) == host(next) && own_port(first) == own_port(next)
}

/// Returns the target of the `Link` header (RFC 8288) with this relation.
pub(crate) fn link(headers: &HeaderMap, relation: &str) -> Option<String> {
    let mut lines = headers.get_all(header::LINK).iter();
    lines.find_map(|line| link_in(&line_text(line.as_bytes()), relation))
}

fn link_in(line: &str, relation: &str) -> Option<String> {
    let mut rest = line;
    while let Some((_, after)) = rest.split_once('<') {
        let (target, after) = after.split_once('>')?;
        let (parameters, next) = parameters(after);
        let said = |wanted: &str| {
            let mut parameters = parameters.iter();
            parameters.find(|(name, _)| name.eq_ignore_ascii_case(wanted))
        };
        // A link with an anchor does not start at this page.
        let relations = said("rel").filter(|_| said("anchor").is_none());
        let is_meant = relations.is_some_and(|(_, value)| {
            let mut relations = value.split_ascii_whitespace();
            relations.any(|one| one.eq_ignore_ascii_case(relation))
        });
        if is_meant {
            return Some(target.to_owned());
        }
        rest = next;
    }
    None
}

/// Returns the parameters of a link, up to the comma before the next one, and the rest.
fn parameters(text: &str) -> (Vec<(&str, String)>, &str) {
    let mut found = Vec::new();
    let mut rest = text.trim_start();
    while let Some(after) = rest.strip_prefix(';') {
        let end = after.find([';', ',', '=']).unwrap_or(after.len());
        let (name, after) = after.split_at(end);
        let (value, after) = match after.strip_prefix('=') {
            Some(after) => value(after.trim_start()),
            None => (String::new(), after),
        };
        found.push((name.trim(), value));
        rest = after.trim_start();
    }
    (found, rest.strip_prefix(',').unwrap_or(rest))
}

/// Returns a token or a quoted string, and the rest.
fn value(text: &str) -> (String, &str) {
    let Some(quoted) = text.strip_prefix('"') else {
        let end = text.find([';', ',']).unwrap_or(text.len());
        let (value, after) = text.split_at(end);
        return (value.to_owned(), after);
    };
    let mut value = String::new();
    let mut characters = quoted.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => return (value, quoted.get(at + 1..).unwrap_or_default()),
            '\\' => value.extend(characters.next().map(|(_, escaped)| escaped)),
            other => value.push(other),
        }
    }
    (value, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_relative_url_is_so_to_the_page_that_has_it() {
        for (page, next, expected) in [
            ("/v1/stops/pages/2?a=b", "3", "/v1/stops/pages/3"),
            ("/v1/stops/pages/2?a=b/c", "?p=3", "/v1/stops/pages/2?p=3"),
            ("https://h.example/a/2", "3?x", "https://h.example/a/3?x"),
            ("https://h.example", "3", "https://h.example/3"),
            ("https://h.example?p=2", "?p=3", "https://h.example?p=3"),
            ("?p=2", "?p=3", "?p=3"),
            ("2", "3", "3"),
            ("pages/2", "3", "pages/3"),
            ("/a/2", "/b", "/b"),
            ("/a/2", "//h.example/b", "//h.example/b"),
            ("/a/2", "https://h.example/b", "https://h.example/b"),
        ] {
            assert_eq!(relative_to(page, next), expected, "{page} {next}");
        }
    }

    #[test]
    fn the_next_page_is_asked_for_on_the_same_host_only() {
        let first: Uri = "https://api.example/v1/stops?day=7".parse().unwrap();
        for (next, expected) in [
            (
                "https://api.example/v1/stops?cursor=b&day=7#x",
                "/v1/stops?cursor=b&day=7",
            ),
            ("http://API.example:80/other?p=2", "/other?p=2"),
            ("HTTPS://api.example:443/other", "/other"),
            ("//api.example/other?p=2", "/other?p=2"),
            ("/v1/stops?cursor=a b", "/v1/stops?cursor=a%20b"),
            ("?cursor=c", "/v1/stops?cursor=c"),
            ("stops?cursor=d", "/v1/stops?cursor=d"),
            ("https://api.example", "/"),
            ("?from=ftp://x", "/v1/stops?from=ftp://x"),
            ("../v2/./stops?at=a/../b", "/v2/stops?at=a/../b"),
            ("../../../x/..", "/"),
            ("https://api.example/a/%2e%2E/b/.", "/b/"),
            (" /v1/stops?p=2\n", "/v1/stops?p=2"),
            ("/a//b", "/a//b"),
        ] {
            let uri = uri(&first, next).expect(next);
            assert_eq!(
                uri.to_string(),
                format!("https://api.example{expected}"),
                "{next}"
            );
        }
        for next in [
            "https://evil.example/v1/stops",
            "https://api.example.evil.example/",
            "https://api.example:8443/",
            "https://api.example@evil.example/",
            "//evil.example/",
            "ftp://api.example/",
            "javascript:alert(1)",
            "urn:isbn:1",
        ] {
            let refused = uri(&first, next).expect_err(next);
            assert_eq!(refused.kind(), &ArgumentErrorKind::OtherHost, "{next}");
        }
        for next in ["//", "///x", &"/long".repeat(20_000)] {
            let text = uri(&first, next).expect_err("no URL").to_string();
            assert!(text.starts_with("`next`: is not a URL"), "{text}");
        }
    }

    #[test]
    fn a_link_is_found_by_its_relation() {
        let find = |lines: &[&str]| {
            let mut headers = HeaderMap::new();
            for line in lines {
                let value = HeaderValue::from_bytes(line.as_bytes());
                headers.append(header::LINK, value.unwrap());
            }
            link(&headers, "next")
        };
        for lines in [
            &[r#"</a>; rel="prev", </b?x=1,2>; title="ä, \"b\"; rel=x" ; rel="last next""#][..],
            &["</a>; rel=first", "</b?x=1,2>;rel=NEXT"],
            &["<>,</b?x=1,2>; a; rel = next"],
        ] {
            assert_eq!(find(lines).as_deref(), Some("/b?x=1,2"), "{lines:?}");
        }
        for line in [
            r#"</a>; title="rel=next""#,
            "</a>; rel=nextpage",
            r##"</a>; rel=next; anchor="#part""##,
            "</a",
            "",
        ] {
            assert_eq!(find(&[line]), None, "{line}");
        }
    }
}
