//! Unions whose variants are discriminated by the value of a property: by `discriminator`, or by the constants of the
//! variants.

use indexmap::{IndexMap, IndexSet};

use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{
    Access, Field, Integer, NameHint, Number, TagKind, TagValue, Type, TypeDef, TypeId, TypeKind,
    Union, UnionStrategy, Variant,
};
use crate::limits::DISCRIMINATOR_NESTING;
use crate::source::{Node, Origin};

use super::UnionPlan;
use super::mapping::{Mapping, Selector, own_values};
use crate::lower::schema::Schemas;
use crate::lower::schema::object::undescribed;
use crate::lower::union_shapes::{
    is_certain, is_object, may_have, only_object, tag_kind, tag_values, value_shapes_of,
};
use crate::lower::views::View;

impl<'s> Schemas<'s> {
    /// Discriminates a union by the property of its `discriminator`, where each variant has its own values for it.
    pub(super) fn apply_discriminator(&mut self, id: TypeId) -> Option<()> {
        let plan = self.unions.get(&id)?.clone();
        let discriminator = plan.discriminator?;
        let property = discriminator.property_name()?;
        let mapping = self.mapping(discriminator, &plan);
        let TypeKind::Union(union) = &self.types.get(id)?.kind else {
            return None;
        };
        let (mut variants, beside) = (union.variants.clone(), union.beside.clone());
        let mut seen = IndexSet::new();
        let kind = self.kind_of(&variants, property);
        let selector = Selector {
            property,
            kind,
            mapping: &mapping,
            depth: 0,
        };
        let tags = self.all_tags(selector, &plan, &variants);
        for (at, (variant, tags)) in variants.iter_mut().zip(tags).enumerate() {
            variant.tags = tags;
            let is_fallback = plan.fallback == Some(at);
            if is_fallback {
                // A base may list the tags of all its extensions; it only keeps those that no other variant has.
                variant.tags.retain(|tag| !seen.contains(tag));
            }
            let are_own = variant.tags.iter().all(|tag| seen.insert(tag.clone()));
            if variant.tags.is_empty() && !is_fallback || !are_own {
                if plan.is_inherited {
                    return None;
                }
                let shapes = value_shapes_of(&self.types, &variant.ty, 0);
                let help = match shapes.iter().any(is_object) {
                    true => "give the variant a `const` for the property, or name it in `mapping`",
                    false => {
                        "move the discriminator, and the variants that are objects, into a union of their own inside this one"
                    }
                };
                self.context.report(
                    Diagnostic::note(
                        Code::AmbiguousUnion,
                        variant.origin.at_value(),
                        format!("no value of `{property}` selects only this variant; the discriminator is not used"),
                    )
                    .related(discriminator.node().at_value(), "the discriminator")
                    .help(help),
                );
                return None;
            }
        }
        let kind = common_kind(&variants)?;
        let optional = self.without_tag(&variants, property);
        for variant in &variants {
            self.declare_tag(variant, property, kind, discriminator.origin());
        }
        let fallback = discriminator
            .default_mapping()
            .and_then(|given| self.variant_named(given, &plan))
            .or(plan.fallback);
        self.types.get_mut(id)?.kind = TypeKind::Union(Union {
            variants,
            strategy: UnionStrategy::Tagged {
                property: property.to_owned(),
                kind,
                optional,
                fallback,
            },
            beside,
        });
        Some(())
    }

    /// Discriminates a union without `discriminator` by a property that every variant requires, with values of its own.
    pub(super) fn apply_constants(&mut self, id: TypeId) -> Option<()> {
        let TypeKind::Union(union) = &self.types.get(id)?.kind else {
            return None;
        };
        if union.strategy != UnionStrategy::Ambiguous {
            return None;
        }
        let first = only_object(&self.types, &union.variants.first()?.ty)?;
        let certain = first.fields.iter().filter(|field| is_certain(field));
        let (property, tags) = certain.into_iter().find_map(|field| {
            let tags = self.own_constants(union, &field.wire)?;
            Some((field.wire.clone(), tags))
        })?;
        let variants = union.variants.iter().zip(tags);
        let variants: Vec<Variant> = variants
            .map(|(variant, tags)| Variant {
                tags,
                ..variant.clone()
            })
            .collect();
        let kind = common_kind(&variants)?;
        let beside = union.beside.clone();
        self.types.get_mut(id)?.kind = TypeKind::Union(Union {
            variants,
            strategy: UnionStrategy::Tagged {
                property,
                kind,
                optional: None,
                fallback: None,
            },
            beside,
        });
        Some(())
    }

