//! Selects the best of several variants that match a value.
//!
//! Every matching variant is read, and its type counts which parts of the value it knows. The counts are thread-local:
//! they come from any depth, and serde passes only values.

use std::cell::Cell;
use std::cmp::Reverse;

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::json::integer::{has_whole_float, with_integers};

/// How much of a value a type knows. A greater one fits better.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Fit {
    /// Properties without a field, and values that an enum or union does not list.
    unknown: Reverse<usize>,
    /// Properties with a field, and listed values.
    known: usize,
}

const NOTHING: Fit = Fit {
    unknown: Reverse(0),
    known: 0,
};

/// How often the innermost value of nested unions may be read: each union reads its value once for each variant that
/// may match. Values nested deeper are kept as unknown.
const MOST_READINGS: usize = 256;

thread_local! {
    static FIT: Cell<Fit> = const { Cell::new(NOTHING) };
    static READINGS: Cell<usize> = const { Cell::new(1) };
}

/// Counts the known and unknown parts of a value.
pub(crate) fn count(known: usize, unknown: usize) {
    let fit = FIT.get();
    FIT.set(Fit {
        unknown: Reverse(fit.unknown.0.saturating_add(unknown)),
        known: fit.known.saturating_add(known),
    });
}

/// Counts a value of an open enum or union as listed or not.
pub fn count_listed(is_listed: bool) {
    count(usize::from(is_listed), usize::from(!is_listed));
}

/// Returns the value of an optional property; null counts as absent if the type does not allow it.
///
/// Such a null counts as one unknown property: servers send null for "nothing", whether or not the description allows
/// it. So `{"len": null}` matches the variant with `len` rather than one with any properties, which knows nothing of
/// it, although the schemas alone allow only the latter.
pub(crate) fn without_null<T>(read: Option<Option<T>>) -> Option<T> {
    if let Some(None) = read {
        count(0, 1);
    }
    read.flatten()
}

/// Reads a value as a type, or as integers where a type that is read only by serde does not accept 1.0 as one. What is
/// counted before an error does not count.
pub(crate) fn read_whole<T: DeserializeOwned>(value: &Value) -> Result<T, serde_json::Error> {
    let before = FIT.get();
    let read = T::deserialize(value).or_else(|error| {
        FIT.set(before);
        match has_whole_float(value) {
            true => T::deserialize(with_integers(value.clone())),
            false => Err(error),
        }
    });
    if read.is_err() {
        FIT.set(before);
    }
    read
}

/// Selects the variant of a union that fits a value best; of several equal ones the first.
pub struct BestFit<'v, T> {
    value: &'v Value,
    found: Option<(Fit, T)>,
    outer: (Fit, usize),
}

impl<'v, T> BestFit<'v, T> {
    /// Begins the selection; `candidates` is the number of variants that may match.
    pub fn new(value: &'v Value, candidates: usize) -> Self {
        let readings = READINGS.get();
        READINGS.set(readings.saturating_mul(candidates.max(1)));
        Self {
            value,
            found: None,
            outer: (FIT.get(), readings),
        }
    }

    /// Reads the value as one variant.
    pub fn read<V: DeserializeOwned>(&mut self, make: impl FnOnce(V) -> T) {
        if READINGS.get() > MOST_READINGS {
            return;
        }
        FIT.set(NOTHING);
        let read = read_whole(self.value);
        let fit = FIT.get();
        if let Ok(read) = read
            && self.found.as_ref().is_none_or(|(best, _)| fit > *best)
        {
            self.found = Some((fit, make(read)));
        }
    }

