//! The bodies of responses: how each media type is read, and which media types are read in the same way.

use crate::ir::{MediaKind, MediaType, ResponseContent, ResponseKind, StringFormat, Type};

use crate::lower::Lowering;
use crate::lower::media::{media_type, name_word};
use crate::lower::name_path::NamePath;
use crate::lower::views::{JsonType, MediaTypeView, MessageView, SchemaView, View};

impl<'s> Lowering<'s> {
    /// Returns the ways to read the body of a response, and its media types for `Accept`.
    pub(super) fn response_contents(
        &mut self,
        message: MessageView<'s>,
        words: &[String],
    ) -> (Vec<ResponseContent>, Vec<String>) {
        let mut contents: Vec<ResponseContent> = Vec::new();
        let mut accept: Vec<String> = Vec::new();
        let listed: Vec<_> = message
            .contents()
            .map(|(name, content)| (media_type(name), self.media_type_at(content)))
            .collect();
        for (media, content) in &listed {
            let mut words = words.to_vec();
            if !contents.is_empty() {
                words.push(name_word(media, listed.iter().map(|(media, _)| media)));
            }
            let kind = self.response_kind(media, *content, &listed, &NamePath::of(&words));
            if let Some(schema) = content.schema()
                && matches!(kind, ResponseKind::Json(_))
            {
                self.schemas.check_examples(content.node(), schema);
            }
            // The server may choose whatever it is asked for, and of the same value JSON is the form that has a type.
            let is_passed_through = matches!(kind, ResponseKind::Text | ResponseKind::Binary);
            let is_worse = is_passed_through
                && self.has_structure(*content)
                && self.has_json(&listed, *content);
            if is_sendable(&media.text) && !accept.contains(&media.text) && !is_worse {
                accept.push(media.text.clone());
            }
            let found = contents
                .iter_mut()
                .find_map(|known| Some((merged(known, media, &kind)?, known)));
            match found {
                Some((kind, known)) => {
                    known.others.push(media.clone());
                    known.kind = kind;
                }
                None => contents.push(ResponseContent {
                    media_type: media.clone(),
                    others: Vec::new(),
                    kind,
                }),
            }
        }
        (without_names(contents), accept)
    }

    /// Reports schemas of streams in an error with these contents, which is kept as bytes.
    pub(super) fn note_streams(&self, message: MessageView<'s>, contents: &[ResponseContent]) {
        let is_streamed =
            |media: &MediaType| matches!(media.kind, MediaKind::Events | MediaKind::JsonLines);
        if !contents
            .iter()
            .any(|content| is_streamed(&content.media_type))
        {
            return;
        }
        let contents = message.contents();
        let listed: Vec<_> = contents
            .map(|(name, content)| (media_type(name), self.media_type_at(content)))
            .collect();
        for (media, content) in &listed {
            if is_streamed(media) && !self.has_json(&listed, *content) {
                self.note_read_as(media, *content, "is passed through as bytes in an error");
            }
        }
    }

    fn response_kind(
        &mut self,
        media: &MediaType,
        content: MediaTypeView<'s>,
        listed: &[(MediaType, MediaTypeView<'s>)],
        path: &NamePath<'_>,
    ) -> ResponseKind {
        let written = content;
        // An equal schema becomes the same type.
        let mut others = listed.iter().map(|(_, other)| *other);
        let content = others
            .find(|other| self.is_same(*other, content))
            .unwrap_or(content);
        match media.kind {
            // Frameworks list their default media type for a file, and send that of the file.
            MediaKind::Json if self.is_file(content) => ResponseKind::Binary,
            MediaKind::Json => {
                let is_text = |content: MediaTypeView<'s>| {
                    content.schema().is_some_and(|schema| self.is_text(schema))
                };
                let mut others = listed.iter();
                if is_text(content)
                    && others.any(|(other, content)| other.is_plain_text() && is_text(*content))
                {
                    return ResponseKind::Json(Type::text());
                }
                ResponseKind::Json(self.content_schema(content, path).with_null())
            }
            MediaKind::JsonLines => {
                ResponseKind::JsonLines(self.stream_item(content, path).with_null())
            }
            MediaKind::Events => ResponseKind::Events(self.event_data(content, path)),
            MediaKind::Text | MediaKind::Binary if self.is_encoded(content) => {
                ResponseKind::Scalar(self.content_schema(content, path).with_null())
            }
            MediaKind::Text if media.is_plain_text() => {
                if let Some(schema) = content.schema() {
                    if self.is_file(content) && self.has_json(listed, content) {
                        return ResponseKind::Binary;
                    }
                    if self.is_text(schema) {
                        return ResponseKind::Text;
                    }
                    if self.is_scalar(schema) {
                        return ResponseKind::Scalar(self.schemas.lower(schema, path).with_null());
                    }
                    // Some frameworks list every media type that a client may ask for, but always send JSON.
                    if self.has_json(listed, content) {
                        return ResponseKind::Json(self.schemas.lower(schema, path).with_null());
                    }
                }
                self.note_passed_through(media, written);
                ResponseKind::Text
            }
            MediaKind::Text | MediaKind::Form => {
                self.note_passed_through(media, written);
                ResponseKind::Text
            }
            MediaKind::Multipart => {
                // Any array is a list of parts.
                let is_object = |schema: SchemaView<'s>| schema.has("properties");
                let schema = content.schema().into_iter();
                let mut parts = schema.flat_map(|schema| schema.parts(self.context.sources));
                if parts.any(is_object) {
                    self.note_read_as(media, written, "is read part by part");
                }
                ResponseKind::Parts
            }
            MediaKind::Binary => {
                self.note_passed_through(media, written);
                ResponseKind::Binary
            }
            MediaKind::BySchema => match self.content_schema(content, path).with_null() {
                Type::Any | Type::String(_) => ResponseKind::Binary,
                ty => ResponseKind::Json(ty),
            },
        }
    }

    /// Whether the text of a media type has a narrower type than string: an integer, a boolean, an enum, a date.
    pub(in crate::lower) fn is_typed_text(&self, content: MediaTypeView<'s>) -> bool {
        content
            .schema()
            .is_some_and(|schema| self.is_scalar(schema) && !self.is_text(schema))
    }

    /// Whether a schema is that of a file: a string of bytes, which no JSON value can be.
    fn is_file(&self, content: MediaTypeView<'s>) -> bool {
        content.schema().is_some_and(|schema| {
            let is_binary = |layer: SchemaView<'s>| layer.str("format") == Some("binary");
            self.is_text(schema) && schema.parts(self.context.sources).any(is_binary)
        })
    }

    /// Whether values of a schema are neither objects nor arrays.
    fn is_scalar(&self, schema: SchemaView<'s>) -> bool {
        let parts = schema.parts(self.context.sources);
        let mut types = parts.map(SchemaView::likely_types);
        let types = types.find(|types| !types.is_empty()).unwrap_or_default();
        !types.is_empty() && !types.contains(JsonType::Object) && !types.contains(JsonType::Array)
    }

    /// Whether the values of a schema are plain strings.
    pub(in crate::lower) fn is_text(&self, schema: SchemaView<'s>) -> bool {
        let layers: Vec<_> = schema.parts(self.context.sources).collect();
        let is_typed = |layer: &SchemaView<'s>| {
            let format = layer.str("format");
            layer.has_values()
                || layer.flag("x-sensitive")
                || layer.is_base64()
                || matches!(format, Some("date" | "date-time" | "byte" | "password"))
        };
        let mut types = layers.iter().map(|layer| layer.types());
        let types = types.find(|types| !types.is_empty()).unwrap_or_default();
        types.iter().eq([JsonType::String]) && !layers.iter().any(is_typed)
    }

