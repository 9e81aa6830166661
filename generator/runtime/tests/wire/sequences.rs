//! JSON text sequences (RFC 7464).

use apiruntime::Body;
use apiruntime::response::events::{JsonLines, StreamError};
use serde_json::{Value, json};

use super::events::pieces;
use super::now;

fn read(text: &'static [u8], size: usize) -> Vec<Option<Value>> {
    let mut values = JsonLines::<Value>::sequence(pieces(text, size));
    let mut read = Vec::new();
    while let Some(value) = now(values.next()) {
        read.push(value.ok());
    }
    read
}

#[test]
fn text_before_the_first_separator_is_no_value() {
    for size in [1, 3, 100] {
        let values = [None, Some(json!(4)), Some(json!([5]))];
        assert_eq!(read(b"23\n\x1e4\n\x1e\x1e[5]\n", size), values);
        assert_eq!(read(b" \r\n\x1e4\n\x1e[5]", size), values[1..]);
        assert_eq!(read(b"\xef\xbb\xbf\x1e4\n\x1e[5]", size), values[1..]);
        // A server that sends only one value may leave out the separator.
        assert_eq!(read(b"{\"a\": 1}", size), [Some(json!({"a": 1}))]);
        assert_eq!(read(b"", size), []);
    }
    let mut values = JsonLines::<Value>::sequence(Body::from("23\n\u{1e}4\n"));
    let Some(Err(StreamError::Decode(error))) = now(values.next()) else {
        panic!("a value");
    };
    assert!(
        error.to_string().contains("beginning of it may be missing"),
        "{error}"
    );
}
