//! Server-sent events: what their `data` holds.
//!
//! Up to 3.1, the schema of `text/event-stream` describes either `data`, or the event as an object with `data`,
//! `event`, `id` and `retry`. From 3.2 on, `itemSchema` describes the event; where it has no field of an event, it is
//! taken to describe `data` as well.

use crate::ir::{Docs, EventData, NamedEvent, Type};
use crate::limits::EVENT_SCHEMAS;

use crate::lower::Lowering;
use crate::lower::name_path::{NamePath, given_name};
use crate::lower::views::{JsonType, JsonTypes, MediaTypeView, SchemaView, docs};

/// The fields of an event.
const FIELDS: [&str; 4] = ["data", "event", "id", "retry"];

/// One kind of event: the schemas that together describe it, the most specific first, and its names.
struct Alternative<'s> {
    layers: Vec<SchemaView<'s>>,
    names: Vec<String>,
    docs: Docs,
}

impl<'s> Lowering<'s> {
    /// Returns what the `data` of server-sent events holds.
    pub(super) fn event_data(
        &mut self,
        content: MediaTypeView<'s>,
        path: &NamePath<'_>,
    ) -> EventData {
        if let Some(event) = content.item_schema() {
            let alternatives = self.alternatives(event);
            if alternatives.iter().all(|one| is_data(&one.layers)) {
                return json(self.schemas.lower(event, &path.then("Item")).with_null());
            }
            return self.data_of_events(&alternatives, path);
        }
        let Some(schema) = content.schema() else {
            return EventData::Text;
        };
        let sources = self.context.sources;
        let list = schema.follow(sources).filter(|list| {
            let types = list.likely_types();
            types.contains(JsonType::Array)
        });
        // The schema of a stream often describes it as an array of its events.
        let event = list.and_then(SchemaView::items).unwrap_or(schema);
        let alternatives = self.alternatives(event);
        if alternatives.iter().all(|one| is_event(&one.layers)) {
            return self.data_of_events(&alternatives, path);
        }
        let whole = self.schemas.lower(schema, path);
        match self.schemas.items_of(&whole) {
            Some(item) if !whole.nullable => EventData::Json(item.with_null()),
            _ => json(whole.with_null()),
        }
    }

