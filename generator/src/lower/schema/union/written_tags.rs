//! The tags that the constructors of variants fill in.

use indexmap::{IndexMap, IndexSet};

use crate::ir::{TagValue, TypeId, TypeKind, Union, UnionStrategy, Variant};

use crate::lower::schema::Schemas;
use crate::lower::union_shapes::only_object;
use crate::lower::views::DiscriminatorView;

impl Schemas<'_> {
    /// Sets the tag that the constructor of a variant fills in, where the variant has the same one in all its unions.
    pub(super) fn fill_in_tags(&mut self) {
        let mut found: IndexMap<(TypeId, String), IndexSet<TagValue>> = IndexMap::new();
        for id in self.unions.keys() {
            let Some(TypeKind::Union(union)) = self.types.get(*id).map(|def| &def.kind) else {
                continue;
            };
            for (at, (variant, property, tags)) in self.tags_in(union).into_iter().enumerate() {
                let tags = self.without_own_name(*id, at, tags);
                if let Some((object, _)) = self.types.object(&variant.ty) {
                    found.entry((object, property)).or_default().extend(tags);
                }
            }
        }
        for ((id, property), tags) in found {
            let Some(TypeKind::Struct(object)) = self.types.get_mut(id).map(|def| &mut def.kind)
            else {
                continue;
            };
            let field = object
                .fields
                .iter_mut()
                .find(|field| field.wire == property);
            if let (Some(field), Some(tag), 1) = (field, tags.first(), tags.len()) {
                field.constant = Some(tag.to_json());
            }
        }
    }

    /// Removes the name of the schema from the tags where a mapping has another tag, which is the one to write.
    fn without_own_name(&self, id: TypeId, at: usize, mut tags: Vec<TagValue>) -> Vec<TagValue> {
        let plan = self.unions.get(&id);
        let component = plan.and_then(|plan| plan.components.get(at)?.as_ref());
        let mapping = plan.and_then(|plan| plan.discriminator);
        let mapping = mapping.into_iter().flat_map(DiscriminatorView::mapping);
        let mapped: Vec<&str> = mapping.map(|(value, _)| value).collect();
        let is_mapped =
            |tag: &TagValue| matches!(tag, TagValue::String(tag) if mapped.contains(&tag.as_str()));
        if let Some(component) = component.filter(|_| tags.iter().any(is_mapped)) {
            let name = TagValue::String(component.name.clone());
            tags.retain(|tag| *tag != name || is_mapped(tag));
        }
        tags
    }

    /// Returns the tags of the variants of a union, each with its property: those of its strategy, or else constants
    /// that differ between variants.
    fn tags_in<'u>(&self, union: &'u Union) -> Vec<(&'u Variant, String, Vec<TagValue>)> {
        if let UnionStrategy::Tagged { property, .. } = &union.strategy {
            let variants = union.variants.iter();
            return variants
                .map(|variant| (variant, property.clone(), variant.tags.clone()))
                .collect();
        }
        let mut by_property: IndexMap<&str, Vec<(&Variant, TagValue)>> = IndexMap::new();
        for variant in &union.variants {
            let object = only_object(&self.types, &variant.ty);
            for field in object.into_iter().flat_map(|object| &object.fields) {
                if let Some(tag) = field.only.as_ref().and_then(TagValue::of_json) {
                    let tags = by_property.entry(&field.wire).or_default();
                    tags.push((variant, tag));
                }
            }
        }
        // A constant that two variants share selects neither.
        by_property.retain(|_, tags| {
            let distinct: IndexSet<&TagValue> = tags.iter().map(|(_, tag)| tag).collect();
            tags.len() > 1 && distinct.len() == tags.len()
        });
        let tags = by_property.into_iter().flat_map(|(property, tags)| {
            tags.into_iter()
                .map(move |(variant, tag)| (variant, property.to_owned(), vec![tag]))
        });
        tags.collect()
    }
}
