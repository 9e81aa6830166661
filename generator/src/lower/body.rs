//! Request bodies.

mod form;
mod multipart;

use crate::diagnostic::{Code, Place};
use crate::ir::{
    Body, BodyContent, BodyKind, CharsetSupport, MediaKind, MediaType, Method, ParameterPresence,
    PartKind, PartPlace, Rules, StringFormat, Type,
};
use crate::source::Node;

use super::Lowering;
use super::context::Unsupported;
use super::media::{media_type, name_word};
use super::name_path::NamePath;
use super::operation_scope::OperationScope;
use super::schema::Lowered;
use super::views::{EncodingView, JsonType, MediaTypeView, MessageView, View};

impl<'s> Lowering<'s> {
    /// Returns the request body of an operation.
    pub(super) fn body(&mut self, site: &OperationScope<'s>) -> Result<Option<Body>, Unsupported> {
        let Some(written) = site.operation.request_body() else {
            return Ok(None);
        };
        let Some(message) = self.context.follow_view::<MessageView<'s>>(written) else {
            return Ok(None);
        };
        if site.method == Method::Trace {
            return Err(Unsupported {
                place: written.at_key(),
                reason: "a TRACE request has no body".to_owned(),
                help: "remove `requestBody`".to_owned(),
            });
        }
        let mut words = site.words.clone();
        words.push("Body".to_owned());
        let words = self
            .context
            .name_prefix(written, message.node(), words, "Body");
        let mut contents: Vec<BodyContent> = Vec::new();
        let listed: Vec<_> = message.contents().collect();
        let all: Vec<MediaType> = listed.iter().map(|(name, _)| media_type(name)).collect();
        for (at, ((_, content), media)) in listed.into_iter().zip(&all).enumerate() {
            let content = self.media_type_at(content);
            // Several media types may each have an inline schema; only the first is named without a suffix.
            let mut words = words.clone();
            if at > 0 {
                words.push(name_word(media, all.iter()));
            }
            self.note_charset(media, content.at_key());
            let (kind, rules) = self.body_kind(media, content, &NamePath::of(&words));
            let media_type = self.sent_as(media.clone(), &kind, content);
            if let Some(schema) = content.schema()
                && media_type.kind == MediaKind::Json
            {
                self.schemas.check_examples(content.node(), schema);
            }
            add(
                &mut contents,
                BodyContent {
                    media_type,
                    kind,
                    rules: rules.into(),
                    example: self.media_example(content),
                    origin: content.origin(),
                },
            );
        }
        if contents.is_empty() {
            return Ok(None);
        }
        // The list lives as long as the model, and most bodies have one entry.
        contents.shrink_to_fit();
        Ok(Some(Body {
            presence: ParameterPresence::required(message.is_required()),
            contents,
            docs: message.docs(),
            origin: written.origin(),
        }))
    }

    /// Returns the example of a media type, or else that of its schema.
    pub(super) fn media_example(&self, content: MediaTypeView<'s>) -> Option<serde_json::Value> {
        self.context.example(content.node()).or_else(|| {
            let mut layers = content.layers(self.context.sources).into_iter();
            layers.find_map(|layer| self.context.example(layer.node()))
        })
    }

    /// Returns the media type at a node, or at the end of its references.
    pub(super) fn media_type_at(&self, node: Node<'s>) -> MediaTypeView<'s> {
        let followed = self.context.follow_view(node);
        followed.unwrap_or_else(|| self.context.view(node))
    }

    /// Returns the type of a media type's schema, or `Any` where it has no schema.
    pub(super) fn content_schema(
        &mut self,
        content: MediaTypeView<'s>,
        path: &NamePath<'_>,
    ) -> Lowered {
        if let Some(item) = content.item_schema() {
            let message = "`itemSchema` has no effect: this media type is not a sequence of items";
            let help = "write `schema`, or a media type such as `application/jsonl`";
            let place = item.node().at_key();
            self.context.warn(Code::Ignored, place, message, help);
        }
        match content.schema() {
            Some(schema) => self.schemas.lower(schema, path),
            None => Lowered::any(),
        }
    }

    /// Returns the type of each value in a stream of values. `itemSchema` describes one value. `schema` describes the
    /// whole stream as an array (as OpenAPI 3.2 defines it, and as many documents did before); where it is not an
    /// array, it describes one value.
    pub(super) fn stream_item(
        &mut self,
        content: MediaTypeView<'s>,
        path: &NamePath<'_>,
    ) -> Lowered {
        if let Some(schema) = content.item_schema() {
            return self.schemas.lower(schema, &path.then("Item"));
        }
        let whole = self.content_schema(content, path);
        match self.schemas.items_of(&whole) {
            _ if whole.nullable => whole,
            Some(item) => item,
            None => whole,
        }
    }

    fn body_kind(
        &mut self,
        media: &MediaType,
        content: MediaTypeView<'s>,
        path: &NamePath<'_>,
    ) -> (BodyKind, Rules) {
        match media.kind {
            MediaKind::Json | MediaKind::Form | MediaKind::BySchema => {
                let (ty, rules) = self.content_schema(content, path).with_null_and_rules();
                match (media.kind, ty) {
                    (MediaKind::BySchema, Type::Any | Type::String(_)) => {
                        (BodyKind::Binary, self.length_rules(content))
                    }
                    (MediaKind::Form, ty) => self.form_body(content, ty, rules),
                    (_, ty) => (BodyKind::Json(ty), rules),
                }
            }
            MediaKind::JsonLines => {
                let (ty, rules) = self.stream_item(content, path).with_null_and_rules();
                (BodyKind::JsonLines(ty), rules)
            }
            MediaKind::Multipart => {
                let (parts, rules) = self.multipart(media, content, path);
                (BodyKind::Multipart(parts), rules)
            }
            MediaKind::Text | MediaKind::Binary
                if self.is_encoded(content)
                    || media.is_plain_text() && self.is_typed_text(content) =>
            {
                let (ty, rules) = self.content_schema(content, path).with_null_and_rules();
                (BodyKind::Scalar(ty), rules)
            }
            MediaKind::Text | MediaKind::Events => {
                self.note_passed_through(media, content);
                let schema = content.schema();
                let schema = schema.filter(|schema| !media.is_range() && self.is_text(*schema));
                let Some(schema) = schema else {
                    return (BodyKind::Text, Rules::default());
                };
                let (ty, rules) = self.schemas.lower(schema, path).with_null_and_rules();
                let kind = match ty {
                    Type::String(StringFormat::Plain(_) | StringFormat::Binary) => BodyKind::Text,
                    ty => BodyKind::Scalar(ty),
                };
                (kind, rules)
            }
            MediaKind::Binary => {
                self.note_passed_through(media, content);
                (BodyKind::Binary, self.length_rules(content))
            }
        }
    }

    /// Returns the length limits of a body of bytes: for content that is not text, `minLength` and `maxLength` count
    /// octets.
    fn length_rules(&self, content: MediaTypeView<'s>) -> Rules {
        let layers = content.layers(self.context.sources);
        let counts = |keyword| layers.iter().filter_map(move |layer| layer.count(keyword));
        Rules {
            min_length: counts("minLength").max(),
            max_length: counts("maxLength").min(),
            ..Rules::default()
        }
    }

    /// Whether a body of bytes is base64 text as `contentEncoding` says. `format: byte` of 3.0 has the same meaning,
    /// but documents also use it for raw bytes.
    pub(super) fn is_encoded(&self, content: MediaTypeView<'s>) -> bool {
        let layers = content.layers(self.context.sources);
        layers.iter().any(|layer| layer.is_base64())
    }

    fn form_body(
        &mut self,
        content: MediaTypeView<'s>,
        ty: Type,
        rules: Rules,
    ) -> (BodyKind, Rules) {
        let given = match ty {
            Type::Nullable(ty) => *ty,
            ty => ty,
        };
        let (ty, encodings) = self.form(content, given.clone());
        // The rules only apply where the caller gives the value as described.
        let rules = if ty == given { rules } else { Rules::default() };
        (BodyKind::Form { ty, encodings }, rules)
    }

    /// Returns the media type to send: for a range, the one that the schema implies; otherwise the caller names it.
    fn sent_as(&self, media: MediaType, kind: &BodyKind, content: MediaTypeView<'s>) -> MediaType {
        if !media.is_range() {
            return media;
        }
        let schema = content.schema();
        let named = match kind {
            BodyKind::Json(_) => "application/json",
            BodyKind::Form { .. } => "application/x-www-form-urlencoded",
            BodyKind::JsonLines(_) if media.essence.contains("seq") => "application/json-seq",
            BodyKind::JsonLines(_) => "application/x-ndjson",
            BodyKind::Scalar(_) => "text/plain",
            BodyKind::Multipart(parts) => {
                let layers = content.layers(self.context.sources);
                let is_array = layers
                    .iter()
                    .any(|layer| layer.likely_types().contains(JsonType::Array));
                let is_listed = parts.iter().any(|part| part.place != PartPlace::Named);
                let is_free = is_array || content.positional_parts().is_some();
                match is_listed || (parts.is_empty() && is_free) {
                    true => "multipart/mixed",
                    false => "multipart/form-data",
                }
            }
            BodyKind::Text | BodyKind::Binary => {
                let named =
                    schema.and_then(|schema| schema.content_media_type(self.context.sources));
                return named.map_or(media, |name| media_type(&name));
            }
        };
        media_type(named)
    }

    /// Reports text in a charset that the client cannot write.
    pub(super) fn note_charset(&self, media: &MediaType, place: Place) {
        let Some(charset) = media.charset() else {
            return;
        };
        let is_written =
            media.kind != MediaKind::Form && media.charset_support() != CharsetSupport::Ascii;
        if is_written {
            return;
        }
        let message = match media.kind {
            MediaKind::Binary | MediaKind::Multipart => return,
            MediaKind::Form => format!("forms are sent as UTF-8, not as `{charset}`"),
            _ => format!("what is not ASCII is refused before sending, not sent as `{charset}`"),
        };
        self.context.note(Code::Unsupported, place, message);
    }

    /// Reports structured text that the client passes through without looking at its schema.
    pub(super) fn note_passed_through(&self, media: &MediaType, content: MediaTypeView<'s>) {
        let read_as = match media.kind {
            MediaKind::Binary => "bytes",
            _ => "text",
        };
        self.note_read_as(media, content, &format!("is passed through as {read_as}"));
    }

    /// Reports a schema that does not decide how its media type is read.
    pub(super) fn note_read_as(&self, media: &MediaType, content: MediaTypeView<'s>, how: &str) {
        if self.has_structure(content) {
            let message = format!("`{}` {how}; its schema has no effect", media.essence);
            self.context
                .note(Code::Unsupported, content.at_key(), message);
        }
    }

    /// Returns the kind of a part that the caller writes, such as XML, and reports that its schema has no effect.
    pub(super) fn written_by_caller(&self, encoding: Option<EncodingView<'s>>) -> PartKind {
        if let Some(written) = encoding.and_then(|encoding| encoding.node().get("contentType")) {
            let name = written.as_str().unwrap_or_default();
            let message = format!("`{name}` is passed through as bytes; its schema has no effect");
            self.context
                .note(Code::Unsupported, written.at_value(), message);
        }
        PartKind::File
    }

    /// Whether a media type has a schema that is more than text.
    pub(super) fn has_structure(&self, content: MediaTypeView<'s>) -> bool {
        let schema = content.schema().or(content.item_schema());
        let parts = schema
            .into_iter()
            .flat_map(|schema| schema.parts(self.context.sources));
        let mut types = parts.map(|part| part.likely_types());
        types
            .find(|types| !types.is_empty())
            .is_some_and(|types| !types.iter().eq([JsonType::String]))
    }
}

/// Adds a content. Media types that say no more than JSON are one content where their types are the same.
fn add(contents: &mut Vec<BodyContent>, content: BodyContent) {
    if content.media_type.is_plain_json() {
        let same = |known: &BodyContent| {
            known.media_type.is_plain_json()
                && known.kind == content.kind
                && known.rules == content.rules
        };
        if contents.iter().any(same) {
            return;
        }
    }
    contents.push(content);
}
