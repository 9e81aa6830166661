//! JSON pointers (RFC 6901).

use crate::value::text::replace;

/// Returns the steps of a JSON pointer (RFC 6901).
pub(crate) fn tokens(pointer: &str) -> impl Iterator<Item = String> {
    let steps = pointer.split('/').skip(1);
    steps.map(|token| replace(&replace(token, "~1", "/"), "~0", "~"))
}

/// Appends one step to a JSON pointer (RFC 6901).
pub(crate) fn push_token(pointer: &mut String, token: &str) {
    pointer.push('/');
    pointer.push_str(&replace(&replace(token, "~", "~0"), "/", "~1"));
}
