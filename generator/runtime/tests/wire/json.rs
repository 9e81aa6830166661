use apiruntime::json::{read, union, write};
use std::collections::BTreeMap;

use apiruntime::Nullable;
use apiruntime::codegen::json::{FieldReader, ObjectWriter, Partial};
use apiruntime::json::error::from_slice;
use apiruntime::value::UnknownInteger;
use proptest::prelude::*;
use serde::de::{Deserialize, Deserializer};
use serde::ser::{Serialize, Serializer};
use serde_json::{Value, json};

/// What the generator emits for a model with each kind of presence.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Item {
    id: String,
    size: Option<i64>,
    note: Option<String>,
    label: Nullable<String>,
    children: Option<Vec<Item>>,
    additional: BTreeMap<String, Value>,
}

#[derive(Default)]
struct PartialItem {
    id: Option<String>,
    size: Option<Option<i64>>,
    note: Option<String>,
    label: Nullable<String>,
    children: Option<Vec<Item>>,
    additional: BTreeMap<String, Value>,
}

impl Partial for PartialItem {
    const FIELDS: &'static [&'static str] = &["id", "size", "note", "label", "children"];
    const KEEPS_ADDITIONAL: bool = true;

    fn read<R: FieldReader>(&mut self, index: usize, from: &mut R) {
        match index {
            0 => from.required(&mut self.id),
            1 => from.required(&mut self.size),
            2 => from.optional(&mut self.note),
            3 => from.nullable(&mut self.label),
            _ => from.optional(&mut self.children),
        }
    }

    fn additional<R: FieldReader>(&mut self, key: String, from: &mut R) {
        from.additional(&mut self.additional, key);
    }
}

#[allow(clippy::result_large_err, reason = "what misses a field says which")]
fn finish(partial: PartialItem) -> Result<Item, PartialItem> {
    match partial {
        PartialItem {
            id: Some(id),
            size: Some(size),
            note,
            label,
            children,
            additional,
        } => Ok(Item {
            id,
            size,
            note,
            label,
            children,
            additional,
        }),
        partial => Err(partial),
    }
}

impl<'de> Deserialize<'de> for Item {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read::object(
            deserializer,
            PartialItem::FIELDS,
            PartialItem::default,
            finish,
        )
    }
}

impl Serialize for Item {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        ObjectWriter::new(serializer)
            .required("id", &self.id)
            .required("size", &self.size)
            .optional("note", &self.note)
            .nullable("label", &self.label)
            .optional("children", &self.children)
            .flatten(&self.additional, PartialItem::FIELDS)
            .end()
    }
}

/// What the generator emits for an object without additional properties.
#[derive(Debug, Default, PartialEq)]
struct Sizes {
    small: Option<i32>,
    large: Option<u64>,
    lowest: Option<i64>,
    huge: Option<i128>,
    share: Option<f64>,
    coarse: Option<f32>,
}

impl Partial for Sizes {
    const FIELDS: &'static [&'static str] =
        &["small", "large", "lowest", "huge", "share", "coarse"];

    fn read<R: FieldReader>(&mut self, index: usize, from: &mut R) {
        match index {
            0 => from.optional(&mut self.small),
            1 => from.optional(&mut self.large),
            2 => from.optional(&mut self.lowest),
            3 => from.optional(&mut self.huge),
            4 => from.optional(&mut self.share),
            _ => from.optional(&mut self.coarse),
        }
    }
}

impl<'de> Deserialize<'de> for Sizes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read::whole::<Self, D>(deserializer)
    }
}

fn item(text: &str) -> Item {
    from_slice(text.as_bytes()).expect(text)
}

pub(super) fn refused<T: serde::de::DeserializeOwned + std::fmt::Debug>(
    text: &str,
) -> (String, String) {
    let error = from_slice::<T>(text.as_bytes()).expect_err(text);
    (error.pointer().to_owned(), error.to_string())
}

