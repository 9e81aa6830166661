//! Objects that always contain another object of the same type, so that no value is finite.

use std::collections::BTreeSet;

use crate::diagnostic::Code;
use crate::ir::graph::{Graph, held_in_place};
use crate::ir::{Access, Field, Presence, TypeDef, TypeId, TypeKind, Types};

use crate::lower::schema::Schemas;

impl Schemas<'_> {
    /// Reports, once for each cycle, objects that cannot be written, since their required properties lead back to them.
    pub(in crate::lower::schema) fn report_endless_types(&self) {
        let endless = endless(&self.types);
        if endless.is_empty() {
            return;
        }
        let circles = Graph::new(&self.types, |def, found| {
            let targets = needed(def).into_iter();
            found.extend(targets.filter(|to| endless.contains(&TypeId(*to))));
        })
        .components();
        let mut reported: Vec<TypeId> = Vec::new();
        for id in endless {
            if reported.iter().any(|of| circles.is_cycle(of.0, id.0)) {
                continue;
            }
            let Some(def) = self.types.get(id) else {
                continue;
            };
            let mut fields = required(def);
            let leads_back = |field: &&Field| {
                held_in_place(&field.ty).is_some_and(|to| circles.is_cycle(id.0, to))
            };
            let Some(field) = fields.find(leads_back) else {
                continue;
            };
            reported.push(id);
            let (name, property) = (def.name.words.join(" "), &field.wire);
            self.context.warn(
                Code::ContradictorySchema,
                field.origin.at_key(),
                format!(
                    "`{property}` is required and leads to another `{name}`: no value of it is finite"
                ),
                format!("leave `{property}` out of `required`, or let it be null too"),
            );
        }
    }
}

/// Returns the types that have no finite value.
fn endless(types: &Types) -> BTreeSet<TypeId> {
    let needed = Graph::new(types, |def, found| found.extend(needed(def)));
    let needed_by = needed.reversed();
    // How many more types must be finite before a type is: one variant of a union, all required properties of an
    // object.
    let mut left: Vec<usize> = Vec::new();
    let mut ending: Vec<u32> = Vec::new();
    for (at, def) in (0u32..).zip(types.iter()) {
        let targets = needed.targets(at);
        let count = match &def.kind {
            TypeKind::Union(union) => {
                usize::from(!union.variants.is_empty() && targets.len() == union.variants.len())
            }
            _ => targets.len(),
        };
        left.push(count);
        ending.extend((count == 0).then_some(at));
    }
    while let Some(at) = ending.pop() {
        for &by in needed_by.targets(at) {
            let Some(count @ 1..) = left.get_mut(by as usize) else {
                continue;
            };
            *count -= 1;
            ending.extend((*count == 0).then_some(by));
        }
    }
    let ids = types.entries().map(|(id, _)| id);
    let endless = ids.zip(left).filter(|(_, left)| *left > 0);
    endless.map(|(id, _)| id).collect()
}

/// Returns the types that every value of a type contains, or for a union the types that a value may have.
fn needed(def: &TypeDef) -> Vec<u32> {
    match &def.kind {
        TypeKind::Struct(_) => required(def)
            .filter_map(|field| held_in_place(&field.ty))
            .collect(),
        _ => def.held().into_iter().filter_map(held_in_place).collect(),
    }
}

/// Returns the properties that are in each value, whoever sends it.
fn required(def: &TypeDef) -> impl Iterator<Item = &Field> {
    let fields = match &def.kind {
        TypeKind::Struct(object) => object.fields.as_slice(),
        _ => &[],
    };
    fields
        .iter()
        .filter(|field| field.presence == Presence::Required && field.access == Access::Both)
}