    /// Returns the only variant that declares a property without requiring it, where all others require it.
    fn without_tag(&self, variants: &[Variant], property: &str) -> Option<usize> {
        let mut optional = Vec::new();
        for (at, variant) in variants.iter().enumerate() {
            let object = only_object(&self.types, &variant.ty)?;
            let field = object.field(property)?;
            if !is_certain(field) {
                let is_declared_by_both = field.access == Access::Both;
                optional.push(is_declared_by_both.then_some(at)?);
            }
        }
        match *optional.as_slice() {
            [only] => Some(only),
            _ => None,
        }
    }

    /// Returns the values of a property in each variant, if each requires it and no two share a value.
    fn own_constants(&self, union: &Union, property: &str) -> Option<Vec<Vec<TagValue>>> {
        let mut seen = IndexSet::new();
        let variants = union.variants.iter();
        let all = variants.map(|variant| {
            let object = only_object(&self.types, &variant.ty)?;
            object.field(property).filter(|field| is_certain(field))?;
            let tags = tag_values(&self.types, &variant.ty, property)?;
            let are_own = tags.iter().all(|tag| seen.insert(tag.clone()));
            are_own.then_some(tags)
        });
        all.collect()
    }

    /// Returns the tags that select each variant. The name of a schema with mapped tags is added, since `mapping` only
    /// adds to the names, unless it is the tag of another variant or the property cannot have it. A value that only one
    /// variant lists also selects it, unless `mapping` names the variant.
    fn all_tags(
        &self,
        selector: Selector<'_>,
        plan: &UnionPlan<'s>,
        variants: &[Variant],
    ) -> Vec<Vec<TagValue>> {
        let Selector {
            property,
            kind,
            mapping,
            ..
        } = selector;
        let is_mapped = |at: usize| mapping.iter().any(|(_, mapped)| *mapped == at);
        // Not needed where all variants are mapped, and the values may be long.
        let is_asked = !(0..variants.len()).all(is_mapped);
        let listed = variants.iter().map(|variant| match is_asked {
            true => tag_values(&self.types, &variant.ty, property),
            false => None,
        });
        let listed: Vec<Option<Vec<TagValue>>> = listed.collect();
        let mut uses: IndexMap<&TagValue, usize> = IndexMap::new();
        for value in listed.iter().flatten().flatten() {
            *uses.entry(value).or_default() += 1;
        }
        let is_only_here = |value: &TagValue| uses.get(value) == Some(&1);
        let tags = variants.iter().zip(&listed).enumerate();
        let tags = tags.map(|(at, (variant, values))| {
            let own = values.as_deref().map(|values| {
                // A single value goes to the first variant with it; the fallback takes what is left.
                let is_shared = values.len() > 1
                    && plan.fallback != Some(at)
                    && !values.iter().any(is_only_here);
                own_values(values, name_of(plan, at), is_shared)
            });
            self.tags_of(selector, plan, at, &variant.ty, own)
        });
        let mut all: Vec<Vec<TagValue>> = tags.collect();
        let seen: IndexSet<TagValue> = all.iter().flatten().cloned().collect();
        for (at, (tags, variant)) in all.iter_mut().zip(variants).enumerate() {
            let name = plan.components.get(at).and_then(Option::as_ref);
            // Only names of components are tags.
            let is_named = |origin| {
                let holder = self.context.sources.node(origin).parent();
                holder.and_then(Node::key) == Some("schemas")
            };
            let name = name.filter(|component| is_named(component.origin));
            let name = name.filter(|component| {
                is_mapped(at)
                    && kind == TagKind::String
                    && may_have(&self.types, &variant.ty, property, &component.name)
            });
            let name = name.map(|component| TagValue::String(component.name.clone()));
            tags.extend(name.filter(|name| !seen.contains(name)));
        }
        let seen: IndexSet<TagValue> = all.iter().flatten().cloned().collect();
        for (at, (tags, values)) in all.iter_mut().zip(&listed).enumerate() {
            let is_further = |value: &&TagValue| is_only_here(value) && !seen.contains(*value);
            if !is_mapped(at) && plan.fallback != Some(at) {
                tags.extend(values.iter().flatten().filter(is_further).cloned());
            }
        }
        all
    }

    /// Returns the tags that select a variant: the mapped ones, or else the values to which its property is limited, or
    /// else the name of its schema.
    fn tags_of(
        &self,
        selector: Selector<'_>,
        plan: &UnionPlan<'s>,
        at: usize,
        ty: &Type,
        own: Option<Vec<TagValue>>,
    ) -> Vec<TagValue> {
        let mapped: Vec<TagValue> = selector
            .mapping
            .iter()
            .filter(|(_, variant)| *variant == at)
            .filter_map(|(value, _)| selector.kind.parse(value))
            .collect();
        if !mapped.is_empty() {
            return mapped;
        }
        if let Some(own) = own {
            return own;
        }
        if let Some(inner) = self.nested_tags(selector, ty) {
            return inner;
        }
        let name = name_of(plan, at);
        match self.types.kind(ty) {
            Some(TypeKind::Struct(_)) => name.into_iter().collect(),
            Some(TypeKind::Union(union)) => self.tags_of_objects(union, name, selector.property),
            _ => Vec::new(),
        }
    }

