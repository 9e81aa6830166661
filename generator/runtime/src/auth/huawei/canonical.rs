//! The canonical form of paths and queries in signatures.

use percent_encoding::{AsciiSet, percent_decode_str, percent_encode};

use crate::parameter::shape::RESERVED;
use crate::value::sorted::sorted;

/// All characters except unreserved ones and the slashes between segments.
const IN_PATH: &AsciiSet = &RESERVED.remove(b'/');

/// Returns the path with every segment decoded and encoded again, and a final slash that is never sent.
pub(super) fn canonical_path(path: &str) -> String {
    let mut canonical = String::with_capacity(path.len() + 1);
    canonical.extend(percent_encode(&decode(path), IN_PATH));
    if !canonical.ends_with('/') {
        canonical.push('/');
    }
    canonical
}

/// Returns the pairs of a query, sorted and encoded again.
pub(super) fn canonical_query(pairs: &[(Vec<u8>, Vec<u8>)]) -> String {
    let mut canonical = String::new();
    for (index, (name, value)) in sorted(pairs.iter(), |a, b| a <= b).into_iter().enumerate() {
        if index > 0 {
            canonical.push('&');
        }
        canonical.extend(percent_encode(name, RESERVED));
        canonical.push('=');
        canonical.extend(percent_encode(value, RESERVED));
    }
    canonical
}

/// Returns the decoded pairs of a query.
pub(super) fn query_pairs(query: &str) -> Vec<(Vec<u8>, Vec<u8>)> {
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(name), decode(value))
        })
        .collect()
}

/// Decodes a text; a `%` that is not followed by two hexadecimal digits is kept.
fn decode(text: &str) -> Vec<u8> {
    percent_decode_str(text).collect()
}

/// Returns bytes as lower-case hexadecimal digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        text.push(char::from(DIGITS[usize::from(byte >> 4)]));
        text.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
    text
}
