//! Unions that list each other.

use indexmap::IndexSet;

use crate::diagnostic::Code;
use crate::limits::SCHEMA_CHAIN;
use crate::source::Origin;

use super::super::context::reference_place;
use super::super::views::SchemaView;
use super::Schemas;

impl<'s> Schemas<'s> {
    /// Returns the alternatives of a union with those that list it again, by any number of steps, replaced by what they
    /// list beside it: a value that is of one of such unions is of all.
    pub(super) fn without_circles(
        &self,
        alternatives: Vec<SchemaView<'s>>,
        owner: SchemaView<'s>,
    ) -> Vec<SchemaView<'s>> {
        let mut replaced = IndexSet::from([owner.origin()]);
        let mut targets = IndexSet::new();
        let mut found = Vec::new();
        let mut rest = alternatives;
        rest.reverse();
        while let Some(one) = rest.pop() {
            let target = one.follow(self.context.sources).unwrap_or(one);
            if replaced.contains(&target.origin()) {
                continue;
            }
            if let Some(inner) = self.lists(target, owner.origin()) {
                replaced.insert(target.origin());
                self.context.warn(
                    Code::ReferenceCycle,
                    reference_place(one.node()),
                    "the unions list each other; what this one lists is an alternative in its place",
                    "let one of them list the other, or neither",
                );
                rest.extend(inner.into_iter().rev());
                continue;
            }
            let is_new = targets.insert(target.origin());
            if is_new || replaced.len() == 1 {
                found.push(one);
            }
        }
        found
    }

    /// Returns the alternatives of a schema that is nothing but a union, where they lead to a schema by unions alone.
    fn lists(&self, schema: SchemaView<'s>, wanted: Origin) -> Option<Vec<SchemaView<'s>>> {
        let own = union_only(schema)?;
        let mut seen = IndexSet::from([schema.origin()]);
        let mut open = own.clone();
        while let Some(one) = open.pop() {
            let target = one.follow(self.context.sources).unwrap_or(one);
            if target.origin() == wanted {
                return Some(own);
            }
            if seen.len() <= SCHEMA_CHAIN && seen.insert(target.origin()) {
                open.extend(union_only(target).into_iter().flatten());
            }
        }
        None
    }
}

/// Returns the alternatives of a schema that is nothing but a union.
fn union_only(schema: SchemaView<'_>) -> Option<Vec<SchemaView<'_>>> {
    let (number, _, alternatives) = schema.union_from(0)?;
    let has_more = schema.union_from(number + 1).is_some() || schema.has("allOf");
    let is_plain = !schema.is_structural() && !has_more;
    is_plain.then_some(alternatives)
}