    /// Returns the best variant; `None` if no variant could be read.
    pub fn finish(self) -> Option<T> {
        // A value that is too deep to be read is kept whole, which says nothing about the type around it.
        let is_too_deep = READINGS.get() > MOST_READINGS;
        let (outer, readings) = self.outer;
        FIT.set(outer);
        READINGS.set(readings);
        match self.found {
            Some((fit, value)) => {
                count(fit.known, fit.unknown.0);
                Some(value)
            }
            None => {
                if !is_too_deep {
                    count_listed(false);
                }
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Deserialize;
    use serde::de::Deserializer;
    use serde_json::{Value, json};

    use super::{BestFit, count};
    use crate::json::read::open_string;
    use crate::value::Nullable;

    /// An object without required properties: it accepts every object, and knows nothing of it.
    struct Empty;

    impl<'de> Deserialize<'de> for Empty {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            let value = Value::deserialize(deserializer)?;
            count(0, value.as_object().map_or(0, serde_json::Map::len));
            Ok(Empty)
        }
    }

    /// A tree: an object with two others in its only property.
    struct Node(Vec<Tree>);

    impl<'de> Deserialize<'de> for Node {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            let value = Value::deserialize(deserializer)?;
            count(1, 0);
            match value.get("pair").and_then(Value::as_array) {
                Some(pair) => Ok(Node(pair.iter().map(tree).collect())),
                None => Err(serde::de::Error::custom("a missing property")),
            }
        }
    }

    enum Tree {
        Empty(Empty),
        Node(Node),
        Unknown(Value),
    }

    fn tree(value: &Value) -> Tree {
        let mut best = BestFit::new(value, 2);
        best.read(Tree::Empty);
        best.read(Tree::Node);
        best.finish()
            .unwrap_or_else(|| Tree::Unknown(value.clone()))
    }

    fn json_of(tree: &Tree) -> Value {
        match tree {
            Tree::Empty(Empty) => json!({}),
            Tree::Node(Node(pair)) => {
                json!({ "pair": pair.iter().map(json_of).collect::<Vec<_>>() })
            }
            Tree::Unknown(value) => value.clone(),
        }
    }

    #[derive(Debug, Default, PartialEq)]
    struct Kept {
        list: Option<Vec<String>>,
        count: Option<i64>,
    }

    crate::model! {
        Kept {
            list: optional(0, "list"),
            count: optional_integer(1, "count"),
        }
    }

    #[derive(Debug, Default, PartialEq)]
    struct Cleared {
        list: Nullable<Vec<String>>,
        count: Nullable<i64>,
    }

    crate::model! {
        Cleared {
            list: nullable(0, "list"),
            count: nullable_integer(1, "count"),
        }
    }

    #[test]
    fn null_is_of_the_variant_that_allows_it() {
        for value in [
            json!({ "list": null }),
            json!({ "count": null, "list": [] }),
        ] {
            let mut best = BestFit::new(&value, 2);
            best.read(|kept: Kept| serde_json::to_value(kept));
            best.read(|cleared: Cleared| serde_json::to_value(cleared));
            let written = best.finish().and_then(Result::ok);
            assert_eq!(written, Some(value));
        }
        let value = json!({ "count": 1 });
        let mut best = BestFit::new(&value, 2);
        best.read(|_: Kept| "first");
        best.read(|_: Cleared| "second");
        assert_eq!(best.finish(), Some("first"));
    }

    #[test]
    fn null_is_of_the_variant_that_has_the_property_rather_than_of_one_that_knows_nothing() {
        let value = json!({ "list": null });
        let mut best = BestFit::new(&value, 2);
        best.read(|_: Empty| "any");
        best.read(|_: Kept| "kept");
        assert_eq!(best.finish(), Some("kept"));
    }

    /// An open enum with one value.
    struct OneOf<const LISTED: char>(String);

    impl<const LISTED: char> From<String> for OneOf<LISTED> {
        fn from(text: String) -> Self {
            OneOf(text)
        }
    }

    impl<'de, const LISTED: char> Deserialize<'de> for OneOf<LISTED> {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            open_string(deserializer, |value: &Self| !value.0.contains(LISTED))
        }
    }

    /// A union of integers and booleans.
    struct Inner;

    impl<'de> Deserialize<'de> for Inner {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            let value = Value::deserialize(deserializer)?;
            let mut best = BestFit::new(&value, 2);
            best.read(|_: i64| Inner);
            best.read(|_: bool| Inner);
            Ok(best.finish().unwrap_or(Inner))
        }
    }

    #[test]
    fn a_value_is_of_the_variant_that_lists_it() {
        let value = json!("b");
        let mut best = BestFit::new(&value, 2);
        best.read(|_: OneOf<'a'>| "a");
        best.read(|_: OneOf<'b'>| "b");
        assert_eq!(best.finish(), Some("b"));
        let mut best = BestFit::new(&value, 2);
        best.read(|_: Inner| "a union");
        best.read(|_: String| "any");
        assert_eq!(best.finish(), Some("any"));
    }

    #[test]
    fn a_map_is_chosen_only_where_it_keeps_more() {
        let read = |value: Value| {
            let mut best = BestFit::new(&value, 2);
            best.read(|_: BTreeMap<String, Value>| "map");
            best.read(|_: Kept| "kept");
            best.finish()
        };
        assert_eq!(read(json!({ "count": 1 })), Some("kept"));
        assert_eq!(read(json!({ "count": 1, "other": 2 })), Some("map"));
    }

    #[test]
    fn an_integer_may_be_written_with_a_fraction() {
        let read = |value: Value| {
            let mut best = BestFit::new(&value, 2);
            best.read(|integer: i64| json!(integer));
            best.read(|list: Vec<i64>| json!(list));
            best.read(|map: BTreeMap<String, i64>| json!(map));
            best.finish()
        };
        assert_eq!(read(json!(1.0)), Some(json!(1)));
        assert_eq!(read(json!([1.0, 2])), Some(json!([1, 2])));
        assert_eq!(read(json!({"a": 1.0})), Some(json!({"a": 1})));
        let exact = 9_007_199_254_740_993_i64;
        assert_eq!(read(json!([1.0, exact])), Some(json!([1, exact])));
        assert_eq!(read(json!(1.5)), None);
    }

    #[test]
    fn what_is_too_deep_to_be_read_makes_no_other_type_fit_better() {
        let mut value = json!({});
        for _ in 0..12 {
            value = json!({ "pair": [value, {}] });
        }
        assert_eq!(json_of(&tree(&value)), value);
    }
}
