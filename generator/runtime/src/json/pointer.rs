//! JSON pointers (RFC 6901).

/// Returns the steps of a JSON pointer (RFC 6901).
pub(crate) fn tokens(pointer: &str) -> impl Iterator<Item = String> {
    let steps = pointer.split('/').skip(1);
    steps.map(|token| token.replace("~1", "/").replace("~0", "~"))
}

/// Appends one step to a JSON pointer (RFC 6901).
pub(crate) fn push_token(pointer: &mut String, token: &str) {
    pointer.push('/');
    pointer.push_str(&token.replace('~', "~0").replace('/', "~1"));
}
