//! JSON pointers (RFC 6901) and the percent-encoding around them.

use std::borrow::Cow;

/// Escapes one step of a pointer.
pub(super) fn escape(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

/// Unescapes one step of a pointer.
pub(super) fn unescape(step: &str) -> Cow<'_, str> {
    match step.contains('~') {
        true => Cow::Owned(step.replace("~1", "/").replace("~0", "~")),
        false => Cow::Borrowed(step),
    }
}

/// Returns the steps of a JSON pointer; a text without a leading slash is a single key.
pub(crate) fn steps(text: &str) -> Vec<String> {
    match text.strip_prefix('/') {
        Some(pointer) => pointer
            .split('/')
            .map(unescape)
            .map(Cow::into_owned)
            .collect(),
        None if text.is_empty() => Vec::new(),
        None => vec![text.to_owned()],
    }
}

/// Returns a JSON pointer for a text that is either one already or a single key.
pub(crate) fn written(text: &str) -> String {
    of(&steps(text))
}

/// Returns the JSON pointer with these steps.
pub(crate) fn of(steps: &[String]) -> String {
    let steps = steps.iter();
    steps.map(|step| format!("/{}", escape(step))).collect()
}

/// Returns the name of a file without its folders.
pub(crate) fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

/// Decodes percent-encoding. Text that is not valid percent-encoded UTF-8 is left unchanged.
pub(super) fn percent_decode(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return Cow::Borrowed(text);
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        let hex = |n: usize| tail.get(n).and_then(|&b| char::from(b).to_digit(16));
        match (first, hex(0), hex(1)) {
            (b'%', Some(high), Some(low)) => {
                bytes.push((high * 16 + low) as u8);
                rest = tail.get(2..).unwrap_or_default();
            }
            _ => {
                bytes.push(first);
                rest = tail;
            }
        }
    }
    String::from_utf8(bytes).map_or(Cow::Borrowed(text), Cow::Owned)
}

/// Returns the path of a file whose name is relative to another file, with `.` and `..` resolved.
pub(super) fn join(from: &str, relative: &str) -> String {
    let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut steps: Vec<&str> = Vec::new();
    for step in folder.split('/').chain(relative.split('/')) {
        match step {
            "" | "." => {}
            ".." if steps.last().is_some_and(|&last| last != "..") => {
                steps.pop();
            }
            _ => steps.push(step),
        }
    }
    let mut path = steps.join("/");
    if relative.ends_with('/') && !path.is_empty() {
        path.push('/');
    }
    if from.starts_with('/') {
        format!("/{path}")
    } else {
        path
    }
}

/// Whether a name is a URI instead of the path of a file.
pub(super) fn is_uri(name: &str) -> bool {
    let scheme = name.split_once(':').map(|(scheme, _)| scheme);
    scheme.is_some_and(|scheme| scheme.len() > 1 && !scheme.contains('/'))
}

/// Resolves a reference relative to a file or a URI (RFC 3986, 5.2).
pub fn join_uri(base: &str, relative: &str) -> String {
    if relative.is_empty() {
        return base.to_owned();
    }
    if is_uri(relative) || !is_uri(base) && relative.starts_with('/') {
        return relative.to_owned();
    }
    let uri = is_uri(base).then(|| base.split_once("://"));
    let Some((scheme, rest)) = uri.flatten() else {
        return join(base, relative);
    };
    if let Some(other) = relative.strip_prefix("//") {
        return format!("{scheme}://{other}");
    }
    let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
    let path = path.split('?').next().unwrap_or_default();
    let path = match relative.strip_prefix('/') {
        Some(absolute) => join("", absolute),
        None => join(path, relative),
    };
    format!("{scheme}://{authority}/{path}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uris_are_relative_to_the_referring_one() {
        let base = "https://a.example/v1/api.yaml?x=1/2";
        for (relative, expected) in [
            ("b.yaml", "https://a.example/v1/b.yaml"),
            ("../b.yaml", "https://a.example/b.yaml"),
            ("/b.yaml", "https://a.example/b.yaml"),
            ("//b.example/c", "https://b.example/c"),
            ("urn:x:y", "urn:x:y"),
            ("", base),
        ] {
            assert_eq!(join_uri(base, relative), expected);
        }
        assert_eq!(join_uri("https://a.example", "b"), "https://a.example/b");
        assert_eq!(join_uri("parts/a.yaml", "../b.yaml"), "b.yaml");
        assert_eq!(join_uri("a.yaml", "/b"), "/b");
    }

    #[test]
    fn escaping_and_unescaping_are_inverse() {
        assert_eq!(steps("/a~1b/c"), ["a/b", "c"]);
        assert_eq!(
            (written("a/b"), written("/a~1b")),
            ("/a~1b".to_owned(), "/a~1b".to_owned())
        );
        for key in ["a/b", "~1", "~", "m~n/o", ""] {
            assert_eq!(unescape(&escape(key)), key);
        }
    }

    #[test]
    fn broken_percent_encoding_is_kept() {
        assert_eq!(percent_decode("a%20b%7B%7d"), "a b{}");
        assert_eq!(percent_decode("100%"), "100%");
        assert_eq!(percent_decode("%zz%2"), "%zz%2");
        assert_eq!(percent_decode("%ff"), "%ff");
    }

    #[test]
    fn paths_are_relative_to_the_referring_file() {
        assert_eq!(join("dcs.yaml", "common.yaml"), "common.yaml");
        assert_eq!(join("parts/a.yaml", "./b.yaml"), "parts/b.yaml");
        assert_eq!(join("parts/a.yaml", "../../c.yaml"), "../c.yaml");
    }
}
