//! Bodies of several parts: `multipart/form-data` and its relatives.

use std::fmt::Write as _;

use http::{HeaderName, HeaderValue};
use serde::Serialize;
use serde_json::Value;

use crate::body::content::Body;
use crate::body::pieces::Pieces;
use crate::json::write;
use crate::parameter::definition::{ArgumentErrorKind, InvalidArgument, Parameter};
use crate::parameter::{encode, media_type};
use crate::value::random::random;

/// One part of a multipart body.
#[derive(Debug, Default)]
pub struct Part {
    body: Body,
    file_name: Option<String>,
    content_type: Option<String>,
    headers: Vec<(String, String)>,
}

impl Part {
    /// A text, as a form field has it.
    pub fn text(text: impl Into<String>) -> Self {
        Self {
            body: Body::from(text.into()),
            ..Self::default()
        }
    }

    /// A value as JSON.
    ///
    /// # Errors
    /// When the value cannot be written as JSON.
    pub fn json<T: Serialize + ?Sized>(value: &T) -> Result<Self, serde_json::Error> {
        let body = Body::from(write::to_vec(value)?);
        Ok(Self {
            body,
            ..Self::default()
        }
        .content_type("application/json"))
    }

    /// A file: bytes, or a stream of them. A call with a stream in it is never repeated.
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

    /// Sets the media type, unless one was chosen: that of any file counts as none.
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

    fn try_clone(&self) -> Option<Self> {
        Some(Self {
            body: self.body.try_clone()?,
            file_name: self.file_name.clone(),
            content_type: self.content_type.clone(),
            headers: self.headers.clone(),
        })
    }

