//! Unions of only strings, or of only listed numbers.

use std::hash::Hash;

use indexmap::IndexSet;

use crate::ir::{Docs, EnumValue, Lifecycle, NameHint, Number, Rules, Type, TypeKind};
use crate::limits::{SCALAR_UNION_NESTING, SCALAR_UNION_PARTS};
use crate::source::Node;

use super::alternative::Alternative;
use crate::lower::context::rust_name;
use crate::lower::name_path::NamePath;
use crate::lower::schema::scalar::common_type;
use crate::lower::schema::{Lowered, Schemas, Subschema};
use crate::lower::views::{JsonType, SchemaView, docs, lifecycle};

/// A schema of strings or integers, and the alternative that leads to it.
struct ScalarSchema<'s> {
    written: SchemaView<'s>,
    schema: SchemaView<'s>,
}

impl<'s> Schemas<'s> {
    /// Returns the type of a union of only strings or only integers: an open enum of all listed values, or a string
    /// where none is listed. Listed numbers with a fraction become a number. A single schema beside null is no union:
    /// it keeps its own type, with its name.
    pub(super) fn scalar_union(
        &mut self,
        alternatives: &[SchemaView<'s>],
        whole: &[Subschema<'s>],
        path: &NamePath<'_>,
    ) -> Option<Lowered> {
        let targets = alternatives.iter().map(|one| self.led_to(*one));
        targets.filter(|one| !one.is_null_only()).nth(1)?;
        let mut types = [JsonType::String, JsonType::Integer, JsonType::Number].into_iter();
        types.find_map(|json_type| self.scalar_union_of(json_type, alternatives, whole, path))
    }

    /// Removes the alternatives that list values of one type, where there are several: they become one enum.
    pub(super) fn listed_scalars(
        &mut self,
        alternatives: &mut Vec<SchemaView<'s>>,
        path: &NamePath<'_>,
    ) -> Vec<Alternative<'s>> {
        let mut found = Vec::new();
        for json_type in [JsonType::String, JsonType::Integer] {
            let is_listed = |schema: &SchemaView<'s>| {
                schema.reference().is_none()
                    && !schema.has("allOf")
                    && schema.has_values()
                    && schema.likely_types().iter().eq([json_type])
            };
            let (listed, others): (Vec<_>, Vec<_>) =
                alternatives.iter().partition(|one| is_listed(one));
            let [first, _, ..] = listed.as_slice() else {
                continue;
            };
            let whole: Vec<_> = listed
                .iter()
                .map(|one| Subschema::new(*one, None))
                .collect();
            let name = json_type.name_suffix();
            if let Some(lowered) = self.scalar_union(&listed, &whole, &path.then(name)) {
                found.push(Alternative::new(name, lowered, *first));
                *alternatives = others;
            }
        }
        found
    }

