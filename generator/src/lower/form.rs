//! Forms: urlencoded and multipart bodies.

use indexmap::IndexMap;

use crate::diagnostic::Code;
use crate::ir::{
    Access, Encoding, Field, Location, MediaKind, ParameterPresence, Part, PartCount, PartKind,
    Presence, PropertyEncoding, Rules, StringFormat, Type, TypeKind,
};
use crate::openapi::Version;

use super::Lowering;
use super::media::media_type;
use super::name_path::NamePath;
use super::views::{EncodingView, MediaTypeView, SchemaView, View};

impl<'s> Lowering<'s> {
    /// Returns the type of a form's value, and the properties that are not written in the default way. What is
    /// not described as an object is a map: the caller gives the fields.
    pub(super) fn form(
        &mut self,
        content: MediaTypeView<'s>,
        ty: Type,
    ) -> (Type, Vec<PropertyEncoding>) {
        self.schemas.run_pending();
        let objects = self.schemas.objects_of(&ty);
        let ty = if !objects.is_empty() || self.schemas.is_map(&ty) {
            ty
        } else {
            if *self.schemas.types.resolve(&ty) != Type::Any {
                let message =
                    "the schema of the form is not an object; the caller gives its fields";
                self.context
                    .note(Code::Unsupported, content.origin().at_key(), message);
            }
            Type::Map(Box::new(Type::Any))
        };
        let mut encodings: IndexMap<&str, Option<Encoding>> = IndexMap::new();
        for field in objects.iter().flat_map(|object| &object.fields) {
            if !encodings.contains_key(field.wire.as_str()) {
                let given = content.encoding(&field.wire);
                encodings.insert(&field.wire, self.property_encoding(Some(&field.ty), given));
            }
        }
        // Properties with free names may have an encoding too.
        for wire in content.encoded() {
            if !encodings.contains_key(wire) {
                encodings.insert(wire, self.property_encoding(None, content.encoding(wire)));
            }
        }
        let encodings = encodings.into_iter().filter_map(|(wire, encoding)| {
            Some(PropertyEncoding {
                wire: wire.to_owned(),
                encoding: encoding?,
            })
        });
        (ty, encodings.collect())
    }

    /// How a property of a form is written, where it is not the default (`form`, exploded).
    fn property_encoding(
        &mut self,
        ty: Option<&Type>,
        given: Option<EncodingView<'s>>,
    ) -> Option<Encoding> {
        if let Some(given) = given.and_then(EncodingView::style) {
            let encoding = self.style(given, Location::Query);
            // Without a style, objects are written as JSON, so the default style is said too.
            let is_plain = encoding == Encoding::default_at(Location::Query);
            return (!is_plain || ty.is_none_or(|ty| self.is_complex(ty))).then_some(encoding);
        }
        // Without a style, what is no scalar is written as JSON (OpenAPI "Encoding Object").
        let json = given
            .and_then(EncodingView::content_type)
            .is_some_and(|name| media_type(name).kind == MediaKind::Json);
        // One that may be a scalar, too, is written as what it is.
        let is_json = |ty: &Type| match self.schemas.types.resolve(ty) {
            Type::Array(item) => self.schemas.is_always_structured(item),
            ty => self.schemas.is_always_structured(ty),
        };
        (json || ty.is_some_and(is_json)).then_some(Encoding::Json)
    }

    /// Whether values are objects, or arrays of more than scalars.
    fn is_complex(&self, ty: &Type) -> bool {
        match self.schemas.types.resolve(ty) {
            Type::Array(item) => self.schemas.is_structured(item),
            ty => self.schemas.is_structured(ty),
        }
    }

