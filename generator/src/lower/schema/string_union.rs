//! Unions that come down to strings.

use indexmap::IndexSet;

use crate::ir::{
    Docs, EnumValue, Lifecycle, NameHint, Rules, StringFormat, Type, TypeId, TypeKind,
};
use crate::limits::{STRING_UNION_NESTING, STRING_UNION_PARTS};

use super::super::context::rust_name;
use super::super::name_path::NamePath;
use super::super::views::{JsonType, SchemaView, docs, lifecycle};
use super::all_of::AllOf;
use super::scalar::common_type;
use super::{Lowered, Schemas, Subschema};

/// A schema of strings, and the alternative that leads to it.
struct StringSchema<'s> {
    written: SchemaView<'s>,
    schema: SchemaView<'s>,
}

impl<'s> Schemas<'s> {
    /// Returns what a union of strings only is: an open enum of all values that are listed, or a string.
    pub(super) fn string_union(
        &mut self,
        alternatives: &[SchemaView<'s>],
        whole: &[Subschema<'s>],
        path: &NamePath<'_>,
        target: Option<TypeId>,
    ) -> Option<Lowered> {
        let mut strings = Vec::new();
        let mut nullable = false;
        if !self.string_schemas(alternatives, &mut strings, &mut nullable, 0) || strings.len() < 2 {
            return None;
        }
        let is_listed = |string: &&StringSchema<'s>| string.schema.has_values();
        let listed: Vec<&StringSchema<'s>> = strings.iter().filter(is_listed).collect();
        let mut lowered = match listed.as_slice() {
            [] => self.common_string(&strings),
            [only] => {
                self.examples.check(only.written);
                let mut all = AllOf::default();
                self.collect(only.written, None, &mut all);
                Lowered {
                    rules: Rules::default(),
                    ..self.combine(all, path, target)
                }
            }
            _ => self.own_type(whole, path, target, Rules::default(), |_, _| {
                Some(TypeKind::StringEnum(values_of_all(&listed)))
            }),
        };
        lowered.nullable |= nullable;
        Some(lowered)
    }

    /// Finds the string schemas that a union comes down to; `false` if it is not of strings only.
    fn string_schemas(
        &self,
        alternatives: &[SchemaView<'s>],
        found: &mut Vec<StringSchema<'s>>,
        nullable: &mut bool,
        depth: usize,
    ) -> bool {
        depth <= STRING_UNION_NESTING
            && alternatives.iter().all(|written| {
                if written.is_null_only() {
                    *nullable = true;
                    return true;
                }
                let Some(schema) = written.follow(self.context.sources) else {
                    return false;
                };
                if schema.has("allOf") || found.len() >= STRING_UNION_PARTS {
                    return false;
                }
                *nullable |= written.says_null() || schema.says_null();
                let inner: Vec<_> = schema.list("oneOf").chain(schema.list("anyOf")).collect();
                if !inner.is_empty() {
                    return !schema.has_values()
                        && self.string_schemas(&inner, found, nullable, depth + 1);
                }
                let is_string = schema.likely_types().iter().eq([JsonType::String]);
                if is_string {
                    found.push(StringSchema {
                        written: *written,
                        schema,
                    });
                }
                is_string
            })
    }

    fn common_string(&mut self, strings: &[StringSchema<'s>]) -> Lowered {
        let mut common: Option<Type> = None;
        let mut schemas = Vec::new();
        for string in strings {
            self.examples.check(string.written);
            let part = Subschema::new(string.schema, None);
            let own = self.scalar(JsonType::String, &[part]);
            schemas.push((string.written, own.rules));
            let own = own.ty;
            common = common.map_or(Some(own.clone()), |before| common_type(&before, &own));
        }
        Lowered {
            rules: self.rules_of_any(&schemas),
            ..Lowered::of(common.unwrap_or(Type::String(StringFormat::Plain(None))))
        }
    }
}

/// Returns the values of all schemas, each once.
fn values_of_all(listed: &[&StringSchema<'_>]) -> Vec<EnumValue<String>> {
    let mut seen = IndexSet::new();
    let mut values = Vec::new();
    for schema in listed.iter().map(|string| string.schema) {
        // A schema for one value describes that value, by title and description.
        let single = schema.single_value().map(|_| schema.node());
        for value in schema.values() {
            let Some(wire) = value.as_str().filter(|wire| seen.insert(*wire)) else {
                continue;
            };
            let title = single.and_then(|schema| schema.get_str("title"));
            values.push(EnumValue {
                wire: wire.to_owned(),
                name: NameHint {
                    words: vec![title.unwrap_or(wire).to_owned()],
                    wanted: single.and_then(rust_name),
                    origin: value.origin(),
                },
                docs: single.map_or_else(Docs::default, docs),
                lifecycle: single.map_or(Lifecycle::Current, lifecycle),
            });
        }
    }
    values
}
