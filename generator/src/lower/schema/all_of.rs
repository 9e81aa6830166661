//! The schemas that a value must satisfy together: `$ref` is followed and `allOf` is flattened.

use std::rc::Rc;

use indexmap::IndexSet;

use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Rules, TypeId};
use crate::limits::SCHEMA_CHAIN;
use crate::openapi::keyword::{annotates, has_no_effect};
use crate::source::Origin;

use super::super::context::reference_place;
use super::super::name_path::{NamePath, given_name};
use super::super::views::{JsonType, SchemaView};
use super::{Schemas, Words};

/// What identifies a subschema among others.
pub(super) type Key = (Origin, usize, Option<JsonType>);

/// One of several schemas that apply together; the schemas of its `allOf` and `$ref` are subschemas beside it.
#[derive(Clone)]
pub(super) struct Subschema<'s> {
    pub(super) schema: SchemaView<'s>,
    /// The words that begin the names of its inline schemas, where they do not follow from the path: the parts of a
    /// referenced schema are named after it, whoever refers to it.
    pub(super) name_prefix: Option<Words>,
    /// The number of the first of its unions that has not been lowered yet.
    pub(super) next_union: usize,
    /// The JSON type to which its keywords are limited, where the schema allows several.
    pub(super) json_type: Option<JsonType>,
}

impl<'s> Subschema<'s> {
    pub(super) fn new(schema: SchemaView<'s>, name_prefix: Option<Words>) -> Self {
        Subschema {
            schema,
            name_prefix,
            next_union: 0,
            json_type: None,
        }
    }

    /// Returns the subschema limited to values of one type.
    pub(super) fn only(&self, json_type: JsonType) -> Self {
        Subschema {
            json_type: Some(json_type),
            ..self.clone()
        }
    }

    pub(super) fn key(&self) -> Key {
        (self.schema.origin(), self.next_union, self.json_type)
    }

    /// Whether it is complete by itself, at least for values of its type: nothing beside it adds to it.
    pub(super) fn is_alone(&self) -> bool {
        self.next_union == 0 && !self.schema.has("allOf") && self.schema.reference().is_none()
    }

    /// Whether it has keywords for the structure of values, or a union.
    pub(super) fn has_structure(&self) -> bool {
        self.schema.union_from(self.next_union).is_some() || self.schema.is_structural()
    }

    /// Returns the words for a type made of this schema alone.
    pub(super) fn words(&self, path: &NamePath<'_>) -> Vec<String> {
        self.name_prefix
            .as_ref()
            .map_or_else(|| path.words(), |prefix| prefix.to_vec())
    }
}

/// A schema with or without a name.
enum SchemaRef<'s> {
    Named(TypeId, SchemaView<'s>),
    Inline(Subschema<'s>),
}

/// Schemas that apply together, before named ones are expanded.
#[derive(Default)]
pub(super) struct AllOf<'s> {
    parts: Vec<SchemaRef<'s>>,
    /// Schemas without a name at the end of references.
    referenced: Vec<Origin>,
    /// Those of them whose parts are being collected.
    open: Vec<Origin>,
}

impl<'s> AllOf<'s> {
    /// Returns the place of the first schema, for diagnostics.
    pub(super) fn origin(&self) -> Option<Origin> {
        self.parts.first().map(|part| match part {
            SchemaRef::Named(_, schema) => schema.origin(),
            SchemaRef::Inline(part) => part.schema.origin(),
        })
    }

    /// Returns the only named schema, if the others add nothing to its structure, and leave floats among its numbers.
    pub(super) fn only_named(&self) -> Option<TypeId> {
        let says = |schema: SchemaView<'_>, ty| schema.type_names().any(|name| name == ty);
        let mut found = None;
        let (mut has_floats, mut is_whole) = (false, false);
        for part in &self.parts {
            match part {
                SchemaRef::Named(id, schema) if found.is_none_or(|other| other == *id) => {
                    found = Some(*id);
                    has_floats = says(*schema, "number");
                }
                SchemaRef::Inline(part) if !part.has_structure() => {
                    let schema = part.schema;
                    is_whole |= says(schema, "integer") && !says(schema, "number");
                }
                _ => return None,
            }
        }
        found.filter(|_| !(has_floats && is_whole))
    }

    pub(super) fn referenced(&self) -> impl Iterator<Item = Origin> {
        self.referenced.iter().copied()
    }

    /// Removes the unions of a schema.
    fn skip_unions_of(&mut self, schema: SchemaView<'s>) {
        for part in &mut self.parts {
            if let SchemaRef::Inline(part) = part
                && part.schema.origin() == schema.origin()
            {
                part.next_union = usize::MAX;
            }
        }
    }

    pub(super) fn push(&mut self, part: Subschema<'s>) {
        self.parts.push(SchemaRef::Inline(part));
    }
}