    /// Returns the parts of a multipart body: its properties. There are none where the caller gives each part.
    pub(super) fn multipart(
        &mut self,
        content: MediaTypeView<'s>,
        path: &NamePath<'_>,
    ) -> Vec<Part> {
        let lowered = self.content_schema(content, path);
        self.schemas.run_pending();
        let objects = match content.positional_parts() {
            Some(_) => Vec::new(),
            None => self.schemas.objects_of(&lowered.ty),
        };
        if objects.is_empty() {
            let message = "the parts of the multipart body are not listed; the caller gives them";
            self.context
                .note(Code::Unsupported, content.origin().at_key(), message);
        }
        let mut parts: IndexMap<String, Option<Part>> = IndexMap::new();
        for (at, object) in objects.iter().enumerate() {
            let sent = |field: &&Field| field.access != Access::ReadOnly;
            let fields: Vec<&Field> = object.fields.iter().filter(sent).collect();
            for part in parts.values_mut().flatten() {
                if !fields.iter().any(|field| field.wire == part.wire) {
                    part.presence = ParameterPresence::Optional;
                }
            }
            for field in fields {
                let mut part = self.part(field, content.encoding(&field.wire));
                match parts.get_mut(&field.wire) {
                    Some(known) => self.add_alternative(known, &part),
                    None => {
                        if at > 0 {
                            part.presence = ParameterPresence::Optional;
                        }
                        parts.insert(field.wire.clone(), Some(part));
                    }
                }
            }
        }
        parts.into_values().flatten().collect()
    }

    /// Adds what another alternative of a union says of a part. Where it is something else there, the caller says
    /// what it is.
    fn add_alternative(&mut self, known: &mut Option<Part>, other: &Part) {
        match known {
            Some(part) if part.kind == other.kind && part.count == other.count => {
                if other.presence == ParameterPresence::Optional {
                    part.presence = ParameterPresence::Optional;
                }
                if part.rules != other.rules {
                    part.rules = Rules::default();
                }
            }
            Some(_) => {
                let message =
                    "the part differs between the alternatives; the caller gives it by `part`";
                self.context
                    .note(Code::Unsupported, other.origin.at_value(), message);
                *known = None;
            }
            None => {}
        }
    }

    fn part(&mut self, field: &Field, given: Option<EncodingView<'s>>) -> Part {
        let given_type = given
            .and_then(EncodingView::content_type)
            .map(str::to_owned);
        let whole = self.schemas.types.resolve_null(&field.ty).0.clone();
        let (item, count) = match &whole {
            Type::Array(item) => {
                let item = self.schemas.types.resolve_null(item).0;
                (item.clone(), PartCount::Many)
            }
            _ => (whole.clone(), PartCount::One),
        };
        let files = self.files(&item);
        let is_json = given_type.as_deref().is_some_and(|names| {
            let mut names = names.split(',');
            names.any(|name| media_type(name.trim()).kind == MediaKind::Json)
        });
        let is_other = given_type.is_some() && !is_json;
        let is_bytes = given_type.as_deref().is_some_and(|name| {
            // Of several types in a list one cannot be chosen here; none of them is text for sure.
            name.contains([',', '*'])
                || matches!(
                    media_type(name).kind,
                    MediaKind::Binary | MediaKind::BySchema
                )
        });
        let style = given
            .and_then(EncodingView::style)
            .filter(|_| self.context.version >= Version::V31)
            .map(|given| self.style(given, Location::Query));
        let kind = match (self.schemas.types.resolve(&item), style) {
            _ if files.is_some() => {
                self.note_other_than_files(&item, field);
                PartKind::File
            }
            (Type::String(StringFormat::Binary), _) => PartKind::File,
            (_, Some(style)) => PartKind::Styled(whole, style),
            _ if is_json => PartKind::Json(item),
            (Type::String(StringFormat::Plain(_)) | Type::Any, _) if is_bytes => PartKind::File,
            (Type::Any, _) if self.context.version >= Version::V31 => PartKind::File,
            // Such as XML: the caller writes it.
            (ty, _) if is_other && self.schemas.is_structured(ty) => PartKind::File,
            (ty, _) if self.schemas.is_structured(ty) => PartKind::Json(item),
            _ => PartKind::Text(item),
        };
        let count = match kind {
            PartKind::Styled(..) => PartCount::One,
            _ => files.unwrap_or(count),
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
            content_type: match kind {
                PartKind::Styled(..) => None,
                _ => usual.or_else(|| self.content_media_type(field)),
            },
            kind,
            headers: given
                .into_iter()
                .flat_map(EncodingView::headers)
                .map(str::to_owned)
                .collect(),
            rules: field.rules.clone(),
            docs: field.docs.clone(),
            origin: field.origin,
        }
    }

    /// Returns the media type of what a property, or each of its items, holds by `contentMediaType`.
    fn content_media_type(&self, field: &Field) -> Option<String> {
        let schema = SchemaView::new(
            self.context.sources.node(field.origin),
            self.context.version,
        );
        schema.content_media_type(self.context.sources)
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
