//! How the variants of a union are told apart, decided when every type is known.

use indexmap::IndexSet;

use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::ir::{
    Access, Docs, Field, Lifecycle, NameHint, Presence, Rules, Sensitivity, Shape, Text, Type,
    TypeDef, TypeId, TypeKind, Union, UnionStrategy, Variant,
};
use crate::source::{Node, Origin};

use super::super::context::Lowering;
use super::super::shapes::{by_shape, tag_values};
use super::super::view::entries;
use super::union::{UnionPlan, join};

/// Discriminators inside discriminators are followed this deep.
const DEEPEST: usize = 8;

impl<'s> Lowering<'s, '_> {
    /// Decides for every union how its variants are told apart.
    pub(in super::super) fn tell_unions(&mut self) {
        let ids: Vec<TypeId> = self.unions.keys().copied().collect();
        for id in &ids {
            if let Some(property) = self.discriminator(*id) {
                self.tell_by_tag(*id, property);
            }
        }
        for id in ids {
            let Some(TypeKind::Union(union)) = self.type_def(id).map(|def| &def.kind) else {
                continue;
            };
            if union.strategy != UnionStrategy::Untold {
                continue;
            }
            self.join_scalars(id);
            let Some(TypeKind::Union(union)) = self.type_def(id).map(|def| &def.kind) else {
                continue;
            };
            let told = by_shape(&self.api.types, &union.variants);
            let untold = told.is_none();
            if let Some(TypeDef {
                kind: TypeKind::Union(union),
                ..
            }) = self.type_def_mut(id)
                && let Some(order) = told
            {
                reorder(&mut union.variants, order);
                union.strategy = UnionStrategy::ByShape;
            }
            if untold && let Some(def) = self.type_def(id) {
                let place = def.origin.at_value();
                self.note(
                    Code::UntoldUnion,
                    place,
                    "the variants cannot be told apart by what values look like; the value is kept as JSON with an accessor for each",
                );
            }
        }
    }

    /// Variants that are but other names of scalars that one type can take become one variant.
    fn join_scalars(&mut self, id: TypeId) {
        let Some(TypeKind::Union(union)) = self.type_def(id).map(|def| &def.kind) else {
            return;
        };
        let mut kept: Vec<Variant> = Vec::new();
        for variant in &union.variants {
            let own = self.unaliased(&variant.ty);
            let same = kept.iter_mut().find_map(|other| {
                let joined = join(self.unaliased(&other.ty), own)?;
                Some((joined, other))
            });
            match same {
                Some((joined, other)) if !matches!(joined, Type::Named(_)) => other.ty = joined,
                _ => kept.push(variant.clone()),
            }
        }
        if kept.len() == union.variants.len() {
            return;
        }
        if let Some(def) = self.type_def_mut(id) {
            match kept.as_slice() {
                [only] => def.kind = TypeKind::Alias(only.ty.clone()),
                _ => {
                    def.kind = TypeKind::Union(Union {
                        variants: kept,
                        strategy: UnionStrategy::Untold,
                    });
                }
            }
        }
    }

    /// The property that a union's discriminator names.
    fn discriminator(&self, id: TypeId) -> Option<&'s str> {
        let origin = self.unions.get(&id)?.discriminator?;
        let sources: &'s crate::source::Sources = self.sources;
        sources.node(origin).get_str("propertyName")
    }

    fn tell_by_tag(&mut self, id: TypeId, property: &'s str) {
        let Some(plan) = self.unions.get(&id).cloned() else {
            return;
        };
        let Some(origin) = plan.discriminator else {
            return;
        };
        let node: Node<'s> = {
            let sources: &'s crate::source::Sources = self.sources;
            sources.node(origin)
        };
        let mapping = self.mapping(node, &plan);
        let Some(TypeKind::Union(union)) = self.type_def(id).map(|def| &def.kind) else {
            return;
        };
        let mut tags = Vec::new();
        let mut seen = IndexSet::new();
        let mut lacking = None;
        for (at, variant) in union.variants.iter().enumerate() {
            let own = self.tags_of(&mapping, &plan, at, &variant.ty, property, 0);
            if own.is_empty() || own.iter().any(|tag| !seen.insert(tag.clone())) {
                lacking = Some(variant.origin);
                break;
            }
            tags.push(own);
        }
        if let Some(variant) = lacking {
            self.report(
                Diagnostic::note(
                    Code::UntoldUnion,
                    variant.at_value(),
                    format!("no value of `{property}` selects only this variant; the discriminator is not used"),
                )
                .related(origin.at_value(), "the discriminator")
                .help("give the variant a `const` for the property, or name it in `mapping`"),
            );
            return;
        }
        let fallback = node
            .get("defaultMapping")
            .and_then(|given| self.variant_named(given, &plan));
        let types: Vec<(Type, Option<String>)> =
            match self.type_def_mut(id).map(|def| &mut def.kind) {
                Some(TypeKind::Union(union)) => {
                    union.strategy = UnionStrategy::Tagged {
                        property: property.to_owned(),
                        fallback,
                    };
                    let zipped = union.variants.iter_mut().zip(tags);
                    zipped
                        .map(|(variant, tags)| {
                            let first = tags.first().cloned();
                            variant.tags = tags;
                            (variant.ty.clone(), first)
                        })
                        .collect()
                }
                _ => return,
            };
        for (ty, tag) in types {
            self.declare_tag(&ty, property, tag, origin);
        }
    }

    /// `mapping`: each value with the number of the variant it selects.
    fn mapping(&mut self, discriminator: Node<'s>, plan: &UnionPlan) -> Vec<(&'s str, usize)> {
        let mut found = Vec::new();
        for (value, node) in entries(discriminator, "mapping") {
            match self.variant_named(node, plan) {
                Some(at) => found.push((value, at)),
                None => {
                    let names = plan
                        .components
                        .iter()
                        .flatten()
                        .map(|component| component.name.as_str());
                    let last = node
                        .as_str()
                        .unwrap_or_default()
                        .rsplit('/')
                        .next()
                        .unwrap_or_default();
                    let help = match nearest(last, names) {
                        Some(name) => format!("did you mean `{name}`?"),
                        None => "add the schema to the union, or take the entry out".to_owned(),
                    };
                    let message =
                        format!("`{value}` is mapped to a schema that is no variant of the union");
                    self.warn(Code::Discriminator, node.origin().at_value(), message, help);
                }
            }
        }
        found
    }

    /// The variant that a name or reference in a discriminator means.
    fn variant_named(&self, given: Node<'s>, plan: &UnionPlan) -> Option<usize> {
        let text = given.as_str()?;
        let by_name = plan.components.iter().position(|component| {
            component
                .as_ref()
                .is_some_and(|component| component.name == text)
        });
        let target = || -> Option<usize> {
            let node = self.sources.resolve(given, text).ok()?;
            let last = self.sources.follow(node).ok()?;
            plan.components.iter().position(|component| {
                component.as_ref().is_some_and(|component| {
                    component.origin == node.origin()
                        || self.last_origin(component.origin) == last.origin()
                })
            })
        };
        by_name.or_else(target)
    }

    fn last_origin(&self, origin: Origin) -> Origin {
        self.sources
            .follow(self.sources.node(origin))
            .map_or(origin, Node::origin)
    }

    /// The discriminator values that select a variant: mapped ones, else the ones its property is limited
    /// to, else the schema's name.
    fn tags_of(
        &self,
        mapping: &[(&str, usize)],
        plan: &UnionPlan,
        at: usize,
        ty: &Type,
        property: &str,
        depth: usize,
    ) -> Vec<String> {
        let mapped: Vec<String> = mapping
            .iter()
            .filter(|(_, variant)| *variant == at)
            .map(|(value, _)| (*value).to_owned())
            .collect();
        if !mapped.is_empty() {
            return mapped;
        }
        if let Some(values) = tag_values(&self.api.types, ty, property) {
            return values;
        }
        if let Some(inner) = self.nested_tags(ty, property, depth) {
            return inner;
        }
        let name = plan
            .components
            .get(at)
            .and_then(Option::as_ref)
            .map(|component| component.name.clone());
        match self.resolved(ty).map(|def| &def.kind) {
            Some(TypeKind::Struct(_)) => name.into_iter().collect(),
            _ => Vec::new(),
        }
    }

    /// The tags of a variant that is a union by the same property itself.
    fn nested_tags(&self, ty: &Type, property: &str, depth: usize) -> Option<Vec<String>> {
        let Type::Named(id) = ty else { return None };
        let TypeKind::Union(union) = &self.resolved(ty)?.kind else {
            return None;
        };
        if depth >= DEEPEST {
            return None;
        }
        let plan = self.unions.get(id)?;
        let node = self.sources.node(plan.discriminator?);
        if node.get_str("propertyName") != Some(property) {
            return None;
        }
        let mapping: Vec<(&str, usize)> = entries(node, "mapping")
            .filter_map(|(value, given)| Some((value, self.variant_named(given, plan)?)))
            .collect();
        let mut tags = Vec::new();
        for (at, variant) in union.variants.iter().enumerate() {
            tags.extend(self.tags_of(&mapping, plan, at, &variant.ty, property, depth + 1));
        }
        Some(tags)
    }

    /// A type behind its aliases.
    fn resolved(&self, ty: &Type) -> Option<&TypeDef> {
        match self.unaliased(ty) {
            Type::Named(id) => self.type_def(*id),
            _ => None,
        }
    }

    /// Lets an object carry the property that tells it from its siblings, where it does not declare it.
    fn declare_tag(&mut self, ty: &Type, property: &str, tag: Option<String>, origin: Origin) {
        let Some(at) = self.resolved(ty).map(|def| def.origin) else {
            return;
        };
        let Some(def) = self.resolved(ty) else { return };
        let TypeKind::Struct(object) = &def.kind else {
            return;
        };
        if object.fields.iter().any(|field| field.wire == property) {
            return;
        }
        self.report(
            Diagnostic::warning(
                Code::Discriminator,
                at.at_value(),
                format!("the schema does not declare `{property}`, which tells it apart; the property is added"),
            )
            .related(origin.at_value(), "the discriminator")
            .help(format!("declare `{property}` under `properties` and in `required`")),
        );
        let Type::Named(id) = *self.unaliased(ty) else {
            return;
        };
        if let Some(TypeKind::Struct(object)) = self.type_def_mut(id).map(|def| &mut def.kind) {
            object.fields.insert(0, tag_field(property, tag, origin));
        }
    }
}

fn tag_field(property: &str, tag: Option<String>, origin: Origin) -> Field {
    Field {
        wire: property.to_owned(),
        name: NameHint {
            words: vec![property.to_owned()],
            wanted: None,
            origin,
        },
        ty: Type::Text(Text::Plain(None)),
        presence: Presence::Optional,
        access: Access::Both,
        rules: Rules::default(),
        docs: Docs::default(),
        lifecycle: Lifecycle::Current,
        default: None,
        constant: tag.map(serde_json::Value::String),
        sensitivity: Sensitivity::Plain,
        origin,
    }
}

/// Puts variants into the order in which they are tried.
fn reorder(variants: &mut Vec<Variant>, order: Vec<(usize, Shape)>) {
    let mut old: Vec<Option<Variant>> = std::mem::take(variants).into_iter().map(Some).collect();
    for (at, shape) in order {
        if let Some(mut variant) = old.get_mut(at).and_then(Option::take) {
            variant.shape = Some(shape);
            variants.push(variant);
        }
    }
    variants.extend(old.into_iter().flatten());
}
