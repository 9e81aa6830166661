//! The parts of multipart bodies.

use indexmap::IndexMap;

use crate::diagnostic::Code;
use crate::ir::{
    Access, Check, Field, Location, MediaKind, MediaType, Parameter, ParameterPresence, Part,
    PartCount, PartKind, PartPlace, Presence, RareRules, Rules, Sensitivity, StringFormat, Struct,
    Type, TypeKind,
};
use crate::openapi::{Version, media_types::split};

use crate::lower::Lowering;
use crate::lower::media::{is_several, media_type};
use crate::lower::name_path::{NamePath, given_name};
use crate::lower::views::{EncodingView, MediaTypeView, ParameterView, SchemaView, View};

/// How a part is written.
enum Written {
    /// As follows from its schema.
    Usual,
    Json,
    Bytes,
    Other,
}

impl Written {
    fn by(content_type: Option<&str>) -> Self {
        let Some(names) = content_type else {
            return Self::Usual;
        };
        let mut listed = split(names, ',').into_iter();
        match media_type(names).kind {
            _ if listed.any(|name| media_type(name).kind == MediaKind::Json) => Self::Json,
            // No single type of a list can be chosen here, and none of them is certain to be text.
            _ if is_several(names) => Self::Bytes,
            // The caller of a part that has parts itself knows its boundary.
            MediaKind::Binary | MediaKind::BySchema | MediaKind::Multipart => Self::Bytes,
            _ => Self::Other,
        }
    }
}

impl<'s> Lowering<'s> {
    /// Returns the parts of a multipart body, and the rules for their number. The list is empty where the caller gives
    /// each part.
    pub(super) fn multipart(
        &mut self,
        media: &MediaType,
        content: MediaTypeView<'s>,
        path: &NamePath<'_>,
    ) -> (Vec<Part>, Rules) {
        let is_form = media.essence == "multipart/form-data";
        let mut found = match is_form {
            true => (Vec::new(), Rules::default()),
            false => self.parts_in_order(content, path),
        };
        if found.0.is_empty() && content.positional_parts().is_none() {
            found = self.named_parts(content, path);
        }
        if found.0.is_empty() {
            let message = match is_form && content.positional_parts().is_some() {
                true => "the parts of a form have names, not positions; the caller gives them",
                false => "the parts of the multipart body are not listed; the caller gives them",
            };
            self.context
                .note(Code::Unsupported, content.at_key(), message);
        }
        found
    }

    /// Returns the parts, one for each property of an object.
    fn named_parts(
        &mut self,
        content: MediaTypeView<'s>,
        path: &NamePath<'_>,
    ) -> (Vec<Part>, Rules) {
        let lowered = self.content_schema(content, path);
        self.schemas.run_pending();
        let objects = self.schemas.objects_of(&lowered.ty);
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
                let given = content.encoding(&field.wire);
                let mut part = self.part(field, given, PartPlace::Named, path);
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
        let behind = self.schemas.types.layers(&lowered.ty);
        let own: Vec<&Rules> = std::iter::once(&lowered.rules)
            .chain(behind.map(|def| &*def.rules))
            .collect();
        let checks = own.iter().flat_map(|rules| rules.checks.iter().cloned());
        let (mut checks, others): (Vec<_>, Vec<_>) = checks.partition(Check::is_of_names);
        // What the properties hold is checked of each part.
        let mut others = others.iter();
        if others.any(|check| !matches!(check, Check::Properties { .. })) {
            let message = "not every keyword for all parts together is checked: the client only knows their names";
            self.context
                .note(Code::Unsupported, content.at_key(), message);
        }
        checks.extend(one_of_required(&objects));
        let rules = Rules {
            min_properties: own.iter().find_map(|rules| rules.min_properties),
            max_properties: own.iter().find_map(|rules| rules.max_properties),
            checks,
            ..Rules::default()
        };
        (parts.into_values().flatten().collect(), rules)
    }

