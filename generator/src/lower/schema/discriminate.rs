//! What discriminates the variants of a union, decided when every type is known.

use indexmap::IndexSet;

use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{
    Access, Docs, Field, Lifecycle, NameHint, Presence, Rules, Sensitivity, Shape, StringFormat,
    Type, TypeDef, TypeId, TypeKind, Union, UnionStrategy, Variant,
};
use crate::limits::DISCRIMINATOR_NESTING;
use crate::source::{Node, Origin};

use super::super::union_shapes::{by_shape, tag_values};
use super::super::views::DiscriminatorView;
use super::Schemas;
use super::scalar::{common_type, merge_scalar_variants};
use super::union::UnionPlan;

/// The values of a discriminator, each with the number of the variant it selects.
type Mapping<'s> = Vec<(&'s str, usize)>;

impl<'s> Schemas<'s> {
    /// Decides for every union what discriminates its variants.
    pub(super) fn discriminate_unions(&mut self) {
        let ids: Vec<TypeId> = self.unions.keys().copied().collect();
        for id in &ids {
            self.apply_discriminator(*id);
        }
        for id in ids {
            let Some(union) = self.ambiguous_union(id) else {
                continue;
            };
            let variants = self.without_other_names(union.variants);
            let kind = if let [only] = variants.as_slice() {
                TypeKind::Alias(only.ty.clone())
            } else {
                let order = by_shape(&self.types, &variants);
                if order.is_none()
                    && let Some(def) = self.type_def(id)
                {
                    self.context.note(
                        Code::AmbiguousUnion,
                        def.origin.at_value(),
                        "the variants of the union are ambiguous; the value is kept as JSON with an accessor for each",
                    );
                }
                TypeKind::Union(match order {
                    Some(order) => Union {
                        variants: reordered(variants, order),
                        strategy: UnionStrategy::ByShape,
                    },
                    None => Union {
                        variants,
                        strategy: UnionStrategy::Ambiguous,
                    },
                })
            };
            if let Some(def) = self.type_def_mut(id) {
                def.kind = kind;
            }
        }
    }

    /// Returns a union that nothing discriminates yet.
    fn ambiguous_union(&self, id: TypeId) -> Option<Union> {
        match &self.type_def(id)?.kind {
            TypeKind::Union(union) if union.strategy == UnionStrategy::Ambiguous => {
                Some(union.clone())
            }
            _ => None,
        }
    }

    /// Makes one variant of those that are but other names of scalars that one type can hold.
    fn without_other_names(&self, variants: Vec<Variant>) -> Vec<Variant> {
        merge_scalar_variants(
            variants,
            |earlier, variant| {
                let ty = common_type(
                    self.types.resolve(&earlier.ty),
                    self.types.resolve(&variant.ty),
                )?;
                // A name of its own stays a variant of its own.
                (!matches!(ty, Type::Named(_))).then_some(ty)
            },
            |earlier, _, ty| earlier.ty = ty,
        )
    }

    /// Lets a union be discriminated by the property that its discriminator names, where every variant has values
    /// of its own for it.
    fn apply_discriminator(&mut self, id: TypeId) -> Option<()> {
        let plan = self.unions.get(&id)?.clone();
        let discriminator = plan.discriminator?;
        let property = discriminator.property_name()?;
        let mapping = self.mapping(discriminator, &plan);
        let TypeKind::Union(union) = &self.type_def(id)?.kind else {
            return None;
        };
        let mut variants = union.variants.clone();
        let mut seen = IndexSet::new();
        for (at, variant) in variants.iter_mut().enumerate() {
            variant.tags = self.tags_of(&mapping, &plan, at, &variant.ty, property, 0);
            let are_own = variant.tags.iter().all(|tag| seen.insert(tag.clone()));
            if variant.tags.is_empty() || !are_own {
                self.context.report(
                    Diagnostic::note(
                        Code::AmbiguousUnion,
                        variant.origin.at_value(),
                        format!("no value of `{property}` selects only this variant; the discriminator is not used"),
                    )
                    .related(discriminator.origin().at_value(), "the discriminator")
                    .help("give the variant a `const` for the property, or name it in `mapping`"),
                );
                return None;
            }
        }
        for variant in &variants {
            self.declare_tag(variant, property, discriminator.origin());
        }
        let fallback = discriminator
            .default_mapping()
            .and_then(|given| self.variant_named(given, &plan));
        self.type_def_mut(id)?.kind = TypeKind::Union(Union {
            variants,
            strategy: UnionStrategy::Tagged {
                property: property.to_owned(),
                fallback,
            },
        });
        Some(())
    }

