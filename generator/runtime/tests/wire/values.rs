use std::collections::BTreeMap;

use apiruntime::{Date, DateTime, Nullable, Secret};
use serde_json::json;

#[test]
fn a_nullable_is_absent_unless_set() {
    assert!(Nullable::<i32>::default().is_absent());
    assert_eq!(Nullable::from(1), Nullable::Value(1));
    assert_eq!(Nullable::<i32>::from(Some(1)), Nullable::Value(1));
    assert!(Nullable::<i32>::from(None).is_null());
    assert_eq!(
        Nullable::Value(1).map(|value| value + 1).into_option(),
        Some(2)
    );
    assert_eq!(
        Nullable::Value("x".to_owned())
            .as_ref()
            .value()
            .map(|text| text.as_str()),
        Some("x")
    );
}

#[test]
fn a_nullable_inside_an_array_is_null_or_a_value() {
    let read: Vec<Nullable<i32>> = serde_json::from_value(json!([1, null])).expect("an array");
    assert_eq!(read, [Nullable::Value(1), Nullable::Null]);
    assert_eq!(
        serde_json::to_value([Nullable::Absent, Nullable::Value(1)]).expect("JSON"),
        json!([null, 1])
    );
}

#[test]
fn a_secret_shows_in_no_debug_and_no_error() {
    let secret = Secret::from("hunter2");
    assert_eq!(format!("{secret:?}"), "[redacted]");
    assert_eq!(secret.expose(), "hunter2");
    assert_eq!(
        serde_json::to_value(&secret).expect("JSON"),
        json!("hunter2")
    );
    for value in [
        json!(777_001),
        json!(-777_001),
        json!(777_001.5),
        json!(["777001"]),
        json!({"777001": 1}),
        json!(true),
        json!(null),
    ] {
        let error = serde_json::from_value::<Secret>(value)
            .expect_err("not a text")
            .to_string();
        assert!(!error.contains("777"), "{error}");
    }
}

#[test]
fn a_tuple_with_other_items_is_kept() {
    type Pair = apiruntime::value::Tuple<(String, Option<i64>)>;
    for (text, items) in [
        (r#"["a",1]"#, Some(("a".to_owned(), Some(1)))),
        (r#"["a",null]"#, Some(("a".to_owned(), None))),
        (r#"["a"]"#, None),
        (r#"[]"#, None),
        (r#"["a",1,true]"#, None),
        (r#"[1,"a"]"#, None),
    ] {
        let pair: Pair = serde_json::from_str(text).expect("an array");
        assert_eq!(pair.items(), items.as_ref(), "{text}");
        assert_eq!(serde_json::to_string(&pair).expect("JSON"), text);
    }
    assert!(serde_json::from_str::<Pair>("{}").is_err());
}

#[test]
fn a_nullable_is_asked_as_an_option_is() {
    let mut name = Nullable::Value("x".to_owned());
    assert_eq!(name.as_deref(), Nullable::Value("x"));
    assert!(name.as_ref().is_some_and(|name| name == "x"));
    assert!(name.is_value());
    assert_eq!(name, "x");
    assert_eq!(name, "x".to_owned());
    assert_eq!(name, Some("x".to_owned()));
    if let Nullable::Value(name) = name.as_mut() {
        name.push('y');
    }
    assert_eq!(name.as_deref().ok_or("none"), Ok("xy"));
    assert_eq!(name.take().into_option().as_deref(), Some("xy"));
    assert_eq!(name.clone().unwrap_or("z".to_owned()), "z");
    assert_eq!(name.unwrap_or_default(), "");
}

#[test]
fn none_equals_null_and_not_what_is_absent() {
    assert_eq!(Nullable::<i32>::Null, None);
    assert_ne!(Nullable::<i32>::Absent, None);
    assert_ne!(Nullable::Value(1), None);
    assert_ne!(Nullable::Null, 1);
    assert_eq!(Option::<i32>::from(Nullable::Absent), None);
    assert!(Nullable::Null < Nullable::Value(1));
}

#[test]
fn what_converts_into_a_value_converts_into_a_nullable_one() {
    fn set<T>(value: impl Into<Nullable<T>>) -> Nullable<T> {
        value.into()
    }
    assert_eq!(set::<String>(None), Nullable::Null);
    assert_eq!(set::<String>(Nullable::Absent), Nullable::Absent);
    assert_eq!(set::<String>("a"), "a");
    assert_eq!(set::<Vec<String>>(["a"]), vec!["a".to_owned()]);
    assert_eq!(set::<Secret>("a").into_option(), Some(Secret::from("a")));
    assert_eq!(
        set::<BTreeMap<&str, i32>>([("a", 1)]),
        BTreeMap::from([("a", 1)])
    );
}

#[test]
fn dates_are_ordered_by_their_moment() {
    let time = |text: &str| serde_json::from_value::<DateTime>(json!(text)).expect("a text");
    let sorted = [
        time("no date"),
        time("2025-01-31T08:00:00+02:00"),
        time("2025-01-31T07:00:00Z"),
        time("2025-01-31T08:00:00+01:00"),
        time("2025-01-31T07:00:00.5Z"),
    ];
    let mut dates = sorted.to_vec();
    dates.reverse();
    dates.sort();
    assert!(sorted[2] != sorted[3], "the text is kept");
    assert_eq!(dates, sorted);
    let day = |text: &str| serde_json::from_value::<Date>(json!(text)).expect("a text");
    assert!(day("2025-02-01") > day("2025-01-31"));
    assert!(day("soon") < day("0001-01-01"));
}
