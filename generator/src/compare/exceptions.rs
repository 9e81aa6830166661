//! Accepted changes, each with its reason.

use std::collections::BTreeMap;
use std::fmt;

use super::change::Change;

/// The accepted changes of a file: each line has a fingerprint and a reason; a line that begins with `#` is a comment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exceptions {
    reasons: BTreeMap<String, String>,
}

/// A line that is not a valid exception.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidException {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub problem: &'static str,
}

impl fmt::Display for InvalidException {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.problem)
    }
}

impl std::error::Error for InvalidException {}

impl Exceptions {
    /// Reads the lines of a file.
    ///
    /// # Errors
    /// The first line that is not a fingerprint with a reason.
    pub fn read(text: &str) -> Result<Self, InvalidException> {
        let mut reasons = BTreeMap::new();
        for (number, line) in (1..).zip(text.lines()) {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let (fingerprint, reason) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
            let is_fingerprint =
                fingerprint.len() == 16 && fingerprint.chars().all(|c| c.is_ascii_hexdigit());
            let problem = match (is_fingerprint, reason.trim()) {
                (false, _) => {
                    "expected a fingerprint, 16 hexadecimal digits, as `diff` prints them"
                }
                (true, "") => "expected the reason after the fingerprint",
                (true, reason) => {
                    reasons.insert(fingerprint.to_ascii_lowercase(), reason.to_owned());
                    continue;
                }
            };
            return Err(InvalidException {
                line: number,
                problem,
            });
        }
        Ok(Self { reasons })
    }

    /// Removes the accepted changes. Returns the fingerprints that match no change.
    pub fn accept(&self, changes: &mut Vec<Change>) -> Vec<String> {
        let mut unused: BTreeMap<_, _> = self.reasons.clone();
        changes.retain(|change| {
            let fingerprint = change.fingerprint();
            unused.remove(&fingerprint);
            !self.reasons.contains_key(&fingerprint)
        });
        unused.into_keys().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exception_needs_a_fingerprint_and_a_reason() {
        let read = |text: &str| Exceptions::read(text).map_err(|error| error.line);
        assert!(read("# none\n\n0123456789abcdef nobody calls it\n").is_ok());
        assert_eq!(read("0123456789abcdef\n"), Err(1));
        assert_eq!(read("\nnobody calls it\n"), Err(2));
    }
}