    /// Whether a response has the same value as JSON.
    fn has_json(
        &self,
        listed: &[(MediaType, MediaTypeView<'s>)],
        content: MediaTypeView<'s>,
    ) -> bool {
        let mut others = listed.iter();
        others.any(|(other, json)| other.kind == MediaKind::Json && self.is_same(*json, content))
    }

    /// Whether two media types have the same schema.
    fn is_same(&self, one: MediaTypeView<'s>, other: MediaTypeView<'s>) -> bool {
        let is_equal =
            |one: Option<SchemaView<'s>>, other: Option<SchemaView<'s>>| match (one, other) {
                (Some(one), Some(other)) => self.context.are_equal(one.node(), other.node()),
                (None, None) => true,
                _ => false,
            };
        is_equal(one.schema(), other.schema()) && is_equal(one.item_schema(), other.item_schema())
    }
}

/// Returns how two media types are read where they carry the same value: the same type as any kind of JSON, a scalar as
/// text and as JSON, a stream of the same values, or text of the same subtype.
fn merged(known: &ResponseContent, media: &MediaType, kind: &ResponseKind) -> Option<ResponseKind> {
    use ResponseKind::{Binary, Json, JsonLines, Parts, Scalar, Text};
    match (&known.kind, kind) {
        (Binary, Binary) | (Parts, Parts) => None,
        (JsonLines(one), JsonLines(other)) => {
            let is_same = known.media_type.is_json_sequence() == media.is_json_sequence();
            (is_same && one == other).then(|| kind.clone())
        }
        (Text, Text) => {
            let (known, media) = (&known.media_type, media);
            let is_same = known.family_and_subtype().1 == media.family_and_subtype().1;
            is_same.then_some(Text)
        }
        (one, other) if one == other => Some(one.clone()),
        (Scalar(one), Json(other)) | (Json(one), Scalar(other)) if one == other => {
            Some(Scalar(one.clone()))
        }
        (Text, Json(ty) | Scalar(ty)) if is_string(ty) && known.media_type.is_plain_text() => {
            Some(Scalar(Type::text()))
        }
        (Json(ty) | Scalar(ty), Text) if is_string(ty) && media.is_plain_text() => {
            Some(Scalar(Type::text()))
        }
        _ => None,
    }
}

/// Whether values of a type are strings of any text. `Any` has more values than that.
fn is_string(ty: &Type) -> bool {
    matches!(
        ty,
        Type::String(StringFormat::Plain(_) | StringFormat::Binary)
    )
}

/// Merges all contents into one where all are read in the same way, so that the caller has nothing to choose between.
fn without_names(mut contents: Vec<ResponseContent>) -> Vec<ResponseContent> {
    if let [first, others @ ..] = contents.as_mut_slice()
        && others.iter().all(|content| content.kind == first.kind)
    {
        for content in others {
            first.others.push(content.media_type.clone());
            first.others.append(&mut content.others);
        }
        contents.truncate(1);
    }
    contents
}

/// Returns the contents of an error, which is read into memory; contents that would be streams become bytes.
pub(super) fn in_memory(mut contents: Vec<ResponseContent>) -> Vec<ResponseContent> {
    for content in &mut contents {
        if matches!(
            content.kind,
            ResponseKind::Events(_) | ResponseKind::JsonLines(_) | ResponseKind::Parts
        ) {
            content.kind = ResponseKind::Binary;
        }
    }
    without_names(contents)
}

/// Whether a media type can be written in `Accept`.
fn is_sendable(name: &str) -> bool {
    name.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}