    fn data_of_events(
        &mut self,
        alternatives: &[Alternative<'s>],
        path: &NamePath<'_>,
    ) -> EventData {
        let mut events: Vec<NamedEvent> = Vec::new();
        for (at, alternative) in alternatives.iter().enumerate() {
            let place = at.to_string();
            let word = match alternative.names.first() {
                _ if alternatives.len() < 2 => "",
                Some(name) => name,
                None => place.as_str(),
            };
            let named = path.then(word);
            let data = self.data_of(&alternative.layers, &named.then("Data"));
            events.push(NamedEvent {
                names: alternative.names.clone(),
                data,
                docs: alternative.docs.clone(),
            });
        }
        let Some(first) = events.first() else {
            return EventData::Text;
        };
        // Without names, nothing says which of them an event is.
        let is_alike = |event: &NamedEvent| event.names.is_empty() && event.data == first.data;
        if events.len() == 1 || events.iter().all(is_alike) {
            return match &first.data {
                Some(ty) => EventData::Json(ty.clone()),
                None => EventData::Text,
            };
        }
        EventData::Named(events)
    }

    /// Returns the type of `data`, where it is JSON.
    fn data_of(&mut self, layers: &[SchemaView<'s>], path: &NamePath<'_>) -> Option<Type> {
        let sources = self.context.sources;
        let mut data = Vec::new();
        for written in layers.iter().filter_map(|layer| layer.property("data")) {
            data.extend(written.parts(sources).map(|part| (written, part)));
        }
        let schema = match data.iter().find_map(|(_, layer)| layer.content_schema()) {
            Some(schema) => schema,
            None => {
                // The type that one layer declares takes precedence over the format of another layer.
                let first = |types: fn(SchemaView<'s>) -> JsonTypes| {
                    data.iter().find(|(_, layer)| !types(*layer).is_empty())
                };
                let typed = first(SchemaView::types).or_else(|| first(SchemaView::inferred_types));
                if typed.is_some_and(|(_, layer)| layer.likely_types().contains(JsonType::String)) {
                    return None;
                }
                typed.or(data.first()).map(|(written, _)| *written)?
            }
        };
        match self.schemas.lower(schema, path).with_null() {
            Type::Any | Type::String(_) => None,
            ty => Some(ty),
        }
    }

    /// Returns the kinds of events that a schema describes: one, or the alternatives of its unions.
    fn alternatives(&self, schema: SchemaView<'s>) -> Vec<Alternative<'s>> {
        let mut found = Vec::new();
        let mut open = vec![(schema, Vec::new(), Vec::new())];
        let mut left = EVENT_SCHEMAS;
        while let Some((schema, base, mapped)) = open.pop() {
            left = left.saturating_sub(1);
            let parts = schema.parts(self.context.sources);
            let mut layers: Vec<SchemaView<'s>> = parts.take(EVENT_SCHEMAS).collect();
            let of_union = layers.iter().find_map(|layer| {
                let (_, _, alternatives) = layer.union_from(0)?;
                Some((*layer, alternatives))
            });
            let has_union = of_union.is_some();
            layers.extend(base);
            match of_union.filter(|_| left > 0) {
                Some((owner, alternatives)) => {
                    for one in alternatives.into_iter().rev() {
                        if one.is_null_only() {
                            continue;
                        }
                        open.push((one, layers.clone(), self.mapped_names(owner, one)));
                    }
                }
                None if has_union => {}
                None => {
                    let own: Vec<String> = self.names_of(&layers);
                    found.push(Alternative {
                        names: if own.is_empty() { mapped } else { own },
                        docs: docs(schema.node()),
                        layers,
                    });
                }
            }
        }
        found
    }

    /// Returns the possible values of `event`.
    fn names_of(&self, layers: &[SchemaView<'s>]) -> Vec<String> {
        let sources = self.context.sources;
        let values = layers.iter().filter_map(|layer| {
            let event = layer.property("event")?;
            let values = event.parts(sources).flat_map(SchemaView::values);
            let values: Vec<String> = values
                .filter_map(|value| Some(value.as_str()?.to_owned()))
                .collect();
            (!values.is_empty()).then_some(values)
        });
        values.into_iter().next().unwrap_or_default()
    }

    /// Returns the names that a discriminator with the property `event` gives to an alternative.
    fn mapped_names(&self, owner: SchemaView<'s>, alternative: SchemaView<'s>) -> Vec<String> {
        let discriminator = owner.discriminator();
        let Some(discriminator) = discriminator.filter(|one| one.property_name() == Some("event"))
        else {
            return Vec::new();
        };
        let Some(target) = alternative.follow(self.context.sources) else {
            return Vec::new();
        };
        let name = given_name(target.node());
        let refers = |text: &str| Some(text) == alternative.reference() || Some(text) == name;
        let mapped: Vec<String> = discriminator
            .mapping()
            .filter(|(_, schema)| schema.as_str().is_some_and(refers))
            .map(|(value, _)| value.to_owned())
            .collect();
        if mapped.is_empty() {
            return name.map(str::to_owned).into_iter().collect();
        }
        mapped
    }
}

/// Returns the content of `data` for a type: text for strings and for any value, JSON otherwise.
fn json(ty: Type) -> EventData {
    match ty {
        Type::Any | Type::String(_) => EventData::Text,
        ty => EventData::Json(ty),
    }
}

/// Whether schemas in the place of an event's schema describe its `data`: an object without `data` that has properties
/// other than those of an event, or a value that is not an object.
fn is_data(layers: &[SchemaView<'_>]) -> bool {
    let names = || property_names(layers);
    if names().next().is_none() {
        let mut types = layers.iter().map(|layer| layer.likely_types());
        return types.any(|types| !types.is_empty() && !types.contains(JsonType::Object));
    }
    names().all(|name| name != "data") && !names().all(|name| FIELDS.contains(&name))
}

fn property_names<'s>(layers: &[SchemaView<'s>]) -> impl Iterator<Item = &'s str> {
    let names = layers.iter().flat_map(|layer| layer.properties());
    names.map(|(name, _)| name)
}

/// Whether schemas describe an event and not its `data`: they have `data` and `event` or `retry`, and no property
/// besides those of an event. An object of only `id` and `data` is usually the data itself.
fn is_event(layers: &[SchemaView<'_>]) -> bool {
    let names = || property_names(layers);
    names().any(|name| name == "data")
        && names().any(|name| name == "event" || name == "retry")
        && names().all(|name| FIELDS.contains(&name))
}
