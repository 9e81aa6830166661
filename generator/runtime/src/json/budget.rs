//! The memory limit on the models of one body.

use std::cell::Cell;

thread_local! {
    /// The remaining bytes for the body that is being decoded.
    static LEFT: Cell<u64> = const { Cell::new(u64::MAX) };
}

/// Decodes a body whose models may take this many bytes together. Nothing else is decoded on this thread in the
/// meantime.
pub(crate) fn within<T>(bytes: u64, decode: impl FnOnce() -> T) -> T {
    LEFT.set(bytes);
    let decoded = decode();
    LEFT.set(u64::MAX);
    decoded
}

/// Returns the remaining bytes.
pub(crate) fn left() -> u64 {
    LEFT.get()
}

/// Sets the remaining bytes to those before a value that was dropped.
pub(crate) fn set_left(bytes: u64) {
    LEFT.set(bytes);
}

/// Deducts twice the size of a model, since a growing list may reserve twice as much; returns `false` if the limit is
/// exceeded.
pub(crate) fn charge(size: usize) -> bool {
    let left = LEFT.get().checked_sub(2 * size as u64);
    LEFT.set(left.unwrap_or_default());
    left.is_some()
}

/// The error of a body whose models take too much memory.
pub(crate) const USED_UP: &str =
    "it takes too much memory; ask for less at a time, or raise `max_response_body`";

#[cfg(test)]
mod tests {
    use super::{USED_UP, charge, within};
    use crate::json::error::from_slice;
    use crate::json::integer::ReadInteger;

    #[test]
    fn a_value_that_is_read_again_is_charged_once() {
        struct Charged;

        impl<'de> serde::Deserialize<'de> for Charged {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                i64::read(deserializer)?;
                match charge(50) {
                    true => Ok(Charged),
                    false => Err(serde::de::Error::custom(USED_UP)),
                }
            }
        }

        for text in ["[1, 2]", "[1, 9007199254740993.0]", r#"[1, "2"]"#] {
            let read = |limit| {
                let read = || from_slice::<Vec<Charged>>(text.as_bytes()).map(|read| read.len());
                within(limit, read).ok()
            };
            assert_eq!((read(200), read(199)), (Some(2), None), "{text}");
        }
    }

    #[test]
    fn models_are_charged_until_the_limit_and_only_inside() {
        let charged = within(100, || [charge(20), charge(30), charge(1), charge(0)]);
        assert_eq!(charged, [true, true, false, true]);
        assert!(charge(1_000));
    }
}
