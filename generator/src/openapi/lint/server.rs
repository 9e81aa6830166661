//! Servers.

use super::Lint;
use super::words::is_slip;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{Node, shorten};

/// Reports a server URL with a trailing slash, since paths begin with one. A URL without a path may end with one.
pub(super) fn slash_at_end(_: &Lint<'_, '_>, node: Node<'_>, found: &mut Diagnostics) {
    let Some(url) = node.get("url") else { return };
    let text = url.as_str().unwrap_or_default();
    let path = text.split_once("//").map_or(text, |(_, rest)| rest);
    let is_path = path.trim_end_matches('/').contains('/') && !path.contains(['?', '#']);
    if is_path && text.ends_with('/') {
        let message = format!(
            "the server `{}` ends with a slash, and every path begins with one",
            shorten(text)
        );
        found.push(
            Diagnostic::warning(Code::ServerSlash, url.at_value(), message)
                .help(format!("write `{}`", shorten(text.trim_end_matches('/')))),
        );
    }
}

/// Reports a URL to which no HTTP request can be sent: with another scheme, without a host, with a user or a port that
/// no host has, or with characters that no URL has. Also reports a relative URL that looks like a host.
pub(super) fn url(_: &Lint<'_, '_>, node: Node<'_>, found: &mut Diagnostics) {
    let Some(url) = node.get("url") else { return };
    let text = url.as_str().unwrap_or_default();
    let shown = shorten(text);
    let (message, help) = match problem(text) {
        None => return,
        Some(UrlProblem::Character(c)) => (
            format!("a URL cannot have the character `{}`", c.escape_debug()),
            match c.is_whitespace() && text.trim().chars().all(|c| !c.is_whitespace()) {
                true => format!("write `{}`", shorten(text.trim())),
                false if c.is_alphanumeric() => "write the host in ASCII: `xn--…`".to_owned(),
                false => "remove it, or percent-encode it".to_owned(),
            },
        ),
        Some(UrlProblem::User) => (
            "the URL has a user name, which is never sent".to_owned(),
            "remove it, and declare a security scheme: `{type: http, scheme: basic}`".to_owned(),
        ),
        Some(UrlProblem::Port(port)) => (
            format!("`{}` is not a port", shorten(port)),
            "write a number from 1 to 65535, or leave out the colon".to_owned(),
        ),
        Some(UrlProblem::Slashes(scheme, rest)) => (
            format!("the URL `{shown}` has no host"),
            format!(
                "write `{scheme}://{}`",
                shorten(rest.trim_start_matches('/'))
            ),
        ),
        Some(UrlProblem::Scheme(scheme, rest)) => {
            let meant = ["https", "http"];
            let help = match meant.iter().find(|meant| is_slip(scheme, meant)) {
                Some(meant) => format!("write `{meant}:{}`", shorten(rest)),
                None => "write a URL that begins with `https://`".to_owned(),
            };
            let message = format!("`{}` is not a scheme of HTTP requests", shorten(scheme));
            (message, help)
        }
        Some(UrlProblem::NoScheme) => (
            format!(
                "the URL `{shown}` has no scheme, so that it is a path on the host of the description"
            ),
            match text.starts_with("localhost") {
                true => format!("write `http://{shown}`"),
                false => format!("write `https://{shown}`, or begin a path with a slash"),
            },
        ),
    };
    found.push(Diagnostic::warning(Code::ServerUrl, url.at_value(), message).help(help));
}

/// What keeps a URL from being one of a server.
enum UrlProblem<'a> {
    /// It has a character that belongs in no URL.
    Character(char),
    /// It has a user name or a password.
    User,
    /// It has something other than a port after its host.
    Port(&'a str),
    /// It has no scheme, but begins with a host.
    NoScheme,
    /// It has a scheme that is not HTTP's, and the rest.
    Scheme(&'a str, &'a str),
    /// It lacks the slashes or the host behind its scheme; the rest.
    Slashes(&'a str, &'a str),
}

fn problem(url: &str) -> Option<UrlProblem<'_>> {
    // Variables have any name, and stand for anything.
    let literals = url.split('{').enumerate().map(|(at, piece)| match at {
        0 => piece,
        _ => piece.split_once('}').map_or("", |(_, literal)| literal),
    });
    let is_foreign = |c: &char| c.is_whitespace() || c.is_control() || "<>\"\\^`|".contains(*c);
    if let Some(c) = literals.flat_map(str::chars).find(is_foreign) {
        return Some(UrlProblem::Character(c));
    }
    let first = url.split(['/', '?', '#']).next().unwrap_or_default();
    if first.contains('{') {
        // Variables in the middle of a host, as in `dcs.{region}.example.com`.
        let (host, _) = first.split_once(':').unwrap_or((first, ""));
        let domain = host.rsplit_once('.').map_or("", |(_, domain)| domain);
        let is_domain = !domain.is_empty() && domain.chars().all(|c| c.is_ascii_alphabetic());
        let is_host = is_domain && !first.starts_with(['{', '.']);
        return is_host.then_some(UrlProblem::NoScheme);
    }
    let Some((scheme, rest)) = url.split_once(':').filter(|(scheme, _)| is_scheme(scheme)) else {
        let is_host = !first.starts_with('.') && first.contains(['.', ':', '[']);
        return is_host.then_some(UrlProblem::NoScheme);
    };
    let is_http = ["https", "http"]
        .iter()
        .any(|known| scheme.eq_ignore_ascii_case(known));
    match rest.strip_prefix("//") {
        Some(host) if host.starts_with(['/', '?', '#']) && is_http => {
            Some(UrlProblem::Slashes(scheme, rest))
        }
        Some(host) if is_http => {
            let host = host.split(['/', '?', '#']).next()?;
            host_problem(host).filter(|_| !host.contains('{'))
        }
        Some(_) => Some(UrlProblem::Scheme(scheme, rest)),
        None if is_http => Some(UrlProblem::Slashes(scheme, rest)),
        // `localhost:8080/v1`
        None if rest.starts_with(|c: char| c.is_ascii_digit()) => Some(UrlProblem::NoScheme),
        None => Some(UrlProblem::Scheme(scheme, rest)),
    }
}

fn host_problem(host: &str) -> Option<UrlProblem<'_>> {
    if host.contains('@') {
        return Some(UrlProblem::User);
    }
    if let Some(c) = host.chars().find(|c| !c.is_ascii()) {
        return Some(UrlProblem::Character(c));
    }
    // The colons of an IPv6 address are in brackets.
    let (_, port) = host
        .rsplit_once(':')
        .filter(|(_, port)| !port.contains(']'))?;
    let is_port = port.parse::<u16>().is_ok_and(|port| port > 0);
    (!is_port).then_some(UrlProblem::Port(port))
}

/// Whether a text can be a scheme (RFC 3986, 3.1).
fn is_scheme(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
}
