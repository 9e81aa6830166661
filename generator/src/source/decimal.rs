//! Numbers of a document, compared exactly: a float would round numbers with more than 15 digits.

use std::cmp::Ordering;

/// Whether a text is a number that no 64-bit float can hold. It is read as a string: nothing can calculate with it.
pub(crate) fn is_beyond_floats(text: &str) -> bool {
    text.ends_with(|c: char| c.is_ascii_digit()) && text.parse().is_ok_and(f64::is_infinite)
}

/// A decimal number: zero, or a sign, the power of ten of the first digit, and the digits without leading and trailing
/// zeros.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Decimal {
    is_negative: bool,
    magnitude: i64,
    digits: String,
}

impl Decimal {
    /// Parses a number of JSON or YAML; `None` if it is not finite.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (is_negative, text) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits = [whole, fraction].concat();
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let significant = digits.trim_start_matches('0');
        let leading = i64::try_from(digits.len() - significant.len()).ok()?;
        let places = i64::try_from(whole.len()).ok()? - leading;
        let magnitude = exponent.parse::<i64>().ok()?.checked_add(places)?;
        let digits = significant.trim_end_matches('0').to_owned();
        Some(Decimal {
            is_negative: is_negative && !digits.is_empty(),
            magnitude: if digits.is_empty() { 0 } else { magnitude },
            digits,
        })
    }

    /// Whether it is greater than zero.
    pub(crate) fn is_positive(&self) -> bool {
        !self.is_negative && !self.digits.is_empty()
    }

    fn compare_size(&self, other: &Self) -> Ordering {
        let key = |number: &Self| (!number.digits.is_empty(), number.magnitude);
        key(self)
            .cmp(&key(other))
            .then_with(|| self.digits.cmp(&other.digits))
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(match (self.is_negative, other.is_negative) {
            (false, false) => self.compare_size(other),
            (true, true) => other.compare_size(self),
            (false, true) => Ordering::Greater,
            (true, false) => Ordering::Less,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Decimal;
    use std::cmp::Ordering::{Equal, Greater, Less};

    #[test]
    fn numbers_are_compared_by_value_whatever_their_notation() {
        let cases = [
            ("0", "-0.0", Equal),
            ("1e2", "100", Equal),
            ("0.001", "1e-3", Equal),
            ("+1.50", "1.5", Equal),
            ("-2", "-10", Greater),
            ("-1", "0", Less),
            ("9007199254740993", "9007199254740992", Greater),
            ("0.1", "0.09", Greater),
            ("12345678901234567890123", "12345678901234567890124", Less),
            ("99e-1", "10", Less),
        ];
        for (a, b, expected) in cases {
            let found = Decimal::parse(a)
                .unwrap()
                .partial_cmp(&Decimal::parse(b).unwrap());
            assert_eq!(found, Some(expected), "{a} and {b}");
        }
    }

    #[test]
    fn what_is_not_finite_is_not_a_number() {
        for text in ["inf", "NaN", "", ".", "1e", "0x10", "1_000"] {
            assert_eq!(Decimal::parse(text), None, "{text}");
        }
    }
}
