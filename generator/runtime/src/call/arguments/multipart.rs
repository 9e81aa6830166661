//! Multipart request bodies.

use crate::body::multipart::Multipart;
use crate::body::multipart::part_rules::PartRules;
use crate::call::arguments::Call;

impl Call {
    /// Sets a multipart body whose parts must fulfil these rules.
    pub fn multipart(&mut self, media_type: &'static str, rules: &PartRules, parts: Multipart) {
        match parts.finish_by(media_type, rules) {
            Ok((content_type, body)) => self.set_body(&content_type, body),
            Err(error) => self.invalid(error),
        }
    }
}
