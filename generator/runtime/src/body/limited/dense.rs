//! Bodies that are short as text, but large in memory.

use crate::json::error::without_mark;

/// The bytes of the limit for each value. A value takes up to about 60 bytes while a list grows, so the values take at
/// most three times the limit.
const BYTES_OF_A_VALUE: u64 = 20;

/// A map takes as much memory at first as this many values.
const OF_A_MAP: u64 = 8;

/// Returns whether a body is JSON with so many values that they may take more than about four times `limit` in memory.
/// A body much shorter than the limit is not scanned.
pub(crate) fn is_too_dense(body: &[u8], limit: u64) -> bool {
    let most = limit / BYTES_OF_A_VALUE;
    let body = without_mark(body);
    if body.len() as u64 * 2 <= most
        || !matches!(body.trim_ascii_start().first(), Some(b'{' | b'['))
    {
        return false;
    }
    let (mut count, mut in_string, mut opened) = (0, false, None);
    let mut bytes = body.iter();
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' => in_string = !in_string,
            b'\\' if in_string => {
                bytes.next();
            }
            _ if in_string => {}
            b',' | b'[' | b'{' => count += 1,
            _ => {}
        }
        // An array or object that is not empty takes more: an object most of all, since it is a map.
        count += match opened {
            Some(b'{') if *byte != b'}' => OF_A_MAP,
            Some(b'[') if *byte != b']' => 1,
            _ => 0,
        };
        opened = (!in_string).then_some(*byte);
    }
    count > most
}

#[cfg(test)]
mod tests {
    use super::is_too_dense;

    #[test]
    fn only_json_of_many_small_values_is_too_dense() {
        let long = |text: &str| format!("[{}0]", text.repeat(1_000));
        assert!(is_too_dense(long("{},").as_bytes(), 4_000));
        assert!(is_too_dense(long("0,").as_bytes(), 4_000));
        assert!(!is_too_dense(long("0,").as_bytes(), 40_000));
        // Lists and maps with content count for more than those without.
        for (text, values) in [("{},", 2), ("[],", 2), ("[0],", 3), (r#"{"":0},"#, 10)] {
            let limit = values * 1_000 * super::BYTES_OF_A_VALUE;
            assert!(is_too_dense(long(text).as_bytes(), limit), "{text}");
            assert!(!is_too_dense(long(text).as_bytes(), limit + 100), "{text}");
        }
        let strings = long(r#"{"name": "a \" [,{,{,{[,[,", "text": "some more text about it"},"#);
        assert!(!is_too_dense(strings.as_bytes(), 240_000));
        assert!(!is_too_dense("a,b,".repeat(1_000).as_bytes(), 4_000));
    }
}
