//! Integers that a float cannot represent.
//!
//! A `number` is an `f64`, which rounds integers beyond 2^53. If the object with the number, or with a list, map or
//! tuple of numbers, keeps unknown properties, the original value is kept there too, and is sent back unless the floats
//! are changed.

use std::cell::RefCell;
use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, Error as _, MapAccess, Unexpected, Visitor};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Number, Value};

use crate::json::digits::LARGE;
use crate::json::integer::ReadInteger;
use crate::value::tuple::Tuple;
use crate::value::unknown_fields::UnknownFields;

thread_local! {
    /// The large numbers of the last field. A thread-local, since serde passes only values.
    static NUMBERS: RefCell<Vec<Number>> = const { RefCell::new(Vec::new()) };
}

/// Returns the original value of `field`, which was just read, if a float in it was rounded.
pub(super) fn take_rounded<T: Serialize>(field: &T) -> Option<Value> {
    let numbers = NUMBERS.take();
    if !numbers.iter().any(is_rounded) {
        return None;
    }
    let read = serde_json::to_value(field).ok()?;
    let exact = exact(numbers, read.clone())?;
    // Tuples may have integers too, which are never rounded.
    (exact != read).then_some(exact)
}

/// Records the large numbers of a value that is partly read as floats.
fn note(value: &Value) {
    match value {
        Value::Number(number) if number.as_f64().is_some_and(|float| float.abs() >= LARGE) => {
            NUMBERS.with_borrow_mut(|numbers| numbers.push(number.clone()));
        }
        Value::Array(items) => items.iter().for_each(note),
        Value::Object(entries) => entries.values().for_each(note),
        _ => {}
    }
}

/// Replaces floats by their original numbers.
fn exact(numbers: Vec<Number>, mut value: Value) -> Option<Value> {
    if has_object(&value) {
        let by_float = by_float(numbers)?;
        restore(&mut value, &mut |float| {
            by_float.get(&float.to_string()).cloned()
        });
    } else {
        let mut numbers = numbers.into_iter();
        restore(&mut value, &mut |_| numbers.next().map(Value::Number));
    }
    Some(value)
}

/// Returns whether a value has parts that may have been read in another order.
fn has_object(value: &Value) -> bool {
    match value {
        Value::Array(items) => items.iter().any(has_object),
        value => value.is_object(),
    }
}

/// Returns the numbers by their floats; `None` if several numbers have the same float, since their places are unknown.
// A JSON object, which is compiled anyway: a map of other types would be more code than the rest of this file.
fn by_float(numbers: Vec<Number>) -> Option<Map<String, Value>> {
    let mut found = Map::new();
    for number in numbers {
        let float = number.as_f64()?.to_string();
        let number = Value::Number(number);
        let other = found.insert(float, number.clone());
        if other.is_some_and(|other| other != number) {
            return None;
        }
    }
    Some(found)
}

fn is_rounded(number: &Number) -> bool {
    let exact = number.as_i128();
    #[allow(
        clippy::cast_possible_truncation,
        reason = "a larger float is another number"
    )]
    let float = number.as_f64().map(|float| float as i128);
    exact.is_some() && exact != float
}

/// Replaces each large float by the number that `find` returns for it.
fn restore(value: &mut Value, find: &mut dyn FnMut(f64) -> Option<Value>) {
    match value {
        Value::Number(number) => {
            let float = number.as_f64().filter(|float| float.abs() >= LARGE);
            if let Some(exact) = float.and_then(find) {
                *value = exact;
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| restore(item, find)),
        Value::Object(entries) => {
            let entries = entries.values_mut();
            entries.for_each(|entry| restore(entry, find));
        }
        _ => {}
    }
}

/// Keeps the original value of a field, if the object keeps unknown properties.
#[cold]
pub(super) fn keep(value: Value, unknown: Option<&mut UnknownFields>, name: Option<&&str>) {
    if let (Some(fields), Some(name)) = (unknown, name) {
        fields.insert((*name).to_owned(), value);
    }
}

/// Returns the original value of a field, if the field has not been changed.
pub(super) fn kept<'f, T: Serialize>(
    fields: &'f UnknownFields,
    name: &str,
    field: &T,
) -> Option<&'f Value> {
    let value = fields.get(name)?;
    let field = serde_json::to_value(field).ok()?;
    is_same(value, &field).then_some(value)
}

