//! JSON pointers (RFC 6901) and the percent-encoding around them.

/// One step of a pointer, written.
pub(super) fn escape(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

/// One step of a pointer, read.
pub(super) fn unescape(step: &str) -> String {
    step.replace("~1", "/").replace("~0", "~")
}

/// Undoes percent-encoding. Text that is not valid percent-encoded UTF-8 stays unchanged.
pub(super) fn percent_decode(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
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
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

/// Returns the path of a file named relative to another file; `.` and `..` are folded.
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
    let path = steps.join("/");
    if from.starts_with('/') {
        format!("/{path}")
    } else {
        path
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escaping_and_unescaping_are_inverse() {
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
