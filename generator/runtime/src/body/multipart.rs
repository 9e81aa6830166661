//! Multipart bodies: `multipart/form-data` and related types.

mod part;
pub(crate) mod part_rules;
mod pieces;
mod typed_parts;

use std::fmt::Write as _;

use crate::body::content::Body;
pub use crate::body::multipart::part::Part;
use crate::body::multipart::part_rules::PartRules;
use crate::body::multipart::pieces::Pieces;
use crate::parameter::definition::{ArgumentErrorKind, InvalidArgument};
use crate::parameter::text::split;
use crate::value::random::random;

/// A multipart body while it is built.
#[derive(Debug, Default)]
pub struct Multipart {
    pub(super) parts: Vec<(String, Part)>,
    /// Headers of all parts with a name; the name comes first.
    pub(super) headers: Vec<(String, String, String)>,
    /// The names that were set to no part, such as an empty list, so that there is nothing to have their headers.
    empty: Vec<String>,
    refused: Option<InvalidArgument>,
}

impl Multipart {
    /// Returns a body without parts.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a part. Several parts may have the same name.
    #[must_use]
    pub fn part(mut self, name: impl Into<String>, part: Part) -> Self {
        self.parts.push((name.into(), part));
        self
    }

    /// Adds a text part.
    #[must_use]
    pub fn text(self, name: impl Into<String>, text: impl Into<String>) -> Self {
        self.part(name, Part::text(text))
    }

    /// Sets the part with a name; it replaces others with this name.
    pub fn set(&mut self, name: &str, part: Part) {
        self.replace(name, Ok(vec![(name.to_owned(), part)]));
    }

    /// Adds a part after others with its name.
    pub fn push(&mut self, name: &str, part: Part) {
        self.parts.push((name.to_owned(), part));
    }

    /// Returns a copy, unless a part is a stream.
    pub fn try_clone(&self) -> Option<Self> {
        let parts = self
            .parts
            .iter()
            .map(|(name, part)| Some((name.clone(), part.try_clone()?)));
        Some(Self {
            parts: parts.collect::<Option<_>>()?,
            headers: self.headers.clone(),
            empty: self.empty.clone(),
            refused: self.refused.clone(),
        })
    }

    /// Replaces the parts with a name.
    pub(super) fn replace(
        &mut self,
        name: &str,
        parts: Result<Vec<(String, Part)>, InvalidArgument>,
    ) {
        match parts {
            Ok(parts) => {
                let is_set = |known: &str| known == name || parts.iter().any(|new| new.0 == known);
                self.parts.retain(|(known, _)| !is_set(known));
                if parts.is_empty() {
                    self.empty.push(name.to_owned());
                }
                self.parts.extend(parts);
            }
            Err(error) => self.refuse(error),
        }
    }

    /// Keeps the first error until the body is finished.
    pub(super) fn refuse(&mut self, error: InvalidArgument) {
        self.refused.get_or_insert(error);
    }

    /// Returns the `Content-Type` and the body, for a media type such as `multipart/form-data`. If all parts are in
    /// memory, so is the body.
    ///
    /// # Errors
    /// If the media type of a part cannot be sent, or a part breaks a rule of the description.
    pub fn finish(self, media_type: &str) -> Result<(String, Body), InvalidArgument> {
        self.finish_by(media_type, &PartRules::NONE)
    }

    /// Does the same with rules for all parts together.
    pub(crate) fn finish_by(
        mut self,
        media_type: &str,
        rules: &PartRules,
    ) -> Result<(String, Body), InvalidArgument> {
        if let Some(refused) = self.refused {
            return Err(refused);
        }
        rules.apply(&mut self.parts)?;
        for (part, name, value) in std::mem::take(&mut self.headers) {
            self.set_header(&part, &name, &value)?;
        }
        let boundary = self.boundary();
        let mut parameters = split(media_type, ';').into_iter().map(str::trim);
        let essence = parameters.next().unwrap_or_default();
        let is_form = essence.eq_ignore_ascii_case("multipart/form-data");
        let mut lacks_type = essence.eq_ignore_ascii_case("multipart/related");
        let mut content_type = essence.to_owned();
        // A boundary in the description is only an example, which may occur in a part.
        for parameter in parameters.filter(|text| !text.is_empty() && !is(text, "boundary")) {
            lacks_type &= !is(parameter, "type");
            let _ = write!(content_type, "; {parameter}");
        }
        // RFC 2387, 3.1 requires the media type of the first part.
        if lacks_type && let Some((_, first)) = self.parts.first() {
            let first = first.content_type.as_deref().unwrap_or("text/plain");
            let first = first.split(';').next().unwrap_or_default().trim();
            let _ = write!(content_type, "; type=\"{first}\"");
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

    /// Adds a header to the parts with a name, unless they have it.
    fn set_header(&mut self, part: &str, name: &str, value: &str) -> Result<(), InvalidArgument> {
        let is_set = self.parts.iter().any(|known| known.0 == part);
        if !is_set && !self.empty.iter().any(|known| known == part) {
            return Err(InvalidArgument::new(part, ArgumentErrorKind::Missing));
        }
        for (_, Part { headers, .. }) in self.parts.iter_mut().filter(|known| known.0 == part) {
            if !headers
                .iter()
                .any(|(known, _)| known.eq_ignore_ascii_case(name))
            {
                headers.push((name.to_owned(), value.to_owned()));
            }
        }
        Ok(())
    }

    /// Returns a boundary that no part contains. The content of a stream is not known, but does not contain 128 random
    /// bits.
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

/// Whether a parameter of a media type has a name.
fn is(parameter: &str, name: &str) -> bool {
    let own = parameter.split('=').next().unwrap_or_default();
    own.trim().eq_ignore_ascii_case(name)
}

fn contains(bytes: &[u8], text: &[u8]) -> bool {
    bytes.windows(text.len()).any(|window| window == text)
}
