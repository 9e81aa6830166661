//! How bodies are decoded, and where their errors are.

use std::collections::BTreeMap;

use crate::json::error::{JsonError, from_slice};
use crate::json::integer::ReadInteger;
use crate::json::union::{is_integer, union};

#[test]
fn half_a_character_makes_the_rest_no_less_readable() {
    let text = br#"{"a": ["x\ud83d", null], "b": []}"#;
    let read: BTreeMap<String, Vec<String>> = from_slice(text).expect("a body");
    assert_eq!(read["a"], ["x\u{fffd}"]);
    let error = from_slice::<BTreeMap<String, i32>>(br#"{"a": "\ude00"}"#);
    assert_eq!(error.unwrap_err().pointer(), "/a");
}

#[test]
fn keys_of_the_server_are_escaped_and_cut() {
    let text = format!("{{\"a\\u001b[31m\\u202e{}\": []}}", "b".repeat(300));
    let error = from_slice::<BTreeMap<String, i32>>(text.as_bytes());
    let shown = error.unwrap_err().to_string();
    assert!(shown.starts_with(r"`/a\u{1b}[31m\u{202e}bbb"), "{shown}");
    assert!(shown.contains("b…` in the body: invalid type"), "{shown}");
}

#[test]
fn types_have_the_names_that_json_gives_them() {
    let said = |error: JsonError| error.message().to_owned();
    assert_eq!(
        said(from_slice::<BTreeMap<String, i32>>(b"[1, 2]").unwrap_err()),
        "invalid type: array, expected an object"
    );
    let nested = from_slice::<Vec<Vec<i32>>>(b"[[1], {}]").unwrap_err();
    assert_eq!(nested.pointer(), "/1");
    assert_eq!(
        said(nested),
        "invalid type: object, expected an array at line 1 column 6"
    );
    let fraction = from_slice::<Vec<String>>(b"[1.5]").unwrap_err();
    assert_eq!(
        said(fraction),
        "invalid type: number, expected a string at line 1 column 4"
    );
}

#[cfg(feature = "float")]
#[test]
fn a_number_of_more_digits_than_are_kept_is_an_error_only_where_it_is_read() {
    use serde::de::IgnoredAny;

    let text = br#"{"a": [123456789012345678901234567890, 1], "b": -12345678901234567890123}"#;
    let skipped = from_slice::<BTreeMap<String, IgnoredAny>>(text).expect("a body");
    assert_eq!(skipped.len(), 2);
    let error = from_slice::<BTreeMap<String, serde_json::Value>>(text).unwrap_err();
    assert_eq!(error.pointer(), "/a/0");
    assert!(
        error.message().contains("more digits than are kept"),
        "{error}"
    );
}

#[test]
fn no_digit_of_an_integer_is_lost_however_it_is_written() {
    let text = br#"{"a": 9007199254740993.0, "b": 9223372036854775807e0, "c": 1e18, "d": 1.0}"#;
    let expected = [
        ("a", 9_007_199_254_740_993),
        ("b", i64::MAX),
        ("c", 1_000_000_000_000_000_000),
        ("d", 1),
    ];
    let read: BTreeMap<String, i64> = from_slice(text).expect("integers");
    assert!(
        read.iter()
            .map(|(key, value)| (key.as_str(), *value))
            .eq(expected)
    );
    let Integers(read) = from_slice(text).expect("integers");
    assert!(
        read.iter()
            .map(|(key, value)| (key.as_str(), *value))
            .eq(expected)
    );
}

#[test]
fn a_number_with_a_fraction_is_no_integer_however_large_it_is() {
    for number in ["52843946611366485.31", "4503599627370497.3", "1.5", "1e19"] {
        for text in [
            format!(r#"{{"a": 9007199254740993.0, "b": {number}}}"#),
            format!(r#"{{"b": {number}}}"#),
            format!(r#"{{"b": "{number}"}}"#),
        ] {
            let error = from_slice::<Integers>(text.as_bytes()).map(|read| read.0);
            let error = error.expect_err("no integer");
            assert_eq!(error.pointer(), "/b", "{text}");
            from_slice::<BTreeMap<String, i64>>(text.as_bytes()).expect_err("no integer");
        }
        let text = format!("[null, {number}]");
        from_slice::<Vec<i64>>(text.as_bytes()).expect_err("no integer");
        let union: IsInteger = from_slice(number.as_bytes()).expect("a number");
        assert_eq!(union.0, number == "1e19", "{number}");
    }
    let text = br#"{"a": "9007199254740993.0", "b": -0.0, "c": 1e2, "d": 1.0}"#;
    let Integers(read) = from_slice(text).expect("integers");
    assert!(read.into_values().eq([9_007_199_254_740_993, 0, 100, 1]));
    let large: Vec<u64> = from_slice(b"[12345678901234567890.0]").expect("an integer");
    assert_eq!(large, [12_345_678_901_234_567_890]);
    let union: IsInteger = from_slice(b"9007199254740993.0").expect("an integer");
    assert!(union.0);
}

#[test]
fn the_place_of_an_error_is_one_in_the_body_or_none() {
    for (text, message) in [
        (
            r#"{"b": 1.0000000000e16, "c": "x"}"#,
            "invalid type: string, expected i64 at line 1 column 31",
        ),
        (
            r#"{"b": 1.0000000000e16,, "c": 1}"#,
            "key must be a string at line 1 column 23",
        ),
        // What is wrong is seen only in a text with other columns.
        (
            r#"{"b": 1.0000000000e16, "c": 9007199254740993.5}"#,
            "invalid type: number, expected i64",
        ),
    ] {
        let error = from_slice::<Integers>(text.as_bytes()).map(|read| read.0);
        assert_eq!(error.expect_err("an error").message(), message, "{text}");
    }
}

/// Whether a value is of the variant of a union for integers.
struct IsInteger(bool);

impl<'de> serde::Deserialize<'de> for IsInteger {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        union(deserializer, |value| Ok(IsInteger(is_integer(&value))))
    }
}

struct Integers(BTreeMap<String, i64>);

impl<'de> serde::Deserialize<'de> for Integers {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        ReadInteger::read(deserializer).map(Integers)
    }
}
