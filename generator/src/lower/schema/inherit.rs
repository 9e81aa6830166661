//! Base schemas, and the schemas that extend them by `allOf`.

use indexmap::{IndexMap, IndexSet};

use crate::ir::{Rules, Type, TypeId};
use crate::limits::SCHEMA_CHAIN;
use crate::openapi::beside::{Extensions, schema_lists};
use crate::source::{Node, Origin, Sources};

use super::super::name_path::{NamePath, given_name};
use super::super::views::{DiscriminatorView, SchemaView};
use super::union::alternative::{Alternative, Component};
use super::{Lowered, PendingType, Schemas, Subschema};

/// For each schema, the named schemas that extend it.
#[derive(Default)]
pub(super) struct Children<'s>(IndexMap<Origin, Vec<(&'s str, Node<'s>)>>);

impl<'s> Children<'s> {
    /// Adds a schema to those that it extends. One that only refers to another component is not a child.
    pub(super) fn insert(&mut self, name: &'s str, schema: SchemaView<'s>, sources: &'s Sources) {
        let target = schema.follow(sources);
        let elsewhere = target.filter(|target| target.origin().file() != schema.origin().file());
        let schema = elsewhere.unwrap_or(schema);
        for base in schema.all_of() {
            if let Some(base) = base.reference().and_then(|_| base.follow(sources)) {
                let children = self.0.entry(base.origin()).or_default();
                children.push((name, schema.node()));
            }
        }
    }

    pub(super) fn of(&self, base: Origin) -> &[(&'s str, Node<'s>)] {
        self.0.get(&base).map_or(&[], Vec::as_slice)
    }
}

