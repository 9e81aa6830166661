//! Arrays.

use crate::diagnostic::Code;
use crate::ir::{Rules, Type};

use super::super::name_path::NamePath;
use super::super::views::JsonType;
use super::{Lowered, Schemas, Subschema};

impl<'s> Schemas<'s> {
    /// Returns an array of what `items` says; a tuple (`prefixItems`) becomes an array of the type that its items
    /// share, or of JSON values.
    pub(super) fn array(&mut self, parts: &[Subschema<'s>], path: &NamePath<'_>) -> Lowered {
        let mut rules = self.rules(JsonType::Array, parts);
        let item = if parts.iter().any(|part| part.schema.has("prefixItems")) {
            self.tuple(parts, path)
        } else {
            let listed = parts.iter().filter_map(|part| {
                let items = part.schema.items()?;
                Some((items, part.name_prefix.clone()))
            });
            let items: Vec<_> = listed.collect();
            self.lower_part(&items, "Item", path)
        };
        rules.each = item.rules_of_each();
        Lowered {
            rules,
            ..Lowered::of(Type::Array(Box::new(item.with_null())))
        }
    }

    fn tuple(&mut self, parts: &[Subschema<'s>], path: &NamePath<'_>) -> Lowered {
        let mut common: Option<Lowered> = None;
        for schema in parts.iter().map(|part| part.schema) {
            let rest = schema.items();
            // Items behind those that are listed may be anything.
            let is_open = rest.is_none_or(|rest| rest.as_bool() == Some(true));
            if schema.has("prefixItems") && is_open {
                let listed = u64::try_from(schema.list("prefixItems").count()).ok();
                let most = parts
                    .iter()
                    .filter_map(|part| part.schema.count("maxItems"));
                if most.min().is_none_or(|most| Some(most) > listed) {
                    return Lowered::any();
                }
            }
            let rest = rest.filter(|rest| rest.is_map());
            for item in schema.list("prefixItems").chain(rest) {
                let lowered = self.lower(item, &path.then("Item"));
                let before = common.get_or_insert_with(|| lowered.clone());
                if before.ty != lowered.ty || before.nullable != lowered.nullable {
                    self.context.note(
                        Code::Unsupported,
                        schema.origin().at_value(),
                        "items of different types; the array is kept as JSON values",
                    );
                    return Lowered::any();
                }
            }
        }
        Lowered {
            rules: Rules::default(),
            ..common.unwrap_or_else(Lowered::any)
        }
    }
}