/// Returns whether a value is another one with its numbers as floats.
fn is_same(exact: &Value, value: &Value) -> bool {
    match (exact, value) {
        (Value::Number(exact), Value::Number(number)) => exact.as_f64() == number.as_f64(),
        (Value::Array(exact), Value::Array(items)) => {
            let mut pairs = exact.iter().zip(items);
            exact.len() == items.len() && pairs.all(|(exact, item)| is_same(exact, item))
        }
        (Value::Object(exact), Value::Object(entries)) => {
            let has = |(name, exact)| {
                let entry = entries.get(name);
                entry.is_some_and(|entry| is_same(exact, entry))
            };
            exact.len() == entries.len() && exact.iter().all(has)
        }
        (exact, value) => exact == value,
    }
}

struct Float;

/// Records the original number of a large float.
fn noted(number: impl Into<Number>, float: f64) -> f64 {
    if float.abs() >= LARGE {
        NUMBERS.with_borrow_mut(|numbers| numbers.push(number.into()));
    }
    float
}

impl<'de> Visitor<'de> for Float {
    type Value = f64;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("f64")
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<f64, E> {
        Ok(Number::from_f64(value).map_or(value, |number| noted(number, value)))
    }

    #[allow(clippy::cast_precision_loss, reason = "what is lost is kept")]
    fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<f64, E> {
        Ok(noted(value, value as f64))
    }

    #[allow(clippy::cast_precision_loss, reason = "what is lost is kept")]
    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<f64, E> {
        Ok(noted(value, value as f64))
    }

    /// Reads the form that numbers have with serde_json's `arbitrary_precision`.
    fn visit_map<A: MapAccess<'de>>(self, entries: A) -> Result<f64, A::Error> {
        let number = Number::deserialize(MapAccessDeserializer::new(entries));
        let number = number.map_err(|_| A::Error::invalid_type(Unexpected::Map, &self))?;
        let float = number.as_f64();
        let float = float.ok_or_else(|| A::Error::custom("number out of range"))?;
        Ok(noted(number, float))
    }
}

/// Records the floats of a tuple.
impl<T: for<'a> Deserialize<'a>> ReadInteger for Tuple<T> {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let items = Value::deserialize(deserializer)?;
        note(&items);
        Tuple::deserialize(items).map_err(D::Error::custom)
    }
}

impl ReadInteger for f64 {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // Not `deserialize_f64`, which rounds with serde_json's `arbitrary_precision`.
        deserializer.deserialize_any(Float)
    }
}

