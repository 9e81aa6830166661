//! JSON with exact numbers: 1 equals 1.0, and no digit is lost.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

/// A value of JSON.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Exact {
    /// `null`, `true`, `false`.
    Word(String),
    /// Whether it is negative, its digits without zeros at the ends, and the power of ten that they are multiplied by.
    Number(bool, String, i64),
    /// A string.
    String(String),
    /// An array.
    Array(Vec<Exact>),
    /// An object.
    Object(BTreeMap<String, Exact>),
}

impl Exact {
    /// Reads a value.
    pub(crate) fn read(text: &str) -> Result<Exact, serde_json::Error> {
        let text = text.trim();
        Ok(match text.as_bytes().first() {
            Some(b'{') => {
                let entries: BTreeMap<String, &RawValue> = serde_json::from_str(text)?;
                let read = entries
                    .into_iter()
                    .map(|(key, value)| Ok((key, Exact::read(value.get())?)));
                Exact::Object(read.collect::<Result<_, serde_json::Error>>()?)
            }
            Some(b'[') => {
                let items: Vec<&RawValue> = serde_json::from_str(text)?;
                let read = items.into_iter().map(|item| Exact::read(item.get()));
                Exact::Array(read.collect::<Result<_, _>>()?)
            }
            Some(b'"') => Exact::String(serde_json::from_str(text)?),
            Some(b'-' | b'0'..=b'9') => {
                serde_json::from_str::<&RawValue>(text)?;
                number(text)
            }
            _ => {
                serde_json::from_str::<&RawValue>(text)?;
                Exact::Word(text.to_owned())
            }
        })
    }
}

/// Reads a text that is known to be a number.
fn number(text: &str) -> Exact {
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{}{fraction}", whole.trim_start_matches('-'));
    let digits = digits.trim_start_matches('0');
    let significant = digits.trim_end_matches('0');
    if significant.is_empty() {
        return Exact::Number(false, String::new(), 0);
    }
    let zeros = (digits.len() - significant.len()) as i64;
    let exponent: i64 = exponent.parse().unwrap_or(i64::MAX / 2);
    Exact::Number(
        text.starts_with('-'),
        significant.to_owned(),
        exponent - fraction.len() as i64 + zeros,
    )
}

#[cfg(test)]
mod tests {
    use super::Exact;

    #[test]
    fn numbers_are_equal_by_their_value_and_differ_by_any_digit() {
        let equal = |a: &str, b: &str| Exact::read(a).unwrap() == Exact::read(b).unwrap();
        assert!(equal("1", "1.0"));
        assert!(equal("[1e3, {\"a\": -0.0}]", "[1000.00,{\"a\":0}]"));
        assert!(equal("0.00120", "12e-4"));
        assert!(!equal("9007199254740993", "9007199254740992"));
        assert!(!equal("-1", "1"));
        assert!(!equal("1", "\"1\""));
    }
}