#[test]
fn absent_null_and_value_are_distinguished() {
    let read = item(r#"{"id":"a","size":null}"#);
    assert_eq!((read.size, read.label), (None, Nullable::Absent));
    assert_eq!(
        item(r#"{"id":"a","size":1,"label":null}"#).label,
        Nullable::Null
    );
    assert_eq!(
        item(r#"{"id":"a","size":1,"label":"x"}"#).label,
        Nullable::Value("x".to_owned())
    );
}

#[test]
fn null_for_an_optional_field_counts_as_absent() {
    assert_eq!(
        item(r#"{"id":"a","size":1,"note":null,"children":null}"#),
        item(r#"{"id":"a","size":1}"#)
    );
}

#[test]
fn fields_come_in_any_order_and_the_last_of_two_counts() {
    let read = item(r#"{"children":[],"size":1,"id":"first","note":"n","id":"last"}"#);
    assert_eq!(
        (read.id.as_str(), read.note.as_deref()),
        ("last", Some("n"))
    );
}

#[test]
fn a_byte_order_mark_is_passed_over() {
    assert_eq!(item("\u{feff}{\"id\":\"a\",\"size\":1}").id, "a");
    assert!(read::has_any_property(
        "\u{feff}{\"error_msg\":1}".as_bytes(),
        &["error_msg"]
    ));
    assert_eq!(refused::<Item>("\u{feff}{\"id\":1}").0, "/id");
}

#[test]
fn keys_may_be_escaped() {
    assert_eq!(item(r#"{"\u0069d":"a","si\u007ae":1}"#).id, "a");
}

#[test]
fn unknown_keys_are_kept_and_sent_back() {
    let text = r#"{"id":"a","size":1,"x":{"y":[1,2]},"z":null}"#;
    assert_eq!(serde_json::to_string(&item(text)).expect("JSON"), text);
}

#[test]
fn unknown_keys_without_a_place_are_skipped() {
    let read: Sizes = from_slice(br#"{"x":{"small":[7]},"small":1}"#).expect("an object");
    assert_eq!(
        read,
        Sizes {
            small: Some(1),
            ..Sizes::default()
        }
    );
}

#[test]
fn an_additional_property_never_repeats_a_field() {
    let mut read = item(r#"{"id":"a","size":1}"#);
    read.additional.insert("id".to_owned(), json!("evil"));
    assert_eq!(
        serde_json::to_string(&read).expect("JSON"),
        r#"{"id":"a","size":1}"#
    );
}

#[test]
fn numbers_at_the_limits_are_exact() {
    let text = r#"{"small":-2147483648,"large":18446744073709551615,"lowest":-9223372036854775808,
        "huge":-170141183460469231731687303715884105728,"share":0.1,"coarse":16777216}"#;
    let read: Sizes = from_slice(text.as_bytes()).expect("an object");
    let expected = Sizes {
        small: Some(i32::MIN),
        large: Some(u64::MAX),
        lowest: Some(i64::MIN),
        huge: Some(i128::MIN),
        share: Some(0.1),
        coarse: Some(16_777_216.0),
    };
    assert_eq!(read, expected);
    let read: Sizes = from_slice(br#"{"large":9007199254740993.0}"#).expect("an object");
    assert_eq!(read.large, Some((1 << 53) + 1));
    // A float would be another number of 20 digits.
    let (place, _) = refused::<Sizes>(r#"{"share":19999999999999999999}"#);
    assert_eq!(place, "/share");
    assert_eq!(refused::<Sizes>(r#"{"small":2147483648}"#).0, "/small");
    assert_eq!(
        refused::<Sizes>(r#"{"large":18446744073709551616}"#).0,
        "/large"
    );
}

#[test]
fn numbers_of_an_argument_keep_the_digits_they_have() {
    let written = |value: Result<Value, serde_json::Error>| value.expect("JSON").to_string();
    assert_eq!(written(write::to_value(&0.1_f32)), "0.1");
    assert_eq!(
        written(write::to_value(&[Some(0.1_f64), None])),
        "[0.1,null]"
    );
    assert_eq!(
        written(write::to_value(&BTreeMap::from([("a", 16_777_216.0_f32)]))),
        r#"{"a":16777216}"#
    );
    assert_eq!(written(write::to_value(&u64::MAX)), "18446744073709551615");
}

#[test]
fn a_variant_is_tried_without_an_error() {
    assert_eq!(union::try_variant::<Item>(&json!({"id": "a"})), None);
    assert!(union::try_variant::<Item>(&json!({"id": "a", "size": 1})).is_some());
}

#[test]
fn a_discriminator_is_a_text_or_nothing() {
    assert_eq!(union::tag(&json!({"type": "cat"}), "type"), Some("cat"));
    assert_eq!(union::tag(&json!({"type": 1}), "type"), None);
    assert_eq!(union::tag(&json!(["type"]), "type"), None);
    assert!(union::has(&json!({"type": null}), "type"));
}

#[derive(Debug, PartialEq)]
enum Color {
    Red,
    Other(String),
}

impl From<String> for Color {
    fn from(text: String) -> Self {
        match text.as_str() {
            "red" => Self::Red,
            _ => Self::Other(text),
        }
    }
}

#[test]
fn open_enums_take_every_value_of_their_type() {
    let color = |json| read::open_string(&json, |color| matches!(color, Color::Other(_)));
    assert_eq!(color(json!("red")).ok(), Some(Color::Red));
    assert_eq!(
        color(json!("blue")).ok(),
        Some(Color::Other("blue".to_owned()))
    );
    assert!(color(json!(1)).is_err());
    let integer = read::open_integer(&json!(-3), |_: &i64| false);
    assert_eq!(integer.ok(), Some(-3));
    assert_eq!(std::mem::size_of::<UnknownInteger>(), 8);
}

#[test]
fn a_body_counts_as_a_schema_by_its_properties() {
    let error = ["error_code", "error_msg"];
    for body in [
        r#"{"error_msg":"x"}"#,
        r#"{"request_id":"1","error_code":null}"#,
        "{}",
        " {\"\\u0065rror_msg\":1} ",
    ] {
        assert!(read::has_any_property(body.as_bytes(), &error), "{body}");
    }
    for body in [
        r#"{"message":"x"}"#,
        "[]",
        "null",
        "",
        "<html>",
        r#""error_msg""#,
        r#"{"error_msg":"x"} trailing"#,
        r#"{"error_msg":"#,
    ] {
        assert!(!read::has_any_property(body.as_bytes(), &error), "{body}");
    }
    assert!(read::has_any_property(br#"{"anything":1}"#, &[]));
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "(?s).*".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::btree_map("(?s).*", inner, 0..5)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_value_comes_back_as_it_was(value in any_json()) {
        let read = item(&json!({"id": "a", "size": 1, "extra": value}).to_string());
        prop_assert_eq!(read.additional.get("extra"), Some(&value));
        let text = serde_json::to_string(&read).expect("JSON");
        prop_assert_eq!(item(&text), read);
    }

    #[test]
    fn any_cut_of_a_body_is_an_error_with_a_pointer(value in any_json(), cut in 0.0..1.0_f64) {
        let text = json!({"children": [{"id": "b", "size": value}], "id": "a", "size": 1}).to_string();
        let length = (text.len() as f64 * cut) as usize;
        let error = from_slice::<Item>(&text.as_bytes()[..length]).expect_err("cut");
        prop_assert!(error.pointer().is_empty() || error.pointer().starts_with('/'));
    }
}

#[test]
fn nulls_that_a_list_or_map_does_not_take_are_left_out() {
    let read: Vec<String> = from_slice(br#"["a",null,"b",null]"#).expect("the rest");
    assert_eq!(read, ["a", "b"]);
    let body = br#"[{"a":[1,null]},{"b/c":[null],"a":[null,2]},{"b/c":[null],"d":null,"e":[3]}]"#;
    let read: Vec<BTreeMap<String, Vec<i64>>> = from_slice(body).expect("the rest");
    assert_eq!(
        json!(read),
        json!([{"a": [1]}, {"b/c": [], "a": [2]}, {"b/c": [], "e": [3]}])
    );
    let read: Vec<Option<i64>> = from_slice(b"[1,null]").expect("null is a value");
    assert_eq!(read, [Some(1), None]);
}

#[test]
fn booleans_and_numbers_are_taken_out_of_strings_where_the_type_wants_them() {
    let read: BTreeMap<String, Vec<bool>> =
        from_slice(br#"{"a":["true",false],"b":["false"]}"#).expect("booleans");
    assert_eq!(json!(read), json!({"a": [true, false], "b": [false]}));
    let read = item(r#"{"id":"7","size":"-12","children":[{"id":"true","size":"3"}]}"#);
    assert_eq!((read.id.as_str(), read.size), ("7", Some(-12)));
    let child = &read.children.expect("children")[0];
    assert_eq!((child.id.as_str(), child.size), ("true", Some(3)));
    assert_eq!(from_slice::<f64>(b"\"1.50\"").expect("a number"), 1.5);
    for wrong in [r#""yes""#, r#"" true""#, r#""True""#, r#""null""#, "1"] {
        assert!(from_slice::<bool>(wrong.as_bytes()).is_err(), "{wrong}");
    }
    for wrong in [
        r#""1.5""#,
        r#""123456789012345678901234567890""#,
        r#""0x1""#,
    ] {
        assert!(from_slice::<i64>(wrong.as_bytes()).is_err(), "{wrong}");
    }
    assert!(from_slice::<f64>(br#""123456789012345678901234567890""#).is_err());
}
