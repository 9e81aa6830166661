//! One part of a multipart body.

use std::fmt::Write as _;

use http::{HeaderName, HeaderValue};
use serde::Serialize;

use crate::body::content::Body;
use crate::json::write;
use crate::parameter::definition::{ArgumentErrorKind, InvalidArgument};
use crate::parameter::media_type;

/// One part of a multipart body.
#[derive(Debug, Default)]
pub struct Part {
    pub(super) body: Body,
    file_name: Option<String>,
    pub(super) content_type: Option<String>,
    pub(super) headers: Vec<(String, String)>,
}

impl Part {
    /// Returns a text part, as for a form field.
    pub fn text(text: impl Into<String>) -> Self {
        Self {
            body: Body::from(text.into()),
            ..Self::default()
        }
    }

    /// Returns a part with text or JSON that is already encoded.
    pub(super) fn bytes(bytes: Vec<u8>) -> Self {
        Self {
            body: Body::from(bytes),
            ..Self::default()
        }
    }

    /// Returns a part with a value as JSON.
    ///
    /// # Errors
    /// If the value cannot be serialized.
    pub fn json<T: Serialize + ?Sized>(value: &T) -> Result<Self, serde_json::Error> {
        let body = Body::from(write::to_vec(value)?);
        Ok(Self {
            body,
            ..Self::default()
        }
        .content_type("application/json"))
    }

    /// Returns a file part, from bytes or a stream. A call with a stream is never repeated; an `Upload` is read again
    /// instead.
    pub fn file(file_name: impl Into<String>, content: impl Into<Body>) -> Self {
        let part = Self {
            body: content.into(),
            ..Self::default()
        };
        part.file_name(file_name)
            .content_type("application/octet-stream")
    }

    /// Sets the file name.
    #[must_use]
    pub fn file_name(mut self, file_name: impl Into<String>) -> Self {
        self.file_name = Some(file_name.into());
        self
    }

    /// Sets the media type, unless one is set other than `application/octet-stream`.
    #[must_use]
    pub fn or_content_type(self, content_type: impl Into<String>) -> Self {
        match self.content_type.as_deref() {
            None | Some("application/octet-stream") => self.content_type(content_type),
            Some(_) => self,
        }
    }

    /// Sets the media type.
    #[must_use]
    pub fn content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = Some(content_type.into());
        self
    }

    /// Adds a header of the part, such as `Content-ID`.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    pub(super) fn try_clone(&self) -> Option<Self> {
        Some(Self {
            body: self.body.try_clone()?,
            file_name: self.file_name.clone(),
            content_type: self.content_type.clone(),
            headers: self.headers.clone(),
        })
    }

    /// Returns the head of the part, after its boundary.
    pub(super) fn head(&self, name: &str, is_form: bool) -> Result<String, InvalidArgument> {
        let mut head = String::from("\r\n");
        if is_form {
            head.push_str("Content-Disposition: form-data; name=\"");
            push_escaped(&mut head, name);
            head.push('"');
            if let Some(file_name) = &self.file_name {
                head.push_str("; filename=\"");
                push_escaped(&mut head, file_name);
                head.push('"');
            }
            head.push_str("\r\n");
        }
        if let Some(content_type) = &self.content_type {
            media_type::content_type(name, content_type)?;
            head.push_str("Content-Type: ");
            head.push_str(content_type);
            head.push_str("\r\n");
        }
        for (header, value) in &self.headers {
            if HeaderName::from_bytes(header.as_bytes()).is_err()
                || HeaderValue::from_str(value).is_err()
            {
                return Err(InvalidArgument::new(name, ArgumentErrorKind::Unsendable));
            }
            let _ = write!(head, "{header}: {value}\r\n");
        }
        head.push_str("\r\n");
        Ok(head)
    }
}

/// Appends a name as in HTML, which RFC 7578 allows and servers expect: only the characters that would end the name or
/// the line are percent-encoded.
fn push_escaped(head: &mut String, name: &str) {
    for character in name.chars() {
        match character {
            '"' => head.push_str("%22"),
            '\r' => head.push_str("%0D"),
            '\n' => head.push_str("%0A"),
            other => head.push(other),
        }
    }
}
