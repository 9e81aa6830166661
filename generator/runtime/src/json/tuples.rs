//! Reads arrays whose items each have their own type.

use serde::Deserialize;
use serde::de::Deserializer;
use serde_json::Value;

use crate::json::fit;
use crate::value::tuple::Tuple;

/// Accepts integers that are written as 1.0. Any other array is kept, and counts as a value that is not listed: another
/// variant of a union may be for it.
impl<'de, T: for<'a> Deserialize<'a>> Deserialize<'de> for Tuple<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let items = Value::Array(Vec::deserialize(deserializer)?);
        let read = fit::read_whole(&items);
        fit::count_listed(read.is_ok());
        Ok(match (read, items) {
            (Ok(described), _) => Self::Items(Box::new(described)),
            (Err(_), Value::Array(items)) => Self::Other(items),
            (Err(_), _) => Self::Other(Vec::new()),
        })
    }
}

#[cfg(test)]
#[allow(unreachable_pub, reason = "the table makes what a client would offer")]
mod tests {
    use serde_json::{Value, json};

    use crate::value::Tuple;

    #[derive(Clone, Debug, PartialEq)]
    enum Row {
        Pair(Tuple<(String, i64)>),
        Triple(Tuple<(String, i64, bool)>),
        Numbers(Vec<i64>),
        Unknown(Value),
    }

    crate::shaped_union! {
        match Row {
            Pair::<Tuple<(String, i64)>> => |value| value.is_array(),
            Triple::<Tuple<(String, i64, bool)>> => |value| value.is_array(),
            Numbers::<Vec<i64>> => |value| value.is_array(),
        }
    }

    #[derive(Clone, Debug, Default, PartialEq)]
    struct Counted {
        count: Option<i64>,
    }

    crate::model! {
        Counted {
            count: optional_integer(0, "count"),
        }
    }

    #[derive(Clone, Debug, Default, PartialEq)]
    struct Named {
        name: Option<String>,
    }

    crate::model! {
        Named {
            name: optional(0, "name"),
        }
    }

    #[derive(Clone, Debug, PartialEq)]
    enum Sample {
        Counted(Tuple<(Counted, i64)>),
        Named(Tuple<(Named, f64)>),
        Unknown(Value),
    }

    crate::shaped_union! {
        match Sample {
            Counted::<Tuple<(Counted, i64)>> => |value| value.is_array(),
            Named::<Tuple<(Named, f64)>> => |value| value.is_array(),
        }
    }

    #[test]
    fn what_a_tuple_knows_is_counted_once_however_an_integer_is_written() {
        for integer in [json!(2), json!(2.0)] {
            let value = json!([{"count": 1, "a": 1, "b": 1}, integer]);
            let read: Sample = serde_json::from_value(value).unwrap();
            let counted = Counted { count: Some(1) };
            assert_eq!(read, Sample::Counted((counted, 2).into()));
        }
    }

    #[test]
    fn an_array_is_of_the_variant_whose_items_it_has() {
        let read = |value: &Value| serde_json::from_value::<Row>(value.clone()).unwrap();
        let pair = Row::Pair(("a".to_owned(), 1).into());
        assert_eq!(read(&json!(["a", 1])), pair);
        assert_eq!(read(&json!(["a", 1.0])), pair);
        let triple = Row::Triple(("a".to_owned(), 1, true).into());
        assert_eq!(read(&json!(["a", 1, true])), triple);
        assert_eq!(read(&json!([1, 2.0])), Row::Numbers(vec![1, 2]));
        // An array of no variant is still one.
        let other = json!([null, "a"]);
        let kept = read(&other);
        assert!(matches!(kept, Row::Pair(Tuple::Other(_))), "{kept:?}");
        assert_eq!(serde_json::to_value(&kept).unwrap(), other);
    }
}
