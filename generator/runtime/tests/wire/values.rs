use apiruntime::Nullable;
use apiruntime::Secret;
use serde_json::json;

#[test]
fn a_nullable_is_absent_unless_set() {
    assert!(Nullable::<i32>::default().is_absent());
    assert_eq!(Nullable::from(1), Nullable::Value(1));
    assert_eq!(Nullable::from(Some(1)), Nullable::Value(1));
    assert!(Nullable::<i32>::from(None).is_null());
    assert_eq!(
        Nullable::Value(1).map(|value| value + 1).into_value(),
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
