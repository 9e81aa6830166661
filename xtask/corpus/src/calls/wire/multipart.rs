//! Multipart bodies (RFC 2046, 5.1; RFC 7578).

/// A part.
#[derive(Debug, Default, PartialEq, Eq)]
pub(in crate::calls) struct Part {
    /// Its name; empty if it has none.
    pub(in crate::calls) name: String,
    pub(in crate::calls) media_type: Option<String>,
    /// The other headers.
    pub(in crate::calls) headers: Vec<(String, String)>,
    pub(in crate::calls) body: Vec<u8>,
}

/// Reads the parts of a body of this `Content-Type`.
pub(in crate::calls) fn parts(content_type: &str, body: &[u8]) -> Option<Vec<Part>> {
    let boundary = parameter(content_type, "boundary")?;
    let delimiter = format!("\r\n--{boundary}").into_bytes();
    // The first delimiter has no line before it: one is added.
    let mut text = b"\r\n".to_vec();
    text.extend_from_slice(body);
    let mut pieces = Vec::new();
    let mut rest = text.as_slice();
    while let Some(at) = find(rest, &delimiter) {
        let (piece, after) = rest.split_at(at);
        pieces.push(piece);
        rest = after.get(delimiter.len()..)?;
    }
    if !rest.starts_with(b"--") {
        return None;
    }
    // What is before the first delimiter is not a part.
    pieces.into_iter().skip(1).map(part).collect()
}

fn part(piece: &[u8]) -> Option<Part> {
    let piece = piece.strip_prefix(b"\r\n")?;
    let (head, body) = match piece.strip_prefix(b"\r\n") {
        Some(body) => (&[][..], body),
        None => {
            let at = find(piece, b"\r\n\r\n")?;
            (piece.get(..at)?, piece.get(at + 4..)?)
        }
    };
    let head = std::str::from_utf8(head).ok()?;
    let mut part = Part {
        body: body.to_vec(),
        ..Part::default()
    };
    for (name, value) in head.split("\r\n").filter_map(|line| line.split_once(':')) {
        let value = value.trim();
        match name.to_ascii_lowercase().as_str() {
            "content-disposition" => part.name = parameter(value, "name").unwrap_or_default(),
            "content-type" => part.media_type = Some(value.to_owned()),
            _ => part.headers.push((name.to_owned(), value.to_owned())),
        }
    }
    Some(part)
}

/// Reads a parameter of a header's value.
fn parameter(value: &str, wanted: &str) -> Option<String> {
    let mut rest = value;
    loop {
        let at = rest.find(';')?;
        rest = rest.get(at + 1..)?.trim_start();
        let (name, after) = rest.split_once('=')?;
        let (text, left) = match after.strip_prefix('"') {
            Some(quoted) => {
                let end = quoted.find('"')?;
                (quoted.get(..end)?, quoted.get(end + 1..)?)
            }
            None => after.split_at(after.find(';').unwrap_or(after.len())),
        };
        if name.trim().eq_ignore_ascii_case(wanted) {
            // A form encodes these characters in names (the HTML standard, "multipart form data").
            let text = text.replace("%22", "\"").replace("%0D", "\r");
            return Some(text.replace("%0A", "\n"));
        }
        rest = left;
    }
}

fn find(text: &[u8], wanted: &[u8]) -> Option<usize> {
    text.windows(wanted.len())
        .position(|window| window == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_read_with_their_names_and_types() {
        let body = b"--b\r\nContent-Disposition: form-data; filename=\"x;y\"; name=\"a%22b\"\r\n\
            Content-Type: text/plain\r\nX-A: 1\r\n\r\none\r\n\r\n--b\r\n\r\n--c\r\n--b--\r\n";
        let read = parts("multipart/form-data; boundary=\"b\"", body).expect("parts");
        assert_eq!(
            read,
            [
                Part {
                    name: "a\"b".to_owned(),
                    media_type: Some("text/plain".to_owned()),
                    headers: vec![("X-A".to_owned(), "1".to_owned())],
                    body: b"one\r\n".to_vec(),
                },
                Part {
                    body: b"--c".to_vec(),
                    ..Part::default()
                },
            ]
        );
    }

    #[test]
    fn what_does_not_end_is_none() {
        assert_eq!(parts("multipart/mixed; boundary=b", b"--b\r\n\r\nx"), None);
        assert_eq!(parts("multipart/mixed", b"--b--"), None);
    }
}