    /// The head of the part, after its boundary.
    fn head(&self, name: &str, is_form: bool) -> Result<String, InvalidArgument> {
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

/// As HTML has it, which RFC 7578 leaves open and servers follow: the characters that would end the name or
/// the line are percent-encoded, all others stay.
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

/// A multipart body while it is built.
#[derive(Debug, Default)]
pub struct Multipart {
    parts: Vec<(String, Part)>,
    refused: Option<InvalidArgument>,
}

impl Multipart {
    /// One without parts.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a part. Several may have the same name.
    #[must_use]
    pub fn part(mut self, name: impl Into<String>, part: Part) -> Self {
        self.parts.push((name.into(), part));
        self
    }

    /// Adds a text.
    #[must_use]
    pub fn text(self, name: impl Into<String>, text: impl Into<String>) -> Self {
        self.part(name, Part::text(text))
    }

    /// Adds a part, or takes the place of those of its name.
    pub fn set(&mut self, name: &str, part: Part) {
        self.parts.retain(|(other, _)| other != name);
        self.push(name, part);
    }

    /// Adds a part after those of its name.
    pub fn push(&mut self, name: &str, part: Part) {
        self.parts.push((name.to_owned(), part));
    }

    /// Adds a header to the parts of a name.
    pub fn header(&mut self, part: &str, name: &str, value: &str) {
        for (_, part) in self.parts.iter_mut().filter(|(name, _)| name == part) {
            part.headers.push((name.to_owned(), value.to_owned()));
        }
    }

    /// Adds a value in the style of its parameter, as one part or several.
    pub fn styled<T: Serialize + ?Sized>(&mut self, parameter: &'static Parameter, value: &T) {
        let pairs = checked(parameter, write::to_value(value))
            .and_then(|value| encode::plain_pairs(parameter, &value));
        match pairs {
            Ok(pairs) => {
                for pair in pairs {
                    self.push(pair.name(), Part::text(pair.value()));
                }
            }
            Err(error) => drop(self.refused.get_or_insert(error)),
        }
    }

    /// Sets a scalar as text, or adds it after those of its name.
    pub fn scalar<T: Serialize + ?Sized>(
        &mut self,
        parameter: &'static Parameter,
        content_type: Option<&'static str>,
        value: &T,
    ) {
        self.checked(
            parameter,
            content_type,
            write::to_value(value),
            |value| match value {
                Value::String(text) => Part::text(text),
                other => Part::text(other.to_string()),
            },
        );
    }

    /// Sets a value as JSON, or adds it after those of its name.
    pub fn json<T: Serialize + ?Sized>(
        &mut self,
        parameter: &'static Parameter,
        content_type: Option<&'static str>,
        value: &T,
    ) {
        self.checked(parameter, content_type, write::to_value(value), |value| {
            Part::text(value.to_string()).content_type("application/json")
        });
    }

    // Not generic, so that it is compiled once. What is wrong is reported when the body is finished.
    fn checked(
        &mut self,
        parameter: &'static Parameter,
        content_type: Option<&'static str>,
        value: serde_json::Result<Value>,
        part: fn(Value) -> Part,
    ) {
        match checked(parameter, value) {
            Ok(value) => {
                let part = part(value);
                let part = match content_type {
                    Some(content_type) => part.content_type(content_type),
                    None => part,
                };
                self.push(parameter.name(), part);
            }
            Err(error) => drop(self.refused.get_or_insert(error)),
        }
    }

    /// The same parts once more, unless one of them is a stream.
    pub fn try_clone(&self) -> Option<Self> {
        let parts = self
            .parts
            .iter()
            .map(|(name, part)| Some((name.clone(), part.try_clone()?)));
        Some(Self {
            parts: parts.collect::<Option<_>>()?,
            refused: self.refused.clone(),
        })
    }

    /// The `Content-Type` and the body, for a media type such as `multipart/form-data`. A body of parts that
    /// are all in memory is in memory itself.
    ///
    /// # Errors
    /// When the media type of a part cannot be sent, or a part breaks a rule of the description.
    pub fn finish(self, media_type: &str) -> Result<(String, Body), InvalidArgument> {
        if let Some(refused) = self.refused {
            return Err(refused);
        }
        let boundary = self.boundary();
        let mut parameters = media_type.split(';').map(str::trim);
        let essence = parameters.next().unwrap_or_default();
        let is_form = essence.eq_ignore_ascii_case("multipart/form-data");
        let mut content_type = essence.to_owned();
        // A boundary in the description is an example: it may be in a part.
        for parameter in parameters.filter(|text| !text.is_empty() && !is_boundary(text)) {
            let _ = write!(content_type, "; {parameter}");
        }
        let _ = write!(content_type, "; boundary={boundary}");
        let mut pieces = Pieces::default();
        for (name, part) in self.parts {
            let head = part.head(&name, is_form)?;
            pieces.push_text(&format!("--{boundary}{head}"));
            pieces.push_body(part.body);
            pieces.push_text("\r\n");
        }
        pieces.push_text(&format!("--{boundary}--\r\n"));
        Ok((content_type, pieces.finish()))
    }

    /// A boundary that is in none of the parts. What is in a stream is not known, but 128 random bits
    /// are not in it.
    fn boundary(&self) -> String {
        loop {
            let boundary = format!("{:016x}{:016x}", random(), random());
            let inside = |part: &Part| {
                part.body
                    .as_bytes()
                    .is_some_and(|bytes| contains(bytes, boundary.as_bytes()))
            };
            if !self.parts.iter().any(|(_, part)| inside(part)) {
                return boundary;
            }
        }
    }
}

/// A value that keeps to the rules of its part.
fn checked(
    parameter: &'static Parameter,
    value: serde_json::Result<Value>,
) -> Result<Value, InvalidArgument> {
    let value = value.map_err(|error| {
        let problem = ArgumentErrorKind::NotJson(error.to_string());
        InvalidArgument::new(parameter.name(), problem)
    })?;
    parameter.check(&value).map(|()| value)
}

fn is_boundary(parameter: &str) -> bool {
    let name = parameter.split('=').next().unwrap_or_default();
    name.trim().eq_ignore_ascii_case("boundary")
}

fn contains(bytes: &[u8], text: &[u8]) -> bool {
    bytes.windows(text.len()).any(|window| window == text)
}
