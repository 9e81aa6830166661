//! The `mapping` of a discriminator: which variant each of its values selects.

use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{TagKind, TagValue};
use crate::source::Node;

use super::UnionPlan;
use crate::lower::name_path::is_same_in_any_case;
use crate::lower::schema::{Schemas, Subschema};
use crate::lower::views::{DiscriminatorView, SchemaView};

/// The values of a discriminator, each with the index of the variant that it selects.
pub(super) type Mapping<'s> = Vec<(&'s str, usize)>;

/// How the values of a property select the variants of a union.
#[derive(Clone, Copy)]
pub(super) struct Selector<'m> {
    pub(super) property: &'m str,
    /// The JSON type of the values.
    pub(super) kind: TagKind,
    /// The values of `mapping`, each with the index of the variant that it selects.
    pub(super) mapping: &'m [(&'m str, usize)],
    /// The number of enclosing discriminators with the same property.
    pub(super) depth: usize,
}

impl<'s> Schemas<'s> {
    /// Whether the only alternative of a union does not declare the discriminating property, which would be lost
    /// without a union.
    pub(super) fn adds_property(
        &self,
        discriminator: Option<DiscriminatorView<'s>>,
        only: SchemaView<'s>,
        whole: &[Subschema<'s>],
    ) -> bool {
        let Some(property) = discriminator.and_then(DiscriminatorView::property_name) else {
            return false;
        };
        let sources = self.context.sources;
        let declares = |part: SchemaView<'s>| part.property(property).is_some();
        only.parts(sources).any(|part| part.has("properties"))
            && !only.parts(sources).any(declares)
            && !whole.iter().any(|part| declares(part.schema))
    }

    /// Reads `mapping`; reports values that select no variant.
    pub(super) fn mapping(
        &self,
        discriminator: DiscriminatorView<'s>,
        plan: &UnionPlan<'s>,
    ) -> Mapping<'s> {
        let mut found = Vec::new();
        for (value, node) in discriminator.mapping() {
            match self.variant_named(node, plan) {
                Some(at) => found.push((value, at)),
                None => self.report_no_variant(&format!("`{value}` is mapped"), node, plan),
            }
        }
        if let Some(node) = discriminator.default_mapping()
            && self.variant_named(node, plan).is_none()
        {
            self.report_no_variant("`defaultMapping` leads", node, plan);
        }
        found
    }

    /// Reports an entry of a discriminator that selects no variant, unless the discriminator is that of a base schema.
    fn report_no_variant(&self, what: &str, node: Node<'s>, plan: &UnionPlan<'s>) {
        if plan.is_inherited {
            return;
        }
        let components = plan.components.iter().flatten();
        let names = components.map(|component| component.name.as_str());
        let target = node.as_str().unwrap_or_default();
        let mut schemas = self.context.document().components("schemas");
        let exists = self.context.sources.resolve(node, target).is_ok()
            || schemas.any(|(name, _)| name == target);
        let (problem, otherwise) = match exists {
            true => (
                "is not a variant of the union",
                "add the schema to the union, or remove the entry",
            ),
            false => (
                "does not exist",
                "write the name of a schema of the union, or a reference to it",
            ),
        };
        let message = format!("{what} to a schema that {problem}");
        self.context.suggest(
            Diagnostic::warning(Code::Discriminator, node.at_value(), message),
            target.rsplit('/').next().unwrap_or(target),
            names,
            otherwise,
        );
    }

    /// Returns the index of the variant that a name or reference in a discriminator stands for.
    pub(super) fn variant_named(&self, given: Node<'s>, plan: &UnionPlan<'s>) -> Option<usize> {
        let text = given.as_str()?;
        let sources = self.context.sources;
        let last_origin = |node: Node<'s>| sources.follow(node).ok().map(Node::origin);
        let components = || plan.components.iter().map(Option::as_ref);
        components()
            .position(|component| component.is_some_and(|component| component.name == text))
            .or_else(|| {
                let target = sources.resolve(given, text).ok()?;
                let last = last_origin(target)?;
                components().position(|component| {
                    component.is_some_and(|component| {
                        component.origin == target.origin()
                            || last_origin(sources.node(component.origin)) == Some(last)
                    })
                })
            })
    }
}

/// Returns the values of a variant's property that only select this variant. A base lists the tags of all its
/// extensions, so a value that is the variant's name (in any case) is its own; without one, all values are, unless
/// other variants share them.
pub(super) fn own_values(
    values: &[TagValue],
    name: Option<TagValue>,
    is_shared: bool,
) -> Vec<TagValue> {
    if let Some(name) = name.as_ref().filter(|name| values.contains(name)) {
        return vec![name.clone()];
    }
    let is_like_name = |value: &&TagValue| match (value, &name) {
        (TagValue::String(value), Some(TagValue::String(name))) => is_same_in_any_case(value, name),
        _ => false,
    };
    let like_name: Vec<TagValue> = values.iter().filter(is_like_name).cloned().collect();
    match like_name.is_empty() && !is_shared {
        true => values.to_vec(),
        false => like_name,
    }
}