impl<'s> Schemas<'s> {
    /// Adds the schemas of other files that extend one in the same list, where that has a discriminator or requires a
    /// property that it does not have.
    pub(super) fn children_beside(&mut self) {
        let sources = self.context.sources;
        // The first one is the main file, whose schemas are all known already.
        for list in sources.described().skip(1).flat_map(schema_lists) {
            let is_base = |schema: &Node<'s>| {
                schema.get("discriminator").is_some() || requires_undeclared(*schema)
            };
            let mut bases = list
                .entries()
                .map(|(_, schema)| schema)
                .filter(is_base)
                .peekable();
            if bases.peek().is_none() {
                continue;
            }
            let mut extensions = Extensions::in_list(sources, list);
            let mut known = IndexSet::new();
            for (name, node) in bases.flat_map(|base| extensions.take(base)) {
                // It may extend two of them.
                if known.insert(node.origin()) && !sources.is_replaced(node) {
                    let schema = self.context.schema(node);
                    self.children.insert(name, schema, sources);
                }
            }
        }
    }

    /// Whether a schema extends another one, in any number of steps.
    pub(super) fn extends(&self, schema: SchemaView<'s>, base: Origin) -> bool {
        let sources = self.context.sources;
        let mut seen = IndexSet::new();
        let mut open = vec![schema];
        while let Some(schema) = open.pop().and_then(|schema| schema.follow(sources)) {
            if schema.origin() == base && !seen.is_empty() {
                return true;
            }
            if seen.len() <= SCHEMA_CHAIN && seen.insert(schema.origin()) {
                open.extend(schema.all_of());
            }
        }
        false
    }

    /// Returns the discriminator of the nearest schema that all of these extend: it discriminates them too.
    pub(super) fn inherited_discriminator(
        &self,
        components: &[Option<Component>],
    ) -> Option<DiscriminatorView<'s>> {
        let sources = self.context.sources;
        let schemas = components.iter().map(|component| {
            let origin = component.as_ref()?.origin;
            Some(self.context.schema(sources.node(origin)))
        });
        let schemas: Vec<SchemaView<'s>> = schemas.collect::<Option<_>>()?;
        let (first, others) = schemas.split_first()?;
        let mut bases: Vec<SchemaView<'s>> = first.all_of().collect();
        let mut at = 0;
        while let Some(base) = bases.get(at).filter(|_| at < SCHEMA_CHAIN) {
            let base = base.follow(sources)?;
            let is_common = || others.iter().all(|one| self.extends(*one, base.origin()));
            if let Some(discriminator) = base.discriminator().filter(|_| is_common()) {
                return Some(discriminator);
            }
            bases.extend(base.all_of());
            at += 1;
        }
        None
    }

    /// Whether a schema is a union that lists one of these schemas: the one that extends it is then a variant, and not
    /// a union of its siblings.
    pub(super) fn lists_one_of(&self, base: SchemaView<'s>, schemas: &[Origin]) -> bool {
        let sources = self.context.sources;
        let mut listed = base.list("oneOf").chain(base.list("anyOf"));
        listed.any(|one| {
            let target = one.reference().and_then(|_| one.follow(sources));
            target.is_some_and(|target| schemas.contains(&target.origin()))
        })
    }

    /// Whether `base` is a union of the schemas that extend it, `child` among them.
    pub(super) fn is_base_of(&self, base: TypeId, child: Option<TypeId>) -> bool {
        let origin = |id| self.types.get(id).map(|def| def.origin);
        let (Some(base), Some(child)) = (origin(base), child.and_then(origin)) else {
            return false;
        };
        let schema = self.context.schema(self.context.sources.node(base));
        let mut children = self.children.of(base).iter();
        self.lists_one_of(schema, &[child])
            || schema.discriminator().is_some() && children.any(|(_, node)| node.origin() == child)
            || self.mapped(schema).any(|(_, node)| node.origin() == child)
    }

    /// Returns the union of all schemas that extend a schema with a discriminator and without a list of alternatives.
    /// The schema itself is the variant for values without a known tag.
    pub(super) fn subtypes(
        &mut self,
        parts: &[Subschema<'s>],
        path: &NamePath<'_>,
    ) -> Option<Lowered> {
        let def = self.types.get(path.defines()?)?;
        let origin = def.origin;
        // The name of a component that only refers to a file is the name of the schema in the file.
        let called = match def.name.words.as_slice() {
            [word] => Some(word.clone()),
            _ => None,
        };
        let own = parts.iter().map(|part| part.schema);
        let own = own.into_iter().find(|schema| schema.origin() == origin)?;
        let discriminator = own.discriminator()?;
        let name = given_name(own.node()).map(str::to_owned).or(called);
        let name = name.or_else(|| self.schema_name(own.node()))?;
        let children = self.children_of(own);
        if children.is_empty() || own.has("oneOf") || own.has("anyOf") {
            return None;
        }
        let mut found = Vec::new();
        for (name, node) in children {
            let schema = self.context.schema(node);
            let id = self.named(schema, || vec![name.clone()]);
            found.push(alternative(name, id, schema));
        }
        let mut words = path.words();
        words.push("Base".to_owned());
        let id = self.add_type(words, own.node());
        self.pending
            .push_back(PendingType::Struct(id, parts.to_vec()));
        found.push(alternative(name, id, own));
        let fallback = found.len().checked_sub(1);
        // Every value, of a known variant or not, must satisfy the base.
        let beside = self.rules_beside_union(parts);
        Some(self.own_type(parts, path, Rules::default(), |schemas, id| {
            Some(schemas.new_union(id, found, Some(discriminator), beside, fallback))
        }))
    }

    /// Whether named schemas extend a base.
    pub(super) fn has_children(&self, base: SchemaView<'s>) -> bool {
        !self.direct_children(base).is_empty()
    }

    /// Returns the named schemas that extend a base, in any number of steps. Schemas that extend one with a
    /// discriminator of its own are variants of that one only.
    fn children_of(&self, base: SchemaView<'s>) -> Vec<(String, Node<'s>)> {
        let mut seen = IndexSet::from([base.origin()]);
        let mut found = Vec::new();
        let mut open = self.direct_children(base);
        open.reverse();
        while let Some((name, node)) = open.pop() {
            if seen.insert(node.origin()) {
                found.push((name, node));
                let schema = self.context.schema(node);
                if !schema.has("discriminator") {
                    open.extend(self.direct_children(schema).into_iter().rev());
                }
            }
        }
        found
    }

    /// Returns the named schemas that extend a base in one step, and those in its `mapping`, which may be in files that
    /// nothing else refers to.
    fn direct_children(&self, base: SchemaView<'s>) -> Vec<(String, Node<'s>)> {
        let listed = self.children.of(base.origin()).iter();
        let listed = listed.map(|(name, node)| ((*name).to_owned(), *node));
        listed.chain(self.mapped(base)).collect()
    }

    /// Returns the schemas in the `mapping` of a base that extend it.
    fn mapped(&self, base: SchemaView<'s>) -> impl Iterator<Item = (String, Node<'s>)> {
        let sources = self.context.sources;
        let mapping = base.discriminator().into_iter();
        let mapping = mapping.flat_map(DiscriminatorView::mapping);
        mapping.filter_map(move |(_, given)| {
            let target = sources.resolve(given, given.as_str()?).ok()?;
            let target = sources.follow(target).ok()?;
            let extends = self.extends(self.context.schema(target), base.origin());
            Some((self.schema_name(target).filter(|_| extends)?, target))
        })
    }
}

fn alternative<'s>(name: String, id: TypeId, schema: SchemaView<'s>) -> Alternative<'s> {
    let lowered = Lowered::of(Type::Named(id));
    let origin = schema.origin();
    Alternative {
        component: Some(Component {
            name: name.clone(),
            origin,
        }),
        ..Alternative::new(&name, lowered, schema)
    }
}

/// Whether a schema requires a property that is not in its `properties`.
fn requires_undeclared(schema: Node<'_>) -> bool {
    let properties = schema.get("properties");
    let required = schema.get("required");
    let mut required = required.into_iter().flat_map(Node::items);
    required.any(|name| {
        let declared = properties.zip(name.as_str());
        declared.is_none_or(|(properties, name)| properties.get(name).is_none())
    })
}
