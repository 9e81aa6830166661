//! Where in a body a decode error is.

use std::collections::BTreeMap;

use apiruntime::Secret;
use apiruntime::json::error::from_slice;
use apiruntime::json::union;
use serde::de::{Deserialize, Deserializer};
use serde_json::Value;

use super::json::{Item, refused};

#[test]
fn a_value_of_another_type_is_reported_with_its_place() {
    for (text, pointer) in [
        (r#"{"id":1,"size":1}"#, "/id"),
        (r#"{"id":{},"size":1}"#, "/id"),
        (r#"{"id":[],"size":1}"#, "/id"),
        ("{\n  \"id\": \"a\",\n  \"size\": \"x\"\n}", "/size"),
        (r#"{"id":"a","size":1.5}"#, "/size"),
        (
            r#"{"id":"a","size":1,"children":[{"id":"b","size":2},{"id":"c","size":true}]}"#,
            "/children/1/size",
        ),
        (
            r#"{"id":"a","size":1,"children":[{"id":"b","size":2}, 7]}"#,
            "/children/1",
        ),
        (r#"{"id":"a","size":1,"children":[[]]}"#, "/children/0"),
        (r#"{"id":"a","size":1,"children":{}}"#, "/children"),
        (r#"{"x":"}\"{[,","id":null,"size":1}"#, "/id"),
        (r#"[]"#, ""),
        (r#""text""#, ""),
    ] {
        assert_eq!(refused::<Item>(text).0, pointer, "{text}");
    }
}

#[test]
fn a_missing_field_is_reported_with_the_place_of_its_object() {
    let (pointer, message) =
        refused::<Item>(r#"{"id":"a","size":1,"children":[{"id":"b","size":2},{"id":"c"} ]}"#);
    assert_eq!(pointer, "/children/1");
    assert!(
        message.starts_with("`/children/1` in the body: missing field `size`"),
        "{message}"
    );
    assert_eq!(refused::<Item>("{ }").0, "");
}

#[test]
fn a_pointer_escapes_its_keys() {
    assert_eq!(
        refused::<BTreeMap<String, i32>>(r#"{"a":1,"x/y~\u007a\"":"no"}"#).0,
        "/x~1y~0z\""
    );
}

#[test]
fn broken_and_cut_bodies_are_reported_with_a_place() {
    for (text, pointer) in [
        ("", ""),
        ("<html>", ""),
        (r#"{"id":"a","children":[{"id":"b"#, "/children/0/id"),
        (r#"{"id":"a",}"#, ""),
        (r#"{"id":"a", x"#, ""),
    ] {
        let (at, message) = refused::<Item>(text);
        assert_eq!(at, pointer, "{text}");
        assert_eq!(
            message.starts_with("the body: "),
            at.is_empty(),
            "{message}"
        );
    }
    assert!(from_slice::<Item>(b"{\"id\":\"\xff\"}").is_err());
}

#[test]
fn deep_nesting_is_an_error_not_an_overflow() {
    let text = r#"{"id":"a","size":1,"children":["#.repeat(10_000);
    assert!(from_slice::<Item>(text.as_bytes()).is_err());
    assert!(from_slice::<Value>("[".repeat(100_000).as_bytes()).is_err());
}

/// What the generator emits for a union: read as a value, then as the variant that it is.
#[derive(Debug)]
struct Union(#[allow(dead_code)] Item);

impl<'de> Deserialize<'de> for Union {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        union::union(deserializer, |value| union::variant(&value).map(Self))
    }
}

#[test]
fn an_error_inside_a_union_is_reported_with_its_whole_place() {
    let text =
        r#"[{"id":"a","size":1},{"id":"a","size":1,"children":[{"id":"b","size":"hunter2"}]}]"#;
    let (pointer, message) = refused::<Vec<Union>>(text);
    assert_eq!(pointer, "/1/children/0/size");
    assert!(
        message.contains("invalid type: string, expected i64"),
        "{message}"
    );
    for (text, place) in [
        (r#"[{"id":"a"},{"id":"a","size":1}]"#, "/0"),
        (r#"[{"id":"a","size":1} , {"id":"a"} ]"#, "/1"),
        (r#"["a",2]"#, "/0"),
        ("[false]", "/0"),
        ("[[]]", "/0"),
    ] {
        assert_eq!(refused::<Vec<Union>>(text).0, place, "{text}");
    }
    let (pointer, message) = refused::<BTreeMap<String, Union>>(r#"{"u":{"id":"a"},"v":1}"#);
    assert_eq!(
        (pointer.as_str(), message.contains("missing field `size`")),
        ("/u", true),
        "{message}"
    );
}

#[test]
fn a_secret_of_another_type_is_reported_with_its_place() {
    assert_eq!(refused::<Vec<Secret>>(r#"[1,"x"]"#).0, "/0");
    let (_, message) = refused::<char>(r#""hunter2""#);
    assert!(
        message.contains("invalid value: string, expected"),
        "{message}"
    );
}

#[test]
fn a_null_for_a_required_field_is_an_error_at_its_place() {
    let place = refused::<Vec<Item>>(r#"[{"id":"a","size":1},{"id":null,"size":1}]"#).0;
    assert_eq!(place, "/1/id");
}
