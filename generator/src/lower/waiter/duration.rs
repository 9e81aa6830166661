//! Durations as waiters have them.

use std::time::Duration;

/// Reads a number of seconds, or a number with a unit.
pub(in crate::lower) fn duration(text: &str) -> Option<Duration> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let number: u64 = digits.trim_end().parse().ok()?;
    match text.get(digits.len()..)? {
        "ms" => Some(Duration::from_millis(number)),
        "" | "s" => Some(Duration::from_secs(number)),
        "m" => number.checked_mul(60).map(Duration::from_secs),
        "h" => number.checked_mul(3600).map(Duration::from_secs),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_have_units_and_seconds_without() {
        assert_eq!(duration("90"), Some(Duration::from_secs(90)));
        assert_eq!(duration("10s"), Some(Duration::from_secs(10)));
        assert_eq!(duration("1500ms"), Some(Duration::from_millis(1500)));
        assert_eq!(duration("60m"), Some(Duration::from_secs(3600)));
        assert_eq!(duration("2 h"), Some(Duration::from_secs(7200)));
        for text in ["soon", "1d", "99999999999999999h"] {
            assert_eq!(duration(text), None);
        }
    }
}