    fn scalar_union_of(
        &mut self,
        json_type: JsonType,
        alternatives: &[SchemaView<'s>],
        whole: &[Subschema<'s>],
        path: &NamePath<'_>,
    ) -> Option<Lowered> {
        let mut strings = Vec::new();
        let mut nullable = false;
        let is_scalar =
            self.scalar_schemas(json_type, alternatives, &mut strings, &mut nullable, 0);
        if !is_scalar || strings.len() < 2 {
            return None;
        }
        let is_listed = |string: &&ScalarSchema<'s>| string.schema.has_values();
        let listed: Vec<&ScalarSchema<'s>> = strings.iter().filter(is_listed).collect();
        let mut lowered = match listed.as_slice() {
            all if json_type == JsonType::Number => {
                if all.len() < strings.len() {
                    return None;
                }
                self.listed_numbers(&strings)
            }
            [] if json_type == JsonType::Integer => return None,
            [] => self.common_string(&strings),
            [only] if !self.has_rules(json_type, only) => {
                let own = self.lower(only.written, path);
                own.with_rules(Rules::default())
            }
            _ => {
                let rules = self.rules_of_listed(json_type, &strings);
                let mut lowered = self.own_type(whole, path, Rules::default(), |_, _| {
                    Some(if json_type == JsonType::String {
                        TypeKind::StringEnum(values_of_all(&listed, |value| {
                            Some(value.as_str()?.to_owned())
                        }))
                    } else {
                        TypeKind::IntEnum(values_of_all(&listed, Node::as_i64))
                    })
                });
                lowered.rules = rules;
                lowered
            }
        };
        self.add_rules_beside(|one| one == json_type, &mut lowered.rules, whole);
        lowered.nullable |= nullable;
        Some(lowered)
    }

    /// Whether a schema that lists values has rules that other strings of its union need not satisfy.
    fn has_rules(&mut self, json_type: JsonType, listed: &ScalarSchema<'s>) -> bool {
        let own = [Subschema::new(listed.schema, None)];
        listed.schema.has("const") || !self.rules_for(|one| one == json_type, &own).is_empty()
    }

    /// Returns the rules of an enum that several schemas form, which also accepts unlisted values.
    fn rules_of_listed(&mut self, json_type: JsonType, schemas: &[ScalarSchema<'s>]) -> Rules {
        let ruled = schemas.iter().map(|one| {
            let own = [Subschema::new(one.schema, None)];
            (one.written, self.rules_for(|one| one == json_type, &own))
        });
        let ruled: Vec<_> = ruled.collect();
        self.rules_of_any(&ruled)
    }

    /// Collects the schemas of one type that form a union; `false` where the union has values of another type.
    fn scalar_schemas(
        &self,
        json_type: JsonType,
        alternatives: &[SchemaView<'s>],
        found: &mut Vec<ScalarSchema<'s>>,
        nullable: &mut bool,
        depth: usize,
    ) -> bool {
        depth <= SCALAR_UNION_NESTING
            && alternatives.iter().all(|written| {
                let Some(schema) = written.follow(self.context.sources) else {
                    return false;
                };
                if schema.is_null_only() {
                    *nullable = true;
                    return true;
                }
                if schema.has("allOf") || found.len() >= SCALAR_UNION_PARTS {
                    return false;
                }
                *nullable |= written.says_null() || schema.says_null();
                let inner: Vec<_> = schema.list("oneOf").chain(schema.list("anyOf")).collect();
                if !inner.is_empty() {
                    return !schema.has_values()
                        && self.scalar_schemas(json_type, &inner, found, nullable, depth + 1);
                }
                let mut types = schema.likely_types().iter();
                let is_scalar = match json_type {
                    JsonType::Number => {
                        types.all(|one| matches!(one, JsonType::Number | JsonType::Integer))
                    }
                    _ => types.eq([json_type]),
                };
                if is_scalar {
                    found.push(ScalarSchema {
                        written: *written,
                        schema,
                    });
                }
                is_scalar
            })
    }

    fn listed_numbers(&mut self, numbers: &[ScalarSchema<'s>]) -> Lowered {
        let schemas = numbers.iter().map(|number| {
            self.examples.check(number.written);
            let part = Subschema::new(number.schema, None);
            (number.written, self.scalar(JsonType::Number, &[part]).rules)
        });
        let schemas: Vec<_> = schemas.collect();
        Lowered::of(Type::Number(Number::F64)).with_rules(self.rules_of_any(&schemas))
    }

    fn common_string(&mut self, strings: &[ScalarSchema<'s>]) -> Lowered {
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
        let ty = common.unwrap_or(Type::text());
        Lowered::of(ty).with_rules(self.rules_of_any(&schemas))
    }
}

/// Returns the values of all schemas, each one once.
fn values_of_all<'s, T: Clone + Eq + Hash + ToString>(
    listed: &[&ScalarSchema<'s>],
    wire: impl Fn(Node<'s>) -> Option<T>,
) -> Vec<EnumValue<T>> {
    let mut seen = IndexSet::new();
    let mut values = Vec::new();
    for schema in listed.iter().map(|scalar| scalar.schema) {
        // The title and description of a schema for a single value describe that value.
        let single = schema.single_value().map(|_| schema.node());
        for value in schema.values() {
            let Some(wire) = wire(value).filter(|wire| seen.insert(wire.clone())) else {
                continue;
            };
            let title = single.and_then(|schema| schema.get_str("title"));
            values.push(EnumValue {
                name: NameHint {
                    words: vec![title.map_or_else(|| wire.to_string(), str::to_owned)],
                    wanted: single.and_then(rust_name),
                    origin: value.origin(),
                },
                docs: single.map_or_else(Docs::default, docs),
                lifecycle: single.map_or(Lifecycle::Current, lifecycle),
                wire,
            });
        }
    }
    values
}
