//! Unions that list each other as alternatives.

use indexmap::{IndexMap, IndexSet};

use crate::diagnostic::Code;
use crate::limits::{SCHEMA_CHAIN, UNIONS_IN_UNIONS};
use crate::source::Origin;

use crate::lower::context::reference_place;
use crate::lower::schema::Schemas;
use crate::lower::views::SchemaView;

impl<'s> Schemas<'s> {
    /// Returns the alternatives of a union. Those that lead back to the union, in any number of steps, are replaced by
    /// their own alternatives: a value of one of such unions is a value of all of them.
    pub(super) fn without_circles(
        &self,
        alternatives: Vec<SchemaView<'s>>,
        owner: SchemaView<'s>,
    ) -> Vec<SchemaView<'s>> {
        let circles = self.circles(&alternatives, owner.origin());
        let mut replaced = IndexSet::from([owner.origin()]);
        let mut targets = IndexSet::new();
        let mut found = Vec::new();
        let mut rest = alternatives;
        rest.reverse();
        while let Some(one) = rest.pop() {
            let target = self.led_to(one);
            if replaced.contains(&target.origin()) {
                continue;
            }
            if circles.contains(&target.origin())
                && let Some(inner) = union_only(target)
            {
                replaced.insert(target.origin());
                self.context.warn(
                    Code::ReferenceCycle,
                    reference_place(one.node()),
                    "the unions list each other; the alternatives of this one take its place",
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

    /// Returns the schema to which another one leads through references, and through an `allOf` that adds no structure
    /// to a union.
    pub(super) fn led_to(&self, schema: SchemaView<'s>) -> SchemaView<'s> {
        let sources = self.context.sources;
        let follow = |one: SchemaView<'s>| one.follow(sources).unwrap_or(one);
        let is_empty = |one: &SchemaView<'s>| {
            !one.is_structural() && !one.has("allOf") && one.union_from(0).is_none()
        };
        let mut found = follow(schema);
        for _ in 0..SCHEMA_CHAIN {
            let mut parts = found.all_of().map(follow).filter(|part| !is_empty(part));
            let Some(inner) = parts.next() else { break };
            let is_only = parts.all(|part| part.origin() == inner.origin());
            let adds = found.is_structural() || found.union_from(0).is_some();
            if adds || !is_only || inner.is_structural() {
                break;
            }
            found = inner;
        }
        found
    }

    /// Returns the schemas from which a schema is reached through unions alone, among the alternatives and what they
    /// list.
    fn circles(&self, alternatives: &[SchemaView<'s>], wanted: Origin) -> IndexSet<Origin> {
        let follow = |one| self.led_to(one);
        let mut listed_by: IndexMap<Origin, Vec<Origin>> = IndexMap::new();
        let mut seen = IndexSet::from([wanted]);
        let mut open: Vec<_> = alternatives.iter().copied().map(follow).collect();
        while let Some(schema) = open.pop() {
            if seen.len() > UNIONS_IN_UNIONS || !seen.insert(schema.origin()) {
                continue;
            }
            for target in union_only(schema).into_iter().flatten().map(follow) {
                let lists = listed_by.entry(target.origin()).or_default();
                lists.push(schema.origin());
                open.push(target);
            }
        }
        let mut circles = IndexSet::new();
        let mut open = vec![wanted];
        while let Some(target) = open.pop() {
            for schema in listed_by.get(&target).into_iter().flatten() {
                if circles.insert(*schema) {
                    open.push(*schema);
                }
            }
        }
        circles
    }
}

/// Returns the alternatives of a schema whose structure is one union; a type and rules may stand beside it.
fn union_only(schema: SchemaView<'_>) -> Option<Vec<SchemaView<'_>>> {
    let (number, _, alternatives) = schema.union_from(0)?;
    let has_more = schema.union_from(number + 1).is_some() || schema.has("allOf");
    let is_plain = !schema.is_structural() && !has_more;
    is_plain.then_some(alternatives)
}