#[cfg(test)]
#[allow(unreachable_pub, reason = "the table makes what a client would offer")]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::{Value, json};

    use crate::value::{Nullable, Tuple, UnknownFields};

    #[derive(Clone, Debug, PartialEq)]
    struct Amounts {
        a: f64,
        b: Option<f64>,
        c: Option<f64>,
        d: Nullable<f64>,
        unknown: UnknownFields,
    }

    crate::model! {
        Amounts {
            a: required_number::<f64>(0, "a"),
            b: required_number::<Option<f64>>(1, "b"),
            c: optional_number::<f64>(2, "c"),
            d: nullable_number::<f64>(3, "d"),
            ..unknown(unknown)
        }
    }

    #[test]
    fn a_whole_number_that_a_float_rounds_is_kept_until_the_field_is_changed() {
        let text = r#"{"a":9007199254740993,"b":-9007199254740993,"c":18446744073709551615,"d":9007199254740995}"#;
        let write = |amounts: &Amounts| serde_json::to_string(amounts).unwrap();
        let mut amounts: Amounts = serde_json::from_str(text).unwrap();
        assert_eq!(amounts.a, 9_007_199_254_740_992.0);
        assert_eq!(
            amounts.unknown.get("a"),
            Some(&json!(9_007_199_254_740_993_u64))
        );
        assert_eq!(write(&amounts), text);
        let copied: Amounts =
            serde_json::from_value(serde_json::to_value(&amounts).unwrap()).unwrap();
        assert_eq!(write(&copied), text);
        (amounts.a, amounts.c, amounts.d) = (1.5, None, Nullable::Null);
        assert_eq!(
            write(&amounts),
            r#"{"a":1.5,"b":-9007199254740993,"d":null}"#
        );
        let text = r#"{"a":9007199254740992,"b":null,"c":2,"d":null,"x":1}"#;
        let whole: Amounts = serde_json::from_str(text).unwrap();
        assert_eq!(
            whole
                .unknown
                .iter()
                .map(|(name, _)| name)
                .collect::<Vec<_>>(),
            ["x"]
        );
        assert!(serde_json::from_str::<Amounts>(r#"{"a":"1","b":1}"#).is_err());
    }

    #[derive(Clone, Debug, Default, PartialEq)]
    struct Lists {
        list: Option<Vec<f64>>,
        map: Option<BTreeMap<String, Vec<Option<f64>>>>,
        sum: Option<f64>,
        unknown: UnknownFields,
    }

    crate::model! {
        Lists {
            list: optional_number(0, "list"),
            map: optional_number(1, "map"),
            sum: optional_number(2, "sum"),
            ..unknown(unknown)
        }
    }

    #[test]
    fn numbers_in_lists_and_maps_are_kept_as_well() {
        let write = |lists: &Lists| serde_json::to_string(lists).unwrap();
        let text = r#"{"list":[9007199254740993,1.5,9007199254740995],"map":{"a":[9007199254740997,null],"b":[]}}"#;
        let mut lists: Lists = serde_json::from_str(text).unwrap();
        assert_eq!(write(&lists), text);
        lists.list.as_mut().unwrap().push(2.5);
        assert!(
            write(&lists).starts_with(r#"{"list":[9007199254740992.0,1.5,9007199254740996.0,2.5],"map":{"a":[9007199254740997"#),
            "{}",
            write(&lists)
        );
        // Two numbers have the same float, and the places in a map are unknown.
        for (text, is_kept) in [
            (
                r#"{"list":[9007199254740992,9007199254740993,9007199254740992]}"#,
                true,
            ),
            (
                r#"{"map":{"b":[9007199254740993],"a":[9007199254740992]}}"#,
                false,
            ),
            (
                r#"{"map":{"b":[9007199254740993],"a":[9007199254740992.0]}}"#,
                false,
            ),
        ] {
            let read: Lists = serde_json::from_str(text).unwrap();
            assert_eq!(!read.unknown.is_empty(), is_kept, "{text}");
            assert_eq!(write(&read) == text, is_kept, "{text}");
        }
        // The numbers of an invalid list are not taken for those of the next field.
        let mut from = serde_json::Deserializer::from_str(r#"{"list":[9007199254740993,"x"]}"#);
        assert!(<Lists as serde::Deserialize>::deserialize(&mut from).is_err());
        let next: Lists = serde_json::from_str(r#"{"sum":9007199254740992}"#).unwrap();
        assert!(next.unknown.is_empty());
    }

    #[derive(Clone, Debug, Default, PartialEq)]
    struct Tuples {
        one: Option<Tuple<(String, f64, i64)>>,
        list: Option<Vec<Tuple<(f64, Value)>>>,
        unknown: UnknownFields,
    }

    crate::model! {
        Tuples {
            one: optional_number(0, "one"),
            list: optional_number(1, "list"),
            ..unknown(unknown)
        }
    }

    #[test]
    fn numbers_in_tuples_are_kept_as_well() {
        let write = |tuples: &Tuples| serde_json::to_string(tuples).unwrap();
        let text = r#"{"one":["a",9007199254740993,9007199254740995],"list":[[9007199254740997,9007199254740999],[1.5,null]]}"#;
        let mut tuples: Tuples = serde_json::from_str(text).unwrap();
        assert_eq!(write(&tuples), text);
        let one = tuples.one.as_ref().and_then(Tuple::items);
        assert_eq!(
            one,
            Some(&(
                "a".to_owned(),
                9_007_199_254_740_992.0,
                9_007_199_254_740_995
            ))
        );
        tuples.one = Some(("b".to_owned(), 1.0, 2).into());
        assert!(write(&tuples).starts_with(r#"{"one":["b",1.0,2],"list":[[9007199254740997,"#));
        // An integer is not rounded, and may be written as 1.0; items that do not match are kept as they were received.
        let text = r#"{"one":["a",1.5,9007199254740993],"list":[[1]]}"#;
        let tuples: Tuples = serde_json::from_str(text).unwrap();
        assert!(tuples.unknown.is_empty(), "{tuples:?}");
        assert_eq!(write(&tuples), text);
        let tuples: Tuples = serde_json::from_str(r#"{"one":["a",1,2.0]}"#).unwrap();
        let one = tuples.one.as_ref().and_then(Tuple::items);
        assert_eq!(one, Some(&("a".to_owned(), 1.0, 2)));
    }
}