    /// Returns the parts, one for each position of an array, in order: those of `prefixItems`, then one that describes
    /// all others.
    fn parts_in_order(
        &mut self,
        content: MediaTypeView<'s>,
        path: &NamePath<'_>,
    ) -> (Vec<Part>, Rules) {
        let layers = content.layers(self.context.sources);
        let count = |keyword: &str| layers.iter().find_map(|layer| layer.count(keyword));
        let rules = Rules {
            min_items: count("minItems"),
            max_items: count("maxItems"),
            ..Rules::default()
        };
        let required = rules.min_items.unwrap_or_default();
        let first: Vec<SchemaView<'s>> = layers
            .iter()
            .map(|layer| layer.list("prefixItems").collect::<Vec<_>>())
            .find(|list| !list.is_empty())
            .unwrap_or_default();
        let mut parts = Vec::new();
        for (at, schema) in (0_u64..).zip(first) {
            let wire = format!("part {}", at + 1);
            let words = match (schema.str("title"), self.name_of(schema)) {
                (Some(title), _) => title.to_owned(),
                (None, Some(name)) => name.to_owned(),
                (None, None) => wire.clone(),
            };
            let field = self
                .schemas
                .item_field(&wire, words, schema, at < required, path);
            let given = content.prefix_encoding(parts.len());
            parts.push(self.part(&field, given, PartPlace::Position, path));
        }
        let rest = layers.iter().find_map(|layer| layer.get("items"));
        let rest = rest
            .map(|node| self.context.schema(node))
            .or(content.item_schema());
        if let Some(schema) = rest.filter(|schema| schema.node().as_bool() != Some(false)) {
            let words = "item".to_owned();
            let field = self.schemas.item_field("item", words, schema, false, path);
            let given = content.item_encoding();
            parts.push(self.part(&field, given, PartPlace::Item, path));
        }
        (parts, rules)
    }

