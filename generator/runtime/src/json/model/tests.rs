//! Tables of models, as in generated clients.

use serde_json::{Value, json};

use crate::value::{Nullable, UnknownFields};

#[derive(Clone, Debug, PartialEq)]
struct Pet {
    name: String,
    age: Option<i64>,
    owner: Nullable<String>,
    r#type: Option<String>,
}

crate::model! {
    Pet {
        name: required::<String>(0, "name"),
        age: optional_integer::<i64>(1, "age"),
        owner: nullable::<String>(2, "owner"),
        r#type: optional::<String>(3, "type"),
    }
}

#[derive(Clone, Debug, PartialEq)]
struct Owner {
    name: String,
    unknown: UnknownFields,
}

crate::model! {
    Owner {
        name: required::<String>(0, "name"),
        ..unknown(unknown)
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Keeping {
    id: Option<i64>,
    unknown_fields: UnknownFields,
}

crate::model! {
    Keeping {
        id: optional(0, "id"),
        ..unknown(unknown_fields)
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Open {
    id: Option<i64>,
    any: Option<Value>,
    additional: std::collections::BTreeMap<String, Value>,
}

crate::model! {
    Open {
        id: optional(0, "id"),
        any: any(1, "any"),
        ..additional::<Value>()
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Counts {
    additional: std::collections::BTreeMap<String, Vec<i64>>,
}

crate::model! {
    Counts {
        ..additional::<Vec<i64>>(integer)
    }
}

#[test]
fn a_struct_is_written_and_read_as_its_table_says() {
    let pet = Pet {
        name: "Rex".to_owned(),
        age: None,
        owner: Nullable::Value("Ann".to_owned()),
        r#type: Some("dog".to_owned()),
    };
    let json = serde_json::to_value(&pet).unwrap();
    assert_eq!(json, json!({"name": "Rex", "owner": "Ann", "type": "dog"}));
    assert_eq!(serde_json::from_value::<Pet>(json).unwrap(), pet);
}

#[derive(Clone, Debug, PartialEq)]
struct Size {
    unit: Option<String>,
    bytes: i64,
    limit: Nullable<i64>,
    used: Option<String>,
}

crate::model! {
    Size {
        unit: optional::<String>(0, "unit"),
        bytes: required_integer::<i64>(1, "bytes"),
        limit: nullable_integer::<i64>(2, "limit"),
        used: required::<Option<String>>(3, "used"),
    }
}

#[test]
fn the_first_missing_required_field_is_named() {
    for (json, field) in [
        (json!({}), Some("bytes")),
        (json!({"used": null, "unit": "KB"}), Some("bytes")),
        (json!({"limit": 1, "bytes": 2}), Some("used")),
        (json!({"used": null, "bytes": 2}), None),
    ] {
        let size = serde_json::from_value::<Size>(json);
        let message = field.map(|field| format!("missing field `{field}`"));
        assert_eq!(size.err().map(|error| error.to_string()), message);
    }
    let error = serde_json::from_value::<Pet>(json!({"age": 3})).unwrap_err();
    assert_eq!(error.to_string(), "missing field `name`");
}

#[test]
fn a_whole_number_is_an_integer() {
    let pet: Pet = serde_json::from_str(r#"{"name": "Rex", "age": 3.0}"#).unwrap();
    assert_eq!(pet.age, Some(3));
    let counts: Counts = serde_json::from_str(r#"{"all": [1, 2.0], "none": []}"#).unwrap();
    assert_eq!(counts.additional.get("all"), Some(&vec![1, 2]));
}

#[test]
fn null_and_absent_are_different() {
    let null: Pet = serde_json::from_value(json!({"name": "Rex", "owner": null})).unwrap();
    let absent: Pet = serde_json::from_value(json!({"name": "Rex"})).unwrap();
    assert_eq!(null.owner, Nullable::Null);
    assert_eq!(absent.owner, Nullable::Absent);
}

#[test]
fn null_missing_and_an_empty_object_are_distinguished_where_any_value_may_be() {
    for json in [json!({}), json!({"any": null}), json!({"any": {}})] {
        let open: Open = serde_json::from_value(json.clone()).unwrap();
        assert_eq!(open.any.as_ref(), json.get("any"));
        assert_eq!(serde_json::to_value(&open).unwrap(), json);
    }
}

#[test]
fn additional_properties_are_kept_and_written() {
    let open: Open = serde_json::from_value(json!({"id": 1, "x": [2]})).unwrap();
    assert_eq!(open.additional.get("x"), Some(&json!([2])));
    assert_eq!(
        serde_json::to_value(&open).unwrap(),
        json!({"id": 1, "x": [2]})
    );
}

#[test]
fn unknown_properties_are_kept_and_written() {
    let json = json!({"name": "Ann", "key": "hunter2", "age": null});
    let owner: Owner = serde_json::from_value(json.clone()).unwrap();
    assert_eq!(owner.unknown.get("key"), Some(&json!("hunter2")));
    assert!(!format!("{owner:?}").contains("hunter2"), "{owner:?}");
    assert_eq!(serde_json::to_value(&owner).unwrap(), json);
    let json = json!({"id": 1, "more": {"x": [0.1]}});
    let keeping: Keeping = serde_json::from_value(json.clone()).unwrap();
    assert_eq!(serde_json::to_value(&keeping).unwrap(), json);
    assert!(Keeping::default().unknown_fields.is_empty());
    let pointer = std::mem::size_of::<usize>();
    assert_eq!(std::mem::size_of::<UnknownFields>(), pointer);
}