impl<'s> Schemas<'s> {
    /// Adds a schema, and all that apply together with it, to a list.
    pub(super) fn collect(
        &mut self,
        schema: SchemaView<'s>,
        name_prefix: Option<Words>,
        all: &mut AllOf<'s>,
    ) {
        if let Some(target) = schema.recursive_target(|node| given_name(node).is_some()) {
            let id = self.named_by_place(target);
            all.parts.push(SchemaRef::Named(id, target));
            return;
        }
        // What only describes the single schema around which it stands makes no type of its own.
        let is_wrapper = schema.reference().into_iter().count() + schema.all_of().count() == 1
            && !schema.has("$dynamicRef");
        let mut is_empty = true;
        if let Some(reference) = schema.reference() {
            is_empty = false;
            if let Some(target) = self.context.resolve(schema, reference) {
                self.collect_target(schema, self.context.schema(target), all);
            }
        }
        if schema.has("$dynamicRef")
            && let Some(target) = self.context.sources.dynamic_target(schema.node())
        {
            is_empty = false;
            self.collect_target(schema, self.context.schema(target), all);
        }
        for part in schema.all_of() {
            is_empty = false;
            if part.as_bool() == Some(false) {
                all.push(Subschema::new(part, None));
            }
            if !part.is_map() {
                continue;
            }
            self.collect(part, name_prefix.clone(), all);
        }
        let adds = |keyword| {
            let is_left_out = has_no_effect(keyword) || is_wrapper && annotates(keyword);
            keyword != "allOf" && !is_left_out
        };
        if is_empty || schema.keywords().any(|(keyword, _)| adds(keyword)) {
            all.push(Subschema::new(schema, name_prefix));
        }
    }

    fn collect_target(
        &mut self,
        from: SchemaView<'s>,
        target: SchemaView<'s>,
        all: &mut AllOf<'s>,
    ) {
        let node = target.node();
        let id = if let Some(name) = given_name(node) {
            let name = self.short_name(name);
            self.named(target, || vec![name])
        } else if node.parent().is_none() {
            let name = self.context.file_stem(node);
            self.named(target, || vec![name])
        } else if all.open.contains(&node.origin()) {
            return self.report_cycle(from);
        } else if all.referenced.contains(&node.origin()) {
            // Several parts extend the same schema.
            return;
        } else if self.open.contains(&node.origin())
            || target.has("discriminator") && self.has_children(target)
        {
            self.named_by_place(target)
        } else if let Some(id) = self.by_origin.get(&node.origin()) {
            *id
        } else {
            all.referenced.push(node.origin());
            all.open.push(node.origin());
            self.collect(target, Some(Rc::from(self.context.name_path_of(node))), all);
            all.open.pop();
            return;
        };
        all.parts.push(SchemaRef::Named(id, target));
    }

    fn report_cycle(&self, schema: SchemaView<'s>) {
        self.context.report(
            Diagnostic::error(
                Code::ReferenceCycle,
                reference_place(schema.node()),
                "the schema contains itself as a whole",
            )
            .help("refer to it from a property or from `items`, so that values can be finite"),
        );
    }

    /// Returns the schemas with every named one expanded into its parts, each once. `target` is the type that they
    /// define: a base may list it in a union, and such a union is left out.
    pub(super) fn flatten(&mut self, all: AllOf<'s>, target: Option<TypeId>) -> Vec<Subschema<'s>> {
        let target = target.and_then(|id| self.types.get(id));
        let mut flat = Flat {
            open: target.into_iter().map(|def| def.origin).collect(),
            ..Flat::default()
        };
        self.flatten_into(all, &mut flat);
        flat.parts
    }

    fn flatten_into(&mut self, all: AllOf<'s>, into: &mut Flat<'s>) {
        for part in all.parts {
            match part {
                SchemaRef::Inline(part) => {
                    if into.done.insert(part.key()) {
                        into.parts.push(part);
                    }
                }
                SchemaRef::Named(id, schema) => {
                    let origin = schema.origin();
                    // A schema that extends itself adds nothing.
                    if into.open.len() <= SCHEMA_CHAIN
                        && !into.open.contains(&origin)
                        && into.named.insert(origin)
                    {
                        let mut inner = AllOf::default();
                        self.collect(schema, Some(self.words_of(id)), &mut inner);
                        if self.lists_one_of(schema, &into.open) {
                            inner.skip_unions_of(schema);
                        }
                        into.open.push(origin);
                        self.flatten_into(inner, into);
                        into.open.pop();
                    }
                }
            }
        }
    }

    /// Whether null is allowed: by an inline schema, or by every named schema where inline schemas have no structure.
    pub(super) fn null_allowed(&mut self, all: &AllOf<'s>) -> bool {
        let sources = self.context.sources;
        let mut named = Vec::new();
        let mut has_structure = false;
        for part in &all.parts {
            match part {
                SchemaRef::Named(_, schema) => {
                    named.push(self.examples.nullability.allows_null(*schema, sources));
                }
                SchemaRef::Inline(part) if part.schema.says_null() => return true,
                SchemaRef::Inline(part) => has_structure |= part.schema.is_structural(),
            }
        }
        !named.is_empty() && !has_structure && named.into_iter().all(|allowed| allowed)
    }

    /// Returns the rules of the keywords beside a reference.
    pub(super) fn rules_beside_reference(&mut self, all: &AllOf<'s>) -> Rules {
        let inline = all.parts.iter().filter_map(|part| match part {
            SchemaRef::Inline(part) => Some(part.clone()),
            SchemaRef::Named(..) => None,
        });
        let inline: Vec<Subschema<'s>> = inline.collect();
        self.rules_for(|_| true, &inline)
    }
}

/// The state of `flatten`.
#[derive(Default)]
struct Flat<'s> {
    parts: Vec<Subschema<'s>>,
    done: IndexSet<Key>,
    named: IndexSet<Origin>,
    open: Vec<Origin>,
}