    /// Returns the name that the document gives to a schema, or to the schema that it refers to.
    fn name_of(&self, schema: SchemaView<'s>) -> Option<&'s str> {
        given_name(schema.follow(self.context.sources)?.node())
    }

    /// Merges a part with the one that another alternative of a union has for it. Where they differ in kind, the part
    /// is removed and the caller gives it by `part`.
    fn add_alternative(&self, known: &mut Option<Part>, other: &Part) {
        match known {
            Some(part) if part.kind == other.kind && part.count == other.count => {
                if other.presence == ParameterPresence::Optional {
                    part.presence = ParameterPresence::Optional;
                } else if part.presence.is_required() && part.presence != other.presence {
                    part.presence = ParameterPresence::Required;
                }
                if part.rules != other.rules {
                    part.rules = RareRules::default();
                }
                if other.sensitivity == Sensitivity::Secret {
                    part.sensitivity = Sensitivity::Secret;
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

    fn part(
        &mut self,
        field: &Field,
        given: Option<EncodingView<'s>>,
        place: PartPlace,
        path: &NamePath<'_>,
    ) -> Part {
        self.schemas.run_pending();
        let given_type = given.and_then(EncodingView::content_type);
        let types = &self.schemas.types;
        let whole = types.named_without_null(&field.ty).clone();
        let (item, count) = match &whole {
            // One list of JSON values, not a list of files.
            Type::Array(item) if **item == Type::Any && self.is_json(field, PartCount::One) => {
                (whole.clone(), PartCount::One)
            }
            // An item of a list of parts is one part, whatever it holds.
            Type::Array(item) if place == PartPlace::Named => {
                (types.named_without_null(item).clone(), PartCount::Many)
            }
            _ => (whole.clone(), PartCount::One),
        };
        let files = self.files(&item, field);
        let style = given
            .and_then(EncodingView::style)
            .filter(|_| place == PartPlace::Named && self.context.version >= Version::V31)
            .map(|given| self.style(given, Location::Query));
        let kind = match (self.schemas.types.resolve(&item), style) {
            _ if files.is_some() => PartKind::File,
            (Type::String(StringFormat::Binary), _) => PartKind::File,
            (_, Some(style)) => PartKind::Styled(whole, style),
            (Type::Any, _) if self.is_json(field, count) => PartKind::Json(item),
            _ => self.kind_as(given, item),
        };
        let count = match kind {
            PartKind::Styled(..) => PartCount::One,
            _ => files.unwrap_or(count),
        };
        let usual = given_type.filter(|name| !is_several(name));
        let content_type = match kind {
            PartKind::Styled(..) => None,
            _ => usual
                .map(media_type)
                .or_else(|| self.content_media_type(field)),
        };
        if let Some(media_type) = &content_type
            && kind != PartKind::File
        {
            self.note_charset(media_type, field.origin.at_value());
        }
        let constant = field.constant.clone().filter(|_| kind != PartKind::File);
        Part {
            wire: field.wire.clone(),
            name: field.name.clone(),
            presence: match (field.presence, constant) {
                (Presence::Optional | Presence::OptionalNullable, _) => ParameterPresence::Optional,
                (_, Some(value)) => ParameterPresence::Constant(value),
                (_, None) => ParameterPresence::Required,
            },
            count,
            content_type,
            ty: field.ty.clone(),
            kind,
            place,
            headers: given.map_or_else(Vec::new, |given| self.part_headers(field, given, path)),
            rules: field.rules.clone(),
            docs: field.docs.clone(),
            sensitivity: field.sensitivity,
            origin: field.origin,
        }
    }

    /// Returns the kind of a part with this encoding.
    fn kind_as(&self, given: Option<EncodingView<'s>>, item: Type) -> PartKind {
        let ty = self.schemas.types.resolve(&item);
        match (Written::by(given.and_then(EncodingView::content_type)), ty) {
            (Written::Json, _) => PartKind::Json(item),
            (Written::Bytes, Type::String(StringFormat::Plain(_)) | Type::Any) => PartKind::File,
            (_, Type::Any) if self.context.version >= Version::V31 => PartKind::File,
            (_, ty) if !self.schemas.is_structured(ty) => PartKind::Text(item),
            // Written as follows from the value: a string as it is, an object as JSON.
            (Written::Usual, ty) if self.is_mixed_union(ty) => PartKind::Text(item),
            (Written::Usual, _) => PartKind::Json(item),
            // Another format, such as XML: the caller writes it.
            (Written::Bytes | Written::Other, _) => self.written_by_caller(given),
        }
    }

    fn is_mixed_union(&self, ty: &Type) -> bool {
        matches!(self.schemas.types.kind(ty), Some(TypeKind::Union(_)))
            && !self.schemas.is_always_structured(ty)
    }

    /// Returns the headers of a part.
    fn part_headers(
        &mut self,
        field: &Field,
        given: EncodingView<'s>,
        path: &NamePath<'_>,
    ) -> Vec<Parameter> {
        let words = path.then(&field.wire).words();
        let mut headers = Vec::new();
        for (name, written) in given.headers() {
            let Some(header) = self.context.follow_view::<ParameterView<'s>>(written) else {
                continue;
            };
            let why = match name.to_ascii_lowercase().as_str() {
                "content-disposition" => "it follows from the name of the part",
                "content-type" => "the media type of a part is its `contentType`",
                _ => "",
            };
            if !why.is_empty() {
                let message = format!("`{name}` is ignored: {why}");
                self.context.note(Code::Ignored, written.at_key(), message);
                continue;
            }
            if !header.node().is_map() || !self.is_header_name(name, written.at_key()) {
                continue;
            }
            let mut header = self.described(name, Location::Header, written, header, &words);
            header.name.words = field.name.words.clone();
            header.name.words.push(name.to_owned());
            headers.push(header);
        }
        headers
    }

    /// Returns the media type of a property's value, or of each of its items, by `contentMediaType`.
    fn content_media_type(&self, field: &Field) -> Option<MediaType> {
        let schema = self.context.schema(self.context.sources.node(field.origin));
        let name = schema.content_media_type(self.context.sources)?;
        Some(media_type(&name))
    }

    /// Whether the values of a part, or of each of its items, are listed by `enum` or `const`, or are items that
    /// `prefixItems` or `contains` describes: such values are JSON, not bytes.
    fn is_json(&self, field: &Field, count: PartCount) -> bool {
        let node = self.context.sources.node(field.origin);
        let whole = self.context.schema(node).follow(self.context.sources);
        let item = match count {
            PartCount::One => whole,
            PartCount::Many => whole
                .and_then(SchemaView::items)
                .and_then(|item| item.follow(self.context.sources)),
        };
        item.is_some_and(|item| {
            let has = |keyword| item.get(keyword).is_some();
            item.is_null_only() || item.has_values() || has("prefixItems") || has("contains")
        })
    }

    /// Returns how many files a part takes that is described as a choice between one file and several, or between a
    /// file and something else, which is reported; `None` for another part.
    fn files(&self, ty: &Type, field: &Field) -> Option<PartCount> {
        let Some(TypeKind::Union(union)) = self.schemas.types.kind(ty) else {
            return None;
        };
        let is_file =
            |ty: &Type| *self.schemas.types.resolve(ty) == Type::String(StringFormat::Binary);
        let is_list = |ty: &Type| match self.schemas.types.resolve(ty) {
            Type::Array(item) => is_file(item),
            _ => false,
        };
        let variants = || union.variants.iter().map(|variant| &variant.ty);
        let count = match variants().any(is_list) {
            true => PartCount::Many,
            false => variants().any(is_file).then_some(PartCount::One)?,
        };
        if !variants().all(|ty| is_file(ty) || is_list(ty)) {
            let message = "the part can only be sent as a file, not as the other alternatives";
            self.context
                .note(Code::Unsupported, field.origin.at_value(), message);
        }
        Some(count)
    }
}

/// Returns the check that the required parts of at least one of several objects are present.
fn one_of_required(objects: &[Struct]) -> Option<Check> {
    let required = objects.iter().map(|object| {
        let sent = object
            .fields
            .iter()
            .filter(|field| field.presence.is_required() && field.access != Access::ReadOnly);
        sent.map(|field| field.wire.clone()).collect::<Vec<_>>()
    });
    let required: Vec<Vec<String>> = required.collect();
    let differ = required.iter().any(|names| Some(names) != required.first());
    let is_said = differ && required.iter().all(|names| !names.is_empty());
    is_said.then(|| {
        let schemas = required.into_iter();
        Check::AnyOf(schemas.map(|names| vec![Check::Required(names)]).collect())
    })
}
