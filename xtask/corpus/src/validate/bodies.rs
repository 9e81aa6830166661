//! The arguments for request bodies of the less plain kinds: those of several media types, and forms of
//! several parts. Their types are named, so it must be known where they stand in the crate.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use generator::ir::{
    Api, Body, BodyContent, BodyKind, ParameterPresence, Part, PartCount, PartKind, Rules,
};
use generator::names::{ContentNames, FormNames, Names, OperationNames};
use generator::source::Sources;
use serde_json::Value;

use super::expression::{concrete, expression, sample};
use super::sample::Sampler;

/// The paths of the types of a crate's operations.
#[derive(Debug, Default)]
pub(super) struct Places(BTreeMap<String, String>);

impl Places {
    /// The paths that the types have by their names.
    pub(super) fn of(package: &str, names: &Names) -> Places {
        let mut places = BTreeMap::new();
        let package = package.replace('-', "_");
        for (index, operation) in names.operations.iter().enumerate() {
            let tag = names.modules.of_operation(index);
            let module = match tag.and_then(|tag| names.modules.name(tag)) {
                Some(module) => format!("{package}::operations::{module}"),
                None => format!("{package}::operations"),
            };
            for name in operation.types() {
                places.insert(name.to_string(), format!("{module}::{name}"));
            }
        }
        Places(places)
    }

    fn path(&self, name: &str) -> Result<&str, String> {
        let path = self.0.get(name).map(String::as_str);
        path.ok_or_else(|| format!("the type `{name}` was not found"))
    }
}

/// What makes bodies.
pub(super) struct Bodies<'a> {
    pub(super) api: &'a Api,
    pub(super) sampler: &'a Sampler<'a>,
    pub(super) places: &'a Places,
    pub(super) package: &'a str,
    pub(super) sources: &'a Sources,
}

impl Bodies<'_> {
    /// A value of the enum of the media types: the first of them.
    pub(super) fn variant(&self, body: &Body, names: &OperationNames) -> Result<String, String> {
        let first = body.contents.iter().zip(&names.contents).next();
        let (content, written) = first.ok_or("its body has no media type")?;
        let (variant, held) = (&written.variant, self.owned(content, written)?);
        let ty = self.places.path(names.body_type.plain())?;
        if content.media_type.is_range() {
            let media_type = concrete(&content.media_type.text);
            return Ok(format!(
                "{ty}::{variant} {{ content_type: {media_type:?}.to_owned(), body: {held} }}"
            ));
        }
        Ok(format!("{ty}::{variant}({held})"))
    }

    fn owned(&self, content: &BodyContent, names: &ContentNames) -> Result<String, String> {
        Ok(match &content.kind {
            BodyKind::Json(ty) | BodyKind::Scalar(ty) | BodyKind::Form { ty, .. } => {
                format!("arg({:?})", sample(self.sampler, content, ty)?.to_string())
            }
            BodyKind::JsonLines(ty) => {
                let lines = Value::Array(vec![sample(self.sampler, content, ty)?]);
                format!("arg({:?})", lines.to_string())
            }
            BodyKind::Multipart(parts) => {
                self.form(parts, names.form.as_ref().ok_or("its form has no name")?)?
            }
            BodyKind::Text => format!("{:?}.to_owned()", self.text(content)),
            BodyKind::Binary => "vec![1_u8, 2, 3].into()".to_owned(),
        })
    }

    /// A text body: the model does not say what its schema wants, since the client sends it as it is.
    pub(super) fn text(&self, content: &BodyContent) -> &'static str {
        let schema = self.sources.node(content.origin).get("schema");
        match schema.and_then(|schema| schema.get("type")?.as_str()) {
            Some("boolean") => "true",
            Some("integer" | "number") => "1",
            _ => "text",
        }
    }

    /// A form with all of its parts.
    pub(super) fn form(&self, parts: &[Part], names: &FormNames) -> Result<String, String> {
        let ty = self.places.path(names.ty.plain())?;
        let (mut arguments, mut setters) = (Vec::new(), String::new());
        for (part, name) in parts.iter().zip(&names.parts) {
            match (self.part(part), part.presence) {
                (Some(value), ParameterPresence::Required) => arguments.push(value),
                (Some(value), ParameterPresence::Optional) => {
                    let _ = write!(setters, ".{name}({value})");
                }
                (None, ParameterPresence::Required) => {
                    return Err(format!("no value for the part `{}`", part.wire));
                }
                (None, ParameterPresence::Optional) => {}
            }
        }
        Ok(format!("{ty}::new({}){setters}", arguments.join(", ")))
    }

    fn part(&self, part: &Part) -> Option<String> {
        match (&part.kind, part.count) {
            (PartKind::File, count) => {
                let package = self.package;
                let file =
                    format!("{package}::multipart::Part::file(\"file.bin\", vec![1_u8, 2, 3])");
                Some(match count {
                    PartCount::One => file,
                    PartCount::Many => format!("[{file}]"),
                })
            }
            (PartKind::Text(ty) | PartKind::Json(ty) | PartKind::Styled(ty, _), PartCount::One) => {
                let value = self.sampler.value(ty, &part.rules)?;
                Some(expression(self.api, ty, &value))
            }
            (
                PartKind::Text(ty) | PartKind::Json(ty) | PartKind::Styled(ty, _),
                PartCount::Many,
            ) => {
                let rules = part.rules.each.as_deref().cloned();
                let value = self
                    .sampler
                    .value(ty, &rules.unwrap_or_else(Rules::default))?;
                let one = expression(self.api, ty, &value);
                // Strings are borrowed, all else is held.
                Some(match one.strip_prefix('&') {
                    Some(held) => format!("&[{held}]"),
                    None => format!("&[{one}]"),
                })
            }
        }
    }
}
