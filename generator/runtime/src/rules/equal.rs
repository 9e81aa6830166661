//! Equality of JSON values: 1 and 1.0 are equal, and the order of properties does not matter.

use std::fmt::Write as _;

use serde_json::Value;

use crate::value::sorted::sorted;
use crate::value::text::json_text;

/// Returns a text that is the same for equal values.
pub(crate) fn canonical(value: &Value) -> String {
    let mut text = String::new();
    write(value, &mut text);
    text
}

fn write(value: &Value, text: &mut String) {
    // Writing to a `String` cannot fail.
    let _ = match value {
        Value::Number(number) => match number.as_f64() {
            Some(float) if number.is_f64() && float.fract() == 0.0 && float.abs() < 1e18 => {
                write!(text, "{}", float as i64)
            }
            _ => write!(text, "{number}"),
        },
        Value::Array(items) => {
            text.push('[');
            for item in items {
                write(item, text);
                text.push(',');
            }
            write!(text, "]")
        }
        Value::Object(properties) => {
            text.push('{');
            // They are already in order, unless another crate has enabled `preserve_order` in serde_json.
            for (name, value) in sorted(properties.iter(), |a, b| a.0 <= b.0) {
                let _ = write!(text, "{name:?}:");
                write(value, text);
                text.push(',');
            }
            write!(text, "}}")
        }
        _ => write!(text, "{}", json_text(value)),
    };
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::canonical;

    #[test]
    fn numbers_are_equal_by_their_value_and_by_their_type_alone() {
        assert_eq!(
            canonical(&json!([1, {"a": -0.0}])),
            canonical(&json!([1.0, {"a": -0.0}]))
        );
        assert_eq!(canonical(&json!(-0.0)), canonical(&json!(0)));
        assert_eq!(
            canonical(&json!(1e17)),
            canonical(&json!(100_000_000_000_000_000_u64))
        );
        assert_ne!(
            canonical(&json!(9_007_199_254_740_993_i64)),
            canonical(&json!(9_007_199_254_740_992_i64))
        );
        assert_ne!(canonical(&json!(0)), canonical(&json!(false)));
        assert_ne!(canonical(&json!("1")), canonical(&json!(1)));
    }

    #[test]
    fn values_of_another_nesting_differ() {
        assert_ne!(canonical(&json!([1, 2])), canonical(&json!([12])));
        assert_ne!(canonical(&json!([1, 2])), canonical(&json!([1, 3])));
        assert_ne!(canonical(&json!([[1, 2]])), canonical(&json!([1, [2]])));
        assert_eq!(canonical(&json!({"a": 1, "b": {}})), r#"{"a":1,"b":{},}"#);
    }
}