    /// Reads `mapping`, and reports values that select no variant.
    fn mapping(&self, discriminator: DiscriminatorView<'s>, plan: &UnionPlan<'s>) -> Mapping<'s> {
        let mut found = Vec::new();
        for (value, node) in discriminator.mapping() {
            if let Some(at) = self.variant_named(node, plan) {
                found.push((value, at));
                continue;
            }
            let components = plan.components.iter().flatten();
            let names = components.map(|component| component.name.as_str());
            let target = node.as_str().unwrap_or_default();
            self.context.report(
                Diagnostic::warning(
                    Code::Discriminator,
                    node.origin().at_value(),
                    format!("`{value}` is mapped to a schema that is not a variant of the union"),
                )
                .suggest(
                    target.rsplit('/').next().unwrap_or(target),
                    names,
                    "add the schema to the union, or remove the entry",
                ),
            );
        }
        found
    }

    /// Returns the variant that a name or reference in a discriminator means.
    fn variant_named(&self, given: Node<'s>, plan: &UnionPlan<'s>) -> Option<usize> {
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

    /// Returns the discriminator values that select a variant: mapped ones, else the ones its property is limited
    /// to, else the schema's name.
    fn tags_of(
        &self,
        mapping: &[(&str, usize)],
        plan: &UnionPlan<'s>,
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
        if let Some(values) = tag_values(&self.types, ty, property) {
            return values;
        }
        if let Some(inner) = self.nested_tags(ty, property, depth) {
            return inner;
        }
        let name = plan.components.get(at).and_then(Option::as_ref);
        match self.behind_aliases(ty).map(|(_, def)| &def.kind) {
            Some(TypeKind::Struct(_)) => name
                .map(|component| component.name.clone())
                .into_iter()
                .collect(),
            _ => Vec::new(),
        }
    }

    /// Returns the tags of a variant that is a union by the same property itself.
    fn nested_tags(&self, ty: &Type, property: &str, depth: usize) -> Option<Vec<String>> {
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
        let variants = union.variants.iter().enumerate();
        let tags = variants.flat_map(|(at, variant)| {
            self.tags_of(&mapping, plan, at, &variant.ty, property, depth + 1)
        });
        Some(tags.collect())
    }

    /// Returns the named type behind aliases.
    fn behind_aliases(&self, ty: &Type) -> Option<(TypeId, &TypeDef)> {
        match self.types.resolve(ty) {
            Type::Named(id) => Some((*id, self.type_def(*id)?)),
            _ => None,
        }
    }

    /// Lets the object of a variant have the property that selects it, where it does not declare it.
    fn declare_tag(&mut self, variant: &Variant, property: &str, discriminator: Origin) {
        let Some((id, def)) = self.behind_aliases(&variant.ty) else {
            return;
        };
        let place = def.origin.at_value();
        let Some(TypeKind::Struct(object)) = self.type_def_mut(id).map(|def| &mut def.kind) else {
            return;
        };
        if object.fields.iter().any(|field| field.wire == property) {
            return;
        }
        let tag = variant.tags.first().cloned();
        object
            .fields
            .insert(0, tag_field(property, tag, discriminator));
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

fn tag_field(property: &str, tag: Option<String>, origin: Origin) -> Field {
    Field {
        wire: property.to_owned(),
        name: NameHint {
            words: vec![property.to_owned()],
            wanted: None,
            origin,
        },
        ty: Type::String(StringFormat::Plain(None)),
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

/// Puts variants into the order in which they are tried, each with its test.
fn reordered(variants: Vec<Variant>, order: Vec<(usize, Shape)>) -> Vec<Variant> {
    let mut variants: Vec<Option<Variant>> = variants.into_iter().map(Some).collect();
    let ordered = order.into_iter().filter_map(|(at, shape)| {
        let variant = variants.get_mut(at)?.take()?;
        Some(Variant {
            shape: Some(shape),
            ..variant
        })
    });
    ordered.collect()
}
