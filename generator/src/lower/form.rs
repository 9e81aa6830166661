//! Forms: urlencoded and multipart bodies.

use crate::diagnostic::Code;
use crate::ir::{
    Access, BodyKind, Encoding, Field, Location, MediaKind, ParameterPresence, Part, PartCount,
    PartKind, Presence, PropertyEncoding, StringFormat, Type, TypeKind,
};
use crate::openapi::Version;

use super::Lowering;
use super::context::Unsupported;
use super::media::media_type;
use super::name_path::NamePath;
use super::views::{EncodingView, MediaTypeView, SchemaView, View};

impl<'s> Lowering<'s> {
    /// Returns an urlencoded body.
    pub(super) fn form(&mut self, content: MediaTypeView<'s>, ty: Type) -> BodyKind {
        self.schemas.run_pending();
        let Some(object) = self.schemas.object_of(&ty) else {
            if matches!(ty, Type::Map(_)) || self.schemas.is_map(&ty) {
                return BodyKind::Form {
                    ty,
                    encodings: Vec::new(),
                };
            }
            self.context.note(
                Code::Unsupported,
                content.origin().at_key(),
                "expected an object schema for a form; the form is given as text, already encoded",
            );
            return BodyKind::Text;
        };
        let mut encodings = Vec::new();
        for field in &object.fields {
            let given = content.encoding(&field.wire);
            if let Some(encoding) = self.property_encoding(field, given) {
                encodings.push(PropertyEncoding {
                    wire: field.wire.clone(),
                    encoding,
                });
            }
        }
        BodyKind::Form { ty, encodings }
    }

    /// How a property of a form is written, where it is not the default (`form`, exploded).
    fn property_encoding(
        &mut self,
        field: &Field,
        given: Option<EncodingView<'s>>,
    ) -> Option<Encoding> {
        if let Some(given) = given.and_then(EncodingView::style) {
            let encoding = self.style(given, Location::Query);
            return (encoding != Encoding::default_at(Location::Query)).then_some(encoding);
        }
        // Without a style, what is no scalar is written as JSON (OpenAPI "Encoding Object").
        let json = given
            .and_then(EncodingView::content_type)
            .is_some_and(|name| media_type(name).kind == MediaKind::Json);
        let complex = match self.schemas.types.resolve(&field.ty) {
            Type::Array(item) => self.schemas.is_structured(item),
            ty => self.schemas.is_structured(ty),
        };
        (json || complex).then_some(Encoding::Json)
    }

    /// Returns a multipart body: its properties are its parts.
    pub(super) fn multipart(
        &mut self,
        content: MediaTypeView<'s>,
        path: &NamePath<'_>,
    ) -> Result<Vec<Part>, Unsupported> {
        if let Some(found) = content.positional_parts() {
            let keyword = found.key().unwrap_or_default();
            return Err(Unsupported {
                place: found.origin().at_key(),
                reason: format!("`{keyword}`: parts without names cannot be sent"),
                help: "describe the parts under `properties`".to_owned(),
            });
        }
        let lowered = self.content_schema(content, path);
        self.schemas.run_pending();
        let is_free = *self.schemas.types.resolve(&lowered.ty) == Type::Any
            || self.schemas.is_map(&lowered.ty);
        if is_free {
            let message = "the parts of the multipart body are not listed; the caller names them";
            self.context
                .note(Code::Unsupported, content.origin().at_key(), message);
            return Ok(Vec::new());
        }
        let Some(object) = self.schemas.object_of(&lowered.ty) else {
            return Err(Unsupported {
                place: content
                    .schema()
                    .map_or(content.origin(), SchemaView::origin)
                    .at_key(),
                reason: "the parts of the multipart body are not listed: its schema is not an object with properties"
                    .to_owned(),
                help: "list the parts under `properties`".to_owned(),
            });
        };
        let mut parts = Vec::new();
        for field in object
            .fields
            .iter()
            .filter(|field| field.access != Access::ReadOnly)
        {
            let given = content.encoding(&field.wire);
            if let Some(headers) = given.and_then(EncodingView::headers) {
                self.context.note(
                    Code::Ignored,
                    headers.origin().at_key(),
                    "headers of parts are not sent",
                );
            }
            parts.push(self.part(field, given));
        }
        Ok(parts)
    }