    /// Returns the tags of a variant that is a union of objects but has no such discriminator: the constants of its
    /// objects, or else the name of the union.
    fn tags_of_objects(
        &self,
        union: &Union,
        name: Option<TagValue>,
        property: &str,
    ) -> Vec<TagValue> {
        let types = union.variants.iter().map(|variant| &variant.ty);
        let is_object = |ty: &Type| only_object(&self.types, ty).is_some();
        if !types.clone().all(is_object) {
            return Vec::new();
        }
        let constants = types.map(|ty| tag_values(&self.types, ty, property));
        let constants: Vec<Vec<TagValue>> = constants.flatten().collect();
        match constants.len() {
            0 => name.into_iter().collect(),
            all if all == union.variants.len() => {
                let distinct: IndexSet<TagValue> = constants.into_iter().flatten().collect();
                distinct.into_iter().collect()
            }
            _ => Vec::new(),
        }
    }

    /// Returns the type of the discriminator's values, as the first variant declares it that has the property.
    fn kind_of(&self, variants: &[Variant], property: &str) -> TagKind {
        let mut variants = variants.iter();
        let kind = variants.find_map(|variant| tag_kind(&self.types, &variant.ty, property));
        kind.unwrap_or(TagKind::String)
    }

    /// Returns the tags of a variant that is itself a union with a discriminator of the same property.
    fn nested_tags(&self, outer: Selector<'_>, ty: &Type) -> Option<Vec<TagValue>> {
        let Selector {
            property, depth, ..
        } = outer;
        let (id, def) = self.behind_aliases(ty)?;
        let TypeKind::Union(union) = &def.kind else {
            return None;
        };
        let plan = self.unions.get(&id)?;
        let discriminator = plan.discriminator?;
        if depth >= DISCRIMINATOR_NESTING || discriminator.property_name() != Some(property) {
            return None;
        }
        let mapping: Mapping<'s> = discriminator
            .mapping()
            .filter_map(|(value, given)| Some((value, self.variant_named(given, plan)?)))
            .collect();
        let selector = Selector {
            property,
            kind: self.kind_of(&union.variants, property),
            mapping: &mapping,
            depth: depth + 1,
        };
        let tags = self.all_tags(selector, plan, &union.variants);
        Some(tags.into_iter().flatten().collect())
    }

    /// Returns the named type behind aliases.
    fn behind_aliases(&self, ty: &Type) -> Option<(TypeId, &TypeDef)> {
        match self.types.resolve(ty) {
            Type::Named(id) => Some((*id, self.types.get(*id)?)),
            _ => None,
        }
    }

    /// Adds the discriminating property to the object of a variant that does not declare it.
    fn declare_tag(
        &mut self,
        variant: &Variant,
        property: &str,
        kind: TagKind,
        discriminator: Origin,
    ) {
        let Some((id, def)) = self.behind_aliases(&variant.ty) else {
            return;
        };
        let place = def.origin.at_value();
        let Some(TypeKind::Struct(object)) = self.types.get_mut(id).map(|def| &mut def.kind) else {
            return;
        };
        if object.field(property).is_some() {
            return;
        }
        object
            .fields
            .insert(0, tag_field(property, kind, discriminator));
        self.context.report(
            Diagnostic::warning(
                Code::Discriminator,
                place,
                format!("the schema does not declare the discriminator property `{property}`; the property is added"),
            )
            .related(discriminator.at_value(), "the discriminator")
            .help(format!(
                "declare `{property}` under `properties` and in `required`"
            )),
        );
    }
}

/// Returns the common type of all tags of a union; `None` where they have several types.
fn common_kind(variants: &[Variant]) -> Option<TagKind> {
    let mut kinds = variants
        .iter()
        .flat_map(|variant| &variant.tags)
        .map(TagValue::kind);
    let first = kinds.next()?;
    kinds.all(|kind| kind == first).then_some(first)
}

fn tag_field(property: &str, kind: TagKind, origin: Origin) -> Field {
    let name = NameHint::of(property, origin);
    let ty = match kind {
        TagKind::String => Type::text(),
        TagKind::Integer => Type::Integer(Integer::I64),
        TagKind::Bool => Type::Bool,
        TagKind::Number => Type::Number(Number::F64),
    };
    undescribed(property, name, ty)
}

/// Returns the name of a variant's schema as a tag.
fn name_of(plan: &UnionPlan<'_>, at: usize) -> Option<TagValue> {
    let component = plan.components.get(at)?.as_ref()?;
    Some(TagValue::String(component.name.clone()))
}
