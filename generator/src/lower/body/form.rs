//! Forms.

use indexmap::IndexMap;

use crate::diagnostic::Code;
use crate::ir::{Encoding, Location, MediaKind, PropertyEncoding, Type};
use crate::openapi::Version;

use crate::lower::Lowering;
use crate::lower::media::media_type;
use crate::lower::views::{EncodingView, MediaTypeView, View};

impl<'s> Lowering<'s> {
    /// Returns the type of a form's value, and the properties that are not written in the default way. A form that is
    /// not described as an object becomes a map, so that the caller gives the fields.
    pub(in crate::lower) fn form(
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
                    .note(Code::Unsupported, content.at_key(), message);
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
        // Properties that the schema does not list may have an encoding too.
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

    /// Returns how a property of a form is written, where that is not the default (`form`, exploded).
    fn property_encoding(
        &self,
        ty: Option<&Type>,
        given: Option<EncodingView<'s>>,
    ) -> Option<Encoding> {
        if let Some(given) = given.and_then(EncodingView::style) {
            let encoding = self.style(given, Location::Query);
            // Without an explicit style, objects are written as JSON; so for them the default style is stated as well.
            let is_plain = encoding == Encoding::default_at(Location::Query);
            return (!is_plain || ty.is_none_or(|ty| self.is_complex(ty))).then_some(encoding);
        }
        // Without an explicit style, a value that is not a scalar is written as JSON (OpenAPI "Encoding Object").
        let named = given.and_then(EncodingView::content_type);
        let json = named.is_some_and(|name| media_type(name).kind == MediaKind::Json);
        // A value that may also be a scalar is written by its actual type.
        let is_json = |ty: &Type| match self.schemas.types.resolve(ty) {
            Type::Array(item) => self.schemas.is_always_structured(item),
            ty => self.schemas.is_always_structured(ty),
        };
        let is_json = ty.is_some_and(is_json);
        if let (true, false, Some(name), Some(given)) = (is_json, json, named, given) {
            let message = format!("the property is written as JSON, not as `{name}`");
            self.context
                .note(Code::Unsupported, given.at_key(), message);
        }
        let is_array = ty.is_some_and(|ty| {
            let (ty, _) = self.schemas.types.resolve_null(ty);
            matches!(ty, Type::Array(_) | Type::Tuple(_))
        });
        match is_array && self.context.version >= Version::V32 {
            // From 3.2 on, each item of an array is a value of its own; without an encoding, objects are written as
            // JSON.
            true => json.then_some(Encoding::JsonItems),
            false => (json || is_json).then_some(Encoding::Json),
        }
    }

    /// Whether values are objects, or arrays that hold other values than scalars.
    fn is_complex(&self, ty: &Type) -> bool {
        match self.schemas.types.resolve(ty) {
            Type::Array(item) => self.schemas.is_structured(item),
            ty => self.schemas.is_structured(ty),
        }
    }
}
