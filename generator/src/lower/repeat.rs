//! Whether an operation may be sent again.

use super::context::Context;
use super::views::OperationView;
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Method, Repeat, is_token};
use crate::source::shorten;

/// Headers that the client or the transport sets, or that have a meaning of their own in HTTP.
#[rustfmt::skip]
const TAKEN: &[&str] = &[
    "accept", "accept-encoding", "authorization", "connection", "content-length", "content-type",
    "cookie", "host", "keep-alive", "proxy-authorization", "proxy-connection", "te", "trailer",
    "transfer-encoding", "upgrade", "user-agent",
];

/// Decides whether an operation may be sent again: by a key, by what the description says, or by its method.
pub(super) fn of(context: &Context<'_>, view: OperationView<'_>, method: &Method) -> Repeat {
    if let Some(header) = key(context, view) {
        return Repeat::WithKey(header.to_owned());
    }
    match view.is_idempotent().unwrap_or(method.is_idempotent()) {
        true => Repeat::Idempotent,
        false => Repeat::OnlyUnsent,
    }
}

/// The header of `x-idempotency-key`.
fn key<'s>(context: &Context<'_>, view: OperationView<'s>) -> Option<&'s str> {
    let node = view.idempotency_key()?;
    let name = node.as_str()?;
    let place = node.at_value();
    if !is_free(name) {
        let message = format!("`{}` cannot be the header of a key", shorten(name));
        let found = Diagnostic::error(Code::ExtensionMisuse, place, message);
        context.report(found.help(
            "write the name of a header that the server reads keys from, such as `Idempotency-Key`",
        ));
        return None;
    }
    if view.is_idempotent() == Some(false) {
        context.warn(
            Code::ExtensionMisuse,
            place,
            "a request with a key is sent again, although `x-idempotent` is `false`",
            "leave out one of the two",
        );
    }
    Some(name)
}

fn is_free(name: &str) -> bool {
    let is_taken = TAKEN.iter().any(|taken| name.eq_ignore_ascii_case(taken));
    is_token(name) && !is_taken
}
