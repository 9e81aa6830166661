//! Multipart request bodies.

use crate::body::multipart::Multipart;
use crate::call::arguments::Call;

impl Call {
    /// Sets a multipart body.
    pub fn multipart(&mut self, media_type: &'static str, parts: Multipart) {
        match parts.finish(media_type) {
            Ok((content_type, body)) => self.set_body(&content_type, body),
            Err(error) => self.invalid(error),
        }
    }
}
