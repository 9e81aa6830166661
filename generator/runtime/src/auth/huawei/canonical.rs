//! Paths and queries as a signature covers them.

use std::fmt::Write as _;

/// The path with every segment decoded and escaped anew, ending in a slash that is never sent.
pub(super) fn canonical_path(path: &str) -> String {
    let mut canonical = String::with_capacity(path.len() + 1);
    escape_into(&mut canonical, &decode(path), b"/");
    if !canonical.ends_with('/') {
        canonical.push('/');
    }
    canonical
}

/// The pairs of a query, sorted and escaped anew.
pub(super) fn canonical_query(pairs: &[(Vec<u8>, Vec<u8>)]) -> String {
    let mut pairs: Vec<&(Vec<u8>, Vec<u8>)> = pairs.iter().collect();
    pairs.sort();
    let mut canonical = String::new();
    for (index, (name, value)) in pairs.into_iter().enumerate() {
        if index > 0 {
            canonical.push('&');
        }
        escape_into(&mut canonical, name, b"");
        canonical.push('=');
        escape_into(&mut canonical, value, b"");
    }
    canonical
}

/// The pairs of a query, decoded.
pub(super) fn query_pairs(query: &str) -> Vec<(Vec<u8>, Vec<u8>)> {
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(name), decode(value))
        })
        .collect()
}

/// Percent-decodes; a `%` that is not followed by two hexadecimal digits stays as it is.
fn decode(text: &str) -> Vec<u8> {
    let mut decoded = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        rest = tail;
        match (first, tail) {
            (b'%', [high, low, after @ ..])
                if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() =>
            {
                decoded.push(digit(*high) << 4 | digit(*low));
                rest = after;
            }
            _ => decoded.push(first),
        }
    }
    decoded
}

fn digit(hex: u8) -> u8 {
    match hex {
        b'0'..=b'9' => hex - b'0',
        b'a'..=b'f' => hex - b'a' + 10,
        _ => hex.wrapping_sub(b'A').wrapping_add(10),
    }
}

/// Escapes all but the unreserved characters of RFC 3986 and those in `keep`.
fn escape_into(out: &mut String, bytes: &[u8], keep: &[u8]) {
    for &byte in bytes {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) || keep.contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing to a String does not fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
}

/// Bytes as lower-case hexadecimal digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        text.push(char::from(DIGITS[usize::from(byte >> 4)]));
        text.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
    text
}
