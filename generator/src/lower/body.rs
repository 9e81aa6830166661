//! Request bodies.

use crate::diagnostic::Code;
use crate::ir::{
    Body, BodyContent, BodyKind, Encoding, Explode, Field, Method, NameHint, ParameterPresence,
    Part, PartCount, PartKind, Presence, PropertyEncoding, Reserved, Struct, Style, Text, Type,
    TypeKind,
};
use crate::source::Node;

use super::context::{Lowering, Unsupported};
use super::media::{Media, MediaType, media};
use super::operation::Site;
use super::schema::Lowered;
use super::view::{docs, entries, flag};
use super::words::Path;

impl<'s> Lowering<'s, '_> {
    /// The request body of an operation.
    pub(super) fn body(&mut self, site: &Site<'s>) -> Result<Option<Body>, Unsupported> {
        let Some(written) = site.node.get("requestBody") else {
            return Ok(None);
        };
        let Some(node) = self.follow(written) else {
            return Ok(None);
        };
        if site.method == Method::Trace {
            return Err(Unsupported {
                place: written.origin().at_key(),
                reason: "a TRACE request has no body".to_owned(),
                help: "take `requestBody` out".to_owned(),
            });
        }
        let mut words = site.words.clone();
        words.push("Body".to_owned());
        let words = self.home(written, node, words);
        let mut contents = Vec::new();
        let listed: Vec<(&'s str, Node<'s>)> = entries(node, "content").collect();
        for (name, content) in &listed {
            let content = self.follow(*content).unwrap_or(*content);
            let media = media(name);
            // Several media types have schemas of their own: only the first goes without a suffix.
            let mut words = words.clone();
            if contents.len() > 1 || (contents.len() == 1 && content.get("schema").is_some()) {
                words.push(media.essence.clone());
            }
            let kind = self.body_kind(&media, content, &Path::of(&words))?;
            if let Some(schema) = content.get("schema")
                && media.kind == Media::Json
            {
                self.check_examples(content, schema);
            }
            contents.push(BodyContent {
                media_type: (*name).to_owned(),
                kind,
                example: self.media_example(content),
                origin: content.origin(),
            });
        }
        if contents.is_empty() {
            return Ok(None);
        }
        Ok(Some(Body {
            presence: if flag(node, "required") {
                ParameterPresence::Required
            } else {
                ParameterPresence::Optional
            },
            contents,
            docs: docs(node),
            origin: written.origin(),
        }))
    }

    /// The example of a media type, else of its schema.
    pub(super) fn media_example(&self, content: Node<'s>) -> Option<serde_json::Value> {
        self.example(content).or_else(|| {
            let schema = content.get("schema")?;
            self.layers(schema)
                .into_iter()
                .find_map(|layer| self.example(layer))
        })
    }

    /// A media type's schema; anything where there is none.
    pub(super) fn content_schema(&mut self, content: Node<'s>, path: &Path<'_>) -> Lowered {
        match content.get("schema") {
            Some(schema) => self.schema(schema, path),
            None => Lowered::any(),
        }
    }

    /// The type of each value of a stream of values.
    pub(super) fn stream_item(&mut self, content: Node<'s>, path: &Path<'_>) -> Type {
        match content.get("itemSchema") {
            Some(schema) => self.schema(schema, &path.then("Item")).with_null(),
            None => match self.content_schema(content, path).with_null() {
                // Before 3.2 the schema of a stream is often that of all its values.
                Type::Array(item) => *item,
                ty => ty,
            },
        }
    }

    fn body_kind(
        &mut self,
        media: &MediaType,
        content: Node<'s>,
        path: &Path<'_>,
    ) -> Result<BodyKind, Unsupported> {
        Ok(match media.kind {
            Media::Json => BodyKind::Json(self.content_schema(content, path).with_null()),
            Media::JsonLines => BodyKind::JsonLines(self.stream_item(content, path)),
            Media::Form => self.form(content, path),
            Media::Multipart => BodyKind::Multipart(self.multipart(content, path)?),
            Media::Text | Media::Events => {
                self.note_text(media, content);
                BodyKind::Text
            }
            Media::Binary => BodyKind::Binary,
            Media::BySchema => match self.content_schema(content, path).with_null() {
                Type::Any | Type::Text(_) => BodyKind::Binary,
                ty => BodyKind::Json(ty),
            },
        })
    }

    /// Structured text that the client passes through.
    pub(super) fn note_text(&mut self, media: &MediaType, content: Node<'s>) {
        let is_plain = media.essence == "text/plain" || media.essence == "text/html";
        let structured = content.get("schema").is_some_and(|schema| {
            let target = self.sources.follow(schema).unwrap_or(schema);
            !matches!(target.get_str("type"), Some("string") | None)
        });
        if !is_plain && structured {
            let message = format!(
                "`{}` is passed through as text; its schema has no effect",
                media.essence
            );
            self.note(Code::Unsupported, content.origin().at_key(), message);
        }
    }

    fn form(&mut self, content: Node<'s>, path: &Path<'_>) -> BodyKind {
        let ty = self.content_schema(content, path).ty;
        self.run_jobs();
        let Some(object) = self.object_of(&ty) else {
            if matches!(ty, Type::Map(_)) || self.is_map(&ty) {
                return BodyKind::Form {
                    ty,
                    encodings: Vec::new(),
                };
            }
            self.note(
                Code::Unsupported,
                content.origin().at_key(),
                "the form's schema is no object; the form is given as text, already encoded",
            );
            return BodyKind::Text;
        };
        let mut encodings = Vec::new();
        for field in &object.fields {
            let given = content.get("encoding").and_then(|all| all.get(&field.wire));
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
    fn property_encoding(&mut self, field: &Field, given: Option<Node<'s>>) -> Option<Encoding> {
        let styled = given.filter(|given| {
            ["style", "explode", "allowReserved"]
                .iter()
                .any(|key| given.get(key).is_some())
        });
        if let Some(given) = styled {
            let style = match given.get_str("style") {
                Some("spaceDelimited") => Style::SpaceDelimited,
                Some("pipeDelimited") => Style::PipeDelimited,
                Some("deepObject") => Style::DeepObject,
                _ => Style::Form,
            };
            let explode = match given.get("explode").and_then(Node::as_bool) {
                Some(false) => Explode::No,
                Some(true) => Explode::Yes,
                None if matches!(style, Style::Form | Style::DeepObject) => Explode::Yes,
                None => Explode::No,
            };
            let reserved = if flag(given, "allowReserved") {
                Reserved::Allow
            } else {
                Reserved::Encode
            };
            let default = (Style::Form, Explode::Yes, Reserved::Encode);
            return ((style, explode, reserved) != default).then_some(Encoding::Style {
                style,
                explode,
                reserved,
            });
        }
        // Without a style, what is no scalar is written as JSON (OpenAPI "Encoding Object").
        let json = given
            .and_then(|given| given.get_str("contentType"))
            .is_some_and(|name| media(name).essence_is_json());
        let complex = match self.unaliased(&field.ty) {
            Type::Array(item) => self.is_structured(item),
            ty => self.is_structured(ty),
        };
        (json || complex).then_some(Encoding::Json)
    }

    fn multipart(&mut self, content: Node<'s>, path: &Path<'_>) -> Result<Vec<Part>, Unsupported> {
        let lowered = self.content_schema(content, path);
        self.run_jobs();
        let Some(object) = self.object_of(&lowered.ty) else {
            return Err(Unsupported {
                place: content.get("schema").unwrap_or(content).origin().at_key(),
                reason: "the parts of the multipart body are not listed: its schema is no object with properties"
                    .to_owned(),
                help: "list the parts under `properties`".to_owned(),
            });
        };
        let mut parts = Vec::new();
        for field in object
            .fields
            .iter()
            .filter(|field| field.access != crate::ir::Access::ReadOnly)
        {
            let given = content.get("encoding").and_then(|all| all.get(&field.wire));
            if let Some(headers) = given.and_then(|given| given.get("headers")) {
                self.note(
                    Code::Ignored,
                    headers.origin().at_key(),
                    "headers of parts are not sent",
                );
            }
            parts.push(self.part(field, given));
        }
        Ok(parts)
    }

    fn part(&self, field: &Field, given: Option<Node<'s>>) -> Part {
        let given_type = given
            .and_then(|given| given.get_str("contentType"))
            .map(str::to_owned);
        let (item, count) = match self.unaliased(&field.ty) {
            Type::Array(item) => ((**item).clone(), PartCount::Many),
            _ => (field.ty.clone(), PartCount::One),
        };
        let item = match item {
            Type::Nullable(inner) => *inner,
            item => item,
        };
        let is_json = given_type
            .as_deref()
            .is_some_and(|name| media(name).essence_is_json());
        let is_bytes = given_type.as_deref().is_some_and(|name| {
            // Of several types in a list one cannot be chosen here; none of them is text for sure.
            name.contains([',', '*']) || matches!(media(name).kind, Media::Binary | Media::BySchema)
        });
        let kind = match self.unaliased(&item) {
            _ if is_json => PartKind::Json(item),
            Type::Text(Text::Binary) => PartKind::File,
            Type::Text(Text::Plain(_)) | Type::Any if is_bytes => PartKind::File,
            Type::Any if self.version >= crate::openapi::Version::V31 => PartKind::File,
            ty if self.is_structured(ty) => PartKind::Json(item),
            _ => PartKind::Text(item),
        };
        let usual = given_type.filter(|name| !name.contains([',', '*']));
        Part {
            wire: field.wire.clone(),
            name: NameHint {
                ..field.name.clone()
            },
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

    /// A type with aliases taken away.
    pub(super) fn unaliased<'t>(&'t self, ty: &'t Type) -> &'t Type {
        let mut ty = ty;
        for _ in 0..32 {
            let Type::Named(id) = ty else { return ty };
            match self.type_def(*id).map(|def| &def.kind) {
                Some(TypeKind::Alias(next)) => ty = next,
                _ => return ty,
            }
        }
        ty
    }

    /// The object that a type is.
    fn object_of(&self, ty: &Type) -> Option<Struct> {
        match self.unaliased(ty) {
            Type::Named(id) => match &self.type_def(*id)?.kind {
                TypeKind::Struct(object) => Some(object.clone()),
                _ => None,
            },
            _ => None,
        }
    }

    fn is_map(&self, ty: &Type) -> bool {
        matches!(self.unaliased(ty), Type::Map(_))
    }

    /// Whether values are objects, arrays, or cannot be told from those.
    fn is_structured(&self, ty: &Type) -> bool {
        match self.unaliased(ty) {
            Type::Any | Type::Array(_) | Type::Map(_) => true,
            Type::Nullable(inner) => self.is_structured(inner),
            Type::Named(id) => matches!(
                self.type_def(*id).map(|def| &def.kind),
                Some(TypeKind::Struct(_) | TypeKind::Union(_))
            ),
            _ => false,
        }
    }
}
