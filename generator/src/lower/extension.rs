//! Common code of extensions: their fields, durations, and errors for which an extension is left out.

use std::time::Duration;

use super::context::Context;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::source::Node;

impl Context<'_> {
    /// Reports an error, and returns `None` in place of the value that has it.
    pub(super) fn wrong<T>(
        &self,
        code: Code,
        place: Place,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Option<T> {
        self.refuse(Diagnostic::error(code, place, message).help(help))
    }

    /// Like `wrong`, with a finished error.
    pub(super) fn refuse<T>(&self, error: Diagnostic) -> Option<T> {
        self.report(error);
        None
    }

    /// Reports an unknown field, or a node that is not an object, and returns `None` in that case.
    pub(super) fn check_fields(
        &self,
        code: Code,
        node: Node<'_>,
        known: &[&str],
        what: &str,
    ) -> Option<()> {
        let has = match known {
            [one, other] => format!("it has {one} and {other}"),
            _ => format!("it has {}", known.join(", ")),
        };
        if !node.is_map() {
            let message = format!("{what} must be an object");
            return self.wrong(code, node.at_value(), message, has);
        }
        let mut entries = node.entries();
        if let Some((key, value)) = entries.find(|(key, _)| !known.contains(key)) {
            let message = format!("{what} has no field `{key}`");
            let error = Diagnostic::error(code, value.at_key(), message);
            return self.refuse(error.suggest(key, known.iter().copied(), has));
        }
        Some(())
    }

    /// Reads an optional duration; `None` where the value is not a duration, which is reported.
    pub(super) fn duration(&self, code: Code, node: Option<Node<'_>>) -> Option<Option<Duration>> {
        let Some(node) = node else { return Some(None) };
        let text = node.as_str().or_else(|| node.number_text());
        match text.and_then(duration) {
            Some(duration) => Some(Some(duration)),
            None => self.wrong(
                code,
                node.at_value(),
                "no duration",
                "write seconds, or a number with `ms`, `s`, `m` or `h`: `90s`",
            ),
        }
    }
}

/// Reads a number of seconds, or a number with a unit.
fn duration(text: &str) -> Option<Duration> {
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
