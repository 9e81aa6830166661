//! Bases and the schemas that extend them by `allOf`.

use indexmap::{IndexMap, IndexSet};

use crate::ir::{Rules, Type, TypeId};
use crate::limits::SCHEMA_CHAIN;
use crate::source::{Node, Origin, Sources};

use super::super::name_path::{NamePath, given_name};
use super::super::views::{DiscriminatorView, SchemaView};
use super::union::{Alternative, Component};
use super::{Lowered, PendingType, Schemas, Subschema};

/// The schemas with a name that extend others, by what they extend.
#[derive(Default)]
pub(super) struct Children<'s>(IndexMap<Origin, Vec<(&'s str, Node<'s>)>>);

impl<'s> Children<'s> {
    /// Adds a schema to what it extends.
    pub(super) fn insert(&mut self, name: &'s str, schema: SchemaView<'s>, sources: &'s Sources) {
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
    /// Whether a schema extends another one, by any number of steps.
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

    /// Returns the discriminator of the nearest schema that all of these extend: it discriminates them, too.
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

    /// Whether a schema is a union of schemas one of which is among these: that one extends its base, and is
    /// not the union of its siblings.
    pub(super) fn lists_one_of(&self, base: SchemaView<'s>, schemas: &[Origin]) -> bool {
        let sources = self.context.sources;
        let mut listed = base.list("oneOf").chain(base.list("anyOf"));
        listed.any(|one| {
            let target = one.reference().and_then(|_| one.follow(sources));
            target.is_some_and(|target| schemas.contains(&target.origin()))
        })
    }

    /// Whether a type is the union of what extends it, of which `child` is one.
    pub(super) fn is_base_of(&self, base: TypeId, child: Option<TypeId>) -> bool {
        let origin = |id| self.type_def(id).map(|def| def.origin);
        let (Some(base), Some(child)) = (origin(base), child.and_then(origin)) else {
            return false;
        };
        let schema = self.context.schema(self.context.sources.node(base));
        let mut children = self.children.of(base).iter();
        self.lists_one_of(schema, &[child])
            || schema.discriminator().is_some() && children.any(|(_, node)| node.origin() == child)
    }

    /// Returns the union of a schema that has a discriminator and no list of alternatives with all that extend it.
    /// The schema itself is the variant for values that have no known tag.
    pub(super) fn subtypes(
        &mut self,
        parts: &[Subschema<'s>],
        path: &NamePath<'_>,
        target: Option<TypeId>,
    ) -> Option<Lowered> {
        let origin = self.type_def(target?)?.origin;
        let own = parts.iter().map(|part| part.schema);
        let own = own.into_iter().find(|schema| schema.origin() == origin)?;
        let discriminator = own.discriminator()?;
        let name = given_name(own.node())?.to_owned();
        let children = self.children_of(own);
        if children.is_empty() || own.has("oneOf") || own.has("anyOf") {
            return None;
        }
        let mut found = Vec::new();
        for (name, node) in children {
            let schema = self.context.schema(node);
            let id = self.named(schema, || vec![name.to_owned()]);
            found.push(alternative(name, id, schema));
        }
        let mut words = path.words();
        words.push("Base".to_owned());
        let id = self.add_type(words, own.node());
        self.pending
            .push_back(PendingType::Struct(id, parts.to_vec()));
        found.push(alternative(&name, id, own));
        let fallback = found.len().checked_sub(1);
        Some(
            self.own_type(parts, path, target, Rules::default(), |schemas, id| {
                Some(schemas.new_union(id, found, Some(discriminator), fallback))
            }),
        )
    }

    /// Whether schemas with a name extend a base.
    pub(super) fn has_children(&self, base: SchemaView<'s>) -> bool {
        !self.children.of(base.origin()).is_empty()
    }

    /// Returns the schemas with a name that extend a base, by any number of steps. What extends one that has a
    /// discriminator of its own is a variant of that one.
    fn children_of(&self, base: SchemaView<'s>) -> Vec<(&'s str, Node<'s>)> {
        let mut seen = IndexSet::from([base.origin()]);
        let mut found = Vec::new();
        let mut open: Vec<_> = self
            .children
            .of(base.origin())
            .iter()
            .rev()
            .copied()
            .collect();
        while let Some((name, node)) = open.pop() {
            if seen.insert(node.origin()) {
                found.push((name, node));
                if !self.context.schema(node).has("discriminator") {
                    open.extend(self.children.of(node.origin()).iter().rev());
                }
            }
        }
        found
    }
}

fn alternative<'s>(name: &str, id: TypeId, schema: SchemaView<'s>) -> Alternative<'s> {
    Alternative {
        name: name.to_owned(),
        lowered: Lowered::of(Type::Named(id)),
        schema,
        merged: Vec::new(),
        component: Some(Component {
            name: name.to_owned(),
            origin: schema.origin(),
        }),
    }
}
