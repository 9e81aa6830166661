//! Request bodies of JSON lines.

use serde::Serialize;

use crate::call::arguments::Call;
use crate::json::write;
use crate::parameter::definition::{ArgumentErrorKind, InvalidArgument};

impl Call {
    /// Sets a body of JSON values, one after the other: a JSON text sequence where the media type says so,
    /// else JSON lines.
    pub fn json_lines<T: Serialize>(&mut self, content_type: &'static str, values: &[T]) {
        let essence = content_type.split(';').next().unwrap_or_default();
        let is_sequence = essence.trim().to_ascii_lowercase().ends_with("json-seq");
        let mut text = Vec::new();
        for value in values {
            if is_sequence {
                text.push(0x1e);
            }
            match write::to_vec(value) {
                Ok(line) => text.extend(line),
                Err(error) => {
                    let problem = ArgumentErrorKind::NotJson(error.to_string());
                    self.invalid(InvalidArgument::new("body", problem));
                    return;
                }
            }
            text.push(b'\n');
        }
        self.set_body(content_type, text);
    }
}