    fn part(&mut self, field: &Field, given: Option<EncodingView<'s>>) -> Part {
        let given_type = given
            .and_then(EncodingView::content_type)
            .map(str::to_owned);
        let (item, count) = match self.schemas.types.resolve(&field.ty) {
            Type::Array(item) => ((**item).clone(), PartCount::Many),
            _ => (field.ty.clone(), PartCount::One),
        };
        let item = match item {
            Type::Nullable(inner) => *inner,
            item => item,
        };
        let files = self.files(&item);
        let count = files.unwrap_or(count);
        let is_json = given_type
            .as_deref()
            .is_some_and(|name| media_type(name).kind == MediaKind::Json);
        let is_bytes = given_type.as_deref().is_some_and(|name| {
            // Of several types in a list one cannot be chosen here; none of them is text for sure.
            name.contains([',', '*'])
                || matches!(
                    media_type(name).kind,
                    MediaKind::Binary | MediaKind::BySchema
                )
        });
        let kind = match self.schemas.types.resolve(&item) {
            _ if files.is_some() => {
                self.note_other_than_files(&item, field);
                PartKind::File
            }
            _ if is_json => PartKind::Json(item),
            Type::String(StringFormat::Binary) => PartKind::File,
            Type::String(StringFormat::Plain(_)) | Type::Any if is_bytes => PartKind::File,
            Type::Any if self.context.version >= Version::V31 => PartKind::File,
            ty if self.schemas.is_structured(ty) => PartKind::Json(item),
            _ => PartKind::Text(item),
        };
        let usual = given_type.filter(|name| !name.contains([',', '*']));
        Part {
            wire: field.wire.clone(),
            name: field.name.clone(),
            presence: match field.presence {
                Presence::Required | Presence::RequiredNullable => ParameterPresence::Required,
                Presence::Optional | Presence::OptionalNullable => ParameterPresence::Optional,
            },
            count,
            kind,
            content_type: usual,
            rules: field.rules.clone(),
            docs: field.docs.clone(),
            origin: field.origin,
        }
    }

    /// How many files a part takes that is described as a choice between one file and several, or between
    /// a file and something else.
    fn files(&self, ty: &Type) -> Option<PartCount> {
        let Type::Named(id) = self.schemas.types.resolve(ty) else {
            return None;
        };
        let TypeKind::Union(union) = &self.schemas.type_def(*id)?.kind else {
            return None;
        };
        let is_file =
            |ty: &Type| *self.schemas.types.resolve(ty) == Type::String(StringFormat::Binary);
        let is_list = |ty: &Type| match self.schemas.types.resolve(ty) {
            Type::Array(item) => is_file(item),
            _ => false,
        };
        let variants = || union.variants.iter().map(|variant| &variant.ty);
        if variants().any(is_list) {
            Some(PartCount::Many)
        } else {
            variants().any(is_file).then_some(PartCount::One)
        }
    }

    fn note_other_than_files(&mut self, ty: &Type, field: &Field) {
        let Type::Named(id) = self.schemas.types.resolve(ty) else {
            return;
        };
        let others = match self.schemas.type_def(*id).map(|def| &def.kind) {
            Some(TypeKind::Union(union)) => union.variants.iter().any(|variant| {
                let ty = match self.schemas.types.resolve(&variant.ty) {
                    Type::Array(item) => item,
                    ty => ty,
                };
                *self.schemas.types.resolve(ty) != Type::String(StringFormat::Binary)
            }),
            _ => false,
        };
        if others {
            let message = "the part can only be sent as a file, not as the other alternatives";
            self.context
                .note(Code::Unsupported, field.origin.at_value(), message);
        }
    }
}
