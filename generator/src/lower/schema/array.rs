//! Arrays.

use crate::diagnostic::Code;
use crate::ir::{Rules, Type};
use crate::limits::TUPLE_ITEMS;
use crate::openapi::Version;

use super::super::name_path::NamePath;
use super::super::views::JsonType;
use super::nullable::takes_anything;
use super::{Lowered, Schemas, Subschema};

impl<'s> Schemas<'s> {
    /// Returns the array that `items` describes. With `prefixItems` it is an array of the type that all items share, a
    /// tuple where each item has a type of its own, or an array of JSON values.
    pub(super) fn array(&mut self, parts: &[Subschema<'s>], path: &NamePath<'_>) -> Lowered {
        let mut rules = self.rules(JsonType::Array, parts);
        let item = if parts.iter().any(|part| part.schema.has("prefixItems")) {
            match self.tuple(parts, &rules, path) {
                Prefixed::Shared(item) => *item,
                Prefixed::Each(items) => {
                    return Lowered::of(Type::Tuple(items)).with_rules(rules);
                }
            }
        } else {
            let listed = parts.iter().filter_map(|part| {
                let items = part.schema.items()?;
                Some((items, part.name_prefix.clone()))
            });
            let items: Vec<_> = listed.collect();
            self.lower_part(&items, "Item", path)
        };
        rules.each = item.rules_of_each();
        Lowered::of(Type::Array(Box::new(item.with_null()))).with_rules(rules)
    }

    /// Returns the type of an array's items, looking through aliases; `None` where the type is not an array. For a
    /// tuple that describes a stream, the items are `Any` in 3.2; before 3.2, a tuple such as `[time, value]` more
    /// likely describes each value of the stream.
    pub(in crate::lower) fn items_of(&mut self, array: &Lowered) -> Option<Lowered> {
        // A type of another file may not be complete yet.
        self.run_pending();
        let behind = self.types.layers(&array.ty);
        let mut rules = std::iter::once(&array.rules).chain(behind.map(|def| &*def.rules));
        let rules = rules.find_map(|rules| rules.each.as_deref());
        match self.types.resolve(&array.ty) {
            Type::Array(item) => Some(Lowered {
                rules: rules.cloned().unwrap_or_default(),
                ..Lowered::of((**item).clone())
            }),
            Type::Tuple(_) if self.context.version == Version::V32 => Some(Lowered::any()),
            _ => None,
        }
    }

    fn tuple(&mut self, parts: &[Subschema<'s>], rules: &Rules, path: &NamePath<'_>) -> Prefixed {
        let mut items: Vec<Lowered> = Vec::new();
        let mut is_closed = false;
        let mut count = 0;
        for schema in parts.iter().map(|part| part.schema) {
            let sources = self.context.sources;
            let rest = schema
                .items()
                .filter(|rest| !takes_anything(*rest, sources));
            // Items after the listed ones may have any value.
            if schema.has("prefixItems") && rest.is_none() {
                let listed = u64::try_from(schema.list("prefixItems").count()).ok();
                let most = parts
                    .iter()
                    .filter_map(|part| part.schema.count("maxItems"));
                if most.min().is_none_or(|most| Some(most) > listed) {
                    return Prefixed::Shared(Box::new(Lowered::any()));
                }
            }
            is_closed |= rest.is_some_and(|rest| rest.as_bool() == Some(false));
            for item in schema.list("prefixItems") {
                items.push(self.lower(item, &path.then("Item")));
            }
            count = count.max(items.len());
            if let Some(rest) = rest.filter(|rest| rest.is_map()) {
                items.push(self.lower(rest, &path.then("Item")));
            }
        }
        let Some(first) = items.first() else {
            return Prefixed::Shared(Box::new(Lowered::any()));
        };
        let is_first = |item: &Lowered| item.ty == first.ty && item.nullable == first.nullable;
        if items.iter().all(is_first) {
            let shared = first.clone().with_rules(Rules::default());
            return Prefixed::Shared(Box::new(shared));
        }
        let most = rules.max_items.and_then(|most| usize::try_from(most).ok());
        let prefixed = parts.iter().filter(|part| part.schema.has("prefixItems"));
        let is_closed = is_closed || most.is_some_and(|most| most <= count);
        if is_closed && prefixed.count() == 1 && count == items.len() && count <= TUPLE_ITEMS {
            return Prefixed::Each(items.into_iter().map(Lowered::with_null).collect());
        }
        if let Some(part) = parts.last() {
            self.context.note(
                Code::Unsupported,
                part.schema.at_value(),
                "items of different types; the array is kept as JSON values",
            );
        }
        Prefixed::Shared(Box::new(Lowered::any()))
    }
}

/// The types of items with `prefixItems`.
enum Prefixed {
    /// All of one type.
    Shared(Box<Lowered>),
    /// Each item has a type of its own, and there are no further items.
    Each(Vec<Type>),
}
