//! Request bodies of JSON lines.

use serde::Serialize;

use crate::body::charset;
use crate::call::arguments::{Call, check_body};
use crate::json::write;
use crate::parameter::definition::{ArgumentErrorKind, InvalidArgument};
use crate::rules::node::Node;

impl Call {
    /// Sets a sequence of JSON values as the body: a JSON text sequence if the media type says so, otherwise JSON
    /// lines. Checks each value against `rules` if the description has some.
    pub fn json_lines<T: Serialize>(
        &mut self,
        content_type: &'static str,
        rules: Option<&'static Node>,
        values: &[T],
    ) {
        let essence = content_type.split(';').next().unwrap_or_default();
        let is_sequence = essence.trim().to_ascii_lowercase().ends_with("json-seq");
        let mut text = Vec::new();
        for (index, value) in values.iter().enumerate() {
            match checked(rules, index, write::to_vec(value)) {
                Ok(line) => {
                    if is_sequence {
                        text.push(0x1e);
                    }
                    text.extend(line);
                    text.push(b'\n');
                }
                Err(problem) => {
                    self.invalid(InvalidArgument::new("body", problem));
                    return;
                }
            }
        }
        match charset::escaped(content_type, text) {
            Ok(text) => self.set_body(content_type, text),
            Err(problem) => self.invalid(InvalidArgument::new("body", problem)),
        }
    }
}

/// Returns a line that fulfils the rules, or an error with its index.
fn checked(
    rules: Option<&'static Node>,
    index: usize,
    line: serde_json::Result<Vec<u8>>,
) -> Result<Vec<u8>, ArgumentErrorKind> {
    let line = line.map_err(|error| ArgumentErrorKind::NotJson(error.to_string()))?;
    match check_body(rules, &line) {
        Ok(()) => Ok(line),
        Err(ArgumentErrorKind::Rule(mut violation)) => {
            violation.pointer.insert_str(0, &format!("/{index}"));
            Err(ArgumentErrorKind::Rule(violation))
        }
        Err(other) => Err(other),
    }
}
