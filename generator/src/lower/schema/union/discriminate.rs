//! How the variants of a union are discriminated; decided when all types are complete.

use indexmap::IndexSet;

use crate::diagnostic::Code;
use crate::ir::{Shape, Type, TypeId, TypeKind, Union, UnionStrategy, Variant};
use crate::limits::UNIONS_IN_UNIONS;

use crate::lower::empty_values::exclude_empty;
use crate::lower::schema::Schemas;
use crate::lower::schema::scalar::{common_type, merge_scalar_variants};
use crate::lower::union_shapes::by_shape;
use crate::lower::union_shapes::overlapping::overlapping;

impl Schemas<'_> {
    /// Decides for every union how its variants are discriminated.
    pub(in crate::lower::schema) fn discriminate_unions(&mut self) {
        let ids: Vec<TypeId> = self.unions.keys().copied().collect();
        for id in &ids {
            self.apply_discriminator(*id);
        }
        for id in &ids {
            self.apply_constants(*id);
        }
        self.fill_in_tags();
        for id in ids {
            let Some(union) = self.ambiguous_union(id) else {
                continue;
            };
            let variants = self.without_other_names(union.variants);
            let variants = self.without_itself(variants, id);
            let kind = if let [only] = variants.as_slice() {
                TypeKind::Alias(only.ty.clone())
            } else {
                let order = by_shape(&self.types, &variants);
                if order.is_none()
                    && let Some(def) = self.types.get(id)
                {
                    self.context.note(
                        Code::AmbiguousUnion,
                        def.origin.at_value(),
                        "the variants of the union are ambiguous; a value that matches several is read as the one that knows most of it",
                    );
                }
                let (order, strategy) = match order {
                    Some(order) => (order, UnionStrategy::ByShape),
                    None => (
                        overlapping(&self.types, &variants),
                        UnionStrategy::Ambiguous,
                    ),
                };
                let mut variants = reordered(variants, order);
                exclude_empty(&self.types, &mut variants);
                TypeKind::Union(Union {
                    variants,
                    strategy,
                    beside: union.beside,
                })
            };
            if let Some(def) = self.types.get_mut(id) {
                def.kind = kind;
            }
        }
    }

    /// Returns a union whose variants are not discriminated yet.
    fn ambiguous_union(&self, id: TypeId) -> Option<Union> {
        match &self.types.get(id)?.kind {
            TypeKind::Union(union) if union.strategy == UnionStrategy::Ambiguous => {
                Some(union.clone())
            }
            _ => None,
        }
    }

    /// Leaves out variants that are the union itself under another name, or a union that has it as a variant: they
    /// would be read without end.
    fn without_itself(&self, variants: Vec<Variant>, id: TypeId) -> Vec<Variant> {
        let is_itself = |one: &Variant| self.leads_to_union(&one.ty, id);
        if variants.iter().all(is_itself) {
            return variants;
        }
        let (own, others): (Vec<_>, Vec<_>) = variants.into_iter().partition(is_itself);
        for one in own {
            self.warn_of_itself(self.context.sources.node(one.origin));
        }
        others
    }

    /// Whether a type is a union, or has it as a variant, in any number of steps.
    fn leads_to_union(&self, ty: &Type, id: TypeId) -> bool {
        let mut open = vec![ty];
        let mut seen = IndexSet::new();
        while let Some(ty) = open.pop() {
            let Type::Named(other) = self.types.resolve(ty) else {
                continue;
            };
            if *other == id {
                return true;
            }
            if seen.len() < UNIONS_IN_UNIONS
                && seen.insert(*other)
                && let Some(TypeKind::Union(union)) = self.types.get(*other).map(|def| &def.kind)
            {
                open.extend(union.variants.iter().map(|one| &one.ty));
            }
        }
        false
    }

    /// Merges variants that are aliases of scalars with a common type.
    fn without_other_names(&self, variants: Vec<Variant>) -> Vec<Variant> {
        merge_scalar_variants(
            variants,
            |earlier, variant| {
                let ty = common_type(
                    self.types.resolve(&earlier.ty),
                    self.types.resolve(&variant.ty),
                )?;
                // A named type remains a variant.
                (!matches!(ty, Type::Named(_))).then_some(ty)
            },
            |earlier, _, ty| earlier.ty = ty,
        )
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
