//! Bodies of several parts: `multipart/form-data` and its relatives.

use std::fmt::Write as _;

use crate::body::content::Body;
pub use crate::body::part::Part;
use crate::body::part_rules::PartRules;
use crate::body::pieces::Pieces;
use crate::parameter::definition::{ArgumentErrorKind, InvalidArgument};
use crate::parameter::text::split;
use crate::value::random::random;

/// A multipart body while it is built.
#[derive(Debug, Default)]
pub struct Multipart {
    pub(super) parts: Vec<(String, Part)>,
    /// Headers of all parts of a name, the name first.
    pub(super) headers: Vec<(String, String, String)>,
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
        self.replace(name, Ok(vec![(name.to_owned(), part)]));
    }

    /// Adds a part after those of its name.
    pub fn push(&mut self, name: &str, part: Part) {
        self.parts.push((name.to_owned(), part));
    }

    /// The same parts once more, unless one of them is a stream.
    pub fn try_clone(&self) -> Option<Self> {
        let parts = self
            .parts
            .iter()
            .map(|(name, part)| Some((name.clone(), part.try_clone()?)));
        Some(Self {
            parts: parts.collect::<Option<_>>()?,
            headers: self.headers.clone(),
            refused: self.refused.clone(),
        })
    }

    /// Puts parts in the place of those of a name.
    pub(super) fn replace(
        &mut self,
        name: &str,
        parts: Result<Vec<(String, Part)>, InvalidArgument>,
    ) {
        match parts {
            Ok(parts) => {
                let is_set = |known: &str| known == name || parts.iter().any(|new| new.0 == known);
                self.parts.retain(|(known, _)| !is_set(known));
                self.parts.extend(parts);
            }
            Err(error) => self.refuse(error),
        }
    }

    /// Keeps what is wrong until the body is finished.
    pub(super) fn refuse(&mut self, error: InvalidArgument) {
        self.refused.get_or_insert(error);
    }

    /// The `Content-Type` and the body, for a media type such as `multipart/form-data`. A body of parts that
    /// are all in memory is in memory itself.
    ///
    /// # Errors
    /// When the media type of a part cannot be sent, or a part breaks a rule of the description.
    pub fn finish(self, media_type: &str) -> Result<(String, Body), InvalidArgument> {
        self.finish_by(media_type, &PartRules::NONE)
    }

    /// The same for parts that are described together.
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

    /// Adds a header to the parts of a name that have none such.
    fn set_header(&mut self, part: &str, name: &str, value: &str) -> Result<(), InvalidArgument> {
        let missing = || InvalidArgument::new(part, ArgumentErrorKind::Missing);
        let of_name = self.parts.iter_mut().filter(|known| known.0 == part);
        let mut of_name = of_name.map(|(_, part)| &mut part.headers).peekable();
        of_name.peek().ok_or_else(missing)?;
        for headers in of_name {
            if !headers
                .iter()
                .any(|(known, _)| known.eq_ignore_ascii_case(name))
            {
                headers.push((name.to_owned(), value.to_owned()));
            }
        }
        Ok(())
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

fn is_boundary(parameter: &str) -> bool {
    let name = parameter.split('=').next().unwrap_or_default();
    name.trim().eq_ignore_ascii_case("boundary")
}

fn contains(bytes: &[u8], text: &[u8]) -> bool {
    bytes.windows(text.len()).any(|window| window == text)
}
