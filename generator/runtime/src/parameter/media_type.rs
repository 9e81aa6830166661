//! Checks the media type of a request.

use http::HeaderValue;

use crate::parameter::definition::{ArgumentErrorKind, InvalidArgument};

/// Returns a media type as a header value. `name` is that of the argument.
///
/// # Errors
/// If it is a range or a list, or not valid in a header.
pub(crate) fn content_type(name: &str, text: &str) -> Result<HeaderValue, InvalidArgument> {
    let refused = |problem| Err(InvalidArgument::new(name, problem));
    if !is_one(text) {
        return refused(ArgumentErrorKind::MediaType);
    }
    HeaderValue::from_str(text).or_else(|_| refused(ArgumentErrorKind::Unsendable))
}

/// Returns whether a text is a single media type; a comma in a quoted parameter does not separate two.
fn is_one(text: &str) -> bool {
    let essence = text.split(';').next().unwrap_or_default().trim();
    let (mut is_quoted, mut is_escaped) = (false, false);
    for character in text.chars() {
        match character {
            _ if is_escaped => is_escaped = false,
            '\\' if is_quoted => is_escaped = true,
            '"' => is_quoted = !is_quoted,
            ',' if !is_quoted => return false,
            _ => {}
        }
    }
    !essence.is_empty() && !essence.contains('*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_and_a_list_are_no_media_type() {
        for text in [
            "*/*",
            "image/*",
            "application/*+json",
            "a/b, c/d",
            "a/b;q=1,c/d",
            "",
            " ;a=b",
        ] {
            assert!(!is_one(text), "{text}");
        }
        for text in [
            "image/png",
            r#"a/b; x="1,2\",3""#,
            "application/vnd.a+json;version=1",
            r#"a/b;x="\\""#,
        ] {
            assert!(is_one(text), "{text}");
        }
        assert!(!is_one(r#"a/b;x="\\",c/d"#));
    }
}
