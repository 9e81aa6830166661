//! Numbers beyond 2^52 that are written with a fraction or with an exponent.
//!
//! In JSON Schema, 9007199254740993.0 is an integer and 9007199254740993.5 is none, but JSON parsers read both as the
//! same float, which has neither all of these digits nor the fraction. A body in which such a float was taken as an
//! integer is read again, with these integers rewritten, and what is still a float then is no integer.

use std::cell::Cell;
use std::ops::Range;

/// From this number on, a float has no fraction, and soon stands for several integers.
pub(super) const LARGE: f64 = 4_503_599_627_370_496.0;

/// The most digits of a 64-bit integer.
const MOST_DIGITS: usize = 20;

thread_local! {
    /// Whether a large float was taken as an integer. A thread-local, since serde passes only values.
    static WAS_TAKEN: Cell<bool> = const { Cell::new(false) };
    /// Whether all 64-bit integers are written as such in what is read.
    static ARE_PLAIN: Cell<bool> = const { Cell::new(false) };
}

/// Returns whether a float without a fraction may be taken as an integer, and records that a large one is.
pub(super) fn may_be_taken(float: f64) -> bool {
    let is_large = float.abs() >= LARGE;
    WAS_TAKEN.set(WAS_TAKEN.get() || is_large);
    !(is_large && ARE_PLAIN.get())
}

/// Reads a text, and reads it again with plain integers if a large float was taken as an integer. Where neither can be
/// read, the error is that of the text itself.
pub(super) fn exactly<T, E>(
    text: &[u8],
    read: &mut dyn FnMut(&[u8]) -> Result<T, E>,
) -> Result<T, E> {
    let outer = WAS_TAKEN.replace(false);
    let mut result = read(text);
    if WAS_TAKEN.get() && !ARE_PLAIN.get() {
        let again = plainly(|| read(plain(text).as_deref().unwrap_or(text)));
        result = again.map_err(|error| result.err().unwrap_or(error));
    }
    WAS_TAKEN.set(outer || WAS_TAKEN.get());
    result
}

/// Reads a text in which 64-bit integers have neither a fraction nor an exponent.
pub(crate) fn plainly<T>(read: impl FnOnce() -> T) -> T {
    /// Restores what was before, also after a panic of a caller's type.
    struct Outer(bool);

    impl Drop for Outer {
        fn drop(&mut self) {
            ARE_PLAIN.set(self.0);
        }
    }

    let _outer = Outer(ARE_PLAIN.replace(true));
    read()
}

/// Returns a JSON text in which large 64-bit integers have neither a fraction nor an exponent; `None` if none had.
#[cold]
pub(crate) fn plain(body: &[u8]) -> Option<Vec<u8>> {
    replaced(body, integer)
}

/// Returns a JSON text with other numbers in place of those for which `other` returns one; `None` if there are none.
// Not generic, to be compiled only once.
pub(super) fn replaced(body: &[u8], other: fn(&[u8]) -> Option<String>) -> Option<Vec<u8>> {
    let (mut whole, mut copied, mut from) = (Vec::new(), 0, 0);
    while let Some(place) = next_number(body, from) {
        from = place.end;
        let number = body.get(place.clone()).unwrap_or_default();
        if let Some(other) = other(number) {
            whole.extend_from_slice(body.get(copied..place.start).unwrap_or_default());
            whole.extend_from_slice(other.as_bytes());
            copied = place.end;
        }
    }
    if copied == 0 {
        return None;
    }
    whole.extend_from_slice(body.get(copied..).unwrap_or_default());
    Some(whole)
}

/// Returns the range of the next number outside a string.
fn next_number(body: &[u8], from: usize) -> Option<Range<usize>> {
    let mut at = from;
    while let Some(byte) = body.get(at) {
        match byte {
            b'"' => {
                at += 1;
                while let Some(byte) = body.get(at).filter(|byte| **byte != b'"') {
                    at += if *byte == b'\\' { 2 } else { 1 };
                }
                at += 1;
            }
            b'-' | b'0'..=b'9' => {
                let rest = body.get(at + 1..).unwrap_or_default();
                let is_inside = |byte: &&u8| {
                    byte.is_ascii_digit() || matches!(byte, b'.' | b'e' | b'E' | b'+' | b'-')
                };
                let after = at + 1 + rest.iter().take_while(is_inside).count();
                return Some(at..after);
            }
            _ => at += 1,
        }
    }
    None
}

/// Returns a number with a fraction or an exponent as an integer, if it is a large one.
fn integer(number: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(number).ok()?;
    let (sign, text) = match text.strip_prefix('-') {
        Some(text) => ("-", text),
        None => ("", text),
    };
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<isize>().ok()?),
        None => (text, 0),
    };
    let (before, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    if fraction.is_empty() && mantissa.len() == text.len() {
        return None;
    }
    let end = before.len().checked_add_signed(exponent)?;
    let mut digits = [before, fraction].concat();
    let zeros = digits.bytes().take_while(|digit| *digit == b'0').count();
    if end.checked_sub(zeros).is_none_or(|most| most > MOST_DIGITS) {
        return None;
    }
    while digits.len() < end {
        digits.push('0');
    }
    let (whole, rest) = digits.split_at_checked(end)?;
    let whole = whole.trim_start_matches('0');
    if whole.is_empty() || rest.bytes().any(|digit| digit != b'0') {
        return None;
    }
    let integer = [sign, whole].concat();
    let value = integer.parse::<i128>().ok()?;
    let is_kept = u64::try_from(value).is_ok() || i64::try_from(value).is_ok();
    (is_kept && value.unsigned_abs() >= 1 << 52).then_some(integer)
}

#[cfg(test)]
mod tests {
    use super::{exactly, may_be_taken, plain, plainly};

    #[test]
    fn numbers_are_read_as_before_after_the_panic_of_a_type() {
        std::panic::catch_unwind(|| plainly(|| panic!("a type"))).expect_err("a panic");
        assert!(may_be_taken(1e16));
        let mut seen = Vec::new();
        exactly(b"1e16", &mut |text| {
            seen.push(text.to_vec());
            may_be_taken(1e16).then_some(()).ok_or(())
        })
        .expect_err("no integer");
        assert_eq!(seen, [&b"1e16"[..], b"10000000000000000"]);
    }

    #[test]
    fn integers_are_written_plainly_and_nothing_else_is_changed() {
        for (text, written) in [
            ("9007199254740993.0", "9007199254740993"),
            ("[-9007199254740993.00, 1.5]", "[-9007199254740993, 1.5]"),
            (
                r#"{"1e3\"2.0": 9007199254740993e0}"#,
                r#"{"1e3\"2.0": 9007199254740993}"#,
            ),
            ("9.007199254740993E+15", "9007199254740993"),
            ("900719925474099300e-2", "9007199254740993"),
            ("18446744073709551615.0", "18446744073709551615"),
            ("0.9007199254740993e16", "9007199254740993"),
            ("0.0000009007199254740993e22", "9007199254740993"),
        ] {
            let found = plain(text.as_bytes());
            assert_eq!(found.as_deref(), Some(written.as_bytes()), "{text}");
        }
        for text in [
            "9007199254740993",
            "9007199254740993.5",
            "18446744073709551616.0",
            "1e400",
            "1e-400",
            "1e99999999999999999999",
            "0.0",
            "[1.0, 1e2, 4503599627370495.0]",
            r#""9007199254740993.0""#,
            r#"["#,
        ] {
            assert_eq!(plain(text.as_bytes()), None, "{text}");
        }
    }
}
